"""The number of a 通报: of the year it is issued in, one number one 通报, a gap told, whatever week it speaks of."""

from datetime import date
from pathlib import Path

import pytest
import truth_world

from jlhy_xl.books.letters import numbering
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.office import Office
from tests.e2e.letters_world import ROOT, answer, jlhy, words_of

JANUARY = "2027-01-04T09:00+08:00"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return truth_world.clone(ROOT, tmp_path)


def _ledger(office: Office) -> list[tuple[str, str, str]]:
    with Ledger.open(office.ledger_path) as ledger:
        return [(row.number, row.last, row.issued) for row in ledger.notices()]


def test_the_number_of_a_weeks_notice_is_of_the_year_it_is_issued_in(office: Office) -> None:
    """A week of 2026 told in January 2027 is 〔2027〕1号; 〔2026〕 is refused, and its draft is warned of."""
    week = ("--to", "2026-W48")
    refused = jlhy(office, "notice", "--number", "〔2026〕9号", *week, "--issued", now=JANUARY)
    assert refused.exit_code == 2
    assert "不是成文日期（2027年1月4日）的年份" in refused.stderr
    assert _ledger(office) == []
    draft = answer(office, "notice", "--number", "〔2026〕9号", *week, now=JANUARY)
    assert draft["number"] == "台营商联办〔2026〕9号"
    assert draft["hints"][0] == "文号没有写机关代字，按以往通报补为“台营商联办〔2026〕9号”"
    assert "文号台营商联办〔2026〕9号 的年份" in draft["hints"][1]
    made = answer(
        office, "notice", "--number", "台营商联办〔2027〕1号", *week, "--issued", now=JANUARY
    )
    assert made["hints"] == []
    assert _ledger(office) == [("台营商联办〔2027〕1号", "2026-W48", "2027-01-04")]
    assert "2027年1月4日" in words_of(Path(made["files"][0]))


def test_a_notice_signed_before_the_turn_of_the_year_keeps_its_day(office: Office) -> None:
    """--date names the day of signature; entered in January it is of December and of 2026."""
    asked = ("notice", "--number", "〔2026〕5号", "--to", "2026-W48", "--issued")
    made = answer(office, *asked, "--date", "2026-12-31", now=JANUARY)
    assert _ledger(office) == [("台营商联办〔2026〕5号", "2026-W48", "2026-12-31")]
    text = words_of(Path(made["files"][0]))
    assert "2026年12月31日" in text
    assert words_of(Path(answer(office, *asked, now=JANUARY)["files"][0])) == text
    again = answer(office, *asked, "--date", "2027-01-02", now=JANUARY)
    assert again["hints"][1:] == ["该文号已于2026-12-31印发，成文日期不变"]
    assert words_of(Path(again["files"][0])) == text


def test_another_way_of_writing_it_is_no_other_number(office: Office) -> None:
    """第, a leading zero and other brackets mean the same; with other problems it is refused."""
    answer(office, "notice", "--number", "台营商联办[2026]第05号", "--issued")
    assert [row[0] for row in _ledger(office)] == ["台营商联办〔2026〕5号"]
    refused = jlhy(office, "notice", "--number", "〔2026〕05号", "--issued", "--from", "2026-W45")
    assert refused.exit_code == 2
    assert "已印发的不能改动" in refused.stderr
    assert len(_ledger(office)) == 1


def test_a_number_left_out_is_told(office: Office) -> None:
    """The sample's 方案 names 3号 and 4号: 5号 is next, 7号 leaves one out, 2号 is behind."""
    told = {
        number: answer(office, "notice", "--number", f"台营商联办〔2026〕{number}号")["hints"]
        for number in (4, 5, 6, 7, 2)
    }
    assert told == {
        4: [], 5: [],
        6: ["本年已登记的通报到〔2026〕4号，缺〔2026〕5号"],
        7: ["本年已登记的通报到〔2026〕4号，缺〔2026〕5号、6号"],
        2: ["本年已登记的通报到〔2026〕4号，〔2026〕2号在它之前"],
    }  # fmt: skip


def test_each_series_and_each_year_counts_for_itself() -> None:
    """Another head is another series; a new year begins with 1号."""
    known = ["甲〔2026〕5号", "甲〔2026〕12号"]
    assert numbering.out_of_turn("乙〔2026〕1号", known) == ""
    assert numbering.out_of_turn("甲〔2027〕1号", known) == ""
    assert numbering.out_of_turn("甲〔2027〕2号", known) == "2027年还没有登记过通报，缺〔2027〕1号"
    lacking = "本年已登记的通报到〔2026〕12号，缺〔2026〕6号、7号、8号、9号、10号、11号"
    assert numbering.out_of_turn("甲〔2026〕13号", known) == lacking
    assert numbering.wrong_year("关于某事", date(2027, 1, 4)) == ""
