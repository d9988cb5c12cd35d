"""Page breaks: no heading alone at a foot, no chart cut in two, and none where nobody needs one."""

import pytest
from msgspec.structs import replace

from jlhy_xl.books.pages import across, breaks, laid, scale, whole
from jlhy_xl.books.sheet import Cell, Chart, Page, Sheet

WIDE = {0: 50.0, 1: 50.0}  # fits A4 across in both fonts, a scale of 100 %
ROOM = 500.0  # points of rows on a landscape page with these margins


def _sheet(looks, **more):
    """A sheet whose rows are 50 points high and look as told."""
    cells = {(row, 0): Cell("文字", look) for row, look in enumerate(looks)}
    page = Page(landscape=True, margins=(0.5, 0.5, 0.65, 0.65), **more.pop("page", {}))
    return Sheet("表", cells, WIDE, dict.fromkeys(range(len(looks) + 20), 50.0), page=page, **more)


def test_plain_rows_break_where_they_will():
    """A long table needs no break of ours, so that a filtered one stays whole."""
    assert breaks(_sheet(["body"] * 40)) == ()


@pytest.mark.parametrize("heading", ["section", "head", "band"])
def test_no_heading_stays_alone(heading):
    """A heading whose first row no longer fits begins the next page."""
    assert breaks(_sheet(["body"] * 9 + [heading] + ["body"] * 5)) == (9,)
    assert breaks(_sheet(["body"] * 7 + [heading] + ["body"] * 5)) == ()


def test_all_headings_go_with_their_first_row():
    """Section, hint and two rows of headings stay with the row below them."""
    looks = ["body"] * 7 + ["section", "hint", "head", "head"] + ["body"] * 5
    assert breaks(_sheet(looks)) == (7,)


def test_a_chart_stays_whole():
    """A chart that no longer fits takes its heading along."""
    chart = Chart(7, 0, "bar", (), size=(400, 320))  # 240 points: five rows
    assert breaks(_sheet(["body"] * 6 + ["section"] + ["body"] * 6, charts=(chart,))) == (6,)
    assert breaks(_sheet(["body"] * 6 + ["section"] + ["body"] * 6)) == ()


def test_repeated_titles_take_room():
    """On later pages the repeated head takes its height."""
    looks = ["head"] + ["body"] * 16 + ["band"] + ["body"] * 3
    assert breaks(_sheet(looks)) == ()
    assert breaks(_sheet(looks, page={"title_rows": (0, 0)})) == (17,)


def test_one_page_has_no_breaks():
    """What is fitted to one page is left alone."""
    assert breaks(_sheet(["body"] * 9 + ["head"] + ["body"] * 5, page={"fit_tall": 1})) == ()


def test_a_font_that_stands_in_leaves_no_heading_alone_either():
    """Wider digits shrink the whole sheet, so that more rows stand on a page: both layouts are minded."""
    wide = dict.fromkeys(range(4), 40.0)
    looks = ["body"] * 40
    torn = []
    for at in range(5, 38):
        rows = [*looks[:at], "section", *looks[at + 1 :]]
        torn.append(breaks(replace(_sheet(rows), widths=wide)))
    assert sum(bool(found) for found in torn) >= 4
    for at, found in enumerate(torn, 5):
        assert found in ((), (at,))


def test_a_fixed_sheet_that_would_be_torn_has_all_its_breaks():
    """One size in every program: where one heading would stay alone, each page begins where we say."""
    looks = ["body"] * 25 + ["band"] + ["body"] * 20
    sheet = _sheet(looks, page={"fixed": True})
    room = 9  # rows of 50 points on a page, less what may be lost to rounding
    torn = [at for at in range(5, 45) if breaks(_sheet(
        ["body"] * at + ["band"] + ["body"] * 20, page={"fixed": True}))]  # fmt: skip
    assert torn == [at for at in range(5, 45) if at % room in (room - 1, 0)]
    assert breaks(_sheet(["body"] * 40, page={"fixed": True})) == ()
    found = breaks(_sheet(["body"] * 26 + ["band"] + ["body"] * 20, page={"fixed": True}))
    assert found == (9, 18, 26, 35, 44)
    assert breaks(sheet) == ()


def test_what_is_not_printed_takes_no_room():
    """The percentage is that of the printed columns; a part begins only at a stop, and repeats its keys."""
    page = Page(landscape=True, fixed=True, area=(0, 0, 9, 1))
    assert scale(page, {0: 50.0, 1: 50.0, 2: 500.0}) == scale(page, {0: 50.0, 1: 50.0})
    widths = dict.fromkeys(range(6), 40.0)
    made = across(
        Page(landscape=True, title_columns=(0, 0), area=(0, 0, 9, 5)), widths, (2, 3, 4), 80
    )
    assert made.across == (3, 4)
    assert scale(made, widths) >= 80 > scale(replace(made, across=(3,)), widths)
    assert across(replace(made, across=()), widths, (1, 2, 3, 4, 5), 80).across == (3, 5)


def test_a_sheet_shrinks_a_little_to_be_one_page_and_no_more():
    """A few rows too many make it smaller; many too many leave it at its size."""
    page = Page(landscape=True, fixed=True)
    few, many = (whole(page, WIDE, dict.fromkeys(range(count), 50.0)) for count in (10, 30))
    assert 80 <= few.largest < 100
    assert many.largest == 100
    assert whole(page, WIDE, dict.fromkeys(range(5), 50.0)) == page


def test_a_chart_below_a_gap_stays_whole():
    """A row without cells between a table and its chart changes nothing."""
    chart = Chart(8, 0, "bar", (), size=(400, 320))  # 240 points: five rows
    looks = ["body"] * 7
    assert breaks(_sheet(looks, charts=(chart,), page={"fixed": True})) == (8,)
    assert breaks(_sheet(looks, page={"fixed": True})) == ()


def test_a_sheet_shrinks_to_save_a_page_and_only_then():
    """The largest percentage that saves a page; as it is where none does, or where nothing may shrink."""

    def made(rows, smallest=80):
        sheet = _sheet(["body"] * rows, page={"fixed": True, "largest": 85, "smallest": smallest})
        return laid(sheet).largest

    # 11 rows a page at 85, less what may be lost to rounding; 12 at 80
    found = {rows: made(rows) for rows in range(5, 40)}
    small = [rows for rows, at in found.items() if at < 85]
    assert small == [12, 23, 24, 34, 35, 36]
    assert all(80 <= at <= 85 for at in found.values())
    assert [made(rows, 0) for rows in small] == [85] * len(small)
