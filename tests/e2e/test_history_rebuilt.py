"""output/ deleted whole: templates and runs come out as before; trends know the earlier weeks."""

import io
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from jlhy_xl import demo, desk, pipeline
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.cli import main
from jlhy_xl.core.model import State, Verdict
from jlhy_xl.edge import history
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.intake.receive import original_path
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

WEEKS = ("2026-W46", "2026-W47", "2026-W48")
NOW = datetime.fromisoformat("2026-12-20T09:00+08:00")
LATER = datetime.fromisoformat("2026-12-21T09:00+08:00")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three generated weeks, run once."""
    root = tmp_path_factory.mktemp("history")
    demo.make(root, 12, 3, "low", 7, None)
    made = Office(root)
    pipeline.run(made, pipeline.Order(NOW, WEEKS[-1], "serial"), lambda _: None)
    return made


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_templates_are_the_same_after_output_is_deleted(office: Office) -> None:
    """Prefilled values come from history; where it is gone it is made again from the originals."""
    before = desk.issue(office, "2026-W49", (), NOW)
    told = _hashes(before.folder)
    kept = _hashes(office.history)
    shutil.rmtree(office.root / "output")
    desk.issue(office, "2026-W49", (), LATER)
    assert _hashes(office.history) == kept
    desk.issue(office, "2026-W49", (), NOW)
    assert _hashes(before.folder) == told
    values = [
        row for row in history.rows_of(office.history, WEEKS[-1], ("field", "state", "value")) or []
        if row[0] == "value" and row[1] == State.VALID.value
    ]  # fmt: skip
    assert len(values) > 20


def test_a_run_is_the_same_after_output_is_deleted(office: Office) -> None:
    """Every output and the history have the bytes that they had."""
    order = pipeline.Order(LATER, WEEKS[-1], "serial")
    pipeline.run(office, order, lambda _: None)
    told = _hashes(office.root / "output")
    shutil.rmtree(office.root / "output")
    pipeline.run(office, order, lambda _: None)
    assert _hashes(office.root / "output") == told


def _another(office: Office) -> Path:
    """Put into the inbox an accepted return of the first week, with other figures."""
    import openpyxl

    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        verdicts = {name: row[3] for name, row in ledger.receipts().items()}
        row = next(
            row for row in ledger.arrivals()
            if row.folder == WEEKS[0] and verdicts[row.id] is Verdict.ACCEPTED
            and row.name.endswith(".xlsx") and "送" not in row.name
        )  # fmt: skip
    book = openpyxl.load_workbook(
        io.BytesIO(original_path(office.archive, row.sha256).read_bytes())
    )
    for line in book["指标进展表"].iter_rows():
        for cell in line:
            if cell.value == "推进中":
                cell.value = "已完成"
    target = office.inbox / WEEKS[0] / "后来的.xlsx"
    book.save(target)
    return target


def test_what_no_run_has_seen_stays_unseen(office: Office) -> None:
    """Rebuilding judges what the ledger knows, not what was put into the inbox since."""
    kept = _hashes(office.history)
    stray = _another(office)
    shutil.rmtree(office.history)
    desk.issue(office, "2026-W49", (), LATER)
    assert _hashes(office.history) == kept
    run = pipeline.run(office, pipeline.Order(LATER, WEEKS[-1], "serial"), lambda _: None)
    stray.unlink()
    assert _hashes(office.history) != kept  # seen by a run, it counts
    assert run[1]["balance"]["received"]


def test_history_of_a_closed_period_comes_back(office: Office, tmp_path: Path) -> None:
    """A closed period's readings are made again from what its closing kept, not from the inbox."""
    root = tmp_path / "closed"
    shutil.copytree(office.root, root)
    made = Office(root)
    given = ["--folder", str(root), "--now", LATER.isoformat(), "--quiet"]
    done = CliRunner().invoke(main, [*given, "close", WEEKS[0], "--by", "李四"])
    assert done.exit_code == 0, done.output
    pipeline.run(made, pipeline.Order(LATER, WEEKS[-1], "serial"), lambda _: None)
    kept = _hashes(made.history)
    shutil.rmtree(root / "output")
    shutil.rmtree(made.inbox / WEEKS[0])
    desk.issue(made, "2026-W49", (), LATER)
    again = _hashes(made.history)
    assert again == kept


def test_a_run_knows_the_people_of_closed_weeks(office: Office, tmp_path: Path) -> None:
    """Who was registered in a week that is closed is known to the masked edition of a later one."""
    root = tmp_path / "people"
    shutil.copytree(office.root, root)
    made = Office(root)
    first, _ = pipeline.run(
        made, pipeline.Order(LATER, WEEKS[0], "serial"), lambda _: None
    )  # fmt: skip
    asked = first.readings["form"].eq("personnel") & first.readings["field"].isin(
        ["name", "mobile"]
    )
    named = {text for text in first.readings[asked]["value"] if text and "*" not in text}
    assert len(named) > 20
    given = ["--folder", str(root), "--now", LATER.isoformat(), "--quiet"]
    done = CliRunner().invoke(main, [*given, "close", WEEKS[0], "--by", "李四"])
    assert done.exit_code == 0, done.output
    last, _ = pipeline.run(made, pipeline.Order(LATER, WEEKS[-1], "serial"), lambda _: None)
    assert named <= {text for _, text in last.people}
    mask = Mask(last).text
    assert not [text for text in named if text in mask(f"请与{text}联系")]


def test_a_run_knows_the_weeks_before(office: Office) -> None:
    """Values, completeness and timeliness of every week are there for the trend."""
    results, _ = pipeline.run(office, pipeline.Order(LATER, WEEKS[-1], "serial"), lambda _: None)
    assert [week.period for week in results.weeks] == list(WEEKS)
    rows = results.completeness.to_dict("records")
    total = results.weeks[-1].total
    assert total.expected == sum(int(row["expected"]) for row in rows)
    assert total.valid == sum(int(row["valid"]) for row in rows)
    assert total.received == sum(bool(row["received"]) for row in rows)
    assert total.on_time == sum(bool(row["on_time"]) for row in rows)
    owed, received, _ = results.weeks[-1].returned
    cases = [case for case in results.cases if case.owed]
    assert owed == len(cases)
    assert received == sum(case.first_acceptable is not None for case in cases)
    told = {
        (row["indicator"], row["unit"]): row["value"]
        for row in results.progress.to_dict("records")
        if isinstance(row["value"], Decimal)
    }
    seen = {place: point.number for place, point in results.weeks[-1].values.items()}
    assert len(told) > 20
    assert all(seen[place] == value for place, value in told.items() if place in seen)
    assert len([place for place in told if place in seen]) > 20


def test_history_and_judging_give_one_trend(office: Office) -> None:
    """A week read back from Parquet is the week that was judged."""
    from jlhy_xl.core.scheme.model import Scheme
    from jlhy_xl.core.standing import trend

    results, _ = pipeline.run(office, pipeline.Order(LATER, WEEKS[-1], "serial"), lambda _: None)
    scheme: Scheme = results.scheme
    for week in results.weeks:
        cells = history.rows_of(office.history, week.period, trend.CELLS) or []
        counts = history.counts_of(office.history, week.period) or []
        assert trend.week(scheme, week.period, cells, counts) == week


def test_a_closed_week_after_open_ones_is_made_again(tmp_path: Path) -> None:
    """Its run, with output/ and without, and its replay say the same of the open weeks before it."""
    demo.make(tmp_path, 12, 2, "low", 7, None)
    office, ran = Office(tmp_path), ["2026-W47", "2026-W48"]

    def do(*words: str, now: datetime = LATER) -> None:
        told = CliRunner().invoke(
            main, ["--folder", str(tmp_path), "--now", now.isoformat(), "--quiet", *words]
        )
        assert told.exit_code == 0, told.output

    for week in ran:
        do("run", "--period", week, "--workers", "serial", now=NOW)
    do("close", ran[-1], "--by", "李四", now=NOW)
    do("replay", ran[-1], "--check")
    do("run", "--period", ran[-1], "--workers", "serial")
    do("replay", ran[-1], "--check")
    told = _hashes(office.output(ran[-1]))
    shutil.rmtree(office.root / "output")
    do("run", "--period", ran[-1], "--workers", "serial")
    assert _hashes(office.output(ran[-1])) == told
    assert list(history.periods(office.history)) == ran
