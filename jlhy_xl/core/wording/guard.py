"""Sentences about a file as a whole: whether it can be opened, what it is, what it hides."""

from enum import StrEnum

from jlhy_xl.core.model import Severity
from jlhy_xl.core.wording.code import Code

_ERROR, _QUERY, _NOTE = Severity.ERROR, Severity.QUERY, Severity.NOTE

EMPTY = Code(
    "G101", "空文件", _ERROR, "文件大小为零，里面什么也没有", "请检查原文件后重新发送", "0 字节的 .xlsx",
)  # fmt: skip
DAMAGED = Code(
    "G102", "文件损坏", _ERROR, "文件已损坏或不完整（{why}），无法打开",
    "请在自己的电脑上打开确认无误后重新发送", "只传了一半的文件",
)  # fmt: skip
OVER_CAP = Code(
    "G103", "超出安全上限", _ERROR, "{what}有 {count}，超过上限 {cap}，为安全起见没有打开",
    "请把填报内容复制到新的工作簿（或重新下载模板）后再报送", "一张表里有十万处合并单元格",
)  # fmt: skip
BOMB = Code(
    "G104", "解压后过大", _ERROR, "文件解压后大得不合常理（{why}），为安全起见没有打开",
    "请把填报内容复制到新的工作簿后再报送", "几 KB 的文件解压后有几百 MB",
)  # fmt: skip
AMBIGUOUS = Code(
    "G105", "内部重名", _ERROR, "文件内部有重复的部分（{what}），不同软件会读出不同内容",
    "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送", "压缩结构里有两个同名的工作表",
)  # fmt: skip
FORBIDDEN_XML = Code(
    "G106", "不允许的声明", _ERROR, "文件内部含有不允许的声明（{what}），为安全起见没有打开",
    "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送", "内部含 DOCTYPE 或 ENTITY",
)  # fmt: skip
ARCHIVE = Code(
    "G107", "压缩格式不支持", _ERROR, "这是 {what} 压缩包，本程序不能解开",
    "请改用zip压缩，或直接发送工作簿", "材料.rar",
)  # fmt: skip
SEALED = Code(
    "G108", "有打开密码", _ERROR, "文件设有打开密码，无法读取",
    "请取消密码（文件—信息—保护工作簿）后重新报送", "加密的 .xlsx",
)  # fmt: skip
OLD_FORMAT = Code(
    "G109", "旧格式", _ERROR, "这是 {program} 的文件，本程序读不了",
    "请{save}后重新报送", ".numbers、Lotus、Excel 4.0 等",
)  # fmt: skip
UNKNOWN = Code(
    "G110", "认不出的文件", _QUERY, "认不出这是什么文件",
    "请经办人看一眼：与填报有关的请联系报送单位另存为 .xlsx 后重新发送", "来历不明的二进制文件",
)  # fmt: skip
SUPPORTING = Code(
    "G111", "佐证材料", _NOTE, "这是{what}，按佐证材料留存", "", "会议纪要.pdf",
)  # fmt: skip
NO_CELLS = Code(
    "G112", "没有内容", _ERROR, "工作簿的单元格里没有任何内容", "请确认发送的是填好并保存过的文件",
    "空白工作簿",
)  # fmt: skip
MACROS = Code(
    "G113", "含宏", _NOTE, "文件含有宏（{what}），程序没有运行它", "如非必要，请另存为不含宏的 .xlsx",
    "含宏的 .xlsm",
)  # fmt: skip
EXTERNAL = Code(
    "G114", "外部链接", _NOTE, "文件链接到其他文件（{what}处），程序没有跟随；显示的是上次保存的值",
    "请把引用别的文件的公式改成数值", "公式引用了别的工作簿",
)  # fmt: skip
DDE = Code(
    "G115", "动态数据交换", _QUERY, "文件含有会调用其他程序的链接（DDE），程序没有执行",
    "请经办人留意此文件，并请报送单位删除该内容", "=cmd|…",
)  # fmt: skip
CONNECTIONS = Code(
    "G116", "数据连接", _NOTE, "文件含有数据连接，程序没有连接", "", "含外部数据查询的工作簿",
)  # fmt: skip
EMBEDDED = Code(
    "G117", "嵌入对象", _NOTE, "文件里嵌有其他文件或对象（{what}个），程序没有打开",
    "需要报送的材料请作为附件单独发送", "表里嵌了一个 Word 文档",
)  # fmt: skip
HIDDEN_SHEET = Code(
    "G118", "隐藏的工作表", _NOTE, "工作表被隐藏，程序照常读取了其中的内容", "", "隐藏的工作表",
)  # fmt: skip
DISGUISED = Code(
    "G119", "后缀与内容不符", _NOTE, "文件名是 {name}，实际内容是{what}，已按实际内容读取", "",
    "网页表格存成了 .xls",
)  # fmt: skip
WIDE = Code(
    "G120", "过大的合并或链接", _NOTE, "有覆盖整张表的合并单元格或超链接，读取不受影响，不再对原文件标注",
    "", "合并了 A1:XFD1048576",
)  # fmt: skip
LONG_TEXT = Code(
    "G121", "单元格文字过长", _QUERY, "一个单元格里有 {count} 个字，超过工作簿能存的 32767 个字",
    "请经办人核对；过长的内容请作为附件报送", "单元格里贴了整份报告",
)  # fmt: skip
TIMEOUT = Code(
    "G122", "读取超时", _QUERY, "读取这个文件用了超过 {seconds} 秒，已停止；其他文件不受影响",
    "请经办人打开看一眼，必要时请报送单位把内容复制到模板后重新发送", "结构异常的 .xls",
)  # fmt: skip
DIED = Code(
    "G123", "读取时中断", _QUERY, "读取这个文件时读取进程意外中断；其他文件不受影响",
    "请经办人打开看一眼，必要时请报送单位另存为 .xlsx 后重新发送", "结构异常的文件",
)  # fmt: skip
MEMORY = Code(
    "G124", "读取占用内存过大", _QUERY, "读取这个文件占用的内存超过上限，已停止；其他文件不受影响",
    "请经办人打开看一眼，必要时请报送单位把内容复制到模板后重新发送", "内容极多的工作簿",
)  # fmt: skip
UNSEALED = Code(
    "G125", "已用登记的密码打开", _NOTE, "文件设有打开密码，已用{what}打开", "请今后不要加密码", "加密的 .xlsx",
)  # fmt: skip
PATHS = Code(
    "G126", "内部路径可疑", _QUERY, "文件内部含有指向外面的路径（{what}），没有打开",
    "请经办人确认来源；需要时请报送单位用 Excel 或 WPS 另存后重新发送", "../../x",
)  # fmt: skip
NOT_UNPACKED = Code(
    "G127", "压缩包", _ERROR, "这是压缩包，里面没有可以直接读取的工作簿",
    "请把工作簿直接发送，或重新压缩为zip后发送", "zip 里还套着多层 zip",
)  # fmt: skip
ENCODING = Code(
    "G128", "文字编码认不出", _ERROR, "文字编码不是 UTF-8、UTF-16 或 GB18030（或文件已损坏），读出来会有错字，没有读取",
    "请用 Excel 或 WPS 打开，确认文字无误后另存为 .xlsx 再报送", "西欧编码（Latin-1）的 .csv",
)  # fmt: skip
BUG = Code(
    "P101", "程序错误", _QUERY, "程序错误：处理这个文件时出现意外（{where}）；其他文件不受影响",
    "请把这句话连同原文件交给程序维护人员；这不是报送单位的问题", "程序自身的缺陷",
)  # fmt: skip

CODES = (
    EMPTY, DAMAGED, OVER_CAP, BOMB, AMBIGUOUS, FORBIDDEN_XML, ARCHIVE, SEALED, OLD_FORMAT, UNKNOWN,
    SUPPORTING, NO_CELLS, MACROS, EXTERNAL, DDE, CONNECTIONS, EMBEDDED, HIDDEN_SHEET, DISGUISED,
    WIDE, LONG_TEXT, TIMEOUT, DIED, MEMORY, UNSEALED, PATHS, NOT_UNPACKED,
    ENCODING, BUG,
)  # fmt: skip


class Why(StrEnum):
    """Why a file counts as damaged or blown up: the words in the sentence's brackets."""

    NO_PART = "缺少应有的部分"
    NO_SHEET = "找不到某个工作表的内容"
    NO_TEXT = "单元格指向不存在的文字"
    NO_END = "文件不完整，可能没有传完"
    TAIL = "文件尾部有多余内容"
    METHOD = "压缩方式异常"
    CHECKSUM = "内部数据校验不符"
    STRUCTURE = "文件结构异常"
    XML = "内部 XML 不完整或有误"
    TOO_BIG = "解压后超过允许的大小"
    TOO_DENSE = "解压后是原大小的几百倍"


class What(StrEnum):
    """What a cap counts."""

    ENTRIES = "内部文件数"
    BYTES = "内部说明的字节数"
    DEPTH = "XML 嵌套层数"
    ATTRIBUTES = "XML 属性数"
    FORMATS = "单元格格式数"
    STRINGS = "文字条数"
    TEXT = "文字总量"
    SHEETS = "工作表数"
    CELLS = "有内容的单元格数"
    MERGES = "合并单元格数"
    CONDITIONALS = "条件格式数"
    VALIDATIONS = "数据有效性数"
    NAMES = "定义的名称数"
    PROPERTIES = "文档属性数"
    HIDDEN = "隐藏的行列数"
    ROWS = "行数"
    COLUMNS = "列数"
    SPANS = "合并覆盖的单元格数"
    SPINS = "密码的运算次数"


VBA = "VBA"
MACRO_SHEET = "宏表"
CHART_SHEET = "图表页"
OTHER_SHEET = "没有表格的页"
WEB_PAGE = "网页"
TWICE = "同一单元格出现两次"
DEFAULT_PASSWORD = "默认密码"  # noqa: S105 - words of a note
LISTED_PASSWORD = "登记的密码"  # noqa: S105 - words of a note

SUPPORTING_KINDS = {
    "pdf": "PDF 文件", "png": "图片", "jpg": "图片", "gif": "图片", "tif": "图片", "bmp": "图片",
    "webp": "图片", "heic": "图片", "psd": "图片", "emf": "图片", "wmf": "图片",
    "docx": "Word 文档", "doc": "Word 文档", "rtf": "Word 文档", "odt": "文字文档", "pptx": "演示文稿", "ppt": "演示文稿", "odp": "演示文稿",
    "ofd": "OFD 版式文件", "xps": "XPS 版式文件", "djvu": "版式文件", "vsdx": "图形文件", "vsd": "图形文件", "pub": "Publisher 文档",
    "odg": "图形文件", "text": "文本文件", "mp3": "录音", "amr": "录音", "wav": "录音", "mp4": "录像", "avi": "录像",
    "eml": "邮件", "msg": "邮件", "tnef": "邮件",
}  # fmt: skip
ARCHIVE_KINDS = {
    "rar": "RAR", "7z": "7z", "gz": "gz", "bz2": "bz2", "xz": "xz", "tar": "tar",
    "cab": "CAB", "z": "Z", "zst": "zst", "arj": "ARJ", "lzh": "LZH",
}  # fmt: skip
_AS_XLSX = "用 Excel 或 WPS 打开后另存为 .xlsx"
OLD_KINDS = {
    "biff2": ("Excel 2.0", _AS_XLSX), "biff3": ("Excel 3.0", _AS_XLSX),
    "biff4": ("Excel 4.0", _AS_XLSX), "sylk": ("SYLK", _AS_XLSX), "dif": ("DIF", _AS_XLSX),
    "lotus": ("Lotus 1-2-3", "用 LibreOffice 打开后另存为 .xlsx"),
    "numbers": ("苹果 Numbers 表格", "在 Numbers 中选择“文件—导出为—Excel”"),
    "fods": ("LibreOffice 平面 XML", "用 LibreOffice 打开后另存为 .xlsx"),
    "xml": ("XML", _AS_XLSX), "dbf": ("dBASE", _AS_XLSX),
    "sxc": ("OpenOffice 1.x", "用 LibreOffice 打开后另存为 .xlsx"),
    "access": ("Access 数据库", "把表导出为 .xlsx"),
}  # fmt: skip
READ_KINDS = {
    "xlsx": "Excel 工作簿", "xlsm": "含宏的 Excel 工作簿", "xlsb": "Excel 二进制工作簿",
    "xls": "旧版 Excel 或 WPS 工作簿", "ods": "ODF 表格", "csv": "文本表格", "html": "网页表格", "mhtml": "网页表格",
    "xml2003": "Excel 2003 XML 表格",
}  # fmt: skip

NO_START = (
    "读取文件的进程启动不了，一个文件也没有读",
    "",
    "多半是内存不足或安全软件拦截：请关闭其他程序、把本程序加入信任后重新运行；仍不行请运行 jlhy doctor",
)
NO_DASK = ("没有安装 Dask", "", "请运行 pip install 'jlhy-xl[cluster]'")
NO_SCHEDULER = ("连不上 {address}", "", "请确认 dask scheduler 已启动")
NO_SUCH_WORKERS = (
    "--workers {word} 无法识别",
    "",
    "请写 auto、serial、进程数（如 4）或 tcp://主机:端口",
)
