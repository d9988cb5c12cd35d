"""The masked edition: no phone, address or contact's name in any part of the file."""

import io
import re
import zipfile

import pytest
import summary_world as world
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jlhy_xl.books.letters import brief, notice
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.books.sheet import Book, Cell, Chart, Page, Sheet, Validation
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.mask import HIDDEN, Mask
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.scheme.choices import FieldType
from jlhy_xl.core.standing.editions import DRAFT, Change, Edition
from jlhy_xl.edge.draw import to_bytes


@pytest.fixture(scope="module")
def full():
    return world.results()


@pytest.fixture(scope="module")
def mask(full):
    return Mask(full)


def parts(results):
    """Every part of the drawn file as text."""
    data = to_bytes(summary.book(results), results.now)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_no_part_holds_contact_data(full):
    """Names, phones and addresses of the week are in the full edition and nowhere in the masked one."""
    types = {(row.form, row.code): row.type for row in full.scheme.fields}
    personal = (FieldType.NAME, FieldType.PHONE, FieldType.MOBILE, FieldType.MAIL)
    known = {
        row["typed"] for row in full.readings.to_dict("records")
        if types[row["form"], row["field"]] in personal and row["typed"]
    } | {row.arrival.sender for row in full.receipts} | set(world.PEOPLE)  # fmt: skip
    known |= {"13863299999", "0632-6688888", "zhujian@tez.example"}
    assert len(known) > 80
    shown = "".join(parts(full).values())
    assert all(text in shown for text in ("13863299999", "孙丽华", "zhujian@tez.example"))
    for name, text in parts(replace(full, masked=True)).items():
        found = sorted(each for each in known if each in text)
        assert not found, (name, found)
        assert not re.search(r"(?<![\w.])1[3-9]\d{9}(?!\w)", text), name
        assert not re.search(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.", text), name


def test_both_editions_have_the_same_shape(full):
    """Only words are hidden: sheets, figures and links are the same but for 联系人."""
    one, other = summary.book(full), summary.book(replace(full, masked=True))
    for left, right in zip(one.sheets, other.sheets, strict=True):
        assert left.name == right.name
        if left.name not in ("典型经验", "议题建议"):
            assert left.cells.keys() == right.cells.keys()
    heads = {cell.value for sheet in other.sheets for cell in sheet.cells.values()}
    assert "联系人" not in heads


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("请联系13812345678", "请联系138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("138 1234 5678。", "138****5678。"),
        ("138-1234-5678", "138****5678"),
        ("+86 13812345678", "138****5678"),
        ("0632-6611234转801", "0632-****234转***"),
        ("（0632）6611234", "（0632）****234"),
        ("电话：6611234", f"电话：{HIDDEN}"),
        ("邮箱zhangsan@163.com。", "邮箱z***@163.com。"),
        ("zhangsan＠163.com", "z***@163.com"),
        ("区法院（联络员刘㻬）.xlsx", "区法院（联络员刘*）.xlsx"),
        ("经办人：王小明，请查收", "经办人：王**，请查收"),
        ("联络员王晓东、李强，区财政局赵敏主任", "联络员王**、李*，区财政局赵*主任"),
        ("区住建局主任会议13812345678", "区住建局主任会议138****5678"),
    ],
)
def test_numbers_and_addresses_in_free_text_are_hidden(mask, typed, shown):
    """Phones, mobiles and addresses are found by their shape wherever they stand."""
    told = mask.text(typed)
    assert told == shown or (typed.startswith("（0632") and "6611234" not in told)


@pytest.mark.parametrize(
    "typed",
    [
        "联络员已变更",
        "联系人",
        "投资2000万元，办件20261127件次",
        "台政办字〔2020〕11号",
        "c1c4101613812345678ab",
        "第48周（11.23—11.27）",
        "2026-11-27",
    ],
)
def test_other_figures_stay(mask, typed):
    """Amounts, dates, document numbers and hashes are no phones."""
    assert mask.text(typed) == typed


def test_a_name_known_from_a_form_is_hidden_in_any_text(mask):
    """A contact named in a file name or a sentence is hidden there as well."""
    assert mask.text("区法院_孙丽华报.xlsx") == "区法院_孙**报.xlsx"


def test_what_the_edition_before_said_is_hidden(full):
    """A name or a crooked number that only 版本变更 still knows is hidden there as well."""
    changes = (
        Change("填报内容", "区法院", "人员信息登记表·联络员·姓  名", "诸葛小明", "孙丽华一"),
        Change(
            "填报内容", "区法院", "人员信息登记表·联络员·手  机", "1386320（待说明）", "（空白）"
        ),
        Change("收件去向", "区法院", "甲.xlsx", "（无）", "已采用"),  # no cell: nothing to hide
    )
    told = replace(full, edition=Edition(2, DRAFT, changes))
    assert "诸葛小明" in "".join(parts(told).values())
    for name, text in parts(replace(told, masked=True)).items():
        assert not [each for each in ("诸葛小明", "1386320") if each in text], name


def test_words_of_the_scheme_are_never_hidden(full):
    """Whoever types 联络员 or a unit's name for a person hides no heading."""
    rows = full.readings.copy()
    names = rows["field"] == "name"
    rows.loc[names, "typed"] = "联络员"
    rows.loc[names, "value"] = "区住建局"
    mask = Mask(replace(full, readings=rows, contacts=()))
    assert mask.text("联络员 区住建局") == "联络员 区住建局"


def test_a_finding_on_a_persons_cell_tells_nothing_of_it(mask):
    """Even a malformed number is not repeated; the cell still is."""
    wrong = Finding("V105", Severity.QUERY, "手机“1381234”位数不对", "1381234", "11位手机号码",
                    form="personnel", field="mobile", sheet="人员信息登记表", cell="E5")  # fmt: skip
    told = mask.finding(wrong)
    assert "1381234" not in f"{told.message}{told.found}{told.expected}"
    assert (told.code, told.cell) == ("V105", "E5")


@given(
    st.integers(13000000000, 19999999999),
    st.sampled_from(["", " ", "-"]),
    st.text(alphabet="联系请拨打，。", max_size=6),
)
def test_no_mobile_survives(mask, number, gap, around):
    """Any mobile, however grouped, wherever it stands."""
    digits = str(number)
    typed = f"{around}{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}{around}"
    assert digits[3:7] not in mask.text(typed).replace(digits[7:], "").replace(digits[:3], "")


NASTY = {  # as typed into a cell of 进展 or 问题: what must be gone
    "请联系wxd13857924680": "57924680", "138 12 34 56 79打": "34 56", "138-1234-5670": "1234-5670",
    "１３８１２３４５６７１": "３４５６７１", "(0632)661 1234": "661 1234", "0632 662-1234": "662-1234",
    "0632—6631234": "6631234", "6641234转8012": "6641234", "wangxd at 126.com": "wangxd",
    "liyx＠126.com": "liyx", "QQ：66778899": "66778899", "微信号lwx_2020": "lwx_2020",
    "370402199001011234": "19900101", "请与王晓东主任对接": "王晓东", "联系人李伟负责": "李伟",
    "由赵铁柱13900001111牵头": "赵铁柱", "局长司马光明说": "司马光明",
}  # fmt: skip


@pytest.fixture(scope="module")
def troubled(full):
    """The week in which units typed all that into their 进展, 问题, 措施 and 需协调."""
    rows, table = full.readings.copy(), full.progress.copy()
    typed = list(NASTY)
    said = rows["field"].isin(["progress", "problem", "measures", "need"])
    where = rows.index[said & rows["value"].astype(bool)]
    for step, at in enumerate(where):
        rows.loc[at, ["typed", "value"]] = typed[step % len(typed)]
    step = 0
    for field in ("progress", "problem", "measures", "need"):
        for at in table.index[table[field].astype(bool)]:
            table.loc[at, field] = typed[step % len(typed)]
            step += 1
    title = replace(full.scheme.parameters, title="联席会议13857924680")
    return replace(
        full, readings=rows, progress=table, scheme=replace(full.scheme, parameters=title)
    )


def test_nothing_nasty_is_in_any_part_of_the_package(troubled):
    """Sheets, shared strings, comments, charts, properties, names, headers: all parts are searched."""
    full = parts(troubled)
    shown = "".join(full.values())
    assert [typed for typed in NASTY if typed not in shown] == []
    masked = parts(replace(troubled, masked=True))
    assert masked.keys() >= {"docProps/core.xml", "xl/sharedStrings.xml", "xl/workbook.xml"}
    assert any("chart" in name for name in masked)
    for name, text in masked.items():
        assert not [gone for gone in NASTY.values() if gone in text], name


def test_every_text_of_a_book_is_masked(mask):
    """Beside cells: comments, drop-downs, charts, headers, the file's title and properties."""
    said = "联系人李伟13812345678"
    series = {"name": said, "values": "='表'!$A$1", "points": [{"name": said}]}
    made = Book(
        (
            Sheet(
                "表",
                {(0, 0): Cell("甲", note=said), (1, 0): Cell(said), (2, 0): Cell(3, formula="=1+2")},
                validations=(Validation(0, 0, 0, 0, {"input_message": said, "source": [said]}),),
                charts=(Chart(0, 0, "bar", (series,), said),),
                page=Page(header=said, footer=said),
            ),
        ),
        title=said,
        properties={"说明": said},
    )  # fmt: skip
    told = mask.book(made)
    assert "13812345678" not in str(told)
    assert "李伟" not in str(told)
    assert str(told).count("联系人李*138****5678") == str(made).count(said)
    assert told.sheets[0].charts[0].series[0]["values"] == "='表'!$A$1"


def test_the_letters_to_all_hide_the_same(troubled):
    """简报 and 通报 go to every unit: none of it stands in them."""
    for letter in (brief.letter(troubled), notice.letter((troubled,), Issue("〔2026〕5号"))):
        told = str(letter.parts)
        assert "****" in told
        assert not [gone for gone in NASTY.values() if gone in told]


def test_a_name_of_an_earlier_week_is_still_known(full):
    """Who was a contact months ago is hidden wherever the name is typed now."""
    known = Mask(replace(full, people=(("姓名", "完颜阿骨"), ("手机", "1386320"))))
    assert known.text("已向完颜阿骨请示，1386320") == f"已向完***请示，{HIDDEN}"
    assert Mask(full).text("已向完颜阿骨请示") == "已向完颜阿骨请示"


def test_a_few_figures_in_a_numbers_cell_hide_no_figures(full):
    """Whoever types 12 for a telephone hides no date; a number is not found within a longer one."""
    known = Mask(replace(full, people=(("电话", "12"), ("电话", "6611234"), ("姓名", "管理"))))
    assert known.text("12月完成1661123456件，加强管理") == "12月完成1661123456件，加强管理"
    assert known.text("打6611234") == f"打{HIDDEN}"


def test_only_people_change_in_the_sample_week(full, mask):
    """Every text of both editions' sheets: what differs tells of a contact, nothing else does."""
    for sheet in summary.book(full).sheets:
        for cell in sheet.cells.values():
            if isinstance(cell.value, str) and mask.text(cell.value) != cell.value:
                tells = re.search(r"1\d{10}|0632-\d|@|赵建国|钱卫东|孙丽华|联系人", cell.value)
                assert tells, cell.value
