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

CODES = (ODD_CHARACTERS, DECODED, NOT_A_SHEET)

GENERAL = "通用格式"  # what WPS and Chinese Excel call the number format General
