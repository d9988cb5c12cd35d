"""Whole runs as their readers have them: the workbook as it stands in the file, and as printed."""

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import truth_world
from msgspec import Struct

from jlhy_xl import demo, pipeline
from jlhy_xl.books.sheet import Book
from jlhy_xl.books.summary import book as summary
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.results import Results
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read

ROOT = Path(__file__).parents[2]
WEEK = "2026-W48"
NOW = datetime.fromisoformat("2026-12-07T09:00:00+08:00")
FRONT = "总览"
_STORED = re.compile(r"(<f>[^<]*</f>)<v>[^<]*</v>")
_WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>'
)
Row = dict[str, Any]


class Drawn(Struct, frozen=True, dict=True):
    """A run's outputs as they lie in its folder."""

    results: Results
    folder: Path

    @property
    def path(self) -> Path:
        """The full edition of 汇总表."""
        return self.folder / "汇总表.xlsx"

    @cached_property
    def workbook(self) -> Any:
        """汇总表 as openpyxl reads it, values stored with formulas."""
        with warnings.catch_warnings():  # it has no word for newer data bars
            warnings.simplefilter("ignore", UserWarning)
            return openpyxl.load_workbook(self.path, data_only=True)

    def parts(self, like: str) -> Iterator[tuple[str, str]]:
        """Yield the file's parts whose names begin so."""
        with zipfile.ZipFile(self.path) as opened:
            for name in sorted(opened.namelist()):
                if name.startswith(like):
                    yield name, opened.read(name).decode("utf-8")

    def table(self, sheet: str, heading: str) -> dict[int, Row]:
        """Return the first table whose first heading is this, by row of the sheet."""
        (top, *_) = self.heads(sheet, heading)
        return table_at(self.workbook[sheet], top)

    def heads(self, sheet: str, heading: str) -> list[int]:
        """Return the rows of a sheet whose first cell holds this heading."""
        cells = next(self.workbook[sheet].iter_cols(max_col=1))
        return [cell.row for cell in cells if cell.value == heading]


def table_at(paper: Any, head: int) -> dict[int, Row]:
    """Return the rows of the table whose headings stand in a row, up to the first without an end."""
    names = {cell.column: flat(cell.value) for cell in paper[head] if cell.value is not None}
    found: dict[int, Row] = {}
    for row in range(head + 1, paper.max_row + 1):
        cells = {name: paper.cell(row, column).value for column, name in names.items()}
        if paper.cell(row, 1).value is None or not any(list(cells.values())[1:]):
            break  # a blank row, or a line that runs over all columns
        found[row] = cells
    return found


def flat(text: object) -> str:
    """Return a text on one line."""
    return re.sub(r"\s+", "", str(text))


class Word(Struct, frozen=True):
    """A word on a printed page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Shown(Struct, frozen=True, dict=True):
    """A run's summary and what LibreOffice made of it."""

    drawn: Drawn
    book: RawBook
    again: RawBook  # after LibreOffice has reckoned every formula itself
    pdf: Path

    @property
    def results(self) -> Results:
        """What the run found."""
        return self.drawn.results

    @property
    def path(self) -> Path:
        """The workbook."""
        return self.drawn.path

    @cached_property
    def made(self) -> Book:
        """The book as it was handed to the writer."""
        return summary.book(self.results)

    @cached_property
    def pages(self) -> list[str]:
        """The text of each printed page, white space aside."""
        told = subprocess.run(
            ["pdftotext", "-raw", str(self.pdf), "-"], check=True, capture_output=True, text=True
        )
        return [bare(page) for page in told.stdout.split("\f")[:-1]]

    @cached_property
    def words(self) -> list[list[Word]]:
        """The words of each printed page with their places."""
        told = subprocess.run(
            ["pdftotext", "-bbox", str(self.pdf), "-"], check=True, capture_output=True, text=True
        )
        return [
            [Word(*map(float, found[:4]), text=found[4]) for found in _WORD.findall(page)]
            for page in told.stdout.split("<page ")[1:]
        ]

    def head(self, name: str) -> str:
        """Return what stands above each printed page of a sheet, white space aside."""
        return bare(f"{WEEK[:4]}年{self.results.clock.label}{name}")

    def parts(self, like: str) -> Iterator[tuple[str, str]]:
        """Yield the file's parts whose names begin so."""
        return self.drawn.parts(like)

    def sheet(self, name: str) -> RawSheet:
        """The sheet as it stands in the file."""
        return next(each for each in self.book.sheets if each.name == name)


def bare(text: str) -> str:
    """Return a text without what stands elsewhere in a page's order."""
    # ✗ comes from another font than its cell and stands elsewhere in the page's order
    return re.sub(r"[\s✗]+", "", text)


def _nothing(root: Path) -> Office:
    """An office whose inbox of the week is empty."""
    (root / "workbooks" / "inbox" / WEEK).mkdir(parents=True)
    shutil.copy(ROOT / "workbooks" / "方案.xlsx", root / "workbooks" / "方案.xlsx")
    return Office(root)


def _later(root: Path) -> Office:
    """Two generated weeks; the last one has a week before it and trends."""
    demo.make(root, 12, 2, "high", 7, None)
    return Office(root)


OFFICES: Mapping[str, Callable[[Path], Office]] = {
    "sample": lambda root: truth_world.clone(ROOT, root),
    "nothing": _nothing,
    "later": _later,
}


def run(office: Office) -> Drawn:
    """Return the outputs of the office's week."""
    results, _ = pipeline.run(office, pipeline.Order(NOW, WEEK, "serial"), lambda _: None)
    return Drawn(results, office.output(WEEK))


def render(drawn: Drawn, folder: Path, soffice: Callable[..., Path]) -> Shown:
    """Return the week's summary, drawn by LibreOffice once as a page and once as a workbook."""
    path = drawn.path
    data, again = path.read_bytes(), soffice(_without_results(path, folder / path.name), "xlsx")
    return Shown(
        drawn, read(data, path.name), read(again.read_bytes(), path.name), soffice(path, "pdf")
    )


def _without_results(path: Path, target: Path) -> Path:
    """The same workbook whose formulas hold no value: whoever opens it has to reckon."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = _STORED.sub(r"\1", data.decode("utf-8")).encode("utf-8")
            new.writestr(name, data)
    return target
