"""A form's own conditional formats cover no marking of ours: our rule comes first, and goes when mended."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from rich_world import PROGRESS, answers, issued, parts, repacked, rich

from jlhy_xl.books.return_copy import FILLS
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.rules import set_first
from jlhy_xl.edge.annotate.sheet import SheetText
from tests.conftest import absent
from tests.edge.annotate_world import copied, world
from tests.edge.test_annotate_again import typed

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
SHEET = "xl/worksheets/sheet3.xml"
RED = "FF" + FILLS[Severity.ERROR]
# what a form may do: every cell of the column white, and nothing after it
COVER = (b'<conditionalFormatting sqref="L6:L18"><cfRule type="expression" dxfId="%d" priority="1"'
         b' stopIfTrue="1"><formula>TRUE</formula></cfRule></conditionalFormatting>')  # fmt: skip
WHITE = (b'<dxf><fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/>'
         b'<bgColor rgb="FFFFFFFF"/></patternFill></fill></dxf></dxfs>')  # fmt: skip


@pytest.fixture(scope="module")
def at() -> World:
    return world()


@pytest.fixture(scope="module")
def data(at: World) -> bytes:
    """A return whose form paints over column L."""
    plain = rich(issued(at), answers())
    count = parts(plain)["xl/styles.xml"].count(b"<dxf>")

    def cover(name: str, content: bytes) -> bytes:
        if name == "xl/styles.xml":
            return content.replace(b"</dxfs>", WHITE)
        if name == SHEET:
            first = content.index(b"<conditionalFormatting")
            return content[:first] + COVER % count + content[first:]
        return content

    return repacked(plain, cover)


def _in_order(data: bytes, cell: str) -> list[str]:
    """The fills that rules give a cell, the first to be asked first, up to one that stops."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))[PROGRESS]
    found = [
        (rule.priority, bool(rule.stopIfTrue), rule.dxf.fill.bgColor.rgb)
        for each in sheet.conditional_formatting for rule in each.rules
        if cell in each.sqref and rule.dxf and rule.dxf.fill
    ]  # fmt: skip
    fills = []
    for _, stops, fill in sorted(found):
        fills.append(fill)
        if stops:
            break
    return fills


def test_our_rule_comes_before_the_forms_own(data: bytes, at: World) -> None:
    """On a cell at fault the first rule is ours and stops; on its neighbours the form's own is."""
    made, _ = copied(data, at)
    assert _in_order(data, "L8") == ["FFFFFFFF"]
    assert _in_order(made, "L8") == [RED]
    assert _in_order(made, "L10") == [RED]
    assert _in_order(made, "L9") == ["FFFFFFFF"]
    assert _in_order(made, "J8")[0] == "FF" + FILLS[Severity.QUERY]


def test_no_two_rules_share_a_priority(data: bytes, at: World) -> None:
    """The form's own rules keep their order, behind ours; in a copy of a copy nothing moves again."""

    def priorities(book: bytes) -> list[int]:
        return [int(each) for each in re.findall(rb' priority="(\d+)"', parts(book)[SHEET])]

    made, _ = copied(data, at)
    before, after = priorities(data), priorities(made)
    own = [each - min(before) for each in before]
    assert after[:2] == [1, 2]
    assert [each - min(after[2:]) for each in after[2:]] == own
    assert min(after[2:]) > 2
    again, _ = copied(made, at)
    assert parts(again)[SHEET] == parts(made)[SHEET]


def test_a_mended_cell_loses_our_rule(data: bytes, at: World) -> None:
    """Mended and sent back: the form's own colour is seen there again, ours where it is still due."""
    made, _ = copied(data, at)
    second, _ = copied(typed(made, PROGRESS, "L8", "已办理"), at)
    assert _in_order(second, "L8") == ["FFFFFFFF"]
    assert _in_order(second, "L10") == [RED]


def test_a_sheet_without_rules_gets_none() -> None:
    """Where nothing covers the cell's own colour, nothing is added."""
    sheet = SheetText.of(_sheet(b""), "odd")
    set_first(sheet, {0: [(7, 11)]})
    assert sheet.to_bytes() == _sheet(b"")


def test_an_extensions_rules_come_behind_as_well() -> None:
    """Newer programs keep some rules in an extension, counted with the others; ours stand before them."""
    x14 = (b'<x14:conditionalFormatting xmlns:xm="m"><x14:cfRule type="expression" priority="1" id="{A}">'
           b"<xm:f>B1&gt;0</xm:f></x14:cfRule><xm:sqref>A1</xm:sqref></x14:conditionalFormatting>")  # fmt: skip
    tail = b'<pageMargins left="1"/><extLst xmlns:x14="x"><ext>' + x14 + b"</ext></extLst>"
    sheet = SheetText.of(_sheet(tail), "odd")
    set_first(sheet, {5: [(0, 0)]})
    made = sheet.to_bytes()
    ours, rest = made.split(b"<pageMargins")
    assert (
        b'<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="5" priority="1"'
        in ours
    )
    assert b'priority="3" id="{A}"' in rest


def _sheet(tail: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData/>%s</worksheet>' % (main, tail)


@pytest.mark.real
def test_libreoffice_saves_our_rules_and_they_are_known_again(
    data: bytes, at: World, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """A copy that LibreOffice saved and that comes back holds our rules once, and in front."""
    made, _ = copied(data, at)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(made)
    second, _ = copied(soffice(path, "xlsx").read_bytes(), at)
    assert _in_order(second, "L8") == [RED]
    book = openpyxl.load_workbook(io.BytesIO(second))
    ours = [
        rule for each in book[PROGRESS].conditional_formatting for rule in each.rules
        if any(words.STYLE in part for part in rule.formula)
    ]  # fmt: skip
    assert len(ours) == 2


@pytest.mark.real
def test_the_marking_is_seen(
    data: bytes, at: World, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """A real program paints the cell in our colour where the form would have it white."""
    if shutil.which("pdftoppm") is None:
        absent("pdftoppm", "poppler-utils")
    made, _ = copied(data, at)
    bare = repacked(made, lambda name, content: re.sub(
        rb'<conditionalFormatting[^>]*><cfRule[^>]*><formula>LEN\("[^"]*"\)</formula></cfRule>'
        rb"</conditionalFormatting>", b"", content) if name == SHEET else content)  # fmt: skip

    def painted(book: bytes, name: str) -> int:
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(book)
        pdf = soffice(path, "pdf")
        run = subprocess.run(["pdftoppm", "-r", "50", str(pdf)], check=True, capture_output=True)
        return run.stdout.count(bytes.fromhex(FILLS[Severity.ERROR]))

    assert painted(bare, "bare") == 0
    assert painted(made, "made") > 100
