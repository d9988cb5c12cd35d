"""通讯录: each unit with each role; what changed carries a sign and a note."""

from msgspec.structs import replace
from points_world import AFTER, W48
from scoring_world import quiet, rows

from jlhy_xl.books import directory
from jlhy_xl.core.model import Contact
from jlhy_xl.edge.draw import to_bytes

PERSON = Contact(
    "U01", "联络员", "张三", "科长", "0632-6611234", "13812345678", "zhang@tez.example", W48,
    ("手机",), (("手机", "13900001111"),),
)  # fmt: skip
WEEK = replace(
    quiet(), contacts=(PERSON, replace(PERSON, role="分管领导", name="李四", changed=(), was=()))
)
BOOK = directory.book(WEEK)
ROWS = rows(BOOK.sheets[0])


def row(unit: str, role: str) -> dict[str, object]:
    found = next(r for r in ROWS if (r["单位"].value, r["人员类别"].value) == (unit, role))
    return {heading: cell.value for heading, cell in found.items()}


def test_every_member_has_every_role() -> None:
    """Twelve units and three roles are 36 rows; a town without a form has none."""
    assert len(ROWS) == 36
    assert [each["人员类别"].value for each in ROWS[:3]] == ["分管领导", "具体负责人", "联络员"]
    assert "马兰屯镇" not in {each["单位"].value for each in ROWS}


def test_a_registered_person_stands_whole() -> None:
    """All five fields and since when."""
    assert row("区法院", "联络员") == {
        "单位": "区法院", "人员类别": "联络员", "姓名": "张三", "职务": "科长",
        "固定电话": "0632-6611234", "手机": "13812345678", "邮箱": "zhang@tez.example",
        "登记期次": "26年第48周", "变更": "△ 手机（原为13900001111）",
    }  # fmt: skip


def test_only_changed_cells_are_marked() -> None:
    """The changed cell has its look and a note, its neighbours have not."""
    found = next(r for r in ROWS if r["姓名"].value == "张三")
    marked = {heading for heading, cell in found.items() if cell.style == "changed"}
    noted = {heading for heading, cell in found.items() if cell.note}
    assert marked == noted == {"手机"}
    assert found["手机"].note == "第48周（11.23—11.27）变更：手机由13900001111改为13812345678"
    assert row("区法院", "分管领导")["变更"] == ""


def test_who_is_missing_is_said() -> None:
    """A role that nobody registered says 未登记, and the head counts."""
    assert row("区法院", "具体负责人")["姓名"] == "未登记"
    words = str(BOOK.sheets[0].cells[3, 0].value)
    assert words == "12个单位，应登记36人，已登记2人，本期有变更1人。"


def test_a_scheme_without_the_form_has_an_empty_list() -> None:
    """Where the office asks for no personnel the book says so."""
    made = quiet()
    forms = tuple(form for form in made.scheme.forms if form.code != "personnel")
    book = directory.book(replace(made, scheme=replace(made.scheme, forms=forms)))
    assert book.sheets[0].cells[5, 0].value == "方案中没有人员信息登记表"


def test_a_week_without_changes_has_no_column_for_them() -> None:
    """Where nothing changed neither the column nor its sign's meaning takes room."""
    still = replace(WEEK, contacts=(replace(PERSON, changed=(), was=()),))
    made = directory.book(still).sheets[0]
    words = {str(cell.value) for cell in made.cells.values()}
    assert "变更" not in words
    assert not any("△" in word for word in words)
    assert made.page.area is not None
    assert made.page.area[3] == max(made.widths) == 7


def test_it_prints_on_landscape_pages_with_its_head() -> None:
    """The head repeats, the same list gives the same bytes."""
    page = BOOK.sheets[0].page
    assert (page.landscape, page.fit_wide, page.title_rows) == (True, 1, (4, 4))
    assert to_bytes(BOOK, AFTER) == to_bytes(directory.book(WEEK), AFTER)


def test_its_head_names_the_week() -> None:
    """The list is that of one week, not a year's."""
    heads = [str(cell.value) for (row, _), cell in BOOK.sheets[0].cells.items() if row < 3]
    assert any(head.startswith("第48周（11.23—11.27）") for head in heads)
