"""The balance line: every leaf that came has exactly one verdict, and the sum must come out."""

from collections import Counter
from collections.abc import Iterable, Mapping

from jlhy_xl.core.model import Receipt, Verdict

RECEIVED = "received"


def balance_of(receipts: Iterable[Receipt], received: int | None = None) -> dict[str, int]:
    """Return how many leaves came and what became of them, in the order of ``Verdict``.

    Args:
        receipts: one a leaf.
        received: how many leaves were handed over, counted where they came in; the receipts'
            own number where it is not given, which can then never differ.

    >>> balance_of([])["received"]
    0
    """
    counted = Counter(receipt.verdict for receipt in receipts)
    total = counted.total() if received is None else received
    return {RECEIVED: total, **{verdict.value: counted[verdict] for verdict in Verdict}}


def difference(balance: Mapping[str, int]) -> int:
    """Return received less all verdicts: anything but 0 means that a leaf was lost or doubled.

    >>> difference({"received": 3, "accepted": 2})
    1
    """
    return balance[RECEIVED] - sum(count for name, count in balance.items() if name != RECEIVED)
