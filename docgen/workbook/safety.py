"""Is this file a workbook that may safely be opened? Looked at as a zip, before parsing."""

from __future__ import annotations

import errno
import re
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import Problem, Severity
from docgen.ooxml import container

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MAX_PARTS = 2000
LIMITS = container.Limits(MAX_UNPACKED_BYTES, MAX_PARTS)
MAX_CELLS = 2_000_000  # merged areas among them; 50,000 ballots entered twice are 1.1 million
MAX_ROWS = 200_000  # a row costs far more than a cell: it may be a record with faults

_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|mergeCell)[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_WORKBOOK = re.compile(r"(?:^|[/\\])workbook\d*\.xml$")
_REASONS = {
    errno.ENOENT: "文件不存在",
    errno.EISDIR: "这是一个文件夹",
    errno.EACCES: "没有读取权限，或者文件正被其他程序占用",
    errno.EPERM: "没有读取权限",
}
_RESAVE = "请用WPS或Excel打开，另存为“Excel 工作簿（*.xlsx）”后再试。"
_EXPORT = "请在Numbers中点“文件”→“导出为”→“Excel…”，存成xlsx后再试。"
LOCK_PREFIX = "~$"  # Excel and WPS begin with it the name of a file beside one that is open
_NO_ZIP = {
    container.FileKind.ENCRYPTED: (
        "file-encrypted",
        "工作簿设有打开密码",
        "请在WPS或Excel中取消密码（文件→信息→保护工作簿），保存后再试。",
    ),
    container.FileKind.OLD: (
        "file-not-xlsx",
        "文件是旧的xls格式或者WPS的et格式，不是xlsx",
        _RESAVE,
    ),
    container.FileKind.EMPTY: (
        "file-empty",
        "文件是空的，一个字节也没有",
        "文件可能没有保存或复制完整，请重新保存或复制后再试。",
    ),
    container.FileKind.OTHER: ("file-not-xlsx", "文件不是xlsx格式的工作簿", _RESAVE),
}


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """The file's bytes (None when it must not be parsed) and what was noticed about it."""

    data: bytes | None
    problems: tuple[Problem, ...] = ()


def open_container(path: Path) -> CheckedWorkbook:
    """Read a workbook file and look at it from outside.

    Never raises for what is in the file: a file that cannot be read, is no xlsx, is
    encrypted, damaged or larger than the limits comes back with ``data=None`` and a problem.
    """
    if path.name.startswith(LOCK_PREFIX):
        return _refused(
            "file-unreadable",
            f"“{path.name}”是打开工作簿时留下的临时文件，不是工作簿",
            f"请换成名称不带“{LOCK_PREFIX}”的那一份。",
        )
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return _too_large()
        data = path.read_bytes()
    except OSError as error:
        return _refused(
            "file-unreadable",
            f"无法读取文件：{path.name}（{_REASONS.get(error.errno or 0, '读取出错')}）",
            "如果工作簿正在WPS或Excel中打开，请先关闭；并确认有读取权限。",
        )
    return open_bytes(data)


def open_bytes(data: bytes) -> CheckedWorkbook:
    """Look at the bytes of a workbook file from outside, as ``open_container`` does."""
    if len(data) > MAX_FILE_BYTES:
        return _too_large()
    kind = container.kind(data)
    if kind is not container.FileKind.ZIP:
        return _refused(*_NO_ZIP[kind])
    try:
        return _look_inside(data)
    except container.TooLarge:
        return _too_many_cells()
    except container.Locked:
        return _refused(*_NO_ZIP[container.FileKind.ENCRYPTED])
    except container.Tangled:
        return _refused("file-unsafe", "工作簿的内部结构不正常，可能是有人特意做成的", _RESAVE)
    except Exception:
        # zipfile lets errors of every kind through from damaged archives.
        return CheckedWorkbook(None, (damaged_problem(),))


def damaged_problem() -> Problem:
    """The problem of a file that looks like a workbook but cannot be parsed."""
    return _problem("file-damaged", "工作簿已损坏，无法读取", _RESAVE)


def _look_inside(data: bytes) -> CheckedWorkbook:
    with container.opened(data, LIMITS) as package:
        names = set(package.namelist())
        if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
            return _refused("file-not-xlsx", "文件是Numbers表格，不是xlsx", _EXPORT)
        if "[Content_Types].xml" not in names or not any(map(_WORKBOOK.search, names)):
            return _refused("file-not-xlsx", "文件不是xlsx格式的工作簿", _RESAVE)
        cells = rows = 0
        for _, content in container.unpacked(package, MAX_UNPACKED_BYTES, (".xml", ".rels")):
            part = container.as_utf8(content)
            if container.is_unsafe(part):
                return _refused(
                    "file-unsafe", "工作簿里有不应出现的外部实体定义，可能不安全", _RESAVE
                )
            if b"sheetData" in part:
                cells += sum(1 for _ in _CELL.finditer(part))
                rows += sum(1 for _ in _ROW.finditer(part))
            if cells > MAX_CELLS or rows > MAX_ROWS:
                return _too_many_cells()
    return CheckedWorkbook(data, tuple(_asides(names)))


def _asides(names: Set[str]) -> list[Problem]:
    """What a workbook carries beside its tables; none of it is looked at."""
    problems = []
    if any(name.endswith("vbaProject.bin") for name in names):
        problems.append(
            _problem(
                "file-has-macros",
                "工作簿带有宏，宏已忽略，只读取表格内容",
                "建议另存为不带宏的xlsx工作簿。",
                Severity.WARNING,
            )
        )
    if any(name.startswith("xl/externalLinks/") for name in names):
        problems.append(
            _problem(
                "file-has-external-links",
                "工作簿引用了其他文件，只使用已保存的数值，不会去读取那些文件",
                "建议把引用的内容复制后“选择性粘贴→数值”。",
                Severity.WARNING,
            )
        )
    return problems


def _too_large() -> CheckedWorkbook:
    return _refused(
        "file-too-large",
        f"文件超过{MAX_FILE_BYTES // 1024 // 1024}兆，不像一份活动工作簿",
        "请删去工作簿中的图片和无关工作表后再试。",
    )


def _too_many_cells() -> CheckedWorkbook:
    return _refused(
        "file-too-large",
        "工作簿内容过多，超出可读取的范围",
        "请删去无关的工作表，并删去表格下方和右侧多余的空行空列。",
    )


def _refused(code: str, message: str, hint: str) -> CheckedWorkbook:
    return CheckedWorkbook(None, (_problem(code, message, hint),))


def _problem(code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code, severity, "", "", message, hint)
