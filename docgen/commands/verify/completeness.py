"""Which stages a package holds all the documents of, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docgen.campaign.model import Stage
from docgen.documents import Plan
from docgen.errors import Finding, printable
from docgen.package.manifest import NO_DOCUMENTS, Manifest
from docgen.package.replacing import base_name


def checked_stages(
    manifest: Manifest, files: Mapping[str, bytes], plan: Plan, upto: Stage | None
) -> tuple[tuple[Stage, ...], tuple[Finding, ...]]:
    """The stages that are complete, and each document that should be there and is not.

    All of a stage must be there when something of it is, or when it is not after ``upto``.
    """
    records = [record for record in manifest.files if record.key not in NO_DOCUMENTS]
    recorded = {base_name(record.name) for record in records}
    there = {base_name(record.name) for record in records if record.name in files}
    begun = {item.stage for item in plan.planned if item.file_name in recorded}
    order = list(Stage)
    asked = set(order[: order.index(upto) + 1]) if upto else set()
    complete = tuple(stage for stage in Stage if _is_complete(stage, there, plan))
    missing = _missing(recorded, plan, begun | asked)
    return complete, (*missing, *_waiting(manifest.workbook, plan, asked))


def _is_complete(stage: Stage, there: set[str], plan: Plan) -> bool:
    names = {item.file_name for item in plan.planned if item.stage is stage}
    waits = any(stage in item.stages for item in plan.waiting)
    stopped = any(stage in item.document.stages for item in plan.stopped)
    return bool(names) and names <= there and not waits and not stopped


def _missing(recorded: set[str], plan: Plan, stages: set[Stage]) -> Iterator[Finding]:
    for item in plan.planned:
        if item.stage in stages and item.file_name not in recorded:
            yield Finding.error(
                "document-missing",
                item.file_name,
                f"“{item.stage}”阶段的材料里没有这份公文",
                f"请社区用 docgen build --stage {item.stage} 生成后报送。",
            )


def _waiting(workbook: str, plan: Plan, stages: set[Stage]) -> Iterator[Finding]:
    """What the workbook cannot make yet of stages that must be complete."""
    for item in plan.waiting:
        late = [stage for stage in item.stages if stage in stages]
        if late:
            needs = "；".join(f"《{need.sheet.name}》{need.text}" for need in item.needs)
            yield Finding.error(
                "document-waiting",
                workbook,
                f"“{late[0]}”阶段的“{printable(item.title)}”还不能生成",
                f"请社区填写后重新生成：{needs}。",
            )
