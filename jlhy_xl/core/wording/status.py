"""What ``status`` and reminders say: courteous, exact, and never a word about points."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.owing import Owing, Part, time_left
from jlhy_xl.core.wording.intake import NOT_BEGUN


def part_words(part: Part) -> str:
    """Return what is missing of one form.

    >>> part_words(Part("指标进展表", 2, ("现状值", "本周进展")))
    '指标进展表2项（现状值、本周进展）'
    """
    columns = f"（{'、'.join(part.labels)}）" if part.labels else ""
    return f"{part.form}{part.cells}项{columns}"


def missing_words(row: Owing) -> str:
    """Return what a unit owes, in one phrase."""
    parts = "、".join(part_words(part) for part in row.parts)
    return f"还差{parts}" if row.received else f"尚未收到：{parts}"


def left_words(left: timedelta) -> str:
    """Return the time to the deadline.

    >>> left_words(timedelta(days=1, hours=2)), left_words(timedelta(hours=-3))
    ('距报送截止还有1天2小时', '报送已截止3小时')
    """
    total = abs(int(left.total_seconds())) // 3600
    days, hours = divmod(total, 24)
    span = (f"{days}天" if days else "") + (f"{hours}小时" if hours or not days else "")
    return f"距报送截止还有{span}" if left >= timedelta(0) else f"报送已截止{span}"


def as_mapping(results: Results, row: Owing) -> dict[str, Any]:
    """Return a unit's debt for machines."""
    return {
        "unit": results.scheme.unit_by_code[row.unit].name,
        "received": row.received,
        "missing": [
            {"form": part.form, "cells": part.cells, "columns": list(part.labels)}
            for part in row.parts
        ],
    }


def lines(results: Results, told: Mapping[str, Any], owed: Sequence[Owing]) -> list[str]:
    """Return the lines of ``jlhy status``."""
    names = results.scheme.unit_by_code
    head = (
        f"{results.clock.label}：应报 {told['expected']} 个单位，已报 {told['received']}，"
        f"按时 {told['on_time']}；{left_words(time_left(results))}"
    )
    notes = [f"  {row.message}" for row in results.findings if row.code == NOT_BEGUN.code]
    body = [f"  {names[row.unit].name}：{missing_words(row)}" for row in owed]
    return [head, *notes, *(body or ["  全部报齐"])]
