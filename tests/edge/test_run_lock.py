"""One run at a time: who holds the folder, and when a lock is taken over."""

import ctypes
import json
import multiprocessing
import os
import signal
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import run_lock
from jlhy_xl.edge.ledger.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path):  # type: ignore[no-untyped-def]  # a fixture's generator
    with Ledger.open(tmp_path / "台账" / "ledger.db") as made:
        yield made


def test_a_second_run_is_told_who_holds_the_folder(ledger: Ledger) -> None:
    """The lock names its process; after the run the folder is free again."""
    with ledger.run_lock() as path:
        holder = json.loads(path.read_bytes())
        assert holder["pid"] == os.getpid()
        with pytest.raises(JlhyError, match=f"进程 {os.getpid()}"), ledger.run_lock():
            pytest.fail("two runs at once")
    assert not path.exists()
    with ledger.run_lock():
        pass


def _hold_and_wait(path: str, ready: "multiprocessing.synchronize.Event") -> None:
    with Ledger.open(Path(path)) as ledger, ledger.run_lock():
        ready.set()
        signal.pause()


def test_a_killed_run_does_not_lock_the_folder_for_ever(ledger: Ledger) -> None:
    """Kill -9 leaves the lock behind; the next run sees that its process is gone."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    child = context.Process(target=_hold_and_wait, args=(str(ledger.path), ready))
    child.start()
    assert ready.wait(60)
    with pytest.raises(JlhyError, match=f"进程 {child.pid}"), ledger.run_lock():
        pytest.fail("two runs at once")
    child.kill()
    child.join()
    with ledger.run_lock() as path:
        assert json.loads(path.read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize(
    "holder",
    [
        {"pid": 2**22 + 1, "host": socket.gethostname(), "started": ""},
        {"pid": 2**70, "host": socket.gethostname(), "started": ""},
        {"pid": os.getpid(), "host": socket.gethostname(), "started": "1"},
    ],
)
def test_a_stale_lock_is_taken_over(ledger: Ledger, holder: dict[str, object]) -> None:
    """A process that is gone, or whose number was given to another, holds nothing."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text(json.dumps(holder))
    with ledger.run_lock():
        assert json.loads(path.read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize(
    "text", ['{"pid": 1, "host": "elsewhere", "started": ""}', "", "[]", '{"pid": "x"}']
)
def test_a_lock_that_may_be_alive_is_a_persons_to_remove(ledger: Ledger, text: str) -> None:
    """Another computer's run, or half a lock file, is never swept aside by itself."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text(text)
    with pytest.raises(JlhyError, match="删除"), ledger.run_lock():
        pytest.fail("the lock was swept aside")
    assert path.read_text() == text


def test_a_lock_of_another_user_is_alive(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that we may not signal is there all the same."""

    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    path = ledger.path.with_name("运行中.lock")
    path.write_text(json.dumps({"pid": 1, "host": socket.gethostname(), "started": "0"}))
    with pytest.raises(JlhyError, match="进程 1"), ledger.run_lock():
        pytest.fail("the lock was swept aside")


def test_a_lock_taken_over_by_another_is_left_to_it(ledger: Ledger) -> None:
    """Who removed our lock by hand and began a run keeps his own."""
    with ledger.run_lock() as path:
        path.write_text("another's")
    assert path.read_text() == "another's"


def test_a_lock_that_comes_back_each_time_ends(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that race for a stale lock do not go round for ever."""
    path = ledger.path.with_name("运行中.lock")
    path.write_text("{}")
    run_lock._remove_stale(path.with_name("gone"))
    monkeypatch.setattr(run_lock, "_remove_stale", lambda _: None)
    with pytest.raises(JlhyError, match="另一次运行"), ledger.run_lock():
        pytest.fail("two runs at once")


@pytest.mark.parametrize("handle", [0, 7])
def test_on_windows_no_signal_is_sent(monkeypatch: pytest.MonkeyPatch, handle: int) -> None:
    """os.kill ends the process there, so the system is asked instead (built by hand: not run here)."""
    closed: list[int] = []
    kernel = SimpleNamespace(OpenProcess=lambda *_: handle, CloseHandle=closed.append)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("a signal was sent"))
    monkeypatch.setattr(sys, "platform", "win32")
    assert run_lock._alive(1, "") is bool(handle)
    assert closed == ([handle] if handle else [])


def test_a_process_without_a_start_is_taken_for_alive() -> None:
    """Where the system does not say when a process began, its number decides."""
    assert run_lock._started(2**22 + 1) == ""
    assert run_lock._alive(os.getpid(), "")
