"""Documents that were examined and found sound, known again by their keys in the next run."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

from docgen.rendering.cache import own_folder, read_own

_KEY = 16  # bytes of a proof's key
_MAX_PROOFS = 65_536  # kept on disk, 1 MB


class Proofs:
    """Keys of documents that were examined and found sound; the file may be missing."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: set[bytes] | None = None
        self._new: list[bytes] = []

    def __contains__(self, key: bytes) -> bool:
        if self._known is None:
            data = (read_own(self._path) if self._path else None) or b""
            self._known = {data[at : at + _KEY] for at in range(0, len(data), _KEY)}
        return key in self._known

    def add(self, key: bytes) -> None:
        """A document with this key (16 bytes) is sound."""
        if key not in self and self._known is not None:
            self._known.add(key)
            self._new.append(key)

    def keep(self) -> None:
        """Put what is new on disk. Two processes may do so at once: whole keys are appended."""
        new, self._new = self._new, []
        if not (new and self._path and self._known):
            return
        anew = len(self._known) > _MAX_PROOFS
        with contextlib.suppress(OSError):
            if anew or self._path.stat().st_size % _KEY:
                self._path.unlink()
        with contextlib.suppress(OSError):
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            descriptor = os.open(self._path, flags, 0o600)
            try:
                os.write(descriptor, b"".join(new))
            finally:
                os.close(descriptor)


@lru_cache(maxsize=1)
def proofs() -> Proofs:
    """The proofs of this user; in memory only when nothing can be kept safely."""
    place = own_folder()
    return Proofs(place / "proofs" if place else None)
