"""What the page shows: HTML from templates, and the words for what the program found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse

from docgen._version import __version__
from docgen.campaign.model import Stage
from docgen.commands.status import StageStatus, dates, details, stage_statuses
from docgen.package.replacing import KEPT
from docgen.web.state import Book

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


# Remedies name commands; on the page, buttons do the same.
_WAYS = (
    ("关闭工作簿，运行 docgen grid", "运行 docgen grid"),
    ("运行 docgen grid ", "运行 docgen grid"),
    ("运行 docgen grid", "用第三步最后的“排好《计票结果》”按钮"),
    ("请用docgen init生成空白工作簿", "请在第一步下载空白工作簿"),
)


def page(name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """The page of a template in ``web/templates``."""
    known = {"version": __version__, "home": "", "number": 0, "current": name.removesuffix(".html")}
    text = _ENVIRONMENT.get_template(name).render(known | dict(context))
    return HTMLResponse(text, status)


def message(status: int, what: str, remedy: str, home: str = "") -> HTMLResponse:
    """A page that says what is wrong and what to do; ``home`` is where to go on."""
    context = {"what": what, "remedy": remedy, "back": home}
    return page("message.html", context, status)


def stages(book: Book, today: date) -> list[dict[str, Any]]:
    """The four stages of a workbook as shown; none when it could not be read."""
    found = book.report
    if found.campaign is None:
        return []
    each = stage_statuses(found.campaign, found.plan, found.problems, today)
    return [_stage(status) for status in each]


def _stage(status: StageStatus) -> dict[str, Any]:
    return {
        "name": status.stage.value,
        "dates": dates(status),
        "state": status.state.value,
        "count": status.file_count,
        "is_whole": not status.missing and not status.halted,
        "details": details(status),
    }


def wanted_stages(values: list[str]) -> list[Stage]:
    """The stages that a form names, in their order; unknown names are none."""
    return [stage for stage in Stage if stage.value in values]


def size(number: int) -> str:
    """A file's size as a person reads it: ``23 KB``."""
    return f"{number / 1024:.0f} KB" if number < 1024 * 1024 else f"{number / 1024 / 1024:.1f} MB"


def by_page(text: str) -> str:
    """A remedy in the words of the page where it names a command that the page stands for."""
    for command, way in _WAYS:
        text = text.replace(command, way)
    return text


_ENVIRONMENT.filters |= {"size": size, "by_page": by_page}
_ENVIRONMENT.globals["KEPT"] = KEPT
