"""A realistic folder of returned workbooks, with truth.json saying what a correct run must find.

Everything follows from a plan: the files, and the truth. Nothing here imports the code that judges.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

LOW, HIGH = "low", "high"


def make(
    folder: Path, units: int = 12, weeks: int = 1, mess: str = HIGH, seed: int = 48,
    now: datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The folder's workbooks/ holds a scheme, an inbox a week and truth.json; returns the truth.

    Twelve units, one week and a high mess are the repository's own sample; anything else is
    drawn from the seed: the same arguments give the same files, LibreOffice's aside.

    Raises:
        UsageError: the folder has a 方案.xlsx already, or a number makes no sense.
    """
    from jlhy_xl.core.errors import UsageError
    from jlhy_xl.demo import folder as room
    from jlhy_xl.demo import generated, sample
    from jlhy_xl.demo.plan import at

    if (folder / "workbooks" / "方案.xlsx").exists():
        raise UsageError(f"{folder} 里已有 workbooks/方案.xlsx", "", "请换一个空文件夹")
    if units < 1 or weeks < 1 or mess not in (LOW, HIGH):
        raise UsageError("单位数和周数至少为1，mess 为 low 或 high")
    if (units, weeks, mess) == (12, 1, HIGH):
        return room.write(folder, sample.plan())
    clock = now or at(sample.NOW)
    return room.write(folder, generated.plan(units, weeks, mess, seed, clock))
