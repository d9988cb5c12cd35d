"""通讯录.xlsx: each unit's people as last registered; what changed is marked. Full edition only."""

from collections.abc import Mapping

from msgspec import Struct

from jlhy_xl.books.scoring.parts import words_of
from jlhy_xl.books.sheet import Book, Cell, Page, Sheet
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.books.year.report_facts import short
from jlhy_xl.core.merging.contacts import COLUMNS
from jlhy_xl.core.model import Contact
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import RowSource
from jlhy_xl.core.scheme.model import Form
from jlhy_xl.core.text import key

_SHEET = "通讯录"
_WIDTHS = {"name": 14, "title": 24, "phone": 16, "mobile": 15, "mail": 30}
_LABELS = {"name": "姓名", "title": "职务", "phone": "固定电话", "mobile": "手机", "mail": "邮箱"}
_MARKS = "“△”表示本期有变更，变更的格左侧加粗线。"
_HINT = "仅供联席会议工作使用，请妥善保管，不要转发。"
_NOT_REGISTERED = "未登记"


class _Entry(Struct, frozen=True):
    """A line: a role of a unit, registered or not."""

    unit: str
    contact: Contact
    is_registered: bool


def book(results: Results) -> Book:
    """Return the address list, every unit with every role, in the scheme's order."""
    labels = _labels(results)
    entries = _entries(results)
    columns = [
        Column[_Entry]("单位", 20, lambda row: row.unit, "body_indent"),
        Column[_Entry]("人员类别", 13, lambda row: row.contact.role, "body_centre"),
        *(_column(results, name, labels[name]) for name in COLUMNS),
        Column[_Entry]("登记期次", 12, _since, lambda row: _quiet(row, "body_centre")),
    ]
    changed = any(row.contact.changed for row in entries)
    if changed:  # an empty column would only make the type on paper smaller
        columns.append(Column[_Entry]("变更", 24, _changed, _loud))
    draft = Draft(_SHEET)
    draft.declare(columns)
    draft.line(f"{results.scheme.parameters.title}成员单位通讯录", "title")
    draft.raise_to(0, 36.0)
    draft.line(words_of(results), "subtitle")
    draft.line((_MARKS if changed else "") + _HINT, "hint")
    draft.line(_counts(entries), "hint")
    placed = draft.table(columns, entries, empty="方案中没有人员信息登记表")
    for row in range(placed.first, placed.last + 1):
        draft.raise_to(row, 24.0)
    page = Page(
        landscape=True, title_rows=(placed.head, placed.head),
        area=(0, 0, draft.row - 1, draft.right), margins=(0.5, 0.5, 0.7, 0.7),
        footer="&L&8通讯录&C第 &P 页，共 &N 页",
    )  # fmt: skip
    sheet: Sheet = draft.sheet(page=page, freeze=(placed.first, 2), placed=placed)
    return Book((sheet,), title=f"{results.clock.label}{_SHEET}", active=_SHEET)


def _form(results: Results) -> Form | None:
    return next((each for each in results.scheme.forms if each.rows is RowSource.FIXED), None)


def _labels(results: Results) -> Mapping[str, str]:
    """Return the fields' headings as the scheme has them, without padding."""
    form = _form(results)
    fields = results.scheme.fields_by_form[form.code] if form else ()
    own = {each.code: key(each.label) for each in fields}
    return {name: own.get(name, label) for name, label in _LABELS.items()}


def _entries(results: Results) -> list[_Entry]:
    form = _form(results)
    if form is None:
        return []
    known = {(each.unit, each.role): each for each in results.contacts}
    found = []
    for duty in results.duties:
        if form in duty.forms:
            code = duty.unit.code
            name = unit_name(results.scheme, code)
            for role in form.row_keys:
                there = known.get((code, role))
                found.append(_Entry(name, there or Contact(code, role), there is not None))
    return found


def _counts(entries: list[_Entry]) -> str:
    units = {row.unit for row in entries}
    there = sum(row.is_registered for row in entries)
    changed = sum(bool(row.contact.changed) for row in entries)
    return f"{len(units)}个单位，应登记{len(entries)}人，已登记{there}人，本期有变更{changed}人。"


def _column(results: Results, name: str, label: str) -> Column[_Entry]:
    is_narrow = name in ("name", "phone", "mobile")

    def is_changed(row: _Entry) -> bool:
        return label in row.contact.changed

    def value(row: _Entry) -> Cell | str:
        if name == "name" and not row.is_registered:
            return _NOT_REGISTERED
        told = str(getattr(row.contact, name))
        if not is_changed(row):
            return told
        return Cell(told, "changed", note=f"{results.clock.label}变更：{_before(row, label, told)}")

    def look(row: _Entry) -> str:
        return _quiet(row, "body_centre" if is_narrow else "text")

    return Column(label, _WIDTHS[name], value, look)


def _quiet(row: _Entry, look: str) -> str:
    return look if row.is_registered else "none_asked"


def _loud(row: _Entry) -> str:
    return "warn" if row.contact.changed else "body"


def _since(row: _Entry) -> str:
    return short(row.contact.since).replace("\n", "") if row.contact.since else ""


def _before(row: _Entry, label: str, told: str) -> str:
    """Return what was there and what is: 手机由13812345678改为13987654321."""
    was = dict(row.contact.was).get(label, "")
    return f"{label}由{was}改为{told}" if was else f"{label}此前未登记，现为{told}"


def _changed(row: _Entry) -> str:
    """Return each changed field with what stood there; what stands there now is in its own cell."""
    was = dict(row.contact.was)
    told = [
        f"{label}（原为{was[label]}）" if was.get(label) else label for label in row.contact.changed
    ]
    return f"△ {'、'.join(told)}" if told else ""
