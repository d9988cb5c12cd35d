"""What is said of units that begin, end, merge or are renamed, and of a new 联络员."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

JOIN = "；"
ENDED = "{day}停用，由{heir}承继"
GONE = "{day}停用"
BEGAN = "{day}启用"
FOLLOWS = "承继{name}（{day}停用）"

TAKEN_OVER = Code(
    "L131", "原单位的表由承继单位报送", Severity.NOTE,
    "表内单位{found}已停用，由{expected}承继，已按{expected}的报送读取", "下次请使用{expected}的模板",
    "更名后仍用旧名的模板",
)  # fmt: skip
NEW_LIAISON = Code(
    "M310", "联络员有变动", Severity.NOTE,
    "{unit}新报的联络员与在册的不同，交接期自登记之日起算",
    "请办公室核实后，在方案“单位”表的“联络员登记日期”填写{day}", "人员信息登记表换了联络员",
)  # fmt: skip

CODES = (TAKEN_OVER, NEW_LIAISON)
