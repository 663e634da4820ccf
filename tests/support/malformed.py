"""Malformed workbooks: the full sample with one fault each, and the exact problems to expect.

``python -m tests.support.malformed 文件夹`` writes them all out, with a list of what is wrong in each,
for a person to open. The tests make them in memory.

The problems expected are all those that the sample itself does not have; where one fault
cannot help having a consequence elsewhere, both are expected.
"""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from docgen.workbook.safety import MAX_CELLS, MAX_ROWS
from docgen.workbook.writing import blank_workbook
from tests.support.malformed_entries import ENTRY_FAULTS
from tests.support.malformed_parts import (
    all_of,
    append,
    fill,
    in_book,
    in_file,
    put,
    remove_column,
    remove_rows,
    remove_sheet,
    rename_sheet,
)
from tests.support.malformed_scale import SCALE_FAULTS
from tests.support.samples import (
    part_of_sheet,
    parts_of,
    sample_bytes,
    sheet_of,
    with_cell_xml,
    with_part,
    zipped,
)

# --- files that are no workbooks, or odd ones ---------------------------------------------

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def encrypted() -> bytes:
    """As Office saves a workbook with a password: an OLE file that holds EncryptedPackage."""
    names = ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return OLE + bytes(504) + entries + bytes(range(256)) * 16


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(4)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to 160 megabytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts_of(sample_bytes()).items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet99.xml", "w") as part:
            for _ in range(160):
                part.write(bytes(1024 * 1024))
    return buffer.getvalue()


def damaged_inside() -> bytes:
    """One bit of the packed data of a sheet turned over."""
    data = bytearray(sample_bytes())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        info = archive.getinfo(part_of_sheet("领导小组"))
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0x10
    return bytes(data)


def with_many_cells(rows: int, cells: int) -> bytes:
    """A sheet that holds more rows or cells than can be wanted."""
    text = ("<row>" + "<c/>" * cells + "</row>") * rows
    return with_part(
        part_of_sheet("意见建议"), lambda xml: xml.replace("</sheetData>", text + "</sheetData>")
    )


def with_endless_merging() -> bytes:
    """The same rows merged over and over."""
    merged = "<mergeCells>{}</mergeCells>".format('<mergeCell ref="A1:B1048576"/>' * 40_000)
    name = part_of_sheet("参评代表")
    return with_part(name, lambda xml: xml.replace("</sheetData>", "</sheetData>" + merged))


def with_a_number_under_a_merged_cell() -> bytes:
    """Two counts merged into one by a program that keeps the second, which nobody sees."""
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells>'
    return with_part(part_of_sheet("计票结果"), lambda xml: xml.replace("</sheetData>", merged))


def with_endless_depth() -> bytes:
    """Elements inside elements inside elements."""
    name = part_of_sheet("参评代表")
    return with_part(name, lambda xml: xml.replace("<sheetData>", "<sheetData>" + "<c>" * 90_000))


def other_workbook() -> bytes:
    """A workbook about something else."""
    book = Workbook()
    book.worksheets[0].append(["品名", "单价"])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "意见">{0}]>'
LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))


def with_doctype(declaration: str, encoding: str = "utf-8") -> bytes:
    """A document type declaration before the sheet of opinions."""
    name = part_of_sheet("意见建议")
    parts = parts_of(sample_bytes())
    xml = parts[name].decode()
    head, mark, body = xml.partition("<worksheet")
    head = head.replace("UTF-8", encoding)
    return zipped(parts | {name: f"{head}{declaration}{mark}{body}".encode(encoding)})


FILE_FAULTS = (
    in_file(
        "an empty file",
        lambda: b"",
        "错误 file-empty 工作簿 | 文件是空的，一个字节也没有 | 文件可能没有保存或复制完整，请重新保存或复制后再试。",
    ),
    in_file(
        "a text file",
        lambda: "社区名称,幸福里社区\n".encode("gb18030"),
        "错误 file-not-xlsx 工作簿 | 文件不是xlsx格式的工作簿 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a web page",
        lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "错误 file-not-xlsx 工作簿 | 文件不是xlsx格式的工作簿 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a picture",
        picture,
        "错误 file-not-xlsx 工作簿 | 文件不是xlsx格式的工作簿 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a document of Numbers",
        lambda: zipped({"Index/Document.iwa": b"", "Metadata/Properties.plist": b""}),
        "错误 file-not-xlsx 工作簿 | 文件是Numbers表格，不是xlsx | 请在Numbers中点“文件”→“导出为”→“Excel…”，存成xlsx后再试。",
    ),
    in_file(
        "a workbook in the old xls format",
        lambda: OLE + bytes(4096),
        "错误 file-not-xlsx 工作簿 | 文件是旧的xls格式或者WPS的et格式，不是xlsx | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook with a password",
        encrypted,
        "错误 file-encrypted 工作簿 | 工作簿设有打开密码 | 请在WPS或Excel中取消密码（文件→信息→保护工作簿），保存后再试。",
    ),
    in_file(
        "a workbook cut off while it was copied",
        lambda: sample_bytes()[:20_000],
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook that lost its last byte",
        lambda: sample_bytes()[:-1],
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook with a damaged byte",
        damaged_inside,
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a zip that is no workbook",
        lambda: zipped({"说明.txt": b"x"}),
        "错误 file-not-xlsx 工作簿 | 文件不是xlsx格式的工作簿 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a Word document called xlsx",
        lambda: zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
        "错误 file-not-xlsx 工作簿 | 文件不是xlsx格式的工作簿 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook whose sheet is cut off",
        lambda: with_part(part_of_sheet("领导小组"), lambda xml: xml[: len(xml) // 2]),
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook that lacks a part",
        lambda: zipped(
            {k: v for k, v in parts_of(sample_bytes()).items() if not k.endswith("Strings.xml")}
        ),
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook that points to a text that is not there",
        lambda: with_cell_xml("领导小组!B3", '<c {r} t="s"><v>99999</v></c>'),
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a sheet merged over and over",
        with_endless_merging,
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a sheet of endless depth",
        with_endless_depth,
        "错误 file-damaged 工作簿 | 工作簿已损坏，无法读取 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a workbook of another kind",
        other_workbook,
        "错误 workbook-strange 工作簿 | 这不像活动工作簿，规定的工作表一张也没有 | 请用docgen init生成空白工作簿，把内容填进去，再检查。",
    ),
    in_file(
        "a workbook with macros",
        lambda: zipped(parts_of(sample_bytes()) | {"xl/vbaProject.bin": OLE}),
        "提醒 file-has-macros 工作簿 | 工作簿带有宏，宏已忽略，只读取表格内容 | 建议另存为不带宏的xlsx工作簿。",
    ),
    in_file(
        "a workbook that refers to another",
        lambda: zipped(
            parts_of(sample_bytes()) | {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
        ),
        "提醒 file-has-external-links 工作簿 | 工作簿引用了其他文件，只使用已保存的数值，不会去读取那些文件 | 建议把引用的内容复制后“选择性粘贴→数值”。",
    ),
    in_file(
        "a file of more than twenty megabytes",
        lambda: b"PK\3\4" + bytes(20 * 1024 * 1024),
        "错误 file-too-large 工作簿 | 文件超过20兆，不像一份活动工作簿 | 请删去工作簿中的图片和无关工作表后再试。",
    ),
    in_file(
        "a workbook that unpacks to far too much",
        bomb,
        "错误 file-too-large 工作簿 | 工作簿内容过多，超出可读取的范围 | 请删去无关的工作表，并删去表格下方和右侧多余的空行空列。",
    ),
    in_file(
        "a workbook of too many parts",
        lambda: zipped(
            parts_of(sample_bytes()) | {f"xl/media/image{n}.png": b"" for n in range(2000)}
        ),
        "错误 file-too-large 工作簿 | 工作簿内容过多，超出可读取的范围 | 请删去无关的工作表，并删去表格下方和右侧多余的空行空列。",
    ),
    in_file(
        "a workbook with too many cells",
        lambda: with_many_cells(1, MAX_CELLS),
        "错误 file-too-large 工作簿 | 工作簿内容过多，超出可读取的范围 | 请删去无关的工作表，并删去表格下方和右侧多余的空行空列。",
    ),
    in_file(
        "a workbook with too many rows",
        lambda: with_many_cells(MAX_ROWS, 1),
        "错误 file-too-large 工作簿 | 工作簿内容过多，超出可读取的范围 | 请删去无关的工作表，并删去表格下方和右侧多余的空行空列。",
    ),
    in_file(
        "a workbook as it was given out",
        blank_workbook,
        "错误 workbook-untouched 工作簿 | 还没有填写：《活动信息》的社区名称、党组织名称、居委会名称、上级机关、文件依据名称、年度、开始日期、结束日期、"
        "成文日期、联系人、联系电话；《领导小组》；《述评对象》；《代表构成》的应到人数；《进度安排》的开始日期、结束日期 | "
        "请从《活动信息》填起，先填必填的各项；还没有进行到的阶段可以先空着。保存后再检查。",
    ),
    in_file(
        "a text longer than a cell can hold",
        lambda: with_cell_xml(
            "活动信息!B3", f'<c {{r}} t="inlineStr"><is><t>{"长" * 32_768}</t></is></c>'
        ),
        "错误 file-text-too-long 工作簿 | 工作簿中有一格的文字超过32767字，Excel本身也容不下 | 请用WPS或Excel打开，删去过长的文字，另存后再试。",
    ),
    in_file(
        "a sheet with a document type",
        lambda: with_doctype("<!DOCTYPE worksheet>"),
        "错误 file-unsafe 工作簿 | 工作簿里有不应出现的外部实体定义，可能不安全 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a sheet with an entity bomb",
        lambda: with_doctype(DOCTYPE.format(LAUGHS)),
        "错误 file-unsafe 工作簿 | 工作簿里有不应出现的外部实体定义，可能不安全 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a sheet in another encoding with a document type",
        lambda: with_doctype("<!DOCTYPE worksheet>", "utf-16"),
        "错误 file-unsafe 工作簿 | 工作簿里有不应出现的外部实体定义，可能不安全 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
    in_file(
        "a sheet that reads a file of this computer",
        lambda: with_doctype('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        "错误 file-unsafe 工作簿 | 工作簿里有不应出现的外部实体定义，可能不安全 | 请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。",
    ),
)

CELL_FAULTS = (
    in_book(
        "a required cell left empty",
        put("领导小组!B4", None),
        "错误 cell-required 领导小组!B4 | “姓名”是必填项，没有填写 | 请填写“姓名”。",
    ),
    in_book(
        "a required key left empty",
        put("活动信息!B3", None),
        "错误 cell-required 活动信息!B3 | “社区名称”是必填项，没有填写 | 请填写“社区名称”。例如：幸福里社区。",
    ),
    in_book(
        "a required cell of blanks and line ends",
        put("述评对象!B3", " _x000D_\n　\u200b"),
        "错误 cell-required 述评对象!B3 | “职务”是必填项，没有填写 | 请填写“职务”。",
    ),
    in_book(
        "one grade of a counted row left empty",
        put("计票结果!E5", None),
        "错误 cell-required 计票结果!E5 | “基本满意”是必填项，没有填写 | 请填写“基本满意”。填得票数，没有得票填0。",
    ),
    in_book(
        "a date in words",
        put("活动信息!B11", "三月上旬"),
        "错误 cell-not-a-date 活动信息!B11 | “成文日期”不是有效的日期：“三月上旬” | 请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
    in_book(
        "a date that no calendar has",
        put("活动信息!B26", "2026年2月30日"),
        "错误 cell-not-a-date 活动信息!B26 | “印发日期”不是有效的日期：“2026年2月30日” | 请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
    in_book(
        "a date without its day",
        put("整改清单!G2", "2026年6月"),
        "错误 cell-not-a-date 整改清单!G2 | “完成时限”不是有效的日期：“2026年6月” | 请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
    in_book(
        "a date of endless digits",
        put("整改清单!G2", "9" * 5000 + "-6-30"),
        "错误 cell-not-a-date 整改清单!G2 | “完成时限”不是有效的日期：“999999999999999999999999999999…” | 请按年月日填写，例如2026-3-5或2026年3月5日。",
    ),
    in_book(
        "a year of two digits",
        put("会议!C3", "26.4.10"),
        "错误 date-wrong-century 会议!C3 | “日期”的年份不对：26年4月10日 | 年份写四位数，应在2000至2099年之间，例如2026年3月5日。",
    ),
    in_book(
        "a date in the last century",
        put("进度安排!C2", datetime(1926, 3, 2)),
        "错误 date-wrong-century 进度安排!C2 | “开始日期”的年份不对：1926年3月2日 | 年份写四位数，应在2000至2099年之间，例如2026年3月5日。",
    ),
    in_book(
        "a date in the next century",
        put("进度安排!D15", "2126年6月30日"),
        "错误 date-wrong-century 进度安排!D15 | “结束日期”的年份不对：2126年6月30日 | 年份写四位数，应在2000至2099年之间，例如2026年3月5日。",
    ),
    in_book(
        "a day number that is no date of ours",
        put("整改清单!G3", 529, "yyyy/m/d"),
        "错误 date-wrong-century 整改清单!G3 | “完成时限”的年份不对：1901年6月12日 | 年份写四位数，应在2000至2099年之间，例如2026年3月5日。",
    ),
    in_book(
        "a time in words",
        put("会议!D2", "上午"),
        "错误 cell-not-a-time 会议!D2 | “开始时间”不是有效的时间：“上午” | 请按时分填写，例如9:00或14时30分。",
    ),
    in_book(
        "a time that no clock shows",
        put("会议!D2", "25:00"),
        "错误 cell-not-a-time 会议!D2 | “开始时间”不是有效的时间：“25:00” | 请按时分填写，例如9:00或14时30分。",
    ),
    in_book(
        "an hour alone in a time cell",
        put("会议!D2", 14, "h:mm"),
        "错误 cell-not-a-time 会议!D2 | “开始时间”不是有效的时间：“1900年1月14日” | 请按时分填写，例如9:00或14时30分。",
    ),
    in_book(
        "a date where a time belongs",
        put("会议!D2", datetime(2026, 3, 12)),
        "错误 cell-not-a-time 会议!D2 | “开始时间”不是有效的时间：“2026年3月12日” | 请按时分填写，例如9:00或14时30分。",
    ),
    in_book(
        "a count in Chinese numerals",
        put("代表构成!B2", "十五"),
        "错误 cell-not-a-count 代表构成!B2 | “应到人数”不是零或正整数：“十五” | 请填阿拉伯数字，例如35；没有则填0。",
    ),
    in_book(
        "a negative count",
        put("代表构成!G2", -1),
        "错误 cell-not-a-count 代表构成!G2 | “无效票数”不是零或正整数：“-1” | 请填阿拉伯数字，例如35；没有则填0。",
    ),
    in_book(
        "a count with decimals",
        put("计票结果!D2", 10.5),
        "错误 cell-not-a-count 计票结果!D2 | “满意”不是零或正整数：“10.5” | 请填阿拉伯数字，例如35；没有则填0。",
    ),
    in_book(
        "a count beyond belief",
        put("代表构成!C2", 100000),
        "错误 cell-count-too-large 代表构成!C2 | “备用票数”数目过大：“100000” | 请核对，最大可填99999。",
    ),
    in_book(
        "a phone number where a count belongs",
        put("会议议程!D2", 5550101),
        "错误 cell-count-too-large 会议议程!D2 | “时长（分钟）”数目过大：“5550101” | 请核对，最大可填99999。",
    ),
    in_book(
        "a tick where a count belongs",
        put("计票结果!D2", True),
        "错误 cell-not-a-count 计票结果!D2 | “满意”不是零或正整数：“TRUE” | 请填阿拉伯数字，例如35；没有则填0。",
    ),
    in_book(
        "a role that is not offered",
        put("领导小组!A5", "主员"),
        "错误 cell-not-a-choice 领导小组!A5 | “职务”不在可选范围内：“主员”，是不是“成员” | 请从下拉列表中选择：组长、副组长、成员。",
    ),
    in_book(
        "a proportion in words",
        put("活动信息!B29", "三成"),
        "错误 cell-not-a-ratio 活动信息!B29 | “到会比例要求”不是有效的比例：“三成” | 请填分数或百分数，例如2/3或60%；填分数前先把单元格格式设为文本。",
    ),
    in_book(
        "a proportion over everything",
        put("活动信息!B29", "120%"),
        "错误 cell-not-a-ratio 活动信息!B29 | “到会比例要求”不是有效的比例：“120%” | 请填分数或百分数，例如2/3或60%；填分数前先把单元格格式设为文本。",
    ),
    in_book(
        "a proportion by nothing",
        put("活动信息!B30", "2/0"),
        "错误 cell-not-a-ratio 活动信息!B30 | “整改触发不满意率”不是有效的比例：“2/0” | 请填分数或百分数，例如2/3或60%；填分数前先把单元格格式设为文本。",
    ),
    in_book(
        "a fraction that became a date",
        put("活动信息!B29", datetime(2026, 2, 3)),
        "错误 cell-not-a-ratio 活动信息!B29 | “到会比例要求”不是有效的比例：“2026年2月3日” | 请填分数或百分数，例如2/3或60%；填分数前先把单元格格式设为文本。",
    ),
    in_book(
        "a year cut short",
        put("活动信息!B8", "26年"),
        "错误 cell-not-a-year 活动信息!B8 | “年度”不是有效的年度：“26年” | 请填四位数字的年份（2000至2099），例如2026。",
    ),
    in_book(
        "a year in a date cell",
        put("活动信息!B8", 2026, "yyyy/m/d"),
        "错误 cell-not-a-year 活动信息!B8 | “年度”不是有效的年度：“1905年7月18日” | 请填四位数字的年份（2000至2099），例如2026。",
    ),
    in_book(
        "a house number that became a date",
        put("参评代表!C2", datetime(2026, 3, 2)),
        "错误 cell-turned-into-date 参评代表!C2 | “单位或楼栋”应是文字，却被表格软件变成了日期或时间：“2026年3月2日” | 请先把单元格格式设为“文本”，再重新填写。",
    ),
    in_book(
        "a bell in a text",
        put("制度机制!B2", "上级机关监督。_x0007_"),
        "错误 cell-control-character 制度机制!B2 | “内容”含有无法写入公文的控制字符（U+0007） | 请清空该单元格后重新输入文字，不要从其他软件直接粘贴。",
    ),
    in_book(
        "half of a rare character",
        put("述评对象!A2", "林_xD842_致远"),
        "错误 cell-control-character 述评对象!A2 | “姓名”含有无法写入公文的控制字符（U+D842） | 请清空该单元格后重新输入文字，不要从其他软件直接粘贴。",
    ),
    in_book(
        "a reference that was lost",
        put("领导小组!B3", "#REF!"),
        "错误 cell-excel-error 领导小组!B3 | “姓名”的公式出错：#REF! | 请改正公式，或直接填入内容。",
    ),
    in_file(
        "a formula that divides by nothing",
        lambda: with_cell_xml("代表构成!F3", '<c {r} t="e"><f>A1/0</f><v>#DIV/0!</v></c>'),
        "错误 cell-excel-error 代表构成!F3 | “收回票数”的公式出错：#DIV/0! | 请改正公式，或直接填入内容。",
    ),
    in_book(
        "a formula never calculated",
        put("代表构成!B2", "=10+5"),
        "错误 formula-not-calculated 代表构成!B2 | “应到人数”是公式，但没有计算结果 | 请用WPS或Excel打开工作簿，保存后再试，或直接填入内容。",
    ),
)

SHEET_FAULTS = (
    in_book(
        "a missing sheet",
        remove_sheet("整改清单"),
        "错误 sheet-missing 整改清单 | 缺少工作表《整改清单》 | 请从空白工作簿中复制《整改清单》，工作表名称不要改动。",
    ),
    in_book(
        "a sheet called otherwise",
        rename_sheet("会议", "会议安排"),
        "错误 sheet-missing 会议 | 缺少工作表《会议》 | 请把工作表《会议安排》改名为《会议》。",
    ),
    in_book(
        "two sheets of nearly one name",
        all_of(
            lambda book: book.create_sheet("领导小组 "),
            put("领导小组 !A1", "职务"),
        ),
        "错误 sheet-duplicated 领导小组 | 工作表《领导小组》有两张，名称只差空格或符号 | 请只保留一张，把另一张删去或改名。",
    ),
    in_book(
        "a sheet without headings",
        remove_rows("领导小组", 1),
        "错误 headings-missing 领导小组 | 找不到《领导小组》的标题行 | 请恢复标题行：职务、姓名、单位及职务、分工、联系电话。",
    ),
    in_book(
        "a sheet wiped clean",
        fill("会议", "A1:G9"),
        "错误 headings-missing 会议 | 找不到《会议》的标题行 | 请恢复标题行：会议名称、类型、日期、开始时间、地点、主持人、参会范围。",
    ),
    in_book(
        "a key sheet wiped clean",
        fill("活动信息", "A1:C31"),
        "错误 headings-missing 活动信息 | 找不到《活动信息》的项目名称 | 请从空白工作簿中复制《活动信息》，再填写内容。",
    ),
    in_book(
        "a required sheet without rows",
        fill("领导小组", "A2:E15"),
        "错误 table-empty 领导小组 | 《领导小组》没有内容 | 请至少填写一行：职务、姓名、单位及职务。",
    ),
    in_book(
        "no reviewed officials",
        fill("述评对象", "A2:C8"),
        "错误 table-empty 述评对象 | 《述评对象》没有内容 | 请至少填写一行：姓名、职务。",
    ),
    in_book(
        "no classes of representatives",
        fill("代表构成", "A2:H10"),
        "错误 table-empty 代表构成 | 《代表构成》没有内容 | 请至少填写一行：类别、应到人数。",
    ),
    in_book(
        "no schedule",
        fill("进度安排", "A2:E20"),
        "错误 table-empty 进度安排 | 《进度安排》没有内容 | 请至少填写一行：阶段、工作内容、开始日期、结束日期。",
    ),
    in_book(
        "no items to vote on",
        fill("测评项目", "A2:B21"),
        "提醒 table-default 测评项目 | 《测评项目》没有内容，采用默认的4项 | 如需修改，请在《测评项目》中逐项填写。",
    ),
    in_book(
        "no standing arrangements",
        fill("制度机制", "A2:B31"),
        "提醒 table-default 制度机制 | 《制度机制》没有内容，采用默认的13项 | 如需修改，请在《制度机制》中逐项填写。",
    ),
    in_book(
        "no matters to disclose",
        fill("公开事项", "A2:E13"),
        "提醒 table-default 公开事项 | 《公开事项》没有内容，采用默认的7项 | 如需修改，请在《公开事项》中逐项填写。",
    ),
    in_book(
        "a whole sheet merged into its first cell",
        lambda book: sheet_of(book, "监票计票").merge_cells("A1:C12"),
        "错误 heading-missing 监票计票 | 缺少“姓名”一列 | 请恢复“姓名”，名称不要改动。",
        "提醒 heading-missing 监票计票 | 缺少“单位及职务”一列 | 不需要的，无需处理；需要时请恢复“单位及职务”，名称不要改动。",
    ),
    in_file(
        "a count hidden under a merged cell",
        with_a_number_under_a_merged_cell,
        "错误 cell-required 计票结果!D3 | “满意”是必填项，没有填写 | 请填写“满意”。填得票数，没有得票填0。",
    ),
    in_book(
        "a missing required column",
        remove_column("领导小组", 2),
        "错误 heading-missing 领导小组 | 缺少“姓名”一列 | 请恢复“姓名”，名称不要改动。",
    ),
    in_book(
        "a missing optional column",
        remove_column("会议", 7),
        "提醒 heading-missing 会议 | 缺少“参会范围”一列 | 不需要的，无需处理；需要时请恢复“参会范围”，名称不要改动。",
    ),
    in_book(
        "a misspelt column",
        put("述评对象!A1", "姓铭"),
        "错误 heading-missing 述评对象!A1 | 缺少“姓名”一列，是不是“姓铭” | 请把“姓铭”改为“姓名”。",
    ),
    in_book(
        "a misspelt column above nothing",
        all_of(put("述评对象!A1", "姓铭"), fill("述评对象", "A2:C8")),
        "错误 heading-missing 述评对象!A1 | 缺少“姓名”一列，是不是“姓铭” | 请把“姓铭”改为“姓名”。",
    ),
    in_book(
        "a missing column of votes",
        remove_column("计票结果", 7),
        "错误 heading-missing 计票结果 | 缺少“不了解”一列 | 请恢复“不了解”，名称不要改动；改过《测评等次》的，请关闭工作簿，运行 docgen grid 按《测评等次》排好各列，已填的数字不会丢失。",
    ),
    in_book(
        "a column twice",
        put("领导小组!F1", "姓名："),
        "错误 column-duplicated 领导小组!F1 | “姓名”一列重复出现 | 请只保留一列，删去多余的一列。",
    ),
    in_book(
        "columns of one's own",
        all_of(put("领导小组!F1", "备注"), put("领导小组!H1", "住址"), put("领导小组!I1", "性别")),
        "提醒 column-unknown 领导小组!F1 | 不认识的列已忽略：备注、住址 | 如果是标题写错了，请改回规定的名称；如果是自己加的列，无需处理。",
    ),
    in_book(
        "a missing required key",
        remove_rows("活动信息", 11),
        "错误 heading-missing 活动信息 | 缺少“成文日期”一行 | 请恢复“成文日期”，名称不要改动。",
    ),
    in_book(
        "a missing optional key",
        remove_rows("活动信息", 27),
        "提醒 heading-missing 活动信息 | 缺少“公告报刊”一行 | 不需要的，无需处理；需要时请恢复“公告报刊”，名称不要改动。",
    ),
    in_book(
        "a misspelt key",
        put("活动信息!A12", "联络人"),
        "错误 heading-missing 活动信息!A12 | 缺少“联系人”一行，是不是“联络人” | 请把“联络人”改为“联系人”。",
    ),
    in_book(
        "a date with the day of another one",
        put("会议!C3", "2026年4月10日（星期四）"),
        "错误 date-wrong-weekday 会议!C3 | “日期”与所写的星期不符：“2026年4月10日（星期四）”，2026年4月10日是星期五 | 请核对日期和星期，改正写错的一个；星期可以不写。",
    ),
    in_book(
        "several days for a date",
        put("整改清单!G2", "6.2—6.6"),
        "错误 date-is-range 整改清单!G2 | “完成时限”只能填一个日期，现填的是一段：“6.2—6.6” | 请只填一天，例如2026-3-2；有开始、结束两栏的，分别填写。",
    ),
    in_book(
        "a date without a year in no year",
        all_of(put("活动信息!B8", None), put("活动信息!B11", "3月5日")),
        "错误 cell-required 活动信息!B8 | “年度”是必填项，没有填写 | 请填写“年度”。四位数字，例如：2026。",
        "错误 date-without-year 活动信息!B11 | “成文日期”没有写年份：“3月5日” | 请写明年份，例如2026年3月5日；或者先填好《活动信息》中的“年度”。",
    ),
    in_book(
        "a misspelt optional column",
        put("会议!G1", "参会范畴"),
        "提醒 heading-missing 会议!G1 | 缺少“参会范围”一列，是不是“参会范畴” | 不是的，无需处理；是的，请把“参会范畴”改为“参会范围”。",
    ),
    in_book(
        "two columns that may be the class",
        all_of(put("参评代表!B1", "身份"), put("参评代表!E1", "代表类别")),
        "错误 heading-missing 参评代表!B1 | 缺少“类别”一列，是不是“身份” | 请把“身份”改为“类别”。",
        "提醒 column-unknown 参评代表!E1 | 不认识的列已忽略：代表类别 | 如果是标题写错了，请改回规定的名称；如果是自己加的列，无需处理。",
    ),
    in_book(
        "a key of one's own",
        all_of(put("活动信息!A33", "备注"), put("活动信息!B33", "无")),
        "提醒 key-unknown 活动信息!A33 | 项目“备注”不在规定之列，已忽略 | 如果是项目名称写错了，请改回空白工作簿中的名称。",
    ),
    in_book(
        "a key twice",
        all_of(put("活动信息!A33", "联系人*"), put("活动信息!B33", "何静")),
        "错误 key-duplicated 活动信息!A33 | 项目“联系人”重复出现，前面第12行已有 | 请只保留一行。",
    ),
    in_book(
        "a member twice",
        append("领导小组", "成员", "马　骁", "云溪小学"),
        "错误 row-duplicated 领导小组!B11 | “马骁”重复，第9行已有 | 同一个人只填一行，兼任的职务写在一起，例如：党总支书记、居民委员会主任。",
    ),
    in_book(
        "an official twice",
        append("述评对象", "何静", "居民委员会主任"),
        "错误 row-duplicated 述评对象!A4 | “何静”重复，第3行已有 | 同一个人只填一行，兼任的职务写在一起，例如：党总支书记、居民委员会主任。",
    ),
    in_book(
        "an item twice",
        append("测评项目", "依法办事情况"),
        "错误 row-duplicated 测评项目!A6 | “依法办事情况”重复，第3行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
    ),
    in_book(
        "a class twice",
        append("代表构成", "党 员", 0),
        "错误 row-duplicated 代表构成!A6 | “党员”重复，第2行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
    ),
    in_book(
        "a representative twice",
        append("参评代表", "宋海涛", "党员", "1号楼1单元"),
        "错误 row-duplicated 参评代表!A62 | “宋海涛、1号楼1单元”重复，第2行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
    ),
    in_book(
        "a meeting twice",
        append(
            "会议", "述职述廉民主评议会议", "述评会议", date(2026, 4, 9), time(9), "一楼", "邱敏"
        ),
        "错误 row-duplicated 会议!A5 | “述职述廉民主评议会议”重复，第3行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
    ),
    in_book(
        "a teller twice",
        append("监票计票", "监票人", "吴思琪"),
        "错误 row-duplicated 监票计票!B8 | “吴思琪”重复，第5行已有 | 同一个人只填一行，兼任的职务写在一起，例如：党总支书记、居民委员会主任。",
    ),
    in_book(
        "a row of votes twice",
        append("计票结果", "林致远", "履行职责情况", "党员", 10, 3, 1, 0),
        "错误 row-duplicated 计票结果!A34 | “林致远、履行职责情况、党员”重复，第2行已有 | 请删去重复的一行；如果确是两项，请写出区别。",
    ),
    in_book(
        "a total under the classes",
        append("代表构成", "合 计", 60),
        "提醒 row-total-ignored 代表构成!A6 | 合计行不作为数据，已忽略 | 合计由程序计算，可删去该行。",
    ),
    in_book(
        "a total under the votes",
        append("计票结果", "总计：", None, None, 0),
        "提醒 row-total-ignored 计票结果!A34 | 合计行不作为数据，已忽略 | 合计由程序计算，可删去该行。",
    ),
)

DATE_FAULTS = (
    in_book(
        "a campaign that ends before it starts",
        put("活动信息!B10", date(2026, 3, 1)),
        "错误 campaign-ends-before-start 活动信息!B10 | 结束日期（2026年3月1日）早于开始日期（2026年3月2日） | 请核对两个日期。",
    ),
    in_book(
        "a campaign that starts too late",
        put("活动信息!B9", date(2026, 3, 3)),
        "错误 work-outside-campaign 进度安排!C2 | 日期不在活动期间（2026年3月3日至6月30日）之内 | 请核对进度安排，或修改《活动信息》中的开始日期、结束日期。",
    ),
    in_book(
        "a class of four people",
        all_of(
            fill("参评代表", "A2:D61"),
            append("代表构成", "驻区单位代表", 4, 0, 4, 4, 4, 0),
            *(
                append("计票结果", official, item, "驻区单位代表", 4, 0, 0, 0)
                for official in ("林致远", "何静")
                for item in ("履行职责情况", "依法办事情况", "管理服务社区情况", "廉洁自律情况")
            ),
        ),
        "提醒 class-very-small 代表构成!B6 | 驻区单位代表只有4人，分类公布结果会暴露个人的投票意向 | 请与其他类别合并。",
    ),
    in_book(
        "results published more than ten days after the vote",
        all_of(
            put("进度安排!C9", date(2026, 4, 21)),
            put("进度安排!D9", date(2026, 4, 24)),
            put("进度安排!C10", date(2026, 4, 22)),
        ),
        "提醒 results-late 进度安排!C9 | 测评结果于2026年4月21日公布，距述评会议（2026年4月10日）超过10日 | 测评结果应在述评会议后10日之内公布，请调整“成果运用”阶段的开始日期。",
    ),
    in_book(
        "a year that is not the campaign's",
        put("活动信息!B8", 2025),
        "提醒 campaign-year-differs 活动信息!B8 | 年度（2025年）与活动日期（2026年）不符 | 评议上一年度工作的无需处理；否则请核对年度和活动日期。",
    ),
    in_book(
        "results before the vote",
        put("意见建议!A1", "来源"),
        "错误 results-before-vote 计票结果!D2 | 述评会议2026年4月10日才召开，核对时的日期是2026年4月9日，"
        "《计票结果》、《代表构成》、《意见建议》中却已有测评的票数或者会上的意见，像是往年的 | "
        "请清空《计票结果》、《代表构成》、《意见建议》中往年的内容，会后填写本次的；会议日期填错的，或者电脑的日期不对的，请改正。",
        today=date(2026, 4, 9),
    ),
    in_book(
        "the date and number of last year",
        put("活动信息!B11", date(2025, 3, 5)),
        "错误 issued-long-before 活动信息!B11 | 成文日期（2025年3月5日）比活动开始日期（2026年3月2日）早362天，像是往年的 | "
        "请填写本次实施方案的成文日期；由往年的工作簿改成的，票数、意见建议、整改清单也要换成本次的。",
        "错误 number-of-another-year 活动信息!B17 | 发文字号“幸居发〔2025〕5号”是往年的 | 请填写本次实施方案的发文顺序号；还没有编号的先空着。",
    ),
    in_book(
        "a plan dated after the vote",
        all_of(put("活动信息!B11", date(2026, 4, 11)), put("活动信息!B26", date(2026, 4, 11))),
        "错误 issued-after-vote 活动信息!B11 | 成文日期（2026年4月11日）晚于述评会议（2026年4月10日），而实施方案应在述评会议之前印发 | 请核对成文日期和会议日期。",
    ),
    in_book(
        "a basis of the year before last",
        put("活动信息!B15", "云街发〔2024〕12号"),
        "提醒 basis-of-another-year 活动信息!B15 | 文件依据文号“云街发〔2024〕12号”是2024年的，而年度是2026年 | 仍以这份文件为依据的无需处理；本次另有文件的，请改填。",
    ),
    in_book(
        "a meeting on a Saturday",
        put("会议!C3", date(2026, 4, 4)),
        "提醒 meeting-on-day-off 会议!C3 | “述职述廉民主评议会议”的日期2026年4月4日（星期六）是休息日 | 特意安排在休息日的无需处理；否则请核对日期。",
    ),
    in_book(
        "printed before it was issued",
        put("活动信息!B26", date(2026, 3, 4)),
        "提醒 printed-before-issued 活动信息!B26 | 印发日期（2026年3月4日）早于成文日期（2026年3月5日） | 请核对两个日期；印发日期一般不早于成文日期。",
    ),
    in_book(
        "no code for the document number",
        put("活动信息!B16", None),
        "提醒 document-number-incomplete 活动信息!B16 | 没有填写发文机关代字，实施方案将不标注发文字号 | 编号以后请补填，再重新生成；不编号的无需处理。",
    ),
    in_book(
        "no number for the document number",
        put("活动信息!B17", None),
        "提醒 document-number-incomplete 活动信息!B17 | 没有填写发文顺序号，实施方案将不标注发文字号 | 编号以后请补填，再重新生成；不编号的无需处理。",
    ),
    in_book(
        "a work that ends before it starts",
        put("进度安排!D6", date(2026, 3, 13)),
        "错误 work-ends-before-start 进度安排!D6 | 结束日期（2026年3月13日）早于开始日期（2026年3月23日） | 请核对两个日期。",
    ),
    in_book(
        "a work that ends a year late",
        put("进度安排!D5", date(2027, 3, 20)),
        "错误 work-outside-campaign 进度安排!D5 | 日期不在活动期间（2026年3月2日至6月30日）之内 | 请核对进度安排，或修改《活动信息》中的开始日期、结束日期。",
    ),
    in_book(
        "a work that starts too early",
        put("进度安排!C2", "2026-3-1"),
        "错误 work-outside-campaign 进度安排!C2 | 日期不在活动期间（2026年3月2日至6月30日）之内 | 请核对进度安排，或修改《活动信息》中的开始日期、结束日期。",
    ),
    in_book(
        "a stage without works",
        fill("进度安排", "A9:E11"),
        "错误 stage-missing 进度安排 | 没有“成果运用”阶段的安排 | 四个阶段都要有工作内容和起止日期。",
    ),
    in_book(
        "a stage that starts before the last has ended",
        put("进度安排!C9", "2026-4-10"),
        "错误 stages-overlap 进度安排!C9 | “成果运用”阶段的工作从2026年4月10日开始，而“民主评议”阶段到2026年4月10日才结束 | 四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
    ),
    in_book(
        "a stage that runs into all of the next",
        put("进度安排!D11", "2026-6-29"),
        "错误 stages-overlap 进度安排!C12 | “总结整改”阶段的工作从2026年5月18日开始，而“成果运用”阶段到2026年6月29日才结束 | 四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
        "错误 stages-overlap 进度安排!C13 | “总结整改”阶段的工作从2026年5月25日开始，而“成果运用”阶段到2026年6月29日才结束 | 四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
        "错误 stages-overlap 进度安排!C14 | “总结整改”阶段的工作从2026年6月25日开始，而“成果运用”阶段到2026年6月29日才结束 | 四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
        "错误 stages-overlap 进度安排!C15 | “总结整改”阶段的工作从2026年6月26日开始，而“成果运用”阶段到2026年6月29日才结束 | 四个阶段依次进行，请调整日期，使后一阶段在前一阶段结束之后开始。",
    ),
    in_book(
        "a posting that outlasts the campaign",
        put("活动信息!B28", 60),
        "提醒 posting-ends-late 活动信息!B28 | 测评结果从2026年4月13日起公示60个工作日，到2026年7月8日才截止，晚于活动结束日期（2026年6月30日） | 请核对公示天数、活动结束日期和“成果运用”阶段的开始日期。",
    ),
    in_book(
        "a posting into a year without known holidays",
        put("活动信息!B28", 200),
        "提醒 posting-holidays-unknown 活动信息!B28 | 放假安排尚未收录，公示截止日期（2027年1月26日、2027年4月6日）按周末推算 | 请按照当年的放假和调休安排核对公示材料中的截止日期。",
        "提醒 posting-ends-late 活动信息!B28 | 测评结果从2026年4月13日起公示200个工作日，到2027年1月26日才截止，晚于活动结束日期（2026年6月30日） | 请核对公示天数、活动结束日期和“成果运用”阶段的开始日期。",
    ),
    in_book(
        "a meeting outside its stage",
        put("会议!C3", "2026-4-13"),
        "错误 meeting-outside-stage 会议!C3 | 述评会议应在“民主评议”阶段（2026年3月23日至4月10日）之内召开，现填2026年4月13日 | 请核对会议日期、会议类型和《进度安排》。",
    ),
    in_book(
        "a meeting of the wrong kind",
        put("会议!B4", "动员大会"),
        "错误 meeting-outside-stage 会议!C4 | 动员大会应在“组织发动”阶段（2026年3月2日至20日）之内召开，现填2026年6月25日 | 请核对会议日期、会议类型和《进度安排》。",
    ),
    in_book(
        "an agenda for no meeting",
        append("会议议程", "座谈会", "交流", None, 10),
        "错误 agenda-meeting-unknown 会议议程!A24 | 《会议》中没有“座谈会” | 请从下拉列表中选择会议名称，或先在《会议》中填写这个会议。",
    ),
    in_book(
        "a meeting without an agenda",
        append(
            "会议", "第二次动员大会", "动员大会", date(2026, 3, 13), time(9), "二楼会议室", "何静"
        ),
        "错误 meeting-without-agenda 会议!A5 | “第二次动员大会”还没有议程 | 请在《会议议程》中为它填写议程。",
    ),
    in_book(
        "a deadline before the results",
        put("整改清单!G3", "2026-4-9"),
        "错误 deadline-before-results 整改清单!G3 | 完成时限（2026年4月9日）早于测评结果产生的日期（2026年4月10日） | 请填写述评会议当天或之后的日期。",
    ),
)

PEOPLE_FAULTS = (
    in_book(
        "a group without a head",
        put("领导小组!A2", "成员"),
        "错误 group-without-head 领导小组 | 领导小组没有组长 | 请填写一名组长，由党组织书记担任。",
    ),
    in_book(
        "a group with two heads",
        put("领导小组!A3", "组长"),
        "错误 group-second-head 领导小组!A3 | 领导小组只能有一名组长，林致远和何静都填为组长 | 请只保留一名组长，其他人改为副组长或成员。",
    ),
    in_book(
        "a group without a deputy",
        fill("领导小组", "A3:A4", "成员"),
        "错误 group-without-deputy 领导小组 | 领导小组没有副组长 | 请至少填写一名副组长，例如居委会主任、物业公司总经理。",
    ),
    in_book(
        "an official alone",
        all_of(fill("述评对象", "A3:C3"), fill("计票结果", "A18:G33")),
        "提醒 official-alone 述评对象!A2 | 述评对象只有一人，一般应包括党组织书记和居委会主任 | 书记、主任由一人兼任的无需处理，否则请补充。",
    ),
    in_book(
        "a teller who is judged",
        put("监票计票!B5", "何 静"),
        "错误 teller-is-official 监票计票!B5 | 何静是述评对象，不能担任唱票人 | 请另选不是述评对象的人。",
    ),
    in_book(
        "an official spelt otherwise than on the leading group and among the tellers",
        all_of(put("领导小组!B3", "何晶"), put("监票计票!B6", "何晶")),
        "提醒 name-written-otherwise 述评对象!A3 | 述评对象“何静”与《领导小组》B3、《监票计票》B6的“何晶”只差一个同音字，可能是同一个人 | "
        "是同一个人的，请在印制测评票以前改成一致的写法；不是同一个人的无需处理。",
    ),
    in_book(
        "an official on the voting roster",
        put("参评代表!A2", "何静"),
        "提醒 representative-is-official 参评代表!A2 | 何静是述评对象，又列在《参评代表》中，会给自己投票 | "
        "述评对象一般不参加对自己的测评，请核对；只是同名的两个人或者当地规定可以参加的，无需处理。",
    ),
    in_book(
        "nobody who calls the votes",
        put("监票计票!A5", "计票人"),
        "提醒 teller-role-missing 监票计票 | 还没有确定唱票人 | 请在述评会议之前补充。",
    ),
    in_book(
        "a representative of no known class",
        put("参评代表!B2", "共产党员"),
        "错误 representative-class-unknown 参评代表!B2 | 《代表构成》中没有“共产党员”这一类别，是不是“党员” | 请从下拉列表中选择：党员、居民代表、居民小组长、群众代表。",
    ),
    in_book(
        "a representative too few",
        fill("参评代表", "A2:D2"),
        "错误 roster-disagrees 代表构成!B2 | 党员应到15人，《参评代表》中列有14人 | 请核对两处，使人数一致；不列名册时，《参评代表》可以整张不填。",
    ),
    in_book(
        "a representative in the wrong class",
        put("参评代表!B2", "群众代表"),
        "错误 roster-disagrees 代表构成!B5 | 群众代表应到15人，《参评代表》中列有16人 | 请核对两处，使人数一致；不列名册时，《参评代表》可以整张不填。",
        "错误 roster-disagrees 代表构成!B2 | 党员应到15人，《参评代表》中列有14人 | 请核对两处，使人数一致；不列名册时，《参评代表》可以整张不填。",
    ),
    in_book(
        "an official renamed after the vote",
        all_of(put("述评对象!A3", "何敏"), fill("计票结果", "A19:G33")),
        "错误 count-official-unknown 计票结果!A18 | 《述评对象》中没有“何静”，是不是“何敏” | "
        "请从下拉列表中选择，与所列工作表一致。如果只是改名，请关闭工作簿，运行 docgen grid，票数就转到新的名称下。",
    ),
    in_book(
        "a representative of the same name",
        put("参评代表!A3", "宋海涛"),
        "提醒 representative-namesake 参评代表!A3 | “宋海涛”在第2行已经出现 | 如果确是同名的两个人无需处理；如果是同一人，请删去一行。",
    ),
)

VOTE_FAULTS = (
    in_book(
        "nobody expected",
        all_of(
            fill("代表构成", "B2:B5", 0),
            fill("代表构成", "D2:G5"),
            fill("参评代表", "A2:D66"),
            fill("计票结果", "D2:G33"),
        ),
        "错误 nobody-expected 代表构成!B2 | 各类代表的应到人数都是0 | 请填写各类代表的应到人数。",
    ),
    in_book(
        "more ballots returned than issued",
        put("代表构成!E4", 8),
        "错误 vote-void 代表构成!F4 | 居民小组长收回9票，多于发出的8票，本次测评无效 | 请核对发出和收回的票数；数字无误的，应当重新组织测评。",
    ),
    in_book(
        "more present than expected",
        all_of(put("代表构成!B2", 13), fill("参评代表", "A2:D3")),
        "错误 ballots-disagree 代表构成!D2 | 党员的实到人数（14）多于应到人数（13） | 请核对这两个数。",
    ),
    in_book(
        "more ballots issued than people present",
        put("代表构成!D2", 13),
        "错误 ballots-disagree 代表构成!E2 | 党员的发出票数（14）多于实到人数（13） | 请核对这两个数。",
    ),
    in_book(
        "more invalid ballots than returned",
        put("代表构成!G4", 10),
        "错误 ballots-disagree 代表构成!G4 | 居民小组长的无效票数（10）多于收回票数（9） | 请核对这两个数。",
    ),
    in_book(
        "a ballot figure not filled in",
        put("代表构成!F4", None),
        "错误 ballots-incomplete 代表构成!F4 | 居民小组长的收回票数没有填写 | 请填写；没有则填0。",
    ),
    in_book(
        "too few came",
        put("活动信息!B29", "95%"),
        "错误 quorum-not-reached 代表构成!D2 | 应到60人，实到54人，到会率90.00%，没有达到95% | 请核对人数；确实不足的，应当另行召开述评会议。当地规定的比例不同的，请修改《活动信息》中的“到会比例要求”。",
    ),
    in_book(
        "votes for somebody unknown",
        put("计票结果!A2", "林志远"),
        "错误 count-official-unknown 计票结果!A2 | 《述评对象》中没有“林志远”，是不是“林致远” | 请从下拉列表中选择，与所列工作表一致。",
    ),
    in_book(
        "votes on an unknown item",
        put("计票结果!B2", "履职情况"),
        "错误 count-item-unknown 计票结果!B2 | 《测评项目》中没有“履职情况”，是不是“履行职责情况” | 请从下拉列表中选择，与所列工作表一致。",
    ),
    in_book(
        "votes of an unknown class",
        put("计票结果!C2", "共产党员"),
        "错误 count-voter-class-unknown 计票结果!C2 | 《代表构成》中没有“共产党员”，是不是“党员” | 请从下拉列表中选择，与所列工作表一致。",
    ),
    in_book(
        "a row of votes left empty",
        fill("计票结果", "D4:G4"),
        "错误 count-row-empty 计票结果!D4 | 林致远“履行职责情况”居民小组长的票数没有填写 | 请填写各等次的票数；没有得票填0。",
    ),
    in_book(
        "a row of votes missing",
        remove_rows("计票结果", 4),
        "错误 count-row-missing 计票结果 | 缺少林致远“履行职责情况”居民小组长一行 | 请补上这一行并填写票数，也可以运行 docgen grid 自动补齐。",
        "提醒 votes-fewer-than-ballots 计票结果!D16 | 林致远“廉洁自律情况”群众代表各等次合计10票，比有效票11票少1票，按“弃权及单项无效”统计 | 确有弃权或单项无效的无需处理，否则请核对票数。",
        "提醒 votes-fewer-than-ballots 计票结果!D30 | 何静“廉洁自律情况”居民代表各等次合计16票，比有效票17票少1票，按“弃权及单项无效”统计 | 确有弃权或单项无效的无需处理，否则请核对票数。",
    ),
    in_book(
        "more votes than ballots",
        put("计票结果!D2", 11),
        "错误 votes-exceed-ballots 计票结果!D2 | 林致远“履行职责情况”党员各等次合计15票，多于有效票14票 | 请核对票数。有效票＝收回票数－无效票数，党员为14票。",
    ),
    in_book(
        "fewer votes than ballots",
        put("计票结果!D2", 9),
        "提醒 votes-fewer-than-ballots 计票结果!D2 | 林致远“履行职责情况”党员各等次合计13票，比有效票14票少1票，按“弃权及单项无效”统计 | 确有弃权或单项无效的无需处理，否则请核对票数。",
    ),
    in_book(
        "votes of a class that has nobody",
        all_of(
            append("代表构成", "驻区单位代表", 0),
            append("计票结果", "何静", "廉洁自律情况", "驻区单位代表", 3, 0, 0, 0),
        ),
        "错误 votes-exceed-ballots 计票结果!D34 | 何静“廉洁自律情况”驻区单位代表各等次合计3票，多于有效票0票 | 请核对票数。有效票＝收回票数－无效票数，驻区单位代表为0票。",
    ),
    in_book(
        "dissatisfaction without any rectification",
        all_of(put("活动信息!B30", "20%"), fill("意见建议", "A2:C12"), fill("整改清单", "A2:L10")),
        "提醒 rectification-due 计票结果!B10 | 林致远“管理服务社区情况”不满意率23.53%，超过20%，而《整改清单》没有整改项目 | 请在《整改清单》中填写整改项目，“来源”写“计票结果!10”。",
        "提醒 rectification-due 计票结果!B26 | 何静“管理服务社区情况”不满意率21.57%，超过20%，而《整改清单》没有整改项目 | 请在《整改清单》中填写整改项目，“来源”写“计票结果!26”。",
    ),
)

HINT_FOR_TEXTS = "请改正。不改也能生成公文，但会照这样印出来。"

TEXT_FAULTS = (
    in_book(
        "a text with a half-width comma",
        put("活动信息!B31", "以人民为中心,推动干部履职。"),
        f"提醒 text-punctuation 活动信息!B31 | 标点或数字的写法不合规范：“以人民为中心,推动干部履职”处，半角“,”（规范写法：全角“，”） | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "an opinion with a half-width comma",
        put("意见建议!B2", "充电位不足,建议增设。"),
        f"提醒 text-punctuation 意见建议!B2 | 标点或数字的写法不合规范：“充电位不足,建议增设。”处，半角“,”（规范写法：全角“，”） | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "a measure with three faults",
        put("整改清单!D2", "安装路灯(12盏);三日内完成..."),
        f"提醒 text-punctuation 整改清单!D2 | 标点或数字的写法不合规范：“灯(12盏);三日内完成.”处，半角“;”（规范写法：全角“；”）；“安装路灯(12盏);三日内完成”处，半角括号（规范写法：全角括号（））；“;三日内完成...”处，“...”（规范写法：六个点的省略号……） | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "a text with more faults than are shown",
        put("制度机制!B2", "检查,指导;落实:公开!监督"),
        f"提醒 text-punctuation 制度机制!B2 | 标点或数字的写法不合规范：“检查,指导;落实:”处，半角“,”（规范写法：全角“，”）；“检查,指导;落实:公开!”处，半角“;”（规范写法：全角“；”）；“,指导;落实:公开!监督”处，半角“:”（规范写法：全角“：”）；还有1种 | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "a duty whose quote is not closed",
        put("领导小组!D2", "主持“全面工作"),
        f"提醒 text-punctuation 领导小组!D2 | 标点或数字的写法不合规范：“主持“全面工作”处，前引号没有相配的后引号（规范写法：补上后引号） | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "a list of books with a sign between them",
        put("活动信息!B7", "《居民公约》、《议事规则》"),
        f"提醒 text-punctuation 活动信息!B7 | 标点或数字的写法不合规范：“《居民公约》、《议事规则》”处，“》、《”（规范写法：不用顿号） | {HINT_FOR_TEXTS}",
    ),
    in_book(
        "a cited number with a zero, its brackets mended when printed",
        put("活动信息!B15", "云街发[2026]第012号"),
        f"提醒 text-punctuation 活动信息!B15 | 标点或数字的写法不合规范：“云街发〔2026〕第012号”处，“〔2026〕第012号”（规范写法：12号，不加“第”字和0） | {HINT_FOR_TEXTS}",
    ),
)

HINT_FOR_NUMBERS = "请删去号码；确需公开电话的，请填写办公电话。"
HINT_FOR_OWN_NUMBER = "请填写公开的办公电话。"

HINT_FOR_HIDDEN = "请看这一格的内容是否正确；最好清空以后重新输入。"

DOUBTFUL_TEXTS = (
    in_book(
        "two people in a cell",
        put("参评代表!A3", "张三、李四"),
        "错误 cell-several-people 参评代表!A3 | “姓名”写了2个人：“张三、李四” | 一格只能写一个人，请每人填写一行。",
    ),
    in_book(
        "two people in two lines of a cell",
        put("参评代表!A3", "张三\n李四"),
        "错误 cell-several-people 参评代表!A3 | “姓名”写了2个人：“张三、李四” | 一格只能写一个人，请每人填写一行。",
    ),
    in_book(
        "two owners of a problem",
        put("整改清单!F2", "郭建峰/沈佩兰"),
        "提醒 owners-several 整改清单!F2 | 写了2名责任人（郭建峰、沈佩兰），每个问题应只有一名 | 请确定一名责任人，其他人写入整改措施；确需共同负责的无需处理。",
    ),
    in_book(
        "the year within the office's code",
        put("活动信息!B16", "幸居发〔2026〕"),
        "提醒 code-with-year 活动信息!B16 | 发文机关代字“幸居发〔2026〕”里写了年份 | 只写代字，例如：幸居发；年份和顺序号由程序加上。",
    ),
    in_book(
        "another year within the office's code",
        put("活动信息!B16", "幸居发[2025]"),
        "错误 code-with-year 活动信息!B16 | 发文机关代字“幸居发[2025]”里写了年份，与成文日期（2026年）不符 | 只写代字，例如：幸居发；年份和顺序号由程序加上。",
    ),
    in_book(
        "a name with a sign that turns the text round",
        put("领导小组!B3", "\u202e何静"),
        f"提醒 cell-hidden-signs 领导小组!B3 | “姓名”里有看不见的字符（U+202E），已经去掉 | {HINT_FOR_HIDDEN}",
    ),
    in_book(
        "a date with a sign that nobody sees",
        put("会议!C3", "\u200e2026-4-10"),
        f"提醒 cell-hidden-signs 会议!C3 | “日期”里有看不见的字符（U+200E），已经去掉 | {HINT_FOR_HIDDEN}",
    ),
    in_book(
        "a number that became scientific",
        put("领导小组!E2", "1.39E+10"),
        "提醒 cell-doubtful 领导小组!E2 | “联系电话”像是变成科学记数法的号码：“1.39E+10” | 请把单元格格式设为“文本”，重新填写。",
    ),
    in_book(
        "a sign that no font shows, on a ballot",
        put("述评对象!B2", "党总支书\ue000"),
        "错误 cell-doubtful 述评对象!B2 | “职务”里有显示不出来的字 | 请重新输入这个字；生僻字可以用通用的写法代替。",
    ),
    in_book(
        "a formula that stands as text in a posted paper",
        put("意见建议!B2", "＝DISPIMG(1)"),
        "错误 cell-doubtful 意见建议!B2 | “内容”像是没有算出的公式：“＝DISPIMG(1)” | 请直接填入内容。",
    ),
    in_book(
        "what another program left",
        put("制度机制!B2", "[object Object]"),
        "提醒 cell-doubtful 制度机制!B2 | “内容”像是其他程序留下的“[object Object]” | 请填入内容；没有的，清空这一格。",
    ),
)

PRIVACY_FAULTS = (
    in_book(
        "an opinion with somebody's mobile number",
        put("意见建议!B2", "路灯不亮，请回电138 0000 5501。"),
        f"提醒 text-mobile-number 意见建议!B2 | “138 0000 5501”像是手机号码，会印入向居民公开张贴的公文 | {HINT_FOR_NUMBERS}",
    ),
    in_book(
        "a measure with somebody's mobile number",
        put("整改清单!D2", "由物业公司维修，联系13900005502。"),
        f"提醒 text-mobile-number 整改清单!D2 | “13900005502”像是手机号码，会印入向居民公开张贴的公文 | {HINT_FOR_NUMBERS}",
    ),
    in_book(
        "a supervision telephone that is the head's own",
        all_of(put("领导小组!E2", "139 0000 5503"), put("活动信息!B20", "139-0000-5503")),
        f"提醒 supervision-phone-personal 活动信息!B20 | 监督电话139-0000-5503是个人的手机号码，张贴的公文不印这个号码 | {HINT_FOR_OWN_NUMBER}",
    ),
)

FAULTS = (
    *FILE_FAULTS, *CELL_FAULTS, *SHEET_FAULTS, *DATE_FAULTS, *PEOPLE_FAULTS, *VOTE_FAULTS,
    *SCALE_FAULTS, *ENTRY_FAULTS, *TEXT_FAULTS, *DOUBTFUL_TEXTS, *PRIVACY_FAULTS,
)  # fmt: skip


def main() -> None:
    """Write every malformed workbook into a folder, and a list of what is wrong in each."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, fault in enumerate(FAULTS, start=1):
        name = f"{number:03d} {fault.name}.xlsx"
        (folder / name).write_bytes(fault.make())
        lines.append(name)
        lines += [f"    【{p.severity}】{p.place}　{p.message}　{p.hint}" for p in fault.expected]
    (folder / "清单.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(FAULTS)} -> {folder}")


if __name__ == "__main__":
    main()
