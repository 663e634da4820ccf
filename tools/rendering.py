"""Documents to PDF with LibreOffice, PDF to text and pictures with poppler: for looking at."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

FONTS = Path(__file__).parent / "fonts.conf"
OTHER_FONTS = Path(__file__).parent / "fonts_other.conf"
MOST_AT_ONCE = 100  # LibreOffice 7.4 ends without a word after some 240 documents
_NEEDED = ("soffice", "pdftotext", "pdftohtml", "pdftocairo", "pdftoppm", "pdffonts")


def missing_programs() -> list[str]:
    """The programs needed for rendering that this machine lacks."""
    return [name for name in _NEEDED if shutil.which(name) is None]


def convert(
    files: Sequence[Path], folder: Path, kind: str = "pdf", fonts: Path = FONTS
) -> list[Path]:
    """Convert documents with LibreOffice, in a profile of its own and the stand-in fonts.

    ``fonts`` is a configuration of fontconfig with others.

    Raises:
        RuntimeError: LibreOffice made no file of some document.
    """
    made = []
    for first in range(0, len(files), MOST_AT_ONCE):
        made += _convert_batch(files[first : first + MOST_AT_ONCE], folder, kind, fonts)
    return made


def _convert_batch(files: Sequence[Path], folder: Path, kind: str, fonts: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        result = subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(folder),
                *map(str, files),
            ],
            env=os.environ | {"FONTCONFIG_FILE": str(fonts.resolve())},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    made = [folder / f"{file.stem}.{kind}" for file in files]
    if lost := [path.name for path in made if not path.is_file()]:
        raise RuntimeError(f"not converted: {lost}\n{result.stderr}")
    return made


def page_texts(pdf: Path) -> list[str]:
    """The text of each page, laid out as on the page."""
    text = _output("pdftotext", "-layout", str(pdf), "-")
    return text.split("\f")[:-1]


def fonts(pdf: Path) -> set[str]:
    """The names of the fonts that a PDF uses, without the subset's prefix."""
    rows = _output("pdffonts", str(pdf)).splitlines()[2:]
    return {row.split()[0].partition("+")[2] or row.split()[0] for row in rows}


def pictures(pdf: Path, target: Path, page: int, dpi: int = 60) -> None:
    """Save one page (from 1) as a PNG."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    subprocess.run([*command, str(pdf), str(target.with_suffix(""))], check=True)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
