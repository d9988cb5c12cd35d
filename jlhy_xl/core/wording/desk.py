"""Headings of the sheets on which the office decides: who draws them and who reads them back share these."""

from jlhy_xl.core.wording import merge as words

# 减扣评分表: every sheet that has a column 编号 and the columns of ``deductions.COLUMNS``
LINE_KEY = "编号"
LINES, LAID_OUT = "逐条", "待认定"
DELIVERIES = ("当面送达", "公文交换", "电子邮件", "邮寄")

# 待处理收件
PENDING = "待处理收件"
ARRIVAL_KEY = "编号"
ACTIONS = (words.ADOPT, words.VOID, words.REASSIGN)
PENDING_COLUMNS = {
    "action": "处理", "unit": "改归单位", "period": "改归期次", "reason": "理由", "person": "经手人",
}  # fmt: skip
