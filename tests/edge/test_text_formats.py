"""Texts, web pages and XML that are called workbooks."""

# ruff: noqa: DTZ001 - cells know no time zone

import struct
from datetime import datetime
from decimal import Decimal

import pytest
from zoo import binary

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.raw import CellError, Uncached
from jlhy_xl.edge import read as reader


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_text_table(encoding: str) -> None:
    """A .csv is text in every cell: zeros, long numbers and NA stay as they were typed."""
    text = '编号,值\r\n001234,NA\r\n="0632",370405199003071234\r\n"a\n""b""",#REF!\r\n'
    cells = reader.read(text.encode(encoding), "a.csv").sheets[0].cells
    assert [cells[row, column] for row in range(4) for column in range(2)] == [
        "编号", "值", "001234", "NA", "0632", "370405199003071234", 'a\n"b"', CellError("#REF!"),
    ]  # fmt: skip


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_table_dividers(sign: str) -> None:
    """Commas, tabs and semicolons are told apart by the lines themselves."""
    text = f"甲{sign}乙\n1,5{sign}2\n" if sign != "," else "甲,乙\n15,2\n"
    assert reader.read(text.encode(), "a.xls").sheets[0].cells[1, 1] == "2"


def test_web_page() -> None:
    """Spans move the cells after them; scripts and styles are no text; tables follow each other."""
    page = (
        "<html><style>td{}</style><table><tr><th rowspan=2>甲</th><td colspan='2'>乙<br>二</td></tr>"
        "<tr><td>丙</td><td>&lt;丁&gt;<script>x</script></td></tr></table>"
        "<table><tr><td>戊<table><tr><td>己</td></tr></table></td></tr></table></html>"
    )
    sheet = reader.read(page.encode(), "a.xls").sheets[0]
    assert sheet.cells == {
        (0, 0): "甲", (0, 1): "乙\n二", (1, 1): "丙", (1, 2): "<丁>", (2, 0): "戊\n己",
    }  # fmt: skip
    assert sheet.merges == ((0, 0, 1, 0), (0, 1, 0, 2))


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"<table>" + b"<!--" * 20_000, "G102", ""),
        (b"<table><tr>" + b"<td colspan=900>a</td>" * 20, "G103", "列数"),
        (b"<table>" + b"<tr><td rowspan=9999999 colspan=16000>" * 2, "G103", "列数"),
        (b"<table>" + b"<tr><td colspan=16384>" * 62, "G103", "合并"),
        (b'a,"' * 40_000, "G103", "列数"),
        (b'a,"' + b"b" * 200_000, "G102", ""),
        ("长".encode() * 40_000, "G121", "40000"),
    ],
)
def test_text_formats_are_bounded(data: bytes, code: str, said: str) -> None:
    """Marks left open, spans and quotations without end are refused with what is too much."""
    with pytest.raises(Refusal) as caught:
        reader.read(data, "a.xls")
    assert caught.value.finding.code == code
    assert said in caught.value.finding.message


def test_merges_of_pages_and_xml_are_counted() -> None:
    """One merge more than the cap is refused in every format that has merges."""
    page = b"<table>" + b"<tr><td colspan=2>a" * 50_001
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><Workbook xmlns="{name}"><Worksheet><Table>'
        + '<Row><Cell MergeAcross="1"/></Row>' * 50_001
        + "</Table></Worksheet></Workbook>"
    ).encode()
    sheet = binary.record(176, struct.pack("<4I", 0, 1, 0, 1)) * 50_001
    for data, suffix in ((page, "xls"), (xml, "xml"), (binary.xlsb(sheet), "xlsb")):
        with pytest.raises(Refusal) as caught:
            reader.read(data, "a." + suffix)
        assert (caught.value.finding.code, "50001" in caught.value.finding.message) == (
            "G103",
            True,
        )


def test_xml_of_2003() -> None:
    """An Excel 2003 XML book keeps types, places, merges, per cent and what is hidden."""
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        '<CustomDocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><jlhy_unit>U01</jlhy_unit></CustomDocumentProperties>'
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>'
        '<Worksheet ss:Name="表"><Table><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>'
        '<Row ss:Index="2" ss:Hidden="1"><Cell ss:MergeAcross="1"><Data ss:Type="String">甲<B>乙</B></Data></Cell>'
        '<Cell ss:StyleID="p"><Data ss:Type="Number">0.5</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2026-11-23T00:00:00.000</Data><Comment><Data>注</Data></Comment></Cell>'
        '<Cell ss:Index="7" ss:Formula="=R1C1"><Data ss:Type="Error">#REF!</Data></Cell>'
        '<Cell ss:Formula="=R1C2"/><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>'
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
    )
    book = reader.read(xml.encode(), "a.xml")
    sheet = book.sheets[0]
    assert sheet.cells == {
        (1, 0): "甲乙", (1, 2): Decimal("0.5"), (1, 3): datetime(2026, 11, 23),
        (1, 6): CellError("#REF!"), (1, 7): Uncached("=R1C2"), (1, 8): True,
    }  # fmt: skip
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {2, 3})
    assert (sheet.merges, sheet.percents, sheet.visibility) == (((1, 0, 1, 1),), {(1, 2)}, "hidden")
    assert book.properties == {"jlhy_unit": "U01"}
