"""Filled-in workbooks whose rows, columns or sheets went astray are answered by what went astray."""

from typing import Any

import pytest
from e2e.filing import ON_FILE, PROGRESS, codes, filled, find, honest, issued, look

from jlhy_xl.core.model import Verdict


def _keys_gone(book: Any) -> None:
    """No row can be told: the hidden codes are emptied, the names cut short."""
    sheet = book[PROGRESS]
    for code in codes():
        find(sheet, code, "指标编码").value = None
    for row in range(6, 14):
        sheet.cell(row, 4).value = str(sheet.cell(row, 4).value)[:4] + "…"


def _transposed(book: Any) -> None:
    """Everything is there, on a sheet of the unit's own with rows for columns."""
    rows = [[cell.value for cell in row] for row in book[PROGRESS].iter_rows(min_row=5, max_row=13)]
    sheet = book.create_sheet("转置")
    for column, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            sheet.cell(place, column).value = value
    del book[PROGRESS]


def _own_columns(book: Any) -> None:
    """Every heading is the unit's own."""
    for cell in book[PROGRESS][5]:
        if cell.column > 9 and cell.value:
            cell.value = f"我单位的{cell.value}情况"


@pytest.mark.parametrize(
    ("change", "first", "beside"),
    [(_keys_gone, "C105", "L207"), (_transposed, "C106", "L213"), (_own_columns, "L125", "L125")],
)
def test_what_was_filled_in_is_not_called_untouched(change: Any, first: str, beside: str) -> None:
    """The unit did fill it in: the answer says what could not be found, and where."""
    data = filled(change)
    found = look(data)
    honest(data, found)
    told = [each.code for each in found.findings]
    assert found.verdict is Verdict.RETURNED
    assert told[0] == first
    assert beside in told
    assert "C104" not in told
    assert found.reason == found.findings[0].message


def test_an_untouched_template_is_still_called_so() -> None:
    """Nothing typed and nothing astray: one finding speaks for all."""
    assert [each.code for each in look(issued(ON_FILE)).findings] == ["C104"]
