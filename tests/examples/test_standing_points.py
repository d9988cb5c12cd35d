"""Worked examples about ranks, 议定事项, 通报 and verified facts: what is not about one return."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.core.model import Evidence, GroupStanding, Status
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import PeriodKind
from jlhy_xl.core.scheme.model import Meeting, Named, Rank, Resolution, Verified
from tests.points_world import (
    AFTER,
    HOUSING,
    PERMITS,
    SCHEME,
    W47,
    adopted,
    at,
    case,
    costs,
    fact,
)

RANKED = Rank("03-01", "全市", 5, 6, "市通报〔2026〕9号", date(2026, 11, 25), "2026年三季度")
BANDED = replace(adopted(bottom_band=2), ranks=(RANKED,))


def test_19_a_low_rank_with_every_target_met_is_exempt() -> None:
    """Rank 5 of 6 with every target of the group met is 免于认定 at zero."""
    (line, *_) = propose(BANDED, [], AFTER, [GroupStanding(3, 6, 6)])
    assert (line.rule, line.status, line.applied) == ("C1", Status.EXEMPT, 0)


def test_20_a_low_rank_is_laid_out_with_its_evidence() -> None:
    """Rank 5 of 6, targets missed, late twice: 待认定 with that evidence, no figure, zero."""
    (lead,) = BANDED.indicator_by_code["03-01"].leads
    missed = Evidence("未达成目标", found="03-02 目标5，现状9")
    late = [
        case(fact("2026-11-16 10:00"), unit=lead, period="2026-W46"),
        case(fact("2026-11-23 10:00"), unit=lead, period=W47),
    ]
    *_, line = propose(BANDED, late, AFTER, [GroupStanding(3, 6, 4, (missed,))])
    assert (line.rule, line.status, line.proposed, line.applied) == (
        "C1", Status.LAID_OUT, None, 0
    )  # fmt: skip
    assert missed in line.evidence
    said = [row.what for row in line.evidence if row.what.startswith("本年度其他事项")]
    assert said == ["本年度其他事项 A1 2026-W46", "本年度其他事项 A1 2026-W47"]


@pytest.mark.parametrize(
    "change",
    [{"of": None}, {"rank": None}, {"rank": 4}, {"published": None}],
    ids=["no field", "no rank", "above the band", "no day"],
)
def test_20_a_rank_that_says_nothing_is_not_listed(change: dict[str, None]) -> None:
    """Without 参评数, rank or day, or above the band, nothing is listed."""
    scheme = replace(BANDED, ranks=(replace(RANKED, **change),))
    assert propose(scheme, [], AFTER) == ()


def test_20_what_nobody_controls_is_never_listed() -> None:
    """An indicator with 可控=否 is never listed, and without a band nothing is."""
    fixed = tuple(replace(row, controllable=False) for row in BANDED.indicators)
    assert propose(replace(BANDED, indicators=fixed), [], AFTER) == ()
    assert propose(replace(SCHEME, ranks=(RANKED,)), [], AFTER) == ()


def test_20_a_low_group_lists_each_of_its_leads() -> None:
    """A rank of a whole group lists each lead of it; an unknown subject lists nobody."""
    group = SCHEME.groups[5]
    ranks = (replace(RANKED, subject=group.name), replace(RANKED, subject="别的"))
    lines = propose(replace(BANDED, ranks=ranks), [], AFTER)
    assert [line.unit for line in lines] == list(group.leads)
    assert all("参评数较少" not in line.note for line in lines)


def test_20_a_band_of_half_the_field_says_so() -> None:
    """A band that is half the field asks for caution; the first place is never in it."""
    wide = adopted(bottom_band=3)
    (line,) = propose(replace(wide, ranks=(RANKED,)), [], AFTER)
    assert "后3名已占半数" in line.note
    first = replace(RANKED, rank=1, of=3)
    assert propose(replace(wide, ranks=(first,)), [], AFTER) == ()


ITEM = Resolution("Y01", "纪要", "〔2026〕2号", "办理事项", PERMITS, (HOUSING,), date(2026, 3, 10))


def _item(now: str = "2026-04-01 09:00", **change: object) -> list[tuple[str, str, str]]:
    scheme = replace(SCHEME, resolutions=(replace(ITEM, **change),))
    return costs(propose(scheme, [], at(now)))


def test_21_an_extension_asked_in_time_and_granted_holds() -> None:
    """Due 10 March, asked 9 March, granted to 15 March, done 12 March: nothing."""
    done = {"claimed": date(2026, 3, 12), "confirmed": date(2026, 3, 12)}
    asked = {"asked": date(2026, 3, 9), "granted": "同意", "extended": date(2026, 3, 15)}
    assert _item(**asked, **done) == []
    assert _item(**asked) == [("A3", "拟减扣", "1")]  # not even by the extended day
    assert _item("2026-03-15 23:59:59", **asked) == []


def test_22_asked_too_late_undecided_refused() -> None:
    """Asked too late or refused costs 1, once; asked in time but undecided is 待确认."""
    done = {"claimed": date(2026, 3, 12), "confirmed": date(2026, 3, 12)}
    granted = {"granted": "同意", "extended": date(2026, 3, 15)}
    charged = [("A3", "拟减扣", "1")]
    assert _item(asked=date(2026, 3, 11), **granted, **done) == charged
    assert _item(asked=date(2026, 3, 9), **done) == [("A3", "待确认", "0")]
    assert _item(asked=date(2026, 3, 9), granted="不同意", **done) == charged
    assert _item(asked=date(2026, 3, 10), granted="不同意") == charged
    assert _item("2026-12-01 09:00") == charged


def test_22_only_the_lead_pays_in_the_period_of_the_due_date() -> None:
    """Only 牵头 is charged, in the period that holds the due date to 24:00, whenever noticed."""
    scheme = replace(SCHEME, resolutions=(ITEM,))
    (line,) = propose(scheme, [], at("2026-12-01 09:00"))
    assert (line.unit, line.period, line.subject) == (PERMITS, "2026-W11", "Y01")
    assert propose(scheme, [], at("2026-03-10 23:59:59")) == ()
    assert propose(scheme, [], at("2026-03-11 00:00:00")) == (line,)


def test_23_done_but_unconfirmed_waits_for_the_office() -> None:
    """What the unit says it has done in time and the office has not confirmed is 待确认."""
    assert _item(claimed=date(2026, 3, 9)) == [("A3", "待确认", "0")]
    assert _item(claimed=date(2026, 3, 9), confirmed=date(2026, 3, 20)) == []
    # said only after the day, it is late by the unit's own word
    assert _item(claimed=date(2026, 3, 11)) == [("A3", "拟减扣", "1")]


def _named(first: str, second: str, mended: date | None = None) -> list[tuple[str, str, str]]:
    rows = (
        Named(first, date(2026, 11, 2), PERMITS, "P1", "窗口排队", mended),
        Named(second, date(2026, 11, 16), PERMITS, "P1", "窗口排队"),
    )
    return costs(propose(replace(SCHEME, named=rows), [], AFTER))


def test_24_named_in_two_successive_notices_is_laid_out() -> None:
    """Named in 通报 3号 and 4号, both issued: laid out; one of them only a 简报: nothing."""
    assert _named("〔2026〕3号", "〔2026〕4号") == [("B4", "待认定", "0")]
    assert _named("〔2026〕3号", "") == []
    assert _named("〔2026〕3号", "〔2026〕4号", mended=date(2026, 11, 10)) == []


def test_what_a_person_found_untrue_is_laid_out_with_its_facts() -> None:
    """核实记录 is the only source of B2: 待认定, no points, who and what stand as evidence."""
    day = date(2026, 11, 24)
    row = Verified(
        "HS-1", PERMITS, "2026-W46", "01-01", "报3个，查明5个", "赵核实", day, "抽查记录5号"
    )
    (line,) = propose(replace(SCHEME, verified=(row,)), [], AFTER)
    assert costs([line]) == [("B2", "待认定", "0")]
    assert (line.unit, line.period, line.subject) == (PERMITS, "2026-W46", "HS-1")
    assert (line.proposed, line.day) == (Decimal(2), day)
    assert "01-01 申请材料" in line.event or "01-01" in line.event
    assert [each.what for each in line.evidence] == ["核实记录 HS-1", "核实依据", "所核实的报送"]
    assert line.evidence[-1].found == "收件台账中没有该期报送"
    assert "报3个，查明5个；核实人：赵核实；核实日期：2026-11-24" in line.evidence[0].found


def test_untrue_data_nobody_signed_or_not_yet_found_is_nothing() -> None:
    """A record without a name, or dated ahead, is no ground; without a period the day's counts."""
    rows = (
        Verified("HS-1", PERMITS, "", "", "不实", "", date(2026, 11, 24)),
        Verified("HS-2", PERMITS, "", "", "不实", "赵核实", date(2027, 1, 5)),
        Verified("HS-3", PERMITS, "", "", "不实", "赵核实", date(2026, 11, 24)),
    )
    (line,) = propose(replace(SCHEME, verified=rows), [], AFTER)
    assert (line.subject, line.period) == ("HS-3", "2026-W48")


def test_in_a_scheme_of_months_ledger_lines_belong_to_months() -> None:
    """A3, B2, B3, B4 and C1 fall into the month that holds their day."""
    day = date(2026, 11, 20)
    monthly = replace(
        SCHEME,
        parameters=replace(SCHEME.parameters, period_kind=PeriodKind.MONTH, bottom_band=2),
        resolutions=(Resolution("Y1", "纪要", "", "事项", PERMITS, due=day),),
        verified=(Verified("HS-1", PERMITS, "", "", "不实", "赵核实", day),),
        meetings=(Meeting("H1", day, "议题", PERMITS, "缺席"),),
        named=(Named("〔2026〕3号", date(2026, 10, 2), PERMITS, "P1", "排队"),
               Named("〔2026〕4号", day, PERMITS, "P1", "排队")),
        ranks=(Rank(SCHEME.groups[0].name, "全市", 6, 6, "通报", day),),
    )  # fmt: skip
    lines = propose(monthly, [], AFTER)
    assert {line.rule for line in lines} == {"A3", "B2", "B3", "B4", "C1"}
    assert {line.period for line in lines} == {"2026-11"}


def test_24_not_successive_is_nothing() -> None:
    """Named in 3号 and 5号 but not in the 4号 between them: nothing."""
    rows = (
        Named("〔2026〕3号", date(2026, 11, 2), PERMITS, "P1", "窗口排队"),
        Named("〔2026〕4号", date(2026, 11, 9), HOUSING, "P2", "别的问题"),
        Named("〔2026〕5号", date(2026, 11, 16), PERMITS, "P1", "窗口排队"),
    )
    assert propose(replace(SCHEME, named=rows), [], AFTER) == ()


MEETING = Meeting("第3次", date(2026, 11, 18), "例会", PERMITS, "缺席")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [("B3", "拟减扣", "1")]),
        ({"attended": "代会"}, [("B3-2", "拟减扣", "0.5")]),
        ({"attended": "代会", "approved_by": "组长"}, []),
        ({"attended": "请假", "approved_by": "组长"}, []),
        ({"attended": "请假"}, [("B3", "待确认", "0")]),
        ({"attended": "实到"}, []),
        ({"day": date(2026, 12, 7)}, []),
    ],
)
def test_meetings_missed_without_leave_cost(
    change: dict[str, object], expected: list[object]
) -> None:
    """Absence without leave costs 1, an unapproved substitute 0.5; approved ones nothing."""
    scheme = replace(SCHEME, meetings=(replace(MEETING, **change),))
    assert costs(propose(scheme, [], AFTER)) == expected
