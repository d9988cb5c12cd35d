"""What ``run`` and ``close`` say while they work and at their end."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from jlhy_xl.core.model import Severity, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.attempts import nothing_came
from jlhy_xl.core.wording.attempts import NOTHING_RECEIVED
from jlhy_xl.core.wording.instructions import NOT_RECORDED, UNREADABLE
from jlhy_xl.core.wording.intake import NOT_BEGUN
from jlhy_xl.core.wording.words import (
    figures_words,
    lines_words,
    severity_word,
    verdict_word,
)

_TOLD = {NOT_BEGUN.code, NOT_RECORDED.code, UNREADABLE.code}  # in full: nobody may overlook them
READING = "{period}：正在读取、核对收件"
DRAWING = "正在生成汇总表、减扣评分表等"
_TRIAL = "尚未填写减扣细则文号和生效日期：本次为试运行，减扣事项只作提示"
_OF_THE_YEAR = "减扣（本年累计，不只本期）：{lines}"
_LATE = "补报 {count} 件（所属期次已关账，只登记，不改变结果）"
_STILL_OPEN = "{name} 正被其他程序打开，没有替换；新的结果在 {new}。请关闭后重新运行"
_STILL_THERE = "{name} 已不再需要，但正被其他程序打开；下次运行时再删除"
CHECKED_AS = "按{unit}{period}的报表核对"


def closing_lines(results: Results, report: Mapping[str, Any]) -> list[str]:
    """Return what a person reads at the end of a run."""
    balance = report["balance"]
    severities = Counter(row.severity for row in results.findings)
    parts = "，".join(f"{verdict_word(each)} {balance[each.value]}" for each in Verdict)
    words = [
        f"{results.clock.label}：应报 {report['expected']} 个单位，已报 {report['received']}，按时 {report['on_time']}",
        f"收到文件 {balance['received']} 个：{parts}",
        "问题：" + "，".join(f"{severity_word(each)} {severities[each]} 处" for each in Severity),
        _TRIAL
        if results.scheme.is_trial
        else _OF_THE_YEAR.format(lines=lines_words(results.deductions)),
    ]
    if nothing_came(results):
        words.insert(0, NOTHING_RECEIVED)
    words += figures_words(results.findings)
    words += [row.message for row in results.findings if row.code in _TOLD]
    if results.late:
        words.append(_LATE.format(count=len(results.late)))
    if results.edition:
        count = len(results.edition.changes)
        words.append(
            f"本次为{results.edition.name}" + (f"，与上一版相比改动 {count} 处" if count else "")
        )
    return [*words, *(f"  {row['file']}" for row in report["outputs"])]


def held_lines(held: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is said of outputs that were open in a program during the run.

    Args:
        held: each output's name and that of the new one beside it, "" where there is none.

    >>> held_lines([("汇总表.xlsx", "汇总表（新）.xlsx")])
    ['汇总表.xlsx 正被其他程序打开，没有替换；新的结果在 汇总表（新）.xlsx。请关闭后重新运行']
    >>> held_lines([("退回件/区法院.xlsx", "")])
    ['退回件/区法院.xlsx 已不再需要，但正被其他程序打开；下次运行时再删除']
    """
    return [
        _STILL_OPEN.format(name=name, new=new) if new else _STILL_THERE.format(name=name)
        for name, new in held
    ]
