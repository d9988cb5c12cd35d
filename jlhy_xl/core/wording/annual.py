"""What the year's books and their command say."""

from jlhy_xl.core.model import Status

JOIN = "；"
NO_OBJECTION = "未提出异议"
AMOUNT = "核定{points}分"
MORE_PROOFS = "另有{count}条，见材料包"
# of a line that was 审定 once, beside what has become of it
FORMER = "原于{day}审定{amount}分（{ground}），后改为{status}"
# of a unit, on the first page
OVER = "{group}审定{amount}分，高于年末上限{most}分：系上限下调前审定，见“{sheet}”"
REST = "另有{told}，见“{sheet}”"
COUNT = "{status}{count}条"
HANDLER, REVIEWER = "经办 {name}", "复核 {name}"

STALE = "有{count}条处理意见尚未入账，移交单没有生成"
STALE_WHY = "评分表中新填的意见要先随一次汇总写入台账"
STALE_NEXT = "请先运行 jlhy run，再生成移交单"
NO_YEAR = "没有{year}年度的收件，也没有{year}年度的减扣事项"
NO_YEAR_NEXT = "请核对年度，例如 jlhy annual --year 2026"

DAMAGED_NEXT = "请从备份恢复台账文件夹，或不加 --with-originals"

BACKWARDS = "止期 {last} 早于起期 {first}"
UNKNOWN = "{first} 至 {last} 没有收件"
BACKWARDS_NEXT = "请核对 --from 和 --to"
REPORTS = {"group": "专项工作组报告", "unit": "成员单位台账"}

# what an open line still lacks
NEXT = {
    Status.TRIAL: "试运行，仅作提示",
    Status.LAID_OUT: "待人认定事实和分值",
    Status.UNCERTAIN: "待办公室确认",
    Status.PROPOSED: "待告知",
    Status.INFORMED: "待签收或异议期届满",
    Status.OBJECTED: "待复核异议",
    Status.UNOPPOSED: "待复核",
    Status.REVIEWED: "待审定",
    Status.SUSPENDED: "暂缓，待恢复办理",
}


def report_lines(told: dict[str, object]) -> list[str]:
    """Return what a person reads when a report is made."""
    periods = told["periods"]
    count = len(periods) if isinstance(periods, list) else 0
    return [
        f"{REPORTS[str(told['by'])]}：{told['from']} 至 {told['to']}，共 {count} 期",
        f"  {told['folder']}",
    ]


LISTED = "  材料包只列原件目录和校验值；要附上原件，请加 --with-originals"
# of lines whose record contradicts itself: for the office, before anything leaves it
TO_CHECK = "△ 移交前请先核对：{count} 条的复核、审定记录有疑问，见最近一次减扣评分表的“说明”栏"
TO_CHECK_LINE = "    {what}：{lines}"
TO_CHECK_WHICH = "{unit} {period} {rule}"


def _to_check(told: dict[str, object]) -> list[str]:
    rows = told["to_check"]
    if not isinstance(rows, list) or not rows:
        return []
    alike: dict[str, list[str]] = {}
    for row in rows:
        alike.setdefault(row["what"], []).append(TO_CHECK_WHICH.format(**row))
    said = (
        TO_CHECK_LINE.format(what=what, lines="、".join(those)) for what, those in alike.items()
    )
    return [TO_CHECK.format(count=len(rows)), *said]


def lines(told: dict[str, object]) -> list[str]:
    """Return what a person reads when the year's books are made."""
    units, total = told["units"], told["settled"]
    count = len(units) if isinstance(units, dict) else 0
    return [
        f"{told['year']}年度减扣建议移交单：{count} 个单位，审定合计 {total} 分，"
        f"尚未审定 {told['open']} 条（不计入）",
        f"  {told['folder']}",
        *([] if told.get("originals") else [LISTED]),
        *_to_check(told),
    ]
