"""Rules on languages, countries, people, files and the digests of other documents."""

import base64
import binascii
import re
from collections.abc import Iterator

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject
from quanheng.certificate.checking.vocabulary import COUNTRIES, LANGUAGES
from quanheng.certificate.digests import DIGESTS, algorithm_of
from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model import Contact, Equipment, File, Item, Location, Reference, Text

_HEX = re.compile(r"[0-9a-fA-F]+", re.ASCII)
#: How files of a kind begin.
_BEGINNINGS = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/zip": (b"PK",),
}


@rule(
    "DCC-A01",
    Severity.ERROR,
    title=("Language codes are those of ISO 639-1", "语言代码取自 ISO 639-1"),
    message=("{code} is no language code", "{code} 不是语言代码"),
    remedy=("write two small letters, such as zh, en or de", "写两个小写字母，如 zh、en、de"),
)
def languages_exist(subject: Subject) -> Iterator[Found]:
    """Those used, those mandatory, and those of every text."""
    core = subject.certificate.administrative.core
    for code in dict.fromkeys((*core.used_languages, *core.mandatory_languages)):
        if code not in LANGUAGES:
            yield found(core.place, code=repr(code))
    for text in subject.all(Text):
        for code in text.languages:
            if code not in LANGUAGES:
                yield found(text.place, code=repr(code))


@rule(
    "DCC-A02",
    Severity.ERROR,
    title=("Mandatory languages are among those used", "强制语言属于所用语言"),
    message=("{code} is mandatory, but not among the languages used", "{code} 是强制语言，却不在所用语言之列"),
    remedy=("add it to usedLangCodeISO639_1, and the texts in it", "加入 usedLangCodeISO639_1，并补上该语言的文本"),
)
def mandatory_languages_are_used(subject: Subject) -> Iterator[Found]:
    """By the core data."""
    core = subject.certificate.administrative.core
    for code in core.mandatory_languages:
        if code not in core.used_languages:
            yield found(core.place, code=repr(code))


@rule(
    "DCC-A03",
    Severity.NOTE,
    title=("Texts are there in every mandatory language", "文本具备全部强制语言"),
    message=(
        "{count} texts lack the mandatory language {code}, the first of them '{text}'",
        "{count} 处文本缺少强制语言 {code}，第一处为“{text}”",
    ),
    remedy=("add the text in that language", "补上该语言的文本"),
)
def texts_in_mandatory_languages(subject: Subject) -> Iterator[Found]:
    """Texts that name their languages at all; once a language."""
    for code in subject.certificate.administrative.core.mandatory_languages:
        lacking = [each for each in subject.all(Text) if each.languages and code not in each.languages]
        if lacking:
            yield found(lacking[0].place, code=repr(code), count=len(lacking), text=str(lacking[0])[:60])


@rule(
    "DCC-A04",
    Severity.ERROR,
    title=("Country codes are those of ISO 3166-1", "国家代码取自 ISO 3166-1"),
    message=("{code} is no country code", "{code} 不是国家代码"),
    remedy=("write two capital letters, such as CN or DE", "写两个大写字母，如 CN、DE"),
)
def countries_exist(subject: Subject) -> Iterator[Found]:
    """Of the core data and of addresses."""
    core = subject.certificate.administrative.core
    if core.country and core.country not in COUNTRIES:
        yield found(core.place, code=repr(core.country))
    for location in subject.all(Location):
        code = location.part("countryCode")
        if code is not None and code not in COUNTRIES:
            yield found(core.place, code=repr(code))


@rule(
    "DCC-A05",
    Severity.ERROR,
    title=("The certificate and its items can be told from others", "证书与被校件可以识别"),
    message=("{what} is empty", "{what}为空"),
    remedy=("write it", "补写"),
)
def there_are_identifiers(subject: Subject) -> Iterator[Found]:
    """A unique identifier, a name and an identification of each item."""
    core = subject.certificate.administrative.core
    if not core.unique_identifier:
        yield found(core.place, what=Wording("the unique identifier of the certificate", "证书的唯一标识"))
    for item in subject.all(Item):
        if not any(each.text for each in item.name.contents):
            yield found(item.place, what=Wording("the name of an item", "被校件名称"))
        if not item.identifications:
            yield found(item.place, what=Wording("the identification of an item", "被校件编号"))


@rule(
    "DCC-A06",
    Severity.NOTE,
    title=("Somebody signs for the certificate", "有主签署人"),
    message=("no responsible person is the main signer", "没有负责人标为主签署人"),
    remedy=("mark one person with mainSigner", "为一名负责人标上 mainSigner"),
)
def there_is_a_signer(subject: Subject) -> Iterator[Found]:
    """One at least."""
    persons = subject.certificate.administrative.persons
    if not any(each.is_main_signer for each in persons):
        yield found(persons[0].place if persons else subject.certificate.administrative.core.place)


@rule(
    "DCC-A07",
    Severity.ERROR,
    title=("Embedded files can be opened", "内嵌文件可以打开"),
    message=("{file}: {reason}", "{file}：{reason}"),
    remedy=(
        "embed the file again, as base64, with its right media type",
        "以 base64 重新嵌入文件，并写明正确的媒体类型",
    ),
)
def files_can_be_opened(subject: Subject) -> Iterator[Found]:
    """Base64, and the beginning that files of the type have."""
    for file in subject.all(File):
        try:
            data = file.data
        except Unreadable as error:
            yield found(file.place, file=repr(file.file_name), reason=error.message)
            continue
        beginnings = _BEGINNINGS.get(file.mime_type.casefold())
        if beginnings is not None and not data.startswith(beginnings):
            reason = Wording(f"it does not begin as {file.mime_type} does", f"开头不是 {file.mime_type} 的样子")
            yield found(file.place, file=repr(file.file_name), reason=reason)


@rule(
    "DCC-T01",
    Severity.ERROR,
    title=("A digest has the length that its algorithm gives", "摘要的长度与算法相符"),
    message=("{referral}: {value} is no {procedure} digest", "{referral}：{value} 不是 {procedure} 摘要"),
    remedy=("compute it again; write it in hexadecimal or base64", "重新计算，以十六进制或 base64 书写"),
)
def digests_are_digests(subject: Subject) -> Iterator[Found]:
    """Of algorithms that are known here."""
    for reference in subject.all(Reference):
        algorithm = algorithm_of(reference.procedure)
        if algorithm is not None and _length(reference.value) != DIGESTS[algorithm]:
            yield found(
                reference.place, referral=reference.referral_id, value=repr(reference.value[:40]), procedure=algorithm
            )


def _length(value: str) -> int | None:
    """Bytes of a digest in hexadecimal or base64; None of what is neither."""
    bare = "".join(value.split()).replace(":", "")
    if _HEX.fullmatch(bare) and len(bare) // 2 in DIGESTS.values() and not len(bare) % 2:
        return len(bare) // 2
    try:
        return len(base64.b64decode(bare, validate=True))
    except (binascii.Error, ValueError):
        return None


@rule(
    "DCC-T02",
    Severity.WARNING,
    title=("Digests are of an algorithm that can be relied on", "摘要算法可靠"),
    message=("{referral}: {procedure} {fault}", "{referral}：{procedure} {fault}"),
    remedy=("use SHA-256, SHA-384, SHA-512, SHA3-256 or SM3", "改用 SHA-256、SHA-384、SHA-512、SHA3-256 或 SM3"),
)
def digests_can_be_relied_on(subject: Subject) -> Iterator[Found]:
    """MD5 and SHA-1 can be made to collide; others are not known here."""
    for reference in subject.all(Reference):
        algorithm = algorithm_of(reference.procedure)
        if algorithm in ("MD5", "SHA-1"):
            fault = Wording("can be made to collide", "可被构造碰撞")
        elif algorithm is None:
            fault = Wording("is not known here, so nothing can be compared", "未知，无法核对")
        else:
            continue
        yield found(reference.place, referral=reference.referral_id, procedure=repr(reference.procedure), fault=fault)


@rule(
    "DCC-T03",
    Severity.ERROR,
    title=("The certificates of the equipment are valid on the day", "所用设备的证书在校准当日有效"),
    message=(
        "'{name}' was used outside the validity of its certificate {referral}",
        "“{name}”使用时超出其证书 {referral} 的有效期",
    ),
    remedy=(
        "use equipment with a valid certificate and measure again; or correct inValidityRange",
        "改用证书有效的设备重新测量；或更正 inValidityRange",
    ),
)
def equipment_was_valid(subject: Subject) -> Iterator[Found]:
    """What the certificate itself says; `chain` compares the dates of the certificates given."""
    for equipment in subject.all(Equipment):
        reference: Reference | None = equipment.certificate
        while reference is not None:
            if reference.in_validity_range is False:
                yield found(reference.place, name=str(equipment.name), referral=reference.referral_id)
            reference = reference.linked_report


@rule(
    "DCC-T04",
    Severity.NOTE,
    title=("Standards used name their certificates", "所用标准器写明其证书"),
    message=("the standard '{name}' names no certificate", "标准器“{name}”未写明证书"),
    remedy=(
        "add the identifier and the digest of its certificate, so that the chain can be followed",
        "补上其证书的标识与摘要，使溯源链可查",
    ),
)
def standards_have_certificates(subject: Subject) -> Iterator[Found]:
    """Equipment of the type basic_normalUsed."""
    for equipment in subject.all(Equipment):
        if equipment.certificate is None and equipment.is_a("basic_normalUsed"):
            yield found(equipment.place, name=str(equipment.name))


@rule(
    "DCC-A08",
    Severity.ERROR,
    title=("The laboratory and the customer are named", "实验室与客户有名称"),
    message=("a contact has no name", "联系方没有名称"),
    remedy=("write it", "补写"),
)
def contacts_have_names(subject: Subject) -> Iterator[Found]:
    """Every contact."""
    for contact in subject.all(Contact):
        if not any(each.text for each in contact.name.contents):
            yield found(contact.place)
