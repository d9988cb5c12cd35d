"""Every sentence about how files came in: mails, archives, 收件登记."""

from typing import Final

from msgspec.structs import replace

from jlhy_xl.core.model import Finding, Severity
from jlhy_xl.core.wording.code import Code

_NOTE, _QUERY, _ERROR = Severity.NOTE, Severity.QUERY, Severity.ERROR

IGNORED: Final = Code(
    "I101", "系统临时文件", _NOTE,
    "“{found}”是{what}，不算报送文件，已忽略", "",
    "~$区法院周报.xlsx（打开表格时产生的临时文件）",
)  # fmt: skip
NOT_A_FILE: Final = Code(
    "I102", "不是普通文件", _NOTE,
    "“{found}”不是普通文件（快捷方式或链接），没有读取", "如是报送材料，请把文件本身放进来",
    "收件文件夹里的一个链接",
)  # fmt: skip
NO_ATTACHMENT: Final = Code(
    "I103", "邮件没有附件", _NOTE,
    "邮件“{found}”里没有附件", "如对方是在正文中报送，请联系其补发表格附件",
    "只有正文的邮件",
)  # fmt: skip
TWO_SENDERS: Final = Code(
    "I104", "发件人不唯一", _QUERY,
    "邮件写有不止一个发件人（{found}），不能据此认定是谁发来的", "请向报送单位核实后再采用",
    "有两个 From 行的邮件",
)  # fmt: skip
LARGE_LINK: Final = Code(
    "I105", "超大附件只有链接", _QUERY,
    "邮件“{found}”用的是超大附件（只有下载链接），程序不会打开链接",
    "请人工下载后放进收件文件夹，并在收件登记中登记收到时间；或请对方改用普通附件重新发送",
    "QQ邮箱、163邮箱发来的超大附件",
)  # fmt: skip
NO_SERVER_TIME: Final = Code(
    "I106", "邮件没有收件时间", _QUERY,
    "邮件里没有可用的服务器收件时间，收到时间改按“{clock}”计",
    "请在收件登记中补登该邮件的收到时间",
    "从“已发送”文件夹另存的邮件",
)  # fmt: skip
MAIL_LIMIT: Final = Code(
    "I107", "邮件超出处理限度", _ERROR,
    "邮件未能打开：{what}", "请把附件单独另存，或请对方重新发送一封较小的邮件",
    "超过 50 MB、嵌套超过 20 层或部件超过 500 个的邮件",
)  # fmt: skip
OUTLOOK_DAMAGED: Final = Code(
    "I108", "附件封装读不出来", _ERROR,
    "“{found}”是 Outlook 的封装格式，未能读出里面的附件",
    "请对方改用“纯文本”或“HTML”格式重新发送，或把附件压成 zip 再发",
    "损坏的 winmail.dat 或 .msg",
)  # fmt: skip
NO_NAME: Final = Code(
    "I109", "附件没有文件名", _NOTE,
    "邮件中有一个附件没有文件名，记作“{found}”", "",
    "没有 filename 的附件",
)  # fmt: skip
FILE_TOO_BIG: Final = Code(
    "I110", "文件过大", _ERROR,
    "文件有 {what} MB，超过 {expected} MB，没有读取", "请核对是否为报送表格；视频等材料请另行报送",
    "误放进来的录像",
)  # fmt: skip
ZIP_DAMAGED: Final = Code(
    "I201", "压缩包损坏", _ERROR,
    "压缩包“{found}”不完整或已损坏，打不开", "请重新压缩后再发一次",
    "只传了一半的 zip",
)  # fmt: skip
ZIP_LOCKED: Final = Code(
    "I202", "压缩包有密码", _ERROR,
    "压缩包“{found}”设了密码，打不开", "请取消密码后重新压缩、重新发送",
    "加密的 zip",
)  # fmt: skip
ZIP_LIMIT: Final = Code(
    "I203", "压缩包超出处理限度", _ERROR,
    "压缩包“{found}”没有打开：{what}", "请只压缩报送文件，或不压缩直接发送",
    "解压后超过 512 MB 的 zip，或里面有 200 个以上文件",
)  # fmt: skip
ZIP_TWINS: Final = Code(
    "I204", "压缩包内文件重名", _ERROR,
    "压缩包里有不止一个“{found}”，分不清以哪个为准", "请删去重名的文件，重新压缩后再发",
    "同一 zip 内有两个“周报.xlsx”",
)  # fmt: skip
ZIP_PATH: Final = Code(
    "I205", "压缩包内文件名异常", _QUERY,
    "压缩包里的文件名“{found}”带有异常路径，等待人工确认", "请核实来源后再采用",
    "名为 ../../周报.xlsx 的文件",
)  # fmt: skip
ZIP_LINK: Final = Code(
    "I206", "压缩包内是链接", _QUERY,
    "压缩包里的“{found}”是一个链接，不是文件本身", "请对方把文件本身压缩后重新发送",
    "符号链接",
)  # fmt: skip
ZIP_EMPTY: Final = Code(
    "I207", "压缩包是空的", _NOTE,
    "压缩包“{found}”里没有文件", "如应有报送文件，请联系对方重新压缩后再发",
    "空的 zip",
)  # fmt: skip
ZIP_METHOD: Final = Code(
    "I208", "压缩方式不通用", _ERROR,
    "压缩包“{found}”用了不通用的压缩方式（{what}），打不开", "请用系统自带的压缩功能重新压缩",
    "Deflate64、LZMA 压缩的 zip",
)  # fmt: skip
REGISTER_UNREADABLE: Final = Code(
    "I301", "收件登记读不出来", _ERROR,
    "收件登记.xlsx 读不出来：{what}", "请修好后重新运行；在此之前，人工放入的文件按首次发现时间计",
    "损坏的 收件登记.xlsx",
)  # fmt: skip
REGISTER_HEADINGS: Final = Code(
    "I302", "收件登记缺表头", _ERROR,
    "收件登记.xlsx 里没有找到“{expected}”这两栏", "请恢复表头：文件、收到时间、来自、备注",
    "表头被删掉",
)  # fmt: skip
REGISTER_TIME: Final = Code(
    "I303", "登记的时间看不懂", _QUERY,
    "“{file_name}”登记的时间“{found}”看不懂，没有采用", "请写成 2026-11-27 16:30 的样子",
    "周五下午",
)  # fmt: skip
REGISTER_DAY: Final = Code(
    "I304", "登记缺时刻", _QUERY,
    "“{file_name}”只登记了日期“{found}”，没有时刻，暂按当日零时计", "请补登几点几分",
    "2026-11-27",
)  # fmt: skip
REGISTER_NO_FILE: Final = Code(
    "I305", "登记了但没有文件", _QUERY,
    "收件登记里有“{found}”，收件文件夹里却没有这个文件", "请核对文件名，或把文件放进来",
    "文件名写错",
)  # fmt: skip
REGISTER_TWICE: Final = Code(
    "I306", "重复登记", _QUERY,
    "“{found}”登记了不止一次，按最早的时间计", "请只保留一行",
    "同一文件登记了两行",
)  # fmt: skip
SENT_BACK_UNIT: Final = Code(
    "I307", "退回登记的单位不认识", _QUERY,
    "退回登记里的单位“{found}”不在方案中，这一行没有采用", "请写方案中的单位名称、别名或编码",
    "区XX局",
)  # fmt: skip
SENT_BACK_PERIOD: Final = Code(
    "I308", "退回登记的期次看不懂", _QUERY,
    "退回登记里的期次“{found}”看不懂，这一行没有采用", "请写成 2026-W48 的样子",
    "上上周",
)  # fmt: skip
NOT_BEGUN: Final = Code(
    "I309", "收件文件夹的期次没有开始", _QUERY,
    "收件文件夹 {found} 里没有{label}的报表，该期也没有下发过模板，不按应报处理，不计未报",
    "文件夹写错期次的，请改名，或把文件移到正确的文件夹；该期确应报送的，请在方案的“期次”表加一行",
    "第48周的报表放进了 2026-W47",
)  # fmt: skip

CODES: Final = (
    IGNORED, NOT_A_FILE, NO_ATTACHMENT, TWO_SENDERS, LARGE_LINK, NO_SERVER_TIME, MAIL_LIMIT,
    OUTLOOK_DAMAGED, NO_NAME, FILE_TOO_BIG, ZIP_DAMAGED, ZIP_LOCKED, ZIP_LIMIT, ZIP_TWINS, ZIP_PATH, ZIP_LINK,
    ZIP_EMPTY, ZIP_METHOD, REGISTER_UNREADABLE, REGISTER_HEADINGS, REGISTER_TIME, REGISTER_DAY,
    REGISTER_NO_FILE, REGISTER_TWICE, SENT_BACK_UNIT, SENT_BACK_PERIOD, NOT_BEGUN,
)  # fmt: skip

BODY: Final = "。正文写道：“{gist}”"


def no_attachment(subject: str, gist: str = "") -> Finding:
    """Return what is said of a mail without a file, with the beginning of what it says itself."""
    found = NO_ATTACHMENT.finding(found=subject)
    return replace(found, message=found.message + BODY.format(gist=gist)) if gist else found


def body_of(message: str) -> str:
    """Return what a mail says itself, as ``no_attachment`` tells it; "" where it says nothing.

    >>> body_of(no_attachment("说明", "下周一补报，“请”谅解").message), body_of("邮件里没有附件")
    ('下周一补报，“请”谅解', '')
    """
    before, after = BODY.split("{gist}")
    _, sign, said = message.partition(before)
    return said.removesuffix(after) if sign else ""


# What a name without a report behind it is, in words (IGNORED's {what}).
LOCK_FILE: Final = "打开文件时产生的临时文件"
SYSTEM_FILE: Final = "系统自动生成的文件"
UNFINISHED: Final = "没有写完的临时文件"

# Why a container was left closed ({what} of MAIL_LIMIT and ZIP_LIMIT).
TOO_BIG: Final = "太大，超过 {limit} MB"
LONG_HEADER: Final = "邮件头过长"
TOO_MANY_PARTS: Final = "部件过多，超过 {limit} 个"
TOO_DEEP: Final = "嵌套层数过多，超过 {limit} 层"
TOO_MANY_FILES: Final = "文件过多，超过 {limit} 个"
TOO_DENSE: Final = "压缩比异常"

# Words for clocks that do not count (Arrival.hops), and for things without a name.
NO_TIME: Final = "无"
NAMELESS: Final = "未命名附件{number}"
FORWARDED: Final = "转发的原邮件：{sender}，服务器收件 {received}，自称发件 {sent}"
ORNAMENT: Final = "邮件正文中的签名图片，与报表无关"
ENTRY_TIME: Final = "压缩包内文件时间：{at}"
RELAYED: Final = "服务器转递：{at}"

# The headings of 收件登记.xlsx and its second sheet, as the office reads and fills them.
REGISTER_TITLE: Final = "收件登记"
REGISTER: Final = f"{REGISTER_TITLE}.xlsx"
FILE, RECEIVED, FROM = "文件", "收到时间", "来自"
UNIT, PERIOD, SENT_BACK = "单位", "期次", "退回时间"
HOW, BY = "方式", "经办人"
SENT_BACK_ROW: Final = "{sheet}第{row}行"
SENT_BACK_MESSAGES: Final = "台账（退回通知）"  # where a message of ours stands
ALIASES: Final = {
    "文件名": FILE,
    "文件名称": FILE,
    "收件时间": RECEIVED,
    "来源": FROM,
    "退回方式": HOW,
}
SENT_BACK_KIND: Final = "退回"  # the ledger's messages of this kind say that a return was sent back
