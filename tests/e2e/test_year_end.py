"""The year's hand-over through the real program: run, fill in, review, run, annual."""

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import truth_world
from click.testing import CliRunner, Result

from jlhy_xl.cli import main
from jlhy_xl.core.model import Status
from jlhy_xl.core.wording.deductions import COLUMNS
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read

ROOT = Path(__file__).parents[2]
FIRST, TAKEN, AGAIN = "2026-12-20T09:00+08:00", "2026-12-21T09:00+08:00", "2026-12-22T09:00+08:00"
SAID = {
    "送达方式": "当面送达", "签收人": "张三", "签收时间": "2026-12-08 09:30", "复核结论": "维持",
    "经办人": "李四", "复核人": "王五", "审定机构": "总召集人", "审定依据": "〔2026〕5号纪要",
    "审定日期": "2026-12-18",
}  # fmt: skip


def jlhy(office: Office, now: str, *arguments: str) -> Result:
    given = ["--folder", str(office.root), "--now", now, "--json", "--quiet", *arguments]
    return CliRunner().invoke(main, given)


def filled(office: Office, period: str) -> Path:
    """Every second proposed line decided, in a copy of the desk's workbook."""
    import openpyxl

    path = office.output(period) / "减扣评分表.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    made = book["逐条"]
    head = next(row for row in range(1, 12) if "签收时间" in [cell.value for cell in made[row]])
    columns = {cell.value: cell.column for cell in made[head]}
    assert set(COLUMNS.values()) <= set(columns)
    for row in range(head + 1, made.max_row + 1, 2):
        for heading, words in SAID.items():
            made.cell(row, columns[heading]).value = words
    office.reviewed.mkdir(parents=True, exist_ok=True)
    target = office.reviewed / "评分.xlsx"
    book.save(target)
    return target


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Result, Result]:
    """The sample week with decisions: refused before they reached the ledger, made afterwards."""
    office = truth_world.clone(ROOT, tmp_path_factory.mktemp("year"))
    assert jlhy(office, FIRST, "run", "--period", "2026-W48").exit_code == 0
    filled(office, "2026-W48")
    jlhy(office, TAKEN, "review")
    early = jlhy(office, TAKEN, "annual", "--year", "2026")
    assert jlhy(office, AGAIN, "run", "--period", "2026-W48").exit_code == 0
    return office, early, jlhy(office, AGAIN, "annual", "--year", "2026", "--with-originals")


def told(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def test_nothing_is_handed_over_that_is_not_in_the_ledger(
    story: tuple[Office, Result, Result],
) -> None:
    """Decisions read but not yet run are no rows of the ledger: the hand-over waits, with the next step."""
    _, early, _ = story
    assert early.exit_code == 2
    assert "请先运行 jlhy run" in early.output


def test_the_totals_are_sums_of_ledger_rows(story: tuple[Office, Result, Result]) -> None:
    """Unit by unit, what is handed over is what the ledger's 审定 rows add up to."""
    office, _, made = story
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        rows = [row for row in ledger.states().values() if row.status is Status.SETTLED]
    names = {unit.code: unit.name for unit in office.load_scheme().scheme.units}
    expected: dict[str, Decimal] = {}
    for row in rows:
        expected[names[row.unit]] = expected.get(names[row.unit], Decimal(0)) + (row.settled or 0)
    found = {name: Decimal(unit["settled"]) for name, unit in told(made)["units"].items()}
    assert len({row.unit for row in rows}) > 1
    assert {name: points for name, points in found.items() if points} == {
        name: points for name, points in expected.items() if points
    }
    assert Decimal(told(made)["settled"]) == sum(expected.values())


def test_the_book_read_again_holds_the_same_totals(story: tuple[Office, Result, Result]) -> None:
    """移交单.xlsx on disk says per unit what the program said."""
    office, _, made = story
    path = office.root / "output" / "annual-2026" / "移交单.xlsx"
    sheet = next(row for row in read(path.read_bytes(), path.name).sheets if row.name == "移交单")
    right = max(
        column for (row, column), raw in sheet.cells.items() if raw == "审定分值"
    )  # 合计 is the last head
    points = {
        str(raw): sheet.at(row, right) for (row, column), raw in sheet.cells.items()
        if column == 1 and sheet.at(row, 0) not in (None, "序号")
    }  # fmt: skip
    for name, unit in told(made)["units"].items():
        assert points[name] == Decimal(unit["settled"]), name


def test_originals_are_copied_whole(story: tuple[Office, Result, Result]) -> None:
    """Each original in a packet has the hash that the ledger's evidence, or a decision, names."""
    office, _, made = story
    copies = [row for row in told(made)["outputs"] if "/原件/" in row["file"]]
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        known = {piece.sha256 for row in ledger.states().values() for piece in row.evidence}
        known |= {entry.sha256 for entry in ledger.decisions()}
    assert copies
    for row in copies:
        data = (office.root / "output" / "annual-2026" / row["file"]).read_bytes()
        assert sha256(data) == row["sha256"]
        assert row["sha256"] in known


def test_again_gives_the_same_bytes_and_leaves_nothing_behind(
    story: tuple[Office, Result, Result],
) -> None:
    """Made again without originals: equal books, and the copies of before are gone."""
    office, _, made = story
    again = told(jlhy(office, AGAIN, "annual", "--year", "2026"))
    books = [row for row in told(made)["outputs"] if "/原件/" not in row["file"]]
    assert again["outputs"] == books
    folder = office.root / "output" / "annual-2026"
    assert not [path for path in folder.rglob("*") if path.is_file() and "原件" in path.parts]


def test_an_unknown_year_is_refused(story: tuple[Office, Result, Result]) -> None:
    """A year without arrivals and lines is a slip of the finger."""
    refused = jlhy(story[0], AGAIN, "annual", "--year", "2031")
    assert refused.exit_code == 2
    assert "2031" in refused.output


def test_a_damaged_original_is_not_handed_over(story: tuple[Office, Result, Result]) -> None:
    """A kept file whose bytes are not its hash stops the packet with the next step."""
    office, _, made = story
    row = next(row for row in told(made)["outputs"] if "/原件/" in row["file"])
    path = office.archive / "originals" / row["sha256"][:2] / row["sha256"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    refused = jlhy(office, AGAIN, "annual", "--year", "2026", "--with-originals")
    path.write_bytes(whole)
    assert refused.exit_code == 4
    assert "校验值不符" in refused.output
