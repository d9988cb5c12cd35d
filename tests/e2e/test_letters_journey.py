"""通报, meetings and reminders through the real program, on the repository's own week."""

from pathlib import Path

import pytest
import truth_world

from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import LATER, OUT, ROOT, answer, jlhy, words_of


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


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
    assert "上期值为办公室登记的数。" in words_of(path)  # the periods are known to it
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
        assert [row.number for row in ledger.notices()] == ["台营商联办〔2026〕5号"]


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
    assert (office.root / OUT / "通报_台营商联办〔2026〕5号.docx").is_file()


@pytest.mark.real
def test_pdf_renders_the_notice_and_the_brief(office: Office, soffice: object) -> None:
    """With LibreOffice installed both PDFs stand beside their letters."""
    answer(office, "run")
    made = answer(office, "notice", "--number", "〔2026〕5号", "--red-head", "--pdf")
    names = {Path(name).name for name in made["files"]}
    assert {"通报_台营商联办〔2026〕5号.pdf", "周调度简报.pdf"} < names
    assert all(Path(name).read_bytes()[:5] == b"%PDF-" for name in made["files"][1:])
