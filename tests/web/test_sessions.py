"""What is uploaded stays in its window and does not stay for long."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.errors import OutputFault, RequestError
from docgen.web import sessions as module
from docgen.web.jobs import Job, Tell
from docgen.web.sessions import GRACE, IDLE, MAX_SESSIONS, Sessions
from tests.support.samples import sample_bytes
from tests.support.web_client import Clock, Site, site


@pytest.fixture(name="page")
def page_fixture() -> Iterator[Site]:
    with site() as started:
        yield started


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "使用中"]


def test_two_windows_do_not_see_each_others_files(page: Site) -> None:
    first, second = page.window(), page.window()
    first.hand_in(sample_bytes(), "甲社区.xlsx")
    first.build("组织发动")
    assert "甲社区" in first.get().text
    assert "甲社区" not in second.get().text
    for path in ("package", "files/0"):
        assert first.get(path).status_code == 200
        assert second.get(path, follow_redirects=False).status_code in (303, 404)


def test_a_session_of_another_name_is_none(page: Site) -> None:
    window = page.window()
    token, identity = window.home.strip("/").split("/")
    for other in (identity[:-1], identity + "x", identity.swapcase(), "..", "%2e%2e"):
        assert page.client.get(f"/{token}/{other}/").status_code in (200, 404)
        assert page.sessions.find(other) is None


def test_nothing_stays_after_the_page_is_closed(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes())
    window.build("组织发动")
    assert files_in(page.sessions.folder)
    window.close()
    page.clock.now += GRACE - 1
    page.sessions.sweep()
    assert files_in(page.sessions.folder)
    page.clock.now += 1
    page.sessions.sweep()
    assert files_in(page.sessions.folder) == []
    assert window.get().status_code == 404
    assert "重新交上工作簿" in window.get().text


def test_a_page_that_is_only_loaded_again_keeps_its_files(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes(), "甲社区.xlsx")
    window.close()
    assert "甲社区" in window.get().text
    page.clock.now += GRACE + 1
    page.sessions.sweep()
    assert "甲社区" in window.get().text


def test_a_page_that_another_takes_the_place_of_closes_nothing(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes(), "甲社区.xlsx")
    (session,) = page.sessions
    former = max(session.pages)
    window.get()  # the browser tells of the former page after it has got the next
    for number in range(former + 1):
        window.post(f"leave?page={number}")
    page.clock.now += GRACE + 1
    page.sessions.sweep()
    assert "甲社区" in window.get().text


def test_a_second_tab_keeps_the_files_of_the_first(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes(), "甲社区.xlsx")
    (session,) = page.sessions
    window.get("office")
    window.post(f"leave?page={max(session.pages)}")
    page.clock.now += GRACE + 1
    page.sessions.sweep()
    assert "甲社区" in window.get().text


@pytest.mark.parametrize("number", ["", "x", "-1", "９", "9" * 5000])
def test_a_page_that_was_never_shown_closes_nothing(page: Site, number: str) -> None:
    window = page.window()
    assert window.post(f"leave?page={number}").status_code == 204
    page.clock.now += GRACE + 1
    page.sessions.sweep()
    assert window.get().status_code == 200


def test_nothing_stays_an_hour_after_the_last_request(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes())
    page.clock.now += IDLE - 1
    page.sessions.sweep()
    assert window.get().status_code == 200
    page.clock.now += IDLE
    page.sessions.sweep()
    assert window.get().status_code == 404
    assert files_in(page.sessions.folder) == []


def test_nothing_stays_when_the_program_ends() -> None:
    with site() as page:
        page.window().hand_in(sample_bytes())
        folder = page.sessions.folder
        assert folder.exists()
    assert not folder.exists()


def test_forgetting_deletes_at_once_and_opens_a_new_window(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes())
    answer = window.post("forget")
    assert answer.status_code == 200
    assert answer.url.path != window.home
    assert files_in(page.sessions.folder) == []


def test_another_workbook_replaces_the_former_on_disk(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes(), "甲.xlsx")
    window.hand_in(sample_bytes(), "乙.xlsx")
    assert [path.name for path in files_in(page.sessions.folder)] == ["乙.xlsx"]


def test_another_build_replaces_the_former_on_disk(page: Site) -> None:
    window = page.window()
    window.hand_in(sample_bytes())
    window.build("组织发动")
    window.build("组织发动")
    zips = [path for path in files_in(page.sessions.folder) if path.suffix == ".zip"]
    assert len(zips) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of temporary files private")
def test_nobody_else_on_this_computer_can_read_the_files(page: Site) -> None:
    page.window()
    (session,) = page.sessions
    for folder in (page.sessions.folder, session.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.fixture(name="temporary")
def temporary_fixture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_program_left_goes_at_the_next_start(temporary: Path) -> None:
    left = temporary / "docgen-web-left"
    left.mkdir()
    (left / "使用中").write_text("")
    (left / "名册.xlsx").write_bytes(b"private")
    running = Sessions()
    another = Sessions()
    assert not left.exists()
    assert running.folder.exists()
    running.end()
    another.end()
    assert list(temporary.iterdir()) == []


def test_what_another_program_is_just_starting_with_stays(temporary: Path) -> None:
    starting = temporary / "docgen-web-starting"
    starting.mkdir()
    Sessions().end()
    assert starting.exists()
    os.utime(starting, (1, 1))
    Sessions().end()
    assert not starting.exists()


def test_a_link_in_the_folder_of_temporary_files_is_not_followed(temporary: Path) -> None:
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "使用中").write_text("")
    (temporary / "docgen-web-link").symlink_to(precious)
    Sessions().end()
    assert (precious / "使用中").exists()


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(OutputFault, match="临时文件夹"):
        Sessions()


def test_too_many_windows_are_told_and_none_with_files_is_lost(page: Site) -> None:
    kept = page.window()
    kept.hand_in(sample_bytes(), "甲社区.xlsx")
    for _ in range(MAX_SESSIONS + 3):
        page.window()
    assert len(list(page.sessions)) == MAX_SESSIONS
    assert "甲社区" in kept.get().text
    for session in page.sessions:
        session.book = session.book or next(s.book for s in page.sessions if s.book)
    answer = page.client.get(f"/{page.keys.token}/")
    assert answer.status_code == 503
    assert "打开的窗口太多" in answer.text


# --- work under way ----------------------------------------------------------------------


class Slow:
    """A work that goes on until it is let go."""

    def __init__(self) -> None:
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self, tell: Tell) -> str:
        tell(1, 2, "第一步")
        self.began.set()
        assert self.go.wait(30)
        tell(2, 2, "第二步")
        return "done"


def test_files_are_deleted_only_when_no_work_writes_there_any_more(tmp_path: Path) -> None:
    sessions, slow = Sessions(Clock()), Slow()
    session = sessions.new()
    assert session is not None
    session.build = Job(slow)  # type: ignore[arg-type]
    assert slow.began.wait(30)
    work = session.build
    sessions.delete(session)
    sessions.sweep()
    assert session.folder.exists()
    slow.go.set()
    work.wait(30)
    assert work.result is None  # it was stopped at its next step
    assert work.fault is None
    sessions.sweep()
    assert not session.folder.exists()
    sessions.end()


def test_a_fault_of_the_user_and_a_fault_of_ours_both_end_the_work_and_are_told() -> None:
    def mendable(_: Tell) -> None:
        raise RequestError("缺少内容", "请补上。")

    def crash(_: Tell) -> None:
        raise ZeroDivisionError

    first, second = Job(mendable), Job(crash)
    first.wait(30)
    second.wait(30)
    assert first.fault is not None
    assert first.fault.hint == "请补上。"
    assert second.fault is not None
    assert "程序内部出错" in second.fault.message
    log = Path(second.fault.hint.partition("：")[2])
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    log.unlink()


def test_a_busy_build_never_blocks_the_page(page: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(
        "docgen.web.community_actions.build", lambda *arguments: slow(arguments[-1])
    )
    window = page.window()
    window.hand_in(sample_bytes())
    window.post("build", data={"stage": ["组织发动"]})
    assert slow.began.wait(30)
    started = time.monotonic()
    assert window.get("build/progress").json() == {
        "running": True, "number": 1, "total": 2, "text": "第一步",
    }  # fmt: skip
    assert "正在生成公文" in window.get().text
    other = page.window()
    assert "没有错误" in other.hand_in(sample_bytes())
    assert time.monotonic() - started < 20  # nothing waited for the work, which would not end
    slow.go.set()


def test_a_new_workbook_ends_the_build_of_the_former(
    page: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(
        "docgen.web.community_actions.build", lambda *arguments: slow(arguments[-1])
    )
    window = page.window()
    window.hand_in(sample_bytes())
    window.post("build", data={"stage": ["组织发动"]})
    assert slow.began.wait(30)
    window.hand_in(sample_bytes(), "乙.xlsx")
    assert window.get("build/progress").json() == {"running": False}
    slow.go.set()


def test_the_folder_name_is_that_of_the_constant() -> None:
    sessions = Sessions()
    assert sessions.folder.name.startswith(module._PREFIX)
    sessions.end()
