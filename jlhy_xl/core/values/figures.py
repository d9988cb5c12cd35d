"""Cells that ask for a number: what a numeric, date, bool or text cell means there."""

import re
from datetime import datetime, time
from decimal import Decimal

from jlhy_xl.core import text
from jlhy_xl.core.model import State
from jlhy_xl.core.values.numbers import TIMES, Number, is_known, is_small, number, same_measure
from jlhy_xl.core.values.parsed import (
    Issue,
    Parsed,
    also,
    aside,
    plain,
    quoted,
    shift,
    small,
    stored,
    wrong,
)  # fmt: skip
from jlhy_xl.core.wording import reading
from jlhy_xl.core.wording import values as words
from jlhy_xl.core.wording.code import Code

LOST = Decimal("1e15")  # from here on a binary number has lost digits
_JUNK = re.compile(r"[-+±]?(?:nan|inf|infinity|∞|0x[0-9a-f]+|[0-9.]+e[-+]?[0-9]+)")
_SHOWN_AS = re.compile(
    re.escape(reading.SHOWN_AS).replace(r"\{stored\}", "[-0-9.]+").replace(r"\{shown\}", ".+"),
    re.DOTALL,
)  # as the reader writes a number whose format shows another one
_AT_ONCE = re.compile(
    r"当日|当天|当场|即时|即办|立即|随时|免费|不收费|零"
)  # an answer, not a figure


def is_damaged(raw: object) -> bool:
    """Whether it is a numeric cell so long that digits are lost.

    >>> is_damaged(Decimal("1e15")), is_damaged(Decimal("123456789012345")), is_damaged("1e15")
    (True, False, False)
    """
    return isinstance(raw, Decimal) and raw.is_finite() and abs(raw) >= LOST


def expected(measure: str) -> str:
    """Return what a numeric cell asks for, in words."""
    return words.EXPECT_NUMBER + _measured(measure)


def _measured(measure: str) -> str:
    return words.MEASURED.format(measure=measure) if measure else ""


def turned(raw: datetime | time, held: str) -> Parsed:
    """Return a date or time where none is asked for: kept aside, with what may have been typed."""
    code = words.TURNED_DATE if isinstance(raw, datetime) else words.TURNED_TIME
    return aside(held, code, readings="、".join(f"“{reading}”" for reading in readings(raw)))


def readings(raw: datetime | time) -> tuple[str, ...]:
    """Return what may have been typed before a program made a date of it.

    >>> readings(datetime(2026, 3, 6)), readings(datetime(2026, 12, 1)), readings(time(3, 6))
    (('3/6', '3-6', '03-06'), ('12/1', '12-1', '12-01', '2026/12'), ('3:06',))
    >>> readings(datetime(1900, 1, 8))
    ('8',)
    """
    if isinstance(raw, time):
        return (f"{raw.hour}:{raw.minute:02d}",)
    if number := small(raw):
        return (number,)
    found = [f"{raw.month}/{raw.day}", f"{raw.month}-{raw.day}", f"{raw.month:02d}-{raw.day:02d}"]
    if raw.day == 1:  # 2026/12 and 3/45 become the first of a month
        found.append(
            f"{raw.year}/{raw.month}" if raw.year >= 2000 else f"{raw.month}/{raw.year % 100}"
        )
    return tuple(dict.fromkeys(found))


def of_number(raw: Decimal, held: str, measure: str, *, percent: bool) -> Parsed:
    """Return what a numeric cell means: the number as it is shown."""
    if not raw.is_finite():
        return wrong(held, words.NOT_NUMBER, expected(measure), measured=_measured(measure))
    seen = stored(raw)
    if abs(seen) >= LOST:
        return aside(held, words.DAMAGED, expected(measure))
    if percent:
        return _judged(Number(shift(seen, 2), "%"), held, measure)
    note = "" if float(seen) == float(raw) else words.TAKEN_AS
    return _accepted(seen, held, measure, note=note)


def of_text(held: str, measure: str, *, strict: bool) -> Parsed:
    """Return what a text means where a number is asked for.

    Args:
        held: the text.
        measure: the measure that is asked for, "" where none is.
        strict: whether words are an error of type; else they are kept aside with a query.
    """
    if _SHOWN_AS.fullmatch(held):
        return aside(held, words.SHOWN_OTHERWISE, expected(measure), measured=_measured(measure))
    found = number(held)
    if found is not None:
        return _judged(found, held, measure)
    bare = text.key(held)
    if _JUNK.fullmatch(bare):
        return wrong(held, words.NOT_NUMBER, expected(measure), measured=_measured(measure))
    answers = text.is_none_word(held) or _AT_ONCE.search(bare) or any(map(str.isdigit, bare))
    if strict and not answers:
        return wrong(held, words.NOT_NUMBER, expected(measure), measured=_measured(measure))
    return aside(held, words.WORDS, expected(measure), measured=_measured(measure))


def _judged(found: Number, held: str, measure: str) -> Parsed:
    """Return what a number that was read means for a field of that measure."""
    if found.value is None:
        code = words.RATIO if found.is_ratio else words.RANGE
        return _ends(found, held, code)
    own = not found.measure or same_measure(found.measure, measure)
    if own and is_small(measure) and set(found.times) & {"万", "亿"}:
        return aside(
            held, words.TIMES_STRANGE, expected(measure), times=found.times, measure=measure
        )
    if found.measure:
        return _measured_number(found, held, measure)
    if found.times and measure[:1] in TIMES:
        return aside(
            held, words.TIMES_UNSURE, expected(measure), times=found.times, measure=measure
        )
    return _hedged(found, found.value, held, measure)


def _ends(found: Number, held: str, code: Code) -> Parsed:
    low, high = (plain(end) if end is not None else "" for end in (found.low, found.high))
    kept = aside(held, code, low=low, high=high)
    sign = "/" if found.is_ratio else "–"
    return Parsed(
        State.ASIDE, held, kept.value, None, found.measure, f"{low}{sign}{high}", kept.issues
    )


def _measured_number(found: Number, held: str, measure: str) -> Parsed:
    value = found.value if found.value is not None else Decimal(0)
    if not measure:
        parsed = _hedged(found, value, held, measure)
        issue = Issue(words.MEASURE_UNKNOWN, "", {"what": quoted(held), "typed": found.measure})
        state = parsed.state if is_known(found.measure) else State.ASIDE
        if state is State.VALID:
            return also(parsed, issue)
        return Parsed(state, held, held.strip(), None, found.measure, "", (issue,))
    if same_measure(found.measure, measure):
        return _hedged(found, value, held, measure)
    if found.times and same_measure(found.times + found.measure, measure):
        places = sum(TIMES[sign] for sign in found.times)  # 2000万元 where 万元 is asked for: 2000
        return _hedged(found, shift(value, -places), held, measure)
    kept = aside(held, words.OTHER_MEASURE, expected(measure), typed=found.measure, measure=measure)
    return Parsed(State.ASIDE, held, kept.value, None, found.measure, "", kept.issues)


def _hedged(found: Number, value: Decimal, held: str, measure: str) -> Parsed:
    """Return the number as valid, with what its words say beside it."""
    issues = []
    if found.hedge:
        code = words.ABOUT if found.is_approximate else words.BOUND
        slots = {"what": quoted(held), "hedge": found.hedge, "value": plain(value)}
        issues.append(Issue(code, expected(measure), slots))
    notes = [found.hedge] if found.hedge else []
    slots = {"what": quoted(held), "value": plain(value)}
    if found.is_scientific:
        issues.append(Issue(words.SCIENTIFIC, expected(measure), slots))
    if not any(sign.isdigit() for sign in text.key(held)):
        issues.append(Issue(words.NUMERALS, expected(measure), slots))
        notes.append(words.IN_NUMERALS)
    return _accepted(
        value, held, measure, typed=found.measure, note="、".join(notes), issues=tuple(issues)
    )


def _accepted(
    value: Decimal,
    held: str,
    measure: str,
    *,
    typed: str = "",
    note: str = "",
    issues: tuple[Issue, ...] = (),
) -> Parsed:
    if measure == "%" and not typed and 0 < abs(value) <= 1:
        slots = {"what": quoted(held), "value": plain(value), "hundred": plain(shift(value, 2))}
        issues = (*issues, Issue(words.FRACTION, expected(measure), slots))
    return Parsed(State.VALID, held, plain(value), value, typed, note, issues)
