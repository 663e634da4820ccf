"""The cache: what it keeps is the same as made anew, and never somebody else's."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2.bccache import Bucket

from docgen.commands.build import proofs
from docgen.commands.build.render_all import render_all
from docgen.commands.check import check
from docgen.rendering import cache
from docgen.rendering.template import compile_template

ROOT = Path(__file__).parents[2]
FULL = ROOT / "samples" / "幸福里社区_完整示例.xlsx"


def forget() -> None:
    """What a new process does not know."""
    for each in (cache.compiled, proofs.proofs, compile_template):
        each.cache_clear()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache for one test."""
    monkeypatch.setenv("DOCGEN_CACHE", str(tmp_path / "缓存"))
    forget()
    yield tmp_path / "缓存"
    forget()


def made() -> dict[str, str]:
    """The digest of each document of the sample, as a new process would make them."""
    forget()
    planned = check(FULL).plan.planned
    return {file.name: file.sha256 for file in render_all(planned)}


def files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def test_documents_are_the_same_with_the_cache_and_without(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made()
    assert files(place)
    assert made() == first
    monkeypatch.setenv("DOCGEN_CACHE", "0")
    assert made() == first


def test_compiled_templates_and_proofs_are_used_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made()
    for name in (
        "docgen.rendering.template._compiled",
        "docgen.commands.build.render_all._departures",
    ):
        monkeypatch.setattr(name, lambda *_: pytest.fail("made anew"))
    assert made() == first


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 2000])
def test_damaged_files_are_made_anew(place: Path, damage: bytes) -> None:
    first = made()
    for path in files(place):
        path.write_bytes(damage)
    assert made() == first
    assert any(len(path.read_bytes()) > 2000 for path in files(place))


def test_code_whose_digest_is_wrong_is_not_loaded(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made()
    for path in files(place):
        if path.name != "proofs":
            path.write_bytes(b"\0" * 32 + path.read_bytes()[32:])
    monkeypatch.setattr(Bucket, "bytecode_from_string", lambda *_: pytest.fail("loaded"))
    assert made() == first


def test_a_folder_that_others_may_write_is_not_used(place: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("rights of folders are told otherwise on Windows")
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    first = made()
    assert first
    assert files(place) == []


def test_a_file_that_others_may_write_is_not_used(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("rights of files are told otherwise on Windows")
    made()
    for path in files(place):
        path.chmod(0o666)
    asked = []
    real = sys.modules[render_all.__module__]._departures
    monkeypatch.setattr(
        "docgen.commands.build.render_all._departures", lambda *a: asked.append(1) or real(*a)
    )
    made()
    assert len(asked) > 10


def test_a_link_in_place_of_the_folder_is_not_used(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir(mode=0o700)
    place.symlink_to(elsewhere)
    assert made()
    assert files(elsewhere) == []


def test_a_folder_that_cannot_be_made_is_done_without(place: Path) -> None:
    place.write_text("一个文件", encoding="utf-8")
    assert made()


def test_what_former_versions_kept_goes_and_nothing_else(place: Path) -> None:
    former, own = place / ("0" * 32), place / "我的文件"
    for folder in (former, own):
        folder.mkdir(parents=True, mode=0o700)
        (folder / "内容").write_bytes(b"x")
    place.chmod(0o700)
    made()
    assert not former.exists()
    assert (own / "内容").exists()


def test_two_processes_may_fill_the_cache_at_once(place: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from docgen.commands.check import check; from docgen.commands.build.render_all import render_all; "
        "files = render_all(check(Path(sys.argv[1])).plan.planned); "
        "print(*sorted(file.sha256 for file in files))"
    )
    command = [sys.executable, "-c", code, str(ROOT / "samples" / "向阳桥社区_筹备中.xlsx")]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    told = {process.communicate()[0] for process in running}
    assert len(told) == 1
    assert told != {""}
    assert [path.name for path in files(place) if path.name.startswith("tmp")] == []


def test_proofs_survive_and_torn_ones_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "proofs"
    keys = [hashlib.sha256(bytes([n])).digest()[:16] for n in range(3)]
    first = proofs.Proofs(path)
    for key in keys[:2]:
        first.add(key)
    first.keep()
    again = proofs.Proofs(path)
    assert keys[0] in again
    assert keys[1] in again
    assert keys[2] not in again
    path.write_bytes(path.read_bytes()[:-5])
    torn = proofs.Proofs(path)
    torn.add(keys[2])
    torn.keep()
    assert keys[2] in proofs.Proofs(path)
    assert keys[1] not in proofs.Proofs(path)


def test_another_packaged_program_uses_nothing_of_the_former(
    place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "docgen.exe"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    program.write_bytes(b"one")
    former = cache._fingerprint()
    assert cache._fingerprint() == former
    program.write_bytes(b"another")
    assert cache._fingerprint() != former
