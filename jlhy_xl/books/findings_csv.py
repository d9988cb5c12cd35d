"""findings.csv: every finding a line, for other programs; nothing in it can become a formula."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

from jlhy_xl.core.model import Finding

COLUMNS = (
    "id", "code", "severity", "rule", "unit", "form", "row_key", "field", "file", "sheet", "cell",
    "found", "expected", "message",
)  # fmt: skip
_STARTS, _BREAKS = frozenset("=+-−@"), frozenset("\t\r\n")
_LONE = re.compile("[\ud800-\udfff]")  # half a character: no file can hold it
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")


def text(findings: Iterable[Finding]) -> str:
    """Return the file's text, headings first, in the findings' order."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for found in findings:
        writer.writerow([guarded(str(getattr(found, name))) for name in COLUMNS])
    return stream.getvalue()


def guarded(value: str) -> str:
    r"""Return the text as a spreadsheet may open it: a ' goes before what would be a formula.

    Full-width and small forms count as what they stand for; real negative numbers stay.

    >>> guarded("=1+1"), guarded("＝1+1"), guarded("-3.5"), guarded("-3天"), guarded("\t=1")
    ("'=1+1", "'＝1+1", '-3.5', "'-3天", "'\t=1")
    """
    whole = _LONE.sub("\N{REPLACEMENT CHARACTER}", value)
    sign = unicodedata.normalize("NFKC", whole.lstrip()[:1])
    is_risky = whole[:1] in _BREAKS or sign in _STARTS
    return f"'{whole}" if is_risky and not _NEGATIVE.fullmatch(whole) else whole
