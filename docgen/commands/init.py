"""New workbooks on disk, those of ``docgen init`` first: never over an old one unasked."""

from __future__ import annotations

from pathlib import Path

from docgen.errors import OutputFault, RequestError
from docgen.system import resources

SAMPLE = "幸福里社区_完整示例.xlsx"


def create_workbook(path: Path, *, sample: bool = False, force: bool = False) -> None:
    """Write the blank workbook, or the complete sample, to ``path``.

    Raises:
        RequestError: the name does not end in .xlsx, or the file exists and ``force`` is off.
        OutputFault: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise RequestError(f"文件名应以.xlsx结尾：{path}", "例如：docgen init 工作簿.xlsx")
    refuse_existing(path, force=force)
    put_file(path, sample_workbook() if sample else blank_workbook())


def refuse_existing(path: Path, *, force: bool, original: Path | None = None) -> None:
    """Raise RequestError when a new file may not have this name.

    That is when there is such a file and ``force`` is off, or when it is the ``original``
    itself, under whatever name.
    """
    if original is not None and _is_same(path, original):
        raise RequestError(
            f"标注的副本不能就是工作簿本身：{path}", "请换一个文件名，例如：工作簿_标注.xlsx。"
        )
    if not force and _exists(path):
        raise RequestError(
            f"文件已存在，没有改动：{path}", "请换一个文件名；确要覆盖请加 --force。"
        )


def put_file(path: Path, data: bytes) -> None:
    """Write a workbook and the folders that it lies in.

    Raises:
        OutputFault: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, data)
    except (OSError, UnicodeError) as error:
        raise OutputFault(
            f"无法写入“{path}”（{resources.reason(error)}）",
            "如果文件正在WPS或Excel中打开，请先关闭；或换一个位置。",
        ) from error


def _is_same(path: Path, other: Path) -> bool:
    """Whether two names lead to one file, by links or in capitals, too."""
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name too long; writing it will say so
        return False


def blank_workbook() -> bytes:
    """The blank workbook, ready to be filled in."""
    from docgen.workbook.writing import workbook

    return workbook.blank_workbook()


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
