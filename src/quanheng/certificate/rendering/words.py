"""What a printed certificate says of its own, in Chinese and English."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from quanheng.certificate.building.vocabulary import Kind
from quanheng.certificate.model.texts import Text


class Language(StrEnum):
    """Language of a printed certificate."""

    CHINESE = "zh"
    ENGLISH = "en"
    BOTH = "zh-en"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text as printed, and below it the same in English where the document is in both languages."""

    main: str
    below: str = ""

    def __str__(self) -> str:
        return f"{self.main} {self.below}" if self.below else self.main


def phrase(language: Language, zh: str, en: str) -> Phrase:
    """The words in the language of the document.

    Example:
        >>> phrase(Language.BOTH, "型号", "Model"), phrase(Language.ENGLISH, "型号", "Model")
        (Phrase(main='型号', below='Model'), Phrase(main='Model', below=''))
    """
    if language is Language.ENGLISH:
        return Phrase(en)
    return Phrase(zh, en if language is Language.BOTH and en != zh else "")


def of_text(language: Language, text: Text | None) -> Phrase:
    """A text of the certificate; whatever language it has where it has not the document's."""
    if text is None:
        return Phrase("")
    english = text.within("en")
    return phrase(language, text.within("zh", "en"), english)


#: Words by name: Chinese, English. Those that differ with the kind of document stand in `OF_KIND`.
WORDS = MappingProxyType({
    "number": ("证书编号", "Certificate No."),
    "item": ("计量器具名称", "Instrument"),
    "model": ("型号/规格", "Model/Type"),
    "serial": ("出厂编号", "Serial No."),
    "manufacturer": ("制造单位", "Manufacturer"),
    "identification": ("编号", "Identification"),
    "description": ("技术参数", "Specification"),
    "address": ("地址", "Address"),
    "approver": ("批准人", "Approved by"),
    "checker": ("核验员", "Checked by"), "responsible": ("负责人", "Responsible"),
    "received": ("接收日期", "Date received"),
    "issued": ("签发日期", "Date issued"),
    "valid_until": ("有效期至", "Valid until"),
    "recalibration": ("约定再校准日期", "Recalibration (agreed)"),
    "phone": ("电话", "Telephone"), "fax": ("传真", "Fax"), "e_mail": ("电子邮件", "E-mail"), "link": ("网址", "Web"),
    "post_code": ("邮编", "Post code"),
    "code": ("机构资质/授权证书号", "Authorisation No."),
    "temperature": ("温度", "Temperature"), "place": ("地点", "Place"),
    "standards": ("使用的标准器", "Measurement standards used"),
    "installations": ("使用的计量标准装置", "Measuring set-ups used"),
    "name": ("名称", "Name"), "range": ("测量范围", "Range"),
    "accuracy": ("不确定度/准确度等级/最大允许误差", "Uncertainty, class or MPE"),
    "certificate": ("证书编号", "Certificate No."), "until": ("有效期至", "Valid until"),
    "digests": ("溯源证书的摘要", "Digests of these certificates"),
    "expanded": ("扩展不确定度", "Expanded uncertainty"),
    "standard_uncertainty": ("标准不确定度", "Standard uncertainty"),
    "limits": ("最大允许误差", "MPE"), "tolerance": ("允许限", "Limits"),
    "verdict": ("结论", "Verdict"),
    "observed": ("检查项目", "Inspection"), "found": ("检查结果", "Finding"),
    "quantity": ("量", "Quantity"), "value": ("值", "Value"), "unit": ("单位", "Unit"),
    "statements": ("说明", "Statements"),
    "amended": ("本证书替代", "This document replaces"),
    "blank": ("以下空白", "End of document"),
    "scan": ("扫码核对", "Scan to verify"),
    "embedded": ("本文件内嵌数字校准证书(XML)，其 SHA-256 摘要为", "The digital certificate (XML) is embedded; its SHA-256 is"),
    "no": ("序号", "No."),
    "items": ("被测器具", "Items"), "several": ("等，共 {count} 件，详见后页", "and others, {count} in all; see overleaf"),
    "not_met": ("不合格项目", "Requirements not met"),
    "methods": ("依据的技术文件", "Documents followed"),
})  # fmt: skip

OF_KIND = MappingProxyType({
    Kind.VERIFICATION: {
        "title": ("检定证书", "Verification Certificate"), "customer": ("送检单位", "Client"),
        "basis": ("检定依据", "Verified to"), "conclusion": ("检定结论", "Conclusion"),
        "verifier": ("检定员", "Verified by"), "date": ("检定日期", "Date verified"),
        "conditions": ("检定环境条件及地点", "Conditions and place"), "seal": ("检定专用章", "Seal"), "results": ("检定结果", "Results of verification"),
    },
    Kind.REJECTION: {
        "title": ("检定结果通知书", "Rejection Notice"), "customer": ("送检单位", "Client"),
        "basis": ("检定依据", "Verified to"), "conclusion": ("检定结论", "Conclusion"),
        "verifier": ("检定员", "Verified by"), "date": ("检定日期", "Date verified"),
        "conditions": ("检定环境条件及地点", "Conditions and place"), "seal": ("检定专用章", "Seal"), "results": ("检定结果", "Results of verification"),
    },
    Kind.CALIBRATION: {
        "title": ("校准证书", "Calibration Certificate"), "customer": ("客户名称", "Client"),
        "basis": ("校准依据", "Calibrated to"), "conclusion": ("结论", "Conclusion"),
        "verifier": ("校准员", "Calibrated by"), "date": ("校准日期", "Date calibrated"),
        "conditions": ("校准环境条件及地点", "Conditions and place"), "seal": ("校准专用章", "Seal"), "results": ("校准结果", "Results of calibration"),
    },
})  # fmt: skip

VERDICTS = MappingProxyType({
    "pass": ("合格", "Pass"), "fail": ("不合格", "Fail"), "conditionalPass": ("有条件合格", "Conditional pass"),
    "conditionalFail": ("有条件不合格", "Conditional fail"), "noPass": ("未证明合格", "Not shown to pass"),
    "noFail": ("未证明不合格", "Not shown to fail"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one document: its kind and language."""

    kind: Kind
    language: Language

    @property
    def between(self) -> str:
        """Between the ends of a range."""
        return " to " if self.language is Language.ENGLISH else "～"

    @property
    def comma(self) -> str:
        """Between parts of a phrase."""
        return ", " if self.language is Language.ENGLISH else "，"

    @property
    def semicolon(self) -> str:
        """Between phrases."""
        return "; " if self.language is Language.ENGLISH else "；"

    def __call__(self, name: str) -> Phrase:
        """Words by name."""
        zh, en = OF_KIND[self.kind].get(name) or WORDS[name]
        return phrase(self.language, zh, en)

    def counted(self, name: str, count: int) -> Phrase:
        """Words by name that tell a number."""
        found = self(name)
        return Phrase(found.main.format(count=count), found.below.format(count=count))

    def verdict(self, status: str) -> Phrase:
        """A status of conformity in words."""
        zh, en = VERDICTS.get(status, (status, status))
        return phrase(self.language, zh, en)

    def text(self, text: Text | None) -> Phrase:
        """A text of the certificate."""
        return of_text(self.language, text)

    def date(self, written: str | None) -> str:
        """A date as the document's readers write it."""
        if not written:
            return ""
        parts = written[:10].split("-")
        if self.language is Language.ENGLISH or len(parts) != 3:
            return written
        return f"{parts[0]}年{parts[1]}月{parts[2]}日"
