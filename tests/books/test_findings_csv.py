"""findings.csv: every finding whole, and no cell that a spreadsheet would run."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.books import findings_csv
from jlhy_xl.core.model import Finding, Severity

HEADS = ["id", "code", "severity", "rule", "unit", "form", "row_key", "field", "file", "sheet",
         "cell", "found", "expected", "message"]  # fmt: skip


def read(findings: list[Finding]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(findings_csv.text(findings), newline="")))


def test_columns_and_values() -> None:
    """One line a finding under the fourteen headings, commas, quotes and line breaks kept."""
    found = Finding(
        "V101", Severity.ERROR, "必填项未填，\n请“补填\"", "a,b", "整数", "", "U01", "2026-W48",
        "progress", "01-01", "value", "区法院.xlsx", "a" * 64, "指标进展表", "J5",
    )  # fmt: skip
    assert read([found]) == [
        HEADS,
        [found.id, "V101", "error", "", "U01", "progress", "01-01", "value", "区法院.xlsx",
         "指标进展表", "J5", "a,b", "整数", "必填项未填，\n请“补填\""],
    ]  # fmt: skip


def test_nothing_found_is_the_headings() -> None:
    """An empty list is one line that ends as CSV lines do."""
    assert findings_csv.text([]) == ",".join(HEADS) + "\r\n"


@pytest.mark.parametrize("sign", [*"=+-−@\t\r\n", *"＝＋－＠", "﹦", "﹢", "﹣", "﹫"])
def test_what_would_run_is_quoted(sign: str) -> None:
    """A ' goes before each sign that begins a formula, full-width and small forms too."""
    found = Finding("V101", Severity.ERROR, "请核对", found=f"{sign}cmd|' /C calc'!A0")
    assert read([found])[1][11] == f"'{sign}cmd|' /C calc'!A0"


@pytest.mark.parametrize("number", ["-3", "-3.5", "-0.25"])
def test_real_negative_numbers_stay(number: str) -> None:
    """A negative number is left as it is."""
    assert findings_csv.guarded(number) == number


@pytest.mark.parametrize("words", ["-3天", "-1+2", "--1", "-", "-1e5", "-3.", " =1", "\u3000＝1"])
def test_what_only_looks_like_a_number_does_not(words: str) -> None:
    """Anything more than a plain negative number is quoted, blanks before it or not."""
    assert findings_csv.guarded(words) == f"'{words}"


@given(st.text())
def test_no_cell_can_run(value: str) -> None:
    """Whatever was found, its cell begins with no formula sign and can be written as UTF-8."""
    found = Finding("V101", Severity.QUERY, "请核对", found=value)
    text = findings_csv.text([found])
    text.encode("utf-8-sig")
    cell = read([found])[1][11]
    first = unicodedata.normalize("NFKC", cell.lstrip())[:1]
    assert first not in set("=+-−@") or re.fullmatch(r"-[0-9]+(\.[0-9]+)?", cell)
    assert cell[:1] not in set("\t\r\n")
