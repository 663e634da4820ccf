"""What a new layout of the grid did, in words."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.workbook.grid.layout import GridChange

_PLACES_SHOWN = 8


def grid_change_lines(change: GridChange) -> Iterator[str]:
    """What was laid out, what went aside and why."""
    if change.backup is None:
        yield "《计票结果》的行、列已经齐全，工作簿没有改动。"
        return
    yield from _grid_done(change)
    if change.leftovers:
        count = len(change.leftovers)
        yield f"下列{count}个单元格已不适用，内容移到《计票结果_备份》，没有丢失："
        for reason in dict.fromkeys(leftover.reason for leftover in change.leftovers):
            places = [leftover.cell for leftover in change.leftovers if leftover.reason == reason]
            rest = f"等，共{len(places)}个" if len(places) > _PLACES_SHOWN else ""
            yield f"　　{reason}：{'、'.join(places[:_PLACES_SHOWN])}{rest}"
        if change.declined:
            names = "、".join(f"“{name}”" for name in change.declined)
            yield (
                f"{names}没有按改名处理。如果只是改名，请用改动前的工作簿再排一次，按改名处理，票数就转到新的名称下。"
            )
        elif change.added or change.grades:
            yield "如果只是改名，请把备份中的数字填回。"
    if change.dropped:
        yield f"下列各行已不适用，没有票数，已移去：{'、'.join(change.dropped)}"
    if change.formulas:
        sheets = "、".join(f"《{sheet}》" for sheet in change.formulas)
        yield f"{sheets}中有引用票数的公式，请核对引用的单元格是否仍然正确。"


def _grid_done(change: GridChange) -> Iterator[str]:
    for before, after in change.renamed:
        yield f"“{before}”改名为“{after}”，原有的票数已转到“{after}”名下。"
    if change.added:
        yield f"已在《计票结果》中补上{len(change.added)}行，请填写各行票数。"
    if change.moved:
        yield f"《计票结果》有{change.moved}行按规定的顺序移动，票数随行移动。"
    if change.grades:
        yield f"《计票结果》各列已按《测评等次》排好：{'、'.join(change.grades)}。"
    for sheet, added in change.ballots:
        if added:
            yield f"已在《{sheet}》中补上{added}列，每名述评对象、每个项目一列。"
        else:
            yield f"《{sheet}》的下拉列表和“已录”张数已经更新。"
    for sheet, rows in change.numbered:
        yield f"《{sheet}》有{rows}行还没有编号，已经补上；排序以后编号随行移动，不再改变。"
