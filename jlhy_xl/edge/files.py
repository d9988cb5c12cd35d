"""Files as the office's folder holds them: written whole or not at all, hashed, never altered."""

import contextlib
import errno
import hashlib
import os
import socket
import zlib
from pathlib import Path

from jlhy_xl.core.errors import JlhyError

SECOND = "（新）"  # an output that is open elsewhere: the new one's name beside it
_REASONS = {
    errno.ENOSPC: "磁盘空间已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "超过了文件大小的限制",
    errno.EACCES: "没有写入权限，或文件正被其他程序打开",
    errno.EPERM: "没有写入权限，或文件正被其他程序打开",
    errno.EROFS: "磁盘或文件夹是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件或文件夹不见了",
    errno.ENOTDIR: "应是文件夹的地方是一个文件",
    errno.EISDIR: "应是文件的地方是一个文件夹",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ETIMEDOUT: "连接超时",
    errno.ENETUNREACH: "网络不通",
    errno.EHOSTUNREACH: "网络不通",
}
# What file systems on a network answer where a folder cannot be flushed: nothing is wrong.
_NOT_FLUSHED = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.ENOSYS}


def sha256(data: bytes) -> str:
    """Return the hash that names a file's content."""
    return hashlib.sha256(data).hexdigest()


def why(fault: OSError) -> str:
    """Return in words what the disk answered."""
    return _REASONS.get(fault.errno or 0) or fault.strerror or str(fault)


def refused(path: Path, fault: OSError) -> JlhyError:
    """Return what is said where a file cannot be written."""
    step = "请检查磁盘空间和文件夹权限，关闭正在打开它的程序，然后重新运行"
    return JlhyError(f"写不进 {path}", why(fault), step)


def write_whole(path: Path, data: bytes, *, flush: bool = True, second: bool = False) -> Path:
    """The file holds the data, whole, under its final name; returns the name it got.

    Written beside, flushed to disk, then renamed: a kill or a full disk leaves the old file.

    Args:
        path: the file.
        data: all of it.
        flush: False for copies that are checked and made again after a power cut: many small
            flushes cost more than the whole run.
        second: True for what people open: where the target is open in another program
            (Windows), a second name is used and returned.

    Raises:
        JlhyError: the folder cannot be written to or the disk is full.
    """
    part = part_of(path)
    try:
        fill(part, data, flush=flush)
        path = into_place(part, path, second=second)
        if flush:
            flush_folder(path.parent)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise refused(path, fault) from fault
    return path


def part_of(path: Path) -> Path:
    """Return the name under which a file is written before it is whole.

    It says which computer and which process writes; it is short whatever the file's own name.
    """
    name = zlib.crc32(path.name.encode("utf-8", "surrogateescape"))
    return path.with_name(f".{name:08x}.{host()}.{os.getpid()}.part")


def fill(part: Path, data: bytes, *, flush: bool) -> None:
    """The part holds all of the data; its folder is made where it is not there."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as stream:
        stream.write(data)
        if flush:
            stream.flush()
            os.fsync(stream.fileno())


def into_place(part: Path, path: Path, *, second: bool) -> Path:
    """The part stands under its final name, or under the second one; returns which."""
    try:
        part.replace(path)
    except PermissionError:
        if not (second and path.exists()):
            raise
        path = second_name(path)
        part.replace(path)
    return path


def second_name(path: Path) -> Path:
    """Return the name beside a file that is open elsewhere.

    >>> second_name(Path("output/汇总表.xlsx")).name
    '汇总表（新）.xlsx'
    """
    return path.with_name(f"{path.stem}{SECOND}{path.suffix}")


def flush_folder(folder: Path) -> None:
    """The folder's own entries are on disk; where it cannot be asked for, nothing is done."""
    if os.name != "posix":
        return  # Windows has no handle on a folder to flush
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in _NOT_FLUSHED:
            raise
    finally:
        os.close(handle)


def host() -> str:
    """Return a short mark of this computer."""
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"
