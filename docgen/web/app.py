"""The page put together: what is at which address, and what keeps it tidy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from docgen.web import community_routes, html, office_routes
from docgen.web.jobs import crashed
from docgen.web.security import SMALL_BODY, Guard, Keys
from docgen.web.sessions import MAX_SESSIONS, Sessions

_SWEEP = 5.0  # seconds between two looks for what is over
_LIMITS = {
    community_routes.UPLOAD: community_routes.MAX_BYTES,
    community_routes.FORMER: community_routes.MAX_BYTES,
    office_routes.UPLOAD: office_routes.MAX_BYTES,
}


def create_app(keys: Keys, port: int, sessions: Sessions) -> Guard:
    """The page of one start of the program; ``port`` is the one that it listens on.

    The caller ends the ``sessions``.
    """

    @asynccontextmanager
    async def sweeping(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(_sweep(sessions))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    app = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=html.STATIC)),
            Route(f"/{keys.token}/", _new_window),
            *(
                Route(f"/{keys.token}/{{session}}/{path}", handler, methods=[method])
                for method, path, handler in (*community_routes.ROUTES, *office_routes.ROUTES)
            ),
        ],
        exception_handlers={404: _missing, 500: _crashed},
        lifespan=sweeping,
    )
    app.state.sessions = sessions
    return Guard(app, keys, port, _limit, html.message)  # outermost: its headers are on all answers


async def _sweep(sessions: Sessions) -> None:
    while True:
        await asyncio.sleep(_SWEEP)
        sessions.sweep()


def _limit(path: str) -> int:
    """The most bytes that may be sent to ``<session>/<path>``."""
    return _LIMITS.get(path.partition("/")[2], SMALL_BODY)


async def _new_window(request: Request) -> Response:
    sessions: Sessions = request.app.state.sessions
    session = sessions.new()
    if session is None:
        return html.message(
            503, f"打开的窗口太多，已有{MAX_SESSIONS}个", "请关闭不用的窗口，过半分钟再打开。"
        )
    return RedirectResponse(f"{request.url.path}{session.identity}/", 303)


async def _missing(request: Request, _: Exception) -> Response:
    home = f"/{request.url.path.split('/')[1]}/"
    return html.message(
        404,
        "要找的内容已经不在了",
        "页面关闭以后、一小时没有操作以后，上传的文件和生成的公文都会清除。请重新交上工作簿。",
        home,
    )


async def _crashed(request: Request, error: Exception) -> Response:
    fault = crashed(error, request.method, request.url.path.rpartition("/")[2])
    home = f"/{request.url.path.split('/')[1]}/"
    return html.message(500, fault.message, fault.hint, home)
