"""What a document type is: its needs, and the files it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from docgen.documents.view import Context
from docgen.model import Campaign, Stage
from docgen.schema import Sheet


@dataclass(frozen=True, slots=True)
class Need:
    """Something the workbook must tell before a document can be made."""

    sheet: Sheet
    text: str
    met: Callable[[Campaign], bool]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a document: what its name adds, its context, what it must show.

    ``facts`` are the names and numbers that the rendered text must hold; a rendered
    document that lacks one fails inspection, as does one that does not have exactly the
    given number of paragraphs of a ``repeated`` text. ``needs`` adds to the document's.
    """

    context: Context
    facts: tuple[str, ...]
    repeated: tuple[tuple[str, int], ...] = ()
    suffix: str = ""
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document type. ``key`` is also its template's name."""

    key: str
    title: str
    stage: Stage
    needs: tuple[Need, ...]
    parts: Callable[[Campaign, Context], Iterable[Part]]

    def missing(self, campaign: Campaign) -> tuple[Need, ...]:
        """The needs that the workbook does not meet yet."""
        return tuple(need for need in self.needs if not need.met(campaign))


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that can be made now. ``file_name`` is safe on Windows."""

    document: Document
    part: Part
    file_name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document, or one file of it, that waits for something."""

    document: Document
    title: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What can be made now, and what waits for what."""

    planned: tuple[Planned, ...] = ()
    waiting: tuple[Waiting, ...] = ()
