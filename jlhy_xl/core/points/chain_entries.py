"""What people typed beside a line → a Decision; what cannot be read as a time or points is asked."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from jlhy_xl.core.model import Finding
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.text import display
from jlhy_xl.core.values.numbers import number
from jlhy_xl.core.wording import deductions as words

_WHEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时](?:(\d{1,2})分?)?(?::(\d{1,2})(?:\.\d+)?)?)?"
)
_TEXTS = (
    "delivered_how", "signed_by", "objection_text", "outcome", "reason", "handler", "reviewer",
    "body", "basis",
)  # fmt: skip


def moment_of(typed: str) -> datetime | None:
    """Return the moment that was typed, None when it is not one; a bare day begins at 0:00.

    >>> moment_of("2026年12月8日 9时30分"), moment_of("2026/12/8")
    (datetime.datetime(2026, 12, 8, 9, 30), datetime.datetime(2026, 12, 8, 0, 0))
    >>> moment_of("2026-12-08T09:30:15"), moment_of("下周")
    (datetime.datetime(2026, 12, 8, 9, 30, 15), None)
    """
    found = _WHEN.fullmatch(unicodedata.normalize("NFKC", display(typed)).strip())
    if not found:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - six numbers; the office's zone is added where it counts
    except ValueError:
        return None


def points_of(typed: str) -> Decimal | None:
    """Return the points that were typed, None when they are not one plain figure.

    >>> points_of("０.5分"), points_of("约1"), points_of("3天")
    (Decimal('0.5'), None, None)
    """
    found = number(typed)
    plain = found is not None and found.value is not None and not found.hedge
    return found.value if found and plain and found.measure in ("", words.POINTS) else None


def written(
    key: str, entries: Mapping[str, str], *, file: str = "", sheet: str = "",
    cells: Mapping[str, str] | None = None,
) -> tuple[Decision, tuple[Finding, ...]]:  # fmt: skip
    """Return the decision that a row of 减扣评分表 holds, and what in it could not be read.

    Args:
        key: the line's id.
        entries: heading → what the cell holds, in words; other headings are passed over.
        file: the workbook, for findings.
        sheet: its sheet.
        cells: heading → A1 address.
    """
    typed = {name: entries.get(heading, "").strip() for name, heading in words.COLUMNS.items()}
    where = {name: (cells or {}).get(heading, "") for name, heading in words.COLUMNS.items()}
    signed_at, objection_at = moment_of(typed["signed_at"]), moment_of(typed["objection_at"])
    day, amount = moment_of(typed["decided"]), points_of(typed["amount"])
    read: dict[str, datetime | Decimal | None] = {
        "signed_at": signed_at, "objection_at": objection_at, "decided": day, "amount": amount,
    }  # fmt: skip
    findings = tuple(
        (words.NOT_POINTS_TYPED if name == "amount" else words.NOT_A_TIME).finding(
            found=typed[name], words={"column": words.COLUMNS[name]}, row_key=key, field=name,
            file=file, sheet=sheet, cell=where[name],
        )
        for name, value in read.items()
        if typed[name] and value is None
    )  # fmt: skip
    decided: date | None = day.date() if day else None
    return Decision(
        key, signed_at=signed_at, objection_at=objection_at, amount=amount, decided=decided,
        file=file, sheet=sheet, cells=where, typed=typed,
        **{name: typed[name] for name in _TEXTS},
    ), findings  # fmt: skip
