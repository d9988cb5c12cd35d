"""The meeting: papers drafted, a 会议台账 filled in and read back, items tracked from then on."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import truth_world

from jlhy_xl.edge import recorded
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import LATER, NOW, OUT, ROOT, answer, jlhy, moment, words_of


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


def fill_in(office: Office, changes: dict[tuple[str, str, str], object], name: str = "") -> Path:
    """Fill a drafted 会议台账 in with another program: (sheet, row's key, heading) → value."""
    drafted = next((office.root / OUT / "会议").glob("会议台账*.xlsx"))
    book = openpyxl.load_workbook(drafted)
    for (sheet, key, heading), value in changes.items():
        table = book[sheet]
        heads = {str(cell.value).strip("*"): cell.column for cell in table[2]}
        row = next(
            row for row in table.iter_rows(min_row=3)
            if key in (row[0].value, row[heads.get("单位", 1) - 1].value)
        )  # fmt: skip
        row[heads[heading] - 1].value = value
    office.reviewed.mkdir(parents=True, exist_ok=True)
    path = office.reviewed / (name or drafted.name)
    book.save(path)
    return path


def attendance(office: Office) -> dict[tuple[str, str, str], object]:
    """Everybody came, but for one who was absent and one who had leave."""
    names = [unit.name for unit in office.load_scheme().scheme.units if unit.member]
    came: dict[tuple[str, str, str], object] = {
        ("会议台账", name, "出席情况"): "实到" for name in names
    }
    return came | {
        ("会议台账", "区法院", "日期"): "2026-12-05",
        ("会议台账", "区法院", "纪要文号"): "台营商联纪〔2026〕7号",
        ("会议台账", "区财政局", "出席情况"): "缺席",
        ("会议台账", "区人社局", "出席情况"): "请假",
        ("会议台账", "区人社局", "批准人"): "总召集人",
    }


ADOPTED = {
    ("议定事项", "HY2026-07-02", "是否议定"): "是",
    ("议定事项", "HY2026-07-02", "牵头单位"): "发改局",
    ("议定事项", "HY2026-07-02", "完成时限"): "2027-01-15",
    ("批示", "HY2026-07-P01", "交办原文"): "请区发改局牵头研究挖掘占路并联审批",
    ("批示", "HY2026-07-P01", "牵头单位"): "发改局",
    ("批示", "HY2026-07-P01", "完成时限"): "长期",
}


def test_the_papers_of_a_meeting_are_drafted(office: Office) -> None:
    """通知, 议题汇总, 签到表, 纪要 and the 会议台账, with what was given on the command line."""
    made = answer(office, "meeting", "draft", "--date", "2026-12-10", "--place", "三楼会议室")
    assert sorted(Path(name).name for name in made["files"]) == sorted(
        ["会议通知.docx", "议题汇总.docx", "签到表.docx", "会议纪要（代拟稿）.docx",
         "会议台账_HY2026-07.xlsx"]
    )  # fmt: skip
    text = words_of(office.root / OUT / "会议" / "会议通知.docx")
    assert "定于2026年12月10日召开" in text
    assert "三楼会议室" in text


def test_adopted_items_become_tracked_items_and_absence_a_line(office: Office) -> None:
    """An adopted item, a leader's 批示 and an absence all take effect; 方案.xlsx is untouched."""
    scheme = office.scheme_path.read_bytes()
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    made = answer(office, "meeting", "record")
    assert [(row["code"], row["source"]) for row in made["resolutions"]] == [
        ("HY2026-07-02", "纪要"), ("HY2026-07-P01", "领导批示")
    ]  # fmt: skip
    assert made["resolutions"][0]["source_number"] == "台营商联纪〔2026〕7号"
    place = re.search(r"据会议台账_HY2026-07.xlsx 议定事项!(A\d+)$", made["resolutions"][0]["note"])
    path = office.reviewed / "会议台账_HY2026-07.xlsx"
    assert openpyxl.load_workbook(path)["议定事项"][place[1]].value == "HY2026-07-02"
    report = answer(office, "run")
    absent = [row for row in report["deductions"] if row["subject"] == "HY2026-07"]
    assert [(row["rule"], row["unit"]) for row in absent] == [("B3", "区财政局")]
    ground = absent[0]["evidence"][0]
    assert (ground["file"], ground["sheet"], ground["found"]) == (
        "会议台账_HY2026-07.xlsx", "会议台账", "缺席"
    )  # fmt: skip
    filled = openpyxl.load_workbook(office.reviewed / ground["file"])
    assert filled[ground["sheet"]][ground["cell"]].value == ground["found"]
    text = words_of(office.root / OUT / "周调度简报.docx")
    assert "议定事项共10件" in text  # eight of the scheme's own, two recorded
    answer(office, "issue", "--period", "2026-W51")
    template = openpyxl.load_workbook(office.templates("2026-W51") / "区发改局_2026-W51.xlsx")
    told = [cell.value for row in template["议定事项落实表"].iter_rows() for cell in row]
    assert "请区发改局牵头研究挖掘占路并联审批" in told
    assert office.scheme_path.read_bytes() == scheme


def test_recorded_items_change_no_template_in_flight(office: Office) -> None:
    """The scheme's digest stays: what was sent before the meeting is accepted as before."""
    before = answer(office, "run")
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record")
    after = answer(office, "run")
    assert after["scheme_digest"] == before["scheme_digest"]
    assert after["balance"] == before["balance"]
    assert after["findings"] == before["findings"]


def test_recording_twice_adds_nothing(office: Office) -> None:
    """The same workbook again is no new word; a copy under another name neither."""
    answer(office, "meeting", "draft")
    path = fill_in(office, attendance(office) | ADOPTED)

    def rows() -> int:
        answer(office, "meeting", "record")
        with Ledger.open(office.ledger_path) as ledger:
            return len(ledger.decisions("meeting", "resolution"))

    first = rows()
    assert first == 12 + 2
    assert rows() == first
    path.touch()
    assert rows() == first


def _items(path: Path) -> dict[str, tuple[str, str]]:
    """What stands in a 会议台账's 议定事项: code → is it decided, its words."""
    table = openpyxl.load_workbook(path)["议定事项"]
    heads = {str(cell.value).strip("*"): cell.column - 1 for cell in table[2]}
    return {
        row[0].value: (row[heads["是否议定"]].value, row[heads["交办原文"]].value)
        for row in table.iter_rows(min_row=3)
        if row[heads["交办原文"]].value
    }


@pytest.mark.parametrize("words", ["", "由区交通运输局牵头，两周内打通"])
def test_an_item_decided_is_no_topic_again_and_is_recorded_once(office: Office, words: str) -> None:
    """The next meeting's book lists it once, under its number; as drawn, it says nothing new; so too when reworded."""
    answer(office, "meeting", "draft")
    drawn = _items(office.root / OUT / "会议/会议台账_HY2026-07.xlsx")
    wanted = drawn["HY2026-07-02"][1]
    reworded = {("议定事项", "HY2026-07-02", "交办原文"): words} if words else {}
    fill_in(office, attendance(office) | ADOPTED | reworded)
    answer(office, "meeting", "record")
    made = answer(office, "meeting", "draft", now=LATER)
    later = next(Path(name) for name in made["files"] if "会议台账" in name)
    assert later.name == "会议台账_HY2026-08.xlsx"
    rows = _items(office.root / later)
    assert rows["HY2026-07-02"] == ("是", words or wanted)
    assert wanted not in [text for code, (_, text) in rows.items() if code != "HY2026-07-02"]
    summed = words_of(office.root / OUT / "会议/议题汇总.docx")
    assert "已议定（HY2026-07-02），正在办理" in summed
    assert wanted not in words_of(office.root / OUT / "会议/会议纪要（代拟稿）.docx")

    def rows_of_ledger() -> int:
        with Ledger.open(office.ledger_path) as ledger:
            return len(ledger.decisions("meeting", "resolution"))

    before = rows_of_ledger()
    shutil.copy(office.root / later, office.reviewed / later.name)
    answer(office, "meeting", "record", now=LATER)
    assert rows_of_ledger() == before
    book = openpyxl.load_workbook(office.reviewed / later.name)
    row = next(row for row in book["议定事项"].iter_rows() if row[0].value == "HY2026-07-P01")
    heads = {str(cell.value).strip("*"): cell.column - 1 for cell in book["议定事项"][2]}
    row[heads["完成时限"]].value = "2027-03-01"
    book.save(office.reviewed / later.name)
    answer(office, "meeting", "record", now=LATER)
    assert rows_of_ledger() == before + 1
    with Ledger.open(office.ledger_path) as ledger:
        last = ledger.decisions("resolution")[-1].entries
    assert (last["due"], last["source"]) == ("2027-03-01", "领导批示")


def test_an_item_taken_back_is_no_longer_tracked(office: Office) -> None:
    """否 in a later copy ends what an earlier one began; the ledger keeps both."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record")
    fill_in(office, attendance(office) | ADOPTED | {("议定事项", "HY2026-07-02", "是否议定"): "否"})
    made = answer(office, "meeting", "record")
    assert made["withdrawn"][0] == "HY2026-07-02"
    with Ledger.open(office.ledger_path) as ledger:
        scheme = recorded.with_recorded(office.load_scheme(), ledger, moment(LATER)).scheme
    codes = [row.code for row in scheme.resolutions]
    assert "HY2026-07-02" not in codes
    assert "HY2026-07-P01" in codes


def test_what_is_recorded_later_is_not_known_before(office: Office) -> None:
    """A run with an earlier clock does not see it: replays stay what they were."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record", now=LATER)
    with Ledger.open(office.ledger_path) as ledger:
        seen = recorded.with_recorded(office.load_scheme(), ledger, moment(NOW)).scheme
    assert seen == office.load_scheme().scheme


def test_faults_are_told_all_at_once_with_their_cells(office: Office) -> None:
    """A missing day, a missing owner, a unit unknown: named with cell; sound rows are recorded."""
    answer(office, "meeting", "draft")
    fill_in(
        office,
        attendance(office) | ADOPTED | {
            ("议定事项", "HY2026-07-02", "完成时限"): None,
            ("议定事项", "HY2026-07-03", "是否议定"): "是",
            ("议定事项", "HY2026-07-03", "牵头单位"): "区工信局",
            ("会议台账", "区住建局", "出席情况"): None,
        },
    )  # fmt: skip
    done = jlhy(office, "meeting", "record")
    assert done.exit_code == 1
    made = json.loads(done.stdout)
    told = {(row["code"], row["sheet"], row["found"]) for row in made["findings"]}
    assert told == {
        ("S201", "议定事项", ""), ("D309", "议定事项", "区工信局"), ("D310", "会议台账", "")
    }  # fmt: skip
    assert all(row["cell"] and row["file"] for row in made["findings"])
    left = [row for row in made["meetings"] if row["attended"] == "未登记"]
    assert (len(made["meetings"]), [row["unit"] for row in left]) == (12, ["U06"])
    assert [row["code"] for row in made["resolutions"]] == ["HY2026-07-P01"]


def test_a_row_in_the_scheme_outranks_what_was_recorded(office: Office) -> None:
    """The office's own workbook is the last word, and the command says so."""
    answer(office, "meeting", "draft", "--number", "HY2026-06")
    names = [unit.name for unit in office.load_scheme().scheme.units if unit.member]
    fill_in(
        office,
        {("会议台账", name, "出席情况"): "缺席" for name in names}
        | {("会议台账", "区法院", "日期"): "2026-11-18"},
    )
    made = answer(office, "meeting", "record")
    assert len(made["outranked"]) == 12
    with Ledger.open(office.ledger_path) as ledger:
        seen = recorded.with_recorded(office.load_scheme(), ledger, moment(LATER)).scheme
    assert seen.meetings == office.load_scheme().scheme.meetings


def test_without_a_filled_in_book_record_says_what_to_do(office: Office) -> None:
    """Nothing to read is a usage error with the next step."""
    done = jlhy(office, "meeting", "record")
    assert done.exit_code == 2
    assert "jlhy meeting draft" in done.stderr


@pytest.mark.real
def test_a_book_saved_by_libreoffice_reads_the_same(
    office: Office, tmp_path_factory: pytest.TempPathFactory, soffice: Any
) -> None:
    """Another program's save, as .xlsx and as .xls, changes nothing that is recorded."""
    answer(office, "meeting", "draft")
    path = fill_in(office, attendance(office) | ADOPTED)
    wanted = answer(office, "meeting", "record")
    for kind in ("xlsx", "xls"):
        made = soffice(path, kind, tmp_path_factory.mktemp(kind))
        shutil.copy(made, office.reviewed / made.name)
        if made.name != path.name:
            path.unlink()
        found = answer(office, "meeting", "record")
        for told in (found, wanted):
            for row in (*told["meetings"], *told["resolutions"]):
                row.pop("note", None)  # it names the file
        assert (found["meetings"], found["resolutions"]) == (
            wanted["meetings"], wanted["resolutions"]
        )  # fmt: skip
        path = office.reviewed / made.name


def test_who_was_invited_and_not_filled_in_is_unregistered_and_never_absent(office: Office) -> None:
    """One absentee filled in: twelve invited, one absent, eleven 未登记; only the absentee is charged."""
    answer(office, "meeting", "draft")
    fill_in(
        office,
        {("会议台账", "区财政局", "出席情况"): "缺席", ("会议台账", "区财政局", "日期"): "2026-12-05",
         ("会议台账", "区人社局", "出席情况"): "大概来了"},
    )  # fmt: skip
    made = json.loads(jlhy(office, "meeting", "record").stdout)
    counts = Counter(row["attended"] for row in made["meetings"])
    assert counts == {"缺席": 1, "未登记": 11}
    (told,) = (row["message"] for row in made["findings"] if row["code"] == "D310")
    assert told.startswith("10个单位的出席情况没有填写（区法院、区发改局、")
    report = answer(office, "run")
    absent = [row["unit"] for row in report["deductions"] if row["subject"] == "HY2026-07"]
    assert absent == ["区财政局"]


def test_what_was_registered_is_not_taken_back_by_a_blank(office: Office) -> None:
    """A later copy in which a row is blank leaves what an earlier one said of it."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office))
    answer(office, "meeting", "record")
    fill_in(office, attendance(office) | {("会议台账", "区财政局", "出席情况"): None})
    jlhy(office, "meeting", "record")
    with Ledger.open(office.ledger_path) as ledger:
        seen = recorded.with_recorded(office.load_scheme(), ledger, moment(LATER)).scheme
    said = {row.unit: row.attended for row in seen.meetings if row.number == "HY2026-07"}
    code = next(unit.code for unit in seen.units if unit.name == "区财政局")
    assert said[code] == "缺席"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("出席", "实到"), ("到会", "实到"), ("参 加", "实到"), ("√", "实到"), ("事假", "请假"),
     ("委托代会", "代会"), ("未到", "")],
)  # fmt: skip
def test_plain_words_for_attendance_are_understood(office: Office, typed: str, meant: str) -> None:
    """The column's own word and its like; what may mean two things is asked, with four words to choose."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | {("会议台账", "区法院", "出席情况"): typed})
    made = json.loads(jlhy(office, "meeting", "record").stdout)
    code = next(unit.code for unit in office.load_scheme().scheme.units if unit.name == "区法院")
    said = next(row["attended"] for row in made["meetings"] if row["unit"] == code)
    assert said == (meant or "未登记")
    expected = [row["expected"] for row in made["findings"] if row["code"] == "S203"]
    assert expected == ([] if meant else ["实到、缺席、请假、代会"])


def test_an_owner_outside_the_scheme_is_told_how_to_enter_it_and_is_never_charged(
    office: Office,
) -> None:
    """区交通运输局: the finding says which row 方案 needs; with it the item is tracked, at no points."""
    answer(office, "meeting", "draft")
    items = {
        ("议定事项", "HY2026-07-02", "是否议定"): "是",
        ("议定事项", "HY2026-07-02", "牵头单位"): "区交通运输局",
        ("议定事项", "HY2026-07-02", "完成时限"): "2026-12-06",
    }  # fmt: skip
    fill_in(office, items)
    made = json.loads(jlhy(office, "meeting", "record").stdout)
    (told,) = (row["message"] for row in made["findings"] if row["code"] == "D309")
    for word in ("W01", "“区交通运输局”", "成员单位填“否”", "处理方式填“函告上级”"):
        assert word in told
    scheme = openpyxl.load_workbook(office.scheme_path)
    units = scheme["单位"]
    head = next(row for row in units.iter_rows(max_row=5) if row[0].value == "*编码")
    at = {str(cell.value).strip("*"): cell.column for cell in head}
    line = next(row for row in range(head[0].row, 99) if units.cell(row, 1).value is None)
    for name, value in (("编码", "W01"), ("单位简称", "区交通运输局"), ("成员单位", "否"),
                        ("处理方式", "函告上级")):  # fmt: skip
        units.cell(line, at[name]).value = value
    scheme.save(office.scheme_path)
    made = answer(office, "meeting", "record")
    assert [(row["code"], row["lead"]) for row in made["resolutions"]] == [("HY2026-07-02", "W01")]
    report = answer(office, "run")
    (overdue,) = (row for row in report["deductions"] if row["unit"] == "区交通运输局")
    assert (overdue["rule"], overdue["subject"], overdue["applied"]) == ("A3", "HY2026-07-02", "0")
    assert report["marks"]["区交通运输局"] == {"proposed": "0", "settled": "0"}
    assert "区交通运输局" not in report["completeness"]["units"]
    answer(office, "issue", "--period", "2026-W51")
    assert (office.templates("2026-W51") / "区交通运输局_2026-W51.xlsx").is_file()


def test_what_a_meeting_adopted_makes_the_next_edition(office: Office) -> None:
    """Adopted items, attendance and the line they bring are read in the books: the number rises once."""
    first = answer(office, "run")["edition"]
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record")
    second = answer(office, "run")["edition"]
    assert (first["number"], second["number"]) == (1, 2)
    kinds = Counter(row["what"] for row in second["changes"])
    assert kinds == {"议定事项": 2, "会议登记": 12, "减扣事项": 1}
    assert answer(office, "run")["edition"] == second
    assert answer(office, "replay", "2026-W48", "--check")["equal"]
