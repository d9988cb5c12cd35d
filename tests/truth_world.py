"""A run held against truth.json, in both directions: what is missing and what is too much."""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jlhy_xl import judging, pipeline
from jlhy_xl.core.results import Results
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

Item = dict[str, Any]
COUNTS = ("expected", "filled", "valid")


def clone(source: Path, target: Path) -> Office:
    """Return an office whose workbooks are as a fresh clone has them: no ledger, no originals."""
    left = shutil.ignore_patterns("ledger.db*", "originals", "templates", "reviewed")
    shutil.copytree(source / "workbooks", target / "workbooks", ignore=left)
    return Office(target)


def truth_of(office: Office) -> Item:
    """Return what the folder's truth.json says."""
    told: Item = json.loads((office.workbooks / "truth.json").read_text(encoding="utf-8"))
    return told


def judged_weeks(office: Office, truth: Item) -> Iterable[tuple[Item, Results]]:
    """Yield each week's truth with what a run finds; books are not drawn."""
    now = datetime.fromisoformat(truth["now"])
    with Ledger.open(office.ledger_path) as ledger:
        order = pipeline.Order(now)
        case = pipeline.receive(office, office.load_scheme(), order, truth["period"], ledger)
        found = pipeline.Standing(case, judging.judge(case))
        for week in truth["weeks"]:
            yield week, pipeline.assemble(found, week["period"], ledger)


def differences(week: Mapping[str, Any], found: Results) -> list[str]:
    """Return what the run of one week lacks (-) or has too much (+)."""
    return [
        *_compared("leaf", week["leaves"], _leaves(found)),
        *_compared("balance", [week["balance"]], [dict(found.balance)]),
        *_compared("finding", week["findings"], _findings(found)),
        *_compared("completeness", _flat(week["completeness"]), _completeness(found)),
        *_compared("return", sorted(week["returns"].items()), _returns(week, found)),
        *_values(week, found),
    ]


def lines(found: Results) -> list[Item]:
    """Return a run's deduction lines as truth.json writes them."""
    return [
        {"rule": row.rule, "unit": row.unit, "period": row.period, "subject": row.subject,
         "proposed": plain(row.proposed), "applied": plain(row.applied),
         "status": row.status.value}
        for row in found.deductions
    ]  # fmt: skip


def line_differences(truth: Item, found: Results) -> list[str]:
    """Return what the year's lines lack or have too much."""
    return _compared("line", truth["deductions"], lines(found))


def plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"


def _compared(what: str, wanted: Iterable[object], found: Iterable[object]) -> list[str]:
    want, have = (Counter(map(_text, rows)) for rows in (wanted, found))
    lost = [f"- {what} {row}" for row in sorted((want - have).elements())]
    return lost + [f"+ {what} {row}" for row in sorted((have - want).elements())]


def _text(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _leaves(found: Results) -> list[Item]:
    return [
        {"file": row.arrival.name, "verdict": row.verdict.value, "unit": row.examined.unit,
         "period": row.examined.period or row.arrival.folder,
         "received": row.arrival.received.isoformat(), "clock": row.arrival.clock.value}
        for row in found.receipts
    ]  # fmt: skip


def _findings(found: Results) -> list[Item]:
    return [
        {"code": row.code, "severity": row.severity.value, "unit": row.unit, "period": row.period,
         "form": row.form, "row_key": row.row_key, "field": row.field, "found": row.found}
        for row in found.findings
    ]  # fmt: skip


def _flat(units: Mapping[str, Mapping[str, Item]]) -> list[object]:
    return [(unit, form, counts) for unit, forms in units.items() for form, counts in forms.items()]


def _completeness(found: Results) -> list[object]:
    return [
        (row["unit"], row["form"], {name: int(row[name]) for name in COUNTS})
        for row in found.completeness.to_dict("records")
    ]


def _returns(week: Mapping[str, Any], found: Results) -> list[object]:
    first = {case.unit: case.first_acceptable for case in found.cases if case.owed}
    told = {}
    for unit, fact in first.items():
        on_time = fact is not None and fact.arrival.received <= found.clock.grace
        told[unit] = "missing" if fact is None else "on time" if on_time else "late"
    return sorted(told.items())


def _values(week: Mapping[str, Any], found: Results) -> list[str]:
    """Every cell that truth names is read so; no other cell of a return that came is filled.

    Personnel on file stands masked in every template: it is a reading, but nobody's answer.
    """
    address = ("unit", "form", "row_key", "field")
    rows = {
        tuple(row[name] for name in address): row for row in found.readings.to_dict("records")
    }  # fmt: skip
    wanted, have = [], []
    for told in week["values"]:
        row = rows.pop(tuple(told[name] for name in address), {})
        wanted.append(told)
        have.append({name: row.get(name) for name in told})
    lost = _compared("value", wanted, have)
    extra = [key for key, row in rows.items() if row["state"] not in ("blank", "unchanged")]
    return lost + [f"+ value {key}" for key in sorted(extra)]
