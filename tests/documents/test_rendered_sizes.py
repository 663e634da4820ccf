"""Every document printed for campaigns of all sizes: nothing split, alone, outside or over another.

All campaigns' documents are converted in one call, and read with the help of their Word files.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from docx.table import Table

from docgen.campaign.model import ArrangementKind, Campaign, GroupRole
from tests.support.rendered import (  # noqa: F401  # fixtures
    Printed,
    campaign_fixture,
    printed,
    renderer,
    squeezed,
)
from tests.support.samples import with_info
from tools.measuring import POINT, Box, Page, Rule, Text
from tools.update_golden import document_text

pytestmark = pytest.mark.render

Cases = dict[str, list[Printed]]
PLAN, BULLETIN = "implementation_plan", "result_bulletin"
HEADINGS = ("一级标题", "二级标题", "表题")
MARKS = "，。、；：？！”’）》〕"
CHARACTER = 156 / 28
FOOT = 37 + 225.0
CHART_GRID = (191, 191, 191)  # behind the bars of a chart, numbers and all
LONG_TEXT = "小区北侧道路夜间照明不足，雨后积水严重，居民多次反映仍未解决，影响老人和学生出行安全"
LONG_DUTY = "负责活动的组织协调、会议筹备、材料归档和问题整改的督促检查，联系驻区单位和各居民小组"
CLOSINGS = range(22)


def with_group(campaign: Campaign, number: int) -> Campaign:
    head = campaign.group[0]
    others = tuple(
        dataclasses.replace(head, role=GroupRole.MEMBER, name=f"成员{n}", duty=LONG_DUTY,
                            post=f"云溪市新城区幸福里街道第{n}居民小组组长")
        for n in range(1, number)
    )  # fmt: skip
    return dataclasses.replace(campaign, group=(head, *others))


def with_rectifications(campaign: Campaign, number: int) -> Campaign:
    first = campaign.rectifications[0]
    items = tuple(
        dataclasses.replace(first, problem=f"第{n}个问题：" + LONG_TEXT[: 10 + n % 35],
                            measure=f"第{n}条措施：" + LONG_TEXT[n % 20 :],
                            progress=f"进展{n}：" + LONG_TEXT[: n % 40])
        for n in range(1, number + 1)
    )  # fmt: skip
    return dataclasses.replace(campaign, rectifications=items)


def with_officials(campaign: Campaign, number: int, long: bool = False) -> Campaign:
    first = campaign.officials[0]
    post = "云溪市新城区幸福里街道第三社区居民委员会副主任" if long else "社区干部"
    officials = tuple(
        dataclasses.replace(first, name=f"述评对象{n}", post=post) for n in range(1, number + 1)
    )
    counted = [row for row in campaign.counts if row.official == first.name]
    counts = tuple(
        dataclasses.replace(row, official=official.name)
        for official in officials
        for row in counted
    )
    return dataclasses.replace(campaign, officials=officials, counts=counts)


def sizes(campaign: Campaign) -> dict[str, Campaign]:
    place = "云溪市新城区幸福里街道东方红第三社区"
    few = dataclasses.replace(
        campaign,
        classes=tuple(dataclasses.replace(c, expected=4, spare=0) for c in campaign.classes),
    )
    return {
        "sample": campaign,
        "long names": with_info(
            few,
            community="云溪市新城区经济技术开发区幸福里街道东方红第三社区",
            party_org=f"中共{place}总支部委员会",
            committee=f"{place}居民委员会",
            upper_office="云溪市新城区经济技术开发区幸福里街道办事处党政综合办公室",
        ),
        "short names": with_info(
            few, community="东社区", party_org="党支部", committee="居委会",
            upper_office="街道办", printer="",
        ),
        "least": with_officials(with_rectifications(with_group(few, 1), 1), 1),
        "most": with_officials(with_rectifications(with_group(few, 40), 60), 6, long=True),
        "long thought": with_info(few, guiding_thought=f"{LONG_TEXT}。" * 40),
        "no copies": with_info(few, copy_to="", supervision_phone=""),
    }  # fmt: skip


def closings(campaign: Campaign) -> dict[str, Campaign]:
    """Short documents with one line more each before their last heading and paragraphs.

    A longer 指导思想 would do less: keeping headings with their text takes up its lines.
    """
    brief = dataclasses.replace(with_officials(campaign, 1), disclosures=())
    info = dataclasses.replace(brief.info, guiding_thought="述职")
    aim = next(a for a in brief.arrangements if a.kind is ArrangementKind.RECTIFICATION)
    return {
        f"closing {n}": dataclasses.replace(
            brief,
            info=info,
            arrangements=(dataclasses.replace(aim, content="述" * 28 * (n + 1)),),
            opinions=(dataclasses.replace(brief.opinions[0], content="议" * 28 * (n + 1)),),
        )
        for n in CLOSINGS
    }


SIZES = ["sample", "long names", "short names", "least", "most", "long thought", "no copies"]
ALL = [*SIZES, *(f"closing {n}" for n in CLOSINGS)]


@pytest.fixture(scope="module")
def cases(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    made = {name: (case, []) for name, case in sizes(campaign).items()}
    assert list(made) == SIZES
    made |= {name: (case, [PLAN, BULLETIN]) for name, case in closings(campaign).items()}
    return printed(made, tmp_path_factory.mktemp("sizes"))


def everywhere(documents: list[Printed]) -> Iterator[tuple[Printed, Page]]:
    for document in documents:
        for page in document.pages:
            yield document, page


def style_of(block: Any) -> str:
    return str(getattr(block.style, "name", ""))


def styled(document: Printed, style: str) -> list[str]:
    return [squeezed(b.text) for b in document.blocks if style_of(b) == style]


# --- what belongs together -----------------------------------------------------------------


def column_texts(page: Page, edges: list[float]) -> list[str]:
    """The text of each of a table's columns on a page, downwards."""
    words = sorted(page.words, key=lambda word: (round(word.box.middle), word.box.left))
    return [
        "".join(word.text for word in words if left <= word.box.left < right)
        for left, right in itertools.pairwise(edges)
    ]


def column_edges(table: Table, area: Box) -> list[float]:
    """A centred table's column edges, from the widths in the Word file."""
    widths = [column.width.mm for column in table.columns]
    edges = [area.centre - sum(widths) / 2]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


@pytest.mark.parametrize("case", SIZES)
def test_no_row_of_a_table_is_split_over_pages(cases: Cases, case: str) -> None:
    """A row is whole where one page holds the text of each of its cells in its column."""
    for document in cases[case]:
        if document.key == "ballot":  # its rows are of one line; test_rendered_pages counts them
            continue
        tables = [b for b in document.blocks if isinstance(b, Table) and len(b.columns) > 2]
        for table in tables:
            edges = column_edges(table, document.type_area)
            pages = [column_texts(page, edges) for page in document.pages]
            for row in table.rows:
                wanted = [squeezed(cell.text) for cell in row.cells]
                if len(row._tr.tc_lst) == 1:  # a heading across the table
                    assert any(wanted[0] in squeezed(page.text) for page in document.pages)
                    continue
                assert any(
                    all(text in column for text, column in zip(wanted, columns, strict=True))
                    for columns in pages
                ), (document.name, wanted)


@pytest.mark.parametrize("case", ALL)
def test_no_heading_stands_alone_at_a_pages_foot(cases: Cases, case: str) -> None:
    for document in cases[case]:
        for block, following in itertools.pairwise(document.blocks):
            if style_of(block) in HEADINGS:
                heading = squeezed(block.text)
                assert any(follows(page, heading, following) for page in document.pages), (
                    document.name, heading)  # fmt: skip


def follows(page: Page, heading: str, block: Any) -> bool:
    """Whether a block, of a table two rows, begins after the heading on its page."""
    _, found, below = page.text.partition(heading)
    if not isinstance(block, Table):
        return bool(found) and below.startswith(squeezed(block.text)[:8])
    # The cells of a column that is merged downwards print their text beside other rows.
    texts = [[squeezed(cell.text) for cell in row.cells] for row in block.rows[:2]]
    return bool(found) and all(any(t and t in below for t in row) for row in texts)


@pytest.mark.parametrize("case", ALL)
def test_names_and_date_stand_on_a_page_with_text_above_them(cases: Cases, case: str) -> None:
    for document in cases[case]:
        if document.key not in (PLAN, BULLETIN):
            continue
        signed, above = signature(document)
        assert [line.text for line in signed] == [
            *styled(document, "署名"), *styled(document, "成文日期"),
        ]  # fmt: skip
        assert above, document.name


def signature(document: Printed) -> tuple[list[Text], list[Text]]:
    """The lines of names and date on the page of the date, and the text lines above them."""
    wanted = [*styled(document, "署名"), *styled(document, "成文日期")]
    page = [page for page in document.pages if wanted[-1] in [line.text for line in page.lines]][-1]
    lines = page.lines
    last = max(n for n, line in enumerate(lines) if line.text == wanted[-1])
    start = max(0, last - len(wanted) + 1)
    return list(lines[start : last + 1]), list(lines[:start])


@pytest.mark.parametrize("case", ALL)
def test_names_and_date_are_placed_as_a_signature_without_a_seal(cases: Cases, case: str) -> None:
    """The longer of names and date ends two characters from the right, the date begins two
    characters right of the longest name, shorter names are centred on it.

    LibreOffice parts the date's digits from its ideographs by a fifth of a character at five
    places, whatever autoSpaceDE says.
    """
    for document in cases[case]:
        if document.key not in (PLAN, BULLETIN):
            continue
        (*names, day), _ = signature(document)
        longest = max((name.box for name in names), key=lambda box: box.width)
        end = max(longest.right, day.box.right - 5 * 0.2 * 16 * POINT)
        assert end == pytest.approx(184 - 2 * CHARACTER, abs=1), document.name
        assert day.box.left - longest.left == pytest.approx(2 * CHARACTER, abs=1)
        for name in names:
            assert name.box.centre == pytest.approx(longest.centre, abs=CHARACTER / 2 + 0.5)


@pytest.mark.parametrize("case", ALL)
def test_no_page_is_nearly_empty(cases: Cases, case: str) -> None:
    for document, page in everywhere(cases[case]):
        assert len(document.body(page)) >= 4, (document.name, page.number, page.text)


# --- inside the type area ------------------------------------------------------------------


@pytest.mark.parametrize("case", ALL)
def test_no_text_stands_outside_the_type_area(cases: Cases, case: str) -> None:
    for document, page in everywhere(cases[case]):
        area = document.type_area
        for line in page.lines:
            what = (document.name, page.number, line)
            if line.text.strip("—").isdigit() and line.box.top > area.bottom:
                continue
            hung = CHARACTER if line.text[-1] in MARKS else 0
            assert line.box.left > area.left - 0.5, what
            assert line.box.right < area.right + hung + 0.5, what
            assert line.box.top > area.top - 0.5, what
            assert em_box(line).bottom < area.bottom + 0.5, what


@pytest.mark.parametrize("case", SIZES)
def test_rules_of_tables_stand_inside_the_type_area_and_through_no_text(
    cases: Cases, case: str
) -> None:
    for document, page in everywhere(cases[case]):
        if document.key == "ballot" and page.number > 2:
            continue
        area = document.type_area
        for rule in page.rules:
            if rule.colour == CHART_GRID:
                continue
            what = (document.name, page.number, rule.box)
            assert rule.box.left > area.left - 0.5, what
            assert rule.box.right < area.right + 0.5, what
            assert rule.box.top > area.top - 0.5, what
            assert rule.box.bottom < area.bottom + 0.5, what
            for word in page.words:
                assert not crosses(rule, word), (*what, word)


def em_box(text: Text) -> Box:
    """The square of an ideograph: fonts' boxes reach 0.07 and 0.23 of its size beyond it."""
    box = text.box
    size = box.height / 1.3
    return Box(box.left, box.top + 0.07 * size, box.right, box.bottom - 0.23 * size)


def crosses(rule: Rule, word: Text) -> bool:
    """Whether a rule runs through a word by more than 0.4 mm."""
    box, em = rule.box, em_box(word)
    if rule.is_across:
        return em.top + 0.4 < box.top < em.bottom - 0.4 and overlap(
            box.left, box.right, em.left, em.right) > 0.4  # fmt: skip
    hung = em.height if word.text[-1] in MARKS else 0.4
    return em.left + 0.4 < box.left < em.right - hung and overlap(
        box.top, box.bottom, em.top, em.bottom) > 0.4  # fmt: skip


def overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    return min(end, other_end) - max(start, other_start)


@pytest.mark.parametrize("case", ALL)
def test_no_text_stands_over_another(cases: Cases, case: str) -> None:
    for document, page in everywhere(cases[case]):
        boxes = [(em_box(word), word) for word in page.words]
        boxes.sort(key=lambda pair: pair[0].top)
        for number, (upper, word) in enumerate(boxes):
            for lower, other in boxes[number + 1 :]:
                if lower.top > upper.bottom - 0.4:
                    break
                apart = overlap(upper.left, upper.right, lower.left, lower.right) < 0.5
                assert apart, (document.name, page.number, word, other)


@pytest.mark.parametrize("case", SIZES)
def test_no_character_of_any_document_is_lost_on_the_pages(cases: Cases, case: str) -> None:
    for document in cases[case]:
        written = Counter(squeezed(document_text(document.data)).translate({ord("⏎"): "", 124: ""}))
        on_paper = Counter("".join(page.text for page in document.pages))
        lost = {char: n - on_paper[char] for char, n in written.items() if n > on_paper[char]}
        assert lost == {}, document.name


# --- 版记 ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ALL)
def test_the_imprint_stands_on_the_last_pages_foot_and_over_no_text(
    cases: Cases, case: str
) -> None:
    (plan,) = [document for document in cases[case] if document.key == PLAN]
    page = plan.pages[-1]
    rules = [rule for rule in page.rules if rule.is_across and rule.box.width > 150]
    assert len(rules) == (3 if plan.context["抄送机关"] else 2)
    assert max(rule.box.bottom for rule in rules) == pytest.approx(FOOT, abs=0.5)
    upper = min(rule.box.top for rule in rules)
    inside = [line for line in plan.body(page) if line.box.middle > upper]
    assert inside[-1].text.endswith("印发")
    assert inside[0].text.startswith("抄送：" if len(rules) == 3 else plan.context["印发机关"])
    above = [em_box(line).bottom for line in plan.body(page) if line.box.middle < upper]
    assert max(above, default=0) < upper


def test_the_closings_end_at_every_height_of_the_page(cases: Cases) -> None:
    """Else the tests above would prove less than they seem to."""
    for key in (PLAN, BULLETIN):
        dates = Counter(
            round(signature(document)[0][-1].box.top)
            for n in CLOSINGS
            for document in cases[f"closing {n}"]
            if document.key == key
        )
        assert len(dates) >= 10, dates
