"""A first look at the workbooks of a batch: which there are, what package each becomes, is it done.

Little is read and nothing written, so that all names are known before the first package is.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docgen._version import __version__
from docgen.commands.build import build
from docgen.commands.build.contents import PageCounter
from docgen.commands.build.sources import with_sources
from docgen.commands.check import check_bytes
from docgen.documents import Planned, with_recorded_names
from docgen.documents.template_files import own_template_digests, read_template, template_files
from docgen.errors import RequestError
from docgen.package import signing
from docgen.package.manifest import (
    HISTORY,
    MANIFEST,
    NO_DOCUMENTS,
    SIGNATURE,
    FileRecord,
    Manifest,
    ManifestFault,
    decoded,
)
from docgen.package.replacing import base_name
from docgen.package.signing import PublicKey
from docgen.system import resources
from docgen.workbook.safety import LOCK_PREFIX

RESULT = "批量结果.xlsx"
_BACKUP = re.compile(r"(.+)\.备份\d*(\.xls[xm])", re.IGNORECASE)
_RESULT = re.compile(r"批量结果(（\d+）)?\.xlsx")  # of an earlier run
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all packages; ``templates`` and ``sign`` as for ``docgen.build``.

    ``page_counter``, too, but in a process of its own. With ``again``, what is
    done and has not changed is made all the same. ``today`` is as for ``docgen.check``.
    """

    output: Path
    folder_date: date | None = None
    templates: Path | None = None
    sign: Path | None = None
    page_counter: PageCounter | None = None
    again: bool = False
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to be built, and the package that it must become.

    ``package`` is empty when its name could not be told: then it must not become any.
    """

    path: Path
    community: str = ""
    package: str = ""


@dataclass(frozen=True, slots=True)
class ExistingPackage:
    """A finished package: its documents, and how many a person has edited since."""

    documents: int
    edited: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a first look at a workbook tells: its package, and whether that is ``done``.

    A package without a name is none: the build will say why. ``digest`` is the workbook's SHA-256.
    """

    task: Task
    digest: str = ""
    existing: ExistingPackage | None = None
    died: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The workbooks there are, in order; names of other files, how many there are of them."""

    paths: tuple[Path, ...]
    skipped: tuple[str, ...] = ()


# --- what there is -----------------------------------------------------------------------


def workbooks(arguments: Iterable[Path], output: Path) -> Found:
    """The workbooks among files and folders, in order; each once, however often it is named.

    Folders are searched below, but for packages, the folder of the output, and hidden names.

    Raises:
        RequestError: there is none in one of the arguments, or it cannot be read.
    """
    found: dict[Path, Path] = {}
    skipped: list[str] = []
    for argument in arguments:
        paths = [argument]
        if argument.name.startswith(LOCK_PREFIX):
            skipped.append(str(argument))
            continue
        try:
            if argument.is_dir():
                files = list(_below(argument, output.resolve()))
                paths = [path for path in files if path.suffix.lower() in WORKBOOK_SUFFIXES]
                skipped += (str(path) for path in files if path not in set(paths))
        except OSError as error:
            raise RequestError(
                f"无法读取“{argument}”（{resources.os_error_text(error)}）",
                "请核对权限，或者只指定能够读取的文件夹。",
            ) from error
        if not paths:
            raise RequestError(
                f"没有找到工作簿：{argument}", "请指定工作簿（.xlsx），或者存放工作簿的文件夹。"
            )
        for path in paths:
            found.setdefault(path.resolve(), path)
    if not found:
        raise RequestError("没有找到工作簿", "名称以“~$”开头的是临时文件，请指定工作簿（.xlsx）。")
    return Found(tuple(sorted(found.values(), key=str)), tuple(sorted(set(skipped))))


def _below(folder: Path, output: Path) -> Iterator[Path]:
    """The files in a folder and below that may be meant."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", LOCK_PREFIX)) or _RESULT.fullmatch(path.name):
            continue
        backup = _BACKUP.fullmatch(path.name)
        if backup and path.with_name(backup.expand(r"\1\2")).exists():
            continue  # what docgen grid kept of the workbook beside it
        if path.is_dir() and not path.is_symlink():
            is_own = path.resolve() == output or (path / MANIFEST).exists()
            if not is_own and path.name != HISTORY:
                yield from _below(path, output)
        elif path.is_file():
            yield path


# --- a first look ------------------------------------------------------------------------


def inspect_workbook(
    path: Path, settings: Settings, templates: Mapping[str, str], public: PublicKey | None
) -> Candidate:
    """What package a workbook becomes, and whether that is there already."""
    from docgen.workbook.reading import read_info
    from docgen.workbook.safety import MAX_FILE_BYTES

    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return Candidate(Task(path))
        data = path.read_bytes()
        info = read_info(data)
    except Exception:  # the build meets it again, and says what it is
        return Candidate(Task(path))
    if info is None:
        return Candidate(Task(path))
    name = build.package_name(info, settings.folder_date)
    digest = hashlib.sha256(data).hexdigest()
    workbook = (data, digest)
    existing = (
        None if settings.again else _existing_package(settings, name, workbook, templates, public)
    )
    return Candidate(Task(path, info.community, name), digest, existing)


def _existing_package(
    settings: Settings,
    name: str,
    workbook: tuple[bytes, str],
    templates: Mapping[str, str],
    public: PublicKey | None,
) -> ExistingPackage | None:
    """What a package holds that is as a build would leave it; None for any other.

    ``workbook`` is its bytes and their SHA-256. The package was made in full by this version from
    this workbook and these templates (SHA-256 by document), signed with this key if any, and the
    zip beside it holds its manifest. A file that a person has edited is no reason to build again,
    nor one that a build keeps since only the program has changed.
    """
    data, digest = workbook
    output = settings.output
    manifest = manifest_in(output / name)
    if manifest is None or manifest.tool != __version__:
        return None
    records = {record.name: record for record in manifest.files}
    try:
        if records[manifest.workbook].sha256 != digest or not _is_sealed(output, name, public):
            return None
        edited = sum(_is_edited_since(output / name, record) for record in manifest.files)
        report = check_bytes(data)
        keys = {base_name(record.name): record.key for record in manifest.files}
        planned = with_recorded_names(report.plan.planned, keys)
        wanted = {item.file_name for item in planned}
        if report.campaign is None or report.errors or not wanted <= records.keys():
            return None
        own = own_template_digests(settings.templates)
        for item in with_sources(planned, report.campaign, own):
            if not _is_as_built(records[item.file_name], item, templates, digest):
                return None
    except Exception:  # there is something, but nothing that can be told from a damaged package
        return None
    return ExistingPackage(sum(record.key not in NO_DOCUMENTS for record in manifest.files), edited)


def _is_as_built(
    record: FileRecord, item: Planned, templates: Mapping[str, str], workbook: str
) -> bool:
    """Whether a build would leave a file as it is recorded."""
    if record.is_edited:
        return True
    is_issued = bool(item.source_sha256) and record.source_sha256 == item.source_sha256
    is_of_template = record.template_sha256 == templates[item.document.key]
    return record.workbook_sha256 == workbook and (is_issued or is_of_template)


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a package; None when there is none that can be read."""
    try:
        return decoded((folder / MANIFEST).read_bytes())
    except (OSError, ManifestFault):
        return None


def _is_sealed(output: Path, name: str, public: PublicKey | None) -> bool:
    """Whether a package has its zip, and is signed as it should be."""
    folder = output / name
    text = (folder / MANIFEST).read_bytes()
    with zipfile.ZipFile(output / f"{name}.zip") as filing:
        if filing.read(MANIFEST) != text:
            return False
    signature = folder / SIGNATURE
    if public is None or not signature.exists():
        return public is None and not signature.exists()
    verdict = signing.verify(text, signature.read_bytes(), [public]).verdict
    return verdict is signing.Verdict.VALID_TRUSTED


def _is_edited_since(folder: Path, record: FileRecord) -> bool:
    return hashlib.sha256((folder / record.name).read_bytes()).hexdigest() != record.sha256


def digests(templates: Path | None) -> dict[str, str]:
    """The SHA-256 of each document's template; a faulty one of the user's own is told now."""
    from docgen.rendering import cache
    from docgen.rendering.template import compile_template

    found = {}
    for key, path in template_files(templates).items():
        data = read_template(path)
        if path.parent == templates:
            compile_template(path.name, data, cache.compiled())
        found[key] = hashlib.sha256(data).hexdigest()
    return found
