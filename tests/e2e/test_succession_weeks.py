"""A unit renamed mid-year, through the real program: who owes, what is prefilled, whose points."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from jlhy_xl import demo, desk, pipeline
from jlhy_xl.books.scheme import book as scheme_book
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.edge import draw
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read

WEEKS = ("2026-W46", "2026-W47", "2026-W48")
OLD, NEW = "U07", "U13"
NAME = "区自然资源和规划局"
NOW = datetime.fromisoformat("2026-12-20T09:00+08:00")


def renamed(scheme: Scheme) -> Scheme:
    """区自然资源局 ends with week 47; 区自然资源和规划局 begins with week 48."""
    units = tuple(
        replace(unit, ends=date(2026, 11, 22), successor=NEW) if unit.code == OLD else unit
        for unit in scheme.units
    )
    return replace(scheme, units=(*units, Unit(NEW, NAME, starts=date(2026, 11, 23))))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three weeks of returns, all under the old name; the change is entered before week 48's run."""
    root = tmp_path_factory.mktemp("renamed")
    demo.make(root, 12, 3, "low", 7, None)
    made = Office(root)
    scheme = renamed(made.load_scheme().scheme)
    draw.save(scheme_book.book(scheme), made.scheme_path, NOW)
    return made


@pytest.fixture(scope="module")
def weeks(office: Office) -> tuple[Results, ...]:
    order = pipeline.Order(NOW, WEEKS[-1], "serial")
    pipeline.run(office, order, lambda _: None)
    return pipeline.look_back(office, order, WEEKS[0])


def test_the_scheme_with_a_succession_is_sound(office: Office) -> None:
    """启用, 停用 and 承继单位 are all that the office enters; who leads what stays as it is."""
    assert office.load_scheme().warnings == ()


def test_each_week_expects_who_existed(weeks: tuple[Results, ...]) -> None:
    """Twelve members owe every week: the old unit up to its last day, then the new one."""
    for week, there, gone in zip(weeks, (OLD, OLD, NEW), (NEW, NEW, OLD), strict=True):
        owed = {duty.unit.code for duty in week.duties if duty.is_owed}
        assert there in owed
        assert gone not in owed
    rows = [
        {line["indicator"] for line in week.progress.to_dict("records") if line["unit"] == unit}
        for week, unit in zip(weeks, (OLD, OLD, NEW), strict=True)
    ]
    assert rows[0] == rows[1] == rows[2] != set()


def test_a_return_under_the_old_name_is_the_heirs(weeks: tuple[Results, ...]) -> None:
    """Week 48's template of the old unit counts for the new one, and nothing is lost or asked."""
    receipts = [row for row in weeks[-1].receipts if row.examined.unit in (OLD, NEW)]
    accepted = [row for row in receipts if row.verdict is Verdict.ACCEPTED]
    assert {row.examined.unit for row in accepted} == {NEW}
    assert not [row for row in receipts if row.verdict is Verdict.QUARANTINED]


def test_the_last_value_is_the_forebears(weeks: tuple[Results, ...]) -> None:
    """上期值 of the heir's rows is what the old unit said the week before."""
    before = {
        line["indicator"]: line["value"]
        for line in weeks[1].progress.to_dict("records") if line["unit"] == OLD
    }  # fmt: skip
    after = {
        line["indicator"]: line["last"]
        for line in weeks[2].progress.to_dict("records") if line["unit"] == NEW
    }  # fmt: skip
    told = {code: value for code, value in before.items() if value not in (None, "")}
    assert len(told) > 2
    assert {code: after[code] for code in told} == told


def test_the_heir_is_in_the_directory_with_its_people(weeks: tuple[Results, ...]) -> None:
    """The old unit's people stay reachable until the heir registers its own; no unit is listed twice."""
    units = {contact.unit for contact in weeks[-1].contacts}
    assert NEW in units
    assert OLD not in units


def test_the_heirs_template_is_prefilled(office: Office, weeks: tuple[Results, ...]) -> None:
    """Issued for the week after: one workbook for the new name, none for the old, with its values."""
    made = desk.issue(office, "2026-W49", (), NOW)
    names = {path.name for path in made.files}
    assert f"{NAME}_2026-W49.xlsx" in names
    assert "区自然资源局_2026-W49.xlsx" not in names
    path = next(path for path in made.files if path.name.startswith(NAME))
    texts = {str(raw) for sheet in read(path.read_bytes(), path.name).sheets
             for raw in sheet.cells.values()}  # fmt: skip
    told = [
        line["value"] for line in weeks[-1].progress.to_dict("records")
        if line["unit"] == NEW and line["value"] not in (None, "")
    ]  # fmt: skip
    assert told
    assert all(str(value.normalize() if hasattr(value, "normalize") else value) in texts
               or str(value) in texts for value in told)  # fmt: skip


def test_points_stay_where_they_fell(
    office: Office, weeks: tuple[Results, ...], tmp_path: Path
) -> None:
    """Silent for three weeks: the old unit's lines are of its own weeks, the heir's of those after."""
    silent = Office(tmp_path)
    shutil.copytree(office.workbooks, silent.workbooks, ignore=shutil.ignore_patterns("台账"))
    for week in weeks:
        for row in week.receipts:
            if row.examined.unit in (OLD, NEW):
                (silent.inbox / row.arrival.folder / row.arrival.source.split(" » ")[0]).unlink()
    order = pipeline.Order(NOW, WEEKS[-1], "serial")
    lines = pipeline.look_back(silent, order, WEEKS[0])[-1].deductions
    told = {(line.unit, line.period) for line in lines if line.unit in (OLD, NEW)}
    assert told == {(OLD, WEEKS[0]), (OLD, WEEKS[1]), (NEW, WEEKS[2])}


def test_the_trend_goes_on(office: Office, weeks: tuple[Results, ...], tmp_path: Path) -> None:
    """A report's row of the heir holds the old unit's values of the weeks before."""
    from jlhy_xl.books.year.report_facts import Span

    moves = Span(weeks).moves_of(unit=NEW)
    assert any(set(move.values) == set(WEEKS) for move in moves)
