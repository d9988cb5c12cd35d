"""Mails without any file, laid beside the return that they may be about: they explain, they fill nothing."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from jlhy_xl.core.merging.trust import Registry
from jlhy_xl.core.model import Arrival, ReturnCase
from jlhy_xl.core.scheme.model import Scheme


def with_mails(
    scheme: Scheme, cases: Sequence[ReturnCase], mails: Iterable[Arrival]
) -> tuple[ReturnCase, ...]:
    """Return the cases, each with the mails in its period's folder that came from its unit alone.

    A mail is the unit's whose address it came from, else the one's that its subject names. What
    several units share, or nobody is known by, stands beside none: a person has the intake's note.
    """
    registry = Registry.of(scheme)
    found: dict[tuple[str, str], list[Arrival]] = {}
    for mail in sorted(mails, key=lambda row: (row.received, row.source)):
        whose = registry.units_of(mail) or {registry.named_in(mail.name)}
        owing = [row for row in cases if row.clock.period == mail.folder and row.unit in whose]
        if len(owing) == 1:
            found.setdefault((owing[0].unit, mail.folder), []).append(mail)
    return tuple(
        replace(row, mails=tuple(found[at]))
        if (at := (row.unit, row.clock.period)) in found
        else row
        for row in cases
    )
