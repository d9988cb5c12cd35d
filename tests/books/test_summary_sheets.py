"""The sheets that explain: each row names its source, each rate recomputes, each total is a sum."""

import re
from collections import Counter
from decimal import Decimal

import pandas as pd
import pytest
import summary_world as world
from msgspec.structs import replace
from summary_world import numbers, sheet, table, texts

from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.model import Finding, Severity, Verdict
from jlhy_xl.core.standing.editions import DRAFT, Change, Edition
from jlhy_xl.edge.draw import to_bytes


def test_every_progress_row_names_its_cell(book, results):
    """A reported row names file, sheet and cell; joint leads stand side by side."""
    rows = [row for row in table(sheet(book, "指标进展"), "出处") if "-" in str(row["编码"])]
    assert len(rows) == len(results.progress) == 61
    assert [row["牵头单位"] for row in rows if row["编码"] == "06-01"] == [
        "区地方金融监管局\n（共填）", "区金融服务中心\n（共填）", "区人民银行\n（共填）",
    ]  # fmt: skip
    for row in rows:
        if row["推进状态"] != "— 未报":
            assert re.search(r"\.xlsx\n指标进展表![A-Z]+\d+$", str(row["出处"]))


def test_a_units_remark_stands_in_its_row(results):
    """What a unit wrote into 备注 is read beside its progress, in that row alone."""
    rows = results.readings.copy()
    mine = (rows["field"] == "progress") & (rows["unit"] == "U01") & (rows["row_key"] == "07-01")
    extra = rows[mine].assign(field="remark", typed="口径较上期有调整", value="口径较上期有调整")
    told = replace(results, readings=pd.concat([rows, extra], ignore_index=True))
    found = [
        row["编码"] for row in table(sheet(summary.book(told), "指标进展"), "出处")
        if "备注：口径较上期有调整" in str(row["本周进展和说明"])
    ]  # fmt: skip
    assert found == ["07-01"]


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


def test_what_was_not_due_is_judged_by_the_value_before_and_says_so(book):
    """A row without a value of its own that is judged all the same names what it was judged by."""
    rows = [row for row in table(sheet(book, "指标进展"), "出处") if "-" in str(row["编码"])]
    judged = [row for row in rows if row["现状值"] is None and row["目标达成"] is not None]
    assert {row["编码"] for row in judged} >= {"03-05", "04-04"}
    for row in rows:
        said = "按上期值计算" in str(row["本周进展和说明"])
        alone = row["现状值"] is None
        assert said == (alone and (row["目标达成"], row["前沿得分\n（测算）"]) != (None, None))


def test_a_supporting_files_number_stands_in_its_row(results):
    """What a row names is told with its state and where 佐证台账 has it, in that row alone."""
    rows = results.readings.copy()
    mine = (rows["field"] == "progress") & (rows["unit"] == "U03") & (rows["row_key"] == "02-03")
    extra = rows[mine].assign(field="evidence", typed="ZC-03、材料1", value="ZC-03、材料1")
    told = replace(results, readings=pd.concat([rows, extra], ignore_index=True))
    found = {
        row["编码"]: row["本周进展和说明"]
        for row in table(sheet(summary.book(told), "指标进展"), "出处")
        if "佐证：" in str(row["本周进展和说明"])
    }
    assert [*found] == ["02-03"]
    assert (
        "佐证：ZC-03（？ 待核，见佐证台账“各行佐证”）；材料1（✓ 已附，佐证台账：佐证-001）"
        in str(found["02-03"])
    )


def test_the_balance_line_comes_out(book, results):
    """Received is the sum of all verdicts, and the difference is said to be 0."""
    made = sheet(book, "收件去向")
    line = next(text for text in texts(made) if text.startswith("收到 "))
    received, *parts = numbers(line)
    assert received == len(results.receipts) == sum(parts[:7])
    assert "差额 0" in line
    assert len([row for row in table(made, "去向") if row["去向"]]) == len(results.receipts)
    names = ["—", *(unit.name for unit in results.scheme.units)]
    shown = [
        (row["认定单位"] == "—", names.index(row["认定单位"]), row["收到时间"])
        for row in table(made, "去向")
        if row["去向"]
    ]
    assert shown == sorted(shown)  # by unit as the scheme has them, then by time; nobody's last


def test_every_change_between_editions_is_listed(book, results):
    """版本变更 holds a row a change, the counts of its first line add up; where nothing changed it is not there."""
    for told, said in ((results, "没有可对照的上一版"),
                       (replace(results, edition=Edition(3, DRAFT)), "与上一版相比没有改动")):  # fmt: skip
        plain = summary.book(told)
        assert "版本变更" not in [made.name for made in plain.sheets]
        assert any(said in text for text in texts(sheet(plain, "口径说明")))
    changes = (
        Change("收件去向", "区法院", "甲.xlsx", "（无）", "已采用"),
        Change("填报内容", "区法院", "指标进展表·执行合同时间·现状值", "3", "2.5"),
        Change("填报内容", "区财政局", "指标进展表·采购·本周进展", "（空白）", "已完成"),
    )
    made = sheet(summary.book(replace(results, edition=Edition(2, DRAFT, changes))), "版本变更")
    shown = [
        (row["类别"], row["单位"], row["位置"], row["上一版"], row["本版"])
        for row in table(made, "本版")
    ]
    assert shown == [(c.what, c.unit, c.where, c.before, c.after) for c in changes]
    told = next(text for text in texts(made) if text.startswith("本版为"))
    assert "核对稿（征求意见）第2版" in told
    total, *kinds = numbers(told)[1:]
    assert (total, kinds) == (3, [1, 2, 0, 0, 0])


def test_what_came_after_the_closing_stands_apart(results):
    """补报 is listed below 收件去向 with its reason and is no part of the balance."""
    late = replace(results.receipts[0], verdict=Verdict.QUARANTINED, reason="已关账，按补报登记")
    plain, made = (
        sheet(summary.book(each), "收件去向") for each in (results, replace(results, late=(late,)))
    )
    assert not any(text.startswith("补报") for text in texts(plain))
    (row,) = table(made, "去向")
    assert (row["文件"], row["原因"]) == (late.arrival.name, late.reason)
    balance = [next(t for t in texts(each) if t.startswith("收到 ")) for each in (plain, made)]
    assert balance[0] == balance[1]


def test_the_ten_that_matter_stand_below_the_list(results):
    """Errors before queries, kinds of one unit in one line, each leading to its first row; the top leads there."""
    many = [
        Finding(f"C{number % 14}", Severity.QUERY if number % 2 else Severity.ERROR, "请核对",
                unit="U03", cell=f"J{number}")
        for number in range(40)
    ]  # fmt: skip
    made = sheet(summary.book(replace(results, findings=tuple(many))), "数据问题")
    full, first = sorted(row for (row, _), cell in made.cells.items() if cell.value == "级别")
    assert len(table(made, "级别")) == 10
    assert made.filter[0] == full
    assert made.filter[2] - full == len(many)
    assert made.cells[full - 1, 0].link.endswith(f"A{first}")
    shown = [made.cells[row, 0].value for row in range(first + 1, first + 11)]
    assert shown == ["✗ 须改正"] * 7 + ["△ 请说明"] * 3
    for row in range(first + 1, first + 11):
        target = int(re.search(r"A(\d+)$", made.cells[row, 1].link).group(1)) - 1
        assert full < target < first
        assert made.cells[target, 1].value == made.cells[row, 1].value
        assert made.cells[target, 6].value == made.cells[row, 6].value


def test_what_a_later_file_mended_is_told_as_mended(results):
    """Below the open ones and in no line of what matters; the same trouble in the later file is open there."""
    case = next(row for row in results.cases if row.unit == "U03")
    (last,) = [fact for fact in case.facts if fact.acceptable][-1:]
    early = replace(last, arrival=replace(last.arrival, sha256="e" * 64), acceptable=False)
    silent = replace(early, arrival=replace(early.arrival, sha256="d" * 64))
    gone = Finding("C104", Severity.ERROR, "空模板", unit="U03", sha256="e" * 64)
    again = Finding(
        "C201",
        Severity.ERROR,
        "不是数",
        unit="U03",
        sha256="e" * 64,
        form="progress",
        field="value",
        row_key="01-01",
    )
    still = replace(again, sha256=last.arrival.sha256)
    alone = Finding("G102", Severity.ERROR, "损坏", unit="U12", sha256="d" * 64)
    filler = [
        Finding(f"C3{at % 12:02}", Severity.QUERY, "请核对", unit="U05", cell=f"A{at}")
        for at in range(36)
    ]
    others = [row for row in results.cases if row.unit not in ("U03", "U12")]
    broken = replace(
        next(row for row in results.cases if row.unit == "U12"), facts=(silent,), unmended=()
    )
    cases = (*others, replace(case, facts=(early, last), unmended=(still,)), broken)
    told = replace(results, cases=cases, findings=(gone, again, still, alone, *filler))
    made = sheet(summary.book(told), "数据问题")
    head = made.filter[0]
    shown = [
        (made.cells[row, 1].value, made.cells[row, 3].value)
        for row in range(head + 1, made.filter[2] + 1)
    ]
    assert shown[:2] == [("C201", "△ 未补正"), ("G102", "△ 未采用")]
    assert shown[-2:] == [("C104", "✓ 已补正"), ("C201", "见后件")]
    assert "C104" not in [row["编号"] for row in table(made, "级别")]


def test_fields_add_up_to_the_forms(book, results):
    """应填 and 有效 by field sum to those of each unit's form, and to the totals over all units."""
    rows = table(sheet(book, "各栏完整性"), "栏目")
    names = {row.code: row.name for row in results.scheme.units}
    titles = {row.code: row.title for row in results.scheme.forms}
    counts = results.completeness.to_dict("records")
    for heading, name in (("应填", "expected"), ("有效", "valid")):
        for is_whole in (True, False):
            mine = [row for row in rows if (row["栏目"] == "全表") is is_whole]
            everybody = [row[heading] for row in mine if row["单位"] == "全部单位"]
            assert sum(everybody) == int(results.completeness[name].sum())
            for row in counts:
                place = names[row["unit"]], titles[row["form"]]
                parts = [each[heading] for each in mine if (each["单位"], each["表"]) == place]
                assert sum(parts) == row[name], place
    assert {row["单位"] for row in rows} == {"全部单位", *(names[row["unit"]] for row in counts)}


def test_a_form_of_the_details_adds_up_its_fields(book):
    """Each count of a whole form is the sum of the rows below it, which an outline folds away."""
    made = sheet(book, "各栏完整性")
    sums = {place: cell for place, cell in made.cells.items() if cell.formula.startswith("=SUM")}
    whole = [row for (row, at), cell in made.cells.items() if at == 2 and cell.value == "全表"]
    assert len(sums) == 2 * len(whole)
    for (row, column), cell in sums.items():
        top, bottom = (int(part) - 1 for part in re.findall(r"[A-Z]+(\d+)", cell.formula))
        assert top == row + 1
        assert all(made.outline[step] == 1 for step in range(top, bottom + 1))
        assert bottom + 1 not in made.outline
        assert cell.value == sum(made.cells[step, column].value for step in range(top, bottom + 1))


def test_a_finding_shows_just_what_its_cell_holds(book, results):
    """Found and cell stand as the finding has them (law 6)."""
    made = sheet(book, "数据问题")
    rows = Counter(
        tuple(made.cells[row, column].value for column in (1, 6, 7))
        for row in range(made.filter[0] + 1, made.filter[2] + 1)
    )
    assert rows == Counter((row.code, row.cell, row.found) for row in results.findings)


def test_charts_draw_from_the_cells_beside_them(book):
    """Each chart's ranges hold its labels and figures; what cannot be judged is blank, not 0."""
    made = sheet(book, "图表")
    rates = [chart for chart in made.charts if chart.kind == "bar"]
    assert len(rates) == 2
    for chart in rates:
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
    assert judged["8 劳动力市场监管（无法评价）"] is None


def test_who_sent_nothing_has_no_bar_and_a_word(results):
    """A silent unit's figure is blank and its name says 未报; a real 0 stays 0.0%."""
    silent = sheet(summary.book(world.results(silent=frozenset({"U05"}))), "图表")
    shown = {made.value: silent.cells[row, 3].value
             for (row, at), made in silent.cells.items() if at == 0 and (row, 3) in silent.cells}  # fmt: skip
    assert shown["区人社局（未报）"] is None
    assert shown["区法院"] > 0
    zero = results.completeness.copy()
    zero.loc[zero["unit"] == "U01", "valid"] = 0
    made = sheet(summary.book(replace(results, completeness=zero)), "图表")
    row = next(row for (row, at), cell in made.cells.items() if at == 0 and cell.value == "区法院")
    assert made.cells[row, 3].value == 0


def test_what_last_weeks_figures_attain_is_said_in_the_chart(results):
    """In a week without returns no group has a bar, and its name says why; else names say which rows are last period's."""
    empty = sheet(
        summary.book(world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))), "图表"
    )
    assert not any("各组目标达成" in chart.title for chart in empty.charts)
    names = [str(cell.value) for (row, at), cell in empty.cells.items() if at == 0]
    assert {"3 获得电力（本期没有报数）", "4 获得用水用气（本期没有报数）"} <= set(names)
    made = sheet(summary.book(results), "图表")
    assert "各组目标达成" in [chart.title for chart in made.charts]
    lines = [line for line in Facts(results).lines if line["group"] == 3 and not line["disputed"]]
    carried = sum(line["attainment"] is not None and line["value"] is None for line in lines)
    assert carried > 0
    names = [str(cell.value) for (row, at), cell in made.cells.items() if at == 0]
    assert f"3 获得电力（沿用{carried}项）" in names


@pytest.mark.parametrize("value", ["1E+400", "-1E+999999", "123456789012345678901234567890"])
def test_a_monstrous_number_stops_nothing(results, value):
    """A number that no cell holds is shown as it was told; the book is drawn all the same."""
    rows = results.progress.copy()
    for name in ("value", "last", "change", "attainment", "score"):
        rows[name] = Decimal(value)
    made = summary.book(replace(results, progress=rows))
    to_bytes(made, results.now)
    assert value in {row["现状值"] for row in table(sheet(made, "指标进展"), "出处")}


def test_the_notes_say_whose_settings_they_are(book):
    """Frontiers are labelled, the office's settings marked, every rule listed."""
    said = "".join(texts(sheet(book, "口径说明")))
    assert "世界银行DB2020，已停止发布" in said
    assert said.count("（本办公室设定）") > 5
    assert all(code in said for code in ("A1", "A2", "B1", "A3", "B2", "B3", "B4", "C1"))
    assert "0123456789abcdef" in said


def test_the_status_before_stands_beside_the_status_now(results):
    """变动对照 shows the last period's 推进状态 where it is known, and no empty column where not."""
    rows = results.readings.copy()
    rows.loc[rows["field"] == "status", "value"] = "未启动"
    with_past = sheet(summary.book(replace(results, previous=rows)), "变动对照")
    assert {row["上期状态"] for row in table(with_past, "上期状态")} == {"正在办理"}
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


def test_a_note_on_a_score_stands_only_beside_a_score(results):
    """Where nothing was worked out nothing is said of how it was."""
    empty = world.results(silent=frozenset(f"U{place:02}" for place in range(1, 13)))
    for line in Facts(empty).lines:
        assert "得分为测算值" not in line["note"] or line["score"] is not None, line["indicator"]
    whole = results.scheme.indicators
    sums = {row.code for row in whole if row.score_of}
    rows = results.progress.copy()
    rows.loc[rows["indicator"].isin(sums), ["value", "attainment", "last"]] = None
    made = table(sheet(summary.book(replace(results, progress=rows)), "指标进展"), "出处")
    told = [row for row in made if row["编码"] in sums]
    assert told
    assert not any("按上期值计算" in str(row["本周进展和说明"]) for row in told)


def test_the_receipts_say_what_their_counts_count(book):
    """One base with 完整性, but of the forms that the file carries: the sheet says so."""
    told = "".join(texts(sheet(book, "收件去向"))[:4])
    assert "应填与“完整性”同一口径" in told
    assert "只数那份文件所带的表" in told
