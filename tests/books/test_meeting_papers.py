"""The papers of a meeting: what is listed, what is on the agenda, what the 会议台账 asks for."""

from datetime import date

from jlhy_xl.books.letters import letter, meeting, meeting_book
from jlhy_xl.books.letters.meeting import Session
from jlhy_xl.books.summary.facts import Facts
from tests.books import summary_world

WEEK = summary_world.results()
SESSION = Session("HY2026-07", date(2026, 12, 10), "上午9时", "区政府会议室")


def test_the_agenda_holds_what_units_proposed_and_need() -> None:
    """Each 议题建议 and each demand of either form stands once, by group, in the tables of 议题汇总."""
    facts = Facts(WEEK)
    topics = meeting.topics(facts)
    rows = WEEK.progress.to_dict("records")
    needs = {(row["unit"], row["need"]) for row in rows if row["need"]}
    asked = {(row.unit, row.ask) for row in facts.issues if row.ask and row.kind != "议题建议"}
    assert asked
    shown = [row for row in topics if row.kind == "需协调事项"]
    assert {(row.unit, row.text) for row in shown} == needs | asked
    assert len(shown) == len(needs | asked)
    assert [row.text for row in topics if row.kind == "议题建议"] == [
        "建议研究统一各镇便民服务中心办件系统，实现数据同源"
    ]
    text = "\n".join(letter.lines(meeting.letters(WEEK, SESSION)["议题汇总"]))
    for row in topics:
        assert row.text in text
    assert f"共收到议题建议1件、需协调事项{len(shown)}件" in text


def test_a_proposal_to_meet_is_no_item_of_the_meeting() -> None:
    """What it is to deal with is; one that says no more is told apart and is on no agenda."""
    known = meeting.topics(Facts(WEEK))
    call = meeting.Topic("议题建议", "U02", "建议12月上旬召开联席会议，逐项研究短板指标整改")
    bare = meeting.Topic("议题建议", "U03", "请尽快召开联席会议。")
    other = meeting.Topic("议题建议", "U04", "建议召开供电专题协调会，研究占路审批")
    found = meeting.for_agenda((*known, call, bare, other))
    told = [row.text for row in found]
    assert told[-2:] == ["逐项研究短板指标整改", other.text]
    same = "请区领导协调明确小型外线工程免审批的范围和责任单位"
    (said,) = (row.units for row in found if row.text == same)
    assert said == tuple(row.unit for row in known if row.text == same)
    assert len(said) == 4
    assert not [text for text in told if "建议全区推广" in text]  # the advice of an experience
    assert [
        text
        for text in told
        if text.endswith("影响，联系138****9999或0632-****888。请协调公安、城管并联审批")
    ]
    assert [row.is_call for row in (call, bare, other)] == [True, True, False]
    items = meeting_book.book(WEEK, SESSION, (call, bare)).sheets[2]
    texts = [cell.value for cell in items.cells.values() if cell.value]
    assert "逐项研究短板指标整改" in texts
    assert bare.text not in texts
    assert call.text not in texts


def test_the_next_meeting_follows_the_last_of_its_year() -> None:
    """HY2026-06 is the last that was held; another year begins anew."""
    assert meeting.next_number(WEEK.scheme, 2026) == "HY2026-07"
    assert meeting.next_number(WEEK.scheme, 2027) == "HY2027-01"


def test_the_meeting_book_asks_for_each_member_and_decides_nothing() -> None:
    """Attendance is blank for twelve members; no proposal is adopted and none has a day."""
    made = meeting_book.book(WEEK, SESSION, meeting.topics(Facts(WEEK)))
    ledger, items = (
        next(sheet for sheet in made.sheets if sheet.name == name)
        for name in ("会议台账", "议定事项")
    )
    names = [cell.value for (row, column), cell in ledger.cells.items() if column == 3 and row > 1]
    assert [name for name in names if name] == [
        unit.name for unit in WEEK.scheme.units if unit.member
    ]
    heads = {cell.value: column for (row, column), cell in items.cells.items() if row == 1}
    for name in ("是否议定", "完成时限"):
        column = heads[name]
        assert {
            cell.value for (row, at), cell in items.cells.items() if at == column and row > 1
        } == {None}
