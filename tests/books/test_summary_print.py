"""The summary on paper: each list under its own heading, nothing below 8 points, no heading alone at a foot."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import summary_world as world
from msgspec.structs import replace

from jlhy_xl.books.pages import breaks, scale
from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.parts import FRONT, LEAST
from jlhy_xl.books.year import report
from jlhy_xl.books.year.report_facts import Span
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing import trend
from jlhy_xl.edge import draw
from tests.conftest import absent

ALL = frozenset(f"U{at:02}" for at in range(1, 13))
SEVERAL = (
    "图表",
    "会议与督导",
    "口径说明",
)  # lists with headings of their own: none stays in sight
_WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')


def _weeks(count: int) -> Results:
    here = replace(world.results(), weeks=())
    cells = [*here.readings[list(trend.CELLS)].itertuples(index=False, name=None)]
    counts = [*here.completeness.itertuples(index=False, name=None)]
    weeks = (
        trend.week(here.scheme, period, cells, [(period, *row[1:]) for row in counts])
        for period in (f"2026-W{at}" for at in range(49 - count, 49))
    )
    return replace(here, weeks=tuple(weeks))


def _world(name: str) -> Results:
    if name == "weeks":
        return _weeks(10)
    return world.results() if name == "sample" else world.results(default(), silent=ALL)


@pytest.fixture(params=["sample", "nothing", "weeks"])
def results(request: pytest.FixtureRequest) -> Results:
    return _world(request.param)


@pytest.fixture
def made(results: Results) -> Book:
    return summary.book(results)


def _lists(made: Book) -> list[Sheet]:
    return [sheet for sheet in made.sheets if sheet.name not in (FRONT, *SEVERAL)]


def test_each_list_has_its_filter_its_head_in_sight_and_on_paper(made: Book) -> None:
    """The frozen pane begins below the row that has the filters; that row is repeated on each page."""
    for sheet in _lists(made):
        assert sheet.filter, sheet.name
        assert sheet.freeze, sheet.name
        top, left, last, right = sheet.filter
        assert left == 0
        assert sheet.freeze[0] == top + 1 <= last, sheet.name
        assert sheet.page.title_rows
        first, below = sheet.page.title_rows
        assert first <= top == below, sheet.name
        heads = {sheet.cells[first, at].style for at in range(right + 1)}
        assert heads == {"head"}, sheet.name
        assert sheet.cells[last, 0].value is not None, sheet.name


def test_where_several_lists_share_a_sheet_the_way_back_stays_in_sight(made: Book) -> None:
    """No list's heading stands over another's rows."""
    for sheet in made.sheets:
        if sheet.name in SEVERAL:
            assert sheet.freeze == (1, 0), sheet.name
            assert sheet.page.title_rows is None


def test_each_page_says_which_it_is_and_none_is_too_small(made: Book) -> None:
    """Page numbers and 80 % of its size or more, in whichever font the columns are drawn."""
    for sheet in made.sheets:
        assert "&P" in sheet.page.footer
        if sheet.name != FRONT:
            assert scale(sheet.page, sheet.widths) >= LEAST, sheet.name
            assert sheet.page.area


def test_periods_and_papers_are_named_as_people_name_them(made: Book, results: Results) -> None:
    """第48周, not 2026-W48; the scheme's digest stands in 口径说明 alone, on no page's foot."""
    for sheet in made.sheets:
        paths = {column for (_, column), cell in sheet.cells.items() if cell.value == "收件路径"}
        told = [
            str(cell.value)
            for (_, column), cell in sheet.cells.items()
            if column not in paths and sheet.name != "口径说明"
        ]
        assert not [text for text in told if re.match(r"2026-W\d\d$", text)], sheet.name
        digest = results.scheme_digest[:8]
        assert not [text for text in (*told, sheet.page.footer) if digest in text], sheet.name
    notes = next(sheet for sheet in made.sheets if sheet.name == "口径说明")
    assert any(results.scheme_digest in str(cell.value) for cell in notes.cells.values())


def _pages(path: Path) -> list[list[tuple[float, float, float, str]]]:
    """Each page's words: y, x, width, text."""
    program = shutil.which("pdftotext")
    if program is None:
        absent("pdftotext", "poppler-utils")
    told = subprocess.run(
        [str(program), "-bbox", str(path), "-"], check=True, capture_output=True, text=True
    ).stdout
    return [
        [(float(y), float(x), float(end) - float(x), text)
         for x, y, end, text in _WORD.findall(part)]
        for part in told.split("<page ")[1:]
    ]  # fmt: skip


def _name(page: list[tuple[float, float, float, str]]) -> str:
    """Return which sheet a page is of, as its header has it."""
    return max((x, text) for y, x, _, text in page if y < 45)[1]


@pytest.mark.real
def test_paper_shows_every_word_legibly_under_its_heading(results, soffice, tmp_path):
    """Measured in the rendering: 8 points and more beyond 总览, and each page begins with its list's heading."""
    made = summary.book(results)
    rest = made.sheets[1:]
    cells = [
        {place: replace(cell, link="") for place, cell in sheet.cells.items()} for sheet in rest
    ]
    bare = [replace(sheet, cells=each) for sheet, each in zip(rest, cells, strict=True)]
    book = replace(made, sheets=tuple(bare), active="")
    pages = _pages(soffice(draw.save(book, tmp_path / "汇总表.xlsx", results.now), "pdf"))
    assert len(pages) > len(bare)
    for number, page in enumerate(pages, 1):
        sizes = {
            text: width / len(text)
            for _, _, width, text in page
            if len(text) > 2 and re.fullmatch("[\u4e00-\u9fff]+", text)
        }
        assert min(sizes.values(), default=8) > 7.6, (number, sizes)
    heads = {sheet.name: str(sheet.cells[sheet.filter[0], 0].value) for sheet in bare
             if sheet.filter and sheet.name not in (*SEVERAL, "完整性")}  # fmt: skip
    shown = [(_name(page), {text for _, _, _, text in page}) for page in pages]
    told = [(name, texts) for name, texts in shown if name in heads]
    assert {name for name, _ in told} == set(heads)
    for name, texts in told:
        assert any(text.startswith(heads[name]) for text in texts), name


@pytest.mark.real
def test_no_groups_row_is_the_last_of_a_page(soffice, tmp_path):
    """Measured in the rendering of 指标进展, wherever its rows may fall: moved down step by step."""
    results = world.results()
    plain = next(sheet for sheet in summary.book(results).sheets if sheet.name == "指标进展")
    cells = {place: replace(cell, link="") for place, cell in plain.cells.items()}
    sheets = []
    for step in range(12):
        sheet = replace(
            plain, name=f"第{step}张", cells=cells, heights={**plain.heights, 0: 30.0 + 12 * step}
        )
        header = f"&R&10 第{step}张"
        page = replace(sheet.page, breaks=breaks(sheet), header=header)
        sheets.append(replace(sheet, page=page))
    path = draw.save(Book(tuple(sheets)), tmp_path / "指标进展.xlsx", results.now)
    pages = _pages(soffice(path, "pdf"))
    assert len(pages) >= 12 * 5
    for number, page in enumerate(pages, 1):
        last = max(y for y, _, _, _ in page if y < 595 - 50)  # above the footer
        row = [
            text
            for _, _, text in sorted((x, y, text) for y, x, _, text in page if abs(y - last) < 4)
        ]
        assert not re.fullmatch(r"0\d|1[01]", row[0]), (number, row)


@pytest.mark.real
@pytest.mark.parametrize("name", ["sample", "nothing"])
def test_a_report_is_a_page_a_group(name, soffice, tmp_path):
    """Eleven groups and 总览 are twelve pages; who leads a group is named, or that nobody is."""
    results = _world(name)
    made = report.book(Span((results,)))
    pages = _pages(soffice(draw.save(made, tmp_path / "报告.xlsx", results.now), "pdf"))
    assert len(pages) == 1 + len(results.scheme.groups)
    heads = [group.head or report.UNNAMED for group in results.scheme.groups]
    for sheet, head in zip(made.sheets[1:], heads, strict=True):
        assert any(f"组长：{head}" in str(cell.value) for cell in sheet.cells.values())
