"""待处理收件: each arrival that waits has a row, its clock and the cells for a person's word."""

from msgspec.structs import replace
from points_world import AFTER, W48, at
from scoring_world import quiet, rows, sheet

from jlhy_xl.books import pending
from jlhy_xl.books.style import STYLES
from jlhy_xl.core.model import Arrival, Clock, Examined, FormCount, Receipt, Verdict
from jlhy_xl.core.wording import desk
from jlhy_xl.core.wording import merge as words
from jlhy_xl.edge.draw import to_bytes


def receipt(when: str, verdict: Verdict = Verdict.QUARANTINED, **said: object) -> Receipt:
    arrival = Arrival(
        "ab" * 32, "周报(2).xlsx", W48, "邮件.eml » 周报(2).xlsx", at(when), Clock.REGISTER,
        sender="renshe@tez.example", registered="区人社局",
    )  # fmt: skip
    given = {
        "unit": "U04", "period": W48, "identity": ("隐藏标识：区财政局",),
        "counts": (FormCount("progress", 15, 12, 12),),
    }  # fmt: skip
    examined = Examined(arrival.sha256, Verdict.ACCEPTED, "", **{**given, **said})  # type: ignore[arg-type]  # the fields' own types
    return Receipt(arrival, examined, verdict, "发件地址与单位不一致")


LATER, SOONER = (
    receipt("2026-11-27 16:30"),
    receipt("2026-11-26 09:00", unit="", period="", counts=()),
)
WEEK = replace(quiet(), receipts=(LATER, receipt("2026-11-26 10:00", Verdict.ACCEPTED), SOONER))
BOOK = pending.book(WEEK)
SHEET = sheet(BOOK, desk.PENDING)


def test_each_waiting_arrival_has_a_row_by_time() -> None:
    """Only what was asked stands there, the earliest first, under its arrival's id."""
    found = rows(SHEET)
    assert [row[desk.ARRIVAL_KEY].value for row in found] == [SOONER.arrival.id, LATER.arrival.id]


def test_a_row_says_what_a_person_must_know() -> None:
    """File, sender, time and clock, reason, unit, period, how it was recognised, what it holds."""
    row = {heading: cell.value for heading, cell in rows(SHEET)[1].items()}
    assert row["文件"] == "邮件.eml » 周报(2).xlsx"
    assert row["来自"] == "区人社局\nrenshe@tez.example"
    assert (row["收到时间"], row["以何为准"]) == ("2026-11-27 16:30:00", "收件登记")
    assert (row["识别单位"], row["识别期次"]) == ("区财政局", W48)
    assert row["等待的原因"] == "发件地址与单位不一致"
    assert row["识别经过"] == "隐藏标识：区财政局"
    assert row["可采用的内容"] == "指标进展表：已填12，应填15"


def test_what_is_unknown_is_called_so() -> None:
    """No unit, no period, nothing to merge: said, never left blank."""
    row = {heading: cell.value for heading, cell in rows(SHEET)[0].items()}
    assert (row["识别单位"], row["识别期次"]) == ("未识别", "未识别")
    assert row["可采用的内容"] == "没有读出可汇入的内容"


def test_no_change_is_content() -> None:
    """An arrival that says 全部无变化 says so."""
    made = pending.book(replace(WEEK, receipts=(receipt("2026-11-27 16:30", unchanged=True),)))
    assert rows(made.sheets[0])[0]["可采用的内容"].value == "全部无变化"


def test_a_bare_file_is_named_once() -> None:
    """Where the place in the inbox is the name, or unknown, the name stands alone."""
    bare = replace(LATER, arrival=replace(LATER.arrival, source=""))
    made = pending.book(replace(WEEK, receipts=(bare,)))
    assert rows(made.sheets[0])[0]["文件"].value == "周报(2).xlsx"


def test_only_the_answers_are_open() -> None:
    """The five cells of the answer are open, all else is locked."""
    for row in rows(SHEET):
        open_ = [
            heading for heading, cell in row.items() if STYLES[cell.style].get("locked") is False
        ]
        assert open_ == list(desk.PENDING_COLUMNS.values())
    assert SHEET.protect


def test_answers_are_offered() -> None:
    """处理 offers the merge's three words; 改归单位 the units of the helper sheet, each of them."""
    helps = {str(SHEET.cells[4, rule.left].value): rule for rule in SHEET.validations}
    assert list(helps) == list(desk.PENDING_COLUMNS.values())
    assert helps["处理"].options["source"] == [words.ADOPT, words.VOID, words.REASSIGN]
    units = [duty.unit.name for duty in WEEK.duties]
    assert helps["改归单位"].options["source"] == f"='可选单位'!$A$2:$A${1 + len(units)}"
    choices = sheet(BOOK, "可选单位")
    assert [choices.cells[row, 0].value for row in range(1, 1 + len(units))] == units


def test_the_page_can_be_read() -> None:
    """On paper no type is smaller than 7 pt, and the helper sheet of the drop-down is hidden."""
    for made in (BOOK, pending.book(quiet())):
        shown, helper = made.sheets
        assert (shown.visibility, helper.visibility) == ("visible", "hidden")
        assert helper.page.area is None  # LibreOffice prints a hidden sheet that has one
        assert shown.page.landscape
        assert shown.page.area
        last = shown.page.area[3]
        wide = sum(6 * shown.widths[at] + 4 for at in range(last + 1))  # points, 8 pixels a sign
        repeated = sum(6 * shown.widths[at] + 4 for at in (0, 1)) if shown.page.fit_wide > 1 else 0
        scale = (842 - 72) * shown.page.fit_wide / (wide + repeated)
        assert scale * 11 >= 7


def test_nothing_waiting_is_said() -> None:
    """An empty desk says so and asks nothing."""
    made = pending.book(quiet())
    shown = made.sheets[0]
    assert shown.cells[3, 0].value == "本期没有待处理的收件"
    assert not shown.validations
    assert shown.page.area == (0, 0, 3, 5)
    told = "".join(str(cell.value) for cell in shown.cells.values())
    assert not [word for word in ("请核实", "黄色", "采用：") if word in told]
    assert to_bytes(made, AFTER) == to_bytes(pending.book(quiet()), AFTER)


def test_its_head_names_the_week() -> None:
    """Unlike 减扣评分表 it holds one week's arrivals, and says so."""
    made = BOOK.sheets[0]
    assert str(made.cells[1, 0].value).startswith("第48周（11.23—11.27）　2026-12-07 09:00 编制")
    assert "年度累计" not in made.page.header


def test_the_scheme_is_named_in_the_foot_alone() -> None:
    """Eight signs of a digest mean nothing to who reads the head; on paper the foot has them."""
    made = BOOK.sheets[0]
    mark = WEEK.scheme_digest[:8]
    assert mark not in "".join(str(cell.value) for cell in made.cells.values())
    assert mark in made.page.footer
