"""汇总表: each sentence has its figures, each link its target, each row its source, each total its sum."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
import summary_world as world

from jlhy_xl.books import style, summary
from jlhy_xl.books import summary_words as words
from jlhy_xl.books.default_scheme import default
from jlhy_xl.books.summary_facts import Facts, light, percent
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.scheme_model import Rank
from jlhy_xl.edge.draw import to_bytes

ALL = frozenset(f"U{place:02}" for place in range(1, 13))
SHEETS = [
    "总览", "指标进展", "排名", "完整性", "图表", "突出问题与措施", "典型经验与建议", "议定事项",
    "数据问题", "变动对照", "收件去向", "会议与督导", "口径说明",
]  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return world.results()


@pytest.fixture(scope="module")
def book(results):
    return summary.book(results)


def sheet(book, name):
    """The sheet of that name."""
    return next(row for row in book.sheets if row.name == name)


def texts(made):
    """All texts of a sheet, row by row."""
    return [str(cell.value) for _, cell in sorted(made.cells.items()) if cell.value is not None]


def table(made, heading):
    """The rows below the last cell that holds a heading: heading → value."""
    top = max(row for (row, _), cell in made.cells.items() if cell.value == heading)
    heads = {column: cell.value for (row, column), cell in made.cells.items() if row == top}
    last = max(row for row, _ in made.cells)
    rows = [
        {name: made.cells[row, column].value for column, name in heads.items() if (row, column) in made.cells}
        for row in range(top + 1, last + 1)
    ]  # fmt: skip
    return [row for row in rows if row]


def numbers(text):
    """The numbers of a sentence in their order."""
    return [Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", text)]


def test_the_sheets_stand_in_their_order_and_the_first_is_shown(book):
    """总览 opens first; the others follow as leaders ask."""
    assert [row.name for row in book.sheets] == SHEETS
    assert book.active == "总览"


def test_the_first_sentence_recomputes_from_the_frames(results):
    """应报, 实报, 按时 and 完整率 come from cases and the completeness frame."""
    said = numbers(words.sentences(Facts(results))[0])
    cases = [case for case in results.cases if case.owed]
    came = [case for case in cases if case.first_acceptable]
    on_time = [row for row in came if row.first_acceptable.arrival.received <= results.clock.grace]
    expected, valid = (int(results.completeness[name].sum()) for name in ("expected", "valid"))
    rates = [
        Decimal(percent(*pair)[:-1]) for pair in ((len(on_time), len(cases)), (valid, expected))
    ]
    assert said[:7] == [len(cases), len(came), len(on_time), rates[0], expected, valid, rates[1]]
    assert (len(cases), len(came), len(on_time)) == (12, 11, 10)


def test_the_first_sentence_names_who_is_late_and_who_is_silent(results):
    """Late and silent units stand by name."""
    said = words.sentences(Facts(results))[0]
    assert "迟报：区自然资源局；未报：区人社局。" in said


def test_the_second_sentence_recomputes_from_the_progress_frame(results):
    """Better, worse, unmoved and unjudged add up to what both periods know."""
    frame = results.progress
    known = int(frame["change"].notna().sum())
    better, worse = (int((frame["better"] == word).sum()) for word in (True, False))
    same = int((frame["change"] == 0).sum())
    said = numbers(words.sentences(Facts(results))[1])
    assert said[:5] == [known, better, worse, same, known - better - worse - same]
    assert min(better, worse, same) > 0


def test_the_third_sentence_recomputes(results):
    """Lagging, reached, 议定事项 and errors come from the frame, the scheme and the findings."""
    frame = results.progress
    judged = frame["attainment"].dropna()
    items = results.scheme.resolutions
    done = sum(row.confirmed is not None for row in items)
    errors = sum(row.severity is Severity.ERROR for row in results.findings)
    said = numbers(words.sentences(Facts(results))[2])
    lagging, overdue = (int(frame[name].astype(bool).sum()) for name in ("lagging", "overdue"))
    share = Decimal(percent(done, len(items))[:-1])
    counts = [lagging, overdue, len(judged), int((judged >= 1).sum()), len(items), done, share]
    assert said[:7] == counts
    assert said[-1] == errors
    assert overdue == 2


def test_a_bug_of_ours_stands_in_the_third_sentence(results):
    """A file that broke the program is counted where leaders look."""
    bug = Finding("P101", Severity.ERROR, "程序错误")
    said = words.sentences(Facts(replace(results, findings=(bug,))))[2]
    assert "程序错误1处" in said


def test_the_page_tells_the_state():
    """试运行 while no rule is adopted; the masked edition says so."""
    trial = Facts(world.results(default(), silent=ALL))
    assert "试运行" in words.state(trial)
    adopted = Facts(world.results(masked=True))
    assert "试运行" not in words.state(adopted)
    assert "脱敏版" in words.state(adopted)


def test_every_group_has_its_row(book, results):
    """Eleven groups: name, reported of asked, and a light with sign and word."""
    front = sheet(book, "总览")
    for group in results.scheme.groups:
        row = next(row for (row, column), cell in front.cells.items()
                   if column == 0 and cell.value == f"{group.number} {group.name}")  # fmt: skip
        asked = int((results.progress["group"] == group.number).sum())
        assert str(front.cells[row, 6].value).endswith(f"/{asked}")
        assert str(front.cells[row, 8].value)[0] in "✓△✗—"


def test_a_judged_cell_carries_its_sign(book):
    """Colour alone says nothing: every coloured cell begins with its sign."""
    for made in book.sheets:
        for place, cell in made.cells.items():
            look = cell.style.removesuffix("_small")
            if look in style.SIGNS and cell.value is not None and cell.value != "本期无":
                signs = "—·" if look == "none" else style.SIGNS[look]
                assert str(cell.value)[0] in signs, (made.name, place, cell)


def test_every_link_has_its_target(book):
    """Each internal link names a sheet that is there and a cell that is filled."""
    links = [cell.link for made in book.sheets for cell in made.cells.values() if cell.link]
    filled = {
        (made.name, place) for made in book.sheets for place, cell in made.cells.items()
    }  # fmt: skip
    for link in links:
        name, column, row = re.fullmatch(r"internal:'(.+)'!([A-Z]+)(\d+)", link).groups()
        assert column == "A"
        assert (name, (int(row) - 1, 0)) in filled, link
    assert len(links) > 80


def test_a_number_on_the_first_page_leads_to_its_rows(book):
    """已报 leads to the group's band, 较上期 to the group's first change."""
    front, there = sheet(book, "总览"), sheet(book, "指标进展")
    row = next(row for (row, column), cell in front.cells.items() if cell.value == "4 获得用水用气")
    target = int(re.search(r"A(\d+)$", front.cells[row, 6].link).group(1)) - 1
    assert there.cells[target, 1].value == "获得用水用气"
    changes = sheet(book, "变动对照")
    target = int(re.search(r"A(\d+)$", front.cells[row, 10].link).group(1)) - 1
    assert changes.cells[target, 1].value == "获得用水用气"
    stuck = sheet(book, "突出问题与措施")
    target = int(re.search(r"A(\d+)$", front.cells[row, 8].link).group(1)) - 1
    assert stuck.cells[target, 1].value == "获得用水用气"


def test_a_units_cell_leads_to_its_row(book):
    """Each unit's word on the strip leads to that unit's row in 完整性."""
    front, there = sheet(book, "总览"), sheet(book, "完整性")
    names = {cell.value: place for place, cell in front.cells.items() if cell.style == "small_head"}
    row, column = names["区人社局"]
    target = int(re.search(r"A(\d+)$", front.cells[row + 1, column].link).group(1)) - 1
    assert there.cells[target, 0].value == "区人社局"
    assert front.cells[row + 1, column].value == "✗ 未报"


def test_decisions_are_five_at_most_and_lead_to_their_ground(results, book):
    """Overdue items, needs and proposals come in turns; each leads somewhere."""
    facts = Facts(results)
    summary_sheets = sheet(book, "总览")
    found = words.decisions(facts)
    assert len(found) == words.DECISIONS
    assert [row.kind for row in found[:3]] == ["督办", "协调", "议题"]
    linked = [
        cell
        for cell in summary_sheets.cells.values()
        if str(cell.value)[2:] in ("督办", "协调", "议题")
    ]
    assert len(linked) == words.DECISIONS
    assert all(cell.link for cell in linked)


def test_every_progress_row_names_its_cell(book, results):
    """A reported row names file, sheet and cell; joint leads stand side by side."""
    rows = [row for row in table(sheet(book, "指标进展"), "出处") if "-" in str(row["编码"])]
    assert len(rows) == len(results.progress) == 61
    assert [row["牵头单位"] for row in rows if row["编码"] == "06-01"] == [
        "区地方金融监管局（共填）", "区金融服务中心（共填）", "区人民银行（共填）",
    ]  # fmt: skip
    for row in rows:
        if row["推进状态"] != "— 未报":
            assert re.search(r"\.xlsx\n指标进展表![A-Z]+\d+$", str(row["出处"]))


def test_missing_is_never_zero(book):
    """A silent unit's rows are blank, not 0, and the group's mean leaves them out."""
    rows = [
        row for row in table(sheet(book, "指标进展"), "出处") if str(row["编码"]).startswith("08-")
    ]
    assert {row["现状值"] for row in rows} == {None}
    assert {row["目标达成"] for row in rows} == {None}


def test_rates_recompute_from_the_counts_beside_them(book):
    """Every 完整率 is valid ÷ expected, half-up to one decimal; totals add up."""
    made = sheet(book, "完整性")
    rates = [
        (place, cell) for place, cell in made.cells.items() if cell.formula.startswith("=ROUND")
    ]
    assert len(rates) > 30
    for (row, column), cell in rates:
        valid, expected = made.cells[row, column - 1].value, made.cells[row, column - 2].value
        assert cell.value == round(Decimal(valid) / expected + Decimal("1e-9"), 3)
    for (row, column), cell in made.cells.items():
        if cell.formula.startswith("=SUM"):
            top, bottom = (int(part) for part in re.findall(r"[A-Z]+(\d+)", cell.formula))
            above = [made.cells[step - 1, column].value for step in range(top, bottom + 1)]
            assert cell.value == sum(each or 0 for each in above)
            assert bottom == row


def test_the_office_owes_no_progress_form(book):
    """区发改局's cells of a form it does not owe say so."""
    made = sheet(book, "完整性")
    row = next(row for (row, column), cell in made.cells.items() if cell.value == "区发改局")
    assert [made.cells[row, column].value for column in range(6, 10)] == [
        None,
        None,
        None,
        "不需报",
    ]


def test_unrankable_stands_apart_from_last(book):
    """无法排名 is no row of the ranked table; the worst rank is its last one of its scope."""
    made = sheet(book, "排名")
    apart = next(
        row for (row, _), cell in made.cells.items() if str(cell.value).startswith("无法排名（")
    )
    subjects = {
        cell.value: row
        for (row, column), cell in sorted(made.cells.items(), reverse=True)
        if column == 0
    }
    assert subjects["招标投标"] < apart < subjects["执行合同"]


def test_ties_share_a_place(results):
    """Two groups with the same attainment are 并列; the next place is skipped."""
    rows = results.progress.copy()
    rows["attainment"] = [Decimal(1) if group < 3 else Decimal("0.5") if group == 3 else None
                          for group in rows["group"]]  # fmt: skip
    made = sheet(summary.book(replace(results, progress=rows)), "排名")
    places = {
        made.cells[row, 0].value: made.cells[row, 1].value
        for row, column in made.cells
        if column == 1 and str(made.cells[row, 1].value).removeprefix("并列 ").isdigit()
    }
    assert places == {"开办企业": "并列 1", "办理建筑许可": "并列 1", "获得电力": "3"}


def test_a_rank_stands_with_its_field_and_its_own_past(results):
    """The rank before stands beside, with its own 参评数."""
    ranks = results.scheme.ranks
    old = replace(
        ranks[0], rank=4, of=5, term="2026年二季度", published=world.at("2026-07-15 00:00").date()
    )
    made = sheet(
        summary.book(replace(results, scheme=replace(results.scheme, ranks=(*ranks, old)))), "排名"
    )
    told = [cell.value for cell in made.cells.values() if cell.value == "4/5（2026年二季度）"]
    assert told
    assert Rank("x", "全市", 1, None, "", None)


def test_resolutions_count_and_colour(book, results):
    """The sentence's counts are the table's; done only when confirmed."""
    made = sheet(book, "议定事项")
    rows = [row for row in table(made, "办理情况") if row.get("编号")]
    states = Counter(str(row["办理情况"]).split()[-1] for row in rows)
    said = next(text for text in texts(made) if text.startswith("议定事项共"))
    found = numbers(said)
    assert found[:3] == [len(rows), states["办结销号"], Decimal(percent(1, 8)[:-1])]
    assert found[3:] == [
        states["正在办理"] + states["待审核"],
        states["待审核"],
        states["进展滞后"],
    ]
    colours = {row["编号"]: row["预警"] for row in rows}
    assert colours["YD2026-002"] == "✗ 红"
    assert colours["YD2026-005"] == "○ 蓝"
    assert colours["YD2026-008"] == "△ 黄"


def test_the_balance_line_comes_out(book, results):
    """Received is the sum of all verdicts, and the difference is said to be 0."""
    made = sheet(book, "收件去向")
    line = next(text for text in texts(made) if text.startswith("收到 "))
    received, *parts = numbers(line)
    assert received == len(results.receipts) == sum(parts[:7])
    assert "差额 0" in line
    assert len([row for row in table(made, "去向") if row["去向"]]) == len(results.receipts)


def test_the_ten_that_matter_come_first(book, results):
    """Errors before queries, kinds of one unit in one line, each leading to its first row."""
    made = sheet(book, "数据问题")
    heads = sorted(row for (row, column), cell in made.cells.items() if cell.value == "级别")
    full = table(made, "级别")
    assert len(full) == len(results.findings)
    assert str(full[0]["级别"]).endswith("须改正")
    if len(heads) == 2:
        first = made.cells[heads[0] + 1, 1]
        target = int(re.search(r"A(\d+)$", first.link).group(1)) - 1
        assert made.cells[target, 1].value == first.value


def test_a_finding_shows_just_what_its_cell_holds(book, results):
    """Found and cell stand as the finding has them (law 6)."""
    rows = Counter(
        (row["编号"], row["单元格"], row["现填"]) for row in table(sheet(book, "数据问题"), "级别")
    )
    assert rows == Counter((row.code, row.cell, row.found) for row in results.findings)


def test_charts_draw_from_the_cells_beside_them(book):
    """Each chart's ranges hold its labels and figures; what cannot be judged is blank, not 0."""
    made = sheet(book, "图表")
    assert len(made.charts) == 2
    for chart in made.charts:
        (series,) = chart.series
        name, top, column, bottom, _ = series["values"]
        assert name == "图表"
        values = [made.cells[row, column].value for row in range(top, bottom + 1)]
        assert all(value is None or 0 <= value <= 1 for value in values)
        assert chart.x_axis["min"] == 0
    judged = {
        made.cells[row, 0].value: made.cells[row, 3].value
        for row, column in made.cells
        if column == 3
    }
    assert judged["8 劳动力市场监管"] is None


def test_the_notes_say_whose_settings_they_are(book):
    """Frontiers are labelled, the office's settings marked, every rule listed."""
    said = "".join(texts(sheet(book, "口径说明")))
    assert "世界银行DB2020，已停止发布" in said
    assert said.count("（本办公室设定）") > 5
    assert all(code in said for code in ("A1", "A2", "B1", "A3", "B2", "B3", "B4", "C1"))
    assert "0123456789abcdef" in said


def test_a_week_with_nothing_is_a_book_as_well():
    """Nothing came, nothing is set: no empty grid, no fault, no sentence without figures."""
    results = world.results(default(), silent=ALL)
    made = summary.book(results)
    to_bytes(made, results.now)
    assert [row.name for row in made.sheets] == SHEETS
    for name in ("典型经验与建议", "议定事项", "变动对照", "收件去向"):
        assert "本期无" in texts(sheet(made, name))
    said = words.sentences(Facts(results))
    assert said[0].startswith("应报12个单位，实报0个，按时0个，及时率0.0%")
    assert "无法评价" in said[2]


def test_before_the_deadline_nobody_is_called_silent():
    """A unit that still has time is 未到期, not 未报."""
    facts = Facts(world.results(silent=ALL - {"U03"}, now=world.at("2026-11-27 12:00:00")))
    assert {unit.word for unit in facts.units} == {"✓ 按时", "— 未到期"}
    assert "未报" not in words.sentences(facts)[0]
    assert {group.word for group in facts.groups} <= {"✓ 正常", "— 待报"}


def test_a_strangers_formula_stays_text(results):
    """Foreign text is text, whatever it begins with."""
    rows = results.progress.copy()
    rows["progress"] = '=HYPERLINK("http://x")'
    made = summary.book(replace(results, progress=rows))
    assert not any(
        cell.formula and not cell.formula.startswith(("=ROUND(", "=SUM("))
        for each in made.sheets for cell in each.cells.values()
    )  # fmt: skip
    to_bytes(made, results.now)


def test_the_status_before_stands_beside_the_status_now(results):
    """变动对照 shows the last period's 推进状态 where it is known, and no empty column where not."""
    rows = results.readings.copy()
    rows.loc[rows["field"] == "status", "value"] = "未启动"
    with_past = sheet(summary.book(replace(results, previous=rows)), "变动对照")
    assert {row["上期状态"] for row in table(with_past, "上期状态")} == {"未启动"}
    without = sheet(summary.book(results), "变动对照")
    assert "上期状态" not in texts(without)


def test_an_unchanged_row_is_reported(results):
    """本周无变化 with nothing on file counts as reported and says so, never 未报."""
    rows = results.progress.copy()
    picked = (rows["unit"] == "U03") & (rows["indicator"] == "01-01")
    rows.loc[picked, "state"] = "unchanged"
    rows.loc[picked, "status"] = ""
    changed = replace(results, progress=rows)
    assert Facts(changed).groups[0].reported == 4
    shown = next(
        row
        for row in table(sheet(summary.book(changed), "指标进展"), "出处")
        if row["编码"] == "01-01"
    )
    assert shown["推进状态"] == "＝ 无变化"


def test_the_light_says_what_the_notes_say():
    """Overdue and mostly lagging are red, some lagging or missing amber, all in order green."""
    told = [
        light(4, 4, 0, 0),
        light(4, 3, 0, 0),
        light(4, 4, 2, 0),
        light(4, 4, 3, 0),
        light(4, 4, 1, 1),
    ]
    assert [look for look, _ in told] == ["good", "warn", "warn", "bad", "bad"]
    assert light(4, 0, 0, 0) == ("none", "— 未报")


def test_the_same_results_give_the_same_bytes(results):
    """Law 7: drawn twice, equal."""
    first, second = (to_bytes(summary.book(results), results.now) for _ in range(2))
    assert first == second
