"""The parts of the soak: each counts numbered cases in chunks and says what it found."""

import contextlib
import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from soak.mutate import ROOT, mutant

STATE = ROOT / ".soak"
# What a mutant must never be told: a bug of ours, a hang, a dead process, memory blown.
BAD = {"P101", "G122", "G123", "G124"}
SECONDS = 30


def mutants(first: int, last: int) -> list[str]:
    """Each mutant passes guard, reader, locate and check in a worker; returns what went wrong."""
    from core import returns_world

    from jlhy_xl.edge import workers

    tasks = [mutant(number) for number in range(first, last)]
    found = workers.map_leaves(tasks, returns_world.world(), "2")
    finds = []
    for (name, data), examined in zip(tasks, found, strict=True):
        if any(each.code == "G122" for each in examined.findings):
            # a crowded machine starves workers: what is quick when alone was no hang
            examined = workers.map_leaves([(name, data)], returns_world.world(), "1")[0]  # noqa: PLW2901
        bad = [each for each in examined.findings if each.code in BAD]
        if bad or not examined.reason:
            finds.append(_keep(name, data, bad[0].message if bad else "no reason"))
    return finds


def containers(first: int, last: int) -> list[str]:
    """Each mutant of a mail, a package or an archive is opened as the inbox opens it."""
    return [find for number in range(first, last) for find in _opened(*mutant(10_000_000 + number))]


def _opened(name: str, data: bytes) -> Iterator[str]:
    from jlhy_xl.edge.intake import archive, mail_parts, outlook, tnef
    from jlhy_xl.edge.intake.parts import Budget

    zone = ZoneInfo("Asia/Shanghai")
    for call in (
        lambda: archive.unpack(data, name, Budget()),
        lambda: mail_parts.open_mail(data, name, Budget(), zone),
        lambda: outlook.open_message(data, name, Budget(), zone),
        lambda: tnef.unpack(data, name, Budget()),
    ):
        try:
            try:
                with _limited():
                    call()
            except TimeoutError:  # a crowded machine stands still at times: a hang hangs again
                with _limited():
                    call()
        except Exception as fault:  # noqa: BLE001 - whatever escapes is what is being sought
            yield _keep(name, data, f"{type(fault).__name__}: {fault}")


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError("hang")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def laws(first: int, last: int) -> list[str]:
    """The property tests run with the soak's many examples, a test file a case."""
    return [find for path in law_files()[first:last] for find in _pytest(path)]


def law_files() -> list[str]:
    """Return the test files that hold property tests, by name."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [
        path.relative_to(ROOT).as_posix() for path in paths
        if "from hypothesis import" in path.read_text("utf-8")
    ]  # fmt: skip


def hostile(first: int, last: int) -> list[str]:
    """A run of a thousand files with a hostile one among them, again and again."""
    found = []
    for number in range(first, last):
        found += _pytest("tests/e2e/test_hostile_file.py", JLHY_HOSTILE=str(number))
    return found


CELLS = 300


def cells(first: int, last: int) -> list[str]:
    """One answer of the sample week says something else: only what depends on it changes."""
    return _pytest("tests/e2e/test_one_cell.py", JLHY_CELLS=f"{first}:{last}")


def _pytest(path: str, **more: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", path],
        cwd=ROOT, env={**os.environ, "JLHY_SOAK": "1", **more}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return [] if done.returncode in (0, 5) else [f"{path}\n{done.stdout[-3000:]}"]


def fuzz(first: int, last: int) -> list[str]:
    """Coverage-guided fuzzing, one minute a case; needs atheris, an extra that CI does not install."""
    corpus = STATE / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    minutes = last - first
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.fuzz", str(corpus), f"-max_total_time={60 * minutes}",
         "-timeout=30", "-rss_limit_mb=1024", "-max_len=65536", "-print_final_stats=1",
         f"-seed={first + 1}", f"-artifact_prefix={_finds()}/fuzz-"],
        cwd=ROOT, capture_output=True, text=True, check=False, errors="replace",
    )  # fmt: skip
    units = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    count = STATE / "fuzz.count"
    before = int(count.read_text()) if count.exists() else 0
    count.write_text(str(before + (int(units[1]) if units else 0)))
    if done.returncode:
        return [f"fuzz {done.returncode}\n{done.stderr[-3000:]}"]
    return []


def _finds() -> Path:
    place = STATE / "finds"
    place.mkdir(parents=True, exist_ok=True)
    return place


def _keep(name: str, data: bytes, what: str) -> str:
    """The find's bytes stay in .soak/finds, to be made into a test."""
    digest = hashlib.sha256(data).hexdigest()[:12]
    (_finds() / digest).write_bytes(data)
    return f"{name} {digest} {what}"
