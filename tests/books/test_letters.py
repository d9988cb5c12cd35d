"""The office's letters as data: numbers, sentences that recompute, nothing personal, no points."""

import os
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from jlhy_xl.books.letters import brief, letter, meeting, notice
from jlhy_xl.books.letters.letter import Letter, Para, Table
from jlhy_xl.books.letters.meeting import Session
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.calendar import timetable
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Phrase
from jlhy_xl.core.wording.phrases import DEFAULTS, Place, slots
from tests.books import summary_world

GOLDEN = Path(__file__).parent / "golden"
WEEK = summary_world.results()
SESSION = Session("HY2026-07", date(2026, 12, 10), "上午9时", "区政府会议室")


def _letters(week: Results = WEEK) -> dict[str, Letter]:
    return {
        "brief": brief.letter(week),
        "notice": notice.letter(
            (week,), Issue("台营商联办〔2026〕5号", red_head=True, issued=True)
        ),
        **{f"meeting{at}": made for at, made in enumerate(meeting.letters(week, SESSION).values())},
    }


LETTERS = _letters()


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_stays_as_it_is(name: str) -> None:
    """The whole letter as text; JLHY_GOLDEN=write writes it anew."""
    told = "\n".join(letter.lines(LETTERS[name])) + "\n"
    path = GOLDEN / f"letter_{name}.txt"
    if os.environ.get("JLHY_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def _text(made: Letter) -> str:
    return "\n".join(letter.lines(made))


def _percent(part: int, whole: int) -> str:
    share = Decimal(part) * 100 / whole
    return str(share.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _nothing() -> Results:
    """A week in which nothing came and nothing is overdue."""
    silent = summary_world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))
    return replace(silent, scheme=replace(silent.scheme, resolutions=()))


def _waiting() -> Results:
    """A week that nobody has reported and everybody still may, with nothing overdue."""
    nobody = frozenset(f"U{at:02}" for at in range(1, 13))
    early = summary_world.results(silent=nobody, now=summary_world.at("2026-11-25 09:00:00"))
    return replace(early, scheme=replace(early.scheme, resolutions=(), inspections=()))


def _unhindered() -> Results:
    """A week in which nothing that was reported lags."""
    table = WEEK.progress.copy()
    table["lagging"] = table["overdue"] = False
    return replace(WEEK, progress=table)


def _in_time() -> Results:
    """A week of one unit, which sent all in time."""
    duties = tuple(duty for duty in WEEK.duties if duty.unit.code == "U01")
    return replace(WEEK, duties=duties, cases=tuple(c for c in WEEK.cases if c.unit == "U01"))


def _calm() -> Results:
    """A week of one unit that is in order, without anything overdue."""
    table = WEEK.progress.copy()
    table["lagging"] = table["overdue"] = False
    calm = _in_time()
    return replace(calm, progress=table, scheme=replace(calm.scheme, inspections=()))


@pytest.mark.parametrize(
    "place", [row for row in Place if row is not Place.PENDING], ids=lambda place: place.value
)
def test_the_offices_own_words_stand_in_its_letter(place: Place) -> None:
    """Each phrase of 文稿用语 is printed just where its name says, its slots filled; a blank one changes nothing."""
    names = {
        "简报": ("brief",),
        "通报": ("notice",),
        "会议通知": ("meeting0",),
        "签到表": ("meeting2",),
        "会议纪要": ("meeting3",),
    }
    results = {
        Place.BRIEF_NO_DECISION: _waiting, Place.ALL_IN_TIME: _in_time, Place.NONE_LAGGING: _unhindered,
        Place.LAGGING_UNKNOWN: _nothing, Place.LAGGING_PARTLY_UNKNOWN: _unhindered,
        Place.NOTICE_NO_DEMAND: _calm,
    }.get(place, lambda: WEEK)()  # fmt: skip
    told = "".join(f"{{{slot}}}" for slot in slots(DEFAULTS[place]))
    scheme = results.scheme
    said = _letters(
        replace(results, scheme=replace(scheme, phrases=(Phrase(place, f"甲乙丙丁{told}"),)))
    )
    plain, blank = (
        _letters(replace(results, scheme=replace(scheme, phrases=rows)))
        for rows in ((), (Phrase(place, ""),))
    )
    assert plain == blank
    changed = {name for name, made in said.items() if _text(made) != _text(plain[name])}
    assert changed <= {name for name, made in said.items() if "甲乙丙丁" in _text(made)}
    assert changed
    also = {"meeting1"} if "·议题·" in place else set[str]()  # 议题汇总 lists them as 会议通知 does
    for name in names.get(place.partition("·")[0], ()):
        assert changed == {name} | also
    for name in changed:
        assert not re.search(r"[{}]", _text(said[name]))
        before, after = ({*_text(each[name]).splitlines()} for each in (plain, said))
        assert len(after - before) == 1
        assert len(before - after) == bool(DEFAULTS[place])


def test_lower_headings_begin_anew_under_a_higher_one() -> None:
    """（一） starts again under 二、 and 1. under each （一）."""
    parts = tuple(Para("题", level=level) for level in (1, 2, 3, 3, 2, 3, 1, 2))
    heads = [part.head for part in letter.numbered(parts) if isinstance(part, Para)]
    # what stands alone has no number
    assert heads == ["一、题", "（一）题", "1.题", "2.题", "（二）题", "题", "二、题", "题"]


def test_the_returns_of_the_brief_are_those_of_the_week() -> None:
    """应报, 实报, 按时 and the rates follow from the cases and the readings alone."""
    owing = [duty for duty in WEEK.duties if duty.is_owed and duty.unit.member]
    firsts = [case.first_acceptable for case in WEEK.cases if case.unit in
              {duty.unit.code for duty in owing}]  # fmt: skip
    came = [fact for fact in firsts if fact]
    on_time = sum(fact.arrival.received <= WEEK.clock.grace for fact in came)
    expected, valid = (
        int(WEEK.completeness["expected"].sum()),
        int(WEEK.completeness["valid"].sum()),
    )
    assert (
        f"应报{len(owing)}个单位，实报{len(came)}个，按时{on_time}个，"
        f"及时率{_percent(on_time, len(owing))}%；应填{expected}项，有效{valid}项，"
        f"完整率{_percent(valid, expected)}%"
    ) in _text(LETTERS["brief"])


@pytest.mark.parametrize("name", ["brief", "notice"])
def test_the_resolutions_add_up(name: str) -> None:
    """共X件，已办结Y件，占Z%；正在办理…，进展滞后…: the share recomputes, the parts make the whole."""
    found = re.search(
        r"议定事项共(\d+)件，已办结(\d+)件，占(\d+\.\d)%；正在办理(\d+)件.*?，进展滞后(\d+)件",
        _text(LETTERS[name]),
    )
    assert found
    total, done, doing, lagging = (int(found[at]) for at in (1, 2, 4, 5))
    assert total == len(WEEK.scheme.resolutions) == done + doing + lagging
    assert done == sum(row.confirmed is not None for row in WEEK.scheme.resolutions)
    assert found[3] == _percent(done, total)


def test_the_lagging_rows_are_counted_and_all_told() -> None:
    """The sentence's counts are those of the progress table, and the 通报 tells each row."""
    rows = [row for row in Facts(WEEK).lines if row["lagging"]]
    overdue, units = sum(bool(row["overdue"]) for row in rows), len({row["unit"] for row in rows})
    text = _text(LETTERS["notice"])
    assert f"进展滞后{len(rows)}项次，占" in text
    assert f"涉及{units}个单位，其中逾期{overdue}项次" in text
    told = [part for part in LETTERS["notice"].parts
            if isinstance(part, Para) and part.level == 2 and "“" in part.head]  # fmt: skip
    assert len(told) == len(rows)


def test_every_late_or_silent_unit_stands_in_the_table() -> None:
    """迟报, 未报 and what came in time with cells to mend, each once, and nobody else."""
    table = next(part for part in LETTERS["brief"].parts if isinstance(part, Table))
    told = {row[0]: row[1] for row in table.rows}
    assert told == {
        "区人社局": "✗ 未报",
        "区自然资源局": "△ 迟报",
        "区人民银行": "✓ 按时\n待补正7项",
    }


def test_what_the_list_of_decisions_has_no_room_for_is_counted() -> None:
    """The 简报 lists as many as 总览 and says, as it does, how many more there are and where."""
    table = WEEK.progress.copy()
    table.loc[table.index[:9], "need"] = [f"请协调第{at}件" for at in range(9)]
    week = replace(WEEK, progress=table)
    facts = Facts(week)
    rest = words.left_out(facts)
    assert rest.startswith("另有：")
    text = _text(brief.letter(week))
    assert rest.replace("见“", "见汇总表“") in text
    listed = len(re.findall("^　　（.）【", text, re.M))
    more = sum(map(int, re.findall(r"(\d+)项见", rest)))
    assert listed == words.DECISIONS
    assert listed + more == sum(map(len, words._wanted(facts)))


@pytest.mark.parametrize("name", LETTERS)
def test_no_letter_speaks_of_points(name: str) -> None:
    """Points stand only in a formal 告知."""
    assert not re.search("减扣|扣分|分值", _text(LETTERS[name]))


def test_what_is_personal_is_hidden_in_every_letter() -> None:
    """A phone, a mailbox and a contact's name that a unit wrote into its problem or its need."""
    table = WEEK.progress.copy()
    said = "请联系孙丽华一13863299999或0632-6688888、lianluo@tez.example"
    table.loc[table["lagging"] == True, ["problem", "need"]] = said  # noqa: E712 - a column of objects
    week = replace(WEEK, progress=table)
    made = [
        brief.letter(week), notice.letter((week,), Issue("〔2026〕5号")),
        *meeting.letters(week, SESSION).values(),
    ]  # fmt: skip
    hits = 0
    for text in map(_text, made):
        assert not re.search("13863299999|6688888|lianluo@|孙丽华一", text)
        hits += text.count("请联系")
    assert hits > 4
    assert not [
        row for row in notice.problems(week) if "1386" in row.text or "孙丽华一" in row.text
    ]


def test_a_week_with_nothing_returned_says_so() -> None:
    """Nothing came: every unit in the table, no figures made up."""
    silent = summary_world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))
    text = _text(brief.letter(silent))
    assert "应报12个单位，实报0个，按时0个，及时率0.0%" in text
    assert text.count("✗ 未报") == 12
    assert "本期无法比较变动" in text
    for told in (text, _text(notice.letter((silent,), Issue("〔2026〕5号")))):
        assert "本期没有单位报送指标进展，是否滞后无法判断。" in told
        assert "没有进展滞后的指标" not in told


def test_what_nobody_reported_is_not_called_unhindered() -> None:
    """Without a lagging row the sentence says how many due rows have no valid figure."""
    facts = Facts(_unhindered())
    missing = sum((row["unit"], row["indicator"]) in facts.due and not facts.is_reported(row)
                  for row in facts.lines)  # fmt: skip
    assert missing
    assert (
        f"本期没有进展滞后的指标。另有{missing}项次应报而没有有效数据，是否滞后无法判断。"
        in _text(brief.letter(_unhindered()))
    )


def test_units_at_fault_stand_among_the_problems_of_a_notice() -> None:
    """未报, 迟报 and what is still to be mended are told by name, before the demand."""
    text = _text(notice.letter((_unhindered(),), Issue("〔2026〕5号")))
    assert (
        "报送方面的问题。迟报：区自然资源局；未报：区人社局；报送内容待补正：区人民银行。"
        in text.replace("未报：区人社局；迟报：区自然资源局", "迟报：区自然资源局；未报：区人社局")
    )
    assert DEFAULTS[Place.NOTICE_DEMAND] in text


def test_nothing_above_demands_nothing_of_it() -> None:
    """Without any problem the 通报 does not point to 上述问题."""
    assert "上述问题" not in _text(notice.letter((_calm(),), Issue("〔2026〕5号")))


def test_a_day_of_another_year_than_the_weeks_is_told_with_it() -> None:
    """1月7日 of a week of 2026 reads 2027年1月7日; the letter's first day always has its year."""
    assert "数据截至2026年12月7日" in _text(LETTERS["brief"])
    clock = replace(WEEK.clock, period="2025-W52")
    assert "2026年11月30日10:20" in _text(brief.letter(replace(WEEK, clock=clock)))
    last, new_year = timetable(WEEK.scheme, "2026-W53"), summary_world.at("2027-01-05 09:00:00")
    text = _text(brief.letter(replace(WEEK, clock=last, now=new_year)))
    assert "2027年第1周（1.4—1.8）报表请于2027年1月8日（周五）17:00前" in text
    assert "2026年11月30日" not in _text(LETTERS["brief"])


def test_a_letter_asks_nothing_of_the_clerk() -> None:
    """An unannounced calendar is told; what the office has to fill in is not."""
    clock = replace(WEEK.clock, provisional=True)
    text = _text(brief.letter(replace(WEEK, clock=clock)))
    assert "放假调休安排尚未公布" in text
    assert "补填" not in text


def test_the_problems_named_are_those_that_have_no_rule_of_their_own() -> None:
    """Rows that lag and inspections overdue are named; returns and 议定事项 are not."""
    named = {(row.unit, row.problem) for row in notice.problems(WEEK)}
    rows = {(row["unit"], row["indicator"]) for row in Facts(WEEK).lines if row["lagging"]}
    assert named == rows | {("U08", "DD2026-01")}


def test_what_became_of_the_last_notice_is_told() -> None:
    """The problems of the 通报 before: mended by the office's word or by the figures, else open."""
    text = _text(LETTERS["notice"])
    assert "台营商联办〔2026〕4号（2026年11月6日）通报问题共1件，已整改0件；尚未整改1件" in text
    rows = tuple(replace(row, mended=date(2026, 12, 1)) for row in WEEK.scheme.named)
    mended = replace(WEEK, scheme=replace(WEEK.scheme, named=rows))
    assert "通报问题共1件，已整改1件；尚未整改0件" in _text(
        notice.letter((mended,), Issue("〔2026〕5号"))
    )


def test_a_notice_is_not_its_own_predecessor() -> None:
    """Drafted again under a number that is already issued, it looks back to the one before."""
    text = _text(notice.letter((WEEK,), Issue("台营商联办〔2026〕4号")))
    assert "台营商联办〔2026〕3号（2026年9月4日）通报问题共2件" in text


def _other_week() -> Results:
    return replace(WEEK, clock=timetable(WEEK.scheme, "2026-W47"))


def test_a_span_counts_every_week() -> None:
    """Returns are counted over all weeks: 份次, and how often each unit was late or silent."""
    text = _text(notice.letter((_other_week(), WEEK), Issue("〔2026〕5号")))
    owed = 2 * len(Facts(WEEK).owing)
    came = sum(row.came is not None for week in (_other_week(), WEEK) for row in Facts(week).owing)
    assert f"2期应报{owed}份次，实报{came}份次，占{_percent(came, owed)}%" in text
    assert "区人社局｜2｜0｜0｜0｜2" in text
    assert "关于2026年第47—48周工作情况的通报" in text  # the title keeps to one line


def test_a_draft_carries_no_red_head_and_no_day() -> None:
    """What is not issued says 代拟稿, leaves the day open and has no red head unless asked."""
    draft = notice.letter((WEEK,), Issue("〔2026〕5号"))
    assert (draft.red_head, draft.state, draft.open_day) == ("", "代拟稿", True)
    assert LETTERS["notice"].red_head == "台儿庄区营商环境评价联席会议办公室"


def test_a_period_is_told_with_its_year_once() -> None:
    """A month's name has its year already; a week's has none."""
    month = replace(WEEK, clock=replace(WEEK.clock, period="2026-11", label="2026年11月"))
    assert brief.letter(month).number == "2026年11月"
    assert brief.letter(WEEK).number == "2026年第48周（11.23—11.27）"
    before = replace(month, clock=replace(month.clock, period="2026-10", label="2026年10月"))
    after = replace(month, clock=replace(month.clock, period="2027-01", label="2027年1月"))
    assert notice.span_words((month,)) == "2026年11月"
    assert notice.span_words((before, month)) == "2026年10月至11月"
    assert notice.span_words((month, after)) == "2026年11月至2027年1月"
