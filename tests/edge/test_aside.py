"""Words beside the cells are told, never read as answers and never lost in silence."""

import io
import time
import zipfile
from typing import Any

from e2e.filing import PROGRESS, filled, find, look
from openpyxl.comments import Comment
from zoo import build

from jlhy_xl.core.model import Verdict
from jlhy_xl.core.wording import return_copy
from jlhy_xl.edge import read as reader

BOX = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:sp><xdr:txBody><a:p>'
    "<a:r><a:t>本周&lt;已&gt;</a:t></a:r><a:r><a:t>完成</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    "<xdr:sp><xdr:txBody><a:p/></xdr:txBody></xdr:sp></xdr:wsDr>"
)


def with_part(data: bytes, name: str, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts: dict[str, bytes | str] = {each: book.read(each) for each in book.namelist()}
    return build.pack({**parts, name: part})


def test_notes_of_the_unit_are_told() -> None:
    """One note for all of them with the first one's words; our own from a return copy are none."""

    def change(book: Any) -> None:
        for row, words in (("04-01", "上周已完成，请更正"), ("04-02", "同上")):
            find(book[PROGRESS], row, "本周进展").comment = Comment(words, "联络员")
        ours = f"{return_copy.NOTE_FIRST}请补填"
        find(book[PROGRESS], "04-03", "本周进展").comment = Comment(ours, return_copy.AUTHOR)

    (told,) = [each for each in look(filled(change)).findings if each.code == "R109"]
    assert told.severity.value == "note"
    assert "批注2处（“上周已完成，请更正”）" in told.message


def test_text_boxes_are_told() -> None:
    """A box that says something; an empty one and a picture are none."""
    found = reader.read(with_part(build.small(), "xl/drawings/drawing1.xml", BOX), "a.xlsx")
    (told,) = [each for each in found.notes if each.code == "R109"]
    assert "文本框1个（“本周<已>完成”）" in told.message
    assert not [each for each in reader.read(build.small(), "a.xlsx").notes if each.code == "R109"]


def test_damage_beside_the_cells_costs_no_return() -> None:
    """Notes whose bytes are spoilt are told as unreadable; what stands in the cells is read."""

    def change(book: Any) -> None:
        find(book[PROGRESS], "04-01", "本周进展").comment = Comment("请更正" * 50, "联络员")

    data = bytearray(filled(change))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        (info,) = [each for each in book.infolist() if each.filename.startswith("xl/comments")]
    begin = info.header_offset + 30 + len(info.filename)
    data[begin : begin + 6] = b"\xff" * 6
    found = look(bytes(data))
    assert found.verdict is Verdict.ACCEPTED
    (told,) = [each for each in found.findings if each.code == "R109"]
    assert "读不出" in told.message


def test_no_part_makes_it_look_for_long() -> None:
    """Tags that never end, in megabytes, are passed over at once."""
    for piece in (
        "<comment ",
        "<comment>",
        "<t><comment",
        "<" + "a" * 50,
        "</txBody",
        "<xdr:txBody><a:t>",
    ):
        part = piece * (2_000_000 // len(piece))
        data = with_part(build.small(), "xl/drawings/drawing1.xml", part)
        data = with_part(data, "xl/comments1.xml", part)
        began = time.process_time()
        reader.read(data, "a.xlsx")
        assert time.process_time() - began < 2


def test_pictures_are_told() -> None:
    """A screenshot pasted over the cells says nothing to us; that it is there is told once."""
    data = with_part(filled(), "xl/media/image1.png", "\x89PNG")
    (told,) = [each for each in look(data).findings if each.code == "R111"]
    assert (told.severity.value, "图片1张" in told.message) == ("note", True)
    assert not [each for each in look(filled()).findings if each.code == "R111"]


def test_a_picture_in_a_cell_is_no_answer() -> None:
    """WPS writes a formula for it, with or without its own text as the result."""
    for stored in ('=DISPIMG("ID_0A1B",1)', '=_xlfn.DISPIMG("ID_0A1B",1)'):
        for heading in ("本周进展", "现状值"):

            def change(book: Any, heading: str = heading, stored: str = stored) -> None:
                cell = find(book[PROGRESS], "04-02", heading)
                cell.value = stored
                cell.data_type = "s" if "_xlfn" not in stored else "f"

            found = look(filled(change))
            (told,) = [each for each in found.findings if each.row_key == "04-02"]
            assert (told.code, told.severity.value) == ("V181", "error")
