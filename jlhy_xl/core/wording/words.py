"""Shared words: what the office reads for each verdict, severity and state."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from jlhy_xl.core.model import Deduction, Finding, Severity, Status, Verdict

VERDICTS = {
    Verdict.ACCEPTED: "已采用",
    Verdict.SUPERSEDED: "已被后来的报表替代",
    Verdict.DUPLICATE: "重复件",
    Verdict.RETURNED: "退回",  # the verdict; when it was sent back stands in 退回登记
    Verdict.SUPPORTING: "佐证材料",
    Verdict.QUARANTINED: "待处理",
    Verdict.NOT_OURS: "与报表无关",
}
SEVERITIES = {Severity.ERROR: "须改正", Severity.QUERY: "请说明", Severity.NOTE: "提示"}


def verdict_word(verdict: Verdict) -> str:
    """Return the office's word for a verdict.

    >>> verdict_word(Verdict.RETURNED)
    '退回'
    """
    return VERDICTS[verdict]


def severity_word(severity: Severity) -> str:
    """Return the office's word for a severity.

    >>> severity_word(Severity.ERROR)
    '须改正'
    """
    return SEVERITIES[severity]


def moment_words(when: datetime) -> str:
    """Return a moment as people say it.

    >>> moment_words(datetime(2026, 11, 27, 17, 0))
    '11月27日（周五）17:00'
    """
    day = "一二三四五六日"[when.weekday()]
    return f"{when.month}月{when.day}日（周{day}）{when:%H:%M}"


def lines_words(lines: Sequence[Deduction]) -> str:
    """Return how many lines stand where; units and points are told of what is proposed alone.

    >>> from msgspec.structs import replace
    >>> one = Deduction("A1", "U01", "2026-W48", "", "", Decimal("0.5"), Decimal("0.5"), Status.PROPOSED)
    >>> lines_words([one, replace(one, status=Status.LAID_OUT, applied=Decimal(0))])
    '拟减扣1条、待认定1条；拟减扣涉及1个单位，合计0.5分（审定后才计入）'
    >>> lines_words([])
    '没有减扣事项'
    """
    counts = Counter(line.status for line in lines)
    order = [Status.PROPOSED, *(each for each in Status if each is not Status.PROPOSED)]
    told = "、".join(f"{each.value}{counts[each]}条" for each in order if counts[each])
    proposed = [line for line in lines if line.status is Status.PROPOSED]
    if proposed:
        units = len({line.unit for line in proposed})
        total = sum((line.applied for line in proposed), Decimal(0)).normalize()
        told += f"；拟减扣涉及{units}个单位，合计{total:f}分（审定后才计入）"
    return told or "没有减扣事项"


def day_words(when: datetime) -> str:
    """Return a day as people say it.

    >>> day_words(datetime(2026, 11, 27, 17, 0))
    '11月27日'
    """
    return f"{when.month}月{when.day}日"


def figures_words(findings: Sequence[Finding]) -> list[str]:
    """Return what an edit of the rules' figures did to lines, rule by rule.

    >>> from jlhy_xl.core.wording.decisions import REPRICED, TOLD_FIGURE
    >>> slots = {"unit": "区法院", "period": "2026-W48", "rule": "A2"}
    >>> one = REPRICED.finding(found="1", expected="2", words=slots, rule="A2", unit="U01")
    >>> kept = TOLD_FIGURE.finding(found="1", expected="2", words=slots, rule="A2")
    >>> figures_words([one, one, kept])
    ['方案改动使分值改变：A2 1→2分 2条（逐条见问题清单 D227、D228）；不应改变的，请改回原行，另加一行写明起始日期', '已告知的1条仍按告知时的分值：A2 1分']
    >>> figures_words([])
    []
    """

    def told(codes: set[str], form: str) -> str:
        rows = [row for row in findings if row.code in codes]
        counts = Counter((row.rule, row.found, row.expected) for row in rows)
        return "、".join(
            form.format(rule=rule, before=before, now=now, count=count)
            for (rule, before, now), count in sorted(counts.items())
        )

    words = []
    if moved := told({"D227", "D228"}, "{rule} {before}→{now}分 {count}条"):
        words.append(
            f"方案改动使分值改变：{moved}（逐条见问题清单 D227、D228）；"
            "不应改变的，请改回原行，另加一行写明起始日期"
        )
    if kept := told({"D229"}, "{rule} {before}分"):
        count = sum(row.code == "D229" for row in findings)
        words.append(f"已告知的{count}条仍按告知时的分值：{kept}")
    return words


def stray_words(names: Sequence[str]) -> str:
    """Return what to do with what lies in the inbox under no period's name.

    >>> stray_words(["第47周", "区法院.xlsx"])
    '收件文件夹里有 2 个没有放进期次文件夹，没有读取：第47周、区法院.xlsx；请放进 workbooks/inbox/期次/（期次如 2026-W48）后重新运行'
    """
    shown = "、".join(names[:5]) + ("等" if len(names) > 5 else "")
    where = "请放进 workbooks/inbox/期次/（期次如 2026-W48）后重新运行"
    return f"收件文件夹里有 {len(names)} 个没有放进期次文件夹，没有读取：{shown}；{where}"
