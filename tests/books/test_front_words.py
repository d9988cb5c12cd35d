"""What the sentences, the strip and the decisions of 总览 say of ranks, missing returns, mends and repeats."""

from datetime import date, datetime

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, texts

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import group_rows, words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.points.heard import EXTENSION, Statement
from jlhy_xl.core.scheme.model import Rank

BEFORE, NOW = date(2026, 10, 1), date(2026, 11, 1)
ALL = frozenset(f"U{at:02}" for at in range(1, 13))


def _ranked(results, *moves):
    """The week with these ranks: (subject, before, now), each place and field."""
    made = [
        Rank(subject, "全市", place, of, source="市局", published=day)
        for subject, before, now in moves
        for (place, of), day in ((before, BEFORE), (now, NOW))
    ]
    return Facts(replace(results, scheme=replace(results.scheme, ranks=tuple(made))))


MOVES = (
    ("开办企业", (3, 6), (2, 6)), ("获得电力", (2, 5), (1, 6)), ("执行合同", (3, 6), (None, 6)),
    ("登记财产", (1, 6), (2, 6)), ("招标投标", (4, 6), (6, 6)), ("政务服务", (3, 6), (3, 6)),
)  # fmt: skip


def test_who_moved_where_is_named_the_worst_first(results):
    """The deepest fall first, then what cannot be ranked or compared, rises last; the rest is counted."""
    brief = words.sentences(_ranked(results, *MOVES))[1]
    assert brief.endswith(
        "；名次/参评数（11月1日发布）有变动的5个：招标投标4/6→6/6、登记财产1/6→2/6、执行合同3/6→无法排名、"
        "获得电力2/5→1/6、开办企业3/6→2/6。"
    )
    whole = words.sentences(_ranked(results, *MOVES), 5)[1]
    assert whole.endswith(
        "；名次（11月1日发布）有变动的5个：招标投标由第4名降至第6名（6个参评），登记财产由第1名降至第2名（6个参评），"
        "执行合同由第3名变为无法排名，获得电力由第2名（5个参评）变为第1名（6个参评），开办企业由第3名升至第2名（6个参评）。"
    )
    many = [(name, (1, 6), (2, 6)) for name in ("政务服务", "政府采购", "获得信贷")]
    told = words.sentences(_ranked(results, *MOVES[:5], *many))[1]
    assert told.endswith("，另2个。")


def test_a_row_says_the_places_and_doubts_the_reason_only(results):
    """升1位 stands though nobody knows why; a field that changed is compared with nothing."""
    facts = _ranked(results, *MOVES)
    told = {row.group.name: group_rows.gather(facts, row).ranks for row in facts.groups}
    assert told["开办企业"] == ["名次3/6→2/6 升1位"]
    assert told["招标投标"] == ["名次4/6→6/6 降2位"]
    assert told["获得电力"] == ["名次2/5→1/6（参评数变）"]
    assert told["政务服务"] == ["名次3/6"]
    assert group_rows.UNKNOWN_WHY in "".join(texts(sheet(summary.book(facts.results), "总览")))
    calm = _ranked(results, MOVES[-1])
    assert group_rows.UNKNOWN_WHY not in "".join(texts(sheet(summary.book(calm.results), "总览")))


def test_missing_returns_come_first_where_half_or_more_are_missing():
    """All silent, six, five of twelve: the last has no such item; names where not all are silent."""
    first = {}
    for count in (12, 6, 5):
        silent = frozenset(sorted(ALL)[:count])
        facts = Facts(world.results(silent=silent))
        first[count] = [(row.who, row.what) for row in words.decisions(facts) if row.kind == "报送"]
        if first[count]:
            assert words.decisions(facts)[0].kind == "报送"
    assert first[12] == [("12个单位", "本期全部未报送，请研究督促报送的措施")]
    assert first[6][0][0].endswith("等6个单位")
    assert first[5] == []


def test_where_nothing_came_nothing_was_adopted(results):
    """No count of mistakes is told of content that is not there."""
    bare = Facts(world.results(default(), silent=ALL))
    assert words.sentences(bare)[2].endswith("；本期没有已采用的数据。")
    assert "没有已采用" not in words.sentences(Facts(results))[2]


def test_an_extension_says_until_when_it_is_asked(results):
    """The last return's day; what nobody reads as a day is an application all the same."""
    scheme = results.scheme
    item = next(row for row in Facts(results).resolutions if row.over and not row.is_claimed)
    code = item.resolution.code
    asking = replace(
        scheme,
        resolutions=tuple(
            replace(row, asked=date(2026, 11, 26)) if row.code == code else row
            for row in scheme.resolutions
        ),
    )
    for days, wanted in (
        (("2026-12-18",), "申请延至12月18日待批"),
        (("2026-12-18", "2027-01-08"), "申请延至2027年1月8日待批"),
        (("年底",), "已申请延期待批"),
        ((), "已申请延期待批"),
    ):
        said = tuple(
            Statement(code, EXTENSION, day, _at(step), "a.xlsx", "ab", "议定事项落实表", "K6")
            for step, day in enumerate(days)
        )
        facts = Facts(replace(results, scheme=asking, said=said))
        (row,) = (each for each in words._wanted(facts)[0] if each.who.startswith(code))
        assert row.more.endswith(f"，{wanted}）"), row.more


def _at(step: int) -> datetime:
    return world.at(f"2026-11-2{5 + step} 10:00:00")


def test_a_repeated_indicator_is_said_wherever_it_is_counted(results):
    """One 共填 indicator in three rows is two too many; rows of one lead repeat nothing."""
    facts = Facts(results)
    shared = [line for line in facts.lines if line["indicator"] == "06-02"]
    assert facts.repeated(shared) == "（共填重复2）"
    assert facts.repeated(shared[:1]) == ""
    assert facts.repeated([line for line in facts.lines if line["group"] == 4]) == ""
    reached = [line for line in facts.lines if words.is_reached(line)]
    assert f"已达年度目标{len(reached)}{facts.repeated(reached)}" in words.sentences(facts)[2]


def test_who_is_in_time_and_owes_a_mend_is_not_plainly_green(results):
    """The strip shows △ and the line below how many cells; without a mend it is ✓."""
    facts = Facts(results)
    front = sheet(summary.book(results), "总览")
    mending = [unit for unit in facts.owing if unit.mends]
    assert mending
    shown = [cell.style for cell in front.cells.values() if cell.value == "△ 按时"]
    assert shown == ["warn_small"] * sum(unit.on_time for unit in mending)
    (note,) = [text for text in texts(front) if text.startswith("注：")]
    for unit in mending:
        assert f"{unit.name}待补正{unit.mends}项" in note


def test_a_short_count_of_rows_has_its_reason_in_the_row(results):
    """What was typed and does not count is quoted; a silent unit's rows need no reason."""
    frame = results.progress.copy()
    line = next(row for row in Facts(results).lines if row["state"] == "valid")
    at = (frame["indicator"] == line["indicator"]) & (frame["unit"] == line["unit"])
    frame.loc[at, ["state", "typed"]] = ["aside", "3天"]
    facts = Facts(replace(results, progress=frame))
    told = {row.group.number: group_rows.lacking(facts, row) for row in facts.groups}
    group = next(row.group.name for row in facts.groups if row.group.number == line["group"])
    name = facts.name(line).removeprefix(group)
    assert told[line["group"]] == f"△{name}填“3天”，未计入"
    silent = next(row for row in facts.groups if row.group.leads == (world.SILENT,))
    assert told[silent.group.number] == ""
