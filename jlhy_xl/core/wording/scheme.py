"""What the program says of mistakes in 方案.xlsx."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

_E, _Q = Severity.ERROR, Severity.QUERY

# What a cell should have held
A_TEXT = "文字"
A_NUMBER = "数字"
A_WHOLE_NUMBER = "整数"
A_DAY = "日期（如 2026-01-01）"
A_MOMENT = "日期和时间（如 2026-10-08 17:00）"
A_CLOCK = "时刻（如 17:00）"
SOME_PARTS = "分项（如 水=区城乡水务局；气=区住建局）"
A_FIELD = "一个字段编码"
ANOTHER_FIELD = "另一个字段编码"
A_SINGLE_VALUE = "只能出现一次的取值"
AN_OPERATOR = "比较符（{operators} 之一）"
A_PATTERN = "一个正则表达式"
A_PERCENTAGE = "一个大于0的百分数（如 50）"
ANY_FIELD = "{source}.字段编码"
NOT_NEGATIVE = "不小于0"
A_SHARE = "在0与1之间"
FROM_ONE = "从1起"
NO_SLOT = "没有"
A_WIDTH = "在0与255之间"
INDICATOR_OR_GROUP = "指标”或“工作组"
GUESS = "，是否为“{word}”"

# The workbook's sheets and columns
NO_SHEET = Code(
    "S101", "缺工作表", _E,
    "方案里没有“{expected}”工作表{guess}",
    "请补上这张表，或重新生成方案后把内容抄过去", "“单位”表被删除",
)  # fmt: skip
NO_OPTIONAL_SHEET = Code(
    "S102", "缺工作表（按空表处理）", _Q,
    "方案里没有“{expected}”工作表{guess}，已按空表处理",
    "如确实没有内容可不管；否则请补上这张表", "“日历”表被删除",
)  # fmt: skip
SAME_SHEETS = Code(
    "S103", "工作表重名", _E,
    "“{found}”和“{expected}”是同一张表的两份",
    "请只留一份", "“单位”和“单 位”两张表",
)  # fmt: skip
NO_HEADER = Code(
    "S104", "找不到表头", _E,
    "“{table}”表里找不到表头行",
    "请在前10行内保留一行表头：{expected}", "表头行被删除",
)  # fmt: skip
NO_COLUMN = Code(
    "S105", "缺栏目", _E,
    "“{table}”表缺少“{expected}”一栏{guess}",
    "请补上这一栏的表头", "“单位”表没有“编码”一栏",
)  # fmt: skip
UNKNOWN_COLUMN = Code(
    "S106", "不认识的栏目", _Q,
    "“{table}”表里的“{found}”一栏不认识{guess}，没有采用",
    "请改成规定的栏目名称，或删去这一栏", "“登记邮箱”写成“登记油箱”",
)  # fmt: skip
SAME_COLUMNS = Code(
    "S107", "栏目重复", _E,
    "“{table}”表里有两栏“{found}”",
    "请只留一栏", "两栏“单位简称”",
)  # fmt: skip
NO_PARAMETER = Code(
    "S108", "缺参数", _Q,
    "“参数”表缺少“{expected}”，已按默认值处理",
    "如需修改请补上这一行", "“截止星期”一行被删除",
)  # fmt: skip
UNKNOWN_PARAMETER = Code(
    "S109", "不认识的参数", _Q,
    "不认识“{found}”这个参数{guess}，没有采用",
    "请改成规定的参数名称，或删去这一行", "“截止星期”写成“截至星期”",
)  # fmt: skip

# Single cells
BLANK = Code(
    "S201", "应填未填", _E,
    "“{heading}”没有填写",
    "请补填{expected}", "单位编码空白",
)  # fmt: skip
BAD_TYPE = Code(
    "S202", "填写的类型不对", _E,
    "“{heading}”填的是“{found}”，应为{expected}",
    "请改填{expected}", "“分值”填“半分”",
)  # fmt: skip
BAD_CHOICE = Code(
    "S203", "不在选项内", _E,
    "“{heading}”填的“{found}”不在选项内{guess}",
    "请从{expected}中选一个", "“优向”填“越小越好”",
)  # fmt: skip
UNKNOWN_UNIT = Code(
    "S204", "不认识的单位", _E,
    "“{heading}”里的“{name}”不在“单位”表里{guess}",
    "请改成“单位”表里的简称或别名，或先在“单位”表登记", "牵头单位填“区工信局”",
)  # fmt: skip
BAD_PERIOD = Code(
    "S205", "期次写法不对", _E,
    "“{heading}”填的“{found}”不是期次",
    "请按 2026-W48（周）或 2026-11（月）填写，并核对这一年有没有这一期", "2026-W60",
)  # fmt: skip
LOOKS_LIKE_DATE = Code(
    "S206", "疑似被改成日期", _E,
    "“{heading}”是一个日期（{found}），疑似编码被自动改成了日期",
    "请把这一格设为文本格式后重新填写", "01-01 变成 1月1日",
)  # fmt: skip
BROKEN_CELL = Code(
    "S207", "单元格有错误", _E,
    "“{heading}”是错误值或没有算出结果的公式",
    "请直接填写内容，不用公式", "#REF!",
)  # fmt: skip

# Rows against rows
DUPLICATE = Code(
    "S301", "重复", _E,
    "“{heading}”与第{row}行重复",
    "请改成不同的内容，或删去一行", "两个单位的编码都是U01",
)  # fmt: skip
SAME_NAME = Code(
    "S302", "名称指向两个单位", _E,
    "“{name}”同时指向“{first}”和“{second}”",
    "请改掉其中一个单位的简称或别名", "两个单位都有别名“审批局”",
)  # fmt: skip
SAME_MAIL = Code(
    "S303", "邮箱登记给两个单位", _E,
    "邮箱“{name}”同时登记给“{first}”和“{second}”",
    "请改掉其中一个", "两个单位登记同一邮箱",
)  # fmt: skip
TWO_OFFICES = Code(
    "S304", "办公室所在单位多于一个", _E,
    "“{first}”和“{second}”都标为办公室所在",
    "请只留一个“是”", "两个单位都填“是”",
)  # fmt: skip
NO_OFFICE = Code(
    "S305", "没有办公室所在单位", _Q,
    "没有一个单位标为办公室所在",
    "请在办公室所在单位那一行填“是”，它自身的事项才能转总召集人", "全部填“否”",
)  # fmt: skip
NO_MEMBERS = Code(
    "S306", "没有成员单位", _E,
    "“单位”表里没有一个成员单位",
    "请至少登记一个成员单位", "“单位”表为空",
)  # fmt: skip
STARTS_AFTER_ENDS = Code(
    "S307", "起止颠倒", _E,
    "“{heading}”（{found}）早于“{other}”（{start}）",
    "请核对起止", "启用 2026-05-01、停用 2026-01-01",
)  # fmt: skip
OWN_SUCCESSOR = Code(
    "S308", "承继单位是自己", _E,
    "“{found}”的承继单位是它自己",
    "请改填承继的单位，或留空", "区财政局由区财政局承继",
)  # fmt: skip
UNKNOWN_REFERENCE = Code(
    "S309", "引用的内容不存在", _E,
    "“{heading}”里的“{name}”不在“{table}”表里{guess}",
    "请改成“{table}”表里已有的，或先在那里登记", "目标值的指标编码填“12-01”",
)  # fmt: skip
NOT_A_LEAD = Code(
    "S310", "不是牵头单位", _E,
    "“{found}”不是指标 {name} 的牵头单位",
    "请核对单位和指标编码", "区法院填了 01-01 的目标值",
)  # fmt: skip
LEADS_DIFFER = Code(
    "S311", "牵头单位与工作组不一致", _Q,
    "指标 {name} 的牵头单位“{found}”不全在工作组的牵头单位“{expected}”之内",
    "请核对；如有意安排可不管", "第1组由区行政审批局牵头，指标却填区财政局",
)  # fmt: skip
NO_JOINT = Code(
    "S312", "共担方式与牵头单位数不符", _E,
    "指标 {name} 有{count}家牵头单位，共担方式填的是“{found}”",
    "一家牵头的留空，多家牵头的请从分项、共填、会签中选一个", "两家牵头而共担方式空白",
)  # fmt: skip
PARTS_DIFFER = Code(
    "S313", "分项与牵头单位对不上", _E,
    "指标 {name} 的分项“{found}”与牵头单位“{expected}”对不上",
    "分项方式下每个牵头单位恰有一个分项，如 水=区城乡水务局；气=区住建局；其他方式下分项留空", "分项只写了水",
)  # fmt: skip
HALF_FRONTIER = Code(
    "S314", "最优值、最差值不成对", _E,
    "“最优值”填“{best}”、“最差值”填“{worst}”，不能测算",
    "两个都填并且不相同，或两个都留空", "只填最优值",
)  # fmt: skip
FRONTIER_DIRECTION = Code(
    "S315", "最优值、最差值与优向相反", _E,
    "优向是“{expected}”，最优值“{best}”与最差值“{worst}”却相反",
    "请核对优向，或对调两个值", "越低越好而最优18、最差1",
)  # fmt: skip
BAD_WEIGHT = Code(
    "S316", "测算权重不对", _E,
    "“测算自”里的“{name}”不能采用",
    "权重须大于0，且不能引用指标自己或引用两次", "06-01*0",
)  # fmt: skip
BAD_TITLE = Code(
    "S317", "表名不能用", _E,
    "“{found}”不能作工作表名称",
    r"表名最多31个字，不能含 [ ] : * ? / \，不能与“填报说明”同名", "表名“进展/周”",
)  # fmt: skip
FORM_LACKS = Code(
    "S318", "表单缺内容", _E,
    "表单“{name}”的行来源或谁报是“{found}”，“{expected}”却没有填写",
    "请补填“{expected}”", "固定行没有填写行名",
)  # fmt: skip
NO_FIELDS = Code(
    "S319", "表单没有字段", _E,
    "表单“{name}”没有一个字段",
    "请在“字段”表为它加上栏目", "新增表单后没有加字段",
)  # fmt: skip
KEYS = Code(
    "S320", "行键不是恰好一个", _E,
    "表单“{name}”的行键有{count}个，应为{expected}个",
    "开放行的表不设行键，其他表恰有一个“用途”为行键的字段", "两个字段的用途都是行键",
)  # fmt: skip
SAME_LABEL = Code(
    "S321", "栏目名称重复", _E,
    "“{name}”同时是字段“{first}”和“{second}”的栏目名称或别名",
    "请改掉其中一个，否则收回来的表分不清是哪一栏", "两栏都叫“备注”",
)  # fmt: skip
NO_LABEL = Code(
    "S322", "栏目没有名称", _E,
    "字段“{name}”没有栏目名称，也没有别名",
    "请补填栏目名称", "栏目名称和别名都空白",
)  # fmt: skip
NO_CHOICES = Code(
    "S323", "选项不全", _E,
    "字段“{name}”的类型是选项，却没有列出选项",
    "请在“选项”里填写，用分号隔开", "类型为选项而选项空白",
)  # fmt: skip
BOUNDS = Code(
    "S324", "上下限颠倒", _E,
    "字段“{name}”的下限“{lower}”大于上限“{upper}”",
    "请核对上下限", "下限10、上限1",
)  # fmt: skip
BAD_PREFILL = Code(
    "S325", "不认识的预填", _E,
    "“{found}”不是可用的预填{guess}",
    "可用的有：{expected}", "指标.名字",
)  # fmt: skip
BAD_NEED = Code(
    "S326", "必填与用途、行来源不合", _E,
    "字段“{name}”的必填填“{found}”，与它的用途或表的行来源不合",
    "只有用途为填报的字段才能必填；到期、滞后只用于本单位指标的表，有内容只用于开放行的表", "锁定的字段填必填",
)  # fmt: skip
BAD_ARGUMENT = Code(
    "S327", "校验的参数不对", _E,
    "校验“{name}”（{kind}）的“{heading}”填“{found}”，不能用",
    "请改填{expected}", "较上期变动的参数填“一半”",
)  # fmt: skip
CAP_WITHOUT_GROUP = Code(
    "S328", "有上限没有封顶类别", _E,
    "规则“{name}”填了上限“{found}”，没有填封顶类别",
    "请补填封顶类别，或删去上限", "上限5而封顶类别空白",
)  # fmt: skip
CAPS_DIFFER = Code(
    "S329", "同一封顶类别的上限不同", _E,
    "封顶类别“{name}”的上限有“{found}”，也有“{expected}”",
    "同一类别的上限须填成一样", "报送类有5也有6",
)  # fmt: skip
NEGATIVE = Code(
    "S330", "数值超出范围", _E,
    "“{heading}”填“{found}”，应{expected}",
    "请核对", "分值填-1",
)  # fmt: skip
OUT_OF_FIELD = Code(
    "S331", "位次大于参评数", _E,
    "位次“{found}”大于参评数“{expected}”",
    "请核对位次和参评数", "位次7、参评数6",
)  # fmt: skip
RANK_WITHOUT_FIELD = Code(
    "S332", "没有参评数", _Q,
    "位次“{found}”没有参评数，无法看出先后",
    "请补填参评数", "位次5、参评数空白",
)  # fmt: skip
NOT_OFFICIAL = Code(
    "S333", "指标不由上级发布", _Q,
    "指标 {found} 的来源是单位填报，“发布值”只作对照",
    "请核对指标编码或“来源”", "01-01 填了发布值",
)  # fmt: skip
NO_EXTENSION_DATE = Code(
    "S334", "同意延期没有新时限", _E,
    "议定事项“{name}”同意延期，却没有填“延至”",
    "请补填延至哪一天", "是否同意填“同意”、延至空白",
)  # fmt: skip
HALF_ADOPTED = Code(
    "S335", "细则文号和生效日期不成对", _Q,
    "减扣细则文号和生效日期只填了一个，仍按试运行处理",
    "两个都填才能审定", "填了文号没填生效日期",
)  # fmt: skip
BAD_TIMEZONE = Code(
    "S336", "时区不认识", _E,
    "“{found}”不是可用的时区",
    "一般填 Asia/Shanghai", "北京时间",
)  # fmt: skip
BAD_AREA = Code(
    "S337", "电话区号不对", _E,
    "电话区号“{found}”不是以 0 开头的三至四位数字",
    "请填如 0632；单元格须为文本格式，否则开头的 0 会丢失", "填了 632",
)  # fmt: skip
OTHER_PERIOD_KIND = Code(
    "S338", "期次与报送周期不符", _Q,
    "“{heading}”填的是“{found}”，而“参数”表的报送周期为“{kind}”，这一行不会起作用",
    "请按周填 2026-W48，或按月填 2026-11，与报送周期一致", "按月报送，期次填 2026-W48",
)  # fmt: skip
NO_SUCCESSOR = Code(
    "S339", "停用单位没有承继", _Q,
    "“{name}”{day}停用，没有填承继单位，其牵头的{count}项指标此后没有单位报送",
    "请填承继单位，或在“指标”表改派牵头单位", "填了停用，没有填承继单位",
)  # fmt: skip
SUCCESSOR_WITHOUT_END = Code(
    "S340", "有承继单位没有停用日期", _Q,
    "“{name}”填了承继单位“{found}”，没有填停用日期，承继不会起作用",
    "请填停用日期（最后一天），或清空承继单位", "填了承继单位，没有填停用",
)  # fmt: skip
RULES_OVERLAP = Code(
    "S341", "同一规则的日期重叠", _E,
    "规则“{name}”自{found}起另有一行，第{row}行到那天还没有截止，同一天有两个分值",
    "请在第{row}行的“截止日期”填 {last}", "改分值时加了新的一行，原行没有填截止日期",
)  # fmt: skip
RULES_GAP = Code(
    "S342", "同一规则的日期不衔接", _Q,
    "规则“{name}”在第{row}行截止之后、本行起始之前（{gap}）没有分值，这几天的事项不会提出",
    "请核对两行的日期；衔接的，第{row}行的“截止日期”应为 {last}", "原行 6月30日截止，新行 8月1日起始",
)  # fmt: skip
UNKNOWN_PHRASE = Code(
    "S343", "不认识的用处", _Q,
    "“{found}”不是文稿用语的用处{guess}，没有采用",
    "请改成规定的用处，或删去这一行", "“简报·开头”写成“简报开头语”",
)  # fmt: skip
UNKNOWN_SLOT = Code(
    "S344", "花括号里的内容不能用", _E,
    "用语里的“{{{name}}}”不是这一处可用的内容，会原样印在文稿上",
    "可用的是：{expected}；不需要的请删去花括号", "“{{期次}}”写成“{{本期}}”",
)  # fmt: skip

CODES = (
    NO_SHEET, NO_OPTIONAL_SHEET, SAME_SHEETS, NO_HEADER, NO_COLUMN, UNKNOWN_COLUMN,
    SAME_COLUMNS, NO_PARAMETER, UNKNOWN_PARAMETER, BLANK, BAD_TYPE, BAD_CHOICE, UNKNOWN_UNIT,
    BAD_PERIOD, LOOKS_LIKE_DATE, BROKEN_CELL, DUPLICATE, SAME_NAME, SAME_MAIL, TWO_OFFICES,
    NO_OFFICE, NO_MEMBERS, STARTS_AFTER_ENDS, OWN_SUCCESSOR, UNKNOWN_REFERENCE, NOT_A_LEAD,
    LEADS_DIFFER, NO_JOINT, PARTS_DIFFER, HALF_FRONTIER, FRONTIER_DIRECTION, BAD_WEIGHT,
    BAD_TITLE, FORM_LACKS, NO_FIELDS, KEYS, SAME_LABEL, NO_LABEL, NO_CHOICES, BOUNDS,
    BAD_PREFILL, BAD_NEED, BAD_ARGUMENT, CAP_WITHOUT_GROUP, CAPS_DIFFER, NEGATIVE,
    OUT_OF_FIELD, RANK_WITHOUT_FIELD, NOT_OFFICIAL, NO_EXTENSION_DATE, HALF_ADOPTED,
    BAD_TIMEZONE, BAD_AREA, OTHER_PERIOD_KIND, NO_SUCCESSOR, SUCCESSOR_WITHOUT_END,
    RULES_OVERLAP, RULES_GAP, UNKNOWN_PHRASE, UNKNOWN_SLOT,
)  # fmt: skip
