"""What a run read is kept by hash and laid out again; a ledger is cut off where it stood."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import doctor, kept
from jlhy_xl.edge.intake import inbox_files
from jlhy_xl.edge.ledger.ledger import Decision, Ledger
from jlhy_xl.edge.office import SECRET_BYTES, Office
from tests.points_world import AFTER, W47, W48


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with two inbox folders, a copy in reviewed and some history."""
    for name, data in {
        f"workbooks/inbox/{W47}/a/表.xlsx": b"one", f"workbooks/inbox/{W48}/b.eml": b"two",
        "workbooks/inbox/2026-W49/c.eml": b"later", "workbooks/reviewed/减扣评分表.xlsx": b"copy",
        f"output/history/period={W47}/readings.parquet": b"past",
    }.items():  # fmt: skip
        path = tmp_path / "office" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Office(tmp_path / "office")


def _tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_inputs_are_laid_out_as_they_were(office: Office, tmp_path: Path) -> None:
    """Folders named, reviewed copies and history come back whole; nothing else does."""
    before = _tree(office.root)
    listed = kept.keep(office, (W47, W48), (W47,))
    assert kept.keep(office, (W48, W47), (W47,)) == listed
    (office.inbox / W48 / "b.eml").write_bytes(b"changed")
    kept.lay_out(office, listed, tmp_path / "again")
    found = _tree(tmp_path / "again")
    assert found == {name: data for name, data in before.items() if "2026-W49" not in name}


def test_what_is_no_plain_file_comes_back_as_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link stays a link; a file that is too big to read keeps its size."""
    monkeypatch.setattr(kept, "FILE_BYTES", 2)
    assert inbox_files.FILE_BYTES > 2
    (office.inbox / W48 / "链接.xlsx").symlink_to("nowhere")
    kept.lay_out(office, kept.keep(office, (W48,), ()), tmp_path / "again")
    folder = tmp_path / "again" / "workbooks" / "inbox" / W48
    assert (folder / "链接.xlsx").is_symlink()
    assert (folder / "b.eml").read_bytes() == b"\0\0\0"


def test_an_altered_original_is_told(office: Office, tmp_path: Path) -> None:
    """What does not fit its hash, or is gone, is never laid out in silence."""
    listed = kept.keep(office, (W48,), ())
    path = next(each for each in (office.archive / "originals").rglob("*") if each.is_file() and each.read_bytes() == b"two")  # fmt: skip
    path.write_bytes(b"tow")
    with pytest.raises(JlhyError, match="校验值"):
        kept.lay_out(office, listed, tmp_path / "again")
    path.unlink()
    with pytest.raises(JlhyError, match="备份"):
        kept.lay_out(office, listed, tmp_path / "once more")


def test_a_ledger_is_cut_off_where_it_stood(tmp_path: Path) -> None:
    """The copy holds the rows of then, goes on numbering from there, and is as append-only."""
    target = tmp_path / "then" / "ledger.db"
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        ledger.add_decision(Decision("k", {"经办人": "李四"}, "a"), AFTER)
        marks = ledger.marks()
        ledger.add_decision(Decision("k", {"经办人": "王五"}, "b"), AFTER)
        ledger.copy_until(target, marks)
        assert [row.file for row in ledger.decisions()] == ["a", "b"]
    with Ledger.open(target) as then:
        assert [row.file for row in then.decisions()] == ["a"]
        then.add_decision(Decision("k", {"经办人": "赵六"}, "c"), AFTER)
        assert [row.seq for row in then.decisions()] == [1, 2]
        assert then.mark() == 2
    with sqlite3.connect(target) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("DELETE FROM decisions")
    raw.close()


def _file(path: Path) -> None:
    path.write_bytes(b"stranger's")


@pytest.mark.parametrize("name", ["office.key", "passwords.txt"])
@pytest.mark.parametrize("what", ["link", "dangling", "endless", "folder", "pipe", "flood"])
def test_a_secret_that_is_no_plain_file_is_neither_followed_nor_made_again(
    office: Office, tmp_path: Path, name: str, what: str
) -> None:
    """A link, a folder, a pipe: said in words at every road to it; nothing is read, written or replaced."""
    path = office.archive / name
    path.parent.mkdir(parents=True)
    _file(tmp_path / "elsewhere")
    make = {
        "link": lambda: path.symlink_to(tmp_path / "elsewhere"),
        "dangling": lambda: path.symlink_to("nowhere"),
        "endless": lambda: path.symlink_to("/dev/zero"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "flood": lambda: path.write_bytes(b"0" * (SECRET_BYTES + 1)),
    }
    make[what]()
    before = path.lstat()
    told = {"folder": "是文件夹", "pipe": "是特殊文件", "flood": "大得不像"}.get(what, "是链接")
    read = office.key if name == "office.key" else office.passwords
    for road in (read, lambda: kept.keep(office, (W48,), ())):
        with pytest.raises(JlhyError, match=told) as fault:
            road()
        assert name in fault.value.what
        assert "备份" in fault.value.step
    assert [line.state for line in doctor.key(office)] == [doctor.BAD]
    assert path.lstat() == before
    assert (tmp_path / "elsewhere").read_bytes() == b"stranger's"


def test_an_empty_key_signs_nothing(office: Office) -> None:
    """Anybody could forge what an empty key signs."""
    office.key_path.parent.mkdir(parents=True)
    office.key_path.write_bytes(b"\n")
    with pytest.raises(JlhyError, match="是空的"):
        office.key()


def test_a_list_that_knew_the_key_as_a_link_uses_the_one_of_today(
    office: Office, tmp_path: Path
) -> None:
    """What earlier programs kept of a linked key led nowhere; a replay then made a key of its own."""
    key = office.key()
    told = {"workbooks/台账/office.key": "link", "workbooks/台账/passwords.txt": "absent"}
    listed = kept._store(office, json.dumps(told).encode())
    kept.lay_out(office, listed, tmp_path / "again")
    assert Office(tmp_path / "again").key() == key
