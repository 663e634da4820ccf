"""docgen collect: which packages there are, which count, and that one never stops the others."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from docgen.cli.reports.office import collect_lines
from docgen.commands.collect import collect as collecting
from docgen.commands.collect.collect import BROKEN, CONFLICT, DUPLICATE, REJECTED, collect, packages
from docgen.commands.collect.figures import Rollup
from docgen.commands.collect.rollup_workbook import rollup_workbook
from docgen.commands.verify.verify import Verified
from docgen.errors import Finding, OutputFault, RequestError
from docgen.package.manifest import CampaignData, decoded, encoded
from docgen.package.signing import PublicKey
from tests.support.command_line import Docgen
from tests.support.rollups import DAY, data, manifest


def verify(path: Path, trusted: Sequence[PublicKey] = ()) -> Verified:
    """Stands in for verification: a package is its manifest, or a word that says what happens."""
    content = path.read_bytes()
    if content == b"crash":
        raise ValueError("no package has ever been like this")
    if content == b"die":
        os._exit(9)
    if content == b"slow":
        time.sleep(0.5)
        return Verified(path, manifest(data("慢社区")))
    if content == b"no library":
        raise RequestError("没有安装签名所用的库")
    if content == b"bad":
        faults = [Finding.error("x", f"{n}.docx", f"第{n}处", "改") for n in range(60)]
        return Verified(path, manifest(data("坏社区")), (), tuple(faults))
    if content == b"nothing":
        return Verified(path, None)
    return Verified(path, decoded(content), edited=("01_方案.docx",))


def send(folder: Path, name: str, what: CampaignData | bytes, digest: str = "a" * 64) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(what if isinstance(what, bytes) else encoded(manifest(what, digest)))
    return path


def collected(*paths: Path, jobs: int = 1, **options: Any) -> Rollup:
    return collect(packages(paths), DAY, jobs=jobs, verify=verify, **options)


def communities(rollup: Rollup) -> list[str]:
    return [entry.data.community for entry in rollup.entries]


def reasons(rollup: Rollup) -> dict[str, str]:
    return {refusal.source: refusal.reason for refusal in rollup.refusals}


# --- what there is -----------------------------------------------------------------------


def test_a_folder_holds_zips_and_folders_and_a_zip_stands_for_the_folder_beside_it(
    tmp_path: Path,
) -> None:
    for name in ("甲.zip", "乙.ZIP", "甲/manifest.json", "丙/manifest.json", "丁/别的.docx"):
        send(tmp_path, name, b"")
    for name in (".藏.zip", ".藏/manifest.json", "._甲.zip", "~$汇总.xlsx", "戊.rar"):
        send(tmp_path, name, b"")
    found = packages([tmp_path])
    assert [path.name for path in found.paths] == sorted(["甲.zip", "乙.ZIP", "丙"])
    assert set(found.skipped) == {"丁", "戊.rar"}


def test_a_folder_with_a_manifest_is_one_package_whatever_else_it_holds(tmp_path: Path) -> None:
    send(tmp_path, "manifest.json", b"")
    send(tmp_path, "附.zip", b"")
    assert packages([tmp_path]).paths == (tmp_path,)


def test_a_package_named_twice_is_one(tmp_path: Path) -> None:
    path = send(tmp_path, "甲.zip", b"")
    (tmp_path / "另").mkdir()
    assert len(packages([tmp_path, path, tmp_path / "另" / ".." / "甲.zip"]).paths) == 1


def test_an_argument_without_packages_is_said_before_anything_is_verified(tmp_path: Path) -> None:
    send(tmp_path, "有/甲.zip", b"")
    (tmp_path / "空").mkdir()
    with pytest.raises(RequestError, match="空"):
        packages([tmp_path / "有", tmp_path / "空"])


# --- what counts -------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 3])
def test_one_bad_package_never_stops_the_others(tmp_path: Path, jobs: int) -> None:
    for name in "甲丙戊":
        send(tmp_path, f"{name}.zip", data(f"{name}社区"))
    for name, fate in (("乙", b"crash"), ("丁", b"bad"), ("己", b"nothing"), ("庚", b"{")):
        send(tmp_path, f"{name}.zip", fate)
    rollup = collected(tmp_path, jobs=jobs)
    assert sorted(communities(rollup)) == sorted(["甲社区", "丙社区", "戊社区"])
    assert reasons(rollup) == {
        "乙.zip": BROKEN,
        "丁.zip": REJECTED,
        "己.zip": REJECTED,
        "庚.zip": BROKEN,
    }
    assert all(refusal.findings for refusal in rollup.refusals)
    assert len(rollup.rejected) == 4


def test_a_process_that_dies_takes_only_its_own_package_with_it(tmp_path: Path) -> None:
    for number in range(12):
        send(tmp_path, f"{number:02d}.zip", b"die" if number in (0, 5, 11) else data(f"第{number}"))
    rollup = collected(tmp_path, jobs=3)
    assert len(rollup.entries) == 9
    assert reasons(rollup) == {"00.zip": BROKEN, "05.zip": BROKEN, "11.zip": BROKEN}


def test_a_package_being_verified_when_another_kills_its_process_still_counts(
    tmp_path: Path,
) -> None:
    send(tmp_path, "00.zip", b"slow")
    send(tmp_path, "01.zip", b"die")
    rollup = collected(tmp_path, jobs=2)
    assert communities(rollup) == ["慢社区"]
    assert reasons(rollup) == {"01.zip": BROKEN}


def test_communities_stand_in_the_order_of_their_names_not_of_their_files(tmp_path: Path) -> None:
    for name, community in (("1.zip", "B"), ("2.zip", "A"), ("3.zip", "C")):
        send(tmp_path, name, data(community))
    assert communities(collected(tmp_path)) == ["A", "B", "C"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_wrong_for_all_packages_stops_the_run(tmp_path: Path, jobs: int) -> None:
    send(tmp_path, "甲.zip", b"no library")
    send(tmp_path, "乙.zip", data())
    with pytest.raises(RequestError, match="签名"):
        collected(tmp_path, jobs=jobs)


def test_figures_that_cannot_be_computed_stop_no_other_community(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def figures(campaign: CampaignData, as_of: date) -> object:
        if campaign.community == "乙社区":
            raise ZeroDivisionError
        return real(campaign, as_of)

    real = collecting.figures
    monkeypatch.setattr(collecting, "figures", figures)
    for name in "甲乙":
        send(tmp_path, f"{name}.zip", data(f"{name}社区"))
    rollup = collected(tmp_path)
    assert communities(rollup) == ["甲社区"]
    assert reasons(rollup) == {"乙.zip": BROKEN}


def test_the_same_package_twice_counts_once_and_is_no_fault(tmp_path: Path) -> None:
    send(tmp_path, "甲.zip", data())
    send(tmp_path, "甲（副本）.zip", data())
    rollup = collected(tmp_path)
    assert len(rollup.entries) == 1
    assert list(reasons(rollup).values()) == [DUPLICATE]
    assert rollup.rejected == ()


def test_a_workbook_saved_again_with_the_same_figures_is_the_same(tmp_path: Path) -> None:
    send(tmp_path, "甲.zip", data())
    send(tmp_path, "甲2.zip", data(), digest="b" * 64)
    assert list(reasons(collected(tmp_path)).values()) == [DUPLICATE]


@pytest.mark.parametrize(
    "name", ["幸福里社区", "幸福里 社区", "幸福里\u3000社区", "幸福\u200b里社区"]
)
def test_two_that_differ_are_both_left_out(tmp_path: Path, name: str) -> None:
    send(tmp_path, "甲.zip", data())
    send(tmp_path, "乙.zip", data(name, [(9, 0, 0, 0)]), digest="b" * 64)
    send(tmp_path, "丙.zip", data("别的社区"))
    rollup = collected(tmp_path)
    assert communities(rollup) == ["别的社区"]
    assert reasons(rollup) == {"甲.zip": CONFLICT, "乙.zip": CONFLICT}
    assert len(rollup.rejected) == 2
    assert "乙.zip" in next(r for r in rollup.refusals if r.source == "甲.zip").findings[0].message


def test_one_that_differs_from_two_equal_ones_leaves_out_all_three(tmp_path: Path) -> None:
    for name in ("甲.zip", "乙.zip"):
        send(tmp_path, name, data())
    send(tmp_path, "丙.zip", data(votes=[(9, 0, 0, 0)]), digest="b" * 64)
    rollup = collected(tmp_path)
    assert rollup.entries == ()
    assert set(reasons(rollup).values()) == {CONFLICT}


def test_another_year_or_office_is_another_campaign(tmp_path: Path) -> None:
    send(tmp_path, "甲.zip", data())
    send(tmp_path, "乙.zip", data(year=2025, votes=[(9, 0, 0, 0)]), digest="b" * 64)
    send(tmp_path, "丙.zip", data(upper_office="河东街道办事处"), digest="c" * 64)
    rollup = collected(tmp_path)
    assert len(rollup.entries) == 3
    assert rollup.years == (2025, 2026)
    assert any("2025年、2026年" in line for line in collect_lines(Path("汇总.xlsx"), rollup))


def test_a_community_under_two_offices_is_pointed_out_at_both(tmp_path: Path) -> None:
    """Written with a blank it is the same community; another one is left alone."""
    send(tmp_path, "甲.zip", data())
    send(tmp_path, "乙.zip", data("幸福里 社区", upper_office="河东街道办事处"), digest="c" * 64)
    send(tmp_path, "丙.zip", data("向阳社区"), digest="d" * 64)
    told = {
        entry.source: [
            finding.message for finding in entry.warnings if "上级机关" in finding.message
        ]
        for entry in collected(tmp_path).entries
    }
    assert told["丙.zip"] == []
    assert "“乙.zip”写的是河东街道办事处" in told["甲.zip"][0]
    assert "“甲.zip”写的是云溪街道办事处" in told["乙.zip"][0]


def test_a_bad_copy_does_not_harm_the_good_one(tmp_path: Path) -> None:
    send(tmp_path, "甲.zip", data("坏社区"))
    send(tmp_path, "乙.zip", b"bad")
    rollup = collected(tmp_path)
    assert communities(rollup) == ["坏社区"]
    assert reasons(rollup) == {"乙.zip": REJECTED}


def test_the_order_of_arguments_and_the_number_of_processes_change_nothing(tmp_path: Path) -> None:
    paths = [
        send(tmp_path, "甲.zip", data("甲社区")),
        send(tmp_path, "乙.zip", data("乙社区", [(1, 1, 1, 1)])),
        send(tmp_path, "丙.zip", data("甲社区")),
        send(tmp_path, "另/甲.zip", b"bad"),
    ]
    rollups = [collected(*order) for order in itertools.permutations(paths)]
    rollups.append(collected(*paths, jobs=4))
    assert all(rollup == rollups[0] for rollup in rollups)
    assert len({rollup_workbook(rollup) for rollup in rollups[:3]}) == 1
    assert len({refusal.source for refusal in rollups[0].refusals}) == 2


def test_progress_is_told_package_by_package(tmp_path: Path) -> None:
    for name in "甲乙":
        send(tmp_path, f"{name}.zip", data(f"{name}社区"))
    told: list[tuple[int, int, str]] = []
    collected(tmp_path, progress=lambda *said: told.append(said))
    assert told == [(1, 2, "乙.zip"), (2, 2, "甲.zip")]


# --- the file ----------------------------------------------------------------------------


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(RequestError, match="已存在"):
        collecting.require_free(path, force=False)
    collecting.require_free(path, force=True)
    with pytest.raises(RequestError, match=r"\.xlsx"):
        collecting.require_free(tmp_path / "汇总.xls", force=False)


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(b"mine")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputFault, match="磁盘空间不足"):
        collecting.write(path, Rollup(DAY, ()))
    assert [each.name for each in tmp_path.iterdir()] == ["汇总.xlsx"]
    assert path.read_bytes() == b"mine"


# --- the command, on packages as they are built ------------------------------------------


@pytest.fixture(scope="module")
def received(
    full_sample: Path, early_sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    from docgen.commands.build import build

    folder = tmp_path_factory.mktemp("收件")
    for sample in (full_sample, early_sample):
        build.build(sample, folder)
    return folder


def test_the_command_rolls_up_what_was_built(docgen: Docgen, received: Path) -> None:
    done = docgen("collect", received, "-o", "表/汇总.xlsx", "--date", "2026-06-30", "--jobs", 1)
    assert done.code == 0
    assert "已汇总2个社区，其中1个已测评" in done.out
    assert done.err == ""
    summary = load_workbook("表/汇总.xlsx", data_only=True)["汇总"]
    assert "截至2026年6月30日" in str(summary["A2"].value)
    assert docgen("collect", received, "-o", "表/汇总.xlsx").code == 2
    assert docgen("collect", received, "-o", "表/汇总.xlsx", "--force").code == 0


def test_the_command_says_what_was_left_out_and_still_writes(
    docgen: Docgen, received: Path, tmp_path: Path
) -> None:
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 not really")
    done = docgen("collect", received, tmp_path / "坏.zip")
    assert done.code == 6
    assert "【没有通过核验】坏.zip" in done.out
    assert Path("汇总.xlsx").exists()
    told = docgen("collect", received, tmp_path / "坏.zip", "--force", "--json")
    assert told.code == 6
    assert [each["package"] for each in told.json["not_counted"]] == ["坏.zip"]
    assert {each["community"] for each in told.json["counted"]} == {"幸福里社区", "向阳桥社区"}
    assert told.json["ok"] is False


def test_the_command_without_any_package_is_a_wrong_request(docgen: Docgen, tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    done = docgen("collect", tmp_path / "空")
    assert done.code == 2
    assert "没有找到报送的材料" in done.err
    assert not Path("汇总.xlsx").exists()


def test_a_package_without_signature_is_left_out_when_one_is_asked_for(
    docgen: Docgen, received: Path
) -> None:
    assert docgen("keygen", "街道").code == 0
    done = docgen("collect", received, "--trust", "街道.pub")
    assert done.code == 6
    assert "没有签名" in done.out
    assert "已汇总0个社区" in done.out


def test_a_fuller_package_of_the_same_workbook_is_the_one_that_counts(tmp_path: Path) -> None:
    lean = manifest(data())
    full = replace(lean, files=(*lean.files, replace(lean.files[0], name="02_表.docx")))
    send(tmp_path, "一.zip", encoded(lean))
    send(tmp_path, "二.zip", encoded(full))
    (counted,) = collected(tmp_path).entries
    assert (counted.source, counted.files) == ("二.zip", 3)
