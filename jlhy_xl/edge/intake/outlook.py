"""Opens .msg, the file in which Outlook saves a mail; the only room that knows oxmsg."""

import io
import struct
from datetime import UTC, datetime, tzinfo
from typing import Any

from jlhy_xl.core.wording import intake as words
from jlhy_xl.edge.intake import mail_parts
from jlhy_xl.edge.intake.parts import Budget, Haul, Opened, Part, gist, shown

_DELIVERED, _SENDER, _HEADERS, _TEXT, _EMBEDDED = (
    0x0E06,
    0x5D01,
    0x007D,
    0x1000,
    "__substg1.0_3701000D",
)
_NAMES = (0x3707, 0x3704, 0x3001)  # long file name, file name, display name
_TIMES = 8  # how often directory entries may claim the file's own size before it is a bomb
# What oxmsg and olefile raise on damaged files; neither documents it.
_FAULTS = (
    OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, struct.error,
    RecursionError, OverflowError,
)  # fmt: skip


def open_message(data: bytes, name: str, budget: Budget, zone: tzinfo) -> mail_parts.Mail:
    """Return a saved mail's clocks, sender and attachments; any bytes at all give an answer."""
    try:
        return _open(data, name, budget, zone)
    except _FAULTS:
        refused = words.OUTLOOK_DAMAGED.finding(found=name)
        return mail_parts.Mail(opened=Opened(refused=refused))


def _open(data: bytes, name: str, budget: Budget, zone: tzinfo) -> mail_parts.Mail:
    from oxmsg import Message

    _refuse_bomb(data)
    message = Message.load(data)
    mail = _heading(message, zone)
    haul = Haul()
    _take(message, haul, budget, 0)
    if not haul.parts:
        haul.body = _text(message, _TEXT)
        haul.notes.append(words.no_attachment(mail.subject or name, gist(haul.body)))
    return mail_parts.with_parts(mail, haul.opened())


def _refuse_bomb(data: bytes) -> None:
    """Raises ValueError where many directory entries claim the same sectors."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as book:
        claimed = sum(entry.size for entry in book.direntries if entry is not None)
    if claimed > _TIMES * len(data):
        raise ValueError("the streams claim more than the file holds")


def _heading(message: Any, zone: tzinfo) -> mail_parts.Mail:
    from email.parser import HeaderParser

    lines = HeaderParser().parsestr(_text(message, _HEADERS)).raw_items()
    mail = mail_parts.heading([(name, str(value)) for name, value in lines], zone)
    subject = mail.subject or shown(message.subject)
    sender = mail.sender or ("" if mail.senders else _text(message, _SENDER).strip().lower())
    received = mail.received or _when(message, _DELIVERED, zone)
    return mail_parts.Mail(
        sender, mail.senders, mail.message_id, subject, received, mail.sent, mail.hops,
        mail.authenticated,
    )  # fmt: skip


def _text(message: Any, number: int) -> str:
    return str(message.properties.str_prop_value(number) or "")


def _when(message: Any, number: int, zone: tzinfo) -> datetime | None:
    try:
        found = message.properties.date_prop_value(number)
    except _FAULTS:
        return None
    if not isinstance(found, datetime):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(zone)


def _take(message: Any, haul: Haul, budget: Budget, depth: int) -> None:
    from oxmsg import Message

    for item in message.attachments:
        budget.members -= 1
        if budget.members < 0 or depth > budget.mail_depth:
            raise ValueError("too many attachments, or nested too deep")
        inner = [row for row in item._storage.storages if row.name == _EMBEDDED]
        if inner:
            _take(Message(inner[0]), haul, budget, depth + 1)
            continue
        data = item.file_bytes
        if data is not None:
            budget.inflated -= len(data)
            label = words.NAMELESS.format(number=len(haul.parts) + 1)
            haul.parts.append(Part(shown(_name(item), label), data))


def _name(item: Any) -> str:
    for number in _NAMES:
        try:
            found = item.properties.str_prop_value(number)
        except UnicodeError:
            continue  # a name in a code page that it does not say
        if found:
            return str(found).rstrip("\0")
    return ""
