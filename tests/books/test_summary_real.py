"""The summary in a real LibreOffice: one page, nothing clipped into ###, stored = recalculated."""

import re
import shutil
import subprocess
from datetime import date

import pytest
import summary_world as world
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary import fit
from jlhy_xl.core.scheme.model import Rank
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


PROBLEM = "管线迁改涉及多个产权单位，占道挖掘审批仍需线下跑动，时限压不下来，企业反映强烈，需市级平台配合改造"
NEED = "请区领导协调明确小型外线工程免审批的范围和责任单位，并请市局开放数据接口"


def _fullest():
    """Each row blocked and in need, each group's rank moved, half of the units silent."""
    results = world.results(silent=frozenset({"U01", "U02", "U03", "U05", "U10"}))
    rows = results.progress.copy()
    rows["problem"] = [f"第{at}项{PROBLEM}" for at in range(len(rows))]
    rows["need"] = [f"第{at}项{NEED}" for at in range(len(rows))]
    ranks = tuple(
        Rank(group.name, "全市", place, 6, source="市局", published=date(2026, month, 1))
        for group in results.scheme.groups
        for place, month in ((4, 7), (6, 10))
    )
    return replace(results, progress=rows, scheme=replace(results.scheme, ranks=ranks))


WEEKS = {
    "sample": world.results,
    "nothing": lambda: world.results(default(), silent=ALL),
    "early": lambda: world.results(silent=ALL - {"U03"}, now=world.at("2026-11-27 12:00:00")),
    "fullest": _fullest,
}
_WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]+)<')


def _sizes(path):
    """Where each Chinese word of a page stands and how wide its characters are, in points."""
    told = subprocess.run(
        [_tool("pdftotext"), "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    return [
        (word, float(top), (float(right) - float(left)) / len(word))
        for left, top, right, word in _WORD.findall(told)
        if re.fullmatch(r"[\u4e00-\u9fff]{2,}", word)
    ]


@pytest.mark.parametrize("week", WEEKS)
def test_the_first_page_is_one_page_that_older_eyes_can_read(week, soffice, tmp_path):
    """总览 prints on exactly one page, body at 8.5 points or more, sentences at 10, title at 16.

    In a full week, an empty one, one that is not over, and the fullest there can be.
    """
    results = WEEKS[week]()
    made = summary.book(results)
    # a linked text is drawn letter by letter: without links its words are measured
    front = replace(
        made.sheets[0],
        cells={place: replace(cell, link="") for place, cell in made.sheets[0].cells.items()},
    )
    path = soffice(
        draw.save(replace(made, sheets=(front,)), tmp_path / "总览.xlsx", results.now), "pdf"
    )
    assert _pages(path) == 1
    sizes = sorted(size for _, _, size in _sizes(path))
    assert len(sizes) > 50
    assert sizes[0] >= 8.5
    assert sizes[-1] >= 16
    # sentences hold figures, so their words are no measure: all of a page is drawn at one percentage
    percentage = sizes[0] / fit.size("small")
    assert percentage * fit.size("front_sentence") >= 10


def test_the_rows_of_groups_are_even():
    """Of an empty week, all rows of groups with one lead are alike in height."""
    made = summary.book(WEEKS["nothing"]()).sheets[0]
    heights = {
        made.heights[row]
        for (row, column), cell in made.cells.items()
        if column == 0 and re.match(r"\d+ .+\n\S+$", str(cell.value))
    }
    assert len(heights) == 1


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
