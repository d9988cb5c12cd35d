"""Law 1: any way of writing a number reads back equal or is flagged; the rest is asked about."""

import string
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core import text
from jlhy_xl.core.model import Severity, State
from jlhy_xl.core.raw import CellError, Uncached
from jlhy_xl.core.scheme.choices import FieldType, Need
from jlhy_xl.core.values import parse as values
from jlhy_xl.core.values.parse import number, parse, plain
from jlhy_xl.core.wording import values as words
from tests.core.values_world import CHOICES, FULL_WIDTH, codes, field, moment

DIGITS = st.decimals(
    min_value=Decimal("-999999999"), max_value=Decimal("999999999"), places=3, allow_nan=False
)
POSITIVE = st.decimals(min_value=0, max_value=999999999, places=2)
WHOLE = st.integers(0, 99_999_999)
ANY = st.text(st.characters(exclude_categories=()), max_size=12)


VALUE = field(FieldType.VALUE)


# ---- law 1 ----------------------------------------------------------------------------------


@given(DIGITS)
def test_plain_numbers_read_back_equal(value: Decimal) -> None:
    """Digits, full-width digits, thousands separators, blanks around: the same number."""
    typed = format(value, "f")
    for way in (
        typed,
        typed.translate(FULL_WIDTH),
        f" {typed}\u3000",
        f"{value:,f}",
        f"\u200b{typed}",
    ):
        found = number(way)
        assert found is not None, way
        assert found.value == value, way


@given(POSITIVE, st.sampled_from(["个", "工作日", "元", "%", "％", "天", "元/千瓦时"]))
def test_a_measure_is_told_from_the_number(value: Decimal, measure: str) -> None:
    """Number and measure come apart, with 个 before the measure or without."""
    found = number(f"{value}{measure}")
    assert found is not None
    assert (found.value, found.measure) == (value, measure.replace("％", "%"))


@given(
    POSITIVE,
    st.sampled_from([("万", 10**4), ("亿", 10**8), ("千", 1000), ("百", 100), ("万亿", 10**12)]),
)
def test_multipliers_are_exact(value: Decimal, times: tuple[str, int]) -> None:
    """万 and 亿 multiply exactly and leave no measure."""
    found = number(f"{value}{times[0]}")
    assert found is not None
    assert (found.value, found.measure) == (value * times[1], "")


@given(WHOLE)
def test_chinese_numerals_read_back_equal(value: int) -> None:
    """Every numeral that the library writes is read as the number it was written from."""
    import cn2an

    for style in ("low", "up"):
        written = cn2an.an2cn(str(value), style)
        found = number(written)
        assert found is not None, written
        assert found.value == value, written


@given(
    POSITIVE,
    st.sampled_from(
        ["约{}", "{}左右", "近{}", "不超过{}", "{}以内", "大约{}", "{}以上", "约{}左右", "至少{}"]
    ),
)
def test_hedges_keep_the_number_and_the_hedge(value: Decimal, way: str) -> None:
    """A hedge never changes the number and never disappears."""
    found = number(way.format(value))
    assert found is not None
    assert found.value == value
    assert found.hedge == "…".join(way.replace("{}", "…").strip("…").split("…"))
    parsed = parse(way.format(value), VALUE, measure="工作日")
    assert parsed.note == found.hedge
    assert codes(parsed)


@given(WHOLE, WHOLE, st.sampled_from(["-", "—", "～", "至", "－", "~", "到", "——", "–"]))
def test_ranges_keep_both_ends(low: int, high: int, sign: str) -> None:
    """A range has no value, both ends, and a query."""
    found = parse(f"{low}{sign}{high}", VALUE, measure="工作日")
    assert (found.state, found.number) == (State.ASIDE, None)
    assert found.note == f"{low}–{high}"
    assert codes(found) == [words.RANGE.code]


@given(ANY, st.sampled_from(["工作日", "%", "", "万元"]))
def test_nothing_becomes_zero_or_blank_in_silence(typed: str, measure: str) -> None:
    """A filled cell is a number that is there in its signs, or has a finding; blank means blank."""
    found = parse(typed, VALUE, measure=measure)
    if found.state is State.BLANK:
        assert not text.key(typed)
    elif found.state is State.VALID:
        assert found.number is not None
        assert found.value == plain(found.number)
        zeros = any(sign in text.key(typed) or sign.isnumeric() for sign in "0零〇")
        assert found.number != 0 or zeros
    else:
        assert found.issues
        assert found.number is None
        assert (found.state is State.ERROR) == (found.value == "")


@given(st.text("0123456789.,-+ eE%", max_size=8))
def test_digits_never_change(typed: str) -> None:
    """What reads as a number holds just the digits typed, in their order."""
    found = number(typed)
    if found is not None and found.value is not None and not found.is_scientific:
        seen = "".join(sign for sign in typed if sign in string.digits).strip("0")
        assert seen == "".join(map(str, found.value.as_tuple().digits)).strip("0")


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_numeric_cells_are_taken_as_they_are(value: Decimal) -> None:
    """A numeric cell's number is its own to 15 digits, or the cell is flagged."""
    found = parse(value, VALUE, measure="工作日")
    if found.number is None:
        assert found.issues
        assert found.state in (State.ASIDE, State.ERROR)
    else:
        assert abs(found.number - value) <= abs(value) * Decimal("1e-14")
        assert Decimal(found.value) == found.number


@given(
    st.sampled_from(list(FieldType)),
    ANY | st.decimals() | st.booleans() | st.datetimes() | st.times(),
)
def test_any_content_gives_an_answer(kind: FieldType, raw: values.Raw) -> None:
    """No content of a cell raises in any type of field; what is found can be stored and said."""
    found = parse(raw, field(kind, choices=CHOICES), measure="工作日", year=2026)
    assert found.typed == values.typed(raw)
    found.typed.encode()
    found.value.encode()
    for issue in found.issues:
        said = issue.code.finding(found=found.typed, expected=issue.expected, words=issue.words)
        assert "{" not in said.message or "{" in found.typed
        said.message.encode()
    if found.state is State.ERROR:
        assert any(issue.code.severity is Severity.ERROR for issue in found.issues)
    elif found.state is State.ASIDE:
        assert any(issue.code.severity is Severity.QUERY for issue in found.issues)
    assert not (found.state is not State.ERROR) or all(
        issue.code.severity is not Severity.ERROR for issue in found.issues
    )


# ---- example 34 and the mess table ----------------------------------------------------------


def test_example_34() -> None:
    """3天 · 约3 · 3-5 · 100％ · 二十, each as the worked case says."""
    other = parse("3天", VALUE, measure="工作日")
    assert (other.state, other.number, other.value, other.measure) == (
        State.ASIDE,
        None,
        "3天",
        "天",
    )
    assert codes(other) == [words.OTHER_MEASURE.code]
    about = parse("约3", VALUE, measure="工作日")
    assert (about.state, about.number, about.note) == (State.VALID, 3, "约")
    ends = parse("3-5", VALUE, measure="工作日")
    assert (ends.state, ends.number, ends.note) == (State.ASIDE, None, "3–5")
    whole = parse("100％", VALUE, measure="%")
    assert (whole.state, whole.number, whole.issues) == (State.VALID, 100, ())
    twenty = parse("二十", VALUE, measure="工作日")
    assert (twenty.state, twenty.number, twenty.note) == (State.VALID, 20, "中文数字")
    assert [issue.code.code for issue in twenty.issues] == ["V122"]


@pytest.mark.parametrize(
    "typed", ["当日办结", "—", "无", "/", "同上", "一网通办", "十分满意", "三四天", "几十", "半天", "2²", "2½",
              "3㏠", "1,5", "12 345", "3+2", "3元5角", "第3", "(5)", "１２　３", "3\x002", "\u202e12", "3\xad5",
              "一百二", "十几", "3-5万", "3天-5个", "约3-约5", "3" * 121, "3:06", "2026-12-31"],
)  # fmt: skip
def test_what_is_not_certain_is_no_number(typed: str) -> None:
    """Words and double readings are kept as typed, with a query, never as a number."""
    assert number(typed) is None
    found = parse(typed, VALUE, measure="工作日")
    assert (found.state, found.number) == (State.ASIDE, None)
    assert codes(found)[0] == words.WORDS.code


@pytest.mark.parametrize("typed", ["NaN", "INF", "-inf", "1e999", "0x10", "１ｅ９９９"])
def test_computer_words_are_errors_of_that_cell(typed: str) -> None:
    """NaN, INF, 1e999 and 0x10 are no figures."""
    found = parse(typed, VALUE, measure="个")
    assert (found.state, found.number, codes(found)) == (State.ERROR, None, [words.NOT_NUMBER.code])


@pytest.mark.parametrize(
    ("typed", "measure", "value"),
    [
        ("约2.5个工作日", "工作日", "2.5"), ("2000万", "元", "20000000"), ("2万元", "元", "20000"),
        ("2000万元", "万元", "2000"), ("￥1,200.50", "元", "1200.5"), ("0.55元/度", "元/千瓦时", "0.55"),
        ("3.2元/m³", "元/立方米", "3.2"), ("8个环节", "个", "8"), ("12", "指数(0-15)", "12"),
        ("120日", "日历天", "120"), ("百分之九十五", "%", "95"), ("3。5", "工作日", "3.5"), ("负二", "个", "-2"),
        ("两", "个", "2"), ("二〇二六", "个", "2026"), ("三点五", "工作日", "3.5"), ("3千瓦时", "千瓦时", "3"),
        ("-0", "个", "0"), ("4周", "工资周数", "4"), ("30㎡", "平方米", "30"), ("3亿元", "亿元", "3"),
        ("3千元", "千元", "3"), ("−2", "个", "-2"), ("3万人", "人", "30000"), ("2万", "件", "20000"), ("3百", "个", "300"),
    ],
)  # fmt: skip
def test_numbers_in_their_measure(typed: str, measure: str, value: str) -> None:
    """The indicator's own measure in any usual writing gives the number."""
    found = parse(typed, VALUE, measure=measure)
    assert (found.state, found.value) == (State.VALID, value)


@pytest.mark.parametrize(
    ("typed", "measure", "code"),
    [
        ("2000万", "万元", words.TIMES_UNSURE), ("2000元", "万元", words.OTHER_MEASURE), ("3千", "千瓦时", words.TIMES_UNSURE),
        ("3个百分点", "%", words.OTHER_MEASURE), ("2000w", "元", words.OTHER_MEASURE),
        ("2000万", "工作日", words.TIMES_STRANGE), ("3万个工作日", "工作日", words.TIMES_STRANGE),
        ("1亿", "个", words.TIMES_STRANGE), ("2万", "指数(0-15)", words.TIMES_STRANGE), ("1.2万", "%", words.TIMES_STRANGE),
        ("3/6", "个", words.RATIO), ("0.95%", "工作日", words.OTHER_MEASURE), ("12分", "指数(0-15)", words.OTHER_MEASURE),
    ],
)  # fmt: skip
def test_doubtful_measures_stay_aside(typed: str, measure: str, code: words.Code) -> None:
    """Another measure or a doubtful factor is never converted by a guess."""
    found = parse(typed, VALUE, measure=measure)
    assert (found.state, found.number, codes(found)) == (State.ASIDE, None, [code.code])


def test_fractions_where_per_cent_is_asked() -> None:
    """0.85 for % is taken as it is, with a query; 85%, a per-cent cell, 0 and 1.5 are certain."""
    for raw in (Decimal("0.85"), "0.85", Decimal(1)):
        found = parse(raw, VALUE, measure="%")
        assert (found.state, codes(found)) == (State.VALID, [words.FRACTION.code])
    assert parse(Decimal("0.85"), VALUE, measure="%").number == Decimal("0.85")
    for raw in ("0.85%", Decimal(0), "1.5", Decimal("85")):
        assert parse(raw, VALUE, measure="%").issues == ()
    shown = parse(Decimal("0.85"), VALUE, measure="%", percent=True)
    assert (shown.number, shown.typed, shown.issues) == (85, "85%", ())
    assert parse(Decimal("0.85"), VALUE, measure="个", percent=True).state is State.ASIDE


def test_dates_and_times_where_a_number_was_typed() -> None:
    """3/6 turned into 6 March is a query with what may have been typed."""
    found = parse(moment("2026-03-06"), VALUE, measure="个")
    assert (found.state, found.number, found.value) == (State.ASIDE, None, "2026-03-06")
    assert codes(found) == [words.TURNED_DATE.code]
    assert "“3/6”、“3-6”" in found.issues[0].words["readings"]
    assert codes(parse(time(3, 6), VALUE, measure="个")) == [words.TURNED_TIME.code]
    for kind in (FieldType.TEXT, FieldType.CODE, FieldType.CHOICE, FieldType.PHONE, FieldType.NAME):
        assert codes(parse(moment("2026-03-06"), field(kind))) == [words.TURNED_DATE.code]


def test_cells_that_hold_no_value() -> None:
    """Errors and formulas without a stored value are errors of their own; blank is blank."""
    for kind in FieldType:
        broken = parse(CellError("#REF!"), field(kind))
        assert (broken.state, broken.typed, codes(broken)) == (
            State.ERROR,
            "#REF!",
            [words.CELL_ERROR.code],
        )
        formula = parse(Uncached("A1+1"), field(kind))
        assert (formula.state, formula.typed, codes(formula)) == (
            State.ERROR,
            "=A1+1",
            [words.UNCACHED.code],
        )
        for blank in (None, "", " \u3000\xa0\u200b\n"):
            assert parse(blank, field(kind)).state is State.BLANK
    assert parse(True, VALUE).state is State.ERROR


def test_sixteen_digits_are_damaged() -> None:
    """A numeric cell from 1e15 on has lost digits where an identity or a figure is expected."""
    for kind in (FieldType.VALUE, FieldType.PHONE, FieldType.MOBILE):
        found = parse(Decimal("1234567890123450"), field(kind), measure="个")
        assert (found.state, codes(found)) == (State.ASIDE, [words.DAMAGED.code])
    for kind in (FieldType.CODE, FieldType.TEXT):
        found = parse(Decimal("1234567890123450"), field(kind))
        assert (found.typed, codes(found)) == ("1234567890123450", [words.DAMAGED.code])
    assert parse(Decimal("123456789012345"), field(FieldType.CODE)).issues == ()


def test_binary_noise_is_not_shown() -> None:
    """A workbook stores 0.29 as 0.28999999999999998: the cell shows, and means, 0.29."""
    found = parse(Decimal("0.28999999999999998"), VALUE, measure="元")
    assert (found.typed, found.value, found.note) == ("0.29", "0.29", "")
    summed = parse(Decimal("3.3000000000000003"), VALUE, measure="元")
    assert (summed.value, summed.note) == ("3.3", words.TAKEN_AS)


def test_scientific_texts_are_flagged() -> None:
    """1.2E+05 pasted as text may have lost digits."""
    found = parse("1.2E+05", VALUE, measure="元")
    assert (found.number, codes(found)) == (120000, [words.SCIENTIFIC.code])


def test_words_of_a_plain_number_field() -> None:
    """Words are an error of type there; an answer in words (无, 当日办结) is a query."""
    plain_number = field(FieldType.NUMBER)
    assert codes(parse("见附件", plain_number)) == [words.NOT_NUMBER.code]
    assert codes(parse("当日办结", plain_number)) == [words.WORDS.code]
    assert codes(parse("无", plain_number)) == [words.WORDS.code]
    asked = parse("3人", plain_number)
    assert (asked.state, asked.number, codes(asked)) == (
        State.VALID,
        3,
        [words.MEASURE_UNKNOWN.code],
    )
    assert parse("3网通办", plain_number).state is State.ASIDE


# ---- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["001234", "NA", "1e5", "TRUE", "123456789012345678", "=1+1", "@x", "-3"]
)
def test_text_that_looks_like_something_stays_text(typed: str) -> None:
    """The form decides the type."""
    for kind in (FieldType.TEXT, FieldType.CODE):
        found = parse(typed, field(kind))
        assert (found.state, found.value, found.issues) == (State.VALID, typed, ())


def test_a_worded_indicator_takes_words() -> None:
    """With the measure 文字 the value is words, numbers included."""
    found = parse("一网通办", VALUE, measure="文字")
    assert (found.state, found.value, found.number) == (State.VALID, "一网通办", None)
    assert parse(Decimal(3), VALUE, measure="文字").value == "3"


def test_odd_texts() -> None:
    """Controls leave a mark and a note; over-long text is asked about, never cut; strokes are asked."""
    found = parse("正常\x07", field(FieldType.TEXT))
    assert (found.typed, codes(found)) == ("正常␇", [words.CONTROLS.code])
    long = parse("字" * 32768, field(FieldType.TEXT))
    assert (long.state, long.value, codes(long)) == (State.ASIDE, "", [words.TOO_LONG.code])
    assert len(long.typed) < 300
    assert parse("字" * 32767, field(FieldType.TEXT)).issues == ()
    assert codes(parse("——", field(FieldType.TEXT))) == [words.STROKE.code]
    assert codes(parse("——", field(FieldType.TEXT, Need.NO))) == []
    assert codes(parse("同 上", field(FieldType.TEXT))) == [words.DITTO.code]
    assert codes(parse("\ue000", field(FieldType.TEXT))) == [words.PRIVATE.code]


def test_every_code_is_its_own() -> None:
    """Codes are unique, begin with V, and each has a sentence, an example and a mend."""
    assert len({code.code for code in words.CODES}) == len(words.CODES)
    for code in words.CODES:
        assert code.code.startswith("V")
        assert code.message
        assert code.mend
        assert code.example


def test_heavy_libraries_wait() -> None:
    """Plain values load no library that only the odd ones need."""
    import subprocess
    import sys

    script = (
        "import sys\n"
        "from jlhy_xl.core import calendar, text\n"
        "from jlhy_xl.core.values import parse as values\n"
        "from jlhy_xl.core.scheme.choices import FieldType\n"
        "from jlhy_xl.core.scheme.model import Field\n"
        "for kind, raw in [('电话', '0632-6611234'), ('手机', '13812345678'), ('邮箱', 'a@163.com'),\n"
        "                  ('指标值', '约3天'), ('指标值', '二十'), ('日期', '2026-12-31')]:\n"
        "    assert values.parse(raw, Field('f', 'c', 'x', FieldType(kind))).value\n"
        "heavy = {'phonenumbers', 'email_validator', 'cn2an', 'rapidfuzz', 'chinese_calendar', 'pandas'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
