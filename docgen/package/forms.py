"""The other forms in which a package may hold its documents beside the Word files. Pure.

All that speaks of "the PDFs" of a package asks here, so that another form is one more entry,
and whoever makes it (``commands/build/pdfs.py`` does for PDF).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.errors import Finding


@dataclass(frozen=True)
class OutputForm:
    """A form of documents beside Word's.

    ``key`` is that of each document's own file in the manifest, ``print_key`` that of the one
    file of all for printing. ``unread`` is what a verification says where what such files print
    cannot be compared; ``outdated`` is said of one that was made from another document than the
    package holds.
    """

    suffix: str
    key: str
    print_key: str
    unread: Finding
    outdated: Finding


PDF = OutputForm(
    ".pdf",
    "pdf",
    "print",
    Finding.warning(
        "pdf-unread",
        "PDF",
        "没有安装PDF组件，没有核对PDF中的文字",
        "请以Word公文为准。",
    ),
    Finding.warning(
        "pdf-older",
        "PDF",
        "不是由材料中现在的公文转换的",
        "以Word公文为准；需要一致的，请社区用 docgen build --pdf 重新生成后报送。",
    ),
)
FORMS = (PDF,)
FORM_OF_KEY: Mapping[str, OutputForm] = {
    key: form for form in FORMS for key in (form.key, form.print_key)
}
