"""减扣告知单: one page a unit, what happened and how to object; in a trial only a word of work."""

import os
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import book_dump
import pytest
from msgspec.structs import replace
from points_world import AFTER, WATER, at
from scoring_world import BANK, COURT, by_status, quiet, results, scheme, texts

from jlhy_xl.books import slip
from jlhy_xl.books.sheet import Book
from jlhy_xl.core.model import Evidence, Status
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import Treatment
from jlhy_xl.core.wording.deductions import COLUMNS
from jlhy_xl.edge.draw import to_bytes

GOLDEN = Path(__file__).parent / "golden"
WEEK = results()
SLIPS = dict(slip.books(WEEK))
TRIAL = results(scheme(rule_number=""))
HINTS = dict(slip.books(TRIAL))


def of(found: dict[str, Book], unit: str) -> Book:
    return next(book for stem, book in found.items() if f"_{unit}_" in stem)


def test_each_unit_with_something_to_be_told_has_a_slip() -> None:
    """A slip for each unit with a proposed line, in the scheme's order; none for the others."""
    told = {line.unit for line in by_status(WEEK, Status.PROPOSED, Status.INFORMED)}
    names = [unit.name for unit in WEEK.scheme.units if unit.code in told]
    assert list(SLIPS) == [f"减扣告知单_{name}_2026-W48" for name in names]


def test_a_week_without_lines_has_no_slip() -> None:
    """Nothing to tell, nothing printed."""
    assert slip.books(quiet()) == []


def test_a_slip_states_fact_ground_and_how_to_object() -> None:
    """Fact, time and clock, clause, rule, number, points, the way to object, room, receipt."""
    words = texts(of(SLIPS, "区法院"))
    for said in (
        "第48周（11.23—11.27）的报送于2026-11-30 10:00:00收到，晚于截止时间2026-11-27 17:00:00",
        "邮件服务器收件时间", "通知五（四）", "规则A1", "减扣细则（示例）", "拟减扣分值",
        "自签收次日起5个工作日内（第5个工作日17:00前）", "书面提出，附证据材料，由单位主要负责人签字",
        "异议内容和依据", "异议反馈", "单位主要负责人签字（盖章）", COLUMNS["signed_by"],
        COLUMNS["signed_at"], COLUMNS["delivered_how"], "通知未作规定",
    ):  # fmt: skip
        assert said in words, said
    assert "总召集人" not in words
    own = texts(of(SLIPS, "区发改局"))
    assert "签字后送联席会议总召集人" in own
    assert "由总召集人指定的两人复核" in own
    assert f"签字后送{WEEK.scheme.parameters.office_name}" not in own


@pytest.mark.parametrize("stem", ["减扣告知单_区法院_2026-W48", "工作提示_区法院_2026-W48"])
def test_slips_stay_as_they_are(stem: str) -> None:
    """The whole slip as text, a cell a line; JLHY_GOLDEN=write writes it anew."""
    told = book_dump.book({**SLIPS, **HINTS}[stem])
    path = GOLDEN / ("slip_hint.txt" if stem in HINTS else "slip.txt")
    if os.environ.get("JLHY_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_signed_lines_are_not_told_again() -> None:
    """What was signed for or settled is left out; what was only delivered stays."""
    words = texts(of(SLIPS, "区人民银行"))
    assert "第43周" in words
    assert "第41周" not in words
    assert "第42周" not in words


def test_once_all_is_signed_no_slip_is_left() -> None:
    """A unit that has signed for everything gets none."""
    said = tuple(
        Decision(line.id, signed_by="张三", signed_at=at("2026-12-06 09:00"))
        for line in WEEK.deductions
    )
    assert slip.books(replace(WEEK, decisions=said)) == []


def test_the_sum_is_of_the_lines() -> None:
    """Several lines have a sum, which a formula works out; one line has none."""
    sheet = of(SLIPS, "区人民银行").sheets[0]
    row, cell = next((row, cell) for (row, _), cell in sheet.cells.items() if cell.formula)
    first = row - 5
    assert cell.formula == f"=SUM(F{first + 1}:F{row})"
    inside = [sheet.cells[at_, 5].value for at_ in range(first, row)]
    assert inside == [Decimal(1)] * 3 + [Decimal("0.2"), Decimal(0)]
    assert cell.value == sum(inside) == Decimal("3.2")
    assert not any(cell.formula for cell in of(SLIPS, "区法院").sheets[0].cells.values())


def test_a_trial_slip_is_a_word_of_work() -> None:
    """While no rule is adopted nothing on it speaks of points, of 减扣 or of a receipt."""
    assert HINTS
    assert all(stem.startswith("工作提示_") for stem in HINTS)
    for book in HINTS.values():
        words = texts(book)
        assert "工作提示" in words
        for said in ("减扣", "分值", "五（四）", "签收人", "上限"):
            assert said not in words, said


def test_a_unit_outside_the_assessment_is_told_no_points() -> None:
    """A unit of 函告上级 reads what its line becomes, and that it is no points."""
    made = scheme()
    units = tuple(
        replace(unit, treatment=Treatment.LETTER) if unit.code == COURT else unit
        for unit in made.units
    )
    found = dict(slip.books(results(replace(made, units=units))))
    words = texts(of(found, "区法院"))
    assert "事项告知单_区法院_2026-W48" in found
    assert "拟按“函告上级”办理，不计分" in words
    assert "0.5" not in words


@pytest.mark.parametrize("week", [WEEK, TRIAL], ids=["rules", "trial"])
def test_a_slip_is_one_page_upright(week: Results) -> None:
    """Each slip prints on one upright A4 page and can be drawn."""
    for _, book in slip.books(week):
        (sheet,) = book.sheets
        assert not sheet.page.landscape
        assert (sheet.page.fit_wide, sheet.page.fit_tall) == (1, 1)
        assert to_bytes(book, AFTER)


def test_a_year_of_lines_takes_more_pages() -> None:
    """Twenty lines are not squeezed onto one page."""
    line = by_status(WEEK, Status.PROPOSED)[0]
    many = tuple(replace(line, unit=BANK, subject=f"事项{number}") for number in range(20))
    ((_, book),) = slip.books(replace(WEEK, deductions=many, decisions=()))
    assert book.sheets[0].page.fit_tall == 0


def test_a_rule_that_is_gone_is_named_by_its_code() -> None:
    """A line proposed under a rule that the scheme no longer has still says which it was."""
    line = replace(by_status(WEEK, Status.PROPOSED)[0], rule="Z9")
    ((_, book),) = slip.books(replace(WEEK, deductions=(line,), decisions=()))
    assert "Z9" in {cell.value for cell in book.sheets[0].cells.values()}


def test_a_file_name_is_safe() -> None:
    """A unit's name never makes a path."""
    made = scheme()
    units = tuple(
        replace(unit, name="../区/法院") if unit.code == COURT else unit for unit in made.units
    )
    stems = [stem for stem, _ in slip.books(results(replace(made, units=units)))]
    assert "减扣告知单_.._区_法院_2026-W48" in stems


def test_the_word_is_reduction() -> None:
    """No slip says 扣分."""
    assert all("扣分" not in texts(book).replace("减扣分值", "") for book in SLIPS.values())


def test_the_office_is_named_once() -> None:
    """A 联系人 that begins with the office's name is not told after the name again."""
    parameters = scheme().parameters
    contact = f"{parameters.office_name} 0632-6600000"
    week = results(scheme(contact=contact))
    told = [cell.value for cell in of(dict(slip.books(week)), "区法院").sheets[0].cells.values()]
    (line,) = [text for text in told if isinstance(text, str) and text.startswith("联系：")]
    assert line.count(parameters.office_name) == 1
    assert "0632-6600000" in line


def _long(**more: object) -> Book:
    """A slip of one line about a 议定事项 whose 交办原文, evidence and note are long."""
    made = scheme()
    item = replace(
        made.resolutions[0],
        code="YD-长",
        text="请牵头单位逐项梳理办理环节并公开办理时限，" * 12 + "END",
    )
    made = replace(made, resolutions=(*made.resolutions, item))
    line = replace(
        by_status(WEEK, Status.PROPOSED)[0], rule="A3", unit=COURT, subject="YD-长",
        event="议定事项YD-长应于2026-11-27办结，到期未办结", note="延期申请在到期前提出，尚未批复，" * 20 + "END",
        evidence=(Evidence("议定事项台账", found="完成时限2026-11-27；申请延期无；" * 20 + "END"),), **more,
    )  # fmt: skip
    ((_, book),) = slip.books(replace(WEEK, scheme=made, deductions=(line,), decisions=()))
    return book


def test_a_slip_says_what_it_is_about_in_its_own_words() -> None:
    """A number alone tells a unit nothing: 交办原文, a meeting's topic, a 通报's words, the forms owed."""
    assert "交办原文：请牵头单位逐项梳理办理环节" in texts(_long())
    for rule, unit, said in (
        ("A3", None, "交办原文："),
        ("B3", None, "会议议题："),
        ("A1", COURT, "应报："),
    ):
        line = next(
            line for line in by_status(WEEK, Status.PROPOSED, Status.INFORMED)
            if line.rule == rule and unit in (None, line.unit)
        )  # fmt: skip
        name = WEEK.scheme.unit_by_code[line.unit].name
        assert said in texts(of(SLIPS, name)), rule
    problem = WEEK.scheme.named[0]
    line = replace(
        by_status(WEEK, Status.PROPOSED)[0], rule="B4", unit=problem.unit, subject=problem.problem
    )
    ((_, book),) = slip.books(replace(WEEK, deductions=(line,), decisions=()))
    assert f"：{problem.text}" in texts(book)
    assert "交办原文" in texts(of(HINTS, WEEK.scheme.unit_by_code[WATER].name))


def test_a_return_of_another_week_names_no_forms() -> None:
    """What was owed in a week that this run did not judge is not guessed."""
    assert "应报" not in texts(of(SLIPS, "区人民银行"))


def test_a_slip_carries_the_number_that_the_desk_knows_the_line_by() -> None:
    """编号 as in 减扣评分表, beside each line; a word of work has none."""
    told = {line.id for line in by_status(WEEK, Status.PROPOSED) if line.unit == COURT}
    assert told
    assert all(name in texts(of(SLIPS, "区法院")) for name in told)
    trial = {line.id for line in TRIAL.deductions}
    assert not any(name in texts(book) for book in HINTS.values() for name in trial)


def test_the_office_seals_what_it_tells() -> None:
    """Above the unit's part stand the office's name, room for its seal and a day; not on a hint."""
    sheet = of(SLIPS, "区法院").sheets[0]
    rows = {str(cell.value): row for (row, _), cell in sheet.cells.items() if cell.value}
    seal = rows[f"{WEEK.scheme.parameters.office_name}（盖章）"]
    assert sheet.cells[seal + 1, 3].value == "年　　　月　　　日"
    assert sheet.heights[seal] + sheet.heights[seal + 1] >= 58
    assert rows["如何提出异议"] > seal
    assert "盖章" not in texts(of(HINTS, "区法院"))


def test_a_slip_says_up_to_when_it_tells() -> None:
    """It holds whatever of the year is not signed for, which no week's name says."""
    subtitle = of(SLIPS, "区法院").sheets[0].cells[1, 0].value
    assert subtitle == "尚未签收的事项，截至2026-12-07 09:00（第48周调度时编制）"


@pytest.mark.real
def test_a_long_reason_still_prints_on_one_page(
    soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """One line, however long its words: one sheet of paper in a real program, the receipt on it."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian package poppler-utils)")
    path = tmp_path / "slip.xlsx"
    path.write_bytes(to_bytes(_long(), AFTER))
    run = subprocess.run([program, "-layout", str(soffice(path, "pdf")), "-"], check=True,
                         capture_output=True, text=True)  # fmt: skip
    (page,) = run.stdout.removesuffix("\f").split("\f")
    for end in ("办理时限，END", "申请延期无；END", "尚未批复，END", "签收时间"):
        assert end in "".join(page.split()), end
