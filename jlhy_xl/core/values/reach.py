"""How someone can be reached, found in running text by its shape: telephones, addresses, identity cards.

However it is typed: full-width, in groups, glued to letters, with a word for the sign.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct

from jlhy_xl.core.values.masks import mask_mail, mask_mobile

HIDDEN = "（已隐去）"

_DASHES = dict.fromkeys(map(ord, "－—–‐‑‒―−─﹣﹘~～"), "-")
_BLANKS = dict.fromkeys(
    map(ord, "\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff\u3000\t"), " "
)
_SIGNS = (
    _DASHES
    | _BLANKS
    | dict(zip(map(ord, "（）【】［］。．·•﹒＠﹫"), "()[][].....@@", strict=True))
)
_DIGITS = dict(zip(map(ord, "〇零○一二三四五六七八九"), "000123456789", strict=True))

_S = r"[ \-./_,|()]{0,3}"  # between groups
_GAP = r"(?:[ \-]{1,2})?"  # between any two digits
# a token of letters and digits that are mixed again and again is a hash or a code
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9a-fA-F]{16,}(?![A-Za-z0-9]))(?:[0-9]*[a-fA-F]+[0-9]+){2}[0-9a-fA-F]*"
)
_AMOUNT = r"(?!\d|\.\d|\s?(?:元|万|亿|%|‰|平方|公里|立方|千瓦))"
_FREE = r"(?<!\d)(?<!\d\.)(?<!\d,)"
_ABROAD = r"(?:(?:\+|00)?\(?86\)?[ \-]{0,2})?0?"

# no longer than an address may be, from its beginning: no text is read again and again
_LOCAL_PART = r"(?<![A-Za-z0-9_+%\-])[A-Za-z0-9_+%\-][A-Za-z0-9._+%\-]{0,63}"
_DOT = r"\s?(?:\.|[(\[]?dot[)\]]?|点)\s?"
_AT_SIGN = r"(?:@{1,2}|[(\[]\s?(?:at|a)\s?[)\]]|(?<=\s)at(?=\s)|#|艾特)"
_MAIL = re.compile(
    rf"{_LOCAL_PART}\s{{0,2}}@{{1,2}}\s{{0,2}}[a-z0-9\-]+(?:{_DOT}[a-z0-9\-]+)+"
    rf"|{_LOCAL_PART}@[a-z0-9\-]+"
    rf"|{_LOCAL_PART}\s{{0,2}}{_AT_SIGN}\s{{0,2}}[a-z0-9\-]+(?:{_DOT}[a-z0-9\-]+)*"
    rf"{_DOT}(?:com|cn|net|org|gov|edu|example)(?![a-z])",
    re.IGNORECASE,
)
_AT = re.compile(rf"\s*{_AT_SIGN}\s*", re.IGNORECASE)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_CARD = re.compile(
    rf"{_FREE}[1-9]\d{{5}}{_GAP}(?:19|20)\d\d{_GAP}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}\d{{3}}[\dXx](?![A-Za-z\d])"
)
_CARD_NAMED = re.compile(
    r"(?:身份证|证件)(?:号码?|编号)?[:: 为是]{0,3}(?P<hide>\d[\d \-]{13,20}[\dXx])(?!\d)"
)
_MOBILE = re.compile(
    rf"{_FREE}{_ABROAD}1[3-9]\d(?:{_GAP}\d){{8}}{_AMOUNT}"
    rf"|{_FREE}{_ABROAD}1[3-9]\d{_S}\d{{4}}{_S}\d{{4}}{_AMOUNT}"
    rf"|{_FREE}1(?:[ \-]\d){{10}}(?!\d)"
)
_TURN = r"(?:\s?(?:转|分机|[Ee]xt\.?|[xX#*\-])\s?\d{1,6})"
_PHONE = re.compile(
    rf"{_FREE}(?:\+?86[ \-]?)?\(?(?P<area>0(?:10|2\d|[3-9]\d\d))\)?{_S}"
    rf"(?P<own>[2-9]\d{{2,3}}{_GAP}\d{{4}}|1\d{{6,7}})(?P<turn>{_TURN})?(?!\d|\.\d)"
)
_NEXT = re.compile(r"[、/，,或和及 ]{1,2}(\d{7,8})(?![\d元万亿%件户人])")
_PLAIN = re.compile(
    rf"{_FREE}[2-9]\d{{2,3}}{_GAP}\d{{4}}(?:\s?(?:转|分机|[Ee]xt\.?)\s?\d{{1,6}}(?!\d)|(?=\s?\((?:办公?|宅|家)\)))"
)
_LOCAL = re.compile(
    r"(?:电话|座机|固话|手机|联系|致电|来电|拨打|传真|号码|[Tt]el|TEL|[Pp]hone|☎|📞)[^\d\n]{0,8}"
    r"(?P<hide>(?!(?:19|20)\d\d ?-)\d[\d \-]{5,12}\d)(?!\d|\.\d|\s?[元万亿%件户人次家项个份条㎡米])"
    r"|(?:短号|小号|分机号?)[:： ]{0,2}(?P<short>\d{3,8})(?!\d)"
)
_CHAT = re.compile(
    r"(?:QQ|qq|Qq|扣扣|企鹅|微信|钉钉)(?:号码?|群号?|同号|ID|id|账号)?[:：为是 ]{0,3}(?P<hide>[A-Za-z0-9][A-Za-z0-9_\-]{4,24})"
    r"|(?<![A-Za-z])(?:[Ww]e[Cc]hat|[Ww]eixin|[Vv][Xx]|[Ww][Xx]|[Vv]信|威信)(?:号|ID|id)?[:：为是 ]{1,3}(?P<more>[A-Za-z0-9][A-Za-z0-9_\-]{4,24})"
    r"|(?P<wxid>wxid_[A-Za-z0-9_\-]{4,24})"
)
_WORDED = re.compile(rf"(?<!\d)1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)")


_HIDDEN_PARTS = ("hide", "more", "wxid", "short")


class Reach(Struct, frozen=True):
    """Where a number or an address stands, and what may be shown instead."""

    first: int
    end: int
    shown: str


def found(text: str) -> tuple[Reach, ...]:
    """Return what reaches a person, in its order, none overlapping another.

    >>> [row.shown for row in found("wxd13812345678，wangxd at 126.com，（０６３２）661 1234")]
    ['138****5678', 'w***@126.com', '0632-****234']
    >>> [row.shown for row in found("微信：wangxiaodong")] != []
    True
    >>> found("投资13800000000元，台政办字〔2026〕5号，2026-11-27，f7f487bf4ab87ec9")
    ()
    """
    plain = _plain(text)
    if not any(sign.isascii() and (sign.isdigit() or sign in "@#_") for sign in plain) and (
        not _WORDED.search(plain.translate(_DIGITS))
        and "at" not in plain.lower()
        and not _CHAT.search(plain)
    ):
        return ()
    aside = [hit.span() for hit in _CODE.finditer(plain)]
    taken: list[Reach] = []
    for pattern, shown in _KINDS:
        for hit in pattern.finditer(plain):
            first, end = _place(hit)
            if not _clashes(first, end, aside, taken):
                taken.append(Reach(first, end, shown(plain[first:end])))
    for hit in _WORDED.finditer(plain.translate(_DIGITS)):
        is_worded = plain[slice(*hit.span())] != hit[0]  # 一三八…
        if is_worded and not _clashes(*hit.span(), aside, taken):
            taken.append(Reach(*hit.span(), _mobile(hit[0])))
    taken += [row for told in tuple(taken) for row in _others(plain, told.end, taken)]
    return tuple(sorted(taken, key=lambda row: row.first))


def _others(plain: str, end: int, taken: list[Reach]) -> Iterator[Reach]:
    """Yield the numbers that follow another without a word of their own: 0632-6600001、6600002."""
    while hit := _NEXT.match(plain, end):
        if not _clashes(*hit.span(1), [], taken):
            yield Reach(*hit.span(1), HIDDEN)
        end = hit.end()


def _place(hit: re.Match[str]) -> tuple[int, int]:
    """Return what of a match is hidden: the part that is named, where one is."""
    named = next((name for name in _HIDDEN_PARTS if hit.groupdict().get(name)), None)
    return hit.span(named) if named else hit.span()


def _clashes(first: int, end: int, aside: list[tuple[int, int]], taken: list[Reach]) -> bool:
    spans = [*aside, *((row.first, row.end) for row in taken)]
    return any(first < other and start < end for start, other in spans)


def _plain(text: str) -> str:
    """Return the text in plain signs, each in its place: full-width digits, dashes, blanks."""
    if text.isascii():
        return text
    return "".join(_sign(sign) for sign in text.translate(_SIGNS))


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    made = unicodedata.normalize("NFKC", sign)
    return made if len(made) == 1 and made.isascii() else sign


def _mail(typed: str) -> str:
    name, _, domain = _AT.sub("@", typed, count=1).partition("@")
    domain = "".join(_DOTS.sub(".", domain).split())
    return mask_mail(f"{name.strip()}@{domain}")


def _mobile(typed: str) -> str:
    return mask_mobile("".join(sign for sign in typed if sign.isdigit())[-11:])


def _phone(typed: str) -> str:
    """Return the area in its brackets, if it has one, and the last three digits of the number."""
    hit = _PHONE.match(typed)
    if hit is None:
        return HIDDEN
    turn = "转***" if hit["turn"] else ""
    return f"{hit['area']}-****{hit['own'][-3:]}{turn}"


def _nothing(_: str) -> str:
    return HIDDEN


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_MAIL, _mail), (_CARD_NAMED, _nothing), (_CARD, _nothing), (_CHAT, _nothing), (_MOBILE, _mobile),
    (_PHONE, _phone), (_PLAIN, _nothing), (_LOCAL, _nothing),
)  # fmt: skip
