"""winmail.dat: what Outlook packs into one attachment is taken out."""

import struct
import time

import mails
from hypothesis import given
from hypothesis import strategies as st
from mails import BOOK, simple

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import tnef
from jlhy_xl.edge.intake.parts import Budget
from tests.edge.inbox_world import assert_plain
from tests.edge.mail_world import names, opened


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
    assert_plain(tnef.unpack(tnef.SIGNATURE + data, "w", Budget()))  # most have a text alone
    good = bytearray(mails.tnef([(b"A.XLS", BOOK, "区法院.xlsx")]))
    good[at % len(good)] = value
    assert_plain(tnef.unpack(bytes(good), "w", Budget()))


def test_a_package_without_files_says_so() -> None:
    """A winmail.dat that holds a text only is answered like a mail without attachments."""
    opened_alone = tnef.unpack(mails.tnef([]), "winmail.dat", Budget())
    assert [note.code for note in opened_alone.notes] == [words.NO_ATTACHMENT.code]


def test_an_empty_file_in_a_package_is_not_lost() -> None:
    """An attachment of no bytes is a part, told as empty later on."""
    parts = tnef.unpack(mails.tnef([(b"A.XLS", b"", "区法院.xlsx")]), "winmail.dat", Budget()).parts
    assert [(part.name, part.data) for part in parts] == [("区法院.xlsx", b"")]
