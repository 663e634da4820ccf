"""Workbooks, documents and names made to do harm: each is refused with a plain sentence."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen import gbt9704
from docgen.commands.check import check_bytes
from docgen.documents import safe_name
from docgen.ooxml import zip_writer
from docgen.workbook import safety
from docgen.workbook.reading import sheets
from tests.rendering.test_sandbox import plain, related
from tests.support.samples import FULL_SAMPLE

DATA = FULL_SAMPLE.read_bytes()
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def changed(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The sample workbook with its parts changed."""
    with zipfile.ZipFile(BytesIO(DATA)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    return zip_writer.zip_parts(parts)


def added(name: str, data: bytes) -> bytes:
    """The sample workbook with one more member, even of a name that is there."""
    buffer = BytesIO(DATA)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def refusal(data: bytes) -> tuple[str, str]:
    """Code and sentence; a refused workbook says one thing only."""
    report = check_bytes(data)
    assert report.campaign is None
    (problem,) = report.problems
    assert problem.hint
    return problem.code, problem.message


TOO_MUCH = ("file-too-large", "工作簿内容过多，超出可读取的范围")
TANGLED = ("file-unsafe", "工作簿的内部结构不正常，可能是有人特意做成的")
ENTITIES = ("file-unsafe", "工作簿里有不应出现的外部实体定义，可能不安全")


# --- workbooks ---------------------------------------------------------------------------


def test_a_workbook_that_unpacks_beyond_all_proportion_is_refused() -> None:
    assert refusal(added("xl/worksheets/sheet99.xml", b" " * 20_000_000)) == TOO_MUCH


def test_a_workbook_that_lies_about_the_size_of_a_part_is_not_believed() -> None:
    bomb = bytearray(added("xl/worksheets/sheet99.xml", b" " * 20_000_000))
    place = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<L", bomb, place + 24, 1000)  # the unpacked size in the directory
    report = check_bytes(bytes(bomb))
    assert report.campaign is None
    assert report.problems[0].code in ("file-too-large", "file-damaged")


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    def many(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/media/{number}": b"" for number in range(safety.MAX_PARTS)})

    assert refusal(changed(many)) == TOO_MUCH


@pytest.mark.parametrize(("element", "most"), [("row", safety.MAX_ROWS), ("c", 50)])
def test_a_workbook_of_too_many_rows_or_cells_is_refused(
    monkeypatch: pytest.MonkeyPatch, element: str, most: int
) -> None:
    monkeypatch.setattr(safety, "MAX_CELLS", 50)
    xml = f"<worksheet><sheetData>{f'<{element}/>' * (most + 1)}</sheetData></worksheet>"
    assert refusal(added("xl/worksheets/sheet99.xml", xml.encode())) == TOO_MUCH


@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/WORKBOOK.XML", "../../x.xml", "C:\\x"])
def test_a_workbook_with_members_that_share_a_name_or_lead_out_is_refused(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_, **__: None)  # zipfile warns of a double name
        assert refusal(added(name, b"<x/>")) == TANGLED


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels", "docProps/core.xml"]
)
def test_entities_are_refused_wherever_they_are_and_whatever_the_code(part: str, code: str) -> None:
    def put(parts: dict[str, bytes]) -> None:
        text = parts[part].decode() if part in parts else "<x/>"
        body = re.sub(r"<\?xml.*?\?>", "", text)
        parts[part] = f'<?xml version="1.0" encoding="{code}"?>{DTD}{body}'.encode(code)

    assert refusal(changed(put)) == ENTITIES


def test_a_cell_longer_than_excel_itself_allows_is_refused() -> None:
    def put(parts: dict[str, bytes]) -> None:
        text = f"<si><t>{'长' * (sheets.MAX_TEXT + 1)}</t></si></sst>".encode()
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"</sst>", text)

    report = check_bytes(changed(put))
    assert "超过32767字" in report.problems[0].message
    assert report.problems[0].hint


def test_a_column_at_the_far_end_of_the_sheet_costs_nothing() -> None:
    def put(parts: dict[str, bytes]) -> None:
        cell = b'<c r="XFD2" t="inlineStr"><is><t>x</t></is></c></row>'
        parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(
            b"</row>", cell, 1
        )

    assert check_bytes(changed(put)).ok


# --- documents ---------------------------------------------------------------------------


def unsafe(data: bytes) -> list[str]:
    return [finding.found for finding in gbt9704.examine(data) if finding.rule == "unsafe"]


def test_a_document_that_fetches_something_when_opened_is_told() -> None:
    assert unsafe(plain()) == []
    for kind in ("attachedTemplate", "image", "oleObject", "frame"):
        (found,) = unsafe(related(kind, "http://example.invalid/x"))
        assert "可能不安全" in found


@pytest.mark.parametrize(
    "target",
    [
        "file:///C:\\Users\\he\\AppData\\Normal.dotm",
        "file:///C:/Templates/Normal.dotm",
        "file:///Users/he/Normal.dotm",
        "file://localhost/Users/he/Normal.dotm",
        "C:\\Templates\\公文.dot",
        "Normal.dotm",
    ],
)
def test_a_template_on_ones_own_disk_that_word_notes_is_not_fetched(target: str) -> None:
    assert unsafe(related("attachedTemplate", target)) == []


@pytest.mark.parametrize(
    "target",
    [
        "http://example.invalid/a.dotm",
        " HTTPS://example.invalid/a.dotm",
        "\\\\server\\a.dotm",
        "//server/a.dotm",
        "file://server/a.dotm",
        "file:////server/a.dotm",
        "file:///\\\\server\\a.dotm",
        "file:///%5C%5Cserver\\a.dotm",
        "file:\\\\server\\a.dotm",
    ],
)
def test_a_template_on_another_computer_is_told(target: str) -> None:
    assert unsafe(related("attachedTemplate", target))


def test_a_document_with_macros_or_entities_is_told() -> None:
    assert unsafe(plain(extra={"word/vbaProject.bin": b"x"}))
    assert unsafe(plain(extra={"word/comments.xml": f"{DTD}<x/>".encode()}))


def test_a_document_that_unpacks_beyond_all_proportion_is_told_and_not_read() -> None:
    (finding,) = gbt9704.examine(plain(extra={"word/x.xml": b" " * 20_000_000}))
    assert finding.is_error
    assert "解开后内容过多" in finding.found


# --- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../../x", "CON", "con.txt", "COM1", "a:b", "a\\b", "x" * 255, "长" * 255, ".", "..", "", " ",
     "甲.", "甲 . ", "a\x00b", "甲\n乙", "NUL .txt", "COM¹"],
)  # fmt: skip
def test_a_name_from_a_workbook_is_safe_on_windows_and_stays_in_its_folder(name: str) -> None:
    assert_safe(safe_name(name))


@given(st.text())
def test_any_name_is_safe(name: str) -> None:
    if not any("\ud800" <= letter <= "\udfff" for letter in name):
        assert_safe(safe_name(name))


def assert_safe(name: str) -> None:
    assert name
    assert name not in (".", "..")
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\x7f]', name)
    assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\..*)?", name)
    assert name == name.strip(" .")
    assert len(name.encode()) <= 180
