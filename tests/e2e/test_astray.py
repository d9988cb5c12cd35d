"""Filled-in workbooks whose rows, columns or sheets went astray are answered by what went astray."""

from typing import Any

import pytest
from e2e.filing import (
    ON_FILE,
    PROGRESS,
    codes,
    filled,
    find,
    honest,
    issued,
    look,
    opened,
    saved,
)  # fmt: skip

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


def _retitled(book: Any, sheets: tuple[str, ...]) -> None:
    for name in sheets:
        for row in book[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("第48周"):
                    cell.value = cell.value.replace("第48周", "第49周")


@pytest.mark.parametrize("sheets", [("填报说明", PROGRESS), (PROGRESS,)])
def test_last_week_s_template_typed_over_is_asked_about(sheets: tuple[str, ...]) -> None:
    """The hidden week stands; that another one is written above the table is a query."""
    data = filled(lambda book: _retitled(book, sheets))
    found = look(data)
    honest(data, found)
    (told,) = [each for each in found.findings if each.code == "L114"]
    assert (told.expected, told.severity.value, told.sheet) == ("2026-W48", "query", sheets[0])
    assert "第49周" in told.found
    assert (found.period, found.verdict) == ("2026-W48", Verdict.ACCEPTED)


def test_another_week_in_an_answer_is_nobody_s_title() -> None:
    """What was done in week 47 may be told."""

    def change(book: Any) -> None:
        find(book[PROGRESS], "04-01", "本周进展").value = "第47周已完成"

    assert "L114" not in {each.code for each in look(filled(change)).findings}


def _ticked(book: Any) -> None:
    cover = book["填报说明"]
    label = next(cell for row in cover.iter_rows() for cell in row if cell.value == "全部无变化")
    merge = next((each for each in cover.merged_cells.ranges if label.coordinate in each), None)
    cover.cell(label.row, (merge.max_col if merge else label.column) + 1).value = "是"


def test_no_change_beside_new_answers_is_asked_about() -> None:
    """Both cannot be true: what was typed is read, and the cell of 全部无变化 says how much it was."""
    data = filled(_ticked)
    found = look(data)
    honest(data, found)
    (told,) = [each for each in found.findings if each.code == "C206"]
    assert (told.sheet, told.cell, told.severity.value) == ("填报说明", "B6", "query")
    assert "23格" in told.message
    assert next(each for each in found.readings if each.field == "value").typed == "8"
    book = opened(issued(ON_FILE))
    _ticked(book)
    assert "C206" not in {each.code for each in look(saved(book)).findings}
