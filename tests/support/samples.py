"""What several test modules share: the samples, and workbooks changed in one place."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from docgen.campaign.model import (
    Campaign,
    CountRow,
    GroupMember,
    GroupRole,
    Info,
    Item,
    Official,
    ReportForm,
    Stage,
    VoterClass,
    Work,
)
from docgen.commands.check import CheckReport, check
from docgen.errors import Problem

# A machine busy with LibreOffice must not make a property test fail for its slowness.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).parents[2]
FULL_SAMPLE = ROOT / "samples" / "幸福里社区_完整示例.xlsx"


@cache
def sample_bytes() -> bytes:
    """The full sample, as it lies in the repository."""
    return FULL_SAMPLE.read_bytes()


@cache
def sample_report() -> CheckReport:
    """What ``check`` says of the full sample."""
    return check(FULL_SAMPLE)


def sample_campaign() -> Campaign:
    """The full sample's campaign."""
    campaign = sample_report().campaign
    assert campaign is not None
    return campaign


def sample_book() -> Workbook:
    """The full sample, loaded afresh, to be changed and saved."""
    return load_workbook(BytesIO(sample_bytes()))


def sheet_of(book: Workbook, name: str) -> Worksheet:
    """A worksheet by name, typed."""
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: Workbook) -> bytes:
    """The workbook as openpyxl saves it: formulas without cached values."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(change: Callable[[Workbook], object]) -> bytes:
    """The full sample with one change."""
    book = sample_book()
    change(book)
    return saved(book)


def written(data: bytes, folder: Path, name: str = "工作簿.xlsx") -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(data)
    return path


def beyond_the_sample(problems: tuple[Problem, ...]) -> list[Problem]:
    """The problems that the sample does not have by itself (two abstentions)."""
    return [problem for problem in problems if problem not in sample_report().problems]


def full_width(text: str) -> str:
    """ASCII signs as an input method set to full width types them."""
    return text.translate({number: number + 0xFEE0 for number in range(0x21, 0x7F)})


# --- the xlsx as a zip -------------------------------------------------------------------


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part of an xlsx by name, in order."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def part_of_sheet(name: str, data: bytes | None = None) -> str:
    """The part that holds a sheet of the full sample: ``xl/worksheets/sheet3.xml``."""
    book = load_workbook(BytesIO(data or sample_bytes()), read_only=True)
    return f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"


def with_part(name: str, change: Callable[[str], str], data: bytes | None = None) -> bytes:
    """The full sample (or ``data``) with the XML of one part changed; it must change."""
    parts = parts_of(data or sample_bytes())
    before = parts[name].decode()
    after = change(before)
    assert after != before, f"nothing changed in {name}"
    return zipped(parts | {name: after.encode()})


def with_cell_xml(place: str, xml: str, data: bytes | None = None) -> bytes:
    """The full sample with the ``c`` element of ``领导小组!B3`` written anew.

    ``{r}`` in the XML stands for the reference and style attributes of the cell.
    """
    sheet, cell = place.split("!")

    def replace(text: str) -> str:
        pattern = re.compile(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)')
        found = pattern.search(text)
        assert found, f"no cell {place}"
        attributes = f'r="{cell}"{found.group(1) or ""}'
        return text[: found.start()] + xml.replace("{r}", attributes) + text[found.end() :]

    return with_part(part_of_sheet(sheet, data), replace, data)


# --- LibreOffice -------------------------------------------------------------------------


def libreoffice() -> str:
    """The program; skips the test where it is missing, fails where it is required."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("DOCGEN_REQUIRE_RENDER") == "1":
            pytest.fail("LibreOffice is required here (DOCGEN_REQUIRE_RENDER=1)")
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


# --- campaigns without a workbook --------------------------------------------------------


def plain_info(**changes: object) -> Info:
    """活动信息 with nothing to complain about."""
    values: dict[str, object] = {field.name: "" for field in fields(Info) if field.compare} | {
        "community": "幸福里社区",
        "year": 2026,
        "start": date(2026, 3, 1),
        "end": date(2026, 6, 30),
        "issuer_code": "幸居发",
        "issue_number": 5,
        "issued_on": date(2026, 3, 5),
        "printed_on": None,
        "posting_days": 5,
        "quorum": Fraction(2, 3),
        "trigger": Fraction(1, 3),
    }
    return Info(**(values | changes))  # type: ignore[arg-type]


def voters(name: str, expected: int, *ballots: int | None, spare: int = 0) -> VoterClass:
    """A class of representatives: present, issued, returned, invalid."""
    present, issued, returned, invalid = ballots or (None,) * 4
    return VoterClass(
        name=name,
        expected=expected,
        spare=spare,
        present=present,
        issued=issued,
        returned=returned,
        invalid=invalid,
        colour="",
    )


def work(stage: Stage, first: date, last: date) -> Work:
    """A work of a stage."""
    return Work(stage=stage, content="工作", start=first, end=last, owner="")


def plain_campaign(**changes: object) -> Campaign:
    """A campaign up to its vote that no rule complains about."""
    values: dict[str, object] = {
        "info": plain_info(),
        "group": (
            GroupMember(role=GroupRole.HEAD, name="甲", post="书记", duty="", phone=""),
            GroupMember(role=GroupRole.DEPUTY, name="乙", post="主任", duty="", phone=""),
        ),
        "officials": (
            Official(name="甲", post="书记", form=ReportForm.SPOKEN),
            Official(name="乙", post="主任", form=ReportForm.SPOKEN),
        ),
        "items": (Item(name="履职", note=""),),
        "classes": (voters("党员", 15), voters("居民代表", 15)),
        "schedule": tuple(
            work(stage, date(2026, month, 1), date(2026, month, 28))
            for month, stage in enumerate(Stage, start=3)
        ),
    }
    return Campaign(**(values | changes))  # type: ignore[arg-type]


def votes(official: str, item: str, voter_class: str, *counted: int) -> CountRow:
    """A row of the count; without numbers, one not yet filled in."""
    return CountRow(official=official, item=item, voter_class=voter_class, votes=counted or None)


def with_info(campaign: Campaign, **changes: object) -> Campaign:
    """The campaign with other values in 活动信息."""
    return replace(campaign, info=replace(campaign.info, **changes))  # type: ignore[arg-type]
