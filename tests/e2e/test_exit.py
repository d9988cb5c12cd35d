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


def test_a_reader_that_has_gone_changes_no_code(tmp_path: Path) -> None:
    """Piped into head, a command that did its work ends with 0: 1 would read as findings."""
    command = [sys.executable, "-m", "jlhy_xl", "init", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()
        assert (running.wait(60), told) == (0, b"")
    assert (tmp_path / "workbooks" / "方案.xlsx").is_file()


def _ended_by(fault: str) -> "subprocess.CompletedProcess[str]":
    code = f"import jlhy_xl.__main__ as m\ndef f(): raise {fault}\nm.main = f\nm.start()"
    command = [sys.executable, "-X", "utf8", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_a_bug_is_a_traceback_and_code_five() -> None:
    """What nobody caught is told whole, with the contract's code: 1 would read as findings."""
    done = _ended_by("KeyError('x')")
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert "KeyError" in done.stderr
    assert done.stderr.rstrip().endswith("请把上面的内容发给维护人员")


def test_ctrl_c_is_130() -> None:
    """An interruption is neither findings nor a bug, inside a command and outside."""
    outside = _ended_by("KeyboardInterrupt")
    assert (outside.returncode, outside.stderr.strip()) == (130, "已中止")
    code = (
        "import jlhy_xl.__main__ as m, jlhy_xl.desk as d\n"
        "def f(*_): raise KeyboardInterrupt\n"
        "d.init = f\nm.start()"
    )
    command = [sys.executable, "-X", "utf8", "-c", code, "init", "x"]
    inside = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (inside.returncode, inside.stderr.strip()) == (130, "已中止")
