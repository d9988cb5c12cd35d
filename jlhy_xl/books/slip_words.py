"""How a 减扣告知单 writes what the desks keep exactly: moments as people write them, a line's short number."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from jlhy_xl.books.scoring.facts import Facts, Line, Telling
from jlhy_xl.core.merging.verdicts import STEP
from jlhy_xl.core.model import Deduction, Evidence
from jlhy_xl.core.wording import deductions as words

_MAILS = (".eml", ".msg")
_NOT_REGISTERED = words.NOT_REGISTERED.partition("{")[0]
SHORT = 8  # of a line's 编号: one in four thousand million
_EXACT = "%Y-%m-%d %H:%M:%S"
_MOMENT = re.compile(
    r"(?<![\d\-])(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?![\d\-:])"
)


def written(text: str, *, exact: bool = False) -> str:
    """Return a text with its moments and days as people write them.

    Args:
        text: of ours, moments in it as our sentences hold them.
        exact: to the second, where the second decides.

    >>> written("于2026-11-27 16:58:30收到，应于2026-11-20办结")
    '于2026年11月27日16时58分收到，应于2026年11月20日办结'
    >>> written("2026-11-28 00:00:00", exact=True)
    '2026年11月28日0时00分00秒'
    """

    def one(hit: re.Match[str]) -> str:
        year, month, day, hour, minute, second = hit.groups()
        told = f"{year}年{int(month)}月{int(day)}日"
        if hour is None:
            return told
        told += f"{int(hour)}时{minute}分"
        return f"{told}{second}秒" if exact and second else told

    return _MOMENT.sub(one, text)


def second_decides(facts: Facts, line: Line) -> bool:
    """Whether two moments of a line differ and would be the same without their seconds."""
    moments = {hit[0] for text in _texts(facts, line) for hit in _MOMENT.finditer(text) if hit[6]}
    return len({each[:-3] for each in moments}) < len(moments)


def _texts(facts: Facts, line: Line) -> Iterator[str]:
    yield from (line.found.event, line.found.note, line.fate)
    for piece in line.found.evidence:
        yield piece.found
        yield facts.told(piece.at)


def line_words(line: Line, *, exact: bool) -> Line:
    """Return the line with our own sentences written so; file names and what was typed stay."""
    found = line.found
    pieces = tuple(
        piece if piece.cell else replace(piece, found=written(piece.found, exact=exact))
        for piece in found.evidence
    )
    told = replace(
        found, event=written(found.event, exact=exact), note=written(found.note, exact=exact),
        evidence=pieces,
    )  # fmt: skip
    return replace(line, found=told, fate=written(line.fate, exact=exact))


def proof_words(piece: Evidence, told: Telling) -> str:
    """Return one piece of evidence as people tell it: the mail and its attachment, the sheet's cell.

    What the register does not hold is no evidence against a unit and stays with the desk.
    """
    if piece.file == words.SCHEME:  # the office's own book is no evidence that a unit can look at
        piece = replace(piece, file="", sheet="")
    way = [part.strip() for part in piece.file.split(STEP.strip())]
    is_mail = way[0].lower().endswith(_MAILS)
    when = told(piece.at)
    files = "中的".join(f"“{name}”" for name in (way[1:] if is_mail else way) if name)
    came = f"{when}{'邮件' if is_mail else ''}"
    place = f"{piece.sheet}{piece.cell}格" if piece.cell else piece.sheet
    found = words.JOIN.join(
        part for part in piece.found.split(words.JOIN) if not part.startswith(_NOT_REGISTERED)
    )
    if piece.cell and found:
        found = f"所填“{found}”"
    attached = f"附件{files}" if is_mail and files else files
    rest = "，".join(part for part in (came, attached, place, found) if part)
    return f"{piece.what}：{rest}" if rest else piece.what


def note_words(line: Line) -> str:
    """Return what a unit must know of its line beside the facts; what the office asks itself stays out."""
    return words.JOIN.join(
        part
        for part in line.note.split(words.JOIN)
        if part and not part.endswith((words.LOOK, words.MEND))
    )


def moment(facts: Facts, when: datetime | None, *, exact: bool = False) -> str:
    """Return a moment on the office's clock as people write it, "" where there is none."""
    local = facts.local(when)
    return written(local.strftime(_EXACT), exact=exact) if local else ""


def number(line: Deduction, others: Iterable[Deduction]) -> str:
    """Return a line's 编号 as a slip prints it: its beginning, whole where that is another's too."""
    begins = line.id[:SHORT]
    is_shared = any(row.id != line.id and row.id.startswith(begins) for row in others)
    return line.id if is_shared else begins
