"""不予减扣 through the commands: which row of 方案.xlsx applied to which line is known a year later."""

from pathlib import Path

import openpyxl
from msgspec.structs import replace

from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Waiver
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.office_world import (
    SETTLED,
    SIGNED,
    UPHELD,
    W48,
    Desk,
    adopted,
    line,
    save_scheme,
)

MONDAY, TUESDAY, AFTER = "2026-12-07T09:00", "2026-12-08T18:00", "2026-12-21T09:00"
COURT = "区法院"
WAIVER = Waiver("U01", W48, "", Fault.MAIL, "邮箱故障", "赵六")


def _say(desk: Desk, *waivers: Waiver) -> None:
    save_scheme(desk.root / "workbooks" / "方案.xlsx", replace(adopted(), waivers=waivers))


def test_the_ledger_knows_which_waiver_applied_and_that_it_went(tmp_path: Path) -> None:
    """Waived, then the row is deleted: the line is back, a query says whose word is gone, the packet shows both."""
    desk = Desk(tmp_path)
    _say(desk, WAIVER)
    told = desk.run(MONDAY)
    name = line(told, COURT)["id"]
    assert line(told, COURT)["status"] == "不予减扣"
    _say(desk)
    told = desk.run(TUESDAY)
    assert (line(told, COURT)["status"], told["findings"]["D230"]) == ("拟减扣", 1)
    text = (tmp_path / "output" / W48 / "findings.csv").read_text("utf-8-sig")
    (row,) = [each for each in text.splitlines() if ",D230," in each]
    assert "邮箱故障" in row
    assert "赵六" in row
    assert desk.run(TUESDAY)["findings"]["D230"] == 1
    assert desk.call(AFTER, "replay", W48, "--check")[1]["equal"]
    assert "D230" not in desk.run(AFTER)["findings"]
    with Ledger.open(Office(tmp_path).ledger_path, frozen=True) as ledger:
        assert [each.waiver for each in ledger.waived()[name]] == [WAIVER, None]
    assert desk.call(AFTER, "annual", "--year", "2026")[0] == 0
    book = openpyxl.load_workbook(
        tmp_path / "output" / "annual-2026" / "材料包" / COURT / "材料.xlsx"
    )
    steps = [str(cell.value) for row in book["办理记录"].iter_rows() for cell in row]
    assert [each for each in steps if "不予减扣" in each and "方案" not in each][:2] == [
        "不予减扣：邮箱故障，邮件，赵六", "不予减扣",
    ]  # fmt: skip
    assert "不予减扣的登记已从方案中取消" in steps


def test_a_closed_weeks_waiver_stays(tmp_path: Path) -> None:
    """The row is deleted after the closing: the line stays 不予减扣, nothing is asked."""
    desk = Desk(tmp_path)
    _say(desk, WAIVER)
    desk.call(MONDAY, "close", W48, "--by", "李四")
    _say(desk)
    told = desk.run(TUESDAY)
    assert (line(told, COURT)["status"], "D230" in told["findings"]) == ("不予减扣", False)


def test_the_packet_says_why_a_filled_in_line_is_not_settled(tmp_path: Path) -> None:
    """Upheld by one person, 审定 filled in: the office is told the blank, the papers that go out are not."""
    desk = Desk(tmp_path)
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED, "复核人": None}).save()
    desk.run(AFTER)
    (path,) = (tmp_path / "output").glob("*/减扣评分表.xlsx")
    told = [
        str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows()
        for cell in row if cell.value
    ]  # fmt: skip
    assert any("待补正：缺少复核人，本行未能复核" in text for text in told)
    assert desk.call(AFTER, "annual", "--year", "2026")[0] == 0
    book = openpyxl.load_workbook(
        tmp_path / "output" / "annual-2026" / "材料包" / COURT / "材料.xlsx"
    )
    said = [str(cell.value) for row in book["办理情况"].iter_rows() for cell in row if cell.value]
    assert said
    assert not [text for text in said if "待补正" in text]
