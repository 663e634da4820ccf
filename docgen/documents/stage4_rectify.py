"""总结整改: what follows from the review, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.campaign.model import Campaign, Rectification, RectificationState, Stage
from docgen.campaign.timeline import closing_day, stage_start
from docgen.chinese import wording
from docgen.documents import context as view
from docgen.documents import stage3_posting
from docgen.documents.context import Context
from docgen.documents.core import Part

__all__ = [
    "closing_day",
    "rectification_list",
    "rectification_notice",
    "rectification_posting",
    "state_words",
    "unfinished",
]


def rectification_list(campaign: Campaign, base: Context) -> Iterator[Part]:
    """整改清单: every problem with its owner and deadline."""
    info = campaign.info
    context = base | view.title(
        campaign, info.community, f"{info.year}年", info.campaign_name, "整改清单"
    )
    filed_on = wording.chinese_date(_day_of_list(campaign))
    yield Part(
        context | {"填报日期": filed_on},
        facts=(
            filed_on,
            *(
                fact
                for item in campaign.rectifications
                for fact in (
                    item.problem,
                    item.measure,
                    item.owner,
                    item.leader,
                    wording.chinese_date(item.deadline),
                    item.state.value,
                )
            ),
        ),
    )


def _day_of_list(campaign: Campaign) -> date:
    """The day that the list is of: when rectification begins, or the last that it tells of."""
    known = [day for item in campaign.rectifications for day in (item.found_on, item.closed_on)]
    return max((_first_day(campaign), *(day for day in known if day)))


def rectification_notice(campaign: Campaign, base: Context) -> Iterator[Part]:
    """整改通知单: one to the owner of each item, with a slip to reply on."""
    info = campaign.info
    day = _first_day(campaign)
    title = view.title(
        campaign, info.community, f"{info.year}年", info.campaign_name, "整改", "通知单"
    )
    numbers = [item.number for item in campaign.rectifications]
    if None in numbers:
        numbers = list(range(1, len(numbers) + 1))
    for number, item, row in zip(numbers, campaign.rectifications, base["整改清单"], strict=True):
        context = base | title | view.signature(campaign, day) | {"编号": number, "项": row}
        context["标题文"] = f"{title['标题文']}（第{number}号，{item.owner}）"
        yield Part(
            context,
            facts=(
                f"整改事项（第{number}号）",
                item.problem,
                item.kind,
                str(row["来源"]),
                item.measure,
                item.leader,
                item.owner,
                wording.chinese_date(item.deadline),
                info.contact,
                info.contact_phone,
                wording.chinese_date(day),
            ),
            suffix=item.owner,
            day=day,
        )


def rectification_posting(campaign: Campaign, base: Context) -> Iterator[Part]:
    """整改情况公示: how far every item is, posted from the day the campaign is closed."""
    info = campaign.info
    day = closing_day(campaign)
    context = (
        base
        | view.title(
            campaign, "关于", info.community, f"{info.year}年", info.campaign_name,
            "整改情况", "的公示",
        )
        | view.signature(campaign, day)
        | {
            "整改进展": state_words(campaign),
            "公示期": stage3_posting.posting_words(campaign, day),
        }
    )  # fmt: skip
    yield Part(
        context,
        facts=(
            *(
                fact
                for item in campaign.rectifications
                for fact in (
                    item.problem,
                    item.measure,
                    item.owner,
                    wording.chinese_date(item.deadline),
                    item.progress,
                    item.state.value,
                )
            ),
            context["整改进展"],
            context["公示期"],
            context["监督电话"],
        ),
        day=day,
    )


def state_words(campaign: Campaign) -> str:
    """``列入整改清单的问题共6项，其中已完成2项、整改中3项、未启动1项``, states without items left out."""
    total = len(campaign.rectifications)
    numbers = {
        state.value: sum(item.state is state for item in campaign.rectifications)
        for state in reversed(RectificationState)
    }
    by_state = wording.joined(f"{state}{number}项" for state, number in numbers.items() if number)
    return f"列入整改清单的问题共{total}项，其中{by_state}"


def unfinished(campaign: Campaign) -> list[Rectification]:
    """The items that are not done."""
    return [item for item in campaign.rectifications if item.state is not RectificationState.DONE]


def _first_day(campaign: Campaign) -> date:
    """The first day of 总结整改; a workbook without that stage is not built from."""
    return stage_start(campaign, Stage.RECTIFY) or closing_day(campaign)
