"""Fields to type into, for the tests of values."""

import string
from datetime import datetime

from jlhy_xl.core.scheme.choices import FieldType, Need
from jlhy_xl.core.scheme.model import Field
from jlhy_xl.core.values import parse as values

CHOICES = ("未启动", "推进中", "已完成", "申请延期")
FULL_WIDTH = str.maketrans(string.digits + ".,-%+()", "０１２３４５６７８９．，－％＋（）")


def field(kind: FieldType, need: Need = Need.YES, **more: object) -> Field:
    return Field("f", "c", "栏目", kind, need=need, **more)


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words)


def codes(found: values.Parsed) -> list[str]:
    return [issue.code.code for issue in found.issues]
