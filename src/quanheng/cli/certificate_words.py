"""The words of the certificate commands in the two languages."""

from quanheng.cli.language import Language

_WORDS: dict[str, tuple[str, str]] = {
    "certificate": ("Certificate", "证书"),
    "schema": ("schema", "格式版本"),
    "signature": ("signature", "签名"),
    "signed": ("there is one; `quanheng certificate verify` examines it", "有；用 quanheng certificate verify 核验"),
    "unsigned": ("none", "无"),
    "laboratory": ("laboratory", "实验室"),
    "laboratory code": ("laboratory code", "实验室代号"),
    "customer": ("customer", "委托方"),
    "performed": ("measured", "校准日期"),
    "issued": ("issued", "签发日期"),
    "persons": ("responsible", "负责人"),
    "item": ("item", "被校件"),
    "method": ("method", "方法"),
    "equipment": ("equipment", "设备"),
    "condition": ("condition", "环境条件"),
    "conformity": ("conformity", "符合性"),
    "pass": ("pass", "合格"),
    "fail": ("fail", "不合格"),
    "conditionalPass": ("conditional pass", "有条件合格"),
    "conditionalFail": ("conditional fail", "有条件不合格"),
    "noPass": ("pass not shown", "未证明合格"),
    "noFail": ("fail not shown", "未证明不合格"),
    "valid": ("valid", "有效"),
    "invalid": ("invalid", "无效"),
    "not checked": ("not checked", "未检查（not checked）"),
    "error": ("error", "错误"),
    "warning": ("warning", "警告"),
    "note": ("note", "提示"),
    "errors": ("errors", "错误"),
    "warnings": ("warnings", "警告"),
    "notes": ("notes", "提示"),
    "place": ("at", "位置"),
    "line": ("line", "行"),
    "remedy": ("remedy", "处理"),
    "drift title": ("Points in both certificates", "两份证书共有的点"),
    "quantity": ("quantity", "量"),
    "at": ("at", "测量点"),
    "earlier": ("earlier", "前次"),
    "later": ("later", "本次"),
    "drift": ("drift", "漂移"),
    "U(drift)": ("U(drift)", "U(漂移)"),
    "En": ("En", "En"),
    "only earlier": ("only in the earlier", "仅见于前次"),
    "only later": ("only in the later", "仅见于本次"),
    "changes": ("Changed beside the results", "结果以外的变化"),
    "consistent": ("no drift is larger than its uncertainty explains", "漂移均未超出其不确定度"),
    "inconsistent": ("a drift is larger than its uncertainty explains: |En| > 1", "有漂移超出其不确定度：|En| > 1"),
    "holds": ("holds", "成立"),
    "broken": ("broken", "断裂"),
    "open": ("open", "不能判定"),
    "no links": ("the certificate names no certificate of its standards", "证书未写明所用标准器的证书"),
    "chain": ("chain", "溯源链"),
}


_FACTS: dict[str, str] = {
    "unique identifier": "唯一标识",
    "schema version": "格式版本",
    "receipt date": "收样日期",
    "begin of performance": "校准开始日期",
    "end of performance": "校准结束日期",
    "issue date": "签发日期",
    "performance location": "校准地点",
    "laboratory": "实验室",
    "laboratory code": "实验室代号",
    "customer": "委托方",
    "responsible persons": "负责人",
    "software": "软件",
    "item": "被校件",
    "name": "名称",
    "manufacturer": "制造商",
    "model": "型号",
    "identification": "编号",
    "equipment": "设备",
    "method": "方法",
}


def fact_in(language: Language, what: str) -> str:
    """What a change is about, such as `item 1 model`, in one language.

    Example:
        >>> fact_in(Language.ZH, "item 1 model"), fact_in(Language.ZH, "schema version")
        ('被校件 1 型号', '格式版本')
    """
    if language is not Language.ZH:
        return what
    if what in _FACTS:
        return _FACTS[what]
    first, _, rest = what.partition(" ")
    # The name of a method or of equipment is the certificate's own.
    words = [_FACTS.get(each, each) for each in rest.split(" ")] if first == "item" else [rest]
    return " ".join([_FACTS.get(first, first), *words])


def words_in(language: Language) -> dict[str, str]:
    """The words of one language, by their names."""
    place = 1 if language is Language.ZH else 0
    return {name: both[place] for name, both in _WORDS.items()}
