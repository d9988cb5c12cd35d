"""Sentences about the content of a return: what is blank, changed, odd or out of order."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

_ERROR, _QUERY, _NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE

BLANK = Code(
    "C101", "必填未填", _ERROR, "“{row}”的“{label}”没有填写", "请补填", "空白的“本周进展”",
)  # fmt: skip
BLANK_LAGGING = Code(
    "C102", "滞后须说明", _ERROR, "“{row}”进展滞后（{why}），“{label}”没有填写", "请补填",
    "完成时限已过，“存在问题”空白",
)  # fmt: skip
BLANK_BESIDE = Code(
    "C103", "一行未填全", _ERROR, "第{row}行填了其他内容，“{label}”没有填写", "请补填，或清空这一行",
    "只写了内容，没有选类别",
)  # fmt: skip
UNTOUCHED = Code(
    "C104", "未填写", _ERROR, "收到的是没有填写过的模板", "请填写后重新报送；确无变化的，请在“全部无变化”处填“是”",
    "原样退回的模板",
)  # fmt: skip
TOO_LITTLE = Code(
    "C105", "填写过少", _ERROR, "应填 {due} 项，只填了 {filled} 项，不足{share}", "请补填后重新报送",
    "只填了一行",
)  # fmt: skip
NOTHING_OWED = Code(
    "C106", "没有应报的表", _ERROR, "文件里没有本期应报的表（{expected}）", "请把应报的表一并报送",
    "只留下了“问题与经验”",
)  # fmt: skip
LOCKED_CHANGED = Code(
    "C201", "锁定内容不一致", _QUERY, "“{row}”的“{label}”与办公室登记的不一致（登记为“{expected}”），以登记为准",
    "如登记有误，请告知联席会议办公室", "上年值被改动",
)  # fmt: skip
UNCHANGED_LIMIT = Code(
    "C202", "连续无变化", _QUERY, "“全部无变化”已连续超过 {limit} 期", "请核对确无变化，或补充近期进展",
    "第五期仍填全部无变化",
)  # fmt: skip
UNCHANGED_UNKNOWN = Code(
    "C203", "无上期可沿用", _QUERY, "填了无变化，但“{form}”从未登记过内容，无从沿用", "请补填这张表",
    "首次报送就填全部无变化",
)  # fmt: skip
NOT_DUE = Code(
    "C204", "本期不必填", _NOTE, "“{row}”的“{label}”本期不必由单位填报，内容已留存，不参加汇总", "",
    "上级发布的便利度",
)  # fmt: skip
UNCHANGED_BUT_FILLED = Code(
    "C206", "填了无变化又有新内容", _QUERY,
    "填了“全部无变化”，表里又有{count}格与上期不同的内容，已按填写的内容读取",
    "请核对：有变化的，请清空“全部无变化”；没有变化的，请恢复原内容", "填了“是”，又改了现状值",
)  # fmt: skip
OLD_PHONE = Code(
    "C205", "换人未换联系方式", _QUERY, "“{row}”的姓名改了，“{label}”还是原来的", "请核对，如有变化请一并更新",
    "新联络员配着旧手机号",
)  # fmt: skip
OUT_OF_BOUNDS = Code(
    "C301", "超出范围", _QUERY, "“{row}”的“{label}”为 {found}，不在 {expected} 之内", "请核对", "满意度 120",
)  # fmt: skip
PATTERN = Code(
    "C302", "书写格式不符", _QUERY, "“{row}”的“{label}”书写格式不符", "请按要求的格式书写", "编号写成了一句话",
)  # fmt: skip
REPEATED = Code(
    "C303", "内容重复", _QUERY, "“{row}”的“{label}”与{expected}相同", "请核对", "两个人同一个手机号",
)  # fmt: skip
NOT_EXACTLY_ONE = Code(
    "C304", "须恰好一个", _ERROR, "“{expected}”须恰好有一个，表里有 {count} 个", "请只保留一个", "两行联络员",
)  # fmt: skip
COMPARED = Code(
    "C305", "两栏对不上", _QUERY, "“{row}”的“{label}”应{operator}“{other}”（{expected}）", "请核对",
    "现状值高于上年值",
)  # fmt: skip
MUCH_CHANGED = Code(
    "C306", "变动较大", _QUERY, "“{row}”的“{label}”与上期 {expected} 相比变动 {percent}%", "请核对，属实的请在备注中说明",
    "3 变成了 30",
)  # fmt: skip
SUM_DIFFERS = Code(
    "C307", "合计不一致", _QUERY, "“{row}”的“{label}”填的是 {found}，按各项计算为 {expected}", "请核对",
    "合计与分项之和不同",
)  # fmt: skip
DATE_ORDER = Code(
    "C308", "日期先后不符", _QUERY, "“{row}”的“{label}”应{operator}“{other}”（{expected}）", "请核对日期",
    "延期日期早于完成时限",
)  # fmt: skip
COPIED = Code(
    "C309", "与上期相同", _QUERY, "“{label}”全部与上期一字不差", "确无变化的请选“本周无变化”，有进展的请据实填写",
    "照抄上期的本周进展",
)  # fmt: skip
ALL_ZERO = Code(
    "C310", "全部为零", _QUERY, "“{label}”全部填的是 0", "请核对；没有数据的请留空并说明原因", "一栏全是 0",
)  # fmt: skip

CODES = (
    BLANK, BLANK_LAGGING, BLANK_BESIDE, UNTOUCHED, TOO_LITTLE, NOTHING_OWED,
    LOCKED_CHANGED, UNCHANGED_LIMIT, UNCHANGED_UNKNOWN, NOT_DUE, OLD_PHONE, UNCHANGED_BUT_FILLED,
    OUT_OF_BOUNDS, PATTERN, REPEATED, NOT_EXACTLY_ONE, COMPARED, MUCH_CHANGED, SUM_DIFFERS,
    DATE_ORDER, COPIED, ALL_ZERO,
)  # fmt: skip

LATE = "已过完成时限"
DONE, ASKED = "已完成", "申请延期"  # of 推进状态
WORSE = "较上期变差"

YES = "是"
POINTS, WORDED = "分", "文字"  # measures

ACCEPTED = "可以采用：应填 {due} 项，已填 {filled} 项"
KEPT = "，其中预填未改动 {kept} 项"
ACCEPTED_NOTHING_DUE = "可以采用：本期没有必填项"
ACCEPTED_UNCHANGED = "可以采用：全部无变化"
SHARE_WORDS = "{percent}%"
NOT_TO_FILL = "空白"
ROW_NUMBER = "第{number}行"
BETWEEN = "{low}—{high}"
AT_LEAST = "{low}及以上"
AT_MOST = "{high}及以下"
DECIMALS = "{decimals}位小数以内"
FILLED = "填写"
NOTE_MISSING_COLUMN = "缺栏"
NOTE_MISSING_ROW = "缺行"
NOTE_MERGED = "在合并格内"
NOTE_DISPUTED = "重复行内容不同"
OPERATORS = {
    "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "=": "等于", "!=": "不等于",
}  # fmt: skip
ORDERS = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "=": "等于", "!=": "不同于"}
