"""The workbook reader: what stands in the file is what is read, cell by cell."""

# ruff: noqa: DTZ001 - cells know no time zone

import io
from datetime import datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zoo import build

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import CellError, Raw, Uncached, a1
from jlhy_xl.edge import guard
from jlhy_xl.edge.ooxml.sheet import position_of, range_of, shifted
from tests.edge.ooxml_world import book_of, sheet_of


def _one(cell: str, **extra: str) -> Raw | None:
    return sheet_of(f'<row r="1">{cell}</row>', **extra).cells.get((0, 0))


@pytest.mark.parametrize(
    ("cell", "held"),
    [
        ('<c r="A1"><v>2.50</v></c>', Decimal("2.50")),
        ('<c r="A1"><v>1E-2</v></c>', Decimal("0.01")),
        ('<c r="A1"><v>1.2E3</v></c>', Decimal(1200)),
        ('<c r="A1"><v>0.30000000000000004</v></c>', Decimal("0.3")),
        ('<c r="A1"><v>13812345678</v></c>', Decimal("13812345678")),
        ('<c r="A1"><v>370405199003071200</v></c>', Decimal("370405199003071200")),
        ('<c r="A1"><v>-0.5</v></c>', Decimal("-0.5")),
        ('<c r="A1"><v>1e999</v></c>', "1e999"),
        ('<c r="A1"><v>NaN</v></c>', "NaN"),
        ('<c r="A1"><v>0x10</v></c>', "0x10"),
        ('<c r="A1"><v>1_000</v></c>', "1_000"),
        ('<c r="A1"><v>１２</v></c>', "１２"),
        ('<c r="A1"><v>1e-999999999</v></c>', "1e-999999999"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="b"><v>TRUE</v></c>', True),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', CellError("#SPILL!")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        ('<c r="A1" t="str"><f>A2</f><v>好</v></c>', "好"),
        ('<c r="A1" t="str"><f>A2</f><v></v></c>', None),
        ('<c r="A1"><f>B2+1</f></c>', Uncached("=B2+1")),
        ('<c r="A1"><f>B2+1</f><v/></c>', Uncached("=B2+1")),
        ('<c r="A1"><f>B2+1</f><v>3</v></c>', Decimal(3)),
        ('<c r="A1" t="d"><v>2026-11-23</v></c>', datetime(2026, 11, 23)),
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', "甲"),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r></is></c>', "甲 乙"),
        ('<c r="A1" t="inlineStr"><is><t>区</t><rPh sb="0" eb="1"><t>qu</t></rPh></is></c>', "区"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
        ('<c r="A1" t="inlineStr"><is><t>_xD83D__xDE00_</t></is></c>', "😀"),
        ('<c r="A1" t="inlineStr"><is><t>x_xD83D_y</t></is></c>', "x�y"),
        ('<c r="A1" t="inlineStr"><is><t>001234</t></is></c>', "001234"),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', None),
        ('<c r="A1" s="0"/>', None),
        ('<c r="A1"><v><![CDATA[7]]></v></c>', Decimal(7)),
    ],
)  # fmt: skip
def test_cell(cell: str, held: Raw | None) -> None:
    """Each way of storing a value is read as what it stands for, kind included."""
    found = _one(cell)
    assert found == held
    assert type(found) is type(held)


@pytest.mark.parametrize(
    ("code", "stored", "held"),
    [
        ('yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;', "46349", datetime(2026, 11, 23)),
        ("yyyy年m月d日", "46349", datetime(2026, 11, 23)),
        ("14", "46349", datetime(2026, 11, 23)),
        ("31", "46349", datetime(2026, 11, 23)),
        ("57", "46327", datetime(2026, 11, 1)),
        ("22", "46349.70833333333", datetime(2026, 11, 23, 17, 0)),
        ("20", "0.70833333333333337", time(17, 0)),
        ("33", "0.5", time(12, 0)),
        ("[$-804]aaaa;@", "46349", datetime(2026, 11, 23)),
        ("14", "1", datetime(1900, 1, 1)),
        ("14", "59", datetime(1900, 2, 28)),
        ("14", "61", datetime(1900, 3, 1)),
        ("14", "60", Decimal(60)),
        ("14", "0", Decimal(0)),
        ("14", "-1", Decimal(-1)),
        ("14", "2958466", Decimal(2958466)),
        ("46", "1.5", Decimal("1.5")),
        ("[h]:mm", "1.5", Decimal("1.5")),
        ("0.00E+00", "46349", Decimal(46349)),
        ("G/通用格式", "46349", Decimal(46349)),
        ("0&quot;天(day)&quot;", "3", Decimal(3)),
        ("[Red]0.0", "3", Decimal(3)),
    ],
)  # fmt: skip
def test_number_format_tells_dates(code: str, stored: str, held: Raw) -> None:
    """A serial is a date only by its number format, Chinese formats and built-ins included."""
    found = _one(f'<c r="A1" s="1"><v>{stored}</v></c>', styles=build.styles(code))
    assert found == held
    assert type(found) is type(held)


def test_1904_epoch() -> None:
    """A book that counts from 1904 shows the same day by another serial."""
    look = build.styles("14")
    cell = '<c r="A1" s="1"><v>44887</v></c>'
    assert _one(cell, styles=look, book='<workbookPr date1904="1"/>') == datetime(2026, 11, 23)


def test_ranges_that_name_nothing() -> None:
    """A merge or hyperlink on #REF! is passed over: it holds no content."""
    after = '<mergeCells><mergeCell ref="#REF!"/></mergeCells><hyperlinks><hyperlink ref="A:A"/></hyperlinks>'
    sheet = sheet_of(build.row_of("甲"), after=after)
    assert (sheet.cells, sheet.merges) == ({(0, 0): "甲"}, ())


def test_percent_is_marked() -> None:
    """A number seen as 95% is kept as 0.95 and marked."""
    sheet = sheet_of(
        '<row r="1"><c r="A1" s="1"><v>0.95</v></c></row>', styles=build.styles("0.0%")
    )
    assert sheet.cells[0, 0] == Decimal("0.95")
    assert sheet.percents == {(0, 0)}


def test_shared_strings() -> None:
    """Rich text is joined, phonetic readings are left out."""
    texts = build.strings(
        "<t>甲</t>", "<r><t>乙</t></r><r><t>丙</t></r>", "<t>区</t><rPh><t>qu</t></rPh>"
    )
    row = "".join(f'<c r="{a1(0, n)}" t="s"><v>{n}</v></c>' for n in range(3))
    assert list(sheet_of(f"<row>{row}</row>", strings=texts).cells.values()) == ["甲", "乙丙", "区"]


@pytest.mark.parametrize("index", ["-1", "1", "x"])
def test_string_that_is_not_there(index: str) -> None:
    """A cell that points outside of the shared strings is damage, never another cell's text."""
    with pytest.raises(Refusal) as caught:
        _one(f'<c r="A1" t="s"><v>{index}</v></c>', strings=build.strings("<t>甲</t>"))
    assert caught.value.finding.code == "G102"


def test_cells_without_address() -> None:
    """Cells and rows without r count on from their neighbours."""
    rows = (
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r='4'><c r='C4'/><c><v>4</v></c></row>"
        "<row><c><v>5</v></c></row>"
    )
    assert sheet_of(rows).cells == {
        (0, 0): Decimal(1), (0, 2): Decimal(3), (3, 3): Decimal(4), (4, 0): Decimal(5),
    }  # fmt: skip


def test_shared_formula_moves() -> None:
    """The followers of a shared formula show the formula moved to their place."""
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*$C$1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert sheet_of(rows).formulas == {(0, 0): "=B1*$C$1", (1, 0): "=B2*$C$1"}
    assert shifted("A1", 0, -1) == "#REF!"
    assert shifted("LOG10(A1)+'A1'!B2", 1, 1) == "LOG10(B2)+'A1'!C3"


def test_hidden_and_merged() -> None:
    """Hidden rows, columns and sheets are read and marked; a merged cell answers by its anchor."""
    one = build.sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row r="3" ht="0" customHeight="1"><c r="A3"><v>3</v></c></row>',
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols>',
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )
    book = book_of(
        build.xlsx(one, one, one, names=("甲", "乙", "_jlhy"), states=("", "hidden", "veryHidden"))
    )
    sheet = book.sheets[0]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1, 2}, {1, 2, 4})
    assert sheet.merges == ((0, 0, 0, 1),)
    assert sheet.at(0, 1) == Decimal(1)
    assert [found.visibility for found in book.sheets] == ["visible", "hidden", "veryHidden"]
    assert [(note.code, note.sheet) for note in book.notes] == [("G118", "乙")]


def test_custom_properties() -> None:
    """Custom document properties are read, whatever the type of their value."""
    custom = (
        '<Properties xmlns:vt="v"><property name="jlhy_unit"><vt:lpwstr>U01</vt:lpwstr></property>'
        '<property name="n"><vt:i4>5</vt:i4></property></Properties>'
    )
    data = build.xlsx(build.sheet(build.row_of("a")), custom=custom)
    assert book_of(data).properties == {"jlhy_unit": "U01", "n": "5"}


def test_names_are_relations_not_places() -> None:
    """Parts are found by their relations: other names, absolute targets, odd case, backslashes."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    moved = {
        "[Content_Types].xml": parts["[Content_Types].xml"],
        "_rels/.rels": str(parts["_rels/.rels"]).replace("xl/workbook.xml", "/Odd/BOOK.xml"),
        "Odd/book.xml": parts["xl/workbook.xml"],
        "odd/_rels/BOOK.xml.rels": str(parts["xl/_rels/workbook.xml.rels"]).replace(
            "worksheets/sheet1.xml", "..\\data\\s.xml"
        ),
        "data\\s.xml": parts["xl/worksheets/sheet1.xml"],
    }
    assert book_of(build.pack(moved)).sheets[0].cells == {(0, 0): "甲"}


def test_prefixed_and_strict() -> None:
    """A writer that prefixes every element, or uses the strict namespaces, is read alike."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    xml = str(parts["xl/worksheets/sheet1.xml"])
    for word in ("worksheet", "sheetData", "row", "c", "is", "t"):
        xml = xml.replace(f"<{word}>", f"<x:{word}>").replace(f"<{word} ", f"<x:{word} ")
        xml = xml.replace(f"</{word}>", f"</x:{word}>")
    xml = xml.replace("xmlns=", "xmlns:x=")
    strict = {
        name: str(part)
        .replace("http://schemas.openxmlformats.org/officeDocument/2006", "http://purl.oclc.org/ooxml/officeDocument")
        .replace("http://schemas.openxmlformats.org/spreadsheetml/2006", "http://purl.oclc.org/ooxml/spreadsheetml")
        for name, part in {**parts, "xl/worksheets/sheet1.xml": xml}.items()
    }  # fmt: skip
    assert book_of(build.pack(strict)).sheets[0].cells == {(0, 0): "甲"}


def test_last_cell_of_the_sheet() -> None:
    """A value at XFD1048576 is read like any other; one beyond it is a damaged file."""
    sheet = sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert sheet.cells == {(1_048_575, 16_383): Decimal(1)}
    for cell in ("XFE1", "A1048577", "AAAA1", "1A", "A", "A0"):
        with pytest.raises(Refusal) as caught:
            _one(f'<c r="{cell}"><v>1</v></c>')
        assert caught.value.finding.code == "G102"


def test_one_address_twice_is_ambiguous() -> None:
    """Two contents at one address are refused: programs differ on which is true."""
    with pytest.raises(Refusal) as caught:
        _one('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')
    assert caught.value.finding.code == "G105"


def test_styled_blanks_cost_nothing() -> None:
    """Twenty thousand empty styled rows leave no cell behind."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(1, 20_001)
    )
    sheet = sheet_of(rows + '<row r="20001"><c r="A20001"><v>1</v></c></row>')
    assert sheet.cells == {(20_000, 0): Decimal(1)}


def test_long_text_is_asked() -> None:
    """A text that no cell can hold waits for a person; it is never cut."""
    with pytest.raises(Refusal) as caught:
        _one(f'<c r="A1" t="inlineStr"><is><t>{"长" * 32_768}</t></is></c>')
    assert (caught.value.verdict, caught.value.finding.cell) == (Verdict.QUARANTINED, "A1")
    assert _one(f'<c r="A1" t="inlineStr"><is><t>{"长" * 32_767}</t></is></c>') == "长" * 32_767


@given(st.integers(0, guard.ROWS - 1), st.integers(0, guard.COLUMNS - 1))
def test_addresses_round_trip(row: int, column: int) -> None:
    """Every address is read back as the cell it names."""
    assert position_of(a1(row, column)) == (row, column)
    assert range_of(f"{a1(row, column)}:A1") == (0, 0, row, column)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    )
)
def test_numbers_as_a_writer_writes_them(value: Decimal) -> None:
    """What XlsxWriter stores of a number with four decimals reads back equal."""
    assert _one(f'<c r="A1"><v>{float(value):.16G}</v></c>') == value


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_text_written_by_xlsxwriter(text: str) -> None:
    """Any text that XlsxWriter stores is read back unaltered."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, text)
    found = book_of(out.getvalue()).sheets[0].cells.get((0, 0))
    assert found == (text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") or None)
