"""``jlhy doctor``: what this machine and this folder lack, and how to get it."""

import click

from jlhy_xl.commands.chinese import Command
from jlhy_xl.commands.console import DONE, SURROUNDINGS, Desk, guarded


@click.command(cls=Command)
@click.pass_obj
@guarded
def doctor(desk: Desk) -> int:
    """体检：程序、字体、文件夹、台账、原件、结果是否完好；只看不改。

    × 需要处理，○ 仅供了解，√ 正常；有 × 时退出码为 4。
    """
    from jlhy_xl.edge import doctor as room
    from jlhy_xl.edge.office import Office

    office = Office(desk.folder)
    lines = room.examine(office)
    result = [{"state": row.state, "what": row.what, "step": row.step} for row in lines]
    is_well = room.is_well(lines)
    last = "一切正常" if is_well else "有需要处理的地方，见上面标 × 的各行"
    desk.answer({"well": is_well, "checks": result}, [*map(str, lines), last])
    return DONE if is_well else SURROUNDINGS
