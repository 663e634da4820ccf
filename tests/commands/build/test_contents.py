"""The contents list tells what really is in the package, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from docgen import documents
from docgen.campaign.model import Campaign, Stage
from docgen.commands.build import build
from docgen.commands.build.build import BuildReport
from docgen.commands.build.contents import PackageState, PageCounter, rows
from docgen.documents import Listed, material_rows
from docgen.errors import RequestError
from docgen.package.replacing import PackageFile, RecordedFile
from docgen.package.writer import recorded_files
from tests.support.samples import FULL_SAMPLE, sample_campaign
from tools.update_golden import document_text

LISTING = {"filing_letter", "contents_list"}
Rows = list[list[str]]


def built(output: Path, *stages: Stage, **more: Any) -> BuildReport:
    return build.build(FULL_SAMPLE, output, stages=stages, **more)


def file_of(report: BuildReport, key: str) -> Path:
    (name,) = [name for each, name, _, _ in report.files if each == key]
    return report.path / name


def listed(report: BuildReport) -> Rows:
    """The rows of the printed contents list, without its head."""
    text = document_text(file_of(report, "contents_list").read_bytes())
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in lines[1:]]


def titles(report: BuildReport) -> list[str]:
    return [row[3] for row in listed(report)]


def title_of(name: str) -> str:
    """What the contents list calls a file of the sample."""
    planned = documents.plan(sample_campaign()).planned
    (part,) = [each.part for each in planned if each.file_name == name]
    return str(part.context["标题文"])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.docx"))


@pytest.fixture(scope="module", name="whole")
def whole_package(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    """All of the sample built at once; not to be changed."""
    return built(tmp_path_factory.mktemp("whole"))


# --- which files -------------------------------------------------------------------------


def test_every_other_file_of_the_package_is_listed_once_and_the_lists_are_not(
    whole: BuildReport,
) -> None:
    others = [name for key, name, _, _ in whole.files if key not in LISTING]
    assert len(listed(whole)) == len(others) == len(names_in(whole.path)) - len(LISTING)
    assert len(set(titles(whole))) == len(others), "no two rows look the same"
    for title, name in zip(titles(whole), others, strict=True):
        assert title.startswith(title_of(name)), name


def test_what_earlier_builds_of_other_stages_left_is_listed(
    tmp_path: Path, whole: BuildReport
) -> None:
    built(tmp_path, Stage.MOBILISE)
    built(tmp_path, Stage.REVIEW)
    built(tmp_path, Stage.USE)
    report = built(tmp_path, Stage.RECTIFY)
    assert names_in(report.path) == names_in(whole.path)
    assert listed(report) == listed(whole)


def test_a_stage_that_was_not_built_is_not_listed(tmp_path: Path) -> None:
    report = built(tmp_path, Stage.RECTIFY)
    assert len(listed(report)) == len(names_in(report.path)) - len(LISTING)
    assert not [title for title in titles(report) if "实施方案" in title]


def test_a_second_build_gives_the_same_bytes(tmp_path: Path, whole: BuildReport) -> None:
    first = built(tmp_path)
    assert first.files == whole.files
    assert built(tmp_path).files == first.files


def test_a_file_that_a_person_took_away_is_not_listed(tmp_path: Path) -> None:
    first = built(tmp_path, Stage.MOBILISE)
    file_of(first, "public_notice").unlink()
    report = built(tmp_path, Stage.RECTIFY)
    assert not [title for title in titles(report) if "公告" in title]
    assert [title for title in titles(report) if "实施方案" in title]


def test_what_a_person_put_into_the_package_is_not_taken_for_a_document_of_ours(
    tmp_path: Path,
) -> None:
    first = built(tmp_path, Stage.MOBILISE)
    (first.path / "会议照片说明.docx").write_bytes(b"own")
    assert not [title for title in titles(built(tmp_path, Stage.RECTIFY)) if "照片" in title]


def test_an_edited_file_is_listed_once_whatever_lies_beside_it(tmp_path: Path) -> None:
    first = built(tmp_path)
    plan = file_of(first, "implementation_plan")
    plan.write_bytes(plan.read_bytes() + b"edited")
    count: dict[str, bytes] = {}

    def counter(files: Mapping[str, bytes]) -> Mapping[str, int]:
        count.update(files)
        return {}

    again = built(tmp_path)
    assert again.package.edited == (plan.name,)
    beside = f"{plan.stem}（新生成）.docx"
    assert beside in names_in(again.path)
    later = built(tmp_path, Stage.RECTIFY, page_counter=counter)
    for report in (again, later):
        assert listed(report) == listed(first)
    assert count[plan.name].endswith(b"edited"), "the person's own file is counted"
    assert beside not in count


def test_a_file_that_the_build_removes_is_not_listed() -> None:
    old = RecordedFile("rectification_notice", b"", edited=False)
    recorded = {
        "14_整改通知单_2_甲.docx": old,
        "14_整改通知单_3_乙.docx": dataclasses.replace(old, edited=True),
        "03_述评公告.docx": dataclasses.replace(old, key="public_notice"),
        "17_报送函.docx": dataclasses.replace(old, key="filing_letter"),
    }
    made = [PackageFile("rectification_notice", "14_整改通知单_1_丙.docx", b"")]
    assert [row["题名"] for row in rows(made, PackageState(recorded))] == [
        "03_述评公告", "14_整改通知单_1_丙", "14_整改通知单_3_乙",
    ]  # fmt: skip
    in_part = PackageState(recorded, partial={"rectification_notice"})
    assert [row["题名"] for row in rows(made, in_part)] == [
        "03_述评公告", "14_整改通知单_1_丙", "14_整改通知单_2_甲", "14_整改通知单_3_乙",
    ]  # fmt: skip


def test_a_list_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="还没有其他公文"):
        built(tmp_path, only=["contents_list"])
    assert list(tmp_path.iterdir()) == []


def test_the_list_alone_can_be_made_anew(tmp_path: Path) -> None:
    first = built(tmp_path)
    assert listed(built(tmp_path, only=["contents_list"])) == listed(first)


def test_an_unreadable_record_lists_only_what_is_made_now(tmp_path: Path) -> None:
    assert recorded_files(tmp_path / "nowhere") == {}
    (tmp_path / "manifest.json").write_text('{"files": [{"name": "../x"}]}', encoding="utf-8")
    assert recorded_files(tmp_path) == {}


# --- what is said of a file --------------------------------------------------------------


def test_a_row_gives_number_offices_title_and_date(whole: BuildReport) -> None:
    first, roster, *_ = listed(whole)
    issued = first[4].replace("⏎", "")
    assert (*first[:3], issued) == ("1", "幸居发〔2026〕5号", "", "2026年3月5日")
    campaign = sample_campaign()
    offices = f"{campaign.info.party_org}、{campaign.info.committee}"
    text = document_text(file_of(whole, "contents_list").read_bytes())
    assert f"说明：责任者空白的，为{offices}" in text
    assert first[3].endswith("实施方案")
    assert (roster[0], roster[6]) == ("", "第1件附件"), "text and attachment are one item"


def test_the_letter_says_how_many_items_are_handed_in(whole: BuildReport) -> None:
    items = [row[0] for row in listed(whole) if row[0]]
    assert items == [str(number) for number in range(1, len(items) + 1)]
    letter = document_text(file_of(whole, "filing_letter").read_bytes())
    assert f"材料共{len(items)}件随函报送" in letter


def test_the_ballots_are_said_to_be_blank_samples(whole: BuildReport) -> None:
    ballots = [row for row in listed(whole) if "测评票" in row[3]]
    classes = sample_campaign().classes
    assert [row[3][-len(c.name) - 2 :] for row, c in zip(ballots, classes, strict=True)] == [
        f"（{c.name}）" for c in classes
    ]
    assert {row[6] for row in ballots} == {"空白票样"}


def test_files_are_listed_in_the_order_of_their_numbers() -> None:
    names = [f"14_整改通知单_{n}_甲.docx" for n in (10, 2, 1)] + ["02_名单.docx"]
    shown = [row["题名"] for row in material_rows([Listed(name, "") for name in names])]
    assert shown == ["02_名单", *(f"14_整改通知单_{n}_甲" for n in (1, 2, 10))]


# --- pages -------------------------------------------------------------------------------


def test_pages_stand_in_the_rows_of_their_files(tmp_path: Path) -> None:
    def counter(files: Mapping[str, bytes]) -> Mapping[str, int]:
        assert all(data.startswith(b"PK") for data in files.values())
        return {name: 100 + number for number, name in enumerate(sorted(files))}

    report = built(tmp_path, Stage.USE, Stage.RECTIFY, page_counter=counter)
    files = [name for key, name, _, _ in report.files if key not in LISTING]
    pages = counter(dict.fromkeys(files, b"PK"))
    assert [row[5] for row in listed(report)] == [str(pages[name]) for name in files]
    text = document_text(file_of(report, "contents_list").read_bytes())
    assert "请打印后填写" not in text


def test_of_ballots_the_pages_of_a_single_one_are_given() -> None:
    campaign: Campaign = sample_campaign()
    (first, *_) = documents.plan(campaign, ["ballot"]).planned
    ballots = len(first.part.context["测评票"])
    for pages, shown in ((ballots // 2, 1), (ballots, 1), (ballots * 2, 2)):
        (row,) = material_rows([Listed(first.file_name, "ballot", first.part, pages)])
        assert row["页数"] == shown


@pytest.mark.parametrize("counter", [None, lambda _: {}], ids=["no counter", "nothing counted"])
def test_pages_that_are_not_counted_stay_blank_with_a_word_about_it(
    tmp_path: Path, counter: PageCounter | None
) -> None:
    report = built(tmp_path, Stage.RECTIFY, page_counter=counter)
    assert {row[5] for row in listed(report)} == {""}
    text = document_text(file_of(report, "contents_list").read_bytes())
    assert "；页数空白的，请打印后填写。" in text


def test_no_pages_are_counted_when_no_list_is_made(tmp_path: Path) -> None:
    def counter(files: Mapping[str, bytes]) -> Mapping[str, int]:
        raise AssertionError(files.keys())

    built(tmp_path, Stage.MOBILISE, page_counter=counter)


# --- the command -------------------------------------------------------------------------


def test_the_command_says_that_pages_could_not_be_counted(docgen: Any, tmp_path: Path) -> None:
    line = "没有找到LibreOffice，材料目录中的页数请打印后填写。"
    assert line in docgen("build", FULL_SAMPLE, "-o", tmp_path).out
    assert line not in docgen("build", FULL_SAMPLE, "-o", tmp_path, "--no-pages").out
    agenda = docgen("build", FULL_SAMPLE, "-o", tmp_path, "--only", "meeting_agenda")
    assert line not in agenda.out


def test_the_command_counts_pages_with_the_office_that_is_there(
    docgen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.rendering.libreoffice.find_office", lambda: Path("soffice"))
    monkeypatch.setattr(
        "docgen.rendering.libreoffice.count_pages", lambda files, _: dict.fromkeys(files, 7)
    )
    docgen("build", FULL_SAMPLE, "-o", tmp_path)
    (path,) = tmp_path.glob("*/*_材料目录.docx")
    counted = [
        row.split(" | ")[5]
        for row in document_text(path.read_bytes()).splitlines()
        if row.startswith("| ")
    ]
    assert set(counted[1:]) == {"7", "1"}, "a ballot has one page"
