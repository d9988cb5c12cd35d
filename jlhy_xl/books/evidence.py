"""佐证台账.xlsx: supporting files numbered and listed, and what each row that names one finds."""

from jlhy_xl.books.scoring.parts import words_of
from jlhy_xl.books.sheet import Book, Page, Sheet
from jlhy_xl.books.table import Column, Draft
from jlhy_xl.core.results import Results
from jlhy_xl.core.returns.evidence import Claim, File, counts, ledger
from jlhy_xl.core.returns.prefill import unit_name
from jlhy_xl.core.wording import evidence as words
from jlhy_xl.core.wording.guard import SUPPORTING_KINDS

NAME = "佐证台账"
ROWS, FILES = "各行佐证", "佐证材料"
_HINT = (
    "已附：该单位有材料的文件名或所在文件夹含有这个编号。待核：该单位报了材料，但没有一件写明这个编号，请打开核对。"
    "缺：该单位没有报来材料。"
)
_COPY = "扫描件、照片、PDF 只作佐证；标“工作簿仍应报送”的单位本期还没有可采用的报表。"
_LOOKS = {words.ATTACHED: "good", words.TO_CHECK: "warn", words.MISSING: "bad"}
_SIGNS = {words.ATTACHED: "✓", words.TO_CHECK: "？", words.MISSING: "✗"}
_STILL_OWED = "工作簿仍应报送"
_NOBODY = "未能确定"
_EMPTY = "本期各单位没有填写佐证材料编号"


def book(results: Results) -> Book:
    """Return the list of supporting files; rows that name one first."""
    found = ledger(results)

    def unit(code: str) -> str:
        return unit_name(results.scheme, code) if code else _NOBODY

    claims = [
        Column[Claim]("单位", 20, lambda row: unit(row.unit), "body_indent"),
        Column[Claim]("指标或事项", 40, lambda row: row.row, "text"),
        Column[Claim]("填写的编号", 16, lambda row: row.mark, "body_centre"),
        Column[Claim]("状态", 10, lambda row: f"{_SIGNS[row.state]} {row.state}",
                      lambda row: _LOOKS[row.state]),
        Column[Claim]("对应材料", 18, lambda row: "、".join(row.files), "body_centre"),
        Column[Claim]("填写位置", 22, lambda row: f"{row.sheet}!{row.cell}" if row.cell else "", "text"),
    ]  # fmt: skip
    files = [
        Column[File]("材料编号", 12, lambda row: row.number, "body_centre"),
        Column[File]("单位", 20, lambda row: unit(row.unit), "body_indent"),
        Column[File]("文件", 46, lambda row: row.receipt.arrival.source, "text"),
        Column[File]("是什么", 14, _kind, "body_centre"),
        Column[File]("收到时间", 20, lambda row: f"{row.receipt.arrival.received:%Y-%m-%d %H:%M}", "body_centre"),
        Column[File]("注明它的行", 40, lambda row: "、".join(row.named_by), "text"),
        Column[File]("备注", 18, lambda row: _STILL_OWED if row.owed else "",
                     lambda row: "warn" if row.owed else "body"),
        Column[File]("原件校验码（SHA-256）", 40, lambda row: row.receipt.arrival.sha256, "text"),
    ]  # fmt: skip
    told = "，".join(f"{state} {count} 处" for state, count in counts(found).items())
    summary = f"材料 {len(found.files)} 件；" if found.files else "本期没有收到佐证材料；"
    summary += f"写有编号的共 {len(found.claims)} 处"
    summary += f"：{told}。" if found.claims else "。"
    rows = _sheet(
        results, ROWS, (claims, found.claims, (_HINT, summary) if found.claims else (summary,))
    )
    if not found.files:  # a page that says so again says nothing
        return Book((rows,), title=f"{results.clock.label}{NAME}", active=ROWS)
    sheets = (rows, _sheet(results, FILES, (files, found.files, (_COPY,))))
    return Book(sheets, title=f"{results.clock.label}{NAME}", active=ROWS)


def claim_words(row: Claim) -> str:
    """Return a number that a row names, whether it is there, and where 佐证台账 has it.

    >>> claim_words(Claim("U03", "", "ZC-03", "ZC-03", "已附", ("佐证-001",)))
    'ZC-03（✓ 已附，佐证台账：佐证-001）'
    """
    at = f"，{NAME}：{'、'.join(row.files)}" if row.files else f"，见{NAME}“{ROWS}”"
    return f"{row.mark}（{_SIGNS[row.state]} {row.state}{at}）"


def _kind(row: File) -> str:
    kind = row.receipt.examined.kind
    return SUPPORTING_KINDS.get(kind, kind)


def _sheet(results: Results, name: str, content: tuple) -> Sheet:  # type: ignore[type-arg]  # two kinds of row
    columns, rows, hints = content
    draft = Draft(name)
    draft.declare(columns)
    draft.line(f"{results.scheme.parameters.title}{NAME}　{name}", "title")
    draft.raise_to(0, 36.0)
    draft.line(words_of(results), "subtitle")
    for hint in hints:
        draft.line(hint, "hint")
    placed = draft.table(columns, rows, empty=_EMPTY)
    page = Page(
        landscape=True, title_rows=(placed.head, placed.head),
        area=(0, 0, draft.row - 1, draft.right), margins=(0.5, 0.5, 0.7, 0.7),
        footer=f"&L&8方案 {results.scheme_digest[:8]}&C第 &P 页，共 &N 页",
    )  # fmt: skip
    return draft.sheet(page=page, freeze=(placed.first, 2), placed=placed)
