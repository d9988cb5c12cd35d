"""Points by example: one test for each numbered line on returns, 议定事项, meetings and ranks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.core.calendar import next_period, timetable
from jlhy_xl.core.model import ReturnCase, Status, Verdict
from jlhy_xl.core.points.caps import cap, marks
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import Fault, Treatment
from jlhy_xl.core.scheme.model import Waiver
from tests.points_world import (
    AFTER,
    CUTOFF,
    HALF,
    HOUSING,
    LAST_CALL,
    MONDAY,
    ONE,
    SATURDAY,
    SCHEME,
    THURSDAY,
    TUESDAY,
    W47,
    W48,
    WATER,
    adopted,
    at,
    case,
    costs,
    fact,
    wrong,
)

LATE = ("A1", "拟减扣", "0.5")
SILENT = ("A2", "拟减扣", "1")
UNMENDED = ("B1", "拟减扣", "0.5")


def test_01_a_return_on_thursday_costs_nothing() -> None:
    """A return on Thursday costs nothing."""
    assert propose(SCHEME, [case(fact(THURSDAY))], AFTER) == ()


@pytest.mark.parametrize(
    ("when", "expected"), [("2026-11-27 17:00:00", []), ("2026-11-27 17:00:01", [LATE])]
)
def test_02_the_deadline_second_is_still_in_time(when: str, expected: list[object]) -> None:
    """Friday 17:00:00 is in time, one second later is late."""
    assert costs(propose(SCHEME, [case(fact(when))], AFTER)) == expected


def test_03_lateness_names_mail_clock_and_hash() -> None:
    """A first acceptable arrival on Monday costs 0.5; the evidence names mail, clock and hash."""
    came = fact(MONDAY)
    (line,) = propose(SCHEME, [case(came)], AFTER)
    assert costs([line]) == [LATE]
    (seen,) = line.evidence
    assert (seen.file, seen.sha256, seen.at) == (
        "周报.eml » 报表.xlsx", came.arrival.sha256, at(MONDAY)
    )  # fmt: skip
    assert seen.found == "邮件服务器收件时间；来自liaison@example.cn"
    assert "2026-11-30 10:00:00" in line.event
    assert "2026-11-27 17:00:00" in line.event


def test_04_the_unreadable_file_and_our_answer_are_evidence() -> None:
    """An unreadable file on Thursday does not stop lateness, but stands in the evidence."""
    bad = fact(THURSDAY, good=False, name="加密.xlsx", reason="文件有密码")
    answer = "2026-11-27 09:00"
    (line,) = propose(SCHEME, [case(bad, fact(MONDAY), sent_back=[answer])], AFTER)
    assert costs([line]) == [LATE]
    assert [(row.what, row.file[-7:]) for row in line.evidence] == [
        ("首份有效报送", "报表.xlsx"), ("此前收到但无法受理的文件", "加密.xlsx"),
        ("对来件的答复（无法受理）", ""),
    ]  # fmt: skip
    assert line.evidence[1].found.endswith("文件有密码")
    assert line.evidence[2].at == at(answer)


def test_05_blanks_mended_before_the_cutoff_cost_nothing() -> None:
    """Three blanks on Thursday, mended on Monday: not late, in order at the cut-off."""
    mended = case(fact(THURSDAY), fact(MONDAY), sent_back=["2026-11-27 09:00"])
    assert propose(SCHEME, [mended], AFTER) == ()


@pytest.mark.parametrize(
    ("sent_back", "expected"),
    [
        (["2026-11-27 09:00"], [UNMENDED]),
        ([LAST_CALL], [UNMENDED]),
        (["2026-12-03 17:00:01"], []),  # less than one working day was left
        ([], []),
        (["2026-11-25 09:00"], []),  # that was an earlier file, not this content
    ],
)
def test_06_unmended_costs_once_and_only_when_sent_back_in_time(
    sent_back: list[str], expected: list[object]
) -> None:
    """Three blanks never mended cost 0.5 once, if the unit was told in time; else nothing."""
    blank = case(fact(THURSDAY), standing=wrong("J5", "K5", "J6"), sent_back=sent_back)
    assert costs(propose(SCHEME, [blank], AFTER)) == expected


def test_06_unmended_names_each_cell() -> None:
    """The line on what was never mended leads to every cell, and waits for the cut-off."""
    blank = case(fact(THURSDAY), standing=wrong("J5", "K5"), sent_back=["2026-11-27 09:00"])
    (line,) = propose(SCHEME, [blank], at(CUTOFF))
    assert [row.cell for row in line.evidence] == ["", "J5", "K5"]
    assert propose(SCHEME, [blank], at("2026-12-04 16:59:59")) == ()


@pytest.mark.parametrize(("now", "expected"), [("2026-12-04 16:59:59", []), (CUTOFF, [SILENT])])
def test_07_silence_costs_one_point_from_the_cutoff_on(now: str, expected: list[object]) -> None:
    """Nothing until the cut-off costs 1; before it nothing is proposed."""
    assert costs(propose(SCHEME, [case()], at(now))) == expected


def test_07_what_comes_after_the_cutoff_is_shown_and_changes_nothing() -> None:
    """A return after the cut-off is 补报: A2 stands, with neither A1 nor B1."""
    later = case(fact("2026-12-04 17:00:01"), standing=wrong("J5"), sent_back=["2026-12-01 09:00"])
    (line,) = propose(SCHEME, [later], AFTER)
    assert costs([line]) == [SILENT]
    assert "已补报（2026-12-04 17:00:01）" in line.note
    # at the last second of the cut-off it was merely late
    assert costs(propose(SCHEME, [case(fact(CUTOFF))], AFTER)) == [LATE]


def test_08_an_untouched_template_is_silence() -> None:
    """The template sent back untouched costs what silence costs, and stands in the evidence."""
    blank = fact(THURSDAY, good=False, untouched=True)
    (line,) = propose(SCHEME, [case(blank)], AFTER)
    assert costs([line]) == [SILENT]
    assert line.evidence[0].found.endswith("未填写")


def test_09_a_second_poorer_return_in_order_costs_nothing() -> None:
    """A second return with fewer cells, still in order, costs nothing."""
    assert propose(SCHEME, [case(fact(THURSDAY), fact(SATURDAY))], AFTER) == ()


def test_10_a_second_return_with_a_blank_costs_when_sent_back() -> None:
    """A second return with a required blank, sent back in time and left so, costs 0.5."""
    poorer = case(
        fact(THURSDAY), fact(SATURDAY), standing=wrong("J5"), sent_back=["2026-11-30 09:00"]
    )
    assert costs(propose(SCHEME, [poorer], AFTER)) == [UNMENDED]


def test_11_the_same_file_again_is_no_event() -> None:
    """A duplicate after the deadline makes nothing late."""
    again = fact(MONDAY, verdict=Verdict.DUPLICATE)
    assert propose(SCHEME, [case(fact(THURSDAY), again)], AFTER) == ()


def test_12_a_missing_personnel_form_is_not_lateness() -> None:
    """A missing personnel form costs 0.5 when sent back and still missing, and is not late."""
    missing = replace(wrong("")[0], form="personnel", sheet="")
    owing = case(fact(THURSDAY), standing=[missing], sent_back=["2026-11-30 09:00"])
    assert costs(propose(SCHEME, [owing], AFTER)) == [UNMENDED]


def test_13_no_change_is_a_return() -> None:
    """全部无变化 is acceptable and in order, so it costs nothing."""
    assert propose(SCHEME, [case(fact(THURSDAY, reason="全部无变化"))], AFTER) == ()


def _weeks() -> list[str]:
    weeks = ["2026-W01"]
    while len(weeks) < 52:
        weeks.append(next_period(weeks[-1]))
    return [week for week in weeks if timetable(SCHEME, week).owed]


def _late_and_wrong(week: str) -> ReturnCase:
    """A return half an hour late, sent back at once and never mended."""
    deadline = timetable(SCHEME, week).deadline
    came = (deadline + timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M")
    return case(fact(came), period=week, standing=wrong("J5", "K5"), sent_back=[came])


YEAR_END = at("2027-02-01 09:00")


def test_14_a_year_of_late_and_wrong_returns_costs_what_silence_costs() -> None:
    """A year of late, unmended returns costs five points, as silence does; the rest says 已达上限."""
    lines = propose(SCHEME, [_late_and_wrong(week) for week in _weeks()], YEAR_END)
    silent = propose(SCHEME, [case(period=week) for week in _weeks()], YEAR_END)
    assert marks(lines) == marks(silent) == {"U01": (5, 0)}
    assert [str(line.applied) for line in lines[:11]] == ["0.5"] * 10 + ["0"]
    assert {line.note for line in lines[10:]} == {"已达上限（报送类上限5分）"}
    assert len(lines) == 2 * len(_weeks())


def test_15_a_revoked_line_lets_the_next_move_up() -> None:
    """When a line is 撤销, the first one past the cap moves up; settled amounts never change."""
    lines = list(propose(SCHEME, [case(period=week) for week in _weeks()], YEAR_END))
    lines[0] = replace(lines[0], status=Status.SETTLED, settled=Decimal("0.2"))
    lines[1] = replace(lines[1], status=Status.REVOKED)
    counted = cap(SCHEME, lines)
    # 0.2 settled, 0 revoked, four whole ones, and 0.8 of the next
    assert [str(line.applied) for line in counted[:8]] == [
        "0.2", "0", "1", "1", "1", "1", "0.8", "0"
    ]  # fmt: skip
    assert counted[5].note == ""
    assert counted[6].note == (
        "已达上限（报送类上限5分），计0.8；该上限内已审定0.2分、在前的其他事项拟减扣4分"
    )


def test_16_a_waived_line_stays_visible_at_zero() -> None:
    """Lateness through a mail failure is shown, with the fault 邮件, at zero."""
    waiver = Waiver("U01", W48, "", Fault.MAIL, "邮箱故障", "赵六")
    scheme = replace(SCHEME, waivers=(waiver,))
    (line,) = propose(scheme, [case(fact(MONDAY))], AFTER)
    assert costs([line]) == [("A1", "不予减扣", "0")]
    assert line.fault == "邮件"
    assert line.proposed == HALF
    assert "邮箱故障（赵六）" in line.note


def test_16_a_waiver_without_a_name_does_not_count() -> None:
    """Without a named person a waiver waives nothing, and the line says so."""
    waiver = Waiver("U01", W48, "", Fault.MAIL, "邮箱故障", "")
    (line,) = propose(replace(SCHEME, waivers=(waiver,)), [case(fact(MONDAY))], AFTER)
    assert costs([line]) == [LATE]
    assert "缺经办人" in line.note


def test_17_only_the_silent_half_of_a_split_indicator_pays() -> None:
    """Of two units that share an indicator by parts, only the silent one is charged."""
    cases = [case(unit=WATER), case(fact(THURSDAY), unit=HOUSING)]
    assert [(line.unit, line.rule) for line in propose(SCHEME, cases, AFTER)] == [(WATER, "A2")]


def test_18_a_query_costs_nothing() -> None:
    """Differing values of a shared indicator are a query, and queries never cost."""
    query = replace(wrong("J5")[0], severity="query")
    cases = [case(fact(THURSDAY), standing=[query], sent_back=["2026-11-30 09:00"])]
    assert propose(SCHEME, cases, AFTER) == ()


def test_26_a_holiday_moves_the_deadline() -> None:
    """In the week before the October holiday Thursday 8 October 17:00 is in time, then late."""
    week, now = "2026-W40", at("2026-11-01 09:00")
    for when, expected in (
        ("2026-10-08 17:00:00", []), ("2026-10-08 17:00:01", [LATE]),
        ("2026-10-12 17:00:00", [LATE]), ("2026-10-12 17:00:01", [SILENT]),
    ):  # fmt: skip
        assert costs(propose(SCHEME, [case(fact(when), period=week)], now)) == expected


def test_26_a_merged_week_owes_nothing() -> None:
    """A week that is 并入下期 costs nothing, however silent."""
    silent = case()
    merged = replace(silent, clock=replace(silent.clock, owed=False))
    assert propose(SCHEME, [merged], AFTER) == ()


def test_28_the_template_of_last_week_is_last_weeks_return() -> None:
    """Week 47's template in week 48 is week 47's, late; week 48 is still owed."""
    cases = [case(fact("2026-11-25 10:00"), period=W47), case()]
    lines = propose(SCHEME, cases, AFTER)
    assert [(line.period, line.rule) for line in lines] == [(W47, "A1"), (W48, "A2")]


def test_29_an_asked_file_keeps_its_time() -> None:
    """A file that waits for a person is silence until accepted, then in time by its own clock."""
    asked = fact(THURSDAY, good=False, verdict=Verdict.QUARANTINED)
    assert costs(propose(SCHEME, [case(asked)], AFTER)) == [SILENT]
    assert propose(SCHEME, [case(replace(asked, acceptable=True))], AFTER) == ()


def test_30_without_an_adopted_rule_everything_is_a_hint() -> None:
    """In 试运行 all is worked out as 提示事项."""
    trial = adopted(rule_number="")
    late = case(fact(TUESDAY), standing=wrong("J5"), sent_back=["2026-12-02 09:00"])
    lines = propose(trial, [late], AFTER)
    assert costs(lines) == [("A1", "提示事项", "0.5"), ("B1", "提示事项", "0.5")]
    assert marks(lines) == {"U01": (ONE, 0)}


def test_30_what_lies_before_the_rules_is_a_hint_at_zero() -> None:
    """An event before the rules' first day is shown, and counts in no total."""
    lines = propose(adopted(rules_from=date(2026, 11, 28)), [case(fact(MONDAY))], AFTER)
    assert costs(lines) == [("A1", "提示事项", "0")]
    assert marks(lines) == {"U01": (0, 0)}


def test_32_a_unit_that_is_only_named_has_the_same_lines() -> None:
    """For 仅通报 the line is the same, and no points."""
    units = tuple(
        replace(unit, treatment=Treatment.NOTICE) if unit.code == "U01" else unit
        for unit in SCHEME.units
    )
    (line,) = propose(replace(SCHEME, units=units), [case(fact(MONDAY))], AFTER)
    assert (line.rule, line.status, line.proposed) == ("A1", Status.PROPOSED, HALF)
    assert line.applied == 0
    assert "通报事项" in line.note


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 11, 20), ("A1", "不予减扣", "0")),  # five working days before the deadline
        (date(2026, 11, 13), ("A1", "不予减扣", "0")),  # the tenth
        (date(2026, 11, 12), LATE),
        (date(2026, 11, 28), LATE),  # registered only after the deadline was missed
    ],
)
def test_33_a_new_liaison_officer_has_ten_working_days(
    since: date, expected: tuple[str, str, str]
) -> None:
    """Late within ten working days of a new 联络员: shown, 交接期, 0."""
    units = tuple(
        replace(unit, liaison_since=since) if unit.code == "U01" else unit for unit in SCHEME.units
    )
    scheme = replace(SCHEME, units=units)
    (line,) = propose(scheme, [case(fact(MONDAY))], AFTER)
    assert costs([line]) == [expected]
    assert (line.fault == "交接期") is (expected != LATE)
    # silence is not spared
    assert costs(propose(scheme, [case()], AFTER)) == [SILENT]
