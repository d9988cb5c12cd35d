"""Deduction lines as they stood, and the editions of a period: what the ledger keeps whole."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jlhy_xl.core.model import Deduction, Evidence, Status
from jlhy_xl.core.points.propose import Waived
from jlhy_xl.core.scheme.choices import Fault
from jlhy_xl.core.scheme.model import Waiver
from jlhy_xl.core.values.parsed import figure
from jlhy_xl.edge.ledger.rows import Edition, moment, packed, utc
from jlhy_xl.edge.ledger.store import Store


class Lines(Store):
    """The part of the ledger that knows whole lines; ``Ledger`` is built on it."""

    def record_states(self, run: str, now: datetime, lines: Iterable[Deduction]) -> int:
        """Each line stands in the ledger as it is now, where it is new or changed."""
        with self.transaction():
            return sum(
                self._add_changed(
                    "states",
                    "id",
                    {"id": line.id, "content": packed(stored(line)), "at": utc(now), "run": run},
                )
                for line in lines
            )

    def states(self) -> dict[str, Deduction]:
        """Return every line that was ever proposed, as it stood last, by id."""
        rows = self._rows("SELECT id, content FROM states ORDER BY seq")
        return {str(name): restored(json.loads(str(content))) for name, content in rows}

    def line_history(self) -> dict[str, list[tuple[datetime, Deduction]]]:
        """Return every line as it stood each time it changed, with since when, by id."""
        found: dict[str, list[tuple[datetime, Deduction]]] = {}
        for name, content, at in self._rows("SELECT id, content, at FROM states ORDER BY seq"):
            line = restored(json.loads(str(content)))
            found.setdefault(str(name), []).append((moment(at), line))
        return found

    def record_waived(self, run: str, now: datetime, waivers: Mapping[str, Waiver | None]) -> int:
        """It stands in the ledger which 不予减扣 applies to each line, where that is new or changed.

        Args:
            run: its id.
            now: its clock.
            waivers: line id → what the scheme's sheet says of it now; None: nothing any more.
        """
        known = self.waived()
        with self.transaction():
            return sum(
                self._add_changed(
                    "waived",
                    "line",
                    {"line": name, "content": _waiver(said), "at": utc(now), "run": run},
                )
                for name, said in waivers.items()
                if said is not None or name in known
            )

    def waived(self) -> dict[str, tuple[Waived, ...]]:
        """Return which 不予减扣 applied to each line, each time that changed, by the line's id."""
        found: dict[str, list[Waived]] = {}
        rows = self._rows("SELECT line, content, at FROM waived WHERE line != '' ORDER BY seq")
        for line, content, at in rows:
            told = json.loads(str(content))
            found.setdefault(str(line), []).append(Waived(moment(at), _waiver_of(told)))
        return {name: tuple(rows) for name, rows in found.items()}

    def add_edition(self, edition: Edition, now: datetime) -> bool:
        """The edition stands in the ledger; returns whether it is new."""
        return self._add(
            "editions",
            {
                "period": edition.period,
                "number": edition.number,
                "kind": edition.kind,
                "digest": edition.digest,
                "content": packed(dict(edition.content)),
                "at": utc(now),
            },
        )

    def last_edition(self, period: str) -> Edition | None:
        """Return a period's last edition, None where there is none."""
        rows = self._rows(
            "SELECT period, number, kind, digest, content, at FROM editions "
            "WHERE period = ? ORDER BY number DESC LIMIT 1",
            period,
        )
        if not rows:
            return None
        term, number, kind, digest, content, at = rows[0]
        told = json.loads(str(content))
        return Edition(str(term), int(str(number)), str(kind), str(digest), told, moment(at))


def _waiver(said: Waiver | None) -> str:
    if said is None:
        return packed({})
    decided = said.decided.isoformat() if said.decided else ""
    return packed(
        {
            "unit": said.unit, "start": said.start, "end": said.end, "fault": said.fault.value,
            "reason": said.reason, "person": said.person, "decided": decided,
            "rules": list(said.rules), "subject": said.subject,
        }
    )  # fmt: skip


def _waiver_of(told: Mapping[str, Any]) -> Waiver | None:
    if not told:
        return None
    decided = date.fromisoformat(told["decided"]) if told["decided"] else None
    return Waiver(
        told["unit"], told["start"], told["end"], Fault(told["fault"]), told["reason"],
        told["person"], decided, tuple(told["rules"]), told["subject"],
    )  # fmt: skip


def stored(line: Deduction) -> dict[str, Any]:
    """Return a line as JSON holds it; ``restored`` gives the equal line back."""
    return {
        "rule": line.rule, "unit": line.unit, "period": line.period, "subject": line.subject,
        "event": line.event, "proposed": _text(line.proposed), "applied": _text(line.applied),
        "status": line.status.value, "fault": line.fault, "note": line.note,
        "settled": _text(line.settled), "day": line.day.isoformat() if line.day else "",
        "evidence": [_evidence(piece) for piece in line.evidence],
    }  # fmt: skip


def _evidence(piece: Evidence) -> dict[str, str]:
    return {
        "what": piece.what, "file": piece.file, "sha256": piece.sha256, "sheet": piece.sheet,
        "cell": piece.cell, "found": piece.found, "at": piece.at.isoformat() if piece.at else "",
    }  # fmt: skip


def restored(told: Mapping[str, Any]) -> Deduction:
    """Return the line that ``stored`` packed."""
    evidence = tuple(
        Evidence(**{**piece, "at": datetime.fromisoformat(piece["at"]) if piece["at"] else None})
        for piece in told["evidence"]
    )
    return Deduction(
        told["rule"], told["unit"], told["period"], told["subject"], told["event"],
        figure(told["proposed"]), figure(told["applied"]) or Decimal(0), Status(told["status"]),
        told["fault"], told["note"], evidence, figure(told["settled"]),
        date.fromisoformat(told["day"]) if told["day"] else None,
    )  # fmt: skip


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)
