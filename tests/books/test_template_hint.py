"""What a template asks for where no cell is required: items that fall due, with their days."""

from datetime import date

import pytest
from msgspec.structs import replace
from template_world import issued, line, scheme, sheet

from jlhy_xl.core.scheme.model import Resolution, Scheme, Unit

COVER, FORM = "填报说明", "议定事项落实表"


def _item(code: str, due: date | None, **more: object) -> Resolution:
    return replace(Resolution(code, "纪要", "5号", "办一件事", "U01", (), due), **more)


def _with(*items: Resolution) -> Scheme:
    return replace(scheme(), resolutions=items)


def _told(made: Scheme, unit: str = "U01") -> tuple[str, str, str]:
    """What the cover says of the form, the form's own line, and the cover's one line."""
    book = issued(unit, made=made)
    cover = sheet(book, COVER)
    row = next(
        at for (at, column), cell in cover.cells.items() if column == 0 and cell.value == FORM
    )
    own = next(cell for cell in sheet(book, FORM).cells.values() if cell.style == "countdown")
    whole = next(cell for cell in cover.cells.values() if cell.style == "countdown_big")
    assert f'"{cover.cells[row, 4].value}"' in str(cover.cells[row, 4].formula)
    assert f'"{own.value}"' in str(own.formula)
    return str(cover.cells[row, 4].value), str(own.value), str(whole.value)


def test_an_item_that_falls_due_is_named_with_its_day() -> None:
    """On the cover and over the form; the period is 23 to 27 November."""
    cover, own, _ = _told(_with(_item("YD-1", date(2026, 11, 27))))
    assert cover == "请填写办理情况：YD-1（11月27日到期）"
    assert own == "本表本期没有必填项。请填写办理情况：YD-1（11月27日到期）。"


def test_what_is_filled_in_is_asked_for_no_more() -> None:
    """Both lines change by the form's own cells: a filled copy that goes back says nothing untrue."""
    book = issued("U01", made=_with(_item("YD-1", date(2026, 11, 27))))
    told = "已有填写，请核对到期事项：YD-1（11月27日到期）"
    said = [
        str(cell.formula)
        for name in (COVER, FORM)
        for cell in sheet(book, name).cells.values()
        if told in str(cell.formula)
    ]
    assert len(said) == 2
    for formula in said:
        first, rest = formula.split(told)
        assert f"COUNTA('{FORM}'!" in first
        assert "请填写办理情况" not in first
        assert "请填写办理情况：YD-1" in rest
    quiet = issued("U01", made=_with())
    assert "已有填写" not in "".join(
        str(cell.formula) for cell in sheet(quiet, COVER).cells.values()
    )


@pytest.mark.parametrize(
    ("item", "asked"),
    [
        (_item("YD-1", None), False),  # 长期
        (_item("YD-1", date(2026, 12, 4)), True),  # 蓝: an extension can still be asked for
        (_item("YD-1", date(2026, 12, 5)), False),
        (_item("YD-1", date(2026, 9, 30)), True),  # overdue
        (_item("YD-1", date(2026, 11, 20), granted="同意", extended=date(2027, 1, 31)), False),
        (_item("YD-1", date(2026, 11, 20), granted="不同意", extended=date(2027, 1, 31)), True),
        (_item("YD-1", date(2026, 11, 25), claimed=date(2026, 11, 24)), False),
    ],
)
def test_only_what_falls_due_is_asked_for(item: Resolution, asked: bool) -> None:
    """Overdue or within a week after the deadline, a granted extension held; not what waits for the office."""
    assert (_told(_with(item))[0] != "本期可不填") is asked


def test_many_items_are_counted_and_a_day_of_another_year_says_so() -> None:
    """The oldest three by name, how many in all; 2025 is written out."""
    days = (date(2026, 11, 27), date(2025, 12, 31), date(2026, 11, 26), date(2026, 11, 25))
    rows = [_item(f"YD-{at}", day) for at, day in enumerate(days)]
    cover, _, _ = _told(_with(*rows))
    assert cover == (
        "请填写办理情况：YD-1（2025年12月31日到期）、YD-3（11月25日到期）、YD-2（11月26日到期）等4项"
    )


def test_an_owner_of_nothing_else_is_told_on_the_first_line() -> None:
    """A town owes no return: the cover's one line names its item instead of 没有必填项."""
    town = replace(_item("YD-5", date(2026, 11, 30)), lead="U13")
    made = scheme()
    made = replace(made, units=(*made.units, Unit("U13", "马兰屯镇", member=False)))
    assert (
        _told(replace(made, resolutions=(town,)), "U13")[2]
        == "△ 请填写办理情况：YD-5（11月30日到期）"
    )


def test_a_ground_of_an_objection_has_room() -> None:
    """依据条款 holds a rule's words and the clause in at most three lines."""
    made = sheet(issued("U03", lines=(line("U03"),)), "异议反馈")
    column = next(c for (_, c), cell in made.cells.items() if cell.value == "依据条款")
    row = next(r for (r, c), cell in made.cells.items() if cell.value == "依据条款") + 1
    words = str(made.cells[row, column].value)
    assert words.startswith("A1 迟报")
    wide = sum(1 if sign.isascii() else 2 for sign in words)
    assert wide <= 3 * (made.widths[column] - 1)
