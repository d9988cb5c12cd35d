"""The repository's own sample scheme: what is put into the default one, made-up figures, items and meetings.

Nothing here is real: addresses end in .example, sources and numbers say 示例.
"""

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from jlhy_xl.core.scheme.choices import Cycle, Fault
from jlhy_xl.core.scheme.model import (
    Inspection,
    Meeting,
    Named,
    Published,
    Rank,
    Resolution,
    Scheme,
    Target,
    Unit,
    Verified,
    Waiver,
)
from jlhy_xl.core.values.parsed import figure

DOMAIN = "tez.example"
_MAILBOXES = (
    "fayuan", "fagai", "shenpi", "caizheng", "renshe", "zhujian", "ziran", "shuiwu", "jinrong",
    "jrzx", "gongdian", "renhang",
)  # fmt: skip
_TOWN = Unit(
    "U13", "马兰屯镇", ("马兰屯镇人民政府", "台儿庄区马兰屯镇"), (f"malantun@{DOMAIN}",),
    member=False, note="只承办议定事项，不报指标",
)  # fmt: skip

# code | unit, * for every lead | 上年值 | 年度目标值 | 上期值
_TARGETS = """
01-01 | * | 3 | 1 | 2
01-02 | * | 2 | 0.5 | 1
01-03 | * | 200 | 0 | 0
01-04 | * | 88.5 | 95 |
02-01 | * | 11 | 8 | 9
02-02 | * | 60 | 40 | 45
02-03 | * | 5200 | 4500 | 4800
02-04 | * | 11 | 13 | 12
02-05 | * | 76.2 | 85 |
03-01 | * | 4 | 2 | 3
03-02 | * | 20 | 10 | 14
03-03 | * | 300 | 0 | 0
03-04 | * | 6 | 8 | 7
03-05 | * | 0.62 | 0.6 | 0.62
03-06 | * | 87.3 | 93 |
04-01 | U08 | 4 | 2 | 3
04-01 | U06 | 5 | 3 | 4
04-02 | U08 | 8 | 4 | 5
04-02 | U06 | 10 | 5 | 7
04-03 | U08 | 600 | 400 | 500
04-03 | U06 | 2600 | 2200 | 2400
04-04 | U08 | 3.1 | 3 | 3.1
04-04 | U06 | 3.6 | 3.4 | 3.6
05-01 | * | 3 | 1 | 2
05-02 | * | 3 | 1 | 1.5
05-03 | * | 550 | 80 | 80
05-04 | * | 22 | 27 | 24
05-05 | * | 83.1 | 90 |
06-01 | * | 7 | 9 | 8
06-02 | * | 7 | 8 | 8
06-03 | * | 92 | 98 | 95.5
06-04 | * | 70.4 | 80 |
07-01 | * | 220 | 160 | 185
07-02 | * | 16.2 | 12 | 14.5
07-03 | * | 13.5 | 16 | 15
08-01 | * | | | 推行电子劳动合同，用工备案网上办
08-02 | * | | | 特殊工时审批压缩至5个工作日
08-03 | * | | | 按劳动合同法执行，裁员报告网上受理
08-04 | * | 23 | 20 | 22
08-05 | * | | | 技能培训1200人次，新增就业680人
09-01 | * | 80 | 95 | 88
09-02 | * | 35 | 25 | 28
09-03 | * | 12 | 5 | 8
09-04 | * | 82 | 95 | 90
09-05 | * | 15 | 7 | 10
10-01 | * | 85 | 100 | 96
10-02 | * | 60 | 80 | 72.5
10-03 | * | 38 | 45 | 41.2
10-04 | * | | | 投诉渠道已公示，受理2件、办结2件
11-01 | * | 86 | 95 | 91
11-02 | * | 88 | 96 | 93
11-03 | * | 97.5 | 99.5 | 98.8
11-04 | * | 70 | 95 | 84
"""


def _targets(scheme: Scheme) -> tuple[Target, ...]:
    """Return the default's blank rows, in their order, with the figures above."""
    figures = {}
    for line in _TARGETS.strip().splitlines():
        code, unit, *rest = (cell.strip() for cell in line.split("|"))
        figures[code, unit] = rest
    filled = []
    for row in scheme.targets:
        baseline, target, last = (
            figures.get((row.indicator, row.unit)) or figures[row.indicator, "*"]
        )
        filled.append(replace(row, baseline=figure(baseline), target=figure(target), last=last))
    return tuple(filled)


_BULLETIN = "枣庄市营商环境评价通报（示例）"
_TOLD = date(2026, 10, 15)
_TERM = "2026年三季度"
_TOLD_BEFORE, _TERM_BEFORE = date(2026, 7, 15), "2026年二季度"
_RANKS = (
    Rank("开办企业", "全市", 2, 6, _BULLETIN, _TOLD, _TERM),
    Rank("办理建筑许可", "全市", 3, 6, _BULLETIN, _TOLD, _TERM),
    Rank("获得电力", "全市", 1, 6, _BULLETIN, _TOLD, _TERM),
    Rank("招标投标", "全市", 6, 6, _BULLETIN, _TOLD, _TERM),
    Rank("执行合同", "全市", None, 6, _BULLETIN, _TOLD, _TERM, "本季样本不足"),
    Rank("06-03", "全市", 5, 6, _BULLETIN, _TOLD, _TERM),
    Rank("开办企业", "全省", 61, 136, "山东省营商环境评价结果（示例）", date(2026, 9, 30), "2026年上半年"),
    # the quarter before: one field had five in it, one could be ranked then
    Rank("开办企业", "全市", 3, 6, _BULLETIN, _TOLD_BEFORE, _TERM_BEFORE),
    Rank("办理建筑许可", "全市", 3, 6, _BULLETIN, _TOLD_BEFORE, _TERM_BEFORE),
    Rank("获得电力", "全市", 2, 5, _BULLETIN, _TOLD_BEFORE, _TERM_BEFORE, "一县无样本"),
    Rank("招标投标", "全市", 4, 6, _BULLETIN, _TOLD_BEFORE, _TERM_BEFORE),
    Rank("执行合同", "全市", 3, 6, _BULLETIN, _TOLD_BEFORE, _TERM_BEFORE),
)  # fmt: skip
_PUBLISHED = tuple(
    Published(code, Decimal(value), _BULLETIN, _TOLD)
    for code, value in (
        ("01-04", "93.2"), ("02-05", "80.6"), ("03-06", "92.4"), ("05-05", "88.7"),
        ("06-04", "80"),
    )
)  # fmt: skip

_MINUTES_5, _MINUTES_6 = "台营商联纪〔2026〕5号", "台营商联纪〔2026〕6号"
_RESOLUTIONS = (
    Resolution("YD2026-001", "纪要", _MINUTES_5, "推行水电气网联合报装，一次申请、一窗受理、并联办理",
               "U03", ("U06", "U08", "U11"), date(2026, 9, 30), claimed=date(2026, 9, 25),
               confirmed=date(2026, 9, 28)),
    Resolution("YD2026-002", "纪要", _MINUTES_5, "建立小微企业办电零投资台账，按月公开接电时长", "U11",
               ("U03",), date(2026, 11, 20)),
    Resolution("YD2026-003", "领导批示", "台政批〔2026〕31号", "不动产登记与税务、水电气过户联办，压减申请材料",
               "U07", ("U08", "U11"), date(2026, 11, 13), asked=date(2026, 11, 11), granted="同意",
               extended=date(2026, 12, 18)),
    Resolution("YD2026-004", "督导调研", "督查〔2026〕2号", "公布用水报装流程、时限和收费目录，撤销重复环节",
               "U08", (), date(2026, 11, 27), asked=date(2026, 11, 30)),
    Resolution("YD2026-005", "纪要", _MINUTES_6, "在镇便民服务中心设立企业开办专窗，实现就近办", "U13",
               ("U03",), date(2026, 12, 11)),
    Resolution("YD2026-006", "纪要", _MINUTES_6, "商事案件繁简分流，定期通报平均审理天数", "U01",
               (), None),
    Resolution("YD2026-007", "纪要", _MINUTES_6, "开展欠薪线索集中排查，公布维权渠道", "U05", (),
               date(2026, 11, 25), claimed=date(2026, 11, 24)),
    Resolution("YD2026-008", "领导批示", "台政批〔2026〕36号", "政府采购合同融资对接平台上线运行", "U04",
               ("U09", "U12"), date(2026, 11, 30), asked=date(2026, 11, 26)),
)  # fmt: skip


def _meeting(
    number: str, day: date, topic: str, odd: dict[str, tuple[str, str]], minutes: str
) -> tuple[Meeting, ...]:
    """Return a meeting's lines: every member 实到 but for the odd ones."""
    codes = (f"U{place:02}" for place in range(1, 13))
    return tuple(
        Meeting(number, day, topic, code, *odd.get(code, ("实到", "")), minutes=minutes)
        for code in codes
    )


_MEETINGS = (
    *_meeting("HY2026-05", date(2026, 9, 16), "三季度指标推进情况", {"U01": ("请假", "总召集人")},
              _MINUTES_5),
    *_meeting("HY2026-06", date(2026, 11, 18), "短板指标整改和年度目标冲刺",
              {"U09": ("缺席", ""), "U12": ("代会", "总召集人")}, _MINUTES_6),
)  # fmt: skip

_INSPECTIONS = (
    Inspection("DD2026-01", date(2026, 10, 21), "U08", "用水报装仍要求重复提交产权材料",
               "取消重复材料，公布清单", date(2026, 11, 20)),
    Inspection("DD2026-02", date(2026, 10, 22), "U06", "投标保函使用率低", "推广电子保函",
               date(2026, 11, 10), date(2026, 11, 9)),
)  # fmt: skip
_VERIFIED = (
    Verified("HS2026-01", "U04", "2026-W45", "09-02", "第45周报采购流程28个工作日，抽查档案为31个工作日",
             "赵核实", date(2026, 11, 12), "抽查记录〔2026〕5号（示例）"),
)  # fmt: skip
_NAMED = (
    Named("台营商联办〔2026〕3号", date(2026, 9, 4), "U08", "WT-01", "用水报装材料偏多"),
    Named("台营商联办〔2026〕4号", date(2026, 11, 6), "U08", "WT-01", "用水报装材料仍未精简"),
    Named("台营商联办〔2026〕3号", date(2026, 9, 4), "U06", "WT-02", "中标结果公示不及时",
          date(2026, 9, 25)),
)  # fmt: skip


def filled(scheme: Scheme) -> Scheme:
    """Return the default scheme, adopted and filled in with made-up figures."""
    mails = zip(scheme.units, _MAILBOXES, strict=True)
    return replace(
        scheme,
        parameters=replace(
            scheme.parameters,
            rule_number="示例",
            rules_from=date(2026, 1, 1),
            bottom_band=2,
            contact="联席会议办公室 0632-6600000（示例）",
            return_address=f"yshj@{DOMAIN}",
        ),
        units=(*(replace(unit, mails=(f"{box}@{DOMAIN}",)) for unit, box in mails), _TOWN),
        # one 共填 indicator is asked for every week, so that its three leads can be compared
        indicators=tuple(
            replace(row, cycle=Cycle.WEEK) if row.code == "06-03" else row
            for row in scheme.indicators
        ),
        targets=_targets(scheme),
        ranks=_RANKS,
        published=_PUBLISHED,
        meetings=_MEETINGS,
        resolutions=_RESOLUTIONS,
        inspections=_INSPECTIONS,
        verified=_VERIFIED,
        named=_NAMED,
        waivers=(
            Waiver("U10", "2026-W47", "", Fault.MAIL, "报送邮箱当日收信异常，已与网管核实", "李经办",
                   date(2026, 11, 23), ("A1",)),
        ),
    )  # fmt: skip
