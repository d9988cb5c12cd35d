"""What a run knows when it begins to draw: the one thing that every book is made from."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from jlhy_xl.core.model import (
    Contact,
    Deduction,
    Finding,
    Prior,
    Receipt,
    ReturnCase,
    Timetable,
)
from jlhy_xl.core.points.caps import Limit
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.points.heard import Statement
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.scheme.instructions import Instruction
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.editions import Edition
from jlhy_xl.core.standing.trend import Week

if TYPE_CHECKING:
    import pandas as pd


class World(Struct, frozen=True):
    """What a worker needs to examine a leaf; picklable, the same for every leaf of a run."""

    scheme: Scheme
    scheme_digest: str
    key: bytes  # the office's key
    now: datetime
    duties: Mapping[tuple[str, str], Duty]  # (unit code, period): every open period
    priors: Mapping[tuple[str, str], Prior]
    passwords: tuple[str, ...] = ()
    # period → the scheme as its units stood then, only where somebody had taken over
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    # sha256 → unit and period that a person named for an asked file; "" keeps what it says itself
    said: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def scheme_of(self, period: str) -> Scheme:
        """Return the scheme as its units stood in a period."""
        return self.schemes.get(period, self.scheme)


class Results(Struct, frozen=True):
    """A judged period, ready to be drawn."""

    scheme: Scheme
    scheme_digest: str
    clock: Timetable
    now: datetime
    duties: tuple[Duty, ...]  # active units, in the scheme's order
    receipts: tuple[Receipt, ...]  # this period's leaves with their final verdicts
    cases: tuple[ReturnCase, ...]  # this period's, one a unit that owes or sent something
    readings: "pd.DataFrame"  # frames.READINGS, this period's merged content
    findings: tuple[Finding, ...]  # of the content that counts, and of files refused or asked
    completeness: "pd.DataFrame"  # frames.COMPLETENESS
    progress: "pd.DataFrame"  # frames.PROGRESS
    deductions: tuple[Deduction, ...]  # the year's lines up to now
    contacts: tuple[Contact, ...] = ()
    balance: Mapping[str, int] = field(default_factory=dict)  # received, accepted, …
    marks: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)  # proposed, settled
    decisions: tuple[Decision, ...] = ()  # as recorded up to now; the last about a line counts
    previous: "pd.DataFrame | None" = None  # frames.READINGS of the period before
    fresh: frozenset[str] = frozenset()  # ids of deduction lines not known to the run before
    seen: int = 0  # how many decisions these results know; copies of the desks carry it
    edition: Edition | None = None  # 核对稿 or 定稿, with what changed since the one before
    late: tuple[Receipt, ...] = ()  # 补报: came for periods that are closed; changes nothing
    weeks: tuple[Week, ...] = ()  # what is known of the periods up to this one, oldest first
    said: tuple[Statement, ...] = ()  # what units told of their 议定事项, in this period and before
    # what cells for people, phones and addresses held, here and in earlier periods: FieldType, text
    people: tuple[tuple[str, str], ...] = ()
    instructions: tuple[Instruction, ...] = ()  # 批示 on this period's 总览, as recorded up to now
    # line id → what bounded it by the scheme of its closing, where its period is closed
    limits: Mapping[str, Limit] = field(default_factory=dict)
    masked: bool = False  # the edition without phones, addresses and contact names
