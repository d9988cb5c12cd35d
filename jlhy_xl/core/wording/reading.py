"""Sentences about what the reader met inside a file; what a cell lacks, the check says."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

ODD_CHARACTERS = Code(
    "R103", "不可见字符", Severity.NOTE, "文字里有不可显示的字符，已用可见符号代替", "请核对文字",
    "从其他系统粘贴的文字",
)  # fmt: skip
DECODED = Code(
    "R104", "文字编码", Severity.NOTE, "文件按 {what} 编码读取", "如有乱码请另存为 .xlsx 后重新报送",
    "CSV 文件",
)  # fmt: skip
NOT_A_SHEET = Code(
    "R106", "没有单元格的表", Severity.NOTE, "这一页是{what}，没有可读的单元格", "", "图表页",
)  # fmt: skip

STRUCK_OUT = Code(
    "R107", "部分文字带删除线", Severity.QUERY,
    "格内的“{what}”带删除线，按已删去处理，其余读作“{found}”",
    "请核对；确已删去的，请把带删除线的文字真正删掉", "把5划掉，后面改写成8",
)  # fmt: skip
STRUCK = Code(
    "R108", "整格带删除线", Severity.QUERY, "“{found}”整格带删除线，仍照常读取",
    "请核对：作废的请删掉，不作废的请去掉删除线", "划掉了整格内容而没有删除",
)  # fmt: skip
STRUCK_MORE = Code(
    "R110", "带删除线的较多", Severity.QUERY, "这张表还有{count}格带删除线，不再逐一列出：部分划掉的按已删去处理，整格划掉的照常读取",
    "请逐格核对；确已删去的，请把带删除线的文字真正删掉", "整张表的旧数都划掉后改写在后面",
)  # fmt: skip
BESIDE = Code(
    "R109", "写在格外的话", Severity.NOTE, "文件里有{what}（“{first}”），里面的话没有读入",
    "要报送的内容请填进表格的单元格", "用批注或文本框补充说明",
)  # fmt: skip
UNSEEN = "旧版文件，请打开后查看"
UNREADABLE = "已损坏，读不出"
NOTES, BOXES = "批注{count}处", "文本框{count}个"

PICTURES = Code(
    "R111", "文件里有图片", Severity.NOTE, "文件里贴有图片{count}张，图片里的内容没有读入",
    "要报送的内容请用文字填进单元格；图片作为佐证材料的，请另附文件", "把截图贴在单元格上",
)  # fmt: skip

CODES = (ODD_CHARACTERS, DECODED, NOT_A_SHEET, STRUCK_OUT, STRUCK, BESIDE, STRUCK_MORE, PICTURES)

GENERAL = "通用格式"  # what WPS and Chinese Excel call the number format General
NOTHING = "空白"
SHOWN_AS = "{stored}（格式显示为{shown}）"  # a number whose format says something else
