"""Who may ask for what: this computer's own browser, with the token of this start.

The page is reached by any program on this computer and, through a browser, by any site that a
user has open. So every request is looked at before it gets anywhere: its Host (DNS rebinding),
its Origin (forms of other sites), the token in its path, and the size of what it sends.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL_BODY = 64 * 1024  # bytes of a form without a file
_MOST_DISCARDED = 1 << 31  # bytes; a browser shows the answer only after it has sent everything
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms have the Origin "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the page of one start of the program.

    ``token`` is the first part of every path; ``codes`` lead there once each: the address
    given to the browser's command line, which others on this computer can see, is used up.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    codes: set[str] = field(default_factory=set)

    def new_code(self) -> str:
        """A code that ``/start/<code>`` takes once."""
        code = secrets.token_urlsafe(24)
        self.codes.add(code)
        return code


Refuse = Callable[[int, str, str], Response]  # status, what is wrong, what to do


class Guard:
    """ASGI middleware that answers what may not go further.

    ``limit`` tells the most bytes that a path (without the token) may be sent.
    """

    def __init__(
        self, app: ASGIApp, keys: Keys, port: int, limit: Callable[[str], int], refuse: Refuse
    ) -> None:
        self._app, self._keys, self._limit, self._refuse = app, keys, limit, refuse
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            answer = self._answer(scope) or await self._oversized(scope, receive)
            await (answer or self._app)(scope, receive, _with_headers(send))

    def _answer(self, scope: Scope) -> Response | None:
        """The answer to a request that must not go on; None for all others."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts or len(headers.getlist("host")) != 1:
            return Response("Misdirected Request", 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return Response("Method Not Allowed", 405, {"Allow": "GET, HEAD, POST"})
        is_foreign = headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
        if scope["method"] == "POST":
            is_foreign = is_foreign or headers.get("origin") != f"http://{host}"
        if is_foreign:
            return self._refuse(
                403,
                "这个请求来自别的网页，没有处理",
                "请回到程序打开的页面操作；页面已经关闭的，请重新启动程序。",
            )
        return self._unknown(scope["path"])

    def _unknown(self, path: str) -> Response | None:
        first, _, rest = path.lstrip("/").partition("/")
        if first == "static":
            return None
        if first == "start":
            if rest in self._keys.codes:
                self._keys.codes.discard(rest)
                return RedirectResponse(f"/{self._keys.token}/", 303)
            first = ""
        if secrets.compare_digest(first.encode(), self._keys.token.encode()):
            return None
        return self._refuse(
            404,
            "地址不对，或者程序已经重新启动过",
            "请使用程序这次启动时打开的页面；找不到的，关闭程序，再启动一次。",
        )

    async def _oversized(self, scope: Scope, receive: Receive) -> Response | None:
        """The answer to a request that sends too much; what it sends is read and thrown away."""
        if scope["method"] != "POST":
            return None
        length = Headers(scope=scope).get("content-length", "")
        if not (length.isascii() and length.isdecimal()):
            return Response("Length Required", 411)
        path = unquote(scope["path"]).lstrip("/").partition("/")[2]
        limit = self._limit(path)
        if int(length) <= limit:
            return None
        discarded = 0
        while discarded < _MOST_DISCARDED:
            message = await receive()
            discarded += len(message.get("body", b""))
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        return self._refuse(
            413,
            f"文件过大，超过了{limit // (1024 * 1024)}兆，没有读取",
            "请确认选对了文件；文件里有图片的，请删去图片再试。",
        )


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
