"""A .docx as its parts: opened with care, since it may come from anywhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from docgen.gbt9704 import rules
from docgen.gbt9704.finding import LayoutFinding, Rule
from docgen.ooxml import active_content, container, xml

MAX_FILE_BYTES = container.MAX_DOCX_BYTES
MAX_UNPACKED_BYTES = container.DOCX.unpacked
MAX_PARTS = container.DOCX.parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# The strict form of the format differs in its namespaces only, as far as layout goes.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml)/")
_STRICT_RELATIONS = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WHOLE = "整个文件"
_RESAVE = "请用WPS或Word打开，另存为docx格式"
_NO_ZIP = {
    container.FileKind.ENCRYPTED: (rules.ENCRYPTED, "设有打开密码", "请取消密码，保存后再检查"),
    container.FileKind.OLD: (rules.NOT_DOCX, "是旧的doc格式", _RESAVE),
    container.FileKind.EMPTY: (rules.NOT_DOCX, "文件是空的，一个字节也没有", "请重新保存或复制"),
    container.FileKind.OTHER: (rules.NOT_DOCX, "不是Word文档（docx）", _RESAVE),
}


class Refused(Exception):
    """The file cannot be read as a document; ``finding`` says why."""

    def __init__(self, finding: LayoutFinding) -> None:
        super().__init__(finding.found)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class DocxFile:
    """The parts of a document by name, and the name of the main one."""

    parts: Mapping[str, bytes]
    main: str
    _trees: dict[str, etree._Element] = field(default_factory=dict, compare=False, repr=False)

    def related(self, kind: str) -> list[str]:
        """Names of the parts that the main part refers to as this kind (``styles``)."""
        return [name for name, found in self.relations().values() if found == kind]

    def relations(self) -> dict[str, tuple[str, str]]:
        """Part name and kind of each relation of the main part, by its key."""
        return _relations(self.parts, self.main)

    def fetched(self) -> list[LayoutFinding]:
        """What the file would fetch or run when it is opened, if anything."""
        try:
            found = active_content.fetched(self.parts)
        except etree.XMLSyntaxError:
            return []  # reported elsewhere, where such a part is needed
        if not found:
            return []
        wanted = "请删去；图片等请改为插入文件之中"
        return [rules.UNSAFE.found(WHOLE, f"文件里有{'、'.join(found)}，可能不安全", wanted)]

    def tree(self, name: str) -> etree._Element | None:
        """A part parsed, once for all who ask; None when there is no such part.

        Raises:
            Refused: it is no well-formed XML.
        """
        if name in self.parts and name not in self._trees:
            self._trees[name] = _parsed(self.parts[name])
        return self._trees.get(name)


def open_container(data: bytes) -> DocxFile:
    """Open the bytes of a .docx.

    Raises:
        Refused: no .docx, damaged, with a password, unsafe, or too large when unpacked.
    """
    if len(data) > MAX_FILE_BYTES:
        raise _refused(rules.TOO_LARGE, f"文件超过{MAX_FILE_BYTES // 1024 // 1024}兆", "请缩小文件")
    kind = container.kind(data)
    if kind is not container.FileKind.ZIP:
        raise _refused(*_NO_ZIP[kind])
    try:
        parts = _read(data)
    except Refused:
        raise
    except container.TooLarge as error:
        hint = "请删去图片等无关内容"
        raise _refused(rules.TOO_LARGE, "解开后内容过多", hint) from error
    except container.Locked as error:
        raise _refused(*_NO_ZIP[container.FileKind.ENCRYPTED]) from error
    except container.Tangled as error:
        found = "内部结构不正常，可能是有人特意做成的"
        raise _refused(rules.UNSAFE, found, _RESAVE) from error
    except Exception as error:
        # zipfile lets errors of every kind through from damaged archives.
        raise _refused(rules.DAMAGED, "文件已损坏，无法读取", _RESAVE) from error
    main, root = _main_part(parts)
    if root is None and any(name.startswith("xl/") for name in parts):
        hint = "请核对文件；工作簿请用 docgen check 检查"
        raise _refused(rules.NOT_DOCX, "是Excel工作簿，不是Word文档", hint)
    if root is None:
        raise _refused(rules.NOT_DOCX, "不是Word文档（docx）", _RESAVE)
    return DocxFile(parts, main, {main: root})


def _read(data: bytes) -> dict[str, bytes]:
    with container.opened(data, container.DOCX) as package:
        found = container.unpacked(package, MAX_UNPACKED_BYTES, (".xml", ".rels"))
        parts = {name: _transitional(part) for name, part in found}
        return dict.fromkeys(package.namelist(), b"") | parts


def _transitional(part: bytes) -> bytes:
    """A safe XML part, its namespaces those of the transitional form."""
    if container.is_unsafe(container.as_utf8(part)):
        raise _refused(rules.UNSAFE, "文件里有不应出现的外部实体定义，可能不安全", _RESAVE)
    part = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
    return part.replace(_STRICT_RELATIONS, _RELATIONS)


def _main_part(parts: Mapping[str, bytes]) -> tuple[str, etree._Element | None]:
    """The part that holds the text, and its root; no root when there is none."""
    for name, kind in _relations(parts, "").values():
        if kind == "officeDocument" and name in parts:
            root = _parsed(parts[name])
            return name, root if root.tag == f"{W}document" else None
    return "", None


def _relations(parts: Mapping[str, bytes], owner: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(owner)
    listed = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if listed is None:
        return {}
    return {
        relation.get("Id", ""): (
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            relation.get("Type", "").rpartition("/")[2],
        )
        for relation in _parsed(listed).iter(_RELATION)
        if relation.get("TargetMode") != "External"
    }


def _parsed(part: bytes) -> etree._Element:
    try:
        return xml.parse(part, remarks=False)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refused(rules.DAMAGED, "文件已损坏，无法读取", _RESAVE) from error


def _refused(rule: Rule, found: str, wanted: str) -> Refused:
    return Refused(rule.found(WHOLE, found, wanted))
