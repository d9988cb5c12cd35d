"""Demo folders: the same arguments give the same files, and a run finds exactly their truth."""

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import truth_world

from jlhy_xl import demo
from jlhy_xl.core.errors import UsageError
from jlhy_xl.core.model import Clock, Severity, State, Status, Verdict
from jlhy_xl.demo import resave, sample, schemes
from jlhy_xl.demo.fill import FillError, fill
from jlhy_xl.demo.plan import Answer, Outcome, Saved, Workbook
from jlhy_xl.edge.files import sha256
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("units", "weeks", "mess", "seed"),
    [(12, 3, "high", 1), (15, 2, "high", 7), (3, 2, "low", 2), (1, 1, "high", 3)],
)
def test_a_run_finds_exactly_the_truth_of_a_drawn_folder(
    tmp_path: Path, units: int, weeks: int, mess: str, seed: int
) -> None:
    """Every week of a drawn folder: nothing missing, nothing too much, no point more or less."""
    demo.make(tmp_path, units, weeks, mess, seed)
    office = Office(tmp_path)
    truth = truth_world.truth_of(office)
    assert len(truth["weeks"]) == weeks
    for week, found in truth_world.judged_weeks(office, truth):
        assert truth_world.differences(week, found) == []
        assert truth_world.line_differences(truth, found) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(8))
def test_a_year_of_twelve_units_is_found_exactly(tmp_path: Path, seed: int) -> None:
    """Fifty-two weeks across a change of year, holidays and quarters."""
    demo.make(tmp_path, 12, 52, "high", seed)
    office = Office(tmp_path)
    truth = truth_world.truth_of(office)
    for week, found in truth_world.judged_weeks(office, truth):
        assert truth_world.differences(week, found) == []
        assert truth_world.line_differences(truth, found) == []


def test_the_same_seed_gives_the_same_files_another_seed_others(tmp_path: Path) -> None:
    """Files follow from the arguments alone."""
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        demo.make(tmp_path / name, 12, 2, "high", seed)
    one, two, three = (_hashes(tmp_path / name) for name in "abc")
    assert one == two
    assert one != three


def test_the_committed_sample_is_what_the_plan_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of workbooks/ but the one mail whose workbook LibreOffice saved, and truth's word on it."""
    monkeypatch.setattr(resave.shutil, "which", lambda _: None)  # as where it is not installed
    made = demo.make(tmp_path)
    assert Saved.LIBREOFFICE.value not in made["saved_by"]
    ours, theirs = _hashes(ROOT / "workbooks" / "inbox"), _hashes(tmp_path / "workbooks" / "inbox")
    assert ours.keys() == theirs.keys()
    differ = [name for name in ours if ours[name] != theirs[name]]
    assert [name.partition(" ")[0] for name in differ] == ["2026-W48/004"]
    for name in ("方案.xlsx", "台账/office.key"):
        assert (ROOT / "workbooks" / name).read_bytes() == (
            tmp_path / "workbooks" / name
        ).read_bytes()
    committed = truth_world.truth_of(Office(ROOT))
    assert {**committed, "saved_by": []} == {**made, "saved_by": []}
    assert Saved.LIBREOFFICE.value in committed["saved_by"]


def test_the_sample_without_libreoffice_has_the_same_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With openpyxl in its place the run finds the same."""
    monkeypatch.setattr(resave.shutil, "which", lambda _: None)
    demo.make(tmp_path)
    office = Office(tmp_path)
    truth = truth_world.truth_of(office)
    for week, found in truth_world.judged_weeks(office, truth):
        assert truth_world.differences(week, found) == []


def test_the_sample_holds_every_mess_that_it_promises() -> None:
    """One late, one missing, one twice, a twin, a conflict, a PDF, words, a renamed sheet, a row."""
    (week,) = sample.plan().weeks
    outcomes = [unit.outcome for unit in week.units]
    assert len(outcomes) == 12
    assert (outcomes.count(Outcome.LATE), outcomes.count(Outcome.MISSING)) == (1, 1)
    books = [book for unit in week.units for book in unit.workbooks]
    assert {book.saved for book in books} == set(Saved)
    assert any(book.renamed for book in books)
    assert any(book.inserted for book in books)
    attached = [row for unit in week.units for each in unit.sendings for row in each.attached]
    verdicts = {row.verdict for row in attached}
    assert verdicts == {each.value for each in Verdict} - {Verdict.QUARANTINED.value}
    assert any(row.name.endswith(".pdf") for row in attached)
    codes = {row.code for unit in week.units for row in unit.findings}
    assert {"M301", "M303", "M204", "V113", "V115", "L207", "C101", "C102"} <= codes
    assert sum(unit.unmended for unit in week.units) == 1


def test_the_plans_words_are_the_judges_words() -> None:
    """States, verdicts, severities, statuses and clocks are written by hand in the plan; they exist."""
    truth = truth_world.truth_of(Office(ROOT))
    (week,) = truth["weeks"]
    assert {row["state"] for row in week["values"]} <= {each.value for each in State}
    assert {row["verdict"] for row in week["leaves"]} <= {each.value for each in Verdict}
    assert {row["clock"] for row in week["leaves"]} <= {each.value for each in Clock}
    assert {row["severity"] for row in week["findings"]} <= {each.value for each in Severity}
    assert {row["status"] for row in truth["deductions"]} <= {each.value for each in Status}


def test_mail_names_are_raw_as_the_programs_write_them() -> None:
    """GB18030 words, RFC 2231, GBK quoted-printable, raw 8-bit and a GBK zip are all there."""
    inbox = ROOT / "workbooks" / "inbox" / "2026-W48"
    mails = b"".join(path.read_bytes() for path in sorted(inbox.glob("*.eml")))
    for mark in (b"=?GB2312?B?", b"=?GBK?Q?", b"=?gb18030?B?", b"filename*0*=gb18030''",
                 b"filename*0*=utf-8''", b"message/rfc822", b"multipart/related",
                 'name="区住建局'.encode("gbk")):  # fmt: skip
        assert mark in mails
    assert len(list(inbox.glob("*.xlsx"))) == 3  # two bare files and 收件登记.xlsx
    assert sum(path.stat().st_size for path in inbox.iterdir()) < 3_000_000


def test_an_archives_names_are_in_the_code_page() -> None:
    """As Windows packs it: GBK bytes, no UTF-8 flag, sound data."""
    from datetime import datetime

    from jlhy_xl.demo.mails import archive

    data = archive([("区法院.xlsx", b"abc" * 500)], datetime(2026, 11, 27, 16, 40))  # noqa: DTZ001 - a zip knows no zone
    with zipfile.ZipFile(BytesIO(data)) as book:
        (entry,) = book.infolist()
        assert entry.flag_bits & 0x800 == 0
        assert entry.filename.encode("cp437").decode("gbk") == "区法院.xlsx"
        assert book.testzip() is None
        assert book.read(entry) == b"abc" * 500


def test_a_folder_with_a_scheme_is_left_alone(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    demo.make(tmp_path, 1, 1, "low", 1)
    before = _hashes(tmp_path)
    with pytest.raises(UsageError):
        demo.make(tmp_path, 2, 1, "low", 1)
    assert _hashes(tmp_path) == before


@pytest.mark.parametrize("wrong", [(0, 1, "low"), (1, 0, "low"), (1, 1, "middle")])
def test_numbers_that_make_no_sense_are_refused(
    tmp_path: Path, wrong: tuple[int, int, str]
) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError):
        demo.make(tmp_path, *wrong)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("count", [1, 5, 12, 13, 60])
def test_a_scheme_of_any_size_is_sound(tmp_path: Path, count: int) -> None:
    """So many members; drawn and read back without a mistake."""
    from jlhy_xl.books.scheme import book as scheme_book
    from jlhy_xl.demo.plan import at
    from jlhy_xl.edge import draw
    from jlhy_xl.edge.office import read_scheme

    made = schemes.scheme_of(count)
    assert sum(unit.member for unit in made.units) == count
    path = draw.save(scheme_book.book(made), tmp_path / "方案.xlsx", at(sample.NOW))
    assert read_scheme(path).scheme == made


def test_a_plan_cannot_answer_a_locked_or_absent_cell(tmp_path: Path) -> None:
    """A mistake in a plan is told, never drawn."""
    from jlhy_xl.books.template import book as template
    from jlhy_xl.core import calendar
    from jlhy_xl.core.model import Prior
    from jlhy_xl.core.returns import identity, obligations

    scheme = schemes.scheme_of(12)
    clocks = calendar.timetable(scheme, "2026-W48"), calendar.timetable(scheme, "2026-W47")
    duty = obligations.duty(scheme, scheme.units[0], clocks, Prior())
    token = identity.issue(b"k", "U01", "2026-W48", "d")
    blank = template.book(scheme, duty, Prior(), token, "d")
    for cell in (("progress", "07-01", "baseline"), ("progress", "01-01", "value"),
                 ("objections", "x", "objection")):  # fmt: skip
        with pytest.raises(FillError):
            fill(blank, scheme, Workbook("U01", "U01", {cell: Answer("9")}))


def test_the_demo_is_light_to_import() -> None:
    """Neither pandas nor openpyxl nor the writer comes in with the package."""
    code = (
        "import sys, jlhy_xl.demo; "
        "assert not {'pandas', 'openpyxl', 'xlsxwriter'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
