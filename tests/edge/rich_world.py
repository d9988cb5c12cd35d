"""A unit's own workbook with everything that most libraries drop: made by XlsxWriter, cell by cell."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from jlhy_xl.books.sheet import Book
from jlhy_xl.books.template import book as template
from jlhy_xl.core.model import Examined
from jlhy_xl.core.raw import Position
from jlhy_xl.core.results import World
from jlhy_xl.core.returns import identity
from jlhy_xl.edge.workers import examine_leaf

PROGRESS = "指标进展表"
OWN = "本单位台账"
MADE = datetime(2026, 11, 26, 9, 0)  # noqa: DTZ001 - a document's own time has no zone
FIRST, VALUE, STATUS, WEEKLY = 5, 9, 10, 11  # of the progress sheet: rows, columns
BLANK, ODD, THEIRS = (7, WEEKLY), (7, VALUE), (9, WEEKLY)  # blank; a wrong measure; blank, noted


def picture() -> bytes:
    """A red dot as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")) + chunk(b"IEND", b""))  # fmt: skip


def issued(at: World, unit: str = "U03", period: str = "2026-W48") -> Book:
    duty, prior = at.duties[unit, period], at.priors[unit, period]
    signed = identity.issue(at.key, unit, period, at.scheme_digest)
    return template.book(at.scheme, duty, prior, signed, at.scheme_digest)


def answers(rows: int = 13) -> dict[Position, object]:
    """Good answers but for three cells."""
    found: dict[Position, object] = {}
    for row in range(FIRST, FIRST + rows):
        found[row, VALUE], found[row, STATUS], found[row, WEEKLY] = 4, "推进中", "按计划推进"
    del found[BLANK], found[THEIRS]
    found[ODD] = "3个"
    return found


def rich(book: Book, typed: dict[Position, object]) -> bytes:
    """The form in a workbook with a picture, a chart, a text box, conditional formats and more."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_properties({"created": MADE})
    for sheet in book.sheets:
        paper = workbook.add_worksheet(sheet.name)
        if sheet.visibility == "veryHidden":
            paper.very_hidden()
        for (row, column), cell in sheet.cells.items():
            value = typed.get((row, column)) if sheet.name == PROGRESS else None
            value = cell.value if value is None else value
            if isinstance(value, Decimal):
                value = float(value)
            if value is not None and value != "" and not cell.formula:
                paper.write(row, column, value)
    paper = workbook.get_worksheet_by_name(PROGRESS)
    _decorate(workbook, paper)
    _own(workbook, workbook.add_worksheet(OWN))
    workbook.define_name("本单位口径", f"='{OWN}'!$A$1:$B$3")
    workbook.close()
    return stream.getvalue()


def _decorate(workbook: xlsxwriter.Workbook, paper: xlsxwriter.worksheet.Worksheet) -> None:
    money = workbook.add_format({"num_format": "0.00", "bg_color": "#DDEEFF", "border": 2, "bold": True})  # fmt: skip
    warm = workbook.add_format({"bg_color": "#FFEEDD"})
    paper.set_column(VALUE, VALUE, 17.5, money)
    paper.set_column(WEEKLY, WEEKLY, 33)
    paper.write(*ODD, "3个", money)
    paper.set_row(30, 44, warm)
    paper.merge_range("A31:D31", "合并的单元格", warm)
    paper.data_validation(
        "K6:K18", {"validate": "list", "source": ["未启动", "推进中", "已完成", "申请延期"]}
    )
    paper.conditional_format("J6:J18", {"type": "data_bar"})
    paper.conditional_format("L6:L18", {"type": "blanks", "format": warm})
    paper.write_comment(*THEIRS, "请科室提供", {"author": "李四"})
    paper.write_comment(5, STATUS, "王五看过", {"author": "李四"})
    paper.insert_image(40, 2, "点.png", {"image_data": io.BytesIO(picture())})
    paper.insert_textbox(45, 2, "本单位的说明文字框")
    chart = workbook.add_chart({"type": "column"})
    chart.add_series({"values": f"='{PROGRESS}'!$J$6:$J$18"})
    paper.insert_chart(50, 2, chart)
    paper.add_sparkline(6, 20, {"range": f"'{PROGRESS}'!J6:J18"})


def _own(workbook: xlsxwriter.Workbook, paper: xlsxwriter.worksheet.Worksheet) -> None:
    for row, words in enumerate(("科室", "办公室", "审批科")):
        paper.write_row(row, 0, [words, row])
    paper.insert_image(8, 1, "点.png", {"image_data": io.BytesIO(picture())})
    paper.write_comment(1, 1, "自己的批注", {"author": "李四"})
    paper.autofilter(0, 0, 2, 1)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The package with parts changed or added, as a program would write it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts(data) | more).items():
            archive.writestr(name, change(name, content))
    return stream.getvalue()


def look(data: bytes, at: World, name: str = "周报.xlsx") -> Examined:
    return examine_leaf(name, data, at)
