"""Warm, in one process: the floor, docgen and docxtpl on the plan and on 300 ballots."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from html import unescape
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate

from benchmarks import contexts, floor
from benchmarks.timing import Row, in_turn
from docgen.rendering.template import compile_template

_CASES = {"plan": ("implementation_plan", 20.0), "300 ballots": ("ballot", 6.0)}
_MOST_TIMES_FLOOR = 2.0
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")


def shown(data: bytes) -> str:
    """The text of a document's main part without blanks: the engines break lines in their ways."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    return "".join(unescape("".join(_TEXT.findall(xml))).split())


def engines(key: str, context: Mapping[str, Any]) -> dict[str, Callable[[], bytes]]:
    """Each renders the same template with the same values."""
    path = contexts.template(key)
    data = path.read_bytes()
    ready, ours = floor.compiled(data, contexts.FILTERS), compile_template(path.name, data)
    jinja = floor.environment(contexts.FILTERS)

    def by_docxtpl() -> bytes:
        document, target = DocxTemplate(path), BytesIO()
        document.render(dict(context), jinja_env=jinja, autoescape=True)
        document.save(target)
        return target.getvalue()

    return {
        "floor": lambda: ready(context),
        "docgen": lambda: ours.render(context),
        "docxtpl": by_docxtpl,
    }


def case(name: str) -> dict[str, Callable[[], bytes]]:
    """The engines of a case by its name."""
    key, _ = _CASES[name]
    return engines(key, contexts.first(key) if name == "plan" else contexts.ballots())


def rows(seconds: float) -> list[Row]:
    """The least of many runs of each, and the ratios.

    Raises:
        ValueError: the engines do not show the same text.
    """
    found = []
    for name, (_, faster) in _CASES.items():
        made = case(name)
        if len({shown(render()) for render in made.values()}) != 1:
            raise ValueError(f"{name}: the engines show different texts")
        samples = in_turn(made, seconds)
        least = {engine: min(each) for engine, each in samples.items()}
        ratios = {
            "floor": (None, None, False),
            "docgen": (least["docgen"] / least["floor"], _MOST_TIMES_FLOOR, False),
            "docxtpl": (least["docxtpl"] / least["docgen"], faster, True),
        }
        labels = {"floor": "", "docgen": " / floor", "docxtpl": " / docgen"}
        for engine, (ratio, target, at_least) in ratios.items():
            taken = [1000 * each for each in samples[engine]]
            label = f"{name}: {engine}{labels[engine]}"
            found.append(Row(label, "ms", taken, {}, ratio, target, at_least))
    return found
