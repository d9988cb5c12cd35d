"""Readings and completeness of every period as Parquet; the only room that knows pyarrow.

The folder may be deleted whole and is made again. Where there is no file, pyarrow is not imported.
"""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.core.frames import COMPLETENESS, READINGS, checked
from jlhy_xl.edge.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

_NAME = re.compile(r"period=(\d{4}-(?:W\d{2}|\d{2}))")
_FILE, _COUNTS = "readings.parquet", "completeness.parquet"
_NUMBER, _REQUIRED = "number", "required"


def write(readings: "pd.DataFrame", folder: Path, period: str) -> Path:
    """The period's readings stand in the history; equal readings give equal bytes.

    Args:
        readings: a frame of ``frames.READINGS``, in its order; only this period's rows.
        folder: the history's folder.
        period: whose readings they are.

    Raises:
        JlhyError: the folder cannot be written to.
    """
    return write_whole(_path(folder, period), _packed(checked(readings, READINGS)))


def write_counts(counts: "pd.DataFrame", folder: Path, period: str) -> Path:
    """The period's completeness stands beside its readings; equal counts give equal bytes.

    Args:
        counts: a frame of ``frames.COMPLETENESS``; only this period's rows.
        folder: the history's folder.
        period: whose they are.

    Raises:
        JlhyError: the folder cannot be written to.
    """
    data = _packed(checked(counts, COMPLETENESS))
    return write_whole(_path(folder, period, _COUNTS), data, flush=False)


def _packed(table: "pd.DataFrame") -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    names = list(table.columns)
    columns = {name: [_stored(value) for value in table[name]] for name in names}
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    stream = io.BytesIO()
    parquet.write_table(
        pa.table(columns, schema=schema), stream, compression="zstd", store_schema=False
    )
    return stream.getvalue()


def load(folder: Path, period: str) -> "pd.DataFrame | None":
    """Return a period's readings as they were written, None where there are none.

    Raises:
        JlhyError: the file is damaged.
    """
    rows = rows_of(folder, period, READINGS)
    if rows is None:
        return None
    from jlhy_xl.core.frames import frame

    return frame(READINGS, [_restored(row) for row in rows])


def rows_of(
    folder: Path, period: str, columns: tuple[str, ...]
) -> list[tuple[str | None, ...]] | None:
    """Return some columns of a period's readings, as text, without pandas; None where there are none.

    Raises:
        JlhyError: the file is damaged.
    """
    return _rows(_path(folder, period), columns)


def counts_of(folder: Path, period: str) -> list[tuple[str | None, ...]] | None:
    """Return a period's rows of ``frames.COMPLETENESS``, as text; None where there are none.

    Raises:
        JlhyError: the file is damaged.
    """
    return _rows(_path(folder, period, _COUNTS), COMPLETENESS)


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[str | None, ...]] | None:
    if not path.is_file():
        return None
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(path.read_bytes()), columns=list(columns))
        found = [table.column(name).to_pylist() for name in columns]
    except (pa.ArrowException, OSError, KeyError) as fault:
        step = "请删除 output/history 文件夹后重新运行，会自动重建"
        raise JlhyError(f"历史数据 {path} 读不出来", "", step) from fault
    return list(zip(*found, strict=True))


def periods(folder: Path) -> tuple[str, ...]:
    """Return the periods that have readings, oldest first."""
    if not folder.is_dir():
        return ()
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir() if (path / _FILE).is_file())
    return tuple(sorted(name[1] for name in found if name))


def _path(folder: Path, period: str, name: str = _FILE) -> Path:
    return folder / f"period={period}" / name


def _stored(value: Any) -> str | None:
    """Return a value as text; a lone surrogate, which Parquet cannot hold, becomes a mark."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is what pandas makes of None
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _restored(row: tuple[str | None, ...]) -> list[Any]:
    from decimal import Decimal

    made: list[Any] = []
    for name, value in zip(READINGS, row, strict=True):
        if name == _NUMBER:
            made.append(None if value is None else Decimal(value))
        elif name == _REQUIRED:
            made.append(value == "True")
        else:
            made.append(value)
    return made
