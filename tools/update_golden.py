"""Write the golden texts of the full sample's documents: ``python -m tools.update_golden``.

Run after a wanted change of wording, then read the difference before committing it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from docgen.commands.build import render_all
from docgen.commands.check import check

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
GOLDEN = ROOT / "tests" / "golden"


def document_text(data: bytes) -> str:
    """A document's body as text: a line per paragraph, a line with ``|`` per table row."""
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join(_lines(body)) + "\n"


def golden_texts() -> dict[str, str]:
    """Text by file name; of a class's many equal ballots only the first, with their number."""
    report = check(SAMPLE)
    files = render_all.render_all(report.plan.planned)
    texts = {}
    for file in files:
        text = document_text(file.data)
        if file.key == "ballot":
            title, _, rest = text.partition("\n")
            ballots = rest.split(f"{title}\n")
            text = f"{title}\n{ballots[0]}（共{len(ballots)}张）\n"
        texts[Path(file.name).stem + ".txt"] = text
    return texts


def _lines(body: Any) -> Iterator[str]:
    for block in body.iterchildren():
        if block.tag == qn("w:p"):
            yield _text(block).rstrip()
        elif block.tag == qn("w:tbl"):
            for row in block.iter(qn("w:tr")):
                cells = [
                    " ".join(_text(p) for p in cell.iter(qn("w:p")))
                    for cell in row.iter(qn("w:tc"))
                ]
                yield "| " + " | ".join(cells) + " |"


def _text(paragraph: Any) -> str:
    parts = {qn("w:br"): "⏎", qn("w:tab"): "\t"}
    return "".join(
        parts.get(node.tag, node.text or "")
        for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
    )


def main() -> int:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir()
    for name, text in golden_texts().items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
