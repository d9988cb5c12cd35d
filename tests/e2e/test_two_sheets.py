"""A form written on two sheets is one form: nothing on either is lost, every address is the true one."""

from collections.abc import Callable
from typing import Any

import pytest
from e2e.filing import PROGRESS, filled, find, honest, look, reading

Change = Callable[[Any], None]
CODES = ("04-01", "04-02", "04-03", "04-04", "10-01", "10-02", "10-03", "10-04")


def split(
    book: Any, *, headed: bool = True, keep: bool = False, title: str = ""
) -> tuple[Any, Any]:
    """From the third row on everything stands on a second sheet; returns both."""
    sheet, more = book[PROGRESS], book.create_sheet("续表")
    head = next(cell.row for row in sheet.rows for cell in row if cell.value == "本周进展")
    first, last = head + 3, head + len(CODES)
    at = 1
    if title:
        more.cell(1, 1, title)
        at = 2
    for row in [head] * headed + list(range(first, last + 1)):
        for column in range(1, 21):
            more.cell(at, column).value = sheet.cell(row, column).value
        at += 1
    if not keep:
        sheet.delete_rows(first, last - first + 1)
    return sheet, more


@pytest.mark.parametrize(
    "how", [{}, {"headed": False}, {"headed": False, "title": "指标进展表（续）"}, {"keep": True}]
)
def test_rows_on_a_second_sheet_are_read(how: dict[str, Any]) -> None:
    """With the headings, without, below a title, or beside rows that were left empty: all are there."""

    def change(book: Any) -> None:
        sheet, more = split(book, **how)
        if how.get("keep"):
            for code in CODES[2:]:
                for heading in ("现状值", "本周进展", "推进状态"):
                    find(sheet, code, heading).value = None
        row = next(row for row in more.iter_rows() if any(each.value == "10-02" for each in row))
        row[11].value = "第二张表上的进展"

    data = filled(change)
    found = look(data)
    honest(data, found)
    assert found.verdict.value == "accepted"
    assert not [each for each in found.findings if each.severity.value == "error"]
    kept = reading(found, "10-02", "progress")
    assert (kept.typed, kept.sheet) == ("第二张表上的进展", "续表")
    assert reading(found, "04-02", "progress").sheet == PROGRESS
    assert all(reading(found, code, "progress").typed for code in CODES)
    (told,) = [each for each in found.findings if each.code in ("L211", "L220")]
    assert (told.code, told.sheet) == ("L220", "续表")
    assert "有6行写在“续表”上" in told.message


def test_what_is_wrong_on_the_second_sheet_is_told_where_it_stands() -> None:
    """The address is the second sheet's own, also where its columns were moved."""

    def change(book: Any) -> None:
        _, more = split(book)
        more.insert_cols(2)
        find(more, "10-01", "现状值").value = "随便写的"

    data = filled(change)
    found = look(data)
    honest(data, found)
    (told,) = [each for each in found.findings if each.found == "随便写的"]
    assert (told.sheet, told.cell, told.row_key) == ("续表", "K4", "10-01")


def test_two_copies_that_both_answer_are_asked_about() -> None:
    """Where both sheets answer the same row nobody knows which one counts; neither is mixed in."""

    def change(book: Any) -> None:
        _, more = split(book, keep=True)
        find(more, "10-02", "本周进展").value = "另一种说法"

    found = look(filled(change))
    assert reading(found, "10-02", "progress").typed == "10-02按计划推进"
    (told,) = [each for each in found.findings if each.code in ("L211", "L220")]
    assert told.code == "L211"
    assert "“续表”里的内容没有读取" in told.message


def test_a_list_of_the_units_own_answers_nothing() -> None:
    """A sheet with headings of its own, our codes among them, is no continuation."""

    def change(book: Any) -> None:
        sheet = book[PROGRESS]
        for heading in ("现状值", "本周进展", "推进状态"):
            find(sheet, "10-02", heading).value = None
        more = book.create_sheet("佐证清单")
        key = find(sheet, "10-02", "指标编码").column
        progress = find(sheet, "10-02", "本周进展").column
        more.cell(1, key, "编码")
        more.cell(1, progress, "文件名")
        more.cell(2, key, "10-02")
        more.cell(2, progress, "照片.jpg")

    found = look(filled(change))
    assert not reading(found, "10-02", "progress").typed


def test_words_below_the_table_are_told() -> None:
    """A sentence typed below the rows, under a heading and beside no key, is not lost in silence."""

    def change(book: Any) -> None:
        sheet = book[PROGRESS]
        cell = find(sheet, "10-04", "本周进展")
        sheet.cell(cell.row + 20, cell.column).value = "另外补充的进展说明"

    data = filled(change)
    found = look(data)
    honest(data, found)
    (told,) = [each for each in found.findings if each.found == "另外补充的进展说明"]
    assert (told.code, told.severity.value) == ("L207", "query")
    assert "内容已留存，不参加汇总" in told.message
