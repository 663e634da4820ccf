"""What handlers of requests share: the window's session, uploaded files, downloads, work shown."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from docgen.web.community_actions import shown_name
from docgen.web.jobs import Job
from docgen.web.sessions import Session

Handler = Callable[[Request], Awaitable[Response]]
_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".zip": "application/zip",
}


def session_of(request: Request) -> Session:
    """The session that a request names.

    Raises:
        HTTPException: 404, it is over.
    """
    session: Session | None = request.app.state.sessions.find(request.path_params["session"])
    if session is None:
        raise HTTPException(404)
    return session


def home_of(request: Request) -> str:
    """The address of the session's first page."""
    return "/".join(request.url.path.split("/")[:3]) + "/"


def to(request: Request, place: str) -> RedirectResponse:
    """Go on to a page of the session, after a form."""
    return RedirectResponse(home_of(request) + place, 303)


def numbered(request: Request, items: tuple[Any, ...], name: str = "number") -> Any:
    """The item that a path names by its number from 0.

    Raises:
        HTTPException: 404, there is none.
    """
    number = int(request.path_params[name])
    if number >= len(items):
        raise HTTPException(404)
    return items[number]


# --- files -------------------------------------------------------------------------------


def uploads(form: FormData, field: str) -> list[UploadFile]:
    """The files of a field; a browser sends one without a name when none was chosen."""
    return [each for each in form.getlist(field) if isinstance(each, UploadFile) and each.filename]


async def kept(upload: UploadFile, folder: Path) -> Path:
    """An uploaded file in a folder, under the name that it had, or one beside it."""
    name = Path(shown_name(upload.filename))
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{name.stem}（{number}）{name.suffix}"

    def copy() -> None:
        with path.open("xb") as target:
            shutil.copyfileobj(upload.file, target)

    await run_in_threadpool(copy)
    return path


def download(data: bytes, name: str) -> Response:
    """Bytes to be saved under a name."""
    return Response(data, media_type=_type(name), headers=_named(name, "attachment"))


def sent(path: Path, *, inline: bool = False) -> Response:
    """A file to be saved, or shown by the browser.

    Raises:
        HTTPException: 404, it is gone.
    """
    if not path.is_file():
        raise HTTPException(404)
    headers = _named(path.name, "inline" if inline else "attachment")
    return FileResponse(path, media_type=_type(path.name), headers=headers)


def _type(name: str) -> str:
    return _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def _named(name: str, how: str) -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}"}


# --- work --------------------------------------------------------------------------------


def progress(work: Job[Any] | None) -> dict[str, Any]:
    """How far a work is, for the page's script."""
    if work is None or not work.is_running:
        return {"running": False}
    return {"running": True, "number": work.number, "total": work.total, "text": work.text}
