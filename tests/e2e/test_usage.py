"""Help and wrong usage are told in Chinese, by the contract's exit code."""

import re

import pytest
import rich_click as click
from click.testing import CliRunner

from jlhy_xl.cli import main

# Names that stand as they are: folders, files, endings, other programs, how a time is written.
NAMES = {
    "jlhy",
    "workbooks",
    "inbox",
    "templates",
    "reviewed",
    "output",
    "annual",
    "report",
    "findings",
    "truth",
    "json",
    "xlsx",
    "docx",
    "ISO",
    "JLHY",
    "SMTP",
    "tcp",
    "Dask",
    "PDF",
    "LibreOffice",
    "HY",
    "auto",
    "serial",
}
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def _commands(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = command.commands.items() if isinstance(command, click.Group) else ()
    return [path, *(each for name, one in below for each in _commands(one, (*path, name)))]


def _typed(command: click.Command) -> set[str]:
    """Return the words that a person types: names of commands, options and choices, from here down."""
    words = {command.name or "main"}
    for param in command.params:
        words |= {part for name in param.opts for part in name.strip("-").split("-")}
        words |= set(param.type.choices) if isinstance(param.type, click.Choice) else set()
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return words.union(*map(_typed, below))


@pytest.mark.parametrize("path", _commands(main), ids=" ".join)
def test_every_commands_help_is_chinese(path: tuple[str, ...]) -> None:
    """The usage line, panels, kinds of values, --help: only names that are typed are English."""
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    assert "显示本说明" in done.output
    assert f"用法： {' '.join(('main', *path))} [选项]" in done.output
    assert set(ENGLISH.findall(done.output)) - _typed(main) - NAMES == set()
    assert "…" not in done.output.replace("...", "")  # nothing is cut off on a narrow screen


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("foo", "没有命令“foo”"),
        ("run --perod x", "没有选项“--perod”，是否指 --period？"),
        ("run --fail-on x", "选项 --fail-on 的内容不正确，可填：error、query、never"),
        ("run --period", "选项“--period”后面缺少内容"),
        ("annual", "缺少选项 --year"),
        ("annual --year 1", "选项 --year 的内容不正确，应在 2020 至 2100 之间"),
        ("annual --year x", "选项 --year 的内容不正确，应在 2020 至 2100 之间"),
        ("demo d --units x", "选项 --units 的内容不正确，应为整数"),
        ("meeting draft --date x", "选项 --date 的内容不正确，应写成 2026-12-10 的样式"),
        ("whatif --scheme nosuch", "选项 --scheme 的内容不正确，没有这个文件或文件夹"),
        ("whatif --scheme .", "选项 --scheme 的内容不正确，这是文件夹，应为文件"),
        (f"--folder {__file__} run", "选项 --folder 的内容不正确，这是文件，应为文件夹"),
        ("run W48 W49", "多出了“W48 W49”，请删去"),
        ("--quiet=1 run", "选项“--quiet”后面不带内容"),
        ("check", "缺少参数 文件"),
        ("close", "缺少参数 期次"),
        ("--now abc status", "“abc”不是 ISO8601 时间，例如 2026-12-07T09:00+08:00"),
    ],
)
def test_wrong_usage_is_told_in_chinese(typed: str, said: str) -> None:
    """On standard error, with exit code 2 and where to look it up."""
    done = CliRunner().invoke(main, typed.split())
    assert done.exit_code == 2
    assert done.stderr.startswith(said)
    first = done.stderr.partition("\n用法见：")[0]
    assert set(ENGLISH.findall(first)) - set(ENGLISH.findall(said)) == set()
    assert done.stdout == ""
