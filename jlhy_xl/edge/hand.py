"""A second process that draws while this one goes on thinking; where it is dear, this one draws.

It is forked before any library is loaded and before any file is read, and shut in like a worker:
return copies are made from what units sent. Should it die, this process draws what was left.
"""

import importlib
import multiprocessing
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from jlhy_xl.edge.worker_pool import is_fork_cheap
from jlhy_xl.edge.worker_room import confine

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


_AHEAD = 16  # what waits to be drawn at most: books take memory
Drawn = tuple[str, bytes]  # a file's name and all of it


class Drawing(NamedTuple):
    """A file that is to be drawn: a pure function of the module's top level and what it is given."""

    name: str
    call: Callable[..., bytes]
    given: tuple[Any, ...]
    ours: bool = True  # nothing of a stranger's bytes in it: this process may draw it too


class _Bench:
    """What waits to be drawn: the other process takes from the front, this one from the back."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._waiting: deque[tuple[int, Drawing]] = deque()
        self._is_whole = False
        self.made: dict[int, bytes] = {}

    def put(self, place: int, drawing: Drawing) -> None:
        with self._turn:
            self._waiting.append((place, drawing))
            self._turn.notify_all()

    def close(self) -> None:
        """Nothing more will come."""
        with self._turn:
            self._is_whole = True
            self._turn.notify_all()

    def is_full(self) -> bool:
        return len(self._waiting) > _AHEAD

    def first(self) -> tuple[int, Drawing] | None:
        """Return the oldest that waits, None when no more will come; waits for it."""
        with self._turn:
            self._turn.wait_for(lambda: self._waiting or self._is_whole)
            self._turn.notify_all()
            return self._waiting.popleft() if self._waiting else None

    def wait(self) -> None:
        """Wait until the other process has taken something."""
        with self._turn:
            self._turn.wait_for(lambda: not self.is_full(), timeout=1)

    def last(self, *, alone: bool) -> tuple[int, Drawing] | None:
        """Return the youngest that waits, None where there is none.

        Args:
            alone: there is no other process any more; otherwise only ours.
        """
        with self._turn:
            for index in range(len(self._waiting) - 1, -1, -1):
                if alone or self._waiting[index][1].ours:
                    found = self._waiting[index]
                    del self._waiting[index]
                    return found
            return None


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

        This process makes what is to be drawn next while the other one draws; with nothing left
        to make, or too much waiting, it draws too.
        """
        bench = _Bench()
        names: deque[tuple[str, int]] = deque()
        thread = threading.Thread(target=self._work, args=(bench,), daemon=True)
        thread.start()
        try:
            for place, each in enumerate(drawings):
                names.append((each[0], place))
                if isinstance(each, Drawing):
                    bench.put(place, each)
                else:
                    bench.made[place] = each[1]
                while bench.is_full():
                    if not self._help(bench):
                        bench.wait()
                while names[0][1] in bench.made:
                    name, done = names.popleft()
                    yield name, bench.made.pop(done)
                    if not names:
                        break
            while self._help(bench):
                continue
        finally:
            bench.close()
        thread.join()
        while self._help(bench):
            continue
        for name, done in names:
            yield name, bench.made.pop(done)

    def _help(self, bench: _Bench) -> bool:
        found = bench.last(alone=self._line is None)
        if found is None:
            return False
        place, drawing = found
        bench.made[place] = drawing.call(*drawing.given)
        return True

    def _work(self, bench: _Bench) -> None:
        """The other process draws; dead, by a fault of the drawing or for want of memory, it is left."""
        while self._line is not None and (found := bench.first()) is not None:
            place, drawing = found
            try:
                self._line.send((drawing.call, drawing.given))
                bench.made[place] = self._line.recv_bytes()
            except (EOFError, OSError):
                self.__exit__()
                bench.put(place, drawing)


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
