"""A locked book opens in a process that has opened no other before it."""

import subprocess
import sys
from pathlib import Path

_ALONE = """
import sys
sys.path.insert(0, "tests")
from zoo import sealed_xls
from jlhy_xl.edge.read import read
data = sealed_xls.xls("VelvetSweatshop")
assert "msoffcrypto" not in sys.modules
print([note.code for note in read(data, "a").notes])
"""


def test_the_first_locked_book_of_a_process_is_opened() -> None:
    """What one format needs of the library is there, whether or not another was met before."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "G125" in done.stdout
