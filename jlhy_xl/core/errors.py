"""Exceptions for our side; the filler's mistakes are Findings, never exceptions."""

from jlhy_xl.core.model import Finding, Severity, Verdict


class JlhyError(Exception):
    """Our surroundings failed: what, why, and the next step, in Chinese. Exit code 4."""

    exit_code = 4

    def __init__(self, what: str, why: str = "", step: str = "") -> None:
        super().__init__("；".join(part for part in (what, why, step) if part))
        self.what, self.why, self.step = what, why, step


class UsageError(JlhyError):
    """The command was asked for something that is not there. Exit code 2."""

    exit_code = 2


class SchemeError(JlhyError):
    """The scheme has mistakes; all of them, before any return is opened. Exit code 3."""

    exit_code = 3

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        grave = sum(row.severity is Severity.ERROR for row in findings)
        super().__init__(f"方案有 {grave} 处须改正，已全部列在上面", "", "请改正后重新运行")
        self.findings = findings


class Refusal(Exception):  # noqa: N818 - a verdict on a file, not an error of ours
    """A file cannot be opened or must not be: the verdict, and the finding that says why."""

    def __init__(
        self, finding: Finding, verdict: Verdict = Verdict.RETURNED, kind: str = ""
    ) -> None:
        super().__init__(finding.message)
        self.finding, self.verdict, self.kind = finding, verdict, kind
