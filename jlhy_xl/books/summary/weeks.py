"""完整性 over the weeks: valid of expected by unit and form, and by field, one column a week."""

from collections.abc import Callable
from typing import Any

from jlhy_xl.books.summary.facts import Facts, share
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.books.year.report_facts import short
from jlhy_xl.core.standing.trend import Count, Week

MOST = 12  # weeks that have a column
ONE_WEEK = "只有本期的记录；从有两期记录起，各单位、各表、各栏目逐期的完整性列在下面。"
Place = tuple[str, str]  # (unit, form) or (form, field)
Shown = tuple[str, str]  # words and look
_NOT_ASKED: Shown = ("不需报", "none_asked")


def shown_weeks(facts: Facts) -> tuple[Week, ...]:
    """Return the weeks that have a column; none while there is only one, which needs no second table."""
    weeks = facts.results.weeks[-MOST:]
    return weeks if len(weeks) > 1 else ()


def by_form(draft: Draft, facts: Facts) -> int | None:
    """The matrix of units and forms over the weeks stands below, where there is more than one.

    Returns the row it begins at: on paper a page of its own, as it has a heading of its own.
    """
    weeks = shown_weeks(facts)
    if not weeks:
        return None
    draft.gap()
    begins = draft.row
    draft.line(f"各单位各表历期完整性（有效/应填，最多列{MOST}期）", "section")
    draft.line(
        "✗ 未到：该表没有收到；△ 未填全，或到达时已过截止时间（注“迟”）；没有标记的已按时填全；"
        "— 待到：没有收到，但还未到最终截止时间。合计列为所列各期之和。",
        "hint",
    )
    names = {row.code: row.title for row in facts.scheme.forms}
    columns: list[Column[Place]] = [
        Column("单位", 18, lambda row: facts.unit(row[0])),
        Column("表", 16, lambda row: names.get(row[1], row[1])),
        *_totals(lambda row: _summed([week.forms.get(row) for week in weeks])),
        *(_column(week, _of_form(week, _is_open(facts, week))) for week in weeks),
    ]
    draft.table(columns, _places(facts, weeks))
    return begins


def by_field(facts: Facts) -> list[Column[Any]]:
    """Return the columns of earlier weeks for the table of fields; its rows begin with the field's place."""
    return [_column(week, _of_field(week)) for week in shown_weeks(facts)[:-1]]


def _places(facts: Facts, weeks: tuple[Week, ...]) -> list[Place]:
    """Return every (unit, form) that was asked in any of the weeks, in the scheme's order."""
    asked = {place for week in weeks for place in week.forms}
    units = [row.code for row in facts.scheme.units]
    forms = [row.code for row in facts.scheme.forms]

    def order(place: Place) -> tuple[int, int, Place]:
        unit, form = place
        return (
            units.index(unit) if unit in units else len(units),
            forms.index(form) if form in forms else len(forms), place,
        )  # fmt: skip

    return sorted(asked, key=order)


def _column(week: Week, told: Callable[[Any], Shown]) -> Column[Any]:
    return Column(
        short(week.period), 10, lambda row: told(row)[0], lambda row: told(row)[1]
    )  # fmt: skip


def _is_open(facts: Facts, week: Week) -> bool:
    return week.period == facts.results.clock.period and not facts.is_closed


def _of_form(week: Week, is_open: bool) -> Callable[[Place], Shown]:
    def told(place: Place) -> Shown:
        found = week.forms.get(place)
        if found is None:
            return _NOT_ASKED
        words = f"{found.valid}/{found.expected}"
        if not found.received:
            return (f"—{words}", "none") if is_open else (f"✗{words}", "bad")
        if not found.on_time:
            return f"△{words}迟", "warn"
        return (words, "body_centre") if found.valid == found.expected else (f"△{words}", "warn")

    return told


def _of_field(week: Week) -> Callable[[Any], Shown]:
    def told(row: Any) -> Shown:
        found = week.fields.get(row[0])
        if found is None:
            return _NOT_ASKED
        return f"{found[1]}/{found[0]}", "body_centre"

    return told


def _summed(counts: list[Count | None]) -> Count:
    return sum((count for count in counts if count), Count())


def _totals(count: Callable[[Place], Count]) -> list[Column[Place]]:
    return [
        Column("应填合计", 10, lambda row: count(row).expected, "count"),
        Column("有效合计", 10, lambda row: count(row).valid, "count"),
        Column("完整率", 10, lambda row: share(count(row).valid, count(row).expected), "percent1"),
    ]
