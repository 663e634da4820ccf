"""What a user reads of what Jinja says: a tag that does not parse, a template that fails. Pure."""

from __future__ import annotations

import re

from jinja2.exceptions import SecurityError

from docgen.rendering import merged_cells, sandbox

# What Jinja says about a tag that does not parse, and what the user reads instead.
_SYNTAX_FAULTS = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (r"Unexpected end of template.* be closed is '(\w+)'", r"“\1”没有对应的“end\1”"),
        (r"unknown tag '(\w+)'.* be closed is '(\w+)'", r"“\1”与前面的“\2”不配对"),
        (r"unknown tag '(end\w+|else|elif)'", r"“\1”前面没有与它配对的标签"),
        (r"unknown tag '(\w+)'", r"没有“\1”这种标签"),
        (r"No filter named '(.+?)'", r"没有“\1”这种转换"),
        (r"No test named '(.+?)'", r"没有“\1”这种判断"),
        (r"rowheight without a row", "“rowheight”要写在表格的行里，而且这一行设有行高"),
        (r"recursive loop", "循环不能调用自己，请去掉“recursive”"),
        (r"unexpected char '(.)'", r"标签中有不能识别的字符“\1”，符号应为半角"),
    )
)
# What goes wrong while a template runs, the first kind that fits.
_RUN_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (SecurityError, "使用了不允许的代码"),
    (merged_cells.Hidden, "合并的格子里每次的内容不一样，只会印出第一个，请取消合并"),
    (OverflowError, "数值过大"),
    (ZeroDivisionError, "除数为零"),
    (TypeError, "把不同种类的值放在一起计算，或把值当作函数使用"),
    (ValueError, "有的值超出允许的范围"),
    (RecursionError, "宏不停地调用自己"),
    (sandbox.Endless, "循环的次数过多"),
    (sandbox.TooBig, "生成的内容过大"),
    (MemoryError, "生成的内容过大"),
)


def of_syntax(message: str) -> str:
    """Why a tag does not parse, from Jinja's message."""
    found = ((pattern.search(message), text) for pattern, text in _SYNTAX_FAULTS)
    return next((match.expand(text) for match, text in found if match), "写法不正确")


def of_running(error: Exception) -> str:
    """Why a template's code fails; "" for what has no words of its own."""
    return next((text for kind, text in _RUN_FAULTS if isinstance(error, kind)), "")
