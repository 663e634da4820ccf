"""How fast docgen is, and against what.

``python -m benchmarks [--quick] [--only SECTION…] [--json FILE] [--peers]``
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks import batches, cold, engines
from benchmarks import peers as others
from benchmarks.timing import Row, as_json, line, machine

_SECTIONS = ("engines", "cold", "reader", "batch", "growth", "collect")


@click.command()
@click.option("--quick", is_flag=True, help="Few runs, small numbers: minutes become seconds.")
@click.option("--only", multiple=True, type=click.Choice(_SECTIONS), help="Only these sections.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="All samples into a file.")
@click.option("--peers", is_flag=True, help="Engines of JavaScript as well, where node is.")
def main(quick: bool, only: tuple[str, ...], target: Path | None, peers: bool) -> None:
    """Print a table of each section: ratios and targets first, then least and median."""
    runs, seconds = (3, 1.0) if quick else (15, 5.0)
    sizes = (10, 100) if quick else (10, 100, 500, 2000)
    click.echo(machine())
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        sections: dict[str, Callable[[], list[Row]]] = {
            "engines": lambda: engines.rows(seconds),
            "cold": lambda: cold.rows(scratch, runs),
            "reader": lambda: cold.reader_rows(scratch, runs, seconds),
            "batch": lambda: batches.rows(scratch, 5 if quick else 40),
            "growth": lambda: batches.growth_rows(scratch, sizes, (10, 100, 1000, 10000)),
            "collect": lambda: batches.collect_rows(scratch, 10 if quick else 300),
        }
        if peers:
            sections["peers"] = lambda: others.rows(scratch, seconds)
        for name, measure in sections.items():
            if only and name not in only and name != "peers":
                continue
            click.echo(f"\n{name:<34}{'ratio (target)':<26}{'least':>10}{'median':>10}")
            results[name] = measure()
            for row in results[name]:
                click.echo(line(row))
    if target is not None:
        content = {name: as_json(rows) for name, rows in results.items()}
        told = json.dumps({"machine": machine()} | content, indent=2, ensure_ascii=False)
        target.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
