"""The sheets of 方案.xlsx that the office keeps through the year: its ledgers, as data."""

from jlhy_xl.core.scheme import model as nouns
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.table_spec import (
    LIST_HELP,
    NOTE,
    PERIOD_HELP,
    UNIT_HELP,
    Column,
    Kind,
    Table,
    date,
    must,
    pick,
    plain,
    text,
    words_of,
)

WAIVERS = Table("不予减扣", "waivers", nouns.Waiver, (
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    Column("起始期次", "start", Kind.PERIOD, required=True, hint=PERIOD_HELP),
    Column("截止期次", "end", Kind.PERIOD, hint="空白为只有起始期次"),
    pick("责任归属", "fault", words_of(Fault), required=True),
    must("理由", "reason", 36),
    must("经办人", "person", 12),
    date("决定日期", "decided"),
    Column("规则", "rules", Kind.LIST, hint="空白为全部规则，" + LIST_HELP),
    text("事项", "subject", 16, "议定事项编号等；空白为全部"),
), hint="不予减扣的情形，仍然列示。")  # fmt: skip

RANKS = Table("排名", "ranks", nouns.Rank, (
    must("对象", "subject", 18, "指标编码或专项工作组名称"),
    pick("范围", "scope", plain("全省", "全市"), required=True),
    Column("位次", "rank", Kind.INTEGER, blank="无法排名"),
    Column("参评数", "of", Kind.INTEGER, hint="没有参评数的位次没有意义"),
    must("出处", "source", 30),
    date("发布日期", "published"),
    text("所属时期", "term", 14),
    NOTE,
), keys=(("subject", "scope", "term", "published"),),
    hint="上级公布的排名，位次和参评数分两格填。")  # fmt: skip

PUBLISHED = Table("发布值", "published", nouns.Published, (
    must("指标编码", "indicator", 10),
    Column("数值", "value", Kind.DECIMAL, required=True),
    must("出处", "source", 30),
    date("发布日期", "published"),
    Column("单位", "unit", Kind.UNIT, hint="空白为全部牵头单位", width=18),
    NOTE,
), keys=(("indicator", "unit", "published"),), hint="来源为上级发布的指标。")  # fmt: skip

MEETINGS = Table("会议台账", "meetings", nouns.Meeting, (
    must("会议编号", "number", 14),
    date("日期", "day"),
    text("议题", "topic", 34),
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    pick("出席情况", "attended", plain("实到", "缺席", "请假", "代会"), required=True),
    text("批准人", "approved_by", 12, "请假、代会由谁同意"),
    text("参会人", "person", 12),
    text("纪要文号", "minutes", 20),
    NOTE,
), keys=(("number", "unit"),), hint="每次会议每个单位一行。")  # fmt: skip

RESOLUTIONS = Table("议定事项", "resolutions", nouns.Resolution, (
    must("编号", "code", 12),
    pick("来源", "source", plain("纪要", "领导批示", "督导调研"), required=True),
    text("文号", "source_number", 20),
    must("交办原文", "text", 46),
    Column("牵头单位", "lead", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    Column("配合单位", "supporting", Kind.UNITS, hint=LIST_HELP, width=26),
    Column("完成时限", "due", Kind.DATE, required=True, blank="长期", hint="日期或“长期”",
           width=13),
    date("申请延期日期", "asked", "单位哪天提出延期"),
    pick("是否同意", "granted", plain("同意", "不同意"), "空白为未定"),
    date("延至", "extended"),
    date("单位报办结", "claimed", "单位哪天报称办结"),
    date("办公室确认", "confirmed", "办公室哪天确认办结；填了才算办结"),
    NOTE,
), keys=(("code",),), hint="纪要、批示、督导交办的事项。")  # fmt: skip

INSPECTIONS = Table("督导调研", "inspections", nouns.Inspection, (
    must("编号", "code", 12),
    date("日期", "day"),
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    must("问题", "problem", 40),
    text("整改要求", "demand", 40),
    date("整改时限", "due"),
    date("销号日期", "cleared"),
    NOTE,
), keys=(("code",),), hint="督导调研发现的问题。")  # fmt: skip

VERIFIED = Table("核实记录", "verified", nouns.Verified, (
    must("编号", "code", 12),
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    Column("期次", "period", Kind.PERIOD, hint=f"不实数据是哪一期报的；{PERIOD_HELP}", width=12),
    text("指标编码", "indicator", 10, "不涉及具体指标的可不填"),
    must("事实", "fact", 46, "报的是什么、查明是什么"),
    must("核实人", "person", 12),
    Column("核实日期", "day", Kind.DATE, required=True, width=13),
    text("证据", "evidence", 40, "核实依据的文件、截图、记录在哪里"),
), keys=(("code",),), hint="经核实的数据不实；只列为待认定，由人认定。")  # fmt: skip

NAMED = Table("通报问题", "named", nouns.Named, (
    text("通报文号", "notice", 18, "空白为只在周调度简报里提过"),
    date("印发日期", "issued"),
    Column("单位", "unit", Kind.UNIT, required=True, hint=UNIT_HELP, width=18),
    must("问题编号", "problem", 14, "同一个问题始终用同一个编号"),
    must("问题内容", "text", 46),
    date("整改日期", "mended"),
), keys=(("notice", "issued", "unit", "problem"),),
    hint="通报点过名的问题。")  # fmt: skip

PHRASES = Table("文稿用语", "phrases", nouns.Phrase, (
    must("用处", "place", 22, "哪份文稿的哪一处，不要改"),
    text("用语", "text", 78, "办公室自己的写法；空白或删去这一行，用程序原有的话"),
    text("可用内容", "note", 22, "花括号里的内容由程序填入，可移动位置，也可以不用"),
), keys=(("place",),),
    hint="简报、通报、会议文稿里的固定用语。")  # fmt: skip

# whose rows are evidence
REGISTERS = (RANKS, MEETINGS, RESOLUTIONS, VERIFIED, NAMED)
