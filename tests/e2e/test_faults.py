"""Outside failures: whatever the disk refuses is said in words, harms nothing, and is made good."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import crash_world
import pytest
from crash_world import World, chance
from fault_world import ERRNOS

from jlhy_xl.edge import run_lock, surroundings
from jlhy_xl.edge.files import part_of
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.stage import MARK
from jlhy_xl.outputs import REPORT

SLICE = 32


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A small office in the middle of its work, and what an undisturbed run makes of it."""
    return crash_world.make(tmp_path_factory.mktemp("faults"))


def test_whatever_the_disk_refuses_the_next_run_makes_good(world: World, tmp_path: Path) -> None:
    """Any write, flush, rename or page of the ledger fails: exit 4 in words, nothing half or lost.

    A seeded slice; all steps with all faults run in ``make soak``.
    """
    steps = [(at, fault) for at in range(1, len(world.steps) + 1) for fault in ERRNOS]
    wrong = []
    for at, fault in chance(20261207).sample(steps, SLICE):
        wrong += crash_world.failure(world, tmp_path / "office", at, fault)
    assert wrong == []


def test_every_kind_of_step_is_met(world: World) -> None:
    """The failures reach Python's files and SQLite's own; a new kind of step would be met too."""
    kinds = {" ".join(step.split()[:-1]) for step in world.steps}
    assert kinds >= {
        "open", "write", "fsync", "replace", "mkdir", "unlink", "link", "sqlite open",
        "sqlite write", "sqlite sync", "sqlite delete",
    }  # fmt: skip


def test_nothing_is_renamed_before_everything_is_written(world: World) -> None:
    """What a full disk may refuse happens before the first output takes its place."""
    folder = Path("output/2026-W48")
    mark, listed = (part_of(folder / name).name for name in (MARK, REPORT))
    begun, finished = world.steps.index(f"replace {mark}"), world.steps.index(f"unlink {MARK}")
    between = world.steps[begun + 1 : finished]
    assert sum(step.startswith("replace") for step in between) >= 8
    assert [step for step in between if step.startswith("write")] == [f"write {listed}"]
    assert [step for step in between if step.startswith("replace")][-1] == f"replace {listed}"


@pytest.fixture
def tight(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB of our own; where we may not mount, the test says so."""
    folder = tmp_path / "tight"
    folder.mkdir()
    said = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if os.name != "posix" or subprocess.run(said, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here; injected failures stand in for it")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_without_room_is_told_before_anything_changes(world: World, tight: Path) -> None:
    """A really small disk: exit 4 with the figures, and the folder as it was."""
    root = shutil.copytree(world.base, tight / "office")
    result = crash_world.run(root)
    assert result.exit_code == 4
    assert "磁盘空间不足" in result.output
    assert "MB" in result.output
    assert crash_world.differences(world.before, crash_world.state(root)) == []


def test_a_disk_that_fills_up_on_the_way(
    world: World, tight: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the room goes while a run writes, nothing is half; with room again all is made good."""
    monkeypatch.setattr(surroundings, "RESERVE", 0)
    root = shutil.copytree(world.base, tight / "office")
    filler, refused = tight / "filler", 0
    room = shutil.disk_usage(tight).free
    for left in (8_192, 65_536, 131_072, 196_608):
        filler.write_bytes(b"\0" * max(0, room - left))
        result = crash_world.run(root)
        assert result.exit_code in (0, 4), result.output
        refused += result.exit_code == 4
        assert crash_world.between(world, root) == []
        filler.unlink()
    assert refused >= 2
    assert crash_world.again(world, root) == []


def test_an_output_folder_that_may_not_be_written(world: World, tmp_path: Path) -> None:
    """A read-only output folder: exit 4 names it and the way out; the ledger is as it was."""
    root = shutil.copytree(world.base, tmp_path / "office")
    folder = root / "output" / "2026-W48"
    shutil.move(folder, tmp_path / "kept")
    folder.write_bytes(b"")  # a file in its place: refused even to the superuser
    result = crash_world.run(root)
    assert result.exit_code == 4
    assert "2026-W48" in result.output
    assert "请" in result.output
    folder.unlink()
    shutil.move(tmp_path / "kept", folder)
    assert crash_world.between(world, root) == []
    assert crash_world.again(world, root) == []


def test_an_output_open_elsewhere_gets_a_second_name(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel holds 汇总表 open: the new one stands beside it, is told and listed, and goes again."""
    root = shutil.copytree(world.base, tmp_path / "office")
    folder = root / "output" / "2026-W48"
    old = (folder / "汇总表.xlsx").read_bytes()
    real = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target).name == "汇总表.xlsx":
            raise PermissionError(errno.EACCES, "in use")
        real(source, target)

    with monkeypatch.context() as office_hours:
        office_hours.setattr(os, "replace", held)
        for _ in range(2):  # the second time the second name is there already
            result = crash_world.run(root)
            assert result.exit_code == 0
            assert "汇总表（新）.xlsx" in result.output
            assert "正被其他程序打开" in result.output
            assert (folder / "汇总表.xlsx").read_bytes() == old
            listed = crash_world.report(root)
            assert "汇总表（新）.xlsx" in [row["file"] for row in listed["outputs"]]
            assert listed["stale"] == ["汇总表.xlsx"]
    assert crash_world.again(world, root, more=1) == []
    assert not (folder / "汇总表（新）.xlsx").exists()


def test_an_old_output_open_elsewhere_goes_later(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip that is no longer needed but open: told, listed as stale, removed by the next run."""
    root = shutil.copytree(world.base, tmp_path / "office")
    folder = root / "output" / "2026-W48"
    gone = sorted({*world.before["outputs"]} - {*world.after["outputs"]})
    if gone:
        name = Path(gone[0]).relative_to("2026-W48").as_posix()
    else:
        name = "旧表.xlsx"
        told = crash_world.report(root)
        told["outputs"].append({"file": name, "sha256": ""})
        (folder / "run.json").write_text(json.dumps(told), "utf-8")
        (folder / name).write_bytes(b"old")
    real = os.unlink

    def held(path: Path, *more: object, **named: object) -> None:
        if Path(path).name == Path(name).name:
            raise PermissionError(errno.EACCES, "in use")
        real(path)

    with monkeypatch.context() as office_hours:
        office_hours.setattr(os, "unlink", held)
        result = crash_world.run(root)
        assert result.exit_code == 0
        assert name in result.output
        assert name in crash_world.report(root)["stale"]
    assert crash_world.again(world, root) == []
    assert not (folder / name).exists()


def test_a_second_run_at_the_same_time_is_told_to_wait(world: World, tmp_path: Path) -> None:
    """While one run holds the folder another ends at once with exit 4, and changes nothing."""
    root = shutil.copytree(world.base, tmp_path / "office")
    with run_lock.hold(Office(root).archive / "运行中.lock"):
        result = crash_world.run(root)
    assert result.exit_code == 4
    assert "另一次运行正在进行" in result.output
    assert crash_world.differences(world.before, crash_world.state(root)) == []


def test_two_runs_at_once_double_nothing(world: World, tmp_path: Path) -> None:
    """Started together, each is done or told to wait; the folder is as after one."""
    root = shutil.copytree(world.base, tmp_path / "office")
    said = [
        "--quiet",
        "--folder",
        str(root),
        "--now",
        crash_world.NOW,
        "run",
        "--workers",
        "serial",
    ]
    runs = [
        subprocess.Popen([sys.executable, "-m", "jlhy_xl", *said], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
        for _ in range(3)
    ]  # fmt: skip
    told = [(run.communicate(timeout=120)[1].decode(), run.returncode) for run in runs]
    assert {code for _, code in told} <= {0, 4}, told
    assert 0 in {code for _, code in told}
    assert all("另一次运行" in words for words, code in told if code == 4)
    assert crash_world.differences(world.after, crash_world.state(root)) == []


def test_a_share_without_links_has_a_lock_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file system knows no hard links, a second run is told to wait as elsewhere."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "运行中.lock"
    told = pytest.raises(run_lock.JlhyError, match="另一次运行")
    with run_lock.hold(path), told, run_lock.hold(path):
        pytest.fail("two runs at once")
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_another_run_took_meanwhile_is_put_back(tmp_path: Path) -> None:
    """Two runs find the same stale lock: the slower one does not sweep the faster one's away."""
    path = tmp_path / "运行中.lock"
    path.write_bytes(b"taken by the faster run")
    run_lock._sweep_aside(path, b"stale")
    assert path.read_bytes() == b"taken by the faster run"
    run_lock._sweep_aside(path, b"taken by the faster run")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_locks_is_named(world: World, tmp_path: Path) -> None:
    """On a share that locks no files the ledger's refusal says so, not that another run is there."""
    root = shutil.copytree(world.base, tmp_path / "office")
    script = (
        "import errno, fcntl, sqlite3, sys\n"
        "from pathlib import Path\n"
        "from jlhy_xl.edge import run_lock\n"
        "from jlhy_xl.edge.ledger import store as ledger_store\n"
        "def refuse(*_): raise OSError(errno.ENOLCK, 'no locks')\n"
        "fcntl.lockf = refuse\n"
        "ledger_store.BUSY_SECONDS = 0.05\n"
        "path = Path(sys.argv[1])\n"
        "other = sqlite3.connect(path, isolation_level=None)\n"
        "other.execute('BEGIN EXCLUSIVE')\n"
        "from jlhy_xl.edge.ledger.ledger import Ledger\n"
        "try: Ledger.open(path)\n"
        "except ledger_store.JlhyError as fault: print(fault.exit_code, fault)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(Office(root).ledger_path)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("4 ")
    assert "不支持文件锁" in done.stdout


def test_litter_of_a_killed_run_is_swept_by_the_next(world: World, tmp_path: Path) -> None:
    """Parts of a process that is gone go; one that is being written elsewhere stays."""
    root = shutil.copytree(world.base, tmp_path / "office")
    host = surroundings.files.host()
    gone = root / "output" / "2026-W48" / f".00000000.{host}.{2**22 + 1}.part"
    alive = root / "output" / f".00000000.{host}.{os.getppid()}.part"
    elsewhere = Office(root).archive / ".00000000.ffffffff.7.part"
    forgotten = Office(root).archive / ".11111111.ffffffff.7.part"
    for part in (gone, alive, elsewhere, forgotten):
        part.write_bytes(b"half")
    os.utime(forgotten, (0, 0))
    assert crash_world.run(root).exit_code == 0
    left = {part for part in (gone, alive, elsewhere, forgotten) if part.exists()}
    assert left == {alive, elsewhere}
