"""GB/T 9704-2012 measured on the printed page, with the stand-in fonts of ``tools/fonts.conf``.

Every length is in millimetres. Left and right edges are those of the characters' boxes, for
the standard's grid is one of boxes; what a ruler would be laid to (marks, rules, dashes) is
measured by its ink.
"""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from docgen.campaign.model import Campaign
from docgen.chinese import wording
from docgen.gbt9704 import standard as gb
from tests.support.rendered import (  # noqa: F401  # fixtures
    Printed,
    campaign_fixture,
    one,
    printed,
    renderer,
    squeezed,
)
from tests.support.samples import with_info
from tools import measuring, rendering
from tools.measuring import BLACK, RED, Glyph, Page, Rule, Text

pytestmark = pytest.mark.render

Cases = dict[str, list[Printed]]
PLAN = "implementation_plan"
MARKS = "，。、；：？！”’）》〕"  # may hang over the end of a line
# The standard's own numbers, so that a wrong one in docgen.gbt9704.standard shows here.
WIDTH, HEIGHT = 156.0, 225.0
LEFT, TOP = 28.0, 37.0
RIGHT, FOOT = LEFT + WIDTH, TOP + HEIGHT
CHARACTER = WIDTH / 28
SMALL_CHARACTER = 14 * measuring.POINT  # 4号: 版记 and 页码
MARK_FOOT = TOP + 35 + 26  # of the room kept for the mark
TITLE_CHARACTERS = 20
NAMES = {
    "short": ("东社区党支部", "东社区居民委员会"),
    "shortest": ("党委", "居委会"),
    "uneven": ("东社区党支部", "云溪市新城区幸福里街道第三社区居民委员会"),
    "long": ("中国共产党云溪市新城区幸福里社区总支部委员会", "云溪市新城区幸福里街道第三社区居民委员会"),
    "longest": (
        "中国共产党云溪市新城区幸福里街道第三社区总支部委员会",
        "云溪市新城区幸福里街道第三社区居民委员会",
    ),
}  # fmt: skip
COPIES = "、".join(f"云溪街道{name}办公室" for name in ("纪检监察", "党建工作", "综合治理",
         "便民服务", "财政所", "民政所", "宣传统战", "武装部", "司法所", "信访工作"))  # fmt: skip


@pytest.fixture(scope="module")
def cases(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Cases:
    """All documents of the sample, and plans that differ from its own."""
    plans = {
        "plain": with_info(campaign, guiding_thought="述" * (28 * 60 + 10)),
        "no copies": with_info(campaign, copy_to=""),
        "many copies": with_info(campaign, copy_to=COPIES),
    } | {
        name: with_info(campaign, party_org=party, committee=committee, community=committee[:-5])
        for name, (party, committee) in NAMES.items()
    }
    folder = tmp_path_factory.mktemp("layout")
    return printed(
        {"sample": (campaign, ()), **{name: (case, [PLAN]) for name, case in plans.items()}}, folder
    )


@pytest.fixture(scope="module")
def plan(cases: Cases) -> Printed:
    return one(cases["sample"], PLAN)


def inner(document: Printed) -> list[Page]:
    """The pages but the first and the last: body text only, in a plan."""
    return document.pages[1:-1]


def is_full(line: Text) -> bool:
    """Whether a line of body text reaches the end of the line: not the last of a paragraph."""
    return line.box.right > RIGHT - 2 * CHARACTER


def characters(line: Text) -> float:
    """Full-width characters from the type area's left edge on, an indent included."""
    return wording.width(line.text) + round((line.box.left - LEFT) / CHARACTER)


def hanging(line: Text) -> int:
    """1 when a mark hangs over the line's end."""
    return int(line.text[-1] in MARKS and line.box.right > RIGHT + 1)


def baselines(page: Page) -> list[float]:
    """Baselines of a page's body, downwards."""
    return list(measuring.by_baseline([g for g in page.glyphs if g.baseline < FOOT]))


def full_rules(page: Page) -> list[Rule]:
    """The black rules as wide as the type area, downwards: those of 版记."""
    wide = [r for r in page.rules if r.is_across and r.colour == BLACK and r.box.width > 150]
    return sorted(wide, key=lambda rule: rule.box.top)


def red_lines(page: Page) -> list[list[Glyph]]:
    """The red characters, line by line."""
    red = [glyph for glyph in page.glyphs if glyph.colour == RED]
    return list(measuring.by_baseline(red).values())


# --- 22 lines of 28 characters (5.2.3) -----------------------------------------------------


def test_plain_text_fills_pages_of_22_lines_of_28_characters(cases: Cases) -> None:
    plain = [
        [line for line in page.lines if set(line.text) == {"述"}]
        for page in one(cases["plain"], PLAN).pages
    ]
    full_pages = [lines for lines in plain if len(lines) == 22]
    assert len(full_pages) >= 2
    assert max(map(len, plain)) == 22
    for lines in full_pages:
        assert {len(line.text) for line in lines} == {28}


def test_pages_of_the_plan_hold_22_lines_but_for_headings_that_move_on(plan: Printed) -> None:
    headings = {squeezed(b.text) for b in plan.blocks if b.style.name in ("一级标题", "二级标题")}
    counts = []
    for page, following in zip(inner(plan), plan.pages[2:], strict=True):
        moved = 0
        for line in following.lines:
            if line.text not in headings:
                break
            moved += 1
        # As many lines as there are headings that must not stand there alone may be free.
        count = len(plan.body(page))
        assert 22 - moved <= count <= 22, (page.number, count)
        counts.append(count)
    assert counts.count(22) >= 4


def test_full_lines_of_the_plan_hold_28_characters_a_mark_may_hang_over(plan: Printed) -> None:
    lines = [line for page in inner(plan) for line in plan.body(page) if is_full(line)]
    counts = Counter(characters(line) - hanging(line) for line in lines)
    # Digits stand half a character wide, with room between them and ideographs.
    assert max(counts) <= 28.5
    assert counts[28] > len(lines) / 2
    assert len(lines) > 40


# --- the type area (5.2.1) -----------------------------------------------------------------


def test_text_begins_and_ends_at_the_edges_of_the_type_area(cases: Cases) -> None:
    for page in one(cases["plain"], PLAN).pages[1:]:
        for line in page.lines:
            if line.text == "述" * 28:
                assert line.box.left == pytest.approx(LEFT, abs=0.5)
                assert line.box.right == pytest.approx(RIGHT, abs=0.5)


def test_22_lines_fill_the_type_area_from_its_top_to_its_foot(plan: Printed) -> None:
    """The box of a line is its pitch, of which the programs give 4/5 to what is above the
    baseline: so the first baseline stands 4/5 of a pitch below the type area's top and the
    last 1/5 of a pitch above its foot, and all ink is inside."""
    pitch = gb.LINE_PITCH.mm
    full = [page for page in inner(plan) if len(baselines(page)) == 22]
    assert len(full) >= 4
    for page in full:
        first, *_, last = lines = baselines(page)
        steps = [lower - upper for upper, lower in itertools.pairwise(lines)]
        assert steps == pytest.approx([pitch] * 21, abs=0.03)
        assert first - pitch * 4 / 5 == pytest.approx(TOP, abs=0.5)
        assert last + pitch / 5 == pytest.approx(FOOT, abs=0.5)
        ink = measuring.around([g.box for g in page.glyphs if g.baseline < FOOT])
        assert ink.top > TOP
        assert ink.bottom < FOOT


# --- page numbers (7.5) --------------------------------------------------------------------


def numbered_pages(cases: Cases) -> list[tuple[Printed, Page]]:
    found = [(d, page) for d in cases["sample"] if d.is_numbered for page in d.pages]
    assert {d.key for d, _ in found} == {d.key for d in cases["sample"]} - {"ballot"}
    return found


def page_number(document: Printed, page: Page) -> list[Glyph]:
    """What is printed below the type area, from left to right: dash, digits, dash."""
    below = [glyph for glyph in page.glyphs if glyph.box.top > document.type_area.bottom]
    inked = [glyph for glyph in below if glyph.box.width > 0.5]
    return sorted(inked, key=lambda glyph: glyph.box.left)


def test_the_dashes_of_every_page_number_stand_7_mm_under_the_type_area(cases: Cases) -> None:
    for document, page in numbered_pages(cases):
        first, *digits, last = page_number(document, page)
        assert len(digits) == len(str(page.number))
        for dash in (first, last):
            assert dash.box.height < 0.5
            distance = dash.box.middle - document.type_area.bottom
            assert distance == pytest.approx(7, abs=0.3), (document.name, page.number)


def test_page_numbers_leave_one_character_free_outside_odd_right_even_left(cases: Cases) -> None:
    for document, page in numbered_pages(cases):
        first, *_, last = page_number(document, page)
        area = document.type_area
        free = area.right - last.box.right if page.number % 2 else first.box.left - area.left
        assert free == pytest.approx(SMALL_CHARACTER, abs=0.3), (document.name, page.number)


def test_page_numbers_are_half_width_song(cases: Cases) -> None:
    for document in cases["sample"]:
        numbers = [
            (squeezed(text), font)
            for text, font in measuring.texts_by_font(document.pdf)
            if set(squeezed(text)) <= set("—0123456789") and "—" in text
        ]
        fonts = {font for text, font in numbers if text.strip("—").isdigit() or text == "—"}
        assert fonts == ({"FandolSong"} if document.is_numbered else set()), document.name


# --- head (7.2) ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["sample", *NAMES])
def test_each_issuing_body_stands_on_one_red_line_inside_the_type_area(
    cases: Cases, case: str
) -> None:
    document = one(cases[case], PLAN)
    lines = red_lines(document.pages[0])
    names = document.context["发文机关"]
    assert sorted(map(len, lines)) == sorted([*map(len, names), len("文件")])
    ink = measuring.around([glyph.box for line in lines for glyph in line])
    assert ink.left > LEFT - 0.5
    assert ink.right < RIGHT + 0.5
    assert ink.bottom < MARK_FOOT


@pytest.mark.parametrize("case", ["sample", *NAMES])
def test_the_mark_of_the_issuing_bodies_begins_35_mm_under_the_type_areas_top(
    cases: Cases, case: str
) -> None:
    """By the ink of the highest character; those of a line differ by 0.4 mm."""
    red = [g.box for g in one(cases[case], PLAN).pages[0].glyphs if g.colour == RED]
    assert measuring.around(red).top - TOP == pytest.approx(35, abs=0.5)


def test_names_of_any_length_leave_what_follows_at_the_same_height(cases: Cases) -> None:
    first = [one(cases[case], PLAN).pages[0] for case in ("sample", *NAMES)]
    rules = [red_rule(page).box.top for page in first]
    numbers = [max(g.baseline for g in page.glyphs if g.baseline < rules[0]) for page in first]
    assert rules == pytest.approx([rules[0]] * len(rules), abs=0.2)
    assert numbers == pytest.approx([numbers[0]] * len(numbers), abs=0.2)


def red_rule(page: Page) -> Rule:
    (rule,) = [rule for rule in page.rules if rule.colour == RED]
    return rule


def test_the_red_rule_is_as_wide_as_the_type_area_on_the_first_page_only(plan: Printed) -> None:
    box = red_rule(plan.pages[0]).box
    assert box.left == pytest.approx(LEFT, abs=0.5)
    assert box.width == pytest.approx(WIDTH, abs=0.5)
    assert not [rule for page in plan.pages[1:] for rule in page.rules if rule.colour == RED]


def test_the_red_rule_stands_4_mm_under_the_document_number(plan: Printed) -> None:
    """From the lower edge of the number's ink, as a ruler is laid, to the rule's upper edge.

    The tolerance: Word sets borders in whole points, brackets reach deeper than ideographs.
    """
    page = plan.pages[0]
    rule = red_rule(page).box
    number = [g.box for g in page.glyphs if 110 < g.baseline < rule.top]
    gap = rule.top - measuring.around(number).bottom
    assert gap == pytest.approx(gb.RULE_GAP.mm, abs=0.5)


# --- title (7.3.1) -------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["sample", *NAMES])
def test_titles_break_where_chosen_and_stand_in_the_middle(cases: Cases, case: str) -> None:
    for document in cases[case]:
        if document.key in ("ballot", "count_sheet"):  # forms with a heading of their own
            continue
        wanted = [squeezed(line) for line in document.context["标题"].split("\n")]
        texts = [line.text for line in document.pages[0].lines]
        assert wanted[0] in texts, (document.name, wanted, texts[:8])
        start = texts.index(wanted[0])
        assert texts[start : start + len(wanted)] == wanted
        for line in document.pages[0].lines[start : start + len(wanted)]:
            assert wording.width(line.text) <= TITLE_CHARACTERS, line.text
            assert line.box.centre == pytest.approx(document.type_area.centre, abs=0.5)


# --- 版记 (7.4) ----------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "thick"), [
    ("sample", [0.35, 0.25, 0.35]), ("many copies", [0.35, 0.25, 0.35]), ("no copies", [0.35] * 2),
])  # fmt: skip
def test_the_imprints_rules_stand_on_the_last_pages_foot(
    cases: Cases, case: str, thick: list[float]
) -> None:
    document = one(cases[case], PLAN)
    rules = full_rules(document.pages[-1])
    assert [rule.thickness for rule in rules] == pytest.approx(thick, abs=0.03)
    assert rules[-1].box.bottom == pytest.approx(FOOT, abs=0.5)
    for rule in rules:
        assert rule.box.left == pytest.approx(LEFT, abs=0.5)
        assert rule.box.width == pytest.approx(WIDTH, abs=0.5)
    assert not [page.number for page in document.pages[:-1] if full_rules(page)]
    above = [line for line in document.body(document.pages[-1])
             if line.box.middle < rules[0].box.top]  # fmt: skip
    assert all(line.box.bottom < rules[0].box.top + 0.5 for line in above)


def test_the_imprint_stands_one_character_in_on_both_sides(plan: Printed) -> None:
    rules = full_rules(plan.pages[-1])
    inside = [line for line in plan.body(plan.pages[-1]) if line.box.middle > rules[0].box.top]
    copies, printer, day = inside
    assert copies.text.startswith("抄送：")
    assert copies.text.endswith("。")
    assert copies.box.left == pytest.approx(LEFT + SMALL_CHARACTER, abs=0.5)
    assert printer.box.left == pytest.approx(LEFT + SMALL_CHARACTER, abs=0.5)
    assert day.box.right == pytest.approx(RIGHT - SMALL_CHARACTER, abs=0.5)


@pytest.mark.parametrize("case", ["sample", "many copies", "no copies"])
def test_the_imprints_text_keeps_clear_of_its_rules(cases: Cases, case: str) -> None:
    """By the ink of the characters; office and date stand on one baseline."""
    page = one(cases[case], PLAN).pages[-1]
    rules = full_rules(page)
    inside = [g for g in page.glyphs if rules[0].box.top < g.baseline < rules[-1].box.bottom]
    assert inside
    for glyph in inside:
        for rule in rules:
            assert max(glyph.box.top - rule.box.bottom, rule.box.top - glyph.box.bottom) > 0.3
    last = [g.baseline for g in inside if g.baseline > rules[-2].box.bottom]
    assert max(last) - min(last) < 0.2


def test_a_long_list_of_copies_continues_under_its_first_name(cases: Cases) -> None:
    document = one(cases["many copies"], PLAN)
    upper, lower, _ = full_rules(document.pages[-1])
    first, *others = [
        line
        for line in document.body(document.pages[-1])
        if upper.box.top < line.box.middle < lower.box.top
    ]
    assert first.text.startswith("抄送：")
    assert len(others) >= 2
    for line in (first, *others):
        hung = SMALL_CHARACTER if line.text[-1] in MARKS else 0
        assert line.box.right < RIGHT - SMALL_CHARACTER + hung + 0.5
    expected = first.box.left + len("抄送：") * SMALL_CHARACTER
    assert [line.box.left for line in others] == pytest.approx([expected] * len(others), abs=0.5)


# --- fonts (5.2.2, 7.3) --------------------------------------------------------------------


def test_every_document_gets_the_stand_ins_of_the_standards_fonts(cases: Cases) -> None:
    known = {"FandolFang", "FandolKai", "FandolHei", "FandolSong", "LiberationSerif"}
    for document in cases["sample"]:
        fonts = {font.split("-")[0] for font in rendering.fonts(document.pdf)}
        assert fonts <= known, document.name
        assert {"FandolFang", "FandolSong"} <= fonts


@pytest.mark.parametrize("key", [PLAN, "result_bulletin"])
def test_titles_headings_and_text_each_have_their_own_font(cases: Cases, key: str) -> None:
    document = one(cases["sample"], key)
    styles = {"公文标题": "FandolSong", "一级标题": "FandolHei", "二级标题": "FandolKai",
              "Normal": "FandolFang", "末段": "FandolFang", "署名": "FandolFang"}  # fmt: skip
    found: dict[str, set[str]] = {}
    for text, font in measuring.texts_by_font(document.pdf):
        found.setdefault(squeezed(text), set()).add(font)
    seen = set()
    for block in document.blocks:
        style = getattr(block.style, "name", "")
        whole = squeezed(block.text) if style in styles else ""
        # Digits are in the Latin font, so that a paragraph may come in several stretches; the
        # names of the signature stand in the head, too.
        for text, fonts in found.items():
            begins = text in whole if style == "公文标题" else whole.startswith(text)
            if len(text) >= 6 and begins:
                assert styles[style] in fonts, text
                seen.add(style)
    assert seen >= set(styles) - {"末段"}


def test_quotes_and_dashes_of_the_text_take_the_chinese_font(cases: Cases) -> None:
    for document in cases["sample"]:
        for text, font in measuring.texts_by_font(document.pdf):
            if set(text) & set("“”‘’…") or "——" in text:
                assert font.startswith("Fandol"), (document.name, text)
