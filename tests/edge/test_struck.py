"""What a person sees struck through or scaled is not read as something else."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.filing import PROGRESS, filled, find, honest, look, reading
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from jlhy_xl.edge import read as reader
from jlhy_xl.edge.ooxml.values import format_kind

GONE, NEW = InlineFont(strike=True), InlineFont(b=True)


def corrected(book: Any) -> None:
    """5 struck out, 8 written behind it: Excel's own text is 58."""
    cell = find(book[PROGRESS], "04-02", "现状值")
    cell.value = CellRichText(TextBlock(GONE, "5"), TextBlock(NEW, "8"))
    cell = find(book[PROGRESS], "04-02", "本周进展")
    cell.value = CellRichText("已", TextBlock(GONE, "完成"), TextBlock(NEW, "开工"))


def test_what_is_struck_out_is_no_part_of_a_value() -> None:
    """Never 58: the rest is read, and both are told at the cell."""
    data = filled(corrected)
    found = look(data)
    honest(data, found)
    kept = reading(found, "04-02", "value")
    assert (kept.typed, kept.number) == ("8", Decimal(8))
    assert reading(found, "04-02", "progress").typed == "已开工"
    told = {each.cell: each for each in found.findings if each.code == "R107"}
    assert set(told) == {"J7", "L7"}
    assert (told["J7"].found, told["J7"].severity.value) == ("8", "query")
    assert "“5”带删除线" in told["J7"].message


@pytest.mark.parametrize("rich", [True, False])
def test_a_cell_struck_through_whole_is_asked_about(rich: bool) -> None:
    """The value stands, the question too: nobody can say whether it was meant to go."""

    def change(book: Any) -> None:
        cell = find(book[PROGRESS], "04-02", "本周进展")
        cell.value = CellRichText(TextBlock(GONE, "已开工")) if rich else "已开工"
        cell.font = Font() if rich else Font(strike=True)

    data = filled(change)
    found = look(data)
    honest(data, found)
    assert reading(found, "04-02", "progress").typed == "已开工"
    (told,) = [each for each in found.findings if each.code in ("R107", "R108")]
    assert (told.code, told.cell, told.found) == ("R108", "L7", "已开工")


def test_shared_strings_are_struck_alike(soffice: Callable[..., Path], tmp_path: Path) -> None:
    """As real programs store rich text; strike that is switched off again is none."""
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(TextBlock(GONE, "5"), TextBlock(NEW, "8"))
    book.active["A2"] = CellRichText(TextBlock(InlineFont(strike=False), "5"), TextBlock(NEW, "8"))
    book.active["A3"] = "58"
    book.save(tmp_path / "a.xlsx")
    data = soffice(tmp_path / "a.xlsx", "xlsx").read_bytes()
    found = reader.read(data, "a.xlsx")
    assert list(found.sheets[0].cells.values()) == ["8", "58", "58"]
    assert [(note.code, note.cell) for note in found.notes] == [("R107", "A1")]


def test_many_struck_cells_are_told_up_to_a_bound() -> None:
    """A whole sheet struck through does not bury everything else."""
    book = openpyxl.Workbook()
    for row in range(1, 200):
        book.active.cell(row, 1, row).font = Font(strike=True)
    data = io.BytesIO()
    book.save(data)
    assert len(reader.read(data.getvalue(), "a.xlsx").notes) == 50


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ('0"万"', "2000万"), ('#,##0.00"万元"', "2000万元"), ("0万", "2000万"), ("[红色]0亿;-0亿", "2000亿"),
        ('0!.0,"万"', Decimal(2000)),  # twenty million shown as 2000.0万: the value is what it says
        ('0.0,,"亿"', Decimal(2000)), ('0"天"', Decimal(2000)), ("0.00", Decimal(2000)),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_seen(shown: str, seen: object) -> None:
    """2000 that shows 2000万 is twenty million to whoever typed it."""
    book = openpyxl.Workbook()
    book.active["A1"] = 2000
    book.active["A1"].number_format = shown
    data = io.BytesIO()
    book.save(data)
    assert reader.read(data.getvalue(), "a.xlsx").sheets[0].cells[0, 0] == seen


def test_dates_beside_such_words_stay_dates() -> None:
    """No other format is taken for one."""
    assert [format_kind(code) for code in ('yyyy"年"m"月"', '"万"0', '"共"0"万"', "万", '0"亿"%')] == [
        "date", "", "", "", "percent",
    ]  # fmt: skip


def test_old_and_binary_books_are_read_as_seen() -> None:
    """The same in .xls; .xlsb takes the same road."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    sheet.write(0, 0, 2000, xlwt.easyxf(num_format_str='0"万"'))
    sheet.write(0, 1, 2000)
    data = io.BytesIO()
    book.save(data)
    cells = reader.read(data.getvalue(), "a.xls").sheets[0].cells
    assert (cells[0, 0], cells[0, 1]) == ("2000万", 2000)


def test_old_books_are_struck_alike() -> None:
    """Rich text and whole cells of an .xls; what stands under another font is left alone."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    gone, new = xlwt.easyfont("struck_out on"), xlwt.easyfont("bold on")
    sheet.write_rich_text(0, 0, (("5", gone), ("8", new)))
    sheet.write_rich_text(1, 0, (("已", new), ("完成", gone), "开工"))
    sheet.write(2, 0, "作废", xlwt.easyxf("font: struck_out on"))
    sheet.write(3, 0, 7, xlwt.easyxf("font: struck_out on"))
    sheet.write_rich_text(4, 0, (("5", new), "8"))
    data = io.BytesIO()
    book.save(data)
    found = reader.read(data.getvalue(), "a.xls")
    assert list(found.sheets[0].cells.values()) == ["8", "已开工", "作废", 7, "58"]
    assert [(note.code, note.cell, note.found) for note in found.notes] == [
        ("R107", "A1", "8"), ("R107", "A2", "已开工"), ("R108", "A3", "作废"), ("R108", "A4", "7"),
    ]  # fmt: skip
