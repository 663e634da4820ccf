"""``变量说明.txt``: what may be written in each template, from the contexts of the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docgen.documents import DOCUMENTS
from docgen.rendering.charts import Chart

Context = Mapping[str, Any]

_EXAMPLE = 30
_HOW = """\
变量说明

用WPS或Word打开模板，可以改文字、字体和格式；花括号里的是标签，生成公文时换成工作簿里的内容。
标签里的花括号、百分号、字母和标点都要用半角（英文输入法）。
改好以后先运行 docgen templates check 文件夹，没有错误再生成公文。

一、标签怎么写

{{ 变量 }}
　　在这里印出变量的内容，例如：{{ 社区名称 }}
　　列表中一行的某一项，写行的名称、句点和这一项的名称，例如：{{ 人.姓名 }}

{%p for 人 in 领导小组 %}
{{ 人.姓名 }}：{{ 人.分工 }}
{%p endfor %}
　　逐项列出：中间的段落，列表里有几行就印几次。“人”是自己起的名称。
　　for和endfor两个标签各占一段，同一段里不要有别的文字。

{%p if 监督电话 %}
监督电话：{{ 监督电话 }}
{%p endif %}
　　有内容才印：变量没有填写（或者是“否”、空列表）时，中间的段落不印。

{%tr for 人 in 领导小组 %}
　　表格里按行逐项列出：在要重复的行上面加一行，只写这个标签；下面加一行，只写 {%tr endfor %}。
　　按行判断同样写 {%tr if 变量 %} 和 {%tr endif %}。

{% for 人 in 成员 %}{{ 人.姓名 }}{% if not loop.last %}、{% endif %}{% endfor %}
　　在一段之内逐项列出，不加字母p。循环里可以用loop.index（第几项）、loop.first（是不是第一项）、
　　loop.last（是不是最后一项）。

{{ loop.index|汉字数 }}
　　把数字写成汉字：1写成“一”，12写成“十二”。

{{ 行高|rowheight }}
　　写在表格的一个单元格里，不印出文字，只把这一行的行高设为这么多毫米；这一行要先设有行高。

{{ 条|编号(loop.index) }}
　　在内容前面加上序号，例如“1.……”。
"""


def explanation(contexts: Mapping[str, Sequence[Context]]) -> str:
    """The text of the file; ``contexts`` are the sample's, by document key."""
    shapes = {key: _shapes(known) for key, known in contexts.items()}
    first, *others = shapes
    shared = set(shapes[first]).intersection(*(shapes[key] for key in others))
    lines = [_HOW, "二、每个模板都可以用的变量", "", *_listed(contexts[first], shared)]
    lines += ["", "三、各个模板另有的变量（与上面同名的，以这里为准）"]
    for document in DOCUMENTS:
        shape = shapes[document.key]
        own = {name for name in shape if name not in shared or shape[name] != shapes[first][name]}
        lines += ["", f"（{document.number}）{document.title}　{document.key}.docx", ""]
        lines += _listed(contexts[document.key], own) if own else ["　　没有另外的变量。"]
    return "\n".join(lines) + "\n"


def _listed(contexts: Sequence[Context], names: set[str]) -> Iterator[str]:
    order = dict.fromkeys(name for context in contexts for name in context if name in names)
    for name in order:
        yield from _lines(name, [context[name] for context in contexts if name in context], 1)


def _lines(name: str, values: Sequence[Any], depth: int) -> Iterator[str]:
    """A variable in a line; below it the fields of a list's rows, or of a record."""
    indent = "　　" * depth
    items = [item for value in values if isinstance(value, list) for item in value]
    records = [each for each in items or values if isinstance(each, Mapping)]
    if records:
        kind = "列表，每行有：" if items else "一组内容，有："
        yield f"{indent}{name}　{kind}"
        for field in dict.fromkeys(field for record in records for field in record):
            yield from _lines(field, [r[field] for r in records if field in r], depth + 1)
    elif items:
        yield f"{indent}{name}　列表，每行是{_kind(items)}，例如：{_example(items)}"
    else:
        yield f"{indent}{name}　{_kind(values)}，例如：{_example(values)}"


def _kind(values: Sequence[Any]) -> str:
    if any(isinstance(value, Chart) for value in values):
        return "图表（标签单独占一段，样式用“图”，只能放在正文里）"
    if all(isinstance(value, bool) for value in values):
        return "是否"
    if all(isinstance(value, int | float) for value in values):
        return "数字"
    return "列表" if all(isinstance(value, list) for value in values) else "文字"


def _example(values: Sequence[Any]) -> str:
    for value in values:
        if isinstance(value, bool):
            return "是" if value else "否"
        text = " ".join(str(value).split())
        if text and value != []:
            return f"{text[:_EXAMPLE]}…" if len(text) > _EXAMPLE else text
    return "（示例中没有填写）"


def _shapes(contexts: Sequence[Context]) -> dict[str, Any]:
    """Each variable with its kind and, for lists and records, those of its fields."""
    merged: dict[str, list[Any]] = {}
    for context in contexts:
        for name, value in context.items():
            merged.setdefault(name, []).append(value)
    return {name: _shape(values) for name, values in merged.items()}


def _shape(values: Sequence[Any]) -> Any:
    items = [item for value in values if isinstance(value, list) for item in value]
    records = [each for each in items or values if isinstance(each, Mapping)]
    return bool(items), _shapes(records) if records else _kind(items or values)
