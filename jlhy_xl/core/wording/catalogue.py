"""Every finding's code in one list, room by room, and the page of the handbook made from it."""

from itertools import chain

from jlhy_xl.core.wording import (
    checks,
    decisions,
    deductions,
    guard,
    instructions,
    intake,
    locate,
    merge,
    reading,
    return_copy,
    scheme,
    succession,
    values,
)
from jlhy_xl.core.wording.code import Code
from jlhy_xl.core.wording.words import severity_word

ROOMS: tuple[tuple[str, tuple[Code, ...]], ...] = (
    ("文件与格式", guard.CODES),
    ("读取", reading.CODES),
    ("收件与邮件", intake.CODES),
    ("识别单位、期次和栏目", locate.CODES),
    ("填写的内容", values.CODES),
    ("校验", checks.CODES),
    ("汇总与各单位之间", merge.CODES),
    ("单位和联络员变动", succession.CODES),
    ("减扣与处理意见", deductions.CODES),
    ("读回处理表、来件处理、异议", decisions.CODES),
    ("读回会议台账、领导批示", instructions.CODES),
    ("退回件", return_copy.CODES),
    ("方案", scheme.CODES),
)


def codes() -> tuple[Code, ...]:
    """Return every code that a finding may have."""
    return tuple(chain.from_iterable(found for _, found in ROOMS))


def page() -> str:
    """Return the catalogue as Markdown: code, weight, meaning, example, how to mend.

    A word in braces stands for what the finding names.
    """
    lines = [
        "# 问题代码一览",
        "",
        "由程序生成（`python docs/make.py`），与程序逐条一致。须改正＝不改正计为差错；请说明＝只需核实说明，"
        "从不减扣；提示＝仅供了解。花括号里是报出时的具体内容。",
    ]
    for room, found in ROOMS:
        if found:
            lines += [
                "",
                f"## {room}",
                "",
                "| 代码 | 名称 | 程度 | 说明 | 如何处理 | 例子 |",
                "|---|---|---|---|---|---|",
            ]
            lines += [_row(code) for code in sorted(found, key=lambda row: row.code)]
    return "\n".join(lines) + "\n"


def _row(code: Code) -> str:
    parts = (
        code.code, code.title, severity_word(code.severity), code.message, code.mend, code.example
    )  # fmt: skip
    return "| " + " | ".join(_cell(part) for part in parts) + " |"


def _cell(text: str) -> str:
    return "".join(mark if mark.isprintable() else " " for mark in text).replace("|", "\\|")
