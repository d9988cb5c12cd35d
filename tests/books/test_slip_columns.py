"""减扣告知单's table: no column stands empty because its words are elsewhere."""

from msgspec.structs import replace
from scoring_world import COURT, by_status, results, scheme

from jlhy_xl.books import slip
from jlhy_xl.core.model import Evidence, Status

WEEK = results()
TRIAL = results(scheme(rule_number=""))
PLAIN = {**dict(slip.books(WEEK)), **dict(slip.books(TRIAL))}


def test_evidence_that_stands_below_leaves_no_empty_column() -> None:
    """Nothing points to another row: where evidence is too long for its column, no slip has the column."""
    line = by_status(WEEK, Status.PROPOSED)[0]
    pieces = tuple(Evidence(f"证据{at}", f"{'很长的名字' * 20}.xlsx") for at in range(3))
    long = replace(line, unit=COURT, evidence=pieces)
    weeks = [
        replace(week, deductions=(replace(long, status=status),), decisions=())
        for week, status in ((WEEK, Status.PROPOSED), (TRIAL, Status.TRIAL))
    ]
    wide = [book for week in weeks for _, book in slip.books(week)]
    assert len(wide) == 2
    laid = set[bool]()
    for book in [*PLAIN.values(), *wide]:
        sheet = book.sheets[0]
        told = [str(cell.value) for cell in sheet.cells.values() if cell.value]
        has_column = "证据" in told
        assert has_column == (book not in wide)
        laid.add(has_column)
        assert has_column != any(text.startswith("证据：") for text in told)
        assert not any("见下行" in text for text in told)
    assert laid == {True, False}
