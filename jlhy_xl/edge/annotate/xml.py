"""The small parts of a package as trees: relations, content types, formats, notes.

Only lxml keeps a part's own prefixes; entities are never resolved and declarations are refused.
"""

from typing import TYPE_CHECKING, Any

from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate.zip import Package, Unfit, relations_name
from jlhy_xl.edge.ooxml.parts import resolve

if TYPE_CHECKING:
    from lxml.etree import _Element

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_EMPTY_RELATIONS = f'<Relationships xmlns="{RELATIONSHIPS}"/>'.encode()


def parse(data: bytes) -> "_Element":
    """Return a part as a tree.

    Raises:
        Unfit: it is no plain XML.
    """
    from lxml import etree

    parser: Any = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: _Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise Unfit(words.Why.ODD) from fault
    about: Any = root.getroottree().docinfo
    if about.doctype:
        raise Unfit(words.Why.ODD)
    return root


def to_bytes(root: "_Element") -> bytes:
    """Return a tree as a part."""
    from lxml import etree

    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


class Relations:
    """A part's relations."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._name = relations_name(part)
        there = self._name in package
        self._root = parse(package.part(self._name) if there else _EMPTY_RELATIONS)

    def of_kind(self, word: str) -> list[tuple[str, str]]:
        """Return id and part of each relation whose type ends in this word."""
        return [
            (each.get("Id", ""), resolve(self._part, each.get("Target", "")))
            for each in self._root
            if each.get("Type", "").rpartition("/")[2] == word
            and each.get("TargetMode", "").lower() != "external"
        ]

    def kinds(self) -> set[str]:
        """Return the last words of all types."""
        return {each.get("Type", "").rpartition("/")[2] for each in self._root}

    def target(self, relation: str) -> str:
        """Return the part that a relation leads to, "" where there is none."""
        found = (each for each in self._root if each.get("Id") == relation)
        return next((resolve(self._part, each.get("Target", "")) for each in found), "")

    def add(self, word: str, target: str) -> str:
        """There is a relation to the part; returns its id."""
        taken = {each.get("Id") for each in self._root}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        made = self._root.makeelement(f"{{{RELATIONSHIPS}}}Relationship")
        for key, value in (
            ("Id", f"rId{number}"), ("Type", f"{OFFICE}/{word}"), ("Target", f"/{target}"),
        ):  # fmt: skip
            made.set(key, value)
        self._root.append(made)
        self._save()
        return f"rId{number}"

    def remove(self, relation: str) -> None:
        """There is no such relation."""
        for each in list(self._root):
            if each.get("Id") == relation:
                self._root.remove(each)
        self._save()

    def _save(self) -> None:
        self._package.put(self._name, to_bytes(self._root))


class ContentTypes:
    """[Content_Types].xml."""

    NAME = "[Content_Types].xml"

    def __init__(self, package: Package) -> None:
        self._package = package
        self._root = parse(package.part(self.NAME))

    def override(self, part: str, kind: str) -> None:
        """The part is of this kind."""
        self.forget(part)
        made = self._root.makeelement(f"{{{TYPES}}}Override")
        made.set("PartName", f"/{part}")
        made.set("ContentType", kind)
        self._root.append(made)
        self._save()

    def forget(self, part: str) -> None:
        """Nothing is said of the part."""
        for each in list(self._root):
            if each.get("PartName", "").casefold() == f"/{part}".casefold():
                self._root.remove(each)
        self._save()

    def _save(self) -> None:
        self._package.put(self.NAME, to_bytes(self._root))
