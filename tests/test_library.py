"""docgen used from Python, as README.md shows it."""

from __future__ import annotations

import errno
import re
import shutil
from pathlib import Path

import pytest

import docgen
from docgen.system import files
from tests.support.samples import FULL_SAMPLE, changed, sheet_of, written

ROOT = Path(__file__).parent.parent


def test_the_example_in_the_readme_prints_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FULL_SAMPLE.parent, tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    made = [f"{path.name} {path.stat().st_size}" for path in sorted(tmp_path.glob("out/*/*.docx"))]
    assert made
    assert sorted(line for line in printed if ".docx " in line) == made


def test_a_rejected_workbook_and_a_full_disk_are_told_apart_by_public_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = changed(lambda book: sheet_of(book, "活动信息").delete_rows(2, 3))
    with pytest.raises(docgen.WorkbookRejected) as rejected:
        docgen.build(written(faulty, tmp_path), tmp_path / "out")
    assert all(isinstance(problem, docgen.Problem) for problem in rejected.value.problems)
    assert rejected.value.problems[0].severity is docgen.Severity.ERROR

    def is_full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "full", str(path))

    monkeypatch.setattr(files, "write", is_full)
    with pytest.raises(docgen.OutputFault, match="磁盘空间不足") as full:
        docgen.build(FULL_SAMPLE, tmp_path / "out")
    assert rejected.value.exit_code is docgen.ExitCode.PROBLEMS
    assert full.value.exit_code is docgen.ExitCode.OUTPUT


def test_every_public_name_is_listed_and_can_be_used() -> None:
    assert set(docgen.__all__) <= set(dir(docgen))
    for name in docgen.__all__:
        assert getattr(docgen, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'bulid'"):
        docgen.bulid  # noqa: B018
