"""The scheme's checks: one kind, one function, each a query but 恰好一个."""

from datetime import date
from decimal import Decimal

import pytest
import returns_world as rw
from msgspec.structs import replace
from returns_world import PERSONNEL, PROGRESS

from jlhy_xl.core.model import Examined, Prior
from jlhy_xl.core.raw import Raw
from jlhy_xl.core.returns import rules
from jlhy_xl.core.scheme.choices import CheckKind, Cycle, FieldType, Source
from jlhy_xl.core.scheme.model import Check, Field, Resolution, Target

WORLD = rw.world()


def with_check(check: Check, **more: object) -> rw.World:
    """The world with one check only."""
    return rw.world(replace(WORLD.scheme, checks=(check,), **more))


def told(found: Examined) -> list[tuple[str, str, str, str]]:
    return [(each.code, each.row_key, each.found, each.severity) for each in found.findings]


def look(world: rw.World, **answers: Raw | None) -> Examined:
    return rw.look(rw.fill(rw.filled(world), PROGRESS, "07-01", **answers), world)


def test_every_kind_has_its_place() -> None:
    """Each kind of the closed list is run here, cell by cell, or across units."""
    assert set(CheckKind) == set(rules.REGISTRY) | rules.CELL_BY_CELL | rules.ACROSS_UNITS
    assert not set(rules.REGISTRY) & (rules.CELL_BY_CELL | rules.ACROSS_UNITS)


def test_bounds_of_a_measure() -> None:
    """An index of 0–18 and a percentage name their own bounds."""
    world = with_check(Check("K", "progress", CheckKind.BOUNDS, "value"))
    book = rw.fill(rw.filled(world), PROGRESS, "07-03", 现状值=Decimal(19))
    book = rw.fill(book, PROGRESS, "07-02", 现状值="120%")
    book = rw.fill(book, PROGRESS, "07-01", 现状值=Decimal(-1))
    found = rw.look(book, world)
    assert told(found) == [
        ("C301", "07-01", "-1", "query"),
        ("C301", "07-02", "120%", "query"),
        ("C301", "07-03", "19", "query"),
    ]
    assert [each.expected for each in found.findings] == ["0及以上", "0—100", "0—18"]
    assert {each.rule for each in found.findings} == {"K"}


def test_bounds_of_a_field() -> None:
    """The field's own bounds and decimals go before the measure's."""
    fields = tuple(
        replace(each, minimum=Decimal(1), maximum=Decimal(9), decimals=1)
        if (each.form, each.code) == ("progress", "value")
        else each
        for each in WORLD.scheme.fields
    )
    world = with_check(Check("K", "progress", CheckKind.BOUNDS, "value"), fields=fields)
    assert told(look(world, 现状值=Decimal(10))) == [("C301", "07-01", "10", "query")]
    assert told(look(world, 现状值=Decimal("8.25"))) == [("C301", "07-01", "8.25", "query")]
    assert told(look(world, 现状值=Decimal("8.2"))) == []


def test_a_check_that_is_off_says_nothing() -> None:
    """启用 否 is silence."""
    world = with_check(Check("K", "progress", CheckKind.BOUNDS, "value", active=False))
    assert told(look(world, 现状值=Decimal(-1))) == []


def test_pattern() -> None:
    """The whole text must fit; the check's own words are said."""
    check = Check(
        "K", "progress", CheckKind.PATTERN, "evidence", argument=r"FJ-\d+", message="请写编号"
    )
    world = with_check(check)
    assert told(look(world, 佐证材料编号="FJ-12")) == []
    found = look(world, 佐证材料编号="FJ-12和FJ-13")
    assert told(found) == [("C302", "07-01", "FJ-12和FJ-13", "query")]
    assert found.findings[0].message == "请写编号"
    assert told(look(world, 佐证材料编号="FJ-" + "1" * 600))[0][0] == "C302"


@pytest.mark.parametrize("argument", ["(", "a" * 201, ""])
def test_a_pattern_that_is_none_is_no_check(argument: str) -> None:
    """A scheme's slip is told when the scheme is read, never by stopping a return."""
    world = with_check(Check("K", "progress", CheckKind.PATTERN, "evidence", argument=argument))
    assert told(look(world, 佐证材料编号="甲")) == []


def test_unique() -> None:
    """The later of two equal texts is asked about; blanks and widths make no difference."""
    world = with_check(Check("K", "progress", CheckKind.UNIQUE, "remark"))
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", 备注="同一句话")
    book = rw.fill(book, PROGRESS, "07-03", 备注="同一 句话")
    assert told(rw.look(book, world)) == [("C303", "07-03", "同一 句话", "query")]


def test_exactly_one_liaison_officer() -> None:
    """Two rows of 联络员 are an error; a missing one is told as a missing row."""
    never = rw.world(priors={"U01": Prior()})
    book = rw.filled(never)
    sheet = rw.sheet_of(book, PERSONNEL)
    row, _ = rw.find(sheet, "联络员", "姓  名")
    second = {(row + 1, column): held for (r, column), held in sheet.cells.items() if r == row}
    second[row + 1, 1] = "赵六"
    found = rw.look(rw.put(book, PERSONNEL, second), never)
    errors = [each for each in found.findings if each.severity == "error"]
    assert [(each.code, each.rule, each.cell, each.found) for each in errors] == [
        ("C304", "K103", f"A{row + 2}", "联络员")
    ]
    gone = {(row, column): None for column in range(6)}
    found = rw.look(rw.put(book, PERSONNEL, gone), never)
    assert [each.code for each in found.findings] == ["L204"]


def test_compare() -> None:
    """A value above last year's is asked about where the scheme says so."""
    targets = (Target("07-01", "U01", baseline=Decimal(7)),)
    check = Check("K", "progress", CheckKind.COMPARE, "value", "baseline", "<=")
    world = with_check(check, targets=targets)
    found = look(world)
    assert told(found) == [("C305", "07-01", "8", "query")]
    assert "不大于“上年值”（7）" in found.findings[0].message
    assert told(look(world, 现状值=Decimal(7))) == []


def test_change() -> None:
    """3 that became 30 is asked about; a move within the share is not."""
    prior = rw.on_file(**{"progress__07-03__value": "10"})
    checks = (Check("K", "progress", CheckKind.CHANGE, "value", argument="50%"),)
    world = rw.world(replace(WORLD.scheme, checks=checks), priors={"U01": prior})

    def moved(value: str) -> list[tuple[str, str, str, str]]:
        book = rw.fill(rw.filled(world), PROGRESS, "07-03", 现状值=Decimal(value))
        return told(rw.look(book, world))

    assert moved("15") == []
    assert moved("15.1") == [("C306", "07-03", "15.1", "query")]


def test_change_from_zero() -> None:
    """From 0 to anything is asked about, and nothing divides by it."""
    prior = rw.on_file(**{"progress__07-03__value": "0"})
    checks = (Check("K", "progress", CheckKind.CHANGE, "value", argument="50"),)
    world = rw.world(replace(WORLD.scheme, checks=checks), priors={"U01": prior})
    assert [each[:2] for each in told(rw.look(rw.filled(world), world))] == [("C306", "07-03")]


def test_a_total_of_columns() -> None:
    """A total that is not the sum of its parts is asked about."""
    parts = (
        Field("progress", "one", "其中一", FieldType.NUMBER),
        Field("progress", "two", "其中二", FieldType.NUMBER),
    )
    check = Check("K", "progress", CheckKind.SUM, "value", "one+two")
    world = with_check(check, fields=(*WORLD.scheme.fields, *parts))
    wrong = look(world, 其中一=Decimal(5), 其中二=Decimal(4))
    assert [each.expected for each in wrong.findings] == ["9"]
    assert told(wrong) == [("C307", "07-01", "8", "query")]
    assert told(look(world, 其中一=Decimal(5), 其中二=Decimal(3))) == []
    assert told(look(world, 其中一=Decimal(5))) == []


def test_an_index_of_scores() -> None:
    """A 便利度 that a unit reports itself agrees with the frontier scores of its parts."""
    indicators = tuple(
        replace(each, source=Source.UNIT, cycle=Cycle.WEEK, score_of=(("07-01", Decimal(1)), ("07-02", Decimal(1))))
        if each.code == "07-03"
        else each
        for each in WORLD.scheme.indicators
    )  # fmt: skip
    check = Check("K", "progress", CheckKind.SUM, "value", argument="0.5")
    world = with_check(check, indicators=indicators)
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", 现状值=Decimal(100))  # better than best
    book = rw.fill(book, PROGRESS, "07-02", 现状值=Decimal(89))  # the worst: 0
    wrong = rw.look(rw.fill(book, PROGRESS, "07-03", 现状值=Decimal(80)), world)
    assert [(each.row_key, each.expected) for each in wrong.findings] == [("07-03", "50")]
    assert told(rw.look(rw.fill(book, PROGRESS, "07-03", 现状值=Decimal("50.4")), world)) == []


def test_date_order_is_told_where_it_can_be_mended() -> None:
    """An extension before the due date is asked about at the extension."""
    item = Resolution("YD-03", "纪要", "〔2026〕3号", "梳理堵点", "U01", (), date(2026, 12, 31))
    world = rw.world(replace(WORLD.scheme, resolutions=(item,)))
    title = "议定事项落实表"
    found = rw.look(rw.fill(rw.filled(world), title, "YD-03", 延期申请="2026-12-31"), world)
    (one,) = found.findings
    assert (one.code, one.field, one.found, one.rule) == ("C308", "extension", "2026-12-31", "K303")
    assert "“延期申请”应晚于“完成时限”" in one.message
    found = rw.look(rw.fill(rw.filled(world), title, "YD-03", 延期申请="2027-01-01"), world)
    assert found.findings == ()


def test_copied_from_last_period() -> None:
    """A column that repeats last period to the letter is asked about once; one new row is enough."""
    prior = rw.on_file(
        **{
            f"progress__{code}__progress": f"{code}按计划推进"
            for code in ("07-01", "07-02", "07-03")
        }
    )
    world = rw.world(priors={"U01": prior})
    found = rw.look(rw.filled(world), world)
    assert told(found) == [("C309", "07-01", "07-01按计划推进", "query")]
    assert told(look(world, 本周进展="新建了绿色通道")) == []


def test_all_zero() -> None:
    """A column of noughts is asked about once; one figure is enough."""
    book = rw.filled(WORLD)
    for code in ("07-01", "07-02", "07-03"):
        book = rw.fill(book, PROGRESS, code, 现状值=Decimal(0))
    assert told(rw.look(book, WORLD)) == [("C310", "07-01", "0", "query")]
    book = rw.fill(book, PROGRESS, "07-02", 现状值=Decimal("12"))
    assert told(rw.look(book, WORLD)) == []


@pytest.mark.parametrize(
    "check",
    [
        Check("K", "progress", CheckKind.BOUNDS, "no such field"),
        Check("K", "progress", CheckKind.EXACTLY_ONE, "status"),
        Check("K", "progress", CheckKind.EXACTLY_ONE, "no such field", "推进中"),
        Check("K", "progress", CheckKind.COMPARE, "value", "no such field", "<"),
        Check("K", "progress", CheckKind.COMPARE, "value", "last", "≈"),
        Check("K", "progress", CheckKind.CHANGE, "value", argument="一半"),
        Check("K", "progress", CheckKind.SUM, "no such field"),
        Check("K", "progress", CheckKind.COPIED, "value"),
        Check("K", "progress", CheckKind.DATE_ORDER, "value", "due", "<"),
    ],
)
def test_a_check_that_asks_nothing_is_silence(check: Check) -> None:
    """A slip in the scheme is told when the scheme is read; no return stops at it."""
    assert told(look(with_check(check))) == []


def test_a_value_that_must_stand_exactly_once() -> None:
    """Of a choice that may be taken once, none and two are both told."""
    check = Check("K", "progress", CheckKind.EXACTLY_ONE, "status", "已完成", severity="query")
    world = with_check(check)
    assert told(look(world)) == [("C304", "已完成", "", "query")]
    assert told(look(world, 推进状态="已完成")) == []
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", 推进状态="已完成")
    found = rw.look(rw.fill(book, PROGRESS, "07-03", 推进状态="已完成"), world)
    assert told(found) == [("C304", "已完成", "已完成", "query")]


def test_an_upper_bound_alone_and_parts_that_are_not_here() -> None:
    """A bound may have one end; a score with a missing part is no score."""
    assert rules.between(None, Decimal(9)) == "9及以下"
    indicators = tuple(
        replace(each, score_of=(("01-01", Decimal(1)),)) if each.code == "07-03" else each
        for each in WORLD.scheme.indicators
    )
    world = with_check(Check("K", "progress", CheckKind.SUM, "value"), indicators=indicators)
    assert told(look(world)) == []


def test_a_number_put_aside_is_not_compared() -> None:
    """What is asked about already is not asked about twice."""
    targets = (Target("07-01", "U01", baseline=Decimal(1)),)
    world = with_check(
        Check("K", "progress", CheckKind.COMPARE, "value", "baseline", "<="), targets=targets
    )
    assert [each[0] for each in told(look(world, 现状值="3-5"))] == ["V117"]
