"""The catalogue of findings: complete, unique, documented."""

import importlib
import pkgutil
from collections import Counter
from pathlib import Path

import jlhy_xl.core.wording as room
from jlhy_xl.core.wording.catalogue import codes, page
from jlhy_xl.core.wording.code import Code

ROOT = Path(__file__).parents[2]


def _all() -> set[str]:
    found = set()
    for module in pkgutil.iter_modules(room.__path__):
        loaded = importlib.import_module(f"{room.__name__}.{module.name}")
        found |= {value.code for value in vars(loaded).values() if isinstance(value, Code)}
    return found


def test_every_code_is_in_the_catalogue() -> None:
    """No finding has a code that the handbook does not explain."""
    assert {code.code for code in codes()} == _all()


def test_no_code_is_used_twice() -> None:
    """A code means one thing."""
    assert [code for code, times in Counter(row.code for row in codes()).items() if times > 1] == []


def test_every_code_is_brought_about_somewhere() -> None:
    """A code that no room uses is dead."""
    source = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "jlhy_xl").rglob("*.py")
        if "wording" not in path.parts
    )
    dead = []
    for module in pkgutil.iter_modules(room.__path__):
        loaded = importlib.import_module(f"{room.__name__}.{module.name}")
        for name, value in vars(loaded).items():
            if isinstance(value, Code) and name.isupper() and name not in source:
                dead.append((value.code, name))
    assert dead == []


def test_the_page_is_the_code() -> None:
    """docs/findings.zh.md was made from the code as it is (python docs/make.py)."""
    assert (ROOT / "docs" / "findings.zh.md").read_text("utf-8") == page()


def test_every_code_says_how_to_mend() -> None:
    """Errors and queries tell what to do next; every code has a title and an example."""
    for code in codes():
        assert code.title
        assert code.example
        assert code.mend or code.severity.value == "note", code.code
