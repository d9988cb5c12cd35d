"""The one look of all our workbooks: colours, named cell styles, widths of Chinese text.

A style is XlsxWriter's own format dict, so drawing needs no second vocabulary. Every colour keeps
its meaning in black and white: whatever is coloured also carries a word, a sign or bold type.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from jlhy_xl.core.wording import words

moment_words = words.moment_words  # books ask here for all that they show

# 宋体 and 黑体 are on every Windows; WPS on domestic systems maps both to its own cuts.
BODY_FONT = "宋体"
HEAD_FONT = "黑体"
BODY_SIZE = 11

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1F1F1F",
        "accent": "#1F4E79",  # the one accent: titles, bars, links
        "accent_soft": "#E6EDF4",  # heads
        "line": "#B0B7BF",
        "input": "#FFF9DB",
        "locked": "#F2F2F2",
        "hint": "#595959",
        "paper": "#FFFFFF",
        "good": "#E4F0E4",
        "good_ink": "#2E6B34",
        "warn": "#FFF2CC",
        "warn_ink": "#7F6000",
        "bad": "#F8E0DC",
        "bad_ink": "#9C2B1F",
        "none": "#EDEDED",
        "none_ink": "#6B6B6B",
        "bar": "#7F9DB9",
        "bar_soft": "#D5DEE8",
    }
)

# Whoever colours a cell good, warn, bad or none also writes the sign: colour alone is lost in print.
SIGNS: Mapping[str, str] = MappingProxyType({"good": "✓", "warn": "△", "bad": "✗", "none": "—"})

Format = Mapping[str, object]


def _base(**more: object) -> dict[str, object]:
    return {
        "font_name": BODY_FONT,
        "font_size": BODY_SIZE,
        "font_color": COLOURS["ink"],
        "valign": "vcenter",
        "text_wrap": True,
        **more,
    }


def _boxed(**more: object) -> dict[str, object]:
    return _base(border=1, border_color=COLOURS["line"], **more)


def _fill(name: str, **more: object) -> dict[str, object]:
    return {"pattern": 1, "bg_color": COLOURS[name], **more}


def _total(**more: object) -> dict[str, object]:
    return _boxed(bold=True, top=2, top_color=COLOURS["accent"], **more)


def _status(name: str) -> dict[str, object]:
    return _boxed(**_fill(name), font_color=COLOURS[f"{name}_ink"], align="center", bold=True)


_INPUT = _fill("input", locked=False)
_LOCKED = _fill("locked")
_DATE = "yyyy-mm-dd"
_DATETIME = "yyyy-mm-dd hh:mm"

STYLES: Mapping[str, Format] = MappingProxyType(
    {
        # text outside tables
        "title": _base(font_name=HEAD_FONT, font_size=18, align="center", text_wrap=False),
        "title_left": _base(
            font_name=HEAD_FONT, font_size=16, text_wrap=False, font_color=COLOURS["accent"]
        ),
        # where a title keeps to a few columns
        "title_wrapped": _base(font_name=HEAD_FONT, font_size=14, font_color=COLOURS["accent"]),
        "subtitle": _base(align="center", font_color=COLOURS["hint"]),
        "section": _base(
            font_name=HEAD_FONT,
            font_size=12,
            font_color=COLOURS["accent"],
            bottom=1,
            bottom_color=COLOURS["accent"],
            text_wrap=False,
        ),
        "plain": _base(),
        "plain_line": _base(text_wrap=False),
        "plain_right": _base(align="right"),
        "plain_bold": _base(bold=True),
        "plain_top": _base(valign="top"),
        "countdown": _base(bold=True, font_color=COLOURS["accent"]),
        "countdown_big": _boxed(bold=True, font_size=14, align="center"),
        "lead": _base(font_size=13, bold=True),
        "hint": _base(font_size=10, font_color=COLOURS["hint"]),
        "note": _base(font_size=10, font_color=COLOURS["hint"], italic=False),
        "link": _base(font_color=COLOURS["accent"], underline=1),
        # tables
        "head": _boxed(**_fill("accent_soft"), bold=True, align="center"),
        "head_left": _boxed(**_fill("accent_soft"), bold=True),
        "body": _boxed(),
        "body_top": _boxed(valign="top"),
        "body_top_indent": _boxed(valign="top", align="left", indent=1),
        "body_centre": _boxed(align="center"),
        "body_right": _boxed(align="right"),
        "body_link": _boxed(font_color=COLOURS["accent"], underline=1, indent=1),
        "body_link_centre": _boxed(font_color=COLOURS["accent"], underline=1, align="center"),
        "body_bold": _boxed(bold=True, indent=1),
        "body_indent": _boxed(indent=1),
        "hint_boxed": {**_boxed(indent=1), "font_size": 10, "font_color": COLOURS["hint"]},
        "label": _boxed(**_fill("accent_soft"), indent=1),
        "label_bold": _boxed(**_fill("accent_soft"), bold=True, indent=1),
        "text": _boxed(num_format="@"),
        "key": _boxed(num_format="@", font_color=COLOURS["hint"], font_size=10),
        "number": _boxed(num_format="#,##0", align="right"),
        "count": _boxed(num_format="#,##0", align="center"),
        "number1": _boxed(num_format="#,##0.0", align="right"),
        "number2": _boxed(num_format="#,##0.00", align="right"),
        "number_any": _boxed(num_format="General", align="right"),
        "points": _boxed(num_format="0.0##", align="center"),
        # 0 reads as a stroke, so that a table of few figures shows them
        "points_link": _boxed(
            num_format='0.0##;-0.0##;"—"', align="center", font_color=COLOURS["accent"]
        ),
        "count_link": _boxed(
            num_format='#,##0;-#,##0;"—"', align="center", font_color=COLOURS["accent"]
        ),
        "percent0": _boxed(num_format="0%", align="right"),
        "percent1": _boxed(num_format="0.0%", align="right"),
        "date": _boxed(num_format=_DATE, align="center"),
        "datetime": _boxed(num_format=_DATETIME, align="center"),
        "total": _total(align="right"),
        "total_count": _total(align="center"),
        # below rows in which 0 reads as a stroke
        "total_count_link": _total(num_format='#,##0;-#,##0;"—"', align="center"),
        "total_points_link": _total(num_format='0.0##;-0.0##;"—"', align="center"),
        "total_left": _total(indent=1),
        "total_points_centre": _total(num_format="0.0##", align="center"),
        "total_points": _total(num_format="0.0##", align="right"),
        "big": _boxed(font_size=18, bold=True, align="center", font_color=COLOURS["accent"]),
        # judged cells: the value itself begins with the sign
        "good": _status("good"),
        "warn": _status("warn"),
        "bad": _status("bad"),
        "none": _status("none"),
        "blue": _boxed(**_fill("accent_soft"), font_color=COLOURS["accent"], align="center"),
        # a group's own row in a long table
        "band": _boxed(**_fill("accent_soft"), bold=True),
        "band_centre": _boxed(**_fill("accent_soft"), bold=True, align="center"),
        "band_percent": _boxed(**_fill("accent_soft"), bold=True, num_format="0.0%", align="right"),
        "total_percent": _total(num_format="0.0%", align="right"),
        # the page that must fit on one sheet of paper
        "small": {**_boxed(), "font_size": 10},
        "small_bold": {**_boxed(bold=True), "font_size": 10},
        "small_centre": {**_boxed(align="center"), "font_size": 10},
        "small_head": {**_boxed(**_fill("accent_soft"), align="center"), "font_size": 10},
        **{f"{name}_small": {**_status(name), "font_size": 10} for name in SIGNS},
        # a text and the arrow to its rows look like one cell
        "small_open": {**_boxed(right=0), "font_size": 10},
        "small_arrow": {
            **_boxed(left=0, align="center"),
            "font_size": 10,
            "font_color": COLOURS["accent"],
            "text_wrap": False,
        },
        "section_hint": _base(
            font_size=10,
            font_color=COLOURS["hint"],
            align="right",
            bottom=1,
            bottom_color=COLOURS["accent"],
        ),
        "front_title": _base(font_name=HEAD_FONT, font_size=19, align="center", text_wrap=False),
        "front_period": _base(font_size=13, bold=True, align="center"),
        "front_state": _base(font_size=10, align="center", font_color=COLOURS["hint"]),
        "front_sentence": _base(font_size=11.7),
        "front_link": _base(
            font_size=10, font_color=COLOURS["accent"], underline=1, align="right", text_wrap=False
        ),
        "front_label": _boxed(**_fill("accent_soft"), bold=True, align="center"),
        "front_box": _boxed(align="right", valign="bottom"),
        "changed": _boxed(bold=True, left=5, left_color=COLOURS["accent"]),
        # prefilled and locked
        "locked": _boxed(**_LOCKED),
        "locked_centre": _boxed(**_LOCKED, align="center"),
        "locked_text": _boxed(**_LOCKED, num_format="@"),
        "locked_number": _boxed(**_LOCKED, num_format="General", align="right"),
        "locked_date": _boxed(**_LOCKED, num_format=_DATE, align="center"),
        "locked_bold": _boxed(**_LOCKED, bold=True, align="center"),
        "none_asked": _boxed(**_LOCKED, font_color=COLOURS["none_ink"], align="center"),
        # open for typing; text stays text whatever is typed, so that "3/6" is no date
        "input": _boxed(**_INPUT),
        "input_text": _boxed(**_INPUT, num_format="@"),
        "input_text_centre": _boxed(**_INPUT, num_format="@", align="center"),
        "input_number": _boxed(**_INPUT, num_format="General", align="right"),
        "input_points": _boxed(**_INPUT, num_format="0.0##", align="right"),
        "input_date": _boxed(**_INPUT, num_format=_DATE, align="center"),
        "input_datetime": _boxed(**_INPUT, num_format=_DATETIME, align="center"),
        "input_centre": _boxed(**_INPUT, align="center"),
        "input_big": _boxed(**_INPUT, align="center", bold=True, font_size=14, num_format="@"),
        # conditional formats: only what they change
        "when_good": {
            "bg_color": COLOURS["good"],
            "font_color": COLOURS["good_ink"],
            "bold": True,
        },
        "when_warn": {
            "bg_color": COLOURS["warn"],
            "font_color": COLOURS["warn_ink"],
            "bold": True,
        },
        "when_bad": {"bg_color": COLOURS["bad"], "font_color": COLOURS["bad_ink"], "bold": True},
        "when_none": {"bg_color": COLOURS["none"], "font_color": COLOURS["none_ink"]},
        # 待办 of a return copy: what the program knows a line by, seen by nobody who prints
        "mark": {
            **_base(num_format="@", font_color=COLOURS["line"], text_wrap=False),
            "font_size": 6,
            "align": "fill",
        },
        # hidden sheets
        "hidden_text": {"font_name": BODY_FONT, "font_size": 9, "num_format": "@"},
    }
)


def width_of(text: str) -> int:
    r"""Return how many characters of the body font a line takes; a Chinese one counts two.

    The longest line decides where there are several.

    >>> width_of("指标A"), width_of("上年值\n（2025）"), width_of("")
    (5, 8, 0)
    """
    return max((_width_of_line(line) for line in text.split("\n")), default=0)


@lru_cache(maxsize=16_384)
def _width_of_line(line: str) -> int:
    # A, the ambiguous class, holds — … × and such, which 宋体 draws full-width.
    return sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in line)


def lines_of(text: str, width: float) -> int:
    r"""Return how many lines the text takes in a column of that width.

    >>> lines_of("供电可靠性和电费透明度指数", 20), lines_of("一\n二", 20), lines_of("", 20)
    (2, 2, 1)
    """
    room = max(int(width), 2)
    return sum(max(1, -(-_width_of_line(line) // room)) for line in text.split("\n"))


def height_of(text: str, width: float, size: float = BODY_SIZE) -> int:
    """Return the row height in points that shows the whole text in a column of that width.

    >>> height_of("一行", 20), height_of("一行" * 20, 20)
    (18, 66)
    """
    return round(lines_of(text, width) * size * 1.45 + 2)
