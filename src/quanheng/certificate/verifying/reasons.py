"""Why a verification comes out as it does: every reason has an id, a weight, and its words in English and Chinese.

A *fault* makes a signature invalid, a *gap* leaves it undecided, a *caution* and a *fact* change nothing but are always
stated: that nobody looked for a revocation is a caution, never silence.
"""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a reason does to the verdict."""

    FAULT = "fault"
    GAP = "gap"
    CAUTION = "caution"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding of a verification.

    Attributes:
        id: stable name, such as `digest-mismatch`.
        weight: what it does to the verdict.
        en: in English.
        zh: in Chinese.
        detail: the value that it is about, as found.
        signature: position of the signature in the document, from 1; 0 for the document.
    """

    id: str
    weight: Weight
    en: str
    zh: str
    detail: str = ""
    signature: int = 0


_F, _G, _C, _I = Weight.FAULT, Weight.GAP, Weight.CAUTION, Weight.FACT

_TEXTS: dict[str, tuple[Weight, str, str]] = {
    # the document
    "unreadable": (_F, "The document cannot be read safely.", "无法安全地读取该文件。"),
    "no-signature": (_F, "The document bears no signature.", "该文件没有签名。"),
    "signature-misplaced": (_F, "A signature does not stand directly in the root element.", "有签名不在根元素之下。"),
    "content-behind-signature": (_F, "Something stands behind or between the signatures.", "签名之间或之后另有内容。"),
    "too-many-signatures": (_F, "The document bears more signatures than are examined.", "文件中的签名数量超过限度。"),
    "id-not-unique": (_F, "Two elements have the same id.", "两个元素使用了同一标识。"),
    "ambiguous-attribute": (
        _F,
        "An attribute makes canonical forms differ.",
        "有属性会使规范化结果产生歧义。",
    ),
    # the signature's form
    "form": (_F, "The signature is not of the form that is accepted.", "签名结构不符合要求。"),
    "canonical-form-not-accepted": (_F, "The canonical form is not one that is accepted.", "不接受该规范化方法。"),
    "transform-not-accepted": (_F, "The signature transforms what it signs.", "签名对所签内容作了不被接受的变换。"),
    "algorithm-not-accepted": (_F, "The algorithm is not one that is accepted.", "不接受该签名算法。"),
    "digest-not-accepted": (_F, "The digest algorithm is not one that is accepted.", "不接受该摘要算法。"),
    "references": (
        _F,
        "The signature must refer exactly to the whole document and to its own properties.",
        "签名必须且只能引用整个文件和签名自身的属性。",
    ),
    "properties-not-signed": (_F, "The signature's properties are not signed.", "签名属性未被签名覆盖。"),
    "no-certificate": (_F, "The signature carries no certificate.", "签名未附带证书。"),
    "certificate-unreadable": (_F, "A certificate cannot be read.", "证书无法读取。"),
    "certificate-ambiguous": (
        _F,
        "It is not clear which certificate is the signer's.",
        "无法确定哪一张是签名人的证书。",
    ),
    # integrity
    "document-altered": (_F, "The document was changed after it was signed.", "文件在签名之后被改动。"),
    "properties-altered": (_F, "The signature's properties were changed after signing.", "签名属性在签名之后被改动。"),
    "signature-wrong": (
        _F,
        "The signature was not made with the key of the certificate that it names.",
        "签名不是用所附证书的密钥作出的。",
    ),
    "intact": (_I, "The document is as it was signed.", "文件与签名时一致。"),
    # the key
    "algorithm-not-of-key": (
        _F,
        "The document names another algorithm than its key's.",
        "文件声明的算法与密钥规定的算法不符。",
    ),
    "key-not-accepted": (_F, "The key is of a kind or length that is not accepted.", "不接受该类型或长度的密钥。"),
    "suite-not-installed": (
        _G,
        'SM2 cannot be checked here: pip install "quanheng[sm]".',
        "此处无法检验 SM2 签名，请安装 quanheng[sm]。",
    ),
    # who signed
    "no-trust": (
        _G,
        "Nothing was said about whom to trust: give a trust directory.",
        "未指明信任哪些签发机构，请提供信任目录。",
    ),
    "issuer-unknown": (
        _G,
        "The certificate does not lead to anybody in the trust directory.",
        "该证书无法追溯到信任目录中的机构。",
    ),
    "trusted": (_I, "The certificate leads to the trust directory.", "该证书可追溯到信任目录。"),
    "pinned": (_I, "The trust directory names this very certificate.", "信任目录中列有这张证书。"),
    "path-not-valid": (
        _F,
        "The certificates between signer and trust are not in order.",
        "从签名人到信任机构的证书链不合规。",
    ),
    "usage": (_F, "The certificate is not for signatures.", "该证书不得用于签名。"),
    "purpose": (_F, "The certificate is not for signing documents.", "该证书不得用于签署文件。"),
    "purpose-other": (
        _C,
        "The certificate was issued for other purposes; it counts because the trust directory names it.",
        "该证书原为其他用途签发；因列入信任目录而予认可。",
    ),
    # when
    "time-given": (_I, "Judged at the time that was given to the verification.", "按检验时给定的时间判定。"),
    "time-stamped": (_I, "Judged at the time that a time-stamping authority states.", "按时间戳机构给出的时间判定。"),
    "time-claimed": (
        _C,
        "Judged at the time that the signer claims; nobody else confirms it.",
        "按签名人自称的时间判定，没有第三方佐证。",
    ),
    "time-now": (_C, "The signature states no time; judged now.", "签名没有载明时间，按当前时间判定。"),
    "time-unproven": (
        _G,
        "A proven signing time is asked for, and there is only the signer's word.",
        "要求签名时间有证明，而目前只有签名人自称的时间。",
    ),
    "time-unknown": (
        _G,
        "The certificate had expired by the time that is known, and nothing shows that the signature is older.",
        "在已知的时间证书已经过期，且没有依据表明签名作于过期之前。",
    ),
    "time-in-future": (_F, "The signature claims a time that is still to come.", "签名时间尚未到来。"),
    "times-contradict": (
        _G,
        "The signer claims a later time than the one at which the signature is to have existed.",
        "签名人自称的时间晚于签名应已存在的时间。",
    ),
    "time-malformed": (_F, "The signing time is no time with a zone.", "签名时间的写法不正确或没有时区。"),
    "timestamp-not-accepted": (
        _C,
        "A time stamp could not be accepted, and was left out.",
        "时间戳未被接受，已不予考虑。",
    ),
    "not-valid-then": (_F, "A certificate was not valid at the time of signing.", "签名时证书不在有效期内。"),
    # revocation
    "revocation-unchecked": (
        _C,
        "Nobody looked whether the certificate was revoked: no current list or answer was given.",
        "未检查证书是否被吊销：没有可用的吊销列表或在线状态应答。",
    ),
    "revocation-missing": (
        _G,
        "Evidence about revocation is asked for, and there is none.",
        "要求提供吊销状态的证据，而目前没有。",
    ),
    "not-revoked": (_I, "The certificate was not revoked, as of the evidence given.", "据所提供的证据，证书未被吊销。"),
    "revoked": (_F, "The certificate had been revoked when the document was signed.", "签名时证书已被吊销。"),
    "revoked-perhaps-before": (
        _G,
        "The certificate was revoked later than the claimed signing time, which nobody confirms.",
        "证书在自称的签名时间之后被吊销，而该时间没有佐证。",
    ),
    "revoked-after": (
        _C,
        "The certificate was revoked after the signature is proven to have existed.",
        "证书在签名已被证明存在之后才被吊销。",
    ),
    "evidence-not-accepted": (
        _C,
        "Evidence about revocation could not be accepted, and was left out.",
        "吊销证据未被接受，已不予考虑。",
    ),
}

#: Every reason id, for documents and tests.
REASON_IDS = tuple(_TEXTS)


def weight_of(name: str) -> Weight:
    """What the reason of this id does to the verdict."""
    return _TEXTS[name][0]


def texts_of(name: str) -> tuple[str, str]:
    """The words of the reason of this id, in English and in Chinese."""
    return _TEXTS[name][1:]


def reason(name: str, detail: str = "", signature: int = 0) -> Reason:
    """The reason of this id.

    Example:
        >>> found = reason("no-signature")
        >>> found.weight, found.zh
        (<Weight.FAULT: 'fault'>, '该文件没有签名。')
    """
    weight, en, zh = _TEXTS[name]
    return Reason(name, weight, en, zh, detail, signature)


class Found(Exception):
    """A reason that ends the examination of a signature; caught where the verdict is made."""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name
        self.detail = detail
