"""A return copy that comes back: solved notes vanish, what was typed stays; and LibreOffice's hand in it."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from rich_world import (
    OWN,
    PROGRESS,
    answers,
    issued,
    look,
    parts,
    repacked,
    rich,
)

from jlhy_xl.books.return_copy import FILLS
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate import copy as annotate
from tests.edge.annotate_world import copied, lines, notes, todo, world

# openpyxl says that it would drop them: the very reason why it never writes a return copy
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


@pytest.fixture(scope="module")
def at() -> World:
    return world()


@pytest.fixture(scope="module")
def data(at: World) -> bytes:
    return rich(issued(at), answers())


def typed(data: bytes, name: str, cell: str, text: str) -> bytes:
    """The cell filled in as a program would, straight in the sheet's XML; all else stays."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    place = f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"
    inline = f't="inlineStr"><is><t>{text}</t></is></c>'.encode()

    def change(part: str, content: bytes) -> bytes:
        if part != place:
            return content
        pattern = rb'(<c r="%s"[^>]*?)(?:\st="\w+")?\s*(?:/>|>.*?</c>)' % cell.encode()
        assert re.search(pattern, content), cell
        return re.sub(pattern, lambda found: found[1] + b" " + inline, content, count=1)

    return repacked(data, change)


def test_mended_notes_vanish_and_all_typed_stays(data: bytes, at: World) -> None:
    """Sent back mended: solved notes, colours and lines are gone, the explanation is read."""
    made, _ = copied(data, at)
    mended = typed(made, PROGRESS, "L8", "已办理")
    row = next(at for at, line in enumerate(lines(made), 1) if line[3:4] == ("J8",))
    mended = typed(mended, words.SHEET, f"G{row}", "口径由省局统一")
    second, now = copied(mended, at)
    assert {each.cell for each in now.findings if each.severity is Severity.ERROR} == {"L10"}
    query = next(each for each in now.findings if each.severity is Severity.QUERY)
    assert query.explanation == "口径由省局统一"
    assert "口径由省局统一" in query.message
    assert notes(second).keys() == {"K6", "J8", "L10"}
    assert notes(second)["L10"] == notes(made)["L10"]
    old = openpyxl.load_workbook(io.BytesIO(data))[PROGRESS]
    new = openpyxl.load_workbook(io.BytesIO(second))[PROGRESS]
    assert new["L8"].value == "已办理"
    assert new["L8"].fill.fgColor.rgb == old["L8"].fill.fgColor.rgb
    assert [(line[1], line[3], line[6]) for line in todo(second)] == [
        ("须改正", "L10", None), ("已说明", "J8", "口径由省局统一"),
    ]  # fmt: skip
    assert openpyxl.load_workbook(io.BytesIO(second)).sheetnames.count(words.SHEET) == 1
    last = typed(second, PROGRESS, "L10", "已推进")
    done = look(last, at)
    assert done.in_order
    assert not annotate.is_needed(done)


def test_copy_of_a_copy_adds_nothing(data: bytes, at: World) -> None:
    """Sent back as it was, the copy of the copy is the copy."""
    made, _ = copied(data, at)
    again, _ = copied(made, at)
    before, after = parts(made), parts(again)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {
        "xl/comments1.xml", "xl/workbook.xml", "[Content_Types].xml"}  # fmt: skip
    assert notes(again) == notes(made)
    assert copied(again, at)[0] == again


def test_words_around_ours_in_a_note_stay(data: bytes, at: World) -> None:
    """What somebody added to our own note is theirs."""
    made, _ = copied(data, at)

    def answer(name: str, content: bytes) -> bytes:
        first, last = words.NOTE_LAST, words.NOTE_LAST + "\n科室已补"
        return content.replace(first.encode(), last.encode()) if "comments1" in name else content

    mended = typed(repacked(made, answer), PROGRESS, "L8", "已办理")
    second, _ = copied(mended, at)
    assert notes(second)["L8"].strip() == "科室已补"


def test_own_sheet_named_alike_stays(at: World, data: bytes) -> None:
    """A unit's own sheet 待办 is not ours; ours gets another name."""
    named = repacked(data, lambda name, content: content.replace(OWN.encode(), "待办".encode())
                     if name in ("xl/workbook.xml",) else content)  # fmt: skip
    made, _ = copied(named, at)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames[-2:] == ["待办", "待办（2）"]
    assert book["待办"]["A1"].value == "科室"


def test_renamed_list_is_known_again(at: World, data: bytes) -> None:
    """Our list is known by its headings, whatever it is called; there is never a second one."""
    made, _ = copied(data, at)
    title = f'name="{words.SHEET}"'.encode()
    renamed = repacked(made, lambda name, content: content.replace(title, b'name="x"')
                       if name == "xl/workbook.xml" else content)  # fmt: skip
    second, _ = copied(renamed, at)
    names = openpyxl.load_workbook(io.BytesIO(second)).sheetnames
    assert names[-1] == "x" or names.count(words.SHEET) == 1
    assert len(names) == 7


@pytest.mark.real
def test_libreoffice_saves_a_copy_and_nothing_is_lost(
    data: bytes, at: World, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """A copy that LibreOffice saved is known again: notes, colours and list are replaced, once."""
    made, _ = copied(data, at)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(made)
    saved = soffice(path, "xlsx").read_bytes()
    assert notes(saved).keys() == notes(made).keys()
    mended = _openpyxl_typed(saved, "L8", "已办理")
    again = look(mended, at)
    assert {each.cell for each in again.findings if each.severity is Severity.ERROR} == {"L10"}
    second, _ = copied(mended, at)
    book = openpyxl.load_workbook(io.BytesIO(second))
    assert book.sheetnames.count(words.SHEET) == 1
    assert notes(second).keys() == {"K6", "J8", "L10"}
    sheet, before = book[PROGRESS], openpyxl.load_workbook(io.BytesIO(data))[PROGRESS]
    assert sheet["L8"].fill.fgColor.rgb != "FF" + FILLS[Severity.ERROR]
    assert sheet["L10"].fill.fgColor.rgb == "FF" + FILLS[Severity.ERROR]
    assert before["L8"].fill.fill_type is None
    assert sheet["L8"].fill.fill_type is None


def _openpyxl_typed(data: bytes, cell: str, text: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[PROGRESS][cell] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.real
def test_libreoffice_prints_a_copy(
    data: bytes, at: World, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """An annotated copy opens in a real office suite and prints."""
    made, _ = copied(data, at)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(made)
    assert soffice(path, "pdf").stat().st_size > 10_000
