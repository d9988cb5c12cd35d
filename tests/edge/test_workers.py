"""Workers: what a file does to its worker costs that file only."""

import ast
import os
import socket
import subprocess
import sys
import time
import types
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from zoo import build

from jlhy_xl.core import model
from jlhy_xl.core.errors import JlhyError, UsageError
from jlhy_xl.core.model import Examined, Verdict
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.results import World
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge import worker_pool, workers
from jlhy_xl.edge.worker_pool import Crew, Job

WORLD = World(Scheme(), "", b"key", datetime(2026, 11, 23, tzinfo=UTC), {}, {})


def _spend(name: str) -> None:
    if name == "nap":
        time.sleep(1.2)
    until = time.process_time() + (1.2 if name == "burn" else 0)
    while time.process_time() < until:
        pass


def _examine(
    book: RawBook, name: str, sha256: str, world: World, said: tuple[str, str]
) -> Examined:
    """Stands in for core.returns.examine: the name says what happens to the worker."""
    if name == "hang":
        time.sleep(60)
    _spend(name)
    if name == "die":
        os._exit(9)
    if name == "abort":
        os.abort()
    if name == "eat":
        return Examined(str(len(b"x" * (2 << 30))), Verdict.ACCEPTED, "")
    if name == "call":
        socket.create_connection(("127.0.0.1", 9))
    if name == "run":
        subprocess.run(["/bin/true"], check=False)
    if name == "bug":
        raise KeyError("secret of the file")
    if name == "world":
        return Examined(sha256, Verdict.ACCEPTED, f"{world.scheme_digest or '-'} {os.getpid()}")
    if name == "look":
        heavy = ("pandas", "openpyxl", "xlsxwriter", "pyarrow")
        return Examined(sha256, Verdict.ACCEPTED, str([n for n in heavy if n in sys.modules]))
    return Examined(sha256, Verdict.ACCEPTED, name, kind=book.kind)


def _never(*_told: Any) -> Any:
    """No worker comes so far."""
    raise AssertionError


def _idle(*_told: Any) -> None:
    time.sleep(60)


@pytest.fixture
def book() -> bytes:
    return build.small()


@pytest.fixture(autouse=True)
def examine(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = types.ModuleType("jlhy_xl.core.returns.examine")
    stand_in.examine = _examine  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jlhy_xl.core.returns.examine", stand_in)
    monkeypatch.setattr("jlhy_xl.core.returns.examine", stand_in, raising=False)


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in reaches a worker only by fork, whatever other tests have imported."""
    if sys.platform != "linux":
        pytest.skip("the stand-in travels by fork")
    import multiprocessing

    monkeypatch.setattr(worker_pool, "_context", lambda: multiprocessing.get_context("fork"))


def _run(names: list[str], book: bytes, seconds: float = 20) -> list[Examined]:
    with workers.Staff("2", seconds=seconds) as staff:
        return staff.examine([(name, book) for name in names], WORLD)


@pytest.mark.parametrize(
    ("name", "code"),
    [("die", "G123"), ("abort", "G123"), ("eat", "G124"), ("bug", "P101"), ("call", "P101"), ("run", "P101")],
)  # fmt: skip
def test_bad_leaf_costs_itself_only(name: str, code: str, book: bytes) -> None:
    """A leaf that kills, fills or breaks its worker is asked; those around it are accepted."""
    found = _run(["a", name, "b", "c"], book)
    assert [one.verdict for one in found] == [
        Verdict.ACCEPTED, Verdict.QUARANTINED, Verdict.ACCEPTED, Verdict.ACCEPTED,
    ]  # fmt: skip
    assert [one.code for one in found[1].findings] == [code]
    assert (found[1].findings[0].file, found[1].sha256) == (name, found[0].sha256)
    assert [found[i].reason for i in (0, 2, 3)] == ["a", "b", "c"]


def test_hung_leaf_is_stopped(book: bytes) -> None:
    """A leaf that hangs is given up when its time is over, and its worker replaced."""
    began = time.monotonic()
    found = _run(["hang", "a", "hang", "b"], book, seconds=0.5)
    assert time.monotonic() - began < 10
    assert [one.verdict.value for one in found] == [
        "quarantined", "accepted", "quarantined", "accepted",
    ]  # fmt: skip
    assert found[0].findings[0].code == "G122"
    assert "0.5 秒" in found[0].reason


def test_a_crowded_machine_costs_no_file(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that had no processor is given its time again, not for ever; one that burnt it is not."""
    assert _run(["burn"], book, seconds=0.5)[0].verdict is Verdict.QUARANTINED
    assert _run(["nap"], book, seconds=0.5)[0].verdict is Verdict.QUARANTINED
    monkeypatch.setattr(worker_pool, "_processor", lambda _pid: (0.0, True))
    assert _run(["nap"], book, seconds=0.5)[0].verdict is Verdict.ACCEPTED
    assert _run(["hang"], book, seconds=0.2)[0].verdict is Verdict.QUARANTINED


def test_bug_shows_place_not_content(book: bytes) -> None:
    """A bug of ours is reported by kind and line; nothing of the file's text is shown."""
    found = workers.examine_leaf("bug", book, WORLD)
    assert "KeyError" in found.reason
    assert "secret" not in found.reason


def test_order_and_equality(book: bytes) -> None:
    """Processes give what the serial way gives, in the tasks' order."""
    tasks = [(f"{number}.xlsx", book + b"\0" * (number % 3)) for number in range(20)]
    assert workers.map_leaves(tasks, WORLD, "3") == workers.map_leaves(tasks, WORLD, "serial")
    assert workers.map_leaves(tasks, WORLD, "auto") == workers.map_leaves(tasks, WORLD, "serial")
    assert workers.map_leaves([], WORLD, "3") == []


def test_later_round_has_its_own_world(book: bytes) -> None:
    """The same workers serve the next round, and know what is known then."""
    later = structs.replace(WORLD, scheme_digest="later")
    with workers.Staff("2") as staff:
        rounds = [staff.examine([("world", book)] * 3, known) for known in (WORLD, later, WORLD)]
    told = [[one.reason.split()[0] for one in found] for found in rounds]
    assert told == [["-"] * 3, ["later"] * 3, ["-"] * 3]
    assert len({one.reason.split()[1] for found in rounds for one in found}) == 2


def test_a_worker_that_died_idle_costs_no_file(book: bytes) -> None:
    """Whoever ends a worker between two rounds: the next file is examined by another."""
    with workers.Staff("1", seconds=5) as staff:
        staff.examine([("first", book)], WORLD)
        (seat,) = staff.crew(workers._examining(), 1)._seats
        seat.process.kill()
        seat.process.join()
        (found,) = staff.examine([("second", book)], WORLD)
    assert (found.verdict, found.reason) == (Verdict.ACCEPTED, "second")


def test_what_is_loaded_meanwhile_is_there_afterwards(book: bytes) -> None:
    """Loading begins once, when workers are there; nobody goes on, or away, before it is done."""
    done: list[str] = []
    with workers.Staff("1", lambda: (time.sleep(0.2), done.append("loaded"))) as staff:
        staff.begin(1)
        assert staff.examine([("world", book)], WORLD)[0].reason
        staff.loaded()
        assert done == ["loaded"]
        staff.begin(1)
    with workers.Staff("1", lambda: (time.sleep(0.05), done.append("again"))) as staff:
        staff.begin(0)
    assert done == ["loaded", "again"]


def test_worker_that_cannot_begin_blames_no_file(book: bytes) -> None:
    """Where a process dies before it began the run stops: no unit is called silent for that."""
    job = Job("jlhy_xl.no_such_room", _never, _never, _never)
    with pytest.raises(JlhyError, match="启动不了"), Crew(1, 20, job) as crew:
        crew.work([("a", book)], WORLD)


def test_worker_that_never_says_it_began_is_given_up(
    book: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a start is its own: a slow one costs no file, an endless one ends the run."""
    monkeypatch.setattr(worker_pool, "START", 0.3)
    monkeypatch.setattr(worker_pool, "_serve", _idle)
    with pytest.raises(JlhyError, match="启动不了"), workers.Staff("1") as staff:
        staff.examine([("a", book)], WORLD)


def test_more_workers_come_when_more_is_found(book: bytes) -> None:
    """What was expected to be little and is much has more hands; no one is hired twice."""
    with workers.Staff("3") as staff:
        staff.begin(1)
        few = {one.reason.split()[1] for one in staff.examine([("world", book)], WORLD)}
        many = staff.examine([("world", book)] * 12, WORLD)
    assert len(few) == 1
    assert few < {one.reason.split()[1] for one in many}


def test_hands_follow_the_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large inbox takes every processor, a small one a single process."""
    monkeypatch.setattr(workers.sys, "platform", "win32")
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 4)
    assert [workers.hands(leaves) for leaves in (0, 39, 40, 100, 1000)] == [1, 1, 2, 3, 4]


_HEAVY = """
import sys, types
from datetime import datetime, UTC
sys.path.insert(0, "tests")
{before}
from zoo import binary, build
from jlhy_xl.core.model import Examined, Verdict
from jlhy_xl.core.results import World
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge import (workers)

def examine(book, name, sha256, world, said):
    heavy = ("pandas", "openpyxl", "xlsxwriter", "pyarrow", "dask", "docx", "lxml")
    return Examined(sha256, Verdict.ACCEPTED, repr([one for one in heavy if one in sys.modules]))

stand_in = types.ModuleType("jlhy_xl.core.returns.examine")
stand_in.examine = examine
sys.modules["jlhy_xl.core.returns.examine"] = stand_in
import jlhy_xl.core
jlhy_xl.core.returns.examine = stand_in

if __name__ == "__main__":
    world = World(Scheme(), "", b"key", datetime(2026, 11, 23, tzinfo=UTC), {{}}, {{}})
    tasks = [("a.xlsx", build.small()), ("b.pdf", b"%PDF-"), ("c.csv", b"a,b"), ("d.xlsx", b"")]
    print([one.reason for one in workers.map_leaves(tasks, world, "2")])
"""


def _fresh(before: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _HEAVY.format(before=before)],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    found: list[str] = ast.literal_eval(done.stdout)
    return found


def test_worker_is_light() -> None:
    """A worker that read a workbook and a text table has imported no heavy library."""
    assert _fresh("")[::2] == ["[]", "[]"]


def test_workers_after_pandas() -> None:
    """Where pandas is loaded already, workers start afresh and still answer."""
    found = _fresh("import pandas")
    assert "PDF" in found[1]
    assert "零" in found[3]


@pytest.mark.parametrize("workers_word", ["0", "many", "-1", "serial:", "²"])
def test_unknown_workers(workers_word: str, book: bytes) -> None:
    """A word that is no way of working is the user's mistake, said so."""
    with pytest.raises(UsageError):
        workers.map_leaves([("a", book)], WORLD, workers_word)


def test_refusal_becomes_a_verdict() -> None:
    """A file that cannot be opened gets its verdict, name and hash."""
    found = workers.examine_leaf("空.xlsx", b"", WORLD)
    assert (found.verdict, found.kind) == (Verdict.RETURNED, "empty")
    assert (found.findings[0].file, len(found.findings[0].sha256)) == ("空.xlsx", 64)
    assert found.reason == found.findings[0].message


def test_notes_of_the_book_are_told(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reader noted reaches the findings, with file and hash, once."""
    note = model.Finding("G113", model.Severity.NOTE, "含宏")
    noted = RawBook((), "xlsm", notes=(note,))
    monkeypatch.setattr(workers.reader, "read", lambda *_: noted)
    found = workers.examine_leaf("a.xlsm", book, WORLD)
    assert [(one.code, one.file) for one in found.findings] == [("G113", "a.xlsm")]


class _Cluster:
    """Stands in for Dask: a batch or leaf with ``die`` loses its worker, one with ``hang`` hangs."""

    def __init__(self, *_args: object, **_words: object) -> None:
        self.sent: list[int] = []

    def __enter__(self) -> "_Cluster":
        return self

    def __exit__(self, *_args: object) -> None: ...

    def scatter(self, world: World, *, broadcast: bool) -> World:
        assert broadcast
        return world

    def submit(self, call: Any, batch: list[workers.Task], world: World, *, pure: bool) -> Any:
        assert not pure
        self.sent.append(len(batch))
        names = {name for name, _ in batch}
        if names & {"die", "hang"}:
            status = "error" if "die" in names else "pending"
            return types.SimpleNamespace(status=status, cancel=lambda: None)
        return types.SimpleNamespace(status="finished", result=lambda: call(batch, world))


def _wait(future: Any, timeout: float) -> None:
    assert timeout >= workers.SECONDS
    if future.status == "pending":
        raise TimeoutError


def test_cluster_loses_one_leaf_only(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch whose worker died is sent again leaf by leaf; only the killing leaf is asked."""
    cluster = _Cluster()
    module = types.ModuleType("distributed")
    module.Client = lambda *_args, **_words: cluster  # type: ignore[attr-defined]
    module.wait = _wait  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "distributed", module)
    monkeypatch.setattr(workers, "_BATCH", 3)
    names = ["a", "b", "c", "d", "die", "e", "hang"]
    found = workers.map_leaves([(name, book) for name in names], WORLD, "tcp://here:1")
    assert [one.verdict is Verdict.ACCEPTED for one in found] == [
        n not in ("die", "hang") for n in names
    ]
    assert [one.findings[0].code for one in found if one.findings] == ["G123", "G123"]
    assert cluster.sent == [3, 3, 1, 1, 1, 1, 1]


def test_no_scheduler_is_said() -> None:
    """A scheduler that cannot be reached is told with the next step."""
    pytest.importorskip(
        "distributed", reason="dask and distributed are not installed (extra cluster)"
    )
    script = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from jlhy_xl.core.errors import JlhyError\nfrom jlhy_xl.edge import workers\n"
        "workers.DIAL = 1\n"
        "try: workers.map_leaves([('a', b'')], None, 'tcp://127.0.0.1:1')\n"
        "except JlhyError as fault: print(fault.step)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    assert "dask scheduler" in done.stdout


@pytest.mark.real
def test_real_cluster() -> None:
    """A real Dask cluster gives what the serial way gives."""
    pytest.importorskip(
        "distributed", reason="dask and distributed are not installed (extra cluster)"
    )
    script = """
import sys
sys.path.insert(0, "tests")
from datetime import datetime, UTC
from zoo.verdicts import ODD
from jlhy_xl.core.results import World
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge import (workers)
if __name__ == "__main__":
    from distributed import LocalCluster
    world = World(Scheme(), "", b"key", datetime(2026, 11, 23, tzinfo=UTC), {}, {})
    tasks = [(odd.name, odd.data) for odd in ODD if odd.verdict]
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        found = workers.map_leaves(tasks, world, cluster.scheduler_address)
    print(found == workers.map_leaves(tasks, world, "serial"))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True,
                          cwd=Path(__file__).parents[2], timeout=120)  # fmt: skip
    assert done.stdout.strip() == "True"
