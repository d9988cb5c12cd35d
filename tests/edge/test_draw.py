"""Drawing: what a book says is what the file holds, byte for byte."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from jlhy_xl.books import style
from jlhy_xl.books.sheet import (
    Book,
    Cell,
    Chart,
    Conditional,
    Merge,
    Page,
    Sheet,
    Validation,
)
from jlhy_xl.edge import draw

MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def one(cells, **more) -> Book:
    return Book((Sheet("表", cells, **more),), title="试")


def parts(book: Book) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(draw.to_bytes(book, MADE))) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def opened(book: Book, **how):
    return openpyxl.load_workbook(io.BytesIO(draw.to_bytes(book, MADE)), **how)


def test_equal_books_have_equal_bytes_and_another_moment_other_ones():
    """The same book and moment give the same bytes, in any order of books."""
    book = one({(0, 0): Cell("题", "title", note="注"), (1, 0): Cell(1, "number")})
    first = draw.to_bytes(book, MADE)
    draw.to_bytes(one({(0, 0): Cell("另一本", "bad")}), MADE)
    assert draw.to_bytes(book, MADE) == first
    assert draw.to_bytes(book, MADE.replace(year=2027)) != first


@pytest.mark.parametrize("text", ["=1+1", "{=1}", "+8", "@x", "http://a.b", "0632", "1e3", "  x "])
def test_text_stays_text_whatever_it_begins_with(text):
    """No stranger's text becomes a formula, a link or a number."""
    book = one({(0, 0): Cell(text, "text")})
    cell = opened(book)["表"]["A1"]
    assert (cell.value, cell.hyperlink) == (text, None)
    sheet = parts(book)["xl/worksheets/sheet1.xml"]
    assert re.search(r'<c r="A1" s="\d+" t="s"><v>0</v></c>', sheet)


def test_values_keep_their_kind():
    """Decimals are numbers, dates are dates, truths are truths."""
    cells = {
        (0, 0): Cell(Decimal("2.5"), "number2"),
        (1, 0): Cell(date(2026, 11, 27), "date"),
        (2, 0): Cell(True),
        (3, 0): Cell(datetime(2026, 11, 27, 17, 0, tzinfo=UTC), "datetime"),
        (4, 0): Cell(None, "input_text"),
    }
    sheet = opened(one(cells))["表"]
    held = [sheet.cell(row, 1).value for row in range(1, 6)]
    assert [held[0], held[2], held[4]] == [2.5, True, None]
    assert [held[1].isoformat(), held[3].isoformat()] == [
        "2026-11-27T00:00:00",
        "2026-11-27T17:00:00",
    ]
    assert sheet["A5"].number_format == "@"
    assert not sheet["A5"].protection.locked


def test_formulas_carry_their_value():
    """A reader that does not reckon still sees the result."""
    book = one({(0, 0): Cell(3, "number", formula="=1+2"), (1, 0): Cell("", formula='=""')})
    assert opened(book)["表"]["A1"].value == "=1+2"
    assert opened(book, data_only=True)["表"]["A1"].value == 3
    assert "<f>1+2</f><v>3</v>" in parts(book)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (one({(0, 0): Cell("长" * 32_768)}), "表!A1: a text over"),
        (one({(0, 0): Cell("😀" * 16_384)}), "表!A1: a text over"),
        (one({(0, 0): Cell(None, formula="=1")}), "表!A1: a formula needs"),
        (one({(0, 0): Cell(1, formula="1+1")}), "表!A1: a formula needs"),
        (one({(0, 0): Cell("x", link="https://a.b")}), "表!A1: a link to the outside"),
        (one({(0, 0): Cell(float("nan"))}), "表!A1: nan is no number"),
        (one({(0, 0): Cell(date(1899, 1, 1))}), "表!A1: 1899-01-01 is before"),
        (one({(0, 0): Cell("x", "no such")}), "no style no such"),
        (one({(0, 16_384): Cell("x")}), "表!XFE1: the writer answered -1"),
        (one({(0, 1): Cell("x")}, merges=(Merge(0, 0, 0, 1),)), "the merge hides B1"),
        (one({}, merges=(Merge(0, 0, 0, 0),)), "a merge of one cell"),
        (one({}, visibility="hidden"), "no visible sheet"),
        (one({}, visibility="odd"), "no visibility odd"),
        (one({}, charts=(Chart(0, 0, "bar", (), style={"nothing": {}}),)), "no chart part"),
        (Book((Sheet("同", {}), Sheet("同", {}))), "同"),
    ],
)  # fmt: skip
def test_what_a_workbook_cannot_hold_is_refused(book, words):
    """Nothing is dropped in silence: the place and the reason are told."""
    with pytest.raises(draw.DrawError, match=re.escape(words)):
        draw.to_bytes(book, MADE)


def test_a_broken_character_does_not_stop_the_book():
    """A lone surrogate has no UTF-8 form; the rest of the text stays."""
    assert opened(one({(0, 0): Cell("甲\ud800乙")}))["表"]["A1"].value == "甲?乙"


def test_links_inside_keep_text_and_number():
    """A link to another place of the book does not change what the cell holds."""
    book = one({(0, 0): Cell(7, "body_link", link="internal:'表'!B2")})
    cell = opened(book)["表"]["A1"]
    assert (cell.value, cell.hyperlink.location) == (7, "'表'!B2")


def test_structure_is_locked_and_everything_else_free():
    """Widths, heights, sorting and filters stay free; cells and structure are locked."""
    sheet = parts(one({(0, 0): Cell("x")}, protect=True))["xl/worksheets/sheet1.xml"]
    found = re.search(r"<sheetProtection [^>]*>", sheet)
    for free in ("formatColumns", "formatRows", "sort", "autoFilter"):
        assert f'{free}="0"' in found[0]
    assert "password" not in found[0]
    assert "insertRows" not in found[0]  # absent: not allowed


def test_rows_that_grow_have_a_height_that_is_not_fixed():
    """Excel lets such a row grow with a long answer; a fixed one would cut it."""
    cells = {(row, 0): Cell("x") for row in range(3)}
    sheet = parts(one(cells, growing={1: 34}, heights={2: 20}))["xl/worksheets/sheet1.xml"]
    rows = re.findall(r"<row [^>]*>", sheet)
    assert 'ht="33.75"' in rows[1]
    assert "customHeight" not in rows[1]
    assert "customHeight" in rows[2]


def test_sheet_helpers_reach_the_file():
    """Drop-downs, colours, notes, filters, panes, print set-up, hidden columns, names."""
    sheet = Sheet(
        "表",
        {(0, 0): Cell("甲", "head", note="一句话"), (1, 0): Cell(1, "number")},
        widths={0: 12},
        validations=(Validation(1, 0, 1, 0, {"validate": "list", "source": ["是"]}),),
        conditionals=(
            Conditional(1, 0, 1, 0, {"type": "cell", "criteria": ">", "value": 0}, "when_bad"),
        ),
        freeze=(1, 0),
        filter=(0, 0, 1, 0),
        hidden_columns=frozenset({3}),
        hidden_rows=frozenset({5}),
        outline={1: 1},
        page=Page(landscape=True, title_rows=(0, 0), area=(0, 0, 1, 0), header="&L甲"),
        tab="accent",
        zoom=90,
        default_styles={1: "input_text"},
    )
    secret = Sheet("_x", {(0, 0): Cell("k")}, visibility="veryHidden")
    book = opened(Book((sheet, secret), "试", {"jlhy_unit": "U01"}, {"answer": "='表'!$A$1"}))
    drawn = book["表"]
    assert drawn.data_validations.dataValidation[0].formula1 == '"是"'
    assert [str(found.sqref) for found in drawn.conditional_formatting] == ["A2"]
    assert drawn["A1"].comment.text == "一句话"
    assert (drawn.freeze_panes, drawn.auto_filter.ref) == ("A2", "A1:A2")
    assert drawn.column_dimensions["D"].hidden
    assert drawn.row_dimensions[6].hidden
    assert drawn.row_dimensions[2].outlineLevel == 1
    assert drawn.page_setup.orientation == "landscape"
    assert str(drawn.page_setup.paperSize) == "9"
    assert drawn.sheet_properties.pageSetUpPr.fitToPage
    assert (drawn.page_setup.fitToWidth or 1, drawn.page_setup.fitToHeight) == (1, 0)
    assert drawn.print_title_rows == "$1:$1"
    assert drawn.sheet_properties.tabColor.rgb.endswith(style.COLOURS["accent"][1:])
    assert drawn.sheet_view.zoomScale == 90
    assert book["_x"].sheet_state == "veryHidden"
    assert [item.name for item in book.custom_doc_props] == ["jlhy_unit"]
    assert book.defined_names["answer"].attr_text == "'表'!$A$1"
    assert book.properties.title == "试"
    assert book.properties.created.isoformat() == "2026-11-23T09:00:00"


def test_a_note_is_as_high_as_its_text():
    """A long note is not cut: its box grows with its lines."""
    boxes = [
        parts(one({(0, 0): Cell("x", note=text)}))["xl/drawings/vmlDrawing1.vml"]
        for text in ("短", "这一格与上期相比变动较大，请核对后填写。" * 8)
    ]
    short, long = (float(re.search(r"height:([\d.]+)pt", box)[1]) for box in boxes)
    assert long > 4 * short


def test_charts_are_native_and_titled():
    """A chart has its series, its title and no stranger's fonts."""
    chart = Chart(
        3, 0, "bar", ({"values": "='表'!$A$1:$A$2"},), title="各组完成率", subtype="stacked",
        style={"plotarea": {"layout": {"x": 0.1, "y": 0.1, "width": 0.8, "height": 0.8}}},
    )  # fmt: skip
    made = parts(one({(0, 0): Cell(1), (1, 0): Cell(2)}, charts=(chart,)))["xl/charts/chart1.xml"]
    assert "各组完成率" in made
    assert "<c:barChart>" in made
    assert "'表'!$A$1:$A$2" in made


def test_every_style_can_be_drawn():
    """No style holds a word that the writer does not know."""
    cells = {(row, 0): Cell("x", name) for row, name in enumerate(style.STYLES)}
    assert opened(one(cells))["表"].max_row == len(style.STYLES)


def test_judged_styles_need_no_colour():
    """Printed black and white, a judged cell still stands out and has its sign."""
    for name, sign in style.SIGNS.items():
        assert style.STYLES[name]["bold"] is True
        assert len(sign) == 1


def test_save_writes_the_same_bytes(tmp_path):
    """The file on disk is the book's bytes."""
    book = one({(0, 0): Cell("x")})
    path = draw.save(book, tmp_path / "深" / "一.xlsx", MADE)
    assert path.read_bytes() == draw.to_bytes(book, MADE)
