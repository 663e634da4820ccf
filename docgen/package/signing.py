"""Signatures of manifests with Ed25519 keys (RFC 8032), for those who want them.

The package ``cryptography`` (``docgen[sign]``) is loaded only when something is signed or
verified. A signature says who vouches for some bytes; whether to trust that key is for the
receiver to say.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.errors import DocgenError, OutputFault, RequestError
from docgen.package.manifest import SIGNATURE as SIGNATURE  # its name belongs to the package
from docgen.system.resources import installing, os_error_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "docgen-signature/1"
ALGORITHM = "Ed25519"
MAX_BYTES = 4096  # of a signature file; ours has some 300
_MAX_KEY_BYTES = 64 * 1024
_KEY_BYTES = 32  # RFC 8032, 5.1.5
_SIGNATURE_BYTES = 64  # RFC 8032, 5.1.6
_FIELDS = {"format", "algorithm", "public_key", "signature"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its 32 raw bytes, and the community that it belongs to, where that is known."""

    raw: bytes
    community: str = field(default="", compare=False)

    @property
    def fingerprint(self) -> str:
        """What people compare by telephone: ``1a2b 3c4d 5e6f 7081``, the start of its SHA-256."""
        digest = hashlib.sha256(self.raw).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key: its 32 raw bytes, which are never shown."""

    raw: bytes
    public: PublicKey

    def __repr__(self) -> str:
        return f"PrivateKey(public={self.public!r})"


class Verdict(Enum):
    """What a signature is worth."""

    VALID_TRUSTED = "valid_trusted"  # matches the data, by a key that the receiver trusts
    VALID_UNKNOWN = "valid_unknown"  # matches the data, but nobody has said whose key it is
    INVALID = "invalid"  # does not match the data
    MALFORMED = "malformed"  # is no signature at all


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What became of a signature, and the key that it names; None when MALFORMED."""

    verdict: Verdict
    key: PublicKey | None = None

    @property
    def is_valid(self) -> bool:
        """True when the signature matches the data, whoever made it."""
        return self.verdict in (Verdict.VALID_TRUSTED, Verdict.VALID_UNKNOWN)


# --- signing and verifying ---------------------------------------------------------------


def sign(data: bytes, key: PrivateKey) -> bytes:
    """A signature of the data as UTF-8 JSON; the same data and key give the same bytes.

    Raises:
        RequestError: ``cryptography`` is not installed.
    """
    content = {
        "format": FORMAT,
        "algorithm": ALGORITHM,
        "public_key": key.public.raw.hex(),
        "signature": _working(key).sign(data).hex(),
    }
    return (json.dumps(content, indent=2) + "\n").encode()


def verify(data: bytes, signature: bytes, trusted: Sequence[PublicKey]) -> SignatureCheck:
    """What a signature, which may come from anywhere, is worth for the data.

    Raises:
        RequestError: ``cryptography`` is not installed.
    """
    _require_cryptography()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = _parsed(signature)
    if found is None:
        return SignatureCheck(Verdict.MALFORMED)
    key, signed = found
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signed, data)
    except (InvalidSignature, ValueError):
        return SignatureCheck(Verdict.INVALID, key)
    is_trusted = key in trusted
    return SignatureCheck(Verdict.VALID_TRUSTED if is_trusted else Verdict.VALID_UNKNOWN, key)


def _parsed(signature: bytes) -> tuple[PublicKey, bytes] | None:
    """The key and the signature proper, or None."""
    if len(signature) > MAX_BYTES:
        return None
    try:
        content = json.loads(signature.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or set(content) != _FIELDS:
        return None
    if content["format"] != FORMAT or content["algorithm"] != ALGORITHM:
        return None
    key = _from_hex(content["public_key"], _KEY_BYTES)
    signed = _from_hex(content["signature"], _SIGNATURE_BYTES)
    return None if key is None or signed is None else (PublicKey(key), signed)


def _from_hex(value: object, size: int) -> bytes | None:
    if not isinstance(value, str) or len(value) != 2 * size:
        return None
    try:
        data = bytes.fromhex(value)
    except ValueError:
        return None
    return data if data.hex() == value else None  # one way of writing only: no blanks, no capitals


# --- key files ---------------------------------------------------------------------------


def load_private_key(path: Path) -> PrivateKey:
    """The private key in a PEM file.

    Raises:
        RequestError: the file cannot be read or holds something else.
    """
    _require_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    data = _key_data(path)
    if b"PUBLIC KEY-----" in data:
        raise RequestError(
            f"“{path}”是公钥，签名要用私钥",
            "请改用名称以 .key 结尾的私钥文件。",
        )
    try:
        key = load_pem_private_key(data, None)
    except TypeError:  # what the library says of a key with a password
        raise RequestError(
            f"私钥“{path}”设有密码，不能使用",
            "请用 docgen keygen 另外生成一对密钥，私钥文件存放在他人看不到的地方。",
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _other_algorithm(path)
    return _plain(key)


def load_public_key(path: Path) -> PublicKey:
    """The public key in a PEM file.

    Raises:
        RequestError: the file cannot be read or holds something else.
    """
    _require_cryptography()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    data = _key_data(path)
    if b"PRIVATE KEY-----" in data:
        raise RequestError(
            f"“{path}”是私钥，核验要用公钥",
            "请改用名称以 .pub 结尾的公钥文件。私钥只由签名的人保管；"
            "如果这份私钥是别人送来的，请对方作废这对密钥，重新生成。",
        )
    try:
        key = load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(path) from None
    if not isinstance(key, Ed25519PublicKey):
        raise _other_algorithm(path)
    return PublicKey(key.public_bytes_raw())


def generate(private: Path, public: Path) -> PublicKey:
    """Make a pair of keys and write them as PEM files; the private one for the owner's eyes only.

    Raises:
        RequestError: one of the files exists already; nothing is written.
        OutputFault: the place cannot be written; nothing is left there.
    """
    _require_cryptography()
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    private_data = key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    public_data = key.public_key().public_bytes(
        form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo
    )
    _write_new(private, private_data, 0o600)
    try:
        _write_new(public, public_data, 0o644)
    except BaseException:
        with suppress(OSError):
            private.unlink()
        raise
    return _plain(key).public


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file that must not exist yet; on a failure it does not exist afterwards."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags, mode)
    except FileExistsError:
        raise RequestError(
            f"“{path}”已经存在，没有改动",
            "请换一个名称。覆盖私钥以后，用它签名的材料就不能再补签了。",
        ) from None
    except (OSError, UnicodeError) as error:
        raise _not_written(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise _not_written(path, error) from error
        raise


def _key_data(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_KEY_BYTES + 1)
    except (OSError, UnicodeError) as error:
        raise RequestError(
            f"无法读取密钥文件“{path}”（{os_error_text(error)}）",
            "请核对文件的位置和名称。",
        ) from error
    if len(data) > _MAX_KEY_BYTES:
        raise _no_key(path)
    return data


def _working(key: PrivateKey) -> Ed25519PrivateKey:
    """The key as the library wants it."""
    _require_cryptography()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key.raw)


def _plain(key: Ed25519PrivateKey) -> PrivateKey:
    return PrivateKey(key.private_bytes_raw(), PublicKey(key.public_key().public_bytes_raw()))


def _require_cryptography() -> None:
    try:
        import cryptography  # noqa: F401
    except ImportError:
        raise RequestError(
            "没有安装签名所需的组件cryptography",
            f"{installing('sign')}，或者使用打包好的 docgen.exe。",
        ) from None


def _no_key(path: Path) -> DocgenError:
    return RequestError(
        f"“{path}”不是密钥文件",
        "请使用 docgen keygen 生成的密钥文件：私钥以 .key 结尾，公钥以 .pub 结尾。",
    )


def _other_algorithm(path: Path) -> DocgenError:
    return RequestError(f"“{path}”不是{ALGORITHM}密钥", "请使用 docgen keygen 生成的密钥文件。")


def _not_written(path: Path, error: OSError | UnicodeError) -> DocgenError:
    return OutputFault(
        f"无法写入“{path}”（{os_error_text(error)}）", "请确认磁盘有空间、文件夹有写入权限。"
    )
