"""Editions of a period: 核对稿（征求意见） until it is closed, then 定稿; what changed between two."""

import json
from collections.abc import Iterable, Iterator, Mapping
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
_PARTS = ("receipts", "readings", "lines", "items", "meetings")
_BLANK = State.BLANK.value


class Change(Struct, frozen=True):
    """One thing that differs from the edition before."""

    what: str  # 收件去向 / 填报内容 / 减扣事项 / 议定事项 / 会议登记
    unit: str  # name
    where: str  # file; form, row and column; the line's event; the item's number; the meeting's
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

    Args:
        period: which; lines of others are told with theirs.
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
    found = {
        line.id: [line.unit, line.event if line.period == period else f"{line.period} {line.event}",
                  line.status.value, str(line.applied), _points(line)]
        for line in lines
    }  # fmt: skip
    items = {row.code: [row.lead, row.code, row.text, *_item(row)] for row in known.resolutions}
    meetings = {
        key_of(row): [row.unit, row.number, row.attended, row.approved_by] for row in known.meetings
    }
    return {
        "receipts": told, "readings": cells, "lines": found, "items": items, "meetings": meetings,
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
    """Return what differs between two snapshots: verdicts, then contents, then lines."""
    return tuple(
        change
        for part in _PARTS
        if part in before  # an edition of an older program says nothing of it
        for key in sorted({*before[part], *after[part]})
        for change in _change(scheme, part, key, (before[part].get(key), after[part].get(key)))
    )


def _change(
    scheme: Scheme, part: str, key: str, sides: tuple[list[str] | None, list[str] | None]
) -> Iterator[Change]:
    known = sides[1] or sides[0]
    if sides[0] == sides[1] or known is None:
        return
    if part == "readings":
        unit, form, row, column = key.split("\t")
        if not form:
            return  # the marker of a return that was accepted
        told = [words.cell(*side) if side else words.BLANK for side in sides]
        where = _cell_name(scheme, form, row, column)
    elif part == "receipts":
        unit, where = known[0], known[1]
        told = [words.verdict(side[2]) if side else words.NOT_THERE for side in sides]
    elif part == "items":
        unit, where = known[0], known[1]
        told = [words.item(*side[2:]) if side else words.NOT_THERE for side in sides]
    elif part == "meetings":
        unit, where = known[0], known[1]
        told = [words.attended(*side[2:]) if side else words.NOT_THERE for side in sides]
    else:
        unit, where = known[0], known[1]
        told = [words.line(*side[2:]) if side else words.NOT_THERE for side in sides]
    if told[0] != told[1]:
        name = unit_name(scheme, unit) or unit
        yield Change(words.PARTS[part], name, where, told[0], told[1])


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
