"""Numbers as people type them: hedges, multipliers, ranges, Chinese numerals, measures.

Whatever is not certain is not a number here: the words stay, and a finding asks.
"""

import re
import unicodedata
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.core.values import numerals
from jlhy_xl.core.values.parsed import shift

_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LONGEST = 120  # characters; longer texts are sentences
_LARGEST = 40  # decimal exponent; 1e999 is no figure of any office


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_BEFORE = _listed(
    "约为 大约 大概 约 接近 将近 近 不超过 不高于 不大于 不多于 低于 少于 小于 不到 最多 至多 "
    "不少于 不低于 不小于 至少 最少 超过 高于 大于 多于 ≤ ≥ <= >= < > ≈ ~"
)
_AFTER = _listed("左右 上下 以内 之内 内 以上 以下 余 多")
_ABOUT = frozenset(_listed("约为 大约 大概 约 接近 将近 近 ≈ ~ 左右 上下 余 多"))
_PREFIX = re.compile("|".join(map(re.escape, _BEFORE)))
_SUFFIX = re.compile(f"(?:{'|'.join(_AFTER)})$")
_JOIN = re.compile(r"(?:-{1,2}|[~～‐\u2010-\u2015\u2212\u2500]{1,2}|至|到)")
_RATIO = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_DIGITS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
# After 千 or 百 these make a measure: 3千瓦时 is not 3000 瓦时.
_COMPOUND = ("瓦", "米", "克", "卡", "伏", "分点", "分比", "分之", "赫", "帕", "字节")
_SINGLE = re.compile(
    rf"(?P<sign>[-+]|负)?(?P<money>[¥$€]|人民币|RMB)?(?P<per>百分之|千分之)?"
    rf"(?:(?P<digits>{_DIGITS})(?:[eE](?P<exp>[-+]?[0-9]{{1,4}}))?|(?P<chinese>[{numerals.SIGNS}]+))"
    r"(?P<times>[百千]?万亿?|[百千]?亿|[百千](?!" + "|".join(_COMPOUND) + r"))?"
    r"(?P<hedge>余|多)?(?P<measure>[^\d\s]*)"
)
_LETTERS = re.compile(r"[^\W\d_]*(?:[%‰°℃/·每][^\W\d_]*)*")
TIMES = {"百": 2, "千": 3, "万": 4, "亿": 8}


class Number(Struct, frozen=True, repr_omit_defaults=True):
    """A typed number: ``value`` is None where only two ends (``low``, ``high``) are said."""

    value: Decimal | None
    measure: str = ""
    hedge: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    times: str = ""  # 万, 亿 as typed; already in ``value``
    is_ratio: bool = False
    is_scientific: bool = False

    @property
    def is_approximate(self) -> bool:
        """Whether every hedge says "about"; the others are bounds (不超过, 以内)."""
        return all(word in _ABOUT for word in self.hedge.split("…"))


def number(typed: str) -> Number | None:
    """Read what a person typed as a number; None when it is not one, or not for certain.

    >>> number("约２.５个工作日")
    Number(value=Decimal('2.5'), measure='工作日', hedge='约')
    >>> number("2000万")
    Number(value=Decimal('20000000'), times='万')
    >>> number("二十"), number("1,234.5元")
    (Number(value=Decimal('20')), Number(value=Decimal('1234.5'), measure='元'))
    >>> ends = number("3—5")
    >>> ends.value, ends.low, ends.high
    (None, Decimal('3'), Decimal('5'))
    >>> number("当日办结"), number("三四天"), number("1,5"), number("十几")
    (None, None, None, None)
    """
    if _PLAIN.fullmatch(typed):
        return Number(Decimal(typed))
    words = _prepared(typed)
    if not words:
        return None
    if found := _RATIO.fullmatch(words):
        low, high = Decimal(found[1]), Decimal(found[2])
        return Number(None, low=low, high=high, is_ratio=True)
    words, hedge = _unhedged(words)
    return _range(words, hedge) or _single(words, hedge)


def _prepared(typed: str) -> str:
    """Return the words in one form without blanks, "" where reading them would be guessing."""
    if len(typed) > _LONGEST:
        return ""
    signs: list[str] = []
    for sign in typed:
        plain = _sign(sign, signs[-1] if signs else "")
        if plain is None:
            return ""
        signs.append(plain)
    words = unicodedata.normalize("NFKC", "".join(signs)).strip()
    words = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", words).rstrip("。;,，；、!")
    if re.search(r"[0-9.,]\s+[0-9.,]", words):
        return ""
    words = re.sub(r"\s+", "", words)
    return re.sub(r"(?<![A-Za-z])m([23])(?![0-9])", _cubic, words)


def _cubic(found: re.Match[str]) -> str:
    return "平方米" if found[1] == "2" else "立方米"


def _sign(sign: str, before: str) -> str | None:
    """Return a character as it may be read in a number, None where NFKC would change its meaning.

    "2²" would become 22, "2½" 21/2, "3㏠" 31日; an override shows 12 as 21, a soft hyphen joins 3-5.
    """
    if sign < "\x7f":
        return sign if sign >= " " or sign in "\t\n\r" else None
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if category in {"Cc", "Cs", "Co"} or sign in "\u202e\xad":
        return None
    if category == "Cf":
        return ""
    if sign in "²³" and before and before in "mM米":
        return "2" if sign == "²" else "3"
    if sign in "㎡㎥":
        return "平方米" if sign == "㎡" else "立方米"
    if sign == "\u2212":
        return "-"
    seen = unicodedata.normalize("NFKC", sign)
    changed = seen != sign and any(part.isnumeric() for part in seen)
    return None if changed or category == "No" else sign


def _unhedged(words: str) -> tuple[str, str]:
    """Return the words without the hedges around them, and the hedges."""
    hedges = []
    if found := _PREFIX.match(words):
        hedges.append(found[0])
        words = words[found.end() :]
    if found := _SUFFIX.search(words):
        hedges.append(found[0])
        words = words[: found.start()]
    return words, "…".join(hedges)


def _range(words: str, hedge: str) -> Number | None:
    parts = _JOIN.split(words)
    if len(parts) != 2 or not all(parts):
        return None
    low, high = _single(parts[0], hedge), _single(parts[1], hedge)
    if low is None or high is None or low.hedge != high.hedge:
        return None
    if low.measure not in ("", high.measure) or low.times not in ("", high.times):
        return None
    if high.times and not low.times:
        return None  # 3-5万 may mean 3 to 50000
    return Number(None, high.measure, hedge, low.value, high.value, high.times)


def _single(words: str, hedge: str) -> Number | None:
    found = _SINGLE.fullmatch(words)
    if found is None or (found["per"] and (found["measure"] or found["money"])):
        return None
    said, measure = _value(found), _measure(found)
    if said is None or measure is None or abs(said.adjusted()) > _LARGEST:
        return None
    times = found["times"] or ""
    value = shift(said, sum(TIMES[sign] for sign in times))
    if found["sign"] in ("-", "负"):
        value = value.copy_negate() if value else value
    hedge = "…".join(part for part in (hedge, found["hedge"] or "") if part)
    return Number(value, measure, hedge, times=times, is_scientific=bool(found["exp"]))


def _value(found: re.Match[str]) -> Decimal | None:
    if found["digits"]:
        said = Decimal(found["digits"].replace(",", ""))
        return shift(said, int(found["exp"])) if found["exp"] else said
    measure = found["measure"]
    # 一网通办, 十分满意: only a known measure makes the first sign a numeral; 三千瓦时 has two readings
    if measure.startswith(_COMPOUND) or not (measure == "" or is_known(measure)):
        return None
    return numerals.value_of(found["chinese"])


def _measure(found: re.Match[str]) -> str | None:
    measure: str = found["measure"]
    if not _LETTERS.fullmatch(measure):
        return None
    if found["per"]:
        return "%" if found["per"] == "百分之" else "‰"
    if found["money"]:
        money = "元" if found["money"] in ("¥", "人民币", "RMB") else found["money"]
        return money if measure in ("", "元") else None
    return measure[1:] if measure.startswith("个") and len(measure) > 1 else measure


_KNOWN = frozenset(
    _listed(
        "个 项 件 次 人 名 位 户 家 宗 起 例 笔 份 张 页 条 处 步 环节 道 天 日 工作日 日历天 日历日 "
        "自然日 周 个月 月 年 小时 分钟 分 秒 元 % ‰ 百分点 倍 成 指数 工资周 周工资 平方米 立方米 吨 度 "
        "千瓦 千瓦时 千米 公里 米 亩 公顷 元/千瓦时 元/度 元/立方米 元/立方 元/方 元/吨 人次 户次"
    )
)
_SAME = {
    "日历日": "日历天", "自然日": "日历天", "自然天": "日历天", "日": "天",
    "元人民币": "元", "人民币": "元", "圆": "元", "块": "元", "块钱": "元",
    "度": "千瓦时", "kwh": "千瓦时", "元/度": "元/千瓦时", "元/kwh": "元/千瓦时",
    "元每千瓦时": "元/千瓦时", "元每度": "元/千瓦时",
    "元/立方": "元/立方米", "元/方": "元/立方米", "元每立方米": "元/立方米", "立方": "立方米",
    "百分比": "%", "工资周": "工资周数", "周工资": "工资周数",
}  # fmt: skip


# Pairs that mean one thing for these indicators, though not everywhere.
_PAIRS = frozenset(
    frozenset(pair) for pair in (("天", "日历天"), ("环节", "个"), ("周", "工资周数"))
)


def is_known(measure: str) -> bool:
    """Whether the text is a measure that offices use."""
    bare = measure.removeprefix("个") or measure
    return measure in _KNOWN or bare in _KNOWN or bare.lower() in _SAME


_SMALL = frozenset(
    _listed(
        "个 环节 步 道 天 日 工作日 日历天 日历日 自然日 周 个月 月 年 小时 分钟 秒 分 % ‰ 百分点 倍 成 指数 "
        "工资周 工资周数 周工资"
    )
)  # days, steps, marks and shares: no procedure in them comes by ten thousands


def is_small(measure: str) -> bool:
    """Whether figures of this measure never come by ten thousands: no money, no count of cases.

    >>> [is_small(each) for each in ("工作日", "指数(0-15)", "元", "件", "")]
    [True, True, False, False, False]
    """
    return unicodedata.normalize("NFKC", measure).split("(")[0].strip() in _SMALL


def same_measure(typed: str, measure: str) -> bool:
    """Whether the typed measure is the indicator's own in other words; never a conversion.

    >>> same_measure("度", "千瓦时"), same_measure("天", "工作日"), same_measure("天", "日历天")
    (True, False, True)
    >>> same_measure("环节", "个"), same_measure("指数", "指数(0-15)")
    (True, True)
    """
    asked = unicodedata.normalize("NFKC", measure).split("(")[0].strip()
    one, other = (_SAME.get(word.lower(), word) for word in (typed, asked))
    return one == other or frozenset((one, other)) in _PAIRS
