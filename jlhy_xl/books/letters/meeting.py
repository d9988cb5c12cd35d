"""The conference on paper: 会议通知, 议题汇总, 签到表, 会议纪要, drafted from what units sent.

What only people know (day, place, who presides, what was decided) is left to be written in.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from jlhy_xl.books.letters.agenda import (
    PROPOSAL,
    Matter,
    Topic,
    agenda,
    decided,
    found_words,
    item_state,
    topics,
    wished,
)
from jlhy_xl.books.letters.brief_parts import moved_sentence, returns_sentence, told_with
from jlhy_xl.books.letters.letter import Letter, Para, Part, Table, day_words
from jlhy_xl.books.letters.numbering import parted
from jlhy_xl.books.letters.phrasing import phrase, signature
from jlhy_xl.books.summary.demands import Demand, is_past, uncounted
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.parts import in_year
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording.phrases import Place

_BLANK = "＿＿＿＿"
_OPEN_DAY = "＿＿月＿＿日"
_ASKED = (Place.CALL_PRESENCE, Place.CALL_MATERIAL, Place.CALL_OTHERS)
_PROPOSED, _NEEDED = ("建议或需协调", "办理"), ("涉及指标\n或工作组", "办理")
_OTHERS = ("类别", "说明")
_PRESENCE = ("出席（按签到表）", "请假", "代会", "列席")
_GUESTS = 2  # lines for who is asked to listen
# lines that hold what is to be ticked or written in whole: 26 characters beside the indent
_DECISIONS = (f"□确认办结　□同意延期至{_OPEN_DAY}　□不同意延期", f"□其他：{_BLANK * 5}。")
_AUDITED = ("□确认办结　□未办结，继续办理", _DECISIONS[1])
_DECIDED = (f"会议议定：{_BLANK * 5}。", f"牵头单位：{_BLANK}＿＿；完成时限：{_BLANK}＿＿。")


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
    day = day_words(session.day) if session.day else _OPEN_DAY

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
        *(Para("", row.line, 3) for row in agenda(facts, session.topic, topics(facts))),
        Para("有关要求", level=1),
        *(Para("", said(place), 3) for place in _ASKED),
    ]
    return Letter(
        title=f"{parameters.title}\n会议通知",
        state="代拟稿",
        addressee=said(Place.MEMBERS),
        parts=tuple(body),
        signature=signature(facts.scheme),
        open_day=True,
        note=f"联系方式：{parameters.contact}" if parameters.contact else "",
    )


def _agenda(facts: Facts, session: Session) -> Letter:
    found, others = topics(facts), uncounted(facts)
    planned = agenda(facts, session.topic, found)
    proposed = [row for row in found if row.kind == PROPOSAL]
    needed = [row for row in found if row.kind != PROPOSAL]
    units = {unit for row in found for unit in row.units} | {row.unit for row in others}
    advised = sum(row.is_advice for row in others)
    counts = (("、建议", advised), ("、所写日期已过的需协调事项", len(others) - advised))
    rest = "".join(f"{word}{count}件" for word, count in counts if count)

    def place(row: Topic) -> str:
        at = next((at for at, each in enumerate(planned, 1) if each.text == row.whole), 0)
        listed = f"列入议题{at}" if at else ""
        if before := decided(facts, row.whole):
            return f"已议定（{before.code}），正在办理"
        if not row.is_call:
            return listed or "—"
        # what goes with a call to meet is no topic: whether the 通知 asks for it, the office says
        ask = "所附建议由办公室定" if row.ask else ""
        return "；".join(part for part in ("已由召开本次会议采纳", listed, ask) if part)

    body: list[Part] = [
        Para(
            text=f"{facts.results.clock.label}共收到议题建议{len(proposed)}件、需协调事项{len(needed)}件{rest}，"
            f"涉及{len(units)}个单位，汇总如下。"
        ),
        Para("各单位提出的议题建议", level=1),
        *_table(_PROPOSED, [(_names(facts, row), row.text, row.ask or "—", place(row)) for row in proposed]),
        Para("各单位提出的需协调事项", level=1),
        *_table(_NEEDED, [(_names(facts, row), row.text, row.about or "—", place(row)) for row in needed]),
        Para("建议和所写日期已过的事项", level=1),
        *_table(_OTHERS, [_other(facts, row) for row in others]),
        Para("会议议题安排", level=1),
        *(Para("", row.line, 3) for row in planned),
        Para(text="以上与会议通知的议题一致；有关情况见同期汇总表。"),
    ]  # fmt: skip
    return Letter(
        title=f"{facts.scheme.parameters.title}\n议题汇总",
        number=f"{session.number}　{in_year(facts.results.clock.period, facts.results.clock.label)}",
        parts=tuple(body),
        signature=signature(facts.scheme),
        day=facts.today,
    )


def _names(facts: Facts, row: Topic) -> str:
    return "、".join(map(facts.unit, row.units))


def _other(facts: Facts, row: Demand) -> tuple[str, str, str, str]:
    """Return what is no 需协调事项, and why it is none."""
    why = "所写日期已过" if is_past(row.text, facts.today) else "供参考，不列入议题"
    return facts.unit(row.unit), Mask(facts.results).text(row.text), row.about, why


def _table(last: tuple[str, str], rows: list[tuple[str, ...]]) -> Iterable[Part]:
    if not rows:
        return (Para(text="本期无。"),)
    cells = tuple((str(count), *row) for count, row in enumerate(rows, 1))
    return (Table(("序号", "单位", "事项", *last), cells, (12, 32, 50, 34, 28), frozenset({0})),)


def _sign_in(facts: Facts, session: Session) -> Letter:
    units = [duty.unit for duty in facts.results.duties if duty.unit.member]
    names = [("总召集人", "□主持"), ("副召集人", "□主持")]
    names += [*((row.name, "") for row in units), *[("", "列席")] * _GUESTS]
    rows = tuple(
        (str(count), name, "", "", "", note) for count, (name, note) in enumerate(names, 1)
    )
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
    opening = phrase(
        facts.scheme, Place.MINUTES_OPENING, 时间=_when(session), 主持人=_BLANK,
        地点=session.place or _BLANK, 会议=parameters.title,
        内容=session.topic or "听取各成员单位工作情况汇报，研究有关事项",
    )  # fmt: skip
    body: list[Part] = [
        Para(text=opening),
        Para("会议听取了有关情况汇报", level=1),
        Para(text=f"{facts.results.clock.label}，{returns_sentence(facts)}{moved_sentence(facts)}"),
        Para("会议议定事项", level=1),
    ]
    for row in agenda(facts, session.topic, topics(facts)):
        body += _section(facts, row)
    body += [
        Para("其他事项。", "", 2),
        *(Para(text=line) for line in _DECIDED),
        Para("会议要求", level=1),
        Para(text=phrase(facts.scheme, Place.MINUTES_DEMAND)),
        *(Para(text=f"{word}：{_BLANK * 4}") for word in _PRESENCE),
    ]  # fmt: skip
    return Letter(
        title=f"{parameters.title}\n会议纪要",
        number=f"{_series(facts.scheme) or _BLANK}〔{facts.today.year}〕＿＿号",
        state="代拟稿",
        parts=tuple(body),
        signature=signature(facts.scheme),
        open_day=True,
    )


def _section(facts: Facts, row: Matter) -> Iterable[Part]:
    """Yield a topic's section, with room for what is decided; what is only heard has none."""
    if row.items:
        wishes = wished(facts)
        yield Para(row.title, level=2)
        for each in row.items:
            found = each.resolution
            state = item_state(each, wishes.get(found.code, ""))
            text = found.text.rstrip("。")
            told = f"{found.code} {facts.unit(found.lead)}：{text}（{state}）。会议议定："
            yield Para("", told, 3)
            ticks = _AUDITED if each.is_claimed_late else _DECISIONS
            yield from (Para(text=line) for line in ticks)
    elif row.inspections:
        yield Para(row.title, level=2)
        for problem, days in row.inspections:
            until = f"时限{day_words(problem.due)}；" if problem.due else ""
            told = f"{problem.code} {facts.unit(problem.unit)}：{found_words(problem)}"
            yield Para("", f"{told}（{until}逾期{days}天）。", 3)
            yield from (Para(text=line) for line in _DECIDED)
    elif row.title:
        who = f"{'、'.join(map(facts.unit, row.units))}提出：" if row.units else ""
        yield Para(row.title, f"{who}{row.text}。", 2)
        yield from (Para(text=line) for line in _DECIDED)


def _series(scheme: Scheme) -> str:
    """Return whose series the minutes' number is of, as the last meeting's had it; "" where none is known."""
    held = sorted(scheme.meetings, key=lambda row: str(row.day or ""))
    known = [found for row in held if (found := parted(row.minutes))]
    return known[-1].head if known else ""
