"""What a 工作提醒 says: what is missing and by when; courteous, no points, no personal names."""

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.owing import Owing, escalation
from jlhy_xl.core.wording.status import part_words
from jlhy_xl.core.wording.words import moment_words

SUBJECT = "工作提醒：{label}营商环境评价报表"
KIND = "工作提醒"  # of the ledger's messages


def count(row: Owing) -> int:
    """Return how many cells a unit still owes."""
    return sum(part.cells for part in row.parts)


def request(results: Results, row: Owing) -> str:
    """Return the courteous request: by when, how much."""
    clock, scheme = results.clock, results.scheme
    what = f"补齐{count(row)}项" if row.received else f"报送（共{count(row)}项）"
    if results.now <= clock.deadline:
        return f"请于{moment_words(localised(scheme, clock.deadline))}前{what}。"
    if results.now <= clock.cutoff:
        closed = moment_words(localised(scheme, clock.cutoff))
        return f"报送时间已过，请尽快{what}，最迟不晚于{closed}。"
    return f"本期最终截止时间已过，仍请尽快{what}，以便数据完整。"


def missing(row: Owing) -> str:
    """Return what is missing, form by form, without the padding of headings."""
    return "；".join("".join(part_words(part).split()) for part in row.parts)


def body(results: Results, row: Owing) -> str:
    """Return the whole text of the mail."""
    scheme = results.scheme
    unit, parameters = scheme.unit_by_code[row.unit], scheme.parameters
    state = "已收到，还差以下内容" if row.received else "尚未收到，应报以下内容"
    lines = [f"{unit.name}：", "", f"    {results.clock.label}营商环境评价报表{state}："]
    lines += [f"    · {''.join(part_words(part).split())}" for part in row.parts]
    lines += [f"    {request(results, row)}请{escalation(results)}关注并安排办理。"]
    if parameters.return_address:
        same = "" if row.received else "；没有变化的，在首页“全部无变化”填“是”即可"
        lines.append(f"    请在模板中填好后发至 {parameters.return_address}{same}。")
    if parameters.contact:
        lines.append(f"    如有困难或已报送，请与我们联系：{parameters.contact}。")
    today = localised(scheme, results.now)
    lines += ["", parameters.office_name, f"{today.year}年{today.month}月{today.day}日", ""]
    return "\n".join(lines)


def paste(results: Results, row: Owing) -> str:
    """Return the short text for a chat group."""
    name = results.scheme.unit_by_code[row.unit].name
    state = "还差" if row.received else "尚未收到："
    return f"【工作提醒】{name}：{results.clock.label}报表{state}{missing(row)}。{request(results, row)}"
