"""What a correct run must find, told from the plan alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from jlhy_xl.core.returns.obligations import Duty, is_required, rows_of
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.demo.plan import (
    Answer,
    Attached,
    Cell,
    Line,
    Outcome,
    Plan,
    Program,
    Sending,
    Told,
    UnitPlan,
    WeekPlan,
    Workbook,
)

_VERDICTS = ("accepted", "superseded", "duplicate", "returned", "supporting", "quarantined", "not_ours")  # fmt: skip
_CLOCKS = {True: "收件登记", False: "邮件服务器收件时间"}
_VALID = {"valid", "unchanged", "aside"}
_POINTS = {"A1": Decimal("0.5"), "A2": Decimal(1), "B1": Decimal("0.5")}
_CAP = Decimal(5)  # 报送类, a unit and year
Item = dict[str, Any]


class Owed(Struct, frozen=True):
    """What is asked in one week."""

    scheme: Scheme
    duties: Mapping[str, Duty]  # by unit code
    on_file: frozenset[str]  # units whose personnel form is known

    def required(self, unit: str, work: Workbook | None, form: str) -> dict[Cell, str]:
        """Return each due required cell of a form and what becomes of it."""
        duty = self.duties[unit]
        return {
            (form, row.key, item.code): state_of(
                work, (form, row.key, item.code), on_file=unit in self.on_file
            )
            for row in rows_of(self.scheme, self.scheme.form_by_code[form], duty.unit.code)
            for item in self.scheme.fields_by_form[form]
            if is_required(duty, item, row, lagging=work is not None and row.key in work.lagging)
        }

    def counts(self, work: Workbook) -> dict[str, tuple[int, int]]:
        """Return how many cells each form of a workbook asks for, and how many are filled in."""
        found = {}
        for form in self.duties[work.unit].forms:
            states = list(self.required(work.unit, work, form.code).values())
            found[form.code] = len(states), len(states) - states.count("blank")
        return found


def of_week(week: WeekPlan, owed: Owed) -> Item:
    """Return one period's truth."""
    leaves = _leaves(week)
    counted = Counter(leaf["verdict"] for leaf in leaves)
    return {
        "period": week.period,
        "stories": {row.unit: row.story for row in week.units},
        "leaves": leaves,
        "balance": {"received": len(leaves), **{word: counted[word] for word in _VERDICTS}},
        "returns": {row.unit: row.outcome.value for row in week.units},
        "findings": _findings(week.period, week.units),
        "completeness": _completeness(week.units, owed),
        "values": _values(week.units, owed),
    }


def of_plan(plan: Plan, weeks: Sequence[Item]) -> Item:
    """Return the whole truth: the newest period on top, every period below, the year's lines."""
    newest = weeks[-1]
    return {
        "period": newest["period"],
        "now": plan.now.isoformat(),
        "trial": plan.scheme.is_trial,
        "deductions": lines(plan),
        "weeks": list(weeks),
    }


# -- leaves ---------------------------------------------------------------------------------------


def _leaves(week: WeekPlan) -> list[Item]:
    found = [
        _leaf(week.period, sending, attached)
        for unit in week.units
        for sending in unit.sendings
        for attached in sending.attached
    ]
    return sorted(found, key=lambda leaf: (leaf["received"], leaf["file"]))


def _leaf(period: str, sending: Sending, attached: Attached) -> Item:
    ours = attached.verdict != "not_ours"
    return {
        "file": attached.name,
        "verdict": attached.verdict,
        "unit": sending.unit if ours else "",
        "period": period,
        "received": sending.received.isoformat(),
        "clock": _CLOCKS[sending.program is Program.HAND],
    }


def _findings(period: str, units: Iterable[UnitPlan]) -> list[Item]:
    told = [_finding(period, row) for unit in units for row in unit.findings]
    return sorted(told, key=lambda row: tuple(row.values()))


def _finding(period: str, row: Told) -> Item:
    return {
        "code": row.code, "severity": row.severity, "unit": row.unit, "period": period,
        "form": row.form, "row_key": row.row_key, "field": row.field, "found": row.found,
    }  # fmt: skip


# -- completeness and values ----------------------------------------------------------------------


def _completeness(units: Iterable[UnitPlan], owed: Owed) -> dict[str, dict[str, Item]]:
    return {
        unit.unit: {
            form.code: _counts(owed.required(unit.unit, unit.content, form.code))
            for form in owed.duties[unit.unit].forms
            if form.code in owed.duties[unit.unit].owed
        }
        for unit in units
    }


def _counts(states: Mapping[Cell, str]) -> Item:
    return {
        "expected": len(states),
        "filled": sum(state != "blank" for state in states.values()),
        "valid": sum(state in _VALID for state in states.values()),
    }


def state_of(work: Workbook | None, cell: Cell, *, on_file: bool) -> str:
    """Return what becomes of a required cell.

    Personnel on file is shown again, masked: left alone it says that nothing changed.
    """
    if work is None:
        return "blank"
    answer = work.answers.get(cell)
    if answer is not None:
        return answer.state
    ticked = work.no_change or (cell[0], cell[1], "unchanged") in work.answers
    return "unchanged" if ticked or (on_file and cell[0] == "personnel") else "blank"


def _values(units: Iterable[UnitPlan], owed: Owed) -> list[Item]:
    """Return what a correct run reads in each cell of the content that counts."""
    found = []
    for unit in units:
        if unit.content is None:
            continue
        cells = dict(unit.content.answers)
        for form in owed.duties[unit.unit].owed:
            for cell, state in owed.required(unit.unit, unit.content, form).items():
                cells.setdefault(cell, Answer(None, state, ""))
        found += [_value(unit.unit, cell, answer) for cell, answer in cells.items()]
    return sorted(found, key=lambda row: (row["unit"], row["form"], row["row_key"], row["field"]))


def _value(unit: str, cell: Cell, answer: Answer) -> Item:
    form, row_key, item = cell
    told = {"unit": unit, "form": form, "row_key": row_key, "field": item, "state": answer.state}
    if answer.state in ("valid", "unchanged") and answer.read:
        told["value"] = answer.read
    return told


# -- deductions -----------------------------------------------------------------------------------


def lines(plan: Plan) -> list[Item]:
    """Return every deduction line of the year, in order."""
    spent: dict[tuple[str, str], Decimal] = {}
    told = list(plan.ledger_lines)
    for week in plan.weeks:
        for unit in week.units:
            told += _reporting(week.period, unit, spent)
    told.sort(key=lambda row: (row.period, row.rule, row.unit, row.subject))
    return [
        {"rule": row.rule, "unit": row.unit, "period": row.period, "subject": row.subject,
         "proposed": row.proposed, "applied": row.applied, "status": row.status}
        for row in told
    ]  # fmt: skip


def _reporting(
    period: str, unit: UnitPlan, spent: dict[tuple[str, str], Decimal]
) -> Iterable[Line]:
    """What the return itself costs; A1 and B1 together never more than A2, five in a year."""
    rules = {
        "A1": unit.outcome is Outcome.LATE,
        "A2": unit.outcome is Outcome.MISSING,
        "B1": unit.unmended,
    }
    for rule, happened in rules.items():
        if happened:
            year = unit.unit, period[:4]
            used = spent.get(year, Decimal(0))
            applied = min(_POINTS[rule], _CAP - used)
            spent[year] = used + applied
            yield Line(rule, unit.unit, period, "", plain(_POINTS[rule]), plain(applied), "拟减扣")


def plain(amount: Decimal) -> str:
    """Return points without needless zeros.

    >>> plain(Decimal("1.0")), plain(Decimal("0.5")), plain(Decimal("0.0"))
    ('1', '0.5', '0')
    """
    return f"{amount.normalize():f}"
