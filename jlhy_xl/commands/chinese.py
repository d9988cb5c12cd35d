"""What the command line's own library would say in English: panel titles, help, wrong usage."""

import re
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Any, NoReturn

import click
from click import exceptions as faults

_HELP = "显示本说明"
_BUG = "程序自身的错误，没有做完；请把上面的内容发给维护人员"
_STOPPED = "已中止"
INTERRUPTED = 130  # as a shell says it; 1 would read as findings
_FOLDER, _FILE = "文件夹", "文件"
_KINDS = {"text": "文字", "integer": "整数", "datetime": "年-月-日", "ISO8601": "时间"}
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


class Command(click.Command):
    """A command whose help is drawn by a library that is loaded when help is asked for."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help as it is shown."""
        from jlhy_xl.commands import help as helping

        return helping.drawn(self, ctx)


class Group(Command, click.Group):
    """A group whose usage errors are told in Chinese, with the contract's exit code 2."""

    command_class = Command
    group_class = type

    def main(  # type: ignore[override] # click's own has two overloads for standalone_mode
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run the command; what was typed wrongly is told on standard error."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        try:
            code = super().main(args, standalone_mode=False, **extra)
        except faults.NoArgsIsHelpError as fault:
            end(fault.format_message(), fault.exit_code)
        except click.ClickException as fault:
            end(told(fault), fault.exit_code)
        except click.Abort:
            end(_STOPPED, INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)


def end(message: str, code: int) -> NoReturn:
    """The process ends with its last word on standard error."""
    click.echo(message, err=True)
    sys.exit(code)


def bug_words(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> tuple[str, bool]:
    """Return what is told of an exception that nobody caught, and whether it is a bug of ours."""
    if issubclass(kind, KeyboardInterrupt):
        return _STOPPED, False
    return "".join(traceback.format_exception(kind, fault, trace)) + _BUG, True


def told(fault: click.ClickException) -> str:
    """Return what was typed wrongly and where to look it up.

    >>> told(faults.NoSuchOption("--perod", possibilities=["--period"]))
    '没有选项“--perod”，是否指 --period？'
    >>> told(faults.BadOptionUsage("--period", "Option '--period' requires an argument."))
    '选项“--period”后面缺少内容'
    >>> told(click.UsageError("Got unexpected extra argument (W48)"))
    '多出了“W48”，请删去；名字里有空格的，请加引号'
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
        is_flag = "does not take a value" in words
        return f"选项“{fault.option_name}”后面{'不带' if is_flag else '缺少'}内容"
    extra = _EXTRA.fullmatch(words)
    return (
        f"多出了“{extra[1]}”，请删去；名字里有空格的，请加引号"
        if extra
        else f"命令写法不正确（{words}）"
    )


def _guess(possibilities: Sequence[str] | None) -> str:
    return f"，是否指 {'、'.join(possibilities)}？" if possibilities else ""


def _name(fault: click.BadParameter) -> str:
    if isinstance(fault.param, click.Option):
        return f"选项 {fault.param.opts[-1]}"
    return f"参数 {fault.param.human_readable_name.strip('[].')}" if fault.param else "参数"


def _expected(fault: click.BadParameter) -> str:
    kind = fault.param.type if fault.param else None
    if isinstance(kind, click.Choice):
        return f"，可填：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"，应在 {kind.min} 至 {kind.max} 之间"
    if isinstance(kind, click.DateTime):
        return "，应写成 2026-12-10 的样式"
    if isinstance(kind, click.Path):
        return _path_fault(fault.message)
    return "，应为整数" if kind is click.INT else ""


def _path_fault(words: str) -> str:
    if "does not exist" in words:
        return "，没有这个文件或文件夹"
    if "is a file" in words:
        return "，这是文件，应为文件夹"
    return "，这是文件夹，应为文件" if "is a directory" in words else "，打不开"


def speak(command: click.Command) -> None:
    """The command and all below it explain --help in Chinese."""
    click.help_option("-h", "--help", help=_HELP)(command)
    command.options_metavar = "[选项]"
    for each in command.params:
        if each.metavar is None and not isinstance(each.type, click.Choice):
            each.metavar = _metavar(each)
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]..."
        for below in command.commands.values():
            speak(below)


def _metavar(param: click.Parameter) -> str:
    kind = param.type
    if isinstance(kind, click.Path):
        word = _FILE if kind.file_okay else _FOLDER
    elif isinstance(kind, click.IntRange):
        word = f"{kind.min}—{kind.max}"
    else:
        word = _KINDS.get(kind.name, kind.name)
    if isinstance(param, click.Option):
        return word
    return (word if param.required else f"[{word}]") + ("..." if param.nargs != 1 else "")
