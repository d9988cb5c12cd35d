"""A file is handed over in a time of its own; a crew that was broken off begins anew."""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jlhy_xl.core import model
from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import worker_pool
from jlhy_xl.edge.worker_pool import Crew, Done, Job


def _idle(*_told: Any) -> None:
    time.sleep(60)


@pytest.fixture(autouse=True)
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in for a worker's life reaches it only by fork."""
    if sys.platform != "linux":
        pytest.skip("the stand-in travels by fork")
    import multiprocessing

    monkeypatch.setattr(worker_pool, "_context", lambda: multiprocessing.get_context("fork"))


def _echo(name: str, data: bytes, known: object) -> Done:
    if name == "slow":
        time.sleep(1)
    return Done((name, len(data), known))


def _gone(found: model.Finding, name: str, _data: bytes) -> tuple[str, str]:
    return name, found.code


def _as_is(result: object, _blobs: object) -> object:
    return result


def _deaf(line: Any, *_told: Any) -> None:
    """It says that it began, and never reads."""
    line.send("ready")
    time.sleep(60)


_ECHO = Job("json", _echo, _gone, _as_is)
_BIG = b"0" * 1_000_000  # no line holds so much


@contextlib.contextmanager
def _in_time(seconds: int) -> Iterator[None]:
    """Whatever waits for ever fails here instead."""

    def stop(*_told: object) -> None:
        raise AssertionError("waits for ever")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_worker_that_stands_still_before_it_reads_costs_no_file() -> None:
    """A big file for a worker that was stopped while idle: another gets it, when its time is over."""
    with _in_time(20), Crew(1, 0.5, _ECHO) as crew:
        assert crew.work([("a", b"1")], "x") == [("a", 1, "x")]
        (seat,) = crew._seats
        assert seat.process.pid is not None
        os.kill(seat.process.pid, signal.SIGSTOP)
        tasks = [("a", _BIG), ("b", b"1")]
        assert crew.work(tasks, "y") == [("a", len(_BIG), "y"), ("b", 1, "y")]
        assert crew._seats[0] is not seat
        assert threading.active_count() == 1


def test_who_never_reads_costs_a_file_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers in turn that began and do not read: the file waits for a person, the run goes on."""
    monkeypatch.setattr(worker_pool, "_serve", _deaf)
    with _in_time(20), Crew(1, 0.3, _ECHO) as crew:
        assert crew.work([("a", _BIG), ("b", b"")], "x") == [("a", "G123"), ("b", "G122")]


def test_a_worker_that_never_begins_is_given_up_with_a_big_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Writing to it ends when the time of a start is over; no file is to blame."""
    monkeypatch.setattr(worker_pool, "START", 0.3)
    monkeypatch.setattr(worker_pool, "_serve", _idle)
    with _in_time(20), pytest.raises(JlhyError, match="启动不了"), Crew(1, 5, _ECHO) as crew:
        crew.work([("a", _BIG)], "x")


def test_a_crew_that_was_broken_off_has_nothing_of_before_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After an error in a round the next one gets its own results only, by workers that are free."""

    def broken() -> None:
        raise JlhyError("断了", "", "")

    with _in_time(20), Crew(2, 5, _ECHO) as crew:
        with pytest.raises(JlhyError, match="断了"):
            crew.work([("slow", b"old"), ("slow", b"older"), ("c", b"")], "x", broken)
        assert crew.work([("a", b"1"), ("b", b"22")], "y") == [("a", 1, "y"), ("b", 2, "y")]
    with _in_time(20), Crew(0, 5, _ECHO) as crew:
        monkeypatch.setattr(worker_pool, "START", 0.3)
        with monkeypatch.context() as still:
            still.setattr(worker_pool, "_serve", _idle)
            crew.grow(2)
            with pytest.raises(JlhyError, match="启动不了"):
                crew.work([("a", _BIG), ("b", b"")], "x")
        monkeypatch.setattr(worker_pool, "START", 20)
        assert crew.work([("c", b"1")], "z") == [("c", 1, "z")]
