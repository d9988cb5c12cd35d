"""A folder of a wrong name makes no week of silence: the first judged period is one that began."""

import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from office_world import W47, W48, Desk, adopted, save_scheme

from jlhy_xl.cli import main
from jlhy_xl.core.scheme.choices import HolidayPolicy
from jlhy_xl.core.scheme.model import PeriodRule

AFTER = "2026-12-07T09:00"
UNIT = "区法院"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office that got one return for week 48 and put it into week 47's folder; no template kept."""
    desk = Desk(tmp_path, weeks=())
    desk.call("2026-11-23T09:00", "issue", "--period", W48)
    desk.drop(W47, "报表.xlsx", returned(desk, W48))
    shutil.rmtree(tmp_path / "workbooks" / "templates")
    return desk


def returned(desk: Desk, week: str) -> bytes:
    """A unit says 全部无变化 in the template of that week."""
    folder = desk.root / "workbooks" / "templates" / week
    book = openpyxl.load_workbook(next(folder.glob(f"{UNIT}*")))
    book["填报说明"]["B6"] = "是"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said(desk: Desk, *args: str) -> str:
    """What a person reads."""
    options = ["--folder", str(desk.root), "--now", f"{AFTER}+08:00"]
    return CliRunner().invoke(main, [*options, *args]).output


def test_a_folder_that_holds_another_weeks_return_owes_nothing(desk: Desk) -> None:
    """Nobody is 未报 for it, the file counts for its own week, and the folder is named."""
    told = desk.run(AFTER, "--period", W48)
    assert len(told["deductions"]) == told["expected"] == 12
    assert told["received"] == 1
    assert told["findings"]["I309"] == 1
    for command in ("run", "status"):
        assert W47 in said(desk, command, "--period", W48)


def test_the_folder_itself_can_be_asked_about(desk: Desk) -> None:
    """Nothing is owed in it, and its leaf is accounted for."""
    told = desk.run(AFTER, "--period", W47)
    assert told["expected"] == 0
    assert not told["deductions"]
    assert told["balance"]["received"] == 1


@pytest.mark.parametrize("sign", ["template", "register", "rule"])
def test_a_week_that_the_office_opened_is_judged(desk: Desk, sign: str) -> None:
    """Templates that were issued, a line of 收件登记, a row of 期次: silence is 未报."""
    if sign == "template":
        desk.call("2026-11-16T09:00", "issue", "--period", W47)
    elif sign == "register":
        book = openpyxl.Workbook()
        book.active.append(["文件", "收到时间"])
        book.active.append(["报表.xlsx", "2026-11-30 09:00"])
        book.save(desk.root / "workbooks" / "inbox" / W47 / "收件登记.xlsx")
    else:
        rules = (PeriodRule(W47, policy=HolidayPolicy.POSTPONE),)
        save_scheme(desk.root / "workbooks" / "方案.xlsx", replace(adopted(), periods=rules))
    told = desk.run(AFTER, "--period", W48)
    assert len(told["deductions"]) == 24
    assert "I309" not in told["findings"]


def test_a_replay_knows_what_was_issued(desk: Desk) -> None:
    """That templates were issued is an input of a run."""
    desk.call("2026-11-16T09:00", "issue", "--period", W47)
    assert len(desk.run(AFTER, "--period", W48)["deductions"]) == 24
    shutil.rmtree(desk.root / "workbooks" / "templates")
    code, told = desk.call(AFTER, "replay", W48, "--check")
    assert code == 0, told
