"""What is only laid out for a person, never proposed: B2 (数据不实), B4 (named twice), C1 (low rank)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from jlhy_xl.core.calendar import label, period_of
from jlhy_xl.core.model import Deduction, Evidence, GroupStanding, ReturnCase, Status
from jlhy_xl.core.points.base import Event, day_words, entry_of, local
from jlhy_xl.core.points.caps import REPORTING, note
from jlhy_xl.core.points.notices import in_order, successive
from jlhy_xl.core.points.reporting import seen
from jlhy_xl.core.points.resolutions import OVERDUE
from jlhy_xl.core.scheme.model import Group, Named, Rank, Scheme, Verified
from jlhy_xl.core.scheme.succession import as_of
from jlhy_xl.core.scheme.table_spec import place_key
from jlhy_xl.core.scheme.tables_office import NAMED, RANKS, VERIFIED
from jlhy_xl.core.wording import deductions as words

UNTRUE, REPEATED, LOW_RANK = "B2", "B4", "C1"


def verified(
    scheme: Scheme, now: datetime, cases: Sequence[ReturnCase] = ()
) -> Iterable[Event]:  # fmt: skip
    """Yield an event for each 数据不实 that a named person has verified (核实记录)."""
    today = local(scheme, now).date()
    known = [row for row in scheme.verified if row.day and row.day <= today and row.person.strip()]
    reported = {(case.unit, case.clock.period): case for case in cases} if known else {}
    for row in known:
        if row.day:
            yield _untrue(scheme, row, row.day, reported)


def _untrue(
    scheme: Scheme, row: Verified, day: date, reported: Mapping[tuple[str, str], ReturnCase]
) -> Event:  # fmt: skip
    indicator = scheme.indicator_by_code.get(row.indicator)
    about = f"{indicator.code} {indicator.name}" if indicator else row.indicator
    period = row.period or period_of(scheme, day)
    facts = words.VERIFIED_FACTS.format(fact=row.fact, person=row.person, day=day_words(day))
    evidence = [
        Evidence(
            f"{words.E_VERIFIED} {row.code}",
            words.SCHEME,
            sheet=entry_of(scheme, VERIFIED, row),
            found=facts,
        )
    ]
    if row.evidence:
        evidence.append(Evidence(what=words.E_PROOF, found=row.evidence))
    evidence += _reported(row, reported.get((row.unit, row.period)))
    return Event(
        UNTRUE, row.unit, period, row.code, day,
        words.UNTRUE.format(label=label(period), about=about), tuple(evidence), Status.LAID_OUT,
    )  # fmt: skip


def _reported(row: Verified, case: ReturnCase | None) -> list[Evidence]:
    """Return the return that was verified, its latest acceptable file; where it is not on file, that."""
    good = [fact for fact in case.facts if fact.acceptable] if case else []
    if not good:
        missing = words.NOT_ON_FILE if row.period else words.NO_TERM
        return [Evidence(what=words.E_ABOUT, found=missing)]
    return [seen(words.E_ABOUT, max(good, key=lambda fact: fact.arrival.received))]


def named(scheme: Scheme, now: datetime) -> Iterable[Event]:
    """Yield an event for each problem named in two successive issued 通报 and not mended between.

    Only 通报 with a number and a day of issue count; a weekly 简报 has no number. Those recorded in
    the ledger stand in the scheme beside the office's own.
    """
    issued = in_order(scheme.named, local(scheme, now).date())
    place = successive(issued)
    for second in issued:
        for first in issued:
            same = (first.unit, first.problem) == (second.unit, second.problem)
            if same and second.issued and place[first.notice] + 1 == place[second.notice]:
                mended = [row.mended for row in (first, second) if row.mended]
                if all(when > second.issued for when in mended):
                    yield _named(scheme, (first, second), second.issued)


def _named(scheme: Scheme, pair: tuple[Named, Named], day: date) -> Event:
    first, second = pair
    text = words.REPEATED.format(problem=second.problem, first=first.notice, second=second.notice)
    evidence = tuple(_notice(scheme, row) for row in pair)
    return Event(
        REPEATED, second.unit, period_of(scheme, day), second.problem, day, text, evidence,
        Status.LAID_OUT,
    )  # fmt: skip


def _notice(scheme: Scheme, row: Named) -> Evidence:
    """Return a 通报 with where it is on record: the scheme's own row, or the ledger's."""
    is_ours = scheme.placed.get(place_key(NAMED, row)) == 0  # recorded when it was issued
    file, sheet = (words.ISSUED, "") if is_ours else (words.SCHEME, entry_of(scheme, NAMED, row))
    what = words.NOTICE.format(number=row.notice, day=day_words(row.issued))
    mended = words.MENDED_ON.format(day=row.mended) if row.mended else words.NO_MENDING
    return Evidence(what, file, sheet=sheet, found=note(row.text, mended))


def ranks(
    scheme: Scheme, now: datetime, progress: Sequence[GroupStanding], lines: Sequence[Deduction]
) -> Iterable[Event]:
    """Yield an event for each official rank in the bottom band, with what bears on its cause.

    A rank without its 参评数 says nothing; a blank band lists nothing; what the unit cannot
    control is never listed; where every target of the group is met it is 免于认定.
    """
    standing = {row.group: row for row in progress}
    today = local(scheme, now).date()
    for row in scheme.ranks:
        group = _group(scheme, row)
        if group and row.published and row.published <= today and is_low(scheme, row):
            for unit in _leads(as_of(scheme, row.published), row):
                yield _low(scheme, (row, row.published), unit, standing.get(group.number), lines)


def is_low(scheme: Scheme, row: Rank) -> bool:
    """Whether a rank lies in the bottom band that the office has set; never the first place."""
    band = scheme.parameters.bottom_band
    if not band or row.rank is None or row.of is None or not 1 < row.rank <= row.of:
        return False
    return row.rank > row.of - band


def _group(scheme: Scheme, row: Rank) -> Group | None:
    """Return the group a rank is about; None where it is unknown or nobody can control it."""
    indicator = scheme.indicator_by_code.get(row.subject)
    if indicator:
        number = indicator.group if indicator.controllable else None
        return next((group for group in scheme.groups if group.number == number), None)
    group = next((group for group in scheme.groups if group.name == row.subject), None)
    members = [item for item in scheme.indicators if group and item.group == group.number]
    return group if any(item.controllable for item in members) else None


def _leads(scheme: Scheme, row: Rank) -> tuple[str, ...]:
    """Return who leads what a rank is about, as the units stood when it was published."""
    indicator = scheme.indicator_by_code.get(row.subject)
    if indicator:
        return indicator.leads
    return next((each.leads for each in scheme.groups if each.name == row.subject), ())


def _low(
    scheme: Scheme, found: tuple[Rank, date], unit: str, standing: GroupStanding | None,
    lines: Sequence[Deduction],
) -> Event:  # fmt: skip
    row, published = found
    rank, of, band = row.rank or 0, row.of or 0, scheme.parameters.bottom_band or 0
    indicator = scheme.indicator_by_code.get(row.subject)
    name = f"{row.subject} {indicator.name}" if indicator else row.subject
    facts = words.RANK_FACTS.format(
        rank=rank, of=of, source=row.source, published=day_words(published)
    )
    what = f"{words.E_RANK} {row.scope} {row.term}".rstrip()
    evidence = [Evidence(what, words.SCHEME, sheet=entry_of(scheme, RANKS, row), found=facts)]
    if standing is None:
        evidence.append(Evidence(what=words.E_STANDINGS, found=words.NO_STANDING))
    else:
        reached = _reached(standing)
        evidence.append(Evidence(what=words.E_STANDINGS, found=reached))
        evidence.extend(standing.evidence)
    evidence.extend(_record(scheme, unit, published, lines))
    exempt = standing is not None and standing.all_reached
    said = [words.TARGETS_MET] if exempt else []
    if standing is None:
        said.append(words.NO_TARGETS_KNOWN)
    if 2 * band >= of:
        said.append(words.SMALL_FIELD.format(band=band))
    return Event(
        rule=LOW_RANK, unit=unit, period=period_of(scheme, published), day=published,
        subject=" ".join(part for part in (row.subject, row.scope, row.term) if part),
        text=words.LOW_RANK.format(subject=name, scope=row.scope, rank=rank, of=of, band=band),
        evidence=tuple(evidence), status=Status.EXEMPT if exempt else Status.LAID_OUT,
        note=note(*said),
    )  # fmt: skip


def _reached(standing: GroupStanding) -> str:
    """Return how many targets were reached, of those that can be judged; not by the rank's own term."""
    form = words.STANDING_FACTS if standing.known == standing.targets else words.STANDING_PART
    counts = form.format(targets=standing.known, judged=standing.targets, reached=standing.reached)
    return note(counts, words.STANDING_NOW)


def _record(
    scheme: Scheme, unit: str, published: date, lines: Sequence[Deduction]
) -> Iterable[Evidence]:
    """Yield the unit's own lines of that year, up to the rank: they may bear on the cause."""
    year = int(period_of(scheme, published)[:4])
    for line in lines:
        same = (line.unit, line.year) == (unit, year)
        before = line.day is not None and line.day <= published
        mild = line.rule not in (*REPORTING, OVERDUE) or line.status is Status.WAIVED
        if same and before and not mild:
            what = " ".join((words.E_LINE, line.rule, line.period, line.subject)).rstrip()
            yield Evidence(what=what, found=line.event)
