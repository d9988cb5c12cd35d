"""Formulas and custom properties of .xls and .xlsb, which their libraries keep to themselves."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zoo import binary

from jlhy_xl.core.raw import CellError, Uncached
from jlhy_xl.edge import read as reader
from jlhy_xl.edge.formats import biff_streams

NONE = Uncached("=…")
EMPTY = b"\x03" + bytes(5) + b"\xff\xff"


def old(*formulas: str) -> bytes:
    """Return an .xls as a program that does not reckon writes it."""
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("空")
    sheet = book.add_sheet("表一")
    sheet.write(0, 0, 2)
    for row, formula in enumerate(formulas, 1):
        sheet.write(row, 1, xlwt.Formula(formula))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def stored(book: bytes, place: int, result: bytes, flags: int = 0) -> bytes:
    """Return the book with another result in its n-th formula."""
    at = -1
    for _ in range(place + 1):
        at = book.index(struct.pack("<H", 6) + b"\x1f\x00", at + 1)
    return book[: at + 10] + result + struct.pack("<H", flags) + book[at + 20 :]


def test_a_formula_that_nobody_reckoned_is_not_blank() -> None:
    """Written by a program without a calculator: no result, on the sheet where it stands."""
    sheet = reader.read(old("A1*3", "A1*4"), "a.xls").sheets[1]
    assert sheet.cells == {(0, 0): 2, (1, 1): NONE, (2, 1): NONE}
    assert sheet.formulas == {(1, 1): "=…", (2, 1): "=…"}


@pytest.mark.parametrize(
    ("result", "flags", "seen"),
    [
        (struct.pack("<d", 6), 0, 6),
        (struct.pack("<d", 6), 3, 6),
        (bytes(8), 0, 0),
        (bytes(8), 1, 0),  # what a volatile formula came to
        (bytes(8), 3, NONE),  # zero with the wish to be reckoned: nobody did
        (b"\x02\x00\x07" + bytes(3) + b"\xff\xff", 0, CellError("#DIV/0!")),
        (b"\x01\x00\x01" + bytes(3) + b"\xff\xff", 0, True),
        (EMPTY, 0, NONE),
        (EMPTY, 3, NONE),
    ],
)
def test_a_stored_result_counts(result: bytes, flags: int, seen: object) -> None:
    """What was reckoned is read; zero is no result where the file asks for it to be reckoned."""
    book = stored(old("A1*3"), 0, result, flags)
    assert reader.read(book, "a.xls").sheets[1].cells[1, 1] == seen


def test_an_empty_text_is_believed_in_a_book_that_was_reckoned() -> None:
    """=IF(A1="","",A1) shows nothing: that is its result where any other formula has one."""
    book = stored(old("A1*3", "A1*4"), 0, struct.pack("<d", 6))
    sheet = reader.read(book, "a.xls").sheets[1]
    assert ((1, 1) in sheet.cells, (2, 1) in sheet.cells) == (True, False)
    assert set(sheet.formulas) == {(1, 1), (2, 1)}


def test_a_zero_is_believed_in_a_book_that_was_reckoned_and_wants_it_again() -> None:
    """Some programs ask for a new reckoning of all they have reckoned: their zeros are results."""
    book = stored(old("A1*3", "A1*0"), 0, struct.pack("<d", 6), 3)
    sheet = reader.read(stored(book, 1, bytes(8), 3), "a.xls").sheets[1]
    assert (sheet.cells[1, 1], sheet.cells[2, 1]) == (6, 0)


def test_formulas_of_a_book_whose_sectors_are_claimed_twice() -> None:
    """What is read in spite of a damaged directory is looked through for formulas as well."""
    data = bytearray(old("A1*3"))
    root = 512 * (struct.unpack_from("<I", data, 48)[0] + 1)
    data[root + 116 : root + 124] = data[root + 128 + 116 : root + 128 + 124]
    assert reader.read(bytes(data), "a.xls").sheets[1].cells[1, 1] == NONE


def test_a_binary_workbooks_formulas() -> None:
    """Places are known; an empty text is a result only where the book was reckoned."""
    text, number = binary.wide("") + bytes(2), struct.pack("<dH", 6.0, 0)
    rows = binary.row(0) + binary.cell(8, 0, text)
    sheet = reader.read(binary.xlsb(rows), "a.xlsb").sheets[0]
    assert (sheet.cells, sheet.formulas) == ({(0, 0): NONE}, {(0, 0): "=…"})
    rows += binary.row(1) + binary.cell(9, 2, number)
    sheet = reader.read(binary.xlsb(rows), "a.xlsb").sheets[0]
    assert (sheet.cells, set(sheet.formulas)) == ({(1, 2): 6}, {(0, 0), (1, 2)})


def test_libreoffices_old_workbook_has_its_properties(
    soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """The second place of the identity survives saving as .xls; formulas have their results."""
    import openpyxl
    from openpyxl.packaging.custom import StringProperty

    book = openpyxl.Workbook()
    for at, formula in (("A2", "=A1*3"), ("A3", '=""'), ("A4", "=1/0"), ("A5", "=NOW()-NOW()")):
        book.active[at] = formula
    book.active["A1"] = 2
    for name, value in (("jlhy_unit", "U01"), ("jlhy_单位", "区法院")):
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    book.save(tmp_path / "a.xlsx")
    found = reader.read(soffice(tmp_path / "a.xlsx", "xls").read_bytes(), "a.xls")
    assert (found.properties["jlhy_unit"], found.properties["jlhy_单位"]) == ("U01", "区法院")
    assert found.sheets[0].cells == {
        (0, 0): 2, (1, 0): 6, (3, 0): CellError("#DIV/0!"), (4, 0): 0,
    }  # fmt: skip
    assert set(found.sheets[0].formulas) == {(1, 0), (2, 0), (3, 0), (4, 0)}


def section(codepage: int, *pairs: tuple[str, int, bytes]) -> bytes:
    """Return a property set whose second section holds custom properties."""
    wide = codepage == 1200
    names = b""
    for number, (name, _, _) in enumerate(pairs, 2):
        raw = (name + "\0").encode("utf-16-le" if wide else "gb18030")
        names += struct.pack("<II", number, len(raw) // (2 if wide else 1)) + raw
        names += bytes(-len(raw) % 4) if wide else b""
    names = struct.pack("<I", len(pairs)) + names
    values = [names, struct.pack("<IHH", 2, codepage, 0)]
    values += [
        struct.pack("<II", kind, len(raw) // (2 if kind == 31 else 1)) + raw
        for _, kind, raw in pairs
    ]
    at, index = 8 + 8 * len(values), b""
    for number, value in enumerate(values):
        index += struct.pack("<II", number, at)
        at += len(value)
    body = struct.pack("<II", at, len(values)) + index + b"".join(values)
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, bytes(16), 2)
    other = struct.pack("<16sI", bytes(16), 68) + struct.pack("<16sI", biff_streams._CUSTOM, 76)
    return head + other + struct.pack("<II", 8, 0) + body


@pytest.mark.parametrize("page", [936, 1200, 65001])
def test_properties_in_every_code_page(page: int) -> None:
    """Names and texts in GBK (WPS, old Excel), UTF-16 and UTF-8; numbers are not texts."""
    name = "jlhy_unit"
    data = section(
        page, (name, 30, "区\0".encode({936: "gbk", 1200: "utf-16-le"}.get(page, "utf-8"))),
        ("wide", 31, "区法院\0".encode("utf-16-le")), ("n", 3, b"\1\0\0\0"),
    )  # fmt: skip
    assert biff_streams.custom_properties(data) == {name: "区", "wide": "区法院"}


@given(st.binary(max_size=300), st.integers(0, 200), st.binary(max_size=8))
def test_any_bytes_are_some_properties(data: bytes, at: int, cut: bytes) -> None:
    """Law 9: damaged property sets give what can be read, formulas likewise; nothing raises."""
    whole = section(936, ("jlhy_unit", 30, b"U01\0"))
    for odd in (data, whole[:at] + cut + whole[at + len(cut) :]):
        found = biff_streams.custom_properties(odd)
        assert all(isinstance(value, str) for value in found.values())
    biff_streams.formulas(data)
