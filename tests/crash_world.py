"""A small office in the middle of its work, what a run must leave behind, and ways to disturb it."""

import contextlib
import errno
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from click.testing import CliRunner, Result
from fault_world import broken
from msgspec import Struct
from office_world import Copy

from jlhy_xl import demo
from jlhy_xl.cli import main
from jlhy_xl.edge import run_lock
from jlhy_xl.edge.files import SECOND, sha256
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.stage import MARK

HERE = Path(__file__).parent
BEFORE, NOW = "2026-11-30T09:00+08:00", "2026-12-07T09:00+08:00"
SEED = 11


class World(Struct, frozen=True):
    """The folder before the run, and how it and its ledger stand before and after."""

    base: Path
    before: dict[str, Any]
    after: dict[str, Any]
    steps: tuple[str, ...] = ()  # what an undisturbed run asks of the disk, in order
    seconds: float = 0.0  # how long one takes here


def make(folder: Path) -> World:
    """The office has a week of outputs and a ledger; since then returns and a decision came in."""
    base = folder / "base"
    demo.make(base, units=3, weeks=2, mess=demo.LOW, seed=SEED)
    inbox = base / "workbooks" / "inbox"
    sorted((inbox / "2026-W47").iterdir())[0].unlink()  # that unit has a line
    late = folder / "late"
    for path in sorted(inbox.rglob("*"))[-1:]:
        late.mkdir()
        shutil.move(path, late / path.name)
    assert run(base, BEFORE).exit_code == 0
    _review(base)
    for path in late.iterdir():
        shutil.move(path, inbox / "2026-W48" / path.name)
    done = shutil.copytree(base, folder / "done")
    with broken(done) as counter:
        began = time.monotonic()
        result = run(done)
        seconds = time.monotonic() - began
    assert result.exit_code == 0, result.output
    return World(base, state(base), state(done), tuple(counter.log), seconds)


def _review(base: Path) -> None:
    """A copy of the desk lies in reviewed/: a line was delivered and signed for."""
    told = report(base)["deductions"][0]
    signed = {"送达方式": "当面送达", "签收人": "张三", "签收时间": "2026-12-01 09:00"}
    hand: Any = SimpleNamespace(reviewed=Office(base).reviewed)
    Copy(hand, base / "output" / "2026-W48" / "减扣评分表.xlsx").write(told["id"], signed).save()


def chance(seed: int) -> random.Random:
    """Return a seeded draw: the same moments and steps every time."""
    return random.Random(seed)  # noqa: S311 - no secret hangs on it


def run(root: Path, now: str = NOW, *more: str) -> Result:
    """Run the weekly consolidation in this process."""
    said = ["--quiet", "--folder", str(root), "--now", now, "run", "--workers", "serial", *more]
    return CliRunner().invoke(main, said)


def state(root: Path) -> dict[str, Any]:
    """Return everything that a run leaves behind, comparable: outputs, ledger, originals, litter."""
    office = Office(root)
    kept = [path for path in (office.archive / "originals").rglob("*") if path.is_file()]
    return {
        "outputs": outputs(root),
        "ledger": ledger(office.ledger_path),
        "originals": {path.name: sha256(path.read_bytes()) for path in sorted(kept)},
        "litter": litter(root),
    }


def outputs(root: Path) -> dict[str, str]:
    """Return every output's hash; of run.json without its seconds."""
    found = {}
    for path in sorted((root / "output").rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.name == "run.json":
                told = json.loads(data)
                data = json.dumps({**told, "seconds": 0}, sort_keys=True).encode()
            found[path.relative_to(root / "output").as_posix()] = sha256(data)
    return found


def ledger(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every table's rows in their order, without their numbers.

    Looked at in a copy: taking back what a killed run left half done is the next run's business.
    """
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as undo:
        for each in path.parent.glob("ledger.db*"):
            shutil.copy(each, folder)
        raw = sqlite3.connect(Path(folder) / path.name)
        undo.callback(raw.close)
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        return {
            name: [
                tuple(map(_without_marks, row[1:]))
                for row in raw.execute(f"SELECT * FROM {name} ORDER BY seq")  # noqa: S608 - the ledger's own tables
            ]
            for (name,) in raw.execute(f"{query} ORDER BY name").fetchall()
        }


def _without_marks(value: Any) -> Any:
    """Return a value without the row numbers that a run's record holds of other tables."""
    if isinstance(value, str) and '"marks": ' in value:
        return json.dumps({**json.loads(value), "marks": {}}, sort_keys=True)
    return value


def litter(root: Path) -> list[str]:
    """Return what no finished run leaves behind."""
    return sorted(
        path.relative_to(root).as_posix() for path in root.rglob("*")
        if path.name.endswith((".part", ".lock", "-journal")) or path.name == MARK
    )  # fmt: skip


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return in what two states differ; empty where they are equal."""
    told = [f"litter {name}" for name in found["litter"]]
    for part in ("outputs", "originals"):
        names = sorted({*wanted[part], *found[part]})
        told += [
            f"{part} {name}" for name in names if wanted[part].get(name) != found[part].get(name)
        ]
    for table in sorted({*wanted["ledger"], *found["ledger"]}):
        one, two = wanted["ledger"].get(table), found["ledger"].get(table)
        if one != two:
            told.append(f"ledger {table}: {one} != {two}")
    return told


def between(world: World, root: Path) -> list[str]:
    """Return what is wrong with a folder whose run was disturbed: nothing half, lost or altered."""
    wrong = []
    for name, digest in outputs(root).items():
        known = {world.before["outputs"].get(name), world.after["outputs"].get(name)}
        if digest not in known and not name.endswith(MARK) and not name.endswith(".part"):
            wrong.append(f"half or strange: {name}")
    wrong += [
        f"lost: {name}" for name in world.before["outputs"]
        if name in world.after["outputs"] and not (root / "output" / name).exists()
    ]  # fmt: skip
    for table, rows in ledger(Office(root).ledger_path).items():
        before, after = world.before["ledger"][table], world.after["ledger"][table]
        if rows[: len(before)] != before or not _within(rows, after):
            wrong.append(f"ledger {table}")
    return wrong


def _within(rows: list[Any], after: list[Any]) -> bool:
    return all(row in after for row in rows) and len(rows) == len(set(map(repr, rows)))


def failure(world: World, folder: Path, at: int, fault: int) -> list[str]:
    """One step of a run fails; return what is wrong with what was said, left and made again."""
    root = shutil.copytree(world.base, folder)
    with broken(root, at, fault) as breaker:
        result = run(root)
    _end(root)
    step = breaker.log[at - 1] if at <= len(breaker.log) else "never met"
    more = 0
    if result.exit_code == 4:
        wrong = between(world, root)
        if not re.search("[\u4e00-\u9fff].*；.*请", result.output):
            wrong.append(f"no clear word: {result.output}")
    elif result.exit_code == 0 and at <= len(breaker.log):
        wrong, more = _borne(world, root, step, result)
    else:
        wrong = [f"exit {result.exit_code} {result.output} {result.exception!r}"]
    wrong += [f"left {name}" for name in litter(root) if name.endswith(".part")]
    wrong += again(world, root, more)
    shutil.rmtree(root)
    return [f"{at} {step} {errno.errorcode.get(fault, '')}: {each}" for each in wrong]


def _end(root: Path) -> None:
    """A lock that could not be removed is that of a process which has ended, as after a real run."""
    lock = Office(root).archive / run_lock.NAME
    if lock.exists():
        lock.write_text(json.dumps({**json.loads(lock.read_text()), "started": "0"}))


def _borne(world: World, root: Path, step: str, result: Result) -> tuple[list[str], int]:
    """A run may go on where nothing is lost by it.

    Returns:
        What is wrong if it did, and how many runs more than in an undisturbed folder there are.
    """
    told = report(root)
    if told["stale"]:  # open elsewhere: the new one beside it, or the old one to be removed later
        renamed = any(SECOND in row["file"] for row in told["outputs"])
        return [f"not told: {name}" for name in told["stale"] if name not in result.output], renamed
    if not step.startswith(("mkdir", "unlink", "rmdir", "fsync")):
        return [f"went on after {step}"], 0
    return differences(world.after, {**state(root), "litter": []}), 0


def report(root: Path) -> dict[str, Any]:
    """Return run.json."""
    found: dict[str, Any] = json.loads(
        (root / "output" / "2026-W48" / "run.json").read_text("utf-8")
    )
    return found


def again(world: World, root: Path, more: int = 0) -> list[str]:
    """The next run, undisturbed, ends as one that never was disturbed; return what differs.

    Args:
        world: says how that is.
        root: the disturbed folder.
        more: runs that were carried to their end, with a second name, and are recorded so.
    """
    result = run(root)
    if result.exit_code:
        return [f"next run: exit {result.exit_code} {result.output} {result.exception!r}"]
    found = state(root)
    if more:
        del found["ledger"]["runs"][-1 - more : -1]
    return differences(world.after, found)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it is gone, or not ours
        return b""


class Killer:
    """Runs in children of a warm process, killed at a moment; use it in a ``with`` statement."""

    def __enter__(self) -> Self:
        path = os.pathsep.join([str(HERE), str(HERE.parent)])
        self.server = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(HERE / "kill_server.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", **self._mark()},
        )  # fmt: skip
        assert self._answer() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.close()
        self.server.wait(timeout=60)
        self.server.stdout.close()

    def run(self, root: Path, *, after: float = -1, at: int = 0, workers: str = "serial") -> int:
        """Run once; return how it ended: an exit code, or minus the signal.

        Args:
            root: the office's folder.
            after: seconds after which it is killed; never where negative.
            at: the step at which it dies; none where 0.
            workers: as for the command.
        """
        assert self.server.stdin is not None
        order = {"root": str(root), "now": NOW, "after": after, "at": at, "workers": workers}
        self.server.stdin.write(json.dumps(order) + "\n")
        self.server.stdin.flush()
        return os.waitstatus_to_exitcode(int(self._answer()))

    def orphans(self, seconds: float = 20.0) -> list[str]:
        """Return which processes of killed runs are still there after some seconds."""
        until = time.monotonic() + seconds
        (mark,) = (f"{name}={value}".encode() for name, value in self._mark().items())
        while True:
            left = [
                path.parent.name for path in Path("/proc").glob("[0-9]*/environ")
                if path.parent.name != str(self.server.pid) and mark in _bytes(path)
            ]  # fmt: skip
            if not left or time.monotonic() > until:
                return left
            time.sleep(0.1)

    def _mark(self) -> dict[str, str]:
        return {"JLHY_KILLED_BY": f"{os.getpid()}-{id(self)}-"}

    def _answer(self) -> str:
        assert self.server.stdout is not None
        return self.server.stdout.readline().strip()


def killed(
    world: World, folder: Path, killer: Killer, *, after: float = -1, at: int = 0,
    workers: str = "serial",
) -> list[str]:  # fmt: skip
    """A run is killed; return what is wrong with what it left and with what the next one makes."""
    root = shutil.copytree(world.base, folder)
    ended = killer.run(root, after=after, at=at, workers=workers)
    wrong = [] if ended in (0, -signal.SIGKILL) else [f"ended {ended}"]
    wrong += between(world, root) + again(world, root)
    shutil.rmtree(root)
    return [f"killed at {at or after}: {each}" for each in wrong]
