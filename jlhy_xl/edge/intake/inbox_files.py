"""Files on the disk as the inbox and ``check`` meet them: listed by name, read, never written."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from jlhy_xl.core import text
from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.files import why
from jlhy_xl.edge.intake.parts import MIB, Part, not_a_report, shown

FILE_BYTES = 256 * MIB  # pickled to a worker it stands in memory twice; mails end at 50


def no_report(path: Path, name: str, *, follow: bool = False) -> Finding | None:
    """Return why a file is never a report whatever it holds, None for any other.

    Args:
        path: the file.
        name: what to call it.
        follow: a link that somebody names himself is what it points to.
    """
    if (path.is_symlink() and not follow) or not path.is_file():
        return words.NOT_A_FILE.finding(found=text.display(name))
    what = not_a_report(name)
    if what:
        return words.IGNORED.finding(found=text.display(name), words={"what": what})
    return None


def below(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file below a folder and its place in it, by name; links are not followed."""
    found = []
    for at, folders, names in os.walk(folder, followlinks=False):
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        for name in (*names, *links):
            path = Path(at) / name
            found.append((path, path.relative_to(folder).as_posix()))
    yield from sorted(found, key=lambda each: (unicodedata.normalize("NFC", each[1]), each[1]))


def load(path: Path, place: str) -> Part:
    """Return a file of the inbox; of one that is absurdly big, only that it is there."""
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            slots = {"what": str(size // MIB)}
            refused = words.FILE_TOO_BIG.finding(expected=str(FILE_BYTES // MIB), words=slots)
            return Part(shown(place, place), b"", refused=refused)
        return Part(shown(place, place), path.read_bytes())
    except OSError as fault:
        raise JlhyError(f"打不开 {path}", why(fault), "请关闭占用它的程序后重新运行") from fault
