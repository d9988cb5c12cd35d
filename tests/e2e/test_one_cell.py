"""One answer is changed in one return: what depends on it changes, and nothing else does.

What each output says is held against what may be said of the changed cell: its own rows, and sums
whose figures, reckoned here from the run's frames, are others than before.
"""

import os
import random
import re
from collections import Counter
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pytest
import truth_world
from cell_world import ROOT, TOLD, Change, Line, Place, World, leads, other, place_of

from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.choices import FieldType, Role

# which cells of the seeded row of cells: "first:last"; the soak counts through 300
_CELLS = os.environ.get("JLHY_CELLS", "0:300" if os.environ.get("JLHY_SOAK") else "0:60")
FIRST, LAST = (int(each) for each in _CELLS.split(":"))
SEED = 48
# where the words of a field must be seen, by (form, field): sheet and heading
_SEEN = {
    ("progress", "progress"): ("指标进展", "本周进展和说明"),
    ("progress", "remark"): ("指标进展", "本周进展和说明"),
    ("progress", "problem"): ("突出问题与措施", "存在问题"),
    ("progress", "measures"): ("突出问题与措施", "改进措施"),
    ("progress", "need"): ("突出问题与措施", "需协调事项"),
    ("resolutions", "progress"): ("议定事项", "进展与依据"),
    ("resolutions", "basis"): ("议定事项", "进展与依据"),
}
# and what else may show them, by field: the sheets, 简报 among them
_MAY = {
    "progress": {"指标进展", "变动对照", "议定事项"},
    "remark": {"指标进展"},
    "problem": {"突出问题与措施", "总览", "简报"},
    "measures": {"突出问题与措施", "简报"},
    "need": {"突出问题与措施", "总览", "简报"},
    "basis": {"议定事项"},
    "title": {"通讯录"},
    "evidence": {"指标进展"},
}
# where open rows of 问题与经验 go: one of these sheets, and as a decision onto paper
_OPEN = ("突出问题与措施", "典型经验", "议题建议")
# Lines that add up, by how they begin, and the figures of ``_figures`` that they add up.
_SUMS = (
    (r"一、|合计|各单位报送|26年第48周|第48周|及时率|应报", ("asked",)),
    (r"二、|两期都有数|其余\d+项次（[^）]*）见汇总表“变动", ("moves",)),
    (r"三、|进展滞后|已报进展的|其余\d+项次见汇总表“突出", ("lagging", "attained", "mistakes", "asked")),
    (r"注：", ("asked", "mistakes")),
    (r"数据问题|最要紧的|共 \d+ 处|其中现行内容|数据须改正|数据请说明", ("mistakes",)),
    (r"26年第48周|26年W48|合计|证据｜|.*分｜|.*条", ("points",)),
    (r".*｜[✓✗·△] (变好|变差|有变动|待核)$", ("moves",)),  # 简报 has room for twelve
)  # fmt: skip


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> list[Change]:
    """A seeded sample of answers, each changed alone."""
    world = World(truth_world.clone(ROOT, tmp_path_factory.mktemp("cell")))
    fields = {(each.form, each.code): each for each in world.base.scheme.fields}
    rows = [
        row for row in world.base.readings.to_dict("records")
        if row["state"] == "valid" and row["cell"] and str(row["file"]).endswith(".xlsx")
        and (row["form"], row["field"]) in fields
        and fields[row["form"], row["field"]].role is Role.FILL
        and other(row, fields[row["form"], row["field"]].type) is not None
    ]  # fmt: skip
    assert len(rows) > 100
    rng = random.Random(SEED)  # noqa: S311 - which cells is no secret
    kinds = sorted({(row["form"], row["field"]) for row in rows})
    piles = [[row for row in rows if (row["form"], row["field"]) == kind] for kind in kinds]
    for pile in piles:
        rng.shuffle(pile)
    dealt = [row for turn in zip_longest(*piles) for row in turn if row is not None]
    chosen = dealt[FIRST:LAST]
    found = []
    for row in chosen:
        kind = fields[row["form"], row["field"]].type
        told = other(row, kind)
        assert told is not None
        found.append(Change(row, kind, world.base, world.changed(row, told)))
    return found


def test_only_its_own_reading_changes(changes: list[Change]) -> None:
    """Of all readings of all units one says something else; a figure that got worse asks why."""
    for change in changes:
        before, after = (_readings(each) for each in (change.before, change.after))
        differ = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert change.place in differ
        unit, form, row, _ = change.place
        why = {(unit, form, row, name) for name in ("problem", "measures")}
        assert differ - {change.place} <= (why if change.kind is FieldType.VALUE else set())


def _readings(results: Results) -> dict[Place, tuple[Any, ...]]:
    told = ("typed", "value", "state", "required", "sheet", "cell")
    return {
        place_of(row): tuple(row[name] for name in told)
        for row in results.readings.to_dict("records")
    }  # fmt: skip


def test_findings_progress_and_points_of_others_stay(changes: list[Change]) -> None:
    """Only rows of that unit, or of those who lead the same indicator, may differ."""
    for change in changes:
        unit, _, key, _ = change.place
        near = {unit, *leads(change)}
        name = next(each.name for each in change.before.scheme.units if each.code == unit)
        for rows in (_findings, _progress, _lines):
            gone, new = (rows(each) for each in (change.before, change.after))
            for row in [*(gone - new), *(new - gone)]:
                assert row[0] in near, (change.place, row)
                if row[0] != unit:
                    # the same row, or words that are held against this unit's
                    assert key in row or name in row[-1], (change.place, row)


def _findings(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter(
        (row.unit, row.row_key, row.code, row.field, row.cell, row.found, row.message)
        for row in results.findings
    )


def _progress(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter(
        (row["unit"], row["indicator"], *map(str, row.values()))
        for row in results.progress.to_dict("records")
    )


def _lines(results: Results) -> Counter[tuple[Any, ...]]:
    return Counter((row.unit, row.subject, row.id, str(row.applied)) for row in results.deductions)


def test_only_what_speaks_of_it_differs(changes: list[Change]) -> None:
    """Every changed line of 汇总表, 减扣评分表, 通讯录 and 简报 is the cell's own, or adds up what changed."""
    assert all(change.differ or change.row["field"] in _UNSEEN for change in changes)
    bad = [
        (change.place, line)
        for change in changes
        for line in change.differ
        if not (_is_own(change, line) or _is_excused(change, line))
    ]
    assert not bad, "\n".join(map(str, bad))


def test_words_change_by_their_own_words_only(changes: list[Change]) -> None:
    """A changed text stands where its field is shown, in the place of the old one, and nowhere else."""
    for change in changes:
        field = change.row["field"]
        if change.kind is not FieldType.TEXT or field in ("evidence", "group"):
            continue  # it decides whether a paper is there, to whose row a demand belongs
        told = [
            (sheet, text)
            for sheet, text in change.differ
            if not _is_excused(change, (sheet, text)) and sheet != "收件去向"
        ]
        may = _MAY.get(field, set()) | (
            {*_OPEN, "总览", "简报"} if change.row["form"] == "issues" else set()
        )
        for sheet, text in told:
            assert sheet.startswith(tuple(may)), (change.place, sheet, text)
        old = " ".join(str(change.row["typed"]).split())
        for sheet in {sheet for sheet, _ in told}:
            gone, new = (
                [" ".join(text.split()) for at, text in lines if at == sheet and (at, text) in told]
                for lines in (change.gone, change.new)
            )
            assert len(gone) == len(new) > 0, (change.place, sheet)
            for before in gone:
                wanted = before.replace(old, old + TOLD)
                assert any(_same(wanted, after) for after in new), (change.place, before, new)


def _same(wanted: str, shown: str) -> bool:
    """Whether a line says what it must, where it is cut at a page's room."""
    cut = shown.split("…")
    return shown == wanted or (len(cut) > 1 and wanted.startswith(cut[0]))


def test_what_was_changed_is_seen(changes: list[Change]) -> None:
    """The new figure stands as 现状值 and, where it moved, as 本期值; new words under their own heading."""
    seen: Counter[str] = Counter()
    for change in changes:
        form, field = change.row["form"], change.row["field"]
        if change.kind is FieldType.VALUE:
            value = Decimal(str(other(change.row, change.kind)))
            assert _cell(change, "指标进展", "现状值") == value, change.place
            last = _cell(change, "指标进展", "上期值")
            if isinstance(last, Decimal) and last != value:
                assert _cell(change, "变动对照", "本期值") == value, change.place
                assert _cell(change, "变动对照", "上期值") == last, change.place
            seen["value"] += 1
        elif (form, field) in _SEEN:
            assert TOLD in str(_cell(change, *_SEEN[form, field])), change.place
            if field in ("problem", "measures", "need") and change.lags:
                assert any(at == "简报" and TOLD in text for at, text in change.new), change.place
            seen[f"{form}.{field}"] += 1
        elif form == "issues" and field in ("text", "ask"):
            assert any(at.startswith(_OPEN) and TOLD in text for at, text in change.new)
            seen[f"{form}.{field}"] += 1
        elif field == "title":
            assert any(sheet == "通讯录" and TOLD in text for sheet, text in change.new)
    if FIRST == 0:
        assert len(seen) >= 7
        assert seen["value"] >= 4


_UNSEEN = {"group", "contact", "extension"}


def _cell(change: Change, name: str, heading: str) -> Any:
    """Return what the row of the changed cell shows under a heading, after the change."""
    (sheet,) = [each for each in change.book.sheets if each.name == name]
    heads = [
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if str(cell.value).replace("\n", "") == heading and cell.style == "head"
    ]
    rows: dict[int, str] = {}
    for (row, _), cell in sorted(sheet.cells.items()):
        rows[row] = f"{rows.get(row, '')}｜{cell.value}"
    (row,) = [row for row, text in rows.items() if _is_its_row(change, text)]
    top, column = max(place for place in heads if place[0] < row)
    assert top < row
    return sheet.cells[row, column].value


def _is_its_row(change: Change, text: str) -> bool:
    """Whether a row tells the very row of the return that was changed as its source."""
    row = change.row
    number = re.sub(r"\D", "", row["cell"])
    place = rf"{re.escape(row['sheet'])}!\D{{1,3}}{number}(?!\d)"
    return row["file"] in text and re.search(place, text) is not None


def _is_own(change: Change, line: Line) -> bool:
    """Whether a line is about the changed cell: its row, its item with its unit, its person."""
    sheet, text = line
    if _is_its_row(change, text) or (sheet == "收件去向" and change.row["file"] in text):
        return True
    if sheet == "总览" and change.row["field"] in ("need", "problem"):
        return change.unit in text and (change.subject in text or change.group in text)
    if sheet == "总览" and change.row["field"] == "group":
        return "未写明所涉专项工作组" in text or str(change.row["typed"]) in text
    if sheet == "总览" and change.row["form"] == "issues":
        return str(change.row["typed"])[:8] in text
    if change.row["form"] in ("issues", "personnel"):
        return change.unit in text
    return change.unit in text and any(name in text for name in (change.subject, *change.wholes))


def _is_refitted(text: str, other: str) -> bool:
    """Whether two lines differ in nothing but how much of the same words the page has room for."""
    cells, others = text.split("｜"), other.split("｜")
    if text == other or len(cells) != len(others):
        return False
    return all(
        one == two or ("…" in one + two and _same(two, one)) or _same(one, two)
        for one, two in zip(cells, others, strict=True)
    )


def _is_excused(change: Change, line: Line) -> bool:
    """Whether a line adds up what has changed, or tells a finding or a point that came or went."""
    sheet, text = line
    for pattern, names in _SUMS:
        if re.match(pattern, text) and any(map(change.moved, names)):
            return True
    if re.match(rf"{change.number:02}｜|{change.number} ?{change.group}|{change.group}", text):
        its = ("moves", "lagging", "attained", "asked")  # the group's own row
        words = change.row["field"] in ("problem", "need") and sheet == "总览"
        return words or any(change.moved(name, change.number) for name in its)
    if change.unit in text and (change.moved("asked") or change.moved("points")):
        return True
    if sheet == "总览" and not re.search(r"\d|｜", text):
        return True  # a note without figures stands where the page has room for it
    if sheet == "总览" and any(
        _is_refitted(text, each) for at, each in change.differ if at == sheet
    ):
        return True
    if sheet in ("完整性", "各栏完整性") and change.moved("asked"):
        return True
    if any(each and each in text for each in change.told):
        return True
    return change.is_shared and change.subject in text
