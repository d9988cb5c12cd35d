"""Editions: the same content is the same edition; what changed is told with its place."""

from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.core.frames import READINGS, frame
from jlhy_xl.core.model import (
    Arrival,
    Clock,
    Deduction,
    Examined,
    Receipt,
    Status,
    Verdict,
)
from jlhy_xl.core.scheme.model import Meeting, Resolution
from jlhy_xl.core.standing.editions import DRAFT, Change, Edition, changes, digest_of, snapshot
from tests.points_world import SCHEME, W47, W48

LINE = Deduction("A2", "U01", W48, "", "未报", Decimal(1), Decimal(1), Status.PROPOSED)
WHEN = datetime.fromisoformat("2026-11-26T10:00+08:00")
ARRIVAL = Arrival("a" * 64, "报表.xlsx", W48, "报表.xlsx", WHEN, Clock.SERVER)
EXAMINED = Examined(ARRIVAL.sha256, Verdict.ACCEPTED, "", unit="U01", period=W48)
RECEIPT = Receipt(ARRIVAL, EXAMINED, Verdict.ACCEPTED, "")


def _readings(**values: str):  # type: ignore[no-untyped-def]  # a frame
    rows = []
    for place, value in values.items():
        row_key, _, field = place.partition("_")
        told = dict.fromkeys(READINGS, "")
        told |= {"period": W48, "unit": "U01", "form": "progress", "row_key": row_key.replace("x", "-"),
                 "field": field, "state": "valid" if value else "blank", "value": value}  # fmt: skip
        rows.append(tuple(told[name] for name in READINGS))
    return frame(READINGS, rows)


def taken(receipts, readings, lines, known=SCHEME):  # type: ignore[no-untyped-def]  # a frame
    return snapshot(W48, receipts, readings, lines, known)


def test_what_a_meeting_adopted_and_who_came_is_told() -> None:
    """A new item, a day that moved, an attendance: each a change with its number; others are none."""
    item = Resolution("HY-01", "纪要", "", "办好一件事", "U01", due=date(2026, 12, 31))
    came = Meeting("HY", date(2026, 12, 5), "", "U01", "实到")
    before = replace(SCHEME, resolutions=(item,), meetings=(came,))
    moved = replace(item, asked=date(2026, 12, 1), granted="同意", extended=date(2027, 1, 15))
    new = replace(item, code="HY-02")
    after = replace(
        SCHEME, resolutions=(moved, new),
        meetings=(replace(came, attended="缺席"), replace(came, unit="U02")),
    )  # fmt: skip
    one, other = (taken([], _readings(), [], known) for known in (before, after))
    assert digest_of(one) != digest_of(other)
    assert [(row.what, row.where, row.before, row.after) for row in changes(SCHEME, one, other)] == [
        ("议定事项", "HY-01", "办好一件事；完成时限2026-12-31",
         "办好一件事；完成时限2026-12-31；2026-12-01申请延期（同意，延至2027-01-15）"),
        ("议定事项", "HY-02", "（无）", "办好一件事；完成时限2026-12-31"),
        ("会议登记", "HY", "实到", "缺席"),
        ("会议登记", "HY", "（无）", "实到"),
    ]  # fmt: skip
    older = {part: one[part] for part in ("receipts", "readings", "lines")}
    assert changes(SCHEME, older, other) == ()


def test_the_same_content_is_the_same_edition() -> None:
    """Neither clock nor order matter; another value, verdict or status does."""
    one = taken([RECEIPT], _readings(**{"03x01_value": "3"}), [LINE])
    same = taken([RECEIPT], _readings(**{"03x01_value": "3", "03x02_value": ""}), [LINE])
    assert digest_of(one) == digest_of(same)
    assert changes(SCHEME, one, same) == ()
    other = replace(RECEIPT, verdict=Verdict.SUPERSEDED)
    assert digest_of(taken([other], _readings(), [LINE])) != digest_of(
        taken([RECEIPT], _readings(), [LINE])
    )


def test_what_changed_is_told_with_unit_and_place() -> None:
    """A verdict, a value given, one taken back, a line that moved, one that is new: one change each."""
    before = taken([RECEIPT], _readings(**{"03x01_value": "3", "03x02_value": "5"}), [LINE])
    moved = replace(LINE, status=Status.SETTLED, settled=Decimal("0.5"), applied=Decimal("0.5"))
    new = replace(LINE, rule="A3", subject="Y01", event="到期未办结", applied=Decimal(1))
    elsewhere = replace(LINE, period=W47)
    after = taken(
        [replace(RECEIPT, verdict=Verdict.SUPERSEDED)],
        _readings(**{"03x01_value": "2.5"}), [moved, new, elsewhere],
    )  # fmt: skip
    told = changes(SCHEME, before, after)
    assert {(row.what, row.before, row.after) for row in told} == {
        ("收件去向", "已采用", "已被后来的报表替代"),
        ("填报内容", "3", "2.5"),
        ("填报内容", "5", "（空白）"),
        ("减扣事项", "拟减扣", "审定"),
        ("减扣事项", "（无）", "拟减扣"),
        ("减扣事项", "—", "有变动，见减扣评分表"),
    }
    assert (told[-1].unit, told[-1].where) == ("", "其他期次的减扣事项")
    name = SCHEME.indicator_by_code["03-01"].name
    value = next(row for row in told if row.after == "2.5")
    assert (value.unit, value.where) == ("区法院", f"指标进展表·{name}·现状值")


def test_the_lines_of_other_periods_are_one_row_without_points() -> None:
    """However many there are, however they moved: that they did is told once, and last of all."""
    others = [
        replace(LINE, unit=unit, period=W47, applied=Decimal(5)) for unit in ("U01", "U02", "U03")
    ]
    before = taken([], _readings(), [LINE])
    told = changes(SCHEME, before, taken([], _readings(), [LINE, *others]))
    assert [(row.unit, row.where, row.after) for row in told] == [
        ("", "其他期次的减扣事项", "有变动，见减扣评分表")
    ]
    one, other = (taken([], _readings(), [LINE, *rows]) for rows in (others, others[::-1]))
    assert changes(SCHEME, one, other) == ()
    assert digest_of(one) == digest_of(other)


def test_changes_stand_by_unit_and_tell_no_points() -> None:
    """The scheme's units in their order, each with its verdicts, contents and lines together."""
    mine = [
        replace(LINE, unit=unit, subject=f"Y{step}")
        for step, unit in enumerate(("U09", "U02", "U01"))
    ]
    before = taken([RECEIPT], _readings(**{"03x01_value": "3"}), mine)
    moved = [replace(row, applied=Decimal("0.25")) for row in mine]
    late = replace(RECEIPT, verdict=Verdict.SUPERSEDED)
    told = changes(SCHEME, before, taken([late], _readings(**{"03x01_value": "4"}), moved))
    names = [unit.name for unit in SCHEME.units]
    places = [names.index(row.unit) for row in told]
    assert places == sorted(places)
    assert len(set(places)) == 3
    assert [row.what for row in told[:3]] == ["收件去向", "填报内容", "减扣事项"]
    assert {(row.before, row.after) for row in told[2:]} == {("拟减扣", "拟减扣，分值有变")}


def test_an_older_ledgers_edition_makes_nothing_new() -> None:
    """What it did not tell of has not changed, and what it told of other periods' lines is no more told."""
    now = taken([RECEIPT], _readings(**{"03x01_value": "3"}), [LINE, replace(LINE, period=W47)])
    foreign = {"f" * 8: ["U02", f"{W47} 未报", "拟减扣", "1", ""]}
    older = {part: now[part] for part in ("receipts", "readings")}
    assert changes(SCHEME, {**older, "lines": now["lines"]}, now) == ()
    assert changes(SCHEME, {**older, "lines": {**now["lines"], **foreign}}, now) == ()


def test_an_editions_name_says_kind_and_number() -> None:
    """核对稿（征求意见） with its number."""
    assert Edition(1, DRAFT, (Change("", "", "", "", ""),)).name == "核对稿（征求意见）第1版"
