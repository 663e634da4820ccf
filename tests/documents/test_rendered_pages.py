"""What comes out of the printer: documents converted by LibreOffice, their pages read."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path

import pytest

from docgen import documents
from docgen.campaign.model import Campaign, Item, Official, ReportForm
from docgen.commands.build.render_all import render_all
from docgen.documents.stage2_review import BALLOT_NOTE
from tests.support.rendered import (  # noqa: F401  # fixtures
    Pages,
    campaign_fixture,
    pages_fixture,
    renderer,
    squeezed,
)
from tools import rendering
from tools.update_golden import document_text

pytestmark = pytest.mark.render


def one_class(campaign: Campaign, expected: int) -> Campaign:
    first = dataclasses.replace(campaign.classes[0], expected=expected, spare=0)
    return dataclasses.replace(campaign, classes=(first,), representatives=())


def with_rows(campaign: Campaign, officials: int, items: int, long: bool = False) -> Campaign:
    post = "中国共产党幸福里社区总支部委员会书记兼居民委员会主任" if long else "社区主任"
    item = "贯彻落实上级部署和居民会议决定情况" if long else "履职情况"
    return dataclasses.replace(
        one_class(campaign, 3),
        officials=tuple(
            Official(name=f"述评{n}号", post=post, form=ReportForm.SPOKEN)
            for n in range(1, officials + 1)
        ),
        items=tuple(Item(name=f"{item}{n}项", note="") for n in range(1, items + 1)),
    )


@pytest.mark.parametrize(
    ("officials", "items", "long"),
    [(1, 1, False), (2, 4, False), (1, 9, False), (3, 3, False), (2, 4, True), (1, 1, True),
     (3, 2, True)],
)  # fmt: skip
def test_a_ballot_is_never_split_over_pages(
    campaign: Campaign, pages: Pages, officials: int, items: int, long: bool
) -> None:
    (printed,) = pages(with_rows(campaign, officials, items, long), "ballot")
    note = squeezed(BALLOT_NOTE)
    assert sum(squeezed(page).count(note) for page in printed) == 3
    for page in printed:
        text = squeezed(page)
        ballots = text.count(note)
        assert 1 <= ballots <= 2
        for n in range(1, items + 1):
            assert len(re.findall(rf"(?<!\d){n}项", text)) == ballots * officials


def test_two_ballots_share_a_page_with_a_cutting_line_between(
    campaign: Campaign, pages: Pages
) -> None:
    (printed,) = pages(one_class(campaign, 16), "ballot")
    assert len(printed) == 8
    assert all(squeezed(page).count("沿此线裁开") == 1 for page in printed)


def test_a_ballot_of_six_officials_and_six_items_has_a_page_of_its_own_with_every_row(
    campaign: Campaign, pages: Pages
) -> None:
    (printed,) = pages(with_rows(campaign, 6, 6), "ballot")
    starts = [n for n, page in enumerate(printed) if squeezed(BALLOT_NOTE) in squeezed(page)]
    assert len(starts) == 3
    whole = squeezed("".join(printed))
    assert whole.count("6项") == 3 * 6
    assert "沿此线裁开" not in whole
    for page in printed:
        assert "测评项目" in page, "the head of the table repeats on each page"


def test_ballots_carry_no_page_number(campaign: Campaign, pages: Pages) -> None:
    (printed,) = pages(one_class(campaign, 3), "ballot")
    assert not [page for page in printed if re.search(r"—\s*\d+\s*—", page)]


def test_a_long_rectification_list_repeats_its_head_and_loses_no_row(
    campaign: Campaign, pages: Pages
) -> None:
    template = campaign.rectifications[0]
    items = tuple(
        dataclasses.replace(template, problem=f"第{n}个问题的说明文字") for n in range(1, 61)
    )
    (printed,) = pages(dataclasses.replace(campaign, rectifications=items), "rectification_list")
    assert len(printed) > 3
    assert all("整改措施" in page and "完成时限" in page for page in printed)
    whole = squeezed("".join(printed))
    assert [n for n in range(1, 61) if f"第{n}个问题" not in whole] == []


def test_the_plan_numbers_its_pages_odd_right_and_even_left(
    campaign: Campaign, pages: Pages
) -> None:
    (printed,) = pages(campaign, "implementation_plan")
    assert len(printed) >= 5
    for number, page in enumerate(printed, start=1):
        mark = re.search(rf"^( *)— ?{number} ?—", page, re.MULTILINE)
        assert mark is not None
        assert (len(mark.group(1)) > 20) == bool(number % 2)


def test_no_mark_or_character_of_a_text_is_lost_on_the_pages(
    campaign: Campaign, pages: Pages
) -> None:
    for key in ("implementation_plan", "result_bulletin"):
        (file,) = render_all(documents.plan(campaign, [key]).planned)
        written = Counter(squeezed(document_text(file.data).replace("⏎", "").replace("|", "")))
        (printed,) = pages(campaign, key)
        on_paper = Counter(squeezed("".join(printed)))
        lost = {char: n - on_paper[char] for char, n in written.items() if n > on_paper[char]}
        assert lost == {}


def test_the_imprint_stands_at_the_foot_of_the_plans_last_page(
    campaign: Campaign, pages: Pages
) -> None:
    (printed,) = pages(campaign, "implementation_plan")
    lines = [line.strip() for line in printed[-1].splitlines() if line.strip()]
    assert squeezed(lines[-1]) == f"—{len(printed)}—"
    assert lines[-2].endswith("印发")
    assert lines[-3].startswith("抄送：")
    assert not any("抄送：" in page for page in printed[:-1])


def test_name_and_date_stand_with_the_last_lines_of_text(campaign: Campaign, pages: Pages) -> None:
    for key, closing in (("implementation_plan", "联系人"), ("result_bulletin", "公示时间")):
        (printed,) = pages(campaign, key)
        signed = next(page for page in printed if campaign.info.party_org in page[-1500:])
        last = [page for page in printed if closing in page][-1]
        assert last in (signed, printed[-1])
        assert campaign.info.committee in last


def test_the_sample_prints_without_an_empty_page(campaign: Campaign, tmp_path: Path) -> None:
    paths = []
    for file in render_all(documents.plan(campaign).planned):
        path = tmp_path / file.name
        path.write_bytes(file.data)
        paths.append(path)
    for pdf in rendering.convert(paths, tmp_path / "pdf"):
        for page in rendering.page_texts(pdf):
            assert len(squeezed(page)) > 40, pdf.name


def test_the_standards_fonts_get_the_stand_ins_and_not_some_default(
    campaign: Campaign, tmp_path: Path
) -> None:
    (file,) = render_all(documents.plan(campaign, ["implementation_plan"]).planned)
    path = tmp_path / "plan.docx"
    path.write_bytes(file.data)
    (pdf,) = rendering.convert([path], tmp_path)
    fonts = rendering.fonts(pdf)
    assert {"FandolFang", "FandolKai", "FandolHei"} <= {font.split("-")[0] for font in fonts}
    assert not [font for font in fonts if "Noto" in font]
