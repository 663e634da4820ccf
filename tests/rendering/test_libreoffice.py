"""Finding LibreOffice and counting pages with it, also when it is missing, fails or hangs."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from docgen.rendering import libreoffice as office
from docgen.rendering.libreoffice import count_pages, find_office
from tests.support.samples import libreoffice
from tools import rendering

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")
Program = Callable[[str], Path]
FILES = {"01_实施方案.docx": b"one", "02_测评票.docx": b"two"}
# What LibreOffice writes: an outline with a /Count of its own, then the page tree.
PDF = """%PDF-1.6
5 0 obj
<</Count 99/First 28 0 R/Last 28 0 R
>>
endobj
8 0 obj
<</Type/Pages
/Resources 20 0 R
/Kids[ 1 0 R ]
/Count {pages}>>
endobj
%%EOF
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Makes a stand-in for soffice of the lines of a shell script; ``$out`` is its --outdir."""

    def make(script: str) -> Path:
        path = tmp_path / "bin" / "soffice"
        path.parent.mkdir()
        find_out = 'for word; do [ "$last" = --outdir ] && out=$word; last=$word; done'
        path.write_text(f'#!/bin/sh\n{find_out}\nmkdir -p "$out"\n{script}\n', encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files; nothing may stay in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def writing(name: str, pages: int) -> str:
    return f"cat > \"$out/{name}.pdf\" <<'END'\n{PDF.format(pages=pages)}END"


# --- finding -------------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine without LibreOffice."""
    monkeypatch.delenv("DOCGEN_SOFFICE")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(office, "_MACOS", tmp_path / "nowhere")
    for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_tests_never_start_libreoffice_by_accident() -> None:
    assert find_office() is None


def test_a_machine_without_libreoffice_has_none(bare: pytest.MonkeyPatch) -> None:
    assert find_office() is None


@needs_shell
def test_the_variable_goes_before_the_path(
    bare: pytest.MonkeyPatch, program: Program, tmp_path: Path
) -> None:
    on_path = program("")
    bare.setenv("PATH", str(on_path.parent))
    assert find_office() == on_path
    other = tmp_path / "other office"
    other.touch()
    bare.setenv("DOCGEN_SOFFICE", str(other))
    assert find_office() == other
    bare.setenv("DOCGEN_SOFFICE", f'"{other}"')  # as Windows' set keeps it
    assert find_office() == other


@needs_shell
@pytest.mark.parametrize("value", ["", "off", "/no/such/file", "."])
def test_the_variable_without_a_file_switches_libreoffice_off(
    value: str, bare: pytest.MonkeyPatch, program: Program
) -> None:
    bare.setenv("PATH", str(program("").parent))
    bare.setenv("DOCGEN_SOFFICE", value)
    assert find_office() is None


@needs_shell
def test_libreoffice_is_found_under_its_other_name(
    bare: pytest.MonkeyPatch, program: Program
) -> None:
    path = program("")
    other = path.rename(path.with_name("libreoffice"))
    bare.setenv("PATH", str(path.parent))
    assert find_office() == other


@pytest.mark.parametrize("variable", ["ProgramFiles", "ProgramFiles(x86)"])
def test_libreoffice_is_found_where_windows_puts_it(
    variable: str, bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "Programs" / "LibreOffice" / "program"
    folder.mkdir(parents=True)
    (folder / "soffice.exe").touch()
    bare.setenv(variable, str(tmp_path / "Programs"))
    assert find_office() == folder / "soffice.exe"
    (folder / "soffice.com").touch()
    assert find_office() == folder / "soffice.com"


def test_libreoffice_is_found_where_macos_puts_it(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "soffice").touch()
    bare.setattr(office, "_MACOS", tmp_path / "soffice")
    assert find_office() == tmp_path / "soffice"


# --- counting with stand-ins ---------------------------------------------------------------


def test_a_program_that_is_not_there_counts_nothing(tmp_path: Path, temporary: Path) -> None:
    assert count_pages(FILES, tmp_path / "missing") == {}
    assert list(temporary.iterdir()) == []


@needs_shell
def test_a_program_that_fails_counts_nothing(program: Program, temporary: Path) -> None:
    assert count_pages(FILES, program("exit 77")) == {}
    assert list(temporary.iterdir()) == []


@needs_shell
def test_documents_that_were_not_converted_are_missing(program: Program, temporary: Path) -> None:
    assert count_pages(FILES, program(f"{writing('2', 7)}\nkill -SEGV $$")) == {"02_测评票.docx": 7}
    assert list(temporary.iterdir()) == []


@needs_shell
def test_a_pdf_half_written_is_not_counted(program: Program) -> None:
    half = writing("1", 7).replace("%%EOF\n", "")
    assert count_pages(FILES, program(f"{half}\n{writing('2', 3)}")) == {"02_测评票.docx": 3}


@needs_shell
def test_no_documents_start_no_program(program: Program, tmp_path: Path) -> None:
    assert count_pages({}, program(f"touch '{tmp_path}/started'")) == {}
    assert not (tmp_path / "started").exists()


def is_running(number: int) -> bool:
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


@needs_shell
def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    program: Program, tmp_path: Path, temporary: Path
) -> None:
    child = tmp_path / "child"
    hanging = program(
        f"{writing('1', 3)}\nsh -c 'trap \"\" TERM; echo $$ > {child}; sleep 60' & wait"
    )
    begun = time.monotonic()
    assert count_pages(FILES, hanging, timeout=1) == {"01_实施方案.docx": 3}
    assert time.monotonic() - begun < 10
    end = time.monotonic() + 5
    while is_running(int(child.read_text())) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_running(int(child.read_text()))
    assert list(temporary.iterdir()) == []


@needs_shell
def test_an_interruption_ends_the_program_and_removes_its_files(
    program: Program, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = program(f"echo $$ > {tmp_path}/number; exec sleep 60")
    wait = subprocess.Popen.wait

    def interrupted(self: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        if timeout != 120.0:
            return wait(self, timeout)
        while not (tmp_path / "number").exists() or not (tmp_path / "number").read_text():
            time.sleep(0.02)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        count_pages(FILES, hanging)
    assert not is_running(int((tmp_path / "number").read_text()))
    assert list(temporary.iterdir()) == []


@needs_shell
def test_the_program_sees_plain_names_a_profile_of_its_own_and_no_other_folder(
    program: Program, tmp_path: Path, temporary: Path
) -> None:
    seen = tmp_path / "seen"
    fake = program(
        f'printf "%s\\n" "$@" "$TMPDIR" > {seen}; cat "$(dirname "$out")"/in/* >> {seen}'
    )
    odd = {"../向阳桥 社区\n.docx": b"one", "-env:x.xlsx": b"two", "没有后缀": b"three"}
    count_pages(odd, fake)
    text = seen.read_text(encoding="utf-8")
    assert text.isascii()
    (folder,) = set(re.findall(rf"{re.escape(str(temporary))}/[^/\n]+", text))
    assert text.splitlines() == [
        f"-env:UserInstallation={Path(folder).as_uri()}/profile",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
        "--outdir",
        f"{folder}/out",
        f"{folder}/in/1.docx",
        f"{folder}/in/2.xlsx",
        f"{folder}/in/3.docx",
        f"{folder}/tmp",
        "onetwothree",
    ]


@needs_shell
def test_a_page_tree_in_a_compressed_stream_is_found(program: Program, tmp_path: Path) -> None:
    packed = zlib.compress(b"8 0 9 40 <</Type/Pages/Kids[1 0 R]/Count 12>><</Type/Catalog>>")
    head = b"%PDF-1.7\n7 0 obj\n<</Type/ObjStm/N 2/First 9/Filter/FlateDecode>>\nstream\r\n"
    (tmp_path / "packed.pdf").write_bytes(head + packed + b"\nendstream\nendobj\n%%EOF\n")
    fake = program(f'cp {tmp_path}/packed.pdf "$out/1.pdf"')
    assert count_pages(FILES, fake) == {"01_实施方案.docx": 12}


# --- counting with LibreOffice -------------------------------------------------------------


@pytest.mark.render
def test_pages_are_counted_as_the_printed_pages_are(tmp_path: Path, temporary: Path) -> None:
    files = {f"{pages}页.docx": document(pages) for pages in (1, 2, 20)}
    program = Path(libreoffice())
    counted = count_pages({**files, "坏.docx": b"PK\x03\x04 broken"}, program)
    assert list(temporary.iterdir()) == []
    paths = [tmp_path / name for name in files]
    for path in paths:
        path.write_bytes(files[path.name])
    printed = rendering.convert(paths, tmp_path / "pdf")
    told = {path.name: pdfinfo(pdf) for path, pdf in zip(paths, printed, strict=True)}
    assert told == {"1页.docx": 1, "2页.docx": 2, "20页.docx": 20}
    assert counted == told


@pytest.mark.render
def test_libreoffice_stopped_half_way_leaves_no_process_and_no_socket(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = set(Path("/tmp").glob("OSL_PIPE_*"))
    made: set[Path] = set()
    wait = subprocess.Popen.wait

    def impatient(self: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        if timeout != 120.0:
            return wait(self, timeout)
        while not made and self.poll() is None:
            made.update(set(Path("/tmp").glob("OSL_PIPE_*")) - sockets)
        raise subprocess.TimeoutExpired("soffice", timeout)

    monkeypatch.setattr(subprocess.Popen, "wait", impatient)
    assert count_pages({"长.docx": document(20)}, Path(libreoffice())) == {}
    assert made
    # Another test's LibreOffice may have started meanwhile: its socket goes when it ends.
    deadline = time.monotonic() + 60
    while any(path.exists() for path in made) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [path for path in made if path.exists()] == []
    assert list(temporary.iterdir()) == []
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(temporary) not in running.stdout


def document(pages: int) -> bytes:
    """A document with headings, so that the PDF gets an outline, too."""
    made = docx.Document()
    for number in range(1, pages + 1):
        made.add_heading(f"第{number}页", 1)
        if number < pages:
            made.add_page_break()
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def pdfinfo(path: Path) -> int:
    """The number of pages as poppler tells it."""
    shown = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    found = re.search(r"^Pages:\s*(\d+)$", shown, re.MULTILINE)
    assert found
    return int(found[1])
