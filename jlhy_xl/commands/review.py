"""``jlhy review``: what people filled in is taken into the ledger."""

from pathlib import Path

import click

from jlhy_xl.commands.chinese import Command
from jlhy_xl.commands.console import DONE, FINDINGS, Desk, guarded, place, plain


@click.command(cls=Command)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
@guarded
def review(desk: Desk, files: tuple[Path, ...]) -> int:
    """读入处理意见：workbooks/reviewed/ 中填好的减扣评分表、待处理收件（或指定的文件）。

    run 会先做这一步。同一份再读一次不会增加；几份不一致的并列提示，不自行采用。
    """
    from jlhy_xl import pipeline
    from jlhy_xl.core.model import Severity
    from jlhy_xl.core.wording import review as words
    from jlhy_xl.edge.office import Office

    reviewed = pipeline.review(Office(desk.folder), desk.now, files)
    rows = [
        {"about": row.about, "key": row.key, "file": row.file, "cell": row.cell,
         "entries": dict(row.entries)}
        for row in reviewed.entries
    ]  # fmt: skip
    lines = words.lines(reviewed.entries, len(reviewed.findings))
    lines += [f"  {row.file} {place(row)}{row.message}" for row in reviewed.findings]
    desk.answer({"decisions": rows, "findings": [plain(row) for row in reviewed.findings]}, lines)
    errors = any(row.severity is Severity.ERROR for row in reviewed.findings)
    return FINDINGS if errors else DONE
