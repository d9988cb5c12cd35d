"""A scheme of months from template to points: 2026-11 through issue, run and status."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from jlhy_xl import desk
from jlhy_xl.books.scheme import book as scheme_book
from jlhy_xl.cli import main
from jlhy_xl.core.raw import Raw, a1
from jlhy_xl.core.returns.locate import locate
from jlhy_xl.core.scheme.choices import PeriodKind, Role
from jlhy_xl.demo.schemes import scheme_of
from jlhy_xl.edge import draw
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read
from jlhy_xl.judging import memories_before

BEGUN = datetime.fromisoformat("2026-11-20T09:00+08:00")
ANSWERS = {
    "name": "张三丰", "title": "副局长", "phone": "0632-6611234", "mobile": "13812345678",
    "mail": "zhangsan@example.cn", "status": "推进中", "progress": "本月已完成流程梳理", "value": "",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two units that report every month: 区法院 with its indicators, 区发改局 with its people."""
    made = scheme_of(2)
    monthly = replace(made, parameters=replace(made.parameters, period_kind=PeriodKind.MONTH))
    office = Office(tmp_path)
    draw.save(scheme_book.book(monthly), office.scheme_path, BEGUN)
    return office


def _answered(office: Office, template: Path, period: str) -> None:
    """The inbox holds the template with every required answer typed in."""
    scheme = office.load_scheme().scheme
    book = openpyxl.load_workbook(template)
    located = locate(read(template.read_bytes(), template.name), scheme, office.key())
    for place in located.places:
        if place.form.code not in ("personnel", "progress"):
            continue
        for row in place.rows.values():
            for item in place.fields:
                if item.role is Role.FILL and item.code in ANSWERS:
                    at = a1(row, place.header.columns[item.code])
                    answer: Raw | None = ANSWERS[item.code]
                    if item.code == "value":  # no worse than before: nothing more to explain
                        answer = place.grid.at(row, place.header.columns["last"])
                    book[place.grid.sheet.name][at].value = answer
    target = office.inbox / period / "回报.xlsx"
    target.parent.mkdir(parents=True)
    book.save(target)


def _jlhy(office: Office, now: str, *words: str) -> dict[str, Any]:
    given = ["--folder", str(office.root), "--now", now, "--json", "--quiet", *words]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_month_is_issued_received_and_judged(office: Office) -> None:
    """The open month is asked for, in time until its last day 17:00; silence costs that month's A2."""
    issued = desk.issue(office, "", ["区法院"], BEGUN)
    assert (issued.period, issued.label) == ("2026-11", "2026年11月")
    _answered(office, issued.files[0], "2026-11")
    told = _jlhy(office, "2026-11-30T16:00+08:00", "run")
    counts = [told[name] for name in ("period", "expected", "received", "on_time")]
    assert counts == ["2026-11", 2, 1, 1]
    assert told["findings"] == {"M201": 1}  # the other unit has not sent anything yet
    assert told["deductions"] == []
    told = _jlhy(office, "2026-12-31T17:00:01+08:00", "run", "--period", "2026-11")
    assert [(line["rule"], line["unit"]) for line in told["deductions"]] == [("A2", "区发改局")]
    assert (office.output("2026-11") / "汇总表.xlsx").is_file()


def test_the_month_after_shows_the_month_before(office: Office) -> None:
    """What a unit reported for November stands as 上期值 in December's template."""
    issued = desk.issue(office, "2026-11", ["区法院"], BEGUN)
    _answered(office, issued.files[0], "2026-11")
    _jlhy(office, "2026-11-30T16:00+08:00", "run")
    later = datetime.fromisoformat("2026-12-01T09:00+08:00")
    issued = desk.issue(office, "", ["区法院"], later)
    assert issued.period == "2026-12"
    memory = memories_before(office, office.load_scheme(), "2026-12")
    assert memory.values["U01"]["progress", "07-01", "progress"] == ANSWERS["progress"]
    sheet = openpyxl.load_workbook(issued.files[0])["指标进展表"]
    heading = next(cell for row in sheet["A1:T8"] for cell in row if cell.value == "上期值")
    known = memory.values["U01"]["progress", "07-01", "value"]
    assert str(sheet.cell(heading.row + 1, heading.column).value) == known


def test_status_tells_who_owes_the_month(office: Office) -> None:
    """Without anything received, status speaks of the month that is open."""
    told = _jlhy(office, "2026-11-20T09:00+08:00", "status")
    assert told["period"] == "2026-11"
    assert [row["unit"] for row in told["owing"]] == ["区法院", "区发改局"]


def test_weeks_and_months_are_not_mixed(office: Office) -> None:
    """A folder of weeks under a scheme of months is refused in words, before anything is opened."""
    (office.inbox / "2026-W48").mkdir(parents=True)
    (office.inbox / "2026-W48" / "收件.txt").write_text("说明", encoding="utf-8")
    given = ["--folder", str(office.root), "--now", "2026-12-07T09:00+08:00", "run"]
    done = CliRunner().invoke(main, given)
    assert done.exit_code == 2
    assert "收件文件夹 2026-W48 与方案的报送周期“月”不符" in done.stderr
    assert not (office.root / "output").exists()
