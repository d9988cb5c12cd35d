"""退回件/: which unit gets its file back marked, and from which of its files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from jlhy_xl.core.model import Examined, Finding, Receipt, Verdict
from jlhy_xl.core.results import Results, World
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge import annotate
from jlhy_xl.judging import Case, Judged

FOLDER = words.FOLDER


def copies(case: Case, judged: Judged, results: Results) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each unit's return copy; none where nothing is left to say."""
    data = {arrival.id: content for arrival, content in case.received.leaves}
    for duty in results.duties:
        receipt = _chosen(results, duty.unit.code)
        if receipt is None or not (receipt.arrival.share or receipt.arrival.id in data):
            continue
        examined = _examined(results, receipt)
        if annotate.is_needed(examined):
            name = f"{FOLDER}/{duty.unit.name}_{results.clock.period}.xlsx"
            # of a workbook of several units nobody gets what the others wrote
            whole = data.get(receipt.arrival.id, b"")
            yield name, copy(whole, receipt.arrival.name, examined, judged.world, case.now)


def _chosen(results: Results, unit: str) -> Receipt | None:
    """Return the file that counts: the last that was accepted, else the last that was refused."""
    period = results.clock.period
    mine = [
        each
        for each in results.receipts
        if (each.examined.unit, each.examined.period) == (unit, period)
    ]
    for verdict in (Verdict.ACCEPTED, Verdict.RETURNED):
        found = [each for each in mine if each.verdict is verdict and _is_readable(each.examined)]
        if found:
            return max(found, key=lambda each: (each.arrival.received, each.arrival.id))
    return None


def _is_readable(examined: Examined) -> bool:
    """Whether the file was read at all: a damaged one has nothing in it to mark."""
    return bool(examined.readings or examined.unchanged)


def _examined(results: Results, receipt: Receipt) -> Examined:
    """Return what is to be said: the run's own findings about all of the unit's content that counts."""  # fmt: skip
    examined = replace(receipt.examined, verdict=receipt.verdict, reason=receipt.reason)
    if receipt.verdict is not Verdict.ACCEPTED:
        return examined
    other = {
        each.arrival.sha256 for each in results.receipts if each.verdict is not Verdict.ACCEPTED
    } - {examined.sha256}

    def is_said(found: Finding) -> bool:
        return (found.unit, found.period) == (examined.unit, examined.period) and (
            found.sha256 not in other
        )

    return replace(examined, findings=tuple(filter(is_said, results.findings)))


def copy(data: bytes, name: str, examined: Examined, world: World, now: datetime) -> bytes:
    """Return one file's return copy: itself, marked, or the template with what was read from it."""

    def reissue() -> annotate.Issued:
        return _reissued(examined, world, now)

    return annotate.return_copy(data, name, examined, world.scheme, reissue)[0]


def is_possible(examined: Examined, world: World) -> bool:
    """Whether a file that was looked at alone can go back marked."""
    known = (examined.unit, examined.period) in world.duties
    return known and _is_readable(examined) and annotate.is_needed(examined)


def _reissued(examined: Examined, world: World, now: datetime) -> annotate.Issued:
    from jlhy_xl.books import return_filled, template
    from jlhy_xl.core import identity
    from jlhy_xl.edge import draw

    pair = examined.unit, examined.period
    duty, prior = world.duties[pair], world.priors[pair]
    signed = identity.issue(world.key, *pair, world.scheme_digest)
    blank = template.book(world.scheme, duty, prior, signed, world.scheme_digest)
    filled = return_filled.fill(blank, world.scheme, duty, prior, examined)
    return annotate.Issued(draw.to_bytes(filled.book, now), filled.examined, filled.left)
