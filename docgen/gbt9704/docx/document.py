"""A .docx as the checker sees it: paragraphs with their effective formatting, tables, sections."""

from __future__ import annotations

from dataclasses import dataclass, field

from docgen.chinese.wording import width
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.docx.styles import Properties, is_on, number

_WORDS_SHOWN = 12
_BLANKS = "\u3000 "


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one effective formatting."""

    text: str
    look: Properties

    @property
    def size(self) -> float:
        """Size in points, given as half-points or with a unit; without one Word uses 10."""
        size = self.look.get("sz", "")
        return number(size) / (20 if size[-1:].isalpha() else 2) or 10.0

    @property
    def spacing(self) -> float:
        """Space added after each character, in points."""
        return number(self.look.get("spacing")) / 20


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: where it is, its text with automatic number, its effective formatting.

    ``number`` counts the paragraphs outside tables from 1; it is 0 inside. ``row``, ``cell`` and
    ``box``, the text box, count from 1. ``section`` is the index of its section.
    """

    number: int
    style: str
    text: str
    runs: tuple[Run, ...]
    look: Properties
    section: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    part: str = ""
    anchor: str = ""
    box: int = 0
    fields: tuple[str, ...] = ()
    fresh: bool = False  # begins a page or a section
    drawn: bool = False  # holds a drawing of any form, perhaps a line
    pictured: bool = False  # holds one that a caption may stand by

    @property
    def is_blank(self) -> bool:
        """True when nothing is printed."""
        return not self.text.strip("\n\t 　") and not self.fields

    @property
    def holder(self) -> tuple[int, int]:
        """What holds it: its table's number, or its text box's; none in the body."""
        return self.table, self.box

    @property
    def place(self) -> str:
        """Where it is, in words: number or table cell, and the first words, on one line."""
        words = " ".join(self.text.split())
        shown = words[:_WORDS_SHOWN] + ("…" if len(words) > _WORDS_SHOWN else "")
        quoted = f"“{shown}”" if shown else "（空行）"
        if self.part:
            return f"{self.part}{quoted}"
        if self.table:
            return f"表{self.table}第{self.row}行第{self.cell}格{quoted}"
        return f"第{self.number}段{quoted}"

    @property
    def size(self) -> float:
        """The size of most of its characters, in points."""
        sizes: dict[float, int] = {}
        for run in self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text.strip())
        return max(sizes, key=lambda size: sizes[size]) if sizes else 10.0

    @property
    def character(self) -> float:
        """The width of an ideograph, in points."""
        spacing = self.runs[0].spacing if self.runs else 0.0
        return max(1.0, self.size + spacing)

    @property
    def tabbed(self) -> bool:
        """Whether a tab sets where the text begins: tab stops are not followed."""
        return "\t" in self.text[: len(self.text) - len(self.text.lstrip("\t\u3000 "))]

    @property
    def first_line(self) -> float:
        """First-line indent in characters, blanks typed in front included."""
        typed = width(self.text) - width(self.text.lstrip(_BLANKS))
        return typed - self._hanging if self._hangs else typed + self._indent("firstLine")

    @property
    def left(self) -> float:
        """Where lines after the first begin, in characters from the left edge.

        As Word lays it out: a left indent counted in characters is the first line's, to which
        a hanging one is added; one in twips is that of the lines after the first.
        """
        left = self._indent("left")
        return left + self._hanging if self._hangs and self._counts("left") else left

    @property
    def right(self) -> float:
        """Right indent in characters, blanks typed behind included when set flush right."""
        behind = width(self.text) - width(self.text.rstrip(_BLANKS))
        return self._indent("right") + (behind if self.align == "right" else 0)

    @property
    def align(self) -> str:
        """``left``, ``center``, ``right``, ``both`` or ``distribute``."""
        align = self.look.get("jc", "left")
        return {"start": "left", "end": "right"}.get(align, align)

    @property
    def framed(self) -> str:
        """Where a frame puts the paragraph (``outside``); empty without one."""
        return self.look.get("framePr.xAlign", "")

    @property
    def exact_pitch(self) -> float:
        """The fixed line pitch in points; 0 when the pitch follows the text."""
        if self.look.get("spacing.lineRule") != "exact":
            return 0.0
        return number(self.look.get("spacing.line")) / 20

    @property
    def least_pitch(self) -> float:
        """The line pitch in points that the text may exceed; 0 for none."""
        if self.look.get("spacing.lineRule") != "atLeast":
            return 0.0
        return number(self.look.get("spacing.line")) / 20

    @property
    def line_factor(self) -> float:
        """Line pitch in lines (1.5), where it follows the text."""
        if self.look.get("spacing.lineRule", "auto") != "auto":
            return 1.0
        return max(0.0, number(self.look.get("spacing.line")) / 240) or 1.0

    @property
    def on_grid(self) -> bool:
        """Whether its lines stand on the section's grid."""
        return is_on(self.look.get("snapToGrid", "1"))

    @property
    def lines_above(self) -> float:
        """Space before the paragraph in lines of the standard's pitch."""
        lines = number(self.look.get("spacing.beforeLines")) / 100
        return lines or number(self.look.get("spacing.before")) / 20 / gb.LINE_PITCH.pt

    @property
    def lines_below(self) -> float:
        """Space after the paragraph in lines of the standard's pitch."""
        lines = number(self.look.get("spacing.afterLines")) / 100
        return lines or number(self.look.get("spacing.after")) / 20 / gb.LINE_PITCH.pt

    @property
    def _hangs(self) -> bool:
        """Whether the first line begins left of the others; characters win over twips."""
        if self._counts("hanging") or self._counts("firstLine"):
            return self._counts("hanging")
        return "ind.hanging" in self.look

    @property
    def _hanging(self) -> float:
        return self._indent("hanging")

    def _counts(self, side: str) -> bool:
        """Whether an indent is counted in characters; for 0 of them Word takes the twips."""
        return bool(number(self.look.get(f"ind.{side}Chars")))

    def _indent(self, side: str) -> float:
        if self._counts(side):
            return number(self.look.get(f"ind.{side}Chars")) / 100
        return number(self.look.get(f"ind.{side}")) / 20 / self.character


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the body: its number from 1, its width and its rules (mm; 0 for none).

    ``width`` is 0 when it is not stated, and ``share`` the part of the type area's width when it is
    stated so; ``styled`` tables may have rules of their style;
    one that ``floats`` stands where it is told, not where the text has come to.
    """

    number: int
    width: float
    section: int
    top: float = 0
    bottom: float = 0
    inside: float = 0
    sides: float = 0
    styled: bool = False
    floats: bool = False
    at_the_foot: bool = False  # as far as a floating one tells
    share: float = 0
    colours: frozenset[str] = frozenset()  # of the rules that it shows


@dataclass(frozen=True, slots=True)
class Section:
    """Paper, margins (all in mm) and line grid of a section, and its footers' parts."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    footer: float
    grid: str = ""
    pitch: float = 0  # points
    char_space: float = 0  # points added to the width of a character
    footers: tuple[tuple[str, str], ...] = ()
    stated: bool = True  # whether the file tells the paper's size
    restarts: bool = False  # its page numbers begin anew
    first_apart: bool = False  # its first page has a footer of its own, or none

    @property
    def landscape(self) -> bool:
        """True when the page lies on its side."""
        return self.width > self.height

    @property
    def type_width(self) -> float:
        """Width of the type area in mm."""
        return self.width - self.left - self.right

    @property
    def type_height(self) -> float:
        """Height of the type area in mm."""
        return self.height - self.top - self.bottom


@dataclass(slots=True)
class WordDocument:
    """All that the rules look at, in the order of the text."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)  # outside tables
    tables: list[Table] = field(default_factory=list)
    inside: list[Paragraph] = field(default_factory=list)  # in tables and text boxes
    sections: list[Section] = field(default_factory=list)
    footers: dict[str, list[Paragraph]] = field(default_factory=dict)
    headers: list[Paragraph] = field(default_factory=list)
    even_and_odd: bool = False
    default_size: float = 10.0
    electronic: bool = False  # says that it follows GB/T 33476, the standard of electronic ones
    quoted_texts: tuple[str, ...] = ()  # texts printed as somebody else wrote them

    def add(self, block: Paragraph | Table) -> None:
        """The next block of the body."""
        self.blocks.append(block)
        if isinstance(block, Table):
            self.tables.append(block)
        else:
            self.body.append(block)

    def is_quoted(self, paragraph: Paragraph, *, from_start: bool = True) -> bool:
        """Whether a text that somebody else wrote makes up most of a paragraph, or begins it."""
        shown = paragraph.text.strip()
        return any(
            text in shown
            and ((from_start and shown.startswith(text)) or len(text) * 2 > len(shown))
            for text in self.quoted_texts
        )

    def section_of(self, block: Paragraph | Table) -> Section:
        """The section that a paragraph or a table stands in."""
        return self.sections[min(block.section, len(self.sections) - 1)]

    def width_of(self, table: Table) -> float:
        """The width of a table in mm, in a type area as it should be; 0 when it is not stated."""
        whole = gb.TYPE_HEIGHT if self.section_of(table).landscape else gb.TYPE_WIDTH
        return table.share * whole.mm if table.share else table.width
