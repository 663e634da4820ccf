"""Folders of own templates: what is in them, what the commands say, print and end in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from docgen.commands.templates import check
from docgen.errors import ExitCode, RequestError, Severity
from tests.support.command_line import Docgen, assert_chinese, names, template_folder
from tests.support.template_faults import edited, findings_of, shipped, xml_of

ROSTER, BALLOT = "leading_group_roster", "ballot"
FAULTY = edited(ROSTER, ("{{ 人.分工 }}", "{{ 人.分功 }}"))


# --- files that are no templates -------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "文件是空的"),
        (b"no zip", "不是Word文档"),
        (shipped(BALLOT)[:2000], "已损坏"),
        (shipped(BALLOT)[:-2000], "已损坏"),
        (edited(BALLOT, ("</w:body>", "")), "已损坏"),
        (edited(BALLOT, (xml_of(BALLOT), "")), "已损坏"),
    ],
    ids=["empty", "text", "head", "cut", "bad XML", "no XML"],
)
def test_a_file_that_is_no_docx_or_damaged_is_an_error(
    tmp_path: Path, data: bytes, message: str
) -> None:
    (finding,) = findings_of(tmp_path, BALLOT, data)
    assert finding.is_error
    assert message in finding.message
    assert "重新导出" in finding.hint


def test_a_docx_without_a_text_is_an_error(tmp_path: Path, root: Path) -> None:
    workbook = (root / "samples" / "向阳桥社区_筹备中.xlsx").read_bytes()
    (finding,) = findings_of(tmp_path, BALLOT, workbook)
    assert "不是Word文档" in finding.message


def test_an_old_doc_or_one_with_a_password_is_said_to_be_that(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    (old,) = findings_of(tmp_path / "旧", BALLOT, ole)
    assert "旧的doc格式" in old.message
    (locked,) = findings_of(tmp_path / "密", BALLOT, ole + "EncryptedPackage".encode("utf-16-le"))
    assert "密码" in locked.message


def test_a_template_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: (refuse if path.name == "ballot.docx" else read)(path)
    )
    (finding,) = check.check(folder).findings
    assert "无法读取（没有权限，或文件正被占用）" in finding.message


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("implementation_plans.docx", "implementation_plan.docx"),
        ("Implementation_Plan.docx", "implementation_plan.docx"),
        ("实施方案.docx", "implementation_plan.docx"),
        ("03_会议议程.docx", "meeting_agenda.docx"),
        ("result bulletin.DOCX", "result_bulletin.docx"),
        ("RESULT_BULLETIN.docx", "result_bulletin.docx"),
    ],
)
def test_a_misnamed_template_is_pointed_out_with_the_name_meant(
    tmp_path: Path, name: str, meant: str
) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / name).write_bytes(shipped(ROSTER))
    report = check.check(folder)
    (finding,) = report.findings
    assert (finding.file, finding.severity) == (name, Severity.WARNING)
    assert finding.hint == f"是不是“{meant}”？"
    assert report.ok


def test_a_copy_beside_its_template_is_pointed_out_without_a_guess(tmp_path: Path) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "ballot - 副本.docx").write_bytes(shipped(BALLOT))
    (finding,) = check.check(folder).findings
    assert "没有用到" in finding.message
    assert "是不是" not in finding.hint


def test_a_template_in_capitals_is_not_pointed_out_where_the_system_finds_it(
    tmp_path: Path,
) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "Ballot.docx").hardlink_to(folder / "ballot.docx")
    assert check.check(folder).findings == ()


def test_a_second_file_in_capitals_is_pointed_out_where_the_system_tells_them_apart(
    tmp_path: Path,
) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "Ballot.docx").write_bytes(b"")
    if (folder / "ballot.docx").read_bytes() == b"":
        pytest.skip("this system does not tell capitals")
    (finding,) = check.check(folder).findings
    assert finding.file == "Ballot.docx"


def test_a_doc_beside_the_templates_is_told_to_be_saved_as_docx(tmp_path: Path) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "meeting_agenda.doc").write_bytes(b"old")
    (finding,) = check.check(folder).findings
    assert "要用docx格式" in finding.message
    assert "另存为“meeting_agenda.docx”" in finding.hint


def test_words_lock_file_says_that_a_template_is_open(tmp_path: Path) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "~$ballot.docx").write_bytes(b"lock")
    (finding,) = check.check(folder).findings
    assert finding.severity is Severity.WARNING
    assert "正在编辑" in finding.message


def test_other_files_and_folders_beside_the_templates_do_not_matter(tmp_path: Path) -> None:
    folder = template_folder(tmp_path / "模板", ballot=shipped(BALLOT))
    (folder / "变量说明.txt").write_text("说明", encoding="utf-8")
    (folder / "图.png").write_bytes(b"")
    (folder / "旧.docx").mkdir()
    assert check.check(folder).findings == ()


def test_a_folder_with_nothing_but_a_misnamed_template_names_what_is_meant(tmp_path: Path) -> None:
    (tmp_path / "实施方案.docx").write_bytes(shipped(ROSTER))
    with pytest.raises(RequestError, match="没有模板") as caught:
        check.check(tmp_path)
    assert caught.value.hint.startswith("“实施方案.docx”是不是“implementation_plan.docx”？")


# --- the command -----------------------------------------------------------------------------


def test_sound_templates_end_in_0_and_in_how_to_use_them(docgen: Docgen) -> None:
    folder = template_folder(Path("我的 模板"), ballot=shipped(BALLOT))
    outcome = docgen("templates", "check", folder)
    assert outcome.code == ExitCode.OK
    assert "ballot.docx：没有发现问题。" in outcome.out
    assert 'docgen build 工作簿.xlsx --templates "我的 模板"' in outcome.out


def test_a_warning_alone_ends_in_0(docgen: Docgen) -> None:
    folder = template_folder(Path("模板"), ballot=shipped(BALLOT), stray=shipped(ROSTER))
    outcome = docgen("templates", "check", folder)
    assert outcome.code == ExitCode.OK
    assert "stray.docx：没有错误，1处提醒。" in outcome.out


def test_a_faulty_template_ends_in_3_with_file_place_fault_and_remedy(docgen: Docgen) -> None:
    folder = template_folder(Path("模板"), ballot=shipped(BALLOT), leading_group_roster=FAULTY)
    outcome = docgen("templates", "check", folder)
    assert outcome.code == ExitCode.TEMPLATE
    lines = outcome.out.splitlines()
    assert lines[0] == "leading_group_roster.docx：1处错误。"
    assert lines[1].startswith("【错误】表1第3行第4格“{{ 人.分功 }}”　标签“{{ 人.分功 }}”有误")
    assert lines[2] == "　　　　办法：是不是“分工”？"
    assert lines[3] == "ballot.docx：没有发现问题。"
    assert_chinese(outcome.text, "docx")


def test_the_check_as_json_has_the_same(docgen: Docgen) -> None:
    folder = template_folder(Path("模板"), leading_group_roster=FAULTY)
    outcome = docgen("templates", "check", folder, "--json")
    assert outcome.code == ExitCode.TEMPLATE
    assert outcome.json == {
        "ok": False,
        "templates": ["leading_group_roster.docx"],
        "findings": [
            {
                "file": "leading_group_roster.docx",
                "code": "variable-unknown",
                "severity": "error",
                "place": "表1第3行第4格“{{ 人.分功 }}”",
                "message": "标签“{{ 人.分功 }}”有误：“领导小组”中没有“分功”这一项",
                "hint": "是不是“分工”？",
            }
        ],
    }


def test_a_sound_folder_as_json_is_ok(docgen: Docgen) -> None:
    folder = template_folder(Path("模板"), ballot=shipped(BALLOT))
    outcome = docgen("templates", "check", folder, "--json")
    assert outcome.code == ExitCode.OK
    assert outcome.json == {"ok": True, "templates": ["ballot.docx"], "findings": []}


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_folder_without_templates_ends_in_2(docgen: Docgen, options: list[str]) -> None:
    Path("空").mkdir()
    outcome = docgen("templates", "check", "空", *options)
    assert outcome.code == ExitCode.USAGE
    assert "“空”中没有模板" in outcome.text
    if options:
        assert json.loads(outcome.out)["exit_code"] == 2


@pytest.mark.parametrize("command", ["export", "check"])
def test_the_help_of_both_commands_is_chinese(docgen: Docgen, command: str) -> None:
    outcome = docgen("templates", command, "--help")
    assert outcome.out.startswith(f"用法： docgen templates {command} [选项] 文件夹")
    assert_chinese(outcome.out, command)


# --- a build with own templates --------------------------------------------------------------


def test_a_build_says_which_file_it_did_not_use(docgen: Docgen, full_sample: Path) -> None:
    folder = template_folder(Path("模板"), ballot=shipped(BALLOT), stray=b"", 实施方案=b"")
    (folder / "~$ballot.docx").write_bytes(b"lock")
    outcome = docgen("build", full_sample, "--templates", folder)
    assert outcome.code == ExitCode.OK
    warnings = [line for line in outcome.out.splitlines() if "没有用到" in line]
    assert warnings == [
        "【提醒】模板文件夹中的“stray.docx”没有用到：这不是模板的文件名",
        "【提醒】模板文件夹中的“实施方案.docx”没有用到：这不是模板的文件名",
    ]
    assert "办法：是不是“implementation_plan.docx”？" in outcome.out
    outcome = docgen("build", full_sample, "--templates", folder, "--json")
    assert outcome.json["misnamed_templates"] == [
        {"name": "stray.docx", "meant": ""},
        {"name": "实施方案.docx", "meant": "implementation_plan.docx"},
    ]


def test_a_build_with_rightly_named_templates_has_nothing_to_say_of_them(
    docgen: Docgen, full_sample: Path
) -> None:
    folder = template_folder(Path("模板"), ballot=shipped(BALLOT))
    assert "没有用到" not in docgen("build", full_sample, "--templates", folder).out
    assert docgen("build", full_sample, "--json").json["misnamed_templates"] == []
    assert names() == ["out", "模板"]
