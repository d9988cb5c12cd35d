"""The people of the simulated year: the clerk at the desk, the scheme's keeper, a unit that objects."""

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from soak.reckoning import Found, Key

REVIEW = {"经办人": "李四", "复核人": "王五"}
NOT_SO, MAILBOX = "经复核，事实有误", "系邮箱故障"  # a reason; one that 责任归属 contradicts
# by outcome: what is written of a line with an objection, and of one without
REASONS = {
    "撤销": ("异议成立", NOT_SO), "暂缓": ("异议待查证", "待查证"), "调整": ("异议部分成立", "首次"),
    "维持": ("收件时间以邮件服务器为准", ""),
}  # fmt: skip


def chance(*of: object) -> random.Random:
    """Return a draw that hangs on these words alone."""
    return random.Random(" ".join(map(str, of)))  # noqa: S311 - no secret, only variety


class Sheet:
    """A workbook in the clerk's hands; every row of an id can be written to."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        self.book = openpyxl.load_workbook(path)
        self.rows: dict[str, list[tuple[Any, int, dict[str, int]]]] = {}
        for sheet in self.book:
            heads: dict[str, int] = {}
            for row in sheet.iter_rows():
                texts = {str(cell.value): cell.column for cell in row if cell.value is not None}
                if "编号" in texts:
                    heads = texts
                elif heads:
                    place = sheet, row[0].row, heads
                    self.rows.setdefault(str(row[heads["编号"] - 1].value), []).append(place)

    def write(self, key: str, said: Mapping[str, Any]) -> None:
        """The row of an id that has all these columns holds what is said."""
        for sheet, row, heads in self.rows[key]:
            if set(said) <= set(heads):
                for heading, value in said.items():
                    sheet.cell(row, heads[heading]).value = value
                return
        raise KeyError(key)


class Clerk:
    """Decides about each line by a draw, a step at a time, from what the last run showed."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def course(self, key: Key) -> str:
        """Return what will become of a line."""
        words = ("settle", "leave", "revoke", "adjust", "suspend", "wait", "undo", "letter")
        weights = (48, 8, 10, 10, 6, 8, 5, 5)
        return chance(self.seed, *key).choices(words, weights)[0]

    def next(self, key: Key, found: Found, now: datetime, until: datetime) -> dict[str, Any]:
        """Return what the clerk writes beside a line before the next step; nothing most of the time."""
        course, status = self.course(key), found.status
        if status == "拟减扣" and course != "leave":
            return self._serve(now, until)
        if status == "已告知" and course in ("revoke", "adjust"):
            at = now - timedelta(hours=1)
            return {"异议时间": f"{at:%Y-%m-%d %H:%M}", "异议内容": "已按时报送", "objected": at}
        if status in ("无异议", "异议中"):
            return self._review(course, found, until)
        if status == "已复核" and course == "wait":
            return _basis(until)
        if status == "审定" and course == "undo":
            return {"复核结论": "撤销", "理由": NOT_SO, **REVIEW, **_basis(until)}
        return {}

    def _serve(self, now: datetime, until: datetime) -> dict[str, Any]:
        signed = min(now + timedelta(days=4), until - timedelta(days=1)).replace(hour=9, minute=30)
        return {
            "送达方式": "当面送达", "签收人": "张三", "签收时间": f"{signed:%Y-%m-%d %H:%M}",
            "signed": signed,
        }  # fmt: skip

    def _review(self, course: str, found: Found, until: datetime) -> dict[str, Any]:
        if course in ("revoke", "suspend"):
            word = {"revoke": "撤销", "suspend": "暂缓"}[course]
            return {"复核结论": word, "理由": _reason(word, found), **REVIEW}
        if course == "adjust" and found.proposed > Decimal("0.2"):
            told = {"复核结论": "调整", "核定分值": 0.2, "amount": Decimal("0.2")}
            return {**told, "理由": _reason("调整", found), **REVIEW, **_basis(until)}
        told = {"复核结论": "维持", "理由": _reason("维持", found), **REVIEW}
        return told if course == "wait" else {**told, **_basis(until)}


def _reason(outcome: str, found: Found) -> str:
    """Return what a sound office writes: of an objection only where there is one, and then something."""
    return REASONS[outcome][found.status != "异议中"]


def slips(said: Mapping[str, Any]) -> bool:
    """Whether this is a decision in which somebody may name a fault that is registered nowhere."""
    return said.get("复核结论") == "撤销" and "审定依据" not in said


def _basis(until: datetime) -> dict[str, Any]:
    decided = until - timedelta(hours=1)
    return {
        "审定机构": "总召集人", "审定依据": f"〔{decided:%Y}〕{decided:%m%d}号纪要",
        "审定日期": f"{decided:%Y-%m-%d}",
    }  # fmt: skip


def fill(source: Path, target: Path, entries: Mapping[str, Mapping[str, Any]]) -> None:
    """A copy of the desk's workbook holds what the clerk wrote; words in English are for us."""
    copy = Sheet(source)
    for key, said in entries.items():
        copy.write(key, {head: value for head, value in said.items() if not head.isascii()})
    target.parent.mkdir(parents=True, exist_ok=True)
    copy.book.save(target)


class Keeper:
    """Edits 方案.xlsx as one does in WPS."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        self.path, self.book = path, openpyxl.load_workbook(path)

    def _heads(self, name: str, first: str) -> tuple[Any, int, dict[str, int]]:
        sheet = self.book[name]
        for row in sheet.iter_rows():
            texts = {str(cell.value).lstrip("*"): cell.column for cell in row if cell.value}
            if first in texts:
                return sheet, row[0].row, texts
        raise KeyError(first)

    def waive(self, unit: str, period: str) -> None:
        """不予减扣 has one more row."""
        sheet, row, heads = self._heads("不予减扣", "单位")
        while sheet.cell(row + 1, heads["单位"]).value:
            row += 1
        said = {"单位": unit, "起始期次": period, "责任归属": "邮件", "理由": "邮件系统故障",
                "经办人": "李四"}  # fmt: skip
        for heading, value in said.items():
            sheet.cell(row + 1, heads[heading]).value = value

    def rule(self, codes: tuple[str, ...], heading: str, value: float) -> None:
        """A figure of some rules is another one."""
        sheet, row, heads = self._heads("减扣规则", "规则编码")
        for line in range(row + 1, sheet.max_row + 1):
            if sheet.cell(line, heads["规则编码"]).value in codes:
                sheet.cell(line, heads[heading]).value = value

    def rule_from(self, code: str, points: float, start: date) -> None:
        """A rule's figure is another one from a day on: its row ends, one like it begins."""
        sheet, row, heads = self._heads("减扣规则", "规则编码")
        at = heads["规则编码"]
        lines = range(row + 1, sheet.max_row + 1)
        old = next(line for line in lines if sheet.cell(line, at).value == code)
        new = next(
            (line for line in lines if line > old and not sheet.cell(line, at).value),
            sheet.max_row + 1,
        )
        for column in heads.values():
            sheet.cell(new, column).value = sheet.cell(old, column).value
        sheet.cell(old, heads["截止日期"]).value = start - timedelta(days=1)
        sheet.cell(new, heads["起始日期"]).value = start
        sheet.cell(new, heads["分值"]).value = points

    def save(self, path: Path | None = None) -> None:
        """The workbook is saved."""
        self.book.save(path or self.path)


def objecting(template: Path, cells: Mapping[tuple[str, str, str], Any], line: str) -> bytes:
    """Return the issued template as a unit fills it in, with an objection to a line.

    Args:
        template: what ``jlhy issue`` made.
        cells: sheet, row key, heading → what the unit answers.
        line: the id of the line that it objects to.
    """
    import io

    import openpyxl

    book = openpyxl.load_workbook(template)
    more = {
        ("异议反馈", line, "异议内容"): "已按时报送",
        ("异议反馈", line, "主要领导签字"): "赵六",
    }
    places: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for (name, key, heading), value in {**cells, **more}.items():
        if name not in places:
            places[name] = _places(book[name])
        heads, rows = places[name]
        book[name].cell(rows[key], heads[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _places(sheet: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Return heading → column and row key → row; headings carry marks of what is required."""
    rows = list(sheet.iter_rows())
    head = max(rows, key=lambda row: sum(isinstance(cell.value, str) for cell in row[:6]))
    heads = {
        str(cell.value).split("（")[0].replace("*", "").strip(): cell.column
        for cell in head if cell.value
    }  # fmt: skip
    keys = {str(cell.value): cell.row for row in rows for cell in row[:2] if cell.value}
    return heads, keys
