"""The sheets of 方案.xlsx as data: sheet name, row class, and each column's heading and kind.

The reader (``scheme``), the writer (``books.scheme_book``) and the handbook all follow these
specs: a new column of the scheme is one line here and one attribute in ``scheme_model``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import Enum, StrEnum

from jlhy_xl.core import scheme_model as nouns
from jlhy_xl.core.choices import (
    CheckKind,
    Cycle,
    Decider,
    Direction,
    Fault,
    FieldType,
    HolidayPolicy,
    Joint,
    Need,
    OwedBy,
    Role,
    RowSource,
    Source,
    Treatment,
    When,
)


class Kind(StrEnum):
    """What a column of the scheme holds."""

    TEXT = "文字"
    LIST = "清单"  # items separated by ；
    MAILS = "邮箱清单"
    INTEGER = "整数"
    DECIMAL = "数"
    DATE = "日期"
    MOMENT = "日期和时间"
    CLOCK = "时刻"
    CHOICE = "选项"
    UNIT = "单位"
    UNITS = "单位清单"
    PARTS = "分项"  # 水=区城乡水务局；气=区住建局
    WEIGHTS = "权重"  # 06-01*12；06-02*8
    PERIOD = "期次"  # 2026-W48, 2026-11


Choices = tuple[tuple[str, object], ...]  # (the cell's word, the value)


def words_of(kind: type[Enum]) -> Choices:
    """Return a closed list as choices: each member under its own word.

    >>> words_of(Decider)[0]
    ('程序提出', <Decider.RUN: '程序提出'>)
    """
    return tuple((str(member.value), member) for member in kind)


def plain(*words: str) -> Choices:
    """Return words that stand for themselves."""
    return tuple((word, word) for word in words)


YES_NO: Choices = (("是", True), ("否", False))
SEVERITIES: Choices = (("错误", "error"), ("疑问", "query"))
WEEKDAYS: Choices = tuple((f"周{day}", number) for number, day in enumerate("一二三四五六日", 1))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, or one line of 参数."""

    heading: str
    attribute: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Choices = ()
    blank: str = ""  # the word written where the value is not set (长期)
    hint: str = ""
    width: float = 12


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the scheme: ``attribute`` is its place in ``Scheme``."""

    sheet: str
    attribute: str
    row: type
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = ()  # no two rows may agree in all attributes of one key
    needed: bool = False  # its absence is an error, not only a query
    hint: str = ""

    def column(self, attribute: str) -> Column:
        """Return the column of an attribute."""
        return next(column for column in self.columns if column.attribute == attribute)


def _text(heading: str, attribute: str, width: float = 16, hint: str = "") -> Column:
    return Column(heading, attribute, hint=hint, width=width)


def _must(heading: str, attribute: str, width: float = 16, hint: str = "") -> Column:
    return Column(heading, attribute, required=True, hint=hint, width=width)


def _date(heading: str, attribute: str, hint: str = "") -> Column:
    return Column(heading, attribute, Kind.DATE, hint=hint, width=13)


def _pick(
    heading: str,
    attribute: str,
    choices: Choices,
    hint: str = "",
    *,
    required: bool = False,
    width: float = 12,
) -> Column:
    return Column(heading, attribute, Kind.CHOICE, required, choices, hint=hint, width=width)


def _yes(heading: str, attribute: str, hint: str = "", *, required: bool = False) -> Column:
    return _pick(heading, attribute, YES_NO, hint, required=required, width=9)


NOTE = _text("备注", "note", 30)
_HEADS = plain("不及时", "不到位", "因消极懈怠造成指标排名落后")
_UNIT_HELP = "填单位简称或别名，须已列入“单位”表"
_LIST_HELP = "多个之间用分号“；”隔开"
_PERIOD_HELP = "按周填 2026-W48，按月填 2026-11"
KEY_HEADING, VALUE_HEADING, HELP_HEADING = "参数", "值", "说明"

PARAMETERS = (
    _text("联席会议名称", "title", hint="印在模板和各类输出的标题上"),
    _text("办公室名称", "office_name", hint="工作提醒和告知单的落款"),
    _text("县区名称", "district", hint="用于标题和识别单位全称"),
    _must("时区", "timezone", hint="一般不改"),
    _pick("截止星期", "deadline_weekday", WEEKDAYS, "每期报送截止在星期几", required=True),
    Column("截止时刻", "deadline_time", Kind.CLOCK, required=True, hint="如 17:00"),
    Column("宽限分钟", "grace_minutes", Kind.INTEGER, required=True,
           hint="截止后多少分钟内仍算按时"),
    Column("最终截止工作日", "cutoff_working_days", Kind.INTEGER, required=True,
           hint="截止后几个工作日；与下期截止时间比，取较晚的一个"),
    _pick("节假日处理", "holiday_policy", words_of(HolidayPolicy),
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
    _text("减扣细则文号", "rule_number", hint="空白为试运行：只作提示，不能审定任何减扣"),
    _date("生效日期", "rules_from", "减扣细则从哪一天起执行；空白为试运行"),
    Column("单位年度上限", "year_cap", Kind.DECIMAL, hint="一个单位全年最多减扣多少；空白为未定"),
    Column("排名后N位", "bottom_band", Kind.INTEGER, hint="排名落后指后几位；空白为未定"),
    _text("联系人", "contact", hint="印在模板上，供填报人咨询"),
    _text("报送地址", "return_address", hint="请各单位把填好的表发到哪里，如邮箱地址"),
    _text("批阅标记", "reading_marks", hint="批阅、传阅时用到的标记；没有可不填"),
)  # fmt: skip

UNITS = Table("单位", "units", nouns.Unit, (
    _must("编码", "code", 8, "U01 起，一经使用不再改"),
    _must("单位简称", "name", 18, "各表都用这个名称"),
    Column("别名", "aliases", Kind.LIST, hint="别的叫法，" + _LIST_HELP, width=44),
    Column("登记邮箱", "mails", Kind.MAILS, hint="报送用的邮箱，" + _LIST_HELP, width=30),
    _text("主要领导", "leader", 12),
    _yes("成员单位", "member", "只承办议定事项的镇街等填“否”"),
    _yes("办公室所在", "office", "联席会议办公室设在哪个单位，只能有一个"),
    _pick("处理方式", "treatment", words_of(Treatment), "审定后的事项如何处理"),
    _date("启用", "starts", "空白为一直在用"),
    _date("停用", "ends", "最后一天；空白为一直在用"),
    Column("承继单位", "successor", Kind.UNIT, hint="停用后由哪个单位承继", width=18),
    _date("联络员登记日期", "liaison_since", "现任联络员哪天登记；从这天起算交接期"),
    NOTE,
), keys=(("code",), ("name",)), needed=True, hint="谁要报。")  # fmt: skip

GROUPS = Table("工作组", "groups", nouns.Group, (
    Column("序号", "number", Kind.INTEGER, required=True, width=7),
    _must("专项工作组", "name", 20),
    Column("牵头单位", "leads", Kind.UNITS, required=True, hint=_LIST_HELP, width=44),
    _text("组长", "head", 12),
    Column("责任单位", "responsible", Kind.UNITS, hint=_LIST_HELP, width=30),
    Column("配合单位", "supporting", Kind.UNITS, hint=_LIST_HELP, width=30),
    NOTE,
), keys=(("number",), ("name",)), needed=True, hint="附件1的专项工作组。")  # fmt: skip

INDICATORS = Table("指标", "indicators", nouns.Indicator, (
    _must("指标编码", "code", 10, "如 04-02，一经使用不再改；请保持文本格式"),
    Column("工作组", "group", Kind.INTEGER, required=True, hint="“工作组”表的序号", width=8),
    _must("具体指标", "name", 28),
    Column("牵头单位", "leads", Kind.UNITS, required=True, hint=_LIST_HELP, width=44),
    _must("计量单位", "measure", 12, "定性填报的填“文字”"),
    _pick("优向", "direction", words_of(Direction), required=True),
    _pick("共担方式", "joint", tuple(word for word in words_of(Joint) if word[0]),
          "多家牵头时填写。分项：各填各的；共填：填同一个数；会签：一家填、其他单位会签"),
    Column("分项", "parts", Kind.PARTS, hint="如 水=区城乡水务局；气=区住建局", width=34),
    _pick("周期", "cycle", words_of(Cycle), "现状值多久填一次", width=7),
    _pick("来源", "source", words_of(Source), "上级发布的由办公室填入“发布值”表"),
    _yes("可控", "controllable", "单位能否左右；填“否”的从不列入排名落后"),
    Column("最优值", "best", Kind.DECIMAL, hint="须与计量单位同一口径", width=9),
    Column("最差值", "worst", Kind.DECIMAL, hint="须与计量单位同一口径", width=9),
    Column("测算自", "score_of", Kind.WEIGHTS, hint="由哪些指标测算；带权重的写 06-01*12",
           width=28),
    NOTE,
), keys=(("code",),), needed=True, hint="附件1的具体指标。")  # fmt: skip

TARGETS = Table("目标值", "targets", nouns.Target, (
    _must("指标编码", "indicator", 10),
    Column("单位", "unit", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    Column("上年值", "baseline", Kind.DECIMAL),
    Column("年度目标值", "target", Kind.DECIMAL),
    _text("上期值", "last", 30, "第一期之前的数值或文字"),
), keys=(("indicator", "unit"),), needed=True,
    hint="每个单位每项指标一行；空白为未定。")  # fmt: skip

FORMS = Table("表单", "forms", nouns.Form, (
    _must("表单编码", "code", 14, "英文字母和数字，一经使用不再改"),
    _must("表名", "title", 18, "模板里工作表的名称"),
    _pick("行来源", "rows", words_of(RowSource), "表里的行从哪里来", required=True, width=16),
    _pick("谁报", "owed_by", words_of(OwedBy), required=True, width=20),
    _pick("何时报", "when", words_of(When), "自愿：模板里有，不报不算缺", width=16),
    _text("表头标题", "heading", 34, "空白用表名"),
    Column("固定行", "row_keys", Kind.LIST, hint="行来源为固定行时填写，" + _LIST_HELP, width=30),
    Column("空白行数", "spare_rows", Kind.INTEGER, hint="行来源为开放行时填写", width=9),
    Column("指定单位", "units", Kind.UNITS, hint="谁报为指定单位时填写", width=30),
    _text("填表提示", "notice", 60, "为什么要填、谁保管、保存多久"),
), keys=(("code",), ("title",)), needed=True,
    hint="模板里的每一张表。")  # fmt: skip

FIELDS = Table("字段", "fields", nouns.Field, (
    _must("表单编码", "form", 14),
    _must("字段编码", "code", 14, "英文字母和数字，一经使用不再改"),
    _text("栏目名称", "label", 16),
    _pick("类型", "type", words_of(FieldType)),
    _pick("用途", "role", words_of(Role)),
    _pick("必填", "need", words_of(Need), width=9),
    Column("别名", "aliases", Kind.LIST, hint="填报人可能写成的别的名称", width=18),
    Column("选项", "choices", Kind.LIST, hint="类型为选项时填写，" + _LIST_HELP, width=36),
    Column("下限", "minimum", Kind.DECIMAL, width=8),
    Column("上限", "maximum", Kind.DECIMAL, width=8),
    Column("小数位", "decimals", Kind.INTEGER, width=8),
    Column("列宽", "width", Kind.DECIMAL, width=8),
    _text("预填", "prefill", 18, "如 指标.名称、目标.上年值、上期.value；空白不预填"),
    _text("填写提示", "prompt", 40, "点中单元格时显示"),
    _yes("可填无", "none_counts", "填“无”也算填了"),
), keys=(("form", "code"),), needed=True, hint="每张表的每一栏，按从左到右的顺序。")  # fmt: skip

CHECKS = Table("校验", "checks", nouns.Check, (
    _must("校验编码", "code", 10),
    _must("表单编码", "form", 14),
    _pick("校验种类", "kind", words_of(CheckKind), required=True, width=16),
    _text("字段编码", "field", 14, "空白为整张表"),
    _text("另一栏或取值", "other", 16, "两栏比较、日期先后填另一个字段编码；恰好一个填取值"),
    _text("参数", "argument", 16, "比较符、格式或百分数"),
    _pick("轻重", "severity", SEVERITIES, "疑问只提请核实，从不减扣", width=8),
    _text("提示语", "message", 34, "空白用通用提示"),
    _yes("启用", "active"),
), keys=(("code",),), needed=True, hint="收回来的表怎么查。")  # fmt: skip

PERIODS = Table("期次", "periods", nouns.PeriodRule, (
    Column("期次", "period", Kind.PERIOD, required=True, hint=_PERIOD_HELP, width=12),
    Column("截止时间", "deadline", Kind.MOMENT, hint="如 2026-10-08 17:00；空白按参数", width=18),
    Column("宽限分钟", "grace_minutes", Kind.INTEGER, width=10),
    Column("最终截止", "cutoff", Kind.MOMENT, hint="空白按参数", width=18),
    _pick("节假日处理", "policy", words_of(HolidayPolicy)),
    NOTE,
), keys=(("period",),), hint="个别期次另有安排的才填。")  # fmt: skip

DAYS = Table("日历", "days", nouns.Day, (
    Column("日期", "day", Kind.DATE, required=True, width=13),
    _yes("上班", "working", "“是”为上班，“否”为放假", required=True),
    NOTE,
), keys=(("day",),), hint="个别日子另有安排的才填，优先于法定节假日。")  # fmt: skip

RULES = Table("减扣规则", "rules", nouns.Rule, (
    _must("规则编码", "code", 10, "如 A1，一经使用不再改"),
    _pick("类别", "head", _HEADS, "通知所列三种情形", required=True, width=26),
    _must("情形", "event", 44),
    Column("分值", "points", Kind.DECIMAL, hint="空白为未定，不会代填", width=8),
    _pick("计次", "per", plain("次", "项"), required=True, width=8),
    _pick("认定方式", "decider", words_of(Decider), required=True),
    _text("封顶类别", "cap_group", 12, "同一类别的规则合用一个上限"),
    Column("上限", "cap", Kind.DECIMAL, hint="一个单位一年；同一类别须相同", width=8),
    _text("依据条款", "clause", 12),
    _date("起始日期", "starts"),
    _date("截止日期", "ends"),
    _text("备注", "note", 40),
), keys=(("code",),), needed=True, hint="分值、上限均由联席会议研究确定。")  # fmt: skip

WAIVERS = Table("不予减扣", "waivers", nouns.Waiver, (
    Column("单位", "unit", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    Column("起始期次", "start", Kind.PERIOD, required=True, hint=_PERIOD_HELP),
    Column("截止期次", "end", Kind.PERIOD, hint="空白为只有起始期次"),
    _pick("责任归属", "fault", words_of(Fault), required=True),
    _must("理由", "reason", 36),
    _must("经办人", "person", 12),
    _date("决定日期", "decided"),
    Column("规则", "rules", Kind.LIST, hint="空白为全部规则，" + _LIST_HELP),
    _text("事项", "subject", 16, "议定事项编号等；空白为全部"),
), hint="不予减扣的情形，仍然列示。")  # fmt: skip

RANKS = Table("排名", "ranks", nouns.Rank, (
    _must("对象", "subject", 18, "指标编码或专项工作组名称"),
    _pick("范围", "scope", plain("全省", "全市"), required=True),
    Column("位次", "rank", Kind.INTEGER, blank="无法排名"),
    Column("参评数", "of", Kind.INTEGER, hint="没有参评数的位次没有意义"),
    _must("出处", "source", 30),
    _date("发布日期", "published"),
    _text("所属时期", "term", 14),
    NOTE,
), keys=(("subject", "scope", "term", "published"),),
    hint="上级公布的排名，位次和参评数分两格填。")  # fmt: skip

PUBLISHED = Table("发布值", "published", nouns.Published, (
    _must("指标编码", "indicator", 10),
    Column("数值", "value", Kind.DECIMAL, required=True),
    _must("出处", "source", 30),
    _date("发布日期", "published"),
    Column("单位", "unit", Kind.UNIT, hint="空白为全部牵头单位", width=18),
    NOTE,
), keys=(("indicator", "unit", "published"),), hint="来源为上级发布的指标。")  # fmt: skip

MEETINGS = Table("会议台账", "meetings", nouns.Meeting, (
    _must("会议编号", "number", 14),
    _date("日期", "day"),
    _text("议题", "topic", 34),
    Column("单位", "unit", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    _pick("出席情况", "attended", plain("实到", "缺席", "请假", "代会"), required=True),
    _text("批准人", "approved_by", 12, "请假、代会由谁同意"),
    _text("参会人", "person", 12),
    _text("纪要文号", "minutes", 20),
    NOTE,
), keys=(("number", "unit"),), hint="每次会议每个单位一行。")  # fmt: skip

RESOLUTIONS = Table("议定事项", "resolutions", nouns.Resolution, (
    _must("编号", "code", 12),
    _pick("来源", "source", plain("纪要", "领导批示", "督导调研"), required=True),
    _text("文号", "source_number", 20),
    _must("交办原文", "text", 46),
    Column("牵头单位", "lead", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    Column("配合单位", "supporting", Kind.UNITS, hint=_LIST_HELP, width=26),
    Column("完成时限", "due", Kind.DATE, required=True, blank="长期", hint="日期或“长期”",
           width=13),
    _date("申请延期日期", "asked", "单位哪天提出延期"),
    _pick("是否同意", "granted", plain("同意", "不同意"), "空白为未定"),
    _date("延至", "extended"),
    _date("单位报办结", "claimed", "单位哪天报称办结"),
    _date("办公室确认", "confirmed", "办公室哪天确认办结；填了才算办结"),
    NOTE,
), keys=(("code",),), hint="纪要、批示、督导交办的事项。")  # fmt: skip

INSPECTIONS = Table("督导调研", "inspections", nouns.Inspection, (
    _must("编号", "code", 12),
    _date("日期", "day"),
    Column("单位", "unit", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    _must("问题", "problem", 40),
    _text("整改要求", "demand", 40),
    _date("整改时限", "due"),
    _date("销号日期", "cleared"),
    NOTE,
), keys=(("code",),), hint="督导调研发现的问题。")  # fmt: skip

NAMED = Table("通报问题", "named", nouns.Named, (
    _text("通报文号", "notice", 18, "空白为只在周调度简报里提过"),
    _date("印发日期", "issued"),
    Column("单位", "unit", Kind.UNIT, required=True, hint=_UNIT_HELP, width=18),
    _must("问题编号", "problem", 14, "同一个问题始终用同一个编号"),
    _must("问题内容", "text", 46),
    _date("整改日期", "mended"),
), keys=(("notice", "issued", "unit", "problem"),),
    hint="通报点过名的问题。")  # fmt: skip

PARAMETER_SHEET = "参数"
TABLES = (UNITS, GROUPS, INDICATORS, TARGETS, FORMS, FIELDS, CHECKS, PERIODS, DAYS, RULES,
          WAIVERS, RANKS, PUBLISHED, MEETINGS, RESOLUTIONS, INSPECTIONS, NAMED)  # fmt: skip


def unlisted(table: Table) -> Sequence[str]:
    """Return the row class's attributes that no column holds; none, when the spec is whole.

    >>> [name for table in TABLES for name in unlisted(table)]
    []
    """
    held = {column.attribute for column in table.columns}
    return [item.name for item in fields(table.row) if item.name not in held]
