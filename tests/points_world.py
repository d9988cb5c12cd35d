"""The notice's scheme with adopted rules, returns and decisions in few words: for tests on points."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.core.calendar import timetable
from jlhy_xl.core.model import (
    Arrival,
    ArrivalFact,
    Clock,
    Deduction,
    Finding,
    ReturnCase,
    SentBack,
    Severity,
    Verdict,
    digest,
)
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.scheme.model import Scheme

ZONE = ZoneInfo("Asia/Shanghai")
COURT, OFFICE, PERMITS, FINANCE, HOUSING, WATER, BANK = (
    "U01", "U02", "U03", "U04", "U06", "U08", "U12"
)  # fmt: skip
W47, W48, W49 = "2026-W47", "2026-W48", "2026-W49"
HALF, ONE = Decimal("0.5"), Decimal(1)


def at(words: str) -> datetime:
    """A moment on the office's clock: "2026-11-27 17:00:01"."""
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def adopted(**parameters: Any) -> Scheme:
    """The notice's scheme, its rules in force since New Year 2026."""
    scheme = default()
    given = {"rule_number": "示例〔2026〕1号", "rules_from": date(2026, 1, 1), **parameters}
    return replace(scheme, parameters=replace(scheme.parameters, **given))


SCHEME = adopted()
# Week 48: Friday 27 November 17:00, cut-off Friday 4 December 17:00.
THURSDAY, SATURDAY, MONDAY = "2026-11-26 10:00", "2026-11-28 10:00", "2026-11-30 10:00"
TUESDAY, LAST_CALL, CUTOFF = "2026-12-01 10:00", "2026-12-03 17:00", "2026-12-04 17:00"
AFTER = at("2026-12-07 09:00")


def fact(when: str, *, good: bool = True, **more: Any) -> ArrivalFact:
    """An arrival, acceptable unless said otherwise; its bytes are told by its name and time."""
    name = more.pop("name", "报表.xlsx")
    arrival = Arrival(
        sha256=digest(name, when) * 4, name=name, folder=W48, source=f"周报.eml » {name}",
        received=at(when), clock=Clock.SERVER, sender=more.pop("sender", "liaison@example.cn"),
    )  # fmt: skip
    verdict = more.pop("verdict", Verdict.ACCEPTED if good else Verdict.RETURNED)
    return ArrivalFact(arrival, verdict, good, **more)


def wrong(*cells: str, file: str = "报表.xlsx") -> tuple[Finding, ...]:
    """Error findings at cells of the progress form."""
    return tuple(
        Finding("V101", Severity.ERROR, "必填项未填。请补填", file=file, sha256="a" * 64,
                form="progress", sheet="指标进展表", cell=cell)
        for cell in cells
    )  # fmt: skip


def case(
    *facts: ArrivalFact, unit: str = COURT, period: str = W48, standing: Iterable[Finding] = (),
    sent_back: Iterable[str] = (), scheme: Scheme = SCHEME,
) -> ReturnCase:  # fmt: skip
    """One unit's return."""
    return ReturnCase(
        unit=unit, clock=timetable(scheme, period), owed=frozenset({"progress"}), facts=facts,
        sent_back=tuple(SentBack(at(when)) for when in sent_back), standing=tuple(standing),
    )  # fmt: skip


def costs(lines: Iterable[Deduction]) -> list[tuple[str, str, str]]:
    """Each line as rule, status and applied points."""
    return [(line.rule, line.status.value, str(line.applied)) for line in lines]


def decided(line: Deduction, **said: Any) -> Decision:
    """A decision that is complete and in order, but for what is said otherwise."""
    full: dict[str, Any] = {
        "delivered_how": "当面送达", "signed_by": "张三", "signed_at": at("2026-12-08 09:00"),
        "outcome": "维持", "handler": "李四", "reviewer": "王五", "body": "联席会议",
        "basis": "〔2026〕5号纪要", "decided": date(2026, 12, 18), "file": "减扣评分表.xlsx",
        "sheet": "减扣评分", "cells": CELLS,
    }  # fmt: skip
    return Decision(line.id, **{**full, **said})


CELLS = {
    "deduction": "A5", "delivered_how": "J5", "signed_by": "K5", "signed_at": "L5",
    "objection_at": "M5", "objection_text": "N5", "outcome": "O5", "amount": "P5", "reason": "Q5",
    "handler": "R5", "reviewer": "S5", "body": "T5", "basis": "U5", "decided": "V5",
}  # fmt: skip
LATER = at("2026-12-20 09:00")
