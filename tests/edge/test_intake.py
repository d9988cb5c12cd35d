"""Intake: every file becomes leaves with their clocks, originals are kept, nothing is written back."""

import hashlib
import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import mails
import msg_file
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import Clock, Examined, Severity, Verdict
from jlhy_xl.core.raw import CellError, RawBook, RawSheet
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge import files
from jlhy_xl.edge.intake import inbox_files, outlook, register
from jlhy_xl.edge.intake import receive as intake
from jlhy_xl.edge.intake.parts import Budget
from jlhy_xl.edge.ledger.ledger import Ledger, Message

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 7, 9, tzinfo=CHINA)
WEEK = "2026-W48"
SCHEME = Scheme(
    units=(Unit("U01", "区法院", aliases=("台儿庄区法院",)), Unit("U02", "区发改局", office=True))
)


TOP = b"Received: from a by mx.tez.gov.cn; Fri, 27 Nov 2026 16:58:01 +0800"


class Office:
    """A folder with an inbox and a ledger."""

    def __init__(self, root: Path) -> None:
        self.inbox = root / "inbox"
        self.week = self.inbox / WEEK
        self.week.mkdir(parents=True)
        self.ledger_path = root / "台账" / "ledger.db"

    def put(self, name: str, data: bytes) -> None:
        path = self.week / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def receive(self, now: datetime = NOW, *periods: str, frozen: bool = False) -> intake.Received:
        with Ledger.open(self.ledger_path, frozen=frozen) as ledger:
            return intake.receive(self.inbox, periods or (WEEK,), ledger, SCHEME, now)

    def sent_back(self, *messages: Message) -> dict[tuple[str, str], tuple[datetime, ...]]:
        with Ledger.open(self.ledger_path) as ledger:
            for message in messages:
                ledger.add_message(message)
            return intake.sent_back(self.inbox, (WEEK,), SCHEME, ledger)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def zipped(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for name, data in members.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 11, 27, 16, 20, 0)), data)
    return stream.getvalue()


def sources(received: intake.Received) -> list[str]:
    return [arrival.source for arrival, _ in received.leaves]


def codes(received: intake.Received) -> list[str]:
    return [note.code for note in received.notes]


def workbook(**sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# -- what is a leaf -------------------------------------------------------------------------------


def test_every_file_of_every_container_is_a_leaf(office: Office) -> None:
    """Bare, in an archive, in a mail, in an archive in a mail: each with the way it came."""
    office.put("a.xlsx", b"1")
    office.put("b.zip", zipped({"甲/周报.xlsx": b"2", "内.zip": zipped({"周报.xlsx": b"3"})}))
    office.put(
        "c.eml",
        mails.simple(
            b"From: a@x.example", attached=[("d.zip", zipped({"e.pdf": b"4"})), ("f.xls", b"5")]
        ),
    )
    received = office.receive()
    assert sources(received) == [
        "a.xlsx",
        "b.zip » 甲/周报.xlsx",
        "b.zip » 内.zip » 周报.xlsx",
        "c.eml » d.zip » e.pdf",
        "c.eml » f.xls",
    ]
    assert [data for _, data in received.leaves] == [b"1", b"2", b"3", b"4", b"5"]
    assert [arrival.name for arrival, _ in received.leaves][1:3] == ["周报.xlsx", "周报.xlsx"]
    assert received.containers == 4
    assert all(arrival.folder == WEEK for arrival, _ in received.leaves)
    assert all(
        arrival.sha256 == hashlib.sha256(data).hexdigest() for arrival, data in received.leaves
    )


def test_files_are_taken_in_the_order_of_their_names(office: Office) -> None:
    """The disk's own order makes no difference; folders below are read too."""
    for name in ("b.xlsx", "a.xlsx", "区/c.xlsx", "区法院.xlsx"):
        office.put(name, name.encode())
    assert sources(office.receive()) == ["a.xlsx", "b.xlsx", "区/c.xlsx", "区法院.xlsx"]


@pytest.mark.parametrize(
    "name", ["~$区法院.xlsx", ".DS_Store", "Thumbs.db", "x.tmp", "__MACOSX/a.xlsx"]
)
def test_lock_files_are_ignored_with_a_note(office: Office, name: str) -> None:
    """Never a leaf, never in silence."""
    office.put(name, b"x")
    received = office.receive()
    assert received.leaves == ()
    assert received.ignored == 1
    assert codes(received) == [words.IGNORED.code]
    assert received.notes[0].file == name


def test_a_mail_without_a_file_is_told_with_its_name(office: Office) -> None:
    """The note says which file of the inbox it is about, and in which period."""
    office.put("甲/a.eml", mails.simple(TOP, b"From: a@x.example"))
    received = office.receive()
    assert (received.leaves, received.containers) == ((), 1)
    assert [(row.code, row.file, row.period) for row in received.notes] == [
        (words.NO_ATTACHMENT.code, "甲/a.eml", WEEK)
    ]


def test_notes_about_different_files_have_different_ids(office: Office) -> None:
    """The same lock file in two folders and two archives is four notes."""
    for name in ("甲", "乙"):
        office.put(f"{name}/~$a.xlsx", b"x")
        office.put(f"{name}.zip", zipped({"~$a.xlsx": name.encode()}))
    received = office.receive()
    lock = [note for note in received.notes if note.code == words.IGNORED.code]
    assert len({note.id for note in lock}) == len(lock) == received.ignored == 4


def test_a_link_is_told_and_not_followed(office: Office, tmp_path: Path) -> None:
    """A link in the inbox leads out of it: told, not read."""
    (tmp_path / "secret.xlsx").write_bytes(b"secret")
    (office.week / "a.xlsx").symlink_to(tmp_path / "secret.xlsx")
    (office.week / "b").symlink_to(tmp_path)
    received = office.receive()
    assert received.leaves == ()
    assert codes(received) == [words.NOT_A_FILE.code] * 2


def test_a_missing_folder_holds_nothing(office: Office) -> None:
    """A period that nobody sent anything for is no error."""
    assert office.receive(NOW, "2026-W47") == intake.Received()


def test_the_same_file_twice_is_two_leaves(office: Office) -> None:
    """Twice in one mail, or in two folders: each is counted, under its own id."""
    office.put(
        "a.eml", mails.simple(b"From: a@x.example", attached=[("w.xlsx", b"x"), ("w.xlsx", b"x")])
    )
    other = office.inbox / "2026-W49"
    other.mkdir()
    office.put("b.xlsx", b"y")
    (other / "b.xlsx").write_bytes(b"y")
    received = office.receive(NOW, WEEK, "2026-W49")
    assert len(received.leaves) == 4
    assert len({arrival.id for arrival, _ in received.leaves}) == 4
    assert sources(received)[1] == "a.eml » w.xlsx（2）"


def test_a_workbook_is_no_archive(office: Office) -> None:
    """A workbook is a zip inside, and stays one file; cut short, its own reader says so."""
    book = workbook(a=[[1]])
    office.put("a.xlsx", book)
    office.put("b.xlsx", book[: len(book) // 2])
    received = office.receive()
    assert sources(received) == ["a.xlsx", "b.xlsx"]
    assert not received.judged


def test_a_workbook_named_zip_and_a_zip_named_xlsx_are_told_by_their_bytes(office: Office) -> None:
    """The name decides nothing."""
    office.put("a.zip", workbook(a=[[1]]))
    office.put("b.xlsx", zipped({"c.xlsx": b"x"}))
    assert sources(office.receive()) == ["a.zip", "b.xlsx » c.xlsx"]


# -- what stays closed, what a person must look at ------------------------------------------------


def locked() -> bytes:
    data = bytearray(zipped({"a.xlsx": bytes(30)}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.zip", locked(), words.ZIP_LOCKED),
        ("a.zip", zipped({"a.xlsx": b"x"})[:-9], words.ZIP_DAMAGED),
        ("a.eml", mails.forwarded(b"x", 30), words.MAIL_LIMIT),
        ("winmail.dat", mails.tnef([(b"a", b"x", "a")])[:-9], words.OUTLOOK_DAMAGED),
    ],
)  # fmt: skip
def test_a_container_that_stays_closed_is_one_leaf(
    office: Office, name: str, data: bytes, code: words.Code
) -> None:
    """It is returned with the reason, and the balance still holds."""
    office.put(name, data)
    received = office.receive()
    assert sources(received) == [name]
    assert received.containers == 0
    arrival = received.leaves[0][0]
    judged = received.settle(arrival, Examined(arrival.sha256, Verdict.SUPPORTING, "x"))
    assert judged.verdict is Verdict.RETURNED
    assert [(row.code, row.severity, row.file) for row in judged.findings] == [
        (code.code, Severity.ERROR, name)
    ]


@pytest.mark.parametrize(
    ("size", "disposition", "content_id", "ornament"),
    [
        (900, "inline", "<logo@x>", True),
        (900, "", "<logo@x>", True),
        (900, "inline", "", False),
        (900, "attachment", "<logo@x>", False),
        (40 << 10, "inline", "<pasted@x>", False),  # a screenshot pasted into the text
    ],
)
def test_a_signatures_picture_is_not_ours(
    office: Office, size: int, disposition: str, content_id: str, ornament: bool
) -> None:
    """A small picture that the mail's own text shows is a leaf of its own verdict; others are files."""
    lines = [TOP, b"From: a@b.cn", b'Content-Type: image/png; name="image001.png"',
             b"Content-Transfer-Encoding: base64"]  # fmt: skip
    if disposition:
        lines.append(f"Content-Disposition: {disposition}".encode())
    if content_id:
        lines.append(f"Content-ID: {content_id}".encode())
    office.put("a.eml", b"\r\n".join([*lines, b"", mails.b64(b"\x89PNG".ljust(size, b"x"))]))
    received = office.receive()
    ((arrival, _),) = received.leaves
    told = received.judged.get(arrival.id)
    assert (told is not None and told.verdict is Verdict.NOT_OURS) == ornament


def test_archives_are_opened_two_deep(office: Office) -> None:
    """The third is refused as itself; what stood beside it is still read."""
    third = zipped({"c.xlsx": b"x"})
    office.put("a.zip", zipped({"b.zip": zipped({"c.zip": third, "d.xlsx": b"y"})}))
    received = office.receive()
    assert sources(received) == ["a.zip » b.zip » c.zip", "a.zip » b.zip » d.xlsx"]
    assert next(row.reason for row in received.judged.values()).count("2 层")


def test_a_doubtful_way_quarantines_an_accepted_leaf(office: Office) -> None:
    """Two From lines or an odd path: read, and waiting for a person; a refusal stays a refusal."""
    office.put(
        "a.eml",
        mails.simple(b"From: a@x.example", b"From: b@x.example", attached=[("a.xlsx", b"1")]),
    )
    office.put("b.zip", zipped({"../b.xlsx": b"2"}))
    office.put("c.xlsx", b"3")
    received = office.receive()
    settled = [
        received.settle(arrival, Examined(arrival.sha256, verdict, "x"))
        for arrival, _ in received.leaves
        for verdict in (Verdict.ACCEPTED, Verdict.RETURNED)
    ]
    assert [row.verdict for row in settled] == [
        Verdict.QUARANTINED, Verdict.RETURNED, Verdict.QUARANTINED, Verdict.RETURNED,
        Verdict.ACCEPTED, Verdict.RETURNED,
    ]  # fmt: skip
    assert [row.code for row in settled[0].findings] == [words.TWO_SENDERS.code]
    assert [row.code for row in settled[3].findings] == [words.ZIP_PATH.code]
    assert received.leaves[0][0].sender == ""


def test_an_absurdly_big_file_is_not_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording dropped by mistake is told, and costs no memory."""
    monkeypatch.setattr(inbox_files, "FILE_BYTES", 10)
    office.put("a.mp4", bytes(11))
    received = office.receive()
    assert received.leaves[0][1] == b""
    assert [row.findings[0].code for row in received.judged.values()] == [words.FILE_TOO_BIG.code]


def test_mails_in_mails_end(office: Office) -> None:
    """Mails attached to mails as plain files are opened to the same depth as forwarded ones."""
    data = mails.simple(b"From: a@x.example", attached=[("x.xlsx", b"x")])
    for _ in range(22):
        data = mails.simple(b"From: a@x.example", attached=[("a.eml", data)])
    office.put("a.eml", data)
    received = office.receive()
    assert len(received.leaves) == len(received.judged) == 1
    package = mails.tnef([(b"a", b"x", "x.xlsx")])
    for _ in range(22):
        package = mails.tnef([(b"a", package, "winmail.dat")])
    office.put("a.eml", package)
    received = office.receive()
    assert len(received.leaves) == len(received.judged) == 1


# -- clocks ---------------------------------------------------------------------------------------


def test_a_mails_clock_is_our_servers(office: Office) -> None:
    """Received counts; Date, relays and the archive's own times are shown."""
    office.put("周报.eml", mails.foxmail(zipped({"区法院.xlsx": b"x"})))
    arrival = office.receive().leaves[0][0]
    assert arrival.received.isoformat() == "2026-11-27T16:58:01+08:00"
    assert arrival.clock is Clock.SERVER
    assert arrival.sender == "fayuan@tez.example.cn"
    assert arrival.message_id == "<202611271657354501230@tez.example.cn>"
    assert arrival.sent is not None
    assert arrival.hops == ("服务器转递：2026-11-27 16:57:40", "压缩包内文件时间：2026-11-27 16:20")


def test_a_mail_within_something_never_gives_the_clock(office: Office) -> None:
    """What a unit packs into an archive it could have written itself: shown, never counted."""
    office.put("a.zip", zipped({"周报.eml": mails.netease()}))
    arrival = office.receive().leaves[0][0]
    assert arrival.clock is Clock.FIRST_SEEN
    assert arrival.received == NOW
    assert arrival.sender == ""
    assert arrival.authenticated is None
    assert any("2026-11-27 17:00:00" in hop for hop in arrival.hops)


def test_a_mail_without_a_receipt_falls_back_with_a_query(office: Office) -> None:
    """Saved from 已发送: first seen, and the office is told; registered, the register counts."""
    office.put(
        "a.eml",
        mails.simple(
            b"From: a@x.example",
            b"Date: Fri, 27 Nov 2026 10:00:00 +0800",
            attached=[("a.xlsx", b"1")],
        ),
    )
    received = office.receive()
    assert received.leaves[0][0].clock is Clock.FIRST_SEEN
    assert codes(received) == [words.NO_SERVER_TIME.code]
    office.put(
        "收件登记.xlsx", workbook(收件登记=[["文件", "收到时间"], ["a.eml", "2026-11-27 15:00"]])
    )
    received = office.receive()
    assert received.leaves[0][0].clock is Clock.REGISTER
    assert codes(received) == []


def test_a_bare_file_is_first_seen_once(office: Office) -> None:
    """The second run keeps the first one's moment, also where the file was renamed."""
    office.put("a.xlsx", b"x")
    assert office.receive(NOW).leaves[0][0].received == NOW
    (office.week / "a.xlsx").rename(office.week / "b.xlsx")
    arrival = office.receive(NOW + timedelta(days=1)).leaves[0][0]
    assert arrival.received == NOW
    assert arrival.received.utcoffset() == timedelta(hours=8)
    assert arrival.clock is Clock.FIRST_SEEN


def test_a_look_that_is_frozen_leaves_no_trace(office: Office) -> None:
    """Whatif and status neither make a ledger nor keep an original."""
    office.put("a.xlsx", b"x")
    assert len(office.receive(frozen=True).leaves) == 1
    assert not office.ledger_path.parent.exists()


# -- originals ------------------------------------------------------------------------------------


def test_originals_are_kept_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves and the mails that brought them stand under their hashes, and are not written twice."""
    mail = mails.foxmail(b"x")
    office.put("a.eml", mail)
    office.put("b.zip", zipped({"c.zip": zipped({"d.xlsx": b"y"})}))
    office.receive()
    kept = sorted(
        path for path in (office.ledger_path.parent / "originals").rglob("*") if path.is_file()
    )
    assert {path.name for path in kept} >= {files.sha256(data) for data in (mail, b"x", b"y")}
    assert len(kept) == 4
    for path in kept:
        assert path.name == hashlib.sha256(path.read_bytes()).hexdigest()
        assert path == intake.original_path(office.ledger_path.parent, path.name)

    def forbidden(path: Path, data: bytes, *, flush: bool) -> Path:
        raise AssertionError(path)

    monkeypatch.setattr(intake, "write_whole", forbidden)
    office.receive()


def test_a_half_written_original_is_mended(office: Office) -> None:
    """An original of the wrong size, from a full disk, is written again."""
    office.put("a.xlsx", b"whole")
    path = intake.original_path(office.ledger_path.parent, files.sha256(b"whole"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"who")
    office.receive()
    assert path.read_bytes() == b"whole"


def test_the_inbox_is_never_written(office: Office) -> None:
    """Names, bytes and times of the inbox are as they were."""
    office.put("a.eml", mails.foxmail())
    office.put("b.zip", zipped({"c.xlsx": b"x"}))
    office.put("收件登记.xlsx", workbook(a=[["文件", "收到时间"]]))

    def state() -> list[tuple[str, bytes, int]]:
        return [
            (str(p), p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(office.week.rglob("*"))
        ]

    before = state()
    office.receive()
    office.sent_back()
    assert state() == before


def test_a_file_that_the_disk_does_not_give_stops_the_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A return that cannot be read must not look like silence."""
    office.put("a.xlsx", b"x")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(JlhyError, match=r"a\.xlsx") as fault:
        office.receive()
    assert fault.value.step


# -- 收件登记.xlsx ----------------------------------------------------------------------------------


def table(*rows: tuple[object, ...], name: str = "收件登记", top: int = 0) -> RawBook:
    cells = {
        (top + row, column): value
        for row, line in enumerate(rows)
        for column, value in enumerate(line)
        if value is not None
    }
    return RawBook((RawSheet(name, cells),))  # type: ignore[arg-type]  # test values are Raw


HEAD = ("文件", "收到时间", "来自", "备注")


def parse(book: RawBook) -> register.Register:
    return register.parse(book, WEEK, SCHEME, CHINA)


def test_the_register_gives_a_bare_file_its_clock(office: Office) -> None:
    """The name is compared without case, width and spaces; the register is never a leaf."""
    office.put("区法院 周报.XLSX", b"x")
    office.put(
        "收件登记.xlsx",
        workbook(
            收件登记=[list(HEAD), ["区法院周报.xlsx", datetime(2026, 11, 27, 16, 30), "区法院小李（微信）"]],  # noqa: DTZ001 - a cell has no zone
            退回登记=[["单位", "期次", "退回时间", "方式", "经办人"], ["台儿庄区法院", "", "11月30日 9:15", "电话", "甲"]],
        ),
    )  # fmt: skip
    received = office.receive()
    arrival = received.leaves[0][0]
    assert len(received.leaves) == 1
    assert arrival.received.isoformat() == "2026-11-27T16:30:00+08:00"
    assert arrival.clock is Clock.REGISTER
    assert arrival.registered == "区法院小李（微信）"
    assert received.notes == ()
    assert office.sent_back() == {("U01", WEEK): (datetime(2026, 11, 30, 9, 15, tzinfo=CHINA),)}


def test_sent_back_adds_our_own_messages(office: Office) -> None:
    """What the program sent back and what the office wrote down are one list, each moment once."""
    office.put(
        "收件登记.xlsx",
        workbook(a=[["单位", "退回时间"], ["U01", "2026-11-30 09:15"], ["U01", "2026-11-30 09:15"]],
                 b=[list(HEAD)]),
    )  # fmt: skip
    at = datetime(2026, 11, 28, 1, tzinfo=UTC)
    found = office.sent_back(Message("U01", WEEK, "退回", at), Message("U02", WEEK, "工作提醒", at))
    assert found == {("U01", WEEK): (at, datetime(2026, 11, 30, 9, 15, tzinfo=CHINA))}
    assert found["U01", WEEK][0].utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-27 16:30", "2026-11-27 16:30:00"),
        ("2026/11/27 16：30：05", "2026-11-27 16:30:05"),
        ("２０２６年11月27日16时30分", "2026-11-27 16:30:00"),
        ("2026.11.27 下午4点半", "2026-11-27 16:30:00"),
        ("11月27日（周五）下午 5:00", "2026-11-27 17:00:00"),
        ("11-27 中午12:10", "2026-11-27 12:10:00"),
        ("1月3日 8:00", "2027-01-03 08:00:00"),
        ("2026-11-27 00:00", "2026-11-27 00:00:00"),
        ("周五下午", ""),
        ("2026-11-27 下班前", ""),
        ("2026-11-31 9:00", ""),
        ("2026-11-27 25:00", ""),
        (CellError("#REF!"), ""),
        (None, ""),
    ],
)
def test_times_as_people_write_them(typed: object, moment: str) -> None:
    """A time is read as written or asked about with its cell; nothing is guessed."""
    found = parse(table(HEAD, ("a.xlsx", typed)))
    told = [f"{row.received:%Y-%m-%d %H:%M:%S}" for row in found.entries.values()]
    assert told == ([moment] if moment else [])
    assert [row.code for row in found.findings] == ([] if moment else [words.REGISTER_TIME.code])
    if not moment:
        assert (found.findings[0].sheet, found.findings[0].cell) == ("收件登记", "B2")


def test_a_day_without_an_hour_is_its_first_moment_and_asked_about() -> None:
    """In the unit's favour, and said."""
    for typed in ("2026-11-27", "11月27日（周五）", datetime(2026, 11, 27)):  # noqa: DTZ001 - a cell has no zone
        found = parse(table(HEAD, ("a.xlsx", typed)))
        entry = next(iter(found.entries.values()))
        assert entry.received == datetime(2026, 11, 27, tzinfo=CHINA)
        assert [row.code for row in found.findings] == [words.REGISTER_DAY.code]


@pytest.mark.parametrize(
    ("period", "typed", "moment"),
    [
        ("2026-01", "12月30日 9:00", "2025-12-30"),
        ("2028-W09", "2月29日 9:00", "2028-02-29"),
        ("2026-W48", "2月29日 9:00", ""),
        ("其他", "11月27日 9:00", ""),
    ],
)
def test_a_day_without_a_year_is_the_one_nearest(period: str, typed: str, moment: str) -> None:
    """The folder's period gives the year; a day that no such year has is asked about."""
    found = register.parse(table(HEAD, ("a.xlsx", typed)), period, SCHEME, CHINA)
    told = [f"{row.received:%Y-%m-%d}" for row in found.entries.values()]
    assert told == ([moment] if moment else [])


def test_a_file_registered_twice_counts_the_earlier_line() -> None:
    """In the unit's favour, and said."""
    rows = (
        ("a.xlsx", "2026-11-27 16:30"),
        ("A.xlsx ", "2026-11-26 16:30"),
        ("a.xlsx", "2026-11-28 1:00"),
    )
    found = parse(table(HEAD, *rows))
    assert found.entries["a.xlsx"].received.day == 26
    assert [(row.code, row.cell) for row in found.findings] == [
        (words.REGISTER_TWICE.code, "A3"),
        (words.REGISTER_TWICE.code, "A4"),
    ]


def test_a_registered_file_that_is_not_there_is_asked_about(office: Office) -> None:
    """A wrong name in the register would cost a unit its clock; the finding names the cell."""
    office.put(
        "收件登记.xlsx",
        workbook(登记=[list(HEAD), ["区法院.xls", "2026-11-27 16:30"], [None, "2026-11-27 16:30"]]),
    )
    office.put("区法院.xlsx", b"x")
    received = office.receive()
    assert [(row.code, row.sheet, row.cell, row.found) for row in received.notes] == [
        (words.REGISTER_NO_FILE.code, "登记", "A2", "区法院.xls")
    ]


def test_a_register_without_headings_is_an_error() -> None:
    """Found below a title, under other words for the same; else said."""
    found = parse(
        table(("文件名", "来源", "收件时间"), ("a.xlsx", "甲", "2026-11-27 16:30"), top=3)
    )
    assert next(iter(found.entries.values())).sender == "甲"
    assert [row.code for row in parse(table(("x", 1))).findings] == [words.REGISTER_HEADINGS.code]


def test_a_register_that_cannot_be_read_is_an_error(office: Office) -> None:
    """Damaged: one finding, the files are received all the same."""
    office.put("收件登记.xlsx", b"PK\x03\x04 broken")
    office.put("a.xlsx", b"x")
    received = office.receive()
    assert [(row.code, row.file) for row in received.notes] == [
        (words.REGISTER_UNREADABLE.code, "收件登记.xlsx")
    ]
    assert len(received.leaves) == 1


def test_a_register_that_the_disk_does_not_give_stops_the_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it clocks would be wrong in silence."""
    office.put("收件登记.xlsx", b"x")

    def refuse(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(JlhyError, match="收件登记"):
        office.receive()


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [
        ("区XX局", "2026-W48", words.SENT_BACK_UNIT),
        ("区法院", "上上周", words.SENT_BACK_PERIOD),
    ],
)
def test_a_line_sent_back_that_cannot_be_placed_is_asked_about(
    unit: str, period: str, code: words.Code
) -> None:
    """Unknown units and periods are named with their cell, and other lines still count."""
    good = ("U02", "第47周", "2026-11-30 9:00")
    found = parse(
        table(
            ("单位", "期次", "退回时间"),
            (unit, period, "2026-11-30 9:00"),
            good,
            (None, "x", "y"),
            ("U01", WEEK, "?"),
        )
    )
    assert found.sent_back == (("U02", "2026-W47", datetime(2026, 11, 30, 9, tzinfo=CHINA)),)
    assert [row.code for row in found.findings] == [
        code.code,
        words.REGISTER_TIME.code,
        words.REGISTER_HEADINGS.code,
    ]


@given(st.text(max_size=40))
def test_any_words_in_the_register_give_an_answer(typed: str) -> None:
    """Law 9 for every cell of the register."""
    parse(table(HEAD, (typed or "x", typed), ("a", typed)))
    parse(
        table(("单位", "期次", "退回时间"), ("U01", typed, "2026-11-30 9:00"), ("U01", "", typed))
    )


# -- .msg -----------------------------------------------------------------------------------------

RECEIVED = mails.RECEIVED.decode() + "From: <a@x.example>\r\nMessage-ID: <1@x>\r\n"


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
    data = msg_file.compound(msg_file.message({0x5D01: "A@X.example", 0x0037: "报"}, [], ticks))
    mail = outlook.open_message(data, "a.msg", Budget(), CHINA)
    assert mail.received == when
    assert mail.sender == "a@x.example"
    assert [row.code for row in mail.opened.notes] == [words.NO_ATTACHMENT.code]
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


GOOD = msg_file.compound(
    msg_file.message({0x0037: "周报", 0x007D: RECEIVED}, [("a.xlsx", b"x" * 70)])
)


@given(
    st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(GOOD)),
)
def test_any_outlook_file_gives_an_answer(changes: list[tuple[int, int]], cut: int) -> None:
    """Law 9 for .msg: bytes changed, end cut."""
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    outlook.open_message(bytes(data), "a.msg", Budget(), CHINA)
    outlook.open_message(bytes(data[:cut]), "a.msg", Budget(), CHINA)


# -- the whole ------------------------------------------------------------------------------------

PIECES = [
    b"x",
    mails.qq(),
    mails.foxmail(zipped({"a.xlsx": b"x"})),
    zipped({"a": b"1", "b/a": b"1"}),
    locked(),
    GOOD,
]


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.integers(0, 3000), st.integers(0, 255)), max_size=4
    )
)
def test_any_inbox_gives_every_leaf_an_id(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[tuple[bytes, int, int]]
) -> None:
    """Law 9 and law 7: any files give leaves with their own ids, the same ones again."""
    office = Office(tmp_path_factory.mktemp("office"))
    for number, (data, at, value) in enumerate(pieces):
        changed = bytearray(data)
        changed[at % len(changed)] = value
        office.put(f"{number}.eml", bytes(changed))
    first = office.receive()
    assert len({arrival.id for arrival, _ in first.leaves}) == len(first.leaves)
    assert office.receive(NOW + timedelta(days=1)) == first


def test_a_plain_inbox_imports_nothing_heavy(office: Office) -> None:
    """Bare workbooks need no mail parser, and nothing ever needs pandas."""
    office.put("a.xlsx", workbook(a=[[1]]))
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from jlhy_xl.edge.intake import receive as intake; from jlhy_xl.edge.ledger.ledger import Ledger\n"
        "from jlhy_xl.core.scheme.model import Scheme\n"
        "with Ledger.open(Path(sys.argv[2])) as ledger:\n"
        "    got = intake.receive(Path(sys.argv[1]), ['2026-W48'], ledger, Scheme(), datetime.now(UTC))\n"
        "assert len(got.leaves) == 1\n"
        "heavy = {'pandas', 'openpyxl', 'pyarrow', 'email.parser', 'oxmsg', 'olefile', 'tnefparse'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(office.inbox), str(office.ledger_path)],
        check=True, env={**os.environ},
    )  # fmt: skip
