"""Opens containers behind a wall: in workers, hired when the first container comes."""

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jlhy_xl.core.model import Finding
from jlhy_xl.edge import workers
from jlhy_xl.edge.intake import opening
from jlhy_xl.edge.intake.opening import Terms, Unpacked
from jlhy_xl.edge.intake.parts import Part, is_mail

if TYPE_CHECKING:
    from jlhy_xl.edge.worker_pool import Done, Job
    from jlhy_xl.edge.workers import Staff


class Opener:
    """Whoever takes containers apart while files are received."""

    def __init__(
        self, terms: Terms, staff: "Staff | None" = None, seconds: float = workers.SECONDS
    ) -> None:
        """Nobody is hired yet.

        Args:
            terms: what is the same for every container.
            staff: who has hands for this; told how many files there are when they are at it.
            seconds: without a staff, the time of one file with all that is nested in it.
        """
        self._terms, self._is_ours = terms, staff is None
        self._staff = staff or workers.Staff("auto", seconds=seconds)

    def __enter__(self) -> "Opener":
        """Return the opener."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Nobody is left whom this opener hired."""
        if self._is_ours:
            self._staff.leave()

    def take_apart(
        self, parts: Sequence[Part], meanwhile: Callable[[], object] = tuple
    ) -> list[Unpacked | None]:
        """Return for each file what it holds, in order; None for one that is a leaf itself.

        Args:
            parts: the files.
            meanwhile: done once, while the workers begin.
        """
        found: list[Unpacked | None] = [None] * len(parts)
        held = [
            place for place, part in enumerate(parts)
            if part.refused is None and opening.is_container(part.data, part.name)
        ]  # fmt: skip

        def wait() -> None:
            if parts and not self._is_ours:
                self._staff.begin(len(parts))
            meanwhile()

        if not held:
            wait()
        else:
            crew = self._staff.crew(_opening(), workers.hands(len(held)))
            tasks = [(parts[place].name, parts[place].data) for place in held]
            for place, unpacked in zip(held, crew.work(tasks, self._terms, wait), strict=True):
                found[place] = unpacked
            self._read_headings(parts, found)
        return found

    def _read_headings(self, parts: Sequence[Part], found: list[Unpacked | None]) -> None:
        """A mail that could not be opened has its sender and its clocks: waiting costs nobody time."""
        lost = {
            place: each.lost for place, each in enumerate(found)
            if each is not None and each.lost and is_mail(parts[place].data, parts[place].name)
        }  # fmt: skip
        if lost:
            tasks = [(parts[place].name, parts[place].data) for place in lost]
            terms = replace(self._terms, heading_alone=True)
            told = self._staff.crew(_opening(), 1).work(tasks, terms)
            for (place, why), heading in zip(lost.items(), told, strict=True):
                found[place] = replace(heading, lost=why)


@functools.cache
def _opening() -> "Job":
    from jlhy_xl.edge.worker_pool import Job

    return Job("jlhy_xl.edge.intake.mail_parts", _work, _lost, opening.refilled)


def _work(name: str, data: bytes, terms: Terms) -> "Done":
    from jlhy_xl.edge.worker_pool import Done

    found = workers.shielded(
        lambda: opening.take_apart(name, data, terms), lambda finding: Unpacked(lost=finding)
    )
    light, blobs = opening.lightened(found)
    lost = found.lost if found is not None else None
    return Done(light, blobs, is_spoiled=lost is not None and lost.code == workers.SPOILED)


def _lost(finding: Finding, _name: str, _data: bytes) -> Unpacked:
    return Unpacked(lost=finding)
