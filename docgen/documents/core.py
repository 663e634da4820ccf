"""What a document type is: what it uses and needs, and the files it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Stage
from docgen.campaign.schema import Sheet, Use
from docgen.documents.context import Context
from docgen.errors import Problem


@dataclass(frozen=True, slots=True)
class Need:
    """Something the workbook must tell before a document can be made.

    ``where`` gives the cells that wait to be filled in: ``计票结果!D2``, or a whole sheet.
    """

    sheet: Sheet
    text: str
    met: Callable[[Campaign], bool]
    where: Callable[[Campaign], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a document: what its name adds, its context, what it must show.

    ``facts`` are the names and numbers that the rendered text must hold; a rendered
    document that lacks one fails inspection, as does one that does not have exactly the
    given number of paragraphs of a ``repeated`` text. ``needs`` adds to the document's;
    ``stage`` stands in for the document's. ``day``, ``number`` (文号) and
    ``author`` (责任者, where it is not the community itself) are what the contents list says of
    the file.
    """

    context: Context
    facts: tuple[str, ...]
    repeated: tuple[tuple[str, int], ...] = ()
    suffix: str = ""
    needs: tuple[Need, ...] = ()
    stage: Stage | None = None
    day: date | None = None
    number: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document type. ``key`` is also its template's name.

    ``number`` begins the names of its files. It belongs to the document, not to its place in
    the registry: a new document takes one that is free and renumbers no other.

    ``uses`` are the sheets it takes anything from, 活动信息 always among them: an error
    elsewhere does not stop it. ``other_stages`` may need a file of it, too. One that
    ``lists_files`` is made last and told, as 材料 in its context, what else is in the package.
    One that ``shows_rows`` prints all of it, not its number alone.
    One that ``prints_votes``, numbers or rates of them, must be beyond doubt wherever it is verified.
    One that is ``public`` is posted for all to read: it holds no person's telephone number.
    ``attached_to`` is the key of the document that it is filed as an attachment of, ``remark``
    what the contents list remarks. Of ``copies``, a list in its context with an entry for each
    copy in the file, one alone is filed. Without ``in_print`` it is printed by itself.
    """

    number: int
    key: str
    title: str
    stage: Stage
    needs: tuple[Need, ...]
    parts: Callable[[Campaign, Context], Iterable[Part]]
    uses: tuple[Use, ...] = ()
    other_stages: tuple[Stage, ...] = ()
    lists_files: bool = False
    public: bool = False
    shows_rows: bool = False
    attached_to: str = ""
    remark: str = ""
    copies: str = ""
    prints_votes: bool = False
    in_print: bool = True

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage that may need a file of it."""
        return (self.stage, *self.other_stages)

    def missing(self, campaign: Campaign) -> tuple[Need, ...]:
        """The needs that the workbook does not meet yet."""
        return tuple(need for need in self.needs if not need.met(campaign))

    def stopped_by(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The errors that lie in what the document uses, or in the file itself."""
        uses = (Use(schema.INFO), *self.uses)
        return tuple(
            problem
            for problem in problems
            if problem.is_error
            and (not problem.sheet or any(use.concerns(problem) for use in uses))
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that can be made now. ``file_name`` is safe on Windows.

    ``source_sha256`` is that of what the user gave for it, when somebody asked.
    """

    document: Document
    part: Part
    file_name: str
    source_sha256: str = ""

    @property
    def stage(self) -> Stage:
        """The stage that needs the file."""
        return self.part.stage or self.document.stage


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document, or one file of it, that waits for something."""

    document: Document
    title: str
    needs: tuple[Need, ...]
    stage: Stage

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages that need it: those of the whole document, or that of the one file."""
        return self.document.stages if self.title == self.document.title else (self.stage,)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A document that errors in the workbook keep from being made."""

    document: Document
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What can be made now, what waits for what, and what errors stop."""

    planned: tuple[Planned, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    stopped: tuple[Stopped, ...] = ()
