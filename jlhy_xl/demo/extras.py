"""What travels beside the workbooks: a PDF as 佐证, a signature's logo, the office's 收件登记.xlsx."""

import struct
import zlib
from collections.abc import Sequence

from jlhy_xl.books.sheet import Book, Cell, Page, Sheet
from jlhy_xl.demo.plan import Program, Sending, UnitPlan

_WIDTHS = {0: 44.0, 1: 22.0, 2: 20.0, 3: 30.0}


def pdf(lines: Sequence[str]) -> bytes:
    """Return a one-page PDF of Chinese lines, set in the readers' own 宋体."""
    shown = [f"<{line.encode('utf-16-be').hex().upper()}> Tj 0 -28 Td" for line in lines]
    page = "\n".join(["BT /F1 16 Tf 72 760 Td", *shown, "ET"])
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(page)} >>\nstream\n{page}\nendstream",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{told}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + tail.encode()


def logo() -> bytes:
    """Return a small picture as a mail program puts it under a signature."""
    width, height = 120, 40
    rows = b"".join(
        b"\0" + b"".join(bytes((31, 78 + x // 3, 121 - y)) for x in range(width))
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def register(period: str, units: Sequence[UnitPlan], names: dict[str, str]) -> Book | None:
    """Return 收件登记.xlsx as the office filled it in; None where it had nothing to write."""
    by_hand = [
        sending for unit in units for sending in unit.sendings if sending.program is Program.HAND
    ]
    sent_back = sorted((when, unit.unit) for unit in units for when in unit.sent_back)
    if not (by_hand or sent_back):
        return None
    files = [_file(sending, names) for sending in by_hand]
    back = [(names[unit], period, f"{when:%Y-%m-%d %H:%M}", "邮件", "李经办") for when, unit in sent_back]  # fmt: skip
    return Book(
        (
            _sheet("收件登记", ("文件", "收到时间", "来自", "备注"), files),
            _sheet("退回登记", ("单位", "期次", "退回时间", "方式", "经办人"), back),
        ),
        title=f"{period}收件登记",
    )


def _file(sending: Sending, names: dict[str, str]) -> tuple[str, ...]:
    when = f"{sending.received:%Y-%m-%d %H:%M}"
    return sending.attached[0].name, when, names[sending.unit], sending.body


def _sheet(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Sheet:
    cells = {(0, at): Cell(head, "head") for at, head in enumerate(heads)}
    for step, row in enumerate(rows, 1):
        for at, told in enumerate(row):
            cells[step, at] = Cell(told, "input_text")
    widths = {at: _WIDTHS.get(at, 16.0) for at in range(len(heads))}
    return Sheet(name, cells, widths=widths, freeze=(1, 0), page=Page(landscape=True))
