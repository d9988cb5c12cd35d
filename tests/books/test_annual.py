"""移交单 and the packets: only 审定 lines count, every total is a formula over them, the rest stands apart."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from points_world import AFTER, LATER, at, decided
from scoring_world import BANK, COURT, FUND, OFFICE, results, scheme, sheet, texts

from jlhy_xl.books import style
from jlhy_xl.books.pages import scale
from jlhy_xl.books.sheet import Book, Cell
from jlhy_xl.books.year import annual, annual_caps, annual_packet, annual_parts
from jlhy_xl.books.year.annual_facts import Year, amount, of_year
from jlhy_xl.core.model import Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.decisions import Entry
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.edge.draw import to_bytes
from jlhy_xl.edge.read import read

SIGNED = at("2026-12-08 09:00")


def settle(made: Any = None, **more: Any) -> Year:
    """The judged week a fortnight on: the court's, the bank's first four and the fund's lines 审定."""
    made = made or scheme()
    week = results(made)
    body = {OFFICE: "总召集人"}
    done = [
        line for line in week.deductions
        if line.unit in (COURT, BANK, FUND, OFFICE) and line.status is not Status.LAID_OUT
    ]  # fmt: skip
    bank = [line for line in done if line.unit == BANK][:4]
    told = [
        decided(line, signed_at=SIGNED, body=body.get(line.unit, "联席会议"), decided=date(2026, 12, 18))
        for line in done if line.unit != BANK or line in bank
    ]  # fmt: skip
    said = (*week.decisions, *told)
    lines, _ = chain.apply(made, week.deductions, said, LATER)
    later = replace(week, deductions=lines, decisions=said, now=LATER)
    return Year(of_year(later, 2026, lines), 2026, **more)


YEAR = settle()
BOOK = annual.book(YEAR)


def _heads(book: Book) -> int:
    """The first row of units on the first sheet."""
    made = sheet(book, annual.TOTALS)
    return next(
        row for (row, at_), cell in sorted(made.cells.items()) if (at_, cell.value) == (0, 1)
    )


def _totals(book: Book) -> dict[str, dict[int, Cell]]:
    """Unit → its cells."""
    made = sheet(book, annual.TOTALS)
    found: dict[str, dict[int, Cell]] = {}
    for (row, at_), cell in sorted(made.cells.items()):
        if row >= _heads(book):
            name = made.cells.get((row, 1), Cell()).value or made.cells[row, 0].value
            found.setdefault(str(name), {})[at_] = cell
    return found


def test_a_total_is_the_sum_of_the_settled_lines() -> None:
    """By unit and in all, 合计 is what the 审定 lines add up to, and nothing else is in it."""
    right = 2 * len(YEAR.heads) + 3
    told = _totals(BOOK)
    expected: dict[str, Decimal] = {}
    for line in YEAR.results.deductions:
        if line.status is Status.SETTLED:
            name = YEAR.scheme.unit_by_code[line.unit].name
            expected[name] = expected.get(name, Decimal(0)) + (line.settled or 0)
    assert sum(expected.values()) > 2
    for unit in YEAR.units:
        assert told[unit.name][right].value == expected.get(unit.name, Decimal(0)), unit.name
    assert told["合计"][right].value == sum(expected.values())


def test_nothing_adopted_is_no_nought() -> None:
    """考核办采纳分值 has a sum as soon as one figure is typed, and none before."""
    made = sheet(BOOK, annual.TOTALS)
    (cell,) = [
        cell for cell in made.cells.values() if "COUNT(" in cell.formula and "IF(" in cell.formula
    ]
    assert cell.value == ""
    assert cell.formula.startswith("=IF(COUNT(K")


def test_heads_add_up_to_the_unit() -> None:
    """A unit's heads are its total, in lines and in points."""
    heads = len(YEAR.heads)
    for name, cells in _totals(BOOK).items():
        for step in (0, 1):
            parts = [cells[2 + 2 * at_ + step].value for at_ in range(heads)]
            assert sum(Decimal(str(part)) for part in parts) == cells[2 + 2 * heads + step].value, (
                name
            )
        if name == "合计":
            break


def test_every_unit_of_the_year_is_listed() -> None:
    """A unit without a point is handed over with 0, not left out."""
    assert [unit.code for unit in YEAR.units] == [f"U{at_:02}" for at_ in range(1, 13)]


def test_each_line_brings_its_ground_and_decision() -> None:
    """Clause, event, evidence, who was told, both people, body, basis, day, and room to adopt."""
    made = sheet(BOOK, annual_parts.LINES)
    heads = {str(made.cells[annual_parts.HEAD, at_].value): at_ for at_ in made.widths}
    row = next(
        row for (row, at_), cell in made.cells.items()
        if at_ == heads["单位"] and cell.value == "区法院"
    )  # fmt: skip
    told = {head: made.cells[row, at_].value for head, at_ in heads.items()}
    assert told["通知条款"] == "五（四）"
    assert "2026-11-30 10:00收到" in str(told["事项与事实"])
    assert "报表.xlsx" in str(told["证据（文件、工作表、单元格、所见、时间）"])
    assert told["告知和签收"] == "当面送达　张三　2026-12-08 09:00"
    assert told["异议"] == "未提出异议"
    assert told["复核（结论、理由、经办和复核人）"] == "维持；经办 李四；复核 王五"
    assert told["审定（机构、依据、日期）"] == "联席会议　〔2026〕5号纪要　2026-12-18"
    assert (told[annual_parts.ADOPTED], made.cells[row, heads[annual_parts.ADOPTED]].style) == (
        None,
        "input_points",
    )


def _ids(book: Book, name: str) -> set[object]:
    made = sheet(book, name)
    return {
        cell.value
        for (row, at_), cell in made.cells.items()
        if at_ == 0 and row > annual_parts.HEAD
    }


def test_every_line_stands_on_just_one_sheet() -> None:
    """审定, 另行通报, 尚未审定, 不予减扣: each line of the year is on one of them."""
    ids = [
        _ids(BOOK, name)
        for name in (annual_parts.LINES, annual.REPORTED, annual.OPEN, annual.SPARED)
    ]
    known = {line.id for line in YEAR.results.deductions}
    assert len(ids[0] & known) > 2
    assert sum(len(found & known) for found in ids) == len(known)
    assert set().union(*ids) >= known


def test_what_is_only_proposed_is_apart_and_says_what_it_lacks() -> None:
    """拟减扣 lines are in no total; each says what is still to be done."""
    made = sheet(BOOK, annual.OPEN)
    words = {cell.value for cell in made.cells.values()}
    assert {"待告知", "拟减扣"} <= words
    assert amount(YEAR.open) == 0


def test_units_outside_the_assessment_stand_apart() -> None:
    """A court or a bank of 仅通报 has its settled lines listed, 0 in every total, no row of points."""
    made = scheme()
    units = tuple(
        replace(unit, treatment=Treatment.NOTICE) if unit.code == COURT else unit
        for unit in made.units
    )
    year = settle(replace(made, units=units))
    book = annual.book(year)
    assert "区法院" not in _totals(book)
    line = next(line for line in year.results.deductions if line.unit == COURT)
    assert line.status is Status.SETTLED
    assert line.id in _ids(book, annual.REPORTED)
    assert line.id not in _ids(book, annual_parts.LINES)


def test_every_page_of_the_lines_has_the_title_whole() -> None:
    """What stands over the columns that each page repeats ends with them and is high enough."""
    book = annual_packet.book(YEAR, YEAR.scheme.unit_by_code[BANK])
    for made in (sheet(BOOK, annual_parts.LINES), sheet(book, annual_packet.COURSE)):
        kept = made.page.title_columns
        assert kept is not None
        assert not [each for each in made.merges if each.left <= kept[1] < each.right]
        title = str(made.cells[0, 0].value)
        room = (sum(made.widths[at_] for at_ in range(kept[1] + 1)) - 1.2) * 11 / 14
        assert made.heights[0] >= style.lines_of(title, room) * 14 * 1.3


def test_every_sheet_is_readable_on_a4() -> None:
    """移交单 and the packets print at 8 points or more, in whatever font stands in for ours."""
    for book in (BOOK, _packet()[1]):
        for made in book.sheets:
            assert scale(made.page, made.widths) * style.BODY_SIZE / 100 >= 8, made.name


def test_a_cap_lowered_afterwards_is_told_not_applied() -> None:
    """What was 审定 never changes: a cap that came down later is shown beside it."""
    made = scheme()
    year = settle(made)
    rules = tuple(replace(rule, cap=Decimal(1)) if rule.cap else rule for rule in made.rules)
    lower = replace(year.results, scheme=replace(made, rules=rules))
    book = annual.book(Year(lower, 2026))
    assert amount(YEAR.lines_of(YEAR.settled, BANK)) > 1
    assert "△ 超出" in texts(book)
    assert _totals(book)["区人民银行"][2 * len(YEAR.heads) + 3].value == amount(
        YEAR.lines_of(YEAR.settled, BANK)
    )


def test_a_year_is_its_own() -> None:
    """Lines of another year are in no sheet."""
    extra = replace(YEAR.results.deductions[0], period="2025-W50")
    other = of_year(YEAR.results, 2025, (*YEAR.results.deductions, extra))
    assert [line.period for line in other.deductions] == ["2025-W50"]


def test_a_quiet_year_says_so() -> None:
    """Without lines every sheet says that there is nothing."""
    quiet = Year(replace(YEAR.results, deductions=()), 2026)
    book = annual.book(quiet)
    assert sheet(book, annual_parts.LINES).cells[annual_parts.HEAD + 1, 0].value == "本年度无"
    assert _totals(book)["合计"][3].value == 0
    assert annual_packet.units(quiet) == ()


def test_a_dead_units_lines_stay_with_it_and_show_its_heir() -> None:
    """The row keeps the old name; the heir's packet holds the lines as well."""
    made = scheme()
    units = tuple(
        replace(unit, ends=date(2026, 12, 1), successor=COURT) if unit.code == BANK else unit
        for unit in made.units
    )
    results_ = replace(YEAR.results, scheme=replace(made, units=units))
    year = Year(results_, 2026)
    cells = _totals(annual.book(year))["区人民银行"]
    assert "由区法院承继" in str(cells[2 * len(year.heads) + 5].value)
    line = year.lines_of(year.settled, BANK)[0]
    assert line.note.endswith("2026-12-01停用，由区法院承继")
    heir = year.scheme.unit_by_code[COURT]
    assert {line.found.unit for line in year.with_line(COURT)} == {COURT, BANK}
    assert "区人民银行" in texts(annual_packet.book(year, heir))


# -- the packet --------------------------------------------------------------------------------

ENTRIES = (
    Entry("", {"签收人": "张三"}, "评分一.xlsx", "b" * 64, "逐条", "A6", at=at("2026-12-08 10:00"), seq=1),
    Entry("", {"签收人": "张三", "复核结论": "维持"}, "评分二.xlsx", "c" * 64, "逐条", "A6",
          at=at("2026-12-18 10:00"), seq=2),
)  # fmt: skip


def _packet() -> tuple[Year, Book]:
    line = next(line for line in YEAR.results.deductions if line.unit == COURT)
    digest = line.evidence[0].sha256
    entries = {line.id: tuple(replace(entry, key=line.id) for entry in ENTRIES)}
    year = Year(YEAR.results, 2026, entries, kept={digest: f"originals/{digest[:2]}/{digest}"})
    return year, annual_packet.book(year, year.scheme.unit_by_code[COURT])


def test_a_packet_tells_every_step() -> None:
    """Each entry of the ledger stands with when, from which file and what it changed."""
    _, book = _packet()
    made = sheet(book, annual_packet.STEPS)
    changes = [
        cell.value for (row, at_), cell in sorted(made.cells.items()) if at_ == 3 and row > 3
    ]
    assert changes == ["签收人：张三", "复核结论：维持"]
    hashes = {cell.value for (row, at_), cell in made.cells.items() if at_ == 6 and row > 3}
    assert hashes == {"b" * 64, "c" * 64}


def test_a_packet_lists_originals_with_their_hashes() -> None:
    """Evidence and filled-in copies, each file once, and where it is kept."""
    year, _ = _packet()
    found = annual_packet.originals(year, year.with_line(COURT))
    assert [row.what for row in found] == ["证据", "处理意见", "处理意见"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.sha256) for row in found)
    assert found[0].where.startswith("originals/")
    assert found[1].where == ""
    entered = [(row.received, row.clock) for row in found[1:]]
    assert entered == [(entry.at, annual_packet.ENTERED) for entry in ENTRIES]
    assert "jlhy" not in texts(annual_packet.book(year, year.scheme.unit_by_code[COURT]))


def test_the_packets_settled_sum_is_the_units() -> None:
    """The sum under 办理情况 is a formula; its value is the unit's total."""
    year, book = _packet()
    made = sheet(book, annual_packet.COURSE)
    sums = [cell for cell in made.cells.values() if cell.formula]
    assert [cell.value for cell in sums] == [amount(year.lines_of(year.settled, COURT))]


def _worked_out(book: Book, name: str, again: bytes) -> int:
    found = next(each for each in read(again, "bare.xlsx").sheets if each.name == name)
    counted = 0
    for place, cell in sheet(book, name).cells.items():
        if cell.formula:
            told = found.at(*place)
            assert (told or "") == "" if cell.value == "" else told == pytest.approx(cell.value), (
                place
            )
            counted += 1
    return counted


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
    assert _worked_out(BOOK, annual.TOTALS, again) > 90
    assert _worked_out(BOOK, annual_caps.CAPS, again) > 4


def test_equal_input_gives_equal_bytes() -> None:
    """The hand-over and a packet are drawn the same way twice."""
    assert to_bytes(annual.book(settle()), LATER) == to_bytes(BOOK, LATER)
    assert to_bytes(_packet()[1], LATER) == to_bytes(_packet()[1], LATER)


def test_a_deduction_keeps_its_settled_points() -> None:
    """What is handed over is 核定分值, not what the rule says today."""
    made, line = scheme(), YEAR.settled[0].found
    rules = tuple(replace(rule, points=Decimal(9)) for rule in made.rules)
    year = Year(replace(YEAR.results, scheme=replace(made, rules=rules)), 2026)
    assert next(row.settled for row in year.settled if row.found.id == line.id) == line.settled
