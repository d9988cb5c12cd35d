"""What a meeting is to deal with: each topic once, in the order that 会议通知, 会议纪要 and 会议台账 share."""

import re
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from jlhy_xl.books.letters.letter import day_words
from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.summary.demands import Demand, demands, matters, place_of
from jlhy_xl.books.summary.facts import Facts, chosen
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.work import overdue as overdue_days
from jlhy_xl.core.points.heard import EXTENSION
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Inspection, Resolution, Unit
from jlhy_xl.core.standing.measures import Colour, ResolutionStanding
from jlhy_xl.core.text import key
from jlhy_xl.core.wording.phrases import Place

PROPOSAL, NEED = "议题建议", "需协调事项"
# a proposal to hold the very meeting; what it is to deal with stands behind
_CALLS = re.compile(
    r"[^，。；：,;:]{0,24}召开[^，。；：,;:]{0,16}联席会议(?:全体会议|会议)?[，。；：,;:]?\s*(.*)",
    re.DOTALL,
)
_ASKED = "原提："
_END = re.compile(r"[，。；,;\n]")
_LONGEST = 30  # of a title, characters
_ACTOR = r"(?:.{0,40}?(?:局|委|办|中心|部门|单位|公司|支行|法院|镇街|街道|镇|政府|领导|工作组))?"
_DEED = (
    "协调|协助|支持|参加|明确|推动|报送|提供|解决|加快|开通|对接|配合|统一|组织|落实|安排|出台|制定|"
    "增加|完善|建立|优化|规范|取消|简化"
)
_PLEASE = re.compile(r"(?:请|希望|建议|盼)+((?:(?!请|希望|建议|盼).)*)", re.DOTALL)
_DOING = rf"尽快|及时|进一步|牵头|逐项|研究|负责|会同|{_DEED}"
_REQUEST = re.compile(
    rf"(?:建议|恳请|希望|请){{0,2}}{_ACTOR}(?:逐项)?(?:研究(?P<studied>.+)|"
    rf"(?P<deed>(?:尽快|及时|进一步|牵头)?(?:{_DEED}).+))"
)


class Topic(Struct, frozen=True):
    """Something that units want dealt with: proposed, or needing co-ordination."""

    kind: str
    units: tuple[str, ...]  # codes
    text: str
    ask: str = ""
    about: str = ""  # group or indicator
    problem: str = ""  # what it is about, where that stands in other words

    @property
    def is_call(self) -> bool:
        """Whether it proposes to hold the meeting that is being prepared.

        >>> Topic(PROPOSAL, ("U02",), "建议12月上旬召开联席会议，研究短板指标").is_call
        True
        """
        return self.kind == PROPOSAL and _CALLS.fullmatch(self.text.strip()) is not None

    @property
    def subject(self) -> str:
        """What the meeting is to deal with; "" of one that only proposes to meet.

        >>> Topic(PROPOSAL, ("U02",), "建议12月上旬召开联席会议，研究短板指标").subject
        '研究短板指标'
        """
        found = _CALLS.fullmatch(self.text.strip()) if self.is_call else None
        return (found[1] if found else self.text).strip().rstrip("。")

    @property
    def whole(self) -> str:
        """Its subject behind the problem that it is about."""
        return f"{self.problem}。{self.subject}" if self.problem else self.subject


def topics(facts: Facts) -> tuple[Topic, ...]:
    """Return what units proposed, and what they need co-ordinated, by group; each text once."""
    mask = Mask(facts.results).text
    found = [
        Topic(row.kind, (row.unit,), mask(row.text), mask(row.ask), row.group)
        for row in facts.issues
        if row.kind == PROPOSAL and row.text
    ]
    last = max((row.number for row in facts.scheme.groups), default=0) + 1
    rows = sorted(matters(demands(facts)), key=lambda each: min(_groups(each), default=last))
    told = {place_of(row): row.text.strip().rstrip("。") for row in facts.issues}
    for each in rows:
        text = mask(each[0].text)
        problems = dict.fromkeys(told.get(row.place, "") for row in each)
        problem = mask("；".join(part for part in problems if part not in ("", each[0].text)))
        units = tuple(dict.fromkeys(row.unit for row in each))
        about = "、".join(dict.fromkeys(row.about for row in each))
        found.append(Topic(NEED, units, text, about=about, problem=problem))
    return tuple(found)


def _groups(rows: Iterable[Demand]) -> list[int]:
    return [number for row in rows for number in row.groups]


class Matter(Struct, frozen=True):
    """One topic of a meeting: a report, items of the register to decide on, or what units want."""

    line: str  # as 会议通知 lists it
    title: str = ""  # of its section in 会议纪要; "": it is heard, nothing is decided
    text: str = ""  # what is asked, in the units' own words
    units: tuple[str, ...] = ()  # who brought it up
    items: tuple[ResolutionStanding, ...] = ()  # the register's items to decide on
    inspections: tuple[tuple[Inspection, int], ...] = ()  # found by 督导, with the days overdue
    lead: str = ""  # the one unit that is plainly asked to do it


def agenda(facts: Facts, topic: str, found: Iterable[Topic]) -> tuple[Matter, ...]:
    """Return the topics in their order: the report, the register's items, the office's own, the units'.

    Args:
        facts: of the period.
        topic: what the office itself puts on the agenda, "" nothing.
        found: what units want.
    """
    report = phrase(facts.scheme, Place.CALL_REPORT, 期次=facts.results.clock.label)
    made = [Matter(report), *_registered(facts), *_inspected(facts)]
    if topic:
        bare = topic.strip().rstrip("。")
        made.append(Matter(f"{bare}。", f"关于{titled(bare)}。", bare))
    return (*made, *_wanted(facts, found))


def _registered(facts: Facts) -> list[Matter]:
    """Return what is overdue, what was reported done late and waits for the office, what asks for time."""
    late = overdue(facts)
    waiting = tuple(row for row in late if row.is_claimed_late)
    undone = tuple(row for row in late if row not in waiting)
    asking = tuple(row for row in facts.resolutions if _is_asking(row) and row not in late)
    made = []
    if undone:
        line = phrase(facts.scheme, Place.CALL_OVERDUE, 件数=str(len(undone)))
        made.append(Matter(line, f"关于逾期未办结的议定事项（{len(undone)}件）。", items=undone))
    for verb, what, rows in (("审核", "逾期报办结、待审核", waiting), ("研究", "申请延期", asking)):
        if rows:
            told = f"{what}的议定事项（{len(rows)}件）。"
            line = f"{verb}{told.replace('、待审核', '')}"
            made.append(Matter(line, f"关于{told}", items=rows))
    return made


def _inspected(facts: Facts) -> list[Matter]:
    late = tuple(
        each for each in overdue_inspections(facts) if not decided(facts, found_words(each[0]))
    )
    told = f"督导发现、逾期未整改的问题（{len(late)}件）。"
    return [Matter(f"研究{told}", f"关于{told}", inspections=late)] if late else []


def overdue_inspections(facts: Facts) -> list[tuple[Inspection, int]]:
    """Return what 督导调研 found that is past its day and not settled, with the days, the oldest first."""
    found = [(row, overdue_days(facts, row) or 0) for row in facts.scheme.inspections]
    return sorted((each for each in found if each[1]), key=lambda each: -each[1])


def found_words(row: Inspection) -> str:
    """Return what 督导调研 found and asked for."""
    demand = f"。整改要求：{row.demand.rstrip('。')}" if row.demand else ""
    return row.problem.rstrip("。") + demand


def overdue(facts: Facts) -> tuple[ResolutionStanding, ...]:
    """Return the register's items past their day, red before yellow, the oldest first."""
    late = [row for row in facts.resolutions if row.colour in (Colour.RED, Colour.YELLOW)]
    return tuple(sorted(late, key=lambda row: (row.colour is not Colour.RED, str(row.due))))


def _is_asking(row: ResolutionStanding) -> bool:
    found = row.resolution
    return found.asked is not None and not (found.granted or found.confirmed or found.claimed)


def _wanted(facts: Facts, found: Iterable[Topic]) -> list[Matter]:
    same: dict[str, list[Topic]] = {}
    for row in found:
        if row.whole and not decided(facts, row.whole):
            same.setdefault(row.whole, []).append(row)
    return [_matter(facts, text, rows) for text, rows in same.items()]


def decided(facts: Facts, text: str) -> Resolution | None:
    """Return the item that a meeting made of what units want and that is not done yet; None where none did.

    It is known by its words, or by those it was proposed in where the meeting worded it otherwise.
    """
    asked = key(f"{_ASKED}{text}；")
    return next(
        (
            row
            for row in facts.scheme.resolutions
            if not row.confirmed and (key(row.text) == key(text) or asked in key(f"{row.note}；"))
        ),
        None,
    )


def asked_words(at: int, text: str, who: str = "") -> str:
    """Return what a row of 会议台账 notes: its topic, who proposed it and the words that it was proposed in."""
    return f"议题{at}，{f'{who}提出，' if who else ''}{_ASKED}{text}"


def _matter(facts: Facts, text: str, rows: list[Topic]) -> Matter:
    units = tuple(dict.fromkeys(unit for row in rows for unit in row.units))
    names = "、".join(map(facts.unit, units))
    about = next((row.about for row in rows if row.about), "") or f"{names}所提"
    title = titled(rows[0].subject, rows[0].problem, about)
    lead = asked_of(rows[0].subject, facts.scheme.units)
    return Matter(f"研究{title}（{names}提出）。", f"关于{title}。", text, units, lead=lead)


def asked_of(text: str, units: Iterable[Unit]) -> str:
    """Return the code of the one unit that a text plainly asks to do something, "" in any doubt.

    >>> known = (Unit("U03", "区行政审批局"), Unit("U06", "区住建局"), Unit("U04", "区财政局"))
    >>> [asked_of(text, known) for text in (
    ...     "请区行政审批局牵头对接", "请区住建局、区财政局参加会审", "请区交通运输部门协调",
    ...     "请区财政局拨付，请区领导协调", "区住建局已答复，望解决")]
    ['U03', '', '', '', '']
    """
    asked = _PLEASE.findall(text)
    found = [
        unit.code for unit in units
        if len(asked) == 1 and re.match(rf"{re.escape(unit.name)}(?:{_DOING})", asked[0])
    ]  # fmt: skip
    return found[0] if len(found) == 1 else ""


def titled(text: str, problem: str = "", about: str = "") -> str:
    """Return a title for what is asked, by its own words where they are understood.

    >>> titled("请区交通运输部门协调路政许可"), titled("逐项研究短板指标整改")
    ('协调路政许可事项', '短板指标整改事项')
    >>> titled("请牵头对接", "系统数据不通，需人工录入"), titled("望解决", about="获得电力耗时")
    ('系统数据不通问题', '获得电力耗时有关事项')
    """
    if problem:
        told = _END.split(problem)[0]
        if len(told) <= _LONGEST:
            return told if told.endswith("问题") else f"{told}问题"
    found = _REQUEST.fullmatch(_END.split(text.strip())[0])
    told = (found["studied"] or found["deed"]) if found else ""
    if 1 < len(told) <= _LONGEST:
        return told if told.endswith("事项") else f"{told}事项"
    return f"{about}有关事项" if about else "有关事项"


def wishes(facts: Facts) -> dict[str, str]:
    """Return until when units asked to have items extended, by code: 2026-12-18, or as they typed it.

    The last word counts, of whichever period it is.
    """
    forms = {row.code for row in facts.scheme.forms if row.rows is RowSource.RESOLUTIONS}
    here = {
        row["row_key"]: str(row["value"] or row["typed"])
        for row in chosen(facts.results.readings, forms)
        if row["field"] == EXTENSION and (row["value"] or row["typed"])
    }
    said = {
        row.item: row.value for row in facts.results.said
        if row.field == EXTENSION and row.at <= facts.results.now
    }  # fmt: skip
    return {**here, **said}


def wished(facts: Facts) -> dict[str, str]:
    """Return the same in words, a day with its year."""
    return {code: _day_told(text) for code, text in wishes(facts).items()}


def _day_told(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def item_state(row: ResolutionStanding, wish: str) -> str:
    """Return how late an item is and what was asked of it, for who decides on it."""
    found, told = row.resolution, list[str]()
    if found.due:
        told.append(f"时限{day_words(found.due)}")
    if row.due and row.due != found.due:
        told.append(f"已延至{day_words(row.due)}")
    if found.claimed:
        late = f"，迟{row.over}天" if row.over else ""
        told.append(f"{day_words(found.claimed)}报办结{late}，待审核")
    elif row.over:
        told.append(f"逾期{row.over}天")
    if found.asked and not found.granted:
        until = f"延至{wish}" if wish else "延期"
        told.append(f"{day_words(found.asked)}申请{until}，待批")
    return "；".join(told)
