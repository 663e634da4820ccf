"""Zips: the bytes that the standard library would write, and members copied as they are."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.ooxml import zip_writer

NAMES = st.text("abc/目录.", min_size=1, max_size=12)
FILES = st.dictionaries(NAMES, st.binary(max_size=3000), max_size=6)


def by_zipfile(files: dict[str, bytes], is_filing: bool) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3 if is_filing else 0
            info.external_attr = 0o100644 << 16 if is_filing else 0
            package.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@given(files=FILES, is_filing=st.booleans())
def test_a_zip_is_what_the_standard_library_writes(
    files: dict[str, bytes], is_filing: bool
) -> None:
    assert zip_writer.zip_parts(files, is_filing) == by_zipfile(files, is_filing)


@given(files=FILES)
def test_members_are_copied_as_they_are(files: dict[str, bytes]) -> None:
    data = zip_writer.zip_parts(files)
    found = zip_writer.members(data)
    assert {each.name: each.content for each in found} == files
    assert zip_writer.zip_bytes(found) == data


def test_a_member_that_was_not_squeezed_is_read_all_the_same() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("a.xml", "文字" * 100)
    (member,) = zip_writer.members(buffer.getvalue())
    assert member.content.decode() == "文字" * 100
    with zipfile.ZipFile(BytesIO(zip_writer.zip_bytes([member]))) as made:
        assert made.testzip() is None


def test_a_zip_longer_than_its_numbers_can_tell_is_refused() -> None:
    huge = zip_writer.Member("a", b"", 0, 5 * 2**30)
    with pytest.raises(OverflowError):
        zip_writer.zip_bytes([huge])


def test_a_zip_written_again_keeps_what_is_not_changed_and_puts_new_members_last() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in ("一", "二", "三"):
            info = zipfile.ZipInfo(name, (2020, 5, 6, 7, 8, 10))
            info.compress_type = zipfile.ZIP_STORED if name == "一" else zipfile.ZIP_DEFLATED
            made.writestr(info, name.encode() * 50)
    with zipfile.ZipFile(BytesIO(buffer.getvalue())) as old:
        again = zip_writer.rezip(old, {"二": b"other", "四": b"new"}, {"三"})
        same_day = zip_writer.rezip(old, day=(2026, 1, 1))
    with zipfile.ZipFile(BytesIO(again)) as made:
        assert made.namelist() == ["一", "二", "四"]
        assert [made.read(name) for name in made.namelist()] == [
            "一".encode() * 50,
            b"other",
            b"new",
        ]
        assert {info.date_time for info in made.infolist()} == {(2020, 5, 6, 7, 8, 10)}
        assert made.getinfo("一").compress_type == zipfile.ZIP_STORED
    with zipfile.ZipFile(BytesIO(same_day)) as made:
        assert {info.date_time for info in made.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in made.infolist()} == {zipfile.ZIP_DEFLATED}
