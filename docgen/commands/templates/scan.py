"""What can be seen in a template without filling it in: its tags, its variables, its brackets."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from docxtpl_lint import Issue, lint

from docgen.commands.templates.locations import Key, TemplateParagraph
from docgen.commands.templates.messages import SENTENCES, Sentence, words
from docgen.commands.templates.wording import SEE_VARIABLES, WHOLE_FILE
from docgen.errors import Finding, Severity
from docgen.rendering import literal_braces
from docgen.rendering.template import environment

Context = Mapping[str, Any]

_HALF_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {ord("。"): ".", ord("、"): ","}
_HALF_WIDTH |= {ord("\u3000"): " ", ord("\xa0"): " "}
_MARK = re.compile(r"[{｛][{｛%％]|[}｝%％][}｝]")
_FULL_WIDTH_MARK = re.compile(r"(?=[｛｝％]|[{}%][｛｝％])(?:[{｛][{｛%％]|[}｝%％][}｝])")
_ANY_WIDTH_TAG = re.compile(r"[{｛][{｛%％].*?[}｝%％][}｝]")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’")
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e。、]")
_WIDE_SPACE = re.compile(r"^\{%\w*[\u3000\xa0]")
_WORD = re.compile(r"\w+")
_BRACE = re.compile(r"[{}｛｝]")
_LOCAL = re.compile(r"\bfor\s+([\w\s,]+?)\s+in\b|\bset\s+(\w+)", re.IGNORECASE)
_BLOCK = re.compile(r"\{%-?(p|tr|tc|r)?\s+(for|if|endfor|endif)\b.*?%\}")
_MIDDLE = re.compile(r"“\{%\w* (else|elif)\b")
_WITH_DEFAULT = re.compile(r"(?<![\w.\"'])([^\W\d]\w*)\s*\|\s*d(?:efault)?\b")
_NOT_PARSED = ("DTL001", "DTL101", "DTL102", "DTL103")
# A tag or a block that is not whole makes the rest of its part look faulty, too.
_CAUSES = ("tag-open", "tag-full-width", "tag-in-deletion")
_CONSEQUENCES = ("block-open", "block-stray", "tag-syntax")
_IGNORED = ("DTL005", "DTL302", "DTL308")  # of no use here; values are always escaped


def scan(
    file: str,
    data: bytes,
    paragraphs: Mapping[Key, TemplateParagraph],
    contexts: Sequence[Context],
) -> list[Finding]:
    """Everything wrong with a template's tags, in the order of the text.

    ``contexts`` are sample contexts; a variable that none of them has is unknown.
    """
    context = _together(contexts)
    found = [(key, each) for key, text in paragraphs.items() for each in _full_width(file, text)]
    wide = {key for key, _ in found}
    checked = lint(data, context, jinja_env=environment(), autoescape=True)
    issues = [
        issue
        for issue in checked.issues
        if not issue.rule.startswith(_IGNORED) and _key(issue) not in wide and not _in_run(issue)
    ]
    broken = bool(wide) or any(issue.rule in _NOT_PARSED for issue in issues)
    speaker = _Speaker(file, paragraphs, context, broken)
    for issue in issues:
        found += [(_key(issue), each) for each in speaker.said(issue)]
    explained = wide.union(*(_keys(issue) for issue in issues))
    for key in paragraphs.keys() - explained:
        found += [(key, each) for each in _brackets(file, paragraphs[key], speaker.names)]
    for key, paragraph in paragraphs.items():
        found += [(key, each) for each in _always_missing(file, paragraph, speaker.names)]
    if not broken:
        found += _over_cells(file, paragraphs)
    order = {key: number for number, key in enumerate(paragraphs)}
    found = _without_consequences(found)
    return [finding for _, finding in sorted(found, key=lambda pair: order.get(pair[0], -1))]


def _key(issue: Issue) -> Key:
    return issue.location.part, issue.location.paragraph


def _in_run(issue: Issue) -> bool:
    """Whether an issue says that ``{{r`` needs a rich text: here it prints mere text as well."""
    return bool(issue.rule == "DTL307" and issue.snippet.startswith("{{r"))


def _keys(issue: Issue) -> list[Key]:
    """The paragraphs that an issue is about."""
    part, first = _key(issue)
    return [(part, n) for n in range(first, int(issue.params.get("end_para", first)) + 1)]


def _together(contexts: Sequence[Context]) -> Context:
    """One context with all that the sample contexts have, so that no list is empty."""
    joined: dict[str, Any] = {}
    for context in contexts:
        for name, value in context.items():
            if isinstance(value, list) and isinstance(joined.get(name), list):
                joined[name] = joined[name] + value
            else:
                joined.setdefault(name, value)
    return joined


def _without_consequences(found: list[tuple[Key, Finding]]) -> list[tuple[Key, Finding]]:
    """Without those findings that only follow from another one in the same part."""
    torn = {key[0] for key, finding in found if finding.code in _CAUSES}
    opened = {key[0] for key, finding in found if finding.code == "block-open"}
    return [
        (key, finding)
        for key, finding in found
        if not (key[0] in torn and finding.code in _CONSEQUENCES)
        and not (key[0] in opened and _MIDDLE.match(finding.message))
    ]


# --- brackets ----------------------------------------------------------------------------


def _full_width(file: str, paragraph: TemplateParagraph) -> Iterator[Finding]:
    """Full-width marks that an input method wrote: they print as they are, or do not parse."""
    text = paragraph.text
    if mark := _FULL_WIDTH_MARK.search(text):
        shown = text[max(0, mark.start() - 20) : mark.end() + 20]
        around = (tag for tag in _ANY_WIDTH_TAG.finditer(text) if tag.end() >= mark.end())
        whole = next(around, mark).group()
        yield Finding(
            "tag-full-width", Severity.ERROR, paragraph.place,
            f"“{shown}”中的括号“{mark.group()}”是全角的，不能作为标签",
            f"请切换到英文输入法，改写为“{_halved(whole)}”。", file,
        )  # fmt: skip
        return
    for tag in _TAG.findall(text):
        if tag.startswith("{#"):  # a remark
            continue
        bare = _QUOTED.sub("", tag)
        if mark := _FULL_WIDTH.search(bare) or _WIDE_SPACE.search(tag):
            what = f"符号“{mark.group()}”" if mark.group() in bare[2:] else "空格"
            yield Finding(
                "tag-full-width", Severity.ERROR, paragraph.place,
                f"标签“{tag}”中有全角的{what}",
                f"请切换到英文输入法，改写为“{_halved(tag)}”。", file,
            )  # fmt: skip


def _halved(tag: str) -> str:
    """A tag with half-width marks; texts in quotes stay as they are."""
    pieces = re.split(f"({_QUOTED.pattern})", tag)
    return "".join(p if n % 2 else p.translate(_HALF_WIDTH) for n, p in enumerate(pieces))


def _brackets(file: str, paragraph: TemplateParagraph, names: Set[str]) -> Iterator[Finding]:
    """Brackets outside whole tags: half a tag, which prints as it is."""
    rest = _TAG.sub("", literal_braces.blanked(paragraph.text))
    brace = _BRACE.search(rest)
    if brace is None:
        return
    shown = rest[max(0, brace.start() - 10) : brace.end() + 20]
    grave = bool(_MARK.search(rest)) or not names.isdisjoint(_WORD.findall(shown))
    yield Finding(
        "bracket-alone", Severity.ERROR if grave else Severity.WARNING, paragraph.place,
        f"“{shown}”中的括号“{brace.group()}”不是完整的标签，会原样印在公文上",
        "变量要写成“{{ 变量 }}”，前后各两个半角花括号；不是标签的，请删去这个括号。", file,
    )  # fmt: skip


def _always_missing(file: str, paragraph: TemplateParagraph, names: Set[str]) -> Iterator[Finding]:
    """Variables that are never there, which ``default`` keeps from being an error."""
    for tag in _TAG.findall(paragraph.text):
        for name in dict.fromkeys(_WITH_DEFAULT.findall(tag)):
            if name in names:
                continue
            meant = difflib.get_close_matches(name, list(names), 1, 0.4)
            yield Finding(
                "variable-unknown", Severity.WARNING, paragraph.place,
                f"标签“{tag}”中的变量“{name}”不存在，印的总是“|”后面的内容",
                f"是不是“{meant[0]}”？" if meant else SEE_VARIABLES, file,
            )  # fmt: skip


def _over_cells(
    file: str, paragraphs: Mapping[Key, TemplateParagraph]
) -> Iterator[tuple[Key, Finding]]:
    """Blocks of ``{%p`` that begin in one table cell and end in another, or outside."""
    stack: list[tuple[str, TemplateParagraph, str]] = []
    for key, paragraph in paragraphs.items():
        for tag in _BLOCK.finditer(paragraph.text):
            prefix, keyword = tag.groups()
            if not keyword.startswith("end"):
                stack.append((prefix, paragraph, tag.group()))
                continue
            if not stack:
                return
            opened, start, opening = stack.pop()
            if (opened, prefix) == ("p", "p") and start.cell != paragraph.cell:
                yield key, Finding(
                    "block-over-cells", Severity.ERROR, paragraph.place,
                    f"“{opening}”和“{tag.group()}”不在表格的同一格里，生成的文件会打不开",
                    "表格中按行循环或判断，请用“{%tr … %}”，在那些行的上面、下面各占单独的一行。", file,
                )  # fmt: skip


# --- what the linter finds ----------------------------------------------------------------


class _Speaker:
    """Says the linter's issues about one template in our words."""

    def __init__(
        self, file: str, paragraphs: Mapping[Key, TemplateParagraph], context: Context, broken: bool
    ) -> None:
        self._file = file
        self._paragraphs = paragraphs
        self._context = context
        self._broken = broken
        self._told: set[tuple[str, str]] = set()
        self._tags = [tag for p in paragraphs.values() for tag in _TAG.findall(p.text)]
        self._local = _local_names(paragraph.text for paragraph in paragraphs.values())
        self.names = self._local.union(context)

    def said(self, issue: Issue) -> Iterator[Finding]:
        """An issue as a finding; nothing when it only follows from another."""
        if issue.rule == "DTL301":
            yield from self._unknown_variable(issue)
        elif issue.rule in SENTENCES:
            leaves_cell = len({p.cell for p in map(self._paragraphs.get, _keys(issue)) if p}) > 1
            yield self._finding(issue, SENTENCES[issue.rule], grave=leaves_cell)
        else:  # a rule that a later version brings
            severity = Severity.ERROR if issue.severity == "error" else Severity.WARNING
            text = issue.message_for("zh")
            yield Finding("other", severity, self._place(issue), text, SEE_VARIABLES, self._file)

    def _place(self, issue: Issue) -> str:
        paragraph = self._paragraphs.get(_key(issue))
        return WHOLE_FILE if paragraph is None else paragraph.place

    def _finding(
        self, issue: Issue, sentence: Sentence, grave: bool = False, **more: str
    ) -> Finding:
        tag, paragraph = issue.snippet, self._paragraphs.get(_key(issue))
        if issue.rule == "DTL001" and paragraph:  # the linter's runs on into the next paragraph
            tag = paragraph.text[issue.location.column - 1 :][: len(tag)]
        message, hint = sentence.filled(words(tag, issue.params) | more)
        severity = Severity.ERROR if grave else sentence.severity
        return Finding(sentence.code, severity, self._place(issue), message, hint, self._file)

    def _unknown_variable(self, issue: Issue) -> Iterator[Finding]:
        name, owner, there = self._missing(str(issue.params["path"]))
        if (name, owner) in self._told:
            return
        self._told.add((name, owner))
        if not owner and name in self._local:
            if not self._broken:  # else the linter cannot tell where the loop ends
                yield self._finding(issue, SENTENCES["DTL106"], name=name)
            return
        uses = sum(bool(re.search(rf"\b{re.escape(name)}\b", tag)) for tag in self._tags)
        # A name of one character is like any that has it; mostly its loop is gone.
        meant = difflib.get_close_matches(name, there, 1, 0.4) if len(name) > 1 else []
        message, hint = f"变量“{name}”不存在", SEE_VARIABLES
        if not owner and len(name) == 1:
            hint = f"“{name}”是循环里的名称的，请核对它上面的“for {name} in …”标签。{SEE_VARIABLES}"
        if owner and there:
            message = f"“{owner}”中没有“{name}”这一项"
            hint = f"“{owner}”中有：{'、'.join(there)}。"
        elif owner:
            message = f"“{owner}”不再分项，没有“{name}”"
            hint = f"请去掉“.{name}”。"
        message = f"标签“{issue.snippet}”有误：{message}" + (f"（共{uses}处）" if uses > 1 else "")
        hint = f"是不是“{meant[0]}”？" if meant else hint
        yield Finding(
            "variable-unknown", Severity.ERROR, self._place(issue), message, hint, self._file
        )

    def _missing(self, path: str) -> tuple[str, str, list[str]]:
        """The first name of ``会议[*].地典`` that there is not, its owner, what the owner has."""
        level: list[Any] = [self._context]
        owner = ""
        for step in path.split("."):
            name = step.replace("[*]", "")
            records = [item for item in level if isinstance(item, dict)]
            there = list(dict.fromkeys(key for record in records for key in record))
            if name not in there:
                return name, owner, there if owner else [*there, *sorted(self._local)]
            level = [record[name] for record in records if name in record]
            if "[*]" in step:
                level = [each for value in level if isinstance(value, list) for each in value]
            owner = name
        return path, owner, []


def _local_names(texts: Iterable[str]) -> frozenset[str]:
    """The names that loops and ``set`` give, also those of tags that do not parse."""
    found: set[str] = set()
    for text in texts:
        for loop, assigned in _LOCAL.findall(text.translate(_HALF_WIDTH)):
            found.update(_WORD.findall(loop or assigned))
    return frozenset(found)
