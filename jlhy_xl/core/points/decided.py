"""Entries → what the rooms work with: decisions for the chain, pins for the merge, objections."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.calendar import is_period, localised
from jlhy_xl.core.merging.verdicts import Pin
from jlhy_xl.core.model import Arrival, Deduction, Finding, Receipt, State, Verdict
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.points.chain_entries import written
from jlhy_xl.core.points.decisions import ARRIVAL, LINE, Entry, canonical
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import heir
from jlhy_xl.core.text import display, key
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording import deductions, desk
from jlhy_xl.core.wording import merge as merge_words
from jlhy_xl.core.wording.code import Code

OBJECTIONS = "objections"
_AT, _TEXT = deductions.COLUMNS["objection_at"], deductions.COLUMNS["objection_text"]
_SAID = (Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.RETURNED)


def latest(entries: Iterable[Entry], about: str) -> dict[str, Entry]:
    """Return the last entry about each key: it holds all that stands."""
    return {entry.key: entry for entry in entries if entry.about == about}


def decisions(entries: Iterable[Entry]) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return each line's decision as it stands, and what in it could not be read.

    A finding names a cell only where that cell holds what stands: what came from an earlier copy
    is told without one.
    """
    found: list[Decision] = []
    findings: list[Finding] = []
    for name, entry in latest(entries, LINE).items():
        told, cells = {}, {}
        for heading in deductions.COLUMNS.values():
            stands, held = entry.entries.get(heading, ""), entry.raw.get(heading, "")
            same = canonical(heading, stands) == canonical(heading, held)
            told[heading] = held if same else stands
            if same and heading in entry.cells:
                cells[heading] = entry.cells[heading]
        said, odd = written(name, told, file=entry.file, sheet=entry.sheet, cells=cells)
        found.append(said)
        findings += odd
    return tuple(found), tuple(findings)


# -- what becomes of asked arrivals --------------------------------------------------------------
class Pins(Struct, frozen=True):
    """What people decided about arrivals."""

    pins: Mapping[str, Pin] = field(default_factory=dict)  # by arrival id
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # sha256 → unit, period
    findings: tuple[Finding, ...] = ()


def pins(scheme: Scheme, entries: Iterable[Entry], hashes: Mapping[str, str]) -> Pins:
    """Return the pins that are complete, and what the others lack.

    Args:
        scheme: whose units 改归 may name.
        entries: the ledger's, in order.
        hashes: arrival id → hash.
    """
    made: dict[str, Pin] = {}
    said: dict[str, tuple[str, str]] = {}
    findings: list[Finding] = []
    for name, entry in latest(entries, ARRIVAL).items():
        if not any(text.strip() for text in entry.entries.values()):
            continue
        pin, odd = _pin(scheme, entry)
        findings += odd
        if pin is not None:
            made[name] = pin
            if pin[0] != merge_words.VOID and (pin[1] or pin[2]) and name in hashes:
                said[hashes[name]] = pin[1], pin[2]
    return Pins(made, said, tuple(findings))


def _pin(scheme: Scheme, entry: Entry) -> tuple[Pin | None, list[Finding]]:
    columns = desk.PENDING_COLUMNS
    told = {name: entry.entries.get(heading, "").strip() for name, heading in columns.items()}
    findings = []

    def tell(code: Code, name: str, **slots: str) -> None:
        heading, found = columns[name], told[name]
        expected = slots.pop("expected", "")
        findings.append(
            code.finding(
                found=found, expected=expected, words={"column": heading, **slots},
                row_key=entry.key, field=heading, file=entry.file, sha256=entry.sha256,
                sheet=entry.sheet, cell=entry.cells.get(heading, ""),
            )
        )  # fmt: skip

    action = next((word for word in desk.ACTIONS if key(word) == key(told["action"])), "")
    if not action:
        code = words.NO_ACTION if told["action"] else words.PIN_MISSING
        tell(code, "action", expected="、".join(desk.ACTIONS))
    for name in ("reason", "person"):
        if not told[name]:
            tell(words.PIN_MISSING, name)
    unit, period = _unit(scheme, told["unit"]), _period(told["period"])
    if action == merge_words.REASSIGN and not told["unit"] and not told["period"]:
        tell(words.PIN_MISSING, "unit")
    if told["unit"] and not unit:
        tell(words.NO_SUCH_UNIT, "unit")
    if told["period"] and not period:
        tell(words.NO_SUCH_PERIOD, "period")
    return (None if findings else (action, unit, period, told["reason"])), findings


def _unit(scheme: Scheme, typed: str) -> str:
    wanted = key(typed)
    for unit in scheme.units:
        if wanted and wanted in {key(word) for word in (unit.code, unit.name, *unit.aliases)}:
            return unit.code
    return ""


def _period(typed: str) -> str:
    """Return the period that was typed, "" where it is none.

    >>> _period("２０２６-w48"), _period("上周")
    ('2026-W48', '')
    """
    word = unicodedata.normalize("NFKC", display(typed)).strip().upper()
    return word if is_period(word) else ""


# -- what units object to in their own returns ---------------------------------------------------


def objections(
    scheme: Scheme,
    receipts: Sequence[Receipt],
    lines: Mapping[str, Deduction],
    entries: Sequence[Entry],
) -> tuple[tuple[Entry, ...], tuple[Finding, ...]]:
    """Return what units object to in their 异议反馈 sheets, as entries; the first about a line counts.

    An objection that is on record already, whoever entered it, stays as it is.

    Args:
        scheme: zone and names.
        receipts: what came.
        lines: every line ever proposed, by id.
        entries: the ledger's, in order.
    """
    standing = latest(entries, LINE)
    made: dict[str, Entry] = {}
    findings: list[Finding] = []
    for receipt in sorted(receipts, key=lambda each: (each.arrival.received, each.arrival.id)):
        if receipt.verdict not in _SAID:
            continue
        for name, cells in _objected(receipt).items():
            line = lines.get(key(name))
            odd = _odd(scheme, receipt, name, line, cells)
            findings += odd
            known = standing.get(key(name))
            has_one = known and any(known.entries.get(each, "") for each in (_AT, _TEXT))
            if line is None or not _speaks(scheme, receipt, line) or has_one or line.id in made:
                continue
            made[line.id] = _entry(scheme, receipt.arrival, line.id, cells, known)
    return tuple(made.values()), tuple(findings)


def _speaks(scheme: Scheme, receipt: Receipt, line: Deduction) -> bool:
    """Whether a return may object to a line: its own unit's, or that of one whose heir it is."""
    day = localised(scheme, receipt.arrival.received).date()
    return receipt.examined.unit in (line.unit, heir(scheme, line.unit, day))


class _Said(Struct, frozen=True):
    typed: str
    sheet: str
    cell: str


def _objected(receipt: Receipt) -> dict[str, dict[str, _Said]]:
    """Return line id → field → what was typed, of the rows in which an objection is written."""
    found: dict[str, dict[str, _Said]] = {}
    for reading in receipt.examined.readings:
        if reading.form == OBJECTIONS and reading.state is not State.BLANK:
            told = _Said(reading.typed or reading.value, reading.sheet, reading.cell)
            found.setdefault(reading.row_key, {})[reading.field] = told
    return {name: cells for name, cells in found.items() if {"objection", "grounds"} & set(cells)}


def _odd(
    scheme: Scheme, receipt: Receipt, name: str, line: Deduction | None,
    cells: Mapping[str, _Said],
) -> list[Finding]:  # fmt: skip
    arrival, unit = receipt.arrival, receipt.examined.unit
    first = cells.get("objection") or cells["grounds"]
    if line is None:
        told = words.OBJECTION_NO_LINE.finding(found=name)
    elif not _speaks(scheme, receipt, line):
        other = unit_name(scheme, line.unit)
        told = words.OBJECTION_OTHER_UNIT.finding(found=name, expected=other)
    elif "signer" not in cells:
        told = words.OBJECTION_UNSIGNED.finding()
    else:
        return []
    return [
        replace(
            told, unit=unit, period=receipt.examined.period, form=OBJECTIONS, row_key=name,
            file=arrival.name, sha256=arrival.sha256, sheet=first.sheet,
        )
    ]  # fmt: skip


def _entry(
    scheme: Scheme, arrival: Arrival, name: str, cells: Mapping[str, _Said], known: Entry | None
) -> Entry:  # fmt: skip
    text = cells["objection"].typed if "objection" in cells else ""
    at = {}
    if "grounds" in cells:
        text += words.GROUNDS.format(grounds=cells["grounds"].typed)
    else:
        at = {_TEXT: cells["objection"].cell}
    first = cells.get("objection") or cells["grounds"]
    raw = {_AT: clock_words(localised(scheme, arrival.received)), _TEXT: text}
    before = known.entries if known else {}
    return Entry(
        name, {**before, **raw}, arrival.name, arrival.sha256, first.sheet, first.cell, LINE,
        raw=raw, cells=at,
    )  # fmt: skip


def clock_words(moment: datetime) -> str:
    """Return a moment as the scoring workbook's cells hold it.

    >>> clock_words(datetime(2026, 12, 15, 17))
    '2026-12-15 17:00:00'
    """
    return f"{moment:%Y-%m-%d %H:%M:%S}"
