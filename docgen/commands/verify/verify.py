"""Is a package what its community's workbook makes? Holds one against its own contents."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.campaign.model import Stage
from docgen.commands.check import CheckReport, check_bytes
from docgen.commands.verify.campaign_data import campaign_findings
from docgen.commands.verify.completeness import checked_stages
from docgen.commands.verify.documents import document_findings
from docgen.commands.verify.pdfs import pdf_findings
from docgen.commands.verify.signature import check_signature
from docgen.documents import with_recorded_names
from docgen.errors import Finding, errors_first, printable
from docgen.package import reader
from docgen.package.manifest import MANIFEST, Manifest, ManifestFault, decoded
from docgen.package.replacing import base_name
from docgen.package.signing import SIGNATURE

if TYPE_CHECKING:
    from docgen.package.signing import PublicKey

__all__ = ["Finding", "Verified", "verify"]

_LOG = logging.getLogger(__name__)
_REBUILD = "请社区用 docgen build 重新生成后，原样报送生成的压缩包。"
_AFTER_EDITS = "确需人工修改的，请社区改好以后再运行一次 docgen build，然后报送生成的压缩包。"


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a package.

    ``manifest`` is None when there is none that can be read. ``stages`` are those whose
    documents are all there, ``edited`` the files that a person has edited as the manifest
    says, ``signed_by`` the fingerprint of the key whose signature fits, trusted or not.
    """

    path: Path
    manifest: Manifest | None
    stages: tuple[Stage, ...] = ()
    findings: tuple[Finding, ...] = ()
    edited: tuple[str, ...] = ()
    signed_by: str | None = None

    @property
    def ok(self) -> bool:
        """True when there is no error; warnings may be there."""
        return not any(finding.is_error for finding in self.findings)


def verify(path: Path, trusted: Sequence[PublicKey] = (), stage: Stage | None = None) -> Verified:
    """Hold a package, zip or folder, against its manifest, its workbook and the layout standard.

    With ``trusted`` keys it must be signed by one of them, one of its own community. Up to ``stage`` everything must be
    there; without it, everything of the stages of which something is there.
    Never raises for what is in the package; all its faults come back together, errors first.
    """
    _LOG.info("核验“%s”", path)
    received = reader.receive(path)
    files, findings = received.files, list(received.findings)
    signature = check_signature(files, trusted)
    findings += signature.findings
    if MANIFEST not in files:
        if files or not findings:
            message = "没有材料清单，不能核验"
            findings.append(Finding.error("manifest-missing", MANIFEST, message, _REBUILD))
        return Verified(path, None, (), errors_first(findings), (), signature.signed_by)
    try:
        manifest = decoded(files[MANIFEST])
    except ManifestFault as fault:
        place = MANIFEST if fault.place == MANIFEST else f"{MANIFEST} {fault.place}"
        message = f"清单的内容不正确：{printable(fault.wanted)}"
        findings.append(Finding.error("manifest-invalid", place, message, _REBUILD))
        return Verified(path, None, (), errors_first(findings), (), signature.signed_by)
    findings += signature.of(manifest.campaign.community)
    findings += _file_findings(manifest, files)
    findings += pdf_findings(manifest, files)
    stages: tuple[Stage, ...] = ()
    if manifest.workbook in files:
        report = check_bytes(files[manifest.workbook])
        findings += _workbook_findings(manifest, report)
        if report.campaign is not None:
            findings += campaign_findings(files[MANIFEST], report.campaign)
            keys = {base_name(record.name): record.key for record in manifest.files}
            plan = replace(report.plan, planned=with_recorded_names(report.plan.planned, keys))
            findings += document_findings(manifest, files, plan)
            stages, lacking = checked_stages(manifest, files, plan, stage)
            findings += lacking
    edited = tuple(file.name for file in manifest.files if file.is_edited)
    return Verified(path, manifest, stages, errors_first(findings), edited, signature.signed_by)


def _file_findings(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that are missing, changed, edited or not recorded."""
    from hashlib import sha256

    names = {record.name for record in manifest.files}
    for number, record in enumerate(manifest.files):
        data = files.get(record.name)
        if data is None:
            message = "清单上有，材料里没有"
            yield Finding.error("file-missing", record.name, message, _REBUILD)
        elif sha256(data).hexdigest() != record.sha256:
            message = "生成以后被改动过，与清单记录的不一致"
            yield Finding.error("file-changed", record.name, message, _AFTER_EDITS)
        elif len(data) != record.size:
            place = f"{MANIFEST} files[{number}].size"
            message = (
                f"记录的大小为{record.size}字节，“{printable(record.name)}”实为{len(data)}字节"
            )
            yield Finding.error("file-size", place, message, _REBUILD)
        if record.is_edited:
            yield Finding.warning(
                "file-edited", record.name, "经人工修改", "请打开核对修改的内容是否适当。"
            )
        own = base_name(record.name)
        if own != record.name and own in names:
            message = f"与“{printable(own)}”是同一份公文的两个版本"
            hint = "请社区确定用哪一份，删去另一份，再运行一次 docgen build 后报送。"
            yield Finding.warning("file-twice", record.name, message, hint)
    for name in sorted(files.keys() - names - {MANIFEST, SIGNATURE}):
        message = "清单上没有，不属于这份材料"
        yield Finding.error("file-extra", name, message, "请删去这个文件，或者报送生成的压缩包。")


def _workbook_findings(manifest: Manifest, report: CheckReport) -> Iterator[Finding]:
    """Errors of the workbook, which a package cannot be made with."""
    for problem in report.errors:
        place = f"{manifest.workbook} {problem.place}"
        yield Finding.error("workbook-error", place, printable(problem.message, 400), problem.hint)
