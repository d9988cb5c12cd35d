"""Caps that were typed over in the scheme since the last run: every line below them may have moved."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jlhy_xl.core.model import Finding
from jlhy_xl.core.scheme.model import Rule, Scheme
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording import decisions as words


def limits_moved(before: Scheme, now: Scheme) -> Iterator[Finding]:
    """Yield a finding for each cap that says another figure than it did, in its own row.

    A row that begins on a day of its own is how a cap is meant to change, and moves nothing.
    """
    if now.is_trial:
        return
    old = _caps(before)
    moved: dict[tuple[str, Decimal | None, Decimal | None], list[str]] = {}
    for row in now.rules:
        known = old.get((row.code, row.starts), row.cap)
        if known != row.cap:  # rules of one group share their cap: told once
            moved.setdefault((row.cap_group, known, row.cap), []).append(row.code)
    for (group, was, cap), rules in moved.items():
        what = words.RULE_CAP.format(group=group, rules=words.AND.join(rules))
        yield _said(what, was, cap, rules[0])
    years = before.parameters.year_cap, now.parameters.year_cap
    if years[0] != years[1]:
        yield _said(words.YEAR_CAP, *years, "")


def _caps(scheme: Scheme) -> dict[tuple[str, date | None], Decimal | None]:
    rules: tuple[Rule, ...] = scheme.rules
    return {(row.code, row.starts): row.cap for row in rules}


def _said(what: str, before: Decimal | None, now: Decimal | None, rule: str) -> Finding:
    said = [
        words.NO_CAP if cap is None else words.POINTS.format(points=plain(cap))
        for cap in (before, now)
    ]
    return words.CAP_MOVED.finding(
        found=said[0], expected=said[1], words={"what": what}, rule=rule
    )  # fmt: skip
