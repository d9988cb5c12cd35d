"""A figure with its unit of measure, as letters have it: in a sentence, or beside an indicator's name."""

from typing import Any

from jlhy_xl.books.summary.parts import is_worded, told

_INDEX = "指数"  # of a scale: nothing is counted in it
_WORDS = "文字"


def counted_in(measure: str) -> str:
    """Return what figures are counted in, "" of words and of indices.

    >>> counted_in("工作日"), counted_in("指数(0-30)"), counted_in("文字")
    ('工作日', '', '')
    """
    return "" if measure.startswith((_INDEX, _WORDS)) else measure


def about(value: Any, hedge: str) -> str:
    """Return a value in words, 约 before it where the unit wrote so.

    >>> about(42, "约"), about(None, "约")
    ('约42', '—')
    """
    return told(value) if value is None or is_worded(value) else f"{hedge}{told(value)}"


def named(name: str, measure: str) -> str:
    """Return an indicator's name with what it is counted in, as tables of figures have it.

    >>> named("开办企业耗时", "工作日"), named("土地管理质量指数", "指数(0-30)")
    ('开办企业耗时（工作日）', '土地管理质量指数')
    """
    return f"{name}（{counted_in(measure)}）" if counted_in(measure) else name


def measured(value: Any, measure: str, hedge: str = "") -> str:
    """Return a value with what it is counted in; words, blanks and indices stand alone.

    >>> from decimal import Decimal
    >>> measured(Decimal("9.50"), "工作日", "约"), measured(Decimal(24), "指数(0-30)")
    ('约9.5工作日', '24')
    >>> measured(None, "元"), measured("已公布", "文字")
    ('—', '已公布')
    """
    bare = value is None or is_worded(value)
    return about(value, hedge) + ("" if bare else counted_in(measure))
