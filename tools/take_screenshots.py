"""Take the manual's pictures of the page: ``python -m tools.take_screenshots``.

A real start of the program, in Chromium, with the sample and a faulty copy of it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tools import browsing, rendering

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = browsing.ROOT
SAMPLE = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
FOLDER = ROOT / "docs" / "pictures"


def main() -> int:
    if missing := browsing.missing() + rendering.missing_programs():
        print("missing:", missing)
        return 1
    with (
        tempfile.TemporaryDirectory() as scratch,
        browsing.started(Path(scratch), FONTCONFIG_FILE=str(rendering.FONTS)) as address,
        browsing.browsing() as browser,
    ):
        context = browser.new_context(viewport={"width": 1000, "height": 760}, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(address)
        _take(page, "web-1-start.png", "main")
        _hand_in(page, _faulty(Path(scratch)))
        _take(page, "web-3-problems.png", "h3:has-text('问题清单')")
        _hand_in(page, SAMPLE)
        _take(page, "web-2-checked.png", "#check")
        page.get_by_role("button", name="生成", exact=True).click()
        page.get_by_text("已生成").wait_for()
        _take(page, "web-4-built.png", "#build")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载压缩包").click()
        package = Path(scratch) / download.value.suggested_filename
        download.value.save_as(package)
        page.get_by_role("link", name="看页面").first.click()
        page.locator("img").nth(1).wait_for()
        page.wait_for_load_state("networkidle")
        _take(page, "web-5-pages.png", "section")
        page.get_by_role("link", name="上级机关", exact=True).click()
        broken = Path(scratch) / "2026-03-05_向阳桥社区_述职述廉测评.zip"
        broken.write_bytes(package.read_bytes()[:-400])
        page.get_by_label("报送的压缩包").set_input_files([package, broken])
        page.get_by_role("button", name="核验并汇总").click()
        page.get_by_text("1份通过核验").wait_for()
        _take(page, "web-6-office.png", "#result")
    return 0


def _faulty(folder: Path) -> Path:
    """The sample with a few of the faults that people make."""
    book = openpyxl.load_workbook(SAMPLE)
    book["领导小组"]["B2"].value = None
    book["活动信息"]["B14"].value = "三月五日"
    book["计票结果"]["D2"].value = 99
    path = folder / "幸福里社区.xlsx"
    book.save(path)
    return path


def _hand_in(page: Page, path: Path) -> None:
    page.get_by_label("填好的工作簿").set_input_files(path)
    page.get_by_role("button", name="检查").click()
    page.wait_for_url("**#check")
    page.get_by_text(f"《{path.name}》").wait_for()


def _take(page: Page, name: str, place: str) -> None:
    """What a person sees with a place at the top of the window."""
    page.locator(place).first.evaluate("e => e.scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(300)
    page.screenshot(path=FOLDER / name)
    print(name)


if __name__ == "__main__":
    sys.exit(main())
