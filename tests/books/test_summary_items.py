"""议定事项 in the summary and the letters: counts, colours, and what was reported done too late."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import summary_world as world
from msgspec.structs import replace
from summary_world import numbers, sheet, table, texts

from jlhy_xl.books.letters import brief
from jlhy_xl.books.letters.letter import Table
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts, percent
from jlhy_xl.books.summary.work import state_words
from jlhy_xl.core.points.heard import Statement


def test_resolutions_count_and_colour(book, results):
    """The sentence's counts are the table's; done only when confirmed."""
    made = sheet(book, "议定事项")
    rows = [row for row in table(made, "办理情况") if row.get("编号")]
    states = Counter(
        next(part for part in str(row["办理情况"]).split() if part not in "✓✗○") for row in rows
    )
    said = next(text for text in texts(made) if text.startswith("议定事项共"))
    found = numbers(said)
    assert found[:3] == [len(rows), states["办结销号"], Decimal(percent(1, 8)[:-1])]
    assert found[3:] == [
        states["正在办理"] + states["待审核"],
        states["待审核"],
        states["进展滞后"],
    ]
    colours = {row["编号"]: row["预警"] for row in rows}
    assert colours["YD2026-002"] == "✗ 红"
    assert colours["YD2026-005"] == "○ 蓝"
    assert colours["YD2026-008"] == "△ 黄"


def test_an_item_reported_done_too_late_shows_how_late(results):
    """待审核 with a warning and its days; counted as 进展滞后 everywhere, told so wherever it is named."""
    items = tuple(
        replace(row, claimed=row.due + timedelta(days=7)) if row.code == "YD2026-002" else row
        for row in results.scheme.resolutions
    )
    late = replace(results, scheme=replace(results.scheme, resolutions=items))
    made = sheet(summary.book(late), "议定事项")
    row = next(row for row in table(made, "办理情况") if row.get("编号") == "YD2026-002")
    assert row["办理情况"] == "○ 待审核\n迟7天报办结"
    assert row["预警"] == "△ 黄"
    said = next(text for text in texts(made) if text.startswith("议定事项共"))
    assert said.endswith(
        "正在办理 4 件（其中待审核 1 件），进展滞后 3 件（其中到期后才报办结、待审核 1 件）。"
    )
    *_, wanted = words._wanted(Facts(late))[0]  # only the office's check is missing
    assert wanted.text.startswith("YD2026-002 区供电客服中心")
    assert wanted.text.endswith("（迟7天报办结，待审核）")
    assert "督办1项见“议定事项”" in "".join(texts(sheet(summary.book(late), "总览")))
    told = "".join(
        "".join(each)
        for part in brief.letter(late).parts
        if isinstance(part, Table)
        for each in part.rows
    )
    assert "△ 黄\n迟7天\n待审核" in told
    states = {row.resolution.code: state_words(row) for row in Facts(late).resolutions}
    assert states["YD2026-002"] == "进展滞后（迟7天报办结，待审核）"
    assert states["YD2026-007"] == "正在办理（待审核）"


def _row(results, code: str):  # type: ignore[no-untyped-def]  # as the world has it
    made = sheet(summary.book(results), "议定事项")
    return next(row for row in table(made, "办理情况") if row.get("编号") == code)


def _said(item: str, field: str, value: str, when: str) -> Statement:
    return Statement(
        item, field, value, world.at(when), "报表.xlsx", "a" * 64, "议定事项落实表", "H6"
    )


def _registered(results, code: str, **days: date):  # type: ignore[no-untyped-def]
    items = tuple(
        replace(row, **days) if row.code == code else row for row in results.scheme.resolutions
    )
    return replace(results, scheme=replace(results.scheme, resolutions=items))


def test_an_application_says_until_when_and_both_its_days(results):
    """The day that the unit wished for; the register's day beside the return's where they differ."""
    known = _registered(results, "YD2026-004", asked=date(2026, 11, 30), granted="", extended=None)
    told = _said("YD2026-004", "extension", "2026-12-18", "2026-11-26 10:00:00")
    assert _row(known, "YD2026-004")["延期"] == "2026-11-30申请\n尚未答复"
    assert _row(replace(known, said=(told,)), "YD2026-004")["延期"] == (
        "2026-11-26申请\n延至2026-12-18\n（台账登记\n2026-11-30）\n尚未答复"
    )
    later = _said("YD2026-004", "extension", "2026-12-31", "2027-11-26 10:00:00")  # not known yet
    same = _registered(known, "YD2026-004", asked=date(2026, 11, 26))
    assert _row(replace(same, said=(told, later)), "YD2026-004")["延期"] == (
        "2026-11-26申请\n延至2026-12-18\n尚未答复"
    )


def test_what_only_the_register_knows_is_told_in_the_units_column(results):
    """待审核 of a unit that sent nothing: the register's day; of an earlier return, that one's."""
    day = date(2026, 11, 24)
    known = _registered(results, "YD2026-007", claimed=day)
    assert _row(known, "YD2026-007")["单位自报状态"] == "台账登记\n2026-11-24\n报办结"
    told = _said("YD2026-007", "state", "已办结待审核", "2026-11-20 10:00:00")
    earlier = _row(replace(known, said=(told,)), "YD2026-007")
    assert earlier["单位自报状态"] == "以前报表\n2026-11-20\n报办结"
    assert _row(known, "YD2026-006")["单位自报状态"] == "正在办理"


def test_an_overdue_item_says_by_how_many_days_today(results):
    """逾期 is counted until the day of the run, and not said of what has been reported done."""
    item = next(row for row in Facts(results).resolutions if row.resolution.code == "YD2026-008")
    assert item.over == (Facts(results).today - item.due).days > 0
    assert _row(results, "YD2026-008")["办理情况"] == f"✗ 进展滞后\n逾期{item.over}天"
