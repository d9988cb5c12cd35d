"""The room a worker is shut in: an empty folder, bounded memory, no sockets, no other programs."""

import contextlib
import faulthandler
import os
import signal
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
    "os.startfile", "os.kill", "urllib.", "smtplib.", "imaplib.", "ftplib.", "http.client.",
    "webbrowser.", "pty.",
)  # fmt: skip


def confine(folder: str, *, bounded: bool = True) -> None:
    """This process can no longer reach out; there is no way back.

    Args:
        folder: an empty folder that becomes the current one.
        bounded: whether its memory has a worker's limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    sys.path[:] = [str(Path(entry).resolve()) for entry in sys.path]  # "" would follow us
    os.chdir(folder)
    _silence()
    if bounded:
        _bound()
    sys.addaudithook(_refuse)


def _silence() -> None:
    """Libraries in C and Rust write their last words to the screen; nobody wants them there."""
    faulthandler.disable()
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)


def _bound() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits; the watch on time remains
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(limit)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(OSError, ValueError):  # macOS refuses RLIMIT_AS
            resource.setrlimit(limit, (bound, bound))


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"worker: {event}")
