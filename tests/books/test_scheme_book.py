"""The scheme workbook: any scheme, written and read back, is equal; and it helps whoever edits it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.books.scheme.book import HEADER, book
from jlhy_xl.books.scheme.default import default, sample
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.style import STYLES, width_of
from jlhy_xl.core.model import Severity
from jlhy_xl.core.scheme.choices import (
    CheckKind,
    Cycle,
    Decider,
    Direction,
    Fault,
    HolidayPolicy,
    Joint,
    Need,
    OwedBy,
    PeriodKind,
    RowSource,
    Source,
    Treatment,
    When,
)
from jlhy_xl.core.scheme.model import (
    Check,
    Day,
    Field,
    Form,
    Group,
    Indicator,
    Inspection,
    Meeting,
    Named,
    Parameters,
    PeriodRule,
    Phrase,
    Published,
    Rank,
    Resolution,
    Rule,
    Scheme,
    Target,
    Unit,
    Verified,
    Waiver,
)
from jlhy_xl.core.scheme.parse import digest, parse
from jlhy_xl.core.scheme.tables import TABLES
from jlhy_xl.core.wording.phrases import Place
from jlhy_xl.edge import draw, read
from tests.scheme_world import as_read

MADE = datetime(2026, 11, 23, tzinfo=UTC)

# Any text a person can type into a cell: no controls, no white space at the ends.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Co", "Cn")
)
WORDS = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text == text.strip())
NOTES = st.one_of(
    st.just(""),
    WORDS,
    st.sampled_from(["=1+1", "'0012", "007", "1e5", "TRUE", "一\n二", "http://tez.example/a b"]),
)
ITEMS = st.lists(
    WORDS.filter(lambda text: not set(text) & set(";；")), max_size=3, unique=True
).map(tuple)
NUMBERS = st.decimals(-99999, 99999, allow_nan=False, places=4)
COUNTS = st.integers(0, 9999)
DAYS = st.dates(date(1990, 1, 1), date(2089, 12, 31))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31)).map(  # noqa: DTZ001 - a cell's moment
    lambda moment: moment.replace(microsecond=0)
)
CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


@st.composite
def parameters(draw_: st.DrawFn) -> Parameters:
    return Parameters(
        title=draw_(NOTES), office_name=draw_(NOTES), district=draw_(NOTES),
        deadline_weekday=draw_(st.integers(1, 7)), deadline_time=draw_(CLOCKS),
        grace_minutes=draw_(COUNTS), holiday_policy=draw_(st.sampled_from(HolidayPolicy)),
        acceptable_share=draw_(st.decimals(0, 1, places=3)), rule_number=draw_(NOTES),
        rules_from=draw_(maybe(DAYS)), year_cap=draw_(maybe(st.decimals(0, 99, places=2))),
        bottom_band=draw_(maybe(st.integers(1, 20))), contact=draw_(NOTES),
        area_code=draw_(st.from_regex("0[1-9][0-9]{1,2}", fullmatch=True)),
        period_kind=draw_(st.sampled_from(PeriodKind)),
    )  # fmt: skip


@st.composite
def people(draw_: st.DrawFn) -> tuple[tuple[Unit, ...], tuple[Group, ...]]:
    codes = [f"U{place:02}" for place in range(1, draw_(st.integers(1, 5)) + 1)]
    several = st.lists(st.sampled_from(codes), max_size=3, unique=True).map(tuple)
    units = tuple(
        Unit(
            code, f"{code}局", (f"{code}的别名", f"（{code}）"), (f"{code}@tez.example".lower(),),
            draw_(NOTES), place == 0 or draw_(st.booleans()), place == 0,
            draw_(st.sampled_from(Treatment)), draw_(maybe(st.just(date(2020, 1, 1)))),
            draw_(maybe(st.just(date(2030, 1, 1)))), codes[0] if place else "", draw_(maybe(DAYS)),
            draw_(NOTES),
        )
        for place, code in enumerate(codes)
    )  # fmt: skip
    groups = tuple(
        Group(number, f"第{number}组", tuple(codes), draw_(NOTES), draw_(several), draw_(several))
        for number in range(1, 4)
    )
    return units, groups


@st.composite
def indicators(draw_: st.DrawFn, codes: list[str]) -> tuple[Indicator, ...]:
    rows: list[Indicator] = []
    for place in range(draw_(st.integers(0, 4))):
        some = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
        leads = tuple(draw_(some))
        joints = [Joint.SPLIT, Joint.SAME, Joint.SIGN] if len(leads) > 1 else [Joint.NONE]
        joint = draw_(st.sampled_from(joints))
        direction = draw_(st.sampled_from(Direction))
        worst = draw_(maybe(NUMBERS))
        step = 1 if direction is Direction.HIGHER else -1
        best = worst + step if isinstance(worst, Decimal) else None
        earlier = [row.code for row in rows]
        rows.append(
            Indicator(
                f"{place + 1:02}-01", draw_(st.integers(1, 3)), draw_(WORDS), leads, draw_(WORDS),
                direction, joint,
                tuple((f"分项{n}", lead) for n, lead in enumerate(leads))
                if joint is Joint.SPLIT else (),
                draw_(st.sampled_from(Cycle)), draw_(st.sampled_from(Source)),
                draw_(st.booleans()), best, worst if best is not None else None,
                tuple((code, draw_(st.decimals("0.01", 20, places=2))) for code in earlier),
                draw_(NOTES),
            )
        )  # fmt: skip
    return tuple(rows)


@st.composite
def forms(draw_: st.DrawFn, codes: list[str]) -> tuple[tuple[Form, ...], tuple[Field, ...]]:
    bounds = sorted(draw_(st.tuples(NUMBERS, NUMBERS)))
    made = Form(
        "open", "开放表", RowSource.OPEN, OwedBy.NAMED, draw_(st.sampled_from(When)), draw_(NOTES),
        draw_(ITEMS), draw_(st.integers(1, 40)), tuple(codes), draw_(NOTES),
    )  # fmt: skip
    fields = tuple(
        Field(
            "open", f"f{place}", f"栏目{place}", aliases=(f"又名{place}",),
            need=draw_(st.sampled_from([Need.NO, Need.YES, Need.ROW])), choices=draw_(ITEMS),
            minimum=bounds[0], maximum=bounds[1], decimals=draw_(maybe(st.integers(0, 6))),
            width=draw_(maybe(st.decimals(0, 80, places=1))), prompt=draw_(NOTES),
            prefill=draw_(st.sampled_from(["", "上期.f0", "登记.f1", "指标.名称"])),
            none_counts=draw_(st.booleans()),
        )
        for place in range(2)
    )  # fmt: skip
    return (made,), fields


@st.composite
def ledgers(draw_: st.DrawFn, codes: list[str], listed: list[str]) -> dict[str, object]:
    unit = st.sampled_from(codes)
    period = st.sampled_from(["2026-W01", "2026-W53", "2027-11"])
    due = draw_(maybe(DAYS))
    extended = due if draw_(st.booleans()) else None
    return {
        "checks": (
            Check("K1", "open", CheckKind.CHANGE, "f0", argument="50", severity="error",
                  message=draw_(NOTES), active=draw_(st.booleans())),
            Check("K2", "open", CheckKind.COMPARE, "f0", "f1", "<="),
        ),
        "periods": tuple(
            PeriodRule(name, draw_(maybe(MOMENTS)), draw_(maybe(COUNTS)), None,
                       draw_(maybe(st.sampled_from(HolidayPolicy))), draw_(NOTES))
            for name in draw_(st.lists(period, unique=True))
        ),
        "days": tuple(
            Day(day, draw_(st.booleans()), draw_(NOTES))
            for day in draw_(st.lists(DAYS, max_size=3, unique=True))
        ),
        "rules": (
            Rule("A1", "不及时", draw_(WORDS), draw_(maybe(st.decimals(0, 9, places=2))), "次",
                 draw_(st.sampled_from(Decider)), "甲类", draw_(maybe(st.just(Decimal(5)))),
                 draw_(NOTES), date(2026, 1, 1), draw_(maybe(st.just(date(2026, 1, 1))))),
        ),
        "waivers": (
            Waiver(draw_(unit), "2026-W10", draw_(st.sampled_from(["", "2026-W12"])),
                   draw_(st.sampled_from(Fault)), draw_(WORDS), draw_(WORDS), draw_(maybe(DAYS)),
                   draw_(st.sampled_from([(), ("A1",)])), draw_(NOTES)),
        ),
        "ranks": (
            Rank("第1组", "全市", draw_(maybe(st.integers(1, 6))), draw_(maybe(st.just(6))),
                 draw_(WORDS), draw_(maybe(DAYS)), draw_(NOTES), draw_(NOTES)),
        ),
        "published": tuple(
            Published(code, draw_(NUMBERS), draw_(WORDS), draw_(maybe(DAYS))) for code in listed
        ),
        "meetings": (Meeting("H1", draw_(maybe(DAYS)), draw_(NOTES), draw_(unit), "代会"),),
        "resolutions": (
            Resolution("Y1", "纪要", draw_(NOTES), draw_(WORDS), draw_(unit), (draw_(unit),), due,
                       draw_(maybe(DAYS)), "同意" if extended else "不同意", extended,
                       draw_(maybe(DAYS)), draw_(maybe(DAYS)), draw_(NOTES)),
        ),
        "inspections": (
            Inspection("D1", None, draw_(unit), draw_(WORDS), draw_(NOTES), draw_(maybe(DAYS)),
                       draw_(maybe(DAYS))),
        ),
        "verified": (
            Verified("V1", draw_(unit), draw_(st.one_of(st.just(""), period)),
                     draw_(st.sampled_from(["", *listed])), draw_(WORDS), draw_(WORDS), draw_(DAYS),
                     draw_(NOTES)),
        ),
        "named": (Named(draw_(NOTES), draw_(maybe(DAYS)), draw_(unit), "W1", draw_(WORDS)),),
        "phrases": (Phrase(draw_(st.sampled_from([*Place])).value, draw_(NOTES), draw_(NOTES)),),
    }  # fmt: skip


@st.composite
def schemes(draw_: st.DrawFn) -> Scheme:
    units, groups = draw_(people())
    codes = [unit.code for unit in units]
    rows = draw_(indicators(codes))
    made_forms, fields = draw_(forms(codes))
    targets = tuple(
        Target(row.code, lead, draw_(maybe(NUMBERS)), draw_(maybe(NUMBERS)), draw_(NOTES))
        for row in rows
        for lead in row.leads
    )
    rest = draw_(ledgers(codes, [row.code for row in rows]))
    return Scheme(draw_(parameters()), units, groups, rows, targets, made_forms, fields, **rest)


def assert_equal_again(scheme: Scheme, back: Scheme | None) -> None:
    assert back is not None
    for table in TABLES:
        assert getattr(back, table.attribute) == getattr(scheme, table.attribute)
    assert back == scheme
    assert digest(back) == digest(scheme)


@given(schemes())
def test_a_scheme_written_and_read_back_is_equal(scheme: Scheme) -> None:
    """Law 10, through the cells themselves."""
    back, findings = parse(as_read(book(scheme)))
    assert [each for each in findings if each.severity is Severity.ERROR] == []
    assert_equal_again(scheme, back)


@given(schemes())
def test_a_scheme_drawn_and_read_back_is_equal(scheme: Scheme) -> None:
    """Law 10, through a real file."""
    data = draw.to_bytes(book(scheme), MADE)
    back, findings = parse(read.read(data, "方案.xlsx"))
    assert [each for each in findings if each.severity is Severity.ERROR] == []
    assert_equal_again(scheme, back)


@pytest.mark.real
def test_the_sample_survives_another_program(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    """LibreOffice may save the workbook: the scheme is equal."""
    path = draw.save(book(sample()), tmp_path / "方案.xlsx", MADE)
    saved = soffice(path, "xlsx")
    assert parse(read.read(saved.read_bytes(), saved.name)) == (sample(), ())


@pytest.mark.parametrize("scheme", [default(), sample()], ids=["default", "sample"])
def test_our_own_schemes_survive_a_file(scheme: Scheme) -> None:
    """The default and the sample scheme are equal after a file, without one finding."""
    data = draw.to_bytes(book(scheme), MADE)
    assert parse(read.read(data, "方案.xlsx")) == (scheme, ())
    assert draw.to_bytes(book(scheme), MADE) == data


def sheet(made: Book, name: str) -> Sheet:
    return next(each for each in made.sheets if each.name == name)


def test_the_guide_comes_first_and_leads_to_every_sheet() -> None:
    """说明 is shown first, tells how to change things and links to each sheet."""
    made = book(default())
    guide = made.sheets[0]
    assert made.active == guide.name == "说明"
    links = {cell.link for cell in guide.cells.values() if cell.link}
    assert links == {f"internal:'{each.name}'!A1" for each in made.sheets[1:]}
    words = " ".join(str(cell.value) for cell in guide.cells.values())
    for topic in (
        "增加一栏",
        "增加一张表",
        "增加单位",
        "改分值规则",
        "启用减扣",
        "请勿填写国家秘密",
    ):
        assert topic in words


def test_choices_have_drop_downs_below_the_last_row() -> None:
    """A closed list is picked, also in the rows still to come; units come from the 单位 sheet."""
    made = sheet(book(default()), "指标")
    heads = {str(cell.value): at for (row, at), cell in made.cells.items() if row == HEADER}
    found = {each.left: each for each in made.validations}
    direction = found[heads["*优向"]]
    assert direction.options["source"] == ["越低越好", "越高越好", "方向未定"]
    assert direction.top == HEADER + 1
    assert direction.bottom > HEADER + 1 + 49
    owner = {each.left: each for each in sheet(book(default()), "目标值").validations}[1]
    assert owner.options["source"] == "='单位'!$B$3:$B$1000"
    assert owner.options["error_type"] == "warning"  # an alias will do


def test_drop_downs_and_prompts_keep_to_the_format() -> None:
    """A list holds at most 255 characters, a prompt's title 32 and its text 255."""
    for made in book(default()).sheets:
        for each in made.validations:
            source = each.options.get("source", "")
            assert len(",".join(source) if isinstance(source, list) else str(source)) <= 255
            assert len(str(each.options.get("input_title", ""))) <= 32
            assert len(str(each.options.get("input_message", ""))) <= 255


def test_headings_fit_and_stay_in_sight() -> None:
    """Every sheet freezes its headings, and no heading is wider than its column."""
    for made in book(default()).sheets[1:]:
        assert made.freeze is not None
        assert made.freeze[0] == HEADER + 1
        for (row, at), cell in made.cells.items():
            assert cell.style in STYLES
            if row == HEADER:
                assert width_of(str(cell.value)) <= made.widths[at]


def test_codes_are_text_cells() -> None:
    """A code such as 01-01 stands in a text cell, also in the spare rows, and is no date."""
    made = sheet(book(default()), "指标")
    styles = {made.cells[row, 0].style for row in range(HEADER + 1, HEADER + 60)}
    assert styles == {"text"}
    assert STYLES["text"]["num_format"] == "@"


def test_a_clock_is_written_as_text() -> None:
    """The deadline's time is words, so that no reader makes a day of it."""
    made = book(Scheme(Parameters(deadline_time=time(9, 30, 15))))
    assert "09:30:15" in {cell.value for cell in sheet(made, "参数").cells.values()}
