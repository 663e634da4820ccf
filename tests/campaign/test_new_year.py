"""The campaign of a new year: what is kept, shifted and emptied of the old one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Meeting, RectificationState
from docgen.campaign.new_year import NewYear, new_year
from tests.support.samples import sample_campaign


def column(found: NewYear, sheet: schema.Sheet, field: str) -> list[object]:
    number = [each.field for each in sheet.columns].index(field)
    return [row[number] for row in found.tables[sheet.name]]


def told(found: NewYear, sheet: str, what: str) -> list[str]:
    return [change.told for change in found.changes if change[:2] == (sheet, what)]


def test_people_items_and_agendas_are_kept_as_they_are() -> None:
    old, found = sample_campaign(), new_year(sample_campaign(), 2027)
    for sheet in (schema.GROUP, schema.OFFICIALS, schema.ITEMS, schema.AGENDA, schema.TELLERS):
        for each in sheet.columns:
            kept = [getattr(record, each.field) for record in getattr(old, sheet.field)]
            assert column(found, sheet, each.field) == kept


def test_nothing_that_last_years_vote_brought_is_left() -> None:
    found = new_year(sample_campaign(), 2027)
    for field in ("present", "issued", "returned", "invalid"):
        assert set(column(found, schema.CLASSES, field)) == {None}
    assert {len(row) for row in found.tables[schema.COUNTS.name]} == {3}  # labels alone
    assert not {sheet.name for sheet in (schema.OPINIONS, schema.ENTRIES)} & found.tables.keys()


def test_what_belongs_to_one_year_is_emptied_not_replaced_by_a_default() -> None:
    info = new_year(sample_campaign(), 2027).info
    for heading in ("文件依据名称", "文件依据文号", "发文顺序号", "成文日期", "印发日期"):
        assert info[heading] is None
    assert info["年度"] == 2027
    assert info["社区名称"] == sample_campaign().info.community


def test_dates_keep_their_weekdays_where_the_holidays_are_not_known() -> None:
    old, found = sample_campaign(), new_year(sample_campaign(), 2027)
    days = column(found, schema.MEETINGS, "day")
    former = [meeting.day for meeting in old.meetings]
    assert [day - before for day, before in zip(days, former, strict=True)] == [  # type: ignore[operator]
        timedelta(weeks=52)
    ] * len(days)
    assert any(
        "2027年的放假安排还没有收入程序" in text for text in told(found, "进度安排", "请核对")
    )


def with_meeting(day: date) -> Campaign:
    campaign = sample_campaign()
    return replace(campaign, meetings=(replace(campaign.meetings[0], day=day),))


@pytest.mark.parametrize(
    ("former", "day"),
    [
        (date(2024, 5, 6), date(2025, 5, 6)),  # 5 May 2025 is a holiday
        (date(2024, 4, 13), date(2025, 4, 12)),  # a Saturday was chosen, and stays one
    ],
)
def test_a_meeting_goes_off_holidays_but_stays_on_a_saturday_that_was_chosen(
    former: date, day: date
) -> None:
    campaign = with_meeting(former)
    info = replace(campaign.info, year=2024, start=date(2024, 3, 4), end=date(2024, 6, 28))
    found = new_year(replace(campaign, info=info, schedule=()), 2025)
    assert column(found, schema.MEETINGS, "day") == [day]


@given(st.dates(date(2023, 1, 2), date(2024, 12, 20)), st.integers(0, 90), st.integers(1, 2))
def test_periods_never_end_before_they_begin_and_stages_do_not_cross(
    start: date, days: int, years: int
) -> None:
    campaign = sample_campaign()
    end = start + timedelta(days=days)
    works = (
        replace(campaign.schedule[0], start=start, end=end),
        replace(campaign.schedule[-1], start=end + timedelta(days=1), end=end + timedelta(days=9)),
    )
    info = replace(campaign.info, year=start.year, start=start, end=works[1].end)
    found = new_year(replace(campaign, info=info, schedule=works, meetings=()), start.year + years)
    firsts, lasts = (column(found, schema.SCHEDULE, field) for field in ("start", "end"))
    assert all(first <= last for first, last in zip(firsts, lasts, strict=True))  # type: ignore[operator]
    assert lasts[0] < firsts[1]  # type: ignore[operator]


def test_the_vote_is_not_moved_beyond_its_stage() -> None:
    campaign = sample_campaign()
    review = next(each for each in campaign.meetings if each.kind.value == "述评会议")
    work = next(each for each in campaign.schedule if each.stage.value == "民主评议")
    day = date(2024, 5, 6)  # 5 May 2025 is a holiday, and the stage's last day
    schedule = (replace(work, start=date(2024, 4, 22), end=day),)
    info = replace(campaign.info, year=2024, start=date(2024, 4, 22), end=date(2024, 6, 28))
    meetings: tuple[Meeting, ...] = (replace(review, day=day),)
    found = new_year(replace(campaign, info=info, schedule=schedule, meetings=meetings), 2025)
    (moved,), (last,) = column(found, schema.MEETINGS, "day"), column(found, schema.SCHEDULE, "end")
    assert (moved, last) == (date(2025, 4, 30), date(2025, 4, 30))


def test_names_tell_the_new_year_and_texts_that_tell_the_old_are_named() -> None:
    campaign = sample_campaign()
    meeting = replace(campaign.meetings[0], name="2026年动员大会", place="2026年新建的活动室")
    agenda = (replace(campaign.agenda[0], meeting="2026年动员大会"),)
    found = new_year(replace(campaign, meetings=(meeting,), agenda=agenda), 2027)
    assert column(found, schema.MEETINGS, "name") == ["2027年动员大会"]
    assert column(found, schema.AGENDA, "meeting") == ["2027年动员大会"]
    assert told(found, "会议", "请核对") == ["“2026年新建的活动室”中写有2026，请看要不要改"]


def test_unfinished_items_are_carried_over_only_when_that_is_asked_for() -> None:
    campaign = sample_campaign()
    open_items = [
        item for item in campaign.rectifications if item.state is not RectificationState.DONE
    ]
    assert len(open_items) > 0
    assert schema.RECTIFICATIONS.name not in new_year(campaign, 2027).tables
    found = new_year(campaign, 2027, carry_over=True)
    assert column(found, schema.RECTIFICATIONS, "problem") == [each.problem for each in open_items]
    assert set(column(found, schema.RECTIFICATIONS, "origin")) == {"上年未完成"}
    done = tuple(replace(each, state=RectificationState.DONE) for each in campaign.rectifications)
    finished = new_year(replace(campaign, rectifications=done), 2027, carry_over=True)
    assert finished.unfinished == 0
    assert told(finished, "整改清单", "清空") == ["全部"]


def test_a_campaign_does_not_go_back() -> None:
    with pytest.raises(ValueError, match="2026"):
        new_year(sample_campaign(), 2026)
