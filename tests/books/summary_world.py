"""A week of the sample scheme as hand-made readings, merged by core: what summary tests draw from."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.core import calendar
from jlhy_xl.core.merging.balance import balance_of
from jlhy_xl.core.merging.completeness import completeness
from jlhy_xl.core.merging.contacts import contacts
from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Examined,
    Finding,
    Prior,
    Reading,
    Severity,
    State,
    Verdict,
    digest,
)
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.propose import marks, propose
from jlhy_xl.core.raw import a1
from jlhy_xl.core.results import Results, World
from jlhy_xl.core.returns import obligations
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.scheme.choices import FieldType, Role, RowSource
from jlhy_xl.core.scheme.model import Field, Form, Scheme
from jlhy_xl.core.standing.progress import progress, standings

ZONE = ZoneInfo("Asia/Shanghai")
W47, W48 = "2026-W47", "2026-W48"
NOW = datetime(2026, 12, 7, 9, 0, tzinfo=ZONE)
PEOPLE = ("赵建国", "钱卫东", "孙丽华")
MOBILE, PHONE, MAIL = "13863200000", "0632-6612345", "lianluo"
SILENT, LATE, PARTIAL = "U05", "U07", "U12"
TROUBLED = {"04-02": "U08", "10-01": "U06", "06-03": "U09", "09-02": "U04", "07-01": "U01"}


def at(words: str) -> datetime:
    """A moment on the office's clock."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def _number(scheme: Scheme, unit: str, code: str) -> Decimal:
    """This week's value: most move a quarter of the way to the target, some stay, some slip."""
    target = scheme.target_of[code, unit]
    last = Decimal(target.last)
    step = sum(map(ord, code)) % 4
    if code in TROUBLED:
        return last + (1 if "越低" in scheme.indicator_by_code[code].direction.value else -1)
    if step == 0 or target.target is None:
        return last
    return last + (target.target - last) * step / 4


def _progress(scheme: Scheme, duty: Duty, code: str, item: Field) -> str:
    unit, indicator = duty.unit.code, scheme.indicator_by_code[code]
    trouble = TROUBLED.get(code) == unit
    if item.code == "value":
        if not obligations.is_due(duty, obligations.Row(code, indicator=indicator)):
            return ""
        if indicator.is_worded:
            return "已公布办事指南，本周受理3件、办结3件"
        number = f"{_number(scheme, unit, code):f}"
        return number.rstrip("0").rstrip(".") if "." in number else number
    told = {
        "status": "推进中" if indicator.group != 3 else "已完成",
        "progress": "联审联办窗口正常运行，本周办件平均用时较上周缩短，群众反映良好",
        "due": "2026-11-20" if trouble and code in ("04-02", "10-01") else "2026-12-31",
        "problem": "管线迁改涉及多个产权单位，占道挖掘审批仍需线下跑动，时限压不下来",
        "measures": "已与区住建局、区行政审批局会商，拟实行并联审批、容缺受理，12月底前完成",
        "need": "请区领导协调明确小型外线工程免审批的范围和责任单位" if code != "09-02" else "",
    }
    if item.code in ("problem", "measures", "need") and not trouble:
        return ""
    return told.get(item.code, "")


def _person(place: int, unit: str, item: Field) -> str:
    return {
        FieldType.NAME: PEOPLE[place] + "一二三四五六七八九十甲乙"[int(unit[1:]) - 1] * (place < 2),
        FieldType.PHONE: PHONE, FieldType.MOBILE: f"{MOBILE[:-3]}{unit[1:]}{place}",
        FieldType.MAIL: f"{MAIL}{unit[1:]}{place}@tez.example",
    }.get(item.type, "副局长")  # fmt: skip


ISSUES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "U03": (
        ("典型经验", "推行“一件事一次办”，开办企业、刻章、社保登记一次提交材料，半日办结，群众少跑2趟", "开办企业", "建议全区推广", "赵建国三"),
        ("议题建议", "建议研究统一各镇便民服务中心办件系统，实现数据同源", "政务服务", "请联席会议明确牵头单位和经费渠道", "孙丽华三"),
    ),
    "U11": (("突出问题", "小微企业接电外线工程受道路挖掘审批影响，联系13863299999或0632-6688888", "获得电力", "请协调公安、城管并联审批", "钱卫东一"),),
    "U06": (("政策措施", "出台招标投标领域电子保函实施细则，邮箱zhujian@tez.example征求意见", "招标投标", "", ""),),
}  # fmt: skip


Said = tuple[str, Callable[[Field], str], Any]  # row key, what a field says, the scheme's row


def _rows(scheme: Scheme, duty: Duty, form: Form) -> list[Said]:
    """What the unit says in each row of a form."""
    unit = duty.unit.code
    if form.rows is RowSource.OPEN:
        codes = [item.code for item in scheme.fields_by_form[form.code]]
        texts = [dict(zip(codes, cells, strict=True)) for cells in ISSUES.get(unit, ())]
        return [
            (str(place + 4), lambda item, said=said: said[item.code], None)
            for place, said in enumerate(texts)
        ]
    rows = obligations.rows_of(scheme, form, unit)
    if form.rows is RowSource.INDICATORS:
        return [
            (r.key, lambda item, code=r.key: _progress(scheme, duty, code, item), r) for r in rows
        ]
    if form.rows is RowSource.FIXED:
        return [
            (r.key, lambda item, at=at: _person(at, unit, item), r) for at, r in enumerate(rows)
        ]
    told = {"state": "正在办理", "progress": "已拟定方案，正在征求意见"}
    return [(r.key, lambda item: told.get(item.code, ""), r) for r in rows]


def _readings(scheme: Scheme, duty: Duty) -> list[Reading]:
    """One reading for each cell that the unit fills in, row by row."""
    found: list[Reading] = []
    for form in duty.forms:
        for step, (key, said, row) in enumerate(_rows(scheme, duty, form)):
            for column, item in enumerate(scheme.fields_by_form[form.code]):
                text = said(item) if item.role is Role.FILL else ""
                lagging = TROUBLED.get(key) == duty.unit.code
                required = row is not None and obligations.is_required(
                    duty, item, row, lagging=lagging
                )
                if text or required:
                    place = {"row_key": key, "required": required, "cell": a1(step + 4, column)}
                    found.append(_reading(duty, form, item, text, **place))
    return found


def _reading(duty: Duty, form: Form, item: Field, text: str, **place: Any) -> Reading:
    unit = duty.unit.code
    if unit == PARTIAL and item.code in ("progress", "mail"):
        text = ""
    number = None
    if item.type is FieldType.VALUE and text.replace(".", "").replace("-", "").isdigit():
        number = Decimal(text)
    state = State.VALID if text else State.BLANK
    return Reading(
        unit=unit, period=duty.clock.period, form=form.code, field=item.code, state=state,
        typed=text, value=text, number=number, sheet=form.title, **place,
    )  # fmt: skip


def _arrived(duty: Duty, when: str, name: str, **more: Any) -> Arrival:
    return Arrival(
        sha256=digest(name, when) * 4, name=name, folder=duty.clock.period, source=f"{duty.unit.name}周报.eml » {name}",
        received=at(when), clock=Clock.SERVER, sender=next(iter(duty.unit.mails), ""), **more,
    )  # fmt: skip


def results(
    scheme: Scheme | None = None, *, silent: frozenset[str] = frozenset({SILENT}),
    now: datetime = NOW, masked: bool = False,
) -> Results:  # fmt: skip
    """The sample week 48: one unit silent, one late, one incomplete, some values slipping."""
    made = scheme or sample()
    clocks = calendar.timetable(made, W48), calendar.previous_timetable(made, W48)
    duties = tuple(
        obligations.duty(made, unit, clocks, Prior())
        for unit in obligations.active_units(made, clocks[0])
    )
    priors = {(duty.unit.code, W48): Prior() for duty in duties}
    world = World(
        made, "0123456789abcdef", b"k", now, {(d.unit.code, W48): d for d in duties}, priors
    )
    received = [pair for duty in duties if duty.unit.member and duty.unit.code not in silent
                for pair in _sent(made, duty)]  # fmt: skip
    merged = merge(made, world, received, {}, [W48])
    table = progress(made, duties, merged.readings, priors)
    proposed = propose(made, merged.cases, now, standings(made, table, merged.readings))
    lines, _ = chain.apply(made, proposed, (), now)
    return Results(
        scheme=made, scheme_digest="0123456789abcdef", clock=clocks[0], now=now, duties=duties,
        receipts=merged.receipts, cases=merged.cases, readings=merged.readings,
        findings=merged.findings, completeness=completeness(made, merged.cases, merged.readings),
        progress=table, deductions=lines, contacts=contacts(made, duties, merged.readings, priors),
        balance=balance_of(merged.receipts, len(received)), marks=marks(lines), masked=masked,
    )  # fmt: skip


def _sent(scheme: Scheme, duty: Duty) -> list[tuple[Arrival, Examined]]:
    unit = duty.unit
    when = (
        "2026-11-30 10:20:00"
        if unit.code == LATE
        else f"2026-11-2{6 + int(unit.code[1:]) % 2} 1{int(unit.code[1:]) % 6}:05:00"
    )
    arrival = _arrived(duty, when, f"{unit.name}_2026-W48_{PEOPLE[2]}报.xlsx")
    readings = tuple(_readings(scheme, duty))
    examined = Examined(
        arrival.sha256, Verdict.ACCEPTED, "已认定为本单位本期报送", "xlsx", unit.code, W48, token="valid",
        forms=tuple(form.code for form in duty.forms), readings=readings,
        findings=tuple(_findings(readings, arrival)),
    )  # fmt: skip
    leaves = [(arrival, examined)]
    if unit.code == "U03":
        paper = _arrived(duty, when, "佐证材料1.pdf")
        leaves.append(
            (
                paper,
                Examined(paper.sha256, Verdict.SUPPORTING, "佐证材料，已登记", "pdf", "U03", W48),
            )
        )
        leaves.append(
            (
                replace(
                    arrival,
                    source="再次发送.eml » 同一文件.xlsx",
                    received=at("2026-11-29 09:00:00"),
                ),
                examined,
            )
        )
    if unit.code == "U04":
        bad = _arrived(duty, "2026-11-26 09:00:00", "财政局.rar")
        leaves.append(
            (
                bad,
                Examined(
                    bad.sha256,
                    Verdict.RETURNED,
                    "压缩格式为rar，不能打开，请改用zip重新报送",
                    "rar",
                ),
            )
        )
    return leaves


def _findings(readings: tuple[Reading, ...], arrival: Arrival) -> list[Finding]:
    found = []
    for row in readings:
        place = {"unit": row.unit, "period": row.period, "form": row.form, "row_key": row.row_key, "field": row.field,
                 "file": arrival.name, "sha256": arrival.sha256, "sheet": row.sheet, "cell": row.cell}  # fmt: skip
        if row.state is State.BLANK and row.required:
            found.append(
                Finding(
                    "C101", Severity.ERROR, "必填项没有填。请补填", expected="填写内容", **place
                )
            )
        elif row.form == "personnel" and row.field == "mobile" and row.unit == "U10":
            found.append(
                Finding(
                    "V105",
                    Severity.QUERY,
                    f"手机号码“{row.typed}”位数请核对。请改正",
                    found=row.typed,
                    expected="11位手机号码",
                    **place,
                )
            )
    return found


def sheet(book, name):
    """The sheet of that name."""
    return next(row for row in book.sheets if row.name == name)


def texts(made):
    """All texts of a sheet, row by row."""
    return [str(cell.value) for _, cell in sorted(made.cells.items()) if cell.value is not None]


def table(made, heading):
    """The rows below the last cell that holds a heading: heading → value."""
    top = max(row for (row, _), cell in made.cells.items() if cell.value == heading)
    heads = {column: cell.value for (row, column), cell in made.cells.items() if row == top}
    last = max(row for row, _ in made.cells)
    rows = [
        {name: made.cells[row, column].value for column, name in heads.items() if (row, column) in made.cells}
        for row in range(top + 1, last + 1)
    ]  # fmt: skip
    return [row for row in rows if row]


def numbers(text):
    """The numbers of a sentence in their order."""
    return [Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", text)]
