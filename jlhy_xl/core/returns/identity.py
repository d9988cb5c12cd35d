"""The hidden identity that a template carries in two places, and the token that proves it."""

import hashlib
import hmac
from collections.abc import Mapping

from msgspec import Struct, field

SHEET = "_jlhy"  # very hidden; column A keys, column B values, then form:<code> → sheet title
PREFIX = "jlhy_"  # custom document properties: jlhy_unit, …
BOOK = f"{PREFIX}book"  # the property that says which one of the office's own workbooks this is
TEMPLATE = "jlhy-return"
VERSION = "1"  # of the template's layout; written into every template


class Migration(Struct, frozen=True):
    """How an older version differs from the next: what it called otherwise.

    Cells are never rewritten: an old heading is one more name of today's column.
    """

    headings: Mapping[str, str] = field(default_factory=dict)  # old heading → the next version's
    no_change: tuple[str, ...] = ()  # old labels of the one-cell answer
    # codes in the hidden sheet, old → the next version's: "progress" of a form, "progress:last" of
    # its field (the form's code as it was then)
    codes: Mapping[str, str] = field(default_factory=dict)

    def form(self, code: str) -> str:
        """Return what a form's code is today."""
        return self.codes.get(code, code)

    def sent(self, name: str) -> str:
        """Return what the name of a remembered 上期 cell is today.

        >>> Migration(codes={"weekly": "progress", "weekly:prior": "last"}).sent("was:weekly:04-02:prior")
        'was:progress:04-02:last'
        """
        form, _, rest = name.removeprefix(WAS).partition(":")
        row, _, code = rest.rpartition(":")
        return sent_name(self.form(form), row, self.codes.get(f"{form}:{code}", code))


# Older versions that can be read, each with what changed in the version after it. Whoever changes
# the layout raises VERSION and writes here what the old one was called; a version that is in
# neither place is answered with the right template.
MIGRATIONS: Mapping[str, Migration] = {}


def authorised() -> tuple[str, ...]:
    """Return the versions that can be read, today's first."""
    return (VERSION, *MIGRATIONS)


def older(version: str) -> Migration:
    """Return all that a version called otherwise than today, over every version since.

    >>> older(VERSION)
    Migration(headings={}, no_change=(), codes={})
    """
    steps = list(MIGRATIONS)
    headings: dict[str, str] = {}
    labels: list[str] = []
    codes: dict[str, str] = {}
    for step in reversed(steps[steps.index(version) :] if version in steps else []):
        change = MIGRATIONS[step]
        headings |= {old: headings.get(new, new) for old, new in change.headings.items()}
        labels += change.no_change
        codes = _older_codes(change.codes, codes)
    return Migration(headings, tuple(labels), codes)


def _older_codes(changed: Mapping[str, str], later: Mapping[str, str]) -> dict[str, str]:
    """Return what one step and all later ones together did to the codes."""
    made = dict(later)
    for old, new in changed.items():
        form, _, code = old.partition(":")
        if not code:
            made[old] = later.get(new, new)
            for name, today in later.items():  # fields that later steps changed, under the old form
                if name.startswith(f"{new}:"):
                    made.setdefault(f"{old}:{name.partition(':')[2]}", today)
    for old, new in changed.items():
        form, _, code = old.partition(":")
        if code:
            made[old] = later.get(f"{changed.get(form, form)}:{new}", new)
    return made


ASKED, SENT = "_jlhy:asked", "_jlhy:sent"  # headings of the countdown's own hidden columns
WAS = "was:"  # hidden sheet: was:<form>:<row>:<field> → what a 上期 cell showed when it was sent
NO_CHANGE_LABEL = "全部无变化"  # the cell right of this label on 填报说明 is the one-cell answer
COVER = "填报说明"


def sent_name(form: str, row_key: str, field: str) -> str:
    """Return under which name the hidden sheet keeps what a 上期 cell showed when it was sent.

    >>> sent_name("progress", "04-02", "last")
    'was:progress:04-02:last'
    """
    return f"{WAS}{form}:{row_key}:{field}"


class Identity(Struct, frozen=True):
    """Which template this is: one unit's, for one period."""

    template: str
    version: str
    unit: str  # unit code
    period: str
    scheme_digest: str
    token: str
    shown: str = ""  # see ``shown.shown``; templates of before have none

    def as_mapping(self) -> dict[str, str]:
        """Return key → value, as both hiding places hold it."""
        told = {name: str(getattr(self, name)) for name in self.__struct_fields__}
        return told if self.shown else {name: told[name] for name in told if name != "shown"}

    @classmethod
    def from_mapping(cls, found: Mapping[str, str]) -> "Identity | None":
        """Return the identity, None unless template, unit and period are all there."""
        if not (found.get("template") and found.get("unit") and found.get("period")):
            return None
        return cls(**{name: str(found.get(name, "")) for name in cls.__struct_fields__})


def token(key: bytes, unit: str, period: str, scheme_digest: str, shown: str = "") -> str:
    """Return the token of a unit's template for a period, keyed to the office.

    >>> token(b"k", "U01", "2026-W48", "d") == token(b"k", "U01", "2026-W48", "d")
    True
    """
    parts = (TEMPLATE, unit, period, scheme_digest, *([shown] if shown else []))
    text = "\x1f".join(parts).encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:24]


def issue(key: bytes, unit: str, period: str, scheme_digest: str, shown: str = "") -> Identity:
    """Return a fresh identity for a template."""
    signed = token(key, unit, period, scheme_digest, shown)
    return Identity(TEMPLATE, VERSION, unit, period, scheme_digest, signed, shown)


def judge(found: Identity, key: bytes) -> str:
    """Return "valid" or "wrong": whether this office made that identity.

    >>> judge(issue(b"k", "U01", "2026-W48", "d"), b"k")
    'valid'
    >>> judge(Identity(TEMPLATE, VERSION, "U01", "2026-W48", "d", "令牌"), b"k")
    'wrong'
    """
    good = token(key, found.unit, found.period, found.scheme_digest, found.shown)
    given = found.token.encode("utf-8", "surrogatepass")  # str is compared only where it is ASCII
    return "valid" if hmac.compare_digest(good.encode(), given) else "wrong"
