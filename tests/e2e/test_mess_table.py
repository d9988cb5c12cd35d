"""Each row of domain.md's table of mess, end to end: the finding with its address, the value kept."""

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from e2e import filing
from e2e.filing import NEWCOMER, ON_FILE, PERSONNEL, PROGRESS, filled, find, honest, look, reading
from zoo import binary, build

from jlhy_xl.core.model import State, Verdict

VALID, ASIDE, ERROR = State.VALID, State.ASIDE, State.ERROR


def typing(row: str, heading: str, value: object, sheet: str = PROGRESS, shown: str = "") -> Any:
    """A cell typed over."""

    def change(book: Any) -> None:
        cell = find(book[sheet], row, heading)
        cell.value = value
        if shown:
            cell.number_format = shown

    return change


# ---- what people type ------------------------------------------------------------------------

VALUES = [
    # row, typed, code ("" for none), expected, state, value, number, measure, note
    ("04-02", "3天", "V113", "数字（以“工作日”计）", ASIDE, "3天", None, "天", ""),
    ("04-02", "约2.5个工作日", "V115", "数字（以“工作日”计）", VALID, "2.5", "2.5", "工作日", "约"),
    ("04-03", "2000万", "", "", VALID, "20000000", "20000000", "", ""),
    ("10-01", "100％", "", "", VALID, "100", "100", "%", ""),
    ("04-02", "１２", "", "", VALID, "12", "12", "", ""),
    ("04-02", "当日办结", "V112", "数字（以“工作日”计）", ASIDE, "当日办结", None, "", ""),
    ("04-02", "—", "V112", "数字（以“工作日”计）", ASIDE, "—", None, "", ""),
    ("04-02", "无", "V112", "数字（以“工作日”计）", ASIDE, "无", None, "", ""),
    ("04-02", "3-5", "V117", "", ASIDE, "3-5", None, "", "3–5"),
    ("04-02", "5个以内", "", None, None, None, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", VALUES, ids=lambda case: case[1])
def test_figures_as_people_type_them(case: tuple) -> None:
    """Number and unit are parsed, the words typed are kept; never 0, never a guessed unit."""
    row, typed, code, expected, state, value, number, measure, note = case
    data = filled(typing(row, "现状值", typed))
    found = look(data)
    honest(data, found)
    kept = reading(found, row, "value")
    assert kept.typed == typed
    assert kept.number != 0
    told = [each for each in found.findings if each.cell == kept.cell]
    assert all((each.sheet, each.found) == (PROGRESS, typed) for each in told)
    if state is None:
        assert told
        return
    assert [each.code for each in told] == [code] * bool(code)
    assert all(each.expected == expected for each in told)
    assert (kept.state, kept.value, kept.measure, kept.note) == (state, value, measure, note)
    assert kept.number == (None if number is None else Decimal(number))


def test_a_rank_that_became_a_date() -> None:
    """3/6 turned into 3月6日: flagged with its readings, kept aside, no number."""
    data = filled(
        typing(
            "04-01",
            "现状值",
            datetime(2026, 3, 6, tzinfo=UTC).replace(tzinfo=None),
            shown='m"月"d"日"',
        )
    )
    found = look(data)
    honest(data, found)
    (told,) = found.findings
    assert (told.code, told.sheet, told.cell, told.found) == ("V108", PROGRESS, "J6", "2026-03-06")
    assert "3/6" in told.message
    assert "3-6" in told.message
    kept = reading(found, "04-01", "value")
    assert (kept.state, kept.number, kept.typed) == (ASIDE, None, "2026-03-06")


CONTACTS = [
    ("手  机", "mobile", "13812345678.0", "", VALID, "13812345678"),
    ("手  机", "mobile", 13812345678, "", VALID, "13812345678"),
    ("固定电话", "phone", "632-6611234", "V143", VALID, "0632-6611234"),
    ("固定电话", "phone", 6326611234, "V143", VALID, "0632-6611234"),
    ("手  机", "mobile", 138123456780001234, "V110", ASIDE, "138123456780001000"),
    ("姓  名", "name", "张　三", "", VALID, "张三"),
    ("姓  名", "name", "张\u200b三\u00a0", "", VALID, "张三"),
    ("姓  名", "name", "ＡＢ张三", None, None, None),
]  # fmt: skip


@pytest.mark.parametrize("case", CONTACTS, ids=lambda case: repr(case[2]))
def test_phones_and_names(case: tuple) -> None:
    """Only what is certain is restored; blanks that nobody sees do not count; the typed form is kept."""
    heading, field, typed, code, state, value = case
    data = filled(typing("联络员", heading, typed, PERSONNEL), NEWCOMER)
    found = look(data, at=NEWCOMER)
    honest(data, found)
    kept = reading(found, "联络员", field)
    assert kept.sheet == PERSONNEL
    assert kept.typed
    if state is None:
        return
    told = [each for each in found.findings if each.cell == kept.cell]
    assert [each.code for each in told] == [code] * bool(code)
    assert all((each.sheet, each.found) == (PERSONNEL, kept.typed) for each in told)
    assert (kept.state, kept.value) == (state, value)


# ---- how sheets drift --------------------------------------------------------------------------


def test_merged_answers() -> None:
    """A merge answers in its first cell only; nothing is filled down."""

    def change(book: Any) -> None:
        sheet = book[PROGRESS]
        first, last = find(sheet, "04-01", "本周进展"), find(sheet, "04-03", "本周进展")
        sheet.merge_cells(f"{first.coordinate}:{last.coordinate}")

    data = filled(change)
    found = look(data)
    honest(data, found)
    told = next(each for each in found.findings if each.code == "L209")
    assert (told.sheet, told.cell, told.found) == (PROGRESS, "L6", "04-01按计划推进")
    assert told.expected == "3行的“本周进展”"
    assert reading(found, "04-01", "progress").typed == "04-01按计划推进"
    assert reading(found, "04-02", "progress").state is State.BLANK


def test_hidden_rows_columns_and_sheets_are_read_and_reported() -> None:
    """What is hidden counts like the rest, and the unit is told."""

    def change(book: Any) -> None:
        sheet = book[PROGRESS]
        sheet.row_dimensions[7].hidden = True
        sheet.column_dimensions["L"].hidden = True
        sheet.sheet_state = "hidden"

    data = filled(change)
    found = look(data)
    honest(data, found)
    told = {each.code: each for each in found.findings}
    assert {"L208", "L217", "L212"} <= told.keys()
    assert (told["L208"].cell, told["L208"].found) == ("J7", "8")
    assert (told["L217"].cell, told["L217"].found) == ("L6", "04-01按计划推进")
    assert reading(found, "04-02", "progress").state is VALID


def _renamed(book: Any) -> None:
    book[PROGRESS].title = "Sheet1"
    book.move_sheet("Sheet1", -2)


def _fresh(book: Any) -> None:
    """The two forms copied into a new workbook: no hidden sheet, no properties."""
    del book["_jlhy"], book["填报说明"], book["问题与经验"]
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]


def _columns(book: Any) -> None:
    sheet = book[PROGRESS]
    sheet.insert_cols(5)
    sheet.cell(5, 5).value = "自己加的栏"
    sheet.cell(6, 5).value = "自己写的"
    find(sheet, "04-01", "现状值").parent.cell(5, 11).value = "现状值（必填）"
    sheet.cell(5, 12).value = "* 推进状态："


def _rows(book: Any) -> None:
    """Sorted backwards, a total appended, a line of the unit's own inserted."""
    sheet = book[PROGRESS]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6, max_row=13)]
    for row, line in zip(range(6, 14), reversed(lines), strict=True):
        for column, value in enumerate(line, 1):
            sheet.cell(row, column).value = value
    sheet.append(["合计", "", "", "", "", "", "", "", "", 56])
    sheet.append(["", "", "", "自己加的指标", "", "", "", "", "", 5, "推进中", "另有进展"])


DRIFT = [
    ("renamed and moved", _renamed, set()), ("fresh workbook", _fresh, {"L111"}),
    ("columns", _columns, {"L202"}), ("rows", _rows, {"L206", "L207"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "codes"), [row[1:] for row in DRIFT], ids=[row[0] for row in DRIFT]
)
def test_drift_loses_nothing(change: Any, codes: set[str]) -> None:
    """Found by identity, heading and key wherever it stands now; what is odd is named."""
    calm = look(filled())
    data = filled(change)
    found = look(data)
    honest(data, found)
    assert found.verdict is Verdict.ACCEPTED
    assert {each.code for each in found.findings} - {"L213"} == codes
    kept = {(each.row_key, each.field): (each.typed, each.state) for each in found.readings}
    for each in calm.readings:
        if each.form == "progress":
            assert kept[each.row_key, each.field] == (each.typed, each.state)


def test_a_required_column_that_is_gone_is_one_finding() -> None:
    """The missing column is told once, not once a row."""

    def change(book: Any) -> None:
        column = find(book[PROGRESS], "04-01", "本周进展").column
        book[PROGRESS].delete_cols(column)

    found = look(filled(change))
    (told,) = [each for each in found.findings if each.severity.value == "error"]
    assert (told.code, told.expected, told.sheet) == ("L201", "本周进展", PROGRESS)


def test_a_heading_row_that_is_gone_is_named() -> None:
    """A filled-in sheet without its headings is not called an untouched template."""
    found = look(filled(lambda book: book[PROGRESS].delete_rows(5)))
    assert found.verdict is Verdict.RETURNED
    (told,) = found.findings
    assert (told.code, told.sheet, told.found, told.form) == (
        "L125", PROGRESS, PROGRESS, "progress",
    )  # fmt: skip
    assert found.reason == told.message
    both = look(filled(lambda book: book[PROGRESS].delete_rows(5), at=NEWCOMER), at=NEWCOMER)
    told = next(each for each in both.findings if each.code == "L125")
    assert (told.severity.value, both.verdict) == ("error", Verdict.ACCEPTED)
    assert "L213" not in {each.code for each in both.findings}  # the sheet is there


def test_scribbles_below_the_table_are_listed() -> None:
    """What stands in no column of the form is listed with its column, wherever it stands."""

    def change(book: Any) -> None:
        for row in range(40, 70):
            book[PROGRESS].cell(row, 25).value = f"随手写的{row}"
        book[PROGRESS].cell(71, 1).value = "填表人：张三"
        book[PROGRESS].cell(71, 26).value = "2026年11月27日"

    data = filled(change)
    found = look(data)
    honest(data, found)
    told = [each for each in found.findings if each.code == "L214"]
    assert [each.cell for each in told] == ["Y40"]
    assert "30格" in told[0].message


def test_a_wrong_template_is_returned() -> None:
    """A workbook that is none of ours is answered, never read as nought rows."""
    found = look(build.small())
    assert (found.verdict, found.findings[0].code) == (Verdict.RETURNED, "L101")


# ---- formats and containers ---------------------------------------------------------------------


def _grid(data: bytes) -> list[list[Any]]:
    """The progress form alone, as values."""
    sheet = filing.opened(data)[PROGRESS]
    rows = [["单位名称：区住建局"], ["2026年第48周"]]
    return rows + [[cell.value for cell in line] for line in sheet.iter_rows(min_row=5)]


def _csv(encoding: str) -> bytes:
    lines = [",".join("" if each is None else str(each).split("\n")[0].replace(",", "，") for each in row)
             for row in _grid(filled())]  # fmt: skip
    return "\r\n".join(lines).encode(encoding)


def _html() -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if each is None else each}</td>" for each in row) + "</tr>"
        for row in _grid(filled())
    )
    return f"<html><meta charset=gb2312><table>{cells}</table></html>".encode("gb18030")


def _xls() -> bytes:
    return binary.xls(
        [["" if each is None else str(each) for each in row] for row in _grid(filled())]
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("周报.xls", _xls), ("周报.et", _xls), ("周报.csv", lambda: _csv("gb18030")),
        ("周报（UTF-8）.csv", lambda: _csv("utf-8-sig")), ("网页.xls", _html),
        ("改了后缀.doc", filled),
    ],
)  # fmt: skip
def test_formats_are_told_by_their_bytes(name: str, make: Any) -> None:
    """Old, WPS, text and web formats hold the same answers as the .xlsx."""
    data = make()
    found = look(data, name)
    honest(data, found, name)
    assert (found.verdict, found.unit) == (Verdict.ACCEPTED, "U06")
    assert reading(found, "04-02", "value").number == 8
    assert reading(found, "10-02", "progress").typed == "10-02按计划推进"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("材料.rar", b"Rar!\x1a\x07\x01\x00rest", "G107"), ("材料.7z", b"7z\xbc\xaf\x27\x1crest", "G107"),
        ("锁.xlsx", None, "G108"), ("半个.xlsx", build.small()[:700], "G102"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(name: str, data: bytes | None, code: str) -> None:
    """rar, 7z, a password, half a file: one finding each, naming the file and the way out."""
    if data is None:
        whole = build.pack(
            {**build.parts_of(build.sheet(build.row_of("甲"))), "pad": "填" * 9000},
            zipfile.ZIP_STORED,
        )
        data = binary.sealed(whole, "谁也不知道")
    found = look(data, name)
    (told,) = found.findings
    assert (found.verdict, told.code, told.file) == (Verdict.RETURNED, code, name)
    assert "。" in told.message


def _part(data: bytes, name: str, change: Any) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}
    parts[name] = change(parts[name].decode()).encode()
    return build.pack(dict(parts))


def test_error_cells_and_formulas_without_a_value() -> None:
    """#REF! and a formula that was never worked out are errors at their cells, never blank or 0."""
    data = filled(typing("04-02", "现状值", "=1+1"))  # openpyxl stores no value
    found = look(data)
    honest(data, found)
    told = next(each for each in found.findings if each.cell == "J7")
    assert (told.code, told.found) == ("V102", "=1+1")
    kept = reading(found, "04-02", "value")
    assert (kept.state, kept.number, kept.typed) == (ASIDE, None, "=1+1")
    for code in ("#REF!", "#DIV/0!", "#N/A", "#NAME?"):
        data = filled(typing("04-02", "现状值", code))  # openpyxl writes it as an error cell
        found = look(data)
        honest(data, found)
        told = next(each for each in found.findings if each.cell == "J7")
        assert told.found == code
        kept = reading(found, "04-02", "value")
        assert (kept.state, kept.number, kept.typed) == (ERROR, None, code)


def test_external_links_and_macros_are_noted() -> None:
    """Nothing is followed or run; a note says so, the values stand."""
    data = filled()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ).encode()
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        f'<Relationship Id="v" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        f'Target="vbaProject.bin"/><Relationship Id="e" Type="{base}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>',
    ).encode()
    parts["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    found = look(build.pack(dict(parts)), "周报.xlsm")
    assert (found.verdict, found.kind) == (Verdict.ACCEPTED, "xlsm")
    assert {"G113", "G114"} <= {each.code for each in found.findings}
    assert reading(found, "04-02", "value").number == 8


@pytest.mark.parametrize(
    ("name", "unit"),
    [("区审批局", "U03"), ("台儿庄区供电公司", "U11"), ("人行台儿庄支行", "U12")],
)
def test_names_that_people_use_are_known(name: str, unit: str) -> None:
    """The alias table decides; an unknown name is asked about, with a guess that decides nothing."""
    from core import returns_world

    sheet = returns_world.table(returns_world.PROGRESS_TABLE.format(unit=name))
    assert returns_world.look(returns_world.bare(sheet), ON_FILE).unit == unit
    odd = returns_world.table(returns_world.PROGRESS_TABLE.format(unit="区审批服务总局"))
    found = returns_world.look(returns_world.bare(odd), ON_FILE)
    told = next(each for each in found.findings if each.code == "L105")
    assert (found.verdict, told.found) == (Verdict.QUARANTINED, "单位名称：区审批服务总局")
