"""The table writer: what is declared stands there, rows show all of a text, nothing is empty in silence."""

from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Cell, Page
from jlhy_xl.books.table import EMPTY, TALLEST, Column, Draft, link_to

COLUMNS = [
    Column("单位", 12, lambda row: row[0]),
    Column("数", 8, lambda row: row[1], lambda row: "bad" if row[1] > 1 else "count"),
    Column("去", 8, lambda _: "看", "body_link", lambda row: link_to("别处", row[1])),
]


def test_a_table_holds_what_its_columns_say():
    """Headings, values, styles and links stand where the columns declare them."""
    draft = Draft("表")
    draft.row = 2
    placed = draft.table(COLUMNS, [("甲", 1), ("乙", 2)])
    assert (placed.head, placed.first, placed.last, placed.whole) == (2, 3, 4, (2, 0, 4, 2))
    assert [draft.cells[2, step].value for step in range(3)] == ["单位", "数", "去"]
    assert draft.cells[4, 1] == Cell(2, "bad")
    assert draft.cells[3, 2].link == "internal:'别处'!A2"
    assert draft.widths == {0: 12, 1: 8, 2: 8}


def test_an_empty_table_says_so():
    """No empty grid: one merged row says 本期无."""
    draft = Draft("表")
    placed = draft.table(COLUMNS, [])
    assert draft.cells[1, 0].value == EMPTY
    assert [(row.top, row.left, row.right) for row in draft.merges] == [(1, 0, 2)]
    assert placed.last == 1


def test_a_value_may_be_a_whole_cell():
    """A formula or a note of its own passes through as it is."""
    made = Cell(3, "total", formula="=1+2")
    draft = Draft("表")
    draft.table([Column("和", 8, lambda _: made)], [0])
    assert draft.cells[1, 0] == made


def test_the_sheet_carries_what_was_gathered():
    """Filter, freeze, outline and heights reach the sheet."""
    draft = Draft("表")
    head = draft.head(COLUMNS)
    draft.rows(COLUMNS, [("甲", 1)], level=1)
    made = draft.sheet(page=Page(), freeze=(head + 1, 0), more={"tab": "bar"})
    assert (made.freeze, made.tab, made.outline, made.filter) == ((1, 0), "bar", {1: 1}, None)


def test_what_is_cut_keeps_its_line_breaks():
    """A text that no row can hold ends where the row does, line by line, and says so."""
    draft = Draft("表", [20])
    draft.put(0, 0, "\n".join(f"第{step}条" for step in range(200)))
    shown = draft.cells[0, 0].value
    assert shown.startswith("第0条\n第1条\n")
    assert shown.endswith("……（余下见来源文件）")
    assert 10 < shown.count("\n") < 40
    assert draft.heights[0] <= TALLEST


@given(st.text(alphabet="甲乙a1 \n", max_size=300), st.integers(6, 60))
def test_a_row_shows_all_of_its_text(text, width):
    """A row is as high as its longest text needs, whatever the width."""
    draft = Draft("表", [width])
    draft.put(0, 0, text)
    shown = draft.cells[0, 0].value
    needed = style.lines_of(shown, width - 1.2) * style.BODY_SIZE * 1.45
    assert shown == text or draft.heights[0] <= TALLEST
    assert draft.heights.get(0, 20.0) >= min(needed, TALLEST) or not text


def test_a_text_that_no_row_can_hold_says_that_it_goes_on():
    """Excel's rows end at 409 points: the rest is pointed to, never cut in silence."""
    draft = Draft("表", [10])
    draft.put(0, 0, "字" * 3000)
    assert str(draft.cells[0, 0].value).endswith("……（余下见来源文件）")
    assert draft.heights[0] <= TALLEST
