"""收件登记.xlsx: the times that the office wrote down, and what it sent back."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import Clock, SentBack
from jlhy_xl.core.raw import CellError, RawBook, RawSheet
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import register
from jlhy_xl.edge.ledger.ledger import Message
from tests.edge.inbox_world import CHINA, SCHEME, WEEK, Office, workbook


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


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
    (told,) = office.sent_back()["U01", WEEK]
    digest = sha256((office.week / "收件登记.xlsx").read_bytes()).hexdigest()
    assert told == SentBack(
        datetime(2026, 11, 30, 9, 15, tzinfo=CHINA), "电话", "甲", "收件登记.xlsx",
        "退回登记第2行", digest,
    )  # fmt: skip


def test_sent_back_adds_our_own_messages(office: Office) -> None:
    """What the program sent back and what the office wrote down are one list, each moment once."""
    office.put(
        "收件登记.xlsx",
        workbook(a=[["单位", "退回时间"], ["U01", "2026-11-30 09:15"], ["U01", "2026-11-30 09:15"]],
                 b=[list(HEAD)]),
    )  # fmt: skip
    at = datetime(2026, 11, 28, 1, tzinfo=UTC)
    sent = Message("U01", WEEK, "退回", at, "李经办", "<1@office>")
    found = office.sent_back(sent, Message("U02", WEEK, "工作提醒", at))
    ours, written = found["U01", WEEK]
    assert list(found) == [("U01", WEEK)]
    assert ours == SentBack(at, by="李经办", file="台账（退回通知）", sheet="<1@office>")
    assert ours.at.utcoffset() == timedelta(hours=8)
    assert (written.at, written.sheet) == (datetime(2026, 11, 30, 9, 15, tzinfo=CHINA), "a第2行")


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
    ((unit, term, told),) = found.sent_back
    assert (unit, term) == ("U02", "2026-W47")
    assert (told.at, told.sheet) == (datetime(2026, 11, 30, 9, tzinfo=CHINA), "收件登记第3行")
    assert [row.code for row in found.findings] == [
        code.code,
        words.REGISTER_TIME.code,
        words.REGISTER_HEADINGS.code,
    ]


@given(st.text(max_size=40))
def test_any_words_in_the_register_give_an_answer(typed: str) -> None:
    """Law 9 for every cell of the register: a line is taken or asked about, never passed over."""
    found = parse(table(HEAD, (typed or "x", typed), ("a", typed)))
    assert found.entries or found.findings
    back = parse(
        table(("单位", "期次", "退回时间"), ("U01", typed, "2026-11-30 9:00"), ("U01", "", typed))
    )
    assert len(back.sent_back) + len(back.findings) >= 2
