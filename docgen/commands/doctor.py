"""What this computer has and lacks for docgen; each with what to do. An edge: it only looks.

``examine`` asks a ``Environment``, so that tests can describe any.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from docgen._version import __version__
from docgen.gbt9704 import standard
from docgen.rendering import cache
from docgen.system import files

_DISTRIBUTION = "shequ-docgen"
_PATIENCE = 20.0  # seconds for a program to tell its version
_NEEDED_SPACE = 200 * 1024 * 1024  # bytes
_LEAST_PYTHON = (3, 11)
_LIBRARIES = (
    "chinesecalendar", "click", "docxtpl", "docxtpl-lint", "jinja2", "lxml", "openpyxl",
    "python-docx",
)  # fmt: skip
_EXTRAS = {
    "web": (("starlette", "uvicorn", "python_multipart"), "在浏览器中操作"),
    "pdf": (("pypdfium2",), "生成PDF，看页面"),
    "sign": (("cryptography",), "给报送材料签名和核对签名"),
    "cluster": (("distributed",), "分到几台机器上批量生成"),
}
_FONT_USES = {
    standard.FONT_BODY: "正文",
    standard.FONT_TITLE: "标题、发文机关标志",
    standard.FONT_LEVEL_1: "一级标题",
    standard.FONT_LEVEL_2: "二级标题",
    standard.FONT_PAGE_NUMBER: "页码",
    standard.FONT_LATIN: "数字和字母",
}
# The very same fonts under the names that Windows, macOS and their makers give them.
_NAMESAKES = {
    standard.FONT_BODY: ("FangSong_GB2312",),
    standard.FONT_TITLE: ("FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0"),
    standard.FONT_LEVEL_1: ("SimHei",),
    standard.FONT_LEVEL_2: ("KaiTi_GB2312",),
    standard.FONT_PAGE_NUMBER: ("SimSun",),
    standard.FONT_LATIN: (),
}
# Other fonts that look much the same.
_LIKENESSES = {
    standard.FONT_BODY: ("仿宋", "FangSong", "华文仿宋", "STFangsong"),
    standard.FONT_TITLE: ("方正小标宋_GBK", "小标宋"),
    standard.FONT_LEVEL_1: ("Heiti SC", "STHeiti"),
    standard.FONT_LEVEL_2: ("楷体", "KaiTi", "华文楷体", "STKaiti", "Kaiti SC"),
    standard.FONT_PAGE_NUMBER: ("Songti SC", "STSong"),
    standard.FONT_LATIN: (),
}
# The fonts in files that are not named after them.
_FONT_FILES = {
    "simfang": "仿宋",
    "simkai": "楷体",
    "songti": "Songti SC",
    "stheiti light": "STHeiti",
    "stheiti medium": "STHeiti",
}
_WORD_FONTS = Path("/Applications/Microsoft Word.app/Contents/Resources/DFonts")
_WINDOWS_NT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_APP_PATHS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths"
_BEIJING = timedelta(hours=8)


class CheckState(StrEnum):
    """How something stands; the value is what the user reads."""

    GOOD = "正常"
    NOTE = "提醒"
    LACK = "缺少"  # documents cannot be made without it


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what it is, how it stands, what was found, what to do."""

    topic: str
    name: str
    state: CheckState
    found: str
    remedy: str = ""


class Environment:
    """This computer. Every question has an answer; none raises for what it finds."""

    system = sys.platform  # ``win32``, ``darwin``, ``linux``

    def fonts(self) -> set[str] | None:
        """The names of the installed fonts, in lower case; None when they cannot be told."""
        if self.system == "win32":
            return _windows_fonts()
        if shutil.which("fc-list"):
            listed = _said(["fc-list", ":", "family", "fullname", "postscriptname"])
            return (
                {name.strip().lower() for name in re.split(r"[,:=\n]", listed)} if listed else None
            )
        return _font_files() if self.system == "darwin" else None

    def replacement(self, font: str) -> str:
        """The font that the system takes instead; empty when it leaves that to programs."""
        if self.system == "win32":
            return _windows_substitute((font, *_NAMESAKES[font]))
        if not shutil.which("fc-match"):
            return ""
        language = "" if font.isascii() else ":lang=zh-cn"
        return _said(["fc-match", "-f", "%{family[0]}", font + language]).strip()

    def office(self) -> Path | None:
        """LibreOffice's program."""
        from docgen.rendering.libreoffice import find_office

        return find_office()

    def version(self, program: Path) -> str:
        """What a program says of its version; empty when it says nothing."""
        return _said([str(program), "--version"]).strip()

    def wps(self) -> str:
        """Where WPS is, or empty."""
        if self.system == "win32":
            return _registered("wps.exe") or _first_there(_windows_places_of_wps())
        if self.system == "darwin":
            return _first_there(_applications("wpsoffice", "WPS Office"))
        return shutil.which("wps") or ""

    def word(self) -> str:
        """Where Word is, or empty."""
        if self.system == "win32":
            return _registered("winword.exe")
        if self.system == "darwin":
            return _first_there(_applications("Microsoft Word"))
        return ""

    def encoding(self) -> str:
        """The encoding of what is printed."""
        return getattr(sys.stdout, "encoding", None) or ""

    def writes_to(self, folder: Path) -> bool:
        """Whether a file can be made in a folder, or in the one above when it is not there yet.

        Not by ``tempfile``: where Windows refuses it tries names without end
        (https://github.com/python/cpython/issues/66305).
        """
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        with suppress(OSError):
            files.try_to_write(folder)
            return True
        return False

    def cache(self) -> Path | None:
        """Where compiled templates are kept; None when the user wants none or there is no home."""
        return cache.location()

    def space(self, folder: Path) -> int | None:
        """Bytes that are free there; None when it cannot be told."""
        with suppress(OSError):
            return shutil.disk_usage(folder).free
        return None

    def installed(self, library: str) -> str:
        """The version of a library, or empty."""
        with suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(library)
        return ""

    def has_module(self, name: str) -> bool:
        """Whether a module can be imported."""
        return importlib.util.find_spec(name) is not None

    def is_packed(self) -> bool:
        """Whether this is the packed program, which has all it needs inside."""
        return bool(getattr(sys, "frozen", False))

    def python(self) -> str:
        """How Python is called that this program runs in."""
        return f'"{sys.executable}"' if " " in sys.executable else sys.executable

    def now(self) -> datetime:
        """The time by this computer's clock, in its time zone."""
        return datetime.now().astimezone()


def examine(computer: Environment, here: Path) -> Iterator[Check]:
    """Everything that docgen rests on; ``here`` is where documents would be put."""
    yield from _versions(computer)
    yield from _surroundings(computer)
    yield from _places(computer, here)
    yield from _programs(computer)
    yield from _fonts(computer)


def _versions(computer: Environment) -> Iterator[Check]:
    topic = "程序"
    yield Check(topic, "docgen", CheckState.GOOD, __version__)
    yield from _namesake(computer)
    python = sys.version_info[:3]
    good = python >= _LEAST_PYTHON
    remedy = "" if good else "请安装Python 3.11或更高版本。"
    yield Check(
        topic,
        "Python",
        CheckState.GOOD if good else CheckState.LACK,
        ".".join(map(str, python)),
        remedy,
    )
    if not computer.is_packed():
        lacking = [name for name in _LIBRARIES if not computer.installed(name)]
        found = f"没有{'、'.join(lacking)}" if lacking else "齐全"
        remedy = f"请{_installation(computer)}。" if lacking else ""
        yield Check(topic, "组件", CheckState.LACK if lacking else CheckState.GOOD, found, remedy)
    for extra, (modules, use) in _EXTRAS.items():
        if all(map(computer.has_module, modules)):
            yield Check(topic, f"组件{extra}", CheckState.GOOD, use)
        elif not computer.is_packed():
            remedy = f"要用的，请{_installation(computer, extra)}；不用的，不必理会。"
            yield Check(topic, f"组件{extra}", CheckState.NOTE, f"没有安装，不能{use}", remedy)


def _installation(computer: Environment, extra: str = "") -> str:
    """How to have pip install what lacks.

    By the very Python that runs this, and by name only where the distribution is installed:
    otherwise pip would ask the index, where nobody has published it.
    """
    extras = f"[{extra}]" if extra else ""
    if computer.installed(_DISTRIBUTION):
        return f'运行 {computer.python()} -m pip install "{_DISTRIBUTION}{extras}"'
    return f'在程序的源代码文件夹中运行 {computer.python()} -m pip install ".{extras}"'


def _namesake(computer: Environment) -> Iterator[Check]:
    """A distribution called ``docgen``: a stranger's, or ours from before it was renamed.

    It owns the folder ``docgen/`` as ours does, so that removing it may take our files along.
    """
    version = computer.installed("docgen")
    if version and not computer.is_packed():
        python = computer.python()
        yield Check(
            "程序",
            "同名的软件包",
            CheckState.NOTE,
            f"装有名为docgen的软件包（{version}），它与本程序共用docgen文件夹，会互相覆盖",
            f"请先运行 {python} -m pip uninstall docgen，"
            f"再在程序的源代码文件夹中运行 {python} -m pip install . 重新安装本程序。",
        )


def _surroundings(computer: Environment) -> Iterator[Check]:
    topic = "系统"
    now = computer.now()
    if not 2024 <= now.year < 2100:
        remedy = "请在系统设置里把日期改正，否则逾期、进展会算错。"
        yield Check(topic, "日期", CheckState.NOTE, f"{now:%Y-%m-%d}，不像今天的日期", remedy)
    elif now.utcoffset() != _BEIJING:
        remedy = "请在系统设置里改为北京时间，否则每天有几个小时会把逾期、进展差算一天。"
        yield Check(
            topic, "日期", CheckState.NOTE, f"{now:%Y-%m-%d %H:%M}，时区不是北京时间", remedy
        )
    else:
        yield Check(topic, "日期", CheckState.GOOD, f"{now:%Y-%m-%d %H:%M}，北京时间")
    encoding = computer.encoding()
    try:
        "社区，〔2026〕".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        remedy = "请使用网页（docgen web），或者在窗口中先运行 chcp 65001。"
        yield Check(
            topic, "窗口的编码", CheckState.NOTE, f"{encoding or '不明'}，不能显示中文", remedy
        )
    else:
        yield Check(topic, "窗口的编码", CheckState.GOOD, f"{encoding}，可以显示中文")


def _places(computer: Environment, here: Path) -> Iterator[Check]:
    for name, folder in (("当前文件夹", here), ("临时文件夹", Path(tempfile.gettempdir()))):
        if not computer.writes_to(folder):
            remedy = "请换到“文档”等有写入权限的文件夹，或者请管理员开放权限。"
            yield Check("位置", name, CheckState.LACK, f"不能写入：{folder}", remedy)
            continue
        free = computer.space(folder)
        if free is not None and free < _NEEDED_SPACE:
            found = f"只剩{free // (1024 * 1024)}兆：{folder}"
            yield Check("位置", name, CheckState.NOTE, found, "请清理磁盘，留出200兆以上。")
        else:
            yield Check("位置", name, CheckState.GOOD, f"可以写入：{folder}")
    kept = computer.cache()
    if kept is None:
        yield Check("位置", "缓存文件夹", CheckState.GOOD, "不使用")
    elif computer.writes_to(kept):
        yield Check("位置", "缓存文件夹", CheckState.GOOD, f"可以写入：{kept}")
    else:
        remedy = "公文照样生成，只是慢一些；要快，请用环境变量 DOCGEN_CACHE 写明可以写入的文件夹。"
        yield Check("位置", "缓存文件夹", CheckState.NOTE, f"不能写入：{kept}", remedy)


def _programs(computer: Environment) -> Iterator[Check]:
    office = computer.office()
    if office is None:
        yield Check(
            "办公软件",
            "LibreOffice",
            CheckState.NOTE,
            "没有找到，不能生成PDF、看页面、统计页数；公文照样生成",
            "需要的，请安装（免费，www.libreoffice.org）；装在别处的，用环境变量 DOCGEN_SOFFICE 写明soffice的位置。",
        )
    else:
        found = computer.version(office) or "没有说明版本"
        yield Check("办公软件", "LibreOffice", CheckState.GOOD, f"{found}：{office}")
    wps, word = computer.wps(), computer.word()
    for name, place in (("WPS", wps), ("Word", word)):
        if place:
            yield Check("办公软件", name, CheckState.GOOD, place)
    if not (wps or word):
        found = "没有找到WPS和Word" + ("" if office is None else "，可以用LibreOffice打开公文")
        yield Check(
            "办公软件",
            "WPS、Word",
            CheckState.NOTE,
            found,
            "填工作簿、改公文要用其中一种，请安装。",
        )


def _fonts(computer: Environment) -> Iterator[Check]:
    installed = computer.fonts()
    if installed is None:
        remedy = "请在WPS或Word的字体列表里查看有没有" + "、".join(_FONT_USES) + "。"
        yield Check("字体", "字体", CheckState.NOTE, "这个系统不能列出字体", remedy)
        return
    for font, use in _FONT_USES.items():
        name = f"{font}（{use}）"
        if _first_of((font, *_NAMESAKES[font]), installed):
            yield Check("字体", name, CheckState.GOOD, "已安装")
            continue
        alike = _first_of(_LIKENESSES[font], installed)
        instead = computer.replacement(font)
        found = f"没有安装，会换成{instead}" if instead else "没有安装，换成什么由打开的软件决定"
        remedy = (
            f"电脑上有字形相近的{alike}，换成它一般可用；要求严格的，请安装{font}。"
            if alike
            else f"请向上级机关索取{font}安装，或者到装有公文字体的电脑上打印；换行可能不同。"
        )
        yield Check("字体", name, CheckState.NOTE, found, remedy)


def _first_of(fonts: Iterable[str], installed: set[str]) -> str:
    return next((font for font in fonts if font.lower() in installed), "")


# --- asking the system -------------------------------------------------------------------


def _said(command: Sequence[str]) -> str:
    """What a program prints; empty when it cannot be run or takes too long."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(  # noqa: S603  # programs of the system, and the user's LibreOffice
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            encoding="utf-8",
            errors="replace",
            creationflags=flags,
        ).stdout
    return ""


def _registry() -> Any:
    """The module ``winreg``, which only Windows has."""
    return importlib.import_module("winreg")


def _windows_fonts() -> set[str] | None:
    """The fonts that the registry names: ``仿宋 (TrueType)``, ``SimSun & NSimSun (TrueType)``."""
    registry = _registry()
    found: set[str] = set()
    for root in (registry.HKEY_LOCAL_MACHINE, registry.HKEY_CURRENT_USER):
        with (
            suppress(OSError),
            registry.OpenKey(root, rf"{_WINDOWS_NT}\Fonts") as key,
        ):
            values = registry.QueryInfoKey(key)[1]
            found |= {registry.EnumValue(key, number)[0] for number in range(values)}
    return font_names(found) if found else None


def _windows_substitute(names: Sequence[str]) -> str:
    """What the registry puts in place of a font, ``FangSong``; a code page may follow there."""
    registry = _registry()
    path = rf"{_WINDOWS_NT}\FontSubstitutes"
    with suppress(OSError), registry.OpenKey(registry.HKEY_LOCAL_MACHINE, path) as key:
        for name in names:
            with suppress(OSError):
                return str(registry.QueryValueEx(key, name)[0]).partition(",")[0].strip()
    return ""


def font_names(registered: set[str]) -> set[str]:
    """The names in the registry's entries, in lower case."""
    plain = (re.sub(r"\s*\([^)]*\)$", "", entry) for entry in registered)
    return {name.strip().lower() for entry in plain for name in entry.split("&")}


def _font_files() -> set[str]:
    """The fonts of macOS by their files, in lower case: Word keeps its own."""
    folders = [Path(place, "Fonts") for place in ("/System/Library", "/Library")]
    with suppress(RuntimeError):  # no home folder
        folders.append(Path.home() / "Library" / "Fonts")
    stems = {
        path.stem.lower()
        for folder in (*folders, _WORD_FONTS)
        if folder.is_dir()
        for path in folder.rglob("*.*")
    }
    return stems | {_FONT_FILES[stem].lower() for stem in stems & set(_FONT_FILES)}


def _registered(program: str) -> str:
    """Where Windows knows a program to be, or empty; what was uninstalled may still be named."""
    registry = _registry()
    for root in (registry.HKEY_LOCAL_MACHINE, registry.HKEY_CURRENT_USER):
        with suppress(OSError):
            path = rf"{_APP_PATHS}\{program}"
            if found := _first_there([Path(registry.QueryValue(root, path).strip('"'))]):
                return found
    return ""


def _windows_places_of_wps() -> list[Path]:
    """WPS's starter where it installs itself, for one user or for all."""
    variables = ("LOCALAPPDATA", "ProgramFiles", "ProgramFiles(x86)")
    folders = [os.environ[name] for name in variables if os.environ.get(name)]
    return [Path(folder, "Kingsoft", "WPS Office", "ksolaunch.exe") for folder in folders]


def _applications(*names: str) -> list[Path]:
    return [Path("/Applications", f"{name}.app") for name in names]


def _first_there(places: Iterable[Path]) -> str:
    """The first of the places that there is, or empty."""
    with suppress(OSError):
        return next((str(place) for place in places if place.exists()), "")
    return ""


def is_fit(items: Sequence[Check]) -> bool:
    """Whether documents can be made here."""
    return all(item.state is not CheckState.LACK for item in items)
