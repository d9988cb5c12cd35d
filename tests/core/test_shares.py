"""Tables pasted together: several forms in one sheet, several units in one workbook."""

import pytest
from core import returns_world as world
from msgspec.structs import replace

from jlhy_xl.core.model import Arrival, Clock, Verdict
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.returns.shares import apart, shares

AT = world.world()
PERSONNEL = """
联席会议成员单位人员信息登记表
单位名称：{unit}
|  | 姓  名 | 职  务 | 固定电话 | 手  机 | 邮  箱 |
| 分管领导 | 张三丰 | 副局长 | 0632-6611234 | 13812345678 | a@b.gov.cn |
| 具体负责人 | 李思源 | 科长 | 0632-6611235 | 13812345679 | c@b.gov.cn |
| 联络员 | 王五 | 科员 | 0632-6611236 | 13812345670 | d@b.gov.cn |
"""
COURT = world.PROGRESS_TABLE.format(unit="区法院")
LAND = """
2026年第48周指标进展表
单位名称：区自然资源局
| 序号 | 具体指标 | 现状值 | 推进状态 | 本周进展 |
| 1 | 登记财产流程 | 3 | 推进中 | 一窗受理 |
| 2 | 登记财产耗时 | 2 | 推进中 | 压缩时限 |
"""


def below(*texts: str, gap: int = 1, name: str = "汇总") -> RawSheet:
    """Tables one below the other in one sheet."""
    cells, at = {}, 0
    for text in texts:
        part = world.table(text)
        cells |= {(row + at, column): raw for (row, column), raw in part.cells.items()}
        at = max(row for row, _ in cells) + 1 + gap
    return RawSheet(name, cells)


def look(*sheets: RawSheet):
    return world.look(world.bare(*sheets), AT)


@pytest.mark.parametrize("gap", [0, 1, 5])
def test_two_forms_in_one_sheet_are_both_read(gap: int) -> None:
    """A personnel form under (or over) a progress form is a form, not a list of odd rows."""
    for texts in ((COURT, PERSONNEL), (PERSONNEL, COURT)):
        found = look(below(*(text.format(unit="区法院") for text in texts), gap=gap))
        assert (found.unit, set(found.forms), found.shares) == (
            "U01",
            {"progress", "personnel"},
            (),
        )
        assert world.reading(found, "联络员", "name", "personnel").typed == "王五"
        assert not {"L207", "L110"} & set(world.codes(found))


def test_addresses_stay_those_of_the_file() -> None:
    """What is told of a table further down names the cell as the file has it."""
    sheet = below(COURT, PERSONNEL.format(unit="区法院").replace("13812345678", "1381234"))
    found = look(sheet)
    told = next(each for each in found.findings if each.found == "1381234")
    row, column = next(at for at, raw in sheet.cells.items() if raw == "1381234")
    assert (told.sheet, told.cell) == ("汇总", f"{'ABCDEF'[column]}{row + 1}")


@pytest.mark.parametrize("how", ["stacked", "sheets", "named sheets", "titles"])
def test_each_unit_of_a_gathered_workbook_is_read_apart(how: str) -> None:
    """Tables below one another or a sheet a unit: each unit's part is its own return."""
    if how == "stacked":
        found = look(below(COURT, LAND))
    elif how == "sheets":
        found = look(world.table(COURT, "一"), world.table(LAND, "二"))
    elif how == "titles":
        texts = (COURT.replace("单位名称：区法院", ""), LAND.replace("单位名称：区自然资源局", ""))
        texts = (
            texts[0].replace("2026年", "区法院2026年"),
            texts[1].replace("2026年", "区自然资源局2026年"),
        )
        found = look(*(world.table(text, str(number)) for number, text in enumerate(texts)))
    else:
        found = look(
            world.table(COURT.replace("单位名称：区法院", ""), "区法院"),
            world.table(LAND.replace("单位名称：区自然资源局", ""), "区自然资源局"),
        )
    assert [each.unit for each in found.shares] == ["U01", "U07"]
    court, land = found.shares
    assert (
        world.reading(court, "02-01" if False else court.readings[0].row_key, "value").unit == "U01"
    )
    assert {each.unit for each in land.readings} == {"U07"}
    assert all(each.findings[0].code == "L219" for each in found.shares)


def test_a_column_that_names_the_units_takes_the_table_apart() -> None:
    """One table with a 单位 column, its names merged over their rows, is a return for each."""
    text = """
2026年第48周指标进展汇总表
| 单位 | 具体指标 | 现状值 | 推进状态 | 本周进展 |
| 区法院 | 解决商业纠纷的耗时 | 120 | 推进中 | 简化立案流程 |
|  | 解决商业纠纷的费用 | 12 | 推进中 | 减免部分费用 |
| 区自然资源局 | 登记财产流程 | 3 | 推进中 | 一窗受理 |
"""
    sheet = replace(world.table(text), merges=((2, 0, 3, 0),))
    found = look(sheet)
    assert [each.unit for each in found.shares] == ["U01", "U07"]
    typed = {each.typed for each in found.shares[0].readings if each.field == "value"}
    assert {"120", "12"} <= typed
    assert "3" not in typed


def test_one_odd_name_is_asked_about() -> None:
    """A unit's own two forms under two names are one question, not two returns."""
    found = look(world.table(COURT, "一"), world.table(PERSONNEL.format(unit="区财政局"), "二"))
    assert found.shares == ()
    assert found.verdict is Verdict.QUARANTINED
    assert "L104" in world.codes(found)


def test_a_template_is_one_unit_s() -> None:
    """An issued template, filled in, is never taken apart; a heading printed twice neither."""
    assert len(shares(world.filled(AT), AT.scheme)) == 1
    rows = COURT.strip().splitlines()
    again = "\n".join([*rows, rows[2], "| 4 | 解决商业纠纷的耗时 | 120 | 推进中 | 重复 |"])
    assert len(shares(RawBook((world.table(again),)), AT.scheme)) == 1


def test_the_template_s_own_unit_keeps_its_identity() -> None:
    """Another unit's sheet pasted into a template: the template still speaks for its own unit."""
    book = world.filled(AT)
    book = replace(book, sheets=(*book.sheets, world.table(LAND, "自然资源局的")))
    found = world.look(book, AT)
    assert [(each.unit, each.token) for each in found.shares] == [
        ("U01", "valid"),
        ("U07", "absent"),
    ]
    assert found.shares[0].verdict is Verdict.ACCEPTED


def test_each_part_is_a_leaf_of_its_own() -> None:
    """The parts have places and ids of their own, so that the balance and the chain hold."""
    leaf = Arrival("f" * 64, "汇总.xlsx", world.WEEK, "汇总.xlsx", world.NOW, Clock.REGISTER)
    pairs = apart(leaf, look(below(COURT, LAND)), AT.scheme)
    assert [arrival.source for arrival, _ in pairs] == [
        "汇总.xlsx » 区法院",
        "汇总.xlsx » 区自然资源局",
    ]
    assert len({arrival.id for arrival, _ in pairs}) == 2
    alone = look(world.table(COURT))
    assert apart(leaf, alone, AT.scheme) == [(leaf, alone)]
