"""Engines of JavaScript beside ours, on the same two templates in their dialects.

The templates are our own: a plan of 30 values, a table of 12 rows and a list in a list, and 300
ballots with a table each. npm installs the engines into the scratch folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import docx

from benchmarks import engines, floor
from benchmarks.timing import Row, in_turn
from docgen.rendering.template import compile_template

_PACKAGES = ("docxtemplater@3", "pizzip@3", "easy-template-x@7", "carbone@3")
_SCRIPT = Path(__file__).parent / "peers_js" / "run.mjs"
_PEERS = ("docxtemplater", "easy-template-x", "carbone")


@dataclass(frozen=True)
class Dialect:
    """How a language writes a value, and rows or paragraphs that repeat."""

    name: str

    def value(self, path: str) -> str:
        """A value; within a loop the path begins with the loop's name."""
        owner, _, field = path.rpartition(".")
        if self.name == "jinja":
            return f"{{{{ {path} }}}}"
        if self.name == "carbone":
            inside = {"row": "d.rows[i]", "item": "d.items[i]", "ballot": "d.ballots[i]"}
            return f"{{{inside.get(owner, 'd')}.{field}}}"
        return f"{{{field}}}"

    def begin(self, one: str, many: str, what: str) -> str:
        """What begins a loop over rows (``tr``) or paragraphs (``p``); empty for none."""
        if self.name == "jinja":
            return f"{{%{what} for {one} in {many} %}}"
        return "" if self.name == "carbone" else f"{{#{many}}}"

    def end(self, one: str, many: str, what: str, field: str) -> str:
        """What ends it; carbone repeats its last value with the next index."""
        del one
        if self.name == "jinja":
            return f"{{%{what} endfor %}}"
        return f"{{d.{many}[i+1].{field}}}" if self.name == "carbone" else f"{{/{many}}}"


def plan(dialect: Dialect) -> bytes:
    """30 values in sentences, a table of rows, a list."""
    document = docx.Document()
    for number in range(30):
        value = dialect.value(f"v{number}")
        document.add_paragraph(f"第{number}项工作由{value}负责，于年底以前完成，并报告结果。" * 3)
    _table(document, dialect, "row", "rows", ("name", "duty", "date"))
    _paragraphs(document, dialect, "item", "items", ("title", "text"))
    return _saved(document)


def ballots(dialect: Dialect) -> bytes:
    """A row for each ballot, eight marks in it."""
    document = docx.Document()
    fields = ("number", *(f"m{n}" for n in range(8)))
    _table(document, dialect, "ballot", "ballots", fields)
    return _saved(document)


def _table(document: Any, dialect: Dialect, one: str, many: str, fields: tuple[str, ...]) -> None:
    begin, end = dialect.begin(one, many, "tr"), dialect.end(one, many, "tr", fields[0])
    own_rows = dialect.name == "jinja"
    table = document.add_table(
        3 if own_rows else 2 if dialect.name == "carbone" else 1, len(fields)
    )
    row = 1 if own_rows else 0
    for cell, field in zip(table.rows[row].cells, fields, strict=True):
        cell.text = dialect.value(f"{one}.{field}")
    if own_rows:
        table.rows[0].cells[0].text, table.rows[2].cells[0].text = begin, end
    elif dialect.name == "carbone":
        table.rows[1].cells[0].text = end
    else:
        first, last = table.rows[0].cells[0], table.rows[0].cells[-1]
        first.text, last.text = begin + first.text, last.text + end


def _paragraphs(
    document: Any, dialect: Dialect, one: str, many: str, fields: tuple[str, ...]
) -> None:
    begin, end = dialect.begin(one, many, "p"), dialect.end(one, many, "p", fields[0])
    if begin:
        document.add_paragraph(begin)
    document.add_paragraph("：".join(dialect.value(f"{one}.{field}") for field in fields))
    document.add_paragraph(end)


def _saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def values() -> dict[str, dict[str, Any]]:
    """What each template is filled with."""
    rows = [{"name": f"成员{n}", "duty": "负责统筹协调", "date": "2026年3月5日"} for n in range(12)]
    items = [{"title": f"事项{n}", "text": "按照要求办理，按时报告结果"} for n in range(12)]
    papers = [{"number": str(n)} | {f"m{m}": "√" for m in range(8)} for n in range(300)]
    single = {f"v{n}": f"负责人{n}" for n in range(30)}
    return {"plan": single | {"rows": rows, "items": items}, "ballots": {"ballots": papers}}


def rows(scratch: Path, seconds: float) -> list[Row]:
    """Each engine on each template, against docgen.

    Raises:
        ValueError: an engine does not show the same text.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        return [Row("node or npm is missing: skipped", "ms", [0.0])]
    place = scratch / "node"
    place.mkdir()
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", *_PACKAGES]
    subprocess.run(command, cwd=place, check=True)
    made = []
    for name, build in (("plan", plan), ("ballots", ballots)):
        made += _case(place, name, build(Dialect("jinja")), values()[name], build, seconds)
    return made


def _case(
    place: Path, name: str, data: bytes, context: Mapping[str, Any], build: Any, seconds: float
) -> list[Row]:
    ready, ours = floor.compiled(data, {}), compile_template(f"{name}.docx", data)
    samples = in_turn(
        {"floor": lambda: ready(context), "docgen": lambda: ours.render(context)}, seconds
    )
    taken = {engine: [1000 * each for each in found] for engine, found in samples.items()}
    wanted = engines.shown(ours.render(context))
    (place / "values.json").write_text(json.dumps(context), encoding="utf-8")
    for peer in _PEERS:
        dialect = Dialect("carbone" if peer == "carbone" else "curly")
        template, target = place / f"{name}-{peer}.docx", place / "made.docx"
        template.write_bytes(build(dialect))
        command = [
            "node",
            str(_SCRIPT),
            peer,
            str(template),
            "values.json",
            str(seconds),
            str(target),
        ]
        told = subprocess.run(command, cwd=place, check=True, capture_output=True, text=True)
        if engines.shown(target.read_bytes()) != wanted:
            raise ValueError(f"{peer} shows another text than docgen in {name}")
        taken[peer] = json.loads(told.stdout)
    least = min(taken["docgen"])
    return [Row(f"{name}: {e}", "ms", each, {}, min(each) / least) for e, each in taken.items()]
