"""``docgen doctor`` on computers of all kinds: what is there, what lacks, what to do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from docgen import doctor, gbt9704, report_doctor
from docgen.doctor import Computer, Item, State, examine, is_fit
from tests.command_line import Docgen

ALL_FONTS = {
    font.lower()
    for font in (
        gbt9704.FONT_BODY, gbt9704.FONT_TITLE, gbt9704.FONT_LEVEL_1,
        gbt9704.FONT_LEVEL_2, gbt9704.FONT_PAGE_NUMBER, gbt9704.FONT_LATIN,
    )
}  # fmt: skip


class Described(Computer):
    """A computer as a test describes it; otherwise one that has everything."""

    def __init__(self, **answers: object) -> None:
        self.answers = {
            "fonts": ALL_FONTS, "replacement": "", "office": Path("soffice"),
            "version": "LibreOffice 24.2", "program": "C:/WPS/wps.exe", "encoding": "utf-8",
            "writes_to": True, "space": 10**12, "installed": "1.0", "has_module": True,
            "is_packed": False, "today": date(2026, 3, 5),
        } | answers  # fmt: skip

    def fonts(self) -> set[str] | None:
        return self.answers["fonts"]  # type: ignore[return-value]

    def replacement(self, font: str) -> str:
        return str(self.answers["replacement"])

    def office(self) -> Path | None:
        return self.answers["office"]  # type: ignore[return-value]

    def version(self, program: Path) -> str:
        return str(self.answers["version"])

    def program(self, names: Sequence[str], applications: Sequence[str]) -> str:
        return str(self.answers["program"])

    def encoding(self) -> str:
        return str(self.answers["encoding"])

    def writes_to(self, folder: Path) -> bool:
        return bool(self.answers["writes_to"])

    def space(self, folder: Path) -> int | None:
        return self.answers["space"]  # type: ignore[return-value]

    def installed(self, library: str) -> str:
        return str(self.answers["installed"])

    def has_module(self, name: str) -> bool:
        return bool(self.answers["has_module"])

    def is_packed(self) -> bool:
        return bool(self.answers["is_packed"])

    def today(self) -> date:
        return self.answers["today"]  # type: ignore[return-value]


def found(**answers: object) -> list[Item]:
    return list(examine(Described(**answers), Path("文档")))


def amiss(**answers: object) -> list[Item]:
    """What is not in order."""
    return [item for item in found(**answers) if item.state is not State.GOOD]


def test_a_computer_that_has_everything_has_nothing_amiss() -> None:
    assert amiss() == []
    assert is_fit(found())


@pytest.mark.parametrize(
    ("answers", "name", "state", "remedy"),
    [
        ({"writes_to": False}, "当前文件夹", State.LACK, "有写入权限"),
        ({"writes_to": False}, "临时文件夹", State.LACK, "有写入权限"),
        ({"space": 5 * 1024 * 1024}, "当前文件夹", State.NOTE, "清理磁盘"),
        ({"installed": ""}, "组件", State.LACK, "pip install docgen"),
        ({"has_module": False}, "组件web", State.NOTE, 'pip install "docgen[web]"'),
        ({"has_module": False}, "组件pdf", State.NOTE, 'pip install "docgen[pdf]"'),
        ({"has_module": False}, "组件sign", State.NOTE, 'pip install "docgen[sign]"'),
        ({"encoding": "cp437"}, "窗口的编码", State.NOTE, "docgen web"),
        ({"encoding": ""}, "窗口的编码", State.NOTE, "docgen web"),
        ({"today": date(1980, 1, 1)}, "系统日期", State.NOTE, "日期改正"),
        ({"office": None}, "LibreOffice", State.NOTE, "DOCGEN_SOFFICE"),
        ({"program": ""}, "WPS、Word", State.NOTE, "请安装"),
        ({"fonts": None}, "字体", State.NOTE, "仿宋_GB2312"),
        ({"fonts": set()}, "仿宋_GB2312（正文）", State.NOTE, "索取仿宋_GB2312"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_told_with_what_to_do(
    answers: dict[str, object], name: str, state: State, remedy: str
) -> None:
    (item,) = (item for item in amiss(**answers) if item.name == name)
    assert item.state is state
    assert remedy in item.remedy
    assert is_fit(found(**answers)) is (state is not State.LACK)


def test_gbk_windows_show_chinese() -> None:
    assert amiss(encoding="gbk") == []


def test_a_packed_program_asks_for_no_installation() -> None:
    assert amiss(is_packed=True, installed="", has_module=False) == []


def test_a_font_that_looks_the_same_is_named_as_the_replacement() -> None:
    fonts = ALL_FONTS - {"仿宋_gb2312"} | {"fangsong"}
    (item,) = amiss(fonts=fonts)
    assert item.found == "没有安装，会换成FangSong"
    assert "字形相近" in item.remedy


def test_the_replacement_that_the_system_chooses_is_named() -> None:
    (item,) = amiss(fonts=ALL_FONTS - {"方正小标宋简体"}, replacement="Noto Serif CJK SC")
    assert item.found == "没有安装，会换成Noto Serif CJK SC"


def test_every_font_that_documents_name_is_looked_for() -> None:
    asked = {item.name.partition("（")[0].lower() for item in found() if item.topic == "字体"}
    assert asked == ALL_FONTS


def test_the_names_in_the_registry_of_windows_are_understood() -> None:
    registered = {"仿宋 (TrueType)", "SimSun & NSimSun (TrueType)", "Arial Bold (OpenType)"}
    assert doctor.font_names(registered) == {"仿宋", "simsun", "nsimsun", "arial bold"}


def test_a_program_of_macos_is_looked_for_by_its_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computer = Computer()
    monkeypatch.setattr(computer, "system", "darwin", raising=False)
    wanted = str(Path("/Applications/Microsoft Word.app"))
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == wanted)
    assert computer.program(("winword.exe",), ("Microsoft Word",)) == wanted
    assert computer.program(("wps",), ("wpsoffice",)) == ""


def test_a_program_that_says_nothing_or_is_none_has_no_version(tmp_path: Path) -> None:
    assert Computer().version(tmp_path / "none") == ""
    assert Computer().version(Path(sys.executable)).startswith("Python")


def test_a_folder_that_cannot_be_written_is_noticed(tmp_path: Path) -> None:
    assert Computer().writes_to(tmp_path)
    assert not Computer().writes_to(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_this_computer_and_its_exit_code(docgen: Docgen) -> None:
    outcome = docgen("doctor", "--json")
    told = outcome.json
    assert outcome.code == (0 if told["ok"] else 1)
    assert {item["topic"] for item in told["items"]} == {"程序", "位置", "办公软件", "字体"}
    assert "docgen" in docgen("doctor").out


def test_what_lacks_ends_in_a_code_of_its_own(
    docgen: Docgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Computer, "writes_to", lambda *_: False)
    outcome = docgen("doctor")
    assert outcome.code == 1
    assert "请先补上标明“缺少”的" in outcome.out


def test_every_item_is_in_the_report() -> None:
    items = found(fonts=set(), office=None)
    text = "\n".join(report_doctor.doctor_lines(items))
    for item in items:
        assert item.found in text
        assert item.remedy in text
