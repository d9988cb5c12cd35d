"""Red, amber, green: how a 专项工作组 is shown, and how while its units may still report."""


def waiting(look: str, word: str, *, is_early: bool) -> tuple[str, str]:
    """Return a group's look and word while its units may still report.

    >>> waiting("none", "— 未报", is_early=True), waiting("warn", "△ 未报齐", is_early=True)
    (('none', '— 待报'), ('none', '— 待报齐'))
    >>> waiting("warn", "△ 未报齐", is_early=False), waiting("bad", "✗ 逾期", is_early=False)
    (('warn', '△ 待报齐'), ('bad', '✗ 逾期'))
    """
    if word == "△ 未报齐" and is_early:
        return "none", "— 待报齐"
    return look, word.replace("未报", "待报")


def light(total: int, reported: int, lagging: int, overdue: int) -> tuple[str, str]:
    """Return a group's look and word; 口径说明 says the same.

    >>> light(4, 4, 0, 0), light(4, 3, 0, 0), light(4, 4, 1, 1), light(4, 0, 0, 0)
    (('good', '✓ 正常'), ('warn', '△ 未报齐'), ('bad', '✗ 逾期'), ('none', '— 未报'))
    """
    if not reported:
        return "none", "— 未报"
    if overdue:
        return "bad", "✗ 逾期"
    if lagging * 2 > total:
        return "bad", "✗ 滞后"
    if lagging:
        return "warn", "△ 滞后"
    return ("warn", "△ 未报齐") if reported < total else ("good", "✓ 正常")
