"""``docgen grid``: 计票结果 laid out, and laid out again, in a workbook that is in use.

Rows and columns follow 述评对象, 测评项目, 代表构成 and 测评等次; what was typed moves along, and
what has no place any more goes to 计票结果_备份. Only these sheets, 计票录入, 计票录入_复核 and
the column 编号 of 意见建议 and 整改清单 are touched: every other part is copied as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.campaign import schema
from docgen.campaign.model import Campaign
from docgen.errors import OutputFault, Problem, WorkbookRejected
from docgen.ooxml.package import EditableWorkbook
from docgen.system.files import replace_file
from docgen.system.resources import os_error_text
from docgen.workbook.editing.sheet import SheetXml
from docgen.workbook.grid import leftovers
from docgen.workbook.grid.apply import carry_out, prompt_titles, rename_table_columns
from docgen.workbook.grid.ballot_columns import BALLOT_SHEETS, add_ballot_columns, headings_of_marks
from docgen.workbook.grid.leftovers import keep_leftovers, new_sheet
from docgen.workbook.grid.plan import GridPlan, plan_grid
from docgen.workbook.grid.renames import (
    Choose,
    Rename,
    as_renamed,
    chosen,
    entered_names,
    find_renames,
    keep_apart,
)
from docgen.workbook.grid.row_numbers import fill_numbers
from docgen.workbook.grid.view import LABELS, GridView, Key, Leftover, Renamed, view_of
from docgen.workbook.reading import cells, read_workbook
from docgen.workbook.reading.sheets import RawSheet, load_sheets
from docgen.workbook.safety import open_container

_SOURCES = (schema.OFFICIALS, schema.ITEMS, schema.GRADES, schema.CLASSES)
# Without these the grid itself cannot be found; all else that is wrong in it is mended or stays.
_NO_GRID = {"sheet-missing", "sheet-duplicated", "headings-missing", "column-duplicated"}


@dataclass(frozen=True, slots=True)
class GridChange:
    """What was done.

    ``added`` and ``moved`` are rows of 计票结果; ``grades`` its headings of votes where they
    changed; ``leftovers`` what went to 计票结果_备份; ``dropped`` names rows taken away that held
    no numbers; ``ballots`` counts the columns added to each sheet of paper ballots, ``numbered``
    the rows of a sheet that were given a number. ``renamed`` are names whose votes went to the
    new name, ``declined`` names of which that was asked and denied.
    ``formulas`` names sheets whose formulas refer to 计票结果, itself where columns of votes
    changed beside somebody's own formulas. ``backup`` is the former
    workbook, None when nothing was changed.
    """

    added: tuple[Key, ...] = ()
    moved: int = 0
    grades: tuple[str, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    dropped: tuple[str, ...] = ()
    ballots: tuple[tuple[str, int], ...] = ()
    numbered: tuple[tuple[str, int], ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    declined: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    backup: Path | None = None


@dataclass(frozen=True, slots=True)
class _Book:
    """A workbook whose grid can be laid out: as a file, as read, its sheets by their names."""

    data: bytes
    campaign: Campaign
    parts: EditableWorkbook
    raws: Mapping[str, RawSheet]


def renames_to_ask(path: Path) -> tuple[Rename, ...]:
    """What ``lay_out_grid`` would ask about: names with votes that were perhaps renamed.

    Raises:
        WorkbookRejected: the file or one of the sheets concerned has errors.
    """
    book = _opened(path)
    return _renames(book, _view(book, SheetXml(book.parts.read(_counts_part(book)))))


def lay_out_grid(path: Path, choose: Choose = keep_apart) -> GridChange:
    """Lay out 计票结果 and the columns of 计票录入 anew; keep the former file.

    ``choose`` says of a name with votes that has no place any more which one it is called now.

    Raises:
        WorkbookRejected: the file or one of the sheets concerned has errors.
        OutputFault: the workbook cannot be written.
    """
    book = _opened(path)
    change, changed = _laid_out(book, choose)
    if not changed:
        return change
    return replace(change, backup=_replace(path, book.data, book.parts.to_bytes()))


def _opened(path: Path) -> _Book:
    reading = read_workbook(path)
    faults = tuple(problem for problem in reading.problems if _stops(problem))
    data = open_container(path).data
    if faults or reading.campaign is None or data is None:
        raise WorkbookRejected("工作簿有错误，没有改动", faults, "请按提示修改，保存后再试。")
    raws: dict[str, RawSheet] = {}
    for raw in load_sheets(data):
        raws.setdefault(cells.sheet_name(raw.name), raw)
    return _Book(data, reading.campaign, EditableWorkbook(data), raws)


def _counts_part(book: _Book) -> str:
    return book.parts.sheets()[book.raws[schema.COUNTS.name].name]


def _view(book: _Book, sheet: SheetXml) -> GridView:
    raw = book.raws[schema.COUNTS.name]
    return view_of(book.campaign, raw, sheet.formulas(), prompt_titles(sheet))


def _renames(book: _Book, view: GridView) -> tuple[Rename, ...]:
    headings = (
        heading
        for kind in BALLOT_SHEETS
        if (raw := book.raws.get(kind.name)) is not None
        for heading in headings_of_marks(kind, raw)
    )
    return find_renames(view, book.campaign, entered_names(headings, book.campaign))


def _stops(problem: Problem) -> bool:
    if not problem.is_error:
        return False
    if problem.sheet == schema.COUNTS.name:
        lost = problem.code == "heading-missing" and problem.field in LABELS
        return lost or problem.code in _NO_GRID
    return problem.sheet in {sheet.name for sheet in _SOURCES} | {""}


def _laid_out(book: _Book, choose: Choose) -> tuple[GridChange, bool]:
    """Write the sheets concerned into the parts: what was done, and whether anything was."""
    raws, parts, campaign = book.raws, book.parts, book.campaign
    raw, part = raws[schema.COUNTS.name], _counts_part(book)
    sheet = SheetXml(parts.read(part))
    view = _view(book, sheet)
    answers = chosen(_renames(book, view), choose)
    view = replace(view, renamed=as_renamed(answers))
    change = GridChange(
        ballots=_ballots(campaign, raws, parts, view.renamed),
        numbered=_numbered(raws, parts),
        renamed=tuple((each.before, name) for each, name in answers if name),
        declined=tuple(each.before for each, name in answers if not name),
    )
    formulas = view.formulas
    plan = plan_grid(view, campaign)
    if plan.is_in_place:
        return change, bool(change.ballots or change.numbered)
    styles = _styles(plan, sheet)
    carry_out(plan, sheet, raw)
    rename_table_columns(plan, sheet, part, parts)
    parts.replace(part, sheet.written())
    if plan.leftovers:
        _set_aside(plan, raws, parts, sheet.namespace, styles)
    elsewhere = (
        *((raw.name,) if _has_own_formulas(plan, formulas) else ()),
        *parts.sheets_referring_to(raw.name),
    )
    if formulas or elsewhere:
        parts.forget_calculations()
    first = plan.heading_row + 1
    change = replace(
        change,
        added=tuple(key for key, old in plan.rows if old is None),
        moved=sum(old not in (None, new) for new, (_, old) in enumerate(plan.rows, start=first)),
        grades=() if plan.columns_in_place else tuple(s.after for s in plan.slots if s.after),
        leftovers=plan.leftovers,
        dropped=plan.dropped,
        formulas=elsewhere,
    )
    return change, True


def _has_own_formulas(plan: GridPlan, formulas: Collection[tuple[int, int]]) -> bool:
    """Whether somebody's formulas stand beside columns of votes that changed."""
    columns = {*plan.labels.values(), *(slot.column for slot in plan.slots)}
    return not plan.columns_in_place and any(column not in columns for _, column in formulas)


def _ballots(
    campaign: Campaign, raws: Mapping[str, RawSheet], parts: EditableWorkbook, renamed: Renamed
) -> tuple[tuple[str, int], ...]:
    """Lay out the sheets of paper ballots; those that were changed, with the columns added."""
    changed = []
    for kind in BALLOT_SHEETS:
        raw = raws.get(kind.name)
        if raw is None:
            continue
        part = parts.sheets()[raw.name]
        sheet = SheetXml(parts.read(part))
        before = sheet.written()
        added = add_ballot_columns(campaign, kind, raw, sheet, renamed)
        if (after := sheet.written()) != before:
            parts.replace(part, after)
            changed.append((kind.name, added))
    return tuple(changed)


def _numbered(raws: Mapping[str, RawSheet], parts: EditableWorkbook) -> tuple[tuple[str, int], ...]:
    """Give numbers to the rows that lack one: the sheets, and how many rows."""
    found = []
    for kind in schema.TABLES:
        raw = raws.get(kind.name)
        if raw is None or not any(column.counts_rows for column in kind.columns):
            continue
        part = parts.sheets()[raw.name]
        sheet = SheetXml(parts.read(part))
        if given := fill_numbers(kind, raw, sheet):
            parts.replace(part, sheet.written())
            found.append((kind.name, given))
    return tuple(found)


def _styles(plan: GridPlan, sheet: SheetXml) -> tuple[str, str]:
    """The styles of a heading and of a cell of the grid: 计票结果_备份 looks the same."""
    column = plan.labels["voter_class"]
    rows = (plan.heading_row, plan.heading_row + 1)
    return sheet.style(rows[0], column), sheet.style(rows[1], column)


def _set_aside(
    plan: GridPlan,
    raws: Mapping[str, RawSheet],
    parts: EditableWorkbook,
    namespace: str,
    styles: tuple[str, str],
) -> None:
    raw = raws.get(leftovers.NAME)
    part = parts.sheets()[raw.name] if raw else ""
    sheet = SheetXml(parts.read(part)) if raw else new_sheet(namespace)
    keep_leftovers(sheet, raw, plan.leftovers, styles)
    if raw:
        parts.replace(part, sheet.written())
    else:
        parts.add_sheet(leftovers.NAME, sheet.written())


def _replace(path: Path, former: bytes, data: bytes) -> Path:
    """Put the new workbook in the old one's place, which is kept under a name of its own."""
    number = 1
    while (
        backup := path.with_name(f"{path.stem}.备份{number if number > 1 else ''}{path.suffix}")
    ).exists():
        number += 1
    try:
        replace_file(backup, former)
        replace_file(path, data)
    except OSError as error:
        raise OutputFault(
            f"无法写入“{path}”（{os_error_text(error)}），工作簿没有改动",
            "如果工作簿正在WPS或Excel中打开，请先关闭。",
        ) from error
    return backup
