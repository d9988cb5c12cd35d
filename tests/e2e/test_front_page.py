"""总览 as it stands in the file: each link and each figure of its sentences held against what it speaks of."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from front_ranks_world import low_ranks, rank_of, rank_term, ranks_said
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
    figures,
    ground,
    is_untrue,
    number,
    reasons,
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
    ranked = bool(ranks_said(front))
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
        is_ranked = rank_of(front, name) or low_ranks(front, front.of(band))
        ranked = ("排名", 1) if is_ranked else ("指标进展", at)
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
    judged = [
        row for row in front.lines
        if row["目标达成"] is not None and (row["较上期"] != ASKED or is_untrue(row))
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
        "另#项次不评好坏": lambda: [moves["· 有变动"]],
        "另#项次没有有效数据、无法判断": lambda: [front.unknown],
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
            f"{row['具体指标']}（{figures(row, row['上期值'], row['现状值'])}）"
            for row in front.lines
            if row["较上期"] == DOWN
        ],
        "待核不计": lambda: [
            *dict.fromkeys(
                f"{names[row['编码']]}（{'上期值不实' if is_untrue(row) else '各家不一致'}）"
                for row in asked
            )
        ],
    }


_WORDS = {
    "本期无报送",
    "进展是否滞后无法判断",
    "按上期值和发布值",
    "本期无法比较变动",
    "待核",
    "本期没有已采用的数据",
}
_LIST = re.compile(r"(迟报|补报|未报|变差的有|待核不计)(?:(\d+)项)?：?(.+?)(?:等(\d+个)?)?")


def test_every_figure_of_the_sentences_recomputes(front: Front) -> None:
    """Each clause of the three sentences is known, and each of its figures is what the sheets say."""
    clauses, names = _clauses(front), _names(front)
    for whole in front.sentences:
        sentence, *ranks = re.split("；名次(?=(?:/参评数)?（[^（）]*）有变动的)", whole)
        _ranks_hold(front, "".join(ranks))
        for part in re.split(r"[；，。]", sentence.removesuffix("。")):
            clause, _, whom = part.partition("（") if "督导" in part else (part, "", "")
            if whom:
                late = [*dict.fromkeys(row["单位"] for row in front.inspected)]
                assert whom == f"{'、'.join(late[:2])}{'等' if len(late) > 2 else ''}）"
            told = NUMBER.findall(clause)
            listed = _LIST.fullmatch(clause)
            if listed and listed[1] in names:
                wanted = names[listed[1]]()
                shown = listed[3].split("、")
                assert shown == wanted[: len(shown)], clause
                assert (len(shown) < len(wanted)) == clause.endswith(("等", "个")), clause
                assert listed[4] in (None, f"{len(wanted)}个"), clause
                assert listed[2] in (None, str(len(wanted))), clause
            elif told:
                shape = NUMBER.sub("#", clause)
                assert shape in clauses, f"no figure is known for “{clause}”"
                values = [str(each).removesuffix("%") for each in clauses[shape]()]
                assert told == values, clause
            else:
                assert clause in _WORDS, clause


def _ranks_hold(front: Front, told: str) -> None:
    """All are named, the worst first: in words, or as 名次/参评数."""
    wanted = ranks_said(front)
    if told:
        count = f"（{rank_term(front)}）有变动的{len(wanted)}个"
        brief = "、".join(ranks_said(front, brief=True))
        assert told in (f"{count}：{'，'.join(wanted)}。", f"/参评数{count}：{brief}。")


def test_nothing_of_weight_is_left_out_of_the_sentences(front: Front) -> None:
    """Who is late or silent, what got worse, what is disputed and what is overdue is said."""
    said = "".join(front.sentences)
    for word, rows in _names(front).items():
        if rows() and front.came("按时", "迟报", "补报"):
            assert word in said, word
    assert bool(re.search("名次(/参评数)?（.*）有变动的", said)) == bool(ranks_said(front))
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


def test_what_got_worse_of_an_untrue_value_is_not_judged(front: Front) -> None:
    """A value before that 核实记录 names untrue is noted in both sheets and called neither better nor worse."""
    verified = {(row.indicator, row.code) for row in front.drawn.results.scheme.verified}
    untrue = {row["编码"]: row for row in front.lines if is_untrue(row)}
    for code, row in untrue.items():
        (key,) = (key for indicator, key in verified if indicator == code)
        assert f"上期值经核实不实（{key}），待核" in row["本周进展和说明"]
        assert row["较上期"] in (ASKED, "—")
    for row in front.changes.values():
        if row["编码"] in untrue:
            assert row["判断"] == ASKED
            assert "上期值经核实不实" in row["单位所述（本周进展）"]
    assert untrue or not verified or not front.came("按时", "迟报") or front.registered == 0


def test_why_a_row_lags_is_told(front: Front) -> None:
    """Each lagging row says why; nothing else does."""
    for row in front.lines:
        is_lagging = str(row["推进状态"])[0] in "✗△"
        assert bool(reasons(row)) == is_lagging, row["编码"]
        assert any(each.startswith("逾期") for each in reasons(row)) == (
            str(row["推进状态"])[0] == "✗"
        )
        assert ("比上期变差" in reasons(row)) == (row["较上期"] == DOWN)


def test_a_page_of_which_nothing_came_asks_whether_receiving_works(front: Front) -> None:
    """Neither a file nor a mail of anybody: the first line says so, and only then."""
    found = [
        cell.value
        for cell in next(front.paper.iter_cols(max_col=1, max_row=front.sentence_rows[0] - 1))
        if "没有收到任何文件" in str(cell.value)
    ]
    nothing = not front.drawn.results.receipts
    assert found == ["没有收到任何文件，请先核实收件是否正常"] * nothing
