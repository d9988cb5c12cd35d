"""The leader's box: a 批示 typed into the summary is kept by every run and becomes a tracked item."""

import csv
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import truth_world

from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import LATER, OUT, ROOT, answer, jlhy

PLAIN = "请区发改局牵头研究，12月31日前报结果。"
BARE = "请抓紧办理，不得拖延。"
SIGNED = "签名：王某　　2026年12月7日"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = truth_world.clone(ROOT, tmp_path)
    answer(made, "run")
    return made


def box(book: openpyxl.Workbook) -> Any:
    """The cell into which a leader types, found by its label as a person would."""
    sheet = book["总览"]
    label = next(
        cell for row in sheet.iter_rows() for cell in row
        if str(cell.value or "").replace("\n", "") == "领导批示"
    )  # fmt: skip
    merged = next(each for each in sheet.merged_cells.ranges if label.coordinate in each)
    return sheet.cell(label.row, merged.max_col + 1)


def load(path: Path) -> openpyxl.Workbook:
    """As another program opens it: what it does not know it drops, and says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def write(path: Path, text: str, target: Path | None = None) -> str:
    """The box of a summary says something; returns its cell."""
    book = load(path)
    cell = box(book)
    cell.value = text
    (target or path).parent.mkdir(parents=True, exist_ok=True)
    book.save(target or path)
    return str(cell.coordinate)


def summary(office: Office, name: str = "汇总表.xlsx") -> Path:
    return office.root / OUT / name


def copies(office: Office) -> list[str]:
    return (
        sorted(path.name for path in office.reviewed.glob("*")) if office.reviewed.is_dir() else []
    )


def found(office: Office) -> list[dict[str, str]]:
    with (office.root / OUT / "findings.csv").open(encoding="utf-8-sig") as stream:
        return [row for row in csv.DictReader(stream) if row["code"].startswith("D3")]


def test_a_box_with_owner_and_day_becomes_a_tracked_item(office: Office) -> None:
    """A copy in reviewed, any name: number, words, owner, day, file, sheet, cell, who signed."""
    cell = write(summary(office), f"{PLAIN}\n{SIGNED}", office.reviewed / "汇总表（区长批）.xlsx")
    made = answer(office, "meeting", "record")
    (row,) = made["resolutions"]
    assert (row["code"], row["source"], row["text"]) == ("2026-W48-P01", "领导批示", PLAIN)
    lead = office.load_scheme().scheme.unit_by_code[row["lead"]].name
    assert (lead, row["due"]) == ("区发改局", "2026-12-31")
    assert row["note"] == f"王某 2026年12月7日（批示签名）；据汇总表（区长批）.xlsx 总览!{cell}"
    assert [(row["code"], row["cell"]) for row in made["findings"]] == [("D303", cell)]
    answer(office, "run")
    answer(office, "issue", "--period", "2026-W51")
    template = openpyxl.load_workbook(office.templates("2026-W51") / "区发改局_2026-W51.xlsx")
    told = [cell.value for row in template["议定事项落实表"].iter_rows() for cell in row]
    assert PLAIN in told


@pytest.mark.parametrize("name", ["汇总表.xlsx", "汇总表（脱敏）.xlsx"])
def test_what_is_typed_into_the_output_itself_is_recorded(office: Office, name: str) -> None:
    """In output/P/, full and masked: a copy is kept and the copy's cell is the origin."""
    write(summary(office, name), f"{PLAIN}\n{SIGNED}")
    made = answer(office, "meeting", "record")
    assert [row["text"] for row in made["resolutions"]] == [PLAIN]
    (copy,) = copies(office)
    assert copy.startswith(f"{name.removesuffix('.xlsx')}_2026-W48_批示_")
    assert made["instructions"][0]["file"] == copy
    assert (office.reviewed / copy).read_bytes() == summary(office, name).read_bytes()


def test_no_run_overwrites_a_box(office: Office) -> None:
    """A run draws the summary anew, keeps the words in reviewed and says so; record takes them in."""
    write(summary(office), f"{BARE}\n{SIGNED}")
    typed = summary(office).read_bytes()
    done = jlhy(office, "run", now=LATER)
    assert done.exit_code == 0
    assert summary(office).read_bytes() != typed
    (copy,) = copies(office)
    assert (office.reviewed / copy).read_bytes() == typed
    assert [(row["code"], row["found"], row["file"]) for row in found(office)] == [
        ("D301", BARE, copy)
    ]
    loud = jlhy_aloud(office, "run")
    assert BARE in loud
    assert "jlhy meeting record" in loud
    assert [row["text"] for row in record(office)["instructions"]] == [BARE]
    assert copies(office) == [copy]


def jlhy_aloud(office: Office, *words: str, now: str = LATER) -> str:
    from click.testing import CliRunner

    from jlhy_xl.cli import main

    done = CliRunner().invoke(main, ["--folder", str(office.root), "--now", now, *words])
    return done.output


def record(office: Office, now: str = LATER) -> dict[str, Any]:
    return answer(office, "meeting", "record", now=now)


def test_what_a_run_keeps_is_told_while_it_runs(office: Office) -> None:
    """The copy's name stands in the run's words."""
    write(summary(office), f"{BARE}\n{SIGNED}")
    told = jlhy_aloud(office, "run")
    assert f"已另存为 workbooks/reviewed/{copies(office)[0]}" in told


def test_a_box_without_owner_or_day_waits_in_the_next_meetings_book(office: Office) -> None:
    """Nothing is guessed: it is recorded, asked about in every run, and completed in the 批示 sheet."""
    write(summary(office), f"{BARE}\n{SIGNED}")
    made = record(office, "2026-12-07T10:00+08:00")
    assert made["resolutions"] == []
    assert [(row["code"], row["row_key"]) for row in made["findings"]] == [("D302", "2026-W48-P01")]
    answer(office, "run", now=LATER)
    assert [row["code"] for row in found(office)] == ["D302"]
    answer(office, "meeting", "draft", now=LATER)
    drafted = next((office.root / OUT / "会议").glob("会议台账*.xlsx"))
    book = openpyxl.load_workbook(drafted)
    heads = {str(cell.value).strip("*"): cell.column - 1 for cell in book["批示"][2]}
    row = next(row for row in book["批示"].iter_rows(min_row=3) if row[0].value == "2026-W48-P01")
    assert row[heads["交办原文"]].value == BARE
    assert row[heads["牵头单位"]].value is None
    assert row[heads["完成时限"]].value is None
    row[heads["牵头单位"]].value, row[heads["完成时限"]].value = "区财政局", "2026-12-25"
    book.save(office.reviewed / drafted.name)
    (item,) = record(office)["resolutions"]
    assert (item["code"], item["text"], item["due"]) == ("2026-W48-P01", BARE, "2026-12-25")
    assert "原批示见汇总表_2026-W48_批示_" in item["note"]
    assert record(office)["findings"] == []
    answer(office, "run", now=LATER)
    assert found(office) == []


def test_a_box_that_needs_no_tracking_is_said_so(office: Office) -> None:
    """否 in the 批示 sheet ends the asking; 已阅 is recorded and never asked about."""
    write(summary(office), BARE)
    write(summary(office), "已阅。", office.reviewed / "汇总表（副区长）.xlsx")
    assert {row["text"] for row in jlhy_record(office)["instructions"]} == {BARE, "已阅。"}
    answer(office, "meeting", "draft", now=LATER)
    drafted = next((office.root / OUT / "会议").glob("会议台账*.xlsx"))
    book = openpyxl.load_workbook(drafted)
    heads = {str(cell.value).strip("*"): cell.column - 1 for cell in book["批示"][2]}
    rows = [row for row in book["批示"].iter_rows(min_row=3) if row[heads["交办原文"]].value]
    assert [row[heads["交办原文"]].value for row in rows] == [BARE]
    rows[0][heads["是否跟踪"]].value = "否"
    book.save(office.reviewed / drafted.name)
    assert record(office)["findings"] == []


def jlhy_record(office: Office) -> dict[str, Any]:
    import json

    done = jlhy(office, "meeting", "record", now=LATER)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_the_same_box_again_is_recorded_once(office: Office) -> None:
    """Read twice, copied under other names, in both editions: one row in the ledger."""
    write(summary(office), f"{PLAIN}\n{SIGNED}")
    shutil.copy(summary(office), _in(office, "汇总表 副本.xlsx"))
    write(summary(office, "汇总表（脱敏）.xlsx"), f"{PLAIN}\n{SIGNED}")

    def rows() -> tuple[int, int]:
        record(office)
        with Ledger.open(office.ledger_path) as ledger:
            return len(ledger.decisions("instruction")), len(ledger.decisions("resolution"))

    assert rows() == (1, 1)
    assert rows() == (1, 1)
    answer(office, "run", now=LATER)
    assert rows() == (1, 1)


def _in(office: Office, name: str) -> Path:
    office.reviewed.mkdir(parents=True, exist_ok=True)
    return office.reviewed / name


def shown(office: Office, name: str = "汇总表.xlsx") -> list[str]:
    """What 总览 shows of 批示 that are recorded."""
    sheet = load(summary(office, name))["总览"]
    return [
        str(sheet.cell(cell.row, 5).value)
        for (cell,) in sheet.iter_rows(max_col=1)
        if str(cell.value).startswith("已登记")
    ]


def test_a_page_drawn_anew_shows_what_is_recorded_and_reads_it_no_second_time(
    office: Office,
) -> None:
    """Words, number, who signed and the day above an empty box; a run and a record later it is the same one."""
    write(summary(office), f"{PLAIN}\n{SIGNED}")
    record(office)
    answer(office, "run", now=LATER)
    # the sample's page is full: one line, in which the signature has no room
    told = f"2026-W48-P01　{PLAIN}（12月14日登记，已列入议定事项）"
    assert shown(office) == shown(office, "汇总表（脱敏）.xlsx") == [told]
    assert set(str(box(load(summary(office))).value)) <= set("签名：年月日　 ")
    write(summary(office), BARE)  # a second one on the new page
    assert [row["text"] for row in record(office)["instructions"]] == [BARE]
    answer(office, "run", now=LATER)
    assert shown(office) == [f"2026-W48-P02　{BARE}（12月14日登记，尚未列入议定事项）另有1件已登记"]
    assert record(office)["instructions"] == []
    assert answer(office, "replay", "2026-W48", "--check")["equal"]


def test_a_note_on_the_page_is_kept_and_told(office: Office) -> None:
    """A 批示 written as a 批注 is no words of the box: its copy is kept, and every run says what it begins with."""
    from openpyxl.comments import Comment

    book = load(summary(office))
    box(book).comment = Comment("请区发改局抓紧。", "区长")
    book.save(summary(office))
    answer(office, "run", now=LATER)
    (copy,) = copies(office)
    (told,) = found(office)
    assert (told["code"], told["file"]) == ("D311", copy)
    assert "批注1处" in told["found"]
    assert "请区发改局抓紧。" in told["found"]
    write(office.reviewed / copy, PLAIN)
    assert [row["text"] for row in record(office)["instructions"]] == [PLAIN]
    answer(office, "run", now=LATER)
    assert found(office) == []


def test_an_edited_box_changes_its_own_item(office: Office) -> None:
    """Typed over in the same file: the same number, told from and to; another file is another 批示."""
    path = _in(office, "汇总表（区长）.xlsx")
    write(summary(office), BARE, path)
    jlhy_record(office)
    write(summary(office), PLAIN, path)
    made = jlhy_record(office)
    assert [(row["code"], row["text"]) for row in made["instructions"]] == [("2026-W48-P01", PLAIN)]
    told = {row["code"]: (row["expected"], row["found"]) for row in made["findings"]}
    assert told["D304"] == (BARE, PLAIN)
    assert [row["code"] for row in made["resolutions"]] == ["2026-W48-P01"]
    write(summary(office), "请区住建局牵头，12月20日前办结。", _in(office, "汇总表（书记）.xlsx"))
    assert [row["code"] for row in record(office)["resolutions"]] == ["2026-W48-P02"]


def test_typed_over_in_the_output_before_any_run_it_is_the_same_item(office: Office) -> None:
    """Two savings of one produced file: one number, both copies kept, the later words count."""
    write(summary(office), BARE)
    jlhy_record(office)
    write(summary(office), PLAIN)
    made = jlhy_record(office)
    assert [(row["code"], row["text"]) for row in made["instructions"]] == [("2026-W48-P01", PLAIN)]
    assert len(copies(office)) == 2
    assert jlhy_record(office)["instructions"] == []


def test_a_second_leaders_box_after_a_run_is_another_item(office: Office) -> None:
    """The summary drawn anew has an empty box; what is typed there is a 批示 of its own."""
    write(summary(office), PLAIN)
    answer(office, "run", now=LATER)
    write(summary(office), "请区住建局牵头，12月20日前办结。")
    assert [row["code"] for row in record(office)["resolutions"]] == [
        "2026-W48-P01",
        "2026-W48-P02",
    ]


def test_a_damaged_summary_is_kept_and_told(office: Office) -> None:
    """A truncated file cannot be read: its bytes are kept, nothing is claimed of its box."""
    data = summary(office).read_bytes()[:5000]
    summary(office).write_bytes(data)
    answer(office, "run", now=LATER)
    (copy,) = copies(office)
    assert (office.reviewed / copy).read_bytes() == data
    assert [(row["code"], row["file"]) for row in found(office)] == [("D307", copy)]


def test_a_summary_that_cannot_be_opened_stops_the_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be looked into is not overwritten: exit 4 with what to do."""
    write(summary(office), PLAIN)
    typed, path = summary(office).read_bytes(), summary(office)
    real = Path.read_bytes

    def closed(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "open elsewhere")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", closed)
    done = jlhy(office, "run", now=LATER)
    monkeypatch.undo()
    assert done.exit_code == 4
    assert "汇总表.xlsx" in done.stderr
    assert path.read_bytes() == typed


def test_untouched_or_merely_saved_again_costs_no_copy(office: Office) -> None:
    """No words in the box: no copy, no finding."""
    path = summary(office)
    load(path).save(path)
    answer(office, "run", now=LATER)
    assert copies(office) == []
    assert found(office) == []


def test_a_run_with_a_box_replays_byte_for_byte(office: Office) -> None:
    """What was typed into an output is among what the run read."""
    write(summary(office), BARE)
    answer(office, "run", now=LATER)
    assert answer(office, "replay", "2026-W48", "--check")["equal"]


def test_a_decision_typed_into_the_produced_desk_is_kept_too(office: Office) -> None:
    """减扣评分表 filled in where it was made: the next run reads it before it draws a new one."""
    path = summary(office, "减扣评分表.xlsx")
    book = load(path)
    for sheet in book:
        heads = {
            str(cell.value): cell
            for row in sheet.iter_rows(max_row=20)
            for cell in row
            if cell.value
        }
        if "送达方式" in heads:
            head = heads["送达方式"]
            sheet.cell(head.row + 1, head.column).value = "当面送达"
            break
    book.save(path)
    typed = path.read_bytes()
    answer(office, "run", now=LATER)
    (copy,) = copies(office)
    assert copy.startswith("减扣评分表_2026-W48_")
    assert (office.reviewed / copy).read_bytes() == typed
    with Ledger.open(office.ledger_path) as ledger:
        assert [row.entries["送达方式"] for row in ledger.decisions("line")] == ["当面送达"]


@pytest.mark.real
def test_a_box_saved_by_libreoffice_reads_the_same(
    office: Office, tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    """Saved as .xlsx, .xls and .ods by another program, box and period are found as before."""
    write(summary(office), f"{PLAIN}\n{SIGNED}", tmp_path / "汇总表.xlsx")
    for kind in ("xlsx", "xls", "ods"):
        made = soffice(tmp_path / "汇总表.xlsx", kind, tmp_path / kind)
        shutil.copy(made, _in(office, f"汇总表 {kind}.{kind}"))
        told = jlhy_record(office)["instructions"]
        assert [row["text"] for row in told] == ([PLAIN] if kind == "xlsx" else [])
        assert not any(row["code"] == "D308" for row in jlhy_record(office)["findings"])
