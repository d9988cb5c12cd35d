"""What people wrote into copies of the desks' workbooks: what is new, and where copies disagree.

A copy says only what differs from what its maker was shown (``seen``). What two copies say
differently, or what overtook a copy after it was made, is asked about; nothing is guessed. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from jlhy_xl.core.model import Finding
from jlhy_xl.core.points.copies import (
    ARRIVAL,
    CONTESTED,
    HEARD,
    KINDS,
    LINE,
    SEEN,
    Copy,
    Entry,
    Row,
    canonical,
    copy_of,
)
from jlhy_xl.core.wording import decisions as words
from jlhy_xl.core.wording import deductions

__all__ = [
    "ARRIVAL", "CONTESTED", "HEARD", "KINDS", "LINE", "SEEN", "Copy", "Entry", "Row", "Taken",
    "canonical", "copy_of", "take",
]  # fmt: skip


class Taken(Struct, frozen=True):
    """What a review adds: entries of every kind, in order, and what must be asked."""

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def decided(self) -> tuple[Entry, ...]:
        """The entries that decide something."""
        return tuple(entry for entry in self.entries if entry.about in (LINE, ARRIVAL))


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
