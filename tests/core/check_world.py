"""One unit's return with a cell typed otherwise, checked."""

from decimal import Decimal

import returns_world as rw
from returns_world import PROGRESS

from jlhy_xl.core.model import Examined, Finding
from jlhy_xl.core.raw import Raw

WORLD = rw.world()


def told(found: Examined, *codes: str) -> list[Finding]:
    return [each for each in found.findings if each.code in codes]


def progress(**answers: Raw | None) -> Examined:
    """A good return of 区法院 with one row's answers typed otherwise."""
    return rw.look(rw.fill(rw.filled(WORLD), PROGRESS, "07-01", **answers), WORLD)


def late(last: str, held: Raw | None, sent: str = "130") -> Examined:
    """A return on a template that showed one 上期值, read when another is known."""
    before = rw.world(priors={"U01": rw.on_file(**{"progress__07-01__value": sent})})
    book = rw.fill(rw.filled(before), PROGRESS, "07-01", 上期值=held, 现状值=Decimal(5))
    return rw.look(book, rw.world(priors={"U01": rw.on_file(**{"progress__07-01__value": last})}))
