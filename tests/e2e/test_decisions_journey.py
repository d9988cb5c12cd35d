"""Decisions end to end, through the commands alone: the desk's workbooks go out and come back."""

import email
import email.policy
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.edge.ledger.ledger import Ledger
from tests.office_world import (
    SETTLED,
    SIGNED,
    UPHELD,
    W47,
    W48,
    Desk,
    adopted,
    line,
    save_scheme,
    with_rule,
)

MONDAY, TUESDAY = "2026-12-07T09:00", "2026-12-08T18:00"
AFTER = "2026-12-21T09:00"  # the time for objections is over
COURT, PERMITS, WATER = "区法院", "区行政审批局", "区城乡水务局"
OK, FINDINGS = 0, 1


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An office whose twelve units were silent in week 48."""
    return Desk(tmp_path)


def _codes(told: dict[str, Any]) -> set[str]:
    return set(told["findings"])


def test_a_complete_chain_settles_and_shows_it(desk: Desk) -> None:
    """签收, 复核, 审定, each in its own week's copy: 审定, in the total, and prefilled in the next."""
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save("签收.xlsx")
    assert line(desk.run(TUESDAY), COURT)["status"] == "已告知"
    assert line(desk.run(AFTER), COURT)["status"] == "无异议"
    desk.copy().write(name, {**UPHELD, **SETTLED}).save()
    code, told = desk.call(AFTER, "review")
    assert (code, [row["key"] for row in told["decisions"]]) == (OK, [name])
    told = desk.run(AFTER)
    assert (line(told, COURT)["status"], told["marks"][COURT]["settled"]) == ("审定", "1")
    copy = desk.copy()
    sheet, cell = copy.place(name, "审定依据")
    assert copy.book[sheet][cell].value == "〔2026〕5号纪要"
    before = {path.name: path.read_bytes() for path in desk.reviewed.iterdir()}
    assert desk.call(AFTER, "review")[1]["decisions"] == []
    assert {path.name: path.read_bytes() for path in desk.reviewed.iterdir()} == before


def test_rows_sorted_hidden_and_added_are_read_by_id(desk: Desk) -> None:
    """Rows turned round, one hidden, a column and a row added: each decision finds its line."""
    told = desk.run(MONDAY)
    court, water = line(told, COURT)["id"], line(told, WATER)["id"]
    copy = desk.copy().write(court, SIGNED).write(water, {**SIGNED, "签收人": "李水"})
    sheet = copy.book["逐条"]
    sheet.insert_cols(3)
    sheet.insert_rows(2)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=18)]
    for at, row in enumerate(rows[::-1], 7):
        for step, value in enumerate(row, 1):
            cell = sheet.cell(at, step)
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.value = value
    sheet.row_dimensions[9].hidden = True
    copy.save()
    told = desk.run(TUESDAY)
    informed = {row["unit"] for row in told["deductions"] if row["status"] == "已告知"}
    assert informed == {COURT, WATER}


def test_15_revoking_one_lets_the_next_up_and_settled_amounts_stay(tmp_path: Path) -> None:
    """With a cap of one silence the second week counts nothing until the first one is 撤销."""
    scheme = adopted()
    for code in ("A1", "A2", "B1"):
        scheme = with_rule(scheme, code, cap=1)
    desk = Desk(tmp_path, scheme, (W47, W48))
    told = desk.run(AFTER)
    names = [line(told, COURT, week)["id"] for week in (W47, W48)]
    assert [line(told, COURT, week)["applied"] for week in (W47, W48)] == ["1", "0"]
    other = line(told, WATER, W47)["id"]
    revoke = {"复核结论": "撤销", "理由": "邮件故障", "经办人": "李四", "复核人": "王五"}
    desk.copy().write(names[0], revoke).write(other, {**SIGNED, **UPHELD, **SETTLED}).save()
    told = desk.run(AFTER)
    assert [line(told, COURT, week)["applied"] for week in (W47, W48)] == ["0", "1"]
    assert line(told, WATER, W47)["status"] == "审定"
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", with_rule(adopted(), "A2", points=3))
    told = desk.run("2026-12-22T09:00")
    assert told["marks"][WATER]["settled"] == "1"
    assert line(told, WATER, W47)["applied"] == "1"


def test_25_an_adjusted_amount_stands_and_whatif_shows_the_rule(desk: Desk, tmp_path: Path) -> None:
    """调整 to 0.2 stands when the rule becomes 2.0; what-if shows 2.0 and writes nothing."""
    name = line(desk.run(AFTER), COURT)["id"]
    said = {**SIGNED, **UPHELD, "复核结论": "调整", "核定分值": 0.2, "理由": "首次"}
    desk.copy().write(name, said).save()
    assert line(desk.run(AFTER), COURT)["applied"] == "0.2"
    dear = save_scheme(tmp_path / "dear.xlsx", with_rule(adopted(), "A2", points=2))
    ledger = desk.root / "workbooks" / "台账" / "ledger.db"
    before = ledger.read_bytes()
    code, told = desk.call(AFTER, "whatif", "--scheme", str(dear))
    (row,) = [each for each in told["lines"] if each["id"] == name]
    assert (code, row["before"], row["after"], row["stands"]) == (OK, "1", "2", "0.2")
    assert told["units"][COURT] == {"before": "1", "after": "2"}
    assert ledger.read_bytes() == before
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", with_rule(adopted(), "A2", points=2))
    told = desk.run("2026-12-22T09:00")
    assert [line(told, unit)["applied"] for unit in (COURT, WATER)] == ["0.2", "2"]


@pytest.mark.parametrize(
    ("signed", "objected", "status"),
    [
        ("2026-12-08 09:00", "2026-12-15 17:00:00", "异议中"),
        ("2026-12-08 09:00", "2026-12-15 17:00:01", "无异议"),
        ("2026-12-08 09:00", "", "无异议"),
        ("", "", "已告知"),
    ],
)
def test_27_objections_count_to_the_fifth_working_day(
    desk: Desk, signed: str, objected: str, status: str
) -> None:
    """17:00:00 of the fifth working day is in time, a second later is not; no 签收, no clock."""
    name = line(desk.run(MONDAY), COURT)["id"]
    text = "已按时报送" if objected else ""
    said = {"送达方式": "邮寄", "签收时间": signed, "异议时间": objected, "异议内容": text}
    desk.copy().write(name, said).save()
    assert line(desk.run("2026-12-16T09:00"), COURT)["status"] == status


def test_30_in_trial_nothing_settles(tmp_path: Path) -> None:
    """With the rule's number blank a complete decision is refused with the reason at its cell."""
    desk = Desk(tmp_path, adopted(rule_number=""))
    name = line(desk.run(AFTER), COURT)["id"]
    copy = desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED})
    place = copy.place(name, "复核结论")
    copy.save()
    code, told = desk.call(AFTER, "review")
    found = [(row["code"], row["sheet"], row["cell"]) for row in told["findings"]]
    assert (code, found) == (FINDINGS, [("D102", *place)])
    told = desk.run(AFTER)
    assert (line(told, COURT)["status"], told["trial"]) == ("提示事项", True)


@pytest.mark.parametrize(
    ("changed", "code", "heading"),
    [
        ({"复核人": None}, "D103", "复核人"),
        ({"复核人": "李 四"}, "D104", "复核人"),
        ({"审定依据": None}, "D103", "审定依据"),
        ({"审定日期": "下周"}, "D118", "审定日期"),
        ({"复核结论": "调整", "核定分值": 5, "理由": "重"}, "D106", "核定分值"),
        ({"复核结论": "同意"}, "D107", "复核结论"),
    ],
)
def test_31_what_is_missing_is_a_finding_at_its_cell(
    desk: Desk, changed: dict[str, Any], code: str, heading: str
) -> None:
    """One person, no 审定依据, a bad date, too many points: not 审定, the cell is named, all is kept."""
    name = line(desk.run(AFTER), COURT)["id"]
    copy = desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED, **changed})
    place = copy.place(name, heading)
    copy.save()
    exit_code, told = desk.call(AFTER, "review")
    assert exit_code == FINDINGS
    assert (code, *place) in {(row["code"], row["sheet"], row["cell"]) for row in told["findings"]}
    assert line(desk.run(AFTER), COURT)["status"] != "审定"
    (entry,) = told["decisions"]
    assert entry["entries"]["签收人"] == "张三"


def test_all_that_is_missing_is_told_at_once(desk: Desk) -> None:
    """One person and no 审定依据, and an amount that does not belong: each stands at its cell."""
    name = line(desk.run(AFTER), COURT)["id"]
    lacks = {"复核人": "李 四", "审定依据": None, "复核结论": "调整", "理由": None}
    desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED, **lacks}).save()
    _, told = desk.call(AFTER, "review")
    found = {(row["code"], row["field"]) for row in told["findings"]}
    assert found >= {("D104", "reviewer"), ("D103", "basis"), ("D103", "reason")}
    assert line(desk.run(AFTER), COURT)["status"] != "审定"


def test_32_a_unit_that_is_only_named_settles_at_zero(tmp_path: Path) -> None:
    """处理方式 仅通报: the same line, 审定 as 通报事项, 0 in every total."""
    scheme = adopted()
    units = tuple(
        replace(row, treatment=Treatment.NOTICE) if row.name == COURT else row
        for row in scheme.units
    )
    desk = Desk(tmp_path, replace(scheme, units=units))
    name = line(desk.run(AFTER), COURT)["id"]
    desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED}).save()
    told = desk.run(AFTER)
    assert (line(told, COURT)["status"], told["marks"][COURT]) == (
        "审定", {"proposed": "0", "settled": "0"}
    )  # fmt: skip


def test_copies_that_disagree_keep_the_line_as_it_was(desk: Desk) -> None:
    """Two clerks, 维持 and 撤销: a finding at each cell in the run's own outputs, nothing decided."""
    name = line(desk.run(AFTER), COURT)["id"]
    desk.copy().write(name, SIGNED).save("a.xlsx")
    desk.run(AFTER)
    desk.copy().write(name, UPHELD).save("b.xlsx")
    desk.copy().write(name, {**UPHELD, "复核结论": "撤销", "理由": "误"}).save("c.xlsx")
    told = desk.run(AFTER)
    assert told["findings"]["D205"] == 2
    assert line(told, COURT)["status"] == "无异议"
    (desk.reviewed / "c.xlsx").unlink()
    told = desk.run(AFTER)
    assert (line(told, COURT)["status"], "D205" in told["findings"]) == ("已复核", False)


def test_what_is_no_desk_is_said(desk: Desk) -> None:
    """A stranger's file and a damaged one in reviewed are findings; a lock file is nothing."""
    desk.run(AFTER)
    desk.reviewed.mkdir(parents=True)
    (desk.reviewed / "纪要.csv").write_text("会议,纪要\n1,2\n", encoding="utf-8")
    (desk.reviewed / "坏.xlsx").write_bytes(b"PK\x03\x04 cut")
    (desk.reviewed / "~$减扣评分表.xlsx").write_bytes(b"lock")
    code, told = desk.call(AFTER, "review")
    assert (code, sorted(row["code"] for row in told["findings"])) == (FINDINGS, ["D201", "D202"])
    assert desk.call(AFTER, "review", str(desk.root / "none.xlsx"))[0] == 2


def test_settled_points_outlive_the_rule(desk: Desk, tmp_path: Path) -> None:
    """When the rule is gone from the scheme, what was 审定 stays in the total, and says so."""
    name = line(desk.run(AFTER), COURT)["id"]
    desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED}).save()
    desk.run(AFTER)
    scheme = adopted()
    none = replace(scheme, rules=tuple(row for row in scheme.rules if row.code != "A2"))
    save_scheme(tmp_path / "workbooks" / "方案.xlsx", none)
    told = desk.run("2026-12-22T09:00")
    assert told["marks"][COURT]["settled"] == "1"
    assert "D224" in _codes(told)


# -- objections in the unit's own return ---------------------------------------------------------


def test_an_objection_comes_back_in_the_template(desk: Desk) -> None:
    """A line told and signed for stands in the next template; what is written there is 异议中."""
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.run(TUESDAY)
    _, made = desk.call(TUESDAY, "issue", "--period", "2026-W50")
    path = next(Path(each) for each in made["files"] if COURT in each)
    book = openpyxl.load_workbook(path)
    others = [each for each in made["files"] if COURT not in each]
    assert "异议反馈" not in openpyxl.load_workbook(others[0]).sheetnames
    sheet = book["异议反馈"]
    (row,) = [row for row in sheet.iter_rows() if name in [cell.value for cell in row]]
    said = " ".join(str(cell.value) for cell in row)
    assert "（12月8日签收，异议请于12月15日（周二）17:00前提出）" in said
    assert "A2 未报" in said
    heads = {
        cell.value: cell.column
        for each in sheet.iter_rows(max_row=row[0].row - 1)
        for cell in each
        if cell.value
    }
    column = {str(head).split("（")[0].strip(" *"): at for head, at in heads.items()}
    sheet.cell(row[0].row, column["异议内容"]).value = "11月26日已邮寄"
    sheet.cell(row[0].row, column["主要领导签字"]).value = "赵六"
    book.defined_names["jlhy_no_change"].attr_text  # noqa: B018 - the answer's cell is there
    target = book.defined_names["jlhy_no_change"].attr_text.lstrip("=").replace("$", "")
    cover, _, cell = target.rpartition("!")
    book[cover.strip("'")][cell].value = "是"
    book.save(path)
    desk.drop("2026-W50", path.name, path.read_bytes())
    told = desk.run("2026-12-14T10:00", "--period", "2026-W50")
    assert line(told, COURT)["status"] == "异议中"
    assert "C206" not in told["findings"]  # an objection is no change of what is reported
    with Ledger.open(desk.root / "workbooks" / "台账" / "ledger.db", frozen=True) as ledger:
        entry = [row for row in ledger.decisions() if row.key == name][-1]
    assert entry.entries["异议时间"] == "2026-12-14 10:00:00"
    assert entry.entries["异议内容"] == "11月26日已邮寄"
    assert line(desk.run("2026-12-14T10:00", "--period", "2026-W50"), COURT)["status"] == "异议中"


# -- asked arrivals --------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2] / "workbooks"


def _asked(tmp_path: Path) -> Desk:
    """The repository's office with one mail: the court's return from the water bureau's address."""
    desk = Desk(tmp_path)
    (tmp_path / "workbooks" / "方案.xlsx").write_bytes((ROOT / "方案.xlsx").read_bytes())
    (tmp_path / "workbooks" / "台账").mkdir(exist_ok=True)
    key = (ROOT / "台账" / "office.key").read_bytes()
    (tmp_path / "workbooks" / "台账" / "office.key").write_bytes(key)
    mails = sorted((ROOT / "inbox" / W48).glob("*.eml"))
    told = {path: email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in mails}  # fmt: skip
    court = next(path for path in mails if COURT in path.name)
    water = next(path for path in mails if WATER in path.name)
    mine, theirs = (
        email.utils.parseaddr(str(told[path]["From"]))[1].encode() for path in (court, water)
    )
    desk.drop(W48, "001.eml", court.read_bytes().replace(mine, theirs))
    return desk


def test_29_an_asked_arrival_counts_once_a_person_says_so(tmp_path: Path) -> None:
    """From another unit's address: asked; 采用 with a reason and a name lets it in, at its own time."""
    desk = _asked(tmp_path)
    told = desk.run(MONDAY)
    assert (told["balance"]["quarantined"], told["received"]) == (1, 0)
    sheet = desk.copy("待处理收件.xlsx").book["待处理收件"]
    keys = [row[0].value for row in sheet.iter_rows(min_row=6) if row[0].value]
    said = {"处理": "采用", "理由": "电话核实", "经手人": None}
    desk.copy("待处理收件.xlsx").write(keys[0], said).save("待处理收件.xlsx")
    code, told = desk.call(MONDAY, "review")
    assert (code, [row["code"] for row in told["findings"]]) == (FINDINGS, ["D212"])
    assert desk.run(MONDAY)["received"] == 0
    copy = desk.copy("待处理收件.xlsx").write(keys[0], {**said, "经手人": "李四"})
    copy.save("待处理收件.xlsx")
    told = desk.run(MONDAY)
    assert (told["balance"]["quarantined"], told["received"], told["on_time"]) == (0, 1, 1)
    assert not [row for row in told["deductions"] if row["unit"] == COURT]


def test_an_asked_arrival_may_be_void(tmp_path: Path) -> None:
    """作废 leaves it out for good, with the reason; the same answer again changes nothing."""
    desk = _asked(tmp_path)
    desk.run(MONDAY)
    copy = desk.copy("待处理收件.xlsx")
    keys = [row[0].value for row in copy.book["待处理收件"].iter_rows(min_row=6) if row[0].value]
    copy.write(keys[0], {"处理": "作废", "理由": "误发", "经手人": "李四"}).save("处理.xlsx")
    for _ in range(2):
        told = desk.run(MONDAY)
        assert (told["balance"]["returned"], told["balance"]["quarantined"]) == (1, 0)


def test_the_clock_of_a_review_is_kept(desk: Desk) -> None:
    """Each entry knows when it was taken in."""
    name = line(desk.run(MONDAY), COURT)["id"]
    desk.copy().write(name, SIGNED).save()
    desk.call(TUESDAY, "review")
    with Ledger.open(desk.root / "workbooks" / "台账" / "ledger.db", frozen=True) as ledger:
        (entry,) = ledger.decisions()
    assert entry.at == datetime.fromisoformat(f"{TUESDAY}+08:00")


def test_what_is_lacking_is_said_again_by_every_review(desk: Desk) -> None:
    """Upheld by one person alone: the review after, with nothing new, tells the blank cell again, exit 1."""
    name = line(desk.run(AFTER), COURT)["id"]
    desk.copy().write(name, {**SIGNED, **UPHELD, **SETTLED, "复核人": None}).save()
    first = desk.call(AFTER, "review")
    (copy,) = desk.reviewed.iterdir()
    copy.unlink()
    again = desk.call(AFTER, "review")
    assert (first[0], again[0]) == (FINDINGS, FINDINGS)
    assert (len(first[1]["decisions"]), again[1]["decisions"]) == (1, [])
    codes = [[row["code"] for row in told["findings"]] for _, told in (first, again)]
    assert codes[0] == codes[1]
    assert "D103" in codes[1]
    desk.run(AFTER)
    desk.copy().write(name, {"复核人": "王五"}).save("补.xlsx")
    assert desk.call(AFTER, "review")[0] == OK
    assert desk.call(AFTER, "review")[1]["findings"] == []


def test_the_offices_own_slips_stay_out_of_the_units_file(tmp_path: Path) -> None:
    """A reviewer's name is missing beside a unit's line: its return copy says nothing of that."""
    root = Path(__file__).parents[2] / "workbooks"
    desk = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    shutil.copytree(root, tmp_path / "workbooks", ignore=shutil.ignore_patterns("ledger.db*"))
    rows = desk.run(AFTER, "--period", W48)["deductions"]
    name = next(row["id"] for row in rows if (row["unit"], row["rule"]) == (WATER, "B1"))
    desk.copy().write(name, {**SIGNED, **UPHELD, "复核人": None}).save()
    told = desk.run(AFTER, "--period", W48)
    assert "D103" in told["findings"]
    (copy,) = (tmp_path / "output" / W48 / "退回件").glob(f"{WATER}*")
    book = openpyxl.load_workbook(copy)
    said = " ".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
    assert "复核人" not in said
