"""What a window of the browser holds: its workbook, the package built of it, filings received."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docgen.commands.build.build import BuildReport
    from docgen.commands.check import CheckReport
    from docgen.commands.collect.figures import Rollup
    from docgen.workbook.grid import Rename


@dataclass(slots=True)
class Book:
    """The workbook of a session as checked; ``name`` is what the user calls it.

    ``renames`` are the names with votes of which the page asks what they are called now.
    """

    name: str
    path: Path
    report: CheckReport
    notices: tuple[str, ...] = ()
    renames: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document of a package: where it is, its size in bytes, its PDF and pages when there are."""

    path: Path
    size: int
    pdf: Path | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """A package as built, with the PDF of all documents for printing when one was made."""

    report: BuildReport
    documents: tuple[DocumentView, ...]
    all_pdf: Path | None = None

    @property
    def has_pdf(self) -> bool:
        """Whether there are pages to look at."""
        return any(document.pdf for document in self.documents)


@dataclass(frozen=True, slots=True)
class ReceivedFilings:
    """What filings came to, and where their roll-up is."""

    rollup: Rollup
    path: Path
