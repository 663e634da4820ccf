"""What a developer would write in an afternoon: openpyxl and docxtpl, document by document.

It stands alone: nothing of docgen is loaded in the process that is timed. The contexts are made
beforehand (``benchmarks.contexts``), so that only reading, rendering and writing are compared;
inspection, lint, manifest and zip are not even tried.

``python benchmarks/baseline.py WORKBOOK CONTEXTS FOLDER [TIMES]``
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path
from typing import Any

_FIGURES = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(int(number), 10)
    if not tens:
        return _FIGURES[ones]
    return ("" if tens == 1 else _FIGURES[tens]) + "十" + (_FIGURES[ones] if ones else "")


def list_item(text: str, number: int) -> str:
    """An item of a list."""
    return f"{number}.{' ' if text[:1].isdigit() else ''}{text}"


def read(workbook: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every cell of every sheet."""
    from openpyxl import load_workbook

    book = load_workbook(workbook, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def make(workbook: Path, contexts: Path, folder: Path) -> int:
    """Every document of a package into a folder; returns how many."""
    import jinja2
    from docxtpl import DocxTemplate

    read(workbook)
    folder.mkdir(parents=True, exist_ok=True)
    jinja = jinja2.Environment(autoescape=True)
    jinja.filters |= {"汉字数": numeral, "编号": list_item, "rowheight": lambda _: ""}
    documents = pickle.loads(contexts.read_bytes())  # made by ourselves a moment ago
    for name, template, context in documents:
        document = DocxTemplate(template)
        document.render(context, jinja_env=jinja, autoescape=True)
        document.save(folder / name)
    return len(documents)


def main(workbook: Path, contexts: Path, folder: Path, times: int = 1) -> None:
    """Make packages one after the other; tells the processor time of each but the first."""
    for number in range(times):
        started = time.process_time()
        make(workbook, contexts, folder / str(number))
        if times > 1 and number:
            print(time.process_time() - started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:5]))
