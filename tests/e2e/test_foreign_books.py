"""The command that measures foreign books: each file once, a traceback or a lost process is counted."""

import json
import subprocess
import sys
from pathlib import Path

from zoo import build

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "foreign_books.py"


def test_each_file_is_measured_and_compared(tmp_path: Path) -> None:
    """Verdict, time, memory and the other readers' cells stand in a line for each file."""
    books = tmp_path / "books"
    books.mkdir()
    (books / "好.xlsx").write_bytes(build.small())
    (books / "坏.xlsx").write_bytes(build.small()[:700])
    (books / "说明.txt").write_text("请查收", "utf-8")
    rows = tmp_path / "rows.jsonl"
    done = subprocess.run(
        [sys.executable, PROGRAM, books, "--rows", rows], capture_output=True, text=True, check=True
    )
    told = {
        Path(row["file"]).name: row
        for row in map(json.loads, rows.read_text("utf-8").split("\n")[:-1])
    }
    assert {name: [leaf["verdict"] for leaf in row["rows"]] for name, row in told.items()} == {
        "好.xlsx": ["returned"], "坏.xlsx": ["returned"], "说明.txt": ["supporting"],
    }  # fmt: skip
    assert all(row["seconds"] > 0 and row["parent"] > 0 for row in told.values())
    found = told["好.xlsx"]["peers"]
    assert found["ours"]["cells"] == found["calamine"]["cells"] == found["openpyxl"]["cells"] > 0
    assert "fault" in told["坏.xlsx"]["peers"]["openpyxl"]
    assert "tracebacks 0, ended or hung 0" in done.stdout
    assert "OOXML: 2 files; others' union reads 1, of which we refuse 0" in done.stdout
