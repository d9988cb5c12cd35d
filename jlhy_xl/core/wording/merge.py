"""Sentences of the merge: trust, repeats, replacements, missing forms, and what units say together."""

from datetime import datetime

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

OTHER_SENDER = Code(
    "M101", "来件单位与发件地址不一致", Severity.QUERY,
    "{name} 内写明为{unit}，却从{sender}的登记地址发来，暂不汇入；收件时间已留存",
    "请办公室核实后在“待处理收件”中选择采用、改归或作废",
    "区财政局的报表由区人社局的登记邮箱发来",
)  # fmt: skip
STRANGER = Code(
    "M102", "发件地址未登记", Severity.QUERY,
    "{name} 由未登记的地址发来，表内标识与办公室下发的一致，已先行汇入",
    "请办公室核实地址，并在方案“单位”表登记",
    "联络员用个人邮箱发来办公室下发的表",
)  # fmt: skip
UNPROVEN = Code(
    "M103", "来件身份无法确认", Severity.QUERY,
    "{name} 的发件地址未登记或未通过验证，表内也没有办公室的有效标识，暂不汇入；收件时间已留存",
    "请办公室核实后在“待处理收件”中选择采用、改归或作废",
    "陌生地址发来一份自制的表",
)  # fmt: skip
NO_UNIT = Code(
    "M105", "单位不在本期应报之列", Severity.QUERY,
    "{name} 所写单位（{found}）在{period}没有填报任务，暂不汇入",
    "请办公室核实单位，在“待处理收件”中改归或作废",
    "已停用的单位仍发来报表",
)  # fmt: skip
NO_PERIOD = Code(
    "M106", "所属期次未开放", Severity.QUERY,
    "{name} 写明属于{found}，该期尚未开放或已经关账，暂不汇入",
    "请办公室核实后改归，或先重新开放该期",
    "发来三个月前已关账一期的表",
)  # fmt: skip
NOTHING_TO_ADOPT = Code(
    "M107", "采用的来件没有可汇入的内容", Severity.QUERY,
    "办公室选择采用 {name}，但此件没有读出可用的填报内容，仍按原判处理",
    "请联系单位改用办公室下发的表重新报送",
    "采用一份打不开的文件",
)  # fmt: skip
OTHER_FOLDER = Code(
    "M108", "来件按表内期次归入", Severity.NOTE,
    "{name} 放在{folder}的收件夹中，表内写明属于{found}，已按表内期次归入", "",
    "第48周收到第47周的表",
)  # fmt: skip

NOTHING_CAME = Code(
    "M201", "尚未收到", Severity.ERROR,
    "尚未收到{unit}{period}的《{form}》", "请填写后报送",
    "截止前没有可用的来件",
)  # fmt: skip
FORM_MISSING = Code(
    "M202", "缺少应报的表", Severity.ERROR,
    "来件中没有应报的《{form}》", "请在办公室下发的工作簿中补填此表后一并报送",
    "删去了人员信息登记表",
)  # fmt: skip
FEWER_FILLED = Code(
    "M203", "后一件所填少于前一件", Severity.QUERY,
    "{late}所报《{form}》填写{found}项，少于{early}所报的{expected}项，缺：{lost}",
    "如属误删，请补填后重新报送；如确无内容，不必处理",
    "周六重报时有一格空着",
)  # fmt: skip
REPLACED = Code(
    "M204", "后一件替代前一件", Severity.NOTE,
    "《{form}》以{late}所报为准，替代{early}所报，改动{count}项：{changes}", "",
    "同一单位先后报了两次",
)  # fmt: skip
AFTER_CUTOFF = Code(
    "M205", "补报", Severity.NOTE,
    "《{form}》于{late}报到，已过本期最终截止时间，按补报记入", "",
    "第三周才收到第一周的表",
)  # fmt: skip

SAME_DIFFERS = Code(
    "M301", "共填指标各家数值不一致", Severity.QUERY,
    "“{indicator}”由几家共同填报，现各家所报不一致：{values}",
    "请各牵头单位会商后填报同一数值；在此之前不取平均数",
    "三家分别报 8、8、9",
)  # fmt: skip
SIGN_OBJECTED = Code(
    "M302", "会签指标有异议", Severity.QUERY,
    "“{indicator}”由{reporter}填报，会签情况：{values}", "请有关单位会商后填报一致意见",
    "会签单位写“有异议”",
)  # fmt: skip
TWIN = Code(
    "M303", "文字与其他单位雷同", Severity.QUERY,
    "《{form}》中有{count}处文字与{other}所报完全相同", "请核实是否误用了对方的材料；确属同一工作的请说明",
    "两个单位的本周进展逐字相同",
)  # fmt: skip
COPY = Code(
    "M304", "整表与其他单位相同", Severity.QUERY,
    "《{form}》所填{count}项与{other}所报完全相同", "请核实是否误填了对方的内容",
    "两个单位的人员信息完全相同",
)  # fmt: skip

CODES = (
    OTHER_SENDER, STRANGER, UNPROVEN, NO_UNIT, NO_PERIOD, NOTHING_TO_ADOPT, OTHER_FOLDER,
    NOTHING_CAME, FORM_MISSING, FEWER_FILLED, REPLACED, AFTER_CUTOFF,
    SAME_DIFFERS, SIGN_OBJECTED, TWIN, COPY,
)  # fmt: skip

# What people may write into 待处理收件's 处理.
ADOPT = "采用"
VOID = "作废"
REASSIGN = "改归"

# Why a leaf got its final verdict, where the merge says more than the examination did.
DUPLICATE_REASON = "与{at}收到的{name}完全相同，不另计"
SUPERSEDED_REASON = "各表均以{at}收到的{name}为准"
PINNED_REASON = "办公室指定采用：{reason}"
VOIDED_REASON = "办公室作废：{reason}"
REASSIGNED_REASON = "办公室改归{unit}{period}：{reason}"
LATE_ADDITION = "补报"
UNSTATED = "未写理由"
# What a row of the progress table must say beside its figures.
PARTS_REPORTED = "分项已报{there}项，应报{total}项"
PUBLISHED = "现状值由{source}发布（{day}）"
COMPUTED = "，得分为测算值"  # where there is one
UNDATED = "日期未填"
FEWER_PARTS = "测算值只含{total}项中的{used}项，缺：{missing}"
TARGET_MISSED = "{indicator}（{unit}）未达年度目标值{target}"
NO_VALUE = "（无数值）"

LISTED = 10  # names of cells in one sentence; the rest is counted
AND_MORE = "等{count}项"
AND_OTHERS = "、"
SIDE_BY_SIDE = "{unit}报{value}"
OBJECTION = "有异议"  # what a co-signing unit writes when it does not agree
DENIED = ("没有异议", "未有异议")


def clock_words(at: datetime) -> str:
    """Return a time as sentences name it.

    >>> from datetime import datetime
    >>> clock_words(datetime(2026, 11, 26, 9, 5))
    '11月26日 09:05'
    """
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def some_of(names: list[str]) -> str:
    """Return the first names and, where there are more, how many there are.

    >>> some_of(["甲", "乙"])
    '甲、乙'
    >>> some_of([str(n) for n in range(12)])
    '0、1、2、3、4、5、6、7、8、9等12项'
    """
    told = "、".join(names[:LISTED])
    return told + (AND_MORE.format(count=len(names)) if len(names) > LISTED else "")
