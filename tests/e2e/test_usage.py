"""Help and wrong usage are told in Chinese, by the contract's exit code."""

import re

import pytest
import rich_click as click
from click.testing import CliRunner

from jlhy_xl.cli import main

ENGLISH = re.compile(
    r"Show this|Show the|No such|Missing|Invalid|Try '|Error|Options|Commands|exit\."
)


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [path, *(each for name, one in below for each in _commands(one, (*path, name)))]


@pytest.mark.parametrize("path", _commands(main), ids=" ".join)
def test_every_commands_help_is_chinese(path: tuple[str, ...]) -> None:
    """Panels, --help and --version too; only names and the usage line are in English."""
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    assert "显示本说明" in done.output
    assert ENGLISH.search(done.output.replace("[OPTIONS]", "")) is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("foo", "没有命令“foo”"),
        ("run --perod x", "没有选项“--perod”，是否指 --period？"),
        ("run --fail-on x", "选项 --fail-on 的内容不正确，可填：error、query、never"),
        ("run --period", "选项“--period”后面缺少内容"),
        ("annual", "缺少选项 --year"),
        ("annual --year 1", "选项 --year 的内容不正确，应在 2020 至 2100 之间"),
        ("check", "缺少参数 FILES"),
        ("--now abc status", "“abc”不是 ISO8601 时间"),
    ],
)
def test_wrong_usage_is_told_in_chinese(typed: str, said: str) -> None:
    """On standard error, with exit code 2 and where to look it up."""
    done = CliRunner().invoke(main, typed.split())
    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    assert ENGLISH.search(done.stderr) is None
    assert done.stdout == ""
