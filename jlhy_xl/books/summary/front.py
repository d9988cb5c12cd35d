"""总览: the one printed page that leaders read; each figure leads to its rows.

It prints at a size that older eyes can read: what the page has no room for is shortened, the longest
texts last, and what room is left goes to the leader's own hand.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books.sheet import Cell, Merge, Page, Sheet
from jlhy_xl.books.summary import group_rows, moves, words
from jlhy_xl.books.summary.demands import ungrouped
from jlhy_xl.books.summary.facts import Facts, GroupStand, UnitStand, percent
from jlhy_xl.books.summary.fit import GRID, SENTENCE, clip, high, is_cut, lines, one_line, room
from jlhy_xl.books.summary.parts import (
    COMPLETENESS,
    FRONT,
    NOTES,
    PROGRESS,
    RANKS,
    RESOLUTIONS,
    footer,
    in_year,
)
from jlhy_xl.books.table import Draft, link_to
from jlhy_xl.core.standing.attempts import nothing_came
from jlhy_xl.core.wording.attempts import NOTHING_RECEIVED

CELL = 1.92  # characters
PER_BAND = 6  # units side by side
MARGINS = (0.3, 0.3, 0.27, 0.5)  # inch
# Points of rows that a page holds at full width, and those at which print is still large enough.
ROOMY, FULLEST = 903.0, 908.0
# points for a leader's hand: as a rule, and where texts need the room
HAND, LEAST_HAND = 101.25, 54.0
_AGAIN = 37.5  # where something was written before and is recorded
_FEWEST, _MOST = 2, 8  # lines of a group's row
_SHOWN = 4  # 批示 that are recorded: the newest
_LINKS = 4  # columns of a sentence's links
_TITLE = 8  # last column of the decisions' heading; beside it stands what is left out
ARROW = "→"
_GOES_ON = f"“…”的全文见{ARROW}。"


def sheet(facts: Facts) -> Sheet:
    """Return 总览; the other sheets have been drawn, so that their places are known."""
    told = {row.group.number: group_rows.gather(facts, row) for row in facts.groups}
    page = _Front(facts, told, _Most())
    return (page if page.high <= FULLEST else _fullest(facts, told)).sheet()


class _Most(Struct, frozen=True):
    """How much of a text is shown at most."""

    lines: Mapping[int, int] = {}  # of a group's row, by its number; whole where there is none
    each: int = group_rows.WHOLE  # lines of a decision
    named: int = words.NAMED  # ranks


def _fullest(facts: Facts, told: Mapping[int, group_rows.Told]) -> "_Front":
    """Return the page that has no room for all: each row grows in turn while it still prints large enough.

    A row begins with the lines in which no clause is cut; with fewer only where nothing else helps.
    """
    groups = sorted(facts.groups, key=lambda row: (row.look != "bad", row.look != "warn"))
    order = [row.group.number for row in groups]
    tall = {
        (row.group.number, count): group_rows.shape(row, told[row.group.number], count).high
        for row in groups
        for count in range(_FEWEST, _MOST + 1)
    }
    count = {number: min(max(_FEWEST, told[number].least()), _MOST) for number in order}
    most = _Most(count, 1)
    tall_page = _Front(facts, told, most).high
    for fewer in (1, 0):
        if tall_page > FULLEST:
            shorter = replace(most, named=fewer)
            high_then = _Front(facts, told, shorter).high
            if high_then < tall_page:  # fewer words may save no line
                most, tall_page = shorter, high_then
    spare = FULLEST - tall_page
    for number in reversed(order):
        if spare < 0:
            spare += tall[number, count[number]] - tall[number, _FEWEST]
            count[number] = _FEWEST
    for larger in range(_FEWEST + 1, _MOST + 1):
        for number in order:
            more = tall[number, max(larger, count[number])] - tall[number, count[number]]
            if more <= spare:
                spare -= more
                count[number] = max(larger, count[number])
    return _Front(facts, told, replace(most, lines=count))


class Span(Struct, frozen=True):
    """Where a cell stands."""

    top: int
    left: int
    bottom: int
    right: int


class _Front:
    """The page in the making, each text in so many lines at most."""

    def __init__(self, facts: Facts, told: Mapping[int, group_rows.Told], most: _Most) -> None:
        """All is written, as far as it may be."""
        self.facts, self.told, self.most = facts, told, most
        self.is_cut = False  # whether 堵点 or what is needed goes on elsewhere
        self.draft = Draft(FRONT, [CELL] * GRID)
        self._title()
        if nothing_came(facts.results):
            self._line(NOTHING_RECEIVED, "bad_small")
        self._sentences()
        self._groups()
        self._strip()
        self._decisions()
        self._box()
        for text in words.remarks(facts):
            self._line(text, "hint")

    @property
    def high(self) -> float:
        """How many points the rows take."""
        return sum(self.draft.heights[row] for row in range(self.draft.row))

    def sheet(self) -> Sheet:
        """Return the sheet; what room is left is the leader's."""
        if self.high + self._uneven() + HAND - LEAST_HAND <= FULLEST:
            self._even()
        spare = ROOMY - self.high
        if spare > 0:
            for row in range(self.box, self.box + 3):
                self._raise(row, self.draft.heights[row] + min(spare, 240.0) / 3)
        page = Page(
            fit_wide=1, fit_tall=1, area=(0, 0, self.draft.row - 1, GRID - 1),
            footer=footer(self.facts).replace("&8", "&10"), margins=MARGINS,
        )  # fmt: skip
        return self.draft.sheet(page=page, freeze=None, more={"tab": "accent"})

    def _raise(self, row: int, height: float) -> None:
        self.draft.heights[row] = round(max(self.draft.heights.get(row, 0.0), height), 1)

    def _put(self, span: Span, value: str | None, look: str, link: str = "") -> None:
        """A cell over some columns and rows; in one row, the row is high enough for it."""
        for row in range(span.top, span.bottom + 1):
            for column in range(span.left, span.right + 1):
                self.draft.cells[row, column] = Cell(None, look)
        self.draft.cells[span.top, span.left] = Cell(value, look, link=link)
        if span.right > span.left or span.bottom > span.top:
            self.draft.merges.append(Merge(span.top, span.left, span.bottom, span.right))
        if span.top == span.bottom and value:
            # a linked text is never broken into lines by LibreOffice: it is kept to one
            count = 1 if link else lines(value, room(span.left, span.right, look))
            self._raise(span.top, high(count, look))

    def _at(self, left: int, right: int, value: str | None, look: str, link: str = "") -> None:
        self._put(Span(self.draft.row, left, self.draft.row, right), value, look, link)

    def _line(self, text: str, look: str, link: str = "") -> None:
        self._at(0, GRID - 1, text, look, link)
        self.draft.row += 1

    def _title(self) -> None:
        clock, parameters = self.facts.results.clock, self.facts.scheme.parameters
        self._line(parameters.title, "front_title")
        self._line(f"{in_year(clock.period, clock.label)}　周调度总览", "front_period")
        right = GRID - 1 - _LINKS
        self._at(_LINKS, right, words.state(self.facts), "front_state")
        self._at(right + 1, GRID - 1, f"{NOTES}{ARROW}", "front_link", link_to(NOTES))
        self.draft.row += 1

    def _sentences(self) -> None:
        """Each sentence beside the sheets where its figures stand."""
        told = zip(
            "一二三",
            words.sentences(self.facts, self.most.named),
            words.sources(self.facts),
            strict=True,
        )
        right = GRID - 1 - _LINKS
        for name, text, sheets in told:
            top, shown = self.draft.row, f"{name}、{text}"
            last = top + len(sheets) - 1
            self._put(Span(top, 0, last, right), shown, SENTENCE)
            tall = high(lines(shown, room(0, right, SENTENCE)), SENTENCE)
            for row, each in enumerate(sheets, top):
                self._put(
                    Span(row, right + 1, row, GRID - 1),
                    f"{each}{ARROW}",
                    "front_link",
                    link_to(each),
                )
                self._raise(row, tall / len(sheets))
            self.draft.row = last + 1

    def _groups(self) -> None:
        for heading, left, right in group_rows.PARTS:
            self._at(left, right if left == 0 else right + 1, heading, "small_head")
        self.draft.row += 1
        self.rows = range(self.draft.row, self.draft.row + len(self.facts.groups))
        for group in self.facts.groups:
            self._group(group)
        if not self.facts.groups:
            self._line("方案没有专项工作组", "none")
        told, link = group_rows.without_group(self.facts, ungrouped(self.facts))
        if told:
            self._line(clip(told, room(0, GRID - 1, "hint"), 1), "hint", link)

    def _middle(self) -> float:
        heights = sorted(self.draft.heights[row] for row in self.rows)
        return heights[len(heights) // 2] if heights else 0.0

    def _uneven(self) -> float:
        """Return the points that rows of groups need to be alike in height, as far as their texts are."""
        middle = self._middle()
        return sum(max(0.0, middle - self.draft.heights[row]) for row in self.rows)

    def _even(self) -> None:
        middle = self._middle()
        for row in self.rows:
            self._raise(row, middle)

    def _group(self, group: GroupStand) -> None:
        number, facts = group.group.number, self.facts
        band = facts.links.get(f"group:{number}", link_to(PROGRESS))
        told = self.told[number]
        row = group_rows.shape(group, told, self.most.lines.get(number, group_rows.WHOLE))
        named, state, moved, blocks, needs = row.texts
        self.is_cut |= any(map(is_cut, (blocks, needs)))
        self._at(*group_rows.GROUP[1:], named, "small_bold")
        cells = (
            (group_rows.STATE, state, band),
            (group_rows.MOVED, moved or "—", self._moved_link(number, band) if moved else ""),
            (group_rows.BLOCKS, blocks, group_rows.first_place(facts, told.blocks)),
            (group_rows.NEEDS, needs, group_rows.first_place(facts, told.needs)),
        )
        for part, text, link in cells:
            look = f"{group.look}_small" if part is group_rows.STATE else "small_open"
            self._at(*part[1:], text, look)
            self._at(part[2] + 1, part[2] + 1, ARROW if link else None, "small_arrow", link)
        self.draft.row += 1

    def _moved_link(self, number: int, band: str) -> str:
        """Return where the group's first change stands, else its rank, else its rows."""
        ranked = link_to(RANKS) if self.told[number].ranks else band
        return self.facts.links.get(f"changes:{number}", ranked)

    def _strip(self) -> None:
        """Completeness and timeliness by unit, side by side."""
        facts, owing = self.facts, self.facts.owing
        on_time = sum(unit.on_time for unit in owing)
        self._gap()
        told = f"按时 {on_time}/{len(owing)}（{percent(on_time, len(owing))}）"
        if facts.is_early:
            came = sum(unit.came is not None for unit in owing)
            told = f"已报 {came}/{len(owing)}（{facts.until}）"
        title = f"各单位报送：{told}；右为完整率"
        self._line(title, "section", link_to(COMPLETENESS))
        for start in range(0, len(owing), PER_BAND):
            self._band(owing[start : start + PER_BAND])
        if not owing:
            self._line("本期没有应报单位", "none")
        notes = [words.returned(facts), moves.registered(facts)]
        if any(row.is_unknown for row in self.told.values()):
            notes.append(group_rows.UNKNOWN_WHY)
        if self.is_cut:
            notes.append(_GOES_ON)
        if noted := "".join(notes):
            self._line(f"注：{noted}", "hint")

    def _band(self, units: tuple[UnitStand, ...]) -> None:
        step = GRID // PER_BAND
        for place in range(PER_BAND):
            left, right = place * step, (place + 1) * step - 1
            unit = units[place] if place < len(units) else None
            self._at(left, right, unit.name if unit else None, "small_head" if unit else "plain")
            self.draft.row += 1
            self._unit(unit, left, right)
            self.draft.row -= 1
        self.draft.row += 2

    def _unit(self, unit: UnitStand | None, left: int, right: int) -> None:
        if unit is None:
            self._at(left, right, None, "plain")
            return
        link = self.facts.links.get(f"unit:{unit.code}", link_to(COMPLETENESS))
        middle = (left + right) // 2
        word, look = unit.word.replace(self.facts.pending, "待报"), unit.look
        if (
            unit.mends and unit.on_time
        ):  # in time, and not in order: the line below says by how much
            word, look = f"△{word[1:]}", "warn"
        self._at(left, middle, word, f"{look}_small", link)
        rate = percent(unit.valid, unit.expected)
        self._at(middle + 1, right, rate, "small_centre", link)

    def _decisions(self) -> None:
        self._gap()
        found = words.decisions(self.facts)
        self._at(0, _TITLE, "提请会议研究决定", "section", link_to(RESOLUTIONS))
        self._at(_TITLE + 1, GRID - 1, words.left_out(self.facts) or None, "section_hint")
        self.draft.row += 1
        for number, row in enumerate(found, 1):
            wide = room(3, GRID - 1, "small")
            told = clip(f"{row.who}：{one_line(row.what)}", wide, self.most.each, row.more)
            self._at(0, 2, f"{number} {row.kind}", "small_centre", row.link)
            self._at(3, GRID - 1, told, "small")
            self.draft.row += 1
        if not found:
            self._line("本期没有逾期的议定事项、需协调事项和议题建议", "none_small")

    def _box(self) -> None:
        """What was written here before and is recorded, and room for the leader's own hand.

        The label of what is recorded begins otherwise, so that nobody reads it from the box again.
        """
        self._gap()
        recorded, wide = words.instructed(self.facts), room(4, GRID - 1, "small")
        is_tight = self.most.each == 1
        shown = recorded[-1:] if is_tight else recorded[-_SHOWN:]
        rest = len(recorded) - len(shown)
        for text, noted, link in shown:
            more = f"另有{rest}件已登记" if rest and text == shown[-1][0] else ""
            self._at(0, 3, f"已登记{ARROW if link else ''}", "small_centre", link)
            most = 1 if is_tight else 2
            ends = [each + more for each in noted]
            end = next((each for each in ends if lines(text + each, wide) <= most), ends[-1])
            self._at(4, GRID - 1, clip(text, wide, most, end), "small")
            self.draft.row += 1
        self.box = self.draft.row
        last = self.box + 2
        self._put(Span(self.box, 0, last, 3), "领导\n批示", "front_label")
        signed = "签名：　　　　　　　　　　　年　　月　　日　"
        self._put(Span(self.box, 4, last, GRID - 1), signed, "front_box")
        for row in range(self.box, last + 1):
            self._raise(row, (_AGAIN if recorded else LEAST_HAND) / 3)
        self.draft.row = last + 1

    def _gap(self) -> None:
        self.draft.gap(1.0)
