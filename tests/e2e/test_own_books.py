"""The office's own workbooks, named to `check` or come back among the returns, are known for what they are."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from core import returns_world
from edge import mails

from jlhy_xl.books.scheme import book as scheme_book
from jlhy_xl.books.scheme.default import default
from jlhy_xl.cli import main
from jlhy_xl.core.wording import locate as words

NOW = "2026-12-07T09:00+08:00"
SAMPLE = Path(__file__).parents[2] / "workbooks"
WEEK = returns_world.WEEK


def jlhy(root: Path, *order: str) -> tuple[int, dict]:
    done = CliRunner().invoke(main, ["--folder", str(root), "--now", NOW, "--json", *order])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done.exit_code, json.loads(done.stdout)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample week, consolidated once."""
    root = tmp_path_factory.mktemp("office")
    shutil.copytree(SAMPLE, root / "workbooks")
    jlhy(root, "run", "--period", WEEK)
    return root


ALONE = (f"workbooks/inbox/{WEEK}/收件登记.xlsx", "workbooks/方案.xlsx")


@pytest.mark.parametrize("place", ALONE)
def test_the_offices_own_ledgers_are_told(office: Path, place: str) -> None:
    """No unit sends these: said plainly, nothing is wrong with them, nobody has to act."""
    code, told = jlhy(office, "check", str(office / place))
    (row,) = told["files"]
    assert (code, row["verdict"]) == (0, "not_ours")
    assert [found["code"] for found in row["findings"]] == ["L121"]
    said, _, step = row["reason"].partition("。")
    assert said == f"这是办公室自己的“{Path(place).stem}”，不是单位报送的报表，没有读取"
    assert ("scheme check" if "方案" in place else "workbooks/inbox") in step


def test_every_workbook_of_a_run_is_told(office: Path) -> None:
    """None of them is read as anybody's return; a person looks, for a unit may have typed into it."""
    made = sorted((office / "output" / WEEK).rglob("*.xlsx"))
    made = [path for path in made if path.parent.name != "退回件"]  # these are the units' own
    assert {path.stem for path in made} >= {
        "汇总表",
        "汇总表（脱敏）",
        "通讯录",
        "减扣评分表",
        "待处理收件",
    }
    code, told = jlhy(office, "check", *map(str, made))
    assert code == 0
    assert len(told["files"]) == len(made)
    for path, row in zip(made, told["files"], strict=True):
        desk = path.stem in words.OURS_DESKS
        assert row["verdict"] == "quarantined", path
        assert [found["code"] for found in row["findings"]] == ["L123" if desk else "L122"]
        assert row["findings"][0]["found"] in path.stem
        assert ("reviewed" in row["findings"][0]["message"]) == desk


def test_what_the_office_sent_round_changes_nothing_when_it_comes_back(
    office: Path, tmp_path: Path
) -> None:
    """A unit answers with 通讯录 and 汇总表 attached: asked about, nobody has reported by them."""
    root = tmp_path / "office"
    shutil.copytree(SAMPLE, root / "workbooks")
    inbox = root / "workbooks" / "inbox" / WEEK
    for name in ("通讯录.xlsx", "汇总表.xlsx"):
        data = (office / "output" / WEEK / name).read_bytes()
        (inbox / f"回复：{name}.eml").write_bytes(mails.foxmail(data))
    before = json.loads((office / "output" / WEEK / "run.json").read_bytes())
    _, after = jlhy(root, "run", "--period", WEEK)
    for part in ("received", "on_time", "completeness", "marks"):
        assert after[part] == before[part]
    balance = {**before["balance"]}
    balance["received"] += 2
    balance["quarantined"] += 2
    assert after["balance"] == balance


def test_a_return_is_never_taken_for_the_offices_own(office: Path) -> None:
    """A unit's workbook stays one, whatever other tables lie in it."""
    returns = sorted((office / "output" / WEEK / "退回件").iterdir())
    assert returns
    book = openpyxl.load_workbook(returns[0])
    book.create_sheet("收文").append(["文件", "收到时间"])
    for name in sorted(words.SCHEME_SHEETS):
        book.create_sheet(name)["A1"] = name
    data = io.BytesIO()
    book.save(data)
    path = office / "区的.xlsx"
    path.write_bytes(data.getvalue())
    _, told = jlhy(office, "check", str(path))
    assert all(found["code"] not in ("L121", "L122", "L123") for row in told["files"] for found in row["findings"])  # fmt: skip


def test_the_schemes_sheets_are_named_as_drawn() -> None:
    """The names by which 方案.xlsx is known are those of its sheets."""
    names: set[str] = {sheet.name for sheet in scheme_book.book(default()).sheets}
    assert names >= words.SCHEME_SHEETS


def test_libreoffice_keeps_the_mark(
    office: Path, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    """Saved again by another program, also as .xls, the mark is still there."""
    for kind in ("xlsx", "xls", "ods"):
        path = tmp_path / kind / "a.xlsx"
        path.parent.mkdir()
        shutil.copyfile(office / "output" / WEEK / "通讯录.xlsx", path)
        saved = soffice(path, kind) if kind != "xlsx" else path
        code, told = jlhy(office, "check", str(saved))
        assert (code, [row["verdict"] for row in told["files"]]) == (0, ["quarantined"]), kind
