"""What people typed into the outputs themselves: kept before they are drawn anew; 批示 recorded.

A leader writes into the box of 总览, a clerk into 减扣评分表 or 待处理收件 where they were made, in
output/P/. A run would overwrite that; so it is copied into workbooks/reviewed/ first.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from jlhy_xl import reviewing
from jlhy_xl.core.calendar import kind_of, timetable
from jlhy_xl.core.errors import JlhyError, Refusal
from jlhy_xl.core.model import Finding
from jlhy_xl.core.scheme.instructions import (
    BOOK,
    INSTRUCTION,
    Box,
    Heard,
    Instruction,
    Plain,
    box_of,
    hear,
    item,
    plainly,
)
from jlhy_xl.core.scheme.model import Resolution, Scheme
from jlhy_xl.core.scheme.recorded import RESOLUTION, entries_of, noted
from jlhy_xl.core.wording import decisions
from jlhy_xl.core.wording import instructions as words
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.reading import BESIDE
from jlhy_xl.edge.files import sha256, why, write_whole
from jlhy_xl.edge.ledger.ledger import Decision, Ledger
from jlhy_xl.edge.office import Office

_REPORT = "run.json"
_DESKS = ("减扣评分表", "待处理收件")
_BOOKS = {".xlsx", ".xls", ".et", ".ods", ".xlsm"}  # a copy saved beside in another format as well
_DIGITS = 8

Known = Mapping[str, Sequence[Instruction]]


# -- before an output is drawn anew ---------------------------------------------------------------


def keep(office: Office, ledger: Ledger, period: str, *, desks: bool = True) -> tuple[str, ...]:
    """What people typed into a period's outputs has a copy in workbooks/reviewed/; says which.

    A file that still is what the last run wrote is not opened.

    Args:
        office: whose outputs.
        ledger: what it knows already needs no copy.
        period: which.
        desks: look at 减扣评分表 and 待处理收件 as well.

    Raises:
        JlhyError: a file cannot be opened: nothing has been overwritten.
    """
    folder, told = office.output(period), list[str]()
    written = _written(folder)
    names = (BOOK, *_DESKS) if desks else (BOOK,)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith(names) and path.suffix.lower() in _BOOKS and path.is_file():
            data = _bytes(path)
            if sha256(data) != written.get(path.name):
                told += _kept(office, ledger, path, data, written.get(path.name, ""))
    return tuple(told)


def _written(folder: Path) -> dict[str, str]:
    """Return the hashes of what the last run wrote, as far as anybody knows."""
    try:
        rows = json.loads((folder / _REPORT).read_bytes())["outputs"]
        return {str(row["file"]): str(row["sha256"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise JlhyError(f"打不开 {path}", why(fault), words.CLOSE_IT) from fault


def _kept(office: Office, ledger: Ledger, path: Path, data: bytes, written: str) -> Iterator[str]:
    """Yield what is told of an altered output, once it has its copy; nothing where it holds nothing new."""
    is_box, period = path.name.startswith(BOOK), path.parent.name
    mark = (written or sha256(data))[:_DIGITS]
    stem, say = f"{path.stem}_{period}_{mark}", words.COPIED
    if is_box:
        stem, say = f"{path.stem}_{period}_批示_{mark}", words.COPIED_BOX
        seen = _look(path.name, data)
        if isinstance(seen, Finding):
            say = words.COPIED_UNREAD
        elif not _says_more(seen.box, ledger):
            if not seen.noted:
                return
            say = words.COPIED_NOTE
    else:
        taken = reviewing.taken_from(path, ledger)
        if not (taken.entries or taken.findings):
            return
        if any(row.code == decisions.UNREADABLE.code for row in taken.findings):
            say = words.COPIED_UNREAD
    copy = _copy(office.reviewed, stem, path.suffix, data)
    if copy is not None:
        yield say.format(name=f"output/{period}/{path.name}", copy=f"workbooks/reviewed/{copy}")


def _copy(folder: Path, stem: str, suffix: str, data: bytes) -> str | None:
    """The folder holds the bytes under a name of their own; None where it held them before."""
    name, number = f"{stem}{suffix}", 2
    while (folder / name).exists():
        if (folder / name).read_bytes() == data:
            return None
        name, number = f"{stem}（{number}）{suffix}", number + 1
    write_whole(folder / name, data)
    return name


# -- the boxes ------------------------------------------------------------------------------------


class _Look(Struct, frozen=True):
    """What one workbook's box holds, and what was written beside cells: nobody can say that it is no 批示."""

    box: Box | None
    noted: str = ""


class _Found(Struct, frozen=True):
    """A workbook in workbooks/reviewed/ with a box that says something, or with what is wrong in it."""

    file: str
    sha256: str
    box: Box | None
    findings: tuple[Finding, ...] = ()


def _look(name: str, data: bytes) -> _Look | Finding:
    from jlhy_xl.edge.read import read

    try:
        book = read(data, name)
        noted = (row.message.rpartition("。")[0] for row in book.notes if row.code == BESIDE.code)
        return _Look(box_of(book), "；".join(noted))
    except Refusal as refusal:
        slots = {"why": refusal.finding.message.partition("。")[0]}
        return words.UNREADABLE.finding(found=name, words=slots, file=name, sha256=sha256(data))


def _copies(office: Office, skip: Iterable[str]) -> Iterator[_Found]:
    """Yield the summaries in workbooks/reviewed/ by name.

    Args:
        office: whose folder.
        skip: hashes of those that were read before.
    """
    folder, known = office.reviewed, set(skip)
    paths = [path for path in folder.rglob(f"{BOOK}*") if path.is_file()] if folder.is_dir() else []
    for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in paths):
        data = _bytes(path)
        digest = sha256(data)
        if digest in known:
            continue
        known.add(digest)
        seen = _look(name, data)
        if isinstance(seen, Finding):
            yield _Found(name, digest, None, (seen,))
        elif seen.box is None:
            told = words.NO_BOX.finding(found=name, file=name, sha256=digest)
            yield _Found(name, digest, None, (told,))
        elif not seen.box.is_blank or seen.noted:
            slots = {"file": name}
            told = words.IN_A_NOTE.finding(found=seen.noted, words=slots, file=name, sha256=digest)
            box = None if seen.box.is_blank else seen.box
            yield _Found(name, digest, box, (told,) if seen.noted else ())


def known_to(ledger: Ledger, until: datetime | None = None) -> Known:
    """Return every 批示 that the ledger knows, by number, as it was recorded from first to last."""
    found: dict[str, list[Instruction]] = {}
    for row in ledger.decisions(INSTRUCTION):
        if until is None or row.at is None or row.at <= until:
            said = row.entries
            made = Instruction(
                row.key, said["period"], said.get("text", ""), said.get("signed", ""),
                row.file, row.sha256, row.sheet, row.cell, row.at,
            )  # fmt: skip
            found.setdefault(row.key, []).append(made)
    return found


def of_period(ledger: Ledger, period: str, until: datetime) -> tuple[Instruction, ...]:
    """Return what was recorded of one period's boxes, each as it stands now, by number."""
    last = (rows[-1] for _, rows in sorted(known_to(ledger, until).items()))
    return tuple(row for row in last if row.period == period)


def _says_more(box: Box | None, ledger: Ledger) -> bool:
    """Whether a box says what the ledger does not know."""
    if box is None or box.is_blank:
        return False
    return hear(box, "", "-", known_to(ledger), ()) is not None


def pending(ledger: Ledger, scheme: Scheme, until: datetime) -> tuple[Instruction, ...]:
    """Return the 批示 that are recorded and not yet tracked, nor said to need no tracking."""
    done = {row.code for row in scheme.resolutions}
    done |= {row.key for row in ledger.decisions(RESOLUTION) if row.at is None or row.at <= until}
    last = (rows[-1] for rows in known_to(ledger, until).values())
    return tuple(row for row in last if row.code not in done and not _box_like(row).is_seen_only)


def _box_like(row: Instruction) -> Box:
    return Box(row.period, row.text, row.signed, row.sheet, row.cell)


def note_of(row: Instruction, *, whole: bool = True) -> str:
    """Return what a 批示's row notes: who signed it and, for a row of another book, where it stands."""
    told = [words.SIGNED.format(name=row.signed)] if row.signed else []
    if whole:
        told.append(words.SAW.format(file=row.file, place=f"{row.sheet}!{row.cell}"))
    return "；".join(told)


def plain_of(row: Instruction, scheme: Scheme) -> Plain:
    """Return the owner and the day that a 批示 names plainly."""
    own = kind_of(row.period) is scheme.parameters.period_kind
    today = timetable(scheme, row.period).deadline.date() if own else None
    return plainly(row.text, scheme.units, today)


def asked(office: Office, ledger: Ledger, scheme: Scheme, now: datetime) -> tuple[Finding, ...]:
    """Return what must be asked of 批示: those not recorded yet, and those without owner or day."""
    known = known_to(ledger, now)
    seen = {row.sha256 for rows in known.values() for row in rows}
    told: list[Finding] = []
    for found in _copies(office, seen):
        told += found.findings
        box = found.box
        heard = hear(box, found.file, found.sha256, known, ()) if box and box.text else None
        if heard:
            told.append(_said(words.NOT_RECORDED, replace(heard.made, code="")))
    told += [_lacking(row, scheme) for row in pending(ledger, scheme, now)]
    return tuple(told)


def _lacking(row: Instruction, scheme: Scheme) -> Finding:
    said = plain_of(row, scheme)
    missing = [word for word, has in ((words.LEAD, said.lead), (words.DUE, said.due)) if not has]
    return _said(words.INCOMPLETE, row, missing=words.AND.join(missing))


def _said(code: Code, row: Instruction, expected: str = "", **slots: str) -> Finding:
    """Return a finding about a 批示, at its box."""
    return code.finding(
        found=row.text or row.signed, expected=expected, words={"key": row.code, **slots},
        row_key=row.code, file=row.file, sha256=row.sha256, sheet=row.sheet, cell=row.cell,
    )  # fmt: skip


# -- recording ------------------------------------------------------------------------------------


class Taken(Struct, frozen=True):
    """What the boxes added to the ledger."""

    files: tuple[str, ...] = ()
    made: tuple[Instruction, ...] = ()
    tracked: tuple[Resolution, ...] = ()
    findings: tuple[Finding, ...] = ()
    kept: tuple[str, ...] = ()  # what was told of copies


def keep_boxes(office: Office, ledger: Ledger) -> tuple[str, ...]:
    """The boxes of every period's outputs have copies in workbooks/reviewed/; says which."""
    root = office.root / "output"
    folders = sorted(each.name for each in root.iterdir() if each.is_dir()) if root.is_dir() else []
    return tuple(line for name in folders for line in keep(office, ledger, name, desks=False))


def record(office: Office, ledger: Ledger, scheme: Scheme, now: datetime) -> Taken:
    """The ledger holds what the boxes in workbooks/reviewed/ say; the same boxes again add nothing."""
    known = {code: list(rows) for code, rows in known_to(ledger).items()}
    taken = {row.code for row in scheme.resolutions}
    before = {row.sha256 for rows in known.values() for row in rows}
    files: list[str] = []
    made: list[Instruction] = []
    tracked: list[Resolution] = []
    findings: list[Finding] = []
    with ledger.transaction():
        for found in _copies(office, ()):
            files.append(found.file)
            findings += found.findings if found.sha256 not in before else ()
            box = found.box
            if box is None:
                continue
            if not box.text:
                findings.append(_said(words.SIGNED_ONLY, _unnumbered(found, box)))
                continue
            heard = hear(box, found.file, found.sha256, known, taken)
            if heard:
                known.setdefault(heard.made.code, []).append(heard.made)
                made.append(heard.made)
                ledger.add_decision(_decision(heard.made, INSTRUCTION, heard.made.entries), now)
                items, told = _tracked(heard, scheme, ledger)
                for row in items:
                    ledger.add_decision(_decision(heard.made, RESOLUTION, entries_of(row)), now)
                tracked += items
                findings += told
    findings += [_lacking(row, scheme) for row in pending(ledger, scheme, now)]
    return Taken(tuple(files), tuple(made), tuple(tracked), tuple(findings))


def _unnumbered(found: _Found, box: Box) -> Instruction:
    return Instruction(
        "", box.period, box.text, box.signed, found.file, found.sha256, box.sheet, box.cell
    )


def _decision(row: Instruction, about: str, entries: Mapping[str, str]) -> Decision:
    return Decision(row.code, entries, row.file, row.sha256, row.sheet, row.cell, about)


def _tracked(
    heard: Heard, scheme: Scheme, ledger: Ledger
) -> tuple[list[Resolution], list[Finding]]:
    """Return the item that a 批示 becomes by its own words, and what is told of it and of a change."""
    row, before, findings = heard.made, heard.before, list[Finding]()
    if before:
        findings.append(_said(words.CHANGED, row, before.text))
    standing = [each for each in ledger.decisions(RESOLUTION) if each.key == row.code]
    if standing:
        findings.append(_said(words.CHANGED_LATE, row, standing[-1].entries.get("text", "")))
        return [], findings
    said = plain_of(row, scheme)
    if not (said.lead and said.due):
        return [], findings
    lead = scheme.unit_by_code[said.lead].name
    findings.append(_said(words.UNDERSTOOD, row, lead=lead, due=said.due.isoformat()))
    note = noted(note_of(row, whole=False), row.file, f"{row.sheet}!{row.cell}")
    return [item(row, said, note)], findings
