"""What a group's row of 总览 must say of what moved, lags and is lacking, from 指标进展."""

import re
from collections import Counter

from front_ranks_world import low_ranks, rank_of
from front_world import ASKED, DOWN, UP, Front, again, figures, is_untrue, plain, reasons
from shown_world import Row


def moved(front: Front, name: str, lines: list[Row], *, measured: bool) -> str:
    """Return what moved as a row must say it: no name is cut, and no figure; the measure where it has room."""
    moves = Counter(row["较上期"] for row in lines)
    asked = f" 待核{moves[ASKED]}" if moves[ASKED] else ""
    known = any(moves[each] for each in (UP, DOWN, ASKED, "＝ 持平", "· 有变动"))
    judged = [row for row in lines if row["较上期"] in (UP, DOWN)]
    parts = [f"好{moves[UP]}差{moves[DOWN]}{again(front, judged)}{asked}"] if known else []
    parts += foremost(name, lines, measured=measured)
    told = [
        part
        for part in (
            " ".join(parts), lacking(front, name, lines), rank_of(front, name),
            *low_ranks(front, lines),
        )
        if part
    ]  # fmt: skip
    return "\n".join(told)


def foremost(name: str, lines: list[Row], *, measured: bool) -> list[str]:
    """Return the first row that is worse, else that lags, else that is in doubt, else that is better."""
    lags = [row for row in lines if [each for each in reasons(row) if each != "比上期变差"]]
    lags.sort(key=lambda row: not str(row["推进状态"]).startswith("✗"))
    by = {word: [row for row in lines if row["较上期"] == word] for word in (DOWN, ASKED, UP)}
    first = next((rows[0] for rows in (by[DOWN], lags, by[ASKED], by[UP]) if rows), None)
    if first is None:
        return []
    subject = str(first["具体指标"]).removeprefix(name)
    # 逾期 without its days: these stand in the note
    why = "、".join(
        re.sub("^逾期.*", "逾期", each) for each in reasons(first) if each != "比上期变差"
    )
    others = sum(row is not first for row in lags)
    rest = f"，另{others}项滞后" if others and (first in by[DOWN] or first in lags) else ""
    moved = figures(first, first["上期值"], first["现状值"], measured=measured)
    if first in by[DOWN]:
        return [f"✗{subject} {moved}{f'，{why}' if why else ''}{rest}"]
    if first in lags:
        return [f"{'✗' if str(first['推进状态']).startswith('✗') else '△'}{subject} {why}{rest}"]
    if first in by[UP]:
        return [f"✓{subject} {moved}"]
    if is_untrue(first):
        return [f"△{subject} {moved}，上期值经核实不实"]
    same = [plain(row["现状值"]) for row in by[ASKED] if row["编码"] == first["编码"]]
    return [f"△{subject} 各家不一致 {'/'.join(same)}"]


def lacking(front: Front, name: str, lines: list[Row]) -> str:
    """Return why 已报 falls short of all although the units reported."""
    came = front.came("按时", "迟报", "补报")
    short = [
        row for row in lines
        if str(row["牵头单位"]).split("\n")[0] in came
        and (unreported(front, [row]) or str(row["推进状态"]).endswith(("未报", "待报")))
    ]  # fmt: skip
    if not short:
        return ""
    subject = str(short[0]["具体指标"]).removeprefix(name)
    units = {row.name: row.code for row in front.drawn.results.scheme.units}
    (typed,) = [
        row["typed"]
        for row in front.drawn.results.readings.to_dict("records")
        if row["field"] == "value"
        and (row["row_key"], row["unit"])
        == (short[0]["编码"], units[str(short[0]["牵头单位"]).split("\n")[0]])
    ]
    rest = f"等{len(short)}项" if len(short) > 1 else ""
    return f"△{subject}{f'填“{typed}”，未计入' if typed else '未填'}{rest}"


def unreported(front: Front, lines: list[Row]) -> int:
    """Return how many rows have a 推进状态 while their 现状值 is due and was not given."""
    units = {row.name: row.code for row in front.drawn.results.scheme.units}
    due = {
        (row["row_key"], row["unit"]): row["state"]
        for row in front.drawn.results.readings.to_dict("records")
        if row["field"] == "value" and row["required"]
    }
    return sum(
        due.get((row["编码"], units[str(row["牵头单位"]).split("\n")[0]]), "valid")
        not in ("valid", "unchanged")
        and not str(row["推进状态"]).endswith(("未报", "待报"))
        for row in lines
    )
