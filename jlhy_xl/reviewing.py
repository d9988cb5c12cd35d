"""What people decided: filled-in copies and units' objections into the ledger, and back to the rooms.

Nothing in workbooks/reviewed is written; entries are added, never changed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.calendar import localised, objection_deadline
from jlhy_xl.core.errors import JlhyError, Refusal, UsageError
from jlhy_xl.core.model import Deduction, Finding, Receipt, Status
from jlhy_xl.core.points import decided
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.points.decisions import ARRIVAL, KINDS, LINE, Copy, Entry, Taken, copy_of, take
from jlhy_xl.core.scheme.instructions import BOOK as SUMMARY
from jlhy_xl.core.scheme.meeting_tables import NAME as MEETING_LEDGER
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording.words import day_words, moment_words
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

_CONTESTABLE = {Status.PROPOSED, Status.INFORMED}


class Reviewed(Struct, frozen=True):
    """What a review added to the ledger, and what must be asked or is still lacking, since whenever."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, taken: Taken, standing: Sequence[Finding], decided: Collection[str]) -> "Reviewed":
        """Return the review with what any decision still lacks, new or taken in long ago.

        Args:
            taken: what the copies added.
            standing: the findings as things stand now.
            decided: the keys that anyone ever wrote beside.
        """
        fresh = {entry.key for entry in taken.decided}
        lacking = tuple(
            row for row in standing
            if row.code[0] == "D" and (row.row_key in fresh or (row.field and row.row_key in decided))
        )  # fmt: skip
        return cls(taken.decided, (*taken.findings, *lacking))


def review(office: Office, ledger: Ledger, now: datetime, files: Sequence[Path] = ()) -> Taken:
    """The ledger holds what the copies say; the same copies again add nothing.

    Args:
        office: whose reviewed folder is read.
        ledger: open for writing.
        now: the clock.
        files: read these instead of the folder.

    Raises:
        UsageError: a named file is not there.
        JlhyError: the disk does not give a file.
    """
    taken = _take(ledger, [_copy(path) for path in (files or _files(office.reviewed))])
    with ledger.transaction():
        for entry in taken.entries:
            ledger.add_decision(entry, now)
    return taken


def taken_from(path: Path, ledger: Ledger) -> Taken:
    """Return what one copy alone would add to the ledger; nothing is written.

    Raises:
        JlhyError: the disk does not give the file.
    """
    return _take(ledger, [_copy(path)])


def _take(ledger: Ledger, copies: Sequence[Copy]) -> Taken:
    ids = {LINE: ledger.states().keys(), ARRIVAL: {row.id for row in ledger.arrivals()}}
    return take(copies, ledger.decisions(*KINDS), ids)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the workbooks in a folder, by name; what Excel and WPS leave beside an open one is none.

    A 会议台账 and the 批示 in a 汇总表 are read by ``meeting record``.
    """
    found = (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else ()
    others = ("~$", ".", MEETING_LEDGER, SUMMARY)
    yield from sorted(path for path in found if not path.name.startswith(others))


def _copy(path: Path) -> Copy:
    from jlhy_xl.edge.read import read

    try:
        data = path.read_bytes()
    except FileNotFoundError as fault:
        raise UsageError(f"没有这个文件：{path}") from fault
    except OSError as fault:
        raise JlhyError(
            f"打不开 {path}", fault.strerror or "", "请关闭占用它的程序后再试"
        ) from fault
    digest = sha256(data)
    try:
        return copy_of(read(data, path.name), path.name, digest)
    except Refusal as refusal:
        slots = {"why": refusal.finding.message}
        told = words.UNREADABLE.finding(found=path.name, words=slots, file=path.name, sha256=digest)
        return Copy(path.name, digest, findings=(told,))


def decisions(ledger: Ledger) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """Return the decision that stands about each line, and what in it could not be read."""
    return decided.decisions(ledger.decisions(LINE))


def pins(scheme: Scheme, ledger: Ledger) -> decided.Pins:
    """Return what people decided about arrivals."""
    entries = ledger.decisions(ARRIVAL)
    hashes = {row.id: row.sha256 for row in ledger.arrivals()} if entries else {}
    return decided.pins(scheme, entries, hashes)


def hear(
    scheme: Scheme, receipts: Iterable[Receipt], ledger: Ledger, now: datetime
) -> tuple[Finding, ...]:
    """The ledger holds what units object to in their own returns; returns what is odd about it."""
    found = [row for row in receipts if decided.OBJECTIONS in row.examined.forms]
    if not found:
        return ()
    entries, findings = decided.objections(scheme, found, ledger.states(), ledger.decisions(LINE))
    with ledger.transaction():
        for entry in entries:
            ledger.add_decision(entry, now)
    return findings


def contestable(scheme: Scheme, ledger: Ledger, now: datetime) -> tuple[Deduction, ...]:
    """Return the lines that a unit may still object to: signed for, and within the clock.

    Each line's fact says until when: the sheet that lists them knows no other place for it.
    """
    said = {row.deduction: row for row in decisions(ledger)[0]}
    found = []
    for name, line in sorted(ledger.states().items()):
        decision = said.get(name)
        if line.status not in _CONTESTABLE or decision is None or decision.signed_at is None:
            continue
        objected = decision.holds("objection_at") or decision.holds("objection_text")
        end = objection_deadline(scheme, decision.signed_at)
        if localised(scheme, now) <= end and not objected:
            until = words.CONTESTABLE_UNTIL.format(
                event=line.event, signed=day_words(decision.signed_at), end=moment_words(end)
            )
            found.append(replace(line, event=until))
    return tuple(found)
