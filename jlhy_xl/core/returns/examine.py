"""One returned workbook → its verdict, readings, findings and counts."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import (
    Examined,
    Finding,
    FormCount,
    Prior,
    Severity,
    State,
    Verdict,
)  # fmt: skip
from jlhy_xl.core.raw import RawBook, a1
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.check import Checked, check
from jlhy_xl.core.returns.explanations import Taken, explained, take
from jlhy_xl.core.returns.locate import Located, locate
from jlhy_xl.core.returns.locate_identity import Whose
from jlhy_xl.core.returns.locate_sheets import Grid
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.returns.ours import own
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.returns.shares import shares
from jlhy_xl.core.returns.shown import Age, age, shown
from jlhy_xl.core.scheme.choices import FieldType, RowSource
from jlhy_xl.core.scheme.model import Field, Scheme
from jlhy_xl.core.scheme.succession import is_renewal
from jlhy_xl.core.values.parse import parse
from jlhy_xl.core.wording import checks as words
from jlhy_xl.core.wording import locate as located_words
from jlhy_xl.core.wording import succession as changed_words
from jlhy_xl.core.wording.code import Code

_TICK = Field("", "no_change", "", FieldType.TICK, choices=(words.YES,))
_GONE = frozenset((located_words.MISSING_SHEET.code, located_words.UNKNOWN_COLUMN.code))
_ASTRAY = _GONE | {
    located_words.MISSING_ROW.code, located_words.MISSING_COLUMN.code,
    located_words.NEVER_ASKED.code, located_words.EXTRA_ROW.code,
}  # fmt: skip
UNTOUCHED = words.UNTOUCHED.code  # the finding by which an untouched template is known


class _Content(Struct, frozen=True):
    """What the forms of one workbook say together."""

    checked: tuple[Checked, ...] = ()
    no_change: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Whether nobody typed or ticked anything, whatever was prefilled."""
        return not self.no_change and not any(each.answered for each in self.checked)


def examine(
    book: RawBook, name: str, sha256: str, world: World, *, said: tuple[str, str] = ("", "")
) -> Examined:
    """Return what one workbook is: whose, acceptable or not, and every cell's reading.

    The 待办 sheet of a return copy that came back is read for its explanations, then left out.

    ACCEPTED means acceptable; whether it supersedes another is the merge's business. A workbook
    that must be asked about still has its readings wherever unit and period are known, so that a
    person can adopt it.

    Args:
        book: the workbook as read.
        name: the file's name, for findings; it never decides anything.
        sha256: the file's hash.
        world: the scheme, the office's key, and what every unit owes and said before.
        said: unit and period as a person decided for an asked arrival; blanks keep what is read.
    """
    if not any(said) and (ours := own(book, name, sha256)) is not None:
        return ours
    taken = take(book)
    parts = shares(taken.book, world.scheme)
    if len(parts) > 1 and not any(said):
        rows = [_examine(replace(taken, book=each.book), name, sha256, world, share=each.unit)
                for each in parts]  # fmt: skip
        return _together(rows, sha256, book.kind, world)
    whole = taken.book if any(said) else parts[0].book
    return _examine(replace(taken, book=whole), name, sha256, world, said=said)


def _together(rows: list[Examined], sha256: str, kind: str, world: World) -> Examined:
    """A workbook of several units: each part is examined as if it had come alone."""
    told = []
    for each in rows:
        unit = unit_name(world.scheme, each.unit) if each.unit else located_words.NOBODY
        note = located_words.SEVERAL_UNITS.finding(
            words={"count": str(len(rows)), "unit_name": unit}, unit=each.unit, period=each.period
        )
        note = replace(note, sha256=sha256, file=each.findings[0].file if each.findings else "")
        told.append(replace(each, findings=(note, *each.findings)))
    accepted = all(each.verdict is Verdict.ACCEPTED for each in told)
    names = "、".join(unit_name(world.scheme, each.unit) for each in told if each.unit)
    return Examined(
        sha256, Verdict.ACCEPTED if accepted else Verdict.QUARANTINED,
        located_words.SHARED.format(count=len(told), units=names), kind=kind,
        findings=tuple(found for each in told for found in each.findings), shares=tuple(told),
    )  # fmt: skip


def _examine(
    taken: Taken, name: str, sha256: str, world: World, *,
    said: tuple[str, str] = ("", ""), share: str = "",
) -> Examined:  # fmt: skip
    book = taken.book
    located = locate(
        book, world.scheme, world.key, said=said, share=share,
        settle=lambda whose: _settled(whose, world),
    )  # fmt: skip
    whose = _dated(located.whose, world)
    world = replace(world, scheme=world.scheme_of(whose.period))
    duty = world.duties.get((whose.unit, whose.period))
    whose = _open(whose, duty, world)
    extra = whose.findings[len(located.whose.findings) :]
    findings = [*book.notes, *located.findings, *extra]
    content = _Content()
    if duty is not None and whose.verdict is not Verdict.RETURNED:
        prior = world.priors.get((whose.unit, whose.period), Prior())
        content = _content(located, duty, prior, world, whose)
        findings += content.findings
    verdict, reason = whose.verdict, whose.reason
    if verdict is None and duty is not None:
        if content.is_untouched and located.headless:
            verdict, reason = Verdict.RETURNED, located.headless[0].message
        else:
            verdict, reason, findings = _judge(content, duty, world, findings)
        if (
            content.is_untouched and not located.headless
        ):  # one finding speaks for all; the file's own notes stay
            findings += [*book.notes, *whose.findings]
    return Examined(
        sha256=sha256,
        verdict=verdict or Verdict.QUARANTINED,
        reason=reason,
        kind=book.kind,
        unit=whose.unit,
        period=whose.period,
        identity=whose.steps,
        token=whose.token,
        forms=tuple(each.form for each in content.checked),
        unchanged=content.no_change,
        counts=tuple(each.count for each in content.checked),
        readings=tuple(each for form in content.checked for each in form.readings),
        findings=tuple(
            explained(each, taken.words) for each in _addressed(findings, whose, name, sha256)
        ),
        remarks=taken.words,
    )


def _addressed(findings: Iterable[Finding], whose: Whose, name: str, sha256: str) -> tuple[Finding, ...]:  # fmt: skip
    return tuple(
        replace(each, unit=whose.unit, period=whose.period, file=name, sha256=sha256)
        for each in findings
    )


def _dated(whose: Whose, world: World) -> Whose:
    """A period without its year, or none at all, is sought among the open ones."""
    if whose.verdict is not None or not whose.unit:
        return whose
    open_ = sorted({period for unit, period in world.duties if unit == whose.unit})
    if whose.period and "-" not in whose.period:
        named = [each for each in open_ if each.partition("-")[2] == whose.period]
        return replace(whose, period=named[0]) if len(named) == 1 else whose
    if whose.period:
        return whose
    if len(open_) == 1:
        return replace(whose, period=open_[0]).say(located_words.PERIOD_ASSUMED, expected=open_[0])
    return whose.say(located_words.NO_PERIOD, Verdict.QUARANTINED)


def _settled(whose: Whose, world: World) -> tuple[Whose, Scheme]:
    """Return who answers for the workbook in its period, and the scheme as it stood then.

    A unit that goes on under another name may still use its old template. Where units were merged
    the old one's workbook is asked about: it must not take the place of the heir's own.
    """
    period = _dated(whose, world).period
    scheme = world.scheme_of(period)
    heirs = [
        unit.code for unit in scheme.units
        if (unit.code, period) in world.duties and is_renewal(scheme, whose.unit, unit.code)
    ]  # fmt: skip
    if (whose.unit, period) in world.duties or not heirs:
        return whose, scheme
    names = unit_name(scheme, whose.unit), unit_name(scheme, heirs[0])
    whose = whose.say(changed_words.TAKEN_OVER, found=names[0], expected=names[1])
    return replace(whose, unit=heirs[0]), scheme


def _open(whose: Whose, duty: Duty | None, world: World) -> Whose:
    """A period that is in no open timetable is asked about; an older scheme is only noted."""
    if whose.verdict is None and duty is None:
        name = unit_name(world.scheme, whose.unit)
        whose = whose.say(
            located_words.CLOSED_PERIOD, Verdict.QUARANTINED, found=whose.period, unit_name=name
        )
    is_current = _age(whose, duty, world) is Age.CURRENT
    return whose if is_current else whose.say(located_words.OTHER_SCHEME)


def _age(whose: Whose, duty: Duty | None, world: World) -> Age:
    """Return what the scheme would put into the template otherwise now."""
    if whose.scheme_digest in ("", world.scheme_digest):
        return Age.CURRENT
    return age(whose.shown, shown(world.scheme, duty) if duty else "")


def _content(located: Located, duty: Duty, prior: Prior, world: World, whose: Whose) -> _Content:
    ticked, findings = _no_change(located)
    # a digest that our token does not vouch for excuses nothing
    signed = whose.token == "valid"  # noqa: S105 - a verdict's name
    made = _age(whose, duty, world) if signed else Age.CURRENT
    carried = {form.code for form in duty.forms}
    # lines to contest are known to the template, not to the duty: what was objected is read
    contested = {form.code for form in world.scheme.forms if form.rows is RowSource.LINES}
    carried |= contested
    checked = tuple(
        check(world.scheme, duty, prior, place, no_change=ticked, age=made)
        for place in located.places
        if place.form.code in carried
    )
    limit = world.scheme.parameters.unchanged_limit
    if ticked and prior.unchanged_run >= limit:
        findings.append(_at(located, words.UNCHANGED_LIMIT, {"limit": str(limit)}))
    reported = [each for each in checked if each.form not in contested]
    changed = _changed(reported, prior) if ticked else 0
    if changed:
        findings.append(_at(located, words.UNCHANGED_BUT_FILLED, {"count": str(changed)}))
    told = {each.form for each in checked}
    findings += [
        located_words.MISSING_SHEET.finding(expected=form.title, form=form.code)
        for form in duty.forms
        if form.code in duty.owed and form.code not in told and not ticked
        and form.code not in {each.form for each in located.headless}
    ]  # fmt: skip
    for each in checked:
        findings += each.findings
    return _Content(checked, ticked, tuple(findings))


def _changed(checked: Iterable[Checked], prior: Prior) -> int:
    """Return how many answers of the forms say something else than what was known."""
    return sum(
        each.state is State.VALID
        and each.value != prior.values.get((form.form, each.row_key, each.field), "")
        for form in checked
        for each in form.readings
    )


def _no_change(located: Located) -> tuple[bool, list[Finding]]:
    """Whether 全部无变化 is ticked, and what is odd about its cell."""
    if located.no_change is None:
        return False, []
    sheet, at = located.no_change
    raw = sheet.cells.get(at)
    if raw is None:
        return False, []
    slots = {"row": located_words.COVER_ROW, "label": located_words.NO_CHANGE}
    told = parse(raw, _TICK)
    issues = [
        _at(located, each.code, {**slots, **each.words}, each.expected) for each in told.issues
    ]
    return told.state is State.VALID and told.value == words.YES, issues


def _at(located: Located, code: Code, slots: dict[str, str], expected: str = "") -> Finding:
    """A finding at the cell of 全部无变化."""
    if located.no_change is None:
        return code.finding(expected=expected, words=slots)
    sheet, at = located.no_change
    return code.finding(
        found=Grid(sheet).typed(*at), expected=expected, words=slots, sheet=sheet.name, cell=a1(*at)
    )


def _judge(
    content: _Content, duty: Duty, world: World, findings: list[Finding]
) -> tuple[Verdict, str, list[Finding]]:
    """Whether the content is acceptable: at least the share of the due required cells is filled."""
    if content.is_untouched and not _has_drifted(findings):
        told = words.UNTOUCHED.finding()
        return Verdict.RETURNED, told.message, [told]
    if content.no_change:
        return Verdict.ACCEPTED, words.ACCEPTED_UNCHANGED, findings
    owed = [each for each in content.checked if each.form in duty.owed]
    if duty.owed and not owed:
        titles = "、".join(form.title for form in duty.forms if form.code in duty.owed)
        told = words.NOTHING_OWED.finding(expected=titles)
        return Verdict.RETURNED, told.message, [told, *findings]
    due, filled, kept = _due(owed)
    if not due:
        return Verdict.ACCEPTED, words.ACCEPTED_NOTHING_DUE, findings
    share = world.scheme.parameters.acceptable_share
    slots = {"due": str(due - kept), "filled": str(filled - kept)}
    if filled - kept < (due - kept) * share:
        percent = words.SHARE_WORDS.format(percent=f"{share * 100:f}".rstrip("0").rstrip("."))
        told = words.TOO_LITTLE.finding(words={**slots, "share": percent})
        return Verdict.RETURNED, told.message, [told, *findings]
    reason = words.ACCEPTED.format(due=due, filled=filled)
    return Verdict.ACCEPTED, reason + (words.KEPT.format(kept=kept) if kept else ""), findings


def _has_drifted(findings: Iterable[Finding]) -> bool:
    """Whether forms, columns or rows went astray, so that nobody can say that none was filled in."""
    return any(
        each.code in _ASTRAY and (each.code in _GONE or each.severity is not Severity.NOTE)
        for each in findings
    )


def _due(owed: Sequence[Checked]) -> tuple[int, int, int]:
    """Due required cells, those filled, and how many of these hold only what was prefilled.

    The first two are those of 完整性; whether too little was filled in is judged without the last.
    """
    counts: list[FormCount] = [each.count for each in owed]
    return (
        sum(each.expected for each in counts), sum(each.filled for each in counts),
        sum(each.untouched for each in owed),
    )  # fmt: skip
