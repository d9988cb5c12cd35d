"""The table of odd files: name, how it is built, the kind it is told as, and what becomes of it.

``code`` is the finding of a refusal, "" where the file is read. Each is built in code.
"""

import functools
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable

from msgspec import Struct

from zoo import binary, build

_TYPE = "application/vnd.openxmlformats-officedocument"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Odd(Struct, frozen=True, dict=True):
    """One odd file."""

    name: str
    make: Callable[[], bytes]
    kind: str
    verdict: str = ""  # "" where it is read
    code: str = ""

    @functools.cached_property
    def data(self) -> bytes:
        """The file, built once."""
        return self.make()


def _ole(*streams: str) -> bytes:
    """An OLE shell with directory entries of these names and nothing behind them."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams)
    )
    return _OLE + bytes(504) + entries.ljust(1024, b"\0")


def _package(content_type: str, member: str = "word/document.xml") -> bytes:
    types = f'<Types><Override PartName="/{member}" ContentType="{content_type}"/></Types>'
    return build.pack({"[Content_Types].xml": types, member: "<a/>"})


def _pptx_with_word() -> bytes:
    word = f'<Default Extension="docx" ContentType="{_TYPE}.wordprocessingml.document"/>'
    main = f'<Override PartName="/p" ContentType="{_TYPE}.presentationml.presentation.main+xml"/>'
    return build.pack({"[Content_Types].xml": f"<Types>{word}{main}</Types>", "p": "<a/>"})


def odf(kind: str, body: str = "", manifest: str = "", more: dict[str, str] | None = None) -> bytes:
    """Return an OpenDocument package of a kind, round this body."""
    ns = "xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:calcext='c' xmlns:style='s'"
    content = (
        f"<office:document-content {ns}><office:body>{body}</office:body></office:document-content>"
    )
    return build.pack({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content,
        "META-INF/manifest.xml": f"<m>{manifest}</m>", **(more or {}),
    })  # fmt: skip


def ods(rows: str, **extra: str) -> bytes:
    """Return an .ods with one sheet of these rows."""
    return odf("spreadsheet", f"<table:table table:name='表一'>{rows}</table:table>", **extra)


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.xlsx"))
    return out.getvalue()


def _crc() -> bytes:
    """One byte of a sheet stored without compression is flipped: the checksum no longer fits."""
    data = build.pack(build.parts_of(build.sheet(build.row_of("区财政局"))), zipfile.ZIP_STORED)
    return data.replace("区财政局".encode(), "区财致局".encode(), 1)


def _ods_bomb() -> bytes:
    cell = "<table:table-cell table:number-columns-repeated='1000' office:value-type='float' office:value='1'/>"
    return ods(f"<table:table-row table:number-rows-repeated='1000000'>{cell}</table:table-row>")


def _capitals() -> bytes:
    return binary.xls([["区法院", 1.5]]).replace(*(
        name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK")
    ))  # fmt: skip


def _mhtml() -> bytes:
    page = "<html><table><tr><td>=E5=8C=BA=E6=B3=95=E9=99=A2</td></tr></table></html>"
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{page}\r\n--x--\r\n"
    ).encode()  # fmt: skip


_XML2003 = (
    '<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?><Workbook '
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row>'
    '<Cell><Data ss:Type="String">区法院</Data></Cell></Row></Table></Worksheet></Workbook>'
)
_SPIN = b'<encryption><p:encryptedKey spinCount="9000000"/></encryption>'


def _locked() -> bytes:
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    return binary.sealed(
        build.pack({**parts, "pad": "填" * 9000}, zipfile.ZIP_STORED), "谁也不知道"
    )


ODD = (
    Odd("好.xlsx", build.small, "xlsx"),
    Odd("好.xls", build.small, "xlsx"),
    Odd("旧.xls", lambda: binary.xls([["区法院", 1.5]]), "xls"),
    Odd("旧.et", lambda: binary.xls([["区法院", 1.5]]), "xls"),
    Odd("大写.xls", _capitals, "xls"),
    Odd("进制.xlsb", lambda: binary.xlsb(binary.row(0) + binary.cell(6, 0, binary.wide("甲"))), "xlsb"),
    Odd("开放.ods", lambda: ods("<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"), "ods"),
    Odd("文本.csv", lambda: "单位,值\r\n区法院,3\r\n".encode("gb18030"), "csv"),
    Odd("网页.xls", lambda: "<html><meta charset=gb2312><table><tr><td>区法院</table>".encode("gbk"), "html"),
    Odd("网页.mht.xls", _mhtml, "mhtml"),
    Odd("标题像邮件.csv", "Date: 11月,值\r\n区法院,3\r\n".encode, "csv"),
    Odd("制表.xls", lambda: "单位\t值\r\n区法院\t3\r\n".encode("utf-16"), "csv"),
    Odd("二〇〇三.xls", lambda: _XML2003.encode("gb2312"), "xml2003"),
    Odd("空.xlsx", lambda: b"", "empty", "returned", "G101"),
    Odd("半个.xlsx", lambda: build.small()[:700], "zip", "returned", "G102"),
    Odd("半个.docx", lambda: build.small()[:700], "zip", "returned", "G102"),
    Odd("坏.xlsx", _crc, "xlsx", "returned", "G102"),
    Odd("尾巴.xlsx", lambda: build.small() + b"<html>", "xlsx", "returned", "G102"),
    Odd("乱码.xlsx", lambda: bytes(range(256)) * 9, "binary", "returned", "G102"),
    Odd("全零.xls", lambda: bytes(4096), "binary", "returned", "G102"),
    Odd("乱码.dat", lambda: bytes(range(256)) * 9, "binary", "quarantined", "G110"),
    Odd("空白.xlsx", lambda: build.xlsx(build.sheet("")), "xlsx", "returned", "G112"),
    Odd("无表.xlsx", build.xlsx, "xlsx", "returned", "G112"),
    Odd("登录.xls", lambda: b"<html><body>please log in</body></html>", "html", "returned", "G112"),
    Odd("说明.html", lambda: b"<html><body>hello</body></html>", "html", "supporting", "G111"),
    Odd("压缩.rar", lambda: b"Rar!\x1a\x07\x01\x00rest", "rar", "returned", "G107"),
    Odd("压缩.xlsx", lambda: b"7z\xbc\xaf\x27\x1crest", "7z", "returned", "G107"),
    Odd("压缩.tar", _tar, "tar", "returned", "G107"),
    Odd("材料.zip", lambda: build.pack({"a.txt": "a"}), "zip", "returned", "G127"),
    Odd("加密.xlsx", _locked, "sealed", "returned", "G108"),
    Odd("加密.ods", lambda: ods("", manifest="<encryption-data/>"), "ods", "returned", "G108"),
    Odd("慢锁.xlsx", lambda: _ole("EncryptedPackage", "EncryptionInfo") + _SPIN, "sealed", "returned", "G103"),
    Odd("锁里藏.xlsx", lambda: _ole("EncryptedPackage") + b"<!DOCTYPE a>", "sealed", "returned", "G106"),
    Odd("空壳.xls", lambda: _ole("Workbook"), "xls", "returned", "G102"),
    Odd("空壳.doc", lambda: _ole("WordDocument"), "doc", "supporting", "G111"),
    Odd("夹表.doc", lambda: _ole("Workbook", "WordDocument"), "doc", "supporting", "G111"),
    Odd("来历不明.ole", lambda: _ole("Strange"), "ole", "quarantined", "G110"),
    Odd("邮件.msg", lambda: _ole("__properties_version1.0", "Workbook"), "msg", "supporting", "G111"),
    Odd("通知.docx", lambda: _package(f"{_TYPE}.wordprocessingml.document.main+xml"), "docx", "supporting", "G111"),
    Odd("汇报.pptx", lambda: _package(f"{_TYPE}.presentationml.presentation.main+xml"), "pptx", "supporting", "G111"),
    Odd("文稿.odt", lambda: odf("text"), "odt", "supporting", "G111"),
    Odd("证书.ofd", lambda: build.pack({"OFD.xml": "<a/>"}), "ofd", "supporting", "G111"),
    Odd("扫描.pdf", lambda: b"%PDF-1.4 ...", "pdf", "supporting", "G111"),
    Odd("夹文档.pptx", _pptx_with_word, "pptx", "supporting", "G111"),
    Odd("一代.sxc", lambda: build.pack({"mimetype": "application/vnd.sun.xml.calc", "content.xml": "<a/>"}), "sxc", "returned", "G109"),
    Odd("主题.thmx", lambda: _package(f"{_TYPE}.theme+xml", "theme/theme1.xml"), "package", "quarantined", "G110"),
    Odd("电子书.epub", lambda: build.pack({"mimetype": "application/epub+zip", "a.html": "<a/>"}), "package", "quarantined", "G110"),
    Odd("固定.xps", lambda: build.pack({"[Content_Types].xml": "<Types/>", "FixedDocSeq.fdseq": "<a/>"}), "xps", "supporting", "G111"),
    Odd("winmail.dat", lambda: b"\x78\x9f\x3e\x22\x01\x00", "tnef", "supporting", "G111"),
    Odd("前有余物.zip", lambda: bytes(range(256)) * 20 + build.pack({"a.txt": "a"}), "zip", "returned", "G127"),
    Odd("图.vsd", lambda: _ole("VisioDocument"), "vsd", "supporting", "G111"),
    Odd("夹表.pub", lambda: _ole("Workbook", "Quill"), "pub", "supporting", "G111"),
    Odd("会议.wav", lambda: b"RIFF\x40\0\0\0WAVEfmt " + bytes(20), "wav", "supporting", "G111"),
    Odd("图元.emf", lambda: b"\1\0\0\0" + bytes(36) + b" EMF\0\0\1\0", "emf", "supporting", "G111"),
    Odd("图元.wmf", lambda: b"\xd7\xcd\xc6\x9a\0\0", "wmf", "supporting", "G111"),
    Odd("法文.txt", lambda: "Très bien, merci à tous\n".encode("latin-1"), "text", "supporting", "G111"),
    Odd("片段.html", lambda: "<p>Très bien, merci à tous</p>\n".encode("latin-1"), "text", "supporting", "G111"),
    Odd("元数据.xml", lambda: b"<?xml version='1.0'?><o:document><meta/><body/></o:document>", "xml", "returned", "G109"),
    Odd("空表.html", lambda: b"<html><table><tr><td><img src=a></td></tr></table></html>", "html", "supporting", "G111"),
    Odd("数据表.dbf", lambda: b"\x03" + bytes(7) + b"\x41\0" + bytes(54) + b"\r\x1a", "dbf", "returned", "G109"),
    Odd("数据库.mdb", lambda: b"\0\1\0\0Standard Jet DB\0", "access", "returned", "G109"),
    Odd("压缩.lzh", lambda: b"\x20\x11-lh5-", "lzh", "returned", "G107"),
    Odd("压缩.cab", lambda: b"MSCF\0\0\0\0", "cab", "returned", "G107"),
    Odd("照片.jpg", lambda: b"\xff\xd8\xff\xe0....", "jpg", "supporting", "G111"),
    Odd("截图.png", lambda: b"\x89PNG\r\n\x1a\n....", "png", "supporting", "G111"),
    Odd("传真.tif", lambda: b"II*\x00....", "tif", "supporting", "G111"),
    Odd("手机.heic", lambda: b"\0\0\0\x18ftypheic....", "heic", "supporting", "G111"),
    Odd("说明.txt", lambda: "请查收".encode("gb18030"), "text", "supporting", "G111"),
    Odd("转发.eml", lambda: b"From: a@b\r\nSubject: x\r\n\r\nbody", "eml", "supporting", "G111"),
    Odd("网页信", lambda: b"From: a@b\r\nTo: c@d\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n<html>", "eml", "supporting", "G111"),
    Odd("程序.exe", lambda: b"MZ\x90\x00", "exe", "quarantined", "G110"),
    Odd("老.xls", lambda: b"\x09\x00\x04\x00\x02\x00\x10\x00", "biff2", "returned", "G109"),
    Odd("老4.xls", lambda: b"\x09\x04\x06\x00\x00\x00\x10\x00", "biff4", "returned", "G109"),
    Odd("符号.slk", lambda: b"ID;PWXL;N;E\r\n", "sylk", "returned", "G109"),
    Odd("交换.dif", lambda: b"TABLE\r\n0,1\r\n", "dif", "returned", "G109"),
    Odd("莲花.wk1", lambda: b"\x00\x00\x02\x00\x06\x04\x06\x00", "lotus", "returned", "G109"),
    Odd("苹果.numbers", lambda: build.pack({"Index/Document.iwa": "a"}), "numbers", "returned", "G109"),
    Odd("平面.fods", lambda: b"<?xml version='1.0'?><office:document office:mimetype='application/vnd.oasis.opendocument.spreadsheet'/>", "fods", "returned", "G109"),
    Odd("炸弹.ods", _ods_bomb, "ods", "returned", "G103"),
    Odd("炸弹.xlsx", lambda: build.xlsx(build.sheet(build.row_of("甲"), after=" " * 20_000_000)), "xlsx", "returned", "G104"),
    Odd("越界.xlsx", lambda: build.xlsx(build.sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')), "xlsx", "returned", "G102"),
    Odd("断.xlsb", lambda: binary.xlsb(binary.row(0) + struct.pack("<BBI", 7, 127, 0)), "xlsb", "returned", "G102"),
)  # fmt: skip
