"""Takes a mail, an archive or an Outlook package apart, to the last nested one; runs in a worker.

Whatever a stranger's bytes do to a parser happens there, where it costs that file only.
"""

from collections.abc import Iterator
from datetime import tzinfo
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import intake as words
from jlhy_xl.core.wording.code import Code
from jlhy_xl.edge import guard
from jlhy_xl.edge.intake.parts import Budget, Opened, Part, is_mail

if TYPE_CHECKING:
    from jlhy_xl.edge.intake.mail_parts import Mail

_CONTAINERS = frozenset(("zip", "msg", "tnef"))
_MAILS = frozenset(("mail", "msg", "tnef"))
_ENTRIES = 20_000  # central directory entries that may be listed outside a worker


class Unpacked(Struct, frozen=True):
    """A container taken apart; each of its parts is a leaf, or taken apart as well."""

    opened: Opened = Opened()
    mail: "Mail | None" = None  # whose clocks and sender its parts have; its own parts stand above
    is_archive: bool = False
    inside: tuple["Unpacked | None", ...] = ()  # as many as parts
    lost: Finding | None = None  # it brought its worker down, or met a bug of ours


class Terms(Struct, frozen=True):
    """What is the same for every container of a run."""

    zone: tzinfo
    passwords: tuple[str, ...] = ()
    heading_alone: bool = False  # of a mail; nothing is opened


def is_container(data: bytes, name: str) -> bool:
    """Whether a worker must look: cheap and bounded, for the process that must not die."""
    if is_mail(data, name):
        return True
    if data.count(b"PK\x01\x02") > _ENTRIES:
        return True  # even the list of its entries is a worker's business
    return guard.sniff(data, name) in _CONTAINERS


def lightened(found: Unpacked | None) -> tuple[Unpacked | None, list[bytes]]:
    """Return a tree without its files' bytes, and these in order: so they need no second copy."""
    if found is None:
        return None, []
    blobs, parts, inside = [], [], []
    for part, inner in _pairs(found):
        blobs.append(part.data)
        parts.append(replace(part, data=b""))
        light, more = lightened(inner)
        inside.append(light)
        blobs += more
    opened = replace(found.opened, parts=tuple(parts))
    return replace(found, opened=opened, inside=tuple(inside)), blobs


def refilled(found: Unpacked | None, blobs: Iterator[bytes]) -> Unpacked | None:
    """Return a tree with its files' bytes again.

    >>> inner = Unpacked(Opened((Part("b", b"2"),)), inside=(None,))
    >>> tree = Unpacked(Opened((Part("a.zip", b"1"), Part("c", b"3"))), inside=(inner, None))
    >>> light, blobs = lightened(tree)
    >>> blobs, refilled(light, iter(blobs)) == tree
    ([b'1', b'2', b'3'], True)
    """
    if found is None:
        return None
    parts, inside = [], []
    for part, inner in _pairs(found):
        parts.append(replace(part, data=next(blobs)))
        inside.append(refilled(inner, blobs))
    opened = replace(found.opened, parts=tuple(parts))
    return replace(found, opened=opened, inside=tuple(inside))


def _pairs(found: Unpacked) -> Iterator[tuple[Part, Unpacked | None]]:
    """Yield each part with what it holds; a container that stayed closed holds nothing."""
    inside = found.inside or (None,) * len(found.opened.parts)
    return zip(found.opened.parts, inside, strict=True)


def take_apart(name: str, data: bytes, terms: Terms) -> Unpacked | None:
    """Return all that a file holds within one budget; None where it is no container after all."""
    if terms.heading_alone:
        from jlhy_xl.edge.intake import mail_parts

        return Unpacked(mail=mail_parts.heading_alone(data, terms.zone))
    budget = Budget(passwords=terms.passwords)
    return _take_apart(Part(name, data), (0, 0), budget, terms.zone)


def _take_apart(
    part: Part, around: tuple[int, int], budget: Budget, zone: tzinfo
) -> Unpacked | None:
    """Return a part taken apart.

    Args:
        part: the file.
        around: how many archives, and how many mails and Outlook packages, are around it.
        budget: what may still be unpacked.
        zone: the office's.
    """
    found = None if part.refused else _open(part, around, budget, zone)
    if found is None or found.opened.refused is not None:
        return found
    archives, mails = around
    around = (archives + found.is_archive, mails + (not found.is_archive))
    inside = tuple(_take_apart(child, around, budget, zone) for child in found.opened.parts)
    return replace(found, inside=inside)


def _open(part: Part, around: tuple[int, int], budget: Budget, zone: tzinfo) -> Unpacked | None:
    kind = "mail" if is_mail(part.data, part.name) else guard.sniff(part.data, part.name)
    if kind == "zip":
        return _archive(part, around[0], budget)
    if kind not in _MAILS:
        return None
    if around[1] > budget.mail_depth:
        return Unpacked(_too_deep(words.MAIL_LIMIT, budget.mail_depth, part))
    if kind == "tnef":
        from jlhy_xl.edge.intake import tnef

        return Unpacked(tnef.unpack(part.data, part.name, budget))
    if kind == "msg":
        from jlhy_xl.edge.intake import outlook

        mail = outlook.open_message(part.data, part.name, budget, zone)
    else:
        from jlhy_xl.edge.intake import mail_parts

        mail = mail_parts.open_mail(part.data, part.name, budget, zone)
    # the reader asks the mail whether it stayed closed; its parts travel once
    return Unpacked(mail.opened, replace(mail, opened=Opened(refused=mail.opened.refused)))


def _archive(part: Part, depth: int, budget: Budget) -> Unpacked | None:
    from jlhy_xl.edge.intake import archive

    if depth >= budget.zip_depth:
        return Unpacked(_too_deep(words.ZIP_LIMIT, budget.zip_depth, part), is_archive=True)
    opened = archive.unpack(part.data, part.name, budget)
    told = (opened.refused, *opened.notes)
    nothing = {words.ZIP_DAMAGED.code, words.ZIP_EMPTY.code}
    is_nothing = not opened.ignored and any(row and row.code in nothing for row in told)
    if is_nothing and not part.name.lower().endswith(".zip"):
        return None  # a workbook that was cut short: its reader says so in its own words
    return Unpacked(opened, is_archive=True)


def _too_deep(code: Code, limit: int, part: Part) -> Opened:
    what = {"what": words.TOO_DEEP.format(limit=limit)}
    return Opened(refused=code.finding(found=part.name, words=what))
