"""Who counts: final verdicts, the content of every form, what is missing, and each return's case.

The first acceptable arrival decides lateness, the latest acceptable one that carries a form
decides its content, and order is judged by the content that stood at the cut-off. No files.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from jlhy_xl.core import frames
from jlhy_xl.core.merging.across import Content, across
from jlhy_xl.core.merging.balance import balance_of
from jlhy_xl.core.merging.verdicts import Bench, Leaf, Pair, Pin, judge, once
from jlhy_xl.core.model import (
    Arrival,
    ArrivalFact,
    Examined,
    Finding,
    Prior,
    Reading,
    Receipt,
    ReturnCase,
    SentBack,
    Severity,
    State,
    Verdict,
)
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.explanations import explained
from jlhy_xl.core.returns.obligations import Duty, is_required, rows_of
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import merge as words
from jlhy_xl.core.wording.checks import UNTOUCHED
from jlhy_xl.core.wording.code import Code

if TYPE_CHECKING:
    import pandas as pd

Chosen = Mapping[str, Leaf]  # form code → the leaf whose content counts
Cell = tuple[str, str, str]  # form, row key, field
_NO_SENDING: Mapping[Pair, tuple[SentBack, ...]] = {}
_NO_PINS: Mapping[str, Pin] = {}


class Merged(Struct, frozen=True):
    """Everything that came, made one."""

    receipts: tuple[Receipt, ...]  # every leaf once, by time of receipt
    readings: "pd.DataFrame"  # frames.READINGS of all open periods
    findings: tuple[Finding, ...]  # of the content that counts, and of files refused or asked
    cases: tuple[ReturnCase, ...]  # one a unit and open period that owes or sent something
    balance: Mapping[str, int]


def merge(
    scheme: Scheme,
    world: World,
    received: Sequence[tuple[Arrival, Examined]],
    sent_back: Mapping[Pair, tuple[SentBack, ...]] = _NO_SENDING,
    periods: Sequence[str] = (),
    pins: Mapping[str, Pin] = _NO_PINS,
) -> Merged:
    """Return what counts; the order in which leaves are handed over does not matter.

    Args:
        scheme: the scheme in force.
        world: what the leaves were examined with; its duties say who owes what.
        received: every leaf with what its examination said.
        sent_back: when and how a return was sent back, by time, by (unit code, period).
        periods: the open periods.
        pins: by arrival id, what a person decided: (处理, unit, period, reason).
    """  # fmt: skip
    bench = Bench.of(world, periods)
    leaves = judge(bench, once(received), pins)
    of_pair = _by_pair(leaves)
    returns = [
        _Return(bench, world.duties[pair], of_pair.get(pair, ()), tuple(sent_back.get(pair, ())))
        for pair in _pairs(scheme, world, periods)
    ]  # fmt: skip
    content = {each.pair: each.chosen for each in returns}
    receipts = tuple(_receipt(bench, leaf, content.get(leaf.pair, {})) for leaf in leaves)
    findings = [finding for each in returns for finding in each.findings()]
    findings += [finding for leaf in leaves for finding in _of_leaf(leaf)]
    beside = {
        pair: {form: Content(leaf.arrival.name, leaf.examined) for form, leaf in chosen.items()}
        for pair, chosen in content.items()
    }
    for period in sorted({period for _, period in beside}):
        here = {pair: forms for pair, forms in beside.items() if pair[1] == period}
        findings += across(world.scheme_of(period), here)
    remarks = {pair: _remarks(chosen) for pair, chosen in content.items()}
    told = (explained(each, remarks.get((each.unit, each.period), {})) for each in findings)
    return Merged(
        receipts, frames.frame(frames.READINGS, [row for each in returns for row in each.rows()]),
        _distinct(told),
        tuple(case for each in returns if (case := each.case()).owed or case.facts),
        balance_of(receipts),
    )  # fmt: skip


def _pairs(scheme: Scheme, world: World, periods: Sequence[str]) -> list[Pair]:
    """All returns of the open periods: by period, then in the scheme's order of units."""
    return [
        (unit.code, period)
        for period in sorted(set(periods))
        for unit in scheme.units
        if (unit.code, period) in world.duties
    ]


def _by_pair(leaves: Iterable[Leaf]) -> dict[Pair, tuple[Leaf, ...]]:
    found: dict[Pair, list[Leaf]] = {}
    for leaf in leaves:
        if leaf.is_fact:
            found.setdefault(leaf.pair, []).append(leaf)
    return {pair: tuple(those) for pair, those in found.items()}


def _chosen(leaves: Iterable[Leaf]) -> dict[str, Leaf]:
    """Return form → the latest acceptable leaf that carries it; what the office pinned goes first."""
    found: dict[str, Leaf] = {}
    for leaf in sorted(leaves, key=lambda each: (each.pinned, *each.time)):
        if leaf.is_acceptable:
            found.update(dict.fromkeys(leaf.examined.forms, leaf))
    return found


def _remarks(chosen: Chosen) -> dict[str, str]:
    """Return what the unit explained in the files that count; the latest words hold."""
    leaves = sorted(
        {id(leaf): leaf for leaf in chosen.values()}.values(), key=lambda each: each.time
    )
    return {at: text for leaf in leaves for at, text in leaf.examined.remarks.items()}


def _receipt(bench: Bench, leaf: Leaf, chosen: Chosen) -> Receipt:
    """Return a leaf's receipt: accepted while any form's content comes from it."""
    winners = {id(other): other for other in chosen.values()}
    if not leaf.is_acceptable or not leaf.examined.forms or id(leaf) in winners:
        return Receipt(leaf.arrival, leaf.examined, leaf.verdict, leaf.reason)
    by = max((chosen[form] for form in leaf.examined.forms), key=lambda each: each.time)
    slots = {"at": bench.told(by.arrival.received), "name": by.arrival.name}
    told = words.SUPERSEDED_REASON.format(**slots)
    return Receipt(leaf.arrival, leaf.examined, Verdict.SUPERSEDED, told)


def _of_leaf(leaf: Leaf) -> tuple[Finding, ...]:
    """Return what is said of the file itself: of every one refused or asked, and the merge's words."""
    if leaf.verdict in (Verdict.RETURNED, Verdict.QUARANTINED):
        return (*leaf.examined.findings, *leaf.findings)
    return leaf.findings


def _distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({finding.id: finding for finding in reversed([*findings])}.values())[::-1]


def _of_content(chosen: Chosen) -> tuple[Finding, ...]:
    """Return the findings of the content that counts: each form's from the leaf that decides it."""
    winners = {id(leaf): leaf for leaf in chosen.values()}
    return tuple(
        finding
        for leaf in winners.values()
        for finding in leaf.examined.findings
        if not finding.form or chosen.get(finding.form) is leaf
    )


class _Return:
    """One unit's return for one period, from all that came for it."""

    def __init__(
        self, bench: Bench, duty: Duty, leaves: Sequence[Leaf], sent_back: tuple[SentBack, ...]
    ) -> None:
        self.bench, self.duty, self.leaves, self.sent_back = bench, duty, leaves, sent_back
        self.pair: Pair = duty.unit.code, duty.clock.period
        in_time = [leaf for leaf in leaves if leaf.arrival.received <= duty.clock.cutoff]
        self.chosen = _chosen(leaves)
        self.at_cutoff = _chosen(in_time)

    def case(self) -> ReturnCase:
        """Return what the rules judge."""
        standing, unmended = self._errors(self.at_cutoff), self._errors(self.chosen)
        facts = tuple(
            ArrivalFact(
                leaf.arrival, leaf.verdict, leaf.is_acceptable, leaf.reason, leaf.examined.forms,
                untouched=is_untouched(leaf.examined),
            )
            for leaf in self.leaves
        )  # fmt: skip
        return ReturnCase(*self._place(), facts, self.sent_back, standing, unmended)

    def _errors(self, chosen: Chosen) -> tuple[Finding, ...]:
        found = (*_of_content(chosen), *self._missing(chosen))
        return tuple(each for each in found if each.severity is Severity.ERROR)

    def _place(self) -> tuple[str, Any, frozenset[str]]:
        return self.duty.unit.code, self.duty.clock, self.duty.owed

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be mended or known about the content that counts now."""
        found = [*_of_content(self.chosen), *self._missing(self.chosen)]
        for form, leaf in self.chosen.items():
            found += self._replaced(form, leaf)
            if leaf.arrival.received > self.duty.clock.cutoff:
                late = self.bench.told(leaf.arrival.received)
                found.append(self._said(words.AFTER_CUTOFF, form, leaf, late=late))
        return tuple(found)

    def _said(self, code: Code, form: str, leaf: Leaf | None, *, found: str = "",
              expected: str = "", **slots: str) -> Finding:  # fmt: skip
        title = self.bench.world.scheme.form_by_code[form].title
        unit, period = self.pair
        where = leaf.arrival if leaf else None
        return code.finding(
            found=found, expected=expected, words={"form": title, **slots}, unit=unit,
            period=period, form=form, file=where.name if where else "",
            sha256=where.sha256 if where else "",
        )  # fmt: skip

    def _missing(self, chosen: Chosen) -> list[Finding]:
        """One finding for each owed form that nothing acceptable carries."""
        names = {"unit": self.duty.unit.name, "period": self.duty.clock.label}
        latest = max(chosen.values(), key=lambda each: each.time, default=None)
        code = words.FORM_MISSING if latest else words.NOTHING_CAME
        return [
            self._said(code, form.code, latest, expected=form.title, **names)
            for form in self.duty.forms
            if form.code in self.duty.owed and form.code not in chosen
        ]

    def _replaced(self, form: str, leaf: Leaf) -> list[Finding]:
        """Say what a later arrival changed, and ask where it holds less than the one before."""
        before = [each for each in self.leaves if each.is_acceptable
                  and form in each.examined.forms and each.time < leaf.time]  # fmt: skip
        if not before:
            return []
        earlier = before[-1]
        old, new = _filled(earlier.examined, form), _filled(leaf.examined, form)
        told = {"late": self.bench.told(leaf.arrival.received),
                "early": self.bench.told(earlier.arrival.received)}  # fmt: skip
        lost = [self._cell_name(cell) for cell in old if cell not in new]
        changed = [
            self._cell_name(cell) for cell in {**old, **new} if old.get(cell) != new.get(cell)
        ]
        result = []
        if changed:
            slots = {"count": str(len(changed)), "changes": words.some_of(changed), **told}
            result.append(self._said(words.REPLACED, form, leaf, **slots))
        if len(new) < len(old):
            counts = {"found": str(len(new)), "expected": str(len(old))}
            told["lost"] = words.some_of(lost)
            result.append(self._said(words.FEWER_FILLED, form, leaf, **counts, **told))
        return result

    def _cell_name(self, cell: Cell) -> str:
        """A cell as people call it: its row and its column's label."""
        form, row, column = cell
        scheme = self.bench.world.scheme
        indicator = scheme.indicator_by_code.get(row)
        labels = {each.code: each.label for each in scheme.fields_by_form.get(form, ())}
        return f"{indicator.name if indicator else row}·{labels.get(column, column)}"

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the return's rows of READINGS: each expected cell once, and what else was filled."""
        result = []
        order = [form.code for form in self.duty.forms]
        strange = sorted(form for form in self.chosen if form not in order)
        for form in (*order, *strange):
            leaf = self.chosen.get(form)
            known = _of_form(leaf.examined, form) if leaf else {}
            result += [self._row(reading, leaf) for reading in known.values()]
            result += [self._row(each, leaf) for each in self._unread(form, known, leaf)]
        return result

    def _row(self, reading: Reading, leaf: Leaf | None) -> tuple[Any, ...]:
        note = reading.note
        if leaf and leaf.arrival.received > self.duty.clock.cutoff:
            note = "；".join(part for part in (note, words.LATE_ADDITION) if part)
        file, sha256 = (leaf.arrival.name, leaf.arrival.sha256) if leaf else ("", "")
        return (
            reading.period, reading.unit, reading.form, reading.row_key, reading.field,
            reading.state.value, reading.typed, reading.value, reading.number, reading.measure,
            note, reading.required, file, sha256, reading.sheet, reading.cell,
        )  # fmt: skip

    def _unread(self, form: str, known: Mapping[Cell, Reading], leaf: Leaf | None) -> list[Reading]:
        """Return a reading for each due required cell of which nothing was read.

        It is blank, or unchanged where 全部无变化 speaks for a form that the file does not hold.
        """
        if form not in self.duty.owed:
            return []
        unit, period = self.pair
        scheme = self.bench.world.scheme_of(period)
        prior = self.bench.world.priors.get(self.pair, Prior()).values
        state = State.UNCHANGED if leaf and leaf.examined.unchanged else State.BLANK
        return [
            Reading(
                unit, period, form, row.key, column.code, state, required=True,
                value=prior.get((form, row.key, column.code), "") if state is not State.BLANK else "",
            )
            for row in rows_of(scheme, scheme.form_by_code[form], unit)
            for column in scheme.fields_by_form[form]
            if (form, row.key, column.code) not in known
            and is_required(self.duty, column, row, lagging=False)
        ]  # fmt: skip


def _of_form(examined: Examined, form: str) -> dict[Cell, Reading]:
    found: dict[Cell, Reading] = {}
    for reading in examined.readings:
        if reading.form == form:
            found.setdefault((form, reading.row_key, reading.field), reading)
    return found


def _filled(examined: Examined, form: str) -> dict[Cell, str]:
    """Return what stands in each filled cell of a form."""
    return {
        cell: reading.value or reading.typed
        for cell, reading in _of_form(examined, form).items()
        if reading.state is not State.BLANK
    }


def is_untouched(examined: Examined) -> bool:
    """Whether the template came back as it was issued (未填写)."""
    return any(finding.code == UNTOUCHED.code for finding in examined.findings)
