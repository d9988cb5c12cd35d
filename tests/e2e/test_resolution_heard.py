"""What a unit asks in its own return is heard: in the week it comes, after that week is closed, in a replay."""

import shutil
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jlhy_xl import closing, pipeline
from jlhy_xl.edge.ledger.ledger import Ledger
from tests.office_world import W48, W49, Desk

ROOT = Path(__file__).parents[2] / "workbooks"
AFTER, LATER = "2026-12-07T09:00", "2026-12-14T09:00"
ITEM = "YD2026-008"  # due 30 November, in week 49; its lead asks in week 48's return
FILE = "区财政局 2026年第48周 营商环境指标进展（政府采购）.xlsx"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The repository's own week; nobody copied the application into the register."""
    made = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    shutil.copytree(ROOT, tmp_path / "workbooks", ignore=shutil.ignore_patterns("ledger.db*"))
    edit(made, {"申请延期日期": None})
    return made


def edit(desk: Desk, said: dict[str, Any]) -> None:
    """The office types into the item's row of its own register."""
    path = desk.root / "workbooks" / "方案.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    sheet = book["议定事项"]
    heads = {str(cell.value).lstrip("*"): cell.column for cell in sheet[2]}
    (row,) = [cells[0].row for cells in sheet.iter_rows() if cells[0].value == ITEM]
    for heading, value in said.items():
        sheet.cell(row, heads[heading]).value = value
    book.save(path)


def line(told: dict[str, Any]) -> dict[str, Any]:
    (found,) = [row for row in told["deductions"] if row["subject"] == ITEM]
    return dict(found)


def heard(desk: Desk, week: str) -> tuple[str, list[str]]:
    """The line's status, and where its evidence says that the unit asked."""
    told = line(desk.run(LATER, "--period", week))
    return told["status"], [row["file"] for row in told["evidence"] if row["sha256"]]


def test_an_application_in_a_return_waits_for_the_office(desk: Desk) -> None:
    """Asked in its own workbook before the due day and in no register: 待确认, nothing is taken off."""
    told = line(desk.run(AFTER))
    assert (told["status"], told["applied"]) == ("待确认", "0")
    proof = [row for row in told["evidence"] if row["file"] == FILE]
    assert [(row["sheet"], row["found"]) for row in proof] == [("议定事项落实表", "2026-12-20")]
    assert proof[0]["cell"].startswith("K")


def test_it_stays_heard_when_its_week_is_closed(desk: Desk) -> None:
    """The week of the return closed, its history deleted: the next week's line knows the application."""
    assert desk.call(AFTER, "close", W48, "--by", "李四")[0] == 0
    before = heard(desk, W49)
    assert before == ("待确认", [FILE])
    shutil.rmtree(desk.root / "output" / "history")
    assert heard(desk, W49) == before
    assert desk.call(LATER, "reopen", W48, "--by", "李四", "--reason", "补录")[0] == 0
    assert heard(desk, W49) == before


def test_the_office_answers_in_its_register(desk: Desk) -> None:
    """Refused, it is proposed; granted to a later day, nothing is due."""
    edit(desk, {"是否同意": "不同意"})
    assert line(desk.run(AFTER))["status"] == "拟减扣"
    edit(desk, {"是否同意": "同意", "延至": date(2026, 12, 20)})
    assert all(row["subject"] != ITEM for row in desk.run(AFTER)["deductions"])


def test_the_leaders_sheet_shows_the_application(desk: Desk) -> None:
    """议定事项 in 汇总表 says on which day the unit asked, as the rule has it."""
    desk.run(AFTER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(desk.root / "output" / W48 / "汇总表.xlsx")
    (row,) = [
        [cell.value for cell in row] for row in book["议定事项"].iter_rows() if row[0].value == ITEM
    ]
    assert any(str(cell).endswith("\n尚未答复") for cell in row)


def test_a_closing_keeps_what_was_told(desk: Desk) -> None:
    """The ledger's closing holds each unit's words with file, hash, sheet and cell."""
    desk.call(AFTER, "close", W48, "--by", "李四")
    office = pipeline.Office(desk.root)
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        told = closing.Closed.of(ledger).said(W48)
    asked = [row for row in told if row.field == "extension"]
    assert (ITEM, "2026-12-20", FILE) in [(row.item, row.value, row.file) for row in asked]
    assert all(row.sha256 and row.sheet and row.cell and row.at.tzinfo for row in told)
