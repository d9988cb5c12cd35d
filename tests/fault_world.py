"""Outside failures on demand: the Nth thing that a run asks of the disk fails, or the run dies there.

Python's own files are met where pathlib asks for them; SQLite's in a thin layer over its own
file layer (a VFS), so that its real way back after a failed page, flush or journal is what runs.
Only what lies below one folder is met; the rest of the process is left alone.
"""

import ctypes
import errno
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

KILL = -1  # instead of an errno: the process is gone, as by kill -9
ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS)

# SQLite's own answers, as its file layer gives them for these of the system's
_SQLITE_WRITE = {errno.ENOSPC: 13, errno.EIO: 778, errno.EACCES: 778, errno.EROFS: 778}
_SQLITE_SYNC, _SQLITE_TRUNCATE, _SQLITE_DELETE, _SQLITE_CANTOPEN = 1034, 1546, 2570, 14
_DELETED_ANYWAY = 5898  # IOERR_DELETE_NOENT

Where = str | bytes | os.PathLike[str]


class Breaker:
    """Counts what is asked of the disk below a folder; the one at ``at`` fails."""

    def __init__(self, root: Path, at: int = 0, fault: int = errno.EIO) -> None:
        self.root, self.at, self.fault = str(root.resolve()), at, fault
        self.log: list[str] = []

    def is_below(self, path: Where) -> bool:
        """Whether a path is in the folder; links are not followed."""
        return Path(os.fsdecode(path)).absolute().is_relative_to(self.root)

    def meets(self, what: str, path: Where) -> bool:
        """Count; return whether this one is to fail."""
        if not self.is_below(path):
            return False
        self.log.append(f"{what} {Path(os.fsdecode(path)).name}")
        return len(self.log) == self.at

    def fail(self) -> OSError:
        """Return what is raised; where the run is to die, it dies here."""
        self.die()
        return OSError(self.fault, os.strerror(self.fault))

    def die(self) -> None:
        if self.fault == KILL:
            os.kill(os.getpid(), signal.SIGKILL)


class _Raw(io.FileIO):
    """A file whose write may stop half way."""

    breaker: Breaker

    def write(self, data: Any) -> int:
        if self.breaker.meets("write", self.name):
            half = bytes(data)[: len(data) // 2]
            super().write(half)
            raise self.breaker.fail()
        return super().write(data)


@contextmanager
def broken(root: Path, at: int = 0, fault: int = errno.EIO) -> Iterator[Breaker]:
    """Inside, the ``at``-th change asked of the disk below ``root`` fails with ``fault``."""
    breaker = Breaker(root, at, fault)
    patches = [
        mock.patch.object(os, name, _caller(breaker, name, getattr(os, name)))
        for name in ("replace", "rename", "unlink", "mkdir", "link", "rmdir")
    ]
    patches.append(mock.patch.object(io, "open", _opener(breaker, io.open)))
    patches.append(mock.patch.object(os, "fsync", _flusher(breaker, os.fsync)))
    with _sqlite(breaker):
        for patch in patches:
            patch.start()
        try:
            yield breaker
        finally:
            for patch in reversed(patches):
                patch.stop()


def _opener(breaker: Breaker, real: Callable[..., Any]) -> Callable[..., Any]:
    def opened(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        path = file if isinstance(file, (str, bytes, os.PathLike)) else "/"
        if not set(mode) & set("wax+") or not breaker.is_below(path):
            return real(file, mode, *more, **named)
        if breaker.meets("open", path):
            raise breaker.fail()
        raw = _Raw(path, mode.replace("b", "").replace("t", ""))
        raw.breaker = breaker
        stream = io.BufferedWriter(raw)
        return stream if "b" in mode else io.TextIOWrapper(stream, encoding="utf-8")

    return opened


def _caller(breaker: Breaker, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def called(path: Any, *more: Any, **named: Any) -> Any:
        if breaker.meets(name, path):
            raise breaker.fail()
        return real(path, *more, **named)

    return called


def _flusher(breaker: Breaker, real: Callable[..., Any]) -> Callable[..., Any]:
    def flushed(handle: int) -> None:
        if breaker.meets("fsync", Path(f"/proc/self/fd/{handle}").readlink()):
            raise breaker.fail()
        real(handle)

    return flushed


# -- SQLite's file layer -----------------------------------------------------------------------

_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_CLOSE = ctypes.CFUNCTYPE(_I, _P)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)
_OPEN = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _P, _I, _P)
_DELETE = ctypes.CFUNCTYPE(_I, _P, ctypes.c_char_p, _I)
# sqlite3_io_methods up to version 3, and sqlite3_vfs up to version 3, as sqlite3.h has them
_METHODS = ("version", "close", "read", "write", "truncate", "sync", *(f"m{n}" for n in range(13)))


class _Methods(ctypes.Structure):
    _fields_ = [(name, _P) for name in _METHODS]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", _I), ("size", _I), ("longest", _I), ("next", _P), ("name", ctypes.c_char_p),
        ("app", _P), ("open", _P), ("delete", _P), *((f"f{n}", _P) for n in range(14)),
    ]  # fmt: skip


@contextmanager
def _sqlite(breaker: Breaker) -> Iterator[None]:
    library = ctypes.CDLL("libsqlite3.so.0")
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    real = library.sqlite3_vfs_find(None)
    layer = _Layer(breaker, real.contents)
    library.sqlite3_vfs_register(ctypes.byref(layer.vfs), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(layer.vfs))
        library.sqlite3_vfs_register(real, 1)


class _Layer:
    """The default VFS with a counter before everything that changes the disk."""

    def __init__(self, breaker: Breaker, real: _Vfs) -> None:
        self.breaker, self.real = breaker, real
        self.names: dict[int, bytes] = {}
        self.tables: dict[int, _Methods] = {}
        self.kept: list[Any] = [_OPEN(self._open), _DELETE(self._delete)]
        self.vfs = _Vfs()
        ctypes.pointer(self.vfs)[0] = real
        self.vfs.next, self.vfs.name = None, b"breaker"
        self.vfs.open = ctypes.cast(self.kept[0], _P)
        self.vfs.delete = ctypes.cast(self.kept[1], _P)

    def _open(self, _vfs: int, name: bytes | None, file: int, flags: int, out: int) -> int:
        told = name or b""
        is_new = bool(told) and not Path(os.fsdecode(told)).exists()
        if is_new and self.breaker.meets("sqlite open", told):
            self.breaker.die()
            ctypes.cast(file, ctypes.POINTER(_P))[0] = None
            return _SQLITE_CANTOPEN
        plain = ctypes.addressof(self.real)
        answer: int = _OPEN(self.real.open)(plain, name, file, flags, out)
        place = ctypes.cast(file, ctypes.POINTER(_P))
        if answer == 0 and place[0]:
            self.names[file] = told
            place[0] = ctypes.addressof(self._table(place[0]))
        return answer

    def _delete(self, _vfs: int, name: bytes, flush: int) -> int:
        if self.breaker.meets("sqlite delete", name):
            self.breaker.die()
            return _SQLITE_DELETE
        plain = ctypes.addressof(self.real)
        answer: int = _DELETE(self.real.delete)(plain, name, flush)
        return answer

    def _table(self, address: int) -> _Methods:
        """Return the file layer's functions, those that change the disk counted."""
        if address in self.tables:
            return self.tables[address]
        plain = ctypes.cast(address, ctypes.POINTER(_Methods)).contents
        made = _Methods()
        ctypes.pointer(made)[0] = plain
        write, sync, cut = _WRITE(plain.write), _SYNC(plain.sync), _TRUNCATE(plain.truncate)

        def on_write(file: int, data: int, size: int, at: int) -> int:
            if self._meets("sqlite write", file):
                write(file, data, size // 2, at)
                self.breaker.die()
                return _SQLITE_WRITE[self.breaker.fault]
            answer: int = write(file, data, size, at)
            return answer

        def on_sync(file: int, flags: int) -> int:
            if self._meets("sqlite sync", file):
                self.breaker.die()
                return _SQLITE_SYNC
            answer: int = sync(file, flags)
            return answer

        def on_truncate(file: int, size: int) -> int:
            if self._meets("sqlite truncate", file):
                self.breaker.die()
                return _SQLITE_TRUNCATE
            answer: int = cut(file, size)
            return answer

        counted = (_WRITE(on_write), _SYNC(on_sync), _TRUNCATE(on_truncate))
        self.kept += counted
        made.write, made.sync, made.truncate = (ctypes.cast(each, _P) for each in counted)
        self.tables[address] = made
        return made

    def _meets(self, what: str, file: int) -> bool:
        return self.breaker.meets(what, self.names.get(file, b""))
