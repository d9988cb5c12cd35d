"""Personal data with the middle hidden: how a mask is made, and how one is recognised."""

import re
import unicodedata

from jlhy_xl.core import text

_MASK = re.compile(r"[\w.+@()、·-]*[\w)@.-]\*+[\w.@()、·*-]*|\*+[\w.@-]+")
_MOBILE = re.compile(r"1\d{10}")
_BETWEEN = "、"  # between two numbers in one cell


def is_mask(typed: str) -> bool:
    """Whether the text has its middle hidden by asterisks, as our own prefilled cells have.

    >>> [is_mask(word) for word in ("138****5678", "０６３２-＊＊＊＊234", "张*", "z***@x.cn")]
    [True, True, True, True]
    >>> [is_mask(word) for word in ("13812345678", "*", "****", "必填 *：", "")]
    [False, False, False, False, False]
    """
    bare = text.key(typed)
    return "*" in bare and _MASK.fullmatch(bare) is not None


def same_mask(one: str, other: str) -> bool:
    """Whether two masks are the same for the eye (full-width, blanks aside)."""
    return text.key(one) == text.key(other)


def mask_mobile(known: str) -> str:
    """Return a mobile number with its middle hidden.

    >>> mask_mobile("13812345678"), mask_mobile("13812345678、13912345678"), mask_mobile("无")
    ('138****5678', '138****5678、139****5678', '无')
    """
    return _BETWEEN.join(map(_mobile, known.split(_BETWEEN)))


def mask_phone(known: str) -> str:
    """Return a telephone number with its middle hidden; the area code stays.

    >>> mask_phone("0632-6611234"), mask_phone("0632-6611234转801"), mask_phone("13812345678")
    ('0632-****234', '0632-****234转***', '138****5678')
    >>> mask_phone("95598"), mask_phone("无")
    ('95598', '无')
    """
    return _BETWEEN.join(map(_phone, known.split(_BETWEEN)))


def mask_mail(known: str) -> str:
    """Return an address of which only the first letter and the domain show.

    >>> mask_mail("zhangsan@163.com"), mask_mail("无")
    ('z***@163.com', '无')
    """
    name, at, domain = known.rpartition("@")
    return f"{name[:1]}***@{domain}" if at else known


def mask_name(known: str) -> str:
    """Return a name of which only the first character shows.

    >>> mask_name("张三"), mask_name("欧阳娜娜"), mask_name("")
    ('张*', '欧***', '')
    """
    shown = unicodedata.normalize("NFC", known)
    return shown[:1] + "*" * max(len(shown) - 1, 1) if shown else ""


def _mobile(known: str) -> str:
    if "*" in known:
        return known
    if not _MOBILE.fullmatch(known):
        return known if len(known) < 6 else _hidden(known)
    return f"{known[:3]}****{known[-4:]}"


def _phone(known: str) -> str:
    if "*" in known or _MOBILE.fullmatch(known):
        return _mobile(known)
    number, turn, extension = known.partition("转")
    area, dash, local = number.rpartition("-")
    hidden = _hidden(local) if len(local) > 5 else local
    return area + dash + hidden + turn + "*" * len(extension)


def _hidden(digits: str) -> str:
    return "*" * (len(digits) - 3) + digits[-3:]
