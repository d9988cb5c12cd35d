"""Older template versions are migrated; unknown ones are answered with the right template."""

import pytest
from core import returns_world as world

from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.returns import identity
from jlhy_xl.core.returns.identity import Migration

OLD = {"现值": "现状值", "推进情况": "推进状态", "近期进展": "本周进展"}


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout has moved on twice since version 1."""
    monkeypatch.setattr(identity, "VERSION", "3")
    monkeypatch.setattr(identity, "MIGRATIONS", {
        "1": Migration({"现值": "当前值", "推进情况": "推进状态"}, ("本周全部无变化",)),
        "2": Migration({"当前值": "现状值", "近期进展": "本周进展"}),
    })  # fmt: skip


def as_it_was(
    at: object, changed: dict[str, str], version: str = "1", *, blank: bool = False
) -> RawBook:
    """A return on an old template: its headings, its version."""
    book = world.issued(at, "U01") if blank else world.filled(at, "U01")
    for sheet in book.sheets:
        cells = {
            place: changed.get(str(raw), raw) if isinstance(raw, str) else raw
            for place, raw in sheet.cells.items()
        }
        if sheet.name == identity.SHEET:
            place = next(at for at, raw in cells.items() if raw == "version")
            cells[place[0], 1] = version
        book = world.with_sheet(book, sheet.name, world.replace(sheet, cells=cells))
    kept = {**book.properties, f"{identity.PREFIX}version": version}
    return world.replace(book, properties=kept)


def test_a_version_1_file_is_read_as_today_s(newer: None) -> None:
    """Headings of two versions ago are today's columns; a note says which version it was."""
    at = world.world()
    today = world.look(as_it_was(at, {}, "3"), at)
    found = world.look(as_it_was(at, {new: old for old, new in OLD.items()}), at)
    assert (found.verdict, found.reason) == (Verdict.ACCEPTED, today.reason)
    same = {(each.row_key, each.field): each.typed for each in today.readings}
    assert {(each.row_key, each.field): each.typed for each in found.readings} == same
    (note,) = [each for each in found.findings if each.code == "L120"]
    assert (note.found, note.expected, note.severity.value) == ("1", "3", "note")


def test_the_old_one_cell_answer_is_read(newer: None) -> None:
    """全部无变化 under its old label counts."""
    at = world.world()
    book = as_it_was(at, {identity.NO_CHANGE_LABEL: "本周全部无变化"}, blank=True)
    row, column = world.head(world.sheet_of(book, identity.COVER), "本周全部无变化")
    merges = {
        (top, left): right for top, left, _, right in world.sheet_of(book, identity.COVER).merges
    }
    book = world.put(book, identity.COVER, {(row, merges.get((row, column), column) + 1): "是"})
    assert world.look(book, at).unchanged


def test_an_unknown_version_is_returned(newer: None) -> None:
    """A version that nobody wrote down (a newer one, too) is answered, never guessed at."""
    at = world.world()
    for version in ("0", "9", ""):
        found = world.look(as_it_was(at, {}, version), at)
        assert (found.verdict, found.findings[0].code) == (Verdict.RETURNED, "L103")
        assert "3、1、2" in found.reason


def test_today_s_version_says_nothing() -> None:
    """The current template needs no migration and gets no note."""
    at = world.world()
    assert identity.authorised()[0] == identity.VERSION
    assert "L120" not in world.codes(world.look(world.filled(at), at))
