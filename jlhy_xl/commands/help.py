"""How help looks: panels whose borders and lines fit Chinese; loaded only when help is asked for."""

from functools import partial
from typing import Any

import rich_click as look
from rich_click import rich_click as words

_USAGE = "用法："


class _Context(look.RichContext):
    """Where a command's help is written: its first word is Chinese too."""

    def make_formatter(self, error_mode: bool = False) -> look.RichHelpFormatter:
        made = super().make_formatter(error_mode)
        made.write_usage = partial(made.write_usage, prefix=_USAGE)  # type: ignore[method-assign] # the library fixes the word
        return made


def drawn(command: look.Command, context: look.Context) -> str:
    """Return a command's help, drawn from a twin of it that knows how to draw."""
    words.OPTIONS_PANEL_TITLE, words.COMMANDS_PANEL_TITLE = "选项", "命令"
    words.ARGUMENTS_PANEL_TITLE, words.ERRORS_PANEL_TITLE = "参数", "错误"
    words.REQUIRED_LONG_STRING, words.DEFAULT_STRING = "[必填]", "[默认：{}]"
    words.RANGE_STRING = ""  # the range stands where the kind does
    twin = _twin(command)
    with _Context(twin, parent=context.parent, info_name=context.info_name) as there:
        return twin.get_help(there)


def _twin(command: look.Command) -> look.RichCommand:
    words: dict[str, Any] = {
        "name": command.name, "params": command.params, "help": command.help,
        "options_metavar": command.options_metavar, "add_help_option": False,
    }  # fmt: skip
    if not isinstance(command, look.Group):
        return look.RichCommand(**words)
    below: dict[str, look.Command] = {name: _twin(each) for name, each in command.commands.items()}
    return look.RichGroup(
        **words, commands=below, subcommand_metavar=command.subcommand_metavar
    )  # fmt: skip
