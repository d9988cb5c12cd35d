"""Every sentence about the desks' copies: rows that cannot be placed, copies that disagree, pins."""

from typing import Final

from jlhy_xl.core.model import Severity
from jlhy_xl.core.scheme.model import Waiver
from jlhy_xl.core.wording.code import Code

_NOTE, _QUERY, _ERROR = Severity.NOTE, Severity.QUERY, Severity.ERROR

UNREADABLE: Final = Code(
    "D201", "处理表打不开", _ERROR,
    "reviewed 文件夹中的“{found}”读不出来（{why}），其中的处理意见没有读入",
    "请另存为 .xlsx 后重新放入", "加了密码的减扣评分表",
)  # fmt: skip
NOT_A_DESK: Final = Code(
    "D202", "不是处理表", _QUERY,
    "“{found}”里没有找到减扣评分表或待处理收件的表头（编号及办理栏），没有读入",
    "请使用程序生成的减扣评分表、待处理收件填写，不要改动表头", "放进来一份会议纪要",
)  # fmt: skip
NO_KEY: Final = Code(
    "D203", "填写的行没有编号", _ERROR,
    "本行填有办理内容，但编号栏为空，不知道是哪一条，没有读入",
    "请从程序生成的表中恢复本行的编号", "插入空行后填写了复核意见",
)  # fmt: skip
NO_SUCH_ARRIVAL: Final = Code(
    "D204", "找不到收件", _ERROR,
    "待处理收件中编号“{found}”的来件没有登记过，没有读入",
    "请使用最新一次运行生成的待处理收件填写，不要改动编号列", "改动了编号列",
)  # fmt: skip
DISAGREE: Final = Code(
    "D205", "几份处理表不一致", _ERROR,
    "{subject}的{column}：本份写“{found}”，{expected}；都没有采用，维持原状",
    "请核实后在最新一次运行生成的表中填写，或移走不用的一份", "两人各填一份，一份维持，一份撤销",
)  # fmt: skip
OVERTAKEN: Final = Code(
    "D206", "与已登记的意见不一致", _ERROR,
    "{subject}的{column}：本份写“{found}”，生成本份之后已登记“{expected}”（《{before}》）；已登记的不变",
    "如需变更，请在最新一次运行生成的表中填写", "用旧表填写，期间另一人已经办理",
)  # fmt: skip

NO_ACTION: Final = Code(
    "D211", "处理不在选项内", _ERROR,
    "处理“{found}”不在选项内，来件仍待处理", "请从{expected}中选择", "填写了“同意”",
)  # fmt: skip
PIN_MISSING: Final = Code(
    "D212", "来件处理手续不全", _ERROR,
    "缺少{column}，来件仍待处理", "请补填{column}", "选择了采用，没有写经手人",
)  # fmt: skip
NO_SUCH_UNIT: Final = Code(
    "D213", "改归单位不认识", _ERROR,
    "改归单位“{found}”不在方案的单位表中，来件仍待处理",
    "请从“可选单位”中选择，或填写单位编码", "把单位名写错了",
)  # fmt: skip
NO_SUCH_PERIOD: Final = Code(
    "D214", "改归期次不认识", _ERROR,
    "改归期次“{found}”不是期次，来件仍待处理", "请按“2026-W48”的样式填写", "填写了“上周”",
)  # fmt: skip

OBJECTION_NO_LINE: Final = Code(
    "D221", "异议所指事项不存在", _QUERY,
    "异议反馈表中的事项编号“{found}”没有登记过", "请向单位核实所指事项，再在减扣评分表中登记",
    "改动了事项编号",
)  # fmt: skip
OBJECTION_OTHER_UNIT: Final = Code(
    "D222", "异议所指事项属于其他单位", _QUERY,
    "异议反馈表中的事项“{found}”是{expected}的，没有登记", "请向单位核实所指事项",
    "把别的单位的表寄了回来",
)  # fmt: skip
OBJECTION_UNSIGNED: Final = Code(
    "D223", "异议没有主要领导签字", _QUERY,
    "异议反馈表所填异议没有主要领导签字，已按收到时间登记", "请单位补签", "签字栏为空",
)  # fmt: skip
KEPT: Final = Code(
    "D224", "已审定事项本次未再提出", _NOTE,
    "事项“{found}”已经审定，本次运行没有再提出，已审定的分值不变", "如需变更，请办理撤销",
    "审定之后规则被删去",
)  # fmt: skip
CLOSED_EVENT: Final = Code(
    "D225", "属于已关账的期次", _NOTE,
    "{unit}{period}另有事项（{found}），该期已关账，没有列入", "需要列入的，请先重新开放该期",
    "关账之后才登记的会议缺席",
)  # fmt: skip
NO_LONGER: Final = Code(
    "D226", "已办理的事项不再提出", _NOTE,
    "{unit}{period}的事项“{found}”已经办理过（告知、异议等），本次按现有收件和方案不再提出，不计分",
    "请告知该单位，此事项不再办理", "已告知未报，重新开放后补进了漏收的一件",
)  # fmt: skip
REPRICED: Final = Code(
    "D227", "方案改动使分值改变", _QUERY,
    "{unit}{period}的{rule}事项原拟减扣{found}分，方案改动后为{expected}分",
    "不应改变的，请把方案“减扣规则”原行改回，另加一行写明起始日期和新的分值",
    "直接在原行把未报的分值从1改成2",
)  # fmt: skip
CAP_MOVED: Final = Code(
    "D231", "方案改动使上限改变", _QUERY,
    "方案里{what}的上限原为{found}，现为{expected}；未关账各期事项的适用分值已按现在的上限计算",
    "不应改变已有事项的，请改回；新的上限只用于今后的，同一类别各条规则另加一行，写明起始日期和新的上限",
    "直接在原行把上限从5改成3",
)  # fmt: skip
RULED_OUT: Final = Code(
    "D228", "方案改动使事项不再提出", _QUERY,
    "{unit}{period}的{rule}事项原拟减扣{found}分，现在方案里没有那一天适用的规则，不再提出",
    "不应取消的，请核对方案“减扣规则”该规则各行的起始日期、截止日期", "给原行填了新的起始日期",
)  # fmt: skip
TOLD_FIGURE: Final = Code(
    "D229", "已告知的分值不随方案改变", _NOTE,
    "{unit}{period}的{rule}事项已按{found}分告知，方案现为{expected}分；仍按告知时的分值办理",
    "需要变更的，请在复核时调整，并另行告知", "告知之后修改了规则的分值",
)  # fmt: skip
UNWAIVED: Final = Code(
    "D230", "不予减扣的登记没有了", _QUERY,
    "{unit}{period}的{rule}事项此前按不予减扣办理（{found}），方案里已没有这条登记，现为{expected}",
    "误删的，请在方案“不予减扣”表中恢复原行；确实取消的，请告知该单位", "整理方案时删去了一行",
)  # fmt: skip

CODES = (
    UNREADABLE, NOT_A_DESK, NO_KEY, NO_SUCH_ARRIVAL, DISAGREE, OVERTAKEN,
    NO_ACTION, PIN_MISSING, NO_SUCH_UNIT, NO_SUCH_PERIOD,
    OBJECTION_NO_LINE, OBJECTION_OTHER_UNIT, OBJECTION_UNSIGNED, KEPT, CLOSED_EVENT,
    NO_LONGER, REPRICED, CAP_MOVED, RULED_OUT, TOLD_FIGURE, UNWAIVED,
)  # fmt: skip

RULE_CAP, AND = "“{group}”（{rules}）", "、"
YEAR_CAP, NO_CAP, POINTS = "单位年度", "不设上限", "{points}分"
SIDE = "《{file}》写“{found}”"
BLANK = "空白"
GROUNDS = "（依据：{grounds}）"
SUBJECTS = {"line": "事项{key}", "arrival": "来件{key}"}
CONTESTABLE_UNTIL = "{event}（{signed}签收，异议请于{end}前提出）"
STILL_SETTLED = "本次未再提出，审定分值不变"
AS_TOLD = "按告知时的{told}分（方案现为{now}分）"
NO_FIGURE = "未定"
WAIVED_BY = "{reason}，{fault}，{person}{day}"
WAIVED, NOT_WAIVED = "不予减扣：{said}", "不予减扣的登记已从方案中取消"


def waived(waiver: Waiver) -> str:
    """Return a 不予减扣 in words.

    >>> from jlhy_xl.core.scheme.choices import Fault
    >>> waived(Waiver("U01", "2026-W48", "", Fault.MAIL, "邮箱故障", "赵六"))
    '邮箱故障，邮件，赵六'
    """
    day = f"，{waiver.decided}" if waiver.decided else ""
    return WAIVED_BY.format(
        reason=waiver.reason, fault=waiver.fault.value, person=waiver.person, day=day
    )
