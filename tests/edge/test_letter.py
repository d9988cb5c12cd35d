"""Letters as .docx: GB/T 9704-2012 in the file's own parts, and as a second reader sees them."""

import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import docx
import pytest
from docx.shared import Mm, Pt

from jlhy_xl.books.letters.letter import Letter, Para, Table, fitted
from jlhy_xl.edge import letter as drawing

MADE = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LETTER = Letter(
    "台儿庄区营商环境评价联席会议\n工作情况的通报",
    (
        Para(text="现将“有关情况”通报如下<&>。"),
        Para("报送情况", level=1),
        Para("按时报送。", "区法院等10个单位。", 2),
        Para("", "其中迟报1个。", 3),
        Para("", "其中未报1个。", 3),
        Para("内容完整。", "区法院等9个单位。", 2),
        Table(("单位", "情况"), (("区人社局", "✗ 未报"), ("区自然资源局", "△ 迟报\n11月30日")), (1, 2)),
    ),
    number="台营商联办〔2026〕3号",
    state="核对稿",
    addressee="各成员单位",
    signature="联席会议办公室",
    day=date(2026, 12, 7),
    red_head="联席会议办公室文件",
    note="联系人略",
)  # fmt: skip


def parts(letter: Letter = LETTER) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(drawing.to_bytes(letter, MADE))) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def root(name: str = "word/document.xml", letter: Letter = LETTER) -> ElementTree.Element:
    return ElementTree.fromstring(parts(letter)[name])


def paragraph(text: str) -> ElementTree.Element:
    """The first paragraph that holds the text."""
    return next(each for each in root().iter(f"{W}p") if text in "".join(each.itertext()))


def value(element: ElementTree.Element, path: str, name: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def test_equal_letters_have_equal_bytes_and_another_moment_other_ones() -> None:
    """Nothing of the clock, of the machine or of chance stands in the file."""
    first = drawing.to_bytes(LETTER, MADE)
    assert drawing.to_bytes(LETTER, MADE) == first
    assert drawing.to_bytes(LETTER, MADE.replace(year=2027)) != first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert packed.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize("name", ["word/document.xml", "word/footer1.xml", "word/footer2.xml"])
def test_every_run_names_its_east_asian_font(name: str) -> None:
    """A run without one would be set in whatever the reader likes; digits too are in that font."""
    runs = list(root(name).iter(f"{W}r"))
    assert runs
    for each in runs:
        fonts = each.find(f"{W}rPr/{W}rFonts")
        assert fonts is not None
        assert fonts.get(f"{W}eastAsia")
        assert fonts.get(f"{W}ascii") == fonts.get(f"{W}hAnsi") == fonts.get(f"{W}eastAsia")
        assert fonts.get(f"{W}hint") == "eastAsia"  # quotation marks and dashes are full-width


def _made() -> dict[str, Letter]:
    """Every kind of letter that the program makes."""
    from jlhy_xl.books.letters import brief, meeting, notice
    from tests.books import summary_world

    week = summary_world.results()
    return {
        "brief": brief.letter(week),
        "notice": notice.letter((week,), notice.Issue("〔2026〕5号", red_head=True, issued=True)),
        **meeting.letters(week, meeting.Session("HY2026-07")),
    }


def test_every_run_of_every_letter_has_an_east_asian_font() -> None:
    """The fonts are the standard's five, on each run, in cells and page numbers too."""
    for name, letter in _made().items():
        for file in (
            "word/document.xml",
            "word/footer1.xml",
            "word/footer2.xml",
            "word/styles.xml",
        ):
            for look in root(file, letter).iter(f"{W}rPr"):
                fonts = look.find(f"{W}rFonts")
                assert fonts is not None, (name, file)
                told = {fonts.get(f"{W}{kind}") for kind in ("ascii", "hAnsi", "eastAsia", "cs")}
                assert len(told) == 1, (name, file)
                assert told <= {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体", "宋体"}
        runs = [*root("word/document.xml", letter).iter(f"{W}r")]
        assert len(runs) > 10
        assert all(run.find(f"{W}rPr") is not None for run in runs)


def test_the_page_is_that_of_the_standard() -> None:
    """A4, 37/28/35/26 mm, a grid of lines at 28.9 pt: 22 lines fit into the 225 mm."""
    section = docx.Document(io.BytesIO(drawing.to_bytes(LETTER, MADE))).sections[0]
    sides = {
        "page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28,
        "bottom_margin": 35, "right_margin": 26,
    }  # fmt: skip
    for name, wanted in sides.items():
        assert abs(getattr(section, name) - Mm(wanted)) < Mm(0.1), name
    grid = root().find(f"{W}body/{W}sectPr/{W}docGrid")
    assert grid is not None
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "578")
    assert 22 * Pt(28.9) <= Mm(225) < 23 * Pt(28.9)


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("工作情况的通报", "方正小标宋简体", "44"), ("一、", "黑体", "32"),
        ("（一）", "楷体_GB2312", "32"), ("1.", "仿宋_GB2312", "32"), ("现将", "仿宋_GB2312", "32"),
    ],
)  # fmt: skip
def test_each_level_has_its_font(text: str, font: str, size: str) -> None:
    """Title 2号 小标宋, 一、黑体, (一)楷体, 1. and body 3号 仿宋."""
    run = paragraph(text).find(f"{W}r")
    assert run is not None
    assert (value(run, "rPr/rFonts", "eastAsia"), value(run, "rPr/sz")) == (font, size)


def test_a_heading_that_runs_on_is_followed_by_the_bodys_font() -> None:
    """（一）… stands in 楷体, what follows in 仿宋."""
    fonts = [value(run, "rPr/rFonts", "eastAsia") for run in paragraph("（一）").iter(f"{W}r")]
    assert fonts == ["楷体_GB2312", "仿宋_GB2312"]


def test_body_lines_are_exact_and_begin_two_characters_in() -> None:
    """28.9 pt exactly, two characters both as characters and as a length, a quarter point closer."""
    body = paragraph("现将")
    assert (value(body, "pPr/spacing", "line"), value(body, "pPr/spacing", "lineRule")) == (
        "578", "exact",
    )  # fmt: skip
    assert value(body, "pPr/ind", "firstLineChars") == "200"
    assert value(body, "pPr/ind", "firstLine") == "630"
    assert value(body, "r/rPr/spacing") == "-5"
    assert value(paragraph("各成员单位："), "pPr/ind", "firstLine") is None


def test_the_day_stands_four_characters_in_and_the_signature_over_its_middle() -> None:
    """2026年12月7日 is 6.5 characters wide, the signature 7: it stands 3.75 in."""
    day, signed = paragraph("2026年12月7日"), paragraph("联席会议办公室文件")
    assert (value(day, "pPr/ind", "rightChars"), value(day, "pPr/jc")) == ("400", "right")
    signed = next(
        each for each in root().iter(f"{W}p") if "".join(each.itertext()) == "联席会议办公室"
    )
    assert value(signed, "pPr/ind", "rightChars") == "375"


def test_the_day_never_stands_alone_on_a_page() -> None:
    """The last paragraph, the line between and the signature keep with the day."""
    plain = Letter("题", (Para(text="文"),), signature="办公室", day=date(2026, 12, 7))
    lines = root(letter=plain).iter(f"{W}p")
    kept = [
        "".join(each.itertext()) for each in lines if each.find(f"{W}pPr/{W}keepNext") is not None
    ]
    assert kept == ["题", "文", "", "办公室"]


def test_the_page_number_is_between_dashes_on_the_outer_side() -> None:
    """— 1 — in 4号 宋体: right on odd pages, left on even ones."""
    for name, side in (("word/footer1.xml", "right"), ("word/footer2.xml", "left")):
        footer = root(name)
        shown = "".join(found.text or "" for found in footer.iter(f"{W}t"))
        codes = [found.text for found in footer.iter(f"{W}instrText")]
        assert (shown, codes) == ("— 1 —", [" PAGE "])
        line = footer.find(f"{W}p")
        assert line is not None
        assert value(line, "pPr/jc") == side
        assert {value(run, "rPr/sz") for run in line.iter(f"{W}r")} == {"28"}
    assert "<w:evenAndOddHeaders/>" in parts()["word/settings.xml"]


def test_a_draft_has_no_red() -> None:
    """The red head and its line are there only where they were asked for."""
    plain = Letter("题", (Para(text="文"),))
    assert "FF0000" not in parts(plain)["word/document.xml"]
    assert parts()["word/document.xml"].count("FF0000") == 2


def test_a_second_reader_sees_the_words_and_the_table() -> None:
    """python-docx, which did not write the file, opens it; markup in a text stays text."""
    document = docx.Document(io.BytesIO(drawing.to_bytes(LETTER, MADE)))
    texts = [each.text for each in document.paragraphs]
    assert "现将“有关情况”通报如下<&>。" in texts
    assert "一、报送情况" in texts
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["单位", "情况"], ["区人社局", "✗ 未报"], ["区自然资源局", "△ 迟报\n11月30日"]]
    assert document.core_properties.title == LETTER.title
    assert document.core_properties.created == MADE


@pytest.mark.parametrize("text", ["一\x0b二", "一\x00二", "一\ud800二", "一\ufffe二"])
def test_what_xml_cannot_hold_is_left_out(text: str) -> None:
    """A unit's odd character never makes a letter that cannot be opened."""
    letter = Letter(text, (Para(text=text), Table((text,), ((text,),), (1,))), signature=text)
    document = docx.Document(io.BytesIO(drawing.to_bytes(letter, MADE)))
    assert [each.text for each in document.paragraphs if each.text].count("一二") == 3


def test_the_tables_columns_fill_the_width_of_the_text() -> None:
    """Widths in proportion, together 156 mm, the heads repeated on every page."""
    grid = [int(each.get(f"{W}w") or 0) for each in root().iter(f"{W}gridCol")]
    assert sum(grid) == 8844
    assert grid[1] == 2 * grid[0]
    assert len(list(root().iter(f"{W}tblHeader"))) == 1


def test_what_is_short_is_not_broken_for_what_is_long() -> None:
    """Columns of short words get what they need; long text gets the rest."""
    heads, row = ("编号", "事项", "完成时限"), ("YD2026-002", "一二三四五" * 9, "12月11日")
    widths = fitted(Table(heads, (row,), (1, 8, 1)), 8844, 240, 160)
    assert sum(widths) == 8844
    assert widths[0] >= 10 * 120 + 140
    assert widths[2] >= 4 * 240 + 140
    assert widths[1] > widths[0] + widths[2]
    to_sign = Table(heads, (row,), (2, 1, 1), high=True)
    assert fitted(to_sign, 8844, 240, 160) == [4422, 2211, 2211]


@pytest.mark.parametrize(("rows", "kept"), [(4, {0, 1, 2, 3}), (30, {0, 1, 29})])
def test_a_low_table_is_never_broken_and_a_row_never(rows: int, kept: set[int]) -> None:
    """A low table stands on one page, of a high one the first two rows and the last two stay together; the heading is repeated."""
    told = tuple((f"YD-{at}", "公布流程", "区财政局") for at in range(rows))
    table = Table(("编号", "议定事项", "牵头单位"), told, (1, 2, 1))
    drawn = list(root(letter=Letter("题", (table, Para(text="文")))).iter(f"{W}tr"))
    assert len(drawn) == rows + 1
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in drawn)
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in drawn] == [True] + [
        False
    ] * rows
    held = {
        at
        for at, row in enumerate(drawn)
        if all(each.find(f"{W}pPr/{W}keepNext") is not None for each in row.iter(f"{W}p"))
    }
    assert held == kept


def test_lines_of_a_narrow_column_make_a_table_high() -> None:
    """What is reckoned is how high the table gets, not how many rows it has."""
    told = (("甲", "一二三四五六七八九十" * 60), *[("乙", "公布")] * 4)
    table = Table(("编号", "事项"), told, (1, 1))
    drawn = list(root(letter=Letter("题", (table, Para(text="文")))).iter(f"{W}tr"))
    held = [bool(row.findall(f".//{W}keepNext")) for row in drawn]
    assert held == [True, True, False, False, True, False]
