"""What was recorded outside 方案.xlsx and counts as if it stood there: meetings, items, 通报.

People's workbook is never written into. A row that stands in it outranks what was recorded under
the same key, so the office can always correct by hand; the scheme's digest does not change.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec.structs import replace

from jlhy_xl.core.scheme.model import Meeting, Named, Resolution, Scheme
from jlhy_xl.core.scheme.table_spec import place_key
from jlhy_xl.core.scheme.tables_office import NAMED

MEETING, RESOLUTION = "meeting", "resolution"  # kinds of decisions in the ledger
_DATES = ("day", "due", "asked", "extended", "claimed", "confirmed")
_LISTS = ("supporting",)
_SEPARATOR = ";"
_AFTER = "据"
_ORIGIN = re.compile(rf"(?:^|；){_AFTER}([^；]+) ([^；!]+)!([A-Z]+[0-9]+)$")

Row = TypeVar("Row", Meeting, Resolution)


def entries_of(row: Meeting | Resolution) -> dict[str, str]:
    """Return a row as words; what is blank is left out.

    >>> entries_of(Resolution("A", "纪要", "", "办", "U01", ("U02", "U03"), date(2026, 12, 31)))
    {'code': 'A', 'source': '纪要', 'text': '办', 'lead': 'U01', 'supporting': 'U02;U03', 'due': '2026-12-31'}
    """
    told = {name: _word(getattr(row, name)) for name in row.__struct_fields__}
    return {name: word for name, word in told.items() if word}


def _word(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _SEPARATOR.join(value)
    return str(value or "")


def row_of(kind: type[Row], entries: Mapping[str, str]) -> Row:
    """Return the row that ``entries_of`` told.

    >>> row_of(Meeting, {"number": "M1", "unit": "U01", "topic": "", "attended": "实到"}).day
    """
    return kind(**{name: _value(name, entries) for name in kind.__struct_fields__})


def _value(name: str, entries: Mapping[str, str]) -> Any:
    word = entries.get(name, "")
    if name in _DATES:
        return date.fromisoformat(word) if word else None
    return tuple(word.split(_SEPARATOR)) if name in _LISTS and word else word or _blank(name)


def _blank(name: str) -> Any:
    return () if name in _LISTS else ""


def key_of(row: Meeting | Resolution) -> str:
    """Return what names a row: an item's code, a meeting's number and unit."""
    return row.code if isinstance(row, Resolution) else f"{row.number} {row.unit}"


def noted(note: str, file: str, place: str) -> str:
    """Return a note with where the row was written, behind what it said before.

    >>> noted("另议", "会议台账_HY2026-07.xlsx", "批示!A3")
    '另议；据会议台账_HY2026-07.xlsx 批示!A3'
    """
    return "；".join(part for part in (note, f"{_AFTER}{file} {place}") if part)


def origin(note: str) -> tuple[str, str, str]:
    """Return file, sheet and cell of a recorded row, blanks for a row of 方案.xlsx.

    >>> origin("另议；据会议台账_HY2026-07.xlsx 批示!A3"), origin("另议")
    (('会议台账_HY2026-07.xlsx', '批示', 'A3'), ('', '', ''))
    """
    found = _ORIGIN.search(note)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def unplaced(note: str) -> str:
    """Return what a recorded row's note says beside where the row was written.

    >>> unplaced("另议；据会议台账_HY2026-07.xlsx 批示!A3"), unplaced("据会议台账_HY2026-07.xlsx 批示!A3")
    ('另议', '')
    """
    return _ORIGIN.sub("", note)


def says_the_same(row: Mapping[str, str], before: Mapping[str, str]) -> bool:
    """Whether a row says what was recorded: a later book repeats an open item, in another place.

    >>> says_the_same({"text": "办", "note": "据乙.xlsx 表!A3"}, {"text": "办", "note": "议题3；据甲.xlsx 表!A9"})
    True
    """
    said, known = ({**each, "note": unplaced(each.get("note", ""))} for each in (row, before))
    return said == known or (not said["note"] and said == {**known, "note": ""})


def with_rows(
    scheme: Scheme, meetings: Iterable[Meeting], resolutions: Iterable[Resolution],
    named: Sequence[Named] = (),
) -> Scheme:  # fmt: skip
    """Return the scheme with what was recorded behind its own rows; the last under a key counts.

    What a meeting decided of an item of the scheme stands where the scheme's own row is blank.
    A unit that the scheme no longer lists takes its rows with it.
    """
    known = scheme.unit_by_code
    own = {(row.notice, row.unit, row.problem) for row in scheme.named}
    issued = [row for row in named if (row.notice, row.unit, row.problem) not in own]
    made = replace(
        scheme,
        meetings=_joined(scheme.meetings, (row for row in meetings if row.unit in known)),
        resolutions=_joined(
            _decided(scheme.resolutions, (decisions := tuple(resolutions))),
            (row for row in decisions if row.lead in known),
        ),
        named=(*scheme.named, *issued),
    )
    made.placed.update((place_key(NAMED, row), 0) for row in issued)
    made.placed.update(scheme.placed)  # its own rows stand where they stood
    return made


def _decided(
    own: tuple[Resolution, ...], recorded: tuple[Resolution, ...]
) -> tuple[Resolution, ...]:
    last = {row.code: row for row in recorded}
    return tuple(decided(row, last[row.code]) if row.code in last else row for row in own)


def decided(own: Resolution, recorded: Resolution) -> Resolution:
    """Return an item of the scheme with what a meeting decided of it, where its own cells are blank.

    >>> own = Resolution("A", "纪要", "", "办", "U01", (), date(2026, 11, 20))
    >>> said = replace(own, granted="同意", extended=date(2026, 12, 18), text="别的")
    >>> decided(own, said) == replace(own, granted="同意", extended=date(2026, 12, 18))
    True
    >>> decided(replace(own, granted="不同意"), said).granted
    '不同意'
    """
    made = own
    if recorded.granted and not (own.granted or own.extended):
        made = replace(made, granted=recorded.granted, extended=recorded.extended)
    if recorded.confirmed and not own.confirmed:
        made = replace(made, confirmed=recorded.confirmed)
    if made is own:
        return own
    return replace(made, note="；".join(part for part in (own.note, recorded.note) if part))


def _joined(own: tuple[Row, ...], recorded: Iterable[Row]) -> tuple[Row, ...]:
    names = {key_of(row) for row in own}
    last: dict[str, Row] = {key_of(row): row for row in recorded if key_of(row) not in names}
    return own + tuple(last.values())
