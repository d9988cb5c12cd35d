"""口径说明: what every figure means, how it is worked out, and which settings are the office's."""

from jlhy_xl.books.sheet import Sheet
from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary import versions as summary_versions
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import NOTES, begin, finish
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.core.calendar import provisional_note
from jlhy_xl.core.scheme.model import Indicator, Rule
from jlhy_xl.core.standing.measures import is_scored
from jlhy_xl.core.values.parsed import plain

OURS = "（本办公室设定）"
FRONTIER = "世界银行DB2020，已停止发布"
_WORDS = (
    ("应报、实报、按时", "应报＝本期应当报送的单位；实报＝已有有效报送的单位；按时＝首份有效报送不晚于截止时间（含宽限）。"
     "有效报送＝能打开、能认定单位和期次，且到期必填项至少填了{acceptable}，或勾选“全部无变化”；原样退回的空表不算。{ours}"),
    ("及时率", "按时单位数÷应报单位数。"),
    ("完整率", "有效项数÷到期的必填项数。有错误的不算有效；列为“请说明”的先算有效；选“本周无变化”的算有效。"
     "只数到期应填的格，不会超过100%；预填而未改动的（如人员信息）视为无变化，应填、有效都算在内。"
     "收件去向所说的应填是同一口径，但只数那份文件所带的表。"),
    ("取数", "同一单位、同一表、同一期，以最后一份有效报送的内容为准；是否迟报以首份有效报送为准。所有来件均保留。"),
    ("项次、组的“已报”", "按“单位×指标”计，一家单位的一项指标为一项次，几家共填的一项指标计几项次，合计后注“共填重复几”：到期应填现状值的，以现状值为准；不到期的，以推进状态为准。"),
    ("组的进展", "✗ 逾期：有指标超过完成时限而未完成；✗ 滞后：半数以上进展滞后；△ 滞后：有进展滞后；"
     "△ 未报齐：没有滞后但未报齐；✓ 正常；— 未报：一项都没有报；最终截止时间以前写作“待报齐”“待报”。{ours}"),
    ("未报、尚未报送", "到最终截止时间仍没有有效报送的为“未报”；在此以前还可以报送，一律写作“{pending}”，截止时间以前也不列及时率。{ours}"),
    ("进展滞后", "下列之一：完成时限已过（以本期截止日为准）而未完成（即逾期）；推进状态为“申请延期”；现状值比上期变差。原因逐项写在“指标进展”。由程序计算，不由单位填写。{ours}"),
    ("变好、变差", "现状值与上期值相比，按指标的优向判断；定性填报和“方向未定”的指标只列变动，不判断好坏；上期值经核实不实的列为待核，不判断。以前没有报送记录的，上期值为办公室登记的数。"),
    ("目标达成", "（上年值－现状值）÷（上年值－年度目标值），100%为达到目标；缺数的列为无法评价，不按0计、不排末位。"
     "组的平均达成＝可评价各项次先封顶于0%—100%再平均，不到填报期、沿用上期值的也在内，本期没有报数的组不列；“排名”表排序只排能按本期报数评价的项次达到一半的组，其余写“不排”。{ours}"),
    ("前沿得分", "（最差值－现状值）÷（最差值－最优值）×100，封顶于0—100，先封顶后平均；只用于有最优、最差值且计量单位相同的指标，"
     "以工作日、元计的不套用。最优、最差值：{frontier}。"),
    ("便利度测算值", "所列分项前沿得分的加权平均，缺项时注明用了几项；仅供参考，以评价机构发布值为准。"),
    ("共同牵头", "分项：各填各的，都到才算报齐；共填：各家填同一个数，不一致的逐家列出请核对，不取平均，列为待核，不计入变好、变差、持平和目标达成的合计；会签：一家填报，其他表示意见。"),
    ("名次", "省、市发布，由办公室录入并注明来源和日期；名次离开参评数没有意义；“无法排名”单列，不等于末位。"),
    ("名次变动的原因", "只按两次发布之间本区的可比指标判断——本区数据变动：其间本区有指标数值变动（同侪是否变动不掌握）；同侪变动：本区各项指标都有数且都未变；"
     "参评数变：两次参评数不同，名次不可比；无从判断：其间没有本区报数的记录、数不全，或有一次无法排名。"
     "总览所列指标变动都是本区填报数的变动，上级发布的另行注明。{ours}"),
    ("需区领导协调", "请别人办、尚待办的事：“指标进展”各行的需协调事项和突出问题的建议或需协调；同样的话算一项，总览、简报、议题汇总同一个数。"
     "不算的：典型经验、政策措施中的建议（列为建议），随议题建议提出的，以及所写日期（如“请于某月某日前”）已过的。"
     "列入所写的专项工作组，写几组列几组；放不下的在一句之后止住，写“…”或“另几项”，点→看全文。没有写明（或写的不是）专项工作组的，在总览组表下面计数。堵点同此，另含单位反映的突出问题。{ours}"),
    ("提请会议研究决定", "最多五项：应报单位有半数以上未报的，先列报送；再依次轮流取：督办（逾期的议定事项和督导问题：延期待批的在前，只等办公室审核的在后，其余红在前，同色的时限早的在前）、协调（需协调事项：逾期的指标在前，再滞后的、其余指标的、"
     "突出问题的；同一内容合为一项）、议题（议题建议，按单位次序）。典型经验、政策措施中的建议不提请会议。没有列入的在“另有”里计数。{ours}"),
    ("版本", "内容有变的每次汇总为新的一版；只有属于本期的收件、填报内容、减扣状态、议定事项、会议登记逐条列为改动，其他期次的减扣事项有变动只注明一行。{ours}"),
    ("逾期几天、迟几天", "逾期：还没有报办结的，从完成时限算到汇总当日；迟：报办结时已过时限，从完成时限算到报办结之日。{ours}"),
    ("议定事项", "以办公室确认为办结；蓝：7天内到期，黄：逾期，红：逾期超过7天或延期后再次逾期。{ours}"),
    ("减扣", "依据《通知》五（四）。《通知》没有规定分值、上限、申诉和按周报送，这些都由本办公室设定，见下表；"
     "本表除“趋势”的分期合计外不列减扣分值，详见减扣评分表，以审定为准。"),
    ("脱敏版", "隐去电话、邮箱和联系人姓名，其余与完整版相同。"),
)  # fmt: skip


def sheet(facts: Facts) -> Sheet:
    """Return 口径说明."""
    columns: list[Column[tuple[str, str]]] = [
        Column("事项", 20, lambda row: row[0], "label_bold"),
        Column("含义和算法", 54, lambda row: row[1]),
    ]
    draft = begin(NOTES, columns, "口径说明")
    draft.widths.update({2: 15.0, 3: 21.0, 4: 14.0, 5: 12.0})
    parameters = facts.scheme.parameters
    slots = {
        "ours": OURS, "frontier": FRONTIER, "acceptable": f"{plain(parameters.acceptable_share * 100)}%",
        "pending": facts.pending,
    }  # fmt: skip
    draft.line("本期", "section")
    _pairs(draft, _period(facts))
    draft.gap()
    draft.line("怎么算的", "section")
    _pairs(draft, [(name, words.format(**slots)) for name, words in _WORDS])
    draft.gap()
    draft.line(f"减扣规则{OURS}　{_standing(facts)}", "section")
    draft.table(_rule_columns(), facts.scheme.rules)
    draft.gap()
    draft.line(f"前沿（最优、最差值）：{FRONTIER}", "section")
    used = [row for row in facts.scheme.indicators if is_scored(row) and not row.score_of]
    draft.table(_frontier_columns(), used)
    return finish(facts, draft)


def _pairs(draft: Draft, rows: list[tuple[str, str]]) -> None:
    for name, words in rows:
        draft.put(draft.row, 0, name, "label_bold")
        draft.span(draft.row, 1, draft.right, words)
        draft.row += 1


def _period(facts: Facts) -> list[tuple[str, str]]:
    clock, parameters = facts.results.clock, facts.scheme.parameters
    rows = [
        ("期次", f"{clock.label}（{clock.period}）"),
        ("截止时间", moment_words(clock.deadline) + (f"；宽限{parameters.grace_minutes}分钟" if parameters.grace_minutes else "，不设宽限") + OURS),
        ("最终截止时间", moment_words(clock.cutoff) + OURS),
        ("汇总时间", moment_words(facts.local(facts.results.now))),
        ("方案版本", f"方案校验码 {facts.results.scheme_digest}"),
    ]  # fmt: skip
    rows.append(("版本", summary_versions.edition(facts)))
    if clock.reason:
        rows.append(("期次说明", clock.reason))
    note = provisional_note(clock)
    if note:
        rows.append(("日历", note))
    return rows


def _standing(facts: Facts) -> str:
    parameters = facts.scheme.parameters
    if facts.scheme.is_trial or parameters.rules_from is None:
        return "尚未印发，试运行：只作提示，不计分"
    return f"文号 {parameters.rule_number}，{parameters.rules_from.isoformat()}起施行"


def _rule_columns() -> list[Column[Rule]]:
    def points(row: Rule) -> str:
        return f"{plain(row.points)}分/{row.per}" if row.points is not None else "待定"

    def cap(row: Rule) -> str:
        shared = f"（{row.cap_group}合计）" if row.cap_group else ""
        return f"{plain(row.cap)}分{shared}" if row.cap is not None else "未设"

    def event(row: Rule) -> str:
        begins = f"{row.starts}起" if row.starts else ""
        dates = begins + (f"至{row.ends}止" if row.ends else "")
        told = f"{row.event}（{dates}）" if dates else row.event
        return f"{told}。{row.note}" if row.note else told

    return [
        Column("规则", 20, lambda row: f"{row.code}　{row.head}"),
        Column("情形", 54, event),
        Column("分值", 14, points, "body_centre"),
        Column("年度上限", 14, cap, "body_centre"),
        Column("认定", 16, lambda row: row.decider.value, "body_centre"),
        Column("依据条款", 14, lambda row: row.clause, "body_centre"),
    ]


def _frontier_columns() -> list[Column[Indicator]]:
    return [
        Column("编码", 20, lambda row: row.code, "key"),
        Column("指标", 54, lambda row: row.name),
        Column("最优", 14, lambda row: row.best, "number_any"),
        Column("最差", 14, lambda row: row.worst, "number_any"),
        Column("计量单位", 16, lambda row: row.measure, "body_centre"),
        Column("优向", 14, lambda row: row.direction.value, "body_centre"),
    ]
