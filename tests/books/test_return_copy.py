"""What a return copy says, before anything is drawn."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from template_world import WEEK, duty, issued, known, scheme, sheet

from jlhy_xl.books import return_copy, return_filled
from jlhy_xl.books.return_copy import Told
from jlhy_xl.books.sheet import Sheet
from jlhy_xl.core.model import Examined, Finding, Reading, Severity, State, Verdict
from jlhy_xl.core.returns import explanations
from jlhy_xl.core.wording import remind
from jlhy_xl.core.wording import return_copy as words

PROGRESS = "指标进展表"
SHA = "a" * 64
SECOND = timedelta(seconds=1)


def found(
    number: int, severity: Severity = Severity.ERROR, code: str = "C101", **more: Any
) -> Finding:
    address = {"form": "progress", "row_key": str(number), "field": "progress", "sheet": PROGRESS,
               "cell": f"L{number}", "sha256": SHA, "unit": "U03", "period": WEEK}  # fmt: skip
    return Finding(code, severity, f"第{number}行没有填写。请补填", **(address | more))


def examined(*findings: Finding, verdict: Verdict = Verdict.ACCEPTED, **more: object) -> Examined:
    return Examined(SHA, verdict, "可以采用", "xlsx", "U03", WEEK, findings=findings, **more)


def drawn(told: Examined, **more: object) -> Sheet:
    return return_copy.sheet(scheme(), told, Told("周报.xlsx", **more))


def lines(made: Sheet) -> list[list[object]]:
    head = next(row for (row, _), cell in made.cells.items() if cell.value == words.HEAD_MARK)
    last = max(row for row, _ in made.cells)
    return [[made.cells[row, at].value for at in range(8)] for row in range(head + 1, last + 1)
            if (row, 0) in made.cells and (row, 7) in made.cells]  # fmt: skip


def heading(made: Sheet) -> str:
    return "\n".join(
        str(cell.value) for (_, column), cell in sorted(made.cells.items()) if not column
    )


def test_verdict_and_counts_stand_on_top() -> None:
    """Errors to mend and queries to explain are counted apart."""
    told = explanations.explained(
        query := found(8, Severity.QUERY), {explanations.mark(query): "属实"}
    )
    made = drawn(examined(found(7), found(9, Severity.QUERY), told, found(10, Severity.NOTE)))
    assert made.cells[1, 0].value == (
        "区行政审批局　已采用，须改正的格改好后再计入。须改正 1 处，请说明 1 处，已说明 1 处。"
    )
    assert [line[1] for line in lines(made)] == ["须改正", "请说明", "已说明"]


def test_only_what_is_asked_is_explained() -> None:
    """A list of queries says nothing about red cells."""
    assert words.MEND not in heading(drawn(examined(found(7, Severity.QUERY))))
    assert words.EXPLAIN not in heading(drawn(examined(found(7))))


def test_a_refused_file_says_why() -> None:
    """The heading of a refused file's copy gives the reason of its verdict."""
    told = replace(examined(found(7), verdict=Verdict.RETURNED), reason="填写过少")
    assert "填写过少。" in heading(drawn(told))
    assert "不是退回" not in heading(drawn(told))


def test_an_adopted_file_with_questions_alone_is_not_called_sent_back() -> None:
    """What is adopted is told so in plain words, and of mistakes that are not there nothing is said."""
    made = heading(drawn(examined(found(7, Severity.QUERY))))
    assert "区行政审批局　已采用，本件供核对，不是退回。请说明 1 处。" in made
    assert "须改正" not in made


def test_both_days_stand_on_top() -> None:
    """Both days on the office's clock, and what the reminder asks then; unknown, nothing is said."""
    clock = duty(scheme(), "U03", prior=known()).clock
    days = "本期报送截止：11月27日（周五）17:00；补报、修改最迟：12月4日（周五）17:00。"
    due = {
        clock.deadline: "请于11月27日（周五）17:00前改正、补齐。",
        clock.cutoff: "报送时间已过，请尽快改正、补齐，最迟不晚于12月4日（周五）17:00。",
        clock.cutoff + SECOND: "本期最终截止时间已过，仍请尽快改正、补齐，以便数据完整。",
    }
    for now, asked in due.items():
        until = return_copy.until(scheme(), clock, now, examined(found(7)))
        assert days + asked in heading(drawn(examined(found(7)), until=until))
        assert asked == remind.due(scheme(), clock, now, "改正、补齐")
    question = examined(found(7, Severity.QUERY))
    late = clock.cutoff + SECOND
    assert "尽快核对、说明，以便" in return_copy.until(scheme(), clock, late, question)
    both = examined(found(7), found(8, Severity.QUERY))
    assert "尽快改正、补齐，并作说明，以便" in return_copy.until(scheme(), clock, late, both)
    assert return_copy.until(scheme(), clock, late, examined()) == days
    assert "最迟" not in heading(drawn(examined(found(7))))


def test_a_question_about_several_cells_marks_and_lists_them_all() -> None:
    """Three texts that are another unit's: each has its note, and the list names the three."""
    others = (("8", "progress", "L8"), ("9", "progress", "L9"))
    twin = found(7, Severity.QUERY, code="M303", also=others)
    marked = return_copy.notes(examined(twin), [PROGRESS])
    assert [each.cell for each in marked] == ["L7", "L8", "L9"]
    assert len({each.text for each in marked}) == 1
    (line,) = lines(drawn(examined(twin)))
    assert str(line[4]).endswith("所涉单元格：L7、L8、L9。")
    (alone,) = lines(drawn(examined(found(7, Severity.QUERY))))
    assert "所涉单元格" not in str(alone[4])


def test_ten_stand_alone_and_the_rest_in_groups() -> None:
    """Ten lines of one finding, then those alike in one line with count and cells."""
    many = [found(row) for row in range(6, 19)] + [found(row, code="C102") for row in range(6, 8)]
    made = lines(drawn(examined(*many)))
    assert len(made) == 12
    assert made[10][3] == "L16"
    assert made[10][4] == "第16行没有填写。请补填。同类共 3 处：L16、L17、L18。"
    assert str(made[10][7]).split() == [explanations.mark(each) for each in many[10:13]]
    assert made[11][4] == "第6行没有填写。请补填。同类共 2 处：L6、L7。"


def test_what_concerns_the_whole_file_comes_first() -> None:
    """A missing table before a missing cell, whatever the order they were found in."""
    whole = replace(found(1), form="", sheet="", cell="", row_key="", field="")
    made = lines(drawn(examined(found(7), whole)))
    assert [line[2] for line in made] == [words.FILE_WIDE, PROGRESS]


def test_links_lead_to_sheets_that_are_there() -> None:
    """No link points to a sheet that the copy does not have, or into another file."""
    quoted = replace(found(7), sheet="王'五")
    other = replace(found(8), sha256="b" * 64, file="补充.xlsx")
    gone = replace(found(9), sheet="删掉的")
    made = drawn(examined(quoted, other, gone), sheets=frozenset({"王'五", PROGRESS}))
    links = {cell.link for cell in made.cells.values() if cell.link}
    assert links == {"internal:'王''五'!L7"}
    assert [line[2] for line in lines(made)] == ["王'五", "见文件“补充.xlsx”", "删掉的"]


def test_one_note_a_cell_says_everything() -> None:
    """Errors first in the note, and the worst of them gives the colour."""
    both = examined(found(7, Severity.QUERY, "C306"), found(7), found(8, Severity.NOTE))
    (note,) = return_copy.notes(both, [PROGRESS])
    assert note.severity is Severity.ERROR
    assert note.text.split("\n") == [
        words.NOTE_FIRST, "须改正：第7行没有填写。请补填。", "请说明：第7行没有填写。请补填。", words.NOTE_LAST,
    ]  # fmt: skip
    assert return_copy.notes(both, ["别的表"]) == ()


def test_nothing_open_asks_for_nothing() -> None:
    """Notes and explained queries need no copy; an explained error does."""
    query = replace(found(7, Severity.QUERY), explanation="属实")
    assert not any(map(return_copy.is_open, [query, found(8, Severity.NOTE)]))
    assert return_copy.is_open(replace(found(7), explanation="属实"))


def test_earlier_explanations_travel_on() -> None:
    """What was said of a question that is asked no longer is kept at the foot, with its mark."""
    asked = found(7, Severity.QUERY)
    told = examined(
        asked, remarks={"0123456789abcdef": "上次的说明", explanations.mark(asked): "属实"}
    )
    made = drawn(told)
    foot = [cell.value for _, cell in sorted(made.cells.items())][-3:]
    assert foot == [words.EARLIER, "上次的说明", "0123456789abcdef"]


def typed(row_key: str, code: str, text: str, form: str = "progress", **more: object) -> Reading:
    return Reading("U03", WEEK, form, row_key, code, more.pop("state", State.VALID), text, **more)  # type: ignore[arg-type]


def filled(*readings: Reading, findings: tuple[Finding, ...] = (), ticked: bool = False) -> return_filled.Filled:  # fmt: skip
    made, prior = scheme(), known()
    told = replace(examined(*findings), readings=readings, unchanged=ticked)
    return return_filled.fill(issued("U03", prior=prior), made, duty(made, "U03", prior=prior), prior, told)  # fmt: skip


def value_at(made: return_filled.Filled, name: str, row: int, column: int) -> object:
    return sheet(made.book, name).cells[row, column].value


def test_values_go_to_their_own_cells() -> None:
    """By row key and field, as numbers, days and words; styles stay the template's."""
    from datetime import date
    from decimal import Decimal

    made = filled(
        typed("01-02", "value", "0.8", number=Decimal("0.8")),
        typed("01-03", "value", "3个", number=Decimal(3), state=State.ASIDE),
        typed("01-02", "due", "2026年12月31日", value="2026-12-31"),
        typed("01-02", "progress", "=1+1"),
        findings=(
            found(
                99,
                row_key="01-03",
                field="value",
                cell="Z99",
                sheet="别的名",
                also=(("01-02", "progress", "Z98"), ("99-99", "value", "Z97")),
            ),
        ),
    )
    assert value_at(made, PROGRESS, 6, 9) == Decimal("0.8")
    assert value_at(made, PROGRESS, 7, 9) == "3个"
    assert value_at(made, PROGRESS, 6, 12) == date(2026, 12, 31)
    assert value_at(made, PROGRESS, 6, 11) == "=1+1"
    before = sheet(issued("U03", prior=known()), PROGRESS)
    assert sheet(made.book, PROGRESS).cells[6, 9].style == before.cells[6, 9].style
    (moved,) = made.examined.findings
    assert (moved.sheet, moved.cell) == (PROGRESS, "J8")
    assert moved.also == (("01-02", "progress", "L7"), ("99-99", "value", ""))
    assert not made.left


def test_open_rows_move_up_together_and_the_rest_is_told() -> None:
    """Rows far down keep their order; what the template has no room for is listed in words."""
    rows = [typed(str(row), "text", f"第{row}件", "issues") for row in range(30, 44)]
    lost = typed("99-99", "remark", "多出的一行")
    made = filled(*rows, lost)
    assert [value_at(made, "问题与经验", 5 + step, 1) for step in (0, 11)] == ["第30件", "第41件"]
    assert made.left == (
        "问题与经验　42　内容：第42件", "问题与经验　43　内容：第43件", "指标进展表　99-99　备注：多出的一行",
    )  # fmt: skip
    told = return_copy.sheet(scheme(), made.examined, Told("a.xls", "为 .xls 格式", left=made.left))
    assert made.left[0] in heading(told)


def test_a_template_issued_after_the_last_day_tells_that_it_is_over() -> None:
    """Its cover names no day as the last one that lies behind, as the list beside it does."""
    made = filled()
    until = value_at(made, "填报说明", 4, 1)
    assert str(until).endswith("补报、修改最迟 12月4日（周五）17:00")
    late = return_filled.overdue(made)
    assert value_at(late, "填报说明", 4, 1) == f"{until}（已过，仍请尽快补齐）"
    assert sheet(late.book, "填报说明").heights[4] > sheet(made.book, "填报说明").heights[4]


def test_no_change_is_ticked_again() -> None:
    """全部无变化 that a unit said stays said in the official template it is given back."""
    made = filled(ticked=True)
    assert value_at(made, "填报说明", 5, 1) == "是"
