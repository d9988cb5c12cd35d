"""The year's hand-over and reports on any span: looked at, drawn and put in place; nothing is decided here."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jlhy_xl import __version__, closing, outputs, pipeline
from jlhy_xl.books.year.annual_facts import Year, amount, of_year
from jlhy_xl.core.errors import JlhyError, UsageError
from jlhy_xl.core.model import Deduction, Status
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing import spans
from jlhy_xl.core.wording import annual as words
from jlhy_xl.edge import history
from jlhy_xl.edge.files import sha256, write_whole
from jlhy_xl.edge.intake.receive import original_path
from jlhy_xl.edge.ledger.ledger import Decision, Ledger
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.stage import Stage, finish, remove
from jlhy_xl.pipeline import Order

HANDOVER, PACKETS, PACKET, ORIGINALS = "移交单.xlsx", "材料包", "材料.xlsx", "原件"
_BAD = str.maketrans(dict.fromkeys('\\/:*?"<>|\n\r\t', "_"))


def annual(office: Office, year: int, now: datetime, *, originals: bool = False) -> dict[str, Any]:
    """output/annual-Y/ holds 移交单.xlsx and one packet a unit; returns what they say.

    The totals are those of the ledger: what is 审定 there and nothing else.

    Args:
        office: whose year.
        year: the lines' year, that of their period.
        now: the clock.
        originals: copy the originals into the packets; else they are listed with their hashes.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
        UsageError: nothing is known of the year, or decisions have not reached the ledger yet.
        JlhyError: the folder cannot be written to, or an original is damaged.
    """
    results = pipeline.look(office, Order(now))
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        made = _year(office, results, year, ledger)
    if not made.facts.all and not _is_known(office, year):
        raise UsageError(words.NO_YEAR.format(year=year), "", words.NO_YEAR_NEXT)
    folder = office.root / "output" / f"annual-{year}"
    told = {**_told(made, folder), "originals": originals}
    return put(folder, _drawn(office, made, originals), told)


def _is_known(office: Office, year: int) -> bool:
    return any(period.startswith(f"{year}-") for period in office.periods_received())


def _year(office: Office, results: Results, year: int, ledger: Ledger) -> Year:
    """Return the year's lines; those that are 审定 exactly as the ledger has them."""
    states = {name: line for name, line in ledger.states().items() if line.year == year}
    now = {line.id: line for line in results.deductions if line.year == year}
    _check(now, states)
    lines = [states[name] if _settled(line) else line for name, line in now.items()]
    arrivals = {row.sha256: row for row in reversed(ledger.arrivals())}
    entries: dict[str, list[Decision]] = {}
    for entry in ledger.decisions():
        entries.setdefault(entry.key, []).append(entry)
    hashes = {piece.sha256 for line in lines for piece in line.evidence}
    hashes |= {entry.sha256 for name in now for entry in entries.get(name, ())}
    kept = {
        digest: path.relative_to(office.archive).as_posix()
        for digest in sorted(hashes - {""})
        if (path := original_path(office.archive, digest)).is_file()
    }
    steps = {name: tuple(found) for name, found in entries.items()}
    frozen = closing.Closed.of(ledger).limits
    waived, history_ = ledger.waived(), ledger.line_history()
    told = of_year(results, year, lines)
    return Year(told, year, steps, arrivals, kept, frozen, waived, history_)


def _settled(line: Deduction) -> Decimal | None:
    return (line.settled or Decimal(0)) if line.status is Status.SETTLED else None


def _check(now: dict[str, Deduction], states: dict[str, Deduction]) -> None:
    """What is 审定 now is 审定 in the ledger, at the same points, and the other way round."""
    before = {
        name: points for name, line in states.items() if (points := _settled(line)) is not None
    }
    after = {name: points for name, line in now.items() if (points := _settled(line)) is not None}
    odd = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    if odd:
        raise UsageError(words.STALE.format(count=len(odd)), words.STALE_WHY, words.STALE_NEXT)


def _drawn(office: Office, year: Year, originals: bool) -> Iterator[tuple[str, bytes]]:
    from jlhy_xl.books.ours import signed
    from jlhy_xl.books.year import annual as handover
    from jlhy_xl.books.year import annual_packet as packet
    from jlhy_xl.edge.draw import to_bytes

    now = year.results.now
    yield HANDOVER, to_bytes(signed(HANDOVER, handover.book(year)), now)
    for unit in packet.units(year):
        folder = f"{PACKETS}/{safe(unit.name)}"
        yield f"{folder}/{PACKET}", to_bytes(signed(PACKET, packet.book(year, unit)), now)
        for row in packet.originals(year, year.with_line(unit.code)) if originals else ():
            if row.where:
                name = safe(row.name) or row.sha256[:8]
                data = _original(office.archive / row.where, row.sha256)
                yield f"{folder}/{ORIGINALS}/{row.number:03}_{name}", data


def report(office: Office, first: str, last: str, by: str, now: datetime) -> dict[str, Any]:
    """output/report-P1-P2-by/ holds the report on all periods from the first to the last.

    Args:
        office: whose folder.
        first: a period, a month (2026-11), a quarter (2026-Q4) or a year.
        last: as ``first``; its own last period is meant.
        by: "group" or "unit".
        now: the clock.

    Raises:
        SchemeError: 方案.xlsx has mistakes.
        UsageError: no such period, the last is before the first, or nothing is known of them.
        JlhyError: the folder cannot be written to.
    """
    from jlhy_xl.books.ours import signed
    from jlhy_xl.books.year import report as pages
    from jlhy_xl.books.year.report_facts import Span
    from jlhy_xl.edge.draw import to_bytes

    scheme = office.load_scheme().scheme
    begin, end = _known(office, spans.inside(scheme, first)[0], spans.inside(scheme, last)[-1])
    weeks = pipeline.look_back(office, Order(now, end), begin)
    span = Span(weeks)
    folder = office.root / "output" / f"report-{begin}-{end}-{by}"
    name = f"{words.REPORTS[by]}.xlsx"
    told = {
        "from": begin, "to": end, "by": by, "made": now.isoformat(), "version": __version__,
        "periods": list(span.periods), "folder": str(folder),
        "scheme_digest": span.last.scheme_digest,
    }  # fmt: skip
    return put(folder, [(name, to_bytes(signed(name, pages.book(span, by)), now))], told)


def _known(office: Office, first: str, last: str) -> tuple[str, str]:
    """Return the part of a span of which anything is known: no week before the first is 未报."""
    if last < first:
        raise UsageError(words.BACKWARDS.format(first=first, last=last), "", words.BACKWARDS_NEXT)
    known = sorted({*office.periods_received(), *history.periods(office.history)})
    inside = [period for period in known if first <= period <= last]
    if not inside:
        raise UsageError(words.UNKNOWN.format(first=first, last=last), "", words.BACKWARDS_NEXT)
    return inside[0], inside[-1]


def _original(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise JlhyError(f"打不开原件 {path}", fault.strerror or "", words.DAMAGED_NEXT) from fault
    if sha256(data) != digest:
        raise JlhyError(f"原件 {path} 与校验值不符", "", words.DAMAGED_NEXT)
    return data


def safe(name: str) -> str:
    """Return a name as every system takes it for a file's.

    >>> safe("区住建局/综合科?")
    '区住建局_综合科_'
    """
    return name.translate(_BAD).strip(". ")[-80:]


def _told(year: Year, folder: Path) -> dict[str, Any]:
    units = {
        unit.name: {
            "settled": str(amount(lines)), "lines": len(lines),
            "heads": {head: str(amount(year.lines_of(lines, unit.code, head))) for head in year.heads},
        }
        for unit in year.units
        for lines in (year.lines_of(year.settled, unit.code),)
    }  # fmt: skip
    return {
        "year": year.year, "scheme_digest": year.results.scheme_digest,
        "made": year.results.now.isoformat(), "version": __version__,
        "trial": year.scheme.is_trial, "folder": str(folder),
        "settled": str(amount(year.settled)), "units": units,
        "lines": [
            {"id": line.found.id, "unit": line.name, "rule": line.found.rule,
             "period": line.found.period, "settled": str(line.settled)}
            for line in year.settled
        ],
        "open": len(year.open), "reported": len(year.reported), "spared": len(year.spared),
        "to_check": [
            {"id": line.found.id, "unit": line.name, "period": line.found.period,
             "rule": line.found.rule, "what": words.JOIN.join(said)}
            for line in year.facts.all if (said := year.facts.lacking.get(line.found.id, ()))
        ],
    }  # fmt: skip


def put(folder: Path, drawn: Iterable[tuple[str, bytes]], told: dict[str, Any]) -> dict[str, Any]:
    """The folder holds what was drawn, and nothing that it held before by its own list.

    Raises:
        JlhyError: the folder cannot be written to.
    """
    before = outputs.listed(folder)
    with Stage(folder) as stage:
        for name, data in drawn:
            stage.add(name, data)
        placed = stage.place()
    held = {row.asked for row in placed if row.asked != row.file}
    stale = before - {row.file for row in placed} - held
    report = {
        **told,
        "outputs": [{"file": row.file, "sha256": row.sha256} for row in placed],
        "stale": sorted(held | set(remove(folder, stale))),
    }
    write_whole(folder / outputs.REPORT, json.dumps(report, ensure_ascii=False, indent=1).encode())
    finish(folder)
    return report
