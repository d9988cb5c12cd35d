"""Shared words: what the office reads for each verdict, severity and state."""

from datetime import datetime

from jlhy_xl.core.model import Severity, Verdict

VERDICTS = {
    Verdict.ACCEPTED: "已采用",
    Verdict.SUPERSEDED: "已被后来的报表替代",
    Verdict.DUPLICATE: "重复件",
    Verdict.RETURNED: "已退回",
    Verdict.SUPPORTING: "佐证材料",
    Verdict.QUARANTINED: "待处理",
    Verdict.NOT_OURS: "与报表无关",
}
SEVERITIES = {Severity.ERROR: "须改正", Severity.QUERY: "请说明", Severity.NOTE: "提示"}


def verdict_word(verdict: Verdict) -> str:
    """Return the office's word for a verdict.

    >>> verdict_word(Verdict.RETURNED)
    '已退回'
    """
    return VERDICTS[verdict]


def severity_word(severity: Severity) -> str:
    """Return the office's word for a severity.

    >>> severity_word(Severity.ERROR)
    '须改正'
    """
    return SEVERITIES[severity]


def moment_words(when: datetime) -> str:
    """Return a moment as people say it.

    >>> moment_words(datetime(2026, 11, 27, 17, 0))
    '11月27日（周五）17:00'
    """
    day = "一二三四五六日"[when.weekday()]
    return f"{when.month}月{when.day}日（周{day}）{when:%H:%M}"
