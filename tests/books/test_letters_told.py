"""What a letter owes its reader beside the figures: why a row lags, what was asked, until when, in what measure."""

import re
from datetime import date

from msgspec.structs import replace

from jlhy_xl.books.letters import brief, brief_parts, letter, notice
from jlhy_xl.books.letters.letter import Letter
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.calendar import timetable
from jlhy_xl.core.model import Clock, ReturnCase
from jlhy_xl.core.points.heard import EXTENSION, Statement
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Resolution
from tests.books import summary_world

WEEK = summary_world.results()


def _text(made: Letter) -> str:
    return "\n".join(letter.lines(made))


def _both(week: Results) -> tuple[str, str]:
    return _text(brief.letter(week)), _text(notice.letter((week,), Issue("甲〔2026〕5号")))


def _in(week: Results, **more: object) -> Results:
    return replace(week, scheme=replace(week.scheme, **more))


def test_each_row_that_lags_says_why() -> None:
    """The days overdue, the unit's own 申请延期, the figure that got worse: whichever there are."""
    table, readings = WEEK.progress.copy(), WEEK.readings.copy()
    lagging = [row for row in Facts(WEEK).lines if row["lagging"] and not row["overdue"]]
    asked, worse = lagging[:2]
    at = (table["indicator"] == asked["indicator"]) & (table["unit"] == asked["unit"])
    table.loc[at, "value"] = table.loc[at, "last"]
    cell = (readings["unit"] == asked["unit"]) & (readings["row_key"] == asked["indicator"])
    readings.loc[cell & (readings["field"] == "status"), "value"] = "申请延期"
    week = replace(WEEK, progress=table, readings=readings)
    for text in _both(week):
        heads = {row["indicator"]: f"“{Facts(week).name(row)}”进展滞后（" for row in (asked, worse)}
        assert f"{heads[asked['indicator']]}单位填“申请延期”）。" in text
        told = text.partition(heads[worse["indicator"]])[2]
        assert re.match(r"现状值由[\d.]+变为[\d.]+\S*?，变差）。", told)
        assert not re.search("”进展滞后。", text)


def _asking(**more: object) -> Results:
    item = Resolution("R1", "纪要", "", "公布收费目录", "U08", (), date(2026, 11, 27),
                      asked=date(2026, 11, 26), **more)  # fmt: skip
    said = Statement("R1", EXTENSION, "2027-01-18", summary_world.at("2026-11-26 15:00:00"),
                     "件.xlsx", "0", "表", "A1")  # fmt: skip
    return replace(_in(WEEK, resolutions=(item,)), said=(said,))


def test_who_asked_for_time_and_has_no_answer_is_told_with_it() -> None:
    """Wherever the item stands in a table: when it was asked and until when; an answer ends it."""
    for text in _both(_asking()):
        assert "公布收费目录\n（已于11月26日申请延至2027年1月18日，待批）｜" in text
    for text in _both(replace(_asking(), said=())):
        assert "（已于11月26日申请延期，待批）" in text
    for text in _both(_asking(granted="不同意")):
        assert "待批" not in text


def test_what_inspections_found_is_in_the_brief() -> None:
    """How many are settled, how many are not, and who is overdue by how many days; nothing where all are settled."""
    told = _both(WEEK)[0]
    (found,) = re.findall("督导发现问题整改情况。(.*)", told)
    assert re.match(r"共2件，已销号1件；尚未销号1件，其中逾期1件：区城乡水务局（用水报装", found)
    assert found.endswith("，时限11月20日，逾期17天）。")
    rows = WEEK.scheme.inspections
    later = tuple(replace(row, due=date(2026, 12, 31)) for row in rows)
    assert "尚未销号1件，均未逾期。" in _both(_in(WEEK, inspections=later))[0]
    done = tuple(replace(row, cleared=date(2026, 12, 1)) for row in rows)
    assert "督导发现" not in _both(_in(WEEK, inspections=done))[0]


def test_the_deadline_stands_beside_who_is_late() -> None:
    """Both letters name it; a day that was moved is told with its reason, once."""
    for text in _both(WEEK):
        assert "报送截止时间为11月27日17:00，最终截止时间为12月4日17:00。" in text
    last = timetable(WEEK.scheme, "2026-W53")
    for text in _both(replace(WEEK, clock=last)):
        assert text.count("截止时间顺延至2027年1月4日17:00，最终截止时间为") == 1
        assert "报送截止时间为" not in text
    owed = replace(WEEK, duties=())
    assert "截止时间为" not in _both(owed)[1]


def test_the_clock_is_named_once() -> None:
    """Below the table, not in each row; a row by another clock says so."""
    for text in _both(WEEK):
        assert text.count("邮件服务器收件时间") == 1
        assert "　　收到时间按邮件服务器收件时间计。" in text
        assert "区自然资源局｜△ 迟报｜11月30日10:20｜" in text

    def other(case: ReturnCase) -> ReturnCase:
        if case.unit != "U12":
            return case
        facts = tuple(
            replace(each, arrival=replace(each.arrival, clock=Clock.REGISTER))
            for each in case.facts
        )
        return replace(case, facts=facts)

    for text in _both(replace(WEEK, cases=tuple(map(other, WEEK.cases)))):
        assert text.count(Clock.REGISTER.value) == 1
        assert "　　收到时间按邮件服务器收件时间计，另有注明的除外。" in text


def test_what_is_to_be_explained_is_not_called_wrong() -> None:
    """补正 is asked for mistakes, 说明情况 for questions, each only where there is one."""
    assert "请有关单位核对后补正、说明情况。" in _both(WEEK)[0]
    right = tuple(replace(case, unmended=()) for case in WEEK.cases)
    assert "请有关单位核对后说明情况。" in _both(replace(WEEK, cases=right))[0]
    asked = tuple(row for row in WEEK.findings if row.severity.value != "query")
    assert "请有关单位核对后补正。" in _both(replace(WEEK, findings=asked))[0]


def test_a_figure_has_its_measure() -> None:
    """Each row of the table of moves names it beside the indicator; an index has none."""
    lines = {Facts(WEEK).name(row): row["measure"] for row in Facts(WEEK).lines}
    text = _both(WEEK)[0]
    rows = [row.split("｜") for row in text.splitlines() if row.count("｜") == 4]
    shown = [row[0] for row in rows if re.search("变好|变差", row[4])]
    assert len(shown) > 8
    for name in shown:
        bare, _, measure = name.rstrip("）").rpartition("（")
        known = lines.get(name) or lines[bare]
        assert known.startswith("指数") if name in lines else measure == known


def test_the_periods_between_are_not_passed_over() -> None:
    """A period whose deadline has passed by the time of the letter is said to be closed, and until when it takes returns."""
    text = _both(WEEK)[0].partition("下一期报送")[2]
    assert (
        "第49周（11.30—12.4）报表已于12月4日（周五）17:00截止，"
        "没有报送的请于最终截止时间12月11日（周五）17:00前补送，按迟报计。"
    ) in text
    assert text.index("第49周") < text.index("第50周")
    early = replace(WEEK, now=timetable(WEEK.scheme, "2026-W49").deadline)
    open_ = replace(WEEK, now=summary_world.at("2026-12-04 16:00:00"))
    assert "报表已于" not in _both(open_)[0]
    assert "第49周（11.30—12.4）报表已于" in _both(early)[0]


def test_a_scheme_without_register_or_inspections_has_no_such_lines() -> None:
    """Nothing is made up where nothing is entered."""
    bare = Facts(_in(WEEK, inspections=(), resolutions=()))
    assert not list(brief_parts.inspections(bare))
    assert "待批" not in _text(brief.letter(bare.results))
