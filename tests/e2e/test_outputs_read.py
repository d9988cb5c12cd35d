"""汇总表 of whole runs as LibreOffice shows it: a full week, a week with nothing and a later one."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from shown_world import FRONT, NOW, Shown, bare

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.core.raw import CellError, Raw, Uncached
from jlhy_xl.edge import draw
from tests.conftest import absent

pytestmark = pytest.mark.real
HAND = Path(__file__).with_name("lo_hand.py")
SYSTEM_PYTHON = "/usr/bin/python3"
_LINK = re.compile(r'location="([^"]+)"')
_RANGE = re.compile(r"<c:f>'?([^'!<]+)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?</c:f>")
_MARGIN = 5 / 8  # characters: five pixels
_SLACK = 2.0  # points; a row is drawn in whole pixels


def test_stored_values_are_the_reckoned_ones(shown: Shown) -> None:
    """Every cell holds what LibreOffice works out, and none an error."""
    formulas = sum(text.count("<f>") for _, text in shown.parts("xl/worksheets/"))
    assert formulas > 20
    for sheet, again in zip(shown.book.sheets, shown.again.sheets, strict=True):
        assert sheet.name == again.name
        for place, held in sheet.cells.items():
            other = again.at(*place)
            assert not isinstance(other, CellError | Uncached), (sheet.name, place, other)
            assert _same(held, other), (sheet.name, place, held, other)


def _same(one: Raw, other: Raw | None) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return float(one) == pytest.approx(float(other))
    return one == other


def test_the_first_page_is_one_page(shown: Shown) -> None:
    """总览 and nothing else fills the first page; the second begins the next sheet."""
    names = [sheet.name for sheet in shown.book.sheets]
    heads = [next((n for n in names if shown.head(n) in page), FRONT) for page in shown.pages]
    assert heads.count(FRONT) == 1
    assert heads[0] == FRONT
    assert set(heads) == set(names)


def test_nothing_is_clipped_to_hashes(shown: Shown) -> None:
    """No figure is too wide for its column and no formula failed."""
    told = "".join(shown.pages)
    assert not re.search(r"###|Err:\d|#(REF|NAME|VALUE|DIV|N/A)", told)


def test_every_text_is_on_its_sheets_pages(shown: Shown) -> None:
    """What a cell holds is printed whole, on a page of its own sheet; what is left out is told there."""
    count = 0
    areas = {sheet.name: sheet.page.area for sheet in shown.made.sheets}
    for sheet in shown.book.sheets:
        head = shown.head(sheet.name)
        mine = [page for page in shown.pages if head in page] or shown.pages[:1]
        text = "".join(mine)
        for place, held in sheet.cells.items():
            area = areas[sheet.name]
            if area and place[1] > area[3]:
                said = [str(each) for each in sheet.cells.values() if "不打印" in str(each)]
                assert said, (sheet.name, place, held)
            elif isinstance(held, str):
                count += 1
                assert bare(held) in text, (sheet.name, place, held)
    assert count > 500


def test_every_text_has_its_room(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice, asked how high each text must be in its width, needs no more than there is."""
    if subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], check=False).returncode:
        absent("LibreOffice's Python bridge", "python3-uno")
    asked = list(_texts(shown.made))
    widths = sorted({width for _, _, width, _ in asked})
    # what is not wrapped must fit its width on one line: asked to wrap, it needs no second one
    wrapped = {name: {**look, "text_wrap": True} for name, look in style.STYLES.items()}
    monkeypatch.setattr(style, "STYLES", wrapped)
    cells = {}
    for row, (_, cell, width, _) in enumerate(asked):
        cells[row, widths.index(width)] = Cell(cell.value, cell.style)
    probe = Sheet("量", cells, dict(enumerate(widths)))
    path = draw.save(Book((probe,)), tmp_path / "量.xlsx", NOW)
    step = {"open": str(path), "high": [probe.name, len(asked)]}
    order = tmp_path / "order.json"
    order.write_text(json.dumps({"profile": str(tmp_path / "lo"), "steps": [step]}), "utf-8")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(HAND), str(order)], check=True, capture_output=True, timeout=240
    )
    (told,) = json.loads(done.stdout)
    needed = [float(told[f"{probe.name}#{row}"]) for row in range(len(asked))]
    assert max(needed) > 60
    short = [
        (where, cell.value, needed[row], there)
        for row, (where, cell, _, there) in enumerate(asked)
        if needed[row] > there + _SLACK
    ]
    assert short == [], len(short)


def _texts(book: Book) -> Iterator[tuple[str, Cell, float, float]]:
    """Yield each text with where it stands, the width it has and the height it has."""
    for sheet in book.sheets:
        merged = {(each.top, each.left): each for each in sheet.merges}
        for (row, column), cell in sorted(sheet.cells.items()):
            if not isinstance(cell.value, str) or not cell.value:
                continue
            span = merged.get((row, column))
            bottom, right = (span.bottom, span.right) if span else (row, column)
            width = sum(sheet.widths.get(each, 9.0) for each in range(column, right + 1))
            width += _MARGIN * (right - column)  # each column has its own
            high = sum(sheet.heights.get(each, 18.0) for each in range(row, bottom + 1))
            yield f"{sheet.name} {row + 1}:{column + 1}", cell, round(width, 1), high


def test_every_link_has_its_target(shown: Shown) -> None:
    """An inner link leads to a cell that holds something; none leads outside."""
    count = 0
    for _, text in shown.parts("xl/worksheets/sheet"):
        for found in _LINK.findall(text):
            count += 1
            place = re.fullmatch(r"'?([^'!]+)'?!([A-Z]+)(\d+)", found)
            assert place, found
            held = shown.sheet(place[1]).at(int(place[3]) - 1, _column(place[2]))
            assert held not in (None, ""), found
    assert count > 40
    for name, text in shown.parts("xl/worksheets/_rels/"):
        assert "External" not in text, name


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def test_every_chart_has_its_data(shown: Shown) -> None:
    """Each series names cells: a word for every category, and at least one figure."""
    charts = list(shown.parts("xl/charts/chart"))
    assert len(charts) >= 2
    for name, text in charts:
        kinds = Counter()
        for kind, part in re.findall(r"<c:(cat|val)>(.*?)</c:\1>", text, re.DOTALL):
            found = _RANGE.search(part)
            assert found, (name, part)
            held = list(_held(shown, found))
            kinds[kind] += 1
            if kind == "cat":
                assert all(isinstance(each, str) for each in held), (name, held)
            else:
                assert any(isinstance(each, Decimal) for each in held), (name, held)
        assert kinds["cat"] == kinds["val"] > 0, name


def _held(shown: Shown, found: re.Match[str]) -> Iterator[Raw | None]:
    sheet = shown.sheet(found[1])
    right, bottom = found[4] or found[2], found[5] or found[3]  # one cell is no range
    for row in range(int(found[3]) - 1, int(bottom)):
        for column in range(_column(found[2]), _column(right) + 1):
            yield sheet.at(row, column)
