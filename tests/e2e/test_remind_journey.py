"""工作提醒: to those who owe, once a day, over a real mail server."""

import json
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import truth_world
from aiosmtpd.controller import Controller

from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import LATER, NOW, OUT, ROOT, answer, jlhy, moment


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


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
            text = _said(path)
        assert not [word for word in ("减扣", "扣分", *names) if word in text]


def _contacts(office: Office) -> Any:
    from jlhy_xl import pipeline

    return pipeline.look(office, pipeline.Order(moment(NOW))).contacts


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
        unit = _words(mail).partition("：")[0]
        to = [address.addr_spec for address in mail["To"].addresses]
        assert set(registered[unit]) <= set(to)
        assert mail["From"].addresses[0].addr_spec == "yshj@tez.example"
    with Ledger.open(office.ledger_path) as ledger:
        told = ledger.messages("工作提醒", "2026-W48")
    assert {row.message_id for row in told} == {str(mail["Message-ID"]) for mail in mails}
    again = answer(office, "remind", "--send", **env)
    assert (again["sent"], set(again["already"])) == ([], owed(office))
    assert len(kept.mails) == len(mails)


def text_of(office: Office, unit: str) -> str:
    path = office.root / OUT / "工作提醒" / f"{unit}.eml"
    return _said(path)


def _said(path: Path) -> str:
    """What a mail says, as a mail program reads it."""
    return _words(message_from_bytes(path.read_bytes(), policy=policy.default))


def _words(mail: EmailMessage) -> str:
    told = mail.get_body(("plain",))
    assert told is not None
    found: str = told.get_content()
    return found


def test_who_has_a_marked_file_is_told_to_mend_that_one(office: Office) -> None:
    """Its name is the copy's that the run wrote; open questions are counted, the template is not asked for."""
    answer(office, "run")
    answer(office, "remind")
    copy = "区城乡水务局_2026-W48.xlsx"
    assert (office.root / OUT / "退回件" / copy).is_file()
    said = text_of(office, "区城乡水务局")
    assert f"已逐格标注（见附件“{copy}”的“待办”表），另请说明2处。" in said
    assert "请在这份标注好的文件中改好、写明后，直接作为附件发至" in said
    assert "模板" not in said
    pasted = (office.root / OUT / "工作提醒" / "区城乡水务局.txt").read_text("utf-8-sig")
    assert f"另请说明2处，请在标注好的文件“{copy}”中填好后发回。" in pasted
    assert "请在模板中填好后发至" in text_of(office, "区人社局")


def test_the_marked_file_goes_with_the_mail_that_asks_to_mend_it(office: Office) -> None:
    """As an attachment that a mail program opens: the very copy of 退回件, in both ways of making reminders."""
    copy, mail = "区城乡水务局_2026-W48.xlsx", office.root / OUT / "工作提醒/区城乡水务局.eml"
    answer(office, "run")
    made = mail.read_bytes()
    answer(office, "remind")
    assert mail.read_bytes() == made
    found = message_from_bytes(made, policy=policy.default)
    (attached,) = found.iter_attachments()
    assert attached.get_filename() == copy
    assert attached.get_content() == (office.root / OUT / "退回件" / copy).read_bytes()
    other = (office.root / OUT / "工作提醒/区人社局.eml").read_bytes()
    assert not [*message_from_bytes(other, policy=policy.default).iter_attachments()]


def test_a_letter_without_a_file_is_acknowledged(office: Office) -> None:
    """Who wrote but sent no report reads, in the mail and in the text to paste, that the letter came."""
    answer(office, "remind")
    said = "贵单位11月27日17:32来信收悉，信中没有可采用的报表，以上内容尚未收到。"
    assert said in text_of(office, "区人社局")
    assert "来信收悉" not in text_of(office, "区城乡水务局")
    pasted = (office.root / OUT / "工作提醒" / "区人社局.txt").read_text("utf-8-sig")
    assert f"。{said}" in pasted


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
    assert "127.0.0.1:9；对方拒绝连接；" in gone.stderr
    assert "没有发出任何邮件" in gone.stderr
    lost = jlhy(office, "remind", "--send", JLHY_SMTP_HOST="mail.invalid", JLHY_SMTP_PORT="25",
                JLHY_SMTP_SECURITY="none")  # fmt: skip
    assert lost.exit_code == 4
    assert "找不到这台服务器" in lost.stderr
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
