"""One row for each of a unit's indicators: what was said, what moved, how far the target is.

Made from the merged readings; the frame is frames.PROGRESS. Standings by group feed C1's evidence.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from jlhy_xl.core import frames
from jlhy_xl.core.merging.across import value_field
from jlhy_xl.core.model import Evidence, GroupStanding, Prior, State
from jlhy_xl.core.returns.lagging import lagging
from jlhy_xl.core.returns.obligations import Duty, Row, is_due
from jlhy_xl.core.scheme.choices import Direction, Joint, RowSource, Source
from jlhy_xl.core.scheme.model import Form, Indicator, Published, Scheme
from jlhy_xl.core.standing.measures import (
    attainment,
    change,
    composite,
    frontier,
    is_better,
    is_met,
    status_word,
)
from jlhy_xl.core.values.parsed import decimal
from jlhy_xl.core.wording import merge as words

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[str, str]  # unit code, period
Cell = tuple[str, str, str, str]  # period, unit, row key, field
READ = (State.VALID.value, State.UNCHANGED.value)
TEXTS = ("progress", "problem", "measures", "need")
_FILE, _SHEET, _CELL = "file", "sheet", "cell"


class _Table(Struct, frozen=True):
    """The readings of the indicator form, by cell."""

    scheme: Scheme
    form: Form
    value_field: str
    cells: Mapping[Cell, Mapping[str, Any]]
    priors: Mapping[Pair, Prior]

    def at(self, duty: Duty, code: str, field: str) -> Mapping[str, Any]:
        """Return a reading's columns, none where nothing was asked nor said."""
        return self.cells.get((duty.clock.period, duty.unit.code, code, field), {})

    def address(self, duty: Duty, code: str) -> tuple[str, str, str]:
        """Return file, sheet and cell of the value, of another cell of the row where it has none."""
        for field in (self.value_field, "status", *TEXTS):
            found = self.at(duty, code, field)
            if found and found[_CELL]:
                return found[_FILE], found[_SHEET], found[_CELL]
        return "", "", ""

    def read(self, duty: Duty, code: str, field: str) -> str:
        """Return what a cell says in canonical words, "" where it was not read."""
        found = self.at(duty, code, field)
        return str(found["value"]) if found and found["state"] in READ else ""

    def last(self, duty: Duty, code: str) -> str:
        """Return the last value known before the period, in words."""
        unit = duty.unit.code
        prior = self.priors.get((unit, duty.clock.period), Prior())
        target = self.scheme.target_of.get((code, unit))
        known = prior.values.get((self.form.code, code, self.value_field), "")
        return known or (target.last if target else "")


def progress(
    scheme: Scheme,
    duties: Iterable[Duty],
    readings: "pd.DataFrame",
    priors: Mapping[Pair, Prior],
) -> "pd.DataFrame":
    """Return frames.PROGRESS: a row for each indicator and each unit that leads it.

    A value with 来源 上级发布 is the newest one that the office entered; its ``score`` is the
    测算值. What cannot be judged is None, never 0. ``attainment`` 1 is the target reached.

    Args:
        scheme: the scheme in force.
        duties: of the periods that are wanted; units that carry no indicator form add no row.
        readings: frames.READINGS of the merge.
        priors: what was known before, by (unit code, period).
    """
    form = next((each for each in scheme.forms if each.rows is RowSource.INDICATORS), None)
    rows: list[tuple[Any, ...]] = []
    if form is not None:
        table = _table(scheme, form, readings, priors)
        holders = [duty for duty in duties if form in duty.forms]
        for period in sorted({duty.clock.period for duty in holders}):
            here = {duty.unit.code: duty for duty in holders if duty.clock.period == period}
            rows += _of_period(table, here)
    return frames.frame(frames.PROGRESS, rows)


def _table(
    scheme: Scheme, form: Form, readings: "pd.DataFrame", priors: Mapping[Pair, Prior]
) -> _Table:
    """Return the readings by cell."""
    value = value_field(scheme, form)
    asked = readings[readings["form"] == form.code]
    columns = ("state", "typed", "value", "number", _FILE, "sha256", _SHEET, _CELL)
    places = zip(*(asked[name] for name in ("period", "unit", "row_key", "field")), strict=True)
    said = zip(*(asked[name] for name in columns), strict=True)
    cells = {
        place: dict(zip(columns, row, strict=True))
        for place, row in zip(places, said, strict=True)
    }  # fmt: skip
    return _Table(scheme, form, value, cells, priors)


def _of_period(table: _Table, here: Mapping[str, Duty]) -> list[tuple[Any, ...]]:
    current = {
        (unit, indicator.code): _current(table, duty, indicator)
        for unit, duty in here.items()
        for indicator in table.scheme.indicators
        if unit in indicator.leads
    }
    rows = []
    for indicator in table.scheme.indicators:
        leads = [unit for unit in indicator.leads if unit in here]
        told = _parts(table, indicator, [here[unit] for unit in leads])
        for unit in leads:
            values = {code: value for (owner, code), value in current.items() if owner == unit}
            made = _row(table, here[unit], indicator, values)
            made["note"] = "；".join(part for part in (made["note"], told) if part)
            rows.append(tuple(made[name] for name in frames.PROGRESS))
    return rows


def _parts(table: _Table, indicator: Indicator, duties: Sequence[Duty]) -> str:
    """Say in how many of its parts a split indicator is reported, where one is missing."""
    if indicator.joint is not Joint.SPLIT:
        return ""
    there = sum(is_reported(table, duty, indicator) for duty in duties)
    total = len(indicator.parts) or len(indicator.leads)
    return words.PARTS_REPORTED.format(there=there, total=total) if there < total else ""


def is_reported(table: _Table, duty: Duty, indicator: Indicator) -> bool:
    """Whether the unit said what the row asks: its value where it is due, else any 推进状态."""
    asked = is_due(duty, Row(indicator.code, indicator=indicator))
    field = table.value_field if asked else "status"
    return bool(table.read(duty, indicator.code, field))


def _current(table: _Table, duty: Duty, indicator: Indicator) -> Decimal | None:
    """Return the number that the indicator stands at: reported, published, or not asked again yet.

    A value that was due and is missing or in error leaves nothing to judge.
    """
    if indicator.source is Source.OFFICIAL:
        found = published(table.scheme, indicator, duty)
        return found.value if found else None
    said = table.at(duty, indicator.code, table.value_field)
    if said and said["state"] in READ:
        number = said["number"]
        return number if isinstance(number, Decimal) else decimal(str(said["value"]))
    if is_due(duty, Row(indicator.code, indicator=indicator)):
        return None
    return decimal(table.last(duty, indicator.code))


def published(scheme: Scheme, indicator: Indicator, duty: Duty) -> Published | None:
    """Return the newest published value by the period's deadline, None where there is none."""
    day = duty.clock.deadline.date()
    found = [
        (row.published or date.min, place, row)
        for place, row in enumerate(scheme.published)
        if row.indicator == indicator.code
        and row.unit in ("", duty.unit.code)
        and (row.published or date.min) <= day
    ]
    return max(found, key=lambda each: each[:2])[2] if found else None


def _row(
    table: _Table, duty: Duty, indicator: Indicator, values: Mapping[str, Decimal | None]
) -> dict[str, Any]:
    code, unit = indicator.code, duty.unit.code
    said = table.at(duty, code, table.value_field)
    target = table.scheme.target_of.get((code, unit))
    told = {name: table.read(duty, code, name) for name in TEXTS}
    status, due = table.read(duty, code, "status"), _day(table.read(duty, code, "due"))
    last, number = table.last(duty, code), values[code]
    known = decimal(last)
    now = None if _is_old(table, duty, indicator) else number
    lags = lagging(now, known, indicator.direction, due, status, duty.clock.deadline.date())
    moved = change(now, known)
    score, note = _score(table.scheme, duty, indicator, values)
    file, sheet, cell = table.address(duty, code)
    goals = (target.baseline, target.target) if target else (None, None)
    return {
        "period": duty.clock.period, "indicator": code, "group": indicator.group,
        "name": indicator.name, "unit": unit, "part": indicator.part_of(unit),
        "measure": indicator.measure, "direction": indicator.direction.value,
        "baseline": goals[0], "last": (last or None) if known is None else known,
        "target": goals[1], "value": _value(table, duty, indicator, now),
        "typed": said.get("typed", ""), "change": moved, "better": is_better(indicator, moved),
        "attainment": attainment(indicator.direction, *goals, number),
        "score": score, "status": str(status_word(status, lagging=lags.lagging)),
        "lagging": lags.lagging, "overdue": lags.overdue, **told, "due": due,
        "state": said.get("state", ""), "file": file, "sheet": sheet, "cell": cell, "note": note,
    }  # fmt: skip


def _is_old(table: _Table, duty: Duty, indicator: Indicator) -> bool:
    """Whether the number the indicator stands at is an earlier period's: shown only as 上期值."""
    is_said = bool(table.read(duty, indicator.code, table.value_field))
    return indicator.source is not Source.OFFICIAL and not is_said


def _value(
    table: _Table, duty: Duty, indicator: Indicator, number: Decimal | None
) -> Decimal | str | None:
    """Return this period's value: a number, words where the indicator asks for words, or None."""
    if number is not None:
        return number
    return table.read(duty, indicator.code, table.value_field) or None


def _day(text: str) -> date | None:
    """Return a due date, None where there is none or it is 长期."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _score(
    scheme: Scheme, duty: Duty, indicator: Indicator, values: Mapping[str, Decimal | None]
) -> tuple[Decimal | None, str]:
    """Return the row's score and what must be said of it."""
    if not indicator.score_of:
        return frontier(indicator, values[indicator.code]), ""
    made = composite(indicator, scheme.indicator_by_code, values)
    notes = []
    official = published(scheme, indicator, duty)
    if official:
        day = official.published.isoformat() if official.published else words.UNDATED
        computed = words.COMPUTED if made.used else ""
        notes.append(words.PUBLISHED.format(source=official.source, day=day) + computed)
    if made.used and not made.is_whole:
        names = words.some_of(
            [scheme.indicator_by_code[each].name if each in scheme.indicator_by_code else each
             for each in made.missing]
        )  # fmt: skip
        total = len(indicator.score_of)
        notes.append(words.FEWER_PARTS.format(used=len(made.used), total=total, missing=names))
    return made.score, "；".join(notes)


def standings(
    scheme: Scheme, rows: "pd.DataFrame", readings: "pd.DataFrame"
) -> tuple[GroupStanding, ...]:
    """Return how far each 专项工作组 has come against its year targets, for one period.

    A target that cannot be judged (no value) is not reached; one without a direction is not
    counted at all. The evidence lists the targets that are missed.

    Args:
        scheme: the scheme in force.
        rows: frames.PROGRESS of the period.
        readings: frames.READINGS that it was made from, for the files' hashes.
    """
    hashes = dict(
        zip(
            zip(readings["period"], readings["unit"], readings["row_key"], readings["cell"], strict=True),
            readings["sha256"],
            strict=True,
        )
    )  # fmt: skip
    found = {group.number: (0, 0, list[Evidence]()) for group in scheme.groups}
    unjudged = Counter[int]()
    for row in rows.to_dict("records"):
        indicator = scheme.indicator_by_code[row["indicator"]]
        target = row["target"]
        is_counted = target is not None and indicator.direction is not Direction.UNDECIDED
        if not is_counted or indicator.group not in found:
            unjudged[indicator.group] += target is not None
            continue
        value = row["value"] if isinstance(row["value"], Decimal) else None
        if value is None and isinstance(row["last"], Decimal) and not row["state"]:
            value = row["last"]  # not asked again in this period
        reached = value is not None and bool(is_met(indicator.direction, target, value))
        targets, done, missed = found[indicator.group]
        if not reached:
            place = row["period"], row["unit"], row["indicator"], row["cell"]
            missed.append(_missed(scheme, row, hashes.get(place, "")))
        found[indicator.group] = targets + 1, done + reached, missed
    return tuple(
        GroupStanding(number, targets, done, tuple(missed), unjudged[number])
        for number, (targets, done, missed) in found.items()
    )


def _missed(scheme: Scheme, row: Mapping[Any, Any], sha256: str) -> Evidence:
    unit = scheme.unit_by_code[row["unit"]].name
    name = f"{row['name']}（{row['part']}）" if row["part"] else row["name"]
    slots = {"indicator": f"{row['indicator']} {name}", "unit": unit, "target": row["target"]}
    return Evidence(
        words.TARGET_MISSED.format(**slots), row[_FILE], sha256, row[_SHEET], row[_CELL],
        row["typed"] or words.NO_VALUE,
    )  # fmt: skip
