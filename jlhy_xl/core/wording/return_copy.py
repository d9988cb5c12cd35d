"""Sentences of a return copy: its verdict, how to mend, the notes on its cells."""

from jlhy_xl.core.wording.code import Code

EXPLAINED = "（单位说明：{words}）"  # after a finding's message
DONE = "已说明"  # instead of 请说明, once there are words

# Our own marks in a file: by them a copy that comes back is known. Never change them lightly.
AUTHOR = "联席会议办公室核对"  # of the notes
NOTE_FIRST, NOTE_LAST = (
    "【办公室核对】",
    "——联席会议办公室",
)  # what stands outside is the unit's own
STYLE = "办公室核对"  # cell styles; each keeps the fill that a mended cell gets back
SHEET = "待办"
FOLDER = "退回件"
HEAD_WORDS, HEAD_MARK = "说明（请填在此栏）", "核对码（请勿改动）"

TITLE = "{period}报送表待办"
COUNTS = "{unit}　{verdict}。{counts}。"
# After the verdict of what is adopted. With mistakes in it the office may well send it back.
NOT_SENT_BACK, NOT_YET = "，本件供核对，不是退回", "，须改正的格改好后再计入"
UNTIL = "本期报送截止：{deadline}；补报、修改最迟：{cutoff}。{due}"
# what is due, by whether there are mistakes and questions
ASKED = {
    (True, True): "改正、补齐，并作说明", (True, False): "改正、补齐", (False, True): "核对、说明",
    (False, False): "",
}  # fmt: skip
OVER = "（已过，仍请尽快补齐）"  # behind the last day, where a template is issued after it
FILE = "{unit}_{period}.xlsx"  # in the folder
ERRORS, QUERIES = "须改正 {count} 处", "请说明 {count} 处"
EXPLAINED_COUNT = "已说明 {count} 处"
MEND = "须改正的：请在标注（有批注）的格内改正或补填，改好后该处批注不用删除，再次核对时自动消去。"
EXPLAIN = (
    "请说明的：情况属实的，请在本表“说明”栏写明，不必改动原格；填写有误的，请直接改正标注的格。"
)
SEND = "完成后保存，把本文件直接作为附件发回即可；本表（待办）请保留。"
FIRST_TEN = "下表先列最要紧的 10 处，其余同类的合并列出。"
REISSUED = (
    "原文件（{name}）{why}，已改用正式模板并填入贵单位原有内容，请在本文件上核对、修改后发回。"
)
LOST = "原文件中模板以外的工作表、栏目和图片未能带入，如仍需要请自行留存。"
OTHER_FILE = "见文件“{name}”"
ALIKE = "同类共 {count} 处：{cells}。"
CELLS_MORE = "等"
ALL_CELLS = "所涉单元格：{cells}。"
FILE_WIDE = "全文件"
EARLIER = "此前的说明（所涉问题已不再提出，留存备查）"
LEFT = "原文件中模板没有位置的内容（供填写时参照）"
LEFT_LINE = "{form}　{row}　{label}：{typed}"


class Why:
    """Why a file cannot go back as it came."""

    KIND = "为 {kind} 格式，不能原样标注"
    SEALED = "设有打开密码，不能原样标注"
    MACROS = "含有宏，宏不随件退回"
    LINKS = "引用了其他文件或外部数据，不随件退回"
    EMBEDDED = "嵌有其他文件或控件，不随件退回"
    SIGNED = "带有数字签名或共享修订记录，标注会使其失效"
    ODD = "的内部结构特殊，不能保证原样标注"
    LARGE = "过大，不能原样标注"
    SHARED = "里有几个单位的报表，不转给别的单位看"


CODES: tuple[Code, ...] = ()
