"""What the tests of the summary share: the sample week and its workbook, once a file."""

import pytest
import summary_world as world

from jlhy_xl.books.sheet import Book
from jlhy_xl.books.summary import book as summary
from jlhy_xl.core.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    """The sample week."""
    return world.results()


@pytest.fixture(scope="module")
def book(results: Results) -> Book:
    """Its summary."""
    return summary.book(results)
