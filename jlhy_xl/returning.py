"""退回件/: which unit gets its file back marked, and from which of its files."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from jlhy_xl.core.model import Examined, Finding, Receipt, Verdict
from jlhy_xl.core.points.decided import OBJECTIONS
from jlhy_xl.core.results import Results, World
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate import copy as annotate
from jlhy_xl.edge.hand import Drawing
from jlhy_xl.judging import Case, Judged

FOLDER = words.FOLDER
_DESK = "D"  # what the office must still do about its decisions is no unit's to read


def copies(case: Case, judged: Judged, results: Results) -> Iterator[Drawing]:
    """Yield how each unit's return copy is drawn; none where nothing is left to say."""
    data = {arrival.id: content for arrival, content in case.received.leaves}
    period = results.clock.period
    receipts: dict[str, list[Receipt]] = {}
    for row in results.receipts:
        if row.examined.period == period:
            receipts.setdefault(row.examined.unit, []).append(row)
    findings: dict[str, list[Finding]] = {}
    for found in results.findings:
        if found.period == period and (found.code[0] != _DESK or found.form == OBJECTIONS):
            findings.setdefault(found.unit, []).append(found)
    for duty in results.duties:
        unit = duty.unit.code
        receipt = _chosen(receipts.get(unit, ()))
        if receipt is None or not (receipt.arrival.share or receipt.arrival.id in data):
            continue
        examined = _examined(receipt, receipts[unit], findings.get(unit, ()))
        if annotate.is_needed(examined):
            # of a workbook of several units nobody gets what the others wrote
            whole = data.get(receipt.arrival.id, b"")
            made = partial(copy, whole, receipt.arrival.name, examined, judged.world, case.now)
            yield Drawing(f"{FOLDER}/{words.FILE.format(unit=duty.unit.name, period=period)}", made)


def _chosen(receipts: Sequence[Receipt]) -> Receipt | None:
    """Return the file that counts: the last that was accepted, else the last that was refused."""
    for verdict in (Verdict.ACCEPTED, Verdict.RETURNED):
        found = [
            each for each in receipts if each.verdict is verdict and _is_readable(each.examined)
        ]
        if found:
            return max(found, key=lambda each: (each.arrival.received, each.arrival.id))
    return None


def _is_readable(examined: Examined) -> bool:
    """Whether the file was read at all: a damaged one has nothing in it to mark."""
    return bool(examined.readings or examined.unchanged)


def _examined(
    receipt: Receipt, receipts: Sequence[Receipt], findings: Sequence[Finding]
) -> Examined:
    """Return what is to be said: the run's own findings about all of the unit's content that counts."""  # fmt: skip
    examined = replace(receipt.examined, verdict=receipt.verdict, reason=receipt.reason)
    if receipt.verdict is not Verdict.ACCEPTED:
        return examined
    other = {row.arrival.sha256 for row in receipts if row.verdict is not Verdict.ACCEPTED}
    other.discard(examined.sha256)
    said = tuple(found for found in findings if found.sha256 not in other)
    return replace(examined, findings=said)


def copy(data: bytes, name: str, examined: Examined, world: World, now: datetime) -> bytes:
    """Return one file's return copy: itself, marked, or the template with what was read from it."""

    def reissue() -> annotate.Issued:
        return _reissued(examined, world, now)

    clock = world.duties[examined.unit, examined.period].clock
    return annotate.return_copy(data, name, examined, world.scheme, reissue, clock)[0]


def is_possible(examined: Examined, world: World) -> bool:
    """Whether a file that was looked at alone can go back marked."""
    known = (examined.unit, examined.period) in world.duties
    return known and _is_readable(examined) and annotate.is_needed(examined)


def _reissued(examined: Examined, world: World, now: datetime) -> annotate.Issued:
    from jlhy_xl.books import return_filled
    from jlhy_xl.books.template import book as template
    from jlhy_xl.core.returns import identity
    from jlhy_xl.core.returns.shown import shown
    from jlhy_xl.edge import draw

    pair = examined.unit, examined.period
    duty, prior = world.duties[pair], world.priors[pair]
    own = shown(world.scheme_of(examined.period), duty)
    signed = identity.issue(world.key, *pair, world.scheme_digest, own)
    blank = template.book(world.scheme, duty, prior, signed, world.scheme_digest)
    filled = return_filled.fill(blank, world.scheme, duty, prior, examined)
    return annotate.Issued(draw.to_bytes(filled.book, now), filled.examined, filled.left)
