"""What the ledger hands out and takes in, and how it stands in a row; times in UTC."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from jlhy_xl.core.model import Arrival, Clock, digest
from jlhy_xl.core.points.decisions import Entry as Decision

__all__ = ["Decision"]


class Message(Struct, frozen=True):
    """Something that was said to a unit: 退回, 回执, 工作提醒, 告知 and the like."""

    unit: str
    period: str
    kind: str
    at: datetime
    by: str = ""
    message_id: str = ""
    content: str = ""


class Run(Struct, frozen=True):
    """A run that was carried to its end."""

    id: str
    period: str
    scheme: str  # the scheme's digest
    now: datetime
    version: str
    outputs: tuple[tuple[str, str], ...]  # (file, sha256)
    content: Mapping[str, Any] = field(default_factory=dict)  # what a replay needs


class PeriodState(Struct, frozen=True):
    """Whether a period is closed; who said so, why and when."""

    closed: bool = False
    who: str = ""
    reason: str = ""
    at: datetime | None = None
    content: Mapping[str, Any] = field(default_factory=dict)  # what the closing froze


class Edition(Struct, frozen=True):
    """One version of a period: 核对稿 until it is closed, then 定稿."""

    period: str
    number: int
    kind: str
    digest: str  # of the snapshot
    content: Mapping[str, Any] = field(default_factory=dict)  # snapshot, changes
    at: datetime | None = None


class Notice(Struct, frozen=True):
    """An issued 通报."""

    number: str
    first: str  # period
    last: str  # period
    issued: str  # ISO date
    content: Mapping[str, object] = field(default_factory=dict)


def run_id(period: str, scheme_digest: str, now: datetime, version: str) -> str:
    """Return the id of a run: the same question at the same clock is the same run."""
    return digest("run", period, scheme_digest, utc(now), version)


def arrival_row(item: Arrival, now: datetime) -> dict[str, str | int]:
    """Return an arrival as it stands in a row."""
    known = "" if item.authenticated is None else str(int(item.authenticated))
    return {
        "id": item.id,
        "sha256": item.sha256,
        "name": storable(item.name),
        "folder": item.folder,
        "source": storable(item.source),
        "received": utc(item.received),
        "clock": item.clock.value,
        "size": item.size,
        "sender": item.sender,
        "message_id": item.message_id,
        "sent": utc(item.sent) if item.sent else "",
        "registered": item.registered,
        "hops": packed(list(item.hops)),
        "authenticated": known,
        "first_seen": utc(now),
    }


def arrival(row: Sequence[object]) -> Arrival:
    """Return the arrival that a row holds."""
    sha256, name, folder, source, received, clock, size, sender = row[:8]
    message_id, sent, registered, hops, known = (str(part) for part in row[8:])
    return Arrival(
        sha256=str(sha256), name=str(name), folder=str(folder), source=str(source),
        received=moment(received), clock=Clock(str(clock)), size=int(str(size)), sender=str(sender),
        message_id=message_id, sent=moment(sent) if sent else None, registered=registered,
        hops=tuple(json.loads(hops)), authenticated=bool(int(known)) if known else None,
    )  # fmt: skip


def figure(value: Decimal | None) -> str:
    """Return points as one text: 0.50 and 0.5 are the same figure; "" where a rule has none."""
    return "" if value is None else format(value.normalize(), "f")


def storable(text: str) -> str:
    """Return text that SQLite can hold: a lone surrogate, which no encoding has, made visible."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def packed(content: object) -> str:
    """Return JSON that is equal for equal content."""
    return json.dumps(content, sort_keys=True, ensure_ascii=True)


def utc(when: datetime) -> str:
    """Return a moment as text whose order is the order of time."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stored: object) -> datetime:
    """Return the moment that ``utc`` wrote."""
    return datetime.fromisoformat(str(stored))


def decision(row: Sequence[object]) -> Decision:
    """Return the decision that a row holds."""
    key, entries, file, sha256, sheet, cell, about, at, seq, copy = (str(part) for part in row)
    kept = json.loads(copy)
    return Decision(
        key, json.loads(entries), file, sha256, sheet, cell, about, moment(at), int(seq),
        kept.get("raw", {}), kept.get("cells", {}),
    )  # fmt: skip
