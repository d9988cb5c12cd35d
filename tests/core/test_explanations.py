"""What a unit explained in a 待办 sheet is found again, wherever the sheet went."""

from decimal import Decimal

import pytest
from msgspec.structs import replace
from returns_world import PROGRESS, filled, find, look, put, sheet_of, world

from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.raw import Raw, RawBook, RawSheet
from jlhy_xl.core.returns import explanations
from jlhy_xl.core.wording import return_copy as words

ASKED = Finding(
    "C306", Severity.QUERY, "变动较大。请核对", "30", form="progress", row_key="1", field="value",
    period="2026-W48", sheet="表", cell="J6",
)  # fmt: skip


def todo(
    *lines: tuple[str, Raw | None], top: int = 4, left: int = 0, name: str = "待办"
) -> RawSheet:
    """A 待办 sheet: marks and explanations by line, headings anywhere."""
    cells: dict[tuple[int, int], Raw] = {
        (0, left): "报送表待办",
        (top, left + 6): words.HEAD_WORDS,
        (top, left + 7): words.HEAD_MARK,
    }
    for step, (marks, said) in enumerate(lines, top + 1):
        cells[step, left + 7] = marks
        if said is not None:
            cells[step, left + 6] = said
    return RawSheet(name, cells)


@pytest.mark.parametrize(
    ("top", "left", "name"), [(4, 0, "待办"), (9, 3, "Sheet1"), (0, 1, "回复")]
)
def test_list_is_known_by_its_headings(top: int, left: int, name: str) -> None:
    """Rows and columns inserted, the sheet renamed: it is read and taken out."""
    own = RawSheet("本单位台账", {(0, 0): "科室"})
    book = RawBook((own, todo((explanations.mark(ASKED), "属实"), top=top, left=left, name=name)))
    taken = explanations.take(book)
    assert taken.book.sheets == (own,)
    assert taken.words == {explanations.mark(ASKED): "属实"}


def test_other_books_are_left_alone() -> None:
    """A unit's own sheet 待办, even with a column 说明, is not ours."""
    book = RawBook((RawSheet("待办", {(0, 0): "事项", (0, 1): words.HEAD_WORDS, (1, 1): "x"}),))
    assert explanations.take(book).book is book


def test_one_answer_serves_a_group() -> None:
    """A line that stands for several findings explains each; blanks explain nothing."""
    marks = [explanations.mark(replace(ASKED, row_key=str(row))) for row in range(3)]
    taken = explanations.take(RawBook((todo((" ".join(marks[:2]), Decimal(5)), (marks[2], " ")),)))
    assert taken.words == {marks[0]: "5", marks[1]: "5"}


def test_words_are_safe_to_show() -> None:
    """Control and bidi characters go, and an endless text is cut."""
    said = "属\u202e实\x07" + "长" * 2000
    told = explanations.take(RawBook((todo((explanations.mark(ASKED), said)),))).words
    text = next(iter(told.values()))
    assert text.startswith("属实␇长")
    assert len(text) == explanations.LONGEST


def test_an_explained_query_stays_a_query() -> None:
    """The words stand beside the question; it weighs as before and keeps its id."""
    found = explanations.explained(ASKED, {explanations.mark(ASKED): "口径\n调整"})
    assert found.severity is Severity.QUERY
    assert found.id == ASKED.id
    assert found.message == "变动较大。请核对（单位说明：口径 调整）"
    assert explanations.bare_message(found) == ASKED.message
    assert explanations.explained(found, {explanations.mark(ASKED): "另"}) is found
    assert explanations.explained(ASKED, {}) is ASKED


def test_a_new_figure_is_a_new_question() -> None:
    """The explanation holds for the same file anew or moved rows, not for another value."""
    known = explanations.mark(ASKED)
    assert (
        explanations.mark(replace(ASKED, sha256="f", file="b.xlsx", cell="J9", sheet="表2"))
        == known
    )
    for other in ({"found": "300"}, {"row_key": "2"}, {"code": "C301"}, {"period": "2026-W49"}):
        assert explanations.mark(replace(ASKED, **other)) != known
    loose = replace(ASKED, form="", row_key="", field="")
    assert explanations.mark(loose) != explanations.mark(replace(loose, cell="J7"))


def test_explanation_travels_with_the_return() -> None:
    """Examined with its 待办 sheet, a return has the explanation and no trace of the sheet."""
    at = world()
    book = filled(at, "U03")
    place = find(sheet_of(book, PROGRESS), "01-03", "现状值")
    book = put(book, PROGRESS, {place: "3个"})
    query = next(each for each in look(book, at).findings if each.severity is Severity.QUERY)
    again = look(
        replace(book, sheets=(*book.sheets, todo((explanations.mark(query), "口径不同")))), at
    )
    told = next(each for each in again.findings if each.severity is Severity.QUERY)
    assert (told.id, told.explanation) == (query.id, "口径不同")
    assert again.readings == look(book, at).readings
    assert len(again.findings) == len(look(book, at).findings)
    assert again.remarks == {explanations.mark(query): "口径不同"}
