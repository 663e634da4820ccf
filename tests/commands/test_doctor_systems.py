"""How ``docgen doctor`` asks Windows, macOS and Linux; each as a test describes it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType

import pytest

from docgen.commands import doctor
from docgen.commands.doctor import Environment
from tests.support.samples import libreoffice

MACHINE, USER = "HKLM", "HKCU"
FONTS = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
SUBSTITUTES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\FontSubstitutes"
APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
Keys = Mapping[tuple[str, str], Mapping[str, str]]


class Registry(ModuleType):
    """The module ``winreg`` over the keys that a test gives: values by name, by root and path."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER = MACHINE, USER

    def __init__(self, keys: Keys) -> None:
        super().__init__("winreg")
        self.keys = keys

    def OpenKey(self, root: str, path: str) -> nullcontext[Mapping[str, str]]:  # noqa: N802
        if (root, path) not in self.keys:
            raise FileNotFoundError(path)
        return nullcontext(self.keys[root, path])

    def QueryInfoKey(self, key: Mapping[str, str]) -> tuple[int, int, int]:  # noqa: N802
        return 0, len(key), 0

    def EnumValue(self, key: Mapping[str, str], number: int) -> tuple[str, str, int]:  # noqa: N802
        return (*list(key.items())[number], 1)

    def QueryValueEx(self, key: Mapping[str, str], name: str) -> tuple[str, int]:  # noqa: N802
        if name not in key:
            raise FileNotFoundError(name)
        return key[name], 1

    def QueryValue(self, root: str, path: str) -> str:  # noqa: N802
        with self.OpenKey(root, path) as key:
            return key[""]


def windows(monkeypatch: pytest.MonkeyPatch, keys: Keys) -> Environment:
    monkeypatch.setitem(sys.modules, "winreg", Registry(keys))
    for variable in ("LOCALAPPDATA", "ProgramFiles", "ProgramFiles(x86)"):
        monkeypatch.delenv(variable, raising=False)
    return running("win32")


def running(system: str) -> Environment:
    computer = Environment()
    computer.system = system
    return computer


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is on the PATH."""
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)


# --- Windows -----------------------------------------------------------------------------


def test_windows_names_the_fonts_of_all_users_and_of_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody = {"SimSun & NSimSun (TrueType)": "simsun.ttc", "黑体 (TrueType)": "simhei.ttf"}
    own = {"方正小标宋简体 (TrueType)": r"C:\Users\li\Fonts\xbs.ttf"}
    computer = windows(monkeypatch, {(MACHINE, FONTS): everybody, (USER, FONTS): own})
    assert computer.fonts() == {"simsun", "nsimsun", "黑体", "方正小标宋简体"}


def test_fonts_that_windows_does_not_tell_are_not_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert windows(monkeypatch, {}).fonts() is None


def test_windows_tells_the_replacement_of_a_font_by_its_english_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = {(MACHINE, SUBSTITUTES): {"FangSong_GB2312": "FangSong,134"}}
    computer = windows(monkeypatch, keys)
    assert computer.replacement("仿宋_GB2312") == "FangSong"
    assert computer.replacement("黑体") == ""
    assert windows(monkeypatch, {}).replacement("仿宋_GB2312") == ""


def test_windows_tells_where_wps_and_word_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wps, word = tmp_path / "wps.exe", tmp_path / "WINWORD.EXE"
    wps.touch()
    word.touch()
    computer = windows(
        monkeypatch,
        {
            (USER, rf"{APP_PATHS}\wps.exe"): {"": str(wps)},
            (MACHINE, rf"{APP_PATHS}\winword.exe"): {"": f'"{word}"'},
        },
    )
    assert (computer.wps(), computer.word()) == (str(wps), str(word))


def test_a_program_that_was_uninstalled_but_is_still_registered_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = {"": str(tmp_path / "wps.exe")}
    computer = windows(monkeypatch, {(MACHINE, rf"{APP_PATHS}\wps.exe"): gone})
    assert computer.wps() == ""


def test_wps_is_found_where_it_installs_itself_for_one_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    starter = tmp_path / "Kingsoft" / "WPS Office" / "ksolaunch.exe"
    starter.parent.mkdir(parents=True)
    starter.touch()
    computer = windows(monkeypatch, {})
    assert computer.wps() == ""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert computer.wps() == str(starter)


# --- macOS -------------------------------------------------------------------------------


@pytest.mark.usefixtures("no_tools")
def test_macos_names_fonts_by_their_files_and_word_has_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own, of_word = tmp_path / "Library" / "Fonts", tmp_path / "Word"
    for path in (own / "Songti.ttc", own / "office" / "方正小标宋简体.TTF", of_word / "SimHei.ttf"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(doctor, "_WORD_FONTS", of_word)
    fonts = running("darwin").fonts()
    assert fonts is not None
    assert {"songti sc", "方正小标宋简体", "simhei"} <= fonts


def test_macos_has_programs_as_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {Path("/Applications/wpsoffice.app"), Path("/Applications/Microsoft Word.app")}
    monkeypatch.setattr(Path, "exists", lambda path: path in there)
    computer = running("darwin")
    assert computer.wps() == str(Path("/Applications/wpsoffice.app"))
    assert computer.word() == str(Path("/Applications/Microsoft Word.app"))
    there.clear()
    assert (computer.wps(), computer.word()) == ("", "")


# --- Linux -------------------------------------------------------------------------------


def test_linux_asks_fontconfig(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "fc-list": "Noto Serif CJK SC,思源宋体:fullname=Noto Serif CJK SC Bold\n",
        "fc-match": "Noto Serif CJK SC",
    }
    monkeypatch.setattr(doctor.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(doctor, "_said", lambda command: answers[command[0]])
    computer = running("linux")
    fonts = computer.fonts()
    assert fonts is not None
    assert {"noto serif cjk sc", "思源宋体"} <= fonts
    assert computer.replacement("宋体") == "Noto Serif CJK SC"
    assert computer.wps() == "/usr/bin/wps"


@pytest.mark.usefixtures("no_tools")
def test_without_fontconfig_linux_tells_nothing_of_fonts() -> None:
    computer = running("linux")
    assert computer.fonts() is None
    assert computer.replacement("宋体") == ""
    assert computer.wps() == ""


# --- everywhere --------------------------------------------------------------------------


def test_a_program_that_says_nothing_or_is_none_has_no_version(tmp_path: Path) -> None:
    assert Environment().version(tmp_path / "none") == ""
    assert Environment().version(Path(sys.executable)).startswith("Python")


def test_a_program_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_PATIENCE", 0.2)
    assert doctor._said([sys.executable, "-c", "import time; time.sleep(20); print(1)"]) == ""


def test_python_is_called_so_that_a_space_in_its_path_does_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "C:/Program Files/Python/python.exe")
    assert Environment().python() == '"C:/Program Files/Python/python.exe"'


def test_the_clock_is_asked_with_its_time_zone() -> None:
    assert Environment().now().utcoffset() is not None


@pytest.mark.render
def test_the_libreoffice_of_this_computer_tells_its_version() -> None:
    assert "LibreOffice" in Environment().version(Path(libreoffice()))
