"""Takes a mail apart: who sent it, when our server got it, what was attached. Never raises.

The standard library's parser finds the parts; names, addresses and clocks are read from the raw
header lines (``mail_words``), because Chinese mail programs write what the standards forbid.
"""

import binascii
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32

from msgspec import Struct, field

from jlhy_xl.core import text
from jlhy_xl.core.model import Finding
from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import mail_words, tnef
from jlhy_xl.edge.intake.parts import MIB, Budget, Haul, Opened, Part, gist, shown

MAIL_BYTES = 50 * MIB
HEADER_BYTES = 256 << 10
_LINES = 1_500_000
# The parser asks every open boundary about every line: this bounds the product.
_QUESTIONS = 20_000_000
_ORNAMENT = 32 << 10  # a bigger picture inside a mail's text may be a pasted 佐证
_BODY = 1 << 20  # of a body, how much is searched for links and told from
_LARGE = re.compile(
    r"mail\.qq\.com/(?:cgi-bin/)?ft[nN]|ftn(?:Exs)?_?[dD]ownload|large-?attach|fs\.163\.com/fs"
    r"|mail\.(?:163|126|yeah)\.\w+/.{0,40}(?:large|bigfile)|disk\.(?:163|126)\.com"
    r"|超大附件|云附件|文件中转站",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)


class Mail(Struct, frozen=True):
    """A mail: its clocks and sender, and its attachments."""

    sender: str = ""
    senders: tuple[str, ...] = ()  # more than one, or more than one From line: ask
    message_id: str = ""
    subject: str = ""
    received: datetime | None = None  # our own server's receipt
    sent: datetime | None = None
    hops: tuple[str, ...] = ()
    authenticated: bool | None = None
    opened: Opened = field(default_factory=Opened)


def open_mail(data: bytes, name: str, budget: Budget, zone: tzinfo) -> Mail:
    """Return a mail's clocks, sender and attachments.

    Args:
        data: the mail's bytes.
        name: what to call it in findings.
        budget: shared by all levels of one file of the inbox.
        zone: the office's zone, in which clocks are told.
    """
    closed = _limits(data)
    message = None if closed else _parse(data)
    if message is None:
        return Mail(opened=Opened(refused=_refusal(closed or _deep(budget))))
    lines = _lines(message)
    mail = heading(lines, zone)
    haul = Haul()
    limit, has_link = "", False
    try:
        for part in _walk(message, 0, budget):
            has_link = _take(part, haul, budget) or has_link
    except _Limit as reached:
        limit = str(reached)
    if limit:
        return with_parts(mail, Opened(refused=_refusal(limit)))
    if has_link:
        haul.notes.append(words.LARGE_LINK.finding(found=mail.subject or name))
    elif not haul.parts:
        haul.notes.append(words.no_attachment(mail.subject or name, gist(haul.body)))
    return with_parts(mail, haul.opened())


def heading_alone(data: bytes, zone: tzinfo) -> Mail:
    """Return what a mail's own header lines say; nothing in it is opened."""
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    head = data[:HEADER_BYTES].lstrip(b"\r\n\xef\xbb\xbf")
    message = BytesHeaderParser(policy=compat32).parsebytes(head)
    return heading(_lines(message), zone)


def heading(lines: list[tuple[str, str]], zone: tzinfo) -> Mail:
    """Return what a mail's header lines say; the topmost Received line is our own server's."""
    by_name: dict[str, list[str]] = {}
    for name, value in lines:
        by_name.setdefault(name.lower(), []).append(value)
    origins = by_name.get("from", [])
    senders = tuple(dict.fromkeys(row for value in origins for row in mail_words.addresses(value)))
    clocks = [mail_words.clock(value, zone) for value in by_name.get("received", [])]
    known = [when for when in clocks if when is not None]
    doubtful = len(origins) > 1 or len(senders) > 1
    return Mail(
        sender=senders[0] if senders and not doubtful else "",
        senders=senders if doubtful else (),
        message_id=text.display(mail_words.unfolded("".join(by_name.get("message-id", [])[:1]))),
        subject=shown(mail_words.decoded_words("".join(by_name.get("subject", [])[:1]))),
        received=known[0] if known else None,
        sent=next((mail_words.clock(row, zone) for row in by_name.get("date", [])), None),
        hops=tuple(words.RELAYED.format(at=f"{when:%Y-%m-%d %H:%M:%S}") for when in known[1:]),
        authenticated=mail_words.verified(lines),
    )


class _Limit(Exception):  # noqa: N818 - ends the walk, carries its reason
    """A budget is spent; the words say which."""


class _Piece(Struct, frozen=True):
    """One part of a mail, with what is known of the mail that it stood in."""

    message: "Message[str, str]"
    main: str  # text, image …
    kind: str  # text/plain …
    name: str
    is_attached: bool
    hops: tuple[str, ...]
    is_inside: bool = False  # a picture that the mail's text shows by its Content-ID


def with_parts(mail: Mail, opened: Opened) -> Mail:
    """Return the mail with what was attached to it."""
    return Mail(
        mail.sender, mail.senders, mail.message_id, mail.subject, mail.received, mail.sent,
        mail.hops, mail.authenticated, opened,
    )  # fmt: skip


def _refusal(what: str) -> Finding:
    return words.MAIL_LIMIT.finding(words={"what": what})


def _deep(budget: Budget) -> str:
    return words.TOO_DEEP.format(limit=budget.mail_depth)


def _limits(data: bytes) -> str:
    """Return why a mail must not be parsed at all, "" where it may."""
    if len(data) > MAIL_BYTES:
        return words.TOO_BIG.format(limit=MAIL_BYTES // MIB)
    ends = [at for at in (data.find(b"\n\n"), data.find(b"\n\r\n"), data.find(b"\r\r")) if at >= 0]
    if min(ends, default=len(data)) > HEADER_BYTES:
        return words.LONG_HEADER
    lines = data.count(b"\n") + data.count(b"\r")
    nested = data.lower().count(b"boundary")
    if lines > _LINES or lines * min(nested, 300) > _QUESTIONS:
        return words.TOO_MANY_PARTS.format(limit=500)
    return ""


def _parse(data: bytes) -> "Message[str, str] | None":
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        return BytesParser(policy=compat32).parsebytes(data.lstrip(b"\r\n\xef\xbb\xbf"))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None  # nested deeper than the parser can go


def _lines(message: "Message[str, str]") -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in message.raw_items()]


def _header(message: "Message[str, str]", wanted: str) -> str:
    return next((value for name, value in _lines(message) if name.lower() == wanted), "")


def _walk(
    message: "Message[str, str]", depth: int, budget: Budget, hops: tuple[str, ...] = ()
) -> Iterator[_Piece]:
    """Yield a mail's leaves; a forwarded mail's own clocks go with what it holds."""
    stack = [(message, depth, hops)]
    while stack:
        found, level, clocks = stack.pop()
        budget.mail_parts -= 1
        if budget.mail_parts < 0:
            raise _Limit(words.TOO_MANY_PARTS.format(limit=500))
        if level > budget.mail_depth:
            raise _Limit(_deep(budget))
        piece = _piece(found, clocks)
        inside = _inside(found, piece)
        if inside is None:
            yield piece
            continue
        is_mail = piece.main == "message"
        for child in reversed(inside):
            told = (*clocks, _forwarded(child)) if is_mail else clocks
            stack.append((child, level + is_mail, told))


def _inside(message: "Message[str, str]", piece: _Piece) -> "list[Message[str, str]] | None":
    payload = vars(message)["_payload"]  # get_payload() raises on a charset with a NUL
    if isinstance(payload, list) and payload:
        children = [child for child in payload if isinstance(child, Message)]
        if piece.kind == "message/rfc822" and _header(message, "content-transfer-encoding"):
            inner = _parse(_body(children[0], _header(message, "content-transfer-encoding")))
            if inner is not None and not _lines(children[0]) and _lines(inner):
                return [inner]
        return children
    return None


def _forwarded(message: "Message[str, str]") -> str:
    from datetime import UTC

    inner = heading(_lines(message), UTC)
    received = f"{inner.received:%Y-%m-%d %H:%M:%S%z}" if inner.received else words.NO_TIME
    sent = f"{inner.sent:%Y-%m-%d %H:%M:%S%z}" if inner.sent else words.NO_TIME
    return words.FORWARDED.format(
        sender=inner.sender or words.NO_TIME, received=received, sent=sent
    )


def _piece(message: "Message[str, str]", hops: tuple[str, ...]) -> _Piece:
    kind_line = _header(message, "content-type")
    place_line = _header(message, "content-disposition")
    kind = mail_words.unfolded(kind_line).partition(";")[0].strip().lower() or "text/plain"
    given = mail_words.parameters(place_line).get("filename", "")
    other = mail_words.parameters(kind_line).get("name", "")
    name = given if given and not ("\ufffd" in given and other) else other
    attached = mail_words.unfolded(place_line).lower().startswith("attachment")
    main = kind.partition("/")[0]
    inside = main == "image" and not attached and bool(_header(message, "content-id"))
    return _Piece(message, main, kind, name, attached or bool(name), hops, inside)


def _take(piece: _Piece, haul: Haul, budget: Budget) -> bool:
    """The piece is among the parts where it is a file; returns whether a body has large links."""
    if piece.kind == "application/applefile":
        haul.ignore(shown(piece.name, "applefile"), words.SYSTEM_FILE)
        return False
    coding = _header(piece.message, "content-transfer-encoding")
    data = _body(piece.message, coding)
    if not piece.is_attached and piece.main in ("text", "message", "multipart"):
        body = _text(piece, data)
        haul.body = haul.body or body
        return bool(_LARGE.search(body) and _LINK.search(body))
    budget.inflated -= len(data)
    if budget.inflated < 0:
        raise _Limit(words.TOO_BIG.format(limit=512))
    if data[:4] == tnef.SIGNATURE:
        _take_package(piece, data, haul, budget)
        return False
    label = words.NAMELESS.format(number=len(haul.parts) + 1)
    name = shown(piece.name, label)
    if name == label:
        haul.notes.append(words.NO_NAME.finding(found=label))
    ornament = piece.is_inside and len(data) <= _ORNAMENT
    haul.parts.append(Part(name, data, hops=piece.hops, is_ornament=ornament))
    return False


def _take_package(piece: _Piece, data: bytes, haul: Haul, budget: Budget) -> None:
    found = tnef.unpack(data, shown(piece.name, "winmail.dat"), budget)
    haul.notes.extend(found.notes)
    if found.refused is not None:
        name = shown(piece.name, "winmail.dat")
        haul.parts.append(Part(name, data, hops=piece.hops, refused=found.refused))
    haul.parts.extend(Part(row.name, row.data, hops=piece.hops) for row in found.parts)


def _text(piece: _Piece, data: bytes) -> str:
    charset = mail_words.parameters(_header(piece.message, "content-type")).get("charset", "")
    return mail_words.in_charset(data[:_BODY], charset)


def _body(message: "Message[str, str]", coding: str) -> bytes:
    """Return a part's bytes; a transfer coding that is broken gives what could be read."""
    payload = vars(message)["_payload"]  # get_payload() replaces what its charset does not know
    raw = mail_words.raw_bytes(payload) if isinstance(payload, str) else b""
    coding = mail_words.unfolded(coding).partition(";")[0].strip().lower()
    if coding == "base64":
        return mail_words.base64_bytes(raw)
    if coding == "quoted-printable":
        return binascii.a2b_qp(raw)
    if coding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uu(raw)
    return raw


def _uu(raw: bytes) -> bytes:
    made = bytearray()
    for line in raw.splitlines():
        if line.startswith((b"begin ", b"end")):
            continue
        try:
            made += binascii.a2b_uu(line)
        except binascii.Error:
            continue  # a damaged line; the reader of the file will say that it is incomplete
    return bytes(made)
