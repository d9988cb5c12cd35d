"""What is said beside a figure of 指标进展: what it was before, whether it is exact, why a row lags."""

from datetime import date
from decimal import Decimal

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, table, texts

from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import group_rows, moves, words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.findings import OFFICE
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.scheme.model import Rank
from jlhy_xl.core.standing.trend import Point, Week
from jlhy_xl.core.wording.values import ABOUT


def _row(results, code, heading="编码"):
    rows = table(sheet(summary.book(results), "指标进展"), heading)
    return next(row for row in rows if row["编码"] == code)


def _with(results, code, **cells):
    rows = results.progress.copy()
    for at in rows.index[rows["indicator"] == code]:
        for name, value in cells.items():
            rows.at[at, name] = value
    return replace(results, progress=rows)


def test_an_untrue_value_before_judges_nothing(results):
    """HS2026-01: noted in both sheets, 待核, in no count, and what only it makes worse does not lag."""
    (line,) = (row for row in Facts(results).lines if row["untrue"])
    assert (line["indicator"], line["untrue"]) == ("09-02", "HS2026-01")
    assert (line["better"], line["lagging"]) == (None, False)
    assert bool(results.progress.set_index("indicator").at["09-02", "lagging"])
    row = _row(results, "09-02")
    assert row["较上期"] == "△ 待核"
    assert "上期值经核实不实（HS2026-01），待核" in row["本周进展和说明"]
    moved = table(sheet(summary.book(results), "变动对照"), "判断")
    assert next(row for row in moved if row["编码"] == "09-02")["判断"] == "△ 待核"
    group = next(row for row in Facts(results).groups if row.group.number == 9)
    assert group.untrue == 1
    assert "待核1" in group_rows.counted(Facts(results), group)
    calm = replace(results, scheme=replace(results.scheme, verified=()))
    assert not any(row["untrue"] for row in Facts(calm).lines)
    assert Facts(calm).groups[8].worse + Facts(calm).groups[8].better == group.better + 1


def test_an_untrue_value_that_is_carried_is_judged_by_nothing(results):
    """A row that is not asked this week stands at that value: no 目标达成 comes of it."""
    made = _with(results, "09-02", value=None, change=None, better=None, attainment=Decimal("0.5"))
    (line,) = (row for row in Facts(made).lines if row["untrue"])
    assert line["attainment"] is None


def test_a_record_that_names_no_indicator_is_only_mentioned(results):
    """The row says that a record may mean it; what it did is judged all the same."""
    (found,) = results.scheme.verified
    loose = replace(
        results, scheme=replace(results.scheme, verified=(replace(found, indicator=""),))
    )
    line = next(row for row in Facts(loose).lines if row["indicator"] == "09-02")
    assert (line["untrue"], line["mentioned"]) == ("", "HS2026-01")
    assert line["better"] is not None
    assert "核实记录HS2026-01提到本项，请核对上期值" in _row(loose, "09-02")["本周进展和说明"]


def test_why_a_row_lags_stands_in_its_note(results):
    """Past its day, worse than before, or by the unit's own word: each is told, nothing else is."""
    line = next(row for row in Facts(results).lines if row["overdue"])
    days = (results.now.date() - line["due"]).days
    assert days > 7
    said = _row(results, line["indicator"])["本周进展和说明"]
    assert f"滞后原因：逾期{days}天" in said
    readings = results.readings.copy()
    at = readings.index[(readings["row_key"] == "03-01") & (readings["field"] == "status")]
    assert len(at) == 1
    readings.loc[at, "value"] = "申请延期"
    asking = _with(replace(results, readings=readings), "03-01", lagging=True, status="进展滞后")
    assert "注：滞后原因：单位申请延期" in _row(asking, "03-01")["本周进展和说明"]
    facts = Facts(asking)
    group = next(row for row in facts.groups if row.group.number == 3)
    name, why, _ = group_rows.foremost(facts, group)
    assert (name[0], why) == ("△", " 单位申请延期")
    assert "滞后原因" not in _row(results, "03-01")["本周进展和说明"]


def test_a_figure_told_as_about_says_so(results):
    """约42 counts as 42: the note has the unit's own words, every sentence has 约."""
    line = next(row for row in Facts(results).lines if row["better"] and row["group"] == 2)
    place = {"unit": line["unit"], "row_key": line["indicator"], "field": "value"}
    note = Finding(ABOUT.code, Severity.NOTE, "约数", **place)
    hedged = _with(results, line["indicator"], typed="约42", value=Decimal(42))
    hedged = replace(hedged, findings=(*results.findings, note))
    assert "单位填“约42”，按42计" in _row(hedged, line["indicator"])["本周进展和说明"]
    facts = Facts(hedged)
    (row,) = (each for each in facts.lines if each["about"])
    assert row["indicator"] == line["indicator"]
    group = next(each for each in facts.groups if each.group.number == 2)
    assert "→约42" in group_rows._figures(facts, group, row, "✓")[1]
    assert "→约" not in "".join(texts(sheet(summary.book(results), "总览")))


def test_values_before_any_return_are_the_offices(results):
    """Where no return on record told the value before, the page says whose it is, once."""
    assert moves.registered(Facts(results)) == ""  # no week is known: nothing is said
    known = replace(results, weeks=(Week("2026-W48"),))
    assert moves.registered(Facts(known)) == f"{moves.REGISTERED}。"
    line = next(row for row in Facts(results).lines if row["better"])
    value = Point(line["last"], str(line["last"]))
    told = Week("2026-W47", {(line["indicator"], line["unit"]): value})
    count = sum(row["change"] is not None and not row["untrue"] for row in Facts(results).lines)
    partly = moves.registered(Facts(replace(results, weeks=(told, Week("2026-W48")))))
    assert partly == f"{count - 1}项次的{moves.REGISTERED}。"


def test_a_low_rank_stands_in_its_groups_row_though_nothing_moved(results):
    """An indicator in the last third is named in its group's row; one before it is not."""
    for place, shown in ((5, True), (4, False)):
        ranks = (Rank("06-03", "全市", place, 6, "市局", date(2026, 10, 15)),)
        facts = Facts(replace(results, scheme=replace(results.scheme, ranks=ranks)))
        group = next(row for row in facts.groups if row.group.number == 6)
        found = group_rows.gather(facts, group).ranks
        assert [each.endswith(f"名次{place}/6") for each in found] == [True] * shown


def test_decisions_begin_with_what_waits_for_an_answer(results):
    """An application that nobody answered comes first, what only the office has to check last; 督导 stands between."""
    items = tuple(
        replace(row, claimed=date(2026, 11, 27)) if row.code == "YD2026-002" else row
        for row in results.scheme.resolutions
    )
    made = replace(results, scheme=replace(results.scheme, resolutions=items))
    urged = [row.who.split()[0] for row in words._wanted(Facts(made))[0]]
    assert urged == ["YD2026-004", "YD2026-008", "DD2026-01", "YD2026-002"]


def test_what_the_office_must_do_is_asked_of_no_unit(results):
    """Its own decisions' trouble stands in 数据问题 as 请办公室办理, and in no count of 请说明."""
    own = Finding("D120", Severity.QUERY, "复核没有写理由。请补写", unit="U01", form="deductions")
    told = replace(results, findings=(*results.findings, own))
    assert Facts(told).severities == Facts(results).severities
    made, plain = (sheet(summary.book(each), "数据问题") for each in (told, results))
    count = next(text for text in texts(plain) if text.startswith("共 "))
    now = next(text for text in texts(made) if text.startswith("共 "))
    assert f"，{OFFICE} 1 处" in now
    (asked,) = (part for part in count.split("，") if "请说明 " in part)
    assert asked in now.split("，")
    (row,) = (row for row in table(made, "现状") if row["编号"] == "D120")
    assert row["级别"] == f"○ {OFFICE}"
    assert row["单位"] == "办公室\n（区法院的事项）"


def test_what_waits_for_words_is_marked_where_it_counts_as_valid(results):
    """A cell that is valid until it is explained is counted beside the rate that it makes whole."""
    readings = results.readings.copy()
    at = readings.index[(readings["unit"] == "U08") & (readings["field"] == "value")][0]
    readings.loc[at, "state"] = "aside"
    rows = table(sheet(summary.book(replace(results, readings=readings)), "各栏完整性"), "栏目")
    marked = [row for row in rows if row["本期\n待说明"]]
    assert {(row["单位"], row["本期\n待说明"]) for row in marked} == {
        ("全部单位", 1),
        ("区城乡水务局", 1),
    }
    assert len(marked) == 4  # each form and each of its fields
    plain = table(sheet(summary.book(results), "各栏完整性"), "栏目")
    assert not any(row["本期\n待说明"] for row in plain)


def test_a_page_of_which_nothing_came_asks_first_whether_receiving_works():
    """Above the three sentences, and nowhere in a week of which something came."""
    silent = world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))
    told = texts(sheet(summary.book(silent), "总览"))
    (at,) = (at for at, text in enumerate(told) if "没有收到任何文件" in text)
    assert at < next(at for at, text in enumerate(told) if text.startswith("一、"))
    assert not any(
        "没有收到" in text for text in texts(sheet(summary.book(world.results()), "总览"))
    )
