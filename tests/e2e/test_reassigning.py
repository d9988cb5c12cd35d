"""改归 end to end: a file that nobody can place is given to a unit and a period by a named person."""

import io
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import W47, W48, Desk

MONDAY, TUESDAY, AFTER = "2026-12-07T09:00", "2026-12-08T18:00", "2026-12-14T09:00"
BANK, FINANCE, COURT = "区人民银行", "区金融服务中心", "区法院"
HEAD = ["序号", "具体指标", "现状值", "推进状态", "本周进展"]
SHARED = [
    [1, "合法权利度指数", None, "推进中", "登记业务63笔"],
    [2, "信用信息深度指数", None, "推进中", "数据质量提高"],
    [3, "征信机构覆盖面", None, "推进中", "自助查询机新增1台"],
    [4, "企业融资便利度", None, "推进中", "再贷款3200万元"],
]
SAID = {"处理": "改归", "改归单位": BANK, "理由": "电话核实", "经手人": "李四"}
OK, FINDINGS = 0, 1


def nameless(title: str = "2026年第48周指标进展表") -> bytes:
    """The indicators that three units lead together, and no word on whose they are."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([title], [], HEAD, *SHARED):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def register(desk: Desk, week: str, name: str, when: str) -> None:
    """The office wrote down when a file came."""
    book = openpyxl.Workbook()
    for row in (["文件", "收到时间", "来自", "备注"], [name, when, "微信", ""]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    desk.drop(week, "收件登记.xlsx", out.getvalue())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A week in which nothing came but that file, in time."""
    made = Desk(tmp_path)
    made.drop(W48, "进展.xlsx", nameless())
    register(made, W48, "进展.xlsx", "2026-11-26 10:00")
    return made


def waiting(desk: Desk, week: str = W48) -> list[str]:
    """The ids in 待处理收件."""
    book = openpyxl.load_workbook(desk.root / "output" / week / "待处理收件.xlsx")
    rows = list(book["待处理收件"].iter_rows())
    top = next(at for at, row in enumerate(rows) if any(cell.value == "编号" for cell in row))
    column = next(cell.column for cell in rows[top] if cell.value == "编号")
    found = [str(row[column - 1].value) for row in rows[top + 1 :] if row[column - 1].value]
    return [each for each in found if len(each) == 16]


def lines(told: dict[str, Any], unit: str) -> list[str]:
    return [row["rule"] for row in told["deductions"] if row["unit"] == unit]


def filled(told: dict[str, Any], unit: str) -> int:
    return int(told["completeness"]["units"][unit]["progress"]["filled"])


def pending(desk: Desk, week: str = W48) -> Any:
    return desk.copy("待处理收件.xlsx", week)


def fates(desk: Desk) -> list[str]:
    """What stands in 收件去向."""
    with warnings.catch_warnings():  # openpyxl does not know our small charts
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(desk.root / "output" / W48 / "汇总表.xlsx")
    return [str(cell.value) for row in book["收件去向"].iter_rows() for cell in row if cell.value]


def test_a_nameless_return_is_given_to_its_unit(desk: Desk) -> None:
    """Asked about, 改归 by 李四, taken in: the unit's own, in time, its cells filled; and it replays."""
    told = desk.run(MONDAY)
    assert (told["balance"]["quarantined"], lines(told, BANK)) == (1, ["A2"])
    (name,) = waiting(desk)
    pending(desk).write(name, SAID).save("待处理收件.xlsx")
    code, taken = desk.call(TUESDAY, "review")
    assert (code, [row["about"] for row in taken["decisions"]]) == (OK, ["arrival"])
    told = desk.run(TUESDAY)
    assert (told["balance"]["accepted"], told["balance"]["quarantined"]) == (1, 0)
    assert (told["received"], told["on_time"], lines(told, BANK)) == (1, 1, [])
    assert filled(told, BANK) > 0
    assert filled(told, FINANCE) == 0
    assert waiting(desk) == []
    said = fates(desk)
    assert any("改归" in each and "电话核实" in each and BANK in each for each in said)
    assert desk.run(TUESDAY)["edition"] == told["edition"]
    assert desk.call(AFTER, "replay", W48, "--check")[1]["equal"]
    with Ledger.open(Office(desk.root).ledger_path, frozen=True) as ledger:
        _, unit, period, verdict, _ = ledger.receipts()[name]
    assert (unit, period, verdict.value) == ("U12", W48, "accepted")


def test_it_can_be_given_to_another_week(tmp_path: Path) -> None:
    """A file of week 47 lies in week 48's folder without a date: 改归期次 makes it week 47's, late by its clock."""
    desk = Desk(tmp_path, weeks=(W47, W48))
    desk.drop(W48, "进展.xlsx", nameless("指标进展表"))
    register(desk, W48, "进展.xlsx", "2026-11-23 10:00")
    desk.run(MONDAY, "--period", W48)
    (name,) = waiting(desk)
    pending(desk).write(name, {**SAID, "改归期次": W47}).save("待处理收件.xlsx")
    told = desk.run(TUESDAY, "--period", W48)
    rules = {row["period"]: row["rule"] for row in told["deductions"] if row["unit"] == BANK}
    assert rules == {W47: "A1", W48: "A2"}
    told = desk.run(TUESDAY, "--period", W47)
    assert (told["received"], told["on_time"]) == (1, 0)
    assert filled(told, BANK) > 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"改归单位": "区人行支行"}, "D213"),
        ({"改归期次": "上周"}, "D214"),
        ({"经手人": None}, "D212"),
        ({"处理": "同意"}, "D211"),
        ({"改归单位": None}, "D212"),
    ],
)
def test_a_half_filled_one_waits_and_is_named(desk: Desk, wrong: dict[str, Any], code: str) -> None:
    """An unknown unit, week or word, a blank name: the file waits, the cell is named, the mended copy counts."""
    desk.run(MONDAY)
    (name,) = waiting(desk)
    pending(desk).write(name, {**SAID, **wrong}).save("待处理收件.xlsx")
    exit_code, taken = desk.call(TUESDAY, "review")
    assert exit_code == FINDINGS
    (found,) = [row for row in taken["findings"] if row["code"] == code]
    copy = openpyxl.load_workbook(desk.reviewed / "待处理收件.xlsx")
    heading = next(iter(wrong))
    shown = copy[found["sheet"]][found["cell"]].value
    assert shown == wrong[heading]
    told = desk.run(TUESDAY)
    assert (told["balance"]["quarantined"], lines(told, BANK)) == (1, ["A2"])
    (name,) = waiting(desk)
    pending(desk).write(name, SAID).save("改正.xlsx")
    told = desk.run(AFTER, "--period", W48)
    assert (told["balance"]["accepted"], lines(told, BANK)) == (1, [])
    assert code not in told["findings"]


def test_a_week_that_is_closed_or_never_opened_takes_nothing(tmp_path: Path) -> None:
    """Given to a closed week, or to one that is not judged: it waits, and the reason says why."""
    desk = Desk(tmp_path, weeks=(W47, W48))
    desk.drop(W48, "进展.xlsx", nameless("指标进展表"))
    desk.call(MONDAY, "close", W47, "--by", "李四")
    desk.run(MONDAY, "--period", W48)
    (name,) = waiting(desk)
    for period, word in ((W47, "已关账"), ("2027-W20", "2027-W20")):
        pending(desk).write(name, {**SAID, "改归期次": period}).save(f"{period}.xlsx")
        told = desk.run(TUESDAY, "--period", W48)
        assert told["balance"]["accepted"] == 0
        said = fates(desk)
        assert any(word in each for each in said), said
        (desk.reviewed / f"{period}.xlsx").unlink()


def test_a_changed_mind_goes_on_in_the_same_copy(desk: Desk) -> None:
    """改归 to the bank, then in the same copy to the finance centre: the later word counts, both stay recorded."""
    desk.run(MONDAY)
    (name,) = waiting(desk)
    pending(desk).write(name, SAID).save("待处理收件.xlsx")
    desk.run(TUESDAY)
    copy = desk.copy("待处理收件.xlsx")
    copy.book = openpyxl.load_workbook(desk.reviewed / "待处理收件.xlsx")
    copy.write(name, {**SAID, "改归单位": FINANCE, "理由": "再次核实"}).save("待处理收件.xlsx")
    told = desk.run(AFTER, "--period", W48)
    assert (lines(told, BANK), lines(told, FINANCE)) == (["A2"], [])
    assert filled(told, FINANCE) > 0
    with Ledger.open(Office(desk.root).ledger_path, frozen=True) as ledger:
        units = [row.entries["改归单位"] for row in ledger.decisions("arrival") if row.key == name]
    assert units == [BANK, FINANCE]
