"""What stands in a cell before anyone types: templates write it, checks compare with it.

A field's ``prefill`` is "source.item": 指标.编码, 目标.上年值, 上期.value, 议定.原文, 登记.name, 异议.编号.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from jlhy_xl.core.model import Deduction, Prior
from jlhy_xl.core.points.caps import rule_on
from jlhy_xl.core.returns.obligations import Duty, Row, rows_of
from jlhy_xl.core.scheme.choices import FieldType, Role, RowSource
from jlhy_xl.core.scheme.model import Field, Indicator, Resolution, Scheme
from jlhy_xl.core.values import parse as values

Prefilled = str | Decimal | date | None

ORNAMENT = "指标.序号"  # a row's place in the list: renumbering it changes nothing
LAST_PERIOD = "上期."  # may have become known, or another, after the template was sent
REGISTERED = "登记."  # masked personnel: an untouched cell means unchanged
OPEN_ENDED = "长期"

_RESOLUTION: dict[str, Callable[[Scheme, Resolution], Prefilled]] = {
    "编号": lambda _, found: found.code,
    "来源": lambda _, found: found.source,
    "文号": lambda _, found: found.source_number,
    "原文": lambda _, found: found.text,
    "牵头": lambda scheme, found: unit_name(scheme, found.lead),
    "配合": lambda scheme, found: "、".join(unit_name(scheme, each) for each in found.supporting),
    "完成时限": lambda _, found: due_of(found) or OPEN_ENDED,
}
_LINE: dict[str, Callable[[Deduction], Prefilled]] = {
    "编号": lambda found: found.id,
    "规则": lambda found: found.rule,
    "事项": lambda found: found.event,
    "分值": lambda found: found.applied,
    "line": lambda found: found.id,
    "rule": lambda found: found.rule,
    "event": lambda found: found.event,
    "points": lambda found: found.applied,
}


def due_of(found: Resolution) -> date | None:
    """Return the day a 议定事项 falls due, a granted extension included; None: 长期."""
    return found.extended if found.granted == "同意" and found.extended else found.due


def unit_name(scheme: Scheme, code: str) -> str:
    """Return a unit's name, the code itself where the scheme does not know it."""
    found = scheme.unit_by_code.get(code)
    return found.name if found else code


def indicator_name(indicator: Indicator, unit: str) -> str:
    """Return the indicator's name as the unit's own row shows it: 获得用水用气流程（水）."""
    part = indicator.part_of(unit)
    return f"{indicator.name}（{part}）" if part else indicator.name


def prefilled(scheme: Scheme, duty: Duty, prior: Prior, field: Field, row: Row) -> Prefilled:
    """Return what the template writes into this cell; None where it leaves it blank."""
    source, _, item = field.prefill.partition(".")
    if source == "指标" and row.indicator is not None:
        return _of_indicator(scheme, duty, row.indicator, item)
    if source == "目标" and row.indicator is not None:
        target = scheme.target_of.get((row.indicator.code, duty.unit.code))
        if target is None:
            return None
        return {"上年值": target.baseline, "年度目标值": target.target}.get(item)
    if source == "上期":
        return _typed(
            scheme, field.form, item, last(scheme, duty, prior, (field.form, row.key, item))
        )
    if source == "议定" and row.resolution is not None:
        make = _RESOLUTION.get(item)
        return (make(scheme, row.resolution) or None) if make else None
    if source == "异议" and row.line is not None:
        told = _LINE.get(item)
        said = told(row.line) if told else None
        return _ground(scheme, row.line) if said and said == row.line.rule else said
    return (
        _registered(field, row, prior, item) if source == "登记" else _of_form(scheme, field, row)
    )


def _ground(scheme: Scheme, line: Deduction) -> str:
    """Return a line's rule with its words, and the notice's clause: a bare code tells a unit nothing."""
    rule = rule_on(scheme, line.rule, line.day)
    if rule is None:
        return line.rule
    return f"{line.rule} {rule.event}" + (f"（通知{rule.clause}）" if rule.clause else "")


def _of_indicator(scheme: Scheme, duty: Duty, indicator: Indicator, item: str) -> Prefilled:
    if item == "序号":
        form = next((each for each in duty.forms if each.rows is RowSource.INDICATORS), None)
        rows = rows_of(scheme, form, duty.unit.code) if form else ()
        keys = [each.key for each in rows]
        return Decimal(keys.index(indicator.code) + 1) if indicator.code in keys else None
    group = next((each.name for each in scheme.groups if each.number == indicator.group), "")
    return {
        "编码": indicator.code,
        "工作组": group,
        "名称": indicator_name(indicator, duty.unit.code),
        "计量单位": indicator.measure,
        "优向": indicator.direction.value,
    }.get(item) or None


def sent(scheme: Scheme, field: Field, words: str) -> Prefilled:
    """Return what a 上期 cell showed when it was sent, from the words kept of it."""
    return _typed(scheme, field.form, field.prefill.partition(".")[2], words)


def last(scheme: Scheme, duty: Duty, prior: Prior, address: tuple[str, str, str]) -> str:
    """Return last period's value of a cell (form, row key, field), "" where nothing is known.

    Before the first period the scheme itself may say it (目标值: 上期值).
    """
    known = prior.values.get(address, "")
    if known or address[2] != "value":
        return known
    target = scheme.target_of.get((address[1], duty.unit.code))
    return target.last if target else ""


def _typed(scheme: Scheme, form: str, code: str, words: str) -> Prefilled:
    """Canonical words as the earlier field meant them: a number, a day, or just words."""
    kind = next((each.type for each in scheme.fields_by_form[form] if each.code == code), None)
    try:
        if kind in (FieldType.NUMBER, FieldType.VALUE):
            found = Decimal(words)
            return found if found.is_finite() else words
        if kind in (FieldType.DATE, FieldType.DATE_OR_OPEN):
            return date.fromisoformat(words)
    except (InvalidOperation, ValueError):
        return words or None
    return words or None


def _registered(field: Field, row: Row, prior: Prior, item: str) -> Prefilled:
    known = prior.values.get((field.form, row.key, item), "")
    return masked(field.type, known) if known else None


def masked(type_: FieldType, known: str) -> str:
    """Return personal data with its middle hidden; a title stands as it is."""
    mask: dict[FieldType, Callable[[str], str]] = {
        FieldType.NAME: values.mask_name,
        FieldType.PHONE: values.mask_phone,
        FieldType.MOBILE: values.mask_mobile,
        FieldType.MAIL: values.mask_mail,
    }
    return mask[type_](known) if type_ in mask else known


def _of_form(scheme: Scheme, field: Field, row: Row) -> Prefilled:
    """The key of a fixed row stands in its own cell (分管领导, 具体负责人, 联络员)."""
    form = scheme.form_by_code.get(field.form)
    is_key = field.role is Role.KEY and form is not None and form.rows is RowSource.FIXED
    return row.key if is_key else None
