"""Entries handed to the rooms: pins for the merge, objections from returns, decisions for the chain."""

from datetime import datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Deduction,
    Examined,
    Reading,
    Receipt,
    State,
    Status,
    Verdict,
)
from jlhy_xl.core.points.decided import objections, pins
from jlhy_xl.core.points.decisions import ARRIVAL, LINE, Entry
from jlhy_xl.core.wording import merge as words
from tests.points_world import SCHEME, W48, at

CELLS = {"处理": "K6", "改归单位": "L6", "改归期次": "M6", "理由": "N6", "经手人": "O6"}


def answer(**said: str) -> Entry:
    """What a person wrote beside an asked arrival."""
    return Entry("a1", said, "待处理收件.xlsx", "f" * 64, "待处理收件", "A6", ARRIVAL, cells=CELLS)


def test_a_complete_answer_is_a_pin() -> None:
    """Action, unit by any alias, period in any width, reason: a pin, and a second look at the file."""
    entry = answer(
        处理="改归",
        改归单位=SCHEME.unit_by_code["U01"].aliases[0],
        改归期次="２０２６-w47",
        理由="电话核实",
        经手人="李四",
    )
    found = pins(SCHEME, [entry], {"a1": "h"})
    assert found.pins == {"a1": (words.REASSIGN, "U01", "2026-W47", "电话核实")}
    assert found.said == {"h": ("U01", "2026-W47")}
    assert found.findings == ()


def test_adopting_and_voiding_name_nothing() -> None:
    """采用 and 作废 without unit or period are no second look."""
    for action in (words.ADOPT, words.VOID):
        found = pins(SCHEME, [answer(处理=action, 理由="核实", 经手人="李四")], {"a1": "h"})
        assert (found.pins["a1"], found.said) == ((action, "", "", "核实"), {})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"处理": "采用", "理由": "核实"}, [("D212", "O6", "")]),
        ({"处理": "采用", "经手人": "李四"}, [("D212", "N6", "")]),
        ({"处理": "同意", "理由": "核实", "经手人": "李四"}, [("D211", "K6", "同意")]),
        ({"改归单位": "区法院", "理由": "核实", "经手人": "李四"}, [("D212", "K6", "")]),
        ({"处理": "改归", "理由": "核实", "经手人": "李四"}, [("D212", "L6", "")]),
        (
            {"处理": "改归", "改归单位": "区气象局", "理由": "核实", "经手人": "李四"},
            [("D213", "L6", "区气象局")],
        ),
        (
            {"处理": "改归", "改归期次": "上周", "理由": "核实", "经手人": "李四"},
            [("D214", "M6", "上周")],
        ),
    ],
)
def test_half_an_answer_pins_nothing(
    said: dict[str, str], expected: list[tuple[str, str, str]]
) -> None:
    """What is missing or unknown is a finding at its cell, and the arrival waits on."""
    found = pins(SCHEME, [answer(**said)], {"a1": "h"})
    assert found.pins == {}
    assert [(row.code, row.cell, row.found) for row in found.findings] == expected


def test_the_last_answer_counts_and_an_emptied_one_is_none() -> None:
    """A changed mind replaces the pin; a row that was cleared asks nothing."""
    first = answer(处理="采用", 理由="核实", 经手人="李四")
    second = answer(处理="作废", 理由="误发", 经手人="李四")
    assert pins(SCHEME, [first, second], {}).pins["a1"][0] == words.VOID
    assert pins(SCHEME, [first, answer(处理="", 理由="", 经手人="")], {}).pins == {}


# -- objections ------------------------------------------------------------------------------------

LINE_ = Deduction(
    "A2", "U01", W48, "", "未报", Decimal(1), Decimal(1), Status.INFORMED
)  # fmt: skip


def receipt(
    when: str,
    *,
    unit: str = "U01",
    verdict: Verdict = Verdict.ACCEPTED,
    key: str = "",
    **typed: str,
) -> Receipt:
    """A returned workbook with an 异议反馈 sheet."""
    readings = tuple(
        Reading(unit, W48, "objections", key or LINE_.id, name, State.VALID, text, text,
                sheet="异议反馈", cell=f"{name[0].upper()}5")
        for name, text in typed.items()
    )  # fmt: skip
    arrival = Arrival(f"{when}{unit}", "报表.xlsx", W48, "报表.xlsx", at(when), Clock.SERVER)
    examined = Examined(arrival.sha256, verdict, "", unit=unit, period=W48, readings=readings)
    return Receipt(arrival, replace(examined, forms=("objections",)), verdict, "")


def heard(*receipts: Receipt, entries: tuple[Entry, ...] = ()) -> tuple[list[Entry], list[str]]:
    """What is put on record, and the findings' codes."""
    found, findings = objections(SCHEME, receipts, {LINE_.id: LINE_}, entries)
    return list(found), [row.code for row in findings]


def test_an_objection_is_on_record_with_the_arrivals_clock() -> None:
    """Time of receipt, text, and the cell that holds it; the earliest about a line counts."""
    late = receipt("2026-12-15 09:00", objection="再次说明", signer="赵六")
    first = receipt("2026-12-14 16:59:59", objection="已邮寄", signer="赵六")
    (entry,), codes = heard(late, first)
    assert codes == []
    assert entry.entries == {"异议时间": "2026-12-14 16:59:59", "异议内容": "已邮寄"}
    assert (entry.key, entry.cells, entry.about) == (LINE_.id, {"异议内容": "O5"}, LINE)


def test_grounds_stand_behind_the_text() -> None:
    """依据 is part of what was said; then no one cell holds it all."""
    (entry,), _ = heard(
        receipt("2026-12-14 10:00", objection="已邮寄", grounds="回执", signer="赵六")
    )
    assert entry.entries["异议内容"] == "已邮寄（依据：回执）"
    assert entry.cells == {}
    (entry,), _ = heard(receipt("2026-12-14 10:00", grounds="回执", signer="赵六"))
    assert entry.entries["异议内容"] == "（依据：回执）"


def test_what_is_on_record_stays() -> None:
    """An objection that the office entered, or one heard before, is not replaced; 签收 stays with it."""
    signed = Entry(LINE_.id, {"签收时间": "2026-12-08 09:00"})
    (entry,), _ = heard(
        receipt("2026-12-14 10:00", objection="已邮寄", signer="赵六"), entries=(signed,)
    )
    assert entry.entries["签收时间"] == "2026-12-08 09:00"
    again = heard(
        receipt("2026-12-15 10:00", objection="又一次", signer="赵六"), entries=(signed, entry)
    )
    assert again == ([], [])


@pytest.mark.parametrize(
    ("made", "codes", "count"),
    [
        (receipt("2026-12-14 10:00", objection="有异议"), ["D223"], 1),
        (receipt("2026-12-14 10:00", objection="有异议", signer="甲", key="zz"), ["D221"], 0),
        (receipt("2026-12-14 10:00", objection="有异议", signer="甲", unit="U08"), ["D222"], 0),
        (receipt("2026-12-14 10:00", signer="赵六"), [], 0),
        (
            receipt("2026-12-14 10:00", objection="有异议", signer="甲", verdict=Verdict.RETURNED),
            [], 1,
        ),
        (
            receipt("2026-12-14 10:00", objection="有异议", signer="甲",
                    verdict=Verdict.QUARANTINED),
            [], 0,
        ),
    ],
)  # fmt: skip
def test_an_odd_objection_is_asked_about(made: Receipt, codes: list[str], count: int) -> None:
    """Unsigned, about no line, about another's line, empty, in a refused or an asked workbook."""
    entries, found = heard(made)
    assert (found, len(entries)) == (codes, count)


def test_the_clock_is_told_in_the_offices_zone() -> None:
    """A UTC receipt is the office's hour on the record."""
    made = receipt("2026-12-14 10:00", objection="有异议", signer="甲")
    utc = datetime.fromisoformat("2026-12-14T02:00:00+00:00")
    (entry,), _ = heard(replace(made, arrival=replace(made.arrival, received=utc)))
    assert entry.entries["异议时间"] == "2026-12-14 10:00:00"
