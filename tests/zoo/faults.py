"""One odd file for each fault of the table of attacks that ``verdicts`` does not hold yet.

``note`` is a finding that a book which is read must carry.
"""

import io
import struct
import zipfile
from collections.abc import Callable

from zoo import binary, build
from zoo.verdicts import Odd, ods

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Fault(Odd, frozen=True):
    """One odd file, with the note that must be told where it is read."""

    note: str = ""


def _rows(rows: str, **more: str) -> bytes:
    return build.xlsx(build.sheet(rows, **more))


def _with(**parts: bytes | str) -> Callable[[], bytes]:
    """The smallest honest book with parts added or replaced."""

    def make() -> bytes:
        whole = build.parts_of(build.sheet(build.row_of("单位名称", "区财政局")))
        return build.pack(
            {**whole, **{name.replace("__", "/"): each for name, each in parts.items()}}
        )

    return make


def _raw(*entries: tuple[str, bytes]) -> bytes:
    """A package with entries as they are named here, twice or outside."""
    out = io.BytesIO(build.small())
    with zipfile.ZipFile(out, "a") as book:
        for name, data in entries:
            book.writestr(zipfile.ZipInfo(name, build.WHEN), data)
    return out.getvalue()


def _twice() -> bytes:
    data = _raw(("xl/worksheets/sheet2.xml", b"<a/>"))
    return data.replace(b"sheet2.xml", b"sheet1.xml")


def _lying() -> bytes:
    """Headers that claim a few bytes of what inflates to many."""
    data = bytearray(_rows(build.row_of("甲" * 30_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as book:
        info = next(each for each in book.infolist() if each.filename.endswith("sheet1.xml"))
    size = struct.pack("<I", info.file_size)
    return bytes(data.replace(size, struct.pack("<I", 10)))


def _many(count: int, before: str, one: Callable[[int], str], after: str) -> str:
    return before + "".join(map(one, range(count))) + after


def _merges(count: int) -> bytes:
    told = _many(
        count,
        "<mergeCells>",
        lambda at: f'<mergeCell ref="A{2 * at + 1}:B{2 * at + 1}"/>',
        "</mergeCells>",
    )
    return _rows(build.row_of("甲"), after=told)


def _names(count: int) -> bytes:
    told = _many(count, "", lambda at: f'<definedName name="n{at}">1</definedName>', "")
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    book = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", f"</sheets><definedNames>{told}</definedNames>"
    )
    return build.pack({**parts, "xl/workbook.xml": book})


def _long_string_many_times() -> bytes:
    text = "<t>" + "长" * 30_000 + "</t>"
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 12_000)
    )
    return build.xlsx(build.sheet(cells), strings=build.strings(text))


def _strict() -> bytes:
    parts = build.parts_of(build.sheet(build.row_of("单位名称", "区财政局")))
    return build.pack({name: str(each).replace(_MAIN, _STRICT) for name, each in parts.items()})


def _odd_names() -> bytes:
    """Parts with backslashes and capitals, as some writers name them."""
    parts = build.parts_of(build.sheet(build.row_of("单位名称", "区财政局")))
    return build.pack(
        {name.replace("xl/worksheets/", "xl\\Worksheets\\"): each for name, each in parts.items()}
    )


def _styled() -> bytes:
    """Two hundred thousand rows that are only coloured."""
    rows = "".join(
        f'<row r="{row}" s="0" customFormat="1"><c r="A{row}" s="0"/></row>'
        for row in range(2, 200_002)
    )
    return _rows(build.row_of("单位名称", "区财政局") + rows)


def _loop() -> bytes:
    data = bytearray(binary.xls([["区法院"] * 50] * 200))
    data[512:1024] = b"\0\0\0\0" * 128
    return bytes(data)


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _value(xml: str) -> Callable[[], bytes]:
    return lambda: _rows(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>单位名称</t></is></c>{xml}</row>'
    )


def _locked_entry() -> bytes:
    data = bytearray(build.small())
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + shift] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


FAULTS = (
    # container and size
    Fault("出门.xlsx", lambda: _raw(("../../evil.xml", b"x")), "xlsx", "quarantined", "G126"),
    Fault("盘符.xlsx", lambda: _raw(("C:/evil.xml", b"x")), "xlsx", "quarantined", "G126"),
    Fault("重名.xlsx", _twice, "xlsx", "returned", "G105"),
    Fault("大小写重名.xlsx", lambda: _raw(("XL/Workbook.xml", b"<a/>")), "xlsx", "returned", "G105"),
    Fault("谎报大小.xlsx", _lying, "xlsx", "returned", "G102"),
    Fault("多条目.xlsx", lambda: _raw(*((f"x/{at}", b"") for at in range(2_100))), "xlsx", "returned", "G103"),
    Fault("包内加密.xlsx", _locked_entry, "xlsx", "returned", "G108"),
    Fault("前缀.xlsx", lambda: b"MIME junk\r\n" + build.small(), "binary", "returned", "G102"),
    Fault("合并洪水.xlsx", lambda: _merges(50_001), "xlsx", "returned", "G103"),
    Fault("许多合并.xlsx", lambda: _merges(2_000), "xlsx"),
    Fault("名称洪水.xlsx", lambda: _names(20_001), "xlsx", "returned", "G103"),
    Fault("整表合并.xlsx", lambda: _rows(build.row_of("甲"), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "xlsx", note="G120"),
    Fault("长文多用.xlsx", _long_string_many_times, "xlsx", "returned", "G103"),
    Fault("许多表.xlsx", lambda: build.xlsx(*[build.sheet(build.row_of("甲"))] * 257), "xlsx", "returned", "G103"),
    Fault("空样式.xlsx", _styled, "xlsx"),
    Fault("角落.xlsx", lambda: _rows(build.row_of("甲") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "xlsx"),
    Fault("行外.xlsx", lambda: _rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "xlsx", "returned", "G102"),
    Fault("扇区环.xls", _loop, "xls", "returned", "G102"),
    Fault("断.xls", lambda: _cut(binary.xls([["区法院"] * 50] * 200), 0.6), "ole", "returned", "G102"),
    Fault("断.ods", lambda: _cut(ods("<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"), 0.8), "zip", "returned", "G102"),
    # XML and active content
    Fault("声明.xlsx", lambda: build.pack({**build.parts_of(), "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY x "y">]><workbook/>'}), "xlsx", "returned", "G106"),
    Fault("深.xlsx", lambda: _rows("<a>" * 300), "xlsx", "returned", "G103"),
    Fault("多属性.xlsx", lambda: _rows("<row " + "".join(f'a{at}="1" ' for at in range(1_001)) + "/>"), "xlsx", "returned", "G103"),
    Fault("断标签.xlsx", lambda: build.pack({**build.parts_of(), "xl/workbook.xml": "<workbook><sheets>"}), "xlsx", "returned", "G102"),
    Fault("嵌入.xlsx", _with(xl__embeddings__oleObject1__bin=b"x"), "xlsx", note="G117"),
    # disguise
    Fault("严格.xlsx", _strict, "xlsx"),
    Fault("怪名.xlsx", _odd_names, "xlsx"),
    Fault("制表.csv", lambda: "单位\t值\r\n区法院\t3".encode("utf-16-le"), "csv"),
    Fault("西文.csv", lambda: "nom,café\nà,é\n".encode("latin-1"), "csv", "returned", "G128"),
    Fault("公式.csv", "单位,值\r\n=cmd|' /C calc'!A0,+1\r\n".encode, "csv"),
    Fault("空行.csv", lambda: b"\r\n\r\n,,\r\n", "csv", "returned", "G112"),
    Fault("改名.xlsx", "<html><table><tr><td>区法院</td></tr></table>".encode, "html", note="G119"),
    # values
    Fault("溢出.xlsx", _value('<c r="B1" t="e"><v>#SPILL!</v></c>'), "xlsx"),
    Fault("非数.xlsx", _value('<c r="B1"><v>NaN</v></c><c r="C1"><v>1e999</v></c><c r="D1"><v>0x10</v></c>'), "xlsx"),
    Fault("转义.xlsx", _value('<c r="B1" t="inlineStr"><is><t>_x0007_响铃_xD800_</t></is></c>'), "xlsx", note="R103"),
    Fault("太长.xlsx", lambda: _rows(build.row_of("长" * 32_768)), "xlsx", "quarantined", "G121"),
    Fault("未算.xlsx", _value('<c r="B1"><f>1+1</f></c>'), "xlsx"),
    Fault("一九零四.xlsx", lambda: build.xlsx(build.sheet('<row r="1"><c r="A1" s="1"><v>1</v></c></row>'), styles=build.styles("14"), book='<workbookPr date1904="1"/>'), "xlsx"),
)  # fmt: skip
