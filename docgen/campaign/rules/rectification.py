"""Rules about what follows from the vote: opinions and poor results call for rectification."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import origins, schema, tally
from docgen.campaign.model import Campaign, Rectification
from docgen.campaign.origins import Opinions, Reference
from docgen.campaign.rules.base import rule, warning
from docgen.campaign.rules.grades import is_consistent
from docgen.campaign.schema import Use
from docgen.chinese.wording import percent, ratio_words
from docgen.errors import Problem


@rule(
    Use(schema.OPINIONS, ("content", "number")),
    Use(schema.COUNTS, ("official", "item", "voter_class")),
    by_row=(Use(schema.RECTIFICATIONS, ("origin",)),),
)
def origins_exist(campaign: Campaign) -> Iterator[Problem]:
    """What 来源 names can be read, and is an opinion, or a row of the count."""
    opinions = Opinions.of(campaign)
    counted = {
        row.source.row
        for row in (*campaign.counts, *campaign.typed_counts)
        if row.source.sheet == schema.COUNTS.name
    }
    for item in campaign.rectifications:
        if origins.is_unread(item.origin):
            yield _told(
                "origin-unread",
                item,
                f"看不懂来源“{item.origin}”指的是哪一条",
                f"请写《{schema.OPINIONS.name}》的编号，例如：意见3；"
                f"或者《{schema.COUNTS.name}》的行号，例如：{schema.COUNTS.name}!5。",
            )
        for reference in origins.references(item.origin):
            for figure in reference.figures:
                if reference.sheet == schema.COUNTS.name:
                    is_known = figure in counted
                else:
                    is_known = opinions.named(reference, figure) is not None
                if not is_known:
                    yield _unknown(item, reference, figure)


def _unknown(item: Rectification, reference: Reference, figure: int) -> Problem:
    sheet = reference.sheet
    if not reference.by_row:
        return _told(
            "origin-number-unknown",
            item,
            f"来源写的是编号{figure}的意见，而《{sheet}》没有这个编号",
            f"请核对《{sheet}》的“编号”一列。",
        )
    return _told(
        "origin-row-unknown",
        item,
        f"来源写的是《{sheet}》第{figure}行，而这一行没有内容",
        f"请核对行号：{sheet}!后面写《{sheet}》左侧显示的行号；插入或删去行以后，行号会变。",
    )


def _told(code: str, item: Rectification, message: str, hint: str) -> Problem:
    return warning(code, item, "origin", message, hint)


@rule(
    Use(schema.OPINIONS, ("content", "number")),
    by_row=(Use(schema.RECTIFICATIONS, ("origin",)),),
)
def origins_are_sure(campaign: Campaign) -> Iterator[Problem]:
    """What 来源 names is the same opinion today as when it was written."""
    opinions = Opinions.of(campaign)
    numbers = [each.number for each in campaign.opinions if each.number is not None]
    are_sorted = numbers == sorted(numbers)
    for item in campaign.rectifications:
        named = [r for r in origins.references(item.origin) if r.sheet == schema.OPINIONS.name]
        if campaign.opinions and not opinions.are_numbered and not all(r.by_row for r in named):
            yield _told(
                "origin-number-guessed",
                item,
                f"来源写的是意见的编号，而《{schema.OPINIONS.name}》没有填写编号，暂按从上到下的次序理解",
                "请关闭工作簿，运行 docgen grid 补上编号，再核对来源。",
            )
        elif not are_sorted and any(reference.by_row for reference in named):
            yield _told(
                "origin-rows-moved",
                item,
                f"来源写的是行号，而《{schema.OPINIONS.name}》的行重新排过次序，行号可能指到别的意见",
                "请改写编号，例如：意见3。编号不随行移动。",
            )


@rule(Use(schema.RECTIFICATIONS, ("origin",)), by_row=(Use(schema.OPINIONS, ("content",)),))
def opinions_are_answered(campaign: Campaign) -> Iterator[Problem]:
    """Every opinion is taken up by a rectification item, or a person decides that none is due."""
    opinions = Opinions.of(campaign)
    answered = {
        opinion.source.row
        for item in campaign.rectifications
        for opinion in opinions.named_in(item.origin)
    }
    for opinion in campaign.opinions:
        row = opinion.source.row
        if row and row not in answered:
            name = f"意见{opinion.number}" if opinion.number else f"{schema.OPINIONS.name}!{row}"
            yield warning(
                "opinion-unanswered",
                opinion,
                "content",
                "这条意见建议还没有对应的整改项目",
                f"需要整改的，请在《{schema.RECTIFICATIONS.name}》有关项目的“来源”中写"
                f"“{name}”；不需要整改的无需处理。",
            )


@rule(by_row=(Use(schema.RECTIFICATIONS, ("owner",)),))
def every_problem_has_one_owner(campaign: Campaign) -> Iterator[Problem]:
    """What is everybody's task is nobody's."""
    for item in campaign.rectifications:
        owners = item.owner.split("、")
        if len(owners) > 1:
            yield warning(
                "owners-several",
                item,
                "owner",
                f"写了{len(owners)}名责任人（{item.owner}），每个问题应只有一名",
                "请确定一名责任人，其他人写入整改措施；确需共同负责的无需处理。",
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


RULES = (
    origins_exist,
    origins_are_sure,
    opinions_are_answered,
    every_problem_has_one_owner,
    dissatisfaction_is_answered,
)
