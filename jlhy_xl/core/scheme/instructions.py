"""The leader's box on 总览: what is written in it, and what its words name plainly.

The box is found by what the workbook carries, its title and its label, wherever they stand.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath

from msgspec import Struct

from jlhy_xl.core.calendar import is_period
from jlhy_xl.core.raw import RawBook, RawSheet, a1
from jlhy_xl.core.scheme.model import Resolution, Unit
from jlhy_xl.core.text import display, key

INSTRUCTION = "instruction"  # kind of decision in the ledger
SOURCE = "领导批示"
BOOK = "汇总表"  # how the name of a workbook with a box begins

_TITLE = re.compile(r"^(?:(\d{4})年第(\d{1,2})周|(\d{4})年(\d{1,2})月).*周调度总览", re.DOTALL)
_LABEL = re.compile(r"^\s*领\s*导\s*批\s*示\s*[:：]?(.*)$", re.DOTALL)
_SIGN = re.compile(r"签\s*名\s*[:：]([^\n]*)")
_DAY = re.compile(r"(?:\d{4}\s*年|年)?\s*\d{0,2}\s*月\s*\d{0,2}\s*日")
_READ = re.compile(r"(?:已|圈)?阅(?:知|悉)?[。！]?")
_BEFORE = r"(?:^|[\s，。；：、,;:（(】]|请|由|交|责成|以)"
_AND = "、和与及"
_FULL = r"(\d{4})\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})\s*日?"
_SHORT = r"(?<!\d)(?<!年)()(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_UNTIL = r"(?:[（(][^）)]*[）)])?\s*(?:以前|之前|前)"
_LIMIT = r"完成时限\s*[:：为]?\s*"
_FAR = timedelta(days=183)  # a day without a year is the next one; further away it is not plain


class Box(Struct, frozen=True):
    """What stands in one workbook's box."""

    period: str
    text: str  # "": nothing, or a signature alone
    signed: str
    sheet: str
    cell: str

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written anything."""
        return not (self.text or self.signed)

    @property
    def is_seen_only(self) -> bool:
        """Whether it says that it was read, and nothing else."""
        return not self.text or _READ.fullmatch(key(self.text)) is not None


class Instruction(Struct, frozen=True):
    """A 批示 as the ledger has it."""

    code: str  # "2026-W48-P01"
    period: str
    text: str
    signed: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    at: datetime | None = None  # when it was recorded

    @property
    def entries(self) -> dict[str, str]:
        """What stands in its row of the ledger."""
        told = {"period": self.period, "text": self.text, "signed": self.signed}
        return {name: word for name, word in told.items() if word}


class Plain(Struct, frozen=True):
    """What a 批示's words name plainly."""

    lead: str = ""  # unit code
    due: date | None = None


def box_of(book: RawBook) -> Box | None:
    """Return the box of a summary workbook; None where it has none, or doesn't say of which period."""
    for sheet in book.sheets:
        period = next(filter(None, map(_period, _texts(sheet))), "")
        if period:
            for place, text in sorted(_places(sheet)):
                found = _LABEL.match(text)
                if found:
                    return _box(sheet, place, period, found[1])
    return None


def _places(sheet: RawSheet) -> Iterator[tuple[tuple[int, int], str]]:
    yield from ((at, raw) for at, raw in sheet.cells.items() if isinstance(raw, str))


def _texts(sheet: RawSheet) -> Iterator[str]:
    return (text for _, text in sorted(_places(sheet)))


def _period(text: str) -> str:
    found = _TITLE.match(text.strip())
    if found is None:
        return ""
    year, week, of, month = found.groups()
    period = f"{year}-W{int(week):02}" if year else f"{of}-{int(month):02}"
    return period if is_period(period) else ""


def _box(sheet: RawSheet, at: tuple[int, int], period: str, beside: str) -> Box:
    """Return what stands beside the label, in as many rows as the label has."""
    top, left = at
    label = next((each for each in sheet.merges if each[:2] == at), (*at, *at))
    bottom, right = label[2], label[3]
    if bottom == top:  # the label's merge was lost on the way: to the next text in its column
        later = [row for row, column in sheet.cells if column == left and row > top]
        bottom = min(later, default=top + 4) - 1
    found = sorted(
        (place, raw) for place, raw in _places(sheet)
        if top <= place[0] <= bottom and place[1] > right
    )  # fmt: skip
    text, signed = parted("\n".join([beside, *(raw for _, raw in found)]))
    cell = found[0][0] if found else (top, right + 1)
    return Box(period, text, signed, sheet.name, a1(*cell))


def parted(text: str) -> tuple[str, str]:
    r"""Return what a box says, and what is signed; what is printed in it is neither.

    >>> parted("签名：　　　　　　年　　月　　日　")
    ('', '')
    >>> parted("请区发改局牵头办理。\n签名：王某　2026年12月8日")
    ('请区发改局牵头办理。', '王某 2026年12月8日')
    >>> parted("签名：　　年　　月　　日　同意，请抓紧。")
    ('同意，请抓紧。', '')
    """
    text = display(text)
    found = _SIGN.search(text)
    if found is None:
        return _line(text), ""
    tail, day = found[1], _DAY.search(found[1])
    signed, behind = (tail[: day.end()], tail[day.end() :]) if day else (tail, "")
    before, after = text[: found.start()], text[found.end() :]
    is_printed = not key(signed).translate(str.maketrans("", "", "年月日"))
    name = "" if is_printed else _line(signed)
    return _line("\n".join([before, behind, after])), name


def _line(text: str) -> str:
    return " ".join(text.split())


def plainly(text: str, units: Sequence[Unit], today: date | None) -> Plain:
    """Return the owner and the day that the words name beyond doubt; blanks where they do not.

    Args:
        text: the 批示.
        units: those that may be named.
        today: a day without its year is the next one from here; None: it is not plain.
    """
    return Plain(_lead(text, units), _due(text, today))


def _lead(text: str, units: Sequence[Unit]) -> str:
    """Return the one unit that is told to lead; "" where none or several are."""
    codes = {key(name): unit.code for unit in units for name in (unit.name, *unit.aliases)}
    names = sorted((name for name in codes if name), key=len, reverse=True)
    said, found = key(text), set()
    for name in names:
        word = re.escape(name)
        for pattern in (
            f"{_BEFORE}{word}(?:负责)?牵头",
            f"牵头单位[:：]?(?:为|是)?{word}(?![{_AND}])",
        ):
            for hit in re.finditer(pattern, said):
                joint = said[hit.start() : hit.start() + 1] in (*_AND, ",")
                found.add("" if joint else codes[name])
    return found.pop() if len(found) == 1 else ""


def _due(text: str, today: date | None) -> date | None:
    said = " ".join(display(text).split())
    found = set()
    for day in (_FULL, _SHORT):
        for pattern in (day + _UNTIL, _LIMIT + day):
            found |= {_date(hit.groups(), today) for hit in re.finditer(pattern, said)}
    return found.pop() if len(found) == 1 else None


def _date(parts: Sequence[str], today: date | None) -> date | None:
    year, month, day = parts[0], int(parts[1]), int(parts[2])
    try:
        if year:
            return date(int(year), month, day)
        if today is None:
            return None
        made = date(today.year, month, day)
        if made < today:
            made = date(today.year + 1, month, day)
        return made if made - today <= _FAR else None
    except ValueError:
        return None


class Heard(Struct, frozen=True):
    """What one box adds to what is known."""

    made: Instruction
    before: Instruction | None = None  # what stood under its number


def hear(
    box: Box, file: str, sha256: str, known: Mapping[str, Sequence[Instruction]], taken: Iterable[str]
) -> Heard | None:  # fmt: skip
    """Return what a box says that nobody has recorded; None where it is known already.

    Args:
        box: with words in it.
        file: the workbook's place in workbooks/reviewed/; "" where it has none yet.
        sha256: of its bytes.
        known: each number's rows in the ledger, oldest first.
        taken: numbers that are given out otherwise.
    """
    rows = [row for each in known.values() for row in each if row.period == box.period]
    if any(row.sha256 == sha256 for row in rows):
        return None
    made = Instruction("", box.period, box.text, box.signed, file, sha256, box.sheet, box.cell)
    last = [each[-1] for each in known.values() if each[-1].period == box.period]
    if any((key(row.text), key(row.signed)) == (key(box.text), key(box.signed)) for row in last):
        return None
    for row in last:
        if file and any(source_of(each.file) == source_of(file) for each in known[row.code]):
            return Heard(_coded(made, row.code), row)
    if any(key(row.text) == key(box.text) for row in rows):
        return None  # an old copy of what was changed since
    used, number = {*known, *taken}, 1
    while f"{box.period}-P{number:02}" in used:
        number += 1
    return Heard(_coded(made, f"{box.period}-P{number:02}"))


def _coded(row: Instruction, code: str) -> Instruction:
    return Instruction(
        code, row.period, row.text, row.signed, row.file, row.sha256, row.sheet, row.cell
    )


def source_of(file: str) -> str:
    """Return which workbook a copy was made of: a later copy of the same one has a number behind.

    >>> source_of("张/汇总表_2026-W48_批示_1a2b3c4d（2）.xlsx")
    '张/汇总表_2026-W48_批示_1a2b3c4d'
    """
    path = PurePosixPath(file)
    return path.with_name(re.sub(r"（\d+）$", "", path.stem)).as_posix()


def item(row: Instruction, plain: Plain, note: str) -> Resolution:
    """Return the tracked item that a 批示 becomes."""
    return Resolution(row.code, SOURCE, "", row.text, plain.lead, (), plain.due, note=note)
