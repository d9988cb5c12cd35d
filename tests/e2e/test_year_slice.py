"""Four weeks of twelve units across New Year, through the commands alone, closed, opened, handed over, replayed."""

from pathlib import Path

import pytest
from soak.year import Spec, Year

SLICE = Spec(weeks=4, mess="high", seed=8, held=1, dearer=2, capped=5)


def test_a_slice_of_the_year_holds_at_every_step(tmp_path: Path) -> None:
    """W50 to W53 of 2026 with every invariant of the simulated year; finds are listed, none is left."""
    year = Year(tmp_path / "year", SLICE)
    finds = year.go(year.steps)
    assert finds == []
    said = year.state.reckoning
    assert len(said.closed) == 4
    assert sum(said.fixed.values()) > 0
    outcomes = {words.get("复核结论") for words in said.said.values()}
    assert {"维持", "撤销", "调整"} <= outcomes
    assert any("objected" in words for words in said.said.values())
    assert said.waived
    assert year.state.held is None


@pytest.mark.parametrize("broken", ["fixed", "waived"])
def test_the_reckoning_is_not_a_mirror(broken: str) -> None:
    """A settled point too much, a waiver forgotten: the reckoning differs from what it was."""
    from datetime import UTC, datetime, timedelta
    from decimal import Decimal

    from soak.reckoning import Reckoning

    now = datetime(2026, 12, 1, tzinfo=UTC)
    key = "A2", "U01", "2026-W40"
    made = Reckoning({key: now}, {"A2": Decimal(1)}, Decimal(5), lambda when: when + timedelta(7))
    plain = made.judge(now, "2026-W48")[key]
    if broken == "fixed":
        made.fixed[key] = Decimal("0.2")
    else:
        made.waived.add(key[1:])
    assert made.judge(now, "2026-W48")[key] != plain
