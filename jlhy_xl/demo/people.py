"""Made-up people: names from common syllables, numbers and addresses that belong to nobody."""

from jlhy_xl.demo.plan import Answer, Cell

ROLES = ("分管领导", "具体负责人", "联络员")
_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = (
    "建国", "晓燕", "志强", "海涛", "文静", "立新", "雪梅", "振华", "春玲", "明远", "庆丰", "丽娟",
    "兆鹏", "雨桐", "德胜", "慧敏", "传军", "思远", "秀兰", "广义", "新宇", "凤霞", "长林", "佳宁",
    "永刚", "梦琪", "宗伟", "艳红", "继东", "若彤", "守信", "书琴", "炳坤", "晨曦", "玉峰", "婷婷",
    "怀玉",
)  # fmt: skip
_TITLES = (
    ("党组成员、副局长", "营商环境科科长", "营商环境科科员"),
    ("党组副书记、副局长", "办公室主任", "办公室文秘"),
    ("副主任", "综合科科长", "综合科科员"),
    ("党委委员、副局长", "业务一科科长", "四级主任科员"),
)


def name(number: int) -> str:
    """Return the nth made-up name; family and given names walk with different steps."""
    return _FAMILY[number * 7 % len(_FAMILY)] + _GIVEN[number * 5 % len(_GIVEN)]


def personnel(unit: int, shift: int = 0) -> dict[Cell, Answer]:
    """Return a unit's personnel form: three people, 15 cells; ``shift`` brings new people."""
    cells: dict[Cell, Answer] = {}
    for step, role in enumerate(ROLES):
        number = unit * 3 + step + shift * 1009
        phone = "无" if number % 11 == 5 else f"0632-66{number % 90000 + 10000:05d}"
        mail = "无" if number % 17 == 9 else f"lx{number:04d}@tez.example"
        told = {
            "name": name(number),
            "title": _TITLES[unit % len(_TITLES)][step],
            "phone": phone,
            "mobile": f"1990632{number % 10000:04d}",
            "mail": mail,
        }
        for code, typed in told.items():
            cells["personnel", role, code] = Answer(typed)
    return cells
