"""What a sheet of 方案.xlsx is made of: columns with a heading, a kind and choices; helpers for specs."""

from enum import Enum, StrEnum
from functools import cache
from typing import Any

from msgspec import Struct


class Kind(StrEnum):
    """What a column of the scheme holds."""

    TEXT = "文字"
    LIST = "清单"  # items separated by ；
    MAILS = "邮箱清单"
    INTEGER = "整数"
    DECIMAL = "数"
    DATE = "日期"
    MOMENT = "日期和时间"
    CLOCK = "时刻"
    CHOICE = "选项"
    UNIT = "单位"
    UNITS = "单位清单"
    PARTS = "分项"  # 水=区城乡水务局；气=区住建局
    WEIGHTS = "权重"  # 06-01*12；06-02*8
    PERIOD = "期次"  # 2026-W48, 2026-11


Choices = tuple[tuple[str, object], ...]  # (the cell's word, the value)


def words_of(kind: type[Enum]) -> Choices:
    """Return a closed list as choices: each member under its own word.

    >>> words_of(Kind)[0]
    ('文字', <Kind.TEXT: '文字'>)
    """
    return tuple((str(member.value), member) for member in kind)


def plain(*words: str) -> Choices:
    """Return words that stand for themselves."""
    return tuple((word, word) for word in words)


YES_NO: Choices = (("是", True), ("否", False))
SEVERITIES: Choices = (("错误", "error"), ("疑问", "query"))
WEEKDAYS: Choices = tuple((f"周{day}", number) for number, day in enumerate("一二三四五六日", 1))


@cache
def defaults_of(row: type[Struct]) -> dict[str, Any]:
    """Return what a row's attributes are when nothing is said; those that must be said are absent.

    >>> defaults_of(Column)["kind"], "heading" in defaults_of(Column)
    (<Kind.TEXT: '文字'>, False)
    """
    names, defaults = row.__struct_fields__, row.__struct_defaults__
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))


class Column(Struct, frozen=True):
    """One column of a sheet, or one line of 参数."""

    heading: str
    attribute: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: Choices = ()
    blank: str = ""  # the word written where the value is not set (长期)
    hint: str = ""
    width: float = 12


class Table(Struct, frozen=True):
    """One sheet of the scheme: ``attribute`` is its place in ``Scheme``."""

    sheet: str
    attribute: str
    row: type[Struct]
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...] = ()  # no two rows may agree in all attributes of one key
    needed: bool = False  # its absence is an error, not only a query
    hint: str = ""

    def column(self, attribute: str) -> Column:
        """Return the column of an attribute."""
        return next(column for column in self.columns if column.attribute == attribute)


def place_key(table: Table, row: Struct) -> tuple[str, ...]:
    """Return what tells a row from the others of its table, by the table's first key."""
    return (table.attribute, *(str(getattr(row, name)) for name in table.keys[0]))


def text(heading: str, attribute: str, width: float = 16, hint: str = "") -> Column:
    """Return a column of words that may stay blank."""
    return Column(heading, attribute, hint=hint, width=width)


def must(heading: str, attribute: str, width: float = 16, hint: str = "") -> Column:
    """Return a column of words that must be filled in."""
    return Column(heading, attribute, required=True, hint=hint, width=width)


def date(heading: str, attribute: str, hint: str = "") -> Column:
    """Return a column of days."""
    return Column(heading, attribute, Kind.DATE, hint=hint, width=13)


def pick(
    heading: str,
    attribute: str,
    choices: Choices,
    hint: str = "",
    *,
    required: bool = False,
    width: float = 12,
) -> Column:
    """Return a column with choices."""
    return Column(heading, attribute, Kind.CHOICE, required, choices, hint=hint, width=width)


def yes(heading: str, attribute: str, hint: str = "", *, required: bool = False) -> Column:
    """Return a column of 是 and 否."""
    return pick(heading, attribute, YES_NO, hint, required=required, width=9)


NOTE = text("备注", "note", 30)
UNIT_HELP = "填单位简称或别名，须已列入“单位”表"
LIST_HELP = "多个之间用分号“；”隔开"
PERIOD_HELP = "按周填 2026-W48，按月填 2026-11"
