"""The mark by which a workbook of the office is known where it comes back among the returns."""

from msgspec.structs import replace

from jlhy_xl.books.sheet import Book
from jlhy_xl.core.returns.identity import BOOK


def signed(name: str, book: Book) -> Book:
    """Return a workbook that says which one of the office's it is.

    >>> signed("汇总表.xlsx", Book(())).properties
    {'jlhy_book': '汇总表'}
    """
    return replace(book, properties={**book.properties, BOOK: name.removesuffix(".xlsx")})
