"""Take the README's pictures from the real sample: ``python -m tools.take_pictures``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import docgen
from tools import rendering

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "samples" / "幸福里社区_完整示例.xlsx"
FOLDER = ROOT / "docs" / "pictures"
# Picture, start of the document's file name, page.
PICTURES = (
    ("plan.png", "01_", 1),
    ("ballot.png", "04_测评票_1", 1),
    ("bulletin.png", "05_", 2),
    ("rectification.png", "06_", 1),
)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        report = docgen.build(SAMPLE, Path(scratch))
        for picture, start, page in PICTURES:
            name = next(name for _, name, _, _ in report.files if name.startswith(start))
            (pdf,) = rendering.convert([report.path / name], Path(scratch) / "pdf")
            rendering.pictures(pdf, FOLDER / picture, page)
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
