"""Whose a workbook is, and which sheets and columns are which form's."""

from decimal import Decimal

import pytest
import returns_world as rw
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from returns_world import KEY, PERSONNEL, PROGRESS, PROGRESS_TABLE, bare

from jlhy_xl.core.model import State, Verdict
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.returns.identity import SHEET
from jlhy_xl.core.returns.locate import locate

WORLD = rw.world()


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
    assert "单位名称“区财政厅”不在" in told.message


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
