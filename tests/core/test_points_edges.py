"""The edges of points: first and last days, what evidence and notes leave out, wording of bounds."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jlhy_xl.core.model import Deduction, Evidence, GroupStanding, SentBack, Status
from jlhy_xl.core.points.caps import cap, rule_on
from jlhy_xl.core.points.chain import Decision, apply
from jlhy_xl.core.points.laid import _reached
from jlhy_xl.core.points.propose import propose
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import (
    Meeting,
    Named,
    Rank,
    Resolution,
    Rule,
    Scheme,
    Verified,
    Waiver,
)
from jlhy_xl.core.values.parsed import plain
from tests.points_world import (
    AFTER,
    COURT,
    CUTOFF,
    HALF,
    LATER,
    MONDAY,
    ONE,
    PERMITS,
    SCHEME,
    THURSDAY,
    W47,
    W48,
    adopted,
    at,
    case,
    decided,
    fact,
    wrong,
)

DAY = date(2026, 6, 5)


def _late(scheme: Scheme = SCHEME) -> Deduction:
    (line,) = propose(scheme, [case(fact(MONDAY))], AFTER)
    return line


def _after(line: Deduction, said: Decision, now: str = "2026-12-20 09:00") -> Deduction:
    (moved,), _ = apply(SCHEME, [line], [said], at(now))
    return moved


def test_rules_without_a_cap_group_stand_alone() -> None:
    """A blank cap group is the rule's own: two such rules do not share a cap."""
    rules = tuple(
        Rule(code, "不及时", "事项", ONE, "次", SCHEME.rules[0].decider, "", ONE)
        for code in ("A3", "B3")
    )
    lines = tuple(
        Deduction(code, COURT, W48, "", "事项", ONE, Decimal(0), Status.PROPOSED, day=DAY)
        for code in ("A3", "B3")
    )
    assert [line.applied for line in cap(replace(SCHEME, rules=rules), lines)] == [1, 1]


def test_the_tighter_bound_names_itself() -> None:
    """Where the group's cap and the return's bound are equally tight, the group's is named."""
    lines = tuple(
        Deduction(code, COURT, W48, "", "事项", ONE, Decimal(0), Status.PROPOSED, day=DAY)
        for code in ("A1", "B1")
    )
    rules = tuple(replace(rule, cap=ONE) if rule.cap else rule for rule in SCHEME.rules)
    assert cap(replace(SCHEME, rules=rules), lines)[1].note == "已达上限（报送类上限1分）"


def test_a_note_tells_only_decisions_that_were_taken() -> None:
    """Reason and 审定依据 stand in the note once they took effect, and only whole."""
    line = _late()
    assert _after(line, Decision(line.id, reason="初步核实", handler="李四")).note == ""
    assert _after(line, decided(line, reason="")).note == "联席会议，〔2026〕5号纪要"
    only = decided(line, outcome="撤销", reason="误", basis="", body="", decided=None)
    assert _after(line, only).note == "理由：误（李四）"
    asserted = replace(line, status=Status.LAID_OUT)
    said = Decision(line.id, amount=HALF, reason="属实", handler="李四")
    assert _after(asserted, said).note == "理由：属实（李四）"


def test_the_first_day_of_the_rules_counts() -> None:
    """What happens on the rules' first day is a proposal that can be settled."""
    scheme = adopted(rules_from=date(2026, 11, 27))
    line = _late(scheme)
    (moved,), findings = apply(scheme, [line], [decided(line)], LATER)
    assert (line.status, moved.status, findings) == (Status.PROPOSED, Status.SETTLED, ())


@pytest.mark.parametrize(("said", "word"), [({}, "审定"), ({"body": "", "basis": "",
                                                           "decided": None}, "复核")])  # fmt: skip
def test_the_refusal_names_what_was_tried(said: dict[str, object], word: str) -> None:
    """In 试运行 the refusal says whether a review or a settlement was tried."""
    trial = adopted(rule_number="")
    line = _late(trial)
    _, (finding,) = apply(trial, [line], [decided(line, **said)], LATER)
    assert f"不能{word}" in finding.message


def test_signed_and_decided_this_very_moment_are_no_future() -> None:
    """签收 at "now" and 审定 today are in time; 审定 on the last day for objections too."""
    line = _late()
    now = "2026-12-15 17:00:01"  # just after the last moment for objections
    said = decided(line, decided=date(2026, 12, 15))
    assert _after(line, said, now).status is Status.SETTLED
    said = Decision(line.id, signed_at=at("2026-12-08 09:00"))
    (moved,), findings = apply(SCHEME, [line], [said], at("2026-12-08 09:00"))
    assert (moved.status, findings) == (Status.INFORMED, ())


@pytest.mark.parametrize("amount", ["0", "0.5"])
def test_nothing_and_the_whole_figure_lie_within_the_rule(amount: str) -> None:
    """An adjusted amount may be 0 and may be the rule's own figure."""
    line = _late()
    said = decided(line, outcome="调整", amount=Decimal(amount), reason="核实")
    assert _after(line, said).settled == Decimal(amount)


def test_upholding_another_figure_says_which_was_proposed() -> None:
    """Upheld with another figure, the finding names the proposed one."""
    line = _late()
    _, (finding,) = apply(SCHEME, [line], [decided(line, amount=Decimal("0.2"))], LATER)
    assert (finding.found, finding.expected) == ("0.2", "0.5")


def test_the_same_evidence_is_kept_once() -> None:
    """Rows entered twice add no evidence; rows that differ do."""
    row = Meeting("第3次", date(2026, 11, 18), "例会", PERMITS, "缺席")
    twice = propose(replace(SCHEME, meetings=(row, row)), [], AFTER)
    assert [seen.what for seen in twice[0].evidence] == ["会议台账 第3次"]
    more = propose(replace(SCHEME, meetings=(row, replace(row, minutes="5号"))), [], AFTER)
    assert [seen.what for seen in more[0].evidence] == ["会议台账 第3次", "会议台账 第3次 5号"]


def test_a_handover_begins_on_its_first_day_and_only_for_its_own_unit() -> None:
    """Registered on the day of the deadline is a handover; another unit's successor is not."""
    for unit, change, spared in (
        (COURT, {"liaison_since": date(2026, 11, 27)}, True),
        (PERMITS, {"ends": date(2026, 11, 19), "successor": "U04"}, False),
        (PERMITS, {"ends": date(2026, 11, 19)}, False),
    ):
        units = tuple(replace(row, **change) if row.code == unit else row for row in SCHEME.units)
        line = _late(replace(SCHEME, units=units))
        assert (line.status is Status.WAIVED) is spared


def test_points_without_a_fraction_keep_their_zeros() -> None:
    """Ten points are 10, not 1."""
    assert (plain(Decimal(10)), plain(Decimal("0.0"))) == ("10", "0")


def _names(first: date, second: date, mended: date | None, now: str) -> int:
    rows = (
        Named("〔2026〕3号", first, PERMITS, "P1", "排队", mended),
        Named("〔2026〕4号", second, PERMITS, "P1", "排队"),
    )
    return len(propose(replace(SCHEME, named=rows), [], at(now)))


def test_a_notice_counts_from_its_day_and_mending_up_to_it() -> None:
    """通报 issued today counts today; mended on the day of the second is mended."""
    first, second = date(2026, 11, 2), date(2026, 11, 16)
    assert _names(first, second, None, "2026-11-16 09:00") == 1
    assert _names(first, second, None, "2026-11-15 09:00") == 0
    assert _names(first, second, second, "2026-12-01 09:00") == 0
    assert _names(first, second, date(2026, 11, 17), "2026-12-01 09:00") == 1


RANKED = Rank("03-01", "全市", 6, 6, "市通报", date(2026, 11, 27))
BANDED = replace(adopted(bottom_band=2), ranks=(RANKED,))


def test_a_rank_counts_from_its_day_and_the_last_place_is_low() -> None:
    """A rank published today is listed today; the last place is in the band, beyond it is no rank."""
    assert propose(BANDED, [], at("2026-11-26 23:00")) == ()
    (line,) = propose(BANDED, [], at("2026-11-27 09:00"))
    assert "第6" in line.evidence[0].found
    beyond = replace(BANDED, ranks=(replace(RANKED, rank=7),))
    assert propose(beyond, [], AFTER) == ()


def test_a_group_is_low_only_with_something_to_control() -> None:
    """A group none of whose own indicators can be controlled is never listed."""
    group = SCHEME.groups[5]
    fixed = tuple(replace(row, controllable=row.group != group.number) for row in BANDED.indicators)
    ranks = (replace(RANKED, subject=group.name),)
    assert propose(replace(BANDED, ranks=ranks, indicators=fixed), [], AFTER) == ()


def test_only_the_units_own_record_of_that_year_bears_on_the_cause() -> None:
    """Evidence on a rank: the unit's own lateness up to that day; nothing waived, nothing later."""
    (lead,) = BANDED.indicator_by_code["03-01"].leads
    meetings = (Meeting("第3次", date(2026, 11, 18), "例会", lead, "缺席"),)
    waiver = Waiver(lead, "2026-W46", "", Fault.MAIL, "故障", "赵六")
    scheme = replace(BANDED, meetings=meetings, waivers=(waiver,))
    cases = [
        case(fact("2026-11-16 10:00"), unit=lead, period="2026-W46"),  # waived
        case(fact("2026-11-23 10:00"), unit=lead, period=W47),
        case(fact(MONDAY), unit=lead),  # its deadline is the rank's own day
        case(fact("2026-12-07 08:00"), unit=lead, period="2026-W49"),  # later
        case(fact("2026-11-23 10:00"), unit="U04", period=W47),  # another unit
    ]
    (line,) = [row for row in propose(scheme, cases, AFTER) if row.rule == "C1"]
    said = [row.what for row in line.evidence if row.what.startswith("本年度")]
    assert said == ["本年度其他事项 A1 2026-W47", "本年度其他事项 A1 2026-W48"]


def test_meetings_say_what_happened() -> None:
    """Absence and an unapproved substitute are told apart in words."""
    row = Meeting("第3次", date(2026, 11, 18), "例会", PERMITS, "缺席")
    (absent,) = propose(replace(SCHEME, meetings=(row,)), [], AFTER)
    (stood_in,) = propose(replace(SCHEME, meetings=(replace(row, attended="代会"),)), [], AFTER)
    assert absent.event == "未参加2026-11-18的联席会议（第3次）"
    assert "代会" in stood_in.event


def test_answers_and_files_of_the_last_second_are_evidence() -> None:
    """Silence shows what came, and what we answered, up to the cut-off's last second."""
    bad = [fact(CUTOFF, good=False, name="甲.xlsx"), fact("2026-12-04 17:00:01", good=False)]
    (line,) = propose(SCHEME, [case(*bad, sent_back=[CUTOFF, "2026-12-05 09:00"])], AFTER)
    assert [(row.what, row.file[-6:]) for row in line.evidence] == [
        ("收到但不能作为有效报送的文件", "甲.xlsx"), ("对来件的答复（无法受理）", ""),
    ]  # fmt: skip
    late = fact("2026-12-04 17:00:01", name="乙.xlsx")
    (line,) = propose(SCHEME, [case(late)], AFTER)
    assert [row.what for row in line.evidence] == [
        "至最终截止时间没有收到文件", "最终截止时间之后的补报"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"asked": date(2026, 3, 10), "granted": "同意", "extended": date(2026, 3, 15),
          "confirmed": date(2026, 3, 15)}, None),
        ({"confirmed": date(2026, 3, 10)}, None),
        ({"claimed": date(2026, 3, 10)}, Status.UNCERTAIN),
        ({"confirmed": date(2026, 3, 11)}, Status.PROPOSED),
    ],
)  # fmt: skip
def test_the_due_day_itself_is_in_time(change: dict[str, object], expected: Status | None) -> None:
    """Asked, claimed or done on the due day is in time."""
    item = replace(Resolution("Y01", "纪要", "1号", "事", PERMITS, due=date(2026, 3, 10)), **change)
    lines = propose(replace(SCHEME, resolutions=(item,)), [], AFTER)
    assert [line.status for line in lines] == ([expected] if expected else [])


def test_an_items_evidence_tells_its_days() -> None:
    """The evidence of an overdue item tells every day that bears on it, and which the register lacks."""
    item = Resolution("Y01", "纪要", "1号", "事", PERMITS, due=date(2026, 3, 10),
                      asked=date(2026, 3, 9), granted="不同意")  # fmt: skip
    (line,) = propose(replace(SCHEME, resolutions=(item,)), [], AFTER)
    assert (line.evidence[0].what, line.evidence[0].found) == (
        "议定事项台账 纪要 1号",
        "台账登记：完成时限2026-03-10、申请延期2026-03-09、批复不同意；台账未登记：报办结、确认办结",
    )


def test_the_rules_last_day_counts() -> None:
    """A rule holds on its last day, and no longer."""
    rule = replace(SCHEME.rules[0], ends=date(2026, 11, 27))
    scheme = replace(SCHEME, rules=(rule, *SCHEME.rules[1:]))
    assert rule_on(scheme, "A1", date(2026, 11, 27)) is rule
    assert rule_on(scheme, "A1", date(2026, 11, 28)) is None


def test_what_was_verified_points_to_the_return_on_file() -> None:
    """B2 names the latest acceptable file of the week it is about, with its hash; a blank week names none."""
    row = Verified("HS-1", COURT, W48, "", "报3个，查明5个", "赵核实", date(2026, 12, 1))
    here = case(fact(THURSDAY), fact(MONDAY, name="新.xlsx"), fact(CUTOFF, good=False))
    scheme = replace(SCHEME, verified=(row,))
    *_, last = propose(scheme, [here], AFTER)[0].evidence
    newest = here.facts[1].arrival
    assert (last.what, last.file, last.sha256) == ("所核实的报送", newest.source, newest.sha256)
    other = propose(scheme, [replace(here, unit=PERMITS)], AFTER)
    assert "没有该期报送" in other[-1].evidence[-1].found
    blank = propose(replace(SCHEME, verified=(replace(row, period=""),)), [here], AFTER)
    assert blank[-1].evidence[-1].found == "核实记录没有写明期次"


def test_a_problem_named_twice_says_what_is_registered_of_its_mending() -> None:
    """尚未整改 rests on the register: an empty day is said to be empty, a later one is named."""
    first = Named("〔2026〕3号", date(2026, 10, 9), PERMITS, "P1", "排队")
    second = Named("〔2026〕4号", date(2026, 11, 6), PERMITS, "P1", "仍排队", date(2026, 11, 20))
    (line,) = propose(replace(SCHEME, named=(first, second)), [], AFTER)
    assert [row.found for row in line.evidence] == [
        "排队；台账未登记整改日期", "仍排队；台账登记整改日期2026-11-20",
    ]  # fmt: skip


def test_what_was_sent_back_is_traced_to_its_record() -> None:
    """B1 rests on the sending back: when is in the fact; register, row, way, person and hash in the evidence."""
    told = SentBack(at(MONDAY), "邮件", "李经办", "收件登记.xlsx", "退回登记第3行", "c" * 64)
    blank = replace(case(fact(THURSDAY), standing=wrong("J5")), sent_back=(told,))
    (line,) = propose(SCHEME, [blank], AFTER)
    assert line.event == (
        "第48周（11.23—11.27）的报送于2026-11-30 10:00:00退回要求补正，"
        "至最终截止时间2026-12-04 17:00:00仍有1处缺项、错项"
    )
    first = line.evidence[0]
    assert first == Evidence(
        "退回（要求补正）", "收件登记.xlsx", "c" * 64, "退回登记第3行",
        found="方式：邮件；经办人：李经办", at=at(MONDAY),
    )  # fmt: skip


def test_a_return_sent_back_the_moment_it_came_counts_as_told() -> None:
    """Sent back in the second of its arrival is told."""
    row = case(fact(THURSDAY), standing=wrong("J5"), sent_back=[THURSDAY])
    assert len(propose(SCHEME, [row], AFTER)) == 1


def test_a_settled_line_keeps_saying_why_it_lies_below_its_proposal() -> None:
    """调整 to 0.2 and 审定: the same words in the run that settles it and in every later one."""
    line = _late()
    said = decided(line, outcome="调整", amount=Decimal("0.2"), reason="首次")
    moved = _after(line, said)
    assert (moved.status, moved.settled) == (Status.SETTLED, Decimal("0.2"))
    assert moved.note.split("；")[-1] == "审定分值低于拟减扣分值：复核核定为0.2分"
    again = replace(line, status=Status.SETTLED, settled=moved.settled)  # as later runs propose it
    assert _after(again, said).note == moved.note
    (alone,), _ = apply(SCHEME, [moved], [], at("2026-12-20 09:00"))
    assert alone.settled == moved.settled


def test_what_a_person_found_below_the_rules_figure_stays_that_persons() -> None:
    """B2 found at 1 where the rule says 2: long 审定, it still says that people decided the figure."""
    line = replace(_late(), rule="B2", proposed=Decimal(2), status=Status.SETTLED, settled=ONE)
    said = decided(line, outcome="维持", amount=ONE, reason="属实")
    assert "审定分值低于拟减扣分值：复核核定为1分" in _after(line, said).note.split("；")


def test_targets_that_cannot_be_judged_are_told_beside_a_rank() -> None:
    """Three are set, one can be judged: 年度目标1项 alone would contradict 指标进展; none of them is the rank's term."""
    standing = GroupStanding(1, 1, 0, unjudged=2)
    assert _reached(standing) == (
        "年度目标3项，可评价1项，达成0项；为最近所报的情况，不是排名所属期的"
    )
    assert _reached(GroupStanding(1, 2, 1)).startswith("年度目标2项，达成1项；")
