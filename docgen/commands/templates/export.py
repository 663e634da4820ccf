"""``docgen templates export``: the shipped templates, and a list of what may be written in them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from docgen.commands.templates.check import sample_parts
from docgen.commands.templates.variables import explanation
from docgen.commands.templates.wording import VARIABLES_FILE
from docgen.documents import DOCUMENTS
from docgen.errors import OutputFault, RequestError
from docgen.system import resources
from docgen.system.files import replace_file


def export(folder: Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write the shipped templates and the list of variables into a folder.

    Raises:
        RequestError: files are in the way and ``force`` is off; nothing is written.
        OutputFault: a file cannot be written; what was there is as it was.
    """
    shipped = resources.shipped("templates_docx")
    contents = {
        name: (shipped / name).read_bytes()
        for name in (f"{document.key}.docx" for document in DOCUMENTS)
    }
    text = explanation(
        {key: [part.context for part in parts] for key, parts in sample_parts().items()}
    )
    contents[VARIABLES_FILE] = text.replace("\n", "\r\n").encode("utf-8-sig")
    _require_free(folder, contents.keys(), force)
    return _write(folder, contents)


def _require_free(folder: Path, names: Iterable[str], force: bool) -> None:
    try:
        taken = [name for name in names if (folder / name).exists()]
    except OSError:  # such as a name too long; writing will say so
        taken = []
    if taken and not force:
        raise RequestError(
            f"“{folder}”中已有这些文件，没有改动：{'、'.join(taken)}",
            "请换一个文件夹；确要覆盖（自己的修改会丢失）请加 --force。",
        )


def _write(folder: Path, contents: dict[str, bytes]) -> tuple[Path, ...]:
    before: dict[Path, bytes | None] = {}
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            path = folder / name
            before[path] = path.read_bytes() if path.exists() else None
            replace_file(path, data)
    except (OSError, UnicodeError) as error:
        for written, former in before.items():
            with suppress(OSError, UnicodeError):
                if former is None:
                    written.unlink(missing_ok=True)
                else:
                    replace_file(written, former)
        raise OutputFault(
            f"无法写入“{path}”（{resources.os_error_text(error)}）",
            "请关闭正在打开的模板，确认文件夹有写入权限，或换一个文件夹。",
        ) from error
    return tuple(folder / name for name in contents)
