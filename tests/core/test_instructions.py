"""The leader's box: found by what the workbook carries, read without what is printed, nothing guessed."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.books.scheme.default import sample
from jlhy_xl.books.summary import book as summary
from jlhy_xl.core.raw import RawBook, RawSheet
from jlhy_xl.core.scheme.instructions import Instruction, box_of, hear, parted, plainly
from jlhy_xl.core.text import key
from tests.books import summary_world

UNITS = sample().units
NAMES = {unit.name: unit.code for unit in UNITS}
TODAY = date(2026, 11, 27)
PRINTED = "签名：　　　　　　　　　　　年　　月　　日　"
LABEL = "领\n导\n批\n示"


def book(cells: Mapping[tuple[int, int], str], *merges: tuple[int, int, int, int]) -> RawBook:
    return RawBook((RawSheet("总览", dict(cells), merges=merges),))


def drawn() -> RawBook:
    """The summary as it is produced, as a reader of workbooks has it."""
    made = summary.book(summary_world.results()).sheets[0]
    return book(
        {at: cell.value for at, cell in made.cells.items() if isinstance(cell.value, str)},
        *((each.top, each.left, each.bottom, each.right) for each in made.merges),
    )


def test_the_produced_box_is_found_and_blank() -> None:
    """总览 as it is drawn: the period of its title, and nobody has written."""
    found = box_of(drawn())
    assert found is not None
    assert (found.period, found.is_blank) == ("2026-W48", True)


def test_a_box_is_found_wherever_it_stands() -> None:
    """Rows inserted above, the sheet renamed, the merges lost: label and title lead there."""
    cells = {(0, 0): "标题", (4, 0): "2026年第48周（11.23—11.27）　周调度总览", (9, 2): LABEL,
             (9, 5): "请抓紧。", (11, 5): "再报一次。", (12, 2): "说明", (12, 5): "别的"}  # fmt: skip
    found = box_of(RawBook((RawSheet("别的", {(0, 0): "x"}), RawSheet("总览 (2)", cells))))
    assert found is not None
    assert (found.period, found.text, found.cell) == ("2026-W48", "请抓紧。 再报一次。", "F10")
    merged = box_of(book(cells, (9, 2, 9, 4)))
    assert merged is not None
    assert merged.text == "请抓紧。 再报一次。"


def test_months_have_boxes_too_and_a_book_without_title_has_none() -> None:
    """2026年11月 is a period; without a period nobody knows whose box it is."""
    found = box_of(book({(1, 0): "2026年11月　周调度总览", (3, 0): LABEL, (3, 3): "阅。"}))
    assert found is not None
    assert (found.period, found.is_seen_only) == ("2026-11", True)
    assert box_of(book({(3, 0): LABEL, (3, 3): "请办"})) is None
    assert box_of(book({(1, 0): "2026年第60周　周调度总览", (3, 0): LABEL})) is None


@given(st.text(st.sampled_from("请发改局牵头，。12月日前\n 0年"), min_size=1, max_size=30))
def test_no_word_of_a_box_is_lost(text: str) -> None:
    """Above, behind or without what is printed: every visible character comes back, none is made."""
    for typed in (text, f"{text}\n{PRINTED}", f"{PRINTED}\n{text}"):
        said, signed = parted(typed)
        assert key(said) == key(text)
        assert signed == ""


@pytest.mark.parametrize(
    ("text", "lead", "due"),
    [
        ("请区发改局牵头，12月31日前报结果。", "区发改局", date(2026, 12, 31)),
        (
            "由区发改局负责牵头，区财政局配合，2027年1月15日（周五）前办结",
            "区发改局",
            date(2027, 1, 15),
        ),
        ("牵头单位：区财政局；完成时限：2026-12-20", "区财政局", date(2026, 12, 20)),
        ("请区发改局，1月10日之前拿出方案", "", date(2027, 1, 10)),
        ("请区发改局、区财政局牵头，年底前办结", "", None),
        ("请区发改局牵头A事；请区财政局牵头B事，12月1日前报A，12月9日前报B", "", None),
        ("市发改局牵头的文件已收到，请研究", "", None),
        ("10月20日前的情况请核实", "", None),
        ("请抓紧。", "", None),
        ("请区发改局牵头，2月30日前", "区发改局", None),
    ],
)
def test_owner_and_day_are_read_where_they_are_plain(
    text: str, lead: str, due: date | None
) -> None:
    """One unit told to lead, one day told as a limit; several, joint, past or none are asked about."""
    found = plainly(text, UNITS, TODAY)
    assert (found.lead, found.due) == (NAMES.get(lead, ""), due)


def test_an_old_copy_of_a_changed_box_says_nothing_new() -> None:
    """Of one file's two savings the later counts; the earlier, under any name, is known."""
    box = box_of(book({(1, 0): "2026年第48周　周调度总览", (3, 0): LABEL, (3, 3): "先"}))
    later = box_of(book({(1, 0): "2026年第48周　周调度总览", (3, 0): LABEL, (3, 3): "后"}))
    assert box is not None
    assert later is not None
    first = hear(box, "汇总表 甲.xlsx", "a", {}, ())
    assert first is not None
    known: dict[str, list[Instruction]] = {first.made.code: [first.made]}
    second = hear(later, "汇总表 甲（2）.xlsx", "b", known, ())
    assert second is not None
    assert (second.made.code, second.before) == (first.made.code, first.made)
    known[first.made.code].append(second.made)
    assert hear(box, "汇总表 甲.xlsx", "a", known, ()) is None
    assert hear(box, "汇总表 乙.xlsx", "c", known, ()) is None
    assert hear(later, "汇总表 丙.xlsx", "d", known, ()) is None
