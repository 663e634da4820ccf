"""manifest.json: what a package holds and what its campaign came to, as data. Pure.

The format is published as ``docs/manifest.schema.json``. It holds no phone numbers
and no names of representatives: it is what an upper-level office passes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from docgen import tally
from docgen.model import (
    Campaign,
    CountRow,
    Grade,
    Item,
    Official,
    RectificationState,
    ReportForm,
    VoterClass,
)

MANIFEST = "manifest.json"
FORMAT = "docgen-package/2"
WORKBOOK_KEY = "workbook"  # of the workbook's copy among the files
MAX_BYTES = 5 * 1024 * 1024
_MAX_COUNT = 10**9  # no figure of a community is larger
_DIGEST = re.compile(r"[0-9a-f]{64}")
_T = TypeVar("_T")


class ManifestFault(ValueError):
    """A manifest that does not follow its format; ``place`` is where: ``files[3].size``."""

    def __init__(self, place: str, wanted: str) -> None:
        super().__init__(f"{place}：{wanted}")
        self.place, self.wanted = place, wanted


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of the package.

    ``key`` is its document's, or ``workbook``; ``sha256`` that of the bytes in the package,
    ``made_sha256`` that of the bytes as the tool made them: they differ when a person has
    edited the file. ``template_sha256`` is that of the Word template, empty for the workbook.
    """

    key: str
    name: str
    size: int
    sha256: str
    template_sha256: str
    made_sha256: str

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

    ``counts`` are empty before the vote is counted. ``docgen.tally`` counts it like a Campaign.
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
    """

    tool: str
    campaign: CampaignData
    workbook: str
    files: tuple[FileRecord, ...]


def campaign_data(campaign: Campaign) -> CampaignData:
    """What the manifest tells of a campaign."""
    info = campaign.info
    return CampaignData(
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


# --- writing -----------------------------------------------------------------------------


def encoded(manifest: Manifest) -> bytes:
    """The manifest as UTF-8 JSON; the same manifest gives the same bytes."""
    (workbook,) = (file for file in manifest.files if file.name == manifest.workbook)
    content = {
        "format": FORMAT,
        "tool": {"name": "docgen", "version": manifest.tool},
        "campaign": campaign_json(manifest.campaign),
        "workbook": {"name": workbook.name, "size": workbook.size, "sha256": workbook.sha256},
        "files": [
            {
                "key": file.key,
                "name": file.name,
                "size": file.size,
                "sha256": file.sha256,
                "template_sha256": file.template_sha256 or None,
                "made_sha256": file.made_sha256,
            }
            for file in sorted(manifest.files, key=lambda file: file.name)
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


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
        content = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise ManifestFault(MANIFEST, "不是有效的JSON文件") from None
    root = _Node(content, "")
    if root.text("format") != FORMAT:
        raise ManifestFault("format", f"应为“{FORMAT}”")
    tool = root.node("tool").text("version")
    campaign = _campaign(root.node("campaign"))
    files = tuple(map(_file, root.nodes("files")))
    workbook = root.node("workbook")
    name, digest = workbook.text("name"), workbook.digest("sha256")
    names = [file.name for file in files]
    if len({each.lower() for each in names}) < len(names):
        raise ManifestFault("files", "文件名不应重复")
    for file in files:
        is_meant = file.name == name
        if is_meant and (file.key, file.sha256, file.size) == (
            WORKBOOK_KEY,
            digest,
            workbook.count("size"),
        ):
            return Manifest(tool, campaign, name, files)
    raise ManifestFault("workbook", "应与文件清单中的工作簿一致")


def recorded(data: bytes) -> dict[str, FileRecord]:
    """The file records in a manifest of this or an earlier format, by name; none if unreadable.

    For the tool's own folder, where a damaged manifest must not stop the work.
    """
    try:
        records = [
            FileRecord(
                str(record["key"]),
                str(record["name"]),
                int(record["size"]),
                str(record["sha256"]),
                str(record.get("template_sha256") or ""),
                str(record.get("made_sha256", record["sha256"])),
            )
            for record in json.loads(data.decode())["files"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return {record.name: record for record in records}


def _file(node: _Node) -> FileRecord:
    name = node.text("name")
    if not name or name in (".", "..", MANIFEST) or re.search(r'[\\/:*?"<>|\x00-\x1f]', name):
        raise ManifestFault(f"{node.place}.name", "应为不带文件夹的文件名")
    return FileRecord(
        node.text("key"),
        name,
        node.count("size"),
        node.digest("sha256"),
        node.optional("template_sha256", _Node.digest) or "",
        node.digest("made_sha256"),
    )


def _campaign(node: _Node) -> CampaignData:
    grades = tuple(
        Grade(
            name=each.text("name"),
            satisfied=each.flag("satisfied"),
            unsatisfied=each.flag("unsatisfied"),
            counted=each.flag("counted"),
            score=each.optional("score", _Node.fraction),
        )
        for each in node.nodes("grades")
    )
    return CampaignData(
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


def _voter_class(node: _Node) -> VoterClass:
    return VoterClass(
        name=node.text("name"),
        expected=node.count("expected"),
        spare=0,
        present=node.optional("present", _Node.count),
        issued=node.optional("issued", _Node.count),
        returned=node.optional("returned", _Node.count),
        invalid=node.optional("invalid", _Node.count),
        colour="",
        weight=node.optional("weight", _Node.fraction),
    )


def _count_row(node: _Node, grades: Sequence[Grade]) -> CountRow:
    votes = node.node("votes")
    return CountRow(
        official=node.text("official"),
        item=node.text("item"),
        voter_class=node.text("class"),
        votes=tuple(votes.count(grade.name) for grade in grades),
    )


def _rectification(node: _Node) -> RectificationRecord:
    state = node.text("state")
    if state not in list(RectificationState):
        raise ManifestFault(f"{node.place}.state", f"应为{'、'.join(RectificationState)}之一")
    return RectificationRecord(
        node.text("kind"),
        RectificationState(state),
        node.day("deadline"),
        node.optional("closed_on", _Node.day),
    )


class _Node:
    """A JSON value and where it stands; each getter raises ManifestFault for another kind."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, Mapping):
            raise ManifestFault(place or MANIFEST, "应为一组名称和值")
        self._value, self.place = value, place

    def text(self, key: str) -> str:
        return self._get(key, str, "文字")

    def flag(self, key: str) -> bool:
        return self._get(key, bool, "true或者false")

    def count(self, key: str) -> int:
        value = self._get(key, int, "不小于零的整数")
        if isinstance(value, bool) or not 0 <= value <= _MAX_COUNT:
            raise ManifestFault(self._at(key), "应为不小于零的整数")
        return value

    def digest(self, key: str) -> str:
        value = self.text(key)
        if not _DIGEST.fullmatch(value):
            raise ManifestFault(self._at(key), "应为64位十六进制数")
        return value

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            raise ManifestFault(self._at(key), "应为“年-月-日”") from None

    def fraction(self, key: str) -> Fraction:
        text = self.text(key)
        if not re.fullmatch(r"-?\d{1,20}(/[1-9]\d{0,19})?", text):
            raise ManifestFault(self._at(key), "应为整数或者分数")
        return Fraction(text)

    def optional(self, key: str, getter: Callable[[_Node, str], _T]) -> _T | None:
        if key in self._value and self._value[key] is None:
            return None
        return getter(self, key)

    def node(self, key: str) -> _Node:
        return _Node(self._value.get(key), self._at(key))

    def nodes(self, key: str) -> Iterator[_Node]:
        for number, each in enumerate(self._get(key, list, "列表")):
            yield _Node(each, f"{self._at(key)}[{number}]")

    def texts(self, key: str) -> list[str]:
        values = self._get(key, list, "列表")
        if not all(isinstance(value, str) for value in values):
            raise ManifestFault(self._at(key), "应为文字的列表")
        return values

    def _get(self, key: str, kind: type[_T], wanted: str) -> _T:
        value = self._value.get(key)
        if not isinstance(value, kind):
            raise ManifestFault(self._at(key), f"应为{wanted}")
        return value

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
