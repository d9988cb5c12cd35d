"""The papers of a meeting: what is listed, what is on the agenda, what the 会议台账 asks for."""

import re
from datetime import date

import pytest
from msgspec.structs import replace

from jlhy_xl.books.letters import agenda, letter, meeting, meeting_book
from jlhy_xl.books.letters.meeting import Session
from jlhy_xl.books.pages import scale
from jlhy_xl.books.sheet import Book, Sheet
from jlhy_xl.books.summary import book as summary
from jlhy_xl.books.summary.demands import demands, matters, uncounted
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.scheme.model import Resolution
from tests.books import summary_world

WEEK = summary_world.results()
SESSION = Session("HY2026-07", date(2026, 12, 10), "上午9时", "区政府会议室")


def test_the_agenda_holds_what_units_proposed_and_need() -> None:
    """Each 议题建议 and each demand of either form stands once, by group, with the topic it is under."""
    facts = Facts(WEEK)
    found = agenda.topics(facts)
    asked = matters(demands(facts))
    shown = [row for row in found if row.kind == "需协调事项"]
    assert {row.text for row in shown} >= {
        rows[0].text for rows in asked if "联系" not in rows[0].text
    }
    assert len(shown) == len(asked)
    assert [row.text for row in found if row.kind == "议题建议"] == [
        "建议研究统一各镇便民服务中心办件系统，实现数据同源"
    ]
    made = list(letter.lines(meeting.letters(WEEK, SESSION)["议题汇总"]))
    text = "\n".join(made)
    assert f"共收到议题建议1件、需协调事项{len(shown)}件" in text
    planned = agenda.agenda(facts, "", found)
    for row in found:
        at = next(at for at, each in enumerate(planned, 1) if each.text == row.whole)
        (line,) = (each for each in made if f"｜{row.text}｜" in each)
        assert line.endswith(f"｜列入议题{at}")
    others = uncounted(facts)
    assert others
    for each in others:
        assert f"｜{each.text}｜{each.about}｜供参考，不列入议题" in text


def test_a_proposal_to_meet_is_no_item_of_the_meeting() -> None:
    """What it is to deal with is; one that says no more is told apart and is on no agenda."""
    facts = Facts(WEEK)
    known = agenda.topics(facts)
    call = agenda.Topic("议题建议", ("U02",), "建议12月上旬召开联席会议，逐项研究短板指标整改")
    bare = agenda.Topic("议题建议", ("U03",), "请尽快召开联席会议。")
    other = agenda.Topic("议题建议", ("U04",), "建议召开供电专题协调会，研究占路审批")
    found = agenda.agenda(facts, "", (*known, call, bare, other))
    told = [row.text for row in found]
    assert told[-2:] == ["逐项研究短板指标整改", other.text]
    same = "请区领导协调明确小型外线工程免审批的范围和责任单位"
    (said,) = (row.units for row in found if row.text == same)
    assert len(said) == 4
    assert not [text for text in told if "建议全区推广" in text]  # the advice of an experience
    assert [
        text
        for text in told
        if text.endswith("影响，联系138****9999或0632-****888。请协调公安、城管并联审批")
    ]
    assert [row.is_call for row in (call, bare, other)] == [True, True, False]
    items = _sheet(
        meeting_book.book(WEEK, SESSION, agenda.agenda(facts, "", (call, bare))), "议定事项"
    )
    texts = [cell.value for cell in items.cells.values() if cell.value]
    assert "逐项研究短板指标整改" in texts
    assert bare.text not in texts
    assert call.text not in texts


def test_a_call_that_is_met_is_asked_for_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is one of the proposals, told as adopted, with the topic of its matter; nothing asks to decide it."""
    said = "建议12月上旬召开联席会议，逐项研究短板指标整改"
    monkeypatch.setattr(
        summary_world, "ISSUES", {"U02": (("议题建议", said, "", "请提前报送材料", ""),)}
    )
    made = list(letter.lines(meeting.letters(summary_world.results(), SESSION)["议题汇总"]))
    (row,) = (line for line in made if said in line)
    number = next(
        line.strip()[:1]
        for line in made
        if line.strip().endswith("研究短板指标整改事项（区发改局提出）。")
    )
    assert row.endswith(f"｜已由召开本次会议采纳；列入议题{number}；所附建议由办公室定")
    assert any("共收到议题建议1件" in line for line in made)


def test_each_topic_has_its_section_and_its_row() -> None:
    """通知, 纪要, 议题汇总 and 会议台账 go by one list; what is late or asks for time is one row an item."""
    week = replace(WEEK, scheme=replace(WEEK.scheme, resolutions=_register()))
    facts = Facts(week)
    session = replace(SESSION, topic="研究获得电力提升方案")
    planned = agenda.agenda(facts, session.topic, agenda.topics(facts))
    papers = meeting.letters(week, session)
    called = [
        part.text
        for part in papers["会议通知"].parts
        if isinstance(part, letter.Para) and part.level == 3
    ]
    assert called[: len(planned)] == [row.line for row in planned]
    assert set(called) >= {
        "研究逾期未办结的议定事项（1件）。", "审核逾期报办结的议定事项（1件）。",
        "研究申请延期的议定事项（1件）。", "研究督导发现、逾期未整改的问题（1件）。", "研究获得电力提升方案。",
    }  # fmt: skip
    summed = "\n".join(letter.lines(papers["议题汇总"]))
    assert all(f"{at}.{row.line}" in summed for at, row in enumerate(planned, 1))
    sections = [
        part.head
        for part in papers["会议纪要（代拟稿）"].parts
        if isinstance(part, letter.Para) and part.level == 2
    ]
    assert sections == [*(row.title for row in planned[1:]), "其他事项。"]
    items = _sheet(meeting_book.book(week, session, planned), "议定事项")
    notes = [cell.value for (row, at), cell in sorted(items.cells.items()) if row > 1 and at == 12]
    topics = [re.match(r"议题(\d+)", str(note or "")) for note in notes]
    numbers = [int(found[1]) for found in topics if found]
    assert sorted(set(numbers)) == list(range(2, len(planned) + 1))
    codes = [items.cells[row, 0].value for row in range(2, 5)]
    assert codes == ["R1", "R2", "R3"]
    minutes = "\n".join(letter.lines(papers["会议纪要（代拟稿）"]))
    for code in codes:
        (line,) = (each for each in minutes.splitlines() if f"{code} " in each)
        assert line.endswith("会议议定：")
    lines = minutes.splitlines()
    ticks = [line.strip("　") for line in lines if "□" in line]
    other = f"□其他：{'＿' * 20}。"
    late, done = "□确认办结　□同意延期至＿＿月＿＿日　□不同意延期", "□确认办结　□未办结，继续办理"
    assert ticks == [late, other, done, other, late, other]
    # what is written in by hand is never torn between two lines of 28 characters
    assert max(len(line) for line in lines if "＿" in line and "主持" not in line) <= 28
    assert "时限2026年11月20日；逾期" in minutes
    assert "2026年12月1日申请延期，待批" in minutes


def _register() -> tuple[Resolution, ...]:
    """Two overdue, one of them reported done late; one that asks for time; one that is in good time."""
    made = Resolution("R1", "纪要", "", "公开收费目录", "U08", (), date(2026, 11, 20))
    return (
        made,
        replace(made, code="R2", due=date(2026, 11, 25), claimed=date(2026, 11, 27)),
        replace(made, code="R3", due=date(2026, 12, 20), asked=date(2026, 12, 1)),
        replace(made, code="R4", due=date(2027, 3, 20)),
    )


def test_only_a_ledger_tells_who_was_invited() -> None:
    """A meeting that stands in 方案 alone has so many entered; one read back has so many invited."""
    (first, *_) = WEEK.scheme.meetings
    listed = replace(first, number="HY2026-99", note="据会议台账_HY2026-99.xlsx 会议台账!D3")
    week = replace(WEEK, scheme=replace(WEEK.scheme, meetings=(first, listed)))
    sheet = _sheet(summary.book(week), "会议与督导")
    told = {
        sheet.cells[row, 0].value: sheet.cells[row, 3].value
        for (row, at), cell in sheet.cells.items()
        if at == 0
        and cell.value in (first.number, listed.number)
        and sheet.cells[row, 4].value in (0, 1)
    }
    assert told == {first.number: "已登记1家", listed.number: 1}


def test_a_request_becomes_a_title() -> None:
    """Its own words where they are understood, else what it is about: never half a sentence."""
    assert [
        agenda.titled("请区住建局、区税务局参加联合会审"),
        agenda.titled("请有关镇街及时报送用款计划"),
        agenda.titled("建议研究统一各镇系统，实现数据同源"),
        agenda.titled("盼予关心", about="获得电力耗时"),
        agenda.titled("请牵头对接", "数据不通，需人工录入"),
    ] == [
        "参加联合会审事项", "及时报送用款计划事项", "统一各镇系统事项", "获得电力耗时有关事项", "数据不通问题",
    ]  # fmt: skip


def test_who_comes_is_written_by_hand() -> None:
    """The list to sign has the conveners on top and guests below; the minutes print nobody as present."""
    papers = meeting.letters(WEEK, SESSION)
    (table,) = (part for part in papers["签到表"].parts if isinstance(part, letter.Table))
    members = [unit.name for unit in WEEK.scheme.units if unit.member]
    assert [row[1] for row in table.rows] == ["总召集人", "副召集人", *members, "", ""]
    assert [row[5] for row in table.rows] == ["□主持"] * 2 + [""] * len(members) + ["列席"] * 2
    minutes = papers["会议纪要（代拟稿）"]
    (present,) = (line for line in letter.lines(minutes) if "出席（按签到表）：" in line)
    assert not any(name in present for name in members)
    assert "→" not in "\n".join(letter.lines(minutes))
    assert minutes.number == "台营商联纪〔2026〕＿＿号"


@pytest.mark.parametrize("name", ["会议台账", "议定事项", "批示"])
def test_the_meeting_book_prints_in_letters_that_can_be_read(name: str) -> None:
    """8 points of 11 are 73%; the columns that are left stand beside, each page with the item's number."""
    facts = Facts(WEEK)
    planned = agenda.agenda(facts, "", agenda.topics(facts))
    sheet = _sheet(meeting_book.book(WEEK, SESSION, planned), name)
    assert sheet.page.landscape
    assert scale(sheet.page, sheet.widths) >= 73
    parted = name != "会议台账"
    assert sheet.page.title_columns == ((0, 0) if parted else None)
    heads = [str(sheet.cells[1, at].value) for at in sorted(sheet.widths)]
    assert len(heads) == len(sheet.widths)
    if parted:
        assert [heads[at] for at in sheet.page.across] == ["申请延期日期"]


def test_the_guide_is_the_clerks_and_stands_last() -> None:
    """What only the clerk needs, commands among it, stands on the last sheet and nowhere else."""
    made = meeting_book.book(WEEK, SESSION, ())
    assert made.sheets[-1].name == "经办人填写说明"
    told = {
        sheet.name
        for sheet in made.sheets
        for cell in sheet.cells.values()
        if "jlhy" in str(cell.value)
    }
    assert told == {"经办人填写说明"}


def _sheet(made: Book, name: str) -> Sheet:
    return next(sheet for sheet in made.sheets if sheet.name == name)


def test_the_next_meeting_follows_the_last_of_its_year() -> None:
    """HY2026-06 is the last that was held; another year begins anew."""
    assert meeting.next_number(WEEK.scheme, 2026) == "HY2026-07"
    assert meeting.next_number(WEEK.scheme, 2027) == "HY2027-01"


def test_the_meeting_book_asks_for_each_member_and_decides_nothing() -> None:
    """Attendance is blank for twelve members; no proposal is adopted and none has a day."""
    made = meeting_book.book(
        WEEK, SESSION, agenda.agenda(Facts(WEEK), "", agenda.topics(Facts(WEEK)))[1:]
    )
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
        new = [row for row in range(2, 99) if _code(items, row).startswith(SESSION.number)]
        assert len(new) > 6
        assert {items.cells[row, column].value for row in new} == {None}


def _code(items: Sheet, row: int) -> str:
    cell = items.cells.get((row, 0))
    return str(cell.value) if cell else ""


def test_what_is_reported_done_late_is_not_called_undone() -> None:
    """逾期未办结 and 逾期报办结、待审核 are two topics, in all the papers and in the 会议台账."""
    week = replace(WEEK, scheme=replace(WEEK.scheme, resolutions=_register()))
    planned = agenda.agenda(Facts(week), "", ())
    found = {row.title: [each.resolution.code for each in row.items] for row in planned}
    assert found["关于逾期未办结的议定事项（1件）。"] == ["R1"]
    assert found["关于逾期报办结、待审核的议定事项（1件）。"] == ["R2"]
    items = _sheet(meeting_book.book(week, SESSION, planned), "议定事项")
    notes = [str(items.cells[row, 12].value) for row in (2, 3)]
    assert [note.partition("：")[0] for note in notes] == ["议题2", "议题3"]
    assert "报办结，迟2天，待审核" in notes[1]
    assert "逾期" not in notes[1]


def test_an_overdue_problem_of_an_inspection_is_on_the_agenda() -> None:
    """It is named with its unit, its days and its demand; once it is an item of the register it is not asked for again."""
    planned = agenda.agenda(Facts(WEEK), "", ())
    (at,) = (at for at, row in enumerate(planned, 1) if row.inspections)
    assert planned[at - 1].line == "研究督导发现、逾期未整改的问题（1件）。"
    minutes = "\n".join(letter.lines(meeting.letters(WEEK, SESSION)["会议纪要（代拟稿）"]))
    found = WEEK.scheme.inspections[0]
    assert f"DD2026-01 区城乡水务局：{found.problem.rstrip('。')}。整改要求：" in minutes
    assert "（时限2026年11月20日；逾期17天）。" in minutes
    items = _sheet(meeting_book.book(WEEK, SESSION, planned), "议定事项")
    (row,) = (
        row for row, cell in items.cells.items() if "督导DD2026-01逾期17天" in str(cell.value)
    )
    text, lead, note = (str(items.cells[row[0], column].value) for column in (2, 3, 12))
    assert (lead, note.partition("，")[0]) == ("区城乡水务局", f"议题{at}")
    made = Resolution("HY2026-07-01", "纪要", "", text, "U08", (), date(2026, 12, 30), note=note)
    kept = (*WEEK.scheme.resolutions, made)
    again = replace(WEEK, scheme=replace(WEEK.scheme, resolutions=kept))
    assert not [row for row in agenda.agenda(Facts(again), "", ()) if row.inspections]


def test_who_asks_for_something_is_not_its_owner() -> None:
    """牵头单位 is blank but where one unit of the scheme is plainly asked; who asked stands in the note."""
    asked = {
        "请区交通运输部门协调路政许可": "", "请区住建局、区自然资源局参加联合会审": "",
        "请区大数据中心协助开通接口": "", "请有关镇街及时报送用款计划": "",
        "请区行政审批局协调市平台开通备用通道": "区行政审批局", "建议请区住建局牵头对接": "区住建局",
        "请区住建局分管领导研究": "", "区财政局已拨付，请区领导协调": "", "建议统一办件系统": "",
    }  # fmt: skip
    found = [agenda.Topic(agenda.NEED, ("U11",), text) for text in asked]
    facts = Facts(WEEK)
    planned = agenda.agenda(facts, "", found)
    items = _sheet(meeting_book.book(WEEK, SESSION, planned), "议定事项")
    rows = {
        str(items.cells[row, 2].value): row for row, at in items.cells if at == 0 and row > 1
    }  # fmt: skip
    assert {text: items.cells[rows[text], 3].value or "" for text in asked} == asked
    notes = [str(items.cells[rows[text], 12].value) for text in asked]
    assert all("，区供电客服中心提出，原提：" in note for note in notes)


def test_a_day_that_nobody_has_set_is_left_to_be_written_in() -> None:
    """会议通知 says no 近期: a blank in its opening as in its 会议时间; a day that is given stands in both."""
    blank = "\n".join(letter.lines(meeting.letters(WEEK, Session("HY2026-07"))["会议通知"]))
    assert "定于＿＿月＿＿日召开" in blank
    assert "近期" not in blank
    told = "\n".join(letter.lines(meeting.letters(WEEK, SESSION)["会议通知"]))
    assert told.count("2026年12月10日") == 2
