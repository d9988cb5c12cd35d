"""A replay uses the passwords and the key of its run, whatever became of them since."""

import json
import zipfile
from pathlib import Path

import pytest
from zoo import binary, build

from jlhy_xl.edge.intake.receive import original_path
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import W48, Desk

AFTER, LATER = "2026-12-07T09:00", "2026-12-14T09:00"


def locked(password: str) -> bytes:
    """A workbook under a lock."""
    parts = {**build.parts_of(build.sheet(build.row_of("甲"))), "pad": "填" * 9000}
    return binary.sealed(build.pack(parts, zipfile.ZIP_STORED), password)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office that got a locked workbook and has its password."""
    desk = Desk(tmp_path)
    desk.drop(W48, "区法院.xlsx", locked("台儿庄2026"))
    office = Office(tmp_path)
    office.archive.mkdir(parents=True, exist_ok=True)
    office.passwords_path.write_text("台儿庄2026\n", "utf-8")
    return desk


@pytest.mark.parametrize("since", ["别的\n", "", None])
def test_the_passwords_of_that_run_open_what_they_opened(desk: Desk, since: str | None) -> None:
    """Another list, an empty one, none: the run that opened the file replays byte for byte."""
    office = Office(desk.root)
    assert "G125" in desk.run(AFTER)["findings"]
    if since is None:
        office.passwords_path.unlink()
    else:
        office.passwords_path.write_text(since, "utf-8")
    assert desk.call(LATER, "replay", W48, "--check")[1]["equal"]
    told = desk.run(LATER)
    assert ("G125" in told["findings"], "G108" in told["findings"]) == (False, True)


def test_a_password_that_came_later_opens_nothing_of_before(desk: Desk) -> None:
    """The list was written after the run that sent the file back: its replay sends it back again."""
    office = Office(desk.root)
    text = office.passwords_path.read_bytes()
    office.passwords_path.unlink()
    assert "G108" in desk.run(AFTER)["findings"]
    office.passwords_path.write_bytes(text)
    assert desk.call(LATER, "replay", W48, "--check")[1]["equal"]


def test_a_new_key_changes_no_past(desk: Desk) -> None:
    """The key is made anew: what was signed by the old one is still known in a replay."""
    office = Office(desk.root)
    desk.call("2026-11-20T09:00", "issue", "--period", W48, "--unit", "区财政局")
    (template,) = office.templates(W48).glob("*.xlsx")
    desk.drop(W48, "财政.xlsx", template.read_bytes())
    told = desk.run(AFTER)
    office.key_path.unlink()
    assert desk.call(LATER, "replay", W48, "--check")[1]["equal"]
    assert desk.run(LATER)["findings"] != told["findings"]  # the token is a stranger's now


def test_the_list_lies_beside_the_ledger_and_nowhere_else(desk: Desk) -> None:
    """No output, no row of the ledger holds a password: it stands in the list and among the originals."""
    office = Office(desk.root)
    desk.run(AFTER)
    secret = "台儿庄2026".encode()
    holding = {
        path.relative_to(office.archive).parts[0]
        if path.is_relative_to(office.archive)
        else str(path)
        for path in desk.root.rglob("*")
        if path.is_file() and secret in path.read_bytes()
    }
    assert holding == {"passwords.txt", "originals"}


def test_a_run_that_kept_no_passwords_replays_with_todays(desk: Desk) -> None:
    """A list of inputs from before they were kept: key and passwords of today stand in."""
    office = Office(desk.root)
    desk.run(AFTER)
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        listed = original_path(office.archive, str(ledger.runs()[-1].content["inputs"]))
        inputs = json.loads(listed.read_bytes())
        assert {"workbooks/台账/office.key", "workbooks/台账/passwords.txt"} <= set(inputs)
        from jlhy_xl.edge import kept

        old = {name: told for name, told in inputs.items() if "台账" not in name}
        data = json.dumps(old, ensure_ascii=True, indent=0, sort_keys=True).encode()
        digest = kept._store(office, data)
        target = desk.root / "laid"
        kept.lay_out(office, digest, target)
    assert Office(target).passwords() == office.passwords()
    assert Office(target).key() == office.key()
