"""What several test modules share: where the project is, the samples, small Word files."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from tests.support.command_line import docgen, faulty  # noqa: F401  # fixtures

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # ``tools`` is not installed
# No command starts LibreOffice by accident; the tests that need it look for it themselves.
# Compiled templates and proofs are of this run alone, and shared by its processes.
os.environ.setdefault("DOCGEN_CACHE", tempfile.mkdtemp(prefix="docgen-tests-"))
os.environ["DOCGEN_SOFFICE"] = str(ROOT / "tests" / "no_office_in_tests")

WordFile = Callable[..., bytes]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def full_sample() -> Path:
    """A campaign carried through to rectification."""
    return ROOT / "samples" / "幸福里社区_完整示例.xlsx"


@pytest.fixture(scope="session")
def early_sample() -> Path:
    """A campaign before its vote."""
    return ROOT / "samples" / "向阳桥社区_筹备中.xlsx"


@pytest.fixture(scope="session")
def word_file() -> WordFile:
    """Makes the bytes of a .docx: one paragraph a text, a list of texts being its runs."""

    def make(*paragraphs: str | list[str], header: str = "", footer: str = "") -> bytes:
        document = docx.Document()
        for runs in paragraphs:
            paragraph = document.add_paragraph()
            for run in [runs] if isinstance(runs, str) else runs:
                paragraph.add_run(run)
        if header:
            document.sections[0].header.paragraphs[0].text = header
        if footer:
            document.sections[0].footer.paragraphs[0].text = footer
        buffer = BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    return make
