"""Whole processes: the commands, the baseline script, and readers of workbooks."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.timing import ROOT, SAMPLE, Row, Run, commands, elsewhere, in_turn

_BASELINE = str(ROOT / "benchmarks" / "baseline.py")
_BALLOTS = 50_000
_READERS = {
    "docgen": "from docgen.workbook.reading.sheets import load_sheets; load_sheets(open({path!r}, 'rb').read())",
    "openpyxl": "from openpyxl import load_workbook; "
    "[list(s.iter_rows(values_only=True)) for s in load_workbook({path!r}, data_only=True)]",
    "openpyxl read_only": "from openpyxl import load_workbook; "
    "b = load_workbook({path!r}, True, data_only=True); "
    "[(s.reset_dimensions(), list(s.iter_rows(values_only=True))) for s in b]",
    "python-calamine": "from python_calamine import CalamineWorkbook as W; b = W.from_path({path!r}); "
    "[b.get_sheet_by_name(n).to_python() for n in b.sheet_names]",
}  # fmt: skip


def rows(scratch: Path, runs: int) -> list[Row]:
    """Commands on the full sample against their targets and against the baseline."""
    contexts = scratch / "contexts.pickle"
    elsewhere("contexts", contexts)
    cache = {"DOCGEN_CACHE": str(scratch / "cache")}
    build = ["-m", "docgen", "build", str(SAMPLE), "-o", str(scratch / "out"), "--no-pages"]
    found = commands(
        {
            "docgen --help": ["-m", "docgen", "--help"],
            "docgen check": ["-m", "docgen", "check", str(SAMPLE)],
            "docgen build": build,
            "openpyxl + docxtpl / docgen build": [
                *(_BASELINE, str(SAMPLE), str(contexts), str(scratch / "baseline"))
            ],
        },
        runs,
        cache,
    )
    first = commands(
        {"docgen build, nothing kept": build}, max(1, runs // 3), {"DOCGEN_CACHE": "0"}
    )
    least = {name: min(run.wall for run in each) for name, each in found.items()}
    targets = {"docgen --help": 0.12, "docgen build": 0.40}
    made = []
    for name, each in (found | first).items():
        more = _more(each)
        if name in targets:
            made.append(_row(name, each, more, least[name], targets[name], False))
        elif name.startswith("openpyxl"):
            ratio = least[name] / least["docgen build"]
            made.append(_row(name, each, more, ratio, 3.0, True))
        else:
            made.append(Row(name, "s", [run.wall for run in each], more))
    return made


def _more(runs: list[Run]) -> dict[str, str]:
    cpu, peak = min(run.cpu for run in runs), max(run.peak for run in runs)
    return {"cpu": f"{cpu:.2f} s", "peak": f"{peak:.0f} MB"}


def _row(
    name: str, runs: list[Run], more: dict[str, str], ratio: float, target: float, at_least: bool
) -> Row:
    return Row(name, "s", [run.wall for run in runs], more, ratio, target, at_least)


def reader_rows(scratch: Path, runs: int, seconds: float) -> list[Row]:
    """Ways to read a workbook: the sample warm and cold, and 50,000 ballots cold."""
    many = scratch / "ballots.xlsx"
    elsewhere("ballots", SAMPLE, many, _BALLOTS)
    readers = {
        name: code
        for name, code in _READERS.items()
        if name != "python-calamine" or find_spec("python_calamine")
    }
    warm = in_turn(
        {name: _reading(code.format(path=str(SAMPLE))) for name, code in readers.items()}, seconds
    )
    made = [
        Row(f"sample, warm: {name}", "ms", [1000 * each for each in taken], {}, min(taken) / min(warm["docgen"]))
        for name, taken in warm.items()
    ]  # fmt: skip
    for title, path, times in (("sample", SAMPLE, runs), (f"{_BALLOTS:,} ballots", many, 2)):
        found = commands(
            {name: ["-c", code.format(path=str(path))] for name, code in readers.items()}, times
        )
        least = min(run.wall for run in found["docgen"])
        for name, each in found.items():
            walls = [run.wall for run in each]
            label = f"{title}, cold: {name}"
            made.append(Row(label, "s", walls, _more(each), min(walls) / least))
    return made


def _reading(code: str) -> Callable[[], object]:
    compiled = compile(code, "<reader>", "exec")
    return lambda: exec(compiled, {})  # our own code above
