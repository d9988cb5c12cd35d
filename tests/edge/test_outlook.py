"""Outlook's .msg: a mail like any other, however odd or damaged."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import mails
import msg_file
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.model import Clock
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import outlook
from jlhy_xl.edge.intake.parts import Budget
from tests.edge.inbox_world import CHINA, OUTLOOK, RECEIVED, Office, assert_accounted, sources


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_an_outlook_file_is_a_mail(office: Office) -> None:
    """Its transport headers give sender and clock, its attachments are leaves, nested ones too."""
    inner = msg_file.message({0x0037: "内"}, [("内.xlsx", b"i" * 10)])
    tree = msg_file.message(
        {0x0037: "周报", 0x007D: RECEIVED},
        [("区法院.xlsx", mails.BOOK + bytes(6000)), ("", b"y"), ("转发", inner)],
    )
    office.put("a.msg", msg_file.compound(tree))
    received = office.receive()
    assert sources(received) == ["a.msg » 区法院.xlsx", "a.msg » 未命名附件2", "a.msg » 内.xlsx"]
    assert received.leaves[0][1] == mails.BOOK + bytes(6000)
    arrival = received.leaves[0][0]
    assert (arrival.clock, arrival.sender) == (Clock.SERVER, "a@x.example")
    assert arrival.received.isoformat() == "2026-11-27T16:58:01+08:00"


def test_an_outlook_file_without_headers_has_the_mailboxs_date() -> None:
    """An internal mail has no transport headers: the mailbox's own delivery time counts."""
    when = datetime(2026, 11, 27, 8, 58, tzinfo=UTC)
    ticks = int((when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    data = msg_file.compound(
        msg_file.message({0x5D01: "A@X.example", 0x0037: "报", 0x1000: "下周一补报"}, [], ticks)
    )
    mail = outlook.open_message(data, "a.msg", Budget(), CHINA)
    assert mail.received == when
    assert mail.sender == "a@x.example"
    assert [row.code for row in mail.opened.notes] == [words.NO_ATTACHMENT.code]
    assert mail.opened.notes[0].message.endswith("正文写道：“下周一补报”")
    never = msg_file.compound(msg_file.message({}, [], 2**64 - 1))
    assert outlook.open_message(never, "a.msg", Budget(), CHINA).received is None


def test_an_outlook_file_with_gaps_is_read_as_far_as_it_goes() -> None:
    """A name that is no text, an attachment without content, a date of another kind."""
    tree = msg_file.message({0x0037: "报", 0x0E06: "昨天"}, [("区.xlsx", b"x"), ("空", b"")])
    first = tree["__attach_version1.0_#00000000"]
    first["__substg1.0_3707001F"] = b"\x00\xd8"  # a lone surrogate
    second = tree["__attach_version1.0_#00000001"]
    second["__properties_version1.0"] = second["__properties_version1.0"].replace(
        struct.pack("<HH", 0x0102, 0x3701), struct.pack("<HH", 0x0102, 0x3702)
    )
    mail = outlook.open_message(msg_file.compound(tree), "a.msg", Budget(), CHINA)
    assert mail.received is None
    assert [(part.name, part.data) for part in mail.opened.parts] == [("未命名附件1", b"x")]


def test_an_outlook_file_that_is_forged_is_refused() -> None:
    """More attachments than allowed, streams that claim more than the file holds, damage."""
    many = msg_file.compound(msg_file.message({}, [("a", b"x"), ("b", b"x")]))
    for data, budget in ((many, Budget(members=1)), (many[:2000], Budget()), (b"x", Budget())):
        refused = outlook.open_message(data, "a.msg", budget, CHINA).opened.refused
        assert refused is not None
        assert refused.code == words.OUTLOOK_DAMAGED.code
    bomb = msg_file.compound(msg_file.message({}, [("a", bytes(5000))]))
    at = bomb.index("__substg1.0_37010102".encode("utf-16-le")) + 120
    bomb = bomb[:at] + struct.pack("<I", 2**30) + bomb[at + 4 :]
    assert outlook.open_message(bomb, "a.msg", Budget(), CHINA).opened.refused is not None


@given(
    st.lists(st.tuples(st.integers(0, len(OUTLOOK) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(OUTLOOK)),
)
def test_any_outlook_file_gives_an_answer(changes: list[tuple[int, int]], cut: int) -> None:
    """Law 9 for .msg: bytes changed, end cut."""
    data = bytearray(OUTLOOK)
    for at, value in changes:
        data[at] = value
    for damaged in (bytes(data), bytes(data[:cut])):
        assert_accounted(outlook.open_message(damaged, "a.msg", Budget(), CHINA).opened)
