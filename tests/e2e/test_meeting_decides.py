"""What a meeting decides of items that are late or ask for time: written into 会议台账, read back into the register."""

import json
from pathlib import Path

import openpyxl
import pytest
import truth_world

from jlhy_xl.edge import recorded
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import LATER, OUT, ROOT, answer, jlhy, moment, words_of
from tests.e2e.test_meeting_journey import fill_in

GRANTED = {
    ("议定事项", "YD2026-004", "是否同意"): "同意",
    ("议定事项", "YD2026-004", "延至"): "2026-12-18",
    ("议定事项", "YD2026-008", "是否同意"): "不同意",
    ("议定事项", "YD2026-002", "办公室确认"): "2026-12-05",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


def register(office: Office) -> dict[str, tuple[str, str, str]]:
    """Return what a run knows of the items: granted, until when, confirmed."""
    with Ledger.open(office.ledger_path) as ledger:
        seen = recorded.with_recorded(office.load_scheme(), ledger, moment(LATER)).scheme
    return {
        row.code: (row.granted, str(row.extended or ""), str(row.confirmed or ""))
        for row in seen.resolutions
    }


def test_each_late_item_has_its_row_and_its_decision_counts(office: Office) -> None:
    """同意延期, 不同意 and 确认办结 are read back; 方案.xlsx is untouched, and every paper goes by them."""
    scheme = office.scheme_path.read_bytes()
    answer(office, "run")
    before = answer(office, "run")["deductions"]
    answer(office, "meeting", "draft")
    minutes = words_of(office.root / OUT / "会议" / "会议纪要（代拟稿）.docx")
    for code in ("YD2026-004", "YD2026-008", "YD2026-002"):
        assert f"{code} " in minutes
    assert "申请延至2026年12月18日" in minutes
    fill_in(office, GRANTED)
    made = answer(office, "meeting", "record")
    assert {row["code"] for row in made["resolutions"]} == {
        "YD2026-004", "YD2026-008", "YD2026-002",
    }  # fmt: skip
    assert made["outranked"] == []
    known = register(office)
    assert known["YD2026-004"][:2] == ("同意", "2026-12-18")
    assert known["YD2026-008"][:2] == ("不同意", "")
    assert known["YD2026-002"][2] == "2026-12-05"
    after = answer(office, "run")["deductions"]
    told = {row["subject"]: row for row in after if row["subject"].startswith("YD")}
    assert told != {row["subject"]: row for row in before if row["subject"].startswith("YD")}
    assert "YD2026-004" not in words_of(office.root / OUT / "周调度简报.docx").partition("提请")[2]
    assert office.scheme_path.read_bytes() == scheme


def test_what_is_left_as_drawn_decides_nothing(office: Office) -> None:
    """Rows of the register that nobody touched are neither recorded nor said to be outranked."""
    answer(office, "meeting", "draft")
    before = register(office)
    fill_in(office, {})
    made = answer(office, "meeting", "record")
    assert (made["resolutions"], made["outranked"]) == ([], [])
    assert register(office) == before


def test_an_extension_without_a_day_is_asked_about(office: Office) -> None:
    """同意 alone extends nothing: the cell is named, and nothing is recorded of the item."""
    answer(office, "meeting", "draft")
    fill_in(office, {("议定事项", "YD2026-004", "是否同意"): "同意"})
    made = json.loads(jlhy(office, "meeting", "record").stdout)
    (told,) = (row for row in made["findings"] if row["sheet"] == "议定事项")
    assert "延至" in told["message"]
    assert told["cell"]
    assert made["resolutions"] == []


def test_what_the_scheme_says_itself_outranks_the_meeting(office: Office) -> None:
    """The office entered 不同意 in 方案.xlsx: that counts, and the command says so."""
    answer(office, "meeting", "draft")
    fill_in(office, GRANTED)
    book = openpyxl.load_workbook(office.scheme_path)
    sheet = book["议定事项"]
    head = next(row for row in sheet.iter_rows(max_row=5) if "编号" in str(row[0].value))
    at = {str(cell.value).strip("*"): cell.column for cell in head}
    line = next(row for row in range(1, 99) if sheet.cell(row, 1).value == "YD2026-004")
    sheet.cell(line, at["是否同意"]).value = "不同意"
    book.save(office.scheme_path)
    made = answer(office, "meeting", "record")
    assert made["outranked"] == ["YD2026-004"]
    assert register(office)["YD2026-004"][0] == "不同意"
    assert register(office)["YD2026-008"][0] == "不同意"
