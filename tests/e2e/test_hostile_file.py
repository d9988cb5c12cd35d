"""One hostile file among many good ones changes none of the other results.

Sixty good files here; a thousand in the soak, another hostile file each time (JLHY_HOSTILE).
"""

import hashlib
import os
import random
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from core import returns_world
from msgspec import structs
from soak.parts import BAD
from zoo import binary, build
from zoo.verdicts import ODD

from jlhy_xl import pipeline
from jlhy_xl.books.template import book as template
from jlhy_xl.core.returns import identity
from jlhy_xl.edge import draw, workers
from jlhy_xl.edge.office import Office

FILES = 1000 if os.environ.get("JLHY_SOAK") else 60
TURN = int(os.environ.get("JLHY_HOSTILE", "0"))
AT = returns_world.world()
WEEK = returns_world.WEEK
SAMPLE = Path(__file__).parents[2] / "workbooks"


def _deep() -> bytes:
    return build.xlsx(build.sheet("<a>" * 100_000))


def _flood() -> bytes:
    cells = "".join(f'<c r="{name}1"><v>1</v></c>' for name in ("A", "XFD"))
    return build.xlsx(build.sheet(f'<row r="1048576">{cells}</row>' * 2000))


def _loop() -> bytes:
    """An old workbook whose sector table points at itself."""
    data = bytearray(binary.xls([["区法院"] * 50] * 200))
    data[512:1024] = b"\0\0\0\0" * 128
    return bytes(data)


HOSTILE = {
    "深.xlsx": _deep, "淹.xlsx": _flood, "环.xls": _loop,
    **{odd.name: odd.make for odd in ODD if odd.verdict},
}  # fmt: skip


def _good(number: int) -> tuple[str, bytes]:
    """A unit's template, one cell typed in, so that no two files are alike."""
    unit = f"U{number % 12 + 1:02}"
    duty, prior = AT.duties[unit, WEEK], AT.priors[unit, WEEK]
    signed = identity.issue(AT.key, unit, WEEK, AT.scheme_digest)
    book = template.book(AT.scheme, duty, prior, signed, AT.scheme_digest)
    made = datetime(2026, 11, 1 + number % 28, tzinfo=UTC)
    return f"{number}.xlsx", draw.to_bytes(book, made)


def test_the_others_do_not_notice() -> None:
    """Whatever the hostile file is and wherever it stands, the others come out the same."""
    chance = random.Random(TURN)  # noqa: S311 - no secret
    good = [_good(number % 24) for number in range(FILES)]
    began = time.monotonic()
    alone = workers.map_leaves(good, AT, "2")
    calm = time.monotonic() - began
    names = sorted(HOSTILE) if TURN == 0 else [chance.choice(sorted(HOSTILE))]
    among, places = list(good), []
    for name in names:
        place = chance.randrange(len(among) + 1)
        among.insert(place, (name, HOSTILE[name]()))
    places = [place for place, (name, _) in enumerate(among) if name in HOSTILE]
    began = time.monotonic()
    found = workers.map_leaves(among, AT, "2")
    took = time.monotonic() - began
    kept = [each for place, each in enumerate(found) if place not in places]
    assert kept == alone
    for place in places:
        assert found[place].reason
        assert not BAD & {each.code for each in found[place].findings}, among[place][0]
    assert took < 2 * calm + workers.SECONDS * len(names)


def test_the_run_and_its_inbox_do_not_notice(tmp_path: Path) -> None:
    """A whole run with hostile files gives the others' readings; the inbox is byte for byte as it was."""
    now = datetime.fromisoformat("2026-12-07T09:00+08:00")
    seen = []
    for turn in ("without", "with"):
        office = Office(tmp_path / turn)
        shutil.copytree(SAMPLE, office.workbooks)
        inbox = office.inbox / WEEK
        if turn == "with":
            for name, make in HOSTILE.items():
                (inbox / name).write_bytes(make())
        before = _hashes(inbox)
        results, report = pipeline.run(office, pipeline.Order(now, WEEK), lambda _: None)
        assert _hashes(inbox) == before
        balance = report["balance"]
        assert balance["received"] == sum(v for k, v in balance.items() if k != "received")
        assert "P101" not in report["findings"]
        lines = [(line.id, line.applied, line.status) for line in results.deductions]
        seen.append((results.readings.to_csv(), results.completeness.to_csv(), lines))
    assert seen[0] == seen[1]
    assert "推进中" in seen[0][0]


def _hashes(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("name", ["深.xlsx", "淹.xlsx", "环.xls"])
def test_each_has_a_reason(name: str) -> None:
    """What was made to harm is refused with a reason of its own, within two seconds."""
    began = time.monotonic()
    found = workers.examine_leaf(name, HOSTILE[name](), AT)
    assert time.monotonic() - began < 2
    assert found.findings
    assert structs.replace(found, reason="").verdict.value in ("returned", "quarantined")
