"""Who is called late or silent may have tried: the try is evidence, and a person is asked whose fault it is."""

from msgspec.structs import replace

from jlhy_xl.core.merging.bare import with_mails
from jlhy_xl.core.model import Arrival, Clock, Deduction, ReturnCase, Verdict
from jlhy_xl.core.points.propose import propose
from tests.points_world import AFTER, BANK, COURT, CUTOFF, MONDAY, SCHEME, W47, W48, at, case, fact

BROKEN = "文件已损坏或不完整（没有传完），无法打开。请重新发送"
IN_TIME, LATE = "2026-11-27 16:52:14", "2026-11-27 17:32:08"


def _line(given: ReturnCase) -> Deduction:
    (line,) = propose(SCHEME, [given], AFTER)
    return line


def mail(when: str, *, sender: str, subject: str = "本周报送说明", folder: str = W48) -> Arrival:
    return Arrival("e" * 64, subject, folder, "005 说明.eml", at(when), Clock.SERVER, sender=sender)


def test_a_damaged_file_before_the_deadline_is_told_and_asks_a_person_whose_fault_it_is() -> None:
    """The fact tells the earlier moment; the note asks. A damaged file after the deadline asks nothing."""
    told = _line(case(fact(IN_TIME, good=False, reason=BROKEN), fact(MONDAY)))
    assert told.rule == "A1"
    assert told.event.endswith("；此前于2026-11-27 16:52:14收到的文件无法受理")
    assert told.note == (
        "截止前已于2026-11-27 16:52:14发来文件，未能受理（文件已损坏或不完整（没有传完），"
        "无法打开），请核定责任归属"
    )
    late = _line(case(fact(LATE, good=False, reason=BROKEN), fact(MONDAY)))
    assert "2026-11-27 17:32:08" in late.event
    assert late.note == ""


def test_an_untouched_template_is_no_try_and_one_still_asked_about_was_not_refused() -> None:
    """What the office has not looked at yet is asked about, and never called 无法受理."""
    bare = _line(case(fact(IN_TIME, good=False, untouched=True), fact(MONDAY)))
    assert "；" not in bare.event
    assert bare.note == ""
    kept = _line(case(fact(IN_TIME, good=False, verdict=Verdict.QUARANTINED), fact(MONDAY)))
    assert "；" not in kept.event
    assert "尚待核实" in kept.note


def test_who_is_silent_may_have_tried_up_to_the_last_moment() -> None:
    """For 未报 what came after the deadline and before the cut-off counts as a try as well."""
    told = _line(case(fact(LATE, good=False, reason=BROKEN)))
    assert told.rule == "A2"
    assert told.note.startswith("最终截止前已于2026-11-27 17:32:08发来文件")


def test_a_mail_without_a_file_is_evidence_of_its_units_silence() -> None:
    """Its file, moment, subject and sender stand there beside 没有收到文件; nothing else of the line moves."""
    address = "bank@tez.example"
    units = tuple(
        replace(unit, mails=(address,)) if unit.code == BANK else unit for unit in SCHEME.units
    )
    scheme = replace(SCHEME, units=units)
    cases = [case(unit=BANK), case(unit=BANK, period=W47), case(unit=COURT)]
    mine = mail(LATE, sender=address)
    found = with_mails(scheme, cases, [mine, mail(LATE, sender="nobody@x.example")])
    assert [row.mails for row in found] == [(mine,), (), ()]
    line, plain = _line(found[0]), _line(cases[0])
    assert replace(line, evidence=plain.evidence, note="") == plain
    nothing, piece = line.evidence
    assert (nothing,) == plain.evidence
    assert (piece.what, piece.file, piece.at) == ("收到邮件，没有附件", "005 说明.eml", at(LATE))
    assert piece.found == "主题“本周报送说明”；邮件服务器收件时间；来自bank@tez.example"
    assert line.note == "2026-11-27 17:32:08收到该单位来信，没有附件，请核定责任归属"
    wrote = with_mails(scheme, cases, [replace(mine, gist="系统升级；下周一补报")])
    said = _line(wrote[0])
    assert said.evidence[-1].found == (
        "主题“本周报送说明”；正文写道：“系统升级；下周一补报”；邮件服务器收件时间；来自bank@tez.example"
    )
    assert (
        said.note
        == "2026-11-27 17:32:08收到该单位来信“系统升级，下周一补报”，没有附件，请核定责任归属"
    )
    after = with_mails(scheme, cases, [mail("2026-12-04 17:00:01", sender=address)])
    assert _line(after[0]) == plain
    assert at(CUTOFF) < after[0].mails[0].received


def test_a_strangers_mail_stands_beside_the_unit_its_subject_names_and_a_shared_address_beside_none() -> (
    None
):
    """Where two units share an address nobody guesses which of them wrote."""
    shared = tuple(
        replace(unit, mails=("x@x.example",)) if unit.code in (BANK, COURT) else unit
        for unit in SCHEME.units
    )
    cases = [case(unit=BANK), case(unit=COURT)]
    named = mail(LATE, sender="a@b.example", subject="区人民银行说明")
    assert with_mails(SCHEME, cases, [named])[0].mails == (named,)
    both = mail(LATE, sender="x@x.example")
    found = with_mails(replace(SCHEME, units=shared), cases, [both])
    assert [row.mails for row in found] == [(), ()]
