"""One form of one return, cell by cell: what was typed, what it means, what was expected there."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, Prior, Reading, Severity, State
from jlhy_xl.core.raw import Position, Raw, Uncached
from jlhy_xl.core.returns.locate_rows import Place
from jlhy_xl.core.returns.obligations import Duty, Row, is_open
from jlhy_xl.core.returns.prefill import REGISTERED, indicator_name, last, prefilled
from jlhy_xl.core.scheme.choices import CheckKind, FieldType, Need, Role, RowSource
from jlhy_xl.core.scheme.model import Check, Field, Form, Scheme
from jlhy_xl.core.text import is_none_word, key
from jlhy_xl.core.values.parse import parse
from jlhy_xl.core.values.parsed import Issue, decimal, typed
from jlhy_xl.core.wording import checks as words
from jlhy_xl.core.wording.code import Code

Address = tuple[str, str]  # row key, field code

_KIND = {
    FieldType.PHONE: CheckKind.PHONE,
    FieldType.MOBILE: CheckKind.PHONE,
    FieldType.MAIL: CheckKind.MAIL,
}
_COSTLY = {CheckKind.REQUIRED, CheckKind.TYPE, CheckKind.CHOICE, CheckKind.EXACTLY_ONE}
_WEIGHT = {Severity.NOTE: 0, Severity.QUERY: 1, Severity.ERROR: 2}
ANSWERED = {State.VALID, State.UNCHANGED, State.ASIDE}


class Answer(Struct, frozen=True):
    """One cell that the unit may fill."""

    row: Row
    field: Field
    at: Position | None  # None: its row or column is missing
    open: bool  # whether it is asked of the unit in this period
    typed: str = ""
    state: State = State.BLANK
    value: str = ""
    number: Decimal | None = None
    measure: str = ""
    note: str = ""
    required: bool = False
    mask: bool = False  # an untouched prefilled answer
    issues: tuple[tuple[Code, str, Mapping[str, str]], ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return self.state is State.BLANK

    @property
    def day(self) -> date | None:
        """The answer as a day, None where it is none."""
        try:
            return date.fromisoformat(self.value)
        except ValueError:
            return None


class Standing(Struct, frozen=True):
    """The scheme's checks on a form: which stand, how heavily."""

    checks: tuple[Check, ...]

    @classmethod
    def of(cls, scheme: Scheme, form: str) -> "Standing":
        """Return the checks on one form, switched-off ones included."""
        return cls(tuple(each for each in scheme.checks if each.form == form))

    def find(self, kind: CheckKind, code: str) -> Check | None:
        """Return the check on a field, else the one on the whole form."""
        kin = [each for each in self.checks if each.kind is kind]
        own = [each for each in kin if each.field == code]
        return next(iter(own or [each for each in kin if not each.field]), None)

    def weigh(self, severity: Severity, kind: CheckKind, code: str) -> tuple[Severity, str]:
        """Return how much a trouble weighs, and the number of the check that says so.

        The scheme may make an error a query, or switch it off (a note stays); never the reverse.
        """
        check = self.find(kind, code)
        cap = Severity.ERROR if kind in _COSTLY else Severity.QUERY
        if check is not None:
            said = Severity(check.severity) if check.active else Severity.NOTE
            cap = min(cap, said, key=_WEIGHT.__getitem__)
        return min(severity, cap, key=_WEIGHT.__getitem__), check.code if check else ""


class Filled(Struct):
    """A form of a return while it is checked."""

    scheme: Scheme
    duty: Duty
    prior: Prior
    place: Place
    standing: Standing
    rows: tuple[Row, ...] = ()
    answers: dict[Address, Answer] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """The form."""
        return self.place.form

    def fields(self, role: Role = Role.FILL) -> tuple[Field, ...]:
        """Return the form's fields of one role."""
        return tuple(each for each in self.place.fields if each.role is role)

    def of_row(self, row: Row) -> Iterable[Answer]:
        """Return a row's answers, in the scheme's order."""
        return (self.answers[row.key, each.code] for each in self.fields())

    def label(self, code: str) -> str:
        """Return a field's label; a nameless key is told by its alias."""
        found = next((each for each in self.place.fields if each.code == code), None)
        return "" if found is None else found.label or next(iter(found.aliases), code)

    def row_words(self, row: Row) -> str:
        """Return how a row is named in sentences."""
        if row.indicator is not None:
            return indicator_name(row.indicator, self.duty.unit.code)
        if self.form.rows is RowSource.OPEN:
            return words.ROW_NUMBER.format(number=row.key)
        return row.key

    def say(
        self,
        code: Code,
        row: Row,
        item: Field,
        *,
        expected: str = "",
        weight: tuple[Severity, str] | None = None,
        slots: Mapping[str, str] | None = None,
    ) -> None:
        """Note a finding at a cell; what was found there is what the cell itself holds."""
        at = self.place.where(row.key, item.code)
        severity, rule = weight or (code.severity, "")
        sheet, cell = self.place.spot(at)
        told = code.finding(
            found=self.place.grid.typed(*at) if at else "",
            expected=expected,
            severity=severity,
            words={"row": self.row_words(row), "label": self.label(item.code), **(slots or {})},
            form=self.form.code, row_key=row.key, field=item.code, sheet=sheet, cell=cell, rule=rule,
        )  # fmt: skip
        self.findings.append(told)

    def known(self, row: Row, code: str) -> str:
        """Return last period's value of a cell as the template shows it, "" where there is none."""
        return last(self.scheme, self.duty, self.prior, (self.form.code, row.key, code))

    def reading(self, answer: Answer) -> Reading:
        """Return an answer as the merge takes it."""
        sheet, cell = self.place.spot(answer.at)
        return Reading(
            unit=self.duty.unit.code, period=self.duty.clock.period, form=self.form.code,
            row_key=answer.row.key, field=answer.field.code, state=answer.state,
            typed=answer.typed, value=answer.value, number=answer.number, measure=answer.measure,
            note=answer.note, required=answer.required, sheet=sheet, cell=cell,
        )  # fmt: skip


def fill(scheme: Scheme, duty: Duty, prior: Prior, place: Place) -> Filled:
    """Return a form with every answer read; nothing is judged yet."""
    filled = Filled(scheme, duty, prior, place, Standing.of(scheme, place.form.code))
    filled.rows = place.expected or tuple(Row(each) for each in place.rows)
    for row in filled.rows:
        for item in filled.fields():
            filled.answers[row.key, item.code] = _answer(filled, row, item)
    return filled


def _answer(filled: Filled, row: Row, item: Field) -> Answer:
    at = filled.place.where(row.key, item.code)
    answer = Answer(row, item, at, is_open(filled.duty, item, row))
    if at is None:
        missing_row = row.key not in filled.place.rows
        note = words.NOTE_MISSING_ROW if missing_row else words.NOTE_MISSING_COLUMN
        return replace(answer, note=note)
    if at in filled.place.covered:
        return replace(answer, note=words.NOTE_MERGED)
    raw = filled.place.grid.at(*at)
    if raw is None:
        return answer
    return _aside(filled, _read(filled, answer, raw))


def _read(filled: Filled, answer: Answer, raw: Raw) -> Answer:
    item, row = answer.field, answer.row
    percent = answer.at in filled.place.grid.sheet.percents
    held = typed(raw, percent=percent)
    if item.prefill.startswith(REGISTERED):
        before = prefilled(filled.scheme, filled.duty, filled.prior, item, row)
        if before is not None and key(held) == key(str(before)):
            known = filled.known(row, item.code)
            return replace(answer, typed=held, state=State.UNCHANGED, value=known, mask=True)
    measure = row.indicator.measure if row.indicator else ""
    year = filled.duty.clock.deadline.year
    area = filled.scheme.parameters.area_code
    told = parse(raw, item, measure=measure, year=year, percent=percent, area=area)
    # a formula without its result is asked about: nobody can say that it is wrong
    state = State.ASIDE if isinstance(raw, Uncached) else told.state
    return replace(
        answer, typed=told.typed, state=state, value=told.value, number=told.number,
        measure=told.measure, note=told.note, issues=tuple(map(_issue, told.issues)),
    )  # fmt: skip


def _issue(found: Issue) -> tuple[Code, str, Mapping[str, str]]:
    return found.code, found.expected, found.words


def _aside(filled: Filled, answer: Answer) -> Answer:
    """An answer that was not asked for, or that two rows dispute, is kept but not merged."""
    if answer.is_blank:
        return answer
    if not answer.open:
        blank = is_none_word(answer.typed)  # a stroke in a cell that is not asked says nothing
        state = State.BLANK if blank else State.ASIDE
        return replace(answer, state=state, number=None, issues=())
    if answer.row.key in filled.place.disputed and answer.state in ANSWERED:
        return replace(answer, state=State.ASIDE, number=None, note=words.NOTE_DISPUTED)
    return answer


def unchanged(filled: Filled, answer: Answer) -> Answer:
    """Return a blank answer as last period's value, which holds on."""
    known = filled.known(answer.row, answer.field.code)
    number = None
    if answer.field.type in (FieldType.VALUE, FieldType.NUMBER):
        number = decimal(known)
    return replace(answer, state=State.UNCHANGED, value=known, number=number)


def kind_of(item: Field, severity: Severity) -> CheckKind:
    """Return the kind of check that a cell's own trouble belongs to.

    A doubtful number is a matter of 电话 and never an error; what is no number at all, of 类型.
    """
    if item.type in (FieldType.CHOICE, FieldType.TICK):
        return CheckKind.CHOICE
    return CheckKind.TYPE if severity is Severity.ERROR else _KIND.get(item.type, CheckKind.TYPE)


def is_row_need(item: Field) -> bool:
    """Whether a field is required once its row holds anything."""
    return item.need is Need.ROW
