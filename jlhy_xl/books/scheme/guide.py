"""The first sheet of 方案.xlsx: how the office edits the scheme, and what each sheet is for."""

from collections.abc import Iterator

from jlhy_xl.books.scheme.default_forms import SECRETS
from jlhy_xl.books.sheet import Cell, Page, Sheet
from jlhy_xl.books.style import height_of
from jlhy_xl.core.scheme.model import Scheme
from jlhy_xl.core.scheme.tables import PARAMETER_SHEET, TABLES

GUIDE = "说明"
_WIDTHS = {0: 16.0, 1: 70.0, 2: 10.0}

_BASICS = (
    ("改哪里", "直接在各工作表里修改、增加或删除行即可。工作表和栏目认名称不认位置，可以调整顺序，"
     "不要改工作表名称和表头。带 * 的栏目必须填写，点中单元格会显示填写提示。"),
    ("怎么填", "单位填简称或别名；多个内容之间用分号“；”隔开；日期按 2026-01-01 填写；"
     "期次按周填 2026-W48、按月填 2026-11。编码一经使用不再改，停用的单位填“停用”日期，不要删行。"),
    ("改完检查", "保存后运行 jlhy scheme check，有不对的地方会一次列全，并指出在哪张表哪一格。"),
    ("谁定的", "12个成员单位、11个专项工作组、49项指标和第五条第（四）款出自通知；"
     "计量单位、周期、分值、上限和各项期限都是办公室的约定，可以修改。"),
    ("保密", SECRETS),
)  # fmt: skip
_CHANGES = (
    ("增加一栏", "在“字段”表找到那张表，在合适的位置插入一行，填表单编码、字段编码、栏目名称、类型、必填；"
     "类型为选项的，在“选项”里列出选项。下一期模板就会有这一栏。"),
    ("增加一张表", "在“表单”表加一行，写明行从哪里来、谁报、何时报；再到“字段”表为它加栏目。"
     "行来源不是开放行的，要有一个“用途”为行键的字段。"),
    ("增加单位", "在“单位”表加一行，编码接着往下排；只承办议定事项的镇街，“成员单位”填“否”。"
     "牵头指标的，再到“工作组”“指标”“目标值”表里写上。"),
    ("单位更名合并", "旧单位填“停用”和“承继单位”，新单位填“启用”，交接期内不提出迟报和缺项。"),
    ("改分值规则", "在“减扣规则”表里不要直接改用过的分值、上限：在原行填“截止日期”，另加一行同一规则编码、"
     "新的分值，“起始日期”填次日。那天以前的事项仍按原分值，那天起按新分值。两行日期不能重叠。"
     "直接在原行改的，未关账各期还没有告知的事项都会跟着变，运行时逐条列出原来和现在的分值；"
     "已经告知的仍按告知时的分值。"),
    ("分值和上限", "同一封顶类别、同一段时间的上限要填成一样。分值空白的规则只列示，不计分。"),
    ("启用减扣", "“参数”表的减扣细则文号和生效日期都填上才正式执行；"
     "有一个空白就是试运行，全部结果只作提示。"),
    ("不予减扣", "在“不予减扣”表写明单位、期次、责任归属、理由和经办人，事项仍列示，不计分。"),
    ("文稿用语", "简报、通报、会议文稿的开头、标题、要求等固定用语，在“文稿用语”表里改；花括号里的内容由程序填入，"
     "只能用“可用内容”列出的。清空的一格用程序原有的话。"),
    ("节假日", "一般不用改；与放假安排不一致的，在“日历”表填那几天，或在“期次”表填那一期的截止时间。"),
)  # fmt: skip


def guide(scheme: Scheme) -> Sheet:
    """Return the sheet that tells how to edit the scheme and leads to each of its sheets."""
    cells: dict[tuple[int, int], Cell] = {}
    heights: dict[int, float] = {}
    for row, line in enumerate(_lines(scheme)):
        for column, cell in enumerate(line):
            cells[row, column] = cell
        texts = [(str(cell.value), _WIDTHS[at]) for at, cell in enumerate(line) if len(line) > 1]
        heights[row] = float(max((height_of(*text) for text in texts), default=28))
    return Sheet(
        name=GUIDE,
        cells=cells,
        widths=_WIDTHS,
        heights=heights,
        page=Page(),
        tab="accent",
    )


def _lines(scheme: Scheme) -> Iterator[tuple[Cell, ...]]:
    yield (Cell(f"{scheme.parameters.title}方案", "title_left"),)
    yield (Cell("谁、报什么、何时报、怎么算，都在这本工作簿里约定", "plain_line"),)
    yield (Cell("一、怎么改", "section"),)
    yield from _pairs(_BASICS)
    yield (Cell("二、常见的修改", "section"),)
    yield from _pairs(_CHANGES)
    yield (Cell("三、各表一览", "section"),)
    yield (Cell("工作表", "head"), Cell("内容", "head"), Cell("行数", "head"))
    yield _entry(PARAMETER_SHEET, "办公室的各项约定，如截止时间、细则文号。", None)
    for table in TABLES:
        yield _entry(table.sheet, table.hint, len(getattr(scheme, table.attribute)))


def _pairs(lines: tuple[tuple[str, str], ...]) -> Iterator[tuple[Cell, ...]]:
    for head, text in lines:
        yield Cell(head, "label"), Cell(text, "body")


def _entry(sheet: str, hint: str, count: int | None) -> tuple[Cell, ...]:
    link = Cell(sheet, "body_link", link=f"internal:'{sheet}'!A1")
    return link, Cell(hint, "body"), Cell(count, "number")
