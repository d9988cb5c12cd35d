"""The parts of a .docx that every letter shares: page, grid, fonts, styles, page numbers.

GB/T 9704-2012: A4, margins 37/28/35/26 mm, 22 lines of 28 characters of 16 pt at 28.9 pt.
Lengths are twips (a twentieth of a point), sizes half-points, as the format has them.
"""

from datetime import datetime
from html import escape
from typing import Final

from msgspec import Struct

XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES: Final = f'xmlns:w="{_MAIN}" xmlns:r="{_LINKS}"'

PITCH: Final = 578  # 28.9 pt: 22 lines in the 225 mm between the margins
TITLE_PITCH: Final = 680
TYPE_WIDTH: Final = 8844  # 156 mm
_TOP, _RIGHT, _BOTTOM, _LEFT = 2098, 1474, 1984, 1587  # 37, 26, 35, 28 mm
# Word's own default, said in every paragraph: LibreOffice loses a full stop over the edge without it
PUNCTUATION: Final = '<w:overflowPunct w:val="1"/>'
_INSET = 70  # of a cell's words from its sides
CELL_MARGINS: Final = 2 * _INSET + 20  # both, and the lines
_FOOTER = 1247  # so that the number's line stands 7 mm under the text


class Font(Struct, frozen=True):
    """What a run is set in."""

    name: str
    size: int = 32  # half-points
    tight: bool = True  # characters a quarter point closer: 28 of 16 pt are wider than the text
    colour: str = ""


BODY: Final = Font("仿宋_GB2312")
TITLE: Final = Font("方正小标宋简体", 44, tight=False)
HEADS: Final = (BODY, Font("黑体"), Font("楷体_GB2312"), BODY)
_NUMBER = Font("宋体", 28, tight=False)
# name → what a machine without it may use; without this a reader takes any font
_FONTS = {
    "仿宋_GB2312": ("仿宋", "modern"),
    "楷体_GB2312": ("楷体", "modern"),
    "方正小标宋简体": ("华文中宋", "auto"),
    "黑体": ("SimHei", "modern"),
    "宋体": ("SimSun", "auto"),
}


def run(text: str, font: Font) -> str:
    """Return a run whose every character, digits and quotation marks too, has the one font."""
    return f'<w:r>{_look(font)}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def clean(text: str) -> str:
    r"""Return the text without the characters that XML cannot hold.

    >>> clean("一\x0b二\ud800")
    '一二'
    """
    return "".join(
        sign for sign in text
        if sign in "\t\n" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
    )  # fmt: skip


def _look(font: Font) -> str:
    name = font.name
    colour = f'<w:color w:val="{font.colour}"/>' if font.colour else ""
    tight = '<w:spacing w:val="-5"/>' if font.tight else ""
    return (
        f'<w:rPr><w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" '
        f'w:hint="eastAsia"/>{colour}{tight}<w:kern w:val="0"/>'
        f'<w:sz w:val="{font.size}"/><w:szCs w:val="{font.size}"/></w:rPr>'
    )


def table_shape(width: int) -> str:
    """Return a table's properties: single lines, fixed columns."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{_INSET}" w:type="dxa"/><w:right w:w="{_INSET}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )


SECTION: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
    '<w:footerReference w:type="even" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{_TOP}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" w:left="{_LEFT}" '
    f'w:header="851" w:footer="{_FOOTER}" w:gutter="0"/>'
    f'<w:docGrid w:type="lines" w:linePitch="{PITCH}"/></w:sectPr>'
)


def _footer(side: str) -> str:
    """The page number, — 1 —, one character in from the outer edge."""
    begin, end = (
        f'<w:r>{_look(_NUMBER)}<w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in ("begin", "end")
    )
    code = f'<w:r>{_look(_NUMBER)}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    middle = f'<w:r>{_look(_NUMBER)}<w:fldChar w:fldCharType="separate"/></w:r>' + run("1", _NUMBER)
    number = run("— ", _NUMBER) + begin + code + middle + end + run(" —", _NUMBER)
    return (
        f'{XML}<w:ftr {SPACES}><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="360" '
        f'w:lineRule="exact"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
        f"</w:pPr>{number}</w:p></w:ftr>"
    )


_STYLES = (
    f"{XML}<w:styles {SPACES}><w:docDefaults><w:rPrDefault>{_look(BODY)}</w:rPrDefault>"
    '<w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
)
_SETTINGS = (
    f'{XML}<w:settings {SPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting '
    'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
_FONT_TABLE = (
    f"{XML}<w:fonts {SPACES}>"
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/></w:font>'
        for name, (other, family) in _FONTS.items()
    )
    + "</w:fonts>"
)
_OVERRIDES = {
    "/word/document.xml": f"{_TYPES}.document.main+xml",
    "/word/styles.xml": f"{_TYPES}.styles+xml",
    "/word/settings.xml": f"{_TYPES}.settings+xml",
    "/word/fontTable.xml": f"{_TYPES}.fontTable+xml",
    "/word/footer1.xml": f"{_TYPES}.footer+xml",
    "/word/footer2.xml": f"{_TYPES}.footer+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}


def _relations(*rows: tuple[str, str]) -> str:
    told = "".join(
        f'<Relationship Id="rId{count}" Type="{kind}" Target="{target}"/>'
        for count, (kind, target) in enumerate(rows, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


FIXED: Final = {
    "[Content_Types].xml": (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="{name}" ContentType="{kind}"/>'
            for name, kind in _OVERRIDES.items()
        )
        + "</Types>"
    ),
    "_rels/.rels": _relations(
        (f"{_LINKS}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _relations(
        (f"{_LINKS}/styles", "styles.xml"), (f"{_LINKS}/settings", "settings.xml"),
        (f"{_LINKS}/fontTable", "fontTable.xml"), (f"{_LINKS}/footer", "footer1.xml"),
        (f"{_LINKS}/footer", "footer2.xml"),
    ),
    "word/styles.xml": _STYLES,
    "word/settings.xml": _SETTINGS,
    "word/fontTable.xml": _FONT_TABLE,
    "word/footer1.xml": _footer("right"),
    "word/footer2.xml": _footer("left"),
}  # fmt: skip


def core(title: str, author: str, made: datetime) -> str:
    """Return the document's properties; ``made`` in UTC."""
    moment = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    when = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>{escape(clean(author))}</dc:creator>"
        f"{when}</cp:coreProperties>"
    )
