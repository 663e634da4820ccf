"""``docgen lint`` and the look that a build takes at what it has made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm
from openpyxl import Workbook

from docgen import documents
from docgen.campaign.model import Campaign, GroupRole
from docgen.cli.reports.main import lint_lines
from docgen.commands.build.render_all import render_all
from docgen.commands.lint import LintReport, lint
from docgen.errors import ExitCode, InspectionFault, Severity
from docgen.gbt9704 import RULES, examine
from tests.support.command_line import Docgen, assert_chinese, names, template_folder
from tests.support.conformance_cases import BODY, base, changed, page, paragraph_set
from tests.support.samples import ROOT, parts_of, sample_campaign, sheet_of, with_info, zipped
from tests.support.samples import changed as changed_book


@pytest.fixture
def files() -> Callable[..., Path]:
    """Writes a document into the present folder."""

    def write(name: str, data: bytes) -> Path:
        Path(name).write_bytes(data)
        return Path(name)

    return write


Files = Callable[[str, bytes], Path]


def test_an_attachment_that_is_announced_is_looked_for_in_the_folder(
    docgen: Docgen, full_sample: Path
) -> None:
    only = ("--only", "implementation_plan", "--only", "leading_group_roster")
    assert docgen("build", full_sample, *only).code == ExitCode.OK
    (announcing,) = Path("out").glob("*/01_*.docx")
    (attached,) = Path("out").glob("*/02_*.docx")
    assert docgen("lint", announcing).out.strip().endswith("没有发现问题。")
    attached.unlink()
    assert "附件说明列有附件，文件里没有" in docgen("lint", announcing).out
    attached.mkdir()  # what cannot be read tells nothing
    assert "附件说明列有附件，文件里没有" in docgen("lint", announcing).out


@cache
def with_errors() -> bytes:
    return changed(page(left_margin=Mm(30), right_margin=Mm(24)))


@cache
def with_warnings() -> bytes:
    return changed(paragraph_set(BODY, "space_after", Mm(5)))


# --- the command line --------------------------------------------------------------------


@pytest.mark.parametrize("sample", ["full_sample", "early_sample"])
def test_every_document_of_a_sample_follows_the_standard(
    docgen: Docgen, sample: str, request: pytest.FixtureRequest
) -> None:
    assert docgen("build", request.getfixturevalue(sample)).code == ExitCode.OK
    made = sorted(Path("out").glob("*/*.docx"))
    assert len(made) >= 6
    outcome = docgen("lint", *made)
    assert outcome.code == ExitCode.OK
    assert outcome.out.splitlines() == [f"{path.name}：没有发现问题。" for path in made]
    assert outcome.err == ""


def test_errors_end_in_1_and_name_clause_place_and_what_is_wanted(
    docgen: Docgen, files: Files
) -> None:
    outcome = docgen("lint", files("通知.docx", with_errors()))
    assert outcome.code == ExitCode.PROBLEMS == 1
    assert outcome.out.splitlines() == [
        "通知.docx：1处错误。",
        "【错误】页面设置　订口为30毫米（标准5.2.1）",
        "　　　　应为：28毫米±1毫米",
    ]
    assert_chinese(outcome.text, "docx")


def test_warnings_alone_end_in_0(docgen: Docgen, files: Files) -> None:
    outcome = docgen("lint", files("通知.docx", with_warnings()))
    assert outcome.code == ExitCode.OK
    assert outcome.out.splitlines() == [
        "通知.docx：没有错误，1处提醒。",
        "【提醒】第9段“根据《关于开展民主评议工…”　设有段前或段后间距（标准5.2.3）",
        "　　　　应为：段前、段后间距都设为0行",
    ]


def test_what_is_no_document_is_a_finding_without_a_clause(docgen: Docgen, files: Files) -> None:
    outcome = docgen("lint", files("说明.docx", b"abc"))
    assert outcome.code == ExitCode.PROBLEMS
    assert outcome.out.splitlines()[1:] == [
        "【错误】整个文件　不是Word文档（docx）",
        "　　　　办法：请用WPS或Word打开，另存为docx格式",
    ]


def test_several_files_are_all_reported_though_one_is_broken(docgen: Docgen, files: Files) -> None:
    outcome = docgen(
        "lint",
        files("一.docx", base()),
        files("二.docx", b"PK\x03\x04"),
        files("三.docx", with_warnings()),
    )
    assert outcome.code == ExitCode.PROBLEMS
    heads = [line for line in outcome.out.splitlines() if ".docx：" in line]
    assert heads == [
        "一.docx：没有发现问题。",
        "二.docx：1处错误。",
        "三.docx：没有错误，1处提醒。",
    ]
    assert "文件已损坏，无法读取" in outcome.out


def test_no_file_and_a_missing_one_end_in_2(docgen: Docgen) -> None:
    without = docgen("lint")
    assert without.code == ExitCode.USAGE == 2
    assert "docgen lint" in without.err
    assert_chinese(without.err, "docx", "docgen")
    missing = docgen("lint", "没有.docx")
    assert missing.code == ExitCode.USAGE
    assert "没有.docx" in missing.err
    assert_chinese(missing.err, "docx", "docgen")
    assert docgen("lint", "没有.docx", "--json").json["message"] == "找不到“没有.docx”"


def test_a_folder_is_looked_through_with_those_in_it(docgen: Docgen, files: Files) -> None:
    Path("公文", "一月").mkdir(parents=True)
    Path("空").mkdir()
    Path("公文", "一月", "乙.DOCX").write_bytes(base())
    Path("公文", "丙.doc").write_bytes(b"")
    Path("公文", "~$乙.docx").write_bytes(b"")
    outcome = docgen("lint", "公文", "空")
    assert outcome.code == ExitCode.PROBLEMS
    assert [line for line in outcome.out.splitlines() if not line.startswith(("【", "　"))] == [
        "乙.DOCX：没有发现问题。",
        "丙.doc：1处错误。",
        "空：1处错误。",
    ]
    assert "文件夹里没有Word文件" in outcome.out


def test_files_of_the_same_name_are_told_apart(docgen: Docgen) -> None:
    for folder in ("甲", "乙"):
        Path(folder).mkdir()
        Path(folder, "通知.docx").write_bytes(base())
    lines = docgen("lint", "甲", "乙").out.splitlines()
    assert lines == [f"{Path(f, '通知.docx')}：没有发现问题。" for f in ("甲", "乙")]


def test_the_help_is_chinese(docgen: Docgen) -> None:
    outcome = docgen("lint", "--help")
    assert outcome.code == ExitCode.OK
    assert "GB/T 9704—2012" in outcome.out
    assert_chinese(outcome.out, "docx", "docgen", "JSON", "help")


def test_a_file_that_may_not_be_read_is_a_finding(
    docgen: Docgen, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = files("通知.docx", base())

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    outcome = docgen("lint", path)
    assert outcome.code == ExitCode.PROBLEMS
    assert "【错误】整个文件　无法读取（" in outcome.out
    assert "没有" in outcome.out
    assert "请确认文件没有被其他程序占用" in outcome.out
    assert_chinese(outcome.text, "docx")
    (finding,) = lint(path).findings
    assert (finding.rule, finding.clause, finding.severity) == ("unreadable", "", Severity.ERROR)


def test_lint_never_raises_for_a_folder_or_a_file_that_is_gone(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "没有.docx"):
        report = lint(path)
        assert [finding.rule for finding in report.findings] == ["unreadable"]
        assert not report.ok


def grey(count: int) -> bytes:
    """A document with one fault in so many places."""

    def change(document: Any) -> None:
        for number in range(count):
            document.add_paragraph(
                f"第{'甲乙丙丁戊己庚辛壬癸子丑'[number]}条,落实。", style="Normal"
            )
            document.element.body.insert(9, document.paragraphs[-1]._p)

    return changed(change)


@pytest.mark.parametrize(
    ("count", "shown", "rest"),
    [(1, 0, ""), (2, 1, ""), (9, 8, ""), (10, 8, "等，共9处"), (12, 8, "等，共11处")],
)
def test_up_to_eight_further_places_are_listed(
    docgen: Docgen, files: Files, count: int, shown: int, rest: str
) -> None:
    outcome = docgen("lint", files("通知.docx", grey(count)))
    lines = [line for line in outcome.out.splitlines() if line.startswith("　　　　还有：")]
    assert len(lines) == (count > 1)
    for line in lines:
        assert line.count("；") == shown - 1
        assert line.endswith(rest or "”")
        assert ("等，共" in line) == bool(rest)


# --- JSON --------------------------------------------------------------------------------


def test_json_has_the_documented_keys(docgen: Docgen, files: Files) -> None:
    paths = [files("一.docx", base()), files("二.docx", with_errors())]
    outcome = docgen("lint", "--json", *paths)
    assert outcome.code == ExitCode.PROBLEMS
    assert outcome.err == ""
    assert outcome.json == {
        "ok": False,
        "files": [
            {"file": "一.docx", "ok": True, "findings": []},
            {
                "file": "二.docx",
                "ok": False,
                "findings": [
                    {
                        "rule": "margins",
                        "severity": "error",
                        "clause": "5.2.1",
                        "places": ["页面设置"],
                        "found": "订口为30毫米",
                        "wanted": "28毫米±1毫米",
                    }
                ],
            },
        ],
    }


def test_json_is_ok_with_warnings_alone(docgen: Docgen, files: Files) -> None:
    outcome = docgen("lint", files("通知.docx", with_warnings()), "--json")
    assert outcome.code == ExitCode.OK
    assert outcome.json["ok"] is outcome.json["files"][0]["ok"] is True
    assert [f["severity"] for f in outcome.json["files"][0]["findings"]] == ["warning"]


def test_json_lists_every_place(docgen: Docgen, files: Files) -> None:
    (file,) = docgen("lint", files("通知.docx", grey(12)), "--json").json["files"]
    (finding,) = file["findings"]
    assert len(finding["places"]) == 12


def test_a_report_of_nothing_says_nothing() -> None:
    assert list(lint_lines([])) == []
    assert LintReport(Path("a.docx"), ()).ok


# --- what a build makes ------------------------------------------------------------------


def template(key: str) -> bytes:
    return (ROOT / "templates_docx" / f"{key}.docx").read_bytes()


def with_margin(data: bytes, millimetres: float) -> bytes:
    def change(document: Any) -> None:
        for section in document.sections:
            section.left_margin = section.right_margin = Mm(millimetres)

    return changed(change, data)


def with_words(data: bytes, old: str, new: str) -> bytes:
    parts = parts_of(data)
    text = parts["word/document.xml"].decode()
    assert old in text
    return zipped(parts | {"word/document.xml": text.replace(old, new, 1).encode()})


def test_a_template_with_wrong_margins_stops_the_build(docgen: Docgen, full_sample: Path) -> None:
    own = with_margin(template("leading_group_roster"), 25)
    folder = template_folder(Path("模板"), leading_group_roster=own)
    outcome = docgen("build", full_sample, "--templates", folder)
    assert outcome.code == ExitCode.INSPECTION == 5
    assert "“02_领导小组名单.docx”没有通过检查" in outcome.err
    assert "页面设置：订口为25毫米，应为28毫米±1毫米" in outcome.err
    assert "leading_group_roster.docx" in outcome.err
    assert_chinese(outcome.err, "docx", "leading_group_roster")
    assert names() == ["模板"]


def test_the_fault_of_a_template_is_told_as_json_too(docgen: Docgen, full_sample: Path) -> None:
    own = with_margin(template("result_bulletin"), 25)
    folder = template_folder(Path("模板"), result_bulletin=own)
    outcome = docgen("build", full_sample, "--templates", folder, "--json")
    assert outcome.code == ExitCode.INSPECTION
    content = json.loads(outcome.out)
    assert (content["ok"], content["exit_code"]) == (False, 5)
    assert "订口为25毫米" in content["message"]
    assert names() == ["模板"]


def test_a_wrong_sign_in_the_words_of_a_template_stops_the_build(
    docgen: Docgen, full_sample: Path
) -> None:
    own = with_words(template("implementation_plan"), "一、指导思想", "一、指导思想(总则)")
    folder = template_folder(Path("模板"), implementation_plan=own)
    outcome = docgen("build", full_sample, "--templates", folder)
    assert outcome.code == ExitCode.INSPECTION
    assert "半角括号，应为全角括号（）" in outcome.err
    assert "指导思想(总则)" in outcome.err
    assert names() == ["模板"]


def test_a_mere_warning_about_a_template_does_not_stop_the_build(
    docgen: Docgen, full_sample: Path
) -> None:
    def bold(document: Any) -> None:
        document.styles["一级标题"].font.bold = True

    own = changed(bold, template("implementation_plan"))
    folder = template_folder(Path("模板"), implementation_plan=own)
    outcome = docgen("build", full_sample, "--templates", folder, "--only", "implementation_plan")
    assert outcome.code == ExitCode.OK
    (made,) = Path("out").glob("*/01_*.docx")
    assert {finding.rule for finding in examine(made.read_bytes())} == {"bold"}


BAD_TEXTS = {
    "意见建议!B2": "电动自行车充电位不足,建议增设(3处)...",
    "活动信息!B31": "以人民为中心,推动“社区干部认真履职;\n第二段(也有);第三。",
    "领导小组!C2": "社区党总支书记“兼)",
    "领导小组!D3": "协助工作》，",
    "制度机制!B2": "检查，，监督.",
    "公开事项!B2": "《账目》、《决算》",
    "整改清单!D2": "26年5月01日前安装１２盏,",
    "测评项目!B2": "，完成本职工作的情况",
    "监票计票!C2": "纪工委副书记)",
}


# A mark at the edge of a text is wrong only where it meets another of the template.
AT_THE_EDGE = "测评项目!B2"


def planted(book: Workbook) -> None:
    for place, text in BAD_TEXTS.items():
        sheet, cell = place.split("!")
        sheet_of(book, sheet)[cell] = text
    sheet_of(book, "活动信息")["B12"] = "苏晓雯。"


def test_wrong_signs_in_the_workbook_are_warned_of_and_do_not_stop_the_build(
    docgen: Docgen,
) -> None:
    Path("工作簿.xlsx").write_bytes(changed_book(planted))
    outcome = docgen("check", "工作簿.xlsx", "--json")
    warned = [p for p in outcome.json["problems"] if p["code"] == "text-punctuation"]
    assert {p["place"] for p in warned} == BAD_TEXTS.keys() - {AT_THE_EDGE} | {"活动信息!B12"}
    assert all("\n" not in p["message"] for p in warned)
    assert {p["severity"] for p in warned} == {"warning"}
    built = docgen("build", "工作簿.xlsx")
    assert built.code == ExitCode.OK, built.err
    assert "【提醒】意见建议!B2　标点或数字的写法不合规范" in built.out
    assert len(list(Path("out").glob("*/*.docx"))) == 37


@pytest.mark.parametrize("place", [*BAD_TEXTS, "活动信息!B12"])
def test_a_wrong_sign_in_one_cell_does_not_stop_the_build(docgen: Docgen, place: str) -> None:
    def change(book: Workbook) -> None:
        sheet, cell = place.split("!")
        sheet_of(book, sheet)[cell] = BAD_TEXTS.get(place, "苏晓雯。")

    Path("工作簿.xlsx").write_bytes(changed_book(change))
    assert docgen("build", "工作簿.xlsx").code == ExitCode.OK


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("领导小组!D2", "抄送：各小组"),
        ("整改清单!A2", "抄送：各小组"),
        ("会议!E2", "2026年3月5日印发"),
        ("会议!E2", "云街发(2026)第012号"),
        ("会议!G2", "附件1"),
        ("活动信息!B31", "　　以人民为中心。\n　　第二段。"),
        ("活动信息!B31", "一、总体要求\n（一）目标\n• 甲"),
        ("制度机制!B2", "2026年3月5日"),
        ("意见建议!B2", "出席：林致远"),
    ],
)
def test_a_text_that_looks_like_an_element_does_not_stop_the_build(
    docgen: Docgen, place: str, text: str
) -> None:
    def change(book: Workbook) -> None:
        sheet, cell = place.split("!")
        sheet_of(book, sheet)[cell] = text

    Path("工作簿.xlsx").write_bytes(changed_book(change))
    outcome = docgen("build", "工作簿.xlsx")
    assert outcome.code == ExitCode.OK, outcome.err


# --- unusual campaigns -------------------------------------------------------------------


LONG = "云溪市幸福湖高新技术产业开发区云溪街道办事处幸福里中央花园第二社区居民"
PARTY = "中国共产党云溪市幸福湖高新区云溪街道幸福里中央花园第二社区总支部委员会"


def long_names() -> Campaign:
    return with_info(sample_campaign(), party_org=PARTY, committee=f"{LONG}委员会")


def many_members() -> Campaign:
    campaign = sample_campaign()
    member = next(m for m in campaign.group if m.role is GroupRole.MEMBER)
    more = tuple(dataclasses.replace(member, name=f"张{'甲乙丙丁'[n // 10]}{'一二三四五六七八九十'[n % 10]}") for n in range(40))  # fmt: skip
    return dataclasses.replace(campaign, group=(*campaign.group, *more))


def many_rectifications() -> Campaign:
    campaign = sample_campaign()
    rows = campaign.rectifications
    more = tuple(
        dataclasses.replace(
            rows[n % len(rows)],
            problem=f"第{n + 1}个问题，{rows[n % len(rows)].problem}",
            deadline=rows[0].deadline + timedelta(days=n),
        )
        for n in range(60)
    )
    return dataclasses.replace(campaign, rectifications=more)


def long_titles() -> Campaign:
    activity = "社区“两委”班子成员和专职工作者述职述廉暨党风廉政建设群众满意度民主评议活动"
    return with_info(
        sample_campaign(),
        campaign_name=activity,
        basis_title="关于进一步加强和改进全街道各社区干部述职述廉民主评议工作的若干实施意见（试行）",
        addressee="各居民小组、驻区各机关团体企业事业单位、各社会组织、各物业服务企业、业主委员会",
    )


def no_copies() -> Campaign:
    return with_info(sample_campaign(), copy_to="", printer="")


@pytest.mark.parametrize(
    "make", [long_names, many_members, many_rectifications, long_titles, no_copies]
)
def test_documents_of_an_unusual_campaign_have_no_errors(make: Callable[[], Campaign]) -> None:
    made = render_all(documents.plan(make()).planned)
    assert {file.key for file in made} == {document.key for document in documents.DOCUMENTS}
    found = {file.name: [f for f in examine(file.data) if f.is_error] for file in made}
    assert [finding for each in found.values() for finding in each] == []


def test_the_length_of_names_is_as_long_as_it_may_be() -> None:
    assert min(len(LONG) + 3, len(PARTY)) >= 30


def test_an_error_in_what_was_made_is_an_inspection_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = with_margin(template("meeting_agenda"), 20)
    folder = template_folder(tmp_path / "模板", meeting_agenda=own)
    planned = documents.plan(sample_campaign(), ["meeting_agenda"]).planned
    with pytest.raises(InspectionFault, match="订口为20毫米") as raised:
        render_all(planned, folder)
    assert raised.value.exit_code == 5
    assert "meeting_agenda.docx" in raised.value.hint
    assert docx.Document(str(folder / "meeting_agenda.docx"))


def test_the_rules_are_listed_with_their_weight_and_clauses(docgen: Docgen) -> None:
    outcome = docgen("lint", "--rules")
    assert outcome.code == ExitCode.OK
    lines = outcome.out.splitlines()
    assert [line.rpartition("　")[2] for line in lines] == [rule.code for rule in RULES]
    assert "【错误】纸张为A4型（210毫米×297毫米）（标准5.1）　paper" in lines
    assert "【提醒】每面排22行（标准5.2.3）　lines" in lines
