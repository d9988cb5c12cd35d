"""Opens containers behind a wall: in workers, hired when the first container comes."""

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from jlhy_xl.core.model import Finding
from jlhy_xl.edge import workers
from jlhy_xl.edge.intake import opening
from jlhy_xl.edge.intake.opening import Terms, Unpacked
from jlhy_xl.edge.intake.parts import Part

if TYPE_CHECKING:
    from jlhy_xl.edge.worker_pool import Crew, Done

Begun = Callable[[int], object]


def nobody(_files: int) -> None:
    """Nobody waits to be told."""


class Opener:
    """Whoever takes containers apart while files are received."""

    def __init__(
        self, terms: Terms, begun: Begun = nobody, seconds: float = workers.SECONDS
    ) -> None:
        """Nobody is hired yet.

        Args:
            terms: what is the same for every container.
            begun: told how many files there are as soon as whoever opens them is hired.
            seconds: the time of one file of the inbox, with all that is nested in it.
        """
        self._terms, self._begun, self._seconds = terms, begun, seconds
        self._crew: Crew | None = None
        self._hired = contextlib.ExitStack()

    def __enter__(self) -> "Opener":
        """Return the opener."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """No worker is left."""
        self._hired.close()

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
            if parts:
                self._begun(len(parts))
            meanwhile()

        if not held:
            wait()
        else:
            crew = self._hire(len(held))
            tasks = [(parts[place].name, parts[place].data) for place in held]
            for place, unpacked in zip(held, crew.work(tasks, self._terms, wait), strict=True):
                found[place] = unpacked
        return found

    def _hire(self, files: int) -> "Crew":
        from jlhy_xl.edge.worker_pool import Crew, Job

        if self._crew is None:
            job = Job("jlhy_xl.edge.intake.mail_parts", _work, _lost, opening.refilled)
            crew = Crew(workers.hands(files), self._seconds, job)
            self._crew = self._hired.enter_context(crew)
        return self._crew


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
