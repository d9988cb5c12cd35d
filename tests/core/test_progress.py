"""The progress table: one row for each unit and indicator, and the standings by group."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from merge_world import SAME, SCHEME, W48, indicator, leaf, world
from msgspec.structs import replace

from jlhy_xl.books.scheme.default import default
from jlhy_xl.core import frames
from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Arrival, Examined, Prior
from jlhy_xl.core.scheme.choices import Cycle, Direction, Source
from jlhy_xl.core.scheme.model import Published, Scheme, Target
from jlhy_xl.core.standing.progress import progress, standings

HIGH = Direction.HIGHER
CREDIT = indicator(
    "06-04", "企业融资便利度", *SAME, measure="分", direction=HIGH, source=Source.OFFICIAL,
    best=Decimal(100), worst=Decimal(0), cycle=Cycle.YEAR,
    score_of=(("06-01", Decimal(12)), ("06-02", Decimal(8))),
)  # fmt: skip


Rows = dict[tuple[str, str], dict[str, object]]


def table(
    *received: tuple[Arrival, Examined], scheme: Scheme = SCHEME,
    known: Mapping[tuple[str, str, str], str] | None = None,
) -> Rows:  # fmt: skip
    priors = {(unit.code, W48): Prior(known or {}) for unit in scheme.units}
    here = world(scheme, (W48,), priors)
    result = merge(scheme, here, received, {}, (W48,))
    found = progress(scheme, list(here.duties.values()), result.readings, here.priors)
    frames.checked(found, frames.PROGRESS)
    return {(row["indicator"], row["unit"]): row for row in found.to_dict("records")}


def test_there_is_a_row_for_each_indicator_and_lead():
    """Units that lead nothing add none; joint leads have a row each, in the scheme's order."""
    rows = table()
    assert list(rows) == [(row.code, unit) for row in SCHEME.indicators for unit in row.leads]
    assert rows["04-01", "U08"]["part"] == "水"
    assert rows["04-01", "U06"]["part"] == "气"


def test_a_full_week_of_the_notices_scheme_has_61_rows():
    """49 indicators, four of them with two leads and four with three: 61 unit–indicator rows."""
    rows = table(scheme=default())
    assert len(rows) == 61
    assert {row["period"] for row in rows.values()} == {W48}


def test_a_row_without_a_value_leads_to_another_of_its_cells():
    """A yearly indicator's row is traced to its 推进状态; a silent unit's row to nothing."""
    yearly = tuple(replace(row, cycle=Cycle.YEAR) for row in SCHEME.indicators)
    scheme = replace(SCHEME, indicators=yearly)
    came, said = leaf("26 10:00", "U01", name="法院.xlsx")
    kept = tuple(each for each in said.readings if each.field != "value")
    status = next(each for each in kept if (each.row_key, each.field) == ("07-01", "status"))
    row = table((came, replace(said, readings=kept)), scheme=scheme)["07-01", "U01"]
    assert (row["file"], row["cell"], row["state"]) == ("法院.xlsx", status.cell, "")
    silent = table(scheme=scheme)["07-01", "U01"]
    assert (silent["file"], silent["cell"]) == ("", "")


def test_a_row_says_what_moved_and_how_far_the_target_is():
    """190 before, 175 now, from 200 to 150: 15 fewer, better, half way; score on the frontier."""
    row = table(leaf("26 10:00", "U01", cells={("07-01", "value"): "175",
                                               ("07-01", "status"): "推进中"}))["07-01", "U01"]  # fmt: skip
    told = ("last", "value", "typed", "change", "better", "attainment", "status", "state")
    assert [row[name] for name in told] == [
        Decimal(190), Decimal(175), "175", Decimal(-15), True, Decimal("0.5"), "正在办理", "valid",
    ]  # fmt: skip
    assert row["score"] == (Decimal(1340) - 175) / (1340 - 120) * 100
    assert (row["lagging"], row["overdue"], row["sheet"]) == (False, False, "指标进展表")
    assert row["cell"]


def test_a_value_worse_than_the_last_lags():
    """195 after 190, the fewer the better: 进展滞后, but not 逾期."""
    cells = {("07-01", "value"): "195", ("07-01", "status"): "推进中"}
    row = table(leaf("26 10:00", "U01", cells=cells))["07-01", "U01"]
    assert (row["better"], row["lagging"], row["overdue"]) == (False, True, False)
    assert row["status"] == "进展滞后"


def test_overdue_is_told_by_the_periods_deadline():
    """完成时限 the day before the deadline is overdue, on its day it is not."""
    for due, overdue in (("2026-11-26", True), ("2026-11-27", False)):
        cells = {("07-01", "due"): due, ("07-01", "value"): "180", ("07-01", "status"): "推进中"}
        row = table(leaf("30 10:00", "U01", cells=cells))["07-01", "U01"]
        assert (row["overdue"], row["due"]) == (overdue, date.fromisoformat(due))


def test_what_was_known_goes_before_the_schemes_last_value():
    """上期值 is the last valid reading; the target sheet's only where there is none."""
    rows = table(known={("progress", "07-01", "value"): "185"})
    assert rows["07-01", "U01"]["last"] == Decimal(185)
    assert table()["07-01", "U01"]["last"] == Decimal(190)


def test_silence_is_not_judged():
    """A value that was due and did not come is None in every measure, never 0."""
    row = table(known={("progress", "07-01", "value"): "185"})["07-01", "U01"]
    told = ("value", "change", "better", "attainment", "score")
    assert [row[name] for name in told] == [None] * len(told)
    assert (row["status"], row["state"], row["lagging"]) == ("", "blank", False)


def test_a_value_that_is_not_asked_this_week_stands_at_its_last():
    """A yearly value keeps its score between its weeks; this week's value column is empty."""
    yearly = tuple(replace(row, cycle=Cycle.YEAR) for row in SCHEME.indicators)
    known = {("progress", "06-01", "value"): "9"}
    row = table(scheme=replace(SCHEME, indicators=yearly), known=known)["06-01", "U09"]
    assert (row["value"], row["last"], row["score"]) == (None, Decimal(9), Decimal(75))
    assert (row["change"], row["state"]) == (None, "")


def test_a_split_indicator_says_how_many_parts_are_reported():
    """Water silent, gas reported: 1 of 2 on both rows; both there: nothing to say (example 17)."""
    gas, water = leaf("26 10:00", "U06"), leaf("26 10:00", "U08")
    rows = table(gas)
    assert rows["04-02", "U06"]["note"] == rows["04-02", "U08"]["note"] == "分项已报1项，应报2项"
    assert table(gas, water)["04-02", "U06"]["note"] == ""


OFFICIAL = replace(SCHEME, indicators=(*SCHEME.indicators, CREDIT))


def test_a_published_value_is_the_newest_one_and_ours_stands_beside():
    """来源 上级发布: the office's entry is the value; the 测算值 is the score, its gaps named."""
    old, new, coming = (
        Published("06-04", Decimal(value), "市评价办", day)
        for value, day in ((60, date(2026, 1, 5)), (66, date(2026, 6, 1)), (99, date(2026, 12, 1)))
    )
    scheme = replace(OFFICIAL, published=(new, old, coming))
    cells = {("06-01", "value"): "6", ("06-02", "value"): ""}
    row = table(leaf("26 10:00", "U09", cells=cells), scheme=scheme)["06-04", "U09"]
    assert (row["value"], row["score"]) == (Decimal(66), Decimal(50))
    assert "市评价办" in str(row["note"])
    assert "2026-06-01" in str(row["note"])
    assert "2项中的1项" in str(row["note"])
    assert "信用信息深度指数" in str(row["note"])


def test_each_lead_is_scored_by_its_own_values():
    """No mean over the three leads: the one that said 12 and 8 has 100, the other 50."""
    full = leaf("26 10:00", "U09", cells={("06-01", "value"): "12", ("06-02", "value"): "8"})
    half = leaf("26 10:00", "U10", cells={("06-01", "value"): "6", ("06-02", "value"): "4"})
    rows = table(full, half, scheme=OFFICIAL)
    assert [rows["06-04", unit]["score"] for unit in SAME] == [Decimal(100), Decimal(50), None]


TARGETS = (
    Target("07-01", "U01", Decimal(200), Decimal(150)),
    Target("07-02", "U01", Decimal(30), Decimal(20)),
    Target("10-01", "U06", Decimal(30), Decimal(20)),  # 方向未定: cannot be met or missed
)


def court(first: str, second: str):
    """Groups' standings when the court reports two values."""
    scheme = replace(SCHEME, targets=TARGETS)
    here = world(scheme, (W48,))
    cells = {("07-01", "value"): first, ("07-02", "value"): second}
    received = [leaf("26 10:00", "U01", cells=cells, name="法院.xlsx")]
    result = merge(scheme, here, received, {}, (W48,))
    rows = progress(scheme, list(here.duties.values()), result.readings, here.priors)
    return {each.group: each for each in standings(scheme, rows, result.readings)}


def test_a_group_has_reached_its_targets_only_when_every_one_is():
    """150 of 150 and 19 of 20 are reached; no target at all is not."""
    found = court("150", "19")
    assert (found[7].targets, found[7].reached, found[7].all_reached) == (2, 2, True)
    assert (found[10].targets, found[10].all_reached) == (0, False)


def test_a_missed_target_is_evidence_with_its_cell():
    """151 of 150 is missed: the evidence leads to the file, the sheet and the cell."""
    found = court("151", "19")[7]
    assert (found.targets, found.reached, found.all_reached) == (2, 1, False)
    (missed,) = found.evidence
    assert (missed.file, missed.sheet, missed.found) == ("法院.xlsx", "指标进展表", "151")
    assert missed.sha256
    assert missed.cell
    assert "07-01" in missed.what


def test_a_target_without_a_value_is_not_reached():
    """What was not reported cannot exempt anyone."""
    found = court("", "19")[7]
    assert (found.targets, found.reached) == (2, 1)
    assert found.evidence[0].found == "（无数值）"


def test_a_yearly_value_reaches_its_target_between_its_weeks():
    """What was reached in January is reached in November: the last value counts."""
    yearly = tuple(replace(row, cycle=Cycle.YEAR) for row in SCHEME.indicators)
    scheme = replace(SCHEME, indicators=yearly, targets=TARGETS)
    priors = {("U01", W48): Prior({("progress", "07-01", "value"): "140"})}
    here = world(scheme, (W48,), priors)
    readings = merge(scheme, here, [], {}, (W48,)).readings
    rows = progress(scheme, list(here.duties.values()), readings, here.priors)
    found = next(each for each in standings(scheme, rows, readings) if each.group == 7)
    assert (found.targets, found.reached) == (2, 1)


def test_a_scheme_without_an_indicator_form_has_an_empty_table():
    """No form of indicators: the declared columns, no rows."""
    bare = replace(SCHEME, forms=SCHEME.forms[:1])
    assert table(scheme=bare) == {}


def test_a_silent_unit_does_not_reach_a_target_by_last_weeks_value():
    """The value was due and did not come: last week's 140 exempts nobody."""
    scheme = replace(SCHEME, targets=TARGETS)
    priors = {("U01", W48): Prior({("progress", "07-01", "value"): "140"})}
    here = world(scheme, (W48,), priors)
    readings = merge(scheme, here, [], {}, (W48,)).readings
    rows = progress(scheme, list(here.duties.values()), readings, here.priors)
    found = next(each for each in standings(scheme, rows, readings) if each.group == 7)
    assert (found.targets, found.reached) == (2, 0)


def test_a_part_whose_value_is_not_asked_is_reported_by_its_status():
    """Yearly split indicators count as reported when the row was answered at all."""
    yearly = tuple(replace(row, cycle=Cycle.YEAR) for row in SCHEME.indicators)
    scheme = replace(SCHEME, indicators=yearly)
    gas, water = (leaf("26 10:00", unit, cells={("04-02", "value"): ""}) for unit in ("U06", "U08"))
    assert table(gas, water, scheme=scheme)["04-02", "U06"]["note"] == ""
    assert table(gas, scheme=scheme)["04-02", "U06"]["note"] == "分项已报1项，应报2项"


def test_words_known_before_are_shown_as_words():
    """A 定性 row's last value is text; what was never given is None."""
    known = {("progress", "10-01", "value"): "按季核定"}
    rows = table(known=known)
    assert rows["10-01", "U06"]["last"] == "按季核定"
    assert rows["07-02", "U01"]["last"] is None


def test_a_value_published_on_the_day_of_the_deadline_counts():
    """27 November is in week 48, 28 November is not yet known."""
    for day, value in ((27, Decimal(66)), (28, None)):
        row = Published("06-04", Decimal(66), "市评价办", date(2026, 11, day))
        scheme = replace(OFFICIAL, published=(row,))
        assert table(scheme=scheme)["06-04", "U09"]["value"] == value


def test_a_missed_part_is_named_with_its_part():
    """Evidence on a split indicator says which part was missed."""
    scheme = replace(SCHEME, targets=(Target("04-01", "U08", Decimal(9), Decimal(3)),))
    here = world(scheme, (W48,))
    received = [leaf("26 10:00", "U08", cells={("04-01", "value"): "4"})]
    readings = merge(scheme, here, received, {}, (W48,)).readings
    rows = progress(scheme, list(here.duties.values()), readings, here.priors)
    missed = next(each for each in standings(scheme, rows, readings) if each.group == 4).evidence
    assert "04-01 获得用水用气流程（水）（区城乡水务局）" in missed[0].what
