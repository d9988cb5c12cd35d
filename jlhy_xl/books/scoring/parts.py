"""What 减扣评分表 and its sister books share: head, state line, page, the columns in which people decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jlhy_xl.books.scoring.facts import Facts, Line
from jlhy_xl.books.sheet import Page, Sheet, Validation, Value
from jlhy_xl.books.table import Column, Draft, Placed, link_to
from jlhy_xl.core.model import Status
from jlhy_xl.core.raw import letters
from jlhy_xl.core.results import Results
from jlhy_xl.core.wording import desk
from jlhy_xl.core.wording.deductions import COLUMNS, OUTCOMES

GUIDE, TOTALS, LINES, LAID_OUT = "说明", "单位汇总", desk.LINES, desk.LAID_OUT
PROOFS, RULES, SPARED = "证据", "规则", "不予减扣"
HEAD = 4  # the headings' row on every sheet; above it title, edition, state, hint
FIRST = HEAD + 1
KEY_WIDTH = 15  # 16 signs in one line
KEPT = 3  # the last column that is printed on both pages: 编号 to 期次
TRIAL = "△ 试运行：减扣细则文号或生效日期未填，以下均为提示事项，不减扣，不能审定"
OWN_FIGURES = "分值、上限、期限均为办公室的约定，通知未作规定"

_WIDTHS = {
    "delivered_how": 10, "signed_by": 9.5, "signed_at": 17, "objection_at": 17,
    "objection_text": 17, "outcome": 10, "amount": 9, "reason": 24.5, "handler": 9, "reviewer": 9,
    "body": 14, "basis": 18.5, "decided": 12,
}  # fmt: skip
_LOOKS = {
    "signed_at": "input_datetime", "objection_at": "input_datetime", "decided": "input_date",
    "amount": "input_points", "objection_text": "input_text", "reason": "input_text",
    "basis": "input_text", "body": "input_text",
}  # fmt: skip
_PROMPTS = {
    "delivered_how": "告知单怎样送达，可从列表中选，也可另写。",
    "signed_by": "单位签收人姓名。",
    "signed_at": "按“2026-12-08 09:30”填写。没有签收时间，异议期不起算。",
    "objection_at": "收到书面异议的时间，按“2026-12-08 09:30”填写。没有异议不填。",
    "objection_text": "书面异议的要点；原件另存。",
    "outcome": "维持：按适用分值；调整：须填核定分值和理由；撤销、暂缓：须写理由。",
    "amount": "不超过规则分值。维持的可以不填，调整的必须填。",
    "reason": "调整、撤销、暂缓的必须填写；单位提出异议而维持的，写明不采纳的理由。",
    "handler": "办理本行的人，写姓名。",
    "reviewer": "复核的人，写姓名，不能与经办人相同。",
    "body": "例如：联席会议。涉及办公室所在单位的填“总召集人”。",
    "basis": "会议纪要或审定文件的文号。没有审定依据，不算审定，不计入合计。",
    "decided": "按“2026-12-18”填写，不早于异议期届满之日。",
}
# rows may be sorted and tips stay where they are: each is true of every row
_FINDINGS = {
    "reason": "请写明所认定的事实、理由和依据的证据；C1 还须写明如何消极懈怠。写明理由、经办人和分值，才成为拟减扣事项。",
    "amount": "不超过规则分值；规则分值栏空白的（规则未设分值），由认定的人填写。",
}

_EDITION = "完整版"


def words_of(results: Results) -> str:
    """Return what a period's head says: period, when it was made, which edition; the page's foot says which scheme."""
    made = f"{results.now:%Y-%m-%d %H:%M}"
    return f"{results.clock.label}　{made} 编制　{_EDITION}"


def term(results: Results) -> str:
    """Return the period as people name it on paper: 2026年第48周, 2026年11月."""
    named, year = results.clock.label.partition("（")[0], f"{results.clock.period[:4]}年"
    return named if named.startswith(year) else year + named


def until(results: Results) -> str:
    """Return up to when the lines are told: a whole year's, not those of one period."""
    return f"年度累计，截至{results.now:%Y-%m-%d %H:%M}（{term(results)}调度时编制）"


def state_of(results: Results) -> tuple[str, str]:
    """Return the state line, 试运行 or the rules in force, and its look."""
    parameters = results.scheme.parameters
    if results.scheme.is_trial or parameters.rules_from is None:
        return TRIAL, "warn"
    told = f"减扣细则文号：{parameters.rule_number}　生效日期：{parameters.rules_from.isoformat()}"
    return f"{told}　只有审定的计入。{OWN_FIGURES}", "hint"


def begin(
    results: Results, name: str, title: str, columns: Sequence[Column[Any]], seen: int = 0,
    left: int = 0,
) -> Draft:  # fmt: skip
    """Return a sheet with its head; the next free row is for a hint, the headings follow it.

    Args:
        results: whose period and scheme the head names.
        name: the sheet's.
        title: what stands on top.
        columns: whose widths the sheet has.
        seen: the last column that the head's lines reach over; 0 is all.
        left: the first one of the lines below the title. Columns that are printed on every page
            would cut them there; the title keeps to those columns, so that each page has it whole.
    """
    draft = Draft(name)
    draft.declare([*columns])
    right = min(seen or draft.right, draft.right)
    look = "title_wrapped" if left else "title_left"
    draft.line(title, look, right=left - 1 if left else right)
    draft.raise_to(0, 30.0)
    draft.row += _say(results, draft, left, right)
    return draft


def _say(results: Results, draft: Draft, left: int, right: int) -> int:
    """The head's two lines stand below the title, in these columns; returns how many they are."""
    lines = (f"{until(results)}　{_EDITION}", "hint"), state_of(results)
    for row, (said, look) in enumerate(lines, 1):
        draft.span(row, left, right, said, look)
    return len(lines)


def again(results: Results, draft: Draft, parts: Iterable[tuple[int, int]]) -> None:
    """The head's lines stand on the pages beside the first as well, each in its own columns."""
    for left, right in parts:
        _say(results, draft, left, right)


def band(draft: Draft, *parts: tuple[str, int]) -> None:
    """The next row says which columns hold what; each part reaches to its last column."""
    if len(parts) > 1:
        # these columns are printed on every page: words across them would be cut there
        draft.span(draft.row, 0, KEPT, None, "label_bold")
    left = KEPT + 1 if len(parts) > 1 else 0
    for said, right in parts:
        draft.span(draft.row, left, right, said, "label_bold")
        left = right + 1
    draft.row += 1


def finish(
    results: Results, draft: Draft, placed: Placed | None = None, *, freeze: int = 0,
    page: Mapping[str, Any] | None = None, **more: Any,
) -> Sheet:  # fmt: skip
    """Return the sheet: head frozen and repeated on paper, filters, structure locked.

    Args:
        results: whose period the page names.
        draft: the sheet in the making.
        placed: the table that has filters; its rows still grow with what is typed.
        freeze: the first column that scrolls.
        page: what differs from the landscape page.
        more: Sheet's other fields.
    """
    given = {
        "landscape": True, "area": (0, 0, max(draft.row - 1, 0), draft.right),
        "title_rows": (placed.head, placed.head) if placed else None,
        "header": f"&R&9{draft.name}　{term(results)}",
        "footer": f"&L&8方案 {results.scheme_digest[:8]}&C第 &P 页，共 &N 页",
        "margins": (0.3, 0.3, 0.6, 0.6),
    }  # fmt: skip
    growing: dict[int, float] = {}
    if placed:
        rows = range(placed.first, placed.last + 1)
        growing = {row: draft.heights.pop(row) for row in rows if row in draft.heights}
    made = {"growing": growing, "protect": True, **more}
    return draft.sheet(
        page=Page(**{**given, **(page or {})}),
        freeze=(placed.first, freeze) if placed else None, placed=placed, more=made,
    )  # fmt: skip


def finish_year(
    results: Results, draft: Draft, placed: Placed | None = None, *, freeze: int = 0,
    page: Mapping[str, Any] | None = None, **more: Any,
) -> Sheet:  # fmt: skip
    """Return the sheet as ``finish`` does; its pages say that the lines are a whole year's."""
    header = f"&R&9{draft.name}　年度累计（{term(results)}调度时编制）"
    return finish(results, draft, placed, freeze=freeze, page={"header": header, **(page or {})}, **more)  # fmt: skip


def key_column() -> Column[Line]:
    """Return the column by which people's copies are read back; narrow, and always the first."""
    return Column(desk.LINE_KEY, KEY_WIDTH, lambda line: line.found.id, "key")


def first_columns(facts: Facts) -> list[Column[Line]]:
    """Return what every sheet of lines begins with: key, whether new, unit, period, rule."""
    return [
        key_column(),
        Column("新增", 4.5, lambda line: "● 新" if line.is_new else "",
               lambda line: "warn" if line.is_new else "body_centre"),
        Column("单位", 12, lambda line: line.name, "body_centre"),
        Column("期次", 9, lambda line: line.found.period, "body_centre"),
        Column("规则", 5.5, lambda line: line.found.rule, "body_link_centre",
               lambda line: rule_link(facts, line)),
    ]  # fmt: skip


def proof_column(facts: Facts) -> Column[Line]:
    """Return how many pieces of evidence a line has, leading to them."""
    return Column(
        "证据数", 5, lambda line: len(line.found.evidence), "count_link",
        lambda line: proof_link(facts, line),
    )  # fmt: skip


def proof_link(facts: Facts, line: Line) -> str:
    """Return the link to a line's first piece of evidence, "" where it has none."""
    number = facts.first_proof.get(line.found.id)
    return link_to(PROOFS, HEAD + number) if number else ""


def rule_link(facts: Facts, line: Line) -> str:
    """Return the link to the rule as applied."""
    rules = facts.rules
    return link_to(RULES, FIRST + rules.index(line.rule)) if line.rule else ""


def decision_columns(facts: Facts) -> list[Column[Line]]:
    """Return the columns in which people decide, with what they have decided already."""

    def column(name: str, heading: str) -> Column[Line]:
        return Column(heading, _WIDTHS[name], lambda line: entry(facts, line, name), _look(name))

    return [column(name, heading) for name, heading in COLUMNS.items()]


def _look(name: str) -> Callable[[Line], str]:
    look = _LOOKS.get(name, "input_text_centre")

    def of(line: Line) -> str:
        waits = line.found.status is Status.UNCERTAIN and not line.said.holds(name)
        return "none_asked" if line.is_closed or waits else look

    return of


def entry(facts: Facts, line: Line, name: str) -> Value:
    """Return what was decided, as a value of its own kind; what could not be read, as typed."""
    said = line.said
    value: Value = getattr(said, name)
    if not said.holds(name):
        return said.words_of(name)
    if isinstance(value, datetime):
        return facts.local(value)
    return value.strip() if isinstance(value, str) else value


def helps(left: int, placed: Placed, most: int, *, finding: bool = False) -> list[Validation]:
    """Return the drop-downs, bounds and prompts of the columns in which people decide.

    Args:
        left: the first of them.
        placed: the table.
        most: the column that holds the rule's own points.
        finding: whether 理由 and 核定分值 are where a person writes the finding.
    """
    found = []
    for at, (name, heading) in enumerate(COLUMNS.items(), left):
        prompt = (_FINDINGS if finding else {}).get(name, _PROMPTS[name])
        options = {
            "input_title": heading, "input_message": prompt, "error_title": heading,
            "error_message": prompt, **_bounds(name, placed.first, most),
        }  # fmt: skip
        found.append(Validation(placed.first, at, placed.last, at, options))
    return found


def _bounds(name: str, row: int, most: int) -> dict[str, object]:
    if name == "delivered_how":
        return {"validate": "list", "source": [*desk.DELIVERIES], "error_type": "information"}
    if name == "outcome":
        return {"validate": "list", "source": [*OUTCOMES]}
    if name == "amount":
        cell = f"${letters(most)}{row + 1}"
        top = f"=IF(ISNUMBER({cell}),{cell},1000)"
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top}
    if name in ("signed_at", "objection_at", "decided"):
        span = {"minimum": date(2020, 1, 1), "maximum": date(2100, 1, 1)}
        return {"validate": "date", "criteria": "between", "error_type": "warning", **span}
    return {"validate": "any"}
