"""One workbook carried through the whole campaign, from ``docgen init`` to the filing."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from docgen.campaign import schema
from docgen.campaign.model import Stage
from docgen.documents import DOCUMENTS
from docgen.package.manifest import SOURCE_KEYS
from tests.support.command_line import NAME, Docgen, docgen
from tests.support.packages import tree
from tests.support.samples import FULL_SAMPLE

pytestmark = pytest.mark.usefixtures("docgen")
__all__ = ["docgen"]

BOOK = Path("社区.xlsx")
PACKAGE = Path("out") / NAME
BALLOT_FIGURES = ("实到人数", "发出票数", "收回票数", "无效票数")
LISTING = {"filing_letter", "contents_list"}


def copy_from_the_sample(sheet: str, *, without: tuple[str, ...] = ()) -> None:
    """Type what the sample says in a sheet into the secretary's workbook, heading by heading."""
    source = load_workbook(FULL_SAMPLE)[sheet]
    book = load_workbook(BOOK)
    target = book[sheet]
    places = {target.cell(1, c).value: c for c in range(1, target.max_column + 1)}
    if sheet == schema.INFO.name:
        rows = {target.cell(r, 1).value: r for r in range(1, target.max_row + 1)}
        for row in range(2, source.max_row + 1):
            target.cell(rows[source.cell(row, 1).value], 2).value = source.cell(row, 2).value
    else:
        for column in range(1, source.max_column + 1):
            heading = source.cell(1, column).value
            if heading in without:
                continue
            for row in range(2, max(source.max_row, target.max_row) + 1):
                target.cell(row, places[heading]).value = source.cell(row, column).value
    book.save(BOOK)


def keys_in_the_package() -> set[str]:
    """The document types that the package holds."""
    content = json.loads((PACKAGE / "manifest.json").read_text(encoding="utf-8"))
    return {record["key"] for record in content["files"]} - {"workbook", *SOURCE_KEYS}


def keys_of(stage: Stage) -> set[str]:
    return {document.key for document in DOCUMENTS if document.stage is stage}


def untouched(before: dict[str, bytes], *, but: set[str] = frozenset()) -> None:  # type: ignore[assignment]
    """Every document of an earlier build is there as it was."""
    now = tree(PACKAGE)
    for name, data in before.items():
        if name not in ("manifest.json", "活动工作簿.xlsx", *but):
            assert now[name] == data, name


def test_a_workbook_goes_through_all_four_stages(docgen: Docgen) -> None:
    docgen("init", BOOK)

    # 组织发动: people, dates, meetings.
    for sheet in ("活动信息", "领导小组", "述评对象", "进度安排", "会议", "会议议程"):
        copy_from_the_sample(sheet)
    copy_from_the_sample("代表构成", without=BALLOT_FIGURES)
    checked = docgen("check", BOOK)
    assert checked.code == 0, checked.text
    assert docgen("build", BOOK, "--stage", "组织发动").code == 0
    assert keys_in_the_package() >= keys_of(Stage.MOBILISE)
    assert "result_bulletin" not in keys_in_the_package()
    first = tree(PACKAGE)

    # 民主评议: representatives and tellers.
    copy_from_the_sample("参评代表")
    copy_from_the_sample("监票计票")
    missing = docgen("status", BOOK, "--date", "2026-04-08").out
    assert "计票结果" in missing
    assert docgen("build", BOOK, "--stage", "民主评议").code == 0
    assert keys_in_the_package() >= keys_of(Stage.MOBILISE) | keys_of(Stage.REVIEW)
    untouched(first, but={name for name in first if "会议议程" in name or "签到表" in name})
    second = tree(PACKAGE)

    # 成果运用: the grid is laid out, the count and the opinions are typed.
    assert docgen("grid", BOOK).code == 0
    copy_from_the_sample("计票结果")
    copy_from_the_sample("代表构成")
    copy_from_the_sample("意见建议")
    assert docgen("build", BOOK, "--stage", "成果运用").code == 0
    assert keys_in_the_package() >= keys_of(Stage.USE)
    untouched(second)
    third = tree(PACKAGE)

    # 总结整改: rectification, and the filing.
    copy_from_the_sample("整改清单")
    assert docgen("build", BOOK, "--stage", "总结整改").code == 0
    assert keys_in_the_package() == {document.key for document in DOCUMENTS}
    untouched(third)

    listed = docx.Document(
        BytesIO(next(data for name, data in tree(PACKAGE).items() if "材料目录" in name))
    )
    rows = ["".join(cell.text for cell in row.cells) for row in listed.tables[0].rows[1:]]
    content = json.loads((PACKAGE / "manifest.json").read_text(encoding="utf-8"))
    unlisted = {"workbook", *SOURCE_KEYS, *LISTING}
    assert len(rows) == sum(record["key"] not in unlisted for record in content["files"])

    # Everything at once, into another place, gives the same documents, but for two that were
    # made before the workbook held the roster and the questions.
    assert docgen("build", BOOK, "-o", "全部").code == 0
    whole, grown = tree(Path("全部") / NAME), tree(PACKAGE)
    former = {name for name in grown if name.startswith("生成来源/活动工作簿_")}
    assert whole.keys() == grown.keys() - former
    assert len(former) == 3, "the stages before were made from other workbooks"
    changed = {name for name in whole if whole[name] != grown[name]} - {
        "manifest.json",
        "活动工作簿.xlsx",
    }
    assert sorted(name[:6] for name in changed) == ["05_签到表", "09_质询记"]
    for filing in (PACKAGE, f"{PACKAGE}.zip", f"全部/{NAME}.zip"):
        assert docgen("verify", filing, "--stage", "总结整改").code == 0, filing
    done = json.loads(docgen("status", BOOK, "--date", "2026-07-15", "--json").out)
    assert not any(stage["missing"] for stage in done["stages"])


def test_a_count_typed_on_another_scale_gives_the_whole_package(docgen: Docgen) -> None:
    """优秀 / 称职 / 基本称职 / 不称职 by editing four cells."""
    BOOK.write_bytes(FULL_SAMPLE.read_bytes())
    book = load_workbook(BOOK)
    for row, name in enumerate(("优秀", "称职", "基本称职", "不称职"), start=2):
        book["测评等次"].cell(row, 1).value = name
    for row, (satisfied, unsatisfied) in enumerate((("是", "否"),) * 3 + (("否", "是"),), start=2):
        book["测评等次"].cell(row, 2).value = satisfied
        book["测评等次"].cell(row, 3).value = unsatisfied
    for cells in book["计票结果"]["D2:G33"]:
        for cell in cells:
            cell.value = None
    book.save(BOOK)
    assert docgen("grid", BOOK).code == 0
    book = load_workbook(BOOK)
    counts, source = book["计票结果"], load_workbook(FULL_SAMPLE)["计票结果"]
    assert [counts.cell(1, column).value for column in range(4, 8)] == [
        "优秀", "称职", "基本称职", "不称职",
    ]  # fmt: skip
    for row in range(2, 34):
        for column in range(4, 8):
            counts.cell(row, column).value = source.cell(row, column).value
    book.save(BOOK)
    built = docgen("build", BOOK)
    assert built.code == 0, built.text
    assert keys_in_the_package() == {document.key for document in DOCUMENTS}
    assert (Path("社区.备份.xlsx")).is_file()
