"""总览 and the book as a whole: each sentence has its figures, each link its target."""

import re
from decimal import Decimal

import summary_world as world
from msgspec.structs import replace
from summary_world import numbers, sheet, texts

from jlhy_xl.books import style
from jlhy_xl.books.letters import letter, notice
from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import group_rows, words
from jlhy_xl.books.summary.facts import Facts, percent
from jlhy_xl.books.summary.lights import light
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.standing.editions import DRAFT, FINAL, Edition
from jlhy_xl.edge.draw import to_bytes

ALL = frozenset(f"U{place:02}" for place in range(1, 13))
SHEETS = [
    "总览", "指标进展", "排名", "完整性", "各栏完整性", "图表", "趋势", "突出问题与措施", "典型经验", "议题建议",
    "议定事项", "数据问题", "变动对照", "收件去向", "会议与督导", "口径说明",
]  # fmt: skip


def test_the_sheets_stand_in_their_order_and_the_first_is_shown(book):
    """总览 opens first; the others follow as leaders ask."""
    assert [row.name for row in book.sheets] == SHEETS
    assert book.active == "总览"


def test_the_front_says_which_edition_it_is(results):
    """核对稿 with its number until the period is closed, then 定稿; a bare draft before any is known."""
    assert words.state(Facts(results)).startswith("核对稿（征求意见）　")
    for edition, shown in (
        (Edition(2, DRAFT), "核对稿（征求意见）第2版"),
        (Edition(3, FINAL), "定稿第3版"),
    ):
        assert words.state(Facts(replace(results, edition=edition))).startswith(f"{shown}　")


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


def test_what_came_after_the_cutoff_is_no_mere_delay(results):
    """It stood as 未报 and is called 补报, in the sentence, the table and the notice."""
    early = replace(results, clock=replace(results.clock, cutoff=results.clock.grace))
    facts = Facts(early)
    assert "补报：区自然资源局；未报：区人社局。" in words.sentences(facts)[0]
    assert "迟报" not in words.sentences(facts)[0]
    unit = next(unit for unit in facts.owing if unit.is_belated)
    assert (unit.name, unit.word, unit.is_late) == ("区自然资源局", "△ 补报", False)
    said = {text for page in summary.book(early).sheets for text in texts(page)}
    assert "△ 补报" in said
    assert not {"△ 迟报", "△ 迟到"} & said
    told = "\n".join(letter.lines(notice.letter([early, results], notice.Issue("3号"))))
    assert "迟报1份次，补报1份次，未报2份次" in told


def _plain(sentence):
    """The sentence without how many rows repeat a 共填 indicator, which has tests of its own."""
    return re.sub(r"（共填重复\d+）", "", sentence)


def test_the_second_sentence_recomputes_from_the_progress_frame(results):
    """Better, worse, unmoved and unjudged add up to what both periods know; an untrue value before is no figure."""
    frame = results.progress[results.progress["indicator"] != "09-02"]  # HS2026-01
    known = int(frame["change"].notna().sum())
    better, worse = (int((frame["better"] == word).sum()) for word in (True, False))
    same = int((frame["change"] == 0).sum())
    said = numbers(_plain(words.sentences(Facts(results))[1]))
    assert said[:5] == [known, better, worse, same, known - better - worse - same]
    assert min(better, worse, same) > 0


def test_the_third_sentence_recomputes(results):
    """Lagging, reached, 议定事项 and errors come from the frame, the scheme and the findings."""
    frame = results.progress
    judged = frame["attainment"].dropna()
    items = results.scheme.resolutions
    done = sum(row.confirmed is not None for row in items)
    # what the silent unit owes is 未报, not to be corrected
    errors = sum(row.severity is Severity.ERROR and row.code != "M201" for row in results.findings)
    assert errors < sum(row.severity is Severity.ERROR for row in results.findings)
    said = numbers(_plain(words.sentences(Facts(results))[2]))
    lagging, overdue = (int(frame[name].astype(bool).sum()) for name in ("lagging", "overdue"))
    lagging -= 1  # 09-02 is worse than a value that was found untrue: HS2026-01
    silent = sum(not row.is_reported(line) for row in [Facts(results)] for line in row.lines
                 if (line["unit"], line["indicator"]) in row.due)  # fmt: skip
    share = Decimal(percent(done, len(items))[:-1])
    counts = [
        lagging,
        overdue,
        silent,
        len(judged),
        int((judged >= 1).sum()),
        len(items),
        done,
        share,
    ]
    assert said[:8] == counts
    assert silent > 0
    assert said[-1] == errors
    assert overdue == 2


def test_what_a_later_file_mended_is_no_longer_to_be_corrected(results):
    """An error of a file that does not count stays listed, and is not told as still open."""
    gone = Finding("G102", Severity.ERROR, "文件已损坏", unit="U12", file="旧.xlsx")
    more = replace(results, findings=(*results.findings, gone))
    assert words.sentences(Facts(more))[2] == words.sentences(Facts(results))[2]


def _disputed(results):
    rows = results.progress.copy()
    at = rows.index[rows["indicator"] == "06-01"].tolist()
    for row, value in zip(at, ("96.3", "95.8", "95.8"), strict=True):
        rows.at[row, "last"], rows.at[row, "value"] = Decimal("95.5"), Decimal(value)
        rows.at[row, "change"], rows.at[row, "better"] = Decimal(value) - Decimal("95.5"), True
    return replace(results, progress=rows)


def test_leads_that_disagree_have_not_moved(results):
    """A 共填 indicator with several figures is named with all of them and stands in no count."""
    told = Facts(_disputed(results))
    lines = [line for line in told.lines if line["indicator"] == "06-01"]
    assert [line["disputed"] for line in lines] == ["96.3/95.8/95.8"] * 3
    group = next(row for row in told.groups if row.group.number == 6)
    others = [line for line in group.lines if line["indicator"] != "06-01"]
    assert group.disputed == 3
    assert group.better == sum(line["better"] is True for line in others)
    assert group.judged == sum(line["attainment"] is not None for line in others)
    said = words.sentences(told)[1]
    known = sum(line["change"] is not None for line in told.lines if line["indicator"] != "09-02")
    assert numbers(said)[0] == known - 3
    names = f"{lines[0]['name']}（各家不一致）、采购流程（上期值不实）"
    assert f"待核不计2项：{names}；名次" in said
    calm = replace(group, worse=0, lines=tuple(lines))
    assert group_rows.foremost(told, calm)[1] == " 各家不一致 96.3/95.8/95.8"
    shown = texts(sheet(summary.book(told.results), "指标进展"))
    assert shown.count("△ 待核") == 3 + 1  # HS2026-01


def test_leads_that_agree_are_not_disputed(results):
    """8 and 8.0 are one answer."""
    rows = results.progress.copy()
    at = rows.index[rows["indicator"] == "06-01"].tolist()
    for row, value in zip(at, ("8", "8.0", "8.00"), strict=True):
        rows.at[row, "value"] = Decimal(value)
    assert not any(row["disputed"] for row in Facts(replace(results, progress=rows)).lines)


def test_without_any_return_nobody_is_said_not_to_lag():
    """Nobody reported: 滞后 cannot be judged, and goals say by which values they are."""
    said = words.sentences(Facts(world.results(silent=ALL)))[2]
    assert "进展滞后0项次" not in said
    assert said.startswith("本期无报送，进展是否滞后无法判断；")
    assert "按上期值和发布值，可评价的" in said


def test_what_the_list_of_decisions_leaves_out_is_counted(results):
    """Every item is either on the page or counted beside the sheet that holds it."""
    assert words.left_out(Facts(world.results(default(), silent=ALL))) == ""
    rows = results.progress.copy()
    rows["need"] = [f"请协调第{place}项" for place in range(len(rows))]
    results = replace(results, progress=rows)
    facts, book = Facts(results), summary.book(results)
    wanted = sum(map(len, words._wanted(facts)))
    rest = words.left_out(facts)
    assert wanted > words.DECISIONS
    assert sum(numbers(rest)) == wanted - words.DECISIONS
    assert rest in texts(sheet(book, "总览"))


def test_overdue_needs_come_before_the_others(results):
    """A unit that is overdue asks first."""
    lines = [line for line in Facts(results).lines if line["need"]]
    first = next(row for row in words.decisions(Facts(results)) if row.kind == "协调")
    overdue = [line for line in lines if line["overdue"]]
    assert overdue
    assert any(Facts(results).unit(line["unit"]) in first.text for line in overdue)


def test_what_is_asked_of_the_clerk_is_not_on_the_leaders_page(results):
    """An unannounced calendar is told on 总览, and where to fill it in only in 数据问题."""
    made = summary.book(replace(results, clock=replace(results.clock, provisional=True)))
    front = "".join(texts(sheet(made, "总览")))
    assert "放假调休安排尚未公布" in front
    assert "补填" not in front
    assert "请在“日历”表中补填" in "".join(texts(sheet(made, "数据问题")))


def test_every_printed_sheet_says_which_edition_it_is(results):
    """A sheet may lie alone on a table: its footer says 核对稿 or 定稿, and 脱敏版."""
    made = replace(results, edition=Edition(3, FINAL))
    for page in summary.book(made).sheets:
        assert "定稿第3版" in page.page.footer
        assert "脱敏版" not in page.page.footer
    assert all(
        "脱敏版" in page.page.footer for page in summary.book(replace(made, masked=True)).sheets
    )


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


def test_the_page_names_its_year(book):
    """A printed page lies in a file for years: period and day of making carry the year."""
    front = sheet(book, "总览")
    assert front.cells[1, 0].value == "2026年第48周（11.23—11.27）　周调度总览"
    assert str(front.cells[2, 4].value).endswith("汇总于2026年12月7日（周一）09:00")


def test_every_group_has_its_row(book, results):
    """Eleven groups: name, reported of asked, and a light with sign and word."""
    front = sheet(book, "总览")
    for group in results.scheme.groups:
        row = next(row for (row, column), cell in front.cells.items()
                   if column == 0 and str(cell.value).split("\n")[0] == f"{group.number} {group.name}")  # fmt: skip
        asked = int((results.progress["group"] == group.number).sum())
        sign, told = str(front.cells[row, 6].value).split("\n")
        assert told.endswith(f"/{asked}")
        assert sign[0] in "✓△✗—"


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
        if str(cell.value)[2:] in ("督办", "协调", "议题", "建议")
    ]
    assert len(linked) == words.DECISIONS
    assert all(cell.link for cell in linked)


def test_a_week_with_nothing_is_a_book_as_well():
    """Nothing came, nothing is set: no empty grid, no fault, no sentence without figures."""
    results = world.results(default(), silent=ALL)
    made = summary.book(results)
    to_bytes(made, results.now)
    assert [row.name for row in made.sheets] == SHEETS
    for name in ("典型经验", "议题建议", "议定事项", "变动对照", "收件去向"):
        assert "本期无" in texts(sheet(made, name))
    said = words.sentences(Facts(results))
    assert said[0].startswith("应报12个单位，实报0个，按时0个，及时率0.0%")
    assert "无法评价" in said[2]


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
