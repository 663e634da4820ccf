"""``docgen status``: the four stages as a table, then each in detail; and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from docgen.chinese.wording import chinese_date, numeral, terminal_columns
from docgen.cli.reports.findings import PROBLEM_KEYS, finding_lines, findings_json
from docgen.commands.status import dates, details

if TYPE_CHECKING:
    from docgen.commands.check import CheckReport
    from docgen.commands.status import StageStatus

_CLOSING = "、；，：。）”》"
_HEADINGS = ("阶段", "日期", "状态", "可生成", "待填写", "有错误", "逾期")
_DATES = _HEADINGS.index("日期")
_GAP = "  "
_LABELS = {"可生成": "green", "待填写": "yellow", "有错误": "red", "逾期": "red"}
_INDENT = 12  # columns before the text of a detail: 　　可生成
_NARROWEST = 40
_MUCH_ROOM = 16  # columns; less may stay empty at the end of a line


def status_lines(
    name: str, report: CheckReport, stages: Sequence[StageStatus], day: date, columns: int
) -> Iterator[str]:
    """The report of ``docgen status`` for a terminal of so many columns."""
    columns = max(columns, _NARROWEST)
    yield f"{name}：截至{chinese_date(day)}"
    if report.campaign is None:
        yield from finding_lines(report.problems)
        return
    yield ""
    yield from _table(stages, columns)
    for number, status in enumerate(stages, start=1):
        yield ""
        span = f"{dates(status)}，" if status.first else ""
        yield f"{numeral(number)}、{status.stage}（{span}{status.state}）"
        yield from _details(status, columns)
    if report.is_untouched:
        yield ""
        yield from finding_lines(report.errors)
    elif report.errors:
        yield ""
        yield from _wrapped(
            f"工作簿有{len(report.errors)}处错误，错在哪里、怎么改，请运行 docgen check 查看。",
            columns,
        )


def _table(stages: Sequence[StageStatus], columns: int) -> Iterator[str]:
    """A row for each stage; without the dates where they do not fit."""
    rows = [_HEADINGS, *map(_row, stages)]
    if _table_width(rows) > columns:
        rows = [(*row[:_DATES], *row[_DATES + 1 :]) for row in rows]
    widths = [max(map(terminal_columns, column)) for column in zip(*rows, strict=True)]
    for index, row in enumerate(rows):
        cells = (
            text + " " * (w - terminal_columns(text)) for text, w in zip(row, widths, strict=True)
        )
        yield _GAP.join(cells).rstrip()
        if not index:
            yield "-" * _table_width(rows)


def _table_width(rows: Sequence[Sequence[str]]) -> int:
    widths = [max(map(terminal_columns, column)) for column in zip(*rows, strict=True)]
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _row(status: StageStatus) -> tuple[str, ...]:
    counts = (
        (status.file_count, "个"),
        (len(status.missing), "种"),
        (len(status.halted), "种"),
        (len(status.overdue), "项"),
    )
    shown = (f"{count}{unit}" if count else "-" for count, unit in counts)
    return (status.stage, dates(status), status.state, *shown)


def _details(status: StageStatus, columns: int) -> Iterator[str]:
    for label, texts in details(status).items():
        shown = click.style(label, fg=_LABELS[label]) + "　" * (4 - len(label))
        for text in texts:
            for line in _wrapped(text, columns - _INDENT - 2):  # a closing mark may stand out
                yield f"　　{shown}{line}"
                shown = "　" * 4


def _wrapped(text: str, columns: int) -> Iterator[str]:
    """Lines of at most so many columns, broken after punctuation where that can be."""
    line = ""
    for piece in re.findall(r"[（“《]*[^、；，：。（“《）]*[、；，：。）]*", text):
        much_room = columns - terminal_columns(line) >= _MUCH_ROOM and "!" not in piece
        if line and terminal_columns(line + piece) > columns and not much_room:
            yield line
            line = ""
        for char in piece:
            if terminal_columns(line + char) > columns and char not in _CLOSING:
                yield line
                line = ""
            line += char
    yield line


def status_json(report: CheckReport, stages: Sequence[StageStatus], day: date) -> dict[str, Any]:
    """The report of ``docgen status --json``; dates as ``2026-03-05``, None where there is none."""
    return {
        "ok": report.ok,
        "date": day.isoformat(),
        "stages": [_stage_json(status) for status in stages],
        "problems": findings_json(report.problems, PROBLEM_KEYS),
    }


def _stage_json(status: StageStatus) -> dict[str, Any]:
    return {
        "stage": status.stage.value,
        "state": status.state.value,
        "start": status.first and status.first.isoformat(),
        "end": status.last and status.last.isoformat(),
        "ready": [{"key": r.key, "title": r.title, "files": list(r.files)} for r in status.ready],
        "missing": [
            {
                "key": missing.key,
                "title": missing.title,
                "needs": [
                    {"sheet": lack.sheet, "text": lack.text, "cells": list(lack.cells)}
                    for lack in missing.lacks
                ],
            }
            for missing in status.missing
        ],
        "stopped": [
            {"key": h.key, "title": h.title, "places": list(h.places)} for h in status.halted
        ],
        "overdue": [
            {"title": o.title, "due": o.due.isoformat(), "cell": o.cell, "owner": o.owner}
            for o in status.overdue
        ],
    }
