"""周调度简报.docx: the week on paper, for leaders and members alike.

It goes round among all members, so phones, addresses and names of contact persons are hidden, and
points are not spoken of.
"""

from jlhy_xl.books.letters import brief_parts as parts
from jlhy_xl.books.letters.letter import Letter, Para, Part
from jlhy_xl.books.style import moment_words
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.mask import Mask
from jlhy_xl.books.summary.words import decisions, remarks, sentences
from jlhy_xl.core.calendar import open_timetable
from jlhy_xl.core.model import Severity
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording import editions

NAME = "周调度简报"


def letter(results: Results) -> Letter:
    """Return the week's 简报; it has no number, so nothing named in it counts as 通报."""
    facts = Facts(results)
    reported, moved, _ = sentences(facts)
    parameters = facts.scheme.parameters
    body: list[Part] = [
        Para(text=_opening(facts)),
        Para("报送情况", level=1),
        Para(text=reported),
        *(Para(text=f"{text}。") for text in remarks(facts)),
        *parts.late_units(facts),
        *_mistakes(facts),
        Para("指标变动情况", level=1),
        Para(text=moved),
        *parts.moved_figures(facts),
        Para("进展滞后及存在问题", level=1),
        Para(text=parts.lagging_sentence(facts)),
        *parts.lagging_figures(facts),
        Para("议定事项办理情况", level=1),
        *parts.resolutions(facts),
        Para("提请会议研究决定的事项", level=1),
        *_decisions(facts),
        Para("下一期报送", level=1),
        Para(text=next_return(facts)),
    ]
    made = Letter(
        title=f"{parameters.title}\n{NAME}",
        number=f"{facts.results.clock.period[:4]}年{facts.results.clock.label}",
        state=editions.bracketed(results.edition.name if results.edition else ""),
        parts=tuple(body),
        signature=parameters.office_name,
        day=facts.today,
    )
    return parts.told_with(made, Mask(results).text)


def _opening(facts: Facts) -> str:
    at = moment_words(facts.local(facts.results.now))
    return (
        f"现将{facts.results.clock.label}营商环境评价工作调度情况简报如下，数据截至{at}，"
        "明细见同期汇总表。"
    )


def _mistakes(facts: Facts) -> tuple[Para, ...]:
    counts = ((Severity.ERROR, "须改正"), (Severity.QUERY, "请说明"))
    told = [f"{word}{facts.severities[each]}处" for each, word in counts if facts.severities[each]]
    if not told:
        return ()
    return (Para(text=f"数据{'、'.join(told)}，已逐项列明，请有关单位核对后补正。"),)


def _decisions(facts: Facts) -> tuple[Para, ...]:
    found = decisions(facts, whole=True)
    if not found:
        return (Para(text="本期没有提请会议研究决定的事项。"),)
    return tuple(Para("", f"【{row.kind}】{row.text}。", 3) for row in found)


def next_return(facts: Facts) -> str:
    """Return by when the next return is asked for."""
    clock = open_timetable(facts.scheme, facts.results.now)
    return (
        f"{clock.label}报表请于{moment_words(facts.local(clock.deadline))}前报送；"
        "没有变化的，在模板首页“全部无变化”一格填“是”即可。"
    )
