"""What this computer has and lacks for docgen; each with what to do. An edge: it only looks.

``examine`` asks a ``Computer``, so that tests can describe any.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from docgen import gbt9704
from docgen._version import __version__

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
    gbt9704.FONT_BODY: "正文",
    gbt9704.FONT_TITLE: "标题、发文机关标志",
    gbt9704.FONT_LEVEL_1: "一级标题",
    gbt9704.FONT_LEVEL_2: "二级标题",
    gbt9704.FONT_PAGE_NUMBER: "页码",
    gbt9704.FONT_LATIN: "数字和字母",
}
# The same typefaces under the names that systems and WPS give them.
_LIKENESSES = {
    gbt9704.FONT_BODY: ("FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "华文仿宋"),
    gbt9704.FONT_TITLE: ("FZXiaoBiaoSong-B05S", "FZXBSJW--GB1-0", "小标宋", "方正小标宋_GBK"),
    gbt9704.FONT_LEVEL_1: ("SimHei", "Heiti SC", "STHeiti"),
    gbt9704.FONT_LEVEL_2: ("KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "华文楷体"),
    gbt9704.FONT_PAGE_NUMBER: ("SimSun", "Songti SC", "STSong"),
    gbt9704.FONT_LATIN: (),
}


class State(StrEnum):
    """How something stands; the value is what the user reads."""

    GOOD = "正常"
    NOTE = "提醒"
    LACK = "缺少"  # documents cannot be made without it


@dataclass(frozen=True, slots=True)
class Item:
    """One thing looked at: what it is, how it stands, what was found, what to do."""

    topic: str
    name: str
    state: State
    found: str
    remedy: str = ""


class Computer:
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
        """The font that the system takes instead; empty when it does not tell."""
        if self.system == "win32" or not shutil.which("fc-match"):
            return ""
        language = "" if font.isascii() else ":lang=zh-cn"
        return _said(["fc-match", "-f", "%{family[0]}", font + language]).strip()

    def office(self) -> Path | None:
        """LibreOffice's program."""
        from docgen.office import find_office

        return find_office()

    def version(self, program: Path) -> str:
        """What a program says of its version; empty when it says nothing."""
        return _said([str(program), "--version"]).strip()

    def program(self, names: Sequence[str], applications: Sequence[str]) -> str:
        """Where a program is, by the names of its file and of its macOS application, or empty."""
        if self.system == "win32":
            return next(filter(None, map(_registered, names)), "")
        if self.system == "darwin":
            places = [Path("/Applications", f"{name}.app") for name in applications]
            return next((str(place) for place in places if place.exists()), "")
        return next(filter(None, map(shutil.which, names)), "")

    def encoding(self) -> str:
        """The encoding of what is printed."""
        return getattr(sys.stdout, "encoding", None) or ""

    def writes_to(self, folder: Path) -> bool:
        """Whether a file can be made in a folder."""
        with suppress(OSError), tempfile.TemporaryFile(dir=folder):
            return True
        return False

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

    def today(self) -> date:
        """The day by this computer's clock."""
        return date.today()


def examine(computer: Computer, here: Path) -> Iterator[Item]:
    """Everything that docgen rests on; ``here`` is where documents would be put."""
    yield from _versions(computer)
    yield from _places(computer, here)
    yield from _programs(computer)
    yield from _fonts(computer)


def _versions(computer: Computer) -> Iterator[Item]:
    topic = "程序"
    yield Item(topic, "docgen", State.GOOD, __version__)
    python = sys.version_info[:3]
    good = python >= _LEAST_PYTHON
    remedy = "" if good else "请安装Python 3.11或更高版本。"
    yield Item(
        topic, "Python", State.GOOD if good else State.LACK, ".".join(map(str, python)), remedy
    )
    if not computer.is_packed():
        lacking = [name for name in _LIBRARIES if not computer.installed(name)]
        found = f"没有{'、'.join(lacking)}" if lacking else "齐全"
        remedy = "请运行 pip install docgen 重新安装。" if lacking else ""
        yield Item(topic, "组件", State.LACK if lacking else State.GOOD, found, remedy)
    for extra, (modules, use) in _EXTRAS.items():
        if all(map(computer.has_module, modules)):
            yield Item(topic, f"组件{extra}", State.GOOD, use)
        elif not computer.is_packed():
            remedy = f'要用的，请运行 pip install "docgen[{extra}]"；不用的，不必理会。'
            yield Item(topic, f"组件{extra}", State.NOTE, f"没有安装，不能{use}", remedy)
    day = computer.today()
    if not 2024 <= day.year < 2100:
        remedy = "请在系统设置里把日期改正，否则逾期、进展会算错。"
        yield Item(topic, "系统日期", State.NOTE, f"{day.isoformat()}，不像今天的日期", remedy)
    encoding = computer.encoding()
    try:
        "社区，〔2026〕".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        remedy = "请使用网页（docgen web），或者在窗口中先运行 chcp 65001。"
        yield Item(topic, "窗口的编码", State.NOTE, f"{encoding or '不明'}，不能显示中文", remedy)
    else:
        yield Item(topic, "窗口的编码", State.GOOD, f"{encoding}，可以显示中文")


def _places(computer: Computer, here: Path) -> Iterator[Item]:
    for name, folder in (("当前文件夹", here), ("临时文件夹", Path(tempfile.gettempdir()))):
        if not computer.writes_to(folder):
            remedy = "请换到“文档”等有写入权限的文件夹，或者请管理员开放权限。"
            yield Item("位置", name, State.LACK, f"不能写入：{folder}", remedy)
            continue
        free = computer.space(folder)
        if free is not None and free < _NEEDED_SPACE:
            found = f"只剩{free // (1024 * 1024)}兆：{folder}"
            yield Item("位置", name, State.NOTE, found, "请清理磁盘，留出200兆以上。")
        else:
            yield Item("位置", name, State.GOOD, f"可以写入：{folder}")


def _programs(computer: Computer) -> Iterator[Item]:
    office = computer.office()
    if office is None:
        yield Item(
            "办公软件",
            "LibreOffice",
            State.NOTE,
            "没有找到，不能生成PDF、看页面、统计页数；公文照样生成",
            "需要的，请安装（免费，www.libreoffice.org）；装在别处的，用环境变量 DOCGEN_SOFFICE 写明soffice的位置。",
        )
    else:
        found = computer.version(office) or "没有说明版本"
        yield Item("办公软件", "LibreOffice", State.GOOD, f"{found}：{office}")
    wps = computer.program(("wps.exe", "wps"), ("wpsoffice", "WPS Office"))
    word = computer.program(("winword.exe",), ("Microsoft Word",))
    for name, place in (("WPS", wps), ("Word", word)):
        if place:
            yield Item("办公软件", name, State.GOOD, place)
    if not (wps or word):
        found = "没有找到WPS和Word" + ("" if office is None else "，可以用LibreOffice打开公文")
        yield Item(
            "办公软件", "WPS、Word", State.NOTE, found, "填工作簿、改公文要用其中一种，请安装。"
        )


def _fonts(computer: Computer) -> Iterator[Item]:
    installed = computer.fonts()
    if installed is None:
        remedy = "请在WPS或Word的字体列表里查看有没有" + "、".join(_FONT_USES) + "。"
        yield Item("字体", "字体", State.NOTE, "这个系统不能列出字体", remedy)
        return
    for font, use in _FONT_USES.items():
        name = f"{font}（{use}）"
        if font.lower() in installed:
            yield Item("字体", name, State.GOOD, "已安装")
            continue
        alike = next((each for each in _LIKENESSES[font] if each.lower() in installed), "")
        instead = alike or computer.replacement(font)
        found = f"没有安装，会换成{instead}" if instead else "没有安装，会换成什么由打开的软件决定"
        remedy = (
            f"{alike}的字形相近，一般可用；要求严格的，请安装{font}。"
            if alike
            else f"请向上级机关索取{font}安装，或者到装有公文字体的电脑上打印；换行可能不同。"
        )
        yield Item("字体", name, State.NOTE, found, remedy)


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


def _windows_fonts() -> set[str] | None:
    """The fonts that the registry names: ``仿宋 (TrueType)``, ``SimSun & NSimSun (TrueType)``."""
    if sys.platform != "win32":
        return None
    import winreg

    found: set[str] = set()
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        with (
            suppress(OSError),
            winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts") as key,
        ):
            values = winreg.QueryInfoKey(key)[1]
            found |= {winreg.EnumValue(key, number)[0] for number in range(values)}
    return font_names(found) if found else None


def font_names(registered: set[str]) -> set[str]:
    """The names in the registry's entries, in lower case."""
    plain = (re.sub(r"\s*\([^)]*\)$", "", entry) for entry in registered)
    return {name.strip().lower() for entry in plain for name in entry.split("&")}


def _font_files() -> set[str]:
    """The names of macOS's font files, which are near those of the fonts."""
    folders = [
        Path(place, "Fonts") for place in ("/System/Library", "/Library", Path.home() / "Library")
    ]
    return {
        path.stem.lower() for folder in folders if folder.is_dir() for path in folder.rglob("*.*")
    }


def _registered(program: str) -> str:
    """Where Windows knows a program to be."""
    if sys.platform != "win32":
        return ""
    import winreg

    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        place = rf"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\{program}"
        with suppress(OSError):
            return winreg.QueryValue(root, place).strip('"')
    return ""


def is_fit(items: Sequence[Item]) -> bool:
    """Whether documents can be made here."""
    return all(item.state is not State.LACK for item in items)
