"""Last year's workbook and last year's package are not taken for this year's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from docgen.__main__ import run
from docgen.commands.build.build import build
from docgen.errors import ExitCode, OutputFault, WorkbookRejected
from tests.support.samples import changed, sample_bytes, sheet_of, written

FIRST_DAY, VOTE = date(2026, 3, 5), "2026-04-10"


def of_2027(book: Workbook) -> None:
    """The sample's 年度 alone is put to the next year, and its dates, but for one in the folder's name."""
    info = sheet_of(book, "活动信息")
    info["B8"], info["B10"] = 2027, date(2027, 1, 20)


def test_a_package_of_one_year_is_not_overwritten_by_another_years(tmp_path: Path) -> None:
    first = build(written(sample_bytes(), tmp_path), tmp_path / "out")
    before = {path.name: path.read_bytes() for path in first.path.iterdir() if path.is_file()}
    with pytest.raises(OutputFault, match="里是2026年度的材料，没有用2027年度的覆盖"):
        build(written(changed(of_2027), tmp_path), tmp_path / "out", only=["meeting_agenda"])
    after = {path.name: path.read_bytes() for path in first.path.iterdir() if path.is_file()}
    assert after == before


def test_votes_before_the_day_of_the_vote_stop_the_documents_that_print_them(
    tmp_path: Path,
) -> None:
    path = written(sample_bytes(), tmp_path)
    with pytest.raises(WorkbookRejected) as caught:
        build(path, tmp_path / "out", today=date(2026, 4, 9))
    assert [p.code for p in caught.value.problems if p.is_error] == ["results-before-vote"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["check", "build", "status", "batch"])
def test_every_command_may_be_told_what_day_it_is(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(sample_bytes(), tmp_path)
    output = ["-o", str(tmp_path / "out")] if command in ("build", "batch") else []
    arguments = [command, str(path), *output]
    code = run([*arguments, "--today", "2026-04-09"])
    said = "".join(capsys.readouterr())
    if command != "status":
        assert code == ExitCode.PROBLEMS
        assert "核对时的日期是2026年4月9日" in said
    assert run([*arguments, "--today", VOTE]) == ExitCode.OK
