"""Who sent a leaf, and whether it may speak for the unit it names."""

from collections.abc import Mapping

from msgspec import Struct

from jlhy_xl.core.model import Arrival, Examined
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.succession import is_renewal
from jlhy_xl.core.text import key
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.merge import OTHER_SENDER, STRANGER, UNPROVEN

VALID = "valid"  # what identity.judge says of our own token


class Registry(Struct, frozen=True):
    """Which addresses and names belong to which units."""

    mails: Mapping[str, frozenset[str]]  # address → unit codes; two units may share one
    names: Mapping[str, str]  # comparison key of a name or an alias → unit code

    @classmethod
    def of(cls, scheme: Scheme) -> "Registry":
        """Return the scheme's registry."""
        mails: dict[str, set[str]] = {}
        names: dict[str, str] = {}
        for unit in scheme.units:
            renewed = {row.code for row in scheme.units if is_renewal(scheme, unit.code, row.code)}
            for mail in unit.mails:
                mails.setdefault(mail.lower(), set()).update({unit.code}, renewed)
            for name in (unit.name, *unit.aliases):
                names.setdefault(key(name), unit.code)
        return cls({mail: frozenset(units) for mail, units in mails.items()}, names)

    def units_of(self, arrival: Arrival) -> frozenset[str]:
        """Return the units that a leaf came from: the office's own line first, then the address."""
        told = arrival.registered.strip().lower()
        if told in self.mails:
            return self.mails[told]
        if told and key(told) in self.names:
            return frozenset((self.names[key(told)],))
        return self.mails.get(arrival.sender.lower(), frozenset())

    def named_in(self, name: str) -> str:
        """Return the one unit that a file's name names, "" where none or several are named.

        Good enough to lay an unreadable file beside a unit's other mail; never to accept one.
        """
        text = key(name)
        found = {unit for words, unit in self.names.items() if words and words in text}
        return found.pop() if len(found) == 1 else ""


def trust(registry: Registry, arrival: Arrival, examined: Examined) -> tuple[bool, Code | None]:
    """Return whether an acceptable leaf may be merged unasked, and what to ask about it.

    Another unit's address never speaks for a unit, whatever token the file carries: tokens travel
    with forwarded files. An unknown address does, when the token is ours; a file that the office
    itself put into the folder does as well. A forged token is the examination's own query.
    """
    units = registry.units_of(arrival)
    if units and examined.unit not in units:
        return False, OTHER_SENDER
    proven = bool(units) and arrival.authenticated is not False
    if proven or not arrival.sender:
        return True, None
    return (True, STRANGER) if examined.token == VALID else (False, UNPROVEN)
