"""The program as it was before an update: another version, another wording in a template."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from docgen.commands.build import build
from docgen.system import resources
from tests.support.received import reworded

VERSION = "0.0.9"
NOW, BEFORE = "为进一步提高社区工作效能", "为切实提高社区工作效能"  # in 实施方案
PLAN = "01_实施方案.docx"


def with_other_wording(folder: Path, key: str = "implementation_plan") -> Path:
    """A folder with all shipped templates, the one of 实施方案 as it was."""
    shutil.copytree(resources.shipped("templates_docx"), folder, dirs_exist_ok=True)
    template = folder / f"{key}.docx"
    template.write_bytes(reworded(template.read_bytes(), NOW, BEFORE))
    return folder


@contextmanager
def older_program() -> Iterator[None]:
    """What is built meanwhile is built by the program as it was."""
    shipped = resources.shipped
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        folder = with_other_wording(Path(place) / "templates_docx")
        patch.setattr(resources, "shipped", lambda n: folder if folder.name == n else shipped(n))
        patch.setattr(build, "__version__", VERSION)
        yield
