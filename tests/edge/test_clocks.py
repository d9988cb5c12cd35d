"""Which clock counts for an arrival, and how its original is kept."""

import hashlib
from datetime import timedelta
from pathlib import Path

import mails
import pytest

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import Clock
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge import files
from jlhy_xl.edge.intake import receive as intake
from tests.edge.inbox_world import NOW, Office, codes, workbook, zipped


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


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
