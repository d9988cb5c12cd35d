"""汇总表's sheets as they are used: heads in sight, filters over all rows, charts of all rows, whole pages."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import openpyxl.utils as xl
import pytest
from msgspec import Struct
from shown_world import FRONT, Drawn, Shown, Word, flat, table_at

from jlhy_xl.books.sheet import Sheet

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_BAR = re.compile(r"<x14:conditionalFormatting.*?</x14:conditionalFormatting>", re.DOTALL)
_HEADINGS = {"section", "head", "band"}


class Series(Struct, frozen=True):
    """One series of a chart."""

    kind: str  # barChart, lineChart
    sheet: str
    names: tuple[int, int, int]  # column, first and last row
    values: tuple[int, int, int]
    cached: tuple[dict[int, str], dict[int, str]]
    counts: tuple[int, int]
    labelled: bool


def _series(drawn: Drawn) -> Iterator[Series]:
    for _, text in drawn.parts("xl/charts/chart"):
        for kind in ET.fromstring(text).iter():
            if kind.tag not in (f"{_C}barChart", f"{_C}lineChart"):
                continue
            for each in kind.iter(f"{_C}ser"):
                names, values = (each.find(f"{_C}{part}") for part in ("cat", "val"))
                assert names is not None
                assert values is not None
                sheet, *first = _range(names)
                other, *second = _range(values)
                assert sheet == other
                yield Series(
                    kind.tag.removeprefix(_C), sheet, tuple(first), tuple(second),
                    (_cached(names), _cached(values)), (_count(names), _count(values)),
                    any(mark.get("val") == "1" for mark in each.iter(f"{_C}showVal")),
                )  # fmt: skip


def _range(part: ET.Element) -> tuple[str, int, int, int]:
    told = next(part.iter(f"{_C}f")).text or ""
    sheet, cells = told.replace("'", "").split("!")
    left, top, right, bottom = xl.range_boundaries(cells.replace("$", ""))
    assert left == right
    return sheet, left, top, bottom


def _cached(part: ET.Element) -> dict[int, str]:
    return {
        int(point.get("idx", "-1")): (next(point.iter(f"{_C}v")).text or "")
        for point in part.iter(f"{_C}pt")
    }


def _count(part: ET.Element) -> int:
    return int(next(part.iter(f"{_C}ptCount")).get("val", "-1"))


def test_each_chart_shows_every_row_of_its_table(drawn: Drawn) -> None:
    """A series begins below the table's head and ends with its last row; what is cached stands in the cells."""
    found = list(_series(drawn))
    for each in found:
        paper = drawn.workbook[each.sheet]
        (column, first, last), (value, top, bottom) = each.names, each.values
        assert (first, last) == (top, bottom)
        head = paper.cell(first - 1, value).value
        assert isinstance(head, str), (each.sheet, first)
        assert paper.cell(first - 2, value).value in (None, ""), head  # no row above is left out
        rows = table_at(paper, first - 1)
        assert [*rows] == list(range(first, last + 1)), head
        for place, cached, count in zip((column, value), each.cached, each.counts, strict=True):
            held = [paper.cell(row, place).value for row in range(first, last + 1)]
            assert count == len(held), head
            told = {at: _figure(text) for at, text in cached.items()}
            assert told == {
                at: _figure(each) for at, each in enumerate(held) if each is not None
            }, head
    paper = drawn.workbook["图表"]
    shares = [  # a table without any share has no chart: nothing is there to be drawn
        cell.value
        for row in paper.iter_rows()
        for cell in row
        if cell.value in ("完整率", "平均达成")
        and any(each[cell.value] is not None for each in table_at(paper, cell.row).values())
    ]
    assert shares or not drawn.results.receipts
    assert shares == [
        drawn.workbook[each.sheet].cell(each.values[1] - 1, each.values[0]).value
        for each in found
        if each.kind == "barChart"
    ]


def _figure(value: object) -> object:
    text = str(value)
    try:
        return float(text)
    except ValueError:
        return text


def test_every_bar_says_its_value(drawn: Drawn) -> None:
    """Who cannot measure a bar reads its figure; a share runs from 0 to 100 %."""
    bars = [each for each in _series(drawn) if each.kind == "barChart"]
    assert bars or not drawn.results.receipts
    assert all(each.labelled for each in bars)
    for _, text in drawn.parts("xl/charts/chart"):
        if "<c:barChart>" in text:
            (axis,) = re.findall(r"<c:valAx>.*?</c:valAx>", text, re.DOTALL)
            assert re.findall(r'<c:(max|min) val="(\d+)"/>', axis) == [("max", "1"), ("min", "0")]


def test_the_charts_figures_are_those_of_the_sheets(drawn: Drawn) -> None:
    """图表 has each unit that owes a return, each group, and says what 完整性 and 指标进展 say."""
    paper = drawn.workbook["图表"]
    (units,) = drawn.heads("图表", "单位")
    shown = table_at(paper, units)
    readings = drawn.results.readings.to_dict("records")
    names = {row.code: row.name for row in drawn.results.scheme.units}
    asked: dict[str, list[bool]] = {}
    for row in readings:
        if row["required"]:
            asked.setdefault(names[row["unit"]], []).append(row["state"] not in ("blank", "error"))
    came = {each.unit for each in drawn.results.cases if each.first_acceptable}
    silent = {name for code, name in names.items() if code not in came}
    assert {_name(row["单位"]): (row["应填"], row["有效"], row["完整率"]) for row in shown.values()} == {
        unit: (
            len(rows), sum(rows), None if unit in silent else _third(Decimal(sum(rows)) / len(rows))
        )
        for unit, rows in asked.items()
    }  # fmt: skip
    assert all(
        ("（未报）" in row["单位"]) == (_name(row["单位"]) in silent) for row in shown.values()
    )
    (groups,) = drawn.heads("图表", "专项工作组")
    bands = [row for row in drawn.table("指标进展", "编码").values() if "-" not in str(row["编码"])]
    assert [
        (_name(row["专项工作组"].split()[1]), row["平均达成"])
        for row in table_at(paper, groups).values()
    ] == [(row["具体指标"], None if row["目标达成"] == "—" else row["目标达成"]) for row in bands]
    assert len(bands) == len(drawn.results.scheme.groups)


def _name(text: str) -> str:
    """Return a name without what is said of its bar."""
    return text.split("（", maxsplit=1)[0]


def _third(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.001"), ROUND_HALF_UP))


def test_bars_stand_beside_every_attainment(drawn: Drawn) -> None:
    """指标进展: each 目标达成 from 0 to 1 and each 前沿得分 from 0 to 100 has its bar, bands included."""
    rows = drawn.table("指标进展", "编码")
    head = min(rows) - 1
    columns = {flat(cell.value): cell.column_letter for cell in drawn.workbook["指标进展"][head]}
    (sheet,) = [text for _, text in drawn.parts("xl/worksheets/sheet") if "dataBar" in text]
    told = {}
    for part in _BAR.findall(sheet):
        (where,) = re.findall(r"<xm:sqref>([^<]+)</xm:sqref>", part)
        told[where] = re.findall(r"<xm:f>([^<]+)</xm:f>", part)
    span = f"{min(rows)}:{{0}}{max(rows)}"
    assert told == {
        columns[name] + span.format(columns[name]): ["0", most]
        for name, most in (("目标达成", "1"), ("前沿得分（测算）", "100"))
    }
    for where in told:  # programs that know only the older kind show it as well
        assert re.search(
            rf'<conditionalFormatting sqref="{where}"><cfRule type="dataBar"', sheet
        ), where


# lists

_SHARED = {"图表", "口径说明", "会议与督导"}  # several lists: the way back stays in sight


def test_each_list_in_the_file_has_its_head_in_sight_its_filter_and_its_page(drawn: Drawn) -> None:
    """The pane lies right below the head, the head is repeated on paper, the filter covers every row."""
    for paper in drawn.workbook.worksheets[1:]:
        footer = str(paper.oddFooter.center.text)
        assert re.search(r"第 &\[?P.*页，共 &\[?N.*页", footer), paper.title
        below = int(re.sub(r"\D", "", paper.freeze_panes))
        if paper.title in _SHARED:
            assert (below, paper.print_title_rows) == (2, None), paper.title
            continue
        left, head, right, bottom = xl.range_boundaries(paper.auto_filter.ref)
        assert below == head + 1, paper.title
        assert str(paper.print_title_rows).endswith(f":${head}"), paper.title
        # a sum below the rows is none of them
        rows = [row for row in table_at(paper, head) if paper.cell(row, 1).value != "合计"]
        assert bottom == max(rows, default=head + 1), paper.title
        assert left == 1
        assert right >= max(cell.column for cell in paper[head] if cell.value), paper.title


# pages


@pytest.mark.real
def test_no_heading_is_left_alone_at_a_pages_foot(shown: Shown) -> None:
    """On no printed page is the last row a group's band, a table's head or the title of a part."""
    count = 0
    for text, words in zip(shown.pages, shown.words, strict=True):
        sheet = _sheet(shown, text)
        last = _last_of_the_first_column(words)
        if sheet and last:
            count += 1
            headings, others = _first_column(sheet)
            is_heading = any(each.startswith(last.text) for each in headings)
            if is_heading and not any(last.text in each for each in others):
                below = [flat(word.text) for word in words if word.top > last.bottom]
                wide = _wide(sheet)  # a line over all columns begins further right
                assert any(word in wide for word in below if word), (sheet.name, last)
    assert count == len(shown.pages) - 1  # 总览 is a page of its own


def _sheet(shown: Shown, text: str) -> Sheet | None:
    found = [
        each for each in shown.made.sheets if each.name != FRONT and shown.head(each.name) in text
    ]
    return max(found, key=lambda each: len(each.name), default=None)


def _last_of_the_first_column(words: list[Word]) -> Word | None:
    """Return the word that stands lowest at the left, header and footer aside."""
    body = [word for word in words if word.top > 42 and word.bottom < 552]
    left = min((word.left for word in body), default=0)
    column = [word for word in body if word.left < left + 45]
    return max(column, key=lambda word: word.bottom, default=None)


def _wide(sheet: Sheet) -> str:
    """Return what stands on lines over several columns that are no headings."""
    rows = {each.top for each in sheet.merges if each.left == 0 and each.right > 0}
    return "".join(
        flat(cell.value)
        for (row, column), cell in sheet.cells.items()
        if row in rows and column == 0 and cell.style not in _HEADINGS
    )


def _first_column(sheet: Sheet) -> tuple[list[str], list[str]]:
    """Return what stands in the first cells of headings and of other rows."""
    cells = [
        (flat(cell.value), cell.style in _HEADINGS)
        for (_, column), cell in sheet.cells.items()
        if column == 0 and cell.value is not None
    ]
    return [text for text, heads in cells if heads], [text for text, heads in cells if not heads]
