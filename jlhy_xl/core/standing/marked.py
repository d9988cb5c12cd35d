"""Which of a unit's files goes back marked, and with which findings; copies and reminders name the same."""

from collections.abc import Sequence

from msgspec.structs import replace

from jlhy_xl.core.model import Examined, Finding, Receipt, Verdict
from jlhy_xl.core.points.decided import OBJECTIONS
from jlhy_xl.core.results import Results

_DESK = "D"  # what the office must still do about its decisions is no unit's to read


def marked(results: Results) -> dict[str, tuple[Receipt, Examined]]:
    """Return by unit code the file that counts, with what is to be said in its copy."""
    period = results.clock.period
    receipts: dict[str, list[Receipt]] = {}
    for row in results.receipts:
        if row.examined.period == period:
            receipts.setdefault(row.examined.unit, []).append(row)
    findings: dict[str, list[Finding]] = {}
    for found in results.findings:
        if found.period == period and is_units(found):
            findings.setdefault(found.unit, []).append(found)
    chosen = {unit: _chosen(rows) for unit, rows in receipts.items()}
    return {
        unit: (receipt, _examined(receipt, receipts[unit], findings.get(unit, ())))
        for unit, receipt in chosen.items()
        if receipt is not None
    }


def is_units(found: Finding) -> bool:
    """Whether a finding is a unit's to mend or explain; what the office must do itself is not."""
    return found.code[:1] != _DESK or found.form == OBJECTIONS


def is_readable(examined: Examined) -> bool:
    """Whether the file was read at all: a damaged one has nothing in it to mark."""
    return bool(examined.readings or examined.unchanged)


def _chosen(receipts: Sequence[Receipt]) -> Receipt | None:
    """Return the file that counts: the last that was accepted, else the last that was refused."""
    for verdict in (Verdict.ACCEPTED, Verdict.RETURNED):
        found = [
            each for each in receipts if each.verdict is verdict and is_readable(each.examined)
        ]
        if found:
            return max(found, key=lambda each: (each.arrival.received, each.arrival.id))
    return None


def _examined(
    receipt: Receipt, receipts: Sequence[Receipt], findings: Sequence[Finding]
) -> Examined:
    """Return what is to be said: the run's own findings about all of the unit's content that counts."""  # fmt: skip
    examined = replace(receipt.examined, verdict=receipt.verdict, reason=receipt.reason)
    if receipt.verdict is not Verdict.ACCEPTED:
        return examined
    other = {row.arrival.sha256 for row in receipts if row.verdict is not Verdict.ACCEPTED}
    other.discard(examined.sha256)
    said = tuple(found for found in findings if found.sha256 not in other)
    return replace(examined, findings=said)
