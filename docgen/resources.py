"""Files shipped with docgen: the Word templates and the sample workbooks."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """A shipped folder: inside the installed package, or beside it in a source checkout.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for path in (_PACKAGE / folder, _PACKAGE.parent / folder):
        if path.is_dir():
            return path
    raise FileNotFoundError(folder)
