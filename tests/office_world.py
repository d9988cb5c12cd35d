"""A small office in a folder: every unit silent, so that each line is an A2; filled in by openpyxl."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner
from msgspec.structs import replace

from jlhy_xl.books.scheme.book import book
from jlhy_xl.books.scheme.default import default
from jlhy_xl.cli import main
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.edge import draw

W47, W48, W49 = "2026-W47", "2026-W48", "2026-W49"
MADE = datetime.fromisoformat("2026-12-07T09:00+08:00")


def adopted(**parameters: Any) -> Scheme:
    """The default scheme, its rules in force since New Year 2026."""
    scheme = default()
    given = {"rule_number": "示例〔2026〕1号", "rules_from": date(2026, 1, 1), **parameters}
    return replace(scheme, parameters=replace(scheme.parameters, **given))


def with_rule(scheme: Scheme, code: str, **changed: Any) -> Scheme:
    """The scheme with one rule changed."""
    rules = tuple(replace(row, **changed) if row.code == code else row for row in scheme.rules)
    return replace(scheme, rules=rules)


def save_scheme(path: Path, scheme: Scheme) -> Path:
    """The scheme stands in a workbook."""
    return draw.save(book(scheme), path, MADE)


class Desk:
    """An office's folder and the hands that work in it."""

    def __init__(self, root: Path, scheme: Scheme | None = None, weeks: tuple[str, ...] = (W48,)):
        self.root = root
        save_scheme(root / "workbooks" / "方案.xlsx", scheme or adopted())
        for week in weeks:
            self.drop(week, "说明.txt", "本周没有报表".encode())

    def drop(self, week: str, name: str, data: bytes) -> Path:
        """A file lies in a period's inbox."""
        path = self.root / "workbooks" / "inbox" / week / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def call(self, now: str, *args: str) -> tuple[int, dict[str, Any]]:
        """Run a command; returns its exit code and its answer."""
        options = ["--folder", str(self.root), "--now", f"{now}+08:00", "--quiet", "--json"]
        done = CliRunner().invoke(main, [*options, *args])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, json.loads(done.stdout) if done.stdout else {"said": done.stderr}

    def run(self, now: str, *args: str) -> dict[str, Any]:
        """Run the weekly consolidation; returns run.json."""
        code, told = self.call(now, "run", *args)
        assert code == 0, told
        return told

    def copy(self, name: str = "减扣评分表.xlsx", week: str = W48) -> "Copy":
        """A clerk opens an output."""
        return Copy(self, self.root / "output" / week / name)

    @property
    def reviewed(self) -> Path:
        """Where filled-in copies lie."""
        return self.root / "workbooks" / "reviewed"


class Copy:
    """A workbook in a clerk's hands."""

    def __init__(self, desk: Desk, path: Path) -> None:
        self.desk, self.book = desk, openpyxl.load_workbook(path)

    def write(self, key: str, said: Mapping[str, Any]) -> "Copy":
        """The row of an id holds what is said, wherever it stands."""
        for sheet in self.book:
            heads: dict[Any, int] = {}
            for row in sheet.iter_rows():
                texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
                if "编号" in texts and set(said) <= set(texts):
                    heads = texts
                if heads and row[heads["编号"] - 1].value == key:
                    for heading, value in said.items():
                        row[heads[heading] - 1].value = value
                    return self
        raise KeyError(key)

    def place(self, key: str, heading: str) -> tuple[str, str]:
        """Where an id's cell stands: sheet and address."""
        for sheet in self.book:
            heads: dict[Any, int] = {}
            for row in sheet.iter_rows():
                texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
                heads = texts if {"编号", heading} <= set(texts) else heads
                if heads and row[heads["编号"] - 1].value == key:
                    return sheet.title, row[heads[heading] - 1].coordinate
        raise KeyError(key)

    def save(self, name: str = "减扣评分表.xlsx") -> Path:
        """The copy lies in workbooks/reviewed."""
        self.desk.reviewed.mkdir(parents=True, exist_ok=True)
        path = self.desk.reviewed / name
        self.book.save(path)
        return path


def line(told: Mapping[str, Any], unit: str, week: str = W48, rule: str = "A2") -> dict[str, Any]:
    """A unit's line in run.json."""
    (found,) = [
        row
        for row in told["deductions"]
        if (row["unit"], row["period"], row["rule"]) == (unit, week, rule)
    ]
    return dict(found)


SIGNED = {"送达方式": "当面送达", "签收人": "张三", "签收时间": "2026-12-08 09:00"}
UPHELD = {"复核结论": "维持", "经办人": "李四", "复核人": "王五"}
SETTLED = {"审定机构": "联席会议", "审定依据": "〔2026〕5号纪要", "审定日期": "2026-12-18"}
