"""Mails of Foxmail, 163, QQ, Outlook and old systems: names, senders, clocks, forged lines."""

import base64
import time
from datetime import UTC, datetime

import mails
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mails import BOOK, forwarded, simple

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import mail_words
from jlhy_xl.edge.intake.parts import Budget, is_mail
from tests.edge.inbox_world import assert_accounted
from tests.edge.mail_world import CHINA, names, opened


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
    for odd in (
        data,
        b"From: " + data,
        b"Content-Disposition: attachment; filename=" + data,
        b"Content-Type: multipart/mixed; boundary=" + data + b"\r\n\r\n--" + data,
        b"Content-Transfer-Encoding: base64\r\nReceived: x;" + data,
    ):
        assert_accounted(opened(odd).opened)


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
    for damaged in (bytes(mutated), bytes(mutated[:cut])):
        assert_accounted(opened(damaged).opened)


@given(st.text(max_size=200))
def test_any_header_text_gives_an_answer(value: str) -> None:
    """Law 9 for every reader of header lines; a clock is a moment of some zone or none."""
    assert isinstance(mail_words.decoded_words(value), str)
    for line in ("x; " + value, "x; a*0*=" + value):
        assert all(name == name.lower() for name in mail_words.parameters(line))
    assert all(address.strip() for address in mail_words.addresses(value))
    for stamp in (value, "x; Fri, 27 Nov 2026 16:58:01 " + value):
        found = mail_words.clock(stamp, UTC)
        assert found is None or found.tzinfo is not None
    assert mail_words.verified([("Received", value)]) is None
    mail_words.verified([("Received", value), ("Authentication-Results", value)])
