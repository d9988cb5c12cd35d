"""What stands in a cell before anyone types."""

from datetime import date
from decimal import Decimal

import pytest
import returns_world as rw
from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, Prior, Status
from jlhy_xl.core.returns.obligations import Row, rows_of
from jlhy_xl.core.returns.prefill import Prefilled, indicator_name, prefilled, unit_name
from jlhy_xl.core.scheme.choices import FieldType
from jlhy_xl.core.scheme.model import Field, Resolution, Target

WORLD = rw.world()


def made(
    prefill: str, unit: str, key: str, prior: Prior | None = None, **more: object
) -> Prefilled:
    """The prefilled content of a row of the unit's progress form."""
    scheme = replace(WORLD.scheme, **more)
    duty = WORLD.duties[unit, rw.WEEK]
    form = scheme.form_by_code["progress"]
    row = next(each for each in rows_of(scheme, form, unit) if each.key == key)
    item = Field("progress", "x", "甲", prefill=prefill)
    return prefilled(scheme, duty, prior or Prior(), item, row)


@pytest.mark.parametrize(
    ("prefill", "wanted"),
    [
        ("指标.编码", "04-02"),
        ("指标.序号", Decimal(2)),
        ("指标.工作组", "获得用水用气"),
        ("指标.名称", "获得用水用气耗时（水）"),
        ("指标.计量单位", "工作日"),
        ("指标.优向", "越低越好"),
        ("指标.没有这项", None),
        ("目标.上年值", Decimal("12.5")),
        ("目标.年度目标值", Decimal(3)),
        ("上期.value", Decimal(8)),
        ("上期.status", None),
        ("议定.编号", None),
        ("异议.编号", None),
        ("", None),
    ],
)
def test_an_indicators_row(prefill: str, wanted: Prefilled) -> None:
    """Each word of the scheme's 预填 gives its cell."""
    targets = (Target("04-02", "U08", Decimal("12.5"), Decimal(3), "8"),)
    assert made(prefill, "U08", "04-02", targets=targets) == wanted


def test_without_a_target_its_cells_are_blank() -> None:
    """Nothing is made up."""
    assert made("目标.上年值", "U08", "04-02", targets=()) is None
    assert made("上期.value", "U08", "04-02", targets=()) is None


@pytest.mark.parametrize(
    ("known", "wanted"),
    [("7.5", Decimal("7.5")), ("当日办结", "当日办结"), ("NaN", "NaN"), ("", None)],
)
def test_last_period_as_a_number_or_as_words(known: str, wanted: Prefilled) -> None:
    """What was a number last week is a number again; words stay words."""
    prior = Prior({("progress", "04-02", "value"): known})
    assert made("上期.value", "U08", "04-02", prior, targets=()) == wanted


def test_last_periods_date_is_a_day() -> None:
    """A date field of last week is a date again; other words stay."""
    prior = Prior({("progress", "04-02", "due"): "2026-12-31"})
    assert made("上期.due", "U08", "04-02", prior) == date(2026, 12, 31)
    prior = Prior({("progress", "04-02", "due"): "年底"})
    assert made("上期.due", "U08", "04-02", prior) == "年底"


def test_a_resolutions_row() -> None:
    """Due is the granted extension, else the date set, else 长期; names, not codes."""
    item = Resolution("YD-03", "纪要", "", "梳理堵点", "U01", ("U05", "U06"), date(2026, 12, 1))
    duty = WORLD.duties["U01", rw.WEEK]

    def cell(word: str, found: Resolution) -> Prefilled:
        field = Field("resolutions", "x", "甲", prefill=f"议定.{word}")
        return prefilled(WORLD.scheme, duty, Prior(), field, Row(found.code, resolution=found))

    assert cell("牵头", item) == "区法院"
    assert cell("配合", item) == "区人社局、区住建局"
    assert cell("文号", item) is None
    assert cell("完成时限", item) == date(2026, 12, 1)
    asked = replace(item, extended=date(2026, 12, 15))
    assert cell("完成时限", asked) == date(2026, 12, 1)
    assert cell("完成时限", replace(asked, granted="同意")) == date(2026, 12, 15)
    assert cell("完成时限", replace(item, due=None)) == "长期"


def test_registered_people_are_masked() -> None:
    """Names, numbers and addresses are shown with their middle hidden; a title is not."""
    prior = rw.on_file()
    duty = WORLD.duties["U01", rw.WEEK]
    told = {
        code: prefilled(WORLD.scheme, duty, prior, Field("personnel", code, "甲", kind, prefill=f"登记.{code}"),
                        Row("联络员"))
        for code, kind in (("name", FieldType.NAME), ("title", FieldType.TEXT),
                           ("phone", FieldType.PHONE), ("mobile", FieldType.MOBILE),
                           ("mail", FieldType.MAIL))
    }  # fmt: skip
    assert told == {"name": "张**", "title": "副局长", "phone": "0632-****234",
                    "mobile": "138****5678", "mail": "z***@example.gov.cn"}  # fmt: skip


def test_a_line_that_can_be_contested() -> None:
    """Its number, rule, fact and points."""
    line = Deduction(
        "A1", "U01", "2026-W47", "", "迟报", Decimal("0.5"), Decimal("0.5"), Status.INFORMED
    )
    duty = WORLD.duties["U01", rw.WEEK]
    told = [
        prefilled(WORLD.scheme, duty, Prior(), Field("objections", "x", "甲", prefill=f"异议.{word}"),
                  Row(line.id, line=line))
        for word in ("line", "rule", "event", "points", "别的")
    ]  # fmt: skip
    ground = "A1 迟报：首份有效报送晚于截止时间和宽限时间（通知五（四））"
    assert told == [line.id, ground, "迟报", Decimal("0.5"), None]
    gone = Row(line.id, line=replace(line, rule="Z9"))
    item = Field("objections", "x", "甲", prefill="异议.rule")
    assert prefilled(WORLD.scheme, duty, Prior(), item, gone) == "Z9"


def test_names() -> None:
    """An unknown unit is told by its code; an undivided indicator by its bare name."""
    assert unit_name(WORLD.scheme, "T09") == "T09"
    assert indicator_name(WORLD.scheme.indicator_by_code["01-01"], "U03") == "开办企业流程"
