"""What the inbox gave: every leaf with its bytes, and what is to be known about how they came."""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from jlhy_xl.core.model import Arrival, Examined, Finding, Verdict


class Received(Struct, frozen=True):
    """All leaves that came, and what is to be known about how they came."""

    leaves: tuple[tuple[Arrival, bytes], ...] = ()
    notes: tuple[Finding, ...] = ()
    ignored: int = 0  # lock files and the like; never leaves
    containers: int = 0  # mails and archives that were opened; never leaves
    judged: Mapping[str, Examined] = field(default_factory=dict)  # by Arrival.id: stays closed
    asked: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)  # a person must look
    bare: tuple[Arrival, ...] = ()  # mails that held no file, each called by its subject; no leaves

    def settle(self, arrival: Arrival, examined: Examined) -> Examined:
        """Return the leaf's examination with what is known of the way it came.

        A container that stays closed has its verdict from here; a leaf that a person must look at
        first is quarantined unless it was refused anyway.
        """
        if arrival.id in self.judged:
            return self.judged[arrival.id]
        concerns = self.asked.get(arrival.id, ())
        if not concerns:
            return examined
        if examined.shares:
            parts = tuple(self.settle(arrival, each) for each in examined.shares)
            return replace(examined, shares=parts)
        findings = (*examined.findings, *concerns)
        if examined.verdict is not Verdict.ACCEPTED:
            return replace(examined, findings=findings)
        return replace(
            examined, verdict=Verdict.QUARANTINED, reason=concerns[0].message, findings=findings
        )
