"""Runs every file of a folder through the path of ``jlhy check`` and reports what became of it.

Counts by verdict and kind, time to verdict, peak memory, tracebacks; and, with other readers in a
process of their own, which books somebody else can read and we refuse, and where we read fewer cells.

    python benchmarks/foreign_books.py FOLDER [--rows FILE] [--no-peers]

``--rows`` keeps a line of JSON for each file. FOLDER may be ``zoo``: the odd files of tests/zoo.
"""

import argparse
import collections
import contextlib
import json
import os
import selectors
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NOW = "2026-11-25T09:00+08:00"
PAUSE = 3  # seconds without a tick
LIMIT = 60  # seconds until a process that does not answer counts as hung: ours has to end by itself
PEER_LIMIT = 20
PEER_MEMORY = 2 << 30
# Findings that say the file was not read.
UNREAD = {f"G{number}" for number in (*range(101, 113), *range(122, 125), 126, 127)} | {"P101"}
FAMILIES = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam"), "OOXML"), ".xlsb": "XLSB",
    **dict.fromkeys((".xls", ".xlt", ".xla", ".xlw", ".et", ".ett"), "BIFF"),
    **dict.fromkeys((".ods", ".ots"), "ODS"), **dict.fromkeys((".csv", ".tsv", ".tab"), "CSV"),
    **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), "web page"), ".xml": "XML",
    **dict.fromkeys((".eml", ".msg", ".tnef", ".oft"), "mail"),
    **dict.fromkeys((".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz"), "archive"),
}  # fmt: skip
PEERS = {
    "OOXML": ("calamine", "openpyxl"), "XLSB": ("calamine",), "BIFF": ("calamine", "xlrd"),
    "ODS": ("calamine",),
}  # fmt: skip


class Server:
    """A process that answers line by line; one that hangs or dies costs the line it was at."""

    def __init__(self, role: str, limit: float) -> None:
        """Nothing runs yet.

        Args:
            role: what it is asked for.
            limit: seconds an answer may take.
        """
        self.role, self.limit = role, limit
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, *words: str) -> dict[str, Any]:
        """Return its answer, or {"lost": why} where there was none."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, __file__, "--serve", self.role], cwd=ROOT,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self._line(self.process, LIMIT)
        if self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(json.dumps(words).encode() + b"\n")
                self.process.stdin.flush()
        return self._line(self.process, self.limit)

    def _line(self, process: subprocess.Popen[bytes], limit: float) -> dict[str, Any]:
        line = None
        if process.stdout:
            with selectors.DefaultSelector() as waiting:
                waiting.register(process.stdout, selectors.EVENT_READ)
                line = process.stdout.readline() if waiting.select(limit) else None
        if line:
            return dict(json.loads(line))
        why = "no answer in time" if line is None else f"ended with {process.wait()}"
        self.end()
        return {"lost": why}

    def end(self) -> None:
        """The process is gone."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def serve(answer: Callable[..., dict[str, Any]]) -> None:
    """Answer each line on standard input, on what was standard output when we began."""
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        print("{}", file=out, flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(*json.loads(line))), file=out, flush=True)


@contextlib.contextmanager
def checker() -> Iterator[Callable[[str], dict[str, Any]]]:
    """Yield what checks one file as the command does, and measures it."""
    from jlhy_xl import desk
    from jlhy_xl.edge import worker_pool
    from jlhy_xl.edge.office import Office

    peaks: list[int] = []
    dismiss = worker_pool._Seat.dismiss

    def measured(seat: Any) -> None:
        peaks.append(peak(seat.process.pid))
        dismiss(seat)

    worker_pool._Seat.dismiss = measured  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        desk.init(Path(folder), datetime.fromisoformat(NOW))

        def check(path: str) -> dict[str, Any]:
            peaks.clear()
            with contextlib.suppress(OSError):
                Path("/proc/self/clear_refs").write_text("5", "ascii")  # our own peak starts anew
            began, before = time.perf_counter(), os.times()
            try:
                rows = desk.check(Office(Path(folder)), [Path(path)], datetime.fromisoformat(NOW))
            except BaseException:  # noqa: BLE001 - whatever escapes is what is being sought
                return {"traceback": traceback.format_exc()}
            wall, after = time.perf_counter() - began, os.times()
            return {
                "rows": [told(row) for row in rows], "seconds": wall,
                "processor": sum(after[:4]) - sum(before[:4]),
                "worker": max(peaks, default=0), "parent": peak(os.getpid()),
            }  # fmt: skip

        yield check


def told(row: Any) -> dict[str, Any]:
    """Return what a person is told about one leaf, in short."""
    found = row.examined
    codes = [each.code for each in found.findings]
    because = next((each.code for each in found.findings if each.message == found.reason), "")
    return {
        "verdict": found.verdict.value, "kind": found.kind, "reason": found.reason,
        "because": because, "codes": sorted(set(codes)), "source": Path(row.source).name[-80:],
    }  # fmt: skip


def peak(pid: int) -> int:
    """Return the most memory that a process has held so far, in KiB; 0 where it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def count(reader: str, path: str) -> dict[str, Any]:
    """Return how many cells with content a reader finds, or why it finds none."""
    try:
        return {"cells": sum(1 for cell in _READERS[reader](path) if cell not in (None, ""))}
    except BaseException as fault:  # noqa: BLE001 - a Rust panic is none of Exception's
        return {"fault": f"{type(fault).__name__}: {fault}"[:200]}


def _ours(path: str) -> Iterable[object]:
    from jlhy_xl.core.errors import Refusal
    from jlhy_xl.edge import read

    try:
        book = read.read(Path(path).read_bytes(), path)
    except Refusal as refusal:
        raise ValueError(refusal.finding.code) from refusal
    return (cell for sheet in book.sheets for cell in sheet.cells.values())


def _calamine(path: str) -> Iterator[object]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).to_python()
        except Exception as fault:
            if "not found" in str(fault).lower():
                continue  # a page of a chart
            raise
        for row in rows:
            yield from row


def _openpyxl(path: str) -> Iterator[object]:
    import warnings

    import openpyxl

    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(path, read_only=False, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield from row


def _xlrd(path: str) -> Iterator[object]:
    import io

    import xlrd

    book = xlrd.open_workbook(path, logfile=io.StringIO())
    for sheet in book.sheets():
        for number in range(sheet.nrows):
            yield from (cell.value for cell in sheet.row(number) if cell.ctype not in (0, 6))


_READERS: dict[str, Callable[[str], Iterable[object]]] = {
    "ours": _ours, "calamine": _calamine, "openpyxl": _openpyxl, "xlrd": _xlrd,
}  # fmt: skip


def bound() -> None:
    """A peer's memory ends before the machine's does."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (PEER_MEMORY, PEER_MEMORY))


class Pauses(threading.Thread):
    """Counts how often the whole machine stood still: a virtual one is put to sleep at times."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        super().__init__(daemon=True)
        self.count = 0

    def run(self) -> None:
        """A tick that comes seconds late is a pause."""
        last = time.monotonic()
        while True:
            time.sleep(0.25)
            now = time.monotonic()
            self.count += now - last > PAUSE
            last = now


def measure(paths: list[Path], keep: Path | None, peers: bool) -> list[dict[str, Any]]:
    """Return a row for each file: what we told, and what others read."""
    ours, others = Server("check", LIMIT), Server("peers", PEER_LIMIT)
    rows = []
    pauses = Pauses()
    pauses.start()
    with contextlib.ExitStack() as open_file:
        log = open_file.enter_context(keep.open("w", encoding="utf-8")) if keep else None
        for number, path in enumerate(paths):
            family = FAMILIES.get(path.suffix.lower(), "other")
            before = pauses.count
            row = {"file": str(path), "family": family, **ours.ask(str(path))}
            if pauses.count > before:
                row = {"file": str(path), "family": family, "paused": True, **ours.ask(str(path))}
            if peers and family in PEERS:
                row["peers"] = {who: others.ask(who, str(path)) for who in ("ours", *PEERS[family])}
            rows.append(row)
            if log:
                print(json.dumps(row, ensure_ascii=False), file=log, flush=True)
            if number % 200 == 199:
                print(f"{number + 1} of {len(paths)}", file=sys.stderr, flush=True)
    ours.end()
    others.end()
    return rows


def is_read(row: dict[str, Any]) -> bool:
    """Whether any leaf of the file was opened and read as a book."""
    return any(leaf["because"] not in UNREAD and leaf["kind"] for leaf in row.get("rows", ()))


def report(rows: list[dict[str, Any]]) -> None:
    """Print what docs/soak.md quotes, and every suspect."""
    whole = [row for row in rows if "seconds" in row]
    leaves = [leaf for row in whole for leaf in row["rows"]]
    print(f"files {len(rows)}, leaves {len(leaves)}, load {os.getloadavg()[0]:.1f}")
    silent = [row["file"] for row in whole if not row["rows"]]
    unsaid = [leaf["source"] for leaf in leaves if not leaf["reason"]]
    print(f"tracebacks {sum('traceback' in row for row in rows)}, "
          f"ended or hung {sum('lost' in row for row in rows)}, "
          f"without a verdict {len(silent)}, without a reason {len(unsaid)}, "
          f"bugs told {sum('P101' in leaf['codes'] for leaf in leaves)}")  # fmt: skip
    print(f"asked again, for the machine stood still: {sum('paused' in row for row in rows)}")
    print(f"under 2 s: {sum(row['seconds'] < 2 for row in whole) / max(1, len(whole)):.2%}")
    for what in ("seconds", "processor", "worker", "parent"):
        _spread(what, sorted(row[what] for row in whole))
    for name, key in (("verdicts", "verdict"), ("kinds", "kind"), ("reasons", "because")):
        print(name, dict(collections.Counter(leaf[key] for leaf in leaves).most_common()))
    _readability(rows)
    for row in rows:
        if "seconds" not in row or row["seconds"] > 2 or row["worker"] > 1 << 20:
            print("LOOK", row["file"], row.get("lost") or row.get("traceback") or row["seconds"])


def _spread(what: str, values: list[float]) -> None:
    if values:
        cuts = [values[min(len(values) - 1, int(len(values) * part))] for part in (0.99, 0.999)]
        spread = (statistics.median(values), *cuts, values[-1])
        print(what, "p50 {:.3f}  p99 {:.3f}  p99.9 {:.3f}  max {:.3f}".format(*spread))


def _readability(rows: list[dict[str, Any]]) -> None:
    for family, whos in PEERS.items():
        mine = [
            row for row in rows
            if row["family"] == family and "peers" in row and not _is_older(row)
        ]  # fmt: skip
        if not mine:
            continue
        by = {who: sum(_cells(row, who) > 0 for row in mine) for who in ("ours", *whos)}
        union = [row for row in mine if any(_cells(row, who) > 0 for who in whos)]
        missed = [row for row in union if _cells(row, "ours") <= 0]
        print(f"{family}: {len(mine)} files; others' union reads {len(union)}, of which we refuse "
              f"{len(missed)}; each: {by}")  # fmt: skip
        for row in missed:
            print("  REFUSED", row["file"], [leaf["because"] for leaf in row.get("rows", ())])
        for row in mine:  # the peers count differently: cached charts, formulas without values
            least = min((n for who in whos if (n := _cells(row, who)) > 0), default=0)
            if 0 < _cells(row, "ours") < least:
                print("  FEWER", row["file"], {who: _cells(row, who) for who in by})


def _is_older(row: dict[str, Any]) -> bool:
    """Whether it is a book from before Excel 5, which is refused by its program's name."""
    return any(leaf["kind"] in ("biff2", "biff3", "biff4") for leaf in row.get("rows", ()))


def _cells(row: dict[str, Any], who: str) -> int:
    return int(row["peers"][who].get("cells", -1))


def zoo(folder: Path) -> list[Path]:
    """The odd files of tests/zoo stand in the folder, each in one of its own."""
    sys.path.insert(0, str(ROOT / "tests"))
    from zoo.faults import FAULTS
    from zoo.verdicts import ODD

    paths = []
    for number, odd in enumerate((*ODD, *FAULTS)):
        paths.append(folder / f"{number:04}" / odd.name)
        paths[-1].parent.mkdir()
        paths[-1].write_bytes(odd.data)
    return paths


def main() -> None:
    """Measure, or answer the one who measures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?")
    options.add_argument("--rows", type=Path)
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--serve", choices=["check", "peers"])
    asked = options.parse_args()
    sys.path.insert(0, str(ROOT))
    if asked.serve == "check":
        with checker() as check:
            serve(check)
    elif asked.serve == "peers":
        bound()
        serve(count)
    else:
        with tempfile.TemporaryDirectory() as made:
            is_zoo = asked.folder == "zoo"
            found = zoo(Path(made)) if is_zoo else sorted(Path(asked.folder).rglob("*"))
            paths = [path.resolve() for path in found if path.is_file()]
            report(measure(paths, asked.rows, not asked.no_peers))


if __name__ == "__main__":
    main()
