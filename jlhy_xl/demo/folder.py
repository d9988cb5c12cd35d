"""Makes the folder that a plan tells of: scheme, key, inbox and truth.json."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.books.scheme import book as scheme_book
from jlhy_xl.books.template import book as template
from jlhy_xl.core.calendar import previous_timetable, timetable
from jlhy_xl.core.model import Prior, Timetable
from jlhy_xl.core.returns import identity
from jlhy_xl.core.returns.obligations import Duty, duty
from jlhy_xl.core.returns.shown import shown
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.parse import digest
from jlhy_xl.demo import extras, mails, truth
from jlhy_xl.demo.countdown import recount
from jlhy_xl.demo.fill import edited, fill
from jlhy_xl.demo.plan import (
    SAMPLE_KEY,
    Attached,
    Cell,
    Plan,
    Program,
    Saved,
    Sending,
    UnitPlan,
    WeekPlan,
    Workbook,
)
from jlhy_xl.demo.resave import resave
from jlhy_xl.edge import draw
from jlhy_xl.edge.files import write_whole

_ODD = re.compile(r'[\\/:*?"<>|\s]+')
_EVIDENCE = (
    "关于施工图审查费免收情况的说明",
    "（示例材料，内容均为虚构）",
    "本周为3个项目免收施工图审查费1.2万元。",
)


class Memory(Struct):
    """What the office knows of each unit so far, as the plan tells it."""

    values: dict[str, dict[Cell, str]] = field(default_factory=dict)
    on_file: set[str] = field(default_factory=set)

    def prior(self, unit: str) -> Prior:
        """Return what is known of a unit now."""
        return Prior(dict(self.values.get(unit, {})), unit in self.on_file)

    def learn(self, plan: UnitPlan) -> None:
        """Take in the content that counts."""
        if plan.content is None:
            return
        known = self.values.setdefault(plan.unit, {})
        for cell, answer in plan.content.answers.items():
            if answer.state == "valid" and answer.read:
                known[cell] = answer.read
        told = [row for (form, _, _), row in plan.content.answers.items() if form == "personnel"]
        if told and all(row.state == "valid" for row in told):
            self.on_file.add(plan.unit)


class Week(Struct, frozen=True):
    """One period's making."""

    scheme: Scheme
    digest: str
    plan: WeekPlan
    clock: Timetable
    duties: Mapping[str, Duty]
    priors: Mapping[str, Prior]

    @property
    def owed(self) -> truth.Owed:
        """What is asked in the week."""
        known = (unit for unit, prior in self.priors.items() if prior.contacts_on_file)
        return truth.Owed(self.scheme, self.duties, frozenset(known))

    @property
    def issued(self) -> datetime:
        """When the templates were drawn: Monday noon of the week."""
        first = self.clock.first
        return self.clock.deadline.replace(
            year=first.year, month=first.month, day=first.day, hour=14, minute=0
        )


def write(folder: Path, plan: Plan) -> dict[str, Any]:
    """The folder holds everything that the plan tells of; returns truth.json's content."""
    root = folder / "workbooks"
    told: list[dict[str, Any]] = []
    programs: set[str] = set()
    write_whole(root / "台账" / "office.key", SAMPLE_KEY + b"\n")
    for week in weeks(plan):
        if not told:
            draw.save(scheme_book.book(plan.scheme), root / "方案.xlsx", week.issued)
        programs |= _inbox(root / "inbox" / week.plan.period, week)
        told.append(truth.of_week(week.plan, week.owed))
    result = truth.of_plan(plan, told) | {"saved_by": sorted(programs)}
    data = json.dumps(result, ensure_ascii=False, indent=1).encode() + b"\n"
    write_whole(root / "truth.json", data)
    return result


def weeks(plan: Plan) -> list[Week]:
    """Return each week with what was known before it."""
    memory, made = Memory(), []
    for week in plan.weeks:
        made.append(_week(plan.scheme, week, memory))
        for unit in week.units:
            memory.learn(unit)
    return made


def _week(scheme: Scheme, week: WeekPlan, memory: Memory) -> Week:
    clocks = timetable(scheme, week.period), previous_timetable(scheme, week.period)
    priors = {row.unit: memory.prior(row.unit) for row in week.units}
    duties = {
        row.unit: duty(scheme, scheme.unit_by_code[row.unit], clocks, priors[row.unit])
        for row in week.units
    }
    return Week(scheme, digest(scheme), week, clocks[0], duties, priors)


def _inbox(folder: Path, week: Week) -> set[str]:
    """Every mail and every bare file lies in the period's folder; returns who saved workbooks."""
    programs = set()
    names = {unit.code: unit.name for unit in week.scheme.units}
    number = 0
    for unit in week.plan.units:
        books: dict[str, bytes] = {}
        for work in unit.workbooks:
            books[work.id], saved = _workbook(week, work)
            programs.add(saved.value)
        letters: list[tuple[str, bytes]] = []
        for sending in unit.sendings:
            number += 1
            if sending.program is Program.HAND:
                for attached in sending.attached:
                    write_whole(folder / attached.name, _content(attached, books))
                continue
            made = _mail(week.scheme, sending, books, letters)
            letters.append((sending.subject, made))
            name = f"{number:03d} {_ODD.sub(' ', sending.subject)}.eml"
            write_whole(folder / name, made)
    book = extras.register(week.plan.period, week.plan.units, names)
    if book is not None:
        draw.save(book, folder / "收件登记.xlsx", week.clock.deadline + timedelta(days=3))
    return programs


def _workbook(week: Week, work: Workbook) -> tuple[bytes, Saved]:
    return resave(drawn(week, work), work, week.issued)


def drawn(week: Week, work: Workbook) -> bytes:
    """Return a unit's workbook as Excel saves it: filled in, edited, its formulas reckoned."""
    scheme, own = week.scheme, week.duties[work.unit]
    told = (work.unit, week.plan.period, week.digest, shown(scheme, own))
    signed = identity.issue(SAMPLE_KEY, *told)
    blank = template.book(scheme, own, week.priors[work.unit], signed, week.digest)
    filled = recount(fill(blank, scheme, work), scheme, work, week.owed.counts(work))
    return draw.to_bytes(edited(filled, scheme, work), week.issued)


def _content(attached: Attached, books: Mapping[str, bytes]) -> bytes:
    if attached.what == "pdf":
        return extras.pdf((*_EVIDENCE, attached.name))
    return extras.logo() if attached.what == "logo" else books[attached.what]


def _mail(
    scheme: Scheme, sending: Sending, books: Mapping[str, bytes], before: list[tuple[str, bytes]]
) -> bytes:
    unit = scheme.unit_by_code[sending.unit]
    files = tuple(
        (row.name, _content(row, books)) for row in sending.attached if row.what != "logo"
    )
    if sending.zipped:
        files = ((sending.zipped, mails.archive(files, sending.received)),)
    has_logo = any(row.what == "logo" for row in sending.attached)
    letter = mails.Letter(
        sender=sending.sender or unit.mails[0], person=unit.name, received=sending.received,
        subject=sending.subject, body=sending.body, files=files,
        logo=extras.logo() if has_logo else b"",
    )  # fmt: skip
    if sending.forwarded:
        letter = replace(letter, files=(), person="孙亚飞")
        return mails.forward(letter, sending.forwarded, before[0][1])
    return mails.write(sending.program, letter)
