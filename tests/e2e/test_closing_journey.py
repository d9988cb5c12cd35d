"""Closing, opening again, replay and editions, through the commands alone."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import (
    SIGNED,
    UPHELD,
    W47,
    W48,
    W49,
    Desk,
    adopted,
    line,
    save_scheme,
    with_rule,
)

ROOT = Path(__file__).parents[2] / "workbooks"
EARLY, CUTOFF, AFTER = "2026-12-04T17:00", "2026-12-04T17:01", "2026-12-07T09:00"
LATER = "2026-12-14T09:00"
COURT, WATER = "区法院", "区城乡水务局"


def _sample(tmp_path: Path) -> Desk:
    """The repository's own week, in a folder of its own."""
    desk = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    shutil.copytree(ROOT, tmp_path / "workbooks", ignore=shutil.ignore_patterns("ledger.db*"))
    return desk


def _held(desk: Desk, week: str = W48) -> dict[str, Any]:
    """What run.json says, but for the clock and the chain of editions."""
    told = json.loads((desk.root / "output" / week / "run.json").read_bytes())
    return {name: told[name] for name in ("balance", "completeness", "findings", "received")}


def test_a_period_is_closed_after_its_cutoff_by_a_named_person(tmp_path: Path) -> None:
    """Refused before the cut-off and without a name; afterwards 定稿, and never twice."""
    desk = Desk(tmp_path)
    assert desk.call(EARLY, "close", W48, "--by", "李四")[0] == 2
    assert desk.call(CUTOFF, "close", W48)[0] == 2
    assert desk.call(CUTOFF, "close", W48, "--by", "  ")[0] == 2
    code, told = desk.call(CUTOFF, "close", W48, "--by", "李四")
    assert (code, told["edition"]["kind"]) == (0, "定稿")
    assert desk.call(CUTOFF, "close", W48, "--by", "李四")[0] == 2
    with Ledger.open(Office(tmp_path).ledger_path, frozen=True) as ledger:
        assert ledger.period_state(W48).who == "李四"


def test_opening_again_needs_a_name_and_a_reason(tmp_path: Path) -> None:
    """A period that is not closed cannot be opened; a closed one only with who and why."""
    desk = Desk(tmp_path)
    assert desk.call(AFTER, "reopen", W48, "--by", "王五", "--reason", "漏收")[0] == 2
    desk.call(AFTER, "close", W48, "--by", "李四")
    assert desk.call(AFTER, "reopen", W48, "--by", "王五")[0] == 2
    assert desk.call(AFTER, "reopen", W48, "--reason", "漏收")[0] == 2
    assert desk.call(AFTER, "reopen", W48, "--by", "王五", "--reason", "漏收")[0] == 0
    assert desk.run(AFTER)["edition"]["kind"].startswith("核对稿")


def test_closing_freezes_scheme_rules_and_inputs(tmp_path: Path) -> None:
    """Dearer rules, a return taken away and one added change nothing until the period is opened."""
    desk = _sample(tmp_path)
    desk.call(AFTER, "close", W48, "--by", "李四")
    before = _held(desk)
    inbox = tmp_path / "workbooks" / "inbox" / W48
    court = next(path for path in sorted(inbox.iterdir()) if COURT in path.name)
    late = court.read_bytes()
    court.unlink()
    desk.drop(W48, "补报.eml", late)
    scheme = save_scheme(tmp_path / "dear.xlsx", with_rule(adopted(), "A2", points=4))
    shutil.copy(scheme, tmp_path / "workbooks" / "方案.xlsx")
    told = desk.run(LATER)
    assert _held(desk) == before
    assert [row["folder"] for row in told["late"]] != []
    assert all("已关账" in row["reason"] for row in told["late"])
    desk.call(LATER, "reopen", W48, "--by", "王五", "--reason", "漏收一件")
    told = desk.run(LATER)
    assert told["late"] == []
    assert told["edition"]["changes"] != []
    assert _held(desk) != before


def test_a_closed_weeks_lines_stand_in_the_next_week(tmp_path: Path) -> None:
    """W48 silent and closed; W49's run charges by new rules, W48's lines stay and are still decided."""
    desk = Desk(tmp_path, weeks=(W48, W49))
    name = line(desk.run(AFTER, "--period", W48), COURT)["id"]
    desk.call(AFTER, "close", W48, "--by", "李四")
    dear = with_rule(adopted(), "A2", points=2)
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", dear)
    told = desk.run(LATER, "--period", W49)
    sides = [line(told, COURT, week) for week in (W48, W49)]
    assert [(row["proposed"], row["status"]) for row in sides] == [("1", "拟减扣"), ("2", "拟减扣")]
    desk.copy(week=W49).write(name, SIGNED).save()
    assert line(desk.run(LATER, "--period", W49), COURT, W48)["status"] != "拟减扣"
    assert desk.call(LATER, "replay", W48, "--check")[1]["equal"]


def test_history_is_made_again_for_closed_weeks(tmp_path: Path) -> None:
    """output/ deleted whole: the next week's run makes the closed week's history again, equal."""
    desk = _sample(tmp_path)
    desk.call(AFTER, "close", W48, "--by", "李四")
    path = tmp_path / "output" / "history" / f"period={W48}" / "readings.parquet"
    before = path.read_bytes()
    shutil.rmtree(tmp_path / "output")
    desk.drop(W49, "说明.txt", b"-")
    desk.run(LATER, "--period", W49)
    assert path.read_bytes() == before


def test_an_older_weeks_run_does_not_ask_about_decisions_on_newer_weeks(tmp_path: Path) -> None:
    """A line of W49 was told: W48's closing run finds nothing wrong with its id; a made-up one it does."""
    desk = Desk(tmp_path, weeks=(W48, W49))
    name = line(desk.run(LATER, "--period", W49), COURT, W49)["id"]
    desk.copy(week=W49).write(name, SIGNED).save()
    told = desk.run(LATER, "--period", W49)
    assert line(told, COURT, W49)["status"] == "已告知"
    code, told = desk.call(LATER, "close", W48, "--by", "李四")
    assert (code, {"D101", "D226"} & set(told["findings"])) == (0, set())
    copy = desk.copy(week=W49)
    rows = copy.book["逐条"].iter_rows()
    next(cell for row in rows for cell in row if cell.value == name).value = "0123456789abcdef"
    copy.write("0123456789abcdef", UPHELD).save("改动.xlsx")
    assert "D101" in desk.run(LATER, "--period", W49)["findings"]


def test_a_line_told_to_its_unit_and_then_gone_is_said_so(tmp_path: Path) -> None:
    """未报 was told, then the forgotten return is found: a note names the line, nobody altered an id."""
    desk = _sample(tmp_path)
    inbox = tmp_path / "workbooks" / "inbox" / W48
    court = next(path for path in sorted(inbox.iterdir()) if COURT in path.name)
    kept = court.read_bytes()
    court.unlink()
    name = line(desk.call(AFTER, "close", W48, "--by", "李四")[1], COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    assert line(desk.run(LATER, "--period", W48), COURT)["status"] == "已告知"
    desk.drop(W48, court.name, kept)
    desk.call(LATER, "reopen", W48, "--by", "王五", "--reason", "漏收一件")
    told = desk.run(LATER, "--period", W48)
    assert name not in {row["id"] for row in told["deductions"]}
    assert (told["findings"]["D226"], "D101" in told["findings"]) == (1, False)


def test_editions_say_what_changed(tmp_path: Path) -> None:
    """The same run again is the same edition; a decision makes the next, with its change named."""
    desk = Desk(tmp_path)
    first = desk.run(AFTER)
    assert (first["edition"]["number"], first["edition"]["changes"]) == (1, [])
    assert desk.run(AFTER)["edition"] == first["edition"]
    name = line(first, COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    second = desk.run("2026-12-08T10:00")["edition"]
    assert (second["number"], second["name"]) == (2, "核对稿（征求意见）第2版")
    (change,) = second["changes"]
    assert (change["what"], change["unit"], change["before"], change["after"]) == (
        "减扣事项", COURT, "拟减扣", "已告知",
    )  # fmt: skip
    final = desk.call("2026-12-08T10:00", "close", W48, "--by", "李四")[1]["edition"]
    assert (final["number"], final["kind"], final["changes"]) == (3, "定稿", [])


def test_11_any_run_replays_byte_equal_whatever_came_since(tmp_path: Path) -> None:
    """Scheme replaced, inbox emptied, copies moved, output gone: the same bytes from what was kept."""
    desk = _sample(tmp_path)
    told = desk.run(AFTER)
    name = next(row["id"] for row in told["deductions"] if row["status"] == "拟减扣")
    desk.copy().write(name, {**SIGNED, **UPHELD}).save()
    desk.run("2026-12-08T10:00")
    shutil.rmtree(desk.reviewed)
    shutil.rmtree(tmp_path / "workbooks" / "inbox")
    shutil.rmtree(tmp_path / "output")
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", adopted(rule_number=""))
    ledger = Office(tmp_path).ledger_path
    before = ledger.read_bytes()
    code, told = desk.call(LATER, "replay", W48, "--check", "--to", str(tmp_path / "again"))
    assert (code, told["equal"], told["by_bytes"]) == (0, True, True)
    assert (tmp_path / "again" / "减扣评分表.xlsx").is_file()
    assert ledger.read_bytes() == before
    assert not (tmp_path / "output").exists()


def test_a_replay_that_differs_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed program with the old number is told by its files; a new number by what it says."""
    desk = Desk(tmp_path)
    desk.run(AFTER)
    monkeypatch.setattr("jlhy_xl.books.findings_csv.COLUMNS", (), raising=False)
    monkeypatch.setattr("jlhy_xl.books.findings_csv.text", lambda _: "changed")
    code, told = desk.call(LATER, "replay", W48, "--check")
    assert (code, told["different"]) == (1, ["findings.csv"])
    assert desk.call(LATER, "replay", W48)[0] == 0
    monkeypatch.setattr("jlhy_xl.replaying.__version__", "9.9.9")
    code, told = desk.call(LATER, "replay", W48, "--check")
    assert (code, told["by_bytes"], told["different"]) == (0, False, [])
    monkeypatch.setattr("jlhy_xl.core.points.reporting.events", lambda *_: [])
    code, told = desk.call(LATER, "replay", W48, "--check")
    assert (code, told["different"]) == (1, ["分值"])


def test_a_replay_without_its_originals_is_refused(tmp_path: Path) -> None:
    """A period never run, an original that is gone or altered, a target in use: said, not guessed."""
    desk = Desk(tmp_path)
    assert desk.call(AFTER, "replay", W48)[0] == 2
    desk.run(AFTER)
    assert desk.call(AFTER, "replay", W48, "--to", str(tmp_path / "workbooks"))[0] == 2
    kept = [path for path in (tmp_path / "workbooks" / "台账" / "originals").rglob("*")
            if path.is_file() and b"inbox" in path.read_bytes()]  # fmt: skip
    for path in kept:
        path.write_bytes(b"{}")
    code, told = desk.call(AFTER, "replay", W48)
    assert (code, "校验值" in told["said"]) == (4, True)
    for path in kept:
        path.unlink()
    assert desk.call(AFTER, "replay", W48)[0] == 4


def test_weeks_closed_and_opened_out_of_order_replay(tmp_path: Path) -> None:
    """Two weeks, the first opened again and closed again: both replay at the end."""
    desk = Desk(tmp_path, weeks=(W47, W48))
    desk.call(AFTER, "close", W47, "--by", "李四")
    desk.call(AFTER, "close", W48, "--by", "李四")
    desk.call(AFTER, "reopen", W47, "--by", "王五", "--reason", "核对")
    desk.drop(W47, "补充.txt", b"late")
    told = desk.run(LATER, "--period", W47)
    assert told["edition"]["kind"].startswith("核对稿")
    desk.call(LATER, "close", W47, "--by", "李四")
    for week in (W47, W48):
        assert desk.call(LATER, "replay", week, "--check")[0] == 0
