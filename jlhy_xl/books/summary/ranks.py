"""排名: official ranks then and now with 参评数, and the chart that is drawn of them in 图表.

A rank is compared with the one before of the same subject and scope, and only where as many took
part; 无法排名 stands apart from last.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from jlhy_xl.books import style
from jlhy_xl.books.sheet import Chart, Sheet
from jlhy_xl.books.summary.facts import Facts, GroupStand
from jlhy_xl.books.summary.parts import CHARTS, RANKS, Paper, begin, day_words, finish
from jlhy_xl.books.summary.rank_grounds import HEADING, NO_RECORD, grounds
from jlhy_xl.books.table import EMPTY, Column, Draft, link_to
from jlhy_xl.core.scheme.model import Rank

UNRANKED = "无法排名"
NONE = "方案“排名”表还没有名次，不作名次图。"
UNPLACED = "不排"
NO_ORDER = "数据不足，不排序：没有一个组有一半以上的项次能按本期报数评价；所列为测算，只作参考。"
PARTLY = f"“{UNPLACED}”：能按本期报数评价的不到该组项次的一半，数据不足，不排序；沿用上期值的不算本期报数。"
AVERAGED = "平均达成按各组可评价的项次平均，不到填报期、沿用上期值的也在内（几项＝“可评价”减“本期可评”）；本期没有报数的组不列。"
_SIZE = 580  # width of a chart in pixels
_FEW = 20  # so many took part that each place has its line
_STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 10**9)
_LABEL = {"value": True, "position": "right", "font": {"name": style.BODY_FONT, "size": 10}}
_SLOT = 34  # its height for each row of the figures beside it


class Standing(Struct, frozen=True):
    """An official rank and the one before of the same subject and scope."""

    now: Rank
    before: Rank | None = None


def standings(facts: Facts) -> tuple[Standing, ...]:
    """Return the newest rank of each subject and scope with the one before, in the scheme's order."""
    found: dict[tuple[str, str], list[Rank]] = {}
    for row in sorted(facts.scheme.ranks, key=lambda each: each.published or date.min):
        found.setdefault((row.scope, row.subject), []).append(row)
    made = [
        Standing(rows[-1], next((row for row in rows[-2::-1] if _is_before(row, rows[-1])), None))
        for rows in found.values()
    ]
    order = [group.name for group in facts.scheme.groups] + [*facts.scheme.indicator_by_code]
    places = {name: place for place, name in enumerate(order)}
    return tuple(
        sorted(made, key=lambda row: (row.now.scope, places.get(row.now.subject, len(places))))
    )


def _is_before(row: Rank, newest: Rank) -> bool:
    return (row.published or date.min) < (newest.published or date.min)


def latest_ranks(facts: Facts) -> dict[str, Rank]:
    """Return the newest 全市 rank, else the newest of any scope, by indicator code or group name."""
    return {subject: row.now for subject, row in latest(facts).items()}


def latest(facts: Facts) -> dict[str, Standing]:
    """As ``latest_ranks``, with the ranks before."""
    rows = sorted(
        standings(facts), key=lambda row: (row.now.scope == "全市", str(row.now.published or ""))
    )
    return {row.now.subject: row for row in rows}


def moved_ranks(facts: Facts) -> tuple[Standing, ...]:
    """Return the ranks that another one stood for before, or another 参评数."""
    return tuple(
        row
        for row in standings(facts)
        if row.before and (row.before.rank, row.before.of) != (row.now.rank, row.now.of)
    )


def rank_words(rank: Rank | None) -> str:
    """Return a rank with its 参评数 as text: 3/6 must never become a date."""
    if rank is None:
        return ""
    if rank.rank is None:
        return UNRANKED
    return f"{rank.rank}/{rank.of}" if rank.of else f"{rank.rank}/?"


def moved_words(row: Standing) -> str:
    """Return a rank, and the one before where it is known and another."""
    was, now = rank_words(row.before), rank_words(row.now)
    return f"{was}→{now}" if was and was != now else now


def _verdict(row: Standing) -> tuple[str, str]:
    """Return how a rank has moved, and the look: places are compared in one and the same field."""
    was, now = row.before, row.now
    if was is None:
        return "—", "body_centre"
    if was.rank is None or now.rank is None:
        both = "两次均" if was.rank is now.rank else "本次" if now.rank is None else "上次"
        return f"· {both}{UNRANKED}", "body_centre"
    if was.of != now.of:
        return f"· 参评数{was.of or '不详'}→{now.of or '不详'}，不可比", "body_centre"
    if was.rank == now.rank:
        return "＝ 未变", "body_centre"
    steps = abs(was.rank - now.rank)
    return (f"✓ 升{steps}位", "good") if now.rank < was.rank else (f"✗ 降{steps}位", "bad")


def sheet(facts: Facts) -> Sheet:
    """Return 排名: official ranks with 参评数, source and date; 无法排名 apart from last."""
    found = standings(facts)
    told = {row: grounds(facts, row.now, row.before) for row in found}
    known = any(told.values())
    columns = _columns(facts, told if known else {})
    placed_ranks = sorted(
        (row for row in found if row.now.rank is not None),
        key=lambda row: (row.now.scope, row.now.rank or 0),
    )
    apart = [row for row in found if row.now.rank is None]
    newest = {id(row.now) for row in found}
    earlier = [Standing(row) for row in facts.scheme.ranks if id(row) not in newest]
    draft = begin(
        RANKS, columns, "排名",
        "省、市发布的名次由办公室录入（方案“排名”表），离开参评数没有意义；同名次为并列；无法排名的单列，不等于末位。",
        "名次变动还受参评对象影响：参评数相同才说升降，参评数不同的只并列两次。",
        *(() if known or not found else (NO_RECORD,)),
    )  # fmt: skip
    if found:
        draft.line("上一次与本次的名次图见“图表” →", "link", link=link_to(CHARTS))
    draft.line(f"省、市发布名次（{len(placed_ranks)} 项）", "section")
    placed = draft.table(columns, placed_ranks)
    draft.gap()
    # the same columns: the one head stays in sight above them, and on each page
    draft.line(f"无法排名（{len(apart)} 项）", "section")
    if not draft.rows(columns, apart):
        draft.line(EMPTY, "none")
    draft.gap()
    if earlier:
        draft.line(f"以前各次（{len(earlier)} 项）", "section")
        draft.rows(columns, earlier)
        draft.gap()
    _attainments(draft, facts)
    return finish(facts, draft, placed, Paper(1))


def _columns(facts: Facts, told: Mapping[Standing, str]) -> list[Column[Standing]]:
    """Return the columns; what our own figures did meanwhile has one only where it is known."""
    own = [Column[Standing](HEADING, 11, lambda row: told.get(row) or "—")] if told else []
    return [
        Column("对象", 19, lambda row: _subject(facts, row.now)),
        Column("范围", 6, lambda row: row.now.scope, "body_centre"),
        Column("名次", 6, lambda row: row.now.rank, "count"),
        Column("参评数", 7, lambda row: row.now.of, "count"),
        Column("名次/\n参评数", 9, lambda row: rank_words(row.now), "body_centre"),
        Column("变化", 13, lambda row: _verdict(row)[0], lambda row: _verdict(row)[1]),
        Column("上一次", 16, lambda row: _before(row.before)),
        *own,
        Column("期别", 11, lambda row: row.now.term, "body_centre"),
        Column("来源", 18, lambda row: row.now.source),
        Column("发布日期", 11, lambda row: row.now.published, "date"),
        Column("备注", 10, lambda row: row.now.note),
    ]


def _subject(facts: Facts, row: Rank) -> str:
    found = facts.scheme.indicator_by_code.get(row.subject)
    return f"{found.code} {found.name}" if found else row.subject


def _before(found: Rank | None) -> str:
    """Return the rank before with its own 参评数."""
    return f"{rank_words(found)}（{found.term or day_words(found.published)}）" if found else ""


def _attainments(draft: Draft, facts: Facts) -> None:
    judged = sorted(
        (row for row in facts.groups if row.attainment is not None),
        key=lambda row: (not _is_placed(row), -(row.attainment or 0), row.group.number),
    )
    draft.line(
        f"各组年度目标平均达成（本区测算，仅供参考；{len(facts.groups)} 组中可评价 {len(judged)} 组）",
        "section",
    )
    if judged:
        draft.line(AVERAGED, "hint")
    if not any(_is_placed(row) for row in judged):
        draft.line(NO_ORDER, "hint")
    elif not all(_is_placed(row) for row in judged):
        draft.line(PARTLY, "hint")
    draft.table(_attainment_columns(facts), judged)
    unjudged = "、".join(row.group.name for row in facts.groups if row.attainment is None)
    if unjudged:
        draft.line(f"无法评价（缺数、方向未定或本期没有报数，不等于末位）：{unjudged}。", "hint")


def _known(row: GroupStand) -> int:
    """How many of a group's rows are judged by a value of this very period."""
    return row.judged - carried(row)


def _is_placed(row: GroupStand) -> bool:
    """Whether a group has a place: at least half of its rows can be judged by this period's values."""
    return row.attainment is not None and 0 < _known(row) * 2 >= len(row.lines)


def carried(row: GroupStand) -> int:
    """Return how many judged rows are judged by the value before."""
    return sum(
        line["attainment"] is not None and line["value"] is None
        for line in row.lines
        if not line["disputed"]
    )


def _attainment_columns(facts: Facts) -> list[Column[GroupStand]]:
    scores = [row.attainment for row in facts.groups if _is_placed(row)]

    def place(row: GroupStand) -> str:
        if not _is_placed(row):
            return UNPLACED
        mine = row.attainment
        above = sum(each > mine for each in scores if mine is not None and each is not None)
        ties = sum(each == mine for each in scores)
        return f"并列 {above + 1}" if ties > 1 else str(above + 1)

    return [
        Column("对象", 19, lambda row: row.group.name),
        Column("序", 6, place, "body_centre"),
        Column("可评价", 6, lambda row: row.judged, "count"),
        Column("已达标", 7, lambda row: row.reached, "count"),
        Column("平均达成", 9, lambda row: row.attainment, "percent1"),
        Column("本期可评\n/项次", 13, lambda row: f"{_known(row)}/{len(row.lines)}", "body_centre"),
        Column("牵头单位", 16, lambda row: row.leads.replace("、", "\n")),
    ]


def charts(draft: Draft, facts: Facts) -> list[Chart]:
    """The ranks of each scope stand below with their figures; returns a chart for each that has any."""
    found = standings(facts)
    drawn: list[Chart] = []
    scopes = dict.fromkeys(row.now.scope for row in found)
    for scope in scopes:
        rows = [row for row in found if row.now.scope == scope]
        draft.line(
            f"{scope}名次：上一次与本次（第1名在上；没有点的为无法排名或没有上一次）", "section"
        )
        placed = draft.table(_figures(facts), rows)
        if any(row.now.rank is not None for row in rows):
            drawn.append(_chart(placed.head, (placed.first, placed.last), rows))
        else:
            draft.line(f"{scope}本次均无法排名，不作图。", "hint")
        short = _high(rows) * 0.75 + 12 - sum(
            draft.heights[row] for row in range(placed.head, draft.row)
        )  # fmt: skip
        draft.gap(max(short, 10.0))
    return drawn


def _figures(facts: Facts) -> list[Column[Standing]]:
    def label(row: Standing) -> str:
        return f"{_subject(facts, row.now).replace(' ', chr(10), 1)}\n{moved_words(row)}"

    def rank(pick: Callable[[Standing], Rank | None]) -> Callable[[Standing], Any]:
        def told(row: Standing) -> Any:
            chosen = pick(row)
            return chosen.rank if chosen else None

        return told

    return [
        Column("对象（名次/参评数）", 32, label),
        Column("上一次", 8, rank(lambda row: row.before), "count"),
        Column("本次", 10, rank(lambda row: row.now), "count"),
        Column("参评数", 10, lambda row: row.now.of, "count"),
    ]


def _chart(head: int, span: tuple[int, int], rows: list[Standing]) -> Chart:
    first, last = span
    most = max(max(each.of or 0, each.rank or 0) for row in rows for each in _both(row))
    step = 1 if most < _FEW else next(each for each in _STEPS if most <= each * 8)
    looks: tuple[tuple[str, int, dict[str, object]], ...] = (
        ("参评数（末位）", 3, {"type": "long_dash", "size": 12, "border": _ink("none_ink"), "fill": _ink("none_ink")}),
        ("上一次", 1, {"type": "circle", "size": 11, "border": _ink("accent"), "fill": _ink("bar")}),
        ("本次", 2, {"type": "diamond", "size": 12, "border": _ink("accent"), "fill": _ink("accent")}),
    )  # fmt: skip
    series = tuple(
        {
            "name": name, "categories": [CHARTS, first, 0, last, 0],
            "values": [CHARTS, first, column, last, column],
            "line": {"none": True}, "marker": marker,
            **({"data_labels": _LABEL} if column == 2 else {}),
        }
        for name, column, marker in looks
        if column != 1 or any(row.before and row.before.rank is not None for row in rows)
    )  # fmt: skip
    return Chart(
        head, 5, "line", series=series, title=f"{rows[0].now.scope}名次（第1名在上）", legend="bottom",
        size=(_SIZE, _high(rows)),
        y_axis={
            # the first and the last place lie a step within the edges, which have no label
            "reverse": True, "min": 0, "max": most + (1 if most < _FEW else step // 2),
            "num_format": f'[>{most}]"";[<1]"";0', "crossing": "max", "major_unit": step,
            "major_gridlines": {"visible": True, "line": _ink("bar_soft")},
        },
    )  # fmt: skip


def _high(rows: list[Standing]) -> int:
    """Return a chart's height in pixels."""
    return max(_SLOT * (len(rows) + 2), 9 * _SLOT)


def _both(row: Standing) -> tuple[Rank, ...]:
    return (row.now, row.before) if row.before else (row.now,)


def _ink(name: str) -> dict[str, object]:
    return {"color": style.COLOURS[name]}
