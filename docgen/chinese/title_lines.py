"""Titles: their words, and the lines they are broken into (GB/T 9704-2012, 7.3.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from docgen.chinese.wording import width

# Words that a line of a title may begin with; the tails rather follow what they belong to.
TITLE_WORDS = """
关于 召开 举办 举行 印发 转发 批转 开展 做好 进一步 加强 深化 推进 落实 调整 成立 组建 建立 健全 完善 规范
表彰 通报表扬 表扬 公布 公开 征求 报送 上报 申报 推荐 选拔 聘任 任免 命名 认定 贯彻 学习 宣传 全面 深入 扎实
实施方案 工作方案 活动方案 行动方案 整改方案 应急预案 实施意见 实施细则 实施办法 管理办法 考核办法 方案 预案
意见 办法 细则 规定 制度 章程 公约 通知 通报 通告 公告 公示 公报 报告 请示 批复 决定 决议 纪要 议案 倡议书
工作要点 工作计划 工作总结 工作报告 整改清单 问题清单 任务清单 责任清单 清单 台账 名单 议程 日程 计划 总结 要点
领导班子 领导小组 领导干部 班子成员 述职述廉 述职评议 述职报告 述职 述廉 述责 民主评议 民主测评 民主监督
民主决策 民主管理 民主协商 民主生活会 组织生活会 民主 评议 群众满意度 满意度 测评结果 评议结果 测评票 测评
群众 居民代表 居民小组长 居民小组 居民委员会 居务监督委员会 居务公开 党务公开 政务公开 财务公开 居民自治 居民
村民代表 村民小组 村民委员会 村务公开 村民 党员代表 党员干部 党员 干部 代表大会 代表 委员会 总支部委员会
支部委员会 党总支 党支部 党工委 党委 办事处 人民政府 换届选举 换届 选举 业主委员会 物业服务 物业 网格员 网格化
动员大会 总结大会 表彰大会 动员部署会 扩大会议 总结会议 述评会议 评议会议 联席会议 专题会议 工作会议 启动仪式
动员会 总结会 推进会 部署会 座谈会 议事会 协商会 听证会 恳谈会 评议会 述职会 民情恳谈会 动员 启动 部署 专题
专项行动 专项整治 百日攻坚 专项 攻坚 人居环境 环境卫生 文明城市 文明社区 文明实践 新时代 基层治理 社会治理
党风廉政建设 党建引领 党建 主题教育 主题党日 安全生产 消防安全 食品安全 平安建设 疫情防控 垃圾分类 志愿服务
移风易俗 社会主义 精神文明 目标责任 责任制 综合治理 信访 维稳 年度考核 绩效考核 考核 年度 上半年 下半年 季度
目的 党的二十大 和谐 和平 和睦 和美 及时 与会 地区 地方 地质 地下 地名 得分 得票
社区干部 参评代表 名额分配 时间安排 安排 项目 培训会 培训 业务 百日攻坚专项行动 百日攻坚行动 和谐社区 平安社区
"""
_TAILS = "活动 工作 会议(?![程题]) 大会 仪式 行动 情况 建设 整治 治理 管理"
_PLACES = "社区 街道 小区 乡镇 片区"
_LEADING = ("关于",)
_CONJUNCTIONS = tuple("和与及地得")
_ENDINGS = "会书表票函册稿站"  # unknown characters that end a word
_OPENING = "（〔《〈“‘【「『［(["
_NOT_FIRST = "的、，。；：！？…％‰）〕》〉”’】」』］)],.;:!?%〔 \t\u3000"
_LONGEST_JOINED = 20  # what a line rather does not part is one word up to this width
_LONGEST_LAST = 40  # 18 over 8 characters is more uneven than 12 over 14 is badly shaped
_SHAPED_POINTS = 200  # beyond, no shape is to be seen

_GROUP = r"〔[^〔〕]*〕(?:第?[0-9]+号)?|《[^《》]*》|“[^“”]*”|‘[^‘’]*’|（[^（）]*）|【[^【】]*】|\([^()]*\)"
_LETTER = r"A-Za-z\u00c0-\u04ff\uff21-\uff3a\uff41-\uff5a"
_CHINESE = "[〇零一二三四五六七八九十百千两]"
_UNIT = (
    "(?:年度|年代|周年|年|个月|月份|月|日|季度|号楼|号院|号|届|次|期|批|轮|名|个|项|条|户|万人|人|万元|亿元|元"
    "|号|楼|栋|幢|单元|周|天|小时|分钟|分|场|平方米|米|公里|岁|级|类|章|款|星级|标段|室|组|路|处|座|件|份|张|大)"
)
_LATIN = rf"[0-9]*[{_LETTER}][{_LETTER}0-9.&+_'/-]*(?:(?<=[0-9]){_UNIT})?"
_FIGURE = rf"第?[0-9０-９]+(?:[.．,:：/][0-9０-９]+)*[%％‰]?{_UNIT}?(?:[上下]半年|[上中下]旬)?"
_NUMBER = (
    rf"{_FIGURE}(?:(?:至|[—–~～-]+)?{_FIGURE})*|第{_CHINESE}+{_UNIT}?|{_CHINESE}+届(?:{_CHINESE}+(?:中全会|次))?"
    rf"|[〇零一二三四五六七八九]{{4}}年度?(?:{_CHINESE}+月(?:{_CHINESE}+日)?)?"
)


def _one_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_PLAIN = re.compile(
    rf"(?P<latin>{_LATIN})|(?P<number>{_NUMBER})|(?P<word>{_one_of(TITLE_WORDS)})"
    rf"|(?P<tail>{_one_of(_TAILS)})|(?P<place>{_one_of(_PLACES)})|(?P<particle>的|以及|及其)"
    rf"|(?P<lead>中共|暨|——)|(?P<link>[·•—–~～-])"
    rf"|(?P<mark>[{re.escape(_NOT_FIRST)}])|(?P<open>[{re.escape(_OPENING)}])"
)
# Two characters of an unknown run between which it is not broken.
_UNBREAKABLE = re.compile(
    rf".[和与及地得]|[第{_CHINESE[1:-1]}]{_CHINESE}|{_CHINESE}{_UNIT}|.[\u0300-\u036f\u200c-\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


def title_words(text: str, names: Sequence[str] = ()) -> list[str]:
    """A title's words, between which a line may end; joined they are the text on one line.

    Whole stay ``names`` (of two characters or more), numbers with their units, Latin words,
    bracketed groups, known words, and runs of unknown ones; a particle or a closing mark
    stays with what it follows.
    """
    words: list[str] = []
    last: _Token | None = None
    for token in _tokens("".join(text.splitlines()), names):
        if last and _are_one(last, token, width(words[-1] + token.text)):
            words[-1] += token.text
        else:
            words.append(token.text)
        last = token
    return words


def title_lines(words: Sequence[str], limit: int) -> list[str]:
    """Break a title between its words into lines of at most ``limit`` characters.

    One line when it fits; else as few lines as possible, shaped as a trapezoid or a diamond
    and as even as possible, rather not the longest last; never a line of a single character,
    none that begins with a particle or a closing mark. Only a word longer than the limit is
    broken inside (GB/T 9704-2012, 7.3.1).
    """
    words = [word for word in words if word]
    text = "".join(words)
    if width(text) <= limit:
        return [text]
    breaks = _best_breaks(text, list(_title_breaks(words, limit)), limit)
    return [text[start:end] for start, end in pairwise(breaks)]


class _Token(NamedTuple):
    text: str
    kind: str


def _tokens(text: str, names: Sequence[str] = ()) -> Iterator[_Token]:
    """The text as names, bracketed groups, numbers, known words, marks and unknown runs."""
    whole = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    pattern = "|".join([*map(re.escape, whole), f"(?P<group>{_GROUP})"])
    position = 0
    for found in re.finditer(pattern, text):
        yield from _plain_tokens(text[position : found.start()], follows=position > 0)
        yield _Token(found.group(), found.lastgroup or "name")
        position = found.end()
    yield from _plain_tokens(text[position:], follows=position > 0)


def _plain_tokens(text: str, follows: bool) -> Iterator[_Token]:
    position = 0
    for found in _PLAIN.finditer(text):
        yield from _unknown_tokens(text[position : found.start()], follows or position > 0)
        yield _Token(found.group(), found.lastgroup or "word")
        position = found.end()
    yield from _unknown_tokens(text[position:], follows or position > 0)


def _unknown_tokens(run: str, follows: bool) -> Iterator[_Token]:
    """A run of unknown words; a conjunction at its head, after a known word, is apart."""
    if follows and run[:1] in _CONJUNCTIONS:
        yield _Token(run[:1], "particle")
        run = run[1:]
    if run:
        yield _Token(run, "unknown")


def _joint(left: _Token, right: _Token) -> int:
    """How badly a line would end between two tokens: 0 well, 1 badly, 2 not at all."""
    if _parted_wrongly(left.text, right.text) or right.kind in ("particle", "mark"):
        return 2
    if "link" in (left.kind, right.kind) or left.kind == "lead":
        return 1
    if right.kind == "number":
        return int(left.kind in ("latin", "number"))
    if right.kind == "tail":
        return int(left.kind in ("word", "tail", "unknown", "group", "number"))
    if right.kind == "place":
        return int(left.kind in ("unknown", "name", "group", "number", "latin"))
    if left.kind == "unknown" and len(left.text) == 1:
        return int(left.text not in _ENDINGS)
    if right.kind == "unknown":
        return int(len(right.text) == 1 or left.text[-1].isdecimal())
    return 0


def _are_one(left: _Token, right: _Token, together: float) -> bool:
    """Whether two tokens make one word; a name or a group is not joined to be cut itself."""
    joint = _joint(left, right)
    return joint > 0 and (together <= _LONGEST_JOINED or (joint == 2 and left.kind == "unknown"))


def _parted_wrongly(left: str, right: str) -> bool:
    """Whether a line would end with an opening mark or begin with what may not begin one."""
    return left[-1] in _OPENING or right[0] in _NOT_FIRST or right in _CONJUNCTIONS


class _Break(NamedTuple):
    position: int
    bad: int = 0
    inside: int = 0


def _title_breaks(words: Sequence[str], limit: int) -> Iterator[_Break]:
    """Where lines may end, in order; words over the limit may be broken inside."""
    position = 0
    for number, word in enumerate(words):
        if number:
            left = words[number - 1]
            bad = 2 if _parted_wrongly(left, word) else int(left in _LEADING)
            yield _Break(position, bad)
        if width(word) > limit:
            yield from _inner_breaks(word, position, limit)
        position += len(word)
    yield _Break(position)


def _inner_breaks(word: str, position: int, limit: int) -> Iterator[_Break]:
    """Where a word over the limit may be broken: between its tokens, else in unknown runs."""
    tokens = list(_tokens(word))
    if len(tokens) == 1 and tokens[0].kind == "group":
        inner = _tokens(word[1:-1])
        tokens = [_Token(word[0], "open"), *inner, _Token(word[-1], "mark")]
    last: _Token | None = None
    for token in tokens:
        if last:
            yield _Break(position, _joint(last, token))
        if token.kind == "unknown":
            bad = int(width(token.text) <= limit)
            for cut in range(2, len(token.text.rstrip("和与及")) - 1):
                if _UNBREAKABLE.match(token.text, cut - 1) is None:
                    yield _Break(position + cut, bad, 1)
        elif token.kind == "group" and width(token.text) > limit:
            yield from _inner_breaks(token.text, position, limit)
        position += len(token.text)
        last = token


# What a way to break a title costs, worst first: lines of one character, bad breaks, lines,
# rises after a fall in width (an hourglass), breaks inside unknown runs, unevenness.
_Cost = tuple[int, int, int, int, int, float]


class _Lines(NamedTuple):
    cost: _Cost
    end: int
    before: _Lines | None


def _best_breaks(text: str, breaks: Sequence[_Break], limit: int) -> list[int]:
    """The positions, from 0 to the end, that part the text at the least cost."""
    reach = [0.0, *accumulate(width(char) for char in text)]
    points = [_Break(0), *breaks]
    shaped = len(points) <= _SHAPED_POINTS
    ways: list[dict[tuple[float, bool], _Lines]] = [{} for _ in points]
    ways[0][(0.0, False)] = _Lines((0, 0, 0, 0, 0, 0), 0, None)
    for start, point in enumerate(points[:-1]):
        for end in range(start + 1, len(points)):
            line = reach[points[end].position] - reach[point.position]
            if line > limit and end > start + 1:
                break
            is_last = end == len(points) - 1
            for (previous, falling), lines in ways[start].items():
                cost = _with_line(lines.cost, line, points[end])
                rising = line > previous > 0
                if rising:
                    cost = _with_rise(cost, falling, is_last)
                key = (line, falling or line < previous) if shaped else (0, False)
                best = ways[end].get(key)
                if best is None or cost < best.cost:
                    ways[end][key] = _Lines(cost, points[end].position, lines)
    return _positions(min(ways[-1].values(), key=lambda lines: lines.cost))


def _positions(found: _Lines | None) -> list[int]:
    """Where the lines end, from the first."""
    positions = []
    while found:
        positions.append(found.end)
        found = found.before
    return positions[::-1]


def _with_line(cost: _Cost, line: float, end: _Break) -> _Cost:
    lone, bad, lines, hourglass, inside, uneven = cost
    return (
        lone + (line <= 1),
        bad + end.bad,
        lines + 1,
        hourglass,
        inside + end.inside,
        uneven + line * line,
    )


def _with_rise(cost: _Cost, falling: bool, is_last: bool) -> _Cost:
    lone, bad, lines, hourglass, inside, uneven = cost
    uneven += _LONGEST_LAST if is_last else 0.125  # of equal ways, the one wider above
    return (lone, bad, lines, hourglass + falling, inside, uneven)
