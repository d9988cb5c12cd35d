"""One answer is changed in one return: what depends on it changes, and nothing else does."""

import io
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import truth_world
from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import judging, pipeline
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.parts import FINDINGS
from jlhy_xl.core.model import Arrival, Verdict, digest
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import FieldType, Role
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]
WEEK = "2026-W48"
# which cells of the seeded row of cells: "first:last"; the soak counts through 300
_CELLS = os.environ.get("JLHY_CELLS", "0:300" if os.environ.get("JLHY_SOAK") else "0:4")
FIRST, LAST = (int(each) for each in _CELLS.split(":"))
SEED = 48
_TOLD = "（此处改过一个字）"
# what 汇总表 shows as it was written
_SHOWN = ("progress", "problem", "measures", "need", "remark", "text", "ask")
# a group's place among groups: one that overtakes another moves both
_PLACE = re.compile(r"(?<=[^｜\d])｜(并列 )?\d+(?=｜\d+｜\d+｜0\.)")
Leaf = tuple[Arrival, bytes]
Place = tuple[str, str, str, str]
# Lines that add up over all units, by their first words; each says so by what it begins with.
_SUMS = (
    "一、",
    "共 ",
    "两期都有数",
    "二、",
    "三、",
    "合计",
    "各单位报送",
    "26年W48",
    "第48周",
    "进展滞后",
    "数据问题",
    "变动对照",
)


class World:
    """The sample week's leaves, the accepted workbooks saved once by another program."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._ledger = Ledger.open(office.ledger_path)
        self._order = pipeline.Order(_NOW, WEEK, "serial")
        self.case = pipeline.receive(office, office.load_scheme(), self._order, WEEK, self._ledger)
        first = self.judge(dict(enumerate(self.case.received.leaves)))
        kept = {row.arrival.id for row in first.receipts if row.verdict is Verdict.ACCEPTED}
        self.leaves: dict[int, Leaf] = {}
        for number, (arrival, data) in enumerate(self.case.received.leaves):
            if arrival.id in kept and data.startswith(b"PK") and arrival.name.endswith(".xlsx"):
                self.leaves[number] = arrival, _saved(data)
            else:
                self.leaves[number] = arrival, data
        self.base = self.judge(self.leaves)

    def judge(self, leaves: Mapping[int, Leaf]) -> Results:
        """Return what a run finds in these leaves; nothing is recorded."""
        given = [
            (replace(arrival, sha256=digest(data.hex()) * 4), data)
            for arrival, data in leaves.values()
        ]
        received = replace(self.case.received, leaves=tuple(given))
        case = replace(self.case, received=received)
        found = pipeline.Standing(case, judging.judge(case))
        return pipeline.assemble(found, WEEK, self._ledger)

    def changed(self, row: Mapping[str, Any], value: str | float) -> Results:
        """Return what a run finds where one cell of one return says something else."""
        leaves = dict(self.leaves)
        (number,) = [n for n, (arrival, data) in leaves.items() if _is_source(arrival, data, row)]
        arrival, data = leaves[number]
        leaves[number] = arrival, _saved(data, (row["sheet"], row["cell"], value))
        return self.judge(leaves)


def _is_source(arrival: Arrival, data: bytes, row: Mapping[str, Any]) -> bool:
    return arrival.name == row["file"] and digest(data.hex()) * 4 == row["sha256"]


_NOW = datetime.fromisoformat("2026-12-07T09:00:00+08:00")


def _saved(data: bytes, change: tuple[str, str, str | float] | None = None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    if change:
        sheet, cell, value = change
        book[sheet][cell].value = value
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class Change(Struct, frozen=True):
    """One cell, what it is to say, and what a run says before and after."""

    row: Mapping[str, Any]
    kind: FieldType
    before: Results
    after: Results

    @property
    def place(self) -> Place:
        """Unit, form, row and field of the cell."""
        return _place(self.row)


def _place(row: Mapping[str, Any]) -> Place:
    return row["unit"], row["form"], row["row_key"], row["field"]


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    """A seeded sample of answers, each changed alone."""
    world = World(truth_world.clone(ROOT, tmp_path_factory.mktemp("cell")))
    fields = {(each.form, each.code): each for each in world.base.scheme.fields}
    rows = [
        row for row in world.base.readings.to_dict("records")
        if row["state"] == "valid" and row["cell"] and str(row["file"]).endswith(".xlsx")
        and (row["form"], row["field"]) in fields
        and fields[row["form"], row["field"]].role is Role.FILL
        and _other(row, fields[row["form"], row["field"]].type) is not None
    ]  # fmt: skip
    assert len(rows) > 100
    rng = random.Random(SEED)  # noqa: S311 - which cells is no secret
    kinds = sorted({(row["form"], row["field"]) for row in rows})
    chosen = [
        rng.choice([row for row in rows if (row["form"], row["field"]) == kind])
        for kind in (rng.sample(kinds, len(kinds)) * LAST)[:LAST]
    ][FIRST:]
    found = []
    for row in chosen:
        kind = fields[row["form"], row["field"]].type
        told = _other(row, kind)
        assert told is not None
        found.append(Change(row, kind, world.base, world.changed(row, told)))
    return found


def _other(row: Mapping[str, Any], kind: FieldType) -> str | float | None:
    """Return what else the cell may say; None where it is not to be changed."""
    if kind is FieldType.TEXT:
        return f"{row['typed']}{_TOLD}"
    if kind is FieldType.VALUE and isinstance(row["number"], Decimal):
        return float(row["number"]) + 1
    return None


def test_only_its_own_reading_changes(changes: list[Change]) -> None:
    """Of all readings of all units one says something else; a figure that got worse asks why."""
    for change in changes:
        before, after = (_readings(each) for each in (change.before, change.after))
        differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert change.place in differ
        unit, form, row, _ = change.place
        why = {(unit, form, row, name) for name in ("problem", "measures")}
        assert differ - {change.place} <= (why if change.kind is FieldType.VALUE else set())


def _readings(results: Results) -> dict[Place, tuple[Any, ...]]:
    told = ("typed", "value", "state", "required", "sheet", "cell")
    return {
        _place(row): tuple(row[name] for name in told)
        for row in results.readings.to_dict("records")
    }  # fmt: skip


def test_findings_progress_and_points_of_others_stay(changes: list[Change]) -> None:
    """Only rows of that unit, or of those who lead the same indicator, may differ."""
    for change in changes:
        unit, _, key, _ = change.place
        near = {unit, *_leads(change)}
        name = next(each.name for each in change.before.scheme.units if each.code == unit)
        for rows in (_findings, _progress, _lines):
            gone, new = (rows(each) for each in (change.before, change.after))
            for row in [*(gone - new), *(new - gone)]:
                assert row[0] in near, (change.place, row)
                if row[0] != unit:
                    # the same row, or words that are held against this unit's
                    assert key in row or name in row[-1], (change.place, row)


def _leads(change: Change) -> tuple[str, ...]:
    found = change.before.scheme.indicator_by_code.get(change.row["row_key"])
    return found.leads if found else ()


def _findings(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter(
        (row.unit, row.row_key, row.code, row.field, row.cell, row.found, row.message)
        for row in results.findings
    )


def _progress(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter(
        (row["unit"], row["indicator"], *map(str, row.values()))
        for row in results.progress.to_dict("records")
    )


def _lines(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter((row.unit, row.subject, row.id, str(row.applied)) for row in results.deductions)


def test_only_rows_that_name_it_differ_in_the_workbook(changes: list[Change]) -> None:
    """Every changed row of 汇总表 names the unit or the indicator's group, or adds all units up."""
    for change in changes:
        names = set(_names(change))
        differ = list(_differ(change))
        assert differ, change.place
        # 完整性 counts each field over all units
        fields = tuple(f"{form.title}｜" for form in change.before.scheme.forms)
        for sheet, text in differ:
            is_sum = text.startswith(_SUMS) or (sheet == "完整性" and text.startswith(fields))
            assert is_sum or any(name in text for name in names), (change.place, sheet, text)
        if change.kind is FieldType.TEXT and change.row["field"] in _SHOWN:
            assert any(_TOLD in text for _, text in differ), change.place


def _names(change: Change) -> Iterator[str]:
    """Yield the words by which a row may name what was changed."""
    scheme, row = change.before.scheme, change.row
    yield next(each.name for each in scheme.units if each.code == row["unit"])
    yield row["file"]
    indicator = scheme.indicator_by_code.get(row["row_key"])
    if indicator:
        yield indicator.code
        yield next(each.name for each in scheme.groups if each.number == indicator.group)


def _differ(change: Change) -> Iterator[tuple[str, str]]:
    one, other = (_rows(each) for each in (change.before, change.after))
    assert one.keys() == other.keys()
    for sheet, rows in one.items():
        for text in [*(rows - other[sheet]), *(other[sheet] - rows)]:
            yield sheet, text


def _rows(results: Results) -> dict[str, Counter[str]]:
    """Each sheet's rows as they are read: all that a row shows, formulas with their values."""
    found = {}
    for sheet in summary.book(results).sheets:
        rows: dict[int, list[str]] = {}
        for (row, _), cell in sorted(sheet.cells.items()):
            if cell.value is not None:
                rows.setdefault(row, []).append(str(cell.value))
        if sheet.name == FINDINGS:  # the ten that matter most stand first, and once more below:
            whole = next(row for row, said in rows.items() if said[0].startswith("全部问题"))
            rows = {row: said for row, said in rows.items() if row >= whole}
        texts = (
            [*_apart([*rows.values()])] if sheet.name == "总览" else map("｜".join, rows.values())
        )
        found[sheet.name] = Counter(_PLACE.sub("", text) for text in texts)
    return found


def _apart(rows: list[list[str]]) -> Iterator[str]:
    """Yield 总览's rows; units that stand side by side are told one by one, each with its name."""
    heads: list[str] = []
    for cells in rows:
        if len(cells) > 8 and cells[0].startswith("区"):
            heads = cells
        elif heads and len(cells) == len(heads):
            yield from map("｜".join, zip(heads, cells, strict=True))
        else:
            heads = []
            yield "｜".join(cells)
