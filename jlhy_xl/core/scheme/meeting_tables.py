"""会议台账_….xlsx: its sheets as tables, and what a filled-in one says.

The office fills it in at and after a meeting; adopted rows become 议定事项 and the leader's
instructions (批示) become tracked items. A row at fault is not recorded, the others are.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Finding
from jlhy_xl.core.raw import RawBook
from jlhy_xl.core.scheme.cells import Names, guessed
from jlhy_xl.core.scheme.model import Meeting, Resolution, Scheme
from jlhy_xl.core.scheme.recorded import decided, noted
from jlhy_xl.core.scheme.sheets import Placed, read_table
from jlhy_xl.core.scheme.tables import MEETINGS, RESOLUTIONS, Column, Kind, Table, plain
from jlhy_xl.core.wording import instructions as told
from jlhy_xl.core.wording import scheme as says

MINUTES, INSTRUCTION = "纪要", "领导批示"
ADOPTED, REFUSED = "是", "否"
GRANTED = "同意"  # of an extension
UNREGISTERED = "未登记"  # invited, and nobody has written whether it came
# What people write for the four words of 出席情况; what could mean two of them is asked about.
_ATTENDED = {
    "实到": ("出席", "已出席", "到会", "已到会", "参会", "参加", "已参加", "到", "已到", "√", "✓", "✔", "☑"),
    "缺席": ("无故缺席", "未请假缺席"),
    "请假": ("已请假", "事假", "病假", "公假", "因公请假"),
    "代会": ("代为参会", "代参会", "代参加", "委托代会", "派人代会", "替会"),
}  # fmt: skip


class Item(Struct, frozen=True):
    """A row of 议定事项 or 批示: a proposal until it is adopted."""

    code: str
    adopted: str = ""  # 是 / 否 / "" not yet decided
    text: str = ""
    lead: str = ""
    supporting: tuple[str, ...] = ()
    due: date | None = None
    source_number: str = ""
    asked: date | None = None
    granted: str = ""
    extended: date | None = None
    claimed: date | None = None
    confirmed: date | None = None
    note: str = ""


def _loose(column: Column, *, hint: str = "") -> Column:
    """The same column, blank until the row is decided on."""
    return replace(column, required=False, hint=hint or column.hint)


_LOOSE = tuple(
    _loose(RESOLUTIONS.column(name))
    for name in (
        "text", "lead", "supporting", "due", "source_number", "asked", "granted", "extended",
        "claimed", "confirmed", "note",
    )
)  # fmt: skip
_CODE = replace(RESOLUTIONS.column("code"), hint="程序编好的编号，请不要改动", width=18)
_ADOPTED = Column(
    "是否议定", "adopted", Kind.CHOICE, choices=plain("是", "否"), hint="填“是”的才成为议定事项",
    width=10,
)  # fmt: skip

_EXPECTED = "实到、缺席、请假或代会"
NAME = MEETINGS.sheet  # how a filled-in workbook's file name begins
LEDGER = replace(
    MEETINGS,
    columns=tuple(
        _loose(column) if column.attribute == "attended" else column for column in MEETINGS.columns
    ),
    hint="每个单位一行，填出席情况。日期、议题、纪要文号在本次会议的任一行填一次即可。",
)
ITEMS = Table(
    "议定事项", "items", Item, (_CODE, _ADOPTED, *_LOOSE), keys=(("code",),),
    hint="会议议定的填“是”，并填牵头单位和完成时限（日期或“长期”）；文号空白的用纪要文号。"
    "原有的议定事项：同意延期填“是否同意”“延至”，确认办结填“办公室确认”；没有议决的不动。",
)  # fmt: skip
_TRACKED = Column(
    "是否跟踪", "adopted", Kind.CHOICE, choices=plain("是", "否"),
    hint="不需要跟踪的填“否”；空白的，写了内容就跟踪", width=10,
)  # fmt: skip
INSTRUCTIONS = Table(
    "批示", "instructions", Item, (_CODE, _TRACKED, *_LOOSE), keys=(("code",),),
    hint="领导在总览上的批示，一件一行：批示内容、牵头单位、完成时限。已登记、尚缺牵头单位或时限的，已列在前面。",
)  # fmt: skip


_ATTENDANCE = replace(  # as it is read: the words that are offered, and what they are called otherwise
    LEDGER,
    columns=tuple(
        replace(
            column,
            choices=(
                *column.choices,
                *((other, word) for word, others in _ATTENDED.items() for other in others),
            ),
        )
        if column.attribute == "attended" else column
        for column in LEDGER.columns
    ),
)  # fmt: skip


class Filled(Struct, frozen=True):
    """What a filled-in 会议台账 says, each row with its cell, and what is at fault."""

    meetings: tuple[tuple[Meeting, str], ...] = ()  # row, "表!A1"
    resolutions: tuple[tuple[Resolution, str], ...] = ()
    withdrawn: tuple[tuple[str, str], ...] = ()  # codes of rows that say 否
    findings: tuple[Finding, ...] = ()


def filled(book: RawBook, scheme: Scheme, file: str) -> Filled:
    """Return what the workbook says; every fault in it at once."""
    names = Names.of(scheme.units)
    tables = {
        table.attribute: read_table(book, table, names)
        for table in (_ATTENDANCE, ITEMS, INSTRUCTIONS)
    }
    findings = [
        row for _, found in tables.values() for row in found
        if (row.code, row.expected) != (says.NO_COLUMN.code, _TRACKED.heading)  # older ones have none
    ]  # fmt: skip
    meetings = list(_meetings(tables[LEDGER.attribute][0], findings, names))
    minutes = next((row.minutes for row, _ in meetings if row.minutes), "")
    items = _adopted(
        tables[ITEMS.attribute][0], findings, MINUTES, lambda row: row.adopted == ADOPTED
    )
    instructed = _adopted(
        tables[INSTRUCTIONS.attribute][0], findings, INSTRUCTION,
        lambda row: bool(row.text) and row.adopted != REFUSED,
    )  # fmt: skip
    own = {row.code: row for row in scheme.resolutions}
    resolutions = [
        (replace(row, source_number=row.source_number or minutes), at)
        for row, at in items
        if row.code not in own or _says_more(row, own[row.code])
    ]
    origin = {
        at: replace(row, note=noted(row.note, file, at)) for row, at in (*resolutions, *instructed)
    }
    return Filled(
        tuple((replace(row, note=noted(row.note, file, at)), at) for row, at in meetings),
        tuple((row, at) for at, row in origin.items()),
        tuple(
            (row.value.code, _place(row, "code"))
            for table in (ITEMS, INSTRUCTIONS)
            for row in tables[table.attribute][0]
            if row.value.adopted == REFUSED and "code" not in row.bad
        ),
        tuple(replace(_explained(row, scheme), file=file) for row in findings),
    )


def _says_more(row: Resolution, own: Resolution) -> bool:
    """Whether a row about an item of the scheme decides on it, or contradicts it; else it is as it was drawn."""
    return decided(own, row) is not own or is_outranked(row, own)


def is_outranked(row: Resolution, own: Resolution) -> bool:
    """Whether anything of a recorded row does not count because the scheme's own row says otherwise."""
    same = all(getattr(row, name) == getattr(own, name) for name in ("text", "lead", "due"))
    pairs = [
        (getattr(row, name), getattr(own, name)) for name in ("granted", "extended", "confirmed")
    ]
    return not same or any(said and known and said != known for said, known in pairs)


def _explained(row: Finding, scheme: Scheme) -> Finding:
    """Return what is said of an owner whom the scheme does not know with how he is entered."""
    heading = ITEMS.column("lead").heading
    if row.code != says.UNKNOWN_UNIT.code or not row.message.startswith(f"“{heading}”"):
        return row
    names = (unit.name for unit in scheme.units)
    used, number = {unit.code for unit in scheme.units}, 1
    while f"W{number:02}" in used:
        number += 1
    slots = {"heading": heading, "name": row.found, "code": f"W{number:02}"}
    slots["guess"] = guessed(row.found, names)
    return told.OUTSIDER.finding(found=row.found, words=slots, sheet=row.sheet, cell=row.cell)


def _meetings(
    rows: Iterable[Placed], findings: list[Finding], names: Names
) -> Iterator[tuple[Meeting, str]]:
    """Yield the attendance; nothing where no row says anything: the meeting has not been yet.

    Who was invited and of whom nothing can be read is 未登记: he counts as invited, never as absent.
    """
    # what is typed, not the value: the scheme's reader takes a blank choice for its first word
    placed = [row for row in rows if not row.bad.intersection(("number", "unit"))]
    sound = {_name(row) for row in placed if _typed(row) and not row.bad}
    if not any(_typed(row) for row in placed):
        return
    blank = [row for row in placed if not _typed(row) and _name(row) not in sound]
    if blank:
        slots = {
            "count": str(len(blank)),
            "units": "、".join(names.name(row.value.unit) for row in blank),
        }
        findings.append(blank[0].says(told.UNREGISTERED, "attended", expected=_EXPECTED, **slots))
    for row in placed:
        whole = _whole(row.value, placed)
        if not _typed(row) or row.bad:
            if _name(row) in sound or whole.day is None:
                continue
            whole = replace(whole, attended=UNREGISTERED, approved_by="")
        elif whole.day is None:
            findings.append(row.says(says.BLANK, "day", expected=says.A_DAY, heading="日期"))
            continue
        yield whole, _place(row, "attended")


def _typed(row: Placed) -> str:
    return row.typed.get("attended", "").strip()


def _name(row: Placed) -> tuple[str, str]:
    return row.value.number, row.value.unit


def _whole(row: Meeting, placed: Iterable[Placed]) -> Meeting:
    """Return a line with what its meeting says in another line."""
    same = [each.value for each in placed if each.value.number == row.number]

    def said(name: str) -> str:
        return getattr(row, name) or next((v for each in same if (v := getattr(each, name))), "")

    day = row.day or next((each.day for each in same if each.day), None)
    return replace(row, day=day, topic=said("topic"), minutes=said("minutes"))


def _adopted(
    rows: Iterable[Placed], findings: list[Finding], source: str, is_adopted: Callable[[Item], bool]
) -> Iterator[tuple[Resolution, str]]:
    for row in rows:
        found: Item = row.value
        if row.bad or not is_adopted(found):
            continue
        missing = [name for name in ("text", "lead", "due") if not row.typed.get(name, "").strip()]
        if found.granted == GRANTED and found.extended is None:
            missing.append("extended")  # an extension without a day extends nothing
        for name in missing:
            column = ITEMS.column(name)
            findings.append(row.says(says.BLANK, name, expected=column.hint or column.kind.value,
                                     heading=column.heading))  # fmt: skip
        if not missing:
            made = Resolution(
                found.code, source, found.source_number, found.text, found.lead, found.supporting,
                found.due, found.asked, found.granted, found.extended, found.claimed,
                found.confirmed, found.note,
            )  # fmt: skip
            yield made, _place(row, "code")


def _place(row: Placed, attribute: str) -> str:
    return f"{row.sheet}!{row.cells.get(attribute, '')}"
