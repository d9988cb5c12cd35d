"""The notice's scheme with figures, and the template of any unit in any period."""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.template import book as template
from jlhy_xl.core import calendar
from jlhy_xl.core.model import Deduction, Prior, Status
from jlhy_xl.core.returns import identity, obligations
from jlhy_xl.core.returns.obligations import Duty
from jlhy_xl.core.scheme.model import Resolution, Scheme

DIGEST = "0123456789abcdef"
WEEK = "2026-W48"
REGISTERED = {
    "name": "张三丰",
    "title": "副局长",
    "phone": "0632-6611234",
    "mobile": "13812345678",
    "mail": "zhangsan@example.gov.cn",
}


def scheme() -> Scheme:
    """The default scheme; every number has 上年值 12.5, 上期值 8 and 年度目标值 3."""
    made = default()
    targets = tuple(
        each
        if made.indicator_by_code[each.indicator].is_worded
        else replace(each, baseline=Decimal("12.5"), last="8", target=Decimal(3))
        for each in made.targets
    )
    resolutions = (
        Resolution("YD-03", "纪要", "〔2026〕3号", "梳理“一窗通办”堵点并整改。", "U03",
                   ("U05", "U06"), date(2026, 12, 31)),
        Resolution("YD-05", "督导调研", "", "优化大厅布局", "U03"),
        Resolution("YD-06", "纪要", "〔2026〕3号", "已办结的", "U03", confirmed=date(2026, 11, 2)),
    )  # fmt: skip
    return replace(made, targets=targets, resolutions=resolutions)


def known(*, run: int = 0) -> Prior:
    """A unit whose contacts are on file."""
    values = {
        ("personnel", role, field): value
        for role in ("分管领导", "具体负责人", "联络员")
        for field, value in REGISTERED.items()
    }
    return Prior(values, contacts_on_file=True, unchanged_run=run)


def duty(
    made: Scheme, unit: str, period: str = WEEK, prior: Prior | None = None, *, lines: bool = False
) -> Duty:
    clocks = (calendar.timetable(made, period), calendar.previous_timetable(made, period))
    owner = made.unit_by_code[unit]
    return obligations.duty(made, owner, clocks, prior or Prior(), contestable=lines)


def line(unit: str) -> Deduction:
    return Deduction(
        "A1", unit, "2026-W47", "", "11月23日（周一）09:12收到，晚于截止时间",
        Decimal("0.5"), Decimal("0.5"), Status.INFORMED,
    )  # fmt: skip


def issued(
    unit: str,
    *,
    made: Scheme | None = None,
    period: str = WEEK,
    prior: Prior | None = None,
    lines: tuple[Deduction, ...] = (),
) -> Book:
    made, prior = made or scheme(), prior or Prior()
    owes = duty(made, unit, period, prior, lines=bool(lines))
    signed = identity.issue(b"key", unit, period, DIGEST)
    return template.book(made, owes, prior, signed, DIGEST, lines)


def sheet(book: Book, name: str) -> Sheet:
    return next(each for each in book.sheets if each.name == name)


def columns(form: Sheet) -> dict[str, int]:
    """Heading → column; headings stand in the fifth row."""
    return {str(cell.value or ""): column for (row, column), cell in form.cells.items() if row == 4}


def rows(form: Sheet) -> range:
    return range(5, max(row for row, _ in form.cells) + 1)
