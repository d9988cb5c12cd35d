"""会议台账_<number>.xlsx: what the office fills in at and after a meeting, and puts into reviewed/."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from jlhy_xl.books.letters.agenda import (
    Matter,
    asked_words,
    found_words,
    item_state,
    wished,
)
from jlhy_xl.books.letters.meeting import Session
from jlhy_xl.books.scheme.book import HEADER, sheet_of
from jlhy_xl.books.sheet import Book, Merge, Sheet
from jlhy_xl.books.style import height_of
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.table import Draft
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.cells import Names
from jlhy_xl.core.scheme.meeting_tables import INSTRUCTIONS, ITEMS, LEDGER, NAME, Item
from jlhy_xl.core.scheme.model import Meeting, Resolution, Unit
from jlhy_xl.core.scheme.tables import UNITS, Table

GUIDE = "经办人填写说明"
SPARE_ITEMS, INSTRUCTED = 6, 8
_LEDGER_WIDTHS = dict(enumerate((12.0, 12.0, 24.0, 19.0, 10.0, 10.0, 10.0, 18.0, 22.0)))
_ITEM_WIDTHS = dict(
    enumerate((14.0, 7.0, 40.0, 17.0, 19.0, 12.0, 16.0, 12.0, 10.0, 12.0, 12.0, 13.0, 44.0))
)
_DECIDED = 7  # the first column of what is decided on an item
_INSET = 2.0  # of a cell's width
_HINTS = (
    "本页写给联席会议办公室的经办人，不随会议材料印发。",
    "会前：本表已按成员单位和会议通知的议题填好，可补充。",
    "会后：在“会议台账”填出席情况（请假、代会注明由谁同意）、日期、纪要文号。",
    "“议定事项”前几行是会议研究的逾期、逾期报办结待审核、申请延期的议定事项，编号不变：同意延期的，“是否同意”填“同意”并填“延至”；"
    "不同意的填“不同意”；确认办结的填“办公室确认”日期；没有议决的不必动。其余各行一个议题一行，议定的填“是”，写明牵头单位和完成时限；提出的单位在备注里，牵头单位只在明确请一个单位办理时预先填好。",
    "“批示”表里补填领导批示的牵头单位、完成时限，会上另有批示的接着填。领导写在汇总表“总览”批示栏里的批示不必抄："
    "把那份汇总表放进 workbooks/reviewed，下面的命令会读出来；没有写明牵头单位、完成时限的，列在下一份会议台账的“批示”表里待补填。",
    "填好后把本文件放进 workbooks/reviewed 文件夹，文件名保留“会议台账”开头，再运行 jlhy meeting record。"
    "方案.xlsx 不会被改动：方案里已有同一编号的，以方案为准；方案里空着的“是否同意”“延至”“办公室确认”，按会议议定的计。",
    "需要改正的，改好后再运行一次即可，以最后一次为准。编号请不要改动。",
)


def book(results: Results, session: Session, planned: tuple[Matter, ...],
         open_items: tuple[Resolution, ...] = (), waiting: tuple[Item, ...] = ()) -> Book:  # fmt: skip
    """Return the workbook: attendance by member, a row for each topic, recorded items still open.

    Args:
        results: of the period.
        session: the meeting.
        planned: the meeting's topics.
        open_items: recorded and not yet done.
        waiting: 批示 of the leaders that lack an owner or a day.
    """
    scheme = results.scheme
    names = Names.of(scheme.units)
    members = [duty.unit.code for duty in results.duties if duty.unit.member]
    lines = [Meeting(session.number, session.day, session.topic, code, "") for code in members]
    facts = Facts(results)
    late = _late(facts, planned)
    known = {row.code for row in late}
    kept = (_open(row) for row in open_items if row.code not in known)
    sheets = (
        _on_paper(sheet_of(LEDGER, lines, names, spare=4), _LEDGER_WIDTHS),
        _undated(ITEMS, [*late, *_items(facts, session, planned), *kept], names),
        _undated(INSTRUCTIONS, [*waiting, *_instructions(session)], names),
        _units(scheme.units),
        _guide(session),
    )
    return Book(sheets, title=f"{scheme.parameters.title}{NAME}", active=LEDGER.sheet)


def _on_paper(made: Sheet, widths: Mapping[int, float], parts: tuple[int, ...] = ()) -> Sheet:
    """Return the sheet in letters that can be read on A4: narrower columns, what is decided beside the items.

    Args:
        made: as the scheme's sheets are.
        widths: of its columns.
        parts: columns with which another page begins.
    """
    last = max(row for row, _ in made.cells)
    texts = {at: str(cell.value or "") for at, cell in made.cells.items() if at[0] >= HEADER}
    heights = {
        row: max(
            float(height_of(text, widths[column] - _INSET))
            for (line, column), text in texts.items()
            if line == row
        )
        for row in range(HEADER, last + 1)
    }
    edge = parts[0] - 1 if parts else max(widths)
    cells = {**made.cells, (0, 1): replace(made.cells[0, 0], style="plain")}
    del cells[0, 0]  # a column that every page repeats holds no part of the line over the table
    heights[0] = float(
        height_of(str(cells[0, 1].value), sum(widths[at] for at in range(1, edge + 1)))
    )
    page = replace(
        made.page, area=(0, 0, last, max(widths)), fixed=True, across=parts, over=True,
        title_columns=(0, 0) if parts else None, centre=False,
    )  # fmt: skip
    return replace(
        made, cells=cells, widths=widths, heights={**made.heights, **heights},
        merges=(Merge(0, 1, 0, edge),), page=page,
    )  # fmt: skip


def _undated(table: Table, rows: list[Item], names: Names) -> Sheet:
    """Return the sheet with 完成时限 left blank on rows that nobody has decided: never 长期 by default."""
    made = _on_paper(sheet_of(table, rows, names, spare=0), _ITEM_WIDTHS, (_DECIDED,))
    column = [each.attribute for each in table.columns].index("due")
    cells = dict(made.cells)
    for line, row in enumerate(rows, HEADER + 1):
        if not (row.adopted or row.due):
            cells[line, column] = replace(cells[line, column], value=None)
    return replace(made, cells=cells)


def _open(row: Resolution) -> Item:
    """Return a recorded item as a row, so that its extension or its end can be entered."""
    return Item(
        row.code, "是", row.text, row.lead, row.supporting, row.due, row.source_number, row.asked,
        row.granted, row.extended, row.claimed, row.confirmed,
    )  # fmt: skip


def _late(facts: Facts, planned: tuple[Matter, ...]) -> list[Item]:
    """Return the register's items that the meeting decides on, each noted with its topic and its state."""
    wishes = wished(facts)
    return [
        replace(
            _open(each.resolution),
            note=f"议题{at}：{item_state(each, wishes.get(each.resolution.code, ''))}",
        )
        for at, row in enumerate(planned, 1)
        for each in row.items
    ]


def _items(facts: Facts, session: Session, planned: tuple[Matter, ...]) -> list[Item]:
    """Return a row for each other topic that something can be decided on, then spare ones.

    Who asks for something is not who has to do it: a row has an owner only where one unit is plainly asked.
    """
    rows = [each for at, row in enumerate(planned, 1) for each in _of_topic(facts, at, row)]
    rows += [Item("")] * SPARE_ITEMS
    return [replace(row, code=f"{session.number}-{count:02}") for count, row in enumerate(rows, 1)]


def _of_topic(facts: Facts, at: int, row: Matter) -> Iterator[Item]:
    for problem, days in row.inspections:
        text, found = found_words(problem), f"{problem.code}逾期{days}天"
        note = f"{asked_words(at, text)}；督导{found}"
        yield Item("", text=text, lead=problem.unit, note=note)
    if row.text:
        who = "、".join(map(facts.unit, row.units))
        yield Item("", text=row.text, lead=row.lead, note=asked_words(at, row.text, who))


def _instructions(session: Session) -> list[Item]:
    return [Item(f"{session.number}-P{count:02}") for count in range(1, INSTRUCTED + 1)]


def _guide(session: Session) -> Sheet:
    draft = Draft(GUIDE, [90.0])
    draft.line(f"{NAME} {session.number}", "title_left")
    for hint in _HINTS:
        draft.line(hint, "plain")
    return draft.sheet(page=sheet_of(LEDGER, [], Names()).page)


def _units(units: tuple[Unit, ...]) -> Sheet:
    """Return the units by name, as the drop-downs read them."""
    columns = tuple(column for column in UNITS.columns if column.attribute in ("code", "name"))
    table = Table(UNITS.sheet, UNITS.attribute, Unit, columns, hint="单位简称，供选择。")
    return sheet_of(table, units, Names.of(units), spare=0)
