"""What a return's cells say: required, type, choice, lagging, locked, masks, formulas."""

from datetime import date
from decimal import Decimal

import pytest
import returns_world as rw
from msgspec.structs import replace
from returns_world import PERSONNEL, PROGRESS

from jlhy_xl.core.model import Prior, State, Verdict
from jlhy_xl.core.raw import CellError, Uncached
from jlhy_xl.core.scheme.choices import CheckKind
from jlhy_xl.core.scheme.model import Target
from tests.core.check_world import WORLD, progress, told

NEVER = rw.world(priors={"U01": Prior()})


# --- required ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "field"), [("推进状态", "status"), ("本周进展", "progress"), ("现状值", "value")]
)
def test_a_blank_required_cell_is_an_error_at_its_place(title: str, field: str) -> None:
    """推进状态, 本周进展 and a due 现状值 are asked for, each at its own cell."""
    found = progress(**{title: None})
    (one,) = found.findings
    assert (one.code, one.severity, one.rule) == ("C101", "error", "K201")
    assert (one.form, one.row_key, one.field) == ("progress", "07-01", field)
    assert (one.sheet, one.cell, one.found) == (
        PROGRESS,
        rw.reading(found, "07-01", field).cell,
        "",
    )
    assert one.message == f"“解决商业纠纷的耗时”的“{title}”没有填写。请补填"
    assert rw.reading(found, "07-01", field).state is State.BLANK
    assert found.counts[1].valid == 8
    assert found.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u200b", "\n"])
def test_white_space_is_blank(blank: str) -> None:
    """Nothing that can be seen is nothing."""
    assert [each.code for each in progress(本周进展=blank).findings] == ["C101"]


def test_a_value_that_is_not_due_is_not_asked_for() -> None:
    """A yearly value is due in the year's first period only; typed meanwhile, it is kept aside."""
    assert "06-01" in {each.code for each in WORLD.scheme.indicators if each.cycle == "年"}
    book = rw.filled(WORLD, "U12")
    found = rw.look(book, WORLD)
    assert found.counts[1].expected == 8
    found = rw.look(rw.fill(book, PROGRESS, "06-01", 现状值=Decimal(8)), WORLD)
    assert rw.reading(found, "06-01", "value").state is State.ASIDE
    assert [(each.code, each.severity) for each in found.findings] == [("C204", "note")]
    found = rw.look(rw.fill(book, PROGRESS, "06-01", 现状值="—"), WORLD)
    assert found.findings == ()


def test_all_fifteen_personnel_cells_are_asked_for() -> None:
    """Fifteen blanks are fifteen errors; 无 answers for 固定电话 and 邮箱, not for 手机."""
    book = rw.filled(NEVER)
    for role in rw.ROLES:
        book = rw.fill(book, PERSONNEL, role, **dict.fromkeys(
            ("姓  名", "职  务", "固定电话", "手  机", "邮  箱")))  # fmt: skip
    found = rw.look(book, NEVER)
    assert len(told(found, "C101")) == 15
    book = rw.fill(rw.filled(NEVER), PERSONNEL, "联络员",
                   **{"固定电话": "无", "邮  箱": "/", "手  机": "无"})  # fmt: skip
    found = rw.look(book, NEVER)
    states = {
        field: rw.reading(found, "联络员", field, "personnel").state
        for field in ("phone", "mail", "mobile")
    }
    assert states == {"phone": State.VALID, "mail": State.VALID, "mobile": State.ERROR}


def test_an_open_row_is_asked_for_whole() -> None:
    """A problem without its kind is an error; an empty row is nothing."""
    book = rw.filled(WORLD)
    row, _ = rw.head(rw.sheet_of(book, "问题与经验"), "类别")
    found = rw.look(rw.put(book, "问题与经验", {(row + 2, 1): "材料重复提交"}), WORLD)
    (one,) = found.findings
    assert (one.code, one.field, one.cell, one.severity) == ("C103", "kind", "A7", "error")
    assert one.row_key == str(row + 3)
    assert {each.row_key for each in found.readings if each.form == "issues"} == {str(row + 3)}


def test_a_check_that_is_switched_off_or_softened_says_less() -> None:
    """The office may make a required cell a query, or only note it."""
    for severity, active, wanted in (("query", True, "query"), ("error", False, "note")):
        checks = tuple(
            replace(each, severity=severity, active=active)
            if (each.form, each.kind) == ("progress", CheckKind.REQUIRED)
            else each
            for each in WORLD.scheme.checks
        )
        world = rw.world(replace(WORLD.scheme, checks=checks))
        found = rw.look(rw.fill(rw.filled(world), PROGRESS, "07-01", 本周进展=None), world)
        assert [(each.code, each.severity) for each in found.findings] == [("C101", wanted)]


def test_without_any_check_row_required_and_type_still_hold() -> None:
    """A scheme without 校验 rows still asks for what it calls 必填."""
    world = rw.world(replace(WORLD.scheme, checks=()))
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", 本周进展=None, 推进状态="快了")
    found = rw.look(book, world)
    assert {(each.code, each.severity) for each in found.findings} == {
        ("C101", "error"), ("V171", "error")
    }  # fmt: skip


# --- type and choice --------------------------------------------------------------------------


def test_a_word_that_is_no_choice_is_an_error() -> None:
    """The cell counts as filled, not as valid."""
    found = progress(推进状态="快了")
    (one,) = found.findings
    assert (one.found, one.severity, one.rule) == ("快了", "error", "K203")
    assert "推进中" in one.expected
    assert (found.counts[1].filled, found.counts[1].valid) == (9, 8)


def test_a_value_in_another_measure_is_a_query_and_valid_for_completeness() -> None:
    """3天 where 日历天 differs is asked about (example 34); a query never costs."""
    book = rw.fill(rw.filled(WORLD, "U03"), PROGRESS, "01-02", 现状值="3天")
    found = rw.look(book, WORLD)
    one = rw.reading(found, "01-02", "value")
    assert (one.state, one.typed, one.number, one.measure) == (State.ASIDE, "3天", None, "天")
    assert [each.severity for each in found.findings] == ["query"]
    assert found.in_order
    assert found.counts[1].valid == found.counts[1].expected


def test_a_worded_indicator_takes_words() -> None:
    """定性填报 is words; the same words elsewhere are not a number."""
    book = rw.filled(WORLD, "U05")
    found = rw.look(rw.fill(book, PROGRESS, "08-05", 现状值="推行电子劳动合同"), WORLD)
    assert rw.reading(found, "08-05", "value").value == "推行电子劳动合同"
    assert found.findings == ()


def test_a_doubtful_phone_is_a_query_and_no_phone_an_error() -> None:
    """电话 is no ground for points; a text that is no phone at all is a matter of 类型."""
    book = rw.filled(NEVER)
    found = rw.look(rw.fill(book, PERSONNEL, "联络员", **{"固定电话": "0632-66112"}), NEVER)
    assert [(each.severity, each.rule) for each in found.findings] == [("query", "K104")]
    assert rw.reading(found, "联络员", "phone", "personnel").state is State.ASIDE
    found = rw.look(rw.fill(book, PERSONNEL, "联络员", **{"固定电话": "见附件"}), NEVER)
    assert [(each.severity, each.rule) for each in found.findings] == [("error", "K102")]


def test_numbers_shown_as_per_cent_are_read_as_seen() -> None:
    """0.85 shown as 85% is 85, in the reading and in the finding's own words."""
    book = rw.filled(WORLD)
    sheet = rw.sheet_of(book, PROGRESS)
    at = rw.find(sheet, "07-02", "现状值")
    cells = {**sheet.cells, at: Decimal("0.85")}
    book = rw.with_sheet(book, PROGRESS, replace(sheet, cells=cells, percents=frozenset({at})))
    one = rw.reading(rw.look(book, WORLD), "07-02", "value")
    assert (one.number, one.typed, one.state) == (Decimal(85), "85%", State.VALID)


def test_error_cells_and_uncached_formulas() -> None:
    """#REF! is an error; a formula without its result is asked about; a result is a value."""
    found = progress(现状值=CellError("#REF!"))
    assert [(each.found, each.severity) for each in found.findings] == [("#REF!", "error")]
    assert rw.reading(found, "07-01", "value").state is State.ERROR
    found = progress(现状值=Uncached("B2+B3"))
    assert [(each.found, each.severity) for each in found.findings] == [("=B2+B3", "query")]
    assert rw.reading(found, "07-01", "value").state is State.ASIDE
    assert found.in_order


def test_the_citys_own_code_is_the_schemes_word() -> None:
    """电话区号 completes a number without one; only a number as long as that city's."""
    made = replace(WORLD.scheme, parameters=replace(WORLD.scheme.parameters, area_code="0531"))
    world = rw.world(made, priors={"U01": Prior()})
    for typed, value in (("66112345", "0531-66112345"), ("0632-6611234", "0632-6611234")):
        book = rw.fill(rw.filled(world), PERSONNEL, "联络员", 固定电话=typed)
        found = rw.look(book, world)
        assert rw.reading(found, "联络员", "phone", "personnel").value == value
    book = rw.fill(rw.filled(world), PERSONNEL, "联络员", 固定电话="6611234")
    assert "V142" in rw.codes(rw.look(book, world))


# --- no change --------------------------------------------------------------------------------


def test_a_row_may_say_that_nothing_has_changed() -> None:
    """本周无变化 stands for the row's blanks, with last period's values."""
    prior = rw.on_file(
        **{"progress__07-01__value": "130", "progress__07-01__status": "推进中",
           "progress__07-01__progress": "已完成调研"}
    )  # fmt: skip
    world = rw.world(priors={"U01": prior})
    blank = dict.fromkeys(("推进状态", "本周进展", "现状值"))
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", **blank, 本周无变化="是")
    found = rw.look(book, world)
    assert found.findings == ()
    assert found.counts[1].valid == 9
    values = {f: rw.reading(found, "07-01", f).value for f in ("value", "status", "progress")}
    assert values == {"value": "130", "status": "推进中", "progress": "已完成调研"}
    assert rw.reading(found, "07-01", "value").state is State.UNCHANGED
    assert rw.reading(found, "07-01", "unchanged").value == "是"
    assert found.unchanged is False


def test_no_change_in_one_row_says_nothing_of_others() -> None:
    """The other rows' blanks are still blank."""
    book = rw.fill(rw.filled(WORLD), PROGRESS, "07-01", 本周无变化="是", 本周进展=None)
    book = rw.fill(book, PROGRESS, "07-02", 本周进展=None)
    found = rw.look(book, WORLD)
    assert [(each.code, each.row_key) for each in found.findings] == [("C101", "07-02")]


def test_no_change_in_the_first_period_holds_on_to_the_schemes_own_last_value() -> None:
    """上期值 of the 目标值 sheet is shown, so it is what has not changed; C203 only where it is blank."""
    targets = (Target("07-01", "U01", last="130"),)
    world = rw.world(replace(WORLD.scheme, targets=targets))
    blank = dict.fromkeys(("推进状态", "本周进展", "现状值"))
    book = rw.filled(world)
    for code in ("07-01", "07-02"):
        book = rw.fill(book, PROGRESS, code, **blank, 本周无变化="是")
    found = rw.look(book, world)
    one, other = (rw.reading(found, code, "value") for code in ("07-01", "07-02"))
    assert (one.state, one.value, one.number) == (State.UNCHANGED, "130", Decimal(130))
    assert (other.state, other.value, other.number) == (State.UNCHANGED, "", None)
    assert [each.code for each in found.findings] == ["C203"]
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", **blank, 本周无变化="是")
    assert rw.look(book, world).findings == ()


# --- lagging ----------------------------------------------------------------------------------


def test_a_lagging_row_owes_its_reasons() -> None:
    """存在问题 and 改进措施 are due once 完成时限 has passed."""
    late = rw.cell(date(2026, 11, 1))
    found = progress(完成时限=late)
    errors = told(found, "C102")
    assert [each.field for each in errors] == ["problem", "measures"]
    assert "已过完成时限" in errors[0].message
    assert found.counts[1].expected == 11
    assert progress(完成时限=late, 存在问题="人手不足", 改进措施="抽调人员").findings == ()
    assert progress(完成时限=late, 推进状态="已完成").findings == ()


def test_a_worse_value_and_asking_for_delay_lag_too() -> None:
    """申请延期 lags; so does a value that moved the wrong way since last period."""
    assert len(told(progress(推进状态="申请延期"), "C102")) == 2
    world = rw.world(priors={"U01": rw.on_file(**{"progress__07-01__value": "7"})})
    found = rw.look(rw.filled(world), world)
    assert [each.row_key for each in told(found, "C102")] == ["07-01", "07-01"]
    assert "较上期变差" in told(found, "C102")[0].message


def test_before_the_first_period_the_schemes_own_last_value_counts() -> None:
    """上期值 of the 目标值 sheet is last period until there is one."""
    targets = (Target("07-01", "U01", last="7"),)
    world = rw.world(replace(WORLD.scheme, targets=targets))
    assert len(told(rw.look(rw.filled(world), world), "C102")) == 2


def test_an_unchanged_row_lags_as_before_and_owes_nothing_new() -> None:
    """本週无变化 of an overdue row keeps last period's reasons."""
    prior = rw.on_file(
        **{"progress__07-01__due": "2026-11-01", "progress__07-01__status": "推进中",
           "progress__07-01__problem": "人手不足"}
    )  # fmt: skip
    world = rw.world(priors={"U01": prior})
    blank = dict.fromkeys(("推进状态", "本周进展", "现状值"))
    found = rw.look(rw.fill(rw.filled(world), PROGRESS, "07-01", **blank, 本周无变化="是"), world)
    one = rw.reading(found, "07-01", "problem")
    assert (one.state, one.value, one.required) == (State.UNCHANGED, "人手不足", True)
    assert found.findings == ()
