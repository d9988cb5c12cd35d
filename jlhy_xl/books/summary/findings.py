"""数据问题: every finding with filters, what is open before what is mended; below, the ten kinds that matter."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from jlhy_xl.books.sheet import Cell, Sheet
from jlhy_xl.books.summary.bare import whose
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import FINDINGS, begin, finish
from jlhy_xl.books.table import Column, link_to
from jlhy_xl.core.calendar import provisional_note
from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.standing.marked import is_units
from jlhy_xl.core.wording.merge import NOTHING_CAME
from jlhy_xl.core.wording.words import severity_word

FIRST = 10
_ORDER = (Severity.ERROR, Severity.QUERY, Severity.NOTE)
_LOOKS = {
    Severity.ERROR: ("✗", "bad"), Severity.QUERY: ("△", "warn"), Severity.NOTE: ("·", "none"),
}  # fmt: skip


AWAITED = "待报"  # what nobody has sent yet and may still send: nothing to correct


def is_awaited(facts: Facts, row: Finding) -> bool:
    """Whether a finding only says that a return may still come."""
    return row.code == NOTHING_CAME.code and not facts.is_closed


OFFICE = "请办公室办理"


def is_offices(row: Finding) -> bool:
    """Whether the office itself must see to it: its own decisions, whichever unit they are about."""
    return not is_units(row) and row.severity is not Severity.NOTE


OPEN, SAME, MENDED, UNUSED = "△ 未补正", "见后件", "✓ 已补正", "△ 未采用"


def standings(facts: Facts) -> dict[str, str]:
    """Return where each finding of a unit's file stands, by its id.

    What stands in content that counts is open; what a later file took the place of is mended, or
    stands there again. A file that nothing acceptable followed is not used: its trouble is open.
    """
    found: dict[str, str] = {}
    cases = {case.unit: case for case in facts.results.cases}
    open_ids = {row.id for case in cases.values() for row in case.unmended}
    again = {_trouble(row) for row in facts.results.findings if row.id in open_ids}
    for row in facts.results.findings:
        case = cases.get(row.unit)
        shas = [fact.arrival.sha256 for fact in case.facts] if case else []
        if row.id in open_ids:
            found[row.id] = OPEN
        elif case and row.sha256 in shas:
            later = case.facts[shas.index(row.sha256) + 1 :]
            if any(fact.acceptable and (not row.form or row.form in fact.forms) for fact in later):
                found[row.id] = SAME if _trouble(row) in again else MENDED
            elif not case.facts[shas.index(row.sha256)].acceptable:
                found[row.id] = UNUSED
    return found


def _trouble(row: Finding) -> tuple[str, ...]:
    return row.unit, row.code, row.form, row.row_key, row.field


class Entry(Struct, frozen=True):
    """A finding as a row: alone, or the first of ``count`` of its kind from one unit."""

    finding: Finding
    count: int = 1
    link: str = ""


def ordered(facts: Facts) -> list[Finding]:
    """Return the findings: the open ones first, errors first, then by code, the scheme's units and place."""
    done = {key for key, told in standings(facts).items() if told in (MENDED, SAME)}
    places = {row.code: step for step, row in enumerate(facts.scheme.units)}
    return sorted(
        facts.results.findings,
        key=lambda row: (
            row.id in done, is_awaited(facts, row), is_offices(row), _ORDER.index(row.severity), row.code, places.get(row.unit, len(places)),
            row.file, row.sheet, _cell_key(row.cell), row.id,
        ),
    )  # fmt: skip


def _cell_key(cell: str) -> tuple[int, str]:
    digits = "".join(sign for sign in cell if sign.isdigit())
    return int(digits or 0), cell


def foremost(findings: Iterable[Finding]) -> list[Entry]:
    """Return one entry for each kind and unit: errors first, then the most frequent."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for row in findings:
        kinds.setdefault((row.code, row.unit), []).append(row)
    made = [Entry(rows[0], len(rows)) for rows in kinds.values()]
    return sorted(
        made,
        key=lambda row: (
            is_offices(row.finding), _ORDER.index(row.finding.severity), -row.count
        ),
    )  # fmt: skip


def sheet(facts: Facts) -> Sheet:
    """Return 数据问题."""
    found = ordered(facts)
    stands = standings(facts)
    columns = _columns(facts, stands)
    asked = [row for row in found if not is_awaited(facts, row)]
    severities = Counter(row.severity for row in asked if not is_offices(row))
    office = sum(map(is_offices, asked))
    told = [f"{severity_word(each)} {severities[each]} 处" for each in _ORDER]
    if office:
        told.append(f"{OFFICE} {office} 处")
    if len(found) > len(asked):
        told.append(f"{AWAITED} {len(found) - len(asked)} 处（{facts.until}）")
    counts = "，".join(told)
    draft = begin(
        FINDINGS, columns, "数据问题",
        f"共 {len(found)} 处：{counts}。“须改正”的请单位改后再报；“请说明”的不影响完整率，也不计减扣；“提示”仅供了解。{_OFFICES if office else ''}",
        f"其中现行内容仍须改正 {facts.severities[Severity.ERROR]} 处（总览用此数）；其余须改正的是未报，或所在文件没有采用。",
    )  # fmt: skip
    note = provisional_note(facts.results.clock)
    if note:
        draft.line(f"{OFFICE}：{note}。", "hint")
    entries = foremost(row for row in asked if stands.get(row.id) not in (MENDED, SAME))
    # a summary of what is shown on the next page in nearly as many rows would be the same list again
    is_long = len(found) > FIRST and 3 * min(len(entries), FIRST) <= sum(
        row.count for row in entries
    )
    way = draft.line("", "link") if is_long else 0
    placed = draft.table(columns, [Entry(row) for row in found])
    for step, row in enumerate(found):
        facts.links.setdefault(f"finding:{row.unit}", link_to(FINDINGS, placed.first + step))
    facts.links[FINDINGS] = link_to(FINDINGS, placed.first)
    if is_long:
        words = f"最要紧的（还没有补正的；同一单位同类问题合为一行；共 {len(entries)} 类，列前 {FIRST} 类）"
        draft.gap()
        draft.cells[way, 0] = Cell(f"{words} ↓", "link", link=link_to(FINDINGS, draft.row))
        draft.line(words, "section")
        at = {id(row): placed.first + step for step, row in enumerate(found)}
        draft.table(
            columns,
            [
                Entry(row.finding, row.count, link_to(FINDINGS, at[id(row.finding)]))
                for row in entries[:FIRST]
            ],
        )
    return finish(facts, draft, placed)


def _columns(facts: Facts, stands: Mapping[str, str]) -> list[Column[Entry]]:
    mails = whose(facts)

    def unit(row: Entry) -> str:
        if is_offices(row.finding) and row.finding.unit:
            return f"办公室\n（{facts.unit(row.finding.unit)}的事项）"
        code = row.finding.unit or mails.get(row.finding.id, "")
        return facts.unit(code) if code else "—"

    forms = {row.code: row.title for row in facts.scheme.forms}
    return [
        Column("级别", 12.5, lambda row: _level(facts, row)[0], lambda row: _level(facts, row)[1]),
        Column("编号", 6, lambda row: row.finding.code, "key", lambda row: row.link),
        Column("处数", 5.5, lambda row: row.count, "count"),
        Column("现状", 10, lambda row: stands.get(row.finding.id, "—"),
               lambda row: _MENDED_LOOKS.get(stands.get(row.finding.id, ""), "body_centre")),
        Column("单位", 11, unit),
        Column("工作表", 11, lambda row: row.finding.sheet or forms.get(row.finding.form, "")),
        Column("单元格", 7.5, lambda row: row.finding.cell, "body_centre"),
        Column("现填", 12, lambda row: row.finding.found, "text"),
        Column("应为", 12, lambda row: row.finding.expected, "text"),
        Column("说明", 32, lambda row: row.finding.message),
        Column("文件", 14, lambda row: row.finding.file, "hint_boxed"),
    ]  # fmt: skip


_OFFICES = f"“{OFFICE}”的是办公室自己处理意见中的事，不要单位说明。"
_MENDED_LOOKS = {MENDED: "good", OPEN: "warn", UNUSED: "warn"}


def _level(facts: Facts, row: Entry) -> tuple[str, str]:
    if is_awaited(facts, row.finding):
        return f"— {AWAITED}", "none"
    if is_offices(row.finding):
        return f"○ {OFFICE}", "blue"
    sign, look = _LOOKS[row.finding.severity]
    return f"{sign} {severity_word(row.finding.severity)}", look
