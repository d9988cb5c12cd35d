"""``jlhy annual`` and ``jlhy report``: the year's hand-over, and reports on any span of periods."""

import click

from jlhy_xl.commands.chinese import Command
from jlhy_xl.commands.console import DONE, Desk, guarded


@click.command(cls=Command)
@click.option("--year", type=click.IntRange(2020, 2100), required=True, help="年度，如 2026")
@click.option("--with-originals", is_flag=True, help="把原件也复制进材料包（默认只列目录和校验值）")
@click.pass_obj
@guarded
def annual(desk: Desk, year: int, with_originals: bool) -> int:
    """年终移交：减扣建议移交单和各单位材料包，写入 output/annual-年度/。只计审定的事项。"""
    from jlhy_xl import outputs, yearly
    from jlhy_xl.core.wording import annual as words
    from jlhy_xl.edge.office import Office

    told = yearly.annual(Office(desk.folder), year, desk.now, originals=with_originals)
    desk.answer(told, [*words.lines(told), *outputs.held_open(told)])
    return DONE


@click.command(cls=Command)
@click.option("--from", "first", required=True, help="起期：期次、月（2026-11）、季（2026-Q4）或年")
@click.option("--to", "last", required=True, help="止期，写法同上；取其中最后一期")
@click.option("--by", type=click.Choice(["group", "unit"]), default="group", show_default=True,
              help="group 每个专项工作组一页，unit 每个单位一页台账")  # fmt: skip
@click.pass_obj
@guarded
def report(desk: Desk, first: str, last: str, by: str) -> int:
    """月报、季报或任意期间的报告：每个专项工作组一页，或每个单位一页。

    写入 output/report-起-止-方式/。
    """
    from jlhy_xl import outputs, yearly
    from jlhy_xl.core.wording import annual as words
    from jlhy_xl.edge.office import Office

    told = yearly.report(Office(desk.folder), first, last, by, desk.now)
    desk.answer(told, [*words.report_lines(told), *outputs.held_open(told)])
    return DONE


COMMANDS = (annual, report)
