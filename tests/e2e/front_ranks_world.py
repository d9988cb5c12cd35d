"""What 总览 must say of ranks, from the sheet 排名."""

from front_world import Front
from shown_world import Row


def rank_of(front: Front, name: str) -> str:
    """Return a group's rank in the city, then and now, as 排名 has it."""
    paper, top = front.drawn.workbook["排名"], front.drawn.heads("排名", "对象")[0]
    heads = [cell.value for cell in paper[top]]
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith("以前各次"):
            break
        if row[0] == name and row[heads.index("范围")] == "全市":
            now = row[heads.index("名次/\n参评数")]
            was = str(row[heads.index("上一次")] or "").split("（")[0]
            if not was or was == now:
                return f"名次{now}"
            # no week of these has figures of ours from between two publications
            return f"名次{was}→{now}{moved_by(was, now)}"
    return ""


def low_ranks(front: Front, lines: list[Row]) -> list[str]:
    """Return the ranks of a group's indicators that are among the last, though nothing moved."""
    paper, top = front.drawn.workbook["排名"], front.drawn.heads("排名", "对象")[0]
    heads = [cell.value for cell in paper[top]]
    codes, told = {row["编码"] for row in lines}, []
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith("以前各次"):
            break
        code, _, name = str(row[0]).partition(" ")
        place, of = (row[heads.index(each)] for each in ("名次", "参评数"))
        if code in codes and place and of and 3 * place > 2 * of:
            assert not row[heads.index("上一次")]  # of these weeks
            told.append(f"{name}名次{place}/{of}")
    return told


def rank_term(front: Front) -> str:
    """Return whose ranks those are that moved, and when they were published."""
    paper, top = front.drawn.workbook["排名"], front.drawn.heads("排名", "对象")[0]
    heads = [cell.value for cell in paper[top]]
    found = set()
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith("以前各次"):
            break
        was = str(row[heads.index("上一次")] or "").split("（")[0]
        if was and was != row[heads.index("名次/\n参评数")]:
            when = row[heads.index("发布日期")]
            found.add((str(row[heads.index("期别")]).removeprefix("2026年"), when.month, when.day))
    ((term, month, of),) = found  # of these weeks
    return f"{term}，{month}月{of}日发布"


def moved_by(was: str, now: str) -> str:
    """Return by how many places a rank moved, where as many took part."""
    if "/" not in was or "/" not in now:
        return ""
    (first, then), (last, of) = was.split("/"), now.split("/")
    if then != of:
        return "（参评数变）"
    return f" {'降' if int(last) > int(first) else '升'}{abs(int(last) - int(first))}位"


def ranks_said(front: Front, *, brief: bool = False) -> list[str]:
    """Return of each rank of 排名 that moved what the second sentence says of it, the worst first.

    Brief: where the page has no room for words.
    """
    paper, top = front.drawn.workbook["排名"], front.drawn.heads("排名", "对象")[0]
    heads = [cell.value for cell in paper[top]]
    told: list[tuple[tuple[int, int], str]] = []
    for row in paper.iter_rows(min_row=top + 1, values_only=True):
        if str(row[0]).startswith("以前各次"):
            break
        was = str(row[heads.index("上一次")] or "").split("（")[0]
        now = str(row[heads.index("名次/\n参评数")])
        if not was or was == now or row[heads.index("范围")] not in ("全市", "全省"):
            continue
        assert row[heads.index("范围")] == "全市"
        first, then, last, of = (*_parts(was), *_parts(now))
        if not last:
            order, text = (1, 0), f"由第{first}名变为无法排名"
        elif then != of:
            order, text = (2, 0), f"由第{first}名（{then}个参评）变为第{last}名（{of}个参评）"
        else:
            steps = int(last) - int(first)
            order = (0 if steps > 0 else 3), -abs(steps)
            text = f"由第{first}名{'降' if steps > 0 else '升'}至第{last}名（{of}个参评）"
        told.append((order, f"{str(row[0]).split(' ')[-1]}{f'{was}→{now}' if brief else text}"))
    return [text for _, text in sorted(told, key=lambda each: each[0])]


def _parts(rank: str) -> tuple[str, str]:
    place, _, of = rank.partition("/")
    return (place, of) if of else ("", "")
