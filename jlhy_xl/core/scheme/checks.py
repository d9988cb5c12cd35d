"""Rows of the scheme held against rows: units, indicators, dates, rules, ranks.

Forms, fields and checks are held against each other in ``scheme_forms``.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from jlhy_xl.core.calendar import kind_of
from jlhy_xl.core.model import Finding
from jlhy_xl.core.scheme.cells import guessed
from jlhy_xl.core.scheme.choices import Direction, Joint, Source
from jlhy_xl.core.scheme.model import Indicator, Rule, Unit
from jlhy_xl.core.scheme.sheets import Draft, Placed
from jlhy_xl.core.scheme.tables import (
    GROUPS,
    INDICATORS,
    INSPECTIONS,
    PARAMETERS,
    PERIODS,
    PHRASES,
    PUBLISHED,
    RANKS,
    RESOLUTIONS,
    RULES,
    TABLES,
    TARGETS,
    UNITS,
    VERIFIED,
    WAIVERS,
    Kind,
    Table,
)
from jlhy_xl.core.text import key
from jlhy_xl.core.wording import phrases
from jlhy_xl.core.wording import scheme as says

_AREA = re.compile(r"0[1-9][0-9]{1,2}")


def look(draft: Draft) -> Iterator[Finding]:
    """Yield every finding on rows that do not agree with other rows or with themselves."""
    for part in _PARTS:
        yield from part(draft)


def _duplicates(draft: Draft) -> Iterator[Finding]:
    for table in TABLES:
        for attributes in table.keys:
            seen: dict[tuple[object, ...], Placed] = {}
            for row in draft.clean(table, *attributes):
                mark = tuple(_mark(getattr(row.value, name)) for name in attributes)
                first = seen.setdefault(mark, row)
                if first is not row:
                    heading = "＋".join(table.column(name).heading for name in attributes)
                    yield row.says(
                        says.DUPLICATE, attributes[-1], heading=heading, row=str(first.line)
                    )


def _mark(value: object) -> object:
    return key(value) if isinstance(value, str) else value


def _parameters(draft: Draft) -> Iterator[Finding]:
    placed = draft.parameters
    value = placed.value
    if "*" in placed.bad:
        return
    try:
        ZoneInfo(value.timezone)
    except (KeyError, ValueError, OSError):
        yield placed.says(says.BAD_TIMEZONE, "timezone")
    if "area_code" not in placed.bad and not _AREA.fullmatch(value.area_code):
        yield placed.says(says.BAD_AREA, "area_code")
    low = {"year_cap": 0, "bottom_band": 1, "acceptable_share": 0}
    for column in PARAMETERS:
        found = getattr(value, column.attribute)
        wrong = column.kind in (Kind.INTEGER, Kind.DECIMAL) and found is not None
        if wrong and found < low.get(column.attribute, 0):
            yield _out_of(placed, column.attribute, column.heading, says.NOT_NEGATIVE)
    if value.acceptable_share > 1:
        heading = next(each.heading for each in PARAMETERS if each.attribute == "acceptable_share")
        yield _out_of(placed, "acceptable_share", heading, says.A_SHARE)
    if bool(value.rule_number) != (value.rules_from is not None):
        yield placed.says(says.HALF_ADOPTED, "rules_from" if value.rule_number else "rule_number")


def _out_of(row: Placed, attribute: str, heading: str, expected: str) -> Finding:
    return row.says(says.NEGATIVE, attribute, heading=heading, expected=expected)


def _units(draft: Draft) -> Iterator[Finding]:
    rows = tuple(draft.clean(UNITS, "code", "name"))
    yield from _shared(rows, lambda unit: (unit.name, *unit.aliases), "aliases")
    yield from _shared(rows, lambda unit: unit.mails, "mails")
    offices = [row for row in rows if row.value.office]
    for row in offices[1:]:
        yield row.says(
            says.TWO_OFFICES, "office", first=offices[0].value.name, second=row.value.name
        )
    if rows and not offices:
        yield says.NO_OFFICE.finding(sheet=rows[0].sheet)
    if "units" in draft.absent or not any(row.value.member for row in rows):
        yield says.NO_MEMBERS.finding(sheet=UNITS.sheet)
    for row in rows:
        if row.value.successor and row.value.successor == row.value.code:
            yield row.says(says.OWN_SUCCESSOR, "successor")
    yield from _successions(draft, rows)


def _successions(draft: Draft, rows: tuple[Placed, ...]) -> Iterator[Finding]:
    """Ask about an ended unit that nobody follows, and about a successor that never comes in."""
    leads = [code for row in draft.clean(INDICATORS, "leads") for code in row.value.leads]
    for row in rows:
        unit = row.value
        if {"ends", "successor"} & set(row.bad):
            continue
        if unit.ends and not unit.successor and unit.code in leads:
            told = {"name": unit.name, "day": str(unit.ends), "count": str(leads.count(unit.code))}
            yield row.says(says.NO_SUCCESSOR, "successor", **told)
        if unit.successor not in ("", unit.code) and not unit.ends:
            yield row.says(says.SUCCESSOR_WITHOUT_END, "successor", name=unit.name)


def _shared(
    rows: tuple[Placed, ...], words: Callable[[Unit], tuple[str, ...]], attribute: str
) -> Iterator[Finding]:
    owners: dict[str, Placed] = {}
    for row in rows:
        for word in words(row.value):
            first = owners.setdefault(key(word), row)
            if first.value.code == row.value.code or first.value.name == row.value.name:
                continue
            names = {"name": word, "first": first.value.name, "second": row.value.name}
            code = says.SAME_MAIL if attribute == "mails" else says.SAME_NAME
            at = "name" if word == row.value.name else attribute
            yield row.says(code, at, **names)


_SPANS = (
    (UNITS, "starts", "ends"),
    (RULES, "starts", "ends"),
    (PERIODS, "deadline", "cutoff"),
    (WAIVERS, "start", "end"),
    (RESOLUTIONS, "due", "extended"),
    (INSPECTIONS, "day", "cleared"),
)


def _spans(draft: Draft) -> Iterator[Finding]:
    for table, first, last in _SPANS:
        for row in draft.clean(table, first, last):
            start, end = getattr(row.value, first), getattr(row.value, last)
            if start and end and end < start:
                words = {
                    "heading": table.column(last).heading,
                    "other": table.column(first).heading,
                    "start": _written(start),
                }
                yield row.says(says.STARTS_AFTER_ENDS, last, **words)


def _written(value: object) -> str:
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)


def _known(draft: Draft, table: Table, attribute: str) -> dict[str, str]:
    return {
        str(getattr(row.value, attribute)): row.sheet
        for row in draft.rows[table.attribute]
        if attribute not in row.bad
    }


def refers(
    draft: Draft, rows: Table, attribute: str, target: Table, name: str
) -> Iterator[Finding]:
    """Yield a finding for each row whose attribute names nothing in the target table."""
    if target.attribute in draft.absent and target.needed:
        return
    known = _known(draft, target, name)
    for row in draft.clean(rows, attribute):
        found = getattr(row.value, attribute)
        for each in found if isinstance(found, tuple) else (found,):
            word = str(each[0] if isinstance(each, tuple) else each)
            if word and word not in known:
                yield row.says(
                    says.UNKNOWN_REFERENCE, attribute, name=word, table=target.sheet,
                    heading=rows.column(attribute).heading, guess=guessed(word, known),
                )  # fmt: skip


def _references(draft: Draft) -> Iterator[Finding]:
    yield from refers(draft, INDICATORS, "group", GROUPS, "number")
    yield from refers(draft, INDICATORS, "score_of", INDICATORS, "code")
    yield from refers(draft, TARGETS, "indicator", INDICATORS, "code")
    yield from refers(draft, PUBLISHED, "indicator", INDICATORS, "code")
    yield from refers(draft, VERIFIED, "indicator", INDICATORS, "code")
    yield from refers(draft, WAIVERS, "rules", RULES, "code")
    if {"indicators", "groups"} & draft.absent:
        return
    known = _known(draft, INDICATORS, "code") | _known(draft, GROUPS, "name")
    for row in draft.clean(RANKS, "subject"):
        word = row.value.subject
        if word not in known:
            yield row.says(
                says.UNKNOWN_REFERENCE, "subject", name=word, guess=guessed(word, known),
                table=says.INDICATOR_OR_GROUP, heading=RANKS.column("subject").heading,
            )  # fmt: skip


def _indicators(draft: Draft) -> Iterator[Finding]:
    leads_of = {row.value.number: row.value.leads for row in draft.clean(GROUPS, "number", "leads")}
    for row in draft.clean(INDICATORS, "code", "leads", "joint", "parts"):
        item: Indicator = row.value
        yield from _leads(draft, row, leads_of.get(item.group, item.leads))
        weights = [code for code, _ in item.score_of]
        for code, weight in item.score_of:
            if weight <= 0 or code == item.code or weights.count(code) > 1:
                yield row.says(says.BAD_WEIGHT, "score_of", name=code)
    for row in draft.clean(INDICATORS, "best", "worst", "direction"):
        yield from _frontier(row)


def _leads(draft: Draft, row: Placed, group: tuple[str, ...]) -> Iterator[Finding]:
    item: Indicator = row.value
    if not set(item.leads) <= set(group):
        expected = "；".join(draft.names.name(code) for code in group)
        yield row.says(says.LEADS_DIFFER, "leads", expected=expected, name=item.code)
    if len(set(item.leads)) != len(item.leads):
        heading = INDICATORS.column("leads").heading
        yield row.says(says.DUPLICATE, "leads", heading=heading, row=str(row.line))
    if (len(item.leads) > 1) != (item.joint is not Joint.NONE):
        yield row.says(says.NO_JOINT, "joint", name=item.code, count=str(len(item.leads)))
    owners = [owner for _, owner in item.parts]
    wanted = sorted(item.leads) if item.joint is Joint.SPLIT else []
    if sorted(owners) != wanted or len({part for part, _ in item.parts}) != len(owners):
        expected = "；".join(draft.names.name(code) for code in item.leads)
        yield row.says(says.PARTS_DIFFER, "parts", expected=expected, name=item.code)


def _frontier(row: Placed) -> Iterator[Finding]:
    best, worst, direction = row.value.best, row.value.worst, row.value.direction
    if (best is None) != (worst is None) or (best is not None and best == worst):
        words = {"best": row.typed.get("best", ""), "worst": row.typed.get("worst", "")}
        yield row.says(says.HALF_FRONTIER, "worst" if worst is None else "best", **words)
        return
    judged = best is not None and worst is not None and direction is not Direction.UNDECIDED
    if judged and (best < worst) != (direction is Direction.LOWER):
        words = {"best": row.typed.get("best", ""), "worst": row.typed.get("worst", "")}
        yield row.says(says.FRONTIER_DIRECTION, "best", expected=direction.value, **words)


def _targets(draft: Draft) -> Iterator[Finding]:
    leads: dict[
        str, set[str]
    ] = {}  # of a code that stands twice both rows' leads: told once, there
    for row in draft.clean(INDICATORS, "code", "leads"):
        leads.setdefault(row.value.code, set()).update(row.value.leads)
    for table in (TARGETS, PUBLISHED):
        for row in draft.clean(table, "indicator", "unit"):
            item = row.value
            if item.unit and item.indicator in leads and item.unit not in leads[item.indicator]:
                yield row.says(says.NOT_A_LEAD, "unit", name=item.indicator)
    official = {
        row.value.code: row.value.source is Source.OFFICIAL
        for row in draft.clean(INDICATORS, "code", "source")
    }
    for row in draft.clean(PUBLISHED, "indicator"):
        if not official.get(row.value.indicator, True):
            yield row.says(says.NOT_OFFICIAL, "indicator")


def _rules(draft: Draft) -> Iterator[Finding]:
    grouped: list[Placed] = []
    for row in draft.clean(RULES, "points", "cap", "cap_group"):
        rule = row.value
        for name in ("points", "cap"):
            value = getattr(rule, name)
            if value is not None and value < 0:
                yield _out_of(row, name, RULES.column(name).heading, says.NOT_NEGATIVE)
        if rule.cap is not None and not rule.cap_group:
            yield row.says(says.CAP_WITHOUT_GROUP, "cap", name=rule.code)
        if rule.cap_group:
            same = (each for each in grouped if _share_a_cap(each.value, rule))
            first = next(same, row)
            grouped.append(row)
            if first.value.cap != rule.cap:
                yield row.says(
                    says.CAPS_DIFFER, "cap", expected=first.typed.get("cap", ""),
                    name=rule.cap_group,
                )  # fmt: skip


_EARLIEST = date(1, 1, 2)  # the first day that has one before it


def _share_a_cap(one: Rule, other: Rule) -> bool:
    """Whether two rows are of one cap group on some day: an old row and its heir may differ."""
    apart = _last(one) < _first(other) or _last(other) < _first(one)
    return one.cap_group == other.cap_group and not apart


def _first(rule: Rule) -> date:
    return rule.starts or date.min


def _last(rule: Rule) -> date:
    return rule.ends or date.max


def _dated_rules(draft: Draft) -> Iterator[Finding]:
    """Rows of one code follow each other: no day has two figures, none between them has no figure."""
    rows: dict[str, list[Placed]] = {}
    for row in draft.clean(RULES, "code", "starts", "ends"):
        rows.setdefault(key(row.value.code), []).append(row)
    for found in rows.values():
        for before, after in pairwise(sorted(found, key=lambda row: _first(row.value))):
            one, other = before.value, after.value
            if one.starts == other.starts:
                continue  # told as a duplicate
            eve = max(_first(other), _EARLIEST) - timedelta(days=1)
            words = {"name": one.code, "row": str(before.line), "last": eve.isoformat()}
            if _last(one) > eve:
                yield after.says(says.RULES_OVERLAP, "starts", **words)
            elif _last(one) < eve:
                gap = f"{_last(one) + timedelta(days=1)}至{eve}"
                yield after.says(says.RULES_GAP, "starts", gap=gap, **words)


def _ranks(draft: Draft) -> Iterator[Finding]:
    for row in draft.clean(RANKS, "rank", "of"):
        rank, of = row.value.rank, row.value.of
        for name, value in (("rank", rank), ("of", of)):
            if value is not None and value < 1:
                yield _out_of(row, name, RANKS.column(name).heading, says.FROM_ONE)
        if rank is not None and of is None:
            yield row.says(says.RANK_WITHOUT_FIELD, "rank")
        if rank is not None and of is not None and rank > of:
            yield row.says(says.OUT_OF_FIELD, "rank", expected=row.typed.get("of", ""))


def _resolutions(draft: Draft) -> Iterator[Finding]:
    for row in draft.clean(RESOLUTIONS, "granted", "extended"):
        if row.value.granted == "同意" and row.value.extended is None:
            yield row.says(says.NO_EXTENSION_DATE, "extended", name=row.value.code)


_PERIODS = ((PERIODS, ("period",)), (WAIVERS, ("start", "end")), (VERIFIED, ("period",)))


def _kinds(draft: Draft) -> Iterator[Finding]:
    """A month among weeks would never come, nor a week among months."""
    kind = draft.parameters.value.period_kind
    for table, names in _PERIODS:
        for row in draft.clean(table, *names):
            for name in names:
                period = getattr(row.value, name)
                if period and kind_of(period) is not kind:
                    yield row.says(
                        says.OTHER_PERIOD_KIND, name, kind=kind.value,
                        heading=table.column(name).heading,
                    )  # fmt: skip


def _minutes(draft: Draft) -> Iterator[Finding]:
    for row in draft.clean(PERIODS, "grace_minutes"):
        if (row.value.grace_minutes or 0) < 0:
            yield _out_of(
                row, "grace_minutes", PERIODS.column("grace_minutes").heading, says.NOT_NEGATIVE
            )


def _phrases(draft: Draft) -> Iterator[Finding]:
    """A phrase for no place is never used; a slot that nothing fills would stand in a letter as typed."""
    for row in draft.clean(PHRASES, "place", "text"):
        place = phrases.KNOWN.get(row.value.place)
        if place is None:
            guess = guessed(row.value.place, phrases.KNOWN)
            yield row.says(says.UNKNOWN_PHRASE, "place", guess=guess)
            continue
        usable = phrases.slots(phrases.DEFAULTS[place])
        for slot in dict.fromkeys(phrases.slots(row.value.text)):
            if slot not in usable:
                told = "、".join(f"{{{each}}}" for each in usable) or says.NO_SLOT
                yield row.says(says.UNKNOWN_SLOT, "text", expected=told, name=slot)


_PARTS = (_duplicates, _parameters, _units, _spans, _references, _indicators, _targets, _rules,
          _dated_rules, _ranks, _resolutions, _kinds, _minutes, _phrases)  # fmt: skip
