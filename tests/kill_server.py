"""A warm process that runs the weekly consolidation in children, for someone who kills them.

Reads orders, a JSON line each, on standard input: {"root", "now", "after", "at", "workers"}; answers
each with the child's wait status. "after": seconds until kill -9, never where negative. "at": the
child dies by its own hand at that step (see ``fault_world``), nowhere where 0.
The libraries are loaded once, so that kills fall into the run and not into its imports.
"""

import contextlib
import importlib
import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path

WARM = (
    "docx", "jlhy_xl.pipeline", "jlhy_xl.reviewing", "openpyxl", "pandas", "pyarrow.parquet",
    "rich", "xlsxwriter.worksheet",
)  # fmt: skip

UNKNOWN = 70  # what a run that fell over in a way of its own ends with


def main() -> None:
    """Orders are carried out until the input ends."""
    for name in WARM:
        importlib.import_module(name)
    _tell("ready")
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _run(order)
        if order["after"] >= 0:
            time.sleep(order["after"])
            os.kill(child, signal.SIGKILL)  # nobody else has its number: it was not waited for
        _tell(str(os.waitpid(child, 0)[1]))


def _tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _run(order: dict[str, object]) -> None:
    """This process is the run; it never comes back."""
    from fault_world import KILL, broken

    from jlhy_xl.cli import main as jlhy

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    said = ["--quiet", "--folder", str(order["root"]), "--now", str(order["now"]), "run"]
    said += ["--workers", str(order["workers"])]
    code = UNKNOWN
    try:
        with contextlib.ExitStack() as undo:
            if order.get("at"):
                undo.enter_context(broken(Path(str(order["root"])), int(str(order["at"])), KILL))
            jlhy.main(said, standalone_mode=False)
    except SystemExit as leaving:
        code = int(str(leaving.code or 0))
    finally:
        if code == UNKNOWN:
            traceback.print_exc()
        os._exit(code)


if __name__ == "__main__":
    main()
