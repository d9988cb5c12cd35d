"""``jlhy`` and ``python -m jlhy_xl``: the process begins and ends here."""

import contextlib
import os
import sys
from types import TracebackType
from typing import NoReturn

from jlhy_xl.cli import main
from jlhy_xl.commands.chinese import INTERRUPTED, bug_words
from jlhy_xl.commands.console import BUG


def start() -> None:
    """The command is carried out and the process has ended with its exit code.

    All that matters is on disk and flushed by then, and no child is left; to take the loaded
    libraries down again, object by object, would cost a tenth of a second more.
    """
    sys.excepthook = _uncaught
    code = 0
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, int):
            code = end.code
        elif end.code is not None:
            print(end.code, file=sys.stderr)  # noqa: T201 - as the interpreter would have said it
            code = 1
    _end(code)


def _uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught is told whole; the interpreter's own exit code would read as findings."""
    told, is_bug = bug_words(kind, fault, trace)
    print(told, file=sys.stderr)  # noqa: T201 - the last word, whatever state click is in
    _end(BUG if is_bug else INTERRUPTED)


def _end(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # the reader of a pipe may have gone
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    start()
