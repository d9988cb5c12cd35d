"""What one cell means: typed content and its field → a value, or a query, or an error.

Nothing becomes 0 or blank in silence; what is not certain keeps its words and asks. The kinds
stand beside: ``values_figures`` (numbers), ``values_dates``, ``values_contacts``.
"""

import re
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal

from jlhy_xl.core import text
from jlhy_xl.core.model import State
from jlhy_xl.core.raw import CellError, Raw, Uncached
from jlhy_xl.core.scheme.choices import FieldType, Need
from jlhy_xl.core.scheme.model import Field
from jlhy_xl.core.values import contacts as values_contacts
from jlhy_xl.core.values import dates as values_dates
from jlhy_xl.core.values import figures as values_figures
from jlhy_xl.core.values.figures import readings
from jlhy_xl.core.values.masks import (
    is_mask,
    mask_mail,
    mask_mobile,
    mask_name,
    mask_phone,
    same_mask,
)
from jlhy_xl.core.values.numbers import Number, number, same_measure
from jlhy_xl.core.values.parsed import (
    LIMIT,
    Issue,
    Parsed,
    also,
    aside,
    length,
    plain,
    quoted,
    typed,
    wrong,
)
from jlhy_xl.core.wording import values as words
from jlhy_xl.core.wording.code import Code

__all__ = [
    "Issue", "Number", "Parsed", "is_mask", "mask_mail", "mask_mobile", "mask_name", "mask_phone",
    "number", "parse", "plain", "readings", "same_mask", "same_measure", "typed",
]  # fmt: skip

WORDED = "文字"  # the measure of an indicator whose value is words
YES, NO = "是", "否"
_TICKED = frozenset(
    {"是", "√", "☑", "✓", "✔", "✅", "🗹", "1", "true", "y", "yes", "v"}
    | {"对", "有", "对勾", "已勾选", "无变化"}
)
_UNTICKED = frozenset(["否", "×", "✗", "✘", "☐", "□", "0", "false", "n", "no", "不是", "未勾选"])
_SYMBOLS = frozenset(["\uf0fc", "\uf052", "\uf0fe", "\uf050"])  # ticks of the symbol fonts
_DITTO = frozenset(["同上", "同前", "〃", "″", '"', "''", "′′", "''''", "同左", "上同"])
_TRAILING = re.compile(r"[。.;；,，、!！]+$")
_PICTURE = re.compile(
    r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE
)  # what WPS writes for one in a cell
_SHORT = 20  # characters; longer texts say something
_LIKELY = 50  # similarity of 100 from which a choice is worth suggesting

_PERSONAL = {
    FieldType.PHONE: (words.NOT_PHONE, words.EXPECT_PHONE),
    FieldType.MOBILE: (words.NOT_MOBILE, words.EXPECT_MOBILE),
    FieldType.MAIL: (words.NOT_MAIL, words.EXPECT_MAIL),
    FieldType.NAME: (words.NOT_NAME, words.EXPECT_NAME),
}
_DATED = (FieldType.DATE, FieldType.DATE_OR_OPEN)


def parse(
    raw: Raw | None,
    field: Field,
    *,
    measure: str = "",
    year: int | None = None,
    percent: bool = False,
    area: str = values_contacts.AREA,
) -> Parsed:
    """Return what the cell means for its field.

    Args:
        raw: the cell's content, None where it is blank.
        field: what is asked for.
        measure: the row's measure, for numbers; 文字 means words.
        year: the period's year, for dates typed without one.
        percent: whether a numeric cell is shown as per cent (0.85 seen as 85%).
        area: the city's own code, for telephone numbers typed without one.

    >>> found = parse("约3", Field("progress", "value", "现状值", FieldType.VALUE), measure="工作日")
    >>> found.state, found.number, found.note
    (<State.VALID: 'valid'>, Decimal('3'), '约')
    >>> found = parse("3天", Field("progress", "value", "现状值", FieldType.VALUE), measure="工作日")
    >>> found.state, found.number, found.measure
    (<State.ASIDE: 'aside'>, None, '天')
    """
    held = typed(raw, percent=percent)
    if isinstance(raw, CellError):
        return wrong(held, words.CELL_ERROR)
    if isinstance(raw, Uncached):
        return wrong(held, words.PICTURE if _PICTURE.match(raw.formula) else words.UNCACHED)
    if isinstance(raw, str) and _PICTURE.match(raw):
        return wrong(held, words.PICTURE)
    if raw is None or (isinstance(raw, str) and _is_blank(raw)):
        return Parsed(State.BLANK, held)
    if isinstance(raw, str) and length(raw) > LIMIT:
        kept = aside(held, words.TOO_LONG, count=str(length(raw)))
        return Parsed(State.ASIDE, held, issues=kept.issues)
    if field.type is FieldType.NUMBER or (field.type is FieldType.VALUE and measure != WORDED):
        found = _number(raw, held, field, measure, percent)
    elif field.type in _DATED:
        found = _date(raw, held, field, year)
    else:
        found = _words(raw, held, field, area)
    if isinstance(raw, str) and text.has_controls(raw):
        return also(found, Issue(words.CONTROLS))
    return found


def _is_blank(raw: str) -> bool:
    """Whether nothing is typed; marks of a symbol font and damaged signs are something."""
    if raw[:1].isalnum():
        return False
    return not text.key(raw) and not text.has_controls(raw) and not text.has_private(raw)


def _number(
    raw: str | Decimal | bool | datetime | time,
    held: str,
    field: Field,
    measure: str,
    percent: bool,
) -> Parsed:
    if isinstance(raw, bool):
        asked = values_figures.expected(measure)
        return wrong(held, words.NOT_NUMBER, asked, measured="")
    if isinstance(raw, Decimal):
        return values_figures.of_number(raw, held, measure, percent=percent)
    if isinstance(raw, str):
        strict = field.type is FieldType.NUMBER
        return values_figures.of_text(held, measure, strict=strict)
    return values_figures.turned(raw, held)


def _date(
    raw: str | Decimal | bool | datetime | time, held: str, field: Field, year: int | None
) -> Parsed:
    if text.is_none_word(held):
        asked = words.EXPECT_DATE
        return _nothing(held, field, words.NOT_DATE, asked)
    open_ = field.type is FieldType.DATE_OR_OPEN
    return values_dates.parse(raw, held, open_=open_, year=year)


def _nothing(held: str, field: Field, code: Code, asked: str) -> Parsed:
    """Return what 无 or a stroke means where something else is asked for."""
    if field.none_counts:
        return Parsed(State.VALID, held, "无")
    if field.need is Need.NO:
        return Parsed(
            State.BLANK, held, issues=(Issue(words.NONE_WORD, "", {"what": quoted(held)}),)
        )
    return wrong(held, code, asked)


def _words(
    raw: str | Decimal | bool | datetime | time, held: str, field: Field, area: str
) -> Parsed:
    if field.type is FieldType.TICK:
        return _tick(held, field)
    if isinstance(raw, datetime | time) and field.type not in _PERSONAL:
        return _turned(raw, held, field)
    if field.type is FieldType.CHOICE:
        return _choice(held, field, field.choices)
    if field.type in _PERSONAL:
        return _personal(raw, held, field, area)
    if field.type is FieldType.CODE and values_figures.is_damaged(raw):
        return aside(held, words.DAMAGED, words.EXPECT_TEXT)
    return _text(raw, held, field)


def _turned(raw: datetime | time, held: str, field: Field) -> Parsed:
    """Return a date cell among words: text keeps it with a query, a code or a choice does not."""
    found = values_figures.turned(raw, held)
    if field.type is FieldType.TEXT or field.type is FieldType.VALUE:
        return Parsed(State.VALID, held, held, issues=found.issues)
    return found


def _text(raw: str | Decimal | bool | datetime | time, held: str, field: Field) -> Parsed:
    value = text.display(held) if field.type is FieldType.CODE else held.strip()
    codes = [words.PRIVATE] if text.has_private(held) else []
    if values_figures.is_damaged(raw):
        codes.append(words.DAMAGED)
    elif len(held) < _SHORT and field.type is not FieldType.CODE:
        asked = field.need is not Need.NO and not field.none_counts
        if text.key(held) in _DITTO:
            codes.append(words.DITTO)
        elif asked and text.is_stroke(held):
            codes.append(words.STROKE)
    issues = tuple(Issue(code, words.EXPECT_TEXT, {"what": quoted(held)}) for code in codes)
    return Parsed(State.VALID, held, value, issues=issues)


def _tick(held: str, field: Field) -> Parsed:
    bare = _TRAILING.sub("", text.key(held)) or text.key(held)
    if bare in _TICKED or bare == text.key(field.label) or held.strip() in _SYMBOLS:
        return Parsed(State.VALID, held, YES)
    if bare in _UNTICKED:
        return Parsed(State.VALID, held, NO)
    if text.is_none_word(held):
        return _nothing(held, field, words.NOT_TICK, words.EXPECT_TICK)
    return wrong(held, words.NOT_TICK, words.EXPECT_TICK)


def _choice(held: str, field: Field, choices: tuple[str, ...]) -> Parsed:
    bare = text.key(held)
    for choice in choices:
        if bare == text.key(choice) or _TRAILING.sub("", bare) == text.key(choice):
            return Parsed(State.VALID, held, choice)
    asked = "、".join(choices)
    if text.is_none_word(held) and field.need is Need.NO:
        return _nothing(held, field, words.NOT_CHOICE, asked)
    guess = nearest(held, choices)
    suggestion = words.DID_YOU_MEAN.format(guess=guess) if guess else ""
    return wrong(held, words.NOT_CHOICE, asked, suggestion=suggestion)


def nearest(held: str, choices: tuple[str, ...]) -> str:
    """Return the choice that resembles the text most, "" where none does; it never decides.

    >>> nearest("推进", ("未启动", "推进中", "已完成"))
    '推进中'
    """
    from rapidfuzz import fuzz

    bare = text.key(held)
    rated = [(fuzz.ratio(bare, text.key(choice)), -place) for place, choice in enumerate(choices)]
    best = max(rated, default=(0.0, 0))
    return choices[-best[1]] if best[0] >= _LIKELY else ""


def _personal(
    raw: str | Decimal | bool | datetime | time, held: str, field: Field, area: str
) -> Parsed:
    code, asked = _PERSONAL[field.type]
    if text.is_none_word(held):
        return _nothing(held, field, code, asked)
    if is_mask(held):
        return aside(held, words.MASKED, asked)
    if isinstance(raw, datetime | time):
        return values_figures.turned(raw, held)
    if isinstance(raw, bool):
        return wrong(held, code, asked)
    if field.type is FieldType.MAIL:
        return values_contacts.mail(held)
    reader: dict[FieldType, Callable[[str | Decimal, str], Parsed]] = {
        FieldType.PHONE: lambda raw, held: values_contacts.phone(raw, held, area),
        FieldType.MOBILE: values_contacts.mobile,
        FieldType.NAME: values_contacts.name,
    }
    return reader[field.type](raw, held)
