"""What the sample's workbooks store in their formulas is what a real program reckons."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook as OpenBook

from jlhy_xl.demo import folder, sample

PLAN = sample.plan()


def _formulas(book: OpenBook) -> set[tuple[str, str]]:
    return {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }


def _stored(path: Path, where: set[tuple[str, str]]) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet, cell): book[sheet][cell].value or "" for sheet, cell in sorted(where)}


@pytest.mark.real
@pytest.mark.parametrize("unit", ["U02", "U03", "U04", "U06", "U08", "U11"])
def test_stored_results_are_what_libreoffice_reckons(
    unit: str, tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    """Countdown, 还差, 可以上报 and 进展滞后; after a sheet was renamed, too."""
    week = folder.weeks(PLAN)[0]
    work = next(book for row in week.plan.units if row.unit == unit for book in row.workbooks[-1:])
    drawn = tmp_path / "drawn.xlsx"
    drawn.write_bytes(folder.drawn(week, work))
    formulas = openpyxl.load_workbook(drawn)
    where = _formulas(formulas)
    bare = tmp_path / "bare.xlsx"
    formulas.save(bare)  # openpyxl keeps the formulas and forgets their results
    reckoned = _stored(soffice(bare, "xlsx"), where)
    assert _stored(drawn, where) == reckoned
    assert len(where) > 10
