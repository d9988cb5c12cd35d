"""Laws 1, 4, 6 and 9 on whole files: any bytes, any cell text, any shuffle, through guard, reader and check.

Kept small here (Hypothesis's slice); the soak runs the same with thousands of examples.
"""

import random
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from core import returns_world
from e2e import filing
from e2e.filing import PROGRESS, filled, honest, look
from hypothesis import given
from hypothesis import strategies as st
from soak.parts import BAD

from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import CellError
from jlhy_xl.core.returns.obligations import rows_of
from jlhy_xl.edge import read

NAMES = (
    "a.xlsx",
    "a.xls",
    "a.et",
    "a.csv",
    "a.ods",
    "a.xlsb",
    "a.html",
    "a.eml",
    "a",
    "a.zip",
    "a.pdf",
)
BEGINNINGS = (
    b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"%PDF-", b"Rar!",
    b"\x09\x08\x10\x00\x00\x06", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml version='1.0'?>", b"From: a\r\n",
)  # fmt: skip


@given(st.sampled_from(NAMES), st.sampled_from(BEGINNINGS), st.binary(max_size=600))
def test_any_bytes_give_a_verdict(name: str, beginning: bytes, rest: bytes) -> None:
    """Law 9: any bytes under any name give one verdict with its reason, never a bug."""
    found = look(beginning + rest, name)
    assert found.reason
    assert found.verdict in Verdict
    assert not BAD & {each.code for each in found.findings}


ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.integers(-(10**18), 10**18), st.decimals(-(10**9), 10**9, places=6), st.booleans(),
    st.sampled_from(["#REF!", "#DIV/0!", "#N/A", "#SPILL!", "#NAME?"]).map(CellError),
    st.datetimes(min_value=datetime(1905, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001 - cells have no zone
    st.sampled_from(["=1+1", "3天", "约3", "—", "无", "1e999", "NaN", "0x10", "_x0041_", "'1", "TRUE", "3/6"]),
)  # fmt: skip
BASE = read.read(filled(), "a.xlsx")
CALM = look(filled())
HEAD = next(row for (row, _), raw in next(s for s in BASE.sheets if s.name == PROGRESS).cells.items()
            if raw == "现状值")  # fmt: skip
HEADINGS = (
    "现状值",
    "推进状态",
    "本周进展",
    "完成时限",
    "备注",
    "年度目标值",
    "指标编码",
    "本周无变化",
)


def _sheets() -> dict[str, dict[tuple[int, int], object]]:
    return {sheet.name: dict(sheet.cells) for sheet in BASE.sheets}


def _where(cells: dict[tuple[int, int], object], line: int, heading: str) -> tuple[int, int]:
    column = next(at[1] for at, raw in cells.items() if at[0] == HEAD and raw == heading)
    return HEAD + 1 + line, column


@given(st.dictionaries(
    st.tuples(st.integers(0, 3), st.sampled_from(HEADINGS)), ANYTHING, min_size=1, max_size=6
))  # fmt: skip
def test_any_cell_text_is_read_or_flagged(values: dict[tuple[int, str], Any]) -> None:
    """Laws 4 and 6: whatever stands in the cells, each expected cell is one reading, each finding true.

    Law 1 with them: a number comes back equal, or its reading has none; nothing is blank in silence.
    """
    sheets = _sheets()
    cells = sheets[PROGRESS]
    for (line, heading), value in values.items():
        cells[_where(cells, line, heading)] = value
    data = filing.packed(sheets)
    found = look(data)
    assert not BAD & {each.code for each in found.findings}
    honest(data, found)
    expected = {row.key for form in filing.ON_FILE.duties["U06", returns_world.WEEK].forms
                if form.code == "progress" for row in rows_of(filing.ON_FILE.scheme, form, "U06")}  # fmt: skip
    counted = Counter(
        (each.row_key, each.field) for each in found.readings if each.form == "progress"
    )
    assert {row for row, _ in counted} == expected
    assert set(counted.values()) == {1}
    for each in found.readings:
        line = each.form == "progress" and each.cell and values.get(_told(each.cell, each.field))
        if isinstance(line, int | Decimal) and not isinstance(line, bool):
            assert each.typed
            assert each.number is None or each.number == Decimal(line), (line, each)


def _told(cell: str, field: str) -> tuple[int, str]:
    return int(
        cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    ) - HEAD - 2, "现状值" if field == "value" else ""


@given(st.randoms(use_true_random=False), st.booleans(), st.booleans(), st.booleans())
def test_any_shuffle_reads_the_same(
    chance: random.Random, books: bool, rows: bool, columns: bool
) -> None:  # fmt: skip
    """Sheets, rows and columns in any order that keeps headings and keys: the same readings."""
    sheets = _sheets()
    cells = sheets[PROGRESS]
    last = max(row for row, _ in cells)
    places = list(range(max(column for _, column in cells) + 1))
    lines = list(range(HEAD + 1, last + 1))
    to_column = dict(
        zip(places, chance.sample(places, len(places)) if columns else places, strict=True)
    )
    to_row = dict(zip(lines, chance.sample(lines, len(lines)) if rows else lines, strict=True))
    sheets[PROGRESS] = {
        (to_row.get(row, row), to_column[column] if row >= HEAD else column): raw
        for (row, column), raw in cells.items()
    }
    names = list(sheets)
    if books:
        chance.shuffle(names)
    data = filing.packed({name: sheets[name] for name in names})
    found = look(data)
    honest(data, found)
    assert found.verdict is Verdict.ACCEPTED
    kept = {
        (each.form, each.row_key, each.field): (each.typed, each.state) for each in found.readings
    }
    for each in CALM.readings:
        if each.form == "progress":
            assert kept[each.form, each.row_key, each.field] == (each.typed, each.state)
