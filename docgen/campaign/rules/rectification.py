"""Rules about what follows from the vote: opinions and poor results call for rectification."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import origins, schema, tally
from docgen.campaign.model import Campaign
from docgen.campaign.rules.base import rule, warning
from docgen.campaign.rules.grades import is_consistent
from docgen.campaign.schema import Use
from docgen.chinese.wording import percent, ratio_words
from docgen.errors import Problem


@rule(
    Use(schema.OPINIONS, ("content",)),
    Use(schema.COUNTS, ("official", "item", "voter_class")),
    by_row=(Use(schema.RECTIFICATIONS, ("origin",)),),
)
def origins_exist(campaign: Campaign) -> Iterator[Problem]:
    """A row that 来源 names holds an opinion, or a row of the count."""
    rows = {
        schema.OPINIONS.name: {opinion.source.row for opinion in campaign.opinions},
        schema.COUNTS.name: {
            row.source.row
            for row in (*campaign.counts, *campaign.typed_counts)
            if row.source.sheet == schema.COUNTS.name
        },
    }
    for item in campaign.rectifications:
        for sheet, known in rows.items():
            for row in origins.rows_named(item.origin, sheet):
                if row not in known:
                    yield warning(
                        "origin-row-unknown",
                        item,
                        "origin",
                        f"来源写的是《{sheet}》第{row}行，而这一行没有内容",
                        f"请核对行号：{sheet}!后面写《{sheet}》左侧显示的行号；插入或删去行以后，行号会变。",
                    )


@rule(Use(schema.RECTIFICATIONS, ("origin",)), by_row=(Use(schema.OPINIONS, ("content",)),))
def opinions_are_answered(campaign: Campaign) -> Iterator[Problem]:
    """Every opinion is taken up by a rectification item, or a person decides that none is due."""
    answered = {
        opinion.source.row
        for item in campaign.rectifications
        for opinion in origins.opinions_named(campaign, item)
    }
    for opinion in campaign.opinions:
        row = opinion.source.row
        if row and row not in answered:
            yield warning(
                "opinion-unanswered",
                opinion,
                "content",
                "这条意见建议还没有对应的整改项目",
                f"需要整改的，请在《{schema.RECTIFICATIONS.name}》有关项目的“来源”中写"
                f"“{schema.OPINIONS.name}!{row}”；不需要整改的无需处理。",
            )


@rule(
    Use(schema.INFO, ("trigger",)),
    Use(schema.OFFICIALS, ("name",)),
    Use(schema.ITEMS, ("name",)),
    schema.GRADES,
    Use(schema.CLASSES, ("name", "expected", "returned", "invalid")),
    schema.COUNTS,
    schema.ENTRIES,
    Use(schema.RECTIFICATIONS, ("origin", "problem")),
)
def dissatisfaction_is_answered(campaign: Campaign) -> Iterator[Problem]:
    """An item over the trigger calls for rectification."""
    if not tally.is_counted(campaign) or not is_consistent(campaign.grades):
        return  # a scale that contradicts itself gives no rates
    trigger = campaign.info.trigger
    first_rows = {(row.official, row.item): row for row in reversed(campaign.counts)}
    for result in tally.count(campaign).items:
        rate = result.total.dissatisfaction
        if any(line.unmarked < 0 for line in result.by_class.values()):
            continue  # more votes than ballots: the rate means nothing
        if rate is None or rate <= trigger:
            continue
        if origins.answers(campaign, result.official, result.item):
            continue
        row = first_rows[result.official, result.item]
        lacking = "没有对应的整改项目" if campaign.rectifications else "没有整改项目"
        yield warning(
            "rectification-due",
            row,
            "item",
            f"{result.official}“{result.item}”不满意率{percent(rate)}，"
            f"超过{ratio_words(trigger)}，而《{schema.RECTIFICATIONS.name}》{lacking}",
            f"请在《{schema.RECTIFICATIONS.name}》中填写整改项目，"
            f"“来源”写“{schema.COUNTS.name}!{row.source.row}”。",
        )


RULES = (origins_exist, opinions_are_answered, dissatisfaction_is_answered)
