"""What a package will hold: the rows of its contents list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from docgen.documents import DOCUMENTS, Listed, Planned, material_rows
from docgen.documents.context import Context
from docgen.package.manifest import NO_DOCUMENTS
from docgen.package.replacing import PackageFile, RecordedFile, documents_after_build

PageCounter = Callable[[Mapping[str, bytes]], Mapping[str, int]]
_UNLISTED = NO_DOCUMENTS | {document.key for document in DOCUMENTS if document.lists_files}


@dataclass(frozen=True, slots=True)
class PackageState:
    """What a contents list tells besides the files of its own build.

    ``recorded`` are files of earlier builds that are in the package already, ``partial`` the
    document types of which only some files are made this time, ``plan`` all that the workbook
    makes, for their titles. Without ``page_counter`` (bytes by file name in, pages out) no
    pages are counted. ``force`` says that edited files, and those that would be kept as issued,
    leave the package when they are made anew.
    """

    recorded: Mapping[str, RecordedFile] = field(default_factory=dict)
    partial: Collection[str] = ()
    plan: Sequence[Planned] = ()
    page_counter: PageCounter | None = None
    force: bool = False


def rows(made: Sequence[PackageFile], package_state: PackageState) -> list[Context]:
    """A row for each file that the package will hold besides those that list it."""
    present = {
        name: each
        for name, each in documents_after_build(
            package_state.recorded, made, package_state.partial, package_state.force
        ).items()
        if each[0] not in _UNLISTED
    }
    count = package_state.page_counter
    pages = count({name: data for name, (_, data) in present.items()}) if count and present else {}
    parts = {planned.file_name: planned.part for planned in package_state.plan}
    return material_rows(
        [Listed(name, key, parts.get(name), pages.get(name)) for name, (key, _) in present.items()]
    )
