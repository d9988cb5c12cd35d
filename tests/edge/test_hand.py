"""The second process makes what this one would have made, or is done without."""

import os
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from jlhy_xl.edge import hand
from jlhy_xl.edge.hand import Drawing, draw_all

HERE = os.getpid()


def _where(word: str, seconds: float = 0) -> bytes:
    time.sleep(seconds)
    return f"{word} {'here' if os.getpid() == HERE else 'there'}".encode()


def _die(word: str) -> bytes:
    if os.getpid() != HERE:
        os._exit(9)
    return word.encode()


def _fail(word: str) -> bytes:
    raise KeyError(word)


def _folder() -> bytes:
    return str(Path.cwd()).encode()


def _drawing(name: str, seconds: float = 0) -> Drawing:
    return Drawing(name, partial(_where, name, seconds))


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the other process comes by fork")


def test_both_make_their_share() -> None:
    """What is made here and what is made there comes back, each once."""
    found = list(draw_all([_drawing("a"), _drawing("b")], [_drawing("c"), _drawing("d")]))
    assert dict(found) == {"a": b"a here", "b": b"b here", "c": b"c there", "d": b"d there"}
    assert len(found) == 4


def test_who_is_free_takes_the_next() -> None:
    """What either may make is made once, by whichever has nothing of its own left to do."""
    either = [_drawing(f"{n}", 0.02) for n in range(12)]
    slow_here = dict(draw_all([_drawing("a", 0.6)], [], either))
    assert [slow_here[f"{n}"] for n in range(12)] == [f"{n} there".encode() for n in range(12)]
    slow_there = dict(draw_all([], [_drawing("a", 0.6)], either))
    assert [slow_there[f"{n}"] for n in range(12)] == [f"{n} here".encode() for n in range(12)]
    found = list(draw_all([], [], either))
    assert sorted(name for name, _ in found) == sorted(each.name for each in either)


def test_dead_process_leaves_none_of_what_either_may_make() -> None:
    """What the other process had taken when it died is made here, and all that was left."""
    either = [Drawing("b", partial(_die, "b")), *(_drawing(f"{n}", 0.01) for n in range(5))]
    found = list(draw_all([_drawing("a", 0.2)], [], either))
    made = {"a": b"a here", "b": b"b"} | {f"{n}": f"{n} here".encode() for n in range(5)}
    assert dict(found) == made
    assert len(found) == len(made)


def test_without_another_process_all_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a process is dear, this one makes them all."""
    monkeypatch.setattr(hand, "is_cheap", lambda: False)
    assert list(draw_all([_drawing("a")], [_drawing("b")])) == [("a", b"a here"), ("b", b"b here")]


def test_large_files_do_not_stop_the_other_one() -> None:
    """Files larger than the line between them, many of them, all arrive."""
    there = [Drawing(f"{n}", lambda: b"x" * 300_000) for n in range(20)]
    assert sum(len(made) for _, made in draw_all([_drawing("a", 0.05)], there)) == 6_000_000 + 6


def test_dead_process_is_done_without() -> None:
    """Where the other process dies, this one makes what is missing."""
    there = [_drawing("a"), Drawing("b", partial(_die, "b")), _drawing("c")]
    found = dict(draw_all([], there))
    assert found == {"a": b"a there", "b": b"b", "c": b"c here"}


def test_fault_comes_out_as_it_is() -> None:
    """A drawing's own fault is raised here, not lost over there."""
    with pytest.raises(KeyError, match="why"):
        list(draw_all([], [Drawing("a", partial(_fail, "why"))]))


def test_other_process_is_shut_in() -> None:
    """What is made from a unit's file is made in the workers' room: a folder of its own."""
    ((_, there),) = draw_all([], [Drawing("a", _folder)])
    assert there != str(Path.cwd()).encode()
