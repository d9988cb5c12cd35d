"""What a clerk reads on the screen: the scheme's mistakes, and files that nobody would open."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from jlhy_xl.cli import main
from tests.office_world import W48, Desk


def call(desk: Desk, *args: str) -> Result:
    order = ["--folder", str(desk.root), "--now", "2026-12-07T09:00+08:00", *args]
    return CliRunner().invoke(main, order)


def broken(root: Path) -> Desk:
    """A scheme with one mistake and one doubt."""
    desk = Desk(root)
    path = root / "workbooks" / "方案.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["参数"].iter_rows():
        if row[0].value == "截止星期":
            row[1].value = "星期八"
    book["排名"].title = "名次"
    book.save(path)
    return desk


def test_scheme_mistakes_are_told_in_chinese(tmp_path: Path) -> None:
    """Every line says how grave in the office's words, and where; only mistakes are counted."""
    done = call(broken(tmp_path), "scheme", "check")
    assert done.exit_code == 3
    first, second, last = done.stderr.strip().splitlines()
    assert first.startswith("请说明 方案里没有“排名”")
    assert second.startswith("须改正 参数!B")
    assert "1 处须改正" in last


def test_scheme_mistakes_are_told_to_machines(tmp_path: Path) -> None:
    """With --json the findings stand on standard output though the scheme cannot be used."""
    done = call(broken(tmp_path), "--json", "scheme", "check")
    told = json.loads(done.stdout)["findings"]
    assert [row["severity"] for row in told] == ["query", "error"]
    assert told[1]["sheet"] == "参数"


def test_files_outside_a_period_are_told(tmp_path: Path) -> None:
    """A folder that is no period and a loose file are named; a lock file and a period are not."""
    desk = Desk(tmp_path)
    for week, name in (("第47周", "甲.xlsx"), ("", "散.xlsx"), ("", "~$散.xlsx")):
        desk.drop(week, name, b"x")
    (tmp_path / "workbooks" / "inbox" / "空").mkdir()
    for command in ("run", "status"):
        done = call(desk, command)
        assert done.exit_code == 0, done.output
        told = [line for line in done.stderr.splitlines() if "没有放进期次文件夹" in line]
        assert len(told) == 1
        assert "有 2 个" in told[0]
        assert "散.xlsx、第47周；" in told[0]
        assert W48 not in told[0].split("；", 1)[0]


_ODD = ("第48周", "2027-W53", "48", "2026-11")
_COMMANDS = ("issue", "run", "status", "remind", "replay")


@pytest.mark.parametrize(
    ("command", "typed"),
    # what never ran cannot be replayed, whatever it is called
    [(one, odd) for one in _COMMANDS for odd in _ODD if (one, odd) != ("replay", "2026-11")],
)
def test_what_is_no_period_is_told(tmp_path: Path, command: str, typed: str) -> None:
    """A mistyped period, and a month where the scheme has weeks, is a usage error in Chinese."""
    how = [typed] if command == "replay" else ["--period", typed]
    done = call(Desk(tmp_path), command, *how)
    assert done.exit_code == 2, done.output
    assert "不是期次" in done.stderr or "不是本方案的期次" in done.stderr
    assert not (tmp_path / "output").exists()


def test_small_slips_in_a_period_are_put_right(tmp_path: Path) -> None:
    """2026w48 is 2026-W48."""
    done = call(Desk(tmp_path), "run", "--period", "2026w48")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "output" / W48 / "run.json").is_file()


@pytest.mark.parametrize("name", ["2025-W48", "1999-W01", "2026-11"])
def test_a_mistyped_folder_does_not_make_a_year_of_silence(tmp_path: Path, name: str) -> None:
    """A folder far from the others, or of another kind, stops the run and is named."""
    desk = Desk(tmp_path)
    desk.drop(name, "甲.txt", b"x")
    done = call(desk, "run")
    assert done.exit_code == 2, done.output
    assert name in done.stderr
    assert not (tmp_path / "output").exists()


def test_a_spoilt_scheme_is_told_to_the_office(tmp_path: Path) -> None:
    """What to do next is the office's own: no unit is asked to send anything."""
    desk = Desk(tmp_path)
    path = tmp_path / "workbooks" / "方案.xlsx"
    path.write_bytes(path.read_bytes()[:3000])
    done = call(desk, "status")
    assert done.exit_code == 4, done.output
    assert "请换回改动以前的那一份" in done.stderr.replace("\n", "")
    assert "报送" not in done.stderr
    assert "重新发送" not in done.stderr


def test_a_pause_is_no_mistake(tmp_path: Path) -> None:
    """Eight weeks on end without anything are still judged; with a template in between, more."""
    assert call(Desk(tmp_path / "a", weeks=("2026-W39", W48)), "run").exit_code == 0
    desk = Desk(tmp_path / "b", weeks=("2026-W38", W48))
    assert call(desk, "run").exit_code == 2
    (desk.root / "workbooks" / "templates" / "2026-W43").mkdir(parents=True)
    assert call(desk, "run").exit_code == 0
