"""``jlhy notice``, ``remind`` and ``meeting``: letters on request."""

from datetime import datetime

import click

from jlhy_xl.commands.chinese import Command, Group
from jlhy_xl.commands.console import (
    DONE,
    FINDINGS,
    PERIOD,
    SURROUNDINGS,
    Desk,
    guarded,
    place,
    plain,
)


@click.command(cls=Command)
@click.option("--number", required=True, help="文号，如 台营商联办〔2026〕5号")
@click.option("--from", "first", type=PERIOD, default="", help="起始期次，默认与 --to 相同")
@click.option(
    "--to", "last", type=PERIOD, default="", help="截止期次，默认为最近一个已截止且有收件的期次"
)
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="成文日期，默认为今天"
)
@click.option("--issued", is_flag=True, help="已经印发：把文号和点名的问题记入台账")
@click.option("--red-head", is_flag=True, help="加红色发文机关标志")
@click.option("--pdf", is_flag=True, help="同时生成 PDF（需要 LibreOffice）")
@click.pass_obj
@guarded
def notice(
    desk: Desk, /, number: str, first: str, last: str, day: datetime | None, **asked: bool
) -> int:
    """起草通报：output/截止期次/通报_文号.docx；加 --issued 才算印发，问题记入台账。"""
    from jlhy_xl import correspondence
    from jlhy_xl.books.letters import brief
    from jlhy_xl.books.letters.notice import Issue
    from jlhy_xl.books.letters.numbering import is_regular, tidy
    from jlhy_xl.edge import suite
    from jlhy_xl.edge.office import Office
    from jlhy_xl.pipeline import Order

    tidied = tidy(number)
    if tidied != number:
        desk.tell(f"提示：文号按公文格式写作“{tidied}”")
    if not is_regular(tidied):
        desk.tell(f"提示：文号一般写成“台营商联办〔2026〕5号”，不加“第”，不编虚位；现为“{tidied}”")
    made = correspondence.notice(
        Office(desk.folder),
        Order(desk.now, last),
        first,
        Issue(tidied, asked["red_head"], asked["issued"], day.date() if day else None),
    )
    for hint in made.hints:
        desk.tell(f"提示：{hint}；如无误，可不理会")
    names = made.scheme.unit_by_code
    problems = [
        {"unit": names[row.unit].name, "problem": row.problem, "text": row.text}
        for row in made.problems
    ]
    files = [made.path]
    if asked["pdf"]:
        weekly = made.path.with_name(f"{brief.NAME}.docx")
        files += [suite.to_pdf(path) for path in (made.path, weekly) if path.is_file()]
    state = "已记入台账" if made.issued else "未印发，没有记入台账（印发后加 --issued 再运行一次）"
    desk.answer(
        {"number": made.number, "hints": list(made.hints), "issued": made.issued, "files": list(map(str, files)),
         "problems": problems},
        [f"已生成 {path}" for path in files] + [f"点名问题 {len(problems)} 件；{state}"],
    )  # fmt: skip
    return DONE


@click.command(cls=Command)
@click.option("--period", type=PERIOD, default="", help="期次；默认为最近一个已截止且有收件的期次")
@click.option("--send", is_flag=True, help="通过环境变量 JLHY_SMTP_* 所设的邮件服务器发出")
@click.pass_obj
@guarded
def remind(desk: Desk, period: str, send: bool) -> int:
    """工作提醒：给还差内容的单位各生成一封邮件和一段可粘贴的文字；加 --send 发出并记入台账。"""
    import os

    from jlhy_xl import correspondence
    from jlhy_xl.core.standing.owing import owing
    from jlhy_xl.core.wording import status as words
    from jlhy_xl.edge import post
    from jlhy_xl.edge.office import Office
    from jlhy_xl.pipeline import Order

    server = post.server(os.environ) if send else None
    made = correspondence.remind(Office(desk.folder), Order(desk.now, period), server)
    names = {unit.code: unit.name for unit in made.results.scheme.units}
    owed = owing(made.results)
    told = (
        ("已发出", made.sent), ("今天已发过，没有重发", made.already),
        ("没有登记邮箱，请用文字提醒", made.nowhere),
    )  # fmt: skip
    lines = [f"{made.results.clock.label}：{len(owed)} 个单位还差内容"]
    lines += [f"  {names[row.unit]}：{words.missing_words(row)}" for row in owed]
    lines += [
        f"{word}：{'、'.join(names[unit] for unit in units)}" for word, units in told if units
    ]
    lines += [f"没有发出：{names[unit]}（{why}）" for unit, why in made.refused]
    if made.files:
        lines.append(f"已生成 {len(made.files)} 个文件：{made.files[0].parent}")
    desk.answer(
        {"period": made.results.clock.period,
         "owing": [words.as_mapping(made.results, row) for row in owed],
         "files": list(map(str, made.files)), "sent": [names[unit] for unit in made.sent],
         "already": [names[unit] for unit in made.already],
         "nowhere": [names[unit] for unit in made.nowhere],
         "refused": {names[unit]: why for unit, why in made.refused}},
        lines,
    )  # fmt: skip
    return SURROUNDINGS if made.refused else DONE


@click.group(cls=Group)
def meeting() -> None:
    """联席会议：起草会议材料，登记会议结果。"""


@meeting.command("draft")
@click.option("--period", type=PERIOD, default="", help="期次；默认为最近一个已截止且有收件的期次")
@click.option("--number", default="", help="会议编号，如 HY2026-07；默认接着上一次")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="开会日期")
@click.option("--time", "hour", default="", help="开会时间，如 上午9时")
@click.option("--place", default="", help="地点")
@click.option("--topic", default="", help="主要议题")
@click.pass_obj
@guarded
def meeting_draft(desk: Desk, /, period: str, day: datetime | None, **said: str) -> int:
    """起草会议通知、议题汇总、签到表、会议纪要和待填的会议台账。

    写到 output/期次/会议/。
    """
    from jlhy_xl import correspondence
    from jlhy_xl.books.letters.meeting import Session
    from jlhy_xl.edge.office import Office
    from jlhy_xl.pipeline import Order

    session = Session(day=day.date() if day else None, **said)
    made = correspondence.draft_meeting(Office(desk.folder), Order(desk.now, period), session)
    lines = [f"已生成 {path}" for path in made]
    lines.append("会后填好会议台账，放进 workbooks/reviewed，再运行 jlhy meeting record")
    desk.answer({"files": list(map(str, made))}, lines)
    return DONE


@meeting.command("record")
@click.pass_obj
@guarded
def meeting_record(desk: Desk) -> int:
    """读回填好的会议台账、写在总览上的领导批示，记入台账。

    记入的有出席情况、议定事项、批示。会议台账、写了批示的汇总表放在 workbooks/reviewed/；直接写在 output/期次/汇总表.xlsx 里的批示也会读到。
    """
    from jlhy_xl import correspondence
    from jlhy_xl.core.scheme.meeting_tables import UNREGISTERED
    from jlhy_xl.core.scheme.recorded import entries_of
    from jlhy_xl.edge.office import Office

    made = correspondence.record_meeting(Office(desk.folder), desk.now)
    left = sum(row.attended == UNREGISTERED for row in made.meetings)
    lines = [
        f"已读 {'、'.join(made.files)}：出席情况 {len(made.meetings)} 行{f'（其中未登记 {left} 行）' if left else ''}，"
        f"议定事项和批示 {len(made.resolutions)} 件"
    ]
    lines[:0] = made.boxes.kept
    lines += [f"  {row.code} {row.text}" for row in made.resolutions]
    tracked = {row.code for row in made.resolutions}
    lines += [f"  {row.code} {row.text}（已登记，尚待补填）"
              for row in made.boxes.made if row.code not in tracked]  # fmt: skip
    lines += [f"  {code} 未议定，不列入" for code in made.withdrawn]
    lines += [f"  {key} 在方案.xlsx 中已有，以方案为准" for key in made.outranked]
    lines += [f"  {row.file} {place(row)}{row.message}" for row in made.findings]
    desk.answer(
        {"files": list(made.files), "meetings": [entries_of(row) for row in made.meetings],
         "resolutions": [entries_of(row) for row in made.resolutions],
         "instructions": [{"code": row.code, **row.entries, "file": row.file, "sheet": row.sheet,
                           "cell": row.cell} for row in made.boxes.made],
         "copied": list(made.boxes.kept),
         "withdrawn": list(made.withdrawn), "outranked": list(made.outranked),
         "findings": [plain(row) for row in made.findings]},
        lines,
    )  # fmt: skip
    errors = any(row.severity.value == "error" for row in made.findings)
    return FINDINGS if errors else DONE


COMMANDS: tuple[click.Command, ...] = (notice, remind, meeting)
