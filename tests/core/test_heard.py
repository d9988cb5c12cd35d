"""Units' own words about 议定事项: which count beside the register, and where they stand."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from jlhy_xl.core.model import Arrival, Clock, Examined, Reading, Receipt, State, Verdict
from jlhy_xl.core.points import heard
from jlhy_xl.core.points.heard import EXTENSION, STATE, Statement
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.model import Resolution
from tests.points_world import HOUSING, PERMITS, SCHEME, at, costs

DUE = date(2026, 3, 10)
ITEM = Resolution("Y01", "纪要", "〔2026〕2号", "办理事项", PERMITS, (HOUSING,), DUE)
NOW = at("2026-04-01 09:00")
DONE = "已办结待审核"


def told(when: str, value: str, field: str = EXTENSION, item: str = "Y01") -> Statement:
    """A cell of a return that came at a moment."""
    return Statement(item, field, value, at(when), "报表.xlsx", "a" * 64, "议定事项落实表", "K6")


def lines(*said: Statement, now: str = "2026-04-01 09:00", **change: Any) -> list[Any]:
    """The item's lines by rule, status and points."""
    scheme = replace(SCHEME, resolutions=(replace(ITEM, **change),))
    return costs(propose(scheme, [], at(now), said=heard.in_order(said)))


WAITS, CHARGED = [("A3", "待确认", "0")], [("A3", "拟减扣", "1")]


@pytest.mark.parametrize(
    ("said", "change", "expected"),
    [
        (told("2026-03-10 23:59:59", "2026-03-20"), {}, WAITS),
        (told("2026-03-11 00:00:00", "2026-03-20"), {}, CHARGED),
        (told("2026-03-09 09:00", "2026-03-20"), {"granted": "不同意"}, CHARGED),
        (told("2026-03-09 09:00", "2026-03-20"), {"granted": "同意", "extended": date(2026, 4, 2)}, []),
        (told("2026-03-09 09:00", "2026-03-20"), {"asked": date(2026, 3, 12)}, WAITS),
        (told("2026-03-12 09:00", "2026-03-20"), {"asked": date(2026, 3, 9)}, WAITS),
        (told("2026-03-09 09:00", "年底"), {}, WAITS),
        (told("2026-03-09 09:00", "2026-03-20", item="Y02"), {}, CHARGED),
    ],
    ids=["in time", "a second late", "refused", "granted", "register says later",
         "register says earlier", "no date but asked", "another item"],
)  # fmt: skip
def test_22_an_application_in_a_return_is_an_application(
    said: Statement, change: dict[str, Any], expected: list[Any]
) -> None:
    """The earlier of register and return counts; the answer is the register's alone."""
    assert lines(said, **change) == expected


def test_where_the_register_has_a_later_day_the_line_asks_to_mend_it() -> None:
    """台账 says the 12th, the return came on the 9th: which counts is said; nothing where the register is earlier."""
    said = heard.in_order([told("2026-03-09 09:00", "2026-03-20")])
    for day, expected in (
        (
            12,
            "台账登记申请延期2026-03-12，单位已于2026-03-09在报送表提出，以2026-03-09为准，请更正台账",
        ),
        (9, ""),
    ):
        scheme = replace(SCHEME, resolutions=(replace(ITEM, asked=date(2026, 3, day)),))
        (line,) = propose(scheme, [], at("2026-03-20 09:00"), said=said)
        assert line.note.partition("；")[2] == expected
        assert (line.evidence[0].file, line.evidence[0].sheet) == ("方案.xlsx", "议定事项")


def test_23_reported_done_in_a_return() -> None:
    """Reported done in time and unconfirmed waits for the office; reported later it is charged."""
    in_time = told("2026-03-10 17:00", DONE, STATE)
    assert lines(in_time) == WAITS
    assert lines(told("2026-03-11 00:00", DONE, STATE)) == CHARGED
    assert lines(in_time, confirmed=date(2026, 3, 25)) == []
    assert lines(told("2026-03-12 09:00", DONE, STATE), confirmed=date(2026, 3, 25)) == CHARGED


def test_what_a_unit_took_back_is_no_report() -> None:
    """Done in one return and 正在办理 in the next is not done; done again counts from then."""
    first, back = told("2026-03-02 09:00", DONE, STATE), told("2026-03-06 09:00", "正在办理", STATE)
    assert lines(first, back) == CHARGED
    assert lines(first, back, told("2026-03-10 09:00", DONE, STATE)) == WAITS
    assert lines(first, back, told("2026-03-12 09:00", DONE, STATE)) == CHARGED
    assert lines(first, told("2026-03-06 09:00", DONE, STATE)) == WAITS


def test_what_comes_later_is_not_known_yet() -> None:
    """A replay of the morning does not know what came in the afternoon."""
    scheme = replace(SCHEME, resolutions=(ITEM,))
    said = [told("2026-03-09 15:00", "2026-03-20")]
    morning = heard.joined(scheme, ITEM, said, at("2026-03-09 09:00"))
    assert (morning.item, morning.evidence) == (ITEM, ())
    evening = heard.joined(scheme, ITEM, said, at("2026-03-09 18:00"))
    assert evening.item.asked == date(2026, 3, 9)


def test_a_second_application_before_the_extended_day_waits_too() -> None:
    """Granted to 20 March and asked for 30 March on the 19th: 待确认; asked on the 21st: charged."""
    first = told("2026-03-09 09:00", "2026-03-20")
    granted = {"granted": "同意", "extended": date(2026, 3, 20)}
    assert lines(first, **granted) == CHARGED
    assert lines(first, told("2026-03-16 09:00", "2026-03-20"), **granted) == CHARGED
    again = told("2026-03-19 09:00", "2026-03-30")
    assert lines(first, again, **granted) == WAITS
    assert lines(again, **granted, asked=date(2026, 3, 9)) == WAITS
    assert lines(first, told("2026-03-21 09:00", "2026-03-30"), **granted) == CHARGED


def test_each_word_that_counts_is_evidence_with_its_place() -> None:
    """Register first, then the unit's cells by time of receipt, with file, hash, sheet, cell and time."""
    scheme = replace(SCHEME, resolutions=(ITEM,))
    asked, done = told("2026-03-12 09:00", "2026-03-20"), told("2026-03-11 09:00", DONE, STATE)
    (line,) = propose(scheme, [], NOW, said=heard.in_order((asked, done)))
    rest = [
        (row.what, row.found, row.file, row.sha256, row.sheet, row.cell, row.at)
        for row in line.evidence[1:]
    ]
    place = ("报表.xlsx", "a" * 64, "议定事项落实表", "K6")
    assert rest == [
        ("单位填报的办结情况", DONE, *place, done.at),
        ("单位填报的延期申请", "2026-03-20", *place, asked.at),
    ]  # fmt: skip
    assert line.evidence[0].found == (
        "台账登记：完成时限2026-03-10；台账未登记：申请延期、批复、报办结、确认办结"
    )  # the register as it stands: what the unit wrote elsewhere does not contradict it


@pytest.mark.parametrize(
    ("said", "change", "expected"),
    [
        ((), {}, "到期未办结；到期前未收到延期申请"),
        ((told("2026-03-17 16:58:30", DONE, STATE),), {},
         "单位于2026-03-17报办结，尚待确认；即使确认，仍逾期7天；到期前未收到延期申请"),
        ((told("2026-03-10 23:59:59", DONE, STATE),), {}, "单位于2026-03-10报办结，尚待确认"),
        ((told("2026-03-12 09:00", DONE, STATE),), {"confirmed": date(2026, 3, 20)},
         "单位于2026-03-12报办结（逾期2天），2026-03-20确认；到期前未收到延期申请"),
        ((), {"confirmed": date(2026, 3, 20)}, "于2026-03-20确认办结（逾期10天）；到期前未收到延期申请"),
        ((), {"asked": date(2026, 3, 12)}, "到期未办结；延期申请于2026-03-12提出，晚于到期日2026-03-10"),
        ((told("2026-03-09 09:00", "2026-03-20"),), {"granted": "不同意"},
         "到期未办结；延期申请于2026-03-09提出，未获同意"),
        ((told("2026-03-09 09:00", "2026-03-20"),), {}, "到期未办结"),
    ],
    ids=["never", "late", "in time", "late and confirmed", "confirmed alone", "asked late",
         "refused", "undecided"],
)  # fmt: skip
def test_the_fact_says_when_it_was_reported_done(
    said: tuple[Statement, ...], change: dict[str, Any], expected: str
) -> None:
    """A unit that reported late is not told that it never did; the line keeps its id."""
    scheme = replace(SCHEME, resolutions=(replace(ITEM, **change),))
    (line,) = propose(scheme, [], NOW, said=said)
    assert line.event == f"议定事项Y01应于2026-03-10办结，{expected}"
    (silent,) = propose(replace(SCHEME, resolutions=(ITEM,)), [], NOW)
    assert line.id == silent.id


def test_an_extended_item_says_from_when_to_when() -> None:
    """Granted to 20 March and still not done: the fact has both days."""
    change = {"asked": date(2026, 3, 9), "granted": "同意", "extended": date(2026, 3, 20)}
    scheme = replace(SCHEME, resolutions=(replace(ITEM, **change),))
    (line,) = propose(scheme, [], NOW)
    assert line.event == ("议定事项Y01应于2026-03-20办结，到期未办结；原定2026-03-10，经同意延期")


def test_the_units_own_words_stand_beside_an_earlier_day_of_the_register() -> None:
    """The register's application of the 8th counts; what the unit's return asked on the 9th is quoted all the same."""
    scheme = replace(
        SCHEME, resolutions=(replace(ITEM, asked=date(2026, 3, 8), claimed=date(2026, 3, 9)),)
    )
    said = [told("2026-03-09 09:00", "2026-03-20"), told("2026-03-10 09:00", DONE, STATE)]
    (line,) = propose(scheme, [], NOW, said=heard.in_order(said))
    assert [(row.what, row.found, row.cell, row.at) for row in line.evidence[1:]] == [
        ("单位填报的延期申请", "2026-03-20", "K6", said[0].at),
        ("单位填报的办结情况", DONE, "K6", said[1].at),
    ]
    assert line.status.value == "待确认"


def test_the_register_says_what_it_holds_and_what_it_does_not() -> None:
    """Each entry with its label; a granted extension without a day lacks its day."""
    change = {"asked": date(2026, 3, 9), "granted": "同意", "confirmed": date(2026, 3, 20)}
    scheme = replace(SCHEME, resolutions=(replace(ITEM, **change),))
    (line,) = propose(scheme, [], NOW)
    assert line.evidence[0].found == (
        "台账登记：完成时限2026-03-10、申请延期2026-03-09、批复同意、确认办结2026-03-20；"
        "台账未登记：延期至、报办结"
    )


def receipt(verdict: Verdict, *readings: Reading, when: str = "2026-03-09 09:00") -> Receipt:
    """A file that came, with what was read in it."""
    arrival = Arrival("b" * 64, "报表.xlsx", "2026-W10", f"{when}.xlsx", at(when), Clock.SERVER)
    looked = Examined("b" * 64, verdict, "", unit=PERMITS, period="2026-W10", readings=readings)
    return Receipt(arrival, looked, verdict, "")


def cell(field: str, value: str, state: State = State.VALID, form: str = "resolutions") -> Reading:
    """One cell of a form."""
    typed = value if state is State.ERROR else ""
    return Reading(PERMITS, "2026-W10", form, "Y01", field, state, typed, "" if typed else value)


@pytest.mark.parametrize(
    ("verdict", "is_heard"),
    [(verdict, verdict in (Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.RETURNED)) for verdict in Verdict],
)  # fmt: skip
def test_whose_files_are_heard(verdict: Verdict, is_heard: bool) -> None:
    """Replaced and returned files have told; strays, copies and quarantined ones have not."""
    found = heard.statements(SCHEME, [receipt(verdict, cell(EXTENSION, "2026-03-20"))])
    assert bool(found) is is_heard


def test_which_cells_are_heard() -> None:
    """Blank cells, other fields, other forms and a plain no tell nothing; a word that is no date does."""
    cells = (
        cell(EXTENSION, "", State.BLANK), cell("progress", "办理中"), cell(EXTENSION, "不申请", State.ERROR),
        cell(EXTENSION, "2026-03-20", form="issues"), cell(EXTENSION, "年底", State.ERROR),
    )  # fmt: skip
    found = heard.statements(SCHEME, [receipt(Verdict.ACCEPTED, *cells)])
    assert [(row.item, row.value) for row in found] == [("Y01", "年底")]


def test_a_late_file_is_heard_once() -> None:
    """补报 tells although it waits for a person, and the same file twice tells once, by time."""
    late = receipt(Verdict.QUARANTINED, cell(EXTENSION, "2026-03-20"), when="2026-03-09 10:00")
    first = receipt(Verdict.ACCEPTED, cell(EXTENSION, "2026-03-18"))
    found = heard.statements(SCHEME, [late, first], [late])
    assert [row.value for row in found] == ["2026-03-18", "2026-03-20"]


def test_the_register_with_the_returns_is_what_leaders_see() -> None:
    """The joined register says asked and claimed by the unit's own days; nothing told leaves it as it is."""
    scheme = replace(SCHEME, resolutions=(ITEM,))
    said = heard.in_order(
        [told("2026-03-09 09:00", "2026-03-20"), told("2026-03-10 23:30", DONE, STATE)]
    )
    (item,) = heard.register(scheme, said, NOW).resolutions
    assert (item.asked, item.claimed) == (date(2026, 3, 9), date(2026, 3, 10))
    assert heard.register(scheme, (), NOW) is scheme
