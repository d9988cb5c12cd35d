"""What is said of caps: which one cut a line, and why a settled figure lies below its proposal."""

from jlhy_xl.core.wording.deductions import CAPPED

REPORTING = "报送类"  # A1, A2 and B1, whatever 封顶类别 says
GROUP = "{group}上限{most}分"
YEAR = "单位年度上限{most}分"
RETURN = "一次报送合计不超过未报的分值"
OR = "或"

# of a proposal; begins as ``CAPPED`` and is taken off before caps are worked out again
CUT = CAPPED + "（{cap}）"
CUT_PART = CAPPED + "（{cap}），计{applied}"

# after a cut: what fills that cap, so that the figure can be added up
FILLED = "该上限内"  # begins so; taken off as well
FILLED_BY = FILLED + "{parts}"
FILLED_SETTLED, FILLED_OPEN = "已审定{amount}分", "在前的其他事项拟减扣{amount}分"

# of what is 审定; begins as ``BELOW`` and is taken off as well, so that it is said once
BELOW = "审定分值低于拟减扣分值："
BY_PERSON = BELOW + "复核核定为{amount}分"
BY_CAP = BELOW + "审定时{cap}已用满，计0分"
BY_CAP_PART = BELOW + "审定时所余上限{amount}分（{cap}），计{amount}分"
BY_CAP_THEN = BELOW + "审定时所余上限不足（{cap}），计{amount}分"
BY_BOTH = BELOW + "复核核定为{wanted}分，审定时{cap}已用满，计0分"
BY_BOTH_PART = BELOW + "复核核定为{wanted}分，审定时所余上限{amount}分（{cap}），计{amount}分"
BY_BOTH_THEN = BELOW + "复核核定为{wanted}分，审定时所余上限不足（{cap}），计{amount}分"
HELD = "另有未审定的"  # begins so; taken off as well: which proposals took the room then and take it still
HELD_BY = HELD + "{lines}在前占用上限，其后审定或撤销，已审定的分值都不变"
HELD_LINE = "{week}{rule}拟减扣{amount}分"
BY_BASIS = BELOW + "以审定依据为准"

# by whether a person had adjusted the figure as well
FULL = {False: BY_CAP, True: BY_BOTH}
PART = {False: BY_CAP_PART, True: BY_BOTH_PART}
THEN = {False: BY_CAP_THEN, True: BY_BOTH_THEN}
