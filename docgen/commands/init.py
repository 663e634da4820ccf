"""New workbooks on disk, those of ``docgen init`` first: never over an old one unasked."""

from __future__ import annotations

from pathlib import Path

from docgen.errors import RequestError
from docgen.system import resources
from docgen.system.files import put_file, refuse_existing

SAMPLE = "幸福里社区_完整示例.xlsx"


def create_workbook(path: Path, *, sample: bool = False, force: bool = False) -> Path | None:
    """Write the blank workbook, or the complete sample, to ``path``.

    Returns its folder when that had to be made, which a slip in the name may have caused.

    Raises:
        RequestError: the name does not end in .xlsx, or the file exists and ``force`` is off.
        OutputFault: the file cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise RequestError(f"文件名应以.xlsx结尾：{path}", "例如：docgen init 工作簿.xlsx")
    refuse_existing(path, force=force)
    is_new = not path.parent.exists()
    put_file(path, sample_workbook() if sample else blank_workbook())
    return path.parent if is_new else None


def blank_workbook() -> bytes:
    """The blank workbook, ready to be filled in."""
    from docgen.workbook import writing

    return writing.blank_workbook()


def sample_workbook() -> bytes:
    """The complete sample; its people and places are fictional."""
    return (resources.shipped("samples") / SAMPLE).read_bytes()
