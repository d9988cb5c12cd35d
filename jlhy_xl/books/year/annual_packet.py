"""材料.xlsx, one unit's packet: 告知—签收—异议—复核—审定 of each line, its evidence, its originals."""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.books.scoring.facts import Line, Proof
from jlhy_xl.books.scoring.parts import KEY_WIDTH
from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.books.slip_words import stated
from jlhy_xl.books.table import Column, link_to
from jlhy_xl.books.year.annual_facts import Year, amount
from jlhy_xl.books.year.annual_parts import KEPT, begin, finish
from jlhy_xl.core.model import Status
from jlhy_xl.core.points.decisions import Entry
from jlhy_xl.core.scheme.model import Unit
from jlhy_xl.core.scheme.tables import WAIVERS
from jlhy_xl.core.wording import decisions
from jlhy_xl.core.wording.deductions import COLUMNS

COURSE, STEPS, PROOFS, ORIGINALS = "办理情况", "办理记录", "证据", "原件目录"
NOT_KEPT = "未留存，见办公室存档"
ENTERED = "办公室入账时间"
_EMPTY = "无"
_SECOND = 7  # the first column of the page beside the first
SCHEME = "方案.xlsx"
_FIRST = datetime.min.replace(tzinfo=UTC)


class Original(Struct, frozen=True):
    """A file that a line rests on."""

    number: int
    sha256: str
    name: str
    what: str  # 证据 or 处理意见
    received: datetime | None
    clock: str
    source: str
    where: str  # inside 台账, "" where it is not kept


class _Step(Struct, frozen=True):
    """One entry of the ledger about a line: what it changed."""

    line: Line
    entry: Entry
    changes: str


def units(year: Year) -> tuple[Unit, ...]:
    """Return the units that have a packet: each with a line of the year, or with a forebear's."""
    return tuple(unit for unit in year.scheme.units if year.with_line(unit.code))


def book(year: Year, unit: Unit) -> Book:
    """Return one unit's packet."""
    lines = year.with_line(unit.code)
    sheets = (
        _course(year, unit, lines), _steps(year, unit, lines), _proofs(year, unit, lines),
        _originals(year, unit, lines),
    )  # fmt: skip
    return Book(sheets, title=f"{unit.name}{year.year}年度减扣事项材料", active=COURSE)


def _course(year: Year, unit: Unit, lines: tuple[Line, ...]) -> Sheet:
    shown: list[Column[Line]] = [
        Column("编号", KEY_WIDTH, lambda line: line.found.id, "key"),
        Column("单位", 12, lambda line: line.name, "body_centre"),
        Column("期次", 9, lambda line: line.found.period, "body_centre"),
        Column("依据（规则、条款）", 22, _ground),
        Column("事项与事实", 50, lambda line: line.fact),
        Column("状态", 9, _status, lambda line: "good" if _is_settled(line) else "body_centre"),
        Column("审定分值", 7, lambda line: line.settled, "points"),
        Column("告知和签收", 20, year.served),
        Column("异议", 20, year.objection),
        Column("复核", 25, year.review),
        Column("审定（机构、依据、日期）", 21, year.settlement),
        Column("说明", 26, year.note),
    ]
    fate = year.fate(unit.code)
    draft = begin(
        year, COURSE, f"{unit.name}\n{year.year}年度减扣事项材料", shown,
        f"{fate + '。' if fate else ''}一条一行；每次填写的原始记录见“{STEPS}”，依据的文件见“{ORIGINALS}”。",
        kept=KEPT, beside=_SECOND,
    )  # fmt: skip
    placed = draft.table(shown, lines, empty=_EMPTY)
    if lines:
        row = draft.row
        draft.span(row, 0, KEPT, None, "total_left")  # on both pages; the sum stands on the first
        draft.span(row, KEPT + 1, 5, "审定合计", "total_left")
        formula = f"=SUM(G{placed.first + 1}:G{placed.last + 1})"
        draft.put(row, 6, Cell(amount(lines), "total_points_centre", formula))
        draft.span(row, _SECOND, draft.right, None, "total_left")
        draft.raise_to(row, 24.0)
        draft.row += 1
    return finish(year, draft, placed, freeze=3, across=(_SECOND,), title_columns=(0, KEPT))


def _is_settled(line: Line) -> bool:
    return line.found.status is Status.SETTLED


def _status(line: Line) -> str:
    return ("✓ " if _is_settled(line) else "") + line.found.status.value


def _ground(line: Line) -> str:
    if line.rule is None:
        return line.found.rule
    clause = f"\n通知{line.rule.clause}" if line.rule.clause else ""
    return f"{line.rule.code} {line.rule.event}{clause}"


def _steps(year: Year, unit: Unit, lines: tuple[Line, ...]) -> Sheet:
    shown: list[Column[_Step]] = [
        Column("编号", KEY_WIDTH, lambda row: row.line.found.id, "key"),
        Column("期次", 9, lambda row: row.line.found.period, "body_centre"),
        Column("入账时间", 12, lambda row: year.facts.when(row.entry.at), "body_centre"),
        Column("填写的内容", 54, lambda row: row.changes),
        Column("来自文件", 24, lambda row: row.entry.file),
        Column("工作表和单元格", 13, lambda row: f"{row.entry.sheet}!{row.entry.cell}".strip("!")),
        Column("文件校验值（SHA-256）", 15, lambda row: row.entry.sha256, "key"),
    ]
    draft = begin(
        year, STEPS, f"{unit.name}　办理记录", shown,
        "台账中的每一次填写，按时间排列，只增不改；后写的为准。",
    )  # fmt: skip
    rows = [
        step
        for line in lines
        for step in sorted(
            (*_history(year, line), *_waived(year, line)), key=lambda step: step.entry.at or _FIRST
        )
    ]
    return finish(year, draft, draft.table(shown, rows, empty=_EMPTY))


def _history(year: Year, line: Line) -> Iterator[_Step]:
    """Yield the ledger's entries about a line with what each changed."""
    before: dict[str, str] = {}
    order = list(COLUMNS.values())
    for entry in year.entries.get(line.found.id, ()):
        names = sorted({*before, *entry.entries}, key=lambda name: (name not in order, name))
        names.sort(key=lambda name: order.index(name) if name in order else len(order))
        said = [
            f"{name}：{entry.entries.get(name, '') or '（清空）'}"
            for name in names
            if entry.entries.get(name, "") != before.get(name, "")
        ]
        yield _Step(line, entry, "；".join(said))
        before = dict(entry.entries)


def _waived(year: Year, line: Line) -> Iterator[_Step]:
    """Yield when a 不予减扣 began to apply to a line, changed, or was taken out of the scheme."""
    for row in year.waived.get(line.found.id, ()):
        said = decisions.NOT_WAIVED
        if row.waiver is not None:
            said = decisions.WAIVED.format(said=decisions.waived(row.waiver))
        entry = Entry(line.found.id, {}, SCHEME, sheet=WAIVERS.sheet, at=row.at)
        yield _Step(line, entry, said)


def _proofs(year: Year, unit: Unit, lines: tuple[Line, ...]) -> Sheet:
    numbers = {row.sha256: row.number for row in originals(year, lines)}
    shown: list[Column[Proof]] = [
        Column("编号", KEY_WIDTH, lambda row: row.line.found.id, "key"),
        Column("期次", 9, lambda row: row.line.found.period, "body_centre"),
        Column("证据", 24, lambda row: stated(row.evidence).what),
        Column("文件", 24, lambda row: row.evidence.file),
        Column("原件序号", 9, lambda row: numbers.get(row.evidence.sha256), "count_link",
               lambda row: _to_original(numbers, row)),
        Column("工作表", 12, lambda row: row.evidence.sheet, "body_centre"),
        Column("单元格", 8, lambda row: row.evidence.cell, "body_centre"),
        Column("所见内容", 30, lambda row: stated(row.evidence).found, "text"),
        Column("时间", 12, lambda row: year.facts.when(row.evidence.at), "body_centre"),
    ]  # fmt: skip
    draft = begin(year, PROOFS, f"{unit.name}　证据", shown, "一条证据一行。")
    ids = {line.found.id for line in lines}
    rows = [proof for proof in year.facts.proofs if proof.line.found.id in ids]
    return finish(year, draft, draft.table(shown, rows, empty=_EMPTY))


def _to_original(numbers: dict[str, int], row: Proof) -> str:
    number = numbers.get(row.evidence.sha256)
    return link_to(ORIGINALS, 3 + number) if number else ""


def originals(year: Year, lines: tuple[Line, ...]) -> tuple[Original, ...]:
    """Return the files that the lines rest on, each once: evidence first, then filled-in copies."""
    told: dict[str, tuple[str, str]] = {}
    entered: dict[str, datetime] = {}  # when what was filled in came into the ledger
    for line in lines:
        for piece in line.found.evidence:
            if piece.sha256:
                told.setdefault(piece.sha256, (piece.file, "证据"))
    for line in lines:
        for entry in year.entries.get(line.found.id, ()):
            if entry.sha256:
                told.setdefault(entry.sha256, (entry.file, "处理意见"))
                if entry.at:
                    entered[entry.sha256] = min(entry.at, entered.get(entry.sha256, entry.at))
    found = []
    for number, (sha256, (name, what)) in enumerate(told.items(), 1):
        came, at = year.arrivals.get(sha256), entered.get(sha256)
        whence = (at, ENTERED if at else "", "")
        row = Original(number, sha256, name, what, *whence, year.kept.get(sha256, ""))
        if came:
            row = replace(
                row, name=name or came.name, received=came.received, clock=came.clock.value,
                source=came.source,
            )  # fmt: skip
        found.append(row)
    return tuple(found)


def _kept_at(row: Original) -> str:
    """Return the folder of an original; its name there is the digest beside it."""
    folder, slash, name = row.where.rpartition("/")
    if not row.where:
        return NOT_KEPT
    return f"{folder}{slash}\n（文件名即校验值）" if name == row.sha256 else row.where


def _originals(year: Year, unit: Unit, lines: tuple[Line, ...]) -> Sheet:
    shown: list[Column[Original]] = [
        Column("序号", 6, lambda row: row.number, "count"),
        Column("文件", 27, lambda row: row.name),
        Column("类别", 10, lambda row: row.what, "body_centre"),
        Column("收到时间", 12, lambda row: year.facts.when(row.received), "body_centre"),
        Column("以何为准", 12, lambda row: row.clock, "body_centre"),
        Column("收件位置", 30, lambda row: row.source),
        Column("原件所在（台账文件夹内）", 30, _kept_at),
        Column("校验值（SHA-256）", 15, lambda row: row.sha256, "key"),
    ]
    draft = begin(
        year, ORIGINALS, f"{unit.name}　原件目录", shown,
        "原件存于办公室台账；随材料包附上的，在“原件”文件夹，文件名以序号开头。"
        "原件按校验值保存，内容一改校验值就变；可用 certutil -hashfile 文件 SHA256 核对。",
    )  # fmt: skip
    return finish(year, draft, draft.table(shown, originals(year, lines), empty=_EMPTY))
