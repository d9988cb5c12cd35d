"""The conference on paper: 会议通知, 议题汇总, 签到表, 会议纪要, drafted from what units sent.

What only people know (day, place, who presides, what was decided) is left to be written in.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from msgspec import Struct

from jlhy_xl.books.letters.brief_parts import told_with
from jlhy_xl.books.letters.letter import Letter, Para, Part, Table, day_words
from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.summary.demands import TROUBLE, demands, place_of
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.parts import in_year
from jlhy_xl.books.summary.words import decisions, left_out, sentences
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.measures import Colour
from jlhy_xl.core.wording.phrases import Place

PROPOSAL, NEED = "议题建议", "需协调事项"
# a proposal to hold the very meeting; what it is to deal with stands behind
_CALLS = re.compile(
    r"[^，。；：,;:]{0,24}召开[^，。；：,;:]{0,16}联席会议(?:全体会议|会议)?[，。；：,;:]?\s*(.*)",
    re.DOTALL,
)
_BLANK = "＿＿＿＿"
_OPEN_DAY = "＿＿月＿＿日"
_ASKED = (Place.CALL_PRESENCE, Place.CALL_MATERIAL, Place.CALL_OTHERS)
_DECIDED = f"会议议定：{_BLANK * 2}。牵头单位：{_BLANK}；完成时限：{_BLANK}。"


class Session(Struct, frozen=True):
    """The conference that is being prepared."""

    number: str  # "HY2026-07"
    day: date | None = None
    hour: str = ""
    place: str = ""
    topic: str = ""


def next_number(scheme: Scheme, year: int) -> str:
    """Return the number after the last meeting of the year.

    >>> next_number(Scheme(), 2026)
    'HY2026-01'
    """
    head = f"HY{year}-"
    used = [row.number.removeprefix(head) for row in scheme.meetings if row.number.startswith(head)]
    last = max((int(each) for each in used if each.isdecimal()), default=0)
    return f"{head}{last + 1:02}"


class Topic(Struct, frozen=True):
    """Something for the agenda: proposed by a unit, or needing co-ordination."""

    kind: str
    unit: str  # unit code
    text: str
    ask: str = ""
    about: str = ""  # group or indicator
    whole: str = ""  # with the problem it is about, where that stands in other words; "": the text
    is_advice: bool = False  # of an experience or a policy: read before the meeting, not dealt with

    @property
    def is_call(self) -> bool:
        """Whether it proposes to hold the meeting that is being prepared.

        >>> Topic(PROPOSAL, "U02", "建议12月上旬召开联席会议，研究短板指标").is_call
        True
        """
        return self.kind == PROPOSAL and _CALLS.fullmatch(self.text.strip()) is not None

    @property
    def subject(self) -> str:
        """What the meeting is to deal with; "" of one that only proposes to meet.

        >>> Topic(PROPOSAL, "U02", "建议12月上旬召开联席会议，研究短板指标").subject
        '研究短板指标'
        """
        found = _CALLS.fullmatch(self.text.strip()) if self.is_call else None
        return found[1].strip() if found else self.text


def topics(facts: Facts) -> tuple[Topic, ...]:
    """Return what units proposed, and what they need co-ordinated, by group; each text once.

    What is asked for with a proposal stands beside it.
    """
    mask = Mask(facts.results).text
    found = [
        Topic(row.kind, row.unit, mask(row.text), mask(row.ask), row.group)
        for row in facts.issues
        if row.kind == PROPOSAL and row.text
    ]
    whole = {row.ask for row in found if row.ask}
    needs: dict[tuple[str, str], Topic] = {}
    told = {place_of(row): row.text for row in facts.issues}
    last = max((row.number for row in facts.scheme.groups), default=0) + 1
    for each in sorted(demands(facts), key=lambda row: min(row.groups, default=last)):
        text = mask(each.text)
        if not (each.kind == PROPOSAL and text in whole):
            problem = mask(told.get(each.place, "")).rstrip("。")
            made = Topic(
                NEED, each.unit, text, about=each.about,
                whole=f"{problem}。{text}" if problem and problem != text else "",
                is_advice=each.kind not in ("", TROUBLE, PROPOSAL),
            )  # fmt: skip
            needs.setdefault((each.unit, text), made)
    return (*found, *needs.values())


class Subject(Struct, frozen=True):
    """One thing that a meeting deals with, whoever brought it up."""

    text: str
    units: tuple[str, ...]  # codes


def for_agenda(found: Iterable[Topic]) -> tuple[Subject, ...]:
    """Return what a meeting deals with, the same words once; no proposal to meet, no advice."""
    said: dict[str, list[str]] = {}
    for row in found:
        text = (row.whole or row.subject).rstrip("。")
        if text and not row.is_advice:
            said.setdefault(text, []).append(row.unit)
    return tuple(Subject(text, tuple(dict.fromkeys(units))) for text, units in said.items())


def letters(results: Results, session: Session) -> dict[str, Letter]:
    """Return the four papers by file name."""
    facts = Facts(results)
    made = {
        "会议通知": _call(facts, session),
        "议题汇总": _agenda(facts, session),
        "签到表": _sign_in(facts, session),
        "会议纪要（代拟稿）": _minutes(facts, session),
    }
    change = Mask(results).text
    return {name: told_with(letter, change) for name, letter in made.items()}


def _when(session: Session) -> str:
    return f"{day_words(session.day) if session.day else _OPEN_DAY}{session.hour or _BLANK}"


def _call(facts: Facts, session: Session) -> Letter:
    parameters = facts.scheme.parameters
    found = topics(facts)
    day = day_words(session.day) if session.day else "近期"

    def said(place: Place, **slots: str) -> str:
        return phrase(facts.scheme, place, **slots)

    body: list[Part] = [
        Para(text=said(Place.CALL_OPENING, 日期=day, 会议=parameters.title)),
        Para("会议时间", level=1),
        Para(text=f"{_when(session)}。"),
        Para("会议地点", level=1),
        Para(text=f"{session.place or _BLANK * 2}。"),
        Para("参加人员", level=1),
        Para(text=said(Place.CALL_PEOPLE)),
        Para("会议议题", level=1),
        *_subjects(facts, session, found),
        Para("有关要求", level=1),
        *(Para("", said(place), 3) for place in _ASKED),
    ]
    return Letter(
        title=f"{parameters.title}\n会议通知",
        state="代拟稿",
        addressee=said(Place.MEMBERS),
        parts=tuple(body),
        signature=parameters.office_name,
        open_day=True,
        note=f"联系方式：{parameters.contact}" if parameters.contact else "",
    )


def _subjects(facts: Facts, session: Session, found: Iterable[Topic]) -> Iterable[Para]:
    usual = phrase(facts.scheme, Place.CALL_REPORT, 期次=facts.results.clock.label)
    yield Para("", f"{session.topic.rstrip('。')}。" if session.topic else usual, 3)
    if _late(facts):
        told = phrase(facts.scheme, Place.CALL_OVERDUE, 件数=str(len(_late(facts))))
        yield Para("", told, 3)
    for row in for_agenda(found):
        yield Para("", f"{row.text}（{_units(facts, row)}）。", 3)


def _units(facts: Facts, row: Subject) -> str:
    return "、".join(map(facts.unit, row.units))


def _late(facts: Facts) -> list[str]:
    return [
        row.resolution.code
        for row in facts.resolutions
        if row.colour in (Colour.RED, Colour.YELLOW)
    ]


def _agenda(facts: Facts, session: Session) -> Letter:
    parameters = facts.scheme.parameters
    found = topics(facts)
    proposed = [row for row in found if row.kind == PROPOSAL and not row.is_call]
    calls = [row for row in found if row.is_call]
    needed = [row for row in found if row.kind != PROPOSAL]
    wanted = decisions(facts)
    body: list[Part] = [
        Para(
            text=f"{facts.results.clock.label}共收到议题建议{len(proposed) + len(calls)}件、需协调事项{len(needed)}件，"
            f"涉及{len({row.unit for row in found})}个单位，汇总如下。"
        ),
        Para("各单位提出的议题建议", level=1),
        *_table(facts, proposed, "建议或需协调", lambda row: row.ask or "—"),
        *_called(facts, calls),
        Para("各单位提出的需协调事项", level=1),
        *_table(facts, needed, "涉及指标、工作组", lambda row: row.about or "—"),
        Para("建议提请会议研究的事项", level=1),
        *(Para("", f"【{row.kind}】{row.text}。", 3) for row in wanted),
    ]
    rest = left_out(facts)
    if rest or not wanted:
        body.append(Para(text=rest or "本期无。"))
    return Letter(
        title=f"{parameters.title}\n议题汇总",
        number=f"{session.number}　{in_year(facts.results.clock.period, facts.results.clock.label)}",
        parts=tuple(body),
        signature=parameters.office_name,
        day=facts.today,
    )


def _called(facts: Facts, calls: list[Topic]) -> Iterable[Part]:
    """Yield the proposals to meet apart: they are met by the meeting itself."""
    if calls:
        yield Para("关于召开会议的建议", level=1)
        yield Para(text="下列建议已由召开本次会议采纳；其中提出的研究事项列入会议议题。")
        yield from _table(facts, calls, "建议或需协调", lambda row: row.ask or "—")


def _table(
    facts: Facts, rows: list[Topic], last: str, told: Callable[[Topic], str]
) -> Iterable[Part]:
    if not rows:
        return (Para(text="本期无。"),)
    cells = tuple(
        (str(count), facts.unit(row.unit), row.text, told(row)) for count, row in enumerate(rows, 1)
    )
    return (Table(("序号", "单位", "事项", last), cells, (12, 38, 62, 44), frozenset({0})),)


def _sign_in(facts: Facts, session: Session) -> Letter:
    units = [duty.unit for duty in facts.results.duties if duty.unit.member]
    names = [row.name for row in units] + [""] * 4
    rows = tuple((str(count), name, "", "", "", "") for count, name in enumerate(names, 1))
    heads = ("序号", "单位", "姓名", "职务", "签到", "备注")
    return Letter(
        title=f"{facts.scheme.parameters.title}\n签到表",
        number=session.number,
        parts=(
            Para(text=f"时间：{_when(session)}", flush=True),
            Para(text=f"地点：{session.place or _BLANK * 2}", flush=True),
            Table(heads, rows, (14, 40, 24, 28, 28, 22), frozenset({0}), high=True),
            Para(text=phrase(facts.scheme, Place.SIGN_NOTE), flush=True),
        ),
    )


def _minutes(facts: Facts, session: Session) -> Letter:
    parameters = facts.scheme.parameters
    reported, moved, _ = sentences(facts)
    units = "、".join(row.unit.name for row in facts.results.duties if row.unit.member)
    opening = phrase(
        facts.scheme, Place.MINUTES_OPENING, 时间=_when(session), 主持人=_BLANK,
        地点=session.place or _BLANK, 会议=parameters.title,
        内容=session.topic or "听取各成员单位工作情况汇报，研究有关事项",
    )  # fmt: skip
    body: list[Part] = [
        Para(text=opening),
        Para("会议听取了有关情况汇报", level=1),
        Para(text=f"{facts.results.clock.label}，{reported}{moved}"),
        Para("会议议定事项", level=1),
    ]
    body += [
        Para(f"关于{_units(facts, row)}提出的事项。", f"{row.text}。{_DECIDED}", 2)
        for row in for_agenda(topics(facts))
    ]
    body += [
        Para("其他事项。", _DECIDED, 2),
        Para("会议要求", level=1),
        Para(text=phrase(facts.scheme, Place.MINUTES_DEMAND)),
        Para(text=f"出席：{units}（以签到表为准）。"),
        Para(text=f"请假：{_BLANK}　代会：{_BLANK}　列席：{_BLANK}"),
    ]  # fmt: skip
    return Letter(
        title=f"{parameters.title}\n会议纪要",
        number=f"〔{facts.today.year}〕　号",
        state="代拟稿",
        parts=tuple(body),
        signature=parameters.office_name,
        open_day=True,
    )
