"""``docgen doctor``: what was found, topic by topic; and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from docgen.commands.doctor import Item, State, is_fit

_COLORS = {State.GOOD: "green", State.NOTE: "yellow", State.LACK: "red"}


def doctor_lines(items: Sequence[Item], *, whole: bool = True) -> Iterator[str]:
    """The report of ``docgen doctor``, or only what is not in order."""
    if not whole:
        items = [item for item in items if item.state is not State.GOOD]
    for topic in dict.fromkeys(item.topic for item in items):
        yield topic
        for item in items:
            if item.topic == topic:
                label = click.style(f"【{item.state}】", fg=_COLORS[item.state])
                yield f"{label}{item.name}：{item.found}"
                if item.remedy:
                    yield f"　　　　办法：{item.remedy}"
    if whole:
        yield "可以生成公文。" if is_fit(items) else "请先补上标明“缺少”的，才能生成公文。"


def doctor_json(items: Sequence[Item]) -> dict[str, Any]:
    """The report of ``docgen doctor --json``."""
    return {
        "ok": is_fit(items),
        "items": [
            {
                "topic": item.topic,
                "name": item.name,
                "state": item.state.name.lower(),
                "found": item.found,
                "remedy": item.remedy,
            }
            for item in items
        ],
    }
