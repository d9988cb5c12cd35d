"""The nouns of 方案.xlsx: who owes what by when, and what it costs; plain frozen data.

Each class is a row of one sheet, ``Scheme`` holds them all; blank numbers and dates are ``None``.
"""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from msgspec import Struct, field

from jlhy_xl.core.scheme.choices import (
    CheckKind,
    Cycle,
    Decider,
    Direction,
    FieldType,
    HolidayPolicy,
    Joint,
    Need,
    OwedBy,
    PeriodKind,
    Role,
    RowSource,
    Source,
    Treatment,
    When,
)
from jlhy_xl.core.scheme.ledgers import (
    Inspection,
    Meeting,
    Named,
    Phrase,
    Published,
    Rank,
    Resolution,
    Verified,
    Waiver,
)

__all__ = [
    "Check", "Day", "Field", "Form", "Group", "Indicator", "Inspection", "Meeting", "Named",
    "Parameters", "PeriodRule", "Phrase", "Published", "Rank", "Resolution", "Rule", "Scheme",
    "Target", "Unit", "Verified", "Waiver",
]  # fmt: skip


class Unit(Struct, frozen=True):
    """A member unit, or a town that owns 议定事项 only (``member`` False)."""

    code: str  # "U01"
    name: str
    aliases: tuple[str, ...] = ()
    mails: tuple[str, ...] = ()  # registered addresses, lower case
    leader: str = ""
    member: bool = True
    office: bool = False
    treatment: Treatment = Treatment.DEDUCT
    starts: date | None = None
    ends: date | None = None
    successor: str = ""  # a unit's code
    liaison_since: date | None = None  # the present 联络员 was registered on this day
    note: str = ""


class Group(Struct, frozen=True):
    """A 专项工作组."""

    number: int
    name: str
    leads: tuple[str, ...]  # unit codes
    head: str = ""
    responsible: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    note: str = ""


class Indicator(Struct, frozen=True):
    """A 具体指标."""

    code: str  # "04-02"
    group: int
    name: str
    leads: tuple[str, ...]  # unit codes
    measure: str
    direction: Direction
    joint: Joint = Joint.NONE
    parts: tuple[tuple[str, str], ...] = ()  # (part, unit code), only for Joint.SPLIT
    cycle: Cycle = Cycle.WEEK
    source: Source = Source.UNIT
    controllable: bool = True
    best: Decimal | None = None
    worst: Decimal | None = None
    score_of: tuple[tuple[str, Decimal], ...] = ()  # (indicator code, weight)
    note: str = ""

    @property
    def is_worded(self) -> bool:
        """Whether the value is words, not a number (定性填报)."""
        return self.measure == "文字"

    def part_of(self, unit: str) -> str:
        """Return the part that a unit reports, "" where the indicator is not split."""
        return next((part for part, owner in self.parts if owner == unit), "")


class Target(Struct, frozen=True):
    """What one unit's value of one indicator is measured against (sheet 目标值)."""

    indicator: str
    unit: str  # unit code
    baseline: Decimal | None = None  # 上年值
    target: Decimal | None = None  # 年度目标值
    last: str = ""  # 上期值 before the first period, as words


class Form(Struct, frozen=True):
    """A form, one sheet of the template."""

    code: str  # "progress"
    title: str  # the sheet's name
    rows: RowSource
    owed_by: OwedBy
    when: When = When.EVERY
    heading: str = ""  # the title printed on top; the sheet's name where blank
    row_keys: tuple[str, ...] = ()
    spare_rows: int = 0
    units: tuple[str, ...] = ()
    notice: str = ""  # why it is asked, who keeps it and how long


class Field(Struct, frozen=True):
    """A column of a form."""

    form: str
    code: str  # "value"
    label: str
    type: FieldType = FieldType.TEXT
    role: Role = Role.FILL
    need: Need = Need.NO
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    width: Decimal | None = None  # in characters of the body font
    prefill: str = ""  # 指标.编码, 目标.上年值, 上期.现状值 … see obligations.PREFILLS
    prompt: str = ""
    none_counts: bool = False  # 无 counts as an answer (固定电话, 邮箱)


class Check(Struct, frozen=True):
    """A check of the closed list, applied to a form's field."""

    code: str
    form: str
    kind: CheckKind
    field: str = ""
    other: str = ""  # the second field, or the value that must occur exactly once
    argument: str = ""  # an operator, a pattern, a percentage
    severity: str = "query"  # "error" or "query"
    message: str = ""
    active: bool = True


class PeriodRule(Struct, frozen=True):
    """The office's own word on one period (sheet 期次); blank cells keep the default."""

    period: str
    deadline: datetime | None = None
    grace_minutes: int | None = None
    cutoff: datetime | None = None
    policy: HolidayPolicy | None = None
    note: str = ""


class Day(Struct, frozen=True):
    """The office's own word on one day (sheet 日历)."""

    day: date
    working: bool
    note: str = ""


class Rule(Struct, frozen=True):
    """A deduction rule (sheet 减扣规则)."""

    code: str  # "A1"
    head: str  # 不及时 / 不到位 / 因消极懈怠造成指标排名落后
    event: str
    points: Decimal | None  # None: not set, never guessed
    per: str  # 次 / 项
    decider: Decider
    cap_group: str = ""  # rules of one group share ``cap``
    cap: Decimal | None = None  # per unit and year
    clause: str = ""
    starts: date | None = None
    ends: date | None = None
    note: str = ""


class Parameters(Struct, frozen=True):
    """The office's settings (sheet 参数), each an editable cell."""

    title: str = "营商环境评价联席会议"
    office_name: str = "联席会议办公室"
    district: str = ""
    timezone: str = "Asia/Shanghai"
    period_kind: PeriodKind = PeriodKind.WEEK
    deadline_weekday: int = 5  # ISO: Monday 1
    deadline_time: time = time(17, 0)
    grace_minutes: int = 0
    cutoff_working_days: int = 3
    holiday_policy: HolidayPolicy = HolidayPolicy.AUTO
    merge_below: int = 3  # working days in the week
    acceptable_share: Decimal = Decimal("0.5")
    unchanged_limit: int = 4
    sent_back_working_days: int = 1
    handover_working_days: int = 10
    objection_working_days: int = 5
    rule_number: str = ""  # 减扣细则文号; blank = 试运行
    rules_from: date | None = None  # 生效日期
    year_cap: Decimal | None = None  # 单位年度上限
    bottom_band: int | None = None  # 排名后N位
    contact: str = ""
    return_address: str = ""
    area_code: str = "0632"  # 电话区号: a telephone number without one is the city's own


class Scheme(Struct, frozen=True, dict=True):
    """The whole of 方案.xlsx."""

    parameters: Parameters = field(default_factory=Parameters)
    units: tuple[Unit, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    forms: tuple[Form, ...] = ()
    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    periods: tuple[PeriodRule, ...] = ()
    days: tuple[Day, ...] = ()
    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    ranks: tuple[Rank, ...] = ()
    published: tuple[Published, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    verified: tuple[Verified, ...] = ()
    named: tuple[Named, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    @cached_property
    def unit_by_code(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def indicator_by_code(self) -> dict[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def form_by_code(self) -> dict[str, Form]:
        """Forms by code."""
        return {form.code: form for form in self.forms}

    @cached_property
    def fields_by_form(self) -> dict[str, tuple[Field, ...]]:
        """Fields of each form, in the scheme's order."""
        return {
            form.code: tuple(row for row in self.fields if row.form == form.code)
            for form in self.forms
        }

    @cached_property
    def target_of(self) -> dict[tuple[str, str], Target]:
        """Targets by (indicator code, unit code)."""
        return {(target.indicator, target.unit): target for target in self.targets}

    @cached_property
    def memo(self) -> dict[tuple[str, ...], Any]:
        """What other rooms worked out from the scheme alone, once and not once a file."""
        return {}

    @cached_property
    def placed(self) -> dict[tuple[str, ...], int]:
        """Which row of its sheet a register's entry stands in, by table and key; 0: the ledger.

        It is no part of what the scheme says: neither its digest nor its equality knows it.
        """
        return {}

    @property
    def is_trial(self) -> bool:
        """Whether no rule is adopted (试运行): then nothing can be settled."""
        return not self.parameters.rule_number or self.parameters.rules_from is None
