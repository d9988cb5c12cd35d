"""A closed week held against truth.json: balance, returns, completeness, findings, every cell's reading."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from soak.year_office import YearOffice


def differences(year: YearOffice, period: str, told: dict[str, Any]) -> Iterator[str]:
    """What the closing run found of a week is what truth.json says of it."""
    week = year.weeks[period]
    aside = {unit for unit, each in year.state.distorted if each == period}
    if year.state.held is None or period != year.state.held[1]:
        if told["balance"] != week["balance"]:
            yield f"balance {told['balance']}, truth {week['balance']}"
        outcomes = Counter(week["returns"].values())
        counts = told["expected"], told["expected"] - told["received"], told["on_time"]
        if counts != (outcomes.total(), outcomes["missing"], outcomes["on time"]):
            yield f"returns {counts}, truth {outcomes}"
    for unit, forms in week["completeness"].items():
        found = told["completeness"]["units"].get(year.names[unit])
        if unit not in aside and found != forms:
            yield f"completeness {unit} {found}, truth {forms}"
    yield from _finding_differences(year, week, aside)
    yield from _value_differences(year, week, aside)


def _finding_differences(year: YearOffice, week: dict[str, Any], aside: set[str]) -> Iterator[str]:
    import csv

    heads = ("code", "severity", "unit", "form", "row_key", "field", "found")
    path = year.office.output(week["period"]) / "findings.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [tuple(row[head] for head in heads) for row in csv.DictReader(stream)]
    # L112 says that the scheme was edited after the template was made: so it was, by our keeper.
    have = Counter(
        row for row in rows if row[0][0] != "D" and row[0] != "L112" and row[2] not in aside
    )
    want = Counter(
        row for row in (tuple(each[head] for head in heads) for each in week["findings"])
        if row[2] not in aside
    )  # fmt: skip
    yield from (f"lacks finding {row}" for row in (want - have).elements())
    yield from (f"has finding too much {row}" for row in (have - want).elements())


def _value_differences(year: YearOffice, week: dict[str, Any], aside: set[str]) -> Iterator[str]:
    """Every cell that was owed or answered is a reading, and says what truth says."""
    import pandas as pd

    folder = year.office.history / f"period={week['period']}"
    table = pd.read_parquet(folder / "readings.parquet")
    place = ("unit", "form", "row_key", "field")
    rows = {tuple(row[name] for name in place): row for row in table.to_dict("records")}
    for told in week["values"]:
        row = rows.get(tuple(told[name] for name in place), {})
        if told["unit"] not in aside and any(row.get(name) != told[name] for name in told):
            yield f"value {told}, read {row.get('state')} {row.get('value')}"
