"""A second process that draws half of the outputs; where it is dear, this one draws them all.

Books are trees of small objects: to send one to another process costs more than to draw it. So
the process is forked when all is known, inherits everything and sends back only bytes. It is shut
in like a worker, because return copies are made from what units sent; its memory is not bounded,
as it inherits more than a worker's share. Should it die, this process draws what is missing.
"""

import gc
import multiprocessing
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any, NamedTuple, Self

from jlhy_xl.edge.worker_room import confine


class Drawing(NamedTuple):
    """A file that is to be made: its name and how; called once, here or there."""

    name: str
    made: Callable[[], bytes]


def draw_all(
    here: Iterable[Drawing], there: Iterable[Drawing], either: Sequence[Drawing] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield all files made, as they come; their faults come out as they are.

    Args:
        here: what this process makes first.
        there: what the other process makes first.
        either: a handful that whoever is free takes, one after the other; the dear ones first.
    """
    if not is_cheap():
        yield from _made(chain(here, there, either))
        return
    rest = dict(enumerate((*there, *either)))
    tickets = _Tickets(range(len(rest) - len(either), len(rest)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, tickets:
        line, process = _fork(rest, tickets, folder)
        try:
            own = (rest.pop(number) for number in tickets if number in rest)
            for each in _made(chain(here, own)):
                yield each
                while rest and line.poll():  # a full line would keep the other one waiting
                    yield _received(line, rest)
            while rest:
                yield _received(line, rest)
        finally:
            line.close()
            process.kill()
            process.join()
            process.close()


class _Tickets:
    """Numbers that two processes take in turn, each once: a pipe gives a byte to one reader only."""

    def __init__(self, numbers: range) -> None:
        self.numbers = numbers
        self._line, last = os.pipe()
        os.write(last, bytes(range(len(numbers))))
        os.close(last)  # so that the line ends where no number is left

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        os.close(self._line)

    def __iter__(self) -> Iterator[int]:
        while taken := os.read(self._line, 1):
            yield self.numbers[taken[0]]


def is_cheap() -> bool:
    """Whether another process costs next to nothing: it inherits what this one knows."""
    return sys.platform == "linux"


def _made(drawings: Iterable[Drawing]) -> Iterator[tuple[str, bytes]]:
    for each in drawings:
        yield each.name, each.made()


def _fork(rest: Mapping[int, Drawing], tickets: _Tickets, folder: str) -> tuple[Connection, Any]:
    context = multiprocessing.get_context("fork")
    line, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_serve, args=(theirs, line, rest, tickets, folder), daemon=True
    )
    gc.freeze()  # a collection over there would copy all that is inherited
    with warnings.catch_warnings():
        # Python 3.12 warns of threads at a fork; the numeric libraries' own are idle here, and
        # the other process calls none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()  # so that the line ends when the process does
    return line, process


def _received(line: Connection, rest: dict[int, Drawing]) -> tuple[str, bytes]:
    try:
        told = line.recv_bytes()
        data = line.recv_bytes()
    except (EOFError, OSError):  # dead, by a fault of the drawing or for want of memory
        each = rest.pop(min(rest))
        return each.name, each.made()
    return rest.pop(int(told)).name, data


def _serve(
    line: Connection,
    other: Connection,
    rest: Mapping[int, Drawing],
    tickets: _Tickets,
    folder: str,
) -> None:
    other.close()  # else nobody would be told when the process that reads is killed
    confine(folder, bounded=False)
    for number in chain((each for each in rest if each not in tickets.numbers), tickets):
        data = rest[number].made()
        line.send_bytes(str(number).encode())
        line.send_bytes(data)
