"""What is said of a typed value: each kind of trouble once, with how to mend it.

``what`` is the typed text, shortened for reading; ``found`` stays exact beside the message.
"""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

E, Q, N = Severity.ERROR, Severity.QUERY, Severity.NOTE

CELL_ERROR = Code(
    "V101", "公式错误", E, "单元格显示公式错误“{what}”，读不出内容",
    "请修正公式或直接填写结果，保存后重新报送", "#REF!",
)  # fmt: skip
UNCACHED = Code(
    "V102", "公式未保存结果", E, "单元格是公式，但文件里没有保存计算结果",
    "请用Excel或WPS打开文件，保存一次后重新报送，或直接填写结果", "=A1+B1（未计算）",
)  # fmt: skip
CONTROLS = Code(
    "V103", "含不可显示的字符", N, "内容含有不可显示的控制字符，已用符号代替", "请核对内容是否完整", "进展\u2407",
)  # fmt: skip
TOO_LONG = Code(
    "V104", "内容过长", Q, "内容共{count}字，超过单元格上限32767字，暂未采用",
    "请精简后填写，详细内容请作为佐证材料另附", "三万多字的文本",
)  # fmt: skip
DITTO = Code(
    "V105", "写了同上", Q, "只写了“{what}”，汇总后无法对应", "请写出具体内容", "同上",
)  # fmt: skip
STROKE = Code(
    "V106", "只有横线或斜线", Q, "只填了“{what}”，看不出是没有内容还是未填",
    "请补填具体内容；确无内容的请写“无”", "——",
)  # fmt: skip
NONE_WORD = Code(
    "V107", "写了无", N, "填写的是“{what}”，按未填写处理", "如有内容请补填", "/",
)  # fmt: skip
TURNED_DATE = Code(
    "V108", "疑似被改成日期", Q, "疑似被改成日期：单元格存的是{what}，原来填的可能是{readings}",
    "请先把单元格设为文本格式，再重新填写", "3/6 变成 3月6日",
)  # fmt: skip
TURNED_TIME = Code(
    "V109", "疑似被改成时间", Q, "疑似被改成时间：单元格存的是{what}，原来填的可能是{readings}",
    "请先把单元格设为文本格式，再重新填写", "3:06 变成时间",
)  # fmt: skip
DAMAGED = Code(
    "V110", "长数字可能失真", Q, "“{what}”位数过长，以数字保存时第15位以后会变成0，可能已经失真",
    "请先把单元格设为文本格式，再重新填写", "12345678901234500",
)  # fmt: skip
PICTURE = Code(
    "V181", "格里是图片", E, "单元格里嵌的是图片，读不出内容", "请用文字或数字填写；图片作为佐证材料的，请另附文件",
    "WPS 的嵌入单元格图片",
)  # fmt: skip

NOT_NUMBER = Code(
    "V111", "不是数值", E, "“{what}”不是数值", "请填写数字{measured}", "无法识别的内容",
)  # fmt: skip
WORDS = Code(
    "V112", "以文字代替数值", Q, "填写的是“{what}”，未能读出数值，已按原文保留，不计入汇总",
    "请填写数字{measured}；确实没有数值的，请在备注中说明", "当日办结",
)  # fmt: skip
SHOWN_OTHERWISE = Code(
    "V126", "显示的数与存的数不一致", Q,
    "格内存的数与按数字格式显示出来的不一样：“{what}”，无法确定哪个才是要报的，暂不计入汇总",
    "请把这格的数字格式改为“常规”，再填写要报的数{measured}", "存的是25000，显示为2.5",
)  # fmt: skip
OTHER_MEASURE = Code(
    "V113", "计量单位不一致", Q, "填写的“{what}”带有“{typed}”，与本指标的计量单位“{measure}”不一致，数值暂不计入汇总",
    "请按“{measure}”换算后填写", "3天（应为工作日）",
)  # fmt: skip
MEASURE_UNKNOWN = Code(
    "V114", "计量单位待确认", Q, "填写的“{what}”带有“{typed}”，请确认计量单位", "如计量单位无误可不处理", "3人",
)  # fmt: skip
ABOUT = Code(
    "V115", "约数", N, "填写的“{what}”是约数（{hedge}），按{value}计入并注明", "如有准确数请填写准确数", "约3",
)  # fmt: skip
BOUND = Code(
    "V116", "只写了上下限", Q, "填写的“{what}”是界限（{hedge}），按{value}计入并注明", "请填写实际数值", "不超过3",
)  # fmt: skip
RANGE = Code(
    "V117", "区间", Q, "填写的“{what}”是一个区间（{low}至{high}），两端均已保留，不计入汇总",
    "请填写一个确定的数值", "3-5",
)  # fmt: skip
RATIO = Code(
    "V118", "斜线隔开的两个数", Q, "填写的“{what}”是两个数（{low}和{high}），均已保留，不计入汇总",
    "请填写一个数值；名次与参评数请分两格填写", "3/6",
)  # fmt: skip
FRACTION = Code(
    "V119", "疑似以小数填写百分比", Q, "本指标以%计，填写的是{what}，疑似以小数填写百分比（{value}%还是{hundred}%）",
    "请确认后按百分数填写，例如85%填写85", "0.85",
)  # fmt: skip
SCIENTIFIC = Code(
    "V120", "科学计数法", Q, "“{what}”是科学计数法，按{value}计入，后几位可能已经丢失",
    "请核对并写出完整数字", "1.2E+05",
)  # fmt: skip
NUMERALS = Code(
    "V122", "中文数字", N, "填写的“{what}”是中文数字，按{value}计入", "请核对读数；下次请填阿拉伯数字", "二十",
)  # fmt: skip
TIMES_UNSURE = Code(
    "V121", "倍数待确认", Q, "填写的“{what}”带有“{times}”，而计量单位已是“{measure}”，不能确定是否重复，暂不计入汇总",
    "请只填写以“{measure}”计的数字", "2000万（计量单位为万元）",
)  # fmt: skip
TIMES_STRANGE = Code(
    "V123", "倍数与计量单位不合", Q, "填写的“{what}”带有“{times}”，而计量单位是“{measure}”，不会有这样大的数，暂不计入汇总",
    "请核对后只填写以“{measure}”计的数字", "2000万（计量单位为工作日）",
)  # fmt: skip

NOT_DATE = Code(
    "V131", "不是日期", E, "“{what}”不是日期或日期不存在", "请按“2026-12-31”的样式填写", "2026-02-30",
)  # fmt: skip
DATE_FAR = Code(
    "V132", "日期超出范围", Q, "日期{what}不在1990年至2100年之间，暂未采用", "请核对年份", "1900-01-00",
)  # fmt: skip
DATE_UNSURE = Code(
    "V133", "日期有两种读法", Q, "“{what}”可以读成{readings}，暂未采用", "请按“2026-12-31”的样式填写", "3/4/2026",
)  # fmt: skip
DATE_NO_DAY = Code(
    "V134", "日期不完整", Q, "“{what}”没有写明到日，暂未采用", "请写明年月日，例如2026-12-31", "年底前",
)  # fmt: skip
DATE_NO_YEAR = Code(
    "V138", "日期没有写明年份", Q, "“{what}”没有写明年份（像是{month}月{day}日），暂未采用",
    "请写明年月日，例如2026-12-31", "11.26",
)  # fmt: skip
DATE_NUMBER = Code(
    "V139", "日期栏里填了数字", Q, "单元格里存的是数字{number}，显示成了日期{what}，看不出是哪一天，暂未采用",
    "请按“2026-12-31”的样式填写", "在日期栏里填11.26",
)  # fmt: skip
YEAR_ASSUMED = Code(
    "V135", "日期没有年份", N, "“{what}”没有年份，按{value}读取", "如年份不对请改正", "12月31日",
)  # fmt: skip
SERIAL = Code(
    "V136", "日期存成了数字", N, "日期存成了数字{what}，按{value}读取", "如日期不对请改正", "46387",
)  # fmt: skip
DATE_NOTED = Code(
    "V137", "日期写法不常见", N, "“{what}”按{value}读取", "如日期不对请改正", "31/12/2026",
)  # fmt: skip

NOT_PHONE = Code(
    "V141", "不是电话号码", E, "“{what}”不是电话号码", "请填写固定电话，例如0632-6611234；没有固定电话的请写“无”", "见附件",
)  # fmt: skip
PHONE_UNSURE = Code(
    "V142", "电话号码待核对", Q, "电话号码“{what}”的位数或号段不对，暂未采用", "请核对并补填完整号码（含区号）", "0632-66112",
)  # fmt: skip
PHONE_RESTORED = Code(
    "V143", "电话号码已补全", N, "电话号码“{what}”按{value}读取", "如号码不对请改正", "632-6611234",
)  # fmt: skip
NOT_MOBILE = Code(
    "V144", "不是手机号码", E, "“{what}”不是手机号码", "请填写11位手机号码", "无",
)  # fmt: skip
MOBILE_UNSURE = Code(
    "V145", "手机号码待核对", Q, "手机号码“{what}”的位数或号段不对，暂未采用", "请核对并填写11位手机号码", "1381234567",
)  # fmt: skip
MASKED = Code(
    "V146", "号码被遮盖", Q, "“{what}”是遮盖后的内容，与登记的不一致，暂未采用", "有变化时请填写完整内容，没有变化时请保持原样", "138****0000",
)  # fmt: skip
NOT_MAIL = Code(
    "V151", "不是邮箱地址", E, "“{what}”不是邮箱地址", "请填写邮箱地址，例如zhangsan@163.com；没有邮箱的请写“无”", "见附件",
)  # fmt: skip
MAIL_UNSURE = Code(
    "V152", "邮箱地址待核对", Q, "邮箱地址“{what}”不完整或写法有误，暂未采用", "请核对后填写{suggestion}", "zhangsan@163",
)  # fmt: skip
MAILS = Code(
    "V153", "填了几个邮箱", Q, "一格里填了几个邮箱地址“{what}”，暂未采用", "请只填写一个常用邮箱", "a@163.com/b@qq.com",
)  # fmt: skip
NOT_NAME = Code(
    "V161", "不是姓名", E, "“{what}”不是姓名", "请填写姓名", "13812345678",
)  # fmt: skip
NAME_UNSURE = Code(
    "V162", "姓名待核对", Q, "姓名“{what}”含有姓名以外的内容，或一格填了几个人", "请只填写一个人的姓名", "张三（主任）",
)  # fmt: skip
PRIVATE = Code(
    "V163", "含自造字", Q, "“{what}”含有自造字，在别的电脑上可能显示不出来", "请用通用字重新输入，或在备注中说明读音", "朱\ue863",
)  # fmt: skip
NOT_CHOICE = Code(
    "V171", "不在选项之内", E, "“{what}”不在可选内容之内", "请从下拉列表选择：{expected}{suggestion}", "推进中…",
)  # fmt: skip
NOT_TICK = Code(
    "V172", "勾选内容无法识别", E, "“{what}”看不出是“是”还是“否”", "请填写“是”，否则请留空", "大概",
)  # fmt: skip

CODES = (
    CELL_ERROR, UNCACHED, PICTURE, CONTROLS, TOO_LONG, DITTO, STROKE, NONE_WORD, TURNED_DATE, TURNED_TIME,
    DAMAGED, NOT_NUMBER, WORDS, SHOWN_OTHERWISE, OTHER_MEASURE, MEASURE_UNKNOWN, ABOUT, BOUND, NUMERALS, RANGE, RATIO,
    FRACTION, SCIENTIFIC, TIMES_UNSURE, TIMES_STRANGE, NOT_DATE, DATE_FAR, DATE_UNSURE, DATE_NO_DAY, DATE_NO_YEAR, DATE_NUMBER, YEAR_ASSUMED,
    SERIAL, DATE_NOTED, NOT_PHONE, PHONE_UNSURE, PHONE_RESTORED, NOT_MOBILE, MOBILE_UNSURE, MASKED,
    NOT_MAIL, MAIL_UNSURE, MAILS, NOT_NAME, NAME_UNSURE, PRIVATE, NOT_CHOICE, NOT_TICK,
)  # fmt: skip

MEASURED = "（以“{measure}”计）"
DID_YOU_MEAN = "；您要填的是否为“{guess}”"
IN_NUMERALS = "中文数字"
TAKEN_AS = "按15位有效数字取值"
YEAR_NOTE = "年份按{year}年"
BEFORE_NOTE = "原文为“{what}”"
A_MAILBOX = "一个完整的邮箱地址"
SHORTENED = "…（以下略，全文{count}字，见原件）"
EXPECT_NUMBER = "数字"
EXPECT_DATE = "日期（年月日）"
EXPECT_OPEN = "日期（年月日）或“长期”"
EXPECT_PHONE = "固定电话（含区号）"
EXPECT_MOBILE = "11位手机号码"
EXPECT_MAIL = "邮箱地址"
EXPECT_NAME = "姓名"
EXPECT_TICK = "是，或留空"
EXPECT_TEXT = "文字"
