"""Where templates come from: shipped with docgen, or the user's own folder."""

from __future__ import annotations

import difflib
import hashlib
from pathlib import Path

from docgen.documents import DOCUMENTS
from docgen.errors import RequestError, TemplateFault
from docgen.system import resources

WORD_SUFFIXES = frozenset({".docx", ".doc", ".docm", ".dotx", ".dotm", ".dot", ".wps"})


def template_files(templates: Path | None) -> dict[str, Path]:
    """The template of each document, by key: the user's where there is one, else the shipped.

    Raises:
        RequestError: there is none in the user's folder.
    """
    shipped = resources.shipped("templates_docx")
    files = {document.key: shipped / f"{document.key}.docx" for document in DOCUMENTS}
    return files if templates is None else files | own_templates(templates)


def own_templates(folder: Path) -> dict[str, Path]:
    """The user's templates in a folder, by document key.

    Raises:
        RequestError: there is none.
    """
    own = {document.key: folder / f"{document.key}.docx" for document in DOCUMENTS}
    found = {key: path for key, path in own.items() if path.is_file()}
    if not found:
        names = "、".join(path.name for path in own.values())
        near = "".join(
            f"“{n}”是不是“{meant}”？" for n, meant in misnamed_templates(folder) if meant
        )
        raise RequestError(f"“{folder}”中没有模板", f"{near}模板的文件名应为：{names}。")
    return found


def own_template_digests(folder: Path | None) -> dict[str, str]:
    """The SHA-256 of each of the user's own templates, by document key; none without a folder.

    Raises:
        RequestError: there is none in the folder.
        TemplateFault: one cannot be read.
    """
    own = own_templates(folder) if folder else {}
    return {key: hashlib.sha256(read_template(path)).hexdigest() for key, path in own.items()}


def misnamed_templates(folder: Path) -> tuple[tuple[str, str], ...]:
    """Word files in a folder that no document uses, each with the template name it may mean.

    That name is empty when nothing is near, or the template is there as well. Word's lock
    files (``~$…``) do not count.
    """
    names = {word: f"{d.key}.docx" for d in DOCUMENTS for word in (d.key, d.title)}
    files = sorted(path for path in folder.iterdir() if path.is_file())
    there = {path.name for path in files}
    found = []
    for path in files:
        if path.suffix.lower() not in WORD_SUFFIXES or path.name.startswith("~$"):
            continue
        used = folder / path.name.lower()  # Windows does not tell Ballot.docx from ballot.docx
        if used.name in names.values() and used.is_file() and path.samefile(used):
            continue
        near = difflib.get_close_matches(path.stem.lower(), names, 1, 0.5)
        meant = names[near[0]] if near else ""
        found.append((path.name, "" if meant in there else meant))
    return tuple(found)


def unused_template(name: str, meant: str) -> tuple[str, str]:
    """What to say of a file that ``misnamed_templates`` names, and how to mend it."""
    if name.lower().endswith(".docx"):
        hint = f"是不是“{meant}”？" if meant else "不用的，请移到别的文件夹。"
        return "没有用到：这不是模板的文件名", hint
    wanted = f"“{meant}”" if meant else "docx格式"
    hint = f"请用WPS或Word打开，另存为{wanted}；不用的，请移到别的文件夹。"
    return "没有用到：模板要用docx格式", hint


def read_template(path: Path) -> bytes:
    """The bytes of a template.

    Raises:
        TemplateFault: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateFault(
            f"无法读取模板“{path}”", "如果模板正在WPS或Word中打开，请先关闭。"
        ) from error
