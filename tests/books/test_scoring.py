"""减扣评分表: every line once, every total a sum of rows, every number leading to them."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import book_dump
import pytest
from msgspec.structs import replace
from points_world import AFTER, at
from scoring_world import (
    HEAD,
    OFFICE,
    by_status,
    quiet,
    results,
    rows,
    scheme,
    sheet,
    target,
    texts,
    value_at,
)

from jlhy_xl.books import style
from jlhy_xl.books.pages import scale
from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.books.style import STYLES
from jlhy_xl.core.model import Status
from jlhy_xl.core.points import chain_entries
from jlhy_xl.core.points.chain import Decision
from jlhy_xl.core.wording.deductions import COLUMNS, OUTCOMES
from jlhy_xl.edge.draw import to_bytes

WEEK = results()
BOOK = scoring.book(WEEK)
TRIAL = scoring.book(results(scheme(rule_number="")))
NAMES = ["说明", "单位汇总", "逐条", "待认定", "证据", "规则", "不予减扣"]
OF_LINES = ("逐条", "待认定", "不予减扣")


def ids(book: Book, name: str) -> list[object]:
    return [row["编号"].value for row in rows(sheet(book, name))]


def test_the_book_stays_as_it_is() -> None:
    """The whole book as text, a cell a line; JLHY_GOLDEN=write writes it anew."""
    told = book_dump.book(BOOK)
    path = Path(__file__).parent / "golden" / "scoring.txt"
    if os.environ.get("JLHY_GOLDEN") == "write":
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_every_line_stands_on_one_sheet_once() -> None:
    """逐条, 待认定 and 不予减扣 together hold every line, each once; none is empty in this week."""
    found = [each for name in OF_LINES for each in ids(BOOK, name)]
    assert sorted(map(str, found)) == sorted(line.id for line in WEEK.deductions)
    assert all(ids(BOOK, name) for name in OF_LINES)


def test_lines_stand_where_their_status_says() -> None:
    """What only a person decides is in 待认定, what is spared in 不予减扣."""
    laid_out = {line.id for line in by_status(WEEK, Status.LAID_OUT)}
    spared = {line.id for line in by_status(WEEK, Status.WAIVED, Status.EXEMPT)}
    assert set(ids(BOOK, "待认定")) == laid_out
    assert set(ids(BOOK, "不予减扣")) == spared


def test_the_sheets_stand_in_their_order() -> None:
    """The guide comes first and is shown first."""
    assert [made.name for made in BOOK.sheets] == NAMES
    assert BOOK.active == "说明"


def test_lines_and_evidence_lead_to_each_other() -> None:
    """A line leads to its first piece of evidence, each piece back to its line, both to the rule."""
    for name in OF_LINES:
        for row in rows(sheet(BOOK, name)):
            there, at_, _ = target(BOOK, row["证据数"].link)
            assert value_at(there, at_, "编号") == row["编号"].value
            there, at_, _ = target(BOOK, row["规则"].link)
            assert value_at(there, at_, "规则") == row["规则"].value
    for row in rows(sheet(BOOK, "证据")):
        there, at_, _ = target(BOOK, row["所在表"].link)
        assert value_at(there, at_, "编号") == row["编号"].value
        assert there.name == row["所在表"].value


def test_every_piece_of_evidence_has_a_row() -> None:
    """证据 holds each piece whole: file, hash, sheet, cell, what was found and when."""
    pieces = [piece for line in WEEK.deductions for piece in line.evidence]
    shown = rows(sheet(BOOK, "证据"))
    assert len(shown) == len(pieces)
    told = {
        (row["文件"].value, row["单元格"].value, row["文件校验值（SHA-256）"].value)
        for row in shown
    }
    assert told == {(piece.file, piece.cell, piece.sha256) for piece in pieces}
    assert ("报表.xlsx", "J7", "a" * 64) in told


def test_a_line_names_file_sheet_and_cell() -> None:
    """B1's line itself says in which cell what is missing, and how much more there is."""
    line = next(row for row in rows(sheet(BOOK, "逐条")) if row["规则"].value == "B1")
    words = str(line["证据（文件、工作表、单元格、所见、时间）"].value)
    assert "报表.xlsx，指标进展表!J5" in words
    assert "另有2条，见“证据”表" in words


def test_a_late_line_says_by_which_clock() -> None:
    """The court's line tells when the return came and which clock said so."""
    line = next(row for row in rows(sheet(BOOK, "逐条")) if row["单位"].value == "区法院")
    words = str(line["证据（文件、工作表、单元格、所见、时间）"].value)
    assert words.endswith("2026-11-30 10:00")
    assert "邮件服务器收件时间" in words


def test_recorded_decisions_read_back_as_they_were() -> None:
    """What the book shows of a decision, read again, is that decision."""
    said = {each.deduction: each for each in WEEK.decisions}
    found = 0
    for row in rows(sheet(BOOK, "逐条")):
        entries = {heading: typed(row[heading]) for heading in COLUMNS.values()}
        key = str(row["编号"].value)
        again, doubts = chain_entries.written(key, entries)
        assert doubts == ()
        before = said.get(key, Decision(key))
        for name in COLUMNS:
            was = getattr(before, name)
            was = was.replace(tzinfo=None) if isinstance(was, datetime) else was
            assert getattr(again, name) == was, name
        found += key in said
    assert found == len(said) == 3


def typed(cell: Cell) -> str:
    """A cell as a reader hands it on."""
    if isinstance(cell.value, datetime):
        return f"{cell.value:%Y-%m-%d %H:%M:%S}"
    return "" if cell.value is None else str(cell.value)


def test_what_could_not_be_read_is_shown_as_typed() -> None:
    """A time nobody understands stays in its cell as it was typed."""
    line = by_status(WEEK, Status.PROPOSED)[0]
    said = Decision(line.id, typed={"signed_at": "下周一"})
    made = scoring.book(replace(WEEK, decisions=(said,)))
    row = next(row for row in rows(sheet(made, "逐条")) if row["编号"].value == line.id)
    assert row["签收时间"].value == "下周一"


def test_times_are_on_the_offices_clock() -> None:
    """A 签收时间 kept in another zone is shown in the office's."""
    line = by_status(WEEK, Status.PROPOSED)[0]
    said = Decision(line.id, signed_at=datetime.fromisoformat("2026-12-04T01:30:00+00:00"))
    made = scoring.book(replace(WEEK, decisions=(said,)))
    row = next(row for row in rows(sheet(made, "逐条")) if row["编号"].value == line.id)
    assert row["签收时间"].value == at("2026-12-04 09:30")


def unlocked(cell: Cell) -> bool:
    return STYLES[cell.style].get("locked") is False


def test_only_the_columns_of_decisions_are_open() -> None:
    """Structure is locked; every cell in which people decide is open, and no other."""
    for name in NAMES:
        made = sheet(BOOK, name)
        assert made.protect
        for row in rows(made) if name != "单位汇总" else ():
            open_ = {heading for heading, cell in row.items() if unlocked(cell)}
            waits = name == "逐条" and row["状态"].value == "— 待确认"
            is_desk = name in ("逐条", "待认定") and not waits
            assert open_ == (set(COLUMNS.values()) if is_desk else set())
        assert name in ("逐条", "待认定") or not any(map(unlocked, made.cells.values()))


def test_nothing_can_be_decided_in_a_trial() -> None:
    """While no rule is adopted every sheet says 试运行 and no cell is open."""
    for made in TRIAL.sheets:
        assert not any(map(unlocked, made.cells.values())), made.name
        heads = [str(cell.value) for (row, _), cell in made.cells.items() if row == 2]
        assert any("试运行" in words for words in heads), made.name
    heads = [
        str(cell.value) for made in BOOK.sheets for (row, _), cell in made.cells.items() if row == 2
    ]
    assert "试运行：" not in "".join(heads)


def test_what_stands_under_the_title_is_not_cut_on_the_page_beside() -> None:
    """Words over columns that every page repeats would end there on the second page."""
    for name in ("逐条", "待认定"):
        made = sheet(BOOK, name)
        kept = made.page.title_columns
        assert kept is not None
        crossing = [
            each for each in made.merges
            if each.left <= kept[1] < each.right
        ]  # fmt: skip
        assert crossing == []


def test_every_sheet_is_readable_on_a4() -> None:
    """Each prints at 8 points or more, in whatever font stands in for ours."""
    for book in (BOOK, TRIAL):
        for made in book.sheets:
            assert scale(made.page, made.widths) * style.BODY_SIZE / 100 >= 8, made.name


def test_titles_say_what_the_sheets_hold() -> None:
    """The lines are a year's, up to the moment of making: no title says that they are one week's."""
    for made in BOOK.sheets:
        title, told = (str(made.cells[row, at_].value) for row, at_ in _heads(made))
        assert "周" not in title, made.name
        assert told.startswith("年度累计，截至2026-12-07 09:00（2026年第48周调度时编制）"), (
            made.name
        )
        assert "年度累计（2026年第48周调度时编制）" in made.page.header
    assert BOOK.title == "2026年度减扣评分表"


def _heads(made: Sheet) -> list[tuple[int, int]]:
    """The title's place and that of the line below it."""
    return [(0, 0), min((row, at_) for (row, at_), cell in made.cells.items()
                        if row == 1 and cell.value)]  # fmt: skip


@pytest.mark.real
def test_decisions_print_beside_their_facts(soffice: Callable[..., Path], tmp_path: Path) -> None:
    """A real program lays 逐条 on three pages side by side, none torn where no break was meant."""
    alone = Book((sheet(BOOK, "逐条"), sheet(BOOK, "证据"), sheet(BOOK, "规则")))
    path = tmp_path / "逐条.xlsx"
    path.write_bytes(to_bytes(alone, AFTER))
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian package poppler-utils)")
    run = subprocess.run([program, "-layout", str(soffice(path, "pdf")), "-"], check=True,
                         capture_output=True, text=True)  # fmt: skip
    assert "###" not in run.stdout  # a date in a column that is too narrow
    pages = ["".join(page.split()) for page in run.stdout.split("\f")]
    own = [page for page in pages if "2026年度减扣事项逐条" in page]
    marks = ("审定分值", "异议内容", "审定日期")
    assert [[mark in page for mark in marks] for page in own] == [
        [True, False, False], [False, True, False], [False, False, True]
    ]  # fmt: skip


def test_what_waits_for_the_office_proposes_no_figure_and_is_decided_in_the_scheme() -> None:
    """A 待确认 line has no 拟减扣分值 and no open cell; 说明 tells where it is decided."""
    waits = [row for row in rows(sheet(BOOK, "逐条")) if row["状态"].value == "— 待确认"]
    assert waits
    assert {row["拟减扣分值"].value for row in waits} == {None}
    assert not any(unlocked(row[heading]) for row in waits for heading in COLUMNS.values())
    assert "先在方案“议定事项”表填“是否同意”或“确认办结”" in texts(BOOK)
    assert {row["责任归属"].value for row in waits} == {"待定"}
    others = [row for row in rows(sheet(BOOK, "逐条")) if row["状态"].value != "— 待确认"]
    assert "待定" not in {row["责任归属"].value for row in others}
    assert {line.fault for line in by_status(WEEK, Status.UNCERTAIN)} == {
        "单位"
    }  # the record's own


def test_a_line_before_the_rules_first_day_cannot_be_decided() -> None:
    """What happened before 生效日期 is a hint: its row is closed, the others are open."""
    made = scoring.book(results(scheme(rules_from=date(2026, 11, 1))))
    closed = {
        row["状态"].value for row in rows(sheet(made, "逐条")) if not unlocked(row["核定分值"])
    }
    assert closed == {"— 提示事项", "— 待确认"}
    assert any(unlocked(row["核定分值"]) for row in rows(sheet(made, "逐条")))


@pytest.mark.parametrize("name", ["逐条", "待认定"])
def test_helps_stand_at_their_columns(name: str) -> None:
    """复核结论 offers the four words; 核定分值 goes from 0 to the row's own points."""
    made = sheet(BOOK, name)
    helps = {str(made.cells[HEAD, rule.left].value): rule for rule in made.validations}
    assert set(helps) == set(COLUMNS.values())
    assert helps["复核结论"].options["source"] == [*OUTCOMES]
    points = "拟减扣分值" if name == "逐条" else "规则分值"
    column = next(at_ for at_ in made.widths if made.cells[HEAD, at_].value == points)
    assert f"${chr(65 + column)}{HEAD + 2}" in str(helps["核定分值"].options["maximum"])
    for rule in made.validations:
        assert (rule.top, rule.bottom) == (HEAD + 1, HEAD + len(rows(made)))
        assert len(str(rule.options["input_message"])) <= 255
        assert len(str(rule.options["input_title"])) <= 32


def test_new_lines_are_marked() -> None:
    """What the run before did not know carries a word and a sign, and the guide counts it."""
    shown = {
        row["编号"].value
        for name in OF_LINES
        for row in rows(sheet(BOOK, name))
        if row["新增"].value
    }
    assert shown == WEEK.fresh
    guide = sheet(BOOK, "说明")
    counts = [cell.value for (_, at_), cell in guide.cells.items() if at_ == 2]
    assert sum(each for each in counts if isinstance(each, int)) == len(WEEK.fresh)


def test_the_guides_sentence_recomputes() -> None:
    """The sentence on top counts what the sheets hold."""
    lead = next(cell for cell in sheet(BOOK, "说明").cells.values() if cell.style == "lead")
    counts = [len(ids(BOOK, name)) for name in OF_LINES]
    assert str(lead.value).startswith(
        f"共{sum(counts)}条：逐条{counts[0]}条，待认定{counts[1]}条，不予减扣{counts[2]}条。"
    )
    total = sum(proposed for proposed, _ in WEEK.marks.values())
    assert f"合计{total.normalize()}分，其中审定1条、0.8分" in str(lead.value)


def test_the_office_keeps_out_of_its_own_lines() -> None:
    """Lines about the office's own bureau say that the 总召集人 settles them; no others do."""
    marked = {
        row["单位"].value
        for row in rows(sheet(BOOK, "逐条"))
        if "总召集人" in str(row["说明"].value)
    }
    assert marked == {WEEK.scheme.unit_by_code[OFFICE].name}


def test_the_rules_are_the_offices_own() -> None:
    """Each rule stands with its figures as set; a blank one says 未设, and the head says whose they are."""
    made = sheet(BOOK, "规则")
    shown = {row["规则"].value: row for row in rows(made)}
    assert set(shown) == {rule.code for rule in WEEK.scheme.rules}
    assert (shown["A1"]["分值"].value, shown["A1"]["单位年度上限"].value) == (
        Decimal("0.5"),
        Decimal(5),
    )
    assert (shown["C1"]["分值"].value, shown["C1"]["减扣细则文号"].value) == ("未设", "示例")
    assert shown["A1"]["条款"].value == "五（四）"
    assert "办公室的约定，通知未作规定" in str(made.cells[3, 0].value)


def test_what_is_spared_says_why() -> None:
    """The waived line stands at its fault and reason."""
    waived = by_status(WEEK, Status.WAIVED)
    assert waived
    row = next(row for row in rows(sheet(BOOK, "不予减扣")) if row["编号"].value == waived[0].id)
    assert row["责任归属"].value == "邮件"
    assert "报送邮箱当日收信异常" in str(row["理由"].value)


def test_the_word_is_reduction() -> None:
    """Nowhere does the book say 扣分."""
    assert "扣分" not in texts(BOOK).replace("减扣分值", "")


def test_a_quiet_week_says_so() -> None:
    """Without lines each sheet says that there is nothing, and asks for nothing."""
    made = scoring.book(quiet())
    for name, words in (("逐条", "截至目前无减扣事项"), ("待认定", "截至目前无待认定事项"), ("证据", "截至目前无证据"),
                        ("不予减扣", "截至目前无不予减扣事项")):  # fmt: skip
        found = sheet(made, name)
        assert found.cells[HEAD + 1, 0].value == words
        assert not found.validations
    assert to_bytes(made, AFTER)


def test_the_same_week_gives_the_same_bytes() -> None:
    """Equal results, equal bytes; on paper heads and the first columns repeat."""
    data = to_bytes(BOOK, AFTER)
    assert data == to_bytes(scoring.book(results()), AFTER)
    names = zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml").decode()
    assert "逐条!$A:$D,逐条!$4:$5" in names.replace("'", "")
