"""减扣告知单, one A4 page: what happened, on what ground, how to object, room to do so.

A unit with more lines than a page holds legibly gets several slips, each whole and signed for by
itself. While no rule is adopted it is a 工作提示: facts to look at, no points, nothing to sign.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books import style
from jlhy_xl.books.letters.phrasing import signature
from jlhy_xl.books.scoring.facts import Facts, Line, own_words, total
from jlhy_xl.books.sheet import Book, Cell, Page, Sheet, Value
from jlhy_xl.books.slip_words import (
    SIGNER,
    foot,
    line_words,
    moment,
    note_words,
    number,
    proof_words,
    second_decides,
    ways,
)
from jlhy_xl.books.table import Draft
from jlhy_xl.core.model import Status
from jlhy_xl.core.points.caps import in_points
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import desk, ground
from jlhy_xl.core.wording.deductions import COLUMNS

NOTICE, OUTSIDE, HINT = "减扣告知单", "事项告知单", "工作提示"
_WIDTHS = (10.5, 10.0, 17.5, 18.5, 30.5, 9.0)
# for more than a page holds at that size: letters of 7.5 points at least, rows as wide as the paper
_WIDE = (9.0, 11.0, 18.5, 20.5, 33.0, 8.5)
_RIGHT = len(_WIDTHS) - 1
_FULL_PAGE = 940.0  # points of rows that fill a page at the scale of its width
_WIDE_PAGE = 1110.0  # the same where it is wide
_ROOM, _MORE_ROOM = 92.0, 280.0
_SUM = 24.0  # the sum's row
_SHOWN = 3
_TALL = 12  # lines that a cell beside others holds; what takes more is told below
_MARGINS = 3.2  # of a cell's width: its borders and its indent
_BELOW = "（见下行）"
_REST = "另有{count}条，可向办公室查询"
_BAD = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))


class _Slip(Struct, frozen=True):
    """One unit's slip, or one of several."""

    facts: Facts
    unit: Unit
    lines: tuple[Line, ...]
    all: tuple[Line, ...]  # of all its slips
    at: int = 1  # which of them it is
    count: int = 1  # how many there are
    is_wide: bool = False  # smaller letters, more of them in a row
    is_below: bool = False  # evidence stands below its line, over all columns
    is_quoted: bool = True  # the clause's own words stand in the opening

    @property
    def is_hint(self) -> bool:
        """Whether no rule is adopted."""
        return self.facts.scheme.is_trial

    @property
    def is_in_points(self) -> bool:
        """Whether its lines may become points."""
        return not self.is_hint and in_points(self.facts.scheme, self.unit.code)

    @property
    def kind(self) -> str:
        """What it is called."""
        if self.is_hint:
            return HINT
        return NOTICE if self.is_in_points else OUTSIDE

    @property
    def widths(self) -> tuple[float, ...]:
        """Of its columns."""
        return _WIDE if self.is_wide else _WIDTHS

    @property
    def room(self) -> float:
        """Points of rows that fill its page."""
        return _WIDE_PAGE if self.is_wide else _FULL_PAGE

    @property
    def first(self) -> int:
        """The place of its first line among all."""
        return self.all.index(self.lines[0]) + 1 if self.lines else 1

    @property
    def which(self) -> str:
        """Which of several it is, "" where it is the only one."""
        return f"第{self.at}张，共{self.count}张" if self.count > 1 else ""


def books(results: Results) -> Sequence[tuple[str, Book]]:
    """Return a file's stem and its workbook for each unit that has something to be told."""
    facts = Facts(results)
    made = []
    for unit in facts.units:
        own = (line for line in facts.proposed if line.found.unit == unit.code)
        lines = tuple(line for line in own if _is_to_tell(facts, line))
        for slip in _slips(_laid(_Slip(facts, unit, lines, lines))):
            several = f"_{slip.at}-{slip.count}" if slip.count > 1 else ""
            stem = f"{slip.kind}_{unit.name}_{results.clock.period}{several}".translate(_BAD)
            title = f"{unit.name}{slip.kind}{slip.which}"
            made.append((stem, Book((_sheet(slip),), title=title)))
    return made


def _laid(slip: _Slip) -> _Slip:
    """Return the slip with its evidence below where a column is too narrow for any of it."""
    width = slip.widths[4]
    is_below = any(_is_long(_proofs(slip, line), width) for line in slip.all)
    return replace(slip, is_below=is_below)


def _slips(whole: _Slip) -> Iterator[_Slip]:
    """Yield as many slips as the lines need: each a page that can be read, a long line by itself."""
    if not whole.lines:
        return
    for slip in (whole, replace(whole, is_quoted=False)):
        if _points_of_rows(slip) <= slip.room:
            yield slip
            return
    whole = slip
    whole = _laid(replace(whole, is_wide=True))
    # what is said of several slips takes room as well
    bare = _points_of_rows(replace(whole, lines=(), count=2)) + _SUM
    shares: list[list[Line]] = []
    filled = whole.room
    for line in whole.all:
        high = _height(whole, line)
        if filled + high > whole.room:
            shares.append([])
            filled = bare
        shares[-1].append(line)
        filled += high
    for at, lines in enumerate(shares, 1):
        yield replace(whole, lines=tuple(lines), at=at, count=len(shares))


def _points_of_rows(slip: _Slip) -> float:
    return sum(_drafted(slip)[0].heights.values())


def _height(slip: _Slip, line: Line) -> float:
    draft = Draft(slip.kind, slip.widths)
    _line(draft, slip, 1, line)
    return sum(draft.heights.values())


def _is_to_tell(facts: Facts, line: Line) -> bool:
    """Whether the unit is still to be told: not yet signed for."""
    if facts.scheme.is_trial:
        return line.found.status is Status.TRIAL
    told = (Status.PROPOSED, Status.INFORMED)
    return line.found.status in told and line.said.signed_at is None


def _sheet(slip: _Slip) -> Sheet:
    draft, room = _drafted(slip)
    spare = 0.0 if slip.is_hint else slip.room - sum(draft.heights.values())
    draft.raise_to(room, draft.heights[room] + min(max(spare, 0.0), _MORE_ROOM))
    pages = slip.which or "第 &P 页，共 &N 页"
    page = Page(
        area=(0, 0, draft.row - 1, _RIGHT), margins=(0.5, 0.5, 0.5, 0.6), fit_tall=1,
        footer=f"&L&8方案 {slip.facts.results.scheme_digest[:8]}&C{pages}",
    )  # fmt: skip
    return draft.sheet(page=page)


def _drafted(slip: _Slip) -> tuple[Draft, int]:
    """Return the slip before it is stretched to the page, and the row that may grow."""
    results, draft = slip.facts.results, Draft(slip.kind, slip.widths)
    draft.line(f"{results.scheme.parameters.title}{slip.kind}", "title")
    draft.raise_to(0, 40.0)
    draft.line(_when(slip), "subtitle")
    draft.gap(6)
    draft.line(f"{slip.unit.name}：", "lead")
    draft.line(_opening(slip))
    draft.gap(6)
    _table(draft, slip)
    if not slip.is_hint:
        _seal(draft, slip)
    draft.gap(6)
    return draft, _closing(draft, slip)


def _when(slip: _Slip) -> str:
    """Return up to when it tells, and which of several it is."""
    which = f"　{slip.which}" if slip.which else ""
    return f"截至{moment(slip.facts, slip.facts.results.now)}{which}"


def _opening(slip: _Slip) -> str:
    number = slip.facts.scheme.parameters.rule_number
    if slip.is_hint:
        return (
            "以下事项供贵单位核对，属于试运行期间的工作提示，不影响考核，不需签收。"
            f"如与实际情况不符，请告知联席会议办公室。{_several(slip)}"
        )
    notice = f"联席会议制度通知{ground.number(slip.facts.scheme)}{_clauses(slip)}"
    based = f"依据{notice}和减扣细则（{number}），"
    if slip.is_in_points:
        told = "下列事项经核对拟减扣年终综合考核得分。"
    else:
        told = f"下列事项经核对拟按“{slip.unit.treatment.value}”办理，不计分。"
    return f"{based}{told}现予告知，请核实。本单是告知，不是决定，经审定后才生效。{_several(slip)}"


def _clauses(slip: _Slip) -> str:
    """Return the clauses that the lines rest on, in the notice's words; "" where the page has no room."""
    if not (slip.is_quoted and slip.is_in_points):
        return ""
    names = dict.fromkeys(line.clause for line in slip.lines if line.clause)
    said = (ground.clause(slip.facts.scheme, name) for name in names)
    return "、".join(each for each in said if each)


def _several(slip: _Slip) -> str:
    """Return how many slips there are and what is on this one, "" where it is the only one."""
    if slip.count == 1:
        return ""
    last = slip.first + max(len(slip.lines), 1) - 1
    held = f"第{slip.first}至{last}条" if last > slip.first else f"第{last}条"
    amount = f"、{plain(total(slip.all))}分" if slip.is_in_points else ""
    sign = "" if slip.is_hint else "，各张分别签收"
    return f"贵单位共{len(slip.all)}条{amount}，分{slip.count}张{sign}；本张为{held}。"


def _table(draft: Draft, slip: _Slip) -> None:
    heads = ["序号" if slip.is_hint else "序号和编号", "事实与时间", "依据", "证据", "拟减扣分值"]
    _row(draft, slip, heads, ["head"] * 5)
    draft.raise_to(draft.row - 1, 34.0)
    first = draft.row
    for at, line in enumerate(slip.lines, slip.first):
        _line(draft, slip, at, line)
    if slip.is_in_points and len(slip.lines) > 1:
        amount = total(slip.lines)
        draft.span(draft.row, 0, 4, "本张合计" if slip.which else "合计", "total_left")
        formula = f"=SUM(F{first + 1}:F{draft.row})"
        draft.put(draft.row, 5, Cell(amount, "total_points_centre", formula))
        draft.raise_to(draft.row, _SUM)
        draft.row += 1


def _line(draft: Draft, slip: _Slip, at: int, line: Line) -> None:
    """The line stands in its row; what is too long for a column stands below, over all of them."""
    exact = second_decides(slip.facts, line)
    numbered = number(line.found, slip.facts.results.deductions)
    own = "\n".join(own_words(slip.facts, line))
    line = line_words(line, exact=exact)
    proofs = _evidence(slip, line, exact=exact)
    facts_room = sum(slip.widths[1 : 4 if slip.is_below else 3])
    below = [f"说明：{said}"] if (said := note_words(line)) and not slip.is_hint else []
    if _is_long(f"{line.fact}\n{own}", facts_room):
        below.append(own)
        own = _BELOW
    if slip.is_below:
        below.append(f"证据：{proofs}")
    cells: list[Value | Cell] = [
        at if slip.is_hint else f"{at}\n{numbered}",
        "\n".join(part for part in (line.fact, own) if part),
        _ground(slip, line),
        proofs,
        _points(slip, line),
    ]
    looks = ["body_centre", "body_indent", "body_indent", "body_indent", "body_centre"]
    _row(draft, slip, cells, looks)
    for told in below:
        draft.line(told, "body_indent")


def _is_long(text: str, width: float) -> bool:
    return style.lines_of(text, width - _MARGINS) > _TALL


def _seal(draft: Draft, slip: _Slip) -> None:
    """The office signs what it tells: its name, room for the seal, and the day."""
    draft.gap(14)
    draft.span(draft.row, 3, _RIGHT, f"{signature(slip.facts.scheme)}（盖章）", "plain_right")
    draft.raise_to(draft.row, 32.0)
    draft.row += 1
    draft.span(draft.row, 3, _RIGHT, "年　　　月　　　日", "plain_right")
    draft.raise_to(draft.row, 26.0)
    draft.row += 1


def _row(draft: Draft, slip: _Slip, values: Sequence[Value | Cell], looks: Sequence[str]) -> None:
    """A row of the table; evidence that stands below, and points in a trial, have no column."""
    last = _RIGHT if slip.is_hint else _RIGHT - 1
    facts, ground, proofs = (
        ((1, 3), (4, last), None) if slip.is_below else ((1, 2), (3, 3), (4, last))
    )
    spans = ((0, 0), facts, ground, proofs, None if slip.is_hint else (_RIGHT, _RIGHT))
    for span, value, look in zip(spans, values, looks, strict=True):
        if span:
            draft.span(draft.row, *span, value, look)
    draft.row += 1


def _ground(slip: _Slip, line: Line) -> str:
    rule = line.rule
    if rule is None:
        return line.found.rule
    if slip.is_hint:
        return rule.event
    own = f"规则{rule.code}：{rule.event}"
    return f"通知{rule.clause}\n{own}" if rule.clause else own


def _proofs(slip: _Slip, line: Line) -> str:
    exact = second_decides(slip.facts, line)
    return _evidence(slip, line_words(line, exact=exact), exact=exact)


def _evidence(slip: _Slip, line: Line, *, exact: bool) -> str:
    told = partial(moment, slip.facts, exact=exact)
    pieces = line.found.evidence
    said = [proof_words(piece, told) for piece in pieces[:_SHOWN]]
    if len(pieces) > _SHOWN:
        said.append(_REST.format(count=len(pieces) - _SHOWN))
    return "\n".join(said)


def _points(slip: _Slip, line: Line) -> Cell:
    if slip.is_in_points:
        return Cell(line.found.applied, "points")
    return Cell("不计分", "body_centre")


def _closing(draft: Draft, slip: _Slip) -> int:
    """How to object, room to write and the receipt stand below; returns the row of the room."""
    if not slip.is_hint:
        _how(draft, slip)
    said = (
        "情况说明（没有可不填，可另附页）："
        if slip.is_hint
        else "异议内容和依据（没有异议可不填，可另附页）："
    )
    room = draft.line(said, "body_top_indent")
    draft.raise_to(room, 2 * _ROOM if slip.is_hint else _ROOM)
    signer = "经办人：" if slip.is_hint else f"单位{SIGNER}签字（盖章）："
    draft.line(f"{signer}　　　　　　　　　　　　　　　年　　　月　　　日", "body_indent")
    draft.raise_to(draft.row - 1, 34.0)
    if not slip.is_hint:
        _receipt(draft)
    draft.gap(4)
    draft.line(foot(slip.facts.scheme, is_hint=slip.is_hint), "hint")
    return room


def _how(draft: Draft, slip: _Slip) -> None:
    draft.line("如何提出异议", "section")
    for at, said in enumerate(ways(slip.facts.scheme, slip.unit), 1):
        draft.line(f"{at}. {said}")
    draft.gap(4)


def _receipt(draft: Draft) -> None:
    draft.gap(8)
    draft.line("回执（签收后请交回办公室）", "section")
    ways = [f"□{way}" for way in desk.DELIVERIES]
    how = "\n".join("　".join(ways[at : at + 2]) for at in range(0, len(ways), 2))
    pairs = (
        (COLUMNS["signed_by"], "", COLUMNS["signed_at"], "　　年　　月　　日　　时　　分"),
        (COLUMNS["delivered_how"], how, "送达人", ""),
    )
    for left, one, right, other in pairs:
        row = draft.row
        draft.span(row, 0, 0, left, "label")
        draft.span(row, 1, 2, one, "body_indent")
        draft.span(row, 3, 3, right, "label")
        draft.span(row, 4, _RIGHT, other, "body_indent")
        draft.raise_to(row, 32.0)
        draft.row += 1
