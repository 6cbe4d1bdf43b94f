"""A register of organisations as a large city has it, the same on every machine: made up, but with a real one's skew.

Most names carry the city, 公司 and 有限; districts, trades and streets are frequent, the names that tell firms apart
are rare. And rows come as they do in life: the register was first filled by imports, district after district, then
grew mixed, and the newest rows are one district's late import. So the newest rows are like each other and unlike the
rest, which is what an ordered scan with a filter suffers from.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

SEED = 20231123


def _words(text: str) -> list[str]:
    return text.split()


class Area(NamedTuple):
    """A division: its share is roughly that of the city's people."""

    code: str
    name: str
    level: str
    share: float


AREAS = (
    Area("370102", "历下区", "district", 11),
    Area("370103", "市中区", "district", 10),
    Area("370104", "槐荫区", "district", 8),
    Area("370105", "天桥区", "district", 9),
    Area("370112", "历城区", "district", 13),
    Area("370113", "长清区", "district", 6),
    Area("370114", "章丘区", "district", 11),
    Area("370115", "济阳区", "district", 5),
    Area("370116", "莱芜区", "district", 9),
    Area("370117", "钢城区", "district", 3),
    Area("370124", "平阴县", "county", 3),
    Area("370126", "商河县", "county", 4),
    Area("370176", "高新区", "zone", 7),
    Area("370177", "起步区", "zone", 1),
)
LATE_AREA = next(position for position, area in enumerate(AREAS) if area.name == "莱芜区")

KINDS = {
    "enterprise": 78,
    "market": 9,
    "medical": 7,
    "public": 4.4,
    "calibration": 0.9,
    "authorised": 0.6,
    "statutory": 0.06,
    "regulator": 0.04,
}
PUBLIC = {"public", "statutory", "regulator"}
STATUSES = {"active": 87, "closed": 10, "suspended": 3}
TRADES = _words(
    "科技 商贸 机械 电子 食品 医药 建材 物流 餐饮 汽车 化工 能源 环保 农业 纺织 服装 家具 包装 印刷 玻璃 仪器 仪表 衡器 电气 电力 "
    "燃气 供水 热力 石油 加油站 眼镜 珠宝 水产 粮油 果蔬 茶叶 百货 超市 酒店 广告 文化 教育 软件 通信 建筑 装饰 劳务 园林 钢铁 铸造 "
    "阀门 轴承 水泥 陶瓷 橡胶 塑料 制药 医疗器械 生物 检测 计量 咨询 租赁 置业"
)
FORMS = {
    "enterprise": {"有限公司": 78, "有限责任公司": 9, "股份有限公司": 4, "经营部": 5, "厂": 4},
    "market": {"市场管理有限公司": 55, "农贸市场": 25, "集贸市场": 20},
    "medical": {"医院": 30, "门诊部": 30, "卫生院": 15, "医疗有限公司": 25},
    "public": {"管理处": 40, "服务中心": 40, "学校": 20},
    "calibration": {"校准检测有限公司": 100},
    "authorised": {"计量检定站": 60, "检测有限公司": 40},
    "statutory": {"计量检定测试院": 100},
    "regulator": {"市场监督管理局": 100},
}
STREETS = _words(
    "经十路 泺源大街 解放路 文化东路 和平路 花园路 工业南路 工业北路 北园大街 济泺路 无影山路 纬十二路 经七路 张庄路 党杨路 二环东路 "
    "二环西路 旅游路 奥体中路 舜华路 新泺大街 世纪大街 凤鸣大街 香港大街 双山大街 明水大街 鲁中大街 文源大街 府前大街 锦水街 青年路 兴隆街"
)
# The characters that firms like in their names; the first ones far more than the last.
AUSPICIOUS = (
    "泉鑫华盛隆泰恒信达安康源润丰和瑞祥德宏伟通亚联创新天正大明众合嘉美佳金银海川山河东方南北星辰宇宙航科智慧云腾飞龙凤鹏翔力强威远景程锦绣春秋"
    "夏冬晨曦朝阳月光日升永久长青松柏梅兰竹菊荷莲桂枫林森木水火土玉珠宝石晶晖辉煌耀灿烂昌旺兴业成功利益顺吉庆福禄寿喜乐善仁义礼忠孝诚厚朴实真"
    "元亨贞乾坤泽惠普博雅文翰墨韵颐颂岱岳泰岭鲁齐舜禹尧稷骏骥骋驰骁驹麒麟鸿鹄鹭鸥鹰雁鹤翎翼羽翠碧蓝紫丹朱赤彤赫炎焱煜烨熠熙炜炫"
)
ENGLISH = ("Technology", "Trading", "Machinery", "Instruments", "Foods", "Energy", "Logistics", "Testing")

CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
CODE_WEIGHTS = [pow(3, place, 31) for place in range(17)]
CODE_VALUES = {character: value for value, character in enumerate(CODE_CHARACTERS)}

COLUMNS = _words(
    "id credit_code name name_en short_name kind status division_id street address postcode industry_code scope "
    "established_on employees telephone website authorisation_number note is_demonstration registered_at revision"
)


def credit_code(first_seventeen: str) -> str:
    """The code with its check character (GB 32100-2015, 5)."""
    total = sum(
        CODE_VALUES[character] * weight for character, weight in zip(first_seventeen, CODE_WEIGHTS, strict=True)
    )
    return first_seventeen + CODE_CHARACTERS[-total % 31]


def organisations(count: int, divisions: Sequence[UUID]) -> Iterator[tuple[str, ...]]:
    """`count` rows in the order of `COLUMNS`, as text for COPY, oldest first; `divisions` are the ids of `AREAS`."""
    rng = random.Random(SEED)
    favour = [1 / (rank + 4) for rank in range(len(AUSPICIOUS))]
    kinds = rng.choices(list(KINDS), list(KINDS.values()), k=count)
    statuses = rng.choices(list(STATUSES), list(STATUSES.values()), k=count)
    trades = rng.choices(TRADES, [1 / (rank + 3) for rank in range(len(TRADES))], k=count)
    marks = zip(*(rng.choices(AUSPICIOUS, favour, k=count) for _ in range(3)), strict=True)
    started = datetime(2019, 3, 1, tzinfo=UTC)
    for number, (area, kind, mark) in enumerate(zip(_areas(count, rng), kinds, marks, strict=True)):
        place, trade, chance = AREAS[area], trades[number], rng.random()
        own = "".join(mark if number % 5 else mark[:2])
        form = rng.choices(list(FORMS[kind]), list(FORMS[kind].values()))[0]
        ahead = "济南" if chance < 0.62 else "山东" if chance < 0.8 else "济南" + place.name
        ahead = place.name if kind == "regulator" else ahead
        street = STREETS[(area * 3 + number * number) % len(STREETS)]
        registered = started + timedelta(seconds=200 * number)
        elsewhere = rng.random() < 0.03  # seated outside the city
        yield (
            str(_identifier(registered, rng)),
            credit_code(f"{'12' if kind in PUBLIC else '91'}{place.code}{_nine(number)}"),
            f"{ahead}{own}{trade}{form}",
            f"Jinan {ENGLISH[number % len(ENGLISH)]} No. {number % 9973} Co., Ltd." if chance < 0.08 else "",
            f"{own}{trade}" if chance < 0.4 else "",
            kind,
            statuses[number],
            str(divisions[area]),
            f"{own}街道",
            ("山东省青岛市" if elsewhere else f"山东省济南市{place.name}") + f"{street}{1 + number % 899}号",
            f"2500{number % 90 + 10}",
            f"{1000 + number % 8000}",
            f"{trade}的生产、销售和服务",
            (date(1995, 1, 1) + timedelta(days=number * 37 % 10_000)).isoformat(),
            str(1 + number * 7919 % 400),
            f"0531-8{number % 10_000_000:07}",
            "",
            "",
            "",
            "f",
            registered.isoformat(),
            "1",
        )


def _areas(count: int, rng: random.Random) -> Iterator[int]:
    """The area of each row: half of them in imports of one district each, then mixed, the last ones of one district."""
    shares = [area.share for area in AREAS]
    late, whole = count * 6 // 100, sum(shares)
    for area, share in enumerate(shares):
        yield from [area] * int(count / 2 * share / whole)
    mixed = count - late - sum(int(count / 2 * share / whole) for share in shares)
    yield from rng.choices(range(len(AREAS)), shares, k=mixed)
    yield from [LATE_AREA] * late


def _identifier(moment: datetime, rng: random.Random) -> UUID:
    """A UUID version 7 of that moment."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62))


def _nine(number: int) -> str:
    """Nine characters that no other number has."""
    text = ""
    number = (
        number * 611_953 % 887_503_681
    )  # spread over the codes; 31^6, with which the factor has no divisor in common
    for _ in range(6):
        number, rest = divmod(number, 31)
        text = CODE_CHARACTERS[rest] + text
    return "MA3" + text
