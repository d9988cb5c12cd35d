"""Returns side by side: joint leads by mode, twin texts, whole copies."""

from collections.abc import Mapping

import pytest
from merge_world import SCHEME, W47, W48, leaf, world
from msgspec.structs import replace

from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Arrival, Examined, Finding, Severity, State
from jlhy_xl.core.scheme.choices import CheckKind
from jlhy_xl.core.scheme.model import Check, Scheme

SAME, SIGN, TWIN, COPY = "M301", "M302", "M303", "M304"
Cells = Mapping[tuple[str, str], str]


def found(*received: tuple[Arrival, Examined], scheme: Scheme = SCHEME) -> list[Finding]:
    made = world(scheme)
    result = merge(scheme, made, received, {}, (W47, W48))
    return [each for each in result.findings if each.code in (SAME, SIGN, TWIN, COPY)]


def of_unit(unit: str, cells: Cells, period: str = W48) -> tuple[Arrival, Examined]:
    """A unit's progress form; unlike people are registered elsewhere."""
    return leaf("26 10:00", unit, period, cells, forms=("progress",), name=f"{unit}.xlsx")


def same(unit: str, value: str) -> tuple[Arrival, Examined]:
    return of_unit(unit, {("06-01", "value"): value, ("06-03", "value"): ""})


def test_three_leads_that_differ_are_each_asked_with_the_values_side_by_side():
    """06-01 reported 8, 8 and 9: one query to each of the three, no mean (example 18)."""
    asked = found(same("U09", "8"), same("U10", "8"), same("U12", "9"))
    assert [(each.unit, each.code, each.found) for each in asked] == [
        ("U09", SAME, "8"), ("U10", SAME, "8"), ("U12", SAME, "9"),
    ]  # fmt: skip
    assert {each.severity for each in asked} == {Severity.QUERY}
    for name in ("区地方金融监管局报8", "区金融服务中心报8", "区人民银行报9"):
        assert name in asked[0].message
    assert (asked[0].file, asked[0].sheet, asked[0].row_key) == ("U09.xlsx", "指标进展表", "06-01")
    assert asked[0].cell
    assert "8.3" not in asked[0].message


def test_one_number_written_in_several_ways_is_one_answer():
    """8 and 8.0 are no conflict; neither is a lead that has not reported."""
    assert found(same("U09", "8"), same("U10", "8.0"), same("U12", "")) == []


def test_a_value_in_error_is_no_side_of_a_conflict():
    """What could not be read is its own finding, not a second opinion."""
    arrival, said = same("U12", "9")
    bad = tuple(
        replace(each, state=State.ERROR) if each.field == "value" else each
        for each in said.readings
    )
    assert found(same("U09", "8"), (arrival, replace(said, readings=bad))) == []


def test_conflicts_are_looked_for_within_one_period():
    """Last week's 8 and this week's 9 are a change, not a conflict."""
    other = of_unit("U10", {("06-01", "value"): "9", ("06-03", "value"): ""}, W47)
    assert found(same("U09", "8"), other) == []


def test_split_parts_have_values_of_their_own():
    """Water 5 and gas 7 are two values of one indicator and no conflict (example 17)."""
    water, gas = (of_unit(unit, {("04-02", "value"): value, ("04-01", "value"): value})
                  for unit, value in (("U08", "5"), ("U06", "7")))  # fmt: skip
    assert found(water, gas) == []


def signed(unit: str, value: str, remark: str = "已经办理完成") -> tuple[Arrival, Examined]:
    return of_unit(unit, {("06-03", "value"): value, ("06-03", "progress"): remark})


@pytest.mark.parametrize(
    ("value", "remark", "asked"),
    [
        ("同意", "无", []),
        ("", "没有异议", []),
        ("", "无异议", []),
        ("80", "同意", []),
        ("有异议", "无", ["U09", "U10"]),
        ("", "对口径有异议，应为75", ["U09", "U10"]),
        ("75", "同意", ["U09", "U10"]),
    ],
)
def test_a_co_signer_agrees_or_objects(value: str, remark: str, asked: list[str]):
    """会签: an objection or another number is a query to the reporter and to who objects."""
    result = found(signed("U09", "80"), signed("U10", value, remark))
    assert [each.unit for each in result] == asked
    assert {each.code for each in result} <= {SIGN}


COURT = [f"第{n}项工作按方案推进，已完成阶段任务" for n in range(1, 4)]


def texts(unit: str, rows: list[str], said: list[str]) -> tuple[Arrival, Examined]:
    return of_unit(unit, {(row, "progress"): text for row, text in zip(rows, said, strict=True)})


ROWS = {"U01": ["07-01", "07-02", "07-03"], "U08": ["04-01", "04-02"],
        "U06": ["04-01", "04-02", "10-01"]}  # fmt: skip


def test_two_units_with_the_same_texts_are_both_asked():
    """Three texts word for word: each is asked, naming the other and its own cell."""
    spaced = [text.replace("，", "， ") for text in COURT]
    asked = found(texts("U01", ROWS["U01"], COURT), texts("U06", ROWS["U06"], spaced))
    assert [(each.unit, each.code, each.rule) for each in asked] == [
        ("U01", TWIN, "J12"), ("U06", TWIN, "J12"),
    ]  # fmt: skip
    assert "区住建局" in asked[0].message
    assert "区法院" in asked[1].message
    assert asked[1].found == spaced[0]
    assert "3处" in asked[0].message
    for each in asked:  # and all three cells of its own
        there = [(each.row_key, each.field), *((row, column) for row, column, _ in each.also)]
        assert there == [(row, "progress") for row in ROWS[each.unit]]


def test_one_different_text_makes_no_twin():
    """Two of three equal: a coincidence of one's own words, not a copy."""
    other = [*COURT[:2], "本周召开了银企对接会一次"]
    assert found(texts("U01", ROWS["U01"], COURT), texts("U06", ROWS["U06"], other)) == []


def test_one_phrase_repeated_is_not_three_texts():
    """A unit that writes one sentence in every row is no twin of another that does."""
    said = [COURT[0]] * 3
    assert found(texts("U01", ROWS["U01"], said), texts("U06", ROWS["U06"], said)) == []


def test_short_phrases_are_nobodys_own():
    """正常推进 and its like may stand anywhere."""
    said = ["正常推进", "按期推进", "无"]
    assert found(texts("U01", ROWS["U01"], said), texts("U06", ROWS["U06"], said)) == []


def test_rows_that_are_filled_alike_by_order_are_exempt():
    """The three of group 6 write the same about their common indicators."""
    said = {("06-01", "progress"): COURT[0], ("06-02", "progress"): COURT[1],
            ("06-03", "progress"): COURT[2]}  # fmt: skip
    checks = (Check("J12", "progress", CheckKind.TWIN, "progress", argument="2"),)
    eager = replace(SCHEME, checks=checks)
    assert found(of_unit("U09", said), of_unit("U10", said), scheme=eager) == []


def test_the_check_in_the_scheme_decides_how_many_texts_and_how_grave():
    """Argument 2 asks sooner; an inactive check asks nothing; error is the office's choice."""
    pair = (texts("U08", ROWS["U08"], COURT[:2]), texts("U06", ROWS["U06"], COURT))
    assert found(*pair) == []
    check = Check("J99", "progress", CheckKind.TWIN, "progress", argument="2", severity="error")
    strict = replace(SCHEME, checks=(check,))
    asked = found(*pair, scheme=strict)
    assert [(each.unit, each.severity) for each in asked] == [
        ("U06", Severity.ERROR), ("U08", Severity.ERROR),
    ]  # fmt: skip
    off = replace(SCHEME, checks=(replace(check, active=False),))
    assert found(*pair, scheme=off) == []


def people(unit: str, *names: str) -> tuple[Arrival, Examined]:
    """A personnel form with names of its own in five cells of the first role."""
    fields = ("name", "title", "phone", "mobile", "mail")
    cells = {("分管领导", field): name for field, name in zip(fields, names, strict=True)}
    cells |= {(role, field): f"{role}{field}{unit}" for field in fields
              for role in ("具体负责人", "联络员")}  # fmt: skip
    return leaf("26 10:00", unit, cells=cells, forms=("personnel",), name=f"{unit}.xlsx")


def test_a_whole_form_copied_from_another_unit_is_asked():
    """The people of one unit under another's name: a query to both."""
    one, other = people("U01", *"甲乙丙丁戊"), people("U02", *"甲乙丙丁戊")
    copied = replace(
        other[1], readings=tuple(
            replace(mine, unit="U02") for mine in one[1].readings
        ),
    )  # fmt: skip
    asked = found(one, (other[0], copied))
    assert [(each.unit, each.code) for each in asked] == [("U01", COPY), ("U02", COPY)]
    assert "15项" in asked[0].message


def test_two_units_may_share_one_leader():
    """Five equal cells of fifteen are one person with two offices, not a copy."""
    assert found(people("U01", *"甲乙丙丁戊"), people("U02", *"甲乙丙丁戊")) == []


def test_a_twin_check_without_a_field_reads_all_texts_of_the_form():
    """The check names only the form: problems copied from another unit are found as well."""
    check = Check("J98", "progress", CheckKind.TWIN, argument="2")
    said = {(row, "problem"): text for row, text in zip(ROWS["U08"], COURT[:2], strict=True)}
    other = {(row, "problem"): text for row, text in zip(ROWS["U06"], COURT[:2], strict=False)}
    pair = of_unit("U08", said), of_unit("U06", other)
    assert found(*pair) == []
    asked = found(*pair, scheme=replace(SCHEME, checks=(check,)))
    assert [(each.unit, each.field) for each in asked] == [("U06", "problem"), ("U08", "problem")]


def test_an_unchanged_value_takes_part_with_what_it_was():
    """A lead that ticked 本周无变化 stands by last week's 8, and is shown with it."""
    arrival, said = same("U12", "8")
    held = tuple(
        replace(each, state=State.UNCHANGED, typed="")
        if (each.row_key, each.field) == ("06-01", "value") else each
        for each in said.readings
    )  # fmt: skip
    unchanged = arrival, replace(said, readings=held)
    assert found(same("U09", "8"), unchanged) == []
    asked = found(same("U09", "9"), unchanged)
    assert [(each.unit, each.found) for each in asked] == [("U09", "9"), ("U12", "")]
    assert "区人民银行报8" in asked[0].message


def test_six_characters_are_a_text_of_ones_own():
    """The bound between phrase and text stands at six characters."""
    for said, count in ((["甲乙丙丁戊一", "甲乙丙丁戊二", "甲乙丙丁戊三"], 2),
                        (["甲乙丙丁一", "甲乙丙丁二", "甲乙丙丁三"], 0)):  # fmt: skip
        asked = found(texts("U01", ROWS["U01"], said), texts("U06", ROWS["U06"], said))
        assert len(asked) == count


def test_answers_of_nothing_are_no_copy():
    """无 in every cell of two forms is a poor answer twice, not a copy."""
    fields = ("name", "title", "phone", "mobile", "mail")
    cells = {
        (role, field): "无" for role in ("分管领导", "具体负责人", "联络员") for field in fields
    }
    pair = (leaf("26 10:00", unit, cells=cells, forms=("personnel",)) for unit in ("U01", "U02"))
    assert found(*pair) == []
