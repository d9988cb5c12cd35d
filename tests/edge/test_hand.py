"""The second process draws what this one would have drawn, in order, or is done without."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jlhy_xl.edge import hand
from jlhy_xl.edge.hand import Drawing, Hand

HERE = os.getpid()


def _text(word: str, seconds: float = 0) -> bytes:
    time.sleep(seconds)
    return word.encode()


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
    return str(Path.cwd()).encode() + b" ".join(os.fsencode(name) for name in Path().iterdir())


def _all(*drawings: Drawing) -> list[tuple[str, bytes]]:
    with Hand(("zipfile",)) as drawer:
        return list(drawer.draw_all(drawings))


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other process is there, whatever other tests have imported."""
    if sys.platform != "linux":
        pytest.skip("the other process comes by fork")
    monkeypatch.setattr(hand, "is_fork_cheap", lambda: True)


@pytest.mark.parametrize("there", [True, False])
def test_all_are_drawn_in_order(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """More drawings than may wait, slow ones among them, come back in order, with or without help."""
    monkeypatch.setattr(hand, "is_fork_cheap", lambda: there and sys.platform == "linux")
    drawings = [Drawing(f"{n}", _text, (f"<{n}>", 0.02 * (n % 9 == 0))) for n in range(60)]
    assert _all(*drawings) == [(f"{n}", f"<{n}>".encode()) for n in range(60)]


@pytest.mark.usefixtures("forked")
def test_this_process_goes_on() -> None:
    """While the other process draws, this one makes what is to be drawn next, then draws too."""
    made: list[float] = []

    def make() -> Iterator[Drawing]:
        for name in "abcdef":
            made.append(time.monotonic())
            yield Drawing(name, _where, (name, 0.2))

    began = time.monotonic()
    with Hand(()) as drawer:
        found = dict(drawer.draw_all(make()))
    assert list(found) == list("abcdef")
    assert {value.split()[1] for value in found.values()} == {b"here", b"there"}
    assert made[-1] - began < 0.2 < time.monotonic() - began


@pytest.mark.usefixtures("forked")
def test_strangers_bytes_stay_there() -> None:
    """What is made from a unit's own file is drawn in the other process, however much waits."""
    drawings = [Drawing(f"{n}", _where, (f"{n}", 0.01), ours=False) for n in range(30)]
    assert {made.split()[1] for _, made in _all(*drawings)} == {b"there"}


@pytest.mark.usefixtures("forked")
def test_dead_process_is_done_without() -> None:
    """Where the other process dies, this one draws what it had in hand and all that follows."""
    drawings = [Drawing("a", _die, ("a",)), *(Drawing(n, _where, (n,)) for n in "bc")]
    assert _all(*drawings) == [("a", b"a"), ("b", b"b here"), ("c", b"c here")]


@pytest.mark.usefixtures("forked")
def test_fault_comes_out_as_it_is() -> None:
    """A drawing's own fault is raised here, not lost over there."""
    with pytest.raises(KeyError, match="why"):
        _all(Drawing("a", _fail, ("why",)))


@pytest.mark.usefixtures("forked")
def test_other_process_is_shut_in() -> None:
    """What draws from a unit's file sits in the workers' room: an empty folder of its own."""
    found = dict(_all(Drawing("a", _folder, ()), Drawing("b", _text, ("", 0.2))))
    assert found["a"] != str(Path.cwd()).encode()
