"""工作提醒/: for each unit that owes, a mail ready to send and a text to paste; equal bytes."""

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from jlhy_xl.books import return_copy
from jlhy_xl.core.model import Severity, digest
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.marked import marked
from jlhy_xl.core.standing.owing import Owing, escalation, owing
from jlhy_xl.core.wording import remind as words

FOLDER = "工作提醒"
ALL = "全部单位（可粘贴到工作群）"
_NOWHERE = "jlhy.invalid"


def drawn(results: Results) -> Iterator[tuple[str, bytes]]:
    """Yield the folder's files; none where nobody owes anything."""
    owed = owing(results)
    for row in owed:
        name = results.scheme.unit_by_code[row.unit].name
        yield f"{FOLDER}/{name}.eml", message(results, row).as_bytes()
        yield (
            f"{FOLDER}/{name}.txt",
            (words.paste(results, row, copy_of(results, row)) + "\n").encode("utf-8-sig"),
        )
    if owed:
        lines = (words.paste(results, row, copy_of(results, row)) for row in owed)
        yield f"{FOLDER}/{ALL}.txt", ("\n\n".join(lines) + "\n").encode("utf-8-sig")


def copy_of(results: Results, row: Owing) -> words.Copy | None:
    """Return what is told of the unit's own file that goes back marked; None where none does."""
    if row.unit not in (found := marked(results)):
        return None
    open_ = [each for each in found[row.unit][1].findings if return_copy.is_open(each)]
    queries = sum(each.severity is Severity.QUERY for each in open_)
    name = results.scheme.unit_by_code[row.unit].name
    return words.Copy(words.file(name, results.clock.period), queries) if open_ else None


def recipients(results: Results, unit: str) -> tuple[str, ...]:
    """Return the addresses a reminder goes to: the registered ones, then who it has come up to."""
    people = {row.role: row.mail for row in results.contacts if row.unit == unit}
    registered = results.scheme.unit_by_code[unit].mails or (people.get("联络员", ""),)
    step = escalation(results)
    above = people.get(step, "") if step != "联络员" else ""
    found = (each.strip() for each in (*registered, above))
    return tuple(dict.fromkeys(each for each in found if _is_address(each)))


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return text.isascii() and bool(name and at and host) and not set(text) & set("*@ ,") - {"@"}


def message(results: Results, row: Owing) -> EmailMessage:
    """Return the mail; its number follows from its content and its day, so none goes out twice."""
    parameters = results.scheme.parameters
    text = words.body(results, row, copy_of(results, row))
    sender = parameters.return_address
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = words.SUBJECT.format(label=results.clock.label)
    if _is_address(sender):
        mail["From"] = Address(parameters.office_name, addr_spec=sender)
    to = recipients(results, row.unit)
    if to:
        mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(results.now)
    number = digest(words.KIND, row.unit, results.clock.period, text)
    mail["Message-ID"] = f"<{number}@{sender.rpartition('@')[2] or _NOWHERE}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, charset="utf-8", cte="base64")
    return mail
