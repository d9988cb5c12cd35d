"""Mails byte by byte as Chinese mail programs write them: encoded words, RFC 2231, raw 8-bit names."""

import base64
import binascii
import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import PurePath

from msgspec import Struct

from jlhy_xl.demo.plan import ZONE, Program

OFFICE = "yshj@tez.example"
SERVER = "mx.tez.example"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_KINDS = {".pdf": "application/pdf", ".png": "image/png", ".zip": "application/x-zip-compressed"}
_DELAY = timedelta(seconds=7)  # between sending and our server's receipt
_WORD = 36  # bytes of text in one encoded word
_EOL = b"\r\n"
Words = Callable[[str], bytes]
Lines = list[bytes]


class Letter(Struct, frozen=True):
    """What a mail says and carries."""

    sender: str  # address
    person: str  # display name
    received: datetime
    subject: str
    body: str
    files: tuple[tuple[str, bytes], ...] = ()
    logo: bytes = b""  # shown inside the body (Outlook)

    @property
    def mark(self) -> str:
        """Digits that depend on the letter alone."""
        told = f"{self.sender} {self.received.isoformat()} {self.subject}"
        return sha256(told.encode()).hexdigest()


def write(program: Program, letter: Letter) -> bytes:
    """Return the mail as that program writes it and as our server keeps it."""
    make = {
        Program.FOXMAIL: _foxmail, Program.NETEASE: _netease, Program.QQ: _qq,
        Program.OUTLOOK: _outlook, Program.OLD: _old,
    }[program]  # fmt: skip
    return make(letter)


def forward(letter: Letter, name: str, inner: bytes) -> bytes:
    """Return a mail that carries another mail whole, as 163 forwards it "as an attachment"."""
    words = _words("GBK", "Q")
    carried = [
        b"Content-Type: message/rfc822; name=" + _quoted(words(name)),
        b"Content-Disposition: attachment; filename=" + _quoted(words(name)), b"", inner,
    ]  # fmt: skip
    domain = letter.sender.partition("@")[2]
    head = _head(letter, words, f"{letter.mark[:12]}.{letter.mark[12:20]}.Coremail@{domain}")
    head.append(b"X-Mailer: Coremail Webmail Server Version XT5.0.14")
    return _mixed(head, f"----=_Part_{letter.mark[20:30]}", [_text(letter.body, "GBK"), carried])


# -- one program each ----------------------------------------------------------------------------


def _foxmail(letter: Letter) -> bytes:
    """Foxmail: gb2312 encoded words in name and filename, split in the middle of a line."""
    words = _words("GB2312", "B")
    head = _head(letter, words, f"{letter.received:%Y%m%d%H%M%S}{letter.mark[:12]}@tez.example")
    head += [
        b"X-Priority: 3", b"X-GUID: " + letter.mark[:32].upper().encode(), b"X-Has-Attach: yes",
        b"X-Mailer: Foxmail 7.2.25.331[cn]",
    ]  # fmt: skip
    parts = [_text(letter.body, "GB2312")]
    parts += [_attached(name, data, words, kind="application/octet-stream") for name, data in letter.files]  # fmt: skip
    return _mixed(head, f"----=_001_NextPart{letter.mark[:12]}_=----", parts)


def _netease(letter: Letter) -> bytes:
    """163's web mail: GBK, quoted-printable words in both places."""
    words = _words("GBK", "Q")
    head = _head(letter, words, f"{letter.mark[:8]}.{letter.mark[8:12]}.{letter.mark[:11]}.Coremail.tez@163.example")  # fmt: skip
    head += [b"X-Priority: 3", b"X-Mailer: Coremail Webmail Server Version XT5.0.14"]
    parts = [_text(letter.body, "GBK")]
    parts += [_attached(name, data, words) for name, data in letter.files]
    return _mixed(
        head, f"----=_Part_{int(letter.mark[:8], 16)}_{int(letter.mark[8:14], 16)}", parts
    )


def _qq(letter: Letter) -> bytes:
    """QQ mail: gb18030 words, four-byte characters among them; filename as RFC 2231 as well."""
    words = _words("gb18030", "B")
    head = _head(letter, words, f"tencent_{letter.mark[:34].upper()}@qq.example")
    head += [b"X-QQ-mid: xmsezb1-0t" + letter.mark[:16].encode(), b"X-QQ-Mailer: QQMail 2.x"]
    parts = [_text(letter.body, "gb18030")]
    for name, data in letter.files:
        place = b"Content-Disposition: attachment;" + _continued(name, "gb18030")
        parts.append(_attached(name, data, words, place=place))
    return _mixed(head, f"----=_NextPart_{letter.mark[:8].upper()}_{letter.mark[8:16].upper()}", parts)  # fmt: skip


def _outlook(letter: Letter) -> bytes:
    """Outlook: utf-8 RFC 2231 names, quoted-printable body, the signature's picture inside it."""
    words = _words("utf-8", "B")
    head = _head(letter, words, f"{letter.mark[:8]}$c{letter.mark[8:15]}$@tez.example")
    head += [b"X-Mailer: Microsoft Outlook 16.0", b"Content-Language: zh-cn"]
    page = letter.body.replace("\n", "<br>")
    if letter.logo:
        page += '<br><img width="120" height="40" src="cid:image001.png@01DD5F3A.2C0E8B70">'
    body = _text(f"<html><body>{page}</body></html>", "gb2312", kind="text/html")
    if letter.logo:
        picture = [
            b'Content-Type: image/png; name="image001.png"',
            b"Content-Transfer-Encoding: base64", b"Content-ID: <image001.png@01DD5F3A.2C0E8B70>",
            b'Content-Disposition: inline; filename="image001.png"', b"", _base64(letter.logo),
        ]  # fmt: skip
        body = _multi("related", f"----=_NextPart_001_{letter.mark[16:24]}", [body, picture])
    parts = [body]
    for name, data in letter.files:
        place = b"Content-Disposition: attachment;" + _continued(name, "utf-8")
        parts.append(_attached(name, data, words, place=place))
    return _mixed(head, f"----=_NextPart_000_{letter.mark[:8]}", parts)


def _old(letter: Letter) -> bytes:
    """A document system of the last decade: raw GBK bytes in every header, uuencode-like names."""
    words: Words = lambda text: text.encode("gbk")  # noqa: E731 - one of the kinds of Words
    head = _head(letter, words, f"OA{letter.received:%Y%m%d%H%M}.{letter.mark[:6]}@oa.tez.example")
    head.append(b"X-Mailer: \xd5\xfe\xce\xf1OA 3.2")
    parts = [_text(letter.body, "gb2312", coding="8bit")]
    parts += [_attached(name, data, words) for name, data in letter.files]
    return _mixed(head, f"=====OA_{letter.mark[:16]}=====", parts)


# -- what they share -----------------------------------------------------------------------------


def _head(letter: Letter, words: Words, message_id: str) -> Lines:
    """Return the header lines: our own server's on top, the sender's own below."""
    received, sent = letter.received.astimezone(ZONE), letter.received.astimezone(ZONE) - _DELAY
    domain = letter.sender.partition("@")[2]
    return [
        f"Return-Path: <{letter.sender}>".encode(),
        f"Delivered-To: {OFFICE}".encode(),
        f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom={domain}; dkim=none".encode(),
        f"Received: from smtp.{domain} (smtp.{domain} [192.0.2.{1 + int(letter.mark[:2], 16) % 250}])".encode(),
        f"\tby {SERVER} (Postfix) with ESMTPS id 4{letter.mark[:10].upper()}".encode(),
        f"\tfor <{OFFICE}>; {format_datetime(received)} (CST)".encode(),
        f"Received: from localhost (unknown [198.51.100.7]) by smtp.{domain};".encode(),
        f"\t{format_datetime(sent + timedelta(seconds=2))}".encode(),
        f"Date: {format_datetime(sent)}".encode(),
        b"From: " + _quoted(words(letter.person)) + f" <{letter.sender}>".encode(),
        f"To: <{OFFICE}>".encode(),
        b"Subject: " + words(letter.subject),
        f"Message-ID: <{message_id}>".encode(),
        b"MIME-Version: 1.0",
    ]  # fmt: skip


def _quoted(raw: bytes) -> bytes:
    return b'"' + raw + b'"'


def _words(charset: str, coding: str) -> Words:
    """Return how a program encodes header text: words of so many bytes, folded with a tab."""
    codec = "gb18030" if charset.lower().startswith("gb") else charset

    def encode(text: str) -> bytes:
        made, piece = [], ""
        for character in text:
            if len((piece + character).encode(codec)) > _WORD:
                made.append(piece)
                piece = ""
            piece += character
        return b"\r\n\t".join(_word(each.encode(codec), charset, coding) for each in [*made, piece])

    return encode


def _word(raw: bytes, charset: str, coding: str) -> bytes:
    if coding == "B":
        body = base64.b64encode(raw)
    else:
        body = b"".join(bytes([each]) if chr(each).isalnum() and each < 128 else f"={each:02X}".encode() for each in raw)  # fmt: skip
    return f"=?{charset}?{coding}?".encode() + body + b"?="


def _continued(name: str, charset: str) -> bytes:
    """Return a filename in numbered pieces (RFC 2231)."""
    codes = "".join(f"%{each:02X}" for each in name.encode(charset))
    pieces = [codes[at : at + 57] for at in range(0, len(codes), 57)]
    lead = f"{charset}''"
    return b";".join(
        f"\r\n\tfilename*{step}*={lead if step == 0 else ''}{piece}".encode()
        for step, piece in enumerate(pieces)
    )


def _attached(name: str, data: bytes, words: Words, *, kind: str = "", place: bytes = b"") -> Lines:
    kind = kind or _KINDS.get(PurePath(name).suffix, _XLSX)
    return [
        f"Content-Type: {kind};".encode(),
        b"\tname=" + _quoted(words(name)),
        b"Content-Transfer-Encoding: base64",
        place or b"Content-Disposition: attachment;\r\n\tfilename=" + _quoted(words(name)),
        b"", _base64(data),
    ]  # fmt: skip


def _text(text: str, charset: str, *, kind: str = "text/plain", coding: str = "base64") -> Lines:
    raw = text.replace("\n", "\r\n").encode("gb18030" if charset.lower().startswith("gb") else charset)  # fmt: skip
    if coding == "base64":
        raw = _base64(raw)
    return [
        f'Content-Type: {kind}; charset="{charset}"'.encode(),
        f"Content-Transfer-Encoding: {coding}".encode(), b"", raw,
    ]  # fmt: skip


def _base64(data: bytes) -> bytes:
    lines = (data[at : at + 57] for at in range(0, len(data), 57))
    return b"".join(binascii.b2a_base64(line, newline=False) + _EOL for line in lines)


def _multi(kind: str, boundary: str, parts: Sequence[Lines]) -> Lines:
    edge = f"--{boundary}".encode()
    lines = [f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"'.encode(), b""]
    for part in parts:
        lines += [edge, *part]
    return [*lines, edge + b"--", b""]


def _mixed(head: Lines, boundary: str, parts: Sequence[Lines]) -> bytes:
    return _EOL.join([*head, *_multi("mixed", boundary, parts)])


# -- an archive as Windows makes it ----------------------------------------------------------------


def archive(files: Sequence[tuple[str, bytes]], packed: datetime) -> bytes:
    """Return a zip whose names are in the local code page (GBK), without the UTF-8 flag."""
    day = (packed.year - 1980) << 9 | packed.month << 5 | packed.day
    clock = packed.hour << 11 | packed.minute << 5 | packed.second // 2
    body, directory = b"", b""
    for name, data in files:
        raw = name.encode("gbk")
        press = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed_data = press.compress(data) + press.flush()
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, clock, day, zlib.crc32(data), len(packed_data), len(data),
            len(raw), 0,
        )  # fmt: skip
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0x20, len(body)) + raw
        body += b"PK\x03\x04" + common + raw + packed_data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end
