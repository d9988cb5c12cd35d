"""``close``, ``reopen``, ``replay``, ``whatif``: a period is frozen, opened, made again, thought over."""

from pathlib import Path

import click

from jlhy_xl.commands.chinese import Command
from jlhy_xl.commands.console import DONE, FINDINGS, PERIOD, Desk, guarded

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(cls=Command)
@click.argument("period", type=PERIOD)
@click.option("--by", "who", required=True, help="关账人姓名")
@click.pass_obj
@guarded
def close(desk: Desk, period: str, who: str) -> int:
    """关账：该期出定稿，方案、日历、规则和收件就此固定。

    此后到的按补报登记，不改变结果。最终截止之前不能关账。处理意见（告知、异议、复核、审定）不受关账影响，照常办理。
    """
    from jlhy_xl import outputs, pipeline
    from jlhy_xl.core.wording.run import closing_lines
    from jlhy_xl.edge.office import Office

    order = pipeline.Order(desk.now, period, closed_by=_named(who))
    results, report = pipeline.run(Office(desk.folder), order, desk.tell)
    words = [*closing_lines(results, report), *outputs.held_open(report)]
    desk.answer(report, [f"{results.clock.label}已关账（{who.strip()}）", *words])
    return DONE


@click.command(cls=Command)
@click.argument("period", type=PERIOD)
@click.option("--reason", required=True, help="重新开放的理由")
@click.option("--by", "who", required=True, help="经办人姓名")
@click.pass_obj
@guarded
def reopen(desk: Desk, period: str, reason: str, who: str) -> int:
    """重新开放已关账的期次：写明理由和经办人；下次 run 按现有收件和方案重新核对。"""
    from jlhy_xl import closing
    from jlhy_xl.edge.ledger.ledger import Ledger
    from jlhy_xl.edge.office import Office

    by, why = _named(who), _named(reason)
    with Ledger.open(Office(desk.folder).ledger_path) as ledger, ledger.run_lock():
        closing.reopen(ledger, period, by, why, desk.now)
    desk.answer(
        {"period": period, "open": True, "by": by, "reason": why},
        [f"{period} 已重新开放（{by}：{why}）；请运行 jlhy run --period {period} 重新核对"],
    )
    return DONE


def _named(text: str) -> str:
    from jlhy_xl.core.errors import UsageError

    if not text.strip():
        raise UsageError("姓名和理由不能为空")
    return text.strip()


@click.command(cls=Command)
@click.argument("period", type=PERIOD)
@click.option("--check", is_flag=True, help="与当时的输出逐个比较，不同的以退出码 1 结束")
@click.option("--to", "target", type=click.Path(path_type=Path, file_okay=False),
              help="把重做的输出放到这个（空）文件夹")  # fmt: skip
@click.pass_obj
@guarded
def replay(desk: Desk, period: str, check: bool, target: Path | None) -> int:
    """重演：用留存的原件和当时的方案，把该期最近一次运行重做一遍。

    办公室的文件一概不动。程序版本相同的逐字节比较；版本不同的比较读数、问题和分值。
    """
    from jlhy_xl import replaying
    from jlhy_xl.edge.office import Office

    made = replaying.replay(Office(desk.folder), period, target, desk.tell)
    how = "逐字节" if made.by_bytes else "读数、问题、分值"
    told = "完全一致" if not made.different else "有不同：" + "、".join(made.different)
    result = {
        "period": period, "made": made.made.isoformat(), "version": made.run.version,
        "by_bytes": made.by_bytes, "equal": not made.different, "different": made.different,
        "folder": str(target) if target else "",
    }  # fmt: skip
    lines = [f"{period} 于 {made.made:%Y-%m-%d %H:%M} 的运行已重做，{how}比较{told}"]
    desk.answer(result, [*lines, *([f"重做的输出：{target}"] if target else [])])
    return FINDINGS if check and made.different else DONE


@click.command(cls=Command)
@click.argument("period", type=PERIOD, required=False, default="")
@click.option("--scheme", "path", type=_FILE, required=True, help="改过规则的方案（.xlsx）")
@click.pass_obj
@guarded
def whatif(desk: Desk, period: str, path: Path) -> int:
    """试算：换一套规则，谁的分值会变；台账和输出一概不动。

    两边都是规则本身提出的分值，不含人的决定；已经审定的分值不随规则改变，列在一旁。
    """
    from jlhy_xl import replaying
    from jlhy_xl.edge.office import Office

    found = replaying.whatif(Office(desk.folder), period, path, desk.now)
    rows = [
        {"id": row.line.id, "rule": row.line.rule, "unit": row.unit, "period": row.line.period,
         "subject": row.line.subject, "before": row.before, "after": row.after,
         "stands": row.stands.applied, "status": row.stands.status.value}
        for row in found.moved
    ]  # fmt: skip
    units = {name: {"before": old, "after": new} for name, (old, new) in found.units.items()}
    lines = [f"到 {found.period} 为止，{len(rows)} 条的分值会变，涉及 {len(units)} 个单位"]
    lines += [f"  {name}：合计 {old} → {new}" for name, (old, new) in found.units.items()]
    lines += [
        f"    {row.unit} {row.line.period} {row.line.rule} {row.line.event}："
        f"{_points(row.before)} → {_points(row.after)}（现为 {row.stands.applied}，{row.stands.status.value}）"
        for row in found.moved
    ]
    desk.answer({"period": found.period, "units": units, "lines": rows}, lines)
    return DONE


def _points(amount: object) -> str:
    return "无此项" if amount is None else str(amount)


COMMANDS = (close, reopen, replay, whatif)
