"""The secretary's work, for the page: check a workbook, lay out its votes, build the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from docgen.campaign.model import Stage
from docgen.commands.build import build as build_command
from docgen.commands.build.pdfs import ALL_NAME
from docgen.commands.check import check
from docgen.documents import natural_order
from docgen.errors import DocgenError, RequestError
from docgen.rendering.libreoffice import Printer, find_office
from docgen.rendering.pdf import page_count
from docgen.web.state import Book, Built, DocumentView

if TYPE_CHECKING:
    from docgen.web.jobs import Tell
    from docgen.workbook.grid import Rename

_LONGEST_NAME = 80


def shown_name(name: str | None) -> str:
    """What a browser calls a file, fit to be shown and to be a file's name."""
    from docgen.documents import safe_name

    plain = PurePath((name or "").replace("\\", "/")).name
    stem, suffix = PurePath(plain).stem.strip(" ."), PurePath(plain).suffix.lower()
    return safe_name(f"{stem[:_LONGEST_NAME] or '未命名'}{suffix}")


def checked(name: str, path: Path, today: date, notices: tuple[str, ...] = ()) -> Book:
    """Check an uploaded workbook; never raises for what is in it."""
    from docgen.workbook.grid import renames_to_ask

    report = check(path, today)
    try:
        renames = renames_to_ask(path) if report.campaign is not None else ()
    except DocgenError:
        renames = ()  # its errors are shown, and it cannot be laid out before they are mended
    return Book(name, path, report, notices, renames)


def laid_out(book: Book, answers: Mapping[str, str], today: date) -> Book:
    """Lay out 计票结果 and 计票录入 in the session's copy of the workbook.

    ``answers`` say of former names, by ``Rename.key``, what they are called now, "" when they
    were not renamed.

    Raises:
        RequestError: a name is not answered for, or two have the same answer.
        WorkbookRejected: the file or one of the sheets concerned has errors.
    """
    from docgen.workbook.grid import grid_change_lines, lay_out_grid, renames_to_ask

    _refuse_unclear(renames_to_ask(book.path), answers)
    change = lay_out_grid(book.path, lambda rename: answers.get(rename.key, ""))
    return checked(book.name, book.path, today, tuple(grid_change_lines(change)))


def _refuse_unclear(renames: Sequence[Rename], answers: Mapping[str, str]) -> None:
    taken = set()
    for rename in renames:
        answer = answers.get(rename.key)
        if answer is None or answer not in (*rename.candidates, ""):
            raise RequestError(
                f"没有选择“{rename.before}”是否改名",
                "请在第三步最后选择，再点“排好《计票结果》”。",
            )
        if answer and (rename.field, answer) in taken:
            raise RequestError(
                f"有两个名称都选了改名为“{answer}”",
                "一个新的名称只能接一个原来的名称的票数，请重新选择。",
            )
        taken.add((rename.field, answer))


def marked(book: Book) -> bytes:
    """A copy of the workbook with its problems marked.

    Raises:
        RequestError: the file cannot be read as a workbook.
    """
    from docgen.workbook.marking import marked_copy

    return marked_copy(book.report.data, book.report.problems)


def build(
    book: Book, stages: Sequence[Stage], wants_pdf: bool, folder: Path, today: date, tell: Tell
) -> Built:
    """Build what is ready, of these stages or of all; errors elsewhere stop none of it.

    Raises:
        DocgenError: as ``build_command.build``.
    """
    office = find_office() if wants_pdf else None
    count = len(book.report.plan.planned)
    printer = office and Printer(office, lambda text: tell(count, count, text), makes_pdf=True)
    report = build_command.build(
        book.path,
        folder,
        stages=stages,
        only=sorted({planned.document.key for planned in book.report.plan.planned})
        if book.report.errors
        else (),
        progress=lambda number, total, name: tell(number, total, f"正在生成“{name}”"),
        page_counter=printer.count if printer else None,
        pdf_maker=printer.make if printer else None,
        today=today,
    )
    names = sorted((*(file.name for file in report.files), *report.kept), key=natural_order)
    documents = tuple(_document(report.path / name) for name in names)
    whole = report.path / ALL_NAME
    return Built(report, documents, whole if whole.is_file() else None)


def _document(path: Path) -> DocumentView:
    size = path.stat().st_size
    pdf = path.with_suffix(".pdf")
    if not pdf.is_file():
        return DocumentView(path, size)
    return DocumentView(path, size, pdf, page_count(pdf.read_bytes()))
