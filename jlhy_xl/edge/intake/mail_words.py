"""What a mail's raw header lines say: encoded words, parameters, addresses, clocks; never raises.

Header values come as the parser keeps them: ASCII with raw 8-bit bytes as surrogates.
"""

import binascii
import re
from datetime import datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

from jlhy_xl.edge.intake.parts import decoded

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([BbQq])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_PARAMETER = re.compile(r';\s*([^\s=;"]+?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')
_ESCAPED = re.compile(r'\\(["\\])')
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
_ZONED = re.compile(r":\d\d\s*(?:[+-]\d{3}|[A-Za-z])")
_LONG = 20_000  # characters of one header value that are looked at
# Written by Chinese mail programs for what is really the larger set.
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
             "hz-gb-2312": "hz", "x-gbk": "gb18030", "euc-cn": "gb18030"}  # fmt: skip


def raw_bytes(value: str) -> bytes:
    """Return the bytes that stood in the file for a header value."""
    return value.encode("utf-8", "surrogateescape")


def unfolded(value: str) -> str:
    """Return a header value on one line, cut where it is absurdly long."""
    return " ".join(str(value)[:_LONG].split())


def in_charset(raw: bytes, charset: str) -> str:
    """Return bytes read in the charset that was named, or in the one that they are really in."""
    name = charset.strip().lower()
    name = _CHARSETS.get(name, name)
    try:
        return raw.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return decoded(raw)


def decoded_words(value: str) -> str:
    """Return a header value with its encoded words (RFC 2047) and raw 8-bit names in plain text.

    A character that a mail program cut in two between words is put together again.

    >>> decoded_words("=?GB2312?B?x/i3?= =?GB2312?B?qNS6?=")
    '区法院'
    >>> decoded_words("=?utf-8?Q?=E5=8C=BA?= =?utf-8?Q?=E6=B3?= =?utf-8?Q?=95?=.xlsx")
    '区法.xlsx'
    """
    line = _BETWEEN.sub(r"\1\2", unfolded(value))
    if "=?" not in line:
        return decoded(raw_bytes(line))
    pieces: list[tuple[str, bytes]] = []  # charset ("" for plain text), bytes
    at = 0
    for found in _WORD.finditer(line):
        if found.start() > at:
            pieces.append(("", raw_bytes(line[at : found.start()])))
        charset = found[1].partition("*")[0].lower()
        body = _word_bytes(found[2], found[3])
        if pieces and pieces[-1][0] == charset:
            pieces[-1] = (charset, pieces[-1][1] + body)
        else:
            pieces.append((charset, body))
        at = found.end()
    if at < len(line):
        pieces.append(("", raw_bytes(line[at:])))
    return "".join(
        in_charset(body, charset) if charset else decoded(body) for charset, body in pieces
    )


def _word_bytes(coding: str, body: str) -> bytes:
    if coding in "Bb":
        return base64_bytes(raw_bytes(body))
    return binascii.a2b_qp(raw_bytes(body.replace("_", " ")), header=False)


def base64_bytes(body: bytes) -> bytes:
    r"""Return what base64 text holds; stray characters are passed over, a cut end is given up.

    >>> base64_bytes(b"x/i3q NS6=\r\n")[:2].hex()
    'c7f8'
    """
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def parameters(value: str) -> dict[str, str]:
    """Return a header's parameters in plain text: RFC 2231, RFC 2047 in quotes, raw 8-bit.

    >>> parameters("a; filename*0*=GB2312''%C7%F8; filename*1*=%B7%A8.xlsx")["filename"]
    '区法.xlsx'
    >>> parameters('a; name="=?gbk?B?x/i3qNS6?=.xlsx"; charset=gbk')
    {'name': '区法院.xlsx', 'charset': 'gbk'}
    """
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for found in _PARAMETER.finditer(";" + unfolded(value).partition(";")[2]):
        name, typed = found[1].lower(), found[2].strip()
        if len(typed) >= 2 and typed[0] == typed[-1] == '"':
            typed = _ESCAPED.sub(r"\1", typed[1:-1])
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(base, decoded_words(typed))
            continue
        number = rest.rstrip("*")
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        encoded = rest.endswith("*") or rest == ""
        pieces.setdefault(base, {}).setdefault(place, (encoded, typed))
    extended = {base: _joined(found) for base, found in pieces.items()}
    return plain | {base: text for base, text in extended.items() if text}


def _joined(pieces: dict[int, tuple[bool, str]]) -> str:
    charset, made = "", b""
    for index, (_, (encoded, typed)) in enumerate(sorted(pieces.items())):
        if encoded and index == 0 and typed.count("'") >= 2:
            charset, _, typed = typed.split("'", 2)  # noqa: PLW2901 - the rest is the value
        made += _unquoted(raw_bytes(typed)) if encoded else raw_bytes(typed)
    if not charset and b"=?" in made:
        return decoded_words(decoded(made))  # both standards at once, as some programs write
    return in_charset(made, charset) if charset else decoded(made)


def _unquoted(raw: bytes) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), raw)


def addresses(value: str) -> tuple[str, ...]:
    """Return the addresses of a From line, lower case; display names never count.

    >>> addresses('"boss@gov.cn" <Liaison@Example.gov.cn>')
    ('liaison@example.gov.cn',)
    """
    bare = _COMMENT.sub(" ", _QUOTED.sub(" ", _WORD.sub(" ", unfolded(value))))
    inside = re.findall(r"<([^<>]*)>", bare)
    where = inside or [bare]
    found = [match.lower() for part in where for match in _ADDRESS.findall(part)]
    return tuple(dict.fromkeys(found))


def clock(value: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a Date line, or the end of a Received line, tells.

    Args:
        value: the header's value.
        zone: the zone of a time that names none.
    """
    try:
        plain = _COMMENT.sub(" ", unfolded(value)).rpartition(";")[2].strip()
        found = parsedate_tz(plain)
        if found is None:
            return None
        year, month, day, hour, minute, second = found[:6]
        # a time that names no zone comes back as if it named Greenwich
        offset = found[9] if _ZONED.search(plain) else None
        where = zone if offset is None else timezone(timedelta(seconds=offset))
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=where)
        return when.astimezone(zone) if 1990 <= year <= 2100 else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def verified(lines: list[tuple[str, str]]) -> bool | None:
    """Whether our own server says that the sender is who he says; None where it doesn't say.

    Only a verdict that the last hop can have written is believed: one above every Received line,
    or one above the second that bears the name of the server of the first.
    """
    received: list[str] = []
    for name, value in lines:
        lower = name.lower()
        if lower == "received":
            received.append(value)
            if len(received) == 2:
                return None
        elif lower == "authentication-results" and (
            not received or _same_server(value, received[0])
        ):
            return _verdict(value)
    return None


def _same_server(value: str, received: str) -> bool:
    by = _BY.search(unfolded(received))
    name = unfolded(value).partition(";")[0].strip().partition(" ")[0].lower()
    return by is not None and bool(name) and _domain(by[1].lower()) == _domain(name)


def _domain(host: str) -> str:
    steps = host.strip(".").split(".")
    keep = 3 if len(steps) > 2 and steps[-2] in {"gov", "com", "org", "net", "edu"} else 2
    return ".".join(steps[-keep:])


def _verdict(value: str) -> bool | None:
    found = {row[1].lower(): row[2].lower() for row in _RESULT.finditer(unfolded(value))}
    if "dmarc" in found and found["dmarc"] in {"pass", "fail"}:
        return found["dmarc"] == "pass"
    words = {found.get("spf", ""), found.get("dkim", "")}
    if "pass" in words:
        return True
    return False if words & {"fail", "softfail", "permerror"} else None
