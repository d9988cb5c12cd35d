"""`jlhy check`: files, folders, mails and archives; every name is answered, the exit code tells."""

import json
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from core import returns_world
from edge import mails
from zoo import build
from zoo.faults import FAULTS
from zoo.verdicts import ODD

from jlhy_xl.cli import main
from jlhy_xl.desk import init, issue
from jlhy_xl.edge.office import Office

NOW = "2026-11-25T09:00+08:00"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office")
    init(root, returns_world.NOW)
    return root


@pytest.fixture(scope="module")
def untouched(office: Path) -> bytes:
    """区法院's template as it is issued."""
    made = issue(Office(office), returns_world.WEEK, ["U01"], datetime.fromisoformat(NOW))
    return made.files[0].read_bytes()


def check(office: Path, *paths: Path) -> tuple[int, list[dict]]:
    order = ["--folder", str(office), "--now", NOW, "--json", "check", *map(str, paths)]
    done = CliRunner().invoke(main, order)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, json.loads(done.stdout)["files"] if done.stdout else []


def test_every_name_in_a_folder_is_answered(office: Path, untouched: bytes, tmp_path: Path) -> None:
    """A folder is walked; mails and archives are opened; locks, links and empties are named."""
    (tmp_path / "里层").mkdir()
    with zipfile.ZipFile(tmp_path / "里层" / "材料.zip", "w") as book:
        book.writestr("区法院.xlsx", untouched)
        book.writestr("现场.jpg", b"\xff\xd8\xff\xe0....")
    zipfile.ZipFile(tmp_path / "空.zip", "w").close()
    (tmp_path / "来信.eml").write_bytes(mails.foxmail(untouched))
    (tmp_path / "~$区法院.xlsx").write_bytes(b"x")
    (tmp_path / "说明.txt").write_text("请查收", "utf-8")
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "说明.txt")
    os.mkfifo(tmp_path / "管道")
    code, rows = check(office, tmp_path)
    told = {row["file"].removeprefix(f"{tmp_path}/"): row["verdict"] for row in rows}
    assert told == {
        "~$区法院.xlsx": "not_ours", "来信.eml » 台儿庄区法院营商环境周报（第48周）.xlsx": "returned",
        "空.zip": "returned", "管道": "not_ours", "说明.txt": "supporting", "链接.xlsx": "not_ours",
        "里层/材料.zip » 区法院.xlsx": "returned", "里层/材料.zip » 现场.jpg": "supporting",
    }  # fmt: skip
    assert code == 1
    assert all(row["reason"] for row in rows)
    assert {row["unit"] for row in rows if row["kind"] == "xlsx"} == {"U01"}


def test_a_link_that_is_named_is_followed(office: Path, untouched: bytes, tmp_path: Path) -> None:
    """Who names a link himself means the file behind it."""
    (tmp_path / "a.xlsx").write_bytes(untouched)
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    _, (row,) = check(office, tmp_path / "b.xlsx")
    assert (row["unit"], row["findings"][0]["code"]) == ("U01", "C104")


def test_a_name_that_is_not_there_is_a_usage_error(office: Path, tmp_path: Path) -> None:
    """Nothing is judged when one of the names does not exist; the exit code is 2."""
    assert check(office, tmp_path / "没有.xlsx") == (2, [])


def test_exit_code_tells(office: Path, tmp_path: Path) -> None:
    """0 where nothing is to be mended, 1 where a file is returned."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "b.xlsx").write_bytes(build.small()[:700])
    assert check(office, tmp_path / "a.pdf")[0] == 0
    assert check(office, tmp_path / "b.xlsx")[0] == 1


def test_an_empty_package_is_told_by_what_it_was_to_be(office: Path, tmp_path: Path) -> None:
    """A workbook of which only the frame is left is damaged; an archive of nothing is empty."""
    for name in ("周报.xlsx", "周报.zip"):
        zipfile.ZipFile(tmp_path / name, "w").close()
    code, rows = check(office, tmp_path)
    assert code == 1
    told = {Path(row["file"]).suffix: row["findings"][0]["code"] for row in rows}
    assert told == {".xlsx": "G102", ".zip": "I207"}


def test_the_whole_zoo_is_answered_at_once(office: Path, tmp_path: Path) -> None:
    """Each odd file has its verdict and a reason; no bug, hang or dead worker among them."""
    from soak.parts import BAD

    for number, odd in enumerate((*ODD, *FAULTS)):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / odd.name).write_bytes(odd.data)
    code, rows = check(
        office, *(tmp_path / str(number) for number in range(len(ODD) + len(FAULTS)))
    )
    assert code == 1
    answered = {row["file"].removeprefix(f"{tmp_path}/").partition("/")[0] for row in rows}
    assert answered == {str(number) for number in range(len(ODD) + len(FAULTS))}
    assert all(row["reason"] and row["verdict"] for row in rows)
    assert not BAD & {found["code"] for row in rows for found in row["findings"]}


def test_a_folder_without_a_scheme_will_do(tmp_path: Path) -> None:
    """A file is checked anywhere, by the notice's own scheme, and nothing is left behind."""
    (tmp_path / "便条.txt").write_text("收到请回复", encoding="utf-8")
    told = CliRunner().invoke(
        main, ["--folder", str(tmp_path), "--json", "check", str(tmp_path / "便条.txt")]
    )
    (file,) = json.loads(told.stdout)["files"]
    assert file["verdict"] == "supporting"
    assert [path.name for path in tmp_path.iterdir()] == ["便条.txt"]


def test_a_file_is_told_whose_it_was_taken_for(
    office: Path, untouched: bytes, tmp_path: Path
) -> None:
    """A copy of last week's file is seen at once: unit and period stand below the verdict."""
    last = issue(Office(office), "2026-W47", ["U01"], datetime.fromisoformat(NOW))
    (tmp_path / "本周.xlsx").write_bytes(untouched)
    (tmp_path / "上周.xlsx").write_bytes(last.files[0].read_bytes())
    order = ["--folder", str(office), "--now", NOW, "check", str(tmp_path)]
    told = CliRunner().invoke(main, order).stdout.splitlines()
    for name, week in (("上周", "第47周（11.16—11.20）"), ("本周", "第48周（11.23—11.27）")):
        at = next(at for at, row in enumerate(told) if f"{name}.xlsx：" in row)
        assert told[at + 1] == f"  按区法院{week}的报表核对"
