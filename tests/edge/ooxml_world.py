"""One sheet of raw XML, read, for the tests of our own reader."""

from zoo import build

from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.edge.ooxml import workbook as ooxml


def sheet_of(rows: str, before: str = "", after: str = "", **extra: str) -> RawSheet:
    return book_of(build.xlsx(build.sheet(rows, before, after), **extra)).sheets[0]


def book_of(data: bytes) -> RawBook:
    return ooxml.read(data, "xlsx")
