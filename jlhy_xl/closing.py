"""Periods that are closed: what their closing froze, what comes too late for them, editions.

A closed period is never judged from today's inbox and scheme: its inputs are laid out again from
the kept originals, its lines stand as they were proposed, and people's decisions go on.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl import __version__
from jlhy_xl.core.calendar import label, timetable
from jlhy_xl.core.errors import JlhyError, UsageError
from jlhy_xl.core.frames import READINGS
from jlhy_xl.core.merging.verdicts import STEP
from jlhy_xl.core.model import Arrival, Deduction, Receipt, SentBack, digest
from jlhy_xl.core.points.caps import Limit, limits_of
from jlhy_xl.core.points.heard import Statement, register, statements
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.editions import (
    DRAFT,
    FINAL,
    Change,
    Edition,
    changes,
    digest_of,
    snapshot,
)
from jlhy_xl.edge import history, kept
from jlhy_xl.edge.files import write_whole
from jlhy_xl.edge.intake import register as arrivals_register
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.intake.register import Settled
from jlhy_xl.edge.ledger.ledger import Edition as Recorded
from jlhy_xl.edge.ledger.ledger import Ledger, PeriodState, Run, run_id
from jlhy_xl.edge.ledger.lines import restored, stored
from jlhy_xl.edge.office import Office

if TYPE_CHECKING:
    import pandas as pd


class Closed(Struct, frozen=True):
    """Every period that is closed now, with what its closing froze."""

    states: Mapping[str, PeriodState] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger) -> "Closed":
        """Return the closed periods that a ledger knows."""
        found = ledger.period_states()
        return cls({period: state for period, state in found.items() if state.closed})

    @property
    def periods(self) -> frozenset[str]:
        """Which they are."""
        return frozenset(self.states)

    @property
    def own(self) -> frozenset[str]:
        """The ids of the arrivals that counted or were refused when their period was closed."""
        return frozenset(name for state in self.states.values() for name in state.content["own"])

    @property
    def lines(self) -> dict[str, Deduction]:
        """Every closed period's lines as they were proposed, by id."""
        told = (row for state in self.states.values() for row in state.content["lines"])
        return {line.id: line for line in map(restored, told)}

    @property
    def limits(self) -> dict[str, Limit]:
        """What bounded each of those lines by the scheme of its closing, by id."""
        told = (state.content.get("limits", {}) for state in self.states.values())
        return {
            name: Limit(row["group"], *(_figure(row[part]) for part in ("most", "silence", "year")))
            for rows in told
            for name, row in rows.items()
        }

    def said(self, until: str) -> tuple[Statement, ...]:
        """Return what units told of 议定事项 in the closed periods up to one."""
        return tuple(
            Statement(item, field_, value, datetime.fromisoformat(at), *place)
            for period, state in self.states.items() if period <= until
            for item, field_, value, at, *place in state.content.get("said", ())
        )  # fmt: skip

    def without(self, received: Received) -> Received:
        """Return what came, but for what the closed periods own."""
        own = self.own
        leaves = tuple(leaf for leaf in received.leaves if leaf[0].id not in own)
        return replace(received, leaves=leaves)


# -- closing and opening again -----------------------------------------------------------------


def check_closable(scheme: Scheme, ledger: Ledger, period: str, now: datetime) -> None:
    """The period may be closed now.

    Raises:
        UsageError: it is closed already, or its cut-off has not passed.
    """
    clock, state = timetable(scheme, period), ledger.period_state(period)
    if state.closed:
        raise UsageError(f"{clock.label}已经关账", f"{state.who}，{state.reason}".rstrip("，"), "")
    if now <= clock.cutoff:
        raise UsageError(
            f"{clock.label}还不能关账",
            f"最终截止时间是 {clock.cutoff:%Y-%m-%d %H:%M}",
            "请在最终截止之后再关账",
        )


class Freezing(Struct, frozen=True):
    """What a closing keeps beside the period's results."""

    who: str
    run: Run
    proposed: tuple[Deduction, ...]  # the year's lines, as the rules alone propose them
    leaves: tuple[Arrival, ...]  # all that came, a workbook of several units as one
    receipts: tuple[Receipt, ...]  # of all periods


def _figure(text: str) -> Any:
    return Decimal(text) if text else None


def freeze(office: Office, ledger: Ledger, results: Results, made: Freezing) -> None:
    """The period is closed; what it rests on is in the ledger.

    Raises:
        JlhyError: the list of the run's inputs is missing, or 收件登记 is not to be had.
    """
    run, proposed = made.run, made.proposed
    period = run.period
    folder = office.inbox / period
    zone = ZoneInfo(results.scheme.parameters.timezone)
    sent_back = arrivals_register.load(folder, results.scheme, zone).sent_back
    frozen = [line for line in proposed if line.period == period]
    limits = {
        name: {
            "group": limit.group, "most": str(limit.most if limit.most is not None else ""),
            "silence": str(limit.silence), "year": str(limit.year if limit.year is not None else ""),
        }
        for name, limit in limits_of(results.scheme, frozen).items()
    }  # fmt: skip
    lines = [stored(line) for line in frozen]
    of_period = [row for row in made.receipts if _term(row) == period]
    content = {
        "run": run.id, "own": sorted(_own(period, made)), "lines": lines, "limits": limits,
        "files": kept.inbox_of(office, str(run.content["inputs"]), period),
        "sent_back": [
            [unit, term, told.at.isoformat(), told.how, told.by, told.file, told.sheet, told.sha256]
            for unit, term, told in sent_back
        ],
        "said": [
            [row.item, row.field, row.value, row.at.isoformat(), row.file, row.sha256, row.sheet, row.cell]
            for row in statements(results.scheme, of_period)
        ],
    }  # fmt: skip
    ledger.close_period(period, made.who, run.now, content=content)


def _own(period: str, made: Freezing) -> set[str]:
    """Return the ids of the arrivals that are the period's, of gathered workbooks whole and in parts."""
    terms: dict[str, set[str]] = {}
    own = set()
    for row in made.receipts:
        term = _term(row)
        if term == period:
            own.add(row.arrival.id)
        if row.arrival.share:
            terms.setdefault(row.arrival.sha256, set()).add(term)
    return own | {leaf.id for leaf in made.leaves if terms.get(leaf.sha256) == {period}}


def _term(row: Receipt) -> str:
    """Return the period that a leaf is of: its own, else its folder's."""
    return row.examined.period or row.arrival.folder


def settled(closed: Closed, ledger: Ledger) -> dict[str, Settled]:
    """Return what of each closed period's folder needs no opening: files whose leaves the closings own.

    The ledger knows these leaves; a file that held any other, for a period that is open, is opened
    again, and so is one that is new or was altered.
    """
    own, leaves = closed.own, dict[str, list[Arrival]]()
    for row in ledger.arrivals() if closed.states else ():
        leaves.setdefault(row.folder, []).append(row)
    found = {}
    for period, state in closed.states.items():
        files = {
            place: digest
            for place, digest in state.content.get("files", {}).items()
            if place == arrivals_register.NAME or _is_own(place, leaves.get(period, ()), own)
        }
        told = tuple(
            (unit, term, SentBack(datetime.fromisoformat(when), *more))
            for unit, term, when, *more in state.content.get("sent_back", ())
        )
        if "files" in state.content:
            found[period] = Settled(files, told)
    return found


def _is_own(place: str, leaves: Iterable[Arrival], own: frozenset[str]) -> bool:
    held = [row for row in leaves if row.source == place or row.source.startswith(place + STEP)]
    return all(row.id in own for row in held)  # what held no leaf then holds none now


def reopen(ledger: Ledger, period: str, who: str, reason: str, now: datetime) -> None:
    """The period is open again.

    Raises:
        UsageError: it is not closed.
    """
    if not ledger.reopen_period(period, who, now, reason):
        raise UsageError(f"{label(period)}没有关账，不需要重新开放")


# -- editions ----------------------------------------------------------------------------------


def with_edition(results: Results, ledger: Ledger, *, final: bool) -> tuple[Results, Recorded]:
    """Return the results knowing which edition they are: the last one where nothing has changed."""
    made, recorded = _edition(results, ledger.last_edition(results.clock.period), final=final)
    return replace(results, edition=made), recorded


def _edition(results: Results, last: Recorded | None, *, final: bool) -> tuple[Edition, Recorded]:
    period = results.clock.period
    items = register(results.scheme, results.said, results.now)
    found = snapshot(period, results.receipts, results.readings, results.deductions, items)
    name, kind = digest_of(found), FINAL if final else DRAFT
    if last and (last.digest, last.kind) == (name, kind):
        known = tuple(Change(**row) for row in last.content["changes"])
        return Edition(last.number, kind, known), last
    fresh = changes(results.scheme, last.content["snapshot"], found) if last else ()
    number = last.number + 1 if last else 1
    content = {"snapshot": found, "changes": [_plain(row) for row in fresh]}
    return Edition(number, kind, fresh), Recorded(period, number, kind, name, content)


def _plain(row: Change) -> dict[str, str]:
    return {
        "what": row.what, "unit": row.unit, "where": row.where, "before": row.before,
        "after": row.after,
    }  # fmt: skip


# -- what a run read, and the same again --------------------------------------------------------


def inputs(office: Office, ledger: Ledger) -> dict[str, Any]:
    """Return what a replay of this run needs; taken before the run writes anything.

    The history of open periods is no input: they are judged again, whatever it says. Were it kept,
    a run after a failed one would seem to have read something else.
    """
    office.key()  # made on first use: a replay must find it among the inputs
    received, closed = office.periods_received(), Closed.of(ledger).periods
    first = min((week for week in received if week not in closed), default="9")
    known = history.periods(office.history)
    settled = [week for week in known if week < first or week in closed]
    listed = kept.keep(office, received, settled)
    return {"inputs": listed, "marks": ledger.marks()}


def told(results: Results, report: Mapping[str, Any], needed: Mapping[str, Any], by: str) -> Run:
    """Return the run as the ledger keeps it.

    Args:
        results: what was said.
        report: run.json.
        needed: from ``inputs``.
        by: who closed the period with it, "" where nobody did.
    """
    period, now = results.clock.period, results.now
    made = tuple((row["file"], row["sha256"]) for row in report["outputs"])
    name = run_id(period, results.scheme_digest, now, __version__)
    content = {**needed, "by": by, "now": now.isoformat(), "said": said_by(results)}
    return Run(name, period, results.scheme_digest, now, __version__, made, content)


def said_by(results: Results) -> dict[str, str]:
    """Return digests of what a run said: the same across versions of the program."""
    return {
        "readings": digest(*map(str, _rows(results.readings))),
        "findings": digest(*sorted(row.id for row in results.findings)),
        "points": digest(
            *sorted(f"{row.id} {row.status} {row.applied} {row.settled}" for row in results.deductions)
        ),
    }  # fmt: skip


def _rows(readings: "pd.DataFrame") -> Iterator[tuple[Any, ...]]:
    yield from readings[list(READINGS)].itertuples(index=False, name=None)


@contextlib.contextmanager
def laid_out(office: Office, ledger: Ledger, run: Run) -> Iterator[Office]:
    """A scratch folder holds everything as it was when a run began; it is gone afterwards.

    Raises:
        JlhyError: the run was recorded by a program that kept no inputs, or an original is missing.
    """
    data = ledger.scheme_bytes(run.scheme)
    if data is None or "inputs" not in run.content:
        raise JlhyError(f"{run.period}的这次运行没有留存可重演的输入", "", "请重新运行该期")
    with tempfile.TemporaryDirectory(prefix="jlhy", ignore_cleanup_errors=True) as folder:
        scratch = Office(Path(folder))
        write_whole(scratch.scheme_path, data)
        kept.lay_out(office, run.content["inputs"], scratch.root)
        scratch.archive.mkdir(parents=True, exist_ok=True)
        _share(office.archive / "originals", scratch.archive / "originals")
        ledger.copy_until(scratch.ledger_path, run.content["marks"])
        yield scratch


def _share(originals: Path, target: Path) -> None:
    """The scratch folder sees the originals; their names are their hashes, so nothing can differ."""
    try:
        target.symlink_to(originals.resolve(), target_is_directory=True)
    except OSError:  # Windows without the right to make links
        shutil.copytree(originals, target)


def clock_of(run: Run) -> datetime:
    """Return a run's clock as its command was given it: books print the hour as it was there."""
    return datetime.fromisoformat(run.content["now"])


def closing_run(ledger: Ledger, period: str) -> Run:
    """Return the run by which a closed period was closed.

    Raises:
        JlhyError: the ledger does not know it.
    """
    wanted = ledger.period_state(period).content.get("run")
    for run in reversed(ledger.runs(period)):
        if run.id == wanted:
            return run
    raise JlhyError(f"台账中没有{period}关账时的运行记录", "", "请从备份恢复台账文件夹")
