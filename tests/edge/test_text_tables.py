"""Text tables: a flood is refused by its number before any of it is kept."""

import time
import tracemalloc

import pytest

from jlhy_xl.core.errors import Refusal
from jlhy_xl.edge import read as reader
from jlhy_xl.edge.formats import plain


def flood(rows: int, fields: int, sign: str = ",") -> bytes:
    line = sign.join(str(number) for number in range(100_000, 100_000 + fields))
    return (f"{line}\n" * rows).encode()


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_flood_of_cells_is_refused_at_once(sign: str) -> None:
    """3.6 million cells in 25 MB: the cap is named within two seconds, little memory is spent."""
    data = flood(300_000, 12, sign)
    began = time.process_time()
    with pytest.raises(Refusal) as refused:
        reader.read(data, "a.csv")
    assert time.process_time() - began < 2
    finding = refused.value.finding
    assert finding.code == "G103"
    assert "有内容的单元格数" in finding.message
    assert f"超过上限 {plain.CELLS}" in finding.message


def test_a_flood_costs_no_memory_but_its_own_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted before it is kept: what is held is the text, not a cell of it."""
    monkeypatch.setattr(plain, "CELLS", 50_000)
    data = flood(20_000, 12)
    tracemalloc.start()
    with pytest.raises(Refusal):
        reader.read(data, "a.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * len(data)


def test_rows_past_a_worksheet_are_refused() -> None:
    """A million empty lines and more: more rows than any worksheet has."""
    with pytest.raises(Refusal) as refused:
        reader.read(b"a,b\n" + b"\n" * 1_048_576 + b"c,d\n", "a.csv")
    assert refused.value.finding.code == "G103"


def test_as_many_cells_as_the_cap_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks are free; the cap itself is allowed."""
    monkeypatch.setattr(plain, "CELLS", 24)
    book = reader.read(flood(2, 12) + b",,,\n" * 50, "a.csv")
    assert len(book.sheets[0].cells) == 24
    with pytest.raises(Refusal):
        reader.read(flood(2, 12) + b",x\n", "a.csv")
