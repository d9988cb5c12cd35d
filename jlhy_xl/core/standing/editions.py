"""Editions of a period: 核对稿（征求意见） until it is closed, then 定稿; what changed between two."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from jlhy_xl.core.model import Deduction, Receipt, State, digest
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Resolution, Scheme
from jlhy_xl.core.scheme.recorded import key_of
from jlhy_xl.core.wording import editions as words

if TYPE_CHECKING:
    import pandas as pd

DRAFT, FINAL = words.DRAFT, words.FINAL
Snapshot = Mapping[str, Mapping[str, Any]]
_PARTS = ("receipts", "readings", "lines", "items", "meetings", "elsewhere")
# how older programs told a line of another period among an edition's own
_FOREIGN = re.compile(r"\d{4}-(W\d\d|\d\d) ")
_BLANK = State.BLANK.value


class Change(Struct, frozen=True):
    """One thing that differs from the edition before."""

    what: str  # 收件去向 / 填报内容 / 减扣事项 / 议定事项 / 会议登记
    unit: str  # name
    where: str  # file; form, row and column; the line's event; the item's number; the meeting's
    # a line's standing is told without its points: who takes part reads them in 减扣评分表
    before: str
    after: str


class Edition(Struct, frozen=True):
    """Which version of a period's outputs this is."""

    number: int
    kind: str  # DRAFT or FINAL
    changes: tuple[Change, ...] = ()  # against the edition before; none in the first

    @property
    def name(self) -> str:
        """What stands on the outputs.

        >>> Edition(2, DRAFT).name
        '核对稿（征求意见）第2版'
        """
        return words.NAME.format(kind=self.kind, number=self.number)


def snapshot(
    period: str, receipts: Iterable[Receipt], readings: "pd.DataFrame", lines: Iterable[Deduction],
    known: Scheme,
) -> Snapshot:  # fmt: skip
    """Return what an edition says, small enough to keep: verdicts, contents, lines, items, meetings.

    Of other periods' lines, which the books of a period show as well, only a digest is kept: that
    they have moved makes another edition, but what has moved is told by 减扣评分表.

    Args:
        period: which; only its own lines are told one by one.
        receipts: what came.
        readings: what it says.
        lines: those of the year, as the books show them.
        known: whose register of 议定事项 and meetings they show.
    """
    columns = ["unit", "form", "row_key", "field", "state", "value", "typed"]
    told = {
        row.arrival.id: [row.examined.unit, row.arrival.name, row.verdict.value] for row in receipts
    }
    cells = {
        "\t".join(place): [state, value or typed]
        for *place, state, value, typed in readings[columns].itertuples(index=False, name=None)
        if state != _BLANK
    }
    stood = {
        line.id: [line.period, line.unit, line.event, line.status.value, str(line.applied), _points(line)]
        for line in lines
    }  # fmt: skip
    found = {key: row[1:] for key, row in stood.items() if row[0] == period}
    others = {key: row for key, row in stood.items() if row[0] != period}
    told_of_others = {"lines": [digest(json.dumps(others, sort_keys=True))]} if others else {}
    items = {row.code: [row.lead, row.code, row.text, *_item(row)] for row in known.resolutions}
    meetings = {
        key_of(row): [row.unit, row.number, row.attended, row.approved_by] for row in known.meetings
    }
    return {
        "receipts": told, "readings": cells, "lines": found, "items": items, "meetings": meetings,
        "elsewhere": told_of_others,
    }  # fmt: skip


def _item(row: Resolution) -> list[str]:
    days = (row.due, row.asked, row.extended, row.claimed, row.confirmed)
    due, *rest = ("" if day is None else day.isoformat() for day in days)
    return [due, *rest, row.granted]


def _points(line: Deduction) -> str:
    return "" if line.settled is None else str(line.settled)


def digest_of(found: Snapshot) -> str:
    """Return a digest of a snapshot: equal for equal content."""
    return digest(json.dumps(found, sort_keys=True))


def changes(scheme: Scheme, before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Return what differs between two snapshots by unit: verdicts, contents, lines, items, meetings.

    An edition of an older program says nothing of some parts, and then nothing of them has changed;
    what it told of other periods' lines is left aside, as no edition tells of them now.
    """
    codes = {unit.code: place for place, unit in enumerate(scheme.units)}
    last = len(codes)
    found: list[tuple[tuple[int, int, str, str], Change]] = []
    for step, part in enumerate(_PARTS):
        if part not in before:
            continue
        was, now = _own(part, before[part]), after[part]
        for key in sorted({*was, *now}):
            sides = was.get(key), now.get(key)
            unit = "" if part == "elsewhere" else _unit_of(part, key, sides)
            for change in _change(scheme, part, key, sides):
                order = codes.get(unit, last + (not unit)), step
                found.append(((*order, "" if part == "readings" else change.where, key), change))
    return tuple(change for _, change in sorted(found, key=lambda pair: pair[0]))


def _own(part: str, rows: Mapping[str, Any]) -> Mapping[str, Any]:
    if part != "lines":
        return rows
    return {key: row for key, row in rows.items() if not _FOREIGN.match(row[1])}


_Sides = tuple[list[str] | None, list[str] | None]


def _unit_of(part: str, key: str, sides: _Sides) -> str:
    known = sides[1] or sides[0] or [""]
    return key.split("\t", maxsplit=1)[0] if part == "readings" else known[0]


def _change(scheme: Scheme, part: str, key: str, sides: _Sides) -> Iterator[Change]:
    known = sides[1] or sides[0]
    if sides[0] == sides[1] or known is None:
        return
    if part == "elsewhere":
        yield Change(words.PARTS["lines"], "", words.ELSEWHERE, words.DASH, words.SEE_DESK)
        return
    if part == "readings":
        _, form, row, column = key.split("\t")
        if not form:
            return  # the marker of a return that was accepted
        told = [words.cell(*side) if side else words.BLANK for side in sides]
        where = _cell_name(scheme, form, row, column)
    elif part == "lines":
        where, told = known[1], words.lines(*(side[2:] if side else None for side in sides))
    else:
        where = known[1]
        told = [_WORDS[part](*side[2:]) if side else words.NOT_THERE for side in sides]
    if told[0] != told[1]:
        unit = _unit_of(part, key, sides)
        yield Change(words.PARTS[part], unit_name(scheme, unit) or unit, where, told[0], told[1])


_WORDS: Mapping[str, Callable[..., str]] = {
    "receipts": words.verdict, "items": words.item, "meetings": words.attended,
}  # fmt: skip


def _cell_name(scheme: Scheme, form: str, row: str, column: str) -> str:
    found = scheme.form_by_code.get(form)
    indicator = scheme.indicator_by_code.get(row)
    labels = {each.code: each.label for each in scheme.fields_by_form.get(form, ())}
    parts = (
        found.title if found else form,
        indicator.name if indicator else row,
        labels.get(column) or column,
    )
    return "·".join(parts)
