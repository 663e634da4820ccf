"""A workbook on disk, blank, filled or marked; never over an old one unasked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from docgen import resources
from docgen.problems import OutputFault, Problem, RequestError

_SUFFIXES = (".xlsx", ".xlsm")
SAMPLE = "幸福里社区_完整示例.xlsx"


def create_workbook(path: Path, *, sample: bool = False, force: bool = False) -> None:
    """Write the blank workbook, or the complete sample, to ``path``.

    Raises:
        RequestError: the name does not end in .xlsx, or the file exists and ``force`` is off.
        OutputFault: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise RequestError(f"文件名应以.xlsx结尾：{path}", "例如：docgen init 工作簿.xlsx")
    if not force and _exists(path):
        raise RequestError(
            f"文件已存在，没有改动：{path}", "请换一个文件名；确要覆盖请加 --force。"
        )
    data = sample_workbook() if sample else blank_workbook()
    _put(path, data)


def write_marked(
    original: Path, copy: Path, data: bytes, problems: Sequence[Problem], *, force: bool = False
) -> None:
    """Write a copy of a workbook with its problems marked; the original is never touched.

    ``data`` are the bytes of the original as they were checked.

    Raises:
        RequestError: the copy is the original, its name has another ending, it exists and
            ``force`` is off, or the workbook cannot be opened.
        OutputFault: the copy cannot be written.
    """
    from docgen.workbook.marking import marked_copy

    suffix = original.suffix.lower() if original.suffix.lower() in _SUFFIXES else ".xlsx"
    if copy.suffix.lower() != suffix:
        raise RequestError(f"副本的文件名应以{suffix}结尾：{copy}", f"例如：--mark 副本{suffix}")
    with suppress(OSError):
        if copy.samefile(original):
            raise RequestError(
                f"副本不能就是原来的工作簿：{copy}", "请换一个文件名，原来的工作簿不改动。"
            )
    if not force and _exists(copy):
        raise RequestError(
            f"文件已存在，没有改动：{copy}", "请换一个文件名；确要覆盖请加 --force。"
        )
    _put(copy, marked_copy(data, problems))


def _put(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except (OSError, UnicodeError) as error:
        raise OutputFault(
            f"无法写入“{path}”（{resources.reason(error)}）",
            "如果文件正在WPS或Excel中打开，请先关闭；或换一个位置。",
        ) from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name too long; writing it will say so
        return False


def blank_workbook() -> bytes:
    """The blank workbook, ready to be filled in."""
    from docgen.workbook import writer

    return writer.blank_workbook()


def sample_workbook() -> bytes:
    """The complete sample; its people and places are fictional."""
    return (resources.shipped("samples") / SAMPLE).read_bytes()


def replace_file(path: Path, data: bytes) -> None:
    """Write beside the place first, so that an interruption never leaves half a workbook.

    Raises:
        OSError: the file cannot be written; what stood there is as it was.
    """
    beside = path.with_name(f".{path.name}.新")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
