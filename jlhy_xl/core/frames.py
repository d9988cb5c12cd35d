"""The batch frames' columns, and the check that a frame has them; pandas comes in late.

All columns have object dtype: text, Decimal, int, bool, datetime or None as ``model`` says.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

READINGS = ("period", "unit", "form", "row_key", "field", "state", "typed", "value", "number",
            "measure", "note", "required", "file", "sha256", "sheet", "cell")  # fmt: skip
FINDINGS = ("id", "code", "severity", "rule", "unit", "form", "row_key", "field", "file",
            "sheet", "cell", "found", "expected", "message", "period", "sha256")  # fmt: skip
COMPLETENESS = ("period", "unit", "form", "expected", "filled", "valid", "received", "on_time",
                "order")  # fmt: skip
PROGRESS = ("period", "indicator", "group", "name", "unit", "part", "measure", "direction",
            "baseline", "last", "target", "value", "typed", "change", "better", "attainment",
            "score", "status", "lagging", "overdue", "progress", "problem", "measures", "need",
            "due", "state", "file", "sheet", "cell", "note")  # fmt: skip


def frame(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> "pd.DataFrame":
    """Return a frame with just these columns, object dtype, rows in the given order."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def checked(table: "pd.DataFrame", columns: Sequence[str]) -> "pd.DataFrame":
    """Return the frame unchanged; raises ValueError where its columns are not the declared ones."""
    if list(table.columns) != list(columns):
        raise ValueError(f"columns {list(table.columns)} are not {list(columns)}")
    return table
