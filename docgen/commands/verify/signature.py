"""The signature of a package: whether it fits, and whether its key is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.chinese.signs import comparison_key
from docgen.errors import Finding, RequestError, printable
from docgen.package import signing
from docgen.package.manifest import MANIFEST
from docgen.package.signing import PublicKey, SignatureCheck, Verdict

_SIGN = "请社区用 docgen build --sign 重新生成后报送，并与对方核对公钥指纹。"


@dataclass(frozen=True, slots=True)
class SignatureResult:
    """The fingerprint of the key whose signature fits, and what was found.

    ``communities`` are those that a trusted key belongs to, "" among them for one that is bound
    to nobody; none for a key that is not trusted.
    """

    signed_by: str | None = None
    findings: tuple[Finding, ...] = ()
    communities: frozenset[str] = frozenset()

    def of(self, community: str) -> Iterator[Finding]:
        """What there is to say of a trusted key that signs for this community."""
        if not self.communities:
            return
        if comparison_key(community) in map(comparison_key, self.communities - {""}):
            return
        if "" in self.communities:
            message = f"签名的公钥（指纹{self.signed_by}）没有指明属于哪个社区"
            hint = "请写 --trust 社区=公钥文件，或者把公钥以社区命名放在一个文件夹里。"
            yield Finding.warning("signature-unbound", signing.SIGNATURE, message, hint)
            return
        owners = "、".join(sorted(self.communities))
        message = f"签名的公钥（指纹{self.signed_by}）是{owners}的，不是{printable(community)}的"
        yield _fault("signature-other-community", message)


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
    owners = frozenset(key.community for key in trusted if key == check.key)
    return replace(
        _judged(check, bool(trusted)), communities=owners if check.is_valid else frozenset()
    )


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
