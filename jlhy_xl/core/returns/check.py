"""One return's content → readings and findings: every expected cell gets exactly one reading."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, FormCount, Prior, Reading, Severity, State
from jlhy_xl.core.returns.check_cells import (
    Answer,
    Filled,
    fill,
    is_row_need,
    kind_of,
    unchanged,
)
from jlhy_xl.core.returns.check_locked import locked
from jlhy_xl.core.returns.lagging import Lagging, lagging
from jlhy_xl.core.returns.locate_rows import Place
from jlhy_xl.core.returns.obligations import Duty, Row, is_required
from jlhy_xl.core.returns.prefill import REGISTERED
from jlhy_xl.core.returns.rules import judge
from jlhy_xl.core.returns.shown import Age
from jlhy_xl.core.scheme.choices import CheckKind, Direction, FieldType, Need
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import decimal
from jlhy_xl.core.wording import checks as words
from jlhy_xl.core.wording import locate as located
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.values import UNCACHED

VALUE, STATUS, DUE, UNCHANGED = "value", "status", "due", "unchanged"

_EXPLAINED = {words.NOTE_MISSING_COLUMN, words.NOTE_MISSING_ROW, words.NOTE_MERGED}


class Checked(Struct, frozen=True):
    """What a form of a return says."""

    form: str
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]
    count: FormCount
    answered: int  # answers that the unit typed or chose itself
    untouched: int  # due required cells that hold only what was prefilled


def check(
    scheme: Scheme, duty: Duty, prior: Prior, place: Place, *,
    no_change: bool = False, age: Age = Age.CURRENT,
) -> Checked:  # fmt: skip
    """Return a form's readings and findings.

    Args:
        scheme: the scheme in force.
        duty: what the unit owes in the period.
        prior: what is known of the unit before it.
        place: where the form stands in the workbook.
        no_change: whether 全部无变化 is ticked.
        age: whether the template was made under another scheme, and what that changed.
    """
    filled = fill(scheme, duty, prior, place)
    answered = sum(1 for each in filled.answers.values() if not each.is_blank and not each.mask)
    _issues(filled)
    for row in filled.rows:
        _row(filled, row, no_change=no_change)
    _gaps(filled, current=age is not Age.ASKS)
    _persons(filled)
    if no_change:
        _nothing_held(filled)
    _nothing_known(filled, no_change=no_change)
    locked(filled, current=age is Age.CURRENT)
    judge(filled)
    kept = [each for each in filled.answers.values() if each.open or not each.is_blank]
    return Checked(
        place.form.code, tuple(filled.reading(each) for each in kept),
        tuple(filled.findings), _count(place.form.code, kept), answered,
        sum(1 for each in kept if each.required and each.mask),
    )  # fmt: skip


def _issues(filled: Filled) -> None:
    """Tell each cell's own troubles; where none of them is an error, the answer is kept aside."""
    for address, answer in list(filled.answers.items()):
        worst = Severity.NOTE
        for code, expected, slots in answer.issues:
            severity = Severity.QUERY if code is UNCACHED else code.severity
            kind = kind_of(answer.field, severity)
            weight = filled.standing.weigh(severity, kind, answer.field.code)
            filled.say(
                code, answer.row, answer.field, expected=expected, weight=weight, slots=slots
            )
            worst = Severity.ERROR if weight[0] is Severity.ERROR else worst
        if answer.state is State.ERROR and worst is not Severity.ERROR:
            filled.answers[address] = replace(answer, state=State.ASIDE)
        if not answer.open and not answer.is_blank:
            filled.say(words.NOT_DUE, answer.row, answer.field)


def _row(filled: Filled, row: Row, *, no_change: bool) -> None:
    """Settle a row: which cells are required, which of its blanks mean no change."""
    ticked = no_change or _is_ticked(filled, row)
    lag = _lagging(filled, row, ticked=ticked)
    content = any(not each.is_blank for each in filled.of_row(row))
    for answer in list(filled.of_row(row)):
        item = answer.field
        required = is_required(filled.duty, item, row, lagging=lag.lagging)
        settled = replace(answer, required=required)
        if settled.is_blank and ticked and (required or _holds_on(filled, settled)):
            settled = unchanged(filled, settled)
        filled.answers[row.key, item.code] = settled
        if not settled.is_blank or settled.note in _EXPLAINED or not settled.open:
            continue
        if required:
            _blank(filled, settled, lag)
        elif is_row_need(item) and content:
            weight = filled.standing.weigh(Severity.ERROR, CheckKind.REQUIRED, item.code)
            filled.say(
                words.BLANK_BESIDE, row, item, expected=words.FILLED, weight=weight,
                slots={"row": row.key},
            )  # fmt: skip


def _holds_on(filled: Filled, answer: Answer) -> bool:
    """A 完成时限 once given stands; other optional words may have been dropped on purpose."""
    return answer.field.code == DUE and bool(filled.known(answer.row, DUE))


def _blank(filled: Filled, answer: Answer, lag: Lagging) -> None:
    item = answer.field
    code = words.BLANK_LAGGING if item.need is Need.LAGGING else words.BLANK
    weight = filled.standing.weigh(code.severity, CheckKind.REQUIRED, item.code)
    filled.say(code, answer.row, item, expected=words.FILLED, weight=weight, slots={"why": lag.why})


def _is_ticked(filled: Filled, row: Row) -> bool:
    """Whether the row says 本周无变化."""
    return any(
        each.field.type is FieldType.TICK and each.state is State.VALID and each.value == words.YES
        for each in filled.of_row(row)
        if each.field.code == UNCHANGED
    )


def _lagging(filled: Filled, row: Row, *, ticked: bool) -> Lagging:
    """Whether the row is 进展滞后, from what it says now or, unchanged, said before."""
    told = {each.field.code: each for each in filled.of_row(row)}
    if STATUS not in told and DUE not in told:
        return Lagging()
    if ticked:
        told = {
            code: unchanged(filled, each) if each.is_blank else each for code, each in told.items()
        }
    value, status, due = told.get(VALUE), told.get(STATUS), told.get(DUE)
    return lagging(
        value.number if value and value.state in (State.VALID, State.UNCHANGED) else None,
        decimal(filled.known(row, VALUE)),
        row.indicator.direction if row.indicator else Direction.UNDECIDED,
        due.day if due else None,
        status.value if status else "",
        filled.duty.clock.deadline.date(),
    )


def _gaps(filled: Filled, *, current: bool) -> None:
    """A missing column or row is one finding, whatever it would have held.

    A template of an older scheme may never have asked for it: then the unit owes nothing there.
    """
    place = filled.place
    for row in place.expected:
        if row.key not in place.rows:
            answers = list(filled.of_row(row))
            code = _gap_code(filled, answers, located.MISSING_ROW, current=current)
            _gap(filled, code, filled.row_words(row), _is_missed(answers), row_key=row.key)
    here = [row for row in filled.rows if row.key in place.rows]
    optional = []
    for item in filled.fields():
        if item.code in place.header.columns or not here:
            continue
        answers = [filled.answers[row.key, item.code] for row in here]
        if _is_missed(answers):
            code = _gap_code(filled, answers, located.MISSING_COLUMN, current=current)
            _gap(filled, code, filled.label(item.code), missed=True, field=item.code)
        else:
            optional.append(filled.label(item.code))
    if optional:
        _gap(filled, located.MISSING_OPTIONAL, located.COMMA.join(optional), missed=False)


def _is_missed(answers: Iterable[Answer]) -> bool:
    return any(each.required and each.is_blank for each in answers)


def _gap_code(filled: Filled, answers: Iterable[Answer], otherwise: Code, *, current: bool) -> Code:
    if current or not _is_missed(answers):
        return otherwise
    for each in answers:
        filled.answers[each.row.key, each.field.code] = replace(each, required=False)
    return located.NEVER_ASKED


def _gap(
    filled: Filled, code: Code, what: str, missed: bool, row_key: str = "", field: str = ""
) -> None:
    severity, rule = Severity.NOTE, ""
    if missed:
        severity, rule = filled.standing.weigh(code.severity, CheckKind.REQUIRED, field)
    filled.findings.append(
        code.finding(
            expected=what, severity=severity, rule=rule, form=filled.form.code,
            sheet=filled.place.sheet, row_key=row_key, field=field,
        )
    )  # fmt: skip


def _persons(filled: Filled) -> None:
    """A new name beside an untouched number may mean that the number is the old person's."""
    for row in filled.rows:
        told = [each for each in filled.of_row(row) if each.field.prefill.startswith(REGISTERED)]
        renamed = any(
            each.field.type is FieldType.NAME and not each.mask and not each.is_blank
            and filled.known(row, each.field.code) not in ("", each.value)
            for each in told
        )  # fmt: skip
        kept = next(
            (each for each in told if each.mask and each.field.type is FieldType.MOBILE), None
        )
        if renamed and kept is not None:
            filled.say(words.OLD_PHONE, row, kept.field)


def _nothing_held(filled: Filled) -> None:
    """全部无变化 of a unit that never reported fills in nothing: its cells stay blank.

    C203 asks about it; the return stays in order, and acceptable.
    """
    if filled.prior.values:
        return
    for address, answer in filled.answers.items():
        if answer.required and answer.state is State.UNCHANGED and not answer.value:
            filled.answers[address] = replace(answer, state=State.BLANK)


def _nothing_known(filled: Filled, *, no_change: bool) -> None:
    """No change of what was never filled in has nothing to hold on to: asked, never an error."""
    for row in filled.rows:
        asked = [each for each in filled.of_row(row) if each.required]
        empty = (State.UNCHANGED, State.BLANK) if no_change else (State.UNCHANGED,)
        held = [each for each in asked if each.state not in empty or each.value]
        if asked and not held:
            filled.findings.append(
                words.UNCHANGED_UNKNOWN.finding(
                    words={"form": filled.form.title}, form=filled.form.code,
                    sheet=filled.place.sheet,
                )
            )  # fmt: skip
            return


def _count(form: str, answers: Iterable[Answer]) -> FormCount:
    asked = [each for each in answers if each.required]
    filled = [each for each in asked if not each.is_blank]
    valid = sum(1 for each in filled if each.state is not State.ERROR)
    return FormCount(form, len(asked), len(filled), valid)
