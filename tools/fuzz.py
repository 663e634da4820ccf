"""Feeds broken workbooks, documents and packages to docgen and keeps every one that hurts.

``python -m tools.fuzz --workbooks 20000 --docx 5000 --packages 0 --seed 1``

Each case takes a small sound file and breaks it in one to four places: tags, attributes,
numbers and texts within the parts, or bytes of the file itself. What docgen says about it does
not matter; that it says it does: no exception, at most five seconds and 500 megabytes. A case
depends on seed and number only; those that fail are saved in the folder ``--save`` with both
in their names. Two processes check 20,000 workbooks in eight to ten minutes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import resource
import signal
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 5
MEMORY = 500 * 1024 * 1024
_MEMORY_FOLDER = next((f for f in ("/dev/shm",) if Path(f).is_dir()), None)
_PIECE = re.compile(rb"<[^>]+>|[^<]+")
_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"]*)"')
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_WORD = re.compile(rb'"[^"]*"|-?\d+|[\[\]{},:]')
AWKWARD = (
    *(b"", b" ", b"0", b"-1", b"1e999", b"nan", b"-inf", b"1_0", b"99999999999999999999", b"0.1"),
    *(b"9" * 5000, b"XFD1048576", b"A0", b"ZZZZ99", b"A1:XFD1048576", b"&#0;", b"&lt;", b"&x;"),
    *("\u202e\u200b\u0301".encode(), b"\xff\xfe", b"\0", b"../../x", b"2026-13-45", b"true"),
    *(
        "\u3000".encode(),
        "２０２６年２月３０日".encode(),
        b"1/0",
        b"{{ x }}",
        b"=1",
        b"]]>",
    ),
    *("长".encode() * 5000, b"/", b"http://x/y", b"External", b"1904", b"45000.99999999"),
)


@dataclass(frozen=True)
class Outcome:
    """What one case came to; ``fault`` is empty when docgen bore it."""

    kind: str
    number: int
    seconds: float
    fault: str
    memory: int  # the most that the process has held so far, in bytes


class TooSlow(BaseException):  # docgen takes any Exception for damage to the file
    """A case took more than ``SECONDS`` of the processor, on a busy machine, too."""


def broken(data: bytes, chance: random.Random) -> bytes:
    """The file broken in one to four places."""
    if chance.random() < 0.25:
        return _each_time(data, chance, _in_bytes)
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    marked = [name for name in parts if name.endswith((".xml", ".rels"))]
    for _ in range(chance.randint(1, 4)):
        if not marked:
            _in_package(parts, chance)
            continue
        name = chance.choice(marked)
        change = _in_bytes if chance.random() < 0.1 else _in_marks
        parts[name] = change(parts[name], chance)
    if chance.random() < 0.05:
        del parts[chance.choice(list(parts))]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    made = buffer.getvalue()
    return _in_bytes(made, chance) if chance.random() < 0.05 else made


def _in_package(parts: dict[str, bytes], chance: random.Random) -> None:
    """A file of a package broken or renamed, or a word or number of its manifest."""
    name = chance.choice(list(parts))
    if chance.random() < 0.05:
        parts[chance.choice(("../x", "/x", "a\\b", "CON", "x/y", name.upper()))] = parts.pop(name)
    elif name.endswith((".docx", ".xlsx")) and chance.random() < 0.5:
        try:
            parts[name] = broken(parts[name], chance)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ):
            # it was broken before
            parts[name] = _in_bytes(parts[name], chance)
    elif found := list(_WORD.finditer(parts.get("manifest.json", b""))):
        data, where = parts["manifest.json"], chance.choice(found)
        words = (*AWKWARD, b"null", b"-1", b"true", b"[]", b"{}", b'""', chance.choice(found)[0])
        parts["manifest.json"] = data[: where.start()] + chance.choice(words) + data[where.end() :]


def _each_time(
    data: bytes, chance: random.Random, change: Callable[[bytes, random.Random], bytes]
) -> bytes:
    for _ in range(chance.randint(1, 4)):
        data = change(data, chance)
    return data


def _in_bytes(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut off, put in or doubled."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 8, 64, 1024)))
    match chance.randrange(5):
        case 0:
            return (
                data[:at]
                + bytes(each ^ 1 << chance.randrange(8) for each in data[at:end])
                + data[end:]
            )
        case 1:
            return data[:at]
        case 2:
            return data[:at] + chance.randbytes(end - at) + data[at:]
        case 3:
            return data[:end] + data[at:end] * chance.choice((1, 2, 50)) + data[end:]
        case _:
            return data[:at] + data[end:]


def _in_marks(part: bytes, chance: random.Random) -> bytes:
    """A tag or text of an XML part changed."""
    pieces = _PIECE.findall(part)
    if not pieces:
        return part
    at = chance.randrange(len(pieces))
    piece, awkward = pieces[at], chance.choice(AWKWARD)
    match chance.randrange(7):
        case 0:
            pieces[at] = b""
        case 1:
            pieces[at] = piece * chance.choice((2, 3, 300))
        case 2:
            pieces[at] = chance.choice(pieces)
        case 3:
            end = at + chance.randint(1, 40)
            pieces[at:end] = pieces[at:end] * 2
        case 4 if found := list(_NUMBER.finditer(piece)):
            where = chance.choice(found)
            pieces[at] = piece[: where.start()] + awkward + piece[where.end() :]
        case 5 if found := list(_ATTRIBUTE.finditer(piece)):
            where = chance.choice(found)
            kept = chance.choice((b"", where[1] + b'="' + awkward + b'"'))
            pieces[at] = piece[: where.start()] + kept + piece[where.end() :]
        case _:
            pieces[at] = piece + awkward if piece.startswith(b"<") else awkward
    return b"".join(pieces)


@cache
def _bases(kind: str) -> tuple[bytes, ...]:
    if kind == "docx":
        from docgen.commands.build import build, render_all
        from docgen.commands.check import check

        made = render_all.render_all(check(_sample()).plan.planned, None)
        return tuple(each.data for each in made)
    if kind == "workbooks":
        return tuple(path.read_bytes() for path in sorted((ROOT / "samples").glob("*.xlsx")))
    from docgen.commands.build import build, render_all
    from docgen.commands.check import check

    with tempfile.TemporaryDirectory() as folder:
        only = ["leading_group_roster", "result_bulletin"]  # whole ones take a second each
        build.build(_sample(), Path(folder), only=only)
        return tuple(path.read_bytes() for path in sorted(Path(folder).rglob("*.zip")))


def _sample() -> Path:
    return ROOT / "samples" / "幸福里社区_完整示例.xlsx"


def _run(kind: str, data: bytes) -> None:
    if kind == "workbooks":
        from docgen.commands.check import check_bytes

        check_bytes(data)
    elif kind == "docx":
        from docgen import gbt9704

        gbt9704.examine(data)
    else:
        from docgen.commands.verify import verify

        with tempfile.TemporaryDirectory(dir=_MEMORY_FOLDER) as folder:
            path = Path(folder) / "package.zip"
            path.write_bytes(data)
            verify.verify(path)


def _case(kind: str, number: int, seed: int) -> bytes:
    chance = random.Random(f"{seed} {kind} {number}")
    return broken(chance.choice(_bases(kind)), chance)


def _tried(job: tuple[str, int, int, Path]) -> Outcome:
    kind, number, seed, folder = job
    data = _case(kind, number, seed)
    fault, before = "", _held()
    start = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        _run(kind, data)
    except (Exception, TooSlow):
        fault = traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = time.process_time() - start
    if not fault and _held() - before > MEMORY:
        fault = "MemoryError"
    if fault:
        folder.mkdir(parents=True, exist_ok=True)
        ending = {"workbooks": "xlsx", "docx": "docx"}.get(kind, "zip")
        saved = folder / f"{kind}-{seed}-{number}.{ending}"
        saved.write_bytes(data)
        saved.with_suffix(".txt").write_text(fault, encoding="utf-8")
    return Outcome(kind, number, seconds, fault, _held())


def _held() -> int:
    """The most bytes that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _prepare() -> None:
    def too_slow(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGPROF, too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (4 * MEMORY, 4 * MEMORY))  # spares the machine


def _jobs(counts: dict[str, int], seed: int, folder: Path) -> Iterator[tuple[str, int, int, Path]]:
    for kind, count in counts.items():
        for number in range(count):
            yield kind, number, seed, folder


def main() -> int:
    """Run the cases asked for; 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in ("workbooks", "docx", "packages"):
        parser.add_argument(f"--{kind}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--save", type=Path, default=Path("/tmp/docgen-fuzz"))
    given = parser.parse_args()
    counts = {kind: getattr(given, kind) for kind in ("workbooks", "docx", "packages")}
    start = time.monotonic()
    outcomes = []
    with multiprocessing.Pool(given.processes, _prepare, maxtasksperchild=2000) as pool:
        jobs = _jobs(counts, given.seed, given.save)
        for outcome in pool.imap_unordered(_tried, jobs, chunksize=20):
            outcomes.append(outcome)
            if outcome.fault:
                print(outcome.kind, outcome.number, outcome.fault.strip().splitlines()[-1])
    for kind in counts:
        _tell(kind, [each for each in outcomes if each.kind == kind])
    print(f"all in {time.monotonic() - start:.0f} s")
    return int(any(each.fault for each in outcomes))


def _tell(kind: str, outcomes: list[Outcome]) -> None:
    if not outcomes:
        return
    slowest = max(outcomes, key=lambda each: each.seconds)
    print(
        f"{kind}: {len(outcomes)} cases, {sum(bool(each.fault) for each in outcomes)} failed; "
        f"slowest {slowest.seconds:.2f} s (number {slowest.number}); "
        f"most memory {max(each.memory for each in outcomes) / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    raise SystemExit(main())
