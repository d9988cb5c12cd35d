"""What editions and closings are called, and how a change between two is told."""

from collections import Counter
from collections.abc import Sequence

from jlhy_xl.core.model import Finding, Severity, State, Verdict
from jlhy_xl.core.wording.words import severity_word, verdict_word

DRAFT, FINAL = "核对稿（征求意见）", "定稿"
NAME = "{kind}第{number}版"
PARTS = {
    "receipts": "收件去向", "readings": "填报内容", "lines": "减扣事项", "items": "议定事项",
    "meetings": "会议登记",
}  # fmt: skip
FIRST = "这是本期第1版，没有可对照的上一版。"
NO_CHANGE = "— 没有改动"
BLANK, NOT_THERE, DASH = "（空白）", "（无）", "—"
ELSEWHERE, SEE_DESK = "其他期次的减扣事项", "有变动，见减扣评分表"
POINTS_MOVED = "，分值有变"
STATES = {State.UNCHANGED: "本周无变化", State.ASIDE: "待说明", State.ERROR: "须改正"}
DUE, OPEN_ENDED, UNANSWERED, UNTIL = "完成时限", "长期", "未答复", "，延至"
ASKED, CLAIMED, CONFIRMED = "{asked}申请延期（{told}）", "{day}报办结", "{day}确认办结"
APPROVED = "{word}（{who}同意）"
SAID = {"readings": "读数", "findings": "问题", "points": "分值"}

LATE = "{label}已关账（{who}，{at}），此件按补报登记，不改变结果；需要计入的请先重新开放该期"

LATE_SAME = "{label}已关账（{who}，{at}），此件与关账时已有的文件相同，是重复件，不需要办理"
LOOKED_AT = "。按关账时的方案核对：{reason}，{said}"
IN_ORDER = "没有问题"


def looked_at(reason: str, findings: Sequence[Finding]) -> str:
    """Return what stands in a 补报, for the reason beside it.

    >>> looked_at("应填2项，已填2项", ())
    '。按关账时的方案核对：应填2项，已填2项，没有问题'
    """
    counts = Counter(row.severity for row in findings)
    told = [f"{severity_word(each)}{counts[each]}处" for each in Severity if counts[each]]
    said = "、".join(told) or IN_ORDER
    return LOOKED_AT.format(reason=reason.rstrip("。"), said=said) if reason else ""


def title(name: str) -> str:
    """Return what an output calls its edition; before any is recorded it is a draft.

    >>> title("定稿第2版"), title("")
    ('定稿第2版', '核对稿（征求意见）')
    """
    return name or DRAFT


def bracketed(name: str) -> str:
    """Return the same for a place that stands in brackets already.

    >>> bracketed("核对稿（征求意见）第2版"), bracketed("定稿第3版"), bracketed("")
    ('核对稿，征求意见，第2版', '定稿第3版', '核对稿，征求意见')
    """
    return title(name).replace("（", "，").replace("）", "，").strip("，")


def cell(state: str, value: str) -> str:
    """Return a cell's content as a change tells it.

    >>> cell("valid", "2.5"), cell("aside", "约3")
    ('2.5', '约3（待说明）')
    """
    note = STATES.get(State(state))
    return f"{value}（{note}）" if note else value


def bare(told: str) -> str:
    """Return what a change tells of a cell without its note; "" of a blank one.

    >>> bare("约3（待说明）"), bare("（空白）"), bare("张三")
    ('约3', '', '张三')
    """
    for note in STATES.values():
        told = told.removesuffix(f"（{note}）")
    return "" if told == BLANK else told


def verdict(value: str) -> str:
    """Return the office's word for a stored verdict."""
    return verdict_word(Verdict(value))


def lines(before: Sequence[str] | None, after: Sequence[str] | None) -> list[str]:
    """Return a deduction line's standing then and now, without its points: these stand in 减扣评分表.

    Args:
        before: status, applied and settled points in the edition before; None: not there.
        after: the same now.

    >>> lines(("拟减扣", "0.5", ""), ("审定", "0.5", "0.5")), lines(None, ("已告知", "0.5", ""))
    (['拟减扣', '审定'], ['（无）', '已告知'])
    >>> lines(("审定", "0.5", "0.5"), ("审定", "0.4", "0.4"))
    ['审定', '审定，分值有变']
    """
    told = [side[0] if side else NOT_THERE for side in (before, after)]
    if before and after and told[0] == told[1] and before[1:] != after[1:]:
        told[1] += POINTS_MOVED
    return told


def item(text: str, due: str, *days: str) -> str:
    """Return a 议定事项 as a change tells it: its words, its day, and what has become of it.

    >>> item("办", "2026-12-31", "", "", "2026-12-20", "", "")
    '办；完成时限2026-12-31；2026-12-20报办结'
    >>> item("办", "", "2026-12-01", "2026-12-31", "", "", "同意")
    '办；长期；2026-12-01申请延期（同意，延至2026-12-31）'
    """
    asked, extended, claimed, confirmed, granted = days
    told = [text, f"{DUE}{due}" if due else OPEN_ENDED]
    if asked:
        answer = granted or UNANSWERED
        told.append(ASKED.format(asked=asked, told=answer + (UNTIL + extended if extended else "")))
    told += [CLAIMED.format(day=claimed)] if claimed else []
    told += [CONFIRMED.format(day=confirmed)] if confirmed else []
    return "；".join(told)


def attended(word: str, approved: str) -> str:
    """Return a unit's attendance as a change tells it.

    >>> attended("请假", "总召集人"), attended("实到", "")
    ('请假（总召集人同意）', '实到')
    """
    return APPROVED.format(word=word, who=approved) if approved else word
