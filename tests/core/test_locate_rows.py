"""Which row is which, and what people add to a sheet."""

from datetime import date
from decimal import Decimal

import returns_world as rw
from msgspec.structs import replace
from returns_world import KEY, PROGRESS, PROGRESS_TABLE, bare

from jlhy_xl.core.model import State, Verdict
from jlhy_xl.core.raw import RawSheet
from jlhy_xl.core.returns.examine import examine
from jlhy_xl.core.returns.locate import locate

WORLD = rw.world()


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


def test_optional_columns_that_are_missing_are_one_note() -> None:
    """A short table of the required columns alone is told once, without weight."""
    found = rw.look(bare(rw.table(PROGRESS_TABLE.format(unit="区法院"))), WORLD)
    told = [each for each in found.findings if each.code == "L218"]
    assert [each.severity for each in told] == ["note"]
    assert "备注" in told[0].expected
    assert "存在问题" in told[0].expected
    assert found.in_order
