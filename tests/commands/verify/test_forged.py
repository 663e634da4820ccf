"""``docgen verify``: forged and mistaken packages do not pass, and the place is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docgen.campaign.model import Stage
from docgen.errors import TemplateFault
from docgen.rendering.template import CompiledTemplate
from docgen.system.resources import shipped
from tests.support.received import (
    BODY,
    BULLETIN,
    LIST,
    OUTLINE,
    WORKBOOK,
    Files,
    errors,
    finding,
    recorded,
    reworded,
    sample_files,
    told,
    verified,
    with_manifest,
)
from tests.support.samples import changed, parts_of, sheet_of, zipped


@pytest.fixture
def files() -> Files:
    return sample_files()


def record_of(files: Files, name: str) -> dict[str, Any]:
    (found,) = (e for e in json.loads(files["manifest.json"])["files"] if e["name"] == name)
    return dict(found)


# --- files -------------------------------------------------------------------------------


def test_a_changed_file_is_told(files: Files, tmp_path: Path) -> None:
    files[BULLETIN] = reworded(files[BULLETIN], "94.12%", "98.12%")
    result = verified(files, tmp_path)
    assert errors(result)[0] == ("file-changed", BULLETIN)
    assert ("document-differs", BULLETIN) in errors(result)


def test_a_file_that_was_removed_added_or_renamed_is_told(files: Files, tmp_path: Path) -> None:
    del files["12_公开事项目录.docx"]
    files["照片/会场.jpg"] = b"photo"
    files["改名.docx"] = files.pop("03_述评公告.docx")
    result = verified(files, tmp_path)
    assert sorted(errors(result)) == [
        ("file-extra", "改名.docx"),
        ("file-extra", "照片/会场.jpg"),
        ("file-missing", "03_述评公告.docx"),
        ("file-missing", "12_公开事项目录.docx"),
    ]
    assert result.stages == (Stage.REVIEW, Stage.RECTIFY)


def test_a_false_size_is_told(files: Files, tmp_path: Path) -> None:
    names = [each["name"] for each in json.loads(files["manifest.json"])["files"]]
    number = names.index(BULLETIN)
    files = with_manifest(files, lambda content: content["files"][number].update(size=7))
    result = verified(files, tmp_path)
    assert errors(result) == [("file-size", f"manifest.json files[{number}].size")]


def test_a_missing_workbook_is_told(files: Files, tmp_path: Path) -> None:
    del files[WORKBOOK]
    assert errors(verified(files, tmp_path)) == [("file-missing", WORKBOOK)]


# --- figures -----------------------------------------------------------------------------


def test_a_changed_number_in_the_bulletin_is_told_though_the_manifest_fits(
    files: Files, tmp_path: Path
) -> None:
    forged = reworded(files[BULLETIN], "最高，为94.12%", "最高，为98.12%")
    result = verified(recorded(files, BULLETIN, forged), tmp_path)
    assert errors(result) == [("document-differs", BULLETIN)]
    found = finding(result.findings, "document-differs")
    assert "“廉洁自律情况”满意率最高，为94.12%；" in found.message
    assert "”改成了“…" in found.message
    assert "“廉洁自律情况”满意率最高，为98.12%；" in found.message


def test_a_changed_number_in_a_table_is_told_with_its_cell(files: Files, tmp_path: Path) -> None:
    forged = reworded(files[BULLETIN], ">93.33%<", ">95.33%<")
    result = verified(recorded(files, BULLETIN, forged), tmp_path)
    found = finding(result.findings, "document-differs")
    assert found.message.startswith("表1第")
    assert found.message.endswith("格“93.33%”改成了“95.33%”")


def test_only_the_first_differences_are_told_one_by_one(files: Files, tmp_path: Path) -> None:
    forged = reworded(files[BULLETIN], "。", "了。")
    result = verified(recorded(files, BULLETIN, forged), tmp_path)
    found = [each for each in result.findings if each.code == "document-differs"]
    assert len(found) == 6
    assert found[-1].message.endswith("处不同，以上是前5处")


def test_a_changed_chart_is_told(files: Files, tmp_path: Path) -> None:
    part = next(p for p in parts_of(files[BULLETIN]) if p.startswith("word/charts/"))
    forged = reworded(files[BULLETIN], "<c:v>", "<c:v>1", part)
    result = verified(recorded(files, BULLETIN, forged), tmp_path)
    assert set(errors(result)) == {("document-differs", BULLETIN)}
    assert "图表" in result.findings[0].message


DISGUISES = {
    "an own template": ({"template_sha256": "0" * 64}, "document-not-compared"),
    "an earlier workbook": ({"workbook_sha256": "0" * 64}, "document-not-compared"),
    "another version": ({"tool": "0.0.9"}, "document-differs"),
    "an edit": ({"made_sha256": "1" * 64}, "document-edited-figure"),
}


@pytest.mark.parametrize(("disguise", "code"), DISGUISES.values(), ids=DISGUISES)
def test_a_false_number_is_found_behind_every_disguise(
    files: Files, tmp_path: Path, disguise: dict[str, str], code: str
) -> None:
    """Two rates changed for each other: every figure is still there."""
    forged = reworded(files[BULLETIN], ">94.12%<", ">甲<")
    forged = reworded(forged, ">90.20%<", ">94.12%<")
    forged = reworded(forged, ">甲<", ">90.20%<")
    result = verified(recorded(files, BULLETIN, forged, **disguise), tmp_path)
    assert (code, BULLETIN) in errors(result)


@pytest.mark.parametrize("rate", ["99.9％", "百分之九十九", "998‰", "51票"])
def test_a_rate_that_a_person_put_into_the_bulletin_is_an_error(
    files: Files, tmp_path: Path, rate: str
) -> None:
    more = reworded(files[BULLETIN], "本通报自", f"参与率{rate}。本通报自")
    result = verified(recorded(files, BULLETIN, more, made_sha256="1" * 64), tmp_path)
    assert errors(result) == [("document-edited-figure", BULLETIN)]


def test_words_that_a_person_edited_in_the_bulletin_are_shown_and_pass(
    files: Files, tmp_path: Path
) -> None:
    more = reworded(files[BULLETIN], "本通报自", "现予通报。本通报自")
    result = verified(recorded(files, BULLETIN, more, made_sha256="1" * 64), tmp_path)
    assert told(result) == [("file-edited", BULLETIN), ("document-edit", BULLETIN)]
    assert "改成了“现予通报。本通报自" in finding(result.findings, "document-edit").message


def test_an_edit_of_the_layout_alone_is_said_to_be_one(files: Files, tmp_path: Path) -> None:
    plain = reworded(files[OUTLINE], "</w:pPr>", "<w:keepNext/></w:pPr>")
    result = verified(recorded(files, OUTLINE, plain, made_sha256="1" * 64), tmp_path)
    assert "只改了格式" in finding(result.findings, "document-edit").message


@pytest.mark.parametrize(
    "added",
    [
        "<w:pict/>",
        "<w:object/>",
        '<w:sym w:font="Wingdings" w:char="F0A3"/>',
        '<w:fldSimple w:instr="QUOTE 99.12%"/>',
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del>",
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>99</m:t></m:r></m:oMath>",
    ],
    ids=["picture", "object", "symbol", "field", "revision", "formula"],
)
@pytest.mark.parametrize("disguise", [{"tool": "0.0.9"}, {"made_sha256": "1" * 64}])
def test_what_is_not_plain_text_is_found_too(
    files: Files, tmp_path: Path, added: str, disguise: dict[str, str]
) -> None:
    run = f"<w:r>{added}</w:r>" if "pict" in added or "object" in added else added
    forged = reworded(files[BULLETIN], "本通报自", f"</w:t></w:r>{run}<w:r><w:t>本通报自")
    result = verified(recorded(files, BULLETIN, forged, **disguise), tmp_path)
    assert {code for code, _ in told(result)} & {
        "document-differs",
        "document-edit",
        "document-edited-figure",
    }


def test_text_that_was_made_invisible_is_missed(files: Files, tmp_path: Path) -> None:
    for look in ("<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'):
        hidden = f"</w:t></w:r><w:r><w:rPr>{look}</w:rPr><w:t>本通报自</w:t></w:r><w:r><w:t>"
        forged = reworded(files[BULLETIN], "本通报自", hidden)
        result = verified(recorded(files, BULLETIN, forged, tool="0.0.9"), tmp_path)
        assert ("document-differs", BULLETIN) in errors(result), look


def test_a_package_of_the_former_format_lacks_what_its_votes_were_printed_from(
    files: Files, tmp_path: Path
) -> None:
    def former(content: dict[str, Any]) -> None:
        content["format"] = "docgen-package/2"
        content["files"] = [e for e in content["files"] if e["key"] != "template"]
        for each in content["files"]:
            each["template_sha256"] = each["template_sha256"] and "0" * 64

    kept = {name: data for name, data in files.items() if not name.startswith("生成来源/")}
    result = verified(with_manifest(kept, former), tmp_path)
    assert {code for code, _ in told(result)} == {"document-not-compared"}
    assert [name for _, name in errors(result)] == [
        BULLETIN,
        "11_测评结果公示.docx",
        "16_总结报告.docx",
    ]
    assert all("新版程序" in each.hint for each in result.findings)
    (others,) = (each for each in result.findings if not each.is_error)
    assert others.message.startswith("34份公文没有与工作簿逐字核对（01_实施方案.docx、")


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04"], ids=["nothing", "no zip"])
def test_a_template_that_is_none_compares_nothing(
    files: Files, tmp_path: Path, data: bytes
) -> None:
    forged = recorded(files, "生成来源/模板_x.docx", data, key="template")
    digest = record_of(forged, "生成来源/模板_x.docx")["sha256"]
    forged = recorded(forged, BULLETIN, files[BULLETIN], template_sha256=digest)
    assert ("document-not-compared", BULLETIN) in errors(verified(forged, tmp_path))


def test_figures_written_into_an_own_template_are_found(files: Files, tmp_path: Path) -> None:
    source = (shipped("templates_docx") / "result_bulletin.docx").read_bytes()
    own = reworded(source, "测评有效", "测评有效，满意率99.12%")
    with_own = recorded(files, "生成来源/模板_x.docx", own, key="template")
    digest = record_of(with_own, "生成来源/模板_x.docx")["sha256"]
    printed = reworded(files[BULLETIN], "测评有效", "测评有效，满意率99.12%")
    forged = recorded(with_own, BULLETIN, printed, template_sha256=digest)
    result = verified(forged, tmp_path)
    assert errors(result) == [("figure-unknown", BULLETIN)]
    assert ("template-own", "manifest.json") in told(result)


def test_another_communitys_workbook_makes_nothing(files: Files, tmp_path: Path) -> None:
    other = changed(lambda book: sheet_of(book, "活动信息").__setitem__("B3", "向阳社区"))
    name = "生成来源/活动工作簿_1.xlsx"
    forged = recorded(files, name, other, key="former_workbook")
    digest = record_of(forged, name)["sha256"]
    forged = recorded(forged, BULLETIN, files[BULLETIN], workbook_sha256=digest)
    result = verified(forged, tmp_path)
    assert errors(result) == [("document-not-compared", BULLETIN)]
    assert "另一个社区" in result.findings[0].message


def test_an_edited_document_must_still_show_its_names(files: Files, tmp_path: Path) -> None:
    forged = reworded(files[OUTLINE], "林致远", "林志远")
    result = verified(recorded(files, OUTLINE, forged, made_sha256="1" * 64), tmp_path)
    assert ("document-lacks", OUTLINE) in errors(result)
    assert "林致远" in finding(result.findings, "document-lacks").message


def test_a_contents_list_of_other_files_is_told(files: Files, tmp_path: Path) -> None:
    forged = reworded(files[LIST], "整改清单", "整改名单")
    result = verified(recorded(files, LIST, forged), tmp_path)
    assert set(errors(result)) == {("document-differs", LIST)}


# --- data --------------------------------------------------------------------------------


def test_a_vote_changed_in_the_manifest_only_is_told(files: Files, tmp_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["campaign"]["results"][3]["votes"]["满意"] += 1
        content["campaign"]["results"][3]["votes"]["不满意"] -= 1

    true = json.loads(files["manifest.json"])["campaign"]["results"][3]
    result = verified(with_manifest(files, change), tmp_path)
    assert errors(result) == [
        ("data-differs", "manifest.json campaign.results[3].votes.满意"),
        ("data-differs", "manifest.json campaign.results[3].votes.不满意"),
    ]
    message = result.findings[0].message
    who = f"测评结果（{true['official']}·{true['item']}·{true['class']}）票数“满意”"
    vote = true["votes"]["满意"]
    assert message == f"{who}为{vote + 1}，按工作簿应为{vote}"


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (
            lambda campaign: campaign.update(community="向阳社区"),
            "campaign.community",
            "社区名称为“向阳社区”，按工作簿应为“幸福里社区”",
        ),
        (lambda campaign: campaign.update(more=1), "campaign.more", "“more”：工作簿里没有"),
        (
            lambda campaign: campaign["results"].pop(),
            "campaign.results",
            "测评结果为31项，按工作簿应为32项",
        ),
        (
            lambda campaign: campaign["rectifications"][1].update(closed_on=None),
            "campaign.rectifications[1].closed_on",
            "整改项目第2项销号日期为空，按工作簿应为“2026-05-27”",
        ),
        (
            lambda campaign: campaign["grades"][0].update(satisfied=False),
            "campaign.grades[0].satisfied",
            "测评等次（满意）是否计入满意为否，按工作簿应为是",
        ),
    ],
)
def test_other_data_changed_in_the_manifest_is_told_in_words(
    files: Files, tmp_path: Path, change: Any, place: str, message: str
) -> None:
    forged = with_manifest(files, lambda content: change(content["campaign"]))
    result = verified(forged, tmp_path)
    assert errors(result) == [("data-differs", f"manifest.json {place}")]
    assert result.findings[0].message == message


def test_very_many_differences_are_told_in_one(files: Files, tmp_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        for row in content["campaign"]["results"]:
            row["votes"] = dict.fromkeys(row["votes"], 0)

    rows = json.loads(files["manifest.json"])["campaign"]["results"]
    count = sum(votes > 0 for row in rows for votes in row["votes"].values())
    result = verified(with_manifest(files, change), tmp_path)
    assert len(result.findings) == 51
    assert result.findings[-1].message == f"还有{count - 50}处与工作簿不一致"


def test_another_workbook_is_told(files: Files, tmp_path: Path) -> None:
    other = changed(lambda book: sheet_of(book, "活动信息").__setitem__("B3", "向阳社区"))
    result = verified(recorded(files, WORKBOOK, other), tmp_path)
    assert ("data-differs", "manifest.json campaign.community") in errors(result)
    assert ("document-not-compared", BULLETIN) in errors(result)


def test_what_is_no_workbook_is_told(files: Files, tmp_path: Path) -> None:
    result = verified(recorded(files, WORKBOOK, b"x"), tmp_path)
    assert errors(result) == [("workbook-error", f"{WORKBOOK} 工作簿")]


# --- documents ---------------------------------------------------------------------------


def test_a_document_that_departs_from_the_standard_is_told(files: Files, tmp_path: Path) -> None:
    small = reworded(files[BULLETIN], 'w:h="16838"', 'w:h="12000"')
    result = verified(recorded(files, BULLETIN, small, made_sha256="1" * 64), tmp_path)
    assert ("document-layout", BULLETIN) in errors(result)
    assert "标准" in next(e for e in result.findings if e.code == "document-layout").message


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x03\x04" + bytes(60)])
def test_what_is_no_document_is_told(files: Files, tmp_path: Path, data: bytes) -> None:
    result = verified(recorded(files, BULLETIN, data), tmp_path)
    assert errors(result) == [("document-layout", BULLETIN)]


def test_a_stray_document_is_told_and_looked_at(files: Files, tmp_path: Path) -> None:
    stray = recorded(files, "03_旧公告.docx", files["03_述评公告.docx"], key="announcement")
    result = verified(stray, tmp_path)
    assert told(result)[-1] == ("document-stray", "03_旧公告.docx")
    assert not result.findings[-1].is_error
    hidden = recorded(files, "恶意.exe", b"MZ", key="announcement")
    assert ("document-layout", "恶意.exe") in errors(verified(hidden, tmp_path))


def test_a_document_under_another_key_is_told(files: Files, tmp_path: Path) -> None:
    """Or else a forged one would pass as a copy of the workbook."""
    forged = reworded(files[BULLETIN], "最高，为94.12%", "最高，为98.12%")
    result = verified(recorded(files, BULLETIN, forged, key="workbook"), tmp_path)
    place = f"manifest.json files[{len(files) - 2}].key"
    assert ("file-key", place) in errors(result)
    assert Stage.USE not in result.stages
    assert ("document-differs", BULLETIN) in errors(result)


def test_a_workbook_that_no_document_can_be_made_of_is_told(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TemplateFault("内容过大", "请删去。")

    monkeypatch.setattr(CompiledTemplate, "render", refuse)
    result = verified(sample_files(Stage.MOBILISE), tmp_path)
    assert ("document-unmade", "01_实施方案.docx") in errors(result)


def test_two_versions_of_a_document_are_told(files: Files, tmp_path: Path) -> None:
    beside = BULLETIN.replace(".docx", "（新生成）.docx")
    record = record_of(files, BULLETIN)
    kept = {key: record[key] for key in ("key", "template_sha256", "workbook_sha256")}
    edited = reworded(files[BULLETIN], "本通报自", "　本通报自")
    twice = recorded(files, beside, files[BULLETIN], **kept)
    twice = recorded(twice, BULLETIN, edited, made_sha256=record["made_sha256"])
    result = verified(twice, tmp_path)
    assert ("file-edited", BULLETIN) in told(result)
    assert ("file-twice", beside) in told(result)
    assert result.edited == (BULLETIN,)


def test_a_bomb_in_a_document_does_no_harm(files: Files, tmp_path: Path) -> None:
    parts = parts_of(files[BULLETIN])
    text = parts[BODY] + b" " * 20_000_000
    result = verified(recorded(files, BULLETIN, zipped(parts | {BODY: text})), tmp_path)
    assert errors(result) == [("document-layout", BULLETIN)]


def test_nothing_that_a_manifest_says_reaches_the_terminal_raw(
    files: Files, tmp_path: Path
) -> None:
    def change(content: dict[str, Any]) -> None:
        content["campaign"]["community"] = "\x1b[2J\ud800" + "甲" * 500
        content["campaign"]["\x1b[31m"] = "\x07"

    content = json.loads(files["manifest.json"])
    change(content)
    files["manifest.json"] = json.dumps(content).encode()
    result = verified(files, tmp_path)
    for each in result.findings:
        text = each.place + each.message
        assert "".join(sign for sign in text if sign.isprintable()) == text
        assert len(text) < 300
