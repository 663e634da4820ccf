"""The page on this computer's own address: a port, the browser, the end."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable

import python_multipart  # noqa: F401  # Starlette looks for it only when a form arrives
import uvicorn

from docgen.errors import RequestError
from docgen.system.resources import os_error_text
from docgen.web.app import create_app
from docgen.web.security import Keys
from docgen.web.sessions import Sessions

HOST = "127.0.0.1"
_BACKLOG = 128


def serve(port: int, opened: Callable[[str], None], *, browser: bool = True) -> None:
    """Serve the page until Ctrl+C; everything that was uploaded is deleted at the end.

    Port 0 is any that is free. ``opened`` is told the address before the first request.

    Raises:
        RequestError: the port is taken.
        OutputFault: the folder of temporary files cannot be written.
    """
    listening = _listening(port)
    port = listening.getsockname()[1]
    keys = Keys()
    sessions = Sessions()
    try:
        app = create_app(keys, port, sessions)
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        opened(f"http://{HOST}:{port}/{keys.token}/")
        if browser:
            address = f"http://{HOST}:{port}/start/{keys.new_code()}"
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()
        sessions.end()


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":  # elsewhere nobody else can listen there, too
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise RequestError(
            f"端口{port}不能使用（{os_error_text(error)}）",
            "可能已经有一个在运行，请先关闭；或者去掉 --port，由程序自己选一个。",
        ) from error
    return listening
