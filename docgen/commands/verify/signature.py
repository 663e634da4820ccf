"""The signature of a package: whether it fits, and whether its key is trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docgen.errors import Finding, RequestError
from docgen.package import signing
from docgen.package.manifest import MANIFEST
from docgen.package.signing import PublicKey, SignatureCheck, Verdict

_SIGN = "请社区用 docgen build --sign 重新生成后报送，并与对方核对公钥指纹。"


@dataclass(frozen=True, slots=True)
class SignatureResult:
    """The fingerprint of the key whose signature fits, and what was found."""

    signed_by: str | None = None
    findings: tuple[Finding, ...] = ()


def check_signature(files: Mapping[str, bytes], trusted: Sequence[PublicKey]) -> SignatureResult:
    """What the signature of a package is worth; without trusted keys there need not be one."""
    signature = files.get(signing.SIGNATURE)
    if signature is None:
        return SignatureResult(
            findings=(_fault("signature-missing", "没有签名"),) if trusted else ()
        )
    if MANIFEST not in files:
        return SignatureResult(
            findings=(_fault("signature-broken", "有签名，没有签名所指的材料清单"),)
        )
    try:
        check = signing.verify(files[MANIFEST], signature, trusted)
    except RequestError as fault:  # the library is not installed
        if trusted:
            raise
        message = f"有签名，未核对：{fault.message}"
        return SignatureResult(
            None, (Finding.warning("signature-unchecked", signing.SIGNATURE, message, fault.hint),)
        )
    return _judged(check, bool(trusted))


def _judged(check: SignatureCheck, must_be_trusted: bool) -> SignatureResult:
    fingerprint = check.key.fingerprint if check.key else ""
    if check.verdict is Verdict.MALFORMED:
        return SignatureResult(findings=(_fault("signature-broken", "签名文件已损坏"),))
    if check.verdict is Verdict.INVALID:
        message = f"签名与材料清单不符，签名以后清单被改动过（公钥指纹{fingerprint}）"
        return SignatureResult(findings=(_fault("signature-broken", message),))
    if check.verdict is Verdict.VALID_TRUSTED:
        return SignatureResult(fingerprint)
    if must_be_trusted:
        message = f"签名所用的公钥不在可信的公钥之中（公钥指纹{fingerprint}）"
        return SignatureResult(fingerprint, (_fault("signature-untrusted", message),))
    message = f"有签名，未核对来源（公钥指纹{fingerprint}）"
    hint = "请向报送单位索取公钥文件，当面或者打电话核对指纹，再用 --trust 核验。"
    return SignatureResult(
        fingerprint, (Finding.warning("signature-unchecked", signing.SIGNATURE, message, hint),)
    )


def _fault(code: str, message: str) -> Finding:
    return Finding.error(code, signing.SIGNATURE, message, _SIGN)
