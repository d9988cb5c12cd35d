"""移交单 and the packets as people read them on paper: heads, titles, moments, what is to be looked at."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace
from points_world import at, decided
from scoring_world import COURT, sheet

from jlhy_xl import yearly
from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.year import annual, annual_packet, annual_parts
from jlhy_xl.core.model import Evidence, Status
from jlhy_xl.core.points.decisions import Entry
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import annual as wording
from jlhy_xl.core.wording.deductions import LOOK, OBJECTION_DIFFERS
from tests.books.test_annual import BOOK, SIGNED, YEAR

UNIT = next(unit for unit in YEAR.scheme.units if unit.code == COURT)
PACKET = annual_packet.book(YEAR, UNIT)


def head(made: Sheet) -> str:
    """All that stands above the headings."""
    return " ".join(
        str(cell.value) for (row, _), cell in made.cells.items() if row < annual_parts.HEAD
    )


def test_the_scheme_is_named_where_it_is_explained() -> None:
    """No heading holds the scheme's digest; 口径 says what the one in each page's foot means."""
    for book in (BOOK, PACKET):
        for made in book.sheets:
            if made.name != annual.NOTES:
                assert "方案 " not in head(made) + made.page.header, made.name
            assert made.page.footer.startswith("&L&8方案 ")
    told = " ".join(str(cell.value) for cell in sheet(BOOK, annual.NOTES).cells.values())
    assert f"本单按方案（校验值前8位 {YEAR.results.scheme_digest[:8]}，见每页左下角）编制" in told


def test_a_packets_title_breaks_where_it_was_meant_to() -> None:
    """Unit and subject have a line each, and each fits the columns that every page repeats."""
    made = sheet(PACKET, annual_packet.COURSE)
    lines = str(made.cells[0, 0].value).split("\n")
    assert lines == [UNIT.name, f"{YEAR.year}年度减扣事项材料"]
    room = sum(made.widths[at] for at in range(annual_parts.KEPT + 1)) - 1.2
    assert max(2 * len(line) for line in lines) * 14 / 11 <= room


def test_the_page_beside_has_the_whole_head() -> None:
    """逐条 and 办理情况 print over two pages; under the title both say when and how it was made."""
    for book, name in ((BOOK, annual_parts.LINES), (PACKET, annual_packet.COURSE)):
        made = sheet(book, name)
        (beside,) = made.page.across
        for row in (1, 2):
            first = made.cells[row, annual_parts.KEPT + 1].value
            assert first
            assert made.cells[row, beside].value == first
            ends = {(each.left, each.right) for each in made.merges if each.top == row}
            assert ends == {
                (annual_parts.KEPT + 1, beside - 1), (beside, max(made.widths))
            }  # fmt: skip


def test_seconds_are_shown_where_there_are_any() -> None:
    """No moment of ours ends in :00 seconds, in the books or the packets."""
    for book in (BOOK, PACKET):
        said = {cell.value for made in book.sheets for cell in made.cells.values()}
        assert not [each for each in said if isinstance(each, str) and re.search(r":\d\d:00", each)]


def test_what_the_office_asks_itself_does_not_leave_it() -> None:
    """A contradicting reason and a question to the office alone are told before the papers go, not in them."""
    line = YEAR.open[0]
    found = OBJECTION_DIFFERS.finding(
        found="异议成立", expected="没有登记异议", row_key=line.found.id, field="reason"
    )
    asked = tuple(
        replace(row, note=f"已补报；截止前已发来文件，{LOOK}") for row in YEAR.results.deductions
    )
    doubtful = replace(
        YEAR, results=replace(YEAR.results, findings=(found,), deductions=asked), entries={},
    )  # fmt: skip
    assert doubtful.facts.lacking[line.found.id] == (
        "请核对：复核理由写“异议成立”，本行没有登记异议",
    )
    said = wording.lines(yearly._told(doubtful, Path("annual-2026")))
    assert wording.LISTED in said
    assert wording.LISTED not in wording.lines(
        {**yearly._told(doubtful, Path("annual-2026")), "originals": True}
    )
    which = f"{line.name} {line.found.period} {line.found.rule}"
    assert said[-2:] == [
        "△ 移交前请先核对：1 条的复核、审定记录有疑问，见最近一次减扣评分表的“说明”栏",
        f"    请核对：复核理由写“异议成立”，本行没有登记异议：{which}",
    ]
    papers = [annual.book(doubtful), *(
        annual_packet.book(doubtful, unit) for unit in annual_packet.units(doubtful)
    )]  # fmt: skip
    for told in papers:
        said = {str(cell.value) for made in told.sheets for cell in made.cells.values()}
        assert [each for each in said if "已补报" in each]
        assert not [each for each in said if "请核对" in each or LOOK in each]


def test_what_was_asked_of_a_unit_is_no_part_of_the_evidence() -> None:
    """Neither 请补填 nor 请重新发送 stands behind what was found; what a unit typed itself stays."""
    pieces = (
        Evidence("最终截止时仍未补正：“本周进展”没有填写。请补填", "周报.xlsx", "d" * 64, "指标进展表", "L8"),
        Evidence("此前收到但无法受理的文件", "旧.xlsx", "e" * 64, found="文件不完整，无法打开。请重新发送；来自a@b.cn"),
        Evidence("单位填报的办结情况", "周报.xlsx", "f" * 64, "议定事项落实表", "H6", "已办结。请确认"),
    )  # fmt: skip
    lines = tuple(replace(row, evidence=pieces) for row in YEAR.results.deductions)
    year = replace(YEAR, results=replace(YEAR.results, deductions=lines))
    for told in (annual.book(year), annual_packet.book(year, UNIT)):
        said = {str(cell.value) for made in told.sheets for cell in made.cells.values()}
        assert [each for each in said if "“本周进展”没有填写" in each]
        assert not [each for each in said if "请补填" in each or "请重新发送" in each]
        assert [each for each in said if "无法打开；来自a@b.cn" in each]
        assert [each for each in said if "已办结。请确认" in each]


def test_the_first_page_tells_what_is_not_settled_beside_a_units_sum() -> None:
    """Who is handed the sums sees at once where more may come, by kind."""
    expected = []
    for unit in YEAR.units:
        counts = Counter(line.found.status for line in YEAR.lines_of(YEAR.open, unit.code))
        told = "、".join(f"{each.value}{counts[each]}条" for each in Status if counts[each])
        expected.append(f"另有{told}，见“尚未审定”" if told else "")
    assert _remarks() == expected
    assert {"", "另有拟减扣1条，见“尚未审定”"} < set(expected)


def _remarks() -> list[object]:
    """备注 of each unit on the first page."""
    made = sheet(BOOK, annual.TOTALS)
    at = next(at for (_, at), cell in made.cells.items() if cell.value == "备注")
    names = {unit.name for unit in YEAR.units}
    return [
        made.cells[row, at].value
        for (row, left), cell in sorted(made.cells.items())
        if left == 1 and cell.value in names
    ]


def test_what_was_settled_once_and_revoked_is_told_with_both_decisions() -> None:
    """Both people, the later ground, and when, how much and by whom it had been 审定 before."""
    then = YEAR.settled[0].found
    said = decided(then, signed_at=SIGNED, outcome="撤销", reason="系邮箱故障",
                   basis="〔2026〕6号纪要", decided=date(2026, 12, 25))  # fmt: skip
    now = replace(then, status=Status.REVOKED, settled=None, note="理由：系邮箱故障（李四）")
    first, later = at("2026-12-18 10:30"), at("2026-12-25 10:30")
    entry = Entry(then.id, {"审定机构": "联席会议", "审定依据": "〔2026〕5号纪要", "审定日期": "2026-12-18"},
                  at=first)  # fmt: skip
    rest = tuple(row for row in YEAR.results.deductions if row.id != then.id)
    decisions = tuple(row for row in YEAR.results.decisions if row.deduction != then.id)
    results = replace(YEAR.results, deductions=(*rest, now), decisions=(*decisions, said))
    year = replace(
        YEAR, results=results, entries={then.id: (entry, replace(entry, entries={}, at=later))},
        history={then.id: ((first, then), (later, now))},
    )  # fmt: skip
    made = sheet(annual.book(year), annual.SPARED)
    row = next(row for (row, _), cell in made.cells.items() if cell.value == then.id)
    told = [made.cells[row, at_].value for at_ in made.widths]
    assert "撤销；系邮箱故障；经办 李四；复核 王五" in told
    assert "联席会议　〔2026〕6号纪要　2026-12-25" in told
    points = plain(then.settled or Decimal(0))
    assert told[-1] == (f"原于2026-12-18审定{points}分（联席会议，〔2026〕5号纪要），后改为撤销")
    assert not YEAR.former(YEAR.settled[0])


def test_an_original_is_found_by_folder_and_digest() -> None:
    """The folder once, the digest once beside it: together the place in 台账."""
    digest = next(
        piece.sha256 for line in YEAR.with_line(UNIT.code) for piece in line.found.evidence
        if piece.sha256
    )  # fmt: skip
    year = replace(YEAR, kept={digest: f"originals/{digest[:2]}/{digest}"})
    made = sheet(annual_packet.book(year, UNIT), annual_packet.ORIGINALS)
    row = next(row for (row, _), cell in made.cells.items() if cell.value == digest)
    said = [str(made.cells[row, at].value) for at in range(8)]
    assert f"originals/{digest[:2]}/\n（文件名即校验值）" in said
    assert said.count(digest) == 1
