"""A package from anywhere, a zip or a folder, as the bytes of its files.

Nothing is written to disk, no link is followed, and nothing that a zip says of itself is
believed: what is in it may have been made to do harm.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from docgen.errors import Finding, printable
from docgen.ooxml import container
from docgen.ooxml.zip_layout import Ambiguous, require_one_reading
from docgen.package.manifest import HISTORY
from docgen.system.resources import os_error_text

MAX_FILE_BYTES = 200 * 1024 * 1024
LIMITS = container.Limits(unpacked=500 * 1024 * 1024, parts=2000)

_UTF8 = 0x800  # the flag of a name in UTF-8 (APPNOTE 4.4.4); without it, it is in some code page
_EMPTY_ZIP = b"PK\x05\x06"
_UNSAFE = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.{1,2}(?:/|$)|//|[\x00-\x1f\x7f]")
_SYSTEM_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_WPS_TEMPORARY = ".~"
_NAMES_SHOWN = 5
_RESEND = "请报送单位重新生成，原样报送。"
_RESAVE = "请社区用WPS或Word打开，另存一次，再运行 docgen build 后报送。"
_OFFICE = (".docx", ".xlsx", ".xlsm")
_REZIP = "请用系统自带的压缩功能，重新压缩成不带密码的zip压缩包。"


@dataclass(frozen=True, slots=True)
class Received:
    """The files of a package by name (``/`` parts folders), and what was noticed on the way."""

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()


def receive(path: Path) -> Received:
    """The package in a zip or a folder.

    Never raises for what is in it: what is refused is not among the files, but a finding.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            return _from_folder(path, name)
        if path.stat().st_size > MAX_FILE_BYTES:
            return _refused(name, *_too_large())
        return from_zip(name, path.read_bytes())
    except (OSError, ValueError) as fault:
        why = os_error_text(fault) if isinstance(fault, OSError | UnicodeError) else "名称不正确"
        return _refused(
            name, "package-unreadable", f"无法读取（{why}）", "请确认有读取权限，没有被占用。"
        )


# --- zips --------------------------------------------------------------------------------


def from_zip(name: str, data: bytes) -> Received:
    """The package in the bytes of a zip; like ``receive``."""
    if not data or data.startswith(_EMPTY_ZIP):
        return _refused(name, "zip-empty", "是空的，里面没有文件", _RESEND)
    if container.kind(data) is not container.FileKind.ZIP:
        hint = "rar、7z等压缩包，请解压后重新压缩成zip格式。"
        return _refused(name, "zip-unknown", "不是zip压缩包", hint)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _unpacked(name, package, data)
    except Exception:
        # zipfile lets errors of every kind through from damaged archives.
        hint = "可能没有传输完整，请报送单位重新发送。"
        return _refused(name, "zip-damaged", "压缩包已损坏，无法读取", hint)


def _unpacked(name: str, package: zipfile.ZipFile, data: bytes) -> Received:
    infos = package.infolist()
    try:
        container.require_in_bounds(infos, LIMITS)
        container.require_apart(infos, len(data))
        require_one_reading(data)
    except container.TooLarge:
        return _refused(name, *_too_large())
    except container.Locked:
        return _refused(name, "zip-encrypted", "压缩包设有密码", _REZIP)
    except container.Tangled:
        return _refused(name, "zip-overlap", "压缩包的结构不正常，可能是有人特意做成的", _RESEND)
    except Ambiguous as fault:
        message = f"压缩包的结构不正常（{fault}），不同的软件会读出不同的内容"
        return _refused(name, "zip-ambiguous", message, _RESEND)
    findings: list[Finding] = []
    members = {}
    for info in infos:
        entry = _name(info)
        if refusal := _refusal(info, entry):
            findings.append(Finding.error(refusal[0], entry, *refusal[1:]))
        elif not entry.endswith("/"):
            members[id(info)] = entry
    wanted = dict(_wanted(members, findings, is_zip=True))
    files: dict[str, bytes] = {}
    for info in infos:
        if id(info) not in wanted:
            continue
        entry = wanted[id(info)]
        try:
            files[entry] = container.read_bounded(package, info, info.file_size)
        except container.TooLarge:
            findings.append(
                Finding.error("entry-too-large", entry, "解开后内容过多，没有读取", _RESEND)
            )
        except Exception:
            findings.append(Finding.error("entry-damaged", entry, "已损坏，无法读取", _RESEND))
    return _received(name, files, findings)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Windows writes Chinese names in GBK and does not say so."""
    name = info.orig_filename
    if info.flag_bits & _UTF8:
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeError:
            continue
    return name


def _refusal(info: zipfile.ZipInfo, name: str) -> tuple[str, str, str] | None:
    """Code, message and hint of why a member is not read; None when it may be."""
    if "\\" in name and not _UNSAFE.search(name.replace("\\", "/")):
        return "entry-backslash", "名称里有反斜线，是不合规范的压缩软件做的，没有读取", _REZIP
    if _UNSAFE.search(name):
        return "entry-unsafe-name", "名称指向压缩包以外的位置，没有读取", _RESEND
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "entry-link", "是链接，不是文件，没有读取", _RESEND
    if info.compress_type not in container.METHODS:
        return "entry-method", "所用的压缩方式不能识别，没有读取", _REZIP
    return None


# --- folders -----------------------------------------------------------------------------


def _from_folder(folder: Path, name: str) -> Received:
    findings: list[Finding] = []
    places: dict[int, str] = {}
    sizes = []
    for number, entry in enumerate(_walked(folder)):
        inner = Path(entry.path).relative_to(folder).as_posix()
        if number >= LIMITS.parts:
            return _refused(name, *_too_large())
        if entry.is_file(follow_symlinks=False):
            places[number] = inner
            sizes.append(entry.stat(follow_symlinks=False).st_size)
        elif not entry.is_dir(follow_symlinks=False):
            findings.append(
                Finding.error("entry-link", inner, "是链接等，不是普通的文件，没有读取", _RESEND)
            )
    if sum(sizes) > LIMITS.unpacked:
        return _refused(name, *_too_large())
    files: dict[str, bytes] = {}
    for number, inner in _wanted(places, findings, is_zip=False):
        try:
            files[inner] = (folder / places[number]).read_bytes()
        except OSError as fault:
            hint = "如果正在WPS或Word中打开，请先关闭。"
            findings.append(
                Finding.error(
                    "entry-unreadable", inner, f"无法读取（{os_error_text(fault)}）", hint
                )
            )
    return _received(name, files, findings)


def _walked(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Everything under a folder, in order; former versions and links are not gone into."""
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and Path(entry.path) == folder / HISTORY:
                continue
            yield entry
            if is_folder:
                waiting.append(Path(entry.path))


# --- both --------------------------------------------------------------------------------


def _wanted(
    names: Mapping[int, str], findings: list[Finding], *, is_zip: bool
) -> Iterator[tuple[int, str]]:
    """The files to be read, by key, under their names in the package; adds to the findings."""
    systems = [name for name in names.values() if _is_systems(name)]
    if systems:
        listed = "、".join(printable(name) for name in systems[:_NAMES_SHOWN])
        more = f"等{len(systems)}个文件" if len(systems) > _NAMES_SHOWN else ""
        message = f"{listed}{more}是电脑系统或者WPS自己放的，没有核验"
        findings.append(Finding.warning("system-file", systems[0], message, "不影响核验。"))
    names = {key: name for key, name in names.items() if not _is_systems(name)}
    seen: set[str] = set()
    has_history = False
    for key, name in _without_folder_around(names).items():
        folded = unicodedata.normalize("NFC", name).casefold()
        if name.startswith(f"{HISTORY}/"):
            has_history = True
        elif name.rpartition("/")[2].startswith("~$"):
            hint = "请关闭WPS或Word；报送时不要带上这个文件。"
            message = "是打开公文时的临时文件，没有核验"
            findings.append(Finding.warning("owner-file", name, message, hint))
        elif folded in seen:
            findings.append(Finding.error("entry-duplicate", name, "同名的文件不止一个", _RESEND))
        else:
            seen.add(folded)
            yield key, name
    if has_history and is_zip:
        message = "压缩包里有以前的版本，没有核验"
        hint = "报送时不用带上；build在文件夹旁边生成的压缩包里没有它。"
        findings.append(Finding.warning("history-included", HISTORY, message, hint))


def _is_systems(name: str) -> bool:
    """Whether an operating system, or WPS, has put the file there by itself."""
    *folders, last = name.split("/")
    is_known = last.lower() in _SYSTEM_FILES or last.startswith(_WPS_TEMPORARY)
    return "__MACOSX" in folders or is_known


def _without_folder_around(names: Mapping[int, str]) -> dict[int, str]:
    """The names without the folders around everything, which come with zipping a folder."""
    found = dict(names)
    while found and all("/" in name for name in found.values()):
        if len({name.partition("/")[0] for name in found.values()}) > 1:
            break
        found = {key: name.partition("/")[2] for key, name in found.items()}
    return found


def _received(name: str, files: Mapping[str, bytes], findings: list[Finding]) -> Received:
    findings += _inner_findings(files)
    if not files and all(finding.code == "system-file" for finding in findings):
        return _refused(name, "package-empty", "里面没有文件", _RESEND)
    return Received(name, files, tuple(findings))


def _inner_findings(files: Mapping[str, bytes]) -> Iterator[Finding]:
    """The Office files in a package that programs may read in two ways."""
    for name, data in files.items():
        if name.lower().endswith(_OFFICE) and zipfile.is_zipfile(BytesIO(data)):
            try:
                require_one_reading(data)
            except Ambiguous as fault:
                message = f"文件的内部结构不正常（{fault}），不同的软件会读出不同的内容"
                yield Finding.error("file-ambiguous", name, message, _RESAVE)


def _refused(name: str, code: str, message: str, hint: str) -> Received:
    return Received(name, {}, (Finding.error(code, name, message, hint),))


def _too_large() -> tuple[str, str, str]:
    most = f"压缩包不超过{MAX_FILE_BYTES >> 20}兆，解开后不超过{LIMITS.unpacked >> 20}兆"
    hint = f"{most}、{LIMITS.parts}个文件；无关的内容请不要放在里面。"
    return "package-too-large", "内容过多，没有读取", hint
