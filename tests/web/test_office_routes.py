"""The upper-level office's way through the page: filings in, verified or not and why, roll-up."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from docgen.commands.build import build
from docgen.package import signing
from tests.support.samples import changed, sample_bytes, sheet_of
from tests.support.web_client import Window, shown, site


@pytest.fixture(name="window")
def window_fixture() -> Iterator[Window]:
    with site() as started:
        yield started.window()


@cache
def filing(community: str = "幸福里社区") -> bytes:
    """The zip of a whole sample under another community's name."""
    import tempfile

    def rename(book: openpyxl.Workbook) -> None:
        sheet_of(book, "活动信息")["B3"].value = community

    data = sample_bytes() if community == "幸福里社区" else changed(rename)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "工作簿.xlsx")
        path.write_bytes(data)
        return build.build(path, Path(folder, "out")).package.zip_path.read_bytes()


def tampered(data: bytes) -> bytes:
    """A filing of which one document was changed after it was made."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b"x" if name.startswith("10_") else b""))
    return buffer.getvalue()


def receive(window: Window, *filings: tuple[str, bytes], **fields: object) -> str:
    """Hands filings in; the page's text when they are verified."""
    files = [("filings", each) for each in filings]
    files += [("keys", each) for each in fields.pop("keys", ())]  # type: ignore[attr-defined]
    window.post("office", files=files, data=fields)
    window.wait("office/progress")
    return shown(window.get("office"))


def test_a_whole_filing_is_counted_and_rolled_up(window: Window) -> None:
    text = receive(window, ("甲.zip", filing()), ("乙.zip", filing("向阳桥社区")))
    assert "2份通过核验，计入汇总" in text
    answer = window.get("rollup")
    book = openpyxl.load_workbook(BytesIO(answer.content))
    told = [str(cell) for row in book["汇总"].iter_rows(values_only=True) for cell in row]
    assert "幸福里社区" in told
    assert "向阳桥社区" in told


def test_what_does_not_hold_is_named_with_reason_and_remedy(window: Window) -> None:
    text = receive(
        window, ("甲.zip", filing()), ("乙.zip", tampered(filing("向阳桥社区"))), ("丙.zip", b"?")
    )
    assert "1份通过核验，计入汇总；2份没有计入" in text
    assert "10_测评结果通报.docx" in text
    assert "生成以后被改动过" in text
    assert "丙.zip" in text
    assert text.count("办法：") >= 2


def test_a_stage_that_must_be_there_is_asked_for(window: Window) -> None:
    def early(book: openpyxl.Workbook) -> None:
        sheet_of(book, "整改清单").delete_rows(2, 40)

    path = Path(window.site.sessions.folder, "工作簿.xlsx")
    path.write_bytes(changed(early))
    data = build.build(path, path.parent / "out").package.zip_path.read_bytes()
    assert "1份通过核验" in receive(window, ("甲.zip", data))
    assert "0份通过核验" in receive(window, ("甲.zip", data), stage="总结整改")


def test_an_unsigned_filing_does_not_pass_when_keys_are_given(
    window: Window, tmp_path: Path
) -> None:
    signing.generate(tmp_path / "甲.key", tmp_path / "甲.pub")
    key = ("甲.pub", (tmp_path / "甲.pub").read_bytes())
    text = receive(window, ("甲.zip", filing()), keys=[key])
    assert "0份通过核验" in text
    assert "签名" in text


def test_two_filings_of_the_same_name_are_both_looked_at(window: Window) -> None:
    text = receive(window, ("材料.zip", filing()), ("材料.zip", filing("向阳桥社区")))
    assert "2份通过核验" in text
    assert "材料（2）.zip" in text


def test_no_filing_chosen_is_told(window: Window) -> None:
    answer = window.post("office", files={"filings": ("", b"")})
    assert answer.status_code in (200, 400)
    answer = window.post("office", data={"stage": ""})
    assert "没有选择材料" in shown(answer)


def test_a_key_that_is_none_is_told(window: Window) -> None:
    text = receive(window, ("甲.zip", filing()), keys=[("甲.pub", b"no key")])
    assert "公钥" in text
    assert "通过核验，计入汇总" not in text


def test_another_window_has_not_these_filings(window: Window) -> None:
    receive(window, ("甲.zip", filing()))
    other = window.site.window()
    assert "幸福里社区" not in shown(other.get("office"))
    assert "交各社区报送的材料" in shown(other.get("rollup"))
