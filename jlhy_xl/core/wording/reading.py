"""Sentences about what the reader met in cells: errors, formulas without a value, odd characters."""

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

ERROR_CELL = Code(
    "R101", "错误值", Severity.ERROR, "单元格显示的是错误值 {found}，没有可用的内容",
    "请直接填写数值或文字", "#REF!",
)  # fmt: skip
UNCACHED = Code(
    "R102", "公式没有结果", Severity.ERROR, "单元格是公式，但文件里没有保存它的计算结果",
    "请用 Excel 或 WPS 打开文件，保存一次后重新报送；或直接填写结果", "=B2+B3",
)  # fmt: skip
ODD_CHARACTERS = Code(
    "R103", "不可见字符", Severity.NOTE, "文字里有不可显示的字符，已用可见符号代替", "请核对文字",
    "从其他系统粘贴的文字",
)  # fmt: skip
DECODED = Code(
    "R104", "文字编码", Severity.NOTE, "文件按 {what} 编码读取", "如有乱码请另存为 .xlsx 后重新报送",
    "CSV 文件",
)  # fmt: skip
FORMULAS_UNKNOWN = Code(
    "R105", "看不到公式", Severity.NOTE, "{what} 格式的文件里只能读到结果，看不到公式", "", "旧版 .xls",
)  # fmt: skip
NOT_A_SHEET = Code(
    "R106", "没有单元格的表", Severity.NOTE, "这一页是{what}，没有可读的单元格", "", "图表页",
)  # fmt: skip

CODES = (ERROR_CELL, UNCACHED, ODD_CHARACTERS, DECODED, FORMULAS_UNKNOWN, NOT_A_SHEET)

GENERAL = "通用格式"  # what WPS and Chinese Excel call the number format General
