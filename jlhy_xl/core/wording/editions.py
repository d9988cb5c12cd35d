"""What editions and closings are called, and how a change between two is told."""

from jlhy_xl.core.model import State, Verdict
from jlhy_xl.core.wording.words import verdict_word

DRAFT, FINAL = "核对稿（征求意见）", "定稿"
NAME = "{kind}第{number}版"
PARTS = {"receipts": "收件去向", "readings": "填报内容", "lines": "减扣事项"}
BLANK, NOT_THERE = "（空白）", "（无）"
STATES = {State.UNCHANGED: "本周无变化", State.ASIDE: "待说明", State.ERROR: "须改正"}
SAID = {"readings": "读数", "findings": "问题", "points": "分值"}

LATE = "{label}已关账（{who}，{at}），此件按补报登记，不改变结果；需要计入的请先重新开放该期"


def cell(state: str, value: str) -> str:
    """Return a cell's content as a change tells it.

    >>> cell("valid", "2.5"), cell("aside", "约3")
    ('2.5', '约3（待说明）')
    """
    note = STATES.get(State(state))
    return f"{value}（{note}）" if note else value


def verdict(value: str) -> str:
    """Return the office's word for a stored verdict."""
    return verdict_word(Verdict(value))


def line(status: str, applied: str, settled: str) -> str:
    """Return a deduction line's standing as a change tells it.

    >>> line("审定", "0.5", "0.5"), line("拟减扣", "0.5", "")
    ('审定0.5分', '拟减扣，适用0.5分')
    """
    return f"{status}{settled}分" if settled else f"{status}，适用{applied}分"
