"""An office's inbox in a folder, and what lies in it, for the tests of intake."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import mails
import msg_file

from jlhy_xl.core.model import SentBack
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.edge.intake import receive as intake
from jlhy_xl.edge.intake.parts import Opened
from jlhy_xl.edge.ledger.ledger import Ledger, Message

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 7, 9, tzinfo=CHINA)
WEEK = "2026-W48"
SCHEME = Scheme(
    units=(Unit("U01", "区法院", aliases=("台儿庄区法院",)), Unit("U02", "区发改局", office=True))
)


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

    def sent_back(self, *messages: Message) -> dict[tuple[str, str], tuple[SentBack, ...]]:
        with Ledger.open(self.ledger_path) as ledger:
            for message in messages:
                ledger.add_message(message)
            return intake.sent_back(self.inbox, (WEEK,), SCHEME, ledger)


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


RECEIVED = mails.RECEIVED.decode() + "From: <a@x.example>\r\nMessage-ID: <1@x>\r\n"


OUTLOOK = msg_file.compound(
    msg_file.message({0x0037: "周报", 0x007D: RECEIVED}, [("a.xlsx", b"x" * 70)])
)


def assert_accounted(opened: Opened) -> None:
    """Whatever was opened gives leaves with plain names, or says why there are none; never silence."""
    assert opened.parts or opened.notes or opened.refused
    assert_plain(opened)


def assert_plain(opened: Opened) -> None:
    """What stays closed gives no leaf, and no leaf's name is a path."""
    assert opened.refused is None or not opened.parts
    for part in opened.parts:
        assert part.name
        assert not {"/", "\\", "\0", "\n"} & set(part.name)
