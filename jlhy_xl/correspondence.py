"""The office's letters on request: 通报, the conference's papers, reminders that are sent.

What is drafted stands in output/P/; what is issued, recorded or sent stands in the ledger too.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import instructing, outputs, pipeline
from jlhy_xl.books.letters import numbering
from jlhy_xl.books.letters.meeting import Session
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.errors import JlhyError, Refusal, UsageError
from jlhy_xl.core.model import Finding
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.meeting_tables import (
    INSTRUCTION,
    UNREGISTERED,
    Filled,
    Item,
    filled,
    is_outranked,
)
from jlhy_xl.core.scheme.meeting_tables import NAME as MEETING_LEDGER
from jlhy_xl.core.scheme.model import Meeting, Named, Resolution, Scheme
from jlhy_xl.core.scheme.recorded import MEETING, RESOLUTION, entries_of, key_of, says_the_same
from jlhy_xl.edge import post, reminders
from jlhy_xl.edge.files import sha256, write_whole
from jlhy_xl.edge.hand import Drawing
from jlhy_xl.edge.ledger.ledger import Decision, Ledger, Message, Notice
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.recorded import with_recorded
from jlhy_xl.pipeline import Order

MEETINGS = "会议"


class Drafted(Struct, frozen=True):
    """A 通报 that was drafted."""

    path: Path
    number: str
    problems: tuple[Named, ...]
    scheme: Scheme
    issued: bool
    hints: tuple[str, ...] = ()  # of its number


def notice(office: Office, order: Order, first: str, issue: Issue) -> Drafted:
    """The 通报 stands in output/<last period>/; issued, its number and content are in the ledger.

    Raises:
        UsageError: that number was issued with other words, or the span is no span.
        SchemeError: 方案.xlsx has mistakes.
    """
    from jlhy_xl.books.letters import letter as letters
    from jlhy_xl.books.letters import notice as books
    from jlhy_xl.edge import letter as drawing

    if first and order.period and first > order.period:
        raise UsageError(f"--from {first} 在 --to {order.period} 之后")
    span = pipeline.look_back(office, order, first)
    results = span[-1]
    issue, hints = _numbered_issue(office, results, issue)
    made = books.letter(span, issue)
    named = books.problems(results)
    path = office.output(results.clock.period) / f"通报_{file_name(issue.number)}.docx"
    if issue.issued:
        said = {
            "text": list(letters.lines(made)),
            "problems": [
                {"unit": row.unit, "problem": row.problem, "text": row.text} for row in named
            ],
        }
        terms = span[0].clock.period, results.clock.period
        _issue(office, Notice(issue.number, *terms, str(made.day), said))
    path = drawing.save(made, path, order.now)
    return Drafted(path, issue.number, named, results.scheme, issue.issued, hints)


def _numbered_issue(
    office: Office, results: Results, issue: Issue
) -> tuple[Issue, tuple[str, ...]]:
    """Return what is issued with its whole number and its day, and what is to be said of them.

    A number without a head gets that of the 通报 before. One that stands in the ledger keeps its
    day; the year of any other is its day's.

    Raises:
        UsageError: it is issued under the number of another year.
    """
    with Ledger.open(office.ledger_path) as ledger:
        issued = ledger.notices()
    known = [*(row.number for row in issued), *(row.notice for row in results.scheme.named)]
    given = issue.number
    issue = replace(issue, number=numbering.completed(given, known))
    before = next((row for row in issued if numbering.is_same(row.number, issue.number)), None)
    today = localised(results.scheme, results.now).date()
    day = date.fromisoformat(before.issued) if before else issue.day or today
    wrong = "" if before else numbering.wrong_year(issue.number, day)
    if wrong and issue.issued:
        raise UsageError(
            wrong, "文号按成文日期的年份编", f"请改用〔{day.year}〕的文号，或用 --date 写明成文日期"
        )
    kept = numbering.kept_day(issue.day, day) if before else ""
    headed = numbering.headed(given, issue.number)
    hints = headed, wrong, kept, numbering.out_of_turn(issue.number, known)
    return replace(issue, day=day), tuple(each for each in hints if each)


def _issue(office: Office, found: Notice) -> None:
    """The ledger holds the issued 通报, once."""
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        for before in ledger.notices():
            same = [(row.first, row.last, row.content["problems"]) for row in (before, found)]
            if numbering.is_same(before.number, found.number) and same[0] != same[1]:
                raise UsageError(
                    f"文号 {found.number} 的通报已于 {before.issued} 印发，内容不同", "",
                    "已印发的不能改动，请换一个文号",
                )  # fmt: skip
            if numbering.is_same(before.number, found.number):
                return
        ledger.add_notice(found)


def file_name(text: str) -> str:
    r"""Return text as a file's name may be on every system.

    >>> file_name("台营商联办〔2026〕5号"), file_name("a/b:c")
    ('台营商联办〔2026〕5号', 'a-b-c')
    """
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "-", text).strip(" .") or "未编号"


def draft_meeting(office: Office, order: Order, wanted: Session) -> tuple[Path, ...]:
    """The conference's papers and the 会议台账 to fill in stand in output/P/会议/.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
    """
    from jlhy_xl.books.letters import agenda, meeting, meeting_book
    from jlhy_xl.books.ours import signed
    from jlhy_xl.books.summary.facts import Facts
    from jlhy_xl.edge import draw
    from jlhy_xl.edge import letter as drawing

    results = pipeline.look(office, order)
    year = order.now.year
    session = wanted if wanted.number else _numbered(wanted, results.scheme, year)
    folder = office.output(results.clock.period) / MEETINGS
    paths = [
        drawing.save(letter, folder / f"{name}.docx", order.now)
        for name, letter in meeting.letters(results, session).items()
    ]
    own = {row.code for row in office.load_scheme().scheme.resolutions}
    kept = tuple(
        row for row in results.scheme.resolutions if row.code not in own and not row.confirmed
    )
    facts = Facts(results)
    planned = agenda.agenda(facts, session.topic, agenda.topics(facts))
    listed = planned, kept, _waiting(office, results)
    book = signed(MEETING_LEDGER, meeting_book.book(results, session, *listed))
    name = f"{MEETING_LEDGER}_{file_name(session.number)}.xlsx"
    return (*paths, draw.save(book, folder / name, order.now))


def _waiting(office: Office, results: Results) -> tuple[Item, ...]:
    """Return the 批示 that are recorded and lack an owner or a day, each as a row to complete."""
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        rows = instructing.pending(ledger, results.scheme, results.now)
    told = [(row, instructing.plain_of(row, results.scheme)) for row in rows]
    return tuple(
        Item(row.code, "", row.text, said.lead, due=said.due, note=instructing.note_of(row))
        for row, said in told
    )


def _numbered(wanted: Session, scheme: Scheme, year: int) -> Session:
    from jlhy_xl.books.letters.meeting import next_number

    return replace(wanted, number=next_number(scheme, year))


class Recorded(Struct, frozen=True):
    """What ``meeting record`` took into the ledger."""

    files: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    resolutions: tuple[Resolution, ...]
    withdrawn: tuple[str, ...]
    findings: tuple[Finding, ...]
    outranked: tuple[str, ...]  # keys that stand in 方案.xlsx: those count
    boxes: instructing.Taken = instructing.Taken()  # the leader's 批示 in the boxes of 总览


def record_meeting(office: Office, now: datetime) -> Recorded:
    """The ledger holds what the filled-in 会议台账 and the boxes of 总览 say; again adds nothing.

    A box in output/ has its copy in workbooks/reviewed/ first.

    Raises:
        UsageError: there is neither.
        SchemeError: 方案.xlsx has mistakes.
    """
    loaded = office.load_scheme()
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        kept = instructing.keep_boxes(office, ledger)
        read = [(path, *_read(path, loaded.scheme)) for path in _filled_in(office.reviewed)]
        with ledger.transaction():
            known = _known(ledger)
            # a 批示 of which it is said that it needs no tracking is asked about no more
            told = {(RESOLUTION, code) for code in instructing.known_to(ledger)}
            for path, found, digest in read:
                for entry in _entries(path.name, found, digest, known):
                    place = entry.about, entry.key
                    before = known.get(place, None if place in told else {})
                    if before is None or not says_the_same(entry.entries, before):
                        ledger.add_decision(entry, now)
                        known[place] = entry.entries
        whole = with_recorded(loaded, ledger, now).scheme
        boxes = replace(instructing.record(office, ledger, whole, now), kept=kept)
    if not (read or boxes.files):
        raise UsageError(
            f"{office.reviewed} 里没有“{MEETING_LEDGER}”开头的文件，也没有哪一份汇总表写了批示", "",
            "请先运行 jlhy meeting draft，填好其中的会议台账后放进这个文件夹",
        )  # fmt: skip
    return _recorded(loaded.scheme, [(path, found) for path, found, _ in read], boxes)


def _recorded(
    scheme: Scheme, read: Sequence[tuple[Path, Filled]], boxes: instructing.Taken
) -> Recorded:
    every = [found for _, found in read]
    meetings = {*map(key_of, scheme.meetings)}
    items = {row.code: row for row in scheme.resolutions}
    said = [key for found in every for row, _ in found.meetings if (key := key_of(row)) in meetings]
    said += [
        row.code
        for found in every
        for row, _ in found.resolutions
        if row.code in items and is_outranked(row, items[row.code])
    ]
    said += [code for found in every for code, _ in found.withdrawn if code in items]
    return Recorded(
        (*(path.name for path, _ in read), *boxes.files),
        tuple(row for found in every for row, _ in found.meetings),
        (*(row for found in every for row, _ in found.resolutions), *boxes.tracked),
        tuple(code for found in every for code, _ in found.withdrawn if code not in items),
        (*(row for found in every for row in found.findings), *boxes.findings),
        tuple(dict.fromkeys(said)),
        boxes,
    )


def _filled_in(folder: Path) -> list[Path]:
    """Return the workbooks, the one saved last at the end: of two that disagree it counts."""
    found = [path for path in folder.rglob(f"{MEETING_LEDGER}*") if path.is_file()]
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


def _read(path: Path, scheme: Scheme) -> tuple[Filled, str]:
    from jlhy_xl.edge.read import read

    try:
        data = path.read_bytes()
        return filled(read(data, path.name), scheme, path.name), sha256(data)
    except OSError as fault:
        raise JlhyError(
            f"打不开 {path}", fault.strerror or "", "请关闭占用它的程序后再试"
        ) from fault
    except Refusal as refusal:
        raise JlhyError(f"读不出 {path}", refusal.finding.message) from refusal


def _known(ledger: Ledger) -> dict[tuple[str, str], Mapping[str, str]]:
    return {
        (about, row.key): row.entries
        for about in (MEETING, RESOLUTION)
        for row in ledger.decisions(about)
    }


def _entries(
    file: str, found: Filled, digest: str, known: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterable[Decision]:
    """Yield what a workbook says; a row left blank takes back nothing that was registered."""

    def entry(about: str, key: str, entries: Mapping[str, str], at: str) -> Decision:
        sheet, _, cell = at.partition("!")
        return Decision(key, entries, file, digest, sheet, cell, about)

    for meeting, at in found.meetings:
        if meeting.attended == UNREGISTERED and known.get((MEETING, key_of(meeting))):
            continue
        yield entry(MEETING, key_of(meeting), entries_of(meeting), at)
    for item, at in found.resolutions:
        before = known.get((RESOLUTION, key_of(item)), {})
        # a later meeting's book lists a 批示 among its items: it stays the leader's word
        is_led = before.get("source") == INSTRUCTION
        made = replace(item, source=INSTRUCTION, source_number="") if is_led else item
        yield entry(RESOLUTION, key_of(item), entries_of(made), at)
    for code, at in found.withdrawn:
        yield entry(RESOLUTION, code, {}, at)


class Reminded(Struct, frozen=True):
    """The reminders of a period, and what became of those that were to be sent."""

    results: Results
    files: tuple[Path, ...]
    sent: tuple[str, ...] = ()  # unit codes
    already: tuple[str, ...] = ()  # sent before, word for word, on this day
    nowhere: tuple[str, ...] = ()  # no address is registered
    refused: tuple[tuple[str, str], ...] = ()  # unit code, why


def remind(office: Office, order: Order, server: post.Server | None) -> Reminded:
    """工作提醒/ holds a mail and a text for each unit that owes; sent, they are in the ledger.

    Raises:
        JlhyError: the mail server cannot be reached; nothing was sent.
        SchemeError: 方案.xlsx has mistakes.
    """
    results, copies = pipeline.look_marked(office, order)
    files = _lay_out(office.output(results.clock.period), results, copies)
    if server is None:
        return Reminded(results, files)
    mails = reminders.messages(results, copies)
    with Ledger.open(office.ledger_path) as ledger, ledger.run_lock():
        return _send(Reminded(results, files), mails, ledger, server)


def _lay_out(folder: Path, results: Results, copies: Sequence[Drawing]) -> tuple[Path, ...]:
    """The folder holds today's reminders and no older ones; run.json vouches for these."""
    drawn = {each.name: each.made() for each in reminders.drawn(results, copies)}
    made = {write_whole(folder / name, data): data for name, data in drawn.items()}
    place = folder / reminders.FOLDER
    for stale in sorted(place.glob("*")) if place.is_dir() else ():
        if stale.suffix in (".eml", ".txt") and stale not in made:
            stale.unlink()
    _vouch(folder, {path.relative_to(folder).as_posix(): data for path, data in made.items()})
    return tuple(made)


def _vouch(folder: Path, made: Mapping[str, bytes]) -> None:
    """run.json, where there is one, lists the reminders that stand there now."""
    path = folder / outputs.REPORT
    if not path.is_file():
        return
    try:
        told = json.loads(path.read_bytes())
        others = [
            row for row in told["outputs"] if not row["file"].startswith(f"{reminders.FOLDER}/")
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return  # somebody's own file; the next run writes it anew
    told["outputs"] = [
        *others, *({"file": name, "sha256": sha256(data)} for name, data in made.items())
    ]  # fmt: skip
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def _send(
    made: Reminded, mails: Mapping[str, EmailMessage], ledger: Ledger, server: post.Server
) -> Reminded:
    from jlhy_xl.core.wording.remind import KIND

    results, period = made.results, made.results.clock.period
    before = {row.message_id for row in ledger.messages(KIND, period)}
    already = tuple(unit for unit, mail in mails.items() if str(mail["Message-ID"]) in before)
    nowhere = tuple(unit for unit, mail in mails.items() if mail["To"] is None)
    left = {unit: mail for unit, mail in mails.items() if unit not in (*already, *nowhere)}
    outcomes = dict(zip(left, post.deliver(server, left.values()), strict=True)) if left else {}
    with ledger.transaction():
        for unit, told in outcomes.items():
            if not told.refused:
                text = reminders.text_of(left[unit])
                ledger.add_message(
                    Message(unit, period, KIND, results.now, "", told.message_id, text)
                )
    return replace(
        made, already=already, nowhere=nowhere,
        sent=tuple(unit for unit, told in outcomes.items() if not told.refused),
        refused=tuple((unit, told.refused) for unit, told in outcomes.items() if told.refused),
    )  # fmt: skip
