"""上限核对 of 移交单: each cap added up again, what it cut, what still takes its room, how it moved."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace
from points_world import LATER, decided
from scoring_world import BANK, results, scheme, sheet

from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.books.year import annual, annual_caps, annual_parts
from jlhy_xl.books.year.annual_facts import Year, amount, of_year
from jlhy_xl.core.model import Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.caps import Limit, limits_of
from jlhy_xl.core.values.parsed import plain
from tests.books.test_annual import BOOK, SIGNED, YEAR, settle


def test_caps_are_checked_by_unit_group_and_year() -> None:
    """Each cap that a unit used is added up again beside its figure."""
    made = sheet(BOOK, annual_caps.CAPS)
    rows = {
        (made.cells[row, 0].value, made.cells[row, 1].value): (made.cells[row, 4].value,
                                                               made.cells[row, 5].value,
                                                               made.cells[row, 6].value)
        for (row, at_) in made.cells if at_ == 6 and row > annual_parts.HEAD
    }  # fmt: skip
    used = amount(YEAR.lines_of(YEAR.settled, BANK))
    assert rows["区人民银行", "报送类"] == (used, Decimal(5), "✓ 未达上限")
    assert rows["区人民银行", "（全年）"][0] == used


def _checked(year: Year) -> dict[tuple[object, object], str]:
    """Unit and cap group → what 上限核对 says."""
    made = sheet(annual.book(year), annual_caps.CAPS)
    return {
        (made.cells[row, 0].value, made.cells[row, 1].value): str(made.cells[row, 6].value)
        for (row, at_) in made.cells if at_ == 6 and row > annual_parts.HEAD
    }  # fmt: skip


def test_the_check_of_caps_says_what_the_totals_of_the_desk_say() -> None:
    """Closed under 1.5 until week 43 and under 5 since: both books name cap, figure and weeks alike."""
    made = scheme()
    week = results(made)
    bank = [line for line in week.deductions if line.unit == BANK and line.rule == "A2"]
    said = [decided(line, signed_at=SIGNED, decided=date(2026, 12, 18)) for line in bank]
    old = {
        line.id: replace(limits_of(made, [line])[line.id], most=Decimal("1.5"))
        for line in bank if line.period <= "2026-W43"
    }  # fmt: skip
    fresh = tuple(replace(line, status=Status.PROPOSED, settled=None, note="") for line in bank)
    lines, _ = chain.apply(made, fresh, said, LATER, old)
    assert {line.status for line in lines} == {Status.SETTLED}
    later = replace(week, deductions=lines, decisions=tuple(said), now=LATER)
    told = _checked(Year(of_year(later, 2026, lines), 2026, frozen=old))["区人民银行", "报送类"]
    cuts = (
        "受报送类上限1.5分限制：第42周、第43周的2条不计或少计",
        "受报送类上限5分限制：第47周的1条不计或少计",
    )
    assert told == "；".join((
        "✓ 已达上限", *cuts, "上限年内有变动（第41周、第42周、第43周上限1.5分、第44周至第47周上限5分）",
    ))  # fmt: skip
    totals = sheet(scoring.book(later), "单位汇总")
    remarks = [str(cell.value) for (_, at_), cell in totals.cells.items() if at_ == 15]
    assert "；".join(cuts) in remarks


def _bank(old: dict[str, Limit], *, first_open: bool) -> Year:
    """The bank's silent weeks settled under these caps, the first of them perhaps not yet told of."""
    made = scheme()
    week = results(made)
    bank = [line for line in week.deductions if line.unit == BANK and line.rule == "A2"]
    said = [
        decided(line, signed_at=SIGNED, decided=date(2026, 12, 18)) for line in bank[first_open:]
    ]
    fresh = tuple(replace(line, status=Status.PROPOSED, settled=None, note="") for line in bank)
    lines, _ = chain.apply(made, fresh, said, LATER, old)
    later = replace(week, deductions=lines, decisions=tuple(said), now=LATER)
    return Year(of_year(later, 2026, lines), 2026, frozen=old)


def test_a_cap_with_room_left_that_cut_all_the_same_names_what_takes_the_room() -> None:
    """✓ 未达上限 beside 受限制 would contradict itself: the line nobody settled is named in both places."""
    year = _bank({}, first_open=True)
    told = _checked(year)["区人民银行", "报送类"]
    assert amount(year.lines_of(year.settled, BANK)) == 4
    assert told.startswith("△ 合计未到上限，但有事项因所余上限不足不计或少计；受报送类上限5分限制")
    held = "另有未审定的第41周A2拟减扣1分在前占用上限，其后审定或撤销，已审定的分值都不变"
    assert held in told
    assert [line for line in year.settled if held in line.note]
    assert "另有" not in _checked(_bank({}, first_open=False))["区人民银行", "报送类"]


def test_a_sum_above_the_cap_of_the_years_end_is_explained() -> None:
    """Settled under 5 and then under 1.5: no ✓, both figures with their weeks, and a word on the first page."""
    year = _bank(_lowered("1.5"), first_open=False)
    told = _checked(year)["区人民银行", "报送类"]
    assert told.startswith(
        "△ 未超过审定时的上限，高于年末所用的上限1.5分；已审定的不因上限下调而改变"
    )
    assert "上限年内有变动（" in told
    said = {str(cell.value) for cell in sheet(annual.book(year), annual.TOTALS).cells.values()}
    used = plain(amount(year.lines_of(year.settled, BANK)))
    assert [
        each for each in said
        if f"报送类审定{used}分，高于年末上限1.5分：系上限下调前审定，见“上限核对”" in each
    ]  # fmt: skip


def _lowered(most: str) -> dict[str, Limit]:
    """Every line of the weeks from 45 on was closed under another cap."""
    week = results(scheme())
    late = [line for line in week.deductions if line.period >= "2026-W45"]
    limits = limits_of(scheme(), late)
    return {name: replace(limit, most=Decimal(most)) for name, limit in limits.items()}


def test_the_cap_of_the_years_end_is_the_one_that_is_reached() -> None:
    """Settled 4.0 under 5 and then 4: 年末上限 says 4 and ✓ 已达上限, 5 is history."""
    year = _bank(_lowered("4"), first_open=False)
    assert amount(year.lines_of(year.settled, BANK)) == 4
    made = sheet(annual.book(year), annual_caps.CAPS)
    row = next(row for (row, _), cell in made.cells.items() if cell.value == "区人民银行")
    assert made.cells[annual_parts.HEAD, 5].value == "年末上限"
    assert made.cells[row, 5].value == 4
    told = _checked(year)["区人民银行", "报送类"]
    assert told.startswith("✓ 已达上限；受报送类上限4分限制：")
    assert "第41周至第44周上限5分、第45周、第46周、第47周上限4分" in told


def test_a_unit_whose_lines_ended_before_the_cap_fell_has_the_cap_of_the_end() -> None:
    """The cap is every unit's: what others were counted by in the last weeks is this unit's as well."""
    year = settle()
    bank = year.lines_of(year.settled, BANK)
    assert max(line.found.period for line in bank) < "2026-W48"
    late = [line.found for line in year.facts.all if line.found.period == "2026-W48"]
    limits = limits_of(year.scheme, late).items()
    low = replace(year, frozen={name: replace(each, most=Decimal("1.5")) for name, each in limits})
    assert {low.limit(line).most for line in bank} == {Decimal(5)}
    told = _checked(low)["区人民银行", "报送类"]
    assert "高于年末所用的上限1.5分" in told
    assert told.endswith("上限5分、年末上限1.5分）")
