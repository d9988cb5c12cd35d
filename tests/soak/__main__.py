"""``make soak``: runs what is left of the long counts, a part at a time, and writes the record.

Progress stands in .soak/progress.json, so a part may be stopped at any moment and goes on where it
was. ``python -m tests.soak [PART…] [--minutes N] [--again]``; each part stops after its minutes
(85 unless told), and a line is added to docs/soak.md for each part that ran.
"""

# ruff: noqa: E402, T201 - a program: its own path first, and it talks to the screen

import argparse
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from soak import crashes, parts, year

ROOT = Path(__file__).parents[2]
PROGRESS = ROOT / ".soak" / "progress.json"
RECORD = ROOT / "docs" / "soak.md"


class Part(Struct, frozen=True):
    """One long count."""

    run: Callable[[int, int], list[str]]
    chunk: int
    goal: int
    what: str  # of what it counts


PARTS = {
    "mutants": Part(parts.mutants, 400, 100_000, "mutants through guard, reader and check in workers"),
    "containers": Part(parts.containers, 500, 100_000, "mutants opened as mails, packages, archives"),
    "laws": Part(parts.laws, 1, len(parts.law_files()), "files of property tests, 5,000 examples a law"),
    "hostile": Part(parts.hostile, 1, 10, "runs of 1,000 files with a hostile one among them"),
    "cells": Part(parts.cells, 25, parts.CELLS, "answers changed one at a time, and what depends on each"),
    "fuzz": Part(parts.fuzz, 5, 60, "minutes of coverage-guided fuzzing"),
    "faults": Part(crashes.faults, 4, 4 * crashes.STEPS, "steps of a run × 4 faults of the disk"),
    "years": Part(year.years, 1, 2 * year.STEPS, "steps of two simulated years"),
    "kills": Part(crashes.kills, 10, crashes.KILLS, "kill -9 of a whole run"),
}  # fmt: skip


def main() -> int:
    """What is left is counted; returns 1 where something was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("part", nargs="*", choices=[*PARTS, []])
    options.add_argument("--minutes", type=float, default=85.0)
    options.add_argument("--again", action="store_true", help="from the beginning")
    asked = options.parse_args()
    if asked.again:
        PROGRESS.unlink(missing_ok=True)
    finds: list[str] = []
    for name in asked.part or PARTS:
        if name == "fuzz" and importlib.util.find_spec("atheris") is None:
            print("fuzz: atheris is not installed (pip install atheris); skipped")
            continue
        finds += _run(name, PARTS[name], asked.minutes)
    print("\n".join(finds) or "nothing found")
    return 1 if finds else 0


def _run(name: str, part: Part, minutes: float) -> list[str]:
    began = time.monotonic()
    start = done = _progress().get(name, 0)
    finds: list[str] = []
    while done < part.goal and time.monotonic() - began < 60 * minutes:
        until = min(done + part.chunk, part.goal)
        finds += part.run(done, until)
        done = until
        _note(name, done)
        print(f"{name}: {done:,} of {part.goal:,}, {len(finds)} finds", file=sys.stderr, flush=True)
    if done > start:
        _record(name, part, (start, done), finds, time.monotonic() - began)
    return finds


def _progress() -> dict[str, int]:
    return json.loads(PROGRESS.read_text("utf-8")) if PROGRESS.exists() else {}


def _note(name: str, done: int) -> None:
    """Written whole: two parts may run side by side, each knows only its own count."""
    PROGRESS.parent.mkdir(exist_ok=True)
    fresh = PROGRESS.with_suffix(f".{name}.part")
    fresh.write_text(json.dumps({**_progress(), name: done}), "utf-8")
    fresh.replace(PROGRESS)


def _record(name: str, part: Part, span: tuple[int, int], finds: list[str], seconds: float) -> None:
    if not RECORD.exists():
        RECORD.write_text(
            "# Record of `make soak`\n\n"
            "Each line is one stretch of a part as it ran; a find stays as a test.\n\n"
            "| date | part | counted | of | minutes | finds |\n|---|---|--:|--:|--:|--:|\n", "utf-8",
        )  # fmt: skip
    line = (
        f"| {date.today()} | {part.what} | {span[0]:,}–{span[1]:,} | {part.goal:,} "  # noqa: DTZ011 - the record's own day
        f"| {seconds / 60:.0f} | {len(finds)} |\n"
    )
    with RECORD.open("a", encoding="utf-8") as record:
        record.write(line)


if __name__ == "__main__":
    sys.exit(main())
