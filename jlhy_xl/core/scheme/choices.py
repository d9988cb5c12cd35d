"""The closed lists of words that a scheme chooses from; each member's value is the cell's text."""

from enum import StrEnum


class Treatment(StrEnum):
    """What a settled line becomes for a unit (处理方式)."""

    DEDUCT = "减扣"
    NOTICE = "仅通报"
    LETTER = "函告上级"


class Joint(StrEnum):
    """How several lead units share one indicator (共担方式)."""

    NONE = ""
    SPLIT = "分项"
    SAME = "共填"
    SIGN = "会签"


class Cycle(StrEnum):
    """How often a value falls due (周期)."""

    WEEK = "周"
    MONTH = "月"
    QUARTER = "季"
    YEAR = "年"


class PeriodKind(StrEnum):
    """How long a period is (报送周期): an ISO week, 2026-W48, or a month, 2026-11."""

    WEEK = "周"
    MONTH = "月"


class Source(StrEnum):
    """Who says the value (来源)."""

    UNIT = "单位填报"
    OFFICIAL = "上级发布"


class Direction(StrEnum):
    """Which way is better (优向)."""

    LOWER = "越低越好"
    HIGHER = "越高越好"
    UNDECIDED = "方向未定"


class RowSource(StrEnum):
    """Where a form's rows come from (行来源)."""

    FIXED = "固定行"  # Form.row_keys
    INDICATORS = "本单位指标"
    RESOLUTIONS = "本单位议定事项"
    OPEN = "开放行"  # Form.spare_rows blank rows; the row key is the row's number in the sheet
    LINES = "可异议事项"


class OwedBy(StrEnum):
    """Which units owe a form (谁报)."""

    MEMBERS = "全部成员单位"
    LEADS = "指标牵头单位"
    OWNERS = "有议定事项的单位"
    CONTESTING = "有可异议事项的单位"
    NAMED = "指定单位"  # Form.units


class When(StrEnum):
    """When a form is owed (何时报)."""

    EVERY = "每期"
    QUARTER = "首次及每季首期"
    OPTIONAL = "自愿"  # present in the template, never owed


class FieldType(StrEnum):
    """What a cell may hold (类型). The form decides the type, never the first row."""

    TEXT = "文本"
    NUMBER = "数值"
    VALUE = "指标值"  # number or words, as the indicator's own measure says
    DATE = "日期"
    DATE_OR_OPEN = "日期或长期"
    CHOICE = "选项"
    TICK = "勾选"
    PHONE = "电话"
    MOBILE = "手机"
    MAIL = "邮箱"
    NAME = "姓名"
    CODE = "编码"


# what tells of a person: hidden in the masked edition
PERSONAL = (FieldType.NAME, FieldType.PHONE, FieldType.MOBILE, FieldType.MAIL)


class Role(StrEnum):
    """What a field is for (用途)."""

    KEY = "行键"  # identifies the row; locked
    LABEL = "辅助行键"  # names the row when the key is lost; locked
    LOCKED = "锁定"  # prefilled and locked: a changed cell is a finding, the scheme's value stands
    COMPUTED = "计算"  # a formula of ours; never read
    FILL = "填报"


class Need(StrEnum):
    """When a field must be filled (必填)."""

    NO = "否"
    YES = "是"
    DUE = "到期"  # 现状值: only when the indicator's cycle is due and its source is the unit
    LAGGING = "滞后"  # 存在问题 and 改进措施: only when the row is 进展滞后
    ROW = "有内容"  # open rows: when any other cell of the row is filled


class CheckKind(StrEnum):
    """The closed list of checks (校验种类)."""

    REQUIRED = "必填"
    TYPE = "类型"
    BOUNDS = "上下限"
    CHOICE = "选项"
    PATTERN = "格式"
    PHONE = "电话"
    MAIL = "邮箱"
    UNIQUE = "唯一"
    EXACTLY_ONE = "恰好一个"
    COMPARE = "两栏比较"
    CHANGE = "较上期变动"
    SUM = "合计一致"
    DATE_ORDER = "日期先后"
    COPIED = "照抄上期"
    ALL_ZERO = "全部为零"
    TWIN = "与他单位雷同"


class Decider(StrEnum):
    """Who decides a rule's lines (认定方式)."""

    RUN = "程序提出"
    PERSON = "人工认定"


class Fault(StrEnum):
    """Whose fault an event was (责任归属); anything but UNIT is 不予减扣."""

    UNIT = "单位"
    OFFICE = "办公室"
    MAIL = "邮件"
    SUPERIOR = "上级"
    HOLIDAY = "节假日"
    HANDOVER = "交接期"


class HolidayPolicy(StrEnum):
    """What happens to a deadline on a holiday (节假日处理)."""

    AUTO = "自动"  # fewer than three working days in the week: 并入下期, else 顺延
    POSTPONE = "顺延"
    MERGE = "并入下期"
    EXEMPT = "免报"
