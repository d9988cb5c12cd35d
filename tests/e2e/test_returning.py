"""退回件/ from a run: whose file goes back, with what on it, and what the next run makes of it."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from jlhy_xl.cli import main
from jlhy_xl.core.wording import return_copy as words

ROOT = Path(__file__).parents[2]
WEEK = "2026-W48"
NOW = "2026-12-07T09:00+08:00"
SENT = "水务局（获得用水）周报.xlsx"
WATER = f"{words.FOLDER}/区城乡水务局_{WEEK}.xlsx"


def run(office: Path, *order: str) -> dict:
    done = CliRunner().invoke(main, ["--folder", str(office), "--now", NOW, "--json", *order])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's folder, run once."""
    root = tmp_path_factory.mktemp("office")
    shutil.copytree(ROOT / "workbooks", root / "workbooks")
    run(root, "run", "--period", WEEK)
    return root


def output(office: Path) -> Path:
    return office / "output" / WEEK


def listed(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path)[words.SHEET]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    head = next(at for at, row in enumerate(rows) if row[-1] == words.HEAD_MARK)
    return rows[head + 1 :]


def test_only_who_has_something_to_do_gets_a_copy(office: Path) -> None:
    """Every unit with an error or an open query, no other; run.json lists the copies."""
    report = json.loads((output(office) / "run.json").read_bytes())
    copies = {row["file"] for row in report["outputs"] if row["file"].startswith(words.FOLDER)}
    assert copies == {f"{words.FOLDER}/{p.name}" for p in (output(office) / words.FOLDER).iterdir()}
    findings = (output(office) / "findings.csv").read_text("utf-8-sig")
    assert WATER in copies
    assert "区财政局" not in "".join(copies)
    assert findings
    for name in copies:
        assert {row[1] for row in listed(output(office) / name)} <= {"须改正", "请说明", "已说明"}


def test_a_second_run_writes_the_same_bytes(office: Path) -> None:
    """Return copies are equal from run to run, byte for byte."""
    before = {p.name: p.read_bytes() for p in (output(office) / words.FOLDER).iterdir()}
    run(office, "run", "--period", WEEK)
    assert {p.name: p.read_bytes() for p in (output(office) / words.FOLDER).iterdir()} == before


def test_a_copy_names_the_last_day(office: Path) -> None:
    """The list on top of a marked file has both days of its period."""
    sheet = openpyxl.load_workbook(output(office) / WATER)[words.SHEET]
    told = [str(cell.value) for (cell,) in sheet["A1:A6"]]
    days = "本期报送截止：11月27日（周五）17:00；补报、修改最迟：12月4日（周五）17:00。"
    assert f"{days}本期最终截止时间已过，仍请尽快改正、补齐，并作说明，以便数据完整。" in told


def answered(copy: Path, errors: str, queries: str) -> bytes:
    """The copy as its unit sends it back: red cells filled in, queries explained."""
    book = openpyxl.load_workbook(copy)
    for row in list(book[words.SHEET]):
        if row[1].value == "须改正":
            book[row[2].value][row[3].value] = errors
        elif row[1].value == "请说明":
            row[6].value = queries
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_mended_and_explained(office: Path, tmp_path: Path) -> None:
    """Sent back, the mended errors are gone; the queries stand, explained, and ask no more.

    Explained are a query about one file and one that only all units together bring up.
    """
    root = tmp_path / "office"
    shutil.copytree(office, root)
    inbox = root / "workbooks" / "inbox" / WEEK
    bank = f"{words.FOLDER}/区人民银行_{WEEK}.xlsx"
    for name, copy in (("水务局修改稿.xlsx", WATER), ("人行修改稿.xlsx", bank)):
        (inbox / name).write_bytes(answered(output(root) / copy, "已会商，12月完成", "情况属实"))
    run(root, "run", "--period", WEEK)
    told = (output(root) / "findings.csv").read_text("utf-8-sig").splitlines()
    for name in ("水务局修改稿", "人行修改稿"):
        mine = [line for line in told if name in line]
        queries = [line for line in mine if ",query," in line]
        assert not any(",error," in line for line in mine)
        assert queries
        assert all("（单位说明：情况属实）" in line for line in queries)
    assert not (output(root) / WATER).exists()
    assert not (output(root) / bank).exists()


def test_check_writes_a_copy_on_request(office: Path, tmp_path: Path) -> None:
    """`check --return-copy` marks the file as a run does; the original is not touched."""
    sent = tmp_path / "水务局.xlsx"
    sent.write_bytes((output(office) / WATER).read_bytes())
    before = sent.read_bytes()
    (row,) = run(office, "check", str(sent), "--return-copy", str(tmp_path / "退"))["files"]
    assert Path(row["return_copy"]).name == f"水务局_{words.FOLDER}.xlsx"
    assert [line[1] for line in listed(Path(row["return_copy"]))][:2] == ["须改正", "须改正"]
    assert sent.read_bytes() == before


def test_a_damaged_file_gets_no_copy(office: Path, tmp_path: Path) -> None:
    """What could not be read cannot be marked."""
    sent = tmp_path / "水务局.xlsx"
    sent.write_bytes((output(office) / WATER).read_bytes()[:9000])
    (row,) = run(office, "check", str(sent), "--return-copy", str(tmp_path / "退"))["files"]
    assert row["return_copy"] == ""
    assert not (tmp_path / "退").exists()


def test_copies_are_whole_packages(office: Path) -> None:
    """Every relation of every copy leads to a part, and every part has a type."""
    for path in (output(office) / words.FOLDER).iterdir():
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            names = set(archive.namelist())
            assert len(names) == len(archive.namelist())
            types = archive.read("[Content_Types].xml").decode()
            for name in names - {"[Content_Types].xml"}:
                extension = name.rpartition(".")[2]
                assert f'PartName="/{name}"' in types or f'Extension="{extension}"' in types, name
