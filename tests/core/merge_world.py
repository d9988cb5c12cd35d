"""A small scheme with every kind of lead, and weeks of examined returns: what merge tests share."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from jlhy_xl.core.merging.merge import Merged, merge
from jlhy_xl.core.merging.verdicts import Pin
from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Examined,
    Finding,
    Prior,
    Reading,
    ReturnCase,
    Severity,
    State,
    Timetable,
    Verdict,
)
from jlhy_xl.core.results import World
from jlhy_xl.core.returns.obligations import Duty, duty, is_required, rows_of
from jlhy_xl.core.scheme.choices import (
    CheckKind,
    Cycle,
    Direction,
    FieldType,
    Joint,
    Need,
    OwedBy,
    Role,
    RowSource,
    When,
)
from jlhy_xl.core.scheme.model import Check, Field, Form, Group, Indicator, Scheme, Target, Unit

ZONE = ZoneInfo("Asia/Shanghai")
W47, W48 = "2026-W47", "2026-W48"
PERSONNEL_CELLS = 15


def at(words: str) -> datetime:
    """A time of November 2026 on the office's clock: "26 09:30"."""
    day, clock = words.split()
    return datetime.combine(date(2026, 11, int(day)), time.fromisoformat(clock), ZONE)


def timetable(period: str) -> Timetable:
    """A week without holidays, as the calendar room would make it."""
    year, week = period.split("-W")
    first = date.fromisocalendar(int(year), int(week), 1)
    friday = first + timedelta(days=4)
    deadline = datetime.combine(friday, time(17), ZONE)
    label = f"第{int(week)}周（{first.month}.{first.day}—{friday.month}.{friday.day}）"
    return Timetable(
        period, label, first, first + timedelta(days=6), deadline, deadline,
        deadline + timedelta(days=7),
    )  # fmt: skip


def indicator(code: str, name: str, *leads: str, **more: object) -> Indicator:
    """An indicator whose values are counted in 个, the fewer the better."""
    made = {"measure": "个", "direction": Direction.LOWER, **more}
    return Indicator(code, int(code[:2]), name, leads, **made)  # type: ignore[arg-type]


UNITS = (
    Unit("U01", "区法院", ("法院",), ("court@example.cn",)),
    Unit("U02", "区发改局", (), ("ndrc@example.cn",), office=True),
    Unit("U06", "区住建局", (), ("housing@example.cn",)),
    Unit("U08", "区城乡水务局", ("水务局",), ("water@example.cn",)),
    Unit("U09", "区地方金融监管局"),
    Unit("U10", "区金融服务中心"),
    Unit("U12", "区人民银行"),
)
SAME = ("U09", "U10", "U12")
INDICATORS = (
    indicator("04-01", "获得用水用气流程", "U08", "U06", joint=Joint.SPLIT,
              parts=(("水", "U08"), ("气", "U06"))),
    indicator("04-02", "获得用水用气耗时", "U08", "U06", joint=Joint.SPLIT,
              parts=(("水", "U08"), ("气", "U06")), measure="工作日"),
    indicator("06-01", "合法权利度指数", *SAME, joint=Joint.SAME, measure="指数(0-12)",
              direction=Direction.HIGHER, best=Decimal(12), worst=Decimal(0)),
    indicator("06-02", "信用信息深度指数", *SAME, joint=Joint.SAME, measure="指数(0-8)",
              direction=Direction.HIGHER, best=Decimal(8), worst=Decimal(0)),
    indicator("06-03", "征信机构覆盖面", *SAME, joint=Joint.SIGN, measure="%",
              direction=Direction.HIGHER),
    indicator("07-01", "解决商业纠纷的耗时", "U01", measure="日历天", best=Decimal(120),
              worst=Decimal(1340)),
    indicator("07-02", "解决商业纠纷的费用", "U01", measure="%"),
    indicator("07-03", "司法程序质量指数", "U01", measure="指数(0-18)", cycle=Cycle.YEAR,
              direction=Direction.HIGHER),
    indicator("10-01", "投标和履约担保", "U06", measure="%", direction=Direction.UNDECIDED),
)  # fmt: skip
FORMS = (
    Form("personnel", "人员信息登记表", RowSource.FIXED, OwedBy.MEMBERS, When.QUARTER,
         row_keys=("分管领导", "具体负责人", "联络员")),
    Form("progress", "指标进展表", RowSource.INDICATORS, OwedBy.LEADS),
    Form("issues", "问题与经验", RowSource.OPEN, OwedBy.MEMBERS, When.OPTIONAL, spare_rows=12),
)  # fmt: skip
YES = Need.YES
FIELDS = (
    Field("personnel", "role", "", role=Role.KEY),
    Field("personnel", "name", "姓  名", FieldType.NAME, need=YES),
    Field("personnel", "title", "职  务", need=YES),
    Field("personnel", "phone", "固定电话", FieldType.PHONE, need=YES, none_counts=True),
    Field("personnel", "mobile", "手  机", FieldType.MOBILE, need=YES),
    Field("personnel", "mail", "邮  箱", FieldType.MAIL, need=YES, none_counts=True),
    Field("progress", "code", "指标编码", FieldType.CODE, role=Role.KEY),
    Field("progress", "last", "上期值", FieldType.VALUE, role=Role.LOCKED),
    Field("progress", "value", "现状值", FieldType.VALUE, need=Need.DUE),
    Field("progress", "status", "推进状态", FieldType.CHOICE, need=YES),
    Field("progress", "progress", "本周进展", need=YES),
    Field("progress", "due", "完成时限", FieldType.DATE),
    Field("progress", "problem", "存在问题", need=Need.LAGGING),
    Field("progress", "measures", "改进措施", need=Need.LAGGING),
    Field("issues", "kind", "类别", FieldType.CHOICE, need=Need.ROW),
    Field("issues", "text", "内容", need=Need.ROW),
)
GROUPS = (
    Group(4, "获得用水用气", ("U08", "U06")),
    Group(6, "获得信贷", SAME),
    Group(7, "执行合同", ("U01",)),
    Group(10, "招标投标", ("U06",)),
)
SCHEME = Scheme(
    units=UNITS, groups=GROUPS, indicators=INDICATORS, forms=FORMS, fields=FIELDS,
    checks=(Check("J12", "progress", CheckKind.TWIN, "progress"),),
    targets=(Target("07-01", "U01", Decimal(200), Decimal(150), "190"),),
)  # fmt: skip


def world(
    scheme: Scheme = SCHEME,
    periods: Iterable[str] = (W47, W48),
    priors: Mapping[tuple[str, str], Prior] | None = None,
) -> World:
    """What the leaves were examined with; nobody has contacts on file unless ``priors`` says so."""
    priors = priors or {}
    pairs = {(unit.code, period): unit for period in periods for unit in scheme.units}
    duties = {pair: _duty(scheme, pair, priors.get(pair, Prior())) for pair in pairs}
    known = {pair: priors.get(pair, Prior()) for pair in pairs}
    return World(scheme, "d" * 16, b"key", at("30 09:00"), duties, known)


def _duty(scheme: Scheme, pair: tuple[str, str], prior: Prior) -> Duty:
    clock = timetable(pair[1])
    before = replace(clock, deadline=clock.deadline - timedelta(days=7))
    return duty(scheme, scheme.unit_by_code[pair[0]], (clock, before), prior)


def arrival(when: str, name: str = "报表.xlsx", **more: object) -> Arrival:
    """A leaf that lay in the folder of week 48; its bytes are told by its name and time."""
    made = {
        "sha256": f"{name}|{when}", "folder": W48, "source": f"{name}@{when}",
        "received": at(when), "clock": Clock.SERVER, **more,
    }  # fmt: skip
    return Arrival(name=name, **made)  # type: ignore[arg-type]


def examined(
    unit: str, period: str = W48, cells: Mapping[tuple[str, str], str] | None = None,
    forms: tuple[str, ...] = ("personnel", "progress"), **more: object,
) -> Examined:  # fmt: skip
    """An acceptable return: every due required cell of the forms filled with "甲".

    ``cells`` overrides by (row key, field): "" leaves a cell blank, digits count as a number.
    """
    duty_ = world(periods=(period,)).duties[unit, period]
    readings = list(_readings(duty_, forms, dict(cells or {})))
    made = {
        "sha256": "", "verdict": Verdict.ACCEPTED, "reason": "可以采用", "kind": "xlsx",
        "token": "valid", "readings": tuple(readings), **more,
    }  # fmt: skip
    return Examined(unit=unit, period=period, forms=forms, **made)  # type: ignore[arg-type]


def _readings(
    duty_: Duty, forms: tuple[str, ...], cells: dict[tuple[str, str], str]
) -> Iterable[Reading]:
    unit, period = duty_.unit.code, duty_.clock.period
    line = 1
    for form in forms:
        for row in rows_of(SCHEME, SCHEME.form_by_code[form], unit):
            line += 1
            for place, column in enumerate(SCHEME.fields_by_form[form]):
                required = is_required(duty_, column, row, lagging=False)
                typed = cells.pop((row.key, column.code), "甲" if required else None)
                if typed is not None:
                    where = f"{chr(65 + place)}{line}"
                    number = Decimal(typed) if typed.replace(".", "").isdecimal() else None
                    yield Reading(
                        unit, period, form, row.key, column.code,
                        State.VALID if typed else State.BLANK, typed, typed, number,
                        required=required, sheet=SCHEME.form_by_code[form].title, cell=where,
                    )  # fmt: skip


def leaf(
    when: str, unit: str, period: str = W48, cells: Mapping[tuple[str, str], str] | None = None,
    **more: object,
) -> tuple[Arrival, Examined]:  # fmt: skip
    """An arrival with its examination; keyword arguments of an Arrival go there, others beyond."""
    own = {key: more.pop(key) for key in tuple(more) if key in Arrival.__slots__}
    bytes_ = f"{own.get('name')}|{when}|{unit}|{period}"
    came = arrival(when, **{"sha256": bytes_, "source": f"收件/{bytes_}", **own})  # type: ignore[arg-type]
    said = examined(unit, period, cells, **more)  # type: ignore[arg-type]
    return came, replace(said, sha256=came.sha256)


def merged(*received: tuple[Arrival, Examined], pins: dict[str, Pin] | None = None,
           periods: tuple[str, ...] = (W47, W48)) -> Merged:  # fmt: skip
    return merge(SCHEME, world(), received, {}, periods, pins or {})


def verdicts(result: Merged) -> list[Verdict]:
    return [receipt.verdict for receipt in result.receipts]


def codes(result: Merged, unit: str, period: str = W48) -> Counter[str]:
    return Counter(
        each.code for each in result.findings if (each.unit, each.period) == (unit, period)
    )


def case(result: Merged, unit: str, period: str = W48) -> ReturnCase:
    return next(each for each in result.cases if (each.unit, each.clock.period) == (unit, period))


def cell(result: Merged, unit: str, row_key: str, field: str, period: str = W48) -> Any:
    table = result.readings
    rows = table[(table.unit == unit) & (table.period == period)
                 & (table.row_key == row_key) & (table.field == field)]  # fmt: skip
    assert len(rows) == 1
    return rows.iloc[0]


def refused(
    when: str, verdict: Verdict = Verdict.RETURNED, **more: object
) -> tuple[Arrival, Examined]:
    came = arrival(when, **more)
    error = Finding("G101", Severity.ERROR, "文件打不开", file=came.name, sha256=came.sha256)
    return came, Examined(came.sha256, verdict, "文件打不开", findings=(error,))
