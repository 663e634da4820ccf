"""Benchmarks: what is compared does the same work. Nothing is timed here."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import contexts, engines, packages
from benchmarks.timing import SAMPLE, Row, as_json, line
from docgen.commands.build import build
from docgen.commands.check import check_bytes

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("case", ["plan", "300 ballots"])
def test_all_engines_show_the_same_text(case: str) -> None:
    shown = {name: engines.shown(render()) for name, render in engines.case(case).items()}
    assert shown["floor"] == shown["docgen"] == shown["docxtpl"]
    assert len(shown["docgen"]) > 1000


def test_the_baseline_knows_no_docgen_and_writes_the_same_documents(tmp_path: Path) -> None:
    told = tmp_path / "contexts.pickle"
    contexts.dump(told)
    documents = pickle.loads(told.read_bytes())
    told.write_bytes(pickle.dumps(documents[:6]))
    script = "import sys, runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__'); assert 'docgen' not in sys.modules"  # fmt: skip
    baseline = ROOT / "benchmarks" / "baseline.py"
    command = [sys.executable, "-c", script, str(baseline), str(SAMPLE), str(told), str(tmp_path)]
    subprocess.run(command, check=True, cwd=tmp_path)
    build.build(SAMPLE, tmp_path / "out")
    (folder,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir())
    names = {path.name for path in folder.glob("*.docx")}
    assert {name for name, *_ in documents} == names
    for name, *_ in documents[:6]:
        plain = engines.shown((tmp_path / "0" / name).read_bytes())
        assert plain == engines.shown((folder / name).read_bytes())


def test_every_community_has_another_name_and_a_sound_workbook() -> None:
    assert len({packages.community(number) for number in range(10_000)}) == 10_000
    report = check_bytes(packages.workbook(SAMPLE, 4321))
    assert report.ok
    assert report.campaign is not None
    assert report.campaign.info.community == packages.community(4321)


def test_a_target_is_met_or_not_met_and_said_so() -> None:
    fast = Row("plan", "ms", [1.0, 2.0, 9.0], {}, 1.5, 2.0)
    slow = Row("batch", "s", [1.0], {}, 9.0, 15.0, at_least=True)
    assert "1.50 (≤ 2: met)" in line(fast)
    assert "9.00 (≥ 15: NOT MET)" in line(slow)
    assert line(fast).split()[-3:] == ["1.000", "2.000", "ms"]
    told = json.loads(json.dumps(as_json([fast, slow])))
    assert [(row["met"], row["samples"]) for row in told] == [
        (True, [1.0, 2.0, 9.0]),
        (False, [1.0]),
    ]
