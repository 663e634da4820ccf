"""Own templates checked: each fault is found, said where it is and how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.commands.templates import check as template_check
from docgen.documents import DOCUMENTS
from docgen.errors import Severity
from tests.support.template_faults import (
    SHIPPED,
    edited,
    findings_of,
    only_finding,
    paragraph_with,
    row_with,
)
from tools.update_golden import document_text

PLAN, ROSTER, AGENDA = "implementation_plan", "leading_group_roster", "meeting_agenda"
BALLOT, BULLETIN, LIST = "ballot", "result_bulletin", "rectification_list"
KEYS = [document.key for document in DOCUMENTS]


def test_the_shipped_templates_have_no_findings() -> None:
    report = template_check.check(SHIPPED)
    assert report.findings == ()
    assert report.ok
    assert report.files == tuple(f"{key}.docx" for key in KEYS)


# --- variables ---------------------------------------------------------------------------


def test_a_misspelt_variable_is_found_with_its_paragraph_and_the_nearest_name(
    tmp_path: Path,
) -> None:
    finding = only_finding(tmp_path, PLAN, ("成立{{ 社区名称 }}", "成立{{ 社区名秤 }}"))
    assert finding.severity is Severity.ERROR
    assert "变量“社区名秤”不存在" in finding.message
    assert finding.hint == "是不是“社区名称”？"
    assert re.fullmatch(r"第\d+段“成立\{\{ 社区名秤 \}\}.*…”", finding.place)


def test_the_number_of_a_paragraph_is_that_among_those_outside_tables(
    tmp_path: Path,
) -> None:
    finding = only_finding(tmp_path, AGENDA, ("地点：{{ 会议.地点 }}", "地点：{{ 会议.地典 }}"))
    assert finding.place == "第4段“地点：{{ 会议.地典 }}”"
    assert finding.hint == "是不是“地点”？"


def test_a_misspelt_field_in_a_table_is_found_with_row_and_cell(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("{{ 人.分工 }}", "{{ 人.分功 }}"))
    assert finding.place == "表1第3行第4格“{{ 人.分功 }}”"
    assert "“领导小组”中没有“分功”这一项" in finding.message
    assert finding.hint == "是不是“分工”？"


def test_a_field_unlike_any_other_is_answered_with_the_list_of_fields(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("{{ 人.分工 }}", "{{ 人.zz }}"))
    assert finding.hint == "“领导小组”中有：职务、姓名、单位及职务、分工、联系电话、对齐姓名。"


def test_a_misspelt_field_in_a_loop_within_a_loop_is_found(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, BULLETIN, ("{{ 行.满意率 }}", "{{ 行.满意律 }}"))
    assert "“各行”中没有“满意律”" in finding.message
    assert finding.place.startswith("表2第")


def test_a_misspelt_field_in_a_list_that_the_sample_leaves_empty_is_found(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, BULLETIN, ("“{{ 项.项目 }}”的", "“{{ 项.项木 }}”的"))
    assert "“超过触发值”中没有“项木”" in finding.message


def test_a_misspelt_variable_in_a_branch_that_the_sample_does_not_take_is_found(
    tmp_path: Path,
) -> None:
    finding = only_finding(tmp_path, BALLOT, ("elif 票面字号", "elif 票面字体"))
    assert finding.hint == "是不是“票面字号”？"


def test_a_misspelt_list_is_told_once_and_not_for_each_of_its_fields(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("in 领导小组", "in 领导小祖"))
    assert finding.hint == "是不是“领导小组”？"


def test_the_misspelt_name_of_a_row_is_compared_with_the_names_of_loops(tmp_path: Path) -> None:
    finding = only_finding(
        tmp_path, ROSTER, ("for 人 in", "for 这一行 in"), ("{{ 人.职务 }}", "{{ 这行.职务 }}"),
        ("{{ 人.对齐姓名 }}", "{{ 这一行.对齐姓名 }}"), ("{{ 人.分工 }}", "{{ 这一行.分工 }}"),
        ("{{ 人.单位及职务 }}", "{{ 这一行.单位及职务 }}"),
    )  # fmt: skip
    assert finding.hint == "是不是“这一行”？"


def test_a_misspelling_in_several_places_is_told_with_their_number(tmp_path: Path) -> None:
    again = ("{{ 行.满意率 }}", "{{ 行.满意律 }}")
    finding = only_finding(tmp_path, BULLETIN, again, again, again)
    assert finding.message.endswith("（共3处）")


def test_a_field_of_what_has_none_is_told(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", "{{ 会议.地点.门牌 }}"))
    assert "“地点”不再分项" in finding.message


def test_a_rows_variable_outside_its_loop_is_told(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, LIST, ("填报单位：", "填报单位：{{ 项.问题 }}"))
    assert "“项”只能在它的循环里面使用" in finding.message


def test_a_misspelt_variable_in_a_footer_is_found_there(tmp_path: Path) -> None:
    before, part = ">", "word/footer1.xml"
    data = edited(PLAN, (f"</w:p{before}", "<w:r><w:t>{{ 年渡 }}</w:t></w:r></w:p>"), part=part)
    (finding,) = findings_of(tmp_path, PLAN, data)
    assert finding.place.startswith("页脚“")
    assert finding.hint == "是不是“年度”？"


def test_a_misspelt_variable_in_the_files_properties_is_found(tmp_path: Path) -> None:
    data = edited(PLAN, ("{{ 标题文 }}", "{{ 标提文 }}"), part="docProps/core.xml")
    (finding,) = findings_of(tmp_path, PLAN, data)
    assert "标提文" in finding.message
    assert finding.hint == "是不是“标题文”？"


def test_an_unknown_filter_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, PLAN, ("|汉字数", "|汉子数"))
    assert "没有“汉子数”这种转换" in finding.message
    assert "汉字数" in finding.hint


# --- loops and conditions ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "lost", "shown"),
    [
        (PLAN, paragraph_with(PLAN, "{%p endfor %}"), "缺少对应的“{%p endfor %}”"),
        (LIST, row_with(LIST, "{%tr endfor %}"), "缺少对应的“{%tr endfor %}”"),
        (AGENDA, paragraph_with(AGENDA, "{%p endif %}"), "缺少对应的“{%p endif %}”"),
        (ROSTER, row_with(ROSTER, "{%tr endfor %}"), "缺少对应的“{%tr endfor %}”"),
        (BALLOT, row_with(BALLOT, "{%tr endif %}"), "缺少对应的“{%tr endif %}”"),
        (PLAN, "{% endif %}", "缺少对应的“{% endif %}”"),
    ],
)
def test_a_loop_or_condition_without_end_is_told_where_it_begins(
    tmp_path: Path, key: str, lost: str, shown: str
) -> None:
    finding = only_finding(tmp_path, key, (lost, ""))
    assert shown in finding.message
    assert "“{%" in finding.place or "…”" in finding.place
    assert "endfor" in finding.hint or "endif" in finding.hint


def test_the_tag_of_an_open_loop_is_shown_as_it_is_written(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, (row_with(ROSTER, "{%tr endfor %}"), ""))
    assert "“{%tr for 人 in 领导小组 %}”没有结束" in finding.message
    assert finding.place.startswith("表1第2行第1格")


def test_an_end_without_a_beginning_is_told(tmp_path: Path) -> None:
    first = paragraph_with(PLAN, "{%p for 人 in 副组长 %}")
    findings = findings_of(tmp_path, PLAN, edited(PLAN, (first, "")))
    assert findings[0].message == "“{%p endfor %}”前面没有与它配对的“for”"


def test_an_end_of_the_other_kind_is_told(tmp_path: Path) -> None:
    findings = findings_of(tmp_path, ROSTER, edited(ROSTER, ("{%tr endfor %}", "{%tr endif %}")))
    assert any("“{%tr endif %}”前面没有与它配对的“if”" in f.message for f in findings)


def test_a_beginning_and_an_end_with_different_letters_are_told(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, PLAN, ("{%p endfor %}", "{% endfor %}"))
    assert "与它前面的“{%p for 机关 in 发文机关 %}”写法不一致" in finding.message


def test_a_blank_before_the_letters_of_a_row_tag_is_told_with_the_right_form(
    tmp_path: Path,
) -> None:
    findings = findings_of(tmp_path, ROSTER, edited(ROSTER, ("{%tr for", "{% tr for")))
    assert any("“{%tr for 人 in 领导小组 %}”" in finding.hint for finding in findings)
    assert all(finding.is_error for finding in findings)


def test_a_row_tag_outside_a_table_is_told(tmp_path: Path) -> None:
    data = edited(PLAN, ("{%p if 成员 %}", "{%tr if 成员 %}"))
    assert any("不在表格中" in finding.message for finding in findings_of(tmp_path, PLAN, data))


def test_a_paragraph_loop_over_the_rows_of_a_table_is_told(tmp_path: Path) -> None:
    findings = findings_of(
        tmp_path,
        ROSTER,
        edited(ROSTER, ("{%tr for", "{%p for"), ("{%tr endfor", "{%p endfor")),
    )
    assert any("不在表格的同一格里" in f.message and "{%tr" in f.hint for f in findings)


def test_a_cell_that_a_condition_leaves_without_a_paragraph_is_told(tmp_path: Path) -> None:
    cell = "{{ 人.分工 }}</w:t></w:r></w:p>"
    tag = "<w:p><w:r><w:t>{{%p {} %}}</w:t></w:r></w:p>"
    data = edited(
        ROSTER,
        ("{{ 人.分工 }}", "{%p if 人.联系电话 == '无' %}"),
        ("{%p if 人.联系电话 == '无' %}</w:t></w:r></w:p>",
         "{%p if 人.联系电话 == '无' %}</w:t></w:r></w:p>"
         f"<w:p><w:r><w:t>{cell}" + tag.format("endif")),
    )  # fmt: skip
    findings = findings_of(tmp_path, ROSTER, data)
    assert any(f.code == "cell-empty" and f.place == "表1第2行第4格" for f in findings)


# --- words that would be lost, tags that are not whole ---------------------------------------


def test_words_beside_a_paragraph_tag_that_would_be_lost_are_shown(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, PLAN, ("{%p if 成员 %}", "其他人员{%p if 成员 %}"))
    assert "旁边的“其他人员”生成时会丢失" in finding.message


def test_words_in_the_row_of_a_row_tag_that_would_be_lost_are_shown(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, ROSTER, ("{%tr endfor %}", "合计{%tr endfor %}"))
    assert "“合计”" in finding.message


SPLIT = (
    '<w:t xml:space="preserve">地点：{</w:t></w:r><w:proofErr w:type="spellStart"/>'
    '<w:r w:rsidR="00A1"><w:t xml:space="preserve">{ 会</w:t></w:r><w:proofErr w:type="spellEnd"/>'
    '<w:bookmarkStart w:id="9" w:name="_GoBack"/><w:bookmarkEnd w:id="9"/>'
    '<w:r w:rsidRPr="00B2"><w:rPr><w:b/></w:rPr><w:t>议.地</w:t></w:r>'
    "<w:r><w:lastRenderedPageBreak/><w:t>点 }</w:t></w:r><w:r><w:t>}</w:t>"
)


def test_a_tag_that_word_has_split_over_runs_is_fine_and_is_filled_in(
    tmp_path: Path, full_sample: Path
) -> None:
    whole = '<w:t xml:space="preserve">地点：{{ 会议.地点 }}</w:t>'
    data = edited(AGENDA, (whole, SPLIT))
    assert findings_of(tmp_path, AGENDA, data) == []
    planned = [p for p in check(full_sample).plan.planned if p.document.key == AGENDA]
    (own, *_) = render_all(planned, tmp_path / "模板")
    (usual, *_) = render_all(planned)
    assert document_text(own.data) == document_text(usual.data)


def test_a_tag_over_two_paragraphs_is_told(tmp_path: Path) -> None:
    data = edited(AGENDA, ("{{ 会议.地点 }}", "{{ 会议.</w:t></w:r></w:p><w:p><w:r><w:t>地点 }}"))
    (finding,) = findings_of(tmp_path, AGENDA, data)
    assert "分写在几段里" in finding.message
    assert finding.place == "第4段“地点：{{ 会议.”"
    assert finding.severity is Severity.WARNING


def test_a_tag_over_two_cells_is_an_error(tmp_path: Path) -> None:
    data = edited(
        ROSTER, ("{{ 人.职务 }}", "{{ 人.职务"), ("{{ 人.对齐姓名 }}", "}}{{ 人.对齐姓名 }}")
    )
    assert any(finding.is_error for finding in findings_of(tmp_path, ROSTER, data))


@pytest.mark.parametrize(
    "half", ["{{ 会议.地点 }", "{ 会议.地点 }}", "{ 会议.地点 }", "会议.地点 }}", "{{ 会议.地点"]
)
def test_half_a_tag_is_an_error(tmp_path: Path, half: str) -> None:
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", half))
    assert finding.is_error
    assert finding.place.startswith("第4段")
    assert "主持" not in finding.message, "the next paragraph is none of it"


def test_a_bracket_that_is_no_tag_is_only_pointed_out(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, AGENDA, ("地点：", "地点{甲}："))
    assert finding.severity is Severity.WARNING


def test_a_half_tag_does_not_make_loops_look_faulty(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, PLAN, ("{%p for 人 in 组长 %}", "{%p for 人 in 组长 }"))
    assert "没有写完" in finding.message


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("｛｛ 会议.地点 ｝｝", "{{ 会议.地点 }}"),
        ("｛｛会议.地点｝｝", "{{会议.地点}}"),
        ("{{ 会议.地点 ｝}", "{{ 会议.地点 }}"),
        ("{{ 会议.地点 }｝", "{{ 会议.地点 }}"),
        ("{{ 会议.地点 ｝｝", "{{ 会议.地点 }}"),
        ("｛{ 会议.地点 }}", "{{ 会议.地点 }}"),
        ("｛｛ 会议.地点", "{{"),
        ("{{ 会议.开始时间 }}｛｛ 会议.地点 ｝｝", "{{ 会议.地点 }}"),
        ("{％ if 会议.地点 == '（甲）' %}", "{% if 会议.地点 == '（甲）' %}"),
    ],
)
def test_full_width_braces_of_an_input_method_are_found(
    tmp_path: Path, typed: str, mended: str
) -> None:
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", typed))
    assert finding.is_error
    assert "全角" in finding.message
    assert finding.hint.endswith(f"改写为“{mended}”。")
    assert finding.place.startswith("第4段“地点")


@pytest.mark.parametrize(
    "typed", ["{％p if 成员 ％}", "{%p if 成员 ％}", "｛%p if 成员 %｝", "{％p if 成员 %}"]
)
def test_a_full_width_percent_sign_is_found(tmp_path: Path, typed: str) -> None:
    finding = only_finding(tmp_path, PLAN, ("{%p if 成员 %}", typed))
    assert "全角" in finding.message


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("{{ 会议．地点 }}", "{{ 会议.地点 }}"),
        ("{{ 会议。地点 }}", "{{ 会议.地点 }}"),
        ("{{ 会议.地点｜编号（1） }}", "{{ 会议.地点|编号(1) }}"),
    ],
)
def test_full_width_marks_in_a_tag_are_found_with_the_right_form(
    tmp_path: Path, typed: str, right: str
) -> None:
    finding = only_finding(tmp_path, AGENDA, ("{{ 会议.地点 }}", typed))
    assert finding.hint.endswith(f"改写为“{right}”。")


@pytest.mark.parametrize("typed", ["{%p ｉｆ 成员 %}", "{%p\u3000if 成员 %}", "{%p\xa0if 成员 %}"])
def test_full_width_letters_and_blanks_in_a_tag_are_found(tmp_path: Path, typed: str) -> None:
    finding = only_finding(tmp_path, PLAN, ("{%p if 成员 %}", typed))
    assert finding.hint.endswith("改写为“{%p if 成员 %}”。")


def test_full_width_marks_in_quotes_and_in_plain_words_are_fine(tmp_path: Path) -> None:
    data = edited(
        AGENDA,
        (
            "{{ 会议.地点 }}",
            "{% if 会议.地点 == '（甲），乙' %}丙{% endif %}{{ 会议.地点 }}（全部％）",
        ),
    )
    assert findings_of(tmp_path, AGENDA, data) == []


def test_curly_quotes_in_a_tag_are_fine_as_word_writes_them(tmp_path: Path) -> None:
    data = edited(PLAN, ('段.名称 == "组织发动"', "段.名称 == “组织发动”"))
    assert findings_of(tmp_path, PLAN, data) == []


def test_an_unknown_word_in_a_tag_is_named(tmp_path: Path) -> None:
    finding = only_finding(tmp_path, AGENDA, ("地点：", "地点：{% 如果 有测评 %}"))
    assert "没有“如果”这种标签" in finding.message


def test_a_tag_in_a_tracked_deletion_is_told(tmp_path: Path) -> None:
    deletion = (
        '</w:t></w:r><w:del w:id="7" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:r>'
        "<w:delText>{{ 年度 }}</w:delText></w:r></w:del><w:r><w:t>地点："
    )
    finding, _ = findings_of(tmp_path, AGENDA, edited(AGENDA, ("地点：", deletion)))
    assert "修订中删去的文字里有标签“{{ 年度 }}”" in finding.message
    assert "接受或者拒绝" in finding.hint


def test_changes_of_a_review_that_are_still_open_are_pointed_out(tmp_path: Path) -> None:
    inserted = (
        '</w:t></w:r><w:ins w:id="7" w:author="甲"><w:r><w:t>改</w:t></w:r></w:ins><w:r><w:t>'
    )
    finding = only_finding(tmp_path, AGENDA, ("地点：", f"地点：{inserted}"))
    assert finding.severity is Severity.WARNING
    assert "修订" in finding.message


def test_a_remark_in_a_template_is_fine(tmp_path: Path) -> None:
    data = edited(AGENDA, ("地点：", "地点：{# 说明：这里写会议的地点，不写楼层。 #}"))
    assert findings_of(tmp_path, AGENDA, data) == []
