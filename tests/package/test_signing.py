"""Signatures and key files: only what was signed counts, and no key is lost or shown around."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from docgen.errors import ExitCode, OutputFault, RequestError
from docgen.package import signing
from docgen.package.signing import PrivateKey, PublicKey, SignatureCheck, Verdict, sign, verify
from tests.support.command_line import Docgen

DATA = "清单\n".encode()


def private_key(seed: int) -> PrivateKey:
    raw = bytes([seed]) * 32
    public = Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    return PrivateKey(raw, PublicKey(public))


KEY, OTHER = private_key(1), private_key(2)
SIGNATURE = sign(DATA, KEY)


# --- signing and verifying ---------------------------------------------------------------


def test_a_signature_matches_its_data_and_names_its_key() -> None:
    assert verify(DATA, SIGNATURE, [OTHER.public, KEY.public]) == SignatureCheck(
        Verdict.VALID_TRUSTED, KEY.public
    )
    assert verify(DATA, SIGNATURE, []) == SignatureCheck(Verdict.VALID_UNKNOWN, KEY.public)
    assert verify(DATA, SIGNATURE, [OTHER.public]).verdict is Verdict.VALID_UNKNOWN


def test_the_signature_is_the_one_of_the_standard() -> None:
    """RFC 8032, 7.1, test 2: the one byte 72 under the key of that test."""
    seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    expected = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    key = PrivateKey(bytes.fromhex(seed), PublicKey(bytes.fromhex(public)))
    assert json.loads(sign(b"\x72", key)) == {
        "format": "docgen-signature/1",
        "algorithm": "Ed25519",
        "public_key": public,
        "signature": expected,
    }
    assert key.public.fingerprint == "39f7 13d0 a644 253f"  # sha256sum of the 32 bytes


def test_the_same_data_and_key_give_the_same_bytes() -> None:
    assert sign(DATA, KEY) == SIGNATURE
    assert sign(DATA, OTHER) != SIGNATURE


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_byte_of_the_data_can_be_changed(place: int, change: int) -> None:
    tampered = bytearray(DATA)
    tampered[place] ^= change
    check = verify(bytes(tampered), SIGNATURE, [KEY.public])
    assert check == SignatureCheck(Verdict.INVALID, KEY.public)
    assert not check.is_valid


def test_nothing_can_be_added_to_or_taken_from_the_data() -> None:
    for data in (b"", DATA + b"\n", DATA[:-1]):
        assert verify(data, SIGNATURE, [KEY.public]).verdict is Verdict.INVALID


@given(st.integers(0, len(SIGNATURE) - 1), st.binary(min_size=1, max_size=1))
def test_a_changed_signature_is_never_valid(place: int, byte: bytes) -> None:
    tampered = SIGNATURE[:place] + byte + SIGNATURE[place + 1 :]
    check = verify(DATA, tampered, [KEY.public])
    same = json.loads(SIGNATURE)
    try:
        is_same = json.loads(tampered) == same
    except ValueError:
        is_same = False
    assert check.is_valid == is_same


def test_another_keys_name_on_a_signature_does_not_pass() -> None:
    content = json.loads(SIGNATURE) | {"public_key": OTHER.public.raw.hex()}
    check = verify(DATA, json.dumps(content).encode(), [KEY.public, OTHER.public])
    assert check == SignatureCheck(Verdict.INVALID, OTHER.public)


@pytest.mark.parametrize("point", ["02" + "00" * 31, "ff" * 32])
def test_a_key_that_is_no_point_of_the_curve_is_not_valid(point: str) -> None:
    content = json.loads(SIGNATURE) | {"public_key": point, "signature": "00" * 64}
    assert not verify(DATA, json.dumps(content).encode(), []).is_valid


def malformed(**changes: object) -> bytes:
    content = {**json.loads(SIGNATURE), **changes}
    return json.dumps({key: value for key, value in content.items() if value != "drop"}).encode()


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"[" * 4000,
        SIGNATURE + b" " * 4096,
        malformed(format="docgen-signature/2"),
        malformed(format=["docgen-signature/1"]),
        malformed(algorithm="RSA"),
        malformed(algorithm="drop"),
        malformed(public_key=None),
        malformed(public_key=1),
        malformed(public_key=KEY.public.raw.hex()[:-2]),
        malformed(public_key="zz" * 32),
        malformed(public_key=KEY.public.raw.hex().upper()),
        malformed(signature="drop"),
        malformed(signature=[]),
        malformed(signature="00" * 65),
        malformed(signature=" 0" * 64),
        malformed(more="字段"),
    ],
)
def test_what_is_no_signature_is_said_to_be_none(signature: bytes) -> None:
    assert verify(DATA, signature, [KEY.public]) == SignatureCheck(Verdict.MALFORMED)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "format": st.just("docgen-signature/1") | JSON,
        "algorithm": st.just("Ed25519") | JSON,
        "public_key": st.binary(min_size=32, max_size=32).map(bytes.hex) | JSON,
        "signature": st.binary(min_size=64, max_size=64).map(bytes.hex) | JSON,
    },
)


@given(st.binary() | (FIELDS | JSON).map(lambda value: json.dumps(value).encode()))
def test_no_signature_makes_it_fail_or_pass(signature: bytes) -> None:
    assert not verify(DATA, signature, [KEY.public]).is_valid


# --- key files ---------------------------------------------------------------------------


def test_a_new_pair_of_keys_can_be_used(tmp_path: Path) -> None:
    private, public = tmp_path / "社区.key", tmp_path / "社区.pub"
    made = signing.generate(private, public)
    key = signing.load_private_key(private)
    assert signing.load_public_key(public) == key.public == made
    assert verify(DATA, sign(DATA, key), [made]).verdict is Verdict.VALID_TRUSTED
    assert private.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----\n")  # PKCS8
    assert public.read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----\n")
    assert sorted(tmp_path.iterdir()) == [private, public]


def test_each_pair_is_another(tmp_path: Path) -> None:
    first = signing.generate(tmp_path / "1.key", tmp_path / "1.pub")
    assert signing.generate(tmp_path / "2.key", tmp_path / "2.pub") != first


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_only_the_owner_may_read_the_private_key(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        signing.generate(tmp_path / "a.key", tmp_path / "a.pub")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "a.pub").stat().st_mode) == 0o644


def test_a_private_key_is_not_shown_where_things_are_printed() -> None:
    assert KEY.raw.hex() not in repr(KEY)
    assert repr(KEY.raw) not in repr([KEY])


@pytest.mark.parametrize("there", ["a.key", "a.pub"])
def test_no_key_is_overwritten(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("旧", encoding="utf-8")
    with pytest.raises(RequestError) as raised:
        signing.generate(tmp_path / "a.key", tmp_path / "a.pub")
    assert raised.value.message == f"“{tmp_path / there}”已经存在，没有改动"
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "旧"


def test_a_full_disk_leaves_no_half_of_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, mode: str) -> object:
        os.close(descriptor)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(signing.os, "fdopen", full)
    with pytest.raises(OutputFault) as raised:
        signing.generate(tmp_path / "a.key", tmp_path / "a.pub")
    assert raised.value.message == f"无法写入“{tmp_path / 'a.key'}”（磁盘空间不足）"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    place = tmp_path / "没有" / "a.key"
    with pytest.raises(OutputFault) as raised:
        signing.generate(place, place.with_suffix(".pub"))
    assert raised.value.message == f"无法写入“{place}”（找不到这个位置）"


def private_pem(password: bytes | None = None) -> bytes:
    encryption = form.BestAvailableEncryption(password) if password else form.NoEncryption()
    key = Ed25519PrivateKey.from_private_bytes(KEY.raw)
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, encryption)


def public_pem() -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(KEY.raw).public_key()
    return key.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


def elliptic(is_private: bool) -> bytes:
    key = ec.derive_private_key(7, ec.SECP256R1())
    if is_private:
        return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    return key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (public_pem(), "“{}”是公钥，签名要用私钥"),
        (private_pem(b"secret"), "私钥“{}”设有密码，不能使用"),
        (elliptic(True), "“{}”不是Ed25519密钥"),
        (b"", "“{}”不是密钥文件"),
        (b"\xff" * 100, "“{}”不是密钥文件"),
        (private_pem()[:60], "“{}”不是密钥文件"),
        (private_pem() + b" " * 70000, "“{}”不是密钥文件"),
    ],
)
def test_what_is_no_private_key_is_named(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "密钥"
    path.write_bytes(data)
    with pytest.raises(RequestError) as raised:
        signing.load_private_key(path)
    assert raised.value.message == message.format(path)
    assert raised.value.hint


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (private_pem(), "“{}”是私钥，核验要用公钥"),
        (private_pem(b"secret"), "“{}”是私钥，核验要用公钥"),
        (elliptic(False), "“{}”不是Ed25519密钥"),
        (b"", "“{}”不是密钥文件"),
        (public_pem()[:60], "“{}”不是密钥文件"),
        (SIGNATURE, "“{}”不是密钥文件"),
    ],
)
def test_what_is_no_public_key_is_named(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "密钥"
    path.write_bytes(data)
    with pytest.raises(RequestError) as raised:
        signing.load_public_key(path)
    assert raised.value.message == message.format(path)
    assert raised.value.hint


@pytest.mark.parametrize("load", [signing.load_private_key, signing.load_public_key])
def test_a_key_file_that_cannot_be_read_is_named(load: object, tmp_path: Path) -> None:
    for path, why in ((tmp_path / "没有", "找不到这个位置"), (tmp_path, "这是文件夹，不是文件")):
        with pytest.raises(RequestError) as raised:
            load(path)  # type: ignore[operator]
        assert raised.value.message == f"无法读取密钥文件“{path}”（{why}）"


# --- without the optional package ----------------------------------------------------------


def test_without_cryptography_everything_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    path = tmp_path / "a"
    for call in (
        lambda: sign(DATA, KEY),
        lambda: verify(DATA, SIGNATURE, []),
        lambda: verify(DATA, b"", []),
        lambda: signing.load_private_key(path),
        lambda: signing.load_public_key(path),
        lambda: signing.generate(path, path),
    ):
        with pytest.raises(RequestError) as raised:
            call()
        assert raised.value.message == "没有安装签名所需的组件cryptography"
        assert 'pip install ".[sign]"' in raised.value.hint
    assert list(tmp_path.iterdir()) == []


# --- the command ---------------------------------------------------------------------------


def test_keygen_writes_both_keys_and_says_who_gets_which(docgen: Docgen) -> None:
    outcome = docgen("keygen", "幸福里社区")
    assert outcome.code == ExitCode.OK
    key = signing.load_public_key(Path("幸福里社区.pub"))
    assert signing.load_private_key(Path("幸福里社区.key")).public == key
    assert outcome.out.splitlines() == [
        "已生成私钥：幸福里社区.key",
        "  自己保管，不要交给他人，也不要放进报送的文件夹。",
        "已生成公钥：幸福里社区.pub",
        "  交上级机关，用来核验签名。",
        f"公钥指纹：{key.fingerprint}",
        "  交公钥时，请当面或者打电话与对方核对指纹。",
    ]


def test_keygen_tells_programs_the_same(docgen: Docgen) -> None:
    told = docgen("keygen", "a.b", "--json").json
    assert told == {
        "private": "a.b.key",
        "public": "a.b.pub",
        "fingerprint": signing.load_public_key(Path("a.b.pub")).fingerprint,
    }


def test_keygen_does_not_touch_keys_that_are_there(docgen: Docgen) -> None:
    docgen("keygen", "幸福里社区")
    before = Path("幸福里社区.key").read_bytes()
    outcome = docgen("keygen", "幸福里社区")
    assert outcome.code == ExitCode.USAGE
    assert outcome.err.startswith("错误：“幸福里社区.key”已经存在，没有改动\n办法：请换一个名称。")
    assert Path("幸福里社区.key").read_bytes() == before
