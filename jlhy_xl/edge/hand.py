"""A second process that draws half of the outputs; where it is dear, this one draws them all.

Books are trees of small objects: to send one to another process costs more than to draw it. So
the process is forked when all is known, inherits everything and sends back only bytes. It is shut
in like a worker, because return copies are made from what units sent; its memory is not bounded,
as it inherits more than a worker's share. Should it die, this process draws what is missing.
"""

import gc
import multiprocessing
import sys
import tempfile
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from jlhy_xl.edge.worker_room import confine


class Drawing(NamedTuple):
    """A file that is to be made: its name and how; called once, here or there."""

    name: str
    made: Callable[[], bytes]


def draw_all(here: Iterable[Drawing], there: Iterable[Drawing]) -> Iterator[tuple[str, bytes]]:
    """Yield all files made, as they come; their faults come out as they are.

    Args:
        here: what this process makes while the other one is busy.
        there: what the other process makes.
    """
    if not is_cheap():
        yield from _made(here)
        yield from _made(there)
        return
    waiting = deque(there)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        line, process = _fork(waiting, folder)
        try:
            for each in _made(here):
                yield each
                while waiting and line.poll():  # a full line would keep the other one waiting
                    yield _received(line, waiting)
            while waiting:
                yield _received(line, waiting)
        finally:
            line.close()
            process.kill()
            process.join()
            process.close()


def is_cheap() -> bool:
    """Whether another process costs next to nothing: it inherits what this one knows."""
    return sys.platform == "linux"


def _made(drawings: Iterable[Drawing]) -> Iterator[tuple[str, bytes]]:
    for each in drawings:
        yield each.name, each.made()


def _fork(waiting: deque[Drawing], folder: str) -> tuple[Connection, Any]:
    context = multiprocessing.get_context("fork")
    line, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, line, waiting, folder), daemon=True)
    gc.freeze()  # a collection over there would copy all that is inherited
    with warnings.catch_warnings():
        # Python 3.12 warns of threads at a fork; the numeric libraries' own are idle here, and
        # the other process calls none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()  # so that the line ends when the process does
    return line, process


def _received(line: Connection, waiting: deque[Drawing]) -> tuple[str, bytes]:
    each = waiting.popleft()
    try:
        return each.name, line.recv_bytes()
    except (EOFError, OSError):  # dead, by a fault of the drawing or for want of memory
        return each.name, each.made()


def _serve(line: Connection, other: Connection, waiting: deque[Drawing], folder: str) -> None:
    other.close()  # else nobody would be told when the process that reads is killed
    confine(folder, bounded=False)
    for each in waiting:
        line.send_bytes(each.made())
