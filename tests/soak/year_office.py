"""The office of the simulated year: its folder, the demo's from which mails come, commands, being resumed."""

import functools
import json
import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import crash_world
from click.testing import CliRunner
from msgspec import Struct

import jlhy_xl
from jlhy_xl.cli import main
from jlhy_xl.core.calendar import objection_deadline, timetable
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.office import Office
from soak.reckoning import Key, Reckoning, happened

TAIL = 5  # steps after the last week, until what was served is decided
WHOLE_YEAR = "2027-01-11T09:00+08:00"  # the newest week whose cut-off has passed is 2026-W53


class Spec(Struct, frozen=True):
    """One year: how long, how messy, when what happens (numbers of steps)."""

    weeks: int
    mess: str
    seed: int
    held: int  # this week's file of one unit is forgotten until the week is closed, then it is opened again
    dearer: int  # at this step A1 costs less
    capped: int  # at this step 报送类 has a lower cap


class State(Struct):
    """What the simulator knows between two steps."""

    reckoning: Reckoning
    held: tuple[str, str] | None = None  # unit, period whose files are kept back
    distorted: frozenset[tuple[str, str]] = (
        frozenset()
    )  # unit, period judged on less than truth knows
    ids: dict[Key, str] | None = None
    letters: dict[str, dict[str, tuple[Key, bytes]]] | None = None  # period → unit → line, workbook
    slip: tuple[Key, int] | None = None  # the one contradiction that the clerk typed, at which step
    done: int = 0


class YearOffice:
    """An office's folder, the demo's folder from which mails arrive, and what was found so far."""

    def __init__(self, root: Path, spec: Spec) -> None:
        self.spec, self.root, self.source = spec, root / "office", root / "demo"
        self.safe = root / "safe"
        self.office = Office(self.root)
        self.saved = root / "state.pickle"
        self.finds: list[str] = []
        if self._is_ours():
            self.state: State = pickle.loads(self.saved.read_bytes())  # noqa: S301 - our own
            self._restore()
        else:
            shutil.rmtree(root, ignore_errors=True)
            self._begin()

    # -- a beginning, and going on ---------------------------------------------------------------

    def _is_ours(self) -> bool:
        """Whether a year stands here that this very program began: another one replays other bytes."""
        mark = self.root.parent / "program"
        return self.saved.exists() and mark.read_text() == _program()

    def _begin(self) -> None:
        spec = self.spec
        self._command(
            self.source, WHOLE_YEAR, "demo", str(self.source), "--weeks", str(spec.weeks), "--mess",
            spec.mess, "--seed", str(spec.seed),
        )  # fmt: skip
        for name in ("方案.xlsx", "台账/office.key"):
            target = self.root / "workbooks" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.source / "workbooks" / name, target)
        facts = happened(
            self.truth, self.cutoffs, dict(zip(self.periods, self.moments, strict=False))
        )
        points = {"A1": Decimal("0.5"), "A2": Decimal(1), "B1": Decimal("0.5")}
        self.state = State(Reckoning(facts, points, Decimal(5), self.last_day), ids={}, letters={})
        (self.root.parent / "program").write_text(_program())
        self.keep()

    def keep(self) -> None:
        """What the step has made is safe: a killed one begins again from here."""
        shutil.rmtree(self.safe, ignore_errors=True)
        link: Callable[..., Any] = lambda one, two: (  # noqa: E731 - short
            shutil.copy2(one, two) if "ledger.db" in one else os.link(one, two)
        )
        shutil.copytree(self.root, self.safe, copy_function=link)
        self.state.reckoning.last_day = _unset
        self.saved.write_bytes(pickle.dumps(self.state))
        self.state.reckoning.last_day = self.last_day

    def _restore(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.safe, self.root)
        self.state.reckoning.last_day = self.last_day

    @cached_property
    def truth(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.source / "workbooks" / "truth.json").read_bytes())
        return found

    @cached_property
    def scheme(self) -> Any:
        return Office(self.source).load_scheme().scheme

    @cached_property
    def periods(self) -> list[str]:
        return [week["period"] for week in self.truth["weeks"]]

    @cached_property
    def weeks(self) -> dict[str, Any]:
        return {week["period"]: week for week in self.truth["weeks"]}

    @cached_property
    def clocks(self) -> dict[str, Any]:
        return {period: timetable(self.scheme, period) for period in self.periods}

    @property
    def cutoffs(self) -> dict[str, datetime]:
        return {period: clock.cutoff for period, clock in self.clocks.items()}

    @cached_property
    def moments(self) -> list[datetime]:
        """When the office works: the third morning after each deadline, then once a week."""
        found = []
        for clock in self.clocks.values():
            day = clock.deadline + timedelta(days=3)
            found.append(day.replace(hour=10, minute=30))
        return found + [found[-1] + timedelta(weeks=step) for step in range(1, TAIL + 1)]

    @property
    def steps(self) -> int:
        """How many steps the year has."""
        return len(self.moments) + 1 + len(self.periods)

    @cached_property
    def names(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self.scheme.units}

    @cached_property
    def codes(self) -> dict[str, str]:
        return {name: code for code, name in self.names.items()}

    def last_day(self, signed: datetime) -> datetime:
        """Return the end of the time for objections."""
        return objection_deadline(self.scheme, signed)

    # -- commands --------------------------------------------------------------------------------

    def _command(self, folder: Path, now: str, *args: str) -> tuple[int, dict[str, Any]]:
        options = ["--folder", str(folder), "--now", now, "--quiet", "--json"]
        done = CliRunner().invoke(main, [*options, *args])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        told = json.loads(done.stdout) if done.stdout else {"said": done.stderr}
        return done.exit_code, told

    def call(self, now: datetime, *args: str, ends: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """Run a command: it ends well, alters nothing that came and loses no decision."""
        inbox, said = self._hashes(self.office.workbooks / "inbox"), self._decisions()
        code, told = self._command(self.root, now.isoformat(), *args)
        self.ask(code in ends, f"{args} ended with {code}: {str(told)[:300]}")
        self.ask(
            inbox == self._hashes(self.office.workbooks / "inbox"), f"{args} altered the inbox"
        )
        self.ask(self._decisions()[: len(said)] == said, f"{args} lost or changed a decision")
        return told

    def ask(self, holds: bool, words: str) -> None:
        """Keep a find where something does not hold."""
        if not holds:
            step = self.state.done
            self.finds.append(f"{self.spec.mess} {self.spec.seed} step {step}: {words}")

    def _hashes(self, folder: Path) -> dict[str, str]:
        return {
            path.relative_to(folder).as_posix(): sha256(path.read_bytes())
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def _decisions(self) -> list[Any]:
        if not self.office.ledger_path.exists():
            return []
        with sqlite3.connect(self.office.ledger_path) as raw:
            found = raw.execute("SELECT * FROM decisions ORDER BY seq").fetchall()
        raw.close()
        return found

    def standing(self) -> dict[str, Any]:
        return {
            "outputs": crash_world.outputs(self.root),
            "ledger": crash_world.ledger(self.office.ledger_path),
            "litter": crash_world.litter(self.root),
            "originals": sorted(
                path.name for path in (self.office.archive / "originals").rglob("*") if path.is_file()
            ),
        }  # fmt: skip


@functools.cache
def _program() -> str:
    """Return a digest of the program's own text."""
    paths = sorted(Path(jlhy_xl.__file__).parent.rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in paths))


def differences(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    found = []
    for part in sorted(one):
        if one[part] != two[part] and isinstance(one[part], dict):
            names = sorted({*one[part], *two[part]})
            found += [
                f"{part} {name}" for name in names if one[part].get(name) != two[part].get(name)
            ]
        elif one[part] != two[part]:
            found.append(part)
    return found


def _unset(signed: datetime) -> datetime:
    raise NotImplementedError("set again when the year goes on")
