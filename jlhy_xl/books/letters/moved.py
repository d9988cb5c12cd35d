"""What moved, on paper: figures with the period of the earlier one, a 共填 indicator once, ranks with their 参评数."""

from collections import Counter
from collections.abc import Iterable, Sequence

from jlhy_xl.books.letters.letter import Para, Part, Table
from jlhy_xl.books.letters.measured import about, named
from jlhy_xl.books.summary.facts import Facts, Line
from jlhy_xl.books.summary.parts import is_worded, moved, told
from jlhy_xl.books.summary.progress import earlier
from jlhy_xl.books.summary.rank_grounds import FIELD, OWN, PEERS, UNKNOWN, reason
from jlhy_xl.books.summary.ranks import Standing, moved_ranks, rank_words, standings
from jlhy_xl.core.scheme.choices import Joint
from jlhy_xl.core.values.parsed import decimal

MOST_MOVED = 12
WORSE, BETTER, MOVED, ASKED, WORDED = "变差", "变好", "有变动", "待核", "文字更新"
_ORDER = (WORSE, BETTER, MOVED, ASKED, WORDED)
_SCHEME = "登记数"
_FROM_SCHEME = "上期值为办公室登记的数。"
_MARKED = "上期值没有注明期次的，为上一期的数；注明的，为该期所报，其后没有再报。"
_MARKED_SCHEME = f"注“{_SCHEME}”的，为办公室登记的数。"
_NO_RANK_MOVED = "上级发布的名次与上一次相比没有变动。"
Shared = tuple[Line, ...]  # rows that are told as one


def moved_figures(facts: Facts) -> Iterable[Part]:
    """Yield the table of figures that moved: for the worse first, then for the better, then others."""
    changed = [line for line in facts.lines if line["change"]]
    changed.sort(key=lambda line: _ORDER.index(_word(line)))
    found = _once(facts, changed)
    shown, rest = found[:MOST_MOVED], found[MOST_MOVED:]
    if shown:
        heads = ("指标", "单位", "上期值", "现状值", "变动")
        marks = [_since(facts, rows[0]) for rows in shown]
        is_all_scheme = set(marks) == {_SCHEME}
        cells = tuple(
            _cells(facts, rows, "" if is_all_scheme else mark)
            for rows, mark in zip(shown, marks, strict=True)
        )
        yield Table(heads, cells, (50, 46, 23, 20, 20), frozenset({2, 3, 4}))
        if note := _FROM_SCHEME if is_all_scheme else _note(marks):
            yield Para(text=note)
    yield from _left(facts, [line for rows in rest for line in rows])


def _left(facts: Facts, rest: Sequence[Line]) -> Iterable[Para]:
    """Yield how many rows of 变动对照 have no place here, by kind."""
    counts = Counter(map(_word, rest))
    counts[WORDED] = sum(
        line["change"] is None and is_worded(line["value"]) and line["value"] != line["last"]
        for line in facts.lines
    )
    if counts.total():
        kinds = "、".join(f"{word}{counts[word]}" for word in _ORDER if counts[word])
        yield Para(text=f"其余{counts.total()}项次（{kinds}）见汇总表“变动对照”。")


def _word(line: Line) -> str:
    """Return how a figure has moved, without its sign."""
    return moved(line)[0].split()[-1]


def _once(facts: Facts, lines: Iterable[Line]) -> list[Shared]:
    """Return the rows as told: those of a 共填 indicator with the same figures together."""
    found: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in lines:
        known = facts.scheme.indicator_by_code.get(line["indicator"])
        is_shared = known is not None and known.joint is Joint.SAME
        owner = "" if is_shared else str(line["unit"])
        key = str(line["indicator"]), owner, told(line["last"]), told(line["value"])
        found.setdefault(key, []).append(line)
    return [tuple(rows) for rows in found.values()]


def _cells(facts: Facts, rows: Shared, mark: str) -> tuple[str, ...]:
    first = rows[0]
    units = "、".join(facts.unit(row["unit"]) for row in rows)
    if len(rows) > 1:
        units += f"（共填，计{len(rows)}项次）"
    since = f"\n（{mark}）" if mark else ""
    name = named(facts.name(first), first["measure"])
    value = about(first["value"], first.get("about", ""))
    return name, units, f"{told(first['last'])}{since}", value, moved(first)[0]


def _since(facts: Facts, line: Line) -> str:
    """Return of which period the earlier figure is, "" where it is of the one before.

    Where no period told it, it is the office's own, entered in the scheme; where neither did, or no periods are known,
    nothing is said.
    """
    if not facts.results.weeks:
        return ""
    if period := earlier(facts, line):
        return period
    here, code, unit = facts.results.clock.period, line["indicator"], line["unit"]
    if any(week.period < here and week.value(code, (unit,)) for week in facts.results.weeks):
        return ""
    target = facts.scheme.target_of.get((code, unit))
    return _SCHEME if target and target.last and decimal(target.last) == line["last"] else ""


def _note(marks: Sequence[str]) -> str:
    scheme = _MARKED_SCHEME if _SCHEME in marks else ""
    return (_MARKED if set(marks) - {"", _SCHEME} else "") + scheme


def ranking(facts: Facts) -> Iterable[Part]:
    """Yield which published ranks moved, from where to where and among how many; the falls first."""
    found = sorted(moved_ranks(facts), key=_direction)
    if not found:
        if any(row.before for row in standings(facts)):
            yield Para(text=_NO_RANK_MOVED)
        return
    courses = "；".join(f"{_subject(facts, row)}{_course(row)}" for row in found)
    yield Para(text=f"上级发布的名次有变动的{len(found)}个：{courses}。")
    was, now = _term(found, is_now=False), _term(found, is_now=True)
    cells = tuple(
        (_subject(facts, row), row.now.scope, _at(row, was, is_now=False),
         _at(row, now, is_now=True), _change(row))
        for row in found
    )  # fmt: skip
    heads = ("对象", "范围", _head("上一次", was), _head("本次", now), "变化")
    yield Table(heads, cells, (30, 16, 40, 40, 30), frozenset({1, 2, 3, 4}))
    yield Para(text=_reasons(facts, found))


def _reasons(facts: Facts, found: Iterable[Standing]) -> str:
    """Return why ranks may have moved, each reason once; where nothing is known, that."""
    same: dict[str, list[str]] = {}
    for row in found:
        same.setdefault(reason(facts, row.now, row.before), []).append(_subject(facts, row))
    unknown = same.pop(UNKNOWN, [])
    words = {OWN: "本区数据有变动", PEERS: "本区数据未变，其他参评对象有变动", FIELD: "参评数有变"}
    told_ = [f"{'、'.join(names)}为{words.get(why, why)}" for why, names in same.items()]
    if unknown:
        told_.append(f"{'其余' if same else ''}依现有数据无从判断")
    return f"变动原因：{'；'.join(told_)}。"


def _head(word: str, term: str) -> str:
    return "\n".join(part for part in (word, _broken(term), "名次/参评数") if part)


def _subject(facts: Facts, row: Standing) -> str:
    known = facts.scheme.indicator_by_code.get(row.now.subject)
    return known.name if known else row.now.subject


def _steps(row: Standing) -> int | None:
    """Return how many places lower it stands, None where the two cannot be held beside each other."""
    was, now = row.before, row.now
    if was is None or was.rank is None or now.rank is None or was.of != now.of or not now.of:
        return None
    return now.rank - was.rank


def _direction(row: Standing) -> tuple[bool, int]:
    steps = _steps(row)
    return steps is None, -(steps or 0)


def _course(row: Standing) -> str:
    """Return a rank's way in words: 由第4名降至第6名（全市6个参评）."""
    steps, was, now = _steps(row), row.before, row.now
    among = f"{now.scope}{now.of}个参评" if now.of else f"{now.scope}参评数不详"
    if steps is not None and was is not None:
        return f"由第{was.rank}名{'降' if steps > 0 else '升'}至第{now.rank}名（{among}）"
    if was is None or was.rank is None or now.rank is None:
        then, here = (
            f"第{rank.rank}名" if rank and rank.rank else "无法排名" for rank in (was, now)
        )
        return f"上一次{then}，本次{here}（{among}）"
    return (
        f"由第{was.rank}名变为第{now.rank}名"
        f"（{now.scope}参评数由{was.of or '不详'}变为{now.of or '不详'}，不作升降比较）"
    )


def _change(row: Standing) -> str:
    steps = _steps(row)
    if steps is None:
        is_ranked = row.before and row.before.rank is not None and row.now.rank is not None
        return "· 不可比" if is_ranked else "· 无法排名"
    return f"✗ 降{steps}位" if steps > 0 else f"✓ 升{-steps}位"


def _at(row: Standing, term: str, *, is_now: bool) -> str:
    """Return a rank with its field, and its term where the heading does not say it."""
    rank = row.now if is_now else row.before
    own = _broken(rank.term) if rank and rank.term != term else ""
    return "\n".join(part for part in (rank_words(rank), own) if part)


def _term(found: Sequence[Standing], *, is_now: bool) -> str:
    """Return the term that all the ranks of a column are of, "" where they are of several."""
    ranks = [row.now if is_now else row.before for row in found]
    terms = {rank.term for rank in ranks if rank}
    return terms.pop() if len(terms) == 1 else ""


def _broken(term: str) -> str:
    r"""Return a term in lines that a narrow column holds whole.

    >>> _broken("2026年二季度"), _broken("三季度")
    ('2026年\n二季度', '三季度')
    """
    year, sign, rest = term.partition("年")
    return f"{year}{sign}\n{rest}" if rest else term
