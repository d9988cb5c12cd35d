"""A year's settled lines, each prepared once: what counts, what stays open, what proves it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.books.scoring.facts import Facts, Line, minutes
from jlhy_xl.books.slip_words import for_others, stated
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Arrival, Deduction, Status
from jlhy_xl.core.points.caps import ZERO, Limit, in_points, limits_of
from jlhy_xl.core.points.decisions import Entry
from jlhy_xl.core.points.propose import Waived
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.core.scheme.succession import standing
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import annual as words
from jlhy_xl.core.wording import deductions

_SHOWN = 4  # pieces of evidence that a line shows itself
_SPARED = (Status.WAIVED, Status.EXEMPT, Status.REVOKED)


class Year(Struct, frozen=True, dict=True):
    """What the year's books are made from; the lines are the ledger's rows."""

    results: Results  # how things stand now; its lines are those of the year
    year: int
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)  # line → its history
    arrivals: Mapping[str, Arrival] = field(default_factory=dict)  # by sha256
    kept: Mapping[str, str] = field(default_factory=dict)  # sha256 → where the original lies
    frozen: Mapping[str, Limit] = field(
        default_factory=dict
    )  # line → what bounded it at its closing

    waived: Mapping[str, tuple[Waived, ...]] = field(default_factory=dict)  # line → its 不予减扣
    history: Mapping[str, Sequence[tuple[datetime, Deduction]]] = field(
        default_factory=dict
    )  # line → how it stood each time it changed

    @property
    def scheme(self) -> Scheme:
        """The scheme in force."""
        return self.results.scheme

    @cached_property
    def facts(self) -> Facts:
        """The lines of the year, ready to be shown."""
        return Facts(self.results)

    @cached_property
    def today(self) -> date:
        """The day on the office's clock."""
        return localised(self.scheme, self.results.now).date()

    @cached_property
    def settled(self) -> tuple[Line, ...]:
        """What is 审定 and becomes points."""
        return tuple(line for line in self._settled if in_points(self.scheme, line.found.unit))

    @cached_property
    def reported(self) -> tuple[Line, ...]:
        """What is 审定 about units that are outside the assessment (仅通报, 函告上级)."""
        return tuple(line for line in self._settled if not in_points(self.scheme, line.found.unit))

    @property
    def _settled(self) -> list[Line]:
        return [line for line in self.facts.all if line.found.status is Status.SETTLED]

    @cached_property
    def open(self) -> tuple[Line, ...]:
        """What nobody has settled yet."""
        done = (Status.SETTLED, *_SPARED)
        return tuple(line for line in self.facts.all if line.found.status not in done)

    @cached_property
    def spared(self) -> tuple[Line, ...]:
        """What is 不予减扣, 免于认定 or 撤销."""
        return tuple(line for line in self.facts.all if line.found.status in _SPARED)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The heads of the rules, and of the lines whatever became of their rules."""
        return self.facts.heads

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the assessment that existed in the year, and every other with a settled line."""
        known = self.scheme.units
        told = {line.found.unit for line in self.settled}
        first, last = date.fromisocalendar(self.year, 1, 1), date(self.year, 12, 31)
        there = [
            unit for unit in known
            if unit.code in told or (unit.member and in_points(self.scheme, unit.code)
            and (unit.starts or first) <= last and (unit.ends or last) >= first)
        ]  # fmt: skip
        strange = sorted(told - {unit.code for unit in known})
        return (*there, *(Unit(code, code) for code in strange))

    def fate(self, code: str) -> str:
        """Return what became of a unit in the year, "" where nothing did."""
        return standing(self.scheme, code, max(self.today, date(self.year, 1, 1)))

    @cached_property
    def limits(self) -> Mapping[str, Limit]:
        """What bounds each line: the scheme of its closing, today's where its period is open."""
        return limits_of(self.scheme, (line.found for line in self.facts.all)) | {**self.frozen}

    def limit(self, line: Line) -> Limit:
        """Return a line's cap group and its caps."""
        return self.limits[line.found.id]

    def lines_of(self, lines: Sequence[Line], unit: str, head: str = "") -> tuple[Line, ...]:
        """Return a unit's lines, of one head where it is given."""
        return tuple(line for line in lines if line.found.unit == unit and head in ("", line.head))

    def with_line(self, unit: str) -> tuple[Line, ...]:
        """Return all lines of a unit, and after them those of the ended units that it follows."""
        ended = [each.code for each in self.scheme.units if each.successor == unit and each.ends]
        return tuple(
            line for code in (unit, *ended) for line in self.facts.all if line.found.unit == code
        )

    def served(self, line: Line) -> str:
        """Return how and when the unit was told, and who signed."""
        said = line.said
        parts = (
            said.delivered_how.strip(),
            said.signed_by.strip(),
            self.facts.when(said.signed_at),
        )
        return "　".join(part for part in parts if part)

    def objection(self, line: Line) -> str:
        """Return the unit's objection, or that there was none."""
        said = line.said
        parts = (self.facts.when(said.objection_at), said.objection_text.strip())
        told = "　".join(part for part in parts if part)
        return told or (words.NO_OBJECTION if said.signed_at else "")

    def review(self, line: Line) -> str:
        """Return what the two people found."""
        said = line.said
        amount = words.AMOUNT.format(points=said.amount) if said.amount is not None else ""
        people = [
            label.format(name=name.strip())
            for label, name in ((words.HANDLER, said.handler), (words.REVIEWER, said.reviewer))
            if name.strip()
        ]
        parts = (said.outcome.strip(), amount, said.reason.strip(), *people)
        return words.JOIN.join(part for part in parts if part)

    def settlement(self, line: Line) -> str:
        """Return who settled it, on what ground, when."""
        said = line.said
        day = said.decided.isoformat() if said.decided else ""
        return "　".join(part for part in (said.body.strip(), said.basis.strip(), day) if part)

    def evidence(self, line: Line) -> str:
        """Return a line's evidence in words, the first pieces only; what it asked of the unit then stays out."""
        pieces = tuple(map(stated, line.found.evidence))
        bare = replace(line, found=replace(line.found, evidence=pieces))
        return self.facts.evidence_words(bare, _SHOWN, words.MORE_PROOFS)

    def note(self, line: Line) -> str:
        """Return what must be known of a line beside the columns that tell of its review."""
        said = line.said
        note = line.note
        for part in (
            deductions.GROUNDS.format(reason=said.reason, handler=said.handler),
            deductions.DECIDED_BY.format(body=said.body, basis=said.basis),
        ):
            note = note.replace(part, "")
        return minutes(
            words.JOIN.join(part for part in (for_others(note), self.former(line)) if part)
        )

    def former(self, line: Line) -> str:
        """Return that and how a line was 审定 before it became what it is, "" where it never was."""
        name, rows = line.found.id, self.history.get(line.found.id, ())
        settled = [row for row in rows if row[1].status is Status.SETTLED]
        if not settled or line.found.status is Status.SETTLED:
            return ""
        at, then = settled[-1]
        known = [row.entries for row in self.entries.get(name, ()) if row.at and row.at <= at]
        said = known[-1] if known else {}
        day = said.get(deductions.COLUMNS["decided"], "")
        ground = deductions.DECIDED_BY.format(
            **{part: said.get(deductions.COLUMNS[part], "") for part in ("body", "basis")}
        )
        return words.FORMER.format(
            day=day or self.facts.when(at).partition(" ")[0], amount=plain(then.settled or ZERO),
            ground=ground.strip("，"), status=line.found.status.value,
        )  # fmt: skip


def amount(lines: Sequence[Line]) -> Decimal:
    """Return the sum of what was 审定."""
    return sum((line.settled or ZERO for line in lines), ZERO)


def of_year(results: Results, year: int, lines: Sequence[Deduction]) -> Results:
    """Return the results with the lines of one year."""
    return replace(results, deductions=tuple(line for line in lines if line.year == year))
