"""Letters in a real LibreOffice: 22 lines of 28 characters a page, page numbers, nothing lost."""

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from jlhy_xl.books.letters import brief, meeting, notice
from jlhy_xl.books.letters.letter import Letter, Para, Table, numbered
from jlhy_xl.edge import letter as drawing
from tests.books import summary_world
from tests.conftest import absent

pytestmark = pytest.mark.real
MADE = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
LINE = "台儿庄区营商环境评价联席会议制度的通知各镇人民政府运河街"
Convert = Callable[..., Path]


def pages(path: Path) -> list[list[str]]:
    """Each page's lines that hold something, as they are laid out."""
    program = shutil.which("pdftotext")
    if program is None:
        absent("pdftotext", "poppler-utils")
    done = subprocess.run(
        [str(program), "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return [
        [line.strip() for line in page.splitlines() if line.strip()]
        for page in done.stdout.split("\f")
        if page.strip()
    ]


def drawn(tmp_path: Path, letter: Letter, soffice: Convert) -> list[list[str]]:
    path = drawing.save(letter, tmp_path / "letter.docx", MADE)
    return pages(soffice(path, "pdf"))


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path, soffice: Convert) -> None:
    """A body of one long paragraph: every line 28 characters, every full page 22 lines."""
    assert len(LINE) == 28
    found = drawn(tmp_path, Letter("题", (Para(text=LINE * 80, flush=True),)), soffice)
    whole = found[1:-1]
    assert len(whole) >= 2
    for page in whole:
        assert page[:-1] == [LINE] * 22
    numbers = [page[-1].replace(" ", "") for page in found]
    assert numbers == [f"—{at}—" for at in range(1, len(found) + 1)]


def test_paragraphs_keep_the_grid(tmp_path: Path, soffice: Convert) -> None:
    """Short paragraphs and headings take one line each, as a long one does."""
    body = tuple(
        Para("报送情况。", "按时。", 2) if at % 5 == 0 else Para(text="按时报送。")
        for at in range(70)
    )
    found = drawn(tmp_path, Letter("题", body), soffice)
    assert len(found) >= 4
    assert [len(page) - 1 for page in found[1:-1]] == [22] * len(found[1:-1])


def _words(letter: Letter) -> str:
    """All words of the parts, in their order."""
    told = []
    for part in numbered(letter.parts):
        if isinstance(part, Table):
            told += [cell for row in (part.headings, *part.rows) for cell in row]
        else:
            told += [part.head, part.text]
    return "".join(told)


def _letters() -> dict[str, Letter]:
    week = summary_world.results()
    return {
        "brief": brief.letter(week),
        "notice": notice.letter((week,), notice.Issue("〔2026〕5号", red_head=True, issued=True)),
        **meeting.letters(week, meeting.Session("HY2026-07")),
    }


@pytest.mark.parametrize("name", _letters())
def test_no_word_of_a_letter_is_lost_on_paper(tmp_path: Path, soffice: Convert, name: str) -> None:
    """Every sign of the letter stands on its pages: no clipped cell, no text off the page."""
    letter = _letters()[name]
    shown = "".join("".join(page) for page in drawn(tmp_path, letter, soffice))
    have = {sign: shown.count(sign) for sign in set(shown)}
    wanted = _words(letter)
    lacking = {
        sign: wanted.count(sign) - have.get(sign, 0)
        for sign in set(wanted)
        if not sign.isspace() and wanted.count(sign) > have.get(sign, 0)
    }
    assert lacking == {}


@pytest.mark.parametrize("name", _letters())
def test_every_letter_has_22_lines_of_28_characters(
    tmp_path: Path, soffice: Convert, name: str
) -> None:
    """Whatever letter goes on for pages goes on in the standard's lines, to its numbered last page."""
    letter = _letters()[name]
    longer = replace(letter, parts=(*letter.parts, Para(text=LINE * 110, flush=True)))
    found = drawn(tmp_path, longer, soffice)
    whole = [page[:-1] for page in found if set(page[:-1]) == {LINE}]
    assert len(whole) >= 3
    assert [len(page) for page in whole[:-1]] == [22] * (len(whole) - 1)
    numbers = [page[-1].replace(" ", "") for page in found]
    assert numbers == [f"—{at}—" for at in range(1, len(found) + 1)]


@pytest.mark.parametrize("name", _letters())
def test_no_heading_ends_a_page(tmp_path: Path, soffice: Convert, name: str) -> None:
    """一、 and what follows it stand on one page."""
    for page in drawn(tmp_path, _letters()[name], soffice):
        assert not re.match(r"[一二三四五六七八九十]+、[^。；]*$", page[-2])


def test_the_list_to_sign_fits_one_page(tmp_path: Path, soffice: Convert) -> None:
    """Twelve members, four blank rows and the note below them: one sheet goes round the table."""
    week = summary_world.results()
    told = meeting.Session(
        "HY2026-07", date(2026, 12, 10), "上午9时", "区政务服务中心三楼第一会议室"
    )
    for session in (meeting.Session("HY2026-07"), told):
        (page,) = drawn(tmp_path, meeting.letters(week, session)["签到表"], soffice)
    assert f"地点：{told.place}" in [line.replace(" ", "") for line in page]


def test_the_title_of_a_span_is_one_line(tmp_path: Path, soffice: Convert) -> None:
    """Weeks 37 to 48 in one title: 通报 is not left alone on a line."""
    week = summary_world.results()
    before = replace(week, clock=replace(week.clock, period="2026-W37", label="第37周（9.7—9.11）"))
    found = drawn(tmp_path, notice.letter((before, week), notice.Issue("〔2026〕5号")), soffice)
    assert found[0][1].replace(" ", "") == "关于2026年第37—48周工作情况的通报"
