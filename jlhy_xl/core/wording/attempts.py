"""What is said of files and mails that came from a unit and could not stand for its return."""

import re

EARLIER = "{at}来件，{why}"
ASKED = "{at}来件，尚待核实"
MAIL = "{at}来信“{name}”，没有附件"
SAYING = "，写明“{said}”"
NOTHING_RECEIVED = "没有收到任何文件，请先核实收件是否正常"
AGAIN = "{at}重新报送"
STEP = "；"
_QUOTED = 40  # signs of a mail that are quoted
_CLAUSES = re.compile(r"[，。；！？,;!?]+(?!$)")
_GREETING = re.compile(
    r"^(?:[^，。；：:！]{0,12}(?:办公室|领导|同志|老师|主任|局长|科长|同事|办)[：:，]\s*)?(?:[您你]好[：:，。！,!]*\s*)?"
)
_ASIDE = re.compile(r"（[^（）]*）")


def at_words(month: int, day: int, clock: str) -> str:
    """Return a moment in one piece.

    >>> at_words(11, 27, "16:52")
    '11月27日16:52'
    """
    return f"{month}月{day}日{clock}"


def gist(reason: str) -> str:
    """Return what was wrong, without what is asked for and what stands in brackets.

    >>> gist("文件已损坏或不完整（没有传完），无法打开。请重新发送")
    '文件已损坏或不完整，无法打开'
    >>> gist("压缩格式为rar，不能打开，请改用zip重新报送")
    '压缩格式为rar，不能打开'
    """
    return _ASIDE.sub("", reason.partition("。")[0]).partition("，请")[0].strip()


def quoted(text: str) -> str:
    """Return the beginning of a mail's words, whole up to the end of a clause; … where it goes on.

    >>> quoted("因业务系统升级，本周数据下周一补报，望谅解。")
    '因业务系统升级，本周数据下周一补报，望谅解'
    >>> quoted("联席会议办公室： 您好！本周数据下周一补报。"), quoted("原因：系统升级")
    ('本周数据下周一补报', '原因：系统升级')
    >>> quoted("因业务系统升级，" + "数据" * 20)
    '因业务系统升级…'
    >>> quoted("长" * 60) == "长" * 40 + "…"
    True
    """
    whole = _GREETING.sub("", text.strip()).rstrip("。…")
    if len(whole) <= _QUOTED:
        return whole + ("…" if text.endswith("…") else "")
    ends = [hit.start() for hit in _CLAUSES.finditer(whole) if hit.start() <= _QUOTED]
    return whole[: ends[-1] if ends else _QUOTED] + "…"
