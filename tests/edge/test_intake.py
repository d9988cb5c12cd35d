"""Intake: every file becomes leaves with their clocks, originals are kept, nothing is written back."""

import hashlib
import os
import struct
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import mails
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.model import Examined, Severity, Verdict
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import inbox_files
from jlhy_xl.edge.intake import receive as intake
from tests.edge.inbox_world import NOW, OUTLOOK, WEEK, Office, codes, sources, workbook, zipped

TOP = b"Received: from a by mx.tez.gov.cn; Fri, 27 Nov 2026 16:58:01 +0800"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


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
    said = "业务系统升级，下周一补报".encode()
    office.put("甲/a.eml", mails.simple(TOP, b"From: a@x.example", body=said))
    received = office.receive()
    assert (received.leaves, received.containers) == ((), 1)
    assert [(row.code, row.file, row.period) for row in received.notes] == [
        (words.NO_ATTACHMENT.code, "甲/a.eml", WEEK)
    ]
    (mail,) = received.bare
    assert (mail.source, mail.sender, mail.folder) == ("甲/a.eml", "a@x.example", WEEK)
    assert f"{mail.received:%H:%M:%S}" == "16:58:01"
    assert mail.gist == "业务系统升级，下周一补报"


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


# -- the whole ------------------------------------------------------------------------------------

PIECES = [
    b"x",
    mails.qq(),
    mails.foxmail(zipped({"a.xlsx": b"x"})),
    zipped({"a": b"1", "b/a": b"1"}),
    locked(),
    OUTLOOK,
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
