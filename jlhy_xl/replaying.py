"""A past run made again from kept originals and the scheme of that time; and what other rules would do."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from jlhy_xl import __version__, closing, pipeline
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.model import Deduction
from jlhy_xl.core.points.caps import marks
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import editions as words
from jlhy_xl.edge.ledger.ledger import Ledger, Run
from jlhy_xl.edge.office import LoadedScheme, Office, read_scheme
from jlhy_xl.standing import stand_open

Tell = pipeline.Tell


# -- replay ------------------------------------------------------------------------------------
class Replayed(Struct, frozen=True):
    """A run made again."""

    run: Run
    made: datetime  # its clock
    folder: Path | None  # where its outputs stand, None where they were only compared
    by_bytes: bool  # compared byte for byte: the same program; else what was said is compared
    different: tuple[str, ...]  # files, or 读数, 问题, 分值


def replay(office: Office, period: str, target: Path | None, tell: Tell) -> Replayed:
    """The last run of a period is made again, in a scratch folder; the office's own stays as it is.

    Args:
        office: whose run.
        period: which.
        target: a folder that shall hold the outputs afterwards; nothing is kept without one.
        tell: hears what is being done.

    Raises:
        UsageError: the period was never run, or the target holds something.
        JlhyError: an original is missing.
    """
    if target is not None and target.exists() and any(target.iterdir()):
        raise UsageError(f"{target} 不是空文件夹", "", "请另指定一个")
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        runs = ledger.runs(period)
        if not runs:
            raise UsageError(f"{period} 还没有运行过", "", "请先用 jlhy run 汇总该期")
        run = runs[-1]
        with closing.laid_out(office, ledger, run) as scratch:
            clock, by = closing.clock_of(run), str(run.content["by"])
            order = pipeline.Order(clock, period, closed_by=by)
            results, report = pipeline.run(scratch, order, tell)
            made = {row["file"]: row["sha256"] for row in report["outputs"]}
            if target is not None:
                _move(scratch.output(period), target)
    same = run.version == __version__
    different = _files(dict(run.outputs), made) if same else _said(run, results)
    return Replayed(run, clock, target, same, tuple(different))


def _move(made: Path, target: Path) -> None:
    import shutil

    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, target, dirs_exist_ok=True)


def _files(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    yield from sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _said(run: Run, results: Results) -> Iterator[str]:
    now, before = closing.said_by(results), run.content["said"]
    for part, word in words.SAID.items():
        if now[part] != before.get(part):
            yield word


# -- what other rules would do -------------------------------------------------------------------
class Moved(Struct, frozen=True):
    """One line under two sets of rules."""

    line: Deduction
    unit: str  # name
    before: Decimal | None  # proposed now; None: there is no such line
    after: Decimal | None
    stands: Deduction  # where people's decisions have brought it


class WhatIf(Struct, frozen=True):
    """Whose points would move."""

    period: str
    moved: tuple[Moved, ...]
    units: Mapping[str, tuple[Decimal, Decimal]]  # name → proposed in all, now and then; moved only


def whatif(office: Office, period: str, scheme: Path, now: datetime) -> WhatIf:
    """Return whose points would move under another scheme's rules; nothing is written anywhere.

    Both sides are what the rules alone would propose; what people decided stands beside.

    Raises:
        SchemeError: the other scheme has mistakes.
    """
    other, own = read_scheme(scheme), office.load_scheme()
    order = pipeline.Order(now, period or pipeline.newest_period(office, own, now))
    before, after = _proposed(office, order, own), _proposed(office, order, other)
    standing = {line.id: line for line in pipeline.look(office, order).deductions}
    here = {line.id: line for line in before}
    there = {line.id: line for line in after}
    moved = [
        Moved(
            line, unit_name(other.scheme, line.unit), _applied(here.get(line.id)),
            _applied(there.get(line.id)), standing.get(line.id, line),
        )
        for line in {**here, **there}.values()
        if _applied(here.get(line.id)) != _applied(there.get(line.id))
    ]  # fmt: skip
    moved.sort(key=lambda row: (row.line.period, row.line.rule, row.line.unit, row.line.subject))
    return WhatIf(order.period, tuple(moved), _units(other.scheme, before, after))


def _applied(line: Deduction | None) -> Decimal | None:
    return line.applied if line else None


def _proposed(office: Office, order: pipeline.Order, loaded: LoadedScheme) -> tuple[Deduction, ...]:
    """Return what a scheme's rules alone would propose; closed periods are judged by it, too."""
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        found = stand_open(office, loaded, order, ledger)
        results = pipeline.assemble(found, order.period, ledger)
        return pipeline.proposed(found, results)


def _units(
    scheme: Scheme, before: tuple[Deduction, ...], after: tuple[Deduction, ...]
) -> dict[str, tuple[Decimal, Decimal]]:
    now, then = marks(before), marks(after)
    zero = (Decimal(0), Decimal(0))
    totals = {
        unit.code: (now.get(unit.code, zero)[0], then.get(unit.code, zero)[0])
        for unit in scheme.units
    }
    return {
        unit_name(scheme, code): (old, new) for code, (old, new) in totals.items() if old != new
    }
