"""Plans drawn from a seed: any number of units and weeks, each unit-week one story and its truth."""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.calendar import period_of, previous_period, previous_timetable, timetable
from jlhy_xl.core.model import Prior, Timetable
from jlhy_xl.core.returns.obligations import (
    Duty,
    active_units,
    duty,
    indicators_of,
    is_due,
    rows_of,
)
from jlhy_xl.core.scheme.choices import Joint
from jlhy_xl.core.scheme.model import Indicator, Scheme, Unit
from jlhy_xl.demo.people import personnel
from jlhy_xl.demo.plan import (
    Answer,
    Attached,
    Cell,
    Inserted,
    Outcome,
    Plan,
    Program,
    Saved,
    Sending,
    Told,
    UnitPlan,
    WeekPlan,
    Workbook,
)
from jlhy_xl.demo.schemes import scheme_of

_DONE = (
    "召开专题调度会{n}次，逐项核对流程和材料清单",
    "上门走访企业{n}家，收集意见并当场答复",
    "修订办事指南{n}份，窗口和网上同步公开",
    "抽查办件{n}件，未发现超时办理",
    "完成业务培训{n}场，一线人员全部参加",
    "减少申请材料{n}份，群众少跑一趟",
    "办结业务{n}件，其中网上办理过半",
    "与上级平台联调接口{n}个，数据自动推送",
)
_PROGRAMS = (Program.FOXMAIL, Program.NETEASE, Program.QQ, Program.OUTLOOK, Program.OLD)
_MEASURES = {"个": "约{}个", "工作日": "约{}个工作日", "元": "约{}元", "分": "约{}分", "%": "约{}%"}
_CENT = Decimal("0.01")
_BODY = "联席会议办公室：\n现报送我单位本周营商环境指标进展，请查收。\n"


class Scene(Struct, frozen=True):
    """One unit in one week, about to do something."""

    scheme: Scheme
    unit: Unit
    duty: Duty
    answers: Mapping[Cell, Answer]
    chance: random.Random
    reported: bool  # an earlier week's content is known

    @property
    def clock(self) -> Timetable:
        """The week's clock."""
        return self.duty.clock

    @property
    def code(self) -> str:
        """The unit's code."""
        return self.unit.code

    def before(self, hours: int) -> datetime:
        """Return a moment so many hours before the deadline, give or take some minutes."""
        return self.clock.deadline - timedelta(hours=hours, minutes=self.chance.randrange(55))

    def after(self) -> datetime:
        """Return a moment on the first day after the deadline's weekend, in the morning."""
        day = self.clock.deadline + timedelta(days=3)
        return day.replace(hour=9, minute=self.chance.randrange(5, 55))

    def work(self, mark: str = "", **more: object) -> Workbook:
        """Return the unit's workbook with all of its answers."""
        work = Workbook(f"{self.code}{mark}", self.code, self.answers)
        return replace(work, **more)

    def send(
        self, when: datetime, work: Workbook, verdict: str = "accepted", mark: str = ""
    ) -> Sending:
        """Return a mail with one workbook."""
        week = self.clock.period[-2:]
        name = f"{self.unit.name}第{week}周{mark}.xlsx"
        return Sending(
            self.chance.choice(_PROGRAMS), self.code, when, f"{self.unit.name}第{week}周报送{mark}",
            _BODY, (Attached(name, work.id, verdict),),
        )  # fmt: skip

    def told(self, code: str, severity: str, cell: Cell = ("", "", ""), found: str = "") -> Told:
        """Return a finding about this unit."""
        return Told(code, severity, self.code, *cell, found)

    def some_progress(self) -> Cell:
        """Return one of the cells of 本周进展, of personnel where the unit has no indicators."""
        cells = [cell for cell in self.answers if cell[2] == "progress"]
        return self.chance.choice(cells or [cell for cell in self.answers if cell[2] == "title"])


Story = Callable[[Scene], UnitPlan]


def _on_time(scene: Scene) -> UnitPlan:
    work = scene.work()
    return UnitPlan(
        scene.code, "in time", workbooks=(work,), counts=work.id,
        sendings=(scene.send(scene.before(scene.chance.randrange(1, 60)), work),),
    )  # fmt: skip


def _late(scene: Scene) -> UnitPlan:
    plan = _on_time(scene)
    sending = replace(plan.sendings[0], received=scene.after())
    return replace(plan, story="late", outcome=Outcome.LATE, sendings=(sending,))


def _missing(scene: Scene) -> UnitPlan:
    owed = [form.code for form in scene.duty.forms if form.code in scene.duty.owed]
    findings = tuple(scene.told("M201", "error", (form, "", "")) for form in owed)
    return UnitPlan(scene.code, "silent", Outcome.MISSING, findings=findings)


def _blank(scene: Scene, cell: Cell, mark: str) -> Workbook:
    answers = {**scene.answers, cell: Answer(None, "blank", "")}
    return scene.work(mark, answers=answers)


def _unmended(scene: Scene) -> UnitPlan:
    cell = scene.some_progress()
    work = _blank(scene, cell, "")
    sending = scene.send(scene.before(30), work)
    back = scene.clock.deadline + timedelta(hours=1)  # a working day before any cut-off
    return UnitPlan(
        scene.code, "a required cell blank, sent back, never mended", workbooks=(work,),
        counts=work.id, sendings=(sending,), findings=(scene.told("C101", "error", cell),),
        sent_back=(back,), unmended=True,
    )  # fmt: skip


def _mended(scene: Scene) -> UnitPlan:
    cell = scene.some_progress()
    first, second = _blank(scene, cell, "-1"), scene.work("-2")
    return UnitPlan(
        scene.code, "a required cell blank, mended after the deadline: not late",
        workbooks=(first, second), counts=second.id,
        sendings=(
            scene.send(scene.before(30), first, "superseded"),
            scene.send(scene.after(), second, mark="（补充）"),
        ),
        findings=(scene.told("M204", "note", (cell[0], "", "")),),
    )  # fmt: skip


def _untouched(scene: Scene) -> UnitPlan:
    empty, work = Workbook(f"{scene.code}-0", scene.code), scene.work()
    return UnitPlan(
        scene.code, "the template untouched, then a good one in time", workbooks=(empty, work),
        counts=work.id,
        sendings=(
            scene.send(scene.before(50), empty, "returned"),
            scene.send(scene.before(5), work, mark="（更正）"),
        ),
        findings=(scene.told("C104", "error"),),
    )  # fmt: skip


def _damaged(scene: Scene) -> UnitPlan:
    cut, work = scene.work("-0", share=0.6), scene.work()
    return UnitPlan(
        scene.code, "a damaged file in time, a good one late", Outcome.LATE,
        workbooks=(cut, work), counts=work.id,
        sendings=(
            scene.send(scene.before(2), cut, "returned"),
            scene.send(scene.after(), work, mark="（重发）"),
        ),
        findings=(scene.told("G102", "error"),),
    )  # fmt: skip


def _twice(scene: Scene) -> UnitPlan:
    plan = _on_time(scene)
    again = replace(
        scene.send(scene.before(0), plan.workbooks[0], "duplicate", mark="（再次发送）")
    )
    return replace(plan, story="the same file twice", sendings=(*plan.sendings, again))


def _words(scene: Scene) -> UnitPlan:
    """A figure with words: 约 is noted, the number counts."""
    rows = {row.code: row for row in indicators_of(scene.scheme, scene.code)}
    cells = [
        (cell, answer) for cell, answer in scene.answers.items()
        if cell[2] == "value" and rows[cell[1]].measure in _MEASURES
        and isinstance(answer.typed, Decimal)
    ]  # fmt: skip
    if not cells:
        return _on_time(scene)
    cell, answer = scene.chance.choice(cells)
    typed = _MEASURES[rows[cell[1]].measure].format(answer.typed)
    work = scene.work(answers={**scene.answers, cell: Answer(typed, value=str(answer.typed))})
    plan = replace(_on_time(scene), workbooks=(work,), story="a figure with words")
    return replace(plan, findings=(scene.told("V115", "note", cell, typed),))


def _moved(scene: Scene) -> UnitPlan:
    """A sheet renamed and a row put in, saved by openpyxl."""
    keys = [cell[1] for cell in scene.answers if cell[:1] == ("progress",)]
    if not keys:
        return _on_time(scene)
    row = Inserted("progress", keys[-1], "name", "以下为补充")
    work = scene.work(saved=Saved.OPENPYXL, renamed={"progress": "进展（定）"}, inserted=(row,))
    plan = replace(_on_time(scene), workbooks=(work,), story="a sheet renamed, a row put in")
    return replace(plan, findings=(scene.told("L207", "note", ("progress", "", ""), "以下为补充"),))


def _unchanged(scene: Scene) -> UnitPlan:
    """Only 全部无变化 is ticked; possible once something is known."""
    shared = (row.joint is Joint.SAME for row in indicators_of(scene.scheme, scene.code))
    if not scene.reported or any(shared):  # a figure that moves on elsewhere would be asked about
        return _on_time(scene)
    work = scene.work(answers={}, no_change=True)
    return replace(_on_time(scene), workbooks=(work,), story="nothing changed")


_STORIES: Mapping[str, tuple[tuple[Story, int], ...]] = {
    "low": ((_on_time, 92), (_unchanged, 2), (_late, 3), (_missing, 2), (_words, 1)),
    "high": (
        (_on_time, 51), (_unchanged, 4), (_late, 8), (_missing, 5), (_unmended, 6), (_mended, 5), (_untouched, 4),
        (_damaged, 4), (_twice, 4), (_words, 6), (_moved, 3),
    ),
}  # fmt: skip


def plan(units: int, weeks: int, mess: str, seed: int, now: datetime) -> Plan:
    """Return a plan of so many units and weeks, up to the last one whose cut-off has passed."""
    scheme = scheme_of(units)
    periods = _periods(scheme, weeks, now)
    paths = _paths(scheme, periods, seed)
    on_file: set[str] = set()
    reported: set[str] = set()
    made = []
    for period in periods:
        clocks = timetable(scheme, period), previous_timetable(scheme, period)
        plans = []
        for number, unit in enumerate(active_units(scheme, clocks[0]), 1):
            prior = Prior(contacts_on_file=unit.code in on_file)
            own = duty(scheme, unit, clocks, prior)
            if not own.is_owed:
                continue
            chance = random.Random(f"{seed} {unit.code} {period}")  # noqa: S311 - no secret, only variety
            answers = _answers(scheme, own, paths[period], number, on_file)
            scene = Scene(scheme, unit, own, answers, chance, unit.code in reported)
            stories, weights = zip(*_STORIES[mess], strict=True)
            story = chance.choices(stories, weights)[0]
            told = story(scene) if answers else _unchanged(scene)
            plans.append(told)
            if told.content:
                reported.add(unit.code)
                on_file |= {unit.code} if _is_complete(told.content) else set()
        made.append(WeekPlan(period, tuple(plans)))
    return Plan(scheme, tuple(made), now)


def _is_complete(work: Workbook) -> bool:
    """Whether a workbook holds a whole personnel form."""
    told = [answer for (form, _, _), answer in work.answers.items() if form == "personnel"]
    return bool(told) and all(answer.state == "valid" for answer in told)


def _periods(scheme: Scheme, weeks: int, now: datetime) -> list[str]:
    """Return the newest weeks whose cut-off has passed, oldest first; weeks that owe nothing aside."""
    found: list[str] = []
    period = period_of(scheme, now.date())
    while len(found) < weeks:
        clock = timetable(scheme, period)
        if clock.cutoff <= now and clock.owed:
            found.append(period)
        period = previous_period(period)
    return found[::-1]


def _paths(scheme: Scheme, periods: list[str], seed: int) -> dict[str, dict[tuple[str, str], Decimal]]:  # fmt: skip
    """Return period → (indicator, unit) → value: each walks from 上期值 towards its target."""
    current: dict[tuple[str, str], Decimal] = {}
    paths = {}
    for period in periods:
        for row in scheme.indicators:
            for unit in row.leads:
                owner = "" if row.joint is Joint.SAME else unit
                chance = random.Random(f"{seed} {row.code} {owner} {period}")  # noqa: S311 - no secret, only variety
                target = scheme.target_of[row.code, unit]
                if row.is_worded or not target.last:
                    continue
                before = current.get((row.code, unit), Decimal(target.last))
                goal = before if target.target is None else target.target
                step = (goal - before) * chance.randrange(2, 16) / 100
                current[row.code, unit] = _short((before + step).quantize(_CENT))
        paths[period] = dict(current)
    return paths


def _short(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")


def _answers(
    scheme: Scheme, own: Duty, values: Mapping[tuple[str, str], Decimal], number: int,
    on_file: set[str],
) -> dict[Cell, Answer]:  # fmt: skip
    """Return what the unit answers when it does everything right."""
    cells: dict[Cell, Answer] = {}
    unit = own.unit.code
    # Personnel on file is left as it is shown; who owes nothing else says 全部无变化.
    if "personnel" in own.owed and unit not in on_file:
        cells |= personnel(number)
    if "progress" not in own.owed:
        return cells
    for row in rows_of(scheme, scheme.form_by_code["progress"], unit):
        if row.indicator is None:
            continue
        words = _sentence(own, row.indicator, number)
        if is_due(own, row):
            value = values.get((row.key, unit))
            cells["progress", row.key, "value"] = Answer(words if value is None else value)
        cells["progress", row.key, "status"] = Answer("推进中")
        cells["progress", row.key, "progress"] = Answer(words)
        cells["progress", row.key, "due"] = Answer(date(own.clock.last.year + 1, 6, 30))
    return cells


def _sentence(own: Duty, row: Indicator, number: int) -> str:
    """A sentence that no other unit and no other week has."""
    week = int(own.clock.period[-2:])
    place = int(row.code[-2:]) + week + number
    done = _DONE[place % len(_DONE)].format(n=place * 7 % 37 + 1)
    return f"第{week}周{own.unit.name}{done}（{row.name}）"
