"""The scheme that ``init`` hands out: the notice's units, groups and indicators.

What the notice does not say (measures, cycles, figures, forms) is our default; every one of it
is an editable cell of 方案.xlsx. Forms and checks stand in ``default_forms``, the repository's
own sample in ``default_sample``.
"""

from decimal import Decimal

from jlhy_xl.books.scheme.default_forms import CHECKS, FIELDS, FORMS
from jlhy_xl.books.scheme.default_sample import filled
from jlhy_xl.core.scheme.choices import Cycle, Decider, Direction, Joint, Source
from jlhy_xl.core.scheme.model import (
    Group,
    Indicator,
    Parameters,
    Phrase,
    Rule,
    Scheme,
    Target,
    Unit,
)
from jlhy_xl.core.values.parsed import figure
from jlhy_xl.core.wording.phrases import DEFAULTS, slots

# code | name | aliases: the notice's order; an unknown name is asked about, never guessed
_UNITS = """
U01 | 区法院 | 区人民法院；台儿庄区法院；台儿庄区人民法院
U02 | 区发改局 | 发改局；区发展和改革局；台儿庄区发改局；台儿庄区发展和改革局
U03 | 区行政审批局 | 区审批局；行政审批局；区行政审批服务局；台儿庄区行政审批局；台儿庄区行政审批服务局
U04 | 区财政局 | 财政局；台儿庄区财政局
U05 | 区人社局 | 人社局；区人力资源和社会保障局；台儿庄区人社局；台儿庄区人力资源和社会保障局
U06 | 区住建局 | 住建局；区住房和城乡建设局；台儿庄区住建局；台儿庄区住房和城乡建设局
U07 | 区自然资源局 | 自然资源局；台儿庄区自然资源局
U08 | 区城乡水务局 | 区水务局；城乡水务局；水务局；台儿庄区城乡水务局
U09 | 区地方金融监管局 | 地方金融监管局；区地方金融监督管理局；台儿庄区地方金融监督管理局
U10 | 区金融服务中心 | 金融服务中心；台儿庄区金融服务中心
U11 | 区供电客服中心 | 供电客服中心；区供电公司；台儿庄区供电公司；区供电客户服务中心；台儿庄供电客服中心
U12 | 区人民银行 | 人民银行；人行；人行台儿庄支行；人民银行台儿庄支行；中国人民银行台儿庄支行
"""

# number | name | leads, as Attachment 1 has them
_GROUPS = """
1 | 开办企业 | 区行政审批局
2 | 办理建筑许可 | 区行政审批局
3 | 获得电力 | 区供电客服中心
4 | 获得用水用气 | 区城乡水务局;区住建局
5 | 登记财产 | 区自然资源局
6 | 获得信贷 | 区地方金融监管局;区金融服务中心;区人民银行
7 | 执行合同 | 区法院
8 | 劳动力市场监管 | 区人社局
9 | 政府采购 | 区财政局
10 | 招标投标 | 区住建局
11 | 政务服务 | 区行政审批局
"""

# code | name | leads | joint | measure | direction | cycle | source | controllable | best | worst
# | score of | note
_INDICATORS = """
01-01 | 开办企业流程 | 区行政审批局 | | 个 | 越低越好 | 周 | 单位填报 | 是 | 1 | 18 | | 环节数
01-02 | 开办企业耗时 | 区行政审批局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行DB2020口径为日历天（最优0.5 最差100），以工作日计时不得套用
01-03 | 开办企业费用 | 区行政审批局 | | 元 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行口径为占人均收入%（最优0 最差200），以元计时不得套用
01-04 | 开办企业便利度 | 区行政审批局 | | 分 | 越高越好 | 年 | 上级发布 | 是 | 100 | 0 | 01-01 01-02 01-03 | 评价机构发布；本表只列测算值供参考；世行另计最低实缴资本，不可比
02-01 | 办理建筑许可流程 | 区行政审批局 | | 个 | 越低越好 | 周 | 单位填报 | 是 | 5 | 30 | |
02-02 | 办理建筑许可耗时 | 区行政审批局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行DB2020口径为日历天（最优26 最差373），以工作日计时不得套用
02-03 | 办理建筑许可费用 | 区行政审批局 | | 元 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行口径为占仓库价值%（最优0 最差20），以元计时不得套用
02-04 | 建筑质量控制指数 | 区行政审批局 | | 指数(0-15) | 越高越好 | 周 | 单位填报 | 是 | 15 | 0 | |
02-05 | 办理建筑许可便利度 | 区行政审批局 | | 分 | 越高越好 | 年 | 上级发布 | 是 | 100 | 0 | 02-01 02-02 02-03 02-04 | 评价机构发布；本表只列测算值供参考
03-01 | 获得电力流程 | 区供电客服中心 | | 个 | 越低越好 | 周 | 单位填报 | 是 | 3 | 9 | | 低于3按100分封顶
03-02 | 获得电力耗时 | 区供电客服中心 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行DB2020口径为日历天（最优18 最差248），以工作日计时不得套用
03-03 | 获得电力费用 | 区供电客服中心 | | 元 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行口径为占人均收入%（最优0 最差8100），以元计时不得套用
03-04 | 供电可靠性和电费透明度指数 | 区供电客服中心 | | 指数(0-8) | 越高越好 | 周 | 单位填报 | 是 | 8 | 0 | |
03-05 | 电力价格 | 区供电客服中心 | | 元/千瓦时 | 越低越好 | 年 | 单位填报 | 否 | | | | 世行不计分
03-06 | 获得电力便利度 | 区供电客服中心 | | 分 | 越高越好 | 年 | 上级发布 | 是 | 100 | 0 | 03-01 03-02 03-03 03-04 | 评价机构发布；本表只列测算值供参考
04-01 | 获得用水用气流程 | 区城乡水务局;区住建局 | 分项：水=区城乡水务局;气=区住建局 | 个 | 越低越好 | 周 | 单位填报 | 是 | | | | 水、气各一家牵头，各填各的，两项都到才算报齐
04-02 | 获得用水用气耗时 | 区城乡水务局;区住建局 | 分项：水=区城乡水务局;气=区住建局 | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | | 水、气各一家牵头，各填各的，两项都到才算报齐
04-03 | 获得用水用气费用 | 区城乡水务局;区住建局 | 分项：水=区城乡水务局;气=区住建局 | 元 | 越低越好 | 周 | 单位填报 | 是 | | | | 水、气各一家牵头，各填各的，两项都到才算报齐
04-04 | 用水用气价格 | 区城乡水务局;区住建局 | 分项：水=区城乡水务局;气=区住建局 | 元/立方米 | 越低越好 | 年 | 单位填报 | 否 | | | | 水、气各一家牵头，各填各的，两项都到才算报齐；水价、气价是两个数，价格主管部门核定
05-01 | 登记财产流程 | 区自然资源局 | | 个 | 越低越好 | 周 | 单位填报 | 是 | 1 | 13 | |
05-02 | 登记财产耗时 | 区自然资源局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行DB2020口径为日历天（最优1 最差210），以工作日计时不得套用
05-03 | 登记财产费用 | 区自然资源局 | | 元 | 越低越好 | 周 | 单位填报 | 是 | | | | 世行口径为占财产价值%（最优0 最差15），以元计时不得套用
05-04 | 土地管理质量指数 | 区自然资源局 | | 指数(0-30) | 越高越好 | 周 | 单位填报 | 是 | 30 | 0 | |
05-05 | 登记财产便利度 | 区自然资源局 | | 分 | 越高越好 | 年 | 上级发布 | 是 | 100 | 0 | 05-01 05-02 05-03 05-04 | 评价机构发布；本表只列测算值供参考
06-01 | 合法权利度指数 | 区地方金融监管局;区金融服务中心;区人民银行 | 共填 | 指数(0-12) | 越高越好 | 年 | 单位填报 | 否 | 12 | 0 | | 三家牵头，分别填报
06-02 | 信用信息深度指数 | 区地方金融监管局;区金融服务中心;区人民银行 | 共填 | 指数(0-8) | 越高越好 | 年 | 单位填报 | 否 | 8 | 0 | | 三家牵头，分别填报
06-03 | 征信机构覆盖面 | 区地方金融监管局;区金融服务中心;区人民银行 | 共填 | % | 越高越好 | 年 | 单位填报 | 否 | | | | 世行不计分
06-04 | 企业融资便利度 | 区地方金融监管局;区金融服务中心;区人民银行 | 共填 | 分 | 越高越好 | 年 | 上级发布 | 是 | 100 | 0 | 06-01*12 06-02*8 | 两个指数之和/20，不是两个得分的平均；评价机构发布；本表只列测算值供参考
07-01 | 解决商业纠纷的耗时 | 区法院 | | 日历天 | 越低越好 | 周 | 单位填报 | 是 | 120 | 1340 | |
07-02 | 解决商业纠纷的费用 | 区法院 | | % | 越低越好 | 周 | 单位填报 | 是 | 0.1 | 89 | | 占索赔额
07-03 | 司法程序质量指数 | 区法院 | | 指数(0-18) | 越高越好 | 周 | 单位填报 | 是 | 18 | 0 | |
08-01 | 聘用情况 | 区人社局 | | 文字 | 方向未定 | 年 | 单位填报 | 否 | | | | 定性填报
08-02 | 工作时间 | 区人社局 | | 文字 | 方向未定 | 年 | 单位填报 | 否 | | | | 定性填报
08-03 | 裁员规定 | 区人社局 | | 文字 | 方向未定 | 年 | 单位填报 | 否 | | | | 定性填报
08-04 | 裁员成本 | 区人社局 | | 工资周数 | 方向未定 | 周 | 单位填报 | 是 | | | |
08-05 | 工作质量 | 区人社局 | | 文字 | 方向未定 | 周 | 单位填报 | 是 | | | | 定性填报
09-01 | 电子采购平台 | 区财政局 | | 分 | 越高越好 | 周 | 单位填报 | 是 | | | |
09-02 | 采购流程 | 区财政局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | |
09-03 | 采购结果确定和合同签订 | 区财政局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | |
09-04 | 合同管理 | 区财政局 | | 分 | 越高越好 | 周 | 单位填报 | 是 | | | |
09-05 | 支付和交付 | 区财政局 | | 工作日 | 越低越好 | 周 | 单位填报 | 是 | | | |
10-01 | 互联网+招标采购 | 区住建局 | | % | 越高越好 | 周 | 单位填报 | 是 | | | |
10-02 | 投标和履约担保 | 区住建局 | | % | 方向未定 | 周 | 单位填报 | 是 | | | | 保证金比例宜降、保函使用率宜升，须写明口径
10-03 | 外地企业中标率 | 区住建局 | | % | 方向未定 | 周 | 单位填报 | 是 | | | |
10-04 | 建立公平有效的投诉机制服务 | 区住建局 | | 文字 | 方向未定 | 周 | 单位填报 | 是 | | | | 定性填报
11-01 | 网上政务服务能力 | 区行政审批局 | | 分 | 越高越好 | 周 | 单位填报 | 是 | | | |
11-02 | 政务服务事项便利度 | 区行政审批局 | | 分 | 越高越好 | 周 | 单位填报 | 是 | | | |
11-03 | 政务服务满意度 | 区行政审批局 | | % | 越高越好 | 周 | 单位填报 | 是 | | | |
11-04 | 与国家政务服务平台数据共享 | 区行政审批局 | | % | 越高越好 | 周 | 单位填报 | 是 | | | |
"""


def _rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def _units() -> tuple[Unit, ...]:
    return tuple(
        Unit(code, name, aliases=tuple(aliases.split("；")), office=name == "区发改局")
        for code, name, aliases in _rows(_UNITS)
    )


def _indicator(cells: list[str], codes: dict[str, str]) -> Indicator:
    code, name, leads, joint, measure, direction, cycle, source, *rest = cells
    controllable, best, worst, score_of, note = rest
    kind, _, parts = joint.partition("：")
    pairs = (part.split("=") for part in parts.split(";") if part)
    weights = (item.partition("*") for item in score_of.split())
    return Indicator(
        code=code,
        group=int(code[:2]),
        name=name,
        leads=tuple(codes[lead] for lead in leads.split(";")),
        measure=measure,
        direction=Direction(direction),
        joint=Joint(kind),
        parts=tuple((part, codes[owner]) for part, owner in pairs),
        cycle=Cycle(cycle),
        source=Source(source),
        controllable=controllable == "是",
        best=figure(best),
        worst=figure(worst),
        score_of=tuple((of, Decimal(weight or 1)) for of, _, weight in weights),
        note=note,
    )


_CLAUSE = "五（四）"
_LATE, _WEAK, _RANK = "不及时", "不到位", "因消极懈怠造成指标排名落后"
_HALF, _ONE, _TWO = Decimal("0.5"), Decimal(1), Decimal(2)
_REPORTS = ("报送类", Decimal(5), _CLAUSE)
_ITEMS = ("议定事项类", Decimal(3), _CLAUSE)
_MEETINGS = ("会议类", _TWO, _CLAUSE)

# The clause is the notice's; every figure is the office's to adopt.
_RULES = (
    Rule("A1", _LATE, "迟报：首份有效报送晚于截止时间和宽限时间", _HALF, "次", Decider.RUN,
         *_REPORTS, note="以首份有效报送的收到时间为准"),
    Rule("A2", _LATE, "未报：至最终截止时间仍无有效报送", _ONE, "次", Decider.RUN,
         *_REPORTS, note="与迟报、退回后仍缺项不重复计算"),
    Rule("B1", _WEAK, "退回后至最终截止时间仍有缺项、错项", _HALF, "次", Decider.RUN,
         *_REPORTS, note="每期最多计一次"),
    Rule("A3", _LATE, "议定事项逾期未办结，且到期前未申请延期", _ONE, "项", Decider.RUN,
         *_ITEMS, note="只计牵头单位，每项只计一次"),
    Rule("B2", _WEAK, "数据不实（经核实）", _TWO, "次", Decider.PERSON, clause=_CLAUSE,
         note="依据核实记录，由人认定"),
    Rule("B3", _WEAK, "无故缺席联席会议", _ONE, "次", Decider.RUN,
         *_MEETINGS, note="依据会议台账"),
    Rule("B3-2", _WEAK, "未经同意由他人代会", _HALF, "次", Decider.RUN,
         *_MEETINGS, note="依据会议台账"),
    Rule("B4", _WEAK, "同一问题被连续两期正式通报点名仍未整改", _ONE, "项", Decider.PERSON,
         "通报类", _TWO, _CLAUSE, note="以有文号的通报为准，周调度简报不算"),
    Rule("C1", _RANK, "指标排名落后，并经书面认定系消极懈怠造成", None, "项", Decider.PERSON,
         clause=_CLAUSE, note="分值由会议研究后填写；本组目标全部达成的免于认定，可控为否的指标不列入"),
)  # fmt: skip


def default() -> Scheme:
    """Return the notice's scheme: 12 units, 11 groups, 49 indicators, no adopted rule.

    >>> scheme = default()
    >>> len(scheme.units), len(scheme.groups), len(scheme.indicators), scheme.is_trial
    (12, 11, 49, True)
    """
    units = _units()
    codes = {unit.name: unit.code for unit in units}
    indicators = tuple(_indicator(cells, codes) for cells in _rows(_INDICATORS))
    return Scheme(
        parameters=Parameters(district="台儿庄区", title="台儿庄区营商环境评价联席会议"),
        units=units,
        groups=tuple(
            Group(int(number), name, tuple(codes[lead] for lead in leads.split(";")))
            for number, name, leads in _rows(_GROUPS)
        ),
        indicators=indicators,
        # blank rows: the office sees whose figures are still to be entered
        targets=tuple(Target(row.code, unit) for row in indicators for unit in row.leads),
        forms=FORMS,
        fields=FIELDS,
        checks=CHECKS,
        rules=_RULES,
        phrases=tuple(
            Phrase(place.value, text, "、".join(f"{{{slot}}}" for slot in slots(text)))
            for place, text in DEFAULTS.items()
        ),
    )


def sample() -> Scheme:
    """Return the scheme of the repository's own sample folder: adopted, with made-up figures.

    >>> scheme = sample()
    >>> scheme.is_trial, len(scheme.units), [unit.member for unit in scheme.units].count(True)
    (False, 13, 12)
    """
    return filled(default())
