"""What a template shows of last period and of the scheme: masks, locked cells, items to answer."""

from datetime import date
from decimal import Decimal

import pytest
import returns_world as rw
from msgspec.structs import replace
from returns_world import PERSONNEL, PROGRESS

from jlhy_xl.core.model import State
from jlhy_xl.core.raw import CellError, Raw
from jlhy_xl.core.returns.check_locked import is_same
from jlhy_xl.core.scheme.model import Resolution, Target
from tests.core.check_world import WORLD, late, progress, told

# --- masks ------------------------------------------------------------------------------------


def owed_again() -> rw.World:
    return rw.world(priors={"U01": replace(rw.on_file(), contacts_on_file=False)})


def test_untouched_masks_mean_unchanged() -> None:
    """138****5678 left as it stands is last period's number."""
    world = owed_again()
    book = rw.issued(world, "U01")
    sheet = rw.sheet_of(book, PERSONNEL)
    assert sheet.cells[rw.find(sheet, "联络员", "手  机")] == "138****5678"
    full = rw.filled(WORLD)
    found = rw.look(rw.with_sheet(full, PERSONNEL, sheet), world)
    one = rw.reading(found, "联络员", "mobile", "personnel")
    assert (one.state, one.value, one.typed) == (State.UNCHANGED, "13812345678", "138****5678")
    assert found.findings == ()
    assert found.counts[0].valid == 15


def test_another_mask_is_asked_about() -> None:
    """A mask that is not the one we sent says nothing for certain."""
    world = owed_again()
    book = rw.fill(rw.filled(WORLD), PERSONNEL, "联络员", **{"手  机": "139****0000"})
    found = rw.look(book, world)
    assert rw.reading(found, "联络员", "mobile", "personnel").state is State.ASIDE
    assert "query" in [each.severity for each in found.findings]


def test_a_new_person_with_the_old_number_is_asked_about() -> None:
    """Who replaces the name and leaves the mask may have forgotten the number."""
    book = rw.fill(rw.filled(WORLD), PERSONNEL, "联络员", **{"姓  名": "赵六"})
    found = rw.look(book, WORLD)
    assert [(each.code, each.field, each.found) for each in found.findings] == [
        ("C205", "mobile", "138****5678")
    ]


# --- locked -----------------------------------------------------------------------------------


def test_a_locked_cell_that_was_changed_is_asked_about_and_the_schemes_value_stands() -> None:
    """The finding quotes both; the reading of the row is untouched."""
    found = progress(计量单位="天", 优向="越高越好")
    assert [(each.field, each.found, each.expected, each.severity) for each in found.findings] == [
        ("measure", "天", "日历天", "query"),
        ("direction", "越高越好", "越低越好", "query"),
    ]
    assert rw.reading(found, "07-01", "value").number == Decimal(8)


def test_targets_are_compared_as_numbers() -> None:
    """90 typed as text is the scheme's 90; 91 is not."""
    targets = (Target("07-01", "U01", Decimal("120.5"), Decimal(90)),)
    world = rw.world(replace(WORLD.scheme, targets=targets))
    book = rw.fill(rw.filled(world), PROGRESS, "07-01", 年度目标值="90.0", 上年值="１２０.５")
    assert rw.look(book, world).findings == ()
    found = rw.look(rw.fill(book, PROGRESS, "07-01", 年度目标值=Decimal(91)), world)
    assert [(each.found, each.expected) for each in found.findings] == [("91", "90")]


def test_an_emptied_column_is_one_finding_and_renumbering_is_none() -> None:
    """Locked cells that were all cleared are told once; 序号 is only an ornament."""
    book = rw.filled(WORLD)
    for code in ("07-01", "07-02", "07-03"):
        book = rw.fill(book, PROGRESS, code, 专项工作组=None, 序号=Decimal(99))
    found = rw.look(book, WORLD)
    assert [(each.code, each.field) for each in found.findings] == [("C201", "group")]


@pytest.mark.parametrize("held", [Decimal(130), "130", "１３０", Decimal(7), None])
def test_a_last_value_as_it_was_sent_is_no_change(held: Raw | None) -> None:
    """A late return moved what is known since; the cell says what was sent, or what is known."""
    assert late("7", held).findings == ()


def test_a_last_value_that_was_neither_sent_nor_known_is_asked_about() -> None:
    """What is known now stands, and is what was expected."""
    (found,) = late("7", Decimal(99)).findings
    assert (found.code, found.found, found.expected) == ("C201", "99", "7")


def test_what_is_known_now_stands_beside_an_older_last_value() -> None:
    """8 was an improvement on the 130 that was shown, and is worse than the 7 now known."""
    before = rw.world(priors={"U01": rw.on_file(**{"progress__07-01__value": "130"})})
    now = rw.world(priors={"U01": rw.on_file(**{"progress__07-01__value": "7"})})
    assert {each.code for each in rw.look(rw.filled(before), now).findings} == {"C102"}


def test_merged_locked_cells_are_read_by_their_first() -> None:
    """A group's name merged over its rows is each row's own."""
    book = rw.filled(WORLD)
    for code in ("07-02", "07-03"):
        book = rw.fill(book, PROGRESS, code, 专项工作组=None)
    sheet = rw.sheet_of(book, PROGRESS)
    row, column = rw.find(sheet, "07-01", "专项工作组")
    merged = replace(sheet, merges=(*sheet.merges, (row, column, row + 2, column)))
    assert rw.look(rw.with_sheet(book, PROGRESS, merged), WORLD).findings == ()


def test_resolutions_are_compared_and_answered() -> None:
    """A due date typed over is asked about; the answers are optional."""
    item = Resolution(
        "YD-03", "纪要", "〔2026〕3号", "梳理堵点", "U01", ("U05",), date(2026, 12, 31)
    )
    world = rw.world(replace(WORLD.scheme, resolutions=(item,)))
    book = rw.filled(world)
    title = "议定事项落实表"
    assert rw.look(book, world).findings == ()
    book = rw.fill(
        book, title, "YD-03", 完成时限=rw.cell(date(2027, 1, 31)), 状态="正在办理",
        延期申请="2027年1月31日",
    )  # fmt: skip
    found = rw.look(book, world)
    assert [(each.found, each.expected) for each in told(found, "C201")] == [
        ("2027-01-31", "2026-12-31")
    ]
    assert rw.reading(found, "YD-03", "extension", "resolutions").value == "2027-01-31"


@pytest.mark.parametrize(
    ("raw", "wanted", "same"),
    [
        ("区 法 院", "区法院", True),
        (rw.cell(date(2026, 4, 2)), "04-02", True),
        (Decimal(12), "12", True),
        ("2026.12.31", date(2026, 12, 31), True),
        ("2026-12-30", date(2026, 12, 31), False),
        (Decimal("0.9"), Decimal(90), False),
        (CellError("#N/A"), Decimal(90), False),
        ("", "甲", False),
        ("甲", "", False),
    ],
)
def test_same(raw: Raw, wanted: str | Decimal | date, same: bool) -> None:
    """Another way of writing is no change."""
    assert is_same(raw, wanted) is same
