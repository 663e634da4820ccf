"""The public keys that an office trusts, and the communities that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from docgen.errors import RequestError
from docgen.package import signing
from docgen.package.signing import PublicKey

_SUFFIX = ".pub"


def trusted_keys(arguments: Iterable[str]) -> list[PublicKey]:
    """The keys that these arguments of ``--trust`` name.

    ``社区=key.pub`` is the key of that community; a folder holds keys named by community
    (``幸福里社区.pub``); a file alone is a key that belongs to nobody in particular.

    Raises:
        RequestError: there is no such file, or no public key in it.
    """
    return [key for argument in arguments for key in _keys(argument)]


def _keys(argument: str) -> Iterator[PublicKey]:
    path = Path(argument)
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() == _SUFFIX)
        if not files:
            raise RequestError(
                f"文件夹里没有公钥：{argument}",
                f"请放入以社区命名的公钥文件，例如：幸福里社区{_SUFFIX}。",
            )
        for file in files:
            yield replace(signing.load_public_key(file), community=file.stem)
        return
    community, is_bound, name = argument.partition("=")
    if path.is_file() or not is_bound:
        community, name = "", argument
    if not Path(name).is_file():
        raise RequestError(
            f"没有找到公钥文件：{name}",
            f"请写公钥文件、社区=公钥文件，或者存放公钥的文件夹，例如：幸福里社区=甲{_SUFFIX}。",
        )
    yield replace(signing.load_public_key(Path(name)), community=community.strip())
