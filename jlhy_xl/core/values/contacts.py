"""Telephones, mail addresses and names: restored only where it is certain, else asked."""

import re
import unicodedata
from decimal import Decimal

from jlhy_xl.core import text
from jlhy_xl.core.model import State
from jlhy_xl.core.values.figures import LOST
from jlhy_xl.core.values.parsed import Issue, Parsed, aside, plain, quoted, wrong
from jlhy_xl.core.wording import values as words

AREA = "0632"  # 电话区号 unless the scheme says another
_BETWEEN = "、"
_PLAIN_MOBILE = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_SERVICE = re.compile(r"(?:11[09]|12[02]|12\d{3}|9[56]\d{3,4}|[48]00\d{7})")
_FLOAT = re.compile(r"(\d+)\.0+")
_EXPONENT = re.compile(r"(\d\.\d+)e\+?(\d{1,2})", re.IGNORECASE)
_COUNTRY = re.compile(r"(?:\+|00)86-?(?=\d)|\(\+?86\)")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)(\d{1,6})", re.IGNORECASE)
_DASHED = re.compile(r"(\d{3,4}-\d{7,8}|[2-8]\d{6})-(\d{1,5})")  # 0632-6611234-801
_LABEL = re.compile(
    r"^(?:固定电话|办公电话|联系电话|手机号码?|电话|手机|办公室?|座机|tel|mobile)[:.]?",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[/、,;,|或和及]|\n")
_DIGITS = re.compile(r"\d+")
_SIMPLE_MAIL = re.compile(
    r"[a-z0-9](?:[a-z0-9_+-]|\.(?=[a-z0-9_+-])){0,62}@(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)+[a-z]{2,18}"
)
_NAME = re.compile(r"[^\W\d_]+(?:[·•.\s'-][^\W\d_]+)*")
_HAN = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)
_LONGEST_NAME = 20
_TWO_SIGNS = re.compile(r"[\u3400-\u9fff]{2,}\s+[\u3400-\u9fff]{2,}")  # 张三 李四: two people?
_COMPOUND = (
    "欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文",
    "长孙", "司徒", "端木", "轩辕", "南宫", "独孤", "申屠", "钟离", "闻人", "澹台", "公冶", "太史",
)  # fmt: skip
_NOBODY = frozenset(("暂缺", "空缺", "待定", "未定", "同上", "待补", "待报", "缺", "暂空"))


def _bare(held: str) -> str:
    """Return digits and signs of a telephone number, blanks out, one sort of dash."""
    shown = unicodedata.normalize("NFKC", text.display(held))
    shown = re.sub(r"[\u2010-\u2015\u2212\u2500_~]+", "-", shown)
    return re.sub(r"[ \t\u3000.·]*$", "", _LABEL.sub("", shown.strip()).strip())


def _digits_of(raw: str | Decimal, held: str) -> str | None:
    """Return the text of a number, None where its digits are lost."""
    if isinstance(raw, Decimal):
        whole = raw.is_finite() and raw == raw.to_integral_value() and 0 < raw < LOST
        return plain(raw) if whole else None
    bare = re.sub(r"[ \t]+", "", _bare(held)) if _DIGITS.search(held) else _bare(held)
    if found := _FLOAT.fullmatch(bare):
        return found[1]  # 13812345678.0: a number once, whole
    if found := _EXPONENT.fullmatch(bare):
        if len(found[1]) - 2 != int(found[2]):
            return None  # some digits are gone
        return found[1].replace(".", "")
    return bare


def mobile(raw: str | Decimal, held: str) -> Parsed:
    """Return what a cell means where a mobile number is asked for.

    >>> mobile("13812345678.0", "13812345678.0").value, mobile("138 1234 5678", "138 1234 5678").value
    ('13812345678', '13812345678')
    >>> mobile("1381234567", "1381234567").state
    <State.ASIDE: 'aside'>
    """
    asked = words.EXPECT_MOBILE
    if isinstance(raw, str) and not any(map(str.isdigit, held)):
        return wrong(held, words.NOT_MOBILE, asked)
    bare = _digits_of(raw, held)
    if bare is None or _is_damaged(bare):
        return aside(held, words.DAMAGED, asked)
    one = _one_mobile(bare)
    if one:
        return Parsed(State.VALID, held, one)
    several = [_one_mobile(part) for part in _SEVERAL.split(bare) if part]
    if len(several) > 1 and all(several):
        return Parsed(State.VALID, held, _BETWEEN.join(filter(None, several)))
    return aside(held, words.MOBILE_UNSURE, asked)


def _is_damaged(bare: str) -> bool:
    return re.fullmatch(r"\d{15,}", bare) is not None


def _one_mobile(bare: str) -> str:
    digits = re.sub(r"[-()\s]", "", _COUNTRY.sub("", bare))
    if _PLAIN_MOBILE.fullmatch(digits):
        return digits
    if re.fullmatch(r"86\d{11}", digits) and _PLAIN_MOBILE.fullmatch(digits[2:]):
        return digits[2:]
    return digits if re.fullmatch(r"1\d{10}", digits) and _is_valid(digits) else ""


def _is_valid(digits: str) -> bool:
    """Whether the library knows the number as one of the country's."""
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN")))
    except phonenumbers.NumberParseException:
        return False


def phone(raw: str | Decimal, held: str, area: str = AREA) -> Parsed:
    """Return what a cell means where a fixed telephone is asked for; the city's code is added.

    >>> phone("6611234", "6611234").value, phone("632-6611234", "632-6611234").value
    ('0632-6611234', '0632-6611234')
    >>> phone("（0632）6611234转801", "（0632）6611234转801").value
    '0632-6611234转801'
    >>> phone("66112345", "66112345", "0531").value
    '0531-66112345'
    """
    asked = words.EXPECT_PHONE
    if isinstance(raw, str) and not any(map(str.isdigit, held)):
        return wrong(held, words.NOT_PHONE, asked)
    bare = _digits_of(raw, held)
    if bare is None or _is_damaged(bare):
        return aside(held, words.DAMAGED, asked)
    one = _one_phone(bare, area)
    if one is None:
        several = [_one_phone(part, area) for part in _SEVERAL.split(bare) if part]
        if len(several) < 2 or None in several:
            return aside(held, words.PHONE_UNSURE, asked)
        one = _BETWEEN.join(filter(None, several))
    if _kept(one) == _kept(bare):
        return Parsed(State.VALID, held, one)
    slots = {"what": quoted(held), "value": one}
    return Parsed(State.VALID, held, one, issues=(Issue(words.PHONE_RESTORED, asked, slots),))


def _kept(number: str) -> str:
    return "".join(_DIGITS.findall(number))


def _one_phone(bare: str, area: str) -> str | None:
    """Return one number's canonical form, None where it is not certain."""
    number, extension = bare, ""
    if found := _EXTENSION.search(bare):
        number, extension = bare[: found.start()], found[1]
        if found.end() != len(bare):
            return None
    elif dashed := _DASHED.fullmatch(bare):
        number, extension = dashed[1], dashed[2]
    local = _without_extension(number, area)
    return None if local is None else local + (f"转{extension}" if extension else "")


def _without_extension(number: str, area: str) -> str | None:
    typed = _COUNTRY.sub("", number).strip("-")
    digits = re.sub(r"[-()/\s]", "", typed)
    if not digits.isdigit():
        return None
    if _is_local(digits, area):
        return f"{area}-{digits}"
    if mobile_ := _one_mobile(digits):
        return mobile_
    if _SERVICE.fullmatch(digits) and (len(digits) == 10 or digits == typed):
        return digits
    return _with_area(digits, typed, area)


def _is_local(digits: str, area: str) -> bool:
    """Whether the digits are a number of the city's own, as long as its numbers are."""
    if not _LOCAL.fullmatch(digits):
        return False
    return len(digits) == 7 if area == AREA else _is_valid(area + digits)


def _with_area(digits: str, typed: str, area: str) -> str | None:
    own = area[1:]
    if digits.startswith(own) and _is_local(digits.removeprefix(own), area):
        return f"{area}-{digits.removeprefix(own)}"  # the leading zero was lost
    if digits.startswith(area):
        local = digits.removeprefix(area)
        return f"{area}-{local}" if _is_local(local, area) else None
    if not digits.startswith("0"):
        parts = re.split(r"[-()/]+", typed.strip("()"))
        if len(parts) != 2 or len(parts[0]) not in (2, 3) or len(parts[1]) not in (7, 8):
            return None
        digits = "0" + digits  # an area code by itself: its zero was lost
    return _far(digits) if _is_valid(digits) else None


def _far(digits: str) -> str:
    """Return another city's number; 010 and 02x are the codes of three digits."""
    code = 3 if digits[1] in "12" else 4
    return f"{digits[:code]}-{digits[code:]}"


def mail(held: str) -> Parsed:
    """Return what a cell means where a mail address is asked for.

    >>> mail("ZhangSan＠163．com").value
    'zhangsan@163.com'
    >>> mail("zhangsan@163").state, mail("见附件").state
    (<State.ASIDE: 'aside'>, <State.ERROR: 'error'>)
    """
    asked = words.EXPECT_MAIL
    bare = "".join(unicodedata.normalize("NFKC", text.display(held)).split()).lower()
    bare = bare.removeprefix("mailto:").strip(";,。")
    if _SIMPLE_MAIL.fullmatch(bare):
        return Parsed(State.VALID, held, bare)
    if "@" not in bare:
        return wrong(held, words.NOT_MAIL, asked)
    if bare.count("@") > 1:
        return aside(held, words.MAILS, asked)
    if found := re.fullmatch(r"[^<>@]*<([^<>]+)>", bare):
        bare = found[1]  # 张三<a@b.cn>
    address = _address(bare)
    if address:
        return Parsed(State.VALID, held, address)
    return aside(held, words.MAIL_UNSURE, asked, suggestion=_mended(bare))


def _address(bare: str) -> str:
    """Return the address as the library writes it, "" where it is none."""
    import email_validator

    try:
        found = email_validator.validate_email(
            bare, allow_smtputf8=False, check_deliverability=False
        )
    except email_validator.EmailNotValidError:
        return ""
    return found.normalized.lower() if "." in found.domain else ""


def _mended(bare: str) -> str:
    mended = bare.replace("。", ".").replace(",", ".").replace("..", ".").replace("、", ".")
    return mended if _SIMPLE_MAIL.fullmatch(mended) else words.A_MAILBOX


def name(raw: str | Decimal, held: str) -> Parsed:
    """Return what a cell means where a person's name is asked for; blanks inside make no difference.

    >>> name("张　三", "张　三").value, name("买买提·艾力", "买买提·艾力").value
    ('张三', '买买提·艾力')
    >>> name("张三（主任）", "张三（主任）").issues[0].code.code
    'V162'
    >>> [bool(name(each, each).issues) for each in ("张三 李四", "欧阳 娜娜", "张 三", "暂缺")]
    [True, False, False, True]
    """
    asked = words.EXPECT_NAME
    shown = unicodedata.normalize("NFKC", text.display(held))
    value = _HAN.sub("", " ".join(shown.split())).replace("•", "·")
    if not isinstance(raw, str) or not any(sign.isalpha() for sign in value):
        return wrong(held, words.NOT_NAME, asked)
    slots = {"what": quoted(held)}
    issues = []
    if text.has_private(held):
        issues.append(Issue(words.PRIVATE, asked, slots))
    two = _TWO_SIGNS.search(shown) and not shown.startswith(_COMPOUND)
    if two or value in _NOBODY or not _NAME.fullmatch(value) or len(value) > _LONGEST_NAME:
        issues.append(Issue(words.NAME_UNSURE, asked, slots))
    return Parsed(State.VALID, held, value, issues=tuple(issues))
