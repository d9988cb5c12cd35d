"""移交单 and the packets as people read them on paper: heads, titles, moments, what is to be looked at."""

import re

from msgspec.structs import replace
from scoring_world import COURT, sheet

from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.year import annual, annual_packet, annual_parts
from jlhy_xl.core.wording.deductions import OBJECTION_DIFFERS
from tests.books.test_annual import BOOK, YEAR

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


def test_what_contradicts_stands_where_the_reason_is_read() -> None:
    """A line set aside for a reason that the register does not bear is marked beside it."""
    line = YEAR.open[0]
    found = OBJECTION_DIFFERS.finding(
        found="异议成立", expected="没有登记异议", row_key=line.found.id, field="reason"
    )
    told: Book = annual.book(replace(YEAR, results=replace(YEAR.results, findings=(found,))))
    said = [str(cell.value) for cell in sheet(told, annual.OPEN).cells.values()]
    assert [each for each in said if "请核对：复核理由写“异议成立”，本行没有登记异议" in each]


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
