"""What the documents of a package print, held against what their workbook and template make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from docgen import documents
from docgen._version import __version__
from docgen.commands.verify import printed
from docgen.commands.verify.changes import ParagraphChange, changes
from docgen.commands.verify.printed import Printed
from docgen.commands.verify.sources import Sources, Unknown, UsedTemplate
from docgen.documents import Plan, Planned
from docgen.errors import DocgenError, Finding, printable
from docgen.package.forms import FORM_OF_KEY
from docgen.package.manifest import (
    FORMER_KEY,
    MANIFEST,
    NO_DOCUMENTS,
    TEMPLATE_KEY,
    WORKBOOK_KEY,
    FileRecord,
    Manifest,
)
from docgen.package.replacing import base_name

if TYPE_CHECKING:
    from docgen.rendering.template import CompiledTemplate

_MAX_CHANGES = 5  # of a document that nobody should have changed
_MAX_EDITS = 50  # of one that a person has edited
_BOOKS = (".xlsx", ".xlsm")
_SUFFIXES = {  # of the files that are no documents
    WORKBOOK_KEY: _BOOKS,
    FORMER_KEY: _BOOKS,
    TEMPLATE_KEY: (".docx",),
    **{key: (form.suffix,) for key, form in FORM_OF_KEY.items()},
}
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?")
_PERCENT = re.compile(r"\d+(?:\.\d+)?[%％]")
_PAGES = re.compile(r"[1-9]\d{0,3}")
_SENTINEL = 90_000_000  # a number of pages that stands for its row
_REBUILD = "请社区用 docgen build 重新生成后报送；确需人工修改的，改好以后再生成一次。"
_OTHER_VERSION = (
    "这份公文由其他版本的程序生成，与按工作簿和模板重新生成的不同；请核对，或者请社区重新生成。"
)
_OUTDATED = "这份公文由以前的工作簿生成，请社区用现在的工作簿重新生成后报送。"
_OLDER = "这份公文由以前填写的工作簿生成，请核对是否属于印发以后的正常变化。"
_EDITED = "请核对修改是否适当。"
_EDITED_FIGURE = "票数、比率、姓名和日期应与工作簿一致；请社区改正工作簿，重新生成后报送。"


def document_findings(
    manifest: Manifest, files: Mapping[str, bytes], plan: Plan
) -> Iterator[Finding]:
    """Every document made again from its own workbook and template, and compared.

    What was made by this version must come out the same in every byte, or part for part where
    it was only packed otherwise. What another version made is compared as text, all of it, and
    what a person edited is told paragraph by paragraph. In documents that print votes what
    weighs is an error, and so is one that cannot be made again.
    """
    sources = Sources(manifest, files, plan)
    planned = {item.file_name: item for item in plan.planned}
    rows: list[dict[str, Any]] | None = None
    own_templates: dict[str, None] = {}  # the titles of what was made with them
    not_compared: dict[tuple[str, str], list[str]] = {}  # names by why and what to do
    for number, record in enumerate(manifest.files):
        data = files.get(record.name)
        if record.name == manifest.workbook or data is None:
            continue
        if record.key in NO_DOCUMENTS:
            if PurePath(record.name).suffix in _SUFFIXES[record.key]:
                if record.key == WORKBOOK_KEY:
                    yield _stray(record)  # a former one, beside the new one
                continue
            place = f"{MANIFEST} files[{number}].key"
            message = f"“{printable(record.name)}”的代号不应为“{record.key}”"
            yield Finding.error("file-key", place, message, _REBUILD)
        item = planned.get(base_name(record.name))
        if item is None:
            yield from _unplanned(record, data, plan)
            continue
        if record.key not in (item.document.key, *NO_DOCUMENTS):
            place = f"{MANIFEST} files[{number}].key"
            message = f"“{printable(record.name)}”的代号为“{printable(record.key)}”，"
            yield Finding.error("file-key", place, f"{message}应为“{item.document.key}”", _REBUILD)
        if item.document.lists_files:
            rows = _rows(manifest, plan) if rows is None else rows
        examination = _Examination(record, item, data, manifest, sources, rows or ())
        yield from examination.findings()
        if examination.has_own_template:
            own_templates[item.document.title] = None
        if (unknown := examination.not_compared) and not item.document.prints_votes:
            not_compared.setdefault((unknown.message, unknown.hint), []).append(record.name)
    for (why, hint), names in not_compared.items():
        message = f"{len(names)}份公文没有与工作簿逐字核对（{'、'.join(names)}）：{why}"
        place = names[0] if len(names) == 1 else MANIFEST
        yield Finding.warning("document-not-compared", place, printable(message, 2000), hint)
    if own_templates:
        message = f"{'、'.join(own_templates)}用的不是本版程序自带的模板"
        hint = "请核对是社区自备的模板，还是其他版本程序的模板；模板在“生成来源”文件夹中。"
        yield Finding.warning("template-own", MANIFEST, message, hint)


def _unplanned(record: FileRecord, data: bytes, plan: Plan) -> Iterator[Finding]:
    """A recorded file that the workbook plans no document for."""
    if record.key not in {item.document.key for item in plan.stopped}:
        yield _stray(record)
    quoted = tuple(text for each in plan.planned for text in _texts(each.part.context))
    yield from _departures(record.name, data, quoted)


def _stray(record: FileRecord) -> Finding:
    message = "按工作簿已经没有这份公文"
    hint = "不需要的，请社区删去，再运行一次 docgen build 后报送。"
    return Finding.warning("document-stray", record.name, message, hint)


class _Examination:
    """One document, held against what its workbook and template make."""

    def __init__(
        self,
        record: FileRecord,
        item: Planned,
        data: bytes,
        manifest: Manifest,
        sources: Sources,
        rows: Sequence[dict[str, Any]],
    ) -> None:
        """``item`` is the document as the package's own workbook plans it."""
        self._record, self._data, self._sources = record, data, sources
        self._item, self._rows = item, rows
        self._votes = item.document.prints_votes
        self._is_former = record.workbook_sha256 not in (
            "",
            manifest.record_of_workbook().sha256,
        )
        made_by = record.tool or manifest.tool
        self._is_this_version = manifest.holds_sources and made_by == __version__
        self._holds_sources = manifest.holds_sources
        self._names = _names(manifest)
        self.has_own_template = False
        self.not_compared: Unknown | None = None

    def findings(self) -> Iterator[Finding]:
        """All that there is to say of it, but for what many documents share."""
        try:
            if self._votes and not self._holds_sources:
                raise Unknown(
                    "材料由旧版本的程序生成，不能按当时的工作簿和模板重新生成",
                    "请社区用新版程序重新生成后报送。",
                )
            planned = self._sources.planned(self._record)
            template = self._sources.template(planned.document.key, self._record)
        except Unknown as unknown:
            self.not_compared = unknown
            if self._votes:
                message = f"没有与工作簿逐字核对：{printable(unknown.message, 200)}"
                name = self._record.name
                yield Finding.error("document-not-compared", name, message, unknown.hint)
            if not self._item.document.lists_files:
                yield from self._lacking(self._item)
            yield from self._departing(self._item)
            return
        self.has_own_template = not template.is_shipped
        yield from self._compared(planned, template)

    def _compared(self, planned: Planned, template: UsedTemplate) -> Iterator[Finding]:
        own = self._with_rows(planned, template.compiled)
        try:
            due = template.compiled.render(own.part.context)
            now = self._due_now(template.compiled)
        except DocgenError as fault:
            message = f"按工作簿不能生成这份公文：{fault.message}"
            yield Finding.error("document-unmade", self._record.name, message, fault.hint)
            return
        is_same = self._data == due or printed.parts(self._data) == printed.parts(due)
        theirs = None if is_same else _opened(self._data)
        if theirs is not None:
            yield from self._differences(due, theirs)
        made_by_us = self._is_this_version and not self._record.is_edited
        if not template.is_shipped or (theirs is not None and not made_by_us):
            yield from self._lacking(own)
            made = Printed.of(due)
            shipped = made if template.is_shipped else Printed()
            yield from self._unknown_figures(own, shipped, theirs or made)
        if now is not None and now != due:
            yield from self._aged(Printed.of(due), Printed.of(now))
        if not is_same:
            departures = list(self._departing(own))
            yield from departures
            if theirs is None and not any(each.is_error for each in departures):
                message = "文件内部已损坏，不能逐字核对"
                yield Finding.error("document-differs", self._record.name, message, _REBUILD)

    def _departing(self, item: Planned) -> Iterator[Finding]:
        """Where its layout departs from the standard; that of another version is of its time."""
        departures = _departures(self._record.name, self._data, tuple(_texts(item.part.context)))
        is_lenient = not (self._votes or self._is_this_version or self._record.is_edited)
        yield from map(_lenient, departures) if is_lenient else departures

    def _due_now(self, template: CompiledTemplate) -> bytes | None:
        """What the package's own workbook makes of it; None where it was made from that."""
        if not self._is_former:
            return None
        return template.render(self._with_rows(self._item, template).part.context)

    def _differences(self, due: bytes, theirs: Printed) -> Iterator[Finding]:
        """What a document shows otherwise than it was made."""
        name, made = self._record.name, Printed.of(due)
        found = changes(made.paragraphs, theirs.paragraphs)
        found += changes(made.others, theirs.others)
        objects = list(made.added_objects(theirs))
        if self._record.is_edited:
            yield from self._edits(found, objects)
            return
        sentences = [each.sentence for each in found] + [words for words, _ in objects]
        if self._is_this_version:
            sentences = sentences or [_changed_inside(self._data, due)]
            yield from _limited("document-differs", name, sentences, _REBUILD)
        elif self._votes:
            yield from _limited("document-differs", name, sentences, _OTHER_VERSION)
        else:
            errors = _limited("document-differs", name, sentences, _OTHER_VERSION)
            yield from map(_lenient, errors)

    def _edits(
        self, found: Sequence[ParagraphChange], objects: Sequence[tuple[str, bool]]
    ) -> Iterator[Finding]:
        """What a person has edited; in a document that prints votes some of it is an error."""
        name = self._record.name
        names = set(_texts(self._item.part.context))
        grave = [each.sentence for each in found if self._votes and each.weighs(names)]
        grave += [words for words, may_cover in objects if self._votes and may_cover]
        light = [each.sentence for each in found if each.sentence not in grave]
        light += [words for words, _ in objects if words not in grave]
        if not grave and not light:
            light = ["只改了格式，文字没有改动"]
        yield from _limited("document-edited-figure", name, grave, _EDITED_FIGURE, _MAX_EDITS)
        edits = _limited("document-edit", name, light, _EDITED, _MAX_EDITS)
        yield from map(_lenient, edits)

    def _aged(self, due: Printed, now: Printed) -> Iterator[Finding]:
        """What was made from a former workbook, and reads otherwise by the present one.

        A package grows stage by stage: the plan of January may name an owner whom June's
        workbook no longer has. What prints the vote must be that of the workbook in the package.
        """
        found = changes(now.paragraphs, due.paragraphs) + changes(now.others, due.others)
        sentences = [each.sentence for each in found]
        if self._votes:
            yield from _limited("document-outdated", self._record.name, sentences, _OUTDATED)
        elif sentences:
            message = f"与现在的工作簿有{len(sentences)}处不同，例如：{sentences[0]}"
            yield Finding.warning("document-older", self._record.name, message, _OLDER)

    def _lacking(self, item: Planned) -> Iterator[Finding]:
        """Names and figures that the document must show, whoever made or edited it."""
        from docgen.rendering.inspection import inspect

        record, facts, repeated = self._record, item.part.facts, item.part.repeated
        if record.is_edited or not self._is_this_version:
            repeated = ()
        if not (record.is_edited or self._is_this_version):  # another version words otherwise
            facts = tuple(filter(self._is_firm, facts))
        for found in inspect(self._data, item.part.context, facts, repeated):
            yield Finding.error("document-lacks", record.name, printable(found, 400), _REBUILD)

    def _is_firm(self, fact: str) -> bool:
        """Whether every version must print a fact as it is: a name or a bare figure."""
        return fact in self._names or bool(_FIGURE.fullmatch(fact))

    def _unknown_figures(self, item: Planned, made: Printed, theirs: Printed) -> Iterator[Finding]:
        """Percentages that neither the workbook nor a shipped template's document tells."""
        known = set(_percents(_texts(item.part.context)))
        known |= set(_percents(line.text for line in made.paragraphs))
        found = set(_percents(line.text for line in theirs.paragraphs))
        report = Finding.warning if self._record.is_edited else Finding.error
        for figure in sorted(found - known):
            message = f"印有“{printable(figure)}”，按工作簿没有这个数字"
            yield report("figure-unknown", self._record.name, message, "请核对这个数字的来源。")

    def _with_rows(self, item: Planned, template: CompiledTemplate) -> Planned:
        if not item.document.lists_files:
            return item
        return _with_rows(item, self._rows, self._data, template)


def _names(manifest: Manifest) -> frozenset[str]:
    """The names of the campaign that every version prints as they are."""
    data = manifest.campaign
    return frozenset(
        (
            data.community,
            *(each.name for each in data.officials),
            *(each.name for each in data.items),
            *(each.name for each in data.grades),
            *(each.name for each in data.classes),
        )
    )


def _changed_inside(data: bytes, due: bytes) -> str:
    """The parts of the file that differ though the paragraphs do not."""
    one, other = printed.parts(data) or {}, printed.parts(due) or {}
    names = [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    listed = printable("、".join(names)) or "文件结构"
    return f"文字相同，但内部与按工作簿生成的不同（{listed}）"


def _limited(
    code: str, name: str, sentences: Sequence[str], hint: str, most: int = _MAX_CHANGES
) -> Iterator[Finding]:
    """An error for each sentence, the first ones one by one."""
    for sentence in sentences[:most]:
        yield Finding.error(code, name, sentence, hint)
    if len(sentences) > most:
        message = f"共有{len(sentences)}处不同，以上是前{most}处"
        yield Finding.error(code, name, message, hint)


def _lenient(finding: Finding) -> Finding:
    return Finding.warning(finding.code, finding.place, finding.message, finding.hint)


def _texts(context: Mapping[str, Any]) -> Iterator[str]:
    from docgen.rendering.inspection import texts

    return texts(context)


def _percents(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for found in _PERCENT.findall(text):
            yield found.replace("％", "%")


def _opened(data: bytes) -> Printed | None:
    """What a document shows; None when it cannot be read, which the layout's check tells."""
    from docgen.gbt9704.docx.container import Refused

    try:
        return Printed.of(data)
    except Refused:
        return None


def _departures(name: str, data: bytes, given: Sequence[str]) -> Iterator[Finding]:
    """Errors against the layout standard; texts of the workbook are its own affair."""
    from docgen.gbt9704 import examine

    for each in examine(data, given):
        if each.is_error:
            clause = f"（标准{each.clause}）" if each.clause else ""
            message = printable(f"{each.place}：{each.found}{clause}", 400)
            hint = f"应为{each.wanted}。" if each.clause else f"{each.wanted}。"
            yield Finding.error("document-layout", name, message, printable(hint, 400))


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


def _with_rows(
    item: Planned, rows: Sequence[dict[str, Any]], data: bytes, template: CompiledTemplate
) -> Planned:
    """A document that lists the package, its pages those that are printed in ``data``.

    How many pages there are only LibreOffice can tell: any number is taken for right. Where
    they stand is seen in a rendering with a number of its own for every row.
    """
    blank = documents.with_files(item, rows)
    theirs = _opened(data)
    if not rows or theirs is None:
        return blank
    marked = [row | {"页数": _SENTINEL + number} for number, row in enumerate(rows)]
    try:
        rendered = template.render(documents.with_files(item, marked).part.context)
    except DocgenError:
        return blank
    cells = Printed.of(rendered).cells
    if len(cells) != len(theirs.cells):
        return blank
    pages = {
        int(mark) - _SENTINEL: int(text)
        for mark, text in zip(cells, theirs.cells, strict=True)
        if mark.isdecimal() and int(mark) >= _SENTINEL and _PAGES.fullmatch(text)
    }
    filled = [row | {"页数": pages.get(number, "")} for number, row in enumerate(rows)]
    return documents.with_files(item, filled)
