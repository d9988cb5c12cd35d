"""The letters of a period whose units may still report: 尚未报送, and no fault found before its time."""

from datetime import timedelta

from msgspec.structs import replace

from jlhy_xl.books.letters import brief, letter, meeting, notice
from jlhy_xl.books.letters.letter import Letter
from jlhy_xl.books.letters.notice import Issue
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Phrase
from jlhy_xl.core.wording.phrases import Place
from tests.books import summary_world

WEEK = summary_world.results()


def _text(made: Letter) -> str:
    return "\n".join(letter.lines(made))


def _open() -> Results:
    """The week before its final cut-off."""
    return replace(WEEK, clock=replace(WEEK.clock, cutoff=WEEK.now + timedelta(hours=1)))


def _letters(week: Results) -> list[Letter]:
    papers = meeting.letters(week, meeting.Session("HY2026-07")).values()
    return [brief.letter(week), notice.letter((week,), Issue("〔2026〕5号")), *papers]


def test_the_offices_own_word_for_a_unit_that_may_still_report_stands_everywhere() -> None:
    """共用·尚未报送 is one word for the letters and 总览; nothing else of them changes."""
    said = replace(_open(), scheme=replace(WEEK.scheme, phrases=(Phrase(Place.PENDING, "待送达"),)))
    for before, after in zip(_letters(_open()), _letters(said), strict=True):
        assert _text(before).replace("尚未报送", "待送达") == _text(after)
    assert "待送达" in _text(brief.letter(said))
    assert {"△ 待送达"} <= {unit.word for unit in Facts(said).units}


def test_before_the_final_cut_off_nobody_is_called_silent() -> None:
    """Between deadline and cut-off a unit may still report: 尚未报送, in sentence and table, and no problem."""
    for made in (brief.letter(_open()), notice.letter((_open(),), Issue("〔2026〕5号"))):
        text = _text(made)
        assert "尚未报送（未到最终截止时间）：区人社局" in text
        assert "区人社局" not in text.partition("报送方面的问题")[2]  # no fault yet
        assert "区人社局｜△ 尚未报送" in text
        assert "未报" not in text.replace("尚未报送", "")


def test_the_totals_of_several_weeks_charge_nobody_who_may_still_report() -> None:
    """A silent unit of a closed week is 未报, of an open one 尚未报送; the parts make the whole."""
    before = replace(WEEK, clock=replace(WEEK.clock, period="2026-W47"))
    made = notice.letter((before, _open()), Issue("〔2026〕5号"))
    text = _text(made)
    assert (
        "2期应报24份次，实报22份次，占91.7%；其中按时20份次，占83.3%，"
        "迟报2份次，未报1份次，尚未报送1份次（未到最终截止时间）。"
    ) in text
    assert "单位｜应报｜按时｜迟报｜补报｜未报｜尚未报送" in text
    assert "区人社局｜2｜0｜0｜0｜1｜1" in text
    assert "未报：区人社局" in text
    assert "报送方面的问题" in text
    assert "尚未报送（未到最终截止时间）：区人社局" not in text  # no fault yet
    closed = _text(notice.letter((before, WEEK), Issue("〔2026〕5号")))
    assert "迟报2份次，未报2份次。" in closed
    assert "尚未报送" not in closed


def test_before_the_deadline_a_notice_finds_no_fault_with_returns() -> None:
    """Who has sent nothing, or something to mend, still has time."""
    moment = summary_world.at("2026-11-27 12:00:00")
    early = summary_world.results(now=moment, silent=frozenset({"U05", "U07"}))
    assert "报送方面的问题" not in _text(notice.letter((early,), Issue("〔2026〕5号")))
    assert "报送内容待补正" in _text(notice.letter((_open(),), Issue("〔2026〕5号")))


def test_before_the_deadline_nobody_is_silent() -> None:
    """未报 is said after the deadline only."""
    early = summary_world.results(now=summary_world.at("2026-11-25 09:00:00"))
    assert "✗ 未报" not in _text(brief.letter(early))
    assert "第48周（11.23—11.27）报表请于11月27日（周五）17:00前报送" in _text(brief.letter(early))
