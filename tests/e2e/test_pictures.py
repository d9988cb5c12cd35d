"""The pictures in docs show the sample week as the program draws it today."""

import importlib.util
import shutil
from pathlib import Path

from tests.office_world import W48, Desk

ROOT = Path(__file__).parents[2]


def test_the_pictures_are_of_todays_outputs(tmp_path: Path) -> None:
    """What they were made from is what a run makes; else: python docs/make.py pictures."""
    spec = importlib.util.spec_from_file_location("make", ROOT / "docs" / "make.py")
    assert spec
    assert spec.loader
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    desk = Desk(tmp_path)
    shutil.rmtree(tmp_path / "workbooks")
    ours = shutil.ignore_patterns("ledger.db*")
    shutil.copytree(ROOT / "workbooks", tmp_path / "workbooks", ignore=ours)
    desk.run(make.NOW.removesuffix("+08:00"))
    kept = (ROOT / "docs" / "pictures" / make.ORIGIN).read_text("utf-8")
    assert make.origin(tmp_path / "output" / W48) == kept
    assert {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")} == set(make.PICTURES)
