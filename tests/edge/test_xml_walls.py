"""Strangers' XML meets one bounded parser of ours, or lxml behind a refusal; nothing else parses it."""

import ast
from pathlib import Path

import pytest

from jlhy_xl.core.errors import Refusal
from jlhy_xl.edge.annotate import xml as annotate_xml
from jlhy_xl.edge.annotate.zip import Unfit
from jlhy_xl.edge.ooxml import xml as ooxml_xml

ROOT = Path(__file__).parents[2] / "jlhy_xl"
PARSERS = {"openpyxl", "docx", "lxml", "xml", "bs4", "html5lib"}
# Who may import which: our own expat rooms, the return copy's lxml, the demo on its own files.
ALLOWED = {
    "edge/ooxml/xml.py", "edge/annotate/copy.py", "edge/annotate/notes.py", "edge/annotate/sheet.py",
    "edge/annotate/styles.py", "edge/annotate/xml.py", "edge/formats/sealed.py", "demo/resave.py",
}  # fmt: skip
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"""


def test_no_other_room_parses_xml() -> None:
    """A library that parses XML is imported in the rooms that this list names, nowhere else."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
            names += (
                [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            )
            if any(name.partition(".")[0] in PARSERS for name in names):
                found.add(path.relative_to(ROOT).as_posix())
    letters = {
        name for name in found if name.startswith("edge/letter")
    }  # writes, reads no stranger's file
    assert found - letters <= ALLOWED


def test_openpyxl_is_defused_where_it_is_used() -> None:
    """Openpyxl takes defusedxml when it is installed, and it is: it is one of our dependencies."""
    import openpyxl

    assert openpyxl.DEFUSEDXML is True
    pyproject = (ROOT.parent / "pyproject.toml").read_text("utf-8")
    assert '"defusedxml' in pyproject.partition("[project.optional-dependencies]")[0]


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_declarations_are_refused(data: bytes) -> None:
    """Any DOCTYPE or ENTITY ends the reading, in the reader and in the return copy alike."""

    class Deaf(ooxml_xml.Listener):
        """Hears nothing."""

    with pytest.raises(Refusal) as caught:
        ooxml_xml.feed([data], Deaf("xlsx"), "xlsx")
    assert caught.value.finding.code == "G106"
    with pytest.raises(Unfit):
        annotate_xml.parse(data)
