"""How a 减扣告知单 writes what the desks keep exactly: moments as people write them, a line's short number, how to object."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec.structs import replace

from jlhy_xl.books.scoring.facts import Facts, Line, Telling
from jlhy_xl.core.merging.verdicts import STEP
from jlhy_xl.core.model import Deduction, Evidence
from jlhy_xl.core.scheme.choices import OwedBy
from jlhy_xl.core.scheme.model import Scheme, Unit
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import deductions as words

_MAILS = (".eml", ".msg")
_NOT_REGISTERED = words.NOT_REGISTERED.partition("{")[0]
_ASKING = re.compile("。请[^；]*")  # behind what was found; what a unit typed is another thing
SHORT = 8  # of a line's 编号: one in four thousand million
_BY_RULE = "规则分值{points}分，"
SIGNER = "主要领导"  # as the notice calls who heads a unit
_EXACT = "%Y-%m-%d %H:%M:%S"
_MOMENT = re.compile(
    r"(?<![\d\-])(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?(?![\d\-:])"
)


def written(text: str, *, exact: bool = False) -> str:
    """Return a text with its moments and days as people write them.

    Args:
        text: of ours, moments in it as our sentences hold them.
        exact: to the second, where the second decides.

    >>> written("于2026-11-27 16:58:30收到，应于2026-11-20办结")
    '于2026年11月27日16时58分收到，应于2026年11月20日办结'
    >>> written("2026-11-28 00:00:00", exact=True)
    '2026年11月28日0时00分00秒'
    """

    def one(hit: re.Match[str]) -> str:
        year, month, day, hour, minute, second = hit.groups()
        told = f"{year}年{int(month)}月{int(day)}日"
        if hour is None:
            return told
        told += f"{int(hour)}时{minute}分"
        return f"{told}{second}秒" if exact and second else told

    return _MOMENT.sub(one, text)


def second_decides(facts: Facts, line: Line) -> bool:
    """Whether two moments of a line differ and would be the same without their seconds."""
    moments = {hit[0] for text in _texts(facts, line) for hit in _MOMENT.finditer(text) if hit[6]}
    return len({each[:-3] for each in moments}) < len(moments)


def _texts(facts: Facts, line: Line) -> Iterator[str]:
    yield from (line.found.event, line.found.note, line.fate)
    for piece in line.found.evidence:
        yield piece.found
        yield facts.told(piece.at)


def line_words(line: Line, *, exact: bool) -> Line:
    """Return the line with our own sentences written so; file names and what was typed stay."""
    found = line.found
    pieces = tuple(
        piece if piece.cell else replace(piece, found=written(piece.found, exact=exact))
        for piece in found.evidence
    )
    told = replace(
        found, event=written(found.event, exact=exact), note=written(found.note, exact=exact),
        evidence=pieces,
    )  # fmt: skip
    return replace(line, found=told, fate=written(line.fate, exact=exact))


def stated(piece: Evidence) -> Evidence:
    """Return a piece of evidence without the request that stood behind it when it was found.

    >>> stated(Evidence("最终截止时仍未补正：“本周进展”没有填写。请补填", found="文件不完整，无法打开。请重新发送")).what
    '最终截止时仍未补正：“本周进展”没有填写'
    """
    found = piece.found if piece.cell else _ASKING.sub("", piece.found)
    return replace(piece, what=_ASKING.sub("", piece.what), found=found)


def proof_words(piece: Evidence, told: Telling) -> str:
    """Return one piece of evidence as people tell it: the mail and its attachment, the sheet's cell.

    What the register does not hold is no evidence against a unit and stays with the desk.
    """
    piece = stated(piece)
    if piece.file == words.SCHEME:  # the office's own book is no evidence that a unit can look at
        piece = replace(piece, file="", sheet="")
    way = [part.strip() for part in piece.file.split(STEP.strip())]
    is_mail = way[0].lower().endswith(_MAILS)
    when = told(piece.at)
    files = "中的".join(f"“{name}”" for name in (way[1:] if is_mail else way) if name)
    came = f"{when}{'邮件' if is_mail else ''}"
    place = f"{piece.sheet}{piece.cell}格" if piece.cell else piece.sheet
    found = words.JOIN.join(
        part for part in piece.found.split(words.JOIN) if not part.startswith(_NOT_REGISTERED)
    )
    if piece.cell and found:
        found = f"所填“{found}”"
    attached = f"附件{files}" if is_mail and files else files
    rest = "，".join(part for part in (came, attached, place, found) if part)
    return f"{piece.what}：{rest}" if rest else piece.what


def note_words(line: Line) -> str:
    """Return what a unit must know of its line beside the facts; what the office asks itself stays out.

    Where a cap cut it, the rule's figure comes first.
    """
    points, said = line.found.proposed, for_others(line.note)
    is_cut = any(part.startswith(words.CAPPED) for part in said.split(words.JOIN))
    return f"{_BY_RULE.format(points=plain(points))}{said}" if points and is_cut else said


def for_others(note: str) -> str:
    """Return a note as it leaves the office: without what the office asks itself.

    >>> for_others("已补报；台账登记申请延期2026-12-20，请更正台账")
    '已补报'
    """
    own = (words.LOOK, words.MEND)
    return words.JOIN.join(
        part for part in note.split(words.JOIN) if part and not part.endswith(own)
    )


def moment(facts: Facts, when: datetime | None, *, exact: bool = False) -> str:
    """Return a moment on the office's clock as people write it, "" where there is none."""
    local = facts.local(when)
    return written(local.strftime(_EXACT), exact=exact) if local else ""


def number(line: Deduction, others: Iterable[Deduction]) -> str:
    """Return a line's 编号 as a slip prints it: its beginning, whole where that is another's too."""
    begins = line.id[:SHORT]
    is_shared = any(row.id != line.id and row.id.startswith(begins) for row in others)
    return line.id if is_shared else begins


def ways(scheme: Scheme, unit: Unit) -> list[str]:
    """Return how a unit objects: until when, in what way, and who decides."""
    days, at = scheme.parameters.objection_working_days, scheme.parameters.deadline_time
    to, by = scheme.parameters.office_name, "由经办人、复核人两人复核"
    if unit.office:
        to, by = (
            "联席会议总召集人（办公室回避，只代为登记）",
            "办公室回避，由总召集人指定的两人复核",
        )
    end = "由总召集人审定。" if unit.office else "再报请审定。"
    return [
        f"时间：自签收次日起{days}个工作日内（第{days}个工作日{at:%H:%M}前）。逾期没有提出的，视为无异议。",
        f"方式：书面提出，附证据材料，由单位{SIGNER}签字后送{to}。{_form(scheme)}",
        f"办理：{by}，提出维持、调整、撤销或暂缓的意见，{end}",
    ]


def _form(scheme: Scheme) -> str:
    titles = [form.title for form in scheme.forms if form.owed_by is OwedBy.CONTESTING]
    return f"下发的报送表中列有本事项的，也可在其“{titles[0]}”中填写。" if titles else ""


def foot(scheme: Scheme, *, is_hint: bool) -> str:
    """Return whom to ask, and whose the figures are."""
    parameters = scheme.parameters
    # 联系人 is often written with the office's name before the number
    named = parameters.office_name in parameters.contact
    office = "" if named else parameters.office_name
    parts = (office, parameters.contact, parameters.return_address)
    told = f"联系：{'　'.join(dict.fromkeys(part for part in parts if part))}"
    if is_hint:
        return told
    return f"{told}\n分值、上限和期限由减扣细则（{parameters.rule_number}）规定，通知未作规定。"
