"""Verdicts: repeats, who may speak for a unit, which period, and what the office decided."""

from collections import Counter
from decimal import Decimal

import pytest
from merge_world import (
    SCHEME,
    W47,
    W48,
    at,
    case,
    cell,
    codes,
    leaf,
    merged,
    refused,
    verdicts,
)
from msgspec.structs import replace

from jlhy_xl.core.merging.trust import Registry
from jlhy_xl.core.model import Verdict
from jlhy_xl.core.wording import merge as words

A, S, D = Verdict.ACCEPTED, Verdict.SUPERSEDED, Verdict.DUPLICATE
R, Q = Verdict.RETURNED, Verdict.QUARANTINED


def test_the_identical_file_again_is_a_duplicate():
    """The same bytes twice are one event; the earlier one counts (example 11)."""
    first = leaf("26 10:00", "U01", sha256="same", source="a")
    again = leaf("28 10:00", "U01", sha256="same", source="b")
    result = merged(again, first)
    assert verdicts(result) == [A, D]
    assert [fact.acceptable for fact in case(result, "U01").facts] == [True, False]
    assert codes(result, "U01")["M204"] == 0


def test_the_same_file_forwarded_by_another_person_is_a_duplicate():
    """Even another unit's registered address makes no question of bytes that are in already."""
    first = leaf("26 10:00", "U01", sha256="same", source="a", sender="court@example.cn")
    again = leaf("28 10:00", "U01", sha256="same", source="b", sender="water@example.cn")
    assert verdicts(merged(first, again)) == [A, D]


def test_bytes_that_were_asked_are_accepted_when_their_own_unit_sends_them():
    """A file from the wrong address stays asked; the same file from the right one counts."""
    wrong = leaf("26 10:00", "U01", sha256="same", source="a", sender="water@example.cn")
    right = leaf("27 10:00", "U01", sha256="same", source="b", sender="court@example.cn")
    assert verdicts(merged(wrong, right)) == [Q, A]


def test_an_unreadable_file_sent_twice_is_refused_once():
    """The second copy of a damaged file is a duplicate, not a second refusal."""
    one = refused("26 10:00", sha256="bad", source="a", sender="court@example.cn")
    two = refused("27 10:00", sha256="bad", source="b", sender="court@example.cn")
    assert verdicts(merged(one, two)) == [R, D]


def test_one_picture_from_two_senders_supports_both():
    """The same scan from two units is two supporting files, from one unit it is one."""
    scans = [
        refused("26 10:00", Verdict.SUPPORTING, sha256="scan", source=source, sender=sender)
        for source, sender in (("a", "court@example.cn"), ("b", "water@example.cn"),
                               ("c", "water@example.cn"))
    ]  # fmt: skip
    result = merged(*scans)
    assert Counter(verdicts(result)) == {Verdict.SUPPORTING: 2, D: 1}
    units = [each.examined.unit for each in result.receipts if each.verdict is Verdict.SUPPORTING]
    assert sorted(units) == ["U01", "U08"]


def test_a_signature_logo_is_not_ours_each_time():
    """What is not ours is no duplicate: nobody resent anything."""
    logos = [refused("26 10:00", Verdict.NOT_OURS, sha256="logo", source=each) for each in "ab"]
    assert verdicts(merged(*logos)) == [Verdict.NOT_OURS] * 2


def test_a_supporting_file_belongs_to_the_unit_of_the_workbook_in_its_mail():
    """A scan beside a workbook is that unit's, and no fact of its case."""
    book = leaf("26 10:00", "U01", message_id="<1>")
    scan = refused("26 10:00", Verdict.SUPPORTING, name="佐证.pdf", message_id="<1>")
    result = merged(book, scan)
    receipt = next(each for each in result.receipts if each.verdict is Verdict.SUPPORTING)
    assert (receipt.examined.unit, receipt.examined.period) == ("U01", W48)
    assert len(case(result, "U01").facts) == 1


def test_another_units_address_is_asked_even_with_a_valid_token():
    """Example 29: not merged until a person says so; the time of arrival is kept."""
    result = merged(leaf("26 10:00", "U01", sender="water@example.cn"))
    assert verdicts(result) == [Q]
    assert codes(result, "U01")["M101"] == 1
    judged = case(result, "U01")
    assert [fact.arrival.received for fact in judged.facts] == [at("26 10:00")]
    assert judged.first_acceptable is None
    assert "区法院" in result.receipts[0].reason
    assert "water@example.cn" in result.receipts[0].reason
    told = merged(leaf("26 10:00", "U01", registered="水务局")).receipts[0].reason
    assert "水务局" in told


@pytest.mark.parametrize(
    ("sender", "registered", "token", "authenticated", "verdict", "code"),
    [
        ("court@example.cn", "", "absent", None, A, ""),
        ("court@example.cn", "", "valid", True, A, ""),
        ("court@example.cn", "", "wrong", None, A, ""),  # the examination itself asks
        ("court@example.cn", "", "valid", False, A, "M102"),
        ("court@example.cn", "", "absent", False, Q, "M103"),
        ("someone@example.org", "", "valid", None, A, "M102"),
        ("someone@example.org", "", "absent", None, Q, "M103"),
        ("someone@example.org", "", "wrong", None, Q, "M103"),
        ("", "", "absent", None, A, ""),
        ("", "", "wrong", None, A, ""),
        ("", "法院", "absent", None, A, ""),
        ("", "张某某送来", "absent", None, A, ""),
        ("", "水务局", "valid", None, Q, "M101"),
        ("", "water@example.cn", "valid", None, Q, "M101"),
        ("someone@example.org", "区法院", "absent", None, A, ""),
    ],
)
def test_who_may_speak_for_a_unit(
    sender: str, registered: str, token: str, authenticated: bool | None, verdict: Verdict, code: str
):  # fmt: skip
    """Registered addresses may, strangers only with our token, other units never."""
    came = leaf(
        "26 10:00", "U01", sender=sender, registered=registered, token=token,
        authenticated=authenticated,
    )  # fmt: skip
    result = merged(came)
    assert verdicts(result) == [verdict]
    assert {each for each in codes(result, "U01") if each < "M108"} == ({code} if code else set())


def test_a_return_belongs_to_the_period_of_its_identity():
    """Week 47's template in week 48's folder is week 47's, late; week 48 is owed (example 28)."""
    result = merged(leaf("26 10:00", "U01", W47))
    assert case(result, "U01", W47).first_acceptable is not None
    assert case(result, "U01", W48).first_acceptable is None
    assert codes(result, "U01", W47)["M108"] == 1
    for folder in (W47, ""):
        at_home = merged(leaf("26 10:00", "U01", W47, folder=folder))
        assert codes(at_home, "U01", W47)["M108"] == 0
    assert codes(result, "U01", W48)["M201"] == 2


def test_a_return_for_a_period_that_is_not_open_is_asked():
    """Neither a closed period nor one to come is changed by a file."""
    result = merged(leaf("26 10:00", "U01", W47), periods=(W48,))
    assert verdicts(result) == [Q]
    assert codes(result, "U01", W47)["M106"] == 1
    assert not any(result.readings.period == W47)


def test_a_return_of_a_unit_that_owes_nothing_any_more_is_asked():
    """A unit without duties is not merged under its old name."""
    came, said = leaf("26 10:00", "U01")
    result = merged((came, replace(said, unit="U99")))
    assert verdicts(result) == [Q]
    assert [each.code for each in result.findings if each.unit == "U99"] == ["M105"]


def test_an_adopted_arrival_counts_from_the_time_it_came():
    """采用 lets an asked return in; a later one of the unit still decides the content."""
    asked = leaf("26 10:00", "U01", sender="water@example.cn")
    later = leaf("28 10:00", "U01", sender="court@example.cn")
    pins = {asked[0].id: (words.ADOPT, "", "", "电话核实")}
    result = merged(asked, later, pins=pins)
    assert verdicts(result) == [S, A]
    first = case(result, "U01").first_acceptable
    assert first is not None
    assert first.arrival is asked[0]
    assert "电话核实" in first.reason


def test_an_adopted_arrival_that_was_in_goes_before_later_ones():
    """采用 of an older version pins it: the newest no longer counts."""
    older = leaf("26 10:00", "U01", cells={("07-01", "value"): "190"})
    newer = leaf("28 10:00", "U01", cells={("07-01", "value"): "999"})
    result = merged(older, newer, pins={older[0].id: (words.ADOPT, "", "", "新件有误")})
    assert verdicts(result) == [A, S]
    assert cell(result, "U01", "07-01", "value").number == Decimal(190)


def test_a_voided_arrival_counts_for_nothing_nor_do_its_copies():
    """作废 takes a return out with the reason; the same bytes again do not bring it back."""
    bad = leaf("26 10:00", "U01", sha256="same", source="a")
    copy = leaf("27 10:00", "U01", sha256="same", source="b")
    result = merged(bad, copy, pins={bad[0].id: (words.VOID, "", "", "单位来电撤回")})
    assert verdicts(result) == [R, D]
    assert "单位来电撤回" in result.receipts[0].reason
    assert case(result, "U01").first_acceptable is None


def test_voiding_a_file_for_its_sender_does_not_void_the_units_own():
    """Bytes voided because a stranger sent them still count when the unit sends them."""
    strange = leaf("26 10:00", "U01", sha256="same", source="a", sender="water@example.cn")
    own = leaf("27 10:00", "U01", sha256="same", source="b", sender="court@example.cn")
    result = merged(strange, own, pins={strange[0].id: (words.VOID, "", "", "非本单位")})
    assert verdicts(result) == [R, A]


def test_a_reassigned_arrival_is_the_other_units():
    """改归 moves readings and findings to the unit that the office names."""
    wrong = leaf("26 10:00", "U01", forms=("personnel",))
    result = merged(wrong, pins={wrong[0].id: (words.REASSIGN, "U02", "", "填错单位")})
    assert verdicts(result) == [A]
    assert result.receipts[0].examined.unit == "U02"
    assert "区发改局第48周" in result.receipts[0].reason
    assert cell(result, "U02", "联络员", "name").value == "甲"
    assert case(result, "U01").facts == ()


def test_adopting_what_could_not_be_read_is_answered():
    """采用 cannot make content: the arrival stays refused, and the office is told why."""
    damaged = refused("26 10:00", sender="court@example.cn")
    result = merged(damaged, pins={damaged[0].id: (words.ADOPT, "", "", "看着没问题")})
    assert verdicts(result) == [R]
    assert codes(result, "U01")["M107"] == 1


def test_an_unknown_handling_changes_nothing():
    """A word that is none of 采用, 作废, 改归 decides nothing."""
    came = leaf("26 10:00", "U01", sender="water@example.cn")
    assert verdicts(merged(came, pins={came[0].id: ("再议", "", "", "")})) == [Q]


def test_a_decision_without_a_reason_says_so():
    """The reason column was left blank: the receipt shows that."""
    came = leaf("26 10:00", "U01")
    result = merged(came, pins={came[0].id: (words.VOID, "", "", "")})
    assert "未写理由" in result.receipts[0].reason


def test_a_name_that_names_two_units_names_none():
    """Only a single unit in a file's name says beside whose mail a damaged file lies."""
    registry = Registry.of(SCHEME)
    assert registry.named_in("区法院 第48周.xlsx") == "U01"
    assert registry.named_in("水务局报表.xlsx") == "U08"
    assert registry.named_in("区法院、水务局.xlsx") == ""
    assert registry.named_in("报表.xlsx") == ""
