"""The real week: what 收件去向 says was asked of a file is what 完整性 says was asked of its unit."""

import re
from pathlib import Path

import openpyxl
import pytest
import truth_world

from tests.e2e.letters_world import OUT, ROOT, answer


# openpyxl leaves data bars out and says so
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_a_receipts_count_is_the_units_own(tmp_path: Path) -> None:
    """Every unit with one accepted file that carries all its forms: 应填 is one number in both."""
    office = truth_world.clone(ROOT, tmp_path)
    report = answer(office, "run")
    book = openpyxl.load_workbook(office.root / OUT / "汇总表.xlsx", data_only=True)
    rows = book["收件去向"].iter_rows(values_only=True)
    told: dict[str, list[int]] = {}
    for row in rows:
        found = re.match(r"可以采用：应填 (\d+) 项", str(row[6]))
        if found and row[5] == "✓ 已采用":
            told.setdefault(str(row[7]), []).append(int(found[1]))
    asked = {
        unit: sum(form["expected"] for form in forms.values())
        for unit, forms in report["completeness"]["units"].items()
    }
    single = {unit: counts[0] for unit, counts in told.items() if len(counts) == 1}
    assert len(single) >= 10
    assert single == {unit: asked[unit] for unit in single}
