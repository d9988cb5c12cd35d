"""The masked edition: no phone, no mail address, no contact's name in any text of any sheet.

Numbers and addresses are found by their shape wherever they were typed; names, and numbers typed
wrongly, are known from the cells that asked for them in any period; a name that stands in no form is
found by the words around it.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.core.model import Finding
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import PERSONAL, FieldType
from jlhy_xl.core.text import is_none_word, key
from jlhy_xl.core.values import parse as values
from jlhy_xl.core.values import people, reach
from jlhy_xl.core.values.reach import HIDDEN
from jlhy_xl.core.wording.editions import bare

_MOBILE = re.compile(r"1\d{10}")
# a number or an address that was hidden; a hidden name is none
_MASKED = re.compile(rf"(?:\d{{3,4}}-?)?\*{{4}}\d{{3,4}}|[A-Za-z\d]\*{{3}}@|{HIDDEN}")

# Someone named after the word for what they are, on file or not: 联络员刘某某, 经办人：张三.
_ROLES = ("联络员", "联系人", "经办人", "填报人", "报送人", "负责人", "分管领导", "具体负责人")
_NO_NAME = "变更|调整|更换|信息|登记|电话|手机|邮箱|姓名|名单|职务|签字|签名|核实|确认|已|未|的|和|或|及|为空|应|须|请|由"
_HAN = r"㐀-䶿一-鿿\U00020000-\U0003134f"
_NAMED = re.compile(
    rf"({'|'.join(_ROLES)})([：:\s]{{0,2}})(?!{_NO_NAME})([{_HAN}·]{{2,4}})(?![{_HAN}])"
)


_HEAD = 2  # signs by which secrets are looked up


class Mask:
    """What must not be seen in this edition, and how each text looks without it."""

    def __init__(self, results: Results) -> None:
        """Everything that the cells asking for people, phones and addresses hold is known."""
        self._results = results
        self._shown: dict[str, str] = {}  # the same text stands in many cells

    @cached_property
    def _types(self) -> dict[tuple[str, str], FieldType]:
        return {(row.form, row.code): row.type for row in self._results.scheme.fields}

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Typed text → what stands for it: names, and numbers of whatever shape."""
        found: dict[str, str] = {}
        for kind, text in self._typed():
            for part in {text, text.replace(" ", ""), text.strip()}:
                if _is_told(part) and part not in self._common and not is_none_word(part):
                    found[part] = _hidden(kind, part)
        return found

    @cached_property
    def _common(self) -> frozenset[str]:
        """Words of the scheme itself: whoever types 联络员 for a name hides no heading."""
        scheme = self._results.scheme
        words = {row.name for row in scheme.units} | {row.name for row in scheme.groups}
        words |= {alias for row in scheme.units for alias in row.aliases}
        words |= {row.label for row in scheme.fields} | {row.title for row in scheme.forms}
        return frozenset(words | {key for row in scheme.forms for key in row.row_keys})

    def _typed(self) -> Iterable[tuple[FieldType, str]]:
        for table in (self._results.readings, self._results.previous):
            if table is None or table.empty:
                continue
            names = ("form", "field", "typed", "value")
            for form, field, *texts in zip(*(table[name].tolist() for name in names), strict=True):
                kind = self._types.get((form, field))
                if kind in PERSONAL:
                    yield from (
                        (kind, str(text)) for text in texts if text and "*" not in str(text)
                    )
        yield from ((FieldType(kind), text) for kind, text in self._results.people)
        scheme = self._results.scheme
        asked = {key(row.label): row.type for row in scheme.fields if row.type in PERSONAL}
        yield from ((FieldType.NAME, unit.leader) for unit in scheme.units)
        yield from ((FieldType.MAIL, mail) for unit in scheme.units for mail in unit.mails)
        for row in self._results.contacts:
            yield from ((asked[name], text) for name, text in row.was if name in asked)
            yield FieldType.NAME, row.name
            yield from ((FieldType.MOBILE, text) for text in (row.phone, row.mobile, row.mail))
        for receipt in (*self._results.receipts, *self._results.late):
            yield FieldType.MAIL, receipt.arrival.sender
        for reading in (each for row in self._results.late for each in row.examined.readings):
            kind = self._types.get((reading.form, reading.field))
            if kind in PERSONAL:
                told = (reading.typed, reading.value)
                yield from ((kind, text) for text in told if text and "*" not in text)
        yield from self._changed()

    def _changed(self) -> Iterable[tuple[FieldType, str]]:
        """What stood in a cell for personal data in the edition before may be known nowhere else."""
        if self._results.edition is None:
            return
        scheme = self._results.scheme
        titles = {row.code: row.title for row in scheme.forms}
        asked = {(titles[row.form], row.label): row.type for row in scheme.fields}
        for change in self._results.edition.changes:
            place = change.where.split("·")  # one word only where a file or a line has changed
            kind = asked.get((place[0], place[-1]))
            if kind in PERSONAL:
                for side in (change.before, change.after):
                    yield kind, bare(side)

    @cached_property
    def _heads(self) -> dict[str, list[str]]:
        """The secrets by how they begin: with many units a text holds few of them."""
        found: dict[str, list[str]] = {}
        for secret in self.secrets:
            found.setdefault(secret[:_HEAD], []).append(secret)
        return found

    def _known(self, text: str) -> re.Pattern[str] | None:
        """Return what finds the secrets that a text may hold, the longest first; None where none."""
        heads = {text[at : at + size] for at in range(len(text)) for size in range(1, _HEAD + 1)}
        near = [
            secret
            for head in heads & self._heads.keys()
            for secret in self._heads[head]
            if secret in text
        ]
        ordered = sorted(near, key=lambda secret: (-len(secret), secret))
        return re.compile("|".join(map(_alone, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """Return the text with what must not be seen hidden."""
        if text not in self._shown:
            self._shown[text] = self._without(text)
        return self._shown[text]

    def _without(self, text: str) -> str:
        if known := self._known(text):
            text = known.sub(lambda hit: self.secrets[hit[0]], text)
        reached = reach.found(text)
        for row in reversed(reached):
            text = text[: row.first] + row.shown + text[row.end :]
        numbers = [hit.span() for hit in _MASKED.finditer(text)]
        for first, end in reversed([*people.persons(text, numbers)]):
            if not self._is_common(text, first, end):
                name = values.mask_name("".join(text[first:end].split()))
                text = text[:first] + name + text[end:]
        return _NAMED.sub(self._named, text)

    def _is_common(self, text: str, first: int, end: int) -> bool:
        """Whether what looks like a name is part of a unit's, a group's or a heading's."""
        return any(
            text.startswith(word, at)
            for word in self._common
            for at in range(max(end - len(word), 0), first + 1)
        )

    def _named(self, hit: re.Match[str]) -> str:
        role, gap, name = hit.groups()
        return hit[0] if name in self._common else role + gap + values.mask_name(name)

    def finding(self, row: Finding) -> Finding:
        """Return the finding; what a cell for personal data holds is not repeated."""
        if self._types.get((row.form, row.field)) not in PERSONAL:
            return row
        message = "人员信息有需要核对的内容，详见完整版"
        return replace(row, found=HIDDEN if row.found else "", expected="", message=message)

    def book(self, made: Book) -> Book:
        """Return the book with every text masked; figures and styles stay as they are."""
        return replace(
            made,
            sheets=tuple(self._sheet(sheet) for sheet in made.sheets),
            title=self.text(made.title),
            properties={name: self.text(each) for name, each in made.properties.items()},
        )

    def _sheet(self, sheet: Sheet) -> Sheet:
        page = sheet.page
        return replace(
            sheet,
            cells={place: self._cell(each) for place, each in sheet.cells.items()},
            page=replace(page, header=self.text(page.header), footer=self.text(page.footer)),
            charts=tuple(
                replace(
                    each, title=self.text(each.title), series=tuple(map(self._all, each.series))
                )
                for each in sheet.charts
            ),
            validations=tuple(
                replace(each, options=self._all(each.options)) for each in sheet.validations
            ),
        )

    def _all(self, held: Any) -> Any:
        """Return what a chart or a drop-down is made from, its texts masked; formulas stay."""
        if isinstance(held, str):
            return held if held.startswith("=") else self.text(held)
        if isinstance(held, Mapping):
            return {name: self._all(each) for name, each in held.items()}
        return [*map(self._all, held)] if isinstance(held, list | tuple) else held

    def _cell(self, cell: Cell) -> Cell:
        value = self.text(cell.value) if isinstance(cell.value, str) and cell.value else cell.value
        note = self.text(cell.note) if cell.note else ""
        if (value, note) == (cell.value, cell.note):
            return cell
        return replace(cell, value=value, note=note)


def _is_told(text: str) -> bool:
    """Whether a typed text tells of a person: two figures in a number's cell are found everywhere."""
    return len(text) > (5 if text.isdigit() else 1) and text not in people.NO_NAMES


def _alone(text: str) -> str:
    """Return the pattern of a typed text; a number's is not found within a longer one."""
    before, after = text[0].isdigit(), text[-1].isdigit()
    return r"(?<!\d)" * before + re.escape(text) + r"(?!\d)" * after


def _hidden(kind: FieldType, text: str) -> str:
    """Return what stands for a cell's text: its mask where it has the right shape."""
    if kind is FieldType.MAIL and "@" in text:
        return values.mask_mail(text)
    if any(sign.isdigit() for sign in text):
        return values.mask_mobile(text) if _MOBILE.fullmatch(text) else HIDDEN
    return values.mask_name(text) if kind is FieldType.NAME else HIDDEN


def without_people(results: Results) -> Results:
    """Return the results as the masked edition may show them."""
    mask = Mask(results)
    late = tuple(
        replace(
            row,
            examined=replace(
                row.examined, findings=tuple(mask.finding(each) for each in row.examined.findings)
            ),
        )
        for row in results.late
    )
    found = tuple(mask.finding(row) for row in results.findings)
    return replace(results, findings=found, late=late)
