"""Punctuation and figures: what is written well stays unsaid, one wrong sign is one fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.chinese.punctuation import Fault, faults
from docgen.gbt9704.rules import TEXT_RULES

# --- one fault each ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "found", "wanted"),
    [
        ("认真学习,抓好落实", "half-width", "半角“,”", "全角“，”"),
        ("认真学习 ,抓好落实", "half-width", "半角“,”", "全角“，”"),
        ("认真学习, 抓好落实", "half-width", "半角“,”", "全角“，”"),
        ("一是学习;二是落实", "half-width", "半角“;”", "全角“；”"),
        ("通知如下:", "half-width", "半角“:”", "全角“：”"),
        ("满意吗?", "half-width", "半角“?”", "全角“？”"),
        ("行动起来!", "half-width", "半角“!”", "全角“！”"),
        ("抓好落实.", "half-width", "半角“.”", "全角“。”"),
        ("抓好落实.然后总结。", "half-width", "半角“.”", "全角“。”"),
        ("“两委”,居民", "half-width", "半角“,”", "全角“，”"),
        ("共16名,其中党员3名", "half-width", "半角“,”", "全角“，”"),
        ("APP,请安装", "half-width", "半角“,”", "全角“，”"),
        ("林致远(书记)", "half-brackets", "半角括号", "全角括号（）"),
        ("经费(3万元)由社区承担", "half-brackets", "半角括号", "全角括号（）"),
        ("林致远(Lin)主持", "half-brackets", "半角括号", "全角括号（）"),
        ("（书记", "unpaired", "前括号没有相配的后括号", "补上后括号"),
        ("书记）", "unpaired", "后括号没有相配的前括号", "补上前括号"),
        ("“两委", "unpaired", "前引号没有相配的后引号", "补上后引号"),
        ("《通知", "unpaired", "前书名号没有相配的后书名号", "补上后书名号"),
        ("林致远（书记〕主持", "pairs", "“（”与“〕”不成对", "同一种括号"),
        ("林致远（书记)主持", "pairs", "“（”与“)”不成对", "同一种括号"),
        ("《关于“两委》工作”的通知", "pairs", "“》”与前面的符号交叉", "先起后止，不交叉"),
        ("学习、讨论...等", "ellipsis", "“...”", "六个点的省略号……"),
        ("学习、讨论。。。", "ellipsis", "“。。。”", "六个点的省略号……"),
        ("学习、讨论、、、", "ellipsis", "“、、、”", "六个点的省略号……"),
        ("学习、讨论…等", "ellipsis", "“…”", "六个点的省略号……"),
        ("重视--报送", "ellipsis", "“--”", "占两个字的破折号——"),
        ("要求，，认真", "doubled", "“，，”", "只用一个标点"),
        ("要求，。", "doubled", "“，。”", "只用一个标点"),
        ("要求。，认真", "doubled", "“。，”", "只用一个标点"),
        ("落实！！！！", "doubled", "“！！！！”", "只用一个标点"),
        ("《意见》、《办法》", "listed", "“》、《”", "不用顿号"),
        ("“一条”、“两条”", "listed", "“”、“”", "不用顿号"),
        ("3月5日-3月9日", "range", "“5日-3”", "一字线“—”、浪纹线“～”，或者写“至”"),
        ("《关于《办法》的通知》", "nested-title", "“《关于《”", "书名号里面用单书名号〈〉"),
        ("办好。。", "doubled", "“。。”", "只用一个标点"),
        ("共１２名", "full-width-figures", "“１２”", "半角阿拉伯数字"),
        ("26年3月5日前完成", "year", "“26年3月5日”", "四位数的年份"),
        ("2026年03月5日前完成", "date-zero", "“2026年03月5日”", "月、日前不加0"),
        ("2026年3月05日前完成", "date-zero", "“2026年3月05日”", "月、日前不加0"),
        ("于3月05日完成", "date-zero", "“3月05日”", "月、日前不加0"),
        ("于2026年03月完成", "date-zero", "“2026年03月”", "月、日前不加0"),
        ("（云街发[2026]12号）", "number-brackets", "“[2026]12号”的年份没有用六角括号", "〔2026〕"),
        ("（云街发（2026）12号）", "number-brackets", "“（2026）12号”的年份没有用六角括号", "〔2026〕"),
        ("云街发〔26〕12号", "number-year", "“〔26〕12号”的年份不是四位数", "四位数的年份"),
        ("云街发〔2026〕第12号", "number-figure", "“〔2026〕第12号”", "12号，不加“第”字和0"),
        ("云街发〔2026〕012号", "number-figure", "“〔2026〕012号”", "12号，不加“第”字和0"),
    ],
)  # fmt: skip
def test_one_wrong_sign_is_one_fault(text: str, kind: str, found: str, wanted: str) -> None:
    assert [(f.kind, f.found, f.wanted) for f in faults(text)] == [(kind, found, wanted)]


def test_a_straight_quote_is_a_fault_at_each_end_that_meets_chinese() -> None:
    assert [f.kind for f in faults('社区"两委"成员')] == ["straight-quotes"] * 2
    assert [f.kind for f in faults('社区"ok')] == ["straight-quotes"]


@pytest.mark.parametrize(
    "text",
    [
        "见https://www.example.cn/a，请查看,回复",
        "请查看,回复a.b@example.cn",
        "a.b@example.cn收,请回复",
        "www.example.cn,请查看",
        "请登录,www.example.cn",
    ],
)
def test_an_address_hides_no_fault_beside_it(text: str) -> None:
    assert [(f.kind, f.found) for f in faults(text)] == [("half-width", "半角“,”")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("（甲“乙）丙”丁", ["pairs"]),
        ("（甲“乙）丙", ["pairs"]),
        ("（甲“乙）和“丙”", ["pairs"]),
        ("（甲）乙）", ["unpaired"]),
        ("“甲（乙《丙》丁）戊”", []),
    ],
)
def test_signs_that_cross_are_one_fault(text: str, kinds: list[str]) -> None:
    assert [f.kind for f in faults(text)] == kinds


def test_a_fault_tells_the_words_around_it() -> None:
    assert faults("社区干部要认真学习,抓好各项工作落实。") == (
        Fault("half-width", "半角“,”", "全角“，”", "部要认真学习,抓好各项工作"),
    )


def test_the_words_around_a_fault_stand_on_one_line() -> None:
    (wrong,) = faults("第一段\n落实,\t然后\n第三段")
    assert wrong.around == "第一段 落实, 然后 第三"


def test_every_kind_of_fault_is_a_rule_of_the_checker() -> None:
    wrong = (
        *("甲,乙", "甲(乙)", '甲"乙', "（甲〕", "（甲", "甲...", "甲，，", "”、“甲", "共１名"),
        *("3%-5%", "《甲《乙》丙》"),
        *("26年3月5日前", "于3月05日", "发[2026]1号", "发〔26〕1号", "发〔2026〕01号"),
    )
    assert {fault.kind for text in wrong for fault in faults(text)} == set(TEXT_RULES)


# --- what is right -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "　", "正文", "Hello, world (again); \"quoted\" -- ok..."),
        "根据《幸福里社区居民委员会公告》（第5号）、《通知》（民发〔2024〕12号）",
        "3月10日14:30在3楼集中，用时1.5小时，经费3.5万元，共1,000人。",
        "材料发至a.b@example.cn或者https://www.example.cn/a,b(c)，电话0551-1234567。",
        "执行GB/T 9704—2012，用Office (WPS) 2019, v1.2编排。",
        "按照“一人一票”的原则——公平、公开……逐项落实！",
        "“情系百姓，服务社区”“党员一面旗，奉献在小区”",
        "会议要求：“准备要细。”",
        "他问：“满意吗？”大家说：“满意！”",
        "《关于印发〈实施办法〉的通知》",
        "（一）准备阶段（2026年3月2日至20日）",
        "1）学习；2）讨论；a）总结。",
        "一、总体要求", "一.总体要求", "十二,总体要求",
        "2026年3月5日", "2026年03月05日", "26年3月5日", "2026年03月05日印发",
        "比分3:2，比例1:1000，时间9:30—11:00。",
        "满意率95.5%，不满意率≤3‰。",
        "版本v2.0.1；文件名a.txt；路径C:\\a。",
        "3月10日；10月20日；1月05号楼",
        "第12号令；12号楼（2单元）05室",
        "现有C++、C#和.NET",
        "【提醒】请填写［表1］",
        "什么？！好！！",
        "1998年至2026年（含）",
        "二〇二六年三月五日",
        "12315、12345热线",
        "A、B、C三类（见附件1）",
    ],
)  # fmt: skip
def test_what_is_written_well_stays_unsaid(text: str) -> None:
    assert faults(text) == ()


# --- made-up texts -----------------------------------------------------------------------

# Every piece begins and ends with an ideograph, so that a mark beside it is one of Chinese.
WORDS = (
    *("居民代表", "社区干部认真履职", "报告", "测评结果及时公开", "物业公司", "听取意见"),
    *(
        "自2026年3月5日起实施",
        "共有60名代表",
        "于9:30准时开会",
        "经费3.5万元到位",
        "补助1,000元发放",
    ),
    *("登录https://www.example.cn/a,b(c) 查看", "发至a.b@example.cn 即可", "拨打0551-1234567咨询"),
    *("按GB/T 9704—2012编排", "用Office (WPS) 2019, v1.2制作", "见《关于印发〈办法〉的通知》一文"),
    *(
        "以“一人一票”方式进行",
        "（含副职）人员参加",
        "云街发〔2026〕12号文件要求",
        "坚持学习——这是前提",
    ),
    *("党员、群众代表参加", "由居民委员会（以下简称居委会）负责", "包括学习、讨论……等环节"),
)
words = st.sampled_from(WORDS)
clauses = st.builds("".join, st.lists(words, min_size=1, max_size=3))
OPENINGS = {"（": "）", "“": "”", "《": "》"}


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence of clauses, full-width marks between them."""
    parts = draw(st.lists(clauses, min_size=1, max_size=5))
    marks = draw(st.lists(st.sampled_from("，；："), min_size=len(parts), max_size=len(parts)))
    joined = "".join(part + mark for part, mark in zip(parts, marks, strict=True))
    return joined[:-1] + draw(st.sampled_from(("。", "！", "？")))


texts = st.builds("".join, st.lists(sentences(), min_size=1, max_size=4))


@given(texts)
def test_well_formed_texts_have_no_fault(text: str) -> None:
    assert faults(text) == ()


HALF = str.maketrans("，；：？！。", ",;:?!.")


@given(texts, st.data())
def test_one_mark_made_half_width_is_exactly_one_fault(text: str, data: st.DataObject) -> None:
    places = [at for at, sign in enumerate(text) if sign in "，；：？！。"]
    at = data.draw(st.sampled_from(places))
    broken = text[:at] + text[at].translate(HALF) + text[at + 1 :]
    assert [(f.kind, f.found) for f in faults(broken)] == [
        ("half-width", f"半角“{text[at].translate(HALF)}”")
    ]


@given(texts, st.sampled_from(sorted(OPENINGS)), st.booleans())
def test_one_bracket_too_many_is_exactly_one_fault(text: str, sign: str, ends: bool) -> None:
    lone = OPENINGS[sign] if ends else sign
    found = faults(f"{text}大家{lone}一起")
    assert [fault.kind for fault in found] == ["unpaired"]
    assert lone in found[0].around


@given(texts, texts, st.sampled_from(["，，", "；。", "：，"]))
def test_one_doubled_mark_is_exactly_one_fault(before: str, after: str, mark: str) -> None:
    assert [fault.kind for fault in faults(f"{before}首先{mark}{after}")] == ["doubled"]


@given(st.text(max_size=200))
def test_any_text_is_judged_and_always_alike(text: str) -> None:
    first = faults(text)
    faults.cache_clear()
    assert faults(text) == first
    assert all(fault.kind in TEXT_RULES and fault.found and fault.wanted for fault in first)


@given(
    st.text(
        alphabet="甲发第号年月日〔〕[]（）()“”‘’《》〈〉【】,，.。、；;:：!！?？…-—\"'0２126 \n",
        max_size=60,
    )
)
def test_any_mixture_of_signs_is_judged(text: str) -> None:
    assert all(fault.kind in TEXT_RULES for fault in faults(text))


@given(st.text(alphabet=st.characters(max_codepoint=0x2E7F), max_size=100))
def test_a_text_without_chinese_has_no_chinese_punctuation_to_miss(text: str) -> None:
    kinds = {fault.kind for fault in faults(text)}
    assert not kinds & {"half-brackets", "unpaired", "pairs"}


@pytest.mark.parametrize(
    "piece",
    ["1", "1-", "a.", "w.w", "a@", "www.", "a://", "@", "（", "“", "《", "2026年", "〔", "。"],
)
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    """Patterns that look again from every sign would take minutes here."""
    assert faults(piece * (300_000 // len(piece))) is not None
