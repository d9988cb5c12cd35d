"""Every command is documented where a user would look, and its help is Chinese."""

from pathlib import Path

import click
from click.testing import CliRunner

from jlhy_xl.cli import main

ROOT = Path(__file__).parents[2]


def _commands(group: click.Group, before: str = "") -> list[str]:
    found = []
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            found += _commands(command, f"{before}{name} ")
        else:
            found.append(before + name)
    return found


def test_every_command_is_in_the_handbook() -> None:
    """A command without a section in the handbook is not finished."""
    text = (ROOT / "docs" / "handbook.zh.md").read_text("utf-8")
    missing = [name for name in _commands(main) if f"### jlhy {name}" not in text]
    assert missing == []


def test_every_command_has_help_in_chinese() -> None:
    """``--help`` of every command says in Chinese what is true afterwards."""
    for name in _commands(main):
        result = CliRunner().invoke(main, [*name.split(), "--help"])
        assert result.exit_code == 0
        assert any("\u4e00" <= mark <= "\u9fff" for mark in result.output), name


def test_an_unknown_command_is_exit_two() -> None:
    """Usage errors are exit code 2."""
    assert CliRunner().invoke(main, ["nonsense"]).exit_code == 2
