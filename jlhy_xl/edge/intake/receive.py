"""Receives what came back: every file in the inbox becomes leaves with their clocks, none is lost.

Bare files, archives, mails and what is nested in them. Nothing in the inbox is ever written; the
original of every leaf, and of every mail and archive, is kept under its hash beside the ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core import text
from jlhy_xl.core.merging.verdicts import STEP
from jlhy_xl.core.model import Arrival, Clock, Examined, Finding, SentBack, Verdict
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.files import sha256, write_whole
from jlhy_xl.edge.intake import register
from jlhy_xl.edge.intake.inbox_files import below, load, no_report
from jlhy_xl.edge.intake.opener import Opener
from jlhy_xl.edge.intake.opening import Terms, Unpacked
from jlhy_xl.edge.intake.parts import Part, shown
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.intake.register import Settled
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.workers import Staff

if TYPE_CHECKING:
    from jlhy_xl.edge.intake.mail_parts import Mail


# What becomes of a container that held no file, by what was noted about it.
_EMPTY = {
    words.ZIP_EMPTY.code: Verdict.RETURNED, words.LARGE_LINK.code: Verdict.QUARANTINED,
}  # fmt: skip


class Given(Struct, frozen=True):
    """What the office knows beforehand of what lies in its inbox."""

    passwords: tuple[str, ...] = ()  # tried on locked archives
    settled: Mapping[str, Settled] = field(default_factory=dict)  # by the folder's period
    staff: Staff | None = None  # who opens what is closed; hired for this alone where nobody is


_NOTHING = Given()


def receive(
    inbox: Path, periods: Sequence[str], ledger: Ledger, scheme: Scheme, now: datetime,
    given: Given = _NOTHING,
) -> Received:  # fmt: skip
    """Return every leaf of the given periods' folders, in the order of their names.

    What closed periods hold is no leaf here: the ledger knows it.

    Args:
        inbox: the folder that holds a folder for each period.
        periods: which of them to read; one that is not there holds nothing.
        ledger: knows when a bare file was first seen; originals are kept beside it.
        scheme: gives the zone and the units' names.
        now: the run's clock.
        given: passwords, and what needs no opening.

    Raises:
        JlhyError: the disk does not give a file, or an original cannot be kept.
    """
    zone = ZoneInfo(scheme.parameters.timezone)
    with Opener(Terms(zone, given.passwords), given.staff) as opener:
        haul = _Haul(ledger, now, zone, opener)
        for period in periods:
            folder = inbox / period
            if folder.is_dir():
                haul.take_folder(folder, scheme, given.settled.get(period))
    ledger.keep_seen()
    return haul.received()


def opened(
    path: Path, scheme: Scheme, now: datetime, passwords: tuple[str, ...] = (), *,
    follow: bool = True,
) -> Received:  # fmt: skip
    """Return the leaves of one file that lies anywhere: itself, or what it held as a container.

    Nothing is kept and no ledger is asked. A container that held no file at all is a leaf itself,
    so that every file that was asked about has an answer.

    Args:
        path: the file.
        scheme: gives the zone.
        now: stands for the time of receipt where the file does not tell its own.
        passwords: tried on locked archives.
        follow: whether a link is what it points to.

    Raises:
        JlhyError: the disk does not give the file.
    """
    zone = ZoneInfo(scheme.parameters.timezone)
    with Opener(Terms(zone, passwords)) as opener:
        return _opened(path, _Haul(None, now, zone, opener), follow=follow)


def _opened(path: Path, haul: "_Haul", *, follow: bool) -> Received:
    source, now = str(path), haul.now
    way = _Way("", source, now, Clock.FIRST_SEEN)
    told = no_report(path, path.name, follow=follow)
    if told is not None:
        haul.notes.append(replace(told, file=source))
        haul.empty(Part(shown(path.name, source), b""), way)
        return haul.received()
    part = load(path, source)
    haul.take(part, way)
    if not haul.leaves:
        haul.empty(part, way)
    return haul.received()


def sent_back(
    inbox: Path, periods: Sequence[str], scheme: Scheme, ledger: Ledger,
    given: Given = _NOTHING,
) -> dict[tuple[str, str], tuple[SentBack, ...]]:  # fmt: skip
    """Return when and how each (unit, period)'s return was sent back, each moment once.

    Told by 退回登记, and by our own messages, which name themselves where both tell of a moment.
    """
    zone = ZoneInfo(scheme.parameters.timezone)
    found: dict[tuple[str, str], dict[datetime, SentBack]] = {}
    for message in ledger.messages(words.SENT_BACK_KIND):
        at = message.at.astimezone(zone)
        told = SentBack(at, by=message.by, file=words.SENT_BACK_MESSAGES, sheet=message.message_id)
        found.setdefault((message.unit, message.period), {}).setdefault(at, told)
    for period in periods:
        folder, settled = inbox / period, given.settled.get(period)
        if settled is not None and settled.knows_register(folder):
            rows = settled.sent_back
        else:
            rows = register.load(folder, scheme, zone).sent_back
        for unit, term, told in rows:
            found.setdefault((unit, term), {}).setdefault(told.at, told)
    return {
        place: tuple(told for _, told in sorted(times.items()))
        for place, times in sorted(found.items())
    }


def original_path(ledger_folder: Path, digest: str) -> Path:
    """Return where the original of a hash is kept."""
    return ledger_folder / "originals" / digest[:2] / digest


class _Way(Struct, frozen=True):
    """How a file came: what all leaves in it share."""

    folder: str
    source: str
    received: datetime
    clock: Clock
    registered: str = ""
    sender: str = ""
    message_id: str = ""
    sent: datetime | None = None
    hops: tuple[str, ...] = ()
    authenticated: bool | None = None
    concerns: tuple[Finding, ...] = ()
    is_bare: bool = True  # the file lies in the inbox itself


class _Haul:
    """What has been received so far; without a ledger nothing is kept."""

    def __init__(self, ledger: Ledger | None, now: datetime, zone: tzinfo, opener: Opener) -> None:
        self.ledger, self.now, self.zone, self.opener = ledger, now, zone, opener
        self.leaves: list[tuple[Arrival, bytes]] = []
        self.notes: list[Finding] = []
        self.ignored = self.containers = 0
        self.ids: set[str] = set()
        self.judged: dict[str, Examined] = {}
        self.asked: dict[str, tuple[Finding, ...]] = {}
        self.bare: list[Arrival] = []

    def take_folder(self, folder: Path, scheme: Scheme, settled: Settled | None) -> None:
        """Every file of a period's folder is a leaf, leaves, or a note, but for what is settled."""
        here: set[str] = set()
        files: list[tuple[str, Part | Finding]] = []
        for path, place in below(folder):
            here |= {text.key(place), text.key(path.name)}
            if place == register.NAME:
                continue
            what = no_report(path, place) or load(path, place)
            if settled is None or not (isinstance(what, Part) and settled.holds(place, what.data)):
                files.append((place, what))
        fresh = any(isinstance(what, Part) for _, what in files)
        if settled is not None and not fresh and settled.knows_register(folder):
            return
        book = register.load(folder, scheme, self.zone)
        self.notes.extend(book.findings)
        found: list[tuple[Part, _Way] | tuple[Finding, str]] = [
            self._file(what, place, folder.name, book) if isinstance(what, Part) else (what, place)
            for place, what in files
        ]
        self._take_all(found, folder.name)
        for key, entry in book.entries.items():
            if key not in here:
                self.notes.append(
                    words.REGISTER_NO_FILE.finding(
                        found=entry.file, file=register.NAME, period=folder.name,
                        sheet=entry.sheet, cell=entry.cell,
                    )
                )  # fmt: skip

    def _file(
        self, part: Part, place: str, period: str, book: register.Register
    ) -> tuple[Part, _Way]:
        name = PurePosixPath(place).name
        entry = book.entries.get(text.key(place)) or book.entries.get(text.key(name))
        if entry is not None:
            way = _Way(period, place, entry.received, Clock.REGISTER, registered=entry.sender)
        else:
            digest = sha256(part.data)
            seen = self.ledger.first_seen(digest, place, self.now) if self.ledger else self.now
            way = _Way(period, place, seen.astimezone(self.zone), Clock.FIRST_SEEN)
        return part, way

    def _take_all(
        self, found: Sequence[tuple[Part, _Way] | tuple[Finding, str]], period: str
    ) -> None:
        """What stands in a folder is taken down by name, every container opened at once before."""
        parts = [row[0] for row in found if isinstance(row[0], Part)]
        opened = iter(self.opener.take_apart(parts, lambda: self._keep_all(parts)))
        for what, way in found:
            if isinstance(what, Part) and isinstance(way, _Way):
                self._take(what, way, next(opened))
            elif isinstance(what, Finding) and isinstance(way, str):
                self.ignored += what.code == words.IGNORED.code
                self._tell(what, way, period)

    def received(self) -> Received:
        """Return all that came."""
        return Received(
            tuple(self.leaves), tuple(self.notes), self.ignored, self.containers, self.judged,
            self.asked, tuple(self.bare),
        )  # fmt: skip

    def empty(self, part: Part, way: _Way) -> None:
        """A container that held nothing is told by what was noted about it."""
        self._leaf(part, way)
        arrival = self.leaves[-1][0]
        last = self.notes[-1]
        verdict = _EMPTY.get(last.code, Verdict.NOT_OURS)
        self.judged[arrival.id] = Examined(
            arrival.sha256, verdict, last.message, findings=tuple(self.notes)
        )
        self.notes.clear()

    def take(self, part: Part, way: _Way) -> None:
        """A file's leaves are taken down."""
        self._take(part, way, self.opener.take_apart([part])[0])

    def _take(self, part: Part, way: _Way, found: Unpacked | None) -> None:
        """The part is a leaf, or a container whose parts are taken in turn."""
        if found is None:
            self._leaf(part, way)
            return
        if found.lost is not None:
            self._leaf(part, self._inside(found, way))
            self._set_aside(found.lost, Verdict.QUARANTINED)
            return
        inner, inside = found.opened, self._inside(found, way)
        if inner.refused is not None:
            self._leaf(replace(part, refused=inner.refused), inside)
            return
        self.containers += 1
        self.ignored += inner.ignored
        for note in inner.notes:
            self._tell(replace(note, sha256=sha256(part.data)), way.source, way.folder)
        if found.mail is not None and way.is_bare and not inner.parts:
            mail = _arrival(replace(part, name=found.mail.subject), inside)
            self.bare.append(replace(mail, gist=inner.gist))
        for child, held in zip(inner.parts, found.inside, strict=True):
            name = f"{child.path}/{child.name}" if child.path else child.name
            came = replace(
                inside,
                source=f"{way.source}{STEP}{' '.join(text.display(name).split())}",
                hops=(*inside.hops, *child.hops),
                concerns=(*inside.concerns, *child.concerns),
            )
            self._take(child, came, held)

    def _inside(self, found: Unpacked, way: _Way) -> _Way:
        """Return how a container's parts came."""
        if found.mail is not None:
            return self._by_mail(found.mail, way)
        return replace(way, is_bare=False)

    def _by_mail(self, mail: "Mail", way: _Way) -> _Way:
        """Return how a mail's parts came: by its own clocks where it stands in the inbox itself.

        A mail inside another, or inside an archive, was brought by somebody: what its header
        lines say could be written by anyone, is shown and never counts.
        """
        if not way.is_bare:
            told = words.FORWARDED.format(
                sender=mail.sender or words.NO_TIME,
                received=_told(mail.received), sent=_told(mail.sent),
            )  # fmt: skip
            return replace(way, hops=(*way.hops, told))
        concerns: tuple[Finding, ...] = ()
        if mail.senders:
            concerns = (words.TWO_SENDERS.finding(found="、".join(mail.senders)),)
        received, clock = way.received, way.clock
        if mail.received is not None:
            received, clock = mail.received, Clock.SERVER
        elif way.clock is not Clock.REGISTER and mail.opened.refused is None:
            slots = {"clock": way.clock.value}
            note = words.NO_SERVER_TIME.finding(words=slots)
            self._tell(note, way.source, way.folder)
        return replace(
            way, received=received, clock=clock, sender=mail.sender, message_id=mail.message_id,
            sent=mail.sent, hops=(*way.hops, *mail.hops), authenticated=mail.authenticated,
            concerns=(*way.concerns, *concerns), is_bare=False,
        )  # fmt: skip

    def _leaf(self, part: Part, way: _Way) -> None:
        arrival = _arrival(part, way)
        digest, number = arrival.sha256, 2
        while arrival.id in self.ids:  # the same file twice in one mail, or in two folders
            arrival = replace(arrival, source=f"{way.source}（{number}）")
            number += 1
        self.ids.add(arrival.id)
        self._keep(part.data, digest)
        self.leaves.append((arrival, part.data))
        if part.refused is not None:
            self._set_aside(part.refused, Verdict.RETURNED)
        elif part.is_ornament:
            self.judged[arrival.id] = Examined(digest, Verdict.NOT_OURS, words.ORNAMENT)
        elif way.concerns:
            self.asked[arrival.id] = tuple(_addressed(row, arrival) for row in way.concerns)

    def _set_aside(self, why: Finding, verdict: Verdict) -> None:
        """The last leaf stays closed."""
        arrival = self.leaves[-1][0]
        finding = _addressed(why, arrival)
        self.judged[arrival.id] = Examined(
            arrival.sha256, verdict, finding.message, findings=(finding,)
        )

    def _keep_all(self, parts: Sequence[Part]) -> None:
        for part in parts:
            self._keep(part.data, sha256(part.data))

    def _keep(self, data: bytes, digest: str) -> None:
        """The original stands beside the ledger, once."""
        if self.ledger is None or self.ledger.is_frozen:
            return
        path = original_path(self.ledger.path.parent, digest)
        if not (path.is_file() and path.stat().st_size == len(data)):
            # the inbox still holds it: what a power cut spoils is seen by its size, and mended
            write_whole(path, data, flush=False)

    def _tell(self, finding: Finding, place: str, period: str) -> None:
        self.notes.append(replace(finding, file=place, period=period))


def _arrival(part: Part, way: _Way) -> Arrival:
    return Arrival(
        sha256=sha256(part.data), name=part.name, folder=way.folder, source=way.source,
        received=way.received, clock=way.clock, size=len(part.data), sender=way.sender,
        message_id=way.message_id, sent=way.sent, registered=way.registered, hops=way.hops,
        authenticated=way.authenticated,
    )  # fmt: skip


def _addressed(finding: Finding, arrival: Arrival) -> Finding:
    return replace(finding, file=arrival.source, sha256=arrival.sha256, period=arrival.folder)


def _told(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S}" if when else words.NO_TIME
