"""The final verdict of each leaf before forms compete: pins, trust, open periods, repeats."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.merging.trust import Registry, trust
from jlhy_xl.core.model import Arrival, Examined, Finding, Verdict
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import merge as words
from jlhy_xl.core.wording.code import Code

Pair = tuple[str, str]  # unit code, period
Pin = tuple[str, str, str, str]  # 处理, unit, period, reason

STEP = " » "  # between a container and what it held, in Arrival.source
_SPOKEN = {Verdict.SUPPORTING, Verdict.NOT_OURS}  # never part of what a return is judged by


class Leaf(Struct, frozen=True):
    """A leaf with its place: whose, which period, and what became of it so far."""

    arrival: Arrival
    examined: Examined
    verdict: Verdict
    reason: str
    pinned: bool = False  # the office named it: it goes before later arrivals
    findings: tuple[Finding, ...] = ()  # the merge's own words about this leaf

    @property
    def pair(self) -> Pair:
        """Whose return it belongs to."""
        return self.examined.unit, self.examined.period

    @property
    def is_acceptable(self) -> bool:
        """Whether it may decide anything."""
        return self.verdict is Verdict.ACCEPTED

    @property
    def is_fact(self) -> bool:
        """Whether it is laid out where the return is judged."""
        return self.verdict not in _SPOKEN

    @property
    def time(self) -> tuple[datetime, str]:
        """Its place among others; the id makes the order total."""
        return self.arrival.received, self.arrival.id


class Bench(Struct, frozen=True):
    """What verdicts are reached with."""

    world: World
    registry: Registry
    open: Collection[str]

    @classmethod
    def of(cls, world: World, periods: Sequence[str]) -> "Bench":
        """Return the bench for the open periods."""
        return cls(world, Registry.of(world.scheme), frozenset(periods))

    def told(self, at: datetime) -> str:
        """Return a time as sentences name it, on the office's clock."""
        return words.clock_words(localised(self.world.scheme, at))

    def unit_name(self, code: str) -> str:
        """Return a unit's name, the code where the scheme does not know it."""
        unit = self.world.scheme.unit_by_code.get(code)
        return unit.name if unit else code

    def period_name(self, pair: Pair) -> str:
        """Return a period's label, the period itself where no duty knows it."""
        duty = self.world.duties.get(pair)
        return duty.clock.label if duty else pair[1]


def once(received: Sequence[tuple[Arrival, Examined]]) -> list[tuple[Arrival, Examined]]:
    """Return each leaf once, by time of receipt: the order they were handed over in is forgotten."""
    found: dict[str, tuple[Arrival, Examined]] = {}
    for arrival, examined in received:
        known = found.get(arrival.id)
        if known is None or _sooner(arrival) < _sooner(known[0]):
            found[arrival.id] = arrival, examined
    return sorted(found.values(), key=lambda each: (each[0].received, each[0].id))


def _sooner(arrival: Arrival) -> tuple[datetime, str, str]:
    return arrival.received, arrival.sender, arrival.registered


def judge(bench: Bench, received: Sequence[tuple[Arrival, Examined]], pins: Mapping[str, Pin]) -> list[Leaf]:  # fmt: skip
    """Return every leaf with its verdict, superseding aside; ``received`` as ``once`` gives it."""
    leaves = []
    for arrival, examined in received:
        leaf = Leaf(arrival, examined, examined.verdict, examined.reason)
        pin = pins.get(arrival.id)
        leaves.append(_pinned(bench, leaf, pin) if pin else _trusted(bench, leaf))
    return _placed(bench, _repeats(bench, leaves))


def _said(leaf: Leaf, code: Code, found: str = "", **slots: str) -> Finding:
    """A finding about the whole file."""
    unit, period = leaf.pair
    return code.finding(
        found=found, words={"name": leaf.arrival.name, **slots}, unit=unit, period=period,
        file=leaf.arrival.name, sha256=leaf.arrival.sha256,
    )  # fmt: skip


def _asked(leaf: Leaf, finding: Finding) -> Leaf:
    return replace(
        leaf, verdict=Verdict.QUARANTINED, reason=finding.message,
        findings=(*leaf.findings, finding),
    )  # fmt: skip


def _trusted(bench: Bench, leaf: Leaf) -> Leaf:
    if not leaf.is_acceptable:
        return leaf
    admitted, code = trust(bench.registry, leaf.arrival, leaf.examined)
    if code is not None:
        sender = leaf.arrival.registered or leaf.arrival.sender
        unit = bench.unit_name(leaf.examined.unit)
        finding = _said(leaf, code, sender, unit=unit, sender=sender)
        if not admitted:
            return _asked(leaf, finding)
        leaf = replace(leaf, findings=(*leaf.findings, finding))
    return _open(bench, leaf)


def _open(bench: Bench, leaf: Leaf) -> Leaf:
    """A return belongs to the period that its identity names, if that one is open."""
    unit, period = leaf.pair
    if period not in bench.open:
        return _asked(leaf, _said(leaf, words.NO_PERIOD, period))
    if leaf.pair not in bench.world.duties:
        return _asked(leaf, _said(leaf, words.NO_UNIT, bench.unit_name(unit), period=period))
    if leaf.examined.unchanged:
        # 全部无变化 answers for the whole return, whatever sheets the file still holds.
        owed = bench.world.duties[leaf.pair].owed
        forms = (*leaf.examined.forms, *sorted(owed.difference(leaf.examined.forms)))
        leaf = replace(leaf, examined=replace(leaf.examined, forms=forms))
    folder = leaf.arrival.folder
    if folder and folder != period:
        finding = _said(leaf, words.OTHER_FOLDER, period, folder=folder)
        return replace(leaf, findings=(*leaf.findings, finding))
    return leaf


def _pinned(bench: Bench, leaf: Leaf, pin: Pin) -> Leaf:
    """A person's word goes before every rule here."""
    what, unit, period, why = pin
    why = why or words.UNSTATED
    if what == words.VOID:
        # The same bytes again stay void, unless only their sender was in doubt.
        told = words.VOIDED_REASON.format(reason=why)
        was_in = _trusted(bench, leaf).is_acceptable
        return replace(leaf, verdict=Verdict.RETURNED, reason=told, pinned=was_in)
    if what not in (words.ADOPT, words.REASSIGN):
        return _trusted(bench, leaf)
    moved = replace(leaf, examined=assigned(leaf.examined, unit, period))
    if not leaf.examined.readings:
        moved = _with_place(bench, moved, set())
        return replace(moved, findings=(_said(moved, words.NOTHING_TO_ADOPT),))
    if what == words.REASSIGN:
        place = {"unit": bench.unit_name(moved.pair[0]), "period": bench.period_name(moved.pair)}
        told = words.REASSIGNED_REASON.format(reason=why, **place)
        return _open(bench, replace(moved, verdict=Verdict.ACCEPTED, reason=told))
    # Adopting what was asked only lets it in; adopting what was in puts it before the others.
    was_in = _trusted(bench, leaf).is_acceptable and moved.pair == leaf.pair
    told = words.PINNED_REASON.format(reason=why)
    return _open(bench, replace(moved, verdict=Verdict.ACCEPTED, reason=told, pinned=was_in))


def assigned(examined: Examined, unit: str, period: str) -> Examined:
    """Return what was examined under another unit or period; blanks keep what it says itself."""
    unit, period = unit or examined.unit, period or examined.period
    if (unit, period) == (examined.unit, examined.period):
        return examined
    return replace(
        examined, unit=unit, period=period,
        readings=tuple(replace(each, unit=unit, period=period) for each in examined.readings),
        findings=tuple(replace(each, unit=unit, period=period) for each in examined.findings),
    )  # fmt: skip


def _repeats(bench: Bench, leaves: list[Leaf]) -> list[Leaf]:
    """The same bytes again are no event, whoever sends them; what was asked stays asked.

    A leaf repeats an earlier one that was accepted or had the same verdict. Files that name no
    unit (pictures, scans) repeat only within one sender's mail; signature logos are left alone.
    """
    first: dict[tuple[str, ...], Leaf] = {}
    result = []
    for leaf in leaves:
        kin = _kin(leaf)
        ranks = (Verdict.ACCEPTED, words.VOID, leaf.verdict)
        known = next((first[*kin, rank] for rank in ranks if (*kin, rank) in first), None)
        if known is None or leaf.verdict is Verdict.NOT_OURS or leaf.pinned:
            is_void = leaf.pinned and not leaf.is_acceptable
            first.setdefault((*kin, words.VOID if is_void else leaf.verdict), leaf)
            result.append(leaf)
            continue
        slots = {"at": bench.told(known.arrival.received), "name": known.arrival.name}
        told = words.DUPLICATE_REASON.format(**slots)
        moved = assigned(leaf.examined, *known.pair)
        result.append(Leaf(leaf.arrival, moved, Verdict.DUPLICATE, told))
    return result


def _kin(leaf: Leaf) -> tuple[str, ...]:
    if leaf.examined.unit:
        return (leaf.arrival.sha256, leaf.arrival.share)
    sender = leaf.arrival.registered or leaf.arrival.sender
    return leaf.arrival.sha256, sender, leaf.arrival.folder


def _placed(bench: Bench, leaves: list[Leaf]) -> list[Leaf]:
    """Give every leaf that names no unit a place beside its siblings, for the record only."""
    came: dict[str, set[str]] = {}
    for leaf in leaves:
        if _container(leaf) and leaf.examined.unit:
            came.setdefault(_container(leaf), set()).add(leaf.examined.unit)
    return [_with_place(bench, leaf, came.get(_container(leaf), set())) for leaf in leaves]


def _container(leaf: Leaf) -> str:
    """Return what a leaf came in: its mail, or the archive that lay in the inbox; "" for neither."""
    outer, inside, _ = leaf.arrival.source.partition(STEP)
    return leaf.arrival.message_id or (f"{leaf.arrival.folder}/{outer}" if inside else "")


def _with_place(bench: Bench, leaf: Leaf, siblings: set[str]) -> Leaf:
    unit, period = leaf.pair
    if not unit and leaf.verdict is not Verdict.NOT_OURS:
        units = siblings or set(bench.registry.units_of(leaf.arrival))
        unit = next(iter(units)) if len(units) == 1 else ""
        if not unit and leaf.verdict in (Verdict.RETURNED, Verdict.SUPPORTING):
            unit = bench.registry.named_in(leaf.arrival.name)
    moved = assigned(leaf.examined, unit, period or leaf.arrival.folder)
    return leaf if moved is leaf.examined else replace(leaf, examined=moved)
