"""Every Chinese sentence about deductions: events, evidence, notes, and findings on decisions."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

# -- events ------------------------------------------------------------------------------------
LATE = "{label}的报送于{received}收到，晚于截止时间{deadline}"
BROKEN = "；此前于{at}收到的文件无法受理"
SILENT = "{label}至最终截止时间{cutoff}未收到有效报送"
UNMENDED = "{label}的报送于{told}退回要求补正，至最终截止时间{cutoff}仍有{count}处缺项、错项"
OVERDUE = "议定事项{code}应于{due}办结，"  # one of the next four follows
NOT_DONE = "到期未办结"
CLAIMED_ON = "单位于{day}报办结，尚待确认"
EVEN_SO = "；即使确认，仍逾期{days}天"
NOT_ASKED_IN_TIME = "；到期前未收到延期申请"
ASKED_AFTER = "；延期申请于{day}提出，晚于到期日{due}"
ASKED_REFUSED = "；延期申请于{day}提出，未获同意"
EXTENDED_FROM = "；原定{due}，经同意延期"
CONFIRMED_AFTER = "单位于{day}报办结{over}，{confirmed}确认"
CONFIRMED_ON = "于{day}确认办结{over}"
OVER_BY = "（逾期{days}天）"
ABSENT = "未参加{day}的联席会议（{number}）"
SUBSTITUTE = "{day}的联席会议（{number}）由他人代会，未见同意记录"
UNTRUE = "{label}所报{about}数据不实（经核实）"
REPEATED = "问题“{problem}”在{first}和{second}两期通报中均被指出，尚未整改"
LOW_RANK = "{subject}{scope}排名第{rank}，参评数{of}，位于后{band}名"

# -- evidence: what it is ----------------------------------------------------------------------
E_FIRST = "首份有效报送"
E_BEFORE = "此前收到但无法受理的文件"
E_ANSWER = "对来件的答复（无法受理）"
E_SENT_BACK = "退回（要求补正）"
E_MENDED = "最终截止时间之后的补报"
E_UNACCEPTED = "收到但不能作为有效报送的文件"
E_MAIL = "收到邮件，没有附件"
E_NOTHING = "至最终截止时间没有收到文件"
E_STANDING = "最终截止时仍未补正"
E_RESOLUTION = "议定事项台账"
E_ASKED = "单位填报的延期申请"
E_CLAIMED = "单位填报的办结情况"
E_MEETING = "会议台账"
E_VERIFIED = "核实记录"
E_ABOUT = "所核实的报送"
E_PROOF = "核实依据"
NOTICE = "通报 {number}（{day}印发）"
E_RANK = "排名来源"
E_LINE = "本年度其他事项"
E_STANDINGS = "目标完成情况"
UNTOUCHED = "未填写"
BY_WAY, BY_WHOM = "方式：{said}", "经办人：{said}"
SCHEME = "方案.xlsx"  # the file that holds the registers
ENTRY = "{sheet}第{row}行"  # of the scheme, where an entry stands
ISSUED = "台账（通报印发登记）"  # where a 通报 stands that was issued with --issued
SUBJECT = "主题“{subject}”"
BODY = "正文写道：“{gist}”"
RECEIVED_BY = "以{clock}为准"
FROM_SENDER = "{clock}；来自{sender}"
REGISTERED = "台账登记：{held}"
NOT_REGISTERED = "台账未登记：{labels}"
R_DUE, R_ASKED, R_GRANTED, R_EXTENDED = "完成时限", "申请延期", "批复", "延期至"
R_CLAIMED, R_CONFIRMED = "报办结", "确认办结"
MEETING_FACTS = "{attended}；批准人：{approved}"
VERIFIED_FACTS = "{fact}；核实人：{person}；核实日期：{day}"
RANK_FACTS = "第{rank}，参评数{of}；{source}；{published}"
STANDING_FACTS = "年度目标{targets}项，达成{reached}项"
STANDING_NOW = "为最近所报的情况，不是排名所属期的"
STANDING_PART = "年度目标{targets}项，可评价{judged}项，达成{reached}项"
NO_STANDING = "年度目标完成情况尚缺"
NONE = "无"
NOT_ON_FILE = "收件台账中没有该期报送"
NO_TERM = "核实记录没有写明期次"
NO_MENDING, MENDED_ON = "台账未登记整改日期", "台账登记整改日期{day}"

# -- notes -------------------------------------------------------------------------------------
CAPPED = "已达上限"  # every cap note begins so; it is taken off before caps are worked out again
MENDED_LATER = "已补报（{received}）"
DEADLINE, CUTOFF = "截止", "最终截止"
LOOK = "请核定责任归属"  # for the office alone: a part of a note that ends so is on no slip
TRIED = "{limit}前已于{at}发来文件，未能受理（{why}），" + LOOK
ASKED_ABOUT = "{limit}前已于{at}发来文件，尚待核实，" + LOOK
MEND = "请更正台账"  # for the office alone as well
WROTE = "{at}收到该单位来信{gist}，没有附件，" + LOOK
QUOTED = "“{gist}”"
DIFFERS = "台账登记申请延期{held}，单位已于{day}在报送表提出，以{day}为准，" + MEND
NO_POINTS = "规则未设分值"
NOT_A_MEMBER = "不是成员单位，能否减扣须由人核定"  # for the desk alone
BEFORE_RULES = "早于减扣细则生效日期"
HANDOVER = "交接期：联络员或单位变更后{days}个工作日内"
WAIVED = "不予减扣：{reason}（{person}）"
WAIVER_UNSIGNED = "不予减扣登记缺经办人，暂不生效"
WAIVER_AFTER = "审定后另有不予减扣登记，如需变更请办理撤销"
NOT_POINTS = "{treatment}：列为通报事项，不计分"
UNDECIDED = "延期申请在到期前提出，尚未批复"
ASKED_AGAIN = "延期到期前又申请延至{until}，尚未批复"
NO_NEW_DUE = "延期已同意，但未登记新的完成时限"
UNCONFIRMED = "单位在到期前已报办结，办公室尚未确认"
LEAVE_UNAPPROVED = "请假未登记批准人"
UNIT_GONE = "到期时该单位已停用，请确认由谁承担"
NO_TARGETS_KNOWN = "本组目标完成情况尚缺，请先核实"
SMALL_FIELD = "参评数较少，后{band}名已占半数，请慎重"
TARGETS_MET = "本组年度目标全部达成，免于认定"
GROUNDS = "理由：{reason}（{handler}）"
CLOCK_NOT_BEGUN = "未签收，异议期未起算"
DECIDED_BY = "{body}，{basis}"

# what the desks say beside a decision
LACKING, TO_CHECK = "待补正：{what}", "请核对：{what}"

JOIN = "；"  # between the parts of a note
LIST = "、"
POINTS = "分"

# -- the ledger's own words, as the office types them --------------------------------------------
ATTENDED_ABSENT, ATTENDED_LEAVE, ATTENDED_SUBSTITUTE = "缺席", "请假", "代会"
GRANTED, REFUSED = "同意", "不同意"
CLAIMED = "已办结待审核"  # 状态 in 议定事项落实表
NOT_ASKED = frozenset(
    {"否", "不", "不申请", "不需要", "不延期", "不申请延期", "不需要延期", "无需延期"}
)
UPHOLD, ADJUST, REVOKE, SUSPEND = "维持", "调整", "撤销", "暂缓"
OUTCOMES = (UPHOLD, ADJUST, REVOKE, SUSPEND)
CONVENER = "总召集人"

# reasons that say that it was not the unit's fault; of objections, and that there was none
NOT_THE_UNITS = (
    "邮箱|邮件(系统|服务器|延误|故障|拦截)|(系统|网络|服务器)故障|停电|节假日|"
    "办公室(原因|失误|漏|误|未)|上级(原因|系统|未|延)|(不在|非|不是)(该|本)?单位|与(该|本)?单位无关"
)
OBJECTION = "异议"
NO_OBJECTION = "(未|没有|没)(提出|提|有)?异议|无异议"
OBJECTED = {False: "没有登记异议", True: "登记有异议"}

COLUMNS = {
    "delivered_how": "送达方式", "signed_by": "签收人", "signed_at": "签收时间",
    "objection_at": "异议时间", "objection_text": "异议内容", "outcome": "复核结论",
    "amount": "核定分值", "reason": "理由", "handler": "经办人", "reviewer": "复核人",
    "body": "审定机构", "basis": "审定依据", "decided": "审定日期",
}  # fmt: skip

# -- findings on decisions -----------------------------------------------------------------------
NO_SUCH_LINE = Code(
    "D101", "找不到事项", Severity.ERROR,
    "评分表中编号“{found}”的事项在本次结果中找不到",
    "请使用最新一次运行生成的减扣评分表填写，不要改动编号列", "改动了编号列",
)  # fmt: skip
TRIAL = Code(
    "D102", "试运行不能审定", Severity.ERROR,
    "本行为试运行的提示事项（方案“参数”表中减扣细则文号、生效日期尚未填写，或事项早于生效日期），不能{what}",
    "请在减扣细则印发并填入文号和生效日期之后再办理", "试运行期间填写了审定依据",
)  # fmt: skip
MISSING = Code(
    "D103", "手续不全", Severity.ERROR,
    "缺少{column}，本行未能{what}", "请补填{column}", "复核结论为“维持”，复核人为空",
)  # fmt: skip
SAME_PERSON = Code(
    "D104", "经办人与复核人相同", Severity.ERROR,
    "经办人和复核人都是“{found}”，须由两人分别办理", "请由另一人复核并填写姓名", "经办人、复核人同名",
)  # fmt: skip
NOT_CONVENER = Code(
    "D105", "应由总召集人审定", Severity.ERROR,
    "本行涉及办公室所在单位，办公室应当回避，审定机构现填“{found}”",
    "请报总召集人审定，审定机构填“总召集人”", "涉及区发改局的事项由办公室自行审定",
)  # fmt: skip
ABOVE_RULE = Code(
    "D106", "核定分值超出规则", Severity.ERROR,
    "核定分值“{found}”不在规则允许的范围内（{expected}）",
    "请填写范围之内的分值", "规则为0.5，填写了2",
)  # fmt: skip
UNKNOWN_OUTCOME = Code(
    "D107", "复核结论不在选项内", Severity.ERROR,
    "复核结论“{found}”不在选项内", "请从{expected}中选择", "填写了“同意”",
)  # fmt: skip
OBJECTED_LATE = Code(
    "D108", "异议逾期", Severity.QUERY,
    "异议收到时间{found}晚于异议期截止时间{expected}，按无异议办理",
    "如签收时间或异议时间有误，请更正", "第六个工作日收到异议",
)  # fmt: skip
NOT_SIGNED = Code(
    "D109", "尚未签收", Severity.ERROR,
    "没有签收时间，异议期尚未起算，本行不能审定", "请登记签收人和签收时间", "未签收即填写审定依据",
)  # fmt: skip
STILL_OPEN = Code(
    "D110", "异议期未满", Severity.ERROR,
    "异议期至{expected}止，尚未届满，本行不能审定", "请在异议期届满后办理", "签收次日即审定",
)  # fmt: skip
TO_CONFIRM = Code(
    "D111", "待确认事项不能维持", Severity.ERROR,
    "本行待办公室确认（{found}），不能直接维持或审定",
    "请先在方案的相应台账中登记确认、批复或批准情况，再重新运行", "对待确认的议定事项填写“维持”",
)  # fmt: skip
NOT_CHARGED = Code(
    "D112", "不计分事项不能审定", Severity.ERROR,
    "本行为{found}，不能维持、调整或审定", "请清空本行的复核和审定栏；如原登记有误，请在方案中更正",
    "对不予减扣的事项填写“维持”",
)  # fmt: skip
NO_OBJECTION_TIME = Code(
    "D113", "异议缺时间", Severity.ERROR,
    "填写了异议内容但没有异议时间，暂按异议中办理", "请补填收到异议的时间", "只填了异议内容",
)  # fmt: skip
AMOUNT_DIFFERS = Code(
    "D114", "维持与分值不一致", Severity.ERROR,
    "复核结论为“维持”，核定分值“{found}”与拟减扣分值{expected}不一致",
    "请清空核定分值，或将复核结论改为“调整”并写明理由", "维持，但分值改为0.2",
)  # fmt: skip
WRONG_TIME = Code(
    "D115", "时间不合理", Severity.ERROR,
    "{column}“{found}”不合理：应在{expected}", "请核对后更正", "审定日期晚于今天",
)  # fmt: skip
WAITS = Code(
    "D116", "待审定", Severity.NOTE,
    "已复核，尚缺审定依据，未审定，不计入合计", "审定后请填写审定机构、审定依据、审定日期",
    "维持，尚未上会",
)  # fmt: skip
NO_OBJECTION_TEXT = Code(
    "D117", "异议缺内容", Severity.QUERY,
    "登记了异议时间，没有异议内容", "请补填异议内容和依据", "只填了异议时间",
)  # fmt: skip
NOT_A_TIME = Code(
    "D118", "时间无法识别", Severity.ERROR,
    "{column}“{found}”不是可识别的日期或时间", "请按“2026-12-08 09:30”的样式填写", "下周一",
)  # fmt: skip
NOT_POINTS_TYPED = Code(
    "D119", "分值无法识别", Severity.ERROR,
    "{column}“{found}”不是一个确定的分值", "请只填写数字，如0.5", "约0.5",
)  # fmt: skip

FAULT_DIFFERS = Code(
    "D120", "理由与责任归属不符", Severity.QUERY,
    "复核结论为“{outcome}”，理由写“{found}”，责任归属仍是“{expected}”",
    "责任不在单位的，请在方案“不予减扣”表登记责任归属，并清空本行的复核和审定栏；责任在单位的，请改写理由",
    "撤销，理由写邮箱故障",
)  # fmt: skip
OBJECTION_DIFFERS = Code(
    "D121", "理由与异议登记不符", Severity.QUERY,
    "复核理由写“{found}”，本行{expected}", "请补填或更正异议时间、异议内容，或改写理由",
    "理由写异议成立，没有登记异议",
)  # fmt: skip
UNANSWERED = Code(
    "D123", "维持未回应异议", Severity.QUERY,
    "单位提出了异议（{found}），复核结论为“维持”，没有写理由", "不采纳异议的，请写明理由",
    "异议已登记，维持，理由为空",
)  # fmt: skip
OUTSIDER = Code(
    "D122", "非成员单位拟减扣", Severity.QUERY,
    "{unit}不是成员单位，{period}的{rule}事项按处理方式“减扣”拟减扣{found}分；制度没有写明非成员单位能否减扣",
    "请由人核定：不减扣的，请把方案“单位”表该单位的处理方式改为仅通报或函告上级；减扣的，请在复核理由中写明依据",
    "镇街牵头的议定事项逾期",
)  # fmt: skip

CODES = (
    NO_SUCH_LINE, TRIAL, MISSING, SAME_PERSON, NOT_CONVENER, ABOVE_RULE, UNKNOWN_OUTCOME,
    OBJECTED_LATE, NOT_SIGNED, STILL_OPEN, TO_CONFIRM, NOT_CHARGED, NO_OBJECTION_TIME,
    AMOUNT_DIFFERS, WRONG_TIME, WAITS, NO_OBJECTION_TEXT, NOT_A_TIME, NOT_POINTS_TYPED,
    FAULT_DIFFERS, OBJECTION_DIFFERS, OUTSIDER, UNANSWERED,
)  # fmt: skip

SETTLE, REVIEW, ASSERT = "审定", "复核", "认定"
NOT_AFTER = "不晚于{when}"
UP_TO = "0至{most}"
ANY_POINTS = "不小于0"
