"""Nobody but the user's own browser gets at the page: other sites, other programs, too much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from docgen.web import community_routes
from tests.support.samples import sample_bytes
from tests.support.web_client import ADDRESS, PORT, Site, site


@pytest.fixture(name="page")
def page_fixture() -> Iterator[Site]:
    with site() as started:
        yield started


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"localhost.evil:{PORT}",
        "",
    ],
)
def test_a_name_that_another_site_lets_point_here_is_refused(page: Site, host: str) -> None:
    answer = page.client.get(f"/{page.keys.token}/", headers={"Host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}"])
def test_both_names_of_this_computer_work(page: Site, host: str) -> None:
    answer = page.client.get(f"/{page.keys.token}/", headers={"Host": host})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        f"https://127.0.0.1:{PORT}",
        f"http://127.0.0.1:{PORT}.evil",
    ],
)
def test_a_form_of_another_site_is_refused(page: Site, origin: str) -> None:
    window = page.window()
    files = {"book": ("工作簿.xlsx", sample_bytes())}
    answer = window.post("book", files=files, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "别的网页" in answer.text
    assert next(iter(page.sessions)).book is None


def test_a_form_without_an_origin_is_refused(page: Site) -> None:
    window = page.window()
    page.client.headers.pop("Origin")
    assert window.post("grid").status_code == 403


@pytest.mark.parametrize("site_of", ["cross-site", "same-site"])
def test_what_another_site_asks_for_is_refused_even_with_the_right_address(
    page: Site, site_of: str
) -> None:
    window = page.window()
    assert window.get(headers={"Sec-Fetch-Site": site_of}).status_code == 403
    assert window.get(headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert window.get(headers={"Sec-Fetch-Site": "none"}).status_code == 200


@pytest.mark.parametrize("token", ["", "x" * 32, "令牌"])
def test_without_the_token_there_is_nothing(page: Site, token: str) -> None:
    answer = page.client.get(f"/{token}/")
    assert answer.status_code == 404
    assert page.keys.token not in answer.text
    assert list(page.sessions) == []


def test_the_token_of_one_start_opens_no_other(page: Site) -> None:
    with site() as other:
        assert page.client.get(f"/{other.keys.token}/").status_code == 404


def test_the_address_given_to_the_browser_works_once(page: Site) -> None:
    code = page.keys.new_code()
    first = page.client.get(f"/start/{code}", follow_redirects=False)
    assert first.headers["location"] == f"/{page.keys.token}/"
    assert page.client.get(f"/start/{code}", follow_redirects=False).status_code == 404
    assert page.client.get("/start/", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_refused(page: Site, method: str) -> None:
    assert page.client.request(method, f"/{page.keys.token}/").status_code == 405


def test_every_answer_tells_the_browser_to_be_strict(page: Site) -> None:
    window = page.window()
    answers = [
        window.get(),
        window.get("blank"),
        window.get("nothing"),
        page.client.get("/static/page.js"),
        page.client.get("/x/"),
        page.client.get("/", headers={"Host": "evil.example"}),
    ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_the_page_has_nothing_that_its_policy_forbids_and_nothing_from_elsewhere(
    page: Site,
) -> None:
    window = page.window()
    window.hand_in(sample_bytes())
    for text in (window.get().text, window.get("office").text):
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
        assert " onclick" not in text
        assert "//" not in text.replace(ADDRESS, "").replace("http://www.w3.org", "")


def test_a_workbook_that_is_too_large_is_not_kept_and_told(page: Site) -> None:
    window = page.window()
    answer = window.post("book", files={"book": ("大.xlsx", bytes(community_routes.MAX_BYTES + 1))})
    assert answer.status_code == 413
    assert "超过了20兆" in answer.text
    (session,) = page.sessions
    assert list(session.folder.iterdir()) == []


def test_a_form_without_a_file_may_send_little_only(page: Site) -> None:
    window = page.window()
    assert window.post("build", data={"stage": "组" * 100_000}).status_code == 413


def test_a_body_of_unknown_length_is_refused(page: Site) -> None:
    window = page.window()
    answer = window.post("book", content=iter([b"x", b"y"]))
    assert answer.status_code == 411


def test_an_empty_first_file_is_no_workbook(page: Site) -> None:
    window = page.window()
    answer = window.post("book", files={"book": ("", b"")})
    assert answer.status_code in (200, 400)
    assert next(iter(page.sessions)).book is None


@pytest.mark.parametrize("fields", [{"book": "text"}, {}])
def test_a_form_that_no_page_of_ours_sends_does_no_harm(page: Site, fields: dict[str, str]) -> None:
    window = page.window()
    answer = window.post("book", data=fields)
    assert answer.status_code == 200
    assert "没有选择文件" in answer.text


def test_too_many_parts_are_refused(page: Site) -> None:
    window = page.window()
    files = [("book", (f"{n}.xlsx", b"x")) for n in range(5)]
    assert window.post("book", files=files).status_code == 400
