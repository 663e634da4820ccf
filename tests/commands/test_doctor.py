"""``docgen doctor`` on computers of all kinds: what is there, what lacks, what to do."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from docgen.cli import doctor
from docgen.commands.doctor import Check, CheckState, Environment, examine, is_fit
from docgen.gbt9704 import standard
from tests.support.command_line import Docgen
from tests.support.samples import ROOT

ALL_FONTS = {
    font.lower()
    for font in (
        standard.FONT_BODY, standard.FONT_TITLE, standard.FONT_LEVEL_1,
        standard.FONT_LEVEL_2, standard.FONT_PAGE_NUMBER, standard.FONT_LATIN,
    )
}  # fmt: skip
BEIJING = timezone(timedelta(hours=8))


class Described(Environment):
    """A computer as a test describes it; otherwise one that has everything."""

    def __init__(self, **answers: object) -> None:
        self.answers = {
            "fonts": ALL_FONTS, "replacement": "", "office": Path("soffice"),
            "version": "LibreOffice 24.2", "wps": "C:/WPS/wps.exe", "word": "", "encoding": "utf-8",
            "barred": (), "space": 10**12, "cache": Path("缓存"), "lacking": (), "namesake": "",
            "has_module": True, "is_packed": False, "now": datetime(2026, 3, 5, 9, tzinfo=BEIJING),
        } | answers  # fmt: skip

    def fonts(self) -> set[str] | None:
        return self.answers["fonts"]  # type: ignore[return-value]

    def replacement(self, font: str) -> str:
        return str(self.answers["replacement"])

    def office(self) -> Path | None:
        return self.answers["office"]  # type: ignore[return-value]

    def version(self, program: Path) -> str:
        return str(self.answers["version"])

    def wps(self) -> str:
        return str(self.answers["wps"])

    def word(self) -> str:
        return str(self.answers["word"])

    def encoding(self) -> str:
        return str(self.answers["encoding"])

    def writes_to(self, folder: Path) -> bool:
        barred: tuple[str, ...] = self.answers["barred"]  # type: ignore[assignment]
        return folder.name not in barred and "everywhere" not in barred

    def cache(self) -> Path | None:
        return self.answers["cache"]  # type: ignore[return-value]

    def space(self, folder: Path) -> int | None:
        return self.answers["space"]  # type: ignore[return-value]

    def installed(self, library: str) -> str:
        if library == "docgen":
            return str(self.answers["namesake"])
        lacking: tuple[str, ...] = self.answers["lacking"]  # type: ignore[assignment]
        return "" if library in lacking else "1.0"

    def python(self) -> str:
        return "py"

    def has_module(self, name: str) -> bool:
        return bool(self.answers["has_module"])

    def is_packed(self) -> bool:
        return bool(self.answers["is_packed"])

    def now(self) -> datetime:
        return self.answers["now"]  # type: ignore[return-value]


def found(**answers: object) -> list[Check]:
    return list(examine(Described(**answers), Path("文档")))


def amiss(**answers: object) -> list[Check]:
    """What is not in order."""
    return [item for item in found(**answers) if item.state is not CheckState.GOOD]


def test_a_computer_that_has_everything_has_nothing_amiss() -> None:
    assert amiss() == []
    assert is_fit(found())


@pytest.mark.parametrize(
    ("answers", "name", "state", "remedy"),
    [
        ({"barred": ("文档",)}, "当前文件夹", CheckState.LACK, "有写入权限"),
        ({"barred": ("everywhere",)}, "临时文件夹", CheckState.LACK, "有写入权限"),
        ({"barred": ("缓存",)}, "缓存文件夹", CheckState.NOTE, "DOCGEN_CACHE"),
        ({"space": 5 * 1024 * 1024}, "当前文件夹", CheckState.NOTE, "清理磁盘"),
        ({"lacking": ("lxml",)}, "组件", CheckState.LACK, 'py -m pip install "shequ-docgen"'),
        ({"has_module": False}, "组件web", CheckState.NOTE, 'py -m pip install "shequ-docgen[web]"'),
        ({"has_module": False}, "组件pdf", CheckState.NOTE, 'py -m pip install "shequ-docgen[pdf]"'),
        ({"has_module": False}, "组件sign", CheckState.NOTE, 'py -m pip install "shequ-docgen[sign]"'),
        ({"has_module": False}, "组件cluster", CheckState.NOTE, 'py -m pip install "shequ-docgen[cluster]"'),
        ({"encoding": "cp437"}, "窗口的编码", CheckState.NOTE, "docgen web"),
        ({"encoding": ""}, "窗口的编码", CheckState.NOTE, "docgen web"),
        ({"now": datetime(1980, 1, 1, tzinfo=BEIJING)}, "日期", CheckState.NOTE, "日期改正"),
        ({"now": datetime(2026, 3, 5, 9, tzinfo=UTC)}, "日期", CheckState.NOTE, "改为北京时间"),
        ({"office": None}, "LibreOffice", CheckState.NOTE, "DOCGEN_SOFFICE"),
        ({"wps": ""}, "WPS、Word", CheckState.NOTE, "请安装"),
        ({"fonts": None}, "字体", CheckState.NOTE, "仿宋_GB2312"),
        ({"fonts": set()}, "仿宋_GB2312（正文）", CheckState.NOTE, "索取仿宋_GB2312"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_told_with_what_to_do(
    answers: dict[str, object], name: str, state: CheckState, remedy: str
) -> None:
    (item,) = (item for item in amiss(**answers) if item.name == name)
    assert item.state is state
    assert remedy in item.remedy
    assert is_fit(found(**answers)) is (state is not CheckState.LACK)


def test_gbk_windows_show_chinese() -> None:
    assert amiss(encoding="gbk") == []


def test_a_packed_program_asks_for_no_installation() -> None:
    assert amiss(is_packed=True, lacking=("lxml", "shequ-docgen"), has_module=False) == []


def test_word_does_as_well_as_wps() -> None:
    assert amiss(wps="", word="C:/Office/WINWORD.EXE") == []


def test_a_cache_that_is_switched_off_lacks_nothing() -> None:
    assert amiss(cache=None) == []


def test_where_docgen_is_not_installed_pip_is_pointed_at_its_source_and_not_at_its_name() -> None:
    """pip would ask an index for a name that anybody may take there."""
    (item,) = (
        each for each in amiss(has_module=False, lacking=("shequ-docgen",)) if "web" in each.name
    )
    assert 'py -m pip install ".[web]"' in item.remedy
    assert "docgen" not in item.remedy


def test_a_distribution_called_docgen_is_reported_with_how_to_uninstall_it() -> None:
    (item,) = amiss(namesake="0.1.1")
    assert item.state is CheckState.NOTE
    assert "0.1.1" in item.found
    assert "py -m pip uninstall docgen" in item.remedy
    assert "py -m pip install ." in item.remedy


def test_a_packed_program_minds_no_distribution_called_docgen() -> None:
    assert amiss(is_packed=True, namesake="0.1.1") == []


def test_doctor_knows_the_distribution_by_the_name_that_it_is_built_under() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (item,) = (each for each in amiss(has_module=False) if each.name == "组件web")
    assert f'"{project["name"]}[web]"' in item.remedy


@pytest.mark.parametrize(
    ("font", "namesake"),
    [
        ("黑体", "SimHei"), ("宋体", "SimSun"), ("仿宋_GB2312", "FangSong_GB2312"),
        ("楷体_GB2312", "KaiTi_GB2312"), ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
    ],
)  # fmt: skip
def test_a_font_is_there_under_its_other_name(font: str, namesake: str) -> None:
    assert amiss(fonts=ALL_FONTS - {font.lower()} | {namesake.lower()}) == []


def test_a_font_that_looks_much_the_same_is_named_but_is_not_the_font() -> None:
    (item,) = amiss(fonts=ALL_FONTS - {"仿宋_gb2312"} | {"fangsong"})
    assert item.found == "没有安装，换成什么由打开的软件决定"
    assert "字形相近的FangSong" in item.remedy


def test_the_replacement_that_the_system_chooses_is_named() -> None:
    (item,) = amiss(fonts=ALL_FONTS - {"方正小标宋简体"}, replacement="Noto Serif CJK SC")
    assert item.found == "没有安装，会换成Noto Serif CJK SC"


def test_every_font_that_documents_name_is_looked_for() -> None:
    asked = {item.name.partition("（")[0].lower() for item in found() if item.topic == "字体"}
    assert asked == ALL_FONTS


def test_whether_a_folder_can_be_written_is_tried_and_leaves_nothing(tmp_path: Path) -> None:
    assert Environment().writes_to(tmp_path)
    assert Environment().writes_to(tmp_path / "not" / "there yet")
    (tmp_path / "file").touch()
    assert not Environment().writes_to(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_refuses_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def refuse(path: Path, **_: object) -> None:
        asked.append(path)
        raise PermissionError

    monkeypatch.setattr(Path, "touch", refuse)
    assert not Environment().writes_to(tmp_path)
    assert len(asked) == 1


def test_the_command_tells_this_computer_and_its_exit_code(docgen: Docgen) -> None:
    outcome = docgen("doctor", "--json")
    told = outcome.json
    assert outcome.code == (0 if told["ok"] else 1)
    assert {item["topic"] for item in told["items"]} == {"程序", "系统", "位置", "办公软件", "字体"}
    assert "docgen" in docgen("doctor").out


def test_what_lacks_ends_in_a_code_of_its_own(
    docgen: Docgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Environment, "writes_to", lambda *_: False)
    outcome = docgen("doctor")
    assert outcome.code == 1
    assert "请先补上标明“缺少”的" in outcome.out


def test_every_item_is_in_the_report() -> None:
    items = found(fonts=set(), office=None)
    text = "\n".join(doctor.doctor_lines(items))
    for item in items:
        assert item.found in text
        assert item.remedy in text
