"""What the disk gives before a run may change anything: room, and no litter of a killed run."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import files, run_lock
from jlhy_xl.edge.office import Office

MIB = 1024 * 1024
RESERVE = 32 * MIB  # a week's outputs and originals, twice
_OLD = 24 * 3600.0  # seconds after which another computer's part is nobody's any more


def check_room(office: Office) -> None:
    """There is room for a run on every disk that it writes to.

    Raises:
        JlhyError: there is not; nothing has been changed.
    """
    for folder in (office.archive, office.root / "output"):
        free = room(folder)
        # SQLite needs the ledger's size again for its journal
        needed = RESERVE + _size(office.ledger_path)
        if free is not None and free < needed:
            raise JlhyError(
                f"磁盘空间不足：{folder} 所在磁盘只剩 {free / MIB:.1f} MB，运行至少需要 {needed / MIB:.0f} MB",
                "什么都没有改动",
                "请清理磁盘后重新运行",
            )


def room(folder: Path) -> int | None:
    """Return the free bytes where the folder is or will be; None where the disk doesn't say."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def sweep(office: Office) -> int:
    """Parts that a killed run left are gone; returns how many there were.

    A part of a process that is still there, or lately written by another computer, is left.
    """
    swept = 0
    for part in parts(office):
        with contextlib.suppress(OSError):
            part.unlink()
            swept += 1
    return swept


def parts(office: Office) -> Iterator[Path]:
    """Yield what killed runs left half written."""
    for folder in (office.archive, office.root / "output", office.workbooks / "templates"):
        for at, _, names in os.walk(folder):
            for name in names:
                if name.startswith(".") and name.endswith(".part") and _is_left(Path(at) / name):
                    yield Path(at) / name


def _is_left(part: Path) -> bool:
    before, _, process = part.name.removesuffix(".part").rpartition(".")
    if before.endswith(f".{files.host()}") and process.isdecimal():
        return int(process) == os.getpid() or not run_lock.is_running(int(process))
    try:
        return time.time() - part.stat().st_mtime > _OLD
    except OSError:
        return False
