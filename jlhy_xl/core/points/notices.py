"""Issued 通报 in the order of their numbers; only what has a number and a day of issue counts."""

import re
from collections.abc import Iterable
from datetime import date

from jlhy_xl.core.scheme.model import Named

_NUMBER = re.compile(r"(20\d\d)\D+0*(\d+)")


def in_order(named: Iterable[Named], today: date) -> list[Named]:
    """Return the problems named in 通报 issued up to a day, by 通报, unit and problem.

    The numbers decide where each holds year and place; else the days of issue do. A weekly 简报
    has no number and is left out.
    """
    rows = [row for row in named if row.notice.strip() and row.issued and row.issued <= today]
    by_number = all(_NUMBER.search(row.notice) for row in rows)

    def place(row: Named) -> tuple[object, ...]:
        first = numbers(row.notice) if by_number else ()
        return first, row.issued, numbers(row.notice), row.notice, row.unit, row.problem

    return sorted(rows, key=place)


def numbers(notice: str) -> tuple[int, ...]:
    """Return the numbers in a 通报's number, so that 10号 stands after 9号.

    >>> numbers("〔2026〕10号") > numbers("〔2026〕9号")
    True
    """
    return tuple(int(digits) for digits in re.findall(r"[0-9]+", notice))


def successive(rows: Iterable[Named]) -> dict[str, int]:
    """Return each 通报's place in the order of ``in_order``'s rows."""
    return {notice: at for at, notice in enumerate(dict.fromkeys(row.notice for row in rows))}
