"""The office's other errands: a new folder, templates, single files, who owes what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jlhy_xl import returning
from jlhy_xl.core import identity
from jlhy_xl.core.calendar import open_timetable, period_of, previous_timetable, timetable
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.model import Examined
from jlhy_xl.core.obligations import active_units, duty
from jlhy_xl.edge import recorded
from jlhy_xl.edge.files import write_whole
from jlhy_xl.edge.intake import Received
from jlhy_xl.edge.office import SCHEME_NAME, LoadedScheme, Office, find_unit
from jlhy_xl.judging import Case, make_world, memories_before


@dataclass(frozen=True)
class Issued:
    """What ``issue`` made."""

    period: str
    label: str
    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Checked:
    """One file's verdict and findings."""

    path: Path
    examined: Examined
    copy: Path | None = None  # its return copy, where one was asked for and anything is to be done


def init(folder: Path, now: datetime) -> Path:
    """The folder has workbooks/方案.xlsx with the notice's scheme; returns its path.

    Raises:
        UsageError: there is a scheme already.
    """
    from jlhy_xl.books import scheme_book
    from jlhy_xl.books.default_scheme import default
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
    from jlhy_xl.books import template
    from jlhy_xl.edge import draw

    loaded = recorded.load(office, now)
    period = period or open_timetable(loaded.scheme, now).period
    clock = timetable(loaded.scheme, period)
    if not clock.owed:
        raise UsageError(f"{clock.label} 不需报送", clock.reason, "请指定其他期次")
    clocks = (clock, previous_timetable(loaded.scheme, period))
    wanted = [find_unit(loaded.scheme, name).code for name in units]
    memory, key, made = memories_before(office, loaded, period), office.key(), []
    for unit in active_units(loaded.scheme, clock):
        prior = memory.prior(unit.code)
        owes = duty(loaded.scheme, unit, clocks, prior)
        if not owes.forms or (wanted and unit.code not in wanted):
            continue
        signed = identity.issue(key, unit.code, period, loaded.digest)
        book = template.book(loaded.scheme, owes, prior, signed, loaded.digest)
        path = office.templates(period) / f"{unit.name}_{period}.xlsx"
        made.append(draw.save(book, path, now))
    return Issued(period, clock.label, office.templates(period), tuple(made))


def check(
    office: Office, paths: Sequence[Path], now: datetime, copies: Path | None = None
) -> tuple[Checked, ...]:
    """Each file has a verdict and its findings; the ledger is not touched.

    Args:
        office: whose scheme and open periods count.
        paths: the files.
        now: the clock.
        copies: the folder that gets a return copy of each file with something to mend or explain.

    Raises:
        UsageError: a path is no file.
        JlhyError: the folder of the copies cannot be written to.
    """
    from jlhy_xl.edge.workers import map_leaves

    for path in paths:
        if not path.is_file():
            raise UsageError(f"没有这个文件：{path}")
    loaded = recorded.load(office, now)
    periods = _periods_about(office, loaded, now)
    case = Case(office, loaded, now, "1", periods, Received(), {})
    memories = {period: memories_before(office, loaded, period) for period in periods}
    tasks = [(path.name, path.read_bytes()) for path in paths]
    world = make_world(case, memories)
    checked = []
    for path, (_, data), row in zip(
        paths, tasks, map_leaves(tasks, world, case.workers), strict=True
    ):
        made = None
        if copies is not None and returning.is_possible(row, world):
            whole = returning.copy(data, path.name, row, world, now)
            made = write_whole(copies / f"{path.stem}_{returning.FOLDER}.xlsx", whole)
        checked.append(Checked(path, row, made))
    return tuple(checked)


def _periods_about(office: Office, loaded: LoadedScheme, now: datetime) -> tuple[str, ...]:
    """Return the periods a file may be about: those received, issued, running or next."""
    templates = office.workbooks / "templates"
    issued = [row.name for row in templates.iterdir()] if templates.is_dir() else []
    coming = open_timetable(loaded.scheme, now).period
    about = {*office.periods_received(), *issued, period_of(now.date()), coming}
    return tuple(sorted(about))
