"""Reading: any bytes become a book or a refusal, and each format says what its cells hold."""

# ruff: noqa: DTZ001 - cells know no time zone

import io
import random
import struct
import time as clock
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zoo import binary, build, sealed_xls
from zoo.verdicts import ODD, Odd, odf, ods

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import CellError, RawBook, Uncached
from jlhy_xl.edge import read as reader


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.name)
def test_verdict(odd: Odd) -> None:
    """Each odd file is read, or refused with the verdict and the reason of the table."""
    if odd.verdict:
        with pytest.raises(Refusal) as caught:
            reader.read(odd.data, odd.name)
        assert (caught.value.verdict.value, caught.value.finding.code) == (odd.verdict, odd.code)
        assert "{" not in caught.value.finding.message
    else:
        book = reader.read(odd.data, odd.name)
        assert book.kind == odd.kind
        assert any(sheet.cells for sheet in book.sheets)


@given(st.binary(max_size=4000), st.sampled_from([odd.name for odd in ODD]))
def test_any_bytes(data: bytes, name: str) -> None:
    """Any bytes under any name give a book or a Refusal, nothing else."""
    _assert_answered(data, name)


@given(st.sampled_from(ODD), st.integers(0, 2**32))
def test_mutated_files(odd: Odd, seed: int) -> None:
    """A file damaged anywhere, its parts packed anew, gives a book or a Refusal."""
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    data = odd.data
    if len(data) > 200_000 or "坏" in odd.name:  # its parts cannot be taken out
        return
    if data[:2] == b"PK" and odd.kind != "zip" and chance.random() < 0.8:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        if sum(map(len, parts.values())) > 200_000:
            return
        victim = chance.choice(sorted(parts))
        data = build.pack({**parts, victim: _mutated(parts[victim], chance)})
    else:
        data = _mutated(data, chance)
    _assert_answered(data, odd.name)


def _assert_answered(data: bytes, name: str) -> None:
    """The file is a book whose cells have addresses, or is refused with a verdict and its words."""
    found = _answer(data, name)
    if isinstance(found, Refusal):
        assert found.finding.message
        assert found.verdict is not Verdict.ACCEPTED
    else:
        assert all(min(place, default=-1) >= 0 for sheet in found.sheets for place in sheet.cells)


def _answer(data: bytes, name: str) -> RawBook | Refusal:
    try:
        return reader.read(data, name, ("甲",))
    except Refusal as refusal:
        return refusal


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 2, 5, 20])):
        at, way = chance.randrange(len(changed) + 1), chance.random()
        if way < 0.5:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif way < 0.7:
            del changed[at : at + chance.randrange(1, 100)]
        elif way < 0.9:
            changed[at:at] = changed[at : at + chance.randrange(1, 100)]
        else:
            del changed[at:]
    return bytes(changed)


def test_default_password_opens() -> None:
    """A book that Excel sealed with its own password is read; one of the list opens, too."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    whole = build.pack({**parts, "pad": "填" * 9000}, zipfile.ZIP_STORED)
    for password, listed in (("VelvetSweatshop", ()), ("区法院", ("不对", "区法院"))):
        book = reader.read(binary.sealed(whole, password), "a.xlsx", listed)
        assert book.sheets[0].cells == {(0, 0): "甲"}
        assert [note.code for note in book.notes] == ["G125"]


def test_sealed_old_workbook() -> None:
    """An encrypted .xls opens with Excel's default or a listed password; else it is named so."""
    for password, listed in (("VelvetSweatshop", ()), ("区法院", ("不对", "区法院"))):
        book = reader.read(sealed_xls.xls(password), "a.xls", listed)
        assert book.sheets[0].cells == {(0, 0): "区法院"}
        assert [note.code for note in book.notes] == ["G125"]
    with pytest.raises(Refusal) as caught:
        reader.read(sealed_xls.xls("谁也不知道"), "a.xls", ("不对",))
    assert caught.value.finding.code == "G108"


def test_disguise_is_told() -> None:
    """A name that does not fit the content is told, and the content counts."""
    assert [note.code for note in reader.read(build.small(), "a.xls").notes] == ["G119"]
    assert reader.read(build.small(), "a.XLSX").notes == ()
    assert reader.read(build.small(), "没有后缀").notes == ()


def test_old_workbook() -> None:
    """An .xls keeps text, numbers, dates, times, booleans and error cells."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    for column, (value, style) in enumerate([
        ("001234", None), (2.5, None), (13812345678, None), (datetime(2026, 11, 23), day),
        (time(17, 0), xlwt.easyxf(num_format_str="h:mm")), (True, None),
        (0.95, xlwt.easyxf(num_format_str="0.0%")), (xlwt.Formula("1/0"), None),
    ]):  # fmt: skip
        sheet.write(0, column, value, style or xlwt.Style.default_style)
    sheet.row(1).set_cell_error(0, 0x2A)
    sheet.write_merge(2, 3, 0, 1, "合")
    sheet.row(2).hidden = True
    sheet.col(5).hidden = True
    book.add_sheet("暗").visibility = 1
    out = io.BytesIO()
    book.save(out)
    found = reader.read(out.getvalue(), "a.et")
    cells = found.sheets[0].cells
    assert [cells[0, column] for column in range(7)] == [
        "001234", Decimal("2.5"), Decimal(13812345678), datetime(2026, 11, 23), time(17, 0), True,
        Decimal("0.95"),
    ]  # fmt: skip
    assert cells[1, 0] == CellError("#N/A")
    assert found.sheets[0].percents == {(0, 6)}
    assert found.sheets[0].merges == ((2, 0, 3, 1),)
    assert found.sheets[0].hidden_rows == {2}
    assert found.sheets[0].hidden_columns == {5}
    assert [note.code for note in found.notes] == ["G118"]


def test_binary_workbook() -> None:
    """An .xlsb keeps what other readers lose: error cells, hidden rows, per cent, exact numbers."""
    real = lambda value: struct.pack("<d", value)  # noqa: E731 - a word for four bytes of format
    sheet = (
        binary.row(0) + binary.cell(7, 0, struct.pack("<I", 0)) + binary.cell(5, 1, real(2.5))
        + binary.cell(2, 2, struct.pack("<I", 123 << 2 | 3)) + binary.cell(3, 3, b"\x17")
        + binary.cell(4, 4, b"\x01") + binary.cell(5, 5, real(46349.0), 1)
        + binary.cell(5, 6, real(0.95), 2) + binary.cell(6, 7, binary.wide("直接"))
        + binary.cell(1, 8, b"") + binary.row(1, hidden=True)
        + binary.cell(9, 0, real(0.1) + bytes(4)) + binary.cell(11, 1, b"\x2a" + bytes(4))
        + binary.record(176, struct.pack("<4I", 2, 3, 0, 1))
        + binary.record(60, struct.pack("<IIIIH", 2, 3, 0, 0, 1))
    )  # fmt: skip
    data = binary.xlsb(sheet, strings=("区财政局",))
    found = reader.read(data, "a.xlsb").sheets[0]
    assert found.cells == {
        (0, 0): "区财政局", (0, 1): Decimal("2.5"), (0, 2): Decimal("1.23"),
        (0, 3): CellError("#REF!"), (0, 4): True, (0, 5): datetime(2026, 11, 23),
        (0, 6): Decimal("0.95"), (0, 7): "直接", (1, 0): Decimal("0.1"), (1, 1): CellError("#N/A"),
    }  # fmt: skip
    assert (found.hidden_rows, found.hidden_columns) == ({1}, {2, 3})
    assert (found.percents, found.merges) == ({(0, 6)}, ((2, 0, 3, 1),))
    _same_as_calamine(data, found.cells[0, 1])


def _same_as_calamine(data: bytes, second: object) -> None:
    """An independent reader finds the hand-built book well formed."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["区财政局", second, 1.23]


def test_open_document() -> None:
    """An .ods keeps types, errors, formulas, repeats, merges and what is hidden."""
    rows = (
        "<table:table-column table:number-columns-repeated='2'/><table:table-column table:visibility='collapse'/>"
        "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>"
        "<table:table-row table:visibility='filter'>"
        "<table:table-cell office:value-type='float' office:value='2.50'><text:p>3</text:p></table:table-cell>"
        "<table:table-cell office:value-type='percentage' office:value='0.95'><text:p>95%</text:p></table:table-cell>"
        "<table:table-cell office:value-type='date' office:date-value='2026-11-23'/>"
        "<table:table-cell office:value-type='time' office:time-value='PT17H00M00S'/>"
        "<table:table-cell office:value-type='boolean' office:boolean-value='true'/>"
        "<table:table-cell table:formula='of:=1/0' office:value-type='string' calcext:value-type='error'><text:p>#DIV/0!</text:p></table:table-cell>"
        "<table:table-cell table:formula='of:=[.A1]'/>"
        "<table:table-cell table:number-columns-repeated='2' office:value-type='string'><office:annotation><text:p>批注</text:p></office:annotation>"
        "<text:p>甲<text:s text:c='2'/>乙</text:p><text:p>丙</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell table:number-columns-spanned='2' table:number-rows-spanned='2'><text:p>合</text:p></table:table-cell>"
        "<table:covered-table-cell/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1048570'><table:table-cell/></table:table-row>"
    )
    sheet = reader.read(ods(rows), "a.ods").sheets[0]
    assert sheet.cells == {
        (3, 0): Decimal("2.50"), (3, 1): Decimal("0.95"), (3, 2): datetime(2026, 11, 23),
        (3, 3): time(17, 0), (3, 4): True, (3, 5): CellError("#DIV/0!"), (3, 6): Uncached("=[.A1]"),
        (3, 7): "甲  乙\n丙", (3, 8): "甲  乙\n丙", (4, 0): "合",
    }  # fmt: skip
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {2})
    assert (sheet.percents, sheet.merges) == ({(3, 1)}, ((4, 0, 5, 1),))
    assert sheet.formulas[3, 5] == "=1/0"


def test_open_document_tells_what_it_carries() -> None:
    """Hidden sheets, links, DDE and macros are notes; the custom properties are read."""
    hidden = (
        "<style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>"
        "<table:dde-links><table:table><table:table-row/></table:table></table:dde-links>"
        "<table:table table:name='暗' table:style-name='ta2'><table:table-source/>"
        "<table:table-row><table:table-cell><text:p>甲<text:tab/>乙<text:line-break/>丙</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    meta = "<m xmlns:meta='m'><meta:user-defined meta:name='jlhy_unit'>U01</meta:user-defined></m>"
    data = odf("spreadsheet", hidden, more={"Basic/a.xml": "x", "meta.xml": meta})
    book = reader.read(data, "a.ods")
    assert book.properties == {"jlhy_unit": "U01"}
    assert book.sheets[0].cells == {(0, 0): "甲\t乙\n丙"}
    assert sorted(note.code for note in book.notes) == ["G113", "G114", "G115", "G118"]


@pytest.mark.parametrize(
    "rows",
    [
        "<table:table-row><table:table-cell table:number-columns-repeated='0'><text:p>甲</text:p></table:table-cell></table:table-row>",
        "<table:table-row><table:table-cell table:number-columns-repeated='x'><text:p>甲</text:p></table:table-cell></table:table-row>",
        "<table:table-row><table:table-cell table:number-columns-repeated='16385'><text:p>甲</text:p></table:table-cell></table:table-row>",
        "<table:table-row><table:table-cell><table:table/></table:table-cell></table:table-row>",
    ],
)
def test_open_document_damage(rows: str) -> None:
    """Repeats that are no numbers or lead out of the sheet, tables in cells: damaged."""
    with pytest.raises(Refusal) as caught:
        reader.read(ods(rows), "a.ods")
    assert caught.value.finding.code == "G102"


def test_a_return_is_read_in_no_time() -> None:
    """A sheet of 61 rows by 19 columns is read in some milliseconds (here: ten times the aim)."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(61):
            for column in range(19):
                sheet.write(row, column, f"文字{row}-{column}" if column % 2 else row * 1.5)
    reader.read(out.getvalue(), "a.xlsx")
    began = clock.process_time()
    reader.read(out.getvalue(), "a.xlsx")
    assert clock.process_time() - began < 0.15


@pytest.mark.real
@pytest.mark.parametrize("kind", ["xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods"])
def test_libreoffice_saves_alike(kind: str, soffice: Callable[..., Path], tmp_path: Path) -> None:
    """What LibreOffice saves of a book, in each of its formats, holds the same values."""
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("填报")
        sheet.write_row(0, 0, ["001234", 2.5, 13812345678])
        sheet.write_datetime(
            0, 3, datetime(2026, 11, 23), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        sheet.write_formula(0, 4, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 5, "=B1*2", None, 5)
        sheet.set_column(1, 1, None, None, {"hidden": True})
        book.add_worksheet("_jlhy").very_hidden()
        book.set_custom_property("jlhy_unit", "U01")
    found = reader.read(soffice(path, kind).read_bytes(), "a." + kind.partition(":")[0])
    assert list(found.sheets[0].cells.values()) == [
        "001234", Decimal("2.5"), Decimal(13812345678), datetime(2026, 11, 23),
        CellError("#DIV/0!"), Decimal(5),
    ]  # fmt: skip
    assert found.sheets[0].hidden_columns == {1}
    assert [sheet.visibility != "visible" for sheet in found.sheets] == [False, True]
    assert found.kind == "xls" or found.properties["jlhy_unit"] == "U01"


_CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
    .filter(lambda text: "\ufffe" not in text and "\uffff" not in text),
    st.sampled_from(["001234", "NA", "1e5", "TRUE", "=1+1", "３/6", "_x0041_", " ", "'甲", "370405199003071234"]),
    st.booleans(),
    st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal),
    st.decimals(-(10**6), 10**6, places=5, allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0)),
)  # fmt: skip


@given(st.dictionaries(st.tuples(st.integers(0, 30), st.integers(0, 20)), _CELLS, min_size=1))
def test_values_in_are_values_out(cells: dict[tuple[int, int], Any]) -> None:
    """What XlsxWriter is given, the reader gives back: value, kind and address."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for (row, column), value in cells.items():
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, datetime):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write_number(row, column, value)
    found = reader.read(out.getvalue(), "a.xlsx").sheets[0].cells
    assert found == cells
    assert {at: type(value) for at, value in found.items()} == {
        at: type(value) for at, value in cells.items()
    }
