"""Telephones, addresses and persons in running text: found however they are typed, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.values.people import persons
from jlhy_xl.core.values.reach import HIDDEN, found


def hidden(text: str) -> str:
    """The text with what reaches a person replaced."""
    for row in reversed(found(text)):
        text = text[: row.first] + row.shown + text[row.end :]
    return text


def named(text: str) -> list[str]:
    """The persons named in a text."""
    numbers = [(row.first, row.end) for row in found(text)]
    return [text[first:end] for first, end in persons(text, numbers)]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("wxd13812345678", "wxd138****5678"),
        ("13812345678wxd", "138****5678wxd"),
        ("138 12 34 56 78", "138****5678"),
        ("138-1234-5678", "138****5678"),
        ("138.1234.5678", "138****5678"),
        ("138\u200b1234\u200b5678", "138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("一三八一二三四五六七八", "138****5678"),
        ("0086-13812345678", "138****5678"),
        ("（+86）138 1234 5678", "（138****5678"),
        ("13812345678/13912345678", "138****5678/139****5678"),
        ("(0632)661 1234", "0632-****234"),
        ("0632 661-1234", "0632-****234"),
        ("0632—6611234", "0632-****234"),
        ("（0632）6611234-801", "0632-****234转***"),
        ("010-12345678", "010-****678"),
        ("6611234转8012", HIDDEN),
        ("电话：661 1234", f"电话：{HIDDEN}"),
        ("短号661234", f"短号{HIDDEN}"),
        ("0632-6611234、6611235", f"0632-****234、{HIDDEN}"),
        ("wangxd at 126.com", "w***@126.com"),
        ("wangxd＠126.com", "w***@126.com"),
        ("wangxd@126．com", "w***@126.com"),
        ("wang.xd @ 126 .com", "w***@126.com"),
        ("wangxd(at)126(dot)com", "w***@126.com"),
        ("wangxd#126.com", "w***@126.com"),
        ("zhangsan@163", "z***@163"),
        ("wangxd[AT]126[DOT]COM", "w***@126.COM"),
        ("wangxd @ 126 点 com", "w***@126.com"),
        ("wangxd@@126.com", "w***@126.com"),
        ("一三八 一二三四 五六七八", "138****5678"),
        ("6611234（办）", f"{HIDDEN}（办）"),
        ("_wang-xd@126.com", "_***@126.com"),
        ("QQ：12345678", f"QQ：{HIDDEN}"),
        ("QQ号 987654321", f"QQ号 {HIDDEN}"),
        ("微信号wxd_1234", f"微信号{HIDDEN}"),
        ("vx: liwei2020", f"vx: {HIDDEN}"),
        ("wxid_ab12cd34", HIDDEN),
        ("370402199001011234", HIDDEN),
        ("370402 19900101 123X", HIDDEN),
        ("身份证号370402900101123", f"身份证号{HIDDEN}"),
    ],
)  # fmt: skip
def test_whatever_reaches_a_person_is_found(typed: str, shown: str) -> None:
    """Glued, in groups, full-width, in words, with a word for the sign; in a sentence as well."""
    assert hidden(typed) == shown
    assert hidden(f"材料已交。{typed}。") == f"材料已交。{shown}。"


@pytest.mark.parametrize(
    "typed",
    [
        "投资13800000000元，贷款13912345678.50", "累计13812345.67万元", "2026-11-27 17:00:00",
        "2026年11月27日16时58分", "第48周（11.23—11.27）", "台政办字〔2026〕5号", "f7f487bf4ab87ec9",
        "c1c4101613812345678ab", "办件20261127123456件次", "联系群众2026-11-27", "91370405MA3C12345X",
        "联系企业1234567户", "12345热线、95598", "微信公众号发布12期", "YD2026-002", "3.14159265358979",
        "136个 1234件 5678户", "方案 01234567", "指标进展表!J6", "推进中 @ 2026", "look at this",
        "06-01、06-02", "138****5678", "w***@126.com", "0632-****234转***",
    ],
)  # fmt: skip
def test_figures_dates_and_numbers_of_documents_stay(typed: str) -> None:
    """Amounts, dates, 文号, codes, hashes and what is masked already reach nobody."""
    assert hidden(typed) == typed


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("请与王晓东主任对接", ["王晓东"]), ("联系人李伟", ["李伟"]), ("李伟13812345678", ["李伟"]),
        ("李伟，13812345678", ["李伟"]), ("司马光明 手机13812345678", ["司马光明"]),
        ("区住建局李伟（0632-6611234）", ["李伟"]), ("王晓东 主任", ["王晓东"]),
        ("王晓东（主任）", ["王晓东"]), ("联络员王晓东、李强和周杰", ["王晓东", "李强", "周杰"]),
        ("姓名：王晓东", ["王晓东"]), ("副局长刘洋介绍", ["刘洋"]), ("高峰13812345678", ["高峰"]), ("联系人 张 伟", ["张 伟"]),
        ("联络员：诸葛小明。", ["诸葛小明"]), ("经办人欧阳娜", ["欧阳娜"]), ("局长王晓东说", ["王晓东"]),
        ("负责人李伟汇报工作", ["李伟"]), ("副主任张三丰带队", ["张三丰"]), ("向李伟同志学习", ["李伟"]),
        ("欧阳娜娜局长、王伟科长", ["欧阳娜娜", "王伟"]), ("邮箱liwei@126.com，李伟", []),
    ],
)  # fmt: skip
def test_a_person_is_known_by_the_words_around(text: str, names: list[str]) -> None:
    """After a role or an office, before a title or a number; surnames of two characters as well."""
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "办公室主任、单位负责人、项目负责人", "区财政局局长、人民银行行长、法院院长", "金融监管局局长高度重视。",
        "主任办公会研究", "院长任组长", "各施工单位负责人", "车间主任", "全体同志", "联系方式13812345678",
        "联系电话0632-6611234", "值班电话0632-6611234", "服务热线0632-6611234", "联络员于周五前报送",
        "联络员已变更", "经办人、复核人", "责任人落实到位", "联系人", "李主任", "金融服务中心主任",
        "实施细则，电话0632-6611234", "单位0632-6611234", "原为13812345678", "分管副主任：周", "供电公司张经理", "微信同号13812345678", "负责人签字", "经理",
    ],
)  # fmt: skip
def test_institutions_and_duties_are_no_persons(text: str) -> None:
    """What only begins like a surname is left as it is."""
    assert named(text) == []


@pytest.mark.parametrize(
    "flood",
    [
        "a",
        "1",
        "a1",
        "1 ",
        "138 ",
        "王",
        "李伟主任",
        "联系人",
        "a.",
        "at ",
        "f7",
        "@",
        "电话1 ",
        "0632-",
    ],
)
def test_a_flood_of_text_is_read_once(flood: str) -> None:
    """A cell filled to its brim takes no longer than its length asks for."""
    text = (flood * 32_767)[:32_767]
    begun = time.process_time()
    hidden(text), named(text)
    assert time.process_time() - begun < 3


@given(
    st.integers(13000000000, 19999999999).map(str),
    st.lists(st.sampled_from(["", " ", "-", "－", "　"]), min_size=10, max_size=10),
    st.sampled_from(["", "wxd", "电话", "请拨打", "（", "，"]),
)
def test_no_grouping_lets_a_mobile_through(digits: str, gaps: list[str], before: str) -> None:
    """Its middle four digits are gone, wherever the groups are cut behind the first three."""
    gaps[0] = gaps[1] = ""
    typed = before + "".join(f"{a}{b}" for a, b in zip(digits, [*gaps, ""], strict=True))
    assert f"{digits[:3]}****{digits[-4:]}" in hidden(typed)
