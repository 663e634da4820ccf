"""A fault of ours: what a maintainer needs to know, in a file that the user can send."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence

from docgen._version import __version__


def details(error: BaseException, arguments: Sequence[str]) -> str:
    """Versions, what was asked for, and the traceback."""
    trace = "".join(traceback.format_exception(error))
    return (
        f"docgen {__version__}, Python {sys.version}, {sys.platform}\n{list(arguments)}\n\n{trace}"
    )


def written_log(error: BaseException, arguments: Sequence[str]) -> str:
    """Write the details to a file of their own and return its path; empty when that fails."""
    try:
        handle, path = tempfile.mkstemp(prefix="docgen-error-", suffix=".log", text=True)
        with os.fdopen(handle, "w", encoding="utf-8") as log:
            log.write(details(error, arguments))
    except (OSError, UnicodeError):
        return ""
    return path
