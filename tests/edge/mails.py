"""Mails as real programs write them, byte by byte; addresses and names are made up."""

import base64
from collections.abc import Sequence

BOOK = b"PK\x03\x04 not a real workbook \x00\xff"
CRLF = b"\r\n"


def b64(data: bytes) -> bytes:
    """Return base64 in lines of 76, as mail programs wrap it."""
    return base64.encodebytes(data).replace(b"\n", CRLF)


def word(text: str, charset: str = "gb2312", real: str = "gb18030") -> bytes:
    """Return an encoded word (RFC 2047, B)."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(real)).decode()}?=".encode()


RECEIVED = (
    b"Received: from mail-m17.qiye.example (unknown [10.0.0.17])\r\n"
    b"\tby mx.tezw.example.gov.cn (Coremail) with SMTP id AQAAfwD3_w;\r\n"
    b"\tFri, 27 Nov 2026 16:58:01 +0800 (CST)\r\n"
    b"Received: from liaison-pc (unknown [192.168.1.5])\r\n"
    b"\tby mail-m17.qiye.example (Coremail) with ESMTPA; Fri, 27 Nov 2026 16:57:40 +0800\r\n"
)


def foxmail(data: bytes = BOOK) -> bytes:
    """Foxmail 7: GB2312 encoded words in both headers, the long name folded within a word."""
    first, second = "台儿庄区法院营商环境周报", "（第48周）.xlsx"
    name = word(first) + b"\r\n\t" + word(second)
    return CRLF.join(
        [
            RECEIVED + b"Date: Fri, 27 Nov 2026 16:57:35 +0800",
            b"From: " + word("区法院联络员") + b" <fayuan@tez.example.cn>",
            b"To: office <office@tezw.example.gov.cn>",
            b"Subject: " + word("周报"),
            b"X-Priority: 3",
            b"X-Mailer: Foxmail 7.2.25.213[cn]",
            b"Mime-Version: 1.0",
            b"Message-ID: <202611271657354501230@tez.example.cn>",
            b"Content-Type: multipart/mixed;",
            b'\tboundary="----=_001_NextPart123456789012_=----"',
            b"",
            b"This is a multi-part message in MIME format.",
            b"",
            b"------=_001_NextPart123456789012_=----",
            b"Content-Type: multipart/alternative;",
            b'\tboundary="----=_002_NextPart_=----"',
            b"",
            b"------=_002_NextPart_=----",
            b'Content-Type: text/plain; charset="gb2312"',
            b"Content-Transfer-Encoding: base64",
            b"",
            b64("请查收。".encode("gb18030")),
            b"------=_002_NextPart_=----",
            b'Content-Type: text/html; charset="gb2312"',
            b"Content-Transfer-Encoding: quoted-printable",
            b"",
            b"<html>=C7=EB=B2=E9=CA=D5</html>",
            b"------=_002_NextPart_=------",
            b"",
            b"------=_001_NextPart123456789012_=----",
            b"Content-Type: application/octet-stream;",
            b'\tname="' + name + b'"',
            b"Content-Transfer-Encoding: base64",
            b"Content-Disposition: attachment;",
            b'\tfilename="' + name + b'"',
            b"",
            b64(data),
            b"------=_001_NextPart123456789012_=------",
            b"",
        ]
    )


def netease(data: bytes = BOOK) -> bytes:
    """163 web mail: GBK words, a character cut in two between them, its own Authentication."""
    raw = "区财政局周报表.xlsx".encode("gbk")
    cut = [raw[:5], raw[5:]]  # the third character lies in both words
    words = b" ".join(b"=?GBK?B?" + base64.b64encode(part) + b"?=" for part in cut)
    return CRLF.join(
        [
            b"Received: from m13-110.163.example (m13-110.163.example [220.181.13.110])",
            b"\tby mx3.tezw.example.gov.cn (NewMX) with SMTP id x; Fri, 27 Nov 2026 17:00:00 +0800",
            b"Authentication-Results: mx3.tezw.example.gov.cn; spf=pass smtp.mail=caizheng@163.example",
            b"\t; dkim=pass header.d=163.example",
            b"Received: from caizheng$163.example ( [112.224.1.1] ) by ajax-webmail (Coremail) ;",
            b" Fri, 27 Nov 2026 16:59:58 +0800 (CST)",
            b"Date: Fri, 27 Nov 2026 16:59:58 +0800 (CST)",
            b"From: =?GBK?B?x/iyxtX+vtY=?= <CaiZheng@163.example>",
            b"Subject: =?GBK?B?1ty xqA==?=",
            b'Content-Type: multipart/mixed; boundary="----=_Part_12_34.56"',
            b"MIME-Version: 1.0",
            b"Message-ID: <5c2c.88a.18@caizheng.163.example>",
            b"",
            b"------=_Part_12_34.56",
            b"Content-Type: text/plain; charset=GBK",
            b"Content-Transfer-Encoding: 8bit",
            b"",
            "见附件".encode("gbk"),
            b"------=_Part_12_34.56",
            b'Content-Type: application/vnd.ms-excel; name="' + words + b'"',
            b"Content-Transfer-Encoding: base64",
            b'Content-Disposition: attachment; filename="' + words + b'"',
            b"",
            b64(data),
            b"------=_Part_12_34.56--",
            b"",
        ]
    )


def qq(data: bytes = BOOK, body: bytes = b"") -> bytes:
    """QQ mail: gb18030 words with a suffix outside, a picture of the signature inside."""
    name = word("区住建局周报", "gb18030") + b".xlsx"
    text = body or "此致".encode("gb18030")
    return CRLF.join(
        [
            b"Received: from smtpbg.qq.example (smtpbg.qq.example [203.205.221.1])",
            b"\tby mx.tezw.example.gov.cn (Postfix) with ESMTPS id 1;",
            b"\tFri, 27 Nov 2026 08:30:00 +0000 (UTC)",
            b"X-QQ-mid: webmail",
            b'From: "=?gb18030?B?x/jXob2ovtY=?=" <10001@qq.example>',
            b"To: <office@tezw.example.gov.cn>",
            b"Subject: =?gb18030?B?1tyxqA==?=",
            b"Mime-Version: 1.0",
            b'Content-Type: multipart/mixed; boundary="----=_NextPart_6565"',
            b"Date: Fri, 27 Nov 2026 16:29:55 +0800",
            b"Message-ID: <tencent_AB@qq.example>",
            b"",
            b"------=_NextPart_6565",
            b'Content-Type: text/html; charset="gb18030"',
            b"Content-Transfer-Encoding: base64",
            b"",
            b64(text),
            b"------=_NextPart_6565",
            b'Content-Type: application/octet-stream; charset="gb18030"; name="' + name + b'"',
            b'Content-Disposition: attachment; filename="' + name + b'"',
            b"Content-Transfer-Encoding: base64",
            b"",
            b64(data),
            b"------=_NextPart_6565",
            b'Content-Type: image/png; name="sign.png"',
            b"Content-ID: <sign@qq>",
            b"Content-Disposition: inline",
            b"Content-Transfer-Encoding: base64",
            b"",
            b64(b"\x89PNG"),
            b"------=_NextPart_6565--",
            b"",
        ]
    )


def outlook(data: bytes = BOOK) -> bytes:
    """Outlook: RFC 2231 in pieces beside a plain guess, LF line ends as saved on a Mac."""
    return "\n".join(
        [
            "Received: from EX01.corp.example (10.1.1.1) by EX02.corp.example (10.1.1.2) with",
            " Microsoft SMTP Server id 15.1.2507.6; Fri, 27 Nov 2026 16:40:12 +0800",
            "From: =?utf-8?B?5L6b55S15YWs5Y+4?= <power@corp.example>",
            "Subject: =?utf-8?Q?=E5=91=A8=E6=8A=A5?=",
            "Date: Fri, 27 Nov 2026 16:40:10 +0800",
            "Message-ID: <abc@EX01.corp.example>",
            "Content-Language: zh-CN",
            'Content-Type: multipart/mixed; boundary="_002_abc_"',
            "MIME-Version: 1.0",
            "",
            "--_002_abc_",
            'Content-Type: text/plain; charset="utf-8"',
            "",
            "hi",
            "--_002_abc_",
            "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;",
            ' name="=?utf-8?B?5ZGo5oql?="',
            "Content-Disposition: attachment;",
            " filename*0*=UTF-8''%E4%BE%9B%E7%94%B5%E5%AE%A2;",
            " filename*1*=%E6%9C%8D%E4%B8%AD%E5%BF%83;",
            ' filename*2=" (W48).xlsx"; size=12',
            "Content-Transfer-Encoding: base64",
            "",
            base64.encodebytes(data).decode().strip(),
            "--_002_abc_--",
            "",
        ]
    ).encode()


def raw_gbk(data: bytes = BOOK) -> bytes:
    """An old system: the name's GBK bytes stand bare in the header."""
    name = "区水务局周报.xls".encode("gbk")
    return CRLF.join(
        [
            RECEIVED + b"From: shuiwu@tez.example.cn",
            b"Subject: " + "周报".encode("gbk"),
            b"Content-Type: application/octet-stream; name=" + name,
            b"Content-Disposition: attachment; filename=" + name,
            b"Content-Transfer-Encoding: base64",
            b"",
            b64(data),
        ]
    )


def simple(
    *headers: bytes, body: bytes = b"text", attached: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    """A short mail with any header lines and attachments."""
    lines = [*headers, b"MIME-Version: 1.0"]
    lines += [b'Content-Type: multipart/mixed; boundary="=b="', b"", b"--=b=", b"", body]
    for name, data in attached:
        lines += [
            b"--=b=",
            b"Content-Type: application/octet-stream",
            b"Content-Disposition: attachment; filename*=utf-8''" + quoted(name),
            b"Content-Transfer-Encoding: base64",
            b"",
            b64(data),
        ]
    return CRLF.join([*lines, b"--=b=--", b""])


def quoted(name: str) -> bytes:
    """Return a name in RFC 2231's percent form."""
    return "".join(f"%{byte:02X}" for byte in name.encode()).encode()


def forwarded(inner: bytes, depth: int = 1, headers: bytes = RECEIVED) -> bytes:
    """A mail that holds another as message/rfc822, as deep as asked."""
    for level in range(depth):
        mark = b"=f%d=" % level
        inner = CRLF.join(
            [
                (headers if level == depth - 1 else b"") + b"From: boss@tez.example.cn",
                b"Message-ID: <forward@x>",
                b'Content-Type: multipart/mixed; boundary="' + mark + b'"',
                b"",
                b"--" + mark,
                b"Content-Type: message/rfc822",
                b"Content-Disposition: attachment; filename=inner.eml",
                b"",
                inner,
                b"--" + mark + b"--",
                b"",
            ]
        )
    return inner


def tnef(files: Sequence[tuple[bytes, bytes, str]], codepage: int = 936) -> bytes:
    """winmail.dat: each file has a short title, its data and a long Unicode name."""
    import struct

    def item(level: int, number: int, kind: int, body: bytes) -> bytes:
        head = struct.pack("<BHHI", level, number, kind, len(body))
        return head + body + struct.pack("<H", sum(body) & 0xFFFF)

    made = b"\x78\x9f\x3e\x22\x01\x00"
    made += item(1, 0x9006, 8, struct.pack("<I", 0x10000))
    made += item(1, 0x9007, 6, struct.pack("<II", codepage, 0))
    for title, data, name in files:
        made += item(2, 0x9002, 6, bytes(14))
        made += item(2, 0x8010, 1, title + b"\0")
        made += item(2, 0x800F, 6, data)
        long = (name + "\0").encode("utf-16-le")
        padded = long + bytes(-len(long) % 4)
        properties = struct.pack("<I", 4)
        properties += struct.pack("<HHI", 0x0003, 0x0E20, len(data))
        properties += struct.pack("<HHHxx", 0x0002, 0x0E21, 7)
        properties += struct.pack("<HH", 0x0003, 0x8001) + bytes(16) + struct.pack("<III", 0, 5, 9)
        properties += struct.pack("<HHII", 0x001F, 0x3707, 1, len(long)) + padded
        made += item(2, 0x9005, 6, properties)
    return made
