"""The rows of the list of a package's files, and the documents that print them."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import PurePath

from docgen.chinese import wording
from docgen.documents.context import Context
from docgen.documents.core import Document, Part, Planned
from docgen.documents.registry import DOCUMENTS

_FIGURES = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file to be listed: its name and its document's key.

    ``part`` is what it was made from, None when the workbook makes no such file any more;
    ``pages`` are None when they were not counted.
    """

    name: str
    key: str
    part: Part | None = None
    pages: int | None = None


def with_files(planned: Planned, rows: Sequence[Context]) -> Planned:
    """A file that lists the package, with these rows as 材料 in its context.

    材料件数 counts an attachment together with its document; 缺页数 says that a number of
    pages is missing. The file must then show every title, or the number, whichever it prints.
    """
    number = sum(bool(row["序号"]) for row in rows)
    context = planned.part.context | {
        "材料": list(rows),
        "材料件数": number,
        "缺页数": any(not row["页数"] for row in rows),
    }
    if planned.document.shows_rows:
        facts = [
            str(row[name]) for row in rows for name in ("文号", "题名", "日期", "页数", "备注")
        ]
    else:
        facts = [str(number)]
    part = dataclasses.replace(planned.part, context=context, facts=(*planned.part.facts, *facts))
    return dataclasses.replace(planned, part=part)


def material_rows(files: Collection[Listed]) -> list[Context]:
    """A row for each file, in the order of their names, figures in them by value.

    正文与附件为一件 (archive): an attachment counts with the document it belongs to.

    Keys: 序号 (empty for an attachment), 文号, 责任者 (empty for the community itself), 题名, 日期, 页数 (empty when not
    known), 备注.
    """
    rows: list[Context] = []
    known = {document.key: document for document in DOCUMENTS}
    numbers: dict[str, int] = {}  # of the documents that others may be attached to
    count = 0
    titles = Counter(map(_own_title, files))
    for file in sorted(files, key=lambda each: natural_order(each.name)):
        document = known.get(file.key)
        attached = numbers.get(document.attached_to) if document else None
        if attached is None:
            count += 1
            numbers.setdefault(file.key, count)
        part = file.part
        rows.append(
            {
                "序号": "" if attached else count,
                "文号": part.number if part else "",
                "责任者": part.author if part else "",
                "题名": _title(file, titles),
                "日期": wording.chinese_date(part.day) if part and part.day else "",
                "页数": _pages(file, document) or "",
                "备注": f"第{attached}件附件" if attached else document.remark if document else "",
            }
        )
    return rows


def natural_order(name: str) -> list[tuple[int, str]]:
    """Sorts the names of a package's files: ``02_会议议程_10`` comes after ``02_会议议程_9``."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in _FIGURES.split(name)]


def _own_title(file: Listed) -> str:
    return str(file.part.context["标题文"]) if file.part else ""


def _title(file: Listed, titles: Mapping[str, int]) -> str:
    """The document's title; of files with the same title also what tells them apart."""
    title = _own_title(file)
    if not title or file.part is None:
        return PurePath(file.name).stem
    is_shared = titles[title] > 1 and file.part.suffix
    return f"{title}（{file.part.suffix}）" if is_shared else title


def _pages(file: Listed, document: Document | None) -> int | None:
    """The pages of a file; where it holds many copies those of a single one, which is filed."""
    if file.pages and document and document.copies and file.part is not None:
        return ceil(file.pages / len(file.part.context[document.copies]))
    return file.pages
