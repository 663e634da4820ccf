"""Packages from anywhere: honest ones are read however they were zipped, others do no harm."""

from __future__ import annotations

import io
import os
import stat
import sys
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from docgen.errors import printable
from docgen.ooxml import container
from docgen.ooxml.zip_writer import zip_parts
from docgen.package import reader
from docgen.package.reader import from_zip, receive
from tests.support.received import finding, raw_zip


def codes(received: reader.Received) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in received.findings]


def entry(name: str, **attributes: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    for attribute, value in attributes.items():
        setattr(info, attribute, value)
    return info


# --- zips --------------------------------------------------------------------------------


def test_a_flat_zip_is_read() -> None:
    received = from_zip("材料.zip", raw_zip(("甲.docx", b"1"), ("manifest.json", b"2")))
    assert received.files == {"甲.docx": b"1", "manifest.json": b"2"}
    assert received.findings == ()


@pytest.mark.parametrize("around", ["材料/", "材料/材料/"])
def test_folders_around_everything_do_not_count(around: str) -> None:
    data = raw_zip((around, b""), (f"{around}甲.docx", b"1"), (f"{around}照片/乙.jpg", b"2"))
    received = from_zip("材料.zip", data)
    assert received.files == {"甲.docx": b"1", "照片/乙.jpg": b"2"}
    assert received.findings == ()


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_in_a_code_page_are_read_as_windows_wrote_them(encoding: str) -> None:
    """Code pages with a backslash as second byte of 乗 among them."""
    names = ["01_实施方案.docx", "材料（新生成）.docx", "乗.docx"]
    raw = [name.encode(encoding) for name in names]
    stand_ins = [b"x" * len(name) for name in raw]
    stand_ins = [b"%d" % n + name[1:] for n, name in enumerate(stand_ins)]
    data = raw_zip(*((name.decode(), b"1") for name in stand_ins))
    for stand_in, name in zip(stand_ins, raw, strict=True):
        assert data.count(stand_in) == 2
        data = data.replace(stand_in, name)
    received = from_zip("材料.zip", data)
    assert list(received.files) == names
    assert received.findings == ()


@pytest.mark.parametrize(
    "name",
    ["../甲.docx", "子/../../甲.docx", "/甲.docx", "..\\甲.docx", "C:甲.docx",
     "./甲.docx", "甲\x1b[2J.docx"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    received = from_zip("材料.zip", raw_zip((name, b"1"), ("乙.docx", b"2")))
    assert codes(received) == [("entry-unsafe-name", printable(name))]
    assert received.findings[0].place.isprintable()
    assert list(received.files) == ["乙.docx"]


def test_a_name_with_a_backslash_gets_its_own_sentence() -> None:
    received = from_zip("材料.zip", raw_zip(("子\\甲.docx", b"1"), ("乙.docx", b"2")))
    assert codes(received) == [("entry-backslash", "子\\甲.docx")]
    assert "反斜线" in received.findings[0].message


def test_a_name_with_a_nul_is_refused_not_cut_short() -> None:
    data = raw_zip(("a.exe_.docx", b"1")).replace(b"a.exe_.docx", b"a.exe\0.docx")
    received = from_zip("材料.zip", data)
    assert codes(received) == [("entry-unsafe-name", "a.exe�.docx")]
    assert not received.files


def test_links_in_a_zip_are_refused() -> None:
    link = entry("甲.docx", external_attr=(stat.S_IFLNK | 0o777) << 16)
    received = from_zip("材料.zip", raw_zip((link, b"/etc/passwd"), ("乙.docx", b"2")))
    assert codes(received) == [("entry-link", "甲.docx")]
    assert list(received.files) == ["乙.docx"]


@pytest.mark.parametrize("names", [("甲A.docx", "甲A.docx"), ("甲A.docx", "甲a.DOCX")])
def test_a_name_twice_is_refused(names: tuple[str, str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = raw_zip((names[0], b"1"), (names[1], b"2"))
    received = from_zip("材料.zip", data)
    assert codes(received) == [("entry-duplicate", names[1])]
    assert received.files == {"甲A.docx": b"1"}


def test_a_zip_with_a_password_is_refused() -> None:
    data = bytearray(raw_zip(("甲.docx", b"1")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert codes(from_zip("材料.zip", bytes(data))) == [("zip-encrypted", "材料.zip")]


def test_other_ways_of_packing_are_refused() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("甲.docx", b"1")
    assert codes(from_zip("材料.zip", buffer.getvalue())) == [("entry-method", "甲.docx")]


def test_members_that_share_bytes_are_refused() -> None:
    data = raw_zip(("甲.docx", b"1"), ("乙.docx", b"1"))
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 1)
    data = data[: second + 42] + bytes(4) + data[second + 46 :]
    assert codes(from_zip("材料.zip", data)) == [("zip-overlap", "材料.zip")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "zip-empty"),
        (raw_zip(), "zip-empty"),
        (b"Rar!\x1a\x07", "zip-unknown"),
        (b"PK\x03\x04" + bytes(50), "zip-damaged"),
        (raw_zip(("甲.docx", b"1"))[:-10], "zip-damaged"),
        (raw_zip(("空/", b"")), "package-empty"),
        (raw_zip((".DS_Store", b"1")), "package-empty"),
    ],
)
def test_what_is_no_zip_with_files_is_refused(data: bytes, code: str) -> None:
    received = from_zip("材料.zip", data)
    assert codes(received) == [(code, "材料.zip")]
    assert not received.files


def test_a_damaged_member_does_not_keep_the_others_from_being_read() -> None:
    data = raw_zip((entry("甲.docx"), b"unpacked as it is"), ("乙.docx", b"2"))
    received = from_zip("材料.zip", data.replace(b"unpacked", b"unpicked"))
    assert codes(received) == [("entry-damaged", "甲.docx")]
    assert list(received.files) == ["乙.docx"]


def test_a_bomb_is_not_unpacked() -> None:
    bomb = bytes(30 * 1024 * 1024)
    received = from_zip("材料.zip", raw_zip(("甲.docx", bomb), ("乙.docx", b"2")))
    assert codes(received) == [("entry-too-large", "甲.docx")]
    assert received.files == {"乙.docx": b"2"}


@pytest.mark.parametrize("limits", [container.Limits(1000, 1), container.Limits(2, 2000)])
def test_too_much_is_refused(
    limits: container.Limits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LIMITS", limits)
    data = raw_zip(("甲.docx", b"11"), ("乙.docx", b"22"))
    assert codes(from_zip("材料.zip", data)) == [("package-too-large", "材料.zip")]
    folder = tmp_path / "材料"
    folder.mkdir()
    for name in ("甲.docx", "乙.docx"):
        (folder / name).write_bytes(b"11")
    assert codes(receive(folder)) == [("package-too-large", "材料")]


def test_a_zip_that_is_too_large_is_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "材料.zip").write_bytes(raw_zip(("甲.docx", b"1")))
    monkeypatch.setattr(reader, "MAX_FILE_BYTES", 10)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    assert codes(receive(tmp_path / "材料.zip")) == [("package-too-large", "材料.zip")]


def test_files_of_systems_and_programs_do_not_count() -> None:
    junk = [".DS_Store", "__MACOSX/._甲.docx", "Thumbs.db", "desktop.ini", "材料/.~甲.docx"]
    members = [(name, b"x") for name in junk]
    data = raw_zip(*members, ("材料/甲.docx", b"1"), ("材料/~$甲.docx", b"x"))
    received = from_zip("材料.zip", data)
    assert received.files == {"甲.docx": b"1"}
    assert codes(received) == [("system-file", ".DS_Store"), ("owner-file", "~$甲.docx")]
    assert ".DS_Store、__MACOSX/._甲.docx、Thumbs.db" in received.findings[0].message
    assert not any(finding.is_error for finding in received.findings)


def test_former_versions_in_a_zip_are_left_out_and_told() -> None:
    data = raw_zip(("材料/甲.docx", b"1"), ("材料/历史版本/旧/甲.docx", b"2"))
    received = from_zip("材料.zip", data)
    assert received.files == {"甲.docx": b"1"}
    assert not finding(received.findings, "history-included").is_error
    assert codes(received) == [("history-included", "历史版本")]


# --- folders -----------------------------------------------------------------------------


def test_a_folder_is_read_without_its_former_versions(tmp_path: Path) -> None:
    for name in ("甲.docx", "~$甲.docx", ".DS_Store", "照片/会场/乙.jpg", "历史版本/旧/甲.docx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    received = receive(tmp_path)
    assert sorted(received.files) == ["照片/会场/乙.jpg", "甲.docx"]
    assert received.files["甲.docx"] == "甲.docx".encode()
    assert codes(received) == [("system-file", ".DS_Store"), ("owner-file", "~$甲.docx")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder, secret = tmp_path / "材料", tmp_path / "别处"
    folder.mkdir()
    secret.mkdir()
    (secret / "密.docx").write_bytes(b"secret")
    (folder / "甲.docx").write_bytes(b"1")
    (folder / "链接.docx").symlink_to(secret / "密.docx")
    (folder / "文件夹").symlink_to(secret)
    (folder / "历史版本").symlink_to(secret)
    os.mkfifo(folder / "管道.docx")
    received = receive(folder)
    assert received.files == {"甲.docx": b"1"}
    names = ["历史版本", "文件夹", "管道.docx", "链接.docx"]
    assert codes(received) == [("entry-link", name) for name in names]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert codes(receive(tmp_path)) == [("package-empty", tmp_path.name)]


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "材料.zip").write_bytes(b"x")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    received = receive(tmp_path / "材料.zip")
    assert codes(received) == [("package-unreadable", "材料.zip")]
    assert "没有权限" in received.findings[0].message
    assert codes(receive(tmp_path)) == [("entry-unreadable", "材料.zip")]


def test_foreign_text_cannot_command_the_terminal() -> None:
    assert printable("甲\x1b[2J\u202e乙\ud800　丙") == "甲�[2J�乙�　丙"
    assert printable("甲" * 100, 5) == "甲甲甲甲甲…"


# --- one reading -------------------------------------------------------------------------


def with_comment(data: bytes) -> bytes:
    return data[:-2] + b"\x03\x00abc"


def with_gap(data: bytes) -> bytes:
    """Bytes between the last member and the list, whose offset is mended."""
    end = len(data) - 22
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    moved = (start + 4).to_bytes(4, "little")
    return data[:start] + b"gap!" + data[start : end + 16] + moved + data[end + 20 :]


def with_another_name_before(data: bytes) -> bytes:
    """The header before the content names another file than the list."""
    return data.replace("甲.docx".encode(), "丙.docx".encode(), 1)


def with_another_size_before(data: bytes) -> bytes:
    return data[:22] + (99).to_bytes(4, "little") + data[26:]


def with_data_in_a_folder(_: bytes) -> bytes:
    return raw_zip(("甲.docx", b"1"), ("子/", b"hidden"))


AMBIGUOUS = {
    "a comment": with_comment,
    "bytes in front": lambda data: b"MZ" + data,
    "bytes behind": lambda data: data + b"\0",
    "a gap": with_gap,
    "another name before the content": with_another_name_before,
    "another size before the content": with_another_size_before,
    "data in a folder": with_data_in_a_folder,
}


@pytest.mark.parametrize("change", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_zip_that_programs_read_in_two_ways_is_refused(
    change: Callable[[bytes], bytes],
) -> None:
    data = change(zip_parts({"甲.docx": b"1", "乙.docx": b"2"}))
    received = from_zip("材料.zip", data)
    assert not received.files
    (found,) = received.findings
    assert found.code in ("zip-ambiguous", "zip-unknown", "zip-overlap", "zip-damaged")


@pytest.mark.parametrize("change", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_so_is_an_office_file_in_it(change: Callable[[bytes], bytes]) -> None:
    inner = change(zip_parts({"甲.docx": b"1", "乙.docx": b"2"}))
    if zipfile.is_zipfile(BytesIO(inner)):
        received = from_zip("材料.zip", zip_parts({"公文.docx": inner}))
        assert codes(received) == [("file-ambiguous", "公文.docx")]


def test_zips_of_other_programs_are_read() -> None:
    """Python's own, and those whose sizes stand behind the content, as streams are written."""

    class Stream(io.RawIOBase):
        data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.data += bytes(data)
            return len(data)

    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("甲.docx", b"1" * 99)
        package.writestr("空.txt", b"")
    for data in (stream.data, raw_zip(("甲.docx", b"1" * 99), ("空.txt", b""))):
        received = from_zip("材料.zip", data)
        assert (received.findings, sorted(received.files)) == ((), ["甲.docx", "空.txt"])
