"""One run at a time in a folder: a lock file beside the ledger names who holds it.

A lock whose process is gone (killed, power cut) is recognised and taken over.
"""

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge import files

# What a share without links answers.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}

_NO_LOCKS = {errno.ENOLCK, errno.EINVAL, *_NO_LINKS}

NAME = "运行中.lock"


@contextlib.contextmanager
def hold(path: Path) -> Iterator[Path]:
    """The folder is held while inside, and free afterwards.

    Raises:
        JlhyError: another run holds it, or the folder cannot be written to.
    """
    mine = json.dumps(
        {"pid": os.getpid(), "host": socket.gethostname(), "started": _started(os.getpid())}
    ).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _take(path, mine)
    except OSError as fault:
        raise files.refused(path.parent, fault) from fault
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            if path.read_bytes() == mine:
                path.unlink()


def _take(path: Path, mine: bytes) -> None:
    part = files.part_of(path)
    try:
        files.fill(part, mine, flush=True)
        for _ in range(3):  # a stale lock is removed at most twice: two runs may both find it
            try:
                _put(part, path)
            except FileExistsError:
                _remove_stale(path)
            else:
                return
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    raise JlhyError("另一次运行正在进行", "", "请等它结束后再运行一次")


def _put(part: Path, path: Path) -> None:
    """The lock stands there, whole from its first moment; FileExistsError where one is already.

    A lock that was killed between being made and being filled would stop every later run.
    """
    if os.name == "nt":
        part.rename(path)  # never over another file there
        return
    try:
        path.hardlink_to(part)
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        _fill_new(path, part.read_bytes())


def _fill_new(path: Path, mine: bytes) -> None:
    """The lock stands there on a share without links: as near to whole as one can come."""
    with path.open("xb") as stream, contextlib.ExitStack() as undo:
        undo.callback(path.unlink, missing_ok=True)
        stream.write(mine)
        stream.flush()
        undo.pop_all()


def _remove_stale(path: Path) -> None:
    """The lock is gone where its process is; raises JlhyError where it may be alive."""
    try:
        found = path.read_bytes()
        holder = json.loads(found)
        pid, host = int(holder["pid"]), str(holder["host"])
        started = str(holder["started"])
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError):
        # half a lock file: its writer was killed between making it and filling it, or is just
        # now filling it; only a person can tell
        raise JlhyError(
            "可能有另一次运行正在进行", f"{path} 内容不完整", f"确认没有运行后删除 {path.name} 再试"
        ) from None
    if host == socket.gethostname() and not _alive(pid, started):
        _sweep_aside(path, found)
        return
    raise JlhyError(
        "另一次运行正在进行",
        f"计算机 {host}，进程 {pid}",
        f"请等它结束后再运行一次；确认它已不在时可删除 {path.name}",
    )


def _sweep_aside(path: Path, stale: bytes) -> None:
    """The stale lock is gone; one that another run has put there meanwhile is put back."""
    aside = files.part_of(path.with_name(f"{path.name}.old"))
    try:
        path.replace(aside)
    except FileNotFoundError:
        return
    try:
        if aside.read_bytes() != stale:
            _put(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def has_locks(folder: Path) -> bool:
    """Whether the folder's file system locks files, as SQLite needs it; True where it doesn't say."""
    if sys.platform == "win32":
        return True
    import fcntl

    probe = files.part_of(folder / "锁.试")
    try:
        with probe.open("wb") as stream:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        return fault.errno not in _NO_LOCKS
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)
    return True


def is_running(pid: int) -> bool:
    """Whether a process of this number is there."""
    return _alive(pid, "")


def _alive(pid: int, started: str) -> bool:
    """Whether the process that took the lock still runs; its number may have been given anew."""
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except OverflowError:
        return False
    now = _started(pid)
    return not started or not now or now == started


def _alive_on_windows(pid: int) -> bool:
    # os.kill(pid, 0) would end the process there
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - known to the type checker on Windows only
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return False
    kernel.CloseHandle(handle)
    return True


def _started(pid: int) -> str:
    """Return when a process began, in the system's own ticks; "" where it doesn't say."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = line.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""
