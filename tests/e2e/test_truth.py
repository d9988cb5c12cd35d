"""The repository's own week: the run finds exactly what truth.json says, and the same every time."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import truth_world

from jlhy_xl import pipeline
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office]:
    """Two clones of the repository's folder, each run; the first one twice."""
    made = []
    for name in ("one", "two"):
        office = truth_world.clone(ROOT, tmp_path_factory.mktemp(name))
        _run(office)
        made.append(office)
    return made[0], made[1]


def _run(office: Office) -> None:
    now = datetime.fromisoformat(truth_world.truth_of(office)["now"])
    pipeline.run(office, pipeline.Order(now), lambda _: None)


def _hashes(folder: Path) -> dict[str, str]:
    """Every file's hash; of run.json without its seconds."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        if path.name == "run.json":
            told = json.loads(data)
            data = json.dumps({**told, "seconds": 0}, sort_keys=True).encode()
        found[path.relative_to(folder).as_posix()] = sha256(data)
    return found


def test_the_run_finds_exactly_what_the_truth_says(tmp_path: Path) -> None:
    """Leaves, verdicts, findings, completeness, values and lines: none missing, none too much."""
    office = truth_world.clone(ROOT, tmp_path)
    truth = truth_world.truth_of(office)
    for week, found in truth_world.judged_weeks(office, truth):
        assert truth_world.differences(week, found) == []
        assert truth_world.line_differences(truth, found) == []


def test_run_json_agrees_with_the_truth(runs: tuple[Office, Office]) -> None:
    """What run.json says of returns, balance, findings and points is the truth's."""
    office = runs[0]
    truth = truth_world.truth_of(office)
    (week,) = truth["weeks"]
    told = json.loads((office.output(truth["period"]) / "run.json").read_text(encoding="utf-8"))
    outcomes = list(week["returns"].values())
    assert (told["expected"], told["received"], told["on_time"]) == (
        len(outcomes), sum(each != "missing" for each in outcomes), outcomes.count("on time"),
    )  # fmt: skip
    assert told["balance"] == week["balance"]
    assert sum(told["findings"].values()) == len(week["findings"])
    assert told["trial"] is truth["trial"] is False
    wanted = [(row["rule"], row["unit"], float(row["applied"])) for row in truth["deductions"]]
    names = {unit.name: unit.code for unit in office.load_scheme().scheme.units}
    have = [(row["rule"], names[row["unit"]], float(row["applied"])) for row in told["deductions"]]
    assert sorted(have) == sorted(wanted)


def test_the_balance_line_is_zero(runs: tuple[Office, Office]) -> None:
    """Every leaf that came has exactly one verdict."""
    truth = truth_world.truth_of(runs[0])
    report = runs[0].output(truth["period"]) / "run.json"
    balance = dict(json.loads(report.read_text(encoding="utf-8"))["balance"])
    assert balance.pop("received") == sum(balance.values()) > 0


def test_two_clones_give_the_same_bytes(runs: tuple[Office, Office]) -> None:
    """Every output, history included, is byte-equal on another clone."""
    one, two = (_hashes(office.root / "output") for office in runs)
    assert one == two
    assert len(one) > 8


def test_a_second_run_changes_nothing(runs: tuple[Office, Office]) -> None:
    """With the same clock the same bytes come out, and no file is added."""
    before = _hashes(runs[0].root / "output")
    _run(runs[0])
    assert _hashes(runs[0].root / "output") == before


def test_what_came_is_never_altered(runs: tuple[Office, Office]) -> None:
    """The inbox, the scheme and the key are as they were committed."""
    for part in ("inbox", "方案.xlsx", "台账/office.key"):
        ours, theirs = ROOT / "workbooks" / part, runs[0].workbooks / part
        if ours.is_dir():
            assert _hashes(ours) == _hashes(theirs)
        else:
            assert ours.read_bytes() == theirs.read_bytes()


def test_every_workbook_survives_the_run_as_an_original(runs: tuple[Office, Office]) -> None:
    """Originals are kept under their own hash."""
    kept = list((runs[0].archive / "originals").rglob("*"))
    files = [path for path in kept if path.is_file()]
    assert files
    assert all(sha256(path.read_bytes()) == path.name for path in files)
