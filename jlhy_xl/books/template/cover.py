"""填报说明, the template's first sheet: deadline, 全部无变化, the live countdown, how to fill in."""

from collections.abc import Sequence

from msgspec import Struct

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Cell, Conditional, Merge, Page, Sheet, Validation
from jlhy_xl.books.template import hint
from jlhy_xl.books.template.count import Count
from jlhy_xl.books.template.layout import YES, Issue, Layout, sheet_ref
from jlhy_xl.core.raw import a1
from jlhy_xl.core.returns.identity import COVER, NO_CHANGE_LABEL
from jlhy_xl.core.returns.obligations import resolutions_of

READY = "可以上报"
OPTIONAL = "本期没有必填项，有进展请填写"
SECRETS = "请勿填写国家秘密、工作秘密、商业秘密、在办案件信息。"

_CUTOFF = "补报、修改最迟 "

_WIDTHS = {0: 22.0, 1: 14.0, 2: 14.0, 3: 14.0, 4: 26.0}
_LAST = 4
_TITLE, _SUBTITLE, _UNIT, _DEADLINE, _NO_CHANGE, _STATE, _HEAD = 0, 1, 3, 4, 5, 6, 8
_FIRST = _HEAD + 1
NO_CHANGE_CELL = "$B$6"


class Line(Struct, frozen=True):
    """A form's line on the cover."""

    layout: Layout
    count: Count


def no_change() -> str:
    """Return the address of the answer to 全部无变化, for formulas of other sheets.

    >>> no_change()
    "'填报说明'!$B$6"
    """
    return sheet_ref(COVER) + NO_CHANGE_CELL


def is_last_day(cell: Cell) -> bool:
    """Whether a cell of the cover tells the last day for mending."""
    return isinstance(cell.value, str) and _CUTOFF in cell.value


def countdown(step: int, line: Line) -> Cell:
    """Return a form sheet's own line: how much is asked, filled and missing, from the cover."""
    row = _FIRST + step + 1
    expected, missing = (f"{sheet_ref(COVER)}${column}${row}" for column in "BD")
    filled = f"{sheet_ref(COVER)}$C${row}"
    told = hint.asked(line.layout.issue, line.layout.form)
    optional, done = f"本表本期没有必填项。{f'{told}。' if told else ''}", "✓ 本表已填齐。"
    free = _free(optional, line.count) if told else f'"{optional}"'
    begun, amid, rest = "本表应填", "项，已填", "项，还差"
    formula = (
        f'=IF({expected}=0,{free},IF({missing}=0,"{done}",'
        f'"{begun}"&{expected}&"{amid}"&{filled}&"{rest}"&{missing}&"项。"))'
    )
    asked, blank = _number(line.count.expected), _number(line.count.missing)
    stored = f"{begun}{asked}{amid}{asked - blank}{rest}{blank}项。" if blank else done
    return Cell(stored if asked else optional, "countdown", formula=formula)


def _free(words: str, count: Count) -> str:
    """Return a form's word where nothing is required, as a term: asked for until something is filled in."""
    return f'IF({count.touched}>0,"{hint.told(words)}","{words}")'


def _number(cell: Cell) -> int:
    return cell.value if isinstance(cell.value, int) else 0


def sheet(issue: Issue, lines: Sequence[Line], scheme_digest: str) -> Sheet:
    """Return the cover."""
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[Merge] = []
    heights: dict[int, float] = {_TITLE: 40.0, _SUBTITLE: 22.0, _HEAD: 24.0}
    _heading(issue, cells, merges, heights)
    last = _counts(lines, cells, heights)
    cells[_STATE, 0] = _state(lines)
    heights[_STATE] = _state_height(lines)
    row = last + 2
    cells[row, 0] = Cell("填写说明", "section")
    merges.append(Merge(row, 0, row, _LAST))
    heights[row] = 24.0
    for number, words in enumerate(_guide(issue), 1):
        row += 1
        text = f"{number}．{words}"
        cells[row, 0] = Cell(text, "plain")
        merges.append(Merge(row, 0, row, _LAST))
        heights[row] = style.height_of(text, sum(_WIDTHS.values()) - 2) + 4
    return Sheet(
        name=COVER,
        cells=cells,
        widths=_WIDTHS,
        heights=heights,
        merges=(*merges, Merge(_STATE, 0, _STATE, _LAST)),
        validations=(_answer(),),
        conditionals=_colours(last),
        page=Page(
            area=(0, 0, row, _LAST),
            margins=(0.6, 0.6, 0.7, 0.7),
            footer=f"&L&8方案 {scheme_digest[:8]}&C第 &P 页，共 &N 页",
        ),
        protect=True,
        tab="accent",
    )


def _heading(
    issue: Issue,
    cells: dict[tuple[int, int], Cell],
    merges: list[Merge],
    heights: dict[int, float],
) -> None:
    parameters, clock = issue.scheme.parameters, issue.duty.clock
    cells[_TITLE, 0] = Cell(parameters.title, "title")
    cells[_SUBTITLE, 0] = Cell(f"{clock.label}报送表", "subtitle")
    cells[_UNIT, 0] = Cell("填报单位", "label")
    cells[_UNIT, 1] = Cell(issue.duty.unit.name, "body_indent")
    cells[_DEADLINE, 0] = Cell("报送截止", "label")
    until = f"{style.moment_words(clock.deadline)}；{_CUTOFF}{style.moment_words(clock.cutoff)}"
    cells[_DEADLINE, 1] = Cell(until, "body_bold")
    merges += [Merge(row, 0, row, _LAST) for row in (_TITLE, _SUBTITLE)]
    for row in (_UNIT, _DEADLINE):
        merges.append(Merge(row, 1, row, _LAST))
        heights[row] = 26.0
    cells[_NO_CHANGE, 0] = Cell(NO_CHANGE_LABEL, "label_bold")
    cells[_NO_CHANGE, 1] = Cell(None, "input_big")
    hint = _no_change_words(issue)
    cells[_NO_CHANGE, 2] = Cell(hint, "hint_boxed")
    merges.append(Merge(_NO_CHANGE, 2, _NO_CHANGE, _LAST))
    heights[_NO_CHANGE] = max(36.0, style.height_of(hint, 52, 10) + 6)


def _no_change_words(issue: Issue) -> str:
    run, limit = issue.prior.unchanged_run, issue.scheme.parameters.unchanged_limit
    words = f"与上期相比全部没有变化的，左边一格选“{YES}”即可上报，其余各表不必填写。"
    if run >= limit:
        return words + f"贵单位已连续{run}期无变化，本期请尽量填写具体进展。"
    return words


def _counts(
    lines: Sequence[Line], cells: dict[tuple[int, int], Cell], heights: dict[int, float]
) -> int:
    """Write the countdown's table; returns its last row."""
    for at, words in enumerate(("表名", "应填", "已填", "还差", "情况")):
        cells[_HEAD, at] = Cell(words, "head")
    for step, line in enumerate(lines):
        row = _FIRST + step
        expected, missing = _number(line.count.expected), _number(line.count.missing)
        cells[row, 0] = Cell(
            line.layout.form.title, "body_link", link=f"internal:{_first_cell(line.layout)}"
        )
        cells[row, 1] = line.count.expected
        cells[row, 2] = Cell(expected - missing, "count", formula=f"=B{row + 1}-D{row + 1}")
        cells[row, 3] = line.count.missing
        optional = hint.optional(line.layout.issue, line.layout.form)
        free = _free(optional, line.count) if optional != hint.told(optional) else f'"{optional}"'
        cells[row, 4] = _standing(row, (expected, missing), optional, free)
        needed = hint.told(optional) if not expected else ""
        heights[row] = max(24.0, style.height_of(needed, _WIDTHS[_LAST] - 1) + 4)
    last = _FIRST + len(lines)
    cells[last, 0] = Cell("合计", "total_left")
    for at, name in enumerate("BCD", 1):
        total = sum(_number_at(cells, row, at) for row in range(_FIRST, last))
        span = f"{name}{_FIRST + 1}:{name}{last}"
        formula = f"=SUM({span})" if lines else "=0"
        cells[last, at] = Cell(total, "total_count", formula=formula)
    cells[last, 4] = Cell(None, "total")
    heights[last] = 24.0
    return last


def _number_at(cells: dict[tuple[int, int], Cell], row: int, column: int) -> int:
    return _number(cells[row, column])


def _first_cell(layout: Layout) -> str:
    return sheet_ref(layout.form.title) + a1(layout.first, layout.shown[0])


def _standing(row: int, now: tuple[int, int], optional: str, free: str) -> Cell:
    expected, missing = now
    b, d = f"B{row + 1}", f"D{row + 1}"
    done = "✓ 已填齐"
    formula = f'=IF({b}=0,{free},IF({d}=0,"{done}","△ 还差"&{d}&"项"))'
    stored = f"△ 还差{missing}项" if missing else done
    return Cell(stored if expected else optional, "body_centre", formula=formula)


def _state(lines: Sequence[Line]) -> Cell:
    """Return the one line that says 可以上报, or how much is missing and where.

    Where nothing but registered personnel is asked, or nothing at all, a template sent back
    untouched would not count: then it asks for a word first.
    """
    rows = [(_FIRST + step + 1, line) for step, line in enumerate(lines)]
    parts = "&".join(
        f'IF(D{row}>0,"、{_quoted(line.layout.form.title)}"&D{row}&"项","")' for row, line in rows
    )
    total = f"D{_FIRST + len(lines) + 1}"
    ready, stored = f'"✓ {READY}"', f"✓ {READY}"
    asked = _first_word(lines)
    if asked:
        touched = "+".join(line.count.touched for line in lines)
        ready = f'IF(OR({NO_CHANGE_CELL}="{YES}",{touched}>0),"✓ {READY}","{asked}")'
        stored = asked
    formula = f'=IF({total}=0,{ready},"△ 还差"&{total}&"项："&MID({parts or chr(34) * 2},2,500))'
    missing = [(line.layout.form.title, _number(line.count.missing)) for line in lines]
    left = sum(number for _, number in missing)
    if left:
        named = "、".join(f"{title}{number}项" for title, number in missing if number)
        stored = f"△ 还差{left}项：{named}"
    return Cell(stored, "countdown_big", formula=formula)


def _quoted(words: str) -> str:
    return words.replace('"', '""')


def _first_word(lines: Sequence[Line]) -> str:
    """Return what stands until anything was typed, where nothing is missing from the start; else ""."""
    if not lines or not all(line.count.is_complete for line in lines):
        return ""
    if any(_number(line.count.expected) for line in lines):
        return f"△ 请核对各表，没有变化的在“{NO_CHANGE_LABEL}”选“{YES}”后上报"
    told = [hint.asked(line.layout.issue, line.layout.form) for line in lines]
    return next((f"△ {words}" for words in told if words), OPTIONAL)


def _state_height(lines: Sequence[Line]) -> float:
    longest = "△ 还差999项：" + "、".join(f"{line.layout.form.title}99项" for line in lines)
    return max(34.0, style.height_of(longest, sum(_WIDTHS.values()) - 4, 14) + 8)


def _guide(issue: Issue) -> list[str]:
    parameters, clock = issue.scheme.parameters, issue.duty.clock
    guide = [
        "只填浅黄色的格；灰色的格已由联席会议办公室填好，不能改动，如有出入请在备注中说明。",
        "有下拉列表的请从列表中选择；日期按 2026-12-31 的样式填写；数值只填数字，不带单位。",
    ]
    if any(form.rows.value == "本单位指标" for form in issue.duty.forms):
        guide.append("某一行没有变化的，在该行“本周无变化”选“是”，该行其余各格可不填。")
        guide.append("“进展滞后”由表内公式判断；显示“是”的，请写明存在问题和改进措施。")
    if clock.covers:
        guide.append(f"本期一并包含：{'、'.join(clock.covers)}。")
    if clock.reason:
        guide.append(f"报送时间说明：{clock.reason}。")
    if resolutions_of(issue.scheme, issue.duty.unit.code):
        guide.append("议定事项办结以联席会议办公室确认为准；需要延期的，请在完成时限前提出。")
    guide.append("填完后保存，直接作为附件发回即可；文件名可以改，请不要增删工作表、行和列。")
    guide.append(SECRETS)
    ways = [
        f"报送邮箱：{parameters.return_address}" if parameters.return_address else "",
        f"联系人：{parameters.contact}" if parameters.contact else "",
    ]
    said = "；".join(way for way in ways if way)
    return [*guide, f"{said}。"] if said else guide


def _answer() -> Validation:
    return Validation(
        _NO_CHANGE,
        1,
        _NO_CHANGE,
        1,
        {
            "validate": "list",
            "source": [YES],
            "input_title": NO_CHANGE_LABEL,
            "input_message": "全部没有变化的选“是”；有变化的请留空，并填写各表。",
            "error_title": "请从列表中选择",
            "error_message": "这里只填“是”，或者留空。",
            "error_type": "stop",
        },
    )


def _colours(last: int) -> tuple[Conditional, ...]:
    state = f"$A${_STATE + 1}"
    good = {"type": "formula", "criteria": f'=LEFT({state},1)="✓"'}
    warn = {"type": "formula", "criteria": f'=LEFT({state},1)="△"'}
    return (
        Conditional(_STATE, 0, _STATE, _LAST, good, "when_good"),
        Conditional(_STATE, 0, _STATE, _LAST, warn, "when_warn"),
        Conditional(_FIRST, 3, last, 3, {"type": "cell", "criteria": ">", "value": 0}, "when_warn"),
    )
