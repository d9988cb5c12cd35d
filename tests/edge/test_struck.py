"""What a person sees struck through or scaled is not read as something else."""

import io
import struct
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e.filing import PROGRESS, filled, find, honest, look, reading
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from zoo import binary

from jlhy_xl.core.scheme.choices import FieldType
from jlhy_xl.core.scheme.model import Field
from jlhy_xl.core.values.parse import parse
from jlhy_xl.edge import read as reader
from jlhy_xl.edge.ooxml.sheet import Shared, SheetReader
from jlhy_xl.edge.ooxml.values import format_kind
from jlhy_xl.edge.ooxml.xml import feed

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
    """A whole sheet struck through does not bury everything else; how many more there are is told."""
    book = openpyxl.Workbook()
    for row in range(1, 200):
        book.active.cell(row, 1, row).font = Font(strike=True)
    data = io.BytesIO()
    book.save(data)
    *notes, rest = reader.read(data.getvalue(), "a.xlsx").notes
    assert [note.code for note in notes] == ["R108"] * 50
    assert (rest.code, rest.sheet) == ("R110", "Sheet")
    assert "还有149格" in rest.message


def test_no_value_changes_in_silence_past_the_bound() -> None:
    """Of 60 cells whose old figures were struck out every one is told or counted, on every sheet."""
    import xlwt

    old, book = xlwt.Workbook(), openpyxl.Workbook()
    gone, new = xlwt.easyfont("struck_out on"), xlwt.easyfont("bold on")
    for name in ("表一", "表二"):
        sheet, other = old.add_sheet(name), book.create_sheet(name)
        for row in range(60):
            sheet.write_rich_text(row, 0, (("5", gone), ("8", new)))
            other.cell(row + 1, 1, CellRichText(TextBlock(GONE, "5"), TextBlock(NEW, "8")))
    for made, kind in ((old, "a.xls"), (book, "a.xlsx")):
        data = io.BytesIO()
        made.save(data)
        found = reader.read(data.getvalue(), kind)
        cells = [raw for sheet in found.sheets for raw in sheet.cells.values()]
        assert cells == ["8"] * 120
        notes = [note for note in found.notes if note.code in ("R107", "R110")]
        assert [note.code for note in notes] == (["R107"] * 50 + ["R110"]) * 2
        assert all("还有10格" in note.message for note in notes if note.code == "R110")


def test_a_strike_ends_with_its_cell() -> None:
    """An empty struck piece at the end of one cell says nothing of the next."""
    text = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><rPr><strike/></rPr><t></t></r></is></c>'
        '<c r="B1" t="inlineStr"><is><t>乙</t></is></c></row></sheetData></worksheet>'
    )
    shared = Shared("xlsx")
    heard = SheetReader(shared)
    feed([text.encode()], heard, "xlsx")
    assert list(heard.sheet("表一", "visible").cells.values()) == ["甲", "乙"]
    assert not shared.struck


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ('0"万"', "2000万"), ('#,##0.00"万元"', "2000万元"), ("0万", "2000万"), ("[红色]0亿;-0亿", "2000亿"),
        ('0!.0,"万"', "0.2万"), (r'0\.0,"万元"', "0.2万元"),  # WPS's idiom: the same number
        ('0.0,,"亿"', "2000（格式显示为0.002亿）"), ('0.0,"万"', "2000（格式显示为2万）"), ("0.0,", "2000（格式显示为2）"),
        ('[>=10000]0"万";0', Decimal(2000)), ('[<10000]0"万";0', "2000万"), ("[>9999]0.0,\"万\"", "2000（格式显示为[>9999]0.0,\"万\"）"),
        ('[>=10000]0!.0,"万";0', Decimal(2000)), ('[>=1000]0!.0,"万";[<1]0.0;0', "0.2万"), ('[>5000]0"亿";[>1500]0"万";0', "2000万"),
        ('0;-0"万"', Decimal(2000)), ('G/通用格式"万元"', "2000万元"), ('#,##0.00_ "万元"', "2000万元"), ('_ * #,##0"万"_ ;_ @_ ', "2000万"),
        ("0[$万元-804]", "2000万元"), ('"约"0"万"', "约2000万"), ('"万"0', '2000（格式显示为"万"0）'), ('0"万"0000', Decimal(2000)),
        (";;;", "2000（格式显示为空白）"), ('"无"', "2000（格式显示为无）"), ('0;0;"—"', Decimal(2000)), ("[h]:mm", Decimal(2000)),
        ("General;;", Decimal(2000)), ("@", Decimal(2000)), ('[>5000]0;"不足"', "2000（格式显示为不足）"), ('_-* #,##0_-;_-* "-"??_-;_-@_-', Decimal(2000)),
        ('0.0,"K"', Decimal(2000)), ('0"百万"', "2000百万"), ('0"千瓦时"', Decimal(2000)), ('0"千元"', "2000千元"),
        ('[<=1]0%;0"分"', Decimal(2000)), ('0000!.00', Decimal(2000)), ('0%"万"', '2000（格式显示为0%"万"）'), ('0"天"', Decimal(2000)), ("0.00", Decimal(2000)),
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


@pytest.mark.parametrize(
    ("measure", "shown", "stored", "number"),
    [
        ("万元", '0!.0,"万元"', 25000, Decimal("2.5")), ("万元", '[>=10000]0!.0,"万元";0"元"', 25000, Decimal("2.5")),
        ("元", '0!.0,"万"', 25000, Decimal(25000)), ("元", '[>=10000]0!.0,"万";0', 800, Decimal(800)),
        ("万元", "0!.0,", 25000, None), ("户", '0.0,"万"', 25000, None), ("元", "#,##0,", 25000, None),
    ],
)  # fmt: skip
def test_a_scaled_number_is_never_read_some_thousand_times_wrong(
    measure: str, shown: str, stored: int, number: Decimal | None
) -> None:
    """What was seen counts in the field's own measure; where seen and stored differ, it is asked."""
    book = openpyxl.Workbook()
    book.active["A1"] = stored
    book.active["A1"].number_format = shown
    data = io.BytesIO()
    book.save(data)
    raw = reader.read(data.getvalue(), "a.xlsx").sheets[0].cells[0, 0]
    found = parse(raw, Field("progress", "value", "现状值", FieldType.VALUE), measure=measure)
    assert found.number == number
    codes = [issue.code.code for issue in found.issues]
    assert codes == ([] if number is not None else ["V126"])


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_other_formats_scale_alike(kind: str, soffice: Callable[..., Path], tmp_path: Path) -> None:
    """The sections and scales of .ods and .xls are those of .xlsx, through a real program."""
    book = openpyxl.Workbook()
    written = r'[>=10000]0\.0,"万";0'  # "!" is an escape to Chinese programs only
    formats = ('0"万"', written, written, "#,##0,", "0.00")
    for row, (code, value) in enumerate(zip(formats, (2000, 25678, 25, 25000, 1.005), strict=True)):
        book.active.cell(row + 1, 1, value).number_format = code
    book.save(tmp_path / "a.xlsx")
    found = reader.read(soffice(tmp_path / "a.xlsx", kind).read_bytes(), f"a.{kind}")
    assert [found.sheets[0].cells[row, 0] for row in range(5)] == [
        "2000万", "2.5678万", Decimal(25), "25000（格式显示为25）", Decimal("1.005"),
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


def test_open_documents_are_struck_and_noted_alike(
    soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """An .ods: part of a text, a whole cell, a note; as a real program writes them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = CellRichText(TextBlock(GONE, "5"), TextBlock(NEW, "8"))
    sheet["A2"], sheet["A2"].font = "作废", Font(strike=True)
    sheet["A3"], sheet["A3"].font = 7, Font(strike=True)
    sheet["A4"] = CellRichText(TextBlock(NEW, "5"), "8")
    sheet["A4"].comment = Comment("这个数还没有核实", "张三")
    book.save(tmp_path / "a.xlsx")
    found = reader.read(soffice(tmp_path / "a.xlsx", "ods").read_bytes(), "a.ods")
    assert list(found.sheets[0].cells.values()) == ["8", "作废", 7, "58"]
    told = [(note.code, note.cell, note.found) for note in found.notes if note.code != "R109"]
    assert told == [("R107", "A1", "8"), ("R108", "A2", "作废"), ("R108", "A3", "7")]
    (beside,) = [note for note in found.notes if note.code == "R109"]
    assert "批注1处（“" in beside.message
    assert "这个数还没有核实" in beside.message


def test_notes_in_old_books_are_counted(soffice: Callable[..., Path], tmp_path: Path) -> None:
    """Their words cannot be read; that they are there is told."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = 1, 2
    for cell in ("A1", "A2"):
        book.active[cell].comment = Comment("说明", "张三")
    book.save(tmp_path / "a.xlsx")
    found = reader.read(soffice(tmp_path / "a.xlsx", "xls").read_bytes(), "a.xls")
    (beside,) = [note for note in found.notes if note.code == "R109"]
    assert "批注2处" in beside.message
    assert list(found.sheets[0].cells.values()) == [1, 2]


def test_binary_books_are_struck_alike() -> None:
    """An .xlsb: part of a shared text, a whole cell; what stands under another font is left alone."""
    index = [struct.pack("<I", place) for place in range(3)]
    cells = binary.row(0) + binary.cell(7, 0, index[0]) + binary.cell(7, 1, index[1])
    cells += binary.cell(7, 2, index[2], 3) + binary.cell(5, 3, struct.pack("<d", 7), 3)
    strings = (binary.struck("共58家", 1, 2), binary.struck("作废", 0, 2), "整格")
    found = reader.read(binary.xlsb(cells, strings=strings), "a.xlsb")
    assert list(found.sheets[0].cells.values()) == ["共8家", "作废", "整格", 7]
    assert [(note.code, note.cell, note.found) for note in found.notes] == [
        ("R107", "A1", "共8家"), ("R108", "B1", "作废"), ("R108", "C1", "整格"), ("R108", "D1", "7"),
    ]  # fmt: skip
