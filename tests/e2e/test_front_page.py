"""总览 as it stands in the file: each link and each figure of its sentences held against what it speaks of."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from front_world import (
    ASKED,
    DOWN,
    GROUPS,
    MOVED,
    NEEDS,
    NUMBER,
    UP,
    Front,
    again,
    ground,
    number,
    plain,
    rank_of,
    ranks_said,
    share,
)
from shown_world import FRONT, NOW, Drawn, Row


@pytest.fixture(scope="module")
def front(drawn: Drawn) -> Front:
    """总览 of each week."""
    return Front(drawn)


# 1. links


def _targets(front: Front) -> Iterator[tuple[str, str, int]]:
    """Yield each link's cell with the sheet and the row that hold its subject."""
    ranked = "名次有变动" in front.sentences[1]
    items = ["议定事项"] if front.resolutions else []
    sources = (
        ["完整性"],
        ["变动对照", *(["排名"] if ranked else [])],
        ["指标进展", *items, *(["会议与督导"] if front.inspected else []), "数据问题"],
    )
    for row, names in zip(front.sentence_rows, sources, strict=True):
        for step, name in enumerate(names):
            yield front.paper.cell(row + step, front.paper.max_column - 3).coordinate, name, 1
    for cells in front.groups.values():
        yield from _arrows(front, cells)
    rest = [place for _, place in front.ungrouped()]
    if rest:  # they stand on two sheets: any of them will do
        cell = front.paper.cell(front.find("另有"), 1)
        sheet, at = cell.hyperlink.location.replace("'", "").split("!A")
        assert (sheet, int(at)) in rest
        yield cell.coordinate, sheet, int(at)
    for name, *cells in front.units:
        at = next(row for row, each in front.returns.items() if each["单位"] == name.value)
        for cell in cells:
            yield cell.coordinate, "完整性", at
    for kind, text in front.decisions:
        yield kind.coordinate, *ground(front, kind.value.split()[1], text.value)
    yield f"A{front.find('各单位报送')}", "完整性", 1
    yield f"A{front.find('提请会议研究决定')}", "议定事项", 1
    yield front.paper.cell(3, front.paper.max_column - 3).coordinate, "口径说明", 1


def _arrows(front: Front, cells: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield where each arrow of a group's row leads; where there is nothing to see there is none."""
    (at, band), *_ = [
        (at, band) for at, band in front.bands.items() if band["编码"] == f"{number(cells):02}"
    ]
    name = band["具体指标"]
    assert name in str(cells[f"{GROUPS}/牵头"].value)
    yield cells["进展/已报→"].coordinate, "指标进展", at
    moved = [step for step, each in front.changes.items() if each[GROUPS] == name]
    if cells[MOVED].value != "—":
        ranked = ("排名", 1) if rank_of(front, name) else ("指标进展", at)
        yield cells[f"{MOVED}→"].coordinate, *(("变动对照", moved[0]) if moved else ranked)
    for heading, found in (("堵点", front.blocks(name)), (NEEDS, front.needs(name))):
        if found:
            yield cells[f"{heading}→"].coordinate, *found[0][1]


def test_every_link_leads_to_its_subject(front: Front) -> None:
    """Each link on 总览 leads to the very row that holds its group, unit, item or words; no other is there."""
    wanted = {cell: f"{sheet}!A{row}" for cell, sheet, row in _targets(front)}
    there = {
        cell.coordinate: cell.hyperlink.location.replace("'", "")
        for row in front.paper.iter_rows()
        for cell in row
        if cell.hyperlink and cell.value is not None
    }
    assert there == wanted


def test_links_of_other_sheets_lead_home_or_to_the_same_row(front: Front) -> None:
    """Every other sheet leads back; a row that is told twice leads to itself in the whole list."""
    for paper in front.drawn.workbook.worksheets[1:]:
        assert str(paper["A1"].hyperlink.location).replace("'", "") == f"{FRONT}!A1", paper.title
        for row in paper.iter_rows(min_row=2):
            for cell in row:
                if cell.hyperlink and cell.value is not None:
                    _leads_to_itself(front, paper.title, cell)


def _leads_to_itself(front: Front, title: str, cell: Any) -> None:
    sheet, place = cell.hyperlink.location.replace("'", "").split("!")
    if title != sheet:  # a line that names the sheet
        assert (place, f"“{sheet}”" in cell.value) == ("A1", True), (title, cell.value)
        return
    if str(cell.value).endswith(("→", "↓")):  # a line that leads down to the whole list
        assert int(place.lstrip("A")) > cell.row
        return
    paper = front.drawn.workbook[sheet]
    mine, other = (
        [each.value for each in paper[row]] for row in (cell.row, int(place.lstrip("A")))
    )
    heads = [each.value for each in paper[front.drawn.heads(sheet, "级别")[0]]]
    apart = heads.index("处数")  # the first stands for all of its kind
    assert int(place.lstrip("A")) != cell.row
    assert [*mine[:apart], *mine[apart + 1 :]] == [*other[:apart], *other[apart + 1 :]]


# 3. figures


def _clauses(front: Front) -> dict[str, Callable[[], list[Any]]]:
    """Each clause that a sentence may hold, # for a figure, and the figures by the sheets."""
    owing, on_time = len(front.owing), len(front.came("按时"))
    came = len(front.came("按时", "迟报", "补报"))
    expected, valid = front.counts()
    moves = Counter(row["较上期"] for row in front.lines)
    by = {sign: [row for row in front.lines if row["较上期"] == sign] for sign in moves}
    by |= {sign: by.get(sign, []) for _, sign in _SIGNS}
    asked = by.get(ASKED, [])
    judged = [
        row for row in front.lines
        if row["目标达成"] is not None and row["较上期"] != ASKED
    ]  # fmt: skip
    states = Counter(str(row["推进状态"])[0] for row in front.lines)
    matters = Counter(str(row["办理情况"]) for row in front.resolutions.values())
    late = [
        row for row in front.resolutions.values()
        if str(row["预警"] or "")[-1:] in ("红", "黄")
    ]  # fmt: skip
    done, all_ = matters["✓ 办结销号"], len(front.resolutions)
    known = sum(moves[each] for each in (UP, DOWN, "＝ 持平", "· 有变动"))
    return {
        "应报#个单位": lambda: [owing],
        "实报#个": lambda: [came],
        "按时#个": lambda: [on_time],
        "及时率#%": lambda: [share(on_time, owing)],
        "应填#项": lambda: [expected],
        "有效#项": lambda: [valid],
        "完整率#%": lambda: [share(valid, expected)],
        "#个单位全部未报": lambda: [owing - came],
        "两期都有数的#项次中": lambda: [known],
        **dict(_counted(front, word, by[sign]) for word, sign in _SIGNS),
        "另#项次有变动但不评判好坏": lambda: [moves["· 有变动"]],
        "另有#项共填指标各家不一致": lambda: [len({row["编码"] for row in asked})],
        "两期都有数的指标为#项次": lambda: [known],
        "进展滞后#项次": lambda: [states["✗"] + states["△"]],
        "其中逾期#": lambda: [states["✗"]],
        "可评价的#项次中": lambda: [len(judged)],
        **dict([_counted(front, "已达年度目标", [row for row in judged if row["目标达成"] >= 1])]),
        "议定事项共#件": lambda: [all_],
        "已办结#件": lambda: [done],
        "占#%": lambda: [share(done, all_)],
        "逾期预警#件": lambda: [len(late)],
        "督导问题逾期#件": lambda: [len(front.inspected)],
        "已采用的数据尚须改正#处": lambda: [front.open_mistakes],
    }


_SIGNS = (("变好", UP), ("变差", DOWN), ("持平", "＝ 持平"))


def _counted(front: Front, word: str, rows: list[Row]) -> tuple[str, Callable[[], list[Any]]]:
    """Return a clause that counts rows: it must say how many repeat a 共填 indicator, where any do."""
    told = f"{word}{len(rows)}{again(front, rows)}"
    return NUMBER.sub("#", told), lambda: NUMBER.findall(told)


def _names(front: Front) -> dict[str, Callable[[], list[str]]]:
    """What a list of names must hold, by the words before it."""
    asked = [row for row in front.lines if row["较上期"] == ASKED]
    names = {row.code: row.name for row in front.drawn.results.scheme.indicators}
    return {
        "迟报": lambda: front.came("迟报"),
        "补报": lambda: front.came("补报"),
        "未报": lambda: front.came("未报"),
        "变差的有": lambda: [
            f"{row['具体指标']}（{plain(row['上期值'])}→{plain(row['本期值'])}）"
            for row in front.changes.values()
            if row["判断"] == DOWN
        ],
        "未计入": lambda: [*dict.fromkeys(names[row["编码"]] for row in asked)],
    }


_WORDS = {
    "本期无报送",
    "进展是否滞后无法判断",
    "按上期值和发布值",
    "本期无法比较变动",
    "待核",
    "本期没有已采用的数据",
}
_LIST = re.compile(r"(迟报|补报|未报|变差的有|未计入)：?(.+?)(?:等(\d+个)?)?")


def test_every_figure_of_the_sentences_recomputes(front: Front) -> None:
    """Each clause of the three sentences is known, and each of its figures is what the sheets say."""
    clauses, names = _clauses(front), _names(front)
    for whole in front.sentences:
        sentence, _, ranks = whole.partition("；名次有变动的")
        _ranks_hold(front, ranks)
        for part in re.split(r"[；，。]", sentence.removesuffix("。")):
            clause, _, whom = part.partition("（") if "督导" in part else (part, "", "")
            if whom:
                late = [*dict.fromkeys(row["单位"] for row in front.inspected)]
                assert whom == f"{'、'.join(late[:2])}{'等' if len(late) > 2 else ''}）"
            told = NUMBER.findall(clause)
            listed = _LIST.fullmatch(clause)
            if listed and listed[1] in names:
                wanted = names[listed[1]]()
                shown = listed[2].split("、")
                assert shown == wanted[: len(shown)], clause
                assert (len(shown) < len(wanted)) == clause.endswith(("等", "个")), clause
                assert listed[3] in (None, f"{len(wanted)}个"), clause
            elif told:
                shape = NUMBER.sub("#", clause)
                assert shape in clauses, f"no figure is known for “{clause}”"
                values = [str(each).removesuffix("%") for each in clauses[shape]()]
                assert told == values, clause
            else:
                assert clause in _WORDS, clause


def _ranks_hold(front: Front, told: str) -> None:
    """The worst are named, who is not is counted."""
    wanted = ranks_said(front)
    if told:
        shown = wanted[: told.count("由")]
        assert shown
        rest = f"等{len(wanted)}个" if len(shown) < len(wanted) else ""
        assert told == f"{len(wanted)}个：{'，'.join(shown)}{rest}。"


def test_nothing_of_weight_is_left_out_of_the_sentences(front: Front) -> None:
    """Who is late or silent, what got worse, what is disputed and what is overdue is said."""
    said = "".join(front.sentences)
    for word, rows in _names(front).items():
        if rows() and front.came("按时", "迟报", "补报"):
            assert word in said, word
    assert ("名次有变动" in said) == bool(ranks_said(front))
    assert ("没有已采用的数据" in said) == (not front.came("按时", "迟报", "补报"))
    assert ("督导问题逾期" in said) == bool(front.inspected)
    if front.resolutions:
        assert re.search(r"议定事项共\d+件，已办结\d+件，占[\d.]+%，逾期预警\d+件", said)


def test_overdue_is_every_item_past_its_day(front: Front) -> None:
    """逾期预警 counts what is past its day and was neither confirmed nor reported done in time."""
    today = NOW.date()
    late = [
        row for row in front.resolutions.values()
        if isinstance(row["完成时限"], datetime) and row["完成时限"].date() < today
        and str(row["办理情况"])[2:] not in ("办结销号", "待审核")
    ]  # fmt: skip
    (told,) = re.findall(r"逾期预警(\d+)件", front.sentences[2]) or ["0"]
    assert int(told) == len(late)
