"""output/P/: which books there are, drawn whole and listed with their hashes in run.json."""

import gc
import importlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from jlhy_xl import __version__
from jlhy_xl.books.ours import signed
from jlhy_xl.books.sheet import Book
from jlhy_xl.core.model import Deduction, Evidence
from jlhy_xl.core.points.decisions import SEEN
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording.run import held_lines
from jlhy_xl.edge.files import second_name, write_whole
from jlhy_xl.edge.hand import Drawing, draw_all
from jlhy_xl.edge.stage import Stage, finish, remove, unfinished

REPORT = "run.json"
_NEEDED = (
    "pandas", "pyarrow.parquet", "xlsxwriter", "jlhy_xl.edge.draw", "jlhy_xl.books.summary.book",
    "jlhy_xl.books.scoring.book", "jlhy_xl.books.slip",
)  # fmt: skip


def prepare() -> None:
    """What merging and drawing need is loaded: a third of a second that passes while workers read."""
    for name in _NEEDED:
        importlib.import_module(name)
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


def publish(
    folder: Path, results: Results, seconds: float, copies: Iterable[Drawing]
) -> dict[str, Any]:
    """The period's folder holds every output, whole; returns what run.json says.

    All are written beside before the first is renamed, and run.json, which vouches for them with
    their hashes, is renamed last. A file that is open elsewhere keeps its name; the new one stands
    beside it. A file that the run before wrote and this one does not is removed; nothing else is
    touched.

    Raises:
        JlhyError: the folder cannot be written to.
    """
    from jlhy_xl.edge import reminders

    before = listed(folder)
    with Stage(folder) as stage:
        # what is made from units' own files is drawn over there
        marked = [Drawing(each.name, cache(each.made)) for each in copies]
        there = chain(_beside(results), marked, reminders.drawn(results, marked))
        for name, data in draw_all(_read_first(results), there, _desks(results)):
            stage.add(name, data)
        placed = sorted(stage.place(), key=lambda row: ("/" in row.file, row.file))
    stale = before - {row.file for row in placed}
    held = {row.asked for row in placed if row.asked != row.file}
    report = describe(results) | {
        "outputs": [{"file": row.file, "sha256": row.sha256} for row in placed],
        # old ones that stay because a program holds them open: the next run tries again
        "stale": sorted(held | set(remove(folder, stale - held))),
        "seconds": round(seconds, 3),
    }
    write_whole(folder / REPORT, json.dumps(report, ensure_ascii=False, indent=1).encode())
    finish(folder)
    return report


def listed(folder: Path) -> set[str]:
    """Return the files that the last run wrote, by its own lists, inside this folder only."""
    try:
        told = json.loads((folder / REPORT).read_bytes())
    except (OSError, ValueError):
        told = {}
    names = {str(row.get("file", "")) for row in told.get("outputs", [])}
    names |= {*map(str, told.get("stale", [])), *unfinished(folder)}
    root = folder.resolve()
    return {name for name in names if name and (folder / name).resolve().is_relative_to(root)}


def held_open(report: Mapping[str, Any]) -> list[str]:
    """Return what a person is told where an output was open in a program during the run."""
    made = {row["file"] for row in report["outputs"]}
    beside = ((name, second_name(Path(name)).as_posix()) for name in report["stale"])
    return held_lines((name, new if new in made else "") for name, new in beside)


def _read_first(results: Results) -> Iterator[Drawing]:
    from jlhy_xl.books import findings_csv, slip
    from jlhy_xl.books.summary import book as summary
    from jlhy_xl.edge.draw import to_bytes

    yield _workbook("汇总表", results, summary.book)
    for stem, book in slip.books(results):
        made = partial(to_bytes, signed("减扣告知单", book), results.now)
        yield Drawing(f"减扣告知单/{stem}.xlsx", made)
    yield Drawing("findings.csv", lambda: findings_csv.text(results.findings).encode("utf-8-sig"))


def _desks(results: Results) -> tuple[Drawing, ...]:
    from jlhy_xl.books import directory, evidence, pending
    from jlhy_xl.books.letters import brief
    from jlhy_xl.books.scoring import book as scoring
    from jlhy_xl.edge import letter

    return (
        _workbook("减扣评分表", results, lambda given: _seen(given, scoring.book)),
        Drawing(f"{brief.NAME}.docx", lambda: letter.to_bytes(brief.letter(results), results.now)),
        _workbook(evidence.NAME, results, evidence.book),
        _workbook("待处理收件", results, lambda given: _seen(given, pending.book)),
        _workbook("通讯录", results, directory.book),
    )


def _beside(results: Results) -> Iterator[Drawing]:
    from jlhy_xl.books.summary import book as summary

    yield _workbook("汇总表（脱敏）", replace(results, masked=True), summary.book)


def _workbook(name: str, results: Results, make: Callable[[Results], Book]) -> Drawing:
    from jlhy_xl.edge.draw import to_bytes

    return Drawing(f"{name}.xlsx", lambda: to_bytes(signed(name, make(results)), results.now))


def _seen(results: Results, make: Callable[[Results], Book]) -> Book:
    """Return a desk that says how much its reader could know when it was drawn."""
    return replace(make(results), properties={SEEN: str(results.seen)})


def describe(results: Results) -> dict[str, Any]:
    """Return run.json's content as cli.md fixes it, outputs and seconds aside."""
    owed = [duty.unit.code for duty in results.duties if duty.is_owed]
    cases = {case.unit: case for case in results.cases}
    received = [unit for unit in owed if unit in cases and cases[unit].first_acceptable]
    on_time = [unit for unit in received if _is_on_time(results, cases[unit].first_acceptable)]
    names = {unit.code: unit.name for unit in results.scheme.units}
    return {
        "period": results.clock.period,
        "scheme_digest": results.scheme_digest,
        "made": results.now.isoformat(),
        "version": __version__,
        "balance": dict(results.balance),
        "expected": len(owed),
        "received": len(received),
        "on_time": len(on_time),
        "completeness": {"units": _completeness(results, names)},
        "findings": dict(sorted(Counter(row.code for row in results.findings).items())),
        "trial": results.scheme.is_trial,
        "deductions": [_line(row, names) for row in results.deductions],
        "edition": _edition(results),
        "late": [
            {
                "file": row.arrival.name,
                "sha256": row.arrival.sha256,
                "folder": row.arrival.folder,
                "received": row.arrival.received.isoformat(),
                "reason": row.reason,
                "unit": names.get(row.examined.unit, ""),
                "period": row.examined.period,
                "verdict": row.verdict.value,
                "findings": dict(
                    sorted(Counter(each.code for each in row.examined.findings).items())
                ),
            }
            for row in results.late
        ],
        "marks": {
            names[unit]: {"proposed": str(proposed), "settled": str(settled)}
            for unit, (proposed, settled) in results.marks.items()
        },
    }


def _edition(results: Results) -> dict[str, Any]:
    made = results.edition
    if made is None:
        return {}
    changes = [
        {"what": row.what, "unit": row.unit, "where": row.where, "before": row.before,
         "after": row.after}
        for row in made.changes
    ]  # fmt: skip
    return {"number": made.number, "kind": made.kind, "name": made.name, "changes": changes}


def _is_on_time(results: Results, fact: Any) -> bool:
    received: datetime = fact.arrival.received
    return received <= results.clock.grace


def _completeness(results: Results, names: dict[str, str]) -> dict[str, Any]:
    units: dict[str, Any] = {}
    for row in results.completeness.to_dict("records"):
        forms = units.setdefault(names[row["unit"]], {})
        forms[row["form"]] = {part: int(row[part]) for part in ("expected", "filled", "valid")}
    return units


def _line(row: Deduction, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id, "rule": row.rule, "unit": names.get(row.unit, row.unit),
        "period": row.period, "subject": row.subject,
        "proposed": None if row.proposed is None else str(row.proposed),
        "applied": str(row.applied), "status": row.status.value, "fault": row.fault,
        "evidence": [_evidence(found) for found in row.evidence],
    }  # fmt: skip


def _evidence(found: Evidence) -> dict[str, str]:
    return {
        "what": found.what, "file": found.file, "sha256": found.sha256, "sheet": found.sheet,
        "cell": found.cell, "found": found.found,
    }  # fmt: skip
