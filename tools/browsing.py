"""The page in a real browser: a start of the program, and Chromium driven by Playwright."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser's program; None when there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def missing() -> list[str]:
    """What is missing for driving a browser."""
    libraries = ("playwright", "starlette", "uvicorn", "python_multipart")
    lacking = [name for name in libraries if importlib.util.find_spec(name) is None]
    return lacking + ([] if chromium() else ["chromium"])


@contextlib.contextmanager
def started(folder: Path, before: str = "", **environment: str) -> Iterator[str]:
    """The address of a page that runs in a process of its own until the end of the block.

    Its temporary files lie in ``folder``. ``before`` is Python that the process runs first.
    """
    code = f"{before}\nfrom docgen.__main__ import main\nmain(['web', '--no-browser'])"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(folder), "PYTHONUTF8": "1"} | environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        lines = (line.strip() for line in process.stdout)
        yield next(line for line in lines if line.startswith("http://"))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium, without a window of its own."""
    from playwright.sync_api import sync_playwright

    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=sandbox)
        yield browser
        browser.close()
