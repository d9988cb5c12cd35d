"""The workbook reader: what stands in the file is what is read, cell by cell."""

# ruff: noqa: DTZ001 - cells know no time zone

import io
import zipfile
from datetime import datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zoo import build

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import CellError, Raw, RawBook, RawSheet, Uncached, a1
from jlhy_xl.edge import guard
from jlhy_xl.edge.ooxml import workbook as ooxml
from jlhy_xl.edge.ooxml.sheet import position_of, range_of, shifted


def _sheet(rows: str, before: str = "", after: str = "", **extra: str) -> RawSheet:
    return _book(build.xlsx(build.sheet(rows, before, after), **extra)).sheets[0]


def _book(data: bytes) -> RawBook:
    return ooxml.read(data, "xlsx")


def _one(cell: str, **extra: str) -> Raw | None:
    return _sheet(f'<row r="1">{cell}</row>', **extra).cells.get((0, 0))


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
    sheet = _sheet(build.row_of("甲"), after=after)
    assert (sheet.cells, sheet.merges) == ({(0, 0): "甲"}, ())


def test_percent_is_marked() -> None:
    """A number seen as 95% is kept as 0.95 and marked."""
    sheet = _sheet('<row r="1"><c r="A1" s="1"><v>0.95</v></c></row>', styles=build.styles("0.0%"))
    assert sheet.cells[0, 0] == Decimal("0.95")
    assert sheet.percents == {(0, 0)}


def test_shared_strings() -> None:
    """Rich text is joined, phonetic readings are left out."""
    texts = build.strings(
        "<t>甲</t>", "<r><t>乙</t></r><r><t>丙</t></r>", "<t>区</t><rPh><t>qu</t></rPh>"
    )
    row = "".join(f'<c r="{a1(0, n)}" t="s"><v>{n}</v></c>' for n in range(3))
    assert list(_sheet(f"<row>{row}</row>", strings=texts).cells.values()) == ["甲", "乙丙", "区"]


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
    assert _sheet(rows).cells == {
        (0, 0): Decimal(1), (0, 2): Decimal(3), (3, 3): Decimal(4), (4, 0): Decimal(5),
    }  # fmt: skip


def test_shared_formula_moves() -> None:
    """The followers of a shared formula show the formula moved to their place."""
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*$C$1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert _sheet(rows).formulas == {(0, 0): "=B1*$C$1", (1, 0): "=B2*$C$1"}
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
    book = _book(
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
    assert _book(data).properties == {"jlhy_unit": "U01", "n": "5"}


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
    assert _book(build.pack(moved)).sheets[0].cells == {(0, 0): "甲"}


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
    assert _book(build.pack(strict)).sheets[0].cells == {(0, 0): "甲"}


def test_last_cell_of_the_sheet() -> None:
    """A value at XFD1048576 is read like any other; one beyond it is a damaged file."""
    sheet = _sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
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
    sheet = _sheet(rows + '<row r="20001"><c r="A20001"><v>1</v></c></row>')
    assert sheet.cells == {(20_000, 0): Decimal(1)}


def test_long_text_is_asked() -> None:
    """A text that no cell can hold waits for a person; it is never cut."""
    with pytest.raises(Refusal) as caught:
        _one(f'<c r="A1" t="inlineStr"><is><t>{"长" * 32_768}</t></is></c>')
    assert (caught.value.verdict, caught.value.finding.cell) == (Verdict.QUARANTINED, "A1")
    assert _one(f'<c r="A1" t="inlineStr"><is><t>{"长" * 32_767}</t></is></c>') == "长" * 32_767


@pytest.mark.parametrize(
    "mark",
    ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_declarations_are_refused(mark: str, part: str) -> None:
    """Any DOCTYPE or ENTITY in any part that is read is refused by name."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    bare = str(parts[part]).replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    with pytest.raises(Refusal) as caught:
        _book(build.pack({**parts, part: mark + bare}))
    assert caught.value.finding.code == "G106"


def test_depth_and_attributes() -> None:
    """XML that is too deep or overloaded is refused."""
    deep = "<a>" * 300 + "</a>" * 300
    wide = "<a " + " ".join(f'b{n}="1"' for n in range(1001)) + "/>"
    for xml in (deep, wide):
        with pytest.raises(Refusal) as caught:
            _sheet(build.row_of("甲"), after=xml)
        assert caught.value.finding.code == "G103"


@pytest.mark.parametrize(
    ("cap", "after"),
    [
        ("merges", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 4 + "</mergeCells>"),
        ("conditionals", "<conditionalFormatting>" + "<cfRule/>" * 4 + "</conditionalFormatting>"),
        ("validations", "<dataValidations>" + "<dataValidation/>" * 4 + "</dataValidations>"),
        ("cells", ""),
        ("text_after_use", ""),
    ],
)
def test_caps_of_a_sheet(cap: str, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than a cap is refused, exactly the cap is read."""
    rows = "".join(build.row_of("a", number=n) for n in range(1, 5))
    for most, refused in ((4, False), (3, True)):
        _cap(monkeypatch, cap, most)
        if refused:
            with pytest.raises(Refusal) as caught:
                _sheet(rows, after=after)
            assert caught.value.finding.code == "G103"
        else:
            assert len(_sheet(rows, after=after).cells) == 4


def _cap(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    from msgspec.structs import replace

    from jlhy_xl.edge.ooxml import parts as ooxml_parts
    from jlhy_xl.edge.ooxml import sheet as ooxml_sheet
    from jlhy_xl.edge.ooxml import styles as ooxml_styles
    from jlhy_xl.edge.ooxml import xml as ooxml_xml

    tight = replace(guard.CAPS, **{name: most})
    for module in (guard, ooxml, ooxml_parts, ooxml_sheet, ooxml_styles, ooxml_xml):
        monkeypatch.setattr(module, "CAPS", tight)


def test_caps_of_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets, names, formats and strings are counted too."""
    sheet = build.sheet(build.row_of("a"))
    books = {
        "sheets": build.xlsx(sheet, sheet),
        "names": build.xlsx(
            sheet, book="<definedNames>" + "<definedName/>" * 2 + "</definedNames>"
        ),
        "formats": build.xlsx(sheet, styles=build.styles("9")),
        "strings": build.xlsx(sheet, strings=build.strings("<t>a</t>", "<t>b</t>")),
        "entries": build.xlsx(sheet),
    }
    for cap, data in books.items():
        with monkeypatch.context() as patch:
            _cap(patch, cap, 1)
            with pytest.raises(Refusal) as caught:
                _book(data)
            assert caught.value.finding.code == "G103", cap


def test_bomb_is_stopped_by_what_inflates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget counts inflated bytes; what the headers claim is not believed."""
    data = build.xlsx(build.sheet(build.row_of("甲"), after=" " * 2_000_000))
    _cap(monkeypatch, "ratio_from", 1_000_000)
    with pytest.raises(Refusal) as caught:
        _book(data)
    assert caught.value.finding.code == "G104"
    _cap(monkeypatch, "inflated_total", 1_000_000)
    with pytest.raises(Refusal) as caught:
        _book(data)
    assert caught.value.finding.code == "G104"


def test_odd_entries() -> None:
    """Entries twice, alike but for case, or pointing outside are told by name."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    again = build.pack({**parts, "XL/WORKBOOK.XML": "<a/>"})
    outside = build.pack({**parts, "../../etc/x": "x"})
    for data, code, verdict in (
        (again, "G105", Verdict.RETURNED), (outside, "G126", Verdict.QUARANTINED),
    ):  # fmt: skip
        with pytest.raises(Refusal) as caught:
            _book(data)
        assert (caught.value.finding.code, caught.value.verdict) == (code, verdict)


def test_active_content_is_told() -> None:
    """Macros, links, connections, embeddings, DDE: each is a note, none is followed."""
    parts = build.parts_of(
        build.sheet('<row r="1"><c r="B1"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row>')
    )
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = (
        f'<Relationship Id="e" Type="{base}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="c" Type="{base}/connections" Target="connections.xml"/></Relationships>'
    )
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", more
    )
    parts |= {
        "xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>",
        "xl/vbaProject.bin": "x", "xl/embeddings/oleObject1.bin": "x",
    }  # fmt: skip
    notes = _book(build.pack(parts)).notes
    assert sorted(note.code for note in notes) == ["G113", "G114", "G115", "G115", "G116", "G117"]
    assert [(note.sheet, note.cell) for note in notes if note.cell] == [("表1", "B1")]


def test_sheets_without_cells_are_told() -> None:
    """A chart sheet and a macro sheet are noted; the worksheets beside them are read."""
    one = build.sheet(build.row_of("甲"))
    parts = build.parts_of(one, one, one)
    rels = str(parts["xl/_rels/workbook.xml.rels"])
    for number, word in ((2, "chartsheet"), (3, "xlMacrosheet")):
        rels = rels.replace(
            f'worksheet" Target="worksheets/sheet{number}',
            f'{word}" Target="worksheets/sheet{number}',
        )
    book = _book(build.pack({**parts, "xl/_rels/workbook.xml.rels": rels}))
    assert [sheet.name for sheet in book.sheets] == ["表1"]
    assert [(note.code, note.sheet) for note in book.notes] == [("R106", "表2"), ("G113", "表3")]


def test_forgotten_relations() -> None:
    """A package that forgot to relate its workbook is read by its content types."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    del parts["_rels/.rels"]
    assert _book(build.pack(parts)).sheets[0].cells == {(0, 0): "甲"}


def test_whole_sheet_merge_is_read_and_told() -> None:
    """One merge over the whole sheet costs nothing to read; it is told so that nobody expands it."""
    after = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    book = _book(build.xlsx(build.sheet(build.row_of("甲"), after=after)))
    assert book.sheets[0].at(9, 9) == "甲"
    assert "G120" in [note.code for note in book.notes]


def test_odd_characters_are_told() -> None:
    """A control character is made visible, and the cell is named."""
    book = _book(build.xlsx(build.sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
                            strings=build.strings("<t>a_x0007_</t>")))  # fmt: skip
    assert book.sheets[0].cells[0, 0] == "a␇"
    assert [(note.code, note.cell) for note in book.notes] == [("R103", "A1")]


def test_missing_parts_are_damage() -> None:
    """A book whose sheet, strings or tail are missing is damaged: never half a sheet."""
    parts = build.parts_of(build.sheet('<row><c t="s"><v>3</v></c></row>'))
    whole = build.pack(parts)
    less = {name: part for name, part in parts.items() if "sheet1" not in name}
    lying = bytearray(whole)
    lying[whole.index(b"sheetData") if b"sheetData" in whole else 60] ^= 1
    for data in (whole, build.pack(less), whole[:-40], whole + b"tail", bytes(lying)):
        with pytest.raises(Refusal) as caught:
            _book(data)
        assert caught.value.finding.code == "G102"


def test_unknown_compression_and_secret_entries() -> None:
    """An entry packed in another way or with a password is refused, by its own reason."""
    with pytest.raises(Refusal) as caught:
        _book(build.pack(build.parts_of(build.sheet(build.row_of("a"))), zipfile.ZIP_BZIP2))
    assert caught.value.finding.code == "G102"
    data = bytearray(build.small())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(Refusal) as caught:
        _book(bytes(data))
    assert caught.value.finding.code == "G108"


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
    found = _book(out.getvalue()).sheets[0].cells.get((0, 0))
    assert found == (text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") or None)
