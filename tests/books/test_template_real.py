"""The countdown reckoned by a real LibreOffice equals what the code expects of the same answers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import template_world
from template_world import columns, issued, known, scheme, sheet

from jlhy_xl.core.returns import obligations
from jlhy_xl.core.returns.lagging import lagging
from jlhy_xl.core.scheme.choices import Direction
from jlhy_xl.edge import draw

pytestmark = pytest.mark.real

MADE = datetime(2026, 11, 23, 9, tzinfo=UTC)
COVER, PROGRESS, PERSONNEL = "填报说明", "指标进展表", "人员信息登记表"
LAST = Decimal(8)

# unit → row of the progress form → heading → answer
ANSWERS: dict[str, dict[int, dict[str, object]]] = {
    "U01": {},
    "U03": {
        0: {"现状值": 7, "推进状态": "推进中", "本周进展": "已压减一个环节"},
        1: {"现状值": 9, "推进状态": "推进中", "本周进展": "慢了"},  # worse: two more are asked
        2: {"本周无变化": "是"},
        3: {"推进状态": "申请延期", "本周进展": "   ", "存在问题": "系统未通"},  # blanks are no answer
        5: {"完成时限": date(2026, 11, 26), "推进状态": "推进中"},  # overdue
        6: {"完成时限": date(2026, 11, 26), "推进状态": "已完成"},
        7: {"完成时限": date(2026, 11, 27), "现状值": "约3天"},  # the day itself is in time
        8: {"现状值": 2, "本周进展": "不需填的格被填了"},
        9: {"现状值": 7, "推进状态": "推进中", "本周进展": "变差", "本周无变化": "是"},
    },
    "U05": {
        4: {"现状值": "工作质量稳步提升", "推进状态": "未启动", "本周进展": "调研"},
        3: {"现状值": 99},  # no direction: never worse
    },
}  # fmt: skip


def _fill(unit: str, folder: Path, *, no_change: str = "", **how) -> Path:
    """Write a unit's template, then type the answers with another program's library."""
    path = folder / f"{unit}{no_change}.xlsx"
    path.write_bytes(draw.to_bytes(issued(unit, **how), MADE))
    book = openpyxl.load_workbook(path)
    at = columns(sheet(issued(unit), PROGRESS)) if PROGRESS in book.sheetnames else {}
    for step, answers in ANSWERS.get(unit, {}).items():
        for heading, answer in answers.items():
            book[PROGRESS].cell(6 + step, at[heading] + 1).value = answer
    book[COVER]["B6"].value = no_change or None
    book.save(path)
    return path


def _reckoned(path: Path, soffice) -> dict[str, list[object]]:
    """Return the cover's lines as LibreOffice reckons them: form → 应填, 已填, 还差."""
    made = openpyxl.load_workbook(soffice(path, "xlsx"), data_only=True)
    cover = made[COVER]
    lines = {str(row[0].value): [cell.value for cell in row[1:4]] for row in cover["A10:E15"]}
    return {**lines, "": [cover["A7"].value]}


def _expected(unit: str) -> tuple[int, int]:
    """Return 应填 and 还差 of the progress form, from the rules that the check goes by."""
    made = scheme()
    duty = template_world.duty(made, unit)
    day, asked, missing = duty.clock.deadline.date(), 0, 0
    for step, row in enumerate(obligations.rows_of(made, made.form_by_code["progress"], unit)):
        answers = ANSWERS[unit].get(step, {})
        value, due = answers.get("现状值"), answers.get("完成时限")
        found = lagging(
            Decimal(value) if isinstance(value, int) else None,
            None if row.indicator.is_worded else LAST,
            row.indicator.direction if row.indicator else Direction.UNDECIDED,
            due if isinstance(due, date) else None,
            str(answers.get("推进状态", "")),
            day,
        )
        for field in made.fields_by_form["progress"]:
            if obligations.is_required(duty, field, row, lagging=found.lagging):
                asked += 1
                filled = str(answers.get(field.label, "")).strip()
                missing += not filled and answers.get("本周无变化") != "是"
    return asked, missing


@pytest.mark.parametrize("unit", sorted(ANSWERS))
def test_the_countdown_is_what_the_code_expects(unit, tmp_path, soffice):
    """应填, 已填, 还差 in the sheet equal the code's own count of the same answers."""
    asked, missing = _expected(unit)
    lines = _reckoned(_fill(unit, tmp_path), soffice)
    assert lines[PROGRESS] == [asked, asked - missing, missing]
    assert lines[PERSONNEL] == [15, 0, 15]
    said = f"△ 还差{missing + 15}项：人员信息登记表15项、指标进展表{missing}项"
    assert lines[""] == [said]


def test_one_cell_says_everything(tmp_path, soffice):
    """全部无变化 leaves nothing missing: 可以上报."""
    lines = _reckoned(_fill("U05", tmp_path, no_change="是"), soffice)
    assert lines[PERSONNEL] == [15, 15, 0]
    assert lines[""] == ["✓ 可以上报"]


def test_untouched_masks_are_filled_but_an_untouched_form_is_not_ready(tmp_path, soffice):
    """Registered personnel counts as filled; the unit is still asked for a word or the one cell."""
    how = {"prior": known(), "period": "2026-W40"}  # first period of its quarter
    path = _fill("U02", tmp_path, **how)
    lines = _reckoned(path, soffice)
    assert lines[PERSONNEL] == [15, 15, 0]
    assert lines[""] == ["△ 请核对各表，没有变化的在“全部无变化”选“是”后上报"]
    assert _reckoned(_fill("U02", tmp_path, no_change="是", **how), soffice)[""] == ["✓ 可以上报"]
    book = openpyxl.load_workbook(path)
    book[PERSONNEL]["C6"].value = "局长"
    book.save(path)
    assert _reckoned(path, soffice)[""] == ["✓ 可以上报"]


def test_a_template_that_asks_for_nothing_is_ready_once_anything_was_said(tmp_path, soffice):
    """Untouched it would be refused, so it does not begin with 可以上报."""
    path = _fill("U02", tmp_path, prior=known())
    assert _reckoned(path, soffice)[""] == ["本期没有必填项，有进展请填写"]
    book = openpyxl.load_workbook(path)
    book["问题与经验"]["B6"].value = "窗口排队时间长"
    book.save(path)
    assert _reckoned(path, soffice)[""] == ["✓ 可以上报"]


@pytest.mark.parametrize("unit", ["U02", "U03", "U12"])
def test_stored_values_are_what_a_recalculation_gives(unit, tmp_path, soffice):
    """Every formula's stored value, before anyone types, equals LibreOffice's own result."""
    made = issued(unit, prior=known(), period="2026-W40", lines=(template_world.line(unit),))
    path = tmp_path / "issued.xlsx"
    path.write_bytes(draw.to_bytes(made, MADE))
    stripped = openpyxl.load_workbook(path)  # openpyxl saves formulas without their values
    stripped.save(path)
    reckoned = openpyxl.load_workbook(soffice(path, "xlsx"), data_only=True)
    told = 0
    for form in made.sheets:
        for (row, column), cell in form.cells.items():
            if cell.formula:
                told += 1
                found = reckoned[form.name].cell(row + 1, column + 1).value
                assert (found or cell.value.__class__()) == cell.value, (form.name, row, column)
    assert told >= 4 * (len(made.sheets) - 2)


def test_a_template_prints_without_hashes(tmp_path, soffice):
    """No column of the printed template is too narrow for what it holds."""
    path = tmp_path / "U03.xlsx"
    path.write_bytes(draw.to_bytes(issued("U03", lines=(template_world.line("U03"),)), MADE))
    pdf = soffice(path, "pdf")
    text = _text(pdf)
    assert "###" not in text
    assert "与国家政务服务" in text  # the longest name of the progress form, wrapped
    assert "YD-03" in text
    assert "2026-12-31" in text


def _text(pdf: Path) -> str:
    import shutil
    import subprocess

    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed (Debian package poppler-utils)")
    return subprocess.run(
        [program, "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
