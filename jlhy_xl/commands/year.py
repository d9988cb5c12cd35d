"""``jlhy annual`` and ``jlhy report``: the year's hand-over, and reports on any span of periods."""

import rich_click as click

from jlhy_xl.commands.console import DONE, Desk, guarded


@click.command()
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


COMMANDS = (annual,)
