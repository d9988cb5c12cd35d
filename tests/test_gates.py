"""The gates that keep the tree small enough to hold in the head, and the words in their places."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "jlhy_xl").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Where Chinese sentences may stand; see ARCHITECTURE.md, "Words".
WORDED = (
    "books/",
    "core/wording/",
    "core/scheme/",  # the help that 方案.xlsx shows beside each column
    "core/values/",  # the vocabulary for parsing
    "core/errors.py",
    "demo/",
    "cli.py",
    "commands/",
    # What is said to whoever runs the program, not about a return:
    "edge/doctor.py",
    "edge/files.py",  # the system's errors in words
    "edge/history.py",
    "edge/ledger/store.py",  # SQLite's errors in words
    "edge/stage.py",
)


def test_no_source_file_passes_400_lines() -> None:
    """A file past 400 lines is asking for a wall."""
    long = {
        str(p): n for p in (*SOURCES, *TESTS) if (n := len(p.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def _tests(path: Path) -> list[ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [
        node
        for node in nodes
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


def _can_fail(test: ast.FunctionDef) -> bool:
    """Whether a test checks anything: an assertion, an error awaited, a process that must end well."""
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2].lstrip("_")
            if name in {"raises", "warns"} or name.startswith("assert_"):
                return True
            if any(
                word.arg == "check" and ast.unparse(word.value) == "True" for word in node.keywords
            ):
                return True
    return False


def test_every_test_states_its_fact_and_can_fail() -> None:
    """A test says in its docstring what is true, and checks something that may be false."""
    tests = {f"{path.name}:{test.name}": test for path in TESTS for test in _tests(path)}
    assert [name for name, test in tests.items() if not ast.get_docstring(test)] == []
    assert [name for name, test in tests.items() if not _can_fail(test)] == []


def test_every_skip_says_why() -> None:
    """A test that is passed over gives its reason; a bare skip hides what was not looked at."""
    skips = [
        (f"{path.name}:{node.lineno}", node)
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in {"skip", "skipif", "importorskip", "xfail"}
    ]
    assert skips
    silent = [
        place
        for place, node in skips
        if not any(word.arg == "reason" for word in node.keywords)
        and ast.unparse(node.func) != "pytest.skip"
    ]
    assert silent == []


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


def _is_sentence(text: str) -> bool:
    """Whether a text says something to a person: Chinese with a stop in it, or a request."""
    chinese = sum("\u4e00" <= mark <= "\u9fff" for mark in text)
    return chinese >= 4 and (bool(set(text) & set("，。；！？")) or text.startswith("请"))


def _is_error(node: ast.AST) -> bool:
    """Whether this is what a person is told when our surroundings fail, or a pattern."""
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"JlhyError", "UsageError", "re.compile"}
    )


def _spoken(path: Path) -> list[tuple[int, str]]:
    """Return the module's Chinese sentences: docstrings, errors raised and patterns aside."""
    tree = ast.parse(path.read_text("utf-8"))
    errors = [node for node in ast.walk(tree) if _is_error(node)]
    named = {part.id for node in errors for part in ast.walk(node) if isinstance(part, ast.Name)}
    lines: list[ast.AST] = [*errors]
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            lines += node.body[:1] if ast.get_docstring(node, clean=False) else []
    for node in tree.body:
        if isinstance(node, ast.Assign) and named & {ast.unparse(each) for each in node.targets}:
            lines.append(node)  # words that several errors share
    aside = {id(part) for line in lines for part in ast.walk(line)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in aside
        and _is_sentence(node.value)
    ]


def test_sentences_stand_in_their_places() -> None:
    """A Chinese sentence outside the rooms of words is an error's, or stands where it is listed."""
    found = {
        name: said
        for path in SOURCES
        if not (name := path.relative_to(ROOT / "jlhy_xl").as_posix()).startswith(WORDED)
        and (said := _spoken(path))
    }
    assert not found


def test_codes_of_findings_stand_in_wording() -> None:
    """A finding's code and sentence are made in core/wording, nowhere else."""
    made = {
        path.relative_to(ROOT / "jlhy_xl").as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Code"
    }
    assert made
    assert all(name.startswith("core/wording/") for name in made)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_module_has_a_door_plate(path: Path) -> None:
    """Every module says in its first line what the room holds."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
