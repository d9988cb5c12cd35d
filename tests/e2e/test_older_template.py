"""An edit of 方案.xlsx between sending templates and reading returns, as an office makes them every week."""

import shutil
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from jlhy_xl.core.scheme.model import Target
from jlhy_xl.edge.office import Office
from tests.office_world import W48, Desk, save_scheme, with_rule

ROOT = Path(__file__).parents[2] / "workbooks"
AFTER = "2026-12-07T09:00"


def test_only_the_units_whose_template_shows_it_hear_of_an_edit(tmp_path: Path) -> None:
    """A rule's figure is no word to any unit; a target of the court's is one to the court alone."""
    desk = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    shutil.copytree(ROOT, tmp_path / "workbooks", ignore=shutil.ignore_patterns("ledger.db*"))
    path = tmp_path / "workbooks" / "方案.xlsx"
    scheme = Office(tmp_path).load_scheme().scheme
    save_scheme(path, with_rule(scheme, "B3", points=Decimal("0.5")))
    assert "L112" not in desk.run(AFTER)["findings"]
    targets = tuple(
        replace(row, target=Decimal(99)) if (row.indicator, row.unit) == ("07-01", "U01") else row
        for row in scheme.targets
    )
    if not any((row.indicator, row.unit) == ("07-01", "U01") for row in scheme.targets):
        targets = (*targets, Target("07-01", "U01", target=Decimal(99)))
    save_scheme(path, replace(scheme, targets=targets))
    told = desk.run(AFTER)
    text = (tmp_path / "output" / W48 / "findings.csv").read_text("utf-8-sig")
    rows = [each.split(",") for each in text.splitlines() if ",L112," in each]
    assert told["findings"]["L112"] == len(rows)
    assert {row[4] for row in rows} == {"U01"}
