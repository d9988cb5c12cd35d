"""Return copies of real packages: intact part for part, or the template with the unit's values."""

import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import openpyxl
import pytest
from lxml import etree
from msgspec.structs import replace
from rich_world import (
    BLANK,
    ODD,
    OWN,
    PROGRESS,
    THEIRS,
    answers,
    issued,
    look,
    parts,
    repacked,
    rich,
)

from jlhy_xl import returning
from jlhy_xl.books.return_copy import FILLS
from jlhy_xl.core.model import Examined, Severity, Verdict
from jlhy_xl.core.raw import a1
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate import copy as annotate
from jlhy_xl.edge.read import read
from tests.edge.annotate_world import copied, lines, notes, todo, world

# openpyxl says that it would drop them: the very reason why it never writes a return copy
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def at() -> World:
    return world()


@pytest.fixture(scope="module")
def data(at: World) -> bytes:
    return rich(issued(at), answers())


def said(examined: Examined) -> list[tuple[str, ...]]:
    return [(each.code, each.sheet, each.cell, each.found) for each in examined.findings]


def test_only_our_parts_differ(data: bytes, at: World) -> None:
    """Pictures, charts, text boxes, drawings, strings, other sheets: the very same bytes."""
    made, _ = copied(data, at)
    before, after = parts(data), parts(made)
    differ = {name for name in before | after if before.get(name) != after.get(name)}
    assert differ == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml",  # no longer the selected one
        "xl/worksheets/sheet3.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/sheet7.xml",
    }  # fmt: skip
    kept = set(before) - differ
    assert {"xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml",
            "xl/sharedStrings.xml", "xl/worksheets/sheet6.xml", "xl/comments2.xml"} <= kept  # fmt: skip


def test_sheets_differ_in_styles_only(data: bytes, at: World) -> None:
    """In the form's sheet only s= of the cells at fault and what shows their colour changed."""
    made, examined = copied(data, at)
    before, after = parts(data), parts(made)
    places = {each.cell for each in examined.findings if each.severity is not Severity.NOTE}
    assert places == {a1(*each) for each in (BLANK, ODD, THEIRS)}

    def bare(content: bytes) -> str:
        root = ElementTree.fromstring(content)
        for row in root.iter(f"{MAIN}row"):
            for cell in list(row):
                if cell.get("r") in places:
                    cell.attrib.pop("s", None)
                    if not len(cell):
                        row.remove(cell)
        _without_rules_of_ours(root)
        for view in root.iter(f"{MAIN}sheetView"):
            view.attrib.pop("tabSelected", None)
        return ElementTree.tostring(root, encoding="unicode")

    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"):
        assert bare(before[name]) == bare(after[name])


def _without_rules_of_ours(root: ElementTree.Element) -> None:
    for each in list(root.iter(f"{MAIN}conditionalFormatting")):
        if words.STYLE in "".join(each.itertext()):
            root.remove(each)
        for rule in each:
            rule.attrib.pop("priority")  # see test_annotate_rules


def test_old_formats_keep_their_numbers(data: bytes, at: World) -> None:
    """Formats are only added behind the old ones, so every other cell looks as before."""
    made, _ = copied(data, at)
    old, new = (etree.fromstring(parts(each)["xl/styles.xml"]) for each in (data, made))
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        first, second = (each.find(MAIN + name) for each in (old, new))
        kept = [etree.tostring(each, method="c14n") for each in second[: len(first)]]
        assert kept == [etree.tostring(each, method="c14n") for each in first]
        assert second.get("count") == str(len(second))


def test_a_coloured_cell_keeps_all_but_its_fill(data: bytes, at: World) -> None:
    """Number format, font, border and value stay; the fill says how grave the finding is."""
    made, _ = copied(data, at)
    before, after = (openpyxl.load_workbook(io.BytesIO(each))[PROGRESS] for each in (data, made))
    old, new = before[a1(*ODD)], after[a1(*ODD)]
    assert (new.number_format, new.font.b, new.border.left.style, new.value) == (
        old.number_format, old.font.b, old.border.left.style, old.value,
    )  # fmt: skip
    assert new.fill.fgColor.rgb == "FF" + FILLS[Severity.QUERY]
    assert after[a1(*BLANK)].fill.fgColor.rgb == "FF" + FILLS[Severity.ERROR]


def test_what_a_library_sees(data: bytes, at: World) -> None:
    """The chart is found by openpyxl, and so are rules, drop-downs, names and other people's notes again."""
    made, _ = copied(data, at)
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book[PROGRESS]
    assert len(sheet._charts) == 1
    assert len(sheet.data_validations.dataValidation) == 1
    assert len(sheet.conditional_formatting) == 2 + 2  # ours, one a colour
    assert "A31:D31" in sheet.merged_cells
    assert sheet.column_dimensions["J"].width == pytest.approx(18.2, abs=0.5)
    assert "本单位口径" in book.defined_names
    assert book[OWN].auto_filter.ref == "A1:B3"
    assert book.sheetnames[-1] == book.active.title == words.SHEET
    assert b"xdr:sp" in parts(made)["xl/drawings/drawing1.xml"]
    assert b"sparkline" in parts(made)["xl/worksheets/sheet3.xml"]


def test_notes_stand_beside_other_peoples(data: bytes, at: World) -> None:
    """A note of ours is added to each cell at fault; 李四's stay, on the same cell as well."""
    made, _ = copied(data, at)
    before, after = notes(data), notes(made)
    assert before.keys() == {"K6", "L10"}
    assert after.keys() == {"K6", "L8", "J8", "L10"}
    assert after["K6"] == before["K6"]
    assert after["L10"].startswith(before["L10"])
    assert words.NOTE_FIRST + "\n须改正" in after["L10"]
    assert notes(made, OWN) == notes(data, OWN)
    shapes = re.findall(r"<x:Row>(\d+)</x:Row><x:Column>(\d+)", re.sub(
        r"\s+", "", parts(made)["xl/drawings/vmlDrawing1.vml"].decode()))  # fmt: skip
    assert len(shapes) == len(set(shapes)) == 4


def test_the_copy_reads_the_same(data: bytes, at: World) -> None:
    """Our own reader finds the same cells, and the check the same findings."""
    made, examined = copied(data, at)
    before, after = read(data, "a.xlsx"), read(made, "a.xlsx")
    assert after.sheets[: len(before.sheets)] == before.sheets
    again = look(made, at)
    assert said(again) == said(examined)
    assert (again.verdict, again.readings) == (examined.verdict, examined.readings)


def test_a_file_without_notes_gets_some(at: World) -> None:
    """Where no sheet ever had notes, the parts, relations and types are made; all agree."""
    from jlhy_xl.edge import draw

    made, _ = copied(draw.to_bytes(_filled(issued(at)), at.now), at)
    whole = parts(made)
    assert notes(made).keys() == {"L8", "J8", "L10"}
    rels = whole["xl/worksheets/_rels/sheet3.xml.rels"].decode()
    assert "comments1.xml" in rels
    assert "vmlDrawing1.vml" in rels
    for part in ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"):
        assert f'PartName="/{part}"'.encode() in whole["[Content_Types].xml"]
    order = re.findall(rb"<(\w+)[ />]", whole["xl/worksheets/sheet3.xml"].split(b"</sheetData>")[1])
    assert order.index(b"pageSetup") < order.index(b"legacyDrawing")


def _filled(book):  # type: ignore[no-untyped-def]
    sheets = []
    for sheet in book.sheets:
        if sheet.name == PROGRESS:
            told = {place: replace(sheet.cells[place], value=v) for place, v in answers().items()}
            sheets.append(replace(sheet, cells={**sheet.cells, **told}))
        else:
            sheets.append(sheet)
    return replace(book, sheets=tuple(sheets))


def test_same_file_same_bytes(data: bytes, at: World) -> None:
    """The same file and findings give the same copy; its parts carry no clock."""
    first, _ = copied(data, at)
    assert copied(data, at)[0] == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.getinfo("xl/worksheets/sheet7.xml").date_time == (1980, 1, 1, 0, 0, 0)


def test_list_links_to_the_cells(data: bytes, at: World) -> None:
    """Errors come before queries; each line links to its cell, can be filtered and answered."""
    made, _ = copied(data, at)
    rows = todo(made)
    assert [row[1] for row in rows] == ["须改正", "须改正", "请说明"]
    assert [row[3] for row in rows] == ["L8", "L10", "J8"]
    sheet = openpyxl.load_workbook(io.BytesIO(made))[words.SHEET]
    links = {link.hyperlink.location for row in sheet for link in row if link.hyperlink}
    assert links == {f"'{PROGRESS}'!{cell}" for cell in ("L8", "L10", "J8")}
    assert sheet.auto_filter.ref
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter  # "0": filters are free
    head = next(cell for row in sheet for cell in row if cell.value == words.HEAD_WORDS)
    assert not sheet.cell(head.row + 1, head.column).protection.locked
    assert sheet.cell(head.row + 1, 1).protection.locked


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("xl/vbaProject.bin", words.Why.MACROS),
        ("xl/externalLinks/externalLink1.xml", words.Why.LINKS),
        ("xl/embeddings/oleObject1.bin", words.Why.EMBEDDED),
        ("xl/activeX/activeX1.xml", words.Why.EMBEDDED),
        ("_xmlsignatures/sig1.xml", words.Why.SIGNED),
    ],
)
def test_active_content_never_travels(data: bytes, at: World, part: str, why: str) -> None:
    """The template with the unit's values goes back instead, and says why."""
    odd = repacked(data, lambda _, content: content, **{part: b"<a/>"})
    made, examined = copied(odd, at, intact=False)
    assert part not in parts(made)
    assert any(why in str(line[0]) for line in lines(made))
    again = look(made, at)
    assert (again.verdict, again.unit, again.token) == (Verdict.ACCEPTED, "U03", "valid")
    kept = {(each.row_key, each.field): (each.state, each.typed) for each in examined.readings}
    assert {(each.row_key, each.field): (each.state, each.typed) for each in again.readings} == kept
    errors = [each for each in examined.findings if each.severity is not Severity.NOTE]
    assert notes(made).keys() == {each.cell for each in again.findings if each.severity is not Severity.NOTE}  # fmt: skip
    assert len(todo(made)) == len(errors)


@pytest.mark.parametrize("kind", ["xlsm", "xls", "ods", "csv"])
def test_other_kinds_are_reissued(data: bytes, at: World, kind: str) -> None:
    """What cannot be kept intact is answered with the official template, which names the file."""
    examined = replace(look(data, at), kind=kind)
    made, intact = annotate.return_copy(
        data, f"周报.{kind}", examined, at.scheme, lambda: returning._reissued(examined, at, at.now)
    )
    assert not intact
    assert any(f"周报.{kind}" in str(line[0]) for line in lines(made))
    assert openpyxl.load_workbook(io.BytesIO(made)).sheetnames[:2] == ["填报说明", "人员信息登记表"]


def test_a_sealed_book_is_reissued(data: bytes, at: World) -> None:
    """What was opened with a password cannot be marked under it."""
    examined = look(data, at)
    made, intact = annotate.return_copy(
        b"\xd0\xcf\x11\xe0", "周报.xlsx", examined, at.scheme,
        lambda: returning._reissued(examined, at, at.now),
    )  # fmt: skip
    assert not intact
    assert any(words.Why.SEALED in str(line[0]) for line in lines(made))


def test_odd_xml_is_reissued(data: bytes, at: World) -> None:
    """A package that cannot be edited safely is not kept, and nothing is raised."""
    examined = look(data, at)
    changes: list[Callable[[str, bytes], bytes]] = [
        lambda n, c: c.replace(b"<cellXfs", b"<cellXfz") if n == "xl/styles.xml" else c,
        lambda n, c: c[:-20] if n == "xl/styles.xml" else c,
        lambda n, c: c.replace(b"</xml>", b"") if n.endswith("vmlDrawing1.vml") else c,
        lambda n, c: b"<!DOCTYPE a>" + c if n == "xl/comments1.xml" else c,
        lambda n, c: c.replace(b"spreadsheetml/2006/main", b"other") if n == "xl/workbook.xml" else c,
        lambda n, c: c.replace(b"<row r=\"7\"", b"<row r=\"99\"") if n.endswith("sheet3.xml") else c,
    ]  # fmt: skip
    for change in changes:
        odd = repacked(data, change)
        _, intact = annotate.return_copy(
            odd, "周报.xlsx", examined, at.scheme,
            lambda: returning._reissued(examined, at, at.now),
        )  # fmt: skip
        assert not intact


def test_the_column_of_marks_stays_off_the_paper(data: bytes, at: World) -> None:
    """待办 prints up to the column for words; a copy of a copy has that area once."""
    once, _ = copied(data, at)
    twice, _ = copied(once, at)
    for made in (once, twice):
        sheet = openpyxl.load_workbook(io.BytesIO(made))[words.SHEET]
        assert sheet.print_area == f"'{words.SHEET}'!$A$1:$G${sheet.max_row}"
        place = parts(made)["xl/workbook.xml"].decode().count(f"'{words.SHEET}'!$A$1:$G$")
        assert place == 1


def test_the_words_name_no_colour() -> None:
    """A form's own conditional format may cover ours: 待办 speaks of marked cells with a note."""
    assert "标注" in words.MEND
    assert not re.search("标红|标黄", words.MEND + words.EXPLAIN)
