"""通报, meetings and reminders through the real program, on the repository's own week."""

import io
import json
import shutil
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import truth_world
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result

from jlhy_xl.cli import main
from jlhy_xl.edge import recorded
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]
NOW, LATER = "2026-12-07T09:00+08:00", "2026-12-14T09:00+08:00"
OUT = Path("output") / "2026-W48"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


def jlhy(office: Office, *words: str, now: str = NOW, **env: str) -> Result:
    told = ["--folder", str(office.root), "--now", now, "--quiet", "--json", *words]
    return CliRunner().invoke(main, told, env=env)


def answer(office: Office, *words: str, now: str = NOW, **env: str) -> dict[str, Any]:
    done = jlhy(office, *words, now=now, **env)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def words_of(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


# -- the weekly 简报 ---------------------------------------------------------------------------


def test_every_run_writes_the_brief_and_its_figures_are_run_jsons(office: Office) -> None:
    """应报, 实报 and 按时 in the 简报 are those of run.json."""
    report = answer(office, "run")
    text = words_of(office.root / OUT / "周调度简报.docx")
    assert (
        f"应报{report['expected']}个单位，实报{report['received']}个，按时{report['on_time']}个"
        in text
    )
    assert "周调度简报.docx" in [row["file"] for row in report["outputs"]]


# -- 通报 --------------------------------------------------------------------------------------


def test_a_drafted_notice_is_not_in_the_ledger(office: Office) -> None:
    """Only what is issued counts as 通报."""
    made = answer(office, "notice", "--number", "台营商联办[2026]5号")
    path = Path(made["files"][0])
    assert path.name == "通报_台营商联办〔2026〕5号.docx"
    assert "代拟稿" in words_of(path)
    with Ledger.open(office.ledger_path) as ledger:
        assert ledger.notices() == ()


def test_a_problem_named_in_two_issued_notices_is_laid_out_for_a_person(office: Office) -> None:
    """B4 sees the ledger's 通报 in the order of their numbers; a draft between them is none."""
    answer(office, "notice", "--number", "台营商联办〔2026〕5号", "--issued")
    answer(office, "notice", "--number", "台营商联办〔2026〕9号")
    before = {row["id"] for row in answer(office, "run")["deductions"] if row["rule"] == "B4"}
    made = answer(office, "notice", "--number", "台营商联办〔2026〕10号", "--issued", now=LATER)
    lines = [
        row for row in answer(office, "run", "--period", "2026-W48", now=LATER)["deductions"]
        if row["rule"] == "B4" and row["id"] not in before
    ]  # fmt: skip
    assert {(row["unit"], row["subject"]) for row in lines} == {
        (row["unit"], row["problem"]) for row in made["problems"]
    }
    assert {row["status"] for row in lines} == {"待认定"}
    assert {row["applied"] for row in lines} == {"0"}
    told = [found["what"] for found in lines[0]["evidence"]]
    assert "台营商联办〔2026〕5号" in told[0]
    assert "台营商联办〔2026〕10号" in told[1]


def test_an_issued_number_is_not_issued_again_with_other_problems(office: Office) -> None:
    """The same again changes nothing; another span under the same number is refused."""
    answer(office, "notice", "--number", "〔2026〕5号", "--issued")
    answer(office, "notice", "--number", "〔2026〕5号", "--issued")
    refused = jlhy(office, "notice", "--number", "〔2026〕5号", "--issued", "--from", "2026-W45")
    assert refused.exit_code == 2
    assert "已印发的不能改动" in refused.stderr
    with Ledger.open(office.ledger_path) as ledger:
        assert [row.number for row in ledger.notices()] == ["〔2026〕5号"]


def test_a_span_that_runs_backwards_is_a_usage_error(office: Office) -> None:
    """--from after --to is exit code 2."""
    done = jlhy(office, "notice", "--number", "1", "--from", "2026-W49", "--to", "2026-W48")
    assert done.exit_code == 2


def test_without_libreoffice_pdf_says_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The .docx is there, the word is clear, the exit code is that of the surroundings."""
    from jlhy_xl.edge import suite

    monkeypatch.setattr(suite, "program", lambda: None)
    done = jlhy(office, "notice", "--number", "〔2026〕5号", "--pdf")
    assert done.exit_code == 4
    assert "没有安装 LibreOffice" in done.stderr
    assert (office.root / OUT / "通报_〔2026〕5号.docx").is_file()


@pytest.mark.real
def test_pdf_renders_the_notice_and_the_brief(office: Office, soffice: object) -> None:
    """With LibreOffice installed both PDFs stand beside their letters."""
    answer(office, "run")
    made = answer(office, "notice", "--number", "〔2026〕5号", "--red-head", "--pdf")
    names = {Path(name).name for name in made["files"]}
    assert {"通报_〔2026〕5号.pdf", "周调度简报.pdf"} < names
    assert all(Path(name).read_bytes()[:5] == b"%PDF-" for name in made["files"][1:])


# -- the meeting -------------------------------------------------------------------------------


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
    ("议定事项", "HY2026-07-01", "是否议定"): "是",
    ("议定事项", "HY2026-07-01", "完成时限"): "2027-01-15",
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
        ("HY2026-07-01", "纪要"), ("HY2026-07-P01", "领导批示")
    ]  # fmt: skip
    assert made["resolutions"][0]["source_number"] == "台营商联纪〔2026〕7号"
    assert "据会议台账_HY2026-07.xlsx 议定事项!A3" in made["resolutions"][0]["note"]
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


def test_an_item_taken_back_is_no_longer_tracked(office: Office) -> None:
    """否 in a later copy ends what an earlier one began; the ledger keeps both."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record")
    fill_in(office, attendance(office) | ADOPTED | {("议定事项", "HY2026-07-01", "是否议定"): "否"})
    made = answer(office, "meeting", "record")
    assert made["withdrawn"][0] == "HY2026-07-01"
    with Ledger.open(office.ledger_path) as ledger:
        scheme = recorded.with_recorded(office.load_scheme(), ledger, _moment(LATER)).scheme
    codes = [row.code for row in scheme.resolutions]
    assert "HY2026-07-01" not in codes
    assert "HY2026-07-P01" in codes


def _moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def test_what_is_recorded_later_is_not_known_before(office: Office) -> None:
    """A run with an earlier clock does not see it: replays stay what they were."""
    answer(office, "meeting", "draft")
    fill_in(office, attendance(office) | ADOPTED)
    answer(office, "meeting", "record", now=LATER)
    with Ledger.open(office.ledger_path) as ledger:
        seen = recorded.with_recorded(office.load_scheme(), ledger, _moment(NOW)).scheme
    assert seen == office.load_scheme().scheme


def test_faults_are_told_all_at_once_with_their_cells(office: Office) -> None:
    """A missing day, a missing owner, a unit unknown: named with cell; sound rows are recorded."""
    answer(office, "meeting", "draft")
    fill_in(
        office,
        attendance(office) | ADOPTED | {
            ("议定事项", "HY2026-07-01", "完成时限"): None,
            ("议定事项", "HY2026-07-02", "是否议定"): "是",
            ("议定事项", "HY2026-07-02", "牵头单位"): "区工信局",
            ("会议台账", "区住建局", "出席情况"): None,
        },
    )  # fmt: skip
    done = jlhy(office, "meeting", "record")
    assert done.exit_code == 1
    made = json.loads(done.stdout)
    told = {(row["code"], row["sheet"], row["found"]) for row in made["findings"]}
    assert told == {
        ("S201", "议定事项", ""), ("S204", "议定事项", "区工信局"), ("S201", "会议台账", "")
    }  # fmt: skip
    assert all(row["cell"] and row["file"] for row in made["findings"])
    assert len(made["meetings"]) == 11
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
        seen = recorded.with_recorded(office.load_scheme(), ledger, _moment(LATER)).scheme
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


# -- reminders ---------------------------------------------------------------------------------


class Kept:
    """A real mail server's back room: it keeps what it is handed, and refuses one mailbox."""

    def __init__(self, refused: str = "") -> None:
        self.mails: list[bytes] = []
        self.refused = refused

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: N802 - aiosmtpd names it
        _, _, envelope, address, _ = told
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *told: Any) -> str:  # noqa: N802 - aiosmtpd names it
        self.mails.append(told[2].content)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Kept, dict[str, str]]]:
    kept = Kept()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Controller(kept, hostname="127.0.0.1", port=port)
    running.start()
    yield kept, {
        "JLHY_SMTP_HOST": "127.0.0.1", "JLHY_SMTP_PORT": str(port),
        "JLHY_SMTP_SECURITY": "none", "JLHY_SMTP_FROM": "yshj@tez.example",
    }  # fmt: skip
    running.stop()


def owed(office: Office) -> set[str]:
    return {row["unit"] for row in answer(office, "status")["owing"]}


def test_only_those_who_owe_are_reminded(office: Office) -> None:
    """A mail and a text for each unit that status names, and one text for the group."""
    made = answer(office, "remind")
    folder = office.root / OUT / "工作提醒"
    names = owed(office)
    assert {path.stem for path in folder.glob("*.eml")} == names
    assert made["sent"] == []
    whole = (folder / "全部单位（可粘贴到工作群）.txt").read_text("utf-8-sig")
    assert all(name in whole for name in names)
    with Ledger.open(office.ledger_path) as ledger:
        assert ledger.messages("工作提醒") == ()


def test_a_reminder_speaks_of_neither_points_nor_persons(office: Office) -> None:
    """What is missing and by when; no 减扣, no name from the personnel forms."""
    answer(office, "remind")
    names = [row.name for row in _contacts(office) if row.name]
    assert names
    for path in (office.root / OUT / "工作提醒").iterdir():
        text = path.read_bytes().decode("utf-8-sig")
        if path.suffix == ".eml":
            text = message_from_bytes(path.read_bytes(), policy=policy.default).get_content()
        assert not [word for word in ("减扣", "扣分", *names) if word in text]


def _contacts(office: Office) -> Any:
    from jlhy_xl import pipeline

    return pipeline.look(office, pipeline.Order(_moment(NOW))).contacts


def test_a_reminder_is_no_longer_there_when_the_debt_is_paid(office: Office) -> None:
    """Yesterday's reminder of a unit that has since reported is taken away."""
    folder = office.root / OUT / "工作提醒"
    folder.mkdir(parents=True)
    (folder / "区法院.eml").write_bytes(b"old")
    (folder / "说明.docx").write_bytes(b"somebody's own")
    answer(office, "remind")
    assert not (folder / "区法院.eml").exists()
    assert (folder / "说明.docx").exists()


def test_run_json_vouches_for_the_reminders_that_stand_there(office: Office) -> None:
    """A run writes reminders; reminding again later leaves no file that run.json disowns."""
    answer(office, "run")
    answer(office, "remind", "--period", "2026-W48", now=LATER)
    report = json.loads((office.root / OUT / "run.json").read_bytes())
    listed = {row["file"]: row["sha256"] for row in report["outputs"]}
    found = {
        path.relative_to(office.root / OUT).as_posix(): sha256(path.read_bytes())
        for path in (office.root / OUT / "工作提醒").iterdir()
    }
    assert found
    assert {name: listed[name] for name in listed if name.startswith("工作提醒/")} == found


def test_sent_reminders_reach_the_registered_mailboxes_once(
    office: Office, server: tuple[Kept, dict[str, str]]
) -> None:
    """Over a real SMTP server; the ledger knows what was said, and the same day none goes twice."""
    kept, env = server
    made = answer(office, "remind", "--send", **env)
    assert set(made["sent"]) == owed(office)
    mails = [message_from_bytes(data, policy=policy.default) for data in kept.mails]
    registered = {unit.name: unit.mails for unit in office.load_scheme().scheme.units}
    for mail in mails:
        unit = mail.get_content().partition("：")[0]
        to = [address.addr_spec for address in mail["To"].addresses]
        assert set(registered[unit]) <= set(to)
        assert mail["From"].addresses[0].addr_spec == "yshj@tez.example"
    with Ledger.open(office.ledger_path) as ledger:
        told = ledger.messages("工作提醒", "2026-W48")
    assert {row.message_id for row in told} == {str(mail["Message-ID"]) for mail in mails}
    again = answer(office, "remind", "--send", **env)
    assert (again["sent"], set(again["already"])) == ([], owed(office))
    assert len(kept.mails) == len(mails)


def test_one_refused_mailbox_never_stops_the_rest(
    office: Office, server: tuple[Kept, dict[str, str]]
) -> None:
    """The refusal is told, exit code 4; the others are sent and recorded."""
    kept, env = server
    kept.refused = "renshe@tez.example"
    done = jlhy(office, "remind", "--send", **env)
    assert done.exit_code == 4
    made = json.loads(done.stdout)
    assert list(made["refused"]) == ["区人社局"]
    assert set(made["sent"]) == owed(office) - {"区人社局"}
    with Ledger.open(office.ledger_path) as ledger:
        assert "U05" not in {row.unit for row in ledger.messages("工作提醒")}


def test_no_server_and_no_settings_are_told_with_the_next_step(office: Office) -> None:
    """Without settings exit 2; with a server that is not there exit 4; nothing is recorded."""
    unset = jlhy(office, "remind", "--send", JLHY_SMTP_HOST="")
    assert unset.exit_code == 2
    assert "JLHY_SMTP_HOST" in unset.stderr
    gone = jlhy(office, "remind", "--send", JLHY_SMTP_HOST="127.0.0.1", JLHY_SMTP_PORT="9",
                JLHY_SMTP_SECURITY="none")  # fmt: skip
    assert gone.exit_code == 4
    assert "没有发出任何邮件" in gone.stderr
    with Ledger.open(office.ledger_path) as ledger:
        assert ledger.messages("工作提醒") == ()


def test_reminders_climb_a_step_at_a_time(office: Office) -> None:
    """Before the deadline 联络员, after it 具体负责人, on the last day 分管领导."""
    for now, step, word in (
        ("2026-11-26T09:00+08:00", "联络员", "请于11月27日（周五）17:00前"),
        ("2026-11-30T09:00+08:00", "具体负责人", "最迟不晚于12月4日（周五）17:00"),
        ("2026-12-04T09:00+08:00", "分管领导", "最迟不晚于12月4日（周五）17:00"),
        ("2026-12-07T09:00+08:00", "分管领导", "本期最终截止时间已过"),
    ):
        answer(office, "remind", "--period", "2026-W48", now=now)
        path = office.root / OUT / "工作提醒" / "区人社局.eml"
        text = message_from_bytes(path.read_bytes(), policy=policy.default).get_content()
        assert f"请{step}关注" in text
        assert word in text
