"""The soak's crashes: every step of a run with every fault, and a thousand kill -9."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import crash_world
from fault_world import ERRNOS

STEPS = 250  # more than a run has; those beyond its last one count as nothing found
KILLS = 1_000


def faults(first: int, last: int) -> list[str]:
    """The Nth write, flush, rename or page of the ledger fails with each fault; what went wrong."""
    world, folder = _world(), _folder()
    found = []
    for number in range(first, last):
        # each case once, in an order in which a stretch that was stopped early has seen all parts
        case = number * 389 % (STEPS * len(ERRNOS))
        at, fault = case // len(ERRNOS) + 1, ERRNOS[case % len(ERRNOS)]
        if at <= len(world.steps):
            found += crash_world.failure(world, folder / "office", at, fault)
    return found


def kills(first: int, last: int) -> list[str]:
    """Runs are killed: at a random moment, in the middle of a step, while workers read; what went wrong."""
    world, folder = _world(), _folder()
    found = []
    with crash_world.Killer() as killer:
        for number in range(first, last):
            chance = crash_world.chance(number)
            at, after, workers = 0, chance.random() * world.seconds, "serial"
            if number % 4 == 1:
                at, after = chance.randint(1, len(world.steps)), -1.0
            elif number % 10 == 0:
                after, workers = 2 * after, "2"
            found += crash_world.killed(
                world, folder / "office", killer, after=after, at=at, workers=workers
            )
    return found


@functools.cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="jlhy-crashes-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@functools.cache
def _world() -> crash_world.World:
    return crash_world.make(_folder())
