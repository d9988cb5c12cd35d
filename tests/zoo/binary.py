"""Binary books built record by record: .xlsb, encrypted packages, bare BIFF, OLE shells."""

import io
import struct

import pytest

from zoo.build import pack

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"


def record(kind: int, payload: bytes = b"") -> bytes:
    """Return one BIFF12 record."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, tail = len(payload), b""
    while size >= 128:
        tail += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + tail + bytes([size]) + payload


def wide(text: str) -> bytes:
    """Return a counted UTF-16 string."""
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """Return one cell's record."""
    return record(kind, struct.pack("<II", column, style) + value)


def row(number: int, *, hidden: bool = False) -> bytes:
    """Return a row's record."""
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return record(0, struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<I", 0))


_DIMENSION = record(148, struct.pack("<4I", 0, 9, 0, 9))


def struck(text: str, begin: int, end: int) -> bytes:
    """Return a shared string, struck through from one place to another."""
    runs = struct.pack("<IHHHH", 2, begin, 1, end, 0)
    return b"\1" + wide(text) + runs


def xlsb(
    sheet: bytes, *, strings: tuple[str | bytes, ...] = (), state: int = 0, epoch: int = 0
) -> bytes:
    """Return an .xlsb with one sheet; style 1 is a date, style 2 per cent, style 3 struck through."""
    listed = struct.pack("<II", state, 1) + wide("rId1") + wide("表一")
    book = record(131) + record(153, struct.pack("<III", epoch, 0, 0)) + record(143)
    book += record(156, listed) + record(144) + record(132)
    formats = record(44, struct.pack("<H", 164) + wide('yyyy"年"m"月"d"日"'))
    looks = [
        struct.pack("<HHHHHHHH", 0, number, font, 0, 0, 0, 0, 0)
        for number, font in ((0, 0), (164, 0), (10, 0), (0, 1))
    ]
    fonts = b"".join(record(43, struct.pack("<HH", 220, flags)) for flags in (0, 8))
    styles = record(278) + record(611, struct.pack("<I", 2)) + fonts + record(612)
    styles += record(615, struct.pack("<I", 1)) + formats + record(616)
    styles += record(617, struct.pack("<I", 4)) + b"".join(record(47, look) for look in looks)
    styles += record(618) + record(279)
    texts = record(159, struct.pack("<II", len(strings), len(strings)))
    texts += b"".join(
        record(19, text if isinstance(text, bytes) else b"\0" + wide(text)) for text in strings
    ) + record(160)
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    rels = "".join(
        f'<Relationship Id="{name}" Type="{_REL}/{word}" Target="{part}"/>'
        for name, word, part in (
            ("rId1", "worksheet", "worksheets/sheet1.bin"),
            ("rId2", "styles", "styles.bin"), ("rId3", "sharedStrings", "sharedStrings.bin"),
        )
    )  # fmt: skip
    top = f'<Relationship Id="r" Type="{_REL}/officeDocument" Target="xl/workbook.bin"/>'
    return pack({
        "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types"><Default Extension="bin" '
        f'ContentType="{kind}"/><Override PartName="/xl/workbook.bin" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships">{top}</Relationships>',
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACK}/relationships">{rels}</Relationships>',
        "xl/styles.bin": styles,
        "xl/sharedStrings.bin": texts,
        "xl/worksheets/sheet1.bin": record(129) + _DIMENSION + record(145) + sheet + record(146) + record(130),
    })  # fmt: skip


def sealed(data: bytes, password: str) -> bytes:
    """Return an OOXML book encrypted as Excel does it (agile)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def sealed_2010(data: bytes, password: str) -> bytes:
    """Return an OOXML book encrypted as Excel 2010 does it: SHA-1 and 128 bits.

    The library that reads it writes SHA-512 only; its parameters are exchanged while it writes.
    """
    from msoffcrypto.method import ecma376_agile as agile

    class Params(agile.ECMA376AgileCipherParams):  # type: ignore[misc]  # an untyped library's
        def __init__(self) -> None:
            super().__init__()
            self.hashName, self.hashSize, self.keyBits = "SHA1", 20, 128

    plain = agile._encrypt_aes_cbc
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agile, "ECMA376AgileCipherParams", Params)
        patch.setattr(
            agile,
            "_encrypt_aes_cbc",
            lambda data, key, iv: plain(data + bytes(-len(data) % 16), key, iv),
        )
        return sealed(data, password)


def xls(rows: list[list[object]], *, encoding: str = "utf-8") -> bytes:
    """Return a BIFF8 book with one sheet."""
    import xlwt

    book = xlwt.Workbook(encoding=encoding)
    sheet = book.add_sheet("表一")
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
