"""Mails without a file: named with the unit they are taken for, beside the balance; 数据问题 lists nothing twice."""

import summary_world as world
from msgspec.structs import replace
from summary_world import sheet, table, texts

from jlhy_xl.books.summary import book as summary
from jlhy_xl.core.model import Arrival, Clock, Finding, Severity
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording.intake import NO_ATTACHMENT, no_attachment

SUBJECT = "区人社局第48周报送说明"
MAIL = Arrival(
    "b" * 64, SUBJECT, world.W48, "005 说明.eml", world.at("2026-11-27 17:32:08"), Clock.SERVER
)
NOTE = replace(NO_ATTACHMENT.finding(found=SUBJECT), file=MAIL.source, period=world.W48)


def _told(results: Results, *notes: Finding) -> Results:
    cases = tuple(
        replace(case, mails=(MAIL,)) if case.unit == world.SILENT else case
        for case in results.cases
    )
    return replace(results, cases=cases, findings=notes)


def test_what_such_a_mail_says_is_quoted_and_masked() -> None:
    """Its words stand where a person looks into it; in the masked edition without numbers to call."""
    note = replace(no_attachment(SUBJECT, "下周一补报，联系王五13812345678"), file=MAIL.source)
    week = _told(world.results(), note)
    full, masked = (
        "".join(texts(sheet(summary.book(replace(week, masked=each)), "数据问题")))
        for each in (False, True)
    )
    assert "正文写道：“下周一补报，联系王五13812345678”" in full
    assert "正文写道：“下周一补报" in masked
    assert "13812345678" not in masked


def test_a_mail_without_a_file_names_its_unit_and_stands_beside_what_came() -> None:
    """The unit that it is taken for in both sheets; the balance above counts files alone."""
    plain = world.results()
    other = replace(NOTE, file="006 不知.eml", found="您好")
    made = summary.book(_told(plain, NOTE, other))
    (mine, nobody) = sorted(
        (row for row in table(sheet(made, "数据问题"), "级别") if row["编号"] == NO_ATTACHMENT.code),
        key=lambda row: str(row["单位"]), reverse=True,
    )  # fmt: skip
    assert (mine["单位"], nobody["单位"]) == ("区人社局", "—")
    came = sheet(made, "收件去向")
    rows = {row["邮件主题"]: row for row in table(came, "邮件主题")}
    assert rows[SUBJECT]["认定单位"] == "区人社局"
    assert rows[SUBJECT]["去向"] == "· 无附件的邮件"
    assert str(rows[SUBJECT]["收到时间"]) == "2026-11-27 17:32:08"
    assert (rows["您好"]["认定单位"], rows["您好"]["收到时间"]) == ("—", "—")
    before = sheet(summary.book(plain), "收件去向")
    balance = [text for text in texts(before) if text.startswith("收到 ")]
    assert balance == [text for text in texts(came) if text.startswith("收到 ")]
    assert not any("无附件的邮件" in text for text in texts(before))


def _many(count: int, units: int) -> list[Finding]:
    return [
        Finding("V101", Severity.QUERY, "请核实", unit=f"U{1 + at % units:02}", cell=f"A{at}", period=world.W48)
        for at in range(count)
    ]  # fmt: skip


def test_what_matters_most_is_listed_again_only_where_that_is_short() -> None:
    """One row a kind and unit below the list, only if it has at most a third of the list's open rows."""
    plain = replace(world.results(), findings=())

    def again(*rows: Finding) -> bool:
        made = sheet(summary.book(replace(plain, findings=rows)), "数据问题")
        return any(text.startswith("最要紧的") for text in texts(made))

    assert again(*_many(30, 10))
    assert not again(*_many(29, 10))
    assert not again(*_many(9, 1))
