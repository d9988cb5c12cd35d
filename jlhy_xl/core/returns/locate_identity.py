"""Whose return a workbook is and for which period; each step of recognition is told in words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.model import Finding, Verdict
from jlhy_xl.core.raw import Position, RawBook, a1
from jlhy_xl.core.returns import identity as hidden
from jlhy_xl.core.returns.identity import Identity
from jlhy_xl.core.returns.locate_sheets import Found, Grid, codes
from jlhy_xl.core.returns.obligations import indicators_of
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.scheme.choices import Role, RowSource
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.text import key
from jlhy_xl.core.values.parsed import typed
from jlhy_xl.core.wording import locate as words
from jlhy_xl.core.wording.code import Code

FORM = "form:"  # hidden sheet: form:<code> → the sheet's title
TOP_ROWS = 8  # content rows from the top in which a title may name the unit
LIKELY = 60  # rapidfuzz ratio from which a name is suggested, never taken

_PERIOD, _MONTH, _WEEK = (
    re.compile(each) for each in (words.YEAR_AND_WEEK, words.YEAR_AND_MONTH, words.WEEK_ONLY)
)
_TITLE_ROWS = 4  # the template's own lines above its headings
_TITLE = re.compile(rf"(?:{words.YEAR_AND_WEEK}|{words.WEEK_ONLY}|{words.YEAR_AND_MONTH})")


class Whose(Struct, frozen=True):
    """What is known of a workbook's origin; ``verdict`` where that alone decides."""

    unit: str = ""  # unit code
    period: str = ""  # "2026-W48"; "W48" where the year is not written
    token: str = "absent"  # noqa: S105 - valid / wrong / absent
    scheme_digest: str = ""
    shown: str = ""  # digest of what the template showed of the scheme
    version: str = ""  # of the template's layout
    titles: Mapping[str, str] = field(default_factory=dict)  # form code → sheet title
    sent: Mapping[str, str] = field(default_factory=dict)  # identity.sent_name → what was shown
    steps: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    verdict: Verdict | None = None
    reason: str = ""  # the sentence of the finding that decided

    def step(self, template: str, **slots: str) -> "Whose":
        """One more step is told."""
        return replace(self, steps=(*self.steps, template.format(**slots)))

    def say(self, code: Code, verdict: Verdict | None = None, **slots: str) -> "Whose":
        """One more finding; the first verdict stands."""
        found, expected, sheet, cell = (
            slots.pop(each, "") for each in ("found", "expected", "sheet", "cell")
        )
        told = code.finding(found=found, expected=expected, words=slots, sheet=sheet, cell=cell)
        said = replace(self, findings=(*self.findings, told))
        if verdict is None or self.verdict is not None:
            return said
        return replace(said, verdict=verdict, reason=told.message)


def decided(whose: Whose, unit: str, period: str) -> Whose:
    """A person's word on unit or period ends every doubt about them; a blank keeps what is read."""
    unit, period = unit or whose.unit, period or whose.period
    known = replace(whose, unit=unit, period=period, verdict=None, reason="")
    return known.step(words.STEP_DECIDED, unit=unit, period=period)


def is_identity_sheet(grid: Grid) -> bool:
    """Whether a sheet is the template's hidden one, whatever it is called now."""
    if grid.sheet.name.strip().casefold() == hidden.SHEET:
        return True
    return any(
        grid.words(row, 0) == "template" and grid.words(row, 1) == hidden.TEMPLATE
        for row in list(grid.rows)[:3]
    )


def from_template(book: RawBook, grids: Iterable[Grid], office_key: bytes) -> Whose:
    """Return what the template itself says: the hidden sheet first, then document properties."""
    sheet = next((grid for grid in grids if is_identity_sheet(grid)), None)
    pairs = _pairs(sheet) if sheet else {}
    found = Identity.from_mapping(pairs)
    kept = {
        name[len(hidden.PREFIX) :]: value.strip()
        for name, value in book.properties.items()
        if name.startswith(hidden.PREFIX)
    }
    other = Identity.from_mapping(kept)
    titles = {name[len(FORM) :]: value for name, value in pairs.items() if name.startswith(FORM)}
    sent = {name: value for name, value in pairs.items() if name.startswith(hidden.WAS)}
    whose = Whose(titles=titles, sent=sent)
    whose = _told(whose, found, words.STEP_HIDDEN, words.STEP_NO_HIDDEN)
    whose = _told(whose, other, words.STEP_PROPERTIES, words.STEP_NO_PROPERTIES)
    identity = found or other
    if identity is None:
        return whose.step(words.STEP_TOKEN["absent"])
    whose = replace(
        whose, unit=identity.unit, period=identity.period, shown=identity.shown,
        scheme_digest=identity.scheme_digest,
    )  # fmt: skip
    older = hidden.older(identity.version)
    whose = replace(
        whose, version=identity.version,
        titles={older.form(code): title for code, title in titles.items()},
        sent={older.sent(name): words for name, words in sent.items()},
    )  # fmt: skip
    if identity.template != hidden.TEMPLATE or identity.version not in hidden.authorised():
        whose = whose.say(
            words.UNKNOWN_VERSION, Verdict.RETURNED, found=identity.version,
            expected="、".join(hidden.authorised()),
        )  # fmt: skip
    elif identity.version != hidden.VERSION:
        whose = whose.say(words.OLDER_VERSION, found=identity.version, expected=hidden.VERSION)
    if found and other and (found.unit, found.period) != (other.unit, other.period):
        whose = whose.say(
            words.TWO_IDENTITIES, Verdict.QUARANTINED,
            found=f"{found.unit} {found.period}", expected=f"{other.unit} {other.period}",
        )  # fmt: skip
    return _judged(whose, identity, office_key)


def _pairs(grid: Grid) -> dict[str, str]:
    return {
        typed(cells[0]).strip(): typed(cells[1]).strip()
        for cells in grid.rows.values()
        if 0 in cells and 1 in cells
    }


def _told(whose: Whose, found: Identity | None, there: str, absent: str) -> Whose:
    if found is None:
        return whose.step(absent)
    return whose.step(there, unit=found.unit, period=found.period)


def _judged(whose: Whose, identity: Identity, office_key: bytes) -> Whose:
    token = hidden.judge(identity, office_key) if identity.token else "absent"
    whose = replace(whose, token=token).step(words.STEP_TOKEN[token])
    return whose.say(words.FORGED) if token == "wrong" else whose  # noqa: S105 - a verdict's name


class Naming(Struct, frozen=True):
    """A visible cell that says a name or a period, as written."""

    text: str
    grid: Grid
    at: Position

    @property
    def address(self) -> dict[str, str]:
        """Where it stands."""
        return {"sheet": self.grid.sheet.name, "cell": a1(*self.at)}


def labelled(grids: Iterable[Grid], labels: Sequence[str]) -> Iterable[tuple[Naming, bool]]:
    """Yield what stands behind a label, and whether a colon says that it is a label."""
    for grid in grids:
        for row in grid.tops:
            for column, raw in grid.rows[row].items():
                text = key(raw) if isinstance(raw, str) else ""
                label = next((each for each in labels if text.startswith(each)), "")
                rest = text[len(label) :]
                if not label or (rest and rest[0] != ":"):
                    continue
                if rest.lstrip(":_"):
                    behind = re.split("[:：]", str(raw), maxsplit=1)[1].strip(" _　")
                    yield Naming(behind, grid, (row, column)), True
                    continue
                after = grid.after(row, column)
                if after and isinstance(after[1], str) and after[1].strip():
                    yield Naming(after[1].strip(), grid, (row, after[0])), bool(rest)


def unit_names(scheme: Scheme) -> dict[str, str]:
    """Return the keys of names, aliases and codes → unit code."""
    names: dict[str, str] = scheme.memo.setdefault(("unit names",), {})
    if not names:
        for unit in scheme.units:
            for name in (unit.name, *unit.aliases, unit.code):
                names.setdefault(key(name), unit.code)
    return names


def named(text: str, names: Mapping[str, str]) -> str:
    """Return the unit that a text names: the whole of it, else its first words.

    >>> named("区法院　第48周　报送截止：11月27日", {"区法院": "U01"}), named("区法院执行局", {"区法院": "U01"})
    ('U01', '')
    """
    first = re.split(r"[\s　]", text.strip(), maxsplit=1)[0]
    return names.get(key(text)) or names.get(key(first), "")


def with_names(
    whose: Whose, scheme: Scheme, grids: Sequence[Grid], found: Sequence[Found]
) -> Whose:
    """Return the origin with what can be seen: the 单位名称 line, then headings and rows."""
    names = unit_names(scheme)
    seen = [
        (each, code)
        for each, sure in labelled(grids, words.UNIT_LABELS)
        if (code := named(each.text, names)) or sure
    ]
    for each, code in seen:
        whose = whose.step(words.STEP_NAME, name=each.text, **each.address)
        if not code:
            whose = _unknown(whose, scheme, each)
        elif not whose.unit:
            whose = replace(whose, unit=code)
        elif code != whose.unit:
            whose = whose.say(
                words.UNIT_DISAGREES, Verdict.QUARANTINED, found=_cell(each),
                expected=unit_name(scheme, whose.unit), **each.address,
            )  # fmt: skip
    if not seen:
        whose = whose.step(words.STEP_NO_NAME)
    if not whose.unit and whose.verdict is None:
        whose = _by_headings(whose, scheme, found)
    if not whose.unit and whose.verdict is None:
        return whose.say(words.NO_UNIT, Verdict.QUARANTINED)
    if whose.unit and whose.unit not in scheme.unit_by_code:
        return whose.say(words.UNKNOWN_IDENTITY, Verdict.QUARANTINED, found=whose.unit)
    return whose


def _cell(each: Naming) -> str:
    """The whole cell, as findings quote it."""
    return each.grid.typed(*each.at)


def _unknown(whose: Whose, scheme: Scheme, each: Naming) -> Whose:
    """An unknown name is asked about; the likeliest name is only suggested."""
    from rapidfuzz.fuzz import ratio

    best = max(scheme.units, key=lambda unit: ratio(key(unit.name), key(each.text)), default=None)
    likely = best is not None and ratio(key(best.name), key(each.text)) >= LIKELY
    guess = words.GUESS.format(name=best.name) if best is not None and likely else ""
    verdict = None if whose.unit else Verdict.QUARANTINED
    return whose.say(
        words.UNKNOWN_UNIT, verdict, found=_cell(each), guess=guess, name=each.text, **each.address
    )


def _by_headings(whose: Whose, scheme: Scheme, found: Sequence[Found]) -> Whose:
    """A title that names one unit, or the very set of one unit's indicators, tells the unit."""
    names = {text: code for text, code in unit_names(scheme).items() if len(text) >= 3}
    said: set[str] = set()
    for each in found:
        above = [row for row in each.grid.tops if row < each.header.first]
        texts = [each.grid.words(row, column) for row in above for column in each.grid.rows[row]]
        said |= {code for name, code in names.items() if any(name in text for text in texts)}
    if len(said) == 1:
        code = said.pop()
        return replace(whose, unit=code).step(words.STEP_TITLE, unit=unit_name(scheme, code))
    listed = _indicators(scheme, found)
    owners = [
        unit.code for unit in scheme.units
        if listed and {each.code for each in indicators_of(scheme, unit.code)} == listed
    ]  # fmt: skip
    if len(owners) == 1:
        return replace(whose, unit=owners[0]).step(
            words.STEP_ROWS, unit=unit_name(scheme, owners[0])
        )
    return whose


def _indicators(scheme: Scheme, found: Sequence[Found]) -> set[str]:
    """The indicators that the workbook's rows list, by code or by name."""
    names: dict[str, str] = {}
    for each in scheme.indicators:
        names.setdefault(key(each.code), each.code)
        names.setdefault(key(each.name), each.code)
        for part, _ in each.parts:
            names.setdefault(key(f"{each.name}（{part}）"), each.code)
    listed: set[str] = set()
    for form in found:
        if form.form.rows is not RowSource.INDICATORS:
            continue
        columns = [
            form.header.columns[each.code]
            for each in scheme.fields_by_form[form.form.code]
            if each.role in (Role.KEY, Role.LABEL) and each.code in form.header.columns
        ]
        for row, cells in form.grid.rows.items():
            if row > form.header.last:
                texts = (text for column in columns for text in codes(cells.get(column)))
                listed |= {names[text] for text in texts if text in names}
    return listed


def with_period(whose: Whose, grids: Sequence[Grid]) -> Whose:
    """Return the origin with the period that can be seen; the template's own word stands."""
    seen = next(_periods(grids, titles=not whose.period), None)
    if seen is None and whose.period:
        typed_over = (each for each in _titles(grids) if not _agrees(each[0], whose.period))
        seen = next(typed_over, None)
    if seen is None:
        return whose
    period, naming = seen
    whose = whose.step(words.STEP_PERIOD, period=period, **naming.address)
    if not whose.period:
        return replace(whose, period=period)
    if not _agrees(period, whose.period):
        return whose.say(
            words.PERIOD_DISAGREES,
            None,
            found=_cell(naming),
            expected=whose.period,
            **naming.address,
        )
    return whose


def _agrees(seen: str, known: str) -> bool:
    return seen in (known, known.partition("-")[2])


def _titles(grids: Sequence[Grid]) -> Iterator[tuple[str, Naming]]:
    """Yield the periods with which a line at the top begins: last week's template, typed over."""
    for grid in grids:
        for row in grid.tops[:_TITLE_ROWS]:
            for column, raw in grid.rows[row].items():
                if isinstance(raw, str) and len(raw) <= 60 and _TITLE.match(key(raw)):
                    yield period_in(raw), Naming(raw, grid, (row, column))


def _periods(grids: Sequence[Grid], *, titles: bool) -> Iterator[tuple[str, Naming]]:
    for naming, _ in labelled(grids, words.PERIOD_LABELS):
        if period_in(naming.text):
            yield period_in(naming.text), naming
    for grid in grids if titles else ():
        for row in grid.tops[:TOP_ROWS]:
            for column, raw in grid.rows[row].items():
                if isinstance(raw, str) and len(raw) <= 60 and period_in(raw):
                    yield period_in(raw), Naming(raw, grid, (row, column))


def period_in(text: str) -> str:
    """Return the period that a text names, "W48" where it names no year, "" for none.

    >>> period_in("2026年第48周指标进展表"), period_in("第48周（11.23—11.27）"), period_in("2026-w08")
    ('2026-W48', 'W48', '2026-W08')
    >>> period_in("2026年11月"), period_in("填报日期：2026-11-27"), period_in("区法院")
    ('2026-11', '', '')
    """
    plain = key(text)
    if found := _PERIOD.search(plain):
        return f"{found[1]}-W{int(found[2]):02}"
    if found := _WEEK.search(plain):
        return f"W{int(found[1]):02}"
    found = _MONTH.search(plain)
    return f"{found[1]}-{int(found[2]):02}" if found else ""
