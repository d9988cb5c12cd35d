"""The office's own wording of its letters: each fixed sentence, what the program says without the office's, and its slots.

A slot is a name in braces, {期次}; what it stands for is filled in when the letter is made.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

_SLOT = re.compile(r"\{([^{}]*)\}")


class Place(StrEnum):
    """Where in which letter a fixed sentence stands; the word is its key in sheet 文稿用语."""

    BRIEF_OPENING = "简报·开头"
    BRIEF_RETURNS = "简报·标题·报送"
    BRIEF_MISTAKES = "简报·数据核对"
    BRIEF_MOVED = "简报·标题·变动"
    BRIEF_LAGGING = "简报·标题·滞后"
    BRIEF_RESOLUTIONS = "简报·标题·议定事项"
    BRIEF_DECISIONS = "简报·标题·提请决定"
    BRIEF_NO_DECISION = "简报·没有提请事项"
    BRIEF_NEXT = "简报·标题·下期"
    BRIEF_NEXT_RETURN = "简报·下期报送"
    BRIEF_CLOSING = "简报·结语"
    ALL_IN_TIME = "共用·全部按时"
    NONE_LAGGING = "共用·没有滞后"
    LAGGING_UNKNOWN = "共用·滞后无法判断"
    LAGGING_PARTLY_UNKNOWN = "共用·滞后部分无法判断"
    PENDING = "共用·尚未报送"
    WARNINGS = "共用·预警说明"
    MEMBERS = "共用·主送"
    NOTICE_OPENING = "通报·开头"
    NOTICE_RETURNS = "通报·标题·报送"
    NOTICE_INDICATORS = "通报·标题·指标"
    NOTICE_RESOLUTIONS = "通报·标题·议定事项"
    NOTICE_FOLLOWED = "通报·标题·上次整改"
    NOTICE_PROBLEMS = "通报·标题·问题"
    NOTICE_DEMANDS = "通报·标题·要求"
    NOTICE_FAULTS = "通报·小标题·报送问题"
    NOTICE_DEMAND = "通报·工作要求"
    NOTICE_NO_DEMAND = "通报·工作要求·没有问题时"
    CALL_OPENING = "会议通知·开头"
    CALL_PEOPLE = "会议通知·参加人员"
    CALL_REPORT = "会议通知·议题·通报情况"
    CALL_OVERDUE = "会议通知·议题·逾期事项"
    CALL_PRESENCE = "会议通知·要求一"
    CALL_MATERIAL = "会议通知·要求二"
    CALL_OTHERS = "会议通知·要求三"
    SIGN_NOTE = "签到表·说明"
    MINUTES_OPENING = "会议纪要·开头"
    MINUTES_DEMAND = "会议纪要·会议要求"


DEFAULTS: Mapping[Place, str] = {
    Place.BRIEF_OPENING: "现将{期次}营商环境评价工作调度情况简报如下，数据截至{时间}，明细见同期汇总表。",
    Place.BRIEF_RETURNS: "报送情况",
    Place.BRIEF_MISTAKES: "数据{处数}，已逐项列明，请有关单位核对后{办法}。",
    Place.BRIEF_MOVED: "指标变动情况",
    Place.BRIEF_LAGGING: "进展滞后及存在问题",
    Place.BRIEF_RESOLUTIONS: "议定事项办理情况",
    Place.BRIEF_DECISIONS: "提请会议研究决定的事项",
    Place.BRIEF_NO_DECISION: "本期没有提请会议研究决定的事项。",
    Place.BRIEF_NEXT: "下一期报送",
    Place.BRIEF_NEXT_RETURN: "{期次}报表请于{时间}前报送；没有变化的，在模板首页“全部无变化”一格填“是”即可。",
    Place.BRIEF_CLOSING: "",
    Place.ALL_IN_TIME: "各应报单位均已按时报齐。",
    Place.NONE_LAGGING: "本期没有进展滞后的指标。",
    Place.LAGGING_UNKNOWN: "本期没有单位报送指标进展，是否滞后无法判断。",
    Place.LAGGING_PARTLY_UNKNOWN: "另有{项次}项次应报而没有有效数据，是否滞后无法判断。",
    Place.PENDING: "尚未报送",
    Place.WARNINGS: "蓝：7日内到期；黄：逾期；红：逾期超过7日或延期后再次逾期。",
    Place.MEMBERS: "各成员单位",
    Place.NOTICE_OPENING: "现将{期次}营商环境评价工作情况通报如下。",
    Place.NOTICE_RETURNS: "报送情况",
    Place.NOTICE_INDICATORS: "指标推进情况",
    Place.NOTICE_RESOLUTIONS: "议定事项办理情况",
    Place.NOTICE_FOLLOWED: "上次通报问题整改情况",
    Place.NOTICE_PROBLEMS: "存在的主要问题",
    Place.NOTICE_DEMANDS: "工作要求",
    Place.NOTICE_FAULTS: "报送方面的问题。",
    Place.NOTICE_DEMAND: "请有关单位对照上述问题，逐项明确措施、责任人和完成时限，加快办理；确有困难、需要协调的，"
    "请及时向联席会议办公室提出。整改情况随下一期报表一并报送。",
    Place.NOTICE_NO_DEMAND: "请各成员单位继续按时报送、持续推进；需要协调的，请及时向联席会议办公室提出。",
    Place.CALL_OPENING: "经研究，定于{日期}召开{会议}。现将有关事项通知如下：",
    Place.CALL_PEOPLE: "总召集人、副召集人，各成员单位主要负责同志；邀请列席单位另行通知。",
    Place.CALL_REPORT: "通报{期次}营商环境评价工作情况。",
    Place.CALL_OVERDUE: "研究逾期未办结的议定事项（{件数}件）。",
    Place.CALL_PRESENCE: "请各单位主要负责同志按时参加。确需请假或由其他同志代会的，请于会前报召集人同意。",
    Place.CALL_MATERIAL: "请提出议题的单位准备汇报材料，重点说明情况、问题和建议。",
    Place.CALL_OTHERS: "其他单位如有需会议研究的事项，请于会前报联席会议办公室。",
    Place.SIGN_NOTE: "代会的请在备注栏注明由谁同意。",
    Place.MINUTES_OPENING: "{时间}，{主持人}在{地点}主持召开{会议}，{内容}。现纪要如下：",
    Place.MINUTES_DEMAND: "各单位对议定事项要明确责任人，按期办结，并在每周报表“议定事项落实表”中报告进展。",
}  # fmt: skip
KNOWN: Mapping[str, Place] = {place.value: place for place in Place}


def slots(text: str) -> tuple[str, ...]:
    """Return the names in braces, in their order.

    >>> slots(DEFAULTS[Place.BRIEF_OPENING]), slots("各单位")
    (('期次', '时间'), ())
    """
    return tuple(_SLOT.findall(text))


def filled(text: str, words: Mapping[str, str]) -> str:
    """Return the sentence with what its slots stand for; an unknown slot stays as it was typed.

    >>> filled("{期次}简报，{某某}", {"期次": "第48周"})
    '第48周简报，{某某}'
    """
    return _SLOT.sub(lambda hit: words.get(hit[1], hit[0]), text)
