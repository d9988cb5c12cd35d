"""One leaf → Examined, and many leaves at once: serial, in processes of our own, or on Dask.

A worker imports neither pandas nor openpyxl. Whatever a file does to its worker, it costs that
file only: the parent takes down the verdict and goes on.
"""

import contextlib
import functools
import importlib
import os
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import structs

from jlhy_xl.core.errors import JlhyError, Refusal, UsageError
from jlhy_xl.core.model import Examined, Finding, Verdict
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.results import World
from jlhy_xl.core.wording import guard as words
from jlhy_xl.edge import read as reader
from jlhy_xl.edge.files import sha256

if TYPE_CHECKING:
    from jlhy_xl.edge.worker_pool import Crew, Done, Job

_T = TypeVar("_T")
Task = tuple[str, bytes]  # the arrival's name and its bytes
SECONDS = 25  # a leaf's time; with starting up it stays under 30, and p99 of honest books is 2
SPOILED = words.MEMORY.code
DIAL = 10  # seconds to reach a scheduler
_LEAVES_A_HAND = 40  # what one process examines while the parent loads pandas
_BATCH, _BATCH_BYTES = 50, 64 * 1024 * 1024


def examine_leaf(arrival_name: str, data: bytes, world: World) -> Examined:
    """Return what one leaf is worth; never raises, on any bytes.

    Args:
        arrival_name: the file's name as the sender wrote it.
        data: the whole file.
        world: scheme, duties and clock of the run.
    """
    digest = sha256(data)

    def look() -> Examined:
        try:
            book = reader.read(data, arrival_name, world.passwords)
            return _examine(book, arrival_name, digest, world)
        except Refusal as refusal:
            return refused(refusal, arrival_name, digest)

    return shielded(look, lambda finding: asked(finding, arrival_name, digest))


def shielded(work: Callable[[], _T], lost: Callable[[Finding], _T]) -> _T:
    """Return what the work gives, or what stands for a file that took all memory or met a bug."""
    try:
        return work()
    except MemoryError:
        return lost(words.MEMORY.finding())
    except Exception as fault:  # noqa: BLE001 - the project's one blind except: a bug of ours costs one file, is counted and shown as 程序错误, and the other files go on
        return lost(words.BUG.finding(words={"where": where(fault)}))


def _examine(book: RawBook, name: str, digest: str, world: World) -> Examined:
    from jlhy_xl.core.returns import examine
    from jlhy_xl.core.wording.locate import FOREIGN, OURS_DESK, OURS_SHOWN

    said = world.said.get(digest, ("", ""))
    examined = examine.examine(book, name, digest, world, said=said)
    told = {(found.code, found.sheet, found.cell) for found in examined.findings}
    notes = tuple(
        structs.replace(note, file=name, sha256=digest, unit=examined.unit, period=examined.period)
        for note in book.notes
        if (note.code, note.sheet, note.cell) not in told
    )  # fmt: skip
    codes = {found.code for found in examined.findings}
    if (
        examined.shares
        or examined.verdict is Verdict.NOT_OURS
        or codes & {OURS_DESK.code, OURS_SHOWN.code}
    ):
        return examined  # each part carries the book's notes; what nobody reads needs none
    if FOREIGN.code in codes:
        reader.refuse_page(book, name)
    kind = examined.kind or book.kind
    return structs.replace(examined, kind=kind, findings=examined.findings + notes)


def refused(refusal: Refusal, name: str, digest: str) -> Examined:
    """Return the verdict on a file that could not or must not be opened."""
    finding = structs.replace(refusal.finding, file=name, sha256=digest)
    return Examined(
        digest, refusal.verdict, finding.message, kind=refusal.kind, findings=(finding,)
    )


def asked(finding: Finding, name: str, digest: str) -> Examined:
    """Return the verdict on a file that brought its worker down: it waits for a person."""
    return refused(Refusal(finding, Verdict.QUARANTINED), name, digest)


def where(fault: BaseException) -> str:
    """Return a short place for a bug report: kind, module and line, nothing of the file's text."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if "jlhy_xl" in frame.filename] or frames
    if not ours:
        return type(fault).__name__
    return f"{type(fault).__name__} {PurePath(ours[-1].filename).name}:{ours[-1].lineno}"


def map_leaves(tasks: Sequence[Task], world: World, workers: str) -> list[Examined]:
    """Return an Examined for every task, in the tasks' order.

    Args:
        tasks: names and bytes.
        world: scheme, duties and clock of the run.
        workers: see ``Staff``.

    Raises:
        UsageError: ``workers`` is no way of working.
        JlhyError: the Dask scheduler cannot be reached.
    """
    with Staff(workers) as staff:
        return staff.examine(tasks, world)


class Staff:
    """Who opens containers and examines leaves, round after round; what is loaded meanwhile.

    Processes are cheap while no heavy library is loaded, so they are hired first.
    """

    def __init__(
        self, workers: str, prepare: Callable[[], object] = tuple, seconds: float = SECONDS
    ) -> None:
        """Nobody is hired yet.

        Args:
            workers: "auto", a number of processes, "tcp://HOST:PORT" of a Dask scheduler, or
                "serial": in this process, without walls.
            prepare: loads what is needed after the first round, in a thread.
            seconds: a file's time.

        Raises:
            UsageError: ``workers`` is none of these.
        """
        self._workers = workers
        self._is_own = workers != "serial" and not workers.startswith("tcp://")
        self._most = _number(workers) if self._is_own and workers != "auto" else 0
        self._seconds = seconds
        self._crews: dict[Job, Crew] = {}
        self._loading = threading.Thread(target=prepare)
        self._left = contextlib.ExitStack()

    def __enter__(self) -> "Staff":
        """Return the staff."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """As ``leave``."""
        self.leave()

    def leave(self) -> None:
        """No worker is left, and nothing is being loaded."""
        self._left.close()

    def begin(self, leaves: int) -> None:
        """Workers for so many leaves are there, and the loading has begun.

        Asked for more later, it hires more.
        """
        if self._is_own:
            self.crew(_examining(), min(self._most or hands(leaves), leaves))
        if self._loading.ident is None:
            self._loading.start()
            self._left.callback(self._loading.join)

    def crew(self, job: "Job", count: int) -> "Crew":
        """Return those who do a job, so many at least; they stay until the staff leaves."""
        from jlhy_xl.edge.worker_pool import Crew

        if job not in self._crews:
            self._crews[job] = self._left.enter_context(Crew(0, self._seconds, job))
        self._crews[job].grow(count)
        return self._crews[job]

    def examine(self, tasks: Sequence[Task], world: World) -> list[Examined]:
        """Return an Examined for every task, in the tasks' order.

        Raises:
            JlhyError: the Dask scheduler cannot be reached.
        """
        self.begin(len(tasks))
        if self._is_own:
            return self.crew(_examining(), 0).work(tasks, world)
        if self._workers == "serial":
            return [examine_leaf(name, data, world) for name, data in tasks]
        return _on_cluster(tasks, world, address=self._workers)

    def loaded(self) -> None:
        """What was to be loaded is loaded; what failed in there fails whoever needs it."""
        self._loading.join()


@functools.cache
def _examining() -> "Job":
    from jlhy_xl.edge.worker_pool import Job

    return Job("jlhy_xl.core.returns.examine", _examined, _lost, lambda found, _: found)


def _examined(name: str, data: bytes, world: World) -> "Done":
    from jlhy_xl.edge.worker_pool import Done

    found = examine_leaf(name, data, world)
    return Done(found, is_spoiled=any(row.code == SPOILED for row in found.findings))


def _lost(finding: Finding, name: str, data: bytes) -> Examined:
    return asked(finding, name, sha256(data))


def hands(leaves: int) -> int:
    """Return how many processes are worth their start: one for a week of the district's own size.

    >>> hands(18)
    1
    """
    able = os.sched_getaffinity(0) if sys.platform == "linux" else range(os.cpu_count() or 1)
    return min(len(able), 1 + leaves // _LEAVES_A_HAND)


def _number(workers: str) -> int:
    if not workers.isdecimal() or not int(workers):
        raise UsageError(words.NO_SUCH_WORKERS[0].format(word=workers), *words.NO_SUCH_WORKERS[1:])
    return int(workers)


def _on_cluster(tasks: Sequence[Task], world: World, address: str) -> list[Examined]:
    """Batches travel with their bytes, so that no shared disk is needed.

    A batch whose worker died is sent again leaf by leaf: only the leaf that kills is asked.
    """
    try:
        distributed = importlib.import_module("distributed")  # an extra, and untyped
    except ImportError as fault:
        raise JlhyError(*words.NO_DASK) from fault
    try:
        client = distributed.Client(address, timeout=DIAL)
    except (OSError, ValueError) as fault:
        raise JlhyError(
            words.NO_SCHEDULER[0].format(address=address), *words.NO_SCHEDULER[1:]
        ) from fault
    with client:
        there = client.scatter(world, broadcast=True)
        batches = _batches(tasks)
        futures = [client.submit(_batch, batch, there, pure=False) for batch in batches]
        found: list[Examined] = []
        for batch, future in zip(batches, futures, strict=True):
            done = _result(future, len(batch))
            if done is None:
                done = []
                for name, data in batch:
                    again = client.submit(_batch, [(name, data)], there, pure=False)
                    lost = [asked(words.DIED.finding(), name, sha256(data))]
                    done += _result(again, 1) or lost
            found += done
    return found


def _result(future: Any, leaves: int) -> list[Examined] | None:
    """Return a batch's verdicts; None where its worker died or hung."""
    try:
        importlib.import_module("distributed").wait(future, timeout=SECONDS * (leaves + 2))
    except TimeoutError:
        future.cancel()
        return None
    result: list[Examined] | None = future.result() if future.status == "finished" else None
    return result


def _batches(tasks: Sequence[Task]) -> list[list[Task]]:
    batches: list[list[Task]] = [[]]
    size = 0
    for task in tasks:
        if batches[-1] and (len(batches[-1]) >= _BATCH or size + len(task[1]) > _BATCH_BYTES):
            batches.append([])
            size = 0
        batches[-1].append(task)
        size += len(task[1])
    return batches if tasks else []


def _batch(tasks: Sequence[Task], world: World) -> list[Examined]:
    """Runs on the cluster: isolated as at home, unless Dask forbids its worker to have children."""
    import multiprocessing

    alone = multiprocessing.current_process().daemon
    return map_leaves(tasks, world, "serial" if alone else "1")
