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
from jlhy_xl.core.points.heard import EXTENSION
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Resolution
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


def agenda(facts: Facts, topic: str, found: Iterable[Topic]) -> tuple[Matter, ...]:
    """Return the topics in their order: the report, the register's items, the office's own, the units'.

    Args:
        facts: of the period.
        topic: what the office itself puts on the agenda, "" nothing.
        found: what units want.
    """
    report = phrase(facts.scheme, Place.CALL_REPORT, 期次=facts.results.clock.label)
    made = [Matter(report), *_registered(facts)]
    if topic:
        bare = topic.strip().rstrip("。")
        made.append(Matter(f"{bare}。", f"关于{titled(bare)}。", bare))
    return (*made, *_wanted(facts, found))


def _registered(facts: Facts) -> list[Matter]:
    late = overdue(facts)
    asking = tuple(row for row in facts.resolutions if _is_asking(row) and row not in late)
    made = []
    if late:
        line = phrase(facts.scheme, Place.CALL_OVERDUE, 件数=str(len(late)))
        made.append(Matter(line, f"关于逾期未办结的议定事项（{len(late)}件）。", items=late))
    if asking:
        line = f"研究申请延期的议定事项（{len(asking)}件）。"
        made.append(Matter(line, f"关于申请延期的议定事项（{len(asking)}件）。", items=asking))
    return made


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


def asked_words(at: int, row: Matter) -> str:
    """Return what a row of 会议台账 notes: its topic, and the words that it was proposed in."""
    return f"议题{at}，{_ASKED}{row.text}"


def _matter(facts: Facts, text: str, rows: list[Topic]) -> Matter:
    units = tuple(dict.fromkeys(unit for row in rows for unit in row.units))
    names = "、".join(map(facts.unit, units))
    about = next((row.about for row in rows if row.about), "") or f"{names}所提"
    title = titled(rows[0].subject, rows[0].problem, about)
    return Matter(f"研究{title}（{names}提出）。", f"关于{title}。", text, units)


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


def wished(facts: Facts) -> dict[str, str]:
    """Return until when units asked to have items extended, by code; what is no day as they typed it."""
    forms = {row.code for row in facts.scheme.forms if row.rows is RowSource.RESOLUTIONS}
    rows = chosen(facts.results.readings, forms)
    return {
        row["row_key"]: _day_told(str(row["value"] or row["typed"]))
        for row in rows
        if row["field"] == EXTENSION and (row["value"] or row["typed"])
    }


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
