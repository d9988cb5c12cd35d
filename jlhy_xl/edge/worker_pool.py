"""Processes that a file may kill: one leaf at a time each, watched, replaced when lost.

Not ``concurrent.futures``: there one dead child breaks the whole pool and a hung one stays.
"""

import gc
import importlib
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.reduction import ForkingPickler
from typing import TYPE_CHECKING

from jlhy_xl.core.model import Examined, Finding
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge import workers
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.worker_room import confine

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


def run(tasks: Sequence[workers.Task], world: World, count: int, seconds: float) -> list[Examined]:
    """Return an Examined for every task, in order; a lost worker costs one leaf.

    Args:
        tasks: names and bytes.
        world: scheme, duties and clock of the run.
        count: how many processes.
        seconds: a leaf's time.
    """
    with Crew(min(count, len(tasks)), seconds) as crew:
        return crew.examine(tasks, world)


def is_fork_cheap() -> bool:
    """Whether forking is safe and costs 5 ms: on Linux, with one thread, no numeric library yet."""
    loaded = not sys.modules.keys().isdisjoint(("pandas", "pyarrow", "numpy"))
    return sys.platform == "linux" and threading.active_count() == 1 and not loaded


def _context() -> BaseContext:
    if is_fork_cheap():
        return multiprocessing.get_context("fork")
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


class _Seat:
    """One worker and the leaf it has in hand."""

    def __init__(self, folder: str) -> None:
        context = _context()
        ours, theirs = context.Pipe()
        self.line: Connection = ours
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]  # typeshed knows Process on the concrete contexts only
            target=_serve, args=(theirs, folder), daemon=True
        )
        self.process.start()
        theirs.close()  # so that the line ends when the worker does
        self.task: int | None = None
        self.until = 0.0
        self.told: bytes | None = None  # the world it knows

    def dismiss(self) -> None:
        """The process is gone. An idle one holds nothing, so none is waited for."""
        self.line.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Crew:
    """Workers hired once for every round of a run, best before a heavy library is loaded."""

    def __init__(self, count: int, seconds: float) -> None:
        """The workers are there and idle.

        Args:
            count: how many processes.
            seconds: a leaf's time.
        """
        self._seconds = seconds
        self._room = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._seats = [_Seat(self._room.name) for _ in range(count)]
        self._tasks: Sequence[workers.Task] = ()
        self._world = b""
        self._queue: deque[int] = deque()
        self._found: dict[int, Examined] = {}

    def __enter__(self) -> "Crew":
        """Return the crew."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """No worker is left."""
        for seat in self._seats:
            seat.dismiss()
        self._room.cleanup()

    def examine(self, tasks: Sequence[workers.Task], world: World) -> list[Examined]:
        """Return an Examined for every task, in order; a lost worker costs one leaf.

        Args:
            tasks: names and bytes.
            world: scheme, duties and clock of the run, as known in this round.
        """
        self._tasks, self._found, self._queue = tasks, {}, deque(range(len(tasks)))
        self._world = bytes(ForkingPickler.dumps(world))  # once, not once a worker
        while len(self._found) < len(tasks):
            self._hand_out()
            self._collect()
        return [self._found[index] for index in range(len(tasks))]

    def _hand_out(self) -> None:
        for place, seat in enumerate(self._seats):
            if seat.task is None and self._queue:
                seat.task = self._queue.popleft()
                seat.until = time.monotonic() + self._seconds
                try:
                    if seat.told is not self._world:
                        seat.line.send_bytes(self._world)
                        seat.told = self._world
                    seat.line.send(self._tasks[seat.task])
                except OSError:
                    self._lose(place, words.DIED.finding())

    def _collect(self) -> None:
        busy = [seat for seat in self._seats if seat.task is not None]
        if not busy:
            return
        patience = max(0.0, min(seat.until for seat in busy) - time.monotonic())
        ready = wait([seat.line for seat in busy], timeout=patience)
        now = time.monotonic()
        for place, seat in enumerate(self._seats):
            if seat.task is None:
                continue
            if seat.line in ready:
                self._receive(place, seat)
            elif now >= seat.until:
                slots = {"seconds": f"{self._seconds:g}"}
                self._lose(place, words.TIMEOUT.finding(words=slots))

    def _receive(self, place: int, seat: _Seat) -> None:
        try:
            examined: Examined = seat.line.recv()
        except (EOFError, OSError):
            self._lose(place, words.DIED.finding())
            return
        if seat.task is not None:
            self._found[seat.task] = examined
        seat.task = None
        if any(found.code == words.MEMORY.code for found in examined.findings):
            self._replace(place)  # what is left of its memory is not to be trusted

    def _lose(self, place: int, finding: Finding) -> None:
        index = self._seats[place].task
        if index is not None:
            name, data = self._tasks[index]
            self._found[index] = workers.asked(finding, name, sha256(data))
        self._replace(place)

    def _replace(self, place: int) -> None:
        self._seats[place].dismiss()
        self._seats[place] = _Seat(self._room.name)


def _serve(line: Connection, folder: str) -> None:
    """The worker's life: confined first, then leaf after leaf until the line ends."""
    importlib.import_module("jlhy_xl.core.returns.examine")  # the parent has other things to load
    gc.enable()  # leaf after leaf leaves rings: parsers and their handlers
    confine(folder)
    world: World | None = None
    while True:
        try:
            told = line.recv()
        except (EOFError, OSError):
            return
        if isinstance(told, World):
            world = told
        elif world is not None:
            name, data = told
            line.send(workers.examine_leaf(name, data, world))
