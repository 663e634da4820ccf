"""Ballots and forms fit their page by arithmetic: from the XML, without a renderer or fonts."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from docgen import documents
from docgen.campaign.model import Campaign, Grade, Item, Official, ReportForm
from docgen.commands.build.render_all import render_all
from tests.support.page_budget import Block, Budget
from tests.support.samples import sample_campaign

SPARE = 3.0  # mm that stay free on every page
TITLE = "满意度测评票"
GRADES = ("满意", "基本满意", "不满意", "不了解", "优秀", "基本称职")
LONG_NAME = "阿卜杜热合曼·买买提图尔荪"


def budget(campaign: Campaign, key: str) -> Budget:
    planned = documents.plan(campaign, [key]).planned
    (first, *_) = render_all(planned)
    return Budget(first.data)


def scaled(
    officials: int = 2,
    items: int = 4,
    grades: int = 4,
    item: str = "履行职责情况",
    name: str = "林致远",
    post: str = "幸福里社区党总支书记",
) -> Campaign:
    marks = "甲乙丙丁戊己"
    return replace(
        sample_campaign(),
        officials=tuple(
            Official(name=f"{name}{marks[n] if n else ''}", post=post, form=ReportForm.SPOKEN)
            for n in range(officials)
        ),
        items=tuple(Item(name=f"{item}{marks[n] if n else ''}", note="") for n in range(items)),
        grades=tuple(
            Grade(name=GRADES[n], satisfied=n == 0, unsatisfied=n == grades - 1)
            for n in range(grades)
        ),
    )


def ballots(page: list[Block]) -> list[list[Block]]:
    """The blocks of each ballot on a page."""
    starts = [number for number, block in enumerate(page) if block.text.endswith(TITLE)]
    ends = [*starts[1:], len(page)]
    return [page[start:end] for start, end in zip(starts, ends, strict=True)]


def height(blocks: list[Block]) -> float:
    return sum(block.height for block in blocks)


CAMPAIGNS = {
    "the sample": scaled(),
    "one of each": scaled(1, 2, 2),
    "five grades": scaled(2, 4, 5),
    "six grades": scaled(1, 4, 6),
    "items of two lines": scaled(2, 3, item="管理服务社区和联系居民群众情况"),
    "long names and posts": scaled(
        2, 3, name=LONG_NAME, post="幸福里社区居民委员会副主任兼居务监督委员会委员"
    ),
    "a single long item": scaled(1, 1, post="幸福里社区党总支书记、居民委员会主任"),
    "three officials": scaled(3, 4),
    "six officials": scaled(6, 3),
}


@pytest.mark.parametrize("campaign", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_ballots_fit_their_page_by_the_heights_in_the_file(campaign: Campaign) -> None:
    found = budget(campaign, "ballot")
    assert found.type_height == pytest.approx(277, abs=0.1)
    pages = found.pages()
    for page in pages:
        assert height(page) <= found.type_height - SPARE
        if len(ballots(page)) == 2:
            first, second = ballots(page)
            assert found.top + height(first[:-1]) == pytest.approx(148.5, abs=0.3)  # the cut
            assert height(second) <= found.type_height - height(first) - SPARE
    written = [block for page in pages for block in page if "参评代表类别" not in block.text]
    assert all(block.is_exact for block in written)


@pytest.mark.parametrize("campaign", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_no_row_of_a_ballot_clips_its_text(campaign: Campaign) -> None:
    for block in budget(campaign, "ballot").blocks:
        assert block.needed <= block.height + 0.01, block.text


@pytest.mark.parametrize(
    ("campaign", "row"),
    [
        (scaled(2, 4), 9.0),
        (scaled(1, 4), 12.0),
        (scaled(2, 3, item="管理服务社区和联系居民群众情况"), 12.0),
    ],
    ids=["eight rows", "four rows", "items of two lines"],
)
def test_two_ballots_share_a_page_and_their_rows_are_equal(campaign: Campaign, row: float) -> None:
    page = budget(campaign, "ballot").pages()[0]
    first, second = ballots(page)
    for each in (first, second):
        rows = [block.height for block in each if "履行" in block.text or "管理" in block.text]
        assert rows == pytest.approx([row] * len(rows), abs=0.05)
        assert len(rows) == len(campaign.officials) * len(campaign.items)


def test_a_ballot_for_many_goes_over_pages_with_rows_to_write_in() -> None:
    campaign = scaled(6, 6)
    found = budget(campaign, "ballot")
    rows = [b for b in found.pages()[0] if "履行" in b.text]
    assert len(rows) == 36
    assert min(block.height for block in rows) >= 8.9
    assert height(found.pages()[0]) > found.type_height


def test_a_tick_has_room_of_at_least_20_by_9_millimetres() -> None:
    (first, *_) = render_all(documents.plan(scaled(), ["ballot"]).planned)
    with ZipFile(BytesIO(first.data)) as archive:
        xml = archive.read("word/document.xml").decode()
    row = next(each for each in xml.split("<w:tr>") if "依法" in each or "履行职责情况乙" in each)
    widths = [int(each) / 1440 * 25.4 for each in re.findall(r'<w:tcW w:w="(\d+)"', row)]
    assert widths == pytest.approx([7, 28, 48, 20, 20, 20, 20, 7], abs=0.05)


# --- 计票单 ------------------------------------------------------------------------------

STROKES, SIDE = 5, 8  # of a 正 written by hand; mm


@pytest.mark.parametrize("grades", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("votes", [8, 35, 120])
def test_every_grade_of_a_count_sheet_holds_all_votes_of_its_class(grades: int, votes: int) -> None:
    campaign = scaled(2, 4, grades)
    first, *others = campaign.classes
    classes = (replace(first, expected=votes, spare=5), *others)
    found = budget(replace(campaign, classes=classes, representatives=()), "count_sheet")
    rows = [block for block in found.blocks if "履行" in block.text]
    assert len(rows) == 2 * 8
    for row in rows:
        for width in row.widths[2 : 2 + grades]:
            in_a_line, lines = int((width + 0.1) // SIDE), int((row.height + 0.1) // SIDE)
            assert in_a_line * lines * STROKES >= votes + 5
        assert row.widths[2] == max(row.widths[2 : 2 + grades])


@pytest.mark.parametrize("grades", [2, 3, 4])
def test_a_count_sheet_of_eight_rows_fits_a_page(grades: int) -> None:
    found = budget(scaled(2, 4, grades), "count_sheet")
    assert len(found.pages()) == 2
    for page in found.pages():
        assert height(page) <= found.type_height - SPARE


@pytest.mark.parametrize("campaign", CAMPAIGNS.values(), ids=CAMPAIGNS)
def test_no_row_of_a_count_sheet_clips_its_text(campaign: Campaign) -> None:
    for block in budget(campaign, "count_sheet").blocks:
        assert block.needed <= block.height + 0.01, block.text


def test_an_agenda_of_ten_items_fits_a_page() -> None:
    found = budget(sample_campaign(), "meeting_agenda")
    assert height(found.pages()[0]) <= found.type_height - SPARE
