"""The gates that keep the tree small enough to hold in the head, and the words in their places."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "jlhy_xl").rglob("*.py"))
# Where Chinese sentences may stand; see ARCHITECTURE.md, "Words".
WORDED = (
    "books/",
    "core/wording/",
    "core/scheme/choices.py",
    "demo/",
    "cli.py",
    "desk.py",
    "pipeline.py",
)


def test_no_source_file_passes_400_lines() -> None:
    """A file past 400 lines is asking for a wall."""
    long = {str(p): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > 400}
    assert not long


def test_help_imports_no_heavy_library() -> None:
    """``jlhy --help`` imports neither pandas nor openpyxl nor any other heavy library."""
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from jlhy_xl.cli import main\n"
        "result = CliRunner().invoke(main, ['--help'])\n"
        "assert result.exit_code == 0, result.output\n"
        "heavy = {'pandas', 'openpyxl', 'numpy', 'xlsxwriter', 'pyarrow', 'docx', 'dask'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def _broad_handlers(path: Path) -> list[int]:
    tree = ast.parse(path.read_text("utf-8"))
    broad = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kind = node.type
            if kind is None or (
                isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}
            ):
                broad.append(node.lineno)
    return broad


def test_one_broad_except_in_the_whole_tree() -> None:
    """Bugs of ours are caught once per file, in the worker, and nowhere else."""
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SOURCES
        if (lines := _broad_handlers(path))
    }
    assert list(found) == ["jlhy_xl/edge/workers.py"]
    assert len(found["jlhy_xl/edge/workers.py"]) == 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_module_has_a_door_plate(path: Path) -> None:
    """Every module says in its first line what the room holds."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
