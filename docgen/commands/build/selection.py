"""Which documents were asked for, and why they cannot be made."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from docgen.campaign.model import Stage
from docgen.chinese import wording
from docgen.commands.check import CheckReport
from docgen.documents import DOCUMENTS, Plan, Planned, Stopped, Waiting
from docgen.errors import Problem, RequestError, WorkbookRejected


def rejection(report: CheckReport, errors: Sequence[Problem]) -> WorkbookRejected:
    """The errors that stop what is asked for, then the other problems."""
    stopping = dict.fromkeys(errors)
    where = "工作簿" if len(stopping) == len(report.errors) else "要生成的公文用到的内容"
    return WorkbookRejected(
        f"{where}有{len(stopping)}处错误，没有生成公文",
        tuple(dict.fromkeys((*stopping, *report.problems))),
        "请按提示修改工作簿，保存后再试" + (f"，{report.what_waits}。" if report.waiting else "。"),
    )


def document_keys(only: Collection[str]) -> tuple[str, ...]:
    """The keys of the documents that are meant: by key, title, or what one title alone holds.

    Raises:
        RequestError: there is no such document, or several.
    """
    return tuple(map(_document_key, only))


def _document_key(name: str) -> str:
    titles = {document.key: document.title for document in DOCUMENTS}
    if name in titles:
        return name
    same = [key for key, title in titles.items() if title == name]
    found = same or [key for key, title in titles.items() if name and name in title]
    if len(found) == 1:
        return found[0]
    if found:
        named = "、".join(f"{titles[key]}（{key}）" for key in found)
        raise RequestError(f"“{name}”可以指几种公文", f"请写全名称或者代号：{named}。")
    raise RequestError(f"没有“{name}”这种公文", f"可用的代号：{'、'.join(titles)}。")


def requested(
    report: CheckReport, only: Collection[str], stages: Collection[Stage]
) -> tuple[Planned, ...]:
    """The files that are asked for; all that can be made when nothing is.

    Raises:
        WorkbookRejected: errors stop one of them, or what is asked for waits for something.
        RequestError: the documents asked for belong to other stages.
    """
    if not only and not stages and report.errors:
        raise rejection(report, report.errors)
    asked = _asked(report.plan, only, stages)
    if asked.stopped:
        raise rejection(report, [problem for each in asked.stopped for problem in each.problems])
    lacking_keys = set(only).difference(item.document.key for item in asked.planned)
    lacking = [item for item in asked.waiting if item.document.key in lacking_keys]
    if lacking or (asked.waiting and not asked.planned):
        raise _unready(report, lacking or asked.waiting)
    if not asked.planned:
        raise _of_other_stages(only, stages)
    return asked.planned


def _asked(plan: Plan, only: Collection[str], stages: Collection[Stage]) -> Plan:
    """The part of the plan that is about these documents and stages; all when none is given."""

    def is_asked(item: Planned | Waiting | Stopped) -> bool:
        in_stage = not stages or not set(stages).isdisjoint(_stages_of(item))
        return in_stage and (not only or item.document.key in only)

    return Plan(
        tuple(filter(is_asked, plan.planned)),
        tuple(filter(is_asked, plan.waiting)),
        tuple(filter(is_asked, plan.stopped)),
    )


def _of_other_stages(only: Collection[str], stages: Collection[Stage]) -> RequestError:
    titles = "".join(f"“{d.title}”" for d in DOCUMENTS if d.key in only) or "公文"
    return RequestError(
        f"{''.join(f'“{stage}”' for stage in Stage if stage in stages)}阶段没有{titles}",
        "各种公文所在的阶段，可以用 docgen list 查看。",
    )


def _unready(report: CheckReport, waiting: Sequence[Waiting]) -> WorkbookRejected:
    """What is asked for waits: what must be filled in, each thing once."""
    needs = {(need.sheet.name, need.text): need for each in waiting for need in each.needs}
    places = []
    for need in needs.values():
        cells = wording.places(need.where(report.campaign)) if report.campaign else ""
        places.append(f"《{need.sheet.name}》{need.text}" + (f"（{cells}）" if cells else ""))
    titles = "".join(f"“{each.title}”" for each in waiting)
    return WorkbookRejected(
        f"{titles}还不能生成", report.problems, f"请先填写：{'；'.join(places)}。"
    )


def _stages_of(item: Planned | Waiting | Stopped) -> tuple[Stage, ...]:
    """The stages that need it."""
    if isinstance(item, Planned):
        return (item.stage,)
    return item.stages if isinstance(item, Waiting) else item.document.stages


def partial_keys(plan: Plan, stages: Collection[Stage]) -> set[str]:
    """The documents that have files in other stages, too, than those that were asked for."""
    items: tuple[Planned | Waiting, ...] = (*plan.planned, *plan.waiting)
    return {
        item.document.key
        for item in items
        if stages and not set(stages).issuperset(_stages_of(item))
    }
