"""Reports on a span: every figure is the one that the weeks had."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from jlhy_xl import demo, pipeline, yearly
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.year import report
from jlhy_xl.books.year.report_facts import Span, periods_words
from jlhy_xl.cli import main
from jlhy_xl.core.results import Results
from jlhy_xl.edge.draw import to_bytes
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read
from jlhy_xl.outputs import describe

WEEKS = ("2026-W46", "2026-W47", "2026-W48")
CLOCK = "2026-12-20T09:00+08:00"
NOW = datetime.fromisoformat(CLOCK)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three generated weeks with mess, run once."""
    root = tmp_path_factory.mktemp("report")
    demo.make(root, 12, 3, "high", 11, None)
    made = Office(root)
    pipeline.run(made, pipeline.Order(NOW, WEEKS[-1], "serial"), lambda _: None)
    return made


@pytest.fixture(scope="module")
def weeks(office: Office) -> tuple[Results, ...]:
    """Each week as it stands."""
    return pipeline.look_back(office, pipeline.Order(NOW, WEEKS[-1], "serial"), WEEKS[0])


def sheet(book: Book, name: str) -> Sheet:
    return next(each for each in book.sheets if each.name.endswith(name))


def row_of(made: Sheet, text: object, column: int = 0) -> int:
    return next(
        row for (row, at), cell in sorted(made.cells.items())
        if at == column and cell.value == text
    )  # fmt: skip


def test_each_weeks_counts_are_those_of_its_run(weeks: tuple[Results, ...]) -> None:
    """应报, 已报, 按时, 应填 and 有效 on the first page equal run.json of the week."""
    made = sheet(report.book(Span(weeks)), report.FRONT)
    for week in weeks:
        row = row_of(made, week.clock.label)
        told = describe(week)
        units = told["completeness"]["units"].values()
        sums = [
            sum(form[part] for unit in units for form in unit.values())
            for part in ("expected", "valid")
        ]
        found = [made.cells[row, at].value for at in (1, 2, 3, 5, 6)]
        assert found == [told["expected"], told["received"], told["on_time"], *sums]


def test_points_are_the_lines_of_the_week(weeks: tuple[Results, ...]) -> None:
    """Applied points on the first page add up to what the lines count."""
    made = sheet(report.book(Span(weeks)), report.FRONT)
    rows = [row_of(made, week.clock.label) for week in weeks]
    applied = sum(Decimal(str(made.cells[row, 9].value)) for row in rows)
    lines = [line for line in weeks[-1].deductions if line.period in WEEKS]
    assert applied == sum(line.applied for line in lines) > 0


def test_a_groups_values_are_those_of_each_week(weeks: tuple[Results, ...]) -> None:
    """Each value on a group's page is the merged one of its week; the change is last less first."""
    span = Span(weeks)
    book = report.book(span)
    compared = 0
    for group in span.groups:
        made = sheet(book, group.name)
        for move in span.moves_of(group=group.number):
            code, unit = move.line["indicator"], move.line["unit"]
            row = next(
                row for (row, at), cell in sorted(made.cells.items())
                if (at, cell.value) == (0, code) and made.cells[row, 1].value == move.name
            )  # fmt: skip
            for at, week in enumerate(weeks, 4):
                table = week.progress
                line = table[(table["indicator"] == code) & (table["unit"] == unit)]
                value = line.iloc[0]["value"] if len(line) else None
                if isinstance(value, Decimal):
                    assert made.cells[row, at].value == value, (code, week.clock.period)
                    compared += 1
            if move.moved is not None:
                assert made.cells[row, 4 + len(weeks)].value == move.last - move.first  # type: ignore[operator]
    assert compared > 60


def test_a_problem_told_for_weeks_stands_once(weeks: tuple[Results, ...]) -> None:
    """The same words in several weeks are one row with its periods."""
    lagging = []
    for week in weeks:
        table = week.progress.copy()
        table.loc[table.index[:2], ["problem", "measures"]] = ["流转慢", week.clock.period]
        lagging.append(replace(week, progress=table))
    span = Span(tuple(lagging))
    group = span.facts[-1].lines[0]["group"]
    first, second = [row for row in span.troubles(group=group) if row.problem == "流转慢"]
    assert first.periods == second.periods == WEEKS
    assert first.measures == WEEKS[-1]  # the newest wording
    made = sheet(report.book(span), span.groups[0].name)
    told = [cell.value for cell in made.cells.values()]
    assert told.count("流转慢") == 2
    assert told.count("2026-W46—W48（3期）") == 2
    assert periods_words(WEEKS) == "2026-W46—W48（3期）"


def test_there_is_a_page_a_group_and_a_book_of_every_unit(weeks: tuple[Results, ...]) -> None:
    """Eleven groups, twelve units, each linked from the first page, named so that Excel takes it."""
    span = Span(weeks)
    for by, count in ((report.GROUP, 11), (report.UNIT, 12)):
        book = report.book(span, by)
        names = [made.name for made in book.sheets]
        assert len(names) == len(set(names)) == count + 1
        links = [cell.link for cell in book.sheets[0].cells.values() if cell.link]
        assert links == [f"internal:'{name}'!A1" for name in names[1:]]
        assert all(made.page.fit_wide == 1 for made in book.sheets)
        again = read(to_bytes(book, NOW), "报告.xlsx")
        assert [made.name for made in again.sheets] == names


def test_a_units_book_tells_when_each_return_came(weeks: tuple[Results, ...]) -> None:
    """One row a week: in time, late or not at all, and when; lines of the span below."""
    span = Span(weeks)
    book = report.book(span, report.UNIT)
    for facts in span.facts:
        for stand in facts.units:
            made = sheet(book, stand.name)
            row = row_of(made, facts.results.clock.label, 1)
            assert made.cells[row, 2].value == stand.word
            came = f"{stand.came:%Y-%m-%d %H:%M}" if stand.came else "—"
            assert made.cells[row, 3].value == came


def test_many_weeks_show_the_last_of_each_month(weeks: tuple[Results, ...]) -> None:
    """Over more weeks than a page holds, a month has one column; the change is over all of them."""
    few = Span(weeks)
    many = Span(weeks * 5)
    assert few.shown == WEEKS
    assert many.shown == (WEEKS[-1],)


def jlhy(office: Office, *arguments: str) -> Result:
    given = ["--folder", str(office.root), "--now", CLOCK, "--json", "--quiet", "report"]
    return CliRunner().invoke(main, [*given, *arguments])


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_a_quarter_is_cut_to_what_is_known(office: Office) -> None:
    """Weeks before the first return are not shown as 未报; the same again gives equal bytes."""
    made = told(jlhy(office, "--from", "2026-Q4", "--to", "2026-12", "--by", "unit"))
    assert made["periods"] == list(WEEKS)
    again = told(jlhy(office, "--from", "2026-W46", "--to", "2026-W48", "--by", "unit"))
    assert again["outputs"] == made["outputs"]
    path = Path(made["folder"]) / made["outputs"][0]["file"]
    assert path.name == "成员单位台账.xlsx"
    assert path.is_file()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-W48", "2026-W46", "早于起期"),
        ("2024-W01", "2024-W05", "没有收件"),
        ("上月", "2026-W48", "不是期次"),
    ],
)
def test_slips_of_the_finger_are_told(office: Office, first: str, last: str, said: str) -> None:
    """Exit 2 with a word on what to mend."""
    refused = jlhy(office, "--from", first, "--to", last)
    assert refused.exit_code == 2
    assert said in refused.output


def test_names_are_safe_on_every_system() -> None:
    """A unit's or a file's name never leaves its folder."""
    assert yearly.safe("../区/法院") == "_区_法院"
    assert report.name_of(1, "a/b[c]:d*e?f" + "长" * 40).startswith("01 a b c  d e f")
    assert len(report.name_of(1, "长" * 40)) <= 31
