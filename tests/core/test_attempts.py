"""What came before the first acceptable file is told in words, and laid beside the right unit."""

from collections import Counter
from datetime import timedelta

from msgspec.structs import replace

from jlhy_xl.core.model import ArrivalFact, Finding, ReturnCase, Severity, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.standing.attempts import attempts, nothing_came
from jlhy_xl.core.standing.owing import owing
from jlhy_xl.core.wording import remind, run
from jlhy_xl.core.wording.attempts import NOTHING_RECEIVED
from jlhy_xl.core.wording.intake import no_attachment
from tests.books import summary_world

WEEK = summary_world.results()
BROKEN = "文件已损坏或不完整（没有传完），无法打开。请重新发送"


def _with_facts(unit: str, *more: tuple[str, Verdict, str], keep: bool = True) -> Results:
    """The week with files that came before a unit's own."""

    def grown(case: ReturnCase) -> ReturnCase:
        if case.unit != unit:
            return case
        mould = next(each for row in WEEK.cases for each in row.facts).arrival
        tried = [
            ArrivalFact(replace(mould, received=summary_world.at(at)), verdict, False, why)
            for at, verdict, why in more
        ]
        return replace(case, facts=(*tried, *(case.facts if keep else ())))

    return replace(WEEK, cases=tuple(map(grown, WEEK.cases)))


def test_a_damaged_file_and_the_good_one_after_it_are_told_with_their_moments() -> None:
    """11月27日16:52 damaged, then the first acceptable one; on the office's clock."""
    told = attempts(_with_facts("U07", ("2026-11-27 16:52:14", Verdict.RETURNED, BROKEN)))
    assert told["U07"] == "11月27日16:52来件，文件已损坏或不完整，无法打开；11月30日10:20重新报送"


def test_who_is_silent_may_have_tried_more_than_once() -> None:
    """What is asked about says no more than that; a repeat or a supporting file is no attempt."""
    told = attempts(
        _with_facts(
            "U05",
            ("2026-11-26 09:00:00", Verdict.QUARANTINED, "发件人不明"),
            ("2026-11-26 10:00:00", Verdict.SUPPORTING, "佐证材料"),
            ("2026-11-27 11:00:00", Verdict.RETURNED, "压缩格式为rar，不能打开，请改用zip重新报送"),
            keep=False,
        )
    )
    assert told["U05"] == "11月26日09:00来件，尚待核实；11月27日11:00来件，压缩格式为rar，不能打开"


def test_a_mail_without_a_report_stands_beside_the_unit_it_names() -> None:
    """By the finding's own unit, its subject, or its file's name; one that names nobody beside nobody."""
    said = "邮件“{}”里没有附件。如对方是在正文中报送，请联系其补发表格附件"

    def week(subject: str, file: str = "", unit: str = "") -> Results:
        row = Finding("I103", Severity.NOTE, said.format(subject), subject, unit=unit, file=file)
        return replace(WEEK, findings=(row,), cases=())

    assert attempts(week("区人社局第48周报送说明")) == {
        "U05": "邮件“区人社局第48周报送说明”里没有附件"
    }
    assert list(attempts(week("说明", "区法院.eml"))) == ["U01"]
    assert list(attempts(week("说明", unit="U02"))) == ["U02"]
    assert not attempts(week("说明"))
    assert not attempts(week("区法院、区财政局说明"))


def test_what_comes_after_the_first_acceptable_file_is_no_attempt() -> None:
    """The plain week: nobody late or silent sent anything else before."""
    assert not {"U05", "U07"} & attempts(WEEK).keys()


def test_a_mail_laid_beside_a_return_is_told_once_and_in_its_place() -> None:
    """With its moment, before what came later; after the first acceptable file it is no attempt."""
    mould = next(each for row in WEEK.cases for each in row.facts).arrival
    early, late = (
        replace(mould, name=f"说明{at}", received=summary_world.at(f"2026-11-{at} 09:00:00"))
        for at in (27, 30)
    )
    note = Finding("I103", Severity.NOTE, "邮件“说明27”里没有附件。请补发", "说明27", unit="U07")
    week = _with_facts("U07", ("2026-11-27 16:52:14", Verdict.RETURNED, BROKEN))
    cases = tuple(
        replace(case, mails=(late, early)) if case.unit == "U07" else case for case in week.cases
    )
    assert attempts(replace(week, cases=cases, findings=(note,)))["U07"] == (
        "11月27日09:00来信“说明27”，没有附件；11月27日16:52来件，文件已损坏或不完整，无法打开；"
        "11月30日09:00来信“说明30”，没有附件；11月30日10:20重新报送"
    )
    silent = tuple(replace(case, mails=(late,)) for case in WEEK.cases if case.unit == "U01")
    assert not attempts(replace(WEEK, cases=silent, findings=()))


def _reminder(week: Results, unit: str) -> str:
    (row,) = (each for each in owing(week) if each.unit == unit)
    return remind.body(week, row)


def test_a_reminder_acknowledges_what_came_and_says_how_to_mend_it() -> None:
    """With its moment and name, what was wrong and what to do; what waits for the office is said to wait."""
    silent = _with_facts(
        "U05",
        ("2026-11-26 09:00:00", Verdict.QUARANTINED, "发件人不明"),
        ("2026-11-27 16:52:14", Verdict.RETURNED, BROKEN),
        ("2026-11-27 16:53:14", Verdict.DUPLICATE, "重复"),
        keep=False,
    )
    name = next(each for row in WEEK.cases for each in row.facts).arrival.name
    said = _reminder(silent, "U05")
    assert f"贵单位11月26日09:00来件“{name}”收悉，正在核实，核实前暂未采用。" in said
    assert f"贵单位11月27日16:52来件“{name}”收悉，但未能采用：{BROKEN}。" in said
    assert said.count("收悉") == 2


def test_only_what_came_after_an_acceptable_file_is_still_acknowledged() -> None:
    """A try before it is mended by it; one after it was meant to mend and did not."""
    unit = next(row.unit for row in owing(WEEK) if row.received)
    (case,) = (case for case in WEEK.cases if case.unit == unit)
    (last, *_) = [fact for fact in case.facts if fact.acceptable][::-1]
    for hours, count in ((-1, 0), (1, 1)):
        when = last.arrival.received + timedelta(hours=hours)
        moved = replace(last.arrival, received=when)
        tried = ArrivalFact(moved, Verdict.RETURNED, False, BROKEN)
        cases = tuple(
            replace(row, facts=(*row.facts, tried)) if row.unit == unit else row
            for row in WEEK.cases
        )
        assert _reminder(replace(WEEK, cases=cases), unit).count("收悉") == count


def test_the_mails_own_words_are_quoted() -> None:
    """Who writes why nothing comes is not only said to have sent no attachment; long words are cut."""
    mould = next(each for row in WEEK.cases for each in row.facts).arrival
    mail = replace(
        mould, name="说明", source="说明.eml", received=summary_world.at("2026-11-27 17:32:00")
    )
    cases = tuple(
        replace(case, mails=(mail,)) if case.unit == "U05" else case for case in WEEK.cases
    )
    body = "联席会议办公室：因业务系统升级，本周数据下周一补报，望谅解。"

    def told(said: str, file: str) -> str:
        note = replace(no_attachment("说明", said), file=file, unit="U05")
        return attempts(replace(WEEK, cases=cases, findings=(note,)))["U05"]

    quoted = "，写明“因业务系统升级，本周数据下周一补报，望谅解”"
    assert told(body, "说明.eml") == f"11月27日17:32来信“说明”，没有附件{quoted}"
    assert told("", "说明.eml") == "11月27日17:32来信“说明”，没有附件"
    alone = replace(no_attachment("区人社局说明", body), file="x.eml")
    assert attempts(replace(WEEK, findings=(alone,)))["U05"].endswith(quoted)
    assert "升级，请谅解…”" in told("因业务系统升级，请谅解，" + "另" * 40, "说明.eml")


def test_nothing_at_all_after_the_deadline_is_told() -> None:
    """Twelve silent units are more likely a box that receives nothing; a mail or a file, and it does."""
    silent = summary_world.results(silent=frozenset(f"U{at:02}" for at in range(1, 13)))
    assert nothing_came(silent)
    assert not nothing_came(WEEK)
    assert not nothing_came(replace(silent, findings=(no_attachment("说明"),)))
    assert not nothing_came(replace(silent, now=silent.clock.deadline))
    report = {"balance": Counter(), "expected": 12, "received": 0, "on_time": 0, "outputs": []}
    assert run.closing_lines(silent, report)[0] == NOTHING_RECEIVED
    assert NOTHING_RECEIVED not in run.closing_lines(WEEK, report)
