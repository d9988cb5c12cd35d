"""说明 of 减扣评分表: what waits and since when, where to look first, where a word is entered."""

from datetime import timedelta

from msgspec.structs import replace
from scoring_world import by_status, quiet, results, sheet, texts

from jlhy_xl.books.scoring import book as scoring
from jlhy_xl.core.model import Status

WEEK = results()
BOOK = scoring.book(WEEK)


def test_what_nobody_has_finished_is_counted_with_its_age() -> None:
    """说明 tells each step's lines and since when; after eight weeks it is an alarm, and 单位汇总 says whose."""
    proposed = by_status(WEEK, Status.PROPOSED)
    oldest = min(proposed, key=lambda line: str(line.day))
    old = (WEEK.now.date() - oldest.day).days // 7
    said = f"待告知{len(proposed)}条（最早第{int(oldest.period[-2:])}周"
    assert said + (f"，已{old}周）" if old else "）") in texts(BOOK)
    later = replace(WEEK, now=WEEK.now + timedelta(weeks=60))
    made = scoring.book(later)
    (told,) = [cell for cell in sheet(made, "说明").cells.values() if "尚未办结" in str(cell.value)]
    assert (told.style, f"已{old + 60}周" in str(told.value)) == ("warn", True)
    assert "8周以上仍未审定（最早第" in texts(made)
    assert "尚未办结" not in texts(scoring.book(quiet()))
    assert "恢复办理时把复核结论改为" in texts(BOOK)


def test_where_nothing_came_the_mailbox_is_asked_first() -> None:
    """Not one file and not one mail of anyone: the first sheet says so; one mail takes the words away."""
    silent = tuple(replace(case, facts=(), mails=()) for case in WEEK.cases)
    said = "本期一件也没有收到：请先核查收件邮箱和收件文件夹"
    assert said in texts(scoring.book(replace(WEEK, cases=silent)))
    assert said not in texts(BOOK)
    wrote = (replace(silent[0], mails=(WEEK.cases[0].facts[0].arrival,)), *silent[1:])
    assert said not in texts(scoring.book(replace(WEEK, cases=wrote)))
    free = tuple(replace(case, owed=frozenset()) for case in silent)
    assert said not in texts(scoring.book(replace(WEEK, cases=free)))


def test_the_guide_says_where_responsibility_is_entered() -> None:
    """请核定责任归属 has a step and a place; tips are true of every rule of 待认定, however it is sorted."""
    told = texts(BOOK)
    assert "写有“请核定责任归属”的" in told
    assert "在方案“不予减扣”表登记" in told
    assert "所用方案（规则和其中的台账）就相同" in told
    tips = {
        str(rule.options["input_title"]): str(rule.options["input_message"])
        for rule in sheet(BOOK, "待认定").validations
    }
    assert "C1 还须写明如何消极懈怠" in tips["理由"]
    assert "规则未设分值" in tips["核定分值"]
