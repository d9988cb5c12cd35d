"""How the process ends: its exit code, everything it said, and no child left behind."""

import subprocess
import sys
from pathlib import Path


def _jlhy(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jlhy_xl", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_all_that_was_said_arrives(tmp_path: Path) -> None:
    """A long answer into a pipe is whole, with exit code 0."""
    assert _jlhy("init", str(tmp_path)).returncode == 0
    told = _jlhy("--folder", str(tmp_path), "--json", "scheme", "check")
    assert told.returncode == 0
    assert told.stdout.rstrip().endswith("}")


def test_usage_and_surroundings_have_their_codes(tmp_path: Path) -> None:
    """A wrong option is 2, a folder without a scheme is 2, with words on standard error."""
    assert _jlhy("run", "--nonsense").returncode == 2
    missing = _jlhy("--folder", str(tmp_path), "run")
    assert missing.returncode == 2
    assert "方案" in missing.stderr


def test_a_bug_is_a_traceback_and_code_one() -> None:
    """What nobody caught is told by the interpreter as ever; the quick end hides nothing."""
    code = "import jlhy_xl.__main__ as m\ndef f(): raise KeyError('x')\nm.main = f\nm.start()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "KeyError" in done.stderr
