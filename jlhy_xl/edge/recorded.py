"""The scheme as a run sees it: 方案.xlsx and, behind it, what the ledger has recorded."""

from collections.abc import Mapping
from datetime import date, datetime

from msgspec.structs import replace

from jlhy_xl.core.scheme.model import Meeting, Named, Resolution
from jlhy_xl.core.scheme.recorded import MEETING, RESOLUTION, row_of, with_rows
from jlhy_xl.edge.ledger.ledger import Ledger
from jlhy_xl.edge.ledger.rows import Notice
from jlhy_xl.edge.office import LoadedScheme, Office


def with_recorded(loaded: LoadedScheme, ledger: Ledger, now: datetime) -> LoadedScheme:
    """Return the scheme with recorded meetings, items and issued 通报; its digest stays.

    What was recorded after ``now`` is not known yet, so a replay sees what its run saw.
    """

    def entries(about: str) -> list[Mapping[str, str]]:
        found = ledger.decisions(about)
        last = {each.key: each.entries for each in found if each.at is None or each.at <= now}
        return [row for row in last.values() if row]  # nothing at all: it was taken back

    scheme = with_rows(
        loaded.scheme,
        [row_of(Meeting, row) for row in entries(MEETING)],
        [row_of(Resolution, row) for row in entries(RESOLUTION)],
        [row for notice in ledger.notices() for row in named(notice)],
    )
    return replace(loaded, scheme=scheme)


def load(office: Office, now: datetime) -> LoadedScheme:
    """Return the office's scheme with what was recorded; the ledger is only read.

    Raises:
        JlhyError: there is no 方案.xlsx, or it cannot be read.
        SchemeError: it has mistakes; all of them.
    """
    loaded = office.load_scheme()
    with Ledger.open(office.ledger_path, frozen=True) as ledger:
        return with_recorded(loaded, ledger, now)


def named(notice: Notice) -> list[Named]:
    """Return the problems that an issued 通报 names, as the scheme's own sheet would have them."""
    problems = notice.content.get("problems")
    issued = date.fromisoformat(notice.issued) if notice.issued else None
    return [
        Named(notice.number, issued, row["unit"], row["problem"], row["text"])
        for row in (problems if isinstance(problems, list) else [])
    ]
