"""What people type as a number to call, an address, a name, a tick or a choice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.model import State
from jlhy_xl.core.scheme.choices import FieldType, Need
from jlhy_xl.core.values import parse as values
from jlhy_xl.core.values.parse import parse
from jlhy_xl.core.wording import values as words
from tests.core.values_world import CHOICES, codes, field

# ---- contacts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("13812345678.0", "13812345678"), (Decimal("13812345678"), "13812345678"), ("138 1234 5678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"), ("8613812345678", "13812345678"), ("１３８１２３４５６７８", "13812345678"), ("手机：13812345678", "13812345678"),
        ("1.3812345678E+10", "13812345678"), ("\u202a13812345678\u202c", "13812345678"),
        ("13812345678、13912345678", "13812345678、13912345678"),
    ],
)  # fmt: skip
def test_mobiles(raw: values.Raw, value: str) -> None:
    """A mobile number is restored where every digit is there."""
    found = parse(raw, field(FieldType.MOBILE))
    assert (found.state, found.value, found.issues) == (State.VALID, value, ())


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1381234567", words.MOBILE_UNSURE), ("0632-6611234", words.MOBILE_UNSURE), ("15412345678", words.MOBILE_UNSURE),
        ("1.38123E+10", words.DAMAGED), ("13812345678000000", words.DAMAGED), ("138****5678", words.MASKED),
        ("无", words.NOT_MOBILE), ("同上", words.NOT_MOBILE), (True, words.NOT_MOBILE),
    ],
)  # fmt: skip
def test_doubtful_mobiles(raw: values.Raw, code: words.Code) -> None:
    """Nothing is guessed: the number is asked for."""
    found = parse(raw, field(FieldType.MOBILE))
    assert codes(found) == [code.code]
    assert found.state is (State.ERROR if code is words.NOT_MOBILE else State.ASIDE)


@pytest.mark.parametrize(
    ("raw", "value", "restored"),
    [
        ("0632-6611234", "0632-6611234", False), ("0632—6611234", "0632-6611234", False),
        ("（0632）6611234", "0632-6611234", False), ("06326611234", "0632-6611234", False),
        ("632-6611234", "0632-6611234", True), (Decimal("6326611234"), "0632-6611234", True),
        ("6611234", "0632-6611234", True), ("+86 632 6611234", "0632-6611234", True),
        ("0632-6611234转801", "0632-6611234转801", False), ("0632-6611234-801", "0632-6611234转801", False),
        ("6611234-801", "0632-6611234转801", True), ("010-12345678", "010-12345678", False),
        ("10-12345678", "010-12345678", True), ("95598", "95598", False), ("400-123-4567", "4001234567", False), ("13812345678", "13812345678", False),
        ("6611234/13812345678", "0632-6611234、13812345678", True), ("138-1234-5678", "13812345678", False),
    ],
)  # fmt: skip
def test_phones(raw: values.Raw, value: str, restored: bool) -> None:
    """Area code and leading zero come back where certain, with a note; extensions stay."""
    found = parse(raw, field(FieldType.PHONE))
    assert (found.state, found.value) == (State.VALID, value)
    assert codes(found) == ([words.PHONE_RESTORED.code] if restored else [])


@pytest.mark.parametrize(
    "raw",
    [
        "0632-66112",
        "0632-66112345",
        "66112",
        "12345678901",
        "0000-6611234",
        "0632-6611234转",
        "1-2-3",
    ],
)
def test_doubtful_phones(raw: str) -> None:
    """A number with a wrong count of digits or an unknown area is asked about."""
    found = parse(raw, field(FieldType.PHONE))
    assert (found.state, codes(found)) == (State.ASIDE, [words.PHONE_UNSURE.code])


def test_no_phone() -> None:
    """无 counts where the field says so; elsewhere it and other words are errors of type."""
    asked = field(FieldType.PHONE, none_counts=True)
    assert [parse(word, asked).value for word in ("无", "/", "——")] == ["无"] * 3
    assert codes(parse("无", field(FieldType.PHONE))) == [words.NOT_PHONE.code]
    assert codes(parse("见附件", asked)) == [words.NOT_PHONE.code]


@pytest.mark.parametrize(
    ("raw", "value"),
    [("zhangsan@163.com", "zhangsan@163.com"), ("ZhangSan＠163．com", "zhangsan@163.com"), ("a@163。com", "a@163.com"),
     ("张三<a@b.cn>", "a@b.cn"), (" a.b@x-y.gov.cn ;", "a.b@x-y.gov.cn"), ("mailto:a@b.cn", "a@b.cn")],
)  # fmt: skip
def test_mails(raw: str, value: str) -> None:
    """An address is read after NFKC, in lower case."""
    found = parse(raw, field(FieldType.MAIL))
    assert (found.state, found.value) == (State.VALID, value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [("zhangsan@163", words.MAIL_UNSURE), ("a..b@x.cn", words.MAIL_UNSURE), ("张三@163.com", words.MAIL_UNSURE),
     ("a@b.cn;c@d.cn", words.MAILS), ("z***@163.com", words.MASKED), ("a@b,com", words.MAIL_UNSURE)],
)  # fmt: skip
def test_doubtful_mails(raw: str, code: words.Code) -> None:
    """A doubtful address is asked about; a mended one is only suggested."""
    found = parse(raw, field(FieldType.MAIL))
    assert (found.state, codes(found)) == (State.ASIDE, [code.code])


def test_no_mail() -> None:
    """Words without @ are an error of type, 无 an answer where the field says so."""
    assert codes(parse("见附件", field(FieldType.MAIL))) == [words.NOT_MAIL.code]
    assert parse("无", field(FieldType.MAIL, none_counts=True)).value == "无"


def test_names() -> None:
    """Blanks inside a name make no difference; what is more than one name is asked about."""
    name = field(FieldType.NAME)
    for raw in ("张　三", "张 三", "张\u200b三", " 张三\xa0"):
        assert (parse(raw, name).value, parse(raw, name).issues) == ("张三", ())
    assert parse("John  Smith", name).value == "John Smith"
    assert parse("买买提·艾力", name).issues == ()
    for raw in ("张三（主任）", "张三、李四", "张三13812345678"):
        found = parse(raw, name)
        assert (found.state, codes(found)) == (State.VALID, [words.NAME_UNSURE.code])
    assert codes(parse("朱\ue863基", name)) == [words.PRIVATE.code]
    for raw in ("13812345678", Decimal(5), "无", "—"):
        assert codes(parse(raw, name)) == [words.NOT_NAME.code]


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_masks(mobile: str) -> None:
    """A mask is recognised, hides the middle, and no plain value is taken for one."""
    assert values.mask_mobile(mobile) == f"{mobile[:3]}****{mobile[-4:]}"
    for known, mask in (
        (mobile, values.mask_mobile), ("0632-6611234转801", values.mask_phone),
        ("zhangsan@163.com", values.mask_mail), ("张三", values.mask_name),
    ):  # fmt: skip
        assert values.is_mask(mask(known))
        assert not values.is_mask(known)
        assert mask(known) != known
        assert mask is values.mask_name or mask(mask(known)) == mask(known)
    assert [mask("无") for mask in (values.mask_phone, values.mask_mail)] == ["无", "无"]
    assert values.same_mask("138****5678", "１３８＊＊＊＊５６７８ ")


# ---- ticks and choices ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    ["是", "√", "☑", "✓", "1", "TRUE", "Y", "ｙｅｓ", "是。", True, Decimal(1), "\uf0fc", "栏目"],
)
def test_ticks(raw: values.Raw) -> None:
    """Every usual tick means 是."""
    assert parse(raw, field(FieldType.TICK)).value == "是"


@pytest.mark.parametrize("raw", ["否", "×", "□", "0", False, Decimal(0), "N"])
def test_unticked(raw: values.Raw) -> None:
    """An empty box or 否 is 否, not blank."""
    assert parse(raw, field(FieldType.TICK)).value == "否"


def test_other_ticks_are_errors() -> None:
    """What is neither is asked for again."""
    assert codes(parse("大概", field(FieldType.TICK))) == [words.NOT_TICK.code]
    assert parse("无", field(FieldType.TICK, Need.NO)).state is State.BLANK


def test_choices() -> None:
    """A choice is compared by key; an unknown one is an error with the list and a guess only."""
    asked = field(FieldType.CHOICE, choices=CHOICES)
    for raw in ("推进中", " 推 进中", "推进中。"):
        assert parse(raw, asked).value == "推进中"
    found = parse("推进", asked)
    assert (found.state, found.value, codes(found)) == (State.ERROR, "", [words.NOT_CHOICE.code])
    said = found.issues[0].code.finding(
        found=found.typed, expected=found.issues[0].expected, words=found.issues[0].words
    )
    assert said.expected == "未启动、推进中、已完成、申请延期"
    assert said.message.endswith("您要填的是否为“推进中”")
    assert parse("甲", field(FieldType.CHOICE, choices=("甲", "乙"))).value == "甲"
    optional = field(FieldType.CHOICE, Need.NO, choices=CHOICES)
    assert (parse("/", optional).state, codes(parse("/", optional))) == (
        State.BLANK,
        [words.NONE_WORD.code],
    )
    assert "是否为" not in parse("龘", asked).issues[0].words["suggestion"]
