"""Forms, fields and checks of the scheme held against each other."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from jlhy_xl.core.model import Finding
from jlhy_xl.core.returns.identity import COVER, SHEET
from jlhy_xl.core.scheme.cells import guessed
from jlhy_xl.core.scheme.checks import refers
from jlhy_xl.core.scheme.choices import CheckKind, FieldType, Need, OwedBy, Role, RowSource
from jlhy_xl.core.scheme.model import Check, Field, Form
from jlhy_xl.core.scheme.sheets import Draft, Placed
from jlhy_xl.core.scheme.tables import CHECKS, FIELDS, FORMS
from jlhy_xl.core.text import heading_key, key
from jlhy_xl.core.wording import scheme as says

# What a field's 预填 may ask for; 上期 and 登记 take the code of a field of the same form.
PREFILLS = (
    "指标.编码", "指标.序号", "指标.工作组", "指标.名称", "指标.计量单位", "指标.优向",
    "目标.上年值", "目标.年度目标值",
    "议定.编号", "议定.来源", "议定.文号", "议定.原文", "议定.牵头", "议定.配合", "议定.完成时限",
    "异议.line", "异议.rule", "异议.event", "异议.points",
)  # fmt: skip
OF_FIELDS = ("上期", "登记")
OPERATORS = ("<", "<=", ">", ">=", "=", "!=")

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NUMERIC = (FieldType.NUMBER, FieldType.VALUE)


def look(draft: Draft) -> Iterator[Finding]:
    """Yield every finding on forms, fields and checks that do not fit together."""
    yield from refers(draft, FIELDS, "form", FORMS, "code")
    yield from refers(draft, CHECKS, "form", FORMS, "code")
    forms = {row.value.code: row.value for row in draft.clean(FORMS, "code", "rows")}
    fields: dict[str, list[Placed]] = {code: [] for code in forms}
    for row in draft.clean(FIELDS, "form", "code"):
        fields.setdefault(row.value.form, []).append(row)
    for row in draft.clean(FORMS):
        yield from _form(row)
        if "fields" not in draft.absent:
            yield from _columns(row, fields[row.value.code])
    for code, rows in fields.items():
        codes = [row.value.code for row in rows]
        for row in rows:
            yield from _field(row, forms.get(code), codes)
    for row in draft.clean(CHECKS):
        if row.value.form in forms and "fields" not in draft.absent:
            yield from _check(row, [each.value.code for each in fields[row.value.form]])


def _form(row: Placed) -> Iterator[Finding]:
    form: Form = row.value
    reserved = key(form.title) in (key(COVER), key(SHEET), "history")
    edged = form.title.startswith("'") or form.title.endswith("'")
    if reserved or edged or len(form.title) > 31 or _FORBIDDEN.search(form.title):
        yield row.says(says.BAD_TITLE, "title")
    for wanted, attribute, held in (
        (form.rows is RowSource.FIXED, "row_keys", form.row_keys),
        (form.rows is RowSource.OPEN, "spare_rows", form.spare_rows > 0),
        (form.owed_by is OwedBy.NAMED, "units", form.units),
    ):
        if wanted and not held:
            expected = FORMS.column(attribute).heading
            yield row.says(says.FORM_LACKS, attribute, expected=expected, name=form.title)


def _columns(row: Placed, fields: list[Placed]) -> Iterator[Finding]:
    form: Form = row.value
    if not fields:
        yield row.says(says.NO_FIELDS, "code", name=form.title)
        return
    keys = [each for each in fields if each.value.role is Role.KEY and "role" not in each.bad]
    wanted = 0 if form.rows is RowSource.OPEN else 1
    if len(keys) != wanted and not any("role" in each.bad for each in fields):
        at = keys[-1] if len(keys) > wanted else fields[0]
        yield at.says(
            says.KEYS, "role", expected=str(wanted), name=form.title, count=str(len(keys))
        )
    known: dict[str, Placed] = {}
    for each in fields:
        for name in dict.fromkeys((each.value.label, *each.value.aliases)):
            first = known.setdefault(heading_key(name), each) if name else each
            if first is not each:
                words = {"name": name, "first": first.value.code, "second": each.value.code}
                at_label = "label" if name == each.value.label else "aliases"
                yield each.says(says.SAME_LABEL, at_label, **words)


def _field(row: Placed, form: Form | None, codes: list[str]) -> Iterator[Finding]:
    item: Field = row.value
    if not item.label and not item.aliases and "aliases" not in row.bad:
        yield row.says(says.NO_LABEL, "label", name=item.code)
    if item.type is FieldType.CHOICE and not item.choices and "choices" not in row.bad:
        yield row.says(says.NO_CHOICES, "choices", name=item.code)
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        words = {"lower": row.typed.get("minimum", ""), "upper": row.typed.get("maximum", "")}
        yield row.says(says.BOUNDS, "maximum", name=item.code, **words)
    for attribute in ("decimals", "width"):
        value = getattr(item, attribute)
        if value is not None and not 0 <= value <= 255:
            heading = FIELDS.column(attribute).heading
            yield row.says(says.NEGATIVE, attribute, heading=heading, expected=says.A_WIDTH)
    known = (*PREFILLS, *(f"{source}.{code}" for source in OF_FIELDS for code in codes))
    if item.prefill and item.prefill not in known:
        expected = "、".join(
            (*PREFILLS, *(says.ANY_FIELD.format(source=source) for source in OF_FIELDS))
        )
        guess = guessed(item.prefill, known)
        yield row.says(says.BAD_PREFILL, "prefill", expected=expected, guess=guess)
    if form is not None and not _fits(item, form) and not row.bad & {"need", "role"}:
        yield row.says(says.BAD_NEED, "need", name=item.code)


def _fits(item: Field, form: Form) -> bool:
    """Whether a field may be required in the way it says."""
    if item.need is Need.NO:
        return True
    if item.role is not Role.FILL:
        return False
    if item.need in (Need.DUE, Need.LAGGING):
        return form.rows is RowSource.INDICATORS
    return item.need is not Need.ROW or form.rows is RowSource.OPEN


def _check(row: Placed, codes: list[str]) -> Iterator[Finding]:
    check: Check = row.value
    two = check.kind in (CheckKind.COMPARE, CheckKind.DATE_ORDER)
    for attribute, asked in (("field", check.field), ("other", check.other if two else "")):
        if asked and asked not in codes:
            yield row.says(
                says.UNKNOWN_REFERENCE, attribute, name=asked, table=FIELDS.sheet,
                heading=CHECKS.column(attribute).heading, guess=guessed(asked, codes),
            )  # fmt: skip
    if check.kind in _FIELD_NEEDED and not check.field:
        yield _argument(row, "field", says.A_FIELD)
    if (two or check.kind is CheckKind.EXACTLY_ONE) and not check.other:
        yield _argument(row, "other", says.ANOTHER_FIELD if two else says.A_SINGLE_VALUE)
    expected = _wanted(check)
    if expected:
        yield _argument(row, "argument", expected)


_FIELD_NEEDED = (
    CheckKind.PATTERN, CheckKind.PHONE, CheckKind.MAIL, CheckKind.UNIQUE, CheckKind.EXACTLY_ONE,
    CheckKind.COMPARE, CheckKind.CHANGE, CheckKind.DATE_ORDER, CheckKind.BOUNDS,
)  # fmt: skip


def _wanted(check: Check) -> str:
    """Return what the argument should have been, "" where it will do."""
    if check.kind in (CheckKind.COMPARE, CheckKind.DATE_ORDER):
        return (
            ""
            if check.argument in OPERATORS
            else says.AN_OPERATOR.format(operators=" ".join(OPERATORS))
        )
    if check.kind is CheckKind.PATTERN:
        return "" if check.argument and _compiles(check.argument) else says.A_PATTERN
    if check.kind is CheckKind.CHANGE:
        return "" if _is_positive(check.argument) else says.A_PERCENTAGE
    return ""


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _is_positive(text: str) -> bool:
    try:
        return Decimal(text.removesuffix("%")) > 0
    except InvalidOperation:
        return False


def _argument(row: Placed, attribute: str, expected: str) -> Finding:
    check: Check = row.value
    heading = CHECKS.column(attribute).heading
    words = {"name": check.code, "kind": check.kind.value, "heading": heading}
    return row.says(says.BAD_ARGUMENT, attribute, expected=expected, **words)
