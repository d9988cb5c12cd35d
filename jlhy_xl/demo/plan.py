"""The nouns of a demo plan: what each unit does, from which both the files and the truth follow.

Codes, verdicts and states are written as words here: they are a contract with the code that judges.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field

from jlhy_xl.core.scheme.model import Scheme

ZONE = timezone(timedelta(hours=8))
SAMPLE_KEY = b"6a6c68792d786c2073616d706c65206b65792c206e6f742061207365637265742e"
Typed = str | Decimal | date | None
Cell = tuple[str, str, str]  # form, row key, field


class Saved(StrEnum):
    """Which program wrote the workbook last."""

    EXCEL = "Excel"  # as the template was drawn
    OPENPYXL = "openpyxl"
    LIBREOFFICE = "LibreOffice"


class Program(StrEnum):
    """How a file travelled."""

    FOXMAIL = "Foxmail"
    NETEASE = "163"
    QQ = "QQ"
    OUTLOOK = "Outlook"
    OLD = "old system"  # raw 8-bit names
    HAND = "by hand"  # no mail: a bare file, told in 收件登记.xlsx


class Outcome(StrEnum):
    """What became of a unit's return."""

    ON_TIME = "on time"
    LATE = "late"
    MISSING = "missing"


class Answer(Struct, frozen=True):
    """What a unit typed into one cell, and what a correct run makes of it."""

    typed: Typed
    state: str = "valid"
    value: str | None = None  # canonical words; None: as typed

    @property
    def read(self) -> str:
        """The canonical words."""
        if self.value is not None:
            return self.value
        if isinstance(self.typed, date):
            return self.typed.isoformat()
        return "" if self.typed is None else str(self.typed)


class Told(Struct, frozen=True):
    """A finding that a correct run must make."""

    code: str
    severity: str  # error, query, note
    unit: str = ""
    form: str = ""
    row_key: str = ""
    field: str = ""
    found: str = ""


class Inserted(Struct, frozen=True):
    """A row that the unit put in itself."""

    form: str
    before: str  # row key
    field: str
    text: str


class Workbook(Struct, frozen=True):
    """One workbook that a unit made from its template."""

    id: str
    unit: str
    answers: Mapping[Cell, Answer] = field(default_factory=dict)
    lagging: frozenset[str] = frozenset()  # row keys that are 进展滞后
    saved: Saved = Saved.EXCEL
    renamed: Mapping[str, str] = field(default_factory=dict)  # form code → the sheet's new name
    inserted: tuple[Inserted, ...] = ()
    share: float = 1.0  # of its bytes, how many arrived
    no_change: bool = False  # 全部无变化 on the cover


class Attached(Struct, frozen=True):
    """One file of a mail, or one bare file."""

    name: str
    what: str  # a Workbook's id, "pdf" or "logo"
    verdict: str


class Sending(Struct, frozen=True):
    """One mail, or one file that was brought by hand."""

    program: Program
    unit: str
    received: datetime
    subject: str
    body: str
    attached: tuple[Attached, ...] = ()
    sender: str = ""  # an address that is not the unit's registered one
    zipped: str = ""  # the name of an archive around everything
    forwarded: str = ""  # the name of the mail that is forwarded whole


class UnitPlan(Struct, frozen=True):
    """What one unit does in one week, and what a correct run says of it."""

    unit: str
    story: str
    outcome: Outcome = Outcome.ON_TIME
    workbooks: tuple[Workbook, ...] = ()
    sendings: tuple[Sending, ...] = ()
    counts: str = ""  # the workbook whose content counts
    findings: tuple[Told, ...] = ()
    sent_back: tuple[datetime, ...] = ()  # as the office wrote into 退回登记
    unmended: bool = False  # sent back in time and still in error at the cut-off

    @property
    def content(self) -> Workbook | None:
        """The workbook whose content counts."""
        return next((book for book in self.workbooks if book.id == self.counts), None)


class Line(Struct, frozen=True):
    """A deduction line that a correct run must show."""

    rule: str
    unit: str
    period: str
    subject: str
    proposed: str | None
    applied: str
    status: str


class WeekPlan(Struct, frozen=True):
    """One period."""

    period: str
    units: tuple[UnitPlan, ...]


class Plan(Struct, frozen=True):
    """A whole folder."""

    scheme: Scheme
    weeks: tuple[WeekPlan, ...]
    now: datetime
    ledger_lines: tuple[Line, ...] = ()  # from the scheme's own ledgers, whatever was returned


def at(text: str) -> datetime:
    """Return a moment in the office's zone.

    >>> at("2026-11-27 17:00").isoformat()
    '2026-11-27T17:00:00+08:00'
    """
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
