"""What the sample's run gives people to read: the notice's word 减扣, no English, no threats in reminders."""

import email
import email.policy
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import truth_world

from jlhy_xl import desk, pipeline
from jlhy_xl.core.model import Severity, State, Verdict
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read

ROOT = Path(__file__).parents[2]
OTHER_WORD = re.compile(r"(?<!减)扣分|罚分|处罚")
POINTS = re.compile(r"减扣|扣分|分值|扣[0-9０-９一二两]")
CODES = {str(each.value) for kind in (Verdict, Severity, State) for each in kind}
CODES |= {"None", "True", "False", "nan", "NaT"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample week, run, and the next week's templates issued."""
    made = truth_world.clone(ROOT, tmp_path_factory.mktemp("read"))
    now = datetime.fromisoformat(truth_world.truth_of(made)["now"])
    pipeline.run(made, pipeline.Order(now), lambda _: None)
    desk.issue(made, "", [], now)
    return made


def _texts(path: Path) -> Iterator[str]:
    """Yield every text that a person can see in a file."""
    data = path.read_bytes()
    if path.suffix == ".xlsx":
        for sheet in read(data, path.name).sheets:
            if sheet.visibility == "visible":
                yield sheet.name
                yield from (
                    held for (_, column), held in sheet.cells.items()
                    if isinstance(held, str) and column not in sheet.hidden_columns
                )  # fmt: skip
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as opened:
            words = opened.read("word/document.xml").decode("utf-8")
        yield from (
            "".join(re.findall(r"<w:t[^>]*>([^<]*)", each)) for each in words.split("</w:p>")
        )
    elif path.suffix == ".eml":
        mail = email.message_from_bytes(data, policy=email.policy.default)
        yield str(mail["subject"])
        body = mail.get_body(("plain",))
        yield str(body.get_content()) if body else ""
    elif path.suffix == ".txt":
        yield data.decode("utf-8-sig")


def _read(office: Office) -> Iterator[tuple[str, str]]:
    folders = (office.root / "output" / "2026-W48", office.workbooks / "templates")
    for folder in folders:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            for text in _texts(path):
                yield path.relative_to(folder).as_posix(), text


def test_the_notices_word_is_the_only_one(office: Office) -> None:
    """减扣, never 扣分 or a punishment."""
    told = list(_read(office))
    assert len(told) > 3000
    assert [each for each in told if OTHER_WORD.search(each[1])] == []


def test_no_code_of_ours_is_shown_as_it_is(office: Office) -> None:
    """Verdicts, weights and states have Chinese words; a blank is no None."""
    assert [each for each in _read(office) if each[1].strip() in CODES] == []


def test_points_stand_only_where_they_are_formally_told(office: Office) -> None:
    """工作提醒, 退回件 and templates name none."""
    friendly = [
        each for each in _read(office)
        if each[0].startswith(("工作提醒/", "退回件/", "2026-W"))
    ]  # fmt: skip
    assert friendly
    assert [each for each in friendly if POINTS.search(each[1])] == []


def test_what_may_be_passed_on_names_nobody(office: Office) -> None:
    """No part of the masked summary or of the brief holds a contact's name, phone or address."""
    folder = office.root / "output" / "2026-W48"
    (people, *_) = read((folder / "通讯录.xlsx").read_bytes(), "通讯录.xlsx").sheets
    asked = ("姓名", "固定电话", "手机", "邮箱")
    (head,) = {row for (row, _), held in people.cells.items() if held == "人员类别"}
    columns = [c for (row, c), held in people.cells.items() if row == head and held in asked]
    known = {
        held for (row, column), held in people.cells.items()
        if row > head and column in columns and isinstance(held, str) and len(held) > 1
    }  # fmt: skip
    known.discard("未登记")  # nobody stands there, and 会议与督导 says the same of seats
    assert len(known) > 100
    for name in ("汇总表（脱敏）.xlsx", "周调度简报.docx"):
        with zipfile.ZipFile(folder / name) as opened:
            parts = {part: opened.read(part).decode("utf-8") for part in opened.namelist()}
        for part, text in parts.items():
            shown = re.sub(r"<[^>]+>", "", text)
            told = sorted(each for each in known if each in text or each in shown)
            assert not told, (name, part, told)
            assert not re.search(r"(?<![\w.])1[3-9]\d{9}(?!\w)", shown), (name, part)
            assert not re.search(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.", shown), (name, part)
