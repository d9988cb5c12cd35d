"""周调度简报.docx as it lies in the folder: every figure of every sentence and table is one of 汇总表's."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import docx
import pytest
from front_world import DOWN, NUMBER, UP, Front, plain, share
from msgspec import Struct
from shown_world import NOW, Drawn, Row

from jlhy_xl.books.letters.phrasing import phrase
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.words import sentences
from jlhy_xl.core.standing.attempts import attempts
from jlhy_xl.core.wording.phrases import Place

_MOST_MOVED = 12
_DAYS = "一二三四五六日"


class Brief(Struct, frozen=True):
    """The letter and the workbook of the same run."""

    front: Front
    lines: list[str]
    tables: list[list[list[str]]]


@pytest.fixture(scope="module")
def told(drawn: Drawn) -> Brief:
    """简报 of each week."""
    paper = docx.Document(str(drawn.folder / "周调度简报.docx"))
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables
    ]  # fmt: skip
    lines = [each.text.strip() for each in paper.paragraphs if each.text.strip()]
    return Brief(Front(drawn), lines, tables)


def test_every_sentence_with_a_figure_is_what_the_sheets_say(told: Brief) -> None:
    """Nothing with a digit stands in 简报 that 汇总表, the clock or the calendar does not account for."""
    wanted = list(_wanted(told.front))
    left = [line for line in told.lines if re.search(r"\d", line) and line not in wanted]
    assert left == []
    assert [line for line in wanted if line not in told.lines] == []


def _wanted(front: Front) -> Iterator[str]:
    """Yield each line that holds a figure, as it must be."""
    label = front.drawn.results.clock.label
    at = f"{NOW.year}年{NOW.month}月{NOW.day}日"
    yield f"2026年{label}"
    yield "（核对稿，征求意见，第1版）"
    yield (
        f"现将{label}营商环境评价工作调度情况简报如下，数据截至{at}（周{_DAYS[NOW.weekday()]}）"
        f"{NOW:%H:%M}，明细见同期汇总表。"
    )
    yield front.sentences[0]
    yield "报送截止时间为11月27日17:00，最终截止时间为12月4日17:00。"
    # whole: 总览 leaves out what has no room on its line
    whole = sentences(Facts(front.drawn.results))[1]
    assert front.sentences[1].partition("变好")[0] == whole.partition("变好")[0]
    yield re.sub("；名次.*", "。", whole.replace("→", "变为"))
    yield from _tried(front)
    mistakes = (
        [f"须改正{front.open_mistakes}处{_whose(front, _open(front))}"]
        if front.open_mistakes
        else []
    )
    asked = _asked(front)
    mistakes += [f"请说明{asked.total()}处{_whose(front, asked)}"] if asked else []
    if mistakes:
        deeds = ["补正"] * bool(front.open_mistakes) + ["说明情况"] * bool(asked)
        where = f"{'、'.join(mistakes)}，见汇总表“数据问题”"
        slots = {"处数": where, "办法": "、".join(deeds)}
        yield phrase(front.drawn.results.scheme, Place.BRIEF_MISTAKES, **slots)
    yield from _rest(front)
    yield from _ranking(front)
    yield from _lagging(front)
    if front.resolutions:
        yield _tally(front)
        yield "蓝：7日内到期；黄：逾期；红：逾期超过7日或延期后再次逾期。"
    yield from _inspected(front)
    yield from _decisions(front)
    yield (
        "第49周（11.30—12.4）报表已于12月4日（周五）17:00截止，"
        "没有报送的请于最终截止时间12月11日（周五）17:00前补送，按迟报计。"
    )
    yield _next()
    yield at


def _asked(front: Front) -> Counter[str]:
    """Return how many 请说明 stand in 数据问题, by unit."""
    rows = front.drawn.table("数据问题", "级别").values()
    return Counter(str(row["单位"]) for row in rows if str(row["级别"]).endswith("请说明"))


def _open(front: Front) -> Counter[str]:
    """Return how many 须改正 stand in files that were taken, by unit."""
    taken = {
        row["文件"]
        for row in front.sheet("收件去向", "序号").values()
        if str(row["去向"]).endswith("已采用")
    }
    top = front.drawn.heads("数据问题", "级别")[-1]
    paper = front.drawn.workbook["数据问题"]
    names = [cell.value for cell in paper[top]]
    rows = paper.iter_rows(min_row=top + 1, values_only=True)
    return Counter(
        str(row[names.index("单位")])
        for row in rows
        if str(row[0]).endswith("须改正") and row[names.index("文件")] in taken
    )


def _whose(front: Front, counts: Counter[str]) -> str:
    order = [unit.name for unit in front.drawn.results.scheme.units]
    named = sorted(counts, key=order.index)
    return f"（{'、'.join(f'{name}{counts[name]}' for name in named)}）"


def _tried(front: Front) -> Iterator[str]:
    """Yield what came from the late and the silent and was of no use, from 收件去向 and 数据问题."""
    for line in [line for line in [attempts(front.drawn.results)] if line]:
        late = [row["单位"] for row in front.owing if row["本期报送"][0] in "△✗"]
        codes = {unit.name: unit.code for unit in front.drawn.results.scheme.units}
        told = [f"{name}：{line[codes[name]]}。" for name in late if codes[name] in line]
        if told:
            yield "".join(told)


def _rest(front: Front) -> Iterator[str]:
    """Yield the notes under the table of figures: whence they are, and what has no room."""
    order = {DOWN: 0, UP: 1}
    rows = sorted(_moved(front), key=lambda row: order.get(row["判断"], 2))
    rest = rows[_MOST_MOVED:]
    kinds = Counter(str(row["判断"]).split()[-1] for row in rest)
    kinds["文字更新"] = sum(row["变动"] is None for row in front.changes.values())
    told = [
        f"{name}{kinds[name]}"
        for name in ("变差", "变好", "有变动", "待核", "文字更新")
        if kinds[name]
    ]
    if told:
        yield f"其余{kinds.total()}项次（{'、'.join(told)}）见汇总表“变动对照”。"


def _ranks(front: Front) -> list[tuple[str, ...]]:
    """Return subject, scope, rank then and now, verdict of each row of 排名 that moved."""
    paper = front.drawn.workbook["排名"]
    (top, *_) = front.drawn.heads("排名", "对象")
    found = []
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith(("以前各次", "各组")):
            break
        was = str(row[6] or "").partition("（")[0]
        if row[1] and was and was != row[4]:
            found.append((str(row[0]), str(row[1]), was, str(row[4]), str(row[5])))
    return found


def _ranking(front: Front) -> Iterator[str]:
    """Yield the sentence of the ranks that moved, the falls first."""
    weigh = {"✗": 0, "✓": 1}
    rows = sorted(_ranks(front), key=lambda row: weigh.get(row[4][0], 2))
    if rows:
        told = "；".join(map(_rank_told, rows))
        yield f"上级发布的名次有变动的{len(rows)}个：{told}。"


def _rank_told(row: tuple[str, ...]) -> str:
    name, scope, was, now, verdict = row
    (before, field), (after, of) = (
        each.split("/") if "/" in each else (each, "") for each in (was, now)
    )
    if not of:
        return f"{name}上一次第{before}名，本次{after}（{scope}{field}个参评）"
    if field != of:
        return (
            f"{name}由第{before}名变为第{after}名（{scope}参评数由{field}变为{of}，不作升降比较）"
        )
    verb = "降" if verdict[0] == "✗" else "升"
    return f"{name}由第{before}名{verb}至第{after}名（{scope}{of}个参评）"


def _moved(front: Front) -> list[Row]:
    """Return the rows of 变动对照 whose figures moved."""
    return [row for row in front.changes.values() if row["变动"] not in (None, 0)]


def _lagging(front: Front) -> Iterator[str]:
    """Yield the sentence and a paragraph for each row that lags, from 突出问题与措施."""
    rows = [row for row in front.problems.values() if str(row["来由"])[0] in "✗△"]
    rows.sort(key=lambda row: str(row["来由"])[0] != "✗")
    reported = sum(
        int(str(cells["进展/已报"].value).split("\n")[1].split("/")[0])
        for cells in front.groups.values()
    )
    if rows:
        overdue = sum(str(row["来由"]).startswith("✗") for row in rows)
        yield (
            f"已报进展的{reported}项次中，进展滞后{len(rows)}项次，占{share(len(rows), reported)}，"
            f"涉及{len({row['单位'] for row in rows})}个单位，其中逾期{overdue}项次。"
        )
    for number, row in enumerate(rows, 1):
        due = row["完成时限"]
        days = (NOW.date() - due.date()).days
        word = f"逾期{days}天" if str(row["来由"]).startswith("✗") else "进展滞后"
        labels = {"存在问题": "存在问题", "改进措施": "改进措施", "需协调": "需协调事项"}
        said = "".join(f"{label}：{row[name]}。" for label, name in labels.items() if row[name])
        left = "、".join(name for name in ("存在问题", "改进措施") if not row[name])
        said += f"{left}尚未填报。" if left else ""
        yield (
            f"（{'一二三四五六七八九十'[number - 1]}）{row['单位']}“{row['事项']}”{word}{_why(front, row)}。"
            f"完成时限为{_day(due)}。{said}"
        )


def _why(front: Front, row: Row) -> str:
    """Return why a row lags, from what the unit chose and the figures of 指标进展."""
    line = next(each for each in front.lines if each["出处"] == row["出处"])
    results = front.drawn.results
    codes = {unit.name: unit.code for unit in results.scheme.units}
    status = {
        each["value"] for each in results.readings.to_dict("records")
        if (each["row_key"], each["unit"], each["field"])
        == (line["编码"], codes[str(row["单位"])], "status")
    }  # fmt: skip
    told = ["单位填“申请延期”"] if "申请延期" in status else []
    if line["较上期"] == DOWN:
        last, now = plain(line["上期值"]), plain(line["现状值"]) + _measure(front, line)
        told.append(f"现状值由{last}变为{now}，变差")
    return f"（{'；'.join(told)}）" if told else ""


def _measure(front: Front, row: Row) -> str:
    """Return what a row of 指标进展 is counted in, "" of an index."""
    (measure,) = {
        str(each["计量单位"]).split("\n")[0] for each in front.lines if each["编码"] == row["编码"]
    }
    return "" if measure.startswith("指数") else measure


def _named(front: Front, row: Row) -> str:
    measure = _measure(front, row)
    return f"{row['具体指标']}（{measure}）" if measure else str(row["具体指标"])


def _inspected(front: Front) -> Iterator[str]:
    """Yield how many problems of 会议与督导 are settled, and who is overdue."""
    paper = front.drawn.workbook["会议与督导"]
    rows = [
        row for row in paper.iter_rows(values_only=True) if str(row[0] or "").startswith("DD")
    ]  # fmt: skip
    left = [row for row in rows if not row[5]]
    if left:
        late = "；".join(
            f"{row['单位']}（{row['问题']}，时限{_day(row['时限'])}，逾期{row['逾期天数']}天）"
            for row in front.inspected
        )
        yield (
            f"督导发现问题整改情况。共{len(rows)}件，已销号{len(rows) - len(left)}件；尚未销号{len(left)}件，"
            f"其中逾期{len(front.inspected)}件：{late}。"
        )


def _asking(row: Row) -> str:
    """Return what the table says of an extension that the office has not answered."""
    text = str(row["延期"] or "")
    days = [datetime.fromisoformat(each) for each in re.findall(r"\d{4}-\d\d-\d\d", text)]
    if "尚未答复" not in text:
        return ""
    until = f"延至{_day(days[1])}" if "延至" in text else "延期"
    return f"\n（已于{_day(days[0])}申请{until}，待批）"


def _tally(front: Front) -> str:
    states = [str(row["办理情况"]) for row in front.resolutions.values()]
    done = sum(each.startswith("✓") for each in states)
    late = sum("迟" in each for each in states)
    waiting = sum("待审核" in each for each in states) - late
    lagging = late + sum("进展滞后" in each for each in states)
    doing = len(states) - done - lagging
    told = f"（其中待审核{waiting}件）" if waiting else ""
    rest = f"（其中到期后才报办结、待审核{late}件）" if late else ""
    return (
        f"议定事项共{len(states)}件，已办结{done}件，占{share(done, len(states))}；"
        f"正在办理{doing}件{told}，进展滞后{lagging}件{rest}。"
    )


def _decisions(front: Front) -> Iterator[str]:
    """Yield 总览's decisions, whole, and how many there was no room for."""
    for kind, text in front.decisions:
        number, word = kind.value.split()
        body = str(text.value)
        if "…" in body:
            start, end = body.split("…")
            whole = [
                str(value)
                for rows in (front.resolutions, front.problems, front.proposals[1])
                for row in rows.values()
                for value in row.values()
                if start.split("：", 1)[1] in str(value)
            ]
            body = f"{start.split('：', 1)[0]}：{whole[0]}{end}"
        yield f"（{'一二三四五'[int(number.rstrip('.')) - 1]}）【{word}】{body}。"
    if front.left_out.value:
        yield str(front.left_out.value).replace("见“", "见汇总表“")


def _next() -> str:
    monday = NOW - timedelta(days=NOW.weekday())
    friday = monday + timedelta(days=4)
    week = NOW.isocalendar().week
    return (
        f"第{week}周（{monday.month}.{monday.day}—{friday.month}.{friday.day}）报表请于"
        f"{friday.month}月{friday.day}日（周五）17:00前报送；没有变化的，在模板首页“全部无变化”一格填“是”即可。"
    )


def _table(told: Brief, heading: str) -> list[list[str]]:
    """Return the rows of the table that has this heading; none where it is not there."""
    found = [rows for rows in told.tables if heading in rows[0]]
    return found[0][1:] if found else []


def test_the_tables_hold_the_sheets_rows(told: Brief) -> None:
    """Every figure that moved, for the worse first; every item with a warning and its days."""
    front = told.front
    order = {DOWN: 0, UP: 1}
    moved = sorted(_moved(front), key=lambda row: order.get(row["判断"], 2))
    bare = [[cell.removeprefix("约") for cell in row] for row in _table(told, "现状值")]
    assert bare == [
        [_named(front, row), row["单位"], plain(row["上期值"]), plain(row["本期值"]), row["判断"]]
        for row in moved[:_MOST_MOVED]
    ]  # fmt: skip
    warned = [row for row in front.resolutions.values() if row["预警"]]
    assert [[row[0], row[1], row[2], row[3]] for row in _table(told, "预警")] == [
        [row["编号"], f"{row['交办原文']}{_asking(row)}", row["牵头单位"], _day(_due(row))]
        for row in warned
    ]
    for shown, row in zip(_table(told, "预警"), warned, strict=True):
        days = (NOW.date() - _due(row).date()).days
        if re.search("逾期|迟", str(row["办理情况"])):
            (days,) = map(int, NUMBER.findall(str(row["办理情况"])))
        assert NUMBER.findall(shown[4]) == ([str(days)] if days > 0 else [])
        assert shown[4].startswith(str(row["预警"]))


def _day(when: Any) -> str:
    """A day of the briefed week's year is told without it."""
    year = "" if when.year == NOW.year else f"{when.year}年"
    return f"{year}{when.month}月{when.day}日"


def _due(row: Row) -> Any:
    assert isinstance(row["完成时限"], datetime)
    return row["完成时限"]


def test_who_is_late_is_told_with_what_is_missing(told: Brief) -> None:
    """Every unit that is late, silent or has something to mend; its items are asked less valid."""
    front = told.front
    rows = {row[0]: row for row in _table(told, "报送情况")}
    for row in front.owing:
        expected, valid = front.counts(row["单位"])
        is_odd = row["本期报送"] != "✓ 按时" or valid < expected
        assert (row["单位"] in rows) == is_odd
        if is_odd:
            _, state, _, missing = rows[row["单位"]]
            assert state.startswith(row["本期报送"])
            counted = re.findall(r"表(\d+)项", missing)
            assert sum(map(int, counted)) == expected - valid
            mended = re.findall(r"待补正(\d+)项", state)
            assert mended in ([], [str(expected - valid)])
