"""议定事项 in the summary and the letters: counts, colours, and what was reported done too late."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
import summary_world as world
from msgspec.structs import replace
from summary_world import numbers, sheet, table, texts

from jlhy_xl.books.letters import brief
from jlhy_xl.books.letters.letter import Table
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts, percent
from jlhy_xl.books.summary.work import state_words


@pytest.fixture(scope="module")
def results():
    return world.results()


@pytest.fixture(scope="module")
def book(results):
    return summary.book(results)


def test_resolutions_count_and_colour(book, results):
    """The sentence's counts are the table's; done only when confirmed."""
    made = sheet(book, "议定事项")
    rows = [row for row in table(made, "办理情况") if row.get("编号")]
    states = Counter(str(row["办理情况"]).split()[-1] for row in rows)
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
    assert row["办理情况"] == "○ 待审核\n逾期7日后报办结"
    assert row["预警"] == "△ 黄"
    said = next(text for text in texts(made) if text.startswith("议定事项共"))
    assert said.endswith(
        "正在办理 4 件（其中待审核 1 件），进展滞后 3 件（其中逾期后报办结、待审核 1 件）。"
    )
    assert "YD2026-002 区供电客服中心" in "".join(texts(sheet(summary.book(late), "总览")))
    wanted = next(row.text for row in words.decisions(Facts(late)) if "YD2026-002" in row.text)
    assert wanted.endswith("（逾期7日后报办结，待审核）")
    told = "".join(
        "".join(each)
        for part in brief.letter(late).parts
        if isinstance(part, Table)
        for each in part.rows
    )
    assert "△ 黄\n逾期7日\n待审核" in told
    states = {row.resolution.code: state_words(row) for row in Facts(late).resolutions}
    assert states["YD2026-002"] == "进展滞后（逾期7日后报办结，待审核）"
    assert states["YD2026-007"] == "正在办理（待审核）"
