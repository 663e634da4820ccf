"""What own templates make of the sample: facts that are lost, faults together, plain words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from docgen.commands.build import build
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.commands.templates import check as template_check
from docgen.commands.templates.messages import SENTENCES
from docgen.documents import DOCUMENTS
from docgen.errors import InspectionFault, TemplateFault
from tests.support.command_line import template_folder
from tests.support.rendering_cases import assert_plain
from tests.support.template_faults import (
    SHIPPED,
    edited,
    findings_of,
    only_finding,
    xml_of,
)

PLAN, ROSTER, AGENDA = "implementation_plan", "leading_group_roster", "meeting_agenda"
BALLOT = "ballot"
KEYS = [document.key for document in DOCUMENTS]


# --- what the template makes -----------------------------------------------------------------


def test_a_fact_that_is_no_longer_shown_is_told_by_its_variable(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("{{ 人.分工 }}", ""))
    assert finding.is_error
    assert "“领导小组.分工”" in finding.message
    assert "“主持活动全面工作”" in finding.message


def test_a_build_refuses_the_template_that_lacks_a_fact_as_the_check_says(
    tmp_path: Path, full_sample: Path
) -> None:
    findings_of(tmp_path, ROSTER, edited(ROSTER, ("{{ 人.分工 }}", "")))
    planned = [p for p in check(full_sample).plan.planned if p.document.key == ROSTER]
    with pytest.raises(InspectionFault):
        render_all(planned, tmp_path / "模板")


def test_a_ballot_without_its_title_is_told_once(tmp_path: Path) -> None:
    data = edited(BALLOT, ("{{ 标题文 }}", "测评票"), ("{{ 标题文 }}", "测评票"))
    (finding,) = findings_of(tmp_path, BALLOT, data)
    assert "应出现" in finding.message


def test_a_template_whose_code_fails_is_told_in_plain_words(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", "{{ 会议.地点 + 1 }}"))
    assert "运行出错" in finding.message
    assert not finding.message.startswith("模板")


def test_several_faults_of_several_templates_are_told_together(tmp_path: Path) -> None:
    folder = template_folder(
        tmp_path / "模板",
        ballot=edited(BALLOT, ("{{ 票面颜色 }}", "{{ 票面颜涩 }}"), ("{{ 类别 }}", "{{ 类別 }}")),
        leading_group_roster=edited(ROSTER, ("{{ 人.分工 }}", "{{ 人.分功 }}")),
    )
    found = [(finding.file, finding.hint) for finding in template_check.check(folder).findings]
    assert found == [
        ("leading_group_roster.docx", "是不是“分工”？"),
        ("ballot.docx", "是不是“类别”？"),
        ("ballot.docx", "是不是“票面颜色”？"),
    ]


def test_the_faults_of_a_template_come_in_the_order_of_its_text(tmp_path: Path) -> None:
    data = edited(
        AGENDA,
        ("{{ 会议.日期 }}", "{{ 会议.日其 }}"),
        ("{{ 会议.地点 }}", "｛｛ 会议.地点 ｝｝"),
        ("{{ 会议.主持人 }}", "{ 会议.主持人 }"),
        ("{{ 会议.参会范围 }}", "{{ 会议.参会范为 }}"),
    )
    places = [finding.place[:3] for finding in findings_of(tmp_path, AGENDA, data)]
    assert places == ["第3段", "第4段", "第5段", "第7段"]


def test_a_missing_fact_is_told_by_the_variable_that_the_shipped_template_uses(
    tmp_path: Path,
) -> None:
    inline = "{% for 人 in 成员 %}"
    finding = only_finding(tmp_path, PLAN, (inline + "{{ 人.姓名 }}", inline))
    assert "“成员.姓名”" in finding.message


def test_a_fault_in_a_text_box_is_told_once(tmp_path: Path) -> None:
    box = (
        '</w:t></w:r><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>框内｛｛ 年度 ｝｝</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:rect></w:pict></w:r><w:r><w:t>"
    )
    finding = only_finding(tmp_path, AGENDA, ("地点：", f"地点：{box}"))
    assert finding.place.endswith("段“框内｛｛ 年度 ｝｝”")


def test_a_margin_moved_in_one_of_the_shipped_templates_is_an_error(tmp_path: Path) -> None:
    margin = re.findall(r'<w:pgMar [^>]*?w:top="\d+"', xml_of(ROSTER))[-1]
    moved = re.sub(r'w:top="\d+"', 'w:top="567"', margin)
    findings = findings_of(tmp_path, ROSTER, edited(ROSTER, (margin, moved)))
    assert any(f.code == "layout-margins" and f.is_error for f in findings)
    told = [f.message for f in findings if f.code == "layout-margins"]
    assert told == ["格式不合标准：天头为10毫米，应为37毫米±1毫米（标准5.2.1）"]


# --- values that the sample has and others lack ------------------------------------------------

DUTY = "{{ 人.分工 }}</w:t></w:r></w:p>"
TAG = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def with_optional_duty() -> bytes:
    """The roster, its only paragraph of a cell there only when the duty is."""
    cell = next(c for c in re.findall(r"<w:tc>.*?</w:tc>", xml_of(ROSTER)) if "人.分工" in c)
    paragraph = re.search(r"<w:p>.*</w:p>", cell)
    assert paragraph
    inside = TAG.format("{%p if 人.分工 %}") + paragraph[0] + TAG.format("{%p endif %}")
    return edited(ROSTER, (paragraph[0], inside))


def test_a_cell_that_is_empty_only_when_a_value_is_not_given_is_found(tmp_path: Path) -> None:
    (finding,) = findings_of(tmp_path, ROSTER, with_optional_duty())
    assert (finding.code, finding.place) == ("cell-empty", "表1第2行第4格")
    assert finding.message.startswith("《领导小组》的“分工”不填时，")
    assert finding.is_error


def test_a_build_refuses_what_word_would_refuse_every_time_and_writes_nothing(
    tmp_path: Path, full_sample: Path
) -> None:
    book = load_workbook(full_sample)
    book["领导小组"]["D3"].value = None
    book.save(tmp_path / "工作簿.xlsx")
    templates = template_folder(tmp_path / "模板", **{ROSTER: with_optional_duty()})
    for _ in range(2):
        with pytest.raises(TemplateFault, match="格内没有段落") as caught:
            build.build(
                tmp_path / "工作簿.xlsx", tmp_path / "out", only=[ROSTER], templates=templates
            )
        assert caught.value.exit_code == 3
        assert "docgen templates check" in caught.value.hint
    assert not list(tmp_path.rglob("out/**/*.docx"))


def test_a_person_who_goes_when_a_value_is_not_given_is_found(tmp_path: Path) -> None:
    data = edited(
        ROSTER,
        ("{%tr for 人 in 领导小组 %}", "{%tr for 人 in 领导小组 if 人.联系电话 %}"),
    )
    (finding,) = findings_of(tmp_path, ROSTER, data)
    assert finding.code == "fact-missing"
    assert "《领导小组》的“联系电话”不填时，" in finding.message


def test_a_tag_that_fails_only_when_a_value_is_not_given_is_found(tmp_path: Path) -> None:
    code = "{{ 人.分工 }}{% if not 人.分工 %}{{ 人.分工 + 1 }}{% endif %}"
    finding = only_finding(tmp_path, ROSTER, ("{{ 人.分工 }}", code))
    assert finding.code == "tag-fails"
    assert finding.message.startswith("《领导小组》的“分工”不填时，运行出错")


def test_a_tag_that_signs_of_a_value_would_break_is_found(tmp_path: Path) -> None:
    code = "{% set 文 %}{{ 会议.地点 }}{% endset %}{{ 文|upper }}"
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", code))
    assert finding.code == "sign-breaks"


def test_merging_cells_may_not_lose_a_value(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("{{ 人.职务 }}", "{% vm %}{{ 人.职务 }}"))
    assert finding.code == "tag-fails"
    assert "合并的格子里每次的内容不一样" in finding.message


def test_a_variable_that_is_never_there_is_pointed_out_though_it_has_a_default(
    tmp_path: Path,
) -> None:
    code = "{{ 会议.地点 }}{{ 社区名秤|default('') }}"
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", code))
    assert not finding.is_error
    assert finding.hint == "是不是“社区名称”？"


@pytest.mark.parametrize(
    "code",
    ["{{ 有测评 }}", "{{ 会议.没有|default('') }}",
     "{{r 社区名称 }}", "{{ (社区名称|e)|upper }}", "{{ 社区名称|safe }}"],
)  # fmt: skip
def test_what_docxtpl_knows_may_be_written(tmp_path: Path, code: str) -> None:
    data = edited(AGENDA, ("{{ 会议.地点 }}", f"{{{{ 会议.地点 }}}}{code}"))
    assert findings_of(tmp_path, AGENDA, data) == []


@pytest.mark.parametrize("code", ["{_{ 变量 }_}", "{% raw %}{{ 变量 }}{% endraw %}"])
def test_braces_that_are_to_be_printed_are_pointed_out_no_more(tmp_path: Path, code: str) -> None:
    data = edited(AGENDA, ("{{ 会议.地点 }}", f"{{{{ 会议.地点 }}}}{code}"))
    (finding,) = findings_of(tmp_path, AGENDA, data)
    assert not finding.is_error
    assert "还有没填写的内容，如“{{ 变量 }}”" in finding.message


# --- words -----------------------------------------------------------------------------------


def test_every_sentence_is_in_plain_chinese_and_has_a_code_of_its_own() -> None:
    words = {"tag": "{{ 甲 }}", "open_raw": "{% 乙 %}", "rest": "丙", "filter": "“丁”"}
    words |= dict.fromkeys(("close", "end", "start", "reason", "name", "joined"), "“戊”")
    for rule, sentence in SENTENCES.items():
        message, hint = sentence.filled(words)
        assert "$" not in message + hint, rule
        assert_plain(message + re.sub("docgen templates export", "", hint))
    codes = [sentence.code for sentence in SENTENCES.values()]
    assert len(codes) == len(set(codes))


def test_every_rule_of_the_linter_that_can_occur_has_its_sentence() -> None:
    from docxtpl_lint.messages import RULES

    never = {"DTL005", "DTL302", "DTL304", "DTL305", "DTL308", "DTL401", "DTL402"}
    assert set(RULES) - never - set(SENTENCES) == {"DTL301"}


def test_every_whole_template_has_a_body_that_the_tests_change() -> None:
    assert all("{{" in xml_of(key) for key in KEYS)


def test_only_the_folder_of_templates_uses_the_linter() -> None:
    users = [
        path.relative_to(SHIPPED.parent).as_posix()
        for path in (SHIPPED.parent / "docgen").rglob("*.py")
        if "docxtpl_lint" in path.read_text(encoding="utf-8")
    ]
    assert sorted(users) == [
        "docgen/commands/templates/scan.py",
        "docgen/commands/templates/trial.py",
    ]
