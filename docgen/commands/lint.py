"""Any Word file held against the layout standard: which files, and what each has."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.documents.template_files import WORD_SUFFIXES
from docgen.errors import RequestError
from docgen.package.manifest import SOURCES
from docgen.system import resources

if TYPE_CHECKING:
    from docgen.gbt9704 import LayoutFinding

_MOST_BESIDE = 200
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LintReport:
    """What a Word file has that departs from the standard."""

    path: Path
    findings: tuple[LayoutFinding, ...]

    @property
    def ok(self) -> bool:
        """True when there is no error; warnings may be there."""
        return not self.errors

    @property
    def errors(self) -> tuple[LayoutFinding, ...]:
        """What the standard forbids."""
        return tuple(finding for finding in self.findings if finding.is_error)


def word_files(paths: Iterable[Path]) -> list[Path]:
    """The files as given; in place of a folder every Word file in it and below, by name.

    Templates that a package keeps of its documents are no documents. A folder without any stays, so that its report can say so.

    Raises:
        RequestError: there is no such file or folder.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise RequestError(f"找不到“{path}”", "请核对文件或者文件夹的名称。")
        if path.is_dir():
            inside = (each for each in path.rglob("*") if each.parent.name != SOURCES)
            files += sorted(filter(_is_document, inside)) or [path]
        else:
            files.append(path)
    return files


def _is_document(path: Path) -> bool:
    is_named_so = path.suffix.lower() in WORD_SUFFIXES and not path.name.startswith("~$")
    return is_named_so and path.is_file()


def lint(path: Path) -> LintReport:
    """Hold any Word file against GB/T 9704-2012. Never raises for what is in the file."""
    from docgen.gbt9704 import examine, unreadable

    _LOG.info("按标准检查“%s”", path)
    if path.is_dir():
        finding = unreadable("文件夹里没有Word文件", "请核对文件夹的名称")
        return LintReport(path, (finding,))
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "请确认文件没有被其他程序占用，有读取权限"
        return LintReport(
            path, (unreadable(f"无法读取（{resources.os_error_text(error)}）", hint),)
        )
    return LintReport(path, examine(data, attached=lambda: _attached_beside(path)))


def _attached_beside(path: Path) -> Iterator[str]:
    """The titles of the 附件 that are files of their own in a document's folder."""
    from docgen.gbt9704 import title_as_attachment

    with contextlib.suppress(OSError):  # a folder or a file that cannot be read tells nothing
        for other in sorted(filter(_is_document, path.parent.iterdir()))[:_MOST_BESIDE]:
            if other.name != path.name:
                yield title_as_attachment(other.read_bytes())
