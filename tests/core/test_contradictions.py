"""Reasons that do not go with what is registered are pointed at; units outside are a person's to judge."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from points_world import AFTER, MONDAY, SCHEME, at, case, decided, fact

from jlhy_xl.core.model import Deduction, Severity, Status
from jlhy_xl.core.points import chain
from jlhy_xl.core.points.contradictions import contradictions, outsiders
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import Fault, Treatment
from jlhy_xl.core.scheme.model import Resolution, Unit

(LINE,) = propose(SCHEME, [case(fact(MONDAY))], AFTER)


def told(reason: str, line: Deduction = LINE, **said: object) -> list[str]:
    """The codes that a decision with this reason draws; the decision itself is taken as it was."""
    given = decided(line, **{"outcome": "撤销", "reason": reason, **said})
    moved, _ = chain.apply(SCHEME, [line], [given], AFTER)
    found = tuple(contradictions(SCHEME, moved, [given]))
    assert chain.apply(SCHEME, [line], [given], AFTER)[0] == moved
    assert all(row.severity is Severity.QUERY and row.field == "reason" for row in found)
    assert all(row.found == reason and row.row_key == line.id for row in found)
    return [row.code for row in found]


@pytest.mark.parametrize(
    "reason",
    ["经再次核实，系邮箱故障", "办公室漏登", "上级系统停用", "责任不在单位", "当天停电"],
)
def test_a_fault_that_is_not_the_units_is_asked_about(reason: str) -> None:
    """撤销 and 暂缓 for such a reason while 责任归属 says 单位; registered elsewhere, no question."""
    assert told(reason) == ["D120"]
    assert told(reason, outcome="暂缓") == ["D120"]
    assert told(reason, outcome="维持") == []
    mended = replace(LINE, fault=Fault.MAIL.value)
    assert told(reason, mended) == []


@pytest.mark.parametrize("reason", ["首次", "补报及时", "经单位说明，事实有误", ""])
def test_other_reasons_are_nobodys_business(reason: str) -> None:
    """A reason that names no other's fault and no objection contradicts nothing."""
    assert told(reason) == []


def test_an_objection_in_the_reason_must_be_registered() -> None:
    """异议成立 without an objection, 未提出异议 with one; time or text alone is an objection."""
    assert told("异议成立", outcome="暂缓") == ["D121"]
    assert told("单位未提出异议", outcome="维持") == []
    there = {"objection_at": at("2026-12-01 10:00"), "objection_text": "已按时报送"}
    assert told("异议成立", **there) == []
    assert told("异议成立", objection_text="已按时报送") == []
    assert told("单位没有异议", **there) == ["D121"]


def unanswered(**said: object) -> list[tuple[str, str, str]]:
    """Code, found and cell of what an upheld line draws."""
    given = decided(LINE, **said)
    moved, _ = chain.apply(SCHEME, [LINE], [given], AFTER)
    found = contradictions(SCHEME, moved, [given])
    return [(row.code, row.found, row.cell) for row in found]


def test_an_objection_that_is_not_followed_is_owed_a_reason() -> None:
    """维持 without a word against an objection in time is told at 理由; late ones and other outcomes are not."""
    in_time, late = at("2026-12-09 10:00"), at("2026-12-20 10:00")
    there = {"objection_at": in_time, "objection_text": "已按时报送"}
    assert unanswered(**there) == [("D123", "已按时报送", "Q5")]
    assert unanswered(objection_at=in_time) == [("D123", "2026-12-09 10:00:00", "Q5")]
    assert unanswered(objection_text="已按时报送", signed_at=None)[0][0] == "D123"
    assert unanswered(**there, reason="收件时间以服务器为准") == []
    assert unanswered(objection_at=late, objection_text="迟了") == []
    assert unanswered(**there, outcome="撤销") == []
    assert unanswered() == []


def test_the_last_word_about_a_line_counts() -> None:
    """A reason that was rewritten is not asked about again; an unknown line is none of ours."""
    first = decided(LINE, outcome="撤销", reason="系邮箱故障")
    second = replace(first, reason="事实有误")
    assert list(contradictions(SCHEME, [LINE], [first, second])) == []
    assert list(contradictions(SCHEME, [], [first])) == []


TOWN = Unit("T01", "某镇", member=False)
ITEM = Resolution("Y1", "纪要", "1号", "办理", "T01", due=date(2026, 11, 20))


def test_points_for_a_unit_that_is_no_member_ask_for_a_person() -> None:
    """A town left at 减扣 keeps its proposal, and a finding says that somebody must decide."""
    scheme = replace(SCHEME, units=(*SCHEME.units, TOWN), resolutions=(ITEM,))
    lines = propose(scheme, [], AFTER)
    (line,) = [row for row in lines if row.unit == "T01"]
    assert (line.rule, line.status, line.proposed) == ("A3", Status.PROPOSED, Decimal(1))
    (found,) = outsiders(scheme, lines, "2026-W48")
    assert (found.code, found.unit, found.row_key) == ("D122", "T01", line.id)
    assert "某镇不是成员单位" in found.message
    assert "由人核定" in found.message
    letter = replace(scheme, units=(*SCHEME.units, replace(TOWN, treatment=Treatment.LETTER)))
    assert list(outsiders(letter, propose(letter, [], AFTER), "2026-W48")) == []
    member = replace(scheme, units=(*SCHEME.units, replace(TOWN, member=True)))
    assert list(outsiders(member, propose(member, [], AFTER), "2026-W48")) == []
    settled = replace(line, status=Status.SETTLED, settled=Decimal(1))
    assert list(outsiders(scheme, [settled], "2026-W48")) == []
    assert list(outsiders(scheme, lines, "2026-W46")) == []
