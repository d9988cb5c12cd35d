"""A judged week by hand: late, silent, unmended, waived, laid out, capped and settled lines, without a run."""

import re
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.books.sheet import Book, Cell, Sheet, Value
from jlhy_xl.core.calendar import previous_timetable, timetable
from jlhy_xl.core.frames import COMPLETENESS, PROGRESS, READINGS, frame
from jlhy_xl.core.model import Deduction, GroupStanding, Prior, ReturnCase, Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.propose import marks, propose
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.obligations import active_units, duty
from jlhy_xl.core.scheme.model import Scheme

sys.path.insert(0, str(Path(__file__).parents[1]))
from points_world import AFTER, MONDAY, THURSDAY, W47, W48, at, case, decided, fact, wrong

HEAD = 4  # the headings' row of every sheet
BANK, COURT, FUND, OFFICE = "U12", "U01", "U10", "U02"


def scheme(**parameters: Any) -> Scheme:
    """The repository's sample scheme, its parameters changed."""
    made = sample()
    return replace(made, parameters=replace(made.parameters, **parameters))


def cases(made: Scheme) -> list[ReturnCase]:
    """Week 48 and what the bank never sent before it."""
    silent = [case(unit=BANK, period=f"2026-W{week}", scheme=made) for week in range(41, 48)]
    return [
        case(fact(MONDAY), unit=COURT, scheme=made),
        case(fact(MONDAY), unit=OFFICE, scheme=made),
        case(unit="U04", scheme=made),
        case(fact(THURSDAY), unit="U06", scheme=made, standing=wrong("J5", "J7", "K9"),
             sent_back=["2026-12-01 09:00"]),
        case(fact(MONDAY), unit=FUND, scheme=made),
        case(fact("2026-11-23 10:00"), unit=FUND, period=W47, scheme=made),  # waived: mail
        *silent,
    ]  # fmt: skip


def decisions(lines: Iterable[Deduction]) -> tuple[chain.Decision, ...]:
    """The bank's first line is 审定, its second one signed for, its third delivered."""
    first, second, third = [line for line in lines if line.unit == BANK and line.rule == "A2"][:3]
    return (
        decided(first, signed_at=at("2026-11-20 09:00"), decided=date(2026, 12, 4),
                outcome="调整", amount=Decimal("0.8"), reason="首次"),
        chain.Decision(second.id, delivered_how="公文交换", signed_by="张三",
                       signed_at=at("2026-12-04 09:30")),
        chain.Decision(third.id, delivered_how="电子邮件"),
    )  # fmt: skip


def results(made: Scheme | None = None, *, extra: Iterable[Deduction] = (), **more: Any) -> Results:
    """The judged week."""
    made = made or scheme()
    clock = timetable(made, W48)
    clocks = (clock, previous_timetable(made, W48))
    duties = tuple(duty(made, unit, clocks, Prior()) for unit in active_units(made, clock))
    proposed = propose(made, cases(made), AFTER, [GroupStanding(9, 3, 1), GroupStanding(10, 2, 1)])
    said = () if made.is_trial else decisions(proposed)
    lines, _ = chain.apply(made, (*proposed, *extra), said, AFTER)
    given: dict[str, Any] = {
        "scheme": made, "scheme_digest": "0123456789abcdef", "clock": clock, "now": AFTER,
        "duties": duties, "receipts": (), "cases": tuple(cases(made)), "decisions": said,
        "readings": frame(READINGS, []), "findings": (), "completeness": frame(COMPLETENESS, []),
        "progress": frame(PROGRESS, []), "deductions": lines, "marks": marks(lines),
        "fresh": frozenset(line.id for line in lines if line.period == W48),
    }  # fmt: skip
    return Results(**{**given, **more})


def quiet() -> Results:
    """A week in which nothing happened."""
    return results(deductions=(), decisions=(), marks={}, fresh=frozenset())


def by_status(found: Results, *statuses: Status) -> list[Deduction]:
    return [line for line in found.deductions if line.status in statuses]


def sheet(book: Book, name: str) -> Sheet:
    return next(each for each in book.sheets if each.name == name)


def rows(made: Sheet, head: int = HEAD) -> list[dict[str, Cell]]:
    """The table's rows by heading; none where it says that there is nothing."""
    heads = {at: str(cell.value) for (row, at), cell in made.cells.items() if row == head}
    last = max(row for row, _ in made.cells)
    found = [
        {word: made.cells[row, at] for at, word in heads.items() if (row, at) in made.cells}
        for row in range(head + 1, last + 1)
    ]
    merged = {each.top for each in made.merges}
    return [line for at, line in enumerate(found, head + 1) if line and at not in merged]


def texts(book: Book) -> str:
    """Everything that a person can read in the book."""
    said = [
        str(part)
        for made in book.sheets
        for cell in made.cells.values()
        for part in (cell.value, cell.note)
        if part
    ]
    helps = [str(rule.options) for made in book.sheets for rule in made.validations]
    return "\n".join([book.title, *(made.name for made in book.sheets), *said, *helps])


_TARGET = re.compile(r"internal:'(.+)'!([A-Z]+)([0-9]+)")


def target(book: Book, link: str) -> tuple[Sheet, int, int]:
    """Where a link leads: sheet, row and column counted from 0."""
    name, column, row = _TARGET.fullmatch(link).groups()  # type: ignore[union-attr]  # all are ours
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return sheet(book, name.replace("''", "'")), int(row) - 1, number - 1


def value_at(made: Sheet, row: int, heading: str, head: int = HEAD) -> Value:
    at = next(
        at for (line, at), cell in made.cells.items() if line == head and cell.value == heading
    )
    return made.cells[row, at].value
