"""The nouns of a return: what came, where it stands, what was read, what was found.

Frozen data; the scheme's own nouns are in ``scheme.model``.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field


class Severity(StrEnum):
    """How much a finding weighs: an error may cost, a query never does, a note only tells."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"


class Verdict(StrEnum):
    """What became of one leaf (file); every input gets exactly one."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    RETURNED = "returned"  # refused, with the reason
    SUPPORTING = "supporting"
    QUARANTINED = "quarantined"  # asked: waits for a person
    NOT_OURS = "not_ours"


class Clock(StrEnum):
    """Which clock said when a file arrived."""

    SERVER = "邮件服务器收件时间"
    REGISTER = "收件登记"
    FIRST_SEEN = "首次发现时间"


class State(StrEnum):
    """What became of one expected cell."""

    VALID = "valid"  # filled without an error
    UNCHANGED = (
        "unchanged"  # 本周无变化, 全部无变化 or an untouched mask: last period's value holds
    )
    ASIDE = "aside"  # a query: kept beside, not merged as a number
    ERROR = "error"
    BLANK = "blank"


def digest(*parts: str) -> str:
    """Return 16 hex digits that depend on the parts alone: same trouble, same id.

    >>> digest("a", "b") == digest("a", "b") != digest("ab", "")
    True
    """
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Finding(Struct, frozen=True):
    """One thing to mend, to explain or to know, with its address."""

    code: str
    severity: Severity
    message: str  # what is wrong and how to mend it, in Chinese
    found: str = ""
    expected: str = ""
    rule: str = ""
    unit: str = ""  # unit code
    period: str = ""
    form: str = ""
    row_key: str = ""
    field: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""  # A1
    explanation: str = ""  # what the unit wrote beside it in a return copy; repeated in the message
    also: tuple[
        tuple[str, str, str], ...
    ] = ()  # the other cells that it asks about: row, field, A1

    @property
    def id(self) -> str:
        """A digest of the content: the same trouble has the same id on every run."""
        return digest(
            self.code, self.unit, self.period, self.form, self.row_key, self.field,
            self.sha256, self.sheet, self.cell, self.found,
            *((self.rule,) if self.rule else ()),  # two checks may ask about one cell
        )  # fmt: skip


class Arrival(Struct, frozen=True):
    """One leaf (a file) that came, by mail or by hand; its bytes are kept under its hash."""

    sha256: str
    name: str  # as the sender wrote it, decoded
    folder: str  # inbox folder's period, "2026-W48"
    source: str  # path inside the inbox: "周报.eml » 材料.zip » 区法院.xlsx"
    received: datetime  # aware; the clock that counts
    clock: Clock
    size: int = 0
    sender: str = ""  # address, lower case
    message_id: str = ""
    sent: datetime | None = None  # the sender's own date; shown, never counts
    registered: str = ""  # 来自 in 收件登记.xlsx
    hops: tuple[str, ...] = ()  # the other clocks, as words
    authenticated: bool | None = None  # our own server's Authentication-Results; None: none there
    share: str = ""  # the unit whose part of a workbook of several units this is
    gist: str = ""  # how a mail without any file begins; never of a file

    @property
    def id(self) -> str:
        """Where and what: the same leaf in the same place keeps its id."""
        return digest(self.sha256, self.source, self.message_id)


class Reading(Struct, frozen=True):
    """One expected cell: what was typed, what it means and what became of it."""

    unit: str
    period: str
    form: str
    row_key: str
    field: str
    state: State
    typed: str = ""
    value: str = ""  # canonical words: "2.5", "2026-12-31", "推进中"
    number: Decimal | None = None
    measure: str = ""  # the unit of measure that was typed, "" where none
    note: str = ""  # 约 / 3–5 / 疑似日期 …
    required: bool = False  # required and due in this period
    sheet: str = ""
    cell: str = ""


class Prior(Struct, frozen=True):
    """What the program knew of a unit before this period: for prefilling and comparing."""

    values: Mapping[tuple[str, str, str], str] = field(default_factory=dict)  # form, key, field
    contacts_on_file: bool = False  # a complete personnel form was accepted in an earlier period
    unchanged_run: int = 0  # periods running, up to the last one, that said 全部无变化


class FormCount(Struct, frozen=True):
    """Completeness of one (unit, form, period): counts over required cells that are due."""

    form: str
    expected: int
    filled: int
    valid: int


class Examined(Struct, frozen=True):
    """What a worker says of one leaf: small, picklable, nothing shared."""

    sha256: str
    verdict: Verdict  # ACCEPTED here means acceptable; superseding is the merge's business
    reason: str  # one Chinese sentence: why this verdict
    kind: str = ""  # xlsx, xls, pdf, …
    unit: str = ""
    period: str = ""
    identity: tuple[str, ...] = ()  # each step of recognition, in words
    token: str = "absent"  # noqa: S105 - valid / wrong / absent
    forms: tuple[str, ...] = ()  # forms that it carries
    unchanged: bool = False  # 全部无变化
    counts: tuple[FormCount, ...] = ()
    readings: tuple[Reading, ...] = ()
    findings: tuple[Finding, ...] = ()
    # explanations from a returned 待办 sheet, by the mark of what they explain (returns.explanations)
    remarks: Mapping[str, str] = field(default_factory=dict)
    shares: tuple["Examined", ...] = ()  # a workbook of several units: one for each

    @property
    def in_order(self) -> bool:
        """Whether no error-level finding is left."""
        return not any(found.severity is Severity.ERROR for found in self.findings)


class Receipt(Struct, frozen=True):
    """An arrival with what was made of it and its final verdict."""

    arrival: Arrival
    examined: Examined
    verdict: Verdict
    reason: str


class Evidence(Struct, frozen=True):
    """Where a deduction's ground stands."""

    what: str
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    found: str = ""
    at: datetime | None = None


class Status(StrEnum):
    """A deduction line's place in the chain."""

    TRIAL = "提示事项"  # 试运行
    LAID_OUT = "待认定"  # evidence for a person; no points until a person writes them
    UNCERTAIN = "待确认"  # the delay may be the office's
    PROPOSED = "拟减扣"
    INFORMED = "已告知"
    OBJECTED = "异议中"
    UNOPPOSED = "无异议"
    REVIEWED = "已复核"
    SETTLED = "审定"
    WAIVED = "不予减扣"
    EXEMPT = "免于认定"
    REVOKED = "撤销"
    SUSPENDED = "暂缓"


class Deduction(Struct, frozen=True):
    """One line: one event under one rule, with its evidence; proposes, never decides."""

    rule: str
    unit: str
    period: str  # the period that holds the event
    subject: str  # what it is about: "" for the return, 议定事项's code, 会议's number …
    event: str  # in words
    proposed: Decimal | None  # None: the rule has no figure
    applied: Decimal  # after caps; 0 unless the run may propose it
    status: Status
    fault: str = "单位"
    note: str = ""  # 已达上限, 不予减扣 的理由 …
    evidence: tuple[Evidence, ...] = ()
    settled: Decimal | None = None  # 核定分值, only when 审定
    day: date | None = None  # the day of the event; the rule in force on it counts

    @property
    def id(self) -> str:
        """People's decisions find a line again by this id."""
        return digest("deduction", self.rule, self.unit, self.period, self.subject)

    @property
    def year(self) -> int:
        """The line's year: its period's ISO year."""
        return int(self.period[:4])


class GroupStanding(Struct, frozen=True):
    """How far one 专项工作组 has come against its targets: what C1 is laid out with."""

    group: int
    targets: int  # year targets that were set and can be judged
    reached: int  # of them, reached
    evidence: tuple[Evidence, ...] = ()  # the targets missed
    unjudged: int = 0  # targets that are set where no direction is agreed: never judged

    @property
    def known(self) -> int:
        """All year targets that were set, judged or not."""
        return self.targets + self.unjudged

    @property
    def all_reached(self) -> bool:
        """Whether there are targets and every one of them is reached."""
        return 0 < self.targets <= self.reached


class Timetable(Struct, frozen=True):
    """One period's clock."""

    period: str  # "2026-W48"
    label: str  # "第48周（11.23—11.27）"
    first: date  # Monday
    last: date  # Sunday
    deadline: datetime  # aware
    grace: datetime  # deadline + grace: up to here is on time
    cutoff: datetime
    owed: bool = True  # False: 并入下期 or 免报
    reason: str = ""  # why the deadline moved, or no return is owed
    provisional: bool = False  # the calendar of that year is not announced
    covers: tuple[str, ...] = ()  # earlier periods merged into this one


class ArrivalFact(Struct, frozen=True):
    """One arrival as the judgement of a return sees it."""

    arrival: Arrival
    verdict: Verdict
    acceptable: bool
    reason: str = ""
    forms: tuple[str, ...] = ()
    untouched: bool = False  # the template sent back as it was issued


class SentBack(Struct, frozen=True):
    """One time that a return was sent back to its unit, with where that is on record."""

    at: datetime
    how: str = ""  # 方式, as the office wrote it
    by: str = ""  # 经办人
    file: str = ""  # 收件登记, or the ledger
    sheet: str = ""  # of the register, with the row; a message's own number
    sha256: str = ""  # of the register


class ReturnCase(Struct, frozen=True):
    """All that bears on one unit's return for one period; the merge makes it, rules judge it."""

    unit: str
    clock: Timetable
    owed: frozenset[str]  # form codes; empty: no return is owed
    facts: tuple[ArrivalFact, ...] = ()  # by time of receipt
    sent_back: tuple[SentBack, ...] = ()  # to the unit, by time
    # error-level findings still standing in the content that counted at the cut-off (or now, if
    # the cut-off has not come), a missing owed form included
    standing: tuple[Finding, ...] = ()
    # the same of the content that counts now: what came after the cut-off mends it too
    unmended: tuple[Finding, ...] = ()
    mails: tuple[Arrival, ...] = ()  # without any file, called by their subjects; they are no facts

    @property
    def first_acceptable(self) -> ArrivalFact | None:
        """The arrival that decides lateness."""
        return next((fact for fact in self.facts if fact.acceptable), None)


class Contact(Struct, frozen=True):
    """A line of the 通讯录."""

    unit: str
    role: str
    name: str = ""
    title: str = ""
    phone: str = ""
    mobile: str = ""
    mail: str = ""
    since: str = ""  # period of the return it came from
    changed: tuple[str, ...] = ()  # labels of the fields that changed against the one before
    was: tuple[tuple[str, str], ...] = ()  # (label, what stood there before), of the changed fields
