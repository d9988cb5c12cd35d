"""总览's decisions, units and groups as they stand in the file, its box and its size on paper."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from front_rows_world import moved, unreported
from front_world import (
    DOWN,
    GROUPS,
    MOVED,
    NEEDS,
    NUMBER,
    UP,
    Front,
    day,
    ground,
    number,
    share,
)
from shown_world import NOW, Drawn, Row, Shown, flat

from jlhy_xl.core.standing.attempts import attempts
from jlhy_xl.core.standing.owing import owing

_LEAST = 54
_SMALLEST = 8.5  # points: what a leader over fifty can read without a glass


@pytest.fixture(scope="module")
def front(drawn: Drawn) -> Front:
    """总览 of each week."""
    return Front(drawn)


# 4., 5. decisions and the strip


def test_decisions_stand_in_their_order(front: Front) -> None:
    """督办, 协调 and 议题 in turns; what waits for an answer first, what the office has to check last.

    Else red before yellow, older first; overdue rows before lagging ones.
    """
    items = [
        row for row in front.resolutions.values() if str(row["预警"] or "")[-1:] in ("红", "黄")
    ]
    ordered = [
        (2 if "待审核" in str(row["办理情况"]) else 0 if str(row["延期"]).endswith("尚未答复") else 1,
         not str(row["预警"]).endswith("红"), row["完成时限"], 0, row["编号"])
        for row in items
    ]  # fmt: skip
    ordered += [
        (1, (NOW.date() - day(row["时限"])).days <= 7, row["时限"], 1, row["编号"])
        for row in front.inspected
    ]
    late = [each[-1] for each in sorted(ordered)]
    needs = [row[1] for row in front.rows("需协调事项")]
    queues = {
        "督办": late,
        "协调": needs,
        "议题": [str(row["内容"])[:20] for row in front.proposals[1].values()],
    }
    silent, all_ = front.came("未报"), len(front.owing)
    missing = bool(silent) and len(silent) * 2 >= all_
    wanted = [("1 报送", f"{all_}个单位：本期全部未报送")] if missing else []
    assert not missing or len(silent) == all_  # of these weeks
    while any(queues.values()) and len(wanted) < 5:
        for kind, rows in queues.items():
            if rows and len(wanted) < 5:
                wanted.append((f"{len(wanted) + 1} {kind}", rows.pop(0)))
    assert [kind.value for kind, _ in front.decisions] == [kind for kind, _ in wanted]
    for (_, cell), (_, subject) in zip(front.decisions, wanted, strict=True):
        assert subject in cell.value
    rest = {kind: len(rows) for kind, rows in queues.items() if rows}
    said = str(front.left_out.value or "")
    told: Counter[str] = Counter()
    for kind, count in re.findall(r"(\w\w)(\d+)项见", said.removeprefix("另有：")):
        told[kind] += int(count)
    assert told == rest


def test_the_strip_says_what_each_unit_sent(front: Front) -> None:
    """Every unit that owes a return, its word and valid of expected; the title adds them up."""
    assert [name.value for name, *_ in front.units] == [row["单位"] for row in front.owing]
    for (name, word, rate), row in zip(front.units, front.owing, strict=True):
        mends = _mends(front).get(str(name.value), 0) if row["本期报送"] == "✓ 按时" else 0
        assert word.value == ("△ 按时" if mends else row["本期报送"])
        assert (word.fill.fgColor.rgb == front.units[0][1].fill.fgColor.rgb) == (
            word.value == front.units[0][1].value
        )
        expected, valid = front.counts(name.value)
        assert rate.value == share(valid, expected), name.value
    on_time, all_ = len(front.came("按时")), len(front.owing)
    title = front.paper.cell(front.find("各单位报送"), 1).value
    assert title == (f"各单位报送：按时 {on_time}/{all_}（{share(on_time, all_)}）；右为完整率")


def _mends(front: Front) -> dict[str, int]:
    """Return how many cells are still to be mended of who has reported, by unit."""
    names = {row.code: row.name for row in front.drawn.results.scheme.units}
    return {
        names[row.unit]: sum(part.cells for part in row.parts)
        for row in owing(front.drawn.results)
        if row.received
    }


def _note(front: Front) -> str:
    """Return what must stand under the strip: what is to be mended, and what came in vain."""
    results = front.drawn.results
    tried = {row.name: attempts(results).get(row.code, "") for row in results.scheme.units}
    parts = [f"{name}待补正{count}项" for name, count in _mends(front).items()]
    parts += [
        f"{row['单位']}{row['本期报送'][2:]}：{tried[row['单位']]}"
        for row in front.owing
        if row["本期报送"] != "✓ 按时" and tried[row["单位"]]
    ]
    words = [*parts, *_registered(front), *_unknown(front)]
    if any(
        "…" in str(cells[name].value) for cells in front.groups.values() for name in ("堵点", NEEDS)
    ):
        words.append("“…”的全文见→")
    return f"注：{'。'.join(words)}。" if words else ""


def _registered(front: Front) -> list[str]:
    """Return what is said of rows that no earlier return told."""
    compared = sum(row["较上期"] in (UP, DOWN, "＝ 持平", "· 有变动") for row in front.lines)
    which = "" if front.registered == compared else f"{front.registered}项次的"
    told = f"{which}上期值为办公室登记的数"
    return [told] if front.registered else []


def _unknown(front: Front) -> list[str]:
    """Return what is said once of ranks that moved for a reason nobody knows."""
    shown = [str(cells[MOVED].value) for cells in front.groups.values()]
    moved = [
        each for text in shown for each in re.findall(r"名次.*→.*", text) if not each.endswith("）")
    ]
    return ["名次未注原因的，无从判断"] if moved else []


def test_the_note_under_the_strip_tells_who_tried_and_what_is_to_be_mended(front: Front) -> None:
    """Who is 迟报 or 未报 may have sent something before; who is in time may owe a mend: it is said."""
    shown = [
        str(cell.value)
        for cell in next(front.paper.iter_cols(max_col=1))
        if str(cell.value).startswith("注：")
    ]
    assert shown == [_note(front)] * bool(_note(front))


# 6. the eleven rows


def test_the_groups_rows_hold_what_units_said(front: Front) -> None:
    """堵点 and 需区领导协调 are the words that units typed, of both forms, all told or counted."""
    scheme = front.drawn.results.scheme
    assert len(front.groups) == len(scheme.groups) == 11
    for cells, group in zip(front.groups.values(), scheme.groups, strict=True):
        leads = [each.name for each in scheme.units if each.code in group.leads]
        _, *shown = str(cells[f"{GROUPS}/牵头"].value).split("\n")
        assert sorted(shown) == sorted(leads)
        for heading, rows in (
            ("堵点", front.blocks(group.name)),
            (NEEDS, front.needs(group.name)),
        ):
            typed = [*dict.fromkeys(flat(text) for text, _ in rows)]
            _holds(str(cells[heading].value), typed)


def _holds(shown: str, typed: list[str]) -> None:
    """Whole texts in order and how many more there are; or the first to the end of a clause, and how many more."""
    if not typed:
        assert shown == "—"
        return
    told = flat(shown)
    for count in range(1, len(typed) + 1):
        rest = f"；另{len(typed) - count}项" if count < len(typed) else ""
        if told == "；".join(typed[:count]) + rest:
            return
    body, rest = told.split("…")
    assert typed[0].startswith(body)
    assert re.match("[，。；：]", typed[0][len(body) :]), f"{told} is cut within a clause"
    assert rest == (f"；另{len(typed) - 1}项" if len(typed) > 1 else "")


def test_what_names_no_group_is_counted(front: Front) -> None:
    """Demands that belong to no row of the table are counted under it; none, and no line is there."""
    told = [
        str(cell.value)
        for cell in next(front.paper.iter_cols(max_col=1))
        if "未写明" in str(cell.value)
    ]
    count = len(front.ungrouped())
    assert [NUMBER.findall(text)[0] for text in told] == ([str(count)] if count else [])


def test_every_other_figure_of_the_page_recomputes(front: Front) -> None:
    """No digit stands on 总览 that nothing accounts for."""
    wanted = dict(_shown(front))
    left = front.sentence_rows
    count = 0
    for row in front.paper.iter_rows():
        for cell in row:
            if cell.row not in left and re.search(r"\d", str(cell.value or "")):
                count += 1
                assert wanted.get(cell.coordinate) == cell.value, cell.coordinate
    assert count > 40


def _shown(front: Front) -> Iterator[tuple[str, str]]:
    """Yield each cell that holds figures with what it must say."""
    results = front.drawn.results
    label = results.clock.label
    yield "A2", f"2026年{label}　周调度总览"
    name = "核对稿（征求意见）第1版"  # the first has nothing to be compared with
    if "版本变更" in front.drawn.workbook.sheetnames:
        edition = front.drawn.workbook["版本变更"]["A2"].value
        (name,) = re.findall(r"本版为(.+?第\d+版)", edition)
    yield "E3", f"{name}　汇总于{NOW.year}年{NOW.month}月{NOW.day}日（周一）{NOW:%H:%M}"
    for cells in front.groups.values():
        yield from _group(front, cells)
    for name, _, rate in front.units:
        expected, valid = front.counts(name.value)
        yield rate.coordinate, share(valid, expected)
    title = front.find("各单位报送")
    on_time, all_ = len(front.came("按时")), len(front.owing)
    yield (
        f"A{title}",
        f"各单位报送：按时 {on_time}/{all_}（{share(on_time, all_)}）；右为完整率",
    )
    for kind, text in front.decisions:
        yield kind.coordinate, kind.value  # their order has a test of its own
        yield text.coordinate, _decision(front, kind.value.split()[1], text.value)
    for cell in next(front.paper.iter_cols(max_col=1)):
        if str(cell.value).startswith("注："):
            yield cell.coordinate, _note(front)
    # so have the counts of what is left out and of what names no group
    yield front.left_out.coordinate, front.left_out.value
    for cell in next(front.paper.iter_cols(max_col=1)):
        if str(cell.value)[:2] == "另有":
            yield cell.coordinate, cell.value


def _group(front: Front, cells: dict[str, Any]) -> Iterator[tuple[str, str]]:
    place = number(cells)
    band = next(row for row in front.bands.values() if row["编码"] == f"{place:02}")
    lines = front.of(band)
    name = band["具体指标"]
    told = sum(not str(row["推进状态"]).endswith(("未报", "待报")) for row in lines)
    state = str(cells["进展/已报"].value).split("\n")[0]
    named = str(cells[f"{GROUPS}/牵头"].value).split("\n", 1)[1]
    yield cells[f"{GROUPS}/牵头"].coordinate, f"{place} {name}\n{named}"
    yield cells["进展/已报"].coordinate, f"{state}\n{told - unreported(front, lines)}/{len(lines)}"
    shown = cells[MOVED].value
    either = [moved(front, name, lines, measured=each) or "—" for each in (True, False)]
    yield cells[MOVED].coordinate, shown if shown in either else either[0]
    for heading in ("堵点", NEEDS):  # words of units, digits and all: tested on their own
        yield cells[heading].coordinate, cells[heading].value


def _decision(front: Front, kind: str, text: str) -> str:
    """Return what a decision must say from its row: who, what and by how many days."""
    sheet, at = ground(front, kind, text)
    if kind == "报送":
        return f"{len(front.owing)}个单位：本期全部未报送，请研究督促报送的措施"
    if "督导问题" in text:
        row = front.inspected_at[at]
        over = (NOW.date() - day(row["时限"])).days
        told = f"{row['编号']} {row['单位']}", row["问题"], f"（督导问题，逾期{over}天）"
    elif kind == "督办":
        row = front.resolutions[at]
        until = re.search(r"申请延至2026-(\d+)-(\d+).*尚未答复$", flat(str(row["延期"] or "")))
        asked = f"，申请延至{int(until[1])}月{int(until[2])}日待批" if until else ""
        asked = asked or ("，已申请延期待批" if str(row["延期"] or "").endswith("尚未答复") else "")
        told = (
            f"{row['编号']} {row['牵头单位']}",
            row["交办原文"],
            f"（{_over(front, row)}{asked}）",
        )
    elif kind == "协调":
        row = front.problems[at]
        assert row["来由"] != "单位反映"  # of which the sample has none among its five
        told = f"{row['单位']}（{row['事项']}）", row["需协调事项"], ""
    else:
        row = front.proposals[1][at]
        told = row["单位"], row["内容"], ""
    assert sheet
    who, what, end = told
    body = text.removeprefix(f"{who}：").removesuffix(end)
    assert str(what).startswith(body.rstrip("…")), text
    rest = str(what)[len(body.rstrip("…")) :]
    assert not rest or re.match("[，。；：]", rest), f"{text} is cut within a clause"
    return f"{who}：{body}{end}"


def _over(front: Front, row: Row) -> str:
    """Return by how many days an item is overdue, until its unit reported it done where it has."""
    due = day(row["完成时限"])
    if "待审核" not in str(row["办理情况"]):
        return f"逾期{(NOW.date() - due).days}天"
    file = str(row["出处"]).split("\n")[0]
    (came,) = [
        day(each["收到时间"])
        for each in front.sheet("收件去向", "序号").values()
        if each["文件"] == file and str(each["去向"]).endswith("已采用")
    ]
    told = f"迟{(came - due).days}天报办结"
    assert str(row["办理情况"]).endswith(told)
    return f"{told}，待审核"


# 7. the box


def test_a_leader_has_room_to_write(front: Front) -> None:
    """领导批示 is a box of three fingers' height, of two where the page is full, over nearly the whole width, with a line to sign."""
    top = front.find("领")
    assert flat(front.paper.cell(top, 1).value) == "领导批示"
    spans = {str(each).split(":")[0]: each for each in front.paper.merged_cells.ranges}
    box = next(each for place, each in spans.items() if each.min_row == top and each.min_col > 1)
    high = sum(
        front.paper.row_dimensions[row].height for row in range(box.min_row, box.max_row + 1)
    )
    cut = any(
        re.search("…|；另", str(cell.value)) for row in front.paper.iter_rows() for cell in row
    )
    assert high >= (_LEAST if cut else 100)  # what is written comes first, and is cut only then
    assert box.max_col == front.paper.max_column
    assert box.size["columns"] >= 18
    words = str(front.paper.cell(top, box.min_col).value)
    assert set(re.sub(r"\s", "", words)) <= set("签名：年月日")
    assert "签名" in words


# 11. legibility


@pytest.mark.real
def test_the_page_can_be_read(shown: Shown) -> None:
    """What stands on the printed page is 8.5 points at least: fitting it to one page shrinks it no further."""
    wide = [
        (word.right - word.left) / len(word.text)
        for word in shown.words[0]
        if re.fullmatch(r"[\u4e00-\u9fff]{2,}", word.text) and word.bottom < 790
    ]
    assert len(wide) > 60
    assert min(wide) >= _SMALLEST
