"""A template's way: issued, filled in by hand in a real LibreOffice, saved, sent back, checked."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from jlhy_xl import desk
from jlhy_xl.books.scheme import book as scheme_book
from jlhy_xl.books.scheme.default import sample
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.raw import Raw, a1
from jlhy_xl.core.returns.locate import locate
from jlhy_xl.core.returns.locate_rows import Place
from jlhy_xl.core.scheme.choices import Role
from jlhy_xl.core.scheme.model import Field
from jlhy_xl.edge import draw
from jlhy_xl.edge.office import Office
from jlhy_xl.edge.read import read
from tests.conftest import absent

pytestmark = pytest.mark.real
NOW = datetime.fromisoformat("2026-11-24T09:00+08:00")
STATE = ["填报说明", "A7"]
HAND = Path(__file__).with_name("lo_hand.py")
SYSTEM_PYTHON = "/usr/bin/python3"
ANSWERS = {
    "name": "张三丰", "title": "副局长", "phone": "0632-6611234", "mobile": "13812345678",
    "mail": "zhangsan@example.cn", "status": "推进中", "problem": "材料流转慢", "measures": "改为线上流转",
}  # fmt: skip


def _answer(item: Field, row: int, last: Raw | None) -> str | float | None:
    if item.code == "progress":
        return f"第{row}行本周已完成流程梳理"
    if item.code == "value":
        return 12.0 if last is None else float(str(last))  # as last week, where there was one
    return ANSWERS.get(item.code)


def _last(place: Place, row: int) -> Raw | None:
    column = place.header.columns.get("last")
    return None if column is None else place.grid.sheet.at(row, column)


def _typing(path: Path, office: Office) -> list[tuple[str, str, str | float]]:
    """Return every required answer: sheet, cell, value. All of 区法院's values are weekly."""
    scheme = office.load_scheme().scheme
    located = locate(read(path.read_bytes(), path.name), scheme, office.key())
    return [
        (place.grid.sheet.name, a1(row, place.header.columns[item.code]), value)
        for place in located.places
        if place.form.code in ("personnel", "progress")
        for row in place.rows.values()
        for item in place.fields
        if item.role is Role.FILL and (value := _answer(item, row, _last(place, row))) is not None
    ]


def _hand(order: dict[str, object], folder: Path) -> list[dict[str, str]]:
    path = folder / "order.json"
    path.write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [SYSTEM_PYTHON, str(HAND), str(path)], check=True, capture_output=True, timeout=240
    )
    told: list[dict[str, str]] = json.loads(done.stdout)
    return told


def _has_bridge() -> bool:
    if not Path(SYSTEM_PYTHON).exists() or shutil.which("soffice") is None:
        return False
    asked = [SYSTEM_PYTHON, "-c", "import uno"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def test_a_template_filled_in_by_hand_is_accepted(tmp_path: Path) -> None:
    """Filled in and saved by LibreOffice: no finding; one cell emptied: one finding, foretold."""
    if not _has_bridge():
        absent("LibreOffice's Python bridge", "python3-uno")
    office = Office(tmp_path)
    draw.save(scheme_book.book(sample()), office.scheme_path, NOW)
    (template,) = desk.issue(office, "2026-W48", ["区法院"], NOW).files
    typed = _typing(template, office)
    full, short = tmp_path / "full.xlsx", tmp_path / "short.xlsx"
    emptied = next(row for row in typed if "本周已完成" in str(row[2]))
    told = _hand(
        {
            "profile": str(tmp_path / "profile"),
            "steps": [
                {"open": str(template), "read": [STATE]},
                {"open": str(template), "type": typed, "read": [STATE], "save": str(full)},
                {
                    "open": str(full),
                    "type": [[emptied[0], emptied[1], ""]],
                    "read": [STATE],
                    "save": str(short),
                },
            ],
        },
        tmp_path,
    )
    states = [row["填报说明!A7"] for row in told]
    whole, lacking = desk.check(office, [full, short], NOW)
    assert whole.examined.verdict is Verdict.ACCEPTED
    assert whole.examined.findings == ()
    (found,) = lacking.examined.findings
    assert (found.sheet, found.cell) == (emptied[0], emptied[1])
    assert found.severity.value == "error"
    assert "还差" in states[0]
    assert "可以上报" in states[1]
    assert "还差1项" in states[2]


def test_the_countdown_stays_true_when_rows_come_and_go(tmp_path: Path) -> None:
    """A blank row put in asks for nothing; a row taken out is still owed; so in both forms."""
    if not _has_bridge():
        absent("LibreOffice's Python bridge", "python3-uno")
    office = Office(tmp_path)
    draw.save(scheme_book.book(sample()), office.scheme_path, NOW)
    (template,) = desk.issue(office, "2026-W48", ["区自然资源局"], NOW).files
    typed = _typing(template, office)
    left = next(row for row in typed if isinstance(row[2], float))
    others = [row for row in typed if row != left]
    form = left[0]
    told = _hand(
        {
            "profile": str(tmp_path / "profile"),
            "steps": [
                {"open": str(template), "type": others, "read": [STATE], **change}
                for change in (
                    {},
                    {"rows": [[form, "insert", 7]]},
                    {"rows": [[form, "insert", 5]]},
                    {"rows": [["人员信息登记表", "insert", 6]]},
                    {"rows": [[form, "delete", 6]]},
                    {"rows": [["人员信息登记表", "delete", 6]]},
                )
            ],
        },
        tmp_path,
    )
    states = [row["填报说明!A7"] for row in told]
    one = f"△ 还差1项：{form}1项"
    assert states[:4] == [one] * 4
    rows = [row for row in others if row[1].endswith("7") and row[0] == form]
    needed = 2 + any(
        isinstance(row[2], float) for row in rows
    )  # 推进状态, 本周进展, 现状值 when due
    assert states[4] == f"△ 还差{1 + needed}项：{form}{1 + needed}项"
    assert states[5] == f"△ 还差6项：人员信息登记表5项、{form}1项"
