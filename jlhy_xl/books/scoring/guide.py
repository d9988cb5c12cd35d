"""说明, the first sheet of 减扣评分表: what is in the book, who fills in what, what counts."""

from collections.abc import Sequence

from msgspec import Struct

from jlhy_xl.books.scoring.facts import Facts, Line, total, years
from jlhy_xl.books.scoring.parts import (
    GUIDE,
    LAID_OUT,
    LINES,
    OWN_FIGURES,
    PROOFS,
    RULES,
    SPARED,
    TOTALS,
    begin,
    finish_year,
)
from jlhy_xl.books.scoring.waiting import long_waiting, waiting
from jlhy_xl.books.sheet import Sheet, Value
from jlhy_xl.books.table import Column, Draft, link_to
from jlhy_xl.core.values.parsed import plain
from jlhy_xl.core.wording.intake import LARGE_LINK, NO_ATTACHMENT

_NOTHING = "△ 本期一件也没有收到：请先核查收件邮箱和收件文件夹，确认无误后再告知单位"


class _Entry(Struct, frozen=True):
    sheet: str
    count: Value
    new: Value
    what: str


def guide(facts: Facts) -> Sheet:
    """Return the sheet that one reads first."""
    columns: list[Column[_Entry]] = [
        Column("工作表", 16, lambda row: row.sheet, "body_link", lambda row: link_to(row.sheet)),
        Column("条数", 9, lambda row: row.count, "count"),
        Column("其中新增", 11, lambda row: row.new, "count"),
        Column("内容", 62, lambda row: row.what, "body_indent"),
    ]
    draft = begin(facts.results, GUIDE, f"{years(facts)}减扣评分表", columns)
    draft.line(_situation(facts), "lead")
    if told := _empty(facts):
        draft.line(told, "warn")
    if told := waiting(facts):
        draft.line(told, "warn" if long_waiting(facts, facts.all) else "hint")
    draft.table(columns, _entries(facts))
    draft.gap()
    for caption, steps in _chapters(facts):
        draft.line(caption, "section")
        draft.raise_to(draft.row - 1, 24.0)
        for said in steps:
            _step(draft, *said)
        draft.gap(6)
    page = {"landscape": False, "fit_tall": 1}
    return finish_year(facts.results, draft, page=page, tab="accent")


def _step(draft: Draft, what: str, told: str) -> None:
    draft.put(draft.row, 0, what, "label_bold")
    draft.span(draft.row, 1, 3, told, "body_indent")
    draft.row += 1


def _situation(facts: Facts) -> str:
    """Return where things stand, in one sentence that recomputes from the sheets."""
    lines, settled = facts.proposed, [line for line in facts.proposed if line.settled is not None]
    told = f"共{len(facts.all)}条：逐条{len(lines)}条，待认定{len(facts.laid_out)}条，不予减扣{len(facts.spared)}条。"
    if facts.scheme.is_trial:
        return told + "试运行期间均为提示事项，不减扣。"
    return (
        told
        + f"逐条适用分值合计{plain(total(lines))}分，其中审定{len(settled)}条、{plain(total(lines, settled=True))}分。"
    )


def _empty(facts: Facts) -> str:
    """Return that nothing at all came, "" where anything did: the mailbox is asked before the units."""
    results = facts.results
    is_owed = any(case.owed and case.clock.owed for case in results.cases)
    came = any(case.facts or case.mails for case in results.cases) or bool(results.receipts)
    wrote = any(row.code in (NO_ATTACHMENT.code, LARGE_LINK.code) for row in results.findings)
    return _NOTHING if is_owed and not (came or wrote) else ""


def _entries(facts: Facts) -> list[_Entry]:
    def entry(sheet: str, lines: Sequence[Line], what: str) -> _Entry:
        return _Entry(sheet, len(lines), sum(line.is_new for line in lines), what)

    return [
        _Entry(TOTALS, None, None, "各单位按不及时、不到位、指标排名落后分列的条数和分值"),
        entry(LINES, facts.proposed, "一条一行：事项、依据、证据、分值、状态，右侧为办理栏"),
        entry(LAID_OUT, facts.laid_out, "须由人认定的事项：证据已列出，认定意见写在“理由”栏"),
        _Entry(
            PROOFS,
            len(facts.proofs),
            None,
            "一条证据一行：文件、工作表、单元格、所见、时间、校验值",
        ),
        _Entry(RULES, len(facts.scheme.rules), None, "本期适用的规则、分值、上限和认定方式"),
        entry(SPARED, facts.spared, "不予减扣、免于认定的事项和理由，如实列示，不计分"),
    ]


def _chapters(facts: Facts) -> list[tuple[str, list[tuple[str, str]]]]:
    days = facts.scheme.parameters.objection_working_days
    office = next((unit.name for unit in facts.scheme.units if unit.office), "办公室所在单位")
    return [
        ("怎样办理", [
            ("1. 告知", "经办人打印“减扣告知单”送达单位，在本表填送达方式、签收人、签收时间。没有签收时间，异议期不起算。告知单上的编号是本表编号的前8位，按它查找即可。"),
            ("2. 异议", f"单位自签收次日起{days}个工作日内可书面提出异议。收到后填异议时间、异议内容；期满没有异议的，不必填写，视为无异议。"),
            ("3. 复核", "经办人填复核结论（维持、调整、撤销、暂缓）和理由，由另一人复核并在“复核人”栏填写姓名。两人不能相同。调整的须填核定分值，不超过规则分值。单位提出异议而维持的，也要写明理由。暂缓的，恢复办理时把复核结论改为维持、调整或撤销，再按4办理。"),
            ("4. 审定", f"有审定权的会议或机构审定后，填审定机构、审定依据（纪要或文件的文号）、审定日期。没有审定依据，不算审定。涉及{office}的事项，办公室回避，报总召集人审定。"),
            ("5. 待认定", "程序只列证据，不提出减扣（“规则分值”供参考，规则未设分值的空白）。有权认定的人在“理由”栏写明所认定的事实和理由，并填经办人、核定分值，之后再按1—4办理。"),
            ("6. 待确认", "是否算单位逾期还不清楚：先在方案“议定事项”表填“是否同意”或“确认办结”（请假未登记批准人的，在“会议台账”表补填），下次运行自动改变状态。在此之前不计分，没有告知单，本表的灰色格不必填。"),
            ("7. 责任归属", "“说明”栏写有“请核定责任归属”的，先看证据并向单位核实：责任在单位的，照常办理；不在单位（邮件、办公室、上级、节假日等）的，在方案“不予减扣”表登记单位、期次、规则、责任归属、理由和经办人，下次运行后本行列入不予减扣、不计分。责任归属栏由程序填写，不在本表改。"),
            ("8. 交回", "填好后存入 workbooks/reviewed 文件夹，下次运行自动读入。只填黄色格；编号列不要改动。排序、筛选、隐藏行列不影响读入。"),
        ]),
        ("怎样计算", [
            ("只计审定", "拟减扣是程序按规则提出的，不是决定。只有审定的分值计入年终移交。"),
            ("适用分值", "拟减扣分值计入上限之后的数。一次报送的迟报、未报、未补正合计不超过未报的分值；同一事实只计一次。"),
            ("期次", "按事情发生的那一周；议定事项按到期日所在的周，可能晚于编制时的周。"),
            ("不予减扣", "责任不在单位（办公室、邮件、上级、节假日、交接期）的，不予减扣，仍如实列示。"),
            ("数字来历", OWN_FIGURES + "。通知第五条第（四）款只写明可以减扣的情形。"),
            ("方案版本", f"每页左下角的“方案 {facts.results.scheme_digest[:8]}”是本次所用方案.xlsx内容的校验值（前8位）：两份表写的相同，所用方案（规则和其中的台账）就相同；收到的文件和处理意见仍可能不同。"),
            ("试运行", "减扣细则文号或生效日期未填时为试运行：照常测算，只作提示，不能审定。"),
        ]),
    ]  # fmt: skip
