"""减扣评分表 as people read it on paper: weeks in words, no codes in headings, nothing broken or blank."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace
from points_world import AFTER
from scoring_world import BANK, COURT, results, rows, scheme, sheet

from jlhy_xl.books import style
from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.books.scoring.facts import Facts, minutes
from jlhy_xl.books.scoring.parts import HEAD, KEPT
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.style import STYLES
from jlhy_xl.core.model import Status
from jlhy_xl.core.points.caps import limits_of
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.wording.deductions import MISSING, NOT_A_MEMBER, OBJECTION_DIFFERS, WAITS
from tests.office_world import Desk, adopted, save_scheme, with_rule

WEEK = results()
BOOK = scoring.book(WEEK)
DESKS = ("逐条", "待认定")
W48, W49 = "2026-W48", "2026-W49"


def head(made: Sheet) -> str:
    """All that stands above the headings."""
    return " ".join(str(cell.value) for (row, _), cell in made.cells.items() if row < HEAD)


def test_weeks_are_named_in_words_and_the_scheme_by_its_definition() -> None:
    """Heads say 2026年第48周; the scheme's digest stands in the foot and is told in 说明 alone."""
    for made in BOOK.sheets:
        assert "（2026年第48周调度时编制）" in made.page.header
        assert not re.search(r"20\d\d-W\d\d|方案 [0-9a-f]{8}", head(made) + made.page.header)
        assert "方案 01234567" in made.page.footer
    told = " ".join(str(cell.value) for cell in sheet(BOOK, "说明").cells.values())
    assert "“方案 01234567”是本次所用方案.xlsx内容的校验值" in told


@pytest.mark.parametrize("name", DESKS)
def test_each_page_beside_the_first_has_the_whole_head(name: str) -> None:
    """Below the title nothing is blank: the two lines stand in each page's own columns."""
    made = sheet(BOOK, name)
    starts = (KEPT + 1, *made.page.across)
    ends = (*(at - 1 for at in made.page.across), max(made.widths))
    spans = {(each.top, each.left, each.right) for each in made.merges}
    for row in (1, 2):
        assert len({made.cells[row, at].value for at in starts}) == 1
        assert made.cells[row, starts[0]].value
        assert {(row, *ends_) for ends_ in zip(starts, ends, strict=True)} <= spans


def test_a_lines_number_stands_in_one_line() -> None:
    """16 signs of the small letters fit, on every sheet that has them."""
    size = STYLES["key"]["font_size"]
    assert isinstance(size, int)
    for name in ("逐条", "待认定", "证据", "不予减扣"):
        made = sheet(BOOK, name)
        at = next(
            at for (row, at), cell in made.cells.items() if row == HEAD and cell.value == "编号"
        )
        # LibreOffice's stand-in letters, measured: 1.13 signs in a unit of width
        assert made.widths[at] * 1.13 * 10 / size >= 16.2, name


def test_seconds_are_shown_where_there_are_any() -> None:
    """17:00:00 is 17:00, 17:00:12 stays; what is no moment of ours is left alone."""
    assert minutes("于2026-11-27 17:00:00截止") == "于2026-11-27 17:00截止"
    assert minutes("2026-11-27 17:00:12收到") == "2026-11-27 17:00:12收到"
    assert minutes("2026-11-27 17:00:00:00，会议10:00:00") == "2026-11-27 17:00:00:00，会议10:00:00"
    typed = {cell.value for made in BOOK.sheets for cell in made.cells.values()}
    assert not [each for each in typed if isinstance(each, str) and re.search(r":\d\d:00", each)]
    facts = Facts(WEEK)
    exact = AFTER.replace(second=7)
    assert (facts.when(AFTER), facts.when(exact), facts.when(None)) == (
        "2026-12-07 09:00", "2026-12-07 09:00:07", ""
    )  # fmt: skip
    assert facts.told(AFTER) == "2026-12-07 09:00:00"  # slips ask whether the second decides


def test_nothing_reads_alike_in_rows_and_totals() -> None:
    """0 is a stroke in a unit's row and in the row below them all."""
    made = sheet(BOOK, "单位汇总")
    last = max(row for (row, at), cell in made.cells.items() if at == 0 and cell.value == "合计")
    for step in (last - 1, last):
        looks = {
            str(STYLES[made.cells[step, at].style]["num_format"])
            for at in range(1, 15)
            if made.cells[step, at].value is not None
        }
        assert looks == {'#,##0;-#,##0;"—"', '0.0##;-0.0##;"—"'}, step


def remarks(found: Results) -> dict[str, str]:
    """编号 → 说明 on 逐条."""
    return {
        str(row["编号"].value): str(row["说明"].value or "")
        for row in rows(sheet(scoring.book(found), "逐条"))
    }


def test_what_a_decision_lacks_or_contradicts_stands_in_its_row() -> None:
    """An error is 待补正, a query 请核对, beside the line that it is about; a mere note is not told."""
    line = next(row for row in WEEK.deductions if row.unit == COURT)
    more = {"row_key": line.id, "field": "reason"}
    slots = {"column": "复核人", "what": "复核"}
    found = (
        MISSING.finding(words=slots, **more),
        OBJECTION_DIFFERS.finding(found="异议成立", expected="没有登记异议", **more),
        WAITS.finding(**more),
    )
    told = remarks(replace(WEEK, findings=found))
    assert told[line.id].endswith(
        "待补正：缺少复核人，本行未能复核；请核对：复核理由写“异议成立”，本行没有登记异议"
    )
    assert [name for name, said in told.items() if "请核对" in said] == [line.id]


def test_a_unit_that_is_no_member_asks_for_a_person() -> None:
    """Its open lines say so on the desk, and nowhere where it is dealt with otherwise."""
    made = scheme()

    def named(**changed: object) -> list[str]:
        units = tuple(
            replace(row, **{"member": False, **changed}) if row.code == COURT else row
            for row in made.units
        )
        told = remarks(replace(WEEK, scheme=replace(made, units=units)))
        return [name for name, said in told.items() if NOT_A_MEMBER in said]

    assert named() == [
        row.id for row in WEEK.deductions if row.unit == COURT and row.status is Status.PROPOSED
    ]
    assert named(treatment=Treatment.LETTER) == named(member=True) == []


def rule_notes(made: Book) -> dict[str, str]:
    return {
        str(row["规则"].value): str(row["备注"].value or "") for row in rows(sheet(made, "规则"))
    }


def test_caps_that_closings_froze_stand_beside_the_rule() -> None:
    """Weeks closed under 1.5 and under 5 name both, for each rule of the group; as now: nothing."""
    bank = [line for line in WEEK.deductions if line.unit == BANK and line.rule == "A2"]
    now = limits_of(WEEK.scheme, bank)
    old = {
        line.id: replace(now[line.id], most=Decimal("1.5"), year=Decimal(9))
        if line.period <= "2026-W43"
        else now[line.id]
        for line in bank
    }
    told = scoring.book(replace(WEEK, limits=old))
    said = "已关账的按关账时的上限：第41周、第42周、第43周上限1.5分、第44周至第47周上限5分"
    assert rule_notes(told)["A2"].endswith(said)
    assert "已关账" not in rule_notes(told)["A3"]
    hint = head(sheet(told, "规则"))
    assert (
        "单位年度上限：未设（已关账的按关账时的上限：第41周、第42周、第43周上限9分、第44周至"
        in hint
    )
    assert rule_notes(scoring.book(replace(WEEK, limits=now))) == rule_notes(BOOK)


def test_a_rules_row_names_only_the_weeks_in_which_it_was_in_force() -> None:
    """A row that ended in week 42 says nothing of the weeks after it."""
    rules = tuple(
        half
        for row in WEEK.scheme.rules
        for half in (
            (replace(row, ends=date(2026, 10, 18)),
             replace(row, starts=date(2026, 10, 19), cap=Decimal(4)))
            if row.code == "A2" else (row,)
        )
    )  # fmt: skip
    made = replace(WEEK, scheme=replace(WEEK.scheme, rules=rules))
    bank = [line for line in made.deductions if line.unit == BANK and line.rule == "A2"]
    old = {
        name: replace(row, most=Decimal(3)) for name, row in limits_of(made.scheme, bank).items()
    }
    told = [
        (str(row["备注"].value).partition("上限：")[2], row["单位年度上限"].value)
        for row in rows(sheet(scoring.book(replace(made, limits=old)), "规则"))
        if row["规则"].value == "A2"
    ]
    assert told == [
        ("第41周、第42周上限3分；方案现写5分", Decimal(3)), ("第43周至第47周上限3分", Decimal(4)),
    ]  # fmt: skip


def test_a_later_row_of_a_rule_stands_behind_its_first() -> None:
    """The scheme has the new row last; 规则 shows it below the old one, and links lead to it."""
    old = next(row for row in WEEK.scheme.rules if row.code == "A1")
    new = replace(old, starts=date(2026, 10, 19), points=Decimal("0.4"))
    kept = (row for row in WEEK.scheme.rules if row is not old)
    rules = (replace(old, ends=date(2026, 10, 18)), *kept, new)
    made = scoring.book(replace(WEEK, scheme=replace(WEEK.scheme, rules=rules)))
    listed = rows(sheet(made, "规则"))
    assert [row["规则"].value for row in listed[:3]] == ["A1", "A1", "A2"]
    line = next(row for row in rows(sheet(made, "逐条")) if row["规则"].value == "A1")
    assert str(line["规则"].link).endswith(f"A{HEAD + 3}")


def test_a_run_hands_the_frozen_caps_to_the_book(tmp_path: Path) -> None:
    """Closed under 5, the scheme's cap typed over to 4: the new workbook says 5 for that week."""
    desk = Desk(tmp_path, weeks=(W48, W49))
    desk.run("2026-12-07T09:00", "--period", W48)
    desk.call("2026-12-07T09:00", "close", W48, "--by", "李四")
    dear = with_rule(with_rule(with_rule(adopted(), "A1", cap=4), "A2", cap=4), "B1", cap=4)
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", dear)
    desk.run("2026-12-14T09:00", "--period", W49)
    told = [str(row[12].value) for row in desk.copy(week=W49).book["规则"].iter_rows(min_row=6)]
    assert any(each.endswith("已关账的按关账时的上限：第48周上限5分") for each in told)


def test_an_address_that_is_not_broken_has_a_line_more() -> None:
    """Evidence with a mail address stands in a row that is higher than its signs alone need."""
    made = sheet(BOOK, "逐条")
    words = "证据（文件、工作表、单元格、所见、时间）"
    at = next(at for (row, at), cell in made.cells.items() if row == HEAD and cell.value == words)
    found = [
        (row, str(cell.value)) for (row, step), cell in made.cells.items()
        if step == at and row > HEAD and "@" in str(cell.value)
    ]  # fmt: skip
    assert found
    for row, said in found:
        lines = style.lines_of(said, made.widths[at] - 1.2) + 1
        assert made.growing[row] >= lines * style.BODY_SIZE * 1.45, said
