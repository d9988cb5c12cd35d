"""A second process that draws while this one goes on thinking; where it is dear, this one draws.

It is forked before any library is loaded and before any file is read, and shut in like a worker:
return copies are made from what units sent. Should it die, this process draws what was left.
"""

import importlib
import multiprocessing
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from jlhy_xl.edge.worker_pool import is_fork_cheap
from jlhy_xl.edge.worker_room import confine

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess


_AHEAD = 16  # what waits for the other process at most: books take memory
Drawn = tuple[str, bytes]  # a file's name and all of it


class Drawing(NamedTuple):
    """A file that is to be drawn: a pure function of the module's top level and what it is given."""

    name: str
    call: Callable[..., bytes]
    given: tuple[Any, ...]


class _Waiting(NamedTuple):
    name: str
    future: "Future[bytes]"


class Hand:
    """Use it in a ``with`` statement."""

    def __init__(self, modules: tuple[str, ...]) -> None:
        """The process is there where it is cheap, loading what it will need.

        Args:
            modules: what drawing needs.
        """
        self._line: Connection | None = None
        if is_fork_cheap():
            self._room = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            context = multiprocessing.get_context("fork")
            self._line, theirs = context.Pipe()
            self._process: BaseProcess = context.Process(
                target=_serve, args=(theirs, modules, self._room.name), daemon=True
            )
            self._process.start()
            theirs.close()  # so that the line ends when the process does

    def __enter__(self) -> Self:
        """Return the hand."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """No process is left."""
        if self._line is not None:
            self._line.close()
            self._line = None
            self._process.kill()
            self._process.join()
            self._room.cleanup()

    def draw_all(self, drawings: Iterable[Drawing | Drawn]) -> Iterator[Drawn]:
        """Yield all of them drawn, in order; their functions' faults come out as they are.

        A thread waits for the other process; this one goes on making what is to be drawn next.
        """
        from concurrent.futures import ThreadPoolExecutor

        waiting: deque[Drawn | _Waiting] = deque()
        with ThreadPoolExecutor(1) as line:
            for each in drawings:
                if isinstance(each, Drawing):
                    waiting.append(_Waiting(each.name, line.submit(self._draw, each)))
                else:
                    waiting.append(each)
                if len(waiting) > _AHEAD or _is_done(waiting[0]):
                    yield _drawn(waiting.popleft())
            yield from map(_drawn, waiting)

    def _draw(self, drawing: Drawing) -> bytes:
        if self._line is not None:
            try:
                self._line.send(drawing[1:])
                return self._line.recv_bytes()
            except (EOFError, OSError):
                self.__exit__()  # dead, by a fault of the drawing or for want of memory
        return drawing.call(*drawing.given)


def _is_done(each: Drawn | _Waiting) -> bool:
    return not isinstance(each, _Waiting) or each.future.done()


def _drawn(each: Drawn | _Waiting) -> Drawn:
    return (each.name, each.future.result()) if isinstance(each, _Waiting) else each


def _serve(line: Connection, modules: tuple[str, ...], folder: str) -> None:
    for name in modules:
        importlib.import_module(name)
    confine(folder)
    while True:
        try:
            call, given = line.recv()
        except (EOFError, OSError):
            return
        line.send_bytes(call(*given))
