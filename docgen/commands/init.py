"""New workbooks on disk, those of ``docgen init`` first: never over an old one unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docgen.errors import RequestError, WorkbookRejected
from docgen.system import resources
from docgen.system.files import put_file, refuse_existing

if TYPE_CHECKING:
    from docgen.campaign.new_year import NewYear

SAMPLE = "幸福里社区_完整示例.xlsx"


class Renewed(NamedTuple):
    """The workbook of a new year: what became of the old one's contents, and its bytes."""

    contents: NewYear
    data: bytes


def create_workbook(
    path: Path, data: bytes, *, force: bool = False, former: Path | None = None
) -> Path | None:
    """Write a new workbook to ``path``, which is never the ``former`` one itself.

    Returns its folder when that had to be made, which a slip in the name may have caused.

    Raises:
        RequestError: the name does not end in .xlsx, or the file exists and ``force`` is off.
        OutputFault: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise RequestError(f"文件名应以.xlsx结尾：{path}", "例如：docgen init 工作簿.xlsx")
    refuse_existing(path, force=force, original=former)
    is_new = not path.parent.exists()
    put_file(path, data)
    return path.parent if is_new else None


def next_year_workbook(
    former: Path, year: int | None = None, *, carry_over: bool = False
) -> Renewed:
    """The workbook of ``year`` from an earlier one, of the next year unless it is given.

    With ``carry_over`` unfinished rectification items go along.

    Raises:
        WorkbookRejected: it is no workbook, or sheets that are kept have errors.
        RequestError: ``year`` is not later than the workbook's.
    """
    from docgen.campaign.new_year import new_year, sheets_needed
    from docgen.workbook.reading import read_workbook
    from docgen.workbook.writing import filled_workbook

    reading = read_workbook(former)
    needed = sheets_needed()
    errors = tuple(
        problem
        for problem in reading.problems
        if problem.is_error and (reading.campaign is None or problem.sheet in needed)
    )
    if reading.campaign is None or errors:
        raise WorkbookRejected(
            f"上年的工作簿有{len(errors)}处错误，没有生成新的工作簿", errors, "请改正以后再试。"
        )
    last = reading.campaign.info.year
    if year is not None and year <= last:
        raise RequestError(
            f"上年的工作簿是{last}年度的，不能结转到{year}年度", "请核对年度，或者不写 --year。"
        )
    found = new_year(reading.campaign, year or last + 1, carry_over=carry_over)
    grades = [grade.name for grade in reading.campaign.grades]
    book = filled_workbook(found.info, found.tables, found.changes, found.to_check, grades)
    return Renewed(found, book)


def blank_workbook() -> bytes:
    """The blank workbook, ready to be filled in."""
    from docgen.workbook import writing

    return writing.blank_workbook()


def sample_workbook() -> bytes:
    """The complete sample; its people and places are fictional."""
    return (resources.shipped("samples") / SAMPLE).read_bytes()
