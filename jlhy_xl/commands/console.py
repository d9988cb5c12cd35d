"""What every command shares: the global options, the two streams, exit codes."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec
from zoneinfo import ZoneInfo

import click
from msgspec import Struct

from jlhy_xl.commands.chinese import end

DONE, FINDINGS, USAGE, SCHEME, SURROUNDINGS, BUG = range(6)
P = ParamSpec("P")


class Desk(Struct, frozen=True):
    """The global options."""

    folder: Path
    now: datetime
    quiet: bool
    verbose: bool
    as_json: bool
    is_told: bool = False  # whether the clock was given with --now

    def tell(self, message: str) -> None:
        """Print progress on standard error."""
        if not self.quiet:
            say(message, err=True)

    def answer(self, result: dict[str, Any], lines: Iterable[str]) -> None:
        """Print the result: as JSON alone on standard output, or as lines for a person."""
        if self.as_json:
            say(json.dumps(result, ensure_ascii=False, indent=1, default=str))
        else:
            for line in lines:
                say(line)


def say(line: str, *, err: bool = False) -> None:
    """The line is printed; where the reader of a pipe has gone, the work and its code stand."""
    with contextlib.suppress(BrokenPipeError):
        click.echo(line, err=err)


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time; local time of the district where no offset is given."""

    name = "ISO8601"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """Return an aware datetime."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是 ISO8601 时间，例如 2026-12-07T09:00+08:00", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("Asia/Shanghai"))


class Period(click.ParamType[str]):
    """A period that exists; small slips of the hand are put right."""

    name = "期次"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the period as folders are named."""
        from jlhy_xl.core.calendar import as_period

        found = as_period(str(value))
        if value and not found:
            self.fail(f"“{value}”不是期次，请写成 2026-W48（按月报送的写成 2026-11）", param, ctx)
        return found


PERIOD = Period()


def guarded(command: Callable[P, int | None]) -> Callable[P, None]:
    """Turn what went wrong into words on standard error and the contract's exit code."""

    @wraps(command)
    def call(*args: P.args, **kwargs: P.kwargs) -> None:
        from jlhy_xl.core.errors import JlhyError, SchemeError

        try:
            code = command(*args, **kwargs)
        except SchemeError as fault:
            for row in fault.findings:
                click.echo(noted(row), err=True)
            context = click.get_current_context()
            desk = context.find_object(Desk) if context else None
            if desk and desk.as_json:
                desk.answer({"findings": [plain(row) for row in fault.findings]}, ())
            end(str(fault), SCHEME)
        except JlhyError as fault:
            end(str(fault), fault.exit_code)
        sys.exit(code or DONE)

    return call


def plain(row: Any) -> dict[str, str]:
    """Return a finding for machines."""
    from jlhy_xl.core.frames import FINDINGS

    return {name: str(getattr(row, name)) for name in FINDINGS}


def place(row: Any) -> str:
    """Return where a finding stands, in words."""
    return f"{row.sheet}!{row.cell} " if row.sheet and row.cell else ""


def noted(row: Any) -> str:
    """Return a finding as one line for a person: how grave, where, what and how to mend it."""
    from jlhy_xl.core.wording.words import severity_word

    return f"{severity_word(row.severity)} {place(row)}{row.message}"
