"""What the summary says of problems found by 督导调研, and of values that were set aside."""

from datetime import timedelta

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, texts

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.model import Severity
from jlhy_xl.core.scheme.instructions import Instruction

ALL = frozenset(f"U{at:02}" for at in range(1, 13))


def _inspected(results, *, days, cleared=False):
    """The week with one problem found, due so many days ago."""
    row = results.scheme.inspections[0]
    today = Facts(results).today
    made = replace(
        row, unit="U05", due=today - timedelta(days=days), cleared=today if cleared else None
    )
    return replace(results, scheme=replace(results.scheme, inspections=(made,)))


def test_a_found_problem_past_its_day_is_at_stake():
    """The third sentence counts it, names its unit and leads to it; settled or in time it is not told."""
    results = world.results()
    late = Facts(_inspected(results, days=1))
    assert "；督导问题逾期1件（区人社局）；" in words.sentences(late)[2]
    assert words.sources(late)[2] == ("指标进展", "议定事项", "会议与督导", "数据问题")
    for calm in (_inspected(results, days=0), _inspected(results, days=1, cleared=True)):
        assert "督导" not in words.sentences(Facts(calm))[2]
        assert "会议与督导" not in words.sources(Facts(calm))[2]


def test_what_is_recorded_of_the_box_stands_above_it():
    """Where the page has room: number, words, who signed, when, whether tracked; masked, no name; the newest four."""
    results = world.results(default(), silent=ALL)
    rows = tuple(
        Instruction(
            f"2026-W48-P{at:02}",
            "2026-W48",
            f"第{at}件",
            "王某",
            at=world.at("2026-12-08 09:00:00"),
        )
        for at in range(1, 6)
    )
    week = replace(results, instructions=rows[:1])
    assert "2026-W48-P01　第1件（王某，12月8日登记，尚未列入议定事项）" in _front(week)
    masked = _front(replace(week, masked=True))
    assert "2026-W48-P01　第1件（12月8日登记，尚未列入议定事项）" in masked
    many = [text for text in _front(replace(results, instructions=rows)) if "登记" in text]
    assert [text[:12] for text in many if text.startswith("2026")] == [row.code for row in rows[1:]]
    assert many[-1].endswith("另有1件已登记")
    assert not [text for text in _front(results) if "已登记" in text]


def _front(results):
    return texts(sheet(summary.book(results), "总览"))


def test_a_value_that_does_not_count_is_told_with_its_reason():
    """The row of 指标进展 says what was typed and why it is not counted; a value that counts says nothing."""
    results = world.results()
    rows = results.progress.copy()
    at = next(step for step, row in rows.iterrows() if row["indicator"] == "05-02")
    rows.loc[at, ["typed", "value", "state"]] = ["3天", None, "aside"]
    whose = {"unit": rows.loc[at, "unit"], "row_key": "05-02", "field": "value"}
    finding = replace(
        results.findings[0], **whose, severity=Severity.QUERY,
        message="填写的“3天”带有“天”，与本指标的计量单位“工作日”不一致，数值暂不计入汇总。请换算后填写",
    )  # fmt: skip
    remark = replace(finding, severity=Severity.NOTE, message="只是提示。")
    told = "注：填写的“3天”带有“天”，与本指标的计量单位“工作日”不一致，数值暂不计入汇总"
    made = replace(results, progress=rows, findings=(remark, finding))
    shown = [text for text in texts(sheet(summary.book(made), "指标进展")) if told in text]
    assert len(shown) == 1
    assert "换算" not in shown[0]
    bare = replace(results, progress=rows, findings=())
    assert any(
        "注：填写的“3天”暂不计入汇总" in text
        for text in texts(sheet(summary.book(bare), "指标进展"))
    )
    before = texts(sheet(summary.book(replace(results, findings=(finding,))), "指标进展"))
    assert not [text for text in before if "暂不计入" in text]
