"""Packages built by hand: what Excel and WPS write differently, and what no program would write."""

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WHEN = (2026, 11, 23, 0, 0, 0)


def pack(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = method
            archive.writestr(info, content)
    return buffer.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """Return a worksheet's XML round these rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}" xmlns:r="{_REL}">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def row_of(*cells: str, number: int = 1) -> str:
    """Return one row of inline strings."""
    inside = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
    return f'<row r="{number}">{inside}</row>'


def styles(*formats: str) -> str:
    """Return styles.xml: style 0 is General, style n has the nth number format (a code or an id)."""
    codes = "".join(
        f'<numFmt numFmtId="{163 + place}" formatCode="{code}"/>'
        for place, code in enumerate(formats, 1)
        if not code.isdecimal()
    )
    uses = "".join(
        f'<xf numFmtId="{code if code.isdecimal() else 163 + place}"/>'
        for place, code in enumerate(formats, 1)
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs>'
        f'<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{uses}</cellXfs></styleSheet>'
    )


def strings(*items: str) -> str:
    """Return sharedStrings.xml of these <si> contents."""
    return f'<sst xmlns="{_MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def parts_of(
    *sheets: str, names: tuple[str, ...] = (), states: tuple[str, ...] = (), **extra: str
) -> dict[str, bytes | str]:
    """Return the parts of a book.

    ``extra``: styles, strings, custom (property XML), book (inside workbook.xml, before sheets).
    """
    listed = rels = ""
    parts: dict[str, bytes | str] = {}
    for place, xml in enumerate(sheets):
        name = names[place] if place < len(names) else f"表{place + 1}"
        state = f' state="{states[place]}"' if place < len(states) and states[place] else ""
        listed += f'<sheet name="{name}" sheetId="{place + 1}"{state} r:id="rId{place + 1}"/>'
        rels += (
            f'<Relationship Id="rId{place + 1}" Type="{_REL}/worksheet" '
            f'Target="worksheets/sheet{place + 1}.xml"/>'
        )
        parts[f"xl/worksheets/sheet{place + 1}.xml"] = xml
    for word, part in (("styles", "styles"), ("strings", "sharedStrings")):
        if word in extra:
            rels += f'<Relationship Id="x{word}" Type="{_REL}/{part}" Target="{part}.xml"/>'
            parts[f"xl/{part}.xml"] = extra[word]
    top = f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
    if "custom" in extra:
        top += (
            f'<Relationship Id="c" Type="{_REL}/custom-properties" Target="docProps/custom.xml"/>'
        )
        parts["docProps/custom.xml"] = extra["custom"]
    head = {
        "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types"><Override '
        f'PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships">{top}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{extra.get("book", "")}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACK}/relationships">{rels}'
        "</Relationships>",
    }
    return {**head, **parts}


def xlsx(
    *sheets: str, names: tuple[str, ...] = (), states: tuple[str, ...] = (), **extra: str
) -> bytes:
    """Return a book; see ``parts_of``."""
    return pack(parts_of(*sheets, names=names, states=states, **extra))


def small() -> bytes:
    """Return the smallest honest book: one sheet, two cells."""
    return xlsx(sheet(row_of("单位名称", "区财政局")))
