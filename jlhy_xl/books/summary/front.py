"""总览: the one printed page that leaders read; each figure leads to its rows."""

from jlhy_xl.books.sheet import Cell, Merge, Page, Sheet
from jlhy_xl.books.summary import words
from jlhy_xl.books.summary.facts import Facts, GroupStand, UnitStand, percent
from jlhy_xl.books.summary.parts import (
    CHANGES,
    COMPLETENESS,
    FRONT,
    NOTES,
    PROBLEMS,
    PROGRESS,
    RESOLUTIONS,
    footer,
    in_year,
)
from jlhy_xl.books.summary.ranks import latest, moved_words
from jlhy_xl.books.table import EMPTY, Draft, link_to

GRID = 24  # narrow columns that every part of the page shares
CELL = 4.2  # characters
PER_BAND = 12  # units side by side
# columns of the groups' table: heading, first and last column of the grid
_PARTS = (
    ("专项工作组", 0, 2), ("牵头单位", 3, 5), ("已报", 6, 7), ("进展", 8, 9),
    ("较上期", 10, 11), ("主要变动", 12, 14), ("堵点", 15, 19), ("需区领导协调", 20, 23),
)  # fmt: skip
_MOST = 42, 34  # characters of 堵点 and 需区领导协调; the whole stands where 进展 leads
_TEXT = 21  # last column of a sentence; the rest of its row says where its figures stand


def sheet(facts: Facts) -> Sheet:
    """Return 总览; the other sheets have been drawn, so that their places are known."""
    draft = Draft(FRONT, [CELL] * GRID)
    clock, parameters = facts.results.clock, facts.scheme.parameters
    draft.line(parameters.title, "title")
    draft.raise_to(0, 34.0)
    draft.line(f"{in_year(clock.period, clock.label)}　周调度总览", "front_period")
    draft.line(words.state(facts), "subtitle")
    _sentences(draft, facts)
    _groups(draft, facts)
    _strip(draft, facts)
    _decisions(draft, facts)
    _box(draft)
    for text in words.remarks(facts):
        draft.line(text, "hint")
    draft.line("点各格可看明细；✓ △ ✗ — 与颜色同义，算法见“口径说明”。", "hint",
               link=link_to(NOTES))  # fmt: skip
    page = Page(
        fit_wide=1, fit_tall=1, area=(0, 0, draft.row - 1, GRID - 1), footer=footer(facts),
        margins=(0.45, 0.45, 0.45, 0.55),
    )  # fmt: skip
    return draft.sheet(page=page, freeze=None, more={"tab": "accent"})


def _sentences(draft: Draft, facts: Facts) -> None:
    links = (link_to(COMPLETENESS), link_to(CHANGES), link_to(PROBLEMS))
    for name, text, link in zip("一二三", words.sentences(facts), links, strict=True):
        draft.span(draft.row, 0, _TEXT, f"{name}、{text}", "front_sentence")
        draft.span(draft.row, _TEXT + 1, GRID - 1, "明细 →", "front_link", link)
        draft.row += 1


def _groups(draft: Draft, facts: Facts) -> None:
    for heading, left, right in _PARTS:
        draft.span(draft.row, left, right, heading, "head")
    draft.raise_to(draft.row, 22.0)
    draft.row += 1
    for group in facts.groups:
        _group(draft, facts, group)
    if not facts.groups:
        draft.line(EMPTY, "none")


def _group(draft: Draft, facts: Facts, group: GroupStand) -> None:
    number = group.group.number
    home = facts.links.get(f"group:{number}", link_to(PROGRESS))
    changed = facts.links.get(f"changes:{number}", home)
    stuck = facts.links.get(f"problems:{number}", home)
    count = f"{group.reported}/{len(group.lines)}"
    # Links stand on short cells only: LibreOffice neither wraps nor fits a linked text.
    filled = (
        (_titled(facts, group), "small_bold", ""), (group.leads.replace("、", "\n"), "small", ""),
        (count, "small_centre", home), (group.word, f"{group.look}_small", stuck),
        (words.counted(group), "small_centre", changed), (words.foremost(facts, group), "small", ""),
        (words.blocked(group, _MOST[0]), "small", ""),
        (words.needed(group, _MOST[1]), "small", ""),
    )  # fmt: skip
    for (_, left, right), (text, look, link) in zip(_PARTS, filled, strict=True):
        draft.span(draft.row, left, right, text or "—", look, link)
    draft.row += 1


def _titled(facts: Facts, group: GroupStand) -> str:
    """Return a group's name and, where one is published, its rank with its 参评数, then and now."""
    name = f"{group.group.number} {group.group.name}"
    rank = latest(facts).get(group.group.name)
    return f"{name}\n{rank.now.scope} {moved_words(rank)}" if rank else name


def _strip(draft: Draft, facts: Facts) -> None:
    """Completeness and timeliness by unit, side by side."""
    owing = facts.owing
    on_time = sum(unit.on_time for unit in owing)
    draft.gap(6.0)
    told = f"按时 {on_time}/{len(owing)}（{percent(on_time, len(owing))}）"
    if facts.is_early:
        told = f"已报 {sum(unit.came is not None for unit in owing)}/{len(owing)}（{facts.until}）"
    title = f"各单位报送：{told}；下行为完整率"
    draft.line(title, "section", link=link_to(COMPLETENESS))
    for start in range(0, len(owing), PER_BAND):
        _band(draft, facts, owing[start : start + PER_BAND])
    if not owing:
        draft.line(EMPTY, "none")


def _band(draft: Draft, facts: Facts, units: tuple[UnitStand, ...]) -> None:
    step = GRID // PER_BAND
    for place, unit in enumerate(units):
        left, link = place * step, facts.links.get(f"unit:{unit.code}", link_to(COMPLETENESS))
        right = left + step - 1
        draft.span(draft.row, left, right, unit.name, "small_head")
        draft.span(draft.row + 1, left, right, unit.word, f"{unit.look}_small", link)
        rate = percent(unit.valid, unit.expected)
        draft.span(draft.row + 2, left, right, rate, "small_centre", link)
    draft.row += 3


def _decisions(draft: Draft, facts: Facts) -> None:
    draft.gap(6.0)
    found = words.decisions(facts)
    draft.line("提请会议研究决定", "section", link=link_to(RESOLUTIONS))
    for number, row in enumerate(found, 1):
        draft.span(draft.row, 0, 2, f"{number} {row.kind}", "small_centre", row.link)
        draft.span(draft.row, 3, GRID - 1, row.text, "small")
        draft.row += 1
    if not found:
        draft.line(EMPTY, "none")
    rest = words.left_out(facts)
    if rest:
        draft.line(rest, "hint")


def _box(draft: Draft) -> None:
    """Room for the leader's own hand."""
    draft.gap(6.0)
    top = draft.row
    draft.cells[top, 0] = Cell("领\n导\n批\n示", "front_label")
    draft.cells[top, 3] = Cell("签名：　　　　　　　　　　　年　　月　　日　", "front_box")
    for row in range(top, top + 3):
        draft.heights[row] = 36.0
    draft.merges += [Merge(top, 0, top + 2, 2), Merge(top, 3, top + 2, GRID - 1)]
    for row in range(top, top + 3):
        for column in range(GRID):
            look = "front_label" if column < 3 else "front_box"
            draft.cells.setdefault((row, column), Cell(None, look))
    draft.row = top + 3
