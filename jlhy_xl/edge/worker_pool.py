"""Processes that a file may kill: one leaf at a time each, watched, replaced when lost.

Not ``concurrent.futures``: there one dead child breaks the whole pool and a hung one stays.
"""

import contextlib
import gc
import importlib
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge.worker_room import confine

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


Task = tuple[str, bytes]  # a file's name and its bytes
START = 120  # seconds for a process to begin: an office PC whose virus scanner reads every module
RESPITES = 3  # how often a starved worker is given its time again
_HELD = 100_000 if sys.platform == "linux" else 4096  # bytes that a line takes in without a reader
_READY = "ready"


class Done(Struct):
    """What a worker found in a file."""

    result: Any
    blobs: list[bytes] = []  # what is too big to be copied on its way home
    is_spoiled: bool = False  # what is left of the worker's memory is not to be trusted


class Job(Struct, frozen=True):
    """What a crew does with each file; its functions stand at the top of a module."""

    room: str  # a module that the worker loads before it is shut in: the parent has others to load
    work: Callable[[str, bytes, Any], Done]  # name, bytes, what is known to all; never raises
    lost: Callable[[Finding, str, bytes], Any]  # what stands for a file that cost its worker
    whole: Callable[[Any, Iterator[bytes]], Any]  # a result with its blobs


def is_fork_cheap() -> bool:
    """Whether forking is safe and costs 5 ms: on Linux, with one thread, no numeric library yet."""
    loaded = not sys.modules.keys().isdisjoint(("pandas", "pyarrow", "numpy"))
    return sys.platform == "linux" and threading.active_count() == 1 and not loaded


def _context() -> BaseContext:
    if is_fork_cheap():
        return multiprocessing.get_context("fork")
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")


def _processor(pid: int | None) -> tuple[float, bool]:
    """Return how many seconds a process has had a processor, and whether it could use one now.

    Where the system does not tell it counts as one that waits for nothing to come.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
    except OSError:
        return 0.0, False
    state, *rest = told.rpartition(")")[2].split()
    return (int(rest[10]) + int(rest[11])) / float(os.sysconf("SC_CLK_TCK")), state == "R"


class _Seat:
    """One worker and the file it has in hand."""

    def __init__(self, folder: str, job: Job) -> None:
        context = _context()
        ours, theirs = context.Pipe()
        self.line: Connection = ours
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]  # typeshed knows Process on the concrete contexts only
            target=_serve, args=(theirs, folder, job.room, job.work), daemon=True
        )
        try:
            self.process.start()
        except OSError as fault:
            ours.close()
            raise JlhyError(*words.NO_START) from fault
        finally:
            theirs.close()  # so that the line ends when the worker does
        self.is_ready = False  # it has said that it began
        self.task: int | None = None
        self.until = 0.0
        self.used = 0.0  # seconds of processor time when its time was last set
        self.respites = 0
        self.told: bytes | None = None  # what it knows of what all know

    def has_begun(self) -> bool:
        """Whether a worker that is no more had begun; it may have said so and not been heard."""
        with contextlib.suppress(EOFError, OSError):
            self.is_ready = self.is_ready or (self.line.poll() and self.line.recv() == _READY)
        return self.is_ready

    def died_idle(self) -> bool:
        """Whether a worker that had begun is no more; one that never began is another matter."""
        return self.is_ready and not self.process.is_alive()

    def set_off(self, seconds: float) -> None:
        """Its time begins."""
        self.until, self.respites = time.monotonic() + seconds, 0
        self.used = _processor(self.process.pid)[0]

    def is_starved(self, seconds: float) -> bool:
        """Whether it could have worked and had no processor: no verdict on the file, for a while.

        So it is on a crowded machine, and on one that stood still. A file that hangs burns its
        time or waits for what never comes.
        """
        used, is_able = _processor(self.process.pid)
        if not is_able or self.respites >= RESPITES:
            return False
        spent, self.used = used - self.used, used
        self.respites += 1
        return spent < seconds / 2

    def give(self, messages: Sequence[bytes], seconds: float) -> bool:
        """As ``tell``, and who does not read it in time is ended.

        A line holds little: whoever writes more waits for the reader, who may never come.

        Args:
            messages: what it is told.
            seconds: how long it may take to read them; one that is starved has longer.
        """
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(seconds):
                if not self.is_starved(seconds):
                    self.process.kill()  # the writer's line breaks
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            return self.tell(messages)
        finally:
            is_over.set()
            watcher.join()  # with a second thread no worker could be forked

    def awaited(self) -> bool:
        """Whether it began, in the time that a start may take."""
        with contextlib.suppress(OSError):
            self.line.poll(0 if self.is_ready else START)
        return self.has_begun()

    def tell(self, messages: Sequence[bytes]) -> bool:
        """Whether the worker has it all, or the line does; False where there is no worker."""
        try:
            for message in messages:
                self.line.send_bytes(message)
        except OSError:
            return False
        return True

    def dismiss(self) -> None:
        """The process is gone. An idle one holds nothing, so none is waited for."""
        if self.line.closed:
            return  # no other could be hired in its place
        self.line.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Crew:
    """Workers hired once for every round of a run, best before a heavy library is loaded."""

    def __init__(self, count: int, seconds: float, job: Job) -> None:
        """The workers are there and idle.

        Args:
            count: how many processes.
            seconds: a file's time.
            job: what they do.
        """
        self._seconds, self._job = seconds, job
        self._room = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._seats: list[_Seat] = []
        self.grow(count)
        self._tasks: Sequence[Task] = ()
        self._known = b""
        self._queue: deque[int] = deque()
        self._found: dict[int, Any] = {}
        self._unread: set[int] = set()  # files that a worker was lost over before it had them

    def __enter__(self) -> "Crew":
        """Return the crew."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """No worker is left."""
        for seat in self._seats:
            seat.dismiss()
        self._room.cleanup()

    def grow(self, count: int) -> None:
        """So many workers are there at least."""
        for _ in range(count - len(self._seats)):
            self._seats.append(_Seat(self._room.name, self._job))

    def work(
        self, tasks: Sequence[Task], known: object, meanwhile: Callable[[], object] = tuple
    ) -> list[Any]:
        """Return a result for every file, in order; a lost worker costs one file.

        Args:
            tasks: names and bytes.
            known: what is known to all in this round.
            meanwhile: done here once, while the workers have their first files in hand.

        Raises:
            JlhyError: a worker cannot even begin on this computer; no file is to blame.
        """
        self._tasks, self._found, self._queue = tasks, {}, deque(range(len(tasks)))
        self._unread.clear()
        for place, seat in enumerate(self._seats):
            if seat.task is not None:  # of a round that was broken off
                self._replace(place)
        self._known = bytes(ForkingPickler.dumps((None, known)))  # once, not once a worker
        self._hand_out()
        meanwhile()
        while len(self._found) < len(tasks):
            self._collect()
            self._hand_out()
        return [self._found[index] for index in range(len(tasks))]

    def _hand_out(self) -> None:
        for place in range(len(self._seats)):
            if self._seats[place].task is None and self._queue:
                if self._seats[place].died_idle():
                    self._replace(place)  # before the file is given away: it is not to blame
                self._hand(place, self._queue.popleft())

    def _hand(self, place: int, index: int) -> None:
        seat = self._seats[place]
        task = bytes(ForkingPickler.dumps(self._tasks[index]))
        news = [task] if seat.told is self._known else [self._known, task]
        seat.task, seat.told = index, self._known
        is_long = sum(map(len, news)) >= _HELD
        if is_long and not seat.awaited():
            raise JlhyError(*words.NO_START)
        seat.set_off(self._seconds if seat.is_ready else START)
        if seat.give(news, self._seconds) if is_long else seat.tell(news):
            return
        if index in self._unread or not seat.has_begun():
            self._lose(place, words.DIED.finding())
        else:  # once it may be the worker that is to blame
            self._unread.add(index)
            self._queue.appendleft(index)
            self._replace(place)

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
                if not seat.is_ready:
                    raise JlhyError(*words.NO_START)
                if seat.is_starved(self._seconds):
                    seat.until = now + self._seconds
                    continue
                slots = {"seconds": f"{self._seconds:g}"}
                self._lose(place, words.TIMEOUT.finding(words=slots))

    def _receive(self, place: int, seat: _Seat) -> None:
        try:
            told = seat.line.recv()
            if told == _READY:
                seat.is_ready = True
                seat.set_off(self._seconds)
                return
            result, count, is_spoiled = told
            blobs = [seat.line.recv_bytes() for _ in range(count)]
        except (EOFError, OSError):
            self._lose(place, words.DIED.finding())
            return
        if seat.task is not None:
            self._found[seat.task] = self._job.whole(result, iter(blobs))
        seat.task = None
        if is_spoiled:
            self._replace(place)

    def _lose(self, place: int, finding: Finding) -> None:
        """A file cost its worker; one that died before it began died of no file."""
        if not self._seats[place].has_begun():
            raise JlhyError(*words.NO_START)
        index = self._seats[place].task
        if index is not None:
            self._found[index] = self._job.lost(finding, *self._tasks[index])
        self._replace(place)

    def _replace(self, place: int) -> None:
        self._seats[place].dismiss()
        self._seats[place] = _Seat(self._room.name, self._job)


def _serve(
    line: Connection, folder: str, room: str, work: Callable[[str, bytes, Any], Done]
) -> None:
    """The worker's life: confined first, then file after file until the line ends."""
    importlib.import_module(room)
    gc.enable()  # file after file leaves rings: parsers and their handlers
    confine(folder)
    line.send(_READY)
    known: Any = None
    while True:
        try:
            name, told = line.recv()
        except (EOFError, OSError):
            return
        if name is None:
            known = told
            continue
        done = work(name, told, known)
        line.send((done.result, len(done.blobs), done.is_spoiled))
        for blob in done.blobs:
            line.send_bytes(blob)
