"""The page as a browser of this computer asks for it, without a browser: for test_web*.py."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from docgen.campaign.model import Stage
from docgen.web.app import create_app
from docgen.web.security import Keys
from docgen.web.sessions import Sessions

PORT = 8000
ADDRESS = f"http://127.0.0.1:{PORT}"
ALL_STAGES = [stage.value for stage in Stage]


@dataclass
class Clock:
    """Monotonic seconds, moved by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Site:
    """A start of the program; ``window`` opens a window in its browser."""

    client: TestClient
    keys: Keys
    sessions: Sessions
    clock: Clock = field(default_factory=Clock)

    def window(self) -> Window:
        answer = self.client.get(f"/{self.keys.token}/")
        assert answer.status_code == 200
        return Window(self, answer.url.path)


@dataclass
class Window:
    """A window on its session's first page, ``home``."""

    site: Site
    home: str

    def get(self, path: str = "", **options: Any) -> Any:
        return self.site.client.get(self.home + path, **options)

    def post(self, path: str, **options: Any) -> Any:
        return self.site.client.post(self.home + path, **options)

    def hand_in(self, data: bytes, name: str = "工作簿.xlsx") -> str:
        """Hands a workbook in; the text of the page afterwards."""
        return shown(self.post("book", files={"book": (name, data)}))

    def build(self, *stages: str, **fields: str) -> str:
        """Builds to the end; the text of the page afterwards."""
        self.post("build", data={"stage": list(stages or ALL_STAGES)} | fields)
        self.wait("build/progress")
        return shown(self.get())

    def close(self) -> None:
        """Closes the page that was shown last."""
        (session,) = (s for s in self.site.sessions if s.identity in self.home)
        for page in sorted(session.pages):
            assert self.post(f"leave?page={page}").status_code == 204

    def wait(self, progress: str) -> None:
        end = time.monotonic() + 120
        while self.get(progress).json()["running"]:
            assert time.monotonic() < end
            time.sleep(0.02)


@contextmanager
def site() -> Iterator[Site]:
    """A start of the program, without a port."""
    keys, clock = Keys(), Clock()
    sessions = Sessions(clock)
    app = create_app(keys, PORT, sessions)
    headers = {"Origin": ADDRESS}
    try:
        with TestClient(app, ADDRESS, raise_server_exceptions=False, headers=headers) as client:
            yield Site(client, keys, sessions, clock)
    finally:
        sessions.end()


def shown(answer: Any) -> str:
    """The text of a page."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())
