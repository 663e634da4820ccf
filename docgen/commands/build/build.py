"""The flow, top to bottom: read, check, plan, render, inspect, pack. Knows the order."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docgen import documents
from docgen._version import __version__
from docgen.campaign.model import Stage
from docgen.commands.build.render_all import Progress, render_all
from docgen.commands.build.selection import (
    document_keys,
    partial_keys,
    rejection,
    requested,
)
from docgen.commands.build.sources import with_sources
from docgen.commands.check import CheckReport, check, check_bytes
from docgen.documents import Plan, Planned, Waiting
from docgen.documents.template_files import misnamed_templates, own_template_digests
from docgen.errors import (
    OutputFault,
    Problem,
    RequestError,
)
from docgen.package.forms import FORM_OF_KEY
from docgen.package.manifest import NO_DOCUMENTS, WORKBOOK_KEY

if TYPE_CHECKING:
    from docgen.campaign.model import Info
    from docgen.commands.build.contents import PackageState, PageCounter
    from docgen.commands.build.pdfs import PdfMaker
    from docgen.package.filling import ManifestWriter, Package
    from docgen.package.manifest import CampaignData, FileRecord
    from docgen.package.replacing import PackageFile, RecordedFile
    from docgen.package.signing import PrivateKey

_WORKBOOK_NAME = "活动工作簿"  # of its copy in the package
_LOG = logging.getLogger(__name__)  # each step when it begins, in the user's words


class BuiltFile(NamedTuple):
    """A document in a package: its key in the registry, its name, size in bytes and SHA-256."""

    key: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BuildReport:
    """A package as written, what its workbook says, what was noticed.

    ``stages`` are those that were asked for, none when all was. ``misnamed`` are files in the
    folder of templates that were not used, each with the name of the template that it may be
    meant for, or none.
    """

    package: Package
    check: CheckReport
    misnamed: tuple[tuple[str, str], ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def path(self) -> Path:
        """The package's folder."""
        return self.package.path

    @property
    def files(self) -> tuple[BuiltFile, ...]:
        """Each document that was made."""
        return tuple(
            BuiltFile(file.key, file.name, len(file.data), file.sha256)
            for file in self.package.files
            if file.key not in NO_DOCUMENTS
        )

    @property
    def kept(self) -> tuple[str, ...]:
        """The documents that stayed as they were, since only the program has changed."""
        return self.package.kept

    @property
    def pdfs(self) -> tuple[str, ...]:
        """The names of the PDFs that were made, the one of all documents last."""
        return tuple(file.name for file in self.package.files if file.key in FORM_OF_KEY)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What still waits, of the stages that were asked for."""
        return tuple(
            waiting
            for waiting in self.check.plan.waiting
            if not self.stages or set(self.stages) & set(waiting.stages)
        )


def build(
    path: Path,
    output: Path = Path("out"),
    *,
    folder_date: date | None = None,
    only: Collection[str] = (),
    stages: Collection[Stage] = (),
    templates: Path | None = None,
    progress: Progress | None = None,
    page_counter: PageCounter | None = None,
    pdf_maker: PdfMaker | None = None,
    history: str = "",
    sign: Path | None = None,
    expected: str | None = None,
    today: date | None = None,
) -> BuildReport:
    """Make every document that is due into one package, or what ``only`` and ``stages`` ask for.

    The package is ``output/<date>_<社区名称>_述职述廉测评``; the date is the workbook's 成文日期
    unless ``folder_date`` is given. ``templates`` is a folder of .docx templates that
    replace the shipped ones of the same name. ``progress`` is told (number, total, file name).
    When ``only`` or ``stages`` are given, errors in data that those documents do not use do
    not stop them, and what else is in the package stays as it is.
    ``page_counter`` is given the package's files (bytes by name) when a contents list is made,
    and tells the pages of those it can count; without it the list leaves them blank.
    ``pdf_maker`` makes the PDFs of all documents that the package holds afterwards; without it
    the PDFs of earlier builds go, for they may no longer be what their documents say.
    With ``history``, the name of a folder, files that a person edited, or that only the program
    would change, give way to new ones and go to 历史版本 into that folder. ``sign`` is the file of
    a private key, ``expected`` the name the package must have; ``today`` is as for ``check``.

    Raises:
        RequestError: an unknown document key, one of another stage, no template in
            ``templates``, no usable key in ``sign``, or another name than ``expected``.
        WorkbookRejected: the workbook has errors, or lacks what is asked for.
        TemplateFault: a template is at fault.
        InspectionFault: a rendered document lacks something, or departs from the standard.
        OutputFault: the package cannot be written, or a document not be made a PDF.
    """
    from docgen.package.writer import locked, recorded_keys

    only = document_keys(only)
    key = private_key(sign)
    report = check(path, today)
    campaign = report.campaign
    if campaign is None:
        raise rejection(report, report.errors)
    planned = requested(report, only, stages)
    name = package_name(campaign.info, folder_date)
    require_name(name, expected)
    partial = partial_keys(report.plan, stages)
    with locked(output, name):
        planned = documents.with_recorded_names(planned, recorded_keys(output / name))
        planned = with_sources(planned, campaign, own_template_digests(templates))
        state = _package_state(output / name, planned, report.plan, partial, page_counter, history)
        files = render_all(planned, templates, progress, state)
        files += _pdf_files(output / name, files, partial, history, pdf_maker)
        package = write(_made(name, report, files, path.suffix, partial), output, key, history)
    misnamed = () if templates is None else misnamed_templates(templates)
    return BuildReport(package, report, misnamed, tuple(s for s in Stage if s in stages))


def _pdf_files(
    folder: Path,
    files: Sequence[PackageFile],
    partial: Collection[str],
    history: str,
    make: PdfMaker | None,
) -> list[PackageFile]:
    """The PDFs of all documents that the package will hold, those of earlier builds included."""
    if make is None:
        return []
    from docgen.commands.build.pdfs import pdf_files
    from docgen.package.replacing import documents_after_build
    from docgen.package.writer import recorded_files

    present = documents_after_build(recorded_files(folder), files, partial, bool(history))
    names = [name for name, (key, _) in present.items() if key not in NO_DOCUMENTS]
    return pdf_files(present, sorted(names, key=documents.natural_order), make)


def package_name(info: Info, folder_date: date | None = None) -> str:
    """The name of a package's folder: ``<date>_<社区名称>_述职述廉测评``."""
    day = folder_date or info.issued_on
    return documents.safe_name(f"{day.isoformat()}_{info.community}_述职述廉测评")


def require_name(name: str, expected: str | None) -> None:
    """Say that a package would get another name than it was given a place for, if it was.

    Raises:
        RequestError: it would.
    """
    if expected is not None and name != expected:
        raise RequestError("工作簿刚刚被改动过，社区名称或者成文日期不同了", "请再运行一次。")


@dataclass(frozen=True, slots=True)
class Made:
    """A package that is not written yet: its files, and what its manifest tells.

    Of the ``partial`` document types only some files were made.
    """

    name: str
    data: CampaignData
    files: tuple[PackageFile, ...]
    workbook_sha256: str
    problems: tuple[Problem, ...]
    partial: frozenset[str] = frozenset()


def make(
    data: bytes,
    suffix: str = ".xlsx",
    *,
    folder_date: date | None = None,
    templates: Path | None = None,
    recorded: Mapping[str, RecordedFile] | None = None,
    today: date | None = None,
) -> Made:
    """Make every document that is due from the bytes of a workbook; nothing is written.

    ``recorded`` are the files of earlier builds that are in the package already; ``today`` is as
    for ``check``.

    Raises:
        RequestError: no template in ``templates``.
        WorkbookRejected, TemplateFault, InspectionFault: as in ``build``.
    """
    from docgen.commands.build.contents import PackageState
    from docgen.package.replacing import base_name

    report = check_bytes(data, today)
    if report.campaign is None:
        raise rejection(report, report.errors)
    keys = {base_name(name): file.key for name, file in (recorded or {}).items()}
    planned = documents.with_recorded_names(requested(report, (), ()), keys)
    planned = with_sources(planned, report.campaign, own_template_digests(templates))
    package_state = PackageState(recorded or {}, (), planned)
    files = render_all(planned, templates, package_state=package_state)
    return _made(package_name(report.campaign.info, folder_date), report, files, suffix)


def _made(
    name: str,
    report: CheckReport,
    files: Sequence[PackageFile],
    suffix: str,
    partial: Collection[str] = (),
) -> Made:
    from docgen.package.manifest import campaign_data
    from docgen.package.replacing import PackageFile

    if report.campaign is None:
        raise ValueError(name)
    ending = ".xlsm" if suffix.lower() == ".xlsm" else ".xlsx"
    workbook = PackageFile(WORKBOOK_KEY, _WORKBOOK_NAME + ending, report.data)
    return Made(
        name,
        campaign_data(report.campaign),
        (*files, workbook),
        workbook.sha256,
        report.problems,
        frozenset(partial),
    )


def write(made: Made, output: Path, key: PrivateKey | None = None, history: str = "") -> Package:
    """Write a package into ``output``; the caller holds ``package.locked``.

    Raises:
        OutputFault: the package cannot be written, or the one there is another campaign's.
    """
    from docgen.package.writer import recorded_year, write_package

    year = recorded_year(output / made.name)
    if year not in (None, made.data.year):
        raise OutputFault(
            f"文件夹“{made.name}”里是{year}年度的材料，没有用{made.data.year}年度的覆盖",
            "请核对工作簿中的年度和成文日期；确实要生成的，用 -o 另选一个文件夹，或者先把原来的文件夹移走。",
        )
    _LOG.info("写入“%s”和压缩包", output / made.name)
    manifest = _manifest_writer(made.data, made.workbook_sha256, key)
    return write_package(
        output, made.name, made.files, made.partial, write_manifest=manifest, history=history
    )


def private_key(path: Path | None) -> PrivateKey | None:
    """The key to sign with; none for no file.

    Raises:
        RequestError: there is no usable key in it.
    """
    if path is None:
        return None
    from docgen.package import signing

    return signing.load_private_key(path)


def _manifest_writer(
    data: CampaignData, workbook_sha256: str, key: PrivateKey | None
) -> ManifestWriter:
    """Makes the manifest of a package, and its signature when there is a key."""
    from docgen.package import manifest

    def write_manifest(records: Sequence[FileRecord]) -> dict[str, bytes]:
        workbook = next(
            record.name
            for record in records
            if (record.key, record.sha256) == (manifest.WORKBOOK_KEY, workbook_sha256)
        )
        text = manifest.encoded(manifest.Manifest(__version__, data, workbook, tuple(records)))
        sealed = {manifest.MANIFEST: text}
        if key is None:
            return sealed
        from docgen.package import signing

        return sealed | {signing.SIGNATURE: signing.sign(text, key)}

    return write_manifest


def _package_state(
    folder: Path,
    planned: Sequence[Planned],
    plan: Plan,
    partial: Collection[str],
    page_counter: PageCounter | None,
    history: str,
) -> PackageState:
    """What a list of the package tells besides the files that are made now.

    Raises:
        RequestError: there would be nothing to list.
        OutputFault: a file in the package cannot be read.
    """
    from docgen.commands.build.contents import PackageState
    from docgen.package.writer import recorded_files, recorded_keys

    lists = [item for item in planned if item.document.lists_files]
    recorded = recorded_files(folder) if lists else {}
    if lists and len(lists) == len(planned) and not recorded:
        titles = "、".join(f"“{item.document.title}”" for item in lists)
        raise RequestError(
            f"“{folder}”中还没有其他公文，{titles}没有可以列出的内容",
            "请先生成其他公文，或者一起生成。",
        )
    all_planned = documents.with_recorded_names(plan.planned, recorded_keys(folder))
    return PackageState(recorded, partial, all_planned, page_counter, bool(history))
