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


def test_codes_of_two_versions_ago_are_today_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms and fields that got other codes are found by the hidden sheet's old names."""
    monkeypatch.setattr(identity, "VERSION", "3")
    monkeypatch.setattr(identity, "MIGRATIONS", {
        "1": Migration(codes={"weekly": "advance", "weekly:before": "prior"}),
        "2": Migration(codes={"advance": "progress", "advance:prior": "last", "people": "personnel"}),
    })  # fmt: skip
    first, second = identity.older("1"), identity.older("2")
    assert (first.form("weekly"), first.form("people"), first.form("issues")) == (
        "progress", "personnel", "issues",
    )  # fmt: skip
    assert first.sent("was:weekly:04-02:before") == "was:progress:04-02:last"
    assert second.sent("was:advance:04-02:prior") == "was:progress:04-02:last"
    assert second.sent("was:advance:04-02:value") == "was:progress:04-02:value"
    at = world.world(priors={"U01": world.on_file(**{"progress__07-01__value": "8"})})
    book = as_it_was(at, {"form:progress": "form:weekly"})
    hidden = world.sheet_of(book, identity.SHEET)
    renamed = {
        place: str(raw).replace("was:progress:", "was:weekly:").replace(":last", ":before")
        for place, raw in hidden.cells.items()
    }
    sheet = world.sheet_of(book, world.PROGRESS)
    book = world.with_sheet(book, world.PROGRESS, world.replace(sheet, name="表二"))
    renamed = {place: "表二" if raw == world.PROGRESS else raw for place, raw in renamed.items()}
    book = world.with_sheet(book, identity.SHEET, world.replace(hidden, cells=renamed))
    found = world.look(book, at)
    assert found.verdict is Verdict.ACCEPTED
    assert any("按模板登记的表名“表二”" in step for step in found.identity)


def renamed_since(at: object, label: str, **more: object) -> object:
    """The office calls 本周进展 something else after the templates were sent."""
    fields = tuple(
        world.replace(each, label=label, **more)
        if (each.form, each.code) == ("progress", "progress") else each
        for each in at.scheme.fields
    )  # fmt: skip
    later = world.world(world.replace(at.scheme, fields=fields))
    return world.replace(later, scheme_digest="f" * 16)


def test_a_column_that_the_office_renamed_costs_no_unit_anything() -> None:
    """The office is asked for the old name; with it as an alias the column is read again."""
    at = world.world()
    book = world.filled(at, "U01")
    found = world.look(book, renamed_since(at, "本周工作进展"))
    assert found.verdict is Verdict.ACCEPTED
    assert {each.severity.value for each in found.findings} == {"note", "query"}
    (asked,) = [each for each in found.findings if each.code == "L124"]
    assert (asked.expected, asked.field) == ("本周工作进展", "progress")
    assert "别名" in asked.message
    progress = next(each for each in found.counts if each.form == "progress")
    assert progress.valid == progress.expected
    cured = world.look(book, renamed_since(at, "本周工作进展", aliases=("本周进展",)))
    assert "L124" not in world.codes(cured)
    assert cured.reason == world.look(book, at).reason


def test_an_indicator_that_came_after_the_template_is_not_missed() -> None:
    """The row is not on the unit's template: asked, not missed."""
    at = world.world()
    book = world.filled(at, "U01")
    first = next(each for each in at.scheme.indicators if "U01" in each.leads)
    new = world.replace(first, code="07-09", name="新增的指标", score_of=())
    later = world.world(world.replace(at.scheme, indicators=(*at.scheme.indicators, new)))
    found = world.look(book, world.replace(later, scheme_digest="f" * 16))
    assert [each.severity.value for each in found.findings if each.code == "L124"] == ["query"]
    assert "L204" not in world.codes(found)


@pytest.mark.parametrize("token", ["", "0123456789abcdef01234567"])
def test_what_nobody_vouches_for_excuses_nothing(token: str) -> None:
    """An old scheme's name that our token does not cover, or today's, leaves the column missed."""
    at = world.world()
    book = world.filled(at, "U01")
    later = renamed_since(at, "本周工作进展")
    hidden = world.sheet_of(book, identity.SHEET)
    row = next(place[0] for place, raw in hidden.cells.items() if raw == "token")
    forged = world.put(book, identity.SHEET, {(row, 1): token or None})
    forged = world.replace(forged, properties={})
    assert "L201" in world.codes(world.look(forged, later))
    sheet = world.sheet_of(book, world.PROGRESS)
    gone = world.put(book, world.PROGRESS, {world.head(sheet, "本周进展"): "别的栏"})
    assert "L201" in world.codes(world.look(gone, at))
