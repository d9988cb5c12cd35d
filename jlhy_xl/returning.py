"""退回件/: which unit gets its file back marked, and from which of its files."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from jlhy_xl.books import return_copy as book
from jlhy_xl.core.model import Examined
from jlhy_xl.core.results import Results, World
from jlhy_xl.core.standing.marked import is_readable, marked
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.edge.annotate import copy as annotate
from jlhy_xl.edge.hand import Drawing
from jlhy_xl.judging import Case, Judged

FOLDER = words.FOLDER


def copies(case: Case, judged: Judged, results: Results) -> Iterator[Drawing]:
    """Yield how each unit's return copy is drawn; none where nothing is left to say."""
    data = {arrival.id: content for arrival, content in case.received.leaves}
    period = results.clock.period
    found = marked(results)
    for duty in results.duties:
        if duty.unit.code not in found:
            continue
        receipt, examined = found[duty.unit.code]
        if not (receipt.arrival.share or receipt.arrival.id in data):
            continue
        if annotate.is_needed(examined):
            # of a workbook of several units nobody gets what the others wrote
            whole = data.get(receipt.arrival.id, b"")
            made = partial(copy, whole, receipt.arrival.name, examined, judged.world, case.now)
            yield Drawing(f"{FOLDER}/{words.FILE.format(unit=duty.unit.name, period=period)}", made)


def copy(data: bytes, name: str, examined: Examined, world: World, now: datetime) -> bytes:
    """Return one file's return copy: itself, marked, or the template with what was read from it."""

    def reissue() -> annotate.Issued:
        return _reissued(examined, world, now)

    clock = world.duties[examined.unit, examined.period].clock
    until = book.until(world.scheme, clock, now, examined)
    return annotate.return_copy(data, name, examined, world.scheme, reissue, until)[0]


def is_possible(examined: Examined, world: World) -> bool:
    """Whether a file that was looked at alone can go back marked."""
    known = (examined.unit, examined.period) in world.duties
    return known and is_readable(examined) and annotate.is_needed(examined)


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
    if now > duty.clock.cutoff:
        filled = return_filled.overdue(filled)
    return annotate.Issued(draw.to_bytes(filled.book, now), filled.examined, filled.left)
