"""What the documents of a package were made from: its workbooks, as plans, and its templates."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from docgen.commands.check import check_bytes
from docgen.documents import Plan, Planned, with_recorded_names
from docgen.package.manifest import FORMER_KEY, TEMPLATE_KEY, FileRecord, Manifest
from docgen.package.replacing import base_name
from docgen.system import resources

if TYPE_CHECKING:
    from docgen.rendering.template import CompiledTemplate

_ASK_ANEW = "请社区重新生成后报送。"
_FORMER_FORMAT = "请社区用新版程序重新生成后报送。"


class Unknown(Exception):
    """Nothing in the package, or nothing sound, tells what a document was made from."""

    def __init__(self, message: str, hint: str = _ASK_ANEW) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class UsedTemplate:
    """A template, and whether the program brings it along itself."""

    compiled: CompiledTemplate
    is_shipped: bool


class Sources:
    """The workbooks and templates of a package, each read once when it is asked for."""

    def __init__(self, manifest: Manifest, files: Mapping[str, bytes], plan: Plan) -> None:
        """``plan`` is that of the package's own workbook."""
        self._manifest = manifest
        self.keys = {base_name(record.name): record.key for record in manifest.files}
        self._plans: dict[str, Plan | Unknown] = {manifest.record_of_workbook().sha256: plan}
        self._templates: dict[tuple[str, str], UsedTemplate | Unknown] = {}
        self._data = {
            (record.key, record.sha256): files[record.name]
            for record in manifest.files
            if record.name in files
        }

    def planned(self, record: FileRecord) -> Planned:
        """The document as the workbook plans it that the file was made from.

        Raises:
            Unknown: that workbook is not there, or is that of another campaign, or plans none.
        """
        digest = record.workbook_sha256
        if digest not in self._plans:
            self._plans[digest] = self._former_plan(digest)
        plan = self._plans[digest]
        if isinstance(plan, Unknown):
            raise plan
        item = {each.file_name: each for each in plan.planned}.get(base_name(record.name))
        if item is None:
            raise Unknown("生成这份公文所用的工作簿里，没有这份公文的内容")
        return item

    def template(self, key: str, record: FileRecord) -> UsedTemplate:
        """The template that a file of this document was made with.

        Raises:
            Unknown: it is not in the package, or no sound one.
        """
        wanted = (key, record.template_sha256)
        if wanted not in self._templates:
            self._templates[wanted] = self._used_template(*wanted)
        found = self._templates[wanted]
        if isinstance(found, Unknown):
            raise found
        return found

    def _former_plan(self, digest: str) -> Plan | Unknown:
        data = self._verified_data(FORMER_KEY, digest)
        if data is None:
            return self._absent("工作簿")
        report = check_bytes(data)
        if report.campaign is None:
            return Unknown("材料里生成这份公文所用的工作簿不能读取")
        info, own = report.campaign.info, self._manifest.campaign
        if (info.community, info.year) != (own.community, own.year):
            return Unknown("材料里生成这份公文所用的工作簿是另一个社区或者另一个年度的")
        return replace(report.plan, planned=with_recorded_names(report.plan.planned, self.keys))

    def _used_template(self, key: str, digest: str) -> UsedTemplate | Unknown:
        from docgen.errors import TemplateFault
        from docgen.rendering.template import compile_template

        shipped = shipped_template(key)
        if digest == shipped.sha256:
            return UsedTemplate(shipped, is_shipped=True)
        data = self._verified_data(TEMPLATE_KEY, digest)
        if data is None:
            return self._absent("模板")
        try:
            return UsedTemplate(compile_template(f"{key}.docx", data), is_shipped=False)
        except TemplateFault as fault:
            return Unknown(f"材料里生成这份公文所用的模板不能使用：{fault.message}")

    def _verified_data(self, key: str, digest: str) -> bytes | None:
        data = self._data.get((key, digest))
        return data if data is not None and sha256(data).hexdigest() == digest else None

    def _absent(self, what: str) -> Unknown:
        if self._manifest.holds_sources:
            return Unknown(f"材料里没有生成这份公文所用的{what}")
        return Unknown(f"材料由旧版本的程序生成，没有附上生成公文所用的{what}", _FORMER_FORMAT)


@functools.cache
def shipped_template(key: str) -> CompiledTemplate:
    """A shipped template, compiled once for all packages."""
    from docgen.rendering import cache
    from docgen.rendering.template import compile_template

    path = resources.shipped("templates_docx") / f"{key}.docx"
    return compile_template(path.name, path.read_bytes(), cache.compiled())
