"""The parts of a ballot that other documents have not: notes, places for marks, opinions, cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docgen.gbt9704 import standard as gb
from docgen.ooxml.units import Length
from tools import wordml as w

_SIDES = ("top", "left", "bottom", "right")


def notes(texts: str) -> str:
    """The notes, between `` // ``, with room for a code on either side; then a separator."""
    code, across = gb.BALLOT_CODE_WIDTH, Length(gb.BALLOT_WIDTH - 2 * gb.BALLOT_CODE_WIDTH)
    empty = w.Cell(w.paragraph("连测评票记号"), code)
    written = "".join(w.paragraph("测评票说明", text) for text in texts.split(" // "))
    cells = (empty, w.Cell(written, across), empty)
    height = Length(gb.BALLOT_NOTE_LINES * gb.TABLE_LINE)
    table = w.table((code, across, code), w.row(cells, height), gb.CELL_MARGIN, ruled=False)
    return table + w.paragraph("测评票间隔")


def with_marks(cells: Sequence[w.Cell], is_kept: bool) -> list[w.Cell]:
    """A row with the places of its marks at both ends, which have no borders of their own."""
    if len(cells) == 1:
        return list(cells)
    mark = w.Cell(w.paragraph("连测评票记号" if is_kept else "测评票记号"), gb.BALLOT_MARK_WIDTH)
    return [replace(mark, borders=_open("right")), *cells, replace(mark, borders=_open("left"))]


def _open(closed: str) -> str:
    return "".join(w.rule(side, "single" if side == closed else "nil") for side in _SIDES)


def foot(options: str) -> str:
    """Lines for opinions beside the place of the seal, then the cutting line where there is one.

    ``options`` are the label of the first line and the condition of the cutting line.
    """
    label, _, condition = options.partition(" // ")
    widths = (Length(gb.TYPE_WIDTH - gb.BALLOT_SEAL_WIDTH), gb.BALLOT_SEAL_WIDTH)
    rows = ""
    for number in range(gb.BALLOT_OPINION_LINES):
        line = w.Cell(
            w.paragraph("测评票意见", "" if number else label), widths[0], borders=w.rule("bottom")
        )
        seal = w.Cell(
            w.paragraph("加盖印章处", "" if number else "（加盖印章处）"),
            widths[1],
            merge="continue" if number else "restart",
        )
        rows += w.row((line, seal), gb.BALLOT_OPINION_HEIGHT, exact=True)
    rows += _control_row(f"if {condition}", widths)
    cut = w.paragraph("裁切线", "{{ 裁切线高|rowheight }}（沿此线裁开）")
    rows += w.row((_across(cut, widths),), gb.BALLOT_CUT_ROOM, exact=True)
    rows += w.row((_across(w.paragraph("锚点"), widths),), gb.BALLOT_CUT_ROOM, exact=True)
    rows += _control_row("endif", widths)
    table = w.table(widths, rows, gb.CELL_MARGIN, ruled=False)
    return w.paragraph("测评票间隔") + table


def _across(content: str, widths: Sequence[Length]) -> w.Cell:
    return w.Cell(content, Length(sum(widths)), span=len(widths), align="bottom")


def _control_row(code: str, widths: Sequence[Length]) -> str:
    cell = _across(w.paragraph("锚点", f"{{%tr {code} %}}"), widths)
    return w.row((cell,), gb.BALLOT_CUT_ROOM)
