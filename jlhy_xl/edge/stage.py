"""Many outputs at once: all written beside first, then renamed one after another, or none is.

A folder of files cannot be exchanged in one step on every system (a file open in a program keeps
its folder in place on Windows). So the window is made as small as it can be: whatever a full disk
or a slow share may refuse happens before the first rename, and the list with every hash
(``run.json``) is renamed last. While the window is open a file says so in words; a killed run
leaves it standing. A reader who finds it, or another hash than the list's, has files of two runs
before him; ``jlhy doctor`` says so, and the next run mends it.
"""

import contextlib
from pathlib import Path, PurePosixPath
from typing import Self

from msgspec import Struct

from jlhy_xl.edge import files

MARK = "生成未完成.txt"
_MARK_WORDS = "本文件夹的结果只更新了一部分（运行被中断）。请重新运行 jlhy run，本文件会自动消失。"


class Placed(Struct, frozen=True):
    """A file under its final name."""

    asked: str  # the name it should have
    file: str  # the name it got; another one where that was open elsewhere
    sha256: str


class Stage:
    """Outputs on their way into one folder; use it in a ``with`` statement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[str, tuple[Path, str]] = {}  # name → part, hash

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """What was not put in place is gone."""
        for part, _hash in self._waiting.values():
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        self._waiting.clear()

    def add(self, name: str, data: bytes) -> None:
        """The file is on disk, whole, under a name that nobody reads.

        Args:
            name: the final name, relative to the folder, with "/".
            data: all of it.

        Raises:
            JlhyError: the folder cannot be written to or the disk is full.
        """
        path = self.folder / PurePosixPath(name)
        part = files.part_of(path)
        self._waiting[name] = part, files.sha256(data)
        try:
            files.fill(part, data, flush=True)
        except OSError as fault:
            raise files.refused(path, fault) from fault

    def place(self) -> tuple[Placed, ...]:
        """Every file stands under its final name, or beside one that is open elsewhere.

        Raises:
            JlhyError: the folder refuses; each file is the old one or the new one, whole.
        """
        lines = "\n".join([_MARK_WORDS, *sorted(self._waiting)])
        files.write_whole(self.folder / MARK, lines.encode("utf-8-sig"))
        placed = []
        for name, (part, digest) in list(self._waiting.items()):
            path = self.folder / PurePosixPath(name)
            try:
                got = files.into_place(part, path, second=True)
            except OSError as fault:
                raise files.refused(path, fault) from fault
            del self._waiting[name]
            placed.append(Placed(name, got.relative_to(self.folder).as_posix(), digest))
        for parent in sorted({(self.folder / row.file).parent for row in placed}):
            try:
                files.flush_folder(parent)
            except OSError as fault:
                raise files.refused(parent, fault) from fault
        return tuple(placed)


def unfinished(folder: Path) -> set[str]:
    """Return what a run that was stopped while it renamed had in hand; empty where none was."""
    try:
        return set((folder / MARK).read_text("utf-8-sig").splitlines()[1:])
    except (OSError, UnicodeDecodeError):
        return set()


def finish(folder: Path) -> None:
    """The folder is whole again: nothing says that it is not."""
    path = folder / MARK
    try:
        path.unlink(missing_ok=True)
    except OSError as fault:
        raise files.refused(path, fault) from fault


def remove(folder: Path, names: set[str]) -> tuple[str, ...]:
    """Files that are no longer made are gone, and the folders they left empty; returns what stays.

    One that is open elsewhere stays until a later run.
    """
    left = []
    for name in sorted(names):
        path = folder / PurePosixPath(name)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(name)
            continue
        if path.parent != folder:
            with contextlib.suppress(OSError):
                path.parent.rmdir()  # only where it is empty
    return tuple(left)
