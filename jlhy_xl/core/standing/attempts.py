"""What came from a unit before its first acceptable file, in words: who is called 迟报 or 未报 may have tried."""

from collections.abc import Mapping

from jlhy_xl.core.calendar import localised
from jlhy_xl.core.merging.trust import Registry
from jlhy_xl.core.model import Arrival, ArrivalFact, Finding, ReturnCase, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.wording import attempts as words
from jlhy_xl.core.wording.intake import LARGE_LINK, NO_ATTACHMENT, body_of

_BARE = (NO_ATTACHMENT.code, LARGE_LINK.code)
_TRIED = (Verdict.RETURNED, Verdict.QUARANTINED)


def attempts(results: Results) -> dict[str, str]:
    """Return by unit code what came and could not be used, and when it came again; only who tried.

    A mail without a report that nobody's address laid beside a return stands with the one unit that
    its subject or file name names; it has no moment, and comes last.
    """
    found: dict[str, list[str]] = {}
    said = {row.file: body_of(row.message) for row in results.findings if row.code in _BARE}
    for case in results.cases:
        if told := _tried(results.scheme, case, said):
            found[case.unit] = told
    registry = Registry.of(results.scheme)
    known = {mail.name for case in results.cases for mail in case.mails}
    for row in results.findings:
        if row.code in _BARE and row.found not in known and (unit := _whose(registry, row)):
            told_of = words.gist(row.message) + _saying(body_of(row.message))
            found.setdefault(unit, []).append(told_of)
    return {unit: words.STEP.join(dict.fromkeys(told)) for unit, told in found.items()}


def nothing_came(results: Results) -> bool:
    """Whether after the deadline neither a file nor a mail of anybody is there: receiving may have failed."""
    is_due = results.now > results.clock.grace and any(duty.is_owed for duty in results.duties)
    mails = any(case.mails for case in results.cases)
    return (
        is_due
        and not (results.receipts or mails)
        and not any(row.code in _BARE for row in results.findings)
    )


def _saying(said: str) -> str:
    return words.SAYING.format(said=words.quoted(said)) if said else ""


def _whose(registry: Registry, row: Finding) -> str:
    return row.unit or registry.named_in(row.found) or registry.named_in(row.file)


def _tried(scheme: Scheme, case: ReturnCase, said: Mapping[str, str]) -> list[str]:
    """Return the files and mails before the first acceptable file, and that one where there were any."""
    first = case.first_acceptable
    before = case.facts[: case.facts.index(first)] if first else case.facts
    tried = [
        (fact.arrival.received, _said(scheme, fact)) for fact in before if fact.verdict in _TRIED
    ]
    tried += [
        (
            mail.received,
            words.MAIL.format(at=_at(scheme, mail), name=mail.name)
            + _saying(said.get(mail.source, "")),
        )
        for mail in case.mails
        if first is None or mail.received < first.arrival.received
    ]
    told = [each for _, each in sorted(tried)]
    if told and first:
        told.append(words.AGAIN.format(at=_at(scheme, first.arrival)))
    return told


def _said(scheme: Scheme, fact: ArrivalFact) -> str:
    form = words.ASKED if fact.verdict is Verdict.QUARANTINED else words.EARLIER
    return form.format(at=_at(scheme, fact.arrival), why=words.gist(fact.reason))


def _at(scheme: Scheme, arrival: Arrival) -> str:
    when = localised(scheme, arrival.received)
    return words.at_words(when.month, when.day, f"{when:%H:%M}")
