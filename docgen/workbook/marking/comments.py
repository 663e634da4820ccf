"""Comments in a worksheet: those of docgen written and taken away, those of people kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from docgen.errors import Problem
from docgen.ooxml.xml import Element, parse, to_bytes
from docgen.workbook.cell_reference import address_of, place
from docgen.workbook.marking.sheet import Place

AUTHOR = "docgen"
_LONGEST_COMMENT = 700  # characters in a comment: what a box on the screen can show
_LONGEST_PROBLEM = 400  # characters of one problem
_PART = "——docgen——"  # stands between what a person wrote in a comment and what docgen adds
_OWN = re.compile(r"【(?:错误|提醒)】[^\n]*\n办法：")
_THREADED = "tc="  # begins the author of the stand-in for a conversation, kept elsewhere
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def note_text(problems: Sequence[Problem]) -> str:
    """What a comment says of the problems of a cell; the grave ones come first."""
    texts: list[str] = []
    for problem in problems:
        text = f"【{problem.severity}】{problem.message}\n办法：{problem.hint}"
        if len(text) > _LONGEST_PROBLEM:
            text = f"{text[: _LONGEST_PROBLEM - 1]}…"
        if texts and sum(map(len, texts)) + len(text) > _LONGEST_COMMENT:
            texts.append(f"另有{len(problems) - len(texts)}个问题，见《问题清单》。")
            break
        texts.append(text)
    return "\n".join(texts)


def empty_notes(namespace: str) -> bytes:
    """A comments part that holds none."""
    return f'<comments xmlns="{namespace}"><authors/><commentList/></comments>'.encode()


class Notes:
    """The comments part of a worksheet.

    Raises ``ValueError`` when it is none, and what ``parsed`` raises.
    """

    def __init__(self, part: bytes) -> None:
        self._root = parse(part)
        self._namespace = etree.QName(self._root).namespace or ""
        authors, notes = (self._root.find(self._tag(n)) for n in ("authors", "commentList"))
        if authors is None or notes is None:
            raise ValueError("no comments")
        self._authors, self._notes = authors, notes

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"

    def __len__(self) -> int:
        return sum(1 for _ in self._notes.iterchildren(self._tag("comment")))

    def written(self) -> bytes:
        """The part again."""
        return to_bytes(self._root)

    def clear(self) -> tuple[set[Place], bool]:
        """Take away what docgen wrote: the places of whole comments, and whether anything was."""
        places: set[Place] = set()
        changed = False
        for note in self._each():
            if self._is_own(note):
                self._notes.remove(note)
                places |= {at} if (at := place(note.get("ref") or "")) else set()
                changed = True
            else:
                changed |= _cut(note)
        return places, changed

    def put(self, texts: Mapping[Place, str]) -> set[Place]:
        """Write comments; return the places where there was none before.

        Where a person has written one, the text goes below theirs; a conversation stays as it is.
        """
        present = {place(note.get("ref") or ""): note for note in self._each()}
        new = set()
        for at, text in texts.items():
            note = present.get(at)
            if note is None:
                self._add(address_of(*at), text)
                new.add(at)
            elif not self._author(note).startswith(_THREADED):
                self._append(note, f"\n{_PART}\n{text}")
        return new

    def _each(self) -> list[Element]:
        return list(self._notes.iterchildren(self._tag("comment")))

    def _author(self, note: Element) -> str:
        number, authors = note.get("authorId") or "", self._authors.findall(self._tag("author"))
        if number.isdecimal() and len(number) < 9 and int(number) < len(authors):
            return authors[int(number)].text or ""
        return ""

    def _is_own(self, note: Element) -> bool:
        """Whether docgen wrote a comment; LibreOffice forgets authors."""
        author = self._author(note).strip()
        text = "".join(each.text or "" for each in note.iter(self._tag("t")))
        return author == AUTHOR or (not author and _OWN.match(text) is not None)

    def _add(self, reference: str, text: str) -> None:
        note = etree.SubElement(self._notes, self._tag("comment"), ref=reference)
        note.set("authorId", str(self._own_author()))
        self._run(etree.SubElement(note, self._tag("text")), text)

    def _own_author(self) -> int:
        authors = self._authors.findall(self._tag("author"))
        for number, author in enumerate(authors):
            if author.text == AUTHOR:
                return number
        etree.SubElement(self._authors, self._tag("author")).text = AUTHOR
        return len(authors)

    def _append(self, note: Element, text: str) -> None:
        holder = note.find(self._tag("text"))
        if holder is None:
            holder = etree.SubElement(note, self._tag("text"))
        for plain in holder.findall(self._tag("t")):  # beside runs it would not be shown
            run = etree.Element(self._tag("r"))
            plain.addprevious(run)
            run.append(plain)
        self._run(holder, text)

    def _run(self, holder: Element, text: str) -> None:
        run = etree.SubElement(holder, self._tag("r"))
        look = etree.SubElement(run, self._tag("rPr"))
        for name, value in (("sz", "10"), ("rFont", "宋体"), ("charset", "134")):
            etree.SubElement(look, self._tag(name), val=value)
        shown = etree.SubElement(run, self._tag("t"))
        shown.text = text
        shown.set(_SPACE, "preserve")


def _cut(note: Element) -> bool:
    """Cut off what docgen added to a person's comment; whether there was anything."""
    texts = list(note.iter("{*}t"))
    whole = "".join(each.text or "" for each in texts)
    start = whole.find(_PART)
    if start < 0:
        return False
    kept = len(whole[:start].rstrip("\r\n"))
    for each in texts:
        text = each.text or ""
        each.text = text[:kept]
        kept = max(0, kept - len(text))
    _drop_empty(texts)
    return True


def _drop_empty(texts: Iterable[Element]) -> None:
    for each in texts:
        run = each.getparent()
        holder = None if run is None else run.getparent()
        is_run = run is not None and etree.QName(run).localname == "r"
        if not each.text and is_run and run is not None and holder is not None:
            holder.remove(run)
