"""What a return copy says: its 待办 sheet and the note on each cell at fault, as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Cell, Merge, Page, Sheet
from jlhy_xl.core.calendar import label, localised
from jlhy_xl.core.model import Examined, Finding, Severity, Timetable, Verdict
from jlhy_xl.core.returns.explanations import bare_message, mark
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import remind
from jlhy_xl.core.wording import return_copy as words
from jlhy_xl.core.wording.words import moment_words, severity_word, verdict_word

# Strong enough to be told from the template's own pale yellow; the note says the same in words.
FILLS: Mapping[Severity, str] = {Severity.ERROR: "F4B6AC", Severity.QUERY: "FCD581"}

FIRST_TEN = 10
_CELLS_TOLD = 30  # addresses listed in a group's line
_GROUP = 400  # findings one line stands for: their marks must fit into one cell

_HEADS = ("序号", "类别", "工作表", "单元格", "问题和改法", "现填内容", words.HEAD_WORDS, words.HEAD_MARK)  # fmt: skip
_WIDTHS = {0: 6.0, 1: 10.0, 2: 18.0, 3: 9.0, 4: 54.0, 5: 18.0, 6: 40.0, 7: 4.0}
_WORDS, _MARKS = 6, 7
_STYLES = ("body_centre", "", "body", "body_link_centre", "body", "text", "input_text", "mark")
_LEAST = 24.0


class Note(Struct, frozen=True):
    """A cell at fault: its colour's meaning and its note."""

    sheet: str
    cell: str  # A1
    severity: Severity  # the worst of what is said of it
    text: str


class Told(Struct, frozen=True):
    """What a copy says of itself."""

    name: str  # the file as it came
    why: str = ""  # why it could not be kept; "" for the unit's own file
    sheet: str = words.SHEET  # the 待办 sheet's name: the unit may have one of its own
    sheets: frozenset[str] = frozenset()  # sheets that the copy has; empty: any
    left: tuple[str, ...] = ()  # what was filled in and found no place in the template
    until: str = ""  # the last days of the period, where it is known


class _Line(Struct, frozen=True):
    """One line of the list: a finding, or several alike."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def word(self) -> str:
        return word_of(self.first)

    def problem(self) -> str:
        text = _ended(bare_message(self.first))
        if len(self.findings) == 1:
            return text + _places(self.first)
        cells = [each.cell or each.row_key for each in self.findings]
        shown = "、".join(each for each in cells[:_CELLS_TOLD] if each)
        shown += words.CELLS_MORE if len(cells) > _CELLS_TOLD else ""
        return text + words.ALIKE.format(count=len(cells), cells=shown)


def _places(found: Finding) -> str:
    """Return all the cells that a question is about, "" where it is one."""
    cells = [cell for cell in (found.cell, *(cell for *_, cell in found.also)) if cell]
    if len(cells) < 2:
        return ""
    more = words.CELLS_MORE if len(cells) > _CELLS_TOLD else ""
    return words.ALL_CELLS.format(cells="、".join(cells[:_CELLS_TOLD]) + more)


def matters(found: Finding) -> bool:
    """Whether a finding asks anything of the unit; a note only tells."""
    return found.severity is not Severity.NOTE


def is_open(found: Finding) -> bool:
    """Whether the unit still has to mend or to explain it."""
    return found.severity is Severity.ERROR or (matters(found) and not found.explanation)


def word_of(found: Finding) -> str:
    """Return 须改正, 请说明 or 已说明."""
    explained = found.severity is Severity.QUERY and found.explanation
    return words.DONE if explained else severity_word(found.severity)


def notes(examined: Examined, sheets: Iterable[str]) -> tuple[Note, ...]:
    """Return the notes on the cells at fault, one a cell, of sheets that the copy has."""
    there = set(sheets)
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for each in filter(matters, examined.findings):
        if each.sheet in there and each.cell and each.sha256 in ("", examined.sha256):
            for cell in (each.cell, *(cell for *_, cell in each.also if cell)):
                by_cell.setdefault((each.sheet, cell), []).append(each)
    return tuple(_note(*place, found) for place, found in by_cell.items())


def _note(sheet: str, cell: str, found: Sequence[Finding]) -> Note:
    ordered = sorted(found, key=_weight)
    lines = [f"{word_of(each)}：{_ended(each.message)}" for each in ordered]
    text = "\n".join([words.NOTE_FIRST, *dict.fromkeys(lines), words.NOTE_LAST])
    return Note(sheet, cell, ordered[0].severity, text)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "）", "！", "？")) else sentence + "。"


def _weight(found: Finding) -> tuple[int, int, int]:
    """What matters first: errors, then open queries; what concerns the whole file before a cell."""
    rank = [words.DONE, severity_word(Severity.QUERY), severity_word(Severity.ERROR)]
    return (-rank.index(word_of(found)), bool(found.form), bool(found.cell))


def sheet(scheme: Scheme, examined: Examined, told: Told) -> Sheet:
    """Return the 待办 sheet: the verdict, how to answer, and the list that links to the cells."""
    asked = sorted(filter(matters, examined.findings), key=_weight)
    heading = list(_heading(scheme, examined, told, asked))
    cells: dict[tuple[int, int], Cell] = {}
    heights: dict[int, float] = {}
    room = sum(_WIDTHS.values()) - 4
    for row, (text, look) in enumerate(heading):
        cells[row, 0] = Cell(text, look)
        heights[row] = 34.0 if not row else style.height_of(text, room) + 6.0
    head = len(heading) + 1
    for column, text in enumerate(_HEADS):
        cells[head, column] = Cell(text, "mark" if column == _MARKS else "head")
    heights[head] = 26.0
    growing: dict[int, float] = {}
    row = head
    for number, line in enumerate(_lines(asked), 1):
        row = head + number
        growing[row] = _draw(cells, row, number, line, told, examined)
    last = max(row, head + 1)
    merges = [Merge(top, 0, top, _WORDS) for top in range(len(heading))]
    last_used = _earlier(cells, merges, last + 2, examined)
    _left(cells, merges, last_used, told)
    return Sheet(
        name=told.sheet,
        cells=cells,
        widths=_WIDTHS,
        heights=heights,
        growing=growing,
        merges=tuple(merges),
        filter=(head, 0, last, _MARKS),
        page=Page(landscape=True),
        protect=True,
        tab="bad_ink",
    )


def _heading(
    scheme: Scheme, examined: Examined, told: Told, asked: Sequence[Finding]
) -> Iterator[tuple[str, str]]:
    period = label(examined.period) if examined.period else ""
    yield words.TITLE.format(period=period), "title_left"
    kinds = [word_of(each) for each in asked]
    told_of = (
        (words.ERRORS, severity_word(Severity.ERROR)),
        (words.QUERIES, severity_word(Severity.QUERY)), (words.EXPLAINED_COUNT, words.DONE),
    )  # fmt: skip
    counts = [said.format(count=kinds.count(kind)) for said, kind in told_of if kind in kinds]
    verdict = verdict_word(examined.verdict)
    if examined.verdict is Verdict.ACCEPTED:
        wrong = severity_word(Severity.ERROR) in kinds
        verdict += words.NOT_YET if wrong else words.NOT_SENT_BACK
    unit = unit_name(scheme, examined.unit)
    yield words.COUNTS.format(counts="，".join(counts), unit=unit, verdict=verdict), "lead"
    if told.until:
        yield told.until, "plain"
    if examined.verdict is not Verdict.ACCEPTED:
        yield _ended(examined.reason), "plain_bold"
    if told.why:
        yield words.REISSUED.format(name=told.name, why=told.why) + words.LOST, "plain_bold"
    if severity_word(Severity.ERROR) in kinds:
        yield words.MEND, "plain"
    if severity_word(Severity.QUERY) in kinds:
        yield words.EXPLAIN, "plain"
    yield words.SEND + (words.FIRST_TEN if len(asked) > FIRST_TEN else ""), "plain"


def until(scheme: Scheme, clock: Timetable, now: datetime, examined: Examined) -> str:
    """Return the deadline, the last day, and the reminder's request at that moment for what is open."""
    kinds = {each.severity for each in examined.findings if is_open(each)}
    asked = words.ASKED[Severity.ERROR in kinds, Severity.QUERY in kinds]
    days = {"deadline": clock.deadline, "cutoff": clock.cutoff}
    return words.UNTIL.format(
        **{name: moment_words(localised(scheme, day)) for name, day in days.items()},
        due=remind.due(scheme, clock, now, asked) if asked else "",
    )


def _lines(asked: Sequence[Finding]) -> list[_Line]:
    """Ten lines of one finding each, then those alike together."""
    lines = [_Line((each,)) for each in asked[:FIRST_TEN]]
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in asked[FIRST_TEN:]:
        alike = (word_of(each), each.code, each.form, each.field, each.sheet, each.explanation)
        groups.setdefault(alike, []).append(each)
    for found in groups.values():
        chunks = range(0, len(found), _GROUP)
        lines += [_Line(tuple(found[start : start + _GROUP])) for start in chunks]
    return lines


def _draw(
    cells: dict[tuple[int, int], Cell], row: int, number: int, line: _Line, told: Told,
    examined: Examined,
) -> float:  # fmt: skip
    """Write one line; returns its height."""
    first = line.first
    here = first.sha256 in ("", examined.sha256) and (not told.sheets or first.sheet in told.sheets)
    sheet_name = first.sheet or words.FILE_WIDE
    if first.sha256 not in ("", examined.sha256):
        sheet_name = words.OTHER_FILE.format(name=first.file)
    link = ""
    if here and first.sheet:
        link = f"internal:'{first.sheet.replace(chr(39), chr(39) * 2)}'!{first.cell or 'A1'}"
    found = first.found if len(line.findings) == 1 else ""
    colour = "bad" if first.severity is Severity.ERROR else "good" if line.word == words.DONE else "warn"  # fmt: skip
    texts: tuple[str | int, ...] = (
        number, line.word, sheet_name, first.cell or ("A1" if link else ""), line.problem(), found, first.explanation,
        " ".join(dict.fromkeys(map(mark, line.findings))),
    )  # fmt: skip
    for column, text in enumerate(texts):
        look = _STYLES[column] or colour
        linked = link if column == 3 else ""
        cells[row, column] = Cell(text, look if column != 3 or linked else "body_centre", link=linked)  # fmt: skip
    needs = (style.height_of(str(texts[at]), _WIDTHS[at] - 2) + 6.0 for at in (2, 4, 5, 6))
    return min(400.0, max(_LEAST, *needs))


def _earlier(
    cells: dict[tuple[int, int], Cell], merges: list[Merge], row: int, examined: Examined
) -> int:
    """What was explained of questions that are asked no longer is kept, and travels on; returns the next row."""
    asked = {mark(each) for each in examined.findings}
    kept: dict[str, list[str]] = {}
    for known, text in examined.remarks.items():
        if known not in asked:
            kept.setdefault(text, []).append(known)
    if not kept:
        return row
    cells[row, 0] = Cell(words.EARLIER, "section")
    merges.append(Merge(row, 0, row, _WORDS))
    for step, (text, marks) in enumerate(kept.items(), 1):
        cells[row + step, _WORDS] = Cell(text, "input_text")
        cells[row + step, _MARKS] = Cell(" ".join(marks), "mark")
    return row + len(kept) + 2


def _left(cells: dict[tuple[int, int], Cell], merges: list[Merge], row: int, told: Told) -> None:
    if told.left:
        cells[row, 0] = Cell(words.LEFT, "section")
        merges.append(Merge(row, 0, row, _WORDS))
    for step, text in enumerate(told.left, 1):
        cells[row + step, 0] = Cell(text, "plain")
        merges.append(Merge(row + step, 0, row + step, _WORDS))
