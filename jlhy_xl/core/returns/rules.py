"""The scheme's checks on one form of one return: kind → function, one check one function.

必填, 类型, 选项, 电话 and 邮箱 are told cell by cell where cells are read; 与他单位雷同 needs other
units and is judged across them.
"""

import operator
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Severity, State
from jlhy_xl.core.returns.check_cells import Answer, Filled
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.returns.prefill import prefilled
from jlhy_xl.core.returns.rules_sums import part_sum, score_sum
from jlhy_xl.core.scheme.choices import CheckKind, FieldType, Role
from jlhy_xl.core.scheme.model import Check, Field
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.values.parsed import decimal, plain
from jlhy_xl.core.wording import checks as words
from jlhy_xl.core.wording.code import Code

Comparable = Decimal | date

LONGEST_TEXT = 500  # characters that a pattern is tried on
LONGEST_PATTERN = 200
COPIED_AT_LEAST = 4  # characters; shorter texts repeat honestly
_OPERATORS: dict[str, Callable[[Comparable, Comparable], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SPELT = {"": "<=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "＜": "<", "＞": ">"}
_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


class Context(Struct, frozen=True):
    """One check on one form."""

    filled: Filled
    check: Check

    @property
    def field(self) -> Field | None:
        """The field that the check is about."""
        return self.of(self.check.field)

    def of(self, code: str) -> Field | None:
        """Return a field of the form."""
        return next((each for each in self.filled.place.fields if each.code == code), None)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field, or every field to fill where the check names none."""
        own = self.field
        return (own,) if own else () if self.check.field else self.filled.fields()

    def answers(self, item: Field) -> Iterable[Answer]:
        """Return a column's answers that are there and without an error."""
        told = (self.filled.answers.get((row.key, item.code)) for row in self.filled.rows)
        return (each for each in told if each and each.state in (State.VALID, State.ASIDE))

    def say(self, code: Code, row: Row, item: Field, expected: str = "", **slots: str) -> None:
        """Note a query, whatever the check says; the check's own words replace ours."""
        findings = self.filled.findings
        weight = (Severity.QUERY, self.check.code)
        self.filled.say(code, row, item, expected=expected, weight=weight, slots=slots)
        if self.check.message:
            findings[-1] = replace(findings[-1], message=self.check.message)


def judge(filled: Filled) -> None:
    """Run every active check of the form; a switched-off one says nothing."""
    for check in filled.standing.checks:
        run = REGISTRY.get(check.kind)
        if check.active and run is not None:
            run(Context(filled, check))


def bounds(context: Context) -> None:
    """A number outside the field's or the index's own bounds is asked about."""
    for item in context.fields:
        for answer in context.answers(item):
            low, high = _bounds(item, answer.row)
            number = answer.number
            if number is None:
                continue
            if (low is not None and number < low) or (high is not None and number > high):
                context.say(words.OUT_OF_BOUNDS, answer.row, item, between(low, high))
            elif item.decimals is not None and number != round(number, item.decimals):
                told = words.DECIMALS.format(decimals=item.decimals)
                context.say(words.OUT_OF_BOUNDS, answer.row, item, told)


def _bounds(item: Field, row: Row) -> tuple[Decimal | None, Decimal | None]:
    """The field's own bounds; else what the indicator's measure allows: 指数(0-8), %."""
    if item.minimum is not None or item.maximum is not None or row.indicator is None:
        return item.minimum, item.maximum
    return measure_bounds(row.indicator.measure)


@lru_cache(maxsize=256)
def measure_bounds(measure: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the bounds that a measure itself names.

    >>> measure_bounds("指数(0-15)"), measure_bounds("%"), measure_bounds("工作日")
    ((Decimal('0'), Decimal('15')), (Decimal('0'), Decimal('100')), (Decimal('0'), None))
    >>> measure_bounds("文字")
    (None, None)
    """
    plain_words = key(measure)
    found = re.search(r"\((\d+(?:\.\d+)?)[-~—](\d+(?:\.\d+)?)\)", plain_words)
    if found:
        return Decimal(found[1]), Decimal(found[2])
    if plain_words in ("%", words.POINTS):
        return Decimal(0), Decimal(100)
    return (None, None) if plain_words in ("", words.WORDED) else (Decimal(0), None)


def between(low: Decimal | None, high: Decimal | None) -> str:
    """Return bounds in words."""
    if low is not None and high is not None:
        return words.BETWEEN.format(low=plain(low), high=plain(high))
    if low is not None:
        return words.AT_LEAST.format(low=plain(low))
    return words.AT_MOST.format(high=plain(high or Decimal(0)))


@lru_cache(maxsize=256)
def pattern_of(argument: str) -> re.Pattern[str] | None:
    """Return a scheme's pattern, None where it is too long or none at all."""
    if not argument or len(argument) > LONGEST_PATTERN:
        return None
    try:
        return re.compile(argument)
    except re.error:
        return None


def pattern(context: Context) -> None:
    """A text that does not fit the pattern as a whole is asked about."""
    wanted = pattern_of(context.check.argument)
    if wanted is None:
        return
    for item in context.fields:
        for answer in context.answers(item):
            text = answer.value or answer.typed
            if len(text) > LONGEST_TEXT or not wanted.fullmatch(text):
                context.say(words.PATTERN, answer.row, item, context.check.argument)


def unique(context: Context) -> None:
    """A text that stands in two rows of a column is asked about, at the later one."""
    for item in context.fields:
        first: dict[str, Row] = {}
        for answer in context.answers(item):
            text = key(answer.value or answer.typed)
            known = first.setdefault(text, answer.row)
            if known is not answer.row:
                context.say(words.REPEATED, answer.row, item, context.filled.row_words(known))


def exactly_one(context: Context) -> None:
    """A value that must stand in a column exactly once does; a missing row was told already."""
    item, wanted = context.field, context.check.other
    if item is None or not wanted:
        return
    place = context.filled.place
    column = place.header.columns.get(item.code)
    if column is None:
        return
    rows = [
        row for row in place.grid.rows
        if row > place.header.last and heading_key(place.grid.typed(row, column)) == heading_key(wanted)
    ]  # fmt: skip
    if len(rows) == 1 or (not rows and item.role is Role.KEY and wanted not in place.rows):
        return
    at = (rows[1], column) if rows else None
    sheet, cell = place.spot(at)
    message = words.NOT_EXACTLY_ONE.finding(
        found=place.grid.typed(*at) if at else "", expected=wanted, severity=Severity(context.check.severity),
        words={"count": str(len(rows))}, form=context.filled.form.code, row_key=wanted,
        field=item.code, sheet=sheet, cell=cell, rule=context.check.code,
    )  # fmt: skip
    context.filled.findings.append(message)


def compare(context: Context) -> None:
    """A cell stands to another cell of its row as the operator says, or is asked about."""
    _compare(context, words.COMPARED, words.OPERATORS)


def date_order(context: Context) -> None:
    """One day comes before the other, or is asked about."""
    _compare(context, words.DATE_ORDER, words.ORDERS)


def _compare(context: Context, code: Code, told: dict[str, str]) -> None:
    left, right = context.field, context.of(context.check.other)
    sign = context.check.argument.strip()
    sign = _SPELT.get(sign, sign)
    if left is None or right is None or sign not in _OPERATORS:
        return
    for row in context.filled.rows:
        one, two = _value(context.filled, row, left), _value(context.filled, row, right)
        if one is None or two is None or isinstance(one, date) != isinstance(two, date):
            continue
        if _OPERATORS[sign](one, two):
            continue
        # the finding stands where the unit can mend it
        item, other, shown, mark = (left, right, two, sign)
        if left.role is not Role.FILL and right.role is Role.FILL:
            item, other, shown, mark = (right, left, one, _MIRROR[sign])
        context.say(
            code, row, item, shown.isoformat() if isinstance(shown, date) else plain(shown),
            operator=told[mark], other=context.filled.label(other.code),
        )  # fmt: skip


def _value(filled: Filled, row: Row, item: Field) -> Comparable | None:
    """A cell's number or day: what was answered, or what the scheme says of a locked one."""
    if item.role is not Role.FILL:
        wanted = prefilled(filled.scheme, filled.duty, filled.prior, item, row)
        return decimal(wanted) if isinstance(wanted, str) else wanted
    answer = filled.answers.get((row.key, item.code))
    if answer is None or answer.state not in (State.VALID, State.UNCHANGED):
        return None
    if item.type in (FieldType.DATE, FieldType.DATE_OR_OPEN):
        return answer.day
    return answer.number


def change(context: Context) -> None:
    """A number that moved by more than so many per cent since last period is asked about."""
    limit = decimal(context.check.argument.strip().rstrip("%％"))
    if limit is None:
        return
    for item in context.fields:
        for answer in context.answers(item):
            before = decimal(context.filled.known(answer.row, item.code))
            if before is None or answer.number is None or answer.number == before:
                continue
            moved = abs(answer.number - before) * 100
            if not before or moved > limit * abs(before):
                percent = plain(round(moved / abs(before), 0)) if before else "100"
                context.say(words.MUCH_CHANGED, answer.row, item, plain(before), percent=percent)


def total(context: Context) -> None:
    """A total agrees with its parts: columns joined by + in 另一字段, or an index's score_of."""
    item = context.field
    if item is None:
        return
    tolerance = decimal(context.check.argument.strip()) or Decimal("0.005")
    for answer in context.answers(item):
        reckoned = part_sum(context.filled, answer.row, context.check.other)
        if reckoned is None:
            reckoned = score_sum(context.filled, answer.row, item)
        if reckoned is None or answer.number is None:
            continue
        if abs(answer.number - reckoned) > tolerance:
            shown = plain(round(reckoned, 2))
            context.say(words.SUM_DIFFERS, answer.row, item, shown)


def copied(context: Context) -> None:
    """A column of texts that all equal last period's is asked about once."""
    for item in context.fields:
        if item.type is not FieldType.TEXT:
            continue
        told = [each for each in context.answers(item) if len(key(each.typed)) >= COPIED_AT_LEAST]
        if told and all(_is_copy(context.filled, each) for each in told):
            context.say(words.COPIED, told[0].row, item)


def _is_copy(filled: Filled, answer: Answer) -> bool:
    before = filled.known(answer.row, answer.field.code)
    return bool(before) and key(answer.value or answer.typed) == key(before)


def all_zero(context: Context) -> None:
    """A column of at least two numbers that are all 0 is asked about once."""
    for item in context.fields:
        told = [each for each in context.answers(item) if each.number is not None]
        if len(told) > 1 and not any(each.number for each in told):
            context.say(words.ALL_ZERO, told[0].row, item)


REGISTRY: dict[CheckKind, Callable[[Context], None]] = {
    CheckKind.BOUNDS: bounds,
    CheckKind.PATTERN: pattern,
    CheckKind.UNIQUE: unique,
    CheckKind.EXACTLY_ONE: exactly_one,
    CheckKind.COMPARE: compare,
    CheckKind.CHANGE: change,
    CheckKind.SUM: total,
    CheckKind.DATE_ORDER: date_order,
    CheckKind.COPIED: copied,
    CheckKind.ALL_ZERO: all_zero,
}
CELL_BY_CELL = frozenset(
    {CheckKind.REQUIRED, CheckKind.TYPE, CheckKind.CHOICE, CheckKind.PHONE, CheckKind.MAIL}
)
ACROSS_UNITS = frozenset({CheckKind.TWIN})
