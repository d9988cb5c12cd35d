"""Drop-downs, bounds and prompts of a form sheet, and the colours that follow what is typed."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from jlhy_xl.books.sheet import Conditional, Validation
from jlhy_xl.books.template.layout import UNCHANGED, YES, Layout
from jlhy_xl.core.raw import letters
from jlhy_xl.core.returns.obligations import Row
from jlhy_xl.core.scheme.choices import FieldType, Need, Role, Source
from jlhy_xl.core.scheme.model import Field

_TITLE, _MESSAGE, _LIST = 32, 255, 255  # Excel's own limits
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)
_RANGE = re.compile(r"\((-?\d+(?:\.\d+)?)[-–—~](\d+(?:\.\d+)?)\)")

Lists = Mapping[
    tuple[str, ...], str
]  # choices too long for a cell → their range on the hidden sheet


def validations(layout: Layout, lists: Lists) -> Iterator[Validation]:
    """Yield each column's helpers, one for each run of cells that are helped alike."""
    for at, item in enumerate(layout.columns):
        if item.role is not Role.FILL:
            continue
        begun, current = 0, None
        for step, row in enumerate((*layout.rows, None)):
            options = None if row is None else _options(layout, item, row, lists)
            if options == current and row is not None:
                continue
            if current is not None:
                top, bottom = layout.row_of(begun), layout.row_of(step - 1)
                yield Validation(top, at, bottom, at, current)
            begun, current = step, options


def needs_list(item: Field) -> bool:
    """Whether a field's choices cannot stand in the cell itself.

    >>> needs_list(Field("f", "c", "l", choices=("是",))), needs_list(
    ...     Field("f", "c", "l", choices=("甲,乙", "丙")))
    (False, True)
    """
    words = item.choices
    return len(",".join(words)) > _LIST or any("," in word for word in words)


def _options(layout: Layout, item: Field, row: Row, lists: Lists) -> dict[str, object] | None:
    label = "".join(item.label.split())[:_TITLE]
    if not layout.is_open(item, row):
        return _said({"validate": "any"}, label, _why_closed(row))
    prompt = item.prompt
    if item.type in (FieldType.CHOICE, FieldType.TICK) and item.choices:
        options = _choice(item, lists)
    elif item.type is FieldType.NUMBER or (item.type is FieldType.VALUE and not _is_worded(row)):
        options = _number(item, row)
        if row.indicator is not None:
            example = "95%请填 95。" if row.indicator.measure == "%" else ""
            prompt = f"计量单位：{row.indicator.measure}。{example}{prompt}"
    elif item.type is FieldType.DATE:
        options = _date(label)
    else:
        options = {"validate": "any"}
    return _said(options, label, prompt)


def _said(options: dict[str, object], label: str, prompt: str) -> dict[str, object] | None:
    if prompt:
        return {**options, "input_title": label, "input_message": prompt[:_MESSAGE]}
    return None if options == {"validate": "any"} else options


def _is_worded(row: Row) -> bool:
    return row.indicator is not None and row.indicator.is_worded


def _why_closed(row: Row) -> str:
    if row.indicator is None:
        return ""
    if row.indicator.source is not Source.UNIT:
        return "本项由上级发布，不需填写"
    return f"本项按{row.indicator.cycle.value}填报，本期不需填写"


def _choice(item: Field, lists: Lists) -> dict[str, object]:
    source: object = lists.get(item.choices) or list(item.choices)
    return {
        "validate": "list",
        "source": source,
        "error_title": "请从列表中选择",
        "error_message": f"这里请填：{'、'.join(item.choices)}"[:_MESSAGE],
        "error_type": "stop",
    }


def _number(item: Field, row: Row) -> dict[str, object]:
    low, high = bounds(item, row)
    options: dict[str, object] = {
        "validate": "decimal",
        "error_title": "请核对",
        "error_type": "warning",
    }
    if low is not None and high is not None:
        said = f"这里一般填 {low}—{high} 之间的数字，不带单位。确认无误请选“是”。"
        return {
            **options,
            "criteria": "between",
            "minimum": float(low),
            "maximum": float(high),
            "error_message": said,
        }
    if high is not None:
        said = f"这里一般填不大于 {high} 的数字，不带单位。确认无误请选“是”。"
        return {**options, "criteria": "<=", "value": float(high), "error_message": said}
    least = low if low is not None else Decimal(0)
    said = f"这里一般填不小于 {least} 的数字，不带单位。确认无误请选“是”。"
    return {**options, "criteria": ">=", "value": float(least), "error_message": said}


def bounds(item: Field, row: Row) -> tuple[Decimal | None, Decimal | None]:
    """Return what a number lies between: the field's own bounds, else those of its measure.

    >>> from jlhy_xl.core.scheme.choices import Direction
    >>> from jlhy_xl.core.scheme.model import Indicator
    >>> found = Indicator("02-04", 2, "建筑质量控制指数", (), "指数(0-15)", Direction.HIGHER)
    >>> bounds(Field("progress", "value", "现状值"), Row("02-04", indicator=found))
    (Decimal('0'), Decimal('15'))
    """
    if item.minimum is not None or item.maximum is not None or row.indicator is None:
        return item.minimum, item.maximum
    found = _RANGE.search(row.indicator.measure.replace("（", "(").replace("）", ")"))
    return (Decimal(found[1]), Decimal(found[2])) if found else (None, None)


def _date(label: str) -> dict[str, object]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST,
        "maximum": _LAST,
        "error_title": "请核对",
        "error_message": f"“{label}”请按 2026-12-31 的样式填写日期。确认无误请选“是”。"[:_MESSAGE],
        "error_type": "warning",
    }


def conditionals(layout: Layout) -> Iterator[Conditional]:
    """Yield the colours: what 进展滞后 asks for, what an open row still lacks, unchanged rows."""
    if not layout.rows:
        return
    unchanged = layout.column(UNCHANGED)
    if unchanged is not None:
        said = f'=${letters(unchanged)}{layout.first + 1}="{YES}"'
        for at, item in enumerate(layout.columns):
            if item.role is Role.FILL and at != unchanged:
                yield _rule(layout, at, said, "when_none", stop=True)
    for at, item in enumerate(layout.columns):
        cell = f"{letters(at)}{layout.first + 1}"
        if item.role is Role.COMPUTED:
            yield _rule(layout, at, f'=${cell}="{YES}"', "when_warn")
        elif item.need is Need.LAGGING:
            yield from _lagging_rule(layout, at, cell)
        elif item.need is Need.ROW:
            others = [
                f"LEN(TRIM(${letters(other)}{layout.first + 1}))>0"
                for other, each in enumerate(layout.columns)
                if other != at and each.role is Role.FILL
            ]
            if others:
                said = f"=AND(LEN(TRIM(${cell}))=0,OR({','.join(others)}))"
                yield _rule(layout, at, said, "when_warn")


def _lagging_rule(layout: Layout, at: int, cell: str) -> Iterator[Conditional]:
    lag = next((at for at, item in enumerate(layout.columns) if item.role is Role.COMPUTED), None)
    if lag is not None:
        said = f'=AND(${letters(lag)}{layout.first + 1}="{YES}",LEN(TRIM(${cell}))=0)'
        yield _rule(layout, at, said, "when_warn")


def _rule(layout: Layout, at: int, formula: str, look: str, *, stop: bool = False) -> Conditional:
    options: dict[str, object] = {"type": "formula", "criteria": formula}
    if stop:
        options["stop_if_true"] = True
    return Conditional(layout.first, at, layout.last, at, options, look)
