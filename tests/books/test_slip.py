"""减扣告知单: one page a unit, what happened and how to object; in a trial only a word of work."""

import os
import re
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

from jlhy_xl.books import slip, slip_words
from jlhy_xl.books.sheet import Book
from jlhy_xl.core.model import Deduction, Evidence, Status
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
        "第48周（11.23—11.27）的报送于2026年11月30日10时00分收到，晚于截止时间2026年11月27日17时00分",
        "邮件服务器收件时间", "通知五（四）", "规则A1", "减扣细则（示例）", "拟减扣分值",
        "自签收次日起5个工作日内（第5个工作日17:00前）", "书面提出，附证据材料，由单位主要领导签字",
        "异议内容和依据", "下发的报送表中列有本事项的，也可在其“异议反馈”中填写",
        "单位主要领导签字（盖章）", COLUMNS["signed_by"],
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
    amounts = {
        at_: made.value for (at_, column), made in sheet.cells.items()
        if column == 5 and at_ < row and isinstance(made.value, Decimal)
    }  # fmt: skip
    assert cell.formula == f"=SUM(F{min(amounts) + 1}:F{row})"
    inside = [*amounts.values()]
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


def test_seconds_stand_where_they_decide() -> None:
    """A second late is told to the second; minutes are enough where they differ."""
    line = next(line for line in by_status(WEEK, Status.PROPOSED) if line.rule == "A1")

    def told(received: str) -> str:
        proof = (replace(line.evidence[0], at=at(received)),)
        event = f"第48周的报送于{received}收到，晚于截止时间2026-11-27 17:00:00"
        made = (replace(line, event=event, evidence=proof),)
        ((_, book),) = slip.books(replace(WEEK, deductions=made, decisions=()))
        return texts(book)

    near = told("2026-11-27 17:00:01")
    assert "于2026年11月27日17时00分01秒收到，晚于截止时间2026年11月27日17时00分00秒" in near
    assert "首份有效报送：2026年11月27日17时00分01秒邮件，附件“报表.xlsx”，邮件服务器" in near
    far = told("2026-11-28 00:00:00")
    assert "于2026年11月28日0时00分收到，晚于截止时间2026年11月27日17时00分\n" in far
    assert "秒" not in far


def test_what_others_wrote_keeps_its_writing() -> None:
    """File names and what was typed into a cell are not rewritten; our own days are."""
    line = by_status(WEEK, Status.PROPOSED)[0]
    proofs = (
        Evidence(
            "单位填报的延期申请", "区法院_2026-11-20.xlsx", "a" * 64, "议定", "K6", "2026-12-01"
        ),
        Evidence("议定事项台账", found="台账登记：完成时限2026-11-20"),
    )
    made = (replace(line, unit=COURT, evidence=proofs, note="已补报（2026-12-05 08:30:00）"),)
    ((_, book),) = slip.books(replace(WEEK, deductions=made, decisions=()))
    words = texts(book)
    for said in (
        "区法院_2026-11-20.xlsx",
        "所填“2026-12-01”",
        "完成时限2026年11月20日",
        "已补报（2026年12月5日8时30分）",
    ):
        assert said in words, said


def _many(count: int, extra: str = "") -> dict[str, Book]:
    """The bank's slips for so many lines."""
    line = next(line for line in by_status(WEEK, Status.PROPOSED) if line.rule == "A1")
    made = tuple(
        replace(line, unit=BANK, subject=f"事项{number:02}", event=line.event + extra,
                note=extra)
        for number in range(1, count + 1)
    )  # fmt: skip
    return dict(slip.books(replace(WEEK, deductions=made, decisions=())))


def test_more_lines_than_a_page_holds_take_several_slips() -> None:
    """Each slip is whole: its lines numbered on, its own sum, what all say, seal, objection, receipt."""
    made = _many(12)
    count = len(made)
    assert count > 1
    stems = [f"减扣告知单_区人民银行_2026-W48_{at}-{count}" for at in range(1, count + 1)]
    assert list(made) == stems
    numbers, sums = [], []
    for place, book in enumerate(made.values(), 1):
        (sheet,) = book.sheets
        words = texts(book)
        assert sheet.page.fit_tall == 1
        assert f"第{place}张，共{count}张" in words
        assert f"贵单位共12条、6分，分{count}张，各张分别签收" in words
        for said in (
            "（盖章）",
            "如何提出异议",
            "异议内容和依据",
            COLUMNS["signed_at"],
            "通知未作规定",
        ):
            assert said in words, said
        cells = [str(sheet.cells[row, 0].value) for row in range(60) if (row, 0) in sheet.cells]
        here = [int(text.split("\n")[0]) for text in cells if text[:1].isdigit() and "\n" in text]
        assert f"本张为第{here[0]}至{here[-1]}条" in words
        sums += [cell.value for cell in sheet.cells.values() if cell.formula]
        numbers += here
    assert numbers == [*range(1, 13)]
    assert sum(sums) == Decimal(6)


def test_no_line_is_lost_between_slips() -> None:
    """However many lines, each stands on exactly one slip, in its order."""
    for count in (1, 2, 5, 6, 7, 8, 23):
        told = "".join(texts(book) for book in _many(count).values())
        places = [told.index(f"事项{number:02}：") for number in range(1, count + 1)]
        assert places == sorted(places)
        assert all(told.count(f"事项{number:02}：") == 1 for number in range(1, count + 1))


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
    words = texts(of(SLIPS, "区法院"))
    assert all(f"\n{name[:8]}\n" in f"{words}\n" for name in told)
    assert not any(name[:9] in words for name in told)
    trial = {line.id[:8] for line in TRIAL.deductions}
    assert not any(name in texts(book) for book in HINTS.values() for name in trial)


def test_the_office_seals_what_it_tells() -> None:
    """Above the unit's part stand the office's name, room for its seal and a day; not on a hint."""
    sheet = of(SLIPS, "区法院").sheets[0]
    rows = {str(cell.value): row for (row, _), cell in sheet.cells.items() if cell.value}
    seal = rows["台儿庄区营商环境评价联席会议办公室（盖章）"]
    assert sheet.cells[seal + 1, 3].value == "年　　　月　　　日"
    assert sheet.heights[seal] + sheet.heights[seal + 1] >= 58
    assert rows["如何提出异议"] > seal
    assert "盖章" not in texts(of(HINTS, "区法院"))


def test_a_slip_says_up_to_when_it_tells() -> None:
    """It holds whatever of the year is not signed for, which no week's name says."""
    subtitle = of(SLIPS, "区法院").sheets[0].cells[1, 0].value
    assert subtitle == "截至2026年12月7日9时00分"


def test_two_lines_whose_numbers_begin_alike_have_them_whole() -> None:
    """The short number tells lines apart or is not short."""
    one, other = (
        Deduction("A3", COURT, "2026-W48", subject, "到期", Decimal(1), Decimal(1), Status.PROPOSED)
        for subject in ("YD26281", "YD111772")  # found by search
    )
    assert one.id != other.id
    assert slip_words.number(one, [one]) == one.id[:8] == other.id[:8]
    assert slip_words.number(one, [one, other]) == one.id


@pytest.mark.real
@pytest.mark.parametrize("count", [1, 7, 12])
def test_every_slip_prints_on_one_legible_page(
    soffice: Callable[..., Path], tmp_path: Path, count: int
) -> None:
    """Many lines with long reasons: each slip is one page in a real program, whole, its letters 7.5 points."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian package poppler-utils)")
    told = ""
    for stem, book in _many(count, "，单位反映系统升级期间无法登录，已请其补充说明" * 3).items():
        path = tmp_path / f"{stem}.xlsx"
        path.write_bytes(to_bytes(book, AFTER))
        run = subprocess.run([program, "-bbox", str(soffice(path, "pdf")), "-"], check=True,
                             capture_output=True, text=True)  # fmt: skip
        assert run.stdout.count("<page ") == 1
        words = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', run.stdout)
        page = "".join(word for _, _, word in words)
        for said in ("如何提出异议", "异议内容和依据", "签收时间", "通知未作规定"):
            assert said in page, said
        left, right, word = next(row for row in words if row[2] == "签收时间")
        assert (float(right) - float(left)) / len(word) >= 7.45
        told += page
    for number in range(1, count + 1):
        assert told.count(f"事项{number:02}：") == 1


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
