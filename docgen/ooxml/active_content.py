"""What Word would fetch from elsewhere or run when it opens a file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docgen.ooxml.container import as_utf8, folded
from docgen.ooxml.xml import Element, local_name, parse

# What Word fetches or runs when it opens a document, by the last word of the relation's type;
# a link that a reader has to click on is none of it.
_ACTIVE = {
    "attachedTemplate": "所附的文档模板",
    "image": "链接的图片",
    "oleObject": "嵌入或链接的对象",
    "subDocument": "子文档",
    "frame": "框架页",
    "aFChunk": "插入的其他文件",
    "control": "控件",
    "vbaProject": "宏",
    "wordVbaData": "宏",
}
_ACTIVE_INSIDE = frozenset(("oleObject", "subDocument", "aFChunk", "control", "vbaProject",
                            "wordVbaData"))  # fmt: skip
# Where a template is fetched from: another computer. Word itself notes a template on its own
# disk (``file:///C:\\...\\Normal.dotm``) as external, too.
_ELSEWHERE = re.compile(
    r"(?!file:)[a-z][a-z\d+.-]+:|[\\/]{2}"
    r"|file:(?:[\\/]{2}(?!localhost/|[a-z]:|/)|//[\\/]{2,}(?![a-z]:))"
)
_MACRO = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/.+)$")
_FETCHING_FIELD = re.compile(
    r"INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|\bDDE\b|(?<!HYPER)LINK\s|\bDATABASE\s", re.IGNORECASE
)


def fetched(parts: Mapping[str, bytes]) -> list[str]:
    """What a Word file would fetch from elsewhere or run when it is opened, in Chinese, once each.

    ``parts`` are its XML parts, none of them ``is_unsafe``; of others the name is enough.

    Raises:
        lxml.etree.XMLSyntaxError: its relations, or a part with fields, are no XML.
    """
    found: list[str] = []
    for name, part in parts.items():
        if _MACRO.search(folded(name)):
            found.append(_ACTIVE["vbaProject"])
        elif folded(name).endswith(".rels") and part:
            for relation in parse(part).iter("{*}Relationship"):
                found += _active(
                    (relation.get("Type") or "").rpartition("/")[2],
                    (relation.get("TargetMode") or "").strip().lower() == "external",
                    relation.get("Target") or "",
                )
        elif fetches_by_field(part):
            found.append("打开时读取其他文件的域")
    return list(dict.fromkeys(found))


def _active(kind: str, external: bool, target: str) -> list[str]:
    if kind in _ACTIVE_INSIDE:
        return [_ACTIVE[kind]]
    if kind == "attachedTemplate" and not _is_elsewhere(target):
        return []
    if external and kind != "hyperlink":
        return [_ACTIVE.get(kind, "文件以外的内容")]
    return []


def _is_elsewhere(target: str) -> bool:
    """Whether a file is fetched over a network."""
    plain = target.strip().lower().replace("%5c", "\\").replace("%2f", "/")
    return bool(_ELSEWHERE.match(plain))


def fetches_by_field(part: bytes) -> bool:
    """True when a field in an XML part of Word's fetches another file, as INCLUDEPICTURE does.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    plain = as_utf8(part)
    if b"instrText" not in plain and b"fldSimple" not in plain:
        return False
    codes = [
        element.text or "" if local_name(element) == "instrText" else _instruction(element)
        for element in parse(part).iter("{*}instrText", "{*}fldSimple")
    ]
    return bool(_FETCHING_FIELD.search("".join(codes)))


def _instruction(field: Element) -> str:
    """The code of a simple field."""
    values = (str(value) for key, value in field.items() if str(key).endswith("instr"))
    return "".join(f"{value} " for value in values)
