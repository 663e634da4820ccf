"""Charts: the figures stand in the drawing and its workbook, the file stays sound and the same."""

from __future__ import annotations

import base64
import re
import zipfile
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import OpenXmlValidator

from docgen.commands.templates.scan import scan
from docgen.commands.templates.variables import explanation
from docgen.errors import TemplateFault
from docgen.gbt9704 import examine
from docgen.gbt9704 import standard as gb
from docgen.rendering import charts
from docgen.rendering.charts import Chart, Series
from docgen.rendering.inspection import inspect
from docgen.rendering.template import compile_template
from tests.support.rendering_cases import WordFile, assert_plain, fault_of, with_document
from tools.build_templates import build

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PICTURE = base64.b64decode(  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
GRADES = ("满意", "基本满意", "不满意", "不了解", "弃权及单项无效")


def chart(number: int = 1, **changes: Any) -> Chart:
    counts = ((30, 40, 22), (12, 8, 10), (4, 0, 12), (3, 2, 5), (2, 1, 2))
    series = tuple(Series(name, each) for name, each in zip(GRADES, counts, strict=True))
    values: dict[str, Any] = {
        "title": f"图表{number}",
        "categories": ("履行职责情况", "依法办事情况", "管理服务社区情况"),
        "series": series,
    }
    return Chart(number=number, **(values | changes))


def made(template: bytes, **context: Any) -> bytes:
    return compile_template("模板.docx", template).render(
        {"社区名称": "幸福里社区", "标题文": "通报"} | context
    )


def page(*paragraphs: str) -> bytes:
    """A template like ours with these paragraphs, which is valid to begin with."""
    return build("\n".join(("@page portrait", *paragraphs)))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        return {name: package.read(name) for name in package.namelist()}


def drawn(data: bytes) -> list[tuple[etree._Element, Any]]:
    """Each chart as Word reaches it from the text: its part's root, and its workbook's sheet."""
    document = docx.Document(BytesIO(data))
    found = []
    for drawing in document.element.body.iter(f"{C}chart"):
        part = document.part.related_parts[drawing.get(f"{R}id")]
        root = etree.fromstring(part.blob)
        book = part.part_related_by(f"{R[1:-1]}/package")
        (relation,) = part.rels
        assert root.find(f"{C}externalData").get(f"{R}id") == relation
        found.append((root, openpyxl.load_workbook(BytesIO(book.blob))["Sheet1"]))
    return found


def drawing_ids(data: bytes) -> list[str]:
    document = docx.Document(BytesIO(data))
    return [each.get("id") for each in document.element.body.iter(f"{WP}docPr")]


def assert_valid(data: bytes, folder: Path) -> None:
    """The document and the workbooks in it meet the rules that Office checks."""
    files = {"document.docx": data} | {
        Path(name).name: each for name, each in parts(data).items() if name.endswith(".xlsx")
    }
    for name, each in files.items():
        path = folder / name
        path.write_bytes(each)
        assert [error.description for error in OpenXmlValidator().validate(path).errors] == [], name


def referred(sheet: Any, reference: str) -> list[Any]:
    """The values of the cells that a chart refers to."""
    found = re.fullmatch(r"Sheet1!(\$[A-H]\$\d+(?::\$[A-H]\$\d+)?)", reference)
    assert found, reference
    cells = sheet[found.group(1)]
    return [row[0].value for row in cells] if isinstance(cells, tuple) else [cells.value]


REPORT = """\
@page portrait
@title 关于测评结果的通报
@to 各居民小组：
现将测评结果通报如下。
%p for 人 in 人员
@ 图: {{ 人.图 }}
@ 图题: 图{{ loop.index }}　{{ 人.姓名 }}测评结果
%p endfor
以上为测评结果。
"""


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    people = [
        {"姓名": "林致远", "图": chart(1, title="林致远<A&B>")},
        {"姓名": "何静", "图": chart(2, categories=("甲&乙", "<丙>", "丁"))},
    ]
    return {"人员": people, "社区名称": "幸福里社区", "标题文": "关于测评结果的通报"}


# --- the figures -------------------------------------------------------------------------


def test_a_chart_shows_its_figures_and_its_workbook_holds_the_same(report: dict[str, Any]) -> None:
    found = drawn(made(build(REPORT), **report))
    for (root, sheet), person in zip(found, report["人员"], strict=True):
        wanted = person["图"]
        shown = root.findall(f".//{C}ser")
        assert len(shown) == len(wanted.series) == sheet.max_column - 1
        assert sheet.max_row == len(wanted.categories) + 1
        for element, series in zip(shown, wanted.series, strict=True):
            for place, values in (
                ("tx/{}strRef", [series.name]),
                ("cat/{}strRef", list(wanted.categories)),
                ("val/{}numRef", list(series.values)),
            ):
                reference = element.find(f"{C}{place.format(C)}")
                cached = [point.findtext(f"{C}v") for point in reference.iter(f"{C}pt")]
                assert cached == [str(value) for value in values]
                assert referred(sheet, reference.findtext(f"{C}f")) == values


def test_two_charts_make_a_sound_document_that_meets_the_standard(
    report: dict[str, Any], tmp_path: Path
) -> None:
    data = made(build(REPORT), **report)
    assert_valid(data, tmp_path)
    assert [finding for finding in examine(data) if finding.is_error] == []
    assert inspect(data, report, ["林致远测评结果", "何静测评结果"]) == []


def test_a_chart_is_no_blank_line_to_the_standard() -> None:
    below = (
        "@title 通报",
        "现通报如下。",
        "@ 图: {{ 图 }}",
        "@blank",
        "@ 附件说明: 附件：测评结果",
    )
    data = made(page(*below), 图=chart())
    assert [finding.found for finding in examine(data) if "空" in finding.found] == []


def test_the_first_category_is_on_top_and_the_scale_below_ends_at_all() -> None:
    root = etree.fromstring(charts.chart_xml(chart()).encode())
    category, value = root.find(f".//{C}catAx"), root.find(f".//{C}valAx")
    assert category.find(f"{C}scaling/{C}orientation").get("val") == "maxMin"
    assert value.find(f"{C}crosses").get("val") == "max"  # the end of the reversed axis
    scale = value.find(f"{C}scaling")
    assert [scale.find(f"{C}{end}").get("val") for end in ("min", "max")] == ["0", "1"]
    assert root.find(f".//{C}grouping").get("val") == "percentStacked"


def test_people_who_cannot_see_a_chart_are_told_its_title_and_figures(word_file: WordFile) -> None:
    pair = [chart(1, title="甲<&>\n\"乙'"), chart(2, description="见表一\x07")]
    data = made(word_file("{{ 图[0] }}", "{{ 图[1] }}"), 图=pair)
    first, second = docx.Document(BytesIO(data)).element.body.iter(f"{WP}docPr")
    assert first.get("title") == "甲<&> \"乙'"
    assert first.get("descr").startswith("履行职责情况：满意30，基本满意12，不满意4，")
    assert second.get("descr") == "见表一"


def test_awkward_names_arrive_in_chart_and_workbook(tmp_path: Path) -> None:
    names = ("=1+1&<b>", "控\x00制\x0b符\ufffe", "一行\n二行\t三")
    series = (Series("]]>\x1f", (1, 2, 3)), Series("", (0, 0, 0)))
    data = made(page("{{ 图 }}"), 图=chart(categories=names, series=series))
    assert_valid(data, tmp_path)
    ((root, sheet),) = drawn(data)
    wanted = ["=1+1&<b>", "控制符", "一行 二行 三"]
    cached = root.findall(f".//{C}cat")[0].iter(f"{C}v")
    assert [each.text for each in cached] == wanted
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == wanted
    assert sheet["A2"].data_type == "s"  # a text, no formula
    assert sheet["B1"].value == "]]>"


@pytest.mark.parametrize(
    "label",
    [
        "履行职责情况",
        "",
        "服务社区居民和\n驻区单位的情况",
        "履行岗位职责和服务居民\n群众、驻区单位的情况",
        "在职期间履行岗位职\n责、服务社区居民和\n驻区单位的情况",
        "一二三四五六七八，\n九十一二三四五",  # a comma begins no line
    ],
)
def test_a_long_category_takes_lines_of_even_length(label: str) -> None:
    assert charts.label(label.replace("\n", "")) == label


# --- the look ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, charts.MAX_SERIES + 1))
def test_segments_can_be_told_apart_in_black_and_white(number: int) -> None:
    """Lightness (CIE L*) rises by steps that an eye sees; the last one is the lightest grey."""
    shades = charts.shades(number)
    assert len(shades) == number
    assert shades[-1] == "F2F2F2"
    lightness = [116 * charts.luminance(shade) ** (1 / 3) - 16 for shade in shades]
    assert all(after - before >= 8 for before, after in pairwise(lightness))


@pytest.mark.parametrize("number", range(1, charts.MAX_SERIES + 1))
def test_the_count_in_a_segment_can_be_read(number: int) -> None:
    series = tuple(Series(f"等次{n}", (n, n, n)) for n in range(number))
    root = etree.fromstring(charts.chart_xml(chart(series=series)).encode())
    for segment in root.iter(f"{C}ser"):
        (ground,) = segment.xpath("./*[local-name()='spPr']/*[local-name()='solidFill']/*/@val")
        (text,) = segment.xpath(".//*[local-name()='defRPr']/*[local-name()='solidFill']/*/@val")
        dark, light = sorted(map(charts.luminance, (ground, text)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2, 1.4.3
        assert segment.find(f".//{C}numFmt").get("formatCode") == "0;;;"  # no count of nothing


def size(each: Chart, word_file: WordFile) -> tuple[int, int]:
    document = docx.Document(BytesIO(made(word_file("{{ 图 }}"), 图=each)))
    (extent,) = document.element.body.iter(f"{WP}extent")
    return int(extent.get("cx")), int(extent.get("cy"))


def test_a_chart_fits_the_type_area_and_grows_with_its_categories(word_file: WordFile) -> None:
    heights = []
    for number in (1, 4, 8, 40):
        names = tuple(f"第{n}个项目" for n in range(number))
        one = chart(categories=names, series=(Series("满意", (1,) * number),))
        across, down = size(one, word_file)
        assert across <= gb.TYPE_WIDTH
        assert down < gb.TYPE_HEIGHT
        heights.append(down)
    assert heights == sorted(set(heights))


# --- the file ----------------------------------------------------------------------------


def test_a_document_without_charts_is_what_it_was(word_file: WordFile) -> None:
    template = word_file("{{ 名 }}", header="{{ 名 }}")
    data = made(template, 名="甲", 图=chart())
    assert data == made(template, 名="甲")
    assert list(parts(data)) == list(parts(template))
    for name, each in parts(template).items():
        if b"{{" not in each:
            assert parts(data)[name] == each


def test_the_same_charts_make_the_same_bytes(report: dict[str, Any]) -> None:
    data = made(build(REPORT), **report)
    assert data == made(build(REPORT), **report)
    for content in (data, parts(data)["word/embeddings/docgen_chart1.xlsx"]):
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert {info.date_time[0] for info in package.infolist()} == {1980}
            assert {info.create_system for info in package.infolist()} == {0}


def test_a_chart_printed_twice_makes_two_drawings_that_work(tmp_path: Path) -> None:
    data = made(page("{{ 图 }}", "前{{ 图 }}后"), 图=chart())
    assert_valid(data, tmp_path)
    assert len(drawn(data)) == len(set(drawing_ids(data))) == 2
    assert docx.Document(BytesIO(data)).paragraphs[1].text == "前后"


def test_only_charts_that_are_printed_are_in_the_file(word_file: WordFile) -> None:
    data = made(word_file("{% if 年度 > 2000 %}{{ 甲 }}{% else %}{{ 乙 }}{% endif %}"),
                年度=2026, 甲=chart(1), 乙=chart(2, categories=("一", "二", "三")))  # fmt: skip
    ((root, _),) = drawn(data)
    assert root.find(f".//{C}cat").findtext(f".//{C}v") == "履行职责情况"
    assert sum(name.startswith("word/charts/docgen") for name in parts(data)) == 1


@pytest.mark.parametrize("number", [1, 7])  # of the drawing, which a program may change
def test_a_template_that_holds_charts_already_keeps_them(number: int, tmp_path: Path) -> None:
    """A finished document made a template again: nothing of it is overwritten."""
    first = made(page("{{ 图 }}", "{{ '{{ 图 }}' }}"), 图=chart(1))
    text = parts(first)["word/document.xml"].replace(
        b'docPr id="1"', f'docPr id="{number}"'.encode()
    )
    old = with_document(first, text)
    new = made(old, 图=chart(1, categories=("一", "二", "三")))
    assert_valid(new, tmp_path)
    assert [sheet["A2"].value for _, sheet in drawn(new)] == ["履行职责情况", "一"]
    assert len(set(drawing_ids(new))) == 2
    kept = parts(new)
    for name, content in parts(old).items():
        if "docgen_chart" in name:
            assert kept[name] == content


def test_a_chart_beside_a_picture_of_the_template_has_another_number(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file("{{ 图 }}")))
    document.add_picture(BytesIO(PICTURE))
    buffer = BytesIO()
    document.save(buffer)
    ids = drawing_ids(made(buffer.getvalue(), 图=chart()))
    assert len(ids) == len(set(ids)) == 2


def test_the_drawing_stands_in_a_run_that_does_not_clip_it() -> None:
    document = docx.Document(BytesIO(made(page("@ 图: {{ 图 }}"), 图=chart())))
    paragraph = document.paragraphs[0]
    assert paragraph.style.name == "图"
    assert paragraph.style.element.find(f".//{qn('w:spacing')}").get(qn("w:lineRule")) == "atLeast"
    (drawing,) = paragraph._p.iter(qn("w:drawing"))
    assert drawing.getparent().tag == qn("w:r")


# --- faults ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "place"), [({"header": "{{ 图 }}"}, "页眉"), ({"footer": "{{ 图 }}"}, "页脚")]
)
def test_a_chart_in_a_header_or_footer_is_a_fault_that_says_where(
    word_file: WordFile, where: dict[str, str], place: str
) -> None:
    fault = fault_of(word_file("{{ 社区名称 }}", **where), 图=chart())
    assert f"的{place}里用了图表，图表只能印在正文里" in fault.message


def test_a_chart_in_the_file_properties_is_a_fault(word_file: WordFile) -> None:
    document = docx.Document(BytesIO(word_file("正文")))
    document.core_properties.title = "{{ 图 }}"
    buffer = BytesIO()
    document.save(buffer)
    assert "文件属性" in fault_of(buffer.getvalue(), 图=chart()).message


def test_a_package_whose_list_of_parts_is_broken_is_a_fault_of_the_template(
    word_file: WordFile,
) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts(word_file("{{ 图 }}")).items():
            package.writestr(name, b"<Types" if name == "[Content_Types].xml" else content)
    with pytest.raises(TemplateFault) as caught:
        made(buffer.getvalue(), 图=chart())
    assert_plain(caught.value.message + caught.value.hint)


def test_a_chart_used_as_a_text_is_its_title(word_file: WordFile) -> None:
    data = made(word_file("{{ 图|upper }}和{{ '' ~ 图 }}"), 图=chart(title="甲<乙"))
    assert docx.Document(BytesIO(data)).paragraphs[0].text == "甲<乙和甲<乙"


@pytest.mark.parametrize(
    "changes",
    [
        {"categories": ()},
        {"series": ()},
        {"series": (Series("满意", (1, 2)),)},
        {"series": (Series("满意", (1, 2, -1)),)},
        {"series": tuple(Series(str(n), (1, 1, 1)) for n in range(8))},
    ],
)
def test_a_chart_that_cannot_be_drawn_is_not_made(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="chart 1"):
        chart(**changes)


def test_two_charts_of_one_number_are_not_mixed_up(word_file: WordFile) -> None:
    with pytest.raises(ValueError, match="number 1"):
        made(word_file("{{ 甲 }}"), 甲=chart(1), 乙=chart(1, title="另一个"))


# --- templates of the user's own ----------------------------------------------------------


def test_the_check_of_templates_takes_a_chart_for_a_value(word_file: WordFile) -> None:
    context = {"人员": [{"图": chart(), "姓名": "甲"}]}
    template = word_file("{%p for 人 in 人员 %}", "{{ 人.图 }}{{ 人.姓名 }}", "{%p endfor %}")
    assert scan("模板.docx", template, {}, [context]) == []


def test_the_list_of_variables_says_that_a_variable_is_a_chart() -> None:
    from docgen.documents import DOCUMENTS

    contexts = {document.key: [{"人员": [{"图": chart(title="甲测评")}]}] for document in DOCUMENTS}
    text = explanation(contexts)
    assert "　　图　图表（标签单独占一段，样式用“图”，只能放在正文里），例如：甲测评" in text
