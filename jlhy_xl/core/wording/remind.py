"""What a 工作提醒 says: what is missing and by when; courteous, no points, no personal names."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Arrival, ArrivalFact, Timetable, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.standing.owing import Owing, escalation
from jlhy_xl.core.wording.attempts import at_words
from jlhy_xl.core.wording.return_copy import FILE, SHEET
from jlhy_xl.core.wording.status import part_words
from jlhy_xl.core.wording.words import moment_words

SUBJECT = "工作提醒：{label}营商环境评价报表"
KIND = "工作提醒"  # of the ledger's messages


class Copy(Struct, frozen=True):
    """The unit's own file, marked, that it mends and sends back."""

    file: str
    queries: int  # that still wait for a word
    is_attached: bool = False  # to the mail itself


def file(unit: str, period: str) -> str:
    """Return the marked file's name.

    >>> file("区法院", "2026-W48")
    '区法院_2026-W48.xlsx'
    """
    return FILE.format(unit=unit, period=period)


def count(row: Owing) -> int:
    """Return how many cells a unit still owes."""
    return sum(part.cells for part in row.parts)


def request(results: Results, row: Owing) -> str:
    """Return the courteous request: by when, how much."""
    what = f"补齐{count(row)}项" if row.received else f"报送（共{count(row)}项）"
    return due(results.scheme, results.clock, results.now, what)


def due(scheme: Scheme, clock: Timetable, now: datetime, what: str) -> str:
    """Return the request that every paper to a unit makes alike: by when, or that the day is over.

    Args:
        scheme: whose clock is told.
        clock: the period's.
        now: the clock.
        what: what is asked for.
    """
    if now <= clock.deadline:
        return f"请于{moment_words(localised(scheme, clock.deadline))}前{what}。"
    if now <= clock.cutoff:
        closed = moment_words(localised(scheme, clock.cutoff))
        return f"报送时间已过，请尽快{what}，最迟不晚于{closed}。"
    return f"本期最终截止时间已过，仍请尽快{what}，以便数据完整。"


def missing(row: Owing) -> str:
    """Return what is missing, form by form, without the padding of headings."""
    return "；".join("".join(part_words(part).split()) for part in row.parts)


def heard(results: Results, row: Owing) -> list[str]:
    """Return the word on what came and could not be used, and how to mend it; none where nothing did.

    After an acceptable file only what came later is told: what came before it is mended.
    """
    case = next((each for each in results.cases if each.unit == row.unit), None)
    if case is None:
        return []
    last = max((fact.arrival.received for fact in case.facts if fact.acceptable), default=None)
    tried = [
        (fact.arrival.received, _refused(results, fact))
        for fact in case.facts
        if fact.verdict in (Verdict.RETURNED, Verdict.QUARANTINED)
    ]
    tried += [] if row.received else _bare(results, case.mails)
    told = sorted(each for each in tried if last is None or each[0] > last)
    return [said for _, said in told]


def _bare(results: Results, mails: Sequence[Arrival]) -> list[tuple[datetime, str]]:
    if not mails:
        return []
    times = "、".join(_at(results, mail) for mail in mails)
    last = max(mail.received for mail in mails)
    return [(last, f"贵单位{times}来信收悉，信中没有可采用的报表，以上内容尚未收到。")]


def _refused(results: Results, fact: ArrivalFact) -> str:
    came = f"贵单位{_at(results, fact.arrival)}来件“{fact.arrival.name}”收悉"
    if fact.verdict is Verdict.QUARANTINED:
        return f"{came}，正在核实，核实前暂未采用。"
    return f"{came}，但未能采用：{fact.reason.rstrip('。')}。"


def _at(results: Results, arrival: Arrival) -> str:
    when = localised(results.scheme, arrival.received)
    return at_words(when.month, when.day, f"{when:%H:%M}")


def body(results: Results, row: Owing, copy: Copy | None = None) -> str:
    """Return the whole text of the mail; where a marked file goes back, that is the one to fill in."""
    scheme = results.scheme
    unit, parameters = scheme.unit_by_code[row.unit], scheme.parameters
    state = "已收到，还差以下内容" if row.received else "尚未收到，应报以下内容"
    lines = [f"{unit.name}：", "", f"    {results.clock.label}营商环境评价报表{state}："]
    lines += [f"    · {''.join(part_words(part).split())}" for part in row.parts]
    lines += [f"    {said}" for said in heard(results, row)]
    lines += [f"    {request(results, row)}请{escalation(results)}关注并安排办理。"]
    if copy:
        also = f"，另请说明{copy.queries}处" if copy.queries else ""
        where = "见附件" if copy.is_attached else "见文件"
        lines.append(f"    贵单位的报表已逐格标注（{where}“{copy.file}”的“{SHEET}”表）{also}。")
    if parameters.return_address:
        same = "" if row.received else "；没有变化的，在首页“全部无变化”填“是”即可"
        how = "请在这份标注好的文件中改好、写明后，直接作为附件" if copy else "请在模板中填好后"
        lines.append(f"    {how}发至 {parameters.return_address}{same}。")
    if parameters.contact:
        lost = "没有收到标注好的文件、" if copy and not copy.is_attached else ""
        lines.append(f"    如{lost}有困难或已报送，请与我们联系：{parameters.contact}。")
    today = localised(scheme, results.now)
    lines += ["", parameters.office_name, f"{today.year}年{today.month}月{today.day}日", ""]
    return "\n".join(lines)


def paste(results: Results, row: Owing, copy: Copy | None = None) -> str:
    """Return the short text for a chat group."""
    name = results.scheme.unit_by_code[row.unit].name
    state = "还差" if row.received else "尚未收到："
    came = "".join(heard(results, row))
    text = f"【工作提醒】{name}：{results.clock.label}报表{state}{missing(row)}。{came}{request(results, row)}"
    if not copy:
        return text
    also = f"另请说明{copy.queries}处，" if copy.queries else ""
    return f"{text}{also}请在标注好的文件“{copy.file}”中填好后发回。"
