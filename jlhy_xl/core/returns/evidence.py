"""佐证台账: which row names which supporting file, and whether it is there. Pure: from Results only.

A number in a row is 已附 when a file of that unit bears it in its name or its folder; 待核 when the
unit sent files but none bears it (a person looks); 缺 when the unit sent none.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from jlhy_xl.core.model import Receipt, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.prefill import indicator_name
from jlhy_xl.core.text import is_none_word, key
from jlhy_xl.core.wording import evidence as words

_BETWEEN = re.compile(r"[、，,；;\s]+")


class File(Struct, frozen=True):
    """One supporting file of the period, numbered."""

    number: str  # "佐证-003"
    unit: str  # unit code, "" where nobody is known
    receipt: Receipt
    named_by: tuple[str, ...] = ()  # rows that name it
    owed: bool = False  # the unit's workbook is still owed: a copy is no return


class Claim(Struct, frozen=True):
    """One number that a row names."""

    unit: str
    row: str  # the row in words
    typed: str  # the whole cell
    mark: str  # the one number
    state: str  # 已附 / 缺 / 待核
    files: tuple[str, ...]  # numbers of the files that bear it
    sheet: str = ""
    cell: str = ""
    row_key: str = ""


class Ledger(Struct, frozen=True):
    """The period's supporting files and what rows say of them."""

    files: tuple[File, ...]
    claims: tuple[Claim, ...]


def marks(typed: str) -> tuple[str, ...]:
    """Return the numbers that a cell names.

    >>> marks("ZC-03、ZC-04；见附件1"), marks("无"), marks(" ")
    (('ZC-03', 'ZC-04', '见附件1'), (), ())
    """
    told = (each.strip() for each in _BETWEEN.split(typed))
    return tuple(dict.fromkeys(each for each in told if each and not is_none_word(each)))


def ledger(results: Results) -> Ledger:
    """Return the period's 佐证台账: files in the order of units and receipt, claims in rows' order."""
    order = {unit.code: place for place, unit in enumerate(results.scheme.units)}
    receipts = [each for each in results.receipts if each.verdict is Verdict.SUPPORTING]
    receipts.sort(key=lambda each: (
        order.get(each.examined.unit, len(order)), each.arrival.received, each.arrival.id
    ))  # fmt: skip
    accepted = {each.examined.unit for each in results.receipts if each.verdict is Verdict.ACCEPTED}
    owing = {duty.unit.code for duty in results.duties if duty.owed} - accepted
    files = [
        File(words.NUMBER.format(number=place), each.examined.unit, each,
             owed=each.examined.unit in owing)
        for place, each in enumerate(receipts, 1)
    ]  # fmt: skip
    claims = _claims(results, files)
    named: dict[str, list[str]] = {}
    for claim in claims:
        for number in claim.files:
            named.setdefault(number, []).append(claim.row)
    told = tuple(
        File(each.number, each.unit, each.receipt, tuple(dict.fromkeys(named.get(each.number, ()))),
             each.owed)
        for each in files
    )  # fmt: skip
    return Ledger(told, claims)


def _claims(results: Results, files: Sequence[File]) -> tuple[Claim, ...]:
    fields = {
        (form.code, item.code)
        for form in results.scheme.forms
        for item in results.scheme.fields_by_form[form.code]
        if words.LABEL in key(item.label)
    }
    by_unit: dict[str, list[File]] = {}
    for each in files:
        by_unit.setdefault(each.unit, []).append(each)
    names = {each.code: each for each in results.scheme.indicators}
    found = []
    asked = results.readings["field"].isin({item for _, item in fields})
    for row in results.readings[asked].to_dict("records"):
        if (row["form"], row["field"]) not in fields or not row["typed"]:
            continue
        unit, row_key = row["unit"], row["row_key"]
        indicator = names.get(row_key)
        title = f"{row_key} {indicator_name(indicator, unit)}" if indicator else row_key
        for mark in marks(str(row["typed"])):
            state, bearing = _state(mark, by_unit.get(unit, ()))
            found.append(
                Claim(unit, title, str(row["typed"]), mark, state, bearing, row["sheet"] or "", row["cell"] or "", row_key)
            )  # fmt: skip
    order = {unit.code: place for place, unit in enumerate(results.scheme.units)}
    return tuple(sorted(found, key=lambda each: order.get(each.unit, len(order))))


def _state(mark: str, files: Sequence[File]) -> tuple[str, tuple[str, ...]]:
    if not files:
        return words.MISSING, ()
    bearing = tuple(each.number for each in files if _bears(each, mark))
    return (words.ATTACHED, bearing) if bearing else (words.TO_CHECK, ())


def _bears(file: File, mark: str) -> bool:
    """Whether a file's name or folder holds the number, not as a part of a longer one."""
    wanted = key(mark)
    place = f"{file.receipt.arrival.name} {file.receipt.arrival.source.rpartition('»')[2]}"
    return bool(re.search(rf"(?<![0-9a-z]){re.escape(wanted)}(?![0-9])", key(place)))


def counts(found: Ledger) -> Mapping[str, int]:
    """Return how many numbers stand in each state."""
    return {
        state: sum(each.state == state for each in found.claims)
        for state in (words.ATTACHED, words.TO_CHECK, words.MISSING)
    }
