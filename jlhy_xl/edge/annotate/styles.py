"""styles.xml with formats added behind the ones that are there: no old index changes its meaning.

A cell at fault gets a copy of its own format with another fill. The copy hangs on a cell style of
ours whose fill is the old one, so that whoever saves the file in between, the old fill is known.
"""

import copy
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.sheet import MAIN
from jlhy_xl.edge.annotate.xml import parse, to_bytes
from jlhy_xl.edge.annotate.zip import Unfit

if TYPE_CHECKING:
    from lxml.etree import _Element

_OURS = re.compile(re.escape(words.STYLE) + r"(\d+)(?:·(.*))?")
_BUILT_IN = {"General": 0, "@": 49, "#,##0": 3}
_SIDES = ("left", "right", "top", "bottom")
_LINES = {1: "thin", 2: "medium", 5: "thick"}
_MOST = 60_000  # a book holds 65,490 formats


class Styles:
    """The formats of a workbook."""

    def __init__(self, data: bytes, colours: Collection[str]) -> None:
        """The formats are those of the part; ``colours`` are the fills of ours.

        Raises:
            Unfit: it is no plain list of formats.
        """
        self._root, self._colours = parse(data), frozenset(colours)
        self._fonts, self._fills, self._borders = map(self._need, ("fonts", "fills", "borders"))
        self._formats = self._need("cellXfs")
        self._known: dict[tuple[str, str], int] = {}
        self._indices: dict[str, dict[tuple[Any, ...], int]] = {}
        self.changed = False
        base = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        self._parents = self._made_up("cellStyleXfs", base)
        named = '<cellStyle name="Normal" xfId="0" builtinId="0"/>'
        self._named = self._made_up("cellStyles", named)
        if not len(self._formats) or len(self._formats) > _MOST:
            raise Unfit(words.Why.ODD)
        self._ours = {  # parent → the name of the style that the format had before
            int(each.get("xfId", 0)): found[2] or ""
            for each in self._named
            if (found := _OURS.fullmatch(each.get("name", "")))
        }
        self._made: dict[tuple[int, str], int] = {}

    def _need(self, name: str) -> "_Element":
        found = self._root.find(f"{{{MAIN}}}{name}")
        if found is None:
            raise Unfit(words.Why.ODD)
        return found

    def _made_up(self, name: str, first: str) -> "_Element":
        """Return a list that may be missing, with what it must hold at least."""
        found = self._root.find(f"{{{MAIN}}}{name}")
        if found is None:
            found = self._root.makeelement(f"{{{MAIN}}}{name}")
            (self._formats.addprevious if name == "cellStyleXfs" else self._formats.addnext)(found)
            self._append(found, first)
        return found

    def _append(self, where: "_Element", xml: str) -> int:
        """The element stands in the list; returns its index, an equal one's if there is one."""
        if (where.tag, xml) not in self._known:
            made = parse(f'<x xmlns="{MAIN}">{xml}</x>'.encode())[0]
            wanted, known = _signature(made), self._index(where)
            if wanted not in known:
                where.append(made)
                known[wanted] = self._count(where)
            self._known[where.tag, xml] = known[wanted]
        return self._known[where.tag, xml]

    def _index(self, where: "_Element") -> dict[tuple[Any, ...], int]:
        """Return what stands in a list, by what it says."""
        if where.tag not in self._indices:
            self._indices[where.tag] = {_signature(each): at for at, each in enumerate(where)}
        return self._indices[where.tag]

    def _count(self, where: "_Element") -> int:
        """A list tells how long it is; returns the last one's index."""
        where.set("count", str(len(where)))
        self.changed = True
        return len(where) - 1

    def _format(self, index: int) -> "_Element":
        return self._formats[index if index < len(self._formats) else 0]

    @property
    def has_ours(self) -> bool:
        """Whether an earlier copy left formats of ours."""
        return bool(self._ours)

    def is_ours(self, index: int) -> bool:
        """Whether a format is one that we coloured in an earlier copy.

        Some programs keep our cell styles and the colour, and lose which belongs to which.
        """
        if not self.has_ours:
            return False
        parent = int(self._format(index).get("xfId", 0))
        return parent in self._ours or self._colour_of(index) in self._colours

    def plain(self, index: int) -> int:
        """Return the format without our colour: as it was, with what was changed since."""
        if not self.is_ours(index):
            return index
        if (index, "") not in self._made:
            self._made[index, ""] = self._uncoloured(index)
        return self._made[index, ""]

    def _uncoloured(self, index: int) -> int:
        found = copy.deepcopy(self._format(index))
        parent = int(found.get("xfId", 0))
        known = parent in self._ours and parent < len(self._parents)
        found.set("fillId", self._parents[parent].get("fillId", "0") if known else "0")
        found.set("xfId", str(self._named_before(self._ours.get(parent, ""))))
        found.set("applyFill", "1")
        self._formats.append(found)
        return self._count(self._formats)

    def _named_before(self, name: str) -> int:
        ids = (int(each.get("xfId", 0)) for each in self._named if each.get("name") == name)
        return next(ids, 0)

    def coloured(self, index: int, colour: str) -> int:
        """Return the format with this fill and all else as it is."""
        if self.is_ours(index) and self._colour_of(index) == colour:
            return index
        if (index, colour) not in self._made:
            self._made[index, colour] = self._coloured(self.plain(index), colour)
        return self._made[index, colour]

    def _colour_of(self, index: int) -> str:
        place = int(self._format(index).get("fillId", 0))
        shade = (
            self._fills[place].find(f"*/{{{MAIN}}}fgColor") if place < len(self._fills) else None
        )
        return "" if shade is None else shade.get("rgb", "")[2:]

    def _coloured(self, index: int, colour: str) -> int:
        found = copy.deepcopy(self._format(index))
        parent = copy.deepcopy(found)
        before = int(found.get("xfId", 0))
        del parent.attrib["xfId"]
        self._parents.append(parent)
        place = self._count(self._parents)
        style = self._root.makeelement(f"{{{MAIN}}}cellStyle")
        style.set("name", self._free_name(before))
        style.set("xfId", str(place))
        self._named.append(style)
        self._count(self._named)
        found.set("xfId", str(place))
        found.set("fillId", str(self._fill(colour)))
        found.set("applyFill", "1")
        self._formats.append(found)
        return self._count(self._formats)

    def _free_name(self, before: int) -> str:
        names = {each.get("name", "") for each in self._named}
        numbers = [int(found[1]) for name in names if (found := _OURS.fullmatch(name))]
        old = next((e.get("name", "") for e in self._named if e.get("xfId") == str(before)), "")
        return f"{words.STYLE}{max(numbers, default=0) + 1}·{old}"[:250]

    def _fill(self, colour: str) -> int:
        return self._append(
            self._fills,
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
            '<bgColor indexed="64"/></patternFill></fill>',
        )

    def rule(self, colour: str) -> int:
        """Return the differential format that fills a cell with this colour."""
        found = self._root.find(f"{{{MAIN}}}dxfs")
        if found is None:
            found = self._root.makeelement(f"{{{MAIN}}}dxfs")
            self._named.addnext(found)
        return self._append(
            found,
            f'<dxf><fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
            f'<bgColor rgb="FF{colour}"/></patternFill></fill></dxf>',
        )

    def look(self, style: Mapping[str, Any]) -> int:
        """Return the format that looks like this (XlsxWriter's own words, those that 待办 needs)."""
        fill = 0
        if style.get("bg_color"):
            fill = self._fill(str(style["bg_color"]).lstrip("#"))
        font, border = self._font(style), self._border(style)
        aligned = _attributes(
            horizontal=style.get("align"),
            vertical={"vcenter": "center"}.get(str(style.get("valign")), style.get("valign")),
            wrapText="1" if style.get("text_wrap") else None,
            indent=style.get("indent"),
        )
        number = _BUILT_IN[str(style.get("num_format", "General"))]
        locked = "0" if style.get("locked") is False else "1"
        return self._append(
            self._formats,
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
            ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
            f' applyProtection="1"><alignment{aligned}/><protection locked="{locked}"/></xf>',
        )

    def _font(self, style: Mapping[str, Any]) -> int:
        flags = ("<b/>" if style.get("bold") else "") + ("<u/>" if style.get("underline") else "")
        colour = str(style["font_color"]).lstrip("#")
        return self._append(
            self._fonts,
            f'<font>{flags}<sz val="{style["font_size"]}"/><color rgb="FF{colour}"/>'
            f'<name val="{style["font_name"]}"/><family val="3"/><charset val="134"/></font>',
        )

    def _border(self, style: Mapping[str, Any]) -> int:
        sides = ""
        for side in _SIDES:
            line = _LINES.get(style.get(side, style.get("border", 0)))
            colour = str(style.get(f"{side}_color", style.get("border_color", ""))).lstrip("#")
            sides += f'<{side} style="{line}"><color rgb="FF{colour}"/></{side}>' if line else f"<{side}/>"  # fmt: skip
        return self._append(self._borders, f"<border>{sides}<diagonal/></border>")

    def to_bytes(self) -> bytes:
        """Return the part."""
        return to_bytes(self._root)


def _attributes(**told: object) -> str:
    return "".join(f' {name}="{value}"' for name, value in told.items() if value is not None)


def _signature(found: "_Element") -> tuple[Any, ...]:
    return (found.tag, tuple(sorted(found.attrib.items())), tuple(map(_signature, found)))
