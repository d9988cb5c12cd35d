"""A report on one period says what the weekly summary says: what moved, what is disputed, what is to be mended."""

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet

from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import moved
from jlhy_xl.books.year import report
from jlhy_xl.books.year.report_facts import Span
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import Results

WEEK = world.results()


def _disputed() -> Results:
    """The week with three leads of 06-03 who disagree."""
    table = WEEK.progress.copy()
    rows = table.index[table["indicator"] == "06-03"]
    values = table.loc[rows, "value"].tolist()
    table.loc[rows[0], "value"] = values[0] + 1
    assert len(set(table.loc[rows, "value"])) > 1
    return replace(WEEK, progress=table)


def test_one_week_is_held_against_the_week_before() -> None:
    """Each row moved as 指标进展 has it; better, worse and unmoved are those of 总览."""
    span, facts = Span((WEEK,)), Facts(WEEK)
    said = {(row.line["indicator"], row.line["unit"]): row for row in span.moves}
    for line in facts.lines:
        move = said[line["indicator"], line["unit"]]
        assert move.moved == line["change"]
        if line["change"] is not None:
            assert move.verdict == moved(line)
    better = sum(row.verdict[0] == "✓ 变好" for row in span.moves)
    assert better == sum(group.better for group in facts.groups) > 0
    page = report.book(span).sheets[1]
    words = [str(cell.value) for cell in page.cells.values()]
    assert "较上期" in words
    group = facts.groups[0]
    assert (
        f"较上期变好 {group.better} 项次，变差 {group.worse} 项次，持平 {group.same} 项次。"
        in words
    )


def test_what_the_leads_disagree_on_is_not_judged() -> None:
    """待核 in the report as in 指标进展, in a column of its own; the columns add up to the rows."""
    week = _disputed()
    span = Span((week,))
    told = [row.verdict for row in span.moves if row.line["indicator"] == "06-03"]
    assert told == [("△ 待核", "warn")] * 3
    front = report.book(span).sheets[0]
    head = next(
        at for (at, column), cell in front.cells.items() if column == 0 and cell.value == "工作组"
    )
    heads = {str(front.cells[head, column].value): column for column in range(10)}
    moves = ("✓ 变好", "✗ 变差", "＝ 持平", "· 有变动", "△ 待核", "— 无法比较")
    for row in range(head + 1, head + 12):
        counts = [front.cells[row, heads[word]].value for word in moves]
        assert sum(counts) == front.cells[row, heads["指标行"]].value


def test_what_is_to_be_mended_is_what_the_front_page_counts() -> None:
    """Silence is 未报, not so many errors: the units' counts add up to 总览's."""
    span, facts = Span((WEEK,)), Facts(WEEK)
    counts = [span.errors(facts, unit.code) for unit in facts.units]
    assert sum(counts) == facts.severities[Severity.ERROR] > 0
    assert span.errors(facts, world.SILENT) == 0


def test_words_have_about_a_third_of_the_page_each() -> None:
    """存在问题, 改进措施 and 需协调事项 are never narrower than half of one another."""
    for weeks in ((WEEK,), (WEEK,) * 2, (WEEK,) * 6, (WEEK,) * 12):
        page = sheet(report.book(Span(weeks)), "04 获得用水用气")
        row = next(at for (at, _), cell in page.cells.items() if cell.value == "改进措施")
        spans = [each for each in page.merges if each.top == row]
        widths = [sum(page.widths[at] for at in range(each.left, each.right + 1)) for each in spans]
        assert len(widths) == 3
        assert max(widths) < 2 * min(widths)


def test_a_page_of_few_weeks_stands_upright() -> None:
    """Three columns of values fit an upright page; more need the other one."""
    pages = [report.book(Span((WEEK,) * count)).sheets[1].page for count in (1, 3, 4)]
    assert [page.landscape for page in pages] == [False, False, True]


def test_an_open_period_is_told_on_every_page() -> None:
    """Its figures still move: the line below the title says until when; no share in time before the deadline."""
    early = world.results(now=world.at("2026-11-27 12:00:00"))
    for week, told in ((early, True), (WEEK, False)):
        book = report.book(Span((week,)))
        for page in book.sheets:
            line = next(
                str(cell.value) for cell in page.cells.values() if "编制" in str(cell.value)
            )
            assert ("（末期未到截止时间）" in line) is told
        front = book.sheets[0]
        head = next(at for (at, _), cell in front.cells.items() if cell.value == "按时率")
        column = next(
            at for (row, at), cell in front.cells.items() if row == head and cell.value == "按时率"
        )
        assert (front.cells[head + 1, column].value is None) is told
