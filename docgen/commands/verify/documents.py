"""What the documents of a package print, held against what the workbook makes."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from docgen import documents
from docgen._version import __version__
from docgen.campaign import schema
from docgen.documents import Plan, Planned
from docgen.errors import DocgenError, Finding, Severity, printable
from docgen.ooxml import container
from docgen.package.forms import FORM_OF_KEY, FORMS, OutputForm
from docgen.package.manifest import (
    MANIFEST,
    NO_DOCUMENTS,
    WORKBOOK_KEY,
    FileRecord,
    Manifest,
)
from docgen.package.replacing import base_name
from docgen.system import resources

if TYPE_CHECKING:
    from docgen.gbt9704.docx.document import Paragraph, WordDocument
    from docgen.rendering.template import CompiledTemplate

_MAX_CHANGES = 5  # differing paragraphs reported of a document
_BEFORE, _AROUND = 20, 60  # characters shown before a difference, and in all
_COMPARED = 400  # paragraphs between the first and the last that differ
_LIMITS = container.Limits(unpacked=100 * 1024 * 1024, parts=2000)
_PERCENT = re.compile(r"\d+(?:\.\d+)?[%％]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
_PAGES = re.compile(r"[1-9]\d{0,3}")
_SENTINEL = 90_000_000  # a number of pages that stands for its row
_REBUILD = "请社区用 docgen build 重新生成后报送；确需人工修改的，改好以后再生成一次。"
_ISSUED = "这份公文由以前版本的程序生成，程序更新以后原样保留；请核对，内容无误的不必重新生成。"


def document_findings(
    manifest: Manifest, files: Mapping[str, bytes], plan: Plan
) -> Iterator[Finding]:
    """Every document against the plan of the workbook in the same package.

    What the tool itself made with the shipped template must come out the same again. Of
    others (edited, with an own template, by another version) the names and figures are
    looked for, and figures that the workbook does not know. One that a newer version kept as
    issued must hold the names and figures; its other wording and its layout are of its time.
    """
    planned = {item.file_name: item for item in plan.planned}
    workbook = next(r.sha256 for r in manifest.files if r.name == manifest.workbook)
    rows: list[dict[str, Any]] | None = None
    for form in FORMS:
        if any(FORM_OF_KEY.get(record.key) == form for record in manifest.files):
            yield form.unread
    for number, record in enumerate(manifest.files):
        data = files.get(record.name)
        if record.name == manifest.workbook or data is None:
            continue
        item = planned.get(base_name(record.name))
        if item is None:
            yield from _unplanned(record, data, manifest, plan)
            continue
        if record.key != item.document.key:
            place = f"{MANIFEST} files[{number}].key"
            message = f"“{printable(record.name)}”的代号为“{printable(record.key)}”，"
            yield Finding.error("file-key", place, f"{message}应为“{item.document.key}”", _REBUILD)
        if item.document.lists_files:
            rows = _rows(manifest, plan) if rows is None else rows
            item = _with_rows(item, rows, data)
        yield from _checked(record, item, data, manifest, workbook)


def _unplanned(
    record: FileRecord, data: bytes, manifest: Manifest, plan: Plan
) -> Iterator[Finding]:
    """A recorded file that the workbook plans no document for."""
    form = FORM_OF_KEY.get(record.key)
    if form and record.name.endswith(form.suffix):
        yield from _form_findings(record, form, manifest)
        return
    if record.key not in {item.document.key for item in plan.stopped}:
        message = "按工作簿已经没有这份公文"
        hint = "不需要的，请社区删去，再运行一次 docgen build 后报送。"
        yield Finding.warning("document-stray", record.name, message, hint)
    if record.key != WORKBOOK_KEY:  # a former workbook, beside the new one
        quoted = tuple(text for each in plan.planned for text in _texts(each.part.context))
        yield from _departures(record.name, data, quoted)


def _form_findings(record: FileRecord, form: OutputForm, manifest: Manifest) -> Iterator[Finding]:
    """A PDF, say, that is not that of its document as it is now; what it says is not looked at."""
    if record.key == form.print_key:
        return
    stem = PurePath(base_name(record.name)).stem
    sources = {
        each.sha256 for each in manifest.files if PurePath(base_name(each.name)).stem == stem
    }
    if record.template_sha256 not in sources:
        yield replace(form.outdated, place=record.name)


def _checked(
    record: FileRecord, item: Planned, data: bytes, manifest: Manifest, workbook: str
) -> Iterator[Finding]:
    try:
        template = _template(item.document.key)
        due = template.render(item.part.context)
    except DocgenError as fault:
        message = f"按工作簿不能生成这份公文：{fault.message}"
        yield Finding.error("document-unmade", record.name, message, fault.hint)
        return
    if data == due or _parts(data) == _parts(due):
        return  # our own rendering: it was held against the standard when it was made
    opened = _opened(data)
    if opened is not None:
        ours = _Printed.of(due)
        made_by = (record.tool or manifest.tool, record.template_sha256)
        is_ours = made_by == (__version__, template.sha256)
        if is_ours and not record.is_edited:
            found = _change_findings(
                record.name, _changed(opened, ours) or [_changed_inside(data, due)]
            )
        else:
            missing = (
                _missing_of_issued(record, item, data, manifest)
                if _is_issued(record)
                else _missing(record, item, data)
            )
            found = chain(missing, _unknown_figures(record, item, opened, ours))
        yield from map(_Aged.of(record, item, workbook).reworded, found)
    departures = _departures(record.name, data, tuple(_texts(item.part.context)))
    yield from map(_as_issued, departures) if _is_issued(record) else departures


def _is_issued(record: FileRecord) -> bool:
    """Whether an earlier version made a file that the one which wrote the manifest has kept."""
    return bool(record.tool) and not record.is_edited


def _as_issued(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING, hint=_ISSUED)


class _Aged(Enum):
    """How old the workbook is that a document was made from, and whether that may be.

    A package grows stage by stage: the plan of January may name an owner whom June's workbook
    no longer has. What prints the vote must be that of the workbook in the package.
    """

    CURRENT = ""
    OUTDATED = "这份公文由以前的工作簿生成，请社区用现在的工作簿重新生成后报送。"
    OLDER = "这份公文由以前填写的工作簿生成，请核对是否属于印发以后的正常变化。"

    @classmethod
    def of(cls, record: FileRecord, item: Planned, workbook: str) -> _Aged:
        """``workbook`` is the SHA-256 of the package's workbook."""
        if record.workbook_sha256 in ("", workbook):
            return cls.CURRENT
        prints_the_vote = any(use.sheet is schema.COUNTS for use in item.document.uses)
        return cls.OUTDATED if prints_the_vote else cls.OLDER

    def reworded(self, finding: Finding) -> Finding:
        """The finding, mended another way, and only to be looked at where that may be."""
        severity = Severity.WARNING if self is _Aged.OLDER else finding.severity
        return replace(finding, severity=severity, hint=self.value or finding.hint)


@functools.cache
def _template(key: str) -> CompiledTemplate:
    """A shipped template, compiled once for all packages."""
    from docgen.rendering import cache
    from docgen.rendering.template import compile_template

    path = resources.shipped("templates_docx") / f"{key}.docx"
    return compile_template(path.name, path.read_bytes(), cache.compiled())


def _texts(context: Mapping[str, Any]) -> Iterator[str]:
    from docgen.rendering.inspection import texts

    return texts(context)


def _departures(name: str, data: bytes, given: Sequence[str]) -> Iterator[Finding]:
    """Errors against the layout standard; texts of the workbook are its own affair."""
    from docgen.gbt9704 import examine

    for each in examine(data, given):
        if each.is_error:
            clause = f"（标准{each.clause}）" if each.clause else ""
            message = printable(f"{each.place}：{each.found}{clause}", 400)
            hint = f"应为{each.wanted}。" if each.clause else f"{each.wanted}。"
            yield Finding.error("document-layout", name, message, printable(hint, 400))


# --- what is printed ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printed:
    """The visible paragraphs of a document: those outside tables first."""

    paragraphs: tuple[Paragraph, ...]
    cells: tuple[str, ...]  # in tables and text boxes, blank ones, too

    @classmethod
    def of(cls, data: bytes) -> _Printed:
        """Raises Refused for what is no sound .docx."""
        from docgen.gbt9704.docx.container import open_container
        from docgen.gbt9704.docx.reader import read_document

        document: WordDocument = read_document(open_container(data))
        footers = [each for footer in document.footers.values() for each in footer]
        every = (*document.body, *document.inside, *document.headers, *footers)
        cells = tuple(each.text.strip() for each in document.inside)
        return cls(tuple(each for each in every if each.text.strip()), cells)

    @property
    def texts(self) -> list[str]:
        return [" ".join(paragraph.text.split()) for paragraph in self.paragraphs]

    @property
    def figures(self) -> set[str]:
        return set(_percents(self.texts))


def _opened(data: bytes) -> _Printed | None:
    """What a document prints; None when it cannot be read, which the layout's check tells."""
    from docgen.gbt9704.docx.container import Refused

    try:
        return _Printed.of(data)
    except Refused:
        return None


def _percents(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for found in _PERCENT.findall(text):
            yield found.replace("％", "%")


def _where(paragraph: Paragraph) -> str:
    if paragraph.part:
        return paragraph.part
    if paragraph.table:
        return f"表{paragraph.table}第{paragraph.row}行第{paragraph.cell}格"
    return f"第{paragraph.number}段" if paragraph.number else "文本框中"


def _parts(data: bytes) -> dict[str, Any] | None:
    """The parts of a .docx unpacked, workbooks in it, too: zlib may pack them another way."""
    try:
        return dict(_unpacked(data))
    except Exception:
        # zipfile lets errors of every kind through from damaged archives.
        return None


def _unpacked(data: bytes) -> Iterator[tuple[str, Any]]:
    with container.opened(data, _LIMITS) as package:
        for name, part in container.unpacked(package, _LIMITS.unpacked):
            yield name, dict(_unpacked(part)) if name.endswith(".xlsx") else part


# --- what the tool made ------------------------------------------------------------------


def _change_findings(name: str, changes: Sequence[str]) -> Iterator[Finding]:
    """What differs from the same document made again, the first places one by one."""
    for change in changes[:_MAX_CHANGES]:
        yield Finding.error("document-differs", name, change, _REBUILD)
    if len(changes) > _MAX_CHANGES:
        message = f"与按工作簿生成的共有{len(changes)}处不同，以上是前{_MAX_CHANGES}处"
        yield Finding.error("document-differs", name, message, _REBUILD)


def _changed_inside(data: bytes, due: bytes) -> str:
    """The parts of the file that differ though the paragraphs do not, such as charts."""
    one, other = _parts(data) or {}, _parts(due) or {}
    parts = [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    listed = printable("、".join(parts)) or "文件结构"
    return f"文字相同，但内部与按工作簿生成的不同（{listed}）"


def _changed(theirs: _Printed, ours: _Printed) -> list[str]:
    """Paragraph by paragraph, what is printed and what should be."""
    one, other = theirs.texts, ours.texts
    start = _shared(one, other)
    end, other_end = len(one), len(other)
    while end > start and other_end > start and one[end - 1] == other[other_end - 1]:
        end, other_end = end - 1, other_end - 1
    one = one[start : min(end, start + _COMPARED)]
    other = other[start : min(other_end, start + _COMPARED)]
    found = []
    for kind, a, a_end, b, b_end in SequenceMatcher(None, one, other, False).get_opcodes():
        if kind == "equal":
            continue
        for step in range(max(a_end - a, b_end - b)):
            printed = one[a + step] if a + step < a_end else ""
            wanted = other[b + step] if b + step < b_end else ""
            of, at = (theirs, a) if printed else (ours, b)
            place = _where(of.paragraphs[start + at + step])
            same = _shared(printed, wanted)
            now, then = _quoted(printed, same), _quoted(wanted, same)
            found.append(f"{place}现为{now}，按工作簿应为{then}")
    return found


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How long the beginning is that both have."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _quoted(text: str, same: int) -> str:
    """A text in quotes, cut to the surroundings of where it begins to be another."""
    start = max(0, same - _BEFORE)
    return f"“{'…' if start else ''}{printable(text[start:], _AROUND)}”" if text else "空"


# --- what others made --------------------------------------------------------------------


def _missing_of_issued(
    record: FileRecord, item: Planned, data: bytes, manifest: Manifest
) -> Iterator[Finding]:
    """The same for what an earlier version made: what it words otherwise is to be looked at."""
    campaign = manifest.campaign
    sure = {campaign.community}
    for named in (campaign.officials, campaign.items, campaign.grades, campaign.classes):
        sure |= {each.name for each in named}
    facts = item.part.facts
    firm = tuple(fact for fact in facts if fact in sure or _FIGURE.fullmatch(fact))
    worded = tuple(fact for fact in facts if fact not in firm)
    yield from _missing(record, _with_facts(item, firm), data)
    yield from map(_as_issued, _missing(record, _with_facts(item, worded), data))


def _with_facts(item: Planned, facts: tuple[str, ...]) -> Planned:
    """The same document, held to these facts alone."""
    return replace(item, part=replace(item.part, facts=facts, repeated=()))


def _missing(record: FileRecord, item: Planned, data: bytes) -> Iterator[Finding]:
    """Names and figures that the document must show."""
    from docgen.rendering.inspection import inspect

    repeated = () if record.is_edited else item.part.repeated
    for found in inspect(data, item.part.context, item.part.facts, repeated):
        yield Finding.error("document-lacks", record.name, printable(found, 400), _REBUILD)


def _unknown_figures(
    record: FileRecord, item: Planned, theirs: _Printed, ours: _Printed
) -> Iterator[Finding]:
    """Percentages that neither the workbook nor the shipped template's document tells."""
    known = ours.figures | set(_percents(list(_texts(item.part.context))))
    report = Finding.warning if record.is_edited else Finding.error
    for figure in sorted(theirs.figures - known):
        message = f"印有“{printable(figure)}”，按工作簿没有这个数字"
        yield report("figure-unknown", record.name, message, "请核对这个数字的来源。")


# --- documents that list the package -----------------------------------------------------


def _rows(manifest: Manifest, plan: Plan) -> list[dict[str, Any]]:
    """The rows of a list of this package, no pages counted."""
    from docgen.commands.build.contents import PackageState, rows
    from docgen.package.replacing import RecordedFile

    recorded = {
        record.name: RecordedFile(record.key, b"", False)
        for record in manifest.files
        if record.key not in NO_DOCUMENTS
    }
    return rows((), PackageState(recorded, plan=plan.planned))


def _with_rows(item: Planned, rows: Sequence[dict[str, Any]], data: bytes) -> Planned:
    """A document that lists the package, its pages those that are printed in ``data``.

    How many pages there are only LibreOffice can tell: any number is taken for right. Where
    they stand is seen in a rendering with a number of its own for every row.
    """
    blank = documents.with_files(item, rows)
    printed = _opened(data)
    if not rows or printed is None:
        return blank
    marked = [row | {"页数": _SENTINEL + number} for number, row in enumerate(rows)]
    try:
        rendered = _template(item.document.key).render(
            documents.with_files(item, marked).part.context
        )
    except DocgenError:
        return blank
    cells = _Printed.of(rendered).cells
    if len(cells) != len(printed.cells):
        return blank
    pages = {
        int(mark) - _SENTINEL: int(text)
        for mark, text in zip(cells, printed.cells, strict=True)
        if mark.isdecimal() and int(mark) >= _SENTINEL and _PAGES.fullmatch(text)
    }
    filled = [row | {"页数": pages.get(number, "")} for number, row in enumerate(rows)]
    return documents.with_files(item, filled)
