"""What 总览 says of demands, 堵点 and ranks: everything asked is shown or counted, nothing is guessed."""

import re
from datetime import date
from decimal import Decimal

import pytest
import summary_world as world
from msgspec.structs import replace
from summary_world import numbers, sheet, texts

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import group_rows, words
from jlhy_xl.books.summary.demands import (
    advice,
    demands,
    matters,
    named,
    of_group,
    uncounted,
    ungrouped,
)
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.fit import clip, lines, listed
from jlhy_xl.books.summary.rank_grounds import reason
from jlhy_xl.core.scheme.model import Rank
from jlhy_xl.core.standing.trend import Point, Week

BEFORE, NOW = date(2026, 10, 1), date(2026, 11, 1)


def _asking(monkeypatch, *rows):
    """The sample week whose 问题与经验 rows are these: (unit, kind, text, group, ask)."""
    told = {}
    for unit, *cells in rows:
        told[unit] = (*told.get(unit, ()), (*cells, ""))
    monkeypatch.setattr(world, "ISSUES", told)
    return world.results()


def _cell(front, number, column):
    row = next(
        row
        for (row, at), cell in front.cells.items()
        if at == 0 and str(cell.value).split(" ")[0] == str(number)
    )
    return front.cells[row, column]


def test_a_demand_of_the_other_form_stands_in_its_groups_row(monkeypatch):
    """登记财产 shows what a 突出问题 asks for and the problem; both arrows lead to its very row."""
    asked = "请区住建局、区税务局参加联合会审"
    results = _asking(
        monkeypatch, ("U07", "突出问题", "历史遗留小区首次登记资料不全", "登记财产", asked)
    )
    made = summary.book(results)
    front, there = sheet(made, "总览"), sheet(made, "突出问题与措施")
    assert _cell(front, 5, 29).value == asked
    assert _cell(front, 5, 21).value == "历史遗留小区首次登记资料不全"
    for column in (28, 35):
        at = int(re.search(r"'突出问题与措施'!A(\d+)$", _cell(front, 5, column).link)[1]) - 1
        assert there.cells[at, 6].value == asked


def test_several_demands_of_a_group_are_counted(monkeypatch):
    """What a cell has no room for is told as 另N项, behind whole texts."""
    rows = [
        ("U06", "突出问题", f"堵点{step}", "招标投标", f"请区行政审批局牵头对接第{step}个市级平台")
        for step in range(4)
    ]
    front = sheet(summary.book(_asking(monkeypatch, *rows)), "总览")
    told = _cell(front, 10, 29).value
    own = next(
        line["need"] for line in Facts(world.results()).lines if line["indicator"] == "10-01"
    )
    assert told.startswith(own)
    shown = told.count("请区行政审批局牵头对接第")
    assert told.endswith(f"个市级平台；另{4 - shown}项" if shown else f"；另{4}项")


def test_a_demand_without_group_is_counted_under_the_table(monkeypatch):
    """No group, or one that there is not, is no group's: the page says how many and of whom."""
    results = _asking(
        monkeypatch,
        ("U02", "突出问题", "账户重复", "", "请统一账户"),
        ("U02", "突出问题", "材料不一", "全区", "请统一材料"),
        ("U06", "突出问题", "平台不通", "招标投标", "请牵头对接"),
        ("U07", "突出问题", "无", "登记财产", "无"),
    )
    facts = Facts(results)
    assert [row.text for row in ungrouped(facts)] == ["请统一账户", "请统一材料"]
    assert "无" not in [row.text for row in demands(facts)]
    front = sheet(summary.book(results), "总览")
    (cell,) = [cell for cell in front.cells.values() if str(cell.value).startswith("另有2项需协调")]
    assert str(cell.value).startswith("另有2项需协调事项未写明所涉专项工作组：区发改局2项。")
    assert cell.link


def test_only_what_is_still_to_be_done_is_a_demand(monkeypatch):
    """A suggestion, what goes with a proposal and a day gone by are listed, and in no count of demands."""
    none = len(matters(demands(Facts(_asking(monkeypatch)))))
    results = _asking(
        monkeypatch,
        ("U03", "典型经验", "半日办结", "开办企业", "建议全区推广"),
        ("U02", "政策措施", "起草要点", "开办企业", "请于12月31日前反馈"),
        ("U02", "议题建议", "建议开会", "开办企业", "请提前报送材料"),
        ("U06", "突出问题", "平台不通", "招标投标", "请于11月20日前牵头对接"),
        ("U07", "突出问题", "资料不全", "登记财产", "请参加联合会审"),
        ("U06", "突出问题", "资料不齐", "登记财产", "请参加联合会审"),
    )
    facts = Facts(results)
    assert len(matters(demands(facts))) == none + 1
    assert [row.text for row in advice(facts)] == ["请于12月31日前反馈", "建议全区推广"]
    assert {row.text for row in uncounted(facts)} == {
        "建议全区推广", "请于12月31日前反馈", "请于11月20日前牵头对接",
    }  # fmt: skip
    needs = _cell(sheet(summary.book(results), "总览"), 1, 29).value
    assert "推广" not in str(needs)


def test_every_page_has_the_same_number_of_demands(results):
    """总览 with what it counts below, the list of decisions and the notes go by one definition."""
    facts = Facts(results)
    shown = {row.text for group in facts.groups for row in of_group(facts, group.group.number)} | {
        row.text for row in ungrouped(facts)
    }
    asked = words._wanted(facts)[1]
    assert len(shown) == len(asked) == len(matters(demands(facts)))
    notes = "".join(texts(sheet(summary.book(results), "口径说明")))
    for word in ("尚待办的事", "随议题建议提出的", "日期", "已过的"):
        assert word in notes


@pytest.mark.parametrize(
    ("told", "groups"),
    [
        ("登记财产", (5,)), ("5 登记财产", (5,)), ("第5组", (5,)), ("登记财产组", (5,)), ("5", (5,)),
        ("登记财产、招标投标", (5, 10)), ("登记财产专项工作组", (5,)), ("财产", ()), ("", ()), ("第99组", ()),
    ],
)  # fmt: skip
def test_a_group_is_known_by_name_or_number_only(results, told, groups):
    """Near names are nobody's: they are counted, not guessed."""
    assert named(results.scheme, told) == groups


def test_decisions_take_demands_of_both_forms(monkeypatch):
    """Indicators' needs come before those of 突出问题; advice asks the conference for nothing."""
    results = _asking(
        monkeypatch,
        ("U06", "突出问题", "平台不通", "招标投标", "请牵头对接"),
        ("U03", "典型经验", "半日办结", "开办企业", "建议全区推广"),
    )
    facts = Facts(results)
    wanted = words._wanted(facts)
    assert [row.what for row in wanted[1]][-1] == "请牵头对接"
    assert wanted[1][-1].who == "区住建局（招标投标突出问题）"
    assert not any(row.what == "建议全区推广" for rows in wanted for row in rows)
    shown = words.decisions(facts)
    assert [row.kind for row in shown] == ["督办", "协调", "督办", "协调", "督办"]
    assert words.left_out(facts) == "另有：督办1项见“会议与督导”。"


def test_who_asks_for_the_same_is_one_decision(results):
    """Four units in the same words are one matter, told with how many they are."""
    facts = Facts(results)
    (first, *_) = (row for row in words.decisions(facts) if row.kind == "协调")
    same = [line for line in facts.lines if line["need"] == first.what]
    assert len(same) > 1
    assert f"等{len({line['unit'] for line in same})}家" in first.who


def _ranked(results, before, now, weeks=()):
    """The sample week with two ranks of 登记财产."""
    made = [
        Rank("登记财产", "全市", place, of, source="市局", published=day)
        for (place, of), day in ((before, BEFORE), (now, NOW))
    ]
    return replace(results, scheme=replace(results.scheme, ranks=tuple(made)), weeks=weeks)


def _weeks(results, *, moved, missing=False):
    """Two weeks, one before each publication, with all figures of 登记财产; one may move or lack."""
    rows = [
        (row.code, unit)
        for row in results.scheme.indicators
        if row.group == 5
        for unit in row.leads
    ]
    told = {place: Point(Decimal(10), "10") for place in rows}
    later = dict(told)
    if moved:
        later[rows[0]] = Point(Decimal(9), "9")
    if missing:
        del later[rows[-1]], told[rows[-1]]
    return Week("2026-W39", told), Week("2026-W43", later)


def _why(results):
    facts = Facts(results)
    (row,) = group_rows.latest(facts).values()
    return reason(facts, row.now, row.before)


def test_why_a_rank_moved_is_said_as_far_as_it_is_known(results):
    """Own data, peers, another field, unknown: each only where its ground is there."""
    own, peers = _weeks(results, moved=True), _weeks(results, moved=False)
    some = _weeks(results, moved=False, missing=True)
    assert _why(_ranked(results, (4, 6), (6, 6), own)) == "本区数据变动"
    assert _why(_ranked(results, (4, 6), (6, 6), peers)) == "同侪变动"
    assert _why(_ranked(results, (4, 6), (4, 5), own)) == "参评数变"
    assert _why(_ranked(results, (4, 6), (6, 6))) == "无从判断"
    assert _why(_ranked(results, (4, 6), (None, 6), own)) == "无从判断"
    assert _why(_ranked(results, (4, None), (6, 6), own)) == "无从判断"
    assert _why(_ranked(results, (4, 6), (4, 6), own)) == ""
    assert _why(_ranked(results, (4, 6), (6, 6), some)) == "无从判断"


def test_the_reason_stands_in_the_row_and_in_the_sentence(results):
    """A leader reads beside the rank why it moved, and in the second sentence how many moved."""
    week = _ranked(results, (4, 6), (6, 6), _weeks(results, moved=False))
    front = sheet(summary.book(week), "总览")
    assert str(_cell(front, 5, 11).value).endswith("\n名次4/6→6/6 降2位（同侪变动）")
    assert (
        "；名次（11月1日发布）有变动的1个：登记财产由第4名降至第6名（6个参评、同侪变动）。"
        in words.sentences(Facts(week))[1]
    )
    calm = _ranked(results, (4, 6), (4, 6))
    assert "名次" not in words.sentences(Facts(calm))[1]
    assert "排名" not in words.sources(Facts(calm))[1]


def test_reached_missed_and_unjudged_are_kept_apart(results):
    """The three add up to a group's rows; what cannot be judged is neither reached nor missed."""
    groups = Facts(results).groups
    assert all(row.reached + row.missed + row.unjudged == len(row.lines) for row in groups)
    assert any(row.unjudged for row in groups)
    assert any(row.missed for row in groups)


def test_the_trend_says_how_its_points_and_the_years_go_together(results):
    """Lines of other periods are in the year's count and not in the table: the sheet says how many."""
    (told,) = [text for text in texts(sheet(summary.book(results), "趋势")) if "本年累计" in text]
    told = told[told.index("本年累计") :]
    counted = [
        line
        for line in results.deductions
        if line.status.value not in ("待认定", "不予减扣", "撤销", "待确认")
    ]
    waiting = sum(line.status.value == "待确认" for line in results.deductions)
    assert waiting
    assert f"另有待确认{waiting}条，办公室确认前不计条数、不计分。" in told
    shown = {week.period for week in results.weeks}
    beside = sum(line.period not in shown for line in counted)
    assert numbers(told)[0] == len(counted)
    assert f"（其中{beside}条所属期次不在下表）" in told


def test_a_shortened_text_says_so_and_breaks_no_number():
    """… stands where it goes on, behind a clause if any fits; a telephone number is whole or not there."""
    told = "小微企业接电外线工程受道路挖掘审批影响，联系13863299999或0632-6688888"
    for room in range(6, 40):
        for most in (1, 2, 3):
            shown = clip(told, float(room), most)
            assert lines(shown, float(room)) <= most
            assert shown == told or shown.endswith("…")
            if lines(f"{told.split('，', maxsplit=1)[0]}…", float(room)) <= most and shown != told:
                assert shown[:-1] in (told.split("，", maxsplit=1)[0], told.rpartition("，")[0])
            assert set(re.findall(r"\d[\d-]*", shown)) <= {"13863299999", "0632-6688888"}
    assert listed(["一二三", "一二三", "四五六"], 20.0, 1) == "一二三；四五六"


@pytest.mark.parametrize("name", ["需区领导协调", "提请会议研究决定", "名次变动的原因"])
def test_the_notes_tell_the_rules_of_the_page(results, name):
    """Where a demand is shown, which decisions are chosen and what a reason means stands in 口径说明."""
    notes = sheet(summary.book(results), "口径说明")
    assert name in texts(notes)


def _row(front, number):
    """The row of a group."""
    return next(
        row
        for (row, column), cell in front.cells.items()
        if column == 0 and str(cell.value).split(" ")[0] == str(number)
    )


def test_a_rank_stands_beside_its_field_on_the_first_page(book):
    """A group's newest 全市 rank shows with its 参评数 and why it moved; 无法排名 is said, never last."""
    front = sheet(book, "总览")
    told = {number: str(front.cells[_row(front, number), 11].value) for number in (1, 2, 3, 5, 7)}
    assert told[1].endswith("\n名次3/6→2/6 升1位")
    assert told[2].endswith("\n名次3/6")
    assert told[3].endswith("\n名次2/5→1/6（参评数变）")
    assert any(text.startswith("注：") and "名次未注原因的，无从判断。" in text
               for text in texts(front))  # fmt: skip
    assert "名次3/6→无法排名" in told[7].replace("\n", "")
    assert "名次" not in told[5]


def _target(cell):
    """The sheet and the row, counted from 0, that a cell leads to."""
    name, row = re.fullmatch(r"internal:'(.+)'!A(\d+)", cell.link).groups()
    return name, int(row) - 1


def test_the_arrows_of_a_row_lead_to_the_groups_rows(book):
    """进展 leads to the group's band, what moved to its first change, 堵点 and 需协调 to theirs."""
    front = sheet(book, "总览")
    row = _row(front, 4)
    wanted = {10: "指标进展", 20: "变动对照", 28: "突出问题与措施", 35: "突出问题与措施"}
    for column, name in wanted.items():
        there, at = _target(front.cells[row, column])
        assert there == name
        assert "获得用水用气" in [
            cell.value for (line, _), cell in sheet(book, there).cells.items() if line == at
        ]


def test_what_has_no_rows_has_no_arrow(book):
    """Nobody of group 8 reported: no 堵点, no need, no change, hence nothing to lead to."""
    front = sheet(book, "总览")
    row = _row(front, 8)
    for text, arrow in ((11, 20), (21, 28), (29, 35)):
        assert front.cells[row, text].value == "—"
        assert not front.cells[row, arrow].link
    assert front.cells[row, 6].value == "— 未报\n0/5"


def test_each_sentence_leads_to_the_sheets_of_its_figures(results, book):
    """As many links as sheets: 议定事项 and 数据问题 beside the sentence that counts them."""
    front = sheet(book, "总览")
    links = [
        _target(cell)[0]
        for _, cell in sorted(front.cells.items())
        if cell.link and cell.style == "front_link"
    ]
    assert links == [
        "口径说明", "完整性", "变动对照", "排名", "指标进展", "议定事项", "会议与督导", "数据问题",
    ]  # fmt: skip
    bare = Facts(world.results(default(), silent=frozenset(f"U{at:02}" for at in range(1, 13))))
    assert words.sources(bare) == (("完整性",), ("变动对照",), ("指标进展", "数据问题"))


def test_the_figures_of_a_change_are_never_cut(results):
    """Where a name is too long for its line it is shortened, and what it moved from and to stays."""
    facts = Facts(results)
    for group in facts.groups:
        told = group_rows.gather(facts, group)
        for most in (2, 3):
            shown = told.moves(13.0, most)  # em
            assert told.figures[1].strip() in shown or told.figures[2].strip() in shown
            assert all(rank in shown or len(told.ranks) > 1 for rank in told.ranks)
