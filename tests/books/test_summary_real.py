"""The summary in a real LibreOffice: one page, nothing clipped into ###, stored = recalculated."""

import shutil
import subprocess

import pytest
import summary_world as world
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.edge import draw, read

pytestmark = pytest.mark.real
ALL = frozenset(f"U{place:02}" for place in range(1, 13))


def _tool(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian package poppler-utils)")
    return found


def _pages(path):
    said = subprocess.run(
        [_tool("pdfinfo"), str(path)], check=True, capture_output=True, text=True
    ).stdout
    return int(next(line.split()[-1] for line in said.splitlines() if line.startswith("Pages:")))


def _words(path):
    told = subprocess.run(
        [_tool("pdftotext"), str(path), "-"], check=True, capture_output=True, text=True
    )
    return told.stdout


@pytest.mark.parametrize("week", ["sample", "nothing"])
def test_the_first_page_is_one_page(week, soffice, tmp_path):
    """总览 alone prints on exactly one sheet of paper, in a full week and in an empty one."""
    results = world.results() if week == "sample" else world.results(default(), silent=ALL)
    made = summary.book(results)
    front = replace(
        made.sheets[0],
        cells={place: replace(cell, link="") for place, cell in made.sheets[0].cells.items()},
    )
    path = draw.save(replace(made, sheets=(front,)), tmp_path / "总览.xlsx", results.now)
    assert _pages(soffice(path, "pdf")) == 1


def test_nothing_is_clipped_to_hashes(soffice, tmp_path):
    """No column is too narrow for its figures."""
    results = world.results()
    path = draw.save(summary.book(results), tmp_path / "汇总表.xlsx", results.now)
    pdf = soffice(path, "pdf")
    assert "###" not in _words(pdf)
    assert "Err:" not in _words(pdf)


def test_stored_values_equal_recalculated_ones(soffice, tmp_path):
    """Every formula's stored value is what LibreOffice reckons."""
    results = world.results()
    made = summary.book(results)
    path = draw.save(made, tmp_path / "汇总表.xlsx", results.now)
    again = read.read(soffice(path, "xlsx").read_bytes(), "汇总表.xlsx")
    there = {sheet.name: sheet for sheet in again.sheets}
    count = 0
    for sheet in made.sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.formula:
                count += 1
                reckoned = there[sheet.name].at(row, column)
                assert float(reckoned) == pytest.approx(float(cell.value)), (
                    sheet.name,
                    row,
                    column,
                )
    assert count > 30
