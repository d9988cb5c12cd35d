"""What moved, in letters: ranks by name, 共填 once, the period of an earlier figure, what was tried before."""

import re
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.books.letters import brief, letter, moved, notice
from jlhy_xl.books.letters.letter import Letter, Para, Table
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.calendar import timetable
from jlhy_xl.core.model import Finding, ReturnCase, Severity, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Rank
from jlhy_xl.core.standing.trend import Point, Week
from tests.books import summary_world

WEEK = summary_world.results()


def _text(made: Letter) -> str:
    return "\n".join(letter.lines(made))


def _both(week: Results) -> tuple[str, str]:
    return _text(brief.letter(week)), _text(notice.letter((week,), Issue("甲〔2026〕5号")))


def _ranked(*pairs: tuple[tuple[int | None, int], tuple[int | None, int]]) -> Results:
    """The week with a rank then and now for each of the first groups."""
    rows = []
    for group, found in zip(WEEK.scheme.groups, pairs, strict=False):
        for day, (rank, of) in zip((date(2026, 7, 1), date(2026, 10, 1)), found, strict=True):
            term = f"{day.month}月"
            rows.append(Rank(group.name, "全市", rank, of, "来源", day, term))
    return replace(WEEK, scheme=replace(WEEK.scheme, ranks=tuple(rows)))


def test_the_ranks_that_moved_are_named_with_their_way_and_their_field() -> None:
    """Falls first; places are compared only in one field; each has a row of the table."""
    week = _ranked(((3, 6), (2, 6)), ((4, 6), (6, 6)), ((2, 5), (1, 6)), ((3, 6), (None, 6)))
    first, second, third, fourth = (row.name for row in week.scheme.groups[:4])
    for text in _both(week):
        assert (
            f"上级发布的名次有变动的4个：{second}由第4名降至第6名（全市6个参评）；"
            f"{first}由第3名升至第2名（全市6个参评）；"
            f"{third}由第2名变为第1名（全市参评数由5变为6，不作升降比较）；"
            f"{fourth}上一次第3名，本次无法排名（全市6个参评）。"
        ) in text
        assert f"{second}｜全市｜4/6｜6/6｜✗ 降2位\n" in text
        assert f"{first}｜全市｜3/6｜2/6｜✓ 升1位\n" in text
        assert "上一次\n7月\n名次/参评数｜本次\n10月\n名次/参评数" in text
        assert text.count("名次有变动的") == 1
        assert f"{third}｜全市｜2/5｜1/6｜· 不可比\n" in text


def test_why_ranks_moved_is_said_once_below_them() -> None:
    """What is known by name, the rest together; nothing known is one sentence and no column."""
    known = _ranked(((3, 6), (2, 6)), ((2, 5), (1, 6)))
    named = WEEK.scheme.groups[1].name
    for text in _both(known):
        assert f"　　变动原因：{named}为参评数有变；其余依现有数据无从判断。" in text
    for text in _both(_ranked(((3, 6), (2, 6)), ((4, 6), (6, 6)))):
        assert "　　变动原因：依现有数据无从判断。" in text
        assert text.count("无从判断") == 1
        assert "变动原因｜" not in text


def test_ranks_of_several_terms_say_theirs() -> None:
    """A term that all of a column share stands in its heading, others beside their ranks, broken where words end."""
    week = _ranked(((3, 6), (2, 6)), ((4, 6), (6, 6)))
    first, *rest = week.scheme.ranks
    week = replace(
        week, scheme=replace(week.scheme, ranks=(replace(first, term="2026年一季度"), *rest))
    )
    for text in _both(week):
        assert "｜上一次\n名次/参评数｜本次\n10月\n名次/参评数｜变化" in text
        assert "｜3/6\n2026年\n一季度｜2/6｜" in text


def test_ranks_that_stayed_are_said_to_have_stayed() -> None:
    """Without another rank before there is nothing to say at all."""
    stayed = _ranked(((3, 6), (3, 6)))
    alone = replace(stayed, scheme=replace(stayed.scheme, ranks=stayed.scheme.ranks[1:]))
    for same, none in zip(_both(stayed), _both(alone), strict=True):
        assert "上级发布的名次与上一次相比没有变动。" in same
        assert "名次" not in none


def test_leads_of_one_shared_indicator_with_one_figure_have_one_row() -> None:
    """征信机构覆盖面 of three units: one row that says 共填; two figures, two rows."""
    name = "征信机构覆盖面"
    for text in _both(WEEK):
        rows = [line for line in text.splitlines() if line.startswith(f"{name}（%）｜")]
        assert rows == [
            f"{name}（%）｜区地方金融监管局、区金融服务中心、区人民银行（共填，计3项次）｜95.5｜94.5｜✗ 变差"
        ]
    table = WEEK.progress[WEEK.progress["indicator"] == "06-03"].copy()
    other = table["unit"] == "U12"
    table.loc[other, ["value", "change"]] = [Decimal("95.4"), Decimal("-0.1")]
    text = _both(replace(WEEK, progress=table))[0]
    rows = [line for line in text.splitlines() if line.startswith(f"{name}（%）｜")]
    assert [(row.count("、"), "共填" in row, row[-2:]) for row in rows] == [
        (1, True, "待核"), (0, False, "待核")
    ]  # fmt: skip


def test_what_has_no_room_is_counted_by_kind() -> None:
    """The rows shown and those counted make up what moved, words included."""
    facts = Facts(WEEK)
    changed = [line for line in facts.lines if line["change"]]
    worded = [
        line for line in facts.lines
        if isinstance(line["value"], str) and line["value"] != line["last"]
    ]  # fmt: skip
    found = re.search(r"其余(\d+)项次（(.*?)）见汇总表“变动对照”", _both(WEEK)[0])
    assert found
    kinds = re.findall(r"(\d+)(?:、|$)", found[2])
    table = next(part for part in moved.moved_figures(facts) if isinstance(part, Table))
    shown = sum(int(hit[1]) if (hit := re.search(r"计(\d)项次", row[1])) else 1
                for row in table.rows)  # fmt: skip
    assert int(found[1]) == sum(map(int, kinds)) == len(changed) + len(worded) - shown
    assert f"文字更新{len(worded)}" in found[2]


def _known(period: str) -> tuple[str, Week]:
    line = next(row for row in Facts(WEEK).lines if row["better"] is False)
    value = Point(number=line["last"], words=str(line["last"]))
    return line["name"], Week(period, {(line["indicator"], line["unit"]): value})


def test_the_earlier_figure_says_of_which_period_it_is() -> None:
    """One told two weeks before is marked, one of the week before is not; no record: the office's own."""
    (name, old), silent = _known("2026-W45"), Week("2026-W47")
    text = _both(replace(WEEK, weeks=(old, silent)))[0]
    row = next(at for at, line in enumerate(text.splitlines()) if line.startswith(name))
    assert text.splitlines()[row + 1].startswith("（第45周）｜")
    assert "注明的，为该期所报" in text
    assert "（登记数）" in text  # the other rows
    assert "注“登记数”的，为办公室登记的数。" in text
    _, before = _known("2026-W47")
    assert "（第4" not in _both(replace(WEEK, weeks=(before,)))[0].split("二、")[1].split("三、")[0]
    only = _both(replace(WEEK, weeks=(Week("2026-W48"),)))[0]
    assert "　　上期值为办公室登记的数。\n" in only
    assert "（登记数）" not in only
    assert "登记的数" not in _both(WEEK)[0]  # no periods known: nothing is claimed
    assert not re.search("(取自|见)方案", text + only)
    _, far = _known("2025-W52")
    assert "（25年第52周）" in _both(replace(WEEK, weeks=(far, silent)))[0]


def _tried() -> Results:
    """The late unit's first file was damaged, the silent one wrote without a report."""

    def grown(case: ReturnCase) -> ReturnCase:
        if case.unit != "U07":
            return case
        (fact, *rest) = case.facts
        early = replace(fact.arrival, received=summary_world.at("2026-11-27 16:52:14"))
        bad = replace(fact, arrival=early, verdict=Verdict.RETURNED, acceptable=False,
                      reason="文件已损坏，无法打开。请重新发送")  # fmt: skip
        return replace(case, facts=(bad, fact, *rest))

    said = "邮件“区人社局报送说明”里没有附件。如对方是在正文中报送，请补发"
    mail = Finding("I103", Severity.NOTE, said, "区人社局报送说明")
    cases = tuple(map(grown, WEEK.cases))
    return replace(WEEK, cases=cases, findings=(*WEEK.findings, mail))


def test_who_is_late_or_silent_is_told_with_what_came_before() -> None:
    """Under the table of both letters, and again where a 通报 speaks of faults; of nobody else."""
    mail = "邮件“区人社局报送说明”里没有附件"
    file = "11月27日16:52来件，文件已损坏，无法打开；11月30日10:20重新报送"
    told = _both(_tried())
    for text in told:
        assert f"　　区人社局：{mail}。区自然资源局：{file}。" in text
        assert "rar" not in text  # 区财政局 came in time
    assert f"未报：区人社局（{mail}）；迟报：区自然资源局（{file}）；" in told[1]
    assert "来件" not in _both(WEEK)[0]


def test_a_brief_made_again_long_after_asks_for_no_return() -> None:
    """Once the period after it is closed as well, there is no 下一期报送; before, the open one is named."""
    again = replace(WEEK, now=summary_world.at("2027-02-20 09:00:00"))
    assert "下一期报送" not in _text(brief.letter(again))
    soon = replace(WEEK, now=timetable(WEEK.scheme, "2026-W49").cutoff)
    assert "下一期报送" in _text(brief.letter(soon))


def test_mistakes_are_told_with_the_units_and_the_sheet() -> None:
    """Each unit with its count; the counts make the whole."""
    found = re.search(r"须改正(\d+)处（(.*?)）、请说明(\d+)处（(.*?)），(.*)", _both(WEEK)[0])
    assert found
    for total, units in ((found[1], found[2]), (found[3], found[4])):
        assert int(total) == sum(map(int, re.findall(r"(\d+)(?:、|$)", units)))
    assert (found[2], found[4]) == ("区人民银行7", "区金融服务中心3")
    assert "见汇总表“数据问题”" in found[5]


def _lagging(**cells: object) -> Results:
    table = WEEK.progress.copy()
    at = (table["indicator"] == "04-02") & (table["unit"] == "U08")
    for name, value in cells.items():
        table.loc[at, name] = value
    return replace(WEEK, progress=table)


def test_what_the_office_must_mend_itself_is_asked_of_no_unit() -> None:
    """Its own decisions' queries (D…) stand with the desk: the letter goes to all members."""
    own = Finding("D121", Severity.QUERY, "复核理由写“异议成立”，没有登记异议", unit="U07")
    week = replace(WEEK, findings=(*WEEK.findings, own))
    assert _text(brief.letter(week)) == _text(brief.letter(WEEK))
    theirs = replace(own, code="V101")
    more = replace(WEEK, findings=(*WEEK.findings, theirs))
    assert _text(brief.letter(more)) != _text(brief.letter(WEEK))


def test_a_row_that_lags_says_for_how_long_and_what_is_not_told() -> None:
    """逾期N天 as of today; 改进措施 that are owed and not there are named, not passed over."""
    for text in _both(_lagging(measures="")):
        line = next(row for row in text.splitlines() if "获得用水用气耗时（水）”" in row)
        assert "区城乡水务局“获得用水用气耗时（水）”逾期17天（" in line
        assert "变差）。完成时限为11月20日。" in line
        assert "存在问题：" in line
        assert "改进措施尚未填报。" in line
        assert "存在问题、" not in line
    assert (
        "尚未填报"
        not in _both(_lagging(measures="", problem="", state="unchanged"))[0]
        .split("获得用水用气耗时（水）”")[1]
        .splitlines()[0]
    )


def test_what_an_inspection_found_is_not_what_the_unit_inspected() -> None:
    """The heading names who is at fault as such."""
    text = _both(WEEK)[1]
    assert "）督导发现区城乡水务局存在的问题。" in text
    assert "区城乡水务局督导发现" not in text


def test_levels_follow_one_another_and_a_sole_one_has_no_number() -> None:
    """一、 then （一）; what has no other beside it is not counted."""
    for text in _both(WEEK):
        assert not re.search(r"^　　\d\.", text, re.M)
    parts = (Para("题", level=1), Para("甲", level=2), Para("题", level=1), Para("乙", level=2),
             Para("丙", level=2), Para("丁", level=3))  # fmt: skip
    heads = [part.head for part in letter.numbered(parts) if isinstance(part, Para)]
    assert heads == ["一、题", "甲", "二、题", "（一）乙", "（二）丙", "丁"]


def test_of_a_handful_no_share_is_told() -> None:
    """占0.0% of one says nothing; of more it is told."""
    for text in _both(WEEK):
        assert "占12.5%" in text  # one of eight
    assert "通报问题共1件，已整改0件；尚未整改1件" in _both(WEEK)[1]
