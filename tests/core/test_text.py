"""Keys compare what people mean; displays show nothing that could mislead."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jlhy_xl.core import text

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY)
def test_a_key_is_stable_and_has_nothing_invisible(typed: str) -> None:
    """A key's key is itself, and no character of it is blank, invisible or private."""
    found = text.key(typed)
    assert text.key(found) == found
    assert not {unicodedata.category(sign) for sign in found} & {"Cc", "Cf", "Co", "Cs", "Zs"}


@given(ANY, st.sampled_from(["\u200b", "\xa0", "\u3000", "\ue000", "\u202e", "\ufeff", "\ufe0f"]))
def test_invisible_neighbours_make_no_difference(typed: str, sign: str) -> None:
    """Zero-width, bidi, NBSP and private-use characters around a text never change its key."""
    assert text.key(sign + typed + sign) == text.key(typed)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("姓  名", "姓名"),
        ("*手　机（必填）", "手机"),
        ("固定电话：", "固定电话"),
        ("现状值\n（单位：个）", "现状值"),
        ("现状值(元)【本周】", "现状值"),
        ("费用 单位:万元", "费用"),
        ("姓名必填", "姓名"),
        ("获得用水用气（（水））", "获得用水用气"),
        ("（必填）", "必填"),
        ("", ""),
        ("单位名称", "单位名称"),
        ("计量单位", "计量单位"),
        ("必填", "必填"),
    ],
)
def test_heading_keys(heading: str, expected: str) -> None:
    """A heading is found again whatever hints stand around it."""
    assert text.heading_key(heading) == expected


@given(ANY)
def test_shown_and_stored_forms_are_safe(typed: str) -> None:
    """What is shown or stored can be written as UTF-8 and holds no control character."""
    for found in (text.display(typed), text.visible(typed)):
        found.encode()
        assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in found)
    assert not any(unicodedata.category(sign) in {"Cf", "Co"} for sign in text.display(typed))


def test_visible_keeps_what_was_typed() -> None:
    """Full-width spaces, zero-width and private-use characters stay in what is stored."""
    assert text.visible("张\u3000三\u200b\ue000") == "张\u3000三\u200b\ue000"
    assert text.visible("a\x0bb\r\nc\rd") == "a\u240bb\nc\nd"


@pytest.mark.parametrize("word", ["0", "", "无锡", "3", "一", "无变化", "没有问题", "NAME"])
def test_other_words_are_no_none_words(word: str) -> None:
    """Zero, blanks and longer words are not taken for "nothing"."""
    assert not text.is_none_word(word)


def test_strokes_say_nothing_in_words() -> None:
    """A stroke is a none word; 无 is one, but no stroke."""
    assert text.is_stroke("——")
    assert text.is_none_word("——")
    assert text.is_none_word("无")
    assert not text.is_stroke("无")
