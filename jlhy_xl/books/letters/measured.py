"""A figure with its unit of measure, as a sentence or a narrow cell of a letter has it."""

from typing import Any

from jlhy_xl.books.summary.parts import is_worded, told

_INDEX = "指数"  # of a scale: nothing is counted in it


def measured(value: Any, measure: str, about: str = "") -> str:
    """Return a value with what it is counted in; words, blanks and indices stand alone.

    Args:
        value: a figure, words, or None.
        measure: what it is counted in.
        about: 约 where the unit wrote so.

    >>> from decimal import Decimal
    >>> measured(Decimal("9.50"), "工作日", "约"), measured(Decimal(24), "指数(0-30)")
    ('约9.5工作日', '24')
    >>> measured(None, "元"), measured("已公布", "文字")
    ('—', '已公布')
    """
    if value is None or is_worded(value):
        return told(value)
    return f"{about}{told(value)}{'' if measure.startswith(_INDEX) else measure}"
