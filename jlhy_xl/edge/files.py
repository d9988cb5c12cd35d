"""Files as the office's folder holds them: written whole or not at all, hashed, never altered."""

import contextlib
import hashlib
import os
from pathlib import Path

from jlhy_xl.core.errors import JlhyError


def sha256(data: bytes) -> str:
    """Return the hash that names a file's content."""
    return hashlib.sha256(data).hexdigest()


def write_whole(path: Path, data: bytes, *, flush: bool = True) -> Path:
    """The file holds the data, whole, under its final name; returns the name it got.

    Written beside, flushed to disk, then renamed: a kill or a full disk leaves the old file.
    Where the target is open in another program (Windows), a second name is used and returned.

    Args:
        path: the file.
        data: all of it.
        flush: False for copies that are checked and made again after a power cut: many small
            flushes cost more than the whole run.

    Raises:
        JlhyError: the folder cannot be written to or the disk is full.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            stream.write(data)
            if flush:
                stream.flush()
                os.fsync(stream.fileno())
        return _rename(part, path, flush=flush)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise JlhyError(
            f"写不进 {path}", fault.strerror or str(fault), "请检查磁盘空间和文件夹权限后重新运行"
        ) from fault


def _rename(part: Path, path: Path, *, flush: bool) -> Path:
    try:
        part.replace(path)
    except PermissionError:
        path = path.with_name(f"{path.stem}（新）{path.suffix}")
        part.replace(path)
    if flush:
        _flush_folder(path.parent)
    return path


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows has no handle on a folder to flush
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
