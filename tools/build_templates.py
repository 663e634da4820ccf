"""Build the Word templates from ``template_text/*.txt``: ``python -m tools.build_templates``."""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

from docgen.rendering import chart_workbook
from tools import office_parts
from tools import wordml as w
from tools.template_markup import parse

SOURCES = Path(__file__).parent / "template_text"
TEMPLATES = Path(__file__).parent.parent / "templates_docx"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def build(source_text: str) -> bytes:
    """The .docx of a template source; same text, same bytes."""
    source = parse(source_text)
    parts = {
        "[Content_Types].xml": _content_types(source.numbered),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core_properties(),
        "word/document.xml": (
            f"{w.XML_HEAD}<w:document {w.NAMESPACES}><w:body>{source.body}</w:body></w:document>"
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": office_parts.font_table(),
        "word/theme/theme1.xml": chart_workbook.theme(),
    }
    related = [
        ("rIdStyles", f"{_OFFICE}/styles", "styles.xml"),
        ("rIdSettings", f"{_OFFICE}/settings", "settings.xml"),
        ("rIdFonts", f"{_OFFICE}/fontTable", "fontTable.xml"),
        ("rIdTheme", f"{_OFFICE}/theme", "theme/theme1.xml"),
    ]
    if source.numbered:
        parts["word/footer1.xml"] = w.footer("页码右")
        parts["word/footer2.xml"] = w.footer("页码左")
        related.append(("rIdOdd", f"{_OFFICE}/footer", "footer1.xml"))
        related.append(("rIdEven", f"{_OFFICE}/footer", "footer2.xml"))
    parts["word/_rels/document.xml.rels"] = _relationships(*related)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def sources() -> dict[str, Path]:
    """Template sources by document key."""
    return {path.stem: path for path in sorted(SOURCES.glob("*.txt"))}


def _content_types(numbered: bool) -> str:
    overrides = [
        ("/word/document.xml", f"{_WORD_TYPE}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD_TYPE}.styles+xml"),
        ("/word/settings.xml", f"{_WORD_TYPE}.settings+xml"),
        ("/word/fontTable.xml", f"{_WORD_TYPE}.fontTable+xml"),
        ("/word/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    if numbered:
        overrides += [
            (f"/word/footer{number}.xml", f"{_WORD_TYPE}.footer+xml") for number in (1, 2)
        ]
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides
    )
    return (
        f'{w.XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relationships(*entries: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'{w.XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _core_properties() -> str:
    return (
        f'{w.XML_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{{ 社区名称 }}</dc:creator>'
        "<dc:title>{{ 标题文 }}</dc:title></cp:coreProperties>"
    )


def _styles() -> str:
    styles = "".join(style.xml() for style in w.STYLES)
    return (
        f"{w.XML_HEAD}<w:styles {w.NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'{w.fonts(w.STYLES[0].font)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f'{styles}<w:style w:type="table" w:default="1" w:styleId="tablenormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
    )


def _settings() -> str:
    return (
        f'{w.XML_HEAD}<w:settings {w.NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        "<w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )


def main() -> int:
    TEMPLATES.mkdir(exist_ok=True)
    for key, path in sources().items():
        (TEMPLATES / f"{key}.docx").write_bytes(build(path.read_text(encoding="utf-8")))
        print(f"{key}.docx")
    return 0


if __name__ == "__main__":
    sys.exit(main())
