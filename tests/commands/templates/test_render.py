"""Exported templates saved by LibreOffice Writer: still sound, and the documents the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.commands.templates import check as template_check
from docgen.commands.templates import export
from docgen.documents import DOCUMENTS
from tests.support.rendered import renderer  # noqa: F401  # a fixture
from tools import rendering
from tools.update_golden import document_text

pytestmark = pytest.mark.render


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported templates as Writer saves them."""
    folder = tmp_path_factory.mktemp("templates")
    exported = [path for path in export.export(folder / "导出") if path.suffix == ".docx"]
    made = rendering.convert(exported, folder / "另存", kind="docx")
    assert all(
        new.read_bytes() != old.read_bytes() for new, old in zip(made, exported, strict=True)
    )
    return folder / "另存"


def test_templates_saved_by_writer_have_no_errors(resaved: Path) -> None:
    report = template_check.check(resaved)
    assert len(report.files) == len(DOCUMENTS)
    assert [finding for finding in report.findings if finding.is_error] == []
    # Writer drops the hint that quotation marks are Chinese, and writes the rules of 版记 into
    # the cells, where the first one goes with the row of a tag; nothing else may change.
    allowed = {"layout-western-marks", "layout-imprint-rules"}
    assert {finding.code for finding in report.findings} <= allowed


def test_templates_saved_by_writer_make_documents_with_the_same_text(
    resaved: Path, full_sample: Path
) -> None:
    planned = check(full_sample).plan.planned
    usual, own = (
        {file.name: document_text(file.data) for file in render_all(planned, folder)}
        for folder in (None, resaved)
    )
    assert own == usual
