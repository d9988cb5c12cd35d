"""总览 as it stands in the file: its parts, and the sheets that they speak of."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from msgspec import Struct
from shown_world import FRONT, NOW, WEEK, Drawn, Row, table_at

NUMBER = re.compile(r"\d+(?:\.\d+)?")
GROUPS = "专项工作组"
SIX = 6  # units side by side
MOVED, NEEDS = "变好变差项次、滞后原因、名次", "需区领导协调"
UP, DOWN, ASKED = "✓ 变好", "✗ 变差", "△ 待核"


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
        wide = self.paper.max_column // SIX
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
    def unknown(self) -> int:
        """How many rows asked for a value and have none, of which nobody knows whether they lag."""
        lags = {
            (row["编码"], str(row["牵头单位"]).split("\n")[0])
            for row in self.lines
            if str(row["推进状态"])[0] in "✗△"
        }
        names = {row.code: row.name for row in self.drawn.results.scheme.units}
        forms = {
            row.code for row in self.drawn.results.scheme.forms if row.rows.value == "本单位指标"
        }
        assert forms
        return sum(
            row["state"] not in ("valid", "unchanged")
            for row in self.drawn.results.readings.to_dict("records")
            if row["form"] in forms
            and row["field"] == "value"
            and row["required"]
            and (row["row_key"], names[row["unit"]]) not in lags
        )

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
    def inspected(self) -> list[Row]:
        """The problems found by 督导调研 that are past their day and not settled."""
        return [*self.inspected_at.values()]

    @cached_property
    def inspected_at(self) -> dict[int, Row]:
        """The problems found by 督导调研 that are past their day and not settled, by row."""
        paper = self.drawn.workbook["会议与督导"]
        heads = [
            row[0].row for row in paper.iter_rows() if "督导日期" in {cell.value for cell in row}
        ]
        rows = table_at(paper, heads[0]) if heads else {}
        return {
            at: row for at, row in rows.items()
            if row["时限"] and row["时限"].date() < NOW.date() and not row["销号日期"]
        }  # fmt: skip

    @cached_property
    def registered(self) -> int:
        """How many compared rows have no earlier return: the value before is the office's own."""
        known = {
            place
            for week in self.drawn.results.weeks
            if week.period < WEEK
            for place in week.values
        }
        units = {row.name: row.code for row in self.drawn.results.scheme.units}
        return sum(
            (row["编码"], units[str(row["牵头单位"]).split("\n")[0]]) not in known
            for row in self.lines
            if row["较上期"] in (UP, DOWN, "＝ 持平", "· 有变动")
        )

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
        """Return what is asked of leaders: needs of indicators and of 突出问题, no day of which has passed."""
        return self.rows("需协调事项")

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


def again(front: Front, rows: list[Row]) -> str:
    """Return how many of some rows say of a 共填 indicator what another lead's row says already."""
    shared = {
        row.code for row in front.drawn.results.scheme.indicators if row.joint.value == "共填"
    }
    codes = [row["编码"] for row in rows if row["编码"] in shared]
    count = len(codes) - len(set(codes))
    return f"（共填重复{count}）" if count else ""


def share(part: int, whole: int) -> str:
    told = Decimal(100 * part) / whole if whole else Decimal(0)
    return f"{told.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def plain(value: object) -> str:
    return f"{float(value):.10g}" if isinstance(value, int | float) else str(value)


def number(cells: dict[str, Any]) -> int:
    return int(str(cells[f"{GROUPS}/牵头"].value).split()[0])


def figures(row: Row, was: object, now: object, *, measured: bool = True) -> str:
    """Return a figure before and now with its measure, and 约 where the note says that it is no exact one."""
    measure = str(row["计量单位"]).split("\n")[0]
    told = measure if measured and not measure.startswith("指数") else ""
    about = "约" if re.search(r"单位填“约[^”]*”，按", str(row["本周进展和说明"])) else ""
    return f"{plain(was)}→{about}{plain(now)}{told}"


def reasons(row: Row) -> list[str]:
    """Return why a row lags, as its note tells."""
    found = re.search(r"滞后原因：([^；\n]*)", str(row["本周进展和说明"] or ""))
    return found[1].split("、") if found else []


def is_untrue(row: Row) -> bool:
    """Whether the value before was found untrue."""
    return "上期值经核实不实" in str(row["本周进展和说明"])


def ground(front: Front, kind: str, text: str) -> tuple[str, int]:
    """Return where the one row stands whose words a decision uses."""
    if kind == "报送":
        return "完整性", 1
    if "督导问题" in text:
        (at,) = (at for at, row in front.inspected_at.items() if row["编号"] in text)
        return "会议与督导", at
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
        if all(str(row[name])[:14] in text for name in parts if row[name]) and row[parts[-1]]
    ]
    assert len(found) == 1, (kind, text)
    return sheet, found[0]


def day(value: object) -> date:
    assert isinstance(value, datetime)
    return value.date()
