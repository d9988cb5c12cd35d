"""Readings kept as Parquet: equal bytes, exact figures, and no pyarrow where there is nothing."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.frames import READINGS, frame
from jlhy_xl.core.model import State
from jlhy_xl.edge import history


def reading(**changes: object) -> list[object]:
    row = {
        "period": "2026-W48", "unit": "U01", "form": "progress", "row_key": "04-02",
        "field": "value", "state": "valid", "typed": "约2.50", "value": "2.50",
        "number": Decimal("2.50"), "measure": "工作日", "note": "约", "required": True,
        "file": "区法院.xlsx", "sha256": "a" * 64, "sheet": "指标进展表", "cell": "K5",
    } | changes  # fmt: skip
    return [row[name] for name in READINGS]


def test_readings_come_back_as_they_were(tmp_path: Path) -> None:
    """Figures keep every digit, blanks stay None, ticks stay ticks."""
    rows = [
        reading(),
        reading(number=None, required=False, state="blank", typed=""),
        reading(number=Decimal("-1E+5")),
    ]
    history.write(frame(READINGS, rows), tmp_path, "2026-W48")
    found = history.load(tmp_path, "2026-W48")
    assert found is not None
    assert found.to_numpy().tolist() == rows
    assert str(found["number"][0]) == "2.50"
    assert list(found.columns) == list(READINGS)
    assert all(str(kind) == "object" for kind in found.dtypes)


def test_a_state_is_kept_by_its_word(tmp_path: Path) -> None:
    """An enumeration's member is stored as its value, so that comparing with a word holds."""
    history.write(frame(READINGS, [reading(state=State.ERROR)]), tmp_path, "2026-W48")
    found = history.load(tmp_path, "2026-W48")
    assert found is not None
    assert found["state"][0] == "error"


def test_equal_readings_give_equal_bytes(tmp_path: Path) -> None:
    """Writing twice leaves the same file."""
    table = frame(READINGS, [reading(cell=f"K{row}") for row in range(500)])
    first = history.write(table, tmp_path, "2026-W48").read_bytes()
    assert history.write(table, tmp_path, "2026-W48").read_bytes() == first


def test_an_empty_period_is_not_a_missing_one(tmp_path: Path) -> None:
    """A period without readings was judged; a period without a file was not."""
    history.write(frame(READINGS, []), tmp_path, "2026-W48")
    found = history.load(tmp_path, "2026-W48")
    assert found is not None
    assert found.empty
    assert history.load(tmp_path, "2026-W47") is None
    assert history.rows_of(tmp_path, "2026-W47", ("unit",)) is None


def test_periods_are_listed_oldest_first(tmp_path: Path) -> None:
    """Only folders with readings count, whatever else lies there."""
    assert history.periods(tmp_path / "none") == ()
    for period in ("2027-W01", "2026-W48", "2026-11"):
        history.write(frame(READINGS, []), tmp_path, period)
    (tmp_path / "period=2026-W49").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readings.parquet").write_bytes(b"")
    assert history.periods(tmp_path) == ("2026-11", "2026-W48", "2027-W01")


def test_a_frame_with_other_columns_is_refused(tmp_path: Path) -> None:
    """Columns are checked where a frame crosses the wall."""
    with pytest.raises(ValueError, match="columns"):
        history.write(frame(("unit",), []), tmp_path, "2026-W48")


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_damaged_file_says_how_to_go_on(tmp_path: Path, data: bytes) -> None:
    """The history can be made again, and the message says so."""
    path = tmp_path / "period=2026-W48" / "readings.parquet"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(JlhyError, match="重建"):
        history.load(tmp_path, "2026-W48")


def test_a_file_of_another_layout_says_how_to_go_on(tmp_path: Path) -> None:
    """A history without one of the columns is made again, not half read."""
    history.write(frame(READINGS, [reading()]), tmp_path, "2026-W48")
    with pytest.raises(JlhyError, match="重建"):
        history.rows_of(tmp_path, "2026-W48", ("unit", "no such column"))


@given(typed=st.text())
def test_any_text_can_be_kept(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    """What has an encoding comes back as it was; a lone surrogate becomes a mark, never a crash."""
    folder = tmp_path_factory.mktemp("history")
    history.write(frame(READINGS, [reading(typed=typed)]), folder, "2026-W48")
    rows = history.rows_of(folder, "2026-W48", ("typed",))
    assert rows == [(typed.encode("utf-8", "replace").decode(),)]


def test_without_history_pyarrow_stays_out() -> None:
    """A first run does not pay for reading a history that is not there."""
    code = (
        "import sys; from pathlib import Path; from jlhy_xl.edge import history\n"
        "assert history.load(Path('none'), '2026-W48') is None\n"
        "assert history.periods(Path('none')) == ()\n"
        "assert not {'pyarrow', 'pandas'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
