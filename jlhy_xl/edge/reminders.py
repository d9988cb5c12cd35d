"""工作提醒/: for each unit that owes, a mail ready to send with its marked file, and a text to paste; equal bytes."""

from collections.abc import Callable, Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial

from msgspec.structs import replace

from jlhy_xl.books import return_copy
from jlhy_xl.core.model import Severity, digest
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.marked import marked
from jlhy_xl.core.standing.owing import Owing, escalation, owing
from jlhy_xl.core.wording import remind as words
from jlhy_xl.edge.hand import Drawing

FOLDER = "工作提醒"
ALL = "全部单位（可粘贴到工作群）"
_NOWHERE = "jlhy.invalid"
_LARGEST = 20 << 20  # bytes of a file that mail servers take
_BOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def drawn(results: Results, copies: Iterable[Drawing] = ()) -> Iterator[Drawing]:
    """Yield how the folder's files are drawn; none where nobody owes anything.

    Args:
        results: of the period.
        copies: the units' own files that go back marked; a mail to one of them brings its own.
    """
    made = {each.name.rpartition("/")[2]: each.made for each in copies}
    pasted = []
    for row, copy in _owed(results):
        name = results.scheme.unit_by_code[row.unit].name
        whole = made.get(copy.file) if copy else None
        yield Drawing(f"{FOLDER}/{name}.eml", partial(_mailed, results, row, copy, whole))
        pasted.append(words.paste(results, row, copy) + "\n")
        yield Drawing(f"{FOLDER}/{name}.txt", partial(pasted[-1].encode, "utf-8-sig"))
    if pasted:
        yield Drawing(f"{FOLDER}/{ALL}.txt", partial("\n".join(pasted).encode, "utf-8-sig"))


def messages(results: Results, copies: Iterable[Drawing]) -> dict[str, EmailMessage]:
    """Return the mail to each unit that owes, by its code."""
    made = {each.name.rpartition("/")[2]: each.made for each in copies}
    return {
        row.unit: _message(results, row, copy, made.get(copy.file) if copy else None)
        for row, copy in _owed(results)
    }


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says, whatever goes with it."""
    told = mail.get_body(("plain",))
    return str(told.get_content()) if told else ""


def _owed(results: Results) -> Iterator[tuple[Owing, words.Copy | None]]:
    """Yield who owes, with what is told of the unit's own file that goes back marked."""
    found = marked(results)
    for row in owing(results):
        examined = found[row.unit][1] if row.unit in found else None
        open_ = (
            [each for each in examined.findings if return_copy.is_open(each)] if examined else []
        )
        queries = sum(each.severity is Severity.QUERY for each in open_)
        name = results.scheme.unit_by_code[row.unit].name
        file = words.file(name, results.clock.period)
        yield row, words.Copy(file, queries) if open_ else None


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


def _mailed(
    results: Results, row: Owing, copy: words.Copy | None, whole: Callable[[], bytes] | None
) -> bytes:
    return _message(results, row, copy, whole).as_bytes()


def _message(
    results: Results, row: Owing, copy: words.Copy | None, whole: Callable[[], bytes] | None
) -> EmailMessage:
    """Return the mail; its number follows from its content and its day, so none goes out twice.

    The marked file that it asks to mend goes with it.
    """
    parameters = results.scheme.parameters
    data = whole() if whole else b""
    if copy and 0 < len(data) <= _LARGEST:
        copy = replace(copy, is_attached=True)
    text = words.body(results, row, copy)
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
    if copy and copy.is_attached:
        mail.add_attachment(data, maintype="application", subtype=_BOOK, filename=copy.file)
        mail.set_boundary(f"={number}=")  # else it is made by chance
    return mail
