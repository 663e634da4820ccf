"""The rules of the checker: what the standard asks, the clause, and how firmly it asks."""

from __future__ import annotations

from typing import Final

from docgen.errors import Severity
from docgen.gbt9704 import standard as gb
from docgen.gbt9704.finding import Rule
from docgen.ooxml.word_structure import StructureKind

_MUST: Final = Severity.ERROR
_SHOULD: Final = Severity.WARNING  # 一般, 推荐, 可以
_ELEMENTS: Final = (
    gb.MARK, gb.NUMBER, gb.TITLE, gb.ADDRESSEE, gb.BODY, *gb.LEVELS, gb.ATTACHMENTS,
    gb.SIGNATURE, gb.DATE, gb.NOTE, gb.ATTACHMENT_MARK, gb.ATTENDANCE, gb.COPIES, gb.PRINTER, gb.PRINTED,
)  # fmt: skip
_OF_ELEMENTS: Final = tuple(dict.fromkeys(element.clause for element in _ELEMENTS))

# --- the file ----------------------------------------------------------------------------

NOT_DOCX = Rule("not-docx", _MUST, (), "文件是Word文档（docx）")
ENCRYPTED = Rule("encrypted", _MUST, (), "文件没有打开密码")
DAMAGED = Rule("damaged", _MUST, (), "文件没有损坏")
UNSAFE = Rule("unsafe", _MUST, (), "文件中没有宏、外部实体定义和打开时读取的外部内容")
TOO_LARGE = Rule("too-large", _MUST, (), "文件大小在可以检查的范围以内")
UNREADABLE = Rule("unreadable", _MUST, (), "文件可以读取")

# What Word refuses to open, or does not show though it is there.
STRUCTURE: Final = {
    kind: Rule(kind.value, _MUST, (), summary)
    for kind, summary in (
        (StructureKind.EMPTY_CELL, "表格的每一格里都有段落"),
        (StructureKind.EMPTY_TABLE, "表格有行，行里有格"),
        (StructureKind.LOOSE_TEXT, "文字都在段落的文字之中"),
        (StructureKind.MISPLACED, "格子的属性在属性区里"),
        (StructureKind.HIDDEN, "纵向合并的格子不盖住文字"),
        (StructureKind.SAME_NUMBER, "图形的编号不重复"),
    )
}

# --- page (5) ----------------------------------------------------------------------------

PAPER = Rule("paper", _MUST, ("5.1",), "纸张为A4型（210毫米×297毫米）")
MARGINS = Rule("margins", _MUST, ("5.2.1", "8"), "天头37毫米±1毫米，订口28毫米±1毫米")
TYPE_AREA = Rule("type-area", _MUST, ("5.2.1", "8"), "版心156毫米×225毫米")
ELECTRONIC = Rule(
    "electronic-margins", _SHOULD, ("5.2.1",), "电子公文（GB/T 33476.2—2016）的页边距"
)
OUTSIDE = Rule("outside", _MUST, ("5.2.1",), "文字和表格不超出版心")
LINES = Rule("lines", _SHOULD, ("5.2.3",), "每面排22行")
CHARACTERS = Rule("characters", _SHOULD, ("5.2.3",), "每行排28个字")
PAGE_HEADER = Rule("page-header", _SHOULD, ("7.1",), "版心以外只有页码")
PARAGRAPH_GAP = Rule("paragraph-gap", _SHOULD, ("5.2.3",), "段前段后不另空")
CLIPPED = Rule("clipped", _SHOULD, ("5.2.3",), "固定行距不小于字的高度")

# --- elements (7.2 to 7.4) -----------------------------------------------------------------

FONT = Rule("font", _SHOULD, ("5.2.2", *_OF_ELEMENTS), "各要素的字体", may_be_error=True)
SIZE = Rule(
    "size",
    _SHOULD,
    ("5.2.2", *(c for c in _OF_ELEMENTS if c != gb.MARK.clause)),
    "各要素的字号",
    may_be_error=True,
)
COLOUR = Rule("colour", _MUST, ("5.2.4", "7.2.4"), "文字为黑色，发文机关标志为红色")
BOLD = Rule("bold", _SHOULD, ("7.3.1", "7.3.3"), "标题和层次序数不加粗")
ALIGN = Rule(
    "align", _MUST, ("7.2.5", "7.3.1", "7.3.2", "7.3.3", "7.3.6", "7.3.7"), "各要素居中或者顶格"
)
APART = Rule("apart", _SHOULD, ("7.3.3",), "正文左空二字，不居中、不居右")
INDENT = Rule(
    "indent", _MUST, ("7.3.2", "7.3.3", "7.3.4", "7.3.6", "7.3.7"), "自然段左空二字，回行顶格"
)
BLANK_LINES = Rule(
    "blank-lines", _MUST, ("7.2.5", "7.3.1", "7.3.2", "7.3.4", "7.3.5.2", "7.3.7"), "要素之间的空行"
)
WESTERN_MARKS = Rule("western-marks", _SHOULD, ("5.2.2",), "引号、破折号、省略号使用中文字体")

NUMBER_BRACKETS = Rule(
    "number-brackets", _MUST, ("7.2.5",), "发文字号的年份用六角括号括入", habit=True
)
NUMBER_YEAR = Rule("number-year", _MUST, ("7.2.5",), "发文字号的年份标全称", habit=True)
NUMBER_FIGURE = Rule(
    "number-figure", _MUST, ("7.2.5",), "发文顺序号不加“第”字，不编虚位", habit=True
)
NUMBER_PARTS = Rule("number-parts", _MUST, ("7.2.5",), "发文字号由机关代字、年份、顺序号组成")
ISSUE_NUMBER = Rule("issue-number", _SHOULD, ("10.3",), "纪要的编号不编虚位")
MARK_MISSING = Rule("mark-missing", _MUST, ("7.2.4",), "发文字号之上有发文机关标志")
SIGNER_MISSING = Rule("signer-missing", _SHOULD, ("7.2.6",), "上行文有签发人")
SIGNER = Rule("signer", _MUST, ("7.2.6", "7.2.5"), "上行文标注签发人，发文字号居左空一字")
RED_RULE = Rule(
    "red-rule", _SHOULD, ("7.2.7",), "发文字号之下有与版心等宽的红色分隔线", may_be_error=True
)
TITLE_BREAKS = Rule("title-breaks", _MUST, ("7.3.1",), "标题回行词意完整、排列对称")
TITLE_STOP = Rule("title-stop", _SHOULD, ("9",), "标题末尾不加句号")
TITLE_WIDTH = Rule("title-width", _SHOULD, ("7.3.1",), "标题每行不超过版心宽度")
ADDRESSEE_COLON = Rule("addressee-colon", _MUST, ("7.3.2",), "主送机关后标全角冒号")
ADDRESSEE_MISSING = Rule("addressee-missing", _SHOULD, ("7.3.2",), "有主送机关")
OPEN_WORDS = Rule("open-words", _SHOULD, ("7.3.3", "7.3.5.4"), "内容填写完整")
LEVEL_MARK = Rule("level-mark", _SHOULD, ("7.3.3",), "结构层次序数的写法", habit=True)
LEVEL_ORDER = Rule("level-order", _SHOULD, ("7.3.3",), "结构层次序数依次使用")
LEVEL_SEQUENCE = Rule("level-sequence", _SHOULD, ("7.3.3",), "结构层次序数连续")
ATTACHMENT_COLON = Rule("attachment-colon", _MUST, ("7.3.4",), "“附件”二字后标全角冒号")
ATTACHMENT_STOP = Rule("attachment-stop", _MUST, ("7.3.4",), "附件名称后不加标点符号")
ATTACHMENT_FIGURE = Rule(
    "attachment-figure", _MUST, ("7.3.4",), "附件顺序号使用阿拉伯数字", habit=True
)
SIGNATURE_PLACE = Rule(
    "signature-place", _SHOULD, ("7.3.5.1", "7.3.5.2"), "署名和成文日期的位置", may_be_error=True
)
SIGNATURE_MISSING = Rule("signature-missing", _SHOULD, ("7.3.5.2",), "成文日期之上有发文机关署名")
DATE_MISSING = Rule("date-missing", _SHOULD, ("7.3.5.2",), "有成文日期", may_be_error=True)
DATE_FIGURES = Rule(
    "date-figures", _MUST, ("7.3.5.4", "7.4.3"), "成文日期、印发日期用阿拉伯数字标全，不编虚位"
)
ATTACHMENTS_PLACE = Rule("attachments-place", _MUST, ("7.3.4",), "附件说明在正文之下、署名之上")
ATTACHMENTS_MISSING = Rule(
    "attachments-missing", _SHOULD, ("7.3.4",), "有附件的，正文之后有附件说明", may_be_error=True
)
ATTACHMENT_MISSING = Rule("attachment-missing", _SHOULD, ("7.3.7",), "附件说明所列的附件齐全")
ATTACHMENT_ORDER = Rule(
    "attachment-order", _SHOULD, ("7.3.7",), "附件在署名和成文日期之后", may_be_error=True
)
ATTACHMENT_NAME = Rule("attachment-name", _MUST, ("7.3.7",), "附件标题与附件说明一致")
ATTACHMENT_PAGE = Rule("attachment-page", _MUST, ("7.3.7",), "附件另面编排")

IMPRINT_RULES = Rule(
    "imprint-rules", _SHOULD, ("7.4.1",), "版记有分隔线，首末用粗线，中间用细线", may_be_error=True
)
IMPRINT_WIDTH = Rule("imprint-width", _MUST, ("7.4.1",), "版记分隔线与版心等宽")
IMPRINT_FOOT = Rule(
    "imprint-foot", _SHOULD, ("7.4.1",), "版记置于最后一面的版心下边缘", may_be_error=True
)
IMPRINT_LAST = Rule("imprint-last", _MUST, ("7.4.1",), "版记在公文最后")
COPIES_COLON = Rule("copies-colon", _MUST, ("7.4.2",), "“抄送”二字后加全角冒号")
COPIES_STOP = Rule("copies-stop", _MUST, ("7.4.2",), "最后一个抄送机关名称后标句号")
PRINTED_WORDS = Rule("printed-words", _MUST, ("7.4.3",), "印发日期后加“印发”二字")
PRINTED_WHEN = Rule("printed-when", _SHOULD, ("7.4.3",), "印发日期不早于成文日期")
IMPRINT_INDENT = Rule(
    "imprint-indent",
    _SHOULD,
    ("7.4.2", "7.4.3"),
    "抄送机关左右各空一字，印发机关左空一字，印发日期右空一字",
)

# --- page numbers (7.5) ------------------------------------------------------------------

PAGE_NUMBER = Rule("page-number", _MUST, ("7.5",), "有页码")
PAGE_NUMBER_FORM = Rule("page-number-form", _MUST, ("7.5",), "页码左右各放一条一字线")
PAGE_NUMBER_FONT = Rule("page-number-font", _SHOULD, ("7.5",), "页码用4号半角宋体")
PAGE_NUMBER_PLACE = Rule("page-number-place", _MUST, ("7.5",), "单页码居右空一字，双页码居左空一字")
PAGE_NUMBER_GAP = Rule("page-number-gap", _MUST, ("7.5",), "一字线上距版心下边缘7毫米")

PAGE_NUMBER_RESTART = Rule("page-number-restart", _SHOULD, ("7.5",), "附件与正文的页码连续编排")

# --- punctuation and figures (9) ---------------------------------------------------------

HALF_WIDTH = Rule("half-width", _MUST, ("9",), "中文标点用全角", habit=True)
HALF_BRACKETS = Rule("half-brackets", _MUST, ("9",), "中文括号用全角")
STRAIGHT_QUOTES = Rule("straight-quotes", _MUST, ("9",), "引号用“”和‘’")
PAIRS = Rule("pairs", _MUST, ("9",), "括号、引号、书名号成对")
UNPAIRED = Rule("unpaired", _SHOULD, ("9",), "括号、引号、书名号有始有终")
ELLIPSIS = Rule("ellipsis", _MUST, ("9",), "省略号用……，破折号用——", habit=True)
DOUBLED = Rule("doubled", _MUST, ("9",), "标点不重复", habit=True)
LISTED = Rule("listed", _SHOULD, ("9",), "并列的书名号、引号之间不用顿号", habit=True)
RANGE = Rule("range", _SHOULD, ("9",), "数值和日期的起止用一字线或浪纹线", habit=True)
NESTED_TITLE = Rule("nested-title", _SHOULD, ("9",), "书名号里面的书名号用单书名号")
FULL_WIDTH_FIGURES = Rule("full-width-figures", _SHOULD, ("9",), "数字用半角", habit=True)
YEAR = Rule("year", _MUST, ("9",), "年份标全称", habit=True)
DATE_ZERO = Rule("date-zero", _SHOULD, ("9",), "月、日不编虚位", habit=True)

# The rules of ``docgen.chinese.punctuation``, by the kind of its faults.
TEXT_RULES: Final = {
    rule.code: rule
    for rule in (
        NUMBER_BRACKETS, NUMBER_YEAR, NUMBER_FIGURE, HALF_WIDTH, HALF_BRACKETS, STRAIGHT_QUOTES,
        PAIRS, UNPAIRED, ELLIPSIS, DOUBLED, LISTED, RANGE, NESTED_TITLE, FULL_WIDTH_FIGURES, YEAR, DATE_ZERO,
    )
}  # fmt: skip
RULES: Final = (
    *STRUCTURE.values(),
    *(value for value in dict(globals()).values() if isinstance(value, Rule)),
)
HABITS: Final = frozenset(rule.code for rule in RULES if rule.habit)

# What these rules, and those of ``docgen.chinese.punctuation``, look for in a text: documents
# that differ in no such word are sound or not together (``docgen.commands.build.proof_key``).
KNOWN_WORDS = (
    "一二三四五六七八九十百零〇○ 第编章节条号期 年月日时分元人 附件图表目录 抄主分送印发 出请列席假"
    "绝机秘密特加急平提 单位备注说明来源资料填报期制表填人联系 此页无正文此致敬礼 选项 为根据按照依"
    "如下以列现将 委员会居支部总党组工政府办事处公室局厅院中心司小社区 文件纪要签字函令通 所和至及"
    "告示知批复命决定议位尊敬同志法规例则细程度约见本各次 审核校对稿拟打共数 标题名称姓关写入于意方案 简专"
)
