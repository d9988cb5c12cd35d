"""What the command line's own library would say in English: panel titles, help, wrong usage."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import rich_click as click
from click import exceptions as faults
from rich_click import rich_click as look

_HELP = "显示本说明"


class Group(click.RichGroup):
    """A group whose usage errors are told in Chinese, with the contract's exit code 2."""

    def main(  # type: ignore[override] # click's own has two overloads for standalone_mode
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run the command; what was typed wrongly is told on standard error."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        try:
            code = super().main(args, standalone_mode=False, **extra)
        except faults.NoArgsIsHelpError as fault:
            _end(fault.format_message(), fault.exit_code)
        except click.ClickException as fault:
            _end(told(fault), fault.exit_code)
        except click.Abort:
            _end("已中止", 1)
        sys.exit(code if isinstance(code, int) else 0)


def _end(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def told(fault: click.ClickException) -> str:
    """Return what was typed wrongly and where to look it up.

    >>> told(faults.NoSuchOption("--perod", possibilities=["--period"]))
    '没有选项“--perod”，是否指 --period？'
    >>> told(faults.BadOptionUsage("--period", "Option '--period' requires an argument."))
    '选项“--period”后面缺少内容'
    """
    context = getattr(fault, "ctx", None)
    where = f"\n用法见：{context.command_path} --help" if context else ""
    return _said(fault) + where


def _said(fault: click.ClickException) -> str:
    words = fault.message
    if any("\u4e00" <= sign <= "\u9fff" for sign in words):
        return words
    if isinstance(fault, faults.NoSuchOption):
        return f"没有选项“{fault.option_name}”{_guess(fault.possibilities)}"
    if isinstance(fault, faults.NoSuchCommand):
        return f"没有命令“{fault.command_name}”{_guess(fault.possibilities)}"
    if isinstance(fault, faults.MissingParameter):
        return f"缺少{_name(fault)}"
    if isinstance(fault, click.BadParameter):
        return f"{_name(fault)} 的内容不正确{_expected(fault)}"
    if isinstance(fault, faults.BadOptionUsage):
        return f"选项“{fault.option_name}”后面缺少内容"
    if isinstance(fault, faults.FileError):
        return f"打不开文件 {fault.ui_filename}"
    return f"命令写法不正确（{words}）"


def _guess(possibilities: Sequence[str] | None) -> str:
    return f"，是否指 {'、'.join(possibilities)}？" if possibilities else ""


def _name(fault: click.BadParameter) -> str:
    if isinstance(fault.param, click.Option):
        return f"选项 {fault.param.opts[-1]}"
    return f"参数 {fault.param.human_readable_name}" if fault.param else "参数"


def _expected(fault: click.BadParameter) -> str:
    kind = fault.param.type if fault.param else None
    if isinstance(kind, click.Choice):
        return f"，可填：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"，应在 {kind.min} 至 {kind.max} 之间"
    if isinstance(kind, click.Path):
        return "，没有这个文件或文件夹"
    return ""


def speak(command: click.Command) -> None:
    """The command and all below it explain --help in Chinese."""
    look.OPTIONS_PANEL_TITLE, look.COMMANDS_PANEL_TITLE = "选项", "命令"
    look.ARGUMENTS_PANEL_TITLE, look.ERRORS_PANEL_TITLE = "参数", "错误"
    look.REQUIRED_LONG_STRING, look.DEFAULT_STRING = "[必填]", "[默认：{}]"
    click.help_option("-h", "--help", help=_HELP)(command)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            speak(each)
