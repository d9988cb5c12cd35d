"""A rule's figure changes in the course of a year: by a dated row, and by typing over the old one."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import (
    SETTLED,
    SIGNED,
    UPHELD,
    W47,
    W48,
    W49,
    Desk,
    adopted,
    line,
    save_scheme,
    with_rule,
)

MONDAY, TUESDAY, NEXT = "2026-12-07T09:00", "2026-12-08T18:00", "2026-12-14T09:00"
AFTER = "2026-12-21T09:00"  # the time for objections is over
COURT, WATER = "区法院", "区城乡水务局"
FRIDAY = date(2026, 12, 4)  # W49's deadline


def dated(scheme: Scheme, code: str, since: date, points: str) -> Scheme:
    """The scheme with a second row of a rule's code, from a day on."""
    rules = []
    for row in scheme.rules:
        if row.code != code:
            rules.append(row)
            continue
        rules.append(replace(row, ends=date.fromordinal(since.toordinal() - 1)))
        rules.append(replace(row, starts=since, points=Decimal(points)))
    return replace(scheme, rules=tuple(rules))


def type_over(desk: Desk, scheme: Scheme) -> None:
    """The office edits its scheme."""
    save_scheme(desk.root / "workbooks" / "方案.xlsx", scheme)


def told_by(desk: Desk, told: dict[str, Any], code: str, week: str = W48) -> list[list[str]]:
    """A code's findings in findings.csv: rule, unit, found, expected."""
    text = (desk.root / "output" / week / "findings.csv").read_text("utf-8-sig")
    rows = [row.split(",") for row in text.splitlines()[1:] if row.split(",")[1] == code]
    assert len(rows) == told["findings"].get(code, 0)
    return [[row[3], row[4], row[11], row[12]] for row in rows]


def test_a_dated_row_changes_what_happens_from_its_day_on(tmp_path: Path) -> None:
    """Week 48 keeps the old figure, week 49 has the new one; nothing is asked, nothing is repriced."""
    desk = Desk(tmp_path, weeks=(W48, W49))
    assert line(desk.run(MONDAY, "--period", W48), COURT)["proposed"] == "1"
    type_over(desk, dated(adopted(), "A2", FRIDAY, "2"))
    told = desk.run(NEXT, "--period", W49)
    figures = [line(told, COURT, week)["proposed"] for week in (W48, W49)]
    assert figures == ["1", "2"]
    assert not {"D227", "D228", "D229"} & set(told["findings"])


def test_a_figure_typed_over_is_said_line_by_line(tmp_path: Path) -> None:
    """12 silent units at 1, then 2 in place: 12 findings from 1 to 2; the run after says no more of it."""
    desk = Desk(tmp_path)
    desk.run(MONDAY)
    type_over(desk, with_rule(adopted(), "A2", points=2))
    told = desk.run(TUESDAY)
    assert line(told, COURT)["proposed"] == "2"
    rows = told_by(desk, told, "D227")
    assert len(rows) == 12
    assert {tuple(row[2:]) for row in rows} == {("1", "2")}
    assert desk.run(TUESDAY)["findings"]["D227"] == 12  # the same run again says the same
    assert desk.call(TUESDAY, "replay", W48, "--check")[0] == 0
    assert "D227" not in desk.run(NEXT)["findings"]


def test_a_line_that_was_told_keeps_its_figure(tmp_path: Path) -> None:
    """The court signed for 1; the rule says 2 or nothing: it stays 1, is said, settles at 1, and replays."""
    desk = Desk(tmp_path)
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY)
    type_over(desk, with_rule(adopted(), "A2", points=2))
    told = desk.run("2026-12-09T09:00")
    court, water = line(told, COURT), line(told, WATER)
    assert (court["proposed"], court["applied"], water["applied"]) == ("1", "1", "2")
    assert told_by(desk, told, "D229") == [["A2", "U01", "1", "2"]]
    assert len(told_by(desk, told, "D227")) == 11
    type_over(desk, with_rule(adopted(), "A2", points=None))
    told = desk.run("2026-12-10T09:00")
    assert (line(told, COURT)["applied"], line(told, COURT)["status"]) == ("1", "已告知")
    type_over(desk, with_rule(adopted(), "A2", points=Decimal("0.3")))
    assert line(desk.run("2026-12-11T09:00"), COURT)["applied"] == "1"
    desk.copy().write(name, {**UPHELD, **SETTLED}).save("审定.xlsx")
    told = desk.run(AFTER)
    assert (line(told, COURT)["status"], told["marks"][COURT]["settled"]) == ("审定", "1")
    assert desk.run(AFTER)["findings"] == told["findings"]  # the same run again says the same
    assert "D229" not in desk.run("2026-12-22T09:00")["findings"]
    assert desk.call(AFTER, "replay", W48, "--check")[0] == 0


def test_who_was_told_no_figure_was_told_none(tmp_path: Path) -> None:
    """Signed for while the rule had no figure, then 1 is written: nothing says that a figure was kept."""
    desk = Desk(tmp_path, scheme=with_rule(adopted(), "A2", points=None))
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY)
    type_over(desk, with_rule(adopted(), "A2", points=1))
    told = desk.run("2026-12-09T09:00")
    assert (line(told, COURT)["proposed"], told_by(desk, told, "D229")) == ("1", [])
    assert ["A2", "U01", "未定", "1"] in told_by(desk, told, "D227")


def test_the_figure_of_the_day_of_signing_counts(tmp_path: Path) -> None:
    """Signed for at 1, the copy put in only after the rule said 2: the line goes back to 1, and says so."""
    desk = Desk(tmp_path)
    name = line(desk.run(MONDAY), COURT)["id"]
    copy = desk.copy().write(name, {**SIGNED, "签收时间": "2026-12-08 09:00"})
    type_over(desk, with_rule(adopted(), "A2", points=2))
    assert line(desk.run("2026-12-09T09:00"), COURT)["applied"] == "2"
    copy.save()
    told = desk.run("2026-12-10T09:00")
    assert (line(told, COURT)["applied"], told["findings"]["D229"]) == ("1", 1)


def test_a_told_figure_stays_through_a_closing(tmp_path: Path) -> None:
    """Told at 1, repriced to 2, then closed: week 49's run still has 1 for it."""
    desk = Desk(tmp_path, weeks=(W48, W49))
    name = line(desk.run(MONDAY, "--period", W48), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY, "--period", W48)
    type_over(desk, with_rule(adopted(), "A2", points=2))
    desk.call("2026-12-09T09:00", "close", W48, "--by", "李四")
    told = desk.run(NEXT, "--period", W49)
    assert [line(told, unit)["applied"] for unit in (COURT, WATER)] == ["1", "2"]


def test_a_row_given_a_later_start_is_said_to_end_the_lines_before_it(tmp_path: Path) -> None:
    """Typing a start into the old row, no second row: week 48's lines vanish, each with a word."""
    desk = Desk(tmp_path)
    desk.run(MONDAY)
    type_over(desk, with_rule(adopted(), "A2", starts=date(2026, 12, 9)))
    told = desk.run(TUESDAY)
    assert not [row for row in told["deductions"] if row["rule"] == "A2"]
    rows = told_by(desk, told, "D228")
    assert (len(rows), {tuple(row[2:]) for row in rows}) == (12, {("1", "未定")})


def test_the_end_of_a_run_says_it(tmp_path: Path) -> None:
    """The closing words name the rule, the figures and how many lines; and what was told and stays."""
    from click.testing import CliRunner

    from jlhy_xl.cli import main

    desk = Desk(tmp_path)
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY)
    type_over(desk, with_rule(adopted(), "A2", points=2))
    options = ["--folder", str(tmp_path), "--now", "2026-12-09T09:00+08:00"]
    said = CliRunner().invoke(main, [*options, "run"]).output
    assert "方案改动使分值改变：A2 1→2分 11条" in said
    assert "已告知的1条仍按告知时的分值：A2 1分" in said


def test_caps_of_a_closed_week_are_those_of_its_closing(tmp_path: Path) -> None:
    """W47 closed with a cap of 5; a cap of 1 since then cuts W48 alone, and opened again W47 as well."""
    desk = Desk(tmp_path, weeks=(W47, W48))
    desk.call(MONDAY, "close", W47, "--by", "李四")
    low = adopted()
    for code in ("A1", "A2", "B1"):
        low = with_rule(low, code, cap=Decimal("0.5"))
    type_over(desk, low)
    told = desk.run(TUESDAY, "--period", W48)
    assert [line(told, COURT, week)["applied"] for week in (W47, W48)] == ["1", "0"]
    desk.call(TUESDAY, "reopen", W47, "--by", "王五", "--reason", "核对")
    told = desk.run(NEXT, "--period", W48)
    assert [line(told, COURT, week)["applied"] for week in (W47, W48)] == ["0.5", "0"]


def test_what_closings_froze_before_caps_were_kept_follows_todays_caps(tmp_path: Path) -> None:
    """A closing that holds no caps is read all the same."""
    desk = Desk(tmp_path, weeks=(W47, W48))
    desk.call(MONDAY, "close", W47, "--by", "李四")
    with Ledger.open(Office(tmp_path).ledger_path) as ledger:
        state = ledger.period_state(W47)
        content = {name: told for name, told in state.content.items() if name != "limits"}
        ledger.reopen_period(W47, "王五", state.at, "-")  # type: ignore[arg-type]  # it was closed
        ledger.close_period(W47, "李四", state.at, content=content)  # type: ignore[arg-type]  # as above
    told = desk.run(TUESDAY, "--period", W48)
    assert [line(told, COURT, week)["applied"] for week in (W47, W48)] == ["1", "1"]


@pytest.mark.parametrize("points", ["0.2", "1"])
def test_an_adjustment_is_bounded_by_what_was_told(tmp_path: Path, points: str) -> None:
    """The rule falls to 0.1 after telling 1: 调整 to anything up to 1 is within the rule that was told."""
    desk = Desk(tmp_path)
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY)
    type_over(desk, with_rule(adopted(), "A2", points=Decimal("0.1")))
    said = {**UPHELD, **SETTLED, "复核结论": "调整", "核定分值": float(points), "理由": "初次"}
    desk.run("2026-12-09T09:00")
    desk.copy().write(name, said).save("复核.xlsx")
    told = desk.run(AFTER)
    assert told["marks"][COURT]["settled"] == points


def capped(scheme: Scheme, cap: str) -> Scheme:
    """The scheme with another cap for 报送类."""
    of_reports = {row.cap_group for row in scheme.rules if row.code == "A2"}
    rules = tuple(
        replace(row, cap=Decimal(cap)) if row.cap_group in of_reports else row
        for row in scheme.rules
    )
    return replace(scheme, rules=rules)


def test_a_cap_typed_over_is_said_from_and_to(tmp_path: Path) -> None:
    """报送类 from 5 to 0.5 and a first cap of the year: both told once, until the next run."""
    desk = Desk(tmp_path)
    assert line(desk.run(MONDAY), COURT)["applied"] == "1"
    scheme = capped(adopted(), "0.5")
    parameters = replace(scheme.parameters, year_cap=Decimal(3))
    type_over(desk, replace(scheme, parameters=parameters))
    told = desk.run(TUESDAY)
    assert line(told, COURT)["applied"] == "0.5"
    assert [row[2:] for row in told_by(desk, told, "D231")] == [
        ["5分", "0.5分"],
        ["不设上限", "3分"],
    ]
    text = (desk.root / "output" / W48 / "findings.csv").read_text("utf-8-sig")
    assert "“报送类”（A1、A2、B1）的上限原为5分，现为0.5分" in text
    assert desk.run(TUESDAY)["findings"]["D231"] == 2  # the same run again says the same
    assert "D231" not in desk.run(NEXT)["findings"]


def test_a_cap_of_dated_rows_moves_nothing_and_is_not_said(tmp_path: Path) -> None:
    """So a cap is meant to change: what was before its day stays as it was."""
    desk = Desk(tmp_path)
    desk.run(MONDAY)
    scheme = adopted()
    for code, figure in (("A1", "0.5"), ("A2", "1"), ("B1", "0.5")):
        scheme = dated(scheme, code, FRIDAY, figure)
    new = [
        replace(row, cap=Decimal("0.5")) if row.starts == FRIDAY else row for row in scheme.rules
    ]
    type_over(desk, replace(scheme, rules=tuple(new)))
    told = desk.run(TUESDAY)
    assert line(told, COURT)["applied"] == "1"
    assert "D231" not in told["findings"]
