"""The terminal at the edge: Chinese messages, encodings that cannot show them, colour."""

from __future__ import annotations

import gettext
import io
import os
import sys
from pathlib import Path


def prepare() -> None:
    """Make output safe for any text. Call before anything is printed."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _make_safe(stream)


def speak_chinese() -> None:
    """Make Click speak Chinese. Call before options are declared, which translates some texts."""
    # Click translates through gettext's default domain; the language is always ours.
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))


def wants_color() -> bool | None:
    """False when the user asked for none (https://no-color.org), None to let Click see."""
    return False if os.environ.get("NO_COLOR") else None


def _make_safe(stream: io.TextIOWrapper) -> None:
    """Never fail on a character: keep an encoding that holds Chinese, else use UTF-8."""
    try:
        "社区，〔2026〕".encode(stream.encoding)
    except (UnicodeEncodeError, LookupError):
        stream.reconfigure(encoding="utf-8", errors="replace")
    else:
        stream.reconfigure(errors="replace")
