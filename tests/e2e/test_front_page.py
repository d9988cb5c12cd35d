"""总览 as it stands in the file: each link, each figure, each word held against what it speaks of."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

import pytest
from msgspec import Struct
from shown_world import FRONT, NOW, Drawn, Row, Shown, flat, table_at

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SMALLEST = 8.5  # points: what a leader over fifty can read without a glass
GROUPS = "专项工作组"
_SIX = 6  # units side by side
_MOVED, _NEEDS = "较上期变动、名次（原因）", "需区领导协调"
UP, DOWN, ASKED = "✓ 变好", "✗ 变差", "△ 待核"
Claims = dict[str, list[Any]]


class Front(Struct, frozen=True, dict=True):
    """总览's parts by where they stand, and the sheets that they speak of."""

    drawn: Drawn

    @cached_property
    def paper(self) -> Any:
        """The sheet."""
        return self.drawn.workbook[FRONT]

    def find(self, words: str) -> int:
        """Return the row whose first cell begins so."""
        cells = next(self.paper.iter_cols(max_col=1))
        return next(cell.row for cell in cells if str(cell.value or "").startswith(words))

    @cached_property
    def sentences(self) -> list[str]:
        """The three sentences without their numbers."""
        return [str(self.paper.cell(row, 1).value)[2:] for row in self.sentence_rows]

    @cached_property
    def sentence_rows(self) -> list[int]:
        """Where they stand."""
        return [self.find(f"{name}、") for name in "一二三"]

    @cached_property
    def groups(self) -> dict[int, dict[str, Any]]:
        """The groups' rows: the cells by heading."""
        top = self.find(GROUPS)
        heads = {cell.column: str(cell.value) for cell in self.paper[top] if cell.value}
        ends = sorted([*heads, self.paper.max_column + 1])[1:]
        # beside each text but the first stands the arrow to its rows
        heads |= {end - 1: f"{name}→" for end, name in zip(ends, heads.values(), strict=True)}
        del heads[ends[0] - 1]
        return {
            row: {name: self.paper.cell(row, column) for column, name in heads.items()}
            for row in range(top + 1, top + 1 + len(self.bands))
        }

    @cached_property
    def units(self) -> list[tuple[Any, Any, Any]]:
        """Each unit's name, word and rate in the strip."""
        top, end = self.find("各单位报送"), self.find("提请会议研究决定")
        found = []
        wide = self.paper.max_column // _SIX
        for row in range(top + 1, end - 2, 2):
            for cell in self.paper[row]:
                if cell.value:
                    at = [self.paper.cell(row + 1, cell.column + step) for step in (0, wide // 2)]
                    found.append((cell, at[0], at[1]))
        return found

    @cached_property
    def decisions(self) -> list[tuple[Any, Any]]:
        """Each decision's kind and text."""
        top = self.find("提请会议研究决定")
        rows = (self.paper[row] for row in range(top + 1, top + 6))
        return [(row[0], row[3]) for row in rows if re.fullmatch(r"\d \w\w", str(row[0].value))]

    @cached_property
    def left_out(self) -> Any:
        """The cell that says how many decisions there is no room for."""
        return self.paper.cell(self.find("提请会议研究决定"), 10)

    def sheet(self, name: str, heading: str) -> dict[int, Row]:
        """Return a sheet's table by row."""
        return self.drawn.table(name, heading)

    @cached_property
    def progress(self) -> dict[int, Row]:
        """指标进展: bands and rows."""
        return self.sheet("指标进展", "编码")

    @cached_property
    def bands(self) -> dict[int, Row]:
        """The groups' own rows of 指标进展."""
        return {at: row for at, row in self.progress.items() if "-" not in str(row["编码"])}

    @cached_property
    def lines(self) -> list[Row]:
        """The rows of indicators."""
        return [row for row in self.progress.values() if "-" in str(row["编码"])]

    def of(self, band: Row) -> list[Row]:
        """Return a group's rows."""
        return [row for row in self.lines if str(row["编码"]).startswith(f"{band['编码']}-")]

    @cached_property
    def changes(self) -> dict[int, Row]:
        """变动对照."""
        return self.sheet("变动对照", "编码")

    @cached_property
    def problems(self) -> dict[int, Row]:
        """突出问题与措施."""
        return self.sheet("突出问题与措施", "来由")

    @cached_property
    def resolutions(self) -> dict[int, Row]:
        """议定事项."""
        return self.sheet("议定事项", "编号")

    @cached_property
    def proposals(self) -> tuple[str, dict[int, Row]]:
        """The sheet that holds what units propose for the agenda, and these rows."""
        for paper in self.drawn.workbook.worksheets:
            for row in paper.iter_rows(max_row=8):
                if {"单位", "内容"} <= {cell.value for cell in row} and "建议" in paper.title:
                    rows = table_at(paper, row[0].row)
                    return paper.title, {
                        at: each
                        for at, each in rows.items()
                        if each.get("类别", "议题建议") == "议题建议"
                    }
        raise AssertionError("议题建议")

    def rows(self, heading: str) -> list[tuple[str, str, tuple[str, int]]]:
        """Return every text of a column with its group and place: overdue rows first, then lagging ones."""
        rank = {"✗": 0, "△": 1}
        own = [
            (each[GROUPS], each[heading], ("突出问题与措施", at), rank.get(str(each["来由"])[0], 2))
            for at, each in self.problems.items()
            if each[heading] and each["来由"] != "单位反映"
        ]
        told = [
            (each[GROUPS], each[heading], ("突出问题与措施", at), 3)
            for at, each in self.problems.items()
            if each[heading] and each["来由"] == "单位反映"
        ]
        return [row[:3] for row in sorted([*own, *told], key=lambda row: row[3])]

    def blocks(self, name: str) -> list[tuple[str, tuple[str, int]]]:
        """Return what blocks a group, with places."""
        return [(text, at) for group, text, at in self.rows("存在问题") if group == name]

    def demands(self) -> list[tuple[str, str, tuple[str, int]]]:
        """Return what is asked of leaders in whichever sheet."""
        rest = [
            (each["涉及工作组"] or "", each["建议或需协调"], (sheet, at))
            for sheet, rows in (("典型经验", self.experience), self.proposals)
            for at, each in rows.items()
            if each["建议或需协调"]
        ]
        return [*self.rows("需协调事项"), *rest]

    def needs(self, name: str) -> list[tuple[str, tuple[str, int]]]:
        """Return what is asked for a group, with places."""
        return [(text, at) for group, text, at in self.demands() if group == name]

    def ungrouped(self) -> list[tuple[str, tuple[str, int]]]:
        """Return what is asked and names no group that there is."""
        names = {band["具体指标"] for band in self.bands.values()}
        return [(text, at) for group, text, at in self.demands() if group not in names]

    @cached_property
    def experience(self) -> dict[int, Row]:
        """典型经验."""
        return self.sheet("典型经验", "类别")

    @cached_property
    def returns(self) -> dict[int, Row]:
        """Each unit's row of 完整性, what is to be said of it by the words of its cells."""
        paper = self.drawn.workbook["完整性"]
        (top, *_) = self.drawn.heads("完整性", "单位")
        end = self.drawn.heads("完整性", "合计")[0]
        return {
            row: {"单位": paper.cell(row, 1).value, "本期报送": paper.cell(row, 2).value}
            for row in range(top + 2, end)
        }

    def counts(self, unit: str = "") -> tuple[int, int]:
        """Return how many cells were asked and how many answers hold, from the readings."""
        names = {row.name: row.code for row in self.drawn.results.scheme.units}
        rows = [
            row
            for row in self.drawn.results.readings.to_dict("records")
            if row["required"] and (not unit or row["unit"] == names[unit])
        ]
        return len(rows), sum(row["state"] not in ("blank", "error") for row in rows)

    @cached_property
    def owing(self) -> list[Row]:
        """The units that owe a return."""
        return [row for row in self.returns.values() if "不需报" not in row["本期报送"]]

    def came(self, *words: str) -> list[str]:
        """Return the units whose return stands so."""
        return [row["单位"] for row in self.owing if row["本期报送"][2:] in words]

    @cached_property
    def open_mistakes(self) -> int:
        """How many 须改正 of 数据问题 stand in files that were taken."""
        taken = {
            row["文件"]
            for row in self.sheet("收件去向", "序号").values()
            if str(row["去向"]).endswith("已采用")
        }
        top = self.drawn.heads("数据问题", "级别")[-1]
        paper = self.drawn.workbook["数据问题"]
        file = [cell.value for cell in paper[top]].index("文件")
        rows = paper.iter_rows(min_row=top + 1, values_only=True)
        return sum(str(row[0]).endswith("须改正") and row[file] in taken for row in rows)


@pytest.fixture(scope="module")
def front(drawn: Drawn) -> Front:
    """总览 of each week."""
    return Front(drawn)


def _share(part: int, whole: int) -> str:
    told = Decimal(100 * part) / whole if whole else Decimal(0)
    return f"{told.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _plain(value: object) -> str:
    return f"{float(value):.10g}" if isinstance(value, int | float) else str(value)


# 1. links


def _targets(front: Front) -> Iterator[tuple[str, str, int]]:
    """Yield each link's cell with the sheet and the row that hold its subject."""
    ranked = "名次有变动" in front.sentences[1]
    items = ["议定事项"] if front.resolutions else []
    sources = (
        ["完整性"],
        ["变动对照", *(["排名"] if ranked else [])],
        ["指标进展", *items, "数据问题"],
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
        yield kind.coordinate, *_ground(front, kind.value.split()[1], text.value)
    yield f"A{front.find('各单位报送')}", "完整性", 1
    yield f"A{front.find('提请会议研究决定')}", "议定事项", 1
    yield front.paper.cell(3, front.paper.max_column - 3).coordinate, "口径说明", 1


def _arrows(front: Front, cells: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield where each arrow of a group's row leads; where there is nothing to see there is none."""
    (at, band), *_ = [
        (at, band) for at, band in front.bands.items() if band["编码"] == f"{_number(cells):02}"
    ]
    name = band["具体指标"]
    assert name in str(cells[f"{GROUPS}/牵头"].value)
    yield cells["进展/已报→"].coordinate, "指标进展", at
    moved = [step for step, each in front.changes.items() if each[GROUPS] == name]
    if cells[_MOVED].value != "—":
        ranked = ("排名", 1) if _rank(front, name) else ("指标进展", at)
        yield cells[f"{_MOVED}→"].coordinate, *(("变动对照", moved[0]) if moved else ranked)
    for heading, found in (("堵点", front.blocks(name)), (_NEEDS, front.needs(name))):
        if found:
            yield cells[f"{heading}→"].coordinate, *found[0][1]


def _number(cells: dict[str, Any]) -> int:
    return int(str(cells[f"{GROUPS}/牵头"].value).split()[0])


def _ground(front: Front, kind: str, text: str) -> tuple[str, int]:
    """Return where the one row stands whose words a decision uses."""
    if kind == "督办":
        sheet, rows, parts = "议定事项", front.resolutions, ("编号", "牵头单位", "交办原文")
    elif kind == "协调":
        sheet, rows, parts = "突出问题与措施", front.problems, ("单位", "事项", "需协调事项")
    else:
        assert kind == "议题"
        (sheet, rows), parts = front.proposals, ("单位", "内容")
    found = [
        at
        for at, row in rows.items()
        if all(str(row[name])[:20] in text for name in parts if row[name]) and row[parts[-1]]
    ]
    assert len(found) == 1, (kind, text)
    return sheet, found[0]


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
    assert int(place.lstrip("A")) > cell.row
    assert [*mine[:apart], *mine[apart + 1 :]] == [*other[:apart], *other[apart + 1 :]]


# 3. figures


def _clauses(front: Front) -> dict[str, Callable[[], list[Any]]]:
    """Each clause that a sentence may hold, # for a figure, and the figures by the sheets."""
    owing, on_time = len(front.owing), len(front.came("按时"))
    came = len(front.came("按时", "迟报", "补报"))
    expected, valid = front.counts()
    moves = Counter(row["较上期"] for row in front.lines)
    asked = [row for row in front.lines if row["较上期"] == ASKED]
    judged = [
        row["目标达成"] for row in front.lines
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
        "及时率#%": lambda: [_share(on_time, owing)],
        "应填#项": lambda: [expected],
        "有效#项": lambda: [valid],
        "完整率#%": lambda: [_share(valid, expected)],
        "#个单位全部未报": lambda: [owing - came],
        "两期都有数的#项次中": lambda: [known],
        "变好#": lambda: [moves[UP]],
        "变差#": lambda: [moves[DOWN]],
        "持平#": lambda: [moves["＝ 持平"]],
        "另#项次有变动但不评判好坏": lambda: [moves["· 有变动"]],
        "另有#项共填指标各家不一致": lambda: [len({row["编码"] for row in asked})],
        "两期都有数的指标为#项次": lambda: [known],
        "进展滞后#项次": lambda: [states["✗"] + states["△"]],
        "其中逾期#": lambda: [states["✗"]],
        "可评价的#项次中": lambda: [len(judged)],
        "已达年度目标#": lambda: [sum(each >= 1 for each in judged)],
        "议定事项共#件": lambda: [all_],
        "已办结#件": lambda: [done],
        "占#%": lambda: [_share(done, all_)],
        "逾期预警#件": lambda: [len(late)],
        "已采用的数据尚须改正#处": lambda: [front.open_mistakes],
        "名次有变动的#个": lambda: [sum(_reasons(front).values())],
        "参评数变#": lambda: [_reasons(front)["参评数变"]],
        "无从判断#": lambda: [_reasons(front)["无从判断"]],
    }


def _reasons(front: Front) -> Counter[str]:
    """Return why the groups' ranks moved, as far as 排名 knows it."""
    told = [_rank(front, str(band["具体指标"])) for band in front.bands.values()]
    return Counter(rank.split(" ")[1] for rank in told if " " in rank)


def _names(front: Front) -> dict[str, Callable[[], list[str]]]:
    """What a list of names must hold, by the words before it."""
    asked = [row for row in front.lines if row["较上期"] == ASKED]
    names = {row.code: row.name for row in front.drawn.results.scheme.indicators}
    return {
        "迟报": lambda: front.came("迟报"),
        "补报": lambda: front.came("补报"),
        "未报": lambda: front.came("未报"),
        "变差的有": lambda: [
            f"{row['具体指标']}（{_plain(row['上期值'])}→{_plain(row['本期值'])}）"
            for row in front.changes.values()
            if row["判断"] == DOWN
        ],
        "未计入": lambda: [*dict.fromkeys(names[row["编码"]] for row in asked)],
    }


_WORDS = {"本期无报送", "进展是否滞后无法判断", "按上期值和发布值", "本期无法比较变动", "待核"}
_LIST = re.compile(r"(迟报|补报|未报|变差的有|未计入)：?(.+?)(?:等(\d+个)?)?")


def test_every_figure_of_the_sentences_recomputes(front: Front) -> None:
    """Each clause of the three sentences is known, and each of its figures is what the sheets say."""
    clauses, names = _clauses(front), _names(front)
    for sentence in front.sentences:
        for clause in re.split(r"[；，。]", sentence.removesuffix("。")):
            told = _NUMBER.findall(clause)
            listed = _LIST.fullmatch(clause)
            if listed and listed[1] in names:
                wanted = names[listed[1]]()
                shown = listed[2].split("、")
                assert shown == wanted[: len(shown)], clause
                assert (len(shown) < len(wanted)) == clause.endswith(("等", "个")), clause
                assert listed[3] in (None, f"{len(wanted)}个"), clause
            elif told:
                shape = _NUMBER.sub("#", clause)
                assert shape in clauses, f"no figure is known for “{clause}”"
                values = [str(each).removesuffix("%") for each in clauses[shape]()]
                assert told == values, clause
            else:
                assert clause in _WORDS, clause


def test_nothing_of_weight_is_left_out_of_the_sentences(front: Front) -> None:
    """Who is late or silent, what got worse, what is disputed and what is overdue is said."""
    said = "".join(front.sentences)
    for word, rows in _names(front).items():
        if rows() and front.came("按时", "迟报", "补报"):
            assert word in said, word
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


# 4., 5. decisions and the strip


def test_decisions_stand_in_their_order(front: Front) -> None:
    """督办, 协调 and 议题 in turns; red before yellow, older first; overdue rows before lagging ones."""
    late = sorted(
        (row for row in front.resolutions.values() if str(row["预警"] or "")[-1:] in ("红", "黄")),
        key=lambda row: (not str(row["预警"]).endswith("红"), row["完成时限"]),
    )
    needs = [row[1] for row in front.rows("需协调事项")]
    queues = {
        "督办": [row["编号"] for row in late],
        "协调": needs,
        "议题": [str(row["内容"])[:20] for row in front.proposals[1].values()],
    }
    advice = [row["建议或需协调"] for row in front.experience.values() if row["建议或需协调"]]
    wanted = []
    while any(queues.values()) and len(wanted) < 5:
        for kind, rows in queues.items():
            if rows and len(wanted) < 5:
                wanted.append((f"{len(wanted) + 1} {kind}", rows.pop(0)))
    while advice and len(wanted) < 5:
        wanted.append((f"{len(wanted) + 1} 建议", advice.pop(0)))
    assert [kind.value for kind, _ in front.decisions] == [kind for kind, _ in wanted]
    for (_, cell), (_, subject) in zip(front.decisions, wanted, strict=True):
        assert subject in cell.value
    queues["建议"] = advice
    rest = {kind: len(rows) for kind, rows in queues.items() if rows}
    said = str(front.left_out.value or "")
    assert dict(re.findall(r"(\w\w)(\d+)项见", said.removeprefix("另有："))) == {
        kind: str(count) for kind, count in rest.items()
    }


def test_the_strip_says_what_each_unit_sent(front: Front) -> None:
    """Every unit that owes a return, its word and valid of expected; the title adds them up."""
    assert [name.value for name, *_ in front.units] == [row["单位"] for row in front.owing]
    for (name, word, rate), row in zip(front.units, front.owing, strict=True):
        assert word.value == row["本期报送"]
        expected, valid = front.counts(name.value)
        assert rate.value == _share(valid, expected), name.value
    on_time, owing = len(front.came("按时")), len(front.owing)
    title = front.paper.cell(front.find("各单位报送"), 1).value
    assert title == (f"各单位报送：按时 {on_time}/{owing}（{_share(on_time, owing)}）；右为完整率")


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
            (_NEEDS, front.needs(group.name)),
        ):
            typed = [*dict.fromkeys(flat(text) for text, _ in rows)]
            _holds(str(cells[heading].value), typed)


def _holds(shown: str, typed: list[str]) -> None:
    """Each text stands there from its beginning, in order; where not all do, their number does."""
    if not typed:
        assert shown == "—"
        return
    body, _, count = flat(shown).partition("…")
    assert "；".join(typed).startswith(body)
    assert body
    if "…" in shown:
        assert count == (f"等{len(typed)}项" if len(typed) > 1 else "")
    else:
        assert body == "；".join(typed)


def test_what_names_no_group_is_counted(front: Front) -> None:
    """Demands that belong to no row of the table are counted under it; none, and no line is there."""
    told = [
        str(cell.value)
        for cell in next(front.paper.iter_cols(max_col=1))
        if "未写明" in str(cell.value)
    ]
    count = len(front.ungrouped())
    assert [_NUMBER.findall(text)[0] for text in told] == ([str(count)] if count else [])


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
        yield rate.coordinate, _share(valid, expected)
    title = front.find("各单位报送")
    on_time, owing = len(front.came("按时")), len(front.owing)
    yield (
        f"A{title}",
        f"各单位报送：按时 {on_time}/{owing}（{_share(on_time, owing)}）；右为完整率",
    )
    for kind, text in front.decisions:
        yield kind.coordinate, kind.value  # their order has a test of its own
        yield text.coordinate, _decision(front, kind.value.split()[1], text.value)
    # so have the counts of what is left out and of what names no group
    yield front.left_out.coordinate, front.left_out.value
    for cell in next(front.paper.iter_cols(max_col=1)):
        if str(cell.value)[:2] == "另有":
            yield cell.coordinate, cell.value


def _group(front: Front, cells: dict[str, Any]) -> Iterator[tuple[str, str]]:
    number = _number(cells)
    band = next(row for row in front.bands.values() if row["编码"] == f"{number:02}")
    lines = front.of(band)
    name = band["具体指标"]
    told = sum(not str(row["推进状态"]).endswith(("未报", "待报")) for row in lines)
    state = str(cells["进展/已报"].value).split("\n")[0]
    named = str(cells[f"{GROUPS}/牵头"].value).split("\n", 1)[1]
    yield cells[f"{GROUPS}/牵头"].coordinate, f"{number} {name}\n{named}"
    yield cells["进展/已报"].coordinate, f"{state}\n{told - _unreported(front, lines)}/{len(lines)}"
    shown = str(cells[_MOVED].value)
    yield cells[_MOVED].coordinate, _moved(front, name, lines, shown)
    for heading in ("堵点", _NEEDS):  # words of units, digits and all: tested on their own
        yield cells[heading].coordinate, cells[heading].value


def _moved(front: Front, name: str, lines: list[Row], shown: str) -> str:
    """Return what moved as a row must say it; a name may be shortened, a figure never."""
    moves = Counter(row["较上期"] for row in lines)
    asked = f" 待核{moves[ASKED]}" if moves[ASKED] else ""
    known = any(moves[each] for each in (UP, DOWN, ASKED, "＝ 持平", "· 有变动"))
    parts = [f"好{moves[UP]}差{moves[DOWN]}{asked}"] if known else []
    for sign, word in (("✗", DOWN), ("△", ASKED), ("✓", UP)):
        rows = [row for row in lines if row["较上期"] == word]
        if rows:
            subject = str(rows[0]["具体指标"]).removeprefix(name)
            was, now = _plain(rows[0]["上期值"]), _plain(rows[0]["现状值"])
            same = [_plain(row["现状值"]) for row in rows if row["编码"] == rows[0]["编码"]]
            figures = f"各家不一致 {'/'.join(same)}" if sign == "△" else f"{was}→{now}"
            if "…" in shown:
                subject = shown.split(sign)[1].split("…", maxsplit=1)[0] + "…"
                assert str(rows[0]["具体指标"]).removeprefix(name).startswith(subject[:-1])
            parts.append(f"{sign}{subject} {figures}")
            break
    told = [part for part in (" ".join(parts), _rank(front, name)) if part]
    return "\n".join(told)


def _unreported(front: Front, lines: list[Row]) -> int:
    """Return how many rows have a 推进状态 while their 现状值 is due and was not given."""
    units = {row.name: row.code for row in front.drawn.results.scheme.units}
    due = {
        (row["row_key"], row["unit"]): row["state"]
        for row in front.drawn.results.readings.to_dict("records")
        if row["field"] == "value" and row["required"]
    }
    return sum(
        due.get((row["编码"], units[str(row["牵头单位"]).split("\n")[0]]), "valid")
        not in ("valid", "unchanged")
        and not str(row["推进状态"]).endswith(("未报", "待报"))
        for row in lines
    )


def _rank(front: Front, name: str) -> str:
    """Return a group's rank in the city, then and now, as 排名 has it."""
    paper, top = front.drawn.workbook["排名"], front.drawn.heads("排名", "对象")[0]
    heads = [cell.value for cell in paper[top]]
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith("以前各次"):
            break
        if row[0] == name and row[heads.index("范围")] == "全市":
            now = row[heads.index("名次/\n参评数")]
            was = str(row[heads.index("上一次")] or "").split("（")[0]
            if not was or was == now:
                return f"名次{now}"
            # no week of these has figures of ours from between two publications
            same = was.split("/")[-1] == now.split("/")[-1] or "无法排名" in now
            return f"名次{was}→{now} {'无从判断' if same else '参评数变'}"
    return ""


def _decision(front: Front, kind: str, text: str) -> str:
    """Return what a decision must say from its row: who, what and by how many days."""
    sheet, at = _ground(front, kind, text)
    if kind == "督办":
        row = front.resolutions[at]
        asked = "，已申请延期待批" if str(row["延期"] or "").endswith("尚未答复") else ""
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
    assert len(body) >= min(len(str(what)), 28), text
    return f"{who}：{body}{end}"


def _over(front: Front, row: Row) -> str:
    """Return by how many days an item is overdue, until its unit reported it done where it has."""
    due = _day(row["完成时限"])
    if "待审核" not in str(row["办理情况"]):
        return f"逾期{(NOW.date() - due).days}天"
    file = str(row["出处"]).split("\n")[0]
    (came,) = [
        _day(each["收到时间"])
        for each in front.sheet("收件去向", "序号").values()
        if each["文件"] == file and str(each["去向"]).endswith("已采用")
    ]
    told = f"逾期{(came - due).days}日后报办结"
    assert str(row["办理情况"]).endswith(told)
    return f"{told}，待审核"


def _day(value: object) -> date:
    assert isinstance(value, datetime)
    return value.date()


# 7. the box


def test_a_leader_has_room_to_write(front: Front) -> None:
    """领导批示 is a box of three fingers' height over nearly the whole width, with a line to sign."""
    top = front.find("领")
    assert flat(front.paper.cell(top, 1).value) == "领导批示"
    spans = {str(each).split(":")[0]: each for each in front.paper.merged_cells.ranges}
    box = next(each for place, each in spans.items() if each.min_row == top and each.min_col > 1)
    high = sum(
        front.paper.row_dimensions[row].height for row in range(box.min_row, box.max_row + 1)
    )
    assert high >= 100
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
