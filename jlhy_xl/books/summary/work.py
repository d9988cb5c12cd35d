"""The sheets on work outside the indicators: 典型经验, 议题建议, 议定事项, 会议与督导."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.summary.facts import Facts, Issue, Line, chosen, percent
from jlhy_xl.books.summary.parts import (
    EXPERIENCE,
    MEETINGS,
    PRINTED_WITHOUT,
    PROPOSALS,
    RESOLUTIONS,
    Paper,
    begin,
    finish,
    source,
)
from jlhy_xl.books.table import Column, link_to
from jlhy_xl.core.model import State
from jlhy_xl.core.points.heard import EXTENSION, Statement, day_of
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Inspection, Meeting, Resolution
from jlhy_xl.core.scheme.recorded import origin
from jlhy_xl.core.standing.measures import Colour, ResolutionStanding, Word

OPEN_ENDED = "长期"
_COLOURS = {
    Colour.RED: ("✗ 红", "bad"), Colour.YELLOW: ("△ 黄", "warn"), Colour.BLUE: ("○ 蓝", "blue"),
    Colour.NONE: ("", "body_centre"),
}  # fmt: skip


def experience(facts: Facts) -> Sheet:
    """Return 典型经验: what units offer to others, 政策措施 and what has no kind of its own below it."""
    apart = ("突出问题", "议题建议")
    rows = [row for row in facts.issues if row.kind not in apart]
    kinds = [*dict.fromkeys(["典型经验", "政策措施", *(row.kind for row in rows)])]
    counts = "，".join(
        f"{kind or '未选类别的'} {sum(row.kind == kind for row in rows)} 条" for kind in kinds
    )
    rows.sort(key=lambda row: kinds.index(row.kind))
    return _offered(facts, EXPERIENCE, f"单位报送的{counts}。", rows)


def proposals(facts: Facts) -> Sheet:
    """Return 议题建议: what units want the conference to take up."""
    rows = [row for row in facts.issues if row.kind == "议题建议"]
    return _offered(facts, PROPOSALS, f"单位报送的议题建议 {len(rows)} 条，供会议筛选议题。", rows)


def _offered(facts: Facts, name: str, told: str, rows: list[Issue]) -> Sheet:
    """Return what units offered; whom to ask, in the full edition only."""
    columns: list[Column[Issue]] = [
        Column("类别", 10, lambda row: row.kind, "body_centre"),
        Column("单位", 14, lambda row: facts.unit(row.unit)),
        Column("内容", 42, lambda row: row.text),
        Column("涉及工作组", 14, lambda row: row.group),
        Column("建议或需协调", 26, lambda row: row.ask),
        Column("联系人", 9, lambda row: row.contact),
        Column("出处", 20, source, "hint_boxed"),
    ]
    if facts.results.masked:
        columns = [column for column in columns if column.heading != "联系人"]
    draft = begin(name, columns, name, told)
    for step, row in enumerate(rows):
        facts.links[f"issue:{row.unit}:{row.cell}"] = link_to(name, draft.row + 1 + step)
    return finish(facts, draft, draft.table(columns, rows))


def resolutions(facts: Facts) -> Sheet:
    """Return 议定事项 with 蓝/黄/红; done only when the office has confirmed it."""
    said = _said(facts)
    columns: list[Column[ResolutionStanding]] = [
        Column("编号", 11.5, lambda row: row.resolution.code, "key"),
        Column("来源", 12, _origin),
        Column("交办原文", 20, lambda row: row.resolution.text),
        Column("牵头单位", 11, lambda row: facts.unit(row.resolution.lead)),
        Column("配合单位", 11, lambda row: "、".join(map(facts.unit, row.resolution.supporting))),
        Column("完成时限", 11, lambda row: row.due or OPEN_ENDED, "date"),
        Column("办理情况", 11, lambda row: _state(row)[0], lambda row: _state(row)[1]),
        Column("预警", 6.5, lambda row: _COLOURS[row.colour][0], lambda row: _COLOURS[row.colour][1]),
        Column("延期", 13.5, lambda row: extension(facts, row), "hint_boxed"),
        Column("单位自报状态", 11, lambda row: _told(said, row, "state") or _claimed(facts, row), "body_centre"),
        Column("进展与依据", 15.5, lambda row: _told(said, row, "progress", "basis")),
        Column("出处", 42, lambda row: _place(said, row), "hint_boxed"),
    ]  # fmt: skip
    draft = begin(
        RESOLUTIONS, columns, "议定事项", resolution_sentence(facts),
        "蓝：7天内到期；黄：逾期；红：逾期超过7天或延期后再次逾期。单位报“已办结”而办公室尚未确认的列为待审核，不计入办结；到期后才报的，注明迟几天，计入进展滞后；逾期几天算到汇总当日。"
        f"{PRINTED_WITHOUT}", reach=(0, len(columns) - 2),
    )  # fmt: skip
    for step, row in enumerate(facts.resolutions):
        at = link_to(RESOLUTIONS, draft.row + 1 + step)
        facts.links[f"resolution:{row.resolution.code}"] = at
    return finish(
        facts,
        draft,
        draft.table(columns, facts.resolutions),
        Paper(last=len(columns) - 2),
        tab="accent",
    )


def resolution_sentence(facts: Facts) -> str:
    """Return 共X件，已办结Y件，占Z%; the counts add up."""
    count = facts.resolution_tally
    if not count.total:
        return "本期没有议定事项。"
    waiting = sum(row.is_claimed and not row.over for row in facts.resolutions)
    told = f"（其中待审核 {waiting} 件）" if waiting else ""
    late = sum(row.is_claimed_late for row in facts.resolutions)
    rest = f"（其中到期后才报办结、待审核 {late} 件）" if late else ""
    return (
        f"议定事项共 {count.total} 件，已办结 {count.done} 件，占 {percent(count.done, count.total)}；"
        f"正在办理 {count.doing} 件{told}，进展滞后 {count.lagging} 件{rest}。"
    )


def _origin(row: ResolutionStanding) -> str:
    return "\n".join(part for part in (row.resolution.source, row.resolution.source_number) if part)


def _state(row: ResolutionStanding) -> tuple[str, str]:
    if row.word is Word.CLEARED:
        return f"✓ {row.word}", "good"
    if row.is_claimed:
        return f"○ 待审核{_late_words(row)}", "warn" if row.is_claimed_late else "blue"
    if row.word is Word.LAGGING:
        return f"✗ {row.word}\n逾期{row.over}天", "bad"
    return str(row.word), "body_centre"


def _late_words(row: ResolutionStanding) -> str:
    return f"\n{claimed_late(row)}" if row.is_claimed_late else ""


def claimed_late(row: ResolutionStanding) -> str:
    """Return how late an item was reported done that waits for the office's confirmation.

    Not 逾期, which is counted until today: this delay has ended.
    """
    return f"迟{row.over}天报办结"


def state_words(row: ResolutionStanding) -> str:
    """Return where an item stands as one word, and that it waits for the office's confirmation."""
    late = f"{claimed_late(row)}，" if row.is_claimed_late else ""
    return f"{row.word}（{late}待审核）" if row.is_claimed else str(row.word)


def extension(facts: Facts, row: ResolutionStanding) -> str:
    """Return when an extension was asked for, until when, and what the office answered.

    Where the return and the register say different days, both stand there.
    """
    found = row.resolution
    if found.asked is None:
        return ""
    asking = [each for each in _statements(facts, row) if each.field == EXTENSION]
    until = asking[-1].value if asking else ""
    told = [f"{found.asked.isoformat()}申请"]
    told += [f"延至{until}"] if until else []
    entered = _register(facts, row).asked
    sent = day_of(facts.scheme, asking[0]) if asking else None
    if entered and sent and entered != sent:
        other = f"台账登记\n{entered}" if found.asked == sent else f"报表收到\n{sent}"
        told.append(f"（{other}）")
    told.append(found.granted or "尚未答复")
    told += [f"延至{found.extended.isoformat()}"] if found.extended else []
    return "\n".join(told)


def _statements(facts: Facts, row: ResolutionStanding) -> list[Statement]:
    now = facts.results.now
    return [
        each for each in facts.results.said if each.item == row.resolution.code and each.at <= now
    ]


def _register(facts: Facts, row: ResolutionStanding) -> Resolution:
    """Return an item as the office's register alone has it."""
    code = row.resolution.code
    return next((each for each in facts.scheme.resolutions if each.code == code), row.resolution)


def _claimed(facts: Facts, row: ResolutionStanding) -> str:
    """Return since when an item is reported done, where the week's return does not say it."""
    day = row.resolution.claimed
    if day is None:
        return ""
    where = "台账登记" if _register(facts, row).claimed == day else "以前报表"
    return f"{where}\n{day.isoformat()}\n报办结"


def _said(facts: Facts) -> dict[str, dict[str, Line]]:
    """Return what lead units said this week of each 议定事项, by its code and field."""
    forms = {row.code for row in facts.scheme.forms if row.rows is RowSource.RESOLUTIONS}
    found: dict[str, dict[str, Line]] = {}
    for row in chosen(facts.results.readings, forms):
        if row["state"] != State.BLANK.value:
            found.setdefault(row["row_key"], {})[row["field"]] = row
    return found


def _place(said: dict[str, dict[str, Line]], row: ResolutionStanding) -> str:
    cells = said.get(row.resolution.code)
    if cells:
        return source(next(iter(cells.values())))
    file, sheet, cell = origin(row.resolution.note)
    return source({"file": file, "sheet": sheet, "cell": cell}) if file else "方案\n议定事项表"


def _told(said: dict[str, dict[str, Line]], row: ResolutionStanding, *fields: str) -> str:
    cells = said.get(row.resolution.code, {})
    words = (str(cells[name]["value"] or cells[name]["typed"]) for name in fields if name in cells)
    return "；".join(words)


class _Session(Struct, frozen=True):
    """One meeting with how many came."""

    number: str
    day: date | None
    topic: str
    minutes: str
    lines: tuple[Meeting, ...]

    @property
    def invited(self) -> int:
        """How many were invited, as a 会议台账 lists them; 0 where only 方案 tells of those who are entered."""
        return len(self.lines) if all(origin(line.note)[0] for line in self.lines) else 0

    def count(self, *words: str) -> int:
        """How many lines say one of these words."""
        return sum(line.attended in words for line in self.lines)


def _sessions(lines: Iterable[Meeting]) -> list[_Session]:
    found: dict[str, list[Meeting]] = {}
    for line in lines:
        found.setdefault(line.number, []).append(line)
    made = [
        _Session(number, rows[0].day, rows[0].topic, rows[0].minutes, tuple(rows))
        for number, rows in found.items()
    ]
    return sorted(made, key=lambda row: row.day or date.min, reverse=True)


def meetings(facts: Facts) -> Sheet:
    """Return 会议与督导: who came to which meeting, and what inspections asked."""
    sessions = _sessions(facts.scheme.meetings)
    columns: list[Column[_Session]] = [
        Column("编号", 12, lambda row: row.number, "key"),
        Column("日期", 11.5, lambda row: row.day, "date"),
        Column("议题", 30, lambda row: row.topic),
        Column(
            "应到",
            13,
            lambda row: row.invited or f"已登记{len(row.lines)}家",
            lambda row: "count" if row.invited else "body_centre",
        ),
        Column("实到", 11.5, lambda row: row.count("实到"), "count"),
        Column("请假", 11.5, lambda row: row.count("请假"), "count"),
        Column("代会", 11, lambda row: row.count("代会"), "count"),
        Column("缺席", 9, lambda row: row.count("缺席"), "count"),
        Column("纪要文号", 25, lambda row: row.minutes),
    ]
    draft = begin(
        MEETINGS,
        columns,
        "会议与督导",
        "出处：方案“会议台账”“督导调研”两表（由办公室登记），以及读回的会议台账。",
    )
    draft.line("联席会议", "section")
    draft.table(columns, sessions)
    draft.gap()
    draft.line("请假、代会、缺席和未登记情况", "section")
    odd = [line for row in sessions for line in row.lines if line.attended != "实到"]
    draft.table(_odd_columns(facts), odd)
    draft.gap()
    draft.line("督导调研", "section")
    for step, row in enumerate(facts.scheme.inspections):
        facts.links[f"inspection:{row.code}"] = link_to(MEETINGS, draft.row + 1 + step)
    followed = draft.table(_inspection_columns(facts), facts.scheme.inspections)
    # a head that stays in sight would stand over the rows of two other lists
    return finish(facts, draft, filter=followed.whole)


def _odd_columns(facts: Facts) -> list[Column[Meeting]]:
    return [
        Column("编号", 13, lambda row: row.number, "key"),
        Column("日期", 12, lambda row: row.day, "date"),
        Column("单位", 34, lambda row: facts.unit(row.unit)),
        Column("情况", 12, lambda row: row.attended, "body_centre"),
        Column("批准人", 12, lambda row: row.approved_by),
    ]


def overdue(facts: Facts, row: Inspection) -> int | None:
    """Return how many days past its due day a found problem is; None where it is not, or is settled."""
    if row.cleared or row.due is None or row.due >= facts.today:
        return None
    return (facts.today - row.due).days


def _inspection_columns(facts: Facts) -> list[Column[Inspection]]:
    def state(row: Inspection) -> tuple[str, str]:
        if row.cleared:
            return "✓ 已销号", "good"
        return ("✗ 逾期", "bad") if overdue(facts, row) else ("办理中", "body_centre")

    return [
        Column("编号", 13, lambda row: row.code, "key"),
        Column("督导日期", 12, lambda row: row.day, "date"),
        Column("问题", 34, lambda row: row.problem),
        Column("单位", 12, lambda row: facts.unit(row.unit)),
        Column("时限", 12, lambda row: row.due, "date"),
        Column("销号日期", 12, lambda row: row.cleared, "date"),
        Column("情况", 12, lambda row: state(row)[0], lambda row: state(row)[1]),
        Column("逾期天数", 12, lambda row: overdue(facts, row), "count"),
        Column("要求", 30, lambda row: row.demand),
    ]
