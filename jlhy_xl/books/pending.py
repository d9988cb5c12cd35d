"""待处理收件.xlsx: arrivals that wait for a person's word, one a row, with the cells to say it in."""

from jlhy_xl.books.scoring.parts import finish, words_of
from jlhy_xl.books.sheet import Book, Sheet, Validation
from jlhy_xl.books.table import Column, Draft, Placed
from jlhy_xl.core.calendar import localised
from jlhy_xl.core.model import Receipt, Verdict
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.wording import desk

CHOICES = "可选单位"
_EMPTY = "本期没有待处理的收件"
_HINTS = (
    "这些来件暂不汇入，收件时间已留存，不因等待处理而变迟。请核实后填写右侧黄色格，存入 workbooks/reviewed "
    "文件夹，下次运行自动读入。",
    "采用：按识别的单位、期次汇入；改归：按所填的单位、期次汇入；作废：不汇入，仍留存。编号列请不要改动。",
)
_PROMPTS = {
    "action": "采用、作废或改归，从列表中选。",
    "unit": "改归时填写：这份材料实际属于哪个单位。",
    "period": "改归时填写，例如 2026-W48；不填按识别的期次。",
    "reason": "怎样核实的，为什么这样处理。",
    "person": "处理人姓名。",
}
_PAPER = 5  # the last column that fits on one page in a size that can be read
_TWO_WIDE = {"fit_wide": 2, "title_columns": (0, 1)}
_WIDTHS = {"action": 9, "unit": 18, "period": 11, "reason": 22, "person": 9}


def book(results: Results) -> Book:
    """Return the workbook; without anything waiting it says so."""
    waiting = [row for row in results.receipts if row.verdict is Verdict.QUARANTINED]
    waiting.sort(key=lambda row: (row.arrival.received, row.arrival.id))
    sheets = (_sheet(results, waiting), _choices(results))
    return Book(sheets, title=f"{results.clock.label}{desk.PENDING}", active=desk.PENDING)


def _sheet(results: Results, waiting: list[Receipt]) -> Sheet:
    own = _columns(results)
    columns = [*own, *(_entry(name, heading) for name, heading in desk.PENDING_COLUMNS.items())]
    draft = Draft(desk.PENDING)
    draft.declare(columns)
    draft.line(
        f"{results.clock.label}{desk.PENDING}（{len(waiting)}件）", "title_left", right=_PAPER
    )
    draft.raise_to(0, 30.0)
    draft.line(words_of(results), "hint", right=_PAPER)
    for hint in _HINTS if waiting else ():
        draft.line(hint, "hint", right=_PAPER)
    placed = draft.table(columns, waiting) if waiting else _nothing(draft, columns)
    for row in range(placed.first, placed.last + 1):
        draft.raise_to(row, 30.0)
    found = tuple(_helps(results, len(own), placed)) if waiting else ()
    # on paper what came stands on one page, what is to be done about it on the one beside it
    page = _TWO_WIDE if waiting else {"area": (0, 0, placed.last, _PAPER)}
    return finish(results, draft, placed, freeze=2, tab="accent", validations=found, page=page)


def _nothing(draft: Draft, columns: list[Column[Receipt]]) -> Placed:
    """The table says that nothing waits, where the page shows it."""
    head = draft.head(columns, 0)
    draft.span(draft.row, 0, _PAPER, _EMPTY, "none")
    draft.row += 1
    return Placed(head, head + 1, draft.row - 1, 0, len(columns) - 1)


def _columns(results: Results) -> list[Column[Receipt]]:
    scheme = results.scheme

    def received(row: Receipt) -> str:
        return f"{localised(scheme, row.arrival.received):%Y-%m-%d %H:%M:%S}"

    def sender(row: Receipt) -> str:
        parts = (row.arrival.registered, row.arrival.sender)
        return "\n".join(part for part in parts if part)

    def file(row: Receipt) -> str:
        inside = row.arrival.source
        return row.arrival.name if inside in ("", row.arrival.name) else inside

    return [
        Column(desk.ARRIVAL_KEY, 10, lambda row: row.arrival.id, "key"),
        Column("文件", 26, file),
        Column("来自", 20, sender),
        Column("收到时间", 13, received, "body_centre"),
        Column("以何为准", 13, lambda row: row.arrival.clock.value, "body_centre"),
        Column("等待的原因", 36, lambda row: row.reason),
        Column("识别单位", 18, lambda row: unit_name(scheme, row.examined.unit) or "未识别",
               "body_centre"),
        Column("识别期次", 10, lambda row: row.examined.period or "未识别", "body_centre"),
        Column("识别经过", 40, lambda row: "\n".join(row.examined.identity)),
        Column("可采用的内容", 22, lambda row: _content(results, row)),
    ]  # fmt: skip


def _content(results: Results, row: Receipt) -> str:
    """Return what would be merged if the arrival were adopted."""
    if row.examined.unchanged:
        return "全部无变化"
    forms = results.scheme.form_by_code
    told = [
        f"{forms[each.form].title}：已填{each.filled}，应填{each.expected}"
        for each in row.examined.counts
        if each.form in forms
    ]
    return "\n".join(told) or "没有读出可汇入的内容"


def _entry(name: str, heading: str) -> Column[Receipt]:
    return Column(heading, _WIDTHS[name], lambda _: None, "input_text_centre"
                  if name != "reason" else "input_text")  # fmt: skip


def _helps(results: Results, left: int, placed: Placed) -> list[Validation]:
    last = 1 + max(len(_names(results)), 1)
    lists: dict[str, dict[str, object]] = {
        "action": {"validate": "list", "source": [*desk.ACTIONS]},
        "unit": {"validate": "list", "source": f"='{CHOICES}'!$A$2:$A${last}", "error_type": "warning"},
    }  # fmt: skip
    found = []
    for at, (name, heading) in enumerate(desk.PENDING_COLUMNS.items(), left):
        said = {
            "input_title": heading, "input_message": _PROMPTS[name], "error_title": heading,
            "error_message": _PROMPTS[name],
        }  # fmt: skip
        options = {**lists.get(name, {"validate": "any"}), **said}
        found.append(Validation(placed.first, at, placed.last, at, options))
    return found


def _names(results: Results) -> list[str]:
    return [duty.unit.name for duty in results.duties]


def _choices(results: Results) -> Sheet:
    """Return the units that 改归单位 may name, as its drop-down reads them."""
    draft = Draft(CHOICES)
    draft.table([Column[str]("单位", 24, lambda name: name, "body_indent")], _names(results))
    # a drop-down reads it; without an area of its own no program prints it
    return finish(results, draft, page={"landscape": False, "area": None}, visibility="hidden")
