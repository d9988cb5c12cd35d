"""How texts are compared and shown: keys for comparing, safe forms for showing; pure functions."""

import re
import unicodedata
from functools import lru_cache

_DROPPED = frozenset({"Cc", "Cf", "Co", "Cs", "Zs", "Zl", "Zp"})
# Invisible, yet of a letter's or a mark's category: fillers, variation selectors, joiners.
_INVISIBLE = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}.union(
        range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
    )
)


class _Without(dict[int, int | None]):
    """A table for str.translate that learns each character once."""

    def __missing__(self, code: int) -> int | None:
        dropped = code in _INVISIBLE or unicodedata.category(chr(code)) in _DROPPED
        self[code] = found = None if dropped else code
        return found


class _Shown(dict[int, int | str | None]):
    """A table for str.translate: what may be shown of each character."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = found = _shown(code)
        return found


def _shown(code: int) -> int | str | None:
    mark = _marked(code)
    if mark != code:
        return mark
    category = unicodedata.category(chr(code))
    if code in _INVISIBLE or category in {"Cf", "Co"}:
        return None
    return " " if category == "Zs" else code


def _marked(code: int) -> int | str:
    if code == 0x0A:
        return code
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # control pictures: U+0001 shows as ␁
    if code == 0x7F:
        return "\u2421"
    category = unicodedata.category(chr(code))
    if category in {"Zl", "Zp"}:
        return "\n"
    return "\ufffd" if category in {"Cc", "Cs"} else code


class _Marks(dict[int, int | str]):
    """A table for str.translate: control characters and lone surrogates become marks."""

    def __missing__(self, code: int) -> int | str:
        self[code] = found = _marked(code)
        return found


_WITHOUT = _Without()
_SHOWN = _Shown()
_MARKS = _Marks()


def key(text: str) -> str:
    r"""Return the form by which two texts are compared: what cannot be seen makes no difference.

    NFKC, case folded, without white space, controls, zero-width, bidi and private-use characters.

    >>> key("姓  名") == key("姓\u3000名") == key("姓\u200b名\xa0") == "姓名"
    True
    >>> key("ＡＢＣ（1）")
    'abc(1)'
    """
    if text.isascii() and text.isprintable():
        return text.replace(" ", "").lower()
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    while True:
        folded = unicodedata.normalize("NFKC", text.translate(_WITHOUT)).casefold()
        folded = unicodedata.normalize("NFKC", folded).translate(_WITHOUT)
        if folded == text:
            return folded
        text = folded  # dropping a character can let its neighbours combine: once more


_SHORT = 64  # headings, names and choices: the same few come back in every sheet of every file
_short_key = lru_cache(maxsize=16_384)(_key)


_BRACKETED = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕|〖[^〖〗]*〗"
)
_UNIT_NOTE = re.compile(r"[,，;；/、|]?(?:计量)?单位[::][^::]*$")
_ASKED = re.compile(r"(?:必填|选填|可不填|必填项|选填项)$")
_FRINGE = "*※★#:;,.。，；：、·-—_\"'“”‘’!?？！|"


def heading_key(text: str) -> str:
    """Return a heading's key without hints: marks, brackets, "必填" and unit notes are left out.

    >>> heading_key("*姓　名（必填）："), heading_key("现状值【个】"), heading_key("费用，单位：元")
    ('姓名', '现状值', '费用')
    >>> heading_key("（必填）")
    '必填'
    """
    return _short_heading(text) if len(text) <= _SHORT else _heading_key(text)


def _heading_key(text: str) -> str:
    whole = key(text)
    bare = whole
    while (inner := _BRACKETED.sub("", bare)) != bare:
        bare = inner
    bare = _UNIT_NOTE.sub("", bare.strip(_FRINGE)).strip(_FRINGE)
    bare = _ASKED.sub("", bare).strip(_FRINGE) or bare
    return bare or whole.strip(_FRINGE + "()[]{}【】〔〕〖〗")


_short_heading = lru_cache(maxsize=16_384)(_heading_key)


def display(text: str) -> str:
    r"""Return a form that is safe to show: nothing invisible, no odd spaces, marks for controls.

    Line breaks stay; private-use, zero-width and bidi characters go; a control character shows as
    its picture, a lone surrogate as �.

    >>> display("\u202e区法院\u200b\xa0周报\x07")
    '区法院 周报␇'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_SHOWN).strip()


def visible(text: str) -> str:
    r"""Return the text as typed, safe to store: only controls and lone surrogates become marks.

    >>> visible("张\u3000三\x00\ud800")
    '张\u3000三␀�'
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_MARKS)


_CONTROLS = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
_PRIVATE = re.compile("[\\ue000-\\uf8ff\\U000f0000-\\U000ffffd\\U00100000-\\U0010fffd]")


def has_controls(text: str) -> bool:
    r"""Whether something in the text cannot be shown or stored and would become a mark.

    >>> has_controls("a\x00"), has_controls("一\r\n二\t"), has_controls("\ud800")
    (True, False, True)
    """
    return any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\r\n" for sign in text)


def has_private(text: str) -> bool:
    r"""Whether the text holds private-use characters (自造字), which show elsewhere as nothing.

    >>> has_private("朱\ue863基"), has_private("朱镕基")
    (True, False)
    """
    return _PRIVATE.search(text) is not None


NOTHING = frozenset(
    {"无", "暂无", "没有", "暂没有", "无。", "暂无。", "目前无", "无内容", "不涉及", "未涉及"}
    | {"不适用", "n/a", "na", "none", "nil", "null"}
)
STROKES = frozenset(
    {
        "/",
        "//",
        "\\",
        "\u2044",
        "\u2215",
        "-",
        "--",
        "---",
        "_",
        "__",
        "\u2212",
        "..",
        "...",
        "......",
    }
    | {"\u2013", "\u2014", "\u2014\u2014", "\u2014\u2014\u2014", "\u2015", "\u2500", "\u2500\u2500"}
)
none_words = NOTHING | STROKES  # as key() gives them


def is_none_word(text: str) -> bool:
    """Whether the text says that there is nothing: 无, 暂无, /, —, N/A …; blank does not.

    >>> [is_none_word(word) for word in ("无", " 无　", "——", "／", "－", "N/A", "", "0", "无锡")]
    [True, True, True, True, True, True, False, False, False]
    """
    return key(text) in none_words


def is_stroke(text: str) -> bool:
    """Whether the text is only a stroke (/, —, -), which says nothing in words."""
    return key(text) in STROKES
