"""What thousands of foreign books showed (benchmarks/foreign_books.py), each made again by hand."""

import io
import re
import struct
import zipfile
from datetime import datetime

import pytest
from core import returns_world
from zoo import binary, build, sealed_xls

from jlhy_xl.core.errors import Refusal
from jlhy_xl.edge import read, workers
from jlhy_xl.edge.formats.sealed import DEFAULT


def _records() -> bytes:
    """An old book's stream: one sheet, one cell."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("表一").write(0, 0, "区法院")
    return bytes(book.get_biff_data())


def _old_book(records: bytes) -> bytes:
    from xlwt.CompoundDoc import XlsDoc

    out = io.BytesIO()
    XlsDoc().save(out, records)
    return out.getvalue()


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param(0x1C, struct.pack("<4H", 0, 0, 0, 1) + b"\x01\0\0a" + bytes(5), id="comment"),
        pytest.param(0x1B8, bytes(33), id="link"),
        pytest.param(0x5D, bytes(3), id="drawing"),
        pytest.param(0x1B6, bytes(2), id="text box"),
    ],
)
def test_old_book_with_an_odd_ornament(kind: int, body: bytes) -> None:
    """A comment, link or drawing that is not as it should be leaves the cells readable."""
    records = _records()
    book = read.read(_old_book(records[:-4] + _record(kind, body) + records[-4:]), "周报.xls")
    assert book.sheets[0].cells == {(0, 0): "区法院"}


def test_old_book_of_which_two_streams_claim_a_sector() -> None:
    """The book's own chain is sound, so it is read, as Excel reads it."""
    data = bytearray(_old_book(_records()))
    (sector,) = struct.unpack_from("<I", data, 48)
    root = 512 * (sector + 1)
    data[root + 116 : root + 124] = data[root + 128 + 116 : root + 128 + 124]
    assert read.read(bytes(data), "周报.xls").sheets[0].cells == {(0, 0): "区法院"}


@pytest.mark.parametrize(("kind", "told"), [(1, "G113"), (2, "R106"), (6, "G113")])
def test_old_book_with_a_sheet_that_has_no_cells(kind: int, told: str) -> None:
    """Old macro sheets, modules and charts are told by their names, not passed over in silence."""
    records = _records()
    at = 0
    while struct.unpack_from("<H", records, at)[0] != 0x85:
        at += 4 + struct.unpack_from("<H", records, at + 2)[0]
    entry = _record(0x85, struct.pack("<IBBBB", 0, 0, kind, 3, 0) + b"Odd")
    (place,) = struct.unpack_from("<I", records, at + 4)
    moved = struct.pack("<I", place + len(entry))
    whole = records[: at + 4] + moved + records[at + 8 :]
    end = at + 4 + struct.unpack_from("<H", records, at + 2)[0]
    book = read.read(_old_book(whole[:end] + entry + whole[end:]), "周报.xls")
    assert book.sheets[0].cells == {(0, 0): "区法院"}
    assert [(note.code, note.sheet) for note in book.notes] == [(told, "Odd")]


def test_book_that_lists_a_module_without_a_part() -> None:
    """A sheet without a relation (a module of old macros) is told; the others are read."""
    parts = build.parts_of(build.sheet(build.row_of("区法院")))
    listed = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = listed.replace(
        "</sheets>", '<sheet name="Module" sheetId="9" r:id=""/></sheets>'
    )
    assert parts["xl/workbook.xml"] != listed
    book = read.read(build.pack(parts), "周报.xlsx")
    assert len(book.sheets) == 1
    assert [(note.code, note.sheet) for note in book.notes] == [("R106", "Module")]


def test_epoch_of_a_book_by_newer_excel() -> None:
    """Excel 2013 adds settings of the same name further down: the days still count from 1904."""
    cell = '<row r="1"><c r="A1" s="1"><v>40850</v></c></row>'
    parts = build.parts_of(build.sheet(cell), styles=build.styles("yyyy/m/d"))
    parts["xl/workbook.xml"] = re.sub(
        "(<workbook[^>]*>)(.*)</workbook>",
        r'\1<workbookPr date1904="1"/>\2<extLst><ext><x15:workbookPr xmlns:x15="x" '
        r'chartTrackingRefBase="1"/></ext></extLst></workbook>',
        parts["xl/workbook.xml"], flags=re.DOTALL,
    )  # fmt: skip
    book = read.read(build.pack(parts), "周报.xlsx")
    assert book.sheets[0].cells == {(0, 0): datetime(2015, 11, 4)}  # noqa: DTZ001 - a cell has no zone


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("西欧.csv", "name,Åland\r\ncafé,1\r\n".encode("latin-1")),
        ("西欧.html", "<html><table><tr><td>caf\xe9</td></tr></table>".encode("latin-1")),
    ],
)
def test_text_in_an_encoding_that_is_not_ours(name: str, data: bytes) -> None:
    """The reason is the encoding, and what to do about it, not damage."""
    with pytest.raises(Refusal) as caught:
        read.read(data, name)
    assert caught.value.finding.code == "G128"


@pytest.mark.parametrize(
    ("named", "written", "text"),
    [
        ("windows-1252", "cp1252", "café"), ("ISO-8859-1", "latin-1", "café"),
        ("big5", "big5", "週報"), ("gb2312", "utf-8", "区政数局"), ("big5", "utf-8", "区政数局"),
        ("gb2312", "gbk", "联通"), ("no-such", "gbk", "区政数局"),
        ("iso-8859-1", "gbk", "区政数局"), ("windows-1252", "gb18030", "café 区政数局"),
    ],
)  # fmt: skip
def test_page_is_read_in_the_encoding_it_names(named: str, written: str, text: str) -> None:
    """What a page says of itself is no guess; where its bytes say otherwise, they decide."""
    page = f'<html><meta charset="{named}"><table><tr><td>{text}</td></tr></table>'
    assert read.read(page.encode(written), "周报.xls").sheets[0].cells == {(0, 0): text}


def _large() -> bytes:
    """A book that the library can encrypt: it writes none under 4 KB that it could read again."""
    parts = build.parts_of(build.sheet(build.row_of("区法院")))
    return build.pack({**parts, "pad": "填" * 9000}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2010.xlsx", binary.sealed_2010(_large(), DEFAULT)),
        ("2013.xlsx", binary.sealed(_large(), DEFAULT)),
        ("97.xls", sealed_xls.xls(DEFAULT)),
    ],
)
def test_sealed_book_is_opened_in_a_worker(name: str, data: bytes) -> None:
    """Behind the wall, where no file may be written, every generation of encryption is undone."""
    (found,) = workers.map_leaves([(name, data)], returns_world.world(), "1")
    assert "G125" in {finding.code for finding in found.findings}


def test_2010_password_that_is_wrong() -> None:
    """Without the list's help a book of Excel 2010 stays shut and is said to be sealed."""
    data = binary.sealed_2010(_large(), "谁也不知道")
    with pytest.raises(Refusal) as caught:
        read.read(data, "周报.xlsx", ("不对",))
    assert caught.value.finding.code == "G108"
    assert read.read(data, "周报.xlsx", ("谁也不知道",)).sheets


@pytest.mark.parametrize(
    ("name", "verdict", "code"),
    [
        ("新闻.html", "supporting", "G111"),
        ("新闻", "supporting", "G111"),
        ("周报.xls", "returned", "L101"),
    ],
)
def test_page_with_a_table_that_is_no_form(name: str, verdict: str, code: str) -> None:
    """Pages lay themselves out in tables: one that is nobody's form is kept, unless it calls itself a book."""
    page = "<html><table><tr><td>首页</td><td>新闻</td></tr></table></html>".encode()
    (found,) = workers.map_leaves([(name, page)], returns_world.world(), "serial")
    assert found.verdict.value == verdict
    assert code in {finding.code for finding in found.findings}
