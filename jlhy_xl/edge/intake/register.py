"""Reads 收件登记.xlsx, in which the office writes when files came by hand and what it sent back."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path

from msgspec import Struct, field

from jlhy_xl.core import text
from jlhy_xl.core.errors import JlhyError, Refusal
from jlhy_xl.core.model import Finding, SentBack
from jlhy_xl.core.raw import Raw, RawBook, RawSheet, a1
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import intake as words
from jlhy_xl.core.wording.code import Code
from jlhy_xl.edge.files import sha256, why

NAME = words.REGISTER
_HEADING_ROWS = 20
_DAY = re.compile(r"(?:(\d{4})\s*[-年/.]\s*)?(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?")
_HOUR = re.compile(
    r"(上午|早上|凌晨|中午|下午|晚上|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2}|半)?\s*分?"
    r"(?:\s*:\s*(\d{1,2}))?",
    re.IGNORECASE,
)
_PERIODS = re.compile(r"(?:(\d{4})\s*[-年]?\s*)?(?:第|w)\s*(\d{1,2})\s*周?", re.IGNORECASE)


class Entry(Struct, frozen=True):
    """One line: when a file came, and from whom."""

    file: str
    received: datetime
    sender: str
    sheet: str
    cell: str


Back = tuple[str, str, SentBack]  # unit code, period, when and how


class Register(Struct, frozen=True):
    """What the office wrote for one period's folder."""

    entries: Mapping[str, Entry] = field(default_factory=dict)  # by the file name's key
    sent_back: tuple[Back, ...] = ()
    findings: tuple[Finding, ...] = ()


class Settled(Struct, frozen=True):
    """What closed periods hold of a folder: its files need hashing alone, its register no reading."""

    files: Mapping[str, str] = field(
        default_factory=dict
    )  # place → hash; leaves of open periods: none
    sent_back: tuple[Back, ...] = ()

    def holds(self, place: str, data: bytes) -> bool:
        """Whether a file is as it was, and nothing in it concerns an open period."""
        return place in self.files and self.files[place] == sha256(data)

    def knows_register(self, folder: Path) -> bool:
        """Whether the folder's register is as it was when its period was closed."""
        path = folder / NAME
        if not path.is_file():
            return NAME not in self.files
        return NAME in self.files and self.holds(NAME, _bytes(path))


def load(folder: Path, scheme: Scheme, zone: tzinfo) -> Register:
    """Return what the folder's 收件登记.xlsx says; empty where there is none.

    Raises:
        JlhyError: the file is there and the disk does not give it.
    """
    path = folder / NAME
    if not path.is_file():
        return Register()
    from jlhy_xl.edge.read import read

    data = _bytes(path)
    try:
        book = read(data, NAME)
    except Refusal as refusal:
        slots = {"what": refusal.finding.message}
        finding = words.REGISTER_UNREADABLE.finding(file=NAME, period=folder.name, words=slots)
        return Register(findings=(finding,))
    return parse(book, folder.name, scheme, zone, sha256(data))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise JlhyError(f"打不开 {path}", why(fault), "请关闭占用它的程序后再试") from fault


def parse(
    book: RawBook, period: str, scheme: Scheme, zone: tzinfo, digest: str = ""
) -> Register:  # fmt: skip
    """Return what the register's sheets say, and all that cannot be understood.

    Args:
        book: the register.
        period: whose folder it lies in.
        scheme: whose units it names.
        zone: of the moments in it.
        digest: the file's hash, beside what rests on it.
    """
    reader = _Reader(period, scheme, zone, digest)
    found = False
    for sheet in book.sheets:
        columns, first = _headings(sheet, (words.FILE, words.RECEIVED))
        if columns:
            found = True
            reader.learn_files(sheet, columns, first)
        columns, first = _headings(sheet, (words.UNIT, words.SENT_BACK))
        if columns:
            reader.learn_sent_back(sheet, columns, first)
    if not found:
        reader.findings.append(
            words.REGISTER_HEADINGS.finding(
                file=NAME, period=period, expected=f"{words.FILE}、{words.RECEIVED}"
            )
        )
    return Register(reader.entries, tuple(reader.sent_back), tuple(reader.findings))


class _Reader(Struct):
    period: str
    scheme: Scheme
    zone: tzinfo
    sha256: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    sent_back: list[Back] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def learn_files(self, sheet: RawSheet, columns: dict[str, int], first: int) -> None:
        """Every line of the sheet is an entry or a finding."""
        for row in _rows(sheet, columns, first):
            name = typed(sheet.at(row, columns[words.FILE]))
            key = text.key(name)
            if not key:
                continue
            when = self._moment(sheet, row, columns[words.RECEIVED], name)
            if when is None:
                continue
            sender = typed(sheet.at(row, columns[words.FROM])) if words.FROM in columns else ""
            known = self.entries.get(key)
            if known is not None:
                self._tell(words.REGISTER_TWICE, name, (sheet, row, columns[words.FILE]))
            if known is None or when < known.received:
                self.entries[key] = Entry(
                    name, when, text.display(sender), sheet.name, a1(row, columns[words.FILE])
                )

    def learn_sent_back(self, sheet: RawSheet, columns: dict[str, int], first: int) -> None:
        """Every line of 退回登记 is an entry or a finding."""
        units = {
            text.key(word): unit.code
            for unit in self.scheme.units
            for word in (unit.code, unit.name, *unit.aliases)
        }
        for row in _rows(sheet, columns, first):
            name = typed(sheet.at(row, columns[words.UNIT]))
            if not text.key(name):
                continue
            unit = units.get(text.key(name))
            if unit is None:
                self._tell(words.SENT_BACK_UNIT, name, (sheet, row, columns[words.UNIT]))
                continue
            term = typed(sheet.at(row, columns[words.PERIOD])) if words.PERIOD in columns else ""
            period = _period(term, self.period)
            if not period:
                self._tell(words.SENT_BACK_PERIOD, term, (sheet, row, columns[words.PERIOD]))
                continue
            when = self._moment(sheet, row, columns[words.SENT_BACK], name)
            if when is not None:
                self.sent_back.append((unit, period, self._told(sheet, row, columns, when)))

    def _told(
        self, sheet: RawSheet, row: int, columns: dict[str, int], when: datetime
    ) -> SentBack:  # fmt: skip
        """Return a line of 退回登记 with how, by whom and where it stands."""
        how, by = (
            text.display(typed(sheet.at(row, columns[word]))) if word in columns else ""
            for word in (words.HOW, words.BY)
        )
        place = words.SENT_BACK_ROW.format(sheet=sheet.name, row=row + 1)
        return SentBack(when, how, by, NAME, place, self.sha256)

    def _moment(self, sheet: RawSheet, row: int, column: int, name: str) -> datetime | None:
        """Return the moment a cell tells; a day without an hour is its first moment, with a query."""
        raw = sheet.at(row, column)
        when = _when(raw, self.period)
        place = (sheet, row, column)
        if when is None:
            self._tell(words.REGISTER_TIME, typed(raw), place, name)
            return None
        if when.time() == time() and not (isinstance(raw, str) and _HOUR.search(_plain(raw))):
            self._tell(words.REGISTER_DAY, typed(raw), place, name)
        return when.replace(tzinfo=self.zone)

    def _tell(
        self, code: Code, found: str, place: tuple[RawSheet, int, int], name: str = ""
    ) -> None:
        sheet, row, column = place
        self.findings.append(
            code.finding(
                found=found, file=NAME, period=self.period, sheet=sheet.name, cell=a1(row, column),
                words={"file_name": name},
            )
        )  # fmt: skip


def _headings(sheet: RawSheet, needed: tuple[str, ...]) -> tuple[dict[str, int], int]:
    """Return heading → column and the first row below, where a row holds the needed headings."""
    rows = sorted({row for row, _ in sheet.cells if row < _HEADING_ROWS})
    for row in rows:
        found: dict[str, int] = {}
        for (at, column), raw in sorted(sheet.cells.items()):
            if at == row and isinstance(raw, str):
                word = text.heading_key(raw)
                found.setdefault(words.ALIASES.get(word, word), column)
        if all(word in found for word in needed):
            return found, row + 1
    return {}, 0


def _rows(sheet: RawSheet, columns: dict[str, int], first: int) -> Iterator[int]:
    wanted = set(columns.values())
    yield from sorted({row for row, column in sheet.cells if row >= first and column in wanted})


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", text.display(word))


def _when(raw: Raw | None, period: str) -> datetime | None:
    """Return the moment that a cell tells, in the office's zone and without naming it."""
    if isinstance(raw, datetime):
        return raw
    if not isinstance(raw, str):
        return None
    plain = _plain(raw)
    day = _DAY.search(plain)
    if day is None:
        return None
    hour = _HOUR.search(plain, day.end())
    rest = plain[day.end() :].strip()
    if hour is None and rest and not re.fullmatch(r"[(（]?(周|星期)[一二三四五六日天][)）]?", rest):
        return None
    try:
        found = date(int(day[1]) if day[1] else 2000, int(day[2]), int(day[3]))
        clock = _hour(hour) if hour else time()
        return datetime.combine(found if day[1] else _near(found, period), clock)
    except ValueError:
        return None


def _hour(found: re.Match[str]) -> time:
    half = (found[1] or "").lower()
    hour = int(found[2])
    minute = 30 if found[3] == "半" else int(found[3] or 0)
    if half in {"下午", "晚上", "pm", "中午"} and hour < 12 and not (half == "中午" and hour == 11):
        hour += 12
    return time(hour, minute, int(found[4] or 0))


def _near(day: date, period: str) -> date:
    """Return the day in the year that brings it nearest to the period.

    >>> _near(date(2000, 1, 2), "2026-W53")
    datetime.date(2027, 1, 2)
    """
    middle = _monday(period)
    years = (middle.year - 1, middle.year, middle.year + 1)
    leap = (day.month, day.day) == (2, 29)
    days = [day.replace(year=year) for year in years if not leap or year % 4 == 0]
    return min(days, key=lambda each: abs(each - middle))  # none: ValueError, no such day


def _monday(period: str) -> date:
    found = re.fullmatch(r"(\d{4})-(W?)(\d{2})", period)
    if not found:
        raise ValueError(f"no period: {period}")
    if found[2]:
        return date.fromisocalendar(int(found[1]), int(found[3]), 1)
    return date(int(found[1]), int(found[3]), 1) + timedelta(days=14)


def _period(word: str, folder: str) -> str:
    """Return the period that a cell names; the folder's own where it is blank.

    >>> _period("", "2026-W48"), _period("第47周", "2026-W48"), _period("2026-W47", "2026-W48")
    ('2026-W48', '2026-W47', '2026-W47')
    """
    plain = _plain(word)
    if not plain:
        return folder
    if re.fullmatch(r"\d{4}-(W\d{2}|\d{2})", plain):
        return plain
    found = _PERIODS.search(plain)
    return f"{found[1] or folder[:4]}-W{int(found[2]):02}" if found else ""
