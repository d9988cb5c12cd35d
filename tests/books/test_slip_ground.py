"""What a slip rests on: the notice with its number and words, the rule with its own figure."""

from msgspec.structs import replace
from scoring_world import COURT, results, scheme, texts

from jlhy_xl.books import slip
from tests.books.test_slip import SLIPS, WEEK, of

CLAUSE = (
    "依据联席会议制度通知（台政办字〔2020〕11号）五（四）“对营商环境工作责任落实不及时、不到位或因消极懈怠"
    "造成指标排名落后的单位减扣年终综合考核得分”和减扣细则（示例），下列事项"
)


def test_a_slip_names_the_notice_and_quotes_its_clause_where_the_page_holds_it() -> None:
    """With its number always; in its own words where no line has to go to a second page for them."""
    assert CLAUSE in texts(of(SLIPS, "区法院"))
    line = next(line for line in WEEK.deductions if line.unit == COURT)
    shares = {}
    for count in range(1, 30):
        lines = tuple(replace(line, period=f"2026-W{week:02}") for week in range(1, count + 1))
        made = dict(slip.books(replace(WEEK, deductions=lines)))
        (first, *rest) = made.values()
        shares[count] = (len(rest) + 1, CLAUSE in texts(first))
        assert "通知（台政办字〔2020〕11号）" in texts(first)
    held = [count for count, (pages, _) in shares.items() if pages == 1]
    quoted = [count for count in held if shares[count][1]]
    assert quoted == held[: len(quoted)]
    assert 1 < len(quoted) < len(held)  # the last of them give up the words, not the page
    assert not any(is_quoted for pages, is_quoted in shares.values() if pages > 1)


def test_another_districts_slip_claims_no_notice() -> None:
    """Whose notice it is, is known of one district."""
    other = texts(of(dict(slip.books(results(scheme(district="别的区")))), "区法院"))
    assert "依据联席会议制度通知和减扣细则（示例），" in other


def test_a_line_that_a_cap_cut_shows_the_rules_figure() -> None:
    """0.0 beside a rule of 1 or 0.5 is explained on the slip itself."""
    words = texts(of(SLIPS, "区人民银行"))
    assert "说明：规则分值1分，已达上限（报送类上限5分）" in words
    assert "规则分值" not in texts(of(SLIPS, "区法院"))
