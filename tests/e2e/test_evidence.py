"""佐证台账: files numbered, rows' numbers looked up; a scanned copy is supporting, the workbook still owed."""

import zipfile
from datetime import datetime

import pytest
from core import returns_world
from e2e import filing
from msgspec.structs import replace

from jlhy_xl import desk, pipeline
from jlhy_xl.books import evidence
from jlhy_xl.core.returns.evidence import ledger, marks
from jlhy_xl.edge.office import Office

NOW = datetime.fromisoformat("2026-12-07T09:00+08:00")
WEEK = returns_world.WEEK


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, pipeline.Results, dict]:
    """区住建局 sends its workbook and a zip; 区法院 a stamped scan only; 区财政局 a workbook alone."""
    office = Office(tmp_path_factory.mktemp("office"))
    desk.init(office.root, NOW)
    office.archive.mkdir(exist_ok=True)
    (office.archive / "office.key").write_bytes(returns_world.KEY)
    inbox = office.inbox / WEEK
    inbox.mkdir(parents=True)

    def naming(*told: tuple[str, str]):
        def change(book) -> None:
            for row, text in told:
                filing.find(book[filing.PROGRESS], row, "佐证材料编号").value = text

        return change

    with zipfile.ZipFile(inbox / "区住建局.zip", "w") as book:
        book.writestr("周报.xlsx", filing.filled(naming(
            ("04-01", "ZJ-1、ZJ-9"), ("04-02", "无"), ("04-03", "ZJ-12；zj-1"),
        ), filing.NEWCOMER))  # fmt: skip
        book.writestr("佐证/ZJ-12/现场照片.jpg", b"\xff\xd8\xff\xe0....")
        book.writestr("佐证/ＺＪ-1 公告.pdf", b"%PDF-1.4 one")
    (inbox / "区法院盖章扫描件.pdf").write_bytes(b"%PDF-1.4 two")
    money = next(
        unit.code for unit in returns_world.world().scheme.units if unit.name == "区财政局"
    )
    first = filing.codes(unit=money)[0]
    (inbox / "财政.xlsx").write_bytes(filing.filled(naming((first, "CZ-1")), unit=money))
    results, report = pipeline.run(office, pipeline.Order(NOW, WEEK), lambda _: None)
    return office, results, report


def test_numbers_are_looked_up(run: tuple) -> None:
    """已附 by name or folder, 待核 where no file bears the number, 缺 where the unit sent none."""
    told = [
        (each.unit, each.row.split()[0], each.mark, each.state) for each in ledger(run[1]).claims
    ]
    money = told[0][0]
    assert told == [
        (money, told[0][1], "CZ-1", "缺"), ("U06", "04-01", "ZJ-1", "已附"), ("U06", "04-01", "ZJ-9", "待核"),
        ("U06", "04-03", "ZJ-12", "已附"), ("U06", "04-03", "zj-1", "已附"),
    ]  # fmt: skip
    places = {each.mark: (each.sheet, each.cell) for each in ledger(run[1]).claims}
    assert places["ZJ-9"] == (filing.PROGRESS, "R6")


def test_files_are_numbered_once(run: tuple) -> None:
    """Each supporting file has a number of its own, in the units' order, with the rows that name it."""
    files = ledger(run[1]).files
    assert [each.number for each in files] == ["佐证-001", "佐证-002", "佐证-003"]
    assert [each.unit for each in files] == ["U01", "U06", "U06"]
    named = {each.receipt.arrival.name: [row.split()[0] for row in each.named_by] for each in files}
    assert named["现场照片.jpg"] == ["04-03"]
    assert sorted(named["ＺＪ-1 公告.pdf"]) == ["04-01", "04-03"]


def test_a_scanned_copy_is_no_return(run: tuple) -> None:
    """A stamped scan is kept as supporting matter; the unit's workbook is still owed."""
    _, results, report = run
    (scan,) = [each for each in ledger(results).files if each.unit == "U01"]
    assert (scan.owed, scan.receipt.verdict.value) == (True, "supporting")
    assert report["balance"]["supporting"] == 3
    case = next(each for each in results.cases if each.unit == "U01")
    assert case.first_acceptable is None


def test_the_book_says_so(run: tuple) -> None:
    """佐证台账.xlsx holds both lists, with counts that add up."""
    import openpyxl

    office, _, report = run
    assert "佐证台账.xlsx" in {row["file"] for row in report["outputs"]}
    book = openpyxl.load_workbook(office.output(WEEK) / "佐证台账.xlsx")
    assert book.sheetnames == ["各行佐证", "佐证材料"]
    words = [str(cell.value) for sheet in book for row in sheet.rows for cell in row if cell.value]
    assert "材料 3 件；写有编号的共 5 处：已附 3 处，待核 1 处，缺 1 处。" in words
    assert "工作簿仍应报送" in words
    assert "PDF 文件" in words


def test_a_week_without_any_says_so_and_asks_nothing(run: tuple) -> None:
    """No numbers and no files: one sheet, one page, that says both; no words on how to check."""
    _, results, _ = run
    none = replace(results, receipts=(), readings=results.readings.iloc[:0])
    (made,) = evidence.book(none).sheets
    words = [str(cell.value) for cell in made.cells.values()]
    assert made.name == evidence.ROWS
    assert "本期没有收到佐证材料；写有编号的共 0 处。" in words
    assert "本期各单位没有填写佐证材料编号" in words
    assert not [word for word in words if "请打开核对" in word or "只作佐证" in word]


def test_marks_of_a_cell() -> None:
    """A cell may name several files; words for nothing name none."""
    assert marks("ZC-1、ZC-2,ZC-2 ZC-3") == ("ZC-1", "ZC-2", "ZC-3")
    assert marks("/") == ()
