"""kill -9 at any moment of a run: nothing half, lost or doubled, and the next run makes it good."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import crash_world
import pytest
from crash_world import Killer, World, chance

MOMENTS, STEPS, IN_WORKERS = 30, 16, 4


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A small office in the middle of its work, and what an undisturbed run makes of it."""
    return crash_world.make(tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """A warm process whose children are killed."""
    with Killer() as made:
        yield made


def test_killed_at_any_moment(world: World, killer: Killer, tmp_path: Path) -> None:
    """At random moments; the thousand of them run in ``make soak``."""
    moments, wrong = chance(9), []
    for _ in range(MOMENTS):
        after = moments.random() * world.seconds
        wrong += crash_world.killed(world, tmp_path / "office", killer, after=after)
    assert wrong == []


def test_killed_in_the_middle_of_a_write(world: World, killer: Killer, tmp_path: Path) -> None:
    """At chosen steps, half of a write done: outputs, history, the ledger's pages and journal."""
    wrong = []
    for at in sorted(chance(10).sample(range(1, len(world.steps) + 1), STEPS)):
        wrong += crash_world.killed(world, tmp_path / "office", killer, at=at)
    assert wrong == []


def test_killed_while_workers_read(world: World, killer: Killer, tmp_path: Path) -> None:
    """With processes of its own; they end with it."""
    moments, wrong = chance(11), []
    for _ in range(IN_WORKERS):
        after = moments.random() * 2 * world.seconds
        wrong += crash_world.killed(world, tmp_path / "office", killer, after=after, workers="2")
    assert wrong == []
    assert killer.orphans() == []


def test_killed_again_and_again(world: World, killer: Killer, tmp_path: Path) -> None:
    """Ten kills in one folder, without a whole run between them, and still nothing is doubled."""
    root = shutil.copytree(world.base, tmp_path / "office")
    for at in sorted(chance(12).sample(range(1, len(world.steps) + 1), 10)):
        assert killer.run(root, at=at) in (0, -9)
        assert crash_world.between(world, root) == []
    assert crash_world.again(world, root) == []


def test_a_folder_of_two_runs_says_so(world: World, killer: Killer, tmp_path: Path) -> None:
    """Killed between two renames: 生成未完成.txt stands there until a run has made it whole."""
    root = shutil.copytree(world.base, tmp_path / "office")
    done = world.steps.index("unlink 生成未完成.txt") + 1
    assert killer.run(root, at=done) == -9
    mark = root / "output" / "2026-W48" / "生成未完成.txt"
    assert "请重新运行 jlhy run" in mark.read_text("utf-8-sig")
    assert crash_world.again(world, root) == []
    assert not mark.exists()
