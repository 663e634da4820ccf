"""The values of every document of the full sample, as plain data for engines that know no docgen.

``python -m benchmarks.contexts TARGET`` writes those for the baseline.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.timing import SAMPLE
from docgen.chinese import wording
from docgen.commands.build import render_all
from docgen.commands.check import check
from docgen.documents import Planned, with_files
from docgen.documents.template_files import template_files
from docgen.rendering import row_height
from docgen.rendering.charts import Chart

FILTERS: Mapping[str, Callable[..., Any]] = {
    "汉字数": wording.numeral,
    "编号": wording.list_item,
    row_height.FILTER: row_height.nothing,
}
BALLOTS = 300


def plain(value: Any) -> Any:
    """Dictionaries, lists, texts and numbers; nothing where docgen prints a chart."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return "" if isinstance(value, Chart) else value


@lru_cache(maxsize=1)
def planned() -> tuple[Planned, ...]:
    """The documents of the full sample; the list of all of them with its rows."""
    from docgen.commands.build import contents

    items = check(SAMPLE).plan.planned
    lists = [item for item in items if item.document.lists_files]
    made = render_all.render_all([item for item in items if item not in lists])
    rows = contents.rows(made, contents.PackageState(plan=items))
    return tuple(with_files(item, rows) if item in lists else item for item in items)


def first(key: str) -> dict[str, Any]:
    """The values of the first document of a kind."""
    found: dict[str, Any] = plain(
        next(item for item in planned() if item.document.key == key).part.context
    )
    return found


def ballots(number: int = BALLOTS) -> dict[str, Any]:
    """The values of so many ballots in one document, two on a page."""
    context = first("ballot")
    papers = context["测评票"]
    return context | {"测评票": (papers * (number // len(papers) + 1))[:number]}


def template(key: str) -> Path:
    """A shipped template."""
    return template_files(None)[key]


def dump(target: Path) -> None:
    """File name, template and values of each document."""
    told = [
        (item.file_name, str(template(item.document.key)), plain(item.part.context))
        for item in planned()
    ]
    target.write_bytes(pickle.dumps(told))


if __name__ == "__main__":
    dump(Path(sys.argv[1]))
