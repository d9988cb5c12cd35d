"""Times a whole weekly run against a plain loop that only reads and concatenates the same books.

The peer is pandas + openpyxl: every workbook of the sample week, taken out of its mail first,
read with ``pandas.read_excel(sheet_name=None)`` and concatenated. Both sides are whole processes,
run in turn; the figure to quote is the median ratio of wall times, beside that of processor times.

    python benchmarks/weekly_run.py [ROUNDS] [OFFICE]     # OFFICE: a folder made by jlhy demo
"""

import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from email import policy
from email.parser import BytesParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOW = "2026-12-07T09:00+08:00"
LOOP = """
import sys
from pathlib import Path
import pandas as pd
frames = []
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    for name, table in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
        frames.append(table.assign(file=path.name, sheet=name))
print(len(pd.concat(frames)))
"""


def workbooks(data: object) -> list[bytes]:
    """Return the workbooks that an attachment is or holds; a damaged one would end the loop."""
    if not isinstance(data, bytes) or not zipfile.is_zipfile(io.BytesIO(data)):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "[Content_Types].xml" in archive.namelist():
            return [data]
        return [book for name in archive.namelist() for book in workbooks(archive.read(name))]


def unpack(inbox: Path, folder: Path) -> int:
    """The workbooks of the inbox stand in the folder, out of their mails; returns how many."""
    found = []
    for path in sorted(inbox.rglob("*")):
        if path.suffix == ".eml":
            message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            for part in message.walk():
                found += workbooks(part.get_payload(decode=True))
        elif path.is_file():
            found += workbooks(path.read_bytes())
    for count, data in enumerate(found):
        (folder / f"{count:03}.xlsx").write_bytes(data)
    return len(found)


def seconds(command: list[str]) -> tuple[float, float]:
    """Return the wall time of one whole process, and the processor time of it and its children."""
    # An installed program has its bytecode; without this a source tree is compiled at every start.
    surroundings = {
        key: word for key, word in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"
    }
    before, began = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    wall, after = time.perf_counter() - began, os.times()
    user = after.children_user - before.children_user
    return wall, user + after.children_system - before.children_system


def main(rounds: int, source: Path) -> None:
    """Print both sides' medians and the median ratio as JSON."""
    with tempfile.TemporaryDirectory() as made:
        office, books = Path(made) / "office", Path(made) / "books"
        shutil.copytree(source / "workbooks", office / "workbooks")
        books.mkdir()
        count = unpack(office / "workbooks" / "inbox", books)
        ours = [sys.executable, "-m", "jlhy_xl", "--folder", str(office), "--now", NOW, "--quiet"]
        pairs = []
        for _ in range(rounds + 1):
            shutil.rmtree(office / "output", ignore_errors=True)
            for left in ("ledger.db", "originals"):
                place = office / "workbooks" / "台账" / left
                shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)
            pairs.append(
                (seconds([*ours, "run"]), seconds([sys.executable, "-c", LOOP, str(books)]))
            )
        pairs = pairs[1:]  # the first round warms the disk and compiles
        told: dict[str, float] = {"workbooks": count, "rounds": rounds}
        for kind, word in enumerate(("wall", "processor")):
            ours_took, loop_took = (
                [side[kind] for side in sides] for sides in zip(*pairs, strict=True)
            )
            ratios = [a / b for a, b in zip(ours_took, loop_took, strict=True)]
            medians = map(statistics.median, (ours_took, loop_took, ratios))
            names = (f"ours_{word}", f"loop_{word}", f"ratio_{word}")
            told |= {name: round(median, 3) for name, median in zip(names, medians, strict=True)}
        print(json.dumps(told))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(int(arguments[0]) if arguments else 7, Path(arguments[1]) if arguments[1:] else ROOT)
