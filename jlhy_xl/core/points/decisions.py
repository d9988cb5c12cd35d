"""What people wrote into copies of the desks' workbooks: what is new, and where copies disagree.

A copy says only what differs from what its maker was shown (``seen``). What two copies say
differently, or what overtook a copy after it was made, is asked about; nothing is guessed. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from jlhy_xl.core.model import Finding
from jlhy_xl.core.points.chain_entries import moment_of, points_of
from jlhy_xl.core.raw import RawBook, RawSheet, a1
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording import deductions, desk

LINE, ARRIVAL = "line", "arrival"
HEARD, CONTESTED = "heard ", "contested "  # before LINE or ARRIVAL: kept, and decides nothing
SEEN = "jlhy_decisions"  # the property that says how many decisions a copy's maker was shown
KINDS = tuple(kind + about for about in (LINE, ARRIVAL) for kind in ("", HEARD, CONTESTED))

_HEADING_ROWS = 20
_LEAST = {LINE: 3, ARRIVAL: 2}  # headings by which a desk's sheet is known
_HEADINGS = {
    LINE: tuple(deductions.COLUMNS.values()), ARRIVAL: tuple(desk.PENDING_COLUMNS.values()),
}  # fmt: skip
_KEYS = {LINE: desk.LINE_KEY, ARRIVAL: desk.ARRIVAL_KEY}
_TIMES = {deductions.COLUMNS[name] for name in ("signed_at", "objection_at", "decided")}
_POINTS = deductions.COLUMNS["amount"]


class Entry(Struct, frozen=True):
    """What stands about a deduction line or an arrival once a person has written; append-only."""

    key: str  # the deduction's or the arrival's id
    entries: Mapping[str, str]  # heading → what stands now, all of it
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""  # of the key
    about: str = LINE  # see KINDS
    at: datetime | None = None
    seq: int = 0  # its number in the ledger
    raw: Mapping[str, str] = field(default_factory=dict)  # heading → what the copy's cell held
    cells: Mapping[str, str] = field(default_factory=dict)  # heading → A1


class Row(Struct, frozen=True):
    """One row of a copy."""

    about: str
    key: str
    held: Mapping[str, str]  # heading → what its cell holds, of the columns that are there
    cells: Mapping[str, str]
    sheet: str
    cell: str

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(text.strip() for text in self.held.values())


class Copy(Struct, frozen=True):
    """One filled-in workbook."""

    file: str
    sha256: str
    seen: int = 0  # how many decisions its maker was shown
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()


class Taken(Struct, frozen=True):
    """What a review adds: entries of every kind, in order, and what must be asked."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def decided(self) -> tuple[Entry, ...]:
        """The entries that decide something."""
        return tuple(entry for entry in self.entries if entry.about in (LINE, ARRIVAL))


# -- a workbook → a copy -----------------------------------------------------------------------


def copy_of(book: RawBook, file: str, sha256: str) -> Copy:
    """Return what a workbook says, whatever was sorted, filtered, hidden or added in it."""
    seen = book.properties.get(SEEN, "")
    rows: list[Row] = []
    findings: list[Finding] = []
    is_desk = False
    for sheet in book.sheets:
        for about in (LINE, ARRIVAL):
            columns, top = _columns(sheet, about)
            if columns:
                is_desk = True
                for row in _rows(sheet, about, columns, top):
                    if row.key:
                        rows.append(row)
                    elif not row.is_blank:
                        findings.append(
                            words.NO_KEY.finding(file=file, sha256=sha256, sheet=row.sheet, cell=row.cell)
                        )  # fmt: skip
    if not is_desk:
        findings.append(words.NOT_A_DESK.finding(found=file, file=file, sha256=sha256))
    return Copy(file, sha256, int(seen) if seen.isdecimal() else 0, tuple(rows), tuple(findings))


def _columns(sheet: RawSheet, about: str) -> tuple[dict[str, int], int]:
    """Return heading → column and the first row below, where a row holds the desk's headings."""
    wanted = {heading_key(word): word for word in (_KEYS[about], *_HEADINGS[about])}
    for row in sorted({row for row, _ in sheet.cells if row < _HEADING_ROWS}):
        found: dict[str, int] = {}
        for (at, column), raw in sorted(sheet.cells.items()):
            if at == row and isinstance(raw, str) and heading_key(raw) in wanted:
                found.setdefault(wanted[heading_key(raw)], column)
        if _KEYS[about] in found and len(found) > _LEAST[about]:
            return found, row + 1
    return {}, 0


def _rows(sheet: RawSheet, about: str, columns: Mapping[str, int], top: int) -> Iterator[Row]:
    numbers = sorted(
        {row for row, column in sheet.cells if row >= top and column in columns.values()}
    )
    for number in numbers:
        texts = {word: typed(sheet.at(number, at)).strip() for word, at in columns.items()}
        cells = {word: a1(number, at) for word, at in columns.items()}
        name = key(texts.pop(_KEYS[about]))
        yield Row(about, name, texts, cells, sheet.name, cells.pop(_KEYS[about]))


# -- copies → entries --------------------------------------------------------------------------


def canonical(heading: str, text: str) -> str:
    """Return the form by which two cells are compared: a day is a day however it was typed.

    >>> canonical("签收时间", "2026年12月8日 9时30分") == canonical("签收时间", "2026-12-08 09:30:00")
    True
    >>> canonical("核定分值", "0.50"), canonical("经办人", "李 四")
    ('0.5', '李四')
    """
    if heading in _TIMES:
        moment = moment_of(text)
        return moment.isoformat() if moment else key(text)
    if heading == _POINTS:
        amount = points_of(text)
        return key(text) if amount is None else f"{amount.normalize():f}"
    return key(text)


class _Setting(Struct, frozen=True):
    """Who put a column's present text."""

    seq: int = 0
    file: str = ""


class _Subject(Struct):
    """A line or an arrival with its history, oldest first."""

    about: str
    key: str
    history: list[Entry] = field(default_factory=list)
    heard: list[Entry] = field(default_factory=list)
    contested: list[Entry] = field(default_factory=list)

    def standing(self, seen: int | None = None) -> Mapping[str, str]:
        """Return what stood when so many decisions were known; what stands now without a number."""
        found: Mapping[str, str] = {}
        for entry in self.history:
            if seen is None or entry.seq <= seen:
                found = entry.entries
        return found

    def setting(self, heading: str) -> _Setting:
        """Return which entry put a column's present text."""
        text, found = "", _Setting()
        for entry in self.history:
            put = canonical(heading, entry.entries.get(heading, ""))
            if put != text:
                text, found = put, _Setting(entry.seq, entry.file)
        return found


class _Candidate(Struct, frozen=True):
    """A row that says something new."""

    copy: Copy
    row: Row
    says: Mapping[str, str]  # heading → canonical, of what differs from what its maker knew
    known: int  # the last decision that its maker knew
    shown: int = 0  # where its disagreement was put down before

    @property
    def place(self) -> tuple[str, str, str]:
        return self.copy.sha256, self.row.sheet, self.row.cell

    def entry(self, about: str, entries: Mapping[str, str]) -> Entry:
        return Entry(
            self.row.key, entries, self.copy.file, self.copy.sha256, self.row.sheet,
            self.row.cell, about, raw=self.row.held, cells=self.row.cells,
        )  # fmt: skip


def take(
    copies: Iterable[Copy], known: Sequence[Entry], ids: Mapping[str, Collection[str]]
) -> Taken:
    """Return what the copies add to what is known.

    Args:
        copies: all that lie there now; the same bytes twice are one.
        known: the ledger's entries of all KINDS, in order.
        ids: LINE and ARRIVAL → the ids that the program ever gave out.
    """
    distinct = {copy.sha256: copy for copy in sorted(copies, key=lambda each: each.file)[::-1]}
    ordered = sorted(distinct.values(), key=lambda each: (each.file, each.sha256))
    subjects = _subjects(known)
    entries: list[Entry] = []
    findings = [finding for copy in ordered for finding in copy.findings]
    found: dict[tuple[str, str], list[_Candidate]] = {}
    for copy in ordered:
        goes_on = _goes_on(copy, known)
        for row in copy.rows:
            place = (row.about, row.key)
            if row.key not in ids.get(row.about, ()):
                findings += [] if row.is_blank else [_unknown(copy, row)]
                continue
            subject = subjects.setdefault(place, _Subject(*place))
            candidate = _candidate(subject, copy, row, goes_on=goes_on)
            if candidate:
                found.setdefault(place, []).append(candidate)
    for place, candidates in found.items():
        resolved = _resolve(subjects[place], candidates)
        entries += resolved.entries
        findings += resolved.findings
    return Taken(tuple(entries), tuple(findings))


def _subjects(known: Iterable[Entry]) -> dict[tuple[str, str], _Subject]:
    subjects: dict[tuple[str, str], _Subject] = {}
    for entry in known:
        about = entry.about.removeprefix(HEARD).removeprefix(CONTESTED)
        subject = subjects.setdefault((about, entry.key), _Subject(about, entry.key))
        if entry.about.startswith(HEARD):
            subject.heard.append(entry)
        elif entry.about.startswith(CONTESTED):
            subject.contested.append(entry)
        else:
            subject.history.append(entry)
    return subjects


def _unknown(copy: Copy, row: Row) -> Finding:
    code = deductions.NO_SUCH_LINE if row.about == LINE else words.NO_SUCH_ARRIVAL
    return code.finding(
        found=row.key, row_key=row.key, file=copy.file, sha256=copy.sha256, sheet=row.sheet,
        cell=row.cell,
    )  # fmt: skip


def _goes_on(copy: Copy, known: Iterable[Entry]) -> bool:
    """Whether a copy is a recorded one that people went on writing in: nothing it said is gone."""
    said: dict[tuple[str, str], Mapping[str, str]] = {
        (entry.about, entry.key): entry.raw
        for entry in known
        if entry.file == copy.file and entry.about in (LINE, ARRIVAL)
    }
    for row in copy.rows:
        before = said.get((row.about, row.key), {})
        if any(text and not row.held.get(heading, "") for heading, text in before.items()):
            return False
    return True


def _candidate(subject: _Subject, copy: Copy, row: Row, *, goes_on: bool) -> _Candidate | None:
    """Return what a row says beyond what its maker knew; None where it says nothing new."""
    place = copy.sha256, row.sheet, row.cell
    if any(_place(entry) == place for entry in (*subject.history, *subject.heard)):
        return None
    base, horizon = subject.standing(copy.seen), copy.seen
    own = [entry for entry in subject.history if entry.file == copy.file]
    if own and goes_on and own[-1].seq > copy.seen:
        base, horizon = own[-1].raw, own[-1].seq
    says = {
        heading: canonical(heading, text)
        for heading, text in row.held.items()
        if canonical(heading, text) != canonical(heading, base.get(heading, ""))
    }
    shown = max((entry.seq for entry in subject.contested if _place(entry) == place), default=0)
    if shown and all(subject.setting(heading).seq > shown for heading in says):
        return None  # a person has decided since, knowing of the disagreement
    return _Candidate(copy, row, says, horizon, shown) if says else None


def _place(entry: Entry) -> tuple[str, str, str]:
    return entry.sha256, entry.sheet, entry.cell


def _resolve(subject: _Subject, candidates: Sequence[_Candidate]) -> Taken:
    """Return what becomes of the rows about one subject."""
    rivals = _abreast(candidates)
    quarrel = [one for one in rivals if _is_asked(subject, one, rivals)]
    before = standing = dict(subject.standing())
    decided: list[Entry] = []
    for one in rivals:
        if one in quarrel:
            continue
        news = {
            heading: one.row.held[heading]
            for heading, text in one.says.items()
            if text != canonical(heading, standing.get(heading, ""))
        }
        standing = standing | news
        decided.append(one.entry(subject.about if news else HEARD + subject.about, standing))
    # an old copy that says what a newer one has just decided has nothing left to be asked
    agreed = [one for one in quarrel if _agrees(one, standing)]
    quarrel = [one for one in quarrel if one not in agreed]
    contested = [one.entry(CONTESTED + subject.about, before) for one in quarrel if not one.shown]
    heard = [one.entry(HEARD + subject.about, standing) for one in agreed]
    disputed = [
        finding
        for one in quarrel
        for heading in one.says
        for finding in _asked(subject, one, heading, rivals)
    ]
    return Taken((*contested, *decided, *heard), tuple(disputed))


def _agrees(one: _Candidate, standing: Mapping[str, str]) -> bool:
    now = {heading: canonical(heading, standing.get(heading, "")) for heading in one.says}
    return now == dict(one.says)


def _abreast(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the rows that stand beside each other: one made in view of a disagreement ends it."""
    return [
        one
        for one in candidates
        if not any(
            one.shown and other.known >= one.shown and set(one.says) <= set(other.says)
            for other in candidates
        )
    ]


def _differing(one: _Candidate, heading: str, rivals: Iterable[_Candidate]) -> list[_Candidate]:
    return [
        other
        for other in rivals
        if heading in other.says and other.says[heading] != one.says[heading]
    ]


def _is_overtaken(subject: _Subject, one: _Candidate, heading: str) -> bool:
    """Whether somebody put another text there that this row's maker did not know."""
    now = canonical(heading, subject.standing().get(heading, ""))
    return now != one.says[heading] and subject.setting(heading).seq > one.known


def _is_asked(subject: _Subject, one: _Candidate, rivals: Sequence[_Candidate]) -> bool:
    return any(
        _differing(one, heading, rivals) or _is_overtaken(subject, one, heading)
        for heading in one.says
    )


def _asked(
    subject: _Subject, one: _Candidate, heading: str, rivals: Sequence[_Candidate]
) -> Iterator[Finding]:
    slots = {"subject": words.SUBJECTS[subject.about].format(key=subject.key), "column": heading}
    others = _differing(one, heading, rivals)
    if others:
        code = words.DISAGREE
        sides = ((other.copy.file, other.row.held[heading] or words.BLANK) for other in others)
        expected = "，".join(dict.fromkeys(words.SIDE.format(file=a, found=b) for a, b in sides))
    elif _is_overtaken(subject, one, heading):
        code = words.OVERTAKEN
        slots["before"] = subject.setting(heading).file
        expected = subject.standing().get(heading, "") or words.BLANK
    else:
        return
    yield code.finding(
        found=one.row.held[heading], expected=expected, words=slots, file=one.copy.file,
        sha256=one.copy.sha256, sheet=one.row.sheet, cell=one.row.cells[heading],
        row_key=subject.key, field=heading,
    )  # fmt: skip
