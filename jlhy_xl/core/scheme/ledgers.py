"""The nouns of the sheets that the office keeps through the year; each class is a row of one sheet."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from jlhy_xl.core.scheme.choices import Fault


class Waiver(Struct, frozen=True):
    """不予减扣: who, why, which period; the event stays visible at zero."""

    unit: str
    start: str  # period, inclusive
    end: str  # period, inclusive; "" = ``start`` alone
    fault: Fault
    reason: str
    person: str
    decided: date | None = None
    rules: tuple[str, ...] = ()  # empty: every rule
    subject: str = ""


class Rank(Struct, frozen=True):
    """An official rank of an indicator or, with the group's name, of a group."""

    subject: str  # indicator code, or group name
    scope: str  # 全省 / 全市
    rank: int | None  # None: 无法排名
    of: int | None  # 参评数
    source: str
    published: date | None
    term: str = ""  # what the rank is about, "2026年度"
    note: str = ""


class Published(Struct, frozen=True):
    """A value that a superior body published (来源 上级发布)."""

    indicator: str
    value: Decimal
    source: str
    published: date | None
    unit: str = ""
    note: str = ""


class Meeting(Struct, frozen=True):
    """One unit's line of the 会议台账."""

    number: str
    day: date | None
    topic: str
    unit: str
    attended: str  # 实到 / 缺席 / 请假 / 代会
    approved_by: str = ""  # who approved the leave or the substitute
    person: str = ""
    minutes: str = ""  # 纪要文号
    note: str = ""


class Resolution(Struct, frozen=True):
    """A 议定事项."""

    code: str
    source: str  # 纪要 / 领导批示 / 督导调研
    source_number: str
    text: str
    lead: str
    supporting: tuple[str, ...] = ()
    due: date | None = None  # None: 长期
    asked: date | None = None  # extension asked on
    granted: str = ""  # 同意 / 不同意 / "" undecided
    extended: date | None = None
    claimed: date | None = None  # unit says 已办结 on
    confirmed: date | None = None  # office confirmed on
    note: str = ""


class Inspection(Struct, frozen=True):
    """A problem found by 督导调研."""

    code: str
    day: date | None
    unit: str
    problem: str
    demand: str
    due: date | None = None
    cleared: date | None = None
    note: str = ""


class Verified(Struct, frozen=True):
    """Something a unit reported that was found untrue (数据不实), and who found it (sheet 核实记录)."""

    code: str
    unit: str
    period: str  # that the untrue return was for; "": that of the day it was found
    indicator: str
    fact: str
    person: str
    day: date | None = None
    evidence: str = ""


class Named(Struct, frozen=True):
    """A problem named in an issued 通报 (sheet 通报问题)."""

    notice: str  # "〔2026〕3号"; blank: only a weekly 简报
    issued: date | None
    unit: str
    problem: str  # a stable number or name
    text: str
    mended: date | None = None


class Phrase(Struct, frozen=True):
    """The office's wording of a fixed sentence of its letters (sheet 文稿用语)."""

    place: str  # a word of wording.phrases.Place
    text: str = ""  # blank: the program's own
    note: str = ""
