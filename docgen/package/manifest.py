"""manifest.json: what a package holds and what its campaign came to, as data. Pure.

The format is published as ``docs/manifest.schema.json``. It holds no phone numbers
and no names of representatives: it is what an upper-level office passes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from docgen.campaign import tally
from docgen.campaign.model import (
    Campaign,
    CountRow,
    Grade,
    Item,
    Official,
    RectificationState,
    ReportForm,
    VoterClass,
)
from docgen.package import json_reader
from docgen.package.forms import FORM_OF_KEY
from docgen.package.json_reader import ManifestFault as ManifestFault  # others take it from here
from docgen.package.json_reader import Node

MANIFEST = json_reader.MANIFEST
FORMAT = "docgen-package/3"
FORMER_FORMAT = (
    "docgen-package/2"  # still read: its files are there, what they were made from is not
)
SIGNATURE = "manifest.sig"
HISTORY = "历史版本"  # the tool's own sub-folder of former versions; no part of a filing
WORKBOOK_KEY = "workbook"  # of the workbook's copy among the files
SOURCES = "生成来源"  # the tool's own sub-folder of what documents were made from
TEMPLATE_KEY, FORMER_KEY = "template", "former_workbook"  # what is in it
SOURCE_KEYS = frozenset({TEMPLATE_KEY, FORMER_KEY})
NO_DOCUMENTS = frozenset({*FORM_OF_KEY, WORKBOOK_KEY, *SOURCE_KEYS})
MAX_BYTES = 5 * 1024 * 1024
_RESERVED = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the package.

    ``key`` is its document's, ``workbook``, ``pdf`` or ``print``, or that of what documents were
    made from: ``template``, ``former_workbook``. ``sha256`` is that of the bytes in the package,
    ``made_sha256`` that of the bytes as the tool made them: they differ when a person has
    edited the file. ``template_sha256`` is that of the Word template, ``workbook_sha256`` that of
    the workbook that the file was made from, which may be an earlier one than the package's:
    both are empty for the workbook itself. ``source_sha256`` is that of what the user gave for
    it (``docgen.commands.build.sources``), empty where nothing is known of that; ``tool`` the version
    that made it, empty for that of the manifest.
    """

    key: str
    name: str
    size: int
    sha256: str
    template_sha256: str
    made_sha256: str
    workbook_sha256: str = ""
    source_sha256: str = ""
    tool: str = ""

    @property
    def is_edited(self) -> bool:
        """True when a person has edited the file."""
        return self.sha256 != self.made_sha256


@dataclass(frozen=True, slots=True)
class RectificationRecord:
    """How far a rectification item is."""

    kind: str
    state: RectificationState
    deadline: date
    closed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignData:
    """What a roll-up needs to know of a campaign.

    ``counts`` are empty before the vote is counted. ``docgen.campaign.tally`` counts it like a Campaign.
    """

    community: str
    upper_office: str
    campaign_name: str
    year: int
    issued_on: date
    officials: tuple[Official, ...]
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]
    classes: tuple[VoterClass, ...]
    counts: tuple[CountRow, ...]
    rectifications: tuple[RectificationRecord, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole manifest. ``tool`` is the version that wrote it; ``files`` go by name.

    ``workbook`` is the name of the workbook's copy from which the package was made.
    ``holds_sources`` says that it is of the present format, which holds what each document was
    made from, and not of the former one.
    """

    tool: str
    campaign: CampaignData
    workbook: str
    files: tuple[FileRecord, ...]
    holds_sources: bool = True

    def record_of_workbook(self) -> FileRecord:
        """The record of the workbook's copy."""
        return next(record for record in self.files if record.name == self.workbook)


def campaign_data(campaign: Campaign) -> CampaignData:
    """What the manifest tells of a campaign; results that do not add up are left out."""
    info = campaign.info
    data = CampaignData(
        community=info.community,
        upper_office=info.upper_office,
        campaign_name=info.campaign_name,
        year=info.year,
        issued_on=info.issued_on,
        officials=campaign.officials,
        items=campaign.items,
        grades=campaign.grades,
        classes=campaign.classes,
        counts=campaign.counts if tally.is_counted(campaign) else (),
        rectifications=tuple(
            RectificationRecord(each.kind, each.state, each.deadline, each.closed_on)
            for each in campaign.rectifications
        ),
    )
    return replace(data, counts=()) if any(_misfits(data)) else data


def _misfits(data: CampaignData) -> Iterator[tuple[str, str]]:
    """The places in a campaign that contradict others, and what is wanted there."""
    known = {
        "officials": [each.name for each in data.officials],
        "items": [each.name for each in data.items],
        "grades": [each.name for each in data.grades],
        "classes": [each.name for each in data.classes],
    }
    for place, names in known.items():
        if len(set(names)) < len(names):
            yield place, "名称不应重复"
    valid = {each.name: tally.turnout(each).valid for each in data.classes}
    yield from _misfit_counts(data, known, valid)


def _misfit_counts(
    data: CampaignData, known: Mapping[str, Sequence[str]], valid: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """The same for the counts, by the ``known`` names and each class's ``valid`` ballots."""
    for number, name in enumerate(known["classes"]):
        if valid[name] < 0:
            yield f"classes[{number}].invalid", "不应多于收回票数"
    yield from _misfits_of_counts(data, known, valid)


def _misfits_of_counts(
    data: CampaignData, known: Mapping[str, Sequence[str]], valid: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    seen = set()
    for number, row in enumerate(data.counts):
        place, key = f"results[{number}]", (row.official, row.item, row.voter_class)
        named = zip(("official", "item", "class"), key, ("officials", "items", "classes"),
                    strict=True)  # fmt: skip
        for field, name, listed in named:
            if name not in known[listed]:
                yield f"{place}.{field}", f"应为{listed}中的名称"
        if key in seen:
            yield place, "同一对象、项目、类别不应重复"
        seen.add(key)
        if sum(row.votes or ()) > valid.get(row.voter_class, 0):
            yield f"{place}.votes", "各等次票数之和不应多于有效票数"


# --- writing -----------------------------------------------------------------------------


def encoded(manifest: Manifest) -> bytes:
    """The manifest as UTF-8 JSON; the same manifest gives the same bytes."""
    workbook = manifest.record_of_workbook()
    content = {
        "format": FORMAT,
        "tool": {"name": "docgen", "version": manifest.tool},
        "campaign": campaign_json(manifest.campaign),
        "workbook": {"name": workbook.name, "size": workbook.size, "sha256": workbook.sha256},
        "files": [
            _file_json(file, manifest.tool)
            for file in sorted(manifest.files, key=lambda file: file.name)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _file_json(file: FileRecord, tool: str) -> dict[str, Any]:
    """A file; what readers of this format did not always know is left out where it says nothing."""
    content: dict[str, Any] = {
        "key": file.key,
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "template_sha256": file.template_sha256 or None,
        "made_sha256": file.made_sha256,
        "workbook_sha256": file.workbook_sha256 or None,
    }
    if file.source_sha256:
        content["source_sha256"] = file.source_sha256
    if file.tool not in ("", tool):
        content["tool"] = file.tool
    return content


def campaign_json(data: CampaignData) -> dict[str, Any]:
    """What the manifest holds under ``campaign``."""
    valid = {each.name: tally.turnout(each).valid for each in data.classes}
    return {
        "community": data.community,
        "upper_office": data.upper_office,
        "name": data.campaign_name,
        "year": data.year,
        "issued_on": data.issued_on.isoformat(),
        "officials": [{"name": each.name, "post": each.post} for each in data.officials],
        "items": [each.name for each in data.items],
        "grades": [
            {
                "name": each.name,
                "satisfied": each.satisfied,
                "unsatisfied": each.unsatisfied,
                "counted": each.counted,
                "score": _number(each.score),
            }
            for each in data.grades
        ],
        "classes": [
            {
                "name": each.name,
                "expected": each.expected,
                "present": each.present,
                "issued": each.issued,
                "returned": each.returned,
                "invalid": each.invalid,
                "weight": _number(each.weight),
            }
            for each in data.classes
        ],
        "results": [
            {
                "official": row.official,
                "item": row.item,
                "class": row.voter_class,
                "valid": valid.get(row.voter_class, 0),
                "votes": dict(zip((g.name for g in data.grades), row.votes, strict=True)),
            }
            for row in data.counts
            if row.votes is not None
        ],
        "rectifications": [
            {
                "kind": each.kind,
                "state": each.state.value,
                "deadline": each.deadline.isoformat(),
                "closed_on": each.closed_on.isoformat() if each.closed_on else None,
            }
            for each in data.rectifications
        ],
    }


def _number(value: Fraction | None) -> str | None:
    """A fraction without loss: ``5``, ``1/3``."""
    return None if value is None else str(value)


# --- reading -----------------------------------------------------------------------------


def decoded(data: bytes) -> Manifest:
    """The manifest in these bytes, which may come from anywhere.

    Raises:
        ManifestFault: too large, no JSON, or not of this format; says where.
    """
    if len(data) > MAX_BYTES:
        raise ManifestFault(MANIFEST, f"文件超过{MAX_BYTES // 1024 // 1024}兆")
    try:
        content = json.loads(data.decode(), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise ManifestFault(MANIFEST, "不是有效的JSON文件") from None
    root = Node(content, "")
    stated = root.text("format")
    if stated not in (FORMAT, FORMER_FORMAT):
        raise ManifestFault("format", f"应为“{FORMAT}”")
    if root.node("tool").text("name") != "docgen":
        raise ManifestFault("tool.name", "应为“docgen”")
    tool = root.node("tool").text("version")
    campaign = _campaign(root.node("campaign"))
    files = tuple(map(_file, root.nodes("files")))
    workbook = root.node("workbook")
    name, size, digest = workbook.text("name"), workbook.count("size"), workbook.digest("sha256")
    names = [file.name for file in files]
    if len({each.lower() for each in names}) < len(names):
        raise ManifestFault("files", "文件名不应重复")
    meant = (WORKBOOK_KEY, name, size, digest)
    if any((file.key, file.name, file.size, file.sha256) == meant for file in files):
        return Manifest(tool, campaign, name, files, stated == FORMAT)
    raise ManifestFault("workbook", "应与文件清单中的工作簿一致")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; that of two equal names programs read the one or the other, so none may be."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a name twice")
    return content


def recorded(data: bytes) -> dict[str, FileRecord]:
    """The file records in a manifest of this or an earlier format, by name; none if unreadable.

    Each with the version that made it. For the tool's own folder, where a damaged manifest must
    not stop the work.
    """
    try:
        content = json.loads(data.decode())
        tool = content.get("tool")
        version = tool.get("version") if isinstance(tool, dict) else None
        records = [
            FileRecord(
                str(record["key"]),
                str(record["name"]),
                int(record["size"]),
                str(record["sha256"]),
                str(record.get("template_sha256") or ""),
                str(record.get("made_sha256", record["sha256"])),
                str(record.get("workbook_sha256") or ""),
                str(record.get("source_sha256") or ""),
                str(record.get("tool") or version or ""),
            )
            for record in content["files"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return {}
    return {record.name: record for record in records}


def _file(node: Node) -> FileRecord:
    key, name = node.text("key"), node.text("name")
    folder, own = f"{SOURCES}/", name
    if key in SOURCE_KEYS:
        if not name.startswith(folder):
            raise ManifestFault(f"{node.place}.name", f"应在“{SOURCES}”文件夹中")
        own = name.removeprefix(folder)
    if own.lower() in ("", ".", "..", MANIFEST) or _RESERVED.search(own):
        raise ManifestFault(f"{node.place}.name", "应为不带文件夹的文件名")
    return FileRecord(
        key,
        name,
        node.count("size"),
        node.digest("sha256"),
        node.optional("template_sha256", Node.digest) or "",
        node.digest("made_sha256"),
        node.optional("workbook_sha256", Node.digest) or "",
        node.given("source_sha256", Node.digest) or "",
        node.given("tool", Node.text) or "",
    )


def _campaign(node: Node) -> CampaignData:
    grades = tuple(
        Grade(
            name=each.text("name"),
            satisfied=each.flag("satisfied"),
            unsatisfied=each.flag("unsatisfied"),
            counted=each.flag("counted"),
            score=each.optional("score", Node.fraction),
        )
        for each in node.nodes("grades")
    )
    data = CampaignData(
        community=node.text("community"),
        upper_office=node.text("upper_office"),
        campaign_name=node.text("name"),
        year=node.count("year"),
        issued_on=node.day("issued_on"),
        officials=tuple(
            Official(name=each.text("name"), post=each.text("post"), form=ReportForm.SPOKEN)
            for each in node.nodes("officials")
        ),
        items=tuple(Item(name=name, note="") for name in node.texts("items")),
        grades=grades,
        classes=tuple(map(_voter_class, node.nodes("classes"))),
        counts=tuple(_count_row(each, grades) for each in node.nodes("results")),
        rectifications=tuple(map(_rectification, node.nodes("rectifications"))),
    )
    valid = {each.name: tally.turnout(each).valid for each in data.classes}
    for each, row in zip(node.nodes("results"), data.counts, strict=True):
        if each.count("valid") != valid.get(row.voter_class, each.count("valid")):
            raise ManifestFault(f"{each.place}.valid", "应为该类别的收回票数减去无效票数")
    for place, wanted in _misfits(data):
        raise ManifestFault(f"{node.place}.{place}", wanted)
    return data


def _voter_class(node: Node) -> VoterClass:
    return VoterClass(
        name=node.text("name"),
        expected=node.count("expected"),
        spare=0,
        present=node.optional("present", Node.count),
        issued=node.optional("issued", Node.count),
        returned=node.optional("returned", Node.count),
        invalid=node.optional("invalid", Node.count),
        colour="",
        weight=node.optional("weight", Node.fraction),
    )


def _count_row(node: Node, grades: Sequence[Grade]) -> CountRow:
    votes = node.node("votes")
    if votes.keys() - {grade.name for grade in grades}:
        raise ManifestFault(votes.place, "只应列出测评等次的票数")
    return CountRow(
        official=node.text("official"),
        item=node.text("item"),
        voter_class=node.text("class"),
        votes=tuple(votes.count(grade.name) for grade in grades),
    )


def _rectification(node: Node) -> RectificationRecord:
    state = node.text("state")
    if state not in list(RectificationState):
        raise ManifestFault(f"{node.place}.state", f"应为{'、'.join(RectificationState)}之一")
    return RectificationRecord(
        node.text("kind"),
        RectificationState(state),
        node.day("deadline"),
        node.optional("closed_on", Node.day),
    )
