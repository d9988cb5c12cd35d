"""The sheets of 方案.xlsx as data: sheet name, row class, and each column's heading and kind.

The reader (``parse``), the writer (``books.scheme``) and the handbook all follow these
specs: a new column of the scheme is one line here and one attribute in ``model``.
"""

from collections.abc import Sequence

from jlhy_xl.core.scheme import model as nouns
from jlhy_xl.core.scheme.choices import (
    CheckKind,
    Cycle,
    Decider,
    Direction,
    FieldType,
    HolidayPolicy,
    Joint,
    Need,
    OwedBy,
    PeriodKind,
    Role,
    RowSource,
    Source,
    Treatment,
    When,
)
from jlhy_xl.core.scheme.table_spec import (
    LIST_HELP,
    NOTE,
    PERIOD_HELP,
    SEVERITIES,
    UNIT_HELP,
    WEEKDAYS,
    Column,
    Kind,
    Table,
    date,
    must,
    pick,
    plain,
    text,
    words_of,
    yes,
)
from jlhy_xl.core.scheme.tables_office import (
    INSPECTIONS,
    MEETINGS,
    NAMED,
    PHRASES,
    PUBLISHED,
    RANKS,
    RESOLUTIONS,
    VERIFIED,
    WAIVERS,
)

__all__ = [
    "CHECKS", "DAYS", "FIELDS", "FORMS", "GROUPS", "HELP_HEADING", "INDICATORS", "INSPECTIONS",
    "KEY_HEADING", "MEETINGS", "NAMED", "PARAMETERS", "PARAMETER_SHEET", "PERIODS", "PHRASES", "PUBLISHED", "RANKS",
    "RESOLUTIONS", "RULES", "TABLES", "TARGETS", "UNITS", "VALUE_HEADING", "VERIFIED", "WAIVERS",
    "WEEKDAYS", "Column", "Kind", "Table", "plain", "unlisted", "words_of",
]  # fmt: skip

_HEADS = plain("不及时", "不到位", "因消极懈怠造成指标排名落后")
KEY_HEADING, VALUE_HEADING, HELP_HEADING = "参数", "值", "说明"

PARAMETERS = (
    text("联席会议名称", "title", hint="印在模板和各类输出的标题上"),
    text("办公室名称", "office_name", hint="工作提醒和告知单的落款"),
    text("县区名称", "district", hint="用于标题和识别单位全称"),
    must("时区", "timezone", hint="一般不改"),
    pick("报送周期", "period_kind", words_of(PeriodKind),
         "每周一期填“周”，每月一期填“月”；按月的截止日是当月最后一天", required=True),
    pick("截止星期", "deadline_weekday", WEEKDAYS, "每周报送截止在星期几", required=True),
    Column("截止时刻", "deadline_time", Kind.CLOCK, required=True, hint="如 17:00"),
    Column("宽限分钟", "grace_minutes", Kind.INTEGER, required=True,
           hint="截止后多少分钟内仍算按时"),
    Column("最终截止工作日", "cutoff_working_days", Kind.INTEGER, required=True,
           hint="截止后几个工作日；与下期截止时间比，取较晚的一个"),
    pick("节假日处理", "holiday_policy", words_of(HolidayPolicy),
          "自动：当周工作日少于下一行所填天数的并入下期，否则顺延", required=True),
    Column("并入下期工作日数", "merge_below", Kind.INTEGER, required=True,
           hint="当周工作日少于这个数的并入下期"),
    Column("有效报送最低比例", "acceptable_share", Kind.DECIMAL, required=True,
           hint="到期必填格至少填了这个比例才算有效报送，0.5 即一半"),
    Column("连续无变化上限", "unchanged_limit", Kind.INTEGER, required=True,
           hint="“全部无变化”最多可连续几期"),
    Column("退回提前工作日", "sent_back_working_days", Kind.INTEGER, required=True,
           hint="最终截止前至少几个工作日退回过，才能认定退回后仍缺项、错项"),
    Column("交接期工作日", "handover_working_days", Kind.INTEGER, required=True,
           hint="联络员更换、单位新设或更名后的宽限"),
    Column("异议期工作日", "objection_working_days", Kind.INTEGER, required=True,
           hint="签收后几个工作日内可提出异议"),
    text("减扣细则文号", "rule_number", hint="空白为试运行：只作提示，不能审定任何减扣"),
    date("生效日期", "rules_from", "减扣细则从哪一天起执行；空白为试运行"),
    Column("单位年度上限", "year_cap", Kind.DECIMAL, hint="一个单位全年最多减扣多少；空白为未定"),
    Column("排名后N位", "bottom_band", Kind.INTEGER, hint="排名落后指后几位；空白为未定"),
    text("联系人", "contact", hint="印在模板上，供填报人咨询"),
    text("报送地址", "return_address", hint="请各单位把填好的表发到哪里，如邮箱地址"),
    must("电话区号", "area_code", hint="如 0632；报来的固定电话没有区号的，按这个区号补上"),
)  # fmt: skip

UNITS = Table("单位", "units", nouns.Unit, (
    must("编码", "code", 8, "U01 起，一经使用不再改"),
    must("单位简称", "name", 18, "各表都用这个名称"),
    Column("别名", "aliases", Kind.LIST, hint="别的叫法，" + LIST_HELP, width=44),
    Column("登记邮箱", "mails", Kind.MAILS, hint="报送用的邮箱，" + LIST_HELP, width=30),
    text("主要领导", "leader", 12),
    yes("成员单位", "member", "只承办议定事项的镇街等填“否”"),
    yes("办公室所在", "office", "联席会议办公室设在哪个单位，只能有一个"),
    pick("处理方式", "treatment", words_of(Treatment), "审定后的事项如何处理"),
    date("启用", "starts", "空白为一直在用"),
    date("停用", "ends", "最后一天；空白为一直在用"),
    Column("承继单位", "successor", Kind.UNIT, hint="停用后由哪个单位承继", width=18),
    date("联络员登记日期", "liaison_since", "现任联络员哪天登记；从这天起算交接期"),
    NOTE,
), keys=(("code",), ("name",)), needed=True, hint="谁要报。")  # fmt: skip

GROUPS = Table("工作组", "groups", nouns.Group, (
    Column("序号", "number", Kind.INTEGER, required=True, width=7),
    must("专项工作组", "name", 20),
    Column("牵头单位", "leads", Kind.UNITS, required=True, hint=LIST_HELP, width=44),
    text("组长", "head", 12),
    Column("责任单位", "responsible", Kind.UNITS, hint=LIST_HELP, width=30),
    Column("配合单位", "supporting", Kind.UNITS, hint=LIST_HELP, width=30),
    NOTE,
), keys=(("number",), ("name",)), needed=True, hint="附件1的专项工作组。")  # fmt: skip

INDICATORS = Table("指标", "indicators", nouns.Indicator, (
    must("指标编码", "code", 10, "如 04-02，一经使用不再改；请保持文本格式"),
    Column("工作组", "group", Kind.INTEGER, required=True, hint="“工作组”表的序号", width=8),
    must("具体指标", "name", 28),
    Column("牵头单位", "leads", Kind.UNITS, required=True, hint=LIST_HELP, width=44),
    must("计量单位", "measure", 12, "定性填报的填“文字”"),
    pick("优向", "direction", words_of(Direction), required=True),
    pick("共担方式", "joint", tuple(word for word in words_of(Joint) if word[0]),
          "多家牵头时填写。分项：各填各的；共填：填同一个数；会签：一家填、其他单位会签"),
    Column("分项", "parts", Kind.PARTS, hint="如 水=区城乡水务局；气=区住建局", width=34),
    pick("周期", "cycle", words_of(Cycle), "现状值多久填一次", width=7),
    pick("来源", "source", words_of(Source), "上级发布的由办公室填入“发布值”表"),
    yes("可控", "controllable", "单位能否左右；填“否”的从不列入排名落后"),
    Column("最优值", "best", Kind.DECIMAL, hint="须与计量单位同一口径", width=9),
    Column("最差值", "worst", Kind.DECIMAL, hint="须与计量单位同一口径", width=9),
    Column("测算自", "score_of", Kind.WEIGHTS, hint="由哪些指标测算；带权重的写 06-01*12",
           width=28),
    NOTE,
), keys=(("code",),), needed=True, hint="附件1的具体指标。")  # fmt: skip

TARGETS = Table("目标值", "targets", nouns.Target, (
    must("指标编码", "indicator", 10),
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    Column("上年值", "baseline", Kind.DECIMAL),
    Column("年度目标值", "target", Kind.DECIMAL),
    text("上期值", "last", 30, "第一期之前的数值或文字"),
), keys=(("indicator", "unit"),), needed=True,
    hint="每个单位每项指标一行；空白为未定。")  # fmt: skip

FORMS = Table("表单", "forms", nouns.Form, (
    must("表单编码", "code", 14, "英文字母和数字，一经使用不再改"),
    must("表名", "title", 18, "模板里工作表的名称"),
    pick("行来源", "rows", words_of(RowSource), "表里的行从哪里来", required=True, width=16),
    pick("谁报", "owed_by", words_of(OwedBy), required=True, width=20),
    pick("何时报", "when", words_of(When), "自愿：模板里有，不报不算缺", width=16),
    text("表头标题", "heading", 34, "空白用表名"),
    Column("固定行", "row_keys", Kind.LIST, hint="行来源为固定行时填写，" + LIST_HELP, width=30),
    Column("空白行数", "spare_rows", Kind.INTEGER, hint="行来源为开放行时填写", width=9),
    Column("指定单位", "units", Kind.UNITS, hint="谁报为指定单位时填写", width=30),
    text("填表提示", "notice", 60, "为什么要填、谁保管、保存多久"),
), keys=(("code",), ("title",)), needed=True,
    hint="模板里的每一张表。")  # fmt: skip

FIELDS = Table("字段", "fields", nouns.Field, (
    must("表单编码", "form", 14),
    must("字段编码", "code", 14, "英文字母和数字，一经使用不再改"),
    text("栏目名称", "label", 16),
    pick("类型", "type", words_of(FieldType)),
    pick("用途", "role", words_of(Role)),
    pick("必填", "need", words_of(Need), width=9),
    Column("别名", "aliases", Kind.LIST, hint="填报人可能写成的别的名称", width=18),
    Column("选项", "choices", Kind.LIST, hint="类型为选项时填写，" + LIST_HELP, width=36),
    Column("下限", "minimum", Kind.DECIMAL, width=8),
    Column("上限", "maximum", Kind.DECIMAL, width=8),
    Column("小数位", "decimals", Kind.INTEGER, width=8),
    Column("列宽", "width", Kind.DECIMAL, width=8),
    text("预填", "prefill", 18, "如 指标.名称、目标.上年值、上期.value；空白不预填"),
    text("填写提示", "prompt", 40, "点中单元格时显示"),
    yes("可填无", "none_counts", "填“无”也算填了"),
), keys=(("form", "code"),), needed=True, hint="每张表的每一栏，按从左到右的顺序。")  # fmt: skip

CHECKS = Table("校验", "checks", nouns.Check, (
    must("校验编码", "code", 10),
    must("表单编码", "form", 14),
    pick("校验种类", "kind", words_of(CheckKind), required=True, width=16),
    text("字段编码", "field", 14, "空白为整张表"),
    text("另一栏或取值", "other", 16, "两栏比较、日期先后填另一个字段编码；恰好一个填取值"),
    text("参数", "argument", 16, "比较符、格式或百分数"),
    pick("轻重", "severity", SEVERITIES, "疑问只提请核实，从不减扣", width=8),
    text("提示语", "message", 34, "空白用通用提示"),
    yes("启用", "active"),
), keys=(("code",),), needed=True, hint="收回来的表怎么查。")  # fmt: skip

PERIODS = Table("期次", "periods", nouns.PeriodRule, (
    Column("期次", "period", Kind.PERIOD, required=True, hint=PERIOD_HELP, width=12),
    Column("截止时间", "deadline", Kind.MOMENT, hint="如 2026-10-08 17:00；空白按参数", width=18),
    Column("宽限分钟", "grace_minutes", Kind.INTEGER, width=10),
    Column("最终截止", "cutoff", Kind.MOMENT, hint="空白按参数", width=18),
    pick("节假日处理", "policy", words_of(HolidayPolicy)),
    NOTE,
), keys=(("period",),), hint="个别期次另有安排的才填。")  # fmt: skip

DAYS = Table("日历", "days", nouns.Day, (
    Column("日期", "day", Kind.DATE, required=True, width=13),
    yes("上班", "working", "“是”为上班，“否”为放假", required=True),
    NOTE,
), keys=(("day",),), hint="个别日子另有安排的才填，优先于法定节假日。")  # fmt: skip

RULES = Table("减扣规则", "rules", nouns.Rule, (
    must("规则编码", "code", 10, "如 A1，一经使用不再改"),
    pick("类别", "head", _HEADS, "通知所列三种情形", required=True, width=26),
    must("情形", "event", 44),
    Column("分值", "points", Kind.DECIMAL, hint="空白为未定，不会代填", width=8),
    pick("计次", "per", plain("次", "项"), required=True, width=8),
    pick("认定方式", "decider", words_of(Decider), required=True),
    text("封顶类别", "cap_group", 12, "同一类别的规则合用一个上限"),
    Column("上限", "cap", Kind.DECIMAL, hint="一个单位一年；同一类别须相同", width=8),
    text("依据条款", "clause", 12),
    date("起始日期", "starts", "从哪天起用这一行；空白为一直以来"),
    date("截止日期", "ends", "用到哪天为止；空白为至今有效"),
    text("备注", "note", 40),
), keys=(("code", "starts"),), needed=True,
   hint="分值、上限均由联席会议研究确定。改分值不要在原行上改：在原行填截止日期，另加一行同一编码，"
        "起始日期填次日、写新的分值。")  # fmt: skip

PARAMETER_SHEET = "参数"
TABLES = (UNITS, GROUPS, INDICATORS, TARGETS, FORMS, FIELDS, CHECKS, PERIODS, DAYS, RULES,
          WAIVERS, RANKS, PUBLISHED, MEETINGS, RESOLUTIONS, INSPECTIONS, VERIFIED,
          NAMED, PHRASES)  # fmt: skip


def unlisted(table: Table) -> Sequence[str]:
    """Return the row class's attributes that no column holds; none, when the spec is whole.

    >>> [name for table in TABLES for name in unlisted(table)]
    []
    """
    held = {column.attribute for column in table.columns}
    return [name for name in table.row.__struct_fields__ if name not in held]
