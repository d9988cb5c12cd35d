"""补报: what comes for a closed week is looked into and shown; what the week held is not opened again."""

import shutil
import warnings
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from e2e import test_several_units

from jlhy_xl import closing, pipeline
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import W48, W49, Desk

ROOT = Path(__file__).parents[2] / "workbooks"
AFTER, LATER = "2026-12-07T09:00", "2026-12-14T09:00"
NOW = datetime.fromisoformat(f"{LATER}+08:00")
COURT, FINANCE = "区法院", "区财政局"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The repository's own week."""
    made = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    shutil.copytree(ROOT, tmp_path / "workbooks", ignore=shutil.ignore_patterns("ledger.db*"))
    return made


def came(desk: Desk, week: str = W49) -> Received:
    """What a run of a week would have to open."""
    office = Office(desk.root)
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        order = pipeline.Order(NOW, week)
        return pipeline.receive(office, office.load_scheme(), order, week, ledger).received


def inbox(desk: Desk, unit: str, week: str = W48) -> Path:
    """A unit's mail in a week's folder."""
    folder = desk.root / "workbooks" / "inbox" / week
    return next(path for path in sorted(folder.iterdir()) if unit in path.name)


def close(desk: Desk, week: str = W48) -> dict[str, Any]:
    code, told = desk.call(AFTER, "close", week, "--by", "李四")
    assert code == 0
    return told


def cells(desk: Desk, week: str, name: str = "汇总表.xlsx") -> list[str]:
    with warnings.catch_warnings():  # it does not know our small charts
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(desk.root / "output" / week / name)
    return [str(cell.value) for row in book["收件去向"].iter_rows() for cell in row if cell.value]


def test_what_a_closed_week_held_is_not_opened_again(desk: Desk) -> None:
    """Before the closing all mails are opened, afterwards none, nor that which held no file at all."""
    desk.run(AFTER)
    assert came(desk).containers > 10
    close(desk)
    desk.drop(W49, "说明.txt", b"-")
    found = came(desk)
    assert (found.containers, [row.name for row, _ in found.leaves]) == (0, ["说明.txt"])
    assert not [row for row in found.notes if row.sha256]
    before = desk.run(LATER, "--period", W48)["findings"]
    assert before["I103"] == 1  # what was said of it when it was opened is still said
    told = desk.run(LATER, "--period", W49)
    assert told["late"] == []
    assert desk.call(LATER, "replay", W49, "--check")[0] == 0
    assert desk.call(LATER, "replay", W48, "--check")[0] == 0


def test_a_file_that_was_altered_or_added_is_opened(desk: Desk) -> None:
    """One byte more in a mail of the closed folder, and a new file: both are 补报, the others stay shut."""
    close(desk)
    path = inbox(desk, COURT)
    path.write_bytes(path.read_bytes() + b"\n")
    desk.drop(W48, "新来.txt", b"new")
    found = came(desk)
    assert found.containers == 1
    assert "新来.txt" in {row.name for row, _ in found.leaves}


def test_a_mail_that_also_held_another_weeks_return_is_opened(desk: Desk, tmp_path: Path) -> None:
    """A template of week 49 in week 48's folder is week 49's return, however long week 48 is closed."""
    desk.call(AFTER, "issue", "--period", W49, "--unit", COURT)
    (template,) = Office(tmp_path).templates(W49).glob("*.xlsx")
    book = openpyxl.load_workbook(template)
    book["填报说明"]["B6"] = "是"
    book.save(tmp_path / "filled.xlsx")
    desk.drop(W48, "提前.xlsx", (tmp_path / "filled.xlsx").read_bytes())
    close(desk)
    told = desk.run(LATER, "--period", W49)
    assert told["received"] == 1
    assert told["late"] == []
    closed = desk.run(LATER, "--period", W48)
    assert closed["late"] == []


def test_a_late_return_is_judged_by_the_closed_weeks_scheme(desk: Desk) -> None:
    """The forgotten mail comes after the closing: unit, verdict and findings are told, nothing changes."""
    path = inbox(desk, FINANCE)
    kept = path.read_bytes()
    path.unlink()
    before = close(desk)
    desk.drop(W48, "补来的.eml", kept)
    for week in (W48, W49):
        desk.drop(W49, "说明.txt", b"-")
        told = desk.run(LATER, "--period", week)
        (late,) = [row for row in told["late"] if row["unit"] == FINANCE]
        assert (late["period"], late["verdict"]) == (W48, "quarantined")
        assert "已关账" in late["reason"]
        assert "按关账时的方案核对" in late["reason"]
        assert "不在受理" not in late["reason"]
        assert any(late["reason"] in cell for cell in cells(desk, week))
    told = desk.run(LATER, "--period", W48)
    for part in ("completeness", "received", "findings", "balance"):
        assert told[part] == before[part], part
    lines = [[row for row in each["deductions"] if row["period"] == W48] for each in (before, told)]
    assert lines[0] == lines[1]
    assert desk.call(LATER, "replay", W48, "--check")[0] == 0


def test_the_findings_of_a_late_return_are_listed_and_masked(desk: Desk, tmp_path: Path) -> None:
    """A late return with a wrong telephone and a blank: each finding stands in 收件去向, masked in the other edition."""
    desk.call("2026-11-23T09:00", "issue", "--period", W48, "--unit", FINANCE)
    (template,) = Office(tmp_path).templates(W48).glob("*.xlsx")
    inbox(desk, FINANCE).unlink()
    close(desk)
    book = openpyxl.load_workbook(template)
    people, heads = book["人员信息登记表"], {}
    for row in people.iter_rows():
        heads = (
            {str(cell.value).replace(" ", ""): cell.column for cell in row if cell.value}
            if not heads.get("姓名")
            else heads
        )
        if row[0].value == "联络员" or any(cell.value == "联络员" for cell in row):
            people.cell(row[0].row, heads["姓名"]).value = "欧阳某某"
            people.cell(row[0].row, heads["手机"]).value = "1390000"
    progress = next(book[name] for name in book.sheetnames if "进展" in name)
    progress["A1"].value = progress["A1"].value
    book.save(tmp_path / "late.xlsx")
    desk.drop(W48, "财政.xlsx", (tmp_path / "late.xlsx").read_bytes())
    told = desk.run(LATER, "--period", W48)
    (late,) = told["late"]
    assert late["unit"] == FINANCE
    assert late["findings"]
    shown = cells(desk, W48)
    assert any("补报件的问题" in cell for cell in shown)
    assert set(late["findings"]) <= set(shown)
    hidden = cells(desk, W48, "汇总表（脱敏）.xlsx")
    assert "1390000" in shown
    assert not any("1390000" in cell or "欧阳某某" in cell for cell in hidden)


def test_the_same_file_again_asks_for_nothing(desk: Desk) -> None:
    """The court's mail is forwarded once more after the closing: a duplicate, and nobody is sent to open the week."""
    close(desk)
    data = inbox(desk, COURT).read_bytes()
    desk.drop(W48, "又转来.eml", data.replace(b"Subject:", b"X-Again: 1\nSubject:", 1))
    for week in (W48, W49):
        desk.drop(W49, "说明.txt", b"-")
        rows = desk.run(LATER, "--period", week)["late"]
        told = [row for row in rows if row["file"].endswith(".xlsx")]
        assert {(row["verdict"], row["unit"]) for row in told} == {("duplicate", COURT)}
        assert all("重复件" in row["reason"] and "重新开放" not in row["reason"] for row in told)


def test_a_gathered_workbook_of_a_closed_week_is_no_late_arrival(tmp_path: Path) -> None:
    """A workbook of two units was counted before the closing: it never comes back as 补报."""
    desk = Desk(tmp_path)
    desk.drop(W48, "两家汇总.xlsx", test_several_units._book())
    told = close(desk)
    assert told["balance"]["accepted"] == 2
    desk.drop(W49, "说明.txt", b"-")
    assert desk.run(LATER, "--period", W49)["late"] == []
    assert desk.run(LATER, "--period", W48)["late"] == []
    assert [row.name for row, _ in came(desk).leaves] == ["说明.txt"]


def test_the_register_of_a_closed_week_still_tells_of_an_open_one(
    desk: Desk, tmp_path: Path
) -> None:
    """退回登记 of week 48's folder names week 49: kept at the closing, not read again, still known."""
    path = tmp_path / "workbooks" / "inbox" / W48 / "收件登记.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = next(
        each
        for each in book
        if any("退回时间" in str(cell.value) for row in each.iter_rows() for cell in row)
    )
    heads = next(
        {str(cell.value): cell.column for cell in row if cell.value}
        for row in sheet.iter_rows() if any("退回时间" in str(cell.value) for cell in row)
    )  # fmt: skip
    at = sheet.max_row + 1
    for name, value in (("单位", COURT), ("期次", W49), ("退回时间", "2026-12-08 10:00")):
        sheet.cell(at, next(column for head, column in heads.items() if name in head)).value = value
    book.save(path)
    close(desk)
    office = Office(tmp_path)
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        kept = closing.settled(closing.Closed.of(ledger), ledger)[W48]
        assert kept.knows_register(path.parent)
        order = pipeline.Order(NOW, W49)
        case = pipeline.receive(office, office.load_scheme(), order, W49, ledger)
    (told,) = case.sent_back["U01", W49]
    assert (told.file, told.sheet.partition("第")[0]) == ("收件登记.xlsx", "退回登记")
    assert told.sha256 == sha256(path.read_bytes()).hexdigest()
