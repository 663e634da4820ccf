"""The page in a real Chromium: the ways that people go, with a mouse, by keyboard, by phone."""

from __future__ import annotations

import itertools
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from docgen.commands.verify.verify import verify
from docgen.rendering.pdf import page_count
from tests.support.rendered import renderer  # noqa: F401  # documents are printed, too
from tests.support.samples import changed, sample_bytes, sheet_of
from tools import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.render
LONG = 20_000  # milliseconds
QUICK_SWEEP = "from docgen.web import app, sessions\napp._SWEEP = 0.1\nsessions.GRACE = 1.0"

Open = Callable[..., "Page"]


@pytest.fixture(scope="module", autouse=True)
def driver() -> None:
    """Skips where there is no browser, fails where rendering is required."""
    missing = browsing.missing()
    if missing and os.environ.get("DOCGEN_REQUIRE_RENDER") == "1":
        pytest.fail(f"no browser, missing: {missing}")
    if missing:
        pytest.skip(f"no browser, missing: {missing}")


@pytest.fixture(scope="module", name="browser")
def browser_fixture(driver: None) -> Iterator[Browser]:
    with browsing.browsing() as browser:
        yield browser


@pytest.fixture(scope="module", name="folder")
def folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program's temporary files are."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module", name="address")
def address_fixture(driver: None, folder: Path) -> Iterator[str]:
    office = os.environ.pop("DOCGEN_SOFFICE", None)  # the tests' environment hides LibreOffice
    try:
        with browsing.started(folder, QUICK_SWEEP) as address:
            yield address
    finally:
        if office is not None:
            os.environ["DOCGEN_SOFFICE"] = office


@pytest.fixture(name="open_page")
def open_fixture(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a window; at the end nothing came from elsewhere and no script complained."""
    contexts: list[Any] = []
    complaints: list[str] = []
    asked: set[str] = set()

    def open_page(**options: Any) -> Page:
        context = browser.new_context(locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONG)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.add(re.sub(r"(://[^/]*).*", r"\1", request.url)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert asked <= {re.sub(r"(://[^/]*).*", r"\1", address)}


def saved(page: Page, label: str, folder: Path) -> Path:
    """Clicks on a download and keeps the file."""
    with page.expect_download() as download:
        page.get_by_role("link", name=label).first.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def hand_in(page: Page, path: Path) -> None:
    page.get_by_label("填好的工作簿").set_input_files(path)
    page.get_by_role("button", name="检查").click()
    page.wait_for_url("**#check")


def build(page: Page) -> None:
    page.get_by_role("button", name="生成", exact=True).click()
    page.get_by_text("已生成").wait_for()


def fill_from_the_sample(blank: Path) -> None:
    """Fills a blank workbook in as a person would: every value of the sample in its cell."""
    book = openpyxl.load_workbook(blank)
    sample = openpyxl.load_workbook(Path("samples/幸福里社区_完整示例.xlsx"))
    for sheet in sample.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    book[sheet.title][cell.coordinate].value = cell.value
    book.save(blank)


# --- the ways ----------------------------------------------------------------------------


def test_from_the_blank_workbook_to_the_zip(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    blank = saved(page, "下载空白工作簿", tmp_path)
    fill_from_the_sample(blank)
    hand_in(page, blank)
    assert "没有错误" in page.get_by_role("main").inner_text()
    build(page)
    package = saved(page, "下载压缩包", tmp_path)
    result = verify(package)
    assert result.ok, result.findings
    assert len(result.stages) == 4
    one = saved(page, "下载01_实施方案.docx", tmp_path)
    with zipfile.ZipFile(package) as archive:
        assert archive.read("01_实施方案.docx") == one.read_bytes()


def test_a_faulty_workbook_a_marked_copy_a_corrected_build(open_page: Open, tmp_path: Path) -> None:
    def without_a_head(book: openpyxl.Workbook) -> None:
        sheet_of(book, "领导小组")["B2"].value = None

    page = open_page()
    faulty = tmp_path / "我的工作簿.xlsx"
    faulty.write_bytes(changed(without_a_head))
    hand_in(page, faulty)
    assert page.get_by_text("领导小组!B2", exact=True).is_visible()
    marked = saved(page, "下载标记副本", tmp_path)
    book = openpyxl.load_workbook(marked)
    assert book["领导小组"]["B2"].comment is not None
    book["领导小组"]["B2"].value = "林致远"
    book.save(marked)
    hand_in(page, marked)
    assert "没有错误" in page.get_by_role("main").inner_text()
    build(page)
    assert verify(saved(page, "下载压缩包", tmp_path)).ok


def test_the_upper_offices_way(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    sample = saved(page, "下载填好的示例", tmp_path)
    hand_in(page, sample)
    build(page)
    package = saved(page, "下载压缩包", tmp_path)
    broken = tmp_path / "坏.zip"
    broken.write_bytes(package.read_bytes()[:-400])
    page.get_by_role("link", name="上级机关", exact=True).click()
    page.get_by_label("报送的压缩包").set_input_files([package, broken])
    page.get_by_role("button", name="核验并汇总").click()
    page.get_by_text("1份通过核验").wait_for()
    assert page.get_by_text("坏.zip").first.is_visible()
    rollup = saved(page, "下载汇总表", tmp_path)
    assert "汇总" in openpyxl.load_workbook(rollup).sheetnames


def test_everything_works_without_a_script(open_page: Open, tmp_path: Path) -> None:
    page = open_page(java_script_enabled=False)
    sample = saved(page, "下载填好的示例", tmp_path)
    hand_in(page, sample)
    page.get_by_role("button", name="生成", exact=True).click()
    page.get_by_text("已生成").wait_for()  # the page loads itself anew
    package = saved(page, "下载压缩包", tmp_path)
    assert verify(package).ok
    page.get_by_role("link", name="上级机关", exact=True).click()
    page.get_by_label("报送的压缩包").set_input_files(package)
    page.get_by_role("button", name="核验并汇总").click()
    page.get_by_text("1份通过核验").wait_for()


def test_the_pages_are_seen_as_they_are_printed(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    hand_in(page, saved(page, "下载填好的示例", tmp_path))
    build(page)
    page.get_by_role("link", name="看页面", exact=True).first.click()
    first = page.locator("figure img").first
    assert first.evaluate("async image => (await image.decode(), image.naturalWidth)") == 840
    assert first.get_attribute("alt") == "01_实施方案第1页"
    answer = page.request.get(page.url.partition("#")[0].removesuffix("pages") + "print")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    assert page_count(answer.body()) > 50


def test_the_keyboard_alone_is_enough(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    sample = saved(page, "下载填好的示例", tmp_path)
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.id || document.activeElement.innerText")
        )
    for control in ("下载空白工作簿", "下载填好的示例", "book", "检查", "去核验和汇总"):
        assert control in reached
    page.get_by_label("填好的工作簿").set_input_files(sample)
    page.get_by_role("button", name="检查").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#check")
    assert page.evaluate("document.activeElement.id") == "check"  # a screen reader goes on there
    page.get_by_role("button", name="生成", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("已生成").wait_for()


def test_a_dropped_workbook_is_checked_at_once(open_page: Open) -> None:
    page = open_page()
    drop(page, "#book", "拖来的.xlsx", sample_bytes())
    page.wait_for_url("**#check")
    assert page.get_by_text("《拖来的.xlsx》").is_visible()


def test_what_is_no_workbook_is_told_before_it_is_sent(open_page: Open) -> None:
    page = open_page()
    drop(page, "#book", "照片.jpg", b"x")
    assert "照片.jpg”不是" in page.get_by_role("alert").first.inner_text()
    drop(page, "#book", "大.xlsx", bytes(21 * 1024 * 1024))
    assert "超过20兆" in page.get_by_role("alert").first.inner_text()


def drop(page: Page, field: str, name: str, data: bytes) -> None:
    """Drops a file on a field, as from a folder's window."""
    page.evaluate(
        """([field, name, length, text]) => {
            const bytes = text ? Uint8Array.from(atob(text), c => c.charCodeAt(0)) : new Uint8Array(length);
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name));
            document.querySelector(field).dispatchEvent(
                new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""",
        [field, name, len(data), base64_of(data)],
    )


def base64_of(data: bytes) -> str:
    from base64 import b64encode

    return b64encode(data).decode() if len(data) < 1_000_000 else ""


# --- how it is read ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "office"])
def test_it_is_readable_on_a_phone(open_page: Open, tmp_path: Path, path: str) -> None:
    page = open_page(viewport={"width": 360, "height": 700}, has_touch=True, is_mobile=True)
    sample = tmp_path / "工作簿.xlsx"
    sample.write_bytes(sample_bytes())
    hand_in(page, sample)
    build(page)
    page.goto(page.url.partition("#")[0] + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        """[...document.querySelectorAll("button, a.button, input[type=file], select")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).length"""
    )
    assert small == 0


def test_a_screen_reader_finds_names_for_everything(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    sample = tmp_path / "工作簿.xlsx"
    sample.write_bytes(sample_bytes())
    hand_in(page, sample)
    build(page)
    for path in ("", "office"):
        page.goto(page.url.partition("#")[0] + path)
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.evaluate(UNNAMED) == []
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))


UNNAMED = """[...document.querySelectorAll("input, select, a, button, img, progress")].filter(e => {
    const labelled = e.labels && [...e.labels].some(l => l.textContent.trim());
    return !(labelled || e.getAttribute("aria-label") || e.alt || e.textContent.trim());
}).map(e => e.outerHTML)"""


def test_printed_it_shows_the_findings_and_no_buttons(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    sample = tmp_path / "工作簿.xlsx"
    sample.write_bytes(sample_bytes())
    hand_in(page, sample)
    page.emulate_media(media="print")
    assert page.get_by_text("计票结果!D17", exact=True).is_visible()
    assert not page.get_by_role("button", name="检查").is_visible()
    assert not page.get_by_role("link", name="下载空白工作簿").is_visible()


# --- how it keeps itself -----------------------------------------------------------------


def test_closing_the_window_deletes_its_files(
    open_page: Open, folder: Path, tmp_path: Path
) -> None:
    page = open_page()
    sample = tmp_path / "要清除的.xlsx"
    sample.write_bytes(sample_bytes())
    hand_in(page, sample)
    assert "要清除的.xlsx" in names_in(folder)
    page.reload()
    time.sleep(2)
    assert "要清除的.xlsx" in names_in(folder)  # loaded again is not closed
    page.close(run_before_unload=True)
    end = time.monotonic() + 30
    while "要清除的.xlsx" in names_in(folder) and time.monotonic() < end:
        time.sleep(0.1)
    assert "要清除的.xlsx" not in names_in(folder)


def names_in(folder: Path) -> set[str]:
    """The names of the files in a folder, while another process may be deleting some."""
    return {name for _, _, files in os.walk(folder) for name in files}


def test_another_site_can_neither_send_a_form_nor_show_the_page(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    evil = browser.new_context().new_page()
    evil.route(
        "http://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method=post action="{address}x/grid"><button>go</button></form>'
            f'<iframe src="{address}"></iframe>',
        ),
    )
    evil.goto("http://evil.example/")
    evil.wait_for_timeout(500)
    assert not any("第一步" in frame.content() for frame in evil.frames[1:])
    with evil.expect_response(lambda response: response.request.method == "POST") as answer:
        evil.get_by_role("button").click()
    assert answer.value.status == 403
