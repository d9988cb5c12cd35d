"""Sentences about whose a workbook is and where its columns and rows stand."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.intake import REGISTER_TITLE

_ERROR, _QUERY, _NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE

FOREIGN = Code(
    "L101", "不是本系统的表", _ERROR, "文件里没有一张表的标题栏与应报表格相符",
    "请使用本单位模板填报后重新报送", "其他工作的统计表",
)  # fmt: skip
EMPTY_BOOK = Code(
    "L102", "没有内容", _ERROR, "文件里没有任何填写内容", "请使用本单位模板填报后重新报送", "空白工作簿",
)  # fmt: skip
UNKNOWN_VERSION = Code(
    "L103", "模板版本不识别", _ERROR, "模板版本“{found}”不在可识别的版本（{expected}）之列",
    "请使用随退回件附上的本期模板重新填报", "版本号被改动的模板",
)  # fmt: skip
UNIT_DISAGREES = Code(
    "L104", "单位前后不一", _QUERY, "模板是发给{expected}的，表内单位名称却写着“{found}”",
    "请联席会议办公室核实是哪个单位的报送后再采用", "甲单位的模板里写着乙单位",
)  # fmt: skip
UNKNOWN_UNIT = Code(
    "L105", "单位名称不识别", _QUERY, "单位名称“{name}”不在单位名单和别名之列{guess}",
    "请联席会议办公室核实；确系成员单位的，请在方案的单位表里补上别名", "区审批服务中心",
)  # fmt: skip
NO_UNIT = Code(
    "L106", "看不出是哪个单位", _QUERY, "文件里没有模板标识，也没有可识别的单位名称",
    "请联席会议办公室核实；请填报单位使用本单位模板，或写明单位名称", "内容被复制到新工作簿",
)  # fmt: skip
NO_PERIOD = Code(
    "L107", "看不出是哪一期", _QUERY, "文件里没有模板标识，也没有写明期次",
    "请联席会议办公室核实期次；请填报单位使用当期模板", "内容被复制到新工作簿",
)  # fmt: skip
CLOSED_PERIOD = Code(
    "L108", "期次不在受理范围", _QUERY, "这是{found}的报送，该期目前不受理或没有安排{unit_name}报送",
    "请联席会议办公室核实；请填报单位使用当期模板", "半年前的模板",
)  # fmt: skip
FORGED = Code(
    "L109", "模板标识校验不符", _QUERY, "文件带有模板标识，但标识不是本办公室签发的或已被改动",
    "请联席会议办公室向单位核实后再采用", "他处仿制的模板",
)  # fmt: skip
TWO_IDENTITIES = Code(
    "L110", "模板标识前后不一", _QUERY, "隐藏表与文档属性里的模板标识不同（{found}；{expected}）",
    "请联席会议办公室核实是哪个单位、哪一期的报送", "两份模板拼在一起",
)  # fmt: skip
NO_IDENTITY = Code(
    "L111", "没有模板标识", _NOTE, "文件里没有模板标识，按表内文字识别", "下次请直接在本单位模板里填报",
    "内容被复制到新工作簿",
)  # fmt: skip
OTHER_SCHEME = Code(
    "L112", "模板按旧方案生成", _NOTE, "模板发出后，方案里本单位的表格、栏目、指标或目标值有过调整，已按现行方案对照读取", "",
    "发出模板以后改了这个单位的年度目标值",
)  # fmt: skip
PERIOD_ASSUMED = Code(
    "L113", "期次未写明", _QUERY, "文件没有写明期次，目前只有{expected}在受理，按该期读取",
    "如不是这一期，请告知联席会议办公室", "内容被复制到新工作簿",
)  # fmt: skip
PERIOD_DISAGREES = Code(
    "L114", "期次前后不一", _QUERY, "模板是{expected}的，表内却写着“{found}”，按模板的期次读取",
    "如不是这一期，请使用当期模板重新报送", "上期模板改了期次字样",
)  # fmt: skip
UNKNOWN_IDENTITY = Code(
    "L115", "模板标识里的单位不识别", _QUERY, "模板标识里的单位代码“{found}”不在单位名单之列",
    "请联席会议办公室核实", "已撤销的单位",
)  # fmt: skip
OLDER_VERSION = Code(
    "L120", "旧版模板", _NOTE, "这是旧版模板（第{found}版），已按旧版的栏目名称读取", "下次请使用新发的模板（第{expected}版）",
    "存在电脑里的旧模板",
)  # fmt: skip

MISSING_COLUMN = Code(
    "L201", "缺少必填栏", _ERROR, "缺少“{expected}”栏，这一栏的内容都没有读到",
    "请补上这一栏（或改用本单位模板）后重新报送", "删掉了“本周进展”栏",
)  # fmt: skip
MISSING_OPTIONAL = Code(
    "L218", "缺少选填栏", _NOTE, "没有“{expected}”栏，本期不影响报送", "下次请使用本单位模板", "删掉了“备注”栏",
)  # fmt: skip
UNKNOWN_COLUMN = Code(
    "L202", "多出的栏", _NOTE, "“{found}”栏不在表格规定之列，内容已留存，不参加汇总", "", "自己加的一栏",
)  # fmt: skip
SAME_COLUMN = Code(
    "L203", "同名的栏", _QUERY, "“{found}”栏出现了不止一次，只读了第一栏（{expected}）",
    "请只保留一栏", "复制出来的一栏",
)  # fmt: skip
MISSING_ROW = Code(
    "L204", "缺少应报的行", _ERROR, "缺少“{expected}”这一行", "请补上这一行（或改用本单位模板）后重新报送",
    "删掉了一行指标",
)  # fmt: skip
DUPLICATE_ROW = Code(
    "L205", "重复的行", _QUERY, "“{expected}”出现了不止一行（{rows}），内容不同，均未采用",
    "请只保留一行后重新报送", "同一指标填了两行",
)  # fmt: skip
TOTAL_ROW = Code(
    "L206", "合计行", _NOTE, "第{row}行“{found}”是合计一类的行，不作为填报内容汇总", "", "合计",
)  # fmt: skip
EXTRA_ROW = Code(
    "L207", "多出的行", _QUERY, "第{row}行“{found}”不在本单位应报之列，内容已留存，不参加汇总",
    "如属应报内容，请按模板的行填写", "自己加的一行指标",
)  # fmt: skip
HIDDEN_ROWS = Code(
    "L208", "隐藏行里有内容", _NOTE, "隐藏的行里有填写内容{count}格，已照常读取", "请取消隐藏并核对", "筛选后隐藏的行",
)  # fmt: skip
HIDDEN_COLUMNS = Code(
    "L217", "隐藏栏里有内容", _NOTE, "隐藏的栏里有填写内容{count}格，已照常读取", "请取消隐藏并核对", "隐藏了的“备注”栏",
)  # fmt: skip
MERGED_ANSWERS = Code(
    "L209", "合并的填报格", _QUERY, "{expected}被合并成一格，内容“{found}”只算在第一格",
    "请取消合并，逐格填写", "几行合并写一个进展",
)  # fmt: skip
KEYS_MOVED = Code(
    "L210", "编码与指标对不上", _QUERY, "隐藏的行编码与看得见的名称次序不同（{expected}），按看得见的名称读取",
    "请整行排序，或改用本单位模板", "排序时没有带上隐藏的编码栏",
)  # fmt: skip
SECOND_SHEET = Code(
    "L211", "同一张表有两份", _QUERY, "“{name}”与“{expected}”是同一张表，只读了“{expected}”，“{name}”里的内容没有读取",
    "请只保留一份；分两张填写的，请合到“{expected}”", "指标进展表 (2)",
)  # fmt: skip
CONTINUED = Code(
    "L220", "一张表写在两张工作表上", _NOTE, "“{expected}”有{count}行写在“{name}”上，已一并读取",
    "请核对；下次请都填在模板的同一张表里", "第二页另起一张“续表”",
)  # fmt: skip
HIDDEN_SHEET = Code(
    "L212", "隐藏的表", _NOTE, "“{expected}”这张表被隐藏，已照常读取", "请取消隐藏并核对", "隐藏的工作表",
)  # fmt: skip
MISSING_SHEET = Code(
    "L213", "本文件没有这张表", _NOTE, "本文件里没有应报的“{expected}”", "如尚未报送，请一并补上", "删掉的工作表",
)  # fmt: skip

NAMELESS_COLUMN = Code(
    "L214", "没有标题的栏", _NOTE, "{column}栏没有标题，里面有{count}格内容，已留存，不参加汇总", "", "表格右边另写的备注",
)  # fmt: skip

MORE_ALIKE = Code(
    "L215", "同类情况较多", _NOTE, "“{found}”还有{count}处，不再逐一列出", "", "粘贴了整本台账",
)  # fmt: skip
TOO_MANY_ROWS = Code(
    "L216", "行数过多", _QUERY, "填写的行超过{most}行，从这一行起没有读取", "请只填写需要报送的内容，其余作为佐证材料另附",
    "粘贴了整本台账",
)  # fmt: skip

SEVERAL_UNITS = Code(
    "L219", "几个单位的报表", _NOTE, "这个文件里有{count}个单位的报表，已分开读取，这里是{unit_name}的部分",
    "请各单位分别用本单位模板报送", "汇总后一起报来的工作簿",
)  # fmt: skip

OURS = Code(
    "L121", "办公室自己的文件", _NOTE, "这是办公室自己的“{found}”，不是单位报送的报表，没有读取", "{step}",
    "把收件登记.xlsx当作报表核对",
)  # fmt: skip
OURS_SHOWN = Code(
    "L122", "办公室发出的表", _QUERY, "这是办公室生成的“{found}”，不是单位报送的报表，没有读取",
    "请经办人看一眼：单位在上面改了内容的，请其改用本单位模板报送；只是转回来的，请作废",
    "单位回信时把汇总表又附了回来",
)  # fmt: skip
OURS_DESK = Code(
    "L123", "处理表放错地方", _QUERY, "这是办公室的“{found}”，不是单位报送的报表，没有读取",
    "已填写处理意见的，请放进 workbooks/reviewed 文件夹后重新运行；没有填写的，请作废",
    "填好的减扣评分表放进了收件文件夹",
)  # fmt: skip
NEVER_ASKED = Code(
    "L124", "旧模板里没有", _QUERY,
    "这份模板发出后方案有过调整，里面没有“{expected}”，按没有要求填报处理，不算单位漏报",
    "请办公室核对：只是改了栏目名称的，在方案的“字段”表把原名称写进“别名”后重新运行；新增的，请补发模板",
    "发出模板之后改了栏目名称或新增了指标",
)  # fmt: skip
NO_HEADINGS = Code(
    "L125", "表头没有了", _ERROR, "“{found}”里找不到“{expected}”的标题栏，表里的内容都没有读到",
    "请恢复表头这一行（或把内容填到本单位模板里）后重新报送", "整行表头被删掉",
)  # fmt: skip
CODES = (
    FOREIGN, EMPTY_BOOK, UNKNOWN_VERSION, UNIT_DISAGREES, UNKNOWN_UNIT, NO_UNIT, NO_PERIOD,
    CLOSED_PERIOD, FORGED, TWO_IDENTITIES, NO_IDENTITY, OTHER_SCHEME, PERIOD_ASSUMED,
    PERIOD_DISAGREES, UNKNOWN_IDENTITY, MISSING_COLUMN, MISSING_OPTIONAL, UNKNOWN_COLUMN, SAME_COLUMN, MISSING_ROW,
    DUPLICATE_ROW, TOTAL_ROW, EXTRA_ROW, HIDDEN_ROWS, HIDDEN_COLUMNS, MERGED_ANSWERS, KEYS_MOVED, SECOND_SHEET, CONTINUED,
    HIDDEN_SHEET, MISSING_SHEET, NAMELESS_COLUMN, MORE_ALIKE,
    TOO_MANY_ROWS, SEVERAL_UNITS, OLDER_VERSION, OURS, OURS_SHOWN, OURS_DESK,
    NEVER_ASKED, NO_HEADINGS,
)  # fmt: skip

# The office's own workbooks: what no unit ever sees, and where decisions are written.
SCHEME_BOOK = "方案"
OURS_ALONE = {  # and what it is for
    SCHEME_BOOK: "要核对方案，请运行 jlhy scheme check",
    REGISTER_TITLE: "请放在 workbooks/inbox 的期次文件夹里，jlhy run 会读取其中登记的时间",
}
OURS_DESKS = ("减扣评分表", "待处理收件")
SCHEME_SHEETS = frozenset(
    (
        "参数",
        "单位",
        "工作组",
        "指标",
        "目标值",
        "表单",
        "字段",
        "校验",
        "期次",
        "减扣规则",
        "不予减扣",
    )
)

# The steps of recognition, as they are told.
STEP_HIDDEN = "隐藏表：{unit} {period}"
STEP_NO_HIDDEN = "隐藏表：没有"
STEP_PROPERTIES = "文档属性：{unit} {period}"
STEP_NO_PROPERTIES = "文档属性：没有"
STEP_TOKEN = {"valid": "标识校验：相符", "wrong": "标识校验：不符", "absent": "标识校验：没有标识"}
STEP_NAME = "单位名称：{name}（{sheet}!{cell}）"
STEP_NO_NAME = "单位名称：没有写明"
STEP_SHARE = "几个单位的报表分开读取：{unit}"
STEP_DECIDED = "人工认定：{unit} {period}"
STEP_TITLE = "表头文字：{unit}"
STEP_ROWS = "指标名单：与{unit}的应报指标完全一致"
STEP_PERIOD = "期次：{period}（{sheet}!{cell}）"
STEP_FORM_BY_MAP = "{form}：按模板登记的表名“{sheet}”找到"
STEP_FORM_BY_HEADINGS = "{form}：按标题栏在“{sheet}”找到（{count}栏相符）"
GUESS = "（是否为{name}？）"
OF_ROWS = "{count}行的“{field}”"

# Words by which a visible identity is told, and rows that only add up.
NOBODY = "未写明单位"
SHARE_SOURCE = "{source} » {unit}"
SHARED = "这个文件里有{count}个单位的报表，已分开读取：{units}"
UNIT_COLUMNS = ("单位", "单位名称", "填报单位", "报送单位", "成员单位")  # keys of headings
TITLE_ENDS = ("表", "表)", "台账", "情况")  # how the title of a table ends
UNIT_LABELS = ("单位名称", "填报单位", "报送单位")
PERIOD_LABELS = ("期次", "报送期次", "填报期次", "报告期", "所属期")
FOOTERS = (
    "填表人", "填报人", "制表人", "经办人", "审核人", "复核人", "负责人", "签发人", "联系人", "联系电话",
    "填表日期", "填报日期", "填表时间", "填报时间", "备注", "说明", "注",
)  # fmt: skip
YEAR_AND_WEEK = r"(20\d\d)(?:年度?)?(?:-?w|第)(\d{1,2})周?"
YEAR_AND_MONTH = r"(20\d\d)(?:-|年)(0?[1-9]|1[0-2])月?(?!\d|-)"
WEEK_ONLY = r"第(\d{1,2})周"
TOTALS = ("合计", "小计", "总计", "共计", "累计", "汇总", "平均")
COVER_ROW = "填报说明"
NO_CHANGE = "全部无变化"
COMMA = "、"
ROW_NUMBER = "第{number}行"
