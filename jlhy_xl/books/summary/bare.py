"""Mails that held no file: whose they are taken for, and their rows below 收件去向; no balance counts them."""

from typing import Any

from msgspec import Struct

from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import period_words
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.core.model import Arrival, Finding
from jlhy_xl.core.wording.intake import NO_ATTACHMENT

TITLE = "无附件的邮件（{count} 封：不是报送件，不计入上面的合计）"
WORD, NOBODY = "· 无附件的邮件", "—"
WHY = "邮件里没有附件，不能作为报送；如在正文中报送，请联系其补发表格附件"


class Bare(Struct, frozen=True):
    """A mail without any file, as the intake's note tells it."""

    note: Finding
    unit: str = ""  # code: known by its address or its subject
    mail: Arrival | None = None  # where it stands beside a unit's case


def bare_mails(facts: Facts) -> list[Bare]:
    """Return the mails without a file that the intake noted, in the findings' order."""
    known = {mail.source: (case.unit, mail) for case in facts.results.cases for mail in case.mails}
    return [
        Bare(row, *known.get(row.file, ("", None)))
        for row in facts.results.findings
        if row.code == NO_ATTACHMENT.code
    ]


def whose(facts: Facts) -> dict[str, str]:
    """Return of each finding about such a mail the unit that the mail is taken for, by the finding's id."""
    return {row.note.id: row.unit for row in bare_mails(facts) if row.unit}


def section(facts: Facts, draft: Draft) -> None:
    """The mails without a file stand below what came, in the columns of 收件去向."""
    rows = bare_mails(facts)
    if not rows:
        return

    here = facts.results.clock.period

    def at(row: Bare) -> Any:
        return facts.local(row.mail.received) if row.mail else NOBODY

    columns: list[Column[tuple[int, Bare]]] = [
        Column("序号", 5.5, lambda row: row[0], "count"),
        Column("邮件主题", 20, lambda row: row[1].note.found),
        Column("收到时间", 17, lambda row: at(row[1]), "datetime"),
        Column("以何时间为准", 11, lambda row: row[1].mail.clock.value if row[1].mail else "", "hint_boxed"),
        Column("", 21, lambda _: ""),
        Column("去向", 10, lambda _: WORD, "body_centre"),
        Column("原因", 28, lambda _: WHY),
        Column("认定单位", 13, lambda row: facts.unit(row[1].unit) if row[1].unit else NOBODY),
        Column("期次", 8, lambda row: period_words(row[1].note.period, here) if row[1].note.period else NOBODY, "body_centre"),
        Column("收件路径", 42, lambda row: row[1].note.file, "hint_boxed"),
        Column("文件校验", 11, lambda row: row[1].note.sha256[:8], "key"),
    ]  # fmt: skip
    draft.gap()
    draft.line(TITLE.format(count=len(rows)), "section")
    draft.table(columns, list(enumerate(rows, 1)))
