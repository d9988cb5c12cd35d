"""What must be known of a row of 指标进展 before it is judged, and why one lags.

Leads that disagree, a value before that was found untrue, a figure told as about or as a bound.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jlhy_xl.core.returns.lagging import ASKED, is_worse
from jlhy_xl.core.scheme.choices import Joint, RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import forebears
from jlhy_xl.core.standing.measures import status_word
from jlhy_xl.core.standing.trend import last_told
from jlhy_xl.core.standing.untrue import mentions, records, untrue_before
from jlhy_xl.core.values.parsed import decimal, plain
from jlhy_xl.core.wording.values import ABOUT, BOUND

if TYPE_CHECKING:
    from jlhy_xl.core.results import Results

Row = dict[Any, Any]
ROUGHLY, WORSE = "约", "比上期变差"


def marked(results: "Results", today: date) -> tuple[Row, ...]:
    """Return the rows of frames.PROGRESS in the scheme's order, with columns of their own.

    ``disputed``: the leads' figures where those of one 共填 indicator disagree. ``untrue``: the record
    by which the value before is untrue; ``mentioned``: those that may mean it. ``hedged``: whether the
    unit wrote a value as about or as a bound; ``about``: 约 where it did the first. ``asked``: whether
    it asks for delay. None of the first two is judged: neither better
    nor worse, and lagging for other reasons alone.
    """
    scheme = results.scheme
    rows: list[Row] = results.progress.to_dict("records")
    told, statuses = _disagreeing(scheme, rows), _statuses(results)
    hedged = {
        (row.unit, row.row_key): row.code
        for row in results.findings
        if row.code in (ABOUT.code, BOUND.code) and row.field == "value"
    }
    for row in rows:
        place = row["unit"], row["indicator"]
        row["disputed"] = told.get(row["indicator"], "")
        row["hedged"] = place in hedged and isinstance(row["value"], Decimal)
        row["about"] = ROUGHLY if row["hedged"] and hedged[place] == ABOUT.code else ""
        row["asked"] = statuses.get(place) == ASKED
        row["untrue"], row["mentioned"] = _verified(results, row, today)
        if row["untrue"]:
            _unjudged(row, statuses.get(place, ""))
        if row["disputed"]:
            row["better"] = None
    return tuple(rows)


def _unjudged(row: Row, status: str) -> None:
    """Nothing is judged by a value that is untrue."""
    row["better"] = None
    if row["value"] is None:
        row["attainment"] = row["score"] = None
    if row["lagging"] and not row["overdue"] and not row["asked"]:
        row["lagging"] = False
        row["status"] = str(status_word(status, lagging=False))


def _verified(results: "Results", row: Row, today: date) -> tuple[str, str]:
    scheme, last = results.scheme, row["last"]
    if not scheme.verified or not isinstance(last, Decimal):
        return "", ""
    day = results.clock.deadline.date()
    units = [row["unit"], *(unit.code for unit in forebears(scheme, row["unit"], day))]
    found = records(scheme, today, row["indicator"], units)
    code = untrue_before(scheme, results.weeks, results.clock.period, found, last)
    return code, "、".join(mentions(scheme, today, row["name"], units))


def _statuses(results: "Results") -> dict[tuple[str, str], str]:
    """Return the 推进状态 as units chose it, by (unit, indicator)."""
    table = results.readings
    if table is None or table.empty:
        return {}
    forms = {row.code for row in results.scheme.forms if row.rows is RowSource.INDICATORS}
    names = ("form", "field", "unit", "row_key", "value")
    cells = zip(*(table[name].tolist() for name in names), strict=True)
    return {
        (unit, key): str(value)
        for form, field, unit, key, value in cells
        if field == "status" and form in forms
    }


def _disagreeing(scheme: Scheme, rows: list[Row]) -> dict[str, str]:
    """Return the figures of each 共填 indicator on which its leads disagree, side by side."""
    shared = {row.code for row in scheme.indicators if row.joint is Joint.SAME}
    said: dict[str, list[Decimal]] = {}
    for row in rows:
        if row["indicator"] in shared and isinstance(row["value"], Decimal):
            said.setdefault(row["indicator"], []).append(row["value"])
    return {
        code: "/".join(map(plain, values)) for code, values in said.items() if len(set(values)) > 1
    }


def is_compared(line: Mapping[Any, Any]) -> bool:
    """Whether a row has two figures that may be held beside each other."""
    return line["change"] is not None and not line["disputed"] and not line["untrue"]


def why_lagging(line: Mapping[Any, Any], scheme: Scheme, day: date) -> str:
    """Return why a row lags, "" where it does not: the days past its due day, the worse figure, the unit's own word.

    Args:
        line: one of ``marked``.
        scheme: the scheme in force.
        day: today, as 议定事项 and 督导 are told.
    """
    if not line["lagging"]:
        return ""
    due, value, last = line["due"], line["value"], line["last"]
    numbers = isinstance(value, Decimal) and isinstance(last, Decimal) and not line["untrue"]
    found = scheme.indicator_by_code[line["indicator"]]
    told = [
        overdue_by(due, day) if line["overdue"] and due else "",
        f"单位{ASKED}" if line["asked"] else "",
        WORSE if numbers and is_worse(value, last, found.direction) else "",
    ]
    return "、".join(part for part in told if part)


def overdue_by(due: date, day: date) -> str:
    """Return by how many days a row is overdue; one that will be by its period's deadline has none yet."""
    days = (day - due).days
    return f"逾期{days}天" if days > 0 else "截止前到期"


def is_registered(results: "Results", line: Mapping[Any, Any]) -> bool:
    """Whether the value before is the one that the office registered: no return on record told it."""
    if not results.weeks or not isinstance(line["last"], Decimal):
        return False
    scheme, here = results.scheme, results.clock.period
    day = results.clock.deadline.date()
    units = (line["unit"], *(unit.code for unit in forebears(scheme, line["unit"], day)))
    target = scheme.target_of.get((line["indicator"], line["unit"]))
    told = last_told(results.weeks, here, line["indicator"], units)
    return not told and target is not None and decimal(target.last) == line["last"]
