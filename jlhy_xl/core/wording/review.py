"""What ``review`` tells a person."""

from collections.abc import Sequence

from jlhy_xl.core.points.decisions import ARRIVAL, LINE, Entry


def lines(entries: Sequence[Entry], lacking: int = 0) -> list[str]:
    """Return the lines that say what was taken in, and how many words on what is lacking follow.

    >>> lines([Entry("k", {"复核意见": "维持", "理由": ""}, "减扣评分表.xlsx", cell="A5")])
    ['登记处理意见 1 条（减扣事项 1，收件 0）', '  减扣评分表.xlsx A5 复核意见：维持']
    """
    lines = sum(entry.about == LINE for entry in entries)
    arrivals = sum(entry.about == ARRIVAL for entry in entries)
    told = [f"登记处理意见 {len(entries)} 条（减扣事项 {lines}，收件 {arrivals}）"]
    for entry in entries:
        said = "，".join(f"{head}：{text}" for head, text in entry.entries.items() if text)
        told.append(f"  {entry.file} {entry.cell} {said or '已清空'}")
    if lacking:
        told.append(f"需要补正、说明的 {lacking} 处（以前登记的也列在内）：")
    return told
