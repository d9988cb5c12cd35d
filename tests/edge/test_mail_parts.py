"""Mails of Foxmail, 163, QQ, Outlook and old systems: names, senders, clocks, forged lines."""

import base64
import struct
import time
from datetime import UTC, datetime, timedelta, timezone

import mails
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mails import BOOK, forwarded, simple, word

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import mail_parts, mail_words, tnef
from jlhy_xl.edge.intake.mail_parts import Mail
from jlhy_xl.edge.intake.parts import Budget, is_mail

CHINA = timezone(timedelta(hours=8))


def opened(data: bytes, budget: Budget | None = None) -> Mail:
    return mail_parts.open_mail(data, "周报.eml", budget or Budget(), CHINA)


def names(mail: Mail) -> list[str]:
    assert mail.opened.refused is None, mail.opened.refused
    return [part.name for part in mail.opened.parts]


def codes(mail: Mail) -> list[str]:
    return [note.code for note in mail.opened.notes]


@pytest.mark.parametrize(
    ("data", "name", "sender", "received"),
    [
        (
            mails.foxmail(),
            "台儿庄区法院营商环境周报（第48周）.xlsx",
            "fayuan@tez.example.cn",
            "16:58:01",
        ),
        (mails.netease(), "区财政局周报表.xlsx", "caizheng@163.example", "17:00:00"),
        (mails.qq(), "区住建局周报.xlsx", "10001@qq.example", "16:30:00"),
        (mails.outlook(), "供电客服中心 (W48).xlsx", "power@corp.example", "16:40:12"),
        (mails.raw_gbk(), "区水务局周报.xls", "shuiwu@tez.example.cn", "16:58:01"),
    ],
    ids=["foxmail", "163", "qq", "outlook", "raw-gbk"],
)
def test_real_programs_are_read(data: bytes, name: str, sender: str, received: str) -> None:
    """Name, sender and our own server's clock come out right, and the bytes are the file's own."""
    assert is_mail(data, "周报.eml")
    assert is_mail(data, "没有扩展名")
    mail = opened(data)
    assert names(mail)[0] == name
    assert mail.opened.parts[0].data == BOOK
    assert mail.sender == sender
    assert mail.received is not None
    assert f"{mail.received:%Y-%m-%d %H:%M:%S %z}" == f"2026-11-27 {received} +0800"
    assert mail.subject == "周报"


def test_other_clocks_are_shown() -> None:
    """The sender's own date and the relays' clocks stand beside, and are not what counts."""
    mail = opened(mails.foxmail())
    assert mail.sent == datetime(2026, 11, 27, 16, 57, 35, tzinfo=CHINA)
    assert mail.hops == ("服务器转递：2026-11-27 16:57:40",)
    assert mail.message_id == "<202611271657354501230@tez.example.cn>"


def test_a_mailbox_separator_is_passed_over() -> None:
    """A mail cut out of an mbox begins with a line that is no header."""
    mail = opened(b"From fayuan Fri Nov 27 16:58:01 2026\r\n" + mails.foxmail())
    assert mail.sender == "fayuan@tez.example.cn"
    assert len(names(mail)) == 1


def test_a_picture_of_the_signature_is_a_leaf() -> None:
    """Nothing that was attached is dropped: the sum of leaves must balance."""
    assert names(opened(mails.qq())) == ["区住建局周报.xlsx", "sign.png"]


# -- who sent it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (b'"boss@gov.example" <Evil@X.example>', "evil@x.example"),
        (b"evil@x.example (boss@gov.example)", "evil@x.example"),
        (
            b"=?utf-8?B?" + base64.b64encode(b"boss@gov.example") + b"?= <evil@x.example>",
            "evil@x.example",
        ),
        ("区法院 <fayuan@x.example>".encode("gbk"), "fayuan@x.example"),
        (b"fayuan@x.example", "fayuan@x.example"),
        (b"", ""),
        (b"nobody", ""),
    ],
)
def test_the_display_name_never_counts(line: bytes, address: str) -> None:
    """The sender is an address; what a display name pretends is nothing."""
    mail = opened(simple(b"From: " + line))
    assert mail.sender == address
    assert mail.senders == ()


@pytest.mark.parametrize(
    "lines",
    [
        (b"From: a@x.example", b"From: b@x.example"),
        (b"From: a@x.example", b"FROM: a@x.example"),
        (b"From: <a@x.example>, <b@x.example>",),
    ],
)
def test_two_senders_are_none(lines: tuple[bytes, ...]) -> None:
    """Programs differ on which From is true, so neither is believed and a person is asked."""
    mail = opened(simple(*lines))
    assert mail.sender == ""
    assert mail.senders[0] == "a@x.example"


TOP = b"Received: from a by mx.tez.gov.cn; Fri, 27 Nov 2026 16:58:01 +0800"
RELAY = b"Received: from b by other.example; Fri, 27 Nov 2026 16:57:01 +0800"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ((b"Authentication-Results: mx.tez.gov.cn; spf=pass", TOP), True),
        ((TOP, b"Authentication-Results: mx2.tez.gov.cn; spf=fail; dkim=none", RELAY), False),
        ((TOP, b"Authentication-Results: mx.tez.gov.cn; spf=pass; dmarc=fail", RELAY), False),
        ((TOP, b"Authentication-Results: mx.tez.gov.cn; spf=fail; dmarc=pass", RELAY), True),
        ((TOP, b"Authentication-Results: mx.tez.gov.cn; spf=neutral", RELAY), None),
        ((TOP, b"Authentication-Results: evil.gov.cn; spf=pass", RELAY), None),
        ((TOP, RELAY, b"Authentication-Results: mx.tez.gov.cn; spf=pass"), None),
        ((TOP,), None),
    ],
)
def test_only_our_own_servers_word_counts(lines: tuple[bytes, ...], verdict: bool | None) -> None:
    """A verdict that the sender could have written himself is not believed."""
    assert opened(simple(*lines, b"From: a@x.example")).authenticated is verdict


# -- when it came ---------------------------------------------------------------------------------


def test_the_topmost_received_line_counts() -> None:
    """Servers add theirs on top: the sender can forge what is below, not what is above."""
    forged = b"Received: from x by mx.tez.gov.cn; Thu, 26 Nov 2026 09:00:00 +0800"
    mail = opened(simple(TOP, forged, b"From: a@x.example"))
    assert mail.received == datetime(2026, 11, 27, 16, 58, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("; Fri, 27 Nov 2026 08:58:01 GMT", "2026-11-27 16:58:01"),
        ("; Fri, 27 Nov 2026 16:58:01", "2026-11-27 16:58:01"),
        ("; Fri, 27 Nov 2026 08:58:01 -0000 (x;y)", "2026-11-27 16:58:01"),
        ("; Fri, 27 Nov 2026 16:58:01 (CST)", "2026-11-27 16:58:01"),
        ("; 27 Nov 26 08:58 +0000", "2026-11-27 16:58:00"),
        ("; Fri, 27 Nov 2026 23:59:60 +0800", "2026-11-27 23:59:59"),
        ("; Fri, 32 Nov 2026 08:58:01 +0800", ""),
        ("; Fri, 27 Nov 2026 08:58:01 +99999999999999", ""),
        ("; Fri, 27 Nov 1066 08:58:01 +0800", ""),
        ("; 星期五", ""),
        ("", ""),
    ],
)
def test_clocks_are_read_or_left_open(line: str, moment: str) -> None:
    """A clock in any zone is told in ours; nonsense is no clock."""
    found = mail_words.clock(f"from a by b{line}", CHINA)
    assert (f"{found:%Y-%m-%d %H:%M:%S}" if found else "") == moment


def test_a_mail_without_received_has_no_server_clock() -> None:
    """The sender's own date never stands in for a receipt."""
    mail = opened(simple(b"From: a@x.example", b"Date: Fri, 27 Nov 2026 16:58:01 +0800"))
    assert mail.received is None
    assert mail.sent is not None


def test_a_forwarded_mail_is_shown_with_its_own_clock() -> None:
    """The outer receipt counts; the original's clocks go with what it held, as words."""
    mail = opened(forwarded(mails.netease()))
    assert mail.received == datetime(2026, 11, 27, 16, 58, 1, tzinfo=CHINA)
    assert mail.sender == "boss@tez.example.cn"
    assert names(mail) == ["区财政局周报表.xlsx"]
    hop = mail.opened.parts[0].hops[0]
    assert "caizheng@163.example" in hop
    assert "2026-11-27 09:00:00" in hop


def test_a_forwarded_mail_in_base64_is_read_too() -> None:
    """Some programs encode message/rfc822, which the standard forbids."""
    data = mails.CRLF.join(
        [
            b"From: a@x.example",
            b"Content-Type: message/rfc822",
            b"Content-Transfer-Encoding: base64",
            b"",
            mails.b64(mails.netease()),
        ]
    )
    assert names(opened(data)) == ["区财政局周报表.xlsx"]


def test_a_forwarded_mail_that_names_its_coding_is_read() -> None:
    """7bit beside message/rfc822 is the standard's own way."""
    data = mails.CRLF.join(
        [b"From: a@x.example", b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: 7bit",
         b"", mails.netease()]
    )  # fmt: skip
    assert names(opened(data)) == ["区财政局周报表.xlsx"]


# -- what was attached ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("attachment; filename=plain.xlsx", "plain.xlsx"),
        ('attachment; filename="a;b \\"c\\".xlsx"', 'a;b "c".xlsx'),
        ("attachment; FileName*=gb18030''%C7%F8.xlsx", "区.xlsx"),
        ("attachment; filename*=UTF-8'zh'%E5%8C%BA.xlsx; filename=x.xlsx", "区.xlsx"),
        ("attachment; filename=x.xlsx; filename*=UTF-8''%E5%8C%BA.xlsx", "区.xlsx"),
        ("attachment; filename*1=b.xlsx; filename*0=a", "ab.xlsx"),
        ("attachment; filename*0*=utf-8''%E5%8C; filename*1*=%BA.xlsx", "区.xlsx"),
        ("attachment; filename*=nonsense''%C7%F8.xlsx", "区.xlsx"),
        ("attachment; filename*==?gbk?B?x/g=?=.xlsx", "区.xlsx"),
        ("attachment; filename==?gbk?Q?=C7=F8_1?=.xlsx", "区 1.xlsx"),
        (
            'attachment; filename="=?gb2312?B?'
            + base64.b64encode("朱镕基".encode("gbk")).decode()
            + '?="',
            "朱镕基",
        ),
        ("attachment; filename*99999=x; filename*=", "x"),
        ("attachment", ""),
    ],
)
def test_names_in_every_way_of_writing(value: str, name: str) -> None:
    """RFC 2231, RFC 2047 where it is forbidden, bare text, pieces out of order."""
    assert mail_words.parameters(value).get("filename", "") == name


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("=?utf-8?B?5ZGo?= =?utf-8?B?5oql?=", "周报"),
        ("a =?gbk?B?x/g=?= b", "a 区 b"),
        ("=?utf-8?B?x/g=?=", "区"),
        ("=?gb2312*zh?B?x/g=?=", "区"),
        ("=?hz-gb-2312?Q?~{Gx~}?=", "区"),
        ("=?nonsense?B?x/g=?=", "区"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?utf-8?B?!!!?=", ""),
        ("plain", "plain"),
    ],
)
def test_encoded_words(value: str, plain: str) -> None:
    """The charset that was named is tried, then the one that the bytes are really in."""
    assert mail_words.decoded_words(value) == plain


@pytest.mark.parametrize(
    ("coding", "body", "data"),
    [
        (b"base64", b"QUJD\r\n", b"ABC"),
        (b"BASE64", b"QUJD QUJ", b"ABCAB"),
        (b"base64", b"Q", b""),
        (b"quoted-printable", b"=41=\r\nB\xff", b"AB\xff"),
        (b"x-uuencode", b"begin 644 a\r\n#04)#\r\nXX\xff\r\n \r\nend", b"ABC"),
        (b"8bit", b"\xc7\xf8", b"\xc7\xf8"),
        (b"nonsense", b"x", b"x"),
    ],
)
def test_transfer_codings(coding: bytes, body: bytes, data: bytes) -> None:
    """A broken coding gives what can be read; the file's reader then says what is missing."""
    mail = opened(
        b"From: a@x.example\r\nContent-Disposition: attachment; filename=a.bin\r\n"
        b"Content-Transfer-Encoding: " + coding + b"\r\n\r\n" + body
    )
    assert mail.opened.parts[0].data.rstrip(b"\r\n") == data


def test_a_file_without_a_name_gets_one() -> None:
    """It is a leaf all the same, under a number, with a note."""
    data = b"From: a@x.example\r\nContent-Type: application/pdf\r\n\r\n%PDF"
    mail = opened(data)
    assert names(mail) == ["未命名附件1"]
    assert codes(mail) == [words.NO_NAME.code]


def test_a_name_never_holds_a_path() -> None:
    """Folders in an attachment's name are cut off."""
    mail = opened(simple(b"From: a@x.example", attached=[("C:\\周报\\..\\区.xlsx", b"x")]))
    assert names(mail) == ["区.xlsx"]


def test_a_mac_resource_is_ignored_with_a_note() -> None:
    """The half of an AppleDouble that is no file is not counted as one."""
    mail = opened(b"From: a@x.example\r\nContent-Type: application/applefile; name=a.xlsx\r\n\r\nx")
    assert mail.opened.ignored == 1
    assert codes(mail) == [words.IGNORED.code, words.NO_ATTACHMENT.code]


def test_a_mail_without_a_file_says_so() -> None:
    """A report written into the body is not lost in silence."""
    mail = opened(simple(b"From: a@x.example", b"Subject: " + word("周报")))
    assert codes(mail) == [words.NO_ATTACHMENT.code]
    assert mail.opened.notes[0].found == "周报"


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://mail.qq.com/cgi-bin/ftnExs_download?t=exs_ftn_download&k=1">a.xlsx</a>',
        '<a href="https://wx.mail.qq.com/ftn/download?func=3&key=1">进入下载页面</a>',
        "从网易163邮箱发来的云附件 https://mail.163.com/large-attachment-download/index.html?file=1",
        "超大附件：http://example.com/f",
    ],
)
def test_links_to_large_attachments_are_told(body: str) -> None:
    """The file is not in the mail: told at once, never followed."""
    mail = opened(mails.qq(body=body.encode("gb18030")))
    assert codes(mail) == [words.LARGE_LINK.code]
    assert names(mail)[0] == "区住建局周报.xlsx"


def test_a_word_about_large_attachments_is_no_link() -> None:
    """A sentence like 请勿使用超大附件, without a link, is no link."""
    assert codes(opened(mails.qq(body="请勿使用超大附件".encode("gb18030")))) == []


# -- winmail.dat ----------------------------------------------------------------------------------


def test_winmail_dat_is_unpacked() -> None:
    """Outlook's package yields its files with long names, every byte of them."""
    data = mails.tnef(
        [("周报~1.XLS".encode("gbk"), BOOK + b"\0\0", "区人民银行周报.xlsx"), (b"b", b"y", "")]
    )
    mail = opened(simple(b"From: a@x.example", attached=[("winmail.dat", data)]))
    assert names(mail) == ["区人民银行周报.xlsx", "b"]
    assert mail.opened.parts[0].data == BOOK + b"\0\0"


def test_the_library_reads_the_same_from_winmail_dat() -> None:
    """tnefparse, on a good package, agrees with our own reader."""
    from tnefparse import TNEF

    data = mails.tnef([(b"A.XLS", BOOK, "区法院.xlsx")])
    theirs = TNEF(data).attachments
    ours = tnef.unpack(data, "winmail.dat", Budget()).parts
    assert [(row.long_filename(), row.data) for row in theirs] == [
        (part.name, part.data) for part in ours
    ]


def test_a_damaged_package_is_a_leaf_that_says_so() -> None:
    """The package itself stays, refused with what to do."""
    data = mails.tnef([(b"A.XLS", BOOK, "区法院.xlsx")])[:-60]
    mail = opened(simple(b"From: a@x.example", attached=[("winmail.dat", data)]))
    part = mail.opened.parts[0]
    assert part.name == "winmail.dat"
    assert part.refused is not None
    assert part.refused.code == words.OUTLOOK_DAMAGED.code


def test_a_forged_count_costs_nothing() -> None:
    """Four thousand million properties are not walked."""
    bodies = [
        struct.pack("<IHHI", 1, 0x1002, 0x0E21, 2**32 - 1),
        struct.pack("<IHHI", 2**32 - 1, 0x0001, 0x0E21, 0),
        struct.pack("<IHHII", 1, 0x001F, 0x3707, 2**32 - 1, 2**32 - 1),
        struct.pack("<IHH", 1, 0x0777, 0x3707),
        struct.pack("<IHH", 1, 0x001F, 0x8000) + bytes(16) + struct.pack("<II", 1, 2**32 - 1),
    ]
    for body in bodies:
        begin = b"\x02" + struct.pack("<HHI", 0x9002, 6, 14) + bytes(16)
        item = b"\x02" + struct.pack("<HHI", 0x9005, 6, len(body)) + body + b"\0\0"
        started = time.perf_counter()
        assert tnef.unpack(tnef.SIGNATURE + b"\0\0" + begin + item, "w", Budget()).parts == ()
        assert time.perf_counter() - started < 1


def test_an_embedded_message_in_a_package_is_opened() -> None:
    """A mail forwarded inside a package is a package of its own."""
    inner = mails.tnef([(b"A.XLS", BOOK, "区法院.xlsx")])
    value = tnef._MESSAGE_HEAD + inner
    body = struct.pack("<IHHII", 1, 0x000D, 0x3701, 1, len(value)) + value + bytes(-len(value) % 4)
    data = tnef.SIGNATURE + b"\0\0"
    data += b"\x02" + struct.pack("<HHI", 0x9002, 6, 14) + bytes(16)
    data += b"\x02" + struct.pack("<HHI", 0x9005, 6, len(body)) + body + b"\0\0"
    assert [part.name for part in tnef.unpack(data, "w", Budget()).parts] == ["区法院.xlsx"]


def test_content_among_the_properties_is_found() -> None:
    """Some writers keep the file itself as a property; its last zero bytes belong to it."""
    body = struct.pack("<IHHII", 1, 0x0102, 0x3701, 1, 4) + b"xy\0\0"
    data = tnef.SIGNATURE + b"\0\0"
    data += b"\x02" + struct.pack("<HHI", 0x9002, 6, 14) + bytes(16)
    data += b"\x02" + struct.pack("<HHI", 0x9005, 6, len(body)) + body + b"\0\0"
    found = tnef.unpack(data, "w", Budget()).parts
    assert [(part.name, part.data) for part in found] == [("未命名附件1", b"xy\0\0")]


def test_a_package_keeps_to_the_budget() -> None:
    """More files than allowed: refused whole."""
    data = mails.tnef([(b"a", b"x", "")] * 3)
    found = tnef.unpack(data, "w", Budget(members=2))
    assert found.refused is not None
    assert found.refused.code == words.MAIL_LIMIT.code


def test_a_short_title_stands_in_for_a_long_name() -> None:
    """Properties cut short, a code page that nobody knows: the old title is the name."""
    begin = b"\x02" + struct.pack("<HHI", 0x9002, 6, 14) + bytes(16)
    page = b"\x01" + struct.pack("<HHI", 0x9007, 6, 4) + struct.pack("<I", 77777) + b"\0\0"
    title = "区.xls".encode("gbk") + b"\0"
    parts = [
        (0x8010, title),
        (0x800F, b"x"),
        (0x9005, struct.pack("<IHHI", 1, 0x001F, 0x3707, 1)),
    ]
    data = tnef.SIGNATURE + b"\0\0" + page + begin
    for number, body in parts:
        data += b"\x02" + struct.pack("<HHI", number, 1, len(body)) + body + b"\0\0"
    assert [part.name for part in tnef.unpack(data, "w", Budget()).parts] == ["区.xls"]


@given(st.binary(max_size=300), st.integers(0, 500), st.integers(0, 255))
def test_any_package_gives_an_answer(data: bytes, at: int, value: int) -> None:
    """Law 9 for winmail.dat: any bytes, and a good one with a byte changed."""
    tnef.unpack(tnef.SIGNATURE + data, "w", Budget())
    good = bytearray(mails.tnef([(b"A.XLS", BOOK, "区法院.xlsx")]))
    good[at % len(good)] = value
    tnef.unpack(bytes(good), "w", Budget())


# -- limits ---------------------------------------------------------------------------------------


def limit(data: bytes, budget: Budget | None = None) -> str:
    refused = opened(data, budget).opened.refused
    assert refused is not None
    assert refused.code == words.MAIL_LIMIT.code
    return refused.message


def test_twenty_levels_are_read_and_not_one_more() -> None:
    """Forwarded twenty times is odd, more is an attack."""
    assert names(opened(forwarded(mails.netease(), 20))) == ["区财政局周报表.xlsx"]
    assert "嵌套" in limit(forwarded(mails.netease(), 21))


def test_a_mail_nested_past_the_parser_is_refused() -> None:
    """A depth that ends the standard parser ends one mail, not the run."""
    assert "嵌套" in limit(b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"x")
    assert limit(forwarded(b"x", 200))


def test_five_hundred_parts_are_enough() -> None:
    """Counted over all levels, bodies included."""
    part = b"--=b=\r\n\r\nx\r\n"
    head = b'From: a@x.example\r\nContent-Type: multipart/mixed; boundary="=b="\r\n\r\n'
    assert opened(head + part * 499 + b"--=b=--").opened.refused is None
    assert "部件" in limit(head + part * 500 + b"--=b=--")


def test_a_flood_is_refused_before_it_is_parsed() -> None:
    """Long headers, many lines under many boundaries, 50 MB: told in no time."""
    started = time.perf_counter()
    assert "邮件头" in limit(b"From: a@x.example\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\nx")
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(200)
    )
    assert limit(b"From: a@x.example\n" + nested + b"\n" * 400_000)
    assert "50 MB" in limit(b"From: a@x.example\r\n\r\n" + bytes(51 << 20))
    assert time.perf_counter() - started < 3


def test_attachments_keep_to_the_budget() -> None:
    """What is decoded counts, over all parts."""
    data = simple(b"From: a@x.example", attached=[("a", bytes(600)), ("b", bytes(600))])
    assert limit(data, Budget(inflated=1000))


# -- told from other files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "answer"),
    [
        (b"From: a@x\r\n\r\nx", "a.eml", True),
        (b"From: a@x\r\n\r\nx", "a.txt", False),
        (b"From a@x Fri Nov 27\nFrom: a@x\nDate: x\nMessage-ID: <1>\n\n", "mail", True),
        (b"From: <Saved by WPS>\r\nMIME-Version: 1.0\r\nReceived: x\r\n\r\n", "a.xls", False),
        (b"From: a\r\nDate: x\r\nMessage-ID: x\r\n", "a.mht", False),
        (b"PK\x03\x04", "a.eml", False),
        (b"", "a.eml", False),
        (b"name: value\r\n", "a.eml", False),
        (b"\r\nReceived: x\r\nFrom: a\r\nTo: b\r\n", "x", True),
    ],
)
def test_a_mail_is_told_by_its_bytes(data: bytes, name: str, answer: bool) -> None:
    """A web archive, a text and a workbook named .eml are no mails."""
    assert is_mail(data, name) is answer


@given(st.binary(max_size=500))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    """Law 9: no bytes raise, bare or as headers, parameters or bodies."""
    opened(data)
    opened(b"From: " + data)
    opened(b"Content-Disposition: attachment; filename=" + data)
    opened(b"Content-Type: multipart/mixed; boundary=" + data + b"\r\n\r\n--" + data)
    opened(b"Content-Transfer-Encoding: base64\r\nReceived: x;" + data)


GOOD = [mails.foxmail(), mails.netease(), mails.qq(), mails.outlook(), forwarded(mails.raw_gbk())]


@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8),
    st.integers(0, 5000),
)
def test_any_change_to_a_mail_gives_an_answer(
    data: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    """Law 9: real mails with bytes changed or their end cut never raise."""
    mutated = bytearray(data)
    for at, value in changes:
        mutated[at % len(mutated)] = value
    opened(bytes(mutated))
    opened(bytes(mutated[:cut]))


@given(st.text(max_size=200))
def test_any_header_text_gives_an_answer(value: str) -> None:
    """Law 9 for every reader of header lines."""
    mail_words.decoded_words(value)
    mail_words.parameters("x; " + value)
    mail_words.parameters("x; a*0*=" + value)
    mail_words.addresses(value)
    mail_words.clock(value, UTC)
    mail_words.clock("x; Fri, 27 Nov 2026 16:58:01 " + value, UTC)
    mail_words.verified([("Received", value), ("Authentication-Results", value)])
