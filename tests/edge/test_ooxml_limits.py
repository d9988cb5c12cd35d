"""Our own reader of .xlsx and what would harm it: bombs, caps, odd entries, missing parts."""

import zipfile

import pytest
from zoo import build

from jlhy_xl.core.errors import Refusal
from jlhy_xl.core.model import Verdict
from jlhy_xl.edge import guard
from jlhy_xl.edge.ooxml import workbook as ooxml
from tests.edge.ooxml_world import book_of, sheet_of


@pytest.mark.parametrize(
    "mark",
    ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_declarations_are_refused(mark: str, part: str) -> None:
    """Any DOCTYPE or ENTITY in any part that is read is refused by name."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    bare = str(parts[part]).replace('<?xml version="1.0" encoding="UTF-8"?>', "")
    with pytest.raises(Refusal) as caught:
        book_of(build.pack({**parts, part: mark + bare}))
    assert caught.value.finding.code == "G106"


def test_depth_and_attributes() -> None:
    """XML that is too deep or overloaded is refused."""
    deep = "<a>" * 300 + "</a>" * 300
    wide = "<a " + " ".join(f'b{n}="1"' for n in range(1001)) + "/>"
    for xml in (deep, wide):
        with pytest.raises(Refusal) as caught:
            sheet_of(build.row_of("甲"), after=xml)
        assert caught.value.finding.code == "G103"


@pytest.mark.parametrize(
    ("cap", "after"),
    [
        ("merges", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 4 + "</mergeCells>"),
        ("conditionals", "<conditionalFormatting>" + "<cfRule/>" * 4 + "</conditionalFormatting>"),
        ("validations", "<dataValidations>" + "<dataValidation/>" * 4 + "</dataValidations>"),
        ("cells", ""),
        ("text_after_use", ""),
    ],
)
def test_caps_of_a_sheet(cap: str, after: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than a cap is refused, exactly the cap is read."""
    rows = "".join(build.row_of("a", number=n) for n in range(1, 5))
    for most, refused in ((4, False), (3, True)):
        _cap(monkeypatch, cap, most)
        if refused:
            with pytest.raises(Refusal) as caught:
                sheet_of(rows, after=after)
            assert caught.value.finding.code == "G103"
        else:
            assert len(sheet_of(rows, after=after).cells) == 4


def _cap(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    from msgspec.structs import replace

    from jlhy_xl.edge.ooxml import parts as ooxml_parts
    from jlhy_xl.edge.ooxml import sheet as ooxml_sheet
    from jlhy_xl.edge.ooxml import styles as ooxml_styles
    from jlhy_xl.edge.ooxml import xml as ooxml_xml

    tight = replace(guard.CAPS, **{name: most})
    for module in (guard, ooxml, ooxml_parts, ooxml_sheet, ooxml_styles, ooxml_xml):
        monkeypatch.setattr(module, "CAPS", tight)


def test_caps_of_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets, names, formats and strings are counted too."""
    sheet = build.sheet(build.row_of("a"))
    books = {
        "sheets": build.xlsx(sheet, sheet),
        "names": build.xlsx(
            sheet, book="<definedNames>" + "<definedName/>" * 2 + "</definedNames>"
        ),
        "formats": build.xlsx(sheet, styles=build.styles("9")),
        "strings": build.xlsx(sheet, strings=build.strings("<t>a</t>", "<t>b</t>")),
        "entries": build.xlsx(sheet),
    }
    for cap, data in books.items():
        with monkeypatch.context() as patch:
            _cap(patch, cap, 1)
            with pytest.raises(Refusal) as caught:
                book_of(data)
            assert caught.value.finding.code == "G103", cap


def test_bomb_is_stopped_by_what_inflates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The budget counts inflated bytes; what the headers claim is not believed."""
    data = build.xlsx(build.sheet(build.row_of("甲"), after=" " * 2_000_000))
    _cap(monkeypatch, "ratio_from", 1_000_000)
    with pytest.raises(Refusal) as caught:
        book_of(data)
    assert caught.value.finding.code == "G104"
    _cap(monkeypatch, "inflated_total", 1_000_000)
    with pytest.raises(Refusal) as caught:
        book_of(data)
    assert caught.value.finding.code == "G104"


def test_odd_entries() -> None:
    """Entries twice, alike but for case, or pointing outside are told by name."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    again = build.pack({**parts, "XL/WORKBOOK.XML": "<a/>"})
    outside = build.pack({**parts, "../../etc/x": "x"})
    for data, code, verdict in (
        (again, "G105", Verdict.RETURNED), (outside, "G126", Verdict.QUARANTINED),
    ):  # fmt: skip
        with pytest.raises(Refusal) as caught:
            book_of(data)
        assert (caught.value.finding.code, caught.value.verdict) == (code, verdict)


def test_active_content_is_told() -> None:
    """Macros, links, connections, embeddings, DDE: each is a note, none is followed."""
    parts = build.parts_of(
        build.sheet('<row r="1"><c r="B1"><f>cmd|\'/c calc\'!A0</f><v>0</v></c></row>')
    )
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = (
        f'<Relationship Id="e" Type="{base}/externalLink" Target="externalLinks/externalLink1.xml"/>'
        f'<Relationship Id="c" Type="{base}/connections" Target="connections.xml"/></Relationships>'
    )
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", more
    )
    parts |= {
        "xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>",
        "xl/vbaProject.bin": "x", "xl/embeddings/oleObject1.bin": "x",
    }  # fmt: skip
    notes = book_of(build.pack(parts)).notes
    assert sorted(note.code for note in notes) == ["G113", "G114", "G115", "G115", "G116", "G117"]
    assert [(note.sheet, note.cell) for note in notes if note.cell] == [("表1", "B1")]


def test_sheets_without_cells_are_told() -> None:
    """A chart sheet and a macro sheet are noted; the worksheets beside them are read."""
    one = build.sheet(build.row_of("甲"))
    parts = build.parts_of(one, one, one)
    rels = str(parts["xl/_rels/workbook.xml.rels"])
    for number, word in ((2, "chartsheet"), (3, "xlMacrosheet")):
        rels = rels.replace(
            f'worksheet" Target="worksheets/sheet{number}',
            f'{word}" Target="worksheets/sheet{number}',
        )
    book = book_of(build.pack({**parts, "xl/_rels/workbook.xml.rels": rels}))
    assert [sheet.name for sheet in book.sheets] == ["表1"]
    assert [(note.code, note.sheet) for note in book.notes] == [("R106", "表2"), ("G113", "表3")]


def test_forgotten_relations() -> None:
    """A package that forgot to relate its workbook is read by its content types."""
    parts = build.parts_of(build.sheet(build.row_of("甲")))
    del parts["_rels/.rels"]
    assert book_of(build.pack(parts)).sheets[0].cells == {(0, 0): "甲"}


def test_whole_sheet_merge_is_read_and_told() -> None:
    """One merge over the whole sheet costs nothing to read; it is told so that nobody expands it."""
    after = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    book = book_of(build.xlsx(build.sheet(build.row_of("甲"), after=after)))
    assert book.sheets[0].at(9, 9) == "甲"
    assert "G120" in [note.code for note in book.notes]


def test_odd_characters_are_told() -> None:
    """A control character is made visible, and the cell is named."""
    book = book_of(build.xlsx(build.sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
                            strings=build.strings("<t>a_x0007_</t>")))  # fmt: skip
    assert book.sheets[0].cells[0, 0] == "a␇"
    assert [(note.code, note.cell) for note in book.notes] == [("R103", "A1")]


def test_missing_parts_are_damage() -> None:
    """A book whose sheet, strings or tail are missing is damaged: never half a sheet."""
    parts = build.parts_of(build.sheet('<row><c t="s"><v>3</v></c></row>'))
    whole = build.pack(parts)
    less = {name: part for name, part in parts.items() if "sheet1" not in name}
    lying = bytearray(whole)
    lying[whole.index(b"sheetData") if b"sheetData" in whole else 60] ^= 1
    for data in (whole, build.pack(less), whole[:-40], whole + b"tail", bytes(lying)):
        with pytest.raises(Refusal) as caught:
            book_of(data)
        assert caught.value.finding.code == "G102"


def test_unknown_compression_and_secret_entries() -> None:
    """An entry packed in another way or with a password is refused, by its own reason."""
    with pytest.raises(Refusal) as caught:
        book_of(build.pack(build.parts_of(build.sheet(build.row_of("a"))), zipfile.ZIP_BZIP2))
    assert caught.value.finding.code == "G102"
    data = bytearray(build.small())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(Refusal) as caught:
        book_of(bytes(data))
    assert caught.value.finding.code == "G108"
