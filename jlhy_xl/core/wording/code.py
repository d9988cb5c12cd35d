"""A finding's code: its words stand beside it, in one place for each room."""

from msgspec import Struct

from jlhy_xl.core.model import Finding, Severity


class Code(Struct, frozen=True):
    """A kind of finding: stable code, default severity, sentence, mend, example.

    ``message`` and ``mend`` are format strings; their named fields come from ``finding``'s
    ``words``. ``found`` and ``expected`` may be used in them as well.
    """

    code: str  # one letter for the room and three digits, "V101"; never reused
    title: str
    severity: Severity
    message: str
    mend: str
    example: str  # a cell's content or a situation that brings it about

    def finding(
        self,
        *,
        found: str = "",
        expected: str = "",
        severity: Severity | None = None,
        words: dict[str, str] | None = None,
        **address: str,
    ) -> Finding:
        """Return a Finding in this code's words.

        ``address`` takes Finding's own address fields: unit, period, form, row_key, field, file,
        sha256, sheet, cell, rule.
        """  # fmt: skip
        slots = {"found": found, "expected": expected, **(words or {})}
        sentence = self.message.format(**slots)
        if self.mend:
            sentence += "。" + self.mend.format(**slots)
        return Finding(
            code=self.code, severity=severity or self.severity, message=sentence,
            found=found, expected=expected, also=(), **address,
        )  # fmt: skip
