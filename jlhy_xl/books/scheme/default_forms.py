"""The default scheme's forms, their columns and the checks on them; what 方案.xlsx starts from."""

from decimal import Decimal

from jlhy_xl.core.scheme.choices import CheckKind, FieldType, Need, OwedBy, Role, RowSource, When
from jlhy_xl.core.scheme.model import Check, Field, Form

SECRETS = "请勿填写国家秘密、工作秘密、商业秘密、在办案件信息。"

FORMS = (
    Form(
        "personnel", "人员信息登记表", RowSource.FIXED, OwedBy.MEMBERS, When.QUARTER,
        heading="联席会议成员单位人员信息登记表",
        row_keys=("分管领导", "具体负责人", "联络员"),
        notice="本表用于联席会议日常联络，由联席会议办公室专人保管，"
        "人员变动后旧信息保存至当年考核结束即删除，不对外提供；"
        "显示为138****5678的内容无变化的不必重填。" + SECRETS,
    ),
    Form(
        "progress", "指标进展表", RowSource.INDICATORS, OwedBy.LEADS,
        heading="营商环境评价指标进展表",
        notice="只需填写未锁定的格；某一行没有变化的，在“本周无变化”栏选“是”。" + SECRETS,
    ),
    Form(
        "resolutions", "议定事项落实表", RowSource.RESOLUTIONS, OwedBy.OWNERS,
        heading="联席会议议定事项落实情况表",
        notice="办结以联席会议办公室确认为准；需要延期的，请在完成时限前填写“延期申请”。" + SECRETS,
    ),
    Form(
        "issues", "问题与经验", RowSource.OPEN, OwedBy.MEMBERS, When.OPTIONAL,
        heading="突出问题、典型经验、议题建议和政策措施",
        spare_rows=12,
        notice="有则填写，没有可以不填；一行写一件事。" + SECRETS,
    ),
    Form(
        "objections", "异议反馈", RowSource.LINES, OwedBy.CONTESTING, When.OPTIONAL,
        heading="异议反馈表",
        notice="对所列事项有异议的，请自签收次日起5个工作日内写明理由和依据，并由主要领导签字。" + SECRETS,
    ),
)  # fmt: skip


def _width(characters: int) -> Decimal:
    return Decimal(characters)


_TEXT, _LOCKED = FieldType.TEXT, Role.LOCKED

_PERSONNEL = (
    Field("personnel", "role", "", _TEXT, Role.KEY, aliases=("人员类别",), width=_width(14)),
    Field("personnel", "name", "姓  名", FieldType.NAME, need=Need.YES, width=_width(12),
          prefill="登记.name", prompt="请填写姓名"),
    Field("personnel", "title", "职  务", _TEXT, need=Need.YES, width=_width(20),
          prefill="登记.title", prompt="请填写职务"),
    Field("personnel", "phone", "固定电话", FieldType.PHONE, need=Need.YES, width=_width(16),
          prefill="登记.phone", prompt="请带区号，如 0632-6611234；没有固定电话的填“无”",
          none_counts=True),
    Field("personnel", "mobile", "手  机", FieldType.MOBILE, need=Need.YES, width=_width(16),
          prefill="登记.mobile", prompt="11位手机号码"),
    Field("personnel", "mail", "邮  箱", FieldType.MAIL, need=Need.YES, width=_width(26),
          prefill="登记.mail", prompt="常用电子邮箱；没有邮箱的填“无”", none_counts=True),
)  # fmt: skip

_PROGRESS = (
    Field("progress", "code", "指标编码", FieldType.CODE, Role.KEY, width=_width(9),
          prefill="指标.编码"),
    Field("progress", "seq", "序号", FieldType.NUMBER, _LOCKED, width=_width(4), prefill="指标.序号"),
    Field("progress", "group", "专项工作组", _TEXT, _LOCKED, width=_width(6),
          prefill="指标.工作组"),
    Field("progress", "name", "具体指标", _TEXT, Role.LABEL, width=_width(11),
          aliases=("指标名称",), prefill="指标.名称"),
    Field("progress", "measure", "计量单位", _TEXT, _LOCKED, width=_width(6),
          prefill="指标.计量单位"),
    Field("progress", "direction", "优向", _TEXT, _LOCKED, width=_width(5),
          prefill="指标.优向"),
    Field("progress", "baseline", "上年值", FieldType.NUMBER, _LOCKED, width=_width(8),
          prefill="目标.上年值"),
    Field("progress", "last", "上期值", FieldType.VALUE, _LOCKED, width=_width(8),
          prefill="上期.value"),
    Field("progress", "target", "年度目标值", FieldType.NUMBER, _LOCKED, width=_width(8),
          prefill="目标.年度目标值"),
    Field("progress", "value", "现状值", FieldType.VALUE, need=Need.DUE, width=_width(8),
          prompt="请按“计量单位”填写；到期的才需填写"),
    Field("progress", "status", "推进状态", FieldType.CHOICE, need=Need.YES, width=_width(8),
          choices=("未启动", "推进中", "已完成", "申请延期"), prompt="请从下拉列表中选择"),
    Field("progress", "progress", "本周进展", _TEXT, need=Need.YES, width=_width(16),
          prompt="请用一两句话写明本周做了什么、有什么结果"),
    Field("progress", "due", "完成时限", FieldType.DATE, width=_width(11),
          prompt="请按 2026-12-31 的样式填写"),
    Field("progress", "lagging", "进展滞后", _TEXT, Role.COMPUTED, width=_width(5)),
    Field("progress", "problem", "存在问题", _TEXT, need=Need.LAGGING, width=_width(12),
          prompt="进展滞后的请写明存在问题"),
    Field("progress", "measures", "改进措施", _TEXT, need=Need.LAGGING, width=_width(12),
          prompt="进展滞后的请写明改进措施"),
    Field("progress", "need", "需协调事项", _TEXT, width=_width(8),
          prompt="需要区领导或其他单位协调的事项，没有可不填"),
    Field("progress", "evidence", "佐证材料编号", _TEXT, width=_width(6),
          prompt="随表附送材料的编号，没有可不填"),
    Field("progress", "remark", "备注", _TEXT, width=_width(6)),
    Field("progress", "unchanged", "本周无变化", FieldType.TICK, width=_width(5),
          choices=("是",), prompt="本行没有变化的选“是”，其余可不填"),
)  # fmt: skip

_RESOLUTIONS = (
    Field("resolutions", "code", "编号", FieldType.CODE, Role.KEY, width=_width(11),
          prefill="议定.编号"),
    Field("resolutions", "source", "来源", _TEXT, _LOCKED, width=_width(8), prefill="议定.来源"),
    Field("resolutions", "source_number", "文号", _TEXT, _LOCKED, width=_width(11),
          prefill="议定.文号"),
    Field("resolutions", "text", "交办原文", _TEXT, _LOCKED, width=_width(30),
          prefill="议定.原文"),
    Field("resolutions", "lead", "牵头单位", _TEXT, _LOCKED, width=_width(10),
          prefill="议定.牵头"),
    Field("resolutions", "supporting", "配合单位", _TEXT, _LOCKED, width=_width(11),
          prefill="议定.配合"),
    Field("resolutions", "due", "完成时限", FieldType.DATE_OR_OPEN, _LOCKED, width=_width(11),
          prefill="议定.完成时限"),
    Field("resolutions", "state", "状态", FieldType.CHOICE, width=_width(9),
          choices=("未启动", "正在办理", "已办结待审核"), prompt="请从下拉列表中选择"),
    Field("resolutions", "progress", "进展", _TEXT, width=_width(26), prompt="请写明办理进展"),
    Field("resolutions", "basis", "办结依据", _TEXT, width=_width(15),
          prompt="已办结的请写明依据或佐证材料编号"),
    Field("resolutions", "extension", "延期申请", FieldType.DATE, width=_width(11),
          prompt="需要延期的，请在完成时限前填写申请延至的日期"),
)  # fmt: skip

_ISSUES = (
    Field("issues", "kind", "类别", FieldType.CHOICE, need=Need.ROW, width=_width(12),
          choices=("突出问题", "典型经验", "议题建议", "政策措施"), prompt="请从下拉列表中选择"),
    Field("issues", "text", "内容", _TEXT, need=Need.ROW, width=_width(50),
          prompt="一行写一件事"),
    Field("issues", "group", "涉及工作组", _TEXT, width=_width(16)),
    Field("issues", "ask", "建议或需协调", _TEXT, width=_width(32)),
    Field("issues", "contact", "联系人", FieldType.NAME, width=_width(12)),
)  # fmt: skip

_OBJECTIONS = (
    Field("objections", "line", "事项编号", FieldType.CODE, Role.KEY, width=_width(18),
          prefill="异议.line"),
    Field("objections", "rule", "依据条款", _TEXT, _LOCKED, width=_width(24),
          prefill="异议.rule"),
    Field("objections", "event", "事实", _TEXT, _LOCKED, width=_width(34), prefill="异议.event"),
    Field("objections", "points", "拟减扣分值", FieldType.NUMBER, _LOCKED, width=_width(9),
          prefill="异议.points"),
    Field("objections", "objection", "异议内容", _TEXT, width=_width(36),
          prompt="没有异议的不必填写"),
    Field("objections", "grounds", "依据", _TEXT, width=_width(26),
          prompt="请写明依据或佐证材料编号"),
    Field("objections", "signer", "主要领导签字", FieldType.NAME, width=_width(12)),
)  # fmt: skip

FIELDS = _PERSONNEL + _PROGRESS + _RESOLUTIONS + _ISSUES + _OBJECTIONS

# A blank field means every field of the form. Only required, type, choice and exactly-one
# are errors; every other kind is a query and never costs.
CHECKS = (
    Check("K101", "personnel", CheckKind.REQUIRED, severity="error"),
    Check("K102", "personnel", CheckKind.TYPE, severity="error"),
    Check("K103", "personnel", CheckKind.EXACTLY_ONE, "role", "联络员", severity="error"),
    Check("K104", "personnel", CheckKind.PHONE, "phone"),
    Check("K105", "personnel", CheckKind.PHONE, "mobile"),
    Check("K106", "personnel", CheckKind.MAIL, "mail"),
    Check("K201", "progress", CheckKind.REQUIRED, severity="error"),
    Check("K202", "progress", CheckKind.TYPE, severity="error"),
    Check("K203", "progress", CheckKind.CHOICE, severity="error"),
    Check("K204", "progress", CheckKind.BOUNDS, "value"),
    Check("K205", "progress", CheckKind.CHANGE, "value", argument="50"),
    Check("K206", "progress", CheckKind.COPIED, "progress"),
    Check("K207", "progress", CheckKind.ALL_ZERO, "value"),
    Check("K208", "progress", CheckKind.TWIN, "progress"),
    # examples to switch on: 启用 is 否
    Check("K209", "progress", CheckKind.COMPARE, "value", "baseline", "<=", active=False),
    Check("K210", "progress", CheckKind.PATTERN, "evidence", argument=r"[0-9A-Za-z\-；、]+",
          message="佐证材料编号请用字母和数字书写", active=False),
    Check("K301", "resolutions", CheckKind.TYPE, severity="error"),
    Check("K302", "resolutions", CheckKind.CHOICE, severity="error"),
    Check("K303", "resolutions", CheckKind.DATE_ORDER, "due", "extension", "<"),
    Check("K401", "issues", CheckKind.REQUIRED, severity="error"),
    Check("K402", "issues", CheckKind.CHOICE, severity="error"),
    Check("K403", "issues", CheckKind.UNIQUE, "text"),
)  # fmt: skip
