"""doctor: every thing that a run rests on is looked at, each trouble is named with its way out."""

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import metadata
from pathlib import Path

import crash_world
import pytest
from click.testing import CliRunner, Result

from jlhy_xl.cli import main
from jlhy_xl.demo.plan import SAMPLE_KEY
from jlhy_xl.edge import doctor, files, run_lock, suite, surroundings
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.office import Office
from tests.office_world import Desk, adopted

WEEK = "2026-W48"


@pytest.fixture(scope="module")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose last run came to its end."""
    world = crash_world.make(tmp_path_factory.mktemp("doctor"))
    root = shutil.copytree(world.base, world.base.with_name("well"))
    assert crash_world.run(root).exit_code == 0
    return root


@pytest.fixture
def root(well: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return shutil.copytree(well, tmp_path / "office")


def asked(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["--folder", str(root), *options, "doctor"])


def test_a_healthy_folder_is_well(well: Path) -> None:
    """Nothing to mend: exit 0, every line good or a note; nothing in the folder has moved."""
    before = {path: path.read_bytes() for path in sorted(well.rglob("*")) if path.is_file()}
    result = asked(well)
    assert result.exit_code == 0, result.output
    assert "一切正常" in result.output
    assert "×" not in result.output
    for word in ("程序库齐全", "可以写入", "方案可用", "台账完好", "原件都在", "文件与记录相符"):
        assert word in result.output
    assert {path: path.read_bytes() for path in sorted(well.rglob("*")) if path.is_file()} == before


def test_machines_get_the_same_lines(well: Path) -> None:
    """--json holds each line's state, words and step, and nothing else is on standard output."""
    told = json.loads(asked(well, "--json").stdout)
    assert told["well"] is True
    assert {row["state"] for row in told["checks"]} <= {"good", "note"}
    assert set(told["checks"][0]) == {"state", "what", "step"}


def _original(root: Path) -> Path:
    """Return the original of some arrival."""
    (digest,) = _rows(root, "SELECT sha256 FROM arrivals LIMIT 1")
    return Office(root).archive / "originals" / digest[:2] / digest


def _rows(root: Path, query: str) -> tuple[str, ...]:
    with closing(sqlite3.connect(Office(root).ledger_path)) as raw:
        found: tuple[str, ...] = raw.execute(query).fetchone()
    return found


def _order(root: Path, *orders: str) -> None:
    with closing(sqlite3.connect(Office(root).ledger_path, isolation_level=None)) as raw:
        for order in orders:
            raw.execute(order)


def _spoil_pages(root: Path) -> None:
    path = Office(root).ledger_path
    data = bytearray(path.read_bytes())
    data[8192:16384] = b"\x00" * 8192
    path.write_bytes(bytes(data))


def _output(name: str, data: bytes | None) -> Callable[[Path], None]:
    def harm(root: Path) -> None:
        path = root / "output" / WEEK / name
        if data is None:
            path.unlink()
        else:
            path.write_bytes(data)

    return harm


def _spoil_list(root: Path) -> None:
    """A file that only a run's list of inputs names: what people filled in."""
    paths = [path for path in Office(root).reviewed.iterdir() if path.is_file()]
    digest = sha256(paths[0].read_bytes())
    (Office(root).archive / "originals" / digest[:2] / digest).unlink()


HARMS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "original gone": (lambda root: _original(root).unlink(), "缺少原件", "备份"),
    "input gone": (_spoil_list, "缺少原件：workbooks/reviewed/", "备份"),
    "original spoilt": (lambda root: _original(root).write_bytes(b"x"), "校验值不符", "备份"),
    "guard dropped": (
        lambda root: _order(root, "DROP TRIGGER arrivals_no_delete"),
        "缺少保护 arrivals_no_delete", "备份",
    ),
    "pages spoilt": (_spoil_pages, "台账", "备份"),
    "no ledger": (
        lambda root: Office(root).ledger_path.write_bytes(b"no ledger" * 99), "读不出来", "备份"
    ),
    "newer ledger": (
        lambda root: _order(root, "INSERT INTO schema (version) VALUES (999)"), "较新的程序", "升级",
    ),
    "output altered": (_output("汇总表.xlsx", b"x"), "汇总表.xlsx", "reviewed"),
    "output gone": (_output("通讯录.xlsx", None), "通讯录.xlsx", "重新运行"),
    "list spoilt": (_output("run.json", b"{"), "run.json 读不出来", "重新运行"),
    "two runs": (
        _output("生成未完成.txt", "…\n汇总表.xlsx".encode()), "只更新了一部分", "重新运行"
    ),
    "no scheme": (lambda root: Office(root).scheme_path.unlink(), "没有找到", "jlhy init"),
    "bad scheme": (
        lambda root: Office(root).scheme_path.write_bytes(b"no workbook"), "方案.xlsx", "请"
    ),
    "history": (
        lambda root: next((root / "output" / "history").rglob("readings.parquet")).write_bytes(b"x"),
        "历史数据", "删除",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMS)
def test_each_harm_is_named_with_its_way_out(root: Path, name: str) -> None:
    """One thing is harmed: exit 4, its line says × with what it is and what to do."""
    harm, word, step = HARMS[name]
    harm(root)
    result = asked(root)
    assert result.exit_code == 4, result.output
    lines = [line for line in result.output.splitlines() if line.startswith("×")]
    assert any(word in line and step in line for line in lines), lines
    assert "见上面标 × 的各行" in result.output


def test_originals_come_back_from_the_inbox(root: Path) -> None:
    """What doctor advises is true: a lost or spoilt original is kept again by the next run."""
    _original(root).unlink()
    spoilt = sorted((Office(root).archive / "originals").rglob("*"))[-1]
    spoilt.write_bytes(b"x" * spoilt.stat().st_size)
    told = asked(root).output
    assert "缺少原件" in told
    assert spoilt.relative_to(root).as_posix() in told
    spoilt.unlink()
    assert crash_world.run(root).exit_code == 0
    assert asked(root).exit_code == 0


def test_what_a_killed_run_left_is_a_note(root: Path) -> None:
    """A lock, a part: the next run deals with them, so they are told and nothing is wrong."""
    archive = Office(root).archive
    (archive / run_lock.NAME).write_bytes(b"{}")
    (archive / f".00000000.{files.host()}.{2**22 + 1}.part").write_bytes(b"half")
    result = asked(root)
    assert result.exit_code == 0, result.output
    assert "○ 运行中.lock 存在" in result.output
    assert "○ 有 1 个被中断的运行留下的半成品" in result.output


def test_an_old_output_that_was_open_is_a_note(root: Path) -> None:
    """What the last run could not replace is named as long as it is there."""
    path = root / "output" / WEEK / "run.json"
    path.write_text(json.dumps({**crash_world.report(root), "stale": ["汇总表.xlsx"]}), "utf-8")
    result = asked(root)
    assert result.exit_code == 0, result.output
    assert "汇总表.xlsx 是旧的" in result.output


def test_a_folder_that_never_ran_is_well(tmp_path: Path) -> None:
    """Right after init there is no ledger and no output, and nothing is wrong."""
    assert CliRunner().invoke(main, ["--folder", str(tmp_path), "init"]).exit_code == 0
    result = asked(tmp_path)
    assert result.exit_code == 0, result.output
    assert "还没有台账" in result.output
    assert not Office(tmp_path).ledger_path.exists()


def test_a_missing_or_old_library_is_named(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not there or too old: exit 4 and how to get it."""
    real = metadata.version

    def version(name: str) -> str:
        if name == "xlrd":
            raise metadata.PackageNotFoundError(name)
        return "2.9.9" if name == "pandas" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    result = asked(well)
    assert result.exit_code == 4
    assert "× 缺少程序库" in result.output
    assert "xlrd" in result.output
    assert "pandas（现为 2.9.9，需要 3.0 以上）" in result.output
    assert "pip install" in result.output


def test_what_only_some_need_is_a_note(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice or Chinese fonts the weekly run works: a note, not an error."""
    monkeypatch.setattr(suite, "program", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/true")
    result = asked(well)
    assert result.exit_code == 0, result.output
    assert "○ 没有找到 LibreOffice" in result.output
    assert "○ 没有中文字体" in result.output


def test_the_surroundings_are_looked_at(well: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room, no right to write, no locks: each is named."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read only")

    monkeypatch.setattr(surroundings, "RESERVE", 10**18)
    monkeypatch.setattr(files, "fill", refuse)
    monkeypatch.setattr(run_lock, "has_locks", lambda _: False)
    lines = [line for line in doctor.folder(Office(well)) if line.state == doctor.BAD]
    told = "\n".join(map(str, lines))
    for word in ("写不进", "只读", "磁盘空间不足", "不支持文件锁"):
        assert word in told
    assert all(line.step for line in lines)


def _keyed(tmp_path: Path, number: str, key: bytes | None) -> Result:
    desk = Desk(tmp_path, adopted(rule_number=number))
    if key is not None:
        desk.drop(WEEK, "说明.txt", b"-")
        office = Office(tmp_path)
        office.archive.mkdir(parents=True, exist_ok=True)
        office.key_path.write_bytes(key + b"\n")
    return asked(tmp_path)


def test_the_samples_public_key_is_told(tmp_path: Path) -> None:
    """A note while the rules are the sample's, a fault once they are an office's own; both with the way out."""
    for number, sign, code in (
        ("示例〔2026〕1号", "○", 0),
        ("", "○", 0),
        ("台办〔2026〕9号", "×", 4),
    ):
        root = tmp_path / (number or "trial")
        result = _keyed(root, number, SAMPLE_KEY)
        (line,) = [each for each in result.output.splitlines() if "公开的那一把" in each]
        assert (line.lstrip()[0], result.exit_code) == (sign, code)
        assert "office.key" in line
        assert "jlhy issue" in line
    assert sha256(SAMPLE_KEY) == doctor.PUBLIC_KEY
    own = _keyed(tmp_path / "own", "台办〔2026〕9号", b"a secret of the office's own")
    assert "密钥是本办公室自己的" in own.output
    assert own.exit_code == 0
    assert "密钥" not in _keyed(tmp_path / "none", "台办〔2026〕9号", None).output
