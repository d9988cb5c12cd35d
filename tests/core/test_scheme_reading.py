"""方案.xlsx typed otherwise reads the same: positions, ways of writing, seconds, the digest."""

from datetime import datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default, sample
from jlhy_xl.core.model import Severity
from jlhy_xl.core.raw import CellError, RawBook, Uncached
from jlhy_xl.core.scheme.choices import Direction, Source
from jlhy_xl.core.scheme.forms import OF_FIELDS, PREFILLS
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.parse import digest, parse
from jlhy_xl.core.scheme.tables import PARAMETERS, TABLES
from tests.core.scheme_book_world import Edit, assert_quoted
from tests.scheme_world import edited, sample_book, with_sheet

EIGHT_OCTOBER = datetime(2026, 10, 8, 17, 0)  # noqa: DTZ001 - as a reader gives it


# Ways in which people type the same thing
SAME: list[tuple[str, list[Edit]]] = [
    ("units by alias", [("工作组", 2, "牵头单位", "区审批局")]),
    ("units by code", [("议定事项", "YD2026-002", "牵头单位", "u11")]),
    ("half-width separator", [("工作组", 5, "牵头单位", "区城乡水务局;区住建局")]),
    ("line breaks", [("工作组", 5, "牵头单位", "区城乡水务局\n区住建局、")]),
    ("numbers as text", [("减扣规则", "A1", "分值", "０.5")]),
    ("a percentage", [("参数", "有效报送最低比例", "值", "50％")]),
    ("a date as text", [("参数", "生效日期", "值", "2026年1月1日")]),
    ("a date as a number", [("参数", "生效日期", "值", Decimal(46023))]),
    ("a date as eight digits", [("参数", "生效日期", "值", Decimal(20260101))]),
    ("a time", [("参数", "截止时刻", "值", time(17, 0))]),
    ("a time as a fraction", [("参数", "截止时刻", "值", Decimal("0.7083333333333334"))]),
    ("a full-width time", [("参数", "截止时刻", "值", "17：00")]),
    ("a weekday", [("参数", "截止星期", "值", "星期五")]),
    ("a weekday as a number", [("参数", "截止星期", "值", Decimal(5))]),
    ("a logical value", [("单位", "U02", "办公室所在", True)]),
    ("a choice with blanks", [("指标", "01-01", "优向", " 越低 越好")]),
    ("a weight", [("指标", "06-04", "测算自", "06-01×12 06-02＊8")]),
    ("parts", [("指标", "04-01", "分项", "水＝区水务局,气=住建局")]),
    ("长期 as the sample has it", [("议定事项", "YD2026-006", "完成时限", " 长期 ")]),
    ("a period in small letters", [("不予减扣", 2, "起始期次", "2026-w47")]),
    ("a mail address", [("单位", "U01", "登记邮箱", "Fayuan@TEZ.example，")]),
    ("a column by hint", [("单位", 1, "编码", "编码（必填）：")]),
]  # fmt: skip


@pytest.mark.parametrize("edits", [edits for _, edits in SAME], ids=[name for name, _ in SAME])
def test_the_same_thing_typed_otherwise_is_the_same_scheme(edits: list[Edit]) -> None:
    """Text, number, date, alias or full width: the scheme is equal."""
    scheme, findings = parse(edited(sample_book(), *edits))
    assert findings == ()
    assert scheme == sample()


def test_positions_mean_nothing() -> None:
    """Sheets reversed, columns moved, rows pushed down, blank rows between: the same scheme."""
    moved = []
    for sheet in reversed(sample_book().sheets):
        last = max(column for _, column in sheet.cells)
        step = 1 if sheet.name == "说明" else 2
        cells = {(row * step, last - column): raw for (row, column), raw in sheet.cells.items()}
        moved.append(replace(sheet, name=f" {sheet.name}　", cells=cells))
    assert parse(RawBook(tuple(moved))) == (sample(), ())


def test_deadlines_are_read_to_the_second() -> None:
    """A moment typed as text, as a serial number or as a date with a time is the same."""
    wanted = EIGHT_OCTOBER
    for typed in ("2026-10-08 17:00", "2026/10/8 17:00:00", Decimal("46303.7083333333"), wanted):
        scheme, findings = parse(
            edited(
                sample_book(),
                ("期次", 2, "期次", "2026-W40"),
                ("期次", 2, "截止时间", typed),
            )
        )
        assert findings == ()
        assert scheme is not None
        assert scheme.periods[0].deadline == wanted


def test_the_digest_follows_the_content_alone() -> None:
    """Layout, spelling of numbers and default values change no digest; content does."""
    scheme = sample()
    spelt = replace(scheme.rules[0], points=Decimal("0.50"))
    assert digest(replace(scheme, rules=(spelt, *scheme.rules[1:]))) == digest(scheme)
    dearer = replace(scheme.rules[0], points=Decimal("0.51"))
    assert digest(replace(scheme, rules=(dearer, *scheme.rules[1:]))) != digest(scheme)
    turned = replace(scheme, units=scheme.units[::-1])
    assert digest(turned) != digest(scheme)


def test_the_notice_counts() -> None:
    """12 units, 11 groups, 49 indicators, 61 rows; 区发改局 holds the office and leads none."""
    scheme = default()
    assert [len(x) for x in (scheme.units, scheme.groups, scheme.indicators)] == [12, 11, 49]
    assert sum(len(row.leads) for row in scheme.indicators) == len(scheme.targets) == 61
    (office,) = [unit for unit in scheme.units if unit.office]
    assert office.name == "区发改局"
    assert not any(office.code in row.leads for row in scheme.indicators)
    per_group = [
        sum(row.group == each.number for row in scheme.indicators) for each in scheme.groups
    ]
    assert per_group == [4, 5, 6, 4, 5, 4, 3, 5, 5, 4, 4]
    assert sum("U03" in row.leads for row in scheme.indicators) == 13
    assert sum(row.source is Source.OFFICIAL for row in scheme.indicators) == 5
    assert scheme.is_trial
    assert not sample().is_trial


def test_scores_are_made_of_judged_indicators() -> None:
    """Where an indicator has a frontier, best and worst agree with its direction."""
    for row in default().indicators:
        if row.best is not None and row.worst is not None:
            assert (row.best < row.worst) == (row.direction is Direction.LOWER)


def test_every_column_has_its_attribute_and_heading_once() -> None:
    """The specs hold every attribute of the scheme's nouns, each under its own heading."""
    for table in TABLES:
        assert len({column.heading for column in table.columns}) == len(table.columns)
    assert {column.attribute for column in PARAMETERS} == set(Scheme().parameters.__struct_fields__)


def test_prefills_are_those_that_the_templates_know() -> None:
    """Every prefill of the default scheme is one of the list, and the list is used in full."""
    used = {row.prefill for row in default().fields if row.prefill}
    plain = {word for word in used if word.partition(".")[0] not in OF_FIELDS}
    assert plain == set(PREFILLS)


TYPED = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["是", "U01", "区法院", "2026-W10", "1e999999", "１", "=1", "水=", "*", "-1%"]),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
    st.times(),
    st.just(CellError("#N/A")),
    st.just(Uncached("=A1")),
)


@given(st.data())
def test_whatever_is_typed_gives_findings_never_an_exception(data: st.DataObject) -> None:
    """Any content in any cells, headings included: findings that quote their cells."""
    book = sample_book()
    for _ in range(data.draw(st.integers(1, 4))):
        sheet = data.draw(st.sampled_from([each for each in book.sheets if each.name != "说明"]))
        at = data.draw(st.sampled_from(sorted(sheet.cells)))
        book = with_sheet(book, sheet.name, {**sheet.cells, at: data.draw(TYPED)})
    scheme, findings = parse(book)
    assert (scheme is None) == any(each.severity is Severity.ERROR for each in findings)
    assert_quoted(book, findings)
