"""What only shows when returns lie side by side: joint leads, twin texts, whole copies.

Reads what the workers said of each return; never a file. Everything here asks, nothing costs.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl.core.model import Examined, Finding, Reading, Severity, State
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import CheckKind, FieldType, Joint, Role, RowSource
from jlhy_xl.core.scheme.model import Check, Form, Indicator, Scheme
from jlhy_xl.core.text import is_none_word, key
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.merge import (
    AND_OTHERS,
    COPY,
    DENIED,
    OBJECTION,
    SAME_DIFFERS,
    SIDE_BY_SIDE,
    SIGN_OBJECTED,
    TWIN,
)

TWIN_TEXTS = 3  # equal texts, where the check's argument names no other number
TRIVIAL = 6  # a shorter text is a phrase that anyone may write
COPIED_CELLS = 5
_READ = {State.VALID, State.UNCHANGED}


class Content(Struct, frozen=True):
    """What counts of one unit's form: the examination, and the file's name for the address."""

    file: str
    examined: Examined


Forms = Mapping[str, Content]  # form code → what counts of it
Here = Mapping[str, Forms]  # unit code → its forms, in the scheme's order, one period


class _Said(Struct, frozen=True):
    """One filled cell, with the file it stands in."""

    reading: Reading
    content: Content

    @property
    def words(self) -> str:
        """What the unit said, as it typed it where it typed."""
        return self.reading.typed or self.reading.value

    @property
    def compared(self) -> object:
        """What two units' answers are compared by: 8, 8.0 and ８ are one answer."""
        number = self.reading.number
        return key(self.words) if number is None else number

    def finding(self, code: Code, *, rule: str = "", severity: str = "", **slots: str) -> Finding:
        """Return a finding at this cell."""
        here = self.reading
        return code.finding(
            found=here.typed, words=slots, severity=Severity(severity) if severity else None,
            unit=here.unit, period=here.period, form=here.form, row_key=here.row_key,
            field=here.field, file=self.content.file, sha256=self.content.examined.sha256,
            sheet=here.sheet, cell=here.cell, rule=rule,
        )  # fmt: skip


def across(scheme: Scheme, content: Mapping[tuple[str, str], Forms]) -> tuple[Finding, ...]:
    """Return what is to be asked of several units at once, period by period.

    Args:
        scheme: the scheme in force.
        content: what counts, by (unit code, period) and form.
    """
    found: list[Finding] = []
    for period in sorted({period for _, period in content}):
        units = [unit.code for unit in scheme.units if (unit.code, period) in content]
        here = {unit: content[unit, period] for unit in units}
        for ask in (joint, twins, copies):
            found += ask(scheme, here)
    return tuple(found)


def _cells(forms: Forms, form: str) -> Iterable[_Said]:
    """Yield the filled cells that a unit's content holds of a form."""
    content = forms.get(form)
    if content is None:
        return
    for reading in content.examined.readings:
        if reading.form == form and reading.state is not State.BLANK:
            yield _Said(reading, content)


def joint(scheme: Scheme, here: Here) -> list[Finding]:
    """Return the queries about indicators that several units lead.

    共填: different values are a query to each, side by side, never a mean. 会签: an objection is a
    query to all. 分项: each part has its own value, so nothing can differ.
    """
    shared = {row.code: row for row in scheme.indicators if row.joint in _JOINT}
    found: list[Finding] = []
    for form in scheme.forms:
        if form.rows is not RowSource.INDICATORS or not shared:
            continue
        rows: dict[str, list[_Said]] = {}
        for forms in here.values():
            for said in _cells(forms, form.code):
                if said.reading.row_key in shared:
                    rows.setdefault(said.reading.row_key, []).append(said)
        for code, indicator in shared.items():
            found += _JOINT[indicator.joint](scheme, form, indicator, rows.get(code, []))
    return found


def value_field(scheme: Scheme, form: Form) -> str:
    """Return the field in which a unit states an indicator's value, "" where the form has none.

    The locked ones beside it (上年值, 上期值) hold values too; only one is filled in.
    """
    fields = scheme.fields_by_form[form.code]
    stated = (each for each in fields if each.type is FieldType.VALUE and each.role is Role.FILL)
    return next((each.code for each in stated), "")


def _values(scheme: Scheme, form: Form, row: list[_Said]) -> list[_Said]:
    """Return each unit's cell that holds the indicator's value."""
    field = value_field(scheme, form)
    return [said for said in row if said.reading.field == field]


def _same(scheme: Scheme, form: Form, indicator: Indicator, row: list[_Said]) -> list[Finding]:
    values = [said for said in _values(scheme, form, row) if said.reading.state in _READ]
    if len({said.compared for said in values}) <= 1:
        return []
    told = _side_by_side(scheme, values)
    slots = {"indicator": indicator.name, "values": told}
    return [said.finding(SAME_DIFFERS, **slots) for said in values]


def _sign(scheme: Scheme, form: Form, indicator: Indicator, row: list[_Said]) -> list[Finding]:
    """One lead reports, the others agree or object; another number is an objection too."""
    values = _values(scheme, form, row)
    reporter = next((said for said in values if said.reading.unit == indicator.leads[0]), None)
    objections = {
        said.reading.unit: said
        for said in row
        if said.reading.unit != indicator.leads[0] and _objects(said, reporter)
    }
    if not objections:
        return []
    asked = [*([reporter] if reporter else []), *objections.values()]
    name = unit_name(scheme, indicator.leads[0])
    slots = {"indicator": indicator.name, "reporter": name, "values": _side_by_side(scheme, asked)}
    return [said.finding(SIGN_OBJECTED, **slots) for said in asked]


def _objects(said: _Said, reporter: _Said | None) -> bool:
    words = key(said.words)
    if OBJECTION in words and not any(denial in words for denial in DENIED):
        return True
    if reporter is None or said.reading.field != reporter.reading.field:
        return False
    theirs, ours = reporter.reading.number, said.reading.number
    return theirs is not None and ours is not None and theirs != ours


_JOINT: Mapping[Joint, Callable[[Scheme, Form, Indicator, list[_Said]], list[Finding]]] = {
    Joint.SAME: _same,
    Joint.SIGN: _sign,
}


def twins(scheme: Scheme, here: Here) -> list[Finding]:
    """Return a query to each unit whose texts are another's, by the scheme's 与他单位雷同 checks.

    Enough distinct texts must be equal, and they must be all that one of the two wrote. Rows that
    units are told to fill alike (共填) are left out.
    """
    found: list[Finding] = []
    for check in scheme.checks:
        if check.kind is CheckKind.TWIN and check.active and check.form in scheme.form_by_code:
            fields = _text_fields(scheme, check)
            texts = {
                unit: _texts(scheme, forms, check.form, fields) for unit, forms in here.items()
            }
            least = int(check.argument) if check.argument.isdecimal() else TWIN_TEXTS
            found += _alike(scheme, texts, least, TWIN, check)
    return found


def _text_fields(scheme: Scheme, check: Check) -> frozenset[str]:
    if check.field:
        return frozenset((check.field,))
    columns = scheme.fields_by_form[check.form]
    return frozenset(
        each.code for each in columns if each.type is FieldType.TEXT and each.role is Role.FILL
    )


def _texts(scheme: Scheme, forms: Forms, form: str, fields: frozenset[str]) -> dict[object, _Said]:
    """Return the texts that say something, each with the first cell that says it."""
    found: dict[object, _Said] = {}
    for said in _cells(forms, form):
        indicator = scheme.indicator_by_code.get(said.reading.row_key)
        is_told_alike = indicator is not None and indicator.joint is Joint.SAME
        text = key(said.reading.typed)
        if said.reading.field in fields and len(text) >= TRIVIAL and not is_told_alike:
            found.setdefault(text, said)
    return found


def copies(scheme: Scheme, here: Here) -> list[Finding]:
    """Return a query to each unit whose form of fixed rows (人员信息) is another's, cell by cell."""
    found: list[Finding] = []
    for form in scheme.forms:
        if form.rows is RowSource.FIXED:
            cells: dict[str, dict[object, _Said]] = {
                unit: {
                    (said.reading.row_key, said.reading.field, key(said.reading.typed)): said
                    for said in _cells(forms, form.code)
                    if said.reading.state is State.VALID and not is_none_word(said.reading.typed)
                }
                for unit, forms in here.items()
            }
            found += _alike(scheme, cells, COPIED_CELLS, COPY, Check("", form.code, CheckKind.TWIN))
    return found


def _alike(
    scheme: Scheme, said: Mapping[str, Mapping[object, _Said]], least: int, code: Code, check: Check
) -> list[Finding]:
    """Return one finding a unit, naming all the units whose words are the same as its own."""
    shared: dict[str, dict[str, list[object]]] = {}
    for one, other in combinations(said, 2):
        both = [each for each in said[one] if each in said[other]]
        if len(both) >= least and len(both) == min(len(said[one]), len(said[other])):
            shared.setdefault(one, {})[other] = both
            shared.setdefault(other, {})[one] = both
    title = scheme.form_by_code[check.form].title
    result = []
    for unit in said:
        if unit in shared:
            others = AND_OTHERS.join(
                unit_name(scheme, other) for other in said if other in shared[unit]
            )
            words = {each for both in shared[unit].values() for each in both}
            first, *rest = [cell for each, cell in said[unit].items() if each in words]
            slots = {"form": title, "count": str(len(words)), "other": others}
            asked = first.finding(code, rule=check.code, severity=check.severity, **slots)
            also = [cell.reading for cell in rest if cell.reading.sheet == first.reading.sheet]
            cells = tuple((each.row_key, each.field, each.cell) for each in also)
            result.append(replace(asked, also=cells))
    return result


def _side_by_side(scheme: Scheme, values: list[_Said]) -> str:
    return AND_OTHERS.join(
        SIDE_BY_SIDE.format(unit=unit_name(scheme, said.reading.unit), value=said.words)
        for said in values
    )
