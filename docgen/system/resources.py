"""Files: those shipped with docgen, and why one cannot be used."""

from __future__ import annotations

import errno
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_REASONS = {
    errno.EACCES: "没有权限，或文件正被占用",
    errno.EPERM: "没有权限，或文件正被占用",
    errno.EBUSY: "文件正被占用",
    errno.EADDRINUSE: "正被另一个程序使用",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "找不到这个位置",
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "名称过长",
    errno.EINVAL: "名称中有不能使用的字符",
}


def shipped(folder: str) -> Path:
    """A shipped folder: inside the installed package, or beside it in a source checkout.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for path in (_PACKAGE / folder, _PACKAGE.parent / folder):
        if path.is_dir():
            return path
    raise FileNotFoundError(folder)


def installing(extra: str) -> str:
    """How to install what an extra brings; from the sources, as no index has the distribution."""
    return f'请在程序的源代码文件夹中运行 pip install ".[{extra}]" 安装'


def os_error_text(error: OSError | UnicodeError) -> str:
    """Why the system could not use a file, in Chinese."""
    if isinstance(error, UnicodeError):
        return "系统的字符编码不能表示中文文件名"
    return _REASONS.get(error.errno or 0, f"系统错误{error.errno}" if error.errno else "系统错误")
