"""Coverage-guided fuzzing of guard and reader: ``python -m tests.soak.fuzz CORPUS``.

Needs atheris. A fuzzer cannot pack a zip, so the first byte says which shell goes round the rest.
"""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import atheris

with atheris.instrument_imports(include=["jlhy_xl"]):
    from jlhy_xl.core.errors import Refusal
    from jlhy_xl.edge import guard, read
    from jlhy_xl.edge.formats import biff, ods, page, plain, xlsb, xml2003
    from jlhy_xl.edge.intake import mail_parts, tnef
    from jlhy_xl.edge.intake.parts import Budget
    from jlhy_xl.edge.ooxml import workbook as ooxml

from zoneinfo import ZoneInfo

from zoo import binary, build, verdicts

_ZONE = ZoneInfo("Asia/Shanghai")
_PARTS = build.parts_of(build.sheet(build.row_of("甲")), styles=build.styles("0.00"))


def _in_book(part: str) -> Callable[[bytes], bytes]:
    return lambda data: build.pack({**_PARTS, part: data}, 0)


_SHELLS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("a.xlsx", lambda data: data),
    ("a.csv", lambda data: data),
    ("a.xls", lambda data: b"<html>" + data),
    ("a.xls", lambda data: b"\x09\x08\x10\x00\x00\x06\x05\x00" + data),
    ("a.xlsx", _in_book("xl/worksheets/sheet1.xml")),
    ("a.xlsx", _in_book("xl/workbook.xml")),
    ("a.xlsx", _in_book("xl/styles.xml")),
    ("a.xlsx", _in_book("xl/_rels/workbook.xml.rels")),
    ("a.xlsx", lambda data: build.xlsx(build.sheet(data.decode("utf-8", "ignore")))),
    ("a.xlsb", binary.xlsb),
    ("a.ods", lambda data: verdicts.ods(data.decode("utf-8", "ignore"))),
    ("a.xml", lambda data: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">' + data),
)  # fmt: skip
_KINDS = (guard, ooxml, biff, ods, page, plain, xlsb, xml2003)  # loaded while instrumented


def one(data: bytes) -> None:
    """Any bytes give a book or a refusal."""
    if not data:
        return
    choice, rest = data[0] % (len(_SHELLS) + 2), data[1:]
    if choice == len(_SHELLS):
        mail_parts.open_mail(rest, "a.eml", Budget(), _ZONE)
        return
    if choice > len(_SHELLS):
        tnef.unpack(b"\x78\x9f\x3e\x22" + rest, "winmail.dat", Budget())
        return
    name, shell = _SHELLS[choice]
    with contextlib.suppress(Refusal):
        read.read(shell(rest), name)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
