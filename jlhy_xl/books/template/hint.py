"""What a form without required cells still asks for: a word on each 议定事项 that falls due."""

from datetime import date, timedelta

from jlhy_xl.books.template.layout import Issue
from jlhy_xl.core.returns.obligations import resolutions_of
from jlhy_xl.core.returns.prefill import due_of
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Form

AHEAD = timedelta(days=7)  # as the blue warning: an extension can still be asked for in time
MOST = 3
_ASKED = "请填写办理情况："
_OPTIONAL = "本期可不填"
_TOLD = "已有填写，请核对到期事项："


def due_items(issue: Issue) -> tuple[tuple[date, str], ...]:
    """Return day and code of the unit's items due by a week after the deadline, the oldest first.

    What the unit has called done waits for the office's word and asks nothing of the unit.
    """
    found = (
        (due_of(row), row.code)
        for row in resolutions_of(issue.scheme, issue.duty.unit.code)
        if row.claimed is None
    )
    return tuple(sorted((day, code) for day, code in found if day and day <= issue.day + AHEAD))


def asked(issue: Issue, form: Form) -> str:
    """Return which items of a form are to be told of, with their days; "" where none is."""
    items = due_items(issue) if form.rows is RowSource.RESOLUTIONS else ()
    if not items:
        return ""
    named = "、".join(f"{code}（{_day(issue, day)}到期）" for day, code in items[:MOST])
    return _ASKED + named + (f"等{len(items)}项" if len(items) > MOST else "")


def told(words: str) -> str:
    """Return what stands instead once something was filled in: what was asked may be there now.

    >>> told("请填写办理情况：YD-1（11月27日到期）")
    '已有填写，请核对到期事项：YD-1（11月27日到期）'
    """
    return words.replace(_ASKED, _TOLD, 1)


def optional(issue: Issue, form: Form) -> str:
    """Return what the cover says of a form that requires nothing."""
    return asked(issue, form) or _OPTIONAL


def _day(issue: Issue, day: date) -> str:
    year = "" if day.year == issue.day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
