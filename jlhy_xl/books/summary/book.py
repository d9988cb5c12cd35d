"""汇总表: what leaders read; 总览 decides, every other sheet explains it."""

from jlhy_xl.books.sheet import Book
from jlhy_xl.books.summary import charts as summary_charts
from jlhy_xl.books.summary import findings as summary_findings
from jlhy_xl.books.summary import front as summary_front
from jlhy_xl.books.summary import mask as summary_mask
from jlhy_xl.books.summary import notes as summary_notes
from jlhy_xl.books.summary import progress as summary_progress
from jlhy_xl.books.summary import ranks as summary_ranks
from jlhy_xl.books.summary import trend as summary_trend
from jlhy_xl.books.summary import units as summary_units
from jlhy_xl.books.summary import versions as summary_versions
from jlhy_xl.books.summary import weeks as summary_weeks
from jlhy_xl.books.summary import work as summary_work
from jlhy_xl.books.summary.facts import Facts
from jlhy_xl.books.summary.parts import FRONT
from jlhy_xl.core.results import Results

TITLE = "汇总表"


def book(results: Results) -> Book:
    """Return the summary workbook, masked where the results say so.

    总览 comes first but is made last: it leads to rows whose places the others know.
    """
    facts = Facts(summary_mask.without_people(results) if results.masked else results)
    made = (
        summary_progress.progress(facts),
        summary_ranks.sheet(facts),
        summary_units.completeness(facts),
        summary_weeks.sheet(facts),
        summary_charts.sheet(facts),
        summary_trend.sheet(facts),
        summary_trend.course(facts),
        summary_progress.problems(facts),
        summary_work.experience(facts),
        summary_work.proposals(facts),
        summary_work.resolutions(facts),
        summary_findings.sheet(facts),
        summary_progress.changes(facts),
        summary_units.receipts(facts),
        summary_versions.sheet(facts),
        summary_work.meetings(facts),
        summary_notes.sheet(facts),
    )
    explained = (sheet for sheet in made if sheet)
    whole = Book(
        (summary_front.sheet(facts), *explained),
        title=f"{results.scheme.parameters.title}{results.clock.label}{TITLE}",
        active=FRONT,
    )
    return summary_mask.Mask(results).book(whole) if results.masked else whole
