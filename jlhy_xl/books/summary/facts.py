"""The summary's figures, each worked out once from the Results; every sheet draws from here.

Counts are whole numbers; a share is rounded half-up to one decimal of a per cent and recomputes
from the counts beside it. What cannot be judged stays None, never 0.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from jlhy_xl.books.evidence import claim_words
from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.summary.doubts import marked
from jlhy_xl.books.summary.lights import light, waiting
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import ReturnCase, Severity, State
from jlhy_xl.core.points.heard import register
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.evidence import ledger
from jlhy_xl.core.returns.obligations import Row, is_due
from jlhy_xl.core.returns.prefill import indicator_name, unit_name
from jlhy_xl.core.scheme.choices import Joint, RowSource
from jlhy_xl.core.scheme.model import Group, Scheme
from jlhy_xl.core.standing.marked import is_units
from jlhy_xl.core.standing.measures import ResolutionStanding, Tally, resolution_standing, tally
from jlhy_xl.core.standing.owing import owing
from jlhy_xl.core.wording.merge import NOTHING_CAME
from jlhy_xl.core.wording.phrases import Place

if TYPE_CHECKING:
    import pandas as pd

Line = Mapping[Any, Any]  # a row of frames.PROGRESS
READ = (State.VALID.value, State.UNCHANGED.value)
_TENTH = Decimal("0.001")
REMARK = "remark"


def share(part: int, whole: int) -> Decimal | None:
    """Return part of whole, half-up to one decimal of a per cent; None where whole is 0.

    >>> share(1, 8), share(2, 3), share(0, 0)
    (Decimal('0.125'), Decimal('0.667'), None)
    """
    return (Decimal(part) / whole).quantize(_TENTH, ROUND_HALF_UP) if whole else None


def percent(part: int, whole: int) -> str:
    """Return the share in words, — where there is nothing to count.

    >>> percent(11, 12), percent(5, 0)
    ('91.7%', '—')
    """
    found = share(part, whole)
    return "—" if found is None else f"{found * 100:.1f}%"


BELATED = "warn", "△ 补报"


class UnitStand(Struct, frozen=True):
    """How one unit's return stands."""

    code: str
    name: str
    owed: bool
    came: datetime | None  # first acceptable arrival, on the office's clock
    clock: str  # which clock said so
    on_time: bool
    expected: int
    filled: int
    valid: int
    look: str  # good / warn / bad / none
    word: str
    reason: str = ""  # of the last arrival, where none is acceptable
    is_belated: bool = False  # 补报: it came after the cut-off, when it stood as 未报
    mends: int = 0  # 待补正: cells that what came still lacks

    @property
    def is_late(self) -> bool:
        """Whether it is 迟报: after the deadline, before the cut-off."""
        return self.came is not None and not self.on_time and not self.is_belated


class GroupStand(Struct, frozen=True):
    """How one 专项工作组 stands."""

    group: Group
    leads: str
    lines: tuple[Line, ...]
    reported: int
    better: int
    worse: int
    same: int
    lagging: int
    overdue: int
    judged: int  # rows whose 目标达成 can be judged
    reached: int
    # mean over the judged rows, each kept within 0 and 1; None where none is of this very period
    attainment: Decimal | None
    look: str
    word: str
    disputed: int  # rows of 共填 indicators whose leads disagree: in no count above but 已报, 滞后
    untrue: int = 0  # other rows whose value before was found untrue: not better, worse or the same

    @property
    def missed(self) -> int:
        """How many judged rows have not reached their target."""
        return self.judged - self.reached

    @property
    def unjudged(self) -> int:
        """How many rows cannot be judged, disputed ones among them: neither reached nor missed."""
        return len(self.lines) - self.judged


class Issue(Struct, frozen=True):
    """An open row of 问题与经验."""

    unit: str
    kind: str
    text: str
    group: str
    ask: str
    contact: str
    file: str
    sheet: str
    cell: str


class Facts(Struct, frozen=True, dict=True):
    """All figures of one edition; ``links`` gathers where things stand while sheets are drawn."""

    results: Results
    links: dict[str, str] = field(default_factory=dict)

    @property
    def scheme(self) -> Scheme:
        """The scheme in force."""
        return self.results.scheme

    @cached_property
    def today(self) -> date:
        """The day of the run on the office's clock."""
        return localised(self.scheme, self.results.now).date()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows of frames.PROGRESS in the scheme's order, with what ``doubts.marked`` says of each."""
        return marked(self.results, self.today)

    @cached_property
    def due(self) -> frozenset[tuple[str, str]]:
        """The (unit, indicator) pairs whose 现状值 is asked in this period."""
        return frozenset(
            (duty.unit.code, found.code)
            for duty in self.results.duties
            for found in self.scheme.indicators
            if duty.unit.code in found.leads and is_due(duty, Row(found.code, indicator=found))
        )

    def is_reported(self, line: Line) -> bool:
        """Whether the unit said what the row asks: its value where it is due, else any 推进状态."""
        if (line["unit"], line["indicator"]) in self.due:
            return line["state"] in READ
        return bool(line["status"])

    def unit(self, code: str) -> str:
        """Return a unit's name."""
        return unit_name(self.scheme, code)

    def name(self, line: Line) -> str:
        """Return an indicator's name with the unit's part."""
        found = self.scheme.indicator_by_code.get(line["indicator"])
        return indicator_name(found, line["unit"]) if found else str(line["name"])

    def group_name(self, number: int) -> str:
        """Return a group's name."""
        return next((row.name for row in self.scheme.groups if row.number == number), str(number))

    def local(self, when: datetime) -> datetime:
        """Return a moment as the office's clock shows it."""
        return localised(self.scheme, when).replace(tzinfo=None, microsecond=0)

    @cached_property
    def units(self) -> tuple[UnitStand, ...]:
        """How each unit that belongs to the period stands, in the scheme's order."""
        counts: dict[str, list[int]] = {}
        for row in self.results.completeness.to_dict("records"):
            sums = counts.setdefault(row["unit"], [0, 0, 0])
            for step, part in enumerate(("expected", "filled", "valid")):
                sums[step] += int(row[part])
        cases = {case.unit: case for case in self.results.cases}
        return tuple(
            self._unit(duty.unit.code, duty.is_owed, cases.get(duty.unit.code), counts)
            for duty in self.results.duties
            if duty.unit.member
        )

    def _unit(
        self, code: str, owed: bool, case: ReturnCase | None, counts: Mapping[str, list[int]]
    ) -> UnitStand:
        first = case.first_acceptable if case else None
        came = self.local(first.arrival.received) if first else None
        on_time = bool(first and first.arrival.received <= self.results.clock.grace)
        belated = bool(first and first.arrival.received > self.results.clock.cutoff)
        look, word = BELATED if belated else self._word(owed, first is not None, on_time)
        last = case.facts[-1] if case and case.facts and not first else None
        expected, filled, valid = counts.get(code, (0, 0, 0))
        return UnitStand(
            code, self.unit(code), owed, came, first.arrival.clock.value if first else "", on_time,
            expected, filled, valid, look, word, last.reason if last else "",
            belated, self._mends.get(code, 0),
        )  # fmt: skip

    @cached_property
    def _mends(self) -> dict[str, int]:
        """How many cells each unit has still to mend that has reported."""
        found = owing(self.results)
        return {row.unit: sum(part.cells for part in row.parts) for row in found if row.received}

    def _word(self, owed: bool, came: bool, on_time: bool) -> tuple[str, str]:
        if came:
            return ("good", "✓ 按时") if on_time else ("warn", "△ 迟报")
        if not owed:
            return "none", "— 不需报"
        if self.is_closed:
            return "bad", "✗ 未报"
        return ("none", f"— {self.pending}") if self.is_early else ("warn", f"△ {self.pending}")

    @property
    def is_early(self) -> bool:
        """Whether the deadline has not yet passed."""
        return self.results.now <= self.results.clock.grace

    @property
    def is_closed(self) -> bool:
        """Whether the cut-off has passed: only then is what is not there 未报."""
        return self.results.now > self.results.clock.cutoff

    @property
    def pending(self) -> str:
        """What a unit is called that may still report, in every output."""
        return phrase(self.scheme, Place.PENDING)

    @property
    def until(self) -> str:
        """Which moment has not come yet, so that the period's figures still move; "" after the cut-off."""
        if self.is_closed:
            return ""
        return "未到截止时间" if self.is_early else "未到最终截止时间"

    @cached_property
    def owing(self) -> tuple[UnitStand, ...]:
        """The units that owe a return."""
        return tuple(row for row in self.units if row.owed)

    @cached_property
    def groups(self) -> tuple[GroupStand, ...]:
        """How each group stands, in the scheme's order."""
        by_group: dict[int, list[Line]] = {}
        for line in self.lines:
            by_group.setdefault(line["group"], []).append(line)
        return tuple(self._group(row, by_group.get(row.number, [])) for row in self.scheme.groups)

    def _group(self, group: Group, lines: Sequence[Line]) -> GroupStand:
        reported = sum(self.is_reported(line) for line in lines)
        lagging = sum(bool(line["lagging"]) for line in lines)
        overdue = sum(bool(line["overdue"]) for line in lines)
        agreed = [line for line in lines if not line["disputed"]]
        compared = [line for line in agreed if not line["untrue"]]
        judged = [line["attainment"] for line in agreed if line["attainment"] is not None]
        kept = [min(max(each, Decimal(0)), Decimal(1)) for each in judged]
        is_new = reported > 0 and any(
            line["attainment"] is not None and line["value"] is not None for line in agreed
        )
        look, word = light(len(lines), reported, lagging, overdue)
        if not self.is_closed:
            look, word = waiting(look, word, is_early=self.is_early)
        return GroupStand(
            group, "、".join(self.unit(code) for code in group.leads), tuple(lines), reported,
            better=sum(line["better"] is True for line in lines),
            worse=sum(line["better"] is False for line in lines),
            same=sum(line["change"] == 0 for line in compared),
            lagging=lagging, overdue=overdue, judged=len(judged),
            reached=sum(each >= 1 for each in judged),
            attainment=sum(kept, Decimal(0)) / len(kept) if is_new else None, look=look, word=word,
            disputed=len(lines) - len(agreed), untrue=len(agreed) - len(compared),
        )  # fmt: skip

    def repeated(self, lines: Sequence[Line]) -> str:
        """Say how many of these rows repeat a 共填 indicator, which each of its leads reports; "" where none."""
        counts = Counter(line["indicator"] for line in lines)
        codes = {row.code for row in self.scheme.indicators if row.joint is Joint.SAME}
        again = [count for code, count in counts.items() if code in codes and count > 1]
        return f"（共填重复{sum(again) - len(again)}）" if again else ""

    @cached_property
    def remarks(self) -> dict[tuple[str, str], str]:
        """What units wrote into 备注 of an indicator's row, by (unit, indicator)."""
        forms = {row.code for row in self.scheme.forms if row.rows is RowSource.INDICATORS}
        return {
            (row["unit"], row["row_key"]): str(row["value"] or row["typed"])
            for row in chosen(self.results.readings, forms)
            if row["field"] == REMARK and row["state"] != State.BLANK.value
        }

    @cached_property
    def papers(self) -> dict[tuple[str, str], str]:
        """The supporting files that units name in rows, and whether they are there, by (unit, row)."""
        found: dict[tuple[str, str], list[str]] = {}
        for claim in ledger(self.results).claims:
            found.setdefault((claim.unit, claim.row_key), []).append(claim_words(claim))
        return {place: "；".join(told) for place, told in found.items()}

    @cached_property
    def resolutions(self) -> tuple[ResolutionStanding, ...]:
        """Where each 议定事项 stands today, as the register and the units' returns have it together."""
        known = register(self.scheme, self.results.said, self.results.now)
        return tuple(resolution_standing(row, self.today) for row in known.resolutions)

    @cached_property
    def resolution_tally(self) -> Tally:
        """共X件，已办结Y件."""
        return tally(row.word for row in self.resolutions)

    @cached_property
    def severities(self) -> Counter[Severity]:
        """How much is still open, by severity; a 须改正 counts in content that counts.

        What a later file has mended is not counted, nor what a silent unit owes: that is 未报. What
        the office must do about its own decisions is asked of no unit.
        """
        found = Counter(row.severity for row in self.results.findings if is_units(row))
        found[Severity.ERROR] = sum(
            row.code != NOTHING_CAME.code for case in self.results.cases for row in case.unmended
        )
        return found

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """The open rows that were filled in, by unit and row."""
        forms = {row.code for row in self.scheme.forms if row.rows is RowSource.OPEN}
        found: dict[tuple[str, str, str], dict[str, Line]] = {}
        for row in chosen(self.results.readings, forms):
            if row["state"] != State.BLANK.value:
                place = row["form"], row["unit"], row["row_key"]
                found.setdefault(place, {})[row["field"]] = row
        return tuple(_issue(place[1], cells) for place, cells in found.items())


def chosen(readings: "pd.DataFrame | None", forms: set[str]) -> list[Line]:
    """Return the readings of some forms as rows, in their order."""
    if readings is None or readings.empty:
        return []
    return list(readings[readings["form"].isin(forms)].to_dict("records"))


def _issue(unit: str, cells: Mapping[str, Line]) -> Issue:
    first = cells.get("text") or next(iter(cells.values()))
    told = {
        name: str(cells[name]["value"] or cells[name]["typed"]) if name in cells else ""
        for name in ("kind", "text", "group", "ask", "contact")
    }
    return Issue(unit, **told, file=first["file"], sheet=first["sheet"], cell=first["cell"])
