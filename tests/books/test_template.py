"""A unit's template: its own forms and rows, only what is due open, nothing answered beforehand."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import book_dump
import pytest
import template_world
from msgspec.structs import replace
from template_world import columns, issued, known, rows, scheme, sheet

from jlhy_xl.books import style
from jlhy_xl.core.returns import identity, locate, obligations
from jlhy_xl.core.scheme.choices import FieldType, Need, OwedBy, Role, RowSource, When
from jlhy_xl.core.scheme.model import Field, Form
from jlhy_xl.edge import draw, read

GOLDEN = Path(__file__).parent / "golden"
PROGRESS, PERSONNEL, COVER = "指标进展表", "人员信息登记表", "填报说明"


def is_open(cell) -> bool:
    return style.STYLES[cell.style].get("locked") is False


@pytest.mark.parametrize("unit", ["U01", "U02"])
def test_templates_stay_as_they_are(unit):
    """The whole template as text, a cell a line; JLHY_GOLDEN=write writes it anew."""
    told = book_dump.book(issued(unit))
    path = GOLDEN / f"template_{unit}.txt"
    if os.environ.get("JLHY_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_every_form_prints_at_nine_points_or_more():
    """All columns on one page's width of A4, and what is typed no smaller than 9 points.

    Measured as Excel and WPS measure with 宋体 11: 8 pixels a character, 5 more a column.
    """
    made = [*issued("U03", lines=(template_world.line("U03"),)).sheets][:-1]
    assert len(made) == 6
    for each in made:
        shown = [each.widths.get(at, 8.43) for at in range(each.page.area[3] + 1)
                 if at not in each.hidden_columns]  # fmt: skip
        wide = sum(8 * width + 5 for width in shown) * 0.75
        paper = 842 if each.page.landscape else 595
        room = paper - 72 * sum(each.page.margins[:2])
        assert style.BODY_SIZE * min(1, room / wide) >= 9, each.name


@pytest.mark.parametrize(("unit", "count"), [("U03", 13), ("U06", 8), ("U10", 4), ("U01", 3)])
def test_a_unit_has_exactly_its_own_indicators(unit, count):
    """Rows are the unit's indicators, in the notice's order; 区住建局 has the gas parts."""
    form = sheet(issued(unit), PROGRESS)
    codes = [form.cells[row, 0].value for row in rows(form)]
    own = [each.code for each in obligations.indicators_of(scheme(), unit)]
    assert (len(codes), codes) == (count, own)
    assert 0 in form.hidden_columns


def test_the_office_s_own_unit_has_no_progress_form():
    """区发改局 leads no group: personnel and problems only."""
    assert [each.name for each in issued("U02").sheets] == [
        COVER, PERSONNEL, "问题与经验", "_jlhy",
    ]  # fmt: skip


def test_sheets_stand_in_the_scheme_s_order():
    """All five forms where the unit has items and lines to contest."""
    book = issued("U03", lines=(template_world.line("U03"),))
    assert [each.name for each in book.sheets][1:-1] == [
        PERSONNEL, PROGRESS, "议定事项落实表", "问题与经验", "异议反馈",
    ]  # fmt: skip
    assert book.active == COVER


def test_a_part_names_itself():
    """The water unit's row says 水, and only that."""
    form = sheet(issued("U08"), PROGRESS)
    at = columns(form)["具体指标"]
    assert next(form.cells[row, at].value for row in rows(form)) == "获得用水用气流程（水）"


@pytest.mark.parametrize(("period", "expected"), [("2026-W48", False), ("2026-W01", True)])
def test_only_what_is_due_is_open(period, expected):
    """A yearly value opens in the year's first period; a published one never."""
    form = sheet(issued("U11", period=period), PROGRESS)
    at = columns(form)
    value = {form.cells[row, 0].value: form.cells[row, at["现状值"]] for row in rows(form)}
    assert is_open(value["03-01"])
    assert is_open(value["03-05"]) is expected
    assert not is_open(value["03-06"])


def test_nothing_is_answered_beforehand():
    """Open cells are blank, whatever was reported last; registered personnel alone is shown."""
    prior = known()
    prior = replace(
        prior, values={**prior.values, ("progress", "07-01", "progress"): "上周做了",
                       ("progress", "07-01", "value"): "300"}
    )  # fmt: skip
    book = issued("U01", prior=prior)
    for form in book.sheets[1:-1]:
        filled = [cell for cell in form.cells.values() if is_open(cell) and cell.value is not None]
        assert bool(filled) is (form.name == PERSONNEL)
    form = sheet(book, PROGRESS)
    assert form.cells[5, columns(form)["上期值"]].value in ("300", Decimal(300))


def test_an_answer_is_blank_even_where_the_scheme_asks_for_a_prefill():
    """A prefill on a cell to be answered would put words into the unit's mouth."""
    made = scheme()
    fields = tuple(
        replace(each, prefill="上期.value") if each.code == "value" else each
        for each in made.fields
    )
    form = sheet(issued("U03", made=replace(made, fields=fields)), PROGRESS)
    at = columns(form)["现状值"]
    assert {form.cells[row, at].value for row in rows(form)} == {None}


def test_personnel_is_masked():
    """A phone on file is shown with its middle hidden."""
    form = sheet(issued("U01", prior=known()), PERSONNEL)
    at = columns(form)
    assert form.cells[7, at["手  机"]].value == "138****5678"
    assert all("三丰" not in str(cell.value) for cell in form.cells.values())


def test_personnel_looks_like_attachment_2():
    """Title, 单位名称 line, a blank corner, padded headings, three roles."""
    form = sheet(issued("U01"), PERSONNEL)
    assert form.cells[0, 0].value == "联席会议成员单位人员信息登记表"
    assert form.cells[3, 0].value == "单位名称：区法院"
    assert [form.cells[4, at].value for at in range(6)] == [
        None, "姓  名", "职  务", "固定电话", "手  机", "邮  箱",
    ]  # fmt: skip
    assert [form.cells[row, 0].value for row in rows(form)] == ["分管领导", "具体负责人", "联络员"]


def test_the_identity_is_hidden_twice():
    """A very hidden sheet and the document's properties tell the same."""
    book = issued("U03")
    signed = identity.issue(b"key", "U03", "2026-W48", template_world.DIGEST)
    hidden = book.sheets[-1]
    told = {
        str(hidden.cells[row, 0].value): hidden.cells[row, 1].value
        for row in range(len(hidden.cells) // 2)
    }
    assert (hidden.name, hidden.visibility) == (identity.SHEET, "veryHidden")
    assert identity.Identity.from_mapping(told) == signed
    assert told["form:progress"] == PROGRESS
    kept = {key.removeprefix(identity.PREFIX): value for key, value in book.properties.items()}
    assert identity.Identity.from_mapping(kept) == signed
    assert identity.judge(signed, b"key") == "valid"


def test_only_structure_is_locked():
    """Sheets are protected, answers open and visibly coloured, everything else grey or bare."""
    book = issued("U03", lines=(template_world.line("U03"),))
    for form in book.sheets:
        assert form.protect
    looks = {cell.style for form in book.sheets for cell in form.cells.values() if is_open(cell)}
    assert {style.STYLES[name]["bg_color"] for name in looks} == {style.COLOURS["input"]}


def test_answers_in_words_are_preformatted_as_text():
    """A rank or a phone typed into a text cell stays what was typed."""
    book = issued("U05")
    worded = {FieldType.DATE, FieldType.NUMBER, FieldType.VALUE, FieldType.DATE_OR_OPEN}
    for form in book.sheets[1:-1]:
        headings = {at: label for label, at in columns(form).items()}
        types = {each.label: each.type for each in scheme().fields if each.role is Role.FILL}
        for (row, at), cell in form.cells.items():
            if row > 4 and is_open(cell) and types[headings[at]] not in worded:
                assert style.STYLES[cell.style]["num_format"] == "@"
    form = sheet(book, PROGRESS)
    value = columns(form)["现状值"]
    formats = [style.STYLES[form.cells[row, value].style].get("num_format") for row in rows(form)]
    assert formats[3:] == ["General", "@"]  # 裁员成本 is a number, 工作质量 words


def test_choices_stop_and_values_only_warn():
    """A wrong word is refused with a Chinese sentence; an odd value may be right."""
    form = sheet(issued("U03"), PROGRESS)
    at = columns(form)
    helps = {(each.left, each.top): each.options for each in form.validations}
    status = helps[at["推进状态"], 5]
    assert (status["error_type"], status["source"]) == (
        "stop", ["未启动", "推进中", "已完成", "申请延期"],
    )  # fmt: skip
    quality = helps[at["现状值"], 12]
    assert (quality["error_type"], quality["minimum"], quality["maximum"]) == ("warning", 0, 15)
    assert quality["input_message"].startswith("计量单位：指数(0-15)。")
    assert "上级发布" in helps[at["现状值"], 8]["input_message"]


def test_every_prompt_fits_excel():
    """Longer prompts would be dropped by the writer, list and all."""
    for unit in ("U02", "U03", "U05"):
        for form in issued(unit).sheets:
            for each in form.validations:
                assert len(str(each.options.get("input_message", ""))) <= 255
                assert len(str(each.options.get("input_title", ""))) <= 32


def test_every_table_prints_on_a4_with_its_headings():
    """Landscape, one page wide, headings on each page."""
    for form in issued("U03").sheets[1:-1]:
        assert (form.page.landscape, form.page.fit_wide, form.page.title_rows) == (True, 1, (4, 4))


def test_a_new_form_and_a_new_column_come_out():
    """What the office adds in 方案.xlsx is asked the same way: rows, drop-down, bounds, count."""
    made = scheme()
    long = tuple(f"第{number}类，名称较长的一种情形" for number in range(1, 25))
    form = Form(
        "yards", "场所台账", RowSource.FIXED, OwedBy.NAMED, When.EVERY, row_keys=("大厅", "分厅"),
        units=("U02",),
    )  # fmt: skip
    added = (
        Field("yards", "name", "场所", role=Role.KEY),
        Field("yards", "kind", "情形", FieldType.CHOICE, need=Need.YES, choices=long),
        Field("yards", "seats", "窗口数", FieldType.NUMBER, need=Need.YES,
              minimum=Decimal(1), maximum=Decimal(60)),
        Field("yards", "note", "说明"),
    )  # fmt: skip
    made = replace(made, forms=(*made.forms, form), fields=(*made.fields, *added))
    book = issued("U02", made=made)
    yards = sheet(book, "场所台账")
    assert [yards.cells[row, 0].value for row in rows(yards)] == ["大厅", "分厅"]
    kind, seats = (each.options for each in yards.validations[:2])
    assert kind["source"] == "='_jlhy'!$D$1:$D$24"
    assert [book.sheets[-1].cells[row, 3].value for row in (0, 23)] == [long[0], long[23]]
    assert (seats["minimum"], seats["maximum"]) == (1, 60)
    cover = sheet(book, COVER)
    line = next(
        row for (row, at), cell in cover.cells.items() if at == 0 and cell.value == "场所台账"
    )
    assert [cover.cells[line, at].value for at in (1, 2, 3)] == [4, 0, 4]


def test_lines_of_other_units_are_not_shown():
    """A unit sees its own lines alone."""
    own, other = template_world.line("U03"), template_world.line("U04")
    form = sheet(issued("U03", lines=(own, other)), "异议反馈")
    assert [form.cells[row, 0].value for row in rows(form)] == [own.id]
    assert form.cells[5, 3].value == Decimal("0.5")


def test_open_rows_are_blank_and_as_many_as_the_scheme_says():
    """问题与经验 has twelve open rows."""
    form = sheet(issued("U02"), "问题与经验")
    assert len(rows(form)) == 12
    assert all(is_open(form.cells[row, 0]) for row in rows(form))


def test_confirmed_items_are_gone_and_open_ended_ones_say_so():
    """A confirmed 议定事项 is not asked again; one without a date is 长期."""
    form = sheet(issued("U03"), "议定事项落实表")
    at = columns(form)
    assert [form.cells[row, 0].value for row in rows(form)] == ["YD-03", "YD-05"]
    assert form.cells[6, at["完成时限"]].value == "长期"
    assert form.cells[5, at["配合单位"]].value == "区人社局、区住建局"


def test_a_row_is_high_enough_for_its_text():
    """Prefilled text is never cut, and the row still grows."""
    made = scheme()
    text = "交办事项的原文较长，需要几行才能写完。" * 6
    first = replace(made.resolutions[0], text=text)
    form = sheet(issued("U03", made=replace(made, resolutions=(first,))), "议定事项落实表")
    width = form.widths[columns(form)["交办原文"]]
    assert form.growing[5] >= style.height_of(text, width)
    assert 5 not in form.heights


def test_the_cover_says_until_when_and_how():
    """Deadline and the last day in words, the one-cell answer right of its label, no secrets."""
    cover = sheet(issued("U03"), COVER)
    words = [str(cell.value) for cell in cover.cells.values() if cell.value]
    assert "11月27日（周五）17:00；补报、修改最迟 12月4日（周五）17:00" in words
    assert any("请勿填写国家秘密" in text for text in words)
    label = next(
        place for place, cell in cover.cells.items() if cell.value == identity.NO_CHANGE_LABEL
    )
    answer = cover.cells[label[0], label[1] + 1]
    assert is_open(answer)
    assert answer.value is None
    assert sum(is_open(cell) for cell in cover.cells.values()) == 1


def test_many_unchanged_weeks_are_mentioned():
    """After four periods of 全部无变化 the cover asks for something concrete."""
    told = [
        any(
            "已连续4期无变化" in str(cell.value)
            for cell in sheet(issued("U03", prior=known(run=run)), COVER).cells.values()
        )
        for run in (3, 4)
    ]
    assert told == [False, True]


@pytest.mark.parametrize(("unit", "period"), [
    ("U02", "2026-W48"), ("U03", "2026-W48"), ("U08", "2026-W48"),
    ("U02", "2026-W40"),  # prefilled personnel is owed again: the longest formulas
])  # fmt: skip
def test_a_template_is_found_again_without_a_finding(unit, period):
    """Read back untouched, every form, row and column is where the check looks for it."""
    made = scheme()
    book = issued(unit, period=period, prior=known(), lines=(template_world.line(unit),))
    raw = read.read(draw.to_bytes(book, datetime(2026, 11, 23, tzinfo=UTC)), "任意名称.xlsx")
    found = locate.locate(raw, made, b"key")
    assert raw.notes == ()  # no formula of ours looks like a call of another program
    assert (found.findings, found.whose.unit, found.whose.token) == ((), unit, "valid")
    assert found.no_change is not None
    owes = template_world.duty(made, unit, lines=True)
    assert {place.form.code for place in found.places} == {form.code for form in owes.forms}
    for place in found.places:
        assert len(place.header.columns) == len(made.fields_by_form[place.form.code])
        keys = [row.key for row in obligations.rows_of(made, place.form, unit)]
        assert list(place.rows) == keys


def test_quotes_in_a_form_s_name_do_not_break_the_countdown():
    """A sheet may be called 一表"试行": formulas double the quotes."""
    made = scheme()
    forms = tuple(
        replace(each, title='一表"试\'行"') if each.code == "personnel" else each
        for each in made.forms
    )
    cover = sheet(issued("U02", made=replace(made, forms=forms)), COVER)
    assert cover.cells[6, 0].value == '△ 还差15项：一表"试\'行"15项'
    assert '"、一表""试\'行"""&D10' in cover.cells[6, 0].formula
    assert "'一表\"试''行\"'!$B$6" in cover.cells[9, 3].formula
