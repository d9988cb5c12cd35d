"""What people type beside a line is read as it was meant, or asked about at its cell."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from jlhy_xl.core.points.chain_entries import moment_of, points_of, written
from jlhy_xl.core.wording import deductions as words

ROW = {
    "送达方式": "当面", "签收人": "张三", "签收时间": "2026-12-08 09:00", "异议时间": "",
    "复核结论": "调整", "核定分值": "0.2", "理由": "首次", "经办人": "李四", "复核人": "王五",
    "审定机构": "联席会议", "审定依据": "5号", "审定日期": "2026年12月18日", "其他": "略",
}  # fmt: skip


def test_a_row_becomes_a_decision() -> None:
    """Each column is read by its heading; columns of no concern are passed over."""
    said, findings = written("id", ROW, file="评分表.xlsx", sheet="明细", cells={"理由": "Q5"})
    assert findings == ()
    assert (said.deduction, said.delivered_how, said.signed_by) == ("id", "当面", "张三")
    assert (said.signed_at, said.objection_at) == (datetime(2026, 12, 8, 9), None)  # noqa: DTZ001 - as typed
    assert (said.outcome, said.amount, said.reason) == ("调整", Decimal("0.2"), "首次")
    assert (said.handler, said.reviewer, said.body) == ("李四", "王五", "联席会议")
    assert (said.basis, said.decided, said.cells["reason"]) == ("5号", date(2026, 12, 18), "Q5")
    assert said.words_of("amount") == "0.2"


def test_what_cannot_be_read_is_asked_at_its_cell() -> None:
    """A time or figure that cannot be read is no time and no figure, and a finding each."""
    row = {**ROW, "签收时间": "下周一", "核定分值": "约0.2", "审定日期": "2026-13-01"}
    said, findings = written(
        "id", row, cells={"签收时间": "L5", "核定分值": "P5", "审定日期": "V5"}
    )
    assert (said.signed_at, said.amount, said.decided) == (None, None, None)
    assert [(row_.code, row_.cell, row_.found) for row_ in findings] == [
        ("D118", "L5", "下周一"), ("D118", "V5", "2026-13-01"), ("D119", "P5", "约0.2")
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "昨天", "12-08", "2026-02-30", "2026-12-08 25:00"])
def test_no_moment_is_guessed(typed: str) -> None:
    """What is no full date is no moment."""
    assert moment_of(typed) is None


@pytest.mark.parametrize(("typed", "meant"), [("1", "1"), ("0.5 分", "0.5"), ("０.２", "0.2")])
def test_points_are_read(typed: str, meant: str) -> None:
    """Plain figures are points, full-width or with 分."""
    assert points_of(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "0.5-1", "3天", "一些", "100%"])
def test_no_points_are_guessed(typed: str) -> None:
    """A range, another measure or words are no points."""
    assert points_of(typed) is None


def test_every_column_of_a_decision_has_a_heading() -> None:
    """No column that people decide in is left without its heading."""
    assert len(set(words.COLUMNS.values())) == len(words.COLUMNS) == 13
