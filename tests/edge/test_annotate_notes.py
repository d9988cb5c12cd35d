"""Notes parts as other programs write them: theirs stay, ours come and go."""

import io
import re
import zipfile

import pytest

from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.notes import Notes, with_boxes, without
from jlhy_xl.edge.annotate.sheet import MAIN, RELATIONS, SheetText
from jlhy_xl.edge.annotate.xml import ContentTypes
from jlhy_xl.edge.annotate.zip import Package

OURS = f"{words.NOTE_FIRST}\n须改正：请补填。\n{words.NOTE_LAST}"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="c" Type="{RELATIONS}/comments" Target="../comments1.xml"/>'
    f'<Relationship Id="v" Type="{RELATIONS}/vmlDrawing" Target="../drawings/v.vml"/>'
    "</Relationships>"
)
SHEET = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetData/><legacyDrawing r:id="v"/></worksheet>'
# Not well-formed, as Excel itself writes form controls: no parser may be asked.
DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"></v:shapetype>'
    '<v:shape id="_x0000_s1030"><font>按钮<br></font><x:ClientData ObjectType="Checkbox">'
    "<x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>"
    '<v:shape id="_x0000_s1031"><x:ClientData ObjectType="Note"><x:Row>0</x:Row>'
    "<x:Column>0</x:Column></x:ClientData></v:shape></xml>"
)


def comments(*notes: tuple[str, int, str]) -> str:
    listed = "".join(
        f'<comment ref="{ref}" authorId="{who}"><text>{text}</text></comment>'
        for ref, who, text in notes
    )
    authors = f"<author>李四</author><author>{words.AUTHOR}</author><author>tc={{1}}</author>"
    return f'<comments xmlns="{MAIN}"><authors>{authors}</authors><commentList>{listed}</commentList></comments>'


def package(notes: str, drawing: str = DRAWING) -> Package:
    stream = io.BytesIO()
    told = {
        "[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": SHEET,
        "xl/worksheets/_rels/sheet1.xml.rels": RELS, "xl/comments1.xml": notes,
        "xl/drawings/v.vml": drawing,
    }  # fmt: skip
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in told.items():
            archive.writestr(name, text)
    return Package(stream.getvalue(), "odd", "large")


def changed(made: Package, wanted: dict[tuple[int, int], str]) -> tuple[str, str, str]:
    """Comments, drawing and sheet after the notes are just these; "" where a part is gone."""
    sheet = SheetText.of(made.part("xl/worksheets/sheet1.xml"), "odd")
    notes = Notes(made, "xl/worksheets/sheet1.xml")
    notes.change(wanted)
    notes.save(sheet, ContentTypes(made))
    there = [made.part(name).decode() if name in made else ""
             for name in ("xl/comments1.xml", "xl/drawings/v.vml")]  # fmt: skip
    return there[0], there[1], sheet.to_bytes().decode()


def shapes(drawing: str) -> list[str]:
    return re.findall(r'<v:shape [^>]*id="(\w+)"', drawing)


def test_a_solved_note_goes_with_its_box_and_controls_stay() -> None:
    """Only the box of our own note is taken out; a control in the same drawing keeps its bytes."""
    told, drawing, sheet = changed(package(comments(("A1", 1, f"<t>{OURS}</t>"))), {})
    assert told == ""
    assert drawing == DRAWING.replace(DRAWING[DRAWING.index('<v:shape id="_x0000_s1031"') : -6], "")
    assert "legacyDrawing" in sheet


def test_nothing_left_takes_the_parts_out() -> None:
    """Without notes and boxes there is no list, no drawing, no relation and no element."""
    start = DRAWING.index('<v:shape id="_x0000_s1030"')
    bare = DRAWING[:start] + DRAWING[DRAWING.index('<v:shape id="_x0000_s1031"') :]
    made = package(comments(("A1", 1, f"<t>{OURS}</t>")), bare)
    told, drawing, sheet = changed(made, {})
    assert (told, drawing) == ("", "")
    assert "legacyDrawing" not in sheet
    assert b"<Relationship " not in made.part("xl/worksheets/_rels/sheet1.xml.rels")


def test_a_plain_note_is_extended_not_rewritten() -> None:
    """Words without runs become a run, and ours follow below; no second box is drawn."""
    told, drawing, _ = changed(package(comments(("A1", 0, "<t>看过 </t>"))), {(0, 0): OURS})
    assert '<r><t xml:space="preserve">看过 </t></r><r><rPr>' in told
    assert told.count("<comment ") == 1
    assert drawing == DRAWING


def test_runs_of_others_are_kept_and_ours_cut_out() -> None:
    """Our words go even where another program has split them; text before and after stays."""
    first, rest = OURS[:9], OURS[9:]
    runs = f"<r><t>看过\n{first}</t></r><r><rPr><b/></rPr><t>{rest}\n已补</t></r>"
    told, _, _ = changed(package(comments(("A1", 0, runs))), {})
    assert "<r><t>看过</t></r><r><rPr><b/></rPr><t>\n已补</t></r>" in told


def test_a_threaded_comment_is_left_alone() -> None:
    """The old-style stand-in of a threaded comment is never shown: it is not written into."""
    before = comments(("A1", 2, "<t>[Threaded comment] …</t>"))
    told, drawing, _ = changed(package(before), {(0, 0): OURS})
    assert OURS.split("\n", maxsplit=1)[0] not in told
    assert drawing == DRAWING


def test_new_notes_get_new_boxes() -> None:
    """Notes beside other people's get an author and box numbers of their own; the old drawing stays."""
    told, drawing, _ = changed(package(comments()), {(4, 2): OURS, (1, 1): OURS})
    assert re.findall(r'ref="(\w+)" authorId="(\d)"', told) == [("B2", "1"), ("C5", "1")]
    assert shapes(drawing) == ["_x0000_s1030", "_x0000_s1031", "_x0000_s1032", "_x0000_s1033"]
    assert drawing.startswith(DRAWING.removesuffix("</xml>"))


def test_boxes_with_prefixes_of_their_own() -> None:
    """A library that declares its prefixes on every box is understood as well."""
    odd = (
        '<xml><n0:shape xmlns:n0="urn:schemas-microsoft-com:vml" id="_x0000_s1026"><n2:ClientData'
        ' xmlns:n2="urn:schemas-microsoft-com:office:excel" ObjectType="Note"><n2:Row>5</n2:Row>'
        "<n2:Column>10</n2:Column></n2:ClientData></n0:shape></xml>"
    )
    assert without(odd, {(5, 10)}) == "<xml></xml>"
    assert without(odd, {(5, 9)}) == odd
    sheet = SheetText.of(SHEET.encode(), "odd")
    made = with_boxes(odd, sheet, {(0, 0): OURS})
    assert made.startswith(odd.removesuffix("</xml>"))
    assert '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"' in made


def test_a_box_is_large_enough_for_its_words() -> None:
    """The box reaches down as many rows as its lines need, and past hidden columns."""
    wide = SheetText.of(
        SHEET.replace(
            "<sheetData/>", '<cols><col min="3" max="5" hidden="1"/></cols><sheetData/>'
        ).encode(),
        "odd",
    )

    def anchor(text: str) -> list[int]:
        made = with_boxes(DRAWING, wide, {(9, 1): text})
        found = re.search(r"<x:Anchor>([^<]*)</x:Anchor>", made)
        assert found
        return [int(each) for each in found[1].split(",")]

    short, long = anchor("短"), anchor("很长的一段话" * 60)
    assert short[4] > 6
    assert long[6] - long[2] > 3 * (short[6] - short[2])


@pytest.mark.parametrize("drawing", ["<xml>", ""])
def test_a_broken_drawing_is_not_extended(drawing: str) -> None:
    """A drawing without its end makes the copy unfit, and nothing is written into it."""
    from jlhy_xl.edge.annotate.zip import Unfit

    with pytest.raises(Unfit):
        changed(package(comments(), drawing), {(0, 0): OURS})
