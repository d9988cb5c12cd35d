"""Opening: what a mail, an archive or a package does to its parser costs that file only."""

import functools
import io
import os
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import mails
import msg_file
import pytest

from jlhy_xl.core.model import Clock, Verdict
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge import worker_pool, workers
from jlhy_xl.edge.intake import mail_parts, opening, outlook, tnef
from jlhy_xl.edge.intake import receive as intake
from jlhy_xl.edge.intake.opener import Opener
from jlhy_xl.edge.intake.opening import Terms
from jlhy_xl.edge.intake.parts import Opened, Part
from jlhy_xl.edge.ledger.ledger import Ledger

TERMS = Terms(ZoneInfo("Asia/Shanghai"))
NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)
TOP = b"Received: from a by mx.tez.gov.cn; Fri, 27 Nov 2026 16:58:01 +0800\r\n"


def endless_mail() -> bytes:
    """Return an honest-looking mail of 5 MB whose forwarded mails' From lines take minutes.

    Each line of 20 KB opens quotes that never close; to look for every end takes over a second.
    """
    sender = b"From: " + b'"\\' * 9_990 + b"\r\n"
    inner = b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + sender + b"Subject: a\r\n\r\nb\r\n"
    head = TOP + b"From: a@x.example\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
    kind = b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    return head + kind + inner * 240 + b"--x--\r\n"


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for a parser reaches a worker only by fork, whatever other tests have imported."""
    if sys.platform != "linux":
        pytest.skip("the stand-in travels by fork")
    import multiprocessing

    monkeypatch.setattr(worker_pool, "_context", lambda: multiprocessing.get_context("fork"))


def test_a_mail_that_hangs_costs_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real one, not a stand-in: given up when its time is over, kept, and asked about."""
    week = tmp_path / "inbox" / "2026-W48"
    week.mkdir(parents=True)
    good = mails.foxmail()
    for name, data in (("a.eml", good), ("b.eml", endless_mail()), ("c.eml", good)):
        (week / name).write_bytes(data)
    monkeypatch.setattr(intake, "Opener", functools.partial(Opener, seconds=2))
    began = time.monotonic()
    with Ledger.open(tmp_path / "台账" / "ledger.db") as ledger:
        received = intake.receive(tmp_path / "inbox", ["2026-W48"], ledger, Scheme(), NOW)
    assert time.monotonic() - began < 10
    sources = [arrival.source for arrival, _ in received.leaves]
    assert [row.partition(" » ")[0] for row in sources] == ["a.eml", "b.eml", "c.eml"]
    (judged,) = received.judged.values()
    assert judged.verdict is Verdict.QUARANTINED
    assert [(row.code, row.file) for row in judged.findings] == [("G122", "b.eml")]
    lost = received.leaves[1][0]
    assert (lost.clock, lost.sender) == (Clock.SERVER, "a@x.example")  # waiting costs no time
    assert lost.received.isoformat() == "2026-11-27T16:58:01+08:00"
    kept = intake.original_path(tmp_path / "台账", received.leaves[1][0].sha256)
    assert kept.read_bytes() == endless_mail()


@pytest.mark.parametrize(
    ("room", "call", "data"),
    [
        (mail_parts, "open_mail", TOP + b"From: a@x.example\r\nSubject: a\r\n\r\nb"),
        (outlook, "open_message", msg_file.compound(msg_file.message({0x0037: "a"}, []))),
        (tnef, "unpack", tnef.SIGNATURE + bytes(20)),
        (opening, "_archive", zipped(a=b"1")),
    ],
)
@pytest.mark.parametrize(
    ("fate", "code"),
    [("hang", "G122"), ("abort", "G123"), ("eat", "G124"), ("bug", "P101")],
)
@pytest.mark.usefixtures("forked")
def test_every_parser_of_containers_stands_behind_the_wall(
    room: object, call: str, data: bytes, fate: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever fails in there (here a stand-in does), the file is asked and the next one opened."""

    def fail(*_: object) -> None:
        if fate == "hang":
            time.sleep(60)
        if fate == "abort":
            os.abort()
        if fate == "eat":
            bytearray(2 << 30)
        raise KeyError("secret of the file")

    monkeypatch.setattr(room, call, fail)
    good = (
        Part("b.zip", zipped(b=b"2")) if room is not opening else Part("b.eml", mails.foxmail(b"x"))
    )
    with Opener(TERMS, seconds=1.0) as opener:
        found = opener.take_apart([Part("a", data), Part("c.xlsx", b"x"), good])
    assert found[0] is not None
    assert found[0].lost is not None
    assert found[0].lost.code == code
    assert "secret" not in found[0].lost.message
    assert found[1] is None
    assert found[2] is not None
    assert found[2].lost is None


def test_what_is_nested_comes_home_whole() -> None:
    """Bytes and order are those of the files, at every depth, empty ones too."""
    inner = zipped(x=b"1", y=b"")
    data = zipped(**{"a.zip": inner, "b.xlsx": b"22", "c.zip": zipped()})
    with Opener(TERMS) as opener:
        (found,) = opener.take_apart([Part("o.zip", data)])
    assert found == opening.take_apart("o.zip", data, TERMS)
    assert found is not None
    assert [part.data for part in found.opened.parts] == [inner, b"22", zipped()]
    assert found.inside[0] is not None
    assert [part.data for part in found.inside[0].opened.parts] == [b"1", b""]


def test_no_worker_is_hired_where_nothing_is_to_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of bare workbooks costs no process; one container after another costs one."""
    hired = []
    crew = worker_pool.Crew
    monkeypatch.setattr(worker_pool, "Crew", lambda *a: (hired.append(a), crew(*a))[1])
    with Opener(TERMS) as opener:
        assert opener.take_apart([Part("a.xlsx", b"x"), Part("b.pdf", b"%PDF-")]) == [None, None]
        assert not hired
        for _ in range(3):
            assert opener.take_apart([Part("a.zip", zipped(a=b"1"))]) != [None]
    assert len(hired) == 1


def test_a_list_of_a_million_entries_is_not_read_outside() -> None:
    """Even to list an archive's entries is a worker's business where there are too many."""
    data = b"PK\x03\x04" + (b"PK\x01\x02" + bytes(42)) * 1_000_000 + b"PK\x05\x06" + bytes(18)
    began = time.monotonic()
    assert opening.is_container(data, "a.zip")
    assert time.monotonic() - began < 1
    with Opener(TERMS) as opener:
        (found,) = opener.take_apart([Part("a.zip", data)])
    assert time.monotonic() - began < workers.SECONDS
    assert found is not None
    assert found.opened != Opened()
