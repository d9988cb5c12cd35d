"""What is said of files and mails that came from a unit and could not stand for its return."""

import re

EARLIER = "{at}来件，{why}"
ASKED = "{at}来件，尚待核实"
MAIL = "{at}来信“{name}”，没有附件"
AGAIN = "{at}重新报送"
STEP = "；"
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
