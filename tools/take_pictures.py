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
# Picture, key of the document, page of its first file.
PICTURES = (
    ("plan.png", "implementation_plan", 1),
    ("ballot.png", "ballot", 1),
    ("bulletin.png", "result_bulletin", 3),
    ("rectification.png", "rectification_list", 1),
)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        report = docgen.build(SAMPLE, Path(scratch))
        for picture, wanted, page in PICTURES:
            name = next(name for key, name, _, _ in report.files if key == wanted)
            (pdf,) = rendering.convert([report.path / name], Path(scratch) / "pdf")
            rendering.pictures(pdf, FOLDER / picture, page)
            print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
