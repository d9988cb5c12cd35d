"""The scheme workbook is read by name, and every mistake in it is told at its cell."""

from datetime import datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default, sample
from jlhy_xl.core.model import Severity
from jlhy_xl.core.raw import CellError, RawBook, RawSheet, a1
from jlhy_xl.core.scheme.parse import parse
from jlhy_xl.core.wording.scheme import CODES
from tests.core.scheme_book_world import Edit, assert_quoted
from tests.scheme_world import default_book, edited, place, sample_book, sheet_of, with_sheet

# A cell's moment knows no zone: the office's own is meant.
NEW_YEAR = datetime(2026, 1, 1)  # noqa: DTZ001 - as a reader gives it


def test_the_sample_workbook_has_no_findings() -> None:
    """The sample scheme, written and read, is equal and has nothing to mend."""
    assert parse(sample_book()) == (sample(), ())
    assert parse(default_book()) == (default(), ())


# What is typed → the code it brings about, at the typed cell unless another cell is named.
EDITS: list[tuple[str, list[Edit], tuple[str, str | int, str] | None]] = [
    ("S201", [("单位", "U03", "编码", None)], ("单位", 4, "编码")),
    ("S201", [("减扣规则", "A1", "情形", "  ")], None),
    ("S201", [("议定事项", "YD2026-001", "完成时限", None)], None),
    ("S202", [("减扣规则", "A1", "分值", "半分")], None),
    ("S202", [("减扣规则", "A1", "分值", "1e999999")], None),
    ("S202", [("工作组", 3, "序号", Decimal("1.5"))], None),
    ("S202", [("单位", "U01", "启用", "去年")], None),
    ("S202", [("单位", "U01", "启用", "2026-02-30")], None),
    ("S202", [("参数", "截止时刻", "值", "25:00")], None),
    ("S202", [("指标", "04-01", "分项", "水区城乡水务局")], None),
    ("S202", [("单位", "U01", "单位简称", True)], ("单位", 2, "单位简称")),
    ("S203", [("指标", "01-01", "优向", "越小越好")], None),
    ("S203", [("单位", "U01", "成员单位", "对")], None),
    ("S203", [("参数", "截止星期", "值", "每周五")], None),
    ("S204", [("工作组", 2, "牵头单位", "区工信局")], None),
    ("S204", [("指标", "04-01", "分项", "水=区水利局；气=区住建局")], None),
    ("S204", [("单位", "U01", "承继单位", "区检察院")], None),
    ("S205", [("不予减扣", 2, "起始期次", "2026-W60")], None),
    ("S205", [("不予减扣", 2, "起始期次", "第47周")], None),
    ("S206", [("指标", "01-01", "指标编码", NEW_YEAR)], ("指标", 2, "指标编码")),
    ("S207", [("减扣规则", "A1", "分值", CellError("#REF!"))], None),
    ("S344", [("文稿用语", "简报·开头", "用语", "现将{本期}情况简报如下。")], None),
    ("S344", [("文稿用语", "通报·工作要求", "用语", "请于{时间}前整改。")], None),
    ("S301", [("单位", "U02", "编码", "U01")], ("单位", 3, "编码")),
    ("S301", [("目标值", 3, "指标编码", "01-01")], ("目标值", 3, "单位")),
    ("S301", [("指标", "06-01", "牵头单位", "区人民银行；人行")], None),
    ("S302", [("单位", "U01", "别名", "人行"), ], ("单位", 13, "别名")),
    ("S302", [("单位", "U02", "单位简称", "区审批局")], ("单位", "U03", "别名")),
    ("S303", [("单位", "U02", "登记邮箱", "FAYUAN@tez.example")], None),
    ("S304", [("单位", "U05", "办公室所在", "是")], None),
    ("S307", [("单位", "U01", "启用", "2026-5-1"), ("单位", "U01", "停用", "2026年1月1日")], None),
    ("S307", [("不予减扣", 2, "截止期次", "2026-W46")], None),
    ("S307", [("减扣规则", "A1", "起始日期", "2026.5.1"), ("减扣规则", "A1", "截止日期", "20260101")], None),
    ("S308", [("单位", "U04", "承继单位", "区财政局")], None),
    ("S309", [("目标值", 2, "指标编码", "12-01")], None),
    ("S309", [("指标", "01-04", "测算自", "01-01；01-09")], None),
    ("S309", [("指标", "01-04", "工作组", Decimal(12))], None),
    ("S309", [("字段", 2, "表单编码", "people")], None),
    ("S309", [("校验", "K103", "字段编码", "roles")], None),
    ("S309", [("校验", "K303", "另一栏或取值", "extend")], None),
    ("S309", [("不予减扣", 2, "规则", "A9")], None),
    ("S309", [("排名", 2, "对象", "开办公司")], None),
    ("S310", [("目标值", 2, "单位", "区法院")], None),
    ("S312", [("指标", "06-01", "共担方式", None)], None),
    ("S312", [("指标", "01-01", "共担方式", "共填")], None),
    ("S313", [("指标", "04-01", "分项", "水=区城乡水务局")], None),
    ("S313", [("指标", "06-01", "分项", "水=区人民银行")], None),
    ("S314", [("指标", "01-01", "最差值", None)], None),
    ("S314", [("指标", "01-01", "最差值", Decimal(1))], ("指标", "01-01", "最优值")),
    ("S315", [("指标", "01-01", "优向", "越高越好")], ("指标", "01-01", "最优值")),
    ("S316", [("指标", "06-04", "测算自", "06-01*0；06-02*8")], None),
    ("S316", [("指标", "06-04", "测算自", "06-04")], None),
    ("S317", [("表单", "progress", "表名", "进展/周")], None),
    ("S317", [("表单", "progress", "表名", "填报说明")], None),
    ("S318", [("表单", "personnel", "固定行", None)], None),
    ("S318", [("表单", "issues", "谁报", "指定单位")], ("表单", "issues", "指定单位")),
    ("S320", [("字段", 3, "用途", "行键"), ("字段", 3, "必填", "否")], ("字段", 3, "用途")),
    ("S321", [("字段", 4, "别名", "姓名")], None),
    ("S322", [("字段", 3, "栏目名称", None)], None),
    ("S323", [("字段", "status", "选项", None)], None),
    ("S324", [("字段", "value", "下限", Decimal(10)), ("字段", "value", "上限", "１")], None),
    ("S325", [("字段", "measure", "预填", "指标.单位")], None),
    ("S325", [("字段", "measure", "预填", "上期.state")], None),
    ("S326", [("字段", "measure", "必填", "是")], None),
    ("S326", [("字段", "kind", "必填", "到期")], None),
    ("S327", [("校验", "K205", "参数", "一半")], None),
    ("S327", [("校验", "K210", "参数", "[0-9")], None),
    ("S327", [("校验", "K303", "参数", "早于")], None),
    ("S327", [("校验", "K103", "另一栏或取值", None)], None),
    ("S327", [("校验", "K206", "校验种类", "唯一"), ("校验", "K206", "字段编码", None)], None),
    ("S328", [("减扣规则", "B2", "上限", Decimal(5))], None),
    ("S329", [("减扣规则", "A2", "上限", Decimal(6))], None),
    ("S330", [("减扣规则", "A1", "分值", Decimal(-1))], None),
    ("S330", [("参数", "有效报送最低比例", "值", "150%")], None),
    ("S330", [("参数", "宽限分钟", "值", "-5")], None),
    ("S330", [("排名", 2, "位次", Decimal(0))], None),
    ("S331", [("排名", 2, "位次", Decimal(7))], None),
    ("S334", [("议定事项", "YD2026-003", "延至", None)], None),
    ("S336", [("参数", "时区", "值", "北京时间")], None),
    ("S337", [("参数", "电话区号", "值", "632")], None),
    ("S309", [("核实记录", "HS2026-01", "指标编码", "99-99")], None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits", "where"), EDITS)
def test_a_mistake_is_an_error_at_its_cell(
    code: str, edits: list[Edit], where: tuple[str, str | int, str] | None
) -> None:
    """Each mistake brings its own code, at the cell that has to be mended, and no scheme."""
    broken = edited(sample_book(), *edits)
    scheme, findings = parse(broken)
    assert scheme is None
    sheet, row, heading = where or edits[-1][:3]
    at = a1(*place(sample_book(), sheet, heading, row))
    assert (code, sheet, at) in {(each.code, each.sheet, each.cell) for each in findings}
    assert_quoted(broken, findings)


QUERIES: list[tuple[str, list[Edit]]] = [
    ("S311", [("工作组", 2, "牵头单位", "区财政局")]),
    ("S332", [("排名", 2, "参评数", None)]),
    ("S333", [("发布值", 2, "指标编码", "01-01")]),
    ("S338", [("参数", "报送周期", "值", "月")]),
    ("S338", [("核实记录", "HS2026-01", "期次", "2026-11")]),
    ("S335", [("参数", "生效日期", "值", None)]),
    ("S305", [("单位", "U02", "办公室所在", "否")]),
    ("S339", [("单位", "U07", "停用", datetime(2026, 6, 30))]),  # noqa: DTZ001 - a cell has no zone
    ("S340", [("单位", "U07", "承继单位", "区住建局")]),
    ("S343", [("文稿用语", "简报·开头", "用处", "简报开头语")]),
]


@pytest.mark.parametrize(("code", "edits"), QUERIES)
def test_a_doubt_is_a_query_and_the_scheme_stands(code: str, edits: list[Edit]) -> None:
    """What may well be meant so is asked about, and the scheme is made all the same."""
    book = edited(sample_book(), *edits)
    scheme, findings = parse(book)
    assert scheme is not None
    assert code in {each.code for each in findings}
    assert {each.severity for each in findings} == {Severity.QUERY}
    assert_quoted(book, findings)


def without(book: RawBook, name: str) -> RawBook:
    return replace(book, sheets=tuple(each for each in book.sheets if each.name != name))


def test_a_missing_sheet_is_one_finding_that_silences_its_children() -> None:
    """Without 字段 there is one error, not one for each form and check."""
    scheme, findings = parse(without(sample_book(), "字段"))
    assert scheme is None
    assert [(each.code, each.expected) for each in findings] == [("S101", "字段")]


def test_a_missing_sheet_of_the_ledgers_is_an_empty_table() -> None:
    """Without 日历 the scheme stands, with a query."""
    scheme, findings = parse(without(sample_book(), "日历"))
    assert scheme == sample()
    assert [each.code for each in findings] == ["S102"]


def test_a_renamed_sheet_is_guessed_at() -> None:
    """A sheet by nearly the right name is suggested, never taken."""
    sheets = tuple(
        replace(each, name="减扣规则表" if each.name == "减扣规则" else each.name)
        for each in sample_book().sheets
    )
    scheme, findings = parse(replace(sample_book(), sheets=sheets))
    assert scheme is None
    assert "S101" in {each.code for each in findings}
    assert "是否为“减扣规则表”" in next(each.message for each in findings if each.code == "S101")


def test_two_sheets_of_one_name_are_an_error() -> None:
    """“单位” and “单 位” are the same sheet twice."""
    twice = RawSheet("单 位", sheet_of(sample_book(), "单位").cells)
    _, findings = parse(replace(sample_book(), sheets=(*sample_book().sheets, twice)))
    assert [(each.code, each.found) for each in findings] == [("S103", "单 位")]


def test_a_misspelt_heading_is_named_with_its_nearest_guess() -> None:
    """An unknown optional column is a query with the heading it may have meant."""
    at = place(sample_book(), "单位", "登记邮箱", 1)
    cells = {**sheet_of(sample_book(), "单位").cells, at: "登记油箱"}
    scheme, findings = parse(with_sheet(sample_book(), "单位", cells))
    assert scheme is not None
    assert not any(unit.mails for unit in scheme.units)
    by_code = {each.code: each for each in findings}
    assert by_code.keys() == {"S105", "S106"}
    assert (by_code["S106"].found, by_code["S106"].cell) == ("登记油箱", a1(*at))
    assert "是否为“登记邮箱”" in by_code["S106"].message


def test_a_missing_required_column_is_one_error() -> None:
    """A required column that is gone is one finding, not one a row."""
    at = place(sample_book(), "减扣规则", "情形", 1)
    cells = dict(sheet_of(sample_book(), "减扣规则").cells)
    del cells[at]
    scheme, findings = parse(with_sheet(sample_book(), "减扣规则", cells))
    assert scheme is None
    assert [(each.code, each.expected) for each in findings] == [("S105", "情形")]


def test_a_code_that_stands_twice_is_told_there_alone() -> None:
    """Targets of the indicator that had the code first are no error for that."""
    _, findings = parse(edited(sample_book(), ("指标", "10-01", "指标编码", "01-01")))
    told = {each.code for each in findings}
    assert "S301" in told
    assert "S310" not in told


def test_a_heading_twice_is_an_error() -> None:
    """Two columns of one name are never chosen between."""
    cells = {**sheet_of(sample_book(), "日历").cells, (1, 9): "日期"}
    _, findings = parse(with_sheet(sample_book(), "日历", cells))
    assert [(each.code, each.cell) for each in findings] == [("S107", "J2")]


def test_no_header_at_all_is_one_error() -> None:
    """A sheet whose header row was deleted says so once."""
    cells = {at: raw for at, raw in sheet_of(sample_book(), "日历").cells.items() if at[0] != 1}
    cells[5, 0] = "2026-10-01"
    _, findings = parse(with_sheet(sample_book(), "日历", cells))
    assert [each.code for each in findings] == ["S104"]


def test_parameters_are_found_by_name() -> None:
    """A missing parameter keeps its default with a query; an unknown one is guessed at."""
    book = edited(sample_book(), ("参数", "截止星期", "参数", "截至星期"))
    scheme, findings = parse(book)
    assert scheme is not None
    assert scheme.parameters.deadline_weekday == 5
    assert {each.code for each in findings} == {"S108", "S109"}
    assert any("是否为“截止星期”" in each.message for each in findings)


def test_all_mistakes_are_told_at_once_in_reading_order() -> None:
    """Three mistakes on three sheets are three findings, by sheet and row."""
    book = edited(
        sample_book(),
        ("减扣规则", "A1", "分值", "半分"),
        ("指标", "01-01", "优向", "越小越好"),
        ("指标", "10-01", "牵头单位", "区工信局"),
    )
    _, findings = parse(book)
    assert [each.code for each in findings] == ["S203", "S204", "S202"]
    assert [each.sheet for each in findings] == ["指标", "指标", "减扣规则"]


def test_no_units_at_all_is_an_error() -> None:
    """A scheme without a member unit is refused."""
    book = sample_book()
    for line in range(2, 15):
        book = edited(book, ("单位", line, "成员单位", "否"))
    assert "S306" in {each.code for each in parse(book)[1]}


def test_a_form_without_fields_is_an_error() -> None:
    """A form that nobody gave a column to is named."""
    book = edited(
        sample_book(),
        ("表单", 7, "表单编码", "extra"), ("表单", 7, "表名", "附加表"),
        ("表单", 7, "行来源", "开放行"), ("表单", 7, "谁报", "全部成员单位"),
        ("表单", 7, "空白行数", Decimal(3)),
    )  # fmt: skip
    assert [(each.code, each.found) for each in parse(book)[1]] == [("S319", "extra")]


def test_every_code_is_brought_about() -> None:
    """Each S code has a test here that makes it, and codes are unique."""
    codes = [code.code for code in CODES]
    assert len(set(codes)) == len(codes)
    made = {code for code, *_ in EDITS} | {code for code, _ in QUERIES}
    elsewhere = {"S101", "S102", "S103", "S104", "S105", "S106", "S107", "S108", "S109", "S306",
                 "S319", "S341", "S342"}  # fmt: skip
    assert made | elsewhere == set(codes)
