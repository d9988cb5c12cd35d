"""The masked edition: no phone, no mail address, no contact's name in any text of any sheet.

Numbers and addresses are found by their shape wherever they were typed; names, and numbers typed
wrongly, are known from the cells that asked for them.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from msgspec.structs import replace

from jlhy_xl.books.sheet import Book, Cell, Sheet
from jlhy_xl.core.model import Finding
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import FieldType
from jlhy_xl.core.text import is_none_word
from jlhy_xl.core.values import parse as values
from jlhy_xl.core.wording.editions import bare

HIDDEN = "（已隐去）"
_PERSONAL = (FieldType.NAME, FieldType.PHONE, FieldType.MOBILE, FieldType.MAIL)
_BREAK = r"[\s\-－—.·]?"
# \d takes full-width digits as well. The boundaries keep hashes and long codes whole.
_LETTER = r"A-Za-zＡ-Ｚａ-ｚ\d"
_MAIL = re.compile(rf"[{_LETTER}._+%-]+\s?[@＠]\s?[{_LETTER}-]+(?:[.．][{_LETTER}-]+)+")
_MOBILE = re.compile(
    rf"(?<![A-Za-z\d.])(?:[+＋]?86[-\s]?)?[1１]\d{{2}}{_BREAK}\d{{4}}{_BREAK}\d{{4}}(?![A-Za-z\d])"
)
_PHONE = re.compile(
    r"(?<![A-Za-z\d.])[（(]?[0０]\d{2,3}[）)]?[-－—\s]?\d{7,8}(?:[转\-－]\d{1,6})?(?![A-Za-z\d])"
)
_LOCAL = re.compile(
    r"((?:电话|座机|手机|联系|致电|拨打|[Tt]el|TEL)[^\d\n]{0,8})(\d[\d\s－-]{5,11}\d)"
)

# Someone named after the word for what they are, on file or not: 联络员刘某某, 经办人：张三.
_ROLES = ("联络员", "联系人", "经办人", "填报人", "报送人", "负责人", "分管领导", "具体负责人")
_NO_NAME = "变更|调整|更换|信息|登记|电话|手机|邮箱|姓名|名单|职务|签字|签名|核实|确认|已|未|的|和|或|及|为空|应|须|请|由"
_HAN = r"㐀-䶿一-鿿\U00020000-\U0003134f"
_NAMED = re.compile(
    rf"({'|'.join(_ROLES)})([：:\s]{{0,2}})(?!{_NO_NAME})([{_HAN}·]{{2,4}})(?![{_HAN}])"
)


class Mask:
    """What must not be seen in this edition, and how each text looks without it."""

    def __init__(self, results: Results) -> None:
        """Everything that the cells asking for people, phones and addresses hold is known."""
        self._results = results

    @cached_property
    def _types(self) -> dict[tuple[str, str], FieldType]:
        return {(row.form, row.code): row.type for row in self._results.scheme.fields}

    @cached_property
    def secrets(self) -> dict[str, str]:
        """Typed text → what stands for it: names, and numbers of whatever shape."""
        found: dict[str, str] = {}
        for kind, text in self._typed():
            for part in {text, text.replace(" ", ""), text.strip()}:
                if len(part) > 1 and part not in self._common and not is_none_word(part):
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
                if kind in _PERSONAL:
                    yield from (
                        (kind, str(text)) for text in texts if text and "*" not in str(text)
                    )
        for row in self._results.contacts:
            yield FieldType.NAME, row.name
            yield from ((FieldType.MOBILE, text) for text in (row.phone, row.mobile, row.mail))
        for receipt in (*self._results.receipts, *self._results.late):
            yield FieldType.MAIL, receipt.arrival.sender
        for reading in (each for row in self._results.late for each in row.examined.readings):
            kind = self._types.get((reading.form, reading.field))
            if kind in _PERSONAL:
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
            if kind in _PERSONAL:
                for side in (change.before, change.after):
                    yield kind, bare(side)

    @cached_property
    def _known(self) -> re.Pattern[str] | None:
        ordered = sorted(self.secrets, key=lambda text: (-len(text), text))
        return re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def text(self, text: str) -> str:
        """Return the text with what must not be seen hidden."""
        if self._known:
            text = self._known.sub(lambda hit: self.secrets[hit[0]], text)
        text = _NAMED.sub(self._named, text)
        if not any(sign.isdigit() or sign in "@＠" for sign in text):
            return text
        text = _MAIL.sub(lambda hit: values.mask_mail(_bare(hit[0]).replace("＠", "@")), text)
        text = _PHONE.sub(lambda hit: values.mask_phone(_bare(hit[0])), text)
        text = _MOBILE.sub(lambda hit: values.mask_mobile(_digits(hit[0])), text)
        return _LOCAL.sub(lambda hit: hit[1] + HIDDEN, text)

    def _named(self, hit: re.Match[str]) -> str:
        role, gap, name = hit.groups()
        return hit[0] if name in self._common else role + gap + values.mask_name(name)

    def finding(self, row: Finding) -> Finding:
        """Return the finding; what a cell for personal data holds is not repeated."""
        if self._types.get((row.form, row.field)) not in _PERSONAL:
            return row
        message = "人员信息有需要核对的内容，详见完整版"
        return replace(row, found=HIDDEN if row.found else "", expected="", message=message)

    def book(self, made: Book) -> Book:
        """Return the book with every text masked; figures and styles stay as they are."""
        return replace(made, sheets=tuple(self._sheet(sheet) for sheet in made.sheets))

    def _sheet(self, sheet: Sheet) -> Sheet:
        return replace(
            sheet, cells={place: self._cell(each) for place, each in sheet.cells.items()}
        )

    def _cell(self, cell: Cell) -> Cell:
        if not isinstance(cell.value, str) or not cell.value:
            return cell
        shown = self.text(cell.value)
        return cell if shown == cell.value else replace(cell, value=shown)


def _hidden(kind: FieldType, text: str) -> str:
    """Return what stands for a cell's text: its mask where it has the right shape."""
    if kind is FieldType.MAIL and "@" in text:
        return values.mask_mail(text)
    if any(sign.isdigit() for sign in text):
        return values.mask_mobile(text) if _MOBILE.fullmatch(text) else HIDDEN
    return values.mask_name(text) if kind is FieldType.NAME else HIDDEN


def _bare(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    """Return the eleven digits, without country code or breaks, in plain form."""
    return "".join(str(int(sign)) for sign in text if sign.isdigit())[-11:]


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
