"""The commands; the only place that knows exit codes. Heavy rooms are opened only when needed."""

import gc
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from jlhy_xl import __version__
from jlhy_xl.commands import doctor, letters, periods, review, year
from jlhy_xl.commands.chinese import Group, speak
from jlhy_xl.commands.console import (
    BUG,
    DONE,
    FINDINGS,
    PERIOD,
    Desk,
    Moment,
    guarded,
    noted,
    place,
    plain,
)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default=Path(),
    help="办公室文件夹，默认为当前文件夹",
)  # fmt: skip
@click.option(
    "--now",
    type=Moment(),
    default=None,
    help="以此时刻为准，如 2026-12-07T09:00+08:00（用于测试和重演）",
)
@click.option("--quiet", is_flag=True, help="不显示进度")
@click.option("--verbose", is_flag=True, help="显示更多过程")
@click.option("--json", "as_json", is_flag=True, help="标准输出只给出机器可读的结果")
@click.version_option(__version__, message="jlhy %(version)s", help="显示版本号")
@click.pass_context
def main(
    ctx: click.Context,
    folder: Path,
    now: datetime | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """营商环境评价联席会议报表汇总：下发模板、收取报表、核对汇总、拟出减扣建议。

    常用步骤：init 建立方案 → issue 生成模板 → 把收到的文件放入 workbooks/inbox/期次/ → run 汇总。
    """
    # Loading makes many objects and no rubbish; looking for it costs a tenth of a run. What goes
    # on for long (workers, a run that has loaded all it needs) looks again.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A GBK console cannot show every character; better a ? than a lost run.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    moment = now or datetime.now(ZoneInfo("Asia/Shanghai"))
    ctx.obj = Desk(folder, moment, quiet, verbose, as_json, now is not None)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.pass_obj
@guarded
def init(desk: Desk, folder: Path | None) -> int:
    """建立办公室文件夹：写入通知所附方案 workbooks/方案.xlsx，可直接修改；已有方案时不覆盖。"""
    from jlhy_xl import desk as work

    path = work.init(folder or desk.folder, desk.now)
    desk.answer(
        {"scheme": str(path)},
        [f"已建立 {path}", "下一步：打开方案核对单位、指标、邮箱；再运行 jlhy issue 生成模板"],
    )
    return DONE


@main.group()
def scheme() -> None:
    """方案（workbooks/方案.xlsx）。"""


@scheme.command("check")
@click.pass_obj
@guarded
def scheme_check(desk: Desk) -> int:
    """核对方案：一次列出全部错误和疑问，注明工作表和单元格。"""
    from jlhy_xl.edge.office import Office

    loaded = Office(desk.folder).load_scheme()
    rows = loaded.warnings
    desk.answer(
        {"scheme_digest": loaded.digest, "findings": [plain(row) for row in rows]},
        [noted(row) for row in rows]
        + [f"方案可用：{_census(loaded.scheme)}；摘要 {loaded.digest}"],
    )
    return DONE


def _census(scheme: Any) -> str:
    return (
        f"{sum(unit.member for unit in scheme.units)} 个成员单位，{len(scheme.groups)} 个专项工作组，"
        f"{len(scheme.indicators)} 项指标，{len(scheme.forms)} 张表"
    )


@main.command()
@click.option("--period", type=PERIOD, default="", help="期次，如 2026-W48；默认为下一期")
@click.option("--unit", "units", multiple=True, help="只生成这些单位（编码、名称或别名）")
@click.pass_obj
@guarded
def issue(desk: Desk, period: str, units: tuple[str, ...]) -> int:
    """生成各单位的填报模板：workbooks/templates/期次/。"""
    from jlhy_xl import desk as work
    from jlhy_xl.edge.office import Office

    made = work.issue(Office(desk.folder), period, units, desk.now)
    desk.answer(
        {"period": made.period, "files": [str(path) for path in made.files]},
        [f"{made.label} 已生成 {len(made.files)} 份模板：{made.folder}"],
    )
    return DONE


@main.command()
@click.option("--period", type=PERIOD, default="", help="期次；默认为最近一个已截止且有收件的期次")
@click.option(
    "--fail-on", type=click.Choice(["error", "query", "never"]), default="never",
    help="有这一级问题时以退出码 1 结束",
)  # fmt: skip
@click.option(
    "--workers", default="auto",
    help="auto、进程数、serial（不隔离，仅供调试），或 tcp://主机:端口（Dask 集群）",
)  # fmt: skip
@click.pass_obj
@guarded
def run(desk: Desk, period: str, fail_on: str, workers: str) -> int:
    """每周汇总：读取收件，核对，合并，生成汇总表和减扣评分表。"""
    from jlhy_xl import outputs, pipeline
    from jlhy_xl.core.wording.run import closing_lines
    from jlhy_xl.edge.office import Office

    order = pipeline.Order(desk.now, period, workers)
    results, report = pipeline.run(Office(desk.folder), order, desk.tell)
    desk.answer(report, [*closing_lines(results, report), *outputs.held_open(report)])
    if report["findings"].get("P101"):
        return BUG
    return _judged([row.severity.value for row in results.findings], fail_on)


def _judged(severities: list[str], fail_on: str) -> int:
    heavy = {"error": {"error"}, "query": {"error", "query"}, "never": set()}[fail_on]
    return FINDINGS if heavy & set(severities) else DONE


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--fail-on", type=click.Choice(["error", "query", "never"]), default="error",
    help="有这一级问题时以退出码 1 结束",
)  # fmt: skip
@click.option(
    "--return-copy", "copies", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="把有问题的文件标注后的退回件写入此文件夹；原文件不动",
)  # fmt: skip
@click.pass_obj
@guarded
def check(desk: Desk, files: tuple[Path, ...], fail_on: str, copies: Path | None) -> int:
    """核对单个文件：给出结论和全部问题；不记入台账。"""
    from jlhy_xl import desk as work
    from jlhy_xl.core.wording.words import verdict_word
    from jlhy_xl.edge.office import Office

    with work.office_for_checking(Office(desk.folder), desk.now) as office:
        if office.root != desk.folder:
            desk.tell("此文件夹没有方案，按通知所附方案核对（要用自己的方案，请加 --folder）")
        checked = work.check(office, files, desk.now, copies)
    result = [
        {
            "file": row.source, "verdict": row.examined.verdict.value,
            "reason": row.examined.reason, "kind": row.examined.kind,
            "unit": row.examined.unit, "period": row.examined.period,
            "identity": list(row.examined.identity),
            "findings": [plain(found) for found in (*row.examined.findings, *row.notes)],
            "return_copy": str(row.copy or ""),
        }
        for row in checked
    ]  # fmt: skip
    lines = []
    for row in checked:
        lines.append(f"{row.source}：{verdict_word(row.examined.verdict)}。{row.examined.reason}")
        lines += [f"  {row.whose}"] * bool(row.whose)
        told = [found for found in row.examined.findings if found.message != row.examined.reason]
        lines += [f"  {place(found)}{found.message}" for found in (*told, *row.notes)]
        if row.copy:
            lines.append(f"  退回件：{row.copy}")
    desk.answer({"files": result}, lines)
    if any(found.code == "P101" for row in checked for found in row.examined.findings):
        return BUG
    refused = any(row.examined.verdict.value == "returned" for row in checked)
    severities = [found.severity.value for row in checked for found in row.examined.findings]
    return FINDINGS if refused and fail_on != "never" else _judged(severities, fail_on)


@main.command()
@click.option("--period", type=PERIOD, default="", help="期次；默认为最近一个已截止且有收件的期次")
@click.pass_obj
@guarded
def status(desk: Desk, period: str) -> int:
    """报送情况：应报、已报、还差什么、还剩多少时间。"""
    from jlhy_xl import pipeline
    from jlhy_xl.core.standing.owing import owing
    from jlhy_xl.core.wording import status as words
    from jlhy_xl.core.wording.words import stray_words
    from jlhy_xl.edge.office import Office
    from jlhy_xl.outputs import describe

    office = Office(desk.folder)
    if strays := office.strays():
        desk.tell(stray_words(strays))
    results = pipeline.look(office, pipeline.Order(desk.now, period))
    owed, told = owing(results), describe(results)
    units = [words.as_mapping(results, row) for row in owed]
    brief = {name: told[name] for name in ("period", "balance", "expected", "received", "on_time")}
    desk.answer(brief | {"owing": units}, words.lines(results, told, owed))
    return DONE


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--units", default=12, show_default=True, help="单位数")
@click.option("--weeks", default=1, show_default=True, help="周数")
@click.option("--mess", type=click.Choice(["low", "high"]), default="high", show_default=True,
              help="毛病多少")  # fmt: skip
@click.option("--seed", default=48, show_default=True, help="随机种子，同样的种子造出同样的文件")
@click.pass_obj
@guarded
def demo(desk: Desk, folder: Path, units: int, weeks: int, mess: str, seed: int) -> int:
    """造一套练习用的报表，连同标准答案 truth.json。"""
    from jlhy_xl import demo as room

    truth = room.make(folder, units, weeks, mess, seed, desk.now if desk.is_told else None)
    desk.answer(
        truth, [f"已造好 {folder / 'workbooks'}：{units} 个单位 {weeks} 周，标准答案在 truth.json"]
    )
    return DONE


for each in (doctor.doctor, review.review, *year.COMMANDS, *letters.COMMANDS, *periods.COMMANDS):
    main.add_command(each)
speak(main)
