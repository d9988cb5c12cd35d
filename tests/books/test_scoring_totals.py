"""单位汇总: every total is a formula over the lines, and its stored value is what the formula gives."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from points_world import AFTER
from scoring_world import (
    BANK,
    COURT,
    quiet,
    results,
    rows,
    scheme,
    sheet,
    target,
    value_at,
)

from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.books.sheet import Book, Cell
from jlhy_xl.core.model import Deduction, Evidence, Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.caps import limits_of, marks
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.edge.draw import to_bytes
from jlhy_xl.edge.read import read

WEEK = results()
BOOK = scoring.book(WEEK)
TRIAL = scoring.book(results(scheme(rule_number="")))


def test_the_headings_stand_on_every_page() -> None:
    """Both rows of headings are repeated where the table breaks over pages."""
    made = sheet(BOOK, "单位汇总")
    first, last = made.page.title_rows
    shown = {made.cells[row, at].value for row in (first, last) for at in range(4)}
    assert {"单位", "条数", "适用", "审定"} <= shown
    assert last == first + 1


SPAN = r"'([^']+)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)"


def _column(book: Book, found: re.Match[str]) -> list[object]:
    name, letters, first, last = found.groups()
    made = sheet(book, name)
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    cells = (made.cells.get((row, at - 1), Cell()) for row in range(int(first) - 1, int(last)))
    return [cell.value for cell in cells]


def recalculated(book: Book, formula: str, row: int) -> Decimal:
    """What a spreadsheet would make of our COUNTIFS, SUMIFS and SUM."""
    made = sheet(book, "单位汇总")
    summed = re.fullmatch(r"=SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)", formula)
    if summed:
        at = ord(summed[1]) - 65
        inside = range(int(summed[2]) - 1, int(summed[3]))
        return sum((Decimal(str(made.cells[line, at].value)) for line in inside), Decimal(0))
    spans = [_column(book, found) for found in re.finditer(SPAN, formula)]
    wanted: list[str] = re.findall(r',(\$A\d+|"[^"]*")', formula)
    amounts = spans.pop(0) if formula.startswith("=SUMIFS") else [1] * len(spans[0])
    total = Decimal(0)
    for line, amount in enumerate(amounts):
        conditions = zip(spans, wanted, strict=True)
        if all(_holds(made, span[line], word, row) for span, word in conditions):
            total += Decimal(str(amount or 0))
    return total


def _holds(made: object, value: object, word: str, row: int) -> bool:
    if word.startswith("$A"):
        assert int(word[2:]) == row + 1
        return value == made.cells[row, 0].value  # type: ignore[attr-defined]
    pattern = re.escape(word.strip('"')).replace(r"\*", ".*")
    return re.fullmatch(pattern, str(value)) is not None


@pytest.mark.parametrize(
    "book", [BOOK, TRIAL, scoring.book(quiet())], ids=["week", "trial", "quiet"]
)
def test_each_total_is_what_its_formula_gives(book: Book) -> None:
    """The stored value of each total equals its formula worked out over the rows."""
    counted = 0
    for (row, at_), cell in sheet(book, "单位汇总").cells.items():
        if cell.formula:
            assert recalculated(book, cell.formula, row) == cell.value, (row, at_)
            counted += 1
    assert counted > 100


def unit_rows(book: Book) -> dict[object, dict[int, Cell]]:
    made = sheet(book, "单位汇总")
    found: dict[object, dict[int, Cell]] = {}
    for (row, at_), cell in sorted(made.cells.items()):
        if at_ == 0:
            found[cell.value] = {}
        found[made.cells[row, 0].value][at_] = cell
    return found


def test_totals_are_the_marks() -> None:
    """A unit's 合计 equals what the run says of it: proposed and settled."""
    table, heads = unit_rows(BOOK), 3
    for code, (proposed, settled) in WEEK.marks.items():
        cells = table[WEEK.scheme.unit_by_code[code].name]
        assert (cells[2 + 3 * heads].value, cells[3 + 3 * heads].value) == (proposed, settled)
    assert WEEK.marks[BANK][1] == Decimal("0.8")
    last = table["合计"]
    assert last[2 + 3 * heads].value == sum(one for one, _ in WEEK.marks.values())


def test_the_bank_reached_its_cap() -> None:
    """Seven silent weeks cost five points; the note says which cap cut which lines."""
    note = str(unit_rows(BOOK)["区人民银行"][15].value)
    assert note == "受报送类上限5分限制：第46周、第47周的2条不计或少计"


def test_the_year_cap_is_noted() -> None:
    """A unit whose lines fill the year's cap is told so."""
    made = scoring.book(results(scheme(year_cap=Decimal(3))))
    note = str(unit_rows(made)["区人民银行"][15].value)
    assert note == "受单位年度上限3分限制：第44周至第47周的4条不计或少计"
    just = scoring.book(results(scheme(year_cap=Decimal("0.5"))))
    assert unit_rows(just)["区法院"][15].value == "单位年度上限0.5分已用满"


def test_each_number_leads_to_a_row_of_its_unit() -> None:
    """A linked total leads to the first of the unit's rows; a blank one leads nowhere."""
    linked = 0
    for name, cells in unit_rows(BOOK).items():
        for cell in cells.values():
            if cell.link:
                there, row, _ = target(BOOK, cell.link)
                assert value_at(there, row, "单位") == name
                assert cell.formula
                linked += 1
            elif cell.formula and name != "合计":
                assert cell.value == 0
    assert linked > 20


def test_a_line_whose_rule_is_gone_still_counts() -> None:
    """A line settled under a rule that the scheme no longer has stays, says so and is counted."""
    gone = Deduction("Z9", COURT, "2026-W30", "", "旧规则事项", Decimal(1), Decimal(1), Status.SETTLED,
                     settled=Decimal(1), note="已达上限", day=date(2026, 7, 20),
                     evidence=(Evidence("未补正", "报表.xlsx", "b" * 64, "指标进展表", "J5", "3天"),))  # fmt: skip
    made = scoring.book(results(extra=[gone]))
    row = next(row for row in rows(sheet(made, "逐条")) if row["规则"].value == "Z9")
    assert (row["类别"].value, row["规则"].link) == ("（规则已停用）", "")
    assert "报表.xlsx，指标进展表!J5，所填“3天”" in str(
        row["证据（文件、工作表、单元格、所见、时间）"].value
    )
    found = sheet(made, "单位汇总")
    for (at_, _), cell in found.cells.items():
        if cell.formula:
            assert recalculated(made, cell.formula, at_) == cell.value
    assert any(cell.value == "（规则已停用）" for cell in found.cells.values())


def test_a_cap_that_changed_within_the_year_stands_there_with_each_figure() -> None:
    """Weeks closed under a cap of 1.5 and weeks under today's 5: each figure with its own weeks."""
    week = results()
    old = {
        line.id: replace(limit, most=Decimal("1.5"))
        for line in week.deductions
        if line.period <= "2026-W43"
        for limit in [limits_of(week.scheme, [line])[line.id]]
    }
    lines, _ = chain.apply(week.scheme, week.deductions, week.decisions, AFTER, old)
    made = scoring.book(replace(week, deductions=lines, marks=marks(lines)))
    assert unit_rows(made)["区人民银行"][15].value == (
        "受报送类上限1.5分限制：第42周、第43周的2条不计或少计；"
        "受报送类上限5分限制：第47周的1条不计或少计"
    )


def test_a_rule_without_a_cap_names_the_years() -> None:
    """Lines cut by the year's cap alone are told by it."""
    made = scheme(year_cap=Decimal("0.2"))
    bare = tuple(replace(rule, cap=None) for rule in made.rules)
    table = unit_rows(scoring.book(results(replace(made, rules=bare))))
    assert "受单位年度上限0.2分限制：第48周的1条不计或少计" in str(table["区法院"][15].value)


def test_units_outside_the_assessment_stand_apart() -> None:
    """A unit of 仅通报 has its lines in a table of its own, at zero points."""
    made = scheme()
    units = tuple(
        replace(unit, treatment=Treatment.NOTICE) if unit.code == COURT else unit
        for unit in made.units
    )
    found = sheet(scoring.book(results(replace(made, units=units))), "单位汇总")
    captions = {
        row: str(cell.value)
        for (row, at_), cell in found.cells.items()
        if cell.style == "section" and cell.value
    }
    apart = next(row for row, words in captions.items() if "只列事项，不计分" in words)
    place = next(
        row for (row, at_), cell in found.cells.items() if at_ == 0 and cell.value == "区法院"
    )
    assert place > apart > min(captions)
    assert (found.cells[place, 10].value, found.cells[place, 11].value) == (1, Decimal(0))


def test_years_are_counted_apart() -> None:
    """A line of another year is in that year's table and not in this one's."""
    old = Deduction("A1", COURT, "2025-W50", "", "迟报", Decimal("0.5"), Decimal(0), Status.PROPOSED,
                    day=date(2026, 1, 5))  # fmt: skip
    made = scoring.book(results(extra=[old]))
    found = sheet(made, "单位汇总")
    captions = [
        str(cell.value)[:4]
        for cell in found.cells.values()
        if cell.style == "section" and cell.value
    ]
    places = [
        row
        for (row, at_), cell in sorted(found.cells.items())
        if at_ == 0 and cell.value == "区法院"
    ]
    assert sorted(captions)[0] == "2025"
    assert [found.cells[row, 10].value for row in places] == [1, 1]
    for (row, _), cell in found.cells.items():
        if cell.formula:
            assert recalculated(made, cell.formula, row) == cell.value


@pytest.mark.real
def test_libreoffice_works_out_the_same_totals(
    soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """With no value stored beside them, the formulas give the same numbers in a real program."""
    bare = tmp_path / "bare.xlsx"
    with (
        zipfile.ZipFile(io.BytesIO(to_bytes(BOOK, AFTER))) as stored,
        zipfile.ZipFile(bare, "w") as made,
    ):
        for name in stored.namelist():
            made.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f>", stored.read(name)))
    again = soffice(bare, "xlsx").read_bytes()
    found = next(each for each in read(again, "bare.xlsx").sheets if each.name == "单位汇总")
    for place, cell in sheet(BOOK, "单位汇总").cells.items():
        if cell.formula:
            assert found.at(*place) == pytest.approx(cell.value), place


def test_lines_that_count_for_nothing_are_told_beside_the_count() -> None:
    """条数 holds them, so the last column says how many they are and how many are left."""
    week = results()
    idle = next(
        line for line in week.deductions if line.status is Status.PROPOSED and line.unit == BANK
    )
    moved = tuple(
        replace(line, status=Status.REVOKED, applied=Decimal(0)) if line == idle else line
        for line in week.deductions
    )
    made = sheet(scoring.book(replace(week, deductions=moved)), "单位汇总")
    row = next(
        row for (row, at_), cell in made.cells.items() if at_ == 0 and cell.value == "区人民银行"
    )
    said = " ".join(str(cell.value) for (at_, _), cell in made.cells.items() if at_ == row)
    assert "条中撤销1条，不计分；计分" in said
