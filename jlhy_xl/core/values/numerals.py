"""Chinese numerals: read only where writing the number again gives the same signs."""

import re
from decimal import Decimal

SIGNS = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億廿卅点點半"
_FOLD = str.maketrans("〇壹贰叁肆伍陆柒捌玖拾佰仟萬億點", "零一二三四五六七八九十百千万亿点")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_STRING = re.compile(r"[零一二三四五六七八九]{4,}")


def value_of(signs: str) -> Decimal | None:
    """Return the numeral's value; None where it is none, or has a second reading (三四, 一百二).

    >>> value_of("二十"), value_of("两千零五"), value_of("三点五"), value_of("三四")
    (Decimal('20'), Decimal('2005'), Decimal('3.5'), None)
    """
    folded = signs.translate(_FOLD).replace("廿", "二十").replace("卅", "三十")
    small = small_value(folded)
    if small is not None:
        return Decimal(small)
    if _STRING.fullmatch(folded):  # 二零二六: digit by digit
        return Decimal("".join(str(_DIGITS[sign]) for sign in folded))
    return _large(folded)


def small_value(signs: str) -> int | None:
    """Return a numeral below 100, None where it is another; no library needed.

    >>> small_value("十二"), small_value("两"), small_value("三十"), small_value("一二")
    (12, 2, 30, None)
    """
    if signs == "两":
        return 2
    if signs in _DIGITS:
        return _DIGITS[signs]
    found = _TENS.fullmatch(signs)
    if found is None:
        return None
    return _DIGITS[found[1] or "一"] * 10 + _DIGITS[found[2] or "零"]


def _large(folded: str) -> Decimal | None:
    import cn2an

    words = folded.replace("两", "二")
    try:
        value = Decimal(str(cn2an.cn2an(words, "normal")))
        again = cn2an.an2cn(str(value), "low")
    except ValueError:  # the library's own word for what is no numeral
        return None
    canonical = _canonical(words)
    return value if _canonical(again) == canonical else None


def _canonical(words: str) -> str:
    """Return the numeral as it is compared: 一十五 and 十五 are one."""
    words = re.sub(r"(^|[零万亿])十", r"\1一十", words)
    return words.rstrip("零") if "点" in words else words
