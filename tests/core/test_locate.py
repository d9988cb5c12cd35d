"""Whose a workbook is, which sheet is which form, which column and row is which."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import returns_world as rw
from hypothesis import given
from hypothesis import strategies as st
from returns_world import KEY, PERSONNEL, PROGRESS

from jlhy_xl.core.examine import examine
from jlhy_xl.core.identity import SHEET
from jlhy_xl.core.locate import locate
from jlhy_xl.core.model import RawBook, RawSheet, State, Verdict

WORLD = rw.world()


def bare(*sheets: RawSheet) -> RawBook:
    """A workbook without any identity."""
    return RawBook(sheets)


PROGRESS_TABLE = """
2026年第48周指标进展表
单位名称：{unit}
| 序号 | 具体指标 | 现状值 | 推进状态 | 本周进展 |
| 1 | 解决商业纠纷的耗时 | 120 | 推进中 | 简化立案流程 |
| 2 | 解决商业纠纷的费用 | 12 | 推进中 | 减免部分费用 |
| 3 | 司法程序质量指数 | 10 | 已完成 | 评查已完成 |
"""


# --- identity -------------------------------------------------------------------------------


def test_the_hidden_sheet_decides_and_is_proved() -> None:
    """The template names its unit and period, and the token proves that it is ours."""
    found = locate(rw.issued(WORLD, "U01"), WORLD.scheme, KEY).whose
    assert (found.unit, found.period, found.token) == ("U01", "2026-W48", "valid")
    assert found.steps[0] == "隐藏表：U01 2026-W48"


def test_document_properties_stand_in_for_a_lost_hidden_sheet() -> None:
    """Without the hidden sheet the custom properties say the same."""
    book = rw.with_sheet(rw.issued(WORLD, "U01"), SHEET, None)
    found = locate(book, WORLD.scheme, KEY).whose
    assert (found.unit, found.period, found.token) == ("U01", "2026-W48", "valid")
    assert found.steps[0] == "隐藏表：没有"


def test_a_renamed_hidden_sheet_is_still_found() -> None:
    """The hidden sheet is known by what it holds."""
    book = rw.issued(WORLD, "U01")
    hidden = replace(rw.sheet_of(book, SHEET), name="Sheet9")
    book = replace(rw.with_sheet(book, SHEET, hidden), properties={})
    assert locate(book, WORLD.scheme, KEY).whose.unit == "U01"


def test_a_wrong_token_is_told_and_asked_about() -> None:
    """A template of another office's key is not ours; senders decide what that means."""
    found = locate(rw.issued(WORLD, "U01"), WORLD.scheme, b"another")
    assert found.whose.token == "wrong"
    assert "L109" in [each.code for each in found.findings]


def test_an_unknown_version_is_returned() -> None:
    """A template of a layout that we do not know is answered with the right one."""
    book = rw.issued(WORLD, "U01")
    at = next(at for at, held in rw.sheet_of(book, SHEET).cells.items() if held == "version")
    book = rw.put(book, SHEET, {(at[0], 1): "99"})
    found = rw.look(book, WORLD)
    assert found.verdict is Verdict.RETURNED
    assert "版本" in found.reason
    assert "L103" in rw.codes(found)


def test_two_identities_that_differ_are_asked_about() -> None:
    """Two templates put together belong to nobody until a person says so."""
    book = rw.filled(WORLD)
    book = replace(book, properties={**book.properties, "jlhy_unit": "U04"})
    found = rw.look(book, WORLD)
    assert found.verdict is Verdict.QUARANTINED
    assert "L110" in rw.codes(found)


def test_a_visible_name_that_disagrees_is_asked_about() -> None:
    """Unit A's template with unit B's name inside waits for a person, its readings at hand."""
    sheet = rw.sheet_of(rw.filled(WORLD), PERSONNEL)
    at = next(at for at, held in sheet.cells.items() if str(held).startswith("单位名称"))
    found = rw.look(rw.put(rw.filled(WORLD), PERSONNEL, {at: "单位名称：区财政局"}), WORLD)
    assert found.verdict is Verdict.QUARANTINED
    assert found.unit == "U01"
    told = next(each for each in found.findings if each.code == "L104")
    assert (told.sheet, told.cell, told.found) == (PERSONNEL, "A4", "单位名称：区财政局")
    assert told.expected == "区法院"
    assert found.readings


@pytest.mark.parametrize(
    "line", ["区法院", "区 法 院", "区法院  ", "台儿庄区人民法院", "Ｕ01", "区法院　填报人：张三"]
)
def test_a_book_without_identity_is_known_by_its_unit_line(line: str) -> None:
    """Name, alias and code, blanks and widths aside, tell the unit."""
    found = locate(bare(rw.table(PROGRESS_TABLE.format(unit=line))), WORLD.scheme, KEY).whose
    assert (found.unit, found.token) == ("U01", "absent")
    assert found.period == "2026-W48"


def test_a_book_without_identity_counts_all_the_same() -> None:
    """Sheets copied into a new book are read by their headings."""
    found = rw.look(bare(rw.table(PROGRESS_TABLE.format(unit="区法院"))), WORLD)
    assert found.verdict is Verdict.ACCEPTED, found.reason
    assert rw.reading(found, "07-01", "value").number == Decimal(120)
    assert "L111" in rw.codes(found)


def test_an_unknown_name_is_asked_about_with_a_guess_that_decides_nothing() -> None:
    """The likeliest unit is only suggested."""
    found = rw.look(bare(rw.table(PROGRESS_TABLE.format(unit="区财政厅"))), WORLD)
    assert found.verdict is Verdict.QUARANTINED
    assert found.unit == ""
    told = next(each for each in found.findings if each.code == "L105")
    assert "区财政局" in told.message
    assert told.found == "单位名称：区财政厅"


def test_the_very_list_of_one_units_indicators_tells_the_unit() -> None:
    """Where no name stands, the rows are one unit's own and nobody else's."""
    text = PROGRESS_TABLE.replace("单位名称：{unit}\n", "")
    found = locate(bare(rw.table(text)), WORLD.scheme, KEY).whose
    assert found.unit == "U01"
    assert "指标名单：与区法院的应报指标完全一致" in found.steps


def test_no_name_and_a_shared_list_is_asked_about() -> None:
    """Three units answer for group 6: its rows alone tell nobody."""
    text = """
    | 具体指标 | 现状值 | 推进状态 | 本周进展 |
    | 合法权利度指数 | 8 | 推进中 | 评估 |
    """
    found = rw.look(bare(rw.table(text)), WORLD)
    assert found.verdict is Verdict.QUARANTINED
    assert "L106" in rw.codes(found)


def test_a_period_in_no_open_timetable_is_asked_about() -> None:
    """An old week's return waits for a person."""
    found = rw.look(rw.issued(rw.world(periods=("2026-W30",)), "U01", "2026-W30"), WORLD)
    assert found.verdict is Verdict.QUARANTINED
    assert (found.unit, found.period) == ("U01", "2026-W30")
    assert "L108" in rw.codes(found)


def test_last_weeks_template_is_last_weeks_return() -> None:
    """Week 47's template in week 48 is week 47's return (example 28)."""
    both = rw.world(periods=("2026-W47", "2026-W48"))
    found = rw.look(rw.filled(both, "U01", "2026-W47"), both)
    assert (found.period, found.verdict) == ("2026-W47", Verdict.ACCEPTED)


def test_without_a_period_the_only_open_one_is_taken_with_a_query() -> None:
    """A book that names no period is asked about where more than one is open."""
    text = PROGRESS_TABLE.format(unit="区法院").replace("2026年第48周", "")
    found = rw.look(bare(rw.table(text)), WORLD)
    assert (found.period, found.verdict) == ("2026-W48", Verdict.ACCEPTED)
    assert "L113" in rw.codes(found)
    two = rw.world(periods=("2026-W47", "2026-W48"))
    found = rw.look(bare(rw.table(text)), two)
    assert found.verdict is Verdict.QUARANTINED
    assert "L107" in rw.codes(found)


def test_a_week_without_its_year_is_sought_among_the_open_ones() -> None:
    """第47周 is the open 2026-W47."""
    text = PROGRESS_TABLE.format(unit="区法院").replace("2026年第48周", "第47周（11.16—11.20）")
    found = rw.look(bare(rw.table(text)), rw.world(periods=("2026-W47", "2026-W48")))
    assert found.period == "2026-W47"


def test_a_foreign_workbook_is_returned_with_the_reason() -> None:
    """A workbook that matches no form is never "0 rows"."""
    sheet = rw.table("| 月份 | 用电量 | 同比 |\n| 1月 | 35 | 3% |")
    found = rw.look(bare(sheet), WORLD)
    assert found.verdict is Verdict.RETURNED
    assert "请使用本单位模板" in found.reason
    assert not found.readings


def test_the_notices_own_list_of_indicators_is_no_return() -> None:
    """Headings of locked columns alone make no form."""
    text = "| 序号 | 专项工作组 | 具体指标 | 牵头部门 |\n| 1 | 执行合同 | 解决商业纠纷的耗时 | 区法院 |"
    assert rw.look(bare(rw.table(text)), WORLD).verdict is Verdict.RETURNED


@pytest.mark.parametrize("book", [RawBook(()), bare(RawSheet("Sheet1", {}))])
def test_a_book_without_cells_is_returned(book: RawBook) -> None:
    """Nothing inside is never silently accepted."""
    found = rw.look(book, WORLD)
    assert found.verdict is Verdict.RETURNED
    assert found.reason


# --- sheets, headings, columns --------------------------------------------------------------


def changed(edit: dict[str, str | None]) -> RawBook:
    """A good return of 区法院 with headings of the progress sheet written otherwise."""
    book = rw.filled(WORLD)
    sheet = rw.sheet_of(book, PROGRESS)
    return rw.put(book, PROGRESS, {rw.head(sheet, old): new for old, new in edit.items()})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("推进状态", "推进状态（必填）"),
        ("本周进展", "*本 周 进 展："),
        ("现状值", "现状值\n（单位：按计量单位）"),
        ("具体指标", "指标名称"),
        ("本周进展", "【必填】本周进展"),
    ],
)
def test_headings_with_hints_are_the_same_headings(old: str, new: str) -> None:
    """(必填), stars, colons, blanks, hints and aliases change nothing."""
    found = rw.look(changed({old: new}), WORLD)
    assert found.verdict is Verdict.ACCEPTED
    assert rw.reading(found, "07-01", "status").value == "推进中"
    assert [each for each in found.findings if each.code in ("L201", "L202")] == []


def test_sheets_renamed_and_reordered_are_found_by_their_headings() -> None:
    """A sheet's name and place say nothing when the headings say it."""
    book = rw.filled(WORLD)
    sheets = [
        replace(each, name=f"Sheet{step}") if each.name != SHEET else each
        for step, each in enumerate(reversed(book.sheets))
    ]
    found = rw.look(replace(book, sheets=tuple(sheets)), WORLD)
    assert found.verdict is Verdict.ACCEPTED
    assert set(found.forms) == {"personnel", "progress", "issues"}


def test_a_sheet_that_is_there_twice_is_read_once() -> None:
    """The template's own sheet is read, the copy is asked about."""
    book = rw.filled(WORLD)
    copy = replace(rw.sheet_of(book, PROGRESS), name="指标进展表 (2)")
    found = rw.look(replace(book, sheets=(copy, *book.sheets)), WORLD)
    told = next(each for each in found.findings if each.code == "L211")
    assert told.sheet == "指标进展表 (2)"
    assert all(each.sheet != copy.name for each in found.readings)


def test_two_row_merged_headings_are_read() -> None:
    """A heading may be split over two rows, and merged over both."""
    text = """
    单位名称：区法院
    | 指标编码 | 具体指标 | 指标情况 |  | 推进状态 |
    |  |  | 现状值 | 本周进展 |  |
    | 07-01 | 解决商业纠纷的耗时 | 120 | 简化立案流程 | 推进中 |
    """
    sheet = replace(rw.table(text), merges=((1, 0, 2, 0), (1, 2, 1, 3), (1, 4, 2, 4)))
    found = rw.look(bare(sheet), WORLD)
    assert rw.reading(found, "07-01", "value").value == "120"
    assert rw.reading(found, "07-01", "status").value == "推进中"
    assert rw.reading(found, "07-01", "progress").cell == "D4"


def test_a_missing_required_column_is_one_finding_that_silences_its_cells() -> None:
    """Thirteen blank cells of a deleted column are one finding, not thirteen."""
    book = rw.filled(WORLD, "U03")
    sheet = rw.sheet_of(book, PROGRESS)
    _, column = rw.head(sheet, "本周进展")
    cells = {at: held for at, held in sheet.cells.items() if at[1] != column}
    found = rw.look(rw.with_sheet(book, PROGRESS, replace(sheet, cells=cells)), WORLD)
    errors = [each for each in found.findings if each.severity == "error"]
    assert [(each.code, each.field, each.expected) for each in errors] == [
        ("L201", "progress", "本周进展")
    ]
    assert rw.reading(found, "01-01", "progress").state is State.BLANK
    assert found.counts[1].expected == 37
    assert found.counts[1].valid == 24


def test_unknown_and_repeated_columns_are_listed() -> None:
    """A column of their own is a note; a second column of ours is asked about."""
    book = rw.filled(WORLD)
    book = rw.put(book, PROGRESS, {(4, 25): "经办人", (4, 26): "现状值", (5, 26): "99"})
    found = rw.look(book, WORLD)
    told = {each.code: each for each in found.findings}
    assert (told["L202"].found, told["L202"].cell, told["L202"].severity) == (
        "经办人",
        "Z5",
        "note",
    )
    assert (told["L203"].cell, told["L203"].severity) == ("AA5", "query")
    assert rw.reading(found, "07-01", "value").number == Decimal(8)


def test_a_hidden_sheet_is_read_and_told() -> None:
    """A form on a hidden sheet is read, and its being hidden is told."""
    book = rw.filled(WORLD)
    hidden = replace(rw.sheet_of(book, PROGRESS), visibility="hidden")
    found = rw.look(rw.with_sheet(book, PROGRESS, hidden), WORLD)
    assert found.verdict is Verdict.ACCEPTED
    assert "L212" in rw.codes(found)


# --- rows -----------------------------------------------------------------------------------


def place(sheet: RawSheet, unit: str = "U01"):
    book = bare(sheet)
    found = locate(book, WORLD.scheme, KEY)
    assert found.whose.unit == unit
    return found.places[0]


def test_rows_are_found_by_label_where_the_key_is_lost() -> None:
    """Without 指标编码 the indicator's name names the row."""
    found = place(rw.table(PROGRESS_TABLE.format(unit="区法院")))
    assert found.rows == {"07-01": 3, "07-02": 4, "07-03": 5}


def test_a_split_indicator_is_found_by_its_part_and_by_its_bare_name() -> None:
    """获得用水用气流程（水） and 获得用水用气流程 are both the water bureau's row."""
    text = """
    单位名称：区城乡水务局
    | 具体指标 | 现状值 | 推进状态 | 本周进展 |
    | 获得用水用气流程（水） | 3 | 推进中 | 已压减 |
    | 获得用水用气耗时 | 5 | 推进中 | 已压减 |
    """
    assert place(rw.table(text), "U08").rows == {"04-01": 2, "04-02": 3}


def test_a_code_that_became_a_date_is_still_that_code() -> None:
    """07-01 turned into 7月1日 means 07-01."""
    sheet = rw.table(
        "单位名称：区法院\n| 指标编码 | 现状值 | 推进状态 | 本周进展 |\n| x | 3 | 推进中 | 甲乙丙丁 |"
    )
    sheet = replace(sheet, cells={**sheet.cells, (2, 0): rw.cell(date(2026, 7, 1))})
    assert place(sheet).rows == {"07-01": 2}


def test_rows_sorted_without_their_hidden_codes_follow_the_visible_names() -> None:
    """Who sorts the visible columns alone answers beside the names that he sees."""
    book = rw.filled(WORLD)
    sheet = rw.sheet_of(book, PROGRESS)
    name, status = rw.find(sheet, "07-01", "具体指标"), rw.find(sheet, "07-01", "推进状态")
    other = rw.find(sheet, "07-02", "具体指标")
    swap = {name: sheet.cells[other], other: sheet.cells[name], status: "已完成"}
    found = rw.look(rw.put(book, PROGRESS, swap), WORLD)
    assert rw.reading(found, "07-02", "status").value == "已完成"
    assert rw.reading(found, "07-01", "status").value == "推进中"
    assert "L210" in rw.codes(found)


def test_one_changed_name_leaves_the_code_in_charge() -> None:
    """A label that was typed over does not move the row; it is told as changed."""
    book = rw.filled(WORLD)
    at = rw.find(rw.sheet_of(book, PROGRESS), "07-01", "具体指标")
    found = rw.look(rw.put(book, PROGRESS, {at: "解决商业纠纷的费用"}), WORLD)
    assert rw.reading(found, "07-01", "value").number == Decimal(8)
    told = [each for each in found.findings if each.code == "C201"]
    assert [(each.found, each.expected) for each in told] == [
        ("解决商业纠纷的费用", "解决商业纠纷的耗时")
    ]


def test_fixed_rows_stand_where_they_are_named() -> None:
    """Attachment 2's nameless first column is known by its three roles, in any order."""
    text = """
    联席会议成员单位人员信息登记表
    单位名称：区发改局
    |  | 姓　名 | 职  务 | 固定电话 | 手  机 | 邮  箱 |
    | 联络员（一名） | 王五 | 科员 | 无 | 13812345670 | 无 |
    | 分管领导 | 张三 | 副局长 | 无 | 13812345671 | 无 |
    | 具体负责人 | 李四 | 科长 | 无 | 13812345672 | 无 |
    """
    found = place(rw.table(text), "U02")
    assert found.rows == {"分管领导": 4, "具体负责人": 5, "联络员": 3}


def test_totals_are_noted_and_never_merged() -> None:
    """合计 at the foot is no indicator."""
    text = PROGRESS_TABLE.format(unit="区法院") + "| 合计 |  | 142 |  |  |"
    found = rw.look(bare(rw.table(text)), WORLD)
    told = next(each for each in found.findings if each.code == "L206")
    assert (told.cell, told.found, told.severity) == ("A7", "合计", "note")
    assert len([each for each in found.readings if each.field == "value"]) == 3


def test_a_row_of_nobody_is_kept_aside_and_asked_about() -> None:
    """An indicator of another unit is no row of this one."""
    text = PROGRESS_TABLE.format(unit="区法院") + "| 4 | 开办企业耗时 | 3 | 推进中 | 略 |"
    found = rw.look(bare(rw.table(text)), WORLD)
    told = next(each for each in found.findings if each.code == "L207")
    assert (told.severity, told.cell) == ("query", "A7")
    assert {each.row_key for each in found.readings} == {"07-01", "07-02", "07-03"}


def test_a_missing_row_is_one_finding() -> None:
    """A deleted indicator row is one error; its cells are blank."""
    text = PROGRESS_TABLE.format(unit="区法院")
    text = "\n".join(line for line in text.splitlines() if "费用" not in line)
    found = rw.look(bare(rw.table(text)), WORLD)
    errors = [each for each in found.findings if each.severity == "error"]
    assert [(each.code, each.row_key) for each in errors] == [("L204", "07-02")]
    assert rw.reading(found, "07-02", "value").state is State.BLANK


def test_duplicate_rows_that_differ_are_both_kept_aside() -> None:
    """Nobody can say which of two different rows is meant."""
    text = (
        PROGRESS_TABLE.format(unit="区法院") + "| 4 | 司法程序质量指数 | 11 | 已完成 | 评查已完成 |"
    )
    found = rw.look(bare(rw.table(text)), WORLD)
    told = next(each for each in found.findings if each.code == "L205")
    assert (told.severity, told.expected) == ("query", "07-03")
    assert rw.reading(found, "07-03", "value").state is State.ASIDE
    assert rw.reading(found, "07-03", "value").typed == "10"


def test_duplicate_rows_that_agree_are_one_row() -> None:
    """The same row twice, or one of them empty, disputes nothing."""
    text = PROGRESS_TABLE.format(unit="区法院")
    for more in (
        "| 4 | 司法程序质量指数 | 10 | 已完成 | 评查已完成 |",
        "| 4 | 司法程序质量指数 |  |  |  |",
    ):
        found = rw.look(bare(rw.table(text + more)), WORLD)
        assert "L205" not in rw.codes(found)
        assert rw.reading(found, "07-03", "value").number == Decimal(10)


def test_merged_answers_belong_to_the_first_cell_alone() -> None:
    """Nothing is filled down; the merge is asked about and the cells under it cost nothing."""
    book = rw.filled(WORLD)
    sheet = rw.sheet_of(book, PROGRESS)
    row, column = rw.find(sheet, "07-01", "本周进展")
    merged = replace(sheet, merges=(*sheet.merges, (row, column, row + 2, column)))
    found = rw.look(rw.with_sheet(book, PROGRESS, merged), WORLD)
    told = next(each for each in found.findings if each.code == "L209")
    assert (told.severity, told.cell) == ("query", rw.reading(found, "07-01", "progress").cell)
    assert rw.reading(found, "07-01", "progress").value == "07-01按计划推进"
    assert rw.reading(found, "07-02", "progress").state is State.BLANK
    assert found.in_order


def test_hidden_rows_and_columns_are_read_counted_and_noted() -> None:
    """What a filter hid still counts."""
    book = rw.filled(WORLD)
    sheet = rw.sheet_of(book, PROGRESS)
    row, column = rw.find(sheet, "07-01", "现状值")
    hidden = replace(sheet, hidden_rows=frozenset({row}), hidden_columns=frozenset({0, column}))
    found = rw.look(rw.with_sheet(book, PROGRESS, hidden), WORLD)
    notes = [each.message for each in found.findings if each.code in ("L208", "L217")]
    assert len(notes) == 2
    assert "3格" in notes[0]
    assert rw.reading(found, "07-01", "value").number == Decimal(8)


# --- the law: order says nothing --------------------------------------------------------------

_BOOK = rw.filled(rw.world(), "U03")
_SHEET = rw.sheet_of(_BOOK, PROGRESS)
_HEAD = rw.head(_SHEET, "具体指标")[0]
_ROWS = sorted({row for row, _ in _SHEET.cells if row > _HEAD})
_COLUMNS = sorted({column for row, column in _SHEET.cells if row >= _HEAD})


def plain(book: RawBook) -> set[tuple[object, ...]]:
    found = rw.look(book, WORLD)
    assert found.verdict is Verdict.ACCEPTED
    return {
        (each.form, each.row_key, each.field, each.state, each.typed, each.value, each.required)
        for each in found.readings
    }


_WANTED = plain(_BOOK)


@given(
    rows=st.permutations(_ROWS),
    columns=st.permutations(_COLUMNS),
    gap=st.integers(0, 3),
    order=st.permutations(range(len(_BOOK.sheets))),
)
def test_any_order_of_sheets_rows_and_columns_reads_the_same(
    rows: list[int], columns: list[int], gap: int, order: list[int]
) -> None:
    """Whatever stands where, the same keys and headings give the same readings."""
    down = dict(zip(_ROWS, rows, strict=True))
    across = dict(zip(_COLUMNS, columns, strict=True))
    cells = {
        (down.get(row, row) + (gap if row >= _HEAD else 0), across[column] if row >= _HEAD else column): held
        for (row, column), held in _SHEET.cells.items()
    }  # fmt: skip
    sheet = replace(_SHEET, cells=cells, merges=(), hidden_columns=frozenset())
    book = rw.with_sheet(_BOOK, PROGRESS, sheet)
    book = replace(book, sheets=tuple(book.sheets[place] for place in order))
    assert plain(book) == _WANTED


# --- what people add ----------------------------------------------------------------------------


def test_a_heading_printed_again_and_a_foot_are_no_rows() -> None:
    """A second page's heading and 填表人 at the foot answer nothing."""
    text = PROGRESS_TABLE.format(unit="区法院") + (
        "| 序号 | 具体指标 | 现状值 | 推进状态 | 本周进展 |\n| 填表人：张三 |  | 审核人：李四 |  |  |"
    )
    found = rw.look(bare(rw.table(text)), WORLD)
    assert {each.row_key for each in found.readings} == {"07-01", "07-02", "07-03"}
    told = [each for each in found.findings if each.code == "L207"]
    assert [(each.cell, each.severity) for each in told] == [("A8", "note")]


def test_a_foot_under_open_rows_is_no_problem_of_theirs() -> None:
    """填表人 below 问题与经验 is no row with a wrong kind."""
    book = rw.filled(WORLD)
    row, _ = rw.head(rw.sheet_of(book, "问题与经验"), "类别")
    book = rw.put(
        book,
        "问题与经验",
        {(row + 14, 0): "填表人：张三", (row + 15, 0): "合计", (row + 15, 1): "2"},
    )
    found = rw.look(book, WORLD)
    assert found.in_order
    assert [each for each in found.readings if each.form == "issues"] == []


def test_a_copy_that_was_filled_in_goes_before_an_empty_original() -> None:
    """Who fills in a copy of the sheet has answered."""
    book = rw.issued(WORLD, "U01")
    full = replace(rw.sheet_of(rw.filled(WORLD), PROGRESS), name="指标进展表 (2)")
    found = rw.look(replace(book, sheets=(*book.sheets, full)), WORLD)
    assert found.verdict is Verdict.ACCEPTED
    assert rw.reading(found, "07-01", "value").sheet == full.name


def test_a_sheet_of_their_own_may_name_anybody() -> None:
    """单位名称 on a list that the unit added says nothing of whose the return is."""
    own = rw.table("单位名称：区财政局\n| 企业 | 电话 |\n| 甲公司 | 1 |", "走访名单")
    book = rw.filled(WORLD)
    found = rw.look(replace(book, sheets=(*book.sheets, own)), WORLD)
    assert (found.verdict, found.findings) == (Verdict.ACCEPTED, ())


def test_a_persons_word_ends_the_doubt() -> None:
    """An asked arrival is read as the unit and period that a person named."""
    text = PROGRESS_TABLE.format(unit="区财政厅").replace("2026年第48周", "")
    book = bare(rw.table(text))
    assert rw.look(book, WORLD).readings == ()
    found = examine(book, "周报.xlsx", "f" * 64, WORLD, said=("U01", "2026-W48"))
    assert (found.verdict, found.unit, found.period) == (Verdict.ACCEPTED, "U01", "2026-W48")
    assert rw.reading(found, "07-01", "value").number == Decimal(120)
    assert "人工认定：U01 2026-W48" in found.identity


def test_objections_are_read_though_the_duty_does_not_know_the_lines() -> None:
    """异议反馈 is read by its lines' own numbers."""
    text = """
    | 事项编号 | 依据条款 | 事实 | 异议内容 | 依据 | 主要领导签字 |
    | 0123abcd | A1 | 迟报 | 邮箱故障，已当日电话说明 | 佐证1 | 张三 |
    """
    book = rw.filled(WORLD)
    found = rw.look(replace(book, sheets=(*book.sheets, rw.table(text, "异议反馈"))), WORLD)
    told = rw.reading(found, "0123abcd", "objection", "objections")
    assert (told.state, told.value) == (State.VALID, "邮箱故障，已当日电话说明")
    assert found.findings == ()


def test_no_change_of_what_was_never_known_is_asked_about_row_by_row_once() -> None:
    """本周无变化 in the very first return holds on to nothing: one query for the form."""
    book = rw.issued(WORLD, "U01")
    for code in ("07-01", "07-02", "07-03"):
        book = rw.fill(book, PROGRESS, code, 本周无变化="是")
    found = rw.look(book, WORLD)
    assert (found.verdict, found.in_order) == (Verdict.ACCEPTED, True)
    assert rw.codes(found) == ["C203"]


def test_words_beside_the_table_are_listed_once_a_column() -> None:
    """A column without a heading is kept aside, with a count."""
    book = rw.filled(WORLD)
    found = rw.look(rw.put(book, PROGRESS, {(5, 25): "已电话说明", (6, 25): "同左"}), WORLD)
    told = [(each.code, each.cell, each.found) for each in found.findings]
    assert told == [("L214", "Z6", "已电话说明")]
    assert "2格" in found.findings[0].message


# --- more ways to say whose and when ------------------------------------------------------------


def test_a_title_that_names_one_unit_tells_it() -> None:
    """Without a 单位名称 line the title may say it."""
    text = PROGRESS_TABLE.replace("单位名称：{unit}", "区法院（执行合同）指标进展表")
    text = text.replace("| 2 | 解决商业纠纷的费用 | 12 | 推进中 | 减免部分费用 |\n", "")
    found = locate(bare(rw.table(text)), WORLD.scheme, KEY).whose
    assert (found.unit, found.verdict) == ("U01", None)
    assert "表头文字：区法院" in found.steps


def test_the_unit_may_stand_in_the_cell_beside_its_label() -> None:
    """填报单位 in one cell, the name in the next."""
    text = PROGRESS_TABLE.replace("单位名称：{unit}", "| 填报单位 |  | 区法院 |")
    found = locate(bare(rw.table(text)), WORLD.scheme, KEY).whose
    assert (found.unit, found.verdict) == ("U01", None)


def test_a_unit_line_that_was_left_blank_says_nothing() -> None:
    """单位名称：____ is no name."""
    found = locate(bare(rw.table(PROGRESS_TABLE.format(unit="____"))), WORLD.scheme, KEY).whose
    assert (found.unit, found.verdict) == ("U01", None)
    assert "单位名称：没有写明" in found.steps


def test_a_unit_that_the_scheme_does_not_know_is_asked_about() -> None:
    """An identity of a unit that is no more waits for a person."""
    world = rw.world(replace(WORLD.scheme, units=WORLD.scheme.units[1:]))
    found = rw.look(rw.filled(WORLD), world)
    assert found.verdict is Verdict.QUARANTINED
    assert "L115" in rw.codes(found)


@pytest.mark.parametrize("line", ["期次：2026年第47周", "报告期：第47周（11.16—11.20）"])
def test_a_period_line_that_disagrees_is_asked_about_and_the_template_stands(line: str) -> None:
    """A template of week 48 that says week 47 inside is week 48's, with a query."""
    book = rw.put(rw.filled(WORLD), "填报说明", {(2, 0): line})
    found = rw.look(book, WORLD)
    assert (found.period, found.verdict) == ("2026-W48", Verdict.ACCEPTED)
    told = next(each for each in found.findings if each.code == "L114")
    assert (told.found, told.expected, told.cell) == (line, "2026-W48", "A3")


def test_a_period_line_that_agrees_is_only_a_step() -> None:
    """第48周 is 2026-W48."""
    book = rw.put(rw.filled(WORLD), "填报说明", {(2, 0): "期次：第48周（11.23—11.27）"})
    found = rw.look(book, WORLD)
    assert found.findings == ()
    assert "期次：W48（填报说明!A3）" in found.identity


def test_a_flood_is_told_as_a_number() -> None:
    """Who pastes a whole register under the table gets twenty findings and a count."""
    book = rw.filled(WORLD)
    more = {(row, column): held for row in range(100, 5100)
            for column, held in ((0, f"x{row}"), (3, "某指标"), (9, "1"))}  # fmt: skip
    found = rw.look(rw.put(book, PROGRESS, more), WORLD)
    assert rw.codes(found) == ["L207"] * 20 + ["L215"]
    assert "还有4980处" in found.findings[-1].message
    issues = {(row, 1): "内容" for row in range(100, 1200)}
    found = rw.look(rw.put(book, "问题与经验", issues), WORLD)
    assert len({each.row_key for each in found.readings if each.form == "issues"}) == 1000
    told = next(each for each in found.findings if each.code == "L216")
    assert (told.cell, told.severity) == ("B1101", "query")


def test_answers_that_lost_their_row_are_asked_about() -> None:
    """A row whose key and label were cleared still holds somebody's words."""
    book = rw.filled(WORLD)
    book = rw.fill(book, PROGRESS, "07-03", 具体指标=None)
    book = rw.put(book, PROGRESS, {rw.find(rw.sheet_of(book, PROGRESS), "07-03", "指标编码"): None})
    found = rw.look(book, WORLD)
    assert [(each.code, each.severity) for each in found.findings] == [
        ("L207", "query"), ("L204", "error")
    ]  # fmt: skip
