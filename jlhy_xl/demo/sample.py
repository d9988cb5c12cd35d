"""The repository's own week: twelve units, each with one deliberate story, and what it must lead to.

Deadline Friday 27 November 2026 17:00, cut-off Friday 4 December 17:00.
"""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.books.scheme.default import sample as sample_scheme
from jlhy_xl.demo.people import personnel
from jlhy_xl.demo.plan import (
    Answer,
    Attached,
    Cell,
    Inserted,
    Line,
    Outcome,
    Plan,
    Program,
    Saved,
    Sending,
    Told,
    Typed,
    UnitPlan,
    WeekPlan,
    Workbook,
    at,
)
from jlhy_xl.demo.sample_texts import EARLIER, EARLIER_RESOLUTION, ISSUES, PROGRESS, RESOLUTIONS

PERIOD = "2026-W48"
NOW = "2026-12-07T09:00"
_DUE = date(2026, 12, 31)
_FIRST_ISSUE = 6  # the first open row of 问题与经验 in the sheet
_NOTED = "note"
_HALF, _ONE, _TWO, _ZERO = "0.5", "1", "2", "0"
_OPEN = ("value", "status", "progress", "problem", "measures", "need", "evidence", "remark", "unchanged")  # fmt: skip

# What figures typed with words mean; everything else reads as it is typed.
_READ: dict[tuple[str, str], Answer] = {
    ("U03", "01-01"): Answer("2个", value="2"),
    ("U03", "01-02"): Answer("0.8个工作日", value="0.8"),
    ("U03", "02-02"): Answer("约42个工作日", value="42"),
    ("U03", "02-03"): Answer("4650元", value="4650"),
    ("U03", "11-02"): Answer("93.5分", value="93.5"),
    ("U03", "11-03"): Answer("99.1％", value="99.1"),
    ("U08", "04-02"): Answer("3天", state="aside"),  # measured in 工作日: asked, kept aside
}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _typed(text: str) -> Typed:
    """A figure is typed as a number, anything else as words."""
    return Decimal(text) if text.replace(".", "").isdigit() else text


def _progress(unit: str) -> dict[Cell, Answer]:
    cells: dict[Cell, Answer] = {}
    for line in PROGRESS.get(unit, "").strip().splitlines():
        code, *told = _cells(line)
        for item, text in zip(_OPEN, told, strict=False):
            if item == "value" and text:
                cells["progress", code, item] = _READ.get((unit, code), Answer(_typed(text)))
            elif item == "status":
                cells |= _status(code, text, answered="是" not in told)
            elif text:
                cells["progress", code, item] = Answer(text)
    return cells


def _status(code: str, text: str, *, answered: bool) -> dict[Cell, Answer]:
    """A row's 推进状态 and 完成时限; a row that says 本周无变化 leaves both alone."""
    if not answered:
        return {}
    word, _, due = text.partition("@")
    return {
        ("progress", code, "status"): Answer(word or "推进中"),
        ("progress", code, "due"): Answer(date.fromisoformat(due) if due else _DUE),
    }


def _resolution(unit: str) -> dict[Cell, Answer]:
    if unit not in RESOLUTIONS:
        return {}
    code, state, done, basis, extension = _cells(RESOLUTIONS[unit])
    told: dict[str, Typed] = {
        "state": state, "progress": done, "basis": basis,
        "extension": date.fromisoformat(extension) if extension else "",
    }  # fmt: skip
    return {("resolutions", code, item): Answer(typed) for item, typed in told.items() if typed}


def _issues(unit: str) -> dict[Cell, Answer]:
    cells: dict[Cell, Answer] = {}
    for step, line in enumerate(ISSUES.get(unit, "").strip().splitlines()):
        for item, text in zip(("kind", "text", "group", "ask", "contact"), _cells(line), strict=True):  # fmt: skip
            if text:
                cells["issues", str(_FIRST_ISSUE + step), item] = Answer(text)
    return cells


def _all(unit: str) -> dict[Cell, Answer]:
    people = personnel(int(unit[1:]))
    return {**people, **_progress(unit), **_resolution(unit), **_issues(unit)}


def _book(unit: str, **more: object) -> Workbook:
    return replace(Workbook(unit, unit, _all(unit)), **more)


def _one(name: str, what: str, verdict: str = "accepted") -> tuple[Attached, ...]:
    return (Attached(name, what, verdict),)


_HELLO = "联席会议办公室：\n您好！现报送我单位本周营商环境指标进展，请查收。\n"
_SUBJECT = "{}第48周营商环境指标进展报送"


def _clean() -> tuple[UnitPlan, ...]:
    """Units whose return gives nothing to ask, whatever program it went through."""
    return (
        UnitPlan(
            "U01", "in time by Foxmail, saved again by openpyxl", counts="U01",
            workbooks=(_book("U01", saved=Saved.OPENPYXL),),
            sendings=(
                Sending(Program.FOXMAIL, "U01", at("2026-11-26 16:20:11"), _SUBJECT.format("区法院"),
                        _HELLO, _one("区法院第48周报送表.xlsx", "U01")),
            ),
        ),
        UnitPlan(
            "U02", "in time by 163; owes no indicators, proposes a topic", counts="U02",
            workbooks=(_book("U02"),),
            sendings=(
                Sending(Program.NETEASE, "U02", at("2026-11-25 10:05:43"), _SUBJECT.format("区发改局"),
                        _HELLO, _one("区发改局-人员信息和议题建议.xlsx", "U02")),
            ),
        ),
        UnitPlan(
            "U04", "in time by Outlook with a logo in the signature; renamed a sheet, saved by LibreOffice",
            counts="U04",
            workbooks=(
                _book("U04", saved=Saved.LIBREOFFICE, lagging=frozenset({"09-05"}),
                      renamed={"progress": "财政局指标（定稿）"}),
            ),
            sendings=(
                Sending(Program.OUTLOOK, "U04", at("2026-11-27 09:30:52"), _SUBJECT.format("区财政局"),
                        _HELLO,
                        (Attached("image001.png", "logo", "not_ours"),
                         Attached("区财政局 2026年第48周 营商环境指标进展（政府采购）.xlsx", "U04", "accepted"))),
            ),
        ),
        UnitPlan(
            "U10", "in time by hand; the office wrote the time into 收件登记; 共填 conflict with U09",
            counts="U10", workbooks=(_book("U10", saved=Saved.OPENPYXL),),
            sendings=(
                Sending(Program.HAND, "U10", at("2026-11-26 17:35"), "", "微信传来",
                        _one("金融服务中心 营商环境周报.xlsx", "U10")),
            ),
            findings=(Told("M301", "query", "U10", "progress", "06-03", "value", "95.8"),),
        ),
    )  # fmt: skip


def _messy() -> tuple[UnitPlan, ...]:
    """Units in time with something to ask, to note or to mend."""
    return (
        UnitPlan(
            "U03", "in time by QQ with GB18030 names; unit words in figures; a PDF as 佐证; one row 本周无变化",
            counts="U03", workbooks=(_book("U03"),),
            sendings=(
                Sending(Program.QQ, "U03", at("2026-11-27 11:05:09"), _SUBJECT.format("区行政审批局"),
                        _HELLO + "另附佐证材料1份。联络员 刘㻬",
                        (Attached("区行政审批局第48周（联络员刘㻬）.xlsx", "U03", "accepted"),
                         Attached("佐证ZC-03 施工图审查费免收公告.pdf", "pdf", "supporting"))),
            ),
            findings=(
                Told("V115", _NOTED, "U03", "progress", "02-02", "value", "约42个工作日"),
            ),
        ),
        UnitPlan(
            "U06", "in time from an old system with raw GBK names; put in a row of its own; twin of U08",
            counts="U06",
            workbooks=(
                _book("U06", lagging=frozenset({"10-01"}), saved=Saved.OPENPYXL,
                      inserted=(Inserted("progress", "10-01", "name", "以下为招标投标指标"),)),
            ),
            sendings=(
                Sending(Program.OLD, "U06", at("2026-11-27 14:48:30"), _SUBJECT.format("区住建局"),
                        _HELLO, _one("区住建局报送表11.27.xlsx", "U06")),
            ),
            findings=(
                Told("L207", _NOTED, "U06", "progress", found="以下为招标投标指标"),
                _twin("U06"),
            ),
        ),
        UnitPlan(
            "U07", "in time twice: Friday's file replaces Thursday's; a colleague forwards Thursday's mail",
            counts="U07-2",
            workbooks=(_earlier("U07"), _book("U07", id="U07-2")),
            sendings=(
                Sending(Program.NETEASE, "U07", at("2026-11-26 09:12:40"), _SUBJECT.format("区自然资源局"),
                        _HELLO, _one("自然资源局第48周.xlsx", "U07-1", "superseded")),
                Sending(Program.NETEASE, "U07", at("2026-11-27 08:40:02"), "转发：区自然资源局报送表",
                        "小李，昨天的报送表转给你们，烦请确认是否收到。",
                        _one("自然资源局第48周.xlsx", "U07-1", "duplicate"),
                        sender="sunyf@mail.example", forwarded="区自然资源局第48周报送.eml"),
                Sending(Program.NETEASE, "U07", at("2026-11-27 16:05:17"), "以此件为准：区自然资源局第48周",
                        "昨天的数据有更新，请以本件为准。",
                        _one("自然资源局第48周 最终版(2).xlsx", "U07-2")),
            ),
            findings=(
                Told("M204", _NOTED, "U07", "progress"), Told("M204", _NOTED, "U07", "resolutions"),
            ),
        ),
        UnitPlan(
            "U08", "in time with three troubles, sent back on Monday, never mended; twin of U06",
            counts="U08", workbooks=(_book("U08", lagging=frozenset({"04-03"})),),
            sendings=(
                Sending(Program.FOXMAIL, "U08", at("2026-11-26 15:33:25"), _SUBJECT.format("区城乡水务局"),
                        _HELLO, _one("水务局（获得用水）周报.xlsx", "U08")),
            ),
            findings=(
                Told("V113", "query", "U08", "progress", "04-02", "value", "3天"),
                Told("C102", "error", "U08", "progress", "04-03", "measures"),
                Told("C101", "error", "U08", "progress", "04-04", "progress"),
                _twin("U08"),
            ),
            sent_back=(at("2026-11-30 09:40"),), unmended=True,
        ),
        UnitPlan(
            "U09", "in time by hand; 共填 conflict with U10 and U12", counts="U09",
            workbooks=(_book("U09"),),
            sendings=(
                Sending(Program.HAND, "U09", at("2026-11-27 15:40"), "", "专人送来U盘",
                        _one("地方金融监管局2026年第48周.xlsx", "U09")),
            ),
            findings=(Told("M301", "query", "U09", "progress", "06-03", "value", "96.3"),),
        ),
        UnitPlan(
            "U11", "the template untouched on Tuesday, a good one in a GBK zip two minutes before the deadline",
            counts="U11",
            workbooks=(Workbook("U11-0", "U11"), _book("U11", lagging=frozenset({"03-02"}))),
            sendings=(
                Sending(Program.QQ, "U11", at("2026-11-24 08:55:36"), "供电客服中心周报",
                        "请查收。", _one("区供电客服中心报送表.xlsx", "U11-0", "returned")),
                Sending(Program.NETEASE, "U11", at("2026-11-27 16:58:30"), "供电客服中心第48周报送（补充）",
                        "前一封发错了，请以本件为准，附件为压缩包。",
                        (Attached("供电客服中心第48周报送表.xlsx", "U11", "accepted"),
                         Attached("佐证-11月接电时长公示.pdf", "pdf", "supporting")),
                        zipped="供电客服中心第48周.zip"),
            ),
            findings=(Told("C104", "error", "U11"),),
        ),
    )  # fmt: skip


def _untimely() -> tuple[UnitPlan, ...]:
    """The unit that sent nothing, and the one that came too late."""
    return (
        UnitPlan(
            "U05", "promises a return in a mail without attachment, and sends none",
            Outcome.MISSING,
            sendings=(
                Sending(Program.FOXMAIL, "U05", at("2026-11-27 17:32:08"), "区人社局第48周报送说明",
                        "联席会议办公室：\n因业务系统升级，本周数据下周一补报，望谅解。\n"),
            ),
            findings=(
                Told("I103", _NOTED, found="区人社局第48周报送说明"),
                Told("M201", "error", "U05", "personnel"), Told("M201", "error", "U05", "progress"),
            ),
        ),
        UnitPlan(
            "U12", "a damaged file on Friday, answered the same day; a good one on Monday: late",
            Outcome.LATE, counts="U12",
            workbooks=(_book("U12", id="U12-0", share=0.62), _book("U12")),
            sendings=(
                Sending(Program.OUTLOOK, "U12", at("2026-11-27 16:52:14"), _SUBJECT.format("区人民银行"),
                        _HELLO, _one("人行第48周指标进展.xlsx", "U12-0", "returned")),
                Sending(Program.OUTLOOK, "U12", at("2026-11-30 10:26:41"), "重发：区人民银行第48周报送",
                        "上周五的附件损坏，现重新报送。",
                        _one("人行第48周指标进展（重发）.xlsx", "U12")),
            ),
            findings=(
                Told("G102", "error", "U12"),
                Told("M301", "query", "U12", "progress", "06-03", "value", "95.8"),
            ),
            sent_back=(at("2026-11-27 17:20"),),
        ),
    )  # fmt: skip


def _twin(unit: str) -> Told:
    found = _all(unit)["progress", "04-01", "progress"].read
    return Told("M303", "query", unit, "progress", "04-01", "progress", found)


def _earlier(unit: str) -> Workbook:
    """Thursday's workbook, of which Friday's changes two cells of one row and one 议定事项."""
    answers = _all(unit)
    for code, (value, told) in EARLIER.items():
        answers["progress", code, "value"] = Answer(Decimal(value))
        answers["progress", code, "progress"] = Answer(told)
    answers["resolutions", "YD2026-003", "progress"] = Answer(EARLIER_RESOLUTION)
    return Workbook(f"{unit}-1", unit, answers)


# From the scheme's own ledgers on 7 December 2026, as examples.md lines 18–24 read them.
_LINES = (
    Line("B2", "U04", "2026-W45", "HS2026-01", _TWO, _ZERO, "待认定"),  # verified on 12 November
    Line("B4", "U08", "2026-W45", "WT-01", _ONE, _ZERO, "待认定"),  # named in 3号 and 4号
    Line("C1", "U06", "2026-W42", "招标投标 全市 2026年三季度", None, _ZERO, "待认定"),  # 6 of 6, a target missed
    Line("A3", "U11", "2026-W47", "YD2026-002", _ONE, _ONE, "拟减扣"),  # due 20 November
    Line("B3", "U09", "2026-W47", "HY2026-06", _ONE, _ONE, "拟减扣"),  # absent on 18 November
    Line("A3", "U05", "2026-W48", "YD2026-007", _ONE, _ZERO, "待确认"),  # claimed in time, not confirmed
    Line("A3", "U08", "2026-W48", "YD2026-004", _ONE, _ZERO, "待确认"),  # asked in its own return in time, entered later
    Line("A3", "U04", "2026-W49", "YD2026-008", _ONE, _ZERO, "待确认"),  # asked in time, undecided
)  # fmt: skip


def plan() -> Plan:
    """Return the sample week."""
    units = sorted((*_clean(), *_messy(), *_untimely()), key=lambda row: row.unit)
    return Plan(sample_scheme(), (WeekPlan(PERIOD, tuple(units)),), at(NOW), _LINES)
