"""Every sentence about what meetings and leaders hand back: 批示, owners of items, attendance."""

from typing import Final

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

_NOTE, _QUERY, _ERROR = Severity.NOTE, Severity.QUERY, Severity.ERROR

NOT_RECORDED: Final = Code(
    "D301", "领导批示尚未登记", _QUERY,
    "总览批示栏写有“{found}”，还没有登记",
    "请运行 jlhy meeting record 登记", "领导在汇总表上写了批示，存入 reviewed 文件夹",
)  # fmt: skip
INCOMPLETE: Final = Code(
    "D302", "领导批示缺牵头单位或时限", _QUERY,
    "批示 {key}“{found}”没有写明{missing}，已登记，尚未列入议定事项跟踪",
    "请运行 jlhy meeting draft，在会议台账“批示”表的这一行补填（不需要跟踪的，“是否跟踪”填“否”），再运行 jlhy meeting record",
    "批示只写“请抓紧办理”",
)  # fmt: skip
UNDERSTOOD: Final = Code(
    "D303", "领导批示已列入跟踪", _NOTE,
    "批示 {key} 按原文列入议定事项：牵头单位{lead}，完成时限{due}",
    "与批示原意不符的，请在方案“议定事项”表按这个编号另登记一行，以方案为准", "请区发改局牵头，12月31日前办结",
)  # fmt: skip
CHANGED: Final = Code(
    "D304", "批示栏内容已改动", _QUERY,
    "批示 {key} 原登记为“{expected}”，现为“{found}”，已按现在的登记，原来的仍留存",
    "不是改动、而是另一件批示的，请写在另一份汇总表里", "在同一份汇总表上改了批示",
)  # fmt: skip
CHANGED_LATE: Final = Code(
    "D305", "批示改动前已列入跟踪", _QUERY,
    "批示 {key} 现为“{found}”，此前已按“{expected}”列入议定事项，议定事项没有改动",
    "需要变更的，请在方案“议定事项”表按这个编号另登记一行", "会议台账补填之后，批示栏又作了修改",
)  # fmt: skip
SIGNED_ONLY: Final = Code(
    "D306", "批示栏只有签名", _NOTE,
    "批示栏只有“{found}”，没有批示内容，不列为事项", "", "领导只签了名",
)  # fmt: skip
UNREADABLE: Final = Code(
    "D307", "汇总表打不开", _ERROR,
    "《{found}》读不出来（{why}），批示栏写了什么不得而知，文件仍在 reviewed 文件夹",
    "请用表格软件打开它，另存为 .xlsx 后重新放入，再运行 jlhy meeting record", "存盘时断电，文件残缺",
)  # fmt: skip
NO_BOX: Final = Code(
    "D308", "找不到批示栏", _QUERY,
    "《{found}》里没有找到“总览”的期次和批示栏，没有读入",
    "请把批示抄到会议台账“批示”表，或使用程序生成的汇总表填写", "删去了总览的标题行",
)  # fmt: skip

OUTSIDER: Final = Code(
    "D309", "牵头单位不在方案里", _ERROR,
    "“{heading}”里的“{name}”不在方案的“单位”表里{guess}，本行没有登记",
    "写错的请改正；确是方案以外的单位（镇街、其他部门等），请先在方案“单位”表加一行：编码自编（如 {code}）、单位简称填“{name}”、"
    "成员单位填“否”、处理方式填“函告上级”或“仅通报”，再运行 jlhy meeting record；这样登记的只办理议定事项，不报周报，不减扣分值",
    "牵头单位填“区交通运输局”",
)  # fmt: skip
UNREGISTERED: Final = Code(
    "D310", "出席情况未登记", _QUERY,
    "{count}个单位的出席情况没有填写（{units}），记为未登记：计入应到，不算缺席",
    "请补填{expected}后再运行 jlhy meeting record", "只填了缺席的一个单位",
)  # fmt: skip

IN_A_NOTE: Final = Code(
    "D311", "批示可能写在批注里", _QUERY,
    "《{file}》：{found}",
    "是批示的，请抄到这份汇总表“总览”的批示栏，存盘后运行 jlhy meeting record", "领导在批示栏上加了批注",
)  # fmt: skip

CODES = (
    NOT_RECORDED, INCOMPLETE, UNDERSTOOD, CHANGED, CHANGED_LATE, SIGNED_ONLY, UNREADABLE, NO_BOX,
    OUTSIDER, UNREGISTERED, IN_A_NOTE,
)  # fmt: skip

LEAD, DUE, AND = "牵头单位", "完成时限", "和"
SIGNED = "{name}（批示签名）"
SAW = "原批示见{file} {place}"
CLOSE_IT = "里面可能写有批示或处理意见，没有覆盖它；请关闭占用它的程序后重新运行"
COPIED = "{name} 里有人写了内容，已另存为 {copy}，没有丢失"
COPIED_BOX = "{name} 的批示栏里有批示，已另存为 {copy}，没有丢失；请运行 jlhy meeting record 登记"
COPIED_NOTE = "{name} 里有批注或文本框，已另存为 {copy}，没有丢失；是批示的请抄到批示栏"
COPIED_UNREAD = "{name} 改动过，但读不出来，已原样另存为 {copy}；请查看里面是否写有批示或处理意见"
