"""The office's other errands: a new folder, templates, single files, who owes what."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl import returning, reviewing
from jlhy_xl.core.calendar import label as label_of
from jlhy_xl.core.calendar import open_timetable, period_of, previous_timetable, timetable
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.model import Arrival, Examined, Finding
from jlhy_xl.core.results import World
from jlhy_xl.core.returns import identity
from jlhy_xl.core.returns.obligations import active_units, duty
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.returns.shares import apart
from jlhy_xl.core.returns.shown import shown
from jlhy_xl.core.scheme.succession import as_of, heir
from jlhy_xl.core.wording.run import CHECKED_AS
from jlhy_xl.edge import recorded
from jlhy_xl.edge.files import write_whole
from jlhy_xl.edge.intake import inbox_files, register
from jlhy_xl.edge.intake import receive as intake
from jlhy_xl.edge.intake.received import Received
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import SCHEME_NAME, LoadedScheme, Office, find_unit
from jlhy_xl.judging import Case, make_world, memories_before
from jlhy_xl.remembering import mended
from jlhy_xl.standing import check_kind

_BATCH, _BATCH_BYTES = 100, 64 * 1024 * 1024  # what is held in memory at once


class Issued(Struct, frozen=True):
    """What ``issue`` made."""

    period: str
    label: str
    folder: Path
    files: tuple[Path, ...]


class Checked(Struct, frozen=True):
    """One file's verdict and findings."""

    path: Path
    examined: Examined
    copy: Path | None = None  # its return copy, where one was asked for and anything is to be done
    source: str = ""  # the path, and where in a mail or an archive it stood
    notes: tuple[Finding, ...] = ()  # of the mail or archive that held it, told with its first file
    whose: str = ""  # unit and period in words, where both are known


def init(folder: Path, now: datetime) -> Path:
    """The folder has workbooks/方案.xlsx with the notice's scheme; returns its path.

    Raises:
        UsageError: there is a scheme already.
    """
    from jlhy_xl.books.scheme import book as scheme_book
    from jlhy_xl.books.scheme.default import default
    from jlhy_xl.edge import draw

    office = Office(folder)
    if office.scheme_path.exists():
        raise UsageError(f"{office.scheme_path} 已存在，没有改动它", "", "要重新开始，请先把它移走")
    for place in (office.inbox, office.reviewed, office.archive):
        place.mkdir(parents=True, exist_ok=True)
    return draw.save(scheme_book.book(default()), office.workbooks / SCHEME_NAME, now)


def issue(office: Office, period: str, units: Sequence[str], now: datetime) -> Issued:
    """workbooks/templates/P/ holds one workbook a unit, prefilled.

    Raises:
        UsageError: a unit is unknown, or no return is owed in that period.
    """
    from jlhy_xl.books.template import book as template
    from jlhy_xl.edge import draw

    loaded = recorded.load(office, now)
    period = period or open_timetable(loaded.scheme, now).period
    check_kind(loaded.scheme, period)
    clock = timetable(loaded.scheme, period)
    if not clock.owed:
        raise UsageError(f"{clock.label} 不需报送", clock.reason, "请指定其他期次")
    clocks = (clock, previous_timetable(loaded.scheme, period))
    scheme = as_of(loaded.scheme, clock.deadline.date())
    wanted = [find_unit(loaded.scheme, name).code for name in units]
    mended(office, loaded, now)
    memory, key, made = memories_before(office, loaded, period), office.key(), []
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        lines = reviewing.contestable(loaded.scheme, ledger, now)
    contesting = {heir(loaded.scheme, line.unit, clock.deadline.date()) for line in lines}
    for unit in active_units(loaded.scheme, clock):
        prior = memory.prior(unit.code, clock.deadline.date())
        owes = duty(scheme, unit, clocks, prior, contestable=unit.code in contesting)
        if not owes.forms or (wanted and unit.code not in wanted):
            continue
        signed = identity.issue(key, unit.code, period, loaded.digest, shown(scheme, owes))
        book = template.book(scheme, owes, prior, signed, loaded.digest, lines)
        path = office.templates(period) / f"{unit.name}_{period}.xlsx"
        made.append(draw.save(book, path, now))
    return Issued(period, clock.label, office.templates(period), tuple(made))


@contextlib.contextmanager
def office_for_checking(office: Office, now: datetime) -> Iterator[Office]:
    """A file can be checked anywhere: where there is no scheme, with the notice's own.

    Nothing is written into the folder of somebody who only looks.
    """
    if office.scheme_path.is_file():
        yield office
        return
    with tempfile.TemporaryDirectory() as scratch:
        init(Path(scratch), now)
        yield Office(Path(scratch))


def check(
    office: Office, paths: Sequence[Path], now: datetime, copies: Path | None = None
) -> tuple[Checked, ...]:
    """Each file has a verdict and its findings; the ledger is not touched.

    Folders are walked, mails and archives opened as in the inbox; a container that held nothing,
    a lock file and a link have their own line, so that every name is answered.

    Args:
        office: whose scheme and open periods count.
        paths: files and folders.
        now: the clock.
        copies: the folder that gets a return copy of each file with something to mend or explain.

    Raises:
        UsageError: a path is not there.
        JlhyError: a file cannot be opened, or the folder of the copies cannot be written to.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"没有这个文件：{path}")
    loaded = recorded.load(office, now)
    periods = _periods_about(office, loaded, now)
    case = Case(office, loaded, now, "1", periods, Received(), {})
    mended(office, loaded, now)
    memories = {period: memories_before(office, loaded, period) for period in periods}
    world = make_world(case, memories)
    checked: list[Checked] = []
    for batch in _batches(_opened(paths, world)):
        checked += _examined(batch, world, _Copies(copies, now))
    return tuple(checked)


class _Leaf(Struct, frozen=True):
    """A file to be examined, and how it came."""

    path: Path
    arrival: Arrival
    data: bytes
    received: Received


def _opened(paths: Sequence[Path], world: World) -> Iterator[_Leaf]:
    """Yield the leaves of every file, one file at a time: a folder may be larger than memory."""
    scheme, now, passwords = world.scheme, world.now, world.passwords
    for path in paths:
        inside = [each for each, _ in inbox_files.below(path)] if path.is_dir() else [path]
        for each in inside:
            if each.name == register.NAME and path.is_dir():
                continue  # the office's own
            came = intake.opened(each, scheme, now, passwords, follow=not path.is_dir())
            for arrival, data in came.leaves:
                yield _Leaf(each, arrival, data, came)


def _batches(leaves: Iterator[_Leaf]) -> Iterator[list[_Leaf]]:
    batch: list[_Leaf] = []
    for leaf in leaves:
        batch.append(leaf)
        if len(batch) >= _BATCH or sum(len(each.data) for each in batch) > _BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


class _Copies(Struct):
    """The folder of return copies; two files of one name get two copies."""

    folder: Path | None
    now: datetime
    names: set[str] = field(default_factory=set)

    def make(self, leaf: _Leaf, row: Examined, world: World) -> Path | None:
        """Return the copy's path, None where none was asked for or nothing is to be done."""
        if self.folder is None or not returning.is_possible(row, world):
            return None
        stem, number = PurePath(leaf.arrival.name).stem, 2
        name = f"{stem}_{returning.FOLDER}.xlsx"
        while name in self.names:
            name = f"{stem}（{number}）_{returning.FOLDER}.xlsx"
            number += 1
        self.names.add(name)
        whole = returning.copy(leaf.data, leaf.arrival.name, row, world, self.now)
        return write_whole(self.folder / name, whole)


def _examined(batch: list[_Leaf], world: World, copies: _Copies) -> Iterator[Checked]:
    from jlhy_xl.edge.workers import map_leaves

    waiting = [leaf for leaf in batch if leaf.arrival.id not in leaf.received.judged]
    tasks = [(leaf.arrival.name, leaf.data) for leaf in waiting]
    found = dict(zip((id(leaf) for leaf in waiting), map_leaves(tasks, world, "1"), strict=True))
    for leaf in batch:
        known = found.get(id(leaf)) or leaf.received.judged[leaf.arrival.id]
        settled = leaf.received.settle(leaf.arrival, known)
        notes = leaf.received.notes if leaf.arrival is leaf.received.leaves[0][0] else ()
        for arrival, row in apart(leaf.arrival, settled, world.scheme):
            own = leaf if arrival is leaf.arrival else replace(leaf, arrival=arrival, data=b"")
            copy = copies.make(own, row, world)
            yield Checked(leaf.path, row, copy, arrival.source, notes, _whose(row, world))
            notes = ()


def _whose(row: Examined, world: World) -> str:
    """Return whose return of which period it was taken for: a copy of last week's is seen by it."""
    if not (row.unit and row.period):
        return ""
    return CHECKED_AS.format(unit=unit_name(world.scheme, row.unit), period=label_of(row.period))


def _periods_about(office: Office, loaded: LoadedScheme, now: datetime) -> tuple[str, ...]:
    """Return the periods a file may be about: those received, issued, running or next."""
    templates = office.workbooks / "templates"
    issued = [row.name for row in templates.iterdir()] if templates.is_dir() else []
    coming = open_timetable(loaded.scheme, now).period
    about = {*office.periods_received(), *issued, period_of(loaded.scheme, now.date()), coming}
    return tuple(sorted(about))
